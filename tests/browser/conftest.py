"""A real browser for the tests: Chromium as the machine has it, every request to another host blocked and recorded."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from geo import scenario as scenarios
from geo.board.document import document
from geo.store import DATA, SHIPPED

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
START_SECONDS = 60


def chromium() -> str:
    """Return the path of the machine's Chromium; the tests fail, and do not skip, where there is none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(f"no browser: none of {', '.join(BROWSERS)} is installed; `make chromium` installs one")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
        launched = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield launched
        launched.close()


@dataclass
class Outside:
    """What a page asked of hosts other than this machine, and the errors it met."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.route("**/*", self._decide)
        context.on("page", self._listen)

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda socket_: self._record(socket_.url))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _record(self, url: str) -> bool:
        parts = urlsplit(url)
        local = parts.scheme in ("file", "data", "blob", "about") or parts.hostname == "127.0.0.1"
        if not local:
            self.requests.append(url)
        return local

    def _decide(self, route: Route) -> None:
        if self._record(route.request.url):
            route.continue_()
        else:
            route.abort()


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def context(browser: Browser, outside: Outside) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1920, "height": 1080})
    opened.set_default_timeout(20_000)
    outside.watch(opened)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def shipped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped scenario's document as a file."""
    path = tmp_path_factory.mktemp("document") / "board.html"
    path.write_text(document(scenarios.load(DATA / SHIPPED)), encoding="utf-8")
    return path


@pytest.fixture
def open_board(page: Page) -> Callable[[Path], Page]:
    """Open a document from disk and wait until its board answers."""

    def opened(path: Path) -> Page:
        page.goto(path.as_uri())
        page.wait_for_function("window.board !== undefined")
        return page

    return opened


@pytest.fixture
def board(open_board: Callable[[Path], Page], shipped_file: Path) -> Page:
    """The shipped board, open from disk."""
    return open_board(shipped_file)


HARNESS = """<!DOCTYPE html><title>harness</title><iframe id="frame" sandbox="allow-scripts"></iframe><script>
window.heard = [];
addEventListener('message', (event) => { if (event.data.type === 'board') heard.push(event.data); });
</script>"""
SEND = "message => document.getElementById('frame').contentWindow.postMessage(message, '*')"


@pytest.fixture
def framed(page: Page, shipped_file: Path, tmp_path: Path) -> Page:
    """A page that holds the shipped board in a sandboxed frame and keeps in `heard` what it tells; see SEND."""
    harness = tmp_path / "harness.html"
    harness.write_text(HARNESS, encoding="utf-8")
    page.goto(harness.as_uri())
    page.evaluate("text => { document.getElementById('frame').srcdoc = text; }", shipped_file.read_text("utf-8"))
    page.wait_for_function("heard.length === 1")
    return page


AT_REST = """() => new Promise((done) => {
  const places = () => JSON.stringify([...document.querySelectorAll('.mark, .label, .folium-map')]
    .map((e) => e.getBoundingClientRect()));
  const glides = () => document.querySelector('.leaflet-zoom-anim, .leaflet-pan-anim') !== null;
  const look = (before, same) => {
    const now = places();
    const stood = now === before && !glides();
    if (stood && same === 4) done();
    else requestAnimationFrame(() => look(now, stood ? same + 1 : 0));
  };
  look(places(), 0);
})"""


def rest(board: Page) -> None:
    """Wait until map, marks and labels have stood still for five frames, and no zoom or pan is under way."""
    board.evaluate(AT_REST)


def resize(board: Page, width: int, height: int) -> None:
    """Give a board another size of screen and wait until it has laid itself out."""
    board.set_viewport_size({"width": width, "height": height})
    board.wait_for_function("([w, h]) => innerWidth === w && innerHeight === h", arg=[width, height])
    rest(board)


@dataclass(frozen=True)
class Server:
    """A running page: its address and the checkout it runs from."""

    url: str
    folder: Path
    log: Path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page, served from a copy of the checkout with a second scenario and a broken one beside the shipped."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("app.py", "geo", "data", ".streamlit"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    _another(folder / "data")
    _broken(folder / "data")
    port = free_port()
    log = folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as output, subprocess.Popen(command, cwd=folder, stdout=output, stderr=output) as process:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, process)
        yield Server(url, folder, log)
        process.terminate()


def _another(data: Path) -> None:
    shutil.copytree(data / SHIPPED, data / "another")
    toml = data / "another" / "scenario.toml"
    toml.write_text(toml.read_text("utf-8").replace("Coalition drawdown in Iraq", "Another drawdown"), encoding="utf-8")


def _broken(data: Path) -> None:
    shutil.copytree(data / SHIPPED, data / "broken")
    layer = data / "broken" / "bases.geojson"
    layer.write_text(layer.read_text("utf-8").replace("[44.3661, 33.3152]", "[33.3152, 44.3661]"), encoding="utf-8")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    """Ask until the server answers; each refused request is followed by one short wait on the process itself."""
    for _ in range(START_SECONDS * 5):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
        except OSError:  # not listening yet, or listening but still loading
            try:
                process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(f"the server stopped with status {process.returncode}")
        else:
            return
    pytest.fail(f"the server does not answer within {START_SECONDS} s")
