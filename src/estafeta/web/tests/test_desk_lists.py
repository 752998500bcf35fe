"""The desk's three lists: what waits, what looks wrong, where nothing happens; whole, of one's territories alone."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from estafeta.appeals.models import Pledge
from estafeta.deeds import services as deeds
from estafeta.deeds.models import StateChange
from estafeta.participation.models import CheckInBatch, CheckInEntry
from estafeta.people.models import Farewell, Role
from estafeta.territories.models import Population
from tests import make

NOW = timezone.now()


def ago(**span):
    return NOW - timedelta(**span)


def listed(client, address):
    return [(row.kind.slug, row.said.title) for row in client.get(address).context["rows"]]


@pytest.fixture
def region():
    return make.region("Karaganda region")


@pytest.fixture
def town(region):
    return make.town(parent=region)


@pytest.fixture
def boss(region, client):
    human = make.coordinator(region)
    client.force_login(human.user)
    return human


def everything_in(place, name):
    """One thing of every kind that waits for a coordinator of `place`."""
    body = make.organisation(f"Group {name}", verified=False, territory=place)
    body.registered_at = ago(days=9)
    body.save()
    make.appeal(f"Appeal {name}", status="sent", territory=place, sent_at=ago(days=8))
    review = make.deed(f"Review {name}", status="review", organisation=body)
    StateChange.objects.filter(deed=review).update(at=ago(days=7))
    reported = make.deed(f"Reported {name}", status="reported", organisation=body, starts_at=ago(days=9))
    StateChange.objects.filter(deed=reported).update(at=ago(days=6))
    farewell = Farewell.objects.create(person=make.person(f"Leaver {name}"), territory=place)
    Farewell.objects.filter(pk=farewell.pk).update(asked_at=ago(days=5))


def test_all_that_waits_for_a_coordinator_stands_in_one_list_the_oldest_first_and_nothing_from_next_door(
    client, boss, town
):
    everything_in(town, "here")
    everything_in(make.town(parent=make.region("Abai region")), "there")

    assert listed(client, "/en/desk/") == [
        ("organisation", "Group here"),
        ("appeal", "Appeal here"),
        ("review", "Review here"),
        ("vouch", "Reported here"),
        ("farewell", "Leaver here"),
    ]
    page = client.get("/en/desk/").content.decode()
    assert "waits 1\xa0week, 2\xa0days" in page
    assert "there" not in [word for _kind, title in listed(client, "/en/desk/") for word in title.split()]


def test_what_waits_for_a_giver_an_authority_and_an_asker(client, town):
    me = make.user("Aigul")
    client.force_login(me)
    akimat = make.organisation("Akimat", kind="authority", owner=me.person, territory=town)
    others = make.appeal("Of somebody else", territory=town, status="answered")
    for kind, what in (("material", "sand"), ("permit", "leave to dig")):
        Pledge.objects.create(
            need=make.need(what, of=others, kind=kind), person=me.person, organisation=akimat, quantity=1,
            client_key=what, made_at=ago(days=3), lapses_at=NOW + timedelta(days=3),
        )  # fmt: skip
    mine = make.appeal("Mine", territory=town, asker=me.person, status="answered")
    Pledge.objects.create(
        need=make.need("boards", of=mine), person=make.person("Giver"), quantity=1, client_key="boards",
        status="delivered", made_at=ago(days=2), lapses_at=NOW, settled_at=ago(days=2),
    )  # fmt: skip
    make.appeal("Asked back", territory=town, asker=me.person, status="asked_back", sent_at=ago(days=1))
    make.appeal("Done", territory=town, asker=me.person, status="done", sent_at=ago(hours=1))

    assert sorted(listed(client, "/en/desk/")) == [
        ("arrived", "boards"),
        ("permit", "leave to dig"),
        ("pledge", "sand"),
        ("question", "Asked back"),
        ("word", "Done"),
    ]


def test_one_kind_can_be_shown_alone_and_lists_are_paged(client, boss, town):
    for number in range(23):
        make.appeal(f"Appeal {number}", status="sent", territory=town, sent_at=ago(days=1, minutes=-number))
    make.organisation("Group", verified=False, territory=town)

    first = listed(client, "/en/desk/?kind=appeal")
    second = listed(client, "/en/desk/?kind=appeal&page=2")

    assert [title for _kind, title in first + second] == [f"Appeal {number}" for number in range(23)]
    assert listed(client, "/en/desk/?kind=organisation") == [("organisation", "Group")]
    assert listed(client, "/en/desk/?kind=nothing")[:1] == [("appeal", "Appeal 0")]


def wrongs_in(place, name):
    """One sign of every kind in `place`."""
    stuck = make.appeal(f"Stuck {name}", territory=place, sent_at=ago(days=30))
    make.deed(f"Late {name}", status="done", territory=place, starts_at=ago(days=11))
    contradicted = make.deed(f"Conflict {name}", status="done", territory=place, starts_at=ago(days=1))
    batch = CheckInBatch.objects.create(deed=contradicted, by=make.person(), received_at=NOW)
    CheckInEntry.objects.create(
        batch=batch, deed=contradicted, uuid=f"00000000-0000-4000-8000-{stuck.pk:012}", kind="person", said={},
        happened_at=NOW, fate="conflict",
    )  # fmt: skip
    Pledge.objects.create(
        need=make.need(f"Lapsed {name}", of=make.appeal("Fresh", territory=place)), person=make.person(), quantity=1,
        client_key=name, status="lapsed", made_at=ago(days=20), lapses_at=ago(days=2), settled_at=ago(days=2),
    )  # fmt: skip
    held_up = make.organisation(f"Held up {name}", verified=False, territory=place)
    make.deed("For veterans", status="draft", organisation=held_up, with_frail_people=True)
    make.organisation("Without such a deed", verified=False, territory=place)
    role = Role.objects.create(person=make.person(f"Absent {name}"), kind="coordinator", territory=place)
    Role.objects.filter(pk=role.pk).update(given_at=ago(days=8))


def test_what_looks_wrong_is_whole_and_of_ones_territories_alone(client, boss, town):
    wrongs_in(town, "here")
    wrongs_in(make.town(parent=make.region("Abai region")), "there")

    assert sorted(listed(client, "/en/desk/wrong/")) == [
        ("conflict", "Conflict here"),
        ("lapsed", "Lapsed here"),
        ("late", "Late here"),
        ("role", "Absent here"),
        ("stuck", "Stuck here"),
        ("unverified", "Held up here"),
    ]
    assert [one.kind.slug for one in client.get("/en/desk/").context["wrong"]] == [
        "stuck", "late", "conflict", "lapsed", "unverified", "role",
    ]  # fmt: skip


def test_nothing_looks_wrong_to_somebody_without_a_territory(client, town):
    wrongs_in(town, "here")
    client.force_login(make.user())

    assert listed(client, "/en/desk/wrong/") == []
    assert list(client.get("/en/desk/silence/").context["found"]) == []


def test_silent_places_come_with_their_people_the_most_first_and_busy_ones_do_not(client, boss, region):
    names = ("Busy", "Asking", "Long ago", "Small", "Unknown", "Ahead")
    places = {name: make.town(name, parent=region) for name in names}
    Population.objects.create(territory=places["Small"], year=2024, people=900)
    Population.objects.create(territory=places["Long ago"], year=2023, people=5000)
    Population.objects.create(territory=places["Long ago"], year=2024, people=7000)
    make.deed(status="done", territory=make.town("Aul", parent=places["Busy"]), starts_at=ago(days=20))
    make.deed(status="done", territory=places["Long ago"], starts_at=ago(days=40))
    make.deed(territory=places["Ahead"])
    make.deed(status="draft", territory=places["Unknown"])
    make.appeal(territory=places["Asking"])
    make.town("Elsewhere", parent=make.region("Abai region"))
    Role.objects.create(person=make.person(), kind="coordinator", territory=places["Small"])

    found = client.get("/en/desk/silence/").context["found"]

    assert [(one.territory.name, one.people, one.year, one.has_coordinator) for one in found] == [
        ("Long ago", 7000, 2024, False),
        ("Small", 900, 2024, True),
        ("Unknown", None, 0, False),
    ]


@pytest.mark.parametrize("address", ["/en/desk/", "/en/desk/wrong/", "/en/desk/silence/"])
def test_the_lists_cost_the_same_with_one_of_each_and_with_three(client, boss, town, region, address):
    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    def more(name):
        everything_in(town, name)
        wrongs_in(town, name)
        make.town(f"Silent {name}", parent=region)

    more("one")
    with_one = cost()
    more("two")
    more("three")

    assert cost() == with_one


def test_what_can_be_done_about_a_silent_place_begins_with_that_place(client, boss, region):
    make.campaign()
    deeds.load_types()
    place = make.town("Quiet", parent=region)
    links = re.findall(rf'href="([^"]*[?]territory={place.code})"', client.get("/en/desk/silence/").content.decode())

    role, deed, appeal = links
    assert client.get(role).context["form"]["territory"].value() == place.code
    assert client.get(appeal).context["form"]["territory"].value() == place.code
    client.get(deed)
    client.post("/en/deeds/new/type/", {"type": "park"})
    client.post("/en/deeds/new/what/", {"title": "Elms", "about": "Sixty elms", "language": "en"})
    assert client.get("/en/deeds/new/where/").context["form"]["territory"].value() == place.code
