"""The press: files made in a process beside the page."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import replace

import pytest

from geo.model import Scenario
from geo.page.export_worker import FILES_KEPT, Order, Press
from geo.selection import Selection
from geo.store import DATA, SHIPPED

SECONDS = 60


@pytest.fixture
def press() -> Iterator[Press]:
    opened = Press()
    yield opened
    opened.close()


@pytest.fixture
def order(shipped: Scenario) -> Order:
    return Order(DATA / SHIPPED, shipped.fingerprint, "geojson", Selection(("reported",), ("stage-1",)))


def test_same_order_is_made_once(press: Press, shipped: Scenario, order: Order) -> None:
    """Who asks for what was made already is given the very same file."""
    first = press.file(shipped, order)
    assert press.file(shipped, order) is first
    assert first.result(SECONDS).startswith(b"{")
    assert press.file(shipped, order) is first
    assert press.progress(first) == (1, 1)


def kill_the_process() -> None:
    """Kill the process of the press, as a machine short of memory would, once it is there."""
    while not (processes := multiprocessing.active_children()):
        time.sleep(0.01)
    for process in processes:
        process.kill()


def test_death_of_the_process_is_an_error_and_the_next_file_is_made(
    press: Press, shipped: Scenario, order: Order
) -> None:
    """A process killed over a file breaks that file off; the next order starts another process."""
    broken = press.file(shipped, order)
    kill_the_process()
    with pytest.raises(BrokenExecutor):
        broken.result(SECONDS)
    assert press.file(shipped, order).result(SECONDS).startswith(b"{")


def test_death_of_the_process_leaves_no_viewer_waiting(press: Press, shipped: Scenario, order: Order) -> None:
    """Files that wait behind the one the process died over are made, also behind one that was stopped."""
    broken, stopped, behind = (press.file(shipped, replace(order, fingerprint=str(number))) for number in range(3))
    assert stopped.cancel()
    kill_the_process()
    with pytest.raises(BrokenExecutor):
        broken.result(SECONDS)
    assert behind.result(SECONDS).startswith(b"{")


def test_error_of_a_format_comes_back(press: Press, shipped: Scenario, order: Order) -> None:
    """What a format raises over an order is raised by its file, and asking again tries again."""
    unknown = replace(order, selection=Selection(("reported",), ("stage-9",)))
    failed = press.file(shipped, unknown)
    with pytest.raises(KeyError, match="there is no phase 'stage-9'"):
        failed.result(SECONDS)
    assert press.file(shipped, unknown) is not failed


def test_scenario_that_changed_on_the_disk_is_a_sentence(press: Press, shipped: Scenario, order: Order) -> None:
    """A bundle of files that are no longer the loaded ones is refused in words."""
    stale = replace(shipped, fingerprint="0" * 64)
    bundle = press.file(stale, replace(order, format="bundle"))
    with pytest.raises(ValueError, match="the scenario changed while it was read; try again"):
        bundle.result(SECONDS)


def test_press_keeps_a_few_files_only(press: Press, shipped: Scenario, order: Order) -> None:
    """The oldest file is forgotten once more than the most have been asked for."""
    first = press.file(shipped, order)
    first.result(SECONDS)
    for number in range(FILES_KEPT):
        press.file(shipped, replace(order, fingerprint=str(number))).cancel()
    assert press.file(shipped, order) is not first
