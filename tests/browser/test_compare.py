"""Compare in a real browser: two phases or two readings, as two maps or as ghosts on one."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo import scenario as scenarios
from geo.board.document import document
from geo.export import FORMATS, planned
from geo.export.verify import Standing, verified
from geo.store import DATA, SHIPPED
from tests.browser.conftest import SEND, KeptBoard, Outside, Server, resize, rest, until
from tests.browser.test_document import CROOKED
from tests.browser.test_export_panel import panel, pick
from tests.browser.test_many_bases import grid
from tests.browser.test_page import opened
from tests.exports import select
from tests.facts import PHASES, READINGS, STATUS_WORDS, TRUTH

SIZES = ((1366, 768), (1920, 1080), (1024, 768))
NAMES = {"ain-al-asad": "Ain al-Asad", "baghdad": "Baghdad", "erbil": "Erbil"}
ORDER = list(PHASES)
SINCE = {
    ("reported", "before", "stage-1"): [
        "All coalition forces leave Ain al-Asad. C10",
        "Presence in Baghdad is reduced significantly. C11",
        "Hundreds of troops depart; whose, the report does not say. C08",
        "The number of other coalition troops is not stated.",
    ],
    ("reported", "stage-1", "stage-2"): [
        "The presence in Baghdad ends with the remainder (derived). C09",
        "The presence in Erbil ends with the remainder (derived). C09 contested by C12",
        "The remainder leaves. C09 contested by C06",
    ],
    ("on-record", "before", "stage-1"): [
        "How many U.S. troops would leave Iraq, and from which bases, is not stated. C05 C06",
        "The number of other coalition troops is not stated.",
    ],
    ("on-record", "stage-1", "stage-2"): [],
}
DIFFER = {
    "stage-1": [
        "Ain al-Asad On the record: not stated C05 C06 The plan as reported: vacated C10",
        "Baghdad On the record: not stated C05 C06 The plan as reported: reduced C11",
        "Erbil On the record: not stated C05 C06 The plan as reported: present C12",
        "U.S. in Iraq On the record: not stated C05 C06 The plan as reported: ≈1,500–2,300 · assumed C02 C08",
    ],
    "stage-2": [
        "Ain al-Asad On the record: not stated C05 C06 The plan as reported: vacated C10",
        "Baghdad On the record: not stated C05 C06 The plan as reported: vacated · derived C09",
        "Erbil On the record: not stated C05 C06 The plan as reported: vacated · derived C09 contested by C12",
        "U.S. in Iraq On the record: not stated C05 C06 The plan as reported: 0 C09 contested by C06",
    ],
}
READ = """selector => [...document.querySelectorAll(`${selector} .label:not([hidden])`)]
    .filter((label) => label.matches('.label-base, .focus'))
    .map((label) => [...label.querySelectorAll('span:not([hidden]), .label-figure')]
        .map((line) => line.textContent.trim()).join(' '))
    .sort()"""
CENTRES = """() => ['.folium-map', '.twin'].map((map) => {
    const frame = document.querySelector(map).getBoundingClientRect();
    return [...document.querySelectorAll(`${map} .mark`)].map((mark) => mark.getBoundingClientRect())
        .map((box) => [Math.round(box.x - frame.x), Math.round(box.y - frame.y)]); })"""
PLACES = """() => JSON.stringify([...document.querySelectorAll(
    '.mark, .label:not([hidden]), .force, .bases .base, .rail h2, .head, .foot, .legend, .compare, #phase-slider')]
    .map((e) => e.getBoundingClientRect()).filter(({ width }) => width > 0)
    .map((b) => [b.x, b.y, b.width, b.height].map(Math.round).join()))"""


@pytest.fixture
def board(kept_compared: KeptBoard, outside: Outside) -> Page:
    """The shipped board as it opens, but for the second map that it keeps out of sight."""
    page = kept_compared.fresh()
    outside.clear()
    return page


def said(reading: str, phase: str) -> list[str]:
    """What the labels of a map say at a phase under a reading, by hand from the facts."""
    fact = TRUTH[reading, phase]
    bases = [
        f"{NAMES[base]} {STATUS_WORDS[found.status]}{' · contested' if found.contested_by else ''}"
        for base, found in fact.bases.items()
    ]
    figures = []
    for country, force in (("Iraq", "us-iraq"), ("Syria", "us-syria")):
        found = fact.forces[force]
        caution = " · contested" if found.contested_by else " · assumed" if found.basis == "assumed" else ""
        figures.append(f"{country} U.S. {found.label}{caution}")
    return sorted(bases + figures)


def listed(board: Page) -> list[str]:
    return [" ".join(text.split()) for text in board.locator("#changes li:not(.rest)").all_inner_texts()]


def stand(board: Page, reading: str, phase: str, compare: str) -> None:
    board.evaluate(
        "([r, p, c]) => { board.setReading(r); board.setPhase(p); board.setCompare(c); }", [reading, phase, compare]
    )


@pytest.mark.parametrize("reading", READINGS)
def test_both_maps_show_the_truth_table_for_every_two_phases(board: Page, reading: str) -> None:
    """For every pair of phases each map says what stands there, and the earlier stands on the left."""
    for phase, other in product(PHASES, PHASES):
        stand(board, reading, phase, other)
        assert board.evaluate(READ, "#labels") == said(reading, phase)
        assert board.evaluate(READ, "#twin-labels") == said(reading, other)
        assert board.evaluate("board.state().compare") == other
        for title, stop in (("#map-title", phase), ("#twin-title", other)):
            label, shown = PHASES[stop]
            assert board.locator(title).inner_text() == f"{label} {shown} · {READINGS[reading]}"
        left, right = (board.locator(map_).bounding_box()["x"] for map_ in (".twin", ".folium-map"))
        assert (left < right) == (ORDER.index(other) <= ORDER.index(phase))


@pytest.mark.parametrize("phase", PHASES)
def test_both_maps_show_the_two_readings_of_a_phase(board: Page, phase: str) -> None:
    """Each map says what its reading says; R exchanges the two."""
    stand(board, "reported", phase, "reading:on-record")
    assert board.evaluate(READ, "#labels") == said("reported", phase)
    assert board.evaluate(READ, "#twin-labels") == said("on-record", phase)
    board.keyboard.press("r")
    assert board.evaluate("board.state().compare") == "reading:reported"
    assert board.evaluate(READ, "#labels") == said("on-record", phase)
    assert board.evaluate(READ, "#twin-labels") == said("reported", phase)


@pytest.mark.parametrize("mode", ["maps", "ghost"])
def test_changes_between_are_the_stated_ones(board: Page, mode: str) -> None:
    """The list holds every stated change between the two phases with its claims, whichever is the later."""
    for reading, (first, last) in product(READINGS, ((0, 1), (1, 2), (0, 2))):
        expected = [line for n in range(first, last) for line in SINCE[reading, ORDER[n], ORDER[n + 1]]]
        for phase, other in ((last, first), (first, last)):
            stand(board, reading, ORDER[phase], ORDER[other])
            board.evaluate("([c, m]) => board.setCompare(c, m)", [ORDER[other], mode])
            assert listed(board) == expected
            ahead = phase < other
            title = f"What {'changes up to' if ahead else 'changed since'} {PHASES[ORDER[other]][0]}"
            assert board.locator("#changes-title").inner_text().casefold() == title.casefold()


@pytest.mark.parametrize(("phase", "other"), [(2, 0), (0, 2)])
def test_every_change_stands_under_the_date_it_comes_with(board: Page, phase: int, other: int) -> None:
    """Over two steps each change has the head of its phase, and its evidence the same phase, wherever the board is."""
    stand(board, "reported", ORDER[phase], ORDER[other])
    heads = board.locator("#changes li.rest").all_inner_texts()
    assert heads == ["After stage 1 · by Sep 2025", "After stage 2 · by end of 2026"]
    for change, when in (("All coalition forces leave", heads[0]), ("The remainder leaves", heads[1])):
        board.locator("#changes .sentence", has_text=change).click()
        assert board.locator("#evidence .when").inner_text() == f"{when} · The plan as reported"
        board.keyboard.press("Escape")


@pytest.mark.parametrize("mode", ["maps", "ghost"])
def test_r_moves_every_word_of_the_other_reading(board: Page, mode: str) -> None:
    """After R has exchanged the readings compared, rail, legend and second map name the other of the two."""
    stand(board, "reported", "stage-1", "reading:on-record")
    board.evaluate("mode => board.setCompare('reading:on-record', mode)", mode)
    note = board.locator("[data-force=us-iraq] .note")
    assert note.inner_text().startswith("On the record: not stated · ")
    board.keyboard.press("r")
    assert note.inner_text() == "The plan as reported: ≈1,500–2,300 (assumed)"
    assert board.locator("#ghost-legend").text_content().endswith("compared: The plan as reported")
    assert board.locator("#twin").get_attribute("aria-label") == "Compared: The plan as reported"


def test_what_is_compared_keeps_its_marks(board: Page) -> None:
    """A contested status or figure stays contested, an assumed one assumed, as what was, what comes, or a ghost."""
    note = board.locator("[data-force=us-iraq] .note")
    stand(board, "reported", "stage-2", "stage-1")
    assert note.inner_text() == "was ≈1,500–2,300 (assumed) · contested by C06"
    stand(board, "reported", "before", "stage-2")
    assert note.inner_text() == "later: 0 (contested)"
    board.evaluate("board.setCompare('stage-2', 'ghost')")
    erbil = board.locator("#labels .label-base", has_text="Erbil")
    assert erbil.locator(".label-was").inner_text() == "later: vacated · contested"
    ghosts = board.locator(".ghost:visible")
    assert [ghost.get_attribute("data-contested") for ghost in ghosts.all()] == [None, None, ""]


@pytest.mark.parametrize("phase", PHASES)
def test_differences_of_the_readings_are_stated_with_claims(board: Page, phase: str) -> None:
    """Where the readings differ the list says what each says, on which claims; where they agree it says so."""
    stand(board, "reported", phase, "reading:on-record")
    assert listed(board) == DIFFER.get(phase, [])
    if phase == "before":
        assert board.locator("#changes").inner_text() == "Both readings say the same."


def test_a_phase_beside_itself_says_that_nothing_changes(board: Page) -> None:
    """Comparing a phase with itself shows it twice, and no change."""
    stand(board, "reported", "stage-1", "stage-1")
    assert board.locator("#changes").inner_text() == "No change stated."


def test_was_and_the_tick_are_of_what_is_compared(board: Page) -> None:
    """After stage 2 since before: U.S. in Iraq was ≈2,500, not the figure a step earlier, and the tick stands there."""
    stand(board, "reported", "stage-2", "before")
    assert board.locator("[data-force=us-iraq] .note").inner_text() == "was ≈2,500 · contested by C06"
    stand(board, "reported", "stage-2", "stage-1")
    assert "was ≈1,500–2,300" in board.locator("[data-force=us-iraq] .note").inner_text()


def test_c_goes_through_two_maps_and_ghosts_and_back(board: Page) -> None:
    """C shows two maps, then ghosts, then one map again, exactly where it was; it keeps what was compared last."""
    board.keyboard.press("2")
    before = board.evaluate(PLACES)
    board.keyboard.press("c")
    expect(board.locator(".twin")).to_be_visible()
    assert board.evaluate("board.state().compare") == "before"
    board.keyboard.press("C")
    expect(board.locator(".twin")).to_be_hidden()
    assert board.evaluate("board.state().compare") == "before"
    board.keyboard.press("c")
    assert board.evaluate("board.state().compare") is None
    until(board, f"places => ({PLACES})() === places", arg=before)
    board.evaluate("board.setCompare('stage-2') && board.setCompare(null)")
    board.keyboard.press("c")
    assert board.evaluate("board.state().compare") == "stage-2"


def test_key_is_in_the_list(board: Page) -> None:
    """The list of keys says what C does."""
    board.keyboard.press("?")
    assert "compare: two maps, ghosts on one, off" in board.locator("#keys").inner_text()


def test_control_chooses_what_and_how(board: Page) -> None:
    """The list beside the slider offers nothing, every phase and the other reading; the buttons say how it is shown."""
    choice = board.get_by_label("Compare with")
    offered = choice.locator("option:not([hidden])").all_inner_texts()
    assert offered == ["nothing", *(label for label, _ in PHASES.values()), "On the record"]
    choice.select_option("reading:on-record")
    assert board.evaluate("board.state().compare") == "reading:on-record"
    board.get_by_role("button", name="Ghosts on one map").click()
    expect(board.locator(".twin")).to_be_hidden()
    board.get_by_role("button", name="Two maps").click()
    expect(board.locator(".twin")).to_be_visible()
    choice.select_option("nothing")
    assert board.evaluate("board.state().compare") is None


def test_what_is_not_there_is_not_compared(board: Page) -> None:
    """What names no phase and no other reading is refused and the board stays as it is."""
    for call in ("'x'", "'reading:x'", "'reading:reported'", "3", "{}", "'before', 'x'"):
        assert board.evaluate(f"board.setCompare({call})") is False
    assert board.evaluate("board.state().compare") is None


def test_slider_moves_one_side_while_the_other_stays(board: Page) -> None:
    """Scrubbing paints the marks of the later side only: not one attribute of the compared map is written."""
    stand(board, "reported", "before", "before")
    board.evaluate(
        """() => {
          window.written = 0;
          const watch = new MutationObserver((found) => { written += found.length; });
          for (const part of ['.twin', '#twin-labels']) {
            watch.observe(document.querySelector(part), {
              subtree: true, attributes: true, childList: true, characterData: true });
          }
        }"""
    )
    for key, phase in (("ArrowRight", "stage-1"), ("ArrowRight", "stage-2"), ("ArrowLeft", "stage-1")):
        board.keyboard.press(key)
        assert board.evaluate(READ, "#labels") == said("reported", phase)
    assert board.evaluate("written") == 0


@pytest.mark.parametrize("led", [".folium-map", ".twin"])
def test_maps_move_together(board: Page, led: str) -> None:
    """Dragged, zoomed by the wheel or brought home, either map takes the other along, to the pixel."""
    stand(board, "reported", "stage-2", "before")
    box = board.locator(led).bounding_box()
    board.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 120)
    first = board.evaluate(CENTRES)
    board.mouse.down()
    board.mouse.move(box["x"] + box["width"] / 2 - 70, box["y"] + box["height"] - 160, steps=7)
    here, there = board.evaluate(CENTRES)
    assert here == there
    assert here != first[0]
    board.mouse.up()
    rest(board)
    here, there = board.evaluate(CENTRES)
    assert here == there
    board.mouse.wheel(0, -240)
    until(
        board,
        f"spread => {{ const [[x], , [last]] = ({CENTRES})()[0]; return Math.abs(last - x) > spread + 5; }}",
        arg=abs(here[-1][0] - here[0][0]),
    )
    rest(board)
    here, there = board.evaluate(CENTRES)
    assert here == there
    board.keyboard.press("0")
    until(board, f"home => JSON.stringify(({CENTRES})()) === home", arg=json.dumps(first, separators=(",", ":")))


def test_ghosts_stand_where_the_status_differs(board: Page) -> None:
    """On one map each base whose status differs has a ghost of what it was and says so; the legend explains it."""
    stand(board, "reported", "stage-1", "before")
    board.evaluate("board.setCompare('before', 'ghost')")
    ghosts = "() => [...document.querySelectorAll('.ghost')].map((g) => g.hidden ? '' : g.dataset.status)"
    assert board.evaluate(ghosts) == ["present", "present", ""]
    assert board.locator(".label-was:not([hidden])").all_inner_texts()[:2] == ["was present", "was present"]
    assert board.locator("#ghost-legend").inner_text() == "compared: Before the drawdown"
    name = board.locator(".folium-map .mark[data-base=baghdad]").get_attribute("aria-label")
    assert name == "Baghdad: reduced · was present. Show the evidence."
    board.evaluate("board.setCompare(null)")
    assert board.evaluate(ghosts) == ["", "", ""]
    assert not board.locator("#ghost-legend").is_visible()


def test_evidence_of_the_compared_map_is_of_the_compared_phase(board: Page) -> None:
    """A mark on the left opens what stood there, one on the right what stands here."""
    stand(board, "reported", "stage-2", "before")
    for map_, word in ((".twin", "present"), (".folium-map", "vacated")):
        board.locator(f"{map_} .mark[data-base=baghdad]").click()
        assert word in board.locator("#evidence .finding").inner_text()
        board.keyboard.press("Escape")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_cut_off_overlaps_or_scrolls_while_comparing(board: Page, size: tuple[int, int]) -> None:
    """At every size, way of comparing and pair: no scrolling, no cut text, no label over a label, mark or box."""
    resize(board, *size)
    for mode, other in product(("maps", "ghost"), ("before", "stage-2", "reading:on-record")):
        for phase in PHASES:
            stand(board, "reported", phase, other)
            board.evaluate("([c, m]) => board.setCompare(c, m)", [other, mode])
            assert board.evaluate(CROOKED.replace(SINGLE, BOTH)) == [], (mode, other, phase)


SINGLE = "const map = box(document.querySelector('.folium-map'));"
BOTH = "const map = box(document.querySelector('.over'));"


@pytest.mark.parametrize("other", ["before", "reading:on-record"])
def test_nothing_jumps_between_phases_while_comparing(board: Page, other: str) -> None:
    """With a comparison on, marks, labels, rail and slider stand at the same pixels at every later phase."""
    for mode in ("maps", "ghost"):
        board.evaluate("([c, m]) => board.setCompare(c, m)", [other, mode])
        places = set()
        for phase in range(3):
            board.evaluate("p => board.setPhase(p)", phase)
            places.add(board.evaluate(PLACES))
        assert len(places) == 1, mode


def test_message_sets_and_tells_what_is_compared(framed: Page) -> None:
    """The document obeys board:set and posts what it compares."""
    framed.evaluate(SEND, {"type": "board:set", "phase": "stage-2", "compare": "before"})
    until(framed, "heard.at(-1).compare === 'before'")
    framed.evaluate(SEND, {"type": "board:set", "compare": None})
    until(framed, "heard.at(-1).compare === null")


@pytest.mark.parametrize(
    ("phase", "compare"), [("stage-2", "before"), ("before", "stage-2"), ("stage-2", "reading:on-record")]
)
def test_html_export_opens_comparing_and_verifies(
    open_board: Callable[[Path], Page], tmp_path: Path, phase: str, compare: str
) -> None:
    """A document exported beside an earlier phase, a later one or a reading opens with both maps and holds."""
    shipped = scenarios.load(DATA / SHIPPED)
    (wanted,) = planned(shipped, FORMATS["html"], select(phase=phase, compare=compare))
    path = tmp_path / "board.html"
    path.write_bytes(FORMATS["html"].content(shipped, wanted))
    board = open_board(path)
    assert board.evaluate("board.state().compare") == compare
    expect(board.locator(".twin .mark")).to_have_count(3)
    assert verified(path).standing is Standing.HOLDS


def test_many_bases_compare_on_canvas(open_board: Callable[[Path], Page], tmp_path: Path, outside: Outside) -> None:
    """A thousand bases stand on both maps, and as ghosts, with the same scrubbing."""
    path = tmp_path / "board.html"
    path.write_text(document(grid(scenarios.load(DATA / SHIPPED))), encoding="utf-8")
    board = open_board(path)
    board.evaluate("board.setPhase(2) && board.setCompare('p0')")
    assert board.locator(".twin .leaflet-marks-pane canvas").count() == 1
    board.evaluate("board.setCompare('p0', 'ghost') && board.setPhase(1)")
    assert board.locator(".folium-map .leaflet-ghosts-pane canvas").count() == 1
    assert list(board.evaluate("board.state().bases").values()).count("vacated") == 512
    assert outside.errors == []


def test_address_holds_what_is_compared(page: Page, server: Server) -> None:
    """The page opens comparing as its address asks, and keeps the address true."""
    frame = opened(page, server, "?phase=stage-2&compare=before")
    expect(frame.locator(".twin .mark")).to_have_count(3)
    frame.get_by_label("Compare with").select_option("reading:on-record")
    page.wait_for_url("**compare=reading%3Aon-record**")
    frame.get_by_role("button", name="Ghosts on one map").click()
    page.wait_for_url("**maps=one**")
    page.reload()
    expect(frame.locator("body")).to_have_attribute("data-compare", "ghost")
    assert frame.locator("body").evaluate("board.state().compare") == "reading:on-record"
    frame.get_by_label("Compare with").select_option("nothing")
    page.wait_for_url(lambda url: "compare" not in url and "maps" not in url)


def test_document_alone_opens_where_its_address_asks(page: Page, shipped_file: Path) -> None:
    """A document opened from disk takes reading, phase and comparison from its address, and leaves what it lacks."""
    for query, stands in (
        ("phase=stage-2&compare=before&maps=one", ["reported", "stage-2", "before", "ghost"]),
        ("reading=on-record&phase=stage-1", ["on-record", "stage-1", None, ""]),
        ("reading=x&phase=x&compare=x", ["reported", "before", None, ""]),
    ):
        page.goto(f"{shipped_file.as_uri()}?{query}")
        found = "(({ reading, phase, compare }) => [reading, phase, compare, document.body.dataset.compare ?? ''])"
        assert page.evaluate(f"{found}(board.state())") == stands


@pytest.mark.parametrize(
    ("query", "picked", "offered"),
    [
        ("&phase=stage-1&compare=before", "Before the drawdown", ["After stage 2", "On the record"]),
        ("&phase=before&compare=stage-2", "After stage 2", ["After stage 1", "On the record"]),
        ("&phase=stage-2&compare=reading:on-record", "On the record", ["Before the drawdown", "After stage 1"]),
    ],
)
def test_panel_offers_what_is_compared_on_the_screen(
    page: Page, server: Server, query: str, picked: str, offered: list[str]
) -> None:
    """Each format that compares has picked at first what the board compares with, and offers all the others."""
    frame = panel(page, server, f"?reading=reported{query}")
    expect(frame.locator(".twin .mark")).to_have_count(3)
    choice = page.get_by_role("combobox", name="Compare with")
    for kind in ("(html)", "(pdf)", "(png)"):
        pick(page, "File", kind)
        expect(choice).to_have_value(picked)
    choice.press("ArrowDown")
    assert set(page.get_by_role("option").all_inner_texts()) == {"Nothing", picked, *offered}


def test_panel_offers_to_compare_all_phases_with_a_reading_only(page: Page, server: Server) -> None:
    """All phases are compared with the other reading alone, all readings with nothing, and a loop takes neither."""
    panel(page, server)
    choice = page.get_by_role("combobox", name="Compare with")
    choice_for_one_phase = choice.element_handle()
    page.get_by_test_id("stMain").get_by_role("radio", name="All phases").click()
    choice_for_one_phase.wait_for_element_state("hidden")
    choice.press("ArrowDown")
    assert page.get_by_role("option").all_inner_texts() == ["Nothing", "On the record"]
    choice.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    all_readings = page.get_by_test_id("stMain").get_by_role("radio", name="All readings")
    all_readings.click()
    expect(all_readings).to_be_checked()
    expect(choice).to_have_count(0)
    pick(page, "File", "(gif)")
    expect(choice).to_have_count(0)
