"""Reads of the tree of territories."""

from estafeta.territories.queries.tree import ancestors, countries, subtree_of_as_of, territories_on

__all__ = ["ancestors", "countries", "subtree_of_as_of", "territories_on"]
