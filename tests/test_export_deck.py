"""The deck, read back by python-pptx and lxml; room is measured in another typeface than the one it was set by."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import openpyxl
import pptx as reader
import pytest
from lxml import etree
from PIL import Image, ImageFont
from pptx.util import Emu

from geo.export.deck.pptx import pptx
from geo.export.stamp import stamp
from geo.model import Claim, Scenario, Statement
from geo.scenario import load
from geo.selection import Selection
from tests.conftest import COMMAND_SECONDS, ROOT, SHIPPED, ScenarioCopy
from tests.exports import FOUR_KINDS, HOSTILE, four_kinds, hostile, walks_of
from tests.facts import (
    BASES,
    BASIS_WORDS,
    CLAIMS,
    FORCES,
    PHASES,
    READINGS,
    STATUS_WORDS,
    TRUTH,
    BaseFact,
    ForceFact,
)

POSTURES = pytest.mark.parametrize(("reading", "phase"), list(TRUTH))
EACH_READING = pytest.mark.parametrize("reading", list(READINGS))
MARKING = "UNCLASSIFIED // PUBLIC SOURCES"
BYTES_MAX = 3_000_000

BARS = {
    ("reported", "before"): ((2500, None), (900, None), (200, 799)),
    ("reported", "stage-1"): ((1500, 800), (900, None), (None, None)),
    ("reported", "stage-2"): ((0, None), (900, None), (None, None)),
    ("on-record", "before"): ((2500, None), (900, None), (200, 799)),
    ("on-record", "stage-1"): ((None, None), (900, None), (None, None)),
    ("on-record", "stage-2"): ((None, None), (900, None), (None, None)),
}
"""What is drawn of each force: solid to the least as written, light from there to the most; None draws nothing."""

CHANGES = {
    ("reported", "before"): ["The baseline."],
    ("reported", "stage-1"): [
        "All coalition forces leave Ain al-Asad. [C10]",
        "Presence in Baghdad is reduced significantly. [C11]",
        "Hundreds of troops depart; whose, the report does not say. [C08]",
        "The number of other coalition troops is not stated.",
    ],
    ("reported", "stage-2"): [
        "The presence in Baghdad ends with the remainder (derived). [C09]",
        "The presence in Erbil ends with the remainder (derived). [C09] contested by C12",
        "The remainder leaves. [C09] contested by C06",
    ],
    ("on-record", "before"): ["The baseline."],
    ("on-record", "stage-1"): [
        "How many U.S. troops would leave Iraq, and from which bases, is not stated. [C05, C06]",
        "The number of other coalition troops is not stated.",
    ],
    ("on-record", "stage-2"): ["No change stated."],
}
"""What each slide says has changed, with claims."""
ASSUMPTIONS = {("reported", "stage-1"): ["U.S. in Iraq, ≈1,500–2,300: assumes the “hundreds” are U.S. troops."]}
"""What a figure assumes, said on its slide."""


def wanted_of(scenario: Scenario, reading: str) -> Selection:
    return Selection((reading,), tuple(phase.id for phase in scenario.phases))


@cache
def content(reading: str) -> bytes:
    scenario = load(SHIPPED)
    return pptx(scenario, wanted_of(scenario, reading))


@cache
def slides(reading: str) -> list[Any]:
    return list(reader.Presentation(io.BytesIO(content(reading))).slides)


def opened(made: bytes) -> list[Any]:
    return list(reader.Presentation(io.BytesIO(made)).slides)


def titled(found: list[Any], title: str) -> Any:
    (slide,) = [slide for slide in found if slide.shapes.title.text_frame.text == title]
    return slide


def slide_of(reading: str, phase: str) -> Any:
    return titled(slides(reading), " · ".join(PHASES[phase]))


def tables(found: list[Any], head: str) -> list[list[str]]:
    """The rows of every table whose first column has a name, without their heads."""
    rows = []
    for shape in (shape for slide in found for shape in slide.shapes if shape.has_table):
        cells = [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
        rows += cells[1:] if cells[0][0] == head else []
    return rows


def grounds(claims: tuple[str, ...], contested_by: tuple[str, ...]) -> str:
    contested = f"contested by {', '.join(contested_by)}" if contested_by else ""
    return " ".join(part for part in (", ".join(claims), contested) if part)


def named(slide: Any, name: str) -> Any:
    (shape,) = [shape for shape in slide.shapes if shape.name == name]
    return shape


def alt(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr")[0].get("descr") or "")


@POSTURES
def test_bases_stand_in_a_native_table(reading: str, phase: str) -> None:
    """The table of bases says status, basis, claims and what contests them, as the truth table does."""
    facts = TRUTH[reading, phase].bases.items()
    assert tables([slide_of(reading, phase)], "Base") == [
        [BASES[base], STATUS_WORDS[fact.status], BASIS_WORDS[fact.basis], grounds(fact.claims, fact.contested_by)]
        for base, fact in facts
    ]


@POSTURES
def test_forces_stand_in_a_native_table(reading: str, phase: str) -> None:
    """The table of forces says label, basis, claims and what contests them, as the truth table does."""
    facts = TRUTH[reading, phase].forces.items()
    assert tables([slide_of(reading, phase)], "Force") == [
        [FORCES[force], fact.label, BASIS_WORDS[fact.basis], grounds(fact.claims, fact.contested_by)]
        for force, fact in facts
    ]


@POSTURES
def test_bars_run_to_what_is_stated_and_no_further(reading: str, phase: str) -> None:
    """Bars are solid to the least and light to the most; what has no number has no bar, and its label says why."""
    chart = named(slide_of(reading, phase), "Troops").chart
    cautions = {("reported", "stage-1", "us-iraq"): " · assumed", ("reported", "stage-2", "us-iraq"): " · contested"}
    labels = [
        f"{FORCES[force]}: {fact.label}{cautions.get((reading, phase, force), '')}"
        for force, fact in TRUTH[reading, phase].forces.items()
    ]
    assert list(chart.plots[0].categories) == labels
    least, more = (series.values for series in chart.plots[0].series)
    assert tuple(zip(least, more, strict=True)) == BARS[reading, phase]


def test_a_chart_names_no_bound_that_is_not_stated(scenario_copy: ScenarioCopy) -> None:
    """Of "at least 900" the chart has 900 and no upper bound; of "at most 900", no lower bound and 900."""
    scenario_copy.edit("troops.csv", 'set,"approximately 2,500",,,,', "set,,900,,,")
    scenario_copy.edit("troops.csv", "set,(approximately) 900,,,,", "set,,,,900,")
    scenario = scenario_copy.load()
    (slide,) = [
        slide
        for slide in opened(pptx(scenario, wanted_of(scenario, "reported")))
        if slide.shapes.title.text_frame.text.startswith("Before the drawdown")
    ]
    chart = named(slide, "Troops").chart
    least, more = (series.values for series in chart.plots[0].series)
    assert list(zip(least, more, strict=True))[:2] == [(900, None), (None, 900)]


def test_bars_have_one_scale_on_all_slides() -> None:
    """The end of the scale is the same at every phase, above the 2,500 of the first."""
    ends = {named(slide_of("reported", phase), "Troops").chart.value_axis.maximum_scale for phase in PHASES}
    assert ends == {2625}


@POSTURES
def test_changes_are_native_text_with_their_claims(reading: str, phase: str) -> None:
    """What changed is said sentence by sentence, each with its claims and what contests it."""
    frames = [shape.text_frame for shape in slide_of(reading, phase).shapes if shape.name.startswith("What changed")]
    said = [paragraph.text for frame in frames for paragraph in frame.paragraphs]
    assert said == ["What changed", *CHANGES[reading, phase], *ASSUMPTIONS.get((reading, phase), [])]


def test_changes_are_native_bullets() -> None:
    """Each change is a paragraph with a bullet of PowerPoint's own."""
    frame = named(slide_of("reported", "stage-1"), "What changed").text_frame
    assert [len(paragraph._p.findall(".//{*}buChar")) for paragraph in frame.paragraphs] == [0, 1, 1]


@POSTURES
def test_headline_names_its_claims(reading: str, phase: str) -> None:
    """The headline of a phase stands on its slide with the claims it rests on in brackets."""
    text = named(slide_of(reading, phase), "Headline").text_frame.text
    expected = {
        "before": "is implied. [C02, C03, C10, C11, C12]",
        "stage-1": {"reported": "depart. [C08, C10, C11, C12]", "on-record": "is not stated. [C01, C05]"},
        "stage-2": {"reported": "for Erbil. [C09, C06, C12]", "on-record": "continues. [C05, C06, C14]"},
    }[phase]
    assert text.endswith(expected if isinstance(expected, str) else expected[reading])


@POSTURES
def test_notes_hold_claims_and_sources_in_full(reading: str, phase: str) -> None:
    """The notes of a slide hold every claim that stands on it as it was said and by whom, and the source."""
    notes = slide_of(reading, phase).notes_slide.notes_text_frame.text
    fact = TRUTH[reading, phase]
    found = [*fact.bases.values(), *fact.forces.values()]
    for claim in {claim for stands in found for claim in (*stands.claims, *stands.contested_by)}:
        assert f"{claim}: {CLAIMS[claim].paraphrase} ({CLAIMS[claim].said_by}; " in notes
    assert "Reuters, 27 Sep 2024 (Idrees Ali, Phil Stewart): Report on the U.S.–Iraq joint statement" in notes
    assert "“Hundreds” is read as 200–999." in notes


def test_notes_show_the_arithmetic() -> None:
    """The notes say from which figures a derived one comes, and on what assumption."""
    notes = slide_of("reported", "stage-1").notes_slide.notes_text_frame.text
    assert "≈2,500 − 200…999 = 1,501…2,300, written ≈1,500–2,300" in notes
    assert "assumes the “hundreds” are U.S. troops" in notes


@EACH_READING
def test_every_slide_has_a_native_title_of_its_own(reading: str) -> None:
    """Each slide has a title placeholder with a text no other slide has."""
    titles = [slide.shapes.title.text_frame.text for slide in slides(reading)]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    phases = [" · ".join(phase) for phase in PHASES.values()]
    assert titles[:5] == ["Coalition drawdown in Iraq", *phases, "Before and after"]


@EACH_READING
def test_every_slide_is_marked_above_and_below(reading: str) -> None:
    """The marking is read first and last on each slide, at its two edges, in white on green."""
    for slide in slides(reading):
        first, *_, last = slide.shapes
        assert first.text_frame.text == last.text_frame.text == MARKING
        assert (first.top, last.top + last.height) == (0, pytest.approx(6858000, abs=2000))
        assert {str(mark.fill.fore_color.rgb) for mark in (first, last)} == {"005C29"}


@EACH_READING
def test_every_slide_has_a_number_and_its_source(reading: str) -> None:
    """Each slide has a field with its number, and a foot with day, fingerprint, source and the rule of “hundreds”."""
    for slide in slides(reading):
        foot, number = ([s for s in slide.placeholders if s.placeholder_format.idx == idx] for idx in (11, 12))
        assert number[0]._element.xpath(".//a:fld[@type='slidenum']")
        assert re.match(r"As of 27 Sep 2024 · iraq-2024 [0-9a-f]{12} · Source: Reuters", foot[0].text_frame.text)
        assert "“Hundreds” is read as 200–999." in foot[0].text_frame.text


@EACH_READING
def test_every_picture_and_chart_is_told_in_words(reading: str) -> None:
    """Pictures and charts carry a text that is read in their place, with what they show."""
    shown = [shape for slide in slides(reading) for shape in slide.shapes if shape.has_chart or hasattr(shape, "image")]
    assert len(shown) == 7
    assert all(len(alt(shape)) > 40 for shape in shown)
    words = alt(named(slide_of("reported", "stage-2"), "Map"))
    assert "Erbil vacated" in words
    assert "Other coalition nations not stated" in words


def test_map_is_a_picture_of_its_phase() -> None:
    """The maps of three phases under a reading are three pictures, 1,600 pixels wide."""
    blobs = {phase: named(slide_of("reported", phase), "Map").image.blob for phase in PHASES}
    assert len(set(blobs.values())) == 3
    assert {Image.open(io.BytesIO(blob)).width for blob in blobs.values()} == {1600}


def test_before_and_after_says_all_that_changed_between() -> None:
    """The slide of before and after holds the changes of both stages with their claims, beside two maps."""
    slide = titled(slides("reported"), "Before and after")
    said = [paragraph.text for paragraph in named(slide, "What changed").text_frame.paragraphs]
    first, second = CHANGES["reported", "stage-1"], CHANGES["reported", "stage-2"]
    assert said[1:] == ["After stage 1 · by Sep 2025", *first, "After stage 2 · by end of 2026", *second]
    assert alt(named(slide, "Maps")).startswith("Two maps side by side. Left: Map, Before the drawdown")


@EACH_READING
def test_evidence_holds_every_claim(reading: str) -> None:
    """The evidence says of every claim what it says, who says so and how it stands."""
    rows = {row[0]: row[1:] for row in tables(slides(reading), "Claim")}
    assert list(rows) == list(CLAIMS)
    for claim, fact in CLAIMS.items():
        says, said_by, standing, where, drives = rows[claim]
        assert says.startswith(fact.paraphrase)
        assert (said_by, standing) == (fact.said_by, fact.standing)
        assert where.endswith(fact.where)
        assert drives


def test_sources_credit_and_rules_are_written_in_full(shipped: Scenario) -> None:
    """The last slide holds rules, sources, the basemap's credit and the whole fingerprint."""
    rows = tables(slides("reported"), "What")
    text = "\n".join(": ".join(row) for row in rows)
    for expected in ("“Hundreds” is read as 200–999.", "≈ means approximately.", "Natural Earth", shipped.fingerprint):
        assert expected in text
    assert "Source (report): Reuters, 27 Sep 2024 (Idrees Ali, Phil Stewart): Report on" in text


@EACH_READING
def test_opening_slide_shows_all_phases_side_by_side(reading: str) -> None:
    """The first slide names reading, day and source, and says what stands at each phase."""
    first = slides(reading)[0]
    text = "\n".join(shape.text_frame.text for shape in first.shapes if shape.has_text_frame)
    assert f"Reading: {READINGS[reading]}" in text
    assert "As of 27 Sep 2024. Source: Reuters" in text
    held = [TRUTH[reading, phase] for phase in PHASES]
    forces = [(FORCES[force], [posture.forces[force] for posture in held]) for force in FORCES]
    expected = [[name, *(standing(fact.label, fact) for fact in facts)] for name, facts in forces]
    assert tables([first], "")[:3] == expected
    assert [row[1:] for row in tables([first], "")[3:]] == [
        [standing(STATUS_WORDS[p.bases[base].status], p.bases[base]) for p in held] for base in BASES
    ]


def standing(value: str, fact: BaseFact | ForceFact) -> str:
    """A value with its basis, where it is not reported, and what contests it."""
    firm = f" {fact.basis}" if fact.basis in ("derived", "assumed") else ""
    return value + firm + (f" contested by {', '.join(fact.contested_by)}" if fact.contested_by else "")


@EACH_READING
def test_file_says_where_it_came_from(reading: str, shipped: Scenario) -> None:
    """The properties hold title, subject, neutral author, the day of the report, and the whole stamp."""
    core = reader.Presentation(io.BytesIO(content(reading))).core_properties
    assert (core.title, core.author, core.revision) == ("Coalition drawdown in Iraq", "posture-board", 1)
    assert core.created == core.modified == datetime(2024, 9, 27)
    assert READINGS[reading] in core.subject
    assert json.loads(core.comments) == stamp(shipped, wanted_of(shipped, reading), "pptx")


@EACH_READING
def test_file_reaches_for_nothing_outside(reading: str) -> None:
    """No part of the file points outside it or runs: no remote relationship, no macro, no printer's settings."""
    with zipfile.ZipFile(io.BytesIO(content(reading))) as archive:
        names = archive.namelist()
        relations = b"".join(archive.read(name) for name in names if name.endswith(".rels"))
    assert b"TargetMode" not in relations
    assert not [name for name in names if "vba" in name or "printer" in name or "thumbnail" in name]


@EACH_READING
def test_deck_is_small(reading: str) -> None:
    """A deck of three phases stays under 3 MB."""
    assert len(content(reading)) < BYTES_MAX


PROGRAM = """
import hashlib, pathlib
from geo import scenario
from geo.export.deck.pptx import pptx
from geo.selection import Selection
loaded = scenario.load(pathlib.Path("data/iraq-2024"))
print(hashlib.sha256(pptx(loaded, Selection(("reported",), tuple(p.id for p in loaded.phases)))).hexdigest())
"""


def test_deck_is_the_same_bytes_everywhere() -> None:
    """The deck is the same bytes in another process, time zone and order of hashes."""
    environment = {**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=COMMAND_SECONDS,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(content("reported")).hexdigest()


def test_no_part_knows_the_time_it_was_made() -> None:
    """Members of the file and of the workbooks in it have one fixed time, and the workbooks the report's day."""
    with zipfile.ZipFile(io.BytesIO(content("reported"))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        books = [archive.read(name) for name in archive.namelist() if name.endswith(".xlsx")]
    assert len(books) == 3
    for book in books:
        with zipfile.ZipFile(io.BytesIO(book)) as inner:
            assert {member.date_time for member in inner.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = openpyxl.load_workbook(io.BytesIO(book)).properties
        assert properties.created == properties.modified == datetime(2024, 9, 27)


def test_hostile_names_stay_text(scenario_copy: ScenarioCopy) -> None:
    """Names with signs that break formats leave every part well formed and come back letter for letter."""
    scenario = hostile(scenario_copy)
    made = pptx(scenario, wanted_of(scenario, "reported"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    assert all(etree.fromstring(part) is not None for part in parts)
    found = opened(made)
    assert found[0].shapes.title.text_frame.text == HOSTILE
    assert found[0].shapes[0].text_frame.text == HOSTILE
    assert HOSTILE in [row[0] for row in tables(found, "Base")]
    assert HOSTILE in [row[0] for row in tables(found, "Force")]


@pytest.mark.parametrize("name", ["=1+1", "@SUM(1)", "internal:Sheet1!A1", "http" + "://example.org/x"])
def test_no_name_comes_alive_in_a_workbook(shipped: Scenario, name: str) -> None:
    """A force named like a formula or an address is text in the workbook of the chart."""
    forces = (shipped.forces[0].model_copy(update={"label": name}), *shipped.forces[1:])
    scenario = replace(shipped, forces=forces, phases=shipped.phases[:1])
    with zipfile.ZipFile(io.BytesIO(pptx(scenario, wanted_of(scenario, "reported")))) as archive:
        (book,) = [archive.read(member) for member in archive.namelist() if member.endswith(".xlsx")]
    cell = openpyxl.load_workbook(io.BytesIO(book)).active["A2"]
    assert (cell.data_type, cell.hyperlink, cell.value.strip()) == ("s", None, f"{name}: ≈2,500")


def test_what_is_not_known_stays_four_things(scenario_copy: ScenarioCopy) -> None:
    """Zero, withheld, not stated and no data have four labels, and only zero is drawn."""
    scenario = four_kinds(scenario_copy)
    found = opened(pptx(scenario, wanted_of(scenario, "reported")))
    shown = [slide for slide in found if slide.shapes.title.text_frame.text.startswith("After stage 2")]
    assert [row[1] for row in tables(shown, "Force")] == [label for label, _, _ in FOUR_KINDS.values()]
    assert named(shown[0], "Troops").chart.plots[0].series[0].values == tuple(low for _, _, low in FOUR_KINDS.values())


def crowded(shipped: Scenario) -> Scenario:
    """Sixty bases, twenty forces, forty claims and four phases with long names, and a headline of 1,900 signs."""
    name = "A very long name of a place that someone wrote out in full Weltraumbahnhofsvorplatz"
    bases = [shipped.bases[n % 3].model_copy(update={"id": f"b{n}", "name": f"{n} {name}"}) for n in range(60)]
    forces = [shipped.forces[n % 3].model_copy(update={"id": f"f{n}", "label": f"{n} {name}"}) for n in range(17)]
    said = Statement(text="Coalition forces leave one place after another. " * 39, claims=("C02", "C03"))
    phases = [
        shipped.phases[0].model_copy(
            update={"id": f"p{n}", "label": f"{n} {name}", "shown": name, "summary": {"*": said}}
        )
        for n in range(1)
    ]
    claims = {f"X{n:02}": _long_claim(shipped.claims["C01"], n) for n in range(23)}
    return replace(
        shipped,
        title=name,
        marking="W" * 100,
        bases=(*shipped.bases, *bases),
        forces=(*shipped.forces, *forces),
        phases=(*shipped.phases, *phases),
        claims={**shipped.claims, **claims},
    )


def _long_claim(claim: Claim, number: int) -> Claim:
    return claim.model_copy(
        update={"id": f"X{number:02}", "paraphrase": "Something is said at length. " * (68 if number % 8 == 7 else 8)}
    )


@cache
def crowded_slides() -> list[Any]:
    scenario = crowded(load(SHIPPED))
    return opened(pptx(scenario, wanted_of(scenario, "reported")))


def test_nothing_is_left_out_of_a_crowded_deck() -> None:
    """Sixty-three bases, twenty forces and forty claims all stand on slides, however many it takes."""
    found = crowded_slides()
    rows = tables(found, "Base")
    assert len(rows) == 4 * 63
    assert len(tables(found, "Force")) == 4 * 20
    bars = [shape.chart for slide in found for shape in slide.shapes if shape.has_chart]
    assert sum(len(list(chart.plots[0].categories)) for chart in bars) == 4 * 20
    said = {claim: "" for claim, *_ in tables(found, "Claim") if claim}
    claim = ""
    for row in tables(found, "Claim"):
        claim = row[0] or claim
        said[claim] += row[1] + " "
    assert len(said) == 40
    assert said["X07"].count("Something is said at length.") == 68


def test_slides_that_continue_say_so() -> None:
    """A slide that could not hold all says how much more there is, and no two slides have the same title."""
    found = crowded_slides()
    titles = [slide.shapes.title.text_frame.text for slide in found]
    assert len(set(titles)) == len(titles)
    assert {"After stage 1 · by Sep 2025 (continued)", "After stage 1 · by Sep 2025 (continued, 2)"} < set(titles)
    told = named(titled(found, "After stage 1 · by Sep 2025"), "More").text_frame.text
    shown = titled(found, "After stage 1 · by Sep 2025")
    forces, bases = 20 - len(tables([shown], "Force")), 63 - len(tables([shown], "Base"))
    assert told == f"{forces} more forces and {bases} more bases: see the next slides"


_WIDENED = {False: 1.06, True: 1.08}
"""How much wider English prose is in Arial than in Source Sans, regular and bold, by which room is measured here."""
_FOLDER = Path(font_source_sans_pro.__file__).parent / "files"


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FOLDER / f"SourceSansPro-{'Bold' if bold else 'Regular'}.ttf"), 1000)


def line_count(text: str, width_pt: float, size_pt: float, bold: bool) -> int:
    """The lines a text takes when broken at spaces."""
    count, line = 1, ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if _font(bold).getlength(longer) * _WIDENED[bold] * size_pt / 1000 > width_pt and line:
            count, line = count + 1, word
        else:
            line = longer
    return count


def frame_pt(frame: Any, width_pt: float, inherited_pt: float) -> float:
    """The height in points that the paragraphs of a frame take in a width."""
    height = 0.0
    for paragraph in frame.paragraphs:
        runs = paragraph.runs
        size_pt = max((run.font.size.pt for run in runs if run.font.size), default=inherited_pt)
        bold = any(run.font.bold for run in runs)
        indent = int(paragraph._p.pPr.get("marL", 0)) if paragraph._p.pPr is not None else 0
        lines = line_count(paragraph.text, width_pt - Emu(indent).pt, size_pt, bold)
        height += lines * size_pt * 1.2 + (paragraph.space_after.pt if paragraph.space_after else 0)
    return height


@dataclass(frozen=True)
class Area:
    """What a shape covers of a slide, in points."""

    name: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Area) -> bool:
        return min(self.right, other.right) - max(self.left, other.left) > 1 and (
            min(self.bottom, other.bottom) - max(self.top, other.top) > 1
        )


def areas(slide: Any) -> Iterator[tuple[Area, Area]]:
    """Each shape's box, and what its text or its rows need from the same corner."""
    for shape in slide.shapes:
        left, top, width, height = (Emu(edge).pt for edge in (shape.left, shape.top, shape.width, shape.height))
        needed = height
        if shape.has_table:
            needed = sum(row_pt(row, shape.table.columns) for row in shape.table.rows)
        elif shape.has_text_frame:
            needed = frame_pt(shape.text_frame, width, 10)
        box = Area(shape.name, left, top, left + width, top + height)
        yield box, replace(box, bottom=top + needed)


def row_pt(row: Any, columns: Any) -> float:
    heights = [Emu(row.height).pt]
    for cell, column in zip(row.cells, columns, strict=True):
        width_pt = Emu(column.width - cell.margin_left - cell.margin_right).pt
        margins = Emu(cell.margin_top + cell.margin_bottom).pt
        heights.append(frame_pt(cell.text_frame, width_pt, 12) + margins)
    return max(heights)


def check_room(found: list[Any]) -> None:
    for slide in found:
        covered = []
        for box, needed in areas(slide):
            assert needed.bottom <= box.bottom + 2, f"{slide.shapes.title.text_frame.text}: {box.name} overflows"
            assert min(box.left, box.top) >= 0
            assert (box.right, box.bottom) <= (960.1, 540.1), f"{box.name} leaves the slide"
            covered.append(needed)
        for one, other in itertools.combinations(covered, 2):
            assert not one.meets(other), f"{slide.shapes.title.text_frame.text}: {one.name} meets {other.name}"


@EACH_READING
def test_no_text_leaves_its_box(reading: str) -> None:
    """Every text and table fits its box, every box the slide, and none meets another."""
    check_room(slides(reading))


def test_no_text_leaves_its_box_in_a_crowded_deck() -> None:
    """Long names, headlines and claims, many bases and forces fit their boxes too."""
    check_room(crowded_slides())


@EACH_READING
def test_text_can_be_read(reading: str) -> None:
    """No text is smaller than 12 points, but in the foot and the markings, where it is 10."""
    for slide in slides(reading):
        for run in slide._element.iter("{*}rPr"):
            assert int(run.get("sz", 1200)) >= 1000
        for shape in slide.shapes:
            frames = [cell.text_frame for row in shape.table.rows for cell in row.cells] if shape.has_table else []
            frames += [shape.text_frame] if shape.has_text_frame and "arking" not in shape.name else []
            sizes = [run.font.size.pt for f in frames for p in f.paragraphs for run in p.runs if run.font.size]
            assert min(sizes, default=12) >= 12


def test_a_deck_walks_each_reading_once(monkeypatch: pytest.MonkeyPatch, shipped: Scenario) -> None:
    """The reading it shows is walked once for all its slides, the other once for what its claims drive."""
    here = Selection(("reported",), tuple(PHASES))
    assert walks_of(monkeypatch, shipped, "pptx", here) == {"reported": 1, "on-record": 1}


@pytest.mark.parametrize("reading", READINGS)
def test_notes_say_baseline_as_their_slide_does(reading: str) -> None:
    """Before the drawdown nothing has changed yet: the notes call it the baseline, not a phase without a change."""
    notes = slide_of(reading, "before").notes_slide.notes_text_frame.text
    assert "The baseline." in notes
    assert "No change stated." not in notes
