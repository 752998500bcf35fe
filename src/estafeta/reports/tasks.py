"""What the worker does for reports."""

from procrastinate.contrib.django import app

from estafeta.reports import queries, services


@app.task(name="reports.print_report")
def print_report(key: str) -> None:
    report = queries.report_of(key)
    if report is not None:
        services.print_report(report)
