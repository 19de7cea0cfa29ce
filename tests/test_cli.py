"""The command line as a user runs it: what goes where, and with which exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.export import FORMATS, WriteError, write, write_all
from tests.conftest import COMMAND_SECONDS, ROOT, SHIPPED, ScenarioCopy, run_command, run_process
from tests.facts import BASES, FORCES, PHASES, READINGS


def files_below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_validate_says_ok() -> None:
    """A scenario without problems is ok: on standard output, with status 0 and nothing on standard error."""
    done = run_process("validate")
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\n", "")


def test_validate_notes_what_is_odd(scenario_copy: ScenarioCopy) -> None:
    """What is odd but legal is a note on standard error, and the scenario is still ok."""
    scenario_copy.edit("troops.csv", "*,before,SYR,us-syria,set", "*,stage-2,SYR,us-syria,set")
    done = run_command("validate", scenario_copy.folder)
    assert (done.returncode, done.stdout) == (0, "ok\n")
    assert done.stderr == "note: U.S. in Syria: no row at before; shown as no data\n"


def test_validate_lists_every_problem(scenario_copy: ScenarioCopy) -> None:
    """Problems go to standard error, one a line and then their number, with status 1 and an empty standard output."""
    scenario_copy.edit("claims.csv", "C17,reuters-2024-09-27", "C17,nobody")
    scenario_copy.edit("troops.csv", "the remainder,0,,0", "the remainder,9,,5")
    done = run_process("validate", scenario_copy.folder)
    assert (done.returncode, done.stdout) == (1, "")
    *problems, count = done.stderr.splitlines()
    assert problems == [
        "claims.csv, row 18, C17, source: there is no source with this id in sources.csv "
        "(there are: reuters-2024-09-27, gazetteer); found 'nobody'",
        "troops.csv, row 8, us-iraq, wording, low, best, high: low, best and high must be in ascending order; "
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
    assert done.stderr.startswith(
        "claims.csv, row 1: the first row must name the columns, separated by commas: id, source,"
    )
    assert files_below(scenario_copy.folder.parent) == ["scenario"]


@pytest.mark.parametrize(
    ("folder", "rule"),
    [
        ("nowhere", "there is no such folder"),
        ("n" * 300, "there is no such folder"),
        (str(SHIPPED / "claims.csv"), "is a file, but a scenario is a folder"),
    ],
)
def test_an_unknown_scenario_is_named(folder: str, rule: str) -> None:
    """A folder that is not there, or is a file, is one problem, not six missing files."""
    done = run_command("validate", folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{Path(folder).name}: {rule}\n1 problem in {folder}\n"


def test_show_opens_at_the_baseline() -> None:
    """Without a reading and phase, show gives the first of each."""
    shown = json.loads(run_command("show", "--json").stdout)
    assert (shown["scenario"], shown["reading"], shown["phase"]) == ("iraq-2024", "reported", "before")


def test_show_is_a_table_for_people() -> None:
    """Without --json, show gives the marking, a heading, one row per force and base, and the source with its rules."""
    done = run_command("show", "--reading", "reported", "--phase", "stage-1")
    marking, heading, columns, *rows, footing = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert heading == "After stage 1 · by Sep 2025 · The plan as reported"
    assert marking == "UNCLASSIFIED // PUBLIC SOURCES"
    assert footing == (
        "Source: Reuters, 27 Sep 2024 (Idrees Ali, Phil Stewart). “Hundreds” is read as 200–999. ≈ means approximately."
    )
    assert columns.split()[:4] == ["Name", "Stands", "at", "Basis"]
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
    assert (done.returncode, done.stderr) == (2, f"{out} already exists; use --force to replace it\n")
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
    assert done.stderr.startswith("unknown format 'docx'; use one of: png, svg, pdf, ")
    assert files_below(tmp_path) == []


@pytest.mark.parametrize(
    ("out", "reason"),
    [
        ("missing/board.html", "there is no folder {folder}/missing; make it first"),
        ("file/board.html", "Not a directory"),
        ("n" * 300, "File name too long"),
    ],
)
def test_export_says_why_it_cannot_write(tmp_path: Path, out: str, reason: str) -> None:
    """Where nothing can be written, export says so with status 2, and leaves nothing behind."""
    (tmp_path / "file").write_text("mine")
    done = run_command("export", "--format", "html", "--out", tmp_path / out, "--force")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path / out} cannot be written: {reason.format(folder=tmp_path)}\n"
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
    "arguments", [(), ("dance",), ("export",), ("export", "--format", "html"), ("show", "--colour"), ("verify",)]
)
def test_an_unknown_command_shows_the_usage(arguments: tuple[str, ...]) -> None:
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


def test_a_reader_that_leaves_is_no_error() -> None:
    """When who reads has gone away, as `head` does, the command ends in silence, with the status that shells give."""
    command = [sys.executable, "-m", "geo", "show", "--json"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        process.stdout.close()
        message = process.stderr.read()
        assert process.wait(timeout=COMMAND_SECONDS) == 128 + signal.SIGPIPE
    assert message == ""


def test_json_keeps_letters_and_types() -> None:
    """In JSON, letters stand as themselves, numbers as whole numbers, and what is not known as null."""
    done = run_command("show", "--reading", "reported", "--phase", "stage-1", "--json")
    forces = {force["id"]: force for force in json.loads(done.stdout)["forces"]}
    assert "≈1,500–2,300" in done.stdout
    assert (forces["us-iraq"]["low"], type(forces["us-iraq"]["low"])) == (1501, int)
    assert forces["coalition-other"]["low"] is None


def test_export_into_a_folder_names_its_files(tmp_path: Path) -> None:
    """Into a folder that is there go as many files as it takes, each named for what it shows."""
    done = run_command("export", "--format", "html", "--reading", "on-record", "--phase", "all", "--out", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    names = [
        "iraq-2024_on-record_before_2024-09-27.html",
        "iraq-2024_on-record_stage-1_2025-09.html",
        "iraq-2024_on-record_stage-2_2026.html",
    ]
    assert files_below(tmp_path) == names
    assert done.stderr.splitlines() == [f"wrote {tmp_path / name}" for name in names]


def test_several_files_want_a_folder(tmp_path: Path) -> None:
    """Several files into one are refused, with their number and why."""
    out = tmp_path / "board.html"
    done = run_command("export", "--phase", "all", "--reading", "all", "--out", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"html writes one file per phase and reading (6 here), so --out must be an existing folder; {out} is not one\n"
    )
    assert files_below(tmp_path) == []


def test_several_files_are_all_written_or_none(tmp_path: Path) -> None:
    """One file that is there keeps the others from being written too."""
    there = tmp_path / "iraq-2024_reported_stage-2_2026.html"
    there.write_text("mine")
    done = run_command("export", "--format", "html", "--phase", "all", "--out", tmp_path)
    assert (done.returncode, done.stderr) == (2, f"{there} already exists; use --force to replace it\n")
    assert files_below(tmp_path) == [there.name]
    assert there.read_text() == "mine"


def test_the_name_of_a_file_decides_the_format(tmp_path: Path) -> None:
    """Without --format the end of the name decides, capitals or not; for CSV it is the longer one."""
    assert run_command("export", "--out", tmp_path / "a.HTML").returncode == 0
    assert run_command("export", "--out", tmp_path / "a_csv.zip").returncode == 0
    assert (tmp_path / "a.HTML").read_bytes().startswith(b"<!DOCTYPE html>")
    assert (tmp_path / "a_csv.zip").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("out", ["board", "board.zip", "board.docx", "."])
def test_a_name_of_no_format_is_refused(tmp_path: Path, out: str) -> None:
    """Without --format a name that ends like no format is refused, and the formats are named."""
    done = run_command("export", "--out", f"{tmp_path}/{out}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{tmp_path}/{out} does not end like a file of any format; use --format: png, svg, ")
    assert files_below(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "out", "ending", "other"),
    [
        ("html", "b.png", ".html", " or use --format png"),
        ("png", "b.PDF", ".png", " or use --format pdf"),
        ("csv", "b.csv", "_csv.zip", ""),
    ],
)
def test_a_name_of_another_format_is_refused(tmp_path: Path, name: str, out: str, ending: str, other: str) -> None:
    """A name that ends like another format's, or like a table where an archive of tables comes, is refused."""
    done = run_command("export", "--format", name, "--out", tmp_path / out)
    assert (done.returncode, done.stderr) == (
        2,
        f"{name} files end in {ending}; rename {tmp_path / out}{other}\n",
    )
    assert files_below(tmp_path) == []


@pytest.mark.parametrize(
    ("option", "asked", "reason"),
    [
        ("--size", "", "unknown size ''; use one of 1080p, 4k, a4, or pixels such as 1280x720"),
        ("--size", "8k", "unknown size '8k'; use one of 1080p, 4k, a4, or pixels such as 1280x720"),
        (
            "--size",
            "99999x99999",
            "the size 99999x99999 is out of bounds; width and height must be",
        ),
        ("--size", "2000x500", "the size 2000x500 is too narrow or too wide"),
        ("--view", "", "the view '' is invalid: it must be four numbers in degrees"),
        (
            "--view",
            "38,29,49",
            "the view '38,29,49' is invalid: it must be four numbers in degrees",
        ),
        ("--view", "38,29,38,38", "the view 38,29,38,38 is invalid: west and east must not be the same meridian\n"),
        ("--view", "38,38,49,29", "the view 38,38,49,29 is invalid: south must be less than north\n"),
        ("--view", "38,29,nan,38", "the view 38,29,nan,38 is invalid: east must be a finite number, but is nan\n"),
        ("--view", "38,29,inf,38", "the view 38,29,inf,38 is invalid: east must be a finite number, but is inf\n"),
        (
            "--view",
            "38,29,181,38",
            "the view 38,29,181,38 is invalid: east must be less than or equal to 180, but is 181\n",
        ),
        (
            "--view",
            "38,86,49,87",
            "the view 38,86,49,87 is invalid: south must be less than or equal to 85, but is 86\n",
        ),
        ("--view", "179.95,-17,-179.95,-16", "the view 179.95,-17,-179.95,-16 is too small; it must be at least 0.2"),
        ("--compare", "stage-9", "there is no phase 'stage-9'; there are before, stage-1, stage-2"),
        ("--compare", "before", "before is the phase that is shown; a comparison needs another"),
        ("--compare", "reading:x", "there is no reading 'x'; there are reported, on-record"),
        ("--compare", "reading:reported", "reported is the reading that is shown; a comparison needs another"),
    ],
)
def test_a_print_refuses_what_makes_no_picture(tmp_path: Path, option: str, asked: str, reason: str) -> None:
    """A size, a view or a comparison that makes no picture is refused in a sentence, with nothing written."""
    done = run_command("export", "--format", "png", option, asked, "--out", tmp_path / "board.png")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(reason)
    assert done.stderr.count("\n") == 1
    assert files_below(tmp_path) == []


def test_a_format_refuses_options_it_does_not_take(tmp_path: Path) -> None:
    """An option that a format does not take is refused, not left out in silence."""
    done = run_command("export", "--size", "4k", "--out", tmp_path / "board.html")
    assert (done.returncode, done.stderr) == (2, "html has no option size; leave it out\n")


def test_export_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A path that ends like a folder's is no file to make."""
    done = run_command("export", "--format", "html", "--out", f"{tmp_path}/new/")
    assert (done.returncode, done.stderr) == (2, f"the folder {tmp_path}/new/ does not exist; create it first\n")


def test_a_device_is_never_replaced() -> None:
    """What is there and is no file stays, with --force too."""
    done = run_command("export", "--format", "html", "--out", "/dev/full", "--force")
    assert (done.returncode, done.stderr) == (
        2,
        "/dev/full exists and is not a file, so it cannot be replaced; choose another name\n",
    )
    assert Path("/dev/full").is_char_device()


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
from geo.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    """When the disk takes no more in the middle of a file, the old file stays whole and nothing half-written."""
    out = tmp_path / "board.html"
    out.write_text("mine")
    done = subprocess.run(
        [sys.executable, "-c", FULL, "export", "--out", str(out), "--force"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{out} cannot be written: File too large\n")
    assert files_below(tmp_path) == ["board.html"]
    assert out.read_text() == "mine"


def test_a_failure_among_several_files_leaves_none(tmp_path: Path) -> None:
    """When making a later file fails, the earlier ones are not put in their places, and no scrap stays."""

    def made() -> Iterator[tuple[Path, bytes]]:
        yield tmp_path / "one", b"1"
        yield tmp_path / "missing" / "two", b"2"

    with pytest.raises(WriteError, match="two cannot be written: there is no folder "):
        write_all(made())
    assert files_below(tmp_path) == []


def test_a_failure_in_the_last_step_names_what_was_written(tmp_path: Path) -> None:
    """When one file cannot take its place, the sentence names those that already have."""
    (tmp_path / "two").mkdir()
    with pytest.raises(WriteError, match="two cannot be written: Is a directory; written before it: one"):
        write_all([(tmp_path / "one", b"1"), (tmp_path / "two", b"2"), (tmp_path / "three", b"3")])
    assert files_below(tmp_path) == ["one", "two"]


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    """Of two exports to one file at once without --force the second says so, and the first file stays."""

    def made() -> Iterator[tuple[Path, bytes]]:
        (tmp_path / "one").write_bytes(b"another's")
        yield tmp_path / "one", b"mine"

    with pytest.raises(WriteError, match="one cannot be written: another program has put a file there meanwhile"):
        write_all(made(), force=False)
    assert (tmp_path / "one").read_bytes() == b"another's"
    assert files_below(tmp_path) == ["one"]


KILLED = """
import os, signal
from pathlib import Path
from geo.export import write_all
def made():
    yield Path("one"), b"1"
    os.kill(os.getpid(), signal.SIGKILL)
    yield
write_all(made())
"""


def test_what_a_killed_export_leaves_is_cleared_by_the_next(tmp_path: Path) -> None:
    """A killed export leaves a hidden file; the next clears it, but not that of one that is still at work."""
    killed = [sys.executable, "-c", KILLED]
    subprocess.run(killed, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    [left] = files_below(tmp_path)
    assert left.startswith(".board-")

    def made() -> Iterator[tuple[Path, bytes]]:
        yield tmp_path / "two", b"2"
        write(b"3", tmp_path / "three")
        yield tmp_path / "four", b"4"

    write_all(made())
    assert files_below(tmp_path) == ["four", "three", "two"]


def test_letters_that_no_typeface_has_are_told(tmp_path: Path, scenario_copy: ScenarioCopy) -> None:
    """A print of a scenario with letters it has no shape for says which; one that draws nothing does not."""
    scenario_copy.edit("scenario.toml", "Coalition drawdown in Iraq", "Coalition drawdown in Iraq 伊拉克")
    sentence = "The typefaces of prints have no shape for 伊拉克; prints and pictures show boxes in their place.\n"
    for name, told in (("x.svg", sentence), ("x.geojson", "")):
        done = run_command("export", scenario_copy.folder, "--out", tmp_path / name)
        assert done.stderr == f"{told}wrote {tmp_path / name}\n"


def test_files_are_written_as_the_machine_wants_them(tmp_path: Path) -> None:
    """A file is readable by whom the umask lets read, not by its writer alone."""
    before = os.umask(0o027)
    try:
        write(b"1", tmp_path / "one")
    finally:
        os.umask(before)
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o640


def test_help_lists_every_format() -> None:
    """The help of export has one line per format: what it is, what a file holds, what it takes."""
    told = run_command("export", "--help").stdout
    for format_ in FORMATS.values():
        assert f"  {format_.name:8} {format_.summary}; {format_.holds.says}" in told
    assert "takes --compare, --size, --view" in told


FAILING = """
import sys
import geo.__main__
def fail(*_):
    raise {error}
geo.__main__.tables.postures = fail
sys.exit(geo.__main__.main(["show"]))
"""


def run_failing(error: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `show` with an error planted in the program."""
    return subprocess.run(
        [sys.executable, "-c", FAILING.format(error=error)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=COMMAND_SECONDS,
        check=False,
    )


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("KeyError('two\\nlines')", "KeyError: 'two\\nlines'"),
        ("ValueError('two\\nlines')", "ValueError: two lines"),
        ("RecursionError()", "RecursionError"),
        ("AssertionError", "AssertionError"),
        ("OSError('x' * 900)", f"OSError: {'x' * 200}"),
    ],
)
def test_an_unexpected_error_is_a_sentence(error: str, shown: str) -> None:
    """An error that nobody foresaw ends in one line on standard error and status 2, without a traceback."""
    done = run_failing(error)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"unexpected error in the program ({shown}); set BOARD_DEBUG=1 in the environment to see the traceback\n"
    )


def test_an_unexpected_error_shows_its_traceback_on_request() -> None:
    """With BOARD_DEBUG=1 the traceback comes before the sentence, and the status is the same."""
    done = run_failing("ValueError('planted')", BOARD_DEBUG="1")
    assert done.returncode == 2
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert "\nValueError: planted\nunexpected error in the program (ValueError: planted); set" in done.stderr


def test_ctrl_c_is_no_error_of_the_program() -> None:
    """An interrupt is said in one word, with the status that shells give it."""
    done = run_failing("KeyboardInterrupt")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


@pytest.mark.parametrize("view", [["--view", "-10,30,50,38"], ["--view=-10,30,50,38"]])
def test_a_view_may_begin_west_of_greenwich(tmp_path: Path, view: list[str]) -> None:
    """A view that begins with a minus is a view, and no option of its own."""
    done = run_command("export", "--format", "svg", "--size", "1280x720", *view, "--out", tmp_path / "x.svg")
    assert (done.returncode, done.stderr) == (0, f"wrote {tmp_path / 'x.svg'}\n")


def test_a_folder_of_scenarios_is_told_from_one() -> None:
    """Who names the folder that scenarios are in is told which there are."""
    done = run_command("validate", SHIPPED.parent)
    assert done.returncode == 1
    assert "data: is a folder of scenarios, not a scenario; name one of those in it: " in done.stderr
    assert SHIPPED.name in done.stderr
