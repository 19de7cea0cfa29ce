"""Take the picture of the board that the README shows: `python -m tests.picture`."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from geo import scenario as scenarios
from geo.store import DATA, SHIPPED
from geo.webmap import document
from tests.browser.conftest import QUIET, chromium

PICTURE = DATA / SHIPPED / "board.png"
SIZE = {"width": 1920, "height": 1080}
SETTLED_MS = 1_500
COLOURS = 128


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "board.html"
        path.write_text(document(scenarios.load(DATA / SHIPPED), phase="stage-1"), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, "--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(path.as_uri())
        page.wait_for_timeout(SETTLED_MS)
        taken = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
