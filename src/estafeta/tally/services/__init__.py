"""The only writers of the tally."""

from estafeta.tally.services.facts import Row, correct, record, record_many, recorded, row_of, taking_back
from estafeta.tally.services.figures import quote
from estafeta.tally.services.people import settle_all, settle_people
from estafeta.tally.services.sums import Difference, rebuild, verify

__all__ = [
    "Difference",
    "Row",
    "correct",
    "quote",
    "rebuild",
    "record",
    "record_many",
    "recorded",
    "row_of",
    "settle_all",
    "settle_people",
    "taking_back",
    "verify",
]
