"""The bundle: a scenario and every export of it in one archive, laid out as BagIt (RFC 8493) with its sums.

The payload lies below `data/`, the scenario's own files among it; a README says what is what. The same scenario gives
the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import geo
from geo import scenario as scenarios
from geo import style
from geo.export import ALL, FORMATS, Asked, Format, Holds, file_name, planned
from geo.export.archive import zipped
from geo.export.wanted import Wanted, stamp_text
from geo.model import DataError, Problem, Scenario

NAME = "bundle"
"""What the stamp of a bundle gives as its format."""
SUMS = "manifest-sha256.txt"
TAG_SUMS = "tagmanifest-sha256.txt"
BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
STAMP_FIELD = "Posture-Board-Stamp"
PACKED = (".png", ".gif", ".pdf", ".pptx", ".xlsx", ".kmz", ".zip")
"""Ends of the names of files that are compressed already."""

Progress = Callable[[int, int, str], None]
"""Is told how many files are done, of how many, and the name of the next; the name is empty when all are done."""


def untold(_done: int, _of: int, _name: str) -> None:
    """Tell nobody how far the work is."""


def bundle(scenario: Scenario, folder: Path, progress: Progress = untold) -> bytes:
    """Return the bundle of a scenario that was loaded from a folder; raises DataError when its files have changed."""
    return packed(scenario, scenario_files(scenario, folder), progress)


def scenario_files(scenario: Scenario, folder: Path) -> dict[str, bytes]:
    """Return the files a scenario was loaded from by name; raises DataError when they are no longer the same."""
    try:
        files = {name: (folder / name).read_bytes() for name in scenarios.FILES}
    except OSError as error:
        raise DataError([Problem(folder.name, f"a file cannot be read: {error.strerror}")]) from error
    if scenarios.fingerprint(folder) != scenario.fingerprint:
        raise DataError([Problem(folder.name, "the scenario changed while it was read; ask again")])
    return files


def packed(scenario: Scenario, files: Mapping[str, bytes], progress: Progress = untold) -> bytes:
    """Return the bundle of a scenario with its own files by name."""
    bag = members(scenario, files, progress)
    stored = tuple(name for name in bag if name.endswith(PACKED))
    return zipped({f"{top(scenario)}/{name}": content for name, content in bag.items()}, stored=stored)


def top(scenario: Scenario) -> str:
    """The one folder that everything of a bundle lies in."""
    return f"{scenario.id}_bundle"


def members(scenario: Scenario, files: Mapping[str, bytes], progress: Progress = untold) -> dict[str, bytes]:
    """Return the members of a bundle by name, below its one folder: what says of it, then what it holds."""
    own = {f"data/scenario/{scenario.id}/{name}": content for name, content in files.items()}
    payload = dict(sorted((own | dict(_exports(scenario, progress))).items()))
    tags = {
        "README.txt": _readme(scenario).encode(),
        "bagit.txt": BAGIT.encode(),
        "bag-info.txt": _info(scenario, payload).encode(),
        SUMS: sums(payload).encode(),
    }
    return {**tags, TAG_SUMS: sums(tags).encode(), **payload}


def sums(contents: Mapping[str, bytes]) -> str:
    """Write the SHA-256 of each file, a line each, as BagIt and `sha256sum --check` read them."""
    return "".join(f"{sum_of(content)}  {name}\n" for name, content in contents.items())


def sum_of(content: bytes) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def contents(scenario: Scenario) -> list[tuple[Format, Wanted]]:
    """Return every export that a bundle holds: each format under all readings and phases, then the comparisons."""
    found = [(format_, wanted) for format_ in FORMATS.values() for wanted in planned(scenario, format_, _all(format_))]
    first, *later = scenario.phases
    beside = [Asked(ALL, phase.id, compare=first.id) for phase in later]
    return found + [(FORMATS["png"], wanted) for asked in beside for wanted in planned(scenario, FORMATS["png"], asked)]


def _all(format_: Format) -> Asked:
    return Asked(ALL) if format_.holds is Holds.READING else Asked(ALL, ALL)


def _exports(scenario: Scenario, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Make the files of a bundle one after the other."""
    exports = contents(scenario)
    for done, (format_, wanted) in enumerate(exports):
        name = file_name(scenario, format_, wanted)
        progress(done, len(exports), name)
        yield f"data/{format_.name}/{name}", format_.content(scenario, wanted)
    progress(len(exports), len(exports), "")


def _info(scenario: Scenario, payload: Mapping[str, bytes]) -> str:
    """Write bag-info.txt, each field on a line of its own."""
    size = sum(map(len, payload.values()))
    wanted = Wanted(tuple(reading.id for reading in scenario.readings), tuple(phase.id for phase in scenario.phases))
    fields = {
        "Bag-Software-Agent": f"posture-board {geo.__version__}",
        "External-Identifier": f"{scenario.id} {scenario.fingerprint}",
        "External-Description": scenario.title,
        "Payload-Oxum": f"{size}.{len(payload)}",
        "Source": style.source_line(scenario),
        "Marking": scenario.marking,
        STAMP_FIELD: stamp_text(scenario, wanted, NAME),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _readme(scenario: Scenario) -> str:
    """Write what is what in a bundle, in plain words."""
    folders = "\n".join(f"  data/{format_.name + '/':10} {_line(format_)}" for format_ in FORMATS.values())
    return f"""{scenario.marking}

{scenario.title}
{scenario.summary}

{style.source_line(scenario)}
As reported {style.day(scenario.as_of)}.

What is what

{folders}
  data/scenario/{scenario.id}/
             the scenario itself: the plain files that all of the above is made from

Readings

{_stops(scenario)}

How to read it

  A figure is a claim's own: what the source does not say is written "not stated", which is neither zero, nor
  "withheld", nor "no data". A base carries no number. Every figure and status names the claims behind it, like C08;
  the claims stand in data/scenario/{scenario.id}/claims.csv. Files are named for scenario, reading, phase with its
  date, and size.

How to check it

  sha256sum --check {SUMS}       in this folder: are the files as they were packed?
  python -m geo verify FILE.zip                 with posture-board {geo.__version__}: do they follow from the scenario?
  python -m geo verify FILE                     the same for any one file of it, taken out

  Scenario fingerprint, SHA-256 of its files:
  {scenario.fingerprint}

{scenario.marking}
"""


def _line(format_: Format) -> str:
    return f"{format_.summary}; {format_.holds}"


def _stops(scenario: Scenario) -> str:
    readings = [f"  {reading.id}: {reading.label}" for reading in scenario.readings]
    phases = [f"  {phase.id}: {phase.label}, {phase.shown}" for phase in scenario.phases]
    return "\n".join([*readings, "", "Phases", "", *phases])


def declared(listed: bytes) -> dict[str, str]:
    """Return the sums of a manifest by file name; raises ValueError for a line that is none."""
    lines = listed.decode("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
