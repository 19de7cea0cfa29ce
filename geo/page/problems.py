"""Say on the page what is wrong: with a scenario's files, or with the program itself. Widgets and words only."""

from __future__ import annotations

import logging
from contextlib import ContextDecorator
from types import TracebackType

import streamlit as st

from geo.store.last_valid import Version
from geo.words import say

PROBLEMS_SHOWN = 200
"""Most problems listed on the page; the command line lists all."""
LOG = logging.getLogger(__name__)


class Failsafe(ContextDecorator):
    """Ends an unexpected error of the code inside in a sentence on the page, and logs the error with its traceback.

    The one place that does so. How Streamlit stops and repeats a run is no Exception, and passes. `sentence` is a key
    of the catalogue, None to write to the log only.
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
            st.error(say(self._sentence))
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


def _list(version: Version) -> None:
    for problem in version.problems[:PROBLEMS_SHOWN]:
        st.text(f"• {problem}")
    if len(version.problems) > PROBLEMS_SHOWN:
        st.text(say("page.problems.more", count=f"{len(version.problems) - PROBLEMS_SHOWN:,}"))
