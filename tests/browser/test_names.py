"""Names on the map: none covers another, a mark or a border, and what finds no room appears on zooming in."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page

from geo import basemap
from geo.board.document import document
from geo.model import Base, Force, Scenario, Status, TroopsRow
from tests.browser.conftest import resize, rest
from tests.browser.test_many_bases import grid, row

CENTRES = {
    "ARE": (54.0, 23.8),
    "BHR": (50.55, 26.05),
    "CYP": (33.1, 35.0),
    "EGY": (31.3, 27.5),
    "IRQ": (43.7, 33.2),
    "ISR": (34.9, 31.5),
    "JOR": (36.4, 31.2),
    "KWT": (47.6, 29.3),
    "LBN": (35.9, 34.0),
    "OMN": (57.0, 22.0),
    "QAT": (51.2, 25.3),
    "SAU": (45.0, 25.0),
    "SYR": (38.5, 35.0),
    "TUR": (35.0, 38.8),
}
"""Fourteen countries, by a point (lon, lat) in each around which its bases are."""
SPREAD_DEG = 0.6
"""How far the bases of a country are from its point at most."""
SMALLEST = {"BHR", "CYP", "ISR", "KWT", "LBN", "QAT"}
"""Countries so small that their bases lie within a sixth of the spread."""


def crowd(shipped: Scenario, many: int = 51) -> Scenario:
    """A scenario of bases in fourteen countries, each with a force; base n is vacated where 5 divides n."""
    dice = random.Random(10)
    codes = [list(CENTRES)[n % len(CENTRES)] for n in range(many)]
    bases = tuple(
        base(f"b{n}", f"{dice.choice(('Camp', 'Air base', 'Port of'))} {n} {code.title()}", code, around(dice, code))
        for n, code in enumerate(codes)
    )
    stops = grid(shipped).phases[:2]
    rows = [row("p0", each.id, Status.PRESENT) for each in bases]
    rows += [row("p1", each.id, Status.VACATED) for each in bases[::5]]
    forces = tuple(Force(id=f"f-{code.lower()}", label=f"In {code}", short="U.S.", country=code) for code in CENTRES)
    return replace(
        shipped,
        countries=("IRQ", "SAU", "SYR"),
        bases=bases,
        phases=stops,
        statuses=tuple(rows),
        forces=forces,
        troops=tuple(figure(force, 100 * n) for n, force in enumerate(forces, 1)),
    )


def base(name: str, called: str, country: str, at: tuple[float, float]) -> Base:
    return Base(
        id=name,
        name=called,
        country=country,
        precision="site",
        source="gazetteer",
        lon=round(at[0], 3),
        lat=round(at[1], 3),
    )


def around(dice: random.Random, code: str) -> tuple[float, float]:
    reach = SPREAD_DEG / 6 if code in SMALLEST else SPREAD_DEG
    lon, lat = CENTRES[code]
    return lon + dice.uniform(-reach, reach), lat + dice.uniform(-reach, reach)


def figure(force: Force, troops: int) -> TroopsRow:
    return TroopsRow(
        reading="*",
        phase="p0",
        country=force.country,
        force=force.id,
        verb="set",
        wording=f"{troops}",
        low=troops,
        best=None,
        high=troops,
        basis="reported",
        claims="C10",
        contested_by="",
        change="",
        note="",
    )


@pytest.fixture
def opened(open_board: Callable[[Path], Page], tmp_path: Path) -> Callable[[Scenario], Page]:
    """Open the board of a scenario from disk."""

    def open_(scenario: Scenario) -> Page:
        path = tmp_path / "board.html"
        path.write_text(document(scenario), encoding="utf-8")
        board = open_board(path)
        rest(board)
        return board

    return open_


@pytest.fixture
def crowded(opened: Callable[[Scenario], Page], shipped: Scenario) -> Page:
    return opened(crowd(shipped))


MAP = "Object.values(window).find((value) => value instanceof L.Map)"
SEEN = """const seen = (selector) => [...document.querySelectorAll(selector)]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.offsetWidth > 0);
  const box = (e) => e.getBoundingClientRect();"""
OVERLAPS = f"""() => {{
  {SEEN}
  const names = seen('.label, .town-dot');
  const all = [...names, ...seen('.mark'), ...seen('[data-over-map]')];
  const area = (a, b) => Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  return names.flatMap((name, index) => all.slice(index + 1).filter((other) => area(box(name), box(other)) > 0.5)
    .map((other) => [name.textContent, other.textContent || other.dataset.base || other.className]));
}}"""
"""Pairs of a name and another name, a mark or a box over the map that share room."""
NAMED = f"() => {{ {SEEN} return seen('.label-base .label-name').map((e) => e.textContent); }}"


def look_at(board: Page, lon: float, lat: float, zoom: float) -> None:
    view = f"([lat, lon, zoom]) => {{ {MAP}.setView([lat, lon], zoom, {{ animate: false }}); }}"
    board.evaluate(view, [lat, lon, zoom])
    rest(board)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)], ids=str)
def test_no_name_of_fifty_one_bases_covers_anything(crowded: Page, size: tuple[int, int]) -> None:
    """With 51 bases in 14 countries no name overlaps a name, mark or box, at opening, closer, and when compared."""
    resize(crowded, *size)
    assert crowded.evaluate(OVERLAPS) == []
    for zoom in (5.5, 7, 8.5):
        look_at(crowded, 44, 31, zoom)
        assert crowded.evaluate(OVERLAPS) == [], zoom
    for mode in ("maps", "ghost"):
        crowded.evaluate(f"board.setPhase(1) && board.setCompare('p0', '{mode}')")
        rest(crowded)
        assert crowded.evaluate(OVERLAPS) == [], mode


def test_no_name_covers_anything_in_large_type_or_two_languages(crowded: Page) -> None:
    """Large type and the dark theme leave names apart, and a step moves none of them."""
    crowded.keyboard.press("l")
    crowded.keyboard.press("t")
    rest(crowded)
    assert crowded.evaluate(OVERLAPS) == []
    where = f"() => {{ {SEEN} return seen('.label').map((e) => JSON.stringify(box(e))); }}"
    before = crowded.evaluate(where)
    crowded.evaluate("board.setPhase(1)")
    assert crowded.evaluate(where) == before


def test_a_name_without_room_appears_on_zooming_in(crowded: Page) -> None:
    """Every base keeps its mark; one without room for its name tells it under the pointer, and from close by has it."""
    assert crowded.locator(".mark:visible").count() == 51
    without = {each["name"]: each for each in crowded.evaluate(BASES)}
    for name in crowded.evaluate(NAMED):
        without.pop(name, None)
    assert len(without) > 3
    tips = crowded.locator(".mark").evaluate_all("marks => marks.map((mark) => mark.title).filter(Boolean)")
    assert set(tips) == set(without)
    for name, each in list(without.items())[:4]:
        look_at(crowded, each["lon"], each["lat"], 10)
        assert name in crowded.evaluate(NAMED)


BASES = f"""() => {{
  const found = [];
  {MAP}.eachLayer((layer) => {{
    const mark = layer.getElement?.()?.querySelector?.('.mark');
    if (mark) found.push({{
      name: mark.getAttribute('aria-label').split(':')[0], lon: layer.getLatLng().lng, lat: layer.getLatLng().lat }});
  }});
  return found;
}}"""

STACKS = f"""() => {{
  {SEEN}
  const map = {MAP};
  const at = map.getContainer().getBoundingClientRect();
  const place = (x, y) => {{
    const {{ lng, lat }} = map.containerPointToLatLng([x - at.left, y - at.top]);
    return [lng, lat];
  }};
  return seen('.label-country:has(.label-figure)').map((e) => [e.firstChild.textContent, e.hasAttribute('data-tied'),
    place(box(e).left, box(e).bottom), place(box(e).right, box(e).top)]);
}}"""


def stacks(board: Page) -> Iterator[tuple[str, bool, shapely.Polygon]]:
    """Each name of a country with figures: whether it is tied, and the room it takes in degrees."""
    for name, is_tied, (west, south), (east, north) in board.evaluate(STACKS):
        yield name, is_tied, shapely.box(west, south, east, north)


def test_figures_stay_within_their_country(crowded: Page) -> None:
    """The name of a country with its figures crosses no border of it, or is tied to it from beyond."""
    shapes = {found.name: found for found in map(basemap.country, CENTRES) if found is not None}
    for zoom in (5, 6, 7):
        look_at(crowded, 44, 31, zoom)
        slack = 360 / 256 / 2**zoom * 4  # the outline in the document is coarse: four pixels
        found = list(stacks(crowded))
        assert found
        crossing = [
            name
            for name, is_tied, room in found
            if not is_tied and not shapes[name].geometry.buffer(slack).contains(room)
        ]
        assert crossing == [], zoom


def test_a_country_too_small_for_its_figures_is_tied_to_them(
    opened: Callable[[Scenario], Page], shipped: Scenario
) -> None:
    """Bahrain carries its figures from beside it, at the end of a line."""
    whole = crowd(shipped)
    board = opened(replace(whole, bases=whole.bases[1:2], statuses=whole.statuses[1:2]))
    look_at(board, 50.55, 26.05, 7)
    assert ("Bahrain", True) in {(name, is_tied) for name, is_tied, _ in stacks(board)}
    assert board.locator(".ties .tie").first.get_attribute("d")


def test_names_of_many_bases_appear_by_zoom(opened: Callable[[Scenario], Page], shipped: Scenario) -> None:
    """Of two hundred bases some are named from afar, each from close by, in at most sixty elements."""
    whole = crowd(shipped, 200)
    board = opened(whole)
    assert 0 < len(board.evaluate(NAMED)) < 60
    assert board.evaluate(OVERLAPS) == []
    for each in [each for each in whole.bases if each.country in ("EGY", "SAU", "OMN")][::9]:
        look_at(board, each.lon, each.lat, 10)
        assert each.name in board.evaluate(NAMED)
        assert board.evaluate(OVERLAPS) == []
    assert board.locator(".label-base").count() <= 60


def near(shipped: Scenario, names: Iterable[str], moving: int) -> Scenario:
    """A scenario of bases in one spot of the desert, of which one is vacated, and of 70 far away."""
    whole = crowd(shipped, 70)
    close = tuple(base(f"n{n}", name, "SAU", (42 + n / 50, 20.5)) for n, name in enumerate(names))
    rows = [row("p0", each.id, Status.PRESENT) for each in close]
    rows.append(row("p1", close[moving].id, Status.VACATED))
    return replace(whole, bases=(*close, *whole.bases), statuses=(*rows, *whole.statuses))


@pytest.mark.parametrize("moving", [0, 11])
def test_what_changes_is_named_first(opened: Callable[[Scenario], Page], shipped: Scenario, moving: int) -> None:
    """Of bases that have room for a few names the one whose status changes is named, wherever it is listed."""
    board = opened(near(shipped, [f"Desert {n}" for n in range(12)], moving))
    look_at(board, 42, 20.5, 5)
    named = {name for name in board.evaluate(NAMED) if "Desert" in name}
    assert f"Desert {moving}" in named
    assert len(named) < 12
    assert ("Desert 11" in named) is (moving == 11)


def test_names_of_many_bases_follow_the_step(opened: Callable[[Scenario], Page], shipped: Scenario) -> None:
    """A status beside a name is that of the phase, underlined where it has changed, also on a name shown since."""
    board = opened(near(shipped, ("First", "Moving", "Third"), moving=1))
    for phase, lon, status in ((0, 42, "present"), (1, 42, "vacated"), (1, 44, "vacated"), (0, 44, "present")):
        board.evaluate(f"board.setPhase({phase})")
        look_at(board, lon, 20.5, 9)
        label = board.locator(".label-base:visible", has_text="Moving")
        if lon == 42:
            assert label.locator(".label-status").inner_text() == status
            assert ("changed" in str(label.get_attribute("class"))) is (phase == 1)
        else:
            assert label.count() == 0


def test_a_name_of_many_opens_its_evidence(opened: Callable[[Scenario], Page], shipped: Scenario) -> None:
    """A name on a map of many bases opens the evidence of its own base, after it has been another's name before."""
    board = opened(near(shipped, ("First", "Moving", "Third"), moving=1))
    look_at(board, 42, 20.5, 9)
    board.locator(".label-base:visible", has_text="Moving").click()
    assert "Moving" in board.locator("#evidence h2").inner_text()


def test_no_name_seems_to_be_anothers(crowded: Page) -> None:
    """A name beside its mark is nearer to it than to any other mark; others have a line to theirs."""
    astray = crowded.evaluate(
        f"""() => {{
          {SEEN}
          const marks = [...document.querySelectorAll('.mark')].map(box)
            .map((b) => ({{ x: (b.left + b.right) / 2, y: (b.top + b.bottom) / 2 }}));
          const out = (at, least, most) => Math.max(least - at, 0, at - most);
          const far = ({{ x, y }}, b) => Math.hypot(out(x, b.left, b.right), out(y, b.top, b.bottom));
          return seen('.label-base:not([data-tied])').filter((e) => {{
            const own = far(marks[Number(e.dataset.opens.split(':')[1])], box(e));
            return marks.some((mark) => far(mark, box(e)) < own - 3);
          }}).map((e) => e.textContent);
        }}"""
    )
    assert astray == []


def test_ghosts_are_where_their_marks_are(crowded: Page) -> None:
    """A ghost lies behind its mark, larger, with the middle at the same place."""
    crowded.evaluate("board.setPhase(1) && board.setCompare('p0', 'ghost')")
    rest(crowded)
    found = crowded.evaluate(
        """() => {
          const box = (e) => e.getBoundingClientRect();
          const middle = (e) => [box(e).left + box(e).width / 2, box(e).top + box(e).height / 2];
          const marks = [...document.querySelectorAll('.mark')];
          return [...document.querySelectorAll('.ghost')].map((e, i) => [e, marks[i]]).filter(([e]) => !e.hidden)
            .map(([e, mark]) => [...middle(e).map((at, axis) => Math.abs(at - middle(mark)[axis])),
              box(e).width > 1.3 * box(mark).width]);
        }"""
    )
    assert len(found) == 11
    assert [each for each in found if max(each[:2]) > 1 or not each[2]] == []


def test_ghosts_on_canvas_are_where_their_marks_are(opened: Callable[[Scenario], Page], shipped: Scenario) -> None:
    """Of many bases the ghost of the one that moves is painted around its place and nowhere else."""
    whole = crowd(shipped, 70)
    rows = tuple(each for each in whole.statuses if each.phase == "p0" or each.base == "b5")
    moving = whole.bases[5]
    board = opened(replace(whole, statuses=rows))
    board.evaluate("board.setPhase(1) && board.setCompare('p0', 'ghost')")
    look_at(board, moving.lon, moving.lat, 8)
    edges = board.evaluate(
        f"""([lat, lon]) => {{
          const canvas = document.querySelector('.folium-map .leaflet-ghosts-pane canvas');
          const {{ data, width }} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const [frame, at] = [canvas.getBoundingClientRect(), {MAP}.getContainer().getBoundingClientRect()];
          const {{ x, y }} = {MAP}.latLngToContainerPoint([lat, lon]);
          const scale = canvas.width / frame.width;
          const found = [Infinity, Infinity, -Infinity, -Infinity];
          for (let i = 0; i < data.length; i += 4) {{
            if (data[i + 3] === 0) continue;
            const across = frame.left - at.left + ((i / 4) % width) / scale - x;
            const down = frame.top - at.top + Math.floor(i / 4 / width) / scale - y;
            found[0] = Math.min(found[0], across); found[1] = Math.min(found[1], down);
            found[2] = Math.max(found[2], across); found[3] = Math.max(found[3], down);
          }}
          return found;
        }}""",
        [moving.lat, moving.lon],
    )
    assert [abs(edge) for edge in edges] == pytest.approx([edges[2]] * 4, abs=2)
    assert 8 < edges[2] < 14


def test_towns_and_waters_are_named_by_rank_and_zoom(board: Page) -> None:
    """Closer by there are lesser towns, lakes and rivers, and provinces; the names of water are in italics."""
    kinds = (".label-town", ".label-water", ".label-province")
    seen = f"selector => {{ {SEEN} return seen(selector).map((e) => e.textContent); }}"
    afar = [board.evaluate(seen, kind) for kind in kinds]
    assert {"Mosul", "Basra", "Damascus"} <= set(afar[0])
    assert "Samarra" not in afar[0]
    assert afar[2] == []
    look_at(board, 43.6, 33.9, 8)
    closer = [board.evaluate(seen, kind) for kind in kinds]
    assert "Samarra" in closer[0]
    assert "Lake Tharthar" in closer[1]
    assert closer[2]
    assert board.evaluate(OVERLAPS) == []
    slant = "() => getComputedStyle(document.querySelector('.label-water .label-name')).fontStyle"
    assert board.evaluate(slant) == "italic"


def test_no_name_of_an_unseen_base_is_shown(crowded: Page) -> None:
    """A base beyond the edge of the map, or under the legend, has no name on the map."""
    legend = crowded.locator("#legend").bounding_box()
    (first, *_) = crowded.evaluate(BASES)
    look_at(crowded, first["lon"], first["lat"], 8)
    assert legend is not None
    move = """([x, y]) => { const map = %s; const at = map.getContainer().getBoundingClientRect();
      map.panBy(map.getSize().divideBy(2).subtract([x - at.left, y - at.top]), { animate: false }); }"""
    crowded.evaluate(move % MAP, [legend["x"] + legend["width"] / 2, legend["y"] + legend["height"] / 2])
    rest(crowded)
    assert first["name"] not in crowded.evaluate(NAMED)
