import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from estafeta.tally import queries, rules, services
from estafeta.tally.models import Figure
from tests import make

LANGUAGES = ("en", "ru", "kk")


@pytest.fixture
def deed():
    made = make.deed(status="done", starts_at=timezone.now() - timedelta(days=2))
    for name in ("Aigul", "Bolat"):
        services.record(made, "attendance", grade="A", happened_at=made.starts_at, person=make.person(name), minutes=90)
    services.record(
        made, "headcount", grade="C", heads=1200, happened_at=made.starts_at, minutes=60, group=make.group("miners")
    )
    services.record(made, "headcount", grade="D", heads=77, happened_at=made.starts_at, minutes=60)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", ["", "territory", "day", "type", "group", "grade"])
def test_the_tally_is_shown_by_every_part_in_three_languages(client, deed, language, way):
    page = client.get(f"/{language}/tally/", {"by": way})

    assert page.status_code == 200
    assert 'value="1202"' in page.content.decode() or "1,202" in page.content.decode().replace("\xa0", ",")


def test_a_territory_and_a_moment_narrow_the_figure(client, deed):
    elsewhere = client.get(reverse("tally:tally"), {"territory": make.region("Akmola region").code})
    before = client.get(reverse("tally:tally"), {"as_of": "2020-01-01"})

    for page in (elsewhere, before):
        assert "Nobody has been counted yet." in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"as_of": "yesterday"}, "is not a moment"),
        ({"as_of": "2026-13-45"}, "is not a moment"),
        ({"as_of": "1582-10-04"}, "before 1900"),
        ({"as_of": "0001-01-01T00:00:00+14:00"}, "is not a moment"),
        ({"as_of": "9999-12-31T23:59:59-14:00"}, "is not a moment"),
        ({"as_of": "2999-01-01"}, "lies in the future"),
        ({"territory": "nowhere\x00"}, "no territory with the code"),
        ({"organisation": "\ud800x"}, "no organisation called"),
        ({"campaign": "x" * 100_000}, "no campaign called"),
        ({"by": "colour"}, "by territory, day, type, group or grade"),
    ],
)
@pytest.mark.parametrize("route", ["tally:tally", "/en/tally/tally.xlsx", "embed_tally"])
def test_what_cannot_be_answered_gets_a_sentence(client, deed, asked, sentence, route):
    asked = {name: value.encode("utf-8", "surrogatepass") for name, value in asked.items()}
    page = client.get(route if route.startswith("/") else reverse(route), asked)

    if route == "embed_tally" and "by" in asked:
        assert page.status_code == 200
    else:
        assert page.status_code == 400
        assert sentence in page.content.decode()


def test_no_campaign_yet_is_said(client):
    assert "No campaign has begun yet." in client.get(reverse("tally:tally")).content.decode()


def test_the_csv_says_of_what_and_as_of_when_each_row_is(client, deed):
    answer = client.get(reverse("tally:file", args=["csv"]), {"by": "group"})

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["key"], row["participations"], row["D"]) for row in rows] == [("miners", "1200", "0"), ("", "2", "77")]
    assert {row["campaign"] for row in rows} == {deed.campaign.slug}
    assert all(row["as_of"] for row in rows)


def test_a_label_that_looks_like_a_formula_is_harmless_in_the_csv(client, deed):
    make.deed_type("park").__class__.objects.update(name_en="=HYPERLINK(1)")

    answer = client.get(reverse("tally:file", args=["csv"]), {"by": "type"})

    assert "'=HYPERLINK(1)" in answer.content.decode()


def test_a_quoted_figure_stands_for_ever_and_says_what_was_corrected_since(client, deed):
    client.force_login(make.user())
    figure = queries.figure(deed.campaign)
    asked = {"campaign": deed.campaign.slug, "as_of": figure.recorded_until.isoformat()}

    address = client.post(reverse("tally:quote"), asked).url
    assert client.post(reverse("tally:quote"), asked).url == address
    assert Figure.objects.count() == 1
    fact = deed.facts.get(kind="headcount", grade="C")
    services.correct(fact, "one nought too many", by=None)
    client.logout()

    page = client.get(address).content.decode()
    assert "1,202" in page
    assert "one nought too many" in page
    assert "another answer" not in page
    assert "one nought too many" in client.get(reverse("tally:corrections")).content.decode()


def test_a_quoted_figure_says_when_counting_again_differs(client, deed):
    kept = services.quote(queries.figure(deed.campaign))
    kept.answer["metrics"][1]["value"] = 999
    kept.save()

    page = client.get(reverse("tally:figure", args=[kept.key])).content.decode()

    assert "999" in page
    assert "another answer" in page


def test_quoting_asks_for_a_sign_in(client, deed):
    assert "/sign-in/" in client.post(reverse("tally:quote")).url


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_is_told_in_three_languages(client, language):
    assert client.get(f"/{language}/tally/method/").status_code == 200


def test_an_unknown_figure_is_not_found(client):
    assert client.get(reverse("tally:figure", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_embed_is_small_framable_and_sets_no_cookie(client, deed, language):
    answer = client.get("/embed/tally", {"lang": language})

    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()
    assert len(answer.content) < 10_000
    assert not answer.cookies
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "<script" not in answer.content.decode()
    assert "s-maxage" in answer["Cache-Control"] or "max-age=60" in answer["Cache-Control"]


def test_the_embed_answers_as_of_a_past_moment(client, deed):
    before = queries.figure(deed.campaign)
    services.record(deed, "headcount", grade="C", heads=7654, happened_at=deed.starts_at)

    now = client.get("/embed/tally", {"lang": "en"}).content.decode()
    then = client.get("/embed/tally", {"lang": "en", "as_of": before.recorded_until.isoformat()}).content.decode()

    assert re.search(r"7.65\d", now)
    assert not re.search(r"7.65\d", then)
    assert len(now.encode()) < 10_000


@pytest.mark.parametrize("way", rules.WAYS)
def test_every_way_comes_as_a_page_and_as_three_kinds_of_file_that_say_the_same(client, deed, way):
    page = client.get(reverse("tally:tally"), {"by": way})
    files = {kind: client.get(reverse("tally:file", args=[kind]), {"by": way}) for kind in ("csv", "xlsx", "json")}

    parts = files["json"].json()["parts"]
    head, *rows = csv.reader(files["csv"].content.decode("utf-8-sig").splitlines())
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"].content))
    sheet = book.get_sheet_by_name("parts").to_python()
    six = {row[0]: row[1] for row in book.get_sheet_by_name("figures").to_python()[1:]}

    assert page.status_code == 200
    assert {one["key"] for one in parts} == {row[head.index("key")] for row in rows}
    numbers = sorted(one["participations"] for one in parts)
    assert numbers == sorted(int(row[3]) for row in rows) == sorted(int(row[3]) for row in sheet[1:])
    assert six["participations"] == queries.figure(deed.campaign).participations.value


@pytest.mark.parametrize("parts", [1, 3])
def test_the_page_costs_the_same_whatever_it_counts(client, parts, django_assert_num_queries):
    campaign = make.campaign()
    for number in range(parts):
        made = make.deed(
            campaign=campaign, territory=make.town(f"Town {number}"), type=make.deed_type(f"type-{number}")
        )
        services.record(made, "attendance", grade="A", happened_at=made.starts_at, person=make.person(f"P {number}"))

    with django_assert_num_queries(19):
        client.get(reverse("tally:tally"))
