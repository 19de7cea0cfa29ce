"""The records in `deploy/` agree with the requirements and with each other, and name no place packages come from."""

from __future__ import annotations

import json
import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
REQUIREMENTS = {"requirements.txt": "run.lock", "tests/requirements.txt": "test.lock"}
"""Each list of bounds and the lock made of it."""
SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
"""The name of the SBOM's form, and the one address there may be."""
ELSEWHERE = re.compile(r"\w+://[^\s\"]+|--(?:extra-)?index-url|--find-links|\b[a-z][\w-]*\.(?:com|io|net|org)\b")
LOCAL = re.compile(r"(?:^|[\s\"'@=(])(?:~|/[\w.-]+)/|file:/|[A-Z]:\\")


def required(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def locked(name: str) -> dict[str, tuple[str, int]]:
    """The version of each package in a lock, and how many hashes it has."""
    text = (DEPLOY / name).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = re.findall(r"^([\w.-]+)==(\S+)((?: +--hash=sha256:[0-9a-f]{64}\b)*)", text, re.MULTILINE)
    return {package: (version, hashes.count("sha256:")) for package, version, hashes in entries}


def versions(name: str) -> dict[str, str]:
    return {package: version for package, (version, _) in locked(name).items()}


@pytest.mark.parametrize(("bounds", "lock"), REQUIREMENTS.items())
def test_lock_has_every_requirement_within_its_bounds(bounds: str, lock: str) -> None:
    """Each requirement is locked to a version that its bounds allow."""
    found = versions(lock)
    named = required(bounds)
    assert len(named) > 10
    assert [str(each) for each in named if found.get(canonicalize_name(each.name), "none") not in each.specifier] == []


@pytest.mark.parametrize("lock", REQUIREMENTS.values())
def test_every_locked_package_has_a_hash(lock: str) -> None:
    """No line of a lock but packages with their hashes, and comments."""
    text = (DEPLOY / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert len(entries) == len(locked(lock))
    assert [package for package, (_, hashes) in locked(lock).items() if hashes == 0] == []


def test_both_locks_agree() -> None:
    """What both locks name has one version."""
    run, test = versions("run.lock"), versions("test.lock")
    assert {package for package in run.keys() & test.keys() if run[package] != test[package]} == set()


def test_sbom_lists_what_is_locked() -> None:
    """The SBOM has every package of the lock in its version, and nothing else."""
    components = json.loads((DEPLOY / "sbom.cdx.json").read_text(encoding="utf-8"))["components"]
    assert {canonicalize_name(each["name"]): each["version"] for each in components} == versions("run.lock")
    assert len(components) == len(versions("run.lock"))


def test_licence_list_names_a_licence_for_what_is_locked() -> None:
    """The list has every package of the lock in its version, each with a licence."""
    lines = (DEPLOY / "LICENCES.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][1:]
    assert {canonicalize_name(name): version for name, version, _ in rows} == versions("run.lock")
    assert [name for name, _, licence in rows if licence in ("", "UNKNOWN") or licence.startswith("(")] == []


def test_records_name_no_place() -> None:
    """No record names a host that packages come from, an address or a path of the machine it was written on."""
    texts = {
        path.name: path.read_text(encoding="utf-8").replace(SCHEMA, "") for path in DEPLOY.iterdir() if path.is_file()
    }
    assert texts.keys() >= {"run.lock", "test.lock", "sbom.cdx.json", "LICENCES.md"}
    found = {
        name: found.group() for name, text in texts.items() if (found := ELSEWHERE.search(text) or LOCAL.search(text))
    }
    assert found == {}
