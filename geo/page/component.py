"""Mount the board's document on a Streamlit page, report what its slider and its map show, and move its slider."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib import resources
from typing import Any

import streamlit as st
from pydantic import ValidationError

from geo.board import modules
from geo.model import Phase, Reading, Scenario, View
from geo.selection import Selection
from geo.words import say


def _asset(name: str) -> str:
    return resources.files("geo.page").joinpath(name).read_text(encoding="utf-8")


def script(entry: str) -> str:
    """Return a script of this room as the one module that Streamlit loads.

    >>> script("steer").startswith("export default (() => {")
    True
    """
    return modules.joined(modules.sources("geo.page"), entry)


_board = st.components.v2.component("posture_board", css=_asset("component.css"), js=script("component"))
_steer = st.components.v2.component("board_steer", js=script("steer"))


@dataclass(frozen=True)
class Board:
    """A document to mount: whose it is, where it opens, and what the server offers of a detail basemap.

    `document` is written as JSON, once, for it is large and goes with every run. `fingerprint` distinguishes one
    document's reports from another's. A new document of the same `scenario` opens where the one before it was. `gone`
    says what an update of its files leaves out.
    """

    scenario: str
    fingerprint: str
    document: bytes
    start: Selection
    tiles: dict[str, Any] | None = None
    gone: str = ""


def mount(board: Board) -> Selection:
    """Mount a board in a sandboxed frame; return what it shows now, its `start` until it has reported.

    The document is not loaded again while it stays the same.
    """
    start = {"reading": board.start.reading, "phase": board.start.phase, "compare": board.start.compare}
    about = {"id": board.fingerprint, "scenario": board.scenario, "start": start, "tiles": board.tiles}
    data = b"".join([json.dumps({**about, "gone": board.gone})[:-1].encode(), b', "document": ', board.document, b"}"])
    result: Any = _board(key="board", data=data, on_stop_change=lambda: None)
    stop = result.get("stop")
    return _stop(stop) if _is_report(stop, board.fingerprint) else board.start


def asked(parameter: str, known: tuple[str, ...]) -> str:
    """Return what the link asks for, or the first with a note when the scenario has no such thing."""
    value = st.query_params.get(parameter, known[0])
    if value in known:
        return value
    st.info(say(f"page.link.{parameter}"))
    return known[0]


def opening(name: str, scenario: Scenario) -> Selection:
    """Return where the board of a scenario opens: at what the link asks for, where that is a link to this scenario.

    From then on the browser alone keeps the address (`component.js`), for a run may end after the slider has moved on.
    """
    if st.query_params.get("scenario", name) != name:
        return Selection((scenario.readings[0].id,), (scenario.phases[0].id,))
    compare = asked("compare", ("", *scenario.comparable)) or None
    reading, phase = asked("reading", _ids(scenario.readings)), asked("phase", _ids(scenario.phases))
    return Selection((reading,), (phase,), compare)


def _ids(stops: tuple[Reading, ...] | tuple[Phase, ...]) -> tuple[str, ...]:
    return tuple(stop.id for stop in stops)


def known_stop(scenario: Scenario, stop: Selection, start: Selection) -> Selection:
    """Return a stop reported by a browser, or where the board opened when the scenario has no such stop."""
    is_known = stop.reading in _ids(scenario.readings) and stop.phase in _ids(scenario.phases)
    return stop if is_known and stop.compare in (None, *scenario.comparable) else start


def steer(phase: str | None) -> None:
    """Move the slider of the mounted board to a phase, without loading the board again; None leaves it alone.

    Each move is numbered and sent until the next one, because a busy browser skips what has been replaced.
    """
    number, goal = st.session_state.get("steered", (0, None))
    if phase is not None:
        number, goal = st.session_state["steered"] = (number + 1, phase)
    _steer(key="steer", data={"number": number, "phase": goal})


def _is_report(stop: object, name: str) -> bool:
    """What comes from a browser may be anything; a report is of this document and names a reading and a phase."""
    if not isinstance(stop, dict) or stop.get("id") != name:
        return False
    return isinstance(stop.get("reading"), str) and isinstance(stop.get("phase"), str)


def _stop(report: dict[str, Any]) -> Selection:
    compare = report.get("compare")
    compared = compare if isinstance(compare, str) else None
    return Selection((report["reading"],), (report["phase"],), compared, view=_view(report.get("view")))


def _view(edges: object) -> View | None:
    """Return a view as reported, unwrapped; None where what came from the browser is not four edges in order."""
    if not isinstance(edges, list) or len(edges) != 4 or not all(type(edge) in (int, float) for edge in edges):
        return None
    west, south, east, north = map(float, edges)
    if not west < east or not math.isfinite(east - west):
        return None
    try:
        return View.of_box((west, south, east, north))
    except ValidationError:
        return None
