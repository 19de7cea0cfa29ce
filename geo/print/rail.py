"""The words and figures beside the map: forces with their range bars, bases, what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from geo import style
from geo.model import BaseStatus, Basis, Change, Claim, ForceFigure, Kind, Quantity, Status
from geo.print.atlas import Side, figure_colour
from geo.print.canvas import Box, Canvas, Pen, shortened, text_width, wrapped
from geo.print.marks import LEGEND_SCALE, Grid, draw_mark
from geo.words import say

SECTION_GAP = 18
HEADING = Pen(15, "bold", "mute")
NAME = Pen(21)
NAME_LINE = 26
FIGURE = Pen(30, "bold", anchor="right")
FIGURE_WORDY = replace(FIGURE, size=21)
NOTE = Pen(15, colour="mute")
NOTE_LINE = 20
CAUTION = Pen(15, "bold", "assumption")
BAR_UNITS = 14
CHANGES = (Pen(19), Pen(17), Pen(15.5), Pen(14))
"""Letters of what changed, the largest first."""
CHANGE_SPACING = 1.32
"""Distance of lines over the size of their letters."""
CHANGES_LEAST_UNITS = 100
"""Room that forces and bases leave to what changed."""
REST = Pen(17, colour="mute")
"""Letters of how many more there are, or that there is nothing."""
REST_LINE = 25
CLAIM = Pen(15)
INDENT = 24
WIDE_UNITS = 800
"""From this width on, what two readings say is written side by side."""
READING = Pen(17, colour="mute")
"""Letters of the name of a reading where two are written one below the other."""
KEY_UNITS = 150
"""Most room for the name of the posture that the tick of a bar marks."""
KEY = Pen(14.5, colour="mute")
HEADING_UNITS = 28


@dataclass(frozen=True)
class Row:
    """A part of the rail: how high it is in units, and what draws it from its top downward."""

    height: float
    draw: Callable[[Canvas, Box], object]


@dataclass(frozen=True)
class Statement:
    """What a reading says of a base or a force, in words, and the claims for and against it."""

    reading: str
    text: str
    basis: Basis | None
    claims: tuple[str, ...]
    contested_by: tuple[str, ...]

    @property
    def words(self) -> str:
        """What it says, and that it is derived or assumed where it is."""
        return " · ".join(part for part in (f"{self.reading}: {self.text}", style.short_basis(self.basis)) if part)


@dataclass(frozen=True)
class Difference:
    """A base or a force of which two readings do not say the same, and what each says."""

    name: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Listing:
    """What is listed below the bases under its title, part by part; `nothing` is written where it is empty."""

    title: str
    parts: tuple[tuple[str, tuple[Change | Difference, ...]], ...]
    nothing: str


@dataclass(frozen=True)
class Rail:
    """What the rail shows: one side of the print, or both with the one in question last; the end of the bars' scale.

    `before` names the posture that the ticks of the bars mark; `claims` are those that the print names; `dropped` the
    names that found no room on the map, `outside` those of bases that lie elsewhere.
    """

    sides: tuple[Side, ...]
    top: int
    listing: Listing
    claims: tuple[Claim, ...]
    before: str
    dropped: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    @property
    def side(self) -> Side:
        """The side in question."""
        return self.sides[-1]


@dataclass(frozen=True)
class Section:
    """Rows under a heading, with what the parts of a bar mean beside it where `bars` names the posture of the ticks."""

    title: str
    rows: list[Row]
    bars: str | None = None

    @property
    def height(self) -> float:
        """Its height in units, with the room below it."""
        return HEADING_UNITS + _height(self.rows) + SECTION_GAP

    def draw(self, canvas: Canvas, box: Box) -> None:
        """Draw it from the top of a box downward."""
        canvas.text(box.left, box.top + 15, shortened(self.title.upper(), HEADING, box.width), HEADING)
        if self.bars is not None:
            _draw_key(canvas, box.right, box.top + 15, self.bars)
        _stacked(self.rows).draw(canvas, box._replace(top=box.top + HEADING_UNITS))


def _height(rows: Iterable[Row]) -> float:
    return sum(row.height for row in rows)


def draw_rail(canvas: Canvas, box: Box, rail: Rail) -> None:
    """Draw the rail in a box; where it has no room for all, the last line of a section says how many more there are."""
    top = box.top
    for section in _sections(rail, box):
        section.draw(canvas, box._replace(top=top))
        top += section.height


def _sections(rail: Rail, box: Box) -> list[Section]:
    """Forces, bases, what changed or differs and, where there is room for all of them, the claims behind it."""
    missing = [
        _missing_row(key, names, box.width)
        for key, names in (("rail.dropped", rail.dropped), ("rail.outside", rail.outside))
        if names
    ]
    bases = Section(say("rail.bases"), [*_base_rows(rail.side), *missing])
    rows = [_force_row(rail, figure.id, box.width) for figure in rail.side.now.forces]
    least = bases.height + HEADING_UNITS + CHANGES_LEAST_UNITS
    fitting = _fitting(rows, box.height - least - HEADING_UNITS - SECTION_GAP)
    forces = Section(say("rail.forces"), fitting, rail.before)
    left = box.height - forces.height - bases.height
    listing = Section(rail.listing.title, _listed(rail.listing, box.width, left - HEADING_UNITS))
    claims = Section(say("rail.claims"), [_claim_row(claim, box.width) for claim in rail.claims])
    shown = [forces, bases, listing]
    return [*shown, claims] if rail.claims and listing.height + claims.height - SECTION_GAP <= left else shown


def _listed(listing: Listing, width: float, height: float) -> list[Row]:
    """What is listed, in the largest letters in which all of it fits."""
    rows = [_rest(listing.nothing)]
    for pen in CHANGES if any(items for _, items in listing.parts) else ():
        rows = list(_listed_in(pen, listing, width))
        if _height(rows) <= height:
            break
    return _fitting(rows, height)


def _listed_in(pen: Pen, listing: Listing, width: float) -> Iterator[Row]:
    """What is listed, numbered; under the title of its part where there are several."""
    number = 0
    for title, items in listing.parts:
        if items and len(listing.parts) > 1:
            yield _subhead(title, pen, width)
        for item in items:
            number += 1
            yield _numbered(number, item, pen, width)


def _subhead(text: str, pen: Pen, width: float) -> Row:
    bold = replace(pen, weight="bold")
    line = shortened(text, bold, width)
    return Row(CHANGE_SPACING * pen.size, lambda canvas, box: canvas.text(box.left, box.top + pen.size, line, bold))


def _fitting(rows: list[Row], height: float) -> list[Row]:
    """The rows that fit in a height, with a last one that says how many do not."""
    if _height(rows) <= height:
        return rows
    kept, used = [], float(REST_LINE)
    for row in rows:
        used += row.height
        if used > height:
            break
        kept.append(row)
    return [*kept, _rest(say("changes.more", count=f"{len(rows) - len(kept):,}"))]


def _rest(text: str) -> Row:
    return Row(REST_LINE, lambda canvas, box: canvas.text(box.left, box.top + 18, text, REST))


def _draw_key(canvas: Canvas, right: float, baseline: float, before: str) -> None:
    """Write what the parts of a range bar mean, ending at the right; `before` names the posture of the tick."""
    x = _draw_key_word(canvas, right, baseline, shortened(before, KEY, KEY_UNITS)) - 9
    canvas.line([(x + 2, baseline - 12), (x + 2, baseline + 2)], "ink", 2.2)
    for word, is_hatched in ((say("rail.most"), True), (say("rail.least"), False)):
        x = _draw_key_word(canvas, x - 14, baseline, word) - 22
        _fill_bar(canvas, Box(x, baseline - 10, x + 16, baseline), hatched=is_hatched)


def _draw_key_word(canvas: Canvas, right: float, baseline: float, word: str) -> float:
    """Write a word that ends at the right; return where it begins."""
    left = right - text_width(word, KEY)
    canvas.text(left, baseline, word, KEY)
    return left


# Rows of rows


def _stacked(rows: list[Row]) -> Row:
    """Rows one below the other, as one row."""

    def draw(canvas: Canvas, box: Box) -> None:
        top = box.top
        for row in rows:
            row.draw(canvas, box._replace(top=top, bottom=top + row.height))
            top += row.height

    return Row(_height(rows), draw)


def _beside(rows: list[Row], width: float) -> Row:
    """Rows beside each other, each so many units wide."""

    def draw(canvas: Canvas, box: Box) -> None:
        for number, row in enumerate(rows):
            row.draw(canvas, box._replace(left=box.left + number * width, right=box.left + (number + 1) * width))

    return Row(max(row.height for row in rows), draw)


def _marked(row: Row) -> Row:
    """A row with the line beside it that marks what changed or differs."""

    def draw(canvas: Canvas, box: Box) -> None:
        canvas.line([(box.left - 9, box.top + 6), (box.left - 9, box.bottom - 8)], "ink", 3.2)
        row.draw(canvas, box)

    return Row(row.height, draw)


# Forces


def _force_row(rail: Rail, force: str, width: float) -> Row:
    """A force: its figure, or below its name the figure of each reading where they do not say the same."""
    figures = [_Figure(side.now.force(force), side.first[force], rail.top) for side in rail.sides]
    was = rail.side.was(force)
    if len({(figure.quantity, figure.first) for figure in figures}) == 1:
        row = figures[-1].row(figures[-1].force.name, was, width)
    else:
        readings = [side.now.reading.label for side in rail.sides]
        rows = [figure.row(label, "", width, READING) for figure, label in zip(figures, readings, strict=True)]
        row = _stacked([_name_row(figures[-1].force.name, width), *rows])
    return _marked(row) if was else row


def _name_row(name: str, width: float) -> Row:
    line = shortened(name, NAME, width)
    return Row(24, lambda canvas, box: canvas.text(box.left, box.top + 24, line, NAME))


@dataclass(frozen=True)
class _Figure:
    """A figure to draw: its row of a posture, the one its tick marks, the number at the end of the bar's scale."""

    force: ForceFigure
    first: Quantity
    top: int

    @property
    def quantity(self) -> Quantity:
        return self.force.quantity

    @property
    def label(self) -> str:
        return style.label(self.quantity)

    @property
    def pen(self) -> Pen:
        wordy = any(letter.isalpha() for letter in self.label)
        colour = figure_colour(self.force)
        return replace(FIGURE_WORDY if wordy else FIGURE, colour="ink" if colour == "accent" else colour)

    def row(self, name: str, was: str, width: float, pen: Pen = NAME) -> Row:
        """A name and the figure, its bar, and notes; `was` is the figure before."""
        notes = wrapped_parts(_note_parts(self.quantity, was), width)
        beside = width - text_width(self.label, self.pen) - 34
        names = wrapped(name, pen, max(beside, 0.35 * width))
        height = NAME_LINE * len(names) + 12 + BAR_UNITS + 6 + NOTE_LINE * len(notes) + 10

        def draw(canvas: Canvas, box: Box) -> None:
            for number, line in enumerate(names, 1):
                canvas.text(box.left, box.top + NAME_LINE * number, line, pen)
            baseline = box.top + NAME_LINE * len(names)
            self._draw_label(canvas, box.right, baseline)
            bar = Box(box.left, baseline + 10, box.right, baseline + 10 + BAR_UNITS)
            _draw_bar(canvas, bar, self.quantity, self.top)
            self._draw_tick(canvas, bar)
            _draw_lines(canvas, box.left, bar.bottom + NOTE_LINE, notes)

        return Row(height, draw)

    def _draw_label(self, canvas: Canvas, right: float, baseline: float) -> None:
        canvas.text(right, baseline, self.label, self.pen)
        if self.force.contested_by:
            canvas.diamond(right - text_width(self.label, self.pen) - 14, baseline - 0.33 * self.pen.size, 7)

    def _draw_tick(self, canvas: Canvas, bar: Box) -> None:
        """Mark what an exact figure was first, if it has moved."""
        low, high = style.written_bounds(self.first)
        if low is None or low != high or style.written_bounds(self.quantity) == (low, high):
            return
        x = bar.left + bar.width * low / self.top
        canvas.line([(x, bar.top - 4), (x, bar.bottom + 4)], "ink", 2.2)


def _draw_bar(canvas: Canvas, bar: Box, quantity: Quantity, top: int) -> None:
    """Solid to the least, hatched to the most; a frame for zero, and one look each for what is no number."""
    if quantity.kind is Kind.COUNTED:
        _draw_range(canvas, bar, quantity, top)
    elif quantity.kind is Kind.ZERO:
        canvas.box(bar.inset(0.7), edge="ink", edge_units=1.4)
    elif quantity.kind is Kind.NOT_STATED:
        canvas.frame(bar.inset(0.7), "gone", (2.6, 2))
    else:
        middle = (bar.top + bar.bottom) / 2
        thick, dashes = (5.0, (1.6, 2.4)) if quantity.kind is Kind.WITHHELD else (1.4, None)
        canvas.line([(bar.left, middle), (bar.right, middle)], "gone", thick, dashes=dashes)


def _draw_range(canvas: Canvas, bar: Box, quantity: Quantity, top: int) -> None:
    low, high = style.written_bounds(quantity)
    from_, to = (bar.left + bar.width * bound / top for bound in (low or 0, top if high is None else high))
    canvas.box(bar, "track")
    _fill_bar(canvas, bar._replace(left=from_, right=to), hatched=True)
    _fill_bar(canvas, bar._replace(right=from_), hatched=False)


def _fill_bar(canvas: Canvas, bar: Box, *, hatched: bool) -> None:
    if bar.width <= 0:
        return
    canvas.box(bar, "paper" if hatched else "accent")
    if hatched:
        canvas.stripes(bar, "accent")


def _note_parts(quantity: Quantity, was: str) -> list[tuple[str, bool]]:
    """Return what is written under a figure, part by part, each with whether it is a caution.

    >>> _note_parts(Quantity(Kind.NOT_STATED, note="nations together"), "hundreds (200–999)")
    [('was hundreds (200–999)', False), ('nations together', False)]
    """
    grounds = " ".join([style.arithmetic(quantity), style.bracketed(quantity.claims)]).strip()
    parts = [
        (say("rail.was", earlier=was) if was else "", False),
        *style.note_parts(quantity),
        (grounds if quantity.kind.has_number else "", False),
        (style.contested(quantity.contested_by), True),
    ]
    return [(text, is_caution) for text, is_caution in parts if text]


Pieces = list[tuple[str, Pen]]
"""Texts that follow one another on a line, each with its pen."""


def wrapped_parts(parts: Iterable[tuple[str, bool]], width: float) -> list[Pieces]:
    """Break parts, joined by a dot, into lines no wider than a width in units, each piece with its pen."""
    pieces: Pieces = []
    for text, is_caution in parts:
        pieces += [("·", NOTE)] if pieces else []
        pieces.append((text, CAUTION if is_caution else NOTE))
    return flowed(pieces, width)


def flowed(pieces: Pieces, width: float) -> list[Pieces]:
    """Break pieces into lines no wider than a width in units."""
    lines: list[Pieces] = [[]]
    for word, pen in ((word, pen) for text, pen in pieces for word in text.split()):
        piece = shortened(word, pen, width)
        used = sum(text_width(text, part) for text, part in lines[-1])
        if lines[-1] and used + text_width(f" {piece}", pen) > width:
            lines.append([])
        _append(lines[-1], piece, pen)
    return [line for line in lines if line]


def _append(line: Pieces, word: str, pen: Pen) -> None:
    """Add a word to a line; words of one pen are one text, so that they can be found and selected together."""
    if line and line[-1][1] == pen:
        line[-1] = (f"{line[-1][0]} {word}", pen)
    elif line:
        line[-1] = (f"{line[-1][0]} ", line[-1][1])
        line.append((word, pen))
    else:
        line.append((word, pen))


def _draw_lines(canvas: Canvas, left: float, baseline: float, lines: list[Pieces]) -> None:
    """Write the lines of a note, the first on its baseline."""
    for line in lines:
        x = left
        for text, pen in line:
            x += canvas.text(x, baseline, text, pen)
        baseline += NOTE_LINE


# Bases


def _base_rows(side: Side) -> list[Row]:
    bases = side.now.bases
    if len(bases) > style.BASES_LISTED:
        return [_count_row(status, bases) for status in Status]
    earlier = side.earlier.bases if side.earlier else bases
    before = {base.id: base.status for base in earlier}
    return [_base_row(base, before[base.id], compares_readings=side.compares_readings) for base in bases]


BASE_UNITS = 48
BRIEF_UNITS = 34
"""Height of the line of a base with its status alone."""
COUNT_UNITS = 34
MARK_UNITS = 33
"""Room of the mark at the head of a base's line."""
STATUS = Pen(21, "bold", anchor="right")
WAS = Pen(17, colour="mute", anchor="right")
CONTESTED = Pen(17, "bold", "assumption", anchor="right")


def _base_row(base: BaseStatus, was: Status, *, compares_readings: bool) -> Row:
    """A base in two lines: its status and the one it is set against, and the grounds for it.

    Where the other reading gives another status it has one line: the grounds of each are listed below.
    """
    has_changed = was is not base.status
    is_brief = compares_readings and has_changed
    status = _status(base, was, compares_readings=compares_readings)
    grounds = [] if is_brief else _grounds(base)

    def draw(canvas: Canvas, box: Box) -> None:
        baseline, left = box.top + 24, box.left + MARK_UNITS
        _draw_head(canvas, box, base.status, contested=bool(base.contested_by))
        if has_changed:
            canvas.line([(box.left - 9, box.top + 6), (box.left - 9, box.bottom - 6)], "ink", 3.2)
        x = _draw_ending(canvas, box.right, baseline, status)
        canvas.text(left, baseline, shortened(base.base.short, NAME, x - left - 10), NAME)
        for text, pen in grounds:
            if text and left + text_width(text, pen) <= box.right:
                left += canvas.text(left, baseline + 19, text, pen) + 10

    return Row(BRIEF_UNITS if is_brief else BASE_UNITS, draw)


def _status(base: BaseStatus, was: Status, *, compares_readings: bool) -> Pieces:
    """The status of a base, and the one it is set against where that is another; the last word first."""
    contested = say("rail.contested") if base.contested_by else ""
    pieces = [(contested, CONTESTED), (style.STATUS_WORDS[base.status], STATUS)]
    if was is base.status:
        return pieces
    earlier = style.STATUS_WORDS[was]
    if compares_readings:
        return [*pieces, (" ↔ ", WAS), (earlier, WAS)]
    return [*pieces, (say("rail.was", earlier=f"{earlier} → "), WAS)]


def _grounds(base: BaseStatus) -> Pieces:
    """That a status is derived or assumed, its claims, those that contest it; and the base's name in Arabic."""
    return [
        (style.short_basis(base.basis), NOTE),
        (style.bracketed(base.claims), NOTE),
        (style.contested(base.contested_by), CAUTION),
        (base.base.name_ar, NOTE),
    ]


def _draw_head(canvas: Canvas, box: Box, status: Status, *, contested: bool = False) -> None:
    """Draw the rule above a line of the bases, and the mark at its head."""
    canvas.line([(box.left, box.top), (box.right, box.top)], "rule")
    draw_mark(canvas, Grid(box.left + 12, box.top + 17, LEGEND_SCALE), style.mark(status, contested=contested))


def _draw_ending(canvas: Canvas, right: float, baseline: float, pieces: Pieces) -> float:
    """Write pieces that end at the right, the last first; return where they begin."""
    for text, pen in pieces:
        right -= canvas.text(right, baseline, text, pen)
    return right


def _count_row(status: Status, bases: Iterable[BaseStatus]) -> Row:
    """How many bases have a status, and how many of these are contested."""
    among = [base for base in bases if base.status is status]
    contested = sum(bool(base.contested_by) for base in among)
    against = say("rail.contestedCount", count=f"{contested:,}") if contested else ""
    pieces = [(against, CONTESTED), (f"{len(among):,}", STATUS)]

    def draw(canvas: Canvas, box: Box) -> None:
        _draw_head(canvas, box, status)
        canvas.text(box.left + MARK_UNITS, box.top + 24, style.STATUS_WORDS[status], NAME)
        _draw_ending(canvas, box.right, box.top + 24, pieces)

    return Row(COUNT_UNITS, draw)


MISSING_LINES = 6
"""Most lines of the names that are not on the map."""


def _missing_row(key: str, names: tuple[str, ...], width: float) -> Row:
    """The names that are not on the map, and how many more where there are too many to list."""
    kept = len(names)
    lines = _missing_lines(key, names, kept, width)
    while len(lines) > MISSING_LINES:
        kept = min(kept - 1, 9 * kept // 10)
        lines = _missing_lines(key, names, kept, width)
    pieces: list[Pieces] = [[(line, NOTE)] for line in lines]
    draw = partial(_draw_missing, lines=pieces)
    return Row(NOTE_LINE * len(lines) + 8, draw)


def _missing_lines(key: str, names: tuple[str, ...], kept: int, width: float) -> list[str]:
    more = [say("changes.more", count=f"{len(names) - kept:,}")] if kept < len(names) else []
    return wrapped(say(key, names=", ".join([*names[:kept], *more])), NOTE, width)


def _draw_missing(canvas: Canvas, box: Box, lines: list[Pieces]) -> None:
    canvas.line([(box.left, box.top), (box.right, box.top)], "rule")
    _draw_lines(canvas, box.left, box.top + NOTE_LINE, lines)


# What changed or differs


def _numbered(number: int, item: Change | Difference, pen: Pen, width: float) -> Row:
    """A change, or what two readings say of a name, under its number."""
    if isinstance(item, Difference):
        return _difference_row(number, item, pen, width)
    said = f"{style.sentence(item)} {style.bracketed(item.claims)}"
    pieces = [(said, pen), (style.contested(item.contested_by), _caution(pen))]
    return _indented((f"{number}.", pen), flowed(pieces, width - INDENT))


def _difference_row(number: int, difference: Difference, pen: Pen, width: float) -> Row:
    """A numbered name, below it what each reading says, beside each other where the rail is wide."""
    head, bold = (f"{number}.", pen), replace(pen, weight="bold")
    name = _indented(head, flowed([(difference.name, bold)], width - INDENT), gap=0)
    if width < WIDE_UNITS:
        return _stacked([name, *(_statement_row(each, pen, width) for each in difference.statements)])
    part = width / len(difference.statements)
    return _stacked([name, _beside([_statement_row(each, pen, part) for each in difference.statements], part)])


def _statement_row(statement: Statement, pen: Pen, width: float) -> Row:
    """What a reading says, the claims behind it and those that contest it."""
    said = f"{statement.words} {style.bracketed(statement.claims)}"
    pieces = [(said, pen), (style.contested(statement.contested_by), _caution(pen))]
    return _indented(("", pen), flowed(pieces, width - INDENT), gap=1)


def _caution(pen: Pen) -> Pen:
    return Pen(0.9 * pen.size, "bold", "assumption")


def _claim_row(claim: Claim, width: float) -> Row:
    indent = max(INDENT, text_width(f"{claim.id} ", CLAIM) + 6)
    said = f"{claim.where}, {claim.said_by}: {claim.paraphrase}"
    return _indented((claim.id, CLAIM), flowed([(said, CLAIM)], width - indent), indent)


def _indented(head: tuple[str, Pen], lines: list[Pieces], indent: float = INDENT, *, gap: float = 3) -> Row:
    """Indented lines of text with their head to the left; `gap` is the room below them in units."""
    spacing = CHANGE_SPACING * head[1].size

    def draw(canvas: Canvas, box: Box) -> None:
        canvas.text(box.left, box.top + 0.76 * spacing, *head)
        for number, line in enumerate(lines):
            x = box.left + indent
            for text, pen in line:
                x += canvas.text(x, box.top + (number + 0.76) * spacing, text, pen)

    return Row(spacing * len(lines) + gap, draw)
