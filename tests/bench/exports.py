"""Measure the exports, beside folium's own way to a picture, and write their part of RESULTS.md.

Exit status 1 when a target is missed.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import folium
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from geo import basemap, scenario
from geo.export import FORMATS, planned
from geo.export.bundle import bundle
from geo.model import Scenario
from geo.selection import Selection, size
from tests.bench import assets, report
from tests.bench.browser import FLAGS, VIEWPORT
from tests.exports import select

SHIPPED = assets.ROOT / "data" / "iraq-2024"
TIMES = 7
"""How often each is measured, after once to warm up."""
TEXT = """\
The shipped scenario, in a running process after one export to warm up, {times} times each, one after the other in
turns; the shell's export is a process of its own, imports included. Beside it folium's own `to_png` of a map with the
same basemap and bases, in headless Chromium driven by selenium, each with a browser of its own as folium does it: once
as it comes, with the pause of 3 s that folium takes by itself, and once without any pause and with the start of the
browser left out, which is the least it can take. Leaflet comes from this machine. folium's picture is the map alone,
without words, figures or legend.

{machine}
{versions}
"""


@dataclass(frozen=True)
class Row:
    """What was measured, in seconds, and the most it may take; None where nothing is asked."""

    name: str
    took_s: tuple[float, ...]
    most_s: float | None = None

    @property
    def median_s(self) -> float:
        return statistics.median(self.took_s)

    @property
    def met(self) -> bool:
        return self.most_s is None or self.median_s <= self.most_s


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench of exports."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.exports", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="how often each is measured")
    times = parser.parse_args(arguments).times
    shipped = scenario.load(SHIPPED)
    assets.fetch()
    with assets.served() as home:
        rows = [*_in_process(shipped, times), _shell(times), _bundle(shipped), *_foliums(shipped, home, times)]
    _write(rows, times)
    missed = [row.name for row in rows if not row.met] + ([] if _ratio(rows) >= 3 else ["3 × faster than to_png"])
    for name in missed:
        print(f"not met: {name}", file=sys.stderr)
    return 1 if missed else 0


def timed(act: Callable[[], object]) -> float:
    """How long an act takes, in seconds."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _in_process(shipped: Scenario, times: int) -> list[Row]:
    asked = {
        "PNG, 1080p": ("png", select("reported", "stage-1", size=size("1080p")), 0.7),
        "PNG, 4K": ("png", select("reported", "stage-1", size=size("4k")), 1.5),
        "PPTX deck": ("pptx", select("reported"), 2.5),
    }
    asked |= {name.upper(): (name, select(), None) for name in FORMATS if name not in ("png", "pptx")}
    acts = {label: _export(shipped, *rest[:2]) for label, rest in asked.items()}
    for act in acts.values():
        act()
    turns = [{label: timed(act) for label, act in acts.items()} for _ in range(times)]
    return [Row(label, tuple(turn[label] for turn in turns), asked[label][2]) for label in acts]


def _export(shipped: Scenario, name: str, asked: Selection) -> Callable[[], bytes]:
    format_ = FORMATS[name]
    return lambda: format_.content(shipped, planned(shipped, format_, asked)[0])


def _shell(times: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "geo", "export", "--format", "png", "--phase", "stage-1", "--force"]
        command += ["--out", str(Path(folder) / "board.png")]

        def run() -> None:
            subprocess.run(command, cwd=assets.ROOT, check=True, capture_output=True)

        run()
        return Row("One export from the shell, imports included", tuple(timed(run) for _ in range(times)), 3.0)


def _bundle(shipped: Scenario) -> Row:
    return Row("The whole bundle", (timed(lambda: bundle(shipped, SHIPPED, workers=2)),), 20.0)


# folium's own way


class ServedMap(folium.Map):
    """A plain folium map whose Leaflet comes from this machine."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


def _map(shipped: Scenario, home: str) -> folium.Map:
    ServedMap.default_js = [("leaflet", f"{home}/node_modules/leaflet/dist/leaflet.js")]
    ServedMap.default_css = [("leaflet_css", f"{home}/node_modules/leaflet/dist/leaflet.css")]
    west, south, east, north = shipped.view.box
    board = ServedMap(tiles=None, prefer_canvas=True)
    for name in ("land", "lakes", "rivers", "admin1_lines", "borders"):
        folium.GeoJson(basemap.layer(name, shipped.view.box)).add_to(board)
    for base in shipped.bases:
        folium.CircleMarker([base.lat, base.lon], radius=8, tooltip=base.name).add_to(board)
    board.fit_bounds([[south, west], [north, east]])
    return board


def _foliums(shipped: Scenario, home: str, times: int) -> list[Row]:
    least, whole = [], []
    for _ in range(times):
        with _driver() as driver:
            least.append(timed(lambda: _map(shipped, home)._to_png(delay=0, driver=driver, size=VIEWPORT)))
        whole.append(timed(lambda: _as_it_comes(shipped, home)))
    return [
        Row("folium `to_png`, no pause, browser running", tuple(least)),
        Row("folium `to_png`, as it comes", tuple(whole)),
    ]


def _as_it_comes(shipped: Scenario, home: str) -> None:
    with _driver() as driver:
        _map(shipped, home)._to_png(driver=driver, size=VIEWPORT)


@contextmanager
def _driver() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    for flag in (*FLAGS, "--headless=new"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


# The report


def _ratio(rows: list[Row]) -> float:
    """How much longer folium takes at the least than one PNG of the same size."""
    found = {row.name: row.median_s for row in rows}
    return found["folium `to_png`, no pause, browser running"] / found["PNG, 1080p"]


def _write(rows: list[Row], times: int) -> None:
    png = next(row for row in rows if row.name == "PNG, 1080p").median_s
    cells = [
        [
            row.name,
            f"{row.median_s:.2f}",
            f"{max(row.took_s):.2f}",
            f"{row.median_s / png:.1f}",
            "" if row.most_s is None else f"{row.most_s:g}: {'met' if row.met else '**not met**'}",
        ]
        for row in rows
    ]
    table = report.table(["Export", "median, s", "slowest, s", "× PNG, 1080p", "asked, s"], cells)
    verdict = "met" if _ratio(rows) >= 3 else "**not met**"
    asked = f"At least 3 × faster than folium's `to_png`: {_ratio(rows):.1f} × at the least it can take: {verdict}.\n"
    named = ("matplotlib", "python-pptx", "pyogrio", "XlsxWriter", "selenium", "folium")
    versions = f"Versions: {', '.join(f'{name} {version(name)}' for name in named)}.\n"
    text = TEXT.format(times=times, machine=report.machine(), versions=versions)
    path = assets.HERE / "RESULTS.md"
    kept = path.read_text(encoding="utf-8").partition(report.EXPORTS)[0]
    path.write_text(f"{kept}{report.EXPORTS}\n\n{text}\n{table}\n{asked}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
