"""Whether the tests notice a fault in model, loading and posture: small changes are made to the code, one at a time.

`python -m tests.proof.mutation --all --show` tries every change and lists those that no test notices.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.proof import Row
from tests.proof.mutants import ROOT, Mutant, mutants
from tests.proof.trials import Outcome

SAMPLE = 800
"""How many mutants the proof tries: as many as four minutes of two cores allow."""
KILLED_SHARE_MIN = 0.9
"""The share of mutants that tests have to notice; one that makes them take too long is noticed."""


def rows() -> Iterator[Row]:
    """Try a sample of the mutants, the same at each run."""
    every = mutants()
    yield row(tried(every[:SAMPLE]), len(every))


def tried(chosen: Sequence[Mutant]) -> dict[Mutant, Outcome]:
    """Return what becomes of the first mutants there are."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outcomes"
        command = [sys.executable, "-m", "tests.proof.trials", str(len(chosen)), str(path)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"}, check=True)
        outcomes = path.read_text(encoding="utf-8").splitlines()
    return {mutant: Outcome(outcome) for mutant, outcome in zip(chosen, outcomes, strict=True)}


def row(outcomes: dict[Mutant, Outcome], total: int) -> Row:
    """Write what became of some mutants, of so many in total."""
    count = Counter(outcomes.values())
    share = 1 - count[Outcome.SURVIVED] / len(outcomes)
    parts = ", ".join(f"{count[outcome]:,} {outcome}" for outcome in Outcome)
    return Row(
        risk="A fault in model, loading or posture that no test notices",
        tried=f"mutation testing, {len(outcomes):,} of {total:,} small changes to the code",
        figure=f"{share:.1%} noticed ({parts})",
        target=f"at least {KILLED_SHARE_MIN:.0%}",
        holds=share >= KILLED_SHARE_MIN,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Try mutants and print the row; exit status 1 when it does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.mutation", description=__doc__)
    parser.add_argument("--all", action="store_true", help="try every mutant, not a sample")
    parser.add_argument("--show", action="store_true", help="list the mutants that no test notices")
    asked = parser.parse_args(arguments)
    every = mutants()
    outcomes = tried(every if asked.all else every[:SAMPLE])
    survivors = [str(mutant) for mutant, outcome in outcomes.items() if outcome is Outcome.SURVIVED]
    if asked.show:
        print(*sorted(survivors), sep="\n")
    found = row(outcomes, len(every))
    print(f"{found.tried}: {found.figure}; {found.target}")
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
