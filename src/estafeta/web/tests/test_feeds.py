"""What other programs read: feeds, calendar, the layer of the map, windows, robots' files."""

import json
import re
from datetime import timedelta
from itertools import accumulate
from xml.etree import ElementTree as ET

import icalendar
import pytest
from django.utils import timezone

from tests import make

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def parsed(text):
    return ET.fromstring(text)  # noqa: S314 -- our own answer


def entries(client, **query):
    root = parsed(client.get("/feeds/deeds.atom", query).content)
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def test_the_feed_names_each_deed_once_the_last_announced_first_and_takes_the_filters():
    from django.test import Client

    client, now = Client(), timezone.now()
    for title, minutes in [("first", 3), ("last", 1), ("middle <&> one", 2)]:
        make.deed(title, announced_at=now - timedelta(minutes=minutes))
    make.deed("draft", status="draft")

    assert entries(client) == ["last", "middle <&> one", "first"]
    assert entries(client, q="middle") == ["middle <&> one"]


def test_a_feed_is_built_as_its_standard_says(client):
    deed = make.deed("Planting \x0b a park")

    answer = client.get("/feeds/deeds.atom?lang=ru")

    root = parsed(answer.content)
    (entry,) = root.iter(f"{ATOM}entry")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "ru"
    assert [root.findtext(ATOM + name) is not None for name in ("id", "title", "updated")] == [True] * 3
    assert {link.attrib["rel"] for link in root.findall(f"{ATOM}link")} == {"alternate", "self"}
    assert entry.findtext(f"{ATOM}id") == f"tag:testserver,2026:deed/{deed.pk}"
    assert entry.find(f"{ATOM}link").attrib["href"] == f"http://testserver/ru/deeds/{deed.slug}/"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Civic Alliance"


@pytest.mark.parametrize(
    ("address", "queries"), [("/feeds/deeds.atom", 4), ("/feeds/deeds.ics", 5), ("/deeds/map.json", 3)]
)
@pytest.mark.parametrize("rows", [1, 7])
def test_a_feed_costs_the_same_whatever_its_length(client, address, queries, rows, django_assert_num_queries):
    for n in range(rows):
        make.shift(of=make.deed(territory=make.town(lon=70 + n, lat=50)))

    with django_assert_num_queries(queries):
        client.get(address)


def test_the_calendar_holds_every_shift_and_those_called_off(client):
    two = make.deed("two shifts")
    make.shift(of=two)
    make.shift(of=two, starts_at=two.starts_at + timedelta(days=1))
    make.shift(of=make.deed("called off", status="cancelled"))

    read = icalendar.Calendar.from_ical(client.get("/feeds/deeds.ics?lang=en").content)

    assert sorted((event["SUMMARY"], event["STATUS"]) for event in read.walk("VEVENT")) == [
        ("Called off: called off", "CANCELLED"), ("two shifts", "CONFIRMED"), ("two shifts", "CONFIRMED"),
    ]  # fmt: skip
    assert len({event["UID"] for event in read.walk("VEVENT")}) == 3


def test_the_layer_of_the_map_leads_to_each_deed_where_it_is(client):
    town = make.town(lon=72.96, lat=50.05)
    park = make.deed("park", territory=town, lon=72.5, lat=-49.5)
    concert = make.deed("concert", territory=town, type=make.deed_type("concert"))
    make.deed("nowhere", territory=make.town())

    layer = json.loads(client.get("/deeds/map.json").content)

    columns = {name: list(accumulate(layer[name])) for name in ("id", "lon", "lat")}
    assert columns == {"id": [park.pk, concert.pk], "lon": [725000, 729600], "lat": [-495000, 500500]}
    assert [layer["marks"][at] for at in layer["mark"]] == ["park", "concert"]
    assert layer["card"] == "/deeds/map/{id}.json"
    assert json.loads(client.get("/deeds/map.json?type=concert").content)["id"] == [concert.pk]
    assert json.loads(client.get(f"/deeds/map.json?deed={park.slug}").content)["id"] == [park.pk]


@pytest.mark.parametrize("address", ["/embed/deeds", "/embed/map"])
def test_only_windows_may_be_framed_and_they_set_no_cookie(client, address):
    make.shift(of=make.deed("Planting a park"))
    client.force_login(make.user())

    window, page = client.get(address, {"lang": "kk"}), client.get("/kk/deeds/")

    assert "Planting a park" in window.content.decode()
    assert '<html lang="kk">' in window.content.decode()
    assert "frame-ancestors *" in window.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in window.headers
    assert not window.cookies
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("cookie", "accepted", "leads_to"),
    [("", "", "/en/"), ("", "ru-RU,ru;q=0.9", "/ru/"), ("", "kk", "/kk/"), ("ru", "kk", "/ru/"), ("de", "de", "/en/")],
)
def test_the_bare_address_leads_to_the_readers_language(client, cookie, accepted, leads_to):
    if cookie:
        client.cookies["django_language"] = cookie

    answer = client.get("/", headers={"Accept-Language": accepted})

    assert (answer.status_code, answer.headers["Location"]) == (302, leads_to)
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))


def test_robots_find_the_sitemap_and_nothing_private(client):
    said = client.get("/robots.txt").content.decode()

    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in said
    for private in ("/admin/", "/kk/me/", "/ru/places/", "/en/desk/"):
        assert f"Disallow: {private}\n" in said


def test_sitemaps_name_every_public_page_with_its_twins(client):
    deed, draft = make.deed(), make.deed(status="draft")

    index = parsed(client.get("/sitemap.xml").content)
    parts = [re.sub(r"^http://127.0.0.1:8000", "", loc.text) for loc in index.iter(f"{MAP}loc")]
    found = [loc.text for part in parts for loc in parsed(client.get(part).getvalue()).iter(f"{MAP}loc")]

    for path in (
        f"/kk/deeds/{deed.slug}/",
        f"/ru/organisations/{deed.organisation.slug}/",
        "/en/territories/KZ/",
        "/kk/tally/",
    ):
        assert f"http://127.0.0.1:8000{path}" in found
    assert not [url for url in found if draft.slug in url]
    assert len(found) == len(set(found))


def test_a_phone_may_put_the_site_on_its_first_screen(client):
    told = json.loads(client.get("/manifest.webmanifest").content)

    assert (told["name"], told["start_url"]) == ("Estafeta", "/")
    assert client.get(client.get("/favicon.svg").headers["Location"]).status_code in {200, 404}
