"""Everything that a report tells, as of one moment, in JSON values: its documents are made from this alone."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from statistics import median
from typing import Any, Final

from django.db.models import Max, QuerySet
from django.utils import translation

from estafeta.appeals.models import Appeal, Step
from estafeta.base.fields import LANGUAGES, alphabetical, in_language
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, StateChange
from estafeta.journal.queries import key_of
from estafeta.organisations.models import Organisation
from estafeta.photos.models import Photo
from estafeta.photos.queries import photos_of_all
from estafeta.reports.queries import thanking
from estafeta.tally import queries as tally
from estafeta.tally import rules as tally_rules
from estafeta.territories.models import Population, Territory

BEST_DEEDS: Final = 16
CORRECTIONS: Final = 30
THANKED: Final = 600
LONGEST_STORY: Final = 600  # letters
IN_TIME_HOURS: Final = 48  # PRODUCT.md: an appeal is answered within 48 hours or rises

Json = dict[str, Any]


def content(
    campaign: Campaign,
    *,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    as_of: datetime | None = None,
) -> Json:
    """What the report tells, in three languages.

    Raises:  NotPossible when the moment lies in the future.
    Returns: `figure` is the whole answer of the tally; `parts` its rows by each way; names are {kk, ru, en}.
    """
    figure = tally.figure(campaign, territory=territory, organisation=organisation, as_of=as_of)
    moment = figure.recorded_until
    scope = {"territory": territory, "organisation": organisation, "as_of": moment}
    top = territory or campaign.territory
    return {
        "campaign": _campaign(campaign),
        "place": _names(top),
        "place_code": top.code,
        "zone": top.time_zone,
        "organisation": {"slug": organisation.slug, "name": organisation.name} if organisation else None,
        "as_of": moment.isoformat(),
        "method": figure.method,
        "figure": figure.answer(),
        "parts": {way: _labelled(partial(_parts, campaign, way, scope)) for way in tally_rules.WAYS},
        "crossed": _crossed(campaign, scope),
        "populations": _populations(top),
        "tiles": _tiles(top),
        "appeals": _appeals(campaign, territory, moment) if organisation is None else None,
        "relay": thanking.relay_of(campaign, moment) if territory is None and organisation is None else None,
        "heroes": thanking.heroes_of(campaign, territory, moment) if organisation is None else None,
        "deeds": _best_deeds(campaign, territory, organisation, moment),
        "organisations": _organisations(campaign, territory, moment) if organisation is None else [],
        "corrections": _corrections(campaign, moment),
    }


def _names(thing: object, field: str = "name") -> dict[str, str]:
    return {code: in_language(thing, field, code) for code in LANGUAGES}


def _labelled(make: Callable[[], list[Json]]) -> list[Json]:
    """Rows whose `label` is told in three languages; the rows are the same in each, in the order of the first."""
    told: dict[str, list[Json]] = {}
    for code in LANGUAGES:
        with translation.override(code):
            told[code] = make()
    labels = {code: {row["key"]: row["label"] for row in rows} for code, rows in told.items()}
    return [row | {"label": {code: labels[code][row["key"]] for code in LANGUAGES}} for row in told[LANGUAGES[0]]]


def _campaign(campaign: Campaign) -> Json:
    return {
        "slug": campaign.slug,
        "theme": _names(campaign, "theme"),
        "slogan": _names(campaign, "slogan"),
        "about": _names(campaign, "about"),
        "starts_on": campaign.starts_on.isoformat(),
        "ends_on": campaign.ends_on.isoformat(),
        "is_example": campaign.is_example,
    }


def _parts(campaign: Campaign, way: str, scope: Json) -> list[Json]:
    return [part.as_dict() for part in tally.by(campaign, way, **scope)]


def _crossed(campaign: Campaign, scope: Json) -> Json:
    """By territory and group: columns and rows with their names in three languages."""
    told = {}
    for code in LANGUAGES:
        with translation.override(code):
            told[code] = tally.crossed(campaign, "territory", "group", **scope)
    names = {code: {"columns": dict(table.columns), "rows": dict(table.rows)} for code, table in told.items()}
    first = told[LANGUAGES[0]]

    def named(part: str, key: str) -> Json:
        return {"key": key, "label": {code: names[code][part][key] for code in LANGUAGES}}

    return {
        "columns": [named("columns", key) for key, _label in first.columns],
        "rows": [
            named("rows", key) | {"numbers": numbers}
            for (key, _label), numbers in zip(first.rows, first.numbers, strict=True)
        ],
    }


def _populations(top: Territory) -> dict[str, Json]:
    """By the code of `top` and each child: the newest known population, its year and source."""
    found = Population.objects.filter(territory__parent=top) | Population.objects.filter(territory=top)
    rows = found.order_by("territory_id", "-year").distinct("territory_id").select_related("territory")
    return {row.territory.code: {"people": row.people, "year": row.year, "source": row.source} for row in rows}


def _tiles(top: Territory) -> dict[str, list[int]]:
    """By code: column and row of each child in the drawing of the territory by tiles."""
    placed = Territory.objects.filter(parent=top, valid_until=None).exclude(tile_col=None).exclude(tile_row=None)
    rows = placed.values_list("code", "tile_col", "tile_row")
    return {code: [column, row] for code, column, row in rows if column is not None and row is not None}


def _appeals(campaign: Campaign, territory: Territory | None, moment: datetime) -> Json:
    """How far the appeals had come, how fast they were answered, and the line of the first."""
    appeals = Appeal.objects.filter(campaign=campaign, sent_at__lte=moment)
    if territory is not None:
        appeals = appeals.filter(territory__path__startswith=territory.path)
    last = Step.objects.filter(appeal__in=appeals, at__lte=moment).order_by("appeal_id", "-at", "-pk")
    states: dict[str, int] = {}
    for status in last.distinct("appeal_id").values_list("status", flat=True):
        states[status] = states.get(status, 0) + 1
    replies = appeals.filter(replied_at__lte=moment).values_list("sent_at", "replied_at")
    waits = [(replied - sent).total_seconds() / 3600 for sent, replied in replies if replied]
    first = appeals.filter(published_at__lte=moment).order_by("sent_at", "pk").select_related("territory").first()
    return {
        "sent": appeals.count(),
        "published": appeals.filter(published_at__lte=moment).count(),
        "states": states,
        "answered": len(waits),
        "answered_in_time": sum(hours <= IN_TIME_HOURS for hours in waits),
        "median_hours": round(median(waits), 1) if waits else None,
        "first": _line(first, moment) if first else None,
    }


def _line(appeal: Appeal, moment: datetime) -> Json:
    steps = Step.objects.filter(appeal=appeal, at__lte=moment).order_by("at", "pk").values_list("status", "at")
    begun: dict[str, str] = {}
    for status, at in steps:
        begun.setdefault(status, at.isoformat())
    return {
        "slug": appeal.slug,
        "title": appeal.title,
        "place": _names(appeal.territory),
        "steps": [{"status": status, "at": at} for status, at in begun.items()],
    }


def _held(
    campaign: Campaign, territory: Territory | None, organisation: Organisation | None, moment: datetime
) -> QuerySet[Deed]:
    """Deeds that had been held by then."""
    states = StateChange.objects.filter(recorded_at__lte=moment, deed__campaign=campaign)
    last = states.order_by("deed_id", "-recorded_at", "-pk").distinct("deed_id").values("pk")
    held = StateChange.objects.filter(pk__in=last, status__in=Deed.HELD).values("deed_id")
    deeds = Deed.objects.filter(pk__in=held)
    if territory is not None:
        deeds = deeds.filter(territory__path__startswith=territory.path)
    return deeds.filter(organisation=organisation) if organisation is not None else deeds


def _best_deeds(
    campaign: Campaign, territory: Territory | None, organisation: Organisation | None, moment: datetime
) -> list[Json]:
    """Deeds with a story, from as many parts of the territory as there are: pictures first, never the largest first.

    Why: a report that shows the largest rewards herding; there is no prize for quantity.
    """
    told = _held(campaign, territory, organisation, moment)
    told = told.filter(outcome__reported_at__lte=moment).exclude(outcome__story="")
    deeds = list(
        told.select_related("outcome", "type", "organisation", "territory").order_by("outcome__reported_at", "pk")
    )
    pictures: dict[str, list[Photo]] = {}
    for photo in photos_of_all(deeds):
        pictures.setdefault(photo.thing, []).append(photo)
    depth = (territory or campaign.territory).depth + 2
    turns: dict[str, int] = {}
    ranked: list[tuple[int, int, Deed]] = []
    for place, deed in enumerate(sorted(deeds, key=lambda deed: key_of(deed) not in pictures)):
        part = "/".join(deed.territory.path.split("/")[:depth])
        turns[part] = turns.get(part, -1) + 1
        ranked.append((turns[part], place, deed))
    ranked.sort(key=lambda entry: entry[:2])
    return [_deed(deed, pictures.get(key_of(deed), [])) for _turn, _place, deed in ranked[:BEST_DEEDS]]


def _deed(deed: Deed, photos: list[Photo]) -> Json:
    amount = deed.outcome.amount
    return {
        "slug": deed.slug,
        "title": deed.title,
        "type": _names(deed.type),
        "unit": _names(deed.type, "unit"),
        "amount": float(amount) if amount is not None else None,
        "organisation": deed.organisation.name,
        "place": _names(deed.territory),
        "held_at": deed.starts_at.isoformat() if deed.starts_at else None,
        "story": _shortened(deed.outcome.story),
        "photos": [{"key": photo.key, "alt": photo.alt, "credit": photo.credit} for photo in photos[:2]],
    }


def _shortened(story: str) -> str:
    story = " ".join(story.split())
    return story if len(story) <= LONGEST_STORY else story[:LONGEST_STORY].rsplit(" ", 1)[0] + " …"


def _organisations(campaign: Campaign, territory: Territory | None, moment: datetime) -> list[str]:
    """Names of those that held deeds, in the order of the alphabet and not of quantity."""
    held = _held(campaign, territory, None, moment).values("organisation_id")
    found = Organisation.objects.filter(pk__in=held).order_by(alphabetical("name"), "pk")
    return list(dict.fromkeys(found.values_list("name", flat=True)))[:THANKED]


def _corrections(campaign: Campaign, moment: datetime) -> Json:
    found = tally.corrections(campaign).filter(recorded_at__lte=moment)
    last = found.aggregate(last=Max("recorded_at"))["last"]
    told = [
        {"at": fact.recorded_at.isoformat(), "kind": fact.kind, "grade": fact.grade, "reason": fact.reason}
        for fact in found[:CORRECTIONS]
    ]
    return {"number": found.count(), "last": last.isoformat() if last else None, "told": told}
