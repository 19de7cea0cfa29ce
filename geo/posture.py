"""Postures and changes of a scenario: pure functions from a scenario, a reading and a phase to what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

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
    walked = _walked(scenario, reading, wanted)
    statuses = {base: row for step in walked for base, row in step.statuses.items()}
    held = quantities(scenario, reading, phase)
    return Posture(scenario.reading(reading), wanted, _bases(scenario, statuses), _forces(scenario, held))


def quantities(scenario: Scenario, reading: str, phase: str) -> dict[str, Quantity]:
    """Return what each force has at a phase under a reading, by its id; raises KeyError for an unknown one."""
    held = {force.id: Quantity(Kind.NO_DATA) for force in scenario.forces}
    for step in _walked(scenario, reading, scenario.phase(phase)):
        held |= step.quantities
    return held


def _walked(scenario: Scenario, reading: str, last: Phase) -> tuple[Step, ...]:
    """The steps up to a phase."""
    return steps(scenario, reading)[: scenario.phases.index(last) + 1]


def _bases(scenario: Scenario, statuses: dict[str, StatusRow]) -> gpd.GeoDataFrame:
    nouns = ("id", "name", "short", "name_ar", "country", "admin1", "precision")
    columns: dict[str, object] = {column: [getattr(base, column) for base in scenario.bases] for column in nouns}
    rows = [statuses.get(base.id) for base in scenario.bases]
    facts = {"status": Status.NOT_STATED, "basis": None, "claims": (), "contested_by": (), "note": ""}
    for fact, unsaid in facts.items():
        found = [getattr(row, fact) if row else unsaid for row in rows]
        columns[fact] = pd.Series(found, dtype="object")
    points = gpd.points_from_xy([base.lon for base in scenario.bases], [base.lat for base in scenario.bases])
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")


def _forces(scenario: Scenario, held: dict[str, Quantity]) -> pd.DataFrame:
    rows = [_force(force, held[force.id]) for force in scenario.forces]
    return pd.DataFrame(rows, columns=_FORCE_COLUMNS, dtype="object")


_FORCE_FACTS = ("kind", "low", "best", "high", "basis", "claims", "contested_by", "note")
_FORCE_COLUMNS = ("id", "label", "country", *_FORCE_FACTS, "quantity")


def _force(force: Force, quantity: Quantity) -> dict[str, object]:
    named = {"id": force.id, "label": force.label, "country": force.country}
    return named | {fact: getattr(quantity, fact) for fact in _FORCE_FACTS} | {"quantity": quantity}


def changes(scenario: Scenario, reading: str, phase: str, *, since: str | None = None) -> tuple[Change, ...]:
    """Return what moved up to a phase since an earlier one, by default the one before it.

    Changes are the stated ones, row by row, never a difference of two postures. Rows that state the same sentence on
    the same claims are one change. Nothing has changed at the first phase. Raises KeyError for an unknown id.
    """
    stated = changes_by_phase(scenario, reading, phase, since=since)
    return tuple(change for _, moved in stated for change in moved)


def changes_by_phase(
    scenario: Scenario, reading: str, phase: str, *, since: str | None = None
) -> tuple[tuple[Phase, tuple[Change, ...]], ...]:
    """Return what `changes` does, each phase with its own; raises KeyError for an unknown id."""
    order = [stop.id for stop in scenario.phases]
    last = order.index(scenario.phase(phase).id)
    first = order.index(scenario.phase(since).id) if since is not None else max(last - 1, 0)
    moves = moves_by_phase(scenario, reading)
    return tuple((scenario.phases[step], merged(moves[step])) for step in range(first + 1, last + 1))


def moves_by_phase(scenario: Scenario, reading: str) -> tuple[tuple[Change, ...], ...]:
    """Return, for each phase of a reading, one change a row that moves something; raises KeyError if unknown."""
    names = {base.id: base.short for base in scenario.bases} | {force.id: force.label for force in scenario.forces}
    rows: dict[str, StatusRow] = {}
    quantities = {force.id: Quantity(Kind.NO_DATA) for force in scenario.forces}
    found: list[tuple[Change, ...]] = []
    for step in steps(scenario, reading):
        moves = [_base_move(names[base], rows.get(base), row) for base, row in step.statuses.items()]
        for force, row in step.troops.items():
            moves.append(_force_move(scenario, names[force], quantities[force], row, step.quantities[force]))
        found.append(tuple(move for move in moves if move) if found else ())
        rows |= step.statuses
        quantities |= step.quantities
    return tuple(found)


def _base_move(name: str, before: StatusRow | None, row: StatusRow) -> Change | None:
    stood = before.status if before else Status.NOT_STATED
    newly_contested = bool(set(row.contested_by) - set(before.contested_by if before else ()))
    if not row.change and row.status is stood and not newly_contested:
        return None
    return Change((row.base,), name, stood, row.status, row.change, row.claims, row.contested_by)


def _force_move(scenario: Scenario, name: str, held: Quantity, row: TroopsRow, now: Quantity) -> Change | None:
    moved = _moved(scenario, row)
    newly_contested = bool(set(now.contested_by) - set(held.contested_by))
    if not row.change and moved is None and _same(held, now) and not newly_contested:
        return None
    return Change((row.force,), name, held, now, row.change, row.claims, now.contested_by, moved)


def _moved(scenario: Scenario, row: TroopsRow) -> tuple[Literal["leave", "arrive"], Quantity] | None:
    if row.verb == "withdraw":
        return "leave", row.stated(scenario.wording)
    if row.verb == "add":
        return "arrive", row.stated(scenario.wording)
    return None


def _same(one: Quantity, other: Quantity) -> bool:
    facts = ("kind", "low", "best", "high", "approximate")
    return all(getattr(one, fact) == getattr(other, fact) for fact in facts)


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

    A claim drives a phase it bounds, and every status or number that stands on it or is contested by it, at each phase
    where it stands. That something is *not stated* drives nothing: a claim that only says so is context.
    """
    found: dict[str, list[str]] = {claim: [] for claim in scenario.claims}
    for phase in scenario.phases:
        for claim in phase.claims:
            found[claim].append(f"Phase: {phase.label}, {phase.shown}")
    under: dict[tuple[str, str], list[str]] = {}
    for reading in scenario.readings:
        for claim, stretch in _standing(scenario, reading.id):
            under.setdefault((claim, stretch), []).append(reading.label)
    for (claim, stretch), readings in under.items():
        every = len(readings) == len(scenario.readings)
        found[claim].append(f"{stretch} ({'every reading' if every else ', '.join(readings)})")
    return {claim: tuple(sentences) for claim, sentences in found.items()}


def _standing(scenario: Scenario, reading: str) -> Iterator[tuple[str, str]]:
    """Every claim under something a reading states, with what stands on it or is contested by it, and where."""
    names = {base.id: base.short for base in scenario.bases} | {force.id: force.label for force in scenario.forces}
    for subject, found, first, last in _stretches(scenario, reading):
        phases = _phases(scenario.phases[first : last + 1])
        states = found.status is not Status.NOT_STATED if isinstance(found, StatusRow) else found.kind.has_number
        yield from ((claim, f"{names[subject]}: {phases}") for claim in found.claims if states)
        yield from ((claim, f"contests {names[subject]}: {phases}") for claim in found.contested_by)


def _stretches(scenario: Scenario, reading: str) -> Iterator[tuple[str, StatusRow | Quantity, int, int]]:
    """What stands of each base and force, with the first and last phase it stands at, counted from 0."""
    standing: dict[str, tuple[StatusRow | Quantity, int]] = {}
    for number, step in enumerate(steps(scenario, reading)):
        moved: dict[str, StatusRow | Quantity] = {**step.statuses, **step.quantities}
        for subject, found in moved.items():
            if subject in standing:
                yield (subject, *standing[subject], number - 1)
            standing[subject] = (found, number)
    for subject, (found, first) in standing.items():
        yield subject, found, first, len(scenario.phases) - 1


def _phases(phases: tuple[Phase, ...]) -> str:
    labels = [phase.label for phase in phases]
    return ", ".join(labels) if len(labels) <= _PHASES_NAMED else f"{labels[0]} to {labels[-1]}"


_PHASES_NAMED = 3
"""Up to this many phases in a row are named one by one."""


def silences(scenario: Scenario) -> frozenset[str]:
    """Return the claims by which something is not stated or withheld."""
    rows: list[StatusRow | TroopsRow] = [row for row in scenario.statuses if row.status is Status.NOT_STATED]
    rows += [row for row in scenario.troops if row.verb in ("unstated", "withheld")]
    return frozenset(claim for row in rows for claim in row.claims)
