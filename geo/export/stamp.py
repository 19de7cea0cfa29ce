"""The stamp by which a file says later what it shows, and the line that says so in words."""

from __future__ import annotations

import json
from typing import Any

import geo
from geo import style
from geo.model import Scenario
from geo.selection import Selection

TOOL = "posture-board"
"""Name under which a file carries its stamp."""


def stamp(scenario: Scenario, selection: Selection, format_name: str) -> dict[str, Any]:
    """Return what a file carries inside to say where it came from, as plain values.

    Keys: tool, version, format, scenario, title, fingerprint (SHA-256 of the scenario's files), readings, phases,
    compare, size, view (west, south, east, north, or null for the home view), as_of, source, marking.
    """
    view = selection.view
    return {
        "tool": TOOL,
        "version": geo.__version__,
        "format": format_name,
        "scenario": scenario.id,
        "title": scenario.title,
        "fingerprint": scenario.fingerprint,
        "readings": list(selection.readings),
        "phases": list(selection.phases),
        "compare": selection.compare,
        "size": selection.sheet.name,
        "view": None if view is None else [view.west, view.south, view.east, view.north],
        "as_of": scenario.as_of,
        "source": style.source_line(scenario),
        "marking": scenario.marking,
    }


def stamp_text(scenario: Scenario, selection: Selection, format_name: str) -> str:
    """Return the stamp as JSON in ASCII, its keys sorted, so that it passes through any field of any format."""
    return json.dumps(stamp(scenario, selection, format_name), sort_keys=True)


def described(scenario: Scenario, selection: Selection) -> str:
    """Write in one line what a file shows: title, readings, phases, what is compared, day of the report."""
    readings = ", ".join(scenario.reading(reading).label for reading in selection.readings)
    phases = ", ".join(f"{stop.label} ({stop.shown})" for stop in map(scenario.phase, selection.phases))
    beside = "" if selection.compare is None else f" Beside it: {scenario.compared(selection.compare).label}."
    return f"{scenario.title}. {readings}. {phases}.{beside} As reported {style.day(scenario.as_of)}."
