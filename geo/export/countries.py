"""The countries of a scenario on the ground: their polygons, and which forces stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import shapely
from shapely.geometry.base import BaseGeometry

from geo import basemap
from geo.export.rows import FIGURE, GROUNDS, STOP, Row, Table, columns, forces, stop
from geo.model import Scenario
from geo.selection import Selection

COLUMNS = (*STOP, "country", "name", "forces", "force_names", "label", *FIGURE, *GROUNDS, "arithmetic", "cut_at_edge")
"""Names of the columns of countries: those of a figure are filled where a country has one force.

Several forces are never added up, as no source does: their figures stand one by one, and `label` names them all.
"""
EDGE_NOTE = "Polygon cut at the basemap's edge, {:g} to {:g} E and {:g} to {:g} N; it is not the whole country."
"""Said of a country that is larger than the basemap: west, east, south and north edge, in degrees."""


@dataclass(frozen=True)
class Country:
    """A country by ISO 3166-1 alpha-3: polygon in EPSG:4326 by the right-hand rule, None where the basemap has none."""

    iso3: str
    name: str
    polygon: BaseGeometry | None = None
    label_point: tuple[float, float] | None = None

    @property
    def cut_at_edge(self) -> bool:
        """Whether the polygon ends at the basemap's edge, not at a border."""
        west, south, east, north = basemap.BOX
        edge = shapely.box(west, south, east, north).exterior
        return self.polygon is not None and bool(self.polygon.intersects(edge))


def edge_note() -> str:
    """Write what is said of a polygon that is cut."""
    west, south, east, north = basemap.BOX
    return EDGE_NOTE.format(west, east, south, north)


def countries(scenario: Scenario) -> dict[str, Country]:
    """Return the countries a scenario or one of its forces names, by code, in that order."""
    named = dict.fromkeys([*scenario.countries, *(force.country for force in scenario.forces if force.country)])
    return {iso3: _of_basemap(iso3) for iso3 in named}


@cache
def _of_basemap(iso3: str) -> Country:
    known = basemap.countries()
    if iso3 not in known.index:
        return Country(iso3, iso3)
    row = known.loc[iso3]
    polygon = shapely.orient_polygons(row["geometry"], exterior_cw=False)
    return Country(iso3, row["name"], polygon, (float(row["label_lon"]), float(row["label_lat"])))


def figures(scenario: Scenario, selection: Selection) -> Table:
    """Return a row a country for every posture selection, with the figures of its forces.

    Columns: see COLUMNS.
    """
    named, rows = countries(scenario).values(), []
    for one in selection.each():
        at, held = stop(scenario, one), forces(scenario, one).rows
        for country in named:
            rows.append(at | _country(country, [force for force in held if force["country"] == country.iso3]))
    return Table("countries", "Countries", columns("countries", COLUMNS), tuple(rows))


def _country(country: Country, held: list[Row]) -> Row:
    every = "; ".join(f"{force['name']}: {force['label']}" for force in held)
    (only,) = held if len(held) == 1 else ({"label": every},)
    figure = {column: only.get(column) for column in ("label", *FIGURE, *GROUNDS, "arithmetic")}
    return {
        "country": country.iso3,
        "name": country.name,
        "forces": tuple(str(force["id"]) for force in held),
        "force_names": tuple(str(force["name"]) for force in held),
        **figure,
        "cut_at_edge": country.cut_at_edge,
    }
