"""Tiles in a PMTiles file of version 3."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from pmtiles.reader import Reader
from pmtiles.tile import Compression, MagicNumberNotFound, SpecVersionUnsupported, TileType

from geo.tiles import TILE_BYTES_MAX, Described, TilesError, box, named

FORMS = {TileType.MVT: "pbf", TileType.PNG: "png", TileType.JPEG: "jpg", TileType.WEBP: "webp"}
"""Kinds of tile in the header of the file, as `Described.form` names them."""
E7 = 10_000_000
"""Units per degree in the header."""
BROKEN = (
    *(MagicNumberNotFound, SpecVersionUnsupported, zlib.error, struct.error, OSError, EOFError),
    *(ValueError, IndexError, KeyError, TypeError, OverflowError, RecursionError, MemoryError),
)
"""What the reader raises for a file of another kind or version, or a damaged one."""
T = TypeVar("T")


@dataclass(frozen=True)
class PMTiles:
    """A PMTiles file."""

    path: Path

    def described(self) -> Described:
        """Return what the header and the metadata say; raises TilesError."""
        header = self._read(lambda reader: reader.header())
        self._check(header)
        metadata = self._read(lambda reader: reader.metadata())
        said = metadata.get("attribution") if isinstance(metadata, dict) else None
        return Described(
            FORMS[header["tile_type"]],
            header["min_zoom"],
            header["max_zoom"],
            box(*(header[edge] / E7 for edge in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"))),
            said if isinstance(said, str) else "",
        )

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile as stored; None where there is none. Raises TilesError."""
        found: bytes | None = self._read(lambda reader: reader.get(zoom, column, row))
        return found

    def _check(self, header: dict[str, Any]) -> None:
        """Raise TilesError for a kind of tile or a compression that the board does not read."""
        if header["tile_type"] not in FORMS:
            raise TilesError(
                f"{named(self.path.name)} contains tiles of type {header['tile_type'].name}, which the board does not "
                "support; make it with PNG, JPEG, WebP or MVT tiles."
            )
        packed = {header["tile_compression"], header["internal_compression"]} - {Compression.NONE, Compression.GZIP}
        if packed or header["internal_compression"] is not Compression.GZIP:
            name = min((each.name for each in packed), default="NONE")
            raise TilesError(
                f"{named(self.path.name)} is compressed with {name}, which the board does not support; use gzip."
            )

    def _read(self, asked: Callable[[Any], T]) -> T:
        try:
            with self.path.open("rb") as file:
                return asked(Reader(_bytes_of(file)))  # type: ignore[no-untyped-call]  # pmtiles types its tiles alone
        except BROKEN as error:
            raise TilesError(
                f"{named(self.path.name)} cannot be read as PMTiles of version 3: it is cut short, damaged or another "
                "kind of file; copy it again, or remove it."
            ) from error


def _bytes_of(file: BinaryIO) -> Callable[[int, int], bytes]:
    """Return what the reader asks for bytes: it gets those there are, all of them, or an EOFError."""

    def read(offset: int, length: int) -> bytes:
        if length > TILE_BYTES_MAX:
            raise ValueError(f"{length} bytes in one piece, more than {TILE_BYTES_MAX}")
        file.seek(offset)
        found = file.read(length)
        if len(found) < length:
            raise EOFError(f"{len(found)} bytes of {length} at {offset}")
        return found

    return read
