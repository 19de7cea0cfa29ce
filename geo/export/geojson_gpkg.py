"""Layers for a GIS: GeoJSON and GeoPackage."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from shapely.geometry import mapping

from geo import style
from geo.basemap import CREDIT
from geo.evidence import kind_rules
from geo.export.stamp import TOOL, described, stamp, stamp_text
from geo.model import Base, Scenario
from geo.selection import Selection
from geo.tables import (
    DEGREE_DIGITS,
    STOP,
    Column,
    Country,
    Row,
    Table,
    base_outlines,
    bases,
    changes,
    claims,
    countries,
    figures,
    forces,
    sources,
)


def geojson(scenario: Scenario, selection: Selection) -> bytes:
    """Return an RFC 7946 FeatureCollection: bases as they were given, countries with their figures as polygons.

    A force without a country is a feature without a geometry, so that it is not lost and not put on a point it is not
    at. A country lists its figures under `forces`, and has them as properties of its own where it has one force.
    Stamp, source, marking, changes, claims and sources are foreign members (section 6.1).
    """
    collection = {
        "type": "FeatureCollection",
        "name": scenario.id,
        "title": scenario.title,
        "description": described(scenario, selection),
        "marking": scenario.marking,
        "source": style.source_line(scenario),
        "wording_rules": list(style.wording_rules(scenario)),
        "kinds": kind_rules(),
        "credit": CREDIT,
        TOOL: stamp(scenario, selection, "geojson"),
        "features": [feature for one in selection.each() for feature in _features(scenario, one)],
        "changes": list(changes(scenario, selection).rows),
        "claims": list(claims(scenario).records),
        "sources": list(sources(scenario).rows),
    }
    return (json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode()


def _features(scenario: Scenario, one: Selection) -> Iterator[dict[str, Any]]:
    """The features of one posture: countries below, then bases, then the forces that are on no country's ground."""
    named, held = countries(scenario), forces(scenario, one).rows
    for row in figures(scenario, one).rows:
        here = [_own(force) for force in held if force["country"] == row["country"]]
        country = named[str(row["country"])]
        yield _feature("country", str(row["country"]), row | {"forces": here}, _geometry(country.polygon))
    for base, row in zip(scenario.bases, bases(scenario, one).rows, strict=True):
        yield _feature("base", base.id, row, _geometry(_given(base)))
    for force in held:
        if force["country"] is None:
            yield _feature("force", str(force["id"]), force, None)


def _own(force: Row) -> dict[str, Any]:
    """What is a force's own, without the posture the feature around it names."""
    return {name: cell for name, cell in force.items() if name not in ("country", *STOP)}


def _given(base: Base) -> shapely.Geometry:
    """The geometry of a base of the kind it was given: a Point, a Polygon or a MultiPolygon."""
    if not base.polygons:
        return base.point
    return base.area if len(base.polygons) > 1 else base.area.geoms[0]


def _feature(what: str, name: str, row: dict[str, Any], geometry: dict[str, Any] | None) -> dict[str, Any]:
    properties = {"feature": what} | {key: None if cell == "" else cell for key, cell in row.items()}
    identity = f"{row['reading']}/{row['phase']}/{what}/{name}"
    return {"type": "Feature", "id": identity, "geometry": geometry, "properties": properties}


def _geometry(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    if shape is None:
        return None
    shape = mapping(shape)
    return {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, (float, int)):
        return round(coordinates, DEGREE_DIGITS)
    return [_rounded(part) for part in coordinates]


DTYPES = {"text": "str", "ids": "str", "names": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
"""Types of columns in a frame: counts are Int64, which keeps whole numbers whole beside a null."""
LAST_CHANGE = "{}T00:00:00.000Z"
"""When a GeoPackage says it was changed: the day of the report, the same each time it is written."""


def gpkg(scenario: Scenario, selection: Selection) -> bytes:
    """Return a GeoPackage with the layers bases and countries, and forces, changes, claims and sources as attributes.

    Bases are points, as a layer has one type of geometry; where some were given as areas, these are in a layer
    base_outlines.

    It is made in a temporary folder, as SQLite needs a file; nothing of it is left behind. The times GDAL writes are
    set afterwards: its own setting for them, OGR_CURRENT_DATE, holds for the whole process and all who share it. So are
    the counters of transactions in SQLite's header: how many GDAL makes depends on the clock.
    """
    with tempfile.TemporaryDirectory(prefix="board-") as folder:
        path = Path(folder) / "board.gpkg"
        for table, frame in _layers(scenario, selection):
            _add(path, table, frame, _metadata(scenario, selection))
        _settle(path, LAST_CHANGE.format(scenario.as_of))
        return _counted_once(path.read_bytes())


CHANGE_COUNTERS = (24, 92)
"""Where SQLite's header counts the transactions (SQLite file format 1.3.7, 1.3.15), 4 bytes each, always the same."""


def _counted_once(database: bytes) -> bytes:
    """A database as after one transaction."""
    counted = bytearray(database)
    for start in CHANGE_COUNTERS:
        counted[start : start + 4] = (1).to_bytes(4)
    return bytes(counted)


def _layers(scenario: Scenario, selection: Selection) -> Iterator[tuple[Table, pd.DataFrame]]:
    places = bases(scenario, selection)
    points = gpd.points_from_xy([row["lon"] for row in places.rows], [row["lat"] for row in places.rows])
    yield places, gpd.GeoDataFrame(_frame(places), geometry=points, crs="EPSG:4326")
    outlines = base_outlines(scenario, selection)
    if outlines.rows:
        areas = {base.id: base.area for base in scenario.bases}
        shapes = [areas[str(row["id"])] for row in outlines.rows]
        yield outlines, gpd.GeoDataFrame(_frame(outlines), geometry=shapes, crs="EPSG:4326")
    grounds, named = figures(scenario, selection), countries(scenario)
    polygons = [_multi(named[str(row["country"])]) for row in grounds.rows]
    yield grounds, gpd.GeoDataFrame(_frame(grounds), geometry=polygons, crs="EPSG:4326")
    for table in (forces(scenario, selection), changes(scenario, selection), claims(scenario), sources(scenario)):
        yield table, _frame(table)


def _multi(country: Country) -> shapely.MultiPolygon | None:
    """A polygon as one of several, since a layer of a GeoPackage has one type of geometry."""
    if country.polygon is None or isinstance(country.polygon, shapely.MultiPolygon):
        return country.polygon
    return shapely.MultiPolygon([country.polygon])


def _frame(table: Table) -> pd.DataFrame:
    lines = list(table.lines())
    return pd.DataFrame(
        {column.name: _series(column, [line[place] for line in lines]) for place, column in enumerate(table.columns)}
    )


def _series(column: Column, cells: list[Any]) -> pd.Series:
    return pd.Series(cells, dtype=DTYPES[column.type])


def _metadata(scenario: Scenario, selection: Selection) -> dict[str, str]:
    return {
        TOOL: stamp_text(scenario, selection, "gpkg"),
        "title": scenario.title,
        "description": described(scenario, selection),
        "marking": scenario.marking,
        "source": style.source_line(scenario),
        "kinds": " ".join(f"{kind}: {rule}" for kind, rule in kind_rules().items()),
        "credit": CREDIT,
    }


def _add(path: Path, table: Table, frame: pd.DataFrame, metadata: dict[str, str]) -> None:
    """Add a layer to a file, which is begun with the first; the metadata belong to the file and are written once."""
    geometry_types = {"bases": "Point", "base_outlines": "MultiPolygon", "countries": "MultiPolygon"}
    pyogrio.write_dataframe(
        frame,
        path,
        layer=table.name,
        driver="GPKG",
        geometry_type=geometry_types.get(table.name),
        dataset_metadata=None if path.exists() else metadata,
        layer_options={"IDENTIFIER": table.title, "DESCRIPTION": metadata["description"]},
    )


def _settle(path: Path, moment: str) -> None:
    """Set every time a GeoPackage holds."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            connection.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
            connection.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (moment,))
    finally:
        connection.close()
