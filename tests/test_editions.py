"""Which edition of a scenario is on show while its files come, break, are mended and go."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geo.store import DATA, SHIPPED, VARIABLE, FolderStore
from geo.store.last_valid import Editions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / SHIPPED, tmp_path / SHIPPED))


@pytest.fixture
def editions(folder: Path) -> Editions:
    return Editions(FolderStore(folder.parent))


def test_sound_files_are_read_once(editions: Editions) -> None:
    """While the files stay the same so does the edition, and it has no problems."""
    edition = editions.current(SHIPPED)
    assert edition.problems == ()
    assert editions.current(SHIPPED) is edition


def test_broken_files_keep_the_last_good_scenario(editions: Editions, folder: Path) -> None:
    """A file cut in half gives problems beside the scenario as it was; mended, it is the scenario as it is."""
    good = editions.current(SHIPPED)
    claims = folder / "claims.csv"
    whole = claims.read_bytes()
    claims.write_bytes(whole[: len(whole) // 2])
    broken = editions.current(SHIPPED)
    assert broken.scenario is good.scenario
    assert broken.problems
    assert broken.fingerprint != good.fingerprint
    claims.write_bytes(whole)
    assert editions.current(SHIPPED).problems == ()


def test_what_never_was_sound_has_no_scenario(editions: Editions, folder: Path) -> None:
    """A scenario that is broken from the start has problems alone."""
    (folder / "claims.csv").unlink()
    edition = editions.current(SHIPPED)
    assert edition.scenario is None
    assert edition.problems


def test_a_folder_that_is_away_keeps_its_name_while_it_is_shown(editions: Editions, folder: Path) -> None:
    """A folder that is moved away keeps scenario and name for who has it on show, and for nobody else."""
    good = editions.current(SHIPPED)
    folder.rename(folder.parent.parent / "away")
    assert editions.current(SHIPPED).scenario is good.scenario
    assert editions.names(shown=SHIPPED) == (SHIPPED,)
    assert editions.names() == ()


def test_the_environment_names_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A store takes its scenarios from the folder the environment names, and from the shipped one without it."""
    monkeypatch.delenv(VARIABLE, raising=False)
    assert FolderStore().root == DATA
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert FolderStore().root == tmp_path
