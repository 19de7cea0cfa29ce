"""Military symbols on request, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from geo import scenario as scenarios
from geo.board.document import document
from geo.store import DATA, SHIPPED
from tests.browser.conftest import Outside, resize, until
from tests.browser.test_document import CROOKED
from tests.browser.test_many_bases import grid

PICTURE = "mark => getComputedStyle(mark.querySelector('.mark-shape')).backgroundImage"
NOTE = "MIL-STD-2525D / APP-6D"


def test_m_swaps_the_marks_and_back(board: Page, outside: Outside) -> None:
    """M shows each base with the symbol of its status on map, rail and legend; M again brings the marks back."""
    mark = board.locator(".mark[data-base=erbil]")
    plain = board.locator(".legend").inner_text()
    assert mark.evaluate(PICTURE) == "none"
    board.keyboard.press("m")
    for found in (
        mark,
        board.locator(".rail [data-base=erbil]"),
        board.locator(".legend [data-status=present]:not(#ghost-legend)"),
    ):
        assert found.evaluate(PICTURE).startswith('url("data:image/svg+xml')
    assert not mark.locator(".shape-disc").is_visible()
    board.keyboard.press("M")
    assert mark.evaluate(PICTURE) == "none"
    assert mark.locator(".shape-disc").is_visible()
    assert board.locator(".legend").inner_text() == plain
    assert outside.errors == []


def test_symbols_follow_the_status(board: Page) -> None:
    """Each of the four statuses has a picture of its own, and the phase swaps it."""
    board.keyboard.press("m")
    seen = {}
    for reading, phase in (("reported", 1), ("on-record", 1)):
        board.evaluate("([r, p]) => { board.setReading(r); board.setPhase(p); }", [reading, phase])
        for mark in board.locator(".mark").all():
            seen.setdefault(mark.get_attribute("data-status"), set()).add(mark.evaluate(PICTURE))
    assert set(seen) == {"present", "reduced", "vacated", "not_stated"}
    assert [len(pictures) for pictures in seen.values()] == [1, 1, 1, 1]
    assert len(set.union(*seen.values())) == 4


def test_the_diamond_and_the_words_stay(board: Page) -> None:
    """What is contested keeps its diamond beside the symbol, and label and rail keep their words."""
    board.keyboard.press("3")
    words = board.locator(".rail .bases").inner_text()
    board.keyboard.press("m")
    assert board.locator(".mark[data-base=erbil] .shape-contested").is_visible()
    assert board.locator(".label-base:has-text('Erbil')").inner_text() == "Erbil\nvacated · contested"
    assert board.locator(".rail .bases").inner_text() == words


def test_legend_says_what_is_the_standards_and_what_is_ours(board: Page) -> None:
    """While symbols are on the legend names the standard and owns up to the convention; it is silent otherwise."""
    assert NOTE not in board.locator(".legend").inner_text()
    board.keyboard.press("m")
    told = board.locator(".legend").inner_text()
    assert NOTE in told
    assert "this board’s own convention" in told


def test_nothing_overlaps_with_symbols_on(board: Page) -> None:
    """With symbols on no label lies over another, a mark or a box, at any phase."""
    for size in ((1366, 768), (1920, 1080), (3840, 2160)):
        resize(board, *size)
        for phase in range(3):
            board.evaluate(f"board.setPhase({phase})")
            board.evaluate("document.body.hasAttribute('data-symbols')") or board.keyboard.press("m")
            assert board.evaluate(CROOKED) == [], (size, phase)


def test_many_bases_are_stamped_with_symbols(open_board: Callable[[Path], Page], tmp_path: Path) -> None:
    """Bases drawn on canvas take the symbol too, and give it back."""
    path = tmp_path / "board.html"
    path.write_text(document(grid(scenarios.load(DATA / SHIPPED))), encoding="utf-8")
    board = open_board(path)
    counts = """() => {
      const canvas = document.querySelector('.leaflet-marks-pane canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let [accents, friends] = [0, 0];
      for (let i = 0; i < data.length; i += 4) {
        accents += data[i] === 11 && data[i + 1] === 79 && data[i + 2] === 138;
        friends += data[i] === 128 && data[i + 1] === 224 && data[i + 2] === 255;
      }
      return accents > 5000 ? 'marks' : friends > 5000 ? 'symbols' : 'neither';
    }"""
    until(board, f"() => ({counts})() === 'marks'")
    board.keyboard.press("m")
    until(board, f"() => ({counts})() === 'symbols'")
    board.keyboard.press("m")
    until(board, f"() => ({counts})() === 'marks'")
