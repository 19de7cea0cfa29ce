"""Which version of a scenario is on show while its files come, break, are mended and go."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo.model import Scenario
from geo.store import DATA, SHIPPED, VARIABLE, FolderStore
from geo.store.last_valid import LastValidStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / SHIPPED, tmp_path / SHIPPED))


@pytest.fixture
def scenarios(folder: Path) -> LastValidStore:
    return LastValidStore(FolderStore(folder.parent))


def test_sound_files_are_read_once(scenarios: LastValidStore) -> None:
    """While the files stay the same so does the version, and it has no problems."""
    version = scenarios.version(SHIPPED)
    assert version.problems == ()
    assert scenarios.version(SHIPPED) is version


def test_broken_files_keep_the_last_good_scenario(scenarios: LastValidStore, folder: Path) -> None:
    """A file cut in half gives problems beside the scenario as it was; mended, it is the scenario as it is."""
    good = scenarios.version(SHIPPED)
    claims = folder / "claims.csv"
    whole = claims.read_bytes()
    claims.write_bytes(whole[: len(whole) // 2])
    broken = scenarios.version(SHIPPED)
    assert broken.scenario is good.scenario
    assert broken.problems
    assert broken.fingerprint != good.fingerprint
    claims.write_bytes(whole)
    assert scenarios.version(SHIPPED).problems == ()


def test_what_never_was_sound_has_no_scenario(scenarios: LastValidStore, folder: Path) -> None:
    """A scenario that is broken from the start has problems alone."""
    (folder / "claims.csv").unlink()
    version = scenarios.version(SHIPPED)
    assert version.scenario is None
    assert version.problems


def test_a_folder_that_is_away_keeps_its_name_while_it_is_shown(scenarios: LastValidStore, folder: Path) -> None:
    """A folder that is moved away keeps scenario and name for who has it on show, and for nobody else."""
    good = scenarios.version(SHIPPED)
    folder.rename(folder.parent.parent / "away")
    assert scenarios.version(SHIPPED).scenario is good.scenario
    assert scenarios.names(shown=SHIPPED) == (SHIPPED,)
    assert scenarios.names() == ()


class MeetingStore(FolderStore):
    """A store in which a load ends once another load is under way too."""

    meeting = threading.Barrier(2, timeout=60)

    def load(self, name: str) -> Scenario:
        self.meeting.wait()
        return super().load(name)


def test_nobody_waits_for_another_scenario(folder: Path) -> None:
    """Two scenarios are loaded at the same time: neither load waits for the other to end."""
    shutil.copytree(folder, folder.parent / "other")
    scenarios = LastValidStore(MeetingStore(folder.parent))
    with ThreadPoolExecutor() as threads:
        first, second = threads.map(scenarios.version, (SHIPPED, "other"))
    assert first.problems == second.problems == ()


def test_one_scenario_is_read_once_for_all(scenarios: LastValidStore) -> None:
    """Threads that ask for the same scenario at the same time get the same version."""
    with ThreadPoolExecutor(4) as threads:
        versions = list(threads.map(scenarios.version, [SHIPPED] * 4))
    assert len({id(version) for version in versions}) == 1


def test_the_environment_names_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A store takes its scenarios from the folder the environment names, and from the shipped one without it."""
    monkeypatch.delenv(VARIABLE, raising=False)
    assert FolderStore().root == DATA
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert FolderStore().root == tmp_path
