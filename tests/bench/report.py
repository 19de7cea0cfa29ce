"""RESULTS.md: the machine, the versions, the method, and every number with what the issue asks of it."""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import distributions, version
from pathlib import Path

from tests.bench import assets
from tests.bench.contender import BOARD_DOCUMENT, BOARD_PAGE, BOARDS, DRESSED, OTHERS
from tests.bench.plan import CHANGING, STILL
from tests.bench.results import Results, targets
from tests.bench.selfcheck import DELAY_MS

PACKAGES = ("streamlit", "folium", "branca", "pydeck", "geopandas", "playwright", "numpy", "pillow", "XStatic-Leaflet")

METHOD = """\
Every contender shows the same generated bases and statuses (half of the bases change at each of three phases) in the
same headless Chromium at 1920 × 1080, drawn in software, and is moved by the keyboard: the arrow keys on its slider,
or Enter on the buttons of `TimestampedGeoJson`. All that is loaded comes from this machine; Chromium resolves no
other host, and the run stops when one is asked for. None of the others draws a basemap; the board does.

A step lasts from the time stamp of the trusted input event, kept by a listener in the capture phase on the window
that receives it, to the first frame that shows the new phase. Frames and their times are those of Chromium's
screencast, which hands over each frame the compositor presents and knows nothing of how a map is drawn. A frame shows
the new phase once three in four of the map's pixels which differ between the two phases at rest are nearer to the new
picture than half the difference; a map gone blank is not. Frames are looked at after the step, so that looking costs
it nothing.

Contenders are opened anew in each round, one after the other in turning order, walk over all phases and back twice to
warm up, and each step begins when nothing moves on the page. A ratio compares the medians of one round, and the
middle of the rounds is given with the least and the most.

Filming has its price, about 20 ms of processor time for each presented frame. It slows those that present many frames
while they work: in a trial without film the rebuilt map took 404 ms where on film it took 697, and pydeck's chart 128
where it took 165, at 1,000 bases. The ratios below therefore favour the board.
"""

WORLD = "## The world"
EXPORTS = "## Exports"

SELF_CHECK = """\
Before anything is measured, the method is checked on a page that waits {delay} ms on purpose. It was measured at
{check.plain_ms:.1f} ms without the delay, at {check.delayed_ms:.1f} ms with it, and at {check.blank_ms:.1f} ms with it
when the old picture is taken away at once. More than a frame off, or a delay seen where there is none, stops the run.
What is left without the delay is the display's own share of every number below. The film lost {lost} of {steps} steps;
they count nowhere.
"""

DRAGS = """\
One drag of the slider with the mouse over all phases and back, let go at the second. Stops seen, bytes over sockets,
requests and loads of frames are those while the button was down; the bytes after it came up tell Python the phase and
bring its answer.
"""

GROWTH = """\
The board's document, opened from disk: from the start of the navigation to the first frame with map and marks. Over
the phases, {changing:.0%} of 1,000 bases change at each, and {still:.1%} to tell what a phase costs by itself.
"""

MACHINE = """\
Machine: {cpu}, {cores} cores, {memory:.0f} GiB; {system} {release}; mean load of the last 15 minutes {load:.1f}.
"""


def write(results: Results, chromium: str, path: Path) -> None:
    """Write the results as Markdown."""
    parts = [
        "# Results of `make bench`\n\nWritten by the run; not to be edited by hand.\n",
        machine(),
        _versions(chromium),
        f"## Method\n\n{METHOD}\n{_self_check(results)}",
        f"## Targets\n\n{_targets(results)}",
        *(_steps(results, size.bases) for size in results.plan.sizes),
        _drags(results),
        _growth(results),
    ]
    path.write_text("\n".join([*parts, *_exports(path)]), encoding="utf-8")


def _exports(path: Path) -> list[str]:
    """The parts that stand in the file and that others write: `tests.bench.world` and `tests.bench.exports`."""
    found = path.read_text(encoding="utf-8") if path.exists() else ""
    starts = [found.index(heading) for heading in (WORLD, EXPORTS) if heading in found]
    return [found[min(starts) :]] if starts else []


def parted(path: Path) -> tuple[str, str]:
    """What stands in the file before the part on exports, without that on the world, and that part."""
    before, heading, rest = (path.read_text(encoding="utf-8") if path.exists() else "").partition(EXPORTS)
    return before.partition(WORLD)[0], heading + rest


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table, its first column to the left and the others to the right.

    >>> print(table(["a", "b"], [["1", "2"]]), end="")
    | a | b |
    | --- | ---: |
    | 1 | 2 |
    """
    titles = list(head)
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)], *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def machine() -> str:
    """The machine measured on, in a line."""
    cpu = next((line for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ": not named")
    memory_kb = next(int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal"))
    found = {"cpu": cpu.split(":", 1)[1].strip(), "cores": os.cpu_count(), "memory": memory_kb / 2**20}
    return MACHINE.format(**found, system=platform.system(), release=platform.release(), load=os.getloadavg()[2])


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def _versions(chromium: str) -> str:
    [site] = distributions(name="streamlit-folium", path=[str(assets.SITE)])
    named = {"Python": platform.python_version(), "Chromium": chromium, "streamlit-folium": site.version}
    named |= {name: version(name) for name in PACKAGES}
    browser = ", ".join(f"{name} {number}" for name, number in assets.versions().items())
    listed = ", ".join(f"{name} {number}" for name, number in named.items())
    return f"Versions: {listed}. In the browser, for the others: {browser}.\n"


def _self_check(results: Results) -> str:
    check, (lost, steps) = results.self_check, results.lost()
    return SELF_CHECK.format(check=check, delay=DELAY_MS, lost=lost, steps=steps)


def _targets(results: Results) -> str:
    found = targets(results)
    missed = sum(not target.met for target in found)
    summary = f"{len(found) - missed} of {len(found)} met.\n\n"
    rows = ([target.asked, target.found, "met" if target.met else "**not met**"] for target in found)
    return summary + table(["Asked", "Found", ""], rows)


def _steps(results: Results, bases: int) -> str:
    head = ["Contender", "steps", "median, ms", "p95, ms", "× the document", "× the page"]
    rows = (
        [
            contender.label,
            str(len(results.took_ms(contender.id, bases))),
            f"{results.median_ms(contender.id, bases):.1f}",
            f"{results.p95_ms(contender.id, bases):.1f}",
            _ratio(results, contender.id, BOARD_DOCUMENT.id, bases),
            _ratio(results, contender.id, BOARD_PAGE.id, bases),
        ]
        for contender in (*BOARDS, *DRESSED, *OTHERS)
    )
    return f"## From input to frame: {bases:,} bases, three phases\n\n{table(head, rows)}"


def _ratio(results: Results, contender: str, board: str, bases: int) -> str:
    middle, least, most = results.ratio(contender, board, bases)
    return f"{middle:.2f} ({least:.2f}–{most:.2f})"


def _drags(results: Results) -> str:
    labels = {board.id: board.label for board in BOARDS}
    head = ["Board", "bases", "stops seen", "bytes", "requests", "loads", "bytes after"]
    rows = (
        [
            labels[drag.contender],
            f"{drag.bases:,}",
            f"{drag.seen} of {drag.stops}",
            f"{drag.wire_bytes:,}",
            str(drag.requests),
            str(drag.loads),
            f"{drag.bytes_after:,}",
        ]
        for drag in results.drags
    )
    return f"## Live while dragging, and the wire\n\n{DRAGS}\n{table(head, rows)}"


def _growth(results: Results) -> str:
    head = ["Bases", "phases", "changes a phase", "bytes", "median load, ms", "slowest, ms"]
    rows = [
        [
            f"{found.size.bases:,}" if found.size else "the shipped scenario",
            str(found.size.phases) if found.size else "",
            str(found.size.changes) if found.size else "",
            f"{found.size_bytes:,}",
            f"{found.median_ms:.0f}",
            f"{max(found.load_ms):.0f}",
        ]
        for found in (results.shipped, *results.documents)
    ]
    text = GROWTH.format(changing=CHANGING, still=STILL)
    return f"## Growth\n\n{text}\n{table(head, rows)}"
