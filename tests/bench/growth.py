"""How the board's document grows: its bytes, and the time from navigation to the frame with map and marks."""

import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser

from tests.bench.assets import DOCUMENTS, ROOT, SetupError
from tests.bench.browser import page
from tests.bench.contender import BOARD_DOCUMENT
from tests.bench.film import LOAD_SHARE, Film, first_shown
from tests.bench.generate import Size
from tests.bench.steps import MeasureError

REST_MS = 2_000
"""How long the map stands unchanged before its picture is taken for the loaded one."""


@dataclass(frozen=True)
class Document:
    """The board's document for one size (None: the shipped scenario): its bytes, and ms from navigation to map."""

    size: Size | None
    size_bytes: int
    load_ms: tuple[float, ...]

    @property
    def median_ms(self) -> float:
        return statistics.median(self.load_ms)


def export(scenario: Path, document: Path) -> None:
    """Write the board's document of a scenario folder, by the board's own command line."""
    document.parent.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "geo",
        "export",
        str(scenario),
        "--format",
        "html",
        "--out",
        str(document),
        "--force",
    ]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetupError(f"The board does not export {scenario.name}; its message stands above.")


def measure_document(browser: Browser, path: Path, size: Size | None, strangers: set[str], *, times: int) -> Document:
    """Open a document from disk some times."""
    loads = tuple(_load_ms(browser, path, strangers) for _ in range(times))
    print(f"{path.name}: loaded", file=sys.stderr)
    return Document(size, path.stat().st_size, loads)


def _load_ms(browser: Browser, path: Path, strangers: set[str]) -> float:
    with page(browser, strangers) as opened, Film(opened) as film:
        opened.goto(path.as_uri(), wait_until="load", timeout=60_000)
        opened.wait_for_timeout(REST_MS)
        box = BOARD_DOCUMENT.box(opened)
        frames = list(film.frames)
        loaded = film.still().picture(box)
        frame = first_shown(frames, box, np.full_like(loaded, 255), loaded, LOAD_SHARE)
        if frame is None:
            raise MeasureError(f"{path.name} did not come to rest within {REST_MS} ms of its loading")
        began: float = opened.evaluate("() => performance.timeOrigin + window.benchClockAhead()")
        return frame.at_ms - began


def document_path(size: Size) -> Path:
    """Where the document of a size is kept."""
    return DOCUMENTS / f"{size.id}.html"
