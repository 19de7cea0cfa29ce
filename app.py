"""The page: the board, and around it the analyst's workshop. Layout and widgets only."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.board.document import document
from geo.model import Scenario
from geo.page import gate, heartbeat, tile_routes
from geo.page.component import Board, asked, known_stop, mount, opening, steer
from geo.page.heartbeat import SCENARIOS, STORE, keep_contact, state_on_disk
from geo.page.problems import Failsafe, gone_notice, gone_sentence, problems_notice, problems_page
from geo.page.tabs import workshop
from geo.page.timeline import picked
from geo.words import say

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


@st.cache_data(max_entries=16, show_spinner=False)
def _document(_scenario: Scenario, fingerprint: str) -> bytes:  # noqa: ARG001 - the key of the cache
    return json.dumps(document(_scenario)).encode()


def _title(name: str) -> str:
    """Return the title and name of a scenario, the last that could be read: Streamlit knows what is picked by it."""
    key = f"title {name}"
    with Failsafe(sentence=None):
        scenario = SCENARIOS.version(name).scenario
        st.session_state[key] = name if scenario is None else f"{scenario.title} ({name})"
    return str(st.session_state.get(key, name))


def _names() -> tuple[str, ...]:
    return SCENARIOS.names(shown=st.session_state.get("scenario", ""))


def _picked(picker: DeltaGenerator) -> str:
    """Show the list of scenarios; return the name of the one to show, empty while there is none."""
    names = _names()
    if not names:
        st.info(say("page.empty"))
        return ""
    if st.session_state.get("scenario") not in names:
        st.session_state.scenario = asked("scenario", names)
    picker.selectbox(
        say("page.picker"),
        names,
        key="scenario",
        format_func=_title,
        label_visibility="collapsed",
    )
    return str(st.session_state.scenario)


def _read(name: str, notice: DeltaGenerator) -> tuple[Scenario | None, str]:
    """Return the scenario to show, and what an update of it leaves out; None while it has never been valid."""
    version = SCENARIOS.version(name)
    if version.scenario is None:
        st.session_state.pop("board shown", None)
        problems_page(version)
    elif version.problems:
        with notice:
            problems_notice(version)
    elif version.gone:
        with notice:
            gone_notice(version, partial(SCENARIOS.take, name, version.state))
    return version.scenario, gone_sentence(version)


def _current(name: str, scenario: Scenario | None, gone: str) -> Board | None:
    """Return the board of a scenario; the last one where none can be made, None where there has been none."""
    if scenario is not None:
        with Failsafe():
            key = f"start {scenario.fingerprint}"
            start = st.session_state[key] = st.session_state.get(key) or opening(name, scenario)
            made = _document(scenario, scenario.fingerprint)
            st.session_state["board shown"] = Board(
                name, scenario.fingerprint, made, start, tile_routes.offer(BASE), gone
            )
    board: Board | None = st.session_state.get("board shown")
    return board if board is not None and name in ("", board.scenario) else None


@st.fragment
@Failsafe()
def _board(name: str, scenario: Scenario | None, gone: str) -> None:
    """The board and what depends on its slider: runs again, alone, when the slider comes to rest."""
    board = _current(name, scenario, gone)
    if board is None:
        return
    phase = picked()
    steer(phase)
    stop = mount(board)
    if scenario is not None and scenario.fingerprint == board.fingerprint:
        stop = known_stop(scenario, stop, board.start)
        stop = stop if phase is None else replace(stop, phases=(phase,))
        workshop(scenario, stop, STORE.root / name)


def main() -> None:
    """Show the page from top to bottom; what fails leaves the places of the rest, and the last board, as they are."""
    st.set_page_config(page_title=say("page.title"), layout="wide")
    st.html(STYLE)
    head = st.container()
    name, scenario, gone = "", None, ""
    with head, Failsafe():
        title, notice, picker = st.columns([2, 3, 2], vertical_alignment="center")
        title.markdown("**{}**".format(say("page.title")))
        name = _picked(picker)
    keep_contact(name, state_on_disk(name))
    with head, Failsafe():
        scenario, gone = _read(name, notice) if name else (None, "")
    _board(name, scenario, gone)


if __name__ == "__main__":  # not again in the process that makes the exports
    main()
elif __name__ == "app":  # as the server imports it, once, to serve the page above and the tiles beside it
    app = st.App(
        __file__,
        routes=[*heartbeat.routes(BASE), *tile_routes.routes(BASE)],
        middleware=gate.middleware(BASE),
    )
