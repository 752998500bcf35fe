"""Write the plan of the example into the database, in one transaction, by COPY."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

from django.db import transaction
from django.utils import timezone

from estafeta.base.bulk import copy_in, reserve_ids
from estafeta.base.errors import NotPossible
from estafeta.base.texts import fold, fold_name, readable_slug
from estafeta.campaigns.models import Campaign, Goal
from estafeta.deeds.models import Deed, DeedType, Outcome, Shift, SocialGroup, StateChange
from estafeta.journal.services import record
from estafeta.ops.example import words
from estafeta.ops.example.appeals import load_appeals
from estafeta.ops.example.forum import load_forum
from estafeta.ops.example.heroes import load_heroes
from estafeta.ops.example.plan import COUNTED, DAYS, Place, PlannedDeed, plan, spread
from estafeta.ops.example.relay import load_relay
from estafeta.organisations.models import Organisation
from estafeta.participation.models import SignUp
from estafeta.people.models import Person
from estafeta.tally.services import Row as FactRow
from estafeta.tally.services import record_many
from estafeta.territories.models import Territory

SLUG = "we-are-one-team"
FIRST_TOWN = "Temirtau"
PEOPLE_PER_NAMED = 0.68  # of those named in deeds; the others come more than once
NO_SHOWS = 0.08
TOWN_KINDS = ("city", "town", "city_region", "city_district")


@dataclass(frozen=True)
class Loaded:
    """What one run wrote."""

    campaign: Campaign
    deeds: int = 0
    people: int = 0
    sign_ups: int = 0
    facts: int = 0
    was_there: bool = False


@dataclass(frozen=True)
class Row:
    """A planned deed with the keys under which it is written."""

    key: int
    deed: PlannedDeed
    title: str
    shift_keys: list[int]


@transaction.atomic
def load_example(
    *, seed: int = 2010, scale: int = 1, now: datetime | None = None, say: Callable[[str], None] = lambda _: None
) -> Loaded:
    """Replay the relay of 2010 so that its sixtieth day is yesterday.

    Takes:   scale -- ten is ten times the deeds and people; now -- aware moment, default the clock;
             say -- told each step.
    Returns: what was written; a second call writes nothing and says so.
    Raises:  NotPossible when there are no towns or types of deed yet.
    Writes:  one Campaign with its organisations, people, deeds, sign-ups and facts; all or none.
    """
    if there := Campaign.objects.filter(slug=SLUG).first():
        return Loaded(there, was_there=True)
    moment = now or timezone.now()
    rng = Random(seed)  # noqa: S311 -- a replay, not a secret
    places, first = _places()
    planned = plan(places, first, now=moment, seed=seed, scale=scale)
    campaign = _campaign(moment, scale)
    say("organisations")
    bodies = _organisations(rng, places)
    say("deeds")
    rows = _deeds(rng, campaign, planned, bodies, first)
    say("people")
    people = _people(rng, rows, campaign)
    say("sign-ups and facts")
    came = _who_came(rng, rows, people)
    sign_ups = _sign_ups(rng, rows, came, people, moment)
    groups = {group.slug: group.pk for group in SocialGroup.objects.all()}
    facts = record_many(_facts(rng, rows, came, groups, campaign, moment), replay=campaign)
    say("appeals")
    load_appeals(rng, campaign, places, first, bodies, moment)
    say("the relay")
    load_relay(rng, campaign, [(row.key, row.deed) for row in rows], came, moment)
    say("heroes")
    load_heroes(rng, campaign, places, moment)
    load_forum(campaign, moment)
    record(None, "example_loaded", campaign, seed=seed, scale=scale)
    return Loaded(campaign, len(rows), sum(map(len, people.values())), sign_ups, facts)


def _places() -> tuple[list[Place], Place]:
    """Towns with a point; the big cities weigh more, by their region's size as far as it is known."""
    towns = Territory.objects.pickable().filter(lon__isnull=False, kind__in=TOWN_KINDS).order_by("path")
    places = {
        town.name_en: Place(
            town.pk, town.path.split("/")[1], town.lon or 0, town.lat or 0, town.time_zone, _weight(town)
        )
        for town in towns
    }
    if FIRST_TOWN not in places:
        raise NotPossible("There are no towns yet. Run: estafeta load_territories")
    return list(places.values()), places[FIRST_TOWN]


def _weight(town: Territory) -> float:
    return 8.0 if town.kind == "city_region" else 2.0 if town.kind == "city" else 1.0


def _campaign(now: datetime, scale: int) -> Campaign:
    day = now.date()
    campaign = Campaign.objects.create(
        slug=SLUG,
        theme_kk="Біз — бір командамыз",
        theme_ru="Мы — одна команда",
        theme_en="We are one team",
        slogan_kk="Бір игі іс келесісіне жол ашады",
        slogan_ru="Одно доброе дело открывает дорогу следующему",
        slogan_en="One good deed opens the road to the next",
        about_kk="Теміртау оқушылары спорт алаңын сұрады. Екі айдан кейін бүкіл ел игі істер эстафетасына шықты.",
        about_ru="Школьники Темиртау попросили спортивную площадку. Через два месяца эстафета шла по всей стране.",
        about_en="Pupils of Temirtau asked for a sports ground. Two months later the relay ran through the country.",
        territory=Territory.objects.get(code="KZ"),
        starts_on=day - timedelta(days=DAYS),
        ends_on=day + timedelta(days=30),
        is_example=True,
    )
    Goal.objects.create(campaign=campaign, metric="participations", target=COUNTED * scale)
    return campaign


def _organisations(rng: Random, places: Sequence[Place]) -> dict[str, list[int]]:
    """Bodies of every region by its code; each region has one of each kind, at home in one of its towns."""
    homes: dict[str, list[Place]] = {}
    for place in places:
        homes.setdefault(place.region, []).append(place)
    names = [(kind, ru, kk) for kind, ru, kk in words.ORGANISATIONS]
    keys = iter(reserve_ids(Organisation, len(names) * len(homes)))
    now = timezone.now()
    bodies: dict[str, list[int]] = {}
    rows = []
    for region, towns in sorted(homes.items()):
        for index, (kind, ru, kk) in enumerate(names):
            key, name = next(keys), (kk if rng.random() < 0.5 else ru)  # noqa: PLR2004 -- half and half
            verified = None if kind == "informal" and index % 2 else now - timedelta(days=DAYS)
            slug = f"{readable_slug(name)[:50]}-{region.lower()}"
            rows.append((key, kind, name, fold(name), slug, rng.choice(towns).key, "", "", "", now, verified, None, ""))
            bodies.setdefault(region, []).append(key)
    copy_in(
        Organisation,
        ("id", "kind", "name", "folded_name", "slug", "territory_id", "registration_number", "about", "website",
         "registered_at", "verified_at", "verified_by_id", "verified_note"),
        rows,
    )  # fmt: skip
    return bodies


def _deeds(
    rng: Random, campaign: Campaign, planned: list[PlannedDeed], bodies: dict[str, list[int]], first: Place
) -> list[Row]:
    """Deeds, their states, shifts and outcomes."""
    keys = reserve_ids(Deed, len(planned))
    shift_keys = iter(reserve_ids(Shift, sum(deed.shifts for deed in planned)))
    types = {kind.slug: kind.pk for kind in DeedType.objects.all()}
    rows: list[Row] = []
    titles: dict[int, str] = {}
    for key, deed in zip(keys, planned, strict=True):
        start = deed.place == first and not rows
        title = _title(rng, deed, start=start, twin=titles.get(id(deed.twin_of)))
        titles[id(deed)] = title
        rows.append(Row(key, deed, title, [next(shift_keys) for _ in range(deed.shifts)]))
    copy_in(
        Deed,
        ("id", "campaign_id", "type_id", "organisation_id", "territory_id", "slug", "title", "about", "language",
         "meeting_point", "lon", "lat", "bring", "with_frail_people", "status", "starts_at", "ends_at", "folded",
         "made_at", "announced_at", "cancelled_at", "cancel_reason", "source_key", "import_batch"),
        (_deed_row(rng, row, campaign, types, bodies) for row in rows),
    )  # fmt: skip
    groups = {group.slug: group.pk for group in SocialGroup.objects.all()}
    copy_in(
        Deed.suits.through,
        ("deed_id", "socialgroup_id"),
        ((row.key, groups[slug]) for row in rows for slug in row.deed.groups),
    )
    copy_in(StateChange, ("deed_id", "status", "at"), (change for row in rows for change in _states(row)))
    copy_in(
        Shift,
        ("id", "deed_id", "starts_at", "ends_at", "capacity", "places_taken", "source_key"),
        (shift for row in rows for shift in _shifts(row)),
    )
    copy_in(
        Outcome,
        ("deed_id", "amount", "story", "reported_at"),
        (
            (row.key, rng.randint(1, 60), words.DEEDS[row.deed.type][row.deed.language].story, row.deed.reported_at)
            for row in rows
            if row.deed.reported_at
        ),
    )
    return rows


def _title(rng: Random, deed: PlannedDeed, *, start: bool, twin: str | None) -> str:
    if start:
        deed.language = "ru"
        return "Спортивная площадка для школьников Темиртау"
    return twin or rng.choice(words.DEEDS[deed.type][deed.language].titles)


def _deed_row(
    rng: Random, row: Row, campaign: Campaign, types: dict[str, int], bodies: dict[str, list[int]]
) -> tuple[object, ...]:
    deed, text = row.deed, words.DEEDS[row.deed.type][row.deed.language]
    reason = ""
    if deed.status == "cancelled":
        reason = words.ANNOUNCED_TWICE[deed.language] if deed.twin_of else rng.choice(words.CANCELLED[deed.language])
    return (
        row.key, campaign.pk, types[deed.type], rng.choice(bodies[deed.place.region]), deed.place.key,
        f"{readable_slug(row.title)}-{row.key}", row.title, text.about, deed.language,
        rng.choice(words.MEETING_POINTS[deed.language]),
        round(deed.place.lon + rng.gauss(0, 0.02), 5), round(deed.place.lat + rng.gauss(0, 0.014), 5),
        "", deed.type in {"veterans", "children-home", "elderly-help"}, deed.status, deed.starts_at, deed.ends_at,
        fold(f"{row.title} {text.about}"), deed.announced_at, deed.announced_at, deed.cancelled_at, reason, "", "",
    )  # fmt: skip


def _states(row: Row) -> Iterator[tuple[object, ...]]:
    deed = row.deed
    yield row.key, "announced", deed.announced_at
    if deed.cancelled_at:
        yield row.key, "cancelled", deed.cancelled_at
    elif deed.status != "announced":
        yield row.key, "under_way", deed.starts_at
        yield row.key, "done", deed.ends_at
        if deed.reported_at:
            yield row.key, "reported", deed.reported_at
        if deed.verified_at:
            yield row.key, "verified", deed.verified_at


def _shifts(row: Row) -> Iterator[tuple[object, ...]]:
    """One deed's time cut into its shifts; places are taken when sign-ups are written."""
    deed = row.deed
    length = (deed.ends_at - deed.starts_at) / deed.shifts
    for index, key in enumerate(row.shift_keys):
        begins = deed.starts_at + length * index
        yield key, row.key, begins, begins + length, deed.capacity, 0, ""


def _people(rng: Random, rows: list[Row], campaign: Campaign) -> dict[str, list[int]]:
    """Named people of every region, enough that nobody is twice in one deed."""
    wanted: dict[str, int] = {}
    largest: dict[str, int] = {}
    for row in rows:
        region, seats = row.deed.place.region, row.deed.named + row.deed.waiting
        wanted[region] = wanted.get(region, 0) + seats
        largest[region] = max(largest.get(region, 0), seats)
    sizes = {region: max(int(number * PEOPLE_PER_NAMED), largest[region]) for region, number in wanted.items()}
    keys = iter(reserve_ids(Person, sum(sizes.values())))
    people = {region: [next(keys) for _ in range(size)] for region, size in sorted(sizes.items())}
    homes: dict[str, list[int]] = {}
    for row in rows:
        homes.setdefault(row.deed.place.region, []).append(row.deed.place.key)
    copy_in(
        Person,
        ("id", "name", "folded_name", "email", "phone", "language", "territory_id", "met_at"),
        (_person(rng, key, homes[region], campaign) for region, pool in people.items() for key in pool),
    )
    return people


_folded = cache(fold_name)  # a few hundred names serve everybody


def _person(rng: Random, key: int, homes: list[int], campaign: Campaign) -> tuple[object, ...]:
    name = f"{rng.choice(words.FAMILY)} {rng.choice(words.GIVEN)}"
    language = "kk" if rng.random() < 0.55 else "ru"  # noqa: PLR2004 -- the share of letters in Kazakh
    return key, name, _folded(name), f"p{key}@example.org", "", language, rng.choice(homes), campaign.opened_at


def _who_came(rng: Random, rows: list[Row], people: dict[str, list[int]]) -> dict[int, list[tuple[int, int]]]:
    """(person, shift) for every named place of every deed, by deed; nobody twice in one deed."""
    came: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        chosen = rng.sample(people[row.deed.place.region], row.deed.named)
        counts = spread(rng, row.deed.named, len(row.shift_keys)) if row.deed.named else []
        if row.deed.status == "announced":  # a full deed is full in each shift
            counts = [min(row.deed.capacity, count) for count in counts]
        shifts = [key for key, count in zip(row.shift_keys, counts, strict=False) for _ in range(count)]
        came[row.key] = list(zip(chosen, shifts, strict=False))
    return came


def _sign_ups(
    rng: Random, rows: list[Row], came: dict[int, list[tuple[int, int]]], people: dict[str, list[int]], now: datetime
) -> int:
    """Sign-ups of those checked in, of some who did not come, and of those who are going or waiting now."""
    taken: dict[int, int] = {}

    def all_rows() -> Iterator[tuple[object, ...]]:
        for row in rows:
            deed = row.deed
            if deed.status == "cancelled":
                continue
            made_at = deed.announced_at or now
            for person, shift in came[row.key]:
                if taken.get(shift, 0) < deed.capacity and (deed.status == "announced" or rng.random() < 0.6):  # noqa: PLR2004 -- others came by the list
                    taken[shift] = taken.get(shift, 0) + 1
                    made_at += timedelta(seconds=rng.randint(20, 300))
                    yield _sign_up(person, shift, "going", min(made_at, now - timedelta(minutes=3)))
            if deed.waiting:
                going = {person for person, _ in came[row.key]}
                others = [person for person in people[deed.place.region] if person not in going]
                for number, person in enumerate(rng.sample(others, min(deed.waiting, len(others)))):
                    yield _sign_up(person, row.shift_keys[0], "waiting", now - timedelta(minutes=2, seconds=-number))

    written = copy_in(
        SignUp,
        ("shift_id", "person_id", "seats", "team_name", "status", "language", "token", "made_at", "confirmed_at"),
        all_rows(),
    )
    Shift.objects.bulk_update([Shift(pk=key, places_taken=n) for key, n in taken.items()], ["places_taken"], 500)
    return written


def _sign_up(person: int, shift: int, status: str, at: datetime) -> tuple[object, ...]:
    return shift, person, 1, "", status, "kk" if person % 2 else "ru", secrets.token_urlsafe(24), at, at


def _facts(
    rng: Random,
    rows: list[Row],
    came: dict[int, list[tuple[int, int]]],
    groups: dict[str, int],
    campaign: Campaign,
    now: datetime,
) -> Iterator[FactRow]:
    """Attendance of the named and headcounts of the others, as the evidence of each deed allows."""
    for row in rows:
        deed = row.deed
        if not deed.facts or deed.status in {"announced", "cancelled"}:
            continue
        told_at = min(deed.reported_at or deed.ends_at, now)
        counted = FactRow(
            kind="headcount",
            campaign_id=campaign.pk,
            deed_id=row.key,
            grade="C",
            happened_at=deed.starts_at,
            territory_id=deed.place.key,
            minutes=_minutes(deed),
            recorded_at=told_at,
        )
        for person, shift in came[row.key]:
            yield _attendance(rng, counted, deed, person, shift, now)
        for group, heads in _split(rng, deed.unnamed, deed.groups):
            yield replace(counted, heads=heads, group_id=groups[group])
        if deed.told_only:
            yield replace(counted, heads=deed.told_only, group_id=groups[deed.groups[0]], grade="D")
        if deed.spectators:
            yield replace(counted, kind="spectators", heads=deed.spectators, minutes=0)


def _attendance(rng: Random, counted: FactRow, deed: PlannedDeed, person: int, shift: int, now: datetime) -> FactRow:
    """A named person was there: checked in on the spot, confirmed afterwards, or only on the organiser's list."""
    named = replace(
        counted,
        kind="attendance",
        person_id=person,
        shift_id=shift,
        grade=rng.choices("ABC", (58, 24, 18))[0],
        minutes=_minutes(deed) // deed.shifts,
        happened_at=deed.starts_at + timedelta(minutes=rng.randint(0, 15)),
    )
    if named.grade != "A":
        return named
    arrived = min(deed.starts_at + timedelta(minutes=rng.randint(16, 600)), now)
    return replace(named, minutes=max(15, named.minutes - rng.randint(0, 25)), measured=True, recorded_at=arrived)


def _minutes(deed: PlannedDeed) -> int:
    return int((deed.ends_at - deed.starts_at).total_seconds() // 60)


def _split(rng: Random, heads: int, groups: Sequence[str]) -> list[tuple[str, int]]:
    parts = spread(rng, heads, len(groups)) if heads else []
    return [(group, number) for group, number in zip(groups, parts, strict=False) if number]
