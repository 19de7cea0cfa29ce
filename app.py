"""The page: the board, and around it the analyst's workshop. Layout and widgets only."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from geo import tables
from geo.chart import draw_charts
from geo.component import Stop, forget_address, keep_address, mount
from geo.model import COMPARED_READING, DataError, Scenario
from geo.panel import export_panel
from geo.store import FolderStore
from geo.webmap import document

STORE = FolderStore()
PROBLEMS_SHOWN = 200
ROW_HEIGHTS_PX = {"posture": 56, "Claims": 98, "Coverage": 98, "Glossary": 35}  # up to four lines at the widths below
WIDTHS_PX = dict(zip(tables.LEDGER, (55, 70, 290, 120, 140, 120, 120, 400), strict=True))
WIDTHS_PX |= {tables.COVERAGE[-1]: 560} | dict(zip(tables.GLOSSARY_COLUMNS, (220, 200, 640), strict=True))
WIDTHS_PX |= dict(zip(tables.POSTURE, (200, 170, 170, 100, 120, 460), strict=True))
STYLE = """<style>
.stMainBlockContainer { padding: 0.6rem 1rem 2rem; max-width: none; }
[data-testid=stHeader] { display: none; }
[data-testid=stVerticalBlock] { gap: 0.6rem; }
[data-testid=stButtonGroup] button { min-height: 2.5rem; }
:root:is([data-board=briefing], [data-board=black]) .stApp * { visibility: hidden !important; }
:root[data-board=briefing] .stMain { overflow: hidden; }
:root[data-board=black] :is(body, .stApp) { background: #000; }
</style>"""


@st.cache_data(max_entries=16, show_spinner=False)
def _scenario(name: str, fingerprint: str) -> Scenario:  # noqa: ARG001 - the key of the cache
    return STORE.load(name)


@st.cache_data(max_entries=16, show_spinner=False)
def _document(name: str, fingerprint: str) -> str:
    return document(_scenario(name, fingerprint))


def _title(name: str) -> str:
    """Return the title and name of a scenario; its name alone while it cannot be read."""
    try:
        return f"{_scenario(name, STORE.fingerprint(name)).title} ({name})"
    except DataError:
        return name


def _asked(parameter: str, known: tuple[str, ...]) -> str:
    """Return what the address asks for, or the first with a note when the scenario has no such thing."""
    asked = st.query_params.get(parameter, known[0])
    if asked in known:
        return asked
    st.info(f"The address asks for a {parameter} that is not here; the first one is shown.")
    return known[0]


def _picked() -> str:
    """Show the scenario picker; return the name of the scenario to show."""
    names = STORE.names()
    if "scenario" not in st.session_state:
        st.session_state.scenario = _asked("scenario", names)
    title, picker = st.columns([5, 2], vertical_alignment="center")
    title.markdown("**Posture board**")
    picker.selectbox(
        "Scenario",
        names,
        key="scenario",
        format_func=_title,
        label_visibility="collapsed",
        on_change=forget_address,
    )
    return str(st.session_state.scenario)


def _problems(error: DataError) -> None:
    st.error("This scenario cannot be shown. Mend what is listed here, then load the page again.")
    for problem in error.problems[:PROBLEMS_SHOWN]:
        st.text(f"• {problem}")
    if len(error.problems) > PROBLEMS_SHOWN:
        st.text(f"and {len(error.problems) - PROBLEMS_SHOWN:,} more; python -m geo validate lists them all")


@st.fragment
def _board(name: str, fingerprint: str) -> None:
    """The board and what depends on where its slider stands: runs again, alone, when the slider comes to rest."""
    scenario = _scenario(name, fingerprint)
    readings = tuple(reading.id for reading in scenario.readings)
    phases = tuple(phase.id for phase in scenario.phases)
    compared = ("", *phases, *(f"{COMPARED_READING}{reading}" for reading in readings))
    start = st.session_state.get(f"start {fingerprint}")
    if start is None:
        start = Stop(_asked("reading", readings), _asked("phase", phases), compare=_asked("compare", compared) or None)
        st.session_state[f"start {fingerprint}"] = start
    stop = mount(_document(name, fingerprint), start, name=fingerprint)
    if stop.reading not in readings or stop.phase not in phases or (stop.compare or "") not in compared:
        stop = start
    keep_address(name, stop)
    _workshop(scenario, stop, STORE.root / name)


def _workshop(scenario: Scenario, stop: Stop, folder: Path) -> None:
    timeline, posture, evidence, export = st.tabs(["Timeline", "Posture", "Evidence", "Export"])
    for tab in (timeline, posture, export):
        tab.text(tables.heading(scenario, stop.reading, stop.phase))
    with timeline:
        charts = draw_charts(scenario, stop.reading, stop.phase)
        for column, chart in zip(st.columns(max(1, len(charts))), charts, strict=False):
            column.altair_chart(chart, width="stretch")
    with posture:
        _table(tables.posture_table(scenario, stop.reading, stop.phase), ROW_HEIGHTS_PX["posture"])
    with evidence:
        shown = st.radio("Evidence", list(tables.EVIDENCE), horizontal=True, label_visibility="collapsed")
        _table(tables.EVIDENCE[shown](scenario), ROW_HEIGHTS_PX[shown])
    with export:
        export_panel(scenario, stop, folder)
    st.text(tables.footing(scenario))
    for warning in scenario.warnings:
        st.text(f"Note: {warning}")


def _table(table: pd.DataFrame, row_height_px: int) -> None:
    """Show a table of text, every cell whole."""
    columns = {name: st.column_config.TextColumn(width=WIDTHS_PX[name]) for name in table.columns}
    st.dataframe(table, hide_index=True, height="content", row_height=row_height_px, column_config=columns)


def main() -> None:
    """Show the page from top to bottom."""
    st.set_page_config(page_title="Posture board", layout="wide")
    st.html(STYLE)
    name = _picked()
    try:
        fingerprint = STORE.fingerprint(name)
        _scenario(name, fingerprint)
    except DataError as error:
        _problems(error)
        return
    _board(name, fingerprint)


if __name__ == "__main__":  # not again in the process that makes the exports
    main()
