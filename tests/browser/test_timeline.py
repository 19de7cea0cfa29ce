"""The timeline and the slider move each other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from geo.style import PALETTE
from tests.browser.conftest import Outside, Server, until
from tests.browser.test_page import opened

PHASES = {"before": "Before the drawdown", "stage-1": "After stage 1", "stage-2": "After stage 2"}
CHART = "[data-testid=stVegaLiteChart]"
AXIS_PX = 70
"""Where the first phase begins at the earliest: what the upright axis and its title take at most."""


OUTLINED = """([chart, ink, number]) => {
    const drawing = document.querySelector(chart);
    const [outline, ...others] = drawing.querySelectorAll(`path[stroke='${ink}'][stroke-width='1.5']`);
    const plot = drawing.querySelector('.mark-group.role-frame path.background').getBoundingClientRect();
    const { left, width } = outline.getBoundingClientRect();
    return others.length === 0 && Math.floor((3 * (left + width / 2 - plot.left)) / plot.width) === number;
}"""
"""Whether one outline stands in the third of the first chart that has a number."""


def click_phase(page: Page, chart: int, phase: str) -> None:
    """Click a chart in the column of a phase, above its bars."""
    index = list(PHASES).index(phase)
    box = page.locator(CHART).nth(chart).bounding_box()
    step = (box["width"] - AXIS_PX) / len(PHASES)
    page.locator(CHART).nth(chart).click(position={"x": AXIS_PX + step * (index + 0.5), "y": 120})


def shows(page: Page, frame: FrameLocator, phase: str) -> None:
    """Slider, address and the words above the timeline stand at a phase."""
    expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", PHASES[phase])
    expect(page).to_have_url(re.compile(f"phase={phase}"))
    heading = page.get_by_role("tabpanel", name="Timeline").get_by_text(f"{PHASES[phase]} · ")
    expect(heading).to_be_visible()


def drawn(page: Page) -> None:
    """Wait until every chart is drawn, and bring them into sight."""
    expect(page.locator(f"{CHART} canvas, {CHART} svg")).to_have_count(3)
    page.locator(CHART).last.scroll_into_view_if_needed()


@pytest.mark.parametrize("chart", [0, 2])
def test_a_click_on_a_phase_moves_the_slider(page: Page, server: Server, outside: Outside, chart: int) -> None:
    """Any phase in any chart, in any order and again after the slider has moved, takes the board there unreloaded."""
    frame = opened(page, server)
    drawn(page)
    loads: list[str] = []
    page.on("framenavigated", lambda found: loads.append(found.url) if found != page.main_frame else None)
    for phase in ("stage-1", "stage-2", "before", "stage-1"):
        click_phase(page, chart, phase)
        shows(page, frame, phase)
    frame.get_by_test_id("phase-slider").press("Home")
    shows(page, frame, "before")
    drawn(page)
    click_phase(page, chart, "stage-1")
    shows(page, frame, "stage-1")
    assert loads == []
    assert outside.errors == []


def test_a_double_click_is_a_click(page: Page, server: Server) -> None:
    """Who clicks a phase twice gets there too."""
    frame = opened(page, server)
    drawn(page)
    box = page.locator(CHART).first.bounding_box()
    page.locator(CHART).first.dblclick(position={"x": box["width"] - 40, "y": 120})
    shows(page, frame, "stage-2")


def test_a_click_leaves_the_page_where_it_is(page: Page, server: Server) -> None:
    """Neither the scroll of the page nor the charts move when a phase is picked, and no chart is made anew."""
    frame = opened(page, server)
    drawn(page)
    main = page.get_by_test_id("stMain")
    page.evaluate(f"document.querySelectorAll('{CHART} canvas, {CHART} svg').forEach((e) => (e.dataset.kept = ''))")
    before = main.evaluate("(e) => e.scrollTop"), page.locator(CHART).first.bounding_box()
    click_phase(page, 0, "stage-2")
    shows(page, frame, "stage-2")
    assert (main.evaluate("(e) => e.scrollTop"), page.locator(CHART).first.bounding_box()) == before
    expect(page.locator(f"{CHART} [data-kept]")).to_have_count(3)


def test_the_outline_follows_the_slider(page: Page, server: Server) -> None:
    """The outline in the chart stands around the phase the slider stands at: in its third from left to right."""
    frame = opened(page, server)
    drawn(page)
    for number, phase in enumerate(PHASES):
        frame.get_by_test_id("phase-slider").press(str(number + 1))
        shows(page, frame, phase)
        until(page, OUTLINED, arg=[CHART, PALETTE["ink"], number])
