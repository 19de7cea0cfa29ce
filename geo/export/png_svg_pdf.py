"""The print as files: PNG, SVG, PDF, each with its stamp inside."""

from __future__ import annotations

from matplotlib.figure import Figure

from geo import style, tables
from geo.export.wanted import TOOL, Wanted, described, stamp_text
from geo.model import Scenario
from geo.print import sheet as figure


def png(scenario: Scenario, wanted: Wanted) -> bytes:
    """Return the board of one phase as PNG; its texts carry the stamp, title, source and marking."""
    texts = {
        "Title": described(scenario, wanted),
        "Description": _told(scenario, wanted),
        "Source": style.source_line(scenario),
        "Disclaimer": scenario.marking,
        TOOL: stamp_text(scenario, wanted, "png"),
    }
    return figure.png(_drawn(scenario, wanted), texts)


def svg(scenario: Scenario, wanted: Wanted) -> bytes:
    """Return the board of one phase as SVG; its metadata in Dublin Core carry the stamp, title, source and marking."""
    metadata: dict[str, str | list[str]] = {
        "Title": described(scenario, wanted),
        "Description": _told(scenario, wanted),
        "Source": style.source_line(scenario),
        "Rights": scenario.marking,
        "Keywords": [stamp_text(scenario, wanted, "svg")],
    }
    return figure.svg(_drawn(scenario, wanted), metadata)


def pdf(scenario: Scenario, wanted: Wanted) -> bytes:
    """Return the board as PDF, a page a phase; its document information carries stamp, title, source and marking."""
    metadata = {
        "Title": described(scenario, wanted),
        "Subject": f"{scenario.marking}. {style.source_line(scenario)}",
        "Keywords": stamp_text(scenario, wanted, "pdf"),
    }
    return figure.pdf((_drawn(scenario, page) for page in wanted.each()), metadata)


def _told(scenario: Scenario, wanted: Wanted) -> str:
    """Write in words what a picture shows, from left to right."""
    sides = scenario.sides(wanted.reading, wanted.phase, wanted.compare)
    return " ".join(tables.told(scenario, reading, phase) for reading, phase in sides)


def _drawn(scenario: Scenario, wanted: Wanted) -> Figure:
    return figure.draw(
        scenario, wanted.reading, wanted.phase, size=wanted.size, compare=wanted.compare, view=wanted.view
    )
