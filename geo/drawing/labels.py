"""Names on the map, placed so that none covers another, a mark, or a box over the map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from geo.drawing.canvas import Anchor, Box, Canvas, Pen, text_width

LINE_HEIGHT = 1.18
"""Height of a line of a label over its size."""
BASELINE = 0.86
"""How far below the top of its line a text stands, over its size."""
GAP = 5
"""Room between labels, units."""


@dataclass(frozen=True)
class Line:
    """A line of a label; `changed` underlines it."""

    text: str
    pen: Pen
    changed: bool = False

    def scaled(self, scale: float) -> Line:
        """The line in letters so many times as large."""
        return replace(self, pen=replace(self.pen, size=scale * self.pen.size))


@dataclass(frozen=True)
class Place:
    """Where a label may stand, and to which side its lines keep."""

    box: Box
    anchor: Anchor


def label_size(lines: Iterable[Line]) -> tuple[float, float]:
    """Return width and height of a label, in units."""
    lines = tuple(lines)
    return max(text_width(line.text, line.pen) for line in lines), sum(LINE_HEIGHT * line.pen.size for line in lines)


def around(x: float, y: float, size: tuple[float, float], reach: float) -> Iterator[Place]:
    """Positions around a point, best first: beside it, above and below it, then the corners, then further out."""
    width, height = size
    for away in (reach, 1.9 * reach):
        right, left, middle = x + away, x - away - width, y - height / 2
        above, below, centre = y - away - height, y + away, x - width / 2
        yield from (_place(right, middle, size, "left"), _place(left, middle, size, "right"))
        yield from (_place(centre, above, size, "center"), _place(centre, below, size, "center"))
        yield from (_place(right, above, size, "left"), _place(left, above, size, "right"))
        yield from (_place(right, below, size, "left"), _place(left, below, size, "right"))


def centred(x: float, y: float, size: tuple[float, float]) -> Place:
    """The position with its middle on a point."""
    return _place(x - size[0] / 2, y - size[1] / 2, size, "center")


def _place(left: float, top: float, size: tuple[float, float], anchor: Anchor) -> Place:
    return Place(Box(left, top, left + size[0], top + size[1]), anchor)


def free(places: Iterable[Place], taken: list[Box], within: Box) -> Place | None:
    """Return the first position that lies within a box and on nothing taken; None where there is none.

    >>> here = [Place(Box(0, 0, 10, 10), "left"), Place(Box(20, 0, 30, 10), "left")]
    >>> free(here, [Box(0, 0, 5, 5)], Box(-50, -50, 50, 50)).box.left
    20
    """
    for place in places:
        box = place.box.inset(-GAP)
        inside = within.left <= box.left and within.top <= box.top and box.right <= within.right
        if inside and box.bottom <= within.bottom and not any(_overlap(box, other) for other in taken):
            return place
    return None


def _overlap(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def draw_label(canvas: Canvas, place: Place, lines: Iterable[Line], *, halo: str | None = "focus") -> None:
    """Write the lines of a label at its position."""
    x = {"left": place.box.left, "right": place.box.right, "center": (place.box.left + place.box.right) / 2}
    top = place.box.top
    for line in lines:
        baseline = top + BASELINE * line.pen.size
        width = canvas.text(x[place.anchor], baseline, line.text, line.pen, anchor=place.anchor, halo=halo)
        if line.changed:
            left = {"left": x["left"], "right": x["right"] - width, "center": x["center"] - width / 2}[place.anchor]
            under = baseline + 0.17 * line.pen.size
            canvas.line([(left, under), (left + width, under)], line.pen.colour, 0.09 * line.pen.size)
        top += LINE_HEIGHT * line.pen.size
