"""The print: the words on the sheet and the marks in its pixels, read back by other programs' means."""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader

from geo import scenario
from geo.export import FORMATS, planned
from geo.model import Scenario
from geo.print import canvas as canvases
from geo.print import sheet as figure
from geo.print.canvas import Box
from geo.selection import Size, size
from geo.words import catalogue
from tests.conftest import ROOT, SHIPPED, ScenarioCopy
from tests.exports import select
from tests.facts import BASES, FORCES, LABELS, PHASES, READINGS, STATUS_WORDS, TRUTH, ForceFact

EVERY_POSTURE = pytest.mark.parametrize(("reading", "phase"), sorted(TRUTH))
EVERY_SIZE = pytest.mark.parametrize("name", ["1080p", "4k", "a4", "1280x720", "1024x768", "1080x1920"])
SHORT = {"ain-al-asad": "Ain al-Asad", "baghdad": "Baghdad", "erbil": "Erbil"}
MARKING = "UNCLASSIFIED // PUBLIC SOURCES"
SVG = "{http://www.w3.org/2000/svg}"  # the name of a format, not a place to fetch from
NOT_STATED = ["On the record: not stated [C05, C06]"]
PLANNED = {
    "stage-1": {
        "Ain al-Asad": ["The plan as reported: vacated [C10]"],
        "Baghdad": ["The plan as reported: reduced [C11]"],
        "Erbil": ["The plan as reported: present [C12]"],
        "U.S. in Iraq": ["The plan as reported: ≈1,500–2,300 · assumed [C02, C08]"],
    },
    "stage-2": {
        "Ain al-Asad": ["The plan as reported: vacated [C10]"],
        "Baghdad": ["The plan as reported: vacated · derived [C09]"],
        "Erbil": ["The plan as reported: vacated · derived [C09] ", "contested by C12"],
        "U.S. in Iraq": ["The plan as reported: 0 [C09] ", "contested by C06"],
    },
}
DIFFER = {
    (reading, phase): [
        line
        for number, (name, said) in enumerate(PLANNED[phase].items(), 1)
        for line in ([f"{number}.", name], *((NOT_STATED, said) if reading == "reported" else (said, NOT_STATED)))
    ]
    for reading in ("reported", "on-record")
    for phase in ("stage-1", "stage-2")
} | {(reading, "before"): [["Both readings say the same."]] for reading in ("reported", "on-record")}
"""Lines of the list where the readings differ, by the reading and phase in question; that reading stands right."""
PALETTE = {"accent": (0x0B, 0x4F, 0x8A), "paper": (255, 255, 255)}


@cache
def made(format_name: str, reading: str, phase: str, asked_size: str = "1080p", compare: str | None = None) -> bytes:
    shipped, format_ = scenario.load(SHIPPED), FORMATS[format_name]
    (wanted,) = planned(shipped, format_, select(reading, phase, compare, size(asked_size)))
    return format_.content(shipped, wanted)


@dataclass(frozen=True)
class Word:
    """A text on the sheet and where it begins or is anchored, in points from the top left."""

    text: str
    x: float
    y: float


def svg_words(content: bytes) -> list[Word]:
    texts = ET.fromstring(content).iter(f"{SVG}text")
    return [Word(text.text or "", float(text.get("x", "nan")), float(text.get("y", "nan"))) for text in texts]


def rail_words(content: bytes) -> list[Word]:
    """The words of the rail, from the top down: those right of its heading."""
    words = svg_words(content)
    left = next(word.x for word in words if word.text == "FORCES")
    return sorted((word for word in words if word.x >= left), key=lambda word: (word.y, word.x))


def section(words: list[Word], heading: str, end: str) -> list[Word]:
    texts = [word.text for word in words]
    return words[texts.index(heading) + 1 : next(i for i, text in enumerate(texts) if text.startswith(end))]


@EVERY_POSTURE
def test_the_rail_says_every_figure(reading: str, phase: str) -> None:
    """Under each force's name stands its label, and no other force's."""
    words = [word.text for word in section(rail_words(made("svg", reading, phase)), "FORCES", "BASES")]
    found = [text for text in words if text in LABELS]
    assert found == [TRUTH[reading, phase].forces[force].label for force in FORCES]


@EVERY_POSTURE
def test_the_rail_says_every_status(reading: str, phase: str) -> None:
    """On the line of each base stands its status, and contested where it is."""
    words = section(rail_words(made("svg", reading, phase)), "BASES", "WHAT CHANGED")
    for base, fact in TRUTH[reading, phase].bases.items():
        y = next(word.y for word in words if word.text == SHORT[base])
        line = [word.text for word in words if word.y == y]
        assert STATUS_WORDS[fact.status] in line
        assert (" · contested" in line) == bool(fact.contested_by)


def test_an_assumed_status_is_called_as_on_the_board(scenario_copy: ScenarioCopy) -> None:
    """Below a base with an assumed status stands the word the board has beside it, and its claims."""
    scenario_copy.edit("statuses.csv", "stage-1,baghdad,reduced,reported", "stage-1,baghdad,reduced,assumed")
    drawn = figure.draw(scenario_copy.load(), select("reported", "stage-1", size=size("1080p")))
    texts = [text.get_text() for text in drawn.findobj(Text)]
    said = texts[texts.index("FORCES") :]
    grounds = said[said.index("Baghdad") + 1 :][:2]
    assert grounds == [catalogue()["caution.assumed"], "[C11]"] == ["assumed", "[C11]"]


@EVERY_POSTURE
def test_the_map_names_every_base_and_its_status(reading: str, phase: str) -> None:
    """On the map each base's name stands with its status below it."""
    content = made("svg", reading, phase)
    left = next(word.x for word in svg_words(content) if word.text == "FORCES")
    words = [word for word in svg_words(content) if word.x < left]
    for base, fact in TRUTH[reading, phase].bases.items():
        name = next(word for word in words if word.text == SHORT[base])
        below = [word for word in words if word.x == name.x and 0 < word.y - name.y < 25]
        expected = STATUS_WORDS[fact.status] + (" · contested" if fact.contested_by else "")
        assert [word.text for word in below] == [expected]


@EVERY_POSTURE
def test_the_pdf_says_every_figure_and_status(reading: str, phase: str) -> None:
    """The text of a PDF, as another program takes it out, has each figure and status on its line."""
    (page,) = PdfReader(io.BytesIO(made("pdf", reading, phase, "a4"))).pages
    lines = page.extract_text(extraction_mode="layout").splitlines()
    fact = TRUTH[reading, phase]
    start = next(i for i, line in enumerate(lines) if "BASES" in line)
    for base, stands in fact.bases.items():
        assert any(SHORT[base] in line and STATUS_WORDS[stands.status] in line for line in lines[start:])
    text = "\n".join(lines)
    assert all(force.label in text for force in fact.forces.values())
    assert all(text.count(label) == 0 for label in ("withheld", "no data"))


@EVERY_POSTURE
def test_the_marks_in_the_picture_show_the_status(reading: str, phase: str) -> None:
    """Left and right of a mark's middle: both filled when present, left alone when reduced, neither otherwise."""
    image = Image.open(io.BytesIO(made("png", reading, phase))).convert("RGB")
    shipped = scenario.load(SHIPPED)
    (drawn,) = figure.sheet(shipped, select(reading, phase, size=size("1080p"))).maps
    scale = image.width / canvases.layout_units(size("1080p"))[0]
    for base in shipped.bases:
        x, y = (scale * at for at in drawn.keys.frame.place(base.lon, base.lat))
        sides = tuple(image.getpixel((round(x + dx), round(y))) == PALETTE["accent"] for dx in (-7, 7))
        status = TRUTH[reading, phase].bases[base.id].status
        assert sides == {"present": (True, True), "reduced": (True, False)}.get(status, (False, False)), base.id


@pytest.mark.parametrize("format_name", ["png", "svg", "pdf"])
def test_the_stamp_is_inside(format_name: str) -> None:
    """A picture carries scenario, fingerprint, reading, phase, version and source."""
    content = made(format_name, "reported", "stage-1")
    stamps = {
        "png": lambda: Image.open(io.BytesIO(content)).info["posture-board"],
        "svg": lambda: next(text for text in ET.fromstring(content).itertext() if '"tool"' in text),
        "pdf": lambda: PdfReader(io.BytesIO(content)).metadata["/Keywords"],
    }
    stamp = json.loads(stamps[format_name]())
    assert (stamp["scenario"], stamp["readings"], stamp["phases"]) == ("iraq-2024", ["reported"], ["stage-1"])
    assert (stamp["version"], stamp["format"], stamp["size"]) == ("0.1.0", format_name, "1080p")
    assert stamp["fingerprint"] == scenario.fingerprint(SHIPPED)
    assert stamp["source"].startswith("Source: Reuters, 27 Sep 2024 (Idrees Ali, Phil Stewart).")


@EVERY_POSTURE
def test_sheet_carries_marking_source_and_rule(reading: str, phase: str) -> None:
    """Marking at top and bottom, source, date, the rule for hundreds, credit and fingerprint stand on the sheet."""
    texts = [word.text for word in svg_words(made("svg", reading, phase))]
    assert texts.count(MARKING) == 2
    foot = " ".join(texts)
    for said in (
        "Source: Reuters, 27 Sep 2024",
        "as reported 27 Sep 2024",
        "“Hundreds” is read as 200–999.",
        "Natural Earth",
        scenario.fingerprint(SHIPPED)[:12],
        READINGS[reading],
        PHASES[phase][0],
        PHASES[phase][1],
    ):
        assert any(part in foot for part in (said, said.replace(" ", " "))), said


def test_a_comparison_shows_both_postures_and_every_change_between() -> None:
    """Beside each other stand before and after; every stated change between them is listed."""
    texts = [word.text for word in svg_words(made("svg", "reported", "stage-2", "1080p", "before"))]
    assert "Before the drawdown · as reported 27 Sep 2024" in texts
    assert "After stage 2 · by end of 2026" in texts
    assert [text for text in texts if text in ("present", "vacated", "vacated · contested")].count("present") >= 3
    assert [text for text in texts if text[:-1].isdigit() and text.endswith(".")] == [f"{n}." for n in range(1, 8)]


@pytest.mark.parametrize(("reading", "phase", "differing"), [(*key, lines) for key, lines in DIFFER.items()])
def test_where_the_readings_differ_each_says_what_on_which_claims(
    reading: str, phase: str, differing: list[list[str]]
) -> None:
    """Beside the other reading the list tells of every base and force what the left says, then what the right says."""
    (other,) = READINGS.keys() - {reading}
    words = rail_words(made("svg", reading, phase, "1080p", f"reading:{other}"))
    start = [word.text for word in words].index("WHERE THE READINGS DIFFER") + 1
    lines: dict[float, list[str]] = {}
    for word in words[start:]:
        lines.setdefault(word.y, []).append(word.text)
    assert list(lines.values()) == differing


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("reading", READINGS)
def test_two_readings_stand_on_two_maps_under_their_names(reading: str, phase: str) -> None:
    """The other reading stands on the left; on each map bases and countries say what that reading says, no more."""
    (other,) = READINGS.keys() - {reading}
    words = svg_words(made("svg", reading, phase, "1080p", f"reading:{other}"))
    rail = next(word.x for word in words if word.text == "FORCES")
    left, right = (next(word for word in words if word.text == READINGS[each]) for each in (other, reading))
    assert left.y == right.y
    for each, first, last in ((other, left.x, right.x), (reading, right.x, rail)):
        on_map = [word.text for word in words if first <= word.x < last and word.y > left.y]
        fact = TRUTH[each, phase]
        assert all(on_map.count(short) == 1 for short in SHORT.values())
        stand = Counter(
            STATUS_WORDS[base.status] + (" · contested" if base.contested_by else "") for base in fact.bases.values()
        )
        legend = Counter(STATUS_WORDS.values()) if each == other else Counter()
        assert Counter(text for text in on_map if text.removesuffix(" · contested") in STATUS) == stand + legend
        figures = [text for text in on_map if text.startswith("U.S. ") and len(text) < 40]
        assert sorted(figures) == sorted(f"U.S. {written(fact.forces[force])}" for force in ("us-iraq", "us-syria"))


STATUS = set(STATUS_WORDS.values())


def written(force: ForceFact) -> str:
    """A figure as a map says it, with what has to be said beside it."""
    caution = "contested" if force.contested_by else "assumed" if force.basis == "assumed" else ""
    return f"{force.label} · {caution}" if caution else force.label


@pytest.mark.parametrize(
    ("phase", "iraq"),
    [
        ("before", ["U.S. in Iraq", "≈2,500"]),
        ("stage-1", ["U.S. in Iraq", "On the record", "not stated", "The plan as reported", "≈1,500–2,300"]),
        ("stage-2", ["U.S. in Iraq", "On the record", "not stated", "The plan as reported", "0"]),
    ],
)
def test_the_rail_has_the_figure_of_each_reading(shipped: Scenario, phase: str, iraq: list[str]) -> None:
    """Where two readings do not agree on a force each has its figure under its name, with a bar of its own."""
    words = [word.text for word in rail_words(made("svg", "reported", phase, "1080p", "reading:on-record"))]
    forces = words[words.index("FORCES") : words.index("BASES")]
    start = forces.index("U.S. in Iraq")
    said = [text for text in forces[start : forces.index("U.S. in Syria")] if text in {*iraq, *LABELS}]
    assert said == iraq
    assert [text for text in forces if text in LABELS][-2:] == [
        TRUTH["reported", phase].forces[force].label for force in ("us-syria", "coalition-other")
    ]
    drawn = figure.draw(shipped, select("reported", phase, size=size("1080p"), compare="reading:on-record"))
    bars = [each for each in drawn.findobj(Rectangle) if 12 < each.get_height() < 15 and each.get_width() > 400]
    assert len({each.get_y() // 5 for each in bars}) == (3 if phase == "before" else 4)


def test_a_later_phase_stands_on_the_right() -> None:
    """Before beside after stage 2 is drawn in order of time, under the head and with the figures of before."""
    words = svg_words(made("svg", "reported", "before", "1080p", "stage-2"))
    before, after = (
        next(word for word in words if word.text == f"{label} · {shown}")
        for label, shown in (PHASES["before"], PHASES["stage-2"])
    )
    assert before.x < after.x
    assert before.y == after.y
    rail = [word.text for word in rail_words(made("svg", "reported", "before", "1080p", "stage-2"))]
    assert [text for text in rail if text in LABELS] == ["≈2,500", "≈900", "hundreds (200–999)"]
    assert "WHAT CHANGED SINCE BEFORE THE DRAWDOWN" in rail
    assert [text for text in rail if text[:-1].isdigit() and text.endswith(".")] == [f"{n}." for n in range(1, 8)]


def test_nothing_stated_between_two_phases_is_said() -> None:
    """On the record nothing is stated to change between the stages, whichever of them is shown."""
    for phase, other in (("stage-1", "stage-2"), ("stage-2", "stage-1")):
        words = [word.text for word in rail_words(made("svg", "on-record", phase, "1080p", other))]
        assert words[words.index("WHAT CHANGED SINCE AFTER STAGE 1") + 1] == "No change stated."


@EVERY_SIZE
@pytest.mark.parametrize("compare", [None, "before", "reading"])
def test_no_text_overlaps_another_or_leaves_the_sheet(shipped: Scenario, name: str, compare: str | None) -> None:
    """At every size no two texts touch, and none is cut off by the edge."""
    for reading, other in zip(READINGS, reversed(READINGS), strict=True):
        beside = f"reading:{other}" if compare == "reading" else compare
        for phase in ("stage-1", "stage-2"):
            assert_apart(figure.draw(shipped, select(reading, phase, size=size(name), compare=beside)), size(name))


def assert_apart(drawn: Figure, asked: Size) -> None:
    renderer = FigureCanvasAgg(drawn).get_renderer()
    drawn.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in drawn.findobj(Text) if text.get_text()]
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= asked.width_px, text
        assert box.y1 <= asked.height_px, text
    for (one, a), (other, b) in combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        least = min(a.height, b.height)
        assert across <= 1 or down <= 0.45 * least, (one, other)


MARK_RADIUS = 13.8
NEXT_TO_UNITS = 40
"""Radius of a mark on the map, and the furthest from its middle that a name beside it begins, in units."""
BOLD = 700


@dataclass(frozen=True)
class Label:
    """The name of a base on a map with the status below it: where both stand, in units."""

    name: str
    box: Box


def map_labels(drawn: Figure, names: Collection[str] = tuple(SHORT.values())) -> list[Label]:
    """The names of bases on the maps of a print, left of the rail or above it, in the order of `marks`."""
    renderer = FigureCanvasAgg(drawn).get_renderer()
    drawn.draw_without_rendering()
    texts = [text for text in drawn.findobj(Text) if text.get_text()]
    left, top = next(text.get_position() for text in texts if text.get_text() == "FORCES")
    labels = []
    for text, status in pairwise(texts):
        x, y = text.get_position()
        if text.get_text() in names and text.get_fontweight() == BOLD and (x < left or y < top):
            extents = [each.get_window_extent(renderer) for each in (text, status)]
            corners = (
                text.get_transform().inverted().transform([point for each in extents for point in (each.p0, each.p1)])
            )
            labels.append(Label(text.get_text(), Box(*corners.min(axis=0), *corners.max(axis=0))))
    return labels


def distance(box: Box, x: float, y: float) -> float:
    """From a point to the edge of a box, 0 inside it."""
    return math.hypot(max(box.left - x, 0, x - box.right), max(box.top - y, 0, y - box.bottom))


def marks(drawn: Figure) -> list[tuple[float, float]]:
    """The middles of the marks of bases on the maps of a print."""
    return [circle.center for circle in drawn.findobj(Circle) if circle.radius == pytest.approx(MARK_RADIUS)]


def are_tied(drawn: Figure, label: Label, mark: tuple[float, float]) -> bool:
    """Tell whether a line begins at a name and ends at a mark."""
    lines = [line for line in drawn.findobj(Line2D) if len(line.get_xdata()) == 2]
    ends = [tuple(zip(line.get_xdata(), line.get_ydata(), strict=True)) for line in lines]
    return any(distance(label.box, *near) < 8 and math.dist(far, mark) < 1.1 * MARK_RADIUS for near, far in ends)


@EVERY_SIZE
@pytest.mark.parametrize("phase", PHASES)
def test_every_name_stands_next_to_its_mark(shipped: Scenario, name: str, phase: str) -> None:
    """At every size, alone and on two maps, the name of each base begins beside, above or below its own mark."""
    for compare in (None, *(other for other in PHASES if other < phase)):
        drawn = figure.draw(shipped, select("reported", phase, size=size(name), compare=compare))
        labels = map_labels(drawn)
        assert len(labels) == (3 if compare is None else 6)
        for label, mark in zip(labels, marks(drawn), strict=True):
            assert distance(label.box, *mark) < NEXT_TO_UNITS, label


def test_a_name_without_room_beside_its_mark_is_tied_to_it(scenario_copy: ScenarioCopy) -> None:
    """Among six bases 37 km apart each name that stands away from its mark has a line to it."""
    layer = json.loads((scenario_copy.folder / "bases.geojson").read_text(encoding="utf-8"))
    baghdad = next(base for base in layer["features"] if base["properties"]["id"] == "baghdad")
    names = [f"Post {number}" for number in range(6)]
    for number, name in enumerate(names):
        properties = {**baghdad["properties"], "id": f"post-{number}", "name": name, "precision": "site"}
        properties.pop("short", None)
        point = {"type": "Point", "coordinates": [43.6 + 0.4 * (number % 2), 33.6 + 0.33 * (number // 2)]}
        layer["features"].append({"type": "Feature", "properties": properties, "geometry": point})
    scenario_copy.write("bases.geojson", json.dumps(layer))
    drawn = figure.draw(scenario_copy.load(), select("reported", "before", size=size("1080p")))
    of = dict(zip([*SHORT.values(), *names], marks(drawn), strict=True))
    found = [(label, of[label.name]) for label in map_labels(drawn, of)]
    away = [(label, mark) for label, mark in found if distance(label.box, *mark) > NEXT_TO_UNITS]
    assert away
    assert all(are_tied(drawn, label, mark) for label, mark in away)
    assert_apart(drawn, size("1080p"))


def test_a_view_moves_the_map_and_nothing_else(shipped: Scenario) -> None:
    """A closer view draws towns the home view has no room for, and leaves the rail as it was."""
    near = figure.draw(
        shipped,
        select(
            "reported",
            "stage-1",
            size=size("1080p"),
            view=shipped.view.model_copy(update={"west": 43.0, "south": 32.5, "east": 46.0, "north": 34.5}),
        ),
    )
    texts = [text.get_text() for text in near.findobj(Text)]
    assert "Baghdad" in texts
    assert texts.count("Erbil") == 1  # in the rail alone
    assert "≈1,500–2,300" in texts


HOSTILE = "$x^2$ {{ 7*7 }} & ]]> <b> 'q' \"d\""
ARABIC = "قاعدة عين الأسد"


@pytest.mark.parametrize("format_name", ["png", "svg", "pdf"])
def test_hostile_names_stay_text(scenario_copy: ScenarioCopy, format_name: str) -> None:
    """A name with signs of mathematics, markup and templates stands as it is in a file that other programs read."""
    scenario_copy.edit("bases.geojson", '"Ain al-Asad"', json.dumps(HOSTILE))
    scenario_copy.edit("bases.geojson", "عين الأسد", ARABIC)
    loaded = scenario_copy.load()
    (wanted,) = planned(loaded, FORMATS[format_name], select("reported", "stage-1"))
    content = FORMATS[format_name].content(loaded, wanted)
    if format_name == "svg":
        texts = [word.text for word in svg_words(content)]
        assert HOSTILE in texts
    elif format_name == "pdf":
        assert "$x^2$ {{ 7*7 }}" in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    else:
        assert Image.open(io.BytesIO(content)).size == (1920, 1080)


PROGRAM = """
import hashlib, pathlib, sys
from geo import scenario
from geo.export import FORMATS, planned
from tests.exports import select
loaded = scenario.load(pathlib.Path(sys.argv[1]))
for name, compare in (("png", None), ("svg", None), ("pdf", None), ("png", "reading:on-record")):
    (wanted,) = planned(loaded, FORMATS[name], select("reported", "stage-1", compare))
    print(name, hashlib.sha256(FORMATS[name].content(loaded, wanted)).hexdigest())
"""


def sums(zone: str, seed: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TZ": zone, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", PROGRAM, str(SHIPPED)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def test_pictures_are_the_same_bytes_everywhere() -> None:
    """PNG, SVG and PDF are the same bytes in another process, time zone and order of hashes."""
    assert sums("Asia/Tokyo", "1") == sums("America/New_York", "2")
    assert f"png {hashlib.sha256(made('png', 'reported', 'stage-1')).hexdigest()}" in sums("UTC", "0")


def test_many_bases_and_forces_stay_on_the_sheet(scenario_copy: ScenarioCopy) -> None:
    """Where the rail has no room for all, it says how many more there are, and nothing leaves the sheet."""
    rows = "".join(
        f'\n[[forces]]\nid = "f{n}"\nlabel = "Force number {n} of a long name"\nshort = "F{n}"\n' for n in range(30)
    )
    text = (scenario_copy.folder / "scenario.toml").read_text(encoding="utf-8")
    scenario_copy.write("scenario.toml", text.replace("[[phases]]", f"{rows}\n[[phases]]", 1))
    drawn = figure.draw(scenario_copy.load(), select("reported", "stage-1", size=size("1080p")))
    texts = [text.get_text() for text in drawn.findobj(Text)]
    assert any(text.startswith("and ") and text.endswith(" more") for text in texts)
    assert "WHAT CHANGED" in texts
    assert_apart(drawn, size("1080p"))


def test_the_names_of_bases_are_the_reports(shipped: Scenario) -> None:
    """The short names above are those of the three bases."""
    assert {base.id: base.name for base in shipped.bases} == BASES


@pytest.mark.parametrize("name", ["1080p", "a4", "1024x768", "1200x1000"])
def test_a_comparison_says_every_figure_on_both_maps(shipped: Scenario, name: str) -> None:
    """On each of two maps, on a slide too, stand the figures of both countries and the names of all three bases."""
    before, after = TRUTH["reported", "before"], TRUTH["reported", "stage-2"]
    for draw in (figure.draw, figure.draw_map):
        drawn = draw(shipped, select("reported", "stage-2", size=size(name), compare="before"))
        texts = [text.get_text() for text in drawn.findobj(Text)]
        assert f"U.S. {before.forces['us-iraq'].label}" in texts
        assert f"U.S. {after.forces['us-iraq'].label} · contested" in texts
        assert texts.count("U.S. ≈900") == 2
        assert all(texts.count(short) >= 2 for short in SHORT.values())


@pytest.mark.parametrize("name", ["1080p", "4k", "a4", "1280x720", "1024x768", "1080x1920"])
def test_nothing_of_the_shipped_scenario_is_left_out(shipped: Scenario, name: str) -> None:
    """At no size does a print of the shipped scenario say that there is more than it shows."""
    for reading in READINGS:
        (other,) = READINGS.keys() - {reading}
        pairs = [("stage-2", "before"), ("before", "stage-2"), *((phase, f"reading:{other}") for phase in PHASES)]
        for phase, compare in (*((phase, None) for phase in PHASES), *pairs):
            drawn = figure.draw(shipped, select(reading, phase, size=size(name), compare=compare))
            texts = [text.get_text() for text in drawn.findobj(Text)]
            assert [text for text in texts if text.startswith("and ") or text.endswith("…")] == []


def test_a_view_of_a_part_names_the_country_and_its_figure(shipped: Scenario) -> None:
    """Where only a corner of Iraq is in sight, its name and figure stand in that corner."""
    view = shipped.view.model_copy(update={"west": 42.0, "south": 32.5, "east": 46.0, "north": 37.0})
    texts = [
        text.get_text()
        for text in figure.draw(shipped, select("reported", "stage-1", size=size("1080p"), view=view)).findobj(Text)
    ]
    assert "IRAQ" in texts
    assert "U.S. ≈1,500–2,300 · assumed" in texts
