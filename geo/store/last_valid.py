"""Keep showing the last valid version of a scenario while its files are broken or away."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from geo.model import DataError, Problem, Scenario
from geo.store import FolderStore


@dataclass(frozen=True)
class Version:
    """A scenario as it was last read without a problem, and what is wrong with its files now.

    `scenario` is None while the files have never been valid. `fingerprint` is the SHA-256 of the files as they are
    now, empty when there are none.
    """

    scenario: Scenario | None
    fingerprint: str
    problems: tuple[Problem, ...] = ()


class LastValidStore:
    """Keeps the last valid version of every scenario of a store; threads may share it.

    Each scenario has a lock of its own: nobody waits for a scenario that somebody else loads.
    """

    def __init__(self, store: FolderStore) -> None:
        self._store = store
        self._versions: dict[str, Version] = {}
        self._locks: dict[str, threading.Lock] = {}

    def names(self, *, shown: str = "") -> tuple[str, ...]:
        """Return the names of the scenarios; the one shown is kept while its folder is away."""
        names = self._store.names()
        return (*names, shown) if shown in self._versions and shown not in names else names

    def fingerprint(self, name: str) -> str:
        """Return the SHA-256 of a scenario's files as they are now, empty when there are none."""
        try:
            return self._store.fingerprint(name)
        except DataError:
            return ""

    def version(self, name: str) -> Version:
        """Return the version to show now; files that have not changed are not read again."""
        fingerprint = self.fingerprint(name)
        with self._locks.setdefault(name, threading.Lock()):
            version = self._versions.get(name)
            if version is None or version.fingerprint != fingerprint:
                version = self._versions[name] = self._read(name, fingerprint, version)
            return version

    def _read(self, name: str, fingerprint: str, before: Version | None) -> Version:
        try:
            return Version(self._store.load(name), fingerprint)
        except DataError as error:
            return Version(before.scenario if before else None, fingerprint, error.problems)
