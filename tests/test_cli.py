"""The command line as a user runs it: what goes where, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import COMMAND_SECONDS, ROOT, SHIPPED, ScenarioCopy, run_command, run_process
from tests.facts import BASES, FORCES, PHASES, READINGS


def files_below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_validate_says_ok() -> None:
    """A scenario without problems is ok: on standard output, with status 0 and nothing on standard error."""
    done = run_process("validate")
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\n", "")


def test_validate_tells_what_is_odd(scenario_copy: ScenarioCopy) -> None:
    """What is odd but legal is a note on standard error, and the scenario is still ok."""
    scenario_copy.edit("troops.csv", "*,before,SYR,us-syria,set", "*,stage-2,SYR,us-syria,set")
    done = run_command("validate", scenario_copy.folder)
    assert (done.returncode, done.stdout) == (0, "ok\n")
    assert done.stderr == "note: U.S. in Syria: no row at before; shown as no data\n"


def test_validate_tells_every_problem(scenario_copy: ScenarioCopy) -> None:
    """Problems go to standard error, one a line and then their number, with status 1 and an empty standard output."""
    scenario_copy.edit("claims.csv", "C17,reuters-2024-09-27", "C17,nobody")
    scenario_copy.edit("troops.csv", "the remainder,0,,0", "the remainder,9,,5")
    done = run_process("validate", scenario_copy.folder)
    assert (done.returncode, done.stdout) == (1, "")
    *problems, count = done.stderr.splitlines()
    assert problems == [
        "claims.csv, row 18, C17, source: names nothing that stands in sources.csv; found 'nobody'",
        "troops.csv, row 8, us-iraq, wording, low, best, high: low ≤ best ≤ high does not hold; "
        "found 'the remainder, 9, 5'",
    ]
    assert count == f"2 problems in {scenario_copy.folder}"


@pytest.mark.parametrize(
    "command", [("validate",), ("show",), ("show", "--json"), ("export", "--format", "html", "--out", "x.html")]
)
def test_every_command_refuses_a_broken_scenario(scenario_copy: ScenarioCopy, command: tuple[str, ...]) -> None:
    """A broken scenario is neither shown nor exported: status 1, its problems, no output and no file."""
    scenario_copy.write("claims.csv", "")
    name, *options = command
    options = [str(scenario_copy.folder.parent / "x.html") if option == "x.html" else option for option in options]
    done = run_command(name, scenario_copy.folder, *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("claims.csv, row 1: the columns are id, source,")
    assert files_below(scenario_copy.folder.parent) == ["scenario"]


@pytest.mark.parametrize("folder", ["nowhere", "n" * 300, str(SHIPPED / "claims.csv")])
def test_an_unknown_scenario_is_named(folder: str) -> None:
    """A folder that is not there, or is a file, is one problem, not six missing files."""
    done = run_command("validate", folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{Path(folder).name}: there is no such folder\n1 problem in {folder}\n"


def test_show_opens_at_the_baseline() -> None:
    """Without a reading and phase, show gives the first of each."""
    shown = json.loads(run_command("show", "--json").stdout)
    assert (shown["scenario"], shown["reading"], shown["phase"]) == ("iraq-2024", "reported", "before")


def test_show_is_a_table_for_people() -> None:
    """Without --json, show gives the marking, a heading, a row a force and base, and the source with its rules."""
    done = run_command("show", "--reading", "reported", "--phase", "stage-1")
    marking, heading, columns, *rows, footing = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert heading == "After stage 1 · by Sep 2025 · The plan as reported"
    assert marking == "UNCLASSIFIED // PUBLIC SOURCES"
    assert footing == (
        "Source: Reuters, 27 Sep 2024 (Idrees Ali, Phil Stewart). “Hundreds” is read as 200–999. ≈ means approximately."
    )
    assert columns.split()[:4] == ["What", "Stands", "at", "Basis"]
    assert [name in row for name, row in zip([*FORCES.values(), *BASES.values()], rows, strict=True)] == [True] * 6


@pytest.mark.parametrize("command", [("show",), ("export", "--format", "html", "--out", "x.html")])
@pytest.mark.parametrize(
    ("option", "known"), [("--reading", ", ".join(READINGS)), ("--phase", ", ".join(PHASES))], ids=["reading", "phase"]
)
@pytest.mark.parametrize("asked", ["rumour", "", "{{7*7}}"])
def test_an_unknown_stop_is_refused(
    command: tuple[str, ...], option: str, known: str, asked: str, tmp_path: Path
) -> None:
    """An unknown reading or phase, or an empty one, is refused with status 2 in a sentence that names all there are."""
    options = [str(tmp_path / part) if part == "x.html" else part for part in command]
    done = run_command(*options, option, asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"there is no {option[2:]} {asked!r}; there are {known}\n"
    assert files_below(tmp_path) == []


def test_export_writes_the_document(tmp_path: Path) -> None:
    """Export writes one HTML document that opens at the phase asked for, and tells so on standard error."""
    out = tmp_path / "board.html"
    done = run_command("export", "--format", "html", "--reading", "on-record", "--phase", "stage-2", "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"wrote {out}\n")
    written = out.read_text(encoding="utf-8")
    assert written.startswith("<!DOCTYPE html>")
    assert '"start":{"reading":"on-record","phase":"stage-2"}' in written
    assert files_below(tmp_path) == ["board.html"]


def test_export_is_the_same_each_time(tmp_path: Path) -> None:
    """Two exports of the same scenario are the same bytes."""
    for name in ("one.html", "two.html"):
        run_process("export", "--format", "html", "--out", tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_export_leaves_a_file_alone(tmp_path: Path) -> None:
    """A file that is there stays as it is, unless --force is given."""
    out = tmp_path / "board.html"
    out.write_text("mine")
    done = run_command("export", "--format", "html", "--out", out)
    assert (done.returncode, done.stderr) == (2, f"{out} is there already; --force replaces it\n")
    assert out.read_text() == "mine"


def test_export_replaces_a_file_whole(tmp_path: Path) -> None:
    """With --force the new document takes the place of the old file, whatever was in it."""
    out, fresh = tmp_path / "board.html", tmp_path / "fresh.html"
    out.write_bytes(b"x" * 5_000_000)
    assert run_command("export", "--format", "html", "--out", out, "--force").returncode == 0
    run_command("export", "--format", "html", "--out", fresh)
    assert out.read_bytes() == fresh.read_bytes()
    assert files_below(tmp_path) == ["board.html", "fresh.html"]


def test_export_replaces_a_link_and_not_what_it_points_to(tmp_path: Path) -> None:
    """A link, to nowhere too, counts as a file that is there; --force replaces the link itself."""
    out, other = tmp_path / "board.html", tmp_path / "other"
    out.symlink_to(other)
    assert run_command("export", "--format", "html", "--out", out).returncode == 2
    assert run_command("export", "--format", "html", "--out", out, "--force").returncode == 0
    assert (out.is_symlink(), other.exists()) == (False, False)


def test_export_refuses_an_unknown_format(tmp_path: Path) -> None:
    """An unknown format is refused in a sentence that names all there are."""
    done = run_command("export", "--format", "docx", "--out", tmp_path / "board.docx")
    assert done.returncode == 2
    assert done.stderr.startswith("there is no format 'docx'; there are: png, svg, pdf, ")
    assert files_below(tmp_path) == []


@pytest.mark.parametrize(
    ("out", "reason"),
    [
        ("missing/board.html", "No such file or directory"),
        ("file/board.html", "Not a directory"),
        ("n" * 300, "File name too long"),
    ],
)
def test_export_says_why_it_cannot_write(tmp_path: Path, out: str, reason: str) -> None:
    """Where nothing can be written, export says so with status 2, and leaves nothing behind."""
    (tmp_path / "file").write_text("mine")
    done = run_command("export", "--format", "html", "--out", tmp_path / out, "--force")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path / out} cannot be written: {reason}\n"
    assert files_below(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "mine"


def test_export_says_that_a_folder_takes_no_files() -> None:
    """A folder where nobody may write, the kernel's own, is told with status 2."""
    done = run_command("export", "--format", "html", "--out", "/proc/board.html")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("/proc/board.html cannot be written: ")


def test_export_takes_the_longest_name_a_disk_takes(tmp_path: Path) -> None:
    """A name of 255 characters is written like any other."""
    out = tmp_path / f"{'n' * 250}.html"
    assert run_command("export", "--format", "html", "--out", out).returncode == 0
    assert files_below(tmp_path) == [out.name]


@pytest.mark.parametrize(
    "arguments", [(), ("dance",), ("export",), ("export", "--format", "html"), ("show", "--colour")]
)
def test_a_command_that_is_none_shows_how_to_ask(arguments: tuple[str, ...]) -> None:
    """Unknown commands and missing options give the usage on standard error and status 2."""
    done = run_command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: python -m geo")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_output_is_utf_8_on_any_machine(encoding: str) -> None:
    """≈ and – come through where the machine's own encoding has no such signs."""
    done = run_process("show", "--phase", "stage-1", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert "≈1,500–2,300" in done.stdout


def test_a_closed_output_is_a_sentence() -> None:
    """When who reads has gone away, the command ends with a sentence and status 2, not with a traceback."""
    command = [sys.executable, "-m", "geo", "show", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        process.stdout.close()
        message = process.stderr.read()
        assert process.wait(timeout=COMMAND_SECONDS) == 2
    assert message == "standard output cannot be written: Broken pipe\n"


def test_json_keeps_letters_and_types() -> None:
    """In JSON, letters stand as themselves, numbers as whole numbers, and what is not known as null."""
    done = run_command("show", "--reading", "reported", "--phase", "stage-1", "--json")
    forces = {force["id"]: force for force in json.loads(done.stdout)["forces"]}
    assert "≈1,500–2,300" in done.stdout
    assert (forces["us-iraq"]["low"], type(forces["us-iraq"]["low"])) == (1501, int)
    assert forces["coalition-other"]["low"] is None
