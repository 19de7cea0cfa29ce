"""Boards of many bases and many phases: drawn on canvas, still right, still steered the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from geo import scenario as scenarios
from geo.board.document import document
from geo.model import Base, Phase, Scenario, Status, StatusRow
from geo.store import DATA, SHIPPED

SIDE = 32


def grid(shipped: Scenario, phases: int = 3) -> Scenario:
    """A scenario of 1,024 bases on a grid; base n is vacated at phase 1 + n modulo the later phases."""
    bases = tuple(
        Base(id=f"b{n}", name=f"Base {n}", country="IRQ", precision="site", source="gazetteer", lon=lon, lat=lat)
        for n, (lon, lat) in enumerate((42 + x / 10, 32 + y / 10) for x in range(SIDE) for y in range(SIDE))
    )
    stops = tuple(
        Phase(
            id=f"p{n}",
            label=f"Phase {n}",
            deadline=f"../{2025 + n}",
            shown=f"by {2025 + n}",
            summary={"*": f"Phase {n}"},
        )
        for n in range(phases)
    )
    rows = tuple(row("p0", base.id, Status.PRESENT) for base in bases) + tuple(
        row(f"p{1 + n % (phases - 1)}", base.id, Status.VACATED) for n, base in enumerate(bases)
    )
    return replace(shipped, bases=bases, phases=stops, statuses=rows, troops=())


def row(phase: str, base: str, status: Status) -> StatusRow:
    return StatusRow(
        reading="*",
        phase=phase,
        base=base,
        status=status,
        basis="reported",
        claims="C10",
        contested_by="",
        change="",
        note="",
    )


@pytest.fixture
def many(open_board: Callable[[Path], Page], tmp_path: Path) -> Page:
    path = tmp_path / "board.html"
    path.write_text(document(grid(scenarios.load(DATA / SHIPPED))), encoding="utf-8")
    return open_board(path)


def test_state_counts_every_base(many: Page) -> None:
    """At the middle phase exactly the bases of even number are vacated, and the rail counts them."""
    statuses = many.evaluate("board.setPhase(1) && board.state().bases")
    assert [int(base[1:]) % 2 for base, status in statuses.items() if status == "vacated"] == [0] * 512
    names = many.locator(".rail .bases .name").all_inner_texts()
    counts = many.locator(".rail .bases .status").all_inner_texts()
    assert [f"{name} {count}" for name, count in zip(names, counts, strict=True)] == [
        "present 512",
        "reduced 0",
        "vacated 512",
        "not stated 0",
    ]


def test_canvas_shows_the_phase(many: Page) -> None:
    """The pixel in the middle of a base is the accent while it is present and is not once it is vacated."""
    pixel = """() => {
      const canvas = document.querySelector('.leaflet-marks-pane canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let accents = 0;
      for (let i = 0; i < data.length; i += 4) accents += data[i] === 11 && data[i + 1] === 79 && data[i + 2] === 138;
      return accents;
    }"""
    painted = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    counts = []
    for phase in range(3):
        many.evaluate(f"board.setPhase({phase})")
        many.evaluate(painted)
        counts.append(many.evaluate(pixel))
    assert counts[0] > 20_000
    assert 0.35 < counts[1] / counts[0] < 0.65
    assert counts[2] == 0


FIRST_DOT = """() => {
  const canvas = document.querySelector('.leaflet-marks-pane canvas');
  const box = canvas.getBoundingClientRect();
  const scale = canvas.width / box.width;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let y = Math.round(canvas.height / 2); y < canvas.height; y += 1) {
    for (let x = Math.round(canvas.width / 2); x < canvas.width; x += 1) {
      const i = 4 * (y * canvas.width + x);
      const accent = data[i] === 11 && data[i + 1] === 79 && data[i + 2] === 138;
      if (accent) return [box.x + x / scale + 2, box.y + y / scale + 3];
    }
  }
}"""


def test_clicking_a_dot_opens_its_evidence(many: Page) -> None:
    """A base drawn on canvas answers a click as one drawn as an element does."""
    box = many.locator(".folium-map").bounding_box()
    many.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    where = many.evaluate(FIRST_DOT)
    many.mouse.click(*where)
    assert "Base " in many.locator("#evidence").inner_text()


def test_hundred_and_twenty_phases_keep_the_steering_readable(
    open_board: Callable[[Path], Page], tmp_path: Path
) -> None:
    """With many phases only the first, the last and the current stop are named, and the slider reaches every one."""
    path = tmp_path / "board.html"
    path.write_text(document(grid(scenarios.load(DATA / SHIPPED), phases=120)), encoding="utf-8")
    board = open_board(path)
    board.evaluate("board.setPhase(60)")
    assert board.locator(".stop-label:visible").all_inner_texts() == ["Phase 0", "Phase 60", "Phase 119"]
    board.get_by_test_id("phase-slider").press("ArrowRight")
    assert board.evaluate("board.state().phaseIndex") == 61


def test_a_claim_lights_its_bases_on_canvas(many: Page) -> None:
    """C10, on which every base stands, rings all of them; C01, which drives none, dims them; Escape undoes it."""
    pixel = """() => {
      const canvas = document.querySelector('.leaflet-marks-pane canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let inks = 0, accents = 0;
      for (let i = 0; i < data.length; i += 4) {
        inks += data[i] === 22 && data[i + 1] === 32 && data[i + 2] === 43 && data[i + 3] === 255;
        accents += data[i] === 11 && data[i + 1] === 79 && data[i + 2] === 138 && data[i + 3] === 255;
      }
      return [inks > 1000, accents > 100];
    }"""
    painted = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    looks = []
    for claim in ("C10", "C01"):
        many.keyboard.press("e")
        many.locator(f"#evidence .coverage [data-opens='claim:{claim}']").first.click()
        many.evaluate(painted)
        looks.append(many.evaluate(pixel))
        many.keyboard.press("Escape")
    many.evaluate(painted)
    assert [*looks, many.evaluate(pixel)] == [[True, True], [False, False], [False, True]]


def test_a_count_leads_to_its_claims(many: Page) -> None:
    """The number of bases of a status opens the claims they stand on."""
    many.locator(".rail .bases .base", has_text="present").click()
    told = many.locator("#evidence").inner_text()
    assert "Bases: 1,024" in told
    assert "C10" in told
