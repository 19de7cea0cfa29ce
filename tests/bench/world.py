"""Measure what a map of anywhere costs, and write its part of RESULTS.md. Exit status 1 when a target is missed."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from geo import basemap, scenario
from geo.basemap.files import FOLDER
from geo.board.document import document
from geo.export import FORMATS
from geo.model import Scenario
from geo.selection import Selection, size
from tests import world
from tests.bench import assets, report
from tests.bench.browser import chromium
from tests.bench.growth import measure_document
from tests.bench.results import SHIPPED_BYTES, SHIPPED_MS

SHIPPED = assets.ROOT / "data" / "iraq-2024"
NAMES = ("bamako", "suva", "seoul", "svalbard", "kyiv", "falklands")
TIMES = 5
"""How often what is done again is measured."""
PRINT_S, LAYERS_S = 0.7, 0.5
"""Most seconds of a print at 1080p done again, and of reading the layers of a country in a view not read before."""
TEXT = """\
The shipped scenario and six made-up ones, each with its own view: its document, made for the first time in a process
that has read other views, and again; from opening it to the first frame with map and marks (median of {times}); a PNG
at 1080p, likewise for the first time and again; and lines of provinces around the first country in focus, read for the
first time. All of the basemap takes {megabytes:.1f} MB on disk.

{machine}
"""


@dataclass(frozen=True)
class Row:
    """What one scenario cost: bytes, and seconds."""

    name: str
    document_bytes: int
    document_s: tuple[float, float]
    opened_ms: float
    print_s: tuple[float, float]
    layers_s: float

    @property
    def missed(self) -> list[str]:
        """What was asked and not met."""
        asked = {
            "size of the shipped document": self.name != "iraq-2024" or self.document_bytes <= SHIPPED_BYTES,
            "time to the map": self.name != "iraq-2024" or self.opened_ms <= SHIPPED_MS,
            "print": self.print_s[1] <= PRINT_S,
            "layers": self.layers_s <= LAYERS_S,
        }
        return [f"{self.name}: {name}" for name, met in asked.items() if not met]

    @property
    def cells(self) -> list[str]:
        """Its row of the table."""
        numbers = [*self.document_s, self.opened_ms / 1000, *self.print_s, self.layers_s]
        return [self.name, f"{self.document_bytes / 1000:,.0f}", *(f"{number:.2f}" for number in numbers)]


def main() -> int:
    """Measure, and write."""
    assets.BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        places = [place for place in world.PLACES if place.name in NAMES]
        folders = [SHIPPED, *(world.write(place, Path(folder) / place.name) for place in places)]
        rows = [_measured(browser, scenario.load(each), Path(folder)) for each in folders]
    _write(rows)
    missed = [fault for row in rows for fault in row.missed]
    for fault in missed:
        print(f"not met: {fault}", file=sys.stderr)
    return 1 if missed else 0


def _measured(browser: Browser, shown: Scenario, folder: Path) -> Row:
    layers = _took(lambda: basemap.layer("admin1_lines", basemap.country(shown.countries[0]).geometry.bounds))  # type: ignore[union-attr]  # it was loaded
    made = _first_and_again(lambda: document(shown))
    path = folder / f"{shown.id}.html"
    path.write_text(document(shown), encoding="utf-8")
    opened = measure_document(browser, path, None, set(), times=TIMES)
    selection = Selection((shown.readings[0].id,), (shown.phases[-1].id,), size=size("1080p"))
    printed = _first_and_again(lambda: FORMATS["png"].content(shown, selection))
    return Row(shown.id, path.stat().st_size, made, opened.median_ms, printed, layers)


def _first_and_again(act: Callable[[], object]) -> tuple[float, float]:
    first = _took(act)
    return first, statistics.median(_took(act) for _ in range(TIMES))


def _took(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _write(rows: list[Row]) -> None:
    head = [
        "Scenario",
        "document, kB",
        "made first, s",
        "again, s",
        "opened, s",
        "PNG first, s",
        "again, s",
        "layers, s",
    ]
    megabytes = sum(file.stat().st_size for file in FOLDER.iterdir() if file.is_file()) / 1e6
    asked = (
        f"Asked: {SHIPPED_BYTES / 1000:,.0f} kB and {SHIPPED_MS / 1000:g} s to the map for the shipped document, "
        f"{PRINT_S:g} s for a print, {LAYERS_S:g} s for the layers of a country.\n"
    )
    text = TEXT.format(times=TIMES, megabytes=megabytes, machine=report.machine())
    part = f"{report.WORLD}\n\n{text}\n{report.table(head, [row.cells for row in rows])}\n{asked}\n"
    path = assets.HERE / "RESULTS.md"
    before, after = report.parted(path)
    path.write_text(f"{before}{part}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
