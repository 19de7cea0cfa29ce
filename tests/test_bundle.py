"""The bundle: everything in one archive, the same each time, and one flipped bit in it is found."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import random
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from geo.export import FORMATS, bundle
from geo.export.bundle import Progress, packed, scenario_files
from geo.export.stamp_reader import read_stamp
from geo.export.verify import Verdict, verified
from geo.export.zip import unzipped, zipped
from geo.model import DataError, Scenario
from geo.selection import Selection
from tests.conftest import ROOT, SHIPPED, Done, ScenarioCopy, run_command
from tests.facts import PHASES, READINGS

TOP = "iraq-2024_bundle/"
FILES = ["bases.geojson", "claims.csv", "scenario.toml", "sources.csv", "statuses.csv", "troops.csv"]
EVERYTHING = Selection(tuple(READINGS), tuple(PHASES))
FEW = [(FORMATS["geojson"], EVERYTHING), (FORMATS["csv"], EVERYTHING)]

WHOLE_SECONDS = 1_800
"""How long the whole bundle may take before it counts as hanging."""


def run_whole(*arguments: str | Path) -> Done:
    """Run a command on the whole bundle as a user does, in a process of its own."""
    command = [sys.executable, "-m", "geo", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=WHOLE_SECONDS, check=False)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole bundle as a user makes it."""
    out = tmp_path_factory.mktemp("bundle") / "brief.zip"
    done = run_whole("bundle", "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"wrote {out}\n")
    return out


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundles hold two formats only, those that take no time."""
    monkeypatch.setattr(bundle, "contents", lambda _: FEW)


def made(scenario: Scenario, progress: Progress = bundle.untold) -> bytes:
    return bundle.bundle(scenario, SHIPPED, progress)


def checked(tmp_path: Path, content: bytes) -> Verdict:
    path = tmp_path / "brief.zip"
    path.write_bytes(content)
    return verified(path)


def test_the_whole_bundle_holds(whole: Path) -> None:
    """What `bundle` packs, `verify` derives again to the byte."""
    done = run_whole("verify", whole)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("holds: every byte of its 44 files follows from the scenario iraq-2024 in it, ")


def test_the_whole_bundle_holds_every_posture_in_every_format(whole: Path) -> None:
    """Each format is there for all phases and readings, in as many files as it takes; PNG with four comparisons."""
    names = [name.removeprefix(f"{TOP}data/").split("/") for name in unzipped(whole.read_bytes())]
    count = {name: sum(parts[0] == name for parts in names) for name in FORMATS}
    assert count == {
        **dict.fromkeys(("svg", "html"), 6),
        **dict.fromkeys(("pdf", "pptx", "gif"), 2),
        **dict.fromkeys(("geojson", "gpkg", "kmz", "csv", "xlsx"), 1),
        "png": 10,
    }
    assert ["png", "iraq-2024_reported_stage-2_2026_since-before_1080p.png"] in names


def test_every_file_of_the_whole_bundle_says_what_it_is(whole: Path, shipped: Scenario) -> None:
    """Every export in a bundle carries the stamp of its format and of the scenario."""
    for name, content in unzipped(whole.read_bytes()).items():
        folder = name.split("/")[2] if name.startswith(f"{TOP}data/") else ""
        if folder in FORMATS:
            stamp = read_stamp(content)
            assert (stamp.format, stamp.fingerprint) == (folder, shipped.fingerprint)


def test_the_whole_bundle_is_a_bag(whole: Path) -> None:
    """It is laid out as RFC 8493 has it: the declaration, the sums of the payload and of the tag files, and no more."""
    bag = {name.removeprefix(TOP): content for name, content in unzipped(whole.read_bytes()).items()}
    assert bag["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed: dict[str, str] = {}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        lines = [line.split(maxsplit=1) for line in bag[manifest].decode().splitlines()]
        listed |= {name: digest for digest, name in lines}
    assert listed == {
        name: hashlib.sha256(content).hexdigest() for name, content in bag.items() if name != "tagmanifest-sha256.txt"
    }
    payload = [content for name, content in bag.items() if name.startswith("data/")]
    assert f"\nPayload-Oxum: {sum(map(len, payload))}.{len(payload)}\n".encode() in bag["bag-info.txt"]


def test_the_whole_bundle_carries_its_scenario(whole: Path) -> None:
    """The files of the scenario are in it, byte for byte, and a scenario of themselves."""
    carried = {name: content for name, content in unzipped(whole.read_bytes()).items() if "/scenario/" in name}
    folder = f"{TOP}data/scenario/iraq-2024"
    assert carried == {f"{folder}/{name}": (SHIPPED / name).read_bytes() for name in FILES}


def test_a_file_out_of_the_whole_bundle_holds(whole: Path, tmp_path: Path) -> None:
    """One file taken out of a bundle is verified like any other."""
    name = f"{TOP}data/kmz/iraq-2024_all-readings_all-phases.kmz"
    (tmp_path / "a.kmz").write_bytes(unzipped(whole.read_bytes())[name])
    assert verified(tmp_path / "a.kmz").standing == "holds"


@pytest.mark.parametrize("seed", range(20))
def test_one_flipped_bit_of_the_whole_bundle_is_found(whole: Path, tmp_path: Path, seed: int) -> None:
    """One bit anywhere in the files of the whole bundle is found before anything is derived."""
    content = bytearray(whole.read_bytes())
    with zipfile.ZipFile(whole) as archive:
        last = archive.start_dir
    content[random.Random(seed).randrange(2_000, last)] ^= 1 << seed % 8
    verdict = checked(tmp_path, bytes(content))
    assert verdict.standing == "differs"
    assert TOP in verdict.sentence


@pytest.mark.usefixtures("_few")
def test_a_bundle_is_the_same_each_time(shipped: Scenario) -> None:
    """The same scenario gives the same bytes."""
    assert made(shipped) == made(shipped)


@pytest.mark.usefixtures("_few")
@pytest.mark.parametrize("seed", range(120))
def test_one_flipped_bit_is_found(small: bytes, tmp_path: Path, seed: int) -> None:
    """One bit anywhere in a bundle, in its files or in the archive around them, and it no longer holds."""
    content = bytearray(small)
    content[random.Random(seed).randrange(len(content))] ^= 1 << seed % 8
    verdict = checked(tmp_path, bytes(content))
    assert verdict.standing != "holds"
    assert verdict.sentence.isprintable()


@pytest.fixture(scope="module")
def small_once(shipped: Scenario) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "contents", lambda _: FEW)
        return made(shipped)


@pytest.fixture
def small(small_once: bytes, _few: None) -> bytes:
    """A bundle of two formats, the same bytes for every test."""
    return small_once


def flipped(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def alter(members: dict[str, bytes]) -> dict[str, bytes]:
        content = bytearray(members[TOP + name])
        content[len(content) // 2] ^= 1
        return {**members, TOP + name: bytes(content)}

    return alter


CARRIED = [f"data/scenario/iraq-2024/{name}" for name in FILES]
HELD = [
    "data/csv/iraq-2024_all-readings_all-phases_csv.zip",
    "data/geojson/iraq-2024_all-readings_all-phases.geojson",
]


@pytest.mark.parametrize("name", [*CARRIED, *HELD, "README.txt", "bagit.txt"])
def test_a_flipped_bit_in_a_member_is_named(small: bytes, tmp_path: Path, name: str) -> None:
    """A member with one bit flipped and packed well is named as not the one that was packed."""
    verdict = checked(tmp_path, zipped(flipped(name)(unzipped(small))))
    assert verdict.standing == "differs"
    assert verdict.sentence.startswith(f"{name!r} has changed since it was packed: its checksum is not the one in ")


@pytest.mark.parametrize("name", ["manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"])
def test_a_flipped_bit_in_what_a_bundle_tells_of_itself_is_found(small: bytes, tmp_path: Path, name: str) -> None:
    """A bit flipped in the sums or in the stamp is found too."""
    assert checked(tmp_path, zipped(flipped(name)(unzipped(small)))).standing != "holds"


@pytest.mark.parametrize("name", [CARRIED[0], HELD[0], "README.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_a_removed_member_is_named(small: bytes, tmp_path: Path, name: str) -> None:
    """A bundle without one of its files differs, by the name of the file."""
    members = unzipped(small)
    del members[TOP + name]
    verdict = checked(tmp_path, zipped(members))
    assert (verdict.standing, verdict.sentence.replace("'", "")) == ("differs", f"{name} is missing")


@pytest.mark.parametrize("name", ["data/more.txt", "more.txt", "data/scenario/iraq-2024/more.csv"])
def test_an_added_member_is_named(small: bytes, tmp_path: Path, name: str) -> None:
    """A bundle with one more file differs, by the name of the file."""
    verdict = checked(tmp_path, zipped({**unzipped(small), TOP + name: b"more"}))
    assert (verdict.standing, verdict.sentence) == ("differs", f"{name!r} does not belong in it")


def test_a_member_outside_the_folder_is_named(small: bytes, tmp_path: Path) -> None:
    """A file beside the bundle's one folder does not belong in it."""
    verdict = checked(tmp_path, zipped({**unzipped(small), "more.txt": b"more"}))
    assert (verdict.standing, verdict.sentence) == ("differs", "'more.txt' does not belong in it")


def test_a_duplicated_member_is_named(small: bytes, tmp_path: Path) -> None:
    """A bundle with a file twice, of which each reader takes its own, is not checked."""
    buffer = io.BytesIO(small)
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(f"{TOP}README.txt", b"other")
    verdict = checked(tmp_path, buffer.getvalue())
    assert (verdict.standing, verdict.sentence) == (
        "cannot be checked",
        f"it has '{TOP}README.txt' more than once",
    )


@pytest.mark.usefixtures("_few")
def test_a_forged_bundle_is_found(small: bytes, tmp_path: Path) -> None:
    """A figure altered together with all sums is found by deriving it again, with file and place."""
    members = {name.removeprefix(TOP): content for name, content in unzipped(small).items()}
    members[HELD[1]] = members[HELD[1]].replace(b"1501", b"1500")
    payload = {name: content for name, content in members.items() if name.startswith("data/")}
    members["manifest-sha256.txt"] = bundle.sums(payload).encode()
    tags = {
        name: content for name, content in members.items() if name not in payload and name != "tagmanifest-sha256.txt"
    }
    members["tagmanifest-sha256.txt"] = bundle.sums(tags).encode()
    verdict = checked(tmp_path, zipped({TOP + name: content for name, content in members.items()}))
    assert verdict.standing == "differs"
    assert verdict.sentence.startswith(f"{TOP}{HELD[1]}, $.features[")
    assert "1500, not 1501" in verdict.sentence.replace("'", "")


@pytest.mark.usefixtures("_few")
def test_a_bundle_packed_again_is_told(small: bytes, tmp_path: Path) -> None:
    """A bundle whose files are all as derived, in another archive, was packed again; the sentence says so."""
    verdict = checked(tmp_path, zipped(unzipped(small), stored=tuple(unzipped(small))))
    assert verdict.standing == "saved again"
    assert verdict.sentence.startswith("the archive was packed again, but every byte of its ")
    assert verdict.sentence.endswith("; not checked: the order, times and comments of the archive")


@pytest.mark.usefixtures("_few")
def test_a_bundle_of_ones_own_scenario_holds(scenario_copy: ScenarioCopy, tmp_path: Path) -> None:
    """A bundle carries the scenario that it is derived from, so it needs none here."""
    scenario_copy.edit("scenario.toml", 'id = "iraq-2024"', 'id = "elsewhere"')
    scenario = scenario_copy.load()
    content = packed(scenario, scenario_files(scenario, scenario_copy.folder))
    verdict = checked(tmp_path, content)
    assert verdict.standing == "holds"
    assert "follows from the scenario elsewhere in it, " in verdict.sentence


@pytest.mark.usefixtures("_few")
def test_a_bundle_of_another_scenario_of_that_name_says_so_first(scenario_copy: ScenarioCopy, tmp_path: Path) -> None:
    """A bundle whose scenario is named like the one here, and is another, holds, and says which is which first."""
    scenario_copy.edit("claims.csv", "formed in 2014", "formed in the year 2014")
    scenario = scenario_copy.load()
    verdict = checked(tmp_path, packed(scenario, scenario_files(scenario, scenario_copy.folder)))
    assert verdict.standing == "holds"
    assert verdict.sentence.startswith("the scenario iraq-2024 here is not the one in it (fingerprint ")
    assert f"in it {scenario.fingerprint[:12]}); every byte of its " in verdict.sentence


@pytest.mark.usefixtures("_few")
def test_a_bundle_is_checked_against_a_folder(small: bytes, tmp_path: Path, scenario_copy: ScenarioCopy) -> None:
    """Against a folder a bundle holds while the scenario is the same, and is not checked once it has changed."""
    (tmp_path / "brief.zip").write_bytes(small)
    assert verified(tmp_path / "brief.zip", scenario_copy.folder).standing == "holds"
    scenario_copy.edit("claims.csv", "formed in 2014", "formed in the year 2014")
    verdict = verified(tmp_path / "brief.zip", scenario_copy.folder)
    assert (verdict.standing, verdict.sentence[:39]) == (
        "cannot be checked",
        "the scenario iraq-2024 has changed since: "[:39],
    )


@pytest.mark.usefixtures("_few")
def test_a_bundle_tells_how_far_it_is(shipped: Scenario) -> None:
    """Whoever asks is told before each file how many are done, of how many, and its name; and at the end."""
    steps: list[tuple[int, int, str]] = []
    made(shipped, lambda *step: steps.append(step))
    assert steps == [
        (0, 2, "geojson/iraq-2024_all-readings_all-phases.geojson"),
        (1, 2, "csv/iraq-2024_all-readings_all-phases_csv.zip"),
        (2, 2, ""),
    ]


@pytest.mark.usefixtures("_few")
def test_a_bundle_of_a_scenario_that_changed_is_refused(scenario_copy: ScenarioCopy) -> None:
    """When the files are no longer those that were read, nothing is packed."""
    scenario = scenario_copy.load()
    scenario_copy.edit("claims.csv", "formed in 2014", "formed in the year 2014")
    with pytest.raises(DataError, match="the scenario changed while it was read; try again"):
        bundle.bundle(scenario, scenario_copy.folder)


def test_the_readme_says_what_is_what(small: bytes, shipped: Scenario) -> None:
    """The README has the marking at both ends, the source, one line per format, reading and phase, and how to check."""
    lines = unzipped(small)[f"{TOP}README.txt"].decode().splitlines()
    text = "\n".join(lines)
    assert lines[0] == lines[-1] == "UNCLASSIFIED // PUBLIC SOURCES"
    assert "Source: Reuters, 27 Sep 2024 (Idrees Ali, Phil Stewart). “Hundreds” is read as 200–999." in text
    assert all(f"  data/{name}/ " in text for name in FORMATS)
    assert all(f"  {name}: {label}" in text for name, label in READINGS.items())
    assert all(f"  {name}: {label}, {date}" in text for name, (label, date) in PHASES.items())
    assert "python -m geo verify FILE" in text
    assert shipped.fingerprint in text
    assert max(map(len, lines)) <= 120


@pytest.mark.usefixtures("_few")
def test_a_bundle_is_written_like_any_file(tmp_path: Path) -> None:
    """A bundle that is there stays without --force; into a folder it goes by its own name."""
    out = tmp_path / "brief.zip"
    out.write_text("mine")
    done = run_command("bundle", "--out", out)
    assert (done.returncode, done.stderr) == (2, f"{out} already exists; use --force to replace it\n")
    done = run_command("bundle", "--out", tmp_path / "missing" / "brief.zip")
    assert (done.returncode, done.stderr) == (
        2,
        f"{tmp_path}/missing/brief.zip cannot be written: there is no folder {tmp_path}/missing; make it first\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["brief.zip"]


def test_a_bundle_of_a_broken_scenario_is_refused(scenario_copy: ScenarioCopy, tmp_path: Path) -> None:
    """A broken scenario is not bundled: status 1 and its problems."""
    scenario_copy.write("claims.csv", "")
    done = run_command("bundle", scenario_copy.folder, "--out", tmp_path / "brief.zip")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.search(r"^claims\.csv, row 1: ", done.stderr)
    assert not (tmp_path / "brief.zip").exists()


def test_death_of_a_worker_is_told(shipped: Scenario) -> None:
    """A bundle one of whose processes is killed is broken off in words, and leaves no process behind."""

    def kill_all(done: int, _of: int, _name: str) -> None:
        for process in multiprocessing.active_children() if done == 1 else ():
            process.kill()

    files = scenario_files(shipped, SHIPPED)
    with pytest.raises(bundle.BundleError, match="could not be finished: a process making its files died"):
        packed(shipped, files, kill_all, workers=2)
    assert not multiprocessing.active_children()


def test_death_of_a_worker_while_files_are_handed_out_is_told(
    shipped: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pool that breaks before it has been given every file is told in the same words."""
    handed_out = ProcessPoolExecutor.submit

    def submit_to_the_dead(pool: ProcessPoolExecutor, *args: Any) -> Future[bytes]:
        file: Future[bytes] = handed_out(pool, *args)
        for process in multiprocessing.active_children():
            process.kill()
        wait([file])
        return file

    monkeypatch.setattr(ProcessPoolExecutor, "submit", submit_to_the_dead)
    with pytest.raises(bundle.BundleError, match="could not be finished: a process making its files died"):
        packed(shipped, scenario_files(shipped, SHIPPED), workers=2)
