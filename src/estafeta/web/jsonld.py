"""A deed in schema.org's words, for search engines and other machines."""

from collections.abc import Sequence
from typing import Any, Final

from estafeta.deeds.models import Deed, Shift
from estafeta.territories.models import Territory
from estafeta.web.moments import local

LONGEST_TEXT: Final = 5_000


def event(
    deed: Deed, shifts: Sequence[Shift], higher: Sequence[Territory], *, url: str, organiser_url: str
) -> dict[str, Any]:
    """The schema.org Event of a public deed. Capacities are left out where everybody finds a place."""
    zone = deed.territory.time_zone
    address = {"@type": "PostalAddress", "addressLocality": deed.territory.name, "streetAddress": deed.meeting_point,
               "addressRegion": next((one.name for one in higher if one.kind in {"region", "city_region"}), ""),
               "addressCountry": higher[0].code if higher else ""}  # fmt: skip
    place: dict[str, Any] = {
        "@type": "Place",
        "name": deed.meeting_point or deed.territory.name,
        "address": {name: text for name, text in address.items() if text},
    }
    if deed.lon is not None and deed.lat is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": deed.lat, "longitude": deed.lon}
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": deed.title,
        "description": deed.about[:LONGEST_TEXT] or deed.title,
        "url": url,
        "inLanguage": deed.language,
        "eventStatus": "https://schema.org/Event" + ("Cancelled" if deed.status == "cancelled" else "Scheduled"),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "location": place,
        "organizer": {"@type": "Organization", "name": deed.organisation.name, "url": organiser_url},
    }
    if deed.starts_at and deed.ends_at:
        told |= {"startDate": local(deed.starts_at, zone).isoformat(), "endDate": local(deed.ends_at, zone).isoformat()}
    if deed.min_age is not None or deed.max_age is not None:
        told["typicalAgeRange"] = f"{deed.min_age or 0}-{'' if deed.max_age is None else deed.max_age}"
    capacities = [shift.capacity for shift in shifts if shift.capacity is not None]
    if shifts and len(capacities) == len(shifts):
        told["maximumAttendeeCapacity"] = sum(capacities)
        told["remainingAttendeeCapacity"] = sum(shift.places_left or 0 for shift in shifts)
    return told
