"""The export panel of the page: what is on the screen leaves as a file. Widgets only; `export_worker` makes the files.

Text from data goes to widgets that do not read Markdown, or through `_plain`.
"""

from __future__ import annotations

import re
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import selection
from geo.basemap import BasemapError
from geo.export import FORMATS, Format, Holds, bundle, comparable, file_name, planned
from geo.export.stamp import described
from geo.export.zip import zipped
from geo.model import Scenario
from geo.page.export_worker import ExportWorker, Job
from geo.page.problems import Failsafe, log_failure
from geo.print.typeface import LETTERS_SHOWN, missing_letters
from geo.selection import ALL, Selection, Size
from geo.words import say

FILES_MAX = 60
"""Most files made in one go here; the command line makes any number."""
POLL_SECONDS = 0.4
"""How often the progress bar looks at the worker."""
THIS = "this"
OWN_SIZE = "own"
WIDTHS_PX = {"kind": 420, "size": 260, "pixels": 180, "compare": 260, "progress": 640}


@dataclass(frozen=True)
class Choice:
    """What is chosen on the panel: the name of the file to offer, what it shows in words, and its jobs by file name."""

    name: str
    shows: str
    jobs: tuple[tuple[str, Job], ...]

    def is_of(self, scenario: Scenario) -> bool:
        """Whether it was chosen from this version of a scenario."""
        return all(job.fingerprint == scenario.fingerprint for _, job in self.jobs)


@dataclass(frozen=True)
class Making:
    """A choice whose files are being made."""

    choice: Choice
    files: tuple[Future[bytes], ...]

    @property
    def is_done(self) -> bool:
        """Whether every file is made, failed or cancelled."""
        return all(file.done() for file in self.files)


@dataclass(frozen=True)
class Made:
    """The result of a choice: a file, or a sentence that says why there is none."""

    choice: Choice
    content: bytes = b""
    failure: str = ""


@st.cache_resource(show_spinner=False)
def _worker() -> ExportWorker:
    return ExportWorker()


@st.fragment
@Failsafe()
def export_panel(scenario: Scenario, stop: Selection, folder: Path) -> None:
    """Show the panel for what is on the screen; it runs again alone, and leaves the board as it is.

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
    """Show the button, and begin what is chosen when it is pressed; return what is being made for this viewer."""
    making, made = _making(), _ready(scenario)
    kind: Literal["primary", "secondary"] = "primary" if made is None or made.choice != choice else "secondary"
    if making is None and choice is not None:
        if not place.button(say("export.make"), key="export make", type=kind):
            return None
        _begin(scenario, choice)
        making = _making()
    if making is not None or choice is None:
        place.button(say("export.make"), key="export wait", disabled=True)
    return making


def _ready(scenario: Scenario) -> Made | None:
    """Return the last result of this viewer for a scenario."""
    made: Made | None = st.session_state.get("export made")
    return made if made is not None and made.choice.is_of(scenario) else None


# What is chosen


def _chosen(scenario: Scenario, stop: Selection, folder: Path) -> Choice | None:
    """Show the options; return the choice, or None after a sentence that says what is wrong with it."""
    row = st.container(horizontal=True, gap="medium")
    kinds = (*FORMATS, bundle.NAME)
    kind = row.selectbox(say("export.file"), kinds, key="export kind", format_func=_named, width=WIDTHS_PX["kind"])
    if kind == bundle.NAME or FORMATS[kind].draws:
        _note_letters(scenario)
    if kind == bundle.NAME:
        return _everything(scenario, folder)
    try:
        with row:
            plan = planned(scenario, FORMATS[kind], _asked(scenario, stop, FORMATS[kind]))
        return _choice(scenario, folder, FORMATS[kind], plan)
    except (KeyError, ValueError) as error:
        st.text(_sentence(str(error.args[0])))
        return None


def _note_letters(scenario: Scenario) -> None:
    letters = missing_letters(scenario)
    if letters:
        st.text(say("export.letters", letters=letters[:LETTERS_SHOWN]))


def _asked(scenario: Scenario, stop: Selection, format_: Format) -> Selection:
    """Show what a format has a choice of; return what is selected. Raises ValueError for a size or view out of bounds.

    The options are shown before any of them is judged.
    """
    reading = _this_or_all("reading", stop.reading)
    phase = () if format_.holds is Holds.READING else _this_or_all("phase", stop.phase)
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
        return say("export.everything")
    summary = FORMATS[name].summary
    return say("export.named", summary=f"{summary[:1].upper()}{summary[1:]}", name=name)


def _one_of(label: str, words: dict[str, str], key: str) -> str:
    """Show a choice between a few words, the first picked at first; return the key of the one picked."""
    return st.segmented_control(
        label, tuple(words), default=next(iter(words)), required=True, key=key, format_func=words.__getitem__
    )


def _this_or_all(noun: str, this: str) -> tuple[str, ...]:
    """Show the choice between what is on the screen and all there are; return the ids selected."""
    words = {THIS: say(f"export.{noun}.this"), ALL[0]: say(f"export.{noun}.all")}
    picked = _one_of(say(f"export.{noun}"), words, f"export {noun}")
    return ALL if picked == ALL[0] else (this,)


def _edges(stop: Selection) -> str | None:
    """Show the choice of view where the map has been moved; return west,south,east,north, None for the home view."""
    if stop.view is None:
        return None
    words = {THIS: say("export.view.this"), "home": say("export.view.home")}
    picked = _one_of(say("export.view"), words, "export view")
    return None if picked == "home" else ",".join(f"{edge:.4f}" for edge in stop.view.edges)


def _size(format_: Format) -> str:
    """Show the sizes, that of the format first; return a size by its name, or pixels as they were typed."""
    sizes = {format_.size.name: format_.size} | selection.SIZES
    words = {name: _pixels(size) for name, size in sizes.items()} | {OWN_SIZE: say("export.size.own")}
    key = f"export size {format_.name}"
    picked = st.selectbox(
        say("export.size"), tuple(words), key=key, format_func=words.__getitem__, width=WIDTHS_PX["size"]
    )
    if picked != OWN_SIZE:
        return picked
    label = say("export.size.typed")
    return st.text_input(label, "1280x720", key="export pixels", width=WIDTHS_PX["pixels"]).replace(" ", "")


def _pixels(size: Size) -> str:
    key = "export.size.named" if size.name in selection.SIZES else "export.size.pixels"
    return say(key, width=str(size.width_px), height=str(size.height_px), name=size.name)


def _compared(scenario: Scenario, stop: Selection, others: tuple[str, ...]) -> str | None:
    """Show what can be compared with, what is on the screen picked at first; return what is picked, if anything."""
    if not others:
        return None
    labels = {"": say("export.compare.nothing")} | {other: scenario.compared(other).label for other in others}
    picked = st.selectbox(
        say("export.compare"),
        tuple(labels),
        index=list(labels).index(stop.compare) if stop.compare in labels else 0,
        key=f"export compare {stop.compare} {' '.join(others)}",
        format_func=labels.__getitem__,
        width=WIDTHS_PX["compare"],
    )
    return picked or None


def _everything(scenario: Scenario, folder: Path) -> Choice:
    readings = tuple(reading.id for reading in scenario.readings)
    whole = Selection(readings, tuple(phase.id for phase in scenario.phases))
    name = f"{scenario.id}_{bundle.NAME}.zip"
    job = Job(folder, scenario.fingerprint, bundle.NAME, whole)
    return Choice(name, described(scenario, whole), ((name, job),))


def _choice(scenario: Scenario, folder: Path, format_: Format, plan: tuple[Selection, ...]) -> Choice:
    if len(plan) > FILES_MAX:
        raise ValueError(say("export.tooMany", count=f"{len(plan):,}", most=str(FILES_MAX)))
    jobs = [Job(folder, scenario.fingerprint, format_.name, shown) for shown in plan]
    parts = tuple((file_name(scenario, format_, job.selection), job) for job in jobs)
    whole = _whole(plan)
    name = file_name(scenario, format_, whole)
    if len(parts) > 1:
        name = f"{name.removesuffix(format_.ending)}_{format_.name}.zip"
    return Choice(name, described(scenario, whole), parts)


def _whole(plan: tuple[Selection, ...]) -> Selection:
    """What all files of a plan show together."""
    readings = dict.fromkeys(reading for shown in plan for reading in shown.readings)
    phases = dict.fromkeys(phase for shown in plan for phase in shown.phases)
    return replace(plan[0], readings=tuple(readings), phases=tuple(phases))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


# Being made


def _begin(scenario: Scenario, choice: Choice) -> None:
    files = tuple(_worker().file(scenario, job) for _, job in choice.jobs)
    st.session_state["export making"] = Making(choice, files)


def _making() -> Making | None:
    """Return what is being made for this viewer; what is done becomes their last result."""
    making: Making | None = st.session_state.get("export making")
    if making is not None and making.is_done:
        st.session_state["export made"] = _made(making)
        del st.session_state["export making"]
        return None
    return making


def _made(making: Making) -> Made:
    failure = _failure(making.files)
    if failure:
        return Made(making.choice, failure=failure)
    contents = {name: file.result() for (name, _), file in zip(making.choice.jobs, making.files, strict=True)}
    return Made(making.choice, next(iter(contents.values())) if len(contents) == 1 else zipped(contents))


def _failure(files: tuple[Future[bytes], ...]) -> str:
    """Return a sentence for the first file that was cancelled or failed; empty where all are made."""
    if any(file.cancelled() for file in files):
        return say("export.cancelled")
    error = next((error for file in files if (error := file.exception()) is not None), None)
    if isinstance(error, bundle.BundleError | BasemapError):
        return _sentence(str(error))
    if isinstance(error, BrokenExecutor):
        return say("export.died")
    if error is None:
        return ""
    log_failure(error)
    return say("export.failed")


@st.fragment(run_every=POLL_SECONDS)
@Failsafe()
def _progress(making: Making) -> None:
    """Show how much is made; run the page again once all is made or cancelled."""
    if "export making" not in st.session_state or making.is_done:
        st.rerun()
    progress = [_worker().progress(file) for file in making.files]
    done, of = (sum(parts) for parts in zip(*progress, strict=True))
    key = "export.makingMany" if of > 1 else "export.making"
    text = say(key, name=_plain(making.choice.name), done=str(done), of=str(of))
    st.progress(done / of, text=text, width=WIDTHS_PX["progress"])
    st.button(say("export.stop"), key="export stop", on_click=_cancel, args=(making,))


@Failsafe()
def _cancel(making: Making) -> None:
    """Cancel the files that have not been begun; the one under way is finished, for nobody."""
    st.session_state.pop("export making", None)
    for file in making.files:
        file.cancel()


# Made


def _offer(made: Made, choice: Choice | None) -> None:
    """Offer a file under its name, and say so when it was made with settings other than those chosen now."""
    is_chosen = made.choice == choice
    if made.failure:
        st.text(say("export.failure", name=made.choice.name, reason=made.failure))
        return
    st.download_button(
        say("export.download", name=_plain(made.choice.name)),
        made.content,
        made.choice.name,
        key="export download",
        on_click="ignore",
        type="primary" if is_chosen else "secondary",
    )
    st.text(made.choice.shows if is_chosen else say("export.earlier", shows=made.choice.shows))


def _plain(text: str) -> str:
    r"""Write text so that Markdown shows it as it is.

    >>> _plain("a_b-c.png")
    'a\\_b\\-c\\.png'
    """
    return re.sub(r"([^\w\s]|_)", r"\\\1", text)
