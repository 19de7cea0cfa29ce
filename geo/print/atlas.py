"""The map of a posture in a frame of the sheet: terrain, marks, names, figures, legend, scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from matplotlib.patches import Patch

from geo import basemap, style
from geo.model import Base, BaseStatus, ForceFigure, Posture, Quantity, Scenario, Status
from geo.print.canvas import Box, Canvas, Pen, Point
from geo.print.frame import Array, Frame
from geo.print.graticule import draw_ticks
from geo.print.inset import draw_inset
from geo.print.keys import Keys, clear, mark_scale
from geo.print.labels import LABEL_SCALES, REACH_GAP, Label, Line, Place, Room, around, centred, tied
from geo.print.marks import Grid, draw_area, draw_mark
from geo.print.names import Names, draw_orientation, lies_on, spots_in
from geo.print.terrain import draw_terrain
from geo.words import say

FIGURE_ROOM = 16
"""Room kept free around a country's figure, units: no other name may be read together with it."""
FIGURE_WIDE = 280
"""Room that every figure takes if the country has it, units, so that it stays where it is from phase to phase."""
FIGURE_APART = 40
"""Room between a country's figure and any mark where the country has it, units."""
MANY_SCALE = 0.72
"""Size of the names where bases are many, over that where they are few."""
OUTLINE_OPACITY = 0.12
"""Fill of the outline of a base that is an area."""
COUNTRY = Pen(23, "bold", spacing=0.28)
CARRYING = Pen(20, "semibold", "mute", spacing=0.22)
"""The name of a country in focus, and of another that carries figures."""


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


@dataclass(frozen=True)
class Atlas:
    """A map as it was drawn: frame, legend and scale, the boxes of marks, names and inset, and what is not on it.

    `dropped` are the names of bases and countries that found no room, `outside` of the bases that lie elsewhere.
    """

    keys: Keys
    marks: Mapping[str, Box]
    names: tuple[tuple[str, Box], ...]
    inset: Box | None
    dropped: tuple[str, ...]
    outside: tuple[str, ...]


def draw_atlas(canvas: Canvas, keys: Keys, side: Side) -> Atlas:
    """Draw the map of a posture in the frame of some keys, with them; return what was drawn where."""
    frame = keys.frame
    clip = draw_terrain(canvas, frame, side.scenario.countries)
    draw_ticks(canvas, frame)
    keys.draw(canvas)
    drawn = _Map(canvas, frame, clip, side, Room(frame.box.inset(7), [*keys.rooms, *keys.ticks]))
    spots = list(_spots(drawn))
    _draw_marks(drawn, spots)
    _draw_needed(drawn, spots)
    inset = None if keys.legend is None else draw_inset(canvas, frame, drawn.room, side.scenario.countries)
    names = Names(canvas, frame, drawn.room, side.scenario.countries)
    draw_orientation(names, [(spot.row.base.name, spot.x, spot.y) for spot in spots])
    canvas.box(frame.box, edge="rule")
    shown = {spot.row.id: spot.room(mark_scale(side.scenario)) for spot in spots}
    outside = tuple(row.base.short for row in side.now.bases if row.id not in shown)
    return Atlas(keys, shown, tuple(drawn.room.named), inset, tuple(drawn.dropped), outside)


# Marks and names


@dataclass(frozen=True)
class _Map:
    """A map that is being drawn: on what, of which part of the earth, of what, and the room left for names."""

    canvas: Canvas
    frame: Frame
    clip: Patch
    side: Side
    room: Room
    dropped: list[str] = field(default_factory=list)


def _draw_needed(drawn: _Map, spots: list[_Spot]) -> None:
    """Draw the names that have to be read, first the figures, then the bases; note those that find no room."""
    before = len(drawn.room.taken)
    for iso3 in _needed(drawn.side):
        _draw_country(drawn, iso3)
    figures = drawn.room.taken[before:]
    few = len(drawn.side.now.bases) <= style.BASES_NAMED
    for spot in spots if few else sorted(spots, key=partial(_importance, drawn.side.scenario)):
        _draw_name(drawn, spot, [other for other in spots if other is not spot], few=few)
    drawn.room.taken.extend(box.inset(-FIGURE_ROOM) for box in figures)


def _importance(scenario: Scenario, spot: _Spot) -> int:
    """Less for a base of which more is stated, whatever the phase."""
    return -sum(row.base == spot.row.id for row in scenario.statuses)


@dataclass(frozen=True)
class _Spot:
    """A base on the sheet: its row of the posture, its middle and the radius of its area in units."""

    row: BaseStatus
    x: float
    y: float
    area_units: float
    changed: bool
    scale: float

    @property
    def reach(self) -> float:
        return max(self.area_units, 12 * self.scale) + REACH_GAP

    def is_nearer(self, box: Box, to: _Spot) -> bool:
        """Whether a box is as near to it as to another, or nearer."""
        return box.distance(self.x, self.y) <= box.distance(to.x, to.y)

    def room(self, scale: float) -> Box:
        reach = 12 * scale
        return Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)

    def lines(self) -> tuple[Line, ...]:
        contested = bool(self.row.contested_by)
        is_held = self.row.status in (Status.PRESENT, Status.REDUCED)
        colour = "assumption" if contested else "accent" if is_held else "gone"
        words = style.STATUS_WORDS[self.row.status] + (say("rail.contested") if contested else "")
        return Line(self.row.base.short, Pen(24, "bold")), Line(words, Pen(20, "bold", colour), self.changed)


def _spots(drawn: _Map) -> Iterator[_Spot]:
    """The bases whose marks are clear of the edges of a map."""
    changed, scale = drawn.side.changed_bases(), mark_scale(drawn.side.scenario)
    within = clear(drawn.frame).inset(12 * scale)
    for row in drawn.side.now.bases:
        x, y = drawn.frame.place(row.base.lon, row.base.lat)
        radius_km = style.PRECISIONS[row.base.precision].radius_km
        area = drawn.frame.units(radius_km, row.base.lon, row.base.lat) if radius_km else 0
        if within.distance(x, y) == 0:
            yield _Spot(row, x, y, max(area, style.SOFT_AREA.least) if radius_km else 0, row.id in changed, scale)


def _draw_marks(drawn: _Map, spots: list[_Spot]) -> None:
    drawn.room.taken.extend(spot.room(max(spot.scale, spot.area_units / 12)) for spot in spots)
    for spot in spots:
        drawn.canvas.shape(_rings(drawn.frame, spot.row.base), "outline", OUTLINE_OPACITY, drawn.clip)
        if spot.area_units:
            draw_area(drawn.canvas, Grid(spot.x, spot.y, spot.area_units), drawn.clip)
    for spot in spots:
        shapes = style.mark(spot.row.status, contested=bool(spot.row.contested_by))
        draw_mark(drawn.canvas, Grid(spot.x, spot.y, spot.scale), shapes)


def _rings(frame: Frame, base: Base) -> list[Array]:
    """The outline of a base on the sheet, ring by ring; none for a point."""
    rings = (np.array(ring) for ring in base.outline)
    return [np.column_stack(frame.places(ring[:, 0], ring[:, 1])) for ring in rings]


def _draw_name(drawn: _Map, spot: _Spot, others: list[_Spot], *, few: bool) -> None:
    """Draw the name of a base next to its mark and no other, or where there is no room further away, tied to it."""
    at = spot.x, spot.y

    def beside(size: tuple[float, float]) -> Iterator[Place]:
        places = around(at, size, spot.reach)
        return (place for place in places if not any(other.is_nearer(place.box, spot) for other in others))

    lines = spot.lines() if few else tuple(line.scaled(MANY_SCALE) for line in spot.lines())
    for way in (beside, partial(tied, at, reach=spot.reach)) if few else (beside,):
        if Label(lines, way, scales=LABEL_SCALES if few else (1,)).draw(drawn.canvas, drawn.room):
            return
    drawn.dropped.append(spot.row.base.short)


def _needed(side: Side) -> list[str]:
    """The countries that have to be named, for they are in focus or carry figures."""
    figured = (row.force.country for row in side.now.forces if row.force.country is not None)
    return list(dict.fromkeys([*side.scenario.countries, *figured]))


def _draw_country(drawn: _Map, iso3: str) -> None:
    """Draw a country's name with its figures: on its own ground or the sea if there is room, else over a border."""
    country, spots = basemap.country(iso3), spots_in(drawn.frame, iso3)
    if country is None or not spots:
        return
    focus = iso3 in drawn.side.scenario.countries
    lines = (Line(country.name.upper(), COUNTRY if focus else CARRYING), *_figures(drawn.side, iso3))
    halo = "focus" if focus else "land"
    own = _on_own_ground(drawn, iso3, spots)
    for way in (_apart(drawn.room, own), own, _centred_on(spots)):
        if Label(lines, way, halo).draw(drawn.canvas, drawn.room):
            return
    drawn.dropped.append(country.name)


Ways = Callable[[tuple[float, float]], Iterator[Place]]
"""The positions of a label by its size."""


def _centred_on(spots: list[Point]) -> Ways:
    """The positions with their middle on a spot."""
    return lambda size: (centred(spot, size) for spot in spots)


def _on_own_ground(drawn: _Map, iso3: str, spots: list[Point]) -> Ways:
    """The same, less those that lie on another country's ground."""
    ways = _centred_on(spots)
    return lambda size: (
        place for place in ways(size) if drawn.room.fits(place) and lies_on(drawn.frame, place.box) <= {iso3}
    )


def _apart(room: Room, ways: Ways) -> Ways:
    """The same, less those near to what is there, as wide as any figure."""

    def places(size: tuple[float, float]) -> Iterator[Place]:
        wide = max(size[0], FIGURE_WIDE), size[1]
        return (place for place in ways(wide) if room.is_clear(place.box.inset(-FIGURE_APART)))

    return places


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
