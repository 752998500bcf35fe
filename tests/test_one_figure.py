"""The same figure in all its places, and no counted number that comes from anywhere else (docs/counting.md)."""

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from estafeta.participation.models import SignUp
from estafeta.tally import queries, services
from estafeta.tally.templatetags.tally import shown_value
from tests import make

HOUSE = Path(__file__).resolve().parents[1] / "src" / "estafeta"


@pytest.fixture
def campaign():
    deed = make.deed(status="reported", starts_at=timezone.now() - timedelta(days=1))
    for name in ("Aigul", "Bolat", "Vera"):
        services.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=make.person(name), minutes=95)
    services.record(deed, "headcount", grade="C", heads=4321, happened_at=deed.starts_at, minutes=61)
    services.record(deed, "headcount", grade="C", heads=1000, happened_at=deed.ends_at, minutes=61)
    services.record(deed, "headcount", grade="D", heads=11, happened_at=deed.starts_at)
    services.record(deed, "spectators", grade="C", heads=2500, happened_at=deed.starts_at)
    return deed.campaign


def from_command(moment):
    out = StringIO()
    call_command("tally", "--json", as_of=moment, stdout=out)
    return json.loads(out.getvalue())


def test_command_api_and_quoted_figure_say_the_same_object(client, campaign):
    figure = queries.figure(campaign, as_of=queries.figure(campaign).recorded_until)
    moment = figure.recorded_until.isoformat()
    kept = services.quote(figure)

    said = figure.as_dict()

    assert from_command(moment) == said
    assert client.get("/api/v1/tally", {"as_of": moment}).json() == said
    quoted = client.get(f"/api/v1/figures/{kept.key}").json()
    assert {name: quoted[name] for name in said} == said


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_page_quoted_page_embed_home_and_territory_show_the_same_numbers(client, campaign, language):
    figure = queries.figure(campaign, as_of=queries.figure(campaign).recorded_until)
    kept = services.quote(figure)
    with translation.override(language):
        shown = {metric.metric: shown_value(metric) for metric in figure.metrics}
    pages = {
        f"/{language}/tally/": shown,
        f"/{language}/tally/?as_of={figure.recorded_until.isoformat().replace('+', '%2B')}": shown,
        f"/{language}/figures/{kept.key}/": shown,
        f"/{language}/": {"participations": shown["participations"]},
        f"/{language}/territories/{campaign.deeds.get().territory.code}/": {"participations": shown["participations"]},
        f"/embed/tally?lang={language}": {name: shown[name] for name in ("participations", "deeds")},
    }

    for address, numbers in pages.items():
        page = client.get(address).content.decode()
        for name, number in numbers.items():
            assert re.search(rf">\s*{re.escape(number)}\s*<", page), (address, name, number)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_permanent_link_shows_the_same_next_year(client, campaign, language):
    before = queries.figure(campaign)
    fact = campaign.facts.filter(kind="headcount", grade="C").first()
    services.correct(fact, "counted twice", by=None)

    link = before.permalink.split("//", 1)[1].split("/", 1)[1]
    page = client.get(f"/{link}", headers={"Accept-Language": language}, follow=True)

    assert page.redirect_chain[0][0].startswith(f"/{language}/tally/")
    with translation.override(language):
        assert shown_value(before.participations) in page.content.decode()


def test_a_sign_up_counts_nothing():
    shift = make.shift()
    now = timezone.now()
    SignUp.objects.create(
        shift=shift, person=make.person(), status="going", language="en", token="t", made_at=now, confirmed_at=now
    )

    figure = queries.figure(shift.deed.campaign)

    assert [figure[name].high for name in ("people", "participations", "spectators", "hours")] == [0, 0, 0, 0]


# --- no bare numbers --------------------------------------------------------------------------------------------------

COUNTED = (
    r"(?:participations?|spectators?|attendances?|headcounts?|heads|named|unnamed|(?:measured|estimated)_minutes"
    r"|figure\.\w+)"
)
BARE = [
    re.compile(r"\{\{[^}]*\b" + COUNTED + r"\b[^}]*\}\}"),
    re.compile(r"\{%\s*(?:stat|figure_block|grade_bar)\b[^%]*=[\w.]*\b" + COUNTED + r"\b"),
]
NOT_NUMBERS = re.compile(r"figure\.(?:permalink|method|recorded_until|as_of|query|scope)\b")


def bare_numbers(text):
    return [match[0] for rule in BARE for match in rule.finditer(text) if not NOT_NUMBERS.search(match[0])]


@pytest.mark.no_database
def test_no_template_writes_a_counted_number_past_the_tallys_tags():
    wrong = [
        f"{path.relative_to(HOUSE)}: {found}"
        for path in sorted(HOUSE.glob("*/templates/**/*"))
        if path.is_file() and path.suffix in {".html", ".txt"}
        for found in bare_numbers(path.read_text())
    ]

    assert wrong == []


@pytest.mark.no_database
@pytest.mark.parametrize(
    "text",
    ["{{ figure.people.value }}", "{{ deed.participations|number }}", "{% stat value=part.spectators label=x %}"],
)
def test_the_rule_about_bare_numbers_can_fail(text):
    assert bare_numbers(text)


@pytest.mark.no_database
def test_nobody_but_the_tally_reads_facts():
    reads = re.compile(r"\b(?:Fact|Sum)\.objects|from estafeta\.tally\.models import [^\n]*\b(?:Fact|Sum)\b|\.facts\.")
    wrong = [
        str(path.relative_to(HOUSE))
        for path in sorted(HOUSE.rglob("*.py"))
        if "tests" not in path.parts and path.relative_to(HOUSE).parts[0] != "tally" and reads.search(path.read_text())
    ]

    assert wrong == []
