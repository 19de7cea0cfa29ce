"""The words and figures beside the map: forces with their range bars, bases, what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from geo import style
from geo.model import BaseStatus, Basis, Change, Claim, ForceFigure, Kind, Quantity, Status
from geo.print.atlas import Moment, figure_colour
from geo.print.canvas import Box, Canvas, Pen, shortened, text_width, wrapped
from geo.print.marks import draw_mark

BASES_LISTED = 8
"""Up to this many bases stand one by one; beyond it they are counted by status."""
SECTION_GAP = 18
HEADING = Pen(15, "bold", "mute")
NAME = Pen(21)
FIGURE = Pen(30, "bold")
FIGURE_WORDY = Pen(21, "bold")
NOTE = Pen(15, colour="mute")
NOTE_LINE = 20
BAR_UNITS = 14
CHANGES = (Pen(19), Pen(17), Pen(15.5), Pen(14))
"""Letters of what changed, the largest first."""
CHANGE_SPACING = 1.32
"""Distance of lines over the size of their letters."""
CHANGES_LEAST_UNITS = 100
"""Room that forces and bases leave to what changed."""
MORE_LINE = 25
CLAIM = Pen(15)
INDENT = 24
WIDE_UNITS = 800
"""From this width on, what two readings say stands beside each other."""
ACCOUNT = Pen(17, colour="mute")
"""Letters of the name of a reading where two stand one below the other."""
KEY_UNITS = 150
"""Most room for the name of the posture that the tick of a bar stands for."""
HEADING_UNITS = 28


@dataclass(frozen=True)
class Row:
    """A part of the rail: how high it is in units, and what draws it from its top downward."""

    height: float
    draw: Callable[[Canvas, Box], object]


@dataclass(frozen=True)
class Account:
    """What a reading says at a moment, and the figures that the ticks of its bars stand for."""

    moment: Moment
    first: Mapping[str, Quantity]


@dataclass(frozen=True)
class Saying:
    """What a reading says of a base or a force, in words, and the claims for and against it."""

    reading: str
    text: str
    basis: Basis | None
    claims: tuple[str, ...]
    contested_by: tuple[str, ...]

    @property
    def words(self) -> str:
        """What it says, and that it is derived or assumed where it is."""
        said = {Basis.DERIVED: " · derived", Basis.ASSUMED: " · assumed"}
        return f"{self.reading}: {self.text}{said.get(self.basis, '') if self.basis else ''}"


@dataclass(frozen=True)
class Difference:
    """A base or a force of which two readings do not say the same, and what each says."""

    name: str
    sayings: tuple[Saying, ...]


@dataclass(frozen=True)
class Told:
    """What is told below the bases, under its title, part by part; `nothing` is said where it is empty."""

    title: str
    parts: tuple[tuple[str, tuple[Change | Difference, ...]], ...]
    nothing: str


@dataclass(frozen=True)
class Rail:
    """What the rail shows: the account of a reading, or of two with the one in question last; the end of the scale.

    `before` names the posture that the ticks of the bars stand for; `claims` are those that the print names.
    """

    accounts: tuple[Account, ...]
    top: int
    told: Told
    claims: tuple[Claim, ...]
    before: str

    @property
    def moment(self) -> Moment:
        """The moment in question."""
        return self.accounts[-1].moment


@dataclass(frozen=True)
class Section:
    """Rows under a heading."""

    title: str
    rows: list[Row]
    keyed: bool = False

    @property
    def height(self) -> float:
        """Its height in units, with the room below it."""
        return HEADING_UNITS + sum(row.height for row in self.rows) + SECTION_GAP


def draw_rail(canvas: Canvas, box: Box, rail: Rail) -> None:
    """Draw the rail in a box; where it has no room for all, the last line of a section says how many more there are."""
    top = box.top
    for section in _sections(rail, box):
        canvas.text(box.left, top + 15, shortened(section.title, HEADING, box.width), HEADING)
        if section.keyed:
            _draw_key(canvas, box.right, top + 15, rail.before)
        below = top + HEADING_UNITS
        for row in section.rows:
            row.draw(canvas, Box(box.left, below, box.right, below + row.height))
            below += row.height
        top += section.height


def _sections(rail: Rail, box: Box) -> list[Section]:
    """Forces, bases, what changed or differs and, where there is room for all of them, the claims behind it."""
    bases = Section("BASES", _base_rows(rail.moment))
    rows = [_force_row(rail, force, box.width) for force in [figure.id for figure in rail.moment.now.forces]]
    least = bases.height + HEADING_UNITS + CHANGES_LEAST_UNITS
    forces = Section("FORCES", _fitting(rows, box.height - least - HEADING_UNITS - SECTION_GAP), keyed=True)
    left = box.height - forces.height - bases.height
    told = Section(rail.told.title.upper(), _told_rows(rail.told, box.width, left - HEADING_UNITS))
    claims = Section("CLAIMS", [_claim_row(claim, box.width) for claim in rail.claims])
    shown = [forces, bases, told]
    return [*shown, claims] if rail.claims and told.height + claims.height - SECTION_GAP <= left else shown


def _told_rows(told: Told, width: float, height: float) -> list[Row]:
    """What is told, in the largest letters in which all of it fits; under its phase where there are several."""
    rows = [_said(told.nothing)]
    parts = [(title, items) for title, items in told.parts if items]
    for pen in CHANGES if parts else ():
        number, rows = 0, []
        for title, items in parts:
            if len(told.parts) > 1:
                rows.append(_subhead(title, pen, width))
            rows += [_told_row(number + each, item, pen, width) for each, item in enumerate(items, 1)]
            number += len(items)
        if sum(row.height for row in rows) <= height:
            break
    return _fitting(rows, height)


def _subhead(text: str, pen: Pen, width: float) -> Row:
    bold = replace(pen, weight="bold")
    line = shortened(text, bold, width)
    return Row(CHANGE_SPACING * pen.size, lambda canvas, box: canvas.text(box.left, box.top + pen.size, line, bold))


def _fitting(rows: list[Row], height: float) -> list[Row]:
    """The rows that fit in a height, with a last one that says how many do not."""
    if sum(row.height for row in rows) <= height:
        return rows
    kept, used = [], float(MORE_LINE)
    for row in rows:
        used += row.height
        if used > height:
            break
        kept.append(row)
    return [*kept, _said(f"and {len(rows) - len(kept):,} more")]


def _said(text: str) -> Row:
    return Row(MORE_LINE, lambda canvas, box: canvas.text(box.left, box.top + 18, text, Pen(17, colour="mute")))


def _draw_key(canvas: Canvas, right: float, baseline: float, before: str) -> None:
    """Write what the parts of a range bar mean, ending at the right; `before` names the posture of the tick."""
    pen = Pen(14.5, colour="mute")
    x = right
    for word, part in ((shortened(before, pen, KEY_UNITS), "tick"), ("at most", "range"), ("at least", "low")):
        x -= text_width(word, pen)
        canvas.text(x, baseline, word, pen)
        x -= 22 if part != "tick" else 9
        swatch = Box(x, baseline - 10, x + 16, baseline)
        if part == "tick":
            canvas.line([(x + 2, baseline - 12), (x + 2, baseline + 2)], "ink", 2.2)
        else:
            _fill_bar(canvas, swatch, hatched=part == "range")
        x -= 14


# Forces


def _force_row(rail: Rail, name: str, width: float) -> Row:
    """A force: its figure, or below its name the figure of each reading where they do not say the same."""
    found = [(account.moment.now.force(name), account.first[name]) for account in rail.accounts]
    (force, first), was = found[-1], rail.moment.was(name)
    if all((each.quantity, tick) == (force.quantity, first) for each, tick in found):
        return _marked(_figure_row(_Figure(force, first, rail.top, force.name, NAME, was), width), changed=bool(was))
    rows = [_name_row(force.name, width)]
    for account, (each, tick) in zip(rail.accounts, found, strict=True):
        reading = account.moment.now.reading.label
        rows.append(_figure_row(_Figure(each, tick, rail.top, reading, ACCOUNT), width))
    return _marked(_stacked(rows), changed=bool(was))


def _name_row(name: str, width: float) -> Row:
    line = shortened(name, NAME, width)
    return Row(24, lambda canvas, box: canvas.text(box.left, box.top + 24, line, NAME))


def _stacked(rows: list[Row]) -> Row:
    """Rows one below the other, as one that is not parted."""

    def draw(canvas: Canvas, box: Box) -> None:
        top = box.top
        for row in rows:
            row.draw(canvas, box._replace(top=top, bottom=top + row.height))
            top += row.height

    return Row(sum(row.height for row in rows), draw)


def _beside(rows: list[Row], width: float) -> Row:
    """Rows beside each other, each so many units wide."""

    def draw(canvas: Canvas, box: Box) -> None:
        for number, row in enumerate(rows):
            row.draw(canvas, box._replace(left=box.left + number * width, right=box.left + (number + 1) * width))

    return Row(max(row.height for row in rows), draw)


def _marked(row: Row, *, changed: bool) -> Row:
    """A row with the line beside it that marks what changed or differs."""

    def draw(canvas: Canvas, box: Box) -> None:
        canvas.line([(box.left - 9, box.top + 6), (box.left - 9, box.bottom - 8)], "ink", 3.2)
        row.draw(canvas, box)

    return Row(row.height, draw) if changed else row


@dataclass(frozen=True)
class _Figure:
    """A figure to draw: its row of a posture, what its tick stands for, the end of the scale, what is written left."""

    force: ForceFigure
    first: Quantity
    top: int
    name: str
    pen: Pen
    was: str = ""


def _figure_row(figure: _Figure, width: float) -> Row:
    quantity = figure.force.quantity
    notes = wrapped_parts(note_parts(quantity, figure.was), width)
    beside = width - text_width(style.label(quantity), _figure_pen(figure.force)) - 34
    names = wrapped(figure.name, figure.pen, max(beside, 0.35 * width))
    height = 26 * len(names) + 12 + BAR_UNITS + 6 + NOTE_LINE * len(notes) + 10
    return Row(height, lambda canvas, box: _draw_figure(canvas, box, figure, names, notes))


def _figure_pen(force: ForceFigure) -> Pen:
    wordy = any(letter.isalpha() for letter in style.label(force.quantity))
    pen = FIGURE_WORDY if wordy else FIGURE
    colour = figure_colour(force)
    return Pen(pen.size, pen.weight, "ink" if colour == "accent" else colour)


def _draw_figure(canvas: Canvas, box: Box, figure: _Figure, names: list[str], notes: list[Pieces]) -> None:
    quantity = figure.force.quantity
    baseline = box.top + 26 * len(names)
    for number, name in enumerate(names, 1):
        canvas.text(box.left, box.top + 26 * number, name, figure.pen)
    pen = _figure_pen(figure.force)
    label = style.label(quantity)
    canvas.text(box.right, baseline, label, pen, anchor="right")
    if figure.force.contested_by:
        canvas.diamond(box.right - text_width(label, pen) - 14, baseline - 0.33 * pen.size, 7)
    bar = Box(box.left, baseline + 10, box.right, baseline + 10 + BAR_UNITS)
    _draw_bar(canvas, bar, quantity, figure.top)
    _draw_tick(canvas, bar, quantity, figure.first, figure.top)
    y = bar.bottom + 4
    for line in notes:
        y += NOTE_LINE
        x = box.left
        for text, part in line:
            x += canvas.text(x, y - 4, text, part)


def _draw_bar(canvas: Canvas, bar: Box, quantity: Quantity, top: int) -> None:
    """Solid to the least, hatched to the most; a frame for zero, and one look each for what is no number."""
    if quantity.kind is Kind.COUNTED:
        low, high = style.written_bounds(quantity)
        from_, to = (bar.left + bar.width * bound / top for bound in (low or 0, top if high is None else high))
        canvas.box(bar, "track")
        _fill_bar(canvas, Box(from_, bar.top, to, bar.bottom), hatched=True)
        _fill_bar(canvas, Box(bar.left, bar.top, from_, bar.bottom), hatched=False)
    elif quantity.kind is Kind.ZERO:
        canvas.box(bar.inset(0.7), edge="ink", edge_units=1.4)
    elif quantity.kind is Kind.NOT_STATED:
        canvas.frame(bar.inset(0.7), "gone", (2.6, 2))
    else:
        middle = (bar.top + bar.bottom) / 2
        dashes = (1.6, 2.4) if quantity.kind is Kind.WITHHELD else None
        thick = 5.0 if quantity.kind is Kind.WITHHELD else 1.4
        canvas.line([(bar.left, middle), (bar.right, middle)], "gone", thick, dashes=dashes)


def _fill_bar(canvas: Canvas, bar: Box, *, hatched: bool) -> None:
    if bar.width <= 0:
        return
    canvas.box(bar, "paper" if hatched else "accent")
    if hatched:
        canvas.stripes(bar, "accent", width=2.8, step=7.2, slant=0.47 * bar.height)


def _draw_tick(canvas: Canvas, bar: Box, quantity: Quantity, first: Quantity, top: int) -> None:
    """Mark where an exact figure stood first, if it has moved."""
    low, high = style.written_bounds(first)
    if low is None or low != high or style.written_bounds(quantity) == (low, high):
        return
    x = bar.left + bar.width * low / top
    canvas.line([(x, bar.top - 4), (x, bar.bottom + 4)], "ink", 2.2)


def note_parts(quantity: Quantity, was: str) -> list[tuple[str, bool]]:
    """Return what stands under a figure, part by part, each with whether it is a caution.

    >>> note_parts(Quantity(Kind.NOT_STATED, note="nations together"), "hundreds (200–999)")
    [('was hundreds (200–999)', False), ('nations together', False)]
    """
    assumed = quantity.basis is Basis.ASSUMED
    parts = [(f"was {was}", False)] if was else []
    if quantity.basis is Basis.DERIVED or (assumed and quantity.note):
        parts.append((style.BASIS_WORDS[Basis.DERIVED], False))
    if assumed and not quantity.note:
        parts.append((style.basis(quantity.basis), True))
    if quantity.note:
        parts.append((quantity.note, assumed))
    if quantity.kind.has_number:
        parts.append((" ".join([style.arithmetic(quantity), style.bracketed(quantity.claims)]).strip(), False))
    if quantity.contested_by:
        parts.append((style.contested(quantity.contested_by), True))
    return parts


CAUTION = Pen(NOTE.size, "bold", "assumption")
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


# Bases


def _base_rows(moment: Moment) -> list[Row]:
    bases = list(moment.now.bases)
    if len(bases) > BASES_LISTED:
        return [_count_row(status, bases) for status in Status]
    earlier = moment.earlier.bases if moment.earlier else moment.now.bases
    before = {base.id: base.status for base in earlier}
    rows = [_BaseRow(base, before[base.id], compares_readings=moment.compares_readings) for base in bases]
    return [Row(row.height, row.draw) for row in rows]


BASE_UNITS = 48
BRIEF_UNITS = 34
"""Height of the line of a base that says only what stands."""
COUNT_UNITS = 34
MARK_UNITS = 33
"""Room of the mark at the head of a base's line."""
STATUS = Pen(21, "bold")
WAS = Pen(17, colour="mute")
CONTESTED = Pen(17, "bold", "assumption")


@dataclass(frozen=True)
class _BaseRow:
    """A base's row of a posture and the status it is set against, in two lines: what stands, and on what.

    Where it is set against what the other reading says it has one: on what each says stands is told below.
    """

    base: BaseStatus
    was: Status
    compares_readings: bool = False

    @property
    def is_brief(self) -> bool:
        """Whether it says only what stands."""
        return self.compares_readings and self.was is not self.base.status

    @property
    def height(self) -> float:
        """Its height in units."""
        return BRIEF_UNITS if self.is_brief else BASE_UNITS

    def draw(self, canvas: Canvas, box: Box) -> None:
        """Draw it in a box."""
        baseline, left = box.top + 24, box.left + MARK_UNITS
        canvas.line([(box.left, box.top), (box.right, box.top)], "rule")
        contested = bool(self.base.contested_by)
        draw_mark(canvas, box.left + 12, box.top + 17, self.base.status, contested=contested, scale=0.95)
        if self.was is not self.base.status:
            canvas.line([(box.left - 9, box.top + 6), (box.left - 9, box.bottom - 6)], "ink", 3.2)
        x = box.right
        for text, pen in self._stands():
            x -= canvas.text(x, baseline, text, pen, anchor="right")
        canvas.text(left, baseline, shortened(self.base.base.short, NAME, x - left - 10), NAME)
        for text, pen in self._grounds():
            if text and left + text_width(text, pen) <= box.right:
                left += canvas.text(left, baseline + 19, text, pen) + 10

    def _stands(self) -> list[tuple[str, Pen]]:
        """What stands at the right, the last first."""
        contested = " · contested" if self.base.contested_by else ""
        stands = [(contested, CONTESTED), (style.STATUS_WORDS[self.base.status], STATUS)]
        if self.was is self.base.status:
            return stands
        was = style.STATUS_WORDS[self.was]
        return [*stands, *([(" ↔ ", WAS), (was, WAS)] if self.compares_readings else [(f"was {was} → ", WAS)])]

    def _grounds(self) -> list[tuple[str, Pen]]:
        """On what it stands: basis where it is not reported, claims, who contests it; and the name in Arabic."""
        if self.is_brief:
            return []
        basis = style.basis(self.base.basis) if self.base.basis in (Basis.DERIVED, Basis.ASSUMED) else ""
        against = style.contested(self.base.contested_by)
        claims = style.bracketed(self.base.claims)
        return [(basis, NOTE), (claims, NOTE), (against, CAUTION), (self.base.base.name_ar, NOTE)]


def _count_row(status: Status, bases: list[BaseStatus]) -> Row:
    return Row(COUNT_UNITS, lambda canvas, box: _draw_count(canvas, box, status, bases))


def _draw_count(canvas: Canvas, box: Box, status: Status, bases: list[BaseStatus]) -> None:
    among = [base for base in bases if base.status is status]
    contested = sum(bool(base.contested_by) for base in among)
    canvas.line([(box.left, box.top), (box.right, box.top)], "rule")
    draw_mark(canvas, box.left + 12, box.top + 17, status, scale=0.95)
    canvas.text(box.left + 33, box.top + 24, style.STATUS_WORDS[status], NAME)
    x = box.right
    if contested:
        x -= canvas.text(x, box.top + 24, f" · {contested:,} contested", Pen(17, "bold", "assumption"), anchor="right")
    canvas.text(x, box.top + 24, f"{len(among):,}", Pen(21, "bold"), anchor="right")


# What changed or differs


def _told_row(number: int, item: Change | Difference, pen: Pen, width: float) -> Row:
    if isinstance(item, Change):
        return _change_row(number, item, pen, width)
    return _difference_row(number, item, pen, width)


def _difference_row(number: int, difference: Difference, pen: Pen, width: float) -> Row:
    """A numbered name, below it what each reading says, beside each other where the rail is wide."""
    name = _indented(
        (f"{number}.", pen), flowed([(difference.name, replace(pen, weight="bold"))], width - INDENT), gap=0
    )
    if width < WIDE_UNITS:
        return _stacked([name, *(_saying_row(saying, pen, width) for saying in difference.sayings)])
    part = width / len(difference.sayings)
    return _stacked([name, _beside([_saying_row(saying, pen, part) for saying in difference.sayings], part)])


def _saying_row(saying: Saying, pen: Pen, width: float) -> Row:
    """What a reading says, the claims it rests on and those that contest it."""
    said = f"{saying.words} {style.bracketed(saying.claims)}"
    pieces = [(said, pen), (style.contested(saying.contested_by), _caution(pen))]
    return _indented(("", pen), flowed(pieces, width - INDENT), gap=1)


def _caution(pen: Pen) -> Pen:
    return Pen(0.9 * pen.size, "bold", "assumption")


def _change_row(number: int, change: Change, pen: Pen, width: float) -> Row:
    """A numbered sentence with the claims it rests on, in brackets, and those that contest it."""
    against = style.contested(change.contested_by)
    pieces = [(f"{style.sentence(change)} {style.bracketed(change.claims)}", pen), (against, _caution(pen))]
    return _indented((f"{number}.", pen), flowed(pieces, width - INDENT))


def _claim_row(claim: Claim, width: float) -> Row:
    indent = max(INDENT, text_width(f"{claim.id} ", CLAIM) + 6)
    said = f"{claim.where}, {claim.said_by}: {claim.paraphrase}"
    return _indented((claim.id, CLAIM), flowed([(said, CLAIM)], width - indent), indent)


def _indented(head: tuple[str, Pen], lines: list[Pieces], indent: float = INDENT, *, gap: float = 3) -> Row:
    """Lines of text, what heads them standing out to the left; `gap` is the room below them in units."""
    spacing = CHANGE_SPACING * head[1].size

    def draw(canvas: Canvas, box: Box) -> None:
        canvas.text(box.left, box.top + 0.76 * spacing, *head)
        for number, line in enumerate(lines):
            x = box.left + indent
            for text, pen in line:
                x += canvas.text(x, box.top + (number + 0.76) * spacing, text, pen)

    return Row(spacing * len(lines) + gap, draw)
