"""Light and dark, measured on the rendered pixels: contrast of text and marks, and statuses that nobody confuses."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, expect

from geo import style
from geo.board.document import document
from geo.model import Scenario
from tests.browser.conftest import resize, rest, until
from tests.browser.test_many_bases import grid

THEMES = tuple(style.THEMES)
WALL = (3840, 2160)  # strokes wide enough that some pixels carry the colour of the letter unmixed
TEXTS = """() => [...document.querySelectorAll('body *')].flatMap((e) => {
  const own = [...e.childNodes].filter((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own.length || !e.checkVisibility({ visibilityProperty: true }) || e.closest('.announcer, script')) return [];
  const range = document.createRange();
  range.selectNodeContents(own[0]);
  const { left, top, right, bottom } = range.getClientRects()[0];
  return [[own[0].textContent.trim(), [left, top, right, bottom].map(Math.round)]];
})"""
BOXES = """selector => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility()).map((e) => {
  const { left, top, right, bottom } = e.getBoundingClientRect();
  return [left, top, right, bottom].map(Math.round);
})"""
MARKS = (
    ".legend .mark-shape, .mark, .bar, .key i, .stops .stop-dot, .town-dot, .looks svg, .buttons svg, .leaflet-bar svg"
)

Pixels = NDArray[np.float64]


@pytest.fixture(params=THEMES)
def themed(request: pytest.FixtureRequest, board: Page) -> Page:
    """The board on a wall, in one theme, at stage 2."""
    board.emulate_media(reduced_motion="reduce")
    resize(board, *WALL)
    board.evaluate("board.setPhase(2)")
    if request.param == "dark":
        board.keyboard.press("t")
    return board


def screen(page: Page) -> Pixels:
    """The screen as sRGB values from 0 to 1, row by row."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return np.asarray(picture, dtype=np.float64) / 255


def linear(pixels: Pixels) -> Pixels:
    """Light of sRGB values, as WCAG 2.2 defines it."""
    return np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)


def crop(pixels: Pixels, box: list[int], beyond: int = 0) -> Pixels:
    left, top, right, bottom = box
    return pixels[max(0, top - beyond) : bottom + beyond, max(0, left - beyond) : right + beyond]


def contrast(pixels: Pixels) -> float:
    """Contrast of a crop's farthest colour to its most frequent one, the ground."""
    luminance = linear(pixels) @ (0.2126, 0.7152, 0.0722)
    ground = Counter(np.round(luminance, 4).ravel().tolist()).most_common(1)[0][0]
    lighter, darker = np.maximum(luminance, ground), np.minimum(luminance, ground)
    return float(((lighter + 0.05) / (darker + 0.05)).max())


def test_text_keeps_seven_to_one(themed: Page) -> None:
    """Every word on the screen stands out from what it is written on by 7:1, as rendered."""
    pixels = screen(themed)
    found = {text: round(contrast(crop(pixels, box)), 2) for text, box in themed.evaluate(TEXTS)}
    assert len(found) > 40
    assert {text: measured for text, measured in found.items() if measured < 7} == {}


def test_evidence_and_keys_keep_seven_to_one(themed: Page) -> None:
    """So does every word of the evidence and of the list of keys."""
    themed.locator(".mark[data-base=erbil]").click()
    pixels = screen(themed)
    boxes = themed.evaluate(TEXTS)
    assert {text: box for text, box in boxes if contrast(crop(pixels, box)) < 7 and not is_covered(themed, box)} == {}


def is_covered(page: Page, box: list[int]) -> bool:
    """Whether something lies over a text."""
    left, top, right, bottom = box
    return bool(
        page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y)?.closest('dialog') !== null",
            [(left + right) / 2, (top + bottom) / 2],
        )
    ) and left >= page.evaluate("document.querySelector('#evidence').getBoundingClientRect().left")


def test_marks_keep_three_to_one(themed: Page) -> None:
    """Every mark, bar, tick and icon stands out from its ground by 3:1, as rendered."""
    pixels = screen(themed)
    boxes = themed.evaluate(BOXES, MARKS)
    assert len(boxes) > 25
    assert [box for box in boxes if contrast(crop(pixels, box, beyond=2)) < 3] == []


# Colour-blindness

SIMULATED = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
    "greys alone": ((0.2126, 0.7152, 0.0722),) * 3,
}
"""Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light; and a projector without colour."""
CLEARLY = 0.25
"""Least distance of two pixels, of √3 from black to white, that counts as different."""


def seen(pixels: Pixels, kind: str) -> Pixels:
    light = np.clip(linear(pixels) @ np.array(SIMULATED[kind]).T, 0, 1)
    return np.asarray(np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055))


def legend(page: Page) -> dict[str, Pixels]:
    """The legend's marks by their words, each on a square of the same size."""
    pixels = screen(page)
    words = page.locator(".legend p.base:has(svg):visible").all_inner_texts()
    words = [word.split("\n")[-1] for word in words]  # the mark of what is not stated is a "?" itself
    boxes = page.evaluate(BOXES, ".legend .mark-shape")
    side = min(box[2] - box[0] for box in boxes)
    return {
        word: crop(pixels, [box[0], box[1], box[0] + side, box[1] + side])
        for word, box in zip(words, boxes, strict=True)
    }


def test_every_status_stays_apart(themed: Page) -> None:
    """However colours are seen, any two marks of the legend differ clearly over a twentieth of their area."""
    marks = legend(themed)
    assert set(marks) == {"present", "reduced", "vacated", "not stated", "contested"}
    for kind, (one, other) in product(SIMULATED, combinations(marks, 2)):
        apart = np.linalg.norm(seen(marks[one], kind) - seen(marks[other], kind), axis=2) > CLEARLY
        assert apart.mean() > 0.05, (kind, one, other)


def test_contested_shows_on_the_map(themed: Page) -> None:
    """However colours are seen, a contested mark differs clearly from one of the same status that is not."""
    pixels = screen(themed)
    boxes = (themed.evaluate(BOXES, f".mark[data-base={base}]")[0] for base in ("erbil", "ain-al-asad"))
    corners = [
        crop(pixels, [(left + right) // 2, top - 12, right, (top + bottom) // 2]) for left, top, right, bottom in boxes
    ]
    height, width = (min(sides) for sides in zip(*(corner.shape[:2] for corner in corners), strict=True))
    for kind in SIMULATED:
        one, other = (seen(corner[:height, :width], kind) for corner in corners)
        assert (np.linalg.norm(one - other, axis=2) > CLEARLY).mean() > 0.05, kind


# The switch


def test_theme_is_switched_by_key_and_button_and_is_light_first(board: Page) -> None:
    """The board opens light even where the system is dark, and T and the button turn it."""
    board.emulate_media(color_scheme="dark")
    board.reload()
    until(board, "window.board !== undefined")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert board.evaluate(ground) == "rgb(255, 255, 255)"
    board.keyboard.press("t")
    assert board.evaluate(ground) == "rgb(20, 27, 34)"
    board.get_by_role("button", name="Dark theme").click()
    assert board.evaluate(ground) == "rgb(255, 255, 255)"


def test_basemap_turns_with_the_theme_and_back(board: Page) -> None:
    """Land, focus countries and water are painted in the theme's colours, and as before when it is turned back."""
    where = board.locator(".folium-map").bounding_box()
    assert where is not None
    box = [
        round(where["x"]),
        round(where["y"]),
        round(where["x"] + where["width"]),
        round(where["y"] + where["height"]),
    ]

    def painted() -> set[tuple[int, ...]]:
        board.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        counted = Counter(map(tuple, np.rint(255 * crop(screen(board), box)).astype(int).reshape(-1, 3).tolist()))
        return {colour for colour, count in counted.most_common(3)}

    before = painted()
    assert before == {rgb(style.PALETTE[role]) for role in ("land", "focus", "water")}
    board.keyboard.press("t")
    assert painted() == {rgb(style.DARK[role]) for role in ("land", "focus", "water")}
    board.keyboard.press("t")
    assert painted() == before


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def test_theme_moves_nothing(board: Page) -> None:
    """Turning the theme leaves every part at its pixels, and the map where the hand left it."""
    board.keyboard.press("Shift+ArrowRight")
    rest(board)
    where = """() => [...document.querySelectorAll('.mark, .label:not([hidden]), .force, .head, .foot, .legend')]
        .map((e) => e.getBoundingClientRect())
        .map((b) => [b.x, b.y, b.width, b.height].map(Math.round).join()).join(' ')"""
    before = board.evaluate(where)
    board.keyboard.press("t")
    assert board.evaluate(where) == before


def test_file_takes_its_looks_from_its_address(page: Page, shipped_file: Path) -> None:
    """A board opened from disk with theme and type in its address opens so, and keeps the address true."""
    page.goto(f"{shipped_file.as_uri()}?theme=dark&type=large")
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-type", "large")
    page.keyboard.press("t")
    page.wait_for_url("**/*?type=large")


def test_unknown_looks_are_the_usual_ones(page: Page, shipped_file: Path) -> None:
    """What the address asks for and there is not changes nothing."""
    page.goto(f"{shipped_file.as_uri()}?theme=<b>&type=0")
    until(page, "window.board !== undefined")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_many_bases_turn_with_the_theme(open_board: Callable[[Path], Page], shipped: Scenario, tmp_path: Path) -> None:
    """Marks on canvas take the theme's colours."""
    path = tmp_path / "many.html"
    path.write_text(document(grid(shipped)), encoding="utf-8")
    board = open_board(path)
    board.keyboard.press("t")
    board.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    colours = set(map(tuple, np.rint(255 * screen(board)).astype(int).reshape(-1, 3).tolist()))
    assert rgb(style.DARK["accent"]) in colours
    assert rgb(style.PALETTE["accent"]) not in colours
