"""Tiles in folders, `{zoom}/{column}/{row}.png` and the like, rows counted from the north."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from geo.tiles import TILE_BYTES_MAX, Described, TilesError

FORMS = {".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".webp": "webp", ".pbf": "pbf", ".mvt": "pbf"}
"""Kinds of tile by the ending of their files, as `Described.form` names them."""


@dataclass(frozen=True)
class Folder:
    """A folder with a folder for each zoom; links that lead out of it are not followed."""

    path: Path

    def described(self) -> Described:
        """Return what the names of folders and files say; raises TilesError when there is no tile."""
        zooms = zoom_folders(self.path)
        return Described(FORMS[self._ending(zooms)], min(zooms), max(zooms))

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile as stored; None where there is none within the folder. Raises TilesError."""
        path = self.path / str(zoom) / str(column) / f"{row}{self._ending(zoom_folders(self.path))}"
        try:
            within = path.resolve().is_relative_to(self.path.resolve())
            if not within or not path.is_file() or path.stat().st_size > TILE_BYTES_MAX:
                return None
            return path.read_bytes()
        except (OSError, RuntimeError) as error:
            raise TilesError(
                "A tile in data/tiles cannot be read; give the server permission to read the files in that folder."
            ) from error

    def _ending(self, zooms: dict[int, Path]) -> str:
        """Return the ending of the tiles, that of the first one found."""
        for zoom in sorted(zooms):
            for path in zooms[zoom].glob("[0-9]*/[0-9]*.*"):
                if path.suffix.lower() in FORMS:
                    return path.suffix
        raise TilesError(
            "The folders in data/tiles contain no tiles; put tiles there as zoom/column/row.png, .jpg, .webp or .pbf."
        )


def zoom_folders(folder: Path) -> dict[int, Path]:
    """Return the folders of a folder that are called like a zoom, by that zoom."""
    return {int(path.name): path for path in folder.iterdir() if re.fullmatch(r"\d\d?", path.name) and path.is_dir()}
