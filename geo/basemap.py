"""The offline basemap: layers of Natural Earth from `data/basemap`, and the credit they are shown with.

How the layers are made stands in `data/basemap/build.py`, what they hold in the README beside it. How they
are drawn is left to the views.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import geopandas as gpd

FOLDER = Path(__file__).resolve().parent.parent / "data" / "basemap"
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
