"""Verify an exported file or a bundle: derive it again from the scenario it names and say whether it holds."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import geo
from geo import scenario as scenarios
from geo import sheet
from geo.export import ALL, FORMATS, Asked, Format, Holds, bundle, planned
from geo.export.compared import comparison, member_differs, where_differs
from geo.export.stamps import FILE_MAX_BYTES, Stamp, StampError, members, read_stamp, shown
from geo.export.wanted import Wanted
from geo.model import DataError, Scenario
from geo.store import FolderStore

SHORT = 12
"""Characters of a fingerprint that are shown."""


class Standing(StrEnum):
    """What came of a check."""

    HOLDS = "holds"
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


def verified(path: Path, folder: Path | None = None) -> Verdict:
    """Say whether a file still follows from its scenario: of a folder, or by default the one it names or carries."""
    try:
        content = _read(path)
        stamp = read_stamp(content)
        _check_version(stamp)
        return (
            _bundle_verdict(content, stamp, folder) if stamp.format == bundle.NAME else _verdict(content, stamp, folder)
        )
    except (UncheckableError, StampError) as error:
        return Verdict(Standing.UNCHECKED, str(error))


def _read(path: Path) -> bytes:
    if os.path.isdir(path):
        raise UncheckableError(f"{path} is a folder; verify takes one file")
    if os.path.exists(path) and not os.path.isfile(path):
        raise UncheckableError(f"{path} is not a file")
    try:
        if path.stat().st_size > FILE_MAX_BYTES:
            raise UncheckableError(f"{path} is larger than the {FILE_MAX_BYTES:,} bytes that are read")
        return path.read_bytes()
    except OSError as error:
        raise UncheckableError(f"{path} cannot be read: {error.strerror}") from error


def _check_version(stamp: Stamp) -> None:
    if stamp.version != geo.__version__:
        raise UncheckableError(
            f"it was made by version {shown(stamp.version)}, this is version {geo.__version__!r}; use the same"
        )


def _verdict(content: bytes, stamp: Stamp, folder: Path | None) -> Verdict:
    scenario = _scenario(stamp, folder)
    _check_fingerprint(stamp, scenario)
    format_, wanted = _wanted(stamp, scenario)
    derived = format_.content(scenario, wanted)
    if content == derived:
        return Verdict(Standing.HOLDS, f"every byte follows from {_named(stamp)}")
    where = where_differs(stamp.format, content, derived)
    if where is None:
        by = comparison(stamp.format).by
        return Verdict(
            Standing.HOLDS, f"every {by} follows from {_named(stamp)}; the file was saved again by another program"
        )
    return Verdict(Standing.DIFFERS, f"{where}; derived from {_named(stamp)}")


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
        raise UncheckableError(f"it is of the scenario {stamp.scenario}, and the folder holds {scenario.id}")
    if stamp.fingerprint != scenario.fingerprint:
        raise UncheckableError(
            f"the scenario {scenario.id} has changed since: the file is from fingerprint "
            f"{stamp.fingerprint[:SHORT]}, now it is {scenario.fingerprint[:SHORT]}"
        )


def _wanted(stamp: Stamp, scenario: Scenario) -> tuple[Format, Wanted]:
    """Return what a stamp asks for, if it is something that an export makes."""
    if stamp.format not in FORMATS:
        raise UncheckableError(f"its stamp names a format there is not, {stamp.format!r}")
    format_ = FORMATS[stamp.format]
    try:
        plan = planned(scenario, format_, _asked(stamp, format_))
    except (KeyError, ValueError) as error:
        raise UncheckableError(f"its stamp asks for what no export holds: {error.args[0]}") from error
    for wanted in plan:
        if (list(wanted.readings), list(wanted.phases)) == (stamp.readings, stamp.phases):
            return format_, wanted
    raise UncheckableError("its stamp asks for readings and phases that no one export holds")


def _asked(stamp: Stamp, format_: Format) -> Asked:
    return Asked(
        reading=stamp.readings[0] if len(stamp.readings) == 1 else ALL,
        phase=None if format_.holds is Holds.READING else stamp.phases[0] if len(stamp.phases) == 1 else ALL,
        compare=stamp.compare,
        size=sheet.size(stamp.size) if "size" in format_.options else None,
        view=None if stamp.view is None else sheet.view(",".join(map(repr, stamp.view))),
    )


# Bundles


def _bundle_verdict(content: bytes, stamp: Stamp, folder: Path | None) -> Verdict:
    """Compare a bundle with its own sums, then derive it again from the scenario it carries, or that of a folder."""
    found = members(content)
    damaged = _damaged(found, stamp)
    if damaged is not None:
        return Verdict(Standing.DIFFERS, damaged)
    scenario, files = _carried(found, stamp, folder)
    _check_fingerprint(stamp, scenario)
    derived = bundle.packed(scenario, files)
    whence = _whence(stamp, folder)
    if content == derived:
        return Verdict(Standing.HOLDS, f"every byte of its {len(found)} files follows from {whence}")
    where = member_differs(found, members(derived))
    if where is None:
        where = "all its files are as derived, but the archive around them is not: was it packed again?"
    return Verdict(Standing.DIFFERS, f"{where}; derived from {whence}")


def _damaged(found: dict[str, bytes], stamp: Stamp) -> str | None:
    """Return what in a bundle is not as its own manifests say."""
    top = f"{stamp.scenario}_bundle/"
    inside = {name.removeprefix(top): content for name, content in found.items() if name.startswith(top)}
    for name in found.keys() - {f"{top}{name}" for name in inside}:
        return f"{shown(name)} does not belong in it"
    for manifest in (bundle.TAG_SUMS, bundle.SUMS):
        if manifest not in inside:
            return f"{manifest} is missing"
        try:
            declared = bundle.declared(inside[manifest])
        except ValueError:
            return f"{manifest} is damaged"
        payload = {name for name in inside if name.startswith("data/") == (manifest == bundle.SUMS)}
        for name in sorted((payload | declared.keys()) - {bundle.TAG_SUMS}):
            if name not in inside:
                return f"{shown(name)} is missing"
            if name not in declared:
                return f"{shown(name)} does not belong in it"
            if bundle.sum_of(inside[name]) != declared[name]:
                return f"{shown(name)} is not the file that was packed: its sum is not the one in {manifest}"
    return None


def _carried(found: dict[str, bytes], stamp: Stamp, folder: Path | None) -> tuple[Scenario, dict[str, bytes]]:
    """Load the scenario that a bundle carries, or that of a folder, with its files."""
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
            raise UncheckableError(f"the scenario it carries cannot be read: {error.problems[0]}") from error


def _whence(stamp: Stamp, folder: Path | None) -> str:
    """Say which scenario a bundle was derived from, and whether it is the one here."""
    if folder is not None:
        return f"the scenario in {folder}, fingerprint {stamp.fingerprint[:SHORT]}, version {stamp.version}"
    return f"the scenario {stamp.scenario} it carries, fingerprint {stamp.fingerprint[:SHORT]}, version {stamp.version}"
