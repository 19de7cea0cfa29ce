"""The locator: a small map of the wider region in an empty corner of a map, with the frame of that on it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import shapely

from geo import basemap
from geo.print.canvas import Box, Canvas
from geo.print.frame import Edges, Frame, framed
from geo.print.graticule import BOTTOM_UNITS, LEFT_UNITS
from geo.print.labels import Place, Room
from geo.print.terrain import Window, draw_overview, ground

INSET_UNITS = (150.0, 110.0)
WIDEST_DEG = 40.0
"""A map wider than this needs no locator."""
REGIONS_DEG = (40.0, 70.0, 100.0)
"""Widths of the region: the least that is wide enough and not all sea is taken."""
TIMES = 4.0
"""How many times wider than the map it is at least."""
LAND_LEAST = 0.15
"""Least share of land in it."""
LEAST_UNITS = 8.0
"""Least width and height of the frame on it."""
COARSE = 3
"""The level of detail of the basemap at which that is measured."""
GAP = 14
"""Room between it and the edges of the map."""


def draw_inset(canvas: Canvas, frame: Frame, room: Room, countries: tuple[str, ...]) -> Box | None:
    """Draw the locator of a frame in a corner where it covers nothing, and take its room; return it, None for none."""
    if frame.width_deg > WIDEST_DEG:
        return None
    found = room.free(place for place in _corners(frame) if not _covers(frame, place.box, countries))
    if found is None:
        return None
    room.taken.append(found.box)
    region = framed(_region(frame), found.box)
    draw_overview(canvas, region, countries)
    _draw_frame(canvas, region, frame)
    canvas.box(found.box, edge="border", edge_units=1.2)
    return found.box


def _corners(frame: Frame) -> Iterator[Place]:
    (width, height), box = INSET_UNITS, frame.box
    for left in (box.right - GAP - width, box.left + LEFT_UNITS + GAP):
        for top in (box.top + GAP, box.bottom - BOTTOM_UNITS - GAP - height):
            yield Place(Box(left, top, left + width, top + height), "left")


def _covers(frame: Frame, box: Box, countries: tuple[str, ...]) -> bool:
    """Whether a box lies over a country in focus."""
    codes, tree = ground(Window.of(frame))
    return any(codes[number] in countries for number in tree.query(frame.km_box(box), predicate="intersects"))


def _region(frame: Frame) -> Edges:
    """A region around what is seen, in the proportions of the inset."""
    regions = [_around(frame, width) for width in REGIONS_DEG]
    wide = [each for each, width in zip(regions, REGIONS_DEG, strict=True) if width >= TIMES * frame.width_deg]
    return next((each for each in wide if _land_share(each) >= LAND_LEAST), regions[-1])


def _around(frame: Frame, width_deg: float) -> Edges:
    (lon,), (lat,) = frame.degrees(*(np.array([middle]) for middle in frame.middle))
    high = width_deg / 2 * INSET_UNITS[1] / INSET_UNITS[0]
    half = min(width_deg / 2 / math.cos(math.radians(min(abs(lat), 80))), 179)
    return Edges(lon - half, max(lat - high, -85), lon + half, min(lat + high, 85))


def _land_share(region: Edges) -> float:
    land = basemap.layer("land", region, COARSE).geometry.to_numpy()
    return float(shapely.area(land).sum() / ((region.east - region.west) * (region.north - region.south)))


def _draw_frame(canvas: Canvas, region: Frame, frame: Frame) -> None:
    """Draw where a frame lies in a region: its outline, or a small box where that is too small to be seen."""
    edge = shapely.get_coordinates(shapely.segmentize(shapely.box(*frame.box), 40))
    xs, ys = region.places(*frame.degrees(*edge.T))
    if min(np.ptp(xs), np.ptp(ys)) < LEAST_UNITS:
        half = LEAST_UNITS / 2
        x, y = float(np.mean(xs)), float(np.mean(ys))
        xs, ys = x + half * np.array([-1, 1, 1, -1, -1]), y + half * np.array([-1, -1, 1, 1, -1])
    canvas.line(list(zip(xs.tolist(), ys.tolist(), strict=True)), "assumption", 2)
