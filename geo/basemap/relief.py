"""The shade of the land: how dark each place of a box is drawn, from tiles of Natural Earth's shaded relief."""

from __future__ import annotations

import io
import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from geo.basemap.files import Box, damaged, picture

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
    for left in range(math.floor(west / PX_A_DEG / TILE_DEG), math.ceil(east / PX_A_DEG / TILE_DEG)):
        for bottom in range(math.floor(south / PX_A_DEG / TILE_DEG), math.ceil(north / PX_A_DEG / TILE_DEG)):
            _paste(dark, _tile((left * TILE_DEG + 180) % 360 - 180, bottom * TILE_DEG), left, bottom, (west, north))
    covered = (west / PX_A_DEG, south / PX_A_DEG, east / PX_A_DEG, north / PX_A_DEG)
    return dark, covered


def _paste(
    dark: npt.NDArray[np.float32], tile: npt.NDArray[np.uint8] | None, left: int, bottom: int, corner: tuple[int, int]
) -> None:
    """Put a tile, by its column and row, into a picture whose upper left corner is given in pixels of the earth."""
    if tile is None:
        return
    size = PX_A_DEG * TILE_DEG
    x, y = left * size - corner[0], corner[1] - (bottom + 1) * size
    rows = slice(max(y, 0), max(min(y + size, dark.shape[0]), 0))
    columns = slice(max(x, 0), max(min(x + size, dark.shape[1]), 0))
    part = tile[rows.start - y : rows.stop - y, columns.start - x : columns.stop - x]
    dark[rows, columns] = part.astype(np.float32) / 255


@lru_cache(maxsize=64)
def _tile(west: int, south: int) -> npt.NDArray[np.uint8] | None:
    """The darkness of a tile, None for one that is all sea."""
    found = picture("relief", west=west, south=south)
    if found is None:
        return None
    try:
        return np.asarray(Image.open(io.BytesIO(found)).convert("L"))
    except OSError as error:
        raise damaged("relief") from error
