"""Nations made up, so that the truth is known: how often the published range holds it, and what naive counting says.

Everybody is typed by up to three bodies, each in its own way; children stand on a parent's phone; some phones have a
slip; schools and shifts are counted as heads, often the same ones again, and some twice by two bodies.
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.core.cache import cache
from django.db import transaction

from estafeta.base.fields import normal_phone
from estafeta.base.texts import fold_name
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedType
from estafeta.ops.bench.rows import Row
from estafeta.ops.bench.world import scratch_database
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.tally import queries, services
from estafeta.territories.models import Territory

BEGIN = datetime(2026, 3, 1, 4, tzinfo=UTC)
DAYS = 60
GIVEN = (
    "Айгүл",
    "Бақыт",
    "Гүлнар",
    "Дәурен",
    "Ерлан",
    "Қайрат",
    "Мария",
    "Нұрлан",
    "Ольга",
    "Павел",
    "Светлана",
    "Өмір",
)
FAMILY = ("Ахметов", "Бекетов", "Иванов", "Қасымов", "Ким", "Оспанов", "Петров", "Сәрсен", "Төлеген", "Шмидт")
LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХаеорсух", "ABEKMHOPCTXaeopcyx")
TIMES_A_PERSON = 3.3
CHILDREN, SLIPS, IN_UNITS, TWICE, BLANKS = 0.2, 0.01, 0.35, 0.15, 0.1
WANTED = 0.93


@dataclass
class Nation:
    """What is reported of a nation, and how many people it really were."""

    truth: int
    named: list[tuple[int, str, str]] = field(default_factory=list)  # deed, name and phone as typed
    heads: list[tuple[int, str, int]] = field(default_factory=list)  # deed, unit, heads

    @property
    def naive(self) -> int:
        """Different lines as typed, and all heads: how campaigns count."""
        return len({(name, phone) for _deed, name, phone in self.named}) + sum(heads for _d, _u, heads in self.heads)


def made_up(seed: int, participations: int) -> Nation:
    chance = Random(seed)  # noqa: S311 -- the same nation each time
    humans = max(20, round(participations / TIMES_A_PERSON))
    deeds = max(6, participations // 640)
    in_units = round(humans * IN_UNITS * chance.uniform(0.5, 1.3))
    came: set[int] = set()
    nation = Nation(0)
    phones = [f"701{chance.randrange(10**7):07d}" for _ in range(humans)]
    for human in range(humans - in_units):
        name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
        phone = phones[human - 1] if human and chance.random() < CHILDREN else phones[human]
        for deed in {chance.randrange(deeds) for _ in range(1 + int(chance.expovariate(1 / (TIMES_A_PERSON - 1))))}:
            came.add(human)
            for _body in range(chance.choice((1, 1, 2, 3))):
                nation.named.append((deed, _name_typed(name, chance), _phone_typed(phone, chance)))
    unnamed = list(range(humans - in_units, humans))
    for number, begin in enumerate(range(0, in_units, 40)):
        members = unnamed[begin : begin + 40]
        for deed in {chance.randrange(deeds) for _ in range(chance.choice((1, 2, 4, 6)))}:
            present = [human for human in members if chance.random() < chance.uniform(0.7, 1)]
            came.update(present)
            nation.heads += (
                [(deed, f"Unit {number}", len(present))] * (2 if chance.random() < TWICE else 1) if present else []
            )
    nation.truth = len(came)
    return nation


def _name_typed(name: str, chance: Random) -> str:
    given, family = name.split()
    shape = chance.randrange(4)
    typed = (name, f"{family} {given}", name.translate(LOOK_ALIKE), name.upper())[shape]
    return f"  {typed}" if chance.random() < BLANKS else typed


def _phone_typed(phone: str, chance: Random) -> str:
    if chance.random() < SLIPS:
        phone = phone[:-1] + str((int(phone[-1]) + chance.randrange(1, 10)) % 10)
    a, b, c, d = phone[:3], phone[3:6], phone[6:8], phone[8:]
    return chance.choice((f"8 {a} {b} {c} {d}", f"+7{phone}", f"7({a}){b}-{c}-{d}", f"8{phone}", f"+7 {a} {b}-{c}-{d}"))


def counted(nation: Nation) -> "queries.TallyFigure":
    """The figure of a nation through the whole counting: identities told apart, facts recorded, people counted."""
    campaign, deeds = _stage(1 + max(deed for deed, *_rest in [*nation.named, *nation.heads]))
    known: dict[tuple[str, str], int] = {}
    normal: dict[str, str] = {}
    there: set[tuple[int, int]] = set()
    for deed, name, phone in nation.named:
        contact = normal.get(phone) or normal.setdefault(phone, normal_phone(phone))
        there.add((deed, known.setdefault((contact, fold_name(name)), len(known))))
    people = Person.objects.bulk_create(
        [Person(name=name, folded_name=name, phone="", language="ru") for _contact, name in known], batch_size=5000
    )
    rows = [_row(deeds[deed], "attendance", "B", person_id=people[who].pk) for deed, who in sorted(there)]
    rows += [_row(deeds[deed], "headcount", "C", heads=heads, unit=unit) for deed, unit, heads in nation.heads]
    services.record_many(rows, replay=campaign)
    cache.clear()
    return queries.figure(campaign)


def _row(deed: Deed, kind: str, grade: str, **what: Any) -> services.Row:
    at = deed.starts_at or BEGIN
    return services.Row(
        kind, deed.campaign_id, deed.pk, grade, at, territory_id=deed.territory_id, minutes=180, recorded_at=at, **what
    )


def _stage(number: int) -> tuple[Campaign, list[Deed]]:
    home = Territory.objects.order_by("depth", "pk")[0]
    kind = DeedType.objects.get_or_create(slug="park", defaults={"name_en": "Park"})[0]
    body = Organisation.objects.get_or_create(
        slug="made-up", defaults={"name": "Made up", "kind": "ngo", "territory": home}
    )[0]
    campaign = Campaign.objects.create(
        slug=f"made-up-{Campaign.objects.count()}", theme_en="Made up", territory=home, is_example=True,
        starts_on=BEGIN.date(), ends_on=(BEGIN + timedelta(days=DAYS)).date(),
    )  # fmt: skip
    return campaign, Deed.objects.bulk_create(
        Deed(campaign=campaign, type=kind, organisation=body, territory=home, slug=f"{campaign.slug}-{n}", title="Deed",
             language="en", status="reported", announced_at=BEGIN, starts_at=BEGIN + timedelta(days=DAYS * n / number))
        for n in range(number)
    )  # fmt: skip


def nation(*, seeds: int = 200, participations: int = 3_000, whole: int = 300_000) -> list[Row]:
    """`seeds` nations of `participations`, and one of `whole`; each counted in a transaction that is taken back.

    Returns: a second -- nations counted; ratio -- the share of nations whose truth the published range holds.
    """
    rows = []
    with scratch_database("estafeta_bench_nation"):
        Territory.objects.create(code="XX", name_en="Nation", kind="country", path="XX/", depth=0)
        for number, size in ((seeds, participations), (1, whole)):
            begun, held, naive, width = time.perf_counter(), 0, list[float](), list[float]()
            for seed in range(number):
                made = made_up(seed, size)
                with transaction.atomic():
                    people = counted(made).people
                    transaction.set_rollback(True)
                low, high = people.low or 0, people.high or 0
                held += low <= made.truth <= high
                naive.append(made.naive / made.truth - 1)
                width.append((high - low) / made.truth)
            took = time.perf_counter() - begun
            mean, wide = sum(naive) / number, sum(width) / number
            name = f"{number} nations of {size:,}: naive counting is wrong by {mean:+.0%}, the range is {wide:.0%} wide"
            promise = {"the range holds the truth in 93 of 100": held >= WANTED * number}
            rows.append(
                Row(name, held / took, "nations counted", number / took, 1000 * took / number, promises=promise)
            )
    return rows
