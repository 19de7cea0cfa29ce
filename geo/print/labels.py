"""Names on the map, placed so that none covers another, a mark, or a box over the map."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from geo.print.canvas import Anchor, Box, Canvas, Pen, text_width

LINE_HEIGHT = 1.18
"""Height of a line of a label over its size."""
BASELINE = 0.86
"""How far below the top of its line a text stands, over its size."""
GAP = 5
"""Room between labels, units."""
REACH_GAP = GAP + 1
"""Room between a mark and the name beside it, units."""
ASIDE = 0.35
"""How far a name beside its mark may stand above or below the middle, over its height; the same across it."""
TIED_REACHES = (1.9, 2.8, 3.7, 5)
"""How far from its mark a name may stand that a line ties to it, in times of how far one beside it stands."""
TIE_UNITS = 1.3
TIE_HALO_UNITS = 4
"""Widths of a tie and of the paper around it, units."""
TIE_STEP = 6
"""Distance of the points of a tie, units."""
TIE_ROOM = 4
"""Room kept on every side of a point of a tie, units: over half a step, so that nothing passes between two."""


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
    """Where a label may stand, and to which side its lines keep.

    `tie` are the points of the line from there to a mark that is further away; the last lies on the mark.
    """

    box: Box
    anchor: Anchor
    tie: tuple[tuple[float, float], ...] = ()

    @property
    def tie_room(self) -> tuple[Box, ...]:
        """The room its tie takes up outside the mark."""
        return tuple(Box(x, y, x, y).inset(-TIE_ROOM) for x, y in self.tie[:-1])


def label_size(lines: Iterable[Line]) -> tuple[float, float]:
    """Return width and height of a label, in units."""
    lines = tuple(lines)
    return max(text_width(line.text, line.pen) for line in lines), sum(LINE_HEIGHT * line.pen.size for line in lines)


def around(x: float, y: float, size: tuple[float, float], reach: float) -> Iterator[Place]:
    """Positions next to a point, best first: beside it, above and below it, the corners, then those between."""
    yield from _ring(x, y, size, reach)
    for share in (-ASIDE, ASIDE):
        yield from _sideways(x, y, size, reach, share * size[1])
        yield from _upright(x, y, size, reach, share * size[0])


def tied(x: float, y: float, size: tuple[float, float], reach: float) -> Iterator[Place]:
    """Positions further away from a mark at a point, the nearest first, each tied to it by a line.

    >>> [(round(x), round(y)) for x, y in next(tied(0, 0, (40, 20), 26)).tie]
    [(49, 0), (43, 0), (37, 0), (31, 0), (25, 0), (20, 0)]
    """
    for times in TIED_REACHES:
        for place in _ring(x, y, size, times * reach):
            yield replace(place, tie=_tie(x, y, place.box, reach - REACH_GAP))


def _ring(x: float, y: float, size: tuple[float, float], away: float) -> Iterator[Place]:
    corner = away + size[1] / 2
    yield from _sideways(x, y, size, away)
    yield from _upright(x, y, size, away)
    for down in (-corner, corner):
        yield from _sideways(x, y, size, away, down)


def _sideways(x: float, y: float, size: tuple[float, float], away: float, down: float = 0) -> Iterator[Place]:
    """Right and left of a point, the middle so many units below it."""
    top = y - size[1] / 2 + down
    yield from (_place(x + away, top, size, "left"), _place(x - away - size[0], top, size, "right"))


def _upright(x: float, y: float, size: tuple[float, float], away: float, across: float = 0) -> Iterator[Place]:
    """Above and below a point, the middle so many units to the right of it."""
    left = x - size[0] / 2 + across
    yield from (_place(left, y - away - size[1], size, "center"), _place(left, y + away, size, "center"))


def _tie(x: float, y: float, box: Box, radius: float) -> tuple[tuple[float, float], ...]:
    """Points from the edge of a box to a circle; the room of all but the last lies outside the square around it."""
    across, up = (min(max(x, box.left), box.right) - x, min(max(y, box.top), box.bottom) - y)
    length = math.hypot(across, up)
    inside = (radius + TIE_ROOM) * length / max(abs(across), abs(up))
    distances = [length - TIE_STEP * step for step in range(math.ceil((length - inside) / TIE_STEP))]
    return tuple((x + across * far / length, y + up * far / length) for far in (*distances, radius))


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
        if not inside or box.bottom > within.bottom:
            continue
        if not any(_overlap(part, other) for part in (box, *place.tie_room) for other in taken):
            return place
    return None


def _overlap(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom


def draw_label(canvas: Canvas, place: Place, lines: Iterable[Line], *, halo: str | None = "focus") -> None:
    """Write the lines of a label at its position, with the line that ties it to its mark if it is away from it."""
    if place.tie:
        ends = place.tie[0], place.tie[-1]
        canvas.line(ends, halo or "paper", TIE_HALO_UNITS)
        canvas.line(ends, "ink", TIE_UNITS)
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
