"""What lies at a point: whose ground, disputed or not, in which province, and how far from land."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from geo.basemap.countries import countries, country
from geo.basemap.files import frame

KM_A_DEG = 111.2
"""Kilometres of a degree of latitude."""


@dataclass(frozen=True)
class Province:
    """A first-level division of a country by its usual English name, with the other names it goes by."""

    iso3: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ground:
    """A point of the earth.

    `countries` are the codes that may be named for it, the one that holds it first: the state an area belongs to, and
    on disputed ground every side. At sea it is empty, `land_km` how far the nearest land is and `nearest` whose.
    """

    countries: tuple[str, ...]
    disputed: bool
    province: Province | None
    land_km: float
    nearest: str


@dataclass(frozen=True)
class _Index:
    """Areas to look points up in, with what is known of each."""

    tree: shapely.STRtree
    shapes: np.ndarray
    values: tuple[object, ...]

    def at(self, point: shapely.Point) -> list[object]:
        """What is known of the areas that hold a point."""
        near = np.sort(self.tree.query(point))
        return [self.values[number] for number in near if shapely.intersects(self.shapes[number], point)]

    def nearest(self, point: shapely.Point) -> tuple[object, float]:
        """What is known of the nearest area, and how far it is, km."""
        number = self.tree.nearest(point)
        return self.values[number], _km(point, self.shapes[number])


def _index(shapes: np.ndarray, values: tuple[object, ...]) -> _Index:
    parts, numbers = shapely.get_parts(shapes, return_index=True)
    shapely.prepare(parts)
    return _Index(shapely.STRtree(parts), parts, tuple(values[number] for number in numbers))


@cache
def _countries() -> _Index:
    shown = frame("countries", level=0)
    return _index(shown.geometry.to_numpy(), tuple(shown.iso3))


@cache
def _disputed() -> _Index:
    shown = frame("disputed")
    return _index(shown.geometry.to_numpy(), tuple(tuple(sides.split("-")) for sides in shown.sides))


@cache
def _provinces() -> _Index:
    shown = frame("admin1")
    rows = zip(shown.iso3, shown.name, shown.aliases, strict=True)
    values = tuple(Province(iso3, name, tuple(filter(None, aliases.split("|")))) for iso3, name, aliases in rows)
    return _index(shown.geometry.to_numpy(), values)


def ground(lon: float, lat: float) -> Ground:
    """Return what lies at a point, degrees WGS 84.

    >>> ground(44.37, 33.32).countries, ground(44.37, 33.32).province.name
    (('IRQ',), 'Baghdad')
    >>> ground(144.8, 13.5).countries
    ('GUM', 'USA')
    """
    point = shapely.Point(lon, lat)
    held = [str(iso3) for iso3 in _countries().at(point)]
    sides = [side for claimed in _disputed().at(point) for side in claimed]  # type: ignore[attr-defined]
    nearest, km = (held[0], 0.0) if held else _countries().nearest(point)
    owners = [found.sovereign for iso3 in held if (found := country(iso3)) is not None]
    named = tuple(dict.fromkeys([*held, *owners, *(sides if held else ())]))
    province = next(iter(_provinces().at(point)), None)
    return Ground(named, bool(sides and held), province, km, str(nearest))  # type: ignore[arg-type]


def away_km(iso3: str, lon: float, lat: float) -> float:
    """Return how far a point is from the ground of a country, and of what belongs to it, in km; 0 on it.

    >>> round(away_km("IRQ", 44.37, 33.32)), round(away_km("KWT", 44.37, 33.32), -1)
    (0, 450.0)
    """
    point = shapely.Point(lon, lat)
    own = [found for found in countries().values() if iso3 in (found.iso3, found.sovereign)]
    return min((_km(point, found.geometry) for found in own), default=math.inf)


def _km(point: shapely.Point, shape: shapely.Geometry) -> float:
    """How far a shape is from a point, in km: a degree of longitude is shortened as at the point."""
    near = shapely.shortest_line(point, shape)
    (lon, lat), (other_lon, other_lat) = shapely.get_coordinates(near)
    across = (other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(across, other_lat - lat) * KM_A_DEG


def provinces_of(iso3: str) -> tuple[Province, ...]:
    """Return the provinces of a country."""
    found = (value for value in dict.fromkeys(_provinces().values) if isinstance(value, Province))
    return tuple(province for province in found if province.iso3 == iso3)
