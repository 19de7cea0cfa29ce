"""What leaves as GeoJSON and as a GeoPackage, read back by json, SQLite and GDAL."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from geo.export.geojson_gpkg import geojson, gpkg
from geo.model import Scenario
from geo.selection import Selection
from tests.conftest import ScenarioCopy
from tests.exports import EVERYTHING, FOUR_KINDS, HOSTILE, LAST, four_kinds, hashes_elsewhere, hostile
from tests.facts import BASES, BASIS_WORDS, CLAIMS, FORCE_COUNTRIES, FORCES, PLACES, STATUS_WORDS, TRUTH

POSTURES = pytest.mark.parametrize(("reading", "phase"), list(TRUTH))


@pytest.fixture(scope="module")
def collection(shipped: Scenario) -> Any:
    return json.loads(geojson(shipped, EVERYTHING))


@pytest.fixture(scope="module")
def package(shipped: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("layers") / "all.gpkg"
    path.write_bytes(gpkg(shipped, EVERYTHING))
    return path


def properties(collection: Any, what: str, reading: str, phase: str) -> list[dict[str, Any]]:
    held = [feature["properties"] for feature in collection["features"]]
    return [one for one in held if (one["feature"], one["reading"], one["phase"]) == (what, reading, phase)]


def stood_forces(collection: Any, reading: str, phase: str) -> dict[str, dict[str, Any]]:
    """Every force of a posture, those listed in a country and those on no country's ground, by id."""
    listed = [force for one in properties(collection, "country", reading, phase) for force in one["forces"]]
    return {force["id"]: force for force in [*listed, *properties(collection, "force", reading, phase)]}


def rows(path: Path, query: str, *values: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as opened:
        opened.row_factory = sqlite3.Row
        return [dict(row) for row in opened.execute(query, values)]


@POSTURES
def test_geojson_has_the_bases_of_the_truth_table(collection: Any, reading: str, phase: str) -> None:
    """A base of the GeoJSON has its status, basis, claims and what contests it, and no figure of troops."""
    held = properties(collection, "base", reading, phase)
    assert {base["id"]: base["name"] for base in held} == BASES
    for base in held:
        fact = TRUTH[reading, phase].bases[base["id"]]
        assert (base["status"], base["label"], base["basis"]) == (fact.status, STATUS_WORDS[fact.status], fact.basis)
        assert (tuple(base["claims"]), tuple(base["contested_by"])) == (fact.claims, fact.contested_by)
        assert not {"low", "best", "high", "kind"} & set(base)


@POSTURES
def test_geojson_has_the_forces_of_the_truth_table(collection: Any, reading: str, phase: str) -> None:
    """A force of the GeoJSON has its label, kind, exact bounds, basis, claims and what contests it."""
    held = stood_forces(collection, reading, phase)
    assert {force: found["name"] for force, found in held.items()} == FORCES
    for force, fact in TRUTH[reading, phase].forces.items():
        found = held[force]
        figure = (found["label"], found["kind"], found["low"], found["high"], found["best"])
        assert figure == (fact.label, fact.kind, fact.low, fact.high, None)
        assert (found["basis"], found["basis_words"] or "") == (fact.basis, BASIS_WORDS[fact.basis])
        assert (tuple(found["claims"]), tuple(found["contested_by"])) == (fact.claims, fact.contested_by)


@POSTURES
def test_gdal_reads_the_geojson_alike(shipped: Scenario, reading: str, phase: str) -> None:
    """GDAL reads the same statuses and figures out of the GeoJSON of one posture."""
    frame = pyogrio.read_dataframe(io.BytesIO(geojson(shipped, Selection((reading,), (phase,)))))
    truth = TRUTH[reading, phase]
    bases = frame[frame["feature"] == "base"]
    assert dict(zip(bases["id"], bases["status"], strict=True)) == {
        base: fact.status for base, fact in truth.bases.items()
    }
    grounds = frame[frame["feature"] == "country"]
    assert dict(zip(grounds["country"], grounds["label"], strict=True)) == {
        "IRQ": truth.forces["us-iraq"].label,
        "SYR": truth.forces["us-syria"].label,
    }


@POSTURES
def test_geopackage_has_the_bases_of_the_truth_table(package: Path, reading: str, phase: str) -> None:
    """The layer of bases has status, basis, claims and what contests it, and no column of a figure."""
    held = rows(package, "SELECT * FROM bases WHERE reading = ? AND phase = ?", reading, phase)
    assert {base["id"]: base["name"] for base in held} == BASES
    for base in held:
        fact = TRUTH[reading, phase].bases[base["id"]]
        assert (base["status"], base["label"], base["basis"]) == (fact.status, STATUS_WORDS[fact.status], fact.basis)
        assert ((base["claims"] or "").split(), (base["contested_by"] or "").split()) == (
            [*fact.claims],
            [*fact.contested_by],
        )
        assert not {"low", "best", "high", "kind"} & set(base)


@POSTURES
def test_geopackage_has_the_forces_of_the_truth_table(package: Path, reading: str, phase: str) -> None:
    """The layer of forces has every figure, its bounds whole numbers, and NULL where there is no number."""
    held = rows(package, "SELECT * FROM forces WHERE reading = ? AND phase = ?", reading, phase)
    assert {force["id"]: force["name"] for force in held} == FORCES
    for found in held:
        fact = TRUTH[reading, phase].forces[found["id"]]
        figure = (found["label"], found["kind"], found["low"], found["high"], found["best"])
        assert figure == (fact.label, fact.kind, fact.low, fact.high, None)
        assert not any(isinstance(number, float) for number in figure)
        assert (found["basis"], found["basis_words"] or "") == (fact.basis, BASIS_WORDS[fact.basis])
        assert ((found["claims"] or "").split(), (found["contested_by"] or "").split()) == (
            [*fact.claims],
            [*fact.contested_by],
        )


def test_gdal_reads_the_layers_of_the_geopackage(package: Path) -> None:
    """GDAL finds six layers, points and polygons where they belong, and the bases where the gazetteer has them."""
    assert dict(pyogrio.list_layers(package)) == {
        "bases": "Point",
        "countries": "MultiPolygon",
        "forces": None,
        "changes": None,
        "claims": None,
        "sources": None,
    }
    bases = pyogrio.read_dataframe(package, layer="bases")
    assert bases.crs.to_epsg() == 4326
    for base in bases.itertuples():
        assert (base.geometry.x, base.geometry.y) == (PLACES[base.id].lon, PLACES[base.id].lat)
    grounds = pyogrio.read_dataframe(package, layer="countries")
    syria = grounds[(grounds["country"] == "SYR") & (grounds["reading"] == "reported")]
    assert list(syria["label"]) == ["≈900", "≈900", "≈900"]
    assert list(pyogrio.read_dataframe(package, layer="claims")["id"]) == list(CLAIMS)


def test_a_point_stands_longitude_first(collection: Any) -> None:
    """GeoJSON of RFC 7946 has longitude before latitude, no crs member, and an id to each feature."""
    held = {one["id"]: one["geometry"] for one in collection["features"]}
    assert held["reported/before/base/erbil"] == {"type": "Point", "coordinates": [44.0092, 36.1911]}
    assert "crs" not in collection
    assert len(held) == len(collection["features"]) == 6 * (3 + 2 + 1)


def test_polygons_follow_the_right_hand_rule(collection: Any) -> None:
    """Outer rings of the countries run counter-clockwise, and each is valid."""
    for feature in collection["features"]:
        if feature["properties"]["feature"] == "country":
            shape = shapely.geometry.shape(feature["geometry"])
            assert shape.is_valid
            for part in getattr(shape, "geoms", [shape]):
                assert part.exterior.is_ccw
                assert not any(ring.is_ccw for ring in part.interiors)


def test_a_force_without_a_country_is_on_no_point(collection: Any) -> None:
    """The coalition's total is a feature without a geometry; the others stand in their country."""
    loose = [one for one in collection["features"] if one["properties"]["feature"] == "force"]
    assert {one["properties"]["id"] for one in loose} == {
        force for force, country in FORCE_COUNTRIES.items() if country is None
    }
    assert {one["geometry"] for one in loose} == {None}
    assert loose[0]["properties"]["members"] == ["Germany", "France", "Spain", "Italy"]


def test_a_deadline_stays_as_it_is_written(collection: Any, package: Path) -> None:
    """Every feature has the deadline in EDTF and the date as shown; no day is made of a bound."""
    dates = {"before": ("2024-09-27", "as reported 27 Sep 2024"), "stage-1": ("../2025-09", "by Sep 2025")}
    dates["stage-2"] = ("../2026", "by end of 2026")
    for feature in collection["features"]:
        one = feature["properties"]
        assert (one["deadline"], one["shown"]) == dates[one["phase"]]
    for layer in ("bases", "countries", "forces", "changes"):
        for one in rows(package, f"SELECT * FROM {layer}"):
            assert (one["deadline"], one["shown"]) == dates[one["phase"]]


def test_several_forces_of_a_country_are_not_added_up(scenario_copy: ScenarioCopy) -> None:
    """Two forces in Iraq are listed with a figure each, and the country has no figure of its own."""
    force = '[[forces]]\nid = "nato"\nlabel = "NATO in Iraq"\nshort = "NATO"\ncountry = "IRQ"\n\n[[phases]]'
    scenario_copy.edit("scenario.toml", "[[phases]]", force)
    scenario_copy.append("troops.csv", "*,before,IRQ,nato,set,hundreds,,,,reported,C13,,,")
    found = json.loads(geojson(scenario_copy.load(), Selection(("reported",), ("before",))))
    (iraq,) = [one for one in properties(found, "country", "reported", "before") if one["country"] == "IRQ"]
    assert [force["label"] for force in iraq["forces"]] == ["≈2,500", "hundreds (200–999)"]
    assert iraq["label"] == "U.S. in Iraq: ≈2,500; NATO in Iraq: hundreds (200–999)"
    assert (iraq["kind"], iraq["low"], iraq["high"]) == (None, None, None)


def test_a_country_without_ground_is_not_lost(scenario_copy: ScenarioCopy) -> None:
    """A force in a country of which the basemap has no ground stands in a feature without a geometry."""
    force = '[[forces]]\nid = "off"\nlabel = "Off the map"\nshort = "Off"\ncountry = "VAT"\n\n[[phases]]'
    scenario_copy.edit("scenario.toml", "[[phases]]", force)
    loaded = scenario_copy.load()
    found = [one for one in json.loads(geojson(loaded, LAST))["features"] if one["properties"].get("country") == "VAT"]
    assert [(one["geometry"], one["properties"]["forces"][0]["id"]) for one in found] == [(None, "off")]
    path = scenario_copy.folder.parent / "off.gpkg"
    path.write_bytes(gpkg(loaded, LAST))
    assert rows(path, "SELECT geom, forces FROM countries WHERE country = 'VAT'") == [{"geom": None, "forces": "off"}]


@pytest.mark.parametrize(
    ("country", "name", "inside", "outside"),
    [
        ("IRN", "Iran", [(51.39, 35.69), (60.86, 29.5), (57.1, 27.2)], (44.37, 33.32)),
        ("MLI", "Mali", [(-8.0, 12.65), (1.0, 19.5)], (-1.52, 12.37)),
        ("FJI", "Fiji", [(178.0, -17.8), (179.2, -16.5), (-179.98, -16.79)], (177.0, -21.0)),
        ("RUS", "Russia", [(37.6, 55.75), (20.5, 54.7), (-173.0, 66.0), (178.0, 66.0)], (25.0, 60.3)),
    ],
)
def test_a_country_is_whole_anywhere(
    scenario_copy: ScenarioCopy,
    country: str,
    name: str,
    inside: list[tuple[float, float]],
    outside: tuple[float, float],
) -> None:
    """A country anywhere has its name and its whole ground, valid, cut at 180 degrees, in both formats alike."""
    scenario_copy.edit("scenario.toml", 'countries = ["IRQ", "SYR"]', f'countries = ["{country}", "IRQ", "SYR"]')
    loaded = scenario_copy.load()
    [feature] = [one for one in json.loads(geojson(loaded, LAST))["features"] if one["id"].endswith(f"/{country}")]
    path = scenario_copy.folder.parent / "whole.gpkg"
    path.write_bytes(gpkg(loaded, LAST))
    layer = pyogrio.read_dataframe(path, layer="countries")
    [held] = layer[layer["country"] == country].itertuples()
    for shape, told in ((shapely.geometry.shape(feature["geometry"]), feature["properties"]), (held.geometry, {})):
        assert shape.is_valid
        assert told.get("name", held.name) == name
        assert all(shape.intersects(shapely.Point(place)) for place in inside)
        assert not shape.intersects(shapely.Point(outside))
        assert shape.bounds[0] >= -180
        assert shape.bounds[2] <= 180
        assert all(part.exterior.is_ccw for part in shapely.get_parts(shape) if told)


OUTLINES = {
    "ain-al-asad": {
        "type": "Polygon",
        "coordinates": [[[42.39, 33.75], [42.39, 33.81], [42.49, 33.81], [42.49, 33.75], [42.39, 33.75]]],
    },
    "baghdad": {
        "type": "MultiPolygon",
        "coordinates": [
            [[[44.3, 33.3], [44.4, 33.3], [44.4, 33.4], [44.3, 33.3]]],
            [[[44.2, 33.2], [44.22, 33.2], [44.22, 33.22], [44.2, 33.2]]],
        ],
    },
}
"""Outlines of two bases: clockwise, and of two parts; the third base stays a point."""


@pytest.fixture
def outlined(scenario_copy: ScenarioCopy) -> Scenario:
    layer = json.loads((scenario_copy.folder / "bases.geojson").read_text(encoding="utf-8"))
    for feature in layer["features"]:
        feature["geometry"] = OUTLINES.get(feature["properties"]["id"], feature["geometry"])
    scenario_copy.write("bases.geojson", json.dumps(layer))
    return scenario_copy.load()


def test_geojson_has_a_base_as_it_was_given(outlined: Scenario) -> None:
    """A Polygon leaves as a Polygon and a MultiPolygon as one, by the right-hand rule; the mark is lon and lat."""
    found = json.loads(geojson(outlined, LAST))["features"]
    held = {one["properties"]["id"]: one for one in found if one["properties"]["feature"] == "base"}
    assert {base: one["geometry"]["type"] for base, one in held.items()} == {
        "ain-al-asad": "Polygon",
        "baghdad": "MultiPolygon",
        "erbil": "Point",
    }
    for base, given in OUTLINES.items():
        shape = shapely.geometry.shape(held[base]["geometry"])
        assert shape.equals(shapely.geometry.shape(given))
        assert all(part.exterior.is_ccw for part in shapely.get_parts(shape))
        mark = held[base]["properties"]
        assert shape.contains(shapely.Point(mark["lon"], mark["lat"]))


def test_a_geopackage_has_outlines_in_a_layer_of_their_own(outlined: Scenario, tmp_path: Path) -> None:
    """Bases stay points; those given as areas are in a layer of polygons too, with the same columns."""
    path = tmp_path / "outlines.gpkg"
    path.write_bytes(gpkg(outlined, LAST))
    layers = dict(pyogrio.list_layers(path))
    assert (layers["bases"], layers["base_outlines"]) == ("Point", "MultiPolygon")
    points, areas = (pyogrio.read_dataframe(path, layer=layer) for layer in ("bases", "base_outlines"))
    assert list(points["id"]) == ["ain-al-asad", "baghdad", "erbil"]
    assert (list(areas["id"]), list(areas.columns)) == (list(OUTLINES), list(points.columns))
    for area, given, point in zip(areas.geometry, OUTLINES.values(), points.geometry, strict=False):
        assert area.equals(shapely.geometry.shape(given))
        assert area.contains(point)


def test_zero_and_three_silences_stay_apart(scenario_copy: ScenarioCopy) -> None:
    """Zero is the number 0; withheld, not stated and no data are three words with null for a number."""
    loaded = four_kinds(scenario_copy)
    held = stood_forces(json.loads(geojson(loaded, LAST)), "reported", "stage-2")
    path = scenario_copy.folder.parent / "kinds.gpkg"
    path.write_bytes(gpkg(loaded, LAST))
    in_package = {one["id"]: one for one in rows(path, "SELECT * FROM forces")}
    for force, (label, kind, number) in FOUR_KINDS.items():
        for one in (held[force], in_package[force]):
            assert (one["label"], one["kind"], one["low"], one["high"]) == (label, kind, number, number)


def test_both_carry_their_stamp(shipped: Scenario, collection: Any, package: Path) -> None:
    """The stamp is a foreign member of the GeoJSON and a metadata item of the GeoPackage."""
    metadata = pyogrio.read_info(package, layer="bases")["dataset_metadata"]
    for found in (collection["posture-board"], json.loads(metadata["posture-board"])):
        assert found["fingerprint"] == shipped.fingerprint
        assert (found["readings"], found["phases"]) == (["reported", "on-record"], ["before", "stage-1", "stage-2"])
    for found in (collection, metadata):
        assert found["marking"] == "UNCLASSIFIED // PUBLIC SOURCES"
        assert "“Hundreds” is read as 200–999." in found["source"]


def test_geojson_brings_its_evidence(collection: Any) -> None:
    """Claims, sources and the stated changes are foreign members of the GeoJSON."""
    assert {claim["id"]: claim["paraphrase"] for claim in collection["claims"]} == {
        claim: fact.paraphrase for claim, fact in CLAIMS.items()
    }
    assert [source["id"] for source in collection["sources"]] == ["reuters-2024-09-27", "gazetteer"]
    sentences = [change["sentence"] for change in collection["changes"]]
    assert "Hundreds of troops depart; whose, the report does not say." in sentences


def test_hostile_names_survive(scenario_copy: ScenarioCopy) -> None:
    """A name with quotes, braces, markup and right-to-left letters is read back letter for letter."""
    loaded = hostile(scenario_copy)
    found = json.loads(geojson(loaded, EVERYTHING))
    assert {one["name"] for one in properties(found, "base", "reported", "before") if one["id"] == "erbil"} == {HOSTILE}
    path = scenario_copy.folder.parent / "hostile.gpkg"
    path.write_bytes(gpkg(loaded, EVERYTHING))
    assert {one["name"] for one in rows(path, "SELECT name FROM bases WHERE id = 'erbil'")} == {HOSTILE}
    metadata = pyogrio.read_info(path, layer="bases")["dataset_metadata"]
    assert (metadata["marking"], json.loads(metadata["posture-board"])["title"]) == (HOSTILE, HOSTILE)


def test_an_export_without_changes_has_the_layer(shipped: Scenario, tmp_path: Path) -> None:
    """At the first phase nothing has changed: the layer of changes is there, with its columns and no rows."""
    path = tmp_path / "first.gpkg"
    path.write_bytes(gpkg(shipped, Selection(("reported",), ("before",))))
    assert pyogrio.read_info(path, layer="changes")["features"] == 0
    assert "sentence" in pyogrio.read_info(path, layer="changes")["fields"]


def test_the_geopackage_is_sound(package: Path) -> None:
    """SQLite finds the database whole, and the only time in it is the day of the report."""
    assert rows(package, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    moments = rows(
        package, "SELECT last_change AS at FROM gpkg_contents UNION SELECT timestamp FROM gpkg_metadata_reference"
    )
    assert moments == [{"at": "2024-09-27T00:00:00.000Z"}]


def test_nothing_is_left_behind(shipped: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Making a GeoPackage leaves no file in the temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gpkg(shipped, LAST)
    assert list(tmp_path.iterdir()) == []


def test_the_same_bytes_anywhere() -> None:
    """Two processes in two time zones with two hash seeds make the same bytes."""
    one = hashes_elsewhere("geojson", "gpkg", time_zone="Asia/Baghdad", seed="1")
    other = hashes_elsewhere("geojson", "gpkg", time_zone="America/Los_Angeles", seed="2")
    assert one == other
    assert [line.split()[0] for line in one] == ["geojson", "gpkg"]


def test_the_counters_of_transactions_are_the_same_each_time(package: Path) -> None:
    """SQLite's header counts one transaction, at byte 24 and again at 92, however many it took to write the file."""
    header = package.read_bytes()[:100]
    assert (header[24:28], header[92:96]) == (b"\0\0\0\1", b"\0\0\0\1")
