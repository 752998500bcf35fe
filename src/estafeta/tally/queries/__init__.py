"""The only place where anything is counted (docs/counting.md)."""

from estafeta.tally.queries.asking import Asked, asked, moment_in
from estafeta.tally.queries.corrections import corrections, corrections_since
from estafeta.tally.queries.figures import figure
from estafeta.tally.queries.moments import horizon
from estafeta.tally.queries.parts import Part, by, entries_about
from estafeta.tally.queries.shapes import Metric, Scope, TallyFigure, from_answer

__all__ = [
    "Asked",
    "Metric",
    "Part",
    "Scope",
    "TallyFigure",
    "asked",
    "by",
    "corrections",
    "corrections_since",
    "entries_about",
    "figure",
    "from_answer",
    "horizon",
    "moment_in",
]
