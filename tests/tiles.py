"""Makers of small real tiles for tests: pictures of one colour, vector tiles, and the three ways to store them."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import mapbox_vector_tile
from PIL import Image
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write

RED = (255, 0, 0)
CREDIT = "© Somebody"
Place = tuple[int, int, int]
IRAQ_AND_AROUND = [
    (zoom, column, row)
    for zoom in range(5, 9)
    for column in range(17 << (zoom - 5), 22 << (zoom - 5))
    for row in range(10 << (zoom - 5), 15 << (zoom - 5))
]
"""Every tile of zoom 5 to 8 that the map of the shipped scenario can show."""


def picture(colour: tuple[int, int, int] = RED, *, side: int = 256, kind: str = "PNG") -> bytes:
    """A raster tile of one colour."""
    made = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(made, kind)
    return made.getvalue()


def vector(layers: dict[str, list[tuple[Any, dict[str, str]]]], *, extent: int = 4096) -> bytes:
    """A vector tile: for each layer its geometries, as WKT with y counted downward, and their properties."""
    made: bytes = mapbox_vector_tile.encode(
        [
            {"name": name, "features": [{"geometry": wkt, "properties": properties} for wkt, properties in features]}
            for name, features in layers.items()
        ],
        default_options={"extents": extent, "y_coord_down": True},
    )
    return made


def write_pmtiles(
    path: Path,
    tiles: dict[Place, bytes],
    *,
    kind: TileType = TileType.PNG,
    compression: Compression = Compression.NONE,
    attribution: str | None = CREDIT,
) -> None:
    with write(str(path)) as writer:
        for place in sorted(tiles, key=lambda place: zxy_to_tileid(*place)):
            writer.write_tile(zxy_to_tileid(*place), tiles[place])
        header = {"tile_type": kind, "tile_compression": compression}
        writer.finalize(header, {} if attribution is None else {"attribution": attribution})


def write_mbtiles(path: Path, tiles: dict[Place, bytes], **metadata: str) -> None:
    """Rows are counted from the south in such a file; `tiles` counts them from the north, as everything else here."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE metadata (name text, value text)")
        database.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)"
        )
        told = {"format": "png", "attribution": CREDIT} | metadata
        database.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
        rows = ((zoom, column, 2**zoom - 1 - row, tile) for (zoom, column, row), tile in tiles.items())
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)


def write_folder(folder: Path, tiles: dict[Place, bytes], *, ending: str = ".png", credit: str | None = CREDIT) -> None:
    for (zoom, column, row), tile in tiles.items():
        path = folder / str(zoom) / str(column) / f"{row}{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tile)
    if credit is not None:
        (folder / "credit.txt").write_text(credit, encoding="utf-8")


def everywhere(tile: bytes, places: Iterable[Place] = IRAQ_AND_AROUND) -> dict[Place, bytes]:
    """The same tile at every place."""
    return dict.fromkeys(places, tile)
