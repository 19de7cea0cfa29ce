"""Which version of a scenario is on show while its files come, break, are mended and go."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo.model import DataError, Scenario
from geo.scenario import FILES, load
from geo.scenario.files import records, toml_record
from geo.scenario.findings import Findings
from geo.scenario.nouns import MODELS
from geo.store import DATA, SHIPPED, VARIABLE, FolderStore
from geo.store.last_valid import STILL_SECONDS, Gone, LastValidStore, contents, left_out
from geo.tables import told


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
    assert broken.state != good.state
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


# Updates that leave something out


class Clock:
    """A clock that a test moves on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("geo.store.last_valid.time.monotonic", made)
    return made


def cut(file: Path, lines: int) -> None:
    """Leave the first lines of a file, whole to the line, as a copy under way does."""
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:lines]))


def test_a_file_cut_short_is_held_back(scenarios: LastValidStore, folder: Path, clock: Clock) -> None:
    """Rows that go are not shown as gone before the files have been still for 30 s; then they are told until taken."""
    good = scenarios.version(SHIPPED)
    cut(folder / "troops.csv", 4)
    held = scenarios.version(SHIPPED)
    assert held.scenario is good.scenario
    assert held.gone == (Gone("troops.csv", 5, 8),)
    clock.now = STILL_SECONDS - 1
    assert scenarios.version(SHIPPED) is held
    clock.now = STILL_SECONDS
    shown = scenarios.version(SHIPPED)
    assert shown.scenario is not None
    assert len(shown.scenario.troops) == 3
    assert (shown.gone, shown.since) == (held.gone, held.since)
    scenarios.take(SHIPPED, shown.state)
    assert scenarios.version(SHIPPED).gone == ()
    assert scenarios.version(SHIPPED).scenario is shown.scenario


def test_files_that_go_on_changing_are_held_back(scenarios: LastValidStore, folder: Path, clock: Clock) -> None:
    """Each change begins the 30 s anew, and since when something has been gone stays; whole again, nothing is told."""
    good = scenarios.version(SHIPPED)
    whole = (folder / "troops.csv").read_bytes()
    cut(folder / "troops.csv", 3)
    first = scenarios.version(SHIPPED)
    clock.now = STILL_SECONDS - 1
    (folder / "troops.csv").write_bytes(b"".join(whole.splitlines(keepends=True)[:5]))
    second = scenarios.version(SHIPPED)
    clock.now = STILL_SECONDS + 1
    assert scenarios.version(SHIPPED).scenario is good.scenario
    assert (second.gone, second.since) == ((Gone("troops.csv", 4, 8),), first.since)
    (folder / "troops.csv").write_bytes(whole)
    assert scenarios.version(SHIPPED).gone == ()
    assert scenarios.version(SHIPPED).scenario == good.scenario


def test_what_came_after_a_loss_is_missed_too(scenarios: LastValidStore, folder: Path, clock: Clock) -> None:
    """While a loss waits to be taken, rows that are added count as there: when they go again, that is one more."""
    scenarios.version(SHIPPED)
    whole = (folder / "troops.csv").read_text("utf-8").splitlines(keepends=True)

    def shown(lines: list[str]) -> tuple[Gone, ...]:
        (folder / "troops.csv").write_text("".join(lines), encoding="utf-8")
        scenarios.version(SHIPPED)
        clock.now += STILL_SECONDS
        return scenarios.version(SHIPPED).gone

    other = whole[6].replace("stage-1", "stage-2")
    assert shown(whole[:-1]) == (Gone("troops.csv", 1, 8),)
    assert shown([*whole[:-1], other]) == (Gone("troops.csv", 1, 8),)
    assert shown(whole[:-1]) == (Gone("troops.csv", 2, 9),)


def test_what_is_taken_is_what_was_seen(scenarios: LastValidStore, folder: Path, clock: Clock) -> None:
    """An update may be taken at once; one that came after what somebody saw is not taken with it."""
    scenarios.version(SHIPPED)
    cut(folder / "troops.csv", 5)
    seen = scenarios.version(SHIPPED)
    cut(folder / "troops.csv", 4)
    later = scenarios.version(SHIPPED)
    scenarios.take(SHIPPED, seen.state)
    assert scenarios.version(SHIPPED) is later
    scenarios.take(SHIPPED, later.state)
    taken = scenarios.version(SHIPPED).scenario
    assert taken is not None
    assert len(taken.troops) == 3
    assert clock.now == 0


def test_a_page_hears_how_an_update_stands(scenarios: LastValidStore, folder: Path, clock: Clock) -> None:
    """What a page depends on changes when something goes, when the 30 s are over, and when it is taken."""
    scenarios.version(SHIPPED)
    heard = [scenarios.standing(SHIPPED)]
    cut(folder / "troops.csv", 4)
    state = scenarios.version(SHIPPED).state
    heard.append(scenarios.standing(SHIPPED))
    clock.now = STILL_SECONDS
    heard.append(scenarios.standing(SHIPPED))
    scenarios.version(SHIPPED)
    assert scenarios.standing(SHIPPED) == heard[-1]
    scenarios.take(SHIPPED, state)
    heard.append(scenarios.standing(SHIPPED))
    assert len(set(heard)) == len(heard) == 4


def figures(scenario: Scenario) -> list[str]:
    """Everything a scenario says at every stop, in sentences."""
    return [told(scenario, reading.id, phase.id) for reading in scenario.readings for phase in scenario.phases]


@pytest.mark.parametrize("name", FILES)
def test_no_cut_shows_other_figures_in_silence(folder: Path, shipped: Scenario, name: str) -> None:
    """A file cut at any byte is refused as a record of what it was, or what went is told, or nothing has changed."""
    whole = (folder / name).read_bytes()
    silent = []
    for length in range(len(whole)):
        part = whole[:length]
        if _is_refused(name, part):
            continue
        (folder / name).write_bytes(part)
        try:
            found = load(folder)
        except DataError:
            continue
        if not left_out(contents(shipped), contents(found)) and figures(found) != figures(shipped):
            silent.append(length)
    assert silent == []


def _is_refused(name: str, part: bytes) -> bool:
    """Whether a file alone is refused, whatever else there is: the quick way to most cuts."""
    findings = Findings()
    if name == "scenario.toml":
        toml_record(name, part, findings)
    else:
        records(name, part, list(MODELS[name].model_fields), findings)
    return findings.problems != []


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
