"""The documents of a report, made from its frozen content alone: the same report gives the same bytes."""

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from PIL import Image

from estafeta.base.fields import LANGUAGES, in_language
from estafeta.base.tables import safe_cell
from estafeta.base.typesetting import pdf
from estafeta.photos.models import Photo
from estafeta.reports import queries
from estafeta.reports.models import Report
from estafeta.reports.queries import OpenTable, Telling
from estafeta.reports.services import charts

Json = dict[str, Any]
FORMATS: Final = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "svg": "image/svg+xml",
    "png": "image/png",
}
HERE: Final = Path(__file__).resolve().parents[1]
TEMPLATE: Final = HERE / "templates" / "reports" / "report.typ"
STYLES: Final = HERE / "kit" / "alone.css"
RECOMPUTE: Final = HERE / "kit" / "recompute.py"
PICTURE_WIDTH: Final = 900
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a zip can name: files carry no time of making


def print_report(report: Report) -> None:
    """Writes: every document of a report into the storage, then `printed_at`. A second time writes the same."""
    for language in LANGUAGES:
        for name, data in documents(report, language):
            path = report.file(name)
            if default_storage.exists(path):
                default_storage.delete(path)
            default_storage.save(path, ContentFile(data))
    Report.objects.filter(pk=report.pk, printed_at=None).update(printed_at=timezone.now())


def documents(report: Report, language: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each document in one language: PDF, page, spreadsheet, archive of open data, pictures."""
    told = telling_of(report, language)
    content = report.content
    pictures = {name: charts.svg(name, content, language) for name in _charts_of(told)}
    for name, picture in pictures.items():
        yield f"{name}-{language}.svg", picture.encode()
        yield f"{name}-{language}.png", charts.png(name, content, language)
    photos = _photos(told)
    yield f"report-{language}.pdf", _as_pdf(told, pictures, photos)
    yield f"report-{language}.html", _as_page(told, pictures, photos)
    tables = queries.open_tables(content, language)
    with translation.override(language):
        dictionary = queries.dictionary()
        spreadsheet = _as_spreadsheet(report, tables, dictionary)
        archive = _as_archive(report, tables, dictionary)
    yield f"report-{language}.xlsx", spreadsheet
    yield f"data-{language}.zip", archive


def telling_of(report: Report, language: str) -> Telling:
    word = in_language(report, "word", language)
    return queries.telling(
        report.content,
        language,
        key=report.key,
        figure_key=report.content["figure_key"],
        word=word,
        signed=report.signed,
    )


def _charts_of(told: Telling) -> list[str]:
    return [section.chart for section in told.sections if section.chart]


def _photos(told: Telling) -> dict[str, str]:
    """By key: a photo as an SVG that holds it, small enough for a page. Hidden since: left out."""
    keys = {photo["key"] for section in told.sections for card in section.cards for photo in card.get("photos", [])}
    found: dict[str, str] = {}
    for photo in Photo.objects.filter(key__in=keys, hidden_at=None, is_public=True).order_by("key"):
        with default_storage.open(photo.file("large")) as file, Image.open(file) as large:
            picture = large.convert("RGB")
            picture.thumbnail((PICTURE_WIDTH, PICTURE_WIDTH))
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=82)
            width, height = picture.size
        data = base64.b64encode(out.getvalue()).decode()
        found[photo.key] = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
            f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/></svg>'
        )
    return found


def _with_photos(told: Telling, photos: dict[str, str]) -> Json:
    data = told.as_json()
    for section in data["sections"]:
        for card in section["cards"]:
            card["photos"] = [
                photo | {"svg": photos[photo["key"]]} for photo in card.get("photos", []) if photo["key"] in photos
            ]
    return data


def _as_pdf(told: Telling, pictures: dict[str, str], photos: dict[str, str]) -> bytes:
    title = f"{told.theme}: {told.labels['report']}"
    return pdf(TEMPLATE, _with_photos(told, photos) | {"charts": pictures}, title=title)


def _as_page(told: Telling, pictures: dict[str, str], photos: dict[str, str]) -> bytes:
    """One file that needs no network: pictures and styles stand inside."""
    drawn = {name: mark_safe(picture) for name, picture in pictures.items()}
    data = _with_photos(told, photos)
    for section in data["sections"]:
        section["picture"] = drawn.get(section["chart"], "")
        for card in section["cards"]:
            for photo in card["photos"]:
                photo["svg"] = mark_safe(photo["svg"])
    with translation.override(told.language):
        styles = base64.b64encode(STYLES.read_bytes()).decode()
        return render_to_string("reports/alone.html", {"report": data, "styles": styles}).encode()


def _as_spreadsheet(report: Report, tables: list[OpenTable], dictionary: list[tuple[str, str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties(
        {"created": report.as_of.astimezone(UTC).replace(tzinfo=None), "title": report.content["campaign"]["slug"]}
    )
    bold = book.add_format({"bold": True})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        sheet.write_string(0, 0, table.title, bold)
        sheet.freeze_panes(2, 2)
        sheet.set_column(0, 1, 26)
        for column, name in enumerate(table.columns):
            sheet.write_string(1, column, str(safe_cell(name)), bold)
        for row, cells in enumerate(table.rows, start=2):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write_number(row, column, cell)
    sheet = book.add_worksheet("dictionary")
    sheet.set_column(1, 1, 90)
    for row, (name, meaning) in enumerate(dictionary):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, meaning)
    book.close()
    return out.getvalue()


def _as_archive(report: Report, tables: list[OpenTable], dictionary: list[tuple[str, str]]) -> bytes:
    """CSV, Parquet and JSON of each table, the dictionary, the figures as the API gives them, and the recount."""
    files: dict[str, bytes] = {}
    for table in tables:
        files[f"{table.name}.csv"] = _as_csv(table.columns, table.rows)
        files[f"{table.name}.parquet"] = _as_parquet(table)
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        files[f"{table.name}.json"] = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    files["dictionary.csv"] = _as_csv(("column", "meaning"), [list(row) for row in dictionary])
    figure = report.content["figure"] | {"digest": report.digest}
    files["figure.json"] = json.dumps(figure, ensure_ascii=False, indent=1).encode()
    files["recompute.py"] = RECOMPUTE.read_bytes()
    files["README.txt"] = _(
        "Counts from 1 to 4 are withheld (empty cells), and others beside them. Run: python recompute.py ."
    ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _as_csv(columns: tuple[str, ...], rows: list[list[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(safe_cell, columns))
    writer.writerows([["" if cell is None else safe_cell(cell) for cell in row] for row in rows])
    return ("\ufeff" + out.getvalue()).encode()


def _as_parquet(table: OpenTable) -> bytes:
    columns = {name: [row[place] for row in table.rows] for place, name in enumerate(table.columns)}
    types = {
        name: pa.string() if any(isinstance(cell, str) for cell in cells) else pa.int64()
        for name, cells in columns.items()
    }
    schema = pa.schema([(name, types[name]) for name in table.columns])
    out = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), out)
    return out.getvalue()
