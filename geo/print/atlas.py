"""The map of a posture in a frame of the sheet: terrain, marks, names, figures, legend, scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from matplotlib.patches import Patch

from geo import basemap, style
from geo.model import BaseStatus, ForceFigure, Posture, Quantity, Scenario, Status, StatusRow, TroopsRow
from geo.print.canvas import Box, Canvas, Pen, Point, text_width, wrapped
from geo.print.labels import REACH_GAP, Label, Line, Place, Room, around, centred, tied
from geo.print.marks import DOT_SCALE, LEGEND_SCALE, MARK_SCALE, Grid, draw_area, draw_contested, draw_mark
from geo.print.terrain import Frame, draw_scale, draw_terrain, draw_ticks, scale_room
from geo.words import say

TOWN_REACH = 8
"""Room between the middle of a town and its name, units."""
SCALE_FURTHEST = 0.75
"""The scale lies beside the legend if it ends within this part of the map's width, else at the right."""
FIGURE_ROOM = 16
"""Room kept free around a country's figure, units: no other name may be read together with it."""
LEGEND_PEN = Pen(16)
LEGEND_PAD = 12
LEGEND_AREA_UNITS = 11.5
"""Radius of the area in the legend."""
EDGE_UNITS = 14
"""Room between what lies over the map and the map's edge."""


@dataclass(frozen=True)
class Side:
    """One posture of a print, the one it is set against to mark what changed or differs, and earlier figures.

    `earlier` is the posture before it, or of the same phase under another reading; None where there is none. `first`
    are the figures that the ticks of the range bars mark.
    """

    scenario: Scenario
    now: Posture
    earlier: Posture | None
    first: Mapping[str, Quantity]

    @property
    def compares_readings(self) -> bool:
        """Whether it is set against another reading."""
        return self.earlier is not None and self.earlier.reading != self.now.reading

    def changed_bases(self) -> frozenset[str]:
        """Ids of the bases whose status is another than before."""
        if self.earlier is None:
            return frozenset()
        before = {row.id: row.status for row in self.earlier.bases}
        return frozenset(row.id for row in self.now.bases if row.status is not before[row.id])

    def was(self, force: str) -> str:
        """The figure of a force before, with its caution; empty where it is the same or nothing went before."""
        if self.earlier is None:
            return ""
        now, before = (shown.force(force).quantity for shown in (self.now, self.earlier))
        return "" if style.label(before) == style.label(now) else style.cautioned(before)


def draw_atlas(canvas: Canvas, frame: Frame, side: Side, *, keyed: bool = True) -> None:
    """Draw the map of a posture in a frame, with its legend if `keyed`."""
    clip = draw_terrain(canvas, frame, side.scenario.countries)
    draw_ticks(canvas, frame)
    within = frame.box.inset(EDGE_UNITS / 2)
    edges = [within._replace(right=within.left + 44), within._replace(top=within.bottom - 20)]
    keys = _draw_keys(canvas, frame, side.scenario) if keyed else [draw_scale(canvas, frame, scale_room(frame))]
    _draw_posture(_Map(canvas, frame, clip, side, Room(within, keys + edges)))
    canvas.box(frame.box, edge="rule")


# Marks and names


@dataclass(frozen=True)
class _Map:
    """A map that is being drawn: on what, of which part of the region, of what, and the room left for names."""

    canvas: Canvas
    frame: Frame
    clip: Patch
    side: Side
    room: Room


def _draw_posture(drawn: _Map) -> None:
    """Draw marks and names, those that have to be read first: figures, bases, then countries and towns."""
    spots = [spot for spot in _spots(drawn) if drawn.frame.holds(spot.x, spot.y)]
    few = len(spots) <= style.BASES_NAMED
    _draw_marks(drawn, spots, MARK_SCALE if few else DOT_SCALE)
    figured, others = _countries(drawn.side)
    before = len(drawn.room.taken)
    _draw_countries(drawn, figured)
    named = drawn.room.taken[before:]
    for spot in spots if few else ():
        _draw_name(drawn, spot, [other for other in spots if other is not spot])
    drawn.room.taken.extend(box.inset(-FIGURE_ROOM) for box in named)
    _draw_countries(drawn, others)
    _draw_towns(drawn)


@dataclass(frozen=True)
class _Spot:
    """A base on the sheet: its row of the posture, its middle and the radius of its area in units."""

    row: BaseStatus
    x: float
    y: float
    area_units: float
    changed: bool

    @property
    def reach(self) -> float:
        return max(self.area_units, 12 * MARK_SCALE) + REACH_GAP

    def is_nearer(self, box: Box, to: _Spot) -> bool:
        """Whether a box is as near to it as to another, or nearer."""
        return box.distance(self.x, self.y) <= box.distance(to.x, to.y)

    def room(self, scale: float) -> Box:
        reach = max(self.area_units, 12 * scale)
        return Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)

    def lines(self) -> tuple[Line, ...]:
        contested = bool(self.row.contested_by)
        is_held = self.row.status in (Status.PRESENT, Status.REDUCED)
        colour = "assumption" if contested else "accent" if is_held else "gone"
        words = style.STATUS_WORDS[self.row.status] + (say("rail.contested") if contested else "")
        return Line(self.row.base.short, Pen(24, "bold")), Line(words, Pen(20, "bold", colour), self.changed)


def _spots(drawn: _Map) -> Iterator[_Spot]:
    changed = drawn.side.changed_bases()
    for row in drawn.side.now.bases:
        x, y = drawn.frame.place(row.base.lon, row.base.lat)
        radius_km = style.PRECISIONS[row.base.precision].radius_km
        area = max(radius_km * drawn.frame.units_a_km, style.SOFT_AREA.least) if radius_km else 0
        yield _Spot(row, x, y, area, row.id in changed)


def _draw_marks(drawn: _Map, spots: list[_Spot], scale: float) -> None:
    drawn.room.taken.extend(spot.room(scale) for spot in spots)
    for spot in spots:
        if spot.area_units:
            draw_area(drawn.canvas, Grid(spot.x, spot.y, spot.area_units), drawn.clip)
    for spot in spots:
        shapes = style.mark(spot.row.status, contested=bool(spot.row.contested_by))
        draw_mark(drawn.canvas, Grid(spot.x, spot.y, scale), shapes)


def _draw_name(drawn: _Map, spot: _Spot, others: list[_Spot]) -> None:
    """Draw the name of a base next to its mark and no other, or where there is no room further away, tied to it."""
    at = spot.x, spot.y

    def beside(size: tuple[float, float]) -> Iterator[Place]:
        places = around(at, size, spot.reach)
        return (place for place in places if not any(other.is_nearer(place.box, spot) for other in others))

    for way in (beside, partial(tied, at, reach=spot.reach)):
        if Label(spot.lines(), way).draw(drawn.canvas, drawn.room):
            return


def _countries(side: Side) -> tuple[list[str], list[str]]:
    """Return the countries that have to be named, for they carry figures or bases, and those that may be."""
    names = basemap.country_names()
    figured = dict.fromkeys(row.force.country for row in side.now.forces if row.force.country is not None)
    needed = dict.fromkeys([*side.scenario.countries, *figured])
    others = [iso3 for iso3, (_, rank) in names.items() if rank == 1 and iso3 not in needed]
    return [iso3 for iso3 in needed if iso3 in names], others


def _draw_countries(drawn: _Map, named: Iterable[str]) -> None:
    for iso3 in named:
        focus = iso3 in drawn.side.scenario.countries
        pen = Pen(23, "bold") if focus else Pen(20, "semibold", "mute")
        lines = (Line(basemap.country_names()[iso3][0].upper(), pen), *_figures(drawn.side, iso3))
        label = Label(lines, _centred_on(drawn.frame, basemap.label_places(iso3)), "focus" if focus else "land")
        if not label.draw(drawn.canvas, drawn.room) and len(lines) > 1:
            seen = basemap.label_places(iso3, drawn.frame.seen())
            replace(label, places=_centred_on(drawn.frame, seen)).draw(drawn.canvas, drawn.room)


def _centred_on(frame: Frame, places: Iterable[Point]) -> Callable[[tuple[float, float]], Iterator[Place]]:
    """The positions with their middle on a place, by their size; places in degrees."""
    spots = [frame.place(lon, lat) for lon, lat in places]
    return lambda size: (centred(spot, size) for spot in spots)


def _figures(side: Side, iso3: str) -> Iterator[Line]:
    """The figure of each force in a country, with its caution."""
    for row in (row for row in side.now.forces if row.force.country == iso3):
        caution = style.caution(row.basis, row.contested_by)
        words = f"{row.force.short} {style.label(row.quantity)}" + (f" · {caution}" if caution else "")
        yield Line(words, Pen(21, "bold", figure_colour(row)), bool(side.was(row.id)))


def figure_colour(figure: ForceFigure) -> str:
    """Return the role in the palette of a force's figure."""
    if style.caution(figure.basis, figure.contested_by):
        return "assumption"
    return "accent" if figure.quantity.kind.has_number else "gone"


def _draw_towns(drawn: _Map) -> None:
    for name, lon, lat in basemap.towns((base.lon, base.lat) for base in drawn.side.scenario.bases):
        at = x, y = drawn.frame.place(lon, lat)
        if not drawn.frame.holds(x, y) or drawn.room.free([centred(at, (8, 8))]) is None:
            continue
        label = Label((Line(name, Pen(17, colour="place")),), partial(around, at, reach=TOWN_REACH))
        if label.draw(drawn.canvas, drawn.room):
            drawn.room.taken.append(Box(x - 4, y - 4, x + 4, y + 4))
            drawn.canvas.dot(x, y, 3.3, "place")


# Legend and scale


def _draw_keys(canvas: Canvas, frame: Frame, scenario: Scenario) -> list[Box]:
    """Draw legend and scale, beside each other where there is room for it; return the room they take."""
    scale, legend = scale_room(frame), _legend(scenario, frame.box.width)
    room = legend.room(frame.box, scale)
    legend.draw(canvas, room)
    beside = scale_room(frame, room.right + EDGE_UNITS)
    is_beside = room.bottom >= scale.bottom and beside.right < SCALE_FURTHEST * frame.box.width
    return [room, draw_scale(canvas, frame, beside if is_beside else scale)]


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
class _Legend:
    """What the marks and words mean: rows of marks, and below them the rules by which words are read."""

    rows: list[list[_Entry]]
    rules: list[str]

    def room(self, box: Box, scale: Box) -> Box:
        """The room it takes at the bottom left of a box, clear of the scale."""
        widths = [sum(entry.width for entry in row) for row in self.rows]
        widths += [text_width(rule, LEGEND_PEN) for rule in self.rules]
        height = 30 * len(self.rows) + 22 * len(self.rules) + LEGEND_PAD
        left = box.left + 52
        right = left + max(widths) + 2 * LEGEND_PAD
        bottom = box.bottom - 40 if right < scale.left - EDGE_UNITS else scale.top - EDGE_UNITS
        return Box(left, bottom - height, right, bottom)

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


def _legend(scenario: Scenario, width: float) -> _Legend:
    """The legend of a scenario for a map so many units wide."""
    most = 0.62 * width - 2 * LEGEND_PAD
    rules = [line for rule in style.wording_rules(scenario) for line in wrapped(rule, LEGEND_PEN, most)]
    return _Legend(list(_in_rows(_entries(scenario), most)), rules)


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
