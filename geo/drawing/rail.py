"""The words and figures beside the map: forces with their range bars, bases, what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from geo import style
from geo.drawing.atlas import Moment, figure_colour
from geo.drawing.canvas import Box, Canvas, Pen, shortened, text_width, wrapped
from geo.drawing.marks import draw_mark
from geo.model import Basis, Change, Claim, Kind, Quantity, Status

BASES_LISTED = 8
"""Up to this many bases stand one by one; beyond it they are counted by status."""
SECTION_GAP = 22
HEADING = Pen(15, "bold", "mute")
NAME = Pen(21)
FIGURE = Pen(30, "bold")
FIGURE_WORDY = Pen(21, "bold")
NOTE = Pen(15, colour="mute")
NOTE_LINE = 20
BAR_UNITS = 14
CHANGES = (Pen(19), Pen(17), Pen(15.5))
"""Letters of what changed, the largest first."""
CHANGE_SPACING = 1.32
"""Distance of lines over the size of their letters."""
CHANGES_LEAST_UNITS = 100
"""Room that forces and bases leave to what changed."""
MORE_LINE = 25
CLAIM = Pen(15)
INDENT = 24
HEADING_UNITS = 30


@dataclass(frozen=True)
class Row:
    """A part of the rail: how high it is in units, and what draws it from its top downward."""

    height: float
    draw: Callable[[Canvas, Box], None]


@dataclass(frozen=True)
class Rail:
    """What the rail shows: a moment, the figures of the first posture, the end of the scale, changes, claims named."""

    moment: Moment
    first: Any
    top: int
    changes: tuple[Change, ...]
    claims: tuple[Claim, ...]
    since: str = ""


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
            _draw_key(canvas, box.right, top + 15)
        below = top + HEADING_UNITS
        for row in section.rows:
            row.draw(canvas, Box(box.left, below, box.right, below + row.height))
            below += row.height
        top += section.height


def _sections(rail: Rail, box: Box) -> list[Section]:
    """Forces, bases, what changed and, where there is room for all of them, the claims behind it."""
    bases = Section("BASES", _base_rows(rail.moment))
    rows = [_force_row(rail, row, box.width) for row in rail.moment.now.forces.itertuples()]
    least = bases.height + HEADING_UNITS + CHANGES_LEAST_UNITS
    forces = Section("FORCES", _fitting(rows, box.height - least - HEADING_UNITS - SECTION_GAP), keyed=True)
    left = box.height - forces.height - bases.height
    changes = Section(f"WHAT CHANGED{rail.since.upper()}", _change_rows(rail, box.width, left - HEADING_UNITS))
    claims = Section("CLAIMS", [_claim_row(claim, box.width) for claim in rail.claims])
    shown = [forces, bases, changes]
    return [*shown, claims] if rail.claims and changes.height + claims.height - SECTION_GAP <= left else shown


def _change_rows(rail: Rail, width: float, height: float) -> list[Row]:
    """What changed, in the largest letters in which all of it fits."""
    rows = [_said(_nothing(rail))]
    for pen in CHANGES if rail.changes else ():
        rows = [_change_row(number, change, pen, width) for number, change in enumerate(rail.changes, 1)]
        if sum(row.height for row in rows) <= height:
            break
    return _fitting(rows, height)


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
    return Row(MORE_LINE, lambda canvas, box: _write(canvas, box.left, box.top + 18, text, Pen(17, colour="mute")))


def _write(canvas: Canvas, x: float, y: float, text: str, pen: Pen) -> None:
    canvas.text(x, y, text, pen)


def _nothing(rail: Rail) -> str:
    return "The baseline." if rail.moment.earlier is None else "Nothing is stated to change."


def _draw_key(canvas: Canvas, right: float, baseline: float) -> None:
    """Write what the parts of a range bar mean, ending at the right."""
    pen = Pen(14.5, colour="mute")
    x = right
    for word, part in (("before", "tick"), ("at most", "range"), ("at least", "low")):
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


def _force_row(rail: Rail, force: Any, width: float) -> Row:
    figure = _figure_pen(force)
    notes = wrapped_parts(note_parts(force.quantity, rail.moment.was(force.id)), width)
    beside = width - text_width(style.label(force.quantity), figure) - 34
    names = wrapped(force.label, NAME, max(beside, 0.35 * width))
    height = 26 * len(names) + 12 + BAR_UNITS + 6 + NOTE_LINE * len(notes) + 10
    return Row(height, lambda canvas, box: _draw_force(canvas, box, rail, force, names, notes))


def _figure_pen(force: Any) -> Pen:
    wordy = any(letter.isalpha() for letter in style.label(force.quantity))
    pen = FIGURE_WORDY if wordy else FIGURE
    colour = figure_colour(force)
    return Pen(pen.size, pen.weight, "ink" if colour == "accent" else colour)


def _draw_force(
    canvas: Canvas, box: Box, rail: Rail, force: Any, names: list[str], notes: list[list[tuple[str, Pen]]]
) -> None:
    quantity: Quantity = force.quantity
    baseline = box.top + 26 * len(names)
    for number, name in enumerate(names, 1):
        canvas.text(box.left, box.top + 26 * number, name, NAME)
    pen = _figure_pen(force)
    label = style.label(quantity)
    canvas.text(box.right, baseline, label, pen, anchor="right")
    if force.contested_by:
        canvas.diamond(box.right - text_width(label, pen) - 14, baseline - 0.33 * pen.size, 7)
    bar = Box(box.left, baseline + 10, box.right, baseline + 10 + BAR_UNITS)
    _draw_bar(canvas, bar, quantity, rail.top)
    _draw_tick(canvas, bar, quantity, rail.first[force.id], rail.top)
    if rail.moment.was(force.id):
        canvas.line([(box.left - 9, box.top + 6), (box.left - 9, box.bottom - 8)], "ink", 3.2)
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
    if quantity.contested_by:
        parts.append((f"contested by {', '.join(quantity.contested_by)}", True))
    return parts


CAUTION = Pen(NOTE.size, "bold", "assumption")


def wrapped_parts(parts: Iterable[tuple[str, bool]], width: float) -> list[list[tuple[str, Pen]]]:
    """Break parts, joined by a dot, into lines no wider than a width in units, each piece with its pen."""
    words: list[tuple[str, Pen]] = []
    for text, is_caution in parts:
        if words:
            words.append(("·", NOTE))
        words += [(word, CAUTION if is_caution else NOTE) for word in text.split()]
    lines: list[list[tuple[str, Pen]]] = [[]]
    for word, pen in words:
        piece = shortened(word, pen, width)
        used = sum(text_width(text, part) for text, part in lines[-1])
        if lines[-1] and used + text_width(f" {piece}", pen) > width:
            lines.append([])
        _append(lines[-1], piece, pen)
    return [line for line in lines if line]


def _append(line: list[tuple[str, Pen]], word: str, pen: Pen) -> None:
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
    bases = list(moment.now.bases.itertuples())
    if len(bases) > BASES_LISTED:
        return [_count_row(status, bases) for status in Status]
    before = (
        dict(zip(moment.earlier.bases["id"], moment.earlier.bases["status"], strict=True)) if moment.earlier else {}
    )
    return [_base_row(base, before.get(base.id, base.status)) for base in bases]


def _base_row(base: Any, was: Status) -> Row:
    return Row(34, lambda canvas, box: _draw_base(canvas, box, base, was))


def _draw_base(canvas: Canvas, box: Box, base: Any, was: Status) -> None:
    baseline = box.top + 24
    canvas.line([(box.left, box.top), (box.right, box.top)], "rule")
    draw_mark(canvas, box.left + 12, box.top + 17, base.status, contested=bool(base.contested_by), scale=0.95)
    x = box.right
    if base.contested_by:
        x -= canvas.text(x, baseline, " · contested", Pen(17, "bold", "assumption"), anchor="right")
    x -= canvas.text(x, baseline, style.STATUS_WORDS[base.status], Pen(21, "bold"), anchor="right")
    if was is not base.status:
        prefix = "" if base.contested_by else "was "
        x -= canvas.text(
            x - 5, baseline, f"{prefix}{style.STATUS_WORDS[was]} →", Pen(17, colour="mute"), anchor="right"
        )
        canvas.line([(box.left - 9, box.top + 6), (box.left - 9, box.bottom - 6)], "ink", 3.2)
    name = shortened(base.short, NAME, x - box.left - 44)
    end = box.left + 33 + canvas.text(box.left + 33, baseline, name, NAME)
    basis = style.basis(base.basis) if base.basis in (Basis.DERIVED, Basis.ASSUMED) else ""
    arabic = Pen(17, colour="mute")
    both = 12 + text_width(base.name_ar, arabic) + (12 + text_width(basis, NOTE) if basis else 0)
    for text, pen in ((base.name_ar if end + both < x - 14 else "", arabic), (basis, NOTE)):
        if text and end + 12 + text_width(text, pen) < x - 14:
            end += 12 + canvas.text(end + 12, baseline, text, pen)


def _count_row(status: Status, bases: list[Any]) -> Row:
    return Row(34, lambda canvas, box: _draw_count(canvas, box, status, bases))


def _draw_count(canvas: Canvas, box: Box, status: Status, bases: list[Any]) -> None:
    among = [base for base in bases if base.status is status]
    contested = sum(bool(base.contested_by) for base in among)
    canvas.line([(box.left, box.top), (box.right, box.top)], "rule")
    draw_mark(canvas, box.left + 12, box.top + 17, status, scale=0.95)
    canvas.text(box.left + 33, box.top + 24, style.STATUS_WORDS[status], NAME)
    x = box.right
    if contested:
        x -= canvas.text(x, box.top + 24, f" · {contested:,} contested", Pen(17, "bold", "assumption"), anchor="right")
    canvas.text(x, box.top + 24, f"{len(among):,}", Pen(21, "bold"), anchor="right")


# What changed


def _change_row(number: int, change: Change, pen: Pen, width: float) -> Row:
    """A numbered sentence with the claims it rests on, in brackets."""
    text = f"{style.sentence(change)} {claims_in_brackets(change.claims)}".strip()
    lines = [(line, pen) for line in wrapped(text, pen, width - INDENT)]
    if change.contested_by:
        caution = Pen(0.9 * pen.size, "bold", "assumption")
        lines += [(line, caution) for line in wrapped(contested(change), caution, width - INDENT)]
    return _indented(f"{number}.", lines, CHANGE_SPACING * pen.size)


def contested(change: Change) -> str:
    """Write which claims contest a change."""
    return f"contested by {', '.join(change.contested_by)}"


def _claim_row(claim: Claim, width: float) -> Row:
    said = f"{claim.where}, {claim.said_by}: {claim.paraphrase}"
    indent = max(INDENT, text_width(f"{claim.id} ", CLAIM) + 6)
    lines = [(line, CLAIM) for line in wrapped(said, CLAIM, width - indent)]
    return _indented(claim.id, lines, CHANGE_SPACING * CLAIM.size, indent)


def _indented(head: str, lines: list[tuple[str, Pen]], spacing: float, indent: float = INDENT) -> Row:
    """Lines of text, what heads them standing out to the left."""

    def draw(canvas: Canvas, box: Box) -> None:
        canvas.text(box.left, box.top + 0.76 * spacing, head, lines[0][1])
        for number, (line, pen) in enumerate(lines):
            canvas.text(box.left + indent, box.top + (number + 0.76) * spacing, line, pen)

    return Row(spacing * len(lines) + 5, draw)


def claims_in_brackets(claims: Iterable[str]) -> str:
    """Write the ids of claims as a brief does.

    >>> claims_in_brackets(("C08", "C10"))
    '[C08, C10]'
    """
    ids = ", ".join(claims)
    return f"[{ids}]" if ids else ""
