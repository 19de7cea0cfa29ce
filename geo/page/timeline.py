"""The timeline on the page: one chart per force, and the phase that is picked in one of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import pyarrow as pa
import streamlit as st

from geo.model import Scenario
from geo.page.chart import PICK, Spec, draw_charts
from geo.page.problems import Failsafe
from geo.selection import Selection


def timeline(scenario: Scenario, stop: Selection) -> None:
    """Show the charts of a reading with a phase marked; a click on another phase is what `picked` returns next."""
    charts = _drawn(scenario, stop.reading, stop.phase)
    for force, column, (chart, rows) in zip(scenario.forces, st.columns(max(1, len(charts))), charts, strict=False):
        key = f"timeline {force.id}"
        spec = {**chart, "data": {"values": rows}}  # anew, for Streamlit takes it apart
        state = column.vega_lite_chart(spec=spec, key=key, on_select=partial(_pick, key), selection_mode=PICK)
        st.session_state[f"{key} before"] = _phases(state)


@lru_cache(maxsize=256)
def _drawn(scenario: Scenario, reading: str, phase: str) -> tuple[tuple[Spec, pa.Table], ...]:
    """The charts of a stop and their rows as Streamlit sends them, drawn once for all viewers."""
    charts = draw_charts(scenario, Selection((reading,), (phase,)))
    return tuple((chart, pa.Table.from_pandas(chart["data"]["values"], preserve_index=False)) for chart in charts)


def picked() -> str | None:
    """Return the phase picked since the last call, once."""
    phase: str | None = st.session_state.pop("picked", None)
    return phase


@Failsafe()
def _pick(key: str) -> None:
    """Keep the phase picked: each click adds a phase to the selection or removes it, so the one that differs."""
    before = st.session_state.get(f"{key} before")
    if before is None:
        return
    now = _phases(st.session_state[key])
    for phase in (*(phase for phase in before if phase not in now), *(phase for phase in now if phase not in before)):
        st.session_state["picked"] = phase


def _phases(state: Mapping[str, Any]) -> tuple[str, ...]:
    rows = state["selection"].get(PICK) or []
    return tuple(row["phase"] for row in rows if isinstance(row.get("phase"), str))
