"""Shaded relief in a print: the shade of the land warped to a frame's projection, drawn once over the ground."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.path import Path
from PIL import Image, ImageDraw

from geo import basemap
from geo.print.canvas import Box, Canvas
from geo.print.frame import Array, Edges, Frame

Shade = npt.NDArray[np.float32]
"""Darkness, 0 to 1."""
PIXEL_UNITS = 1.5
"""Width of a pixel of the relief, units: finer than the shade itself where a map is wider than some degrees."""
MOST_DEG2 = 4_500.0
"""A map of more square degrees has no relief: its mountains would be noise."""


def draw_relief(canvas: Canvas, frame: Frame, land: Path, focus: tuple[shapely.Geometry, ...]) -> None:
    """Darken the land of a frame by its relief, less on the ground in focus, both in projected km."""
    west, south, east, north = frame.seen
    if (east - west) * (north - south) > MOST_DEG2:
        return
    at_origin = replace(frame, box=Box(0, 0, frame.box.width, frame.box.height))
    canvas.shade(frame.box, _opacity(at_origin, focus), PIXEL_UNITS, land, frame.transform)


@lru_cache(maxsize=8)
def _opacity(frame: Frame, focus: tuple[shapely.Geometry, ...]) -> npt.NDArray[np.uint8]:
    """How opaque the shade is at each pixel of a frame, 0 to 255; row 0 is the upper one."""
    columns, rows = (int(np.ceil(units / PIXEL_UNITS)) for units in (frame.box.width, frame.box.height))
    xs, ys = np.meshgrid((np.arange(columns) + 0.5) * PIXEL_UNITS, (np.arange(rows) + 0.5) * PIXEL_UNITS)
    dark = _sampled(*basemap.shade(_whole(frame.seen)), *frame.degrees(xs, ys))
    share = 1 - (1 - basemap.FOCUS_SHARE) * _mask(frame, focus, (columns, rows))
    return np.round(255 * basemap.LAND_MOST * share * dark).astype(np.uint8)


def _whole(seen: Edges) -> basemap.Box:
    """A box that is a little larger, so that every place in it has neighbours."""
    return seen.west - 0.1, max(seen.south - 0.1, -90), seen.east + 0.1, min(seen.north + 0.1, 90)


def _sampled(dark: Shade, covered: basemap.Box, lons: Array, lats: Array) -> Shade:
    """The darkness at places, between the four pixels around each."""
    west, south, east, north = covered
    rows, columns = dark.shape
    x = np.clip(np.nan_to_num((lons - west) / (east - west) * columns - 0.5), 0, columns - 1.001)
    y = np.clip(np.nan_to_num((north - lats) / (north - south) * rows - 0.5), 0, rows - 1.001)
    left, top = x.astype(int), y.astype(int)
    right, low = (x - left).astype(np.float32), (y - top).astype(np.float32)
    upper = dark[top, left] * (1 - right) + dark[top, left + 1] * right
    lower = dark[top + 1, left] * (1 - right) + dark[top + 1, left + 1] * right
    return np.asarray(np.where(np.isnan(lats), 0, upper * (1 - low) + lower * low), dtype=np.float32)


def _mask(frame: Frame, shapes: tuple[shapely.Geometry, ...], size: tuple[int, int]) -> Shade:
    """Which pixels lie in some shapes, 0 or 1."""
    mask = Image.new("1", size)
    draw = ImageDraw.Draw(mask)
    for shape in shapes:
        for part in shapely.get_parts(shape):
            xs, ys = frame.on_sheet(*shapely.get_coordinates(part.exterior).T)
            draw.polygon(list(zip((xs / PIXEL_UNITS).tolist(), (ys / PIXEL_UNITS).tolist(), strict=True)), fill=1)
    return np.asarray(mask, dtype=np.float32)
