"""Who publishes a report, and what of the open data is withheld so that nobody is recognised in a small cell.

Why: a cell of one to four people in one place and one group may be people whom their neighbours know. Withholding it
     alone is not enough where row and column totals are published: others are withheld beside it, each small cell in a
     rectangle of its own (complementary suppression; Willenborg and de Waal, Elements of Statistical Disclosure
     Control, 2001, chapter 4).
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.campaigns.models import Campaign
from estafeta.organisations import rules as organisation_rules
from estafeta.organisations.models import Organisation
from estafeta.people import rules as people_rules
from estafeta.people.models import Person
from estafeta.territories.models import Territory

SMALLEST: Final = 5  # a count from 1 to 4 is withheld
LONGEST_WORD: Final = 4000  # letters of the leader's word: one page

Key = TypeVar("Key")
Table = list[list[int]]
Withheld = set[tuple[int, int]]


def may_publish(
    person: Person | None, campaign: Campaign, territory: Territory | None, organisation: Organisation | None
) -> Decision:
    """Coordinators of what the report speaks of; of an organisation its owners too."""
    place = organisation.territory if organisation else territory or campaign.territory
    if people_rules.may_coordinate(person, place, campaign.slug):
        return YES
    if organisation is not None and organisation_rules.may_manage(person, organisation):
        return YES
    return no(_("A report is published by the coordinator of what it speaks of, or by the organisation itself."))


def is_small(number: int) -> bool:
    return 0 < number < SMALLEST


def gather_small(numbers: Mapping[Key, int]) -> tuple[dict[Key, int], set[Key]]:
    """One row of counts in which none is small: small ones are told together.

    Returns: the counts that stand alone, and the keys whose sum is told in one ("others"). That sum is not small
             either, and holds at least two keys, so that none of them follows from the total.
    """
    small = {key for key, number in numbers.items() if is_small(number)}
    if not small:
        return dict(numbers), set()
    rest = sorted(
        (key for key, number in numbers.items() if number >= SMALLEST), key=lambda key: (numbers[key], str(key))
    )
    together = set(small)
    while rest and (len(together) < 2 or sum(numbers[key] for key in together) < SMALLEST):  # noqa: PLR2004 -- two hide each other
        together.add(rest.pop(0))
    return {key: number for key, number in numbers.items() if key not in together}, together


def withheld(table: Sequence[Sequence[int]]) -> Withheld | None:
    """Which cells of a table with published totals are withheld.

    Takes:   table -- rows of counts, none negative; the totals of rows and columns and of all are published.
    Returns: places (row, column) to leave empty; empty when no cell is small. None when the table can't be protected
             (too few rows or columns): then it is not published.
    Why:     each small cell stands in a rectangle whose two neighbours hold at least SMALLEST: the four can be shifted
             along it without changing any total, so the totals allow the small cell at least SMALLEST other values.
    """
    places: Withheld = set()
    for row, cells in enumerate(table):
        for column, number in enumerate(cells):
            if not is_small(number):
                continue
            corners = _rectangle(table, row, column, places)
            if corners is None:
                return None
            places |= {(row, column)} | corners
    return places


def _rectangle(table: Sequence[Sequence[int]], row: int, column: int, already: Withheld) -> Withheld | None:
    """The three other corners that cost the fewest counts, those withheld already costing nothing."""
    best: tuple[int, Withheld] | None = None
    for other_column, beside in enumerate(table[row]):
        if other_column == column or beside < SMALLEST:
            continue
        for other_row, cells in enumerate(table):
            below, across = cells[column], cells[other_column]
            if other_row == row or below < SMALLEST or across < table[row][column]:
                continue
            corners = {(row, other_column): beside, (other_row, column): below, (other_row, other_column): across}
            cost = sum(number for place, number in corners.items() if place not in already)
            if best is None or cost < best[0]:
                best = (cost, set(corners))
    return best[1] if best else None
