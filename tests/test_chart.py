"""The timeline: one panel per force on one scale, and what has no number is not drawn as one."""

from __future__ import annotations

from typing import Any

import pytest

from geo.model import Scenario
from geo.page.chart import chart_rows, draw_charts
from geo.selection import Selection
from tests.conftest import ScenarioCopy
from tests.facts import FORCES, PHASES, READINGS, TRUTH


@pytest.mark.parametrize("reading", READINGS)
def test_rows_are_the_truth_table(shipped: Scenario, reading: str) -> None:
    """Every force has one row per phase with its label, and its bounds as written or missing."""
    rows = chart_rows(shipped, reading).itertuples()
    found = {(row.phase, row.id): (row.label, row.kind) for row in rows}
    truth = {(p, f): (fact.label, fact.kind) for p in PHASES for f, fact in TRUTH[reading, p].forces.items()}
    assert found == truth


def test_what_has_no_number_has_none_in_the_chart(shipped: Scenario) -> None:
    """Not stated is missing, not 0; zero is 0."""
    rows = chart_rows(shipped, "reported").set_index(["id", "phase"])
    assert rows.loc[("coalition-other", "stage-1"), ["written_low", "written_high"]].isna().all()
    assert list(rows.loc[("us-iraq", "stage-2"), ["written_low", "written_high"]]) == [0, 0]


def test_cautions_are_told(shipped: Scenario) -> None:
    """An assumed and a contested figure say so above their bars, the rest say nothing."""
    rows = chart_rows(shipped, "reported")
    cautious = {(row.id, row.phase): row.caution for row in rows.itertuples() if row.caution}
    assert cautious == {("us-iraq", "stage-1"): "assumed", ("us-iraq", "stage-2"): "contested"}


def test_phases_of_one_label_are_two_stops(scenario_copy: ScenarioCopy) -> None:
    """Two deadlines under one label have two places on the axis, which joins what is written alike."""
    scenario_copy.edit("scenario.toml", 'label = "After stage 2"', 'label = "After stage 1"')
    stops = chart_rows(scenario_copy.load(), "reported").groupby("phase")["stop"].first()
    assert stops["stage-1"] == "After stage 1"
    assert stops["stage-2"] == "After stage 1\nby end of 2026"


def scales(panel: dict[str, Any]) -> set[tuple[float, ...]]:
    """The domains of the upright axis in one panel."""
    encodings = [layer.get("encoding", {}) for layer in panel["layer"]]
    return {tuple(encoding["y"]["scale"]["domain"]) for encoding in encodings if "scale" in encoding.get("y", {})}


def test_panels_share_one_scale_and_name_their_force(shipped: Scenario) -> None:
    """One panel a force, in order, all on the scale of the largest figure with room for words above it."""
    panels = draw_charts(shipped, Selection(("reported",), ("stage-1",)))
    assert [panel["title"]["text"] for panel in panels] == list(FORCES.values())
    assert set().union(*map(scales, panels)) == {(0, 1.2 * 2625)}


def test_a_deadline_is_an_upper_bound(shipped: Scenario) -> None:
    """The stages are dated by what comes before a line, the baseline by the axis; no axis is a scale of time."""
    rows = chart_rows(shipped, "reported").set_index(["id", "phase"]).loc["us-iraq"]
    assert dict(rows["deadline"].dropna()) == {"stage-1": "← by Sep 2025", "stage-2": "← by end of 2026"}
    assert rows.loc["before", "stop"].endswith("as reported 27\nSep 2024")
    text = str(draw_charts(shipped, Selection(("reported",), ("before",))))
    assert "temporal" not in text
    assert "'type': 'nominal'" in text


def test_a_step_changes_the_data_alone(shipped: Scenario) -> None:
    """Between two phases a chart differs in nothing but its data, so that it is not made anew for a step."""

    def drawn(phase: str) -> list[dict[str, Any]]:
        panels = draw_charts(shipped, Selection(("reported",), (phase,)))
        return [{k: v for k, v in panel.items() if k != "data"} for panel in panels]

    assert drawn("before") == drawn("stage-2")


def test_unknown_phase_is_refused(shipped: Scenario) -> None:
    """A phase the scenario does not have raises KeyError."""
    with pytest.raises(KeyError):
        draw_charts(shipped, Selection(("reported",), ("nowhere",)))
