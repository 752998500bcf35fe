"""The only writers of the tally."""

from estafeta.tally.services.alarms import look_for_alarms, raise_denial, settle_alarm
from estafeta.tally.services.closing import close
from estafeta.tally.services.facts import (
    Row,
    correct,
    record,
    record_many,
    recorded,
    row_of,
    take_back_batch,
    taking_back,
)
from estafeta.tally.services.figures import quote
from estafeta.tally.services.people import settle_all, settle_people
from estafeta.tally.services.seals import broken_seals, cosign, register_witness, seal_all, seal_days
from estafeta.tally.services.sums import Difference, add_up_campaign, rebuild, verify
from estafeta.tally.services.told import take_told_out

__all__ = [
    "Difference",
    "Row",
    "add_up_campaign",
    "broken_seals",
    "close",
    "correct",
    "cosign",
    "look_for_alarms",
    "quote",
    "raise_denial",
    "rebuild",
    "record",
    "record_many",
    "recorded",
    "register_witness",
    "row_of",
    "seal_all",
    "seal_days",
    "settle_alarm",
    "settle_all",
    "settle_people",
    "take_back_batch",
    "take_told_out",
    "taking_back",
    "verify",
]
