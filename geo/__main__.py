"""The command line: validate, show, export and bundle a scenario, and verify what was exported.

Data goes to standard output, messages to standard error. Exit status: 0 done, 1 the scenario has problems, 2 the
command cannot be carried out as given, or failed. Of verify: 0 the file holds, 1 it differs, 2 it cannot be checked,
3 another program saved it again.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from geo import scenario as scenarios
from geo import style, tables
from geo.basemap import BasemapError
from geo.export import FORMATS, Format, Holds, WriteError, bundle, check_writable, file_name, planned, write, write_all
from geo.model import DataError, Entry, Scenario, between
from geo.posture import course
from geo.selection import SIZES, Selection, named, size, view
from geo.store import DATA, SHIPPED
from geo.words import say

SHOWN = ("name", "label", "basis_words", "claims", "contested_by", "arithmetic", "note")
"""Columns of a posture that `show` prints."""
BAR_CHARS = 30
"""Length of a progress bar."""
ERROR_CHARS = 200
"""Longest text shown of an unexpected error."""
INTERRUPTED, READER_LEFT = 130, 141
"""Exit status after Ctrl-C, and after the reader of a pipe has left, as shells have them."""
VERDICT_STATUS = {"holds": 0, "differs": 1, "cannot be checked": 2, "saved again": 3}
"""Exit status by verdict."""
DEBUG = "BOARD_DEBUG"
"""Variable of the environment that, set to anything, shows the traceback of an unexpected error."""


class CommandError(Exception):
    """A command that cannot be carried out as given, in one sentence."""


FORESEEN = (CommandError, WriteError, bundle.BundleError, DataError, BasemapError)
"""Errors that are sentences already."""


class Failsafe:
    """Turns an unexpected error of the code inside into a CommandError, after its traceback where that is asked for."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception) or isinstance(error, FORESEEN):
            return
        if os.environ.get(DEBUG):
            traceback.print_exception(error)
        raise CommandError(say("cli.failed", error=_shortened(error), variable=DEBUG)) from error


def _shortened(error: Exception) -> str:
    """An error in one line: its type and the beginning of its text."""
    return f"{type(error).__name__}: {' '.join(str(error).split()):.{ERROR_CHARS}}".removesuffix(": ")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    asked = _parser().parse_args(_joined(sys.argv[1:] if arguments is None else arguments))
    try:
        with Failsafe():
            return int(asked.run(asked))
    except DataError as error:
        told = say("cli.problems", count=str(len(error.problems)), scenario=str(asked.scenario))
        _note(f"{error}\n{told}")
        return 1
    except (CommandError, WriteError, bundle.BundleError, BasemapError) as error:
        _note(str(error))
        return 2
    except KeyboardInterrupt:
        _note(say("cli.interrupted"))
        return INTERRUPTED


def _joined(arguments: list[str]) -> list[str]:
    """Join `--view` to its value: one that begins west of Greenwich looks like an option of its own.

    >>> _joined(["export", "--view", "-10,30,40,36", "--force"])
    ['export', '--view=-10,30,40,36', '--force']
    """
    places = [place for place, argument in enumerate(arguments[:-1]) if argument == "--view"]
    joined = [f"--view={arguments[place + 1]}" if place in places else word for place, word in enumerate(arguments)]
    return [word for place, word in enumerate(joined) if place - 1 not in places]


def _note(message: str) -> None:
    print(message, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m geo", description=say("cli.description"), epilog=say("cli.epilog", variable=DEBUG)
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "validate", _validate)
    _command(commands, "seal", _seal)
    _show_options(_command(commands, "show", _show))
    _export_options(_command(commands, "export", _export))
    _out_options(_command(commands, "bundle", _bundle), say("cli.out.bundle"))
    _verify_options(_subcommand(commands, "verify", _verify))
    return parser


def _show_options(show: argparse.ArgumentParser) -> None:
    show.add_argument("--reading", metavar="R", help=say("cli.reading"))
    show.add_argument("--phase", metavar="P", help=say("cli.phase"))
    show.add_argument("--json", action="store_true", help=say("cli.json"))


def _export_options(export: argparse.ArgumentParser) -> None:
    export.epilog = "\n".join([say("cli.formats"), *map(_format_line, FORMATS.values())])
    export.formatter_class = argparse.RawDescriptionHelpFormatter
    export.add_argument("--format", metavar="F", help=say("cli.format"))
    export.add_argument("--reading", metavar="R", help=say("cli.readings"))
    export.add_argument("--phase", metavar="P", help=say("cli.phases"))
    export.add_argument("--compare", metavar="P", help=say("cli.compare"))
    export.add_argument("--size", metavar="S", help=say("cli.size", sizes=", ".join(SIZES)))
    export.add_argument("--view", metavar="W,S,E,N", help=say("cli.view"))
    _out_options(export, say("cli.out"))


def _verify_options(verify: argparse.ArgumentParser) -> None:
    verify.description = " ".join([str(verify.description), say("cli.verify.result")])
    verify.add_argument("file", metavar="FILE", type=Path, help=say("cli.verify.file"))
    verify.add_argument("--scenario", metavar="FOLDER", type=Path, help=say("cli.verify.scenario"))


def _out_options(command: argparse.ArgumentParser, out: str) -> None:
    command.add_argument("--out", metavar="PATH", required=True, help=out)
    command.add_argument("--force", action="store_true", help=say("cli.force"))


def _format_line(format_: Format) -> str:
    line = f"  {format_.name:8} {format_.summary}; {format_.holds.says}"
    options = ", ".join(f"--{option}" for option in sorted(format_.options))
    return say("cli.takes", format=line, options=options) if options else line


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _subcommand(commands: Commands, name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    summary = say(f"cli.command.{name}")
    command = commands.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.")
    command.set_defaults(run=run)
    return command


def _command(commands: Commands, name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    """Add a command on a scenario."""
    command = _subcommand(commands, name, run)
    command.add_argument(
        "scenario",
        metavar="SCENARIO",
        nargs="?",
        type=Path,
        default=DATA / SHIPPED,
        help=say("cli.scenario", shipped=SHIPPED),
    )
    return command


def _validate(asked: argparse.Namespace) -> int:
    checked = scenarios.load(asked.scenario)
    for warning in checked.warnings:
        _note(say("cli.note", warning=warning))
    _print(say("cli.ok"))
    return 0


def _seal(asked: argparse.Namespace) -> int:
    path = asked.scenario / scenarios.SEAL
    write(scenarios.seal(asked.scenario).encode(), path)
    _note(say("cli.wrote", path=str(path)))
    return 0


def _show(asked: argparse.Namespace) -> int:
    checked = scenarios.load(asked.scenario)
    selection = _selection(checked, asked)
    if asked.json:
        _print(json.dumps(posture_json(checked, selection), ensure_ascii=False, indent=2))
    else:
        table = tables.postures(checked, selection).choose(*SHOWN).frame.to_string(index=False)
        head = tables.heading(checked, selection.reading, selection.phase)
        _print(f"{checked.marking}\n{head}\n{table}\n{style.source_line(checked)}")
    return 0


def _export(asked: argparse.Namespace) -> int:
    checked = scenarios.load(asked.scenario)
    format_ = _format(asked.format, asked.out)
    plan = _planned(checked, format_, asked)
    files = _placed(checked, format_, plan, asked.out)
    _check_free(files, force=asked.force)
    if format_.draws:
        _note_letters(checked)
    _note_view(checked, plan[0])
    write_all(_made(checked, format_, files), force=asked.force)
    for path in files:
        _note(say("cli.wrote", path=str(path)))
    return 0


def _note_letters(scenario: Scenario) -> None:
    """Say which letters of a scenario prints have no shape for."""
    from geo.print.typeface import LETTERS_SHOWN, missing_letters  # only here: matplotlib takes time to import

    letters = missing_letters(scenario)
    if letters:
        _note(say("export.letters", letters=letters[:LETTERS_SHOWN]))


def _note_view(scenario: Scenario, selection: Selection) -> None:
    """Say that a view shows no base: it may be meant, so it is no error."""
    view = selection.view
    if view is None or not scenario.bases or any(view.shows(base.lon, base.lat) for base in scenario.bases):
        return
    edges = ",".join(f"{edge:g}" for edge in view.edges)
    where = between((base.lon, base.lat) for base in scenario.bases)
    _note(say("cli.note", warning=say("cli.noBase", view=edges, where=where)))


def _format(name: str | None, out: str) -> Format:
    """Return the format of this name, or else the one that the name of a file ends in."""
    if name is None:
        return _format_of(out)
    if name not in FORMATS:
        raise CommandError(say("cli.noFormat", name=repr(name), formats=", ".join(FORMATS)))
    _check_ending(FORMATS[name], out)
    return FORMATS[name]


def _format_of(out: str) -> Format:
    file = Path(out).name.lower()
    found = next((format_ for format_ in FORMATS.values() if file.endswith(format_.ending)), None)
    if found is None:
        raise CommandError(say("cli.formatUnknown", path=out, formats=", ".join(FORMATS)))
    return found


def _check_ending(format_: Format, out: str) -> None:
    """Raise CommandError for the name of a file that ends like those of another format."""
    file = Path(out).name.lower()
    other = file.rpartition(".")[2]
    if other in FORMATS and not file.endswith(format_.ending) and not os.path.isdir(out):
        key = "cli.ending" if other == format_.name else "cli.endingOther"
        raise CommandError(say(key, format=format_.name, ending=format_.ending, path=out, other=other))


def _planned(scenario: Scenario, format_: Format, asked: argparse.Namespace) -> tuple[Selection, ...]:
    try:
        return planned(
            scenario,
            format_,
            Selection(
                readings=named(asked.reading),
                phases=named(asked.phase),
                compare=asked.compare,
                size=None if asked.size is None else size(asked.size),
                view=None if asked.view is None else view(asked.view),
            ),
        )
    except (KeyError, ValueError) as error:
        raise CommandError(error.args[0]) from error


def _placed(scenario: Scenario, format_: Format, plan: tuple[Selection, ...], out: str) -> dict[Path, Selection]:
    """Return where each file goes: to `out`, or under a name of its own into the folder that `out` is."""
    if os.path.isdir(out):
        return {Path(out, file_name(scenario, format_, selection)): selection for selection in plan}
    if out.endswith("/"):
        raise CommandError(say("cli.noFolder", path=out))
    if len(plan) > 1:
        key = "cli.files.phase" if format_.holds is Holds.PHASE else "cli.files.reading"
        raise CommandError(say(key, format=format_.name, count=str(len(plan)), path=out))
    return {Path(out): plan[0]}


def _check_free(files: Iterable[Path], *, force: bool) -> None:
    """Raise CommandError for a file that may not be written, before anyone waits for any."""
    for path in files:
        if os.path.exists(path) and not os.path.isfile(path):
            raise CommandError(say("cli.notFile", path=str(path)))
        if os.path.lexists(path) and not force:
            raise CommandError(say("cli.exists", path=str(path)))
        check_writable(path)


def _made(scenario: Scenario, format_: Format, files: dict[Path, Selection]) -> Iterator[tuple[Path, bytes]]:
    """Make the content of each file; when they are many, a terminal shows which one is being made."""
    for number, (path, selection) in enumerate(files.items()):
        if len(files) > 1:
            _progress(number, len(files), path.name)
        yield path, format_.content(scenario, selection)
    if len(files) > 1:
        _progress(len(files), len(files), "")


def _progress(done: int, of: int, name: str) -> None:
    """Draw a bar on a terminal, and nothing elsewhere; it goes away when all is done."""
    if not sys.stderr.isatty():
        return
    filled = BAR_CHARS * done // of
    bar = f"{'█' * filled}{'░' * (BAR_CHARS - filled)} {done}/{of} {name:.50}"
    print(f"\r\033[K{bar if done < of else ''}", end="", file=sys.stderr, flush=True)


def _bundle(asked: argparse.Namespace) -> int:
    checked = scenarios.load(asked.scenario)
    out = Path(asked.out)
    if os.path.isdir(out):
        out /= f"{checked.id}_bundle.zip"
    _check_free([out], force=asked.force)
    _note_letters(checked)
    write(bundle.bundle(checked, asked.scenario, _progress, workers=bundle.workers_here()), out, force=asked.force)
    _note(say("cli.wrote", path=str(out)))
    return 0


def _verify(asked: argparse.Namespace) -> int:
    from geo.export.verify import verified  # only here: it reads every format, and their libraries take time to import

    verdict = verified(asked.file, asked.scenario, workers=bundle.workers_here())
    _print(str(verdict))
    return VERDICT_STATUS[verdict.standing]


def _selection(scenario: Scenario, asked: argparse.Namespace) -> Selection:
    try:
        reading = scenario.reading(scenario.readings[0].id if asked.reading is None else asked.reading)
        phase = scenario.phase(scenario.phases[0].id if asked.phase is None else asked.phase)
    except KeyError as error:
        raise CommandError(error.args[0]) from error
    return Selection((reading.id,), (phase.id,))


def posture_json(scenario: Scenario, selection: Selection) -> dict[str, object]:
    """Return a posture as plain values: ids, statuses, each force's kind, bounds and label, and what each rests on."""
    shown = course(scenario, selection.reading).posture(selection.phase)
    bases = [{"id": row.id, "status": row.status, **_grounds(row)} for row in shown.bases]
    forces = [
        {
            "id": row.id,
            "country": row.force.country,
            "kind": row.quantity.kind,
            "low": row.quantity.low,
            "best": row.quantity.best,
            "high": row.quantity.high,
            "label": style.label(row.quantity),
            **_grounds(row),
        }
        for row in shown.forces
    ]
    named = {"scenario": scenario.id, "reading": selection.reading, "phase": selection.phase}
    return {**named, "bases": bases, "forces": forces}


def _grounds(row: Entry) -> dict[str, object]:
    against = {"contested": bool(row.contested_by), "contested_by": row.contested_by}
    return {"basis": row.basis, "claims": row.claims, **against, "note": row.note}


def _print(data: str) -> None:
    """Write data to standard output; raises CommandError when it is full, SystemExit when its reader has left."""
    try:
        print(data, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(READER_LEFT)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries once more on leaving
        raise CommandError(say("cli.output", reason=str(error.strerror))) from error


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the machine's own is, ≈ and Arabic names come through
    sys.exit(main())
