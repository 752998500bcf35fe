"""Alarms: frauds are found, honest deeds are left in peace, and no figure changes."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.tally import queries, services
from estafeta.tally.models import Alarm, Fact
from estafeta.tally.rules.alarms import Finding, Happening, Seen, findings
from tests import make

SPRING = datetime(2027, 4, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Country:
    """A relay made up from a seed: honest deeds as they are, and frauds beside them."""

    dice: random.Random
    seen: list[Seen] = field(default_factory=list)
    people: int = 0
    deeds: int = 0
    honest: set[int] = field(default_factory=set)
    frauds: list[tuple[str, set[int]]] = field(default_factory=list)
    busy: dict[int, list[tuple[Happening, datetime]]] = field(default_factory=dict)

    def some(self, number: int) -> list[int]:
        self.people += number
        return list(range(self.people - number, self.people))

    def deed(self, organisation: int, starts_at: datetime, *, spot: tuple[float, float], hours: int = 3) -> Happening:
        self.deeds += 1
        return Happening(
            self.deeds, organisation, territory=round(spot[0]), day=starts_at.date(), starts_at=starts_at,
            ends_at=starts_at + hours * HOUR, spot=spot,
        )  # fmt: skip

    def spot(self, town: int) -> tuple[float, float]:
        """A place in one of thirty towns, some 100 to 200 km apart."""
        return 55 + town % 6 * 2 + self.dice.uniform(-0.08, 0.08), 43 + town // 6 + self.dice.uniform(-0.06, 0.06)

    def gate(self, deed: Happening, people: list[int], by: int, *, out: float = 0.3) -> None:
        """Ticked one after another by a helper, some checked out."""
        at = deed.starts_at - timedelta(minutes=20)
        for person in people:
            at += timedelta(seconds=self.dice.uniform(2, 40))
            left = self.dice.random() < out
            minutes = self.dice.randint(40, 170) if left else int((deed.ends_at - at).total_seconds() // 60)
            self.seen.append(
                Seen(deed, at, minutes, "A", person, measured=left, by=by, recorded_at=at + self.dice.random() * HOUR)
            )

    def typed(self, deed: Happening, people: list[int], by: int, *, days: float) -> None:
        """Ticked on paper, typed in days later."""
        minutes = int((deed.ends_at - deed.starts_at).total_seconds() // 60)
        for person in people:
            recorded_at = deed.ends_at + timedelta(days=days)
            self.seen.append(
                Seen(deed, deed.starts_at, minutes, "C", person, listed=True, by=by, recorded_at=recorded_at)
            )

    def counted(self, deed: Happening, heads: int, by: int, unit: str = "") -> None:
        self.seen.append(Seen(deed, deed.starts_at, 180, "D", heads=heads, unit=unit, by=by, recorded_at=deed.ends_at))

    def day(self) -> datetime:
        return SPRING + timedelta(days=self.dice.randrange(60), hours=self.dice.randrange(6))

    # --- as it is -----------------------------------------------------------------------------------------

    def honest_organisation(self, organisation: int) -> None:
        """A team that comes again and again, helpers who share the work, lists that come late, counts as counted."""
        town, team, faith = self.dice.randrange(30), self.some(self.dice.randint(8, 30)), self.dice.uniform(0.7, 0.92)
        helpers = [organisation * 10 + number for number in range(self.dice.randint(1, 3))]
        days = self.dice.sample(range(60), 6)
        for number, after in enumerate(days):
            deed = self.deed(organisation, SPRING + timedelta(days=after, hours=number % 4), spot=self.spot(town))
            self.honest.add(deed.pk)
            came = [one for one in team if self.dice.random() < faith] + self.some(self.dice.randint(0, 40))
            if self.dice.random() < 0.6:
                self.gate(deed, came, self.dice.choice(helpers))
            else:
                self.typed(deed, came, self.dice.choice(helpers), days=self.dice.uniform(0, 13))
            if self.dice.random() < 0.5:
                heads = self.dice.randint(11, 300)
                self.counted(deed, round(heads, -1) if self.dice.random() < 0.15 else heads, helpers[0])
            if self.dice.random() < 0.3 and number % 4 == 0:  # some go on to a second deed in the same town
                second = self.deed(organisation, deed.ends_at + HOUR, spot=self.spot(town))
                self.honest.add(second.pk)
                self.gate(second, came[: len(came) // 3] + self.some(9), helpers[-1])

    # --- as it should not be ------------------------------------------------------------------------------

    def fraud(self, kind: str, organisation: int) -> None:
        before = self.deeds
        getattr(self, kind)(organisation)
        self.frauds.append((kind, set(range(before + 1, self.deeds + 1))))

    def two_places(self, organisation: int) -> None:
        people, at = self.some(self.dice.randint(1, 12)), self.day()
        for town in (1, 17):
            deed = self.deed(organisation + town, at, spot=self.spot(town))
            self.typed(deed, people + self.some(30), organisation, days=1)

    def two_gates(self, organisation: int) -> None:
        people, at = self.some(self.dice.randint(1, 10)), self.day()
        for town in (2, 28):
            deed = self.deed(organisation + town, at, spot=self.spot(town))
            self.gate(deed, people + self.some(20), organisation * 7 + town)

    def round_numbers(self, organisation: int) -> None:
        for _number in range(6):
            deed = self.deed(organisation, self.day(), spot=self.spot(3))
            self.counted(deed, self.dice.choice([50, 80, 100, 150, 200, 300, 120, 47]), organisation)

    def same_list(self, organisation: int) -> None:
        people, first = self.some(self.dice.randint(10, 40)), self.dice.randrange(30)
        for number in range(self.dice.randint(4, 9)):
            deed = self.deed(organisation, SPRING + timedelta(days=first + 2 * number), spot=self.spot(4))
            copied = [one for one in people if self.dice.random() < 0.995]
            self.typed(deed, copied, organisation, days=1)

    def quick_hands(self, organisation: int) -> None:
        deed = self.deed(organisation, self.day(), spot=self.spot(5))
        at = deed.starts_at
        for person in self.some(self.dice.randint(90, 200)):
            at += timedelta(seconds=self.dice.uniform(0.1, 0.7))
            self.seen.append(Seen(deed, at, 170, "A", person, by=organisation, recorded_at=at))

    def alone(self, organisation: int) -> None:
        first = self.dice.randrange(50)
        for number in range(10):
            deed = self.deed(organisation, SPRING + timedelta(days=first, hours=14 * number), spot=self.spot(6))
            self.gate(deed, self.some(25), organisation)

    def long_after(self, organisation: int) -> None:
        deed = self.deed(organisation, self.day(), spot=self.spot(7))
        self.typed(deed, self.some(self.dice.randint(25, 80)), organisation, days=self.dice.uniform(16, 60))

    def many_reports(self, organisation: int) -> None:
        people, at, spot = self.some(15), self.day(), self.spot(8)
        for number in range(4):
            deed = self.deed(organisation, at + number * HOUR, spot=spot, hours=1)
            self.typed(deed, [one for one in people if self.dice.random() < 0.9], organisation, days=1)

    def told_by_two(self, organisation: int) -> None:
        people, at, spot = self.some(20), self.day(), self.spot(9)
        for body in (organisation, organisation + 1):
            came = [one for one in people if self.dice.random() < 0.95]
            self.typed(self.deed(body, at, spot=spot), came, body, days=1)


FRAUDS = (
    "two_places", "two_gates", "round_numbers", "same_list", "quick_hands", "alone", "long_after", "many_reports",
    "told_by_two",
)  # fmt: skip


@pytest.mark.no_database
def test_of_many_frauds_at_least_95_percent_are_flagged_and_of_honest_deeds_at_most_1_percent():
    caught = told = honest = falsely = 0
    for seed in range(5):
        country = Country(random.Random(seed))  # noqa: S311 -- a made-up country, the same each time
        for number in range(80):
            country.honest_organisation(1000 + number)
        for number in range(54):
            country.fraud(FRAUDS[number % len(FRAUDS)], 100_000 + 100 * number)

        flagged = {deed for one in findings(country.seen) for deed in one.deeds}

        told += len(country.frauds)
        caught += sum(bool(deeds & flagged) for _kind, deeds in country.frauds)
        honest += len(country.honest)
        falsely += len(country.honest & flagged)
    assert (honest > 2000, told) == (True, 270)
    assert caught >= told * 0.95
    assert falsely <= honest * 0.01


# --- each rule, in the database -----------------------------------------------------------------------


def attended(deed, *people, at=None, grade="C", minutes=180, **more):
    for person in people:
        services.record(
            deed, "attendance", grade=grade, person=person, happened_at=at or deed.starts_at, minutes=minutes, **more
        )


def look():
    services.look_for_alarms(since=timedelta(days=1))
    return [(alarm.rule, alarm.numbers) for alarm in Alarm.objects.order_by("pk")]


@pytest.fixture
def began():
    return timezone.now().replace(microsecond=0) - timedelta(days=2)


def test_one_person_on_two_lists_at_once_is_found_once_and_changes_no_figure(began):
    aigul, at_home = make.person(), make.deed(starts_at=began, lon=73.0, lat=50.0)
    away = make.deed(starts_at=began, lon=73.1, lat=50.0, campaign=at_home.campaign)
    attended(at_home, aigul)
    attended(away, aigul)
    before = queries.figure(at_home.campaign).as_dict()["metrics"]

    assert look() == look() == [("overlap", {"persons": 1})]

    assert set(Alarm.objects.get().deeds.all()) == {at_home, away}
    assert queries.figure(at_home.campaign).as_dict()["metrics"] == before
    assert Fact.objects.count() == 2


def test_who_was_taken_back_from_one_list_raises_no_alarm(began):
    aigul, one = make.person(), make.deed(starts_at=began, lon=73.0, lat=50.0)
    other = make.deed(starts_at=began, lon=73.1, lat=50.0, campaign=one.campaign)
    attended(one, aigul)
    attended(other, aigul)

    services.correct(Fact.objects.get(deed=other), "a slip", by=None)

    assert look() == []


def test_two_far_places_within_the_hour_are_too_fast(began):
    aigul, one = make.person(), make.deed(starts_at=began, lon=71.4, lat=51.1)
    far = make.deed(starts_at=began + HOUR, lon=76.9, lat=43.2, campaign=one.campaign)
    attended(one, aigul, at=began + timedelta(minutes=5), grade="A")
    attended(far, aigul, at=began + timedelta(minutes=65), grade="A")

    assert look() == [("speed", {"persons": 1, "km": 971, "minutes": 60})]


def test_round_headcounts_are_found_and_counted_ones_are_not(began):
    one = make.deed(starts_at=began)
    for number, heads in enumerate((50, 100, 80, 200, 150)):
        services.record(one, "headcount", grade="D", heads=heads, unit=f"School {number}", happened_at=began)
    other = make.deed(starts_at=began, campaign=one.campaign)
    for number, heads in enumerate((47, 103, 80, 211, 150)):
        services.record(other, "headcount", grade="D", heads=heads, unit=f"School {number}", happened_at=began)

    assert look() == [("round", {"round": 5, "counts": 5})]
    assert list(Alarm.objects.get().deeds.all()) == [one]


def test_one_list_for_three_deeds_and_one_effort_in_three_reports(began):
    team = [make.person(f"Person {number}") for number in range(8)]
    first = make.deed(starts_at=began)
    for days in range(3):
        starts_at = began - timedelta(days=days)
        attended(make.deed(starts_at=starts_at, campaign=first.campaign, organisation=first.organisation), *team)
    others = [make.person(f"Other {number}") for number in range(5)]
    body = make.organisation("Others", territory=first.territory)
    noon = began.replace(hour=6)
    for hours in range(3):
        starts_at = noon + hours * HOUR
        attended(
            make.deed(starts_at=starts_at, campaign=first.campaign, organisation=body), *others, minutes=45
        )  # fmt: skip

    assert look() == [("cloned", {"deeds": 3, "persons": 8}), ("split", {"deeds": 3, "persons": 5})]


def test_a_checker_with_sixty_ticks_in_a_minute_and_entries_a_month_late(began):
    checker, quick = make.person("Checker"), make.deed(starts_at=began)
    for number in range(60):
        attended(quick, make.person(f"P{number}"), at=began + timedelta(milliseconds=900 * number + 1), grade="A",
                 by=checker)  # fmt: skip
    late = make.deed(starts_at=began - timedelta(days=30), campaign=quick.campaign)
    attended(late, *(make.person(f"L{number}") for number in range(20)), by=make.person("Office"))

    assert look() == [("checker", {"in_a_minute": 60}), ("back_dated", {"heads": 20, "days": 31})]


def test_an_imported_deed_is_not_called_late(began):
    late = make.deed(starts_at=began - timedelta(days=3000), import_batch="2010")
    attended(late, *(make.person(f"L{number}") for number in range(20)))

    assert look() == []


# --- the coordinator ----------------------------------------------------------------------------------


def alarm_about(*deeds, rule="overlap", persons=1):
    made = Alarm.objects.create(
        rule=rule, key=f"{rule}:{deeds[0].pk}", campaign=deeds[0].campaign, territory=deeds[0].territory,
        numbers={"persons": persons}, found_at=timezone.now(),
    )  # fmt: skip
    made.deeds.set(deeds)
    return made


def test_an_alarm_waits_for_the_coordinators_of_its_territory_and_campaign_and_for_nobody_else():
    deed = make.deed()
    near, far = make.coordinator(deed.territory.parent), make.coordinator(make.region("Abai region"))
    other_relay = make.coordinator(deed.territory, campaign="another")
    made = alarm_about(deed)

    waiting = [list(queries.alarms_waiting_for(one)) for one in (near, far, other_relay, make.person(), None)]

    assert waiting == [[made], [], [], [], []]


def test_a_coordinator_settles_it_with_a_reason_once_and_nobody_about_their_own():
    deed = make.deed()
    coordinator = make.coordinator(deed.territory)
    organiser = make.coordinator(deed.territory, "Organiser")
    deed.organisation.memberships.create(person=organiser, role="owner")
    made = alarm_about(deed)

    with pytest.raises(NotPossible, match="your own organisation"):
        services.settle_alarm(made, organiser, state="explained", reason="It is fine")
    with pytest.raises(NotPossible, match="Write what you found out"):
        services.settle_alarm(made, coordinator, state="explained", reason="  ")
    services.settle_alarm(made, coordinator, state="explained", reason="Twins with one name")
    services.settle_alarm(made, coordinator, state="confirmed", reason="Changed my mind")

    made.refresh_from_db()
    assert (made.state, made.reason, made.settled_by) == ("explained", "Twins with one name", coordinator)
    assert list(queries.alarms_waiting_for(coordinator)) == []
    assert list(queries.alarms_of(coordinator)) == [made]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_alarms_costs_the_same_whatever_their_number(client, number, django_assert_num_queries):
    deed = make.deed()
    coordinator = make.coordinator(deed.territory)
    for rule in ("overlap", "denied", "cloned")[:number]:
        alarm_about(deed, make.deed(campaign=deed.campaign), rule=rule, persons=1234).save()
    Alarm.objects.filter(rule="cloned").update(numbers={"deeds": 3, "persons": 8})
    client.force_login(coordinator.user)

    with django_assert_num_queries(7):
        page = client.get("/en/desk/alarms/").content.decode()

    assert "1,234 people" in page
    assert page.count("What did you find out?") == number


def test_settled_on_the_page_without_a_script(client):
    deed = make.deed()
    coordinator = make.coordinator(deed.territory)
    made = alarm_about(deed)
    client.force_login(coordinator.user)
    assert "One person at two places at once" in client.get("/en/desk/wrong/").content.decode()

    client.post(f"/en/desk/alarms/{made.pk}/", {"state": "confirmed", "reason": "Both lists are invented"})

    assert "One person at two places at once" not in client.get("/en/desk/wrong/").content.decode()
    page = client.get("/en/desk/alarms/?all=1").content.decode()
    assert "Both lists are invented" in page
    assert "Nothing looks wrong." in client.get("/en/desk/alarms/").content.decode()


@pytest.mark.no_database
def test_the_evidence_is_a_sentence_of_its_own():
    rules = {
        "overlap": {"persons": 2}, "speed": {"persons": 1, "km": 900, "minutes": 5}, "round": {"round": 5, "counts": 6},
        "cloned": {"deeds": 4, "persons": 9}, "back_dated": {"heads": 30, "days": 40},
        "split": {"deeds": 3, "heads": 60}, "denied": {"persons": 1},
    }  # fmt: skip

    told = [queries.evidence_of(Alarm(rule=rule, numbers=numbers)) for rule, numbers in rules.items()]
    told += [queries.evidence_of(Alarm(rule="checker", numbers=n)) for n in ({"km": 90, "minutes": 5},
             {"in_a_minute": 61}, {"deeds": 9, "heads": 300})]  # fmt: skip

    assert all(told)
    assert len(set(told)) == 10


@pytest.mark.no_database
def test_findings_of_nothing_are_none():
    assert findings([]) == []
    assert Finding("overlap", "k", (1,)).numbers == {}
