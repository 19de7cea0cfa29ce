"""Rows that tests of the suite prove: each row runs its tests and counts those that pass."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.conftest import ROOT
from tests.proof import Row

ALIVE = "tests/browser/test_alive.py"
PROVEN: dict[str, tuple[str, ...]] = {
    "A stranger's page or name gets in": ("tests/test_gate.py", "tests/browser/test_gate.py"),
    "The server goes away and comes back": (
        f"{ALIVE}::test_board_comes_back_by_itself_after_the_server_was_killed",
        f"{ALIVE}::test_board_stays_in_reach_during_a_long_outage",
        f"{ALIVE}::test_a_server_that_hangs_counts_as_lost",
        f"{ALIVE}::test_a_busy_server_does_not_count_as_lost",
    ),
    "A broken or shortened update changes what a wall shows": (
        f"{ALIVE}::test_a_broken_update_keeps_the_last_good_board",
        f"{ALIVE}::test_a_file_cut_short_is_told_on_the_board_until_somebody_takes_it",
        "tests/test_last_valid.py",
    ),
    "The board's memory grows over 1,000 steps": (f"{ALIVE}::test_a_thousand_steps_leave_the_memory_flat",),
    "Scrubbing asks the server": (
        "tests/browser/test_page.py::test_drag_is_live_and_python_hears_of_it_after_release",
    ),
    "An exception takes the page down": ("tests/browser/test_failures.py",),
    "Text runs as code on the board": ("tests/browser/test_hostile_text.py",),
    "An export dies and takes others with it": ("tests/test_export_worker.py",),
    "A shown figure is not the truth table's": ("tests/browser/test_truth.py", "tests/test_facts.py"),
}
"""What could go wrong, and the tests that would fail then."""


def rows() -> Iterator[Row]:
    """Run the tests of all rows at once, two at a time, and count for each row those that passed."""
    wanted = list(dict.fromkeys(test for tests in PROVEN.values() for test in tests))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "--quiet", "--numprocesses", "2", "--dist", "loadfile"]
        subprocess.run([*command, f"--junit-xml={report}", *wanted], cwd=ROOT, capture_output=True, check=False)
        results = [(found_in(case), passed(case)) for case in ET.parse(report).iter("testcase")]
    for risk, tests in PROVEN.items():
        found = [is_passed for name, is_passed in results if any(_is_of(name, test) for test in tests)]
        has_all = all(any(_is_of(name, test) for name, _ in results) for test in tests)
        tried = ", ".join(f"`{test.removeprefix('tests/').partition('::test_')[2] or test}`" for test in tests)
        yield Row(risk, tried, f"{sum(found)} of {len(found)} pass", "all", has_all and all(found))


def found_in(case: ET.Element) -> str:
    """The id of a test, as pytest takes it."""
    return f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"


def passed(case: ET.Element) -> bool:
    return all(case.find(outcome) is None for outcome in ("failure", "error", "skipped"))


def _is_of(name: str, test: str) -> bool:
    return name == test or name.startswith((f"{test}::", f"{test}["))
