"""Every way out of the code shows the truth table, and nothing else."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pytest

from geo import style, tables
from geo.__main__ import SHOWN, posture_json
from geo.board.data import data_block
from geo.export import FORMATS
from geo.export.zip import unzipped
from geo.model import Scenario
from geo.page.chart import chart_rows
from geo.posture import course
from geo.selection import Selection
from tests.conftest import run_process
from tests.exports import changes
from tests.facts import (
    BASES,
    BASIS_WORDS,
    FORCE_COUNTRIES,
    FORCES,
    LABELS,
    PHASES,
    READINGS,
    STATUS_WORDS,
    TRUTH,
    BaseFact,
    ForceFact,
    PostureFact,
)

EVERY_STOP = pytest.mark.parametrize(("reading", "phase"), TRUTH)


def as_json(reading: str, phase: str, fact: PostureFact) -> dict[str, object]:
    """Write a posture of the truth table as `show --json` is to give it."""
    bases = [{"id": base, "status": is_.status, **grounds_as_json(is_)} for base, is_ in fact.bases.items()]
    forces = [
        {
            "id": force,
            "country": FORCE_COUNTRIES[force],
            "kind": is_.kind,
            "low": is_.low,
            "best": None,
            "high": is_.high,
            "label": is_.label,
            **grounds_as_json(is_),
        }
        for force, is_ in fact.forces.items()
    ]
    return {"scenario": "iraq-2024", "reading": reading, "phase": phase, "bases": bases, "forces": forces}


def grounds_as_json(fact: BaseFact | ForceFact) -> dict[str, object]:
    against = {"contested": bool(fact.contested_by), "contested_by": list(fact.contested_by)}
    return {"basis": fact.basis, "claims": list(fact.claims), **against}


def test_the_truth_table_has_two_readings_of_three_phases() -> None:
    """Six postures, each of three bases and three forces, are all there is to show."""
    assert list(TRUTH) == [(reading, phase) for reading in READINGS for phase in PHASES]
    assert all(list(fact.bases) == list(BASES) and list(fact.forces) == list(FORCES) for fact in TRUTH.values())


def test_labels_come_from_the_list() -> None:
    """No force is written in a way the facts do not name."""
    assert {force.label for fact in TRUTH.values() for force in fact.forces.values()} <= LABELS


@EVERY_STOP
def test_show_prints_the_truth_as_json(reading: str, phase: str) -> None:
    """`show --json` gives the ids, statuses, bounds, labels, bases and claims of the truth table."""
    shown = run_process("show", "--reading", reading, "--phase", phase, "--json")
    assert (shown.returncode, shown.stderr) == (0, "")
    found = json.loads(shown.stdout)
    for row in (*found["bases"], *found["forces"]):
        assert isinstance(row.pop("note"), str)
    assert found == as_json(reading, phase, TRUTH[reading, phase])


@EVERY_STOP
def test_posture_gives_the_bases(shipped: Scenario, reading: str, phase: str) -> None:
    """A base has the status, basis, claims and contesting claims of the truth table."""
    rows = course(shipped, reading).posture(phase).bases
    found = {row.id: (row.status, row.basis, row.claims, row.contested_by) for row in rows}
    bases = TRUTH[reading, phase].bases
    assert found == {base: (is_.status, is_.basis, is_.claims, is_.contested_by) for base, is_ in bases.items()}


@EVERY_STOP
def test_posture_gives_the_forces(shipped: Scenario, reading: str, phase: str) -> None:
    """A force has the kind, exact bounds, basis, claims and contesting claims of the truth table."""
    rows = course(shipped, reading).posture(phase).forces
    found = {
        row.id: (
            *(style.label(row.quantity), row.quantity.kind, row.quantity.low, row.quantity.high),
            *(row.basis, row.claims, row.contested_by),
        )
        for row in rows
    }
    assert found == {
        force: (is_.label, is_.kind, is_.low, is_.high, is_.basis, is_.claims, is_.contested_by)
        for force, is_ in TRUTH[reading, phase].forces.items()
    }


@EVERY_STOP
def test_table_says_the_same(shipped: Scenario, reading: str, phase: str) -> None:
    """The table of the page and of `show` has one row per force and per base, in words."""
    chosen = tables.postures(shipped, Selection((reading,), (phase,))).choose(*SHOWN)
    found = [tuple(row)[:5] for row in chosen.frame.itertuples(index=False)]
    fact = TRUTH[reading, phase]
    forces = [(FORCES[force], is_.label, is_) for force, is_ in fact.forces.items()]
    bases = [(BASES[base], STATUS_WORDS[is_.status], is_) for base, is_ in fact.bases.items()]
    assert found == [
        (name, written, BASIS_WORDS[is_.basis], ", ".join(is_.claims), ", ".join(is_.contested_by))
        for name, written, is_ in [*forces, *bases]
    ]


@EVERY_STOP
def test_heading_names_the_stop(shipped: Scenario, reading: str, phase: str) -> None:
    """A posture is headed by its phase, the date shown and its reading."""
    label, shown = PHASES[phase]
    assert tables.heading(shipped, reading, phase) == f"{label} · {shown} · {READINGS[reading]}"


def figures_named_low(value: Any) -> list[tuple[str, object]]:
    """Every figure in nested values that has a key named `low`, as its label and that number."""
    if isinstance(value, dict):
        own = [(value.get("label", ""), value["low"])] if "low" in value else []
        return own + [figure for inner in value.values() for figure in figures_named_low(inner)]
    return [figure for inner in value for figure in figures_named_low(inner)] if isinstance(value, list) else []


def test_low_is_one_number_everywhere(shipped: Scenario) -> None:
    """`low` is the exact 1,501 of what is written ≈1,500–2,300; rounded bounds never go by that name."""
    here = Selection(("reported",), ("stage-1",))
    posture = posture_json(shipped, here)
    layers = json.loads(FORMATS["geojson"].content(shipped, here))["features"]
    table = list(csv.DictReader(StringIO(unzipped(FORMATS["csv"].content(shipped, here))["postures.csv"].decode())))
    document = json.loads(json.dumps(data_block(shipped, {})))
    for values in (posture, layers, table):
        lows = {str(low) for label, low in figures_named_low(values) if label == "≈1,500–2,300"}
        assert lows == {"1501"}
    assert figures_named_low(document) == []
    assert not {"low", "high"} & set(chart_rows(shipped, "reported").columns)
    after = document["steps"]["reported"][1]["quantities"]["us-iraq"]
    assert (after["writtenLow"], after["writtenHigh"]) == (1500, 2300)


def test_the_exact_arithmetic_stands_beside_the_rounded_label(shipped: Scenario) -> None:
    """U.S. troops in Iraq after stage 1 are written rounded, and the evidence holds the exact range."""
    chosen = tables.postures(shipped, Selection(("reported",), ("stage-1",))).choose(*SHOWN)
    found = chosen.frame.set_index("Name").loc["U.S. in Iraq"]
    assert found["Arithmetic"] == "≈2,500 − 200…999 = 1,501…2,300, written ≈1,500–2,300; worst case"
    assert found["Note"] == "assumes the “hundreds” are U.S. troops"


@pytest.mark.parametrize(
    ("reading", "phase", "sentences"),
    [
        ("reported", "before", []),
        ("on-record", "before", []),
        (
            "reported",
            "stage-1",
            [
                ("All coalition forces leave Ain al-Asad.", ("C10",), ()),
                ("Presence in Baghdad is reduced significantly.", ("C11",), ()),
                ("Hundreds of troops depart; whose, the report does not say.", ("C08",), ()),
                ("The number of other coalition troops is not stated.", (), ()),
            ],
        ),
        (
            "reported",
            "stage-2",
            [
                ("The presence in Baghdad ends with the remainder (derived).", ("C09",), ()),
                ("The presence in Erbil ends with the remainder (derived).", ("C09",), ("C12",)),
                ("The remainder leaves.", ("C09",), ("C06",)),
            ],
        ),
        (
            "on-record",
            "stage-1",
            [
                ("How many U.S. troops would leave Iraq, and from which bases, is not stated.", ("C05", "C06"), ()),
                ("The number of other coalition troops is not stated.", (), ()),
            ],
        ),
        ("on-record", "stage-2", []),
    ],
)
def test_changes_are_the_stated_ones(
    shipped: Scenario, reading: str, phase: str, sentences: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
) -> None:
    """What changed is told once a sentence, with its claims and what contests it."""
    found = [(style.sentence(c), c.claims, c.contested_by) for c in changes(shipped, reading, phase)]
    assert sorted(found) == sorted(sentences)
