"""What the page shows when the program itself fails: a sentence, and the board that was there before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Outside, Server, free_port, wait_until_healthy
from tests.browser.test_page import opened

SENTENCE = "Part of this page failed because of an error in the program."
PLANTED = {
    "geo/board/document.py": ("document", "unlucky document"),
    "geo/tables.py": ("postures", "unlucky table"),
    "geo/scenario/__init__.py": ("load", "unlucky loader"),
    "geo/page/chart.py": ("draw_charts", "unlucky chart"),
}
"""A function of a module, and the word in a scenario's title, or in its files, at which it fails."""
FAIL = """

_as_it_was_{name} = {name}


def {name}(subject, *more, **named):
    from pathlib import Path

    text = (subject / "scenario.toml").read_text() if isinstance(subject, Path) else subject.title
    if {word!r} in text:
        raise RuntimeError("planted: {word}")
    return _as_it_was_{name}(subject, *more, **named)
"""
LOAD_MS = 60_000


@pytest.fixture(scope="module")
def unlucky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page from a copy of the checkout in which some functions fail for some scenarios."""
    folder = tmp_path_factory.mktemp("unlucky")
    for name in ("app.py", "geo", "data", ".streamlit"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    for module, (name, word) in PLANTED.items():
        with (folder / module).open("a", encoding="utf-8") as code:
            code.write(FAIL.format(name=name, word=word))
    port = free_port()
    log = folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as output, subprocess.Popen(command, cwd=folder, stdout=output, stderr=output) as process:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, process)
        yield Server(url, folder, log)
        process.terminate()


@pytest.fixture
def scenario(unlucky: Server, page: Page) -> Iterator[Path]:
    """The file of the shipped scenario in the copy, as it is shipped before and after."""
    page.set_default_timeout(LOAD_MS)
    toml = unlucky.folder / "data" / "iraq-2024" / "scenario.toml"
    shipped = toml.read_bytes()
    yield toml
    toml.write_bytes(shipped)


def retitle(toml: Path, word: str) -> None:
    text = toml.read_text("utf-8").replace("Coalition drawdown in Iraq", f"Coalition drawdown, {word}")
    beside = toml.with_name("scenario.toml.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(toml)


def test_config_shows_no_details_and_no_links() -> None:
    """Should an error get past the page's own sentence, Streamlit shows neither its details nor links to elsewhere."""
    config = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    assert 'showErrorDetails = "none"' in config
    assert "showErrorLinks = false" in config


@pytest.mark.parametrize("word", ["unlucky document", "unlucky loader"])
def test_a_failure_leaves_the_board_up(
    page: Page, unlucky: Server, scenario: Path, outside: Outside, word: str
) -> None:
    """Files the program fails on give a sentence; the board before them stays unreloaded, and works on."""
    frame = opened(page, unlucky)
    loads: list[str] = []
    page.on("framenavigated", lambda found: loads.append(found.url) if found != page.main_frame else None)
    shipped = scenario.read_bytes()
    retitle(scenario, word)
    expect(page.get_by_text(SENTENCE)).to_be_visible(timeout=LOAD_MS)
    frame.get_by_test_id("phase-slider").press("End")
    expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", "After stage 2")
    expect(frame.locator("[data-slot=title]")).to_have_text("Coalition drawdown in Iraq")
    shows_no_details(page)
    assert f"RuntimeError: planted: {word}" in unlucky.log.read_text("utf-8")
    assert (loads, outside.requests) == ([], [])
    scenario.write_bytes(shipped)
    expect(page.get_by_text(SENTENCE)).to_have_count(0, timeout=LOAD_MS)
    page.get_by_role("tab", name="Evidence").wait_for()
    assert loads == []


def shows_no_details(page: Page) -> None:
    """No traceback, no text of the error, no link to anywhere."""
    text = page.locator("body").inner_text()
    assert [word for word in ("Traceback", "RuntimeError", "planted", "Google", "ChatGPT", ".py") if word in text] == []
    assert page.locator("a[href^=http]").count() == 0


@pytest.mark.parametrize(
    ("word", "tab", "other"), [("unlucky chart", "Timeline", "Posture"), ("unlucky table", "Posture", "Evidence")]
)
def test_a_tab_that_fails_leaves_the_others(
    page: Page, unlucky: Server, scenario: Path, word: str, tab: str, other: str
) -> None:
    """One tab that fails has the sentence in it; board and other tabs are there."""
    retitle(scenario, word)
    opened(page, unlucky)
    page.get_by_role("tab", name=tab).click()
    expect(page.get_by_role("tabpanel", name=tab).get_by_text(SENTENCE)).to_be_visible()
    page.get_by_role("tab", name=other).click()
    expect(page.get_by_role("tabpanel", name=other).locator("canvas table").first).to_be_attached()
    expect(page.get_by_text(SENTENCE)).to_have_count(1)
    shows_no_details(page)


def test_a_failure_from_the_start_is_a_sentence(page: Page, unlucky: Server, scenario: Path) -> None:
    """A page that has never had a board shows the sentence instead of one."""
    retitle(scenario, "unlucky document")
    page.goto(unlucky.url)
    expect(page.get_by_text(SENTENCE)).to_be_visible(timeout=LOAD_MS)
    expect(page.get_by_test_id("board-frame")).to_have_count(0)
    shows_no_details(page)
