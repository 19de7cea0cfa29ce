"""The view that suits a subject: as much of its countries and bases as reads on one map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from geo.basemap.files import WORLD, Box, frame

COUNTRY_MOST_DEG = 34.0
"""A focus country wider or higher than this is not shown whole: its bases decide."""
PART_LEAST = 0.08
"""A part of a country smaller than this share of its largest is no part of the view by itself."""
LEAST_DEG = 1.6
"""Least width and height of a view that is worked out: bases alone would fill the map with one town."""
ROOM = 0.08
"""Room around what is shown, over its width and height."""
LAT_MOST = 84.0


def home(countries: Iterable[str], points: Sequence[tuple[float, float]]) -> Box:
    """Return the box that shows bases, by lon and lat, and countries in focus, unless those are too large for one map.

    Where it crosses 180° it runs on beyond. A subject of neither is the whole earth.

    >>> [round(edge) for edge in home(["IRQ", "SYR"], [(42.44, 33.79)])]
    [35, 28, 50, 38]
    """
    boxes = [box for iso3 in countries for box in _country_boxes(iso3)]
    boxes += [(lon, lat, lon, lat) for lon, lat in points]
    if not boxes:
        boxes = [box for iso3 in countries for box in _main_parts(iso3)[:1]]
    if not boxes:
        return WORLD
    west, south, east, north = _around(boxes)
    across, up = max(east - west, LEAST_DEG), max(north - south, LEAST_DEG)
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    half = across * (0.5 + ROOM), up * (0.5 + ROOM)
    low, high = max(middle_lat - half[1], -LAT_MOST), min(middle_lat + half[1], LAT_MOST)
    edges = (middle_lon - half[0], low, middle_lon + half[0], high)
    return tuple(round(edge, 1) for edge in edges)  # type: ignore[return-value]  # four edges stay four


def _country_boxes(iso3: str) -> list[Box]:
    """The boxes of the main parts of a country; none for one too large to be shown whole."""
    parts = _main_parts(iso3)
    if not parts:
        return []
    west, south, east, north = _around(parts)
    return parts if max(east - west, north - south) <= COUNTRY_MOST_DEG else []


def _main_parts(iso3: str) -> list[Box]:
    """The boxes of the parts of a country that are large beside its largest, that one first."""
    shapes = frame("countries", level=2, iso3=iso3).geometry.to_numpy()
    parts = shapely.get_parts(shapes)
    areas = shapely.area(parts)
    order = np.argsort(-areas, kind="stable")
    kept = [number for number in order if areas[number] >= PART_LEAST * areas[order[0]]]
    return [tuple(map(float, shapely.bounds(parts[number]))) for number in kept]  # type: ignore[misc]  # likewise


def _around(boxes: Sequence[Box]) -> Box:
    """The narrowest box around some, running on across 180° where that is narrower."""
    starts = sorted({box[0] % 360 for box in boxes})
    spans = [(_span(start, boxes), start) for start in starts]
    across, start = min(spans)
    west = (start + 180) % 360 - 180
    return west, min(box[1] for box in boxes), west + across, max(box[3] for box in boxes)


def _span(start: float, boxes: Sequence[Box]) -> float:
    """How far east of a meridian the boxes reach, degrees."""
    return max((box[0] - start) % 360 + box[2] - box[0] for box in boxes)
