"""Take the pictures of the board that the README shows, of six places elsewhere too: `python -m tests.picture`."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from geo import scenario as scenarios
from geo.board.document import document
from geo.store import DATA, SHIPPED
from tests import world
from tests.browser.conftest import QUIET, chromium

SETTLED_MS = 1_500
COLOURS = 256


@dataclass(frozen=True)
class Taken:
    """A picture: its name, the size of the screen in px, the keys pressed on the board before it, what is clicked."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...]
    click: str | None = None


PICTURES = (
    Taken("board", (1920, 1080), ("2",)),
    Taken("compare", (1366, 768), ("3", "c")),
    Taken("evidence", (1366, 768), ("2",), "[data-force=us-iraq]"),
    Taken("briefing", (1366, 768), ("3", "t", "l")),
)


WORLD = Path(__file__).resolve().parents[1] / "docs" / "world"
PLACES = {"bamako": (), "suva": (), "seoul": (), "svalbard": (), "kyiv": ("t",), "falklands": ()}
"""Places of `tests.world` that are shown, with the keys pressed before."""
SMALL = (1024, 640)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, "--no-sandbox"])
        path = written(DATA / SHIPPED, Path(folder))
        for taken in PICTURES:
            take(browser, path, taken, DATA / SHIPPED)
        for place in (place for place in world.PLACES if place.name in PLACES):
            path = written(world.write(place, Path(folder) / place.name), Path(folder))
            take(browser, path, Taken(place.name, SMALL, PLACES[place.name]), WORLD)
        browser.close()


def written(scenario: Path, folder: Path) -> Path:
    """Write the document of a scenario."""
    path = folder / "board.html"
    path.write_text(document(scenarios.load(scenario)), encoding="utf-8")
    return path


def take(browser: Browser, path: Path, taken: Taken, folder: Path) -> None:
    """Open the document anew, bring it to what is shown, and write the picture into a folder."""
    width, height = taken.size
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(path.as_uri())
    for key in taken.keys:
        page.keyboard.press(key)
    if taken.click is not None:
        page.locator(taken.click).first.click()
    page.wait_for_timeout(SETTLED_MS)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    folder.mkdir(parents=True, exist_ok=True)
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{taken.name}.png", optimize=True)


if __name__ == "__main__":
    main()
