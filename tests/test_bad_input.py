"""Bad input: whatever is wrong with a scenario folder is told in sentences, all at once, and never as a traceback."""

# ruff: noqa: E501 - a sentence expected stands on one line, as it is written

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import tracemalloc
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import scenario
from geo.export import FORMATS
from geo.model import DataError, Problem, Scenario, plain_text
from geo.scenario import checks, files
from geo.scenario.files import FILES
from geo.scenario.findings import by_cause, hint, shortened
from geo.selection import Selection
from tests.conftest import SHIPPED, ScenarioCopy, run_command, run_process
from tests.facts import BASES

EVERY_FILE = pytest.mark.parametrize("name", FILES)
HEADERS = {
    "sources.csv": "id, kind, publisher, title, published, authors, url, licence",
    "claims.csv": "id, source, where, said_by, standing, wording, paraphrase",
    "statuses.csv": "reading, phase, base, status, basis, claims, contested_by, change, note",
    "troops.csv": "reading, phase, country, force, verb, wording, low, best, high, basis, claims, contested_by, change, note",
}
EVERY_CSV = pytest.mark.parametrize("name", HEADERS)
ASAD = "bases.geojson, feature 1, ain-al-asad"


def set_cells(copy: ScenarioCopy, name: str, row: int, **cells: str) -> None:
    """Change cells of a CSV file; `row` counts lines, the header being row 1."""
    text = (copy.folder / name).read_text(encoding="utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    for column, cell in cells.items():
        rows[row - 2][header.index(column)] = cell
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    copy.write(name, written.getvalue())


def set_property(copy: ScenarioCopy, **properties: Any) -> None:
    """Change or add properties of the first base."""
    layer = json.loads((copy.folder / "bases.geojson").read_text(encoding="utf-8"))
    layer["features"][0]["properties"] |= properties
    copy.write("bases.geojson", json.dumps(layer))


def set_geometry(copy: ScenarioCopy, geometry: Any) -> None:
    """Change the geometry of the first base."""
    layer = json.loads((copy.folder / "bases.geojson").read_text(encoding="utf-8"))
    layer["features"][0]["geometry"] = geometry
    copy.write("bases.geojson", json.dumps(layer))


# Files


@EVERY_FILE
def test_a_missing_file_is_named(scenario_copy: ScenarioCopy, name: str) -> None:
    """Each of the six files is needed, and a missing one is told as that alone."""
    (scenario_copy.folder / name).unlink()
    assert scenario_copy.problems() == [f"{name}: the file is missing; add it to the scenario folder"]


@EVERY_FILE
def test_a_folder_is_no_file(scenario_copy: ScenarioCopy, name: str) -> None:
    """A folder by the name of a file is no file."""
    (scenario_copy.folder / name).unlink()
    (scenario_copy.folder / name).mkdir()
    assert scenario_copy.problems() == [f"{name}: this is not a regular file; replace it with one"]


@EVERY_FILE
def test_a_pipe_does_not_hang(scenario_copy: ScenarioCopy, name: str) -> None:
    """A named pipe, which would wait for a writer for ever, is no file."""
    (scenario_copy.folder / name).unlink()
    os.mkfifo(scenario_copy.folder / name)
    assert scenario_copy.problems() == [f"{name}: this is not a regular file; replace it with one"]


@EVERY_FILE
def test_an_endless_device_is_not_read(scenario_copy: ScenarioCopy, name: str) -> None:
    """A link to a device without end is no file."""
    (scenario_copy.folder / name).unlink()
    (scenario_copy.folder / name).symlink_to("/dev/zero")
    assert scenario_copy.problems() == [f"{name}: this is not a regular file; replace it with one"]


def test_a_link_in_a_circle_is_no_file(scenario_copy: ScenarioCopy) -> None:
    """A link to itself is a missing file."""
    (scenario_copy.folder / "claims.csv").unlink()
    (scenario_copy.folder / "claims.csv").symlink_to("claims.csv")
    assert scenario_copy.problems() == ["claims.csv: the file is missing; add it to the scenario folder"]


def test_a_file_without_a_size_of_its_own_is_not_shown(
    scenario_copy: ScenarioCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file whose bytes are not those its size promises counts as being rewritten, and nothing of it is shown."""
    (scenario_copy.folder / "claims.csv").unlink()
    (scenario_copy.folder / "claims.csv").symlink_to("/proc/self/status")
    monkeypatch.setattr(Path, "resolve", Path.absolute)  # as if the link did not lead out of the folder
    assert scenario_copy.problems() == ["claims.csv: the file changed while it was being read; try again"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("nowhere", "nowhere: there is no such folder"),
        ("scenario/claims.csv", "claims.csv: is a file, but a scenario is a folder"),
    ],
)
def test_what_is_no_folder_is_named(scenario_copy: ScenarioCopy, name: str, problem: str) -> None:
    """A folder that is not there, or is a file, is one problem."""
    with pytest.raises(DataError) as error:
        scenario.load(scenario_copy.folder.parent / name)
    assert str(error.value) == problem


EMPTY = {
    "scenario.toml": "scenario.toml, id: is missing",
    "bases.geojson": "bases.geojson: not valid JSON: Expecting value: line 1 column 1 (char 0)",
    **{
        name: f"{name}, row 1: the first row must name the columns, separated by commas: {columns}; found ''"
        for name, columns in HEADERS.items()
    },
}


@EVERY_FILE
def test_an_empty_file_is_told_by_what_it_lacks(scenario_copy: ScenarioCopy, name: str) -> None:
    """An empty file is told by its columns, its fields or its notation."""
    scenario_copy.write(name, b"")
    assert scenario_copy.problems()[0] == EMPTY[name]


BROKEN = {
    "scenario.toml": "scenario.toml: not valid TOML: Expected '=' after a key in a key/value pair (at line 1, column 6)",
    "bases.geojson": "bases.geojson: not valid JSON: Expecting value: line 1 column 1 (char 0)",
    **{
        name: f"{name}, row 1: the first row must name the columns, separated by commas: {columns}; found 'plain prose'"
        for name, columns in HEADERS.items()
    },
}


@EVERY_FILE
def test_a_broken_file_is_told_by_place(scenario_copy: ScenarioCopy, name: str) -> None:
    """A file that is not in its notation is told with the place where that shows."""
    scenario_copy.write(name, "plain prose")
    assert scenario_copy.problems()[0].startswith(BROKEN[name].partition(" (at")[0])


def test_every_broken_file_is_told_in_one_go(scenario_copy: ScenarioCopy) -> None:
    """When all six files are broken, all six are told, each once."""
    for name in FILES:
        scenario_copy.write(name, "plain prose")
    problems = scenario_copy.problems()
    assert [problem.partition(",")[0].partition(":")[0] for problem in problems] == list(FILES)


@EVERY_FILE
def test_a_file_has_a_largest_size(scenario_copy: ScenarioCopy, name: str) -> None:
    """A file of one byte more than 5,000,000, or 500,000 of TOML, is refused unread, with its size."""
    most = 500_000 if name == "scenario.toml" else 5_000_000
    with (scenario_copy.folder / name).open("r+b") as file:
        file.truncate(most + 1)
    [problem] = scenario_copy.problems()
    assert problem == f"{name}: the file has {most + 1:,} bytes, but at most {most:,} are read; split the scenario"


def test_a_file_of_the_largest_size_is_read(scenario_copy: ScenarioCopy) -> None:
    """A file of exactly 5,000,000 bytes is read."""
    content = (scenario_copy.folder / "bases.geojson").read_bytes()
    scenario_copy.write("bases.geojson", content + b" " * (5_000_000 - len(content)))
    assert scenario_copy.problems() == []


def test_a_table_has_a_largest_number_of_rows(scenario_copy: ScenarioCopy) -> None:
    """Of a table 50,000 rows are read; one more is told, and the rest is left."""
    header = HEADERS["sources.csv"].replace(" ", "")
    rows = "".join(f"s{number},report,Nobody,T,,,,Free\n" for number in range(50_001))
    scenario_copy.write("sources.csv", f"{header}\n{rows}")
    told = "sources.csv: the file has more than 50,000 rows, the most that are read; split the scenario"
    assert told in scenario_copy.problems()


@pytest.mark.parametrize(("most", "problems"), [(17, 0), (16, 1)])
def test_rows_are_read_up_to_the_most(
    scenario_copy: ScenarioCopy, monkeypatch: pytest.MonkeyPatch, most: int, problems: int
) -> None:
    """A table of as many rows as are read is read whole; of one with a row more, that alone is told of the table."""
    monkeypatch.setattr(files, "ROWS_MAX", most)
    told = [problem for problem in scenario_copy.problems() if problem.startswith("claims.csv")]
    rule = "claims.csv: the file has more than 50,000 rows, the most that are read; split the scenario"
    assert told == [rule] * problems


def test_a_layer_has_a_largest_number_of_bases(scenario_copy: ScenarioCopy) -> None:
    """A layer of more objects than 50,000 bases have is refused before they are made."""
    scenario_copy.write("bases.geojson", '{"type": "FeatureCollection", "features": [' + "{}," * 200_000 + "{}]}")
    assert (
        "bases.geojson: the file has more than 50,000 bases, the most that are read; split the scenario"
        in scenario_copy.problems()
    )


def test_problems_are_collected_up_to_a_number(scenario_copy: ScenarioCopy) -> None:
    """A file of nothing but faults is told as its first 1,000, in a list that says so, and costs no more memory."""
    header = HEADERS["troops.csv"].replace(" ", "")
    tracemalloc.start()
    scenario_copy.write("troops.csv", f"{header}\n" + "a\n" * 2_000_000)
    problems = scenario_copy.problems()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert problems == [
        "troops.csv, 1,000 or more rows (2, 3, 4, …): has 1 cells, but the header has 14; add the rest",
        "the scenario: has 1,000 problems or more, which are not all listed; mend these first",
    ]
    assert peak < 100_000_000


@pytest.mark.parametrize(
    ("name", "row", "last"),
    [
        ("scenario.toml", 90, 'claims = ["C05", "C06", "C14"]'),
        ("sources.csv", 3, "gazetteer,gazetteer,Public gazetteers,"),
        ("troops.csv", 9, "on-record,stage-1,IRQ,us-iraq,unstated,"),
    ],
)
def test_a_file_ends_with_a_line_end(scenario_copy: ScenarioCopy, name: str, row: int, last: str) -> None:
    """A table or TOML file whose last line has no end may be cut short, and is told with that line."""
    text = (scenario_copy.folder / name).read_text(encoding="utf-8").rstrip("\n")
    scenario_copy.write(name, text)
    [problem] = scenario_copy.problems()
    rule = "the last line has no line end, so the file may be cut short; check that it is whole and end it with one"
    assert problem.startswith(f"{name}, row {row}: {rule}; found '{last}")


@pytest.mark.parametrize("ending", ["", "\r", "\n\n"])
def test_a_file_may_end_otherwise(scenario_copy: ScenarioCopy, ending: str) -> None:
    """A layer that is whole may end in its last bracket; a table may end in any kind of line end."""
    names = ("bases.geojson",) if ending == "" else ("bases.geojson", "claims.csv")
    for name in names:
        scenario_copy.write(name, (scenario_copy.folder / name).read_text(encoding="utf-8").rstrip() + ending)
    assert scenario_copy.problems() == []


def test_a_row_that_is_cut_is_told_once(scenario_copy: ScenarioCopy) -> None:
    """A last row that lacks cells is told as that, not as a line without an end too."""
    text = (scenario_copy.folder / "claims.csv").read_text(encoding="utf-8")
    scenario_copy.write("claims.csv", text.rstrip("\n") + "\nC18,reuters")
    assert scenario_copy.problems() == ["claims.csv, row 19, C18: has 2 cells, but the header has 7; add the rest"]


def test_a_line_break_within_a_cell_is_kept(scenario_copy: ScenarioCopy) -> None:
    """A line break within a cell stays what it is in the file, and is refused as such."""
    scenario_copy.append("claims.csv", 'C18,reuters-2024-09-27,¶1,"one\r\ntwo",reported,,x')
    [problem] = scenario_copy.problems()
    assert problem.startswith("claims.csv, row 19, C18, said_by: contains U+000D (a control character)")


def test_a_folder_of_scenarios_is_none(scenario_copy: ScenarioCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that only holds scenarios is told with their names in order, as `.` where it is asked for as that."""
    above = scenario_copy.folder.parent
    scenario_copy.folder.rename(above / "b")
    (above / "a").mkdir()
    (above / "a" / "scenario.toml").touch()
    monkeypatch.chdir(above)
    for folder, name in ((above, above.name), (Path("."), ".")):
        with pytest.raises(DataError) as error:
            scenario.load(folder)
        rule = "is a folder of scenarios, not a scenario; name one of those in it: a, b"
        assert str(error.value) == f"{name}: {rule}"


def test_a_scenario_may_hold_others(scenario_copy: ScenarioCopy) -> None:
    """A scenario with a folder of another in it is a scenario."""
    (scenario_copy.folder / "older").mkdir()
    (scenario_copy.folder / "older" / "scenario.toml").touch()
    assert scenario_copy.problems() == []


def test_a_file_that_may_not_be_read_is_told(scenario_copy: ScenarioCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file the system does not let read is told with the system's reason."""

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert scenario_copy.problems() == [
        f"{name}: the file cannot be read (Permission denied); check its permissions" for name in FILES
    ]


# Encodings


@EVERY_FILE
def test_a_byte_order_mark_is_no_fault(scenario_copy: ScenarioCopy, name: str, shipped: Scenario) -> None:
    """UTF-8 with a byte order mark, as spreadsheets write it, reads the same."""
    scenario_copy.write(name, b"\xef\xbb\xbf" + (scenario_copy.folder / name).read_bytes())
    loaded = scenario_copy.load()
    assert (loaded.bases, loaded.claims, loaded.troops) == (shipped.bases, shipped.claims, shipped.troops)


@pytest.mark.parametrize(
    "name", ["claims.csv", "sources.csv", "scenario.toml", "troops.csv", "bases.geojson", "statuses.csv"]
)
def test_line_ends_of_windows_are_no_fault(scenario_copy: ScenarioCopy, name: str, shipped: Scenario) -> None:
    """Lines that end in CR LF read the same."""
    scenario_copy.write(name, (scenario_copy.folder / name).read_bytes().replace(b"\n", b"\r\n"))
    loaded = scenario_copy.load()
    assert (loaded.bases, loaded.claims, loaded.troops) == (shipped.bases, shipped.claims, shipped.troops)


@EVERY_FILE
@pytest.mark.parametrize(("encoding", "named"), [("utf-16", "UTF-16"), ("utf-32", "UTF-32")], ids=["utf-16", "utf-32"])
def test_another_unicode_is_named(scenario_copy: ScenarioCopy, name: str, encoding: str, named: str) -> None:
    """UTF-16 and UTF-32 are named, with what to do."""
    text = (scenario_copy.folder / name).read_text(encoding="utf-8")
    scenario_copy.write(name, text.encode(encoding))
    assert scenario_copy.problems()[0] == (
        f"{name}: the file is not UTF-8 (byte 0xFF at offset 0), it looks like {named}; save it as UTF-8"
    )


@pytest.mark.parametrize(("encoding", "first"), [("cp1256", 0xDA), ("iso8859-6", 0xD9)])
def test_an_encoding_of_arabic_is_named(scenario_copy: ScenarioCopy, encoding: str, first: int) -> None:
    """Arabic names in Windows-1256 or ISO 8859-6 are told as an 8-bit encoding, with the first byte and where it is."""
    text = (scenario_copy.folder / "bases.geojson").read_text(encoding="utf-8")
    scenario_copy.write("bases.geojson", text.encode(encoding))
    assert scenario_copy.problems()[0] == (
        f"bases.geojson: the file is not UTF-8 (byte 0x{first:02X} at offset {text.index('ع')}), it looks like "
        "an 8-bit encoding such as Windows-1252 or Windows-1256; save it as UTF-8"
    )


def test_an_encoding_of_western_europe_is_named(scenario_copy: ScenarioCopy) -> None:
    """A report's dash in Windows-1252 is told as an 8-bit encoding."""
    text = (scenario_copy.folder / "claims.csv").read_text(encoding="utf-8")
    scenario_copy.write("claims.csv", text.encode("cp1252"))
    assert scenario_copy.problems()[0].startswith("claims.csv: the file is not UTF-8 (byte 0xB6 at offset ")


# Tables


@EVERY_CSV
def test_an_unknown_column_is_refused(scenario_copy: ScenarioCopy, name: str) -> None:
    """A column of another name is refused by its name, however late it comes, with the columns there have to be."""
    lines = (scenario_copy.folder / name).read_text(encoding="utf-8").splitlines()
    scenario_copy.write(name, "\n".join(f"{line},x" for line in lines))
    [problem] = [problem for problem in scenario_copy.problems() if problem.startswith(name)]
    assert problem == f"{name}, row 1: unknown column 'x'; the columns must be {HEADERS[name]}"


@EVERY_CSV
def test_a_missing_column_is_refused(scenario_copy: ScenarioCopy, name: str) -> None:
    """A table without one of its columns is refused with the name of that column."""
    content = (scenario_copy.folder / name).read_text(encoding="utf-8")
    scenario_copy.write(name, content.partition(",")[2])
    first = HEADERS[name].partition(",")[0]
    assert scenario_copy.problems()[0] == f"{name}, row 1: missing: {first}; the columns must be {HEADERS[name]}"


@EVERY_CSV
def test_a_column_twice_is_refused(scenario_copy: ScenarioCopy, name: str) -> None:
    """A table with a column twice is refused, for one of the two would be lost."""
    first = HEADERS[name].partition(",")[0]
    scenario_copy.edit(name, f"{first},", f"{first},{first},")
    rule = f"column {first!r} appears more than once; the columns must be {HEADERS[name]}"
    assert scenario_copy.problems() == [f"{name}, row 1: {rule}"]


def test_a_misspelt_column_is_recognised(scenario_copy: ScenarioCopy) -> None:
    """A column with a slip of the pen is told with the one that was probably meant."""
    scenario_copy.edit("claims.csv", "paraphrase", "paraphase")
    assert scenario_copy.problems() == [
        "claims.csv, row 1: unknown column 'paraphase' (did you mean 'paraphrase'?); missing: paraphrase; "
        f"the columns must be {HEADERS['claims.csv']}"
    ]


@EVERY_CSV
def test_columns_stand_in_any_order(scenario_copy: ScenarioCopy, name: str, shipped: Scenario) -> None:
    """The order of columns does not matter."""
    with (scenario_copy.folder / name).open(encoding="utf-8", newline="") as file:
        rows = [row[::-1] for row in csv.reader(file)]
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    scenario_copy.write(name, written.getvalue())
    assert scenario_copy.load().troops == shipped.troops


@pytest.mark.parametrize(
    ("cells", "cure"), [(3, "add the rest"), (8, "put cells that contain a comma in quotation marks")]
)
def test_a_ragged_row_is_named(scenario_copy: ScenarioCopy, cells: int, cure: str) -> None:
    """A row with too few or too many cells is told with its line, its id and both numbers."""
    scenario_copy.append("claims.csv", ",".join(["C18", *"x" * (cells - 1)]))
    assert scenario_copy.problems() == [f"claims.csv, row 19, C18: has {cells} cells, but the header has 7; {cure}"]


def test_a_ragged_row_does_not_make_others_wrong(scenario_copy: ScenarioCopy) -> None:
    """Whoever names the id of a ragged row is not told that there is no such id."""
    scenario_copy.edit("claims.csv", "C08,reuters-2024-09-27", "C08")
    [problem] = scenario_copy.problems()
    assert problem.startswith("claims.csv, row 9, C08: has 6 cells, but the header has 7")


def test_a_quote_without_an_end_is_named(scenario_copy: ScenarioCopy) -> None:
    """A quote that is never closed is told with the line its row begins on."""
    scenario_copy.edit("claims.csv", '"The U.S. has approximately', '"The U.S. ""has approximately')
    scenario_copy.edit("claims.csv", 'troops in Iraq."', "troops in Iraq.")
    [problem] = scenario_copy.problems()
    assert problem.startswith("claims.csv, row 3: not valid CSV (")
    assert problem.endswith("); check the quotation marks in this row")


def test_lines_are_counted_as_an_editor_does(scenario_copy: ScenarioCopy) -> None:
    """Blank lines and lines within a cell count, and a row is told by the line it begins on."""
    scenario_copy.append("claims.csv", '\n\nC18,nobody,"one\ntwo",x,reported,,x')
    problems = scenario_copy.problems()
    assert [problem.split(": ")[0] for problem in problems] == ["claims.csv, row 21, C18, where"]


def test_a_cell_has_an_end(scenario_copy: ScenarioCopy) -> None:
    """A cell beyond what the reader takes is told as no CSV."""
    scenario_copy.append("claims.csv", f"C18,{'x' * 200_000},,,,,")
    assert scenario_copy.problems()[0].startswith("claims.csv, row 19: not valid CSV (field larger than field limit")


# Notation


@pytest.mark.parametrize(
    "bomb",
    ["[" * 100_000, '{"a":' * 100_000, "[" * 33 + "1" + "]" * 33, '{"type":' * 40 + "1" + "}" * 40],
    ids=["lists", "objects", "33 lists", "40 objects"],
)
def test_a_nesting_bomb_of_json_is_refused(scenario_copy: ScenarioCopy, bomb: str) -> None:
    """JSON nested more than 32 levels deep is refused, closed or not."""
    scenario_copy.write("bases.geojson", bomb)
    assert (
        scenario_copy.problems()[0]
        == "bases.geojson: lists and tables are nested more than 32 levels deep; flatten them"
    )


@pytest.mark.parametrize(
    "bomb",
    [
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "{a = " * 5000 + "1" + "}" * 5000,
        "a = " + "[" * 40 + "]" * 40,
        "a" + ".a" * 5_000 + " = 1",
        "['a'" + " . 'a'" * 5_000 + "]",
        'x = {"a"' + '."a"' * 40 + " = 1}",
        "\n".join(f"[{'.'.join(['a'] * 30)}.b{n}]\n{'.'.join(['c'] * 30)} = 1" for n in range(10)),
    ],
    ids=["lists", "tables", "40 lists", "dotted key", "dotted header", "dotted in a table", "many dotted keys"],
)
def test_a_nesting_bomb_of_toml_is_refused(scenario_copy: ScenarioCopy, bomb: str) -> None:
    """TOML nested more than 32 levels deep is refused, in brackets or by dots, and in little time."""
    scenario_copy.write("scenario.toml", f"{bomb}\n")
    assert (
        scenario_copy.problems()[0]
        == "scenario.toml: lists and tables are nested more than 32 levels deep; flatten them"
    )


@pytest.mark.parametrize(
    "text", ['"' + '\\"' * 1_000_000, '"' * 1_000_000, "-" * 1_000_000, "1" * 4_000_000, '"\\u' * 300_000]
)
def test_odd_json_takes_little_time(scenario_copy: ScenarioCopy, text: str) -> None:
    """JSON that tempts a reader into trying everything twice is refused in time that grows with its length."""
    scenario_copy.write("bases.geojson", text)
    assert scenario_copy.problems()[0].startswith("bases.geojson: not valid JSON")


@pytest.mark.parametrize("text", ["a" * 400_000, '"' * 400_000, "a." * 31 * 5_000, "'" * 399_999, "[" + "a-" * 100_000])
def test_odd_toml_takes_little_time(scenario_copy: ScenarioCopy, text: str) -> None:
    """TOML that tempts a reader into trying everything twice is refused in time that grows with its length."""
    scenario_copy.write("scenario.toml", text)
    assert scenario_copy.problems()[0].startswith(
        ("scenario.toml: not valid TOML", "scenario.toml: lists and tables are nested")
    )


@pytest.mark.parametrize("key", ["id", "name", "country"])
def test_a_key_twice_is_refused(scenario_copy: ScenarioCopy, key: str) -> None:
    """A property that stands twice in a base is refused, for one of the two would be lost."""
    scenario_copy.edit("bases.geojson", f'"{key}":', f'"{key}": "x", "{key}":')
    assert scenario_copy.problems()[0] == (
        f"bases.geojson: not valid JSON: the key '{key}' appears twice in one object; remove one"
    )


def test_a_key_twice_in_toml_is_refused(scenario_copy: ScenarioCopy) -> None:
    """A field that stands twice in scenario.toml is refused with its line, number and text."""
    scenario_copy.edit("scenario.toml", 'title = "', 'title = "x"\ntitle = "')
    (problem,) = scenario_copy.problems()
    assert problem.startswith("scenario.toml: not valid TOML: Cannot overwrite a value (at line 3")
    assert problem.endswith("; found 'title = \"Coalition drawdown in Iraq\"'")


@pytest.mark.parametrize(
    ("text", "found"), [("plain prose", "; found 'plain prose'"), ("\n  a b\n", "; found 'a b'"), ("a = [\n", "")]
)
def test_the_line_that_is_no_toml_is_shown(scenario_copy: ScenarioCopy, text: str, found: str) -> None:
    """A line that is no TOML is shown, the last one too; where the text ends too early, there is none to show."""
    scenario_copy.write("scenario.toml", text)
    assert scenario_copy.problems()[0].rpartition(")")[2] == found


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(scenario_copy: ScenarioCopy, number: str) -> None:
    """NaN and infinity are no numbers of JSON."""
    scenario_copy.edit("bases.geojson", "42.4412", number)
    assert (
        scenario_copy.problems()[0] == f"bases.geojson: not valid JSON: {number} is not a number of JSON; write digits"
    )


@pytest.mark.parametrize(("number", "found"), [("1e999", "inf"), ("-1e999", "-inf")])
def test_a_number_beyond_all_numbers_is_refused(scenario_copy: ScenarioCopy, number: str, found: str) -> None:
    """A coordinate too large for a number is told as not finite."""
    scenario_copy.edit("bases.geojson", "42.4412", number)
    assert scenario_copy.problems() == [f"{ASAD}, lon: must be a finite number; found {found}"]


def test_a_number_of_4_000_digits_is_refused(scenario_copy: ScenarioCopy) -> None:
    """A coordinate of 4,000 digits is told shortened."""
    scenario_copy.edit("bases.geojson", "42.4412", "9" * 4_000)
    [problem] = scenario_copy.problems()
    assert problem == f"{ASAD}, lon: must be a number; found {'9' * 60}… (4,000 characters)"


def test_a_number_of_5_000_digits_is_refused(scenario_copy: ScenarioCopy) -> None:
    """A coordinate of 5,000 digits is told without advice on settings."""
    scenario_copy.edit("bases.geojson", "42.4412", "9" * 5_000)
    [problem, *_] = scenario_copy.problems()
    assert problem.endswith("integer string conversion: value has 5000 digits")


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_view_is_of_numbers(scenario_copy: ScenarioCopy, number: str) -> None:
    """TOML has nan and inf, and the view refuses them."""
    scenario_copy.edit("scenario.toml", "west = 35.2", f"west = {number}")
    assert scenario_copy.problems() == [f"scenario.toml, iraq-2024, view.west: must be a finite number; found {number}"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[]", "the file contains a list"),
        ("1", "the file contains a number"),
        ('"text"', "the file contains a text"),
        ("null", "the file contains null"),
        ("{}", 'the "type" is missing'),
        ('{"type": "Feature"}', 'the "type" is Feature'),
        ('{"type": "FeatureCollection"}', 'the FeatureCollection has no list "features"'),
    ],
)
def test_json_that_is_no_layer_is_refused(scenario_copy: ScenarioCopy, text: str, found: str) -> None:
    """JSON that is no FeatureCollection is told with what it is instead, and that is the only problem."""
    scenario_copy.write("bases.geojson", text)
    assert scenario_copy.problems() == [f"bases.geojson: {found}; save the bases as one GeoJSON FeatureCollection"]


# Places

OFF_THE_GLOBE = "must be from -90 to 90; longitude comes first, so lon and lat may be swapped"
OFF_THE_MAP = "the map ends at 85 degrees north and south, so the base cannot be shown"
KINDS = "a Point, a Polygon or a MultiPolygon"


@pytest.mark.parametrize(
    ("lon", "lat", "problem"),
    [
        (
            33.7856,
            42.4412,
            "coordinates: is at sea, more than 370 km from Iraq (IRQ); lon and lat look swapped, longitude comes first; found [33.7856, 42.4412]",
        ),
        (
            44.3,
            28.0,
            "coordinates: is in Saudi Arabia (SAU), not in Iraq (IRQ); check coordinates and country; found [44.3, 28.0]",
        ),
        (
            0,
            0,
            "coordinates: is at sea, more than 370 km from Iraq (IRQ); check coordinates and country; found [0.0, 0.0]",
        ),
        (180.5, 33.0, "lon: must be at most 180; found 180.5"),
        (-181, 33.0, "lon: must be at least -180; found -181"),
        (44.3, 90.1, f"lat: {OFF_THE_GLOBE}; found 90.1"),
        (44.3, -91, f"lat: {OFF_THE_GLOBE}; found -91"),
        (44.3, 85.5, f"lat: {OFF_THE_MAP}; found 85.5"),
        (44.3, -85.5, f"lat: {OFF_THE_MAP}; found -85.5"),
        (4724400.0, 3996000.0, "lon: must be at most 180; found 4724400.0"),
        (True, 33.0, "lon: must be a number; found True"),
    ],
    ids=[
        "swapped",
        "south",
        "null island",
        "east",
        "west",
        "north pole",
        "south pole",
        "north",
        "far south",
        "metres",
        "truth",
    ],
)
def test_a_base_lies_in_its_country(scenario_copy: ScenarioCopy, lon: float, lat: float, problem: str) -> None:
    """A base off the globe, outside its country or with its coordinates swapped is told with what was found."""
    set_geometry(scenario_copy, {"type": "Point", "coordinates": [lon, lat]})
    assert scenario_copy.problems()[0] == f"{ASAD}, {problem}"


@pytest.mark.parametrize(
    ("geometry", "problem"),
    [
        (None, f"geometry: the Feature has no geometry; add {KINDS}"),
        ([], f"geometry: the Feature has no geometry; add {KINDS}"),
        ({"coordinates": [42.4, 33.8]}, f"geometry: a base must be {KINDS}; found 'no type'"),
        ({"type": "MultiPoint", "coordinates": [[42, 33]]}, f"geometry: a base must be {KINDS}; found 'MultiPoint'"),
        ({"type": "LineString", "coordinates": []}, f"geometry: a base must be {KINDS}; found 'LineString'"),
        (
            {"type": "GeometryCollection", "geometries": []},
            f"geometry: a base must be {KINDS}; found 'GeometryCollection'",
        ),
        (
            {"type": "Point", "coordinates": []},
            "coordinates: the coordinates of a Point must be two numbers, [lon, lat]; found []",
        ),
        (
            {"type": "Point", "coordinates": [42.4]},
            "coordinates: the coordinates of a Point must be two numbers, [lon, lat]; found [42.4]",
        ),
        (
            {"type": "Point", "coordinates": [1, 2, 3, 4]},
            "coordinates: the coordinates of a Point must be two numbers, [lon, lat]; found [1, 2, 3, 4]",
        ),
        (
            {"type": "Point", "coordinates": ["42", "33"]},
            "coordinates: the coordinates of a Point must be two numbers, [lon, lat]; found ['42', '33']",
        ),
        (
            {"type": "Point", "coordinates": [None, 33]},
            "coordinates: the coordinates of a Point must be two numbers, [lon, lat]; found [None, 33]",
        ),
        (
            {"type": "Point", "coordinates": "42,33"},
            "coordinates: the coordinates of a Point must be two numbers, [lon, lat]; found '42,33'",
        ),
    ],
)
def test_a_base_is_a_place(scenario_copy: ScenarioCopy, geometry: Any, problem: str) -> None:
    """A base without a geometry, with another one, or with coordinates that are none is told so, and nothing else."""
    set_geometry(scenario_copy, geometry)
    assert scenario_copy.problems() == [f"{ASAD}, {problem}"]


def test_a_height_is_left_out(scenario_copy: ScenarioCopy, shipped: Scenario) -> None:
    """A point with a height is the point without it."""
    set_geometry(scenario_copy, {"type": "Point", "coordinates": [42.4412, 33.7856, 188.0]})
    assert scenario_copy.load().bases == shipped.bases


@pytest.mark.parametrize(
    ("feature", "problem"),
    [
        ("null", "must be a GeoJSON Feature, but is null"),
        ("1", "must be a GeoJSON Feature, but is a number"),
        ("[]", "must be a GeoJSON Feature, but is a list"),
        ("true", "must be a GeoJSON Feature, but is a truth value"),
        ('"x"', "must be a GeoJSON Feature, but is a text"),
        ("{}", "the \"type\" must be Feature; found 'no type'"),
        ('{"type": "Feature"}', 'the Feature has no "properties"; add them as an object'),
        ('{"type": "Feature", "properties": []}', 'the Feature has no "properties"; add them as an object'),
    ],
)
def test_a_feature_is_a_feature(scenario_copy: ScenarioCopy, feature: str, problem: str) -> None:
    """What is no Feature with properties is told by its number, counted from 1."""
    scenario_copy.edit("bases.geojson", '"features": [', f'"features": [{feature},')
    assert scenario_copy.problems() == [f"bases.geojson, feature 1: {problem}"]


@pytest.mark.parametrize("field", ["lon", "lat", "polygons"])
def test_coordinates_stand_once(scenario_copy: ScenarioCopy, field: str) -> None:
    """Coordinates among the properties are refused, for they could differ from the geometry."""
    set_property(scenario_copy, **{field: 1.0})
    rule = "lon, lat and polygons must be in the geometry only; remove them from the properties"
    assert scenario_copy.problems() == [f"{ASAD}, properties: {rule}"]


def test_another_crs_is_refused(scenario_copy: ScenarioCopy) -> None:
    """GeoJSON is in degrees; a layer that names a system of its own is refused."""
    scenario_copy.edit("bases.geojson", '"features"', '"crs": {"type": "name"}, "features"')
    assert scenario_copy.problems() == [
        "bases.geojson: the layer names a coordinate reference system, but GeoJSON is always WGS 84; "
        "reproject it, remove crs; found {'type': 'name'}"
    ]


@pytest.mark.parametrize("country", ["irq", "IQ", "Iraq", "", "IRQ ", "٣٣٣"])
def test_a_country_is_a_code(scenario_copy: ScenarioCopy, country: str) -> None:
    """A country is three capital letters."""
    set_property(scenario_copy, country=country)
    rule = "must be an ISO 3166-1 alpha-3 country code such as IRQ"
    assert scenario_copy.problems() == [f"{ASAD}, country: {rule}; found {country!r}"]


# Numbers


@pytest.mark.parametrize("field", ["troops", "count", "strength", "low", "{{7*7}}"])
@pytest.mark.parametrize("count", [500, 0, 2.5, "2,500", "≈900", "200–999"])
def test_a_base_carries_no_count(scenario_copy: ScenarioCopy, field: str, count: object) -> None:
    """A number on a base is refused under any name, as figure or as text, zero too."""
    set_property(scenario_copy, **{field: count})
    assert scenario_copy.problems() == [
        f"{ASAD}, {field}: a base must not carry a number of troops; put it in troops.csv; found {count!r}"
    ]


@pytest.mark.parametrize("value", ["hundreds", True, None, [1], {"a": 1}])
def test_a_base_carries_nothing_unknown(scenario_copy: ScenarioCopy, value: object) -> None:
    """A property of another name is refused, whatever it holds."""
    set_property(scenario_copy, strength=value)
    [problem] = scenario_copy.problems()
    assert problem.startswith(f"{ASAD}, strength: unknown field (there are: id, name, label, ")
    assert problem.endswith("source)" if value is None else f"source); found {value!r}")


def test_a_number_without_a_claim_is_refused(scenario_copy: ScenarioCopy) -> None:
    """A number of troops that names no claim is refused."""
    set_cells(scenario_copy, "troops.csv", 2, claims="")
    assert scenario_copy.problems() == [
        "troops.csv, row 2, us-iraq: a number must rest on a claim, but claims is empty; name at least one"
    ]


def test_a_zero_without_a_claim_is_refused(scenario_copy: ScenarioCopy) -> None:
    """Zero is a number, and stands on a claim too."""
    set_cells(scenario_copy, "troops.csv", 8, claims="")
    assert scenario_copy.problems() == [
        "troops.csv, row 8, us-iraq: a number must rest on a claim, but claims is empty; name at least one"
    ]


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("claims", "must rest on a claim, but claims is empty; name at least one"),
        ("basis", "must have a basis, but basis is empty; enter reported, derived or assumed"),
    ],
)
def test_a_status_without_grounds_is_refused(scenario_copy: ScenarioCopy, field: str, rule: str) -> None:
    """A status without a claim or a basis is refused."""
    set_cells(scenario_copy, "statuses.csv", 5, **{field: ""})
    assert scenario_copy.problems() == [f"statuses.csv, row 5, ain-al-asad: a status {rule}"]


@pytest.mark.parametrize(
    ("cells", "rule", "found"),
    [
        ({"low": "9", "high": "5"}, "low, best and high must be in ascending order", "the remainder, 9, 5"),
        ({"low": "1", "best": "9", "high": "5"}, "low, best and high must be in ascending order", "the remainder, 1, 9, 5"),
        ({"low": "", "high": ""}, "the row gives no number: its wording is not one that can be read; fill in low or high", "the remainder"),
        ({"low": "", "high": "", "best": "0"}, "the row gives no number: its wording is not one that can be read; fill in low or high", "the remainder, 0"),
        ({"wording": "", "low": "", "high": "", "best": "7"}, "the row gives no number: it has no wording; fill in low or high", "7"),
        ({"verb": "withheld"}, "a row with the verb withheld must not carry a number; empty its cells", "the remainder, 0, 0"),
        ({"verb": "unstated"}, "a row with the verb unstated must not carry a number; empty its cells", "the remainder, 0, 0"),
        ({"verb": "withdraw", "low": "2301", "high": ""}, "withdraws at least 2,301, but at most 2,300 are there", "the remainder, 2301"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_refused(
    scenario_copy: ScenarioCopy, cells: dict[str, str], rule: str, found: str
) -> None:
    """Low above high, no number, a number withheld, and a withdrawal below zero are told with the cells."""
    set_cells(scenario_copy, "troops.csv", 8, **cells)
    where = "troops.csv, row 8, us-iraq, wording, low, best, high"
    assert scenario_copy.problems() == [f"{where}: {rule}; found '{found}'"]


def test_a_withdrawal_of_all_is_legal(scenario_copy: ScenarioCopy) -> None:
    """As many may leave as can be there."""
    set_cells(scenario_copy, "troops.csv", 8, verb="withdraw", low="2300", high="")
    assert scenario_copy.problems() == []


def test_a_withdrawal_below_zero_is_told_once(scenario_copy: ScenarioCopy) -> None:
    """A row for all readings that takes too many away is told once, not once a reading."""
    scenario_copy.edit(
        "troops.csv",
        "*,stage-1,SYR,us-syria,set,(approximately) 900",
        "*,stage-1,SYR,us-syria,withdraw,,901,,901".removesuffix(",901,,901"),
    )
    set_cells(scenario_copy, "troops.csv", 6, low="901", high="901")
    [problem] = scenario_copy.problems()
    assert "withdraws at least 901, but at most 900 are there; found '901, 901'" in problem


@pytest.mark.parametrize("field", ["low", "best", "high"])
@pytest.mark.parametrize("cell", ["-5", "1e999", "NaN", "inf", "1.5", "2,500", "٩", "0x1F", "ten"])
def test_a_count_is_digits(scenario_copy: ScenarioCopy, field: str, cell: str) -> None:
    """A count that is no whole number of digits is refused with the cell."""
    set_cells(scenario_copy, "troops.csv", 8, **{field: cell})
    rule = "must be a whole number in digits only, from 0 to 999,999,999"
    assert scenario_copy.problems() == [f"troops.csv, row 8, us-iraq, {field}: {rule}; found {cell!r}"]


def test_a_count_of_5_000_digits_is_refused(scenario_copy: ScenarioCopy) -> None:
    """A count of 5,000 digits is told shortened."""
    set_cells(scenario_copy, "troops.csv", 8, high="9" * 5000)
    [problem] = scenario_copy.problems()
    assert problem.endswith(f"from 0 to 999,999,999; found '{'9' * 60}…' (5,000 characters)")


def test_a_wording_is_one_of_a_claim(scenario_copy: ScenarioCopy) -> None:
    """A wording that none of the row's claims has is refused."""
    set_cells(scenario_copy, "troops.csv", 2, wording="approximately 2,600")
    assert scenario_copy.problems() == [
        "troops.csv, row 2, us-iraq, wording: matches the wording of none of the row's claims; copy one of them exactly; found 'approximately 2,600'"
    ]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("[999, 200]", "wording: the range of 'hundreds' must have the smaller number first, but is 999 to 200"),
        ("[-5, 999]", "wording.ranges.hundreds.1: must be at least 0; found -5"),
        ("[200, 1000000000]", "wording.ranges.hundreds.2: must be at most 999999999; found 1000000000"),
        ("[200]", "wording.ranges.hundreds.2: is missing"),
        ("[200, 500, 999]", "wording.ranges.hundreds: must have at most 2 items; found [200, 500, 999]"),
        ("[200.0, 999]", "wording.ranges.hundreds.1: must be a whole number; found 200.0"),
        ("[true, 999]", "wording.ranges.hundreds.1: must be a whole number; found True"),
        ('"200-999"', "wording.ranges.hundreds: must be a list; found '200-999'"),
    ],
)
def test_a_range_of_a_word_is_two_numbers(scenario_copy: ScenarioCopy, written: str, problem: str) -> None:
    """What a word is read as is the least and the most, whole numbers in this order."""
    scenario_copy.edit("scenario.toml", "[200, 999]", written)
    assert scenario_copy.problems() == [f"scenario.toml, iraq-2024, {problem}"]


# Ids and order


@pytest.mark.parametrize(
    ("name", "row", "id_", "field", "place"),
    [
        (
            "claims.csv",
            2,
            "C01",
            "source",
            "source with this id in sources.csv (there are: reuters-2024-09-27, gazetteer)",
        ),
        ("statuses.csv", 5, "ain-al-asad", "claims", "claim with this id in claims.csv (there are: C01, C02, "),
        ("statuses.csv", 5, "ain-al-asad", "contested_by", "claim with this id in claims.csv (there are: C01, C02, "),
        (
            "statuses.csv",
            5,
            "ain-al-asad",
            "reading",
            "reading with this id in scenario.toml (there are: reported, on-record)",
        ),
        (
            "statuses.csv",
            5,
            "ain-al-asad",
            "phase",
            "phase with this id in scenario.toml (there are: before, stage-1, stage-2",
        ),
        ("statuses.csv", 5, "nobody", "base", "base with this id in bases.geojson (there are: ain-al-asad, "),
        ("troops.csv", 8, "us-iraq", "claims", "claim with this id in claims.csv (there are: C01, C02, "),
        ("troops.csv", 8, "us-iraq", "contested_by", "claim with this id in claims.csv (there are: C01, C02, "),
        (
            "troops.csv",
            8,
            "us-iraq",
            "reading",
            "reading with this id in scenario.toml (there are: reported, on-record)",
        ),
        (
            "troops.csv",
            8,
            "us-iraq",
            "phase",
            "phase with this id in scenario.toml (there are: before, stage-1, stage-2",
        ),
        ("troops.csv", 8, "nobody", "force", "force with this id in scenario.toml (there are: us-iraq, us-syria, "),
    ],
)
def test_an_unknown_id_is_told(
    scenario_copy: ScenarioCopy, name: str, row: int, id_: str, field: str, place: str
) -> None:
    """A row that names what there is not is told with the row, the field and the name."""
    set_cells(scenario_copy, name, row, **{field: "nobody"})
    expected = f"{name}, row {row}, {id_}, {field}: there is no {place}"
    [problem] = [problem for problem in scenario_copy.problems() if problem.startswith(expected)]
    assert problem.endswith("; found 'nobody'")


def test_an_unknown_source_of_a_base_is_told(scenario_copy: ScenarioCopy) -> None:
    """A base whose coordinates come from a source there is not is told."""
    set_property(scenario_copy, source="nobody")
    assert scenario_copy.problems() == [
        f"{ASAD}, source: there is no source with this id in sources.csv "
        "(there are: reuters-2024-09-27, gazetteer); found 'nobody'"
    ]


@pytest.mark.parametrize(
    ("before", "after", "field", "place", "found"),
    [
        (
            'claims = ["C01"]',
            'claims = ["C99"]',
            "claims",
            "claim with this id in claims.csv (did you mean 'C09'?)",
            "C99",
        ),
        (
            'claims = ["C01", "C05"]',
            'claims = ["C98"]',
            "summary.on-record.claims",
            "claim with this id in claims.csv (did you mean 'C09'?)",
            "C98",
        ),
        (
            "[phases.summary.on-record]",
            "[phases.summary.rumour]",
            "summary",
            "reading with this id in scenario.toml (there are: reported, on-record)",
            "rumour",
        ),
    ],
)
def test_an_unknown_id_in_a_phase_is_told(
    scenario_copy: ScenarioCopy, before: str, after: str, field: str, place: str, found: str
) -> None:
    """A phase that names a claim or reading there is not is told by its number and id."""
    scenario_copy.edit("scenario.toml", before, after)
    problem = f"scenario.toml, phases 2, stage-1, {field}: there is no {place}; found '{found}'"
    assert scenario_copy.problems() == [problem]


@pytest.mark.parametrize(
    ("name", "row", "before"),
    [
        ("sources.csv", "gazetteer,report,x,,,,,x", "row 3"),
        ("claims.csv", "C17,reuters-2024-09-27,¶1,x,reported,,x", "row 18"),
    ],
)
def test_an_id_twice_in_a_table_is_told(scenario_copy: ScenarioCopy, name: str, row: str, before: str) -> None:
    """An id that stands twice in a table is told at its second row."""
    scenario_copy.append(name, row)
    line = len((scenario_copy.folder / name).read_text(encoding="utf-8").splitlines())
    id_ = row.partition(",")[0]
    assert scenario_copy.problems() == [
        f"{name}, row {line}, {id_}, id: this id is already used in {before}; choose another; found '{id_}'"
    ]


def test_an_id_twice_in_the_layer_is_told(scenario_copy: ScenarioCopy) -> None:
    """Two bases of one id are told at the second."""
    scenario_copy.edit("bases.geojson", '"id": "erbil"', '"id": "baghdad"')
    rule = "this id is already used in feature 2; choose another; found 'baghdad'"
    assert f"bases.geojson, feature 3, baghdad, id: {rule}" in scenario_copy.problems()


@pytest.mark.parametrize(
    ("before", "after", "where", "first"),
    [
        ('id = "on-record"', 'id = "reported"', "readings 2, reported", "readings 1"),
        ('id = "us-syria"', 'id = "us-iraq"', "forces 2, us-iraq", "forces 1"),
        ('id = "us-syria"', 'id = "erbil"', "forces 2, erbil", "bases.geojson, feature 3"),
        ('id = "stage-2"', 'id = "stage-1"', "phases 3, stage-1", "phases 2"),
    ],
)
def test_an_id_twice_in_the_head_is_told(
    scenario_copy: ScenarioCopy, before: str, after: str, where: str, first: str
) -> None:
    """Two readings, forces or phases of one id, or a force with the id of a base, are told at the second."""
    scenario_copy.edit("scenario.toml", before, after)
    id_ = where.partition(", ")[2]
    rule = f"this id is already used in {first}; choose another; found '{id_}'"
    assert f"scenario.toml, {where}, id: {rule}" in scenario_copy.problems()


@pytest.mark.parametrize(
    ("name", "row", "line", "id_", "noun", "reading"),
    [
        ("statuses.csv", "reported,stage-1,erbil,present,reported,C12,,,", 13, "erbil", "base", "reported"),
        ("statuses.csv", "*,stage-1,erbil,present,reported,C12,,,", 13, "erbil", "base", "*"),
        ("statuses.csv", "reported,before,erbil,present,reported,C12,,,", 13, "erbil", "base", "reported"),
        ("troops.csv", "*,before,IRQ,us-iraq,unstated,,,,,,,,,", 10, "us-iraq", "force", "*"),
        ("troops.csv", "on-record,before,IRQ,us-iraq,unstated,,,,,,,,,", 10, "us-iraq", "force", "on-record"),
    ],
)  # fmt: skip
def test_a_row_twice_is_told(
    scenario_copy: ScenarioCopy, name: str, row: str, line: int, id_: str, noun: str, reading: str
) -> None:
    """Two rows of one phase and reading for a base or force are told; a row for all readings stands alone."""
    scenario_copy.append(name, row)
    [problem] = scenario_copy.problems()
    assert problem.startswith(f"{name}, row {line}, {id_}, reading: row ")
    rule = f"already covers this phase, {noun} and reading; remove one of them; found '{reading}'"
    assert problem.endswith(rule)


def test_rows_of_two_readings_are_no_repetition(scenario_copy: ScenarioCopy) -> None:
    """Two readings may each have a row for the same base and phase."""
    scenario_copy.append("statuses.csv", "on-record,stage-2,erbil,not_stated,,,,,")
    assert scenario_copy.problems() == []


@pytest.mark.parametrize(
    ("deadline", "before"), [("2024-09-26", "2024-09-27"), ("../2024-08", "2024-09-27"), ("2023", "2024-09-27")]
)
def test_phases_stand_in_order_of_time(scenario_copy: ScenarioCopy, deadline: str, before: str) -> None:
    """A phase that ends before the one above it is told with both deadlines."""
    scenario_copy.edit("scenario.toml", "../2025-09", deadline)
    rule = f"ends before the phase above it, before ({before}); put phases in order of time"
    assert scenario_copy.problems() == [f"scenario.toml, phases 2, stage-1, deadline: {rule}; found '{deadline}'"]


@pytest.mark.parametrize("deadline", ["2024-09-27", "../2024", "../2026", "2026-12-31", "2025-01/2025-09"])
def test_phases_may_share_a_deadline(scenario_copy: ScenarioCopy, deadline: str) -> None:
    """A deadline that can fall on or after the one above is in order."""
    scenario_copy.edit("scenario.toml", "../2025-09", deadline)
    assert scenario_copy.problems() == []


@pytest.mark.parametrize("deadline", ["September 2025", "2025-13", "2025-02-30", "", "..", "by 2025-09"])
def test_a_deadline_is_a_date(scenario_copy: ScenarioCopy, deadline: str) -> None:
    """A deadline that is no EDTF date is told with examples of what is."""
    scenario_copy.edit("scenario.toml", "../2025-09", deadline)
    rule = "must be an EDTF date (2024-09-27, 2025-09 or 2026) or interval (../2025-09)"
    assert scenario_copy.problems() == [f"scenario.toml, phases 2, stage-1, deadline: {rule}; found {deadline!r}"]


def test_a_deadline_does_not_end_before_it_begins(scenario_copy: ScenarioCopy) -> None:
    """An interval from 2026 to 2025 is refused."""
    scenario_copy.edit("scenario.toml", "../2025-09", "2026/2025")
    rule = "the interval ends before it begins; put the earlier date first"
    assert scenario_copy.problems() == [f"scenario.toml, phases 2, stage-1, deadline: {rule}; found '2026/2025'"]


def test_a_force_stays_in_its_country(scenario_copy: ScenarioCopy) -> None:
    """A row that has a force in another country is told."""
    set_cells(scenario_copy, "troops.csv", 2, country="SYR")
    assert scenario_copy.problems() == [
        "troops.csv, row 2, us-iraq, country: differs from the force's country in scenario.toml, IRQ; found 'SYR'"
    ]


# Kinds of values


@pytest.mark.parametrize(
    ("name", "row", "cells", "problem"),
    [
        ("sources.csv", 2, {"kind": "rumour"}, "reuters-2024-09-27, kind: must be 'report' or 'gazetteer'; found 'rumour'"),
        ("sources.csv", 2, {"published": "27 Sep 2024"}, "reuters-2024-09-27, published: must be a date such as 2024-09-27; found '27 Sep 2024'"),
        ("sources.csv", 2, {"licence": ""}, "reuters-2024-09-27, licence: must not be empty; found ''"),
        ("claims.csv", 5, {"standing": "rumour"}, "C04, standing: must be 'on the record', 'official, unnamed', 'reported' or 'background'; found 'rumour'"),
        ("claims.csv", 5, {"paraphrase": ""}, "C04, paraphrase: must not be empty; found ''"),
        ("claims.csv", 5, {"where": " "}, "C04, where: must not be empty; found ' '"),
        ("statuses.csv", 6, {"status": "empty"}, "baghdad, status: must be 'present', 'reduced', 'vacated' or 'not_stated'; found 'empty'"),
        ("statuses.csv", 6, {"basis": "rumoured"}, "baghdad, basis: must be 'reported', 'derived' or 'assumed'; found 'rumoured'"),
        ("statuses.csv", 6, {"reading": "a b"}, "baghdad, reading: must be the id of a reading, or * for all readings; found 'a b'"),
        ("statuses.csv", 6, {"claims": "C11, C12"}, "baghdad, claims: ids in one cell must be separated by spaces, without commas; found 'C11, C12'"),
        ("troops.csv", 8, {"verb": "lose"}, "us-iraq, verb: must be 'set', 'withdraw', 'add', 'unstated' or 'withheld'; found 'lose'"),
    ],
)  # fmt: skip
def test_a_cell_of_another_kind_is_told(
    scenario_copy: ScenarioCopy, name: str, row: int, cells: dict[str, str], problem: str
) -> None:
    """A cell that is none of the allowed values is told with those that are."""
    set_cells(scenario_copy, name, row, **cells)
    assert scenario_copy.problems() == [f"{name}, row {row}, {problem}"]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('title = "Coalition drawdown in Iraq"', "title = 5", "iraq-2024, title: must be text in quotes; found 5"),
        ('title = "Coalition drawdown in Iraq"', 'title = ""', "iraq-2024, title: must not be empty; found ''"),
        ('title = "Coalition drawdown in Iraq"', "", "iraq-2024, title: is missing"),
        ('title = "', 'colour = "red"\ntitle = "', "iraq-2024, colour: unknown field (there are: id, title, summary, as_of, marking, countries, view, wording, readings, forces, phases); found 'red'"),
        ('as_of = "2024-09-27"', "as_of = 2024-09-27", "iraq-2024, as_of: must be text in quotes; found 2024-09-27"),
        ('as_of = "2024-09-27"', 'as_of = ""', "iraq-2024, as_of: must not be empty; found ''"),
        ('as_of = "2024-09-27"', 'as_of = "2024-09"', "iraq-2024, as_of: must be a date such as 2024-09-27; found '2024-09'"),
        ('countries = ["IRQ", "SYR"]', "countries = []", "iraq-2024, countries: must not be empty; found []"),
        ('countries = ["IRQ", "SYR"]', 'countries = "IRQ"', "iraq-2024, countries: must be a list; found 'IRQ'"),
        ('countries = ["IRQ", "SYR"]', 'countries = ["IRQ", 5]', "iraq-2024, countries.2: must be text in quotes; found 5"),
        ("west = 35.2", 'west = "35.2"', "iraq-2024, view.west: must be a number; found '35.2'"),
        ("west = 35.2", "west = 49.4", "iraq-2024, view: west and east must not be the same meridian; found {'west': 49.4, 'south': 28.9, 'east': 49.4, 'north': 37.6}"),
        ('members = ["Germany", "France", "Spain", "Italy"]', 'members = "Germany"', "forces 3, coalition-other, members: must be a list; found 'Germany'"),
        ('short = "Others"', "", "forces 3, coalition-other, short: is missing"),
        ('id = "stage-2"', "id = 2", "phases 3, id: must be text in quotes; found 2"),
        ('[phases.summary."*"]', '[phases.summary."a b"]', "phases 1, before, summary.a b: must be the id of a reading, or * for all readings; found 'a b'"),
    ],
)  # fmt: skip
def test_a_field_of_another_kind_is_told(scenario_copy: ScenarioCopy, before: str, after: str, problem: str) -> None:
    """A field of scenario.toml of the wrong kind is told with the table it stands in."""
    scenario_copy.edit("scenario.toml", before, after)
    assert scenario_copy.problems()[0] == f"scenario.toml, {problem}"


@pytest.mark.parametrize(("field", "value"), [("id", 5), ("name", None), ("name_ar", ["x"]), ("precision", True)])
def test_a_property_of_another_kind_is_told(scenario_copy: ScenarioCopy, field: str, value: object) -> None:
    """A property that is no text is told with what it is."""
    set_property(scenario_copy, **{field: value})
    problem = scenario_copy.problems()[0]
    assert problem.startswith("bases.geojson, feature 1,")
    assert f"{field}: must be " in problem


def test_what_is_no_table_is_told(scenario_copy: ScenarioCopy) -> None:
    """A view, the wordings or the headlines of a phase that are no tables are told with what they are."""
    scenario_copy.write("scenario.toml", "view = 5\nwording = true\nphases = [{summary = 6}]\n")
    problems = scenario_copy.problems()
    for place, found in (("view", 5), ("wording", True), ("phases 1, summary", 6)):
        assert f"scenario.toml, {place}: must be a table; found {found}" in problems


@pytest.mark.parametrize("tables", ["readings", "phases"])
def test_a_scenario_has_a_reading_and_a_phase(scenario_copy: ScenarioCopy, tables: str) -> None:
    """Without any reading or any phase there is nothing to show, and the empty list is told."""
    scenario_copy.write("scenario.toml", f"{tables} = []\n")
    assert f"scenario.toml, {tables}: must not be empty; found []" in scenario_copy.problems()


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-16-be", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-32-be", "UTF-32"), ("utf-32-le", "UTF-32")],
)
def test_unicode_of_either_order_of_bytes_is_named(scenario_copy: ScenarioCopy, encoding: str, named: str) -> None:
    """UTF-16 and UTF-32 are known by their mark, whichever byte comes first."""
    scenario_copy.write("scenario.toml", ("\ufeff" + 'title = "é"\n').encode(encoding))
    [problem] = [problem for problem in scenario_copy.problems() if problem.startswith("scenario.toml")]
    assert f", it looks like {named}; save it as UTF-8" in problem


@pytest.mark.parametrize("tables", ["readings", "forces", "phases"])
@pytest.mark.parametrize("value", ["5", '"x"', "[5]", "[[]]", '[{x = "y"}]', "{}"])
def test_a_table_of_another_kind_is_told(scenario_copy: ScenarioCopy, tables: str, value: str) -> None:
    """Readings, forces and phases that are no tables are told, and nothing breaks over them."""
    scenario_copy.write("scenario.toml", f"{tables} = {value}\n")
    assert [problem for problem in scenario_copy.problems() if problem.startswith(f"scenario.toml, {tables}")]


# Text


@pytest.mark.parametrize(
    ("sign", "named"),
    [
        ("\u202e", "U+202E (RIGHT-TO-LEFT OVERRIDE), which changes the order in which text is read"),
        ("\u2066", "U+2066 (LEFT-TO-RIGHT ISOLATE), which changes the order in which text is read"),
        ("\x00", "U+0000 (a control character), which breaks files"),
        ("\x1b", "U+001B (a control character), which breaks files"),
        ("\n", "U+000A (a control character), which breaks files"),
        ("\u2028", "U+2028 (LINE SEPARATOR), which breaks files"),
        ("\ufffe", "U+FFFE (not a character), which breaks files"),
        ("\U0010ffff", "U+10FFFF (not a character), which breaks files"),
        ("\ufeff", "U+FEFF (ZERO WIDTH NO-BREAK SPACE), which is invisible"),
        ("\u200b", "U+200B (ZERO WIDTH SPACE), which is invisible"),
        ("\xad", "U+00AD (SOFT HYPHEN), which is invisible"),
        ("\U000e0041", "U+E0041 (TAG LATIN CAPITAL LETTER A), which is invisible"),
    ],
)
def test_a_sign_that_misleads_is_named(scenario_copy: ScenarioCopy, sign: str, named: str) -> None:
    """A name with a character that breaks files or misleads readers is refused, and the problem shows it as a code."""
    set_property(scenario_copy, name=f"Ain{sign}Asad")
    [problem] = scenario_copy.problems()
    assert problem.startswith(f"{ASAD}, name: contains {named}; remove it; found '")
    assert problem.isprintable()


@pytest.mark.parametrize("field", ["id", "name", "note\ud800"])
def test_half_a_surrogate_pair_is_refused(scenario_copy: ScenarioCopy, field: str) -> None:
    """Half of a surrogate pair, in a value or in a name of a field, is refused."""
    set_property(scenario_copy, **{field: "x\ud800"})
    assert any(
        ": contains half of a surrogate pair, which breaks files; remove it; found '" in p
        for p in scenario_copy.problems()
    )
    assert all(problem.isprintable() for problem in scenario_copy.problems())


def test_half_a_surrogate_pair_is_no_name_of_a_field(scenario_copy: ScenarioCopy) -> None:
    """A field whose name has half of a surrogate pair is told once, and shown as a code."""
    set_property(scenario_copy, **{"note\ud800": "x"})
    rule = "contains half of a surrogate pair, which breaks files; remove it"
    assert scenario_copy.problems() == [rf"{ASAD}: {rule}; found 'note\ud800'"]


@pytest.mark.parametrize(
    ("name", "row", "column", "longest"),
    [("claims.csv", 5, "said_by", 120), ("claims.csv", 5, "paraphrase", 2000), ("sources.csv", 2, "authors", 2000)],
)
def test_a_long_cell_is_refused(scenario_copy: ScenarioCopy, name: str, row: int, column: str, longest: int) -> None:
    """A name or text of 10,000 characters is refused, shortened in the problem."""
    set_cells(scenario_copy, name, row, **{column: "ا" * 10_000})
    [problem] = scenario_copy.problems()
    assert problem.endswith(
        f"{column}: must have at most {longest:,} characters; found '{'ا' * 60}…' (10,000 characters)"
    )


def test_a_long_name_of_a_base_is_refused(scenario_copy: ScenarioCopy) -> None:
    """A base name of 10,000 characters is refused."""
    set_property(scenario_copy, name="x" * 10_000)
    assert scenario_copy.problems() == [
        f"{ASAD}, name: must have at most 120 characters; found '{'x' * 60}…' (10,000 characters)"
    ]


def test_a_long_id_is_told_short(scenario_copy: ScenarioCopy) -> None:
    """An id of 10,000 characters is refused, and shortened wherever the problem names it."""
    set_property(scenario_copy, id="x" * 10_000)
    assert len(scenario_copy.problems()[0]) < 300


def test_a_long_field_name_is_told_short(scenario_copy: ScenarioCopy) -> None:
    """A property with a name of 10,000 characters is refused, and the name shortened."""
    set_property(scenario_copy, **{"x" * 10_000: 1})
    [problem] = scenario_copy.problems()
    assert len(problem) < 300


@pytest.mark.parametrize("id_", ["{{7*7}}", "</script>", "a b", "../x", "__proto__", "x\u202ey", "x\x1b[2J", "عين"])
def test_an_id_is_no_text(scenario_copy: ScenarioCopy, id_: str) -> None:
    """An id of anything but letters, digits and hyphens is refused, and shown as codes where it could do harm."""
    set_property(scenario_copy, id=id_)
    problem = scenario_copy.problems()[0]
    assert "id: must be an id: at most 64 letters, digits and hyphens, no hyphen first; found '" in problem
    assert problem.isprintable()


HOSTILE = (
    "{{7*7}}",
    "{% raw %}",
    "{# #}",
    "${7*7}",
    "`id`",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "'\"\\",
    "**bold** [x](javascript:1) ![x](//x)",
    "$x^2$",
    "=1+1",
    "%s %d {0} {name}",
    "قاعدة عين الأسد الجوية",
    "a\u200fb",
    "NaN",
    "None",
    "0",
    "x" * 120,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(scenario_copy: ScenarioCopy, name: str) -> None:
    """A name that is code elsewhere loads as it stands and is shown as it stands."""
    set_property(scenario_copy, name=name)
    assert scenario_copy.load().bases[0].name == name
    shown = run_command("show", scenario_copy.folder)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert name in shown.stdout


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_everywhere(scenario_copy: ScenarioCopy, text: str) -> None:
    """A label of a phase, reading and force, and a note, are shown as they stand."""
    quoted = json.dumps(text, ensure_ascii=False)
    scenario_copy.edit("scenario.toml", '"Before the drawdown"', quoted)
    scenario_copy.edit("scenario.toml", '"The plan as reported"', quoted)
    scenario_copy.edit("scenario.toml", '"U.S. in Iraq"', quoted)
    set_cells(scenario_copy, "statuses.csv", 2, note=text)
    shown = run_command("show", scenario_copy.folder)
    assert (shown.returncode, shown.stdout.count(text) >= 4) == (0, True)


def every_kind_of_character() -> str:
    """Two characters of each category of Unicode that text may have, from the whole range."""
    kinds: dict[str, list[str]] = {}
    for sign in map(chr, range(0x20, 0x110000, 7)):
        with contextlib.suppress(ValueError):
            kinds.setdefault(unicodedata.category(plain_text(sign)), []).append(sign)
    return "".join(signs[0] + signs[len(signs) // 2] for signs in kinds.values())


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")  # drawn as a box
@pytest.mark.parametrize("format_name", [name for name in FORMATS if name != "gif"])
def test_every_kind_of_character_is_exported(scenario_copy: ScenarioCopy, format_name: str) -> None:
    """What text may have of letters, marks, signs and unassigned characters, in a name too, breaks no format."""
    text = every_kind_of_character()
    set_property(scenario_copy, name=text, label=text)
    set_cells(scenario_copy, "claims.csv", 5, paraphrase=text)
    loaded = scenario_copy.load()
    assert loaded.bases[0].name == text
    wanted = Selection((loaded.readings[0].id,), (loaded.phases[0].id,))
    assert FORMATS[format_name].content(loaded, wanted)


# In one go, and never a traceback


def test_problems_of_all_files_are_told_in_one_go(scenario_copy: ScenarioCopy) -> None:
    """One wrong thing in each of the six files gives six problems, one a file."""
    scenario_copy.edit("scenario.toml", 'marking = "UNCLASSIFIED // PUBLIC SOURCES"', "marking = 5")
    set_cells(scenario_copy, "sources.csv", 2, kind="rumour")
    set_cells(scenario_copy, "claims.csv", 5, standing="rumour")
    set_property(scenario_copy, country="irq")
    set_cells(scenario_copy, "statuses.csv", 5, status="empty")
    set_cells(scenario_copy, "troops.csv", 8, verb="lose")
    assert sorted(problem.partition(",")[0] for problem in scenario_copy.problems()) == sorted(FILES)


def test_two_wrong_things_in_a_row_are_two_problems(scenario_copy: ScenarioCopy) -> None:
    """Every wrong cell of a row is told."""
    set_cells(scenario_copy, "claims.csv", 5, standing="rumour", where="", said_by="")
    assert len(scenario_copy.problems()) == 3


@pytest.mark.parametrize(
    ("name", "before", "after", "problem"),
    [
        ("scenario.toml", '["IRQ", "SYR"]', '["AF"]', "iraq-2024, countries.1: must be an ISO 3166-1 alpha-3 country code such as IRQ; found 'AF'"),
        ("scenario.toml", '["IRQ", "SYR"]', "[5]", "iraq-2024, countries.1: must be text in quotes; found 5"),
        ("scenario.toml", '[[readings]]\nid = "reported"', '[[readings]]\nid = "re ported"', "readings 1, re ported, id: must be an id: at most 64 letters, digits and hyphens, no hyphen first; found 're ported'"),
        ("scenario.toml", 'id = "stage-1"', "id = 1", "phases 2, id: must be text in quotes; found 1"),
        ("scenario.toml", 'id = "us-iraq"', 'id = ""', "forces 1, id: must be an id: at most 64 letters, digits and hyphens, no hyphen first; found ''"),
        ("scenario.toml", 'id = "us-iraq"\n', "", "forces 1, id: is missing"),
        ("sources.csv", "reuters-2024-09-27,", "reuters 2024,", "row 2, reuters 2024, id: must be an id: at most 64 letters, digits and hyphens, no hyphen first; found 'reuters 2024'"),
        ("claims.csv", "C02,reuters", "C 2,reuters", "row 3, C 2, id: must be an id: at most 64 letters, digits and hyphens, no hyphen first; found 'C 2'"),
        ("claims.csv", 'C02,reuters-2024-09-27,¶2,"', 'C02,reuters-2024-09-27,,"', "row 3, C02, where: must not be empty; found ''"),
        ("bases.geojson", '"id": "erbil"', '"id": null', "feature 3, id: must be text in quotes"),
        ("bases.geojson", '"type": "Feature"', '"type": "Place"', "feature 1, ain-al-asad: the \"type\" must be Feature; found 'Place'"),
        ("troops.csv", "*,before,IRQ,us-iraq,set", "*,befor,IRQ,us-iraq,set", "row 2, us-iraq, phase: there is no phase with this id in scenario.toml (did you mean 'before'?); found 'befor'"),
        ("troops.csv", '*,before,IRQ,us-iraq,set,"approximately 2,500"', "*,before,IRQ,us-iraq,set,many", "row 2, us-iraq, wording: matches the wording of none of the row's claims; copy one of them exactly; found 'many'"),
    ],
)  # fmt: skip
def test_one_cause_is_one_problem(
    scenario_copy: ScenarioCopy, name: str, before: str, after: str, problem: str
) -> None:
    """A wrong element of a list or table, or a wrong id, raises no second problem where it is used or counted."""
    scenario_copy.edit(name, before, after)
    [found] = scenario_copy.problems()
    assert found.removesuffix("; found None") == f"{name}, {problem}"


def test_what_many_rows_share_is_one_problem(scenario_copy: ScenarioCopy) -> None:
    """The same fault in more than three rows is told once, with the number of rows and the first of them."""
    header = "reading,phase,base,status,basis,claims,contested_by,change,note\n"
    row = "{},before,erbil,present,reported,C12,,,\n"
    scenario_copy.write("statuses.csv", header + "".join(row.format("nobody") for _ in range(50)))
    problems = scenario_copy.problems()
    assert problems[0] == (
        "statuses.csv, 50 rows (2, 3, 4, …), reading: there is no reading with this id in scenario.toml "
        "(there are: reported, on-record); found 'nobody'"
    )
    assert len(problems) == 2
    assert problems[1].startswith("statuses.csv, 49 rows (3, 4, 5, …), reading: row 2 already covers this phase, base ")


def test_values_of_many_rows_are_told_by_example(scenario_copy: ScenarioCopy) -> None:
    """Where many rows have different wrong values, the first three are told."""
    for row in range(2, 7):
        set_cells(scenario_copy, "claims.csv", row, standing=f"rumour {row}")
    [problem] = scenario_copy.problems()
    assert problem.startswith("claims.csv, 5 rows (2, 3, 4, …), standing: must be 'on the record', ")
    assert problem.endswith("; found ['rumour 2', 'rumour 3', 'rumour 4']")


def test_three_alike_are_three_problems(scenario_copy: ScenarioCopy) -> None:
    """Up to three rows with the same fault are told one by one, each with its id."""
    for row in range(2, 5):
        set_cells(scenario_copy, "claims.csv", row, standing="rumour")
    assert [problem.split(",")[2].strip() for problem in scenario_copy.problems()] == ["C01", "C02", "C03"]


def test_10_000_unknown_ids_take_little_time(scenario_copy: ScenarioCopy) -> None:
    """A table in which each of 10,000 rows names another unknown base is told as one, and nobody waits for hints."""
    header = "reading,phase,base,status,basis,claims,contested_by,change,note\n"
    rows = "".join(f"*,before,b{n},present,derived,C10,,,\n" for n in range(10_000))
    scenario_copy.write("statuses.csv", header + rows)
    assert scenario_copy.problems() == [
        "statuses.csv, 1,000 or more rows (2, 3, 4, …), base: there is no base with this id in bases.geojson; "
        "found ['b0', 'b1', 'b2']",
        "the scenario: has 1,000 problems or more, which are not all listed; mend these first",
    ]


BAD_FOLDERS = {
    "all broken": dict.fromkeys(FILES, b"plain prose"),
    "all empty": dict.fromkeys(FILES, b""),
    "all binary": dict.fromkeys(FILES, bytes(range(256))),
    "json bomb": {"bases.geojson": b"[" * 1_000_000},
    "toml bomb": {"scenario.toml": b"a" + b".a" * 5_000 + b" = 1"},
    "half a surrogate pair": {
        "bases.geojson": b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "\\ud800"}}]}'
    },
}


@pytest.mark.parametrize("folder", BAD_FOLDERS)
def test_no_broken_scenario_gives_a_traceback(scenario_copy: ScenarioCopy, folder: str) -> None:
    """Whatever is in the files, `validate` ends with status 1, problems on standard error, and no traceback."""
    for name, content in BAD_FOLDERS[folder].items():
        scenario_copy.write(name, content)
    done = run_process("validate", scenario_copy.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].endswith(f" in {scenario_copy.folder}")


def loads_or_tells(folder: Path) -> None:
    """A folder either loads or raises DataError; whatever else is raised fails the test."""
    problems = ScenarioCopy(folder).problems()
    assert all(problem.isprintable() for problem in problems)


FUZZED = settings(
    derandomize=True,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""Reproducible: the same examples at each run; the folder is written anew for each, so that it may be shared."""

TEMPTING = (
    b"",
    b"\x00",
    b"\xff",
    b"\n",
    b'"',
    b"'",
    b",",
    b"[",
    b"{",
    b"}",
    b"]",
    b".",
    b"-",
    b"=",
    b"*",
    b"#",
    b"9" * 30,
)
edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(TEMPTING) | st.binary(max_size=4)),
    min_size=1,
    max_size=6,
)


@EVERY_FILE
@FUZZED
@given(edits=edits)
def test_changed_bytes_load_or_are_told(
    scenario_copy: ScenarioCopy, name: str, edits: list[tuple[float, int, bytes]]
) -> None:
    """Whatever bytes of a file are taken out or put in, it loads or is told as problems."""
    content = (SHIPPED / name).read_bytes()
    for place, removed, put in edits:
        start = int(place * len(content))
        content = content[:start] + put + content[start + removed :]
    scenario_copy.write(name, content)
    loads_or_tells(scenario_copy.folder)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@FUZZED
@given(field=st.sampled_from(["id", "name", "country", "precision", "source", "x"]), value=json_values)
def test_any_property_loads_or_is_told(scenario_copy: ScenarioCopy, field: str, value: object) -> None:
    """Whatever JSON a property of a base holds, the layer loads or is told as problems."""
    set_property(scenario_copy, **{field: value})
    loads_or_tells(scenario_copy.folder)
    scenario_copy.write("bases.geojson", (SHIPPED / "bases.geojson").read_bytes())


@FUZZED
@given(
    geometry=json_values
    | st.fixed_dictionaries({"type": st.sampled_from(["Point", "Polygon", "MultiPolygon"]), "coordinates": json_values})
)
def test_any_geometry_loads_or_is_told(scenario_copy: ScenarioCopy, geometry: object) -> None:
    """Whatever JSON the geometry of a base is, the layer loads or is told as problems."""
    set_geometry(scenario_copy, geometry)
    loads_or_tells(scenario_copy.folder)


corners = st.tuples(st.floats(-181, 181), st.floats(-91, 91)) | st.sampled_from([(44, 33), (44.2, 33), (44, 33.2)])


@FUZZED
@given(rings=st.lists(st.lists(corners, min_size=3, max_size=6).map(lambda ring: [*ring, ring[0]]), max_size=3))
def test_any_polygon_loads_or_is_told(scenario_copy: ScenarioCopy, rings: object) -> None:
    """Whatever closed rings the outline of a base has, the layer loads or is told as problems."""
    set_geometry(scenario_copy, {"type": "Polygon", "coordinates": rings})
    loads_or_tells(scenario_copy.folder)


@FUZZED
@given(
    name=st.sampled_from(list(HEADERS)),
    row=st.integers(2, 3),
    column=st.integers(0, 13),
    cell=st.text(max_size=8) | st.sampled_from(["*", "C01", "reported", "before", "erbil", "us-iraq", "999999999"]),
)
def test_any_cell_loads_or_is_told(scenario_copy: ScenarioCopy, name: str, row: int, column: int, cell: str) -> None:
    """Whatever text a cell holds, the table loads or is told as problems."""
    scenario_copy.write(name, (SHIPPED / name).read_bytes())
    columns = HEADERS[name].split(", ")
    text = cell.encode("utf-8", "replace").decode()
    set_cells(scenario_copy, name, row, **{columns[column % len(columns)]: text})
    loads_or_tells(scenario_copy.folder)
    scenario_copy.write(name, (SHIPPED / name).read_bytes())


@pytest.mark.parametrize("base", BASES)
def test_the_copy_is_the_shipped_one(scenario_copy: ScenarioCopy, base: str) -> None:
    """What these tests break is whole before they break it."""
    assert base in {loaded.id for loaded in scenario_copy.load().bases}


def test_a_field_unknown_deep_inside_is_told_with_those_there_are(scenario_copy: ScenarioCopy) -> None:
    """An unknown field of a headline, a view or a base is told with the fields of that noun."""
    scenario_copy.edit("scenario.toml", '[phases.summary."*"]', '[phases.summary."*"]\ncolour = 1')
    scenario_copy.edit("scenario.toml", "[view]", "[view]\nzoom = 7")
    scenario_copy.edit("scenario.toml", "[wording]", '[wording]\nunit = "x"')
    set_property(scenario_copy, strength="x")
    assert scenario_copy.problems() == [
        "scenario.toml, iraq-2024, view.zoom: unknown field (there are: west, south, east, north); found 7",
        "scenario.toml, iraq-2024, wording.unit: unknown field (there are: approximate, ranges); found 'x'",
        "scenario.toml, phases 1, before, summary.*.colour: unknown field (there are: text, claims); found 1",
        f"{ASAD}, strength: unknown field (there are: id, name, label, name_ar, country, admin1, precision, source); found 'x'",
    ]


def test_a_scenario_without_forces_has_none_to_name(scenario_copy: ScenarioCopy) -> None:
    """Forces may be left out; rows that name one are then told that it is not there."""
    text = (scenario_copy.folder / "scenario.toml").read_text(encoding="utf-8")
    scenario_copy.write(
        "scenario.toml", text.partition("[[forces]]")[0] + "[[phases]]" + text.partition("[[phases]]")[2]
    )
    assert scenario_copy.problems() == [
        "troops.csv, 8 rows (2, 3, 4, …), force: there is no force with this id in scenario.toml; "
        "found ['us-iraq', 'us-syria', 'coalition-other']"
    ]


@pytest.mark.parametrize(("most", "hinted"), [(3, " (did you mean 'erbil'?)"), (2, "")])
def test_hints_are_sought_among_so_many(
    scenario_copy: ScenarioCopy, monkeypatch: pytest.MonkeyPatch, most: int, hinted: str
) -> None:
    """One unknown id is compared with three bases, unless that is more than may be compared."""
    monkeypatch.setattr(checks, "HINTS_MAX", most)
    scenario_copy.edit("statuses.csv", "*,before,erbil", "*,before,erbill")
    rule = f"there is no base with this id in bases.geojson{hinted}; found 'erbill'"
    assert scenario_copy.problems() == [f"statuses.csv, row 4, erbill, base: {rule}"]


def test_every_file_that_is_not_the_sealed_one_is_told(scenario_copy: ScenarioCopy) -> None:
    """A file that is missing does not hide that one after it was changed."""
    scenario_copy.write(scenario.SEAL, scenario.seal(scenario_copy.folder))
    (scenario_copy.folder / "sources.csv").unlink()
    scenario_copy.edit("troops.csv", "mission continues", "")
    assert scenario_copy.problems() == [
        "sources.csv: the file is missing; add it to the scenario folder",
        "troops.csv: it is not the file that was sealed in SHA256SUMS; "
        "put back the file that was sealed, or seal the scenario again",
    ]


# How problems are written


def test_a_hint_names_what_is_alike_whatever_its_capitals() -> None:
    """One id is proposed, the likest, as it is written where it is defined."""
    assert hint("STAGE1", ["stage-2", "Stage-1", "stage-11"]) == " (did you mean 'Stage-1'?)"
    assert hint("Erbil", ["ERBIL"]) == " (did you mean 'ERBIL'?)"


@pytest.mark.parametrize(
    ("known", "written"), [(["a" * 160], f" (there are: {'a' * 160})"), (["a" * 161], ""), ([], "")]
)
def test_a_hint_lists_what_there_is_where_that_is_short(known: list[str], written: str) -> None:
    """Where nothing is alike, what there is is listed up to 160 characters; where there is nothing, nothing is said."""
    assert hint("zzz", known) == written


@pytest.mark.parametrize(("length", "written"), [(40, "x" * 40), (41, "x" * 40 + "…")])
def test_a_name_in_a_problem_has_40_characters(length: int, written: str) -> None:
    """A name of 40 characters is written whole, a longer one shortened."""
    assert shortened("x" * length) == written


def test_what_differs_is_not_put_together() -> None:
    """Problems are of one cause when file, kind of place, field and rule are the same."""
    one = Problem("troops.csv", "must not be empty", where="row 2", field="verb", found="")
    others = [
        replace(one, file="statuses.csv"),
        replace(one, field="force"),
        replace(one, rule="is missing"),
        replace(one, where="feature 2"),
    ]
    assert by_cause([one, one, one, *others]) == [one, one, one, *others]


def test_what_is_put_together_shows_values_that_differ_once() -> None:
    """Many problems of one cause become one with the values found, each once, three at most; the id is left out."""
    found = [0, 0, None, "", "x"]
    alike = [
        Problem("bases.geojson", "is wrong", where=f"feature {n}", id=f"b{n}", field="name", found=value)
        for n, value in enumerate(found, start=1)
    ]
    expected = Problem("bases.geojson", "is wrong", where="5 features (1, 2, 3, …)", field="name", found=[0, None, ""])
    assert by_cause(alike) == [expected]


def test_tables_of_the_head_are_put_together_too() -> None:
    """Many problems of one kind of table become one, named in the plural it has already."""
    alike = [Problem("scenario.toml", "is missing", where=f"phases {n}", field="shown") for n in range(1, 5)]
    assert [str(found) for found in by_cause(alike)] == ["scenario.toml, 4 phases (1, 2, 3, …), shown: is missing"]


@pytest.mark.parametrize(("count", "is_cut"), [(999, False), (1000, True)])
def test_a_list_that_is_cut_says_so(count: int, is_cut: bool) -> None:
    """At 1,000 problems the rest was dropped, so the list ends with a sentence that says so."""
    told = [str(found) for found in by_cause(Problem("troops.csv", "is wrong", where=f"row {n}") for n in range(count))]
    cut = "the scenario: has 1,000 problems or more, which are not all listed; mend these first"
    assert told[0] == (
        "troops.csv, 1,000 or more rows (0, 1, 2, …): is wrong"
        if is_cut
        else "troops.csv, 999 rows (0, 1, 2, …): is wrong"
    )
    assert told[1:] == [cut] * is_cut


@pytest.mark.parametrize(
    ("before", "after", "where", "first", "label"),
    [
        ('label = "U.S. in Syria"', 'label = "U.S. in Iraq"', "forces 2, us-syria", "forces 1", "U.S. in Iraq"),
        ('"Other coalition nations"', '"U.S. in Syria"', "forces 3, coalition-other", "forces 2", "U.S. in Syria"),
        ('"On the record"', '"The plan as reported"', "readings 2, on-record", "readings 1", "The plan as reported"),
    ],
)
def test_a_label_is_one_of_its_own(
    scenario_copy: ScenarioCopy, before: str, after: str, where: str, first: str, label: str
) -> None:
    """A force or reading that is called as an earlier one is told with both places."""
    scenario_copy.edit("scenario.toml", before, after)
    assert scenario_copy.problems() == [
        f"scenario.toml, {where}, label: is the same as that of {first}; change one, or readers mix them up; found {label!r}"
    ]


def test_phases_may_share_a_label_on_other_dates(scenario_copy: ScenarioCopy) -> None:
    """Phases are told apart by label and date together."""
    scenario_copy.edit("scenario.toml", '"After stage 2"', '"After stage 1"')
    assert scenario_copy.problems() == []
    scenario_copy.edit("scenario.toml", '"by end of 2026"', '"by Sep 2025"')
    [problem] = scenario_copy.problems()
    assert problem.startswith("scenario.toml, phases 3, stage-2, label: is the same as that of phases 2; ")


def test_more_than_three_of_a_kind_are_one_note(scenario_copy: ScenarioCopy) -> None:
    """Three bases outside the home view are noted one by one; of four the first three are named, the rest counted."""
    layer = json.loads((scenario_copy.folder / "bases.geojson").read_text(encoding="utf-8"))
    one = layer["features"][0]
    for number in range(3):
        layer["features"].append(one | {"properties": one["properties"] | {"id": f"b{number}", "name": f"B{number}"}})
        layer["features"][-1]["properties"]["label"] = ""
    for base in (0, 3, 4):
        layer["features"][base] |= {"geometry": {"type": "Point", "coordinates": [47.78, 30.5 + base / 100]}}
        layer["features"][base]["properties"]["admin1"] = ""
    scenario_copy.edit("scenario.toml", "east = 49.4", "east = 46.0")
    scenario_copy.write("bases.geojson", json.dumps(layer))
    remark = "is outside the home view"
    found = [warning for warning in scenario_copy.load().warnings if warning.endswith(remark)]
    assert found == [f"{name}: {remark}" for name in ("Ain al-Asad", "B0", "B1")]
    layer["features"][5] |= {"geometry": {"type": "Point", "coordinates": [47.78, 30.6]}}
    layer["features"][5]["properties"]["admin1"] = ""
    scenario_copy.write("bases.geojson", json.dumps(layer))
    found = [warning for warning in scenario_copy.load().warnings if warning.endswith(remark)]
    assert found == [f"Ain al-Asad, B0, B1 and 1 more: {remark}"]


def test_what_the_first_phase_lacks_is_noted(scenario_copy: ScenarioCopy) -> None:
    """A base and a force without a row at the first phase are noted; rows at later phases are not asked for."""
    for name in ("statuses.csv", "troops.csv"):
        lines = (scenario_copy.folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
        scenario_copy.write(name, "".join(line for line in lines if ",before," in line or line is lines[0]))
    assert scenario_copy.load().warnings == ()
    scenario_copy.edit("statuses.csv", "*,before,erbil", "*,stage-1,erbil")
    scenario_copy.edit("troops.csv", "*,before,SYR,us-syria", "*,stage-1,SYR,us-syria")
    assert scenario_copy.load().warnings == (
        "Erbil: no status at before; shown as not stated",
        "U.S. in Syria: no row at before; shown as no data",
    )


def test_a_seal_of_other_bytes_seals_nothing(scenario_copy: ScenarioCopy) -> None:
    """A seal that is no text, or a pipe, is a problem and no traceback."""
    scenario_copy.write(scenario.SEAL, b"\xff\xfe\n")
    rule = "is not in it; seal the scenario again"
    assert scenario_copy.problems() == [f"SHA256SUMS: {name} {rule}" for name in FILES]
    (scenario_copy.folder / scenario.SEAL).unlink()
    os.mkfifo(scenario_copy.folder / scenario.SEAL)
    assert scenario_copy.problems() == ["SHA256SUMS: this is not a regular file; replace it with one"]


# Accepted in good faith before


def test_a_word_in_two_spellings_has_one_range(scenario_copy: ScenarioCopy) -> None:
    """Words that differ in their capitals alone are read as one, so two ranges for them are refused."""
    scenario_copy.edit("scenario.toml", "hundreds = [200, 999]", "hundreds = [200, 999]\nHundreds = [100, 900]")
    [problem] = scenario_copy.problems()
    assert "'hundreds' and 'Hundreds' are read as one word; keep one of their ranges" in problem


def test_a_claim_is_listed_once_in_a_cell(scenario_copy: ScenarioCopy) -> None:
    """A claim twice in one cell is refused: it would count as two."""
    scenario_copy.edit("troops.csv", "C05 C06", "C05 C06 C05")
    assert scenario_copy.problems() == [
        "troops.csv, row 9, us-iraq, claims: C05 is listed twice; remove one; found 'C05 C06 C05'"
    ]


def test_bases_of_one_name_are_noted(scenario_copy: ScenarioCopy) -> None:
    """Two bases of one name are legal, and readers mix them up."""
    names = [base.name for base in scenario_copy.load().bases]
    scenario_copy.edit("bases.geojson", f'"name": "{names[2]}"', f'"name": "{names[1]}"')
    assert "baghdad and erbil: bases of one name; readers will mix them up" in scenario_copy.load().warnings


@pytest.mark.parametrize("name", FILES)
def test_a_link_out_of_the_folder_is_refused(scenario_copy: ScenarioCopy, tmp_path: Path, name: str) -> None:
    """A link within the folder is followed; one that leads out of it is refused, and nothing of the file is told."""
    file, secret = scenario_copy.folder / name, tmp_path / "secret"
    inside = file.rename(file.with_name("real-" + name))
    file.symlink_to(inside.name)
    assert scenario_copy.problems() == []
    file.unlink()
    secret.write_text("password\n")
    file.symlink_to(secret)
    told = scenario_copy.problems()
    assert f"{name}: the file is a link that leads out of the scenario's folder; put the file itself there" in told
    assert "password" not in "".join(told)
