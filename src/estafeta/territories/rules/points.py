"""A point that was typed, copied out of another map or tapped on ours."""

import re

from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.base.geo import distance_m
from estafeta.territories.models import Territory

FURTHEST_POINT_M = {False: 100_000.0, True: 1_500_000.0}  # from a settlement's centre; from a region's or a country's
EASTMOST, NORTHMOST = 180, 90
WIDE = frozenset({Territory.Kind.COUNTRY, Territory.Kind.REGION, Territory.Kind.DISTRICT})
COORDINATE = re.compile(r"-?\d{1,3}(?:\.\d+)?", re.ASCII)


def may_stand_at(territory: Territory, lon: float, lat: float) -> Decision:
    """Whether a point lies on the Earth and near its territory, where the territory's centre is known."""
    if abs(lon) > EASTMOST or abs(lat) > NORTHMOST:
        return no(_("These are no coordinates. Example: 50.0547, 72.9646."))
    if territory.lon is None or territory.lat is None:
        return YES
    if distance_m(lon, lat, territory.lon, territory.lat) > FURTHEST_POINT_M[territory.kind in WIDE]:
        return no(_("This point lies far from {place}.").format(place=territory.name))
    return YES


def point_typed(typed: str, territory: Territory) -> tuple[float, float] | None:
    """Longitude and latitude of what was typed; None when these are not two numbers.

    Why: maps copy the latitude first and a tap on ours says the longitude first; the order that lies near is meant.
    """
    numbers = [float(part) for part in COORDINATE.findall(typed)]
    if len(numbers) != len(("lat", "lon")):
        return None
    lat, lon = numbers
    if not may_stand_at(territory, lon, lat) and may_stand_at(territory, lat, lon):
        return lat, lon
    return lon, lat
