"""The analyst's workshop below the board: timeline, posture, evidence and exports, each in a tab. Widgets only."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from geo import tables
from geo.model import Scenario
from geo.page.export_panel import export_panel
from geo.page.tile_routes import problems
from geo.page.timeline import timeline
from geo.selection import Selection
from geo.tables import Table

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
EVIDENCE = {"Claims": tables.claims, "Coverage": tables.coverage, "Glossary": tables.glossary}
"""The tables of the evidence by their names."""


def workshop(scenario: Scenario, stop: Selection, folder: Path) -> None:
    """Show what stands behind the board where its slider is; `folder` holds the files of the scenario."""
    forces, posture, evidence, export = st.tabs(["Timeline", "Posture", "Evidence", "Export"])
    for tab in (forces, posture, export):
        tab.text(tables.heading(scenario, stop.reading, stop.phase))
    with forces:
        timeline(scenario, stop.reading, stop.phase)
    with posture:
        _table(tables.postures(scenario, stop))
    with evidence:
        shown = st.radio("Evidence", list(EVIDENCE), horizontal=True, label_visibility="collapsed")
        _table(EVIDENCE[shown](scenario))
    with export:
        export_panel(scenario, stop, folder)
    st.text(tables.footing(scenario))
    for note in (*scenario.warnings, *problems()):
        st.text(f"Note: {note}")


def _table(table: Table) -> None:
    """Show the columns of a table that the page has, as text, every cell whole."""
    widths_px = WIDTHS_PX[table.name]
    chosen = table.choose(*widths_px)
    columns = {column.title: st.column_config.TextColumn(width=widths_px[column.name]) for column in chosen.columns}
    height_px = ROW_HEIGHTS_PX[table.name]
    st.dataframe(chosen.frame, hide_index=True, height="content", row_height=height_px, column_config=columns)
