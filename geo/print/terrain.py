"""The basemap on paper: a conformal projection of the region, a frame on it, and its layers drawn inside a box."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from pyproj import Transformer

from geo import basemap, style
from geo.model import View
from geo.print.canvas import Box, Canvas, Pen, text_width

PROJECTION = "+proj=lcc +lat_1=29 +lat_2=37 +lat_0=33 +lon_0=43.5 +ellps=WGS84 +units=km"
"""A Lambert conformal conic for Iraq and Syria: shapes are true, and from 27 to 39 N a distance is within 1 %."""
CURVE_STEP_DEG = 0.5
"""A line along a parallel is bent at least so often."""
TICK_STEPS_DEG = (0.25, 0.5, 1, 2, 5, 10)
"""Steps of the graticule; the first that gives few enough ticks is taken."""
TICKS_MOST = 8
"""Most ticks along an edge."""
TICK_UNITS = 7
SCALE_STEPS_KM = (5, 10, 20, 50, 100, 200, 500)
SCALE_MOST_UNITS = 190
"""Longest scale bar, in units, where the map is wide."""
SCALE_MOST_SHARE = 0.3
"""Longest scale bar over the width of the map."""
SCALE_PEN = Pen(15, anchor="center", halo="focus")


Axis = TypeVar("Axis", float, npt.NDArray[np.float64])
"""One coordinate of a place, or of several."""


@lru_cache
def _transformer() -> Transformer:
    return Transformer.from_crs("EPSG:4326", PROJECTION, always_xy=True)


def projected(lons: Axis, lats: Axis) -> tuple[Axis, Axis]:
    """Return kilometres east and north of 43.5 E, 33 N for degrees WGS 84.

    >>> projected(43.5, 33.0)
    (0.0, 0.0)
    """
    easts, norths = _transformer().transform(lons, lats)
    return easts, norths


@dataclass(frozen=True)
class Frame:
    """What a box of the sheet shows of the region: its middle in projected km, and units per km."""

    box: Box
    east: float
    north: float
    units_a_km: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a place lies on the sheet, in units."""
        east, north = projected(lon, lat)
        return self.on_sheet(east, north)

    def on_sheet(self, east: Axis, north: Axis) -> tuple[Axis, Axis]:
        """Return where projected km lie on the sheet, in units."""
        middle_x, middle_y = (self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2
        return middle_x + (east - self.east) * self.units_a_km, middle_y - (north - self.north) * self.units_a_km

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point of the sheet lies in the box."""
        return self.box.left <= x <= self.box.right and self.box.top <= y <= self.box.bottom

    def seen(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what it shows, in degrees."""
        half = self.box.width / 2 / self.units_a_km, self.box.height / 2 / self.units_a_km
        easts = [self.east + side * half[0] for side in (-1, 0, 1) for _ in range(3)]
        norths = [self.north + side * half[1] for _ in range(3) for side in (-1, 0, 1)]
        lons, lats = _transformer().transform(easts, norths, direction="INVERSE")
        return min(lons), min(lats), max(lons), max(lats)

    @property
    def transform(self) -> Affine2D:
        """From projected km to units."""
        x, y = self.on_sheet(0, 0)
        return Affine2D().scale(self.units_a_km, -self.units_a_km).translate(x, y)


def framed(view: View, box: Box) -> Frame:
    """Return the frame that shows a view whole, as large as the box allows."""
    outline = shapely.segmentize(shapely.box(view.west, view.south, view.east, view.north), CURVE_STEP_DEG)
    easts, norths = projected(*shapely.get_coordinates(outline).T)
    units_a_km = min(box.width / np.ptp(easts), box.height / np.ptp(norths))
    middle = (easts.min() + easts.max()) / 2, (norths.min() + norths.max()) / 2
    return _on_basemap(Frame(box, float(middle[0]), float(middle[1]), float(units_a_km)))


def _on_basemap(frame: Frame) -> Frame:
    """The frame moved north or south so that it does not show what lies beyond the basemap, if there is room."""
    half = frame.box.height / 2 / frame.units_a_km
    across = frame.east + np.array([-1, 0, 1]) * frame.box.width / 2 / frame.units_a_km
    lons = np.linspace(basemap.BOX[0], basemap.BOX[2], 200)
    edges = [np.interp(across, *projected(lons, np.full_like(lons, lat))) for lat in (basemap.BOX[1], basemap.BOX[3])]
    south, north = float(edges[0].max()) + half, float(edges[1].min()) - half
    return replace(frame, north=min(max(frame.north, south), north)) if south <= north else frame


@dataclass(frozen=True)
class _Layer:
    """A layer of the basemap and its look: fill and line by their roles in the palette, the line's width in units."""

    name: str
    fill: str | None = None
    line: str | None = None
    line_units: float = 0
    dashes: tuple[float, float] | None = None

    def patch(self, canvas: Canvas, countries: tuple[str, ...]) -> PathPatch:
        """Return its shapes, in projected km."""
        return PathPatch(
            _path(self.name, countries),
            facecolor=style.PALETTE[self.fill] if self.fill else "none",
            edgecolor=style.PALETTE[self.line] if self.line else None,
            linewidth=self.line_units * canvas.pt_a_unit,
            linestyle=(0, self.dashes) if self.dashes else "-",
        )


LAYERS = (
    _Layer("sea", "water"),
    _Layer("land", "land"),
    _Layer("focus", "focus"),
    _Layer("lakes", "water"),
    _Layer("admin1_lines", line="line", line_units=0.8),
    _Layer("rivers", line="river", line_units=1.1),
    _Layer("borders", line="border", line_units=1.3),
    _Layer("disputed", line="border", line_units=1.3, dashes=(4, 3)),
)
"""The layers of the basemap in drawing order."""


def draw_terrain(canvas: Canvas, frame: Frame, countries: tuple[str, ...]) -> Patch:
    """Draw the basemap in a frame, the countries in focus lighter; return the box, to clip with."""
    clip = canvas.box(frame.box, "paper")
    for layer in LAYERS:
        patch = layer.patch(canvas, countries)
        patch.set_transform(frame.transform + canvas.units)
        canvas.add(patch, clip)
    return clip


@lru_cache(maxsize=64)
def _path(layer: str, countries: tuple[str, ...]) -> Path:
    return _joined(_shapes(layer, countries))


def _shapes(layer: str, countries: tuple[str, ...]) -> list[shapely.Geometry]:
    """The shapes of a layer in projected km."""
    found: list[shapely.Geometry]
    if layer == "sea":
        found = [shapely.box(*basemap.BOX)]
    elif layer == "focus":
        found = _features("countries", countries)
    elif layer == "admin1_lines":
        found = _features("admin1_lines", countries)
    elif layer in ("borders", "disputed"):
        borders = basemap.layer("borders")["features"]
        kept = [border for border in borders if basemap.is_international(border) == (layer == "borders")]
        found = [shapely.geometry.shape(border["geometry"]) for border in kept]
    else:
        found = [shapely.geometry.shape(feature["geometry"]) for feature in basemap.layer(layer)["features"]]
    return [shapely.transform(shape, _projected_pairs) for shape in shapely.segmentize(found, CURVE_STEP_DEG)]


def _features(layer: str, countries: tuple[str, ...]) -> list[shapely.Geometry]:
    features = basemap.layer(layer)["features"]
    return [shapely.geometry.shape(each["geometry"]) for each in features if each["properties"]["iso3"] in countries]


def _projected_pairs(degrees: np.ndarray) -> np.ndarray:
    return np.column_stack(projected(degrees[:, 0], degrees[:, 1]))


def _joined(shapes: Iterable[shapely.Geometry]) -> Path:
    """One path of all rings and lines of some shapes."""
    rings = [shapely.get_coordinates(ring) for shape in shapes for ring in _rings(shape)]
    if not rings:
        return Path(np.empty((0, 2)))
    return Path.make_compound_path(*map(Path, rings))


def _rings(shape: shapely.Geometry) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shape)
    return list(shapely.get_rings(parts) if shapely.get_dimensions(shape) == 2 else parts)


# Ticks and scale


TICK_PEN = Pen(13, colour="mute", halo="focus")


def draw_ticks(canvas: Canvas, frame: Frame) -> None:
    """Mark degrees along the left and bottom edge of a frame, both at one step."""
    across, up = _seen(frame)
    widest = max(across[1] - across[0], up[1] - up[0])
    step = next((step for step in TICK_STEPS_DEG if widest / step <= TICKS_MOST), TICK_STEPS_DEG[-1])
    for lon in _degrees(*across, step):
        _draw_lon(canvas, frame, lon)
    for lat in _degrees(*up, step):
        _draw_lat(canvas, frame, lat)


def _draw_lon(canvas: Canvas, frame: Frame, lon: float) -> None:
    """Mark a meridian where it meets the bottom edge, unless that is near a corner."""
    lats = np.linspace(basemap.BOX[1] - 5, basemap.BOX[3] + 5, 400)
    xs, ys = frame.on_sheet(*projected(np.full_like(lats, lon), lats))
    x, end = float(np.interp(-frame.box.bottom, -ys, xs)), frame.box.bottom - TICK_UNITS
    if frame.box.left + 30 < x < frame.box.right - 30:
        canvas.line([(x, frame.box.bottom), (x, end)], "mute")
        canvas.text(x, end - 4, _degree(lon, "E", "W"), replace(TICK_PEN, anchor="center"))


def _draw_lat(canvas: Canvas, frame: Frame, lat: float) -> None:
    """Mark a parallel where it meets the left edge, unless that is near a corner."""
    lons = np.linspace(basemap.BOX[0] - 15, basemap.BOX[2] + 15, 400)
    xs, ys = frame.on_sheet(*projected(lons, np.full_like(lons, lat)))
    y, end = float(np.interp(frame.box.left, xs, ys)), frame.box.left + TICK_UNITS
    if frame.box.top + 20 < y < frame.box.bottom - 30:
        canvas.line([(frame.box.left, y), (end, y)], "mute")
        canvas.text(end + 4, y + 4.5, _degree(lat, "N", "S"), TICK_PEN)


def _seen(frame: Frame) -> tuple[tuple[float, float], tuple[float, float]]:
    """West and east along the bottom edge, south and north along the left edge of a frame, in degrees."""
    half = frame.box.width / 2 / frame.units_a_km, frame.box.height / 2 / frame.units_a_km
    easts = [frame.east - half[0], frame.east + half[0], frame.east - half[0]]
    norths = [frame.north - half[1], frame.north - half[1], frame.north + half[1]]
    lons, lats = _transformer().transform(easts, norths, direction="INVERSE")
    return (lons[0], lons[1]), (lats[0], lats[2])


def _degrees(least: float, most: float, step: float) -> list[float]:
    first = math.ceil(least / step)
    return [number * step for number in range(first, math.floor(most / step) + 1)]


def _degree(degrees: float, above: str, below: str) -> str:
    return f"{abs(degrees):g}° {above if degrees >= 0 else below}"


def scale_bar(frame: Frame) -> tuple[int, float]:
    """Return the length of a frame's scale bar, in km and in units."""
    most = min(SCALE_MOST_UNITS, SCALE_MOST_SHARE * frame.box.width)
    fits = [km for km in SCALE_STEPS_KM if km * frame.units_a_km <= most]
    km = fits[-1] if fits else SCALE_STEPS_KM[0]
    return km, km * frame.units_a_km


def scale_room(frame: Frame, left: float | None = None) -> Box:
    """Return the room of the scale bar: at the bottom right of a frame, or from a left edge on."""
    km, units = scale_bar(frame)
    wide = max(units, text_width(f"{km} km", SCALE_PEN)) + 16
    right = frame.box.right - 18 if left is None else left + wide
    return Box(right - wide, frame.box.bottom - 70, right, frame.box.bottom - 40)


def draw_scale(canvas: Canvas, frame: Frame, room: Box) -> Box:
    """Draw the scale bar in its room; return the room."""
    km, units = scale_bar(frame)
    middle, bottom = (room.left + room.right) / 2, room.bottom - 6
    left, right = middle - units / 2, middle + units / 2
    canvas.line([(left, bottom - 16), (left, bottom), (right, bottom), (right, bottom - 16)], "ink", 2)
    canvas.text(middle, bottom - 6, f"{km} km", SCALE_PEN)
    return room
