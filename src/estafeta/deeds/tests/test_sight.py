"""Who sees which deeds: the whole visible set and the whole hidden one."""

import pytest

from estafeta.deeds.models import DeedOrganiser
from estafeta.deeds.queries import (
    deeds_managed_by,
    deeds_of,
    deeds_organised_by,
    deeds_to_review,
    deeds_visible_to,
    for_cards,
    reports_due,
)
from estafeta.organisations.models import Membership
from tests import make

STATES = ("draft", "review", "announced", "under_way", "done", "reported", "verified", "cancelled")


@pytest.fixture
def house():
    """Two regions with a full set of deeds in each; a deed of the second that both organise; a thrown-away draft."""
    here, there = make.region("Karaganda region"), make.region("Pavlodar region")
    ours = make.organisation("Ours", territory=make.town("Temirtau", parent=here))
    theirs = make.organisation("Theirs", territory=make.town("Ekibastuz", parent=there))
    campaign = make.campaign()
    for organisation in (ours, theirs):
        for status in STATES:
            make.deed(f"{organisation.name} {status}", status=status, organisation=organisation, campaign=campaign)
    together = make.deed("Together draft", status="draft", organisation=theirs, campaign=campaign)
    DeedOrganiser.objects.create(deed=together, organisation=ours)
    make.deed("Ours thrown away", status="cancelled", organisation=ours, campaign=campaign, announced_at=None)
    return {"here": here, "ours": ours, "theirs": theirs, "campaign": campaign}


def titles(deeds):
    return sorted(deed.title for deed in deeds)


def all_of(name, *states):
    return {f"{name} {status}" for status in states}


PUBLIC = all_of("Ours", *STATES[2:]) | all_of("Theirs", *STATES[2:])
OURS_HIDDEN = {"Ours draft", "Ours review", "Ours thrown away"}


def member(organisation, role):
    person = make.person(role)
    Membership.objects.create(organisation=organisation, person=person, role=role)
    return person


def test_a_visitor_and_a_stranger_see_what_was_announced(house):
    for person in (None, make.person("Stranger")):
        assert titles(deeds_visible_to(person)) == sorted(PUBLIC)
        assert titles(deeds_managed_by(person)) == []


def test_members_see_the_drafts_of_their_own_organisation_and_only_organisers_manage(house):
    for role in ("owner", "organiser", "checker"):
        person = member(house["ours"], role)
        own = OURS_HIDDEN | all_of("Ours", *STATES[2:]) | {"Together draft"}
        assert titles(deeds_visible_to(person)) == sorted(PUBLIC | OURS_HIDDEN | {"Together draft"})
        assert titles(deeds_organised_by(person)) == sorted(own)
        assert titles(deeds_managed_by(person)) == (sorted(own) if role != "checker" else [])
        assert titles(reports_due(person)) == ["Ours done"]


def test_who_has_left_sees_no_more_than_a_stranger(house):
    person = member(house["ours"], "owner")
    Membership.objects.filter(person=person).update(left_at=make.tomorrow())

    assert titles(deeds_visible_to(person)) == sorted(PUBLIC)


def test_a_coordinator_sees_everything_of_the_territory_and_nothing_hidden_beside_it(house):
    person = make.coordinator(house["here"])

    assert titles(deeds_visible_to(person)) == sorted(PUBLIC | OURS_HIDDEN)
    assert titles(deeds_managed_by(person)) == sorted(OURS_HIDDEN | all_of("Ours", *STATES[2:]))
    assert titles(deeds_to_review(person)) == ["Ours review"]


def test_a_coordinator_of_another_campaign_sees_nothing_hidden(house):
    assert titles(deeds_visible_to(make.coordinator(house["here"], campaign="another"))) == sorted(PUBLIC)
    inside = make.coordinator(house["here"], campaign=house["campaign"].slug)
    assert titles(deeds_visible_to(inside)) == sorted(PUBLIC | OURS_HIDDEN)


def test_an_organisations_public_deeds_are_those_it_announced_alone_or_with_others(house):
    assert titles(deeds_of(house["ours"])) == sorted(all_of("Ours", *STATES[2:]))


@pytest.mark.parametrize("organisations", [1, 3])
def test_sight_costs_the_same_whatever_the_number_of_organisations(django_assert_num_queries, organisations):
    person = make.coordinator(make.region())
    for _ in range(organisations):
        make.deed(organisation=make.organisation(owner=person))

    with django_assert_num_queries(3):
        list(deeds_visible_to(person))


def test_every_list_can_be_shown_as_cards(house):
    owner, coordinator = member(house["ours"], "owner"), make.coordinator(house["here"])

    assert titles(for_cards(deeds_to_review(coordinator))) == ["Ours review"]
    assert titles(for_cards(reports_due(owner))) == ["Ours done"]
    assert len(for_cards(deeds_organised_by(owner))) == len(deeds_organised_by(owner))
    assert len(for_cards(deeds_of(house["ours"]))) == len(deeds_of(house["ours"]))
