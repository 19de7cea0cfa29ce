"""The press: makes files in a process of its own, one after another, so that no viewer waits for another's file."""

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
"""Most files kept, the last asked for; whoever asks for one of them again has it at once."""
NICENESS = 10
"""How far the press stands back behind the page for the processor, as Unix counts it."""


@dataclass(frozen=True)
class Order:
    """A file to make: a scenario by its folder and fingerprint, a format or the bundle by name, what the file shows."""

    folder: Path
    fingerprint: str
    format: str
    selection: Selection


class Press:
    """Makes files in one process beside the page and keeps the last few; threads may share it.

    Orders wait in the queue of a thread, which puts one at a time on the process: a cancelled order that waits in a
    process pool keeps the pool, should its process die, from failing the orders behind it (CPython 3.11).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Order, Future[bytes]] = OrderedDict()
        self._progress = _SPAWN.Array("i", [0, 1])
        self._queue = ThreadPoolExecutor(1, "press")
        self._process = self._started()

    def file(self, scenario: Scenario, order: Order) -> Future[bytes]:
        """Return the file of an order, made or to come; what failed or was cancelled is made again.

        The future raises what the format raises, and BrokenExecutor when the process died over this very file.
        """
        with self._lock:
            kept = self._kept.pop(order, None)
            file = self._queue.submit(self._printed, scenario, order) if kept is None or _is_lost(kept) else kept
            self._kept[order] = file
            while len(self._kept) > FILES_KEPT:
                self._kept.popitem(last=False)
            return file

    def progress(self, file: Future[bytes]) -> tuple[int, int]:
        """Return how many parts of a file are done and of how many: a bundle has many, any other file is one."""
        if not file.running():
            return int(file.done()), 1
        done, of = self._progress[:]
        return done, of

    def close(self) -> None:
        """Cancel the orders that wait, let the one that is being made be done, and end the process."""
        self._queue.shutdown(cancel_futures=True)
        self._process.shutdown()

    def _started(self) -> ProcessPoolExecutor:
        """One process, begun afresh: a copy of a process with threads may hang."""
        return ProcessPoolExecutor(1, mp_context=_SPAWN, initializer=_settle, initargs=(self._progress,))

    def _printed(self, scenario: Scenario, order: Order) -> bytes:
        try:
            printing = self._process.submit(_made, scenario, order)
        except BrokenExecutor:
            self._process = self._started()
            printing = self._process.submit(_made, scenario, order)
        return printing.result()


def _is_lost(file: Future[bytes]) -> bool:
    return file.cancelled() or (file.done() and file.exception() is not None)


# In the process of the press

_progress: list[SynchronizedArray[int]] = []
"""Where the press tells the page how far it is: parts done, of how many."""


def _settle(progress: SynchronizedArray[int]) -> None:
    """Stand back for the page, leave an interrupt to it, and end with it."""
    _progress.append(progress)
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_page, daemon=True).start()


def _end_with_the_page() -> None:
    page = multiprocessing.parent_process()
    if page is not None:
        page.join()
        os._exit(0)


def _tell(done: int, of: int, _name: str = "") -> None:
    for progress in _progress:
        progress[:] = [done, of]


def _made(scenario: Scenario, order: Order) -> bytes:
    _tell(0, 1)
    if order.format != bundle.NAME:
        return FORMATS[order.format].content(scenario, order.selection)
    try:
        return bundle.bundle(scenario, order.folder, _tell)
    except DataError as error:  # loses its problems on the way to another process
        raise ValueError(str(error)) from error
