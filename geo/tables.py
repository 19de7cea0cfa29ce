"""A posture and the evidence as tables of plain text, for the page and the command line."""

from __future__ import annotations

import pandas as pd

from geo import style
from geo.model import Scenario
from geo.posture import posture, uses


def heading(scenario: Scenario, reading: str, phase: str) -> str:
    """Write which posture a table shows: phase, date shown, reading."""
    stop = scenario.phase(phase)
    return f"{stop.label} · {stop.shown} · {scenario.reading(reading).label}"


def posture_table(scenario: Scenario, reading: str, phase: str) -> pd.DataFrame:
    """Return the posture as text, a row a force, then a row a base.

    Columns: what, stands at, basis, claims, contested by, note.
    """
    shown = posture(scenario, reading, phase)
    forces = [(row.label, style.label(row.quantity), row) for row in shown.forces.itertuples()]
    bases = [
        (row.name_, style.value(row.status), row) for row in shown.bases.rename(columns={"name": "name_"}).itertuples()
    ]
    columns = ("What", "Stands at", "Basis", "Claims", "Contested by", "Note")
    rows = [
        (name, value, row.basis or "", ", ".join(row.claims), ", ".join(row.contested_by), _note(row))
        for name, value, row in [*forces, *bases]
    ]
    return pd.DataFrame(rows, columns=columns, dtype="string")


def _note(row: object) -> str:
    quantity = getattr(row, "quantity", None)
    arithmetic = style.arithmetic(quantity) if quantity is not None else ""
    return "; ".join(part for part in (arithmetic, getattr(row, "note", "")) if part)


def ledger(scenario: Scenario) -> pd.DataFrame:
    """Return every claim as text, with what it drives on the board; a claim that drives nothing is context.

    Columns: claim, role, says, wording, said by, standing, where (source and paragraph), drives.
    """
    driven = uses(scenario)
    rows = [
        (
            claim.id,
            "drives" if driven[claim.id] else "context",
            claim.paraphrase,
            claim.wording,
            claim.said_by,
            claim.standing,
            f"{style.dated(scenario.sources[claim.source])}, {claim.where}",
            "; ".join(driven[claim.id]),
        )
        for claim in scenario.claims.values()
    ]
    columns = ("Claim", "Role", "Says", "Wording", "Said by", "Standing", "Where", "Drives")
    return pd.DataFrame(rows, columns=columns, dtype="string")
