"""The Streamlit page in a real browser: the mounted board, the address, the tables, the problems page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import Outside, Server, until


def opened(page: Page, server: Server, query: str = "") -> FrameLocator:
    """Open the page and wait until its board and its tables stand."""
    page.goto(f"{server.url}/{query}")
    frame = page.frame_locator("[data-testid=board-frame]")
    frame.get_by_test_id("phase-slider").wait_for()
    page.get_by_role("tab", name="Evidence").wait_for()
    return frame


@contextmanager
def held(page: Page) -> Iterator[None]:
    """Wait until the page has heard that a hand holds the board: from then on its heart keeps still."""
    page.evaluate("window.addEventListener('board:held', ({ detail }) => { window.isHeld = detail; })")
    yield
    until(page, "window.isHeld")


THREE_BEATS = """() => new Promise((done) => {
  let beats = 0;
  const beating = setInterval(() => {
    beats += 1;
    if (beats === 3) done(clearInterval(beating));
  }, 1_000);
})"""
"""Lets the page's own clock go on by three beats of its heart, however slow the machine is."""


def phase_of(frame: FrameLocator) -> str | None:
    return frame.get_by_test_id("phase-slider").get_attribute("aria-valuetext")


def rows(page: Page, tab: str) -> list[list[str]]:
    """The rows of the table on a tab, as its accessible text."""
    page.get_by_role("tab", name=tab).click()
    table = page.get_by_role("tabpanel", name=tab).locator("canvas table")
    table.first.wait_for(state="attached")
    return table.first.evaluate(
        """table => [...table.querySelectorAll('tbody tr')]
            .map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))"""
    )


def test_page_asks_nothing_of_another_host(page: Page, server: Server, outside: Outside) -> None:
    """With every other host blocked, page, board, chart and tables draw, and the record of requests is empty.

    The board runs without the page's origin.
    """
    frame = opened(page, server)
    expect(frame.locator(".mark")).to_have_count(3)
    expect(page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")).to_have_count(3)
    assert len(rows(page, "Evidence")) == 17
    assert len(rows(page, "Posture")) == 6
    assert page.get_by_test_id("board-frame").get_attribute("sandbox") == "allow-scripts"
    assert page.evaluate("document.querySelector('[data-testid=board-frame]')?.contentDocument ?? null") is None
    assert outside.requests == []


def test_page_says_nothing_but_what_it_means_to(page: Page, server: Server) -> None:
    """Around the board stand its name, the posture's heading, the tabs and what there is to choose; no stray text."""
    opened(page, server)
    page.get_by_text("Make the file").wait_for(state="attached")
    tabs = ["Timeline", "Posture", "Evidence", "Export"]
    choices = [
        "File",
        "Reading",
        "This reading",
        "All readings",
        "Phase",
        "This phase",
        "All phases",
        "Size",
        "Compare with",
    ]
    choices += ["Evidence", "Claims", "Coverage", "Glossary"]
    heading = "Before the drawdown · as reported 27 Sep 2024 · The plan as reported"
    said = page.locator("[data-testid=stMarkdownContainer], [data-testid=stText]").all_text_contents()
    footing = (
        "UNCLASSIFIED // PUBLIC SOURCES. Source: Reuters, 27 Sep 2024 (Idrees Ali, Phil Stewart). "
        "“Hundreds” is read as 200–999. ≈ means approximately."
    )
    assert sorted(text for text in said if text) == sorted(
        ["Posture board", "Scenario", heading, heading, heading, footing, *tabs, *choices, "Make the file"]
    )


def test_drag_is_live_and_python_hears_of_it_after_release(page: Page, server: Server) -> None:
    """Each phase shows while a hand holds the slider; not even a beat goes over the wire, no frame reloads."""
    wire: list[str] = []
    loads: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: wire.append("sent")))
    frame = opened(page, server)
    expect(page).to_have_url(re.compile("phase=before"))
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(3)
    page.on("framenavigated", lambda found: loads.append(found.url) if found != page.main_frame else None)
    page.on("request", lambda request: wire.append(request.url))
    box = frame.get_by_test_id("phase-slider").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 12, middle)
    with held(page):
        page.mouse.down()
    wire.clear()
    seen = []
    for share in (0.5, 1.0, 0.5):
        page.mouse.move(box["x"] + share * (box["width"] - 24) + 12, middle, steps=3)
        seen.append((phase_of(frame), frame.locator(".mark[data-base=erbil]").get_attribute("data-status")))
    assert seen == [("After stage 1", "present"), ("After stage 2", "vacated"), ("After stage 1", "present")]
    page.evaluate(THREE_BEATS)
    assert wire == []
    page.mouse.up()
    expect(page).to_have_url(re.compile("phase=stage-1"))
    page.get_by_role("tab", name="Posture").click()
    told = page.get_by_role("tabpanel", name="Posture").get_by_text(
        "After stage 1 · by Sep 2025 · The plan as reported"
    )
    expect(told).to_be_visible()
    assert loads == []


def test_back_leaves_the_page(page: Page, server: Server) -> None:
    """Scrubbing leaves no steps in the browser's history: Back goes where the reader came from."""
    frame = opened(page, server, "?scenario=iraq-2024&reading=reported&phase=before")
    before = page.evaluate("history.length")
    frame.get_by_test_id("phase-slider").press("ArrowRight")
    expect(page).to_have_url(re.compile("phase=stage-1"))
    expect(page.get_by_text("After stage 1 · by Sep 2025").first).to_be_attached()
    assert page.evaluate("history.length") == before


def test_keys_on_the_page_reach_the_board(page: Page, server: Server) -> None:
    """A key pressed on the page outside a control moves the board as if it had the focus.

    + takes the map closer and 0 back to the home view; E and G open coverage and glossary, and Escape closes them.
    """
    frame = opened(page, server)
    body = page.locator("body")
    for key, phase in (("ArrowRight", "After stage 1"), ("PageDown", "After stage 2"), ("2", "After stage 1")):
        body.press(key)
        expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", phase)
    bar = frame.locator(".leaflet-control-scale-line")
    home = bar.inner_text()
    body.press("+")
    expect(bar).not_to_have_text(home)
    body.press("0")
    expect(bar).to_have_text(home)
    for key, title in (("e", "Evidence, paragraph by paragraph"), ("g", "Glossary")):
        page.keyboard.press(key)
        expect(frame.locator("#evidence-title")).to_have_text(title)
        page.keyboard.press("Escape")
        expect(frame.locator("#evidence")).not_to_be_visible()


def test_address_restores_phase_reading_and_scenario(page: Page, server: Server) -> None:
    """Scenario, reading and phase come back from the address."""
    frame = opened(page, server, "?scenario=another&reading=on-record&phase=stage-2")
    expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", "After stage 2")
    expect(frame.get_by_role("button", name="On the record", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(frame.locator("[data-slot=title]")).to_have_text("Another drawdown")
    expect(page).to_have_url(re.compile("scenario=another&reading=on-record&phase=stage-2"))


@pytest.mark.parametrize("query", ["?phase=x", "?reading=%3Cb%3E", "?scenario=../../etc"])
def test_unknown_value_in_the_address_gives_the_first_and_a_note(page: Page, server: Server, query: str) -> None:
    """What the address asks for and is not there is replaced by the first, and the page says so."""
    frame = opened(page, server, query)
    expect(page.get_by_text(re.compile("^Unknown [a-z]+ in the link; showing the first.$"))).to_be_visible()
    expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", "Before the drawdown")
    expect(frame.locator("[data-slot=title]")).to_have_text("Coalition drawdown in Iraq")


def test_picker_lists_the_folders_and_switches(page: Page, server: Server) -> None:
    """The picker offers every scenario folder, the shipped one first, and shows the one picked."""
    frame = opened(page, server)
    page.get_by_role("combobox", name="Scenario").click()
    assert page.get_by_role("option").all_inner_texts() == [
        "Coalition drawdown in Iraq (iraq-2024)",
        "Another drawdown (another)",
        "broken",
    ]
    page.keyboard.press("Escape")
    frame.get_by_test_id("phase-slider").press("End")
    expect(page).to_have_url(re.compile("phase=stage-2"))
    page.get_by_role("combobox", name="Scenario").click()
    page.get_by_role("option", name="Another drawdown").click()
    expect(frame.locator("[data-slot=title]")).to_have_text("Another drawdown")
    expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", "Before the drawdown")
    expect(page).to_have_url(re.compile("scenario=another&reading=reported&phase=before"))


def test_broken_scenario_lists_its_problems(page: Page, server: Server) -> None:
    """A broken scenario gives a page of sentences: no traceback, no path of the machine."""
    page.goto(f"{server.url}/?scenario=broken")
    problem = page.get_by_text("bases.geojson, feature 2, baghdad, coordinates")
    expect(problem).to_contain_text("lon and lat look swapped")
    told = page.locator("body").inner_text()
    assert "Traceback" not in told
    assert str(server.folder) not in told


def test_evidence_tab_shows_ledger_coverage_and_glossary(page: Page, server: Server) -> None:
    """All 17 claims stand in the ledger; C04, C05, C07 and C15 to C17 are context, the rest drive something.

    The tab also has the source paragraph by paragraph, one row per claim, and every word of the board.
    """
    opened(page, server)
    ledger = rows(page, "Evidence")
    assert [row[0] for row in ledger] == [f"C{number:02}" for number in range(1, 18)]
    assert [row[0] for row in ledger if row[1] == "context"] == ["C04", "C05", "C07", "C15", "C16", "C17"]
    assert {row[1] for row in ledger} == {"context", "drives"}
    tab = page.get_by_role("tabpanel", name="Evidence")
    for shown, first, count in (("Coverage", "¶1", 19), ("Glossary", "present", 17)):
        tab.get_by_text(shown, exact=True).click()
        table = tab.locator("canvas table").first
        expect(table.locator("tbody tr")).to_have_count(count)
        expect(table.locator("tbody tr").first).to_contain_text(first)
