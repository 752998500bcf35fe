"""The tally of a whole nation: any territory as of any moment, beside a query that does nothing."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from rich.console import Console

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedType
from estafeta.deeds.services import load_types
from estafeta.ops.bench import limits, load
from estafeta.ops.bench.rows import Row
from estafeta.ops.bench.world import scratch_database, web_server
from estafeta.organisations.models import Organisation
from estafeta.tally import queries, services
from estafeta.territories.models import Territory
from estafeta.territories.services import load_builtin

DAYS = 60
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
TOWNS = 300
ASKED = 400
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'tally_fact' AND indexdef LIKE 'CREATE INDEX%'"

# Entry after entry over sixty days, more each day; a person comes 3.3 times on average, some much more often.
FACTS = """
INSERT INTO tally_fact (uuid, kind, campaign_id, deed_id, territory_id, person_id, heads, unit, grade, minutes,
                        minutes_measured, happened_at, recorded_at, reason)
SELECT lpad(to_hex(i), 32, '0')::uuid, CASE WHEN counted THEN 'headcount' ELSE 'attendance' END, %(campaign)s, d.id,
       d.territory_id, CASE WHEN counted THEN NULL ELSE 1 + floor(power(random(), 1.5) * %(people)s)::bigint END,
       CASE WHEN counted THEN 5 + floor(random() * 40)::int ELSE 1 END, '',
       (ARRAY['A','A','A','A','A','B','B','C','C','D'])[1 + floor(random() * 10)::int],
       60 + 10 * floor(random() * 18)::int,
       random() < 0.6, d.starts_at, f.at, ''
  FROM (SELECT i, random() < 0.005 AS counted,
               %(begin)s::timestamptz + interval '60 days' * sqrt(i::float / %(facts)s) AS at,
               least(%(deeds)s - 1, floor(i::float / %(facts)s * %(deeds)s + random() * 30))::int AS n
          FROM generate_series(1, %(facts)s) AS i) f
  JOIN (SELECT id, territory_id, starts_at, row_number() OVER (ORDER BY starts_at, id) - 1 AS n
          FROM deeds_deed) d ON d.n = f.n
"""
CORRECTIONS = """
INSERT INTO tally_fact (uuid, kind, campaign_id, deed_id, territory_id, person_id, heads, unit, grade, minutes,
                        minutes_measured, happened_at, recorded_at, reason, corrects_id)
SELECT gen_random_uuid(), 'correction', campaign_id, deed_id, territory_id, person_id, heads, unit, grade, minutes,
       minutes_measured, happened_at, recorded_at + random() * interval '9 days', 'typed twice', id
  FROM tally_fact WHERE id %% 331 = 0
"""


def tally(*, facts: int = 300_000, keep: bool = False) -> list[Row]:
    """Figures of the nation and of any territory, now and as of any moment: from the database, kept, and over HTTP.

    Takes: keep -- leave the database there; a second run goes on where the first one stopped.
    Why:   people themselves are not needed for counting, only their numbers; so none are made.
    """
    with scratch_database(f"estafeta_bench_tally_{facts}", keep=keep) as url:
        campaign = _nation(facts)
        places = [None, *_places(campaign)]
        rows = _asked_here(campaign, places, facts)
        with web_server(url) as web:
            empty = load.drive(web.port, iter([load.message("GET", "/healthz", {}) for _ in range(800)]), clients=1)
            seen = load.drive(web.port, iter(_addresses(places)), clients=1)
            rows.append(
                Row(
                    "GET tally, any territory, any moment", seen.rate, "a do-nothing view", empty.rate,
                    seen.percentile_ms(0.5), seen.percentile_ms(0.99), web.memory_mb(),
                    {"every answer was the right one": set(seen.statuses) == {200}},
                )
            )  # fmt: skip
    return rows


def _asked_here(campaign: Campaign, places: list[Territory | None], facts: int) -> list[Row]:
    """In this process, straight from the database: the time of a figure without HTTP and templates."""
    chance = random.Random(facts)  # noqa: S311 -- the same questions each run
    last = BEGIN + timedelta(days=DAYS)

    def moment() -> datetime:
        return BEGIN + timedelta(days=DAYS) * chance.random()

    nothing = limits.looks_ms("SELECT 1")
    one_row = limits.looks_ms("SELECT * FROM tally_fact WHERE id = 4711")
    shapes: dict[str, Callable[[], tuple[Territory | None, datetime]]] = {
        "the nation": lambda: (None, last),
        "the nation as of any moment": lambda: (None, moment()),
        "any territory": lambda: (chance.choice(places), last),
        "any territory as of any moment": lambda: (chance.choice(places), moment()),
    }
    limit = 1000 / _middle(nothing)
    rows = [_row(f"one entry by its number, {facts:,} entries", one_row, limit)]
    for name, shape in shapes.items():
        asked = [shape() for _ in range(ASKED)]
        rows.append(_row(f"{name}, from the database", [_time_of(campaign, *one, kept=False) for one in asked], limit))
        rows.append(_row(f"{name}, kept", [_time_of(campaign, *one, kept=True) for one in asked[:100]], limit))
    rows[-2].promises = {"written down and counted from the facts are the same": _exact(campaign, places, moment)}
    return rows


def _time_of(campaign: Campaign, place: Territory | None, moment: datetime, *, kept: bool) -> float:
    cache.clear()
    if kept:
        queries.figure(campaign, territory=place, as_of=moment)
    begun = time.perf_counter()
    queries.figure(campaign, territory=place, as_of=moment)
    return (time.perf_counter() - begun) * 1000


def _exact(campaign: Campaign, places: list[Territory | None], moment: Callable[[], datetime]) -> bool:
    """Some questions asked again with nothing written down, in a transaction that is taken back."""
    asked = [(place, moment()) for place in [None, *random.Random(1).sample(places, 3)]]  # noqa: S311 -- as above
    said = [queries.figure(campaign, territory=place, as_of=at).metrics for place, at in asked]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM tally_settled")
        cache.clear()
        again = [queries.figure(campaign, territory=place, as_of=at).metrics for place, at in asked]
        transaction.set_rollback(True)
    return said == again


def _row(name: str, times: list[float], limit: float) -> Row:
    ranked = sorted(times)
    return Row(
        name, 1000 * len(times) / sum(times), "a query that does nothing", limit, _middle(times),
        ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))],
    )  # fmt: skip


def _middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def _addresses(places: list[Territory | None]) -> list[bytes]:
    chance = random.Random(7)  # noqa: S311 -- as above
    asked = []
    for _ in range(ASKED):
        place = chance.choice(places)
        at = (BEGIN + timedelta(days=DAYS) * chance.random()).strftime("%Y-%m-%dT%H:%M:%SZ")
        asked.append(load.message("GET", f"/api/v1/tally?as_of={at}&territory={place.code if place else ''}", {}))
    return asked


def _places(campaign: Campaign) -> list[Territory]:
    return list(Territory.objects.filter(pk__in=queries.settled_scopes(campaign)).order_by("path"))


def _nation(facts: int) -> Campaign:
    """What is asked about, made step by step; a step that was done before is passed over."""
    if not DeedType.objects.exists():
        load_builtin()
        load_types()
    campaign = Campaign.objects.filter(slug="bench").first() or _campaign_with_deeds(max(470, facts // 2_000))
    said = Console(stderr=True)
    for name, step in (("entries", _write_facts), ("sums", _write_sums), ("what is written down", _settle)):
        begun = time.perf_counter()
        step(campaign, facts)
        said.print(f"{name}: {time.perf_counter() - begun:.0f} s")
    return campaign


def _campaign_with_deeds(number: int) -> Campaign:
    campaign = Campaign.objects.create(
        slug="bench", theme_en="Bench", territory=Territory.objects.get(code="KZ"), is_example=True,
        starts_on=BEGIN.date(), ends_on=(BEGIN + timedelta(days=DAYS)).date(),
    )  # fmt: skip
    towns = list(Territory.objects.pickable().filter(lon__isnull=False)[:TOWNS])
    chance = random.Random(number)  # noqa: S311 -- as above
    body = Organisation.objects.create(slug="bench", name="Bench", kind="ngo", territory=towns[0], verified_at=BEGIN)
    types = list(DeedType.objects.all())
    deeds = []
    for n in range(number):
        at = BEGIN + timedelta(days=DAYS) * (n / number) ** 0.5
        deeds.append(
            Deed(
                campaign=campaign, type=types[n % len(types)], organisation=body, slug=f"bench-{n}", title=f"Bench {n}",
                territory=towns[int(chance.random() ** 2 * len(towns))], language="en", status="reported",
                starts_at=at, ends_at=at + timedelta(hours=3), announced_at=BEGIN,
            )
        )  # fmt: skip
    Deed.objects.bulk_create(deeds, batch_size=2000)
    with connection.cursor() as cursor:
        for status, day in (("announced", -3), ("done", 0), ("reported", 1)):
            cursor.execute(
                "INSERT INTO deeds_statechange (deed_id, status, at)"
                " SELECT id, %s, starts_at + %s * interval '1 day' FROM deeds_deed",
                [status, day],
            )
    return campaign


def _write_facts(campaign: Campaign, facts: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM tally_fact)")
        if cursor.fetchone()[0]:
            return
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        values: dict[str, Any] = {"campaign": campaign.pk, "facts": facts, "people": facts // 3, "begin": BEGIN,
                  "deeds": campaign.deeds.count()}  # fmt: skip
        with transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            for name, _made in indexes:
                cursor.execute(f"DROP INDEX {name}")
            cursor.execute(FACTS, values)
            cursor.execute(CORRECTIONS, {})
            for _name, made in indexes:
                cursor.execute(made)
        cursor.execute("VACUUM ANALYZE tally_fact")


def _write_sums(campaign: Campaign, _facts: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM tally_sum)")
        if cursor.fetchone()[0]:
            return
        with transaction.atomic():
            cursor.execute("SET LOCAL work_mem = '192MB'")
            services.add_up_campaign(campaign.pk)
        cursor.execute("VACUUM ANALYZE tally_sum")


def _settle(campaign: Campaign, _facts: int) -> None:
    with connection.cursor() as cursor:
        with transaction.atomic():
            cursor.execute("SET LOCAL work_mem = '192MB'")
            services.settle_people(campaign)
        for table in ("tally_peoplechange", "tally_runningsum", "tally_deedversion", "deeds_statechange"):
            cursor.execute(f"VACUUM ANALYZE {table}")
