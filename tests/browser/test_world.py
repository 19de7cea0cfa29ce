"""The board of some place anywhere on earth: nothing hidden, nothing on top of each other, the country named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from playwright.sync_api import Page

from geo import scenario as scenarios
from geo.board import terrain
from geo.board.document import document
from geo.model import Scenario, View
from tests import world
from tests.browser.conftest import open_document, resize, rest
from tests.world import PLACES, Place

EVERYWHERE = pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
AT_SEA = {"Thitu"}
"""Posts on reefs that the basemap does not have."""
SEEN = """() => {
  const map = document.querySelector('.folium-map').getBoundingClientRect();
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [left - map.left, top - map.top, right - map.left, bottom - map.top];
  };
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility());
  const named = (each) => [each.textContent, box(each)];
  return {
    size: [map.width, map.height],
    marks: seen('.mark').map((each) => [each.dataset.base, box(each)]),
    bases: seen('#labels .label-base').map(named),
    countries: seen('#labels .label-country').map(named),
    labels: seen('#labels .label').map(named),
    over: seen('[data-over-map]').map((each) => [each.className, box(each)]),
  };
}"""


@pytest.fixture
def folder(place: Place, tmp_path: Path) -> Path:
    """The scenario of a place."""
    return world.write(place, tmp_path / place.name)


@pytest.fixture
def seen(page: Page, folder: Path) -> dict[str, Any]:
    """What a browser shows of a place when its board opens: boxes in px of the map."""
    path = folder.parent / "board.html"
    path.write_text(document(scenarios.load(folder)), encoding="utf-8")
    open_document(page, path)
    rest(page)
    found: dict[str, Any] = page.evaluate(SEEN)
    return found


def shapes(named: list[list[Any]]) -> list[tuple[str, shapely.Geometry]]:
    return [(name, shapely.box(*box)) for name, box in named]


@pytest.mark.parametrize("edges", [(-8.2, 12.3, 4.0, 19.5), (-3.1, 12.0, 6.2, 16.8)], ids=["legend", "controls"])
def test_a_post_in_the_corner_stays_clear(edges: tuple[float, ...], page: Page, tmp_path: Path) -> None:
    """The view makes room for a post that legend or controls would hide, and the same after another size of screen."""
    (mali,) = (place for place in PLACES if place.name == "bamako")
    scenario = scenarios.load(world.write(mali, tmp_path / mali.name))
    cornered = replace(scenario, view=View(**dict(zip(("west", "south", "east", "north"), edges, strict=True))))
    path = tmp_path / "board.html"
    path.write_text(document(cornered), encoding="utf-8")
    open_document(page, path)
    rest(page)
    before = page.evaluate(SEEN)
    marks, over = shapes(before["marks"]), shapes(before["over"])
    assert [name for name, box in marks for _, over_box in over if box.intersects(over_box)] == []
    for width, height in ((1920, 1080), (1366, 768)):
        resize(page, width, height)
        rest(page)
    assert page.evaluate(SEEN)["marks"] == before["marks"]


@EVERYWHERE
def test_every_post_is_seen_and_nothing_overlaps(place: Place, folder: Path, seen: dict[str, Any]) -> None:
    """Every post lies in the map and under nothing, its country is named, no name covers another, a mark or a box."""
    frame = shapely.box(0, 0, *seen["size"])
    marks, labels, over = shapes(seen["marks"]), shapes(seen["labels"]), shapes(seen["over"])
    assert {name for name, _ in marks} == {world.post_id(spot) for spot in place.posts}
    assert [name for name, box in marks if not frame.contains(box)] == []
    assert [(name, other) for name, box in marks for other, over_box in over if box.intersects(over_box)] == []
    assert any(place.country_name.casefold() in name.casefold() for name, _ in shapes(seen["countries"]))
    overlapping = [
        (name, other)
        for number, (name, box) in enumerate(labels)
        for other, other_box in [*labels[number + 1 :], *over]
        if box.buffer(-1).intersects(other_box.buffer(-1))
    ]
    assert overlapping == []
    assert [name for name, box in labels if not frame.buffer(1).contains(box)] == []
    on_marks = [(name, mark) for name, box in labels for mark, mark_box in marks if box.buffer(-1).intersects(mark_box)]
    assert on_marks == []
    assert_land_and_sea_are_right(place, scenarios.load(folder))


def assert_land_and_sea_are_right(place: Place, scenario: Scenario) -> None:
    """The sea that the document draws covers the posts at sea and no other, to the nearest kilometre."""
    middle = (scenario.view.box[0] + scenario.view.box[2]) / 2
    water = shapely.union_all([shapely.geometry.shape(each) for each in terrain.shapes(scenario)["sea"]])
    posts = {name: shapely.Point(terrain.beside(lon, middle), lat) for name, lon, lat in place.posts}
    assert {name for name, point in posts.items() if water.buffer(-0.01).contains(point)} == AT_SEA & posts.keys()
