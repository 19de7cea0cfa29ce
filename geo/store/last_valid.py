"""Which edition of a scenario is on show: its files as they are now while they are sound, else as they last were."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from geo.model import DataError, Problem, Scenario
from geo.store import FolderStore


@dataclass(frozen=True)
class Edition:
    """A scenario as last read without a problem, None when it never was; `problems` is what is wrong with it now.

    `fingerprint` is of the files as they are now, empty when there are none.
    """

    scenario: Scenario | None
    fingerprint: str
    problems: tuple[Problem, ...] = ()


class Editions:
    """Keeps the last good edition of every scenario of a store; threads may share it."""

    def __init__(self, store: FolderStore) -> None:
        self._store = store
        self._latest: dict[str, Edition] = {}
        self._lock = threading.Lock()

    def names(self, *, shown: str = "") -> tuple[str, ...]:
        """Return the names of the scenarios; the one shown is kept while its folder is away."""
        names = self._store.names()
        return (*names, shown) if shown in self._latest and shown not in names else names

    def fingerprint(self, name: str) -> str:
        """Return the SHA-256 of a scenario's files as they are now, empty when there are none."""
        try:
            return self._store.fingerprint(name)
        except DataError:
            return ""

    def current(self, name: str) -> Edition:
        """Return the edition to show now; files that have not changed are not read again."""
        fingerprint = self.fingerprint(name)
        with self._lock:
            latest = self._latest.get(name)
            if latest is None or latest.fingerprint != fingerprint:
                latest = self._read(name, fingerprint, latest)
                self._latest[name] = latest
            return latest

    def _read(self, name: str, fingerprint: str, before: Edition | None) -> Edition:
        try:
            return Edition(self._store.load(name), fingerprint)
        except DataError as error:
            return Edition(before.scenario if before else None, fingerprint, error.problems)
