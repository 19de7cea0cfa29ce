"""Names for orientation on a map, as far as there is room: countries, seas, lakes, rivers, provinces and towns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

import numpy as np
import shapely

from geo import basemap
from geo.print.canvas import Box, Canvas, Pen, Point, text_width
from geo.print.frame import Array, Frame
from geo.print.labels import Label, Line, Place, Room, around, centred
from geo.print.terrain import Window, ground, layer

OTHER_COUNTRY = Pen(18, colour="mute", spacing=0.22)
WATER = Pen(17, "italic", "waterName")
RIVER = Pen(15, "italic", "waterName", anchor="center", halo="focus")
PROVINCE = Pen(15, colour="mute", spacing=0.08)
TOWN = Pen(17, colour="place")
TOWN_REACH = 8
"""Room between the middle of a town and its name, units."""
TOWN_APART = 30
"""A town nearer to a base than this is the place of the base, units."""
TOWN_AREA = 42_000
"""Area of a map for each town, square units: more are not named."""
WATER_AREA = 120_000
"""The same for waters."""
PROVINCES_DEG = 8.0
"""A map at most so high names provinces."""
AWAY = (0, 30, -30, 60, -60, 110, -110)
"""How far a sea's name is tried from its point, units."""
LAKE_SHARE = 1.3
"""Longest name of a lake over the lake's width."""
PROVINCE_SHARE = 0.9
"""The same of a province."""
BEND_UNITS = 5.0
"""Most that a river turns aside along its name, units."""
RIVER_OFFSET = 5.0
"""Room between a river and the foot of its name, units."""


@dataclass(frozen=True)
class Names:
    """Where names are written: on a canvas, in a frame, with the room that is left, and the countries in focus."""

    canvas: Canvas
    frame: Frame
    room: Room
    countries: tuple[str, ...]

    def draw(self, text: str, pen: Pen, places: Callable[[tuple[float, float]], Iterable[Place]], halo: str) -> bool:
        """Write a name in its size at the first free place; return whether there was one."""
        return Label((Line(text, pen),), places, halo, scales=(1,)).draw(self.canvas, self.room)

    @property
    def area(self) -> float:
        """The area of the map, square units."""
        return self.frame.box.width * self.frame.box.height


def lies_on(frame: Frame, box: Box) -> set[str]:
    """Return the codes of the countries on whose ground a box of the sheet lies."""
    codes, tree = ground(Window.of(frame))
    return {codes[number] for number in tree.query(frame.km_box(box), predicate="intersects")}


def draw_orientation(names: Names, bases: list[tuple[str, float, float]]) -> None:
    """Write the names for orientation, those of the largest areas first; bases as name and place on the sheet."""
    written = {name.casefold() for name, _ in names.room.named}
    _draw_countries(names, written)
    _draw_seas(names)
    _draw_towns(names, bases)
    _draw_areas(names, "lakes", WATER, "water", LAKE_SHARE)
    _draw_rivers(names)
    if names.frame.seen.north - names.frame.seen.south <= PROVINCES_DEG:
        _draw_areas(names, "admin1", PROVINCE, "focus", PROVINCE_SHARE, names.countries)


def _draw_countries(names: Names, written: set[str]) -> None:
    for country in basemap.countries_in(names.frame.seen):
        text = country.name.upper()
        if text.casefold() not in written:
            spots = [names.frame.place(*place) for place in basemap.label_places(country.iso3, names.frame.seen)]
            names.draw(text, OTHER_COUNTRY, partial(_on_ground, names.frame, country.iso3, spots), "land")


def _on_ground(frame: Frame, iso3: str, spots: list[Point], size: tuple[float, float]) -> Iterator[Place]:
    places = (centred(spot, size) for spot in spots)
    return (place for place in places if lies_on(frame, place.box) <= {iso3})


def _draw_seas(names: Names) -> None:
    left = names.area / WATER_AREA
    for name, (x, y) in _points(names.frame, "seas"):
        spots = [(x + across, y + down) for down, across in product(AWAY, repeat=2)]
        left -= left > 0 and names.draw(name, WATER, partial(_on_water, names.frame, spots), "water")


def _on_water(frame: Frame, spots: list[Point], size: tuple[float, float]) -> Iterator[Place]:
    places = (centred(spot, size) for spot in spots)
    return (place for place in places if not lies_on(frame, place.box))


def _points(frame: Frame, name: str) -> Iterator[tuple[str, Point]]:
    """The points of a layer that lie in a frame, the most important first: name and place on the sheet."""
    found = layer(name, frame.seen)
    if found.empty:
        return
    most = -found["population"] if "population" in found else found["rank"]
    ranked = found.assign(most=most).sort_values(["rank", "most", "name"], kind="stable")
    xs, ys = frame.places(ranked.geometry.x.to_numpy(), ranked.geometry.y.to_numpy())
    for text, x, y in zip(ranked["name"], xs.tolist(), ys.tolist(), strict=True):
        if frame.holds(x, y):
            yield text, (x, y)


def _draw_towns(names: Names, bases: list[tuple[str, float, float]]) -> None:
    left = names.area / TOWN_AREA
    for name, at in _points(names.frame, "towns"):
        if left > 0 and not any(_is_at(name, at, base) for base in bases):
            left -= _draw_town(names, name, at)


def _is_at(town: str, at: Point, base: tuple[str, float, float]) -> bool:
    """Whether a town is the place of a base."""
    return math.dist(at, base[1:]) < TOWN_APART or town.casefold() in base[0].casefold()


def _draw_town(names: Names, name: str, at: Point) -> bool:
    x, y = at
    if names.room.free([centred(at, (8, 8))]) is None:
        return False
    if not names.draw(name, TOWN, partial(around, at, reach=TOWN_REACH), "focus"):
        return False
    names.room.taken.append(Box(x - 4, y - 4, x + 4, y + 4))
    names.canvas.dot(x, y, 3.3, "place")
    return True


def _draw_areas(names: Names, name: str, pen: Pen, halo: str, share: float, countries: tuple[str, ...] = ()) -> None:
    """Write the name of each area of a layer in its middle, if it is not much wider than the area."""
    window = Window.of(names.frame)
    found = layer(name, window.seen)
    kept = found[found["iso3"].isin(countries)] if countries else found
    written: set[str] = set()
    for text, shape in zip(kept["name"], kept.geometry, strict=True):
        if text and text not in written and _draw_area(names, Line(text, pen), window.km([shape]), halo, share):
            written.add(text)


def _draw_area(names: Names, line: Line, parts: list[shapely.Geometry], halo: str, share: float) -> bool:
    for part in sorted(parts, key=shapely.area, reverse=True)[:1]:
        west, _, east, _ = part.bounds
        if text_width(line.text, line.pen) < share * (east - west) * names.frame.units_a_km:
            xs, ys = names.frame.on_sheet(*shapely.get_coordinates(part.representative_point()).T)
            at = float(xs[0]), float(ys[0])
            return names.draw(line.text, line.pen, lambda size: iter((centred(at, size),)), halo)
    return False


# Rivers


def _draw_rivers(names: Names) -> None:
    """Write the name of each river once, along the straightest part of its course that has room."""
    window = Window.of(names.frame)
    rivers = layer("rivers", window.seen).sort_values(["rank", "name"], kind="stable")
    written: set[str] = set()
    for name, shape in zip(rivers["name"], rivers.geometry, strict=True):
        if name and name not in written and any(_draw_river(names, name, line) for line in _courses(names.frame, window, shape)):
            written.add(name)


def _courses(frame: Frame, window: Window, shape: shapely.Geometry) -> Iterator[shapely.LineString]:
    """The lines of a river on the sheet."""
    for line in shapely.get_parts(window.km([shape])).tolist():
        xs, ys = frame.on_sheet(*shapely.get_coordinates(line).T)
        yield shapely.LineString(np.column_stack([xs, ys]))


def _draw_river(names: Names, name: str, course: shapely.LineString) -> bool:
    width = text_width(name, RIVER)
    for share in (0.5, 0.35, 0.65, 0.2, 0.8):
        start = share * course.length - width / 2
        chord = shapely.get_coordinates(shapely.line_interpolate_point(course, np.linspace(start, start + width, 9)))
        if start > 0 and _bend(chord) < BEND_UNITS and 0.9 * width < math.dist(chord[0], chord[-1]):
            place = _along(chord, width)
            if all(names.room.free([Place(box, "left")]) for box in place.boxes):
                place.draw(names, name)
                return True
    return False


def _bend(points: Array) -> float:
    """How far points lie at most from the straight line between the first and the last."""
    line = shapely.LineString([points[0], points[-1]])
    return float(np.max(shapely.distance(line, shapely.points(points))))


@dataclass(frozen=True)
class _Course:
    """Where a river's name is written: the middle of its foot, its angle clockwise, and the boxes along it."""

    at: Point
    angle: float
    boxes: list[Box]

    def draw(self, names: Names, name: str) -> None:
        names.canvas.text(*self.at, name, replace(RIVER, angle=self.angle))
        names.room.taken.extend(self.boxes)
        names.room.named.extend((name, box) for box in self.boxes[:1])


def _along(chord: Array, width: float) -> _Course:
    """The place of a name above a chord of a river, read from left to right."""
    (x0, y0), (x1, y1) = sorted((tuple(chord[0]), tuple(chord[-1])))
    angle = math.atan2(y1 - y0, x1 - x0)
    up = math.sin(angle), -math.cos(angle)
    middle = (x0 + x1) / 2 + RIVER_OFFSET * up[0], (y0 + y1) / 2 + RIVER_OFFSET * up[1]
    half, boxes = RIVER.size / 2, []
    for along in np.linspace(-width / 2, width / 2, max(2, round(width / half))).tolist():
        x, y = middle[0] + along * math.cos(angle) + half * up[0], middle[1] + along * math.sin(angle) + half * up[1]
        boxes.append(Box(x - half, y - half, x + half, y + half))
    return _Course(middle, math.degrees(angle), boxes)
