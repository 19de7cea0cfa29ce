"""Text fitted to the boxes of a slide before it is written: what fits, what is left, which size.

The measure is Helvetica's, which is Arial's letter for letter; what Helvetica lacks is measured in DejaVu Sans, which
is wider. Both come with matplotlib.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import matplotlib
from fontTools import agl
from fontTools.afmLib import AFM
from PIL import ImageFont
from pptx.util import Emu, Inches

BODY_PT = 12
"""Least size of what is read on a slide."""
BULLET_IN = 0.18
"""Indent of a bulleted paragraph."""
CELL_IN = (0.06, 0.035)
"""Margin of a cell at its sides, and above and below."""
POINTS_PER_INCH = 72
LEADING = 1.2
"""Height of a line over the size of its letters, as PowerPoint sets it."""
_EM = 1_000
"""Units of an em in which letters are measured."""
_MARGIN = 1.02
"""How much wider than measured a text is taken to be: programs round where letters stand."""
_METRICS = {False: "Helvetica", True: "Helvetica-Bold"}
_FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}


def _fonts() -> Path:
    return Path(matplotlib.get_data_path()) / "fonts"


@cache
def _widths(bold: bool) -> dict[str, float]:
    metrics = AFM(str(_fonts() / "pdfcorefonts" / f"{_METRICS[bold]}.afm"))
    return {agl.toUnicode(name): metrics[name][1] / _EM for name in metrics.chars()}


@cache
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_fonts() / "ttf" / _FACES[bold]), _EM, layout_engine=ImageFont.Layout.BASIC)


@cache
def _letter_em(letter: str, bold: bool) -> float:
    known = _widths(bold).get(letter)
    if known is not None:
        return known
    wide = 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.0
    return max(wide, _face(bold).getlength(letter) / _EM)


def width_in(text: str, pt: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in inches.

    >>> width_in("wide", 12) < width_in("wide", 12, bold=True) < width_in("wide", 24)
    True
    """
    return sum(_letter_em(letter, bold) for letter in text) * _MARGIN * pt / POINTS_PER_INCH


def height_in(lines: int, pt: float) -> float:
    """Return the height of lines of text in inches.

    >>> round(height_in(3, 10), 2)
    0.5
    """
    return lines * pt * LEADING / POINTS_PER_INCH


def lines(text: str, width: float, pt: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of a width in inches, at its spaces, or inside a word that is wider than a line.

    >>> lines("The remainder leaves.", 1.2, 12)
    ['The remainder ', 'leaves.']
    """
    broken = [""]
    for word in _words(text, width, pt, bold):
        if broken[-1] and width_in((broken[-1] + word).rstrip(), pt, bold=bold) > width:
            broken.append("")
        broken[-1] += word
    return broken


def _words(text: str, width: float, pt: float, bold: bool) -> list[str]:
    found = []
    for word in re.findall(r"\s*\S+\s*", text):
        while width_in(word.rstrip(), pt, bold=bold) > width and len(word) > 1:
            whole = next(n for n in range(len(word), 0, -1) if n == 1 or width_in(word[:n], pt, bold=bold) <= width)
            found.append(word[:whole])
            word = word[whole:]
        found.append(word)
    return found


def fitting_pt(text: str, box: tuple[float, float], sizes: tuple[int, ...], *, bold: bool = False) -> int:
    """Return the first of some sizes in points at which a text fits a width and height in inches, or else the last.

    >>> fitting_pt("The remainder leaves.", (2.0, 0.3), (40, 20, 10))
    10
    """
    width, height = box
    for pt in sizes:
        if height_in(len(lines(text, width, pt, bold=bold)), pt) <= height:
            return pt
    return sizes[-1]


def shortened(text: str, box: tuple[float, float], pt: float, *, bold: bool = False) -> str:
    """Return a text as it fits a width and height in inches, cut at a word and ended with … where it is longer.

    >>> shortened("The remainder leaves by then.", (2.0, 0.2), 12)
    'The remainder leaves …'
    """
    width, height = box
    room = max(1, int(height / height_in(1, pt) + 1e-6))
    broken = lines(text, width, pt, bold=bold)
    if len(broken) <= room:
        return text
    kept = "".join(broken[:room]).rstrip()
    while kept and len(lines(f"{kept} …", width, pt, bold=bold)) > room:
        kept = kept.rpartition(" ")[0] or kept[:-1]
    return f"{kept} …"


@dataclass(frozen=True)
class Box:
    """A part of a slide, in inches from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Left, top, width and height as python-pptx wants them."""
        edges = self.left, self.top, self.width, self.height
        return tuple(map(Inches, edges))  # type: ignore[return-value] # four of them


@dataclass(frozen=True)
class Words:
    """A paragraph or a cell: a text, its grounds, what contests it; size in points, colours by their role."""

    text: str
    tail: str = ""
    doubt: str = ""
    pt: int = BODY_PT
    bold: bool = False
    colour: str = "ink"
    tail_colour: str = "accent"
    bullet: bool = False

    @property
    def whole(self) -> str:
        """The text and what follows it."""
        return " ".join(part for part in (self.text, self.tail, self.doubt) if part)

    def lines_in(self, width: float) -> list[str]:
        """The lines it takes in a width in inches."""
        indent = BULLET_IN if self.bullet else 0
        return lines(self.whole, width - indent, self.pt, bold=self.bold)


@dataclass(frozen=True)
class Columns:
    """The columns of a table: their names and their widths in inches."""

    names: tuple[str, ...]
    widths: tuple[float, ...]

    def row_in(self, cells: Sequence[Words]) -> float:
        """The height of a row in inches."""
        return 2 * CELL_IN[1] + max(height_in(*self._tallest(cell, width)) for cell, width in self._cells(cells))

    def _cells(self, cells: Sequence[Words]) -> Iterable[tuple[Words, float]]:
        return zip(cells, (width - 2 * CELL_IN[0] for width in self.widths), strict=True)

    def _tallest(self, cell: Words, width: float) -> tuple[int, int]:
        return max(1, len(cell.lines_in(width))), cell.pt

    def head(self) -> tuple[Words, ...]:
        """The first row: the names of the columns."""
        return tuple(Words(name, bold=True, colour="mute") for name in self.names)

    def parted(self, cells: Sequence[Words], height: float) -> list[tuple[Words, ...]]:
        """A row, or as many as it takes where its cells hold more than fits a height in inches."""
        room = max(1, int((height - 2 * CELL_IN[1]) / height_in(1, BODY_PT)))
        broken = [cell.lines_in(width) for cell, width in self._cells(cells)]
        parts = range(0, max(map(len, broken)), room)
        if len(parts) <= 1:
            return [tuple(cells)]
        return [
            tuple(
                replace(cell, text="".join(found[part : part + room]).strip(), tail="", doubt="")
                for cell, found in zip(cells, broken, strict=True)
            )
            for part in parts
        ]


Row = tuple[Words, ...]


def fitting_rows(columns: Columns, rows: Sequence[Row], height: float) -> tuple[list[Row], list[Row]]:
    """Return the rows that fit a height in inches below the head of their table, and the rest."""
    used = columns.row_in(columns.head())
    for count, row in enumerate(rows):
        used += columns.row_in(row)
        if used > height:
            return list(rows[:count]), list(rows[count:])
    return list(rows), []


def pages(columns: Columns, rows: Iterable[Row], height: float) -> list[list[Row]]:
    """Return rows page by page, each at most a height in inches with the head; a row too high for one is parted."""
    most = height - columns.row_in(columns.head())
    rest = [part for row in rows for part in columns.parted(row, most)]
    found = []
    while rest:
        page, rest = fitting_rows(columns, rest, height)
        found.append(page)
    return found


def table_in(columns: Columns, rows: Sequence[Row]) -> float:
    """Return the height of a table in inches."""
    return sum(columns.row_in(row) for row in [columns.head(), *rows])


def text_in(paragraphs: Iterable[Words], width: float) -> float:
    """Return the height of paragraphs in inches, the space between them included."""
    return sum(height_in(len(words.lines_in(width)), words.pt) + gap_in(words) for words in paragraphs)


def gap_in(words: Words) -> float:
    """Return the height in inches of the space below a paragraph."""
    return height_in(1, words.pt) / 4 if words.bullet else 0


def fitting_text(paragraphs: Sequence[Words], box: Box) -> tuple[list[Words], list[Words]]:
    """Return the paragraphs that fit a box, and the rest."""
    for count in range(len(paragraphs), 0, -1):
        if text_in(paragraphs[:count], box.width) <= box.height:
            return list(paragraphs[:count]), list(paragraphs[count:])
    return [], list(paragraphs)


def fitted(words: Words, box: Box, sizes: tuple[int, ...]) -> Words:
    """Return one paragraph in the first size at which it fits a box, cut short where it fits at none."""
    room = (box.width, box.height)
    pt = fitting_pt(words.whole, room, sizes, bold=words.bold)
    short = shortened(words.whole, room, pt, bold=words.bold)
    return replace(words, pt=pt) if short == words.whole else replace(words, text=short, tail="", doubt="", pt=pt)
