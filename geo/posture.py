"""Postures and changes of a scenario: pure functions from a scenario, a reading and a phase to what stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import geopandas as gpd
import pandas as pd

from geo.model import Change, Force, Kind, Phase, Posture, Quantity, Scenario, Status, StatusRow, TroopsRow


@dataclass(frozen=True)
class Step:
    """What the rows of one phase set under one reading: the status row of a base, the quantity a force then has."""

    phase: Phase
    statuses: dict[str, StatusRow]
    troops: dict[str, TroopsRow]
    quantities: dict[str, Quantity]


def steps(scenario: Scenario, reading: str) -> tuple[Step, ...]:
    """Return the steps of a reading in the order of phases; what a step does not name stays as it was.

    Raises KeyError for an unknown reading.
    """
    scenario.reading(reading)
    statuses = _by_phase(scenario.statuses, reading)
    troops = _by_phase(scenario.troops, reading)
    held = {force.id: Quantity(Kind.NO_DATA) for force in scenario.forces}
    walked = []
    for phase in scenario.phases:
        rows = {row.force: row for row in troops.get(phase.id, [])}
        moved = {force: row.applied_to(held[force], scenario.wording) for force, row in rows.items()}
        held |= moved
        walked.append(Step(phase, {row.base: row for row in statuses.get(phase.id, [])}, rows, moved))
    return tuple(walked)


_Row = TypeVar("_Row", StatusRow, TroopsRow)


def _by_phase(rows: tuple[_Row, ...], reading: str) -> dict[str, list[_Row]]:
    phases: dict[str, list[_Row]] = {}
    for row in rows:
        if row.reading in (reading, "*"):
            phases.setdefault(row.phase, []).append(row)
    return phases


def posture(scenario: Scenario, reading: str, phase: str) -> Posture:
    """Return what stands at a phase under a reading; raises KeyError for an unknown reading or phase."""
    wanted = scenario.phase(phase)
    statuses: dict[str, StatusRow] = {}
    quantities: dict[str, Quantity] = {}
    for step in steps(scenario, reading):
        statuses |= step.statuses
        quantities |= step.quantities
        if step.phase == wanted:
            break
    return Posture(scenario.reading(reading), wanted, _bases(scenario, statuses), _forces(scenario, quantities))


def _bases(scenario: Scenario, statuses: dict[str, StatusRow]) -> gpd.GeoDataFrame:
    nouns = ("id", "name", "name_ar", "country", "admin1", "precision")
    columns: dict[str, object] = {column: [getattr(base, column) for base in scenario.bases] for column in nouns}
    rows = [statuses.get(base.id) for base in scenario.bases]
    facts = {"status": Status.NOT_STATED, "basis": None, "claims": (), "contested_by": (), "note": ""}
    for fact, unsaid in facts.items():
        found = [getattr(row, fact) if row else unsaid for row in rows]
        columns[fact] = pd.Series(found, dtype="object")
    points = gpd.points_from_xy([base.lon for base in scenario.bases], [base.lat for base in scenario.bases])
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")


def _forces(scenario: Scenario, quantities: dict[str, Quantity]) -> pd.DataFrame:
    rows = [_force(force, quantities.get(force.id, Quantity(Kind.NO_DATA))) for force in scenario.forces]
    return pd.DataFrame(rows, dtype="object")


def _force(force: Force, quantity: Quantity) -> dict[str, object]:
    facts = ("kind", "low", "best", "high", "basis", "claims", "contested_by", "note")
    named = {"id": force.id, "label": force.label, "country": force.country}
    return named | {fact: getattr(quantity, fact) for fact in facts} | {"quantity": quantity}


def changes(scenario: Scenario, reading: str, phase: str, *, since: str | None = None) -> tuple[Change, ...]:
    """Return what moved up to a phase since an earlier one, by default the one before it.

    Changes are the stated ones, row by row, never a difference of two postures. Rows that state the same sentence on
    the same claims are one change. Nothing has changed at the first phase. Raises KeyError for an unknown id.
    """
    order = [stop.id for stop in scenario.phases]
    last = order.index(scenario.phase(phase).id)
    first = order.index(scenario.phase(since).id) if since is not None else max(last - 1, 0)
    moves = moves_by_phase(scenario, reading)[first + 1 : last + 1]
    return merged([move for stated in moves for move in stated])


def moves_by_phase(scenario: Scenario, reading: str) -> tuple[tuple[Change, ...], ...]:
    """Return, for each phase of a reading, one change a row that moves something; raises KeyError if unknown."""
    names = {base.id: base.short for base in scenario.bases} | {force.id: force.label for force in scenario.forces}
    statuses: dict[str, Status] = {}
    quantities = {force.id: Quantity(Kind.NO_DATA) for force in scenario.forces}
    found: list[tuple[Change, ...]] = []
    for step in steps(scenario, reading):
        moves = []
        for base, row in step.statuses.items():
            before = statuses.get(base, Status.NOT_STATED)
            if row.change or row.status is not before:
                moves.append(_change(base, names[base], before, row.status, row))
        for force, stated in step.troops.items():
            held, now = quantities[force], step.quantities[force]
            if stated.change or not _same(held, now):
                moves.append(_change(force, names[force], held, now, stated))
        found.append(tuple(moves) if found else ())
        statuses |= {base: row.status for base, row in step.statuses.items()}
        quantities |= step.quantities
    return tuple(found)


def _same(one: Quantity, other: Quantity) -> bool:
    return (one.kind, one.low, one.best, one.high) == (other.kind, other.low, other.best, other.high)


def _change(
    subject: str, name: str, before: Status | Quantity, after: Status | Quantity, row: StatusRow | TroopsRow
) -> Change:
    return Change((subject,), name, before, after, row.change, row.claims, row.contested_by)


def merged(moves: Iterable[Change]) -> tuple[Change, ...]:
    """Join changes that state the same sentence on the same claims, in the order they first stand."""
    joined: dict[object, Change] = {}
    for move in moves:
        key = (move.sentence, move.claims, move.contested_by, "" if move.sentence else move.subjects)
        first = joined.get(key)
        joined[key] = replace(first, subjects=first.subjects + move.subjects) if first else move
    return tuple(joined.values())


def uses(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return what each claim drives, in words; a claim that drives nothing is context.

    A claim drives a phase it bounds, and a status or number it states or contests. That something is *not stated*
    drives nothing: a claim that only says so is context.
    """
    found: dict[str, dict[str, None]] = {claim: {} for claim in scenario.claims}
    readings = {reading.id: reading.label for reading in scenario.readings} | {"*": "every reading"}
    phases = {phase.id: phase.label for phase in scenario.phases}
    names = {base.id: base.short for base in scenario.bases} | {force.id: force.label for force in scenario.forces}
    for phase in scenario.phases:
        for claim in phase.claims:
            found[claim][f"Phase: {phase.label}, {phase.shown}"] = None
    rows: tuple[StatusRow | TroopsRow, ...] = (*scenario.statuses, *scenario.troops)
    for row in rows:
        subject = row.base if isinstance(row, StatusRow) else row.force
        place = f"{names[subject]}: {phases[row.phase]}, {readings[row.reading]}"
        for claim in row.claims if _states_something(row) else ():
            found[claim][place] = None
        for claim in row.contested_by:
            found[claim][f"{place} (contested)"] = None
    return {claim: tuple(sentences) for claim, sentences in found.items()}


def _states_something(row: StatusRow | TroopsRow) -> bool:
    if isinstance(row, StatusRow):
        return row.status is not Status.NOT_STATED
    return row.verb not in ("unstated", "withheld")
