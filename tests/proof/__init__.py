"""The proof: each risk, how it was tried, the figure it gave and the figure it had to give.

`python -m tests.proof` tries every row and writes `tests/PROOF.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: what could go wrong, how that was tried, what was measured, and what it is held to."""

    risk: str
    tried: str
    figure: str
    target: str
    holds: bool


def none_of(count: int, wrong: Iterable[str], what: str) -> tuple[str, str, bool]:
    """Return figure, target and whether it holds where of a number of tries none may go wrong; the first is quoted.

    >>> none_of(3, [], "shown")
    ('0 of 3 shown', '0', True)
    >>> none_of(3, ["a cut at byte 7"], "shown")
    ('1 of 3 shown (first: a cut at byte 7)', '0', False)
    """
    found = list(wrong)
    first = f" (first: {found[0][:160]})" if found else ""
    return f"{len(found):,} of {count:,} {what}{first}", "0", not found
