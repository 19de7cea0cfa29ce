"""What an export is to show, and the stamp by which a file says later what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import geo
from geo import style
from geo.model import Scenario, View
from geo.sheet import SIZES, Size

TOOL = "posture-board"
"""Name under which a file carries its stamp."""


@dataclass(frozen=True)
class Wanted:
    """What an export is to show: ids of readings and phases, what to compare with, size and view.

    `compare` is another phase by its id or another reading by its id after `reading:`. `view` is None for the home
    view of the scenario.
    """

    readings: tuple[str, ...]
    phases: tuple[str, ...]
    compare: str | None = None
    size: Size = SIZES["1080p"]
    view: View | None = None

    @property
    def reading(self) -> str:
        """The one reading of an export that shows one."""
        (reading,) = self.readings
        return reading

    @property
    def phase(self) -> str:
        """The one phase of an export that shows one."""
        (phase,) = self.phases
        return phase

    def each(self) -> Iterator[Wanted]:
        """Every posture of it alone, reading by reading, phase by phase."""
        for reading in self.readings:
            for phase in self.phases:
                yield replace(self, readings=(reading,), phases=(phase,))


def stamp(scenario: Scenario, wanted: Wanted, format_name: str) -> dict[str, Any]:
    """Return what a file carries inside to say where it came from, as plain values.

    Keys: tool, version, format, scenario, title, fingerprint (SHA-256 of the scenario's files), readings, phases,
    compare, size, view (west, south, east, north, or null for the home view), as_of, source, marking.
    """
    view = wanted.view
    return {
        "tool": TOOL,
        "version": geo.__version__,
        "format": format_name,
        "scenario": scenario.id,
        "title": scenario.title,
        "fingerprint": scenario.fingerprint,
        "readings": list(wanted.readings),
        "phases": list(wanted.phases),
        "compare": wanted.compare,
        "size": wanted.size.name,
        "view": None if view is None else [view.west, view.south, view.east, view.north],
        "as_of": scenario.as_of,
        "source": style.source_line(scenario),
        "marking": scenario.marking,
    }


def stamp_text(scenario: Scenario, wanted: Wanted, format_name: str) -> str:
    """Return the stamp as JSON in ASCII, its keys sorted, so that it passes through any field of any format."""
    return json.dumps(stamp(scenario, wanted, format_name), sort_keys=True)


def described(scenario: Scenario, wanted: Wanted) -> str:
    """Write in one line what a file shows: title, readings, phases, what is compared, day of the report."""
    readings = ", ".join(scenario.reading(reading).label for reading in wanted.readings)
    phases = ", ".join(f"{stop.label} ({stop.shown})" for stop in map(scenario.phase, wanted.phases))
    beside = "" if wanted.compare is None else f" Beside it: {scenario.compared(wanted.compare).label}."
    return f"{scenario.title}. {readings}. {phases}.{beside} As reported {style.day(scenario.as_of)}."
