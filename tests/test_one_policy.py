"""One policy for the subtree: whoever coordinates a district sees all of it and nothing private of the next one.

Everything private and everything public of two districts has a word of its own; every list, search, feed, export and
API is read, and each page of each thing is tried. What is found is compared whole.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from estafeta.participation.models import SignUp
from estafeta.people.models import Farewell, Role
from tests import make
from tests.world import named_routes

LEFT_OUT = {"ui:display", "ops:metrics", "ops:readyz", "ops:healthz", "people:welcome", "web:data_file"}
SEARCHED = {
    "web:deeds", "web:deeds_map", "web:appeals", "web:organisations", "map_data", "deeds_ics", "deeds_atom",
    "embed_deeds", "api:all_deeds", "api:all_appeals", "api:all_organisations", "appeals:needs", "tally:csv",
}  # fmt: skip
OF_A_DEED = (
    "web:deed", "web:deed_poster", "deeds:manage", "deeds:report", "deeds:photos", "deeds:rights", "deeds:cancel",
    "deeds:copy", "deeds:repeat", "participation:list", "participation:list_file", "participation:check_in",
)  # fmt: skip
OF_AN_APPEAL = ("web:appeal", "appeals:check")
OF_AN_ORGANISATION = ("web:organisation", "organisations:manage")


class District:
    """One thing of every kind in one place; `private` and `public` are the words by which they are recognised."""

    def __init__(self, parent, name, campaign):
        self.place = make.town(f"{name}town", parent=parent)
        self.boss = make.coordinator(self.place, f"{name}boss")
        self.private, self.public = {f"{name}boss"}, set()
        body = make.organisation(self.word(name, "body"), territory=self.place)
        fresh = make.organisation(self.word(name, "fresh"), territory=self.place, verified=False)
        self.organisations = [body, fresh]
        long_ago = timezone.now() - timedelta(days=12)
        self.deeds = [
            make.deed(self.word(name, status, private=status in {"draft", "review"}), status=status, organisation=fresh,
                      campaign=campaign, **({"starts_at": long_ago} if status in {"done", "reported"} else {}))
            for status in ("draft", "review", "announced", "done", "reported")
        ]  # fmt: skip
        shift = make.shift(of=self.deeds[2], places_taken=1)
        now = timezone.now()
        SignUp.objects.create(
            shift=shift, person=make.person(self.word(name, "comer", private=True)), status="going",
            token=f"{name}-token", language="en", made_at=now, confirmed_at=now,
        )  # fmt: skip
        self.appeals = [
            make.appeal(self.word(name, f"ask{status}", private=status != "published"), status=status,
                        campaign=campaign, territory=self.place, sent_at=long_ago)
            for status in ("sent", "asked_back", "refused", "published")
        ]  # fmt: skip
        leaver = make.person(self.word(name, "leaver", private=True))
        self.farewell = Farewell.objects.create(person=leaver, territory=self.place)
        holder = make.person(self.word(name, "editor", private=True))
        Role.objects.create(person=holder, kind="editor", territory=self.place)

    def word(self, name, what, *, private=False):
        """A word that stands nowhere else."""
        made = f"{name}{what}".replace("_", "")
        (self.private if private else self.public).add(made)
        return made


@pytest.fixture
def country():
    region, campaign = make.region("Karaganda region"), make.campaign()
    return [District(region, name, campaign) for name in ("Qarqaz", "Zholbar")]


def addresses(districts):
    """Every page without an argument, searched and narrowed too, and every page of every thing."""
    for name, pattern in named_routes():
        if "<" in pattern or name in LEFT_OUT:
            continue
        yield reverse(name)
        for district in districts if name in SEARCHED else ():
            yield f"{reverse(name)}?territory={district.place.code}&when=any"
            yield from (f"{reverse(name)}?q={word}&when=past" for word in sorted(district.private)[:3])
    for list_of, kinds in (("web:desk", ("appeal", "review", "organisation", "vouch", "farewell")),
                           ("web:wrong", ("late", "unverified", "role", "stuck"))):  # fmt: skip
        yield from (f"{reverse(list_of)}?kind={kind}" for kind in kinds)
    for district in districts:
        yield from (reverse(name, args=[deed.slug]) for deed in district.deeds for name in OF_A_DEED)
        yield from (reverse("api:one_deed", args=[deed.slug]) for deed in district.deeds)
        yield from (reverse(name, args=[one.slug]) for one in district.appeals for name in OF_AN_APPEAL)
        yield from (reverse("api:one_appeal", args=[one.slug]) for one in district.appeals)
        yield from (reverse(name, args=[one.slug]) for one in district.organisations for name in OF_AN_ORGANISATION)
        yield reverse("web:settle_farewell", args=[district.farewell.pk])
        yield reverse("web:territory", args=[district.place.code])


def seen_by(person, districts):
    """Which of all the words stand on any page that this person is shown."""
    client, words = Client(), set().union(*(one.private | one.public for one in districts))
    if person is not None:
        client.force_login(person.user)
    found = set()
    for address in dict.fromkeys(addresses(districts)):
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        said = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8", "replace")
        asked_for = address.partition("?q=")[2].partition("&")[0]
        found |= {word for word in words if word != asked_for and word in said}
    return found


def test_a_coordinator_sees_the_whole_of_their_district_and_nothing_private_of_the_next(country):
    mine, next_door = country

    assert seen_by(mine.boss, country) == mine.private | mine.public | next_door.public


def test_whoever_coordinates_both_sees_both_so_that_something_could_leak(country):
    first, second = country
    both = make.coordinator(first.place.parent)

    assert seen_by(both, country) == first.private | first.public | second.private | second.public


def test_somebody_without_a_role_and_a_stranger_see_what_is_public_of_both(country):
    public = country[0].public | country[1].public

    assert seen_by(make.user().person, country) == public
    assert seen_by(None, country) == public


def test_what_is_private_next_door_is_not_there_for_any_act_either(country):
    mine, next_door = country
    client = Client()
    client.force_login(mine.boss.user)

    def answers(district):
        deed, appeal, body = district.deeds[1].slug, district.appeals[0].slug, district.organisations[1].slug
        return [
            client.post(reverse("deeds:refuse", args=[deed]), {"reason": ""}).status_code,
            client.post(reverse("deeds:cancel", args=[deed]), {}).status_code,
            client.post(reverse("appeals:check_act", args=[appeal, "refuse"]), {"words": ""}).status_code,
            client.get(reverse("organisations:manage", args=[body])).status_code,
            client.get(reverse("web:settle_farewell", args=[district.farewell.pk])).status_code,
        ]

    assert answers(mine) == [422, 302, 422, 200, 200]
    assert answers(next_door) == [404] * 5
