"""Try every row of the proof and write `tests/PROOF.md`: `python -m tests.proof [--only PART ...]`.

With `--only`, the rows of those parts are printed and nothing is written.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from tests.bench.report import machine, table
from tests.proof import Row

PARTS = ("suite", "files", "bombs", "text", "viewers", "invariants", "supply", "mutation")
"""The modules of this package that have rows, in the order of the table."""
PROOF = Path(__file__).resolve().parents[1] / "PROOF.md"
HEAD = ("risk", "tried", "found", "target", "holds")
BEGINS = """# The proof

Each risk, how it was tried, what was found, and what it is held to. `make prove` makes this table; it was made in
{minutes:.0f} minutes, {held} of {count} rows hold.

{machine}
"""
LIMITS = """## What the rows do not say

- Load is measured with its clients on the same two cores, over loopback, and without browsers.
  At 200 viewers these cores are full, so that a machine a little quicker or slower changes that row tenfold.
- Mutants are a sample, the same at each run, of model, loading and posture alone, and fourteen slow tests are left out
  of the trials; `python -m tests.proof.mutation --all --show` tries all mutants and lists those that no test notices.
- Exports are killed at twelve moments around their writing, not at each of its steps.
- Bits are flipped ten to a format, in the last phase of the first account.
- Advisories are looked up in copies that packages bring, which leave packages out and are as old as the row says.
- One browser, Chromium, was tried, and no other system than the machine above.
"""


def tried(names: list[str]) -> Iterator[Row]:
    """Try the rows of some parts, telling each as it is done."""
    for name in names:
        rows: Callable[[], Iterator[Row]] = import_module(f"tests.proof.{name}").rows
        started = time.monotonic()
        for row in rows():
            spent, started = time.monotonic() - started, time.monotonic()
            sys.stdout.write(f"{'holds' if row.holds else 'SHORT'}  {spent:4.0f} s  {row.risk}: {row.figure}\n")
            sys.stdout.flush()
            yield row


def written(rows: list[Row], seconds: float) -> str:
    """Return the table, with what is short listed again below it."""
    lines = [(row.risk, row.tried, row.figure, row.target, "yes" if row.holds else "**no**") for row in rows]
    short = [f"- {row.risk}: {row.figure}, where {row.target} is asked." for row in rows if not row.holds]
    rows_of_text = table(HEAD, lines).replace("---:", "---")
    head = BEGINS.format(minutes=seconds / 60, held=len(rows) - len(short), count=len(rows), machine=machine())
    below = "## What is short\n\n{}\n".format("\n".join(short) if short else "Nothing of what was tried.")
    return f"{head}\n{rows_of_text}\n{below}\n{LIMITS}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS, help="a part to try alone; again for another")
    only = parser.parse_args().only
    started = time.monotonic()
    rows = list(tried(only or list(PARTS)))
    if not only:
        PROOF.write_text(written(rows, time.monotonic() - started), encoding="utf-8")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
