"""Say on the page what is wrong: with a scenario's files, or with the program itself. Widgets and words only."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ContextDecorator
from types import TracebackType

import streamlit as st

from geo.basemap import BasemapError
from geo.store.last_valid import STILL_SECONDS, Version
from geo.words import say

PROBLEMS_SHOWN = 200
"""Most problems listed on the page; the command line lists all."""
LOG = logging.getLogger(__name__)


class Failsafe(ContextDecorator):
    """Ends an unexpected error of the code inside in a sentence on the page, and logs the error with its traceback.

    The one place that does so. How Streamlit stops and repeats a run is no Exception, and passes. `sentence` is a key
    of the catalogue, None to write to the log only; an error of the basemap is a sentence itself.
    """

    def __init__(self, sentence: str | None = "page.failed") -> None:
        self._sentence = sentence

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        log_failure(error)
        if self._sentence is not None:
            st.error(str(error) if isinstance(error, BasemapError) else say(self._sentence))
        return True


def log_failure(error: BaseException) -> None:
    """Write an unexpected error with its traceback to the server's log."""
    LOG.error("unexpected error on the page", exc_info=error)


def problems_page(version: Version) -> None:
    """List the problems of a scenario that has never been valid, instead of its board."""
    st.error(say("page.problems.never"))
    _list(version)


def problems_notice(version: Version) -> None:
    """List the problems of a scenario behind a button, beside the board of its last valid version."""
    count = len(version.problems)
    with st.popover(say("page.problems", count=f"{count:,}")):
        _list(version)
        st.text(say("page.problems.follows"))


def gone_sentence(version: Version) -> str:
    """Say what an update leaves out, and since when; empty where it leaves out nothing, or somebody has taken it."""
    if not version.gone or version.since is None:
        return ""
    what = "; ".join(
        say("gone.rows", file=gone.file, count=f"{gone.count:,}", of=f"{gone.of:,}", kind=_kind(gone.file))
        for gone in version.gone
    )
    since = f"{version.since:%H:%M}"
    return say(f"gone.{_stage(version)}", what=what, since=since)


def _stage(version: Version) -> str:
    return "shown" if version.held is None else "held"


def _kind(file: str) -> str:
    kinds = {"scenario.toml": "entries", "bases.geojson": "bases"}
    return say(f"gone.kind.{kinds.get(file, 'rows')}")


def gone_notice(version: Version, take: Callable[[], None]) -> None:
    """Say what an update leaves out, with a button by which somebody takes it as whole, for all viewers."""
    with st.popover(say("gone.title")):
        st.text(gone_sentence(version))
        st.text(say(f"gone.why.{_stage(version)}", seconds=f"{STILL_SECONDS:g}"))
        st.button(say("gone.take"), on_click=take)


def _list(version: Version) -> None:
    for problem in version.problems[:PROBLEMS_SHOWN]:
        st.text(f"• {problem}")
    if len(version.problems) > PROBLEMS_SHOWN:
        st.text(say("page.problems.more", count=f"{len(version.problems) - PROBLEMS_SHOWN:,}"))
