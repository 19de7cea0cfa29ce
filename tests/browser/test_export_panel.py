"""The export panel in a real browser: what stands on the screen leaves as a file, and nothing else moves."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect
from playwright.sync_api import TimeoutError as Closed

from geo.store import SHIPPED
from tests.browser.conftest import HANGS_MS, Outside, Server, resize, until
from tests.browser.test_page import THREE_BEATS, held, opened

STAGE_1 = "?scenario=iraq-2024&reading=reported&phase=stage-1"
BAD_SIZES = {
    "12x40": "The size 12x40 is out of bounds; width and height must be 480 to 8,000 pixels.",
    "big": "Unknown size 'big'; use one of 1080p, 4k, a4, or pixels such as 1280x720.",
    "4000x500": "too narrow or too wide",
}
BAD_VIEWS = ("[1, 2, 3]", "[40, 30, 50, 1e999]", "['<b>', 1, 2, 3]", "{}", "[50, 30, 40, 38]")
OPENING_MS = 2_000
"""How long a list is waited for before it is opened again."""
MARKDOWN = "**Bold** ![x](http://198.51.100.1/x.png) $a$ :red[x]"


def panel(page: Page, server: Server, query: str = STAGE_1) -> FrameLocator:
    """Open the page with its export panel; return the board."""
    frame = opened(page, server, query)
    page.get_by_role("tab", name="Export").click()
    page.get_by_role("button", name="Make the file").wait_for()
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    return frame


def pick(page: Page, label: str, option: str) -> None:
    """Pick from a list of the panel; a list that scrolling has closed is opened again."""
    box = page.get_by_role("combobox", name=label)
    expect(page.get_by_role("option")).to_have_count(0)  # the list opened before has closed
    for _ in range(HANGS_MS // OPENING_MS):
        box.press("ArrowDown")
        try:
            page.get_by_role("option", name=option).click(timeout=OPENING_MS)
        except Closed:
            continue
        break
    expect(box).to_have_value(re.compile(re.escape(option)))


def offered(page: Page) -> Locator:
    return page.get_by_test_id("stDownloadButton").get_by_role("button")


def made(page: Page, name: str, folder: Path) -> Path:
    """Make the file that is chosen, see that it is offered under a name, download it to a folder."""
    page.get_by_role("button", name="Make the file").click()
    expect(offered(page)).to_have_text(f"Download {name}")
    with page.expect_download() as download:
        offered(page).click()
    assert download.value.suggested_filename == name
    download.value.save_as(folder / name)
    return folder / name


def standing(page: Page, file: Path) -> dict[str, object]:
    """Open a downloaded document beside the page; return what its board shows."""
    document = page.context.new_page()
    document.goto(file.as_uri())
    state: dict[str, object] = document.evaluate("board.state()")
    document.close()
    return state


def drag(page: Page, frame: FrameLocator, *, release: bool = True) -> None:
    """Pull the map to the left by its empty part, and hold still before letting go so that it does not glide on."""
    box = frame.locator(".leaflet-container").bounding_box()
    x, y = box["x"] + box["width"] * 0.85, box["y"] + box["height"] * 0.3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 149, y + 40, steps=5)
    frame.locator("html").evaluate("() => new Promise((done) => setTimeout(done, 100))")
    page.mouse.move(x - 150, y + 40)  # Leaflet lets go of what a hand did more than 50 ms before
    if release:
        page.mouse.up()


def place(frame: FrameLocator | Page) -> tuple[float, float]:
    """Where Baghdad stands on the map, from its left upper corner in shares of its width."""
    return tuple(
        frame.locator(".mark[data-base=baghdad]").evaluate(
            """mark => {
                const map = mark.closest('.leaflet-container').getBoundingClientRect();
                const { x, y } = mark.getBoundingClientRect();
                return [(x - map.x) / map.width, (y - map.y) / map.width];
            }"""
        )
    )


def test_document_leaves_as_it_stands_on_the_screen(page: Page, server: Server, tmp_path: Path) -> None:
    """The file has the reading and the phase of the slider, in its name and on its board, before and after it moves."""
    frame = panel(page, server)
    pick(page, "File", "(html)")
    file = made(page, "iraq-2024_reported_stage-1_2025-09.html", tmp_path)
    shown = standing(page, file)
    assert (shown["reading"], shown["phase"]) == ("reported", "stage-1")
    assert shown["bases"] == {"ain-al-asad": "vacated", "baghdad": "reduced", "erbil": "present"}
    frame.get_by_test_id("phase-slider").press("End")
    frame.get_by_role("button", name="On the record", exact=True).click()
    expect(page.get_by_text("Made with earlier settings: Coalition drawdown in Iraq.")).to_be_visible()
    heading = page.get_by_role("tabpanel", name="Export").get_by_text("After stage 2 · by end of 2026 · On the record")
    expect(heading).to_be_visible()
    file = made(page, "iraq-2024_on-record_stage-2_2026.html", tmp_path)
    shown = standing(page, file)
    assert (shown["reading"], shown["phase"]) == ("on-record", "stage-2")
    expect(page.get_by_text("Made with earlier settings")).to_have_count(0)


def test_layer_of_this_phase_holds_this_phase(page: Page, server: Server, tmp_path: Path) -> None:
    """A layer made of this phase and reading holds features of no other."""
    panel(page, server)
    pick(page, "File", "(geojson)")
    layer = json.loads(made(page, "iraq-2024_reported_stage-1_2025-09.geojson", tmp_path).read_text("utf-8"))
    found = {(feature["properties"]["reading"], feature["properties"]["phase"]) for feature in layer["features"]}
    assert found == {("reported", "stage-1")}


def test_picture_has_the_size_that_is_picked(page: Page, server: Server, tmp_path: Path) -> None:
    """A picture in a size of one's own has that size in its name and in its header."""
    panel(page, server)
    pick(page, "Size", "Another size")
    page.get_by_label("Width × height in pixels").fill("960 x 540")
    page.get_by_label("Width × height in pixels").press("Enter")
    file = made(page, "iraq-2024_reported_stage-1_2025-09_960x540.png", tmp_path)
    assert file.read_bytes()[16:24] == (960).to_bytes(4) + (540).to_bytes(4)


def test_many_files_leave_in_one_archive(page: Page, server: Server, tmp_path: Path) -> None:
    """All phases in a format that holds one make an archive of three files, named alike."""
    panel(page, server)
    pick(page, "File", "(html)")
    page.get_by_role("radio", name="All phases").click()
    file = made(page, "iraq-2024_reported_all-phases_html.zip", tmp_path)
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == [
            "iraq-2024_reported_before_2024-09-27.html",
            "iraq-2024_reported_stage-1_2025-09.html",
            "iraq-2024_reported_stage-2_2026.html",
        ]


def test_view_on_the_screen_goes_into_the_file(page: Page, server: Server, tmp_path: Path) -> None:
    """A moved map offers its view: the file opens at it, or at the home view; 0 brings the file home as the board."""
    frame = panel(page, server)
    pick(page, "File", "(html)")
    expect(page.get_by_text("As on the screen")).to_have_count(0)
    home = place(frame)
    drag(page, frame)
    expect(page.get_by_text("As on the screen")).to_be_visible()
    moved = place(frame)
    assert moved[0] < home[0] - 0.05
    file = made(page, "iraq-2024_reported_stage-1_2025-09_view.html", tmp_path)
    box = page.get_by_test_id("board-frame").bounding_box()
    document = page.context.new_page()
    document.set_viewport_size({"width": round(box["width"]) - 2, "height": round(box["height"]) - 2})
    document.goto(file.as_uri())
    until(document, "window.board !== undefined")
    assert place(document) == pytest.approx(moved, abs=0.01)
    document.keyboard.press("0")
    assert place(document) == pytest.approx(home, abs=0.01)
    page.get_by_role("radio", name="Home view").click()
    made(page, "iraq-2024_reported_stage-1_2025-09.html", tmp_path)


def test_pan_is_told_after_release_and_moves_nothing_else(page: Page, server: Server) -> None:
    """While the map is pulled nothing goes over the wire; afterwards frame and slider stand as before."""
    wire: list[str] = []
    loads: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: wire.append("sent")))
    frame = panel(page, server)
    pick(page, "File", "(html)")
    page.on("framenavigated", lambda found: loads.append(found.url) if found != page.main_frame else None)
    with held(page):
        drag(page, frame, release=False)
    wire.clear()
    page.evaluate(THREE_BEATS)
    assert wire == []
    page.mouse.up()
    expect(page.get_by_text("As on the screen")).to_be_visible()
    assert frame.get_by_test_id("phase-slider").get_attribute("aria-valuetext") == "After stage 1"
    frame.locator("body").press("0")
    expect(page.get_by_text("As on the screen")).to_have_count(0)
    assert loads == []


def test_making_a_file_does_not_reload_the_board(page: Page, server: Server, tmp_path: Path) -> None:
    """The board's frame is the same before and after, and its map stays where it was moved to."""
    loads: list[str] = []
    frame = panel(page, server)
    pick(page, "File", "(geojson)")
    page.on("framenavigated", lambda found: loads.append(found.url) if found != page.main_frame else None)
    drag(page, frame)
    moved = place(frame)
    page.get_by_role("radio", name="All phases").click()
    made(page, "iraq-2024_reported_all-phases.geojson", tmp_path)
    assert place(frame) == pytest.approx(moved, abs=0.001)
    assert loads == []


def test_size_that_cannot_be_is_a_sentence(page: Page, server: Server, tmp_path: Path) -> None:
    """A size out of bounds gives a sentence and no button; the file made before stays, marked."""
    panel(page, server)
    pick(page, "File", "(geojson)")
    made(page, "iraq-2024_reported_stage-1_2025-09.geojson", tmp_path)
    pick(page, "File", "(png)")
    pick(page, "Size", "Another size")
    for typed, sentence in BAD_SIZES.items():
        page.get_by_label("Width × height in pixels").fill(typed)
        page.get_by_label("Width × height in pixels").press("Enter")
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_role("button", name="Make the file")).to_be_disabled()
    expect(offered(page)).to_have_text("Download iraq-2024_reported_stage-1_2025-09.geojson")
    expect(page.get_by_text("Made with earlier settings")).to_be_visible()


def test_another_page_is_served_while_files_are_made(
    page: Page, server: Server, context: BrowserContext, outside: Outside
) -> None:
    """While one viewer waits for six large pictures another scrubs and hears of it; then the first one stops."""
    other = context.new_page()
    frame = opened(other, server, STAGE_1)
    panel(page, server)
    pick(page, "Size", "(4k)")
    page.get_by_role("radio", name="All phases").click()
    page.get_by_role("radio", name="All readings").click()
    page.get_by_role("button", name="Make the file").click()
    making = page.get_by_text(re.compile(r"^Making iraq-2024_all-readings_all-phases_4k_png\.zip, \d of 6 files$"))
    expect(making).to_be_visible()
    frame.get_by_test_id("phase-slider").press("End")
    expect(other.get_by_text("After stage 2 · by end of 2026").first).to_be_attached()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Make the file")).to_be_enabled()
    expect(making).to_have_count(0)
    expect(offered(page)).to_have_count(0)
    assert outside.errors == []


def test_view_that_is_none_is_ignored(page: Page, server: Server) -> None:
    """Whatever a frame says its view is, what is not four edges in order leaves the home view."""
    frame = panel(page, server)
    pick(page, "File", "(html)")
    stops = (("End", "After stage 2 · by end of 2026"), ("2", "After stage 1 · by Sep 2025"))
    for view, (key, heading) in zip(BAD_VIEWS, stops * 3, strict=False):
        frame.locator("body").evaluate(f"() => parent.postMessage({{ type: 'board:view', view: {view} }}, '*')")
        frame.get_by_test_id("phase-slider").press(key)
        expect(page.get_by_role("tabpanel", name="Export").get_by_text(heading)).to_be_visible()
        expect(page.get_by_text("As on the screen")).to_have_count(0)
    frame.locator("body").evaluate("() => parent.postMessage({ type: 'board:view', view: [40, 30, 50, 38] }, '*')")
    expect(page.get_by_text("As on the screen")).to_be_visible()


@pytest.fixture
def marked(server: Server) -> Iterator[str]:
    """A scenario whose phases are named in Markdown."""
    folder = server.folder / "data" / "marked"
    shutil.copytree(server.folder / "data" / SHIPPED, folder)
    toml = folder / "scenario.toml"
    toml.write_text(toml.read_text("utf-8").replace("Before the drawdown", MARKDOWN), encoding="utf-8")
    yield "marked"
    shutil.rmtree(folder)


def test_names_in_markdown_stay_text(page: Page, server: Server, marked: str, outside: Outside, tmp_path: Path) -> None:
    """A phase named in Markdown stands letter for letter in the panel, and asks nothing of another host."""
    panel(page, server, f"?scenario={marked}&reading=reported&phase=stage-1")
    pick(page, "Compare with", MARKDOWN)
    pick(page, "File", "(geojson)")
    page.get_by_role("radio", name="All phases").click()
    made(page, "iraq-2024_reported_all-phases.geojson", tmp_path)
    told = page.get_by_role("tabpanel", name="Export").get_by_text(f"The plan as reported. {MARKDOWN}")
    expect(told).to_be_visible()
    assert outside.requests == []


def test_untouched_map_comes_home_however_the_window_was(board: Page) -> None:
    """A window that was flat for a while, as a frame is while its page is laid out, leaves the home view as it was."""
    home = place(board)
    resize(board, 1920, 330)
    assert board.evaluate("document.querySelector('.leaflet-container').clientHeight") < 200
    resize(board, 1920, 1080)
    assert place(board) == pytest.approx(home, abs=0.001)
