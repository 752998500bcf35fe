"""Being forgotten: nothing tells afterwards who somebody was, and what was counted stays."""

import uuid
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.notifications.models import Letter
from estafeta.organisations.models import Membership
from estafeta.participation.models import CheckInEntry, SignUp
from estafeta.participation.services import (
    answer_farewell,
    check_in_batch,
    forget,
    leave_for_good,
    sign_up,
    sign_up_child,
)
from estafeta.people.models import Person, Role
from estafeta.people.queries import farewells_visible_to
from estafeta.tally.models import Fact
from estafeta.tally.services import record
from tests import make

SECRETS = ("Zhanel", "zhanel", "+77010000042", "Erlan", "our flat is 12")


@pytest.fixture
def zhanel():
    login = make.user("Zhanel Secretova")
    Person.objects.filter(user=login).update(
        email="zhanel@example.org", phone="+77010000042", born_on=date(1980, 1, 1), folded_name="zhanel sekretova"
    )
    login.email = "zhanel@example.org"
    login.save()
    return Person.objects.get(user=login)


def counted(person, deed):
    return record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=person)


def rows_that_hold(words):
    """Every row of every table that holds one of the words, read as text."""
    return [
        (model.__name__, row)
        for model in apps.get_models()
        for row in model.objects.values()
        if any(word in str(row) for word in words)
    ]


def test_nothing_in_the_database_tells_afterwards_who_somebody_was(zhanel):
    sign_up(zhanel, make.shift(), seats=2, names=["Zhanel's friend"], team_name="Zhanel's team")
    sign_up_child(zhanel, "Erlan", date(2015, 5, 5), make.shift())
    make.appeal(asker=zhanel, private_detail="our flat is 12", about_as_sent="Zhanel asks")
    make.appeal("Zhanel asks", status="sent", asker=zhanel, about="our flat is 12")
    Letter.objects.update(state="sent", sent_at=timezone.now(), body="Dear Zhanel", subject="Zhanel")
    assert {name for name, _row in rows_that_hold(SECRETS)} >= {
        "User", "Person", "SignUp", "TeamMember", "Letter", "Appeal",
    }  # fmt: skip

    forget(zhanel)

    assert rows_that_hold(SECRETS) == []


def test_what_was_said_at_the_gate_stays_without_the_name():
    deed = make.deed(status="under_way", starts_at=timezone.now() - timedelta(hours=1))
    make.shift(of=deed, starts_at=deed.starts_at)
    helper = make.user("Bolat").person
    Membership.objects.create(organisation=deed.organisation, person=helper, role="owner")
    walk_in = {
        "uuid": str(uuid.uuid4()),
        "kind": "walk_in",
        "name": "Zhanel Secretova",
        "contact": "zhanel@example.org",
    }
    check_in_batch(deed, helper, [walk_in], received_at=timezone.now())
    walked_in = Fact.objects.get().person

    forget(walked_in)

    assert rows_that_hold(SECRETS) == []
    assert CheckInEntry.objects.get().said == {"uuid": walk_in["uuid"], "kind": "walk_in"}
    assert Fact.objects.get().person == walked_in


def test_what_was_counted_stays_and_so_does_the_row(zhanel):
    fact = counted(zhanel, make.deed(status="done", starts_at=timezone.now() - timedelta(days=1)))

    forget(zhanel)

    zhanel.refresh_from_db()
    assert Fact.objects.get().person_id == fact.person_id == zhanel.pk
    assert (zhanel.name, zhanel.email, zhanel.phone, zhanel.born_on, zhanel.user) == ("", "", "", None, None)
    assert zhanel.forgotten_at is not None


def test_what_was_public_of_an_appeal_stays(zhanel):
    appeal = make.appeal("A sports ground", asker=zhanel, about="For our yard")

    forget(zhanel)

    appeal.refresh_from_db()
    assert (appeal.title, appeal.about, appeal.status) == ("A sports ground", "For our yard", "published")


def test_the_place_of_somebody_forgotten_is_offered_on(zhanel):
    shift = make.shift(capacity=1)
    place = sign_up(zhanel, shift)
    next_one = sign_up(make.person("Vera"), shift)

    forget(zhanel)

    place.refresh_from_db()
    assert (place.status, SignUp.objects.get(pk=next_one.pk).offers.count()) == ("cancelled", 1)


def test_a_grown_child_with_a_contact_stays(zhanel):
    grown = make.person("Dana", guardian=zhanel)

    forget(zhanel)

    grown.refresh_from_db()
    assert (grown.name, grown.guardian) == ("Dana", None)


def test_forgetting_twice_changes_nothing(zhanel):
    forget(zhanel)
    first = Person.objects.get(pk=zhanel.pk).forgotten_at

    forget(zhanel)

    assert Person.objects.get(pk=zhanel.pk).forgotten_at == first


def test_who_left_nothing_behind_is_forgotten_at_once(zhanel):
    assert leave_for_good(zhanel) is None
    assert Person.objects.get(pk=zhanel.pk).name == ""


def test_who_left_something_behind_waits_for_one_answer(zhanel):
    counted(zhanel, make.deed(status="done", starts_at=timezone.now() - timedelta(days=1)))

    first, second = leave_for_good(zhanel), leave_for_good(zhanel)

    assert first == second
    assert Person.objects.get(pk=zhanel.pk).name == "Zhanel Secretova"


def test_a_coordinators_wish_waits_one_level_above_and_never_at_themselves():
    region = make.region()
    town = make.town(parent=region)
    own, above, elsewhere = make.coordinator(town), make.coordinator(region), make.coordinator(make.region("Abai"))

    farewell = leave_for_good(own)

    assert farewell.territory == region
    assert [list(farewells_visible_to(one)) for one in (own, above, elsewhere)] == [[], [farewell], []]
    with pytest.raises(NotPossible):
        answer_farewell(farewell, by=own, grant=True)


def test_nobody_settles_their_own_wish_even_at_the_top():
    top = make.coordinator(make.country())
    farewell = leave_for_good(top)

    assert list(farewells_visible_to(top)) == []
    with pytest.raises(NotPossible):
        answer_farewell(farewell, by=top, grant=True)


def test_who_is_refused_is_told_once_and_may_ask_again(zhanel):
    region = make.region()
    body = make.organisation(owner=zhanel, territory=make.town(parent=region))
    judge = make.coordinator(region)
    farewell = leave_for_good(zhanel)
    assert list(Letter.objects.values_list("kind", "person")) == [("farewell_waits", judge.pk)]

    answer_farewell(farewell, by=judge, grant=False)
    answer_farewell(farewell, by=judge, grant=True)

    assert list(Letter.objects.filter(person=zhanel).values_list("kind", flat=True)) == ["farewell_refused"]
    assert leave_for_good(zhanel).territory == body.territory


def test_the_roles_of_somebody_forgotten_end():
    person = make.coordinator(make.region())

    forget(person)

    assert Role.objects.get(person=person).ended_at is not None
