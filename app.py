"""The page: the board, and around it the analyst's workshop. Layout and widgets only."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.board.document import document
from geo.model import Scenario
from geo.page.component import forget_address, keep_address, mount, steer
from geo.page.heartbeat import keep_contact
from geo.page.problems import problems_notice, problems_page
from geo.page.tabs import workshop
from geo.page.tile_routes import offer, routes, standing
from geo.page.timeline import picked
from geo.selection import Selection
from geo.store import FolderStore
from geo.store.last_valid import LastValidStore

STORE = FolderStore()
BASE = st.get_option("server.baseUrlPath")
STYLE = """<style>
.stMainBlockContainer { padding: 0.6rem 1rem 2rem; max-width: none; }
[data-testid=stHeader] { display: none; }
[data-testid=stVerticalBlock] { gap: 0.6rem; }
[data-testid=stButtonGroup] button { min-height: 2.5rem; }
:root:is([data-board=briefing], [data-board=black]) .stApp * { visibility: hidden !important; }
:root[data-board=briefing] .stMain { overflow: hidden; }
:root[data-board=black] :is(body, .stApp) { background: #000; }
.st-key-heart, .st-key-steer { display: none; }
body:has(.stApp:not([data-test-connection-state=CONNECTED])) [data-testid=stDialog] { display: none; }
</style>"""


@st.cache_resource(show_spinner=False)
def _scenarios() -> LastValidStore:
    return LastValidStore(STORE)


@st.cache_data(max_entries=16, show_spinner=False)
def _document(_scenario: Scenario, fingerprint: str) -> str:  # noqa: ARG001 - the key of the cache
    return document(_scenario)


def _title(name: str) -> str:
    """Return the title and name of a scenario; its name alone while it has never been read."""
    scenario = _scenarios().version(name).scenario
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
        on_change=forget_address,
    )
    return str(st.session_state.scenario), notice


@st.fragment
def _board(name: str, scenario: Scenario) -> None:
    """The board and what depends on where its slider stands: runs again, alone, when the slider comes to rest."""
    fingerprint = scenario.fingerprint
    readings = tuple(reading.id for reading in scenario.readings)
    phases = tuple(phase.id for phase in scenario.phases)
    compared = ("", *scenario.comparable)
    start = st.session_state.get(f"start {fingerprint}")
    if start is None:
        compare = _asked("compare", compared) or None
        start = Selection((_asked("reading", readings),), (_asked("phase", phases),), compare)
        st.session_state[f"start {fingerprint}"] = start
    wanted = picked()
    steer(wanted)
    stop = mount(_document(scenario, fingerprint), start, name=fingerprint, scenario=name, tiles=offer(BASE))
    if stop.reading not in readings or stop.phase not in phases or (stop.compare or "") not in compared:
        stop = start
    if wanted in phases:
        stop = replace(stop, phases=(wanted,))
    keep_address(name, stop)
    workshop(scenario, stop, STORE.root / name)


def main() -> None:
    """Show the page from top to bottom."""
    st.set_page_config(page_title="Posture board", layout="wide")
    st.html(STYLE)
    names = _scenarios().names(shown=st.session_state.get("scenario", ""))
    if not names:
        st.info("There is no scenario in the data folder yet. The page shows one as soon as there is.")
        keep_contact(_scenarios().names, names)
        return
    name, notice = _picked(names)
    version = _scenarios().version(name)
    shown = (names, version.fingerprint, standing())
    keep_contact(lambda: (_scenarios().names(shown=name), _scenarios().fingerprint(name), standing()), shown)
    if version.scenario is None:
        problems_page(version)
        return
    if version.problems:
        with notice:
            problems_notice(version)
    _board(name, version.scenario)


if __name__ == "__main__":  # not again in the process that makes the exports
    main()
elif __name__ == "app":  # as the server imports it, once, to serve the page above and the tiles beside it
    app = st.App(__file__, routes=routes(BASE))
