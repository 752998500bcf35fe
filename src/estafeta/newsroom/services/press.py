"""The press kit of a day: one file that is built once and then stays as it was."""

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import vl_convert
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from PIL import Image

from estafeta.base.fields import LANGUAGES
from estafeta.base.tables import safe_cell
from estafeta.base.typesetting import pdf
from estafeta.campaigns.models import Campaign
from estafeta.campaigns.queries import campaigns
from estafeta.journal.services import record
from estafeta.newsroom import queries
from estafeta.newsroom.models import PressKit, PressPicture
from estafeta.tally.queries import figure, horizon
from estafeta.tally.services import quote
from estafeta.tally.templatetags.tally import moment_of, note_of, shown_value, what

SHEET: Final = Path(__file__).resolve().parents[1] / "templates" / "newsroom" / "fact_sheet.typ"
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a zip can name: files carry no time of making
PICTURES: Final = 20
STORIES: Final = 5
LOGO_WIDTH: Final = 1200
Json = dict[str, Any]


def build_kits(now: datetime | None = None) -> int:
    """Build the day's kit of every campaign that has begun and is not closed; how many were made."""
    at = now or timezone.now()
    made = 0
    for campaign in campaigns().filter(closed_at=None):
        day = at.astimezone(ZoneInfo(campaign.territory.time_zone)).date()
        if campaign.starts_on < day and queries.kit_of(campaign, day) is None:
            made += build_kit(campaign, day) is not None
    return made


def build_kit(campaign: Campaign, day: date) -> PressKit | None:
    """Quote the week's figures and put everything for the press into one file.

    Takes:   day -- of the campaign's clock; what was recorded until its beginning is in the figures.
    Returns: the kit; a second time the one that is there, whose figures and file stay; None before the first day.
    Writes:  one PressKit, a quoted Figure for each of the last seven days, one file.
    """
    if there := queries.kit_of(campaign, day):
        return there
    rows = _quoted_week(campaign, day)
    if not rows:
        return None
    kit = PressKit(campaign=campaign, day=day, figures=rows, size=0)
    data = packed(kit)
    try:
        with transaction.atomic():
            kit.size = len(data)
            kit.save()
            if default_storage.exists(kit.file):
                default_storage.delete(kit.file)
            default_storage.save(kit.file, ContentFile(data))
            record(None, "press_kit_built", kit, day=day.isoformat())
    except IntegrityError:
        return queries.kit_of(campaign, day)
    return kit


def _quoted_week(campaign: Campaign, day: date) -> list[Json]:
    """Quotes the figures of the ends of the last seven days; those quoted before keep their keys."""
    return [
        {"day": ended.isoformat(), "key": quote(figure(campaign, as_of=moment)).key}
        for ended, moment in queries.moments_of_week(campaign, day)
        if ended >= campaign.starts_on and moment <= horizon()
    ]


def packed(kit: PressKit) -> bytes:
    """The kit as a zip: logos, a fact sheet in each language, figures, contacts, pictures with author and licence."""
    files: dict[str, bytes] = dict(_logos())
    for language in LANGUAGES:
        with translation.override(language):
            files[f"fact-sheet-{language}.pdf"] = pdf(SHEET, fact_sheet(kit), title=str(kit.campaign.theme))
    files["figures.csv"], files["figures.json"] = _figures(kit)
    files["contacts.txt"] = f"{settings.PRESS_CONTACT}\n{settings.SITE_URL}/press/\n".strip().encode()
    files |= _pictures(kit.campaign)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def fact_sheet(kit: PressKit) -> Json:
    """What stands on the fact sheet, in the language that is on."""
    week = queries.week_of(kit)
    latest = week[0]
    language = translation.get_language() or "kk"
    stories = queries.public_stories().filter(campaign=kit.campaign).order_by("-published_at", "-pk")[:STORIES]
    address = f"{settings.SITE_URL}/{language}"
    return {
        "language": language,
        "theme": kit.campaign.theme,
        "slogan": kit.campaign.slogan,
        "about": kit.campaign.about,
        "kicker": _("For the press"),
        "example": _("An example: everything finer than the published totals is invented.")
        if kit.campaign.is_example
        else "",
        "moment": moment_of(latest.figure),
        "metrics": [
            {"value": shown_value(metric), "what": what(metric), "note": note_of(metric), "means": metric.definition}
            for metric in latest.figure.metrics
        ],
        "week": {
            "title": _("The week, day by day"),
            "head": [_("until the end of"), _("participations"), _("to check and quote")],
            "rows": [
                [
                    formats.date_format(one.day, "DATE_FORMAT"),
                    shown_value(one.figure.participations),
                    f"{address}/figures/{one.key}/",
                ]
                for one in week
            ],
        },
        "stories": {
            "title": _("Latest stories"),
            "rows": [
                [queries.headline(one).title, f"{address}/news/{one.slug}/"] for one in stories
            ],
        },
        "method": [_("How we count"), f"{address}/tally/method/"],
        "contact": [_("Contact for the press"), settings.PRESS_CONTACT or f"{address}/press/"],
    }  # fmt: skip


def _logos() -> dict[str, bytes]:
    found = finders.find("ui/img/icon.svg")
    icon = Path(str(found)).read_text()
    letters = 'fill="none" stroke="#14232c" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"'
    word = render_to_string("ui/_wordmark.html").strip()
    word = word.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    word = word.replace('class="wordmark__letters"', letters)
    word = word.replace(
        'class="wordmark__line"', 'fill="none" stroke="#005f85" stroke-width="3.4" stroke-linecap="round"'
    )
    word = word.replace('class="wordmark__baton"', 'fill="#005f85"')
    drawn = {"icon": icon, "wordmark": word}
    return {
        **{f"logo/{name}.svg": svg.encode() for name, svg in drawn.items()},
        **{f"logo/{name}.png": _as_png(svg) for name, svg in drawn.items()},
    }


def _as_png(svg: str) -> bytes:
    width = float((re.search(r'viewBox="0 0 ([\d.]+)', svg) or ["", "48"])[1])
    return bytes(vl_convert.svg_to_png(svg, scale=LOGO_WIDTH / width))


def _figures(kit: PressKit) -> tuple[bytes, bytes]:
    week = queries.week_of(kit)
    rows = [
        {
            "day": one.day.isoformat(), "metric": metric.metric, "value": metric.value, "low": metric.low,
            "high": metric.high, "as_of": one.figure.recorded_until.isoformat(), "method": one.figure.method,
            "link": f"{settings.SITE_URL}/en/figures/{one.key}/",
        }
        for one in week
        for metric in one.figure.metrics
    ]  # fmt: skip
    return _as_csv(rows), json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _pictures(campaign: Campaign) -> dict[str, bytes]:
    """Pictures whose licence is written down, as JPEG, and a table that says author and licence of each."""
    files: dict[str, bytes] = {}
    rows: list[Json] = []
    for number, one in enumerate(queries.press_pictures(campaign)[:PICTURES], start=1):
        if not default_storage.exists(one.photo.file("large")):
            continue
        name = f"pictures/{number:02}.jpg"
        with default_storage.open(one.photo.file("large")) as file, Image.open(file) as large:
            out = io.BytesIO()
            large.convert("RGB").save(out, "JPEG", quality=90)
        files[name] = out.getvalue()
        licence = str(PressPicture.Licence(one.licence).label)
        rows.append({
            "file": name, "shows": one.photo.alt, "author": one.photo.credit, "licence": licence,
            "page": f"{settings.SITE_URL}/en/news/{one.story.slug}/",
        })  # fmt: skip
    return files | {"pictures.csv": _as_csv(rows)} if rows else {}


def _as_csv(rows: list[Json]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: "" if cell is None else safe_cell(cell) for name, cell in row.items()} for row in rows)
    return ("\ufeff" + out.getvalue()).encode()
