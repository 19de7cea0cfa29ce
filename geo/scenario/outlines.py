"""The geometry of a base: a Point, or a Polygon or MultiPolygon with the mark inside it. Knows no country."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.validation import explain_validity

from geo.model import Problem
from geo.scenario.findings import Record

AREAS = ("Polygon", "MultiPolygon")
"""Geometries that have an outline."""
KINDS = "a Point, a Polygon or a MultiPolygon"
POSITIONS_MAX = 10_000
"""Most positions of the outline of a base; the outline of a large airfield, traced building by building, has 2,000."""
RING_POSITIONS_MIN = 4
"""Least positions of a ring: three corners, and the first again (RFC 7946, 3.1.6)."""
HALF_TURN_DEG = 180
"""A polygon wider than this goes round the far side of the earth: it was meant to run across 180 degrees."""
MARK_DIGITS = 4
"""Decimals of the mark of an area, about 10 m, where that is fine enough to keep it inside."""

Polygons = list[list[list[list[float]]]]
"""Polygons of rings of positions, as GeoJSON has them."""


class GeometryError(ValueError):
    """What is wrong with a geometry, in which field, and what was found there."""

    def __init__(self, rule: str, found: object, field: str = "coordinates") -> None:
        super().__init__(rule)
        self.found = found
        self.field = field


def place(record: Record, geometry: object) -> dict[str, object] | Problem:
    """Return the fields of a base that a geometry gives, or what is wrong with it; heights are left out."""
    try:
        return _fields(geometry)
    except GeometryError as error:
        return record.problem(str(error), field=error.field, found=error.found)


def _fields(geometry: object) -> dict[str, object]:
    if not isinstance(geometry, dict):
        raise GeometryError(f"the Feature has no geometry; add {KINDS}", None, "geometry")
    kind, coordinates = geometry.get("type", "no type"), geometry.get("coordinates")
    if kind == "Point":
        return dict(zip(("lon", "lat"), _position(coordinates), strict=True))
    if kind not in AREAS:
        raise GeometryError(f"a base must be {KINDS}", kind, "geometry")
    polygons = _polygons(kind, coordinates)
    _check_sound(polygons)
    lon, lat = mark(polygons)
    return {"lon": lon, "lat": lat, "polygons": polygons}


def _position(found: object) -> list[object]:
    if isinstance(found, list) and len(found) in (2, 3) and all(isinstance(part, int | float) for part in found):
        return found[:2]
    raise GeometryError("the coordinates of a Point must be two numbers, [lon, lat]", found)


# Areas


def _polygons(kind: str, coordinates: object) -> Polygons:
    """Return the polygons of an area; raises GeometryError where they are no closed rings of positions on the globe."""
    if kind == "Polygon":
        coordinates = [coordinates]
    polygons = [[_ring(kind, ring) for ring in _parts(kind, part)] for part in _parts(kind, coordinates)]
    count = sum(len(ring) for rings in polygons for ring in rings)
    if count > POSITIONS_MAX:
        rule = f"the outline has {count:,} positions, but at most {POSITIONS_MAX:,} are read; simplify it"
        raise GeometryError(rule, None)
    return polygons


def _parts(kind: str, found: object) -> list[object]:
    if isinstance(found, list) and found:
        return found
    raise GeometryError(f"the coordinates of a {kind} must be rings of positions, [lon, lat], and not be empty", found)


def _ring(kind: str, found: object) -> list[list[float]]:
    ring = [_corner(kind, position) for position in _parts(kind, found)]
    if len(ring) < RING_POSITIONS_MIN:
        raise GeometryError(f"a ring must have at least {RING_POSITIONS_MIN} positions, the last as the first", found)
    if ring[0] != ring[-1]:
        raise GeometryError("a ring must end where it begins; repeat its first position at its end", ring[-1])
    return ring


def _corner(kind: str, found: object) -> list[float]:
    """Return a position of a ring without its height."""
    position = _parts(kind, found)[:2]
    if len(position) < 2 or not all(type(part) in (int, float) for part in position):
        raise GeometryError(f"a position of a {kind} must be two numbers, [lon, lat]", found)
    lon, lat = (part for part in position if isinstance(part, int | float))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        rule = "is not on the globe: longitude comes first, from -180 to 180, then latitude, from -90 to 90"
        raise GeometryError(rule, found)
    return [float(lon), float(lat)]


def _check_sound(polygons: Polygons) -> None:
    """Raise GeometryError for an area that crosses itself, or that goes round the far side of the earth."""
    for rings in polygons:
        lons = [lon for lon, _ in rings[0]]
        if max(lons) - min(lons) > HALF_TURN_DEG:
            rule = "spans more than 180 degrees; cut it at 180 degrees into two polygons of a MultiPolygon"
            raise GeometryError(rule, [min(lons), max(lons)])
    shape = shapely.MultiPolygon(list(_shapes(polygons)))
    if not shape.is_valid:
        fault, _, place = explain_validity(shape).partition("[")
        where = f" near {', '.join(place.rstrip(']').split())}" if place else ""
        rule = f"the outline is not valid: {fault.lower()}{where}; mend it, as by Fix geometries of QGIS"
        raise GeometryError(rule, None)


def _shapes(polygons: Polygons) -> Iterator[shapely.Polygon]:
    for outer, *holes in polygons:
        yield shapely.Polygon(outer, holes)


def mark(polygons: Polygons) -> tuple[float, float]:
    """Return a place inside the largest of some polygons, in degrees, with no more decimals than keep it inside.

    >>> mark([[[[44.3, 33.2], [44.4, 33.2], [44.4, 33.3], [44.3, 33.3], [44.3, 33.2]]]])
    (44.35, 33.25)
    """
    largest = max(_shapes(polygons), key=lambda shape: float(shape.area))
    inside = largest.representative_point()
    rounded = shapely.Point(round(inside.x, MARK_DIGITS), round(inside.y, MARK_DIGITS))
    found = rounded if largest.contains(rounded) else inside
    return float(found.x), float(found.y)
