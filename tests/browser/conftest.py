"""A real browser for the tests: Chromium as the machine has it, every request to another host blocked and recorded.

What is costly is shared: one browser, one server of the page and one opened board per process of tests. `board` is put
back to its start for each test (see `put_back`), and opened again where that does not give the board as it opened.
"""

from __future__ import annotations

import os
import re
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
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Request, ViewportSize, expect, sync_playwright

from geo import scenario as scenarios
from geo.board.document import document
from geo.store import DATA, SHIPPED
from tests.conftest import SHIPPED_FOLDERS

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Keeps Chromium from every other host; a route that did so would cost it its cache."""
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", ALONE)
WINDOW: ViewportSize = {"width": 1366, "height": 768}
"""The window that boards and pages open in; on a machine without a graphics card a larger one takes twice as long."""
SERVERS = {"server", "mortal", "red", "plain", "unlucky"}
"""The fixtures that serve the page: who asks for one visits it in the visitor's tab."""
HANGS_SECONDS = 120
"""How long anything may take before it counts as hanging; no test depends on how fast the machine is."""
HANGS_MS = 1_000 * HANGS_SECONDS
expect.set_options(timeout=HANGS_MS)


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
    """What pages asked of hosts other than this machine, and the errors they met."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("page", self._listen)
        context.on("request", lambda request: self._record(request.url))
        context.on("requestfailed", self._forgive)

    def _forgive(self, request: Request) -> None:
        """Strike out what the page's own policy stopped: it never left the browser."""
        if request.failure == "csp" and request.url in self.requests:
            self.requests.remove(request.url)

    def clear(self) -> None:
        self.requests.clear()
        self.errors.clear()

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda socket_: self._record(socket_.url))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _record(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("file", "data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.requests.append(url)


@pytest.fixture(scope="session")
def everything_outside() -> Outside:
    """What all contexts of this process asked and met; `outside` is what one test did."""
    return Outside()


@pytest.fixture
def outside(everything_outside: Outside) -> Outside:
    everything_outside.clear()
    return everything_outside


def new_context(browser: Browser, outside: Outside) -> BrowserContext:
    opened = browser.new_context(viewport=WINDOW)
    opened.set_default_timeout(HANGS_MS)
    outside.watch(opened)
    return opened


@pytest.fixture(scope="session")
def visitor(browser: Browser, everything_outside: Outside) -> Iterator[BrowserContext]:
    """Who visits the served page: keeps Streamlit's scripts in the cache from test to test."""
    context = new_context(browser, everything_outside)
    yield context
    context.close()


@pytest.fixture
def context(request: pytest.FixtureRequest, browser: Browser, outside: Outside) -> Iterator[BrowserContext]:
    """The context a test opens its pages in: that of the visitor where a server is visited, else a fresh one."""
    if SERVERS & set(request.fixturenames):
        yield request.getfixturevalue("visitor")
        return
    opened = new_context(browser, outside)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def visitors_tab(visitor: BrowserContext) -> Page:
    """The tab in which pages of the server open, one after another: the renderer of a new one would begin cold."""
    return visitor.new_page()


def emptied(tab: Page) -> Page:
    """A tab as it was opened: alone, blank, of its first size, nothing kept of the last page."""
    for other in tab.context.pages:
        if other is not tab:
            other.close()
    tab.bring_to_front()
    tab.set_default_timeout(HANGS_MS)
    tab.unroute_all(behavior="ignoreErrors")
    tab.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")
    tab.mouse.up()
    tab.mouse.move(0, 0)
    if tab.url.startswith("http"):
        tab.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    tab.goto("about:blank")
    tab.set_viewport_size(WINDOW)
    return tab


@pytest.fixture
def page(request: pytest.FixtureRequest, context: BrowserContext, outside: Outside) -> Iterator[Page]:
    """A tab for a test: that of the visitor, emptied, where a server is visited, else a new one."""
    if SERVERS & set(request.fixturenames):
        opened = emptied(request.getfixturevalue("visitors_tab"))
        outside.clear()
        yield opened
        emptied(opened)  # a page whose server has gone would go on asking for it
        return
    opened = context.new_page()
    outside.clear()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shipped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped scenario's document as a file."""
    path = tmp_path_factory.mktemp("document") / "board.html"
    path.write_text(document(scenarios.load(DATA / SHIPPED)), encoding="utf-8")
    return path


def open_document(page: Page, path: Path) -> None:
    """Open a document from disk and wait until its board answers."""
    page.goto(path.as_uri())
    until(page, "window.board !== undefined")


@pytest.fixture
def open_board(page: Page) -> Callable[[Path], Page]:
    """Open a document from disk in a page of its own."""

    def opened(path: Path) -> Page:
        open_document(page, path)
        return page

    return opened


LOOK = """() => {
  const isPane = (e) => e.closest('.leaflet-map-pane, .leaflet-proxy') !== null;
  const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join();
  const isSeen = (e) => e.checkVisibility() && !e.matches('.leaflet-ghosts-pane, .leaflet-ghosts-pane > *');
  const seen = [...document.querySelectorAll('html, body, body *')].filter(isSeen).map((e) => [
    e.tagName, e.scrollTop, e.scrollLeft, e.value, e.matches('.mark') ? box(e.getBoundingClientRect()) : '',
    ...[...e.attributes].filter(({ name, value }) => value !== '' && !(name === 'style' && isPane(e)))
      .map(({ name, value }) => `${name}=${value}`).sort(),
    ...[...e.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data)].join(' '));
  const marks = document.querySelectorAll('.mark').length; // a second map keeps its own, out of sight
  return [location.href, innerWidth, innerHeight, marks, ...Object.keys(window), document.activeElement.tagName,
    localStorage.length, sessionStorage.length, JSON.stringify(board.state()), ...seen].join('\\n');
}"""
"""All that a test can see or change of a board, as text; without where Leaflet puts its own panes, which depends on how
the view came about, and without the empty pane of ghosts."""
SWITCHES = "() => [...document.querySelectorAll('button[aria-pressed]')].map((e) => e.getAttribute('aria-pressed'))"
PUT_BACK = """async ([switches, start]) => {
  board.setReading(start.reading);
  board.setPhase(start.phase);
  const buttons = [...document.querySelectorAll('button[aria-pressed]')];
  buttons.forEach((button, index) => {
    if (switches[index] === 'true' && button.getAttribute('aria-pressed') === 'false') button.click();
  });
  buttons.forEach((button, index) => {
    if (switches[index] === 'false' && button.getAttribute('aria-pressed') === 'true') button.click();
  });
  if (document.body.dataset.compare !== undefined) {
    board.setCompare(start.phase, 'ghost'); // what is compared at first when nothing has been
    board.setCompare(null, 'maps');
  }
  document.querySelector('.leaflet-bar .home').click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done)))); // it is announced
  document.querySelectorAll('.picker input').forEach((field) => { field.value = ''; });
  document.querySelectorAll('.mark').forEach((mark) => mark.classList.remove('changed'));
  document.querySelectorAll('.coordinates').forEach((told) => { told.hidden = true; });
  for (const name of ['view', 'theme', 'type', 'maps']) delete document.documentElement.dataset[name];
  for (const name of ['compare', 'names']) delete document.body.dataset[name];
  document.getElementById('announcer').textContent = '';
  const top = document.createElement('button'); // Tab begins at the top again, as after opening
  document.body.prepend(top);
  top.focus();
  top.remove();
  localStorage.clear();
  sessionStorage.clear();
}"""
OPEN_AT_ONCE = 4
"""How many things can be open at once: black screen, list of keys, evidence, and the menu of the map."""
IS_OPEN = (
    "document.fullscreenElement !== null || document.querySelector('dialog[open], .map-panel:not([hidden])') !== null"
)


@dataclass
class KeptBoard:
    """The shipped board, opened once in a context of its own and put back to its start for every test.

    Where it `has_compared`, it has a second map from the start, out of sight, which the first comparison makes.
    """

    context: BrowserContext
    path: Path
    has_compared: bool = False
    page: Page | None = None
    look: str = ""

    def fresh(self) -> Page:
        """The board as it opens: put back, or opened again where a test left what cannot be put back."""
        if self.page is None or not self.put_back(self.page):
            self.page = self.open()
        return self.page

    def open(self) -> Page:
        page = self.page or self.context.new_page()
        open_document(page, self.path)
        if self.has_compared:
            page.evaluate("board.setCompare('before', 'maps')")
        self.switches, self.start = page.evaluate(SWITCHES), page.evaluate("board.state()")
        self.put_back(page)  # for what a board makes once, at the first comparison or switch, and keeps
        self.look = looks(page)
        return page

    def put_back(self, page: Page) -> bool:
        """Put back screen, media, pointer, what is open or switched on, stop, comparison, view, fields and storage.

        Returns whether the board then looks to the last attribute as it opened, with no global of a test left in it.
        """
        page.bring_to_front()  # behind another a page draws no frames
        page.mouse.move(0, 0)
        page.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")
        if page.evaluate("typeof board") != "object":
            return False
        for _ in range(OPEN_AT_ONCE):
            page.keyboard.press("Escape")
            if not page.evaluate(IS_OPEN):
                break
        page.set_viewport_size(WINDOW)
        page.evaluate(PUT_BACK, [self.switches, self.start])
        return looks(page) == self.look


def looks(board: Page) -> str:
    rest(board)
    return str(board.evaluate(LOOK))


@pytest.fixture(scope="session")
def kept_board(browser: Browser, everything_outside: Outside, shipped_file: Path) -> Iterator[KeptBoard]:
    context = new_context(browser, everything_outside)
    yield KeptBoard(context, shipped_file)
    context.close()


@pytest.fixture(scope="session")
def kept_compared(kept_board: KeptBoard) -> KeptBoard:
    return KeptBoard(kept_board.context, kept_board.path, has_compared=True)


@pytest.fixture
def board(kept_board: KeptBoard, outside: Outside) -> Page:
    """The shipped board, open from disk, as it opens."""
    page = kept_board.fresh()
    outside.clear()
    return page


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
    until(page, "heard.length === 1")
    return page


FUNCTION = re.compile(r"\s*(\w+|\([^)]*\)) =>")


def until(page: Page | Frame, condition: str, arg: object = None) -> None:
    """Wait until a condition of the page is met, an expression or a function of `arg`, asked at every frame.

    The driver's own way of waiting asks by `eval`, which the policies of page and document forbid.
    """
    met = condition if FUNCTION.match(condition) else f"() => {condition}"
    page.evaluate(
        f"""async (arg) => {{
          const met = {met};
          const end = Date.now() + {HANGS_MS};
          while (!met(arg)) {{
            if (Date.now() > end) throw new Error("never met: " + met);
            await new Promise(requestAnimationFrame);
          }}
        }}""",
        arg,
    )


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
    until(board, "([w, h]) => innerWidth === w && innerHeight === h", arg=[width, height])
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
    for name in ("app.py", "geo", ".streamlit", *(f"data/{shipped}" for shipped in SHIPPED_FOLDERS)):
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
    for _ in range(HANGS_SECONDS * 5):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=HANGS_SECONDS).close()
        except OSError:  # not listening yet
            try:
                process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
            pytest.fail(f"the server stopped with status {process.returncode}")
        else:
            return
    pytest.fail(f"the server does not answer within {HANGS_SECONDS} s")
