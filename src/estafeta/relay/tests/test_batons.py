from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import OperationalError
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.journal.queries import story_of
from estafeta.notifications.models import Letter
from estafeta.participation import services as participation
from estafeta.people.models import Role
from estafeta.relay import rules, services
from estafeta.relay.models import Baton, Bundle, Handover, Link
from estafeta.relay.services import Recipient
from estafeta.tally.services import record as record_fact
from tests import make

LINK = Recipient()


def over(title: str = "A sports ground", **fields):
    """A deed that ended yesterday."""
    ended = timezone.now() - timedelta(days=1)
    return make.deed(title, status="done", starts_at=ended - timedelta(hours=3), **fields)


def hand_to(person, deed=None):
    """A bundle of three in one person's hands."""
    deed = deed or over()
    return Bundle.objects.create(deed=deed, person=person, size=3, handed_at=deed.ends_at)


def passed(person=None, to=LINK, key="one", **more):
    giver = person or make.person("Giver")
    return services.pass_on(hand_to(giver), giver, to, client_key=key, **more)


def test_a_deed_that_is_over_hands_batons_to_its_organisers_and_to_those_who_were_there():
    owner, aigul, absent = make.user("Owner").person, make.person("Aigul"), make.person("Absent")
    deed = over(organisation=make.organisation(owner=owner))
    record_fact(deed, "attendance", grade="A", happened_at=deed.starts_at, person=aigul)
    make.shift(of=deed)

    number = services.hand_out(deed)

    assert number == 2
    assert dict(Bundle.objects.values_list("person", "size")) == {
        owner.pk: rules.OF_AN_ORGANISER, aigul.pk: rules.OF_A_PARTICIPANT,
    }  # fmt: skip
    assert set(Letter.objects.filter(kind="batons_handed").values_list("person", flat=True)) == {owner.pk, aigul.pk}
    assert not Bundle.objects.filter(person=absent).exists()


def test_handing_out_again_reaches_only_those_who_came_late():
    deed = over()
    record_fact(deed, "attendance", grade="A", happened_at=deed.starts_at, person=make.person("Aigul"))
    services.hand_out(deed)
    late = make.person("Late")
    record_fact(deed, "attendance", grade="A", happened_at=deed.starts_at, person=late)

    assert (services.hand_out(deed), services.hand_out(deed)) == (1, 0)
    assert Bundle.objects.filter(person=late).exists()


@pytest.mark.parametrize("status", ["draft", "announced", "under_way", "cancelled"])
def test_a_deed_that_is_not_over_hands_out_nothing(status):
    deed = make.deed(status=status, organisation=make.organisation(owner=make.user().person))

    assert services.hand_out(deed) == 0


def test_one_baton_goes_on_its_way_and_leaves_its_trace():
    giver = make.person("Giver")

    baton = passed(giver, signed_as="Class 7B", words="Your turn")

    assert (baton.status, baton.to, baton.signed_as, baton.words) == ("on_the_way", "link", "Class 7B", "Your turn")
    assert baton.lapses_at - baton.passed_at == rules.PASS_LASTS
    assert Bundle.objects.get().passed == 1
    assert [entry.act for entry in story_of(baton)] == ["passed_on"]
    assert list(Handover.objects.values_list("baton", "status")) == [(baton.pk, "on_the_way")]


def test_two_presses_pass_one_baton():
    giver = make.person()
    bundle = hand_to(giver)

    first, second = (services.pass_on(bundle, giver, LINK, client_key="same") for _ in range(2))

    assert first == second
    assert Bundle.objects.get().passed == 1


def test_a_bundle_gives_no_more_than_it_holds():
    giver = make.person()
    bundle = hand_to(giver)
    for key in ("a", "b", "c"):
        services.pass_on(bundle, giver, LINK, client_key=key)

    with pytest.raises(NotPossible, match="all batons"):
        services.pass_on(bundle, giver, LINK, client_key="d")


def test_nobody_passes_somebody_elses_batons():
    with pytest.raises(NotPossible, match="somebody else's hands"):
        services.pass_on(hand_to(make.person()), make.person("Other"), LINK, client_key="x")


def test_a_guardian_passes_a_childs_batons_and_the_child_does_not():
    guardian = make.person("Gulnara")
    child = make.person("Dana", guardian=guardian, email="")
    bundle = hand_to(child)

    with pytest.raises(NotPossible, match="guardian passes"):
        services.pass_on(bundle, child, LINK, client_key="x")
    assert services.pass_on(bundle, guardian, LINK, client_key="y").giver == guardian


def test_a_person_is_written_to_and_takes_it_by_the_letters_link_without_a_login():
    baton = passed(to=Recipient(name="Bolat", email="bolat@example.org"))

    services.accept(baton, None)

    baton.refresh_from_db()
    assert (baton.status, baton.holder.name) == ("accepted", "Bolat")
    assert list(Letter.objects.filter(kind="baton").values_list("person__name", flat=True)) == ["Bolat"]
    assert Letter.objects.filter(kind="baton_accepted", person=baton.giver).count() == 1


def test_letters_to_strangers_have_a_limit_a_day():
    giver = make.person()
    deed = over()
    bundle = Bundle.objects.create(deed=deed, person=giver, size=20, handed_at=deed.ends_at)
    for number in range(rules.MOST_LETTERS_A_DAY):
        to = Recipient(name="N", email=f"n{number}@example.org")
        services.pass_on(bundle, giver, to, client_key=str(number))

    with pytest.raises(NotPossible, match="several people today"):
        services.pass_on(bundle, giver, Recipient(name="N", email="n@example.org"), client_key="x")


def test_whoever_is_not_signed_in_does_not_keep_a_links_baton():
    with pytest.raises(NotPossible, match="Sign in"):
        services.accept(passed(), None)


def test_nobody_accepts_their_own_baton():
    giver = make.person()

    with pytest.raises(NotPossible, match="your own baton"):
        services.accept(passed(giver), giver)


def test_a_link_is_taken_once():
    baton, first = passed(), make.person("First")
    services.accept(baton, first)

    assert services.accept(baton, first).holder == first
    with pytest.raises(NotPossible, match="accepted already"):
        services.accept(baton, make.person("Second"))


def test_temirtau_passes_it_to_balkhash_and_balkhash_answers():
    balkhash = make.town("Balkhash")
    coordinator = make.coordinator(balkhash)
    owner = make.user("Owner").person
    make.organisation("Balkhash school", owner=owner, territory=balkhash)
    stranger = make.user("Stranger").person
    baton = passed(to=Recipient(territory=balkhash))

    with pytest.raises(NotPossible, match="Coordinators and organisations of this place"):
        services.accept(baton, stranger)
    assert list(Letter.objects.filter(kind="baton").values_list("person", flat=True)) == [coordinator.pk]
    assert services.accept(baton, owner).holder == owner


def test_an_organisation_is_answered_for_by_its_organisers():
    owner = make.user("Owner").person
    baton = passed(to=Recipient(organisation=make.organisation(owner=owner)))

    with pytest.raises(NotPossible, match="Only organisers"):
        services.accept(baton, make.user("Stranger").person)
    assert services.accept(baton, owner).status == "accepted"


def test_who_declines_may_say_why_and_the_giver_reads_it():
    giver = make.person()
    baton = passed(giver, to=Recipient(name="Bolat", email="b@example.org"))

    services.decline(baton, None, reason="I am abroad")
    services.decline(baton, None, reason="again")

    baton.refresh_from_db()
    assert (baton.status, baton.reason, baton.lapses_at) == ("declined", "I am abroad", None)
    assert [letter.details["reason"] for letter in Letter.objects.filter(kind="baton_back")] == ["I am abroad"]


def test_a_baton_that_nobody_takes_goes_back_and_can_be_revived_under_another_link():
    giver = make.person()
    baton = passed(giver)
    old = baton.token
    later = baton.lapses_at

    assert (services.lapse(now=later - timedelta(minutes=1)), services.lapse(now=later)) == (0, 1)
    baton = services.revive(baton, giver, LINK, now=later)

    assert (baton.status, baton.token != old) == ("on_the_way", True)
    assert list(Handover.objects.order_by("pk").values_list("status", flat=True)) == [
        "on_the_way", "lapsed", "on_the_way",
    ]  # fmt: skip
    assert Bundle.objects.get().passed == 1


def test_a_baton_that_is_on_its_way_is_not_revived():
    giver = make.person()

    with pytest.raises(NotPossible):
        services.revive(passed(giver), giver, LINK)


def test_a_baton_is_not_revived_without_end():
    giver = make.person()
    baton = passed(giver)
    for _ in range(rules.MOST_REVIVALS):
        services.lapse(now=baton.lapses_at)
        baton = services.revive(baton, giver, LINK, now=baton.lapses_at)
    services.lapse(now=baton.lapses_at)

    with pytest.raises(NotPossible, match="often enough"):
        services.revive(baton, giver, LINK, now=baton.lapses_at)


def test_who_took_it_and_does_nothing_gives_it_back_in_the_end():
    baton = services.accept(passed(), make.person())

    assert services.lapse(now=baton.lapses_at) == 1


def carried(baton, deed, way="joined"):
    return services.carry(baton, deed, make.person(), way=way, at=timezone.now())


def test_a_deed_announced_through_a_baton_continues_the_relay():
    baton = passed()
    child = make.deed("Next", came_by=baton.token, made_by=make.person("Maker"))

    link = services.carry_by_deed(child)
    again = services.carry_by_deed(child)

    assert (link.parent, link.child, link.way, again) == (baton.deed, child, "announced", link)
    baton.refresh_from_db()
    assert (baton.status, baton.holder, baton.lapses_at) == ("carried", child.made_by, None)
    assert list(Handover.objects.order_by("pk").values_list("status", flat=True)) == [
        "on_the_way", "accepted", "carried",
    ]  # fmt: skip


def test_who_joins_through_a_baton_continues_it_and_who_stays_away_gives_it_back():
    baton, shift = passed(), make.shift()
    place = participation.sign_up(make.person(), shift, came_by=baton.token)

    assert services.carry_by_sign_up(place).child == shift.deed
    participation.cancel(place)
    place.refresh_from_db()

    assert services.let_go_of_sign_up(place)
    assert not services.let_go_of_sign_up(place)
    baton.refresh_from_db()
    assert (baton.status, Link.objects.count(), Link.objects.filter(withdraws=None, withdrawn_by=None).count()) == (
        "accepted", 2, 0,
    )  # fmt: skip
    assert carried(baton, make.deed("Another")) is not None


def test_a_deed_that_is_called_off_carried_nothing_on():
    baton, child = passed(), make.deed()
    carried(baton, child)

    assert (services.deed_called_off(child), services.deed_called_off(child)) == (1, 0)
    baton.refresh_from_db()
    assert baton.status == "accepted"


def test_one_deed_may_come_from_several():
    child = make.deed()

    assert {carried(passed(key=key), child).parent_id for key in "ab"} == {
        baton.deed_id for baton in Baton.objects.all()
    }
    assert child.links_from.count() == 2


def test_a_deed_does_not_lead_to_itself_nor_to_one_that_was_over_before():
    baton = passed()
    earlier = make.deed(starts_at=baton.deed.starts_at - timedelta(days=1), status="announced")

    assert carried(baton, baton.deed) is None
    assert carried(baton, earlier) is None
    assert not Link.objects.exists()


def test_the_database_refuses_a_link_backwards_a_circle_and_a_rewritten_history():
    baton, child = passed(), make.deed()
    link = carried(baton, child)
    moments = {"at": timezone.now(), "parent_ended_at": timezone.now() - timedelta(1), "child_ends_at": child.ends_at}
    circle = {"parent": child, "child": baton.deed, "campaign": child.campaign, "baton": baton, "way": "joined"}

    backwards = {"child_ends_at": moments["parent_ended_at"]}
    for broken, fault in (
        (lambda: Link.objects.create(**circle, **moments), (IntegrityError, OperationalError)),
        (lambda: Link.objects.create(**circle, **(moments | backwards)), IntegrityError),
        (lambda: Link.objects.filter(pk=link.pk).update(way="announced"), IntegrityError),
        (lambda: Handover.objects.all().delete(), IntegrityError),
    ):  # fmt: skip
        with pytest.raises(fault), transaction.atomic():
            broken()


def test_what_a_forgotten_giver_wrote_is_emptied():
    giver = make.person()
    baton = passed(giver, signed_as="Aigul", words="Come")

    services.forget_giver(giver)

    baton.refresh_from_db()
    assert (baton.signed_as, baton.words) == ("", "")


def test_a_role_elsewhere_answers_for_nothing_here():
    balkhash, elsewhere = make.town("Balkhash"), make.town("Elsewhere")
    person = make.user().person
    Role.objects.create(person=person, kind="coordinator", territory=elsewhere)
    baton = passed(to=Recipient(territory=balkhash))

    with pytest.raises(NotPossible):
        services.accept(baton, person)


def test_a_deed_that_is_being_told_goes_on_without_the_baton(client):
    make.campaign()
    client.force_login(make.user("Bolat"))
    session = client.session
    session["came_by"] = {"mark": "m", "said": "A sports ground"}
    session.save()

    before = client.get("/en/deeds/new/").content.decode()
    client.post("/en/deeds/new/without-baton/")
    after = client.get("/en/deeds/new/").content.decode()

    assert ("A sports ground" in before, "A sports ground" in after) == (True, False)
