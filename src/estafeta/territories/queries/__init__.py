"""Reads of the tree of territories."""

from estafeta.territories.queries.outlines import at_point, centre_of, nearest_settlement, outline_of, outlines_of
from estafeta.territories.queries.search import Found, described, said, search
from estafeta.territories.queries.tree import ancestors, countries, subtree_of_as_of, territories_on

__all__ = [
    "Found",
    "ancestors",
    "at_point",
    "centre_of",
    "countries",
    "described",
    "nearest_settlement",
    "outline_of",
    "outlines_of",
    "said",
    "search",
    "subtree_of_as_of",
    "territories_on",
]
