"""Names on the map, placed so that none covers another, a mark, or a box over the map."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from geo.print.canvas import Anchor, Box, Canvas, Pen, Point, text_width

LINE_HEIGHT = 1.18
"""Height of a line of a label over its size."""
BASELINE = 0.86
"""How far below the top of its line the baseline of a text is, over its size."""
GAP = 5
"""Room between labels, units."""
REACH_GAP = GAP + 1
"""Room between a mark and the name beside it, units."""
ASIDE = 0.35
"""How far a name beside its mark may be moved up or down from the middle, over its height; the same across it."""
TIED_REACHES = (1.9, 2.8, 3.7, 5)
"""How far from its mark a name with a tie may be, in times of the distance of a name beside its mark."""
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
    """Where a label may be written, and to which side its lines are aligned.

    `tie` are the points of the line from there to a mark that is further away; the last lies on the mark.
    """

    box: Box
    anchor: Anchor
    tie: tuple[Point, ...] = ()

    @property
    def tie_room(self) -> tuple[Box, ...]:
        """The room its tie takes up outside the mark."""
        return tuple(Box(x, y, x, y).inset(-TIE_ROOM) for x, y in self.tie[:-1])


def label_size(lines: Iterable[Line]) -> tuple[float, float]:
    """Return width and height of a label, in units."""
    lines = tuple(lines)
    return max(text_width(line.text, line.pen) for line in lines), sum(LINE_HEIGHT * line.pen.size for line in lines)


def around(at: Point, size: tuple[float, float], reach: float) -> Iterator[Place]:
    """Positions next to a point, best first: beside it, above and below it, the corners, then those between."""
    yield from _ring(at, size, reach)
    for share in (-ASIDE, ASIDE):
        yield from _sideways(at, size, reach, share * size[1])
        yield from _upright(at, size, reach, share * size[0])


def tied(at: Point, size: tuple[float, float], reach: float) -> Iterator[Place]:
    """Positions further away from a mark at a point, the nearest first, each tied to it by a line.

    >>> [(round(x), round(y)) for x, y in next(tied((0, 0), (40, 20), 26)).tie]
    [(49, 0), (43, 0), (37, 0), (31, 0), (25, 0), (20, 0)]
    """
    for times in TIED_REACHES:
        for place in _ring(at, size, times * reach):
            yield replace(place, tie=_tie(at, place.box, reach - REACH_GAP))


def _ring(at: Point, size: tuple[float, float], away: float) -> Iterator[Place]:
    corner = away + size[1] / 2
    yield from _sideways(at, size, away)
    yield from _upright(at, size, away)
    for down in (-corner, corner):
        yield from _sideways(at, size, away, down)


def _sideways(at: Point, size: tuple[float, float], away: float, down: float = 0) -> Iterator[Place]:
    """Right and left of a point, the middle so many units below it."""
    (x, y), (width, height) = at, size
    top = y - height / 2 + down
    yield from (_place((x + away, top), size, "left"), _place((x - away - width, top), size, "right"))


def _upright(at: Point, size: tuple[float, float], away: float, across: float = 0) -> Iterator[Place]:
    """Above and below a point, the middle so many units to the right of it."""
    (x, y), (width, height) = at, size
    left = x - width / 2 + across
    yield from (_place((left, y - away - height), size, "center"), _place((left, y + away), size, "center"))


def _tie(at: Point, box: Box, radius: float) -> tuple[Point, ...]:
    """Points from the edge of a box to a circle; the room of all but the last lies outside the square around it."""
    x, y = at
    across, up = (min(max(x, box.left), box.right) - x, min(max(y, box.top), box.bottom) - y)
    length = math.hypot(across, up)
    inside = (radius + TIE_ROOM) * length / max(abs(across), abs(up))
    distances = [length - TIE_STEP * step for step in range(math.ceil((length - inside) / TIE_STEP))]
    return tuple((x + across * far / length, y + up * far / length) for far in (*distances, radius))


def centred(at: Point, size: tuple[float, float]) -> Place:
    """The position with its middle on a point."""
    return _place((at[0] - size[0] / 2, at[1] - size[1] / 2), size, "center")


def _place(corner: Point, size: tuple[float, float], anchor: Anchor) -> Place:
    """The position of a size with its top left corner at a point."""
    (left, top), (width, height) = corner, size
    return Place(Box(left, top, left + width, top + height), anchor)


@dataclass(frozen=True)
class Room:
    """The room that a map has for names: the box they stay in, and the boxes taken, whose list grows with each name.

    `named` are the names that were placed, each with its box.
    """

    within: Box
    taken: list[Box]
    named: list[tuple[str, Box]] = field(default_factory=list)

    def free(self, places: Iterable[Place]) -> Place | None:
        """Return the first position that lies in the box and on nothing taken; None where there is none.

        >>> here = [Place(Box(0, 0, 10, 10), "left"), Place(Box(20, 0, 30, 10), "left")]
        >>> Room(Box(-50, -50, 50, 50), [Box(0, 0, 5, 5)]).free(here).box.left
        20
        """
        return next((place for place in places if self.fits(place)), None)

    def take(self, name: str, place: Place) -> None:
        """Take the room of a position for a name."""
        self.taken.extend((place.box, *place.tie_room))
        self.named.append((name, place.box))

    def is_clear(self, box: Box) -> bool:
        """Return whether nothing taken lies in a box."""
        return not any(box.overlaps(other) for other in self.taken)

    def fits(self, place: Place) -> bool:
        """Return whether a position lies in the box and on nothing taken."""
        box = place.box.inset(-GAP)
        return self.within.contains(box) and all(map(self.is_clear, (box, *place.tie_room)))


LABEL_SCALES = (1, 0.85, 0.72)
"""Sizes a label is tried at, the largest first."""


@dataclass(frozen=True)
class Label:
    """Lines to write at one of some places, which depend on their size, with a halo of a colour's role.

    `scales` are the sizes it is tried at, the largest first.
    """

    lines: tuple[Line, ...]
    places: Callable[[tuple[float, float]], Iterable[Place]]
    halo: str = "focus"
    scales: tuple[float, ...] = LABEL_SCALES

    def draw(self, canvas: Canvas, room: Room) -> bool:
        """Write it at the first free place, smaller where it has to be; return whether there was one."""
        for scale in self.scales:
            lines = tuple(line.scaled(scale) for line in self.lines)
            place = room.free(self.places(label_size(lines)))
            if place is not None:
                room.take(self.lines[0].text, place)
                _draw_label(canvas, place, lines, self.halo)
                return True
        return False


def _draw_label(canvas: Canvas, place: Place, lines: Iterable[Line], halo: str) -> None:
    """Write the lines of a label at its position, with the line that ties it to its mark if it is away from it."""
    if place.tie:
        ends = place.tie[0], place.tie[-1]
        canvas.line(ends, halo, TIE_HALO_UNITS)
        canvas.line(ends, "ink", TIE_UNITS)
    top = place.box.top
    for line in lines:
        _draw_line(canvas, place, top, replace(line, pen=replace(line.pen, anchor=place.anchor, halo=halo)))
        top += LINE_HEIGHT * line.pen.size


def _draw_line(canvas: Canvas, place: Place, top: float, line: Line) -> None:
    x = {"left": place.box.left, "right": place.box.right, "center": (place.box.left + place.box.right) / 2}
    baseline = top + BASELINE * line.pen.size
    width = canvas.text(x[place.anchor], baseline, line.text, line.pen)
    if line.changed:
        left = {"left": x["left"], "right": x["right"] - width, "center": x["center"] - width / 2}[place.anchor]
        under = baseline + 0.17 * line.pen.size
        canvas.line([(left, under), (left + width, under)], line.pen.colour, 0.09 * line.pen.size)
