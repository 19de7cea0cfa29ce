"""Postures and changes: pure functions from a scenario and a reading to what is stated at each phase.

`course` walks a reading once; every view and export asks the course for postures and changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal, TypeVar

from geo.model import (
    Base,
    BaseStatus,
    Change,
    ForceFigure,
    Kind,
    Phase,
    Posture,
    Quantity,
    Reading,
    Scenario,
    Status,
    StatusRow,
    TroopsRow,
)

COURSES_KEPT = 32
"""How many courses are kept walked: the readings of the few scenarios that a process has in use."""


@dataclass(frozen=True)
class Step:
    """What the rows of one phase set under one reading, and what they move; what no row names stays as it was.

    `statuses` and `troops` are the rows by base and force, `quantities` what each named force then has, `moves` one
    change per row that moves something.
    """

    phase: Phase
    statuses: Mapping[str, StatusRow]
    troops: Mapping[str, TroopsRow]
    quantities: Mapping[str, Quantity]
    moves: tuple[Change, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The moves, those that one sentence states on the same claims joined into one change."""
        return _merged(self.moves)


@dataclass(frozen=True)
class Course:
    """One reading of a scenario from its first phase to its last, walked once."""

    scenario: Scenario
    reading: Reading
    steps: tuple[Step, ...]

    def posture(self, phase: str) -> Posture:
        """Return what is stated at a phase; raises KeyError for an unknown phase."""
        return self._postures[self.scenario.phase(phase).id]

    @cached_property
    def _postures(self) -> dict[str, Posture]:
        """The posture of every phase by its id, each made once."""
        return {step.phase.id: self._posture(step.phase.id) for step in self.steps}

    def _posture(self, phase: str) -> Posture:
        walked = self._until(phase)
        statuses = {base: row for step in walked for base, row in step.statuses.items()}
        figures = self.quantities(phase)
        return Posture(
            self.reading,
            walked[-1].phase,
            tuple(_base_status(base, statuses.get(base.id)) for base in self.scenario.bases),
            tuple(ForceFigure(force, figures[force.id]) for force in self.scenario.forces),
        )

    def quantities(self, phase: str) -> dict[str, Quantity]:
        """Return the quantity of each force at a phase by its id; raises KeyError for an unknown phase."""
        figures = _no_data(self.scenario)
        for step in self._until(phase):
            figures |= step.quantities
        return figures

    def changes(self, phase: str, *, since: str | None = None) -> tuple[tuple[Phase, tuple[Change, ...]], ...]:
        """Return each phase up to one with its changes since an earlier one, by default the one before it.

        Changes are the stated ones, row by row, never a difference of two postures. Nothing has changed at the first
        phase. Raises KeyError for an unknown id.
        """
        last = self._number(phase)
        first = max(last - 1, 0) if since is None else self._number(since)
        return tuple((step.phase, step.changes) for step in self.steps[first + 1 : last + 1])

    def step(self, phase: str) -> Step:
        """Return the step of a phase; raises KeyError for an unknown phase."""
        return self.steps[self._number(phase)]

    def every_quantity(self) -> Iterator[Quantity]:
        """Every quantity that a row of the course sets or derives."""
        return (quantity for step in self.steps for quantity in step.quantities.values())

    def _number(self, phase: str) -> int:
        return self.scenario.phases.index(self.scenario.phase(phase))

    def _until(self, phase: str) -> tuple[Step, ...]:
        return self.steps[: self._number(phase) + 1]


@lru_cache(maxsize=COURSES_KEPT)
def course(scenario: Scenario, reading: str) -> Course:
    """Return the course of a reading; raises KeyError for an unknown reading."""
    return Course(scenario, scenario.reading(reading), tuple(_walk(scenario, reading)))


def _walk(scenario: Scenario, reading: str) -> Iterator[Step]:
    statuses, troops = _by_phase(scenario.statuses, reading), _by_phase(scenario.troops, reading)
    names = names_of(scenario)
    before: dict[str, StatusRow] = {}
    held = _no_data(scenario)
    for phase in scenario.phases:
        rows = {row.base: row for row in statuses.get(phase.id, [])}
        counts = {row.force: row for row in troops.get(phase.id, [])}
        now = {force: row.applied_to(held[force], scenario.wording) for force, row in counts.items()}
        moves = [_base_move(names[base], before.get(base), row) for base, row in rows.items()]
        moves += [
            _force_move(names[force], (held[force], now[force]), row, _moved(scenario, row))
            for force, row in counts.items()
        ]
        is_first = phase is scenario.phases[0]
        yield Step(phase, rows, counts, now, () if is_first else tuple(move for move in moves if move))
        before |= rows
        held |= now


def _no_data(scenario: Scenario) -> dict[str, Quantity]:
    return {force.id: Quantity(Kind.NO_DATA) for force in scenario.forces}


def names_of(scenario: Scenario) -> dict[str, str]:
    """Return what changes and evidence call each base and force, by its id."""
    return {base.id: base.short for base in scenario.bases} | {force.id: force.label for force in scenario.forces}


def _base_status(base: Base, row: StatusRow | None) -> BaseStatus:
    if row is None:
        return BaseStatus(base)
    return BaseStatus(base, row.status, row.basis, row.claims, row.contested_by, row.note)


_Row = TypeVar("_Row", StatusRow, TroopsRow)


def _by_phase(rows: tuple[_Row, ...], reading: str) -> dict[str, list[_Row]]:
    phases: dict[str, list[_Row]] = {}
    for row in rows:
        if row.reading in (reading, "*"):
            phases.setdefault(row.phase, []).append(row)
    return phases


def _base_move(name: str, before: StatusRow | None, row: StatusRow) -> Change | None:
    earlier = before.status if before else Status.NOT_STATED
    newly_contested = bool(set(row.contested_by) - set(before.contested_by if before else ()))
    if not row.change and row.status is earlier and not newly_contested:
        return None
    return Change((row.base,), name, earlier, row.status, row.change, row.claims, row.contested_by)


_Moved = tuple[Literal["leave", "arrive"], Quantity] | None


def _force_move(name: str, sides: tuple[Quantity, Quantity], row: TroopsRow, moved: _Moved) -> Change | None:
    held, now = sides
    newly_contested = bool(set(now.contested_by) - set(held.contested_by))
    if not row.change and moved is None and _same(held, now) and not newly_contested:
        return None
    return Change((row.force,), name, held, now, row.change, row.claims, now.contested_by, moved)


def _moved(scenario: Scenario, row: TroopsRow) -> _Moved:
    if row.verb == "withdraw":
        return "leave", row.stated(scenario.wording)
    if row.verb == "add":
        return "arrive", row.stated(scenario.wording)
    return None


def _same(one: Quantity, other: Quantity) -> bool:
    facts = ("kind", "low", "best", "high", "approximate")
    return all(getattr(one, fact) == getattr(other, fact) for fact in facts)


def _merged(moves: Iterable[Change]) -> tuple[Change, ...]:
    """Join changes that state the same sentence on the same claims, in the order of their first rows."""
    joined: dict[object, Change] = {}
    for move in moves:
        key = (move.sentence, move.claims, move.contested_by, "" if move.sentence else move.subjects)
        first = joined.get(key)
        joined[key] = replace(first, subjects=first.subjects + move.subjects) if first else move
    return tuple(joined.values())
