"""Tiles in an MBTiles file: an SQLite database, rows counted from the south."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from geo.tiles import TILE_BYTES_MAX, Box, Described, TilesError, box, named
from geo.tiles.picture import form_of

FORMS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp", "pbf": "pbf", "mvt": "pbf"}
"""Names of kinds of tile in the metadata, as `Described.form` names them."""
TILE = """SELECT CASE WHEN length(tile_data) <= :most THEN tile_data END FROM tiles
    WHERE zoom_level = :zoom AND tile_column = :column AND tile_row = :row"""
ZOOMS = "SELECT (SELECT min(zoom_level) FROM tiles), (SELECT max(zoom_level) FROM tiles)"
SAMPLE = "SELECT tile_data FROM tiles WHERE length(tile_data) <= :most LIMIT 1"
METADATA = """SELECT name, value FROM metadata
    WHERE name IN ('format', 'minzoom', 'maxzoom', 'bounds', 'attribution') LIMIT 10"""
COMPANIONS = ("-wal", "-journal")
"""Files beside a database that show another program is using it."""
VALUE_BYTES_MAX = 2 * TILE_BYTES_MAX
"""Longest value that a view of the file may make, in bytes."""
STEPS_MAX = 5_000_000
"""Most steps of the database's own machine that a query may take, less than a second."""
WAIT_SECONDS = 1.0
"""How long to wait for another program's lock."""


@dataclass(frozen=True)
class MBTiles:
    """An MBTiles file; it is only ever read, also from media that cannot be written."""

    path: Path

    def described(self) -> Described:
        """Return what the metadata says, and the tiles where that is silent; raises TilesError."""
        said = {str(name): str(value) for name, value in self._rows(METADATA)}
        zooms = self._zooms(said)
        return Described(self._form(said), *zooms, _box(said.get("bounds", "")), said.get("attribution", ""))

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile as stored; None where there is none. Raises TilesError."""
        place = {"zoom": zoom, "column": column, "row": 2**zoom - 1 - row, "most": TILE_BYTES_MAX}
        found = self._rows(TILE, place)
        return found[0][0] if found and isinstance(found[0][0], bytes) else None

    def _form(self, said: dict[str, str]) -> str:
        sample = self._rows(SAMPLE, {"most": TILE_BYTES_MAX})
        form = said.get("format", "").lower() or (form_of(bytes(sample[0][0])) if sample else "")
        if form not in FORMS:
            raise TilesError(
                f"{named(self.path.name)} contains tiles of type “{form[:20] or 'unknown'}”, which the board does not "
                "support; make it with PNG, JPEG, WebP or PBF tiles."
            )
        return FORMS[form]

    def _zooms(self, said: dict[str, str]) -> tuple[int, int]:
        """Return the least and the closest zoom as stated or, failing that, as found."""
        stated = [said.get(name, "").strip() for name in ("minzoom", "maxzoom")]
        found = stated if all(each.isdecimal() and len(each) < 3 for each in stated) else self._rows(ZOOMS)[0]
        if None in found:
            raise TilesError(f"{named(self.path.name)} contains no tiles; replace it with a file that does.")
        try:
            return int(found[0]), int(found[1])
        except (TypeError, ValueError) as error:
            raise TilesError(self._what_is_wrong(error)) from error

    def _rows(self, query: str, values: dict[str, int] | None = None) -> list[tuple[Any, ...]]:
        try:
            with closing(self._opened()) as database:
                return database.execute(query, values or {}).fetchall()
        except (sqlite3.Error, OSError, OverflowError) as error:
            raise TilesError(self._what_is_wrong(error)) from error

    def _opened(self) -> sqlite3.Connection:
        """Open for reading; without locks, so from any media, unless another program is at work on the file."""
        at_work = any(self.path.with_name(self.path.name + ending).exists() for ending in COMPANIONS)
        how = "mode=ro" if at_work else "mode=ro&immutable=1"
        opened = sqlite3.connect(f"file:{quote(str(self.path))}?{how}", uri=True, timeout=WAIT_SECONDS)
        opened.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX)
        opened.set_progress_handler(lambda: 1, STEPS_MAX)
        opened.execute("PRAGMA trusted_schema = OFF")
        return opened

    def _what_is_wrong(self, error: Exception) -> str:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            name = named(self.path.name)
            return f"{name} is being written by another program; close that program, then reload the page."
        return (
            f"{named(self.path.name)} cannot be read as MBTiles: it is cut short, damaged or another kind of file; "
            "copy it again, or remove it."
        )


def _box(edges: str) -> Box | None:
    try:
        west, south, east, north = map(float, edges.split(","))
    except ValueError:
        return None
    return box(west, south, east, north)
