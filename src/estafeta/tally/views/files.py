"""A figure by its parts as a file; every row says of what and as of when it is."""

import csv
import io
from typing import Any

import xlsxwriter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from estafeta.base.errors import NotPossible
from estafeta.base.tables import safe_cell
from estafeta.tally import queries, rules
from estafeta.tally.views.pages import read, unanswered

HEAD = (
    "by", "key", "label", "participations", *rules.GRADES, "spectators", "measured_minutes", "estimated_minutes",
    "deeds", "campaign", "territory", "organisation", "as_of", "method",
)  # fmt: skip


@login_not_required
@require_safe
def table(request: HttpRequest, form: str) -> HttpResponse:
    way = request.GET.get("by") or "territory"
    try:
        asked = read(request)
        figure = queries.figure(asked.campaign, **asked.named)
        parts = queries.by(asked.campaign, way, **(asked.named | {"as_of": figure.recorded_until}))
        parts = queries.with_told(parts, figure)
    except NotPossible as refusal:
        return unanswered(request, refusal)
    answer = {"csv": _csv, "xlsx": _xlsx, "json": _json}[form](figure, parts, way)
    answer["Content-Disposition"] = f'attachment; filename="estafeta-{figure.scope.campaign}-{way}.{form}"'
    return answer


def _rows(figure: queries.TallyFigure, parts: list[queries.Part], way: str) -> list[list[Any]]:
    scope = figure.scope
    said = [scope.campaign, scope.territory or "", scope.organisation or "", figure.recorded_until.isoformat(),
            figure.method]  # fmt: skip
    rows: list[list[Any]] = []
    for part in parts:
        grades = [part.grades[grade] for grade in rules.GRADES]
        minutes = [part.measured_minutes, part.estimated_minutes]
        deeds = "" if part.deeds is None else part.deeds
        rows.append([way, part.key, part.label, part.participations, *grades, part.spectators, *minutes, deeds, *said])
    return rows


def _csv(figure: queries.TallyFigure, parts: list[queries.Part], way: str) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(answer)
    writer.writerow(HEAD)
    writer.writerows(
        [[safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in _rows(figure, parts, way)]
    )
    return answer


def _xlsx(figure: queries.TallyFigure, parts: list[queries.Part], way: str) -> HttpResponse:
    """Two sheets: the six figures with their ranges and definitions, and the parts. Text is never a formula."""
    held = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, plain) as book:
        bold = book.add_format({"bold": True})
        six = book.add_worksheet("figures")
        six.write_row(0, 0, ("metric", "value", "low", "high", *rules.GRADES, "definition", "as_of", "method"), bold)
        for number, metric in enumerate(figure.metrics, start=1):
            grades = [(metric.grades or {}).get(grade) for grade in rules.GRADES]
            moment = figure.recorded_until.isoformat()
            cells = [metric.metric, metric.value, metric.low, metric.high, *grades, metric.definition, moment]
            six.write_row(number, 0, [*cells, figure.method])
        sheet = book.add_worksheet("parts")
        sheet.write_row(0, 0, HEAD, bold)
        for number, row in enumerate(_rows(figure, parts, way), start=1):
            sheet.write_row(number, 0, row)
        for one in (six, sheet):
            one.freeze_panes(1, 0)
            one.autofit()
    return HttpResponse(
        held.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


def _json(figure: queries.TallyFigure, parts: list[queries.Part], way: str) -> HttpResponse:
    said = figure.as_dict() | {"by": way, "parts": [part.as_dict() for part in parts]}
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
