"""What is done with reports: published once, then printed."""

from estafeta.reports.services.printing import FORMATS, documents, print_report
from estafeta.reports.services.publishing import publish

__all__ = ["FORMATS", "documents", "print_report", "publish"]
