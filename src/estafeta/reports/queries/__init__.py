"""What a report tells, and which reports there are."""

from estafeta.reports.queries.content import content
from estafeta.reports.queries.published import latest, report_of, reports
from estafeta.reports.queries.shapes import Section, Telling
from estafeta.reports.queries.tables import OpenTable, dictionary, open_tables
from estafeta.reports.queries.telling import telling

__all__ = [
    "OpenTable",
    "Section",
    "Telling",
    "content",
    "dictionary",
    "latest",
    "open_tables",
    "report_of",
    "reports",
    "telling",
]
