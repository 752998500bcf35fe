"""Points and distances on the Earth. Longitude comes first, as in GeoJSON."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
METRES_PER_DEGREE = 111_195.0  # of latitude, on that sphere


def distance_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Great-circle distance in metres (haversine)."""
    half_lat = radians(lat_b - lat_a) / 2
    half_lon = radians(lon_b - lon_a) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))


def box_around(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north of a box that holds the circle; a cheap first sieve before `distance_m`."""
    high = radius_m / METRES_PER_DEGREE
    wide = radius_m / (METRES_PER_DEGREE * max(0.01, cos(radians(lat))))
    return lon - wide, lat - high, lon + wide, lat + high


def point(lon: float, lat: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}
