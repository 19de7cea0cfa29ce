"""Draw vector tiles in the board's quiet palette: water, built-up land, buildings, roads, runways, railways.

Land is left clear, so that the board's own shading of countries shows; boundaries and names are left out, because the
board draws its own, and borders have one voice. Layers go by the names that Protomaps, OpenMapTiles, Shortbread and
Mapbox Streets give them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile.decoder as mvt
import numpy as np
import numpy.typing as npt
from google.protobuf.message import DecodeError
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from PIL import Image

from geo import style

SIDE_PX = 512
"""Side of a tile as drawn: twice the 256 px it is shown at, for fine screens."""
REACH_PX = 4 * SIDE_PX
"""How far beyond its edge a tile is drawn: far enough for every buffer, near enough for every number of the drawing."""
FEATURES_MAX = 20_000
GEOMETRY_MAX = 400_000
"""Most features of a tile that are drawn, and most numbers of their geometries: some 200,000 points."""
VERSION = "1"
"""Changes with how tiles are drawn, so that browsers ask for them anew."""
WATER = {"water", "ocean", "water_polygons", "waterway", "waterways", "water_lines", "dam_polygons"}
LAND_USE = {"landuse", "land", "landcover", "park"}
BUILT_UP = {"residential", "urban_area", "commercial", "industrial", "retail", "urban", "suburb", "neighbourhood"}
AIRFIELDS = {"aerodrome", "airfield", "military", "danger_area"}
BUILDINGS = {"building", "buildings"}
ROADS = {"road", "roads", "transportation", "streets", "street_polygons", "aeroway"}
LAYERS = WATER | LAND_USE | BUILDINGS | ROADS
MAJOR = {"motorway", "trunk", "highway", "motorway_link", "trunk_link"}
MIDDLE = {"primary", "secondary", "major_road", "primary_link", "secondary_link"}
MINOR = {"tertiary", "medium_road", "minor_road", "minor", "unclassified", "street", "living_street"}
MINOR |= {"residential", "tertiary_link", "service"}
RUNWAYS = {"runway", "taxiway", "aeroway", "helipad", "apron"}
RAILWAYS = {"rail", "railway", "narrow_gauge"}
KIND_KEYS = ("kind", "class", "pmap:kind", "type", "subclass")
"""Properties that name the kind of a feature; the first present one counts."""
ROAD_GROWTH = 0.16
"""How much wider a line is at each zoom past 6, as a share of its width there."""
ROAD_GROWTH_MAX = 2.4

Line = npt.NDArray[np.float64]
"""Points of a line or a ring, one row each: x, y."""


class NotATile(ValueError):  # noqa: N818 - it reads as what it says
    """The bytes to draw are not a vector tile, or are damaged."""


@dataclass(frozen=True)
class Look:
    """How a kind of thing is drawn, in the colour of a role of `geo.style`: a fill, or a line as wide at zoom 6."""

    role: str
    alpha: float = 1
    width_px: float | None = None
    zoom_min: int = 0


LOOKS = {
    "built-up": Look("place", 0.05),
    "airfield": Look("place", 0.08),
    "water": Look("water"),
    "stream": Look("river", 1, 1.5),
    "building": Look("place", 0.14),
    "minor": Look("rule", 1, 1.1, 11),
    "railway": Look("line", 1, 0.9, 8),
    "middle": Look("line", 0.8, 1.5, 7),
    "major": Look("line", 1, 2.1),
    "apron": Look("line", 0.7),
    "runway": Look("border", 0.8, 1.6, 9),
}
"""Looks in drawing order, the lowest first."""
ROAD_LOOKS = {
    **dict.fromkeys(MINOR, "minor"),
    **dict.fromkeys(MIDDLE, "middle"),
    **dict.fromkeys(MAJOR, "major"),
    **dict.fromkeys(RAILWAYS, "railway"),
    **dict.fromkeys(RUNWAYS, "runway"),
}
"""Look of a road by its kind; what is not here, such as a path or a ferry, is not drawn."""


def draw(tile: bytes, zoom: int, theme: str = "light") -> bytes:
    """Draw a vector tile as a PNG of 512 px a side, clear where there is land; raises NotATile for anything else.

    `theme` is one of `style.THEMES`.
    """
    shapes = _shapes(tile)
    renderer: Any = RendererAgg(SIDE_PX, SIDE_PX, 72)  # type: ignore[no-untyped-call]  # matplotlib has no types here
    for name, look in LOOKS.items():
        if zoom >= look.zoom_min and shapes[name]:
            pen = _pen(style.THEMES[theme][look.role], look, zoom)
            _draw(renderer, _path(shapes[name]), pen, is_fill=look.width_px is None)
    picture = io.BytesIO()
    Image.fromarray(np.asarray(renderer.buffer_rgba())).save(picture, "PNG")
    return picture.getvalue()


def _pen(colour: str, look: Look, zoom: int) -> GraphicsContextBase:
    pen = GraphicsContextBase()
    pen.set_snap(False)
    pen.set_capstyle("round")
    pen.set_joinstyle("round")
    pen.set_foreground(to_rgba(colour, look.alpha), isRGBA=True)
    growth = min(ROAD_GROWTH_MAX, 1 + ROAD_GROWTH * max(0, zoom - 6))
    pen.set_linewidth(0 if look.width_px is None else look.width_px * growth)
    return pen


def _draw(renderer: Any, path: Path, pen: GraphicsContextBase, *, is_fill: bool) -> None:
    try:
        renderer.draw_path(pen, path, Affine2D(), pen.get_rgb() if is_fill else None)
    except OverflowError as error:
        raise NotATile("a vector tile with more points than can be drawn") from error


def _path(lines: list[Line]) -> Path:
    """Return all lines of one look as one path, so that neighbours leave no seam between them."""
    vertices = np.concatenate(lines)
    codes = np.full(len(vertices), Path.LINETO, dtype=Path.code_type)
    codes[np.cumsum([0, *(len(line) for line in lines[:-1])])] = Path.MOVETO
    return Path(vertices, codes)


# From the tile to shapes


def _shapes(tile: bytes) -> dict[str, list[Line]]:
    """Return the lines and rings of each look in pixels, from the lower left."""
    shapes: dict[str, list[Line]] = {name: [] for name in LOOKS}
    for layer, decoded in _layers(tile).items():
        scale = SIDE_PX / decoded["extent"]
        for feature in decoded["features"]:
            look = _look(layer, feature)
            if look is not None:
                shapes[look].extend(_scaled(feature["geometry"], scale))
    return shapes


def _layers(tile: bytes) -> dict[str, Any]:
    """Return the layers that are drawn, decoded; raises NotATile."""
    try:
        data = mvt.TileData(tile)
        for index in reversed(range(len(data.tile.layers))):
            if data.tile.layers[index].name not in LAYERS or data.tile.layers[index].extent == 0:
                del data.tile.layers[index]
        _check_size([feature for layer in data.tile.layers for feature in layer.features])
        layers: dict[str, Any] = data.get_message()
    except NotATile:
        raise
    except (DecodeError, ValueError, IndexError, AssertionError, OverflowError) as error:
        raise NotATile("no vector tile") from error
    return layers


def _check_size(features: list[Any]) -> None:
    if len(features) > FEATURES_MAX or sum(len(feature.geometry) for feature in features) > GEOMETRY_MAX:
        raise NotATile("a vector tile with more features or points than are drawn")


def _look(layer: str, feature: dict[str, Any]) -> str | None:
    """Return the name of a feature's look; None when it is not drawn."""
    is_area = feature["geometry"]["type"].endswith("Polygon")
    if feature["geometry"]["type"].endswith("Point"):
        return None
    if layer in WATER:
        return "water" if is_area else "stream"
    if layer in ROADS:
        return _look_of_road(_kind(feature), is_area=is_area)
    if not is_area:
        return None
    return "building" if layer in BUILDINGS else _look_of_land(_kind(feature))


def _look_of_road(kind: str, *, is_area: bool) -> str | None:
    if is_area:
        return "apron" if kind in RUNWAYS else None
    return ROAD_LOOKS.get(kind)


def _look_of_land(kind: str) -> str | None:
    if kind in RUNWAYS:
        return "apron"
    return "built-up" if kind in BUILT_UP else "airfield" if kind in AIRFIELDS else None


def _kind(feature: dict[str, Any]) -> str:
    properties = feature["properties"]
    return str(next((properties[key] for key in KIND_KEYS if key in properties), ""))


def _scaled(geometry: dict[str, Any], scale: float) -> Iterator[Line]:
    """Yield the lines and rings of a geometry in pixels; a hole runs against its outer ring, and so is left clear."""
    for line in _lines(geometry):
        if len(line) >= 2:
            yield np.clip(np.asarray(line, dtype=float) * scale, -REACH_PX, SIDE_PX + REACH_PX)


def _lines(geometry: dict[str, Any]) -> list[Any]:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        return [ring for polygon in coordinates for ring in polygon]
    return [coordinates] if geometry["type"] == "LineString" else list(coordinates)
