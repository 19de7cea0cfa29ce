"""Where tiles come from: the one file or folder of them in `data/tiles`, if any."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from geo.store import data_folder
from geo.tiles import ZOOM_LIMIT, Archive, Tiles, TilesError, named, plain
from geo.tiles.folder import Folder, zoom_folders
from geo.tiles.mbtiles import MBTiles
from geo.tiles.pmtiles import PMTiles

FOLDER = "tiles"
"""Folder beside the scenarios that holds the tiles."""
CREDIT = "credit.txt"
"""File beside the tiles whose text is their credit, in place of the one they bring."""
CREDIT_BYTES_MAX = 4_000
FILES: dict[str, Callable[[Path], Archive]] = {".pmtiles": PMTiles, ".mbtiles": MBTiles}
"""Files of tiles by their ending."""
VERSION_DIGITS = 16
"""Hexadecimal digits of a version, enough that no two meet."""


def find(folder: Path | None = None) -> Tiles | None:
    """Return the tiles in a folder, None where there are none; raises TilesError when they cannot be shown.

    By default it is the folder beside the scenarios. Looks at names, sizes and times alone, and reads the files again
    only when those have changed.
    """
    folder = data_folder() / FOLDER if folder is None else folder
    try:
        if not folder.is_dir():
            return None
        return _tiles(folder, _state(folder))
    except OSError as error:
        raise TilesError(
            "The folder data/tiles cannot be read; give the server permission to read it and its files."
        ) from error


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, size in bytes and time of change in ns of what lies in a folder, hidden files left out."""
    seen = ((path.name, path.stat()) for path in sorted(folder.iterdir()) if not path.name.startswith("."))
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in seen)


@lru_cache(maxsize=1)
def _tiles(folder: Path, state: tuple[tuple[str, int, int], ...]) -> Tiles | None:
    archive = _archive(folder, [name for name, _, _ in state])
    if archive is None:
        return None
    described = archive.described()
    if not 0 <= described.zoom_min <= described.zoom_max <= ZOOM_LIMIT:
        raise TilesError(
            f"The tiles in data/tiles go from zoom {described.zoom_min} to {described.zoom_max}; the board shows those "
            f"from 0 to {ZOOM_LIMIT}, the least first."
        )
    version = hashlib.sha256(repr(state).encode()).hexdigest()[:VERSION_DIGITS]
    return Tiles(archive, described, _written(folder) or plain(described.attribution), version)


def _archive(folder: Path, names: list[str]) -> Archive | None:
    """Return the one archive in a folder, None in an empty one; raises TilesError where it is not one."""
    files = [name for name in names if Path(name).suffix.lower() in FILES]
    folders = ["folders by zoom"] if zoom_folders(folder) else []
    if len(files) + len(folders) > 1:
        raise TilesError(
            f"There is more than one set of tiles, {', '.join([*map(named, files), *folders])}; leave one of them in "
            "data/tiles."
        )
    if files:
        return FILES[Path(files[0]).suffix.lower()](folder / files[0])
    if folders:
        return Folder(folder)
    if set(names) - {CREDIT}:
        raise TilesError(
            "There are files in data/tiles, but no tiles: put one .pmtiles or .mbtiles file there, or folders "
            "zoom/column/row.png."
        )
    return None


def _written(folder: Path) -> str:
    """Return the credit written beside the tiles, empty without one. Raises TilesError for anything but text."""
    path = folder / CREDIT
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return plain(file.read(CREDIT_BYTES_MAX).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TilesError("data/tiles/credit.txt is not UTF-8 text; save it as UTF-8.") from error
