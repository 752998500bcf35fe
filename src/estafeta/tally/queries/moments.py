"""Moments as of which can be asked, and the scope of a question."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from estafeta.base.errors import insist
from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.tally import rules
from estafeta.territories.models import Territory, TerritoryQuerySet
from estafeta.territories.queries import subtree_of_as_of


def horizon() -> datetime:
    """The latest moment as of which nothing can appear any more: now, or just before the oldest writing under way.

    Why: docs/decisions/0006-as-of.md. What is counted has to be read by a later statement than this one.
    """
    return _clock_and_horizon()[1]


def _clock_and_horizon() -> tuple[datetime, datetime]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), tally_horizon()")
        clock, settled = cursor.fetchone()
    return clock, min(clock, settled)


# Each deed as it stood at a moment. Values: campaign, moment.
VERSIONS = """
SELECT DISTINCT ON (v.deed_id) v.deed_id, v.type_id, v.territory_id, v.starts_at, v.organisers
  FROM tally_deedversion v WHERE v.campaign_id = %s AND v.recorded_at <= %s
 ORDER BY v.deed_id, v.recorded_at DESC, v.id DESC"""
DEEDS_OF_ORGANISATION = f"SELECT deed_id FROM ({VERSIONS}) versions WHERE %s = ANY(organisers)"  # noqa: S608 -- our own words


@dataclass(frozen=True)
class Question:
    """What is asked: a campaign, narrowed to a territory's subtree or an organisation, as of a moment.

    The campaign's own territory narrows nothing: a country is the sum of its leaves and of what has no place.
    """

    campaign: Campaign
    territory: Territory | None
    organisation: Organisation | None
    as_of: datetime
    recorded_until: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo((self.territory or self.campaign.territory).time_zone)

    @property
    def narrows_territory(self) -> bool:
        return self.territory is not None and self.territory.pk != self.campaign.territory_id

    def territories(self) -> TerritoryQuerySet:
        """Everything that belonged to the territory, or to the campaign's own, when the campaign began."""
        return Territory.objects.filter(reduce(or_, (Q(path__startswith=path) for path in self.beginnings)))

    @cached_property
    def places(self) -> list[int]:
        """The numbers of those territories, the lowest first."""
        return sorted(self.territories().values_list("pk", flat=True))

    @property
    def members(self) -> str:
        """A digest of the territories that a narrowed question speaks of."""
        if not self.narrows_territory:
            return ""
        return hashlib.md5(repr(self.places).encode(), usedforsecurity=False).hexdigest()

    @property
    def beginnings(self) -> list[str]:
        """How the paths of those territories begin; the first is the territory's own.

        Why: a region that was divided since is counted as it stood, in whatever year the question is asked.
        """
        return subtree_of_as_of(self.territory or self.campaign.territory, self.campaign.starts_on)

    def where(self, alias: str, moment: str) -> tuple[str, list[Any]]:
        """The condition in SQL on a table with campaign, territory, deed and the clock column `moment`."""
        parts = [f"{alias}.campaign_id = %s", f"{alias}.{moment} <= %s"]
        values: list[Any] = [self.campaign.pk, self.recorded_until]
        if self.narrows_territory:
            parts.append(f"{alias}.territory_id = ANY(%s)")
            values.append(self.places)
        if self.organisation is not None:
            parts.append(f"{alias}.deed_id IN ({DEEDS_OF_ORGANISATION})")
            values += [self.campaign.pk, self.recorded_until, self.organisation.pk]
        return " AND ".join(parts), values

    def where_deeds(self, alias: str) -> tuple[str, list[Any]]:
        """The same on versions of deeds as of the moment, with columns territory_id and organisers."""
        parts, values = ["true"], list[Any]()
        if self.narrows_territory:
            parts.append(f"{alias}.territory_id = ANY(%s)")
            values.append(self.places)
        if self.organisation is not None:
            parts.append(f"%s = ANY({alias}.organisers)")
            values.append(self.organisation.pk)
        return " AND ".join(parts), values

    def standing(self, kind: str) -> list[Any]:
        """The values for `people.STANDS`."""
        return [kind, self.campaign.pk, self.recorded_until]


def question(
    campaign: Campaign,
    *,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    as_of: datetime | None = None,
) -> Question:
    """Raises: NotPossible when the moment lies in the future."""
    clock, settled = _clock_and_horizon()
    if as_of is not None:
        insist(rules.may_ask_as_of(as_of, clock))
    usual = campaign.closed_at or settled  # a closed campaign is spoken of as it was closed
    asked = min(usual, settled) if as_of is None else as_of
    zone = ZoneInfo((territory or campaign.territory).time_zone)
    return Question(
        campaign=campaign,
        territory=territory,
        organisation=organisation,
        as_of=asked.astimezone(zone),
        recorded_until=min(asked, settled).astimezone(zone),
    )
