"""The shade of the land: how dark each place of a box is drawn, from tiles of Natural Earth's shaded relief."""

from __future__ import annotations

import io
import itertools
import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from geo.basemap.files import Box, damaged, pictures

PX_A_DEG = 30
"""Pixels of a degree: 2′ each."""
TILE_DEG = 10
"""Width and height of a tile."""
LAND_MOST = 0.25
"""How much the darkest land is darkened, of 1."""
FOCUS_SHARE = 0.5
"""The same in the countries in focus, over that elsewhere."""


@lru_cache(maxsize=8)
def shade(box: Box) -> tuple[npt.NDArray[np.float32], Box]:
    """Return the darkness of the land, 0 to 1, and the box it covers; row 0 is the northernmost, each pixel 2′ wide.

    The box is the one asked for, widened to whole pixels; the sea is 0. Raises BasemapError.

    >>> dark, covered = shade((42.0, 36.0, 45.0, 38.0))
    >>> dark.shape, covered
    ((60, 90), (42.0, 36.0, 45.0, 38.0))
    """
    west, north = (math.floor(box[0] * PX_A_DEG), math.ceil(min(box[3], 90) * PX_A_DEG))
    east, south = (math.ceil(box[2] * PX_A_DEG), math.floor(max(box[1], -90) * PX_A_DEG))
    dark = np.zeros((north - south, east - west), np.float32)
    columns, rows = _tiles(west, east), _tiles(south, north)
    found = pictures("relief", [_turned(column) for column in columns], [row * TILE_DEG for row in rows])
    for column, row in itertools.product(columns, rows):
        tile = found.get((_turned(column), row * TILE_DEG))
        if tile is not None:
            _paste(dark, _pixels(tile), (column, row), (west, north))
    covered = (west / PX_A_DEG, south / PX_A_DEG, east / PX_A_DEG, north / PX_A_DEG)
    return dark, covered


def _tiles(first_px: int, last_px: int) -> range:
    """The columns, or rows, of tiles between two edges in pixels of the earth."""
    size = PX_A_DEG * TILE_DEG
    return range(math.floor(first_px / size), math.ceil(last_px / size))


def _turned(column: int) -> int:
    """The west edge of a column of tiles, between -180 and 180°."""
    return (column * TILE_DEG + 180) % 360 - 180


def _pixels(tile: bytes) -> npt.NDArray[np.uint8]:
    try:
        return np.asarray(Image.open(io.BytesIO(tile)).convert("L"))
    except OSError as error:
        raise damaged("relief") from error


def _paste(
    dark: npt.NDArray[np.float32], tile: npt.NDArray[np.uint8], at: tuple[int, int], corner: tuple[int, int]
) -> None:
    """Put a tile, by its column and row, into a picture whose upper left corner is given in pixels of the earth."""
    size = PX_A_DEG * TILE_DEG
    x, y = at[0] * size - corner[0], corner[1] - (at[1] + 1) * size
    rows = slice(max(y, 0), max(min(y + size, dark.shape[0]), 0))
    columns = slice(max(x, 0), max(min(x + size, dark.shape[1]), 0))
    part = tile[rows.start - y : rows.stop - y, columns.start - x : columns.stop - x]
    dark[rows, columns] = part.astype(np.float32) / 255
