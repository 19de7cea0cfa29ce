"""Keep showing the last valid version of a scenario while its files are broken or away, or lose what was in them.

A file cut short at the end of a line may be valid, and yet not whole. So an update that leaves out what the last whole
version has is held back until the files have been still for a while, and is told until somebody takes it as whole.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from geo.model import DataError, Problem, Scenario
from geo.scenario import Head
from geo.store import FolderStore

Contents = dict[str, frozenset[tuple[object, ...]]]
"""What there is in each file."""
STILL_SECONDS = 30.0
"""How long files are still before an update that leaves something out is shown."""


@dataclass(frozen=True)
class Gone:
    """What an update leaves out of a file: how many of its rows, bases or entries, and how many there were."""

    file: str
    count: int
    of: int


@dataclass(frozen=True)
class Version:
    """A scenario as it was last read without a problem, and what is wrong with its files now.

    `scenario` is None while the files have never been valid. `state` is a sum of the files as they are now, empty when
    there are none. `gone` is what the update leaves out that nobody has taken yet, noticed at `since`; while the update
    is `held` back, `scenario` is the version before.
    """

    scenario: Scenario | None
    state: str
    problems: tuple[Problem, ...] = ()
    gone: tuple[Gone, ...] = ()
    since: datetime | None = None
    held: Scenario | None = None
    still_since: float = 0.0


class LastValidStore:
    """Keeps the last valid version of every scenario of a store; threads may share it.

    Each scenario has a lock of its own: nobody waits for a scenario that somebody else loads.
    """

    def __init__(self, store: FolderStore) -> None:
        self._store = store
        self._versions: dict[str, Version] = {}
        self._whole: dict[str, Contents] = {}
        self._locks: dict[str, threading.Lock] = {}

    def names(self, *, shown: str = "") -> tuple[str, ...]:
        """Return the names of the scenarios; the one shown is kept while its folder is away."""
        names = self._store.names()
        return (*names, shown) if shown in self._versions and shown not in names else names

    def standing(self, name: str) -> tuple[str, str]:
        """Return what a page depends on: the sum of a scenario's files as they are now, and how an update stands."""
        version = self._versions.get(name)
        if version is None or not version.gone:
            return self._state(name), ""
        return self._state(name), "held" if version.held is not None and not _is_still(version) else "shown"

    def version(self, name: str) -> Version:
        """Return the version to show now; files that have not changed are not read again."""
        state = self._state(name)
        with self._locks.setdefault(name, threading.Lock()):
            version = self._versions.get(name)
            if version is None or version.state != state:
                version = self._read(name, state, version)
            elif version.held is not None and _is_still(version):
                self._whole[name] = _joined(self._whole[name], contents(version.held))
                version = replace(version, scenario=version.held, held=None)
            self._versions[name] = version
            return version

    def take(self, name: str, state: str) -> None:
        """Take what the files of a state have as whole, whatever it leaves out; changed files are not taken."""
        with self._locks.setdefault(name, threading.Lock()):
            version = self._versions.get(name)
            if version is None or version.state != state or not version.gone:
                return
            taken = version.held or version.scenario
            assert taken is not None, "only a version that was read leaves something out"
            self._whole[name] = contents(taken)
            self._versions[name] = Version(taken, state, version.problems)

    def _state(self, name: str) -> str:
        try:
            return self._store.state(name)
        except DataError:
            return ""

    def _read(self, name: str, state: str, before: Version | None) -> Version:
        try:
            found = self._store.load(name)
        except DataError as error:
            kept = before or Version(None, state)
            gone = kept.gone if kept.held is None else ()
            return replace(kept, state=state, problems=error.problems, gone=gone, held=None)
        held = contents(found)
        gone = left_out(self._whole.get(name, held), held)
        if not gone or before is None:
            self._whole[name] = held
            return Version(found, state)
        since = (before.gone and before.since) or datetime.now().astimezone()
        return Version(before.scenario, state, (), gone, since, found, time.monotonic())


def _is_still(version: Version) -> bool:
    return time.monotonic() - version.still_since >= STILL_SECONDS


def left_out(before: Contents, after: Contents) -> tuple[Gone, ...]:
    """Return what one version has and another has no more, file by file."""
    lost = ((file, found - after[file], found) for file, found in before.items())
    return tuple(Gone(file, len(gone), len(found)) for file, gone, found in lost if gone)


def _joined(one: Contents, other: Contents) -> Contents:
    return {file: found | other[file] for file, found in one.items()}


def contents(scenario: Scenario) -> Contents:
    """Return what there is in each file of a scenario: rows by what they are about, entries by their place."""
    head = {name: getattr(scenario, name) for name in Head.model_fields}
    return {
        "scenario.toml": frozenset(_entries(head)),
        "sources.csv": frozenset((source,) for source in scenario.sources),
        "claims.csv": frozenset((claim,) for claim in scenario.claims),
        "bases.geojson": frozenset((base.id,) for base in scenario.bases),
        "statuses.csv": frozenset((row.reading, row.phase, row.base) for row in scenario.statuses),
        "troops.csv": frozenset((row.reading, row.phase, row.force) for row in scenario.troops),
    }


def _entries(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The paths of everything that is filled in; what has an id is found by it, whatever its place in a list."""
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _entries(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _entries(inner, (*path, getattr(inner, "id", inner if isinstance(inner, str) else place)))
    elif value not in (None, ""):
        yield path
