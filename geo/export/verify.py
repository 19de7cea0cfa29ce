"""Verify an exported file or a bundle: make it again from the scenario it names and compare the two."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import geo
from geo import scenario as scenarios
from geo.export import FORMATS, Format, Holds, bundle, planned
from geo.export.differences import ARCHIVE_UNCHECKED, comparison, member_differs, where_differs
from geo.export.stamp_reader import FILE_MAX_BYTES, Stamp, StampError, members, read_stamp, shown
from geo.model import DataError, Scenario
from geo.selection import ALL, Selection, size, view
from geo.store import FolderStore

SHORT = 12
"""Characters of a fingerprint that are shown."""


class Standing(StrEnum):
    """What came of a check: the same bytes; other bytes that say the same; something else; no check."""

    HOLDS = "holds"
    RESAVED = "saved again"
    DIFFERS = "differs"
    UNCHECKED = "cannot be checked"


@dataclass(frozen=True)
class Verdict:
    """What came of a check, and the sentence that says where or why."""

    standing: Standing
    sentence: str

    def __str__(self) -> str:
        return f"{self.standing}: {self.sentence}"


class UncheckableError(ValueError):
    """A file that cannot be checked, with the reason in one sentence."""


def verified(path: Path, folder: Path | None = None, *, workers: int = 1) -> Verdict:
    """Return whether a file follows from its scenario: that of a folder, or by default the one it names or contains.

    `workers` is for bundles; see `bundle.bundle`.
    """
    try:
        _check_alone(path)
        content = _read(path)
        stamp = read_stamp(content)
        _check_version(stamp)
        if stamp.format == bundle.NAME:
            return _bundle_verdict(content, stamp, folder, workers)
        return _verdict(content, stamp, folder)
    except (UncheckableError, StampError, bundle.BundleError) as error:
        return Verdict(Standing.UNCHECKED, str(error))


def _check_alone(path: Path) -> None:
    """Refuse a database with a file beside it from which other programs take changes of it."""
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if os.path.exists(beside):
            raise UncheckableError(f"there are changes to it in {beside.name} beside it; close what has it open")


def _read(path: Path) -> bytes:
    if os.path.isdir(path):
        raise UncheckableError(f"{path} is a folder; verify takes one file")
    if os.path.exists(path) and not os.path.isfile(path):
        raise UncheckableError(f"{path} is not a file")
    try:
        if path.stat().st_size > FILE_MAX_BYTES:
            raise UncheckableError(f"{path} is larger than {FILE_MAX_BYTES:,} bytes, the most that is read")
        return path.read_bytes()
    except OSError as error:
        raise UncheckableError(f"{path} cannot be read: {error.strerror}") from error


def _check_version(stamp: Stamp) -> None:
    if stamp.version != geo.__version__:
        raise UncheckableError(
            f"it was made by version {shown(stamp.version)}, but this is version {geo.__version__!r}; "
            "verify it with the version that made it"
        )


def _verdict(content: bytes, stamp: Stamp, folder: Path | None) -> Verdict:
    scenario = _scenario(stamp, folder)
    _check_fingerprint(stamp, scenario)
    format_, selection = _selection(stamp, scenario)
    derived = format_.content(scenario, selection)
    if content == derived:
        return Verdict(Standing.HOLDS, f"every byte follows from {_named(stamp)}")
    where = where_differs(stamp.format, content, derived)
    if where is not None:
        return Verdict(Standing.DIFFERS, f"{where}; derived from {_named(stamp)}")
    by = comparison(stamp.format)
    sentence = (
        f"the bytes are not those of the export, but every {by.what} follows from {_named(stamp)}; "
        f"not checked: {by.unchecked}"
    )
    return Verdict(Standing.RESAVED, sentence)


def _named(stamp: Stamp) -> str:
    what = f"{', '.join(stamp.readings)}; {', '.join(stamp.phases)}"
    return (
        f"{stamp.scenario} ({what}; {stamp.format}), fingerprint {stamp.fingerprint[:SHORT]}, version {stamp.version}"
    )


def _scenario(stamp: Stamp, folder: Path | None) -> Scenario:
    """Load the scenario of a folder, or else the one here that a stamp names."""
    try:
        return FolderStore().load(stamp.scenario) if folder is None else scenarios.load(folder)
    except DataError as error:
        where = f"the scenario {stamp.scenario} here" if folder is None else f"the scenario in {folder}"
        raise UncheckableError(f"{where} cannot be read ({error.problems[0]}); --scenario names its folder") from error


def _check_fingerprint(stamp: Stamp, scenario: Scenario) -> None:
    if stamp.scenario != scenario.id:
        raise UncheckableError(f"it was made from the scenario {stamp.scenario}, but the folder contains {scenario.id}")
    if stamp.fingerprint != scenario.fingerprint:
        raise UncheckableError(
            f"the scenario {scenario.id} has changed since the file was made: its fingerprint was "
            f"{stamp.fingerprint[:SHORT]} and is now {scenario.fingerprint[:SHORT]}"
        )


def _selection(stamp: Stamp, scenario: Scenario) -> tuple[Format, Selection]:
    """Return the format and selection that a stamp names; raises UncheckableError where no export has them."""
    if stamp.format not in FORMATS:
        raise UncheckableError(f"its stamp names an unknown format, {stamp.format!r}")
    format_ = FORMATS[stamp.format]
    try:
        plan = planned(scenario, format_, _asked(stamp, format_))
    except (KeyError, ValueError) as error:
        raise UncheckableError(f"its stamp describes something that cannot be exported: {error.args[0]}") from error
    for selection in plan:
        if (list(selection.readings), list(selection.phases)) == (stamp.readings, stamp.phases):
            return format_, selection
    raise UncheckableError("its stamp names readings and phases that no single export contains")


def _asked(stamp: Stamp, format_: Format) -> Selection:
    return Selection(
        readings=tuple(stamp.readings) if len(stamp.readings) == 1 else ALL,
        phases=() if format_.holds is Holds.READING else tuple(stamp.phases) if len(stamp.phases) == 1 else ALL,
        compare=stamp.compare,
        size=size(stamp.size) if "size" in format_.options else None,
        view=None if stamp.view is None else view(",".join(map(repr, stamp.view))),
    )


# Bundles


def _bundle_verdict(content: bytes, stamp: Stamp, folder: Path | None, workers: int) -> Verdict:
    """Compare a bundle with its own checksums, then make it again from the scenario in it, or that of a folder."""
    try:
        found = members(content)
    except StampError as error:
        return Verdict(Standing.DIFFERS, str(error))
    damaged = _damaged(found, f"{stamp.scenario}_bundle/")
    if damaged is not None:
        return Verdict(Standing.DIFFERS, damaged)
    scenario, files = _carried(found, stamp, folder)
    _check_fingerprint(stamp, scenario)
    derived = bundle.packed(scenario, files, workers=workers)
    first = "" if folder is not None else _another_here(scenario)
    verdict = _compared(content, derived, _whence(stamp, folder))
    return replace(verdict, sentence=first + verdict.sentence)


def _compared(content: bytes, derived: bytes, whence: str) -> Verdict:
    """Compare a bundle with the one that is derived: byte for byte, then file by file."""
    found = members(content)
    if content == derived:
        return Verdict(Standing.HOLDS, f"every byte of its {len(found)} files follows from {whence}")
    where = _file_differs(found, members(derived))
    if where is not None:
        return Verdict(Standing.DIFFERS, f"{where}; derived from {whence}")
    sentence = (
        f"the archive was packed again, but every byte of its {len(found)} files follows from {whence}; "
        f"not checked: {ARCHIVE_UNCHECKED}"
    )
    return Verdict(Standing.RESAVED, sentence)


def _another_here(scenario: Scenario) -> str:
    """Say that the scenario here is not the one of its name in a bundle; empty where it is, or there is none."""
    store = FolderStore()
    if scenario.id not in store.names() or store.fingerprint(scenario.id) == scenario.fingerprint:
        return ""
    return (
        f"the scenario {scenario.id} here is not the one in it (fingerprint {store.fingerprint(scenario.id)[:SHORT]}, "
        f"in it {scenario.fingerprint[:SHORT]}); "
    )


def _damaged(found: dict[str, bytes], top: str) -> str | None:
    """Return the first difference between a bundle and its own manifests, None for none."""
    inside = {name.removeprefix(top): content for name, content in found.items() if name.startswith(top)}
    if len(inside) < len(found):
        return f"{shown(next(name for name in found if not name.startswith(top)))} does not belong in it"
    for manifest in (bundle.TAG_SUMS, bundle.SUMS):
        try:
            declared = bundle.declared(inside[manifest])
        except KeyError:
            return f"{manifest} is missing"
        except ValueError:
            return f"{manifest} is damaged"
        held = {name: content for name, content in inside.items() if _is_declared_in(manifest, name)}
        where = _sums_differ(held, declared, manifest)
        if where is not None:
            return where
    return None


def _is_declared_in(manifest: str, name: str) -> bool:
    return name.startswith("data/") if manifest == bundle.SUMS else not name.startswith(("data/", bundle.TAG_SUMS))


def _sums_differ(held: dict[str, bytes], declared: dict[str, str], manifest: str) -> str | None:
    for name in sorted(held.keys() | declared.keys()):
        if name not in held:
            return f"{shown(name)} is missing"
        if name not in declared:
            return f"{shown(name)} does not belong in it"
        if bundle.sum_of(held[name]) != declared[name]:
            return f"{shown(name)} has changed since it was packed: its checksum is not the one in {manifest}"
    return None


def _file_differs(found: dict[str, bytes], derived: dict[str, bytes]) -> str | None:
    """Return which file of a bundle differs and where; what the bundle says of itself comes last."""
    payload = [name for name in derived if name.split("/")[1] == "data"]
    for name in (name for name in payload if name in found and found[name] != derived[name]):
        inside = where_differs(name.split("/")[2], found[name], derived[name])
        return f"{name}, {inside or 'which was saved again by another program'}"
    return member_differs(found, derived)


def _carried(found: dict[str, bytes], stamp: Stamp, folder: Path | None) -> tuple[Scenario, dict[str, bytes]]:
    """Load the scenario in a bundle, or that of a folder, with its files."""
    if folder is not None:
        scenario = _scenario(stamp, folder)
        return scenario, bundle.scenario_files(scenario, folder)
    inside = f"{stamp.scenario}_bundle/data/scenario/{stamp.scenario}"
    with tempfile.TemporaryDirectory(prefix="board-") as name:
        for file in scenarios.FILES:
            if f"{inside}/{file}" in found:
                Path(name, file).write_bytes(found[f"{inside}/{file}"])
        try:
            scenario = scenarios.load(Path(name))
            return scenario, bundle.scenario_files(scenario, Path(name))
        except DataError as error:
            raise UncheckableError(f"the scenario in it cannot be read: {error.problems[0]}") from error


def _whence(stamp: Stamp, folder: Path | None) -> str:
    """Say which scenario a bundle was derived from."""
    where = f"{stamp.scenario} in it" if folder is None else f"in {folder}"
    return f"the scenario {where}, fingerprint {stamp.fingerprint[:SHORT]}, version {stamp.version}"
