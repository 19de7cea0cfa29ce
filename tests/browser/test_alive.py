"""The page over days: the server goes and comes back, the data changes on disk, the browser's memory stays flat."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, WebSocketRoute, expect

from geo.store import DATA, SHIPPED, VARIABLE
from tests.browser.conftest import HANGS_SECONDS, ROOT, free_port, resize, wait_until_healthy

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

    def put_back(self) -> None:
        """Put the data back as it was first, and start the server where a test has killed it."""
        shutil.rmtree(self.data)
        shutil.copytree(DATA / SHIPPED, self.data / SHIPPED)
        if self.process is None or self.process.poll() is not None:
            self.start()

    def write(self, name: str, change: Callable[[str], str], scenario: str = SHIPPED) -> None:
        """Change a file of a scenario in one go, as an editor that renames does."""
        path = self.data / scenario / name
        new = path.with_suffix(".new")
        new.write_text(change(path.read_text("utf-8")), encoding="utf-8")
        new.replace(path)


@pytest.fixture(scope="module")
def one_mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    """One server for the tests of this file, on one port: the browser keeps its scripts in the cache."""
    folder = tmp_path_factory.mktemp("mortal")
    (folder / "data").mkdir()
    server = Mortal(folder / "data", folder / "server.log")
    yield server
    server.kill()


@pytest.fixture
def mortal(one_mortal: Mortal) -> Mortal:
    one_mortal.put_back()
    return one_mortal


def opened(page: Page, server: Mortal, query: str = "") -> FrameLocator:
    """Open the page and wait until its board and its tables stand."""
    page.goto(f"{server.url}/{query}")
    page.get_by_role("tab", name="Evidence").wait_for()
    return board_of(page)


def board_of(page: Page) -> FrameLocator:
    frame = page.frame_locator("[data-testid=board-frame]")
    frame.get_by_test_id("phase-slider").wait_for()
    return frame


def shows(frame: FrameLocator, phase: str) -> None:
    expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", phase)


def beats(page: Page, count: int) -> None:
    """Wait until the server has answered a number of beats."""
    for _ in range(count):
        with page.expect_response("**/state?*") as answer:
            pass
        assert answer.value.ok


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
        re.compile(r"^No contact with the server since \d\d:\d\d\. What is shown is as it was then\.$")
    )
    frame.get_by_test_id("phase-slider").press("End")
    shows(frame, "After stage 2")
    mortal.start()
    expect(notice).to_be_empty()
    shows(frame, "After stage 2")
    expect(page).to_have_url(re.compile("reading=on-record&phase=stage-2"))
    expect(page.get_by_text("After stage 2 · by end of 2026 · On the record").first).to_be_attached()
    assert loads == []


def test_board_stays_in_reach_during_a_long_outage(page: Page, mortal: Mortal) -> None:
    """However often the page has tried in vain, no dialog lies over the board, and its slider moves by the mouse."""
    frame = opened(page, mortal)
    mortal.kill()
    expect(frame.get_by_role("alert")).to_contain_text("No contact")
    for _ in range(14):
        page.wait_for_event("requestfailed")
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    frame.get_by_role("button", name="Last phase").click()
    shows(frame, "After stage 2")


def test_a_server_that_hangs_counts_as_lost(page: Page, mortal: Mortal) -> None:
    """A server that takes the beats and answers none is noticed too, and forgiven when it goes on."""
    frame = opened(page, mortal)
    mortal.signal(signal.SIGSTOP)
    expect(frame.get_by_role("alert")).to_contain_text("No contact with the server since")
    mortal.signal(signal.SIGCONT)
    expect(frame.get_by_role("alert")).to_be_empty()


def test_a_busy_server_does_not_count_as_lost(context: BrowserContext, mortal: Mortal) -> None:
    """While a run of the page takes long the server is there all the same, and the board says nothing of lost contact.

    What the server sends is kept back, as if it had not come to it, while three beats are answered.
    """
    kept: list[tuple[WebSocketRoute, str | bytes]] = []
    is_busy = False

    def wire(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: kept.append((socket, message)) if is_busy else socket.send(message))

    page = context.new_page()  # what is done to its sockets cannot be undone
    page.route_web_socket("**/_stcore/stream", wire)
    frame = opened(page, mortal)
    is_busy = True
    frame.get_by_test_id("phase-slider").press("End")
    expect(page).to_have_url(re.compile("phase=stage-2"))
    beats(page, 3)
    assert kept
    expect(frame.get_by_role("alert")).to_be_empty()
    is_busy = False
    for socket, message in kept:
        socket.send(message)
    expect(page.get_by_text("After stage 2 · by end of 2026").first).to_be_attached()


def test_a_quiet_page_sends_nothing_to_be_run(page: Page, mortal: Mortal) -> None:
    """Beats are answered beside the runs of the page: while nothing changes, nothing goes over its socket."""
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda payload: sent.append(payload)))
    opened(page, mortal)
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(3)  # the charts are fetched last
    beats(page, 2)
    sent.clear()
    beats(page, 3)
    assert sent == []


def test_new_data_is_picked_up(page: Page, mortal: Mortal) -> None:
    """A change on disk shows by itself; reading, phase and view stay as the hand left them."""
    frame = opened(page, mortal)
    frame.get_by_role("button", name="On the record").click()
    frame.get_by_test_id("phase-slider").press("ArrowRight")
    home = frame.locator(".leaflet-control-scale").inner_text()
    frame.get_by_role("button", name="Zoom in").click()
    expect(frame.locator(".leaflet-control-scale")).not_to_have_text(home)
    page.get_by_text("After stage 1 · by Sep 2025 · On the record").first.wait_for(state="attached")
    bar = frame.locator(".leaflet-control-scale").inner_text()
    mortal.write("scenario.toml", retitled("A change of title"))
    expect(frame.locator("[data-slot=title]")).to_have_text("A change of title")
    shows(frame, "After stage 1")
    expect(frame.get_by_role("button", name="On the record")).to_have_attribute("aria-pressed", "true")
    expect(frame.locator(".leaflet-control-scale")).to_have_text(bar)
    expect(page).to_have_url(re.compile("reading=on-record&phase=stage-1"))


def test_a_broken_update_keeps_the_last_good_board(page: Page, mortal: Mortal) -> None:
    """A file cut in half leaves the board as it was, with a notice beside it that goes when the file is mended."""
    frame = opened(page, mortal)
    frame.get_by_test_id("phase-slider").press("End")
    loads: list[str] = []
    page.on("framenavigated", lambda found: loads.append(found.url) if found != page.main_frame else None)
    box = page.get_by_test_id("board-frame").bounding_box()
    whole = (mortal.data / SHIPPED / "bases.geojson").read_text("utf-8")
    mortal.write("bases.geojson", lambda text: text[: len(text) // 2])
    notice = page.get_by_role("button", name="in the files")
    expect(notice).to_have_text(re.compile(r"^\d problems? in the files"))
    notice.click()
    expect(page.get_by_text("python -m geo validate")).to_be_visible()
    shows(frame, "After stage 2")
    expect(frame.locator(".mark")).to_have_count(3)
    assert page.get_by_test_id("board-frame").bounding_box() == box
    mortal.write("bases.geojson", lambda _: whole)
    expect(notice).to_have_count(0)
    shows(frame, "After stage 2")
    assert loads == []


def test_a_file_cut_short_is_told_on_the_board_until_somebody_takes_it(page: Page, mortal: Mortal) -> None:
    """Rows that go leave the figures as they were, with a sentence over the map, until it is taken on the page."""
    frame = opened(page, mortal)
    frame.get_by_test_id("phase-slider").press("End")
    figures = frame.locator(".forces").inner_text()
    mortal.write("troops.csv", lambda text: "".join(text.splitlines(keepends=True)[:4]))
    told = frame.get_by_role("alert")
    expect(told).to_have_text(
        re.compile(r"^troops\.csv: 5 of 8 rows gone since \d\d:\d\d\. Showing the version before\.$")
    )
    shows(frame, "After stage 2")
    assert frame.locator(".forces").inner_text() == figures
    page.get_by_role("button", name="The files lost something").click()
    page.get_by_role("button", name="Take it as it is now").click()
    expect(told).to_be_empty()
    shows(frame, "After stage 2")
    expect(frame.locator(".forces")).not_to_have_text(figures)


def test_a_scenario_broken_from_the_start_shows_once_it_is_mended(page: Page, mortal: Mortal) -> None:
    """With no valid version to keep, the page lists the problems; mended, the board comes without a reload."""
    mortal.kill()
    whole = (mortal.data / SHIPPED / "claims.csv").read_text("utf-8")
    mortal.write("claims.csv", lambda text: text.replace("C10", "C99", 1))
    mortal.start()
    page.goto(mortal.url)
    expect(page.get_by_text("This scenario cannot be shown")).to_be_visible()
    mortal.write("claims.csv", lambda _: whole)
    shows(board_of(page), "Before the drawdown")


def test_picker_notices_a_new_folder(page: Page, mortal: Mortal) -> None:
    """A scenario folder that appears is offered, and the board on show is not loaded again for it."""
    frame = opened(page, mortal)
    loads: list[str] = []
    page.on("framenavigated", lambda found: loads.append(found.url) if found != page.main_frame else None)
    shutil.copytree(DATA / SHIPPED, mortal.data / "other")
    expect(page.get_by_role("combobox", name="Scenario")).to_be_visible()
    page.get_by_role("combobox", name="Scenario").click()
    expect(page.get_by_role("option", name="(other)")).to_be_visible()
    shows(frame, "Before the drawdown")
    assert loads == []


def test_an_empty_data_folder_says_so_until_there_is_a_scenario(page: Page, mortal: Mortal) -> None:
    """Where there is no scenario yet the page says so, and shows the first as soon as there is one."""
    away = mortal.data.parent / "away"
    (mortal.data / SHIPPED).rename(away)
    page.goto(mortal.url)
    expect(page.get_by_text("There is no scenario in the data folder yet")).to_be_visible()
    away.rename(mortal.data / SHIPPED)
    shows(board_of(page), "Before the drawdown")


def test_the_document_goes_over_the_wire_once(page: Page, mortal: Mortal) -> None:
    """Steps carry a few kilobytes each; the board's document is not sent again with them."""
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda payload: received.append(len(payload))))
    frame = opened(page, mortal)
    assert sum(received) > 500_000
    received.clear()
    for phase in ("After stage 1", "After stage 2"):
        beats(page, 2)
        frame.get_by_test_id("phase-slider").press("ArrowRight")
        page.get_by_text(f"{phase} · ").first.wait_for(state="attached")
    assert sum(received) < 300_000


def heap(page: Page) -> int:
    """Bytes of script memory in use on a page after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return int(used)


STEPS = """async (count) => {
  for (let step = 0; step < count; step += 1) {
    board.setPhase(step % 3);
    if (step % 7 === 0) board.setReading(step % 2 ? 'reported' : 'on-record');
    await new Promise((done) => (step % 10 ? setTimeout(done) : requestAnimationFrame(() => setTimeout(done))));
  }
}"""


def test_a_thousand_steps_leave_the_memory_flat(board: Page) -> None:
    """After a thousand steps through phases and readings the document's heap has grown by 10 MB at most."""
    resize(board, 960, 540)  # what is drawn is no part of what is measured
    board.evaluate(STEPS, 50)
    before = heap(board)
    board.evaluate(STEPS, 1_000)
    assert heap(board) - before <= GROWTH_MAX_BYTES


def test_the_sum_of_what_is_on_disk_tells_nothing_else(mortal: Mortal) -> None:
    """For a scenario there is, one there is not and a path, the answer is a SHA-256; it changes with a file."""

    def told(name: str) -> str:
        query = urllib.parse.urlencode({"scenario": name})
        with urllib.request.urlopen(f"{mortal.url}/state?{query}", timeout=HANGS_SECONDS) as answer:
            return str(answer.read().decode())

    sums = {name: told(name) for name in (SHIPPED, "", "nowhere", "../../etc", "\0")}
    assert all(re.fullmatch("[0-9a-f]{64}", told) for told in sums.values())
    mortal.write("scenario.toml", retitled("A change of title"))
    end = time.monotonic() + HANGS_SECONDS
    while told(SHIPPED) == sums[SHIPPED]:  # for half a second it is told again
        assert time.monotonic() < end
    assert told("nowhere") == sums["nowhere"]
