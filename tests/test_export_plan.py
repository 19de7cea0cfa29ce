"""What an export is planned to make: how many files, what each shows, and what they are called."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from geo.export import FORMATS, Holds, comparable, file_name, planned
from geo.model import Scenario
from geo.selection import ALL, Selection, size, view
from tests.exports import select
from tests.facts import PHASES, READINGS

BOTH, EVERY = tuple(READINGS), tuple(PHASES)


def shown(plan: tuple[Selection, ...]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(wanted.readings, wanted.phases) for wanted in plan]


@pytest.mark.parametrize(
    ("name", "plan"),
    [
        ("png", [(("reported",), ("before",))]),
        ("svg", [(("reported",), ("before",))]),
        ("html", [(("reported",), ("before",))]),
        ("pdf", [(("reported",), ("before",))]),
        ("pptx", [(("reported",), EVERY)]),
        ("gif", [(("reported",), EVERY)]),
        ("geojson", [(BOTH, EVERY)]),
        ("gpkg", [(BOTH, EVERY)]),
        ("kmz", [(BOTH, EVERY)]),
        ("csv", [(BOTH, EVERY)]),
        ("xlsx", [(BOTH, EVERY)]),
    ],
)
def test_nothing_asked_gives_one_file(shipped: Scenario, name: str, plan: list[object]) -> None:
    """Without wishes an export is one file: the first posture, all phases of the first reading, or everything."""
    assert shown(planned(shipped, FORMATS[name], select())) == plan


def test_every_format_is_planned_here() -> None:
    """The formats are these eleven, by name."""
    assert " ".join(FORMATS) == "png svg pdf pptx gif html geojson gpkg kmz csv xlsx"


def test_one_phase_a_file_makes_six(shipped: Scenario) -> None:
    """All phases under all readings are six pictures, reading by reading."""
    plan = planned(shipped, FORMATS["png"], select(ALL, ALL))
    assert shown(plan) == [((reading,), (phase,)) for reading in BOTH for phase in EVERY]


@pytest.mark.parametrize(("name", "phase"), [("pdf", ALL), ("pptx", None), ("gif", None)])
def test_one_reading_a_file_makes_two(shipped: Scenario, name: str, phase: str | None) -> None:
    """All readings of a format that holds the phases of one are one file per reading."""
    assert shown(planned(shipped, FORMATS[name], select(ALL, phase))) == [((reading,), EVERY) for reading in BOTH]


def test_a_scenario_file_narrows(shipped: Scenario) -> None:
    """A format that holds everything holds one phase, under one reading, when that is asked."""
    layers = FORMATS["geojson"]
    assert shown(planned(shipped, layers, select(phase="stage-1"))) == [(("reported",), ("stage-1",))]
    assert shown(planned(shipped, layers, select("on-record"))) == [(("on-record",), EVERY)]


@pytest.mark.parametrize(
    ("name", "asked", "reason"),
    [
        ("html", select(size=size("4k")), "html has no option size; leave it out"),
        ("csv", select(view=view("38,29,49,38")), "csv has no option view; "),
        ("gif", select(compare="before"), "gif has no option compare; "),
        ("pptx", select(phase="stage-1"), "pptx holds all phases under one reading; leave the phase out"),
        ("csv", select(compare="reading:on-record"), "csv has no option compare; "),
        ("png", select(phase="before", compare="before"), "before is the phase that is shown; "),
        ("html", select(phase="before", compare="before"), "before is the phase that is shown; "),
        ("svg", select("on-record", compare="reading:on-record"), "on-record is the reading that is shown; "),
        ("pdf", select(ALL, compare="reading:on-record"), "on-record is the reading that is shown; "),
        ("png", select(phase=ALL, compare="before"), "a comparison shows one phase beside another; ask for one phase"),
    ],
)
def test_what_a_format_does_not_hold_is_refused(shipped: Scenario, name: str, asked: Selection, reason: str) -> None:
    """A wish that a format cannot fulfil is refused in a sentence, not left out in silence."""
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}"):
        planned(shipped, FORMATS[name], asked)


@pytest.mark.parametrize(
    "asked",
    [select("rumour"), select(phase="stage-9"), select(phase="stage-1", compare="x"), select(compare="reading:rumour")],
)
def test_what_is_not_there_is_refused(shipped: Scenario, asked: Selection) -> None:
    """An unknown reading or phase, shown or compared with, is refused by its name."""
    with pytest.raises(KeyError, match=r"^.there is no (reading 'rumour'|phase 'stage-9'|phase 'x'); there are "):
        planned(shipped, FORMATS["png"], asked)


@pytest.mark.parametrize(
    ("asked", "others"),
    [
        (select(), ("stage-1", "stage-2", "reading:on-record")),
        (select("on-record", "stage-1"), ("before", "stage-2", "reading:reported")),
        (select("reported", ALL), ("reading:on-record",)),
        (select(ALL, "stage-2"), ("before", "stage-1")),
        (select(ALL, ALL), ()),
    ],
)
@pytest.mark.parametrize("name", ["png", "svg", "pdf", "html"])
def test_a_format_compares_with_what_it_does_not_show(
    shipped: Scenario, name: str, asked: Selection, others: tuple[str, ...]
) -> None:
    """One phase is compared with any other, a reading with any other, and each of these is planned."""
    assert comparable(shipped, FORMATS[name], asked) == others
    for other in others:
        plan = planned(shipped, FORMATS[name], replace(asked, compare=other))
        assert {wanted.compare for wanted in plan} == {other}


@pytest.mark.parametrize("name", ["pptx", "gif", "geojson", "gpkg", "kmz", "csv", "xlsx"])
def test_other_formats_compare_with_nothing(shipped: Scenario, name: str) -> None:
    """Slides, loops, layers and tables take no comparison."""
    assert comparable(shipped, FORMATS[name], select()) == ()


@pytest.mark.parametrize(
    ("name", "asked", "files"),
    [
        ("png", select("reported", "stage-1"), ["iraq-2024_reported_stage-1_2025-09_1080p.png"]),
        ("png", select(), ["iraq-2024_reported_before_2024-09-27_1080p.png"]),
        ("pdf", select(phase="stage-2"), ["iraq-2024_reported_stage-2_2026_a4.pdf"]),
        ("pdf", select(phase=ALL), ["iraq-2024_reported_all-phases_a4.pdf"]),
        (
            "svg",
            select(phase="stage-2", compare="stage-1", size=size("1280x720"), view=view("38,29,49,38")),
            ["iraq-2024_reported_stage-2_2026_since-stage-1_1280x720_view.svg"],
        ),
        (
            "png",
            select(phase="stage-1", compare="reading:on-record"),
            ["iraq-2024_reported_stage-1_2025-09_beside-on-record_1080p.png"],
        ),
        (
            "svg",
            select(phase="before", compare="stage-2"),
            ["iraq-2024_reported_before_2024-09-27_beside-stage-2_1080p.svg"],
        ),
        (
            "pdf",
            select("on-record", ALL, compare="reading:reported"),
            ["iraq-2024_on-record_all-phases_beside-reported_a4.pdf"],
        ),
        (
            "html",
            select(phase="stage-2", compare="reading:on-record"),
            ["iraq-2024_reported_stage-2_2026_beside-on-record.html"],
        ),
        ("pptx", select(ALL), ["iraq-2024_reported_all-phases.pptx", "iraq-2024_on-record_all-phases.pptx"]),
        ("csv", select(), ["iraq-2024_all-readings_all-phases_csv.zip"]),
        ("html", select("on-record"), ["iraq-2024_on-record_before_2024-09-27.html"]),
    ],
)
def test_files_are_named_for_what_they_show(shipped: Scenario, name: str, asked: Selection, files: list[str]) -> None:
    """A name tells scenario, reading, phase with its date, comparison, size, and that it is a part of the map."""
    plan = planned(shipped, FORMATS[name], asked)
    assert [file_name(shipped, FORMATS[name], wanted) for wanted in plan] == files


def test_files_of_one_export_have_names_of_their_own(shipped: Scenario) -> None:
    """No two files of an export are called the same, whatever the format."""
    for format_ in FORMATS.values():
        plan = planned(shipped, format_, select(ALL, None if format_.holds is Holds.READING else ALL))
        assert len({file_name(shipped, format_, wanted) for wanted in plan}) == len(plan)
