"""Public pages show no personal data: every public address is read for the name and contacts of everybody involved."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.deeds.models import Outcome
from estafeta.participation.services import forget
from estafeta.people.models import Person
from tests import make

SECRETS = ("Zhanel Secretova", "zhanel.secret@example.org", "+77010000042", "77010000042", "Little Wardov")


@pytest.fixture
def involved():
    """Somebody who owns the organisation, made and reported the deed, signed up, and signed up a child."""
    login = make.user("Zhanel Secretova")
    person = login.person
    Person.objects.filter(pk=person.pk).update(email="zhanel.secret@example.org", phone="+77010000042")
    body = make.organisation(owner=person, verified_by=person)
    deed = make.deed("open deed", organisation=body, made_by=person)
    shift = make.shift(of=deed, places_taken=2)
    over = make.deed(
        "past deed", organisation=body, made_by=person, status="reported", starts_at=timezone.now() - timedelta(days=2)
    )
    Outcome.objects.create(deed=over, story="It went well.", reported_at=timezone.now(), reported_by=person)
    child = make.person("Little Wardov", guardian=person, email="", born_on=timezone.localdate() - timedelta(days=3000))
    for human, token in ((person, "a"), (child, "b")):
        shift.sign_ups.create(
            person=human,
            status="going",
            language="en",
            token=token * 43,
            made_at=timezone.now(),
            confirmed_at=timezone.now(),
        )
    return deed, over


def told_to_strangers(client, language, deed, over):
    """Which public address of one language holds which secret."""
    body, town = deed.organisation, deed.territory
    pages = [
        "", "deeds/", "deeds/?when=past", "deeds/map/", "deeds/?q=Secretova", "organisations/", "territories/",
        *(f"deeds/{one.slug}/{part}" for one in (deed, over) for part in ("", "poster/", "calendar.ics")),
        f"organisations/{body.slug}/", f"territories/{town.code}/", "territories/KZ/",
    ]  # fmt: skip
    street = [
        "feeds/deeds.ics",
        "feeds/deeds.atom",
        "feeds/deeds.ics?when=past",
        "embed/deeds",
        "embed/map",
        "deeds/map.json",
    ]

    read = {
        address: client.get(address)
        for address in [*(f"/{language}/{one}" for one in pages), *(f"/{one}" for one in street)]
    }

    assert {address: answer.status_code for address, answer in read.items() if answer.status_code != 200} == {}
    return {
        (address, secret)
        for address, answer in read.items()
        for secret in SECRETS
        if secret in answer.getvalue().decode().replace("deeds/?q=Secretova", "")
    }


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_public_address_tells_who_is_involved(client, involved, language):
    assert told_to_strangers(client, language, *involved) == set()


def test_every_public_address_still_stands_and_tells_nothing_when_they_are_forgotten(client, involved):
    deed, over = involved
    forget(deed.made_by)

    assert told_to_strangers(client, "en", deed, over) == set()
    assert Person.objects.filter(name__in=SECRETS).count() == 0
