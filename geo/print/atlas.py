"""The map of a posture in a box of the sheet: terrain, marks, names, figures, legend, scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from matplotlib.patches import Patch

from geo import basemap, style
from geo.model import BaseStatus, ForceFigure, Posture, Scenario, Status, StatusRow, TroopsRow, View
from geo.print.canvas import Box, Canvas, Pen, text_width, wrapped
from geo.print.labels import REACH_GAP, Line, Place, around, centred, draw_label, free, label_size, tied
from geo.print.marks import DOT_SCALE, LEGEND_SCALE, MARK_SCALE, draw_area, draw_diamond, draw_mark
from geo.print.terrain import Frame, draw_scale, draw_terrain, draw_ticks, framed, scale_room

NAMED_BASES = 60
"""Up to this many bases each carries its name; more are marks alone."""
AREA_LEAST_UNITS = 21
"""Least radius of the area of a place known only so far: clear of the mark in its middle."""
TOWN_REACH = 8
"""Room between the middle of a town and its name, units."""
LABEL_SCALES = (1, 0.85, 0.72)
"""Sizes a label is tried at, the largest first."""
SCALE_FURTHEST = 0.75
"""The scale stands beside the legend if it ends within this part of the map's width, else at the right."""
FIGURE_ROOM = 16
"""Room kept free around a country's figure, units: no other name may be read together with it."""
LEGEND_PEN = Pen(16)
LEGEND_PAD = 12
EDGE_UNITS = 14
"""Room between what lies over the map and the map's edge."""


@dataclass(frozen=True)
class Moment:
    """A posture to draw, and the one it is set against, to mark what changed or differs; None where there is none.

    That is the posture before it, or of the same phase under another reading.
    """

    scenario: Scenario
    now: Posture
    earlier: Posture | None = None

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


def draw_atlas(canvas: Canvas, box: Box, moment: Moment, view: View | None = None, *, keyed: bool = True) -> None:
    """Draw the map of a moment in a box, with its legend if `keyed`; `view` is by default the scenario's home view."""
    scenario = moment.scenario
    frame = framed(view or scenario.view, box)
    clip = draw_terrain(canvas, frame, scenario.countries)
    draw_ticks(canvas, frame)
    scale = scale_room(frame)
    taken = []
    if keyed:
        legend = _draw_legend(canvas, box, scenario, scale)
        beside = scale_room(frame, legend.right + EDGE_UNITS)
        scale = beside if legend.bottom >= scale.bottom and beside.right < SCALE_FURTHEST * box.width else scale
        taken.append(legend)
    draw_scale(canvas, frame, scale)
    taken.append(scale)
    _draw_names(canvas, frame, moment, taken, clip)
    canvas.box(box, edge="rule")


# Marks and names


def _draw_names(canvas: Canvas, frame: Frame, moment: Moment, taken: list[Box], clip: Patch) -> None:
    within = frame.box.inset(EDGE_UNITS / 2)
    taken += [Box(*within[:2], within.left + 44, within.bottom), Box(within.left, within.bottom - 20, *within[2:])]
    spots = [spot for spot in _spots(frame, moment) if frame.holds(spot.x, spot.y)]
    few = len(spots) <= NAMED_BASES
    scale = MARK_SCALE if few else DOT_SCALE
    taken += [spot.room(scale) for spot in spots]
    for spot in spots:
        if spot.area_units:
            draw_area(canvas, spot.x, spot.y, spot.area_units, clip)
    for spot in spots:
        draw_mark(canvas, spot.x, spot.y, spot.row.status, contested=bool(spot.row.contested_by), scale=scale)
    figured, others = _countries(moment)
    before = len(taken)
    _draw_countries(canvas, frame, moment, figured, taken, within)
    named = taken[before:]
    for spot in spots if few else ():
        _draw_name(canvas, spot, [other for other in spots if other is not spot], taken, within)
    taken += [box.inset(-FIGURE_ROOM) for box in named]
    _draw_countries(canvas, frame, moment, others, taken, within)
    _draw_towns(canvas, frame, moment, taken, within)


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
        stands = self.row.status in (Status.PRESENT, Status.REDUCED)
        colour = "assumption" if contested else "accent" if stands else "gone"
        words = style.STATUS_WORDS[self.row.status] + (" · contested" if contested else "")
        return Line(self.row.base.short, Pen(24, "bold")), Line(words, Pen(20, "bold", colour), self.changed)


def _spots(frame: Frame, moment: Moment) -> Iterator[_Spot]:
    changed = moment.changed_bases()
    for row in moment.now.bases:
        x, y = frame.place(row.base.lon, row.base.lat)
        radius_km = style.PRECISIONS[row.base.precision].radius_km
        area = max(radius_km * frame.units_a_km, AREA_LEAST_UNITS) if radius_km else 0
        yield _Spot(row, x, y, area, row.id in changed)


def _draw_name(canvas: Canvas, spot: _Spot, others: list[_Spot], taken: list[Box], within: Box) -> None:
    """Draw the name of a base next to its mark and no other, or where there is no room further away, tied to it."""

    def beside(size: tuple[float, float]) -> Iterator[Place]:
        places = around(spot.x, spot.y, size, spot.reach)
        return (place for place in places if not any(other.is_nearer(place.box, spot) for other in others))

    for way in (beside, partial(tied, spot.x, spot.y, reach=spot.reach)):
        if _draw_where_free(canvas, spot.lines(), way, taken, within):
            return


def _draw_where_free(
    canvas: Canvas,
    lines: tuple[Line, ...],
    places: Callable[[tuple[float, float]], Iterable[Place]],
    taken: list[Box],
    within: Box,
    halo: str = "focus",
) -> bool:
    """Draw a label at the first free one of the places for its size, smaller where it has to be; tell whether it is."""
    for scale in LABEL_SCALES:
        scaled = tuple(line.scaled(scale) for line in lines)
        place = free(places(label_size(scaled)), taken, within)
        if place is not None:
            taken.extend((place.box, *place.tie_room))
            draw_label(canvas, place, scaled, halo=halo)
            return True
    return False


def _countries(moment: Moment) -> tuple[list[str], list[str]]:
    """Return the countries that have to be named, for they carry figures or bases, and those that may be."""
    names = basemap.country_names()
    figured = dict.fromkeys(row.force.country for row in moment.now.forces if row.force.country is not None)
    needed = dict.fromkeys([*moment.scenario.countries, *figured])
    others = [iso3 for iso3, (_, rank) in names.items() if rank == 1 and iso3 not in needed]
    return [iso3 for iso3 in needed if iso3 in names], others


def _draw_countries(
    canvas: Canvas, frame: Frame, moment: Moment, named: Iterable[str], taken: list[Box], within: Box
) -> None:
    for iso3 in named:
        focus = iso3 in moment.scenario.countries
        name = Pen(23, "bold") if focus else Pen(20, "semibold", "mute")
        lines = (Line(basemap.country_names()[iso3][0].upper(), name), *_figures(moment, iso3))
        spots = [frame.place(lon, lat) for lon, lat in basemap.label_places(iso3)]
        halo = "focus" if focus else "land"
        if not _draw_where_free(canvas, lines, partial(_centred_on, spots), taken, within, halo) and len(lines) > 1:
            seen = [frame.place(lon, lat) for lon, lat in basemap.label_places(iso3, frame.seen())]
            _draw_where_free(canvas, lines, partial(_centred_on, seen), taken, within, halo)


def _centred_on(spots: list[tuple[float, float]], size: tuple[float, float]) -> Iterator[Place]:
    return (centred(x, y, size) for x, y in spots)


def _figures(moment: Moment, iso3: str) -> Iterator[Line]:
    """The figure of each force in a country, with what has to be said beside it."""
    for row in (row for row in moment.now.forces if row.force.country == iso3):
        caution = style.caution(row.basis, row.contested_by)
        words = f"{row.force.short} {style.label(row.quantity)}" + (f" · {caution}" if caution else "")
        yield Line(words, Pen(21, "bold", figure_colour(row)), bool(moment.was(row.id)))


def figure_colour(figure: ForceFigure) -> str:
    """Return the role in the palette of a force's figure."""
    if style.caution(figure.basis, figure.contested_by):
        return "assumption"
    return "accent" if figure.quantity.kind.has_number else "gone"


def _draw_towns(canvas: Canvas, frame: Frame, moment: Moment, taken: list[Box], within: Box) -> None:
    bases = ((base.lon, base.lat) for base in moment.scenario.bases)
    for name, lon, lat in basemap.towns(bases):
        x, y = frame.place(lon, lat)
        dot = Box(x - 4, y - 4, x + 4, y + 4)
        if not frame.holds(x, y) or free([centred(x, y, (8, 8))], taken, within) is None:
            continue
        label = (Line(name, Pen(17, colour="place")),)
        if _draw_where_free(canvas, label, partial(around, x, y, reach=TOWN_REACH), taken, within):
            taken.append(dot)
            canvas.dot(x, y, 3.3, "place")


# Legend


def _draw_legend(canvas: Canvas, box: Box, scenario: Scenario, scale: Box) -> Box:
    """Draw what the marks and words mean at the bottom left of a box, clear of the scale; return the room it takes."""
    entries = _entries(scenario)
    most = 0.62 * box.width - 2 * LEGEND_PAD
    rows = list(_in_rows([30 + text_width(word, LEGEND_PEN) + 16 for word, _ in entries], most))
    rules = [line for rule in style.wording_rules(scenario) for line in wrapped(rule, LEGEND_PEN, most)]
    widths = [sum(width for _, width in row) for row in rows] + [text_width(rule, LEGEND_PEN) for rule in rules]
    height = 30 * len(rows) + 22 * len(rules) + LEGEND_PAD
    left = box.left + 52
    right = left + max(widths) + 2 * LEGEND_PAD
    bottom = box.bottom - 40 if right < scale.left - EDGE_UNITS else scale.top - EDGE_UNITS
    room = Box(left, bottom - height, right, bottom)
    canvas.box(room, "paper", edge="rule")
    top = room.top + LEGEND_PAD / 2
    for row in rows:
        x = left + LEGEND_PAD
        for number, width in row:
            _draw_entry(canvas, x, top + 15, *entries[number])
            x += width
        top += 30
    for rule in rules:
        canvas.text(left + LEGEND_PAD, top + 16, rule, LEGEND_PEN)
        top += 22
    return room


def _entries(scenario: Scenario) -> list[tuple[str, Status | str]]:
    entries: list[tuple[str, Status | str]] = [(word, status) for status, word in style.STATUS_WORDS.items()]
    rows: tuple[StatusRow | TroopsRow, ...] = (*scenario.statuses, *scenario.troops)
    if any(row.contested_by for row in rows):
        entries.append(("contested", "diamond"))
    if any(style.PRECISIONS[base.precision].radius_km for base in scenario.bases):
        entries.append(("known only as an area", "area"))
    return entries


def _in_rows(widths: Iterable[float], most: float) -> Iterator[list[tuple[int, float]]]:
    """Break entries of some widths into rows no wider than `most`, each as its number and width."""
    row: list[tuple[int, float]] = []
    for number, width in enumerate(widths):
        if row and sum(taken for _, taken in row) + width > most:
            yield row
            row = []
        row.append((number, width))
    yield row


def _draw_entry(canvas: Canvas, x: float, y: float, word: str, shape: Status | str) -> None:
    if shape == "diamond":
        draw_diamond(canvas, x + 12, y, LEGEND_SCALE)
    elif shape == "area":
        draw_area(canvas, x + 12, y, 11.5)
    elif isinstance(shape, Status):
        draw_mark(canvas, x + 12, y, shape, scale=LEGEND_SCALE)
    canvas.text(x + 30, y + 5.5, word, LEGEND_PEN)
