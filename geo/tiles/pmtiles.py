"""Tiles in a PMTiles file of version 3."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from pmtiles.tile import (
    Compression,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    deserialize_header,
    find_tile,
    zxy_to_tileid,
)

from geo.tiles import TILE_BYTES_MAX, Described, TilesError, box, named, unzipped

FORMS = {TileType.MVT: "pbf", TileType.PNG: "png", TileType.JPEG: "jpg", TileType.WEBP: "webp"}
"""Kinds of tile in the header of the file, as `Described.form` names them."""
HEADER_BYTES = 127
DIRECTORIES_MAX = 4
"""Most directories, one in another, as the format has it."""
DIRECTORY_BYTES_MAX = 200_000
"""Largest directory read, in bytes once it is unpacked; makers keep to some thousand entries of five or six bytes."""
METADATA_BYTES_MAX = 1_000_000
"""Longest metadata read, in bytes once they are unpacked."""
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
        header = self._read(_header)
        self._check(header)
        metadata = self._read(lambda file: _metadata(file, header))
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
        return self._read(lambda file: _tile(file, zxy_to_tileid(zoom, column, row)))

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

    def _read(self, asked: Callable[[BinaryIO], T]) -> T:
        try:
            with self.path.open("rb") as file:
                return asked(file)
        except BROKEN as error:
            raise TilesError(
                f"{named(self.path.name)} cannot be read as PMTiles of version 3: it is cut short, damaged or another "
                "kind of file; copy it again, or remove it."
            ) from error


def _header(file: BinaryIO) -> dict[str, Any]:
    header = deserialize_header(_bytes(file, 0, HEADER_BYTES))
    return dict(header)


def _metadata(file: BinaryIO, header: dict[str, Any]) -> Any:
    packed = _bytes(file, header["metadata_offset"], header["metadata_length"])
    return json.loads(unzipped(packed, METADATA_BYTES_MAX))


def _tile(file: BinaryIO, tile_id: int) -> bytes | None:
    """Find a tile by way of the directories, one in another."""
    header = _header(file)
    offset, length = header["root_offset"], header["root_length"]
    for _ in range(DIRECTORIES_MAX):
        packed = _bytes(file, offset, length)
        unzipped(packed, DIRECTORY_BYTES_MAX)
        found = find_tile(deserialize_directory(packed), tile_id)
        if found is None:
            return None
        if found.run_length:
            return _bytes(file, header["tile_data_offset"] + found.offset, found.length)
        offset, length = header["leaf_directory_offset"] + found.offset, found.length
    return None


def _bytes(file: BinaryIO, offset: int, length: int) -> bytes:
    """Read as many bytes as there should be; raises ValueError for too many, EOFError for too few."""
    if length > TILE_BYTES_MAX:
        raise ValueError(f"{length} bytes in one piece, more than {TILE_BYTES_MAX}")
    file.seek(offset)
    found = file.read(length)
    if len(found) < length:
        raise EOFError(f"{len(found)} bytes of {length} at {offset}")
    return found
