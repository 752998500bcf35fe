"""Participations by two ways at once: a table whose rows and columns add up."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.tally import rules
from estafeta.tally.models import Fact
from estafeta.tally.queries.moments import question
from estafeta.tally.queries.parts import COLUMNS, keys_of
from estafeta.territories.models import Territory


@dataclass(frozen=True)
class Crossed:
    """Participations of grades A to C. `rows` and `columns` are (key, label) in their natural order."""

    rows: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    numbers: list[list[int]]


def crossed(
    campaign: Campaign,
    down: str,
    across: str,
    *,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    as_of: datetime | None = None,
) -> Crossed:
    """Takes: down, across -- two different words of `rules.WAYS`, neither of them "type"."""
    asked = question(campaign, territory=territory, organisation=organisation, as_of=as_of)
    where, values = asked.where("s", "at")
    down_keys, across_keys = keys_of(asked, down), keys_of(asked, across)
    found: dict[tuple[Hashable, Hashable], int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS[down]}, {COLUMNS[across]}, sum(s.heads) FROM tally_sum s"  # noqa: S608 -- our own words; values are parameters
            f" WHERE {where} AND s.kind <> %s AND s.grade = ANY(%s) GROUP BY 1, 2 HAVING sum(s.facts) <> 0",
            [*values, Fact.Kind.SPECTATORS, list(rules.HEADLINE_GRADES)],
        )
        for row, column, heads in cursor.fetchall():
            found[down_keys.row_of(row), across_keys.row_of(column)] += int(heads)
    rows = sorted({row for row, _column in found}, key=down_keys.order)
    columns = sorted({column for _row, column in found}, key=across_keys.order)
    return Crossed(
        [down_keys.named(row) for row in rows],
        [across_keys.named(column) for column in columns],
        [[found[row, column] for column in columns] for row in rows],
    )
