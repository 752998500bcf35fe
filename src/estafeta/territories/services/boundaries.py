"""Borders out of a GeoJSON file, joined to territories by a code in each feature's properties."""

import json
from collections.abc import Iterable
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible
from estafeta.base.texts import clean, fold
from estafeta.territories.models import Outline, Territory
from estafeta.territories.rules.likeness import slips
from estafeta.territories.services.reports import CHANGED, CREATED, REFUSED, UNCHANGED, Part
from estafeta.territories.services.writing import tree

LARGEST_FILE = 200 * 1024 * 1024  # bytes
KEYS = ("kato", "code", "national_code", "iso", "iso_code", "shapeISO", "pcode", "id")
_DRAWN = {
    Territory.Kind.REGION, Territory.Kind.CITY_REGION, Territory.Kind.DISTRICT, Territory.Kind.CITY_ADMINISTRATION,
}  # fmt: skip
CORNERS_OF_A_RING = 4  # the first is also the last
MOST_SLIPS = 2  # between two writings of one name
# Data sets whose licence asks for words on the map, known by the properties of their features.
KNOWN_CREDITS = (
    (
        {"kato", "name_en", "name_kk", "name_ru"},
        "Boundaries: geokz by Alexander Rodionov, CC BY 4.0, simplified",
    ),
)


@transaction.atomic
def import_boundaries(
    path: Path, *, key: str = "", prefix: str = "", credit: str = "", known: dict[str, Territory] | None = None
) -> Part:
    """Load outlines. Twice is harmless.

    Takes:   key -- the property that holds a code (default: the first of the usual ones); credit -- to stand on maps.
    Returns: each feature's fate; a polygon whose name is another territory's goes to that one, and it is said.
    Writes:  Outlines new or different; territories next to drawn ones that have none are named in the notes.
    """
    part = Part("boundaries", path.name)
    features = _features(path)
    key = key or _usual_key(features, path)
    credit = credit or _credit(features, path, part)
    known = tree() if known is None else known
    by_code = _codes(known)
    wanted: dict[int, tuple[int, Any]] = {}
    for number, feature in enumerate(features, 1):
        fault, territory, notes = _joined(feature, key, prefix, by_code, known)
        fault = fault or _fault_of(feature.get("geometry"))
        if territory is not None and territory.pk in wanted and not fault:
            fault = _("Feature %(row)s is %(code)s already.") % {
                "row": wanted[territory.pk][0], "code": territory.code}  # fmt: skip
        if fault or territory is None:
            part.tell(number, REFUSED, fault)
        else:
            wanted[territory.pk] = (number, feature["geometry"])
            part.tell(number, "", *notes)
    _write(wanted, credit, part)
    _tell_missing(wanted, known, part)
    return part


def _features(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise NotPossible(_("There is no file %(name)s.") % {"name": path.name})
    if path.stat().st_size > LARGEST_FILE:
        raise NotPossible(_("%(name)s is larger than 200 MB; simplify its borders first.") % {"name": path.name})
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        content = None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise NotPossible(_("%(name)s is no GeoJSON FeatureCollection.") % {"name": path.name})
    if not features:
        raise NotPossible(_("%(name)s is empty.") % {"name": path.name})
    return features


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return (found if isinstance(found, dict) else {}) | ({"id": feature["id"]} if "id" in feature else {})


def _usual_key(features: list[dict[str, Any]], path: Path) -> str:
    there = {name for feature in features for name in _properties(feature)}
    for name in KEYS:
        if name in there:
            return name
    raise NotPossible(
        _("No property of %(name)s holds a code. Say which: --key PROPERTY. The properties are: %(there)s.")
        % {"name": path.name, "there": ", ".join(sorted(there)[:20])}
    )


def _credit(features: list[dict[str, Any]], path: Path, part: Part) -> str:
    there = set(_properties(features[0]))
    for properties, credit in KNOWN_CREDITS:
        if properties <= there:
            return credit
    part.notes.append(_("Whose borders are these? Say it with --credit; until then maps name the file."))
    return path.name


def _codes(known: dict[str, Territory]) -> dict[str, Territory]:
    codes = {one.national_code: one for one in known.values() if one.national_code}
    return codes | {one.iso_code: one for one in known.values() if one.iso_code} | known


def _joined(
    feature: dict[str, Any], key: str, prefix: str, by_code: dict[str, Territory], known: dict[str, Territory]
) -> tuple[str, Territory | None, list[str]]:
    """The territory that a feature is the border of: (fault, territory, notes)."""
    properties = _properties(feature)
    code = clean(str(properties.get(key, "")), most=40)
    territory = by_code.get(prefix + code)
    if territory is None:
        return _("Property %(key)s: there is no territory “%(code)s”.") % {"key": key, "code": code}, None, []
    names = [fold(str(name)) for part, name in properties.items() if part.startswith("name") and name]
    if not names or _alike(names, territory):
        return "", territory, []
    said = next(str(name) for part, name in properties.items() if part.startswith("name") and name)
    told = {"code": code, "said": clean(said, most=80), "name": territory.name}
    siblings = [
        one
        for one in known.values()
        if one.is_pickable and one.path.split("/")[1:2] == territory.path.split("/")[1:2] and _alike(names, one)
    ]
    districts = [one for one in siblings if one.kind == Territory.Kind.DISTRICT] or siblings
    if len(districts) != 1:
        return _("The border %(code)s is called %(said)s, the territory of that code %(name)s.") % told, None, []
    told["other"] = f"{districts[0].name} ({districts[0].code})"
    note = _("The border %(code)s is called %(said)s, the territory of that code %(name)s; it was given to %(other)s.")
    return "", districts[0], [note % told]


def _alike(names: Iterable[str], territory: Territory) -> bool:
    its = [name for name in territory.folded.split("|") if name]
    return any(
        slips(name, other, MOST_SLIPS) <= MOST_SLIPS or other.startswith(name) or name.startswith(other)
        for name in names
        for other in its
    )


def _fault_of(geometry: Any) -> str:
    """What is wrong with a geometry; "" when it can be drawn."""
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return _("The geometry is neither a Polygon nor a MultiPolygon.")
    parts: Any = geometry.get("coordinates")
    parts = [parts] if geometry["type"] == "Polygon" else parts
    try:
        rings = [ring for rings in parts for ring in rings]
        sound = rings and all(_is_ring(ring) for ring in rings)
    except (TypeError, ValueError, IndexError, KeyError):
        sound = False
    return "" if sound else _("The geometry is no closed ring of longitudes and latitudes.")


def _is_ring(ring: list[list[float]]) -> bool:
    return (
        len(ring) >= CORNERS_OF_A_RING
        and ring[0] == ring[-1]
        and all(isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90 for lon, lat, *_z in ring)  # noqa: PLR2004 -- degrees
    )


def _write(wanted: dict[int, tuple[int, Any]], credit: str, part: Part) -> None:
    there = {one.territory_id: one for one in Outline.objects.filter(territory__in=wanted)}
    now, verdicts, rows = timezone.now(), {}, []
    for key, (number, geometry) in wanted.items():
        here = there.get(key)
        if here is not None and here.geometry == geometry and here.credit == credit:
            verdicts[number] = UNCHANGED
            continue
        verdicts[number] = CHANGED if here is not None else CREATED
        rows.append(Outline(territory_id=key, geometry=geometry, credit=credit[:200], loaded_at=now))
    Outline.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["territory"],
        update_fields=["geometry", "credit", "loaded_at"],
        batch_size=500,
    )
    part.fates = [fate if fate.verdict else replace(fate, verdict=verdicts[fate.row]) for fate in part.fates]


def _tell_missing(wanted: dict[int, tuple[int, Any]], known: dict[str, Territory], part: Part) -> None:
    """Territories that stand beside drawn ones, are of a kind that is drawn, and have no border."""
    drawn = set(Outline.objects.values_list("territory_id", flat=True))
    parents = {one.parent_id for one in known.values() if one.pk in wanted and one.kind in _DRAWN and one.parent_id}
    missing = sorted(
        one.code
        for one in known.values()
        if one.parent_id in parents and one.kind in _DRAWN and one.valid_until is None and one.pk not in drawn
    )
    if missing:
        part.notes.append(
            _("No border for %(codes)s: maps draw the territory above instead.") % {"codes": ", ".join(missing[:20])}
        )
