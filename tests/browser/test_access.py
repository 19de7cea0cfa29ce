"""The board for everybody: what axe-core finds, where the focus shows, what a screen reader hears."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import Server, resize, until
from tests.browser.test_page import opened

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RUN = "async (rules) => { const found = await axe.run(document, rules); delete window.axe; return found; }"
THEMES = ("light", "dark")
STREAMLIT_S_OWN: dict[str, str] = {}
"""Rules that the page breaks in what Streamlit draws and we cannot change, with the reason."""


def violations(place: Page | Frame) -> dict[str, list[Any]]:
    """What axe-core finds, by rule: the elements, and for a contrast its figures."""
    place.evaluate(AXE)
    found = place.evaluate(RUN, RULES)
    assert found["passes"]
    return {rule["id"]: [node["html"][:120] for node in rule["nodes"]] for rule in found["violations"]}


OPENED: dict[str, Callable[[Page], Any]] = {
    "as it opens": lambda _: None,
    "at stage 2": lambda board: board.keyboard.press("End"),
    "on the record": lambda board: board.keyboard.press("r"),
    "in large type": lambda board: board.keyboard.press("l"),
    "with evidence": lambda board: board.locator("[data-force=us-iraq]").click(),
    "with the keys": lambda board: board.keyboard.press("?"),
    "black": lambda board: board.keyboard.press("b"),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("how", OPENED)
def test_axe_finds_nothing_on_the_document(board: Page, theme: str, how: str) -> None:
    """The document breaks no rule of axe-core, in either theme, whatever is open."""
    resize(board, 1920, 1080)
    if theme == "dark":
        board.keyboard.press("t")
    OPENED[how](board)
    assert violations(board) == {}


def test_axe_finds_nothing_on_a_phone(board: Page) -> None:
    """Stacked on a phone the document breaks no rule either."""
    resize(board, 390, 844)
    assert violations(board) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_on_the_briefing_screen(page: Page, server: Server, theme: str) -> None:
    """Neither the briefing screen nor the page it covers breaks a rule."""
    page.goto(f"{server.url}/?view=briefing&theme={theme}")
    page.frame_locator("[data-testid=board-frame]").get_by_test_id("phase-slider").wait_for()
    expect(page.get_by_test_id("board-frame")).to_have_css("position", "fixed")
    assert violations(page.frames[1]) == {}
    assert set(violations(page)) <= set(STREAMLIT_S_OWN)


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_of_ours_on_the_page(page: Page, server: Server, theme: str) -> None:
    """The page breaks no rule but those that Streamlit's own parts break, each listed with its reason."""
    opened(page, server, f"?theme={theme}")
    for tab in ("Timeline", "Posture", "Evidence", "Export"):
        page.get_by_role("tab", name=tab).click()
        page.get_by_role("tabpanel", name=tab).wait_for()
        found = violations(page)
        assert {rule: found[rule] for rule in found if rule not in STREAMLIT_S_OWN} == {}, tab


# The focus


FOCUSED = """() => {
  const e = document.activeElement;
  const { outlineStyle, outlineWidth, outlineColor, backgroundColor } = getComputedStyle(e);
  return [e.id || e.getAttribute('aria-label') || e.textContent, outlineStyle, parseFloat(outlineWidth), outlineColor];
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_focus_shows_on_every_control(board: Page, theme: str) -> None:
    """Tab reaches every control of the board, and each shows the focus by an outline of two pixels at least."""
    if theme == "dark":
        board.keyboard.press("t")
    controls = board.evaluate(
        """[...document.querySelectorAll('button, input, a[href]')]
            .filter((e) => e.offsetParent && !e.closest('dialog')).length"""
    )
    seen = []
    for _ in range(controls):
        board.keyboard.press("Tab")
        seen.append(board.evaluate(FOCUSED))
    assert [found for found in seen if found[1] in ("none", "") or found[2] < 2] == []
    assert board.evaluate("document.activeElement !== document.body")


# What is heard


def test_each_phase_is_announced_in_one_message(board: Page) -> None:
    """A step puts one text, once, into one polite live region: phase, date and headline."""
    board.evaluate(
        """() => {
          window.heard = [];
          new MutationObserver(() => heard.push(document.getElementById('announcer').textContent))
            .observe(document.getElementById('announcer'), { childList: true, characterData: true, subtree: true });
        }"""
    )
    for key, start in (("PageDown", "After stage 1, by Sep 2025: "), ("PageDown", "After stage 2, by end of 2026: ")):
        board.keyboard.press(key)
        until(board, "start => heard.at(-1)?.startsWith(start)", arg=start)
    assert len(board.evaluate("heard")) == 2
    speaking = board.locator(":is([aria-live], [role=status], [role=alert]):not(:empty)")
    assert [region.get_attribute("id") for region in speaking.all()] == ["announcer"]


def test_headline_keeps_one_top_heading(board: Page) -> None:
    """The document has one heading of the first level, the phase, and one main part."""
    assert board.locator("h1").count() == 1


def test_screen_reader_hears_what_the_looks_are(board: Page) -> None:
    """The three switches of the screen have names and tell whether they are on."""
    for name, key in (("Dark theme", "t"), ("Large type", "l")):
        button = board.get_by_role("button", name=name)
        expect(button).to_have_attribute("aria-pressed", "false")
        board.keyboard.press(key)
        expect(button).to_have_attribute("aria-pressed", "true")
