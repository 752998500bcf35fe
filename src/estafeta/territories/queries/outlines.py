"""Outlines: what to draw, whose border is meant, and which territory holds a point."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from estafeta.base.geo import box_around, distance_m
from estafeta.territories.models import Outline, Territory
from estafeta.territories.queries.search import said
from estafeta.territories.queries.tree import territories_on
from estafeta.territories.rules.kinds import SETTLEMENTS

NEAR_M = (5_000, 50_000, 500_000)  # the nearest settlement is looked for in growing circles
Ring = Sequence[Sequence[float]]


def version() -> tuple[int, datetime | None]:
    """Changes whenever an outline is loaded or removed; what is computed from outlines is kept under it."""
    found = Outline.objects.aggregate(number=Count("pk"), last=Max("loaded_at"))
    return found["number"], found["last"]


def outlines_of(territory: Territory | None = None) -> list[Outline]:
    """The borders to draw: of the regions that stand today, or of what lies directly under `territory`. By code."""
    shown = territories_on(timezone.localdate())
    if territory is not None:
        shown = Territory.objects.current().filter(parent=territory)
    return list(Outline.objects.filter(territory__in=shown).select_related("territory").order_by("territory__code"))


def outline_of(territory: Territory) -> Outline | None:
    """The border of `territory`, or of the nearest above it that has one; compare `territory_id` to say so."""
    codes = territory.path.rstrip("/").split("/")
    return Outline.objects.filter(territory__code__in=codes).order_by("-territory__depth").first()


def centre_of(code: str) -> list[float] | None:
    """Longitude and latitude of a territory's centre; None where nobody knows it."""
    found = Territory.objects.filter(code=code).first()
    if found is None or found.lon is None or found.lat is None:
        return None
    return [found.lon, found.lat]


def ground_of(territory: Territory) -> str | None:
    """The code of the nearest territory, this one or above it, whose parts have outlines: a map's ground."""
    drawn = Outline.objects.filter(territory__parent__code__in=territory.path.rstrip("/").split("/"))
    return drawn.order_by("-territory__depth").values_list("territory__parent__code", flat=True).first()


def feature_collection(outlines: Sequence[Outline]) -> dict[str, Any]:
    """GeoJSON, in the reader's language. `credit` has to stand on the map."""
    return {
        "type": "FeatureCollection",
        "credit": "; ".join(sorted({outline.credit for outline in outlines if outline.credit})),
        "features": [
            {
                "type": "Feature",
                "id": outline.territory.code,
                "properties": {
                    "code": outline.territory.code,
                    "name": said(outline.territory),
                    "kind": outline.territory.kind,
                    "href": outline.territory.get_absolute_url(),
                },
                "geometry": outline.geometry,
            }
            for outline in outlines
        ],
    }


@dataclass(frozen=True)
class _Shape:
    territory_id: int
    depth: int
    west: float
    south: float
    east: float
    north: float
    polygons: tuple[tuple[Ring, ...], ...]

    def holds(self, lon: float, lat: float) -> bool:
        if not (self.west <= lon <= self.east and self.south <= lat <= self.north):
            return False
        return any(_odd(lon, lat, rings) for rings in self.polygons)


def _odd(lon: float, lat: float, rings: Sequence[Ring]) -> bool:
    """Ray casting: a ray from the point crosses the border an odd number of times; holes count by themselves."""
    inside = False
    for ring in rings:
        x1, y1 = ring[-1][:2]
        for corner in ring:
            x2, y2 = corner[:2]
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                inside = not inside
            x1, y1 = x2, y2
    return inside


@lru_cache(maxsize=1)
def _shapes(_version: tuple[int, datetime | None]) -> tuple[_Shape, ...]:
    """All borders of today, the deepest first."""
    rows = Outline.objects.filter(territory__valid_until=None).values_list(
        "territory_id", "territory__depth", "geometry"
    )
    shapes = [_shape(key, depth, polygons_of(geometry)) for key, depth, geometry in rows]
    return tuple(sorted(shapes, key=lambda shape: -shape.depth))


def _shape(key: int, depth: int, polygons: tuple[tuple[Ring, ...], ...]) -> _Shape:
    corners = [corner for rings in polygons for corner in rings[0]]
    lons, lats = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return _Shape(key, depth, min(lons), min(lats), max(lons), max(lats), polygons)


def polygons_of(geometry: dict[str, Any]) -> tuple[tuple[Ring, ...], ...]:
    """A Polygon or MultiPolygon of GeoJSON as polygons of rings."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return tuple(tuple(rings) for rings in parts)


def at_point(lon: float, lat: float) -> Territory | None:
    """Which territory holds a point: the deepest whose border goes around it, else the nearest settlement.

    Returns: None when no border holds the point and no settlement lies within 500 km.
    """
    for shape in _shapes(version()):
        if shape.holds(lon, lat):
            return Territory.objects.get(pk=shape.territory_id)
    return nearest_settlement(lon, lat)


def nearest_settlement(lon: float, lat: float, *, within: Territory | None = None) -> Territory | None:
    """The city, town or aul whose centre is nearest; None when none lies within 500 km."""
    places = Territory.objects.pickable().filter(kind__in=SETTLEMENTS)
    if within is not None:
        places = places.under(within)
    for radius_m in NEAR_M:
        west, south, east, north = box_around(lon, lat, radius_m)
        near = list(places.filter(Q(lon__range=(west, east), lat__range=(south, north))))
        if near:
            return min(near, key=lambda one: distance_m(lon, lat, one.lon or 0.0, one.lat or 0.0))
    return None


def as_bytes(collection: dict[str, Any]) -> bytes:
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def corners_of(geometry: dict[str, Any]) -> Iterator[Sequence[float]]:
    for rings in polygons_of(geometry):
        for ring in rings:
            yield from ring
