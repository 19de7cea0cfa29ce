"""The analyst's workshop below the board: timeline, posture, evidence and exports, each in a tab. Widgets only."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from geo import tables
from geo.model import Scenario
from geo.page.export_panel import export_panel
from geo.page.tile_routes import problems
from geo.page.timeline import timeline
from geo.selection import Selection

ROW_HEIGHTS_PX = {"posture": 56, "Claims": 98, "Coverage": 98, "Glossary": 35}  # up to four lines at the widths below
WIDTHS_PX = dict(zip(tables.LEDGER, (55, 70, 290, 120, 140, 120, 120, 400), strict=True))
WIDTHS_PX |= {tables.COVERAGE[-1]: 560} | dict(zip(tables.GLOSSARY_COLUMNS, (220, 200, 640), strict=True))
WIDTHS_PX |= dict(zip(tables.POSTURE, (200, 170, 170, 100, 120, 460), strict=True))


def workshop(scenario: Scenario, stop: Selection, folder: Path) -> None:
    """Show what stands behind the board where its slider is; `folder` holds the files of the scenario."""
    forces, posture, evidence, export = st.tabs(["Timeline", "Posture", "Evidence", "Export"])
    for tab in (forces, posture, export):
        tab.text(tables.heading(scenario, stop.reading, stop.phase))
    with forces:
        timeline(scenario, stop.reading, stop.phase)
    with posture:
        _table(tables.posture_table(scenario, stop.reading, stop.phase), ROW_HEIGHTS_PX["posture"])
    with evidence:
        shown = st.radio("Evidence", list(tables.EVIDENCE), horizontal=True, label_visibility="collapsed")
        _table(tables.EVIDENCE[shown](scenario), ROW_HEIGHTS_PX[shown])
    with export:
        export_panel(scenario, stop, folder)
    st.text(tables.footing(scenario))
    for note in (*scenario.warnings, *problems()):
        st.text(f"Note: {note}")


def _table(table: pd.DataFrame, row_height_px: int) -> None:
    """Show a table of text, every cell whole."""
    columns = {name: st.column_config.TextColumn(width=WIDTHS_PX[name]) for name in table.columns}
    st.dataframe(table, hide_index=True, height="content", row_height=row_height_px, column_config=columns)
