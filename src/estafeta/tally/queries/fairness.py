"""How far a territory has come: what it has reached, and its parts beside each other by the number of inhabitants."""

from dataclasses import dataclass

from estafeta.base.fields import alphabetical
from estafeta.campaigns.models import Campaign
from estafeta.tally.queries.figures import figure
from estafeta.tally.queries.parts import by
from estafeta.tally.queries.shapes import TallyFigure
from estafeta.tally.rules.fairness import Funnel, Place, funnel_of
from estafeta.territories.models import Population, Territory


@dataclass(frozen=True)
class Milestones:
    """What a territory has reached. No number of people or deeds is one of them: a hamlet reaches all that a city can.

    `halfway` and `everywhere` are None where nothing lies beneath.
    """

    first: bool
    halfway: bool | None
    everywhere: bool | None
    reported: bool
    funnel: Funnel
    figure: TallyFigure


def milestones(campaign: Campaign, territory: Territory, language: str) -> Milestones:
    """Takes: language -- in which the parts are put into the order of the alphabet."""
    whole = figure(campaign, territory=territory)
    parts = {part.key: part for part in by(campaign, "territory", territory=territory)}
    children = list(territory.children.current().defer("folded").order_by(alphabetical(f"name_{language[:2]}"), "code"))
    people = dict(Population.objects.filter(territory__in=children).order_by("year").values_list("territory", "people"))
    took_part = {key: part.participations for key, part in parts.items()}
    places = [Place(one.code, one.name, people.get(one.pk), took_part.get(one.code, 0)) for one in children]
    active = sum(bool(parts[child.code].deeds) for child in children if child.code in parts)
    held, reported = whole["deeds"].value or 0, whole["completeness"].parts["reported"]
    return Milestones(
        first=held > 0,
        halfway=2 * active >= len(children) if children else None,
        everywhere=active == len(children) if children else None,
        reported=0 < held == reported,
        funnel=funnel_of(places),
        figure=whole,
    )
