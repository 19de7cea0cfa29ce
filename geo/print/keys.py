"""Legend and scale of a map, and the frame that leaves them room: neither ever covers a base."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import shapely

from geo import basemap, style
from geo.model import Base, Scenario, StatusRow, TroopsRow
from geo.print.canvas import Box, Canvas, Pen, text_width, wrapped
from geo.print.frame import Array, Edges, Frame, framed, moved
from geo.print.graticule import BOTTOM_UNITS, LEFT_UNITS, draw_scale, scale_size
from geo.print.marks import DOT_SCALE, LEGEND_SCALE, MARK_SCALE, Grid, draw_area, draw_contested, draw_mark
from geo.print.terrain import Window
from geo.words import say

SCALE_FURTHEST = 0.75
"""The scale lies beside the legend if it ends within this part of the map's width, else in a corner."""
LEGEND_PEN = Pen(16)
LEGEND_PAD = 12
LEGEND_AREA_UNITS = 11.5
"""Radius of the area in the legend."""
LEGEND_SHARES = (0.62, 0.4, 0.28)
"""Most width of the legend over the width of the map: the widest first, then in more rows."""
EDGE_UNITS = 14
"""Room between what lies over the map, and to its edge."""
MARK_GAP = 4
"""Room around a mark that nothing over the map takes."""


@dataclass(frozen=True)
class Keys:
    """A frame, and where legend and scale lie in it; no legend where another map has it."""

    frame: Frame
    legend: Legend | None
    legend_room: Box | None
    scale_room: Box

    @property
    def rooms(self) -> list[Box]:
        """The boxes that legend and scale take."""
        return [self.scale_room] if self.legend_room is None else [self.legend_room, self.scale_room]

    def covered(self, ground: shapely.Geometry) -> int:
        """How much of the legend lies on some ground in projected km, in tenths."""
        if self.legend_room is None:
            return 0
        box = self.frame.km_box(self.legend_room)
        return round(10 * float(shapely.area(shapely.intersection(box, ground)) / shapely.area(box)))

    @property
    def ticks(self) -> tuple[Box, Box]:
        """The room of the degrees along the left and the bottom edge."""
        box = self.frame.box
        return box._replace(right=box.left + LEFT_UNITS), box._replace(top=box.bottom - BOTTOM_UNITS)

    def draw(self, canvas: Canvas) -> None:
        """Draw legend and scale."""
        if self.legend is not None and self.legend_room is not None:
            self.legend.draw(canvas, self.legend_room)
        draw_scale(canvas, self.frame, self.scale_room)

    def beside(self, box: Box) -> Keys:
        """The keys of a second map of the same part of the earth, without a legend, in a box of the same size."""
        across = box.left - self.frame.box.left
        room = Box(
            self.scale_room.left + across, self.scale_room.top, self.scale_room.right + across, self.scale_room.bottom
        )
        return Keys(replace(self.frame, box=box), None, None, room)


def mark_scale(scenario: Scenario) -> float:
    """Return the scale of the marks of bases on a map: smaller where they are many."""
    return MARK_SCALE if len(scenario.bases) <= style.BASES_NAMED else DOT_SCALE


def clear(frame: Frame) -> Box:
    """Return the part of a frame where a mark is clear of its edges and of the degrees along them."""
    box = frame.box
    return Box(box.left + LEFT_UNITS, box.top + EDGE_UNITS / 2, box.right - EDGE_UNITS / 2, box.bottom - BOTTOM_UNITS)


def fitted(view: Edges, box: Box, scenario: Scenario) -> Keys:
    """Return the largest frame that shows a view whole and has its bases clear of legend, scale and degrees."""
    first = framed(view, box)
    bases = [base for base in scenario.bases if _is_in(view, base)]
    lons, lats = (np.array(degrees) for degrees in ([base.lon for base in bases], [base.lat for base in bases]))
    km = first.projection.forward(lons, lats) if bases else (lons, lats)
    reach, legends = 12 * mark_scale(scenario) + MARK_GAP, _legends(scenario, box.width)
    focus = _ground(first, scenario.countries)
    for frame in moved(first, view):
        marks = _Marks(*frame.on_sheet(*km), reach)
        if marks.lie_in(clear(frame)):
            found = min(_rooms(frame, legends, marks), key=lambda keys: keys.covered(focus), default=None)
            if found is not None:
                return found
    return next(_rooms(first, legends, _Marks(np.empty(0), np.empty(0), reach)))


def _ground(frame: Frame, countries: tuple[str, ...]) -> shapely.Geometry:
    """The ground in focus that is seen in a frame and around it, in projected km."""
    shapes = [basemap.outline(iso3, frame.seen) for iso3 in countries]
    return shapely.union_all(shapely.buffer(Window.of(frame).km(shapes), 0))


def _is_in(view: Edges, base: Base) -> bool:
    return view.south <= base.lat <= view.north and (base.lon - view.west) % 360 <= view.east - view.west


@dataclass(frozen=True)
class _Marks:
    """The middles of the marks of bases on the sheet, and their radius in units."""

    xs: Array
    ys: Array
    reach: float

    def lie_in(self, box: Box) -> bool:
        within = box.inset(self.reach)
        across = (self.xs >= within.left) & (self.xs <= within.right)
        return bool(np.all(across & (self.ys >= within.top) & (self.ys <= within.bottom)))

    def touch(self, box: Box) -> bool:
        around = box.inset(-self.reach)
        across = (self.xs > around.left) & (self.xs < around.right)
        return bool(np.any(across & (self.ys > around.top) & (self.ys < around.bottom)))


def _rooms(frame: Frame, legends: list[Legend], marks: _Marks) -> Iterator[Keys]:
    """Keys whose legend and scale cover no mark and not each other, the best first."""
    for legend in legends:
        for legend_room in _corners(frame, legend.size):
            if marks.touch(legend_room):
                continue
            for scale_room in (*_beside(frame, legend_room), *_corners(frame, scale_size(frame), last="right")):
                if not marks.touch(scale_room) and not scale_room.overlaps(legend_room.inset(1 - EDGE_UNITS)):
                    yield Keys(frame, legend, legend_room, scale_room)


def _corners(frame: Frame, size: tuple[float, float], last: str = "left") -> list[Box]:
    """The rooms of a size in the corners of a frame: at the bottom first, to the left or right first."""
    (width, height), box = size, frame.box
    within = Box(box.left + LEFT_UNITS, box.top + EDGE_UNITS, box.right - EDGE_UNITS, box.bottom - BOTTOM_UNITS - 8)
    lefts = [within.left, within.right - width]
    rooms = [
        Box(left, top, left + width, top + height)
        for top in (within.bottom - height, within.top)
        for left in (lefts if last == "left" else reversed(lefts))
    ]
    return [room for room in rooms if within.contains(room)]


def _beside(frame: Frame, legend: Box) -> list[Box]:
    """The room of the scale beside a legend, where it does not end too far from it."""
    width, height = scale_size(frame)
    left = legend.right + EDGE_UNITS
    is_left = legend.left < frame.middle[0] and left + width < frame.box.left + SCALE_FURTHEST * frame.box.width
    is_low = legend.bottom > frame.middle[1]
    return [Box(left, legend.bottom - height, left + width, legend.bottom)] if is_left and is_low else []


# Legend


@dataclass(frozen=True)
class _Entry:
    """A word of the legend and what draws its mark."""

    word: str
    mark: Callable[[Canvas, Grid], None]

    @property
    def width(self) -> float:
        return 30 + text_width(self.word, LEGEND_PEN) + 16

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        self.mark(canvas, Grid(x + 12, y, LEGEND_SCALE))
        canvas.text(x + 30, y + 5.5, self.word, LEGEND_PEN)


@dataclass(frozen=True)
class Legend:
    """What the marks and words mean: rows of marks, and below them the rules by which words are read."""

    rows: list[list[_Entry]]
    rules: list[str]

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height in units."""
        widths = [sum(entry.width for entry in row) for row in self.rows]
        widths += [text_width(rule, LEGEND_PEN) for rule in self.rules]
        return max(widths) + 2 * LEGEND_PAD, 30 * len(self.rows) + 22 * len(self.rules) + LEGEND_PAD

    def draw(self, canvas: Canvas, room: Box) -> None:
        """Draw it in its room."""
        canvas.box(room, "paper", edge="rule")
        left, top = room.left + LEGEND_PAD, room.top + LEGEND_PAD / 2
        for row in self.rows:
            x = left
            for entry in row:
                entry.draw(canvas, x, top + 15)
                x += entry.width
            top += 30
        for number, rule in enumerate(self.rules):
            canvas.text(left, top + 22 * number + 16, rule, LEGEND_PEN)


def _legends(scenario: Scenario, width: float) -> list[Legend]:
    """The legend of a scenario for a map so many units wide, from low and wide to high and narrow."""
    return [_legend(scenario, share * width - 2 * LEGEND_PAD) for share in LEGEND_SHARES]


def _legend(scenario: Scenario, most: float) -> Legend:
    rules = [line for rule in style.wording_rules(scenario) for line in wrapped(rule, LEGEND_PEN, most)]
    return Legend(list(_in_rows(_entries(scenario), most)), rules)


def _entries(scenario: Scenario) -> Iterator[_Entry]:
    for status, word in style.STATUS_WORDS.items():
        yield _Entry(word, partial(draw_mark, shapes=style.mark(status)))
    rows: tuple[StatusRow | TroopsRow, ...] = (*scenario.statuses, *scenario.troops)
    if any(row.contested_by for row in rows):
        yield _Entry(say("legend.contested"), draw_contested)
    if any(style.PRECISIONS[base.precision].radius_km for base in scenario.bases):
        yield _Entry(say("legend.area"), lambda canvas, grid: draw_area(canvas, replace(grid, scale=LEGEND_AREA_UNITS)))


def _in_rows(entries: Iterable[_Entry], most: float) -> Iterator[list[_Entry]]:
    """Break entries into rows no wider than `most`."""
    row: list[_Entry] = []
    for entry in entries:
        if row and sum(each.width for each in (*row, entry)) > most:
            yield row
            row = []
        row.append(entry)
    yield row
