"""Aids to reading the map: finding, layers, distance, coordinates; and the grid reference against another program's."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

import mgrs
import pyproj
import pytest
from playwright.sync_api import Page

from geo import scenario as scenarios
from geo.board import modules
from geo.board.document import document
from geo.store import DATA, SHIPPED
from tests.browser.conftest import resize, rest, until
from tests.browser.test_many_bases import grid

POINTS = 2_000
EDGES = [(lat, lon) for lon in (30, 36, 42, 48, 54, 58) for lat in (22, 24, 32, 40, 41.999)]
WIDE_EDGES = [(60, 4), (73, 10), (-33.9, 18.4), (-0.001, 179.999), (0, -180), (83.9, 22), (-79.9, 0.1)]


def places() -> list[tuple[float, float]]:
    """Points all over the box of the basemap, at the edges of zones and bands, and some far away."""
    dice = random.Random(4)
    inside = [(round(dice.uniform(22, 42), 6), round(dice.uniform(30, 58), 6)) for _ in range(POINTS)]
    beside = [(lat, lon + step) for lat, lon in EDGES for step in (-1e-5, 0, 1e-5)]
    return inside + beside + WIDE_EDGES


def reference(lat: float, lon: float, digits: int) -> str:
    """A grid reference from two other programs: zone and letters by GEOTRANS, the digits cut from PROJ's UTM.

    GEOTRANS rounds to a metre before it cuts, so its digits may name the square next to the one a place is in.
    """
    letters = mgrs.MGRS().toMGRS(lat, lon, MGRSPrecision=0).lstrip("0")
    zone = int(letters[:-3])
    axes = pyproj.Transformer.from_crs(4326, (32600 if lat >= 0 else 32700) + zone, always_xy=True).transform(lon, lat)
    return letters + "".join(f"{math.floor(metres % 100_000):05}"[:digits] for metres in axes)


@pytest.fixture
def board(open_board: Callable[[Path], Page], shipped_file: Path) -> Page:
    """A board of its own for each test: what moves the map begins from a map that nobody has moved."""
    return open_board(shipped_file)


def offer(page: Page, module: str, *functions: str) -> None:
    """Make functions of one of the board's modules callable on a page, with whatever the module imports."""
    scripts = dict(modules.sources("geo.board", "scripts")) | {"catalogue": "export const WORDS = {};\n"}
    for function in functions:
        scripts[module] = scripts[module].replace(f"\nfunction {function}", f"\nexport function {function}")
    named = ", ".join(functions)
    scripts["offer"] = f'import {{ {named} }} from "./{module}.js";\nObject.assign(window, {{ {named} }});\n'
    page.add_script_tag(content=modules.joined(scripts, "offer"))


def test_grid_reference_agrees_with_other_programs(page: Page) -> None:
    """At every place and precision the board's grid reference is theirs, zone edges and odd zones among them."""
    page.set_content("<p>MGRS</p>")
    offer(page, "coordinates", "mgrs")
    for digits in (0, 1, 2, 4, 5):
        ours = page.evaluate("([all, digits]) => all.map(([a, o]) => mgrs(a, o, digits))", [places(), digits])
        found = zip(places(), ours, strict=True)
        assert [(place, our) for place, our in found if our.replace(" ", "") != reference(*place, digits)] == []


def test_distance_agrees_with_the_reference_implementation(page: Page) -> None:
    """The length of a great circle is that of PROJ on the same sphere, and so is the way drawn along it."""
    page.set_content("<p>distance</p>")
    offer(page, "measure", "distanceKm", "greatCircle")
    page.evaluate("window.L = { latLng: (lat, lng) => ({ lat, lng }) }")
    sphere = pyproj.Geod(a=6_371_008.8, b=6_371_008.8)
    dice = random.Random(5)
    for _ in range(50):
        a, b = [(dice.uniform(22, 42), dice.uniform(30, 58)) for _ in range(2)]
        ends = [{"lat": lat, "lng": lon} for lat, lon in (a, b)]
        expected = sphere.inv(a[1], a[0], b[1], b[0])[2] / 1000
        assert page.evaluate("([a, b]) => distanceKm(a, b)", ends) == pytest.approx(expected, abs=1e-6)
        way = page.evaluate("([a, b]) => greatCircle(a, b)", ends)
        lons, lats = [p["lng"] for p in way], [p["lat"] for p in way]
        assert sphere.line_length(lons, lats) / 1000 == pytest.approx(expected, abs=1e-6)


def test_slash_finds_a_base_and_enter_opens_it(board: Page) -> None:
    """By keys alone: the slash opens the menu, a few letters find the base, Enter goes there and opens its evidence."""
    board.keyboard.press("/")
    board.keyboard.type("AIN al as")
    assert board.locator("#map-panel").get_by_role("option").all_inner_texts() == ["Ain al-Asad Air Base عين الأسد"]
    board.keyboard.press("Enter")
    assert "Ain al-Asad Air Base" in board.locator("#evidence").inner_text()
    until(board, MARK_IS_CENTRAL)
    assert not board.locator("#map-panel").is_visible()


MARK_IS_CENTRAL = """() => {
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  const [x, y] = middle(document.querySelector('.mark[data-base=ain-al-asad]').getBoundingClientRect());
  const [mapX, mapY] = middle(document.querySelector('.folium-map').getBoundingClientRect());
  return Math.abs(x - mapX) < 2 && Math.abs(y - mapY) < 2;
}"""


@pytest.mark.parametrize("typed", ["baghdad", "BÁGHDAD", "بغداد", "بَغْدَاد", "bagh"])
def test_a_base_is_found_however_it_is_typed(board: Page, typed: str) -> None:
    """Case, accents and Arabic vowel marks make no difference, and the Arabic name finds the base as well."""
    board.keyboard.press("/")
    board.get_by_role("combobox", name="Find a base").fill(typed)
    assert board.locator("#map-panel").get_by_role("option").all_inner_texts() == ["Baghdad بغداد"]


def test_alef_is_found_with_and_without_hamza(board: Page) -> None:
    """A plain alef finds the name that is written with one that carries a hamza."""
    board.keyboard.press("/")
    board.get_by_role("combobox", name="Find a base").fill("اربيل")
    assert board.locator("#map-panel").get_by_role("option").all_inner_texts() == ["Erbil أربيل"]


def test_what_no_base_is_called_is_said(board: Page) -> None:
    """A name that no base has is answered in words, and Enter does nothing."""
    board.keyboard.press("/")
    board.keyboard.type("nowhere")
    assert board.get_by_text("No base of that name.").is_visible()
    board.keyboard.press("Enter")
    assert not board.locator("#evidence").is_visible()


def test_a_thousand_bases_are_searched(open_board: Callable[[Path], Page], tmp_path: Path) -> None:
    """Among 1,024 bases the list stays short, says how many more there are, and arrows and Enter open the one meant."""
    path = tmp_path / "board.html"
    path.write_text(document(grid(scenarios.load(DATA / SHIPPED))), encoding="utf-8")
    board = open_board(path)
    board.keyboard.press("/")
    board.keyboard.type("base 100")
    found = board.locator("#map-panel").get_by_role("option").all_inner_texts()
    assert found == ["Base 100", *(f"Base {number}" for number in range(1000, 1006))]
    assert board.get_by_text("and 4 more").is_visible()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        board.keyboard.press(key)
    assert "Base 1001" in board.locator("#evidence").inner_text()


WHERE = """() => [...document.querySelectorAll(
  '.mark, .label:not([hidden]), .town-dot:not([hidden]), .rail, .head, .foot')].map((e) => e.getBoundingClientRect())
  .map((b) => [b.x, b.y, b.width, b.height].map(Math.round).join()).join(';')"""


REMEMBER = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
  const canvas = document.querySelector('.leaflet-basemap-pane canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const before = window.before ??= data;
  let other = 0;
  for (let i = 0; i < data.length; i += 4) other += Math.abs(data[i] - before[i]) > 25;
  done(other);
})))"""
"""How many pixels of the basemap are other than when this was asked first."""


@pytest.mark.parametrize("layer", ["Provinces", "Rivers"])
def test_a_layer_of_lines_can_be_hidden_and_comes_back_as_it_was(board: Page, layer: str) -> None:
    """Hiding provinces or rivers takes pixels from the basemap and moves nothing; showing them brings all back."""
    board.locator(".map-menu").click()
    assert board.evaluate(REMEMBER) == 0
    places = board.evaluate(WHERE)
    button = board.get_by_role("button", name=layer)
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert board.evaluate(REMEMBER) > 500
    assert board.evaluate(WHERE) == places
    button.click()
    assert board.evaluate(REMEMBER) < 50


def test_towns_and_names_can_be_hidden(board: Page) -> None:
    """Hiding towns takes their names and dots and no other; hiding all names leaves the marks; nothing moves."""
    board.locator(".map-menu").click()
    places = board.evaluate(WHERE)
    board.get_by_role("button", name="Towns").click()
    assert board.locator(".label-town:visible, .town-dot:visible").count() == 0
    assert board.locator(".label-base:visible").count() == 3
    board.get_by_role("button", name="All names").click()
    assert board.locator(".label:visible").count() == 0
    assert board.locator(".mark:visible").count() == 3
    assert board.evaluate(WHERE) == places
    for name in ("Towns", "All names"):
        board.get_by_role("button", name=name).click()
    assert board.locator(".label-town:visible").count() > 0


def test_switches_keep_pan_and_zoom(board: Page) -> None:
    """No aid moves the map: after the menu, every switch and a measure the view is the one before."""
    board.keyboard.press("Shift+ArrowRight")
    board.keyboard.press("+")
    rest(board)
    places = board.evaluate(MARKS)
    board.locator(".map-menu").click()
    for name in ("Provinces", "Rivers", "Towns", "All names", "Military symbols", "Both", "Arabic"):
        board.get_by_role("button", name=name, exact=True).click()
    board.keyboard.press("Escape")
    board.keyboard.press("2")
    assert board.evaluate(MARKS) == places


MARKS = (
    "() => [...document.querySelectorAll('.mark-anchor')].map((e) => JSON.stringify(e.getBoundingClientRect())).join()"
)


def test_distance_between_two_bases_by_keyboard(board: Page) -> None:
    """Ain al-Asad to Baghdad is 186 km on the sphere, told to 10 km because Baghdad is known only as a city."""
    board.keyboard.press("/")
    board.get_by_role("combobox", name="or from base to base").focus()
    for name in ("ain", "baghdad"):
        board.keyboard.type(name)
        board.keyboard.press("Enter")
    assert "Total about 190 km" in board.locator(".measure").inner_text()
    assert "Ain al-Asad – Baghdad: about 190 km" in board.locator(".measure").inner_text()
    assert board.locator("#announcer").inner_text() == "Total about 190 km"


def test_distance_by_hand_ends_with_escape(board: Page) -> None:
    """Clicks set points, a click on a base takes the base and opens nothing, the total adds up, Escape clears all."""
    board.locator(".map-menu").click()
    board.get_by_role("button", name="Measure on the map").click()
    board.locator(".mark[data-base=ain-al-asad]").click()
    board.locator(".mark[data-base=baghdad]").click()
    board.locator(".mark[data-base=erbil]").click()
    assert not board.locator("#evidence").is_visible()
    told = board.locator(".measure").inner_text()
    assert "Ain al-Asad – Baghdad: about 190 km" in told
    assert "Baghdad – Erbil: about 320 km" in told
    assert "Total about 510 km" in told
    assert board.locator(".measure-end").count() == 3
    board.keyboard.press("Escape")
    assert not board.locator(".measure").is_visible()
    assert board.locator(".measure-end").count() == 0
    board.locator(".mark[data-base=erbil]").click()
    assert board.locator("#evidence").is_visible()


def test_measuring_leaves_room_for_dragging(board: Page) -> None:
    """While measuring the map can still be dragged, and the drag sets no point."""
    board.locator(".map-menu").click()
    board.get_by_role("button", name="Measure on the map").click()
    before = board.evaluate(MARKS)
    board.mouse.move(420, 460)
    board.mouse.down()
    board.mouse.move(360, 420, steps=5)
    board.mouse.up()
    assert board.evaluate(MARKS) != before
    assert board.locator(".measure-end").count() == 0


def test_coordinates_follow_the_pointer(board: Page) -> None:
    """Over Baghdad's mark the board tells its latitude, longitude, grid reference and datum, as fine as a pixel."""
    board.locator(".mark[data-base=baghdad]").hover()
    told = board.locator(".coordinates").inner_text()
    assert "33.3" in told
    assert "44.3" in told
    assert "38S MB 4" in told
    assert "WGS 84" in told
    board.locator(".rail").hover()
    assert not board.locator(".coordinates").is_visible()


def test_coordinates_of_the_middle_by_keyboard(board: Page) -> None:
    """Moving the map with the keys tells where its middle is."""
    board.keyboard.press("Shift+ArrowRight")
    until(board, "() => document.querySelector('.coordinates').textContent.startsWith('Middle of the map')")
    assert "MGRS 38" in board.locator(".coordinates").inner_text()


@pytest.mark.parametrize(
    ("base", "grid_reference"), [("ain-al-asad", "38S KC 63 41 (1 km"), ("baghdad", "38S MB 4 8 (10 km")]
)
def test_evidence_gives_the_grid_as_fine_as_the_place_is_known(board: Page, base: str, grid_reference: str) -> None:
    """A site has its square of one kilometre, a city one of ten, each with the datum."""
    board.locator(f".mark[data-base={base}]").click()
    told = board.locator("#evidence .place").inner_text()
    assert f"MGRS {grid_reference} square), WGS 84" in told


def test_menu_is_worked_by_keys_and_gives_the_focus_back(board: Page) -> None:
    """The button is reached by Tab, Enter opens the menu at its first field, and Escape closes it onto the button."""
    board.locator(".leaflet-bar .home").focus()
    board.keyboard.press("Tab")
    assert board.evaluate("document.activeElement.className") == "map-menu"
    board.keyboard.press("Enter")
    assert board.evaluate("document.activeElement.id") == "find-base"
    board.keyboard.press("Escape")
    assert not board.locator("#map-panel").is_visible()
    assert board.evaluate("document.activeElement.className") == "map-menu"


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3840, 2160), (1024, 768), (390, 844)], ids=str)
def test_menu_stays_within_the_map(board: Page, size: tuple[int, int]) -> None:
    """At every size the menu lies within the map, all of it to be seen or scrolled to."""
    resize(board, *size)
    board.locator(".map-menu").click()
    panel, over = (board.locator(where).bounding_box() for where in (".map-panel", ".over"))
    assert panel["x"] >= over["x"]
    assert panel["y"] >= over["y"]
    assert panel["x"] + panel["width"] <= over["x"] + over["width"]
    assert panel["y"] + panel["height"] <= over["y"] + over["height"]
