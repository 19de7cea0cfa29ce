"""The bundle: a scenario and every export of it in one archive, laid out as BagIt (RFC 8493) with its sums.

The payload lies below `data/`, the scenario's own files among it; a README says what is what. The same scenario gives
the same bytes.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import repeat
from multiprocessing.connection import wait
from pathlib import Path

import geo
from geo import scenario as scenarios
from geo import style
from geo.export import FORMATS, Format, Holds, file_name, planned
from geo.export.stamp import stamp_text
from geo.export.zip import zipped
from geo.model import DataError, Problem, Scenario
from geo.scenario.seal import sums
from geo.selection import ALL, Selection
from geo.words import say

NAME = "bundle"
"""What the stamp of a bundle gives as its format."""
SUMS = "manifest-sha256.txt"
TAG_SUMS = "tagmanifest-sha256.txt"
BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
STAMP_FIELD = "Posture-Board-Stamp"
PACKED = (".png", ".gif", ".pdf", ".pptx", ".xlsx", ".kmz", ".zip")
"""Ends of the names of files that are compressed already."""

WORKERS_MAX = 4
"""Most processes that make files side by side; each takes some 300 MB."""

Progress = Callable[[int, int, str], None]
"""Called with the number of files done, of how many, and the name of the next, empty when all are done."""


class BundleError(Exception):
    """A bundle that could not be finished, in one sentence."""


def workers_here() -> int:
    """Return how many processes this machine has a processor for."""
    return min(WORKERS_MAX, os.cpu_count() or 1)


def untold(_done: int, _of: int, _name: str) -> None:
    """Report progress to nobody."""


def bundle(scenario: Scenario, folder: Path, progress: Progress = untold, *, workers: int = 1) -> bytes:
    """Return the bundle of a scenario that was loaded from a folder; raises DataError when its files have changed.

    With several workers the files are made side by side in processes of their own, which start anew and import the
    main module: only a main module that does nothing when imported may ask for them.
    """
    return packed(scenario, scenario_files(scenario, folder), progress, workers=workers)


def scenario_files(scenario: Scenario, folder: Path) -> dict[str, bytes]:
    """Return the files a scenario was loaded from by name; raises DataError when they are no longer the same."""
    try:
        files = {name: (folder / name).read_bytes() for name in scenarios.FILES}
    except OSError as error:
        raise DataError([Problem(folder.name, f"a file cannot be read: {error.strerror}")]) from error
    if scenarios.fingerprint(folder) != scenario.fingerprint:
        raise DataError([Problem(folder.name, "the scenario changed while it was read; try again")])
    return files


def packed(scenario: Scenario, files: Mapping[str, bytes], progress: Progress = untold, *, workers: int = 1) -> bytes:
    """Return the bundle of a scenario with its own files by name; raises BundleError when a worker dies."""
    exports = _exports(scenario, progress, workers)
    bag = members(scenario, {f"scenario/{scenario.id}/{name}": content for name, content in files.items()} | exports)
    stored = tuple(f"{top(scenario)}/{name}" for name in bag if name.endswith(PACKED))
    return zipped({f"{top(scenario)}/{name}": content for name, content in bag.items()}, stored=stored)


def members(scenario: Scenario, payload: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the members of a bundle by name, below its one folder: what describes it, then its contents."""
    held = {f"data/{name}": payload[name] for name in sorted(payload)}
    tags = {
        "README.txt": _readme(scenario).encode(),
        "bagit.txt": BAGIT.encode(),
        "bag-info.txt": _info(scenario, held).encode(),
        SUMS: sums(held).encode(),
    }
    return {**tags, TAG_SUMS: sums(tags).encode(), **held}


def top(scenario: Scenario) -> str:
    """The one folder that everything of a bundle lies in."""
    return f"{scenario.id}_bundle"


def sum_of(content: bytes) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def contents(scenario: Scenario) -> list[tuple[Format, Selection]]:
    """Return every export that a bundle holds: each format under all readings and phases, then the comparisons."""
    found = [
        (format_, selection) for format_ in FORMATS.values() for selection in planned(scenario, format_, _all(format_))
    ]
    first, *later = scenario.phases
    beside = [Selection(ALL, (phase.id,), compare=first.id) for phase in later]
    return found + [
        (FORMATS["png"], selection) for asked in beside for selection in planned(scenario, FORMATS["png"], asked)
    ]


def _all(format_: Format) -> Selection:
    return Selection(ALL) if format_.holds is Holds.READING else Selection(ALL, ALL)


def _exports(scenario: Scenario, progress: Progress, workers: int) -> dict[str, bytes]:
    """Make the exports of a bundle, by folder and name."""
    asked = contents(scenario)
    names = [f"{format_.name}/{file_name(scenario, format_, selection)}" for format_, selection in asked]
    made = {}
    progress(0, len(asked), names[0])
    for done, (name, content) in enumerate(zip(names, _made(scenario, asked, workers), strict=True), 1):
        made[name] = content
        progress(done, len(asked), (*names, "")[done])
    return made


def _made(scenario: Scenario, asked: list[tuple[Format, Selection]], workers: int) -> Iterator[bytes]:
    """Make the content of each file, in order."""
    names, selection = [format_.name for format_, _ in asked], [selection for _, selection in asked]
    if workers == 1:
        yield from map(_content, repeat(scenario), names, selection)
        return
    anew = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, anew, _leave_with_parent) as pool:
        try:
            files = [pool.submit(_content, scenario, name, of) for name, of in zip(names, selection, strict=True)]
            for file in files:
                yield file.result()
        except BrokenProcessPool as error:
            raise BundleError(
                "the bundle could not be finished: a process making its files died; the machine may be out of memory"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_with_parent() -> None:
    """Let a worker end when its parent does, however that ends, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True).start()


def _leave_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _content(scenario: Scenario, format_name: str, selection: Selection) -> bytes:
    return FORMATS[format_name].content(scenario, selection)


def _info(scenario: Scenario, payload: Mapping[str, bytes]) -> str:
    """Write bag-info.txt, each field on a line of its own."""
    size = sum(map(len, payload.values()))
    selection = Selection(
        tuple(reading.id for reading in scenario.readings), tuple(phase.id for phase in scenario.phases)
    )
    fields = {
        "Bag-Software-Agent": f"posture-board {geo.__version__}",
        "External-Identifier": f"{scenario.id} {scenario.fingerprint}",
        "External-Description": scenario.title,
        "Payload-Oxum": f"{size}.{len(payload)}",
        "Source": style.source_line(scenario).removeprefix("Source: "),
        "Marking": scenario.marking,
        STAMP_FIELD: stamp_text(scenario, selection, NAME),
    }
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in fields.items())


def _readme(scenario: Scenario) -> str:
    """Write what is what in a bundle, in plain words."""
    folders = "\n".join(f"  data/{format_.name + '/':10} {format_.summary}" for format_ in FORMATS.values())
    first = scenario.phases[0]
    return say(
        "bundle.readme",
        marking=scenario.marking,
        title=scenario.title,
        summary=scenario.summary,
        source=style.source_line(scenario),
        day=style.day(scenario.as_of),
        folders=folders,
        id=scenario.id,
        readings="\n".join(f"  {reading.id}: {reading.label}" for reading in scenario.readings),
        phases="\n".join(f"  {phase.id}: {phase.label}, {phase.shown}" for phase in scenario.phases),
        first=first.id,
        first_label=first.label,
        sums=SUMS,
        version=geo.__version__,
        fingerprint=scenario.fingerprint,
    )


def declared(listed: bytes) -> dict[str, str]:
    """Return the sums of a manifest by file name; raises ValueError for a malformed line."""
    lines = listed.decode("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
