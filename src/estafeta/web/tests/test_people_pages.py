"""Who looked at whose data; people in two rows; a wish to be forgotten on its way up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.journal.models import Look
from estafeta.journal.services import note_looks
from estafeta.notifications.models import Letter
from estafeta.organisations.models import Membership
from estafeta.participation.models import SignUp
from estafeta.participation.services import escalate_farewells, find_pairs, leave_for_good
from estafeta.people.models import Pair
from estafeta.people.services import end_consent, give_consent
from tests import make


@pytest.fixture
def deed():
    return make.deed("Planting")


@pytest.fixture
def judge(deed):
    return make.coordinator(deed.territory, "Judge")


@pytest.fixture
def organiser(deed):
    human = make.user("Organiser").person
    Membership.objects.create(organisation=deed.organisation, person=human, role="owner")
    return human


@pytest.fixture
def dana(deed):
    human = make.user("Dana").person
    now = timezone.now()
    SignUp.objects.create(
        shift=make.shift(of=deed), person=human, status="going", token="d" * 32, language="en", made_at=now,
        confirmed_at=now,
    )  # fmt: skip
    return human


def seen():
    return sorted(Look.objects.values_list("viewer__name", "person__name", "what", "title"))


def test_opening_the_list_or_its_file_is_written_down_once_an_hour_and_the_person_reads_it(
    client, deed, organiser, dana, judge
):
    client.force_login(organiser.user)
    for address in (f"/en/deeds/{deed.slug}/people/", f"/en/deeds/{deed.slug}/people.csv"):
        for _time in range(2):
            assert client.get(address).status_code == 200, address

    assert seen() == [("Organiser", "Dana", "file", "Planting"), ("Organiser", "Dana", "list", "Planting")]
    client.force_login(dana.user)
    page = client.get("/en/me/data/").content.decode()
    assert "Organiser" in page
    assert "the list of participants, as a file: Planting" in page
    client.force_login(judge.user)
    assert "Planting" in client.get("/en/desk/looks/").content.decode()


def test_a_coordinator_who_opens_an_appeal_is_written_down(client, judge, deed):
    appeal = make.appeal("A ground", status="sent", territory=deed.territory, campaign=deed.campaign)
    client.force_login(judge.user)

    client.get(f"/en/appeals/{appeal.slug}/check/")

    assert seen() == [("Judge", "Asker", "asker", "A ground")]


def test_ones_own_data_and_those_of_ones_wards_are_nobody_elses(dana):
    ward = make.person("Ward", guardian=dana)

    assert note_looks(dana, [dana, ward], "list", thing=dana, title="", territory=None) == 0


def test_looks_are_seen_above_and_nowhere_else(client, deed, organiser, dana, judge):
    note_looks(organiser, [dana], "list", thing=deed, title="Planting", territory=deed.territory)
    elsewhere = make.coordinator(make.region("Abai region"))
    pages = []
    for who in (judge, elsewhere, dana):
        client.force_login(who.user)
        pages.append("Planting" in client.get("/en/desk/looks/").content.decode())

    assert pages == [True, False, False]


@pytest.mark.parametrize("number", [1, 3])
def test_noting_costs_the_same_whatever_the_number_of_people(deed, organiser, number, django_assert_num_queries):
    people = [make.person() for _time in range(number)]

    with django_assert_num_queries(4):  # two of them begin and end it
        note_looks(organiser, people, "list", thing=deed, title="", territory=None)


def test_consents_given_and_taken_back_are_listed(client, dana):
    give_consent(dana, "photographs", by=dana)
    end_consent(dana, "photographs", by=dana)
    client.force_login(dana.user)

    page = client.get("/en/me/data/").content.decode()

    assert "photographs" in page
    assert "taken back on" in page


def test_a_pair_is_decided_and_taken_back_on_the_page(client, deed, judge):
    one, other = (
        make.person(name, phone="+77010000001", territory=deed.territory) for name in ("Aigul Seitova", "Aigul S.")
    )
    find_pairs()
    pair = Pair.objects.get()
    client.force_login(judge.user)

    assert "Aigul S." in client.get("/en/desk/pairs/").content.decode()
    client.post(f"/en/desk/pairs/{pair.pk}/", {"state": "same"})
    assert "Aigul S." not in client.get("/en/desk/pairs/").content.decode()
    assert "Take it back" in client.get("/en/desk/pairs/?state=decided").content.decode()
    client.post(f"/en/desk/pairs/{pair.pk}/", {"state": "waiting"})
    assert "Aigul S." in client.get("/en/desk/pairs/").content.decode()
    assert {look[:3] for look in seen()} == {("Judge", one.name, "pair"), ("Judge", other.name, "pair")}


def test_a_wish_that_nobody_answers_writes_letters_and_rises(deed, judge):
    above = make.coordinator(deed.territory.parent, "Above")
    person = make.user("Leaver").person
    make.organisation(owner=person, territory=deed.territory)
    farewell = leave_for_good(person)
    again = leave_for_good(person)
    first = sorted(Letter.objects.values_list("kind", "person__name"))

    assert escalate_farewells(timezone.now() + timedelta(hours=47)) == 0
    assert escalate_farewells(timezone.now() + timedelta(hours=49)) == 1

    farewell.refresh_from_db()
    assert (farewell, farewell.territory) == (again, deed.territory.parent)
    assert first == [("farewell_waits", "Judge")]
    assert sorted(Letter.objects.values_list("kind", "person__name")) == [
        ("farewell_waits", above.name), ("farewell_waits", "Judge"),
    ]  # fmt: skip
