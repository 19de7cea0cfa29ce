"""Paragraphs and tables shaped for their boxes, before they are written: what fits, what is left, which size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pptx.util import Emu, Inches

from geo.export.deck.lettering import fitting_pt, height_in, lines, shortened

BODY_PT = 12
"""Least size of what is read on a slide."""
BULLET_IN = 0.18
"""Indent of a bulleted paragraph."""
CELL_IN = (0.06, 0.035)
"""Margin of a cell at its sides, and above and below."""


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
