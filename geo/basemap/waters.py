"""Names of water: of seas at their place, of lakes inside them, of rivers along their course."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import shapely

from geo.basemap.files import Box
from geo.basemap.layers import layer

RIVER_PLACES = (0.5, 0.35, 0.65, 0.2, 0.8)
"""Where along its course a river may have its name, the best place first."""
RIVER_SPAN = 0.02
"""The course of a river is taken over this part of the box's width, on both sides of its name."""


@dataclass(frozen=True)
class Water:
    """A name of water: where it stands, `rank` from 0 for oceans to 9, and for a river its slope.

    `angle` is in degrees clockwise from the east, between -90 and 90, as a Mercator map has it.
    """

    name: str
    kind: Literal["sea", "lake", "river"]
    lon: float
    lat: float
    rank: int
    angle: float = 0.0


@lru_cache(maxsize=32)
def waters(box: Box) -> tuple[Water, ...]:
    """Return the names of the water in a box, the most important first; of a river each place its name may have.

    >>> [water.name for water in waters((33.0, 25.0, 52.0, 38.0)) if water.kind == "sea"][:2]
    ['Persian Gulf', 'Gulf of Aqaba']
    """
    found = [*_seas(box), *_lakes(box), *_rivers(box)]
    return tuple(sorted(found, key=lambda water: (water.rank, water.name)))


def _seas(box: Box) -> Iterator[Water]:
    shown = layer("seas", box)
    for name, rank, point in zip(shown["name"], shown["rank"], shown.geometry, strict=True):
        yield Water(name, "sea", point.x, point.y, int(rank))


def _lakes(box: Box) -> Iterator[Water]:
    shown = layer("lakes", box)
    named = shown[shown["name"] != ""]
    sizes = named.assign(size=shapely.area(named.geometry.to_numpy())).sort_values("size", ascending=False)
    for row in sizes.drop_duplicates("name").itertuples():
        middle = row.geometry.representative_point()
        yield Water(row.name, "lake", round(middle.x, 3), round(middle.y, 3), int(row.rank))


def _rivers(box: Box) -> Iterator[Water]:
    shown = layer("rivers", box)
    named = shown[shown["name"] != ""].dissolve("name", aggfunc="min")
    for name, row in named.iterrows():
        merged = shapely.line_merge(row.geometry) if row.geometry.geom_type == "MultiLineString" else row.geometry
        course = max(shapely.get_parts(merged), key=shapely.length)
        for share in RIVER_PLACES:
            yield _along(str(name), int(row["rank"]), course, share, RIVER_SPAN * (box[2] - box[0]))


def _along(name: str, rank: int, course: shapely.Geometry, share: float, span: float) -> Water:
    """A name at a share of a course, at the slope it has there."""
    at, reach = share * course.length, min(span, course.length / 5)
    before, middle, after = (course.interpolate(at + step) for step in (-reach, 0, reach))
    across = (after.x - before.x) * math.cos(math.radians(middle.y))
    angle = math.degrees(math.atan2(before.y - after.y, across))
    upright = (angle + 90) % 180 - 90
    return Water(name, "river", round(middle.x, 3), round(middle.y, 3), rank, round(float(np.float64(upright)), 1))
