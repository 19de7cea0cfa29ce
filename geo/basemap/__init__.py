"""The offline basemap: layers of Natural Earth from `data/basemap`, and the credit they are shown with.

`data/basemap/build.py` makes the layers, and the README beside it describes them. The views decide how they
are drawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import geopandas as gpd
import numpy as np
import shapely

FOLDER = Path(__file__).resolve().parents[2] / "data" / "basemap"
LAYERS = ("land", "countries", "admin1", "rivers", "lakes", "admin1_lines", "borders", "towns")
"""Names of the layers, in the order they are drawn, the lowest first."""
BOX = (30.0, 22.0, 58.0, 42.0)
"""West, south, east and north edge of every layer, in degrees (EPSG:4326)."""
CREDIT = "Basemap: Natural Earth; de facto borders, no endorsement. Dashed: disputed or indefinite."


def layer(name: str) -> dict[str, Any]:
    """A layer as a GeoJSON FeatureCollection in EPSG:4326, a new object at each call.

    Raises ValueError when there is no such layer.

    >>> sorted({border["properties"]["featurecla"] for border in layer("borders")["features"]})[0]
    'Claim boundary'
    """
    if name not in LAYERS:
        raise ValueError(f"The basemap has no layer {name!r}; it has {', '.join(LAYERS)}.")
    text = (FOLDER / f"{name}.geojson").read_text(encoding="utf-8", errors="strict")
    return cast(dict[str, Any], json.loads(text))


def is_international(border: dict[str, Any]) -> bool:
    """Whether a feature of the borders is undisputed and drawn solid; all others are drawn dashed.

    >>> [is_international({"properties": {"featurecla": kind}}) for kind in (
    ...     "International boundary (verify)", "Line of control (please verify)")]
    [True, False]
    """
    return cast(str, border["properties"]["featurecla"]).startswith("International")


def countries() -> gpd.GeoDataFrame:
    """The countries by ISO 3166-1 alpha-3: name, label_lon, label_lat, label_rank, geometry in EPSG:4326.

    Only what lies in BOX: Iraq, Syria, Jordan and Kuwait are whole, larger neighbours are cut at its edge.

    >>> countries().loc["TUR", "name"]
    'Türkiye'
    """
    return gpd.GeoDataFrame.from_features(layer("countries"), crs="EPSG:4326").set_index("iso3")


@cache
def country_names() -> Mapping[str, tuple[str, int]]:
    """Return name and rank of each country by ISO 3166-1 alpha-3; rank 1 is named on every map that shows it.

    >>> country_names()["IRQ"]
    ('Iraq', 1)
    """
    countries_ = [country["properties"] for country in layer("countries")["features"]]
    return MappingProxyType({each["iso3"]: (each["name"], each["label_rank"]) for each in countries_})


LABEL_STEP_DEG = 0.4
"""Spacing of candidate places for a country's name: about 40 km, a few pixels of the home view."""
LABEL_COLUMNS = 24
"""Columns of places tried where only a part of a country is in sight."""
LABEL_PLACES = 60
"""Most places tried for a country's name, the nearest to the best one first."""
TOWN_APART_DEG = 0.2
"""A town nearer to a base than this, about 20 km, is the place of the base."""
TOWN_RANK_MAX = 2
"""Least important towns drawn; the basemap keeps ranks 3 and 4 for closer views."""


@lru_cache(maxsize=64)
def label_places(iso3: str, within: tuple[float, float, float, float] | None = None) -> tuple[tuple[float, float], ...]:
    """Return points inside a country for its name, (lon, lat) in degrees, the best first.

    `within` (west, south, east, north) asks for places in a part of it.

    >>> label_places("IRQ")[0]
    (43.3, 31.4)
    """
    country = countries().loc[iso3]
    shape, best = country.geometry, (float(country.label_lon), float(country.label_lat))
    if within is not None:
        shape = shape.intersection(shapely.box(*within))
        best = shapely.get_coordinates(shape.representative_point()).tolist()[0] if not shape.is_empty else best
    west, south, east, north = shape.bounds if not shape.is_empty else country.geometry.bounds
    step = LABEL_STEP_DEG if within is None else max((east - west) / LABEL_COLUMNS, 0.01)
    lons, lats = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    points = shapely.points(lons.ravel(), lats.ravel())
    inside = points[shapely.contains(shapely.buffer(shape, -step / 4), points)]
    most = LABEL_PLACES if within is None else len(inside)
    nearest = inside[np.argsort(shapely.distance(inside, shapely.Point(best)), kind="stable")][:most]
    return ((best[0], best[1]), *((round(point.x, 2), round(point.y, 2)) for point in nearest))


def towns(apart_from: Iterable[tuple[float, float]]) -> list[tuple[str, float, float]]:
    """Return the towns for orientation as name, lon, lat, the most important first, less those at some points.

    >>> [name for name, _, _ in towns([(44.37, 33.32)])].count("Baghdad")
    0
    """
    points = shapely.MultiPoint(list(apart_from))
    ranked = sorted(layer("towns")["features"], key=lambda town: town["properties"]["rank"])
    return [
        (town["properties"]["name"], *town["geometry"]["coordinates"])
        for town in ranked
        if town["properties"]["rank"] <= TOWN_RANK_MAX
        and not shapely.dwithin(shapely.Point(town["geometry"]["coordinates"]), points, TOWN_APART_DEG)
    ]
