"""The only place where anything is counted (docs/counting.md)."""

from estafeta.tally.queries.alarms import alarms_of, alarms_waiting_for, evidence_of
from estafeta.tally.queries.asking import Asked, asked, moment_in
from estafeta.tally.queries.books import BookEntry, book_of, entries_of, taken_back_among
from estafeta.tally.queries.campaigns import SideBySide, closing_of, people_counted_in, side_by_side
from estafeta.tally.queries.changes import settled_scopes
from estafeta.tally.queries.confirming import unconfirmed_entry, unconfirmed_of, unconfirmed_since
from estafeta.tally.queries.corrections import corrections, corrections_since
from estafeta.tally.queries.crossing import Crossed, crossed
from estafeta.tally.queries.entries import Entry, moment_of_entry, standing_attendances
from estafeta.tally.queries.fairness import Milestones, milestones
from estafeta.tally.queries.figures import figure
from estafeta.tally.queries.moments import horizon
from estafeta.tally.queries.parts import Part, by, entries_about, with_told
from estafeta.tally.queries.people import named_at
from estafeta.tally.queries.sameness import counted_at_all, counted_outside, places_counted, territories_counted
from estafeta.tally.queries.seals import chain_of, proof_of, proofs_of, sealed_day, seals_of, seals_over
from estafeta.tally.queries.shapes import Metric, Scope, TallyFigure, from_answer
from estafeta.tally.queries.told import ToldWhere, minutes_a_head, told_where

__all__ = [
    "Asked",
    "BookEntry",
    "Crossed",
    "Entry",
    "Metric",
    "Milestones",
    "Part",
    "Scope",
    "SideBySide",
    "TallyFigure",
    "ToldWhere",
    "alarms_of",
    "alarms_waiting_for",
    "asked",
    "book_of",
    "by",
    "chain_of",
    "closing_of",
    "corrections",
    "corrections_since",
    "counted_at_all",
    "counted_outside",
    "crossed",
    "entries_about",
    "entries_of",
    "evidence_of",
    "figure",
    "from_answer",
    "horizon",
    "milestones",
    "minutes_a_head",
    "moment_in",
    "moment_of_entry",
    "named_at",
    "people_counted_in",
    "places_counted",
    "proof_of",
    "proofs_of",
    "sealed_day",
    "seals_of",
    "seals_over",
    "settled_scopes",
    "side_by_side",
    "standing_attendances",
    "taken_back_among",
    "territories_counted",
    "told_where",
    "unconfirmed_entry",
    "unconfirmed_of",
    "unconfirmed_since",
    "with_told",
]
