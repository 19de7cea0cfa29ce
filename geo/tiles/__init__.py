"""Tiles of a detail basemap that the operator supplies: the nouns of the room.

The tiles are theirs, so nothing here trusts them: every file is read within bounds, and what is wrong with one is said
in a sentence.
"""

from __future__ import annotations

import html.parser
import re
import unicodedata
import zlib
from dataclasses import dataclass
from typing import NamedTuple, Protocol

ZOOM_LIMIT = 22
"""Closest zoom asked for, in Leaflet's levels: a tile is then about 8 m wide in Iraq."""
CREDIT_CHARACTERS_MAX = 300
"""Longest credit shown: two lines at the foot of the board."""
HTML_CHARACTERS_MAX = 4_000
"""Most HTML of a credit that is read: parsing it takes a time that grows with its square."""
TILE_BYTES_MAX = 2_000_000
"""Largest tile read, in bytes as it is stored; makers of tiles keep to 500,000."""


class TilesError(ValueError):
    """What is wrong with the tiles as a whole: where, what, and what to do, in one sentence."""


class Box(NamedTuple):
    """West, south, east and north edge in degrees (EPSG:4326)."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Described:
    """What an archive says of its tiles.

    `form` is png, jpg, webp, or pbf for vector tiles; `attribution` is as written, HTML perhaps, and empty when there
    is none; `box` is None where the archive states no valid one.
    """

    form: str
    zoom_min: int
    zoom_max: int
    box: Box | None = None
    attribution: str = ""


class Archive(Protocol):
    """A file or folder of tiles, opened anew for each read."""

    def described(self) -> Described:
        """Return what the archive says of its tiles; raises TilesError."""

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile as stored, rows counted from the north; None where there is none. Raises TilesError."""


@dataclass(frozen=True)
class Tiles:
    """An archive that may be shown: it has a credit. `version` changes whenever its files do."""

    archive: Archive
    described: Described
    credit: str
    version: str

    def __post_init__(self) -> None:
        if not self.credit:
            raise TilesError(
                "The tiles in data/tiles have no credit, so they are not shown; write who made them, and under which "
                "licence, into data/tiles/credit.txt."
            )
        if len(self.credit) > CREDIT_CHARACTERS_MAX:
            raise TilesError(
                f"The credit of the tiles in data/tiles has {len(self.credit)} characters, more than the "
                f"{CREDIT_CHARACTERS_MAX} that fit; write a shorter one into data/tiles/credit.txt."
            )

    @property
    def is_vector(self) -> bool:
        """Whether the tiles are vectors, which the board draws itself."""
        return self.described.form == "pbf"

    def holds(self, zoom: int, column: int, row: int) -> bool:
        """Whether a tile is one that may be asked for: a zoom these tiles have, and a place on the world at it."""
        in_zoom = self.described.zoom_min <= zoom <= self.described.zoom_max
        return in_zoom and 0 <= column < 2**zoom and 0 <= row < 2**zoom


class _Prose(html.parser.HTMLParser):
    """Collects the text of HTML, without its scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as declared
        self.silent = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - as declared
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain(text: str) -> str:
    r"""Return HTML as one line of plain text, without characters that control or turn the writing.

    >>> plain('<a href="/about">&copy; Somebody</a>\n contributors')
    '© Somebody contributors'
    """
    prose = _Prose()
    prose.feed(text[:HTML_CHARACTERS_MAX])
    prose.close()
    line = re.sub(r"\s+", " ", "".join(prose.parts)).strip()
    return "".join(character for character in line if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"})


def box(west: float, south: float, east: float, north: float) -> Box | None:
    """Return a box, or None where the edges are none: not in order, or off the world.

    >>> box(40, 30, 50, 38), box(0, 0, 0, 0)
    (Box(west=40, south=30, east=50, north=38), None)
    """
    in_order = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return Box(west, south, east, north) if in_order else None


def named(name: str) -> str:
    r"""Return the name of a file as a sentence may hold it.

    >>> named("a\u202eb.pmtiles")
    'data/tiles/a?b.pmtiles'
    """
    return "data/tiles/" + re.sub(r"[^\w. ()-]", "?", name)[:80]


GZIP_WINDOW_BITS = 31
"""What tells zlib to expect the header of gzip."""


def unzipped(packed: bytes, bytes_max: int) -> bytes:
    """Return what gzip packed; raises zlib.error for damage, ValueError for a part or for more than `bytes_max`.

    >>> import gzip
    >>> unzipped(gzip.compress(b"tile"), 10)
    b'tile'
    """
    unpacking = zlib.decompressobj(GZIP_WINDOW_BITS)
    unpacked = unpacking.decompress(packed, bytes_max)
    if not unpacking.eof:
        raise ValueError(f"cut short, or more than {bytes_max:,} bytes once it is unpacked")
    return unpacked
