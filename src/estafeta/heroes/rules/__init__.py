"""Judgements on heroes: who may what, what is proved, how marks are evened out, what is blind, what is published."""

from estafeta.heroes.rules.acts import (
    CRITERIA,
    DECIDED_AGAINST,
    OPEN,
    Proof,
    is_honoured,
    is_own,
    lies_in_time,
    may_assign,
    may_be_verified,
    may_check,
    may_decide,
    may_hold,
    may_investigate,
    may_judge,
    may_move,
    may_object,
    may_settle,
    may_vote,
    next_step,
    proof_of,
)
from estafeta.heroes.rules.blind import blind, proper_names, stems
from estafeta.heroes.rules.published import Row, kept_back, total_shown
from estafeta.heroes.rules.severity import agreement, evened, mildness

__all__ = [
    "CRITERIA", "DECIDED_AGAINST", "OPEN", "Proof", "Row", "agreement", "blind", "evened", "is_honoured", "is_own",
    "kept_back", "lies_in_time", "may_assign", "may_be_verified", "may_check", "may_decide", "may_hold",
    "may_investigate", "may_judge", "may_move", "may_object", "may_settle", "may_vote", "mildness", "next_step",
    "proof_of", "proper_names", "stems", "total_shown",
]  # fmt: skip
