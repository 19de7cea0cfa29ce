"""Rounds over all contenders, so that whatever the machine does beside hits all alike."""

import sys
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.bench.browser import page
from tests.bench.contender import Contender
from tests.bench.generate import Size
from tests.bench.steps import Bench, MeasureError, back_and_forth

LOAD_MS = 60_000
"""Longest a contender may take to load."""
SETTLE_MS = 2_000
"""Pause once map and control are there: for frames that take their place, and servers that are still busy."""


@dataclass(frozen=True)
class Round:
    """The steps of one contender in one round, in ms; `lost` counts those whose frame the film has lost."""

    contender: str
    bases: int
    number: int
    took_ms: tuple[float, ...]
    lost: int


def open_contender(contender: Contender, opened: Page, size: Size) -> None:
    """Go to a contender and wait until its map and control are there."""
    opened.goto(contender.address(size), timeout=LOAD_MS)
    end = time.monotonic() + LOAD_MS / 1000
    while not (contender.map_on(opened).count() and contender.control(opened).count()):
        if time.monotonic() > end:
            raise MeasureError(f"{contender.label} shows no map or no control")
        opened.wait_for_timeout(100)
    opened.wait_for_timeout(SETTLE_MS)


def measure_round(
    browser: Browser, contender: Contender, size: Size, number: int, strangers: set[str], *, steps: int
) -> Round:
    """Open a contender anew and measure some steps."""
    with page(browser, strangers) as opened:
        open_contender(contender, opened, size)
        with Bench.prepared(contender, opened, size.phases) as bench:
            took = [bench.step(before, after) for before, after in back_and_forth(size.phases, steps)]
    seen = tuple(ms for ms in took if ms is not None)
    print(f"{size.bases:>6} bases, round {number}: {contender.label}", file=sys.stderr)
    return Round(contender.id, size.bases, number, seen, len(took) - len(seen))
