import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BeforeValidator, Field

from estafeta.api.paging import Paged, Text, bad_cursor, decoded, encoded, page_of
from estafeta.api.problems import Fault, Problem, Refused
from estafeta.api.schema import Deeds, WholeDeed
from estafeta.deeds.models import Deed, Shift
from estafeta.deeds.queries import OPEN, Filters, Places, find, page, places_of, public_deeds, shifts_of
from estafeta.territories.models import Territory

router = Router(tags=["deeds"])
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PLACE = re.compile(r"\d{1,17}-\d{1,18}", re.ASCII)
POINT = r"^(-?[0-9]{1,3}(\.[0-9]{1,9})?,-?[0-9]{1,2}(\.[0-9]{1,9})?)?$"
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def _as_iso(text: object) -> object:
    """A day only as 2026-05-09: pydantic alone takes a bare number for seconds since 1970."""
    if isinstance(text, str) and not _ISO_DAY.fullmatch(text):
        raise ValueError("a day looks like 2026-05-09")
    return text


Day = Annotated[date, BeforeValidator(_as_iso)]


class Asked(Paged):
    """Every filter narrows."""

    territory: Annotated[Text, Field(description="A territory's code: it and everything beneath it.")] = ""
    type: Annotated[Text, Field(description="A kind of deed, such as park.")] = ""
    group: Annotated[Text, Field(description="Whom it suits, such as pupils.")] = ""
    organisation: Annotated[Text, Field(description="Who organises it, alone or together.")] = ""
    campaign: Annotated[Text, Field(description="A campaign's id.")] = ""
    language: Annotated[Literal["", "kk", "ru", "en"], Field(description="Of the deed itself.")] = ""
    since: Annotated[Day | None, Field(alias="from", description="The first day.")] = None
    until: Annotated[Day | None, Field(alias="to", description="The last day.")] = None
    near: Annotated[str, Field(pattern=POINT, description="lon,lat in degrees", examples=["72.96,50.06"])] = ""
    radius_km: Annotated[int, Field(ge=1, le=20_000, description="Around `near`.")] = 25
    q: Annotated[Text, Field(description="Words, forgiving.")] = ""
    places: Annotated[bool, Field(description="Only those with places left.")] = False
    when: Annotated[Literal["upcoming", "past", "any"], Field(description="Past ones come latest first.")] = "upcoming"


@router.get(
    "/deeds", response={200: Deeds, 422: Problem}, operation_id="deeds", summary="Good deeds that answer to filters"
)
def all_deeds(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:  # noqa: ARG001 -- ninja's signature
    place = decoded(asked.cursor) if asked.cursor else ""
    if place and not _PLACE.fullmatch(place):
        raise bad_cursor()
    found = page(find(_filters(asked)), place, size=asked.limit)
    places = places_of(found.deeds)
    whole = _with_all().in_bulk([deed.pk for deed in found.deeds])  # a card knows less than a program wants
    items = [brief(whole[deed.pk], places) for deed in found.deeds]
    return page_of(items, encoded(found.following) if found.following else None)


@router.get(
    "/deeds/{id}", response={200: WholeDeed, 404: Problem}, operation_id="deed", summary="One good deed with its shifts"
)
def one_deed(request: HttpRequest, id: Text) -> dict[str, Any]:  # noqa: A002, ARG001 -- the address says {id}
    deed = public_deed(id)
    zone = ZoneInfo(deed.territory.time_zone)
    return brief(deed, places_of([deed])) | {
        "about": deed.about,
        "bring": deed.bring,
        "min_age": deed.min_age,
        "max_age": deed.max_age,
        "groups": [group.slug for group in deed.suits.all()],
        "co_organisers": [joint.organisation.slug for joint in deed.co_organisers.select_related("organisation")],
        "shifts": [_shift(shift, zone) for shift in shifts_of(deed)],
    }


def public_deed(slug: str) -> Deed:
    deed = _with_all().filter(slug=slug).first()
    if deed is None or deed.starts_at is None or deed.ends_at is None:
        raise Http404
    return deed


def _with_all() -> QuerySet[Deed]:
    return public_deeds().select_related("type", "campaign", "organisation", "territory").defer("folded")


def brief(deed: Deed, places: Mapping[int, Places]) -> dict[str, Any]:
    zone = ZoneInfo(deed.territory.time_zone)
    open_places = places.get(deed.pk) if deed.status in OPEN else None
    assert deed.starts_at is not None  # noqa: S101 -- a deed without its times is not found
    assert deed.ends_at is not None  # noqa: S101 -- as above
    return {
        "id": deed.slug,
        "title": deed.title,
        "status": deed.status,
        "type": deed.type.slug,
        "campaign": deed.campaign.slug,
        "organisation": deed.organisation.slug,
        "territory": deed.territory.code,
        "language": deed.language,
        "starts_at": deed.starts_at.astimezone(zone),
        "ends_at": deed.ends_at.astimezone(zone),
        "meeting_point": deed.meeting_point,
        "lon": deed.lon,
        "lat": deed.lat,
        "can_join": open_places is not None,
        "places_left": open_places.left if open_places else None,
        "url": f"{settings.SITE_URL}/deeds/{deed.slug}/",
    }


def _shift(shift: Shift, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": shift.pk,
        "starts_at": shift.starts_at.astimezone(zone),
        "ends_at": shift.ends_at.astimezone(zone),
        "capacity": shift.capacity,
        "places_left": shift.places_left,
    }


def _filters(asked: Asked) -> Filters:
    territory = Territory.objects.filter(code=asked.territory).first() if asked.territory else None
    if asked.territory and territory is None:
        raise _fault("territory", _("There is no territory with this code."))
    return Filters(
        when=asked.when,
        words=asked.q,
        territory=territory,
        near=_point(asked.near) if asked.near else None,
        radius_km=asked.radius_km,
        since=_within_reach(asked.since),
        until=_within_reach(asked.until),
        type=asked.type,
        group=asked.group,
        language=asked.language,
        organisation=asked.organisation,
        campaign=asked.campaign,
        with_places=asked.places,
    )


def _within_reach(day: date | None) -> date | None:
    """A day that every clock can be asked about; beyond it there are no deeds."""
    return None if day is None else min(max(day, EARLIEST), LATEST)


def _point(text: str) -> tuple[float, float]:
    lon, lat = (float(part) for part in text.split(","))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 -- the Earth's
        raise _fault("near", _("This point does not lie on the Earth."))
    return lon, lat


def _fault(where: str, what: str) -> Refused:
    return Refused(404, what, [Fault(where=where, what=what)])


def first_open_shift(deed: Deed) -> Shift | None:
    """The next shift with a place left, else the next one: there one can wait."""
    coming = [shift for shift in shifts_of(deed) if shift.starts_at > timezone.now()]
    return next((shift for shift in coming if shift.places_left != 0), coming[0] if coming else None)
