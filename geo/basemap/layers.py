"""The layers of the basemap cut to a box, at the level of detail that suits its width."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.basemap.files import CRS_4326, Box, frame

LAYERS = ("land", "countries", "lakes", "rivers", "borders", "admin1_lines", "towns", "seas", "admin1")
"""Names of the layers in files; `sea`, `coast` and `provinces` are made of them."""
LEVELLED = ("land", "countries", "lakes", "rivers", "borders", "admin1_lines")
"""Layers that are kept at several levels of detail."""
WIDEST_DEG = (16.0, 60.0, 200.0)
"""The widest box for each level of detail but the last, degrees: on 1,400 px its steps are under a pixel."""
COARSEST = len(WIDEST_DEG)
"""The level of a map of the world."""
SEAM = 1e-3
"""Grid on which pieces on both sides of 180° are joined, degrees."""


def level_of(box: Box) -> int:
    """Return the level of detail for a box, 0 the finest.

    >>> level_of((42, 33, 46, 35)), level_of((35, 29, 49, 38)), level_of((-180, -85, 180, 85))
    (0, 1, 3)
    """
    west, south, east, north = box
    wide = max(east - west, 2 * (north - south))
    return sum(wide > most for most in WIDEST_DEG)


def layer(name: str, box: Box, level: int | None = None) -> gpd.GeoDataFrame:
    """Return a layer cut to a box, in the box's own longitudes, a new frame at each call; EPSG:4326.

    `level` asks for another detail than suits the box, 0 the finest. Raises ValueError when there is no such layer, and
    BasemapError when its file cannot be read.

    >>> sorted(layer("countries", (42, 33, 43, 34)).iso3)
    ['IRQ']
    >>> [round(edge) for edge in layer("land", (170, -20, 182, -12)).total_bounds[[0, 2]]]
    [177, 182]
    """
    if name in _MADE:
        return _MADE[name](box, level)
    if name not in LAYERS:
        raise ValueError(f"The basemap has no layer {name!r}; it has {', '.join(LAYERS)}.")
    detail = None if name not in LEVELLED else level_of(box) if level is None else level
    west, south, east, north = map(float, box)
    return _layer(name, (west, south, east, north), detail).copy()


@lru_cache(maxsize=128)
def _layer(name: str, box: Box, level: int | None) -> gpd.GeoDataFrame:
    pieces = [_piece(name, part, turn, level) for turn, part in _turns(box)]
    whole = gpd.GeoDataFrame(pd.concat(pieces, ignore_index=True), crs=CRS_4326).drop(
        columns=["level", "bbox"], errors="ignore"
    )
    return _joined(whole) if len(pieces) > 1 and name in ("land", "countries", "lakes") else whole


def _turns(box: Box) -> Iterator[tuple[int, Box]]:
    """The parts of a box between -180 and 180°, each with how many turns east it lies."""
    west, south, east, north = box
    for turn in range(math.floor((west + 180) / 360), math.ceil((east + 180) / 360)):
        yield turn, (max(west - 360 * turn, -180), south, min(east - 360 * turn, 180), north)


def _piece(name: str, box: Box, turn: int, level: int | None) -> gpd.GeoDataFrame:
    found = _coarsest(name) if level == COARSEST else frame(name, level=level, box=box)
    cut = shapely.clip_by_rect(found.geometry.to_numpy(), *box)
    kept = found.set_geometry(shapely.transform(cut, _turned(turn)) if turn else cut, crs=CRS_4326)
    return kept[~kept.is_empty]


@cache
def _coarsest(name: str) -> gpd.GeoDataFrame:
    """A layer of the whole earth at the level that every document draws around its window."""
    return frame(name, level=COARSEST)


def _turned(turns: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda degrees: degrees + np.array([360 * turns, 0])


def _joined(shown: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A layer of areas whose pieces on both sides of 180° are one again, or a seam would show."""
    columns = [column for column in shown.columns if column != "geometry"]
    if "iso3" in columns:
        split = shown.duplicated("iso3", keep=False)
        joined = shown[split].dissolve(columns, grid_size=SEAM).reset_index()
    else:
        edges = shapely.bounds(shown.geometry.to_numpy())[:, [0, 2]]
        split = (np.abs(edges % 360 - 180) < SEAM).any(axis=1)
        pieces = shown[split].assign(piece=0).dissolve([*columns, "piece"], grid_size=SEAM).reset_index()
        joined = pieces.drop(columns="piece").explode(ignore_index=True)
    return gpd.GeoDataFrame(pd.concat([shown[~split], joined], ignore_index=True), crs=shown.crs)


def _sea(box: Box, level: int | None) -> gpd.GeoDataFrame:
    """The sea as one area: the box without the land."""
    land = layer("land", box, level).geometry.to_numpy()
    return gpd.GeoDataFrame(geometry=[shapely.difference(shapely.box(*box), shapely.union_all(land))], crs=CRS_4326)


def _coast(box: Box, level: int | None) -> gpd.GeoDataFrame:
    """The lines where land meets the sea, without those where a box or the map of the earth cuts the land."""
    rims = shapely.boundary(layer("land", box, level).geometry.to_numpy())
    west, _, east, _ = box
    seams = [turn for turn in range(-540, 541, 360) if west < turn < east]
    cuts = [shapely.linestrings([(lon, -90), (lon, 90)]) for lon in seams]
    cuts += [shapely.box(*box).exterior, shapely.linestrings([(west, -90), (east, -90)])]
    lines = shapely.get_parts(shapely.line_merge(shapely.difference(rims, shapely.union_all(cuts))))
    return gpd.GeoDataFrame(geometry=list(lines[~shapely.is_empty(lines)]), crs=CRS_4326)


def _provinces(box: Box, level: int | None) -> gpd.GeoDataFrame:
    """A point inside the part of each province that a box holds: name, iso3."""
    areas = layer("admin1", box, level)
    return areas[["name", "iso3"]].set_geometry(areas.geometry.representative_point().to_numpy(), crs=CRS_4326)


_MADE = {"sea": _sea, "coast": _coast, "provinces": _provinces}
"""Layers that are made of others."""


def is_international(featurecla: str) -> bool:
    """Whether a border is undisputed and drawn solid; all others are drawn dashed.

    >>> [is_international(kind) for kind in ("International boundary (verify)", "Line of control (please verify)")]
    [True, False]
    """
    return featurecla.startswith("International")
