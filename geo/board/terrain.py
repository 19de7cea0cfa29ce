"""The ground under the marks as the document carries it: in detail around the view, the rest of the earth coarse.

Inside the window the land is one colour with its relief over it, and the sea lies over both, so that coasts are crisp.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from PIL import Image, ImageDraw

from geo import basemap
from geo.basemap import Box
from geo.basemap.layers import COARSEST
from geo.model import Scenario

Pixels = npt.NDArray[Any]
"""A picture as numbers between 0 and 1, row 0 the northernmost; or places in one."""
LAT_MOST = 85.0
"""Where the map ends, degrees north and south: Mercator's poles are nowhere."""
SCREENS = (0.9, 2.2)
"""Width over height of the narrowest and the widest map that a view is fitted to."""
WINDOW = 1.3
"""How much wider and higher than the map that shows a view the window is: room to pan."""
LEVELS_DEG = (34.0, 90.0, 220.0)
"""The widest window for each level of detail but the last, degrees: the document stays under 1.5 MB."""
DIGITS = (3, 3, 2, 2)
"""Decimals of a degree by level of detail."""
WORLD_STEP_DEG, WORLD_LEAST = 0.25, 0.06
"""What the rest of the earth is simplified by, degrees, and its least island or lake, square degrees."""
RELIEF_PX = 1400
"""Most pixels of the relief's width: 2′ each in a window of 46°."""
FADE = 0.06
"""Part of the relief's width and height over which it fades out towards its edges."""
INSET = (90.0, 56.0)
"""Width and height of what the inset shows, degrees."""
INSET_STEP_DEG = 0.25
"""What the land of the inset is simplified by."""
INSET_MOST_DEG = 45.0
"""The inset shows where a view lies that is narrower than this."""


def window(view: Box) -> Box:
    """Return the box around a view that is drawn in detail, wider on every side than any screen shows of it.

    >>> [round(edge) for edge in window((35.2, 29.4, 49.4, 37.6))]
    [28, 25, 56, 42]
    """
    west, south, east, north = view
    low, high = _mercator(south), _mercator(north)
    across = min(WINDOW * max(east - west, SCREENS[1] * (high - low)), 360.0)
    up = WINDOW * max(high - low, (east - west) / SCREENS[0])
    middle = (west + east) / 2, (low + high) / 2
    edges = _latitude(middle[1] - up / 2), _latitude(middle[1] + up / 2)
    return (
        round(middle[0] - across / 2, 1),
        round(max(edges[0], -LAT_MOST), 1),
        round(middle[0] + across / 2, 1),
        round(min(edges[1], LAT_MOST), 1),
    )


def world(view: Box) -> Box:
    """Return the whole earth with a view in its middle."""
    middle = (view[0] + view[2]) / 2
    return middle - 180, -LAT_MOST, middle + 180, LAT_MOST


def beside(lon: float, middle: float) -> float:
    """Return a longitude no more than half a turn from the middle of a map, whichever side of 180° that is.

    >>> beside(-175, 178), beside(44, 42)
    (185, 44)
    """
    return lon + 360 * round((middle - lon) / 360)


def _mercator(lat: float) -> float:
    """How far north of the equator a latitude lies on a Mercator map, in degrees of longitude."""
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


def _latitude(north: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(north))))


# Shapes


LAYERS = (
    *("world", "land", "focus", "sea", "lakes", "admin1_lines", "rivers", "coast", "borders", "outline", "disputed"),
)
"""The layers of the ground in drawing order."""


def shapes(scenario: Scenario) -> Mapping[str, list[dict[str, Any]]]:
    """Return the layers of the ground as geometries of GeoJSON, without a word of text; to be read, not changed."""
    return _shapes(scenario.view.box, scenario.countries)


@lru_cache(maxsize=4)
def _shapes(view: Box, focus: tuple[str, ...]) -> Mapping[str, list[dict[str, Any]]]:
    near, far = window(view), world(view)
    level = sum(near[2] - near[0] > most for most in LEVELS_DEG)
    inner = _in_window(focus, near, level)
    outer = _beyond(near, far) if near != far else {}
    return MappingProxyType(
        {
            name: _written(inner.get(name, ()), DIGITS[level]) + _written(outer.get(name, ()), DIGITS[COARSEST])
            for name in LAYERS
        }
    )


def _in_window(focus: tuple[str, ...], near: Box, level: int) -> dict[str, Iterable[shapely.Geometry]]:
    countries, borders = basemap.layer("countries", near, level), basemap.layer("borders", near, level)
    lines, lakes = basemap.layer("admin1_lines", near, level), basemap.layer("lakes", near, level)
    solid = borders.featurecla.map(basemap.is_international).astype(bool)
    of_focus = borders.between.map(lambda pair: bool({*pair.split("-")} & {*focus})).astype(bool)
    return {
        "land": [shapely.box(*near)],
        "focus": countries.geometry[countries.iso3.isin(focus)],
        "sea": basemap.layer("sea", near, level).geometry,
        "lakes": lakes.geometry,
        "admin1_lines": lines.geometry[lines.iso3.isin(focus)],
        "rivers": basemap.layer("rivers", near, level).geometry,
        "coast": basemap.layer("coast", near, level).geometry,
        "borders": borders.geometry[solid & ~of_focus],
        "outline": borders.geometry[solid & of_focus],
        "disputed": borders.geometry[~solid],
    }


def _beyond(near: Box, far: Box) -> dict[str, Iterable[shapely.Geometry]]:
    """The rest of the earth around the window."""
    borders = basemap.layer("borders", far, COARSEST)
    solid = borders.featurecla.map(basemap.is_international).astype(bool)
    found = {
        "world": basemap.layer("land", far, COARSEST).geometry,
        "lakes": basemap.layer("lakes", far, COARSEST).geometry,
        "borders": borders.geometry[solid],
        "disputed": borders.geometry[~solid],
    }
    return {name: _around(near, shapes.to_numpy()) for name, shapes in found.items()}


def _around(near: Box, shapes: npt.NDArray[np.object_]) -> list[shapely.Geometry]:
    """Shapes outside the window, coarse and without the smallest."""
    simple = shapely.simplify(shapes, WORLD_STEP_DEG)
    large = simple[(shapely.get_dimensions(simple) < 2) | (shapely.area(simple) > WORLD_LEAST)]
    return list(shapely.difference(large, shapely.box(*near)))


def _written(found: Iterable[shapely.Geometry], digits: int) -> list[dict[str, Any]]:
    kept = [shape for shape in found if not shape.is_empty]
    return [shapely.geometry.mapping(shape) for shape in shapely.transform(kept, lambda degrees: degrees.round(digits))]


# Relief


def relief(scenario: Scenario) -> dict[str, Any] | None:
    """Return the relief of the window as a picture in a data URI and its edges; None where all is sea."""
    near = window(scenario.view.box)
    url = _picture(near, scenario.countries)
    return None if url is None else {"url": url, "window": near}


@lru_cache(maxsize=8)
def _picture(near: Box, focus: tuple[str, ...]) -> str | None:
    dark, covered = basemap.shade(near)
    if not dark.any():
        return None
    dark = dark * _share(focus, covered, dark.shape)
    upright = _on_mercator(dark, covered, near)
    upright *= _faded(upright.shape)
    black = np.zeros((*upright.shape, 4), np.uint8)
    black[..., 3] = (upright * 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(black, "RGBA").save(buffer, "WEBP", quality=40, alpha_quality=40, method=4)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _share(focus: tuple[str, ...], covered: Box, shape: tuple[int, ...]) -> Pixels:
    """How much of the shade is drawn at each pixel: all, but in the countries in focus a part of it."""
    height, width = shape
    picture = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(picture)
    west, _, east, north = covered
    px = width / (east - west)
    for iso3 in focus:
        for part in shapely.get_parts(basemap.outline(iso3, covered)):
            points = (shapely.get_coordinates(part.exterior) - (west, north)) * (px, -px)
            pen.polygon([tuple(point) for point in points], fill=round(255 * basemap.FOCUS_SHARE))
    return np.asarray(picture, np.float32) / 255


def _on_mercator(dark: Pixels, covered: Box, near: Box) -> Pixels:
    """The pixels of a box in rows of equal height on a Mercator map, no more than needed across."""
    west, south, east, north = near
    width = min(round((east - west) / (covered[2] - covered[0]) * dark.shape[1]), RELIEF_PX)
    low, high = _mercator(south), _mercator(north)
    height = max(round(width * (high - low) / (east - west)), 1)
    tall = [_latitude(high - (row + 0.5) / height * (high - low)) for row in range(height)]
    rows = (covered[3] - np.array(tall)) / (covered[3] - covered[1]) * dark.shape[0] - 0.5
    columns = (west - covered[0] + (np.arange(width) + 0.5) / width * (east - west)) / (covered[2] - covered[0])
    return _between(_between(dark, rows).T, columns * dark.shape[1] - 0.5).T.copy()


def _between(rows: Pixels, places: Pixels) -> Pixels:
    """The rows of a picture at places between them."""
    places = np.clip(places, 0, len(rows) - 1)
    low = np.minimum(places.astype(int), max(len(rows) - 2, 0))
    share = (places - low)[:, None]
    mixed: Pixels = rows[low] * (1 - share) + rows[np.minimum(low + 1, len(rows) - 1)] * share
    return mixed


def _faded(shape: tuple[int, ...]) -> Pixels:
    """How much is left of a picture that fades out towards its edges."""
    down, across = (
        np.clip(np.minimum(np.arange(size) + 1, size - np.arange(size)) / (FADE * size), 0, 1) for size in shape
    )
    return np.outer(down, across)


# Inset


def inset(scenario: Scenario) -> dict[str, Any] | None:
    """Return the land of the wider region as a path of SVG in degrees, y pointing down; None for a wide view."""
    west, south, east, north = scenario.view.box
    if east - west > INSET_MOST_DEG:
        return None
    across, up = INSET
    middle = (west + east) / 2, min(max((south + north) / 2, up / 2 - LAT_MOST), LAT_MOST - up / 2)
    box = (middle[0] - across / 2, middle[1] - up / 2, middle[0] + across / 2, middle[1] + up / 2)
    land = shapely.simplify(basemap.layer("land", box, COARSEST).geometry.to_numpy(), INSET_STEP_DEG)
    rings = (ring for part in shapely.get_parts(land) if part.area > INSET_STEP_DEG for ring in [part.exterior])
    return {
        "box": [round(edge, 1) for edge in box],
        "path": "".join(_ring(shapely.get_coordinates(ring)) for ring in rings),
    }


def _ring(points: np.ndarray) -> str:
    pairs = " ".join(f"{lon:.1f},{-lat:.1f}" for lon, lat in points[:-1])
    return f"M{pairs}z"
