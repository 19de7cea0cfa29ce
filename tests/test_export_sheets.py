"""What leaves as CSV and as a workbook, read back by csv, json and openpyxl."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest

from geo.export.csv_xlsx import csv as csv_bytes
from geo.export.csv_xlsx import inert, xlsx
from geo.model import Scenario
from tests.conftest import ScenarioCopy
from tests.exports import EVERYTHING, FOUR_KINDS, HOSTILE, LAST, four_kinds, hashes_elsewhere, hostile, walks_of
from tests.facts import BASES, BASIS_WORDS, CLAIMS, FORCES, STATUS_WORDS, TRUTH

POSTURES = pytest.mark.parametrize(("reading", "phase"), list(TRUTH))
FORMULA_LEADERS = ("=1+1", "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0")
"""Texts a spreadsheet runs when they stand in a cell as they are."""


def csv_tables(content: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist() if name.endswith(".csv")}
    return {name: list(csv.DictReader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def package(content: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("datapackage.json"))


def workbook_rows(content: bytes, sheet: str) -> list[dict[str, Any]]:
    rows = openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    titles = next(rows)
    return [dict(zip(titles, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def tables(shipped: Scenario) -> dict[str, list[dict[str, str]]]:
    return csv_tables(csv_bytes(shipped, EVERYTHING))


@pytest.fixture(scope="module")
def workbook(shipped: Scenario) -> bytes:
    return xlsx(shipped, EVERYTHING)


def written(number: int | None) -> str:
    return "" if number is None else str(number)


@POSTURES
def test_csv_has_the_bases_of_the_truth_table(
    tables: dict[str, list[dict[str, str]]], reading: str, phase: str
) -> None:
    """The CSV of postures says of every base its status, basis, claims and what contests it, and no number."""
    rows = [
        row for row in tables["postures.csv"] if (row["reading"], row["phase"], row["item"]) == (reading, phase, "base")
    ]
    assert {row["id"]: row["name"] for row in rows} == BASES
    for row in rows:
        fact = TRUTH[reading, phase].bases[row["id"]]
        assert (row["status"], row["label"]) == (fact.status, STATUS_WORDS[fact.status])
        assert (row["basis"], row["basis_words"]) == (fact.basis or "", BASIS_WORDS[fact.basis])
        assert (row["claims"], row["contested_by"]) == (" ".join(fact.claims), " ".join(fact.contested_by))
        assert {row[column] for column in ("low", "best", "high", "written_low", "written_high", "kind")} == {""}


@POSTURES
def test_csv_has_the_forces_of_the_truth_table(
    tables: dict[str, list[dict[str, str]]], reading: str, phase: str
) -> None:
    """The CSV of postures says of every force its label, kind, exact bounds, basis, claims and what contests it."""
    rows = [
        row
        for row in tables["postures.csv"]
        if (row["reading"], row["phase"], row["item"]) == (reading, phase, "force")
    ]
    assert {row["id"]: row["name"] for row in rows} == FORCES
    for row in rows:
        fact = TRUTH[reading, phase].forces[row["id"]]
        assert (row["label"], row["kind"], row["low"], row["high"], row["best"]) == (
            fact.label,
            fact.kind,
            written(fact.low),
            written(fact.high),
            "",
        )
        assert (row["basis"], row["basis_words"]) == (fact.basis or "", BASIS_WORDS[fact.basis])
        assert (row["claims"], row["contested_by"]) == (" ".join(fact.claims), " ".join(fact.contested_by))


@POSTURES
def test_workbook_has_the_truth_table(workbook: bytes, reading: str, phase: str) -> None:
    """The workbook says the same of every base and force, its counts as numbers and absent ones as empty cells."""
    rows = [
        row for row in workbook_rows(workbook, "Postures") if (row["Reading id"], row["Phase id"]) == (reading, phase)
    ]
    truth = TRUTH[reading, phase]
    assert {row["Id"]: row["Stands at"] for row in rows} == {
        **{base: STATUS_WORDS[fact.status] for base, fact in truth.bases.items()},
        **{force: fact.label for force, fact in truth.forces.items()},
    }
    for row in rows:
        fact = truth.bases.get(row["Id"]) or truth.forces[row["Id"]]
        assert (row["Basis id"], row["Basis"] or "") == (fact.basis, BASIS_WORDS[fact.basis])
        assert (row["Claims"] or "").split() == list(fact.claims)
        assert (row["Contested by"] or "").split() == list(fact.contested_by)
        force = truth.forces.get(row["Id"])
        expected = (force.kind, force.low, force.high) if force else (None, None, None)
        assert (row["Kind"], row["Low"], row["High"]) == expected
        assert row["Status"] == (None if force else truth.bases[row["Id"]].status)


def test_what_is_derived_keeps_its_arithmetic(tables: dict[str, list[dict[str, str]]]) -> None:
    """A derived figure carries its written bounds, its sum and its assumption beside the exact bounds."""
    (row,) = [
        row
        for row in tables["postures.csv"]
        if (row["reading"], row["phase"], row["id"]) == ("reported", "stage-1", "us-iraq")
    ]
    assert (row["written_low"], row["written_high"], row["approximate"]) == ("1500", "2300", "true")
    assert row["arithmetic"] == "≈2,500 − 200…999 = 1,501…2,300, written ≈1,500–2,300; worst case"
    assert row["note"] == "assumes the “hundreds” are U.S. troops"


def test_changes_are_the_stated_ones(tables: dict[str, list[dict[str, str]]]) -> None:
    """A change has its sentence, before and after, and what leaves comes from its claim, not from subtracting."""
    rows = {(row["reading"], row["phase"], row["id"]): row for row in tables["changes.csv"]}
    leaves = rows["reported", "stage-1", "us-iraq"]
    assert leaves["sentence"] == "Hundreds of troops depart; whose, the report does not say."
    assert (leaves["before"], leaves["after"]) == ("≈2,500", "≈1,500–2,300")
    assert (leaves["moved"], leaves["moved_label"], leaves["moved_low"], leaves["moved_high"], leaves["claims"]) == (
        ("leave", "hundreds (200–999)", "200", "999", "C08")
    )
    erbil = rows["reported", "stage-2", "erbil"]
    assert (erbil["before"], erbil["after"], erbil["contested_by"]) == ("present", "vacated", "C12")
    assert not [key for key in rows if key[1] == "before"]


def test_one_sentence_of_several_has_one_number(tables: dict[str, list[dict[str, str]]]) -> None:
    """What one sentence states of three bases and a force is one change, each with its own before."""
    rows = [row for row in tables["changes.csv"] if (row["reading"], row["phase"]) == ("on-record", "stage-1")]
    together = {row["id"]: row["before"] for row in rows if row["change"] == "1"}
    assert together == {"ain-al-asad": "present", "baghdad": "present", "erbil": "present", "us-iraq": "≈2,500"}


def test_every_claim_and_source_is_there(tables: dict[str, list[dict[str, str]]], workbook: bytes) -> None:
    """All claims stand in both formats as the ledger has them."""
    assert {row["id"]: row["paraphrase"] for row in tables["claims.csv"]} == {
        claim: fact.paraphrase for claim, fact in CLAIMS.items()
    }
    assert [row["Claim"] for row in workbook_rows(workbook, "Claims")] == list(CLAIMS)
    assert [row["id"] for row in tables["sources.csv"]] == ["reuters-2024-09-27", "gazetteer"]
    assert [row["Source"] for row in workbook_rows(workbook, "Sources")] == ["reuters-2024-09-27", "gazetteer"]


def test_data_package_describes_its_files(shipped: Scenario) -> None:
    """datapackage.json names each file with its true size and SHA-256, and each column in its order."""
    content = csv_bytes(shipped, EVERYTHING)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for resource in package(content)["resources"]:
            held = archive.read(resource["path"])
            assert held.startswith(b"\xef\xbb\xbf")
            assert (resource["bytes"], resource["hash"]) == (len(held), f"sha256:{hashlib.sha256(held).hexdigest()}")
            heading = next(csv.reader(io.StringIO(held.decode("utf-8-sig"), newline="")))
            assert [field["name"] for field in resource["schema"]["fields"]] == heading
            assert all(field["description"] for field in resource["schema"]["fields"])


def test_both_carry_their_stamp(shipped: Scenario, workbook: bytes) -> None:
    """The fingerprint, readings and phases are found in the data package and in the workbook's properties."""
    stamps = [
        package(csv_bytes(shipped, EVERYTHING))["posture-board"],
        json.loads(openpyxl.load_workbook(io.BytesIO(workbook)).properties.description),
    ]
    for found in stamps:
        assert found["fingerprint"] == shipped.fingerprint
        assert (found["readings"], found["phases"]) == (["reported", "on-record"], ["before", "stage-1", "stage-2"])


def test_workbook_says_what_it_is(workbook: bytes) -> None:
    """The first sheet holds title, marking, the rule of "hundreds", the source; each sheet prints the marking."""
    opened = openpyxl.load_workbook(io.BytesIO(workbook))
    assert opened.sheetnames == ["Read me", "Postures", "Changes", "Claims", "Sources"]
    words = " ".join(str(cell) for row in opened["Read me"].iter_rows(values_only=True) for cell in row if cell)
    for said in ("Coalition drawdown in Iraq", "“Hundreds” is read as 200–999.", "27 Sep 2024", "withheld", "no data"):
        assert said in words
    for sheet in opened:
        assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "UNCLASSIFIED // PUBLIC SOURCES"


def test_zero_and_three_silences_stay_apart(scenario_copy: ScenarioCopy) -> None:
    """Zero is the number 0; withheld, not stated and no data are three words without one."""
    loaded = four_kinds(scenario_copy)
    in_csv = {row["id"]: row for row in csv_tables(csv_bytes(loaded, LAST))["postures.csv"]}
    cells = {row["Id"]: row for row in workbook_rows(xlsx(loaded, LAST), "Postures")}
    for force, (label, kind, number) in FOUR_KINDS.items():
        row, cell = in_csv[force], cells[force]
        assert (row["label"], row["kind"], row["low"], row["high"]) == (label, kind, written(number), written(number))
        assert (cell["Stands at"], cell["Kind"], cell["Low"], cell["High"]) == (label, kind, number, number)


@pytest.mark.parametrize("leader", FORMULA_LEADERS)
def test_no_formula_is_live(scenario_copy: ScenarioCopy, leader: str) -> None:
    """A name that a spreadsheet would run stands behind an apostrophe in every cell of both formats."""
    scenario_copy.edit("bases.geojson", '"name": "Erbil"', f'"name": "{leader}"')
    loaded = scenario_copy.load()
    rows = csv_tables(csv_bytes(loaded, LAST))
    assert [row["name"] for row in rows["postures.csv"] if row["id"] == "erbil"] == [f"'{leader}"]
    assert not [cell for table in rows.values() for row in table for cell in row.values() if cell[:1] in set("=+-@")]
    opened = openpyxl.load_workbook(io.BytesIO(xlsx(loaded, LAST)))
    cells = [cell for sheet in opened for row in sheet.iter_rows() for cell in row]
    assert f"'{leader}" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("'tis", "'tis"),
        ("≈900", "≈900"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_inert_text(text: str, kept: str) -> None:
    """Only what a spreadsheet would run, or what looks as if it had been kept from running, gets an apostrophe."""
    assert inert(text) == kept


def test_hostile_names_survive(scenario_copy: ScenarioCopy) -> None:
    """A name with quotes, braces, markup and right-to-left letters is read back letter for letter."""
    loaded = hostile(scenario_copy)
    names = {row["id"]: row["name"] for row in csv_tables(csv_bytes(loaded, EVERYTHING))["postures.csv"]}
    assert names["erbil"] == names["us-iraq"] == HOSTILE
    content = xlsx(loaded, EVERYTHING)
    cells = {row["Id"]: row["Name"] for row in workbook_rows(content, "Postures")}
    assert cells["erbil"] == cells["us-iraq"] == HOSTILE
    assert openpyxl.load_workbook(io.BytesIO(content))["Claims"].oddHeader.center.text == HOSTILE.replace("&", "&&")


def test_the_same_bytes_anywhere() -> None:
    """Two processes in two time zones with two hash seeds make the same bytes."""
    one = hashes_elsewhere("csv", "xlsx", time_zone="Asia/Baghdad", seed="1")
    other = hashes_elsewhere("csv", "xlsx", time_zone="America/Los_Angeles", seed="2")
    assert one == other
    assert [line.split()[0] for line in one] == ["csv", "xlsx"]


@pytest.mark.parametrize("format_name", ["csv", "xlsx", "geojson", "gpkg", "kmz"])
def test_an_export_walks_each_reading_once(
    monkeypatch: pytest.MonkeyPatch, shipped: Scenario, format_name: str
) -> None:
    """However many phases a table or layer has, and whatever it says of the evidence, each reading is walked once."""
    assert walks_of(monkeypatch, shipped, format_name, EVERYTHING) == {"reported": 1, "on-record": 1}
