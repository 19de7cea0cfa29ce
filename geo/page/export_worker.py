"""Makes export files in a process beside the page, one after another, so that the page stays quick meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import OrderedDict
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.sharedctypes import SynchronizedArray
from pathlib import Path

from geo.export import FORMATS, bundle
from geo.model import DataError, Scenario
from geo.selection import Selection

_SPAWN = multiprocessing.get_context("spawn")
FILES_KEPT = 16
"""Most files kept, the latest first; asked for again, they are there at once."""
NICENESS = 10
"""Priority of the worker's process, as in Unix: the page comes before it."""


@dataclass(frozen=True)
class Job:
    """A file to make: a scenario by its folder and fingerprint, a format (or the bundle) by name, and a selection."""

    folder: Path
    fingerprint: str
    format: str
    selection: Selection


class ExportWorker:
    """Makes files in one process beside the page and keeps the last few; threads may share it.

    Jobs wait in the queue of a thread, which hands the process one at a time: with a cancelled job in its queue, a
    process pool whose process dies never fails the jobs behind it (CPython 3.11).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Job, Future[bytes]] = OrderedDict()
        self._progress = _SPAWN.Array("i", [0, 1])
        self._queue = ThreadPoolExecutor(1, "export worker")
        self._process = self._started()

    def file(self, scenario: Scenario, job: Job) -> Future[bytes]:
        """Return the file of a job, made or to come; one that failed or was cancelled is made again.

        The future raises what the format raises, and BrokenExecutor when the process died while making this file.
        """
        with self._lock:
            kept = self._kept.pop(job, None)
            file = self._queue.submit(self._made, scenario, job) if kept is None or _is_lost(kept) else kept
            self._kept[job] = file
            while len(self._kept) > FILES_KEPT:
                self._kept.popitem(last=False)
            return file

    def progress(self, file: Future[bytes]) -> tuple[int, int]:
        """Return how many parts of a file are done, and of how many: a bundle has many, any other file one."""
        if not file.running():
            return int(file.done()), 1
        done, of = self._progress[:]
        return done, of

    def close(self) -> None:
        """Cancel the jobs that wait, let the one under way finish, and end the process."""
        self._queue.shutdown(cancel_futures=True)
        self._process.shutdown()

    def _started(self) -> ProcessPoolExecutor:
        """One process, started afresh: a copy of a process with threads may hang."""
        return ProcessPoolExecutor(1, mp_context=_SPAWN, initializer=_prepare, initargs=(self._progress,))

    def _made(self, scenario: Scenario, job: Job) -> bytes:
        try:
            made = self._process.submit(_content, scenario, job)
        except BrokenExecutor:
            self._process = self._started()
            made = self._process.submit(_content, scenario, job)
        return made.result()


def _is_lost(file: Future[bytes]) -> bool:
    return file.cancelled() or (file.done() and file.exception() is not None)


# In the process of the worker

_progress: list[SynchronizedArray[int]] = []
"""Memory shared with the page: parts done, of how many."""


def _prepare(progress: SynchronizedArray[int]) -> None:
    """Leave the processor and interrupts to the page first, and end with it."""
    _progress.append(progress)
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_page, daemon=True).start()


def _end_with_the_page() -> None:
    page = multiprocessing.parent_process()
    if page is not None:
        page.join()
        os._exit(0)


def _report(done: int, of: int, _name: str = "") -> None:
    for progress in _progress:
        progress[:] = [done, of]


def _content(scenario: Scenario, job: Job) -> bytes:
    _report(0, 1)
    if job.format != bundle.NAME:
        return FORMATS[job.format].content(scenario, job.selection)
    try:
        return bundle.bundle(scenario, job.folder, _report)
    except DataError as error:  # loses its problems on the way to another process
        raise bundle.BundleError(str(error)) from error
