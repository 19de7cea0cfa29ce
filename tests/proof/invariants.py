"""Rows about what always holds: twelve properties, each tried on a thousand drawdowns or figures made at random."""

from __future__ import annotations

import csv
import io
import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from geo import style, tables
from geo.board.data import data_block
from geo.export import FORMATS
from geo.export.zip import unzipped
from geo.model import Kind, Phase, Posture, Quantity, Scenario, Status, StatusRow, TroopsRow, Wording
from geo.posture import Course, course
from geo.scenario import load
from geo.selection import Selection
from tests import conftest
from tests.proof import Row

CASES = 1_000
MADE = settings(max_examples=CASES, derandomize=True, database=None, deadline=None)
CLAIMS = ("C01", "C02", "C06", "C08", "C10", "C12")
INVARIANTS: list[Callable[[], None]] = []


@cache
def shipped() -> Scenario:
    return load(conftest.SHIPPED)


READINGS = [reading.id for reading in shipped().readings]
PHASES = [phase.id for phase in shipped().phases]
BASES = [base.id for base in shipped().bases]
FORCES = [force.id for force in shipped().forces]


def invariant(strategies: dict[str, st.SearchStrategy[Any]]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """List a property, to be tried on `CASES` values of each strategy."""

    def listed(holds: Callable[..., None]) -> Callable[[], None]:
        tried: Callable[[], None] = MADE(given(**strategies)(holds))
        INVARIANTS.append(tried)
        return tried

    return listed


# What is made at random

SEEDS = st.integers(0, 2**63)


def number(chance: Random) -> dict[str, str]:
    """Cells that state a number: in words, as a word with a range, as low, best and high, or with one side open."""
    low, best, high = sorted(chance.randrange(3_000) for _ in range(3))
    stated = (
        {"wording": f"approximately {best:,}"},
        {"wording": f"{best:,}"},
        {"wording": "hundreds"},
        {"low": str(low), "best": str(best), "high": str(high)},
        {"high": str(high)},
        {"low": str(low)},
    )
    return dict(chance.choice(stated))


def row(chance: Random) -> dict[str, str]:
    """The cells that statuses and troops share."""
    return {
        "reading": chance.choice([*READINGS, "*"]),
        "phase": chance.choice(PHASES),
        "basis": chance.choice(["reported", "derived", "assumed"]),
        "claims": " ".join(chance.sample(CLAIMS, chance.randint(1, 3))),
        "contested_by": chance.choice(["", "C05"]),
        "change": chance.choice(["", "It goes.", "It comes."]),
        "note": chance.choice(["", "a note"]),
    }


def status_row(chance: Random) -> StatusRow:
    status = chance.choice([status.value for status in Status])
    return StatusRow.model_validate(row(chance) | {"base": chance.choice(BASES), "status": status})


def troops_row(chance: Random) -> TroopsRow:
    verb = chance.choice(["set", "set", "set", "withdraw", "add", "unstated", "withheld"])
    cells = dict.fromkeys(TroopsRow.model_fields, "") | row(chance) | {"force": chance.choice(FORCES), "verb": verb}
    return TroopsRow.model_validate(cells | (number(chance) if verb not in ("unstated", "withheld") else {}))


def drawdown(seed: int) -> Scenario:
    """A drawdown of the shipped bases, forces and phases with statuses and figures made at random."""
    chance = Random(seed)
    statuses = [status_row(chance) for _ in range(chance.randrange(9))]
    troops = [troops_row(chance) for _ in range(chance.randrange(9))]
    made = replace(
        shipped(),
        statuses=_once(statuses, "base"),
        troops=_once(troops, "force"),
        fingerprint=str(seed),  # walked courses are kept by it
    )
    try:
        for reading in READINGS:
            course(made, reading)
    except ValueError:  # more leave than can be there, which loading refuses
        return drawdown(seed + 1)
    return made


def scenarios() -> st.SearchStrategy[Scenario]:
    return SEEDS.map(drawdown)


def _once(rows: list[Any], subject: str) -> tuple[Any, ...]:
    """The rows of which no two speak of the same subject at the same phase under the same reading, as loading asks."""
    kept: dict[object, Any] = {}
    for row in rows:
        readings = READINGS if row.reading == "*" else [row.reading]
        taken = [(reading, row.phase, getattr(row, subject)) for reading in readings]
        if not any(key in kept for key in taken):
            kept |= dict.fromkeys(taken, row)
    return tuple({id(row): row for row in kept.values()}.values())


bounds = st.tuples(*[st.none() | st.integers(0, 30)] * 2).filter(
    lambda pair: pair != (None, None) and (None in pair or pair[0] <= pair[1])  # type: ignore[operator]
)
stops = {"reading": st.sampled_from(READINGS), "phase": st.sampled_from(PHASES)}


def counted(pair: tuple[int | None, int | None]) -> Quantity:
    return Quantity.counted(*pair, claims=("C02",))


def every_posture(scenario: Scenario) -> Iterator[Posture]:
    for reading in READINGS:
        walked = course(scenario, reading)
        yield from (walked.posture(phase) for phase in PHASES)


# What always holds


@invariant({"made": scenarios()})
def least_best_and_most_stand_in_order(made: Scenario) -> None:
    for posture in every_posture(made):
        for figure in posture.forces:
            found = [n for n in (figure.quantity.low, figure.quantity.best, figure.quantity.high) if n is not None]
            assert found == sorted(found)
            assert not found or found[0] >= 0


@invariant({"made": scenarios()})
def every_number_and_status_rests_on_claims_there_are(made: Scenario) -> None:
    for posture in every_posture(made):
        for entry in posture.entries:
            is_said = (
                entry.value is not Status.NOT_STATED if isinstance(entry.value, Status) else entry.value.kind.has_number
            )
            assert entry.claims or not is_said
            assert {*entry.claims, *entry.contested_by} <= made.claims.keys()


@invariant({"made": scenarios()})
def nobody_spoken_of_has_a_number_or_status(made: Scenario) -> None:
    for posture in every_posture(made):
        spoken = {row.base for row in made.statuses} | {row.force for row in made.troops}
        for entry in posture.entries:
            if entry.id not in spoken:
                assert entry.value is Status.NOT_STATED or entry.value.kind is Kind.NO_DATA  # type: ignore[union-attr]


@invariant({"made": scenarios(), "verb": st.sampled_from(["unstated", "withheld"]), **stops})
def what_is_not_stated_never_becomes_a_number(made: Scenario, verb: str, reading: str, phase: str) -> None:
    cells = dict.fromkeys(TroopsRow.model_fields, "") | {"reading": reading, "phase": phase, "force": FORCES[0]}
    silent = TroopsRow.model_validate(cells | {"verb": verb})
    others = tuple(row for row in made.troops if row.force != FORCES[0])
    for following in PHASES[PHASES.index(phase) :]:
        quantity = course(replace(made, troops=(*others, silent), fingerprint=f"{made.fingerprint} {verb}"), reading)
        found = quantity.posture(following).force(FORCES[0]).quantity
        assert (found.kind.has_number, found.low, found.best, found.high) == (False, None, None, None)


@invariant({"made": scenarios(), "order": SEEDS})
def the_order_of_rows_changes_no_posture(made: Scenario, order: int) -> None:
    chance = Random(order)
    mixed = replace(
        made,
        statuses=tuple(chance.sample(made.statuses, len(made.statuses))),
        troops=tuple(chance.sample(made.troops, len(made.troops))),
        fingerprint=f"{made.fingerprint} mixed",
    )
    assert list(every_posture(mixed)) == list(every_posture(made))


@invariant({"made": scenarios(), "reading": st.sampled_from(READINGS)})
def one_reading_knows_nothing_of_another(made: Scenario, reading: str) -> None:
    alone = replace(
        made,
        statuses=tuple(row for row in made.statuses if row.reading in (reading, "*")),
        troops=tuple(row for row in made.troops if row.reading in (reading, "*")),
        fingerprint=f"{made.fingerprint} alone",
    )
    assert [course(alone, reading).posture(phase) for phase in PHASES] == [
        course(made, reading).posture(phase) for phase in PHASES
    ]


@invariant({"made": scenarios(), **stops})
def jumping_is_stepping(made: Scenario, reading: str, phase: str) -> None:
    walked: Course = course(made, reading)
    statuses = dict.fromkeys(BASES, Status.NOT_STATED)
    figures = dict.fromkeys(FORCES, Quantity(Kind.NO_DATA))
    for step in walked.steps[: PHASES.index(phase) + 1]:
        statuses |= {base: row.status for base, row in step.statuses.items()}
        figures |= step.quantities
    posture = walked.posture(phase)
    assert {found.id: found.status for found in posture.bases} == statuses
    assert {found.id: found.quantity for found in posture.forces} == figures


@invariant({"made": scenarios(), "reading": st.sampled_from(READINGS)})
def changes_since_a_phase_are_those_of_each_phase_between(made: Scenario, reading: str) -> None:
    walked = course(made, reading)
    whole: tuple[tuple[Phase, tuple[Any, ...]], ...] = walked.changes(PHASES[-1], since=PHASES[0])
    assert whole == tuple(part for phase in PHASES[1:] for part in walked.changes(phase))
    assert all(walked.changes(phase, since=phase) == () for phase in PHASES)


@invariant({"left": bounds, "right": bounds, "sign": st.sampled_from("+−")})
def arithmetic_holds_every_case_and_no_more(left: Any, right: Any, sign: str) -> None:
    one, other = counted(left), counted(right)
    found = one + other if sign == "+" else one - other
    top = 90
    of_left, of_right = (range(low or 0, (top if high is None else high) + 1) for low, high in (left, right))
    cases = [max(0, a + b if sign == "+" else a - b) for a in of_left for b in of_right]
    assert (found.low or 0) == min(cases) or (found.low == 0 and right[1] is None)
    if found.high is not None:
        assert found.high == max(cases)


@invariant({"number": st.integers(0, 999_999_999)})
def a_number_in_words_is_read_as_itself(number: int) -> None:
    rules = Wording()
    assert rules.quantity(f"{number:,}") == rules.quantity(str(number)) == (number, number, False)
    assert rules.quantity(f"approximately {number:,}") == (number, number, True)


@invariant({"made": scenarios(), **stops})
def the_csv_says_what_the_posture_says(made: Scenario, reading: str, phase: str) -> None:
    packed = unzipped(FORMATS["csv"].content(made, Selection((reading,), (phase,))))
    text = next(content for name, content in packed.items() if name.endswith("postures.csv")).decode("utf-8-sig")
    found = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    posture = course(made, reading).posture(phase)
    for figure in posture.forces:
        row = found[figure.id]
        said = [None if row[name] == "" else int(row[name]) for name in ("low", "best", "high")]
        assert said == [figure.quantity.low, figure.quantity.best, figure.quantity.high]
        assert (row["kind"], row["label"]) == (figure.quantity.kind.value, style.label(figure.quantity))
    assert all(found[base.id]["status"] == base.status.value for base in posture.bases)


@invariant({"made": scenarios(), **stops})
def the_document_says_what_the_tables_say(made: Scenario, reading: str, phase: str) -> None:
    data = data_block(made, {})
    statuses = dict.fromkeys(range(len(BASES)), 0)
    labels = dict.fromkeys(FORCES, data["noData"]["label"])
    for step in data["steps"][reading][: PHASES.index(phase) + 1]:
        statuses |= dict(step["statuses"])
        labels |= {force: quantity["label"] for force, quantity in step["quantities"].items()}
    rows = tables.postures(made, Selection((reading,), (phase,))).rows
    assert labels == {row["id"]: row["label"] for row in rows if row["item"] == "force"}
    shown = {BASES[base]: data["cells"][cell]["status"] for base, cell in statuses.items()}
    assert shown == {row["id"]: row["status"] for row in rows if row["item"] == "base"}


def failure(number: int) -> str:
    """Try one property; return what is wrong with it, and the case, or nothing."""
    try:
        INVARIANTS[number]()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the row counts
        return f"{names()[number]}: {error!r}"
    return ""


def names() -> list[str]:
    return [tried.__name__.replace("_", " ") for tried in INVARIANTS]


def rows() -> Iterator[Row]:
    """Try every property, two at once."""
    with multiprocessing.get_context("fork").Pool(2) as pool:
        wrong = [found for found in pool.imap(failure, range(len(INVARIANTS))) if found]
    count = len(INVARIANTS)
    first = f" (first: {wrong[0][:200]})" if wrong else ""
    figure = f"{count - len(wrong)} of {count} on {CASES:,} cases each{first}"
    yield Row("A figure follows from no rule", "; ".join(names()), figure, f"12 of 12 on {CASES:,}", not wrong)
