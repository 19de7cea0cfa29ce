"""The command line: validate, show and export a scenario.

Data goes to standard output, messages to standard error. Exit status: 0 done, 1 the scenario has problems, 2 the
command cannot be carried out as given.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from pathlib import Path

from geo import scenario as scenarios
from geo import style, tables
from geo.export import FORMATS, Wanted, write
from geo.model import DataError, Scenario
from geo.posture import posture
from geo.store import DATA, SHIPPED


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
    except CommandError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description="A posture board from a folder of plain files.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "validate", _validate, "check a scenario: every problem, or ok")
    show = _command(commands, "show", _show, "the posture at a phase, as a table or as JSON")
    export = _command(commands, "export", _export, "write the board to a file")
    for command in (show, export):
        command.add_argument("--reading", metavar="R", help="id of a reading; by default the first")
        command.add_argument("--phase", metavar="P", help="id of a phase; by default the first")
    show.add_argument("--json", action="store_true", help="as JSON")
    export.add_argument("--format", metavar="F", required=True, help=f"one of: {', '.join(FORMATS)}")
    export.add_argument("--out", metavar="PATH", type=Path, required=True, help="the file to write")
    export.add_argument("--force", action="store_true", help="replace the file if it is there")
    return parser


def _command(commands: argparse._SubParsersAction[argparse.ArgumentParser], name, run, summary):  # type: ignore[no-untyped-def]
    command = commands.add_parser(name, help=summary, description=summary)
    command.set_defaults(run=run)
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
    wanted = _wanted(checked, asked)
    if asked.json:
        _tell(json.dumps(posture_json(checked, wanted), ensure_ascii=False, indent=2))
    else:
        table = tables.posture_table(checked, wanted.reading, wanted.phase).to_string(index=False, na_rep="")
        head = tables.heading(checked, wanted.reading, wanted.phase)
        _tell(f"{checked.marking}\n{head}\n{table}\n{style.source_line(checked)}")
    return 0


def _export(asked: argparse.Namespace) -> int:
    checked = scenarios.load(asked.scenario)
    wanted = _wanted(checked, asked)
    if asked.format not in FORMATS:
        raise CommandError(f"there is no format {asked.format!r}; there are: {', '.join(FORMATS)}")
    if os.path.lexists(asked.out) and not asked.force:
        raise CommandError(f"{asked.out} is there already; --force replaces it")
    try:
        write(checked, asked.format, wanted, asked.out)
    except OSError as error:
        raise CommandError(f"{asked.out} cannot be written: {error.strerror}") from error
    print(f"wrote {asked.out}", file=sys.stderr)
    return 0


def _wanted(scenario: Scenario, asked: argparse.Namespace) -> Wanted:
    try:
        reading = scenario.reading(scenario.readings[0].id if asked.reading is None else asked.reading)
        phase = scenario.phase(scenario.phases[0].id if asked.phase is None else asked.phase)
    except KeyError as error:
        raise CommandError(error.args[0]) from error
    return Wanted(reading.id, phase.id)


def posture_json(scenario: Scenario, wanted: Wanted) -> dict[str, object]:
    """Return a posture as plain values: ids, statuses, and each force's kind, bounds, label, basis and claims."""
    shown = posture(scenario, wanted.reading, wanted.phase)
    bases = [
        {"id": row.id, "status": row.status, "contested": bool(row.contested_by), "claims": row.claims}
        for row in shown.bases.itertuples()
    ]
    forces = [
        {
            "id": row.id,
            "country": row.country,
            "kind": row.kind,
            "low": row.low,
            "best": row.best,
            "high": row.high,
            "label": style.label(row.quantity),
            "basis": row.basis,
            "contested": bool(row.contested_by),
            "claims": row.claims,
        }
        for row in shown.forces.itertuples()
    ]
    named = {"scenario": scenario.id, "reading": wanted.reading, "phase": wanted.phase}
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
