"""The command line: validate, show, export and bundle a scenario, and verify what was exported.

Data goes to standard output, messages to standard error. Exit status: 0 done, 1 the scenario has problems, 2 the
command cannot be carried out as given. Of verify: 0 the file holds, 1 it differs, 2 it cannot be checked.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from geo import scenario as scenarios
from geo import style, tables
from geo.export import FORMATS, Format, WriteError, bundle, check_writable, file_name, planned, write, write_all
from geo.model import DataError, Scenario
from geo.posture import course
from geo.selection import SIZES, Selection, named, size, view
from geo.store import DATA, SHIPPED

SHOWN = ("name", "label", "basis_words", "claims", "contested_by", "arithmetic", "note")
"""Columns of a posture that `show` prints."""
BAR_CHARS = 30
"""Length of a progress bar."""
INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""
VERDICT_STATUS = {"holds": 0, "differs": 1, "cannot be checked": 2}
"""Exit status by verdict."""


class CommandError(Exception):
    """A command that cannot be carried out as given, in one sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except DataError as error:
        print(error, file=sys.stderr)
        print(f"{_counted(len(error.problems), 'problem')} in {asked.scenario}", file=sys.stderr)
        return 1
    except (CommandError, WriteError, bundle.BundleError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description="A posture board from a folder of plain files.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "validate", _validate, "check a scenario: every problem, or ok")
    show = _command(commands, "show", _show, "the posture at a phase, as a table or as JSON")
    show.add_argument("--reading", metavar="R", help="id of a reading; by default the first")
    show.add_argument("--phase", metavar="P", help="id of a phase; by default the first")
    show.add_argument("--json", action="store_true", help="as JSON")
    _export_options(_command(commands, "export", _export, "write the board to a file, or to several"))
    bundled = _command(commands, "bundle", _bundle, "write every phase, reading and format to one archive")
    _out_options(bundled, "the archive to write, or a folder that is there")
    verify = _subcommand(
        commands, "verify", _verify, "rebuild an exported file or a bundle and check that it matches its scenario"
    )
    verify.description = "Says on standard output: holds (exit 0), differs (exit 1) or cannot be checked (exit 2)."
    verify.add_argument("file", metavar="FILE", type=Path, help="an exported file or a bundle")
    verify.add_argument("--scenario", metavar="FOLDER", type=Path, help="the scenario; by default the one FILE names")
    return parser


def _export_options(export: argparse.ArgumentParser) -> None:
    export.epilog = "formats:\n" + "\n".join(map(_format_line, FORMATS.values()))
    export.formatter_class = argparse.RawDescriptionHelpFormatter
    export.add_argument("--format", metavar="F", help="one of those below; by default what PATH ends in")
    export.add_argument("--reading", metavar="R", help="id of a reading, or all; by default the first")
    export.add_argument("--phase", metavar="P", help="id of a phase, or all; by default the first")
    export.add_argument("--compare", metavar="P", help="what to show beside it: another phase, or reading:R")
    export.add_argument("--size", metavar="S", help=f"{', '.join(SIZES)}, or pixels like 1280x720")
    export.add_argument("--view", metavar="W,S,E,N", help="a part of the map in degrees; by default the home view")
    _out_options(export, "the file to write, or a folder that is there: files are named for what they show")


def _out_options(command: argparse.ArgumentParser, out: str) -> None:
    command.add_argument("--out", metavar="PATH", required=True, help=out)
    command.add_argument("--force", action="store_true", help="replace what is there")


def _format_line(format_: Format) -> str:
    takes = f"; takes {', '.join(f'--{option}' for option in sorted(format_.options))}" if format_.options else ""
    return f"  {format_.name:8} {format_.summary}; {format_.holds}{takes}"


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _subcommand(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], summary: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary)
    command.set_defaults(run=run)
    return command


def _command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], summary: str
) -> argparse.ArgumentParser:
    """Add a command on a scenario."""
    command = _subcommand(commands, name, run, summary)
    command.add_argument(
        "scenario",
        metavar="SCENARIO",
        nargs="?",
        type=Path,
        default=DATA / SHIPPED,
        help=f"folder of a scenario; by default {SHIPPED}",
    )
    return command


def _validate(asked: argparse.Namespace) -> int:
    checked = scenarios.load(asked.scenario)
    for warning in checked.warnings:
        print(f"note: {warning}", file=sys.stderr)
    _tell("ok")
    return 0


def _show(asked: argparse.Namespace) -> int:
    checked = scenarios.load(asked.scenario)
    selection = _selection(checked, asked)
    if asked.json:
        _tell(json.dumps(posture_json(checked, selection), ensure_ascii=False, indent=2))
    else:
        table = tables.postures(checked, selection).choose(*SHOWN).frame.to_string(index=False)
        head = tables.heading(checked, selection.reading, selection.phase)
        _tell(f"{checked.marking}\n{head}\n{table}\n{style.source_line(checked)}")
    return 0


def _export(asked: argparse.Namespace) -> int:
    checked = scenarios.load(asked.scenario)
    format_ = _format(asked.format, asked.out)
    plan = _planned(checked, format_, asked)
    files = _placed(checked, format_, plan, asked.out)
    _check_free(files, force=asked.force)
    write_all(_made(checked, format_, files))
    for path in files:
        print(f"wrote {path}", file=sys.stderr)
    return 0


def _format(name: str | None, out: str) -> Format:
    """Return the format asked for by name, or else by the end of a file's name."""
    if name is not None and name not in FORMATS:
        raise CommandError(f"unknown format {name!r}; use one of: {', '.join(FORMATS)}")
    file = Path(out).name.lower()
    if name is None:
        for format_ in FORMATS.values():
            if file.endswith(format_.ending):
                return format_
        raise CommandError(f"{out} does not end like a file of any format; use --format: {', '.join(FORMATS)}")
    format_, other = FORMATS[name], file.rpartition(".")[2]
    if other in FORMATS and not file.endswith(format_.ending) and not os.path.isdir(out):
        choice = "" if other == name else f" or use --format {other}"
        raise CommandError(f"{name} files end in {format_.ending}; rename {out}{choice}")
    return format_


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
        raise CommandError(f"there is no folder {out}")
    if len(plan) > 1:
        raise CommandError(
            f"{format_.name} writes {len(plan)} files here, each with {format_.holds}, "
            f"so --out must be an existing folder; {out} is not one"
        )
    return {Path(out): plan[0]}


def _check_free(files: Iterable[Path], *, force: bool) -> None:
    """Raise CommandError for a file that may not be written, before anyone waits for any."""
    for path in files:
        if os.path.exists(path) and not os.path.isfile(path):
            raise CommandError(f"{path} is there already and is not a file; nothing replaces it")
        if os.path.lexists(path) and not force:
            raise CommandError(f"{path} is there already; --force replaces it")
        check_writable(path)


def _made(scenario: Scenario, format_: Format, files: dict[Path, Selection]) -> Iterator[tuple[Path, bytes]]:
    """Make the content of each file, telling which on a terminal when they are many."""
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
    write(bundle.bundle(checked, asked.scenario, _progress, workers=bundle.workers_here()), out)
    print(f"wrote {out}", file=sys.stderr)
    return 0


def _verify(asked: argparse.Namespace) -> int:
    from geo.export.verify import verified  # only here: it reads every format, and their libraries take time to import

    verdict = verified(asked.file, asked.scenario, workers=bundle.workers_here())
    _tell(str(verdict))
    return VERDICT_STATUS[verdict.standing]


def _selection(scenario: Scenario, asked: argparse.Namespace) -> Selection:
    try:
        reading = scenario.reading(scenario.readings[0].id if asked.reading is None else asked.reading)
        phase = scenario.phase(scenario.phases[0].id if asked.phase is None else asked.phase)
    except KeyError as error:
        raise CommandError(error.args[0]) from error
    return Selection((reading.id,), (phase.id,))


def posture_json(scenario: Scenario, selection: Selection) -> dict[str, object]:
    """Return a posture as plain values: ids, statuses, and each force's kind, bounds, label, basis and claims."""
    shown = course(scenario, selection.reading).posture(selection.phase)
    bases = [
        {"id": row.id, "status": row.status, "contested": bool(row.contested_by), "claims": row.claims}
        for row in shown.bases
    ]
    forces = [
        {
            "id": row.id,
            "country": row.force.country,
            "kind": row.quantity.kind,
            "low": row.quantity.low,
            "best": row.quantity.best,
            "high": row.quantity.high,
            "label": style.label(row.quantity),
            "basis": row.basis,
            "contested": bool(row.contested_by),
            "claims": row.claims,
        }
        for row in shown.forces
    ]
    named = {"scenario": scenario.id, "reading": selection.reading, "phase": selection.phase}
    return {**named, "bases": bases, "forces": forces}


def _tell(data: str) -> None:
    """Write data to standard output; raises CommandError when it is closed or full."""
    try:
        print(data, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries once more on leaving
        raise CommandError(f"standard output cannot be written: {error.strerror}") from error


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the machine's own is, ≈ and Arabic names come through
    sys.exit(main())
