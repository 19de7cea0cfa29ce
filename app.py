"""The page: the board, and around it the analyst's workshop. Layout and widgets only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import tables
from geo.component import Stop, mount, steer
from geo.editions import Editions
from geo.heart import keep_contact
from geo.model import Scenario
from geo.notice import problems_notice, problems_page
from geo.panel import export_panel
from geo.store import FolderStore
from geo.timeline import picked, timeline
from geo.webmap import document

STORE = FolderStore()
ROW_HEIGHTS_PX = {"posture": 56, "Claims": 98, "Coverage": 98, "Glossary": 35}  # up to four lines at the widths below
WIDTHS_PX = dict(zip(tables.LEDGER, (55, 70, 290, 120, 140, 120, 120, 400), strict=True))
WIDTHS_PX |= {tables.COVERAGE[-1]: 560} | dict(zip(tables.GLOSSARY_COLUMNS, (220, 200, 640), strict=True))
WIDTHS_PX |= dict(zip(tables.POSTURE, (200, 170, 170, 100, 120, 460), strict=True))
STYLE = """<style>
.stMainBlockContainer { padding: 0.6rem 1rem 2rem; max-width: none; }
[data-testid=stHeader] { display: none; }
[data-testid=stVerticalBlock] { gap: 0.6rem; }
[data-testid=stButtonGroup] button { min-height: 2.5rem; }
.st-key-heart, .st-key-steer { display: none; }
body:has(.stApp:not([data-test-connection-state=CONNECTED])) [data-testid=stDialog] { display: none; }
</style>"""


@st.cache_resource(show_spinner=False)
def _editions() -> Editions:
    return Editions(STORE)


@st.cache_data(max_entries=16, show_spinner=False)
def _document(_scenario: Scenario, fingerprint: str) -> str:  # noqa: ARG001 - the key of the cache
    return document(_scenario)


def _title(name: str) -> str:
    """Return the title and name of a scenario; its name alone while it has never been read."""
    scenario = _editions().current(name).scenario
    return name if scenario is None else f"{scenario.title} ({name})"


def _asked(parameter: str, known: tuple[str, ...]) -> str:
    """Return what the address asks for, or the first with a note when the scenario has no such thing."""
    asked = st.query_params.get(parameter, known[0])
    if asked in known:
        return asked
    st.info(f"The address asks for a {parameter} that is not here; the first one is shown.")
    return known[0]


def _picked(names: tuple[str, ...]) -> tuple[str, DeltaGenerator]:
    """Show the scenario picker; return the name of the scenario to show and a place for a notice."""
    if "scenario" not in st.session_state:
        st.session_state.scenario = _asked("scenario", names)
    title, notice, picker = st.columns([2, 3, 2], vertical_alignment="center")
    title.markdown("**Posture board**")
    picker.selectbox(
        "Scenario",
        names,
        key="scenario",
        format_func=_title,
        label_visibility="collapsed",
        on_change=st.query_params.clear,
    )
    return str(st.session_state.scenario), notice


@st.fragment
def _board(name: str, scenario: Scenario) -> None:
    """The board and what depends on where its slider stands: runs again, alone, when the slider comes to rest."""
    fingerprint = scenario.fingerprint
    readings = tuple(reading.id for reading in scenario.readings)
    phases = tuple(phase.id for phase in scenario.phases)
    start = st.session_state.get(f"start {fingerprint}")
    if start is None:
        start = Stop(_asked("reading", readings), _asked("phase", phases))
        st.session_state[f"start {fingerprint}"] = start
    wanted = picked()
    steer(wanted)
    stop = mount(_document(scenario, fingerprint), start, name=fingerprint, scenario=name)
    if stop.reading not in readings or stop.phase not in phases:
        stop = start
    if wanted in phases:
        stop = replace(stop, phase=wanted)
    address = {"scenario": name, "reading": stop.reading, "phase": stop.phase}
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)
    _workshop(scenario, stop, STORE.root / name)


def _workshop(scenario: Scenario, stop: Stop, folder: Path) -> None:
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
    names = _editions().names(shown=st.session_state.get("scenario", ""))
    if not names:
        st.info("There is no scenario in the data folder yet. The page shows one as soon as there is.")
        keep_contact(_editions().names, names)
        return
    name, notice = _picked(names)
    edition = _editions().current(name)
    keep_contact(lambda: (_editions().names(shown=name), _editions().fingerprint(name)), (names, edition.fingerprint))
    if edition.scenario is None:
        problems_page(edition)
        return
    if edition.problems:
        with notice:
            problems_notice(edition)
    _board(name, edition.scenario)


if __name__ == "__main__":  # not again in the process that makes the exports
    main()
