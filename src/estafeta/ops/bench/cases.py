"""The measured roads. Each answers a Row: what was reached, its limit in the same run, and whether promises held."""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from estafeta.accounts.models import User
from estafeta.base.bulk import copy_in, reserve_ids
from estafeta.base.texts import fold
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedType, Shift
from estafeta.deeds.services import load_types
from estafeta.ops.bench import limits, load
from estafeta.ops.bench.for_ever import for_ever
from estafeta.ops.bench.line import draw_line
from estafeta.ops.bench.nation import nation
from estafeta.ops.bench.rows import Row
from estafeta.ops.bench.tally import tally
from estafeta.ops.bench.world import Web, scratch_database, web_server
from estafeta.ops.preparing import refresh_statistics
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.territories.models import Territory
from estafeta.territories.services import load_builtin

CLIENTS = 32
DEEDS = 470
SIGN_UPS = 2_350
OPEN_DEEDS = 20_000
LINE_DEEDS = 50_000
WARMING = 40
LISTS = ["/en/deeds/", "/ru/deeds/?type=park", "/kk/deeds/?places=1", "/en/deeds/?q=planting"]


def sign_up() -> list[Row]:
    """Sign-ups through the whole real path, spread over 470 deeds, then all on one shift."""
    with scratch_database() as url:
        shifts = made_shifts(DEEDS, capacity=SIGN_UPS // DEEDS + 2)
        cookies = signed_in(SIGN_UPS + WARMING)
        spread_limit = limits.takings_a_second(places=DEEDS, clients=CLIENTS)
        hot_limit = limits.takings_a_second(places=1, clients=8)
        with web_server(url) as web:
            load.drive(web.port, _posts(shifts, cookies[SIGN_UPS:]), clients=8)
            spread = load.drive(web.port, _posts(shifts, cookies[:SIGN_UPS]), clients=CLIENTS)
            first = row_of("sign-up over 470 deeds", web, spread, 302, "pgbench, 470 rows, 32 clients", spread_limit)
            hot = made_shifts(1, capacity=SIGN_UPS // 3, hour=20)
            rush = load.drive(web.port, _posts(hot, cookies[:SIGN_UPS]), clients=CLIENTS)
            second = row_of("sign-up on one shift", web, rush, 302, "pgbench, one row, 8 clients", hot_limit)
    return [first, second]


def deeds_list() -> list[Row]:
    """The deeds list with 20,000 open deeds, made anew for each reader, then kept for strangers."""
    with scratch_database() as url:
        made_shifts(OPEN_DEEDS, capacity=20)
        with web_server(url, PAGE_CACHE_SECONDS="0") as web:
            empty = load.drive(web.port, _gets(["/healthz"], 2_000), clients=8).rate
            load.drive(web.port, _gets(LISTS, 80), clients=8)
            alone = load.drive(web.port, _gets(LISTS, 200), clients=1)
            eight = load.drive(web.port, _gets(LISTS, 800), clients=8)
            rows = [
                row_of("deeds list made anew, one client", web, alone, 200, "a do-nothing view", empty),
                row_of("deeds list made anew, eight clients", web, eight, 200, "a do-nothing view", empty),
            ]
        with web_server(url) as web:
            load.drive(web.port, _gets(LISTS, 80), clients=8)
            kept = load.drive(web.port, _gets(LISTS, 4_000), clients=8)
            home = load.drive(web.port, _gets(["/en/"], 4_000), clients=8)
            rows += [
                row_of("deeds list kept for strangers", web, kept, 200, "a do-nothing view", empty),
                row_of("home page kept for strangers", web, home, 200, "a do-nothing view", empty),
            ]
    return rows


def relay() -> list[Row]:
    """The relay page over a line of 50,000 deeds: today, an earlier day, one region."""
    with scratch_database() as url:
        made_shifts(LINE_DEEDS, capacity=20)
        in_line = draw_line(list(Deed.objects.values_list("pk", flat=True)))
        refresh_statistics()
        day = (timezone.now() - timedelta(days=60)).date()
        paths = ["/en/relay/", f"/ru/relay/?day={day}", "/kk/relay/?page=7"]
        with web_server(url, PAGE_CACHE_SECONDS="0") as web:
            empty = load.drive(web.port, _gets(["/healthz"], 2_000), clients=8).rate
            load.drive(web.port, _gets(paths, 24), clients=8)
            alone = load.drive(web.port, _gets(paths, 60), clients=1)
            eight = load.drive(web.port, _gets(paths, 240), clients=8)
            rows = [
                row_of("relay page of 50,000 deeds, one client", web, alone, 200, "a do-nothing view", empty),
                row_of("relay page of 50,000 deeds, eight clients", web, eight, 200, "a do-nothing view", empty),
            ]
    rows[0].promises = {"every answer was the right one": set(alone.statuses) == {200}, "in the line": in_line > 0}
    rows[1].promises = {"every answer was the right one": set(eight.statuses) == {200}}
    return rows


CASES: dict[str, Callable[..., list[Row]]] = {
    "sign-up": sign_up,
    "list": deeds_list,
    "relay": relay,
    "tally": tally,
    "nation": nation,
    "for-ever": for_ever,
}


def row_of(name: str, web: Web, seen: load.Load, answer: int, limit_name: str, limit: float) -> Row:
    """What was seen as a line of the table, with the promises of places looked up in the database."""
    row = Row(name, seen.rate, limit_name, limit, seen.percentile_ms(0.5), seen.percentile_ms(0.99), web.memory_mb())
    row.promises = {"every answer was the right one": set(seen.statuses) == {answer}} | _promises()
    return row


def _gets(paths: list[str], number: int) -> Iterator[bytes]:
    headers = {"Accept-Encoding": "identity"}
    return iter([load.message("GET", paths[i % len(paths)], headers) for i in range(number)])


def _posts(shifts: list[int], cookies: list[str]) -> Iterator[bytes]:
    """One tap of each person, the shifts in turn; made beforehand, so that making them costs the server nothing."""
    secret = secrets.token_hex(16)
    return iter(
        [
            load.message(
                "POST",
                f"/en/shifts/{shifts[i % len(shifts)]}/sign-up/",
                {
                    "Cookie": f"sessionid={session}; csrftoken={secret}",
                    "X-CSRFToken": secret,
                    "Content-Type": "application/x-www-form-urlencoded",
                },
            )
            for i, session in enumerate(cookies)
        ]
    )


def _promises() -> dict[str, bool]:
    """Whether every shift holds at most what it can, and exactly those who were told that they have a place."""
    going = Coalesce(Sum("sign_ups__seats", filter=Q(sign_ups__status="going")), 0)
    shifts = Shift.objects.annotate(going=going)
    return {
        "never one place too many": not shifts.filter(going__gt=F("capacity")).exists(),
        "places taken are sign-ups going": not shifts.exclude(places_taken=F("going")).exists(),
        "nobody waits beside a free place": not shifts.filter(
            places_taken__lt=F("capacity"), sign_ups__status="waiting"
        ).exists(),
    }


def made_shifts(number: int, *, capacity: int, hour: int = 6) -> list[int]:
    """`number` announced deeds of one shift each, over the coming weeks and the country's towns."""
    if not DeedType.objects.exists():
        load_builtin()
        load_types()
    now = timezone.now()
    campaign, _made = Campaign.objects.get_or_create(
        slug="bench",
        defaults={
            "theme_en": "Bench",
            "territory": Territory.objects.get(code="KZ"),
            "starts_on": now.date() - timedelta(days=1),
            "ends_on": now.date() + timedelta(days=90),
        },
    )
    towns = list(Territory.objects.pickable().filter(lon__isnull=False)[:200])
    body, _made = Organisation.objects.get_or_create(
        slug="bench",
        defaults={"name": "Bench", "kind": "ngo", "territory": towns[0], "verified_at": now},
    )
    types = list(DeedType.objects.filter(fits_minors=True))  # the others ask for a date of birth
    deeds, shifts = reserve_ids(Deed, number), reserve_ids(Shift, number)
    starts = [datetime.combine(now.date() + timedelta(days=2 + i % 60), time(hour), UTC) for i in range(number)]
    copy_in(
        Deed,
        ("id", "campaign_id", "type_id", "organisation_id", "territory_id", "slug", "title", "about", "language",
         "meeting_point", "lon", "lat", "bring", "with_frail_people", "status", "starts_at", "ends_at", "folded",
         "made_at", "announced_at", "cancel_reason", "source_key", "import_batch"),
        (
            (key, campaign.pk, types[i % len(types)].pk, body.pk, towns[i % len(towns)].pk, f"bench-{key}",
             f"Planting number {i}", "", "en", "At the gate", towns[i % len(towns)].lon, towns[i % len(towns)].lat, "",
             False, "announced", starts[i], starts[i] + timedelta(hours=3), fold(f"Planting number {i}"), now, now, "",
             "", "")
            for i, key in enumerate(deeds)
        ),
    )  # fmt: skip
    copy_in(
        Shift,
        ("id", "deed_id", "starts_at", "ends_at", "capacity", "places_taken", "source_key"),
        ((key, deeds[i], starts[i], starts[i] + timedelta(hours=3), capacity, 0, "") for i, key in enumerate(shifts)),
    )
    return shifts


def signed_in(number: int) -> list[str]:
    """Session keys of `number` people who have signed in."""
    users = User.objects.bulk_create(
        [User(email=f"bench{i}@example.org") for i in range(number)],
        batch_size=1000,
    )
    Person.objects.bulk_create(
        [Person(user=user, name="Bench", folded_name="bench", email=user.email or "", language="en") for user in users],
        batch_size=1000,
    )
    sessions, ends_at = [], timezone.now() + timedelta(days=1)
    for user in users:
        inside = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        key = secrets.token_hex(16)
        sessions.append(Session(session_key=key, session_data=SessionStore().encode(inside), expire_date=ends_at))
    Session.objects.bulk_create(sessions, batch_size=1000)
    return [session.session_key for session in sessions]
