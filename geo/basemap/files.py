"""The files of the basemap, read in the part that is asked for; nothing else opens them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

FOLDER = Path(__file__).resolve().parents[2] / "data" / "basemap"
Box = tuple[float, float, float, float]
"""West, south, east and north edge in degrees, west below east: a box across 180° runs on, 170 to 195."""
WORLD: Box = (-180.0, -90.0, 180.0, 90.0)


class BasemapError(ValueError):
    """A file of the basemap that cannot be read: the message names it and says what to do."""


def frame(name: str, *, level: int | None = None, box: Box | None = None, iso3: str | None = None) -> gpd.GeoDataFrame:
    """Return the rows of a layer in EPSG:4326: of a level of detail, near a box between -180 and 180°, of a country.

    Raises BasemapError for a file that is missing or damaged.
    """
    wanted = {"level": level, "iso3": iso3}
    filters = [(column, "==", value) for column, value in wanted.items() if value is not None]
    path = _path(name)
    try:
        return gpd.read_parquet(path, bbox=box, filters=filters or None)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise damaged(name) from error


def table(name: str, columns: list[str], *, level: int | None = None) -> pd.DataFrame:
    """Return columns of a layer without its shapes; raises BasemapError."""
    filters = None if level is None else [("level", "==", level)]
    path = _path(name)
    try:
        return parquet.read_table(path, columns=columns, filters=filters).to_pandas()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise damaged(name) from error


def picture(name: str, **at: int) -> bytes | None:
    """Return the picture of a tile by its corner, None where there is none; raises BasemapError."""
    path, filters = _path(name), [(edge, "==", value) for edge, value in at.items()]
    try:
        found = parquet.read_table(path, columns=["webp"], filters=filters)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise damaged(name) from error
    return bytes(found["webp"][0].as_py()) if found.num_rows else None


def _path(name: str) -> Path:
    path = FOLDER / f"{name}.parquet"
    if not path.is_file():
        raise BasemapError(f"The basemap file {path.name} is missing from {path.parent}; copy it there again.")
    return path


def damaged(name: str) -> BasemapError:
    """What to raise where a file holds other than it should."""
    return BasemapError(f"The basemap file {FOLDER / name}.parquet is damaged; replace it with a sound copy.")
