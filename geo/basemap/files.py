"""The files of the basemap, read in the part that is asked for; nothing else opens them."""

from __future__ import annotations

from functools import partial, reduce
from operator import and_
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import compute, parquet
from pyproj import CRS

FOLDER = Path(__file__).resolve().parents[2] / "data" / "basemap"
Box = tuple[float, float, float, float]
"""West, south, east and north edge in degrees, west below east: a box across 180° runs on, 170 to 195."""
CRS_4326 = CRS.from_epsg(4326)
"""The CRS of every layer; making one takes longer than reading a layer."""
WORLD: Box = (-180.0, -90.0, 180.0, 90.0)


class BasemapError(ValueError):
    """A file of the basemap that cannot be read: the message names it and says what to do."""


def frame(name: str, *, level: int | None = None, box: Box | None = None, iso3: str | None = None) -> gpd.GeoDataFrame:
    """Return the rows of a layer in EPSG:4326: of a level of detail, near a box between -180 and 180°, of a country.

    Raises BasemapError for a file that is missing or damaged.
    """
    wanted = {"level": level, "iso3": iso3}
    asked = [compute.field(column) == value for column, value in wanted.items() if value is not None]
    found = _read(name, None, reduce(and_, asked + (_near(box) if box else []), compute.scalar(True)))
    rows = found.drop_columns([column for column in ("geometry", "bbox") if column in found.column_names])
    return gpd.GeoDataFrame(rows.to_pandas(), geometry=shapely.from_wkb(found["geometry"].to_numpy()), crs=CRS_4326)


def _near(box: Box) -> list[compute.Expression]:
    """What is asked of the bounding box of a row, so that whole groups of rows need not be read."""
    west, south, east, north = box
    edge = partial(compute.field, "bbox")
    return [edge("xmin") <= east, edge("xmax") >= west, edge("ymin") <= north, edge("ymax") >= south]


def table(name: str, columns: list[str], *, level: int | None = None) -> pd.DataFrame:
    """Return columns of a layer without its shapes; raises BasemapError."""
    asked = compute.scalar(True) if level is None else compute.field("level") == level
    return _read(name, columns, asked).to_pandas()


def pictures(name: str, wests: list[int], souths: list[int]) -> dict[tuple[int, int], bytes]:
    """Return the pictures of tiles by their corners, as far as there are any; raises BasemapError."""
    asked = compute.field("west").isin(wests) & compute.field("south").isin(souths)
    found = _read(name, ["west", "south", "webp"], asked).to_pylist()
    return {(tile["west"], tile["south"]): tile["webp"] for tile in found}


def _read(name: str, columns: list[str] | None, asked: compute.Expression) -> pa.Table:
    path = _path(name)
    try:
        return parquet.read_table(path, columns=columns, filters=asked)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise damaged(name) from error


def _path(name: str) -> Path:
    path = FOLDER / f"{name}.parquet"
    if not path.is_file():
        raise BasemapError(f"The basemap file {path.name} is missing from {path.parent}; copy it there again.")
    return path


def damaged(name: str) -> BasemapError:
    """What to raise where a file holds other than it should."""
    return BasemapError(f"The basemap file {FOLDER / name}.parquet is damaged; replace it with a sound copy.")
