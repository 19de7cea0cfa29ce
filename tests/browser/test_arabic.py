"""Arabic names of bases on map and rail, in a real browser."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import resize
from tests.browser.test_document import CROOKED

NAMES = {"ain-al-asad": ("Ain al-Asad", "عين الأسد"), "baghdad": ("Baghdad", "بغداد"), "erbil": ("Erbil", "أربيل")}


def choose(board: Page, mode: str) -> None:
    board.locator(".map-menu").click()
    board.get_by_role("button", name=mode, exact=True).click()
    board.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("English", [english for english, _ in NAMES.values()]),
        ("Arabic", [arabic for _, arabic in NAMES.values()]),
        ("Both", [f"{english} {arabic}" for english, arabic in NAMES.values()]),
    ],
)
def test_names_stand_in_the_language_asked_for(board: Page, mode: str, shown: list[str]) -> None:
    """Map and rail name every base in English, in Arabic, or in both."""
    choose(board, "Arabic")
    choose(board, mode)
    assert board.locator(".label-base .label-name").all_text_contents() == shown
    assert board.locator(".rail .bases .name").all_text_contents() == shown


def test_arabic_names_are_isolated_and_marked_as_arabic(board: Page) -> None:
    """Each Arabic name is an isolate that runs from right to left and says its language to a screen reader."""
    choose(board, "Both")
    for place in (".label-base", ".rail .bases"):
        found = board.locator(f"{place} bdi[lang=ar]").evaluate_all(
            "all => all.map((e) => [e.dir, getComputedStyle(e).direction, getComputedStyle(e).unicodeBidi])"
        )
        assert found == [["rtl", "rtl", "isolate"]] * 3


ORDER = """() => [...document.querySelectorAll('.bases button.base')].map((row) => {
  const x = (selector) => row.querySelector(selector).getBoundingClientRect().left;
  return x('.name') < x('.moved') && x('.was') <= x('.status');
})"""


def test_status_words_keep_their_order_beside_arabic(board: Page) -> None:
    """In a row with an Arabic name the words still read: name, what was, arrow, what is, contested."""
    board.keyboard.press("3")
    choose(board, "Arabic")
    assert board.evaluate(ORDER) == [True] * 3
    told = board.locator(".rail [data-base=erbil]").inner_text().split("\n")
    assert " ".join(told).endswith("present → vacated · contested")


@pytest.mark.parametrize("mode", ["Both", "Arabic"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3840, 2160)], ids=str)
def test_nothing_overlaps_is_cut_or_scrolls_with_arabic(board: Page, mode: str, size: tuple[int, int]) -> None:
    """With Arabic names no label lies over another, a mark or a box, and nothing scrolls, in any phase or reading."""
    resize(board, *size)
    choose(board, mode)
    board.locator(".head h1").hover()
    for reading in ("reported", "on-record"):
        for phase in range(3):
            board.evaluate("([r, p]) => { board.setReading(r); board.setPhase(p); }", [reading, phase])
            assert board.evaluate(CROOKED) == [], (reading, phase)
            cut = board.locator(".bases .name").evaluate_all("all => all.map((e) => e.scrollWidth - e.clientWidth)")
            assert max(cut) <= 1, (reading, phase)


def test_nothing_jumps_between_phases_with_arabic(board: Page) -> None:
    """With both names on, marks, labels and rows stand at the same pixels in every phase and reading."""
    choose(board, "Both")
    where = """() => [...document.querySelectorAll('.mark, .label:not([hidden]), .bases .base, .rail h2, .legend')]
        .map((e) => e.getBoundingClientRect()).map((b) => [b.x, b.y, b.width, b.height].map(Math.round).join())"""
    places = set()
    for reading in ("reported", "on-record"):
        for phase in range(3):
            board.evaluate("([r, p]) => { board.setReading(r); board.setPhase(p); }", [reading, phase])
            places.add(json.dumps(board.evaluate(where)))
    assert len(places) == 1
