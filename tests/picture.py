"""Take the pictures of the board that the README shows: `python -m tests.picture`."""

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
from tests.browser.conftest import QUIET, chromium

SETTLED_MS = 1_500
COLOURS = 128


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


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "board.html"
        path.write_text(document(scenarios.load(DATA / SHIPPED)), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, "--no-sandbox"])
        for taken in PICTURES:
            take(browser, path, taken)
        browser.close()


def take(browser: Browser, path: Path, taken: Taken) -> None:
    """Open the document anew, bring it to what is shown, and write the picture beside the scenario."""
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
    file = DATA / SHIPPED / f"{taken.name}.png"
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
