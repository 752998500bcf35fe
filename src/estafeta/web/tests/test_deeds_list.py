"""The list of deeds as a page."""

import gzip
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import conditional_escape

from estafeta.base.texts import fold
from tests import make


def titles(answer):
    return [card.deed.title for card in answer.context["cards"]]


@pytest.fixture
def town():
    return make.town("Temirtau", parent=make.region("Karaganda region"), lon=72.959, lat=50.055)


def test_a_card_says_what_where_when_who_and_how_many_places_are_left(client, town):
    deed = make.deed("Planting a park", territory=town, organisation=make.organisation("Civic Alliance"))
    make.shift(of=deed, capacity=10, places_taken=3)

    page = client.get("/en/deeds/")

    (card,) = page.context["cards"]
    assert (card.where, card.places, card.state) == ("Temirtau, Karaganda region", "7 places left", "")
    assert "10:00–13:00" in card.when
    for said in ("Planting a park", card.when, card.where, "Civic Alliance", "7 places left", deed.get_absolute_url()):
        assert said in page.content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_the_same_whatever_its_length(client, town, rows, django_assert_num_queries):
    for n in range(rows):
        deed = make.deed(f"deed {n}", territory=make.town(f"Town {n}", parent=town.parent))
        make.shift(of=deed)
        make.shift(of=deed, capacity=None)

    with django_assert_num_queries(6):
        page = client.get("/en/deeds/")

    assert len(titles(page)) == rows


def test_pages_follow_each_other_and_keep_the_filters(client, town):
    for n in range(23):
        make.deed(f"deed {n:02}", territory=town, starts_at=timezone.now() + timedelta(days=1, hours=n))

    first = client.get("/en/deeds/", {"q": "deed"})
    second = client.get("/en/deeds/" + first.context["next"])

    assert titles(first) == [f"deed {n:02}" for n in range(20)]
    assert titles(second) == ["deed 20", "deed 21", "deed 22"]
    assert second.context["search"].given == {"q": "deed"}
    assert second.context["next"] == ""


def test_a_filter_that_is_set_is_a_chip_that_takes_it_away(client, town):
    make.group("miners", name_en="miners")
    query = {
        "q": "park",
        "territory": town.code,
        "group": "miners",
        "from": "2030-01-02",
        "places": "1",
        "language": "kk",
    }

    search = client.get("/en/deeds/", query).context["search"]

    assert [chip.text for chip in search.chips] == [
        "«park»",
        "Temirtau",
        "miners",
        "from 2 January 2030",
        "Қазақша",
        "places left",
    ]
    assert search.chips[1].href == "?q=park&group=miners&from=2030-01-02&language=kk&places=1"


def test_near_takes_a_point_or_the_name_of_a_place(client, town):
    make.deed("here", territory=town)
    make.deed("far", territory=make.town("Almaty", lon=76.9, lat=43.25))

    assert titles(client.get("/en/deeds/", {"near": "50.05,72.96"})) == ["here"]
    assert titles(client.get("/en/deeds/", {"near": "temirtau"})) == ["here"]
    assert titles(client.get("/en/deeds/", {"near": "Темиртау", "radius_km": "5000"})) == ["here", "far"]


def test_where_nothing_is_found_what_can_be_joined_elsewhere_is_shown(client, town):
    make.shift(of=make.deed("elsewhere", territory=town))

    page = client.get("/en/deeds/", {"q": "nothing like it"})

    assert titles(page) == []
    assert [card.deed.title for card in page.context["near"]] == ["elsewhere"]
    assert "Nothing is found" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"from": "1582-99-99"},
        {"from": "1582-10-10"},
        {"from": "yesterday"},
        {"to": "9999-12-31"},
        {"from": "2030-05-02", "to": "2030-05-01"},
        *({"near": typed} for typed in ("abc", "1e999,nan", "nan,nan", "inf,0", "91,0", "١,٢٢٢")),
        *({name: "no"} for name in ("territory", "type", "group", "language", "organisation")),
    ],
)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_makes_no_sense_is_answered_with_a_sentence(client, query, language):
    page = client.get(f"/{language}/deeds/", query)

    (fault,) = page.context["search"].faults.values()
    assert conditional_escape(fault) in page.content.decode()


ADDRESSES = ["/en/deeds/", "/deeds/map.json", "/feeds/deeds.atom", "/feeds/deeds.ics", "/embed/deeds", "/embed/map"]


@pytest.mark.parametrize(
    "query",
    [
        *({"q": typed} for typed in ("я" * 100_000, "a\x00b", "\ud800", "' OR 1=1 --", "<script>alert(1)</script>")),
        *({"cursor": typed} for typed in ("x" * 10_000, "\x00")),
        *({"radius_km": typed} for typed in ("-1", "9" * 100, "²")),
        *({name: "\x00"} for name in ("near", "view", "campaign", "territory", "deed", "lang")),
        *({name: "\ud83d"} for name in ("places", "when", "type", "organisation", "from")),
        {"campaign": "no-such"},
    ],
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_query_breaks_an_address(client, query, address):
    make.shift(of=make.deed())
    encoded = {name: text.encode("utf-8", "surrogatepass") for name, text in query.items()}

    answer = client.get(address, encoded)

    assert answer.status_code == 200
    assert b"<script>alert(1)" not in answer.getvalue()


def test_htmx_is_given_only_what_was_found(client):
    make.deed("one")

    part = client.get("/en/deeds/", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="found"')
    assert "<html" not in part


def test_words_find_a_deed_written_in_kazakh_from_a_russian_keyboard(client):
    make.deed("Ағаш отырғызу", folded=fold("Ағаш отырғызу"))

    assert titles(client.get("/kk/deeds/", {"q": "агаш"})) == ["Ағаш отырғызу"]


def test_a_strangers_page_may_be_kept_by_a_shared_cache_and_sets_no_cookie(client):
    page = client.get("/en/deeds/")

    assert page.headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
    assert "Cookie" in page.headers["Vary"]
    assert not page.cookies


def test_a_strangers_page_is_made_once_for_all_and_anew_for_whoever_signs_in(
    client, settings, django_assert_num_queries
):
    settings.PAGE_CACHE_S = 60
    make.deed("first")
    client.get("/en/deeds/")
    make.deed("second")

    with django_assert_num_queries(0):
        kept = client.get("/en/deeds/")
    in_kazakh, other, part = (
        client.get("/kk/deeds/"),
        client.get("/en/deeds/?q=second"),
        client.get("/en/deeds/", headers={"HX-Request": "true"}),
    )
    client.force_login(make.user())
    own = client.get("/en/deeds/")

    assert [b"second" in answer.content for answer in (kept, in_kazakh, other, part, own)] == [
        False,
        True,
        True,
        True,
        True,
    ]
    assert b"<html" not in part.content
    assert "public" not in own.headers.get("Cache-Control", "")


def test_a_page_kept_for_one_look_is_not_shown_to_readers_with_another(client, settings):
    settings.PAGE_CACHE_S = 60
    client.get("/en/deeds/")
    client.cookies["text_size"] = "large"

    assert 'data-text="large"' in client.get("/en/deeds/").content.decode()


def test_a_strangers_page_is_squeezed_for_whoever_can_read_it(client, settings):
    settings.PAGE_CACHE_S = 60
    plain, squeezed = client.get("/en/deeds/"), client.get("/en/deeds/", headers={"Accept-Encoding": "gzip, br"})
    again = client.get("/en/deeds/", headers={"Accept-Encoding": "gzip, br"})

    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(squeezed.content) == plain.content
    assert [answer.headers["Content-Encoding"] for answer in (squeezed, again)] == ["gzip", "gzip"]
    assert again.content == squeezed.content
