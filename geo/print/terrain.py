"""The basemap on paper: the layers of the world drawn in a frame, land on water."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from geo import basemap, style
from geo.basemap.projection import Projection
from geo.print.canvas import Canvas
from geo.print.frame import CURVE_STEP_DEG, Edges, Frame, outline
from geo.print.relief import draw_relief

DETAIL_UNITS = 0.25
"""Bends of a line smaller than this are not drawn, units."""

CUT_DEG = 2e-3
"""An edge of the land so near to the edge of the box is no coast: pieces of a layer are joined on half that grid."""


@dataclass(frozen=True)
class Window:
    """What is drawn of the basemap: the box seen, in which projection, with details down to so many km."""

    seen: Edges
    projection: Projection
    detail_km: float

    @classmethod
    def of(cls, frame: Frame) -> Window:
        """The window of a frame."""
        return cls(frame.seen, frame.projection, DETAIL_UNITS / frame.units_a_km)

    def km(self, shapes: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
        """Return shapes in degrees as shapes in projected km, less what is too small to be seen."""
        bent = shapely.segmentize(np.array(list(shapes), dtype=object), CURVE_STEP_DEG)
        projected = shapely.transform(bent, self._pairs)
        kept = shapely.simplify(projected, self.detail_km, preserve_topology=False)
        return [shape for shape in kept if not shape.is_empty]

    def _pairs(self, degrees: np.ndarray) -> np.ndarray:
        return np.column_stack(self.projection.forward(degrees[:, 0], degrees[:, 1]))


@dataclass(frozen=True)
class _Layer:
    """A layer of the basemap and its look: fill and line by their roles in the palette, the line's width in units."""

    name: str
    fill: str | None = None
    line: str | None = None
    line_units: float = 0
    dashes: tuple[float, float] | None = None

    def patch(self, canvas: Canvas, window: Window, countries: tuple[str, ...]) -> PathPatch:
        """Return its shapes, in projected km."""
        return PathPatch(
            _path(self.name, window, countries),
            facecolor=style.PALETTE[self.fill] if self.fill else "none",
            edgecolor=style.PALETTE[self.line] if self.line else None,
            linewidth=self.line_units * canvas.pt_a_unit,
            linestyle=(0, self.dashes) if self.dashes else "-",
            joinstyle="round",
        )


WATER = _Layer("water", "water")
GROUND = (_Layer("land", "land"), _Layer("focus", "focus"))
LINES = (
    _Layer("lakes", "water"),
    _Layer("admin1_lines", line="line", line_units=0.8),
    _Layer("rivers", line="river", line_units=1.1),
    _Layer("coast", line="coast", line_units=0.9),
    _Layer("borders", line="border", line_units=1.1),
    _Layer("disputed", line="border", line_units=1.3, dashes=(4, 3)),
    _Layer("focus_borders", line="outline", line_units=1.9),
)
"""What is drawn over the ground, in drawing order."""
OVERVIEW = (
    _Layer("coast", line="coast", line_units=0.6),
    *(_Layer(name, line="border", line_units=0.6) for name in ("borders", "focus_borders")),
    _Layer("disputed", line="border", line_units=0.6, dashes=(4, 3)),
)
"""The same on a small map."""


def draw_terrain(canvas: Canvas, frame: Frame, countries: tuple[str, ...]) -> Patch:
    """Draw the basemap in a frame, the countries in focus lighter; return the box, to clip with.

    What is not on earth stays paper.
    """
    clip = canvas.box(frame.box, "paper")
    _draw_layers(canvas, frame, (WATER, *GROUND), countries, clip)
    window = Window.of(frame)
    draw_relief(canvas, frame, _path("land", window, ()), _focus_ground(window, countries))
    _draw_layers(canvas, frame, LINES, countries, clip)
    return clip


def draw_overview(canvas: Canvas, frame: Frame, countries: tuple[str, ...]) -> None:
    """Draw land, countries in focus and borders alone, for a small map."""
    _draw_layers(canvas, frame, (WATER, *GROUND, *OVERVIEW), countries, canvas.box(frame.box, "paper"))


def _draw_layers(
    canvas: Canvas, frame: Frame, layers: Iterable[_Layer], countries: tuple[str, ...], clip: Patch
) -> None:
    window = Window.of(frame)
    for one in layers:
        patch = one.patch(canvas, window, countries)
        patch.set_transform(frame.transform + canvas.units)
        canvas.add(patch, clip)


@lru_cache(maxsize=128)
def _path(name: str, window: Window, countries: tuple[str, ...]) -> Path:
    return _joined(window.km(_shapes(name, window.seen, countries)))


def _shapes(name: str, seen: Edges, countries: tuple[str, ...]) -> list[shapely.Geometry]:
    """The shapes of a layer in degrees."""
    if name == "water":
        return [shapely.Polygon(outline(seen))]
    if name == "focus":
        return _focus(seen, countries)
    if name == "admin1_lines":
        lines = layer(name, seen)
        return list(lines.geometry[lines["iso3"].isin(countries)])
    if name == "coast":
        return _coast(layer("land", seen), seen)
    if name in ("borders", "disputed", "focus_borders"):
        return _borders(name, layer("borders", seen), countries)
    return list(layer(name, seen).geometry)


@lru_cache(maxsize=32)
def layer(name: str, seen: Edges) -> gpd.GeoDataFrame:
    """Return a layer of the basemap cut to a box, as `basemap.layer` does; it is kept, so leave it as it is."""
    return basemap.layer(name, seen)


def _focus(seen: Edges, countries: tuple[str, ...]) -> list[shapely.Geometry]:
    """The ground of some countries and of what belongs to them."""
    found = layer("countries", seen)
    return list(found.geometry[found["iso3"].isin(countries) | found["sovereign"].isin(countries)])


def _coast(land: gpd.GeoDataFrame, seen: Edges) -> list[shapely.Geometry]:
    """The edge of the land, less where it was cut at the edge of the box."""
    within = seen.west + CUT_DEG, seen.south + CUT_DEG, seen.east - CUT_DEG, seen.north - CUT_DEG
    return [shapely.clip_by_rect(edge, *within) for edge in land.geometry.boundary]


def _borders(kind: str, found: gpd.GeoDataFrame, countries: tuple[str, ...]) -> list[shapely.Geometry]:
    """The borders that are drawn solid, dashed, or darker because a country in focus lies on one side."""
    solid = found["featurecla"].map(basemap.is_international).astype(bool)
    focus = found["between"].map(lambda sides: any(iso3 in sides for iso3 in countries)).astype(bool)
    shown = {"borders": solid & ~focus, "disputed": ~solid, "focus_borders": solid & focus}[kind]
    return list(found.geometry[shown])


def coast_path(window: Window) -> Path:
    """Return the coast in projected km."""
    return _path("coast", window, ())


@lru_cache(maxsize=16)
def _focus_ground(window: Window, countries: tuple[str, ...]) -> tuple[shapely.Geometry, ...]:
    return tuple(window.km(_focus(window.seen, countries)))


@lru_cache(maxsize=16)
def ground(window: Window) -> tuple[tuple[str, ...], shapely.STRtree]:
    """Return the codes of the countries that are seen, and a tree of their ground in projected km."""
    found = layer("countries", window.seen)
    pairs = zip(found["iso3"], found.geometry, strict=True)
    shapes = [(iso3, shape) for iso3, one in pairs for shape in window.km([one])]
    return tuple(iso3 for iso3, _ in shapes), shapely.STRtree([shape for _, shape in shapes])


def _joined(shapes: Iterable[shapely.Geometry]) -> Path:
    """One path of all rings and lines of some shapes."""
    rings = [shapely.get_coordinates(ring) for shape in shapes for ring in _rings(shape)]
    if not rings:
        return Path(np.empty((0, 2)))
    return Path.make_compound_path(*map(Path, rings))


def _rings(shape: shapely.Geometry) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shape)
    return list(shapely.get_rings(parts) if shapely.get_dimensions(shape) == 2 else parts)
