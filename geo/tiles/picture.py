"""From a tile as stored to a picture as shown: raster tiles are checked and passed on, vector tiles are drawn."""

from __future__ import annotations

import io
import zlib

from PIL import Image

from geo.tiles import unzipped
from geo.tiles.drawing import NotATile, draw

UNPACKED_BYTES_MAX = 4_000_000
"""Largest vector tile drawn, in bytes once it is unpacked."""
SIDE_PX_MAX = 1024
"""Largest raster tile shown, in pixels a side: 256 is usual, 512 is fine, 1024 is for screens of the finest kind."""
GZIP = b"\x1f\x8b"
CONTENT_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
"""Kinds of picture passed on, as Pillow names them and as browsers do."""


Picture = tuple[str, bytes]
"""Content type and bytes of a picture."""


def checked(stored: bytes) -> Picture | None:
    """Return a raster tile as it is; None when it is not a picture or is too large, so that it stays blank."""
    kind = _kind(stored)
    return None if kind is None else (CONTENT_TYPES[kind], stored)


def drawn(stored: bytes, zoom: int, theme: str) -> Picture | None:
    """Return the picture of a vector tile; None when it is not one or is too large, so that it stays blank."""
    try:
        return "image/png", draw(_unpacked(stored), zoom, theme)
    except NotATile:
        return None


def _kind(stored: bytes) -> str | None:
    """Return the kind of a picture that can be decoded to its last row; None for anything else."""
    try:
        with Image.open(io.BytesIO(stored), formats=tuple(CONTENT_TYPES)) as image:
            if max(image.size) > SIDE_PX_MAX:
                return None
            image.load()
            return image.format
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        return None


def _unpacked(stored: bytes) -> bytes:
    """Return a vector tile without its gzip, where it has one; raises NotATile for a damaged or an oversized one."""
    try:
        return unzipped(stored, UNPACKED_BYTES_MAX) if stored.startswith(GZIP) else stored
    except (zlib.error, ValueError) as error:
        raise NotATile(f"a vector tile that cannot be unpacked: {error}") from error


def form_of(stored: bytes) -> str:
    """Return the kind of a stored tile by its bytes: png, jpg, webp or, where it is no picture, pbf."""
    kind = _kind(stored)
    return {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}[kind] if kind else "pbf"
