"""The countries: codes, names, outlines, and where their names read well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.basemap.files import Box, frame, table
from geo.basemap.layers import layer

PLACE_COLUMNS = 24
"""Columns of places tried for a country's name."""
PLACES = 60
"""Most places tried, the nearest to the best one first."""
OUTLINE_STEPS = 300
"""The outline that names keep within is as fine as this part of the box."""


@dataclass(frozen=True)
class Country:
    """A country or area with a code of its own, by ISO 3166-1 alpha-3 (Kosovo: XKX).

    `sovereign` is the state it belongs to, mostly itself; `label` where its name reads well (lon, lat in degrees);
    `label_rank` how large that name is, from 2 for the largest countries to 7.
    """

    iso3: str
    name: str
    sovereign: str
    label: tuple[float, float]
    label_rank: int

    @property
    def geometry(self) -> BaseGeometry:
        """Its ground in EPSG:4326, at the finest level, ending at 180°."""
        return _ground(self.iso3)


@lru_cache(maxsize=64)
def _ground(iso3: str) -> BaseGeometry:
    (shape,) = frame("countries", level=0, iso3=iso3).geometry
    return shape


@cache
def countries() -> Mapping[str, Country]:
    """Return every country by its code.

    >>> countries()["TUR"].name, countries()["GUM"].sovereign
    ('Türkiye', 'USA')
    """
    columns = ["iso3", "name", "sovereign", "label_lon", "label_lat", "rank"]
    rows = table("countries", columns, level=0).sort_values("iso3").itertuples(index=False)
    return MappingProxyType(
        {
            row.iso3: Country(row.iso3, row.name, row.sovereign, (row.label_lon, row.label_lat), int(row.rank))
            for row in rows
        }
    )


def country(iso3: str) -> Country | None:
    """Return a country by its code, None where there is none."""
    return countries().get(iso3)


def countries_in(box: Box) -> list[Country]:
    """Return the countries with ground in a box, those with the largest names first.

    >>> [found.iso3 for found in countries_in((42, 36, 45, 38))][:3]
    ['TUR', 'IRN', 'IRQ']
    """
    shown = layer("countries", box)
    order = shown.assign(size=shapely.area(shown.geometry.to_numpy())).sort_values(
        ["rank", "size"], ascending=[True, False]
    )
    return [countries()[iso3] for iso3 in dict.fromkeys(order.iso3)]


@lru_cache(maxsize=512)
def label_places(iso3: str, box: Box) -> tuple[tuple[float, float], ...]:
    """Return points in the part of a country in a box for its name, (lon, lat) in degrees, the best first.

    >>> label_places("IRQ", (30, 22, 58, 42))[0]
    (43.26, 33.09)
    """
    shape = outline(iso3, box)
    if shape.is_empty:
        return ()
    best = _best(iso3, shape, box)
    west, south, east, north = shape.bounds
    step = max((east - west) / PLACE_COLUMNS, (north - south) / PLACE_COLUMNS, 0.001)
    lons, lats = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    points = shapely.points(lons.ravel(), lats.ravel())
    inside = points[shapely.contains(shapely.buffer(shape, -step / 4), points)]
    nearest = inside[np.argsort(shapely.distance(inside, shapely.Point(best)), kind="stable")][:PLACES]
    return (best, *((round(point.x, 3), round(point.y, 3)) for point in nearest))


def _best(iso3: str, shape: BaseGeometry, box: Box) -> tuple[float, float]:
    """The label point of a country where it lies in a box, else the middle of the largest part in it."""
    lon, lat = countries()[iso3].label
    lon += 360 * round(((box[0] + box[2]) / 2 - lon) / 360)
    if shape.contains(shapely.Point(lon, lat)):
        return lon, lat
    largest = max(shapely.get_parts(shape), key=shapely.area)
    middle = largest.representative_point()
    return round(middle.x, 3), round(middle.y, 3)


@lru_cache(maxsize=512)
def outline(iso3: str, box: Box) -> BaseGeometry:
    """Return the part of a country in a box, coarse; empty where none of it is there."""
    shown = layer("countries", box)
    step = (box[2] - box[0]) / OUTLINE_STEPS
    return shapely.simplify(shapely.union_all(shown.geometry[shown.iso3 == iso3].to_numpy()), step)
