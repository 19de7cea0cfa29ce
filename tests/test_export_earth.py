"""What leaves for Google Earth, read back by zipfile and an XML parser with the OGC's KML 2.2 schema."""

from __future__ import annotations

import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import fastkml
import pyogrio
import pytest
from lxml import etree
from PIL import Image

from geo.export.kmz import kmz
from geo.model import Scenario
from geo.selection import Selection
from tests.conftest import ScenarioCopy
from tests.exports import EVERYTHING, FOUR_KINDS, HOSTILE, LAST, four_kinds, hashes_elsewhere, hostile
from tests.facts import BASES, BASIS_WORDS, FORCES, PHASES, PLACES, READINGS, STATUS_WORDS, TRUTH

KML = {"k": "http://www.opengis.net/kml/2.2"}
SCHEMA = Path(fastkml.__file__).parent / "schema" / "ogckml22.xsd"
POSTURES = pytest.mark.parametrize(("reading", "phase"), list(TRUTH))

Placemark = dict[str, str]
"""The data of a placemark by name."""


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parsed(content: bytes) -> Any:
    return etree.fromstring(members(content)["doc.kml"])


def data(element: Any) -> dict[str, str]:
    return {
        one.get("name"): one.findtext("k:value", namespaces=KML)
        for one in element.findall("k:ExtendedData/k:Data", KML)
    }


def placemarks(document: Any, reading: str, phase: str) -> list[Placemark]:
    found = [data(one) for one in document.iter(f"{{{KML['k']}}}Placemark")]
    return [one for one in found if (one["reading"], one["phase"]) == (reading, phase)]


def force_data(found: list[Placemark]) -> dict[str, Placemark]:
    """The data of every force by id: a placemark says which forces it holds and puts their ids before the names."""
    held: dict[str, Placemark] = {}
    for one in found:
        for force in one.get("forces", "").split():
            held[force] = {
                name.removeprefix(f"{force}."): value for name, value in one.items() if name.startswith(f"{force}.")
            }
    return held


@pytest.fixture(scope="module")
def content(shipped: Scenario) -> bytes:
    return kmz(shipped, EVERYTHING)


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return parsed(content)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


@POSTURES
def test_bases_are_those_of_the_truth_table(document: Any, reading: str, phase: str) -> None:
    """A base has its status, basis, claims and what contests it, and no figure of troops."""
    held = {one["id"]: one for one in placemarks(document, reading, phase) if one["feature"] == "base"}
    assert {base: one["name"] for base, one in held.items()} == BASES
    for base, fact in TRUTH[reading, phase].bases.items():
        one = held[base]
        assert (one["status"], one["label"]) == (fact.status, STATUS_WORDS[fact.status])
        assert (one.get("basis"), one.get("basis_words", "")) == (fact.basis, BASIS_WORDS[fact.basis])
        assert (one.get("claims", "").split(), one.get("contested_by", "").split()) == (
            [*fact.claims],
            [*fact.contested_by],
        )
        assert not {"low", "best", "high", "kind"} & set(one)


@POSTURES
def test_forces_are_those_of_the_truth_table(document: Any, reading: str, phase: str) -> None:
    """A force has its label, kind, exact bounds, basis, claims and what contests it; no number is no entry."""
    held = force_data(placemarks(document, reading, phase))
    assert {force: one["name"] for force, one in held.items()} == FORCES
    for force, fact in TRUTH[reading, phase].forces.items():
        one = held[force]
        bounds = [None if number is None else str(number) for number in (fact.low, fact.high)]
        assert (one["label"], one["kind"], [one.get("low"), one.get("high")]) == (fact.label, fact.kind, bounds)
        assert (one.get("basis"), one.get("basis_words", "")) == (fact.basis, BASIS_WORDS[fact.basis])
        assert (one.get("claims", "").split(), one.get("contested_by", "").split()) == (
            [*fact.claims],
            [*fact.contested_by],
        )


def test_a_name_says_that_its_figure_is_assumed_or_contested(document: Any) -> None:
    """Beside a figure the label of a country has the caution that board and print have beside it."""
    names = {one.findtext("k:name", namespaces=KML) for one in document.iter(f"{{{KML['k']}}}Placemark")}
    assert f"{FORCES['us-iraq']}: ≈1,500–2,300 (assumed)" in names
    assert f"{FORCES['us-iraq']}: 0 (contested)" in names


@POSTURES
def test_marks_and_names_say_the_status(document: Any, reading: str, phase: str) -> None:
    """The icon a base is drawn with is that of its status, with a diamond where it is contested; its name says so."""
    for one in document.iter(f"{{{KML['k']}}}Placemark"):
        found = data(one)
        if (found["reading"], found["phase"], found["feature"]) == (reading, phase, "base"):
            fact = TRUTH[reading, phase].bases[found["id"]]
            contested = "-contested" if fact.contested_by else ""
            assert one.findtext("k:styleUrl", namespaces=KML) == f"#base-{fact.status}{contested}"
            said = ["derived"] * (fact.basis == "derived") + ["contested"] * bool(contested)
            words = f"{BASES[found['id']]}: {STATUS_WORDS[fact.status]}" + (f" ({', '.join(said)})" if said else "")
            assert one.findtext("k:name", namespaces=KML) == words
            assert words in one.findtext("k:description", namespaces=KML)


@pytest.mark.parametrize("wanted", [EVERYTHING, LAST, *EVERYTHING.each()], ids=lambda one: "-".join(one.phases))
def test_document_is_valid(shipped: Scenario, schema: etree.XMLSchema, wanted: Selection) -> None:
    """The document is valid by the OGC's schema of KML 2.2, whatever is asked for."""
    assert schema.validate(parsed(kmz(shipped, wanted))), schema.error_log


def test_time_runs_from_deadline_to_deadline(document: Any) -> None:
    """A span begins at its deadline, ends where the next begins, stays open after the last, and has no day made up."""
    spans = {"before": ("2024-09-27", "2025-10"), "stage-1": ("2025-10", "2027"), "stage-2": ("2027", None)}
    for one in document.iter(f"{{{KML['k']}}}Placemark"):
        begin, end = (one.findtext(f"k:TimeSpan/k:{tag}", namespaces=KML) for tag in ("begin", "end"))
        assert (begin, end) == spans[data(one)["phase"]]


def test_one_posture_at_a_time(document: Any) -> None:
    """The spans of a reading follow each other without gap or overlap."""
    for reading in document.findall("k:Document/k:Folder/k:Folder", KML):
        spans = [
            (span.findtext("k:begin", namespaces=KML), span.findtext("k:end", namespaces=KML))
            for span in reading.findall("k:Folder/k:TimeSpan", KML)
        ]
        assert len(spans) == 3
        assert all(earlier[1] == later[0] for earlier, later in pairwise(spans))


def test_a_first_deadline_that_is_a_bound_opens_the_time(scenario_copy: ScenarioCopy) -> None:
    """Where the first phase has only a latest date, its span has no beginning."""
    scenario_copy.edit("scenario.toml", 'deadline = "2024-09-27"', 'deadline = "../2024-09"')
    first = parsed(kmz(scenario_copy.load(), Selection(("reported",), ("before",)))).find(".//k:TimeSpan", KML)
    assert [(one.tag.rpartition("}")[2], one.text) for one in first] == [("end", "2025-10")]


def test_readings_exclude_each_other(document: Any) -> None:
    """Readings are choices of one folder of which one shows at a time, the first at the start."""
    folder = document.find("k:Document/k:Folder", KML)
    style = folder.findtext("k:styleUrl", namespaces=KML).removeprefix("#")
    kinds = {
        one.get("id"): one.findtext("k:ListStyle/k:listItemType", namespaces=KML)
        for one in document.iter(f"{{{KML['k']}}}Style")
    }
    assert kinds[style] == "radioFolder"
    shown = {
        one.findtext("k:name", namespaces=KML): {mark.text for mark in one.iter(f"{{{KML['k']}}}visibility")}
        for one in folder.findall("k:Folder", KML)
    }
    assert shown == {READINGS["reported"]: {"1"}, READINGS["on-record"]: {"0"}}


def test_folders_say_phase_and_date(document: Any) -> None:
    """The folder of a phase has its label and its date as shown, and tells what changed."""
    folders = document.findall("k:Document/k:Folder/k:Folder/k:Folder", KML)
    names = [folder.findtext("k:name", namespaces=KML) for folder in folders]
    assert names == [f"{label} · {shown}" for label, shown in PHASES.values()] * len(READINGS)
    told = folders[2].findtext("k:description", namespaces=KML)
    assert "The presence in Erbil ends with the remainder (derived). (C09; contested by C12)" in told


def test_nothing_is_fetched(content: bytes, document: Any) -> None:
    """Every picture stands in the archive; no element of the document names an address."""
    held = members(content)
    assert next(iter(held)) == "doc.kml"
    hrefs = {one.text for one in document.iter(f"{{{KML['k']}}}href")}
    assert hrefs == set(held) - {"doc.kml"}
    text = held["doc.kml"].decode().replace(KML["k"], "")
    assert "http" not in text


def test_icons_tell_statuses_apart(content: bytes) -> None:
    """Four statuses, contested or not, have eight different icons: filled, half filled, hollow."""
    icons = {
        name.removeprefix("icons/").removesuffix(".png"): Image.open(io.BytesIO(icon)).convert("RGBA")
        for name, icon in members(content).items()
        if name.endswith(".png") and "clear" not in name
    }
    assert len({icon.tobytes() for icon in icons.values()}) == 8
    accent, ground = (0x0B, 0x4F, 0x8A, 255), (0xFF, 0xFF, 0xFF, 230)
    left, right = (33, 48), (63, 48)
    assert [icons["present"].getpixel(place) for place in (left, right)] == [accent, accent]
    assert [icons["reduced"].getpixel(place) for place in (left, right)] == [accent, ground]
    assert [icons["vacated"].getpixel(place) for place in (left, right)] == [ground, ground]


def test_places_are_where_the_gazetteer_has_them(document: Any) -> None:
    """A base is a point, longitude first; one known to the city has an area round it, one known to the site none."""
    for one in document.iter(f"{{{KML['k']}}}Placemark"):
        found = data(one)
        if found["feature"] == "base":
            place = PLACES[found["id"]]
            assert one.findtext(".//k:Point/k:coordinates", namespaces=KML) == f"{place.lon},{place.lat}"
            assert (one.find(".//k:Polygon", KML) is None) == (place.precision == "site")


def test_an_outline_is_drawn_round_its_point(scenario_copy: ScenarioCopy, schema: etree.XMLSchema) -> None:
    """A base given as an area has its point and its outline, and no soft area."""
    corners = [[44.3, 33.3], [44.4, 33.3], [44.4, 33.4], [44.3, 33.3]]
    layer = json.loads((scenario_copy.folder / "bases.geojson").read_text(encoding="utf-8"))
    layer["features"][1]["geometry"] = {"type": "Polygon", "coordinates": [corners]}
    scenario_copy.write("bases.geojson", json.dumps(layer))
    found = parsed(kmz(scenario_copy.load(), LAST))
    assert schema.validate(found), schema.error_log
    [baghdad] = [one for one in found.iter(f"{{{KML['k']}}}Placemark") if data(one).get("id") == "baghdad"]
    [ring] = [one.text for one in baghdad.findall(".//k:Polygon//k:coordinates", KML)]
    assert ring == " ".join(f"{lon},{lat}" for lon, lat in corners)
    lon, lat = baghdad.findtext(".//k:Point/k:coordinates", namespaces=KML).split(",")
    assert 44.3 < float(lon) < 44.4
    assert 33.3 < float(lat) < 33.4


def test_it_opens_where_the_view_is_across_180_degrees(scenario_copy: ScenarioCopy, schema: etree.XMLSchema) -> None:
    """A view from Fiji's west to its east is looked at in its middle; a soft area over the edge is on both sides."""
    layer = json.loads((scenario_copy.folder / "bases.geojson").read_text(encoding="utf-8"))
    layer["features"][1]["geometry"] = {"type": "Point", "coordinates": [179.95, -16.5]}
    layer["features"][1]["properties"] |= {"country": "FJI", "admin1": ""}
    scenario_copy.write("bases.geojson", json.dumps(layer))
    for name, before, after in (("west", 35.2, 178.0), ("south", 28.9, -20.0), ("east", 49.4, -178.0)):
        scenario_copy.edit("scenario.toml", f"{name} = {before}", f"{name} = {after}")
    scenario_copy.edit("scenario.toml", "north = 37.6", "north = -12.0")
    found = parsed(kmz(scenario_copy.load(), LAST))
    assert schema.validate(found), schema.error_log
    assert abs(float(found.findtext(".//k:LookAt/k:longitude", namespaces=KML))) == 180
    assert float(found.findtext(".//k:LookAt/k:range", namespaces=KML)) == pytest.approx(8 * 111_320, rel=0.01)
    [place] = [one for one in found.iter(f"{{{KML['k']}}}Placemark") if data(one).get("id") == "baghdad"]
    lons = [
        float(corner.split(",")[0]) for corner in place.findtext(".//k:Polygon//k:coordinates", namespaces=KML).split()
    ]
    assert min(lons) < -179.9
    assert max(lons) > 179.8
    assert all(-180 <= lon <= 180 for lon in lons)


def test_gdal_reads_it(content: bytes, tmp_path: Path) -> None:
    """GDAL opens the document and finds a placemark for each base, country and force without a country."""
    path = tmp_path / "doc.kml"
    path.write_bytes(members(content)["doc.kml"])
    layers = pyogrio.list_layers(path)
    counts = [pyogrio.read_info(path, layer=name, force_feature_count=True)["features"] for name, _ in layers]
    assert sum(counts) == 6 * (3 + 2 + 1)


def test_document_carries_its_stamp(shipped: Scenario, document: Any) -> None:
    """The stamp is data of the document, and its description has marking, source and the rule of "hundreds"."""
    found = data(document.find("k:Document", KML))
    stamp = json.loads(found["posture-board"])
    assert stamp["fingerprint"] == shipped.fingerprint
    assert (stamp["readings"], stamp["phases"]) == (["reported", "on-record"], ["before", "stage-1", "stage-2"])
    about = document.findtext("k:Document/k:description", namespaces=KML)
    for said in ("UNCLASSIFIED // PUBLIC SOURCES", "“Hundreds” is read as 200–999.", shipped.fingerprint):
        assert said in about


def test_zero_and_three_silences_stay_apart(scenario_copy: ScenarioCopy) -> None:
    """Zero is the number 0; withheld, not stated and no data are three words without one."""
    held = force_data(placemarks(parsed(kmz(four_kinds(scenario_copy), LAST)), "reported", "stage-2"))
    for force, (label, kind, number) in FOUR_KINDS.items():
        written = None if number is None else str(number)
        one = held[force]
        assert (one["label"], one["kind"], one.get("low"), one.get("high")) == (label, kind, written, written)


def test_hostile_names_survive(scenario_copy: ScenarioCopy, schema: etree.XMLSchema) -> None:
    """A name with quotes, braces, markup and right-to-left letters is text in the data and inert in the balloon."""
    found = parsed(kmz(hostile(scenario_copy), EVERYTHING))
    assert schema.validate(found), schema.error_log
    (erbil,) = [one for one in placemarks(found, "reported", "before") if one.get("id") == "erbil"]
    assert erbil["name"] == HOSTILE
    for one in found.iter(f"{{{KML['k']}}}description"):
        assert "<b>" not in one.text
        assert "$[" not in one.text


def test_the_same_bytes_anywhere() -> None:
    """Two processes in two time zones with two hash seeds make the same bytes."""
    one = hashes_elsewhere("kmz", time_zone="Asia/Baghdad", seed="1")
    other = hashes_elsewhere("kmz", time_zone="America/Los_Angeles", seed="2")
    assert one == other
    assert [line.split()[0] for line in one] == ["kmz"]
