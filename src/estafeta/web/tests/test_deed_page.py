"""A deed's page: what it says, to whom, what machines read in it, its poster and its calendar file."""

import json
import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.utils import timezone

from estafeta.deeds.models import DeedOrganiser, Outcome
from estafeta.deeds.services import call_off
from tests import make


@pytest.fixture
def deed():
    region = make.region("Karaganda region")
    town = make.town("Temirtau", parent=region, lon=72.96, lat=50.05)
    body = make.organisation("Civic Alliance", territory=town)
    made = make.deed(
        "Planting a park", organisation=body, about="Bring friends.\n\nTea is ours.", meeting_point="Lenin square 1",
        bring="gloves", min_age=12, lon=72.961, lat=50.051, starts_at=datetime(2031, 5, 9, 5, tzinfo=UTC),
    )  # fmt: skip
    made.suits.add(make.group("miners", name_en="miners"))
    DeedOrganiser.objects.create(deed=made, organisation=make.organisation("School 7"))
    make.shift(of=made, capacity=10, places_taken=4)
    return made


def test_it_says_what_where_when_with_whom_for_whom_and_what_to_bring(client, deed):
    said = client.get(deed.get_absolute_url()).content.decode()

    for words in (
        "Planting a park", "<p>Bring friends.</p>", "9 May 2031, 10:00–13:00", "Lenin square 1",
        "Temirtau, Karaganda region", "Civic Alliance", "School 7", "miners", "from 12 years", "gloves",
        "6 places left of 10",
        f'href="{deed.get_absolute_url()}poster/"', f'href="{deed.get_absolute_url()}calendar.ics"',
    ):  # fmt: skip
        assert words in said


@pytest.mark.parametrize("shifts", [1, 3, 9])
def test_it_costs_the_same_whatever_the_number_of_shifts(client, deed, shifts, django_assert_num_queries):
    for n in range(1, shifts):
        make.shift(of=deed, starts_at=deed.starts_at + timedelta(days=n))

    with django_assert_num_queries(11):
        client.get(deed.get_absolute_url())


@pytest.mark.parametrize("status", ["draft", "review"])
def test_a_draft_is_seen_by_those_who_manage_it_and_by_nobody_else(client, status):
    owner, other = make.user("Owner"), make.user("Other")
    deed = make.deed(status=status, organisation=make.organisation(owner=owner.person))
    coordinator = make.coordinator(deed.territory)
    addresses = [deed.get_absolute_url() + part for part in ("", "poster/", "calendar.ics")]

    answers = {}
    for name, login in {"owner": owner, "coordinator": coordinator.user, "other": other, "stranger": None}.items():
        client.logout()
        if login:
            client.force_login(login)
        answers[name] = [client.get(address).status_code for address in addresses]

    assert answers == {"owner": [200] * 3, "coordinator": [200] * 3, "other": [404] * 3, "stranger": [404] * 3}


def test_a_deed_that_was_called_off_says_why_and_what_is_near(client, deed):
    near = make.deed("Concert next door", territory=deed.territory)
    make.shift(of=near)
    deed.status, deed.cancelled_at, deed.cancel_reason = "cancelled", timezone.now(), "The ground is frozen"
    deed.save()

    page = client.get(deed.get_absolute_url())

    assert [card.deed.title for card in page.context["near"]] == ["Concert next door"]
    assert "This deed was called off" in page.content.decode()
    assert "The ground is frozen" in page.content.decode()


def test_a_full_deed_shows_what_is_near_and_one_with_places_does_not(client, deed):
    make.shift(of=make.deed("Concert next door", territory=deed.territory))

    assert client.get(deed.get_absolute_url()).context["near"] == []
    deed.shifts.update(places_taken=10)
    page = client.get(deed.get_absolute_url())

    assert [card.deed.title for card in page.context["near"]] == ["Concert next door"]
    assert page.context["state"] == "no places left"


def test_an_outcome_stands_on_the_page(client):
    deed = make.deed(status="reported", starts_at=timezone.now() - timedelta(days=3))
    Outcome.objects.create(deed=deed, amount=1200, story="All of it grows.", reported_at=timezone.now())

    said = client.get(deed.get_absolute_url()).content.decode()

    assert "1,200 trees" in said
    assert "All of it grows." in said


def told_to_machines(page):
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    return json.loads(text)


def test_machines_read_the_event_of_schema_org(client, deed):
    told = told_to_machines(client.get(deed.get_absolute_url()))

    here = "http://testserver/en"
    assert told == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Planting a park",
        "description": "Bring friends.\n\nTea is ours.",
        "url": f"{here}/deeds/{deed.slug}/",
        "inLanguage": "en",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "startDate": "2031-05-09T10:00:00+05:00",
        "endDate": "2031-05-09T13:00:00+05:00",
        "typicalAgeRange": "12-",
        "maximumAttendeeCapacity": 10,
        "remainingAttendeeCapacity": 6,
        "organizer": {
            "@type": "Organization",
            "name": "Civic Alliance",
            "url": f"{here}/organisations/{deed.organisation.slug}/",
        },
        "location": {
            "@type": "Place",
            "name": "Lenin square 1",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Lenin square 1",
                "addressLocality": "Temirtau",
                "addressRegion": "Karaganda region",
                "addressCountry": "KZ",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 50.051, "longitude": 72.961},
        },
    }


def test_a_deed_called_off_is_called_off_for_machines_too(client):
    page = client.get(make.deed(status="cancelled").get_absolute_url())

    assert told_to_machines(page)["eventStatus"] == "https://schema.org/EventCancelled"


def test_no_title_ends_the_block_of_data_or_the_page(client):
    title = "</script><script>alert(1)</script><!-- \u2028 & 'quoted'"
    page = client.get(make.deed(title).get_absolute_url())

    assert told_to_machines(page)["name"] == title
    assert "<script>alert" not in page.content.decode()


def test_it_names_itself_once_and_its_twins_in_the_other_languages(client, deed):
    said = client.get(deed.get_absolute_url() + "?from=telegram").content.decode()

    assert f'<link rel="canonical" href="http://testserver/en/deeds/{deed.slug}/">' in said
    for language in ("kk", "ru", "en"):
        assert re.search(rf'hreflang="{language}" href="http://testserver/{language}/deeds/{deed.slug}/', said)


def test_the_calendar_file_holds_each_shift_in_the_zone_of_the_place(client, deed):
    answer = client.get(deed.get_absolute_url() + "calendar.ics")

    read = icalendar.Calendar.from_ical(answer.content)
    (event,) = read.walk("VEVENT")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert read["METHOD"] == "PUBLISH"
    assert [zone["TZID"] for zone in read.walk("VTIMEZONE")] == ["Asia/Almaty"]
    assert event["DTSTART"].params["TZID"] == "Asia/Almaty"
    assert event.decoded("DTSTART").isoformat() == "2031-05-09T10:00:00+05:00"
    assert event.decoded("DTEND").isoformat() == "2031-05-09T13:00:00+05:00"
    assert (event["SUMMARY"], event["LOCATION"], event["STATUS"]) == (
        "Planting a park",
        "Lenin square 1, Temirtau",
        "CONFIRMED",
    )
    assert (event["UID"], int(event["SEQUENCE"])) == (f"shift-{deed.shifts.get().pk}@127.0.0.1", 0)


def test_a_calendar_that_has_the_entry_learns_that_it_was_called_off(client, deed):
    def event():
        read = icalendar.Calendar.from_ical(client.get(deed.get_absolute_url() + "calendar.ics").content)
        return read.walk("VEVENT")[0]

    before = event()
    call_off(deed, make.coordinator(deed.territory), "The ground is frozen")
    after = event()

    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["STATUS"] == "CANCELLED"


def test_the_poster_carries_a_code_that_leads_to_the_page(client, deed):
    said = client.get(deed.get_absolute_url() + "poster/").content.decode()

    assert f"127.0.0.1:8000/d/{deed.pk}/</p>" in said
    assert said.count('<figure class="qr">') == 1
    answer = client.get(f"/d/{deed.pk}/", headers={"Accept-Language": "ru"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/ru/deeds/{deed.slug}/")
