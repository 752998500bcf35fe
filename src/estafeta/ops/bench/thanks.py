"""Certificates: one by one through the whole path, and many as one PDF, beside empty pages by the same typst."""

import secrets
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from estafeta.accounts.models import User
from estafeta.base.typesetting import pdf
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.ops.bench import load
from estafeta.ops.bench.cases import made_shifts, row_of, signed_in
from estafeta.ops.bench.rows import Row
from estafeta.ops.bench.world import scratch_database, web_server
from estafeta.people.models import Person
from estafeta.recognition import queries, rules, services
from estafeta.recognition.models import Certificate
from estafeta.tally import services as tally

PEOPLE = 500
AT_ONCE = 1_000
DEEDS = 3


def certificates() -> list[Row]:
    """Issue, print one by one over HTTP, print a thousand as one PDF."""
    with scratch_database() as url:
        cookies = signed_in(PEOPLE)
        people = [user.person for user in User.objects.select_related("person").order_by("pk")]
        _take_part(people)
        begun = time.perf_counter()
        made = [services.issue(person, person) for person in people]
        issued = PEOPLE / (time.perf_counter() - begun)
        empty = _empty_pages()
        with web_server(url) as web:
            load.drive(web.port, iter(_gets(made[:20], cookies[:20])), clients=4)
            seen = load.drive(web.port, iter(_gets(made, cookies)), clients=4)
            one = row_of("certificates, one PDF each, HTTP, 4 clients", web, seen, 200, "empty typst pages", empty)
        begun = time.perf_counter()
        pages = queries.as_pdf((made * (AT_ONCE // PEOPLE + 1))[:AT_ONCE])
        many = Row(
            "certificates, 1,000 as one PDF", AT_ONCE / (time.perf_counter() - begun), "empty typst pages", empty
        )
        many.promises = {"a PDF came": pages.startswith(b"%PDF-")}
        return [Row("certificates issued and frozen", issued, "empty typst pages", empty), one, many]


def _take_part(people: list[Person]) -> None:
    made_shifts(DEEDS, capacity=PEOPLE)
    campaign, begun = Campaign.objects.get(slug="bench"), timezone.now() - timedelta(days=1)
    deeds = list(Deed.objects.order_by("pk"))
    tally.record_many(
        [
            tally.Row(
                kind="attendance", campaign_id=campaign.pk, deed_id=deed.pk, grade="A", happened_at=begun,
                person_id=person.pk, territory_id=deed.territory_id, minutes=90,
            )
            for person in people
            for deed in deeds
        ]
    )  # fmt: skip


def _gets(made: list[Certificate], cookies: list[str]) -> list[bytes]:
    return [
        load.message(
            "GET",
            f"/en/certificates/{rules.grouped(one.code)}/certificate.pdf",
            {"Cookie": f"sessionid={session}; csrftoken={secrets.token_hex(16)}"},
        )
        for one, session in zip(made, cookies, strict=True)
    ]


def _empty_pages() -> float:
    """How many documents of one empty page a second the same typst makes, its type loaded beforehand."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "empty.typ"
        template.write_text("")
        pdf(template, 0)
        begun = time.perf_counter()
        for number in range(AT_ONCE):
            pdf(template, number)
        return AT_ONCE / (time.perf_counter() - begun)
