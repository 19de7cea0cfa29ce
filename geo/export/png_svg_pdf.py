"""The print as files: PNG, SVG, PDF, each with its stamp inside."""

from __future__ import annotations

from matplotlib.figure import Figure

from geo import style, tables
from geo.export.stamp import TOOL, described, stamp_text
from geo.model import Scenario
from geo.print import sheet as figure
from geo.selection import Selection


def png(scenario: Scenario, selection: Selection) -> bytes:
    """Return the board of one phase as PNG; its texts carry the stamp, title, source and marking."""
    texts = {
        "Title": described(scenario, selection),
        "Description": _told(scenario, selection),
        "Source": style.source_line(scenario),
        "Disclaimer": scenario.marking,
        TOOL: stamp_text(scenario, selection, "png"),
    }
    return figure.png(_drawn(scenario, selection), texts)


def svg(scenario: Scenario, selection: Selection) -> bytes:
    """Return the board of one phase as SVG; its metadata in Dublin Core carry the stamp, title, source and marking."""
    metadata: dict[str, str | list[str]] = {
        "Title": described(scenario, selection),
        "Description": _told(scenario, selection),
        "Source": style.source_line(scenario),
        "Rights": scenario.marking,
        "Keywords": [stamp_text(scenario, selection, "svg")],
    }
    return figure.svg(_drawn(scenario, selection), metadata)


def pdf(scenario: Scenario, selection: Selection) -> bytes:
    """Return the board as PDF, one page per phase; its document information carries stamp, source and marking."""
    metadata = {
        "Title": described(scenario, selection),
        "Subject": f"{scenario.marking}. {style.source_line(scenario)}",
        "Keywords": stamp_text(scenario, selection, "pdf"),
    }
    return figure.pdf((_drawn(scenario, page) for page in selection.each()), metadata)


def _told(scenario: Scenario, selection: Selection) -> str:
    """Write in words what a picture shows, from left to right."""
    sides = scenario.sides(selection.reading, selection.phase, selection.compare)
    return " ".join(tables.told(scenario, reading, phase) for reading, phase in sides)


def _drawn(scenario: Scenario, selection: Selection) -> Figure:
    return figure.draw(scenario, selection)
