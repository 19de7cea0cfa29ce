"""The proof: each risk, how it was tried, the figure it gave and the figure it had to give.

`python -m tests.proof` tries every row and writes `tests/PROOF.md`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: what could go wrong, how that was tried, what was measured, and the bound it is held to."""

    risk: str
    tried: str
    figure: str
    target: str
    holds: bool
