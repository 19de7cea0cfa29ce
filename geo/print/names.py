"""Names for orientation on a map, as far as there is room: countries, seas, lakes, rivers, provinces and towns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import geopandas as gpd
import numpy as np
import shapely

from geo import basemap
from geo.print.canvas import Box, Canvas, Pen, Point, text_width
from geo.print.frame import GEOD, Array, Edges, Frame
from geo.print.labels import Label, Line, Place, Room, around, centred
from geo.print.terrain import Window, ground, layer

OTHER_COUNTRY = Pen(18, colour="mute", spacing=0.22)
SMALL_COUNTRY = 15
"""Size of the names of countries that have no room for a larger one."""
SMALLEST_RANK = ((30, 7), (60, 5), (110, 4))
"""How small the countries are that are named on a map less than so many degrees wide, by the rank of their names."""
LEAST_RANK = 3
"""The same on a wider map."""
BESIDE_DEG = 30
"""On a wider map a country's name stands on its ground or not at all."""
COUNTRY_AWAY = (10, 25, 45)
"""How far beside a small country its name may be, units from where it reads best."""
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
SEA_STEP = 24.0
"""Distance of the points at which a sea's name is tried, units."""
SEA_REACH_KM = (6_000, 1_500, 900, 600, 400)
"""How far from its point a sea is named at most, by its rank; the last for every later one."""
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


def spots_in(frame: Frame, iso3: str) -> list[Point]:
    """Return the points in a frame where the name of a country may have its middle, in units, the best first."""
    spots = (frame.place(lon, lat) for lon, lat in basemap.label_places(iso3, frame.seen))
    return [spot for spot in spots if frame.holds(*spot)]


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
    wide_deg = names.frame.width_deg
    least = next((rank for most, rank in SMALLEST_RANK if wide_deg < most), LEAST_RANK)
    for country in basemap.countries_in(names.frame.seen):
        text = country.name.upper()
        if text.casefold() not in written and country.label_rank <= least:
            spots = spots_in(names.frame, country.iso3)
            for pen in (OTHER_COUNTRY, replace(OTHER_COUNTRY, size=SMALL_COUNTRY)):
                if names.draw(text, pen, partial(_on_ground, names, country.iso3, spots), "land"):
                    break


def _on_ground(names: Names, iso3: str, spots: list[Point], size: tuple[float, float]) -> Iterator[Place]:
    """Positions on a country's ground, the sea, or both: with the middle on a spot, then beside the best ones."""
    places = [centred(spot, size) for spot in spots]
    if names.frame.width_deg < BESIDE_DEG:
        places += [place for spot in spots[:1] for away in COUNTRY_AWAY for place in around(spot, size, away)]
    return (place for place in places if names.room.fits(place) and lies_on(names.frame, place.box) <= {iso3})


def _draw_seas(names: Names) -> None:
    """Write the name of each sea on its water."""
    left = names.area / WATER_AREA
    for name, spots in _seas(names.frame):
        left -= left > 0 and names.draw(name, WATER, partial(_on_water, names, spots), "water")


@lru_cache(maxsize=16)
def _seas(frame: Frame) -> list[tuple[str, list[Point]]]:
    """The seas of a map, the largest first, each with the spots that lie nearer to its point than to another sea's."""
    seas = layer("seas", Edges(frame.projection.lon - 180, -90, frame.projection.lon + 180, 90))
    seas = seas.sort_values(["rank", "name"], kind="stable")
    spots = _water_spots(frame)
    km = _apart_km(spots, seas)
    nearest = km.argmin(axis=1)
    found = []
    for sea, (name, rank) in enumerate(zip(seas["name"], seas["rank"], strict=True)):
        reach = SEA_REACH_KM[min(rank, len(SEA_REACH_KM) - 1)]
        mine = [
            spot for spot in np.argsort(km[:, sea], kind="stable") if nearest[spot] == sea and km[spot, sea] < reach
        ]
        found.append((name, [spots[spot].at for spot in mine]))
    return [(name, mine) for name, mine in found if mine]


@dataclass(frozen=True)
class _Spot:
    """A point of the water of a map: where it is on the sheet and on earth."""

    at: Point
    lon: float
    lat: float


def _water_spots(frame: Frame) -> list[_Spot]:
    """Points all over a map that lie on water, no nearer to land than a name is high."""
    xs, ys = np.meshgrid(
        np.arange(frame.box.left + SEA_STEP, frame.box.right, SEA_STEP),
        np.arange(frame.box.top + SEA_STEP, frame.box.bottom, SEA_STEP),
    )
    xs, ys = xs.ravel(), ys.ravel()
    lons, lats = frame.degrees(xs, ys)
    _, tree = ground(Window.of(frame))
    points = shapely.points(*frame.projected(xs, ys))
    near, _ = tree.query(points, predicate="dwithin", distance=WATER.size / frame.units_a_km)
    is_water = np.isfinite(lats)
    is_water[near] = False
    kept = zip(*(each[is_water].tolist() for each in (xs, ys, lons, lats)), strict=True)
    return [_Spot((x, y), lon, lat) for x, y, lon, lat in kept]


def _apart_km(spots: list[_Spot], seas: gpd.GeoDataFrame) -> Array:
    """How far each spot is from the point of each sea, km."""
    lons, lats = np.array([spot.lon for spot in spots]), np.array([spot.lat for spot in spots])
    shape = len(spots), len(seas)
    lon, lat = (np.broadcast_to(each[:, None], shape) for each in (lons, lats))
    other_lon, other_lat = (np.broadcast_to(each.to_numpy(), shape) for each in (seas.geometry.x, seas.geometry.y))
    _, _, metres = GEOD.inv(lon, lat, other_lon, other_lat)
    return np.asarray(metres, dtype=np.float64) / 1000


def _on_water(names: Names, spots: list[Point], size: tuple[float, float]) -> Iterator[Place]:
    places = (centred(spot, size) for spot in spots)
    return (place for place in places if names.room.fits(place) and not lies_on(names.frame, place.box))


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
    """Write the name of an area in the middle of its largest part; return whether there was room."""
    largest = max(parts, key=shapely.area, default=None)
    if largest is None or text_width(line.text, line.pen) > share * _wide(names.frame, largest):
        return False
    xs, ys = names.frame.on_sheet(*shapely.get_coordinates(largest.representative_point()).T)
    at = float(xs[0]), float(ys[0])
    return names.draw(line.text, line.pen, lambda size: [centred(at, size)], halo)


def _wide(frame: Frame, shape: shapely.Geometry) -> float:
    """How wide a shape in projected km is on the sheet, in units."""
    west, _, east, _ = shape.bounds
    return float(east - west) * frame.units_a_km


# Rivers


def _draw_rivers(names: Names) -> None:
    """Write the name of each river once, along a straight part of its course that has room."""
    written: set[str] = set()
    for name, course in _courses(names.frame):
        if name not in written and _draw_river(names, name, course):
            written.add(name)


@lru_cache(maxsize=16)
def _courses(frame: Frame) -> list[tuple[str, shapely.LineString]]:
    """The lines of the rivers of a map on the sheet, by their names, the most important first."""
    window = Window.of(frame)
    rivers = layer("rivers", window.seen).sort_values(["rank", "name"], kind="stable")
    return [
        (name, shapely.LineString(np.column_stack(frame.on_sheet(*shapely.get_coordinates(line).T))))
        for name, shape in zip(rivers["name"], rivers.geometry, strict=True)
        for line in (shapely.get_parts(window.km([shape])) if name else ())
    ]


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
