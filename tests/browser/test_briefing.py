"""The board in front of people: alone on the screen, under a presenter's clicker, black, playing, in large type."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import Server, resize, until
from tests.browser.test_document import CROOKED
from tests.browser.test_page import opened

SCREENS = ((1366, 768), (1920, 1080), (3840, 2160), (1024, 768))
PHASES = 3
DWELL_MS = 3_000


@pytest.fixture
def frame(page: Page, server: Server) -> FrameLocator:
    """The board on the page."""
    return opened(page, server)


def alone(page: Page) -> None:
    """Wait until the frame stands alone; it fills the window to the pixel."""
    frame = page.get_by_test_id("board-frame")
    expect(frame).to_have_css("position", "fixed")
    window = page.evaluate("({ x: 0, y: 0, width: innerWidth, height: innerHeight })")
    assert frame.bounding_box() == window


@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_briefing_view_fills_the_window_and_nothing_scrolls(page: Page, server: Server, size: tuple[int, int]) -> None:
    """Asked for in the address, the board stands alone in the window to its last pixel, and nothing can be scrolled."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened_alone(page, server, "?view=briefing")
    scrolled = "[document.documentElement, document.querySelector('.stMain')].map((e) => e.scrollHeight - innerHeight)"
    assert page.evaluate(f"{scrolled}.every((beyond) => beyond <= 0)")
    board = page.frames[1]
    assert board.evaluate("[innerWidth, innerHeight]") == list(size)
    assert board.evaluate(CROOKED) == []
    expect(page.get_by_role("tab", name="Evidence")).not_to_be_visible()


def opened_alone(page: Page, server: Server, query: str) -> FrameLocator:
    page.goto(f"{server.url}/{query}")
    found = page.frame_locator("[data-testid=board-frame]")
    found.get_by_test_id("phase-slider").wait_for()
    alone(page)
    return found


def test_briefing_view_stands_in_the_address_with_the_stop(page: Page, server: Server) -> None:
    """View, theme and type stay in the address while reading and phase move, and a link brings all of it back."""
    board = opened_alone(page, server, "?view=briefing&theme=dark&type=large&phase=stage-1")
    board.get_by_test_id("phase-slider").press("PageDown")
    expect(page).to_have_url(re.compile("phase=stage-2"))
    for part in ("view=briefing", "theme=dark", "type=large", "scenario=iraq-2024", "reading=reported"):
        assert part in page.url
    page.reload()
    alone(page)
    expect(board.locator("html")).to_have_attribute("data-theme", "dark")
    expect(board.locator("html")).to_have_attribute("data-type", "large")
    expect(board.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", "After stage 2")


def test_button_and_escape_enter_and_leave(page: Page, frame: FrameLocator) -> None:
    """The button puts the board alone in the window and takes it back, as does Escape; the address follows."""
    button = frame.get_by_role("button", name="Briefing screen")
    for leave in (button.click, lambda: page.keyboard.press("Escape")):
        button.click()
        alone(page)
        expect(page).to_have_url(re.compile("view=briefing"))
        leave()
        expect(page.get_by_role("tab", name="Evidence")).to_be_visible()
        expect(page).not_to_have_url(re.compile("view="))


@pytest.mark.parametrize("place", ["the board", "the page"])
def test_f_asks_for_the_whole_screen(page: Page, frame: FrameLocator, place: str) -> None:
    """F, pressed on the board or beside it, puts the board alone on the whole screen; F again takes it back."""
    target = page.locator("body") if place == "the page" else frame.get_by_test_id("phase-slider")
    target.press("f")
    until(page, "document.fullscreenElement !== null")
    alone(page)
    frame.get_by_test_id("phase-slider").press("f")
    until(page, "document.fullscreenElement === null")
    expect(page).not_to_have_url(re.compile("view="))


def test_leaving_the_whole_screen_leaves_the_briefing(page: Page, frame: FrameLocator) -> None:
    """Where the browser takes the whole screen back, as at its own Escape, the page stands as before."""
    frame.get_by_test_id("phase-slider").press("f")
    until(page, "document.fullscreenElement !== null")
    page.evaluate("document.exitFullscreen()")
    expect(page.get_by_role("tab", name="Evidence")).to_be_visible()


def test_file_fills_the_screen_from_its_button(board: Page) -> None:
    """A board opened from disk has no page around it: its button asks for the whole screen, and gives it back."""
    button = board.get_by_role("button", name="Briefing screen")
    button.click()
    until(board, "document.fullscreenElement === document.documentElement")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    until(board, "document.fullscreenElement === null")
    expect(button).to_have_attribute("aria-pressed", "false")


# The clicker: PageUp, PageDown, and the keys that black the screen


@pytest.mark.parametrize("key", ["b", "B", "."])
@pytest.mark.parametrize("back", ["b", ".", "Escape"])
def test_screen_goes_black_and_comes_back_as_it_was(board: Page, key: str, back: str) -> None:
    """B and . black the whole screen, the marking too; any of them brings the same phase back."""
    board.evaluate("board.setPhase(1)")
    board.keyboard.press(key)
    assert shades(board) == [0]
    board.keyboard.press(back)
    expect(board.locator("#black")).not_to_be_visible()
    assert board.evaluate("board.state().phase") == "stage-1"
    assert len(shades(board)) > 1


def shades(page: Page) -> list[int]:
    """The different shades of grey on the screen."""
    return sorted(set(picture(page).convert("L").tobytes()))


def picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


@pytest.mark.parametrize(("key", "phase"), [("PageDown", "stage-2"), ("PageUp", "before"), ("1", "before")])
def test_a_step_brings_the_board_back_where_it_leads(board: Page, key: str, phase: str) -> None:
    """A step of the clicker ends the black and goes on."""
    board.evaluate("board.setPhase(1)")
    board.keyboard.press(".")
    board.keyboard.press(key)
    expect(board.locator("#black")).not_to_be_visible()
    assert board.evaluate("board.state().phase") == phase


def test_black_says_nothing_but_to_a_screen_reader(board: Page) -> None:
    """The black screen has no word on it; it takes the focus under a name that tells what it is."""
    board.keyboard.press("b")
    black = board.get_by_role("dialog", name=re.compile("^The screen is blank"))
    expect(black).to_be_focused()
    assert black.inner_text() == ""


def test_page_goes_black_around_the_board(page: Page, frame: FrameLocator) -> None:
    """From the page, too, B leaves no pixel lit, and a step lights it again."""
    page.locator("body").press("b")
    expect(frame.locator("#black")).to_be_visible()
    until(page, "document.documentElement.dataset.board === 'black'")
    assert shades(page) == [0]
    page.locator("body").press("PageDown")
    expect(page.get_by_role("tab", name="Evidence")).to_be_visible()
    expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", "After stage 1")


# Play


def playing(page: Page, path: Path) -> None:
    page.clock.install()
    page.goto(path.as_uri())
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_play_goes_round(page: Page, shipped_file: Path) -> None:
    """Play stands at each phase for its dwell and goes from the last to the first."""
    playing(page, shipped_file)
    seen = []
    for _ in range(PHASES + 1):
        page.clock.run_for(DWELL_MS)
        seen.append(page.evaluate("board.state().phaseIndex"))
    assert seen == [1, 2, 0, 1]


@pytest.mark.parametrize("hand", ["touch", "drag", "wheel", "key", "button", "black"])
def test_play_pauses_at_any_hand(page: Page, shipped_file: Path, hand: str) -> None:
    """A touch, a drag, a turn of the wheel or a key holds the board where it is."""
    playing(page, shipped_file)
    page.clock.run_for(DWELL_MS)
    acts = {
        "touch": lambda: page.mouse.click(300, 500),
        "drag": lambda: (page.mouse.move(300, 500), page.mouse.down(), page.mouse.move(320, 500), page.mouse.up()),
        "wheel": lambda: (page.mouse.move(300, 500), page.mouse.wheel(0, 10)),
        "key": lambda: page.keyboard.press("+"),
        "button": lambda: page.get_by_role("button", name="Dark theme").press(" "),
        "black": lambda: (page.keyboard.press("b"), page.keyboard.press("b")),
    }
    acts[hand]()
    expect(page.locator("[data-step=play]")).to_have_attribute("aria-label", "Play")
    page.clock.run_for(5 * DWELL_MS)
    assert page.evaluate("board.state().phase") == "stage-1"


@pytest.mark.parametrize("key", [" ", "Enter"])
def test_play_button_toggles_by_key(page: Page, shipped_file: Path, key: str) -> None:
    """On the button itself Space and Enter play and pause."""
    page.goto(shipped_file.as_uri())
    button = page.locator("[data-step=play]")
    for pressed in ("true", "false", "true"):
        button.press(key)
        expect(button).to_have_attribute("aria-pressed", pressed)


def test_nothing_moves_by_itself_where_motion_is_reduced(board: Page) -> None:
    """Where motion is reduced no mark ripples and the map jumps to its next view without gliding."""
    board.emulate_media(reduced_motion="reduce")
    board.reload()
    until(board, "window.board !== undefined")
    where = "document.querySelector('.mark[data-base=erbil]').getBoundingClientRect().x"
    before = board.evaluate(where)
    board.keyboard.press("+")
    at_once = board.evaluate(where)
    assert at_once != before
    assert board.evaluate("document.querySelectorAll('.leaflet-zoom-anim').length") == 0


# Large type


@pytest.mark.parametrize("size", SCREENS, ids=str)
def test_large_type_fits(board: Page, size: tuple[int, int]) -> None:
    """In large type, as in plain, nothing scrolls, is cut off or overlaps, at any screen, phase or reading."""
    resize(board, *size)
    for _ in range(2):
        board.keyboard.press("l")
        for reading in ("reported", "on-record"):
            for phase in range(PHASES):
                board.evaluate("([r, p]) => { board.setReading(r); board.setPhase(p); }", [reading, phase])
                assert board.evaluate(CROOKED) == [], (reading, phase)


def test_large_type_is_larger_and_the_map_gives_way(board: Page) -> None:
    """Names and figures on map and rail grow by a fifth at least; the map becomes narrower."""
    sizes = """() => ['.label-base .label-name', '.label-figure', '.force .name', '.force .figure', '.bases .name',
        '.headline']
        .map((selector) => parseFloat(getComputedStyle(document.querySelector(selector)).fontSize))"""
    width = "document.querySelector('.folium-map').clientWidth"
    plain, plain_width = board.evaluate(sizes), board.evaluate(width)
    board.get_by_role("button", name="Large type").click()
    large = board.evaluate(sizes)
    assert min(one / other for one, other in zip(large, plain, strict=True)) >= 1.2
    assert board.evaluate(width) < plain_width
    board.keyboard.press("L")
    assert board.evaluate(sizes) == plain


def test_large_type_moves_nothing_from_phase_to_phase(board: Page) -> None:
    """In large type, too, every part stands at the same pixels in every phase."""
    board.keyboard.press("l")
    places = """() => [...document.querySelectorAll(
            '.mark, .label:not([hidden]), .force, .rail h2, .head, .foot, .legend')]
        .map((e) => e.getBoundingClientRect())
        .map((b) => [b.x, b.y, b.width, b.height].map(Math.round).join()).join(' ')"""
    found = set()
    for phase in range(PHASES):
        board.evaluate("p => board.setPhase(p)", phase)
        found.add(board.evaluate(places))
    assert len(found) == 1


def test_phone_stacks_in_both_types(board: Page) -> None:
    """On a phone the parts stand below one another, with nothing out at the side."""
    resize(board, 390, 844)
    for _ in range(2):
        assert board.evaluate("document.documentElement.scrollWidth") <= 390
        board.keyboard.press("l")
