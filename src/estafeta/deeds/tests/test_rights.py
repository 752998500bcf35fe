"""Rights in one deed alone: offered to a name and contact, taken by a link, gone by themselves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.deeds import queries, rules, services
from estafeta.deeds.models import Deed, DeedRight
from estafeta.journal.models import Entry
from estafeta.notifications.models import Letter
from estafeta.notifications.services import text_of
from estafeta.participation.rules import may_check_in, may_see_list, may_stand_at_gate
from estafeta.people.models import Person
from tests import make


@pytest.fixture
def owner():
    return make.user("Owner").person


@pytest.fixture
def deed(owner):
    return make.deed(organisation=make.organisation(owner=owner))


def invite(deed, owner, kind="lead", name="Bolat", email="bolat@example.org", **more):
    return services.give_right(deed, owner, kind=kind, name=name, email=email, **more)


def held_by(person, deed, owner, kind):
    return services.take_right(invite(deed, owner, kind), person)


def test_an_invitation_is_one_letter_with_a_private_link_and_opens_nothing_before_the_yes(deed, owner):
    first, again = invite(deed, owner), invite(deed, owner)

    assert first == again
    letter = Letter.objects.get(kind="deed_right")
    assert letter.person == Person.objects.get(email="bolat@example.org")
    assert f"/deeds/right/{first.token}/" in text_of(letter)[1]
    assert not rules.may_manage(first.invited, deed)
    assert list(Entry.objects.values_list("act", "actor")) == [("right_given", owner.pk)]


def test_the_yes_opens_the_page_and_one_link_lets_one_person_in(client, deed, owner):
    right, helper, other = invite(deed, owner), make.user("Bolat"), make.user("Vera")
    client.force_login(helper)

    page = client.get(f"/en/deeds/right/{right.token}/")
    assert "Lead this deed" in page.content.decode()
    assert client.post(f"/en/deeds/right/{right.token}/").headers["Location"] == f"/en/deeds/{deed.slug}/manage/"
    assert client.get(f"/en/deeds/{deed.slug}/manage/").status_code == 200

    with pytest.raises(NotPossible, match="already taken"):
        services.take_right(right, other.person)
    client.force_login(other)
    assert client.get(f"/en/deeds/right/{right.token}/").status_code == 404
    assert services.take_right(right, helper.person).holder == helper.person


@pytest.mark.parametrize(
    ("kind", "runs", "gate", "contacts", "photos"),
    [
        ("lead", True, True, True, True),
        ("checker", False, True, False, False),
        ("photographer", False, False, False, True),
    ],
)
def test_each_right_is_a_yes_to_its_own_acts_in_this_deed_alone(deed, owner, kind, runs, gate, contacts, photos):
    helper = make.user("Bolat").person
    held_by(helper, deed, owner, kind)
    other = make.deed("Another of the same", organisation=deed.organisation)
    for one in (deed, other):
        Deed.objects.filter(pk=one.pk).update(
            status="done", starts_at=timezone.now() - timedelta(hours=4), ends_at=timezone.now() - timedelta(hours=1)
        )
        one.refresh_from_db()

    def allowed(one):
        return (
            bool(rules.may_run(helper, one)),
            bool(may_check_in(helper, one, timezone.now())),
            bool(may_see_list(helper, one)),
            bool(rules.may_add_photos(helper, one)),
        )

    assert allowed(deed) == (runs, gate, contacts, photos)
    assert allowed(other) == (False, False, False, False)
    assert not rules.may_announce(helper, deed.organisation)
    assert not rules.may_give_rights(helper, deed, timezone.now())
    with pytest.raises(NotPossible):
        services.copy(deed, helper, make.tomorrow() + timedelta(days=7))


def test_a_leader_reports_and_a_photographer_does_not(deed, owner):
    leader, photographer = make.user("Bolat").person, make.user("Vera").person
    held_by(leader, deed, owner, "lead")
    services.take_right(invite(deed, owner, "photographer", "Vera", "vera@example.org"), photographer)
    Deed.objects.filter(pk=deed.pk).update(status="done")

    with pytest.raises(NotPossible):
        services.report(deed, photographer, amount=None, story="Said by the wrong one")
    assert services.report(deed, leader, amount=None, story="Forty trees").reported_by == leader


def test_a_right_ends_by_itself_fourteen_days_after_the_deed_and_at_once_when_it_is_called_off(deed, owner):
    helper = make.user("Bolat").person
    held_by(helper, deed, owner, "checker")

    def stands(ends_at, status="done"):
        Deed.objects.filter(pk=deed.pk).update(
            ends_at=ends_at, status=status, cancelled_at=timezone.now() if status == "cancelled" else None
        )
        return bool(may_stand_at_gate(helper, deed)), queries.rights_of(helper).exists()

    now = timezone.now()
    assert stands(now - timedelta(days=13, hours=23)) == (True, True)
    assert stands(now - timedelta(days=14)) == (False, False)
    assert stands(now + timedelta(days=1), "announced") == (True, True)
    assert stands(now + timedelta(days=1), "cancelled") == (False, False)


def test_organisers_take_rights_back_holders_lay_them_down_and_nobody_else_does(client, deed, owner):
    helper, stranger = make.user("Bolat").person, make.user("Vera").person
    right = held_by(helper, deed, owner, "lead")

    with pytest.raises(NotPossible):
        services.end_right(right, stranger)
    client.force_login(owner.user)
    client.post(f"/en/deeds/{deed.slug}/rights/{right.pk}/end/")

    assert not rules.may_run(helper, deed)
    assert Entry.objects.filter(act="right_ended", actor=owner).count() == 1
    client.force_login(helper.user)
    assert client.get(f"/en/deeds/{deed.slug}/manage/").status_code == 404
    assert client.get(f"/en/deeds/right/{right.token}/").status_code == 404
    again = held_by(helper, deed, owner, "lead")
    assert again != right
    assert services.end_right(again, helper).ended_by == helper
    services.end_right(again, helper)
    assert Entry.objects.filter(act="right_ended").count() == 2


def test_an_organiser_invites_on_the_page_of_the_deed_and_wrong_words_are_said(client, deed, owner):
    client.force_login(owner.user)
    page = f"/en/deeds/{deed.slug}/rights/"

    assert client.post(page, {"kind": "checker", "name": "Bolat", "contact": "nothing"}).status_code == 422
    client.post(page, {"kind": "checker", "name": "Bolat", "contact": "+7 701 123 45 67"})

    right = deed.rights.get()
    assert (right.kind, right.invited.phone, right.given_by) == ("checker", "+77011234567", owner)
    said = client.get(page).content.decode()
    assert "Bolat" in said
    assert "+7701" not in said


def test_who_was_invited_finds_it_on_the_desk_and_then_the_deed(client, deed, owner):
    helper = make.user("Bolat")
    right = invite(deed, owner, "photographer", email=helper.person.email)
    client.force_login(helper)

    desk = client.get("/en/desk/")
    assert [(row.kind.slug, row.said.href) for row in desk.context["rows"]] == [
        ("invitation", f"/en/deeds/right/{right.token}/")
    ]
    services.take_right(right, helper.person)
    desk = client.get("/en/desk/")
    assert list(desk.context["rows"]) == []
    assert f"/en/deeds/{deed.slug}/photos/" in desk.content.decode()


def test_the_database_keeps_one_offer_of_a_kind_to_a_person_and_no_taken_one_without_its_holder(deed, owner):
    right = invite(deed, owner)
    twin = {"deed": deed, "kind": "lead", "invited": right.invited, "given_at": timezone.now()}

    for name, wrong in (
        ("deed_right_offered_once", twin | {"token": "a"}),
        ("deed_right_taken_by_somebody", twin | {"kind": "checker", "token": "b", "taken_at": timezone.now()}),
        ("deed_right_kind_is_known", twin | {"kind": "king", "token": "c"}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            DeedRight.objects.create(**wrong)
