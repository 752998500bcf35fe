"""A closed campaign: its figures stand, whatever is corrected later; the next one stands beside it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.deeds.models import StateChange
from estafeta.people.models import Role
from estafeta.tally import queries, services
from estafeta.tally.models import Closing, Fact
from estafeta.tally.services.closing import digest_of
from tests import make

MANY = 10_000


def counted(campaign, number, *, body=None):
    """A reported deed with `number` attendances; the uuids of its facts."""
    body = body or make.organisation(territory=make.town())
    deed = make.deed(
        status="reported", campaign=campaign, organisation=body, starts_at=timezone.now() - timedelta(days=2)
    )
    person = make.person("Aigul")
    rows = [
        services.Row(
            kind="attendance" if not at else "headcount", campaign_id=campaign.pk, deed_id=deed.pk, grade="C",
            happened_at=deed.starts_at, person_id=None if at else person.pk, territory_id=deed.territory_id, minutes=60,
        )
        for at in range(number)
    ]  # fmt: skip
    services.record_many(rows)
    return deed


def test_a_closed_campaign_stands_after_ten_thousand_corrections(client):
    campaign = make.campaign()
    counted(campaign, MANY)
    closing = services.close(campaign, None)
    kept = {figure.key: figure.answer for figure in closing.figures.all()}
    address = f"/en/campaigns/{campaign.slug}/"
    pages = [address, f"/en/tally/?campaign={campaign.slug}", "/en/", *(f"/en/figures/{key}/" for key in kept)]
    before = {page: numbers(client, page) for page in pages}

    by = make.person().pk
    uuids = list(Fact.objects.values_list("uuid", flat=True))
    one = services.row_of(uuids[0])
    services.record_many([services.taking_back(replace(one, uuid=uuid), "counted twice", by_id=by) for uuid in uuids])

    assert Fact.objects.filter(kind="correction").count() == MANY
    campaign.refresh_from_db()
    assert queries.figure(campaign).participations.value == MANY
    assert {figure.key: figure.answer for figure in closing.figures.all()} == kept
    assert digest_of(closing.figures.all()) == closing.digest
    assert {page: numbers(client, page) for page in pages} == before
    later = queries.figure(campaign, as_of=timezone.now())
    assert later.participations.value == 0


def numbers(client, page):
    """Every figure that a page shows."""
    shown = client.get(page).content.decode()
    return re.findall(r"(?:stat__value|figure__value)[^>]*>\s*(?:<data[^>]*>)?\s*([^<]*)", shown)


def test_the_whole_every_territory_and_every_organisation_are_kept():
    campaign = make.campaign()
    deed = counted(campaign, 3)
    region = deed.territory.parent

    closing = services.close(campaign, None)

    scopes = {
        (f.territory.code if f.territory else "", f.organisation.slug if f.organisation else "")
        for f in closing.figures.all()
    }
    assert scopes == {("", ""), (region.code, ""), (deed.territory.code, ""), ("", deed.organisation.slug)}
    assert {figure.as_of for figure in closing.figures.all()} == {closing.as_of}


def test_closing_twice_is_closing_once_and_only_its_leader_does_it():
    campaign = make.campaign()
    counted(campaign, 1)
    leader = make.coordinator(campaign.territory, campaign=campaign.slug)
    with pytest.raises(NotPossible, match="do not coordinate"):
        services.close(campaign, make.coordinator(make.region("Abai region")))

    first, again = services.close(campaign, leader), services.close(campaign, leader)

    assert (first.pk, Closing.objects.count()) == (again.pk, 1)


def test_a_deed_done_after_the_closing_changes_nothing():
    campaign = make.campaign()
    deed = make.deed(campaign=campaign)
    services.close(campaign, None)
    StateChange.objects.create(deed=deed, status="done", at=timezone.now())
    campaign.refresh_from_db()

    assert queries.figure(campaign).deeds.value == 0


def test_people_of_two_campaigns_are_never_added_twice():
    first, second = make.campaign(), make.campaign()
    both, one = make.person("Aigul"), make.person("Bolat")
    for campaign, people in ((first, [both]), (second, [both, one])):
        deed = make.deed(status="reported", campaign=campaign, starts_at=timezone.now() - timedelta(days=2))
        for person in people:
            services.record(deed, "attendance", grade="A", happened_at=deed.starts_at, person=person)
    services.record(deed, "headcount", grade="C", heads=5, happened_at=deed.starts_at)
    services.record(deed, "attendance", grade="E", happened_at=deed.starts_at, person=make.person("Vera"))

    beside = queries.side_by_side([second, first])

    assert [figure.participations.value for _campaign, figure in beside.rows] == [1, 7]
    assert (beside.people.low, beside.people.high) == (7, 7)
    assert beside.people.parts == {"named": 2, "unnamed": 5}


def test_the_next_campaign_takes_coordinators_along_and_begins_at_nothing():
    from estafeta.campaigns.services import continue_campaign

    old = make.campaign()
    counted(old, 3)
    leader = make.coordinator(old.territory, campaign=old.slug)
    region = make.coordinator(make.region(), "Region", campaign=old.slug)
    Role.objects.create(person=make.person("Judge"), kind="jury", territory=old.territory, campaign=old.slug)
    words = {"theme": {"kk": "Таза су", "ru": "Чистая вода", "en": "Clean water"}}
    told = {
        "slug": "clean-water",
        "starts_on": old.ends_on,
        "ends_on": old.ends_on + timedelta(days=30),
        "words": words,
    }

    made, again = continue_campaign(old, leader, **told), continue_campaign(old, leader, **told)

    assert (made, made.continues, made.territory) == (again, old, old.territory)
    held = Role.objects.filter(campaign="clean-water").values_list("person", "kind")
    assert set(held) == {(leader.pk, "coordinator"), (region.pk, "coordinator")}
    assert queries.figure(made).participations.value == 0
    with pytest.raises(NotPossible, match="do not coordinate"):
        continue_campaign(old, region, **(told | {"slug": "other"}))
    with pytest.raises(NotPossible, match="Another campaign has this address"):
        continue_campaign(old, leader, **(told | {"slug": old.slug}))
