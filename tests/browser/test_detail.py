"""The detail basemap in a real browser and over a real server: tiles of the user's own, drawn behind the statuses."""

from __future__ import annotations

import http.client
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import ElementHandle, Frame, FrameLocator, Page, Request, expect

from geo.store import DATA, SHIPPED
from tests.browser.conftest import HANGS_SECONDS, Outside, until
from tests.browser.test_alive import Mortal, opened
from tests.tiles import CREDIT, everywhere, picture, vector, write_folder, write_pmtiles

RED_ON_FOCUS = (214, 178, 177)
"""Pure red over the land in focus #fbfaf6: 35 % red, 65 % land, then 60 % of its colour taken from it."""
LIGHT_LEAST, DARK_MOST = 0xAC, 0x6B
"""Darkest a picture gets in the light theme and lightest in the dark one: marks keep 3:1 on both."""
CANVASES = ".leaflet-detail-pane canvas"
IN_IRAQ = (6, 39, 25)
"""A tile that lies in Iraq, whole: 39.4 to 45° E, 31.9 to 36.6° N; its west is in Syria, in focus too."""
TILES_SHOWN = """() => {
  const tiles = document.querySelectorAll(".leaflet-detail-pane canvas.leaflet-tile-loaded");
  return tiles.length > 0 && tiles.length === document.querySelectorAll(".leaflet-detail-pane canvas").length;
}"""
CLOSEST = """() => {
  const closer = document.querySelector(".leaflet-control-zoom-in");
  closer.click();
  return closer.getAttribute("aria-disabled") === "true";
}"""
"""Zooms in until it goes no closer."""
PIXELS = """([kind, x, y]) => [...document.querySelectorAll(`${kind} canvas`)]
  .map((tile) => [...tile.getContext("2d").getImageData(x, y, 1, 1).data])"""


def served(tmp_path: Path) -> Mortal:
    """A page over a data folder of its own, which has an empty folder for tiles."""
    shutil.copytree(DATA / SHIPPED, tmp_path / "data" / SHIPPED)
    (tmp_path / "data" / "tiles").mkdir()
    return Mortal(tmp_path / "data", tmp_path / "server.log")


def file_of(server: Mortal) -> Path:
    return server.data / "tiles" / "some.pmtiles"


def put(server: Mortal, tile: bytes, *, credit: str = CREDIT) -> None:
    """Put a file of one tile for every place beside the page, whole from the start, as one is told to."""
    new = server.data / "new.pmtiles"
    write_pmtiles(new, everywhere(tile), attribution=credit)
    new.replace(file_of(server))


@pytest.fixture(scope="module")
def red(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    """A page whose detail basemap is red wherever one looks, but at one place, where it is no picture."""
    server = served(tmp_path_factory.mktemp("red"))
    write_pmtiles(file_of(server), everywhere(picture()) | {(5, 20, 14): b"no picture"})
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def one_plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    server = served(tmp_path_factory.mktemp("plain"))
    yield server
    server.kill()


@pytest.fixture
def plain(one_plain: Mortal) -> Mortal:
    """A page without tiles, to put some into."""
    one_plain.put_back()
    (one_plain.data / "tiles").mkdir()
    return one_plain


def inside(page: Page) -> Frame:
    """The board's frame, once every tile in it is drawn."""
    handle = page.get_by_test_id("board-frame").element_handle()
    assert isinstance(handle, ElementHandle)
    frame = handle.content_frame()
    assert frame is not None
    until(frame, TILES_SHOWN)
    return frame


def colours(frame: Frame, x: int, y: int, where: str = ".leaflet-detail-pane") -> set[tuple[int, int, int]]:
    """What colours the drawn tiles have at a pixel."""
    return {(red, green, blue) for red, green, blue, _ in frame.evaluate(PIXELS, [where, x, y])}


def near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(one - two) <= 2 for one, two in zip(colour, other, strict=True))


def asked(page: Page) -> list[str]:
    """The tiles a page asks for from now on."""
    urls: list[str] = []

    def note(request: Request) -> None:
        if "/tiles/" in request.url:
            urls.append(request.url)

    page.on("request", note)
    return urls


# On the map


def test_tiles_are_drawn_on_the_map(page: Page, red: Mortal, outside: Outside) -> None:
    """A red tile stands on the map, quietened, and nothing was asked of another host or complained of.

    The tiles are above the basemap's land and below the areas; the board's own borders are above the tiles. Whom they
    are by stands beside the credit of the basemap.
    """
    frame = opened(page, red)
    found = colours(inside(page), 256, 256)
    assert any(near(colour, RED_ON_FOCUS) for colour in found), found
    assert outside.requests == []
    assert outside.errors == []
    order = inside(page).evaluate(
        """() => [...document.querySelectorAll("#map .leaflet-pane, .folium-map .leaflet-map-pane > .leaflet-pane")]
            .filter((pane) => /basemap|detail|borders|areas/.test(pane.className))
            .sort((a, b) => a.style.zIndex - b.style.zIndex)
            .map((pane) => pane.className.match(/leaflet-(basemap|detail|borders|areas)-pane/)[1])"""
    )
    assert order == ["basemap", "detail", "borders", "areas"]
    drawn = inside(page).evaluate(
        """() => {
            const canvas = document.querySelector(".folium-map .leaflet-borders-pane canvas");
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            return pixels.some((value) => value > 0);
        }"""
    )
    assert drawn
    expect(frame.locator(".credits")).to_contain_text("Dashed: disputed or indefinite. Detail: © Somebody")


def test_switch_hides_tiles_and_credit(page: Page, red: Mortal) -> None:
    """The switch takes the tiles and their credit off the board and brings both back; the view stays as it is."""
    frame = opened(page, red)
    inside(page)
    view = frame.locator(".leaflet-control-scale-line").inner_text()
    frame.get_by_role("button", name="Map", exact=True).click()
    switch = frame.get_by_role("button", name="Detail", exact=True)
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(frame.locator(CANVASES)).to_have_count(0)
    expect(frame.locator(".detail-credit")).to_be_hidden()
    assert frame.locator(".leaflet-control-scale-line").inner_text() == view
    switch.click()
    inside(page)
    expect(frame.locator(".detail-credit")).to_be_visible()


def test_scrubbing_asks_for_no_tile_and_draws_none(page: Page, red: Mortal) -> None:
    """Through all phases and back, no tile is asked for, and those on the map stay the elements they were."""
    frame = opened(page, red)
    board = inside(page)
    urls = asked(page)
    board.evaluate(f"document.querySelectorAll('{CANVASES}').forEach((tile) => {{ tile.before = true; }})")
    for key, phase in [("End", "After stage 2"), ("Home", "Before the drawdown"), ("ArrowRight", "After stage 1")]:
        page.keyboard.press(key)
        expect(frame.get_by_test_id("phase-slider")).to_have_attribute("aria-valuetext", phase)
    assert urls == []
    assert board.evaluate(f"[...document.querySelectorAll('{CANVASES}')].every((tile) => tile.before)")


def test_second_map_has_the_tiles_too(page: Page, red: Mortal) -> None:
    """Beside the first map, compared with another phase, the second shows the same detail."""
    frame = opened(page, red)
    board = inside(page)
    page.keyboard.press("c")
    expect(frame.locator(f"#twin {CANVASES}").first).to_be_visible()
    until(board, TILES_SHOWN)
    found = colours(board, 256, 256, "#twin .leaflet-detail-pane")
    assert any(near(colour, RED_ON_FOCUS) for colour in found), found


def test_exported_document_has_no_detail(page: Page, red: Mortal, shipped_file: Path, outside: Outside) -> None:
    """The document on its own has no tiles, no switch and no credit for them, and heeds no window but a parent."""
    page.goto(shipped_file.as_uri())
    until(page, "window.board !== undefined")
    offered = {"url": red.url, "zoomMin": 0, "zoomMax": 9, "box": None, "isVector": False, "credit": "Nobody"}
    page.evaluate(
        """(offered) => new Promise((heard) => {
            window.addEventListener("message", () => heard(), { once: true });
            window.postMessage({ type: "board:detail", offered }, "*");
        })""",
        offered,
    )
    assert page.locator(CANVASES).count() == 0
    page.get_by_role("button", name="Map", exact=True).click()
    expect(page.get_by_role("button", name="Rivers")).to_be_visible()
    assert page.get_by_role("button", name="Detail", exact=True).count() == 0
    assert "Somebody" not in page.locator("body").inner_text()
    assert outside.requests == []


# Files that change under the page


def test_swapped_tiles_are_picked_up_and_never_too_dark_or_too_light(
    page: Page, plain: Mortal, outside: Outside
) -> None:
    """Tiles put beside a page that is open appear by themselves, on both its maps, and so do those put in their place.

    Of a picture half black, half white, neither half goes past what marks can be told from in either theme.
    """
    frame = opened(page, plain)
    page.keyboard.press("c")
    expect(frame.locator("#twin .mark")).to_have_count(3)
    assert frame.locator(CANVASES).count() == 0
    put(plain, picture())
    expect(frame.locator(f"#twin {CANVASES}").first).to_be_attached()
    put(plain, halves(), credit="© Another")
    expect(frame.locator(".detail-credit")).to_have_text("Detail: © Another")
    board = inside(page)
    assert min(min(colour) for colour in colours(board, 100, 256)) == LIGHT_LEAST
    page.keyboard.press("t")
    expect(frame.locator(":root")).to_have_attribute("data-theme", "dark")
    board = inside(page)
    assert max(max(colour) for colour in colours(board, 400, 256)) == DARK_MOST
    assert outside.errors == []


def halves() -> bytes:
    """A tile whose west is black and whose east is white."""
    image = Image.new("RGB", (256, 256), "black")
    image.paste("white", (128, 0, 256, 256))
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def test_bad_tiles_are_told_below_the_board_which_stands(page: Page, plain: Mortal, outside: Outside) -> None:
    """A file that cannot be read is told in a sentence on the page; the board stands, and no traceback is written."""
    file_of(plain).write_bytes(b"PMTiles\x03" + bytes(50))
    frame = opened(page, plain)
    expect(page.get_by_text("Note: data/tiles/some.pmtiles cannot be read as PMTiles")).to_be_visible()
    expect(frame.locator(".mark")).to_have_count(3)
    file_of(plain).unlink()
    expect(page.get_by_text("Note: data/tiles")).to_have_count(0)
    assert outside.errors == []
    assert "Traceback" not in plain.log.read_text("utf-8")


def test_vector_tiles_take_the_map_closer(page: Page, plain: Mortal) -> None:
    """With tiles to zoom 12 the map goes to zoom 12, two levels closer than without, and draws their water there."""
    water = vector({"water": [("POLYGON ((0 0, 4096 0, 4096 4096, 0 4096, 0 0))", {})]})
    deep = [(12, column, row) for column in range(2480, 2585) for row in range(1600, 1680)]
    write_folder(plain.data / "tiles", everywhere(water, [(5, 19, 12), IN_IRAQ, *deep]), ending=".mvt")
    frame = opened(page, plain)
    board = inside(page)
    urls = asked(page)
    find_baghdad(page, frame)
    until(board, CLOSEST)
    until(
        board,
        """() => {
            const tiles = [...document.querySelectorAll(".leaflet-detail-pane canvas")];
            const isNear = (tile) => tile.matches(".leaflet-tile-loaded") && tile.dataset.key.startsWith("light/12/");
            return tiles.length > 6 && tiles.every(isNear);
        }""",
    )
    assert any("/light/12/" in url for url in urls)
    assert not any("/light/13/" in url for url in urls)
    assert colours(board, 256, 256) == {(205, 219, 228)}


def find_baghdad(page: Page, frame: FrameLocator) -> None:
    frame.get_by_role("button", name="Map", exact=True).click()
    frame.get_by_role("combobox", name="Find a base").fill("Baghdad")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


# The route


def answer(server: Mortal, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """What the server says to a path sent as it is written."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=HANGS_SECONDS)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    found = (response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    connection.close()
    return found


@pytest.fixture(scope="module")
def prefix(red: Mortal) -> str:
    """The path of the tiles there are."""
    from geo.tiles.source import find

    tiles = find(red.data / "tiles")
    assert tiles is not None
    return f"/tiles/{tiles.version}/light"


def test_a_tile_is_served_as_a_picture_that_may_be_kept_but_is_asked_for_anew(red: Mortal, prefix: str) -> None:
    """A tile comes as PNG, not to be guessed at nor used elsewhere; asked for by its ETag it is not sent again."""
    status, headers, body = answer(red, f"{prefix}/6/39/25")
    assert (status, headers["content-type"], body) == (200, "image/png", picture())
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "private, no-cache"
    again, _, nothing = answer(red, f"{prefix}/6/39/25", if_none_match=headers["etag"])
    assert (again, nothing) == (304, b"")


@pytest.mark.parametrize("place", ["6/0/0", "5/20/14"], ids=["no tile there", "no picture"])
def test_a_place_without_a_picture_is_empty(red: Mortal, prefix: str, place: str) -> None:
    """Where there is no tile, and where it is no picture, the answer is empty and no error."""
    status, _, body = answer(red, f"{prefix}/{place}")
    assert (status, body) == (204, b"")


@pytest.mark.parametrize(
    "path",
    [
        *("4/0/0", "9/0/0", "6/64/0", "6/0/64", "6/-1/0", "6/1.5/0", "6/x/0", "6/0", "6/0/0/0", "6/٣/0"),
        *("6/39/25.png", "99999999999999999999/0/0", "6/39/../../../../app.py", "../../../data/tiles/some.pmtiles"),
        *("%2e%2e/%2e%2e/app.py", "6/39/%00"),
    ],
)
def test_bad_paths_find_nothing(red: Mortal, prefix: str, path: str) -> None:
    """A place off the world, a zoom there is not, and every path that is no place at all find nothing."""
    status, _, body = answer(red, f"{prefix}/{path}".replace("٣", "%D9%A3"))
    assert status in {400, 404}
    assert b"import" not in body
    assert b"PMTiles" not in body


def test_another_version_or_theme_finds_nothing(red: Mortal, prefix: str) -> None:
    """A version that is not the present one is empty, as a swapped file leaves it; an unknown theme is not found."""
    assert answer(red, f"/tiles/{16 * '0'}/light/6/39/25")[::2] == (204, b"")
    assert answer(red, f"{prefix.removesuffix('light')}purple/6/39/25")[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_tiles_are_only_given(red: Mortal, prefix: str, method: str) -> None:
    """Nothing can be done with a tile but to get it."""
    assert answer(red, f"{prefix}/6/39/25", method)[0] == 405
