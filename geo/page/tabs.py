"""The tabs below the board for the analyst: timeline, posture, evidence and exports. Widgets only."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import streamlit as st

from geo import tables
from geo.model import Scenario
from geo.page.export_panel import export_panel
from geo.page.problems import Failsafe
from geo.page.tile_routes import problems
from geo.page.timeline import timeline
from geo.selection import Selection
from geo.words import say

TABS = ("timeline", "posture", "evidence", "export")
ROW_HEIGHTS_PX = {"postures": 77, "claims": 98, "coverage": 98, "glossary": 35}
"""Height of a row of each table, up to four lines at the widths below."""
WIDTHS_PX = {
    "postures": {
        "name": 200,
        "label": 170,
        "basis_words": 170,
        "claims": 100,
        "contested_by": 120,
        "arithmetic": 230,
        "note": 230,
    },
    "claims": {
        "id": 55,
        "role": 70,
        "paraphrase": 290,
        "wording": 120,
        "said_by": 140,
        "standing": 120,
        "cited": 120,
        "drives": 400,
    },
    "coverage": {"cited": 120, "id": 55, "role": 70, "paraphrase": 290, "reason": 560},
    "glossary": {"chapter": 220, "word": 200, "means": 640},
}
"""The columns each table shows, and the width of each."""
EVIDENCE = {"claims": tables.claims, "coverage": tables.coverage, "glossary": tables.glossary}
"""The tables of the evidence by their names."""


def workshop(scenario: Scenario, stop: Selection, folder: Path) -> None:
    """Show the tabs for what the slider selects; `folder` has the files of the scenario. One that fails says so."""
    forces, posture, evidence, export = st.tabs([say(f"page.tab.{name}") for name in TABS])
    with forces, Failsafe():
        _heading(scenario, stop)
        timeline(scenario, stop)
    with posture, Failsafe():
        _heading(scenario, stop)
        _table("postures", scenario, Selection(stop.readings, stop.phases))
    with evidence, Failsafe():
        label = say("page.tab.evidence")
        shown = st.radio(label, list(EVIDENCE), format_func=_title, horizontal=True, label_visibility="collapsed")
        _table(shown, scenario)
    with export, Failsafe():
        _heading(scenario, stop)
        export_panel(scenario, stop, folder)
    _foot(scenario)


def _title(table: str) -> str:
    return say(f"table.{table}")


def _heading(scenario: Scenario, stop: Selection) -> None:
    st.text(tables.heading(scenario, stop.reading, stop.phase))


@Failsafe()
def _foot(scenario: Scenario) -> None:
    st.text(tables.footing(scenario))
    for note in (*scenario.warnings, *problems()):
        st.text(say("page.note", note=note))


def _table(name: str, scenario: Scenario, stop: Selection | None = None) -> None:
    """Show the columns of a table that the page has, as text, every cell whole."""
    table, titles = _written(name, scenario, stop)
    widths_px = WIDTHS_PX[name].values()
    columns = {
        title: st.column_config.TextColumn(width=width_px) for title, width_px in zip(titles, widths_px, strict=True)
    }
    st.dataframe(table, hide_index=True, height="content", row_height=ROW_HEIGHTS_PX[name], column_config=columns)


@lru_cache(maxsize=256)
def _written(name: str, scenario: Scenario, stop: Selection | None) -> tuple[pa.Table, tuple[str, ...]]:
    """A table as Streamlit sends it, and its headings; written once for all viewers."""
    table = EVIDENCE[name](scenario) if stop is None else tables.postures(scenario, stop)
    chosen = table.choose(*WIDTHS_PX[name])
    return pa.Table.from_pandas(chosen.frame), tuple(column.title for column in chosen.columns)
