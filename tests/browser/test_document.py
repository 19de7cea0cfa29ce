"""The document in a real browser: what it shows, how it moves, what it answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from geo import scenario as scenarios
from geo.board.document import document
from geo.store import DATA, SHIPPED
from tests.browser.conftest import SEND, Outside, resize, rest, until
from tests.exports import select

SIZES = ((1366, 768), (1920, 1080), (3840, 2160))


def step(board: Page, key: str) -> str:
    board.keyboard.press(key)
    return board.evaluate("board.state().phase")


def test_opens_at_the_baseline_without_asking_another_host(board: Page, outside: Outside) -> None:
    """From disk, with every other host blocked, the board draws fully and asks nothing of anyone."""
    assert board.evaluate("board.state().phase") == "before"
    assert board.locator(".leaflet-basemap-pane canvas, .leaflet-pane canvas").count() >= 1
    assert board.locator(".mark").count() == 3
    assert outside.requests == []
    assert outside.errors == []


def test_land_is_painted(board: Page) -> None:
    """The basemap is on the screen: the colour of the focus countries and of water both stand in the picture."""
    colours = board.evaluate(
        """() => {
          const seen = new Set();
          for (const canvas of document.querySelectorAll('.leaflet-ground-pane canvas, .leaflet-basemap-pane canvas')) {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let i = 0; i < data.length; i += 4 * 97) seen.add([data[i], data[i + 1], data[i + 2]].join());
          }
          return [...seen];
        }"""
    )
    assert {"251,250,246", "235,232,226", "205,219,228"} <= set(colours)


@pytest.mark.parametrize(
    ("key", "start", "phase"),
    [
        ("ArrowRight", 0, "stage-1"),
        ("ArrowLeft", 1, "before"),
        ("PageDown", 1, "stage-2"),
        ("PageUp", 2, "stage-1"),
        ("Home", 2, "before"),
        ("End", 0, "stage-2"),
        ("1", 2, "before"),
        ("2", 0, "stage-1"),
        ("3", 0, "stage-2"),
        ("9", 1, "stage-1"),
        ("ArrowRight", 2, "stage-2"),
        ("ArrowLeft", 0, "before"),
    ],
)
def test_keys_move_the_phase(board: Page, key: str, start: int, phase: str) -> None:
    """Each key of the board goes where the list of keys says, wherever on the board the focus is."""
    board.evaluate(f"board.setPhase({start})")
    assert step(board, key) == phase
    board.evaluate(f"board.setPhase({start})")
    board.get_by_test_id("phase-slider").focus()
    assert step(board, key) == phase


def test_r_changes_the_reading_and_back(board: Page) -> None:
    """R goes to the next reading and, from the last, to the first."""
    board.keyboard.press("r")
    assert board.evaluate("board.state().reading") == "on-record"
    board.keyboard.press("R")
    assert board.evaluate("board.state().reading") == "reported"


def test_f_fills_the_screen(board: Page) -> None:
    """F puts the document on the full screen."""
    board.keyboard.press("f")
    until(board, "document.fullscreenElement === document.documentElement")


def test_question_mark_lists_the_keys(board: Page) -> None:
    """The list of keys opens on ? and closes on Escape, and names every key of the board."""
    board.keyboard.press("?")
    listed = board.locator("#keys").inner_text()
    for key in (*"←→19RCEGFBTLM/?.+−0", "PageUp", "PageDown", "Home", "End", "Space", "Shift", "Esc"):
        assert key in listed
    board.keyboard.press("Escape")
    assert not board.locator("#keys").is_visible()


def test_shift_arrow_moves_the_map_and_not_the_phase(board: Page) -> None:
    """The map can be moved from the keyboard."""
    before = board.locator(".mark[data-base=erbil]").bounding_box()
    board.keyboard.press("Shift+ArrowRight")
    until(
        board,
        "x => document.querySelector('.mark[data-base=erbil]').getBoundingClientRect().x < x - 100",
        arg=before["x"],
    )
    assert board.evaluate("board.state().phase") == "before"


def test_map_stays_on_the_basemap_and_comes_home(board: Page) -> None:
    """However far out, the map ends with the world, as wide as the screen; 0 brings the first view back."""
    resize(board, 1920, 1080)  # where marks stand on whole pixels, what is between them is measured well enough
    home = board.locator(".mark[data-base=erbil]").bounding_box()
    for _ in range(12):
        board.keyboard.press("-")
        rest(board)
    width_px = board.locator(".folium-map").bounding_box()["width"]
    relief_px = board.locator("img.relief").bounding_box()["width"]
    west, _, east, _ = board.evaluate("JSON.parse(document.getElementById('board-data').textContent).relief.window")
    assert width_px * (east - west) / relief_px == pytest.approx(360, abs=2)  # the picture stands on whole pixels
    board.keyboard.press("0")
    rest(board)
    again = board.locator(".mark[data-base=erbil]").bounding_box()
    assert abs(again["x"] - home["x"]) < 1
    assert abs(again["y"] - home["y"]) < 1


def test_every_date_stands_on_its_claims(board: Page) -> None:
    """Beside each phase stand the claims that give it: C01 the end of the mission, C09 the end of 2026."""
    found = []
    for phase in range(3):
        board.evaluate(f"board.setPhase({phase})")
        found.append(board.locator("#phase-claims .chip").all_inner_texts())
    assert found == [["C02", "C03", "C13"], ["C01"], ["C09"]]


def test_derived_statuses_say_so(board: Page) -> None:
    """What is implied or derived is marked beside the base: all at the baseline, none at stage 1, two at stage 2."""
    found = []
    for phase in range(3):
        board.evaluate(f"board.setPhase({phase})")
        found.append(board.locator(".rail .bases .basis").all_inner_texts())
    assert found == [["derived"] * 3, ["", "", ""], ["", "derived", "derived"]]


def test_space_plays_and_pauses(page: Page, shipped_file: Path) -> None:
    """Space plays, each phase standing for its dwell, and Space again holds the board where it is."""
    page.clock.install()
    page.goto(shipped_file.as_uri())
    page.keyboard.press(" ")
    assert page.get_by_role("button", name="Pause").is_visible()
    page.clock.run_for(3_100)
    assert page.evaluate("board.state().phase") == "stage-1"
    page.keyboard.press(" ")
    assert page.get_by_role("button", name="Play").is_visible()
    page.clock.run_for(10_000)
    assert page.evaluate("board.state().phase") == "stage-1"


def test_touching_the_slider_pauses(page: Page, shipped_file: Path) -> None:
    """A hand on the slider stops the play."""
    page.clock.install()
    page.goto(shipped_file.as_uri())
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.clock.run_for(10_000)
    assert page.evaluate("board.state().phase") == "stage-1"


def test_buttons_step(board: Page) -> None:
    """First, previous, next and last do what they say."""
    for name, phase in (("Last", "stage-2"), ("Previous", "stage-1"), ("First", "before"), ("Next", "stage-1")):
        board.get_by_role("button", name=f"{name} phase").click()
        assert board.evaluate("board.state().phase") == phase


def test_a_stop_can_be_clicked(board: Page) -> None:
    """A click on the name of a stop goes there."""
    board.locator("#stops").get_by_text("After stage 2").click()
    assert board.evaluate("board.state().phase") == "stage-2"


def test_slider_is_a_native_labelled_range(board: Page) -> None:
    """A screen reader hears the slider's name, its ends, and the label of the phase it stands at."""
    slider = board.get_by_test_id("phase-slider")
    slider.press("ArrowRight")
    attributes = ("type", "min", "max", "step", "aria-label", "aria-valuetext")
    found = [slider.get_attribute(name) for name in attributes]
    assert found == ["range", "0", "2", "1", "Phase of the drawdown", "After stage 1"]


def test_phase_is_announced_in_one_sentence(board: Page) -> None:
    """A screen reader is told the phase, its date and its headline."""
    board.keyboard.press("2")
    expected = (
        "After stage 1, by Sep 2025: Coalition forces leave Ain al-Asad; presence in Baghdad is reduced significantly; "
        "Erbil is expected to remain. Hundreds of troops depart."
    )
    until(board, "text => document.getElementById('announcer').textContent === text", arg=expected)
    assert board.locator("#announcer").get_attribute("aria-live") == "polite"


def test_drag_shows_each_phase_while_the_button_is_down(board: Page) -> None:
    """The map follows the hand: each phase stands on it before the mouse button is let go."""
    box = board.get_by_test_id("phase-slider").bounding_box()
    middle = box["y"] + box["height"] / 2
    board.mouse.move(box["x"] + 14, middle)
    board.mouse.down()
    seen = []
    for share in (0.25, 0.5, 0.75, 1.0):
        board.mouse.move(box["x"] + share * (box["width"] - 28) + 14, middle, steps=5)
        seen.append(
            (
                board.evaluate("board.state().phase"),
                board.locator(".mark[data-base=erbil]").get_attribute("data-status"),
            )
        )
    board.mouse.up()
    assert ("stage-1", "present") in seen
    assert seen[-1] == ("stage-2", "vacated")


def test_unknown_phase_and_reading_change_nothing(board: Page) -> None:
    """What names no phase or reading is refused and the board stays as it is."""
    before = board.evaluate("board.state()")
    for call in ("setPhase('x')", "setPhase(3)", "setPhase(-1)", "setPhase(0.5)", "setPhase(null)", "setReading('x')"):
        assert board.evaluate(f"board.{call}") is False
    assert board.evaluate("board.state()") == before


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (
            ".mark[data-base=ain-al-asad]",
            ("Ain al-Asad Air Base", "عين الأسد", "C10", "the plan, as reported", "¶8", "33.7856"),
        ),
        (".rail [data-base=erbil]", ("Erbil", "C09", "C12", "Contested by", "¶9", "36.2° N, 44.0° E")),
        ("[data-force=us-iraq]", ("0", "the remainder", "C09", "¶7", "C06", "a senior U.S. official, unnamed")),
        ("[data-force=us-syria]", ("≈900", "C03", "C14", "officials, to reporters")),
        (".changes [data-claim=C12]", ("Claim C12", "expected to remain in Erbil", "reported", "Reuters, 27 Sep 2024")),
    ],
)
def test_evidence_opens_by_click_and_by_key(board: Page, subject: str, words: tuple[str, ...]) -> None:
    """From a base, a force or a claim id, one step leads to the claim, who says it, its standing, where, and source."""
    board.keyboard.press("End")
    for open_it in (board.locator(subject).click, lambda: board.locator(subject).press("Enter")):
        open_it()
        told = board.locator("#evidence").inner_text()
        assert [word for word in words if word.casefold() not in told.casefold()] == []
        board.keyboard.press("Escape")
        assert not board.locator("#evidence").is_visible()
        assert board.evaluate("selector => document.activeElement.matches(selector)", subject)


def test_evidence_writes_the_arithmetic_out(board: Page) -> None:
    """A derived figure shows its exact arithmetic, how it is written, its assumption and the rule it uses."""
    board.keyboard.press("2")
    board.locator("[data-force=us-iraq]").click()
    told = board.locator("#evidence").inner_text()
    for words in (
        "≈2,500 − 200…999 = 1,501…2,300, written ≈1,500–2,300",
        "worst case",
        "assumes the “hundreds” are U.S. troops",
        "“Hundreds” is read as 200–999.",
        "C02",
        "C08",
    ):
        assert words in told


def test_evidence_follows_the_slider(board: Page) -> None:
    """Open evidence stays true when the phase moves on."""
    board.locator(".rail [data-base=baghdad]").click()
    assert "present" in board.locator("#evidence .finding").inner_text()
    board.keyboard.press("3")
    assert "vacated" in board.locator("#evidence .finding").inner_text()


def test_members_are_named_without_a_number(board: Page) -> None:
    """The four nations of C13 are listed together with one number for all, none for each."""
    board.locator("[data-force=coalition-other]").click()
    told = board.locator("#evidence").inner_text()
    assert "Including, without a figure for each: Germany, France, Spain, Italy." in told
    assert told.count("200–999") == 2  # the figure, and the rule it is read by


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_cut_off_overlaps_or_scrolls(board: Page, size: tuple[int, int]) -> None:
    """At every screen size, phase and reading: no scrolling, no cut text, no label over a label, mark or box."""
    resize(board, *size)
    for reading in ("reported", "on-record"):
        for phase in range(3):
            board.evaluate("([r, p]) => { board.setReading(r); board.setPhase(p); }", [reading, phase])
            assert board.evaluate(CROOKED) == [], (reading, phase)


CROOKED = """() => {
  const found = [];
  const fits = (e) => e.scrollWidth <= e.clientWidth + 1 && e.scrollHeight <= e.clientHeight + 1;
  for (const e of [document.documentElement, document.querySelector('.rail')]) {
    if (!fits(e)) found.push(['scrolls', e.className]);
  }
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.offsetParent && !e.hidden);
  const box = (e) => e.getBoundingClientRect();
  const inside = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
  const screen = { left: 0, top: 0, right: innerWidth + 0.5, bottom: innerHeight + 0.5 };
  const texts = '.head :is(p, h1, button), .rail :is(.name, .figure, .note, .moved), .stop-label, .credits p';
  for (const e of seen(texts)) if (!inside(box(e), screen)) found.push(['outside', e.textContent]);
  const apart = (list) => list.forEach(([a, x], i) => list.slice(i + 1).forEach(([b, y]) => {
    const w = Math.min(x.right, y.right) - Math.max(x.left, y.left);
    const h = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
    if (w > 1 && h > 1) found.push(['overlap', a, b]);
  }));
  const named = (e) => [e.textContent || e.className, box(e)];
  const map = box(document.querySelector('.folium-map'));
  const labels = seen('.label');
  for (const e of labels) if (!inside(box(e), map)) found.push(['off the map', e.textContent]);
  apart([...labels, ...seen('.mark'), ...seen('[data-over-map]')].map(named));
  apart([...seen('.stop-label'), ...seen('.buttons button')].map(named));
  apart([...seen('.kicker'), ...seen('h1'), ...seen('.headline'), ...seen('.switch')].map(named));
  for (const row of seen('.force, .bases .base')) {
    apart([...row.querySelectorAll('.name, .figure, .moved, .note')].map(named));
  }
  return found;
}"""


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_base_and_focus_country_keeps_its_label(board: Page, size: tuple[int, int]) -> None:
    """No screen size costs a base or a focus country its name."""
    resize(board, *size)
    shown = board.locator(".label:visible .label-name").all_inner_texts()
    assert {"Ain al-Asad", "Baghdad", "Erbil", "IRAQ", "SYRIA"} <= set(shown)


SHIFT = """async () => {
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  let shift = 0;
  const sum = (entries) => { for (const { value } of entries) shift += value; };
  const observer = new PerformanceObserver((list) => sum(list.getEntries()));
  observer.observe({ type: 'layout-shift' });
  for (const reading of ['reported', 'on-record', 'reported']) {
    board.setReading(reading);
    for (const phase of [0, 1, 2, 0, 2, 1]) { board.setPhase(phase); await frames(); }
  }
  sum(observer.takeRecords());
  observer.disconnect();
  return shift;
}"""


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize(
    "compare", ["null", "'before', 'maps'", "'before', 'ghost'", "'reading:on-record', 'maps'"], ids=str
)
def test_browser_counts_no_layout_shift(board: Page, compare: str, *, large: bool) -> None:
    """Through every phase and reading, compared or not, in either size of type, the browser's layout shift is 0."""
    if large:
        board.keyboard.press("l")
    board.evaluate(f"board.setCompare({compare})")
    rest(board)
    assert board.evaluate(SHIFT) == 0


def test_nothing_jumps_between_phases(board: Page) -> None:
    """Marks, labels, rail rows, slider and map view stand at the same pixels in every phase and reading."""
    where = """() => [...document.querySelectorAll(
        '.mark, .label:not([hidden]), .force, .bases .base, .rail h2, .head, .foot, .legend, #phase-slider')]
        .map((e) => e.getBoundingClientRect())
        .map((b) => [b.x, b.y, b.width, b.height].map(Math.round).join())"""
    places = set()
    for reading in ("reported", "on-record"):
        for phase in range(3):
            board.evaluate("([r, p]) => { board.setReading(r); board.setPhase(p); }", [reading, phase])
            places.add(json.dumps(board.evaluate(where)))
    assert len(places) == 1


def test_text_is_large_enough_for_the_room(board: Page) -> None:
    """At 1920×1080 no text is under 14 px, and the names and figures of bases and forces have at least 20 px."""
    resize(board, 1920, 1080)
    sizes = board.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((e) => e.offsetParent
            && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
            .map((e) => [e.className || e.tagName, parseFloat(getComputedStyle(e).fontSize)])"""
    )
    assert [found for found in sizes if found[1] < 14] == []
    big = board.evaluate(
        """() => [...document.querySelectorAll(
            '.label-base span, .force .name, .force .figure, .bases .name, .bases .status')]
            .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(big) >= 20


def test_changed_marks_are_emphasised_once_unless_motion_is_reduced(board: Page) -> None:
    """What changed catches the eye once; where motion is reduced nothing moves."""
    board.keyboard.press("2")
    changed = board.locator(".mark.changed")
    assert changed.evaluate_all("marks => marks.map((mark) => mark.dataset.base)") == ["ain-al-asad", "baghdad"]
    ripple = "getComputedStyle(document.querySelector('.mark.changed'), '::after').animationName"
    count = "getComputedStyle(document.querySelector('.mark.changed'), '::after').animationIterationCount"
    assert (board.evaluate(ripple), board.evaluate(count)) == ("ripple", "1")
    board.emulate_media(reduced_motion="reduce")
    assert board.evaluate(ripple) == "none"


def test_policy_lets_no_request_and_no_foreign_script_through(board: Page, outside: Outside) -> None:
    """A script slipped into the document does not run, and nothing in it can call out."""
    with board.expect_event("requestfailed", lambda request: request.url.endswith("beacon.png")) as failed:
        board.evaluate(
            """() => {
              const script = document.createElement('script');
              script.textContent = 'window.slipped = true';
              document.body.append(script);
              const image = new Image();
              image.src = 'http://192.0.2.1/beacon.png';
            }"""
        )
    assert failed.value.failure == "csp"
    refused = board.evaluate("fetch('http://192.0.2.1/').then(() => 'sent', () => 'refused')")
    assert refused == "refused"
    assert board.evaluate("window.slipped") is None
    assert outside.requests == []


def test_messages_to_and_from_the_page(framed: Page) -> None:
    """In a sandboxed frame the document posts its state on every change and obeys board:set; the frame is opaque."""
    framed.evaluate(SEND, {"type": "board:set", "reading": "on-record", "phase": "stage-1"})
    until(framed, "heard.at(-1).phase === 'stage-1'")
    assert framed.evaluate("heard.at(-1)") == {
        "type": "board",
        "reading": "on-record",
        "phase": "stage-1",
        "phaseIndex": 1,
        "compare": None,
        "bases": {"ain-al-asad": "not_stated", "baghdad": "not_stated", "erbil": "not_stated"},
        "forces": {"us-iraq": "not stated", "us-syria": "≈900", "coalition-other": "not stated"},
    }
    framed.evaluate(SEND, {"type": "board:set", "phase": "nowhere"})
    framed.evaluate(SEND, None)
    framed.evaluate(SEND, {"type": "board:set", "phase": 2})
    until(framed, "heard.at(-1).phase === 'stage-2'")
    assert framed.evaluate("document.getElementById('frame').contentDocument") is None


def test_phone_stacks_without_sideways_scrolling(board: Page) -> None:
    """On a narrow screen the parts stand below one another and nothing runs out at the side."""
    resize(board, 390, 844)
    assert board.evaluate("document.documentElement.scrollWidth") <= 390


def test_open_board_starts_at_the_wanted_stop(open_board: Callable[[Path], Page], tmp_path: Path) -> None:
    """A document made for a reading and phase opens there."""
    path = tmp_path / "board.html"
    text = document(scenarios.load(DATA / SHIPPED), select("on-record", "stage-2"))
    path.write_text(text, encoding="utf-8")
    state = open_board(path).evaluate("board.state()")
    assert (state["reading"], state["phase"]) == ("on-record", "stage-2")
