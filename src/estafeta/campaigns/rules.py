from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.base.fields import LANGUAGES
from estafeta.campaigns.models import Campaign
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate
from estafeta.territories.models import Territory

METRICS = ("people", "participations", "spectators", "deeds", "hours", "completeness")
GREATEST_TARGET = 2_000_000_000
LONGEST_SLUG = 60
LONGEST_WORDS = 200
LONGEST_DAYS = 1100


def may_open(person: Person | None, territory: Territory, continues: Campaign | None = None) -> Decision:
    """A coordinator of the whole territory in all campaigns, or in the one that is continued; the operator."""
    if person is None or (person.user is not None and person.user.is_superuser):
        return YES
    return may_coordinate(person, territory, continues.slug if continues else "")


def may_lead(person: Person | None, campaign: Campaign) -> Decision:
    """Who closes a campaign and begins the next: a coordinator of its whole territory, there or in all campaigns."""
    if person is not None and person.user is not None and person.user.is_superuser:
        return YES
    return may_coordinate(person, campaign.territory, campaign.slug)


def may_take_deeds(campaign: Campaign | None) -> Decision:
    """Deeds are announced in a campaign until it is closed by hand; its last day only dates its figures."""
    if campaign is None:
        return no(_("No campaign is open yet."))
    if campaign.closed_at is not None:
        return no(_("This campaign is closed."))
    return YES


def may_lie_in(territory: Territory, campaign: Campaign) -> Decision:
    """What a campaign does lies in its territory."""
    if territory.path.startswith(campaign.territory.path):
        return YES
    return no(_("This place lies outside the territory of the campaign."))


def may_last(starts_on: date, ends_on: date) -> Decision:
    """A campaign lasts from a day to three years."""
    if ends_on < starts_on:
        return no(_("The campaign ends before it starts."))
    if (ends_on - starts_on).days > LONGEST_DAYS:
        return no(_("A campaign lasts three years at most. Continue it under the next theme."))
    return YES


def may_be_named(columns: Mapping[str, str]) -> Decision:
    """Takes: columns -- theme_kk, slogan_ru, about_en and so on."""
    if not any(columns.get(f"theme_{language}") for language in LANGUAGES):
        return no(_("Write the theme of the campaign."))
    if any(len(text) > LONGEST_WORDS for name, text in columns.items() if not name.startswith("about")):
        return no(_("A line is too long: 200 characters at most."))
    return YES
