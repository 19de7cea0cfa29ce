"""What the tests of exports share: what is wanted, scenarios that try a format hard, bytes made in another process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from geo import posture
from geo.export import FORMATS
from geo.model import Change, Scenario, View
from geo.posture import course
from geo.selection import Selection, Size, named
from tests.conftest import COMMAND_SECONDS, ROOT, ScenarioCopy
from tests.facts import PHASES, READINGS

EVERYTHING = Selection(tuple(READINGS), tuple(PHASES))
"""Every phase under every reading."""


def select(
    reading: str | tuple[str, ...] | None = None,
    phase: str | tuple[str, ...] | None = None,
    compare: str | None = None,
    size: Size | None = None,
    view: View | None = None,
) -> Selection:
    """A selection of one reading and phase by id, or of ALL; what is left out is left to the format."""
    readings, phases = (named(each) if each is None or isinstance(each, str) else each for each in (reading, phase))
    return Selection(readings, phases, compare, size, view)


def walks_of(
    monkeypatch: pytest.MonkeyPatch, scenario: Scenario, format_name: str, selection: Selection
) -> Counter[str]:
    """Count how often an export walks each reading, from a process that has walked none."""
    walked: Counter[str] = Counter()
    walk = posture._walk

    def counted(of: Scenario, reading: str) -> Iterator[posture.Step]:
        walked[reading] += 1
        return walk(of, reading)

    monkeypatch.setattr(posture, "_walk", counted)
    posture.course.cache_clear()
    FORMATS[format_name].content(scenario, selection)
    return walked


def changes(scenario: Scenario, reading: str, phase: str, since: str | None = None) -> tuple[Change, ...]:
    """What changed up to a phase since an earlier one, or the one before it, in one row."""
    return tuple(change for _, moved in course(scenario, reading).changes(phase, since=since) for change in moved)


LAST = Selection(("reported",), ("stage-2",))
"""The last phase under the first reading."""

FOUR_KINDS = {
    "us-iraq": ("0", "zero", 0),
    "us-syria": ("withheld", "withheld", None),
    "coalition-other": ("not stated", "not_stated", None),
    "unheard-of": ("no data", "no_data", None),
}
"""Label, kind and number of the forces at the last phase of `four_kinds`."""

HOSTILE = "A$[name] & B ]]> \"x\" 'y' {{7*7}} ${1} <b>\u200fعين"
"""A name that breaks formats that do not escape it."""


def four_kinds(copy: ScenarioCopy) -> Scenario:
    """A scenario in which zero, withheld, not stated and no data stand side by side."""
    force = '[[forces]]\nid = "unheard-of"\nlabel = "Unheard of"\nshort = "Unheard"\n\n[[phases]]'
    copy.edit("scenario.toml", "[[phases]]", force)
    copy.append("troops.csv", "reported,stage-2,SYR,us-syria,withheld,,,,,,C14,,,")
    return copy.load()


def hostile(copy: ScenarioCopy) -> Scenario:
    """A scenario whose title, marking, notes and names of a base and a force are hostile."""
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    copy.edit("bases.geojson", '"name": "Erbil"', f'"name": "{quoted}"')
    copy.edit("scenario.toml", 'label = "U.S. in Iraq"', f'label = "{quoted}"')
    copy.edit("scenario.toml", 'title = "Coalition drawdown in Iraq"', f'title = "{quoted}"')
    copy.edit("scenario.toml", "UNCLASSIFIED // PUBLIC SOURCES", quoted)
    copy.edit("troops.csv", "mission continues", f'"{HOSTILE.replace(chr(34), chr(34) * 2)}"')
    return copy.load()


_WRITE = """
import hashlib, pathlib, sys
from geo import scenario
from geo.export import FORMATS
from geo.selection import Selection
shown = scenario.load(pathlib.Path("data/iraq-2024"))
wanted = Selection(tuple(r.id for r in shown.readings), tuple(p.id for p in shown.phases))
for name in sys.argv[1:]:
    print(name, hashlib.sha256(FORMATS[name].content(shown, wanted)).hexdigest())
"""


def hashes_elsewhere(*formats: str, time_zone: str, seed: str) -> list[str]:
    """Names and SHA-256 of formats, made in a process of its own in another time zone, with another hash seed."""
    done = subprocess.run(
        [sys.executable, "-c", _WRITE, *formats],
        cwd=ROOT,
        env={**os.environ, "TZ": time_zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=COMMAND_SECONDS,
        check=True,
    )
    return done.stdout.splitlines()
