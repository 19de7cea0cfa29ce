"""Where scenarios come from: the folders below one folder."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from geo import scenario
from geo.model import DataError, Problem, Scenario

DATA = Path(__file__).resolve().parents[2] / "data"
SHIPPED = "iraq-2024"
VARIABLE = "BOARD_DATA"
"""Variable of the environment that names another folder to take scenarios from."""


def data_folder() -> Path:
    """Return the folder whose subfolders are scenarios: the one `BOARD_DATA` names, else the shipped one."""
    return Path(os.environ.get(VARIABLE) or DATA).absolute()


@dataclass(frozen=True)
class FolderStore:
    """Scenarios as folders below `root`; a folder with a scenario.toml is one."""

    root: Path = field(default_factory=data_folder)

    def names(self) -> tuple[str, ...]:
        """Return the names of the scenarios, the shipped one first, the rest by name.

        A folder that cannot be read, or whose name is not printable text, is left out.
        """
        try:
            found = [name for name in os.listdir(self.root) if _is_scenario(self.root / name)]
        except OSError:
            found = []
        return tuple(sorted(found, key=lambda name: (name != SHIPPED, name)))

    def load(self, name: str) -> Scenario:
        """Read and check a scenario; raises DataError with every problem, also when there is no such scenario."""
        return scenario.load(self._folder(name))

    def fingerprint(self, name: str) -> str:
        """Return the SHA-256 of a scenario's files as they are now; raises DataError when there is no such scenario."""
        return scenario.fingerprint(self._folder(name))

    def state(self, name: str) -> str:
        """Return a sum that changes whenever a scenario's files do; raises DataError when there is no such scenario."""
        return scenario.state(self._folder(name))

    def _folder(self, name: str) -> Path:
        if name not in self.names():
            raise DataError([Problem(_harmless(name), f"no such scenario; there are: {', '.join(self.names())}")])
        return self.root / name


def _is_scenario(folder: Path) -> bool:
    return folder.name.isprintable() and os.path.isfile(folder / "scenario.toml")


def _harmless(name: str) -> str:
    return re.sub(r"[^\w.-]", "?", name)[:60]
