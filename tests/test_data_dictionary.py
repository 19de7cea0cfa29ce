"""The data dictionary is complete and true: every field of every file stands in it, and nothing that is not there."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import ValidationError

from geo import style
from geo.evidence import GLOSSARY, Chapter
from geo.model import (
    COUNT_MAX,
    NAME_MAX_CHARS,
    TEXT_MAX_CHARS,
    Base,
    Basis,
    Claim,
    Force,
    Id,
    Kind,
    Noun,
    Phase,
    Quantity,
    Reading,
    Source,
    Statement,
    Status,
    StatusRow,
    TroopsRow,
    View,
    Wording,
)
from geo.scenario.files import FILE_MAX_BYTES, FILES, MAX_DEPTH, ROWS_MAX, TOML_MAX_BYTES
from geo.scenario.findings import PROBLEMS_MAX
from geo.scenario.nouns import Head
from geo.scenario.outlines import POSITIONS_MAX
from geo.scenario.places import BORDER_TOLERANCE_KM, FURTHEST_KM, OUTLINE_WIDE_DEG
from tests.conftest import ROOT, SHIPPED, SHIPPED_FOLDERS, ScenarioCopy

README = ROOT / "data" / "README.md"
MODELS: dict[str, type[Noun]] = {
    "`scenario.toml`": Head,
    "`[view]`": View,
    "`[wording]`": Wording,
    "`[[readings]]`": Reading,
    "`[[forces]]`": Force,
    "`[[phases]]`": Phase,
    "`[phases.summary.READING]`": Statement,
    "`sources.csv`": Source,
    "`claims.csv`": Claim,
    "`bases.geojson`": Base,
    "`statuses.csv`": StatusRow,
    "`troops.csv`": TroopsRow,
}
"""The model of each section of the dictionary, by the section's heading."""
TABLES = {"`sources.csv`": (2, 3), "`claims.csv`": (2, 5), "`statuses.csv`": (2, 10), "`troops.csv`": (2, 4, 7)}
"""Lines of the shipped tables whose cells are blanked: between them they have every kind of row."""
COLUMNS = ("field", "type", "unit", "needed", "what it is", "allowed values", "example")


@cache
def tables() -> dict[str, list[dict[str, str]]]:
    """The tables of the README by the heading they stand under, each row by its columns."""
    found: dict[str, list[dict[str, str]]] = {}
    heading, header = "", []
    for line in README.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading, header = line.lstrip("# "), []
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not header:
                header = cells
            elif not set(line) <= set("|-"):
                assert len(cells) == len(header), f"{heading}: {line}"
                found.setdefault(heading, []).append(dict(zip(header, cells, strict=True)))
        else:
            header = []
    return found


def code(cell: str) -> str:
    """What stands in the backticks of a cell that is nothing else."""
    assert re.fullmatch("`[^`]+`", cell), f"{cell!r} is no code"
    return cell.strip("`")


def fields(section: str) -> dict[str, dict[str, str]]:
    return {code(row["field"]): row for row in tables()[section]}


EVERY_FIELD = [(section, field) for section, model in MODELS.items() for field in model.model_fields]
every_field = pytest.mark.parametrize(("section", "field"), EVERY_FIELD, ids=[f"{s} {f}" for s, f in EVERY_FIELD])
every_section = pytest.mark.parametrize("section", MODELS)


@every_section
def test_every_field_is_documented_and_no_other(section: str) -> None:
    """A section names the fields of its file in their order, each once, and none that is not there."""
    assert [code(row["field"]) for row in tables()[section]] == list(MODELS[section].model_fields)


@every_section
def test_a_field_is_told_in_seven_columns(section: str) -> None:
    """Of each field the type, unit, need, meaning, allowed values and an example are told, none left empty."""
    assert all(tuple(row) == COLUMNS and all(row.values()) for row in tables()[section])


@pytest.mark.parametrize("section", TABLES)
def test_columns_are_those_of_the_shipped_file(section: str) -> None:
    """The header of the shipped file has the columns of the dictionary."""
    with (SHIPPED / section.strip("`")).open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == list(fields(section))


def test_every_file_has_a_section() -> None:
    """The six files of a scenario have a section each, and stand in the picture of the folder."""
    assert {f"`{name}`" for name in FILES} <= set(tables())
    assert all(f"\n      {name} " in README.read_text(encoding="utf-8") for name in FILES)


def allowed(annotation: Any) -> set[str] | None:
    """The values a type allows when they can be counted, else None."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {member.value for member in annotation}
    found = [values for part in get_args(annotation) if (values := allowed(part)) is not None]
    return found[0] if found else None


def test_allowed_values_are_all_named() -> None:
    """A field of few values has exactly these in its column of allowed values; there are seven such fields."""
    counted = {
        (section, field): values
        for section, field in EVERY_FIELD
        if (values := allowed(MODELS[section].model_fields[field].annotation)) is not None
    }
    told = {(section, field): fields(section)[field]["allowed values"] for section, field in counted}
    assert {place: set(re.findall("`([^`]+)`", cell)) for place, cell in told.items()} == counted
    assert len(counted) == 7


@pytest.mark.parametrize(
    ("section", "field"), [("`statuses.csv`", "reading"), ("`troops.csv`", "reading"), ("`[[phases]]`", "summary")]
)
def test_the_sign_for_all_readings_is_named(section: str, field: str) -> None:
    """Where a reading is named, the dictionary says that * stands for all."""
    assert "`*`" in " ".join(fields(section)[field].values())


def parsed(section: str, example: str) -> Any:
    """An example as its file's notation reads it."""
    if section == "`bases.geojson`":
        return json.loads(example)
    return example if section in TABLES else tomllib.loads(f"x = {example}")["x"]


def complaints(model: type[Noun], values: dict[str, Any], field: str) -> list[str]:
    """What a model has against one field of a record."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        return [str(details) for details in error.errors() if details["loc"][:1] == (field,)]
    return []


@every_field
def test_the_example_is_valid(section: str, field: str) -> None:
    """The example of a field is one its file takes."""
    example = parsed(section, code(fields(section)[field]["example"]))
    assert complaints(MODELS[section], {field: example}, field) == []


@every_field
def test_the_example_could_be_wrong(section: str, field: str) -> None:
    """What is no example at all is told, so the test above can fail."""
    assert complaints(MODELS[section], {field: object()}, field)


@pytest.mark.parametrize(("section", "field"), [pair for pair in EVERY_FIELD if pair[0] not in TABLES])
def test_needed_is_told_as_it_is(section: str, field: str) -> None:
    """A field of scenario.toml or of a base is needed exactly when the model has no default for it."""
    expected = "yes" if MODELS[section].model_fields[field].is_required() else "no"
    assert fields(section)[field]["needed"] == expected


@pytest.mark.parametrize(("section", "field"), [pair for pair in EVERY_FIELD if pair[0] in TABLES])
def test_an_empty_cell_is_taken_as_told(scenario_copy: ScenarioCopy, section: str, field: str) -> None:
    """An emptied cell is refused in all rows where it is needed, in none where it is not, in some where it depends."""
    name = section.strip("`")
    lines = (SHIPPED / name).read_text(encoding="utf-8").splitlines()
    refused = []
    for line in TABLES[section]:
        header, row = csv.reader([lines[0], lines[line - 1]])
        row[header.index(field)] = ""
        quoted = ",".join(f'"{cell}"' for cell in row)
        scenario_copy.write(name, "\n".join([*lines[: line - 1], quoted, *lines[line:], ""]))
        refused.append(bool(scenario_copy.problems()))
    expected = "yes" if all(refused) else "depends" if any(refused) else "no"
    assert fields(section)[field]["needed"] == expected


@pytest.mark.parametrize(
    ("heading", "column", "values"),
    [
        ("Kinds of quantity", "kind", [kind.value for kind in Kind]),
        ("Verbs", "verb", list(get_args(TroopsRow.model_fields["verb"].annotation))),
        ("Statuses", "status", [status.value for status in Status]),
        ("Basis", "basis", [basis.value for basis in Basis]),
        ("Standing", "standing", list(get_args(Claim.model_fields["standing"].annotation))),
        ("Precision", "precision", list(get_args(Base.model_fields["precision"].annotation))),
    ],
)
def test_every_value_is_explained(heading: str, column: str, values: list[str]) -> None:
    """Each kind, verb, status, basis and precision has its row, in order."""
    assert [code(row[column]) for row in tables()[heading]] == values


@pytest.mark.parametrize("status", Status)
def test_a_status_is_written_as_told(status: Status) -> None:
    """The dictionary writes a status as the views do."""
    [row] = [row for row in tables()["Statuses"] if code(row["status"]) == status.value]
    assert row["written"] == style.value(status)


@pytest.mark.parametrize("kind", [Kind.NOT_STATED, Kind.WITHHELD, Kind.NO_DATA])
def test_a_kind_is_written_as_told(kind: Kind) -> None:
    """The dictionary writes a kind without a number as the views do."""
    [row] = [row for row in tables()["Kinds of quantity"] if code(row["kind"]) == kind.value]
    assert code(row["written"]) == style.label(Quantity(kind))


@pytest.mark.parametrize("chapter", GLOSSARY, ids=lambda chapter: chapter.id)
def test_a_word_means_here_what_the_board_says(chapter: Chapter) -> None:
    """Each status, basis, standing and kind has the meaning of the board's own glossary, letter for letter."""
    heading = {"kind": "Kinds of quantity", "status": "Statuses"}.get(chapter.id, chapter.id.title())
    told = {code(row[chapter.id]): row["what it is"] for row in tables()[heading]}
    meant = {term.id: (term.says[:1].lower() + term.says[1:]).removesuffix(".") for term in chapter.terms}
    assert told == {word: meaning for word, meaning in meant.items() if word != "contested"}


@pytest.mark.parametrize("precision", ["city", "province"])
def test_an_area_is_drawn_as_told(precision: str) -> None:
    """The dictionary gives the radius of the areas drawn."""
    [row] = [row for row in tables()["Precision"] if code(row["precision"]) == precision]
    assert f"{style.PRECISIONS[precision].radius_km} km" in row["drawn as"]


@pytest.mark.parametrize("row", tables()["How wording becomes numbers"], ids=lambda row: row["wording"])
def test_a_wording_is_read_as_told(row: dict[str, str]) -> None:
    """The dictionary's examples of wordings are read as it says."""
    found = Wording(ranges={"hundreds": (200, 999)}).quantity(code(row["wording"]))
    quantity = found and Quantity.counted(*found[:2], approximate=found[2], claims=("C02",))
    assert row["read as"] == (style.label(quantity) if quantity else "nothing")


def test_limits_are_those_of_the_code() -> None:
    """The dictionary names each limit with the value the code holds."""
    id_chars = int(re.findall(r"\{0,(\d+)\}", str(Id.__metadata__[0]))[0]) + 1
    expected = [
        id_chars,
        NAME_MAX_CHARS,
        TEXT_MAX_CHARS,
        COUNT_MAX,
        FILE_MAX_BYTES,
        TOML_MAX_BYTES,
        ROWS_MAX,
        POSITIONS_MAX,
        PROBLEMS_MAX,
        MAX_DEPTH,
    ]
    assert [row["value"] for row in tables()["Limits"]] == [f"{limit:,}" for limit in expected]


def test_the_tolerances_of_places_are_those_of_the_code() -> None:
    """The dictionary gives the tolerance at a border, the reach of waters and the width of an outline that is noted."""
    told = README.read_text(encoding="utf-8")
    assert f"give or take {BORDER_TOLERANCE_KM} km" in told
    assert f"within {FURTHEST_KM:,} km of its country" in told
    assert f"more than {OUTLINE_WIDE_DEG:g}° across" in told


@pytest.mark.parametrize("name", ["basemap/README.md", "iraq-2024"])
def test_what_it_points_to_is_there(name: str) -> None:
    """The dictionary points to files and folders that are there."""
    assert name in README.read_text(encoding="utf-8")
    assert (README.parent / name).exists()


def test_every_folder_of_data_has_its_terms() -> None:
    """Each folder that is shipped stands in the table of licences."""
    told = " ".join(row["data"] for row in tables()["Licences"])
    assert [name for name in SHIPPED_FOLDERS if f"`{name}`" not in told] == []
