"""The page over days: the server goes and comes back, the data changes on disk, the browser's memory stays flat."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, WebSocket, expect

from geo.store import DATA, SHIPPED, VARIABLE
from tests.browser.conftest import ROOT, free_port, wait_until_healthy

LOST_MS = 15_000
"""Longest the board may take to notice that contact is lost."""
BACK_MS = 60_000
"""Longest it may take to have it back: the page tries again at growing distances."""
PICKED_UP_MS = 5_000
"""Longest a change on disk may take to show."""
GROWTH_MAX_BYTES = 10_000_000


@dataclass
class Mortal:
    """A page over a data folder of its own, that can be killed and started again on the same port."""

    data: Path
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        with self.log.open("ab") as output:
            environment = os.environ | {VARIABLE: str(self.data)}
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        wait_until_healthy(self.url, self.process)

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def write(self, name: str, change: Callable[[str], str], scenario: str = SHIPPED) -> None:
        """Change a file of a scenario in one go, as an editor that renames does."""
        path = self.data / scenario / name
        new = path.with_suffix(".new")
        new.write_text(change(path.read_text("utf-8")), encoding="utf-8")
        new.replace(path)


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Mortal]:
    shutil.copytree(DATA / SHIPPED, tmp_path / "data" / SHIPPED)
    server = Mortal(tmp_path / "data", tmp_path / "server.log")
    server.start()
    yield server
    server.kill()


def opened(page: Page, server: Mortal, query: str = "") -> FrameLocator:
    """Open the page and wait until its board and its tables stand."""
    page.goto(f"{server.url}/{query}")
    page.get_by_role("tab", name="Evidence").wait_for()
    return board_of(page)


def board_of(page: Page) -> FrameLocator:
    frame = page.frame_locator("[data-testid=board-frame]")
    frame.get_by_test_id("phase-slider").wait_for()
    return frame


def shows(frame: FrameLocator, phase: str, *, timeout: float = 20_000) -> None:
    expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", phase, timeout=timeout)


def retitled(title: str) -> Callable[[str], str]:
    return lambda text: text.replace("Coalition drawdown in Iraq", title)


def test_board_comes_back_by_itself_after_the_server_was_killed(page: Page, mortal: Mortal) -> None:
    """While the server is away the board says since when; moved meanwhile, it stands as moved when it is back."""
    frame = opened(page, mortal, "?reading=on-record&phase=before")
    loads: list[str] = []
    page.on("framenavigated", lambda found: loads.append(found.url) if found != page.main_frame else None)
    frame.locator("body").press("+")
    expect(frame.get_by_role("alert")).to_be_empty()
    mortal.kill()
    notice = frame.get_by_role("alert")
    expect(notice).to_have_text(
        re.compile(r"^No contact with the server since \d\d:\d\d\. What is shown is as it was then\.$"), timeout=LOST_MS
    )
    frame.get_by_test_id("phase-slider").press("End")
    shows(frame, "After stage 2")
    mortal.start()
    expect(notice).to_be_empty(timeout=BACK_MS)
    shows(frame, "After stage 2")
    expect(page).to_have_url(re.compile("reading=on-record&phase=stage-2"))
    expect(page.get_by_text("After stage 2 · by end of 2026 · On the record").first).to_be_attached()
    assert loads == []
