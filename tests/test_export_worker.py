"""The export worker: files made in a process beside the page."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import replace

import pytest

from geo.export.bundle import BundleError
from geo.model import Scenario
from geo.page.export_worker import FILES_KEPT, ExportWorker, Job
from geo.selection import Selection
from geo.store import DATA, SHIPPED

SECONDS = 60


@pytest.fixture
def worker() -> Iterator[ExportWorker]:
    opened = ExportWorker()
    yield opened
    opened.close()


@pytest.fixture
def job(shipped: Scenario) -> Job:
    return Job(DATA / SHIPPED, shipped.fingerprint, "geojson", Selection(("reported",), ("stage-1",)))


def test_same_job_is_made_once(worker: ExportWorker, shipped: Scenario, job: Job) -> None:
    """A job asked for again gets the same file."""
    first = worker.file(shipped, job)
    assert worker.file(shipped, job) is first
    assert first.result(SECONDS).startswith(b"{")
    assert worker.file(shipped, job) is first
    assert worker.progress(first) == (1, 1)


def kill_the_process() -> None:
    """Kill the process of the worker, as a machine short of memory would, once it is there."""
    while not (processes := multiprocessing.active_children()):
        time.sleep(0.01)
    for process in processes:
        process.kill()


def test_death_of_the_process_is_an_error_and_the_next_file_is_made(
    worker: ExportWorker, shipped: Scenario, job: Job
) -> None:
    """A process killed over a file fails that file; the next job starts another process."""
    broken = worker.file(shipped, job)
    kill_the_process()
    with pytest.raises(BrokenExecutor):
        broken.result(SECONDS)
    assert worker.file(shipped, job).result(SECONDS).startswith(b"{")


def test_death_of_the_process_leaves_no_viewer_waiting(worker: ExportWorker, shipped: Scenario, job: Job) -> None:
    """Files that wait behind the one the process died over are made, also behind one that was stopped."""
    broken, stopped, behind = (worker.file(shipped, replace(job, fingerprint=str(number))) for number in range(3))
    assert stopped.cancel()
    kill_the_process()
    with pytest.raises(BrokenExecutor):
        broken.result(SECONDS)
    assert behind.result(SECONDS).startswith(b"{")


def test_error_of_a_format_comes_back(worker: ExportWorker, shipped: Scenario, job: Job) -> None:
    """What a format raises over a job is raised by its file, and asking again tries again."""
    unknown = replace(job, selection=Selection(("reported",), ("stage-9",)))
    failed = worker.file(shipped, unknown)
    with pytest.raises(KeyError, match="there is no phase 'stage-9'"):
        failed.result(SECONDS)
    assert worker.file(shipped, unknown) is not failed


def test_scenario_that_changed_on_the_disk_is_a_sentence(worker: ExportWorker, shipped: Scenario, job: Job) -> None:
    """A bundle of files that are no longer the loaded ones is refused in words."""
    stale = replace(shipped, fingerprint="0" * 64)
    bundle = worker.file(stale, replace(job, format="bundle"))
    with pytest.raises(BundleError, match="the scenario changed while it was read; try again"):
        bundle.result(SECONDS)


def test_worker_keeps_a_few_files_only(worker: ExportWorker, shipped: Scenario, job: Job) -> None:
    """The oldest file is forgotten once more than the most have been asked for."""
    first = worker.file(shipped, job)
    first.result(SECONDS)
    for number in range(FILES_KEPT):
        worker.file(shipped, replace(job, fingerprint=str(number))).cancel()
    assert worker.file(shipped, job) is not first
