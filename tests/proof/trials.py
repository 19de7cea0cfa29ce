"""Tries mutants: each against the tests that reach it, in a process of its own.

A mutant within a function is put in place of that function, in a fork of a process that has collected the tests once;
one that runs on import has the package imported anew, in a fork of a process that has only the libraries.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.abc
import importlib.util
import io
import os
import pickle
import re
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import zip_longest
from pathlib import Path
from time import process_time
from types import CodeType, FunctionType
from typing import Any, TypeVar

import coverage
import pytest

from tests.proof.mutants import MUTATED, ROOT, Mutant, mutants

TESTS = (
    *("geo/model.py", "geo/posture.py", "geo/scenario"),
    *(f"tests/test_{subject}.py" for subject in ("model", "posture", "scenario", "bad_input", "coverage")),
    *(f"tests/test_{subject}.py" for subject in ("last_valid", "shipped_scenario", "data_dictionary", "facts")),
)
"""Whose tests are run, the examples in docstrings among them."""
LEFT_OUT = {
    *("test_any_cell_loads_or_is_told", "test_any_geometry_loads_or_is_told", "test_any_property_loads_or_is_told"),
    *("test_changed_bytes_load_or_are_told", "test_no_broken_scenario_gives_a_traceback"),
    *("test_every_kind_of_character_is_exported", "test_every_format_takes_long_ids"),
    *("test_no_cut_shows_other_figures_in_silence", "test_a_folder_that_may_not_be_read_is_left_out"),
    *("test_show_prints_the_truth_as_json", "test_10_000_bases_load", "test_10_000_unknown_ids_take_little_time"),
    *("test_a_table_has_a_largest_number_of_rows", "test_the_document_writes_no_day_but_that_of_the_report"),
}
"""Tests of seconds, which look for tracebacks, sizes and times: what they alone would notice is not counted."""
OPTIONS = (
    *("--exitfirst", "--capture=sys", "--tb=no", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
"""How pytest is run: nothing is kept, and libraries may be there already."""
LIMIT_TIMES, LIMIT_SECONDS = 10, 3
"""A test may take so many times as long as with the unchanged code, and so many seconds of processor time more."""
STUCK_SECONDS = 600
"""A mutant that waits for so long without end counts as one that took too much time."""
MEMORY_MAX_BYTES = 3_000_000_000
"""How much memory a mutant may take."""
CORES = min(2, os.cpu_count() or 1)
"""How many mutants are tried at a time."""
NOTICED_BY = "noticed-by"
"""The file that names the test by which a mutant was noticed."""

_IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

T = TypeVar("T")
Functions = dict[tuple[str, str], FunctionType]
Trial = Callable[[Mutant, Sequence[str]], int]
"""Tries a mutant, those tests first that noticed others of its function, the latest before all; 0 when none notices."""


class Outcome(StrEnum):
    """What became of a mutant; one that takes too long is noticed too."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"


@dataclass
class Baseline:
    """What the tests do with the unchanged code: the seconds of each, and which of them reach a line of a file.

    Lines that run on import are reached by no test of their own.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    tests: dict[tuple[str, int], set[str]] = field(default_factory=lambda: defaultdict(set))

    def reaching(self, mutant: Mutant) -> set[str]:
        """The tests that reach a mutant; the empty name stands for import."""
        lines = range(mutant.line, mutant.last_line + 1)
        return set().union(*(self.tests.get((mutant.path, line), ()) for line in lines))


# Processes


def _forked(work: Callable[[], int]) -> int:
    """Start a process that does some work and ends with its number as its status; return the process's id."""
    process = os.fork()
    if process:
        return process
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        os._exit(work())
    except BaseException:  # noqa: BLE001 - what is forked must not go on as if it were the parent
        os.write(2, traceback.format_exc().encode())
    os._exit(os.EX_SOFTWARE)


def _result(work: Callable[[], T]) -> T:
    """What some work gives that is done in a process of its own."""
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY) as folder:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
        path = Path(folder) / "result"

        def kept() -> int:
            path.write_bytes(pickle.dumps(work()))
            return os.EX_OK

        if os.waitpid(_forked(kept), 0)[1]:
            raise RuntimeError("a process of the proof ended before it was done")
        return pickle.loads(path.read_bytes())


def _tried(chosen: Sequence[Mutant], trial: Trial) -> dict[Mutant, Outcome]:
    """Try each mutant in a process of its own, as many at a time as there are cores."""
    outcomes: dict[Mutant, Outcome] = {}
    likely: dict[tuple[str, str], list[str]] = defaultdict(list)
    running: dict[int, tuple[Mutant, Path]] = {}
    waiting = list(reversed(chosen))
    gc.freeze()
    gc.disable()  # what a process leaves behind ends with it
    while waiting or running:
        while waiting and len(running) < CORES:
            mutant, folder = waiting.pop(), Path(tempfile.mkdtemp(dir=_IN_MEMORY))
            running[_forked(partial(_bounded, partial(trial, mutant, likely[mutant.place]), folder))] = mutant, folder
        process, status = os.wait()
        mutant, folder = running.pop(process)
        outcomes[mutant] = _outcome(mutant, os.waitstatus_to_exitcode(status))
        if (folder / NOTICED_BY).exists():
            likely[mutant.place].insert(0, (folder / NOTICED_BY).read_text(encoding="utf-8"))
        shutil.rmtree(folder)
    return outcomes


def _bounded(trial: Callable[[], int], folder: Path) -> int:
    os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.tempdir = str(folder)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MAX_BYTES, MEMORY_MAX_BYTES))
    signal.setitimer(signal.ITIMER_REAL, STUCK_SECONDS)
    return trial()


def _outcome(mutant: Mutant, status: int) -> Outcome:
    if status == os.EX_SOFTWARE:
        raise RuntimeError(f"the proof itself failed on {mutant}")
    if status in (-signal.SIGPROF, -signal.SIGALRM):
        return Outcome.TIMED_OUT
    return Outcome.KILLED if status else Outcome.SURVIVED


# Tests


class _Plugin:
    """Chooses the tests, quickest first, and bounds the time of each."""

    def __init__(self, baseline: Baseline, likely: Sequence[str] = ()) -> None:
        self.baseline = baseline
        self.likely = likely
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = (item for item in items if item.name.partition("[")[0] not in LEFT_OUT)
        items[:] = sorted(kept, key=self._turn)

    def _turn(self, item: pytest.Item) -> tuple[int, float]:
        place = self.likely.index(item.nodeid) if item.nodeid in self.likely else len(self.likely)
        return place, self.baseline.seconds.get(item.nodeid, 0)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        _bound(self.baseline.seconds.get(item.nodeid, 0))
        return (yield)

    def pytest_internalerror(self, excrepr: object) -> None:
        os.write(2, f"{excrepr}\n".encode())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def note(self) -> None:
        """Write down which test noticed the mutant, if one did."""
        if self.failed:
            Path(tempfile.gettempdir(), NOTICED_BY).write_text(self.failed, encoding="utf-8")


def _bound(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, LIMIT_TIMES * seconds + LIMIT_SECONDS)


def _pytest(plugin: object) -> int:
    with contextlib.redirect_stderr(io.StringIO()):
        return pytest.main([*OPTIONS, *TESTS], [plugin])


def _forget() -> None:
    """Empty what is kept from test to test: whoever asks for a course walks it."""
    importlib.import_module("geo.posture").course.cache_clear()


class _Observer(_Plugin):
    """Notes the time of each test and the lines it reaches, of which no other test spares it any."""

    def __init__(self, watch: coverage.Coverage) -> None:
        super().__init__(Baseline())
        self.watch = watch

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item in session.items:
            _forget()
            self.watch.switch_context(item.nodeid)
            began = process_time()
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)  # what tests share is made anew for the next
            self.baseline.seconds[item.nodeid] = process_time() - began
            self.watch.switch_context("")
        return True


def _observed() -> Baseline:
    """Run every test on the unchanged code; raises RuntimeError when one fails."""
    watch = coverage.Coverage(config_file=False, data_file=None, include=[str(ROOT / path) for path in MUTATED])
    observer = _Observer(watch)
    with watch.collect():
        _pytest(observer)
    if observer.failed or not observer.baseline.seconds:
        raise RuntimeError(f"the unchanged code fails {observer.failed or 'while tests are collected'}")
    for path in MUTATED:
        for line, tests in watch.get_data().contexts_by_lineno(str(ROOT / path)).items():
            observer.baseline.tests[path, line] = set(tests)
    return observer.baseline


# Mutants within functions


class _Swapper(_Plugin):
    """Once the tests are collected, tries each mutant on a fork of the process, with its function's code swapped."""

    def __init__(self, baseline: Baseline, chosen: Sequence[Mutant]) -> None:
        super().__init__(baseline)
        self.chosen = chosen
        self.outcomes: dict[Mutant, Outcome] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        _forget()
        # Making the countries takes most of a load; where what makes them is changed, they are made anew.
        importlib.import_module("geo.scenario.checks")._reach()
        self.outcomes = _tried(self.chosen, partial(self._trial, session.items, _functions()))
        return True

    def _trial(self, items: Sequence[pytest.Item], functions: Functions, mutant: Mutant, likely: Sequence[str]) -> int:
        _swap(mutant, functions[mutant.place])
        self.likely = likely
        reaching = self.baseline.reaching(mutant)
        chosen = sorted((item for item in items if item.nodeid in reaching), key=self._turn)
        for item, following in zip_longest(chosen, chosen[1:]):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                break
        self.note()
        return int(bool(self.failed))


def _swapped(baseline: Baseline, chosen: Sequence[Mutant]) -> dict[Mutant, Outcome]:
    """Try mutants within functions."""
    swapper = _Swapper(baseline, chosen)
    if _pytest(swapper) == pytest.ExitCode.INTERNAL_ERROR:
        raise RuntimeError("the proof itself failed")
    return swapper.outcomes


def _functions() -> Functions:
    """Every function of the files by file and name, whatever decorator holds it."""
    places = {str(ROOT / path): path for path in MUTATED}
    found = (thing for thing in gc.get_objects() if isinstance(thing, FunctionType))
    return {
        (places[function.__code__.co_filename], function.__code__.co_qualname): function
        for function in found
        if function.__code__.co_filename in places
    }


def _swap(mutant: Mutant, function: FunctionType) -> None:
    code = compile(mutant.source, function.__code__.co_filename, "exec", dont_inherit=True)
    function.__code__ = next(found for found in _codes(code) if found.co_qualname == mutant.function)
    kept = getattr(sys.modules[function.__module__], function.__name__, None)
    if hasattr(kept, "cache_clear"):
        kept.cache_clear()


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


# Mutants that run on import


class _Changed(importlib.abc.SourceLoader, importlib.abc.MetaPathFinder):
    """Imports one module from the source of a mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.path = str(ROOT / mutant.path)
        self.name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(self, fullname: str, *_: object) -> Any:
        return (
            importlib.util.spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None
        )

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002 - asked for by the import system
        return self.path

    def get_data(self, path: str) -> bytes:  # noqa: ARG002
        return self.mutant.source


def _reloaded(baseline: Baseline, chosen: Sequence[Mutant]) -> dict[Mutant, Outcome]:
    """Try mutants that run on import: each in a process that has the libraries, and imports the package changed."""
    for path in TESTS:
        if path.startswith("tests/"):
            importlib.import_module(path.removesuffix(".py").replace("/", "."))
    for name in [name for name in sys.modules if re.match(r"geo\b|tests\.(?!proof)", name)]:
        del sys.modules[name]

    def trial(mutant: Mutant, likely: Sequence[str]) -> int:
        sys.meta_path.insert(0, _Changed(mutant))
        _bound(sum(baseline.seconds.values()))
        plugin = _Plugin(baseline, likely)
        status = _pytest(plugin)
        plugin.note()
        return int(status)

    return _tried(chosen, trial)


# The whole


def outcomes(chosen: Sequence[Mutant]) -> dict[Mutant, Outcome]:
    """Return what becomes of each mutant."""
    baseline = _result(_observed)
    swapped = [mutant for mutant in chosen if mutant.function and "" not in baseline.reaching(mutant)]
    reloaded = [mutant for mutant in chosen if mutant not in set(swapped)]
    return _result(lambda: _swapped(baseline, swapped)) | _result(lambda: _reloaded(baseline, reloaded))


if __name__ == "__main__":
    # Apart from whoever asks, so that neither its modules nor its seed of hashes have a say.
    sample = mutants()[: int(sys.argv[1])]
    found = outcomes(sample)
    Path(sys.argv[2]).write_text("\n".join(found[mutant] for mutant in sample), encoding="utf-8")
