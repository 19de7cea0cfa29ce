"""The export panel of the page: what stands on the screen leaves as a file. Widgets and words; the press does the work.

Text from data goes to widgets that do not read Markdown, or through `_plain`.
"""

from __future__ import annotations

import re
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import selection
from geo.export import FORMATS, Format, Holds, bundle, comparable, file_name, planned
from geo.export.stamp import described
from geo.export.zip import zipped
from geo.model import Scenario
from geo.page.export_worker import Order, Press
from geo.selection import ALL, Selection

FILES_MAX = 60
"""Most files made in one go here; the command line makes any number."""
POLL_SECONDS = 0.4
"""How often the progress bar looks at the press."""
BUTTON = "Make the file"
THIS = "this"
OWN_SIZE = "own"
WIDTHS_PX = {"kind": 420, "size": 260, "pixels": 180, "compare": 260, "progress": 640}


@dataclass(frozen=True)
class Choice:
    """What is chosen on the panel: the file to offer, what it shows in words, and its parts by name, one or many."""

    name: str
    shows: str
    parts: tuple[tuple[str, Order], ...]


@dataclass(frozen=True)
class Making:
    """A choice on the press."""

    choice: Choice
    files: tuple[Future[bytes], ...]


@dataclass(frozen=True)
class Made:
    """A choice as it came from the press: a file, or a sentence that says why there is none."""

    choice: Choice
    content: bytes = b""
    failure: str = ""


@st.cache_resource(show_spinner=False)
def _press() -> Press:
    return Press()


@st.fragment
def export_panel(scenario: Scenario, stop: Selection, folder: Path) -> None:
    """Show the panel for what stands on the screen; it runs again alone, and leaves the board as it is.

    `folder` is where the scenario was loaded from.
    """
    choice = _chosen(scenario, stop, folder)
    row = st.container(horizontal=True, gap="medium", vertical_alignment="center")
    making = _making_after(row.empty(), scenario, choice)
    made = _ready(scenario)
    if making is not None:
        _progress(making)
    elif made is not None:
        with row:
            _offer(made, choice)


def _making_after(place: DeltaGenerator, scenario: Scenario, choice: Choice | None) -> Making | None:
    """Show the button, and begin what is chosen when it is pressed; return what this viewer has on the press."""
    making, made = _making(), _ready(scenario)
    kind: Literal["primary", "secondary"] = "primary" if made is None or made.choice != choice else "secondary"
    if making is None and choice is not None:
        if not place.button(BUTTON, key="export make", type=kind):
            return None
        _begin(scenario, choice)
        making = _making()
    if making is not None or choice is None:
        place.button(BUTTON, key="export wait", disabled=True)
    return making


def _ready(scenario: Scenario) -> Made | None:
    """Return what this viewer has had made last of a scenario."""
    made: Made | None = st.session_state.get("export made")
    return made if made is not None and _is_of(made.choice, scenario) else None


# What is chosen


def _chosen(scenario: Scenario, stop: Selection, folder: Path) -> Choice | None:
    """Show the options; return the choice, or None after a sentence that says what is wrong with it."""
    row = st.container(horizontal=True, gap="medium")
    kinds = (*FORMATS, bundle.NAME)
    kind = row.selectbox("File", kinds, key="export kind", format_func=_named, width=WIDTHS_PX["kind"])
    if kind == bundle.NAME:
        return _everything(scenario, folder)
    format_ = FORMATS[kind]
    try:
        with row:
            asked = _asked(scenario, stop, format_)
        return _choice(scenario, folder, format_, planned(scenario, format_, asked))
    except (KeyError, ValueError) as error:
        st.text(_sentence(error))
        return None


def _asked(scenario: Scenario, stop: Selection, format_: Format) -> Selection:
    """Show what a format has a choice of; return what is asked, or raise ValueError when all of it is shown."""
    reading = _this_or_all("Reading", "reading", stop.reading)
    phase = () if format_.holds is Holds.READING else _this_or_all("Phase", "phase", stop.phase)
    edges = _edges(stop) if "view" in format_.options else None
    size = _size(format_) if "size" in format_.options else None
    compare = _compared(scenario, stop, comparable(scenario, format_, Selection(reading, phase)))
    return Selection(
        reading,
        phase,
        compare,
        size=None if size is None else selection.size(size),
        view=None if edges is None else selection.view(edges),
    )


def _named(name: str) -> str:
    if name == bundle.NAME:
        return "Everything, with sums to check it by (zip)"
    summary = FORMATS[name].summary
    return f"{summary[:1].upper()}{summary[1:]} ({name})"


def _this_or_all(label: str, noun: str, this: str) -> tuple[str, ...]:
    """Show the choice between what is on the screen and all there are; return the ids selected."""
    words = {THIS: f"This {noun}", ALL[0]: f"All {noun}s"}
    picked = st.segmented_control(
        label, tuple(words), default=THIS, required=True, key=f"export {noun}", format_func=words.__getitem__
    )
    return ALL if picked == ALL[0] else (this,)


def _edges(stop: Selection) -> str | None:
    """Show the choice of view where the map has been moved; return west,south,east,north, None for the home view."""
    if stop.view is None:
        return None
    words = {THIS: "As on the screen", "home": "Home view"}
    picked = st.segmented_control(
        "View", tuple(words), default=THIS, required=True, key="export view", format_func=words.__getitem__
    )
    return None if picked == "home" else ",".join(f"{edge:.4f}" for edge in stop.view.edges)


def _size(format_: Format) -> str:
    """Show the sizes, that of the format first; return a size by its name, or pixels as they were typed."""
    sizes = {format_.size.name: format_.size} | selection.SIZES
    words = {
        size.name: f"{size.width_px} × {size.height_px} pixels"
        + (f" ({size.name})" if size.name in selection.SIZES else "")
        for size in sizes.values()
    }
    words[OWN_SIZE] = "Another size"
    picked = st.selectbox(
        "Size", tuple(words), key=f"export size {format_.name}", format_func=words.__getitem__, width=WIDTHS_PX["size"]
    )
    if picked != OWN_SIZE:
        return picked
    typed = st.text_input("Width × height in pixels", "1280x720", key="export pixels", width=WIDTHS_PX["pixels"])
    return typed.replace(" ", "")


def _compared(scenario: Scenario, stop: Selection, others: tuple[str, ...]) -> str | None:
    """Show what can be compared with, what is on the screen picked at first; return what is picked, if anything."""
    if not others:
        return None
    labels = {"": "Nothing"} | {other: scenario.compared(other).label for other in others}
    picked = st.selectbox(
        "Compare with",
        tuple(labels),
        index=list(labels).index(stop.compare) if stop.compare in labels else 0,
        key=f"export compare {stop.compare} {' '.join(others)}",
        format_func=labels.__getitem__,
        width=WIDTHS_PX["compare"],
    )
    return picked or None


def _everything(scenario: Scenario, folder: Path) -> Choice:
    readings = tuple(reading.id for reading in scenario.readings)
    phases = tuple(phase.id for phase in scenario.phases)
    selection = Selection(readings, phases)
    name = f"{scenario.id}_{bundle.NAME}.zip"
    order = Order(folder, scenario.fingerprint, bundle.NAME, selection)
    return Choice(name, described(scenario, selection), ((name, order),))


def _choice(scenario: Scenario, folder: Path, format_: Format, plan: tuple[Selection, ...]) -> Choice:
    if len(plan) > FILES_MAX:
        raise ValueError(f"this would be {len(plan):,} files; the page makes at most {FILES_MAX} in one go")
    orders = [Order(folder, scenario.fingerprint, format_.name, selection) for selection in plan]
    parts = tuple((file_name(scenario, format_, order.selection), order) for order in orders)
    whole = _whole(plan)
    name = file_name(scenario, format_, whole)
    if len(parts) > 1:
        name = f"{name.removesuffix(format_.ending)}_{format_.name}.zip"
    return Choice(name, described(scenario, whole), parts)


def _whole(plan: tuple[Selection, ...]) -> Selection:
    """What all files of a plan show together."""
    readings = dict.fromkeys(reading for selection in plan for reading in selection.readings)
    phases = dict.fromkeys(phase for selection in plan for phase in selection.phases)
    return replace(plan[0], readings=tuple(readings), phases=tuple(phases))


def _sentence(error: KeyError | ValueError) -> str:
    said = str(error.args[0] if error.args else error)
    return f"{said[:1].upper()}{said[1:]}."


# On the press


def _begin(scenario: Scenario, choice: Choice) -> None:
    files = tuple(_press().file(scenario, order) for _, order in choice.parts)
    st.session_state["export making"] = Making(choice, files)


def _making() -> Making | None:
    """Return what this viewer has on the press; what is ready is taken off it."""
    making: Making | None = st.session_state.get("export making")
    if making is not None and all(file.done() for file in making.files):
        st.session_state["export made"] = _made(making)
        del st.session_state["export making"]
        return None
    return making


def _made(making: Making) -> Made:
    choice = making.choice
    try:
        contents = [file.result() for file in making.files]
    except CancelledError:
        return Made(choice, failure="Stopped before it was made.")
    except BrokenExecutor:
        return Made(choice, failure="The making of the file broke off; the machine may be short of memory.")
    except (KeyError, ValueError) as error:
        return Made(choice, failure=_sentence(error))
    if len(contents) == 1:
        return Made(choice, contents[0])
    return Made(choice, zipped(dict(zip((name for name, _ in choice.parts), contents, strict=True))))


@st.fragment(run_every=POLL_SECONDS)
def _progress(making: Making) -> None:
    """Show how far the press is; run the page again once it is done or stopped."""
    if "export making" not in st.session_state or all(file.done() for file in making.files):
        st.rerun()
    progress = [_press().progress(file) for file in making.files]
    done, of = (sum(parts) for parts in zip(*progress, strict=True))
    counted = f", {done} of {of} files" if of > 1 else ""
    st.progress(done / of, text=f"Making {_plain(making.choice.name)}{counted}", width=WIDTHS_PX["progress"])
    st.button("Stop", key="export stop", on_click=_cancel, args=(making,))


def _cancel(making: Making) -> None:
    """Take off the press what it has not begun; what it has begun it ends, for nobody."""
    st.session_state.pop("export making", None)
    for file in making.files:
        file.cancel()


# Off the press


def _offer(made: Made, choice: Choice | None) -> None:
    """Offer a file under its name, and say so when it is not what is chosen now."""
    is_chosen = made.choice == choice
    if made.failure:
        st.text(f"{made.choice.name}: {made.failure}")
        return
    st.download_button(
        f"Download {_plain(made.choice.name)}",
        made.content,
        made.choice.name,
        key="export download",
        on_click="ignore",
        type="primary" if is_chosen else "secondary",
    )
    st.text(made.choice.shows if is_chosen else f"Not what is chosen above: {made.choice.shows}")


def _is_of(choice: Choice, scenario: Scenario) -> bool:
    return all(order.fingerprint == scenario.fingerprint for _, order in choice.parts)


def _plain(text: str) -> str:
    r"""Write text so that Markdown shows it as it is.

    >>> _plain("a_b-c.png")
    'a\\_b\\-c\\.png'
    """
    return re.sub(r"([^\w\s]|_)", r"\\\1", text)
