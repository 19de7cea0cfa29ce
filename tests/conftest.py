"""What the tests share: the shipped scenario, a copy of it to break, and the command line run as a user runs it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from geo import scenario
from geo.__main__ import main
from geo.model import DataError, Scenario

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "data" / "iraq-2024"
SHIPPED_FOLDERS = ("basemap", "iraq-2024", "symbols")
"""What the data folder holds as shipped; whoever follows the README has scenarios and tiles of their own beside it."""
COMMAND_SECONDS = 600
"""How long a command may take before it counts as hanging."""


@pytest.fixture(scope="session")
def shipped() -> Scenario:
    return scenario.load(SHIPPED)


@dataclass(frozen=True)
class ScenarioCopy:
    """A copy of the shipped scenario that a test may break."""

    folder: Path

    def write(self, name: str, content: bytes | str) -> None:
        """Replace a file whole."""
        (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)

    def edit(self, name: str, before: str, after: str) -> None:
        """Replace the first occurrence of a text in a file; the text has to be there."""
        content = (self.folder / name).read_text(encoding="utf-8")
        assert before in content, f"{name} does not hold {before!r}"
        self.write(name, content.replace(before, after, 1))

    def append(self, name: str, row: str) -> None:
        """Add a row to the end of a file."""
        self.write(name, (self.folder / name).read_bytes() + row.encode() + b"\n")

    def load(self) -> Scenario:
        return scenario.load(self.folder)

    def problems(self) -> list[str]:
        """Every problem found, as sentences; none when the scenario loads. Any other error fails the test."""
        try:
            self.load()
        except DataError as error:
            assert error.problems, "a DataError without a problem"  # noqa: PT017 - holds for every error
            return [str(problem) for problem in error.problems]
        return []


@pytest.fixture
def scenario_copy(tmp_path: Path) -> ScenarioCopy:
    folder = tmp_path / "scenario"
    shutil.copytree(SHIPPED, folder)
    return ScenarioCopy(folder)


Done = subprocess.CompletedProcess[str]
"""How a command ended: exit status, standard output, standard error."""


def run_command(*arguments: str | Path) -> Done:
    """Run a command in this process; an error it does not catch itself fails the test."""
    command = [str(argument) for argument in arguments]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(command)
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 1
    return Done(command, status, out.getvalue(), err.getvalue())


def run_process(*arguments: str | Path, **environment: str) -> Done:
    """Run `python -m geo` in a process of its own, as a user does; the output is read as UTF-8."""
    return subprocess.run(
        [sys.executable, "-m", "geo", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=COMMAND_SECONDS,
        check=False,
    )
