"""The check of the method before anything is measured: a page that waits 100 ms on purpose must be seen to.

It is checked as well that the check can fail: the same page without its delay must not pass for one with it.
"""

import statistics
from dataclasses import dataclass, replace

from playwright.sync_api import Browser

from tests.bench.browser import page
from tests.bench.contender import DELAYED
from tests.bench.steps import Bench, MeasureError, back_and_forth

DELAY_MS = 100
FRAME_MS = 1000 / 60
STEPS = 20


@dataclass(frozen=True)
class SelfCheck:
    """Medians in ms from key to frame: without delay, with it, and with it when the old picture goes at once."""

    plain_ms: float
    delayed_ms: float
    blank_ms: float


def self_check(browser: Browser, assets: str, strangers: set[str]) -> SelfCheck:
    """Measure the page that waits; raises MeasureError when its delay is not seen, or seen where there is none."""
    plain, delayed, blank = (
        _median_ms(browser, assets, query, strangers)
        for query in ("?delay=0", f"?delay={DELAY_MS}", f"?delay={DELAY_MS}&blank=1")
    )
    if not is_delayed(plain, delayed) or not is_delayed(plain, blank):
        raise MeasureError(f"a delay of {DELAY_MS} ms was measured as {delayed - plain:.0f} and {blank - plain:.0f} ms")
    if is_delayed(plain, plain):
        raise MeasureError("the check of the method passes where there is no delay")
    return SelfCheck(plain, delayed, blank)


def is_delayed(plain_ms: float, delayed_ms: float) -> bool:
    """Whether the difference is the delay of the page, to within a frame.

    >>> is_delayed(9, 112), is_delayed(9, 9), is_delayed(9, 40), is_delayed(9, 200)
    (True, False, False, False)
    """
    return abs(delayed_ms - plain_ms - DELAY_MS) <= FRAME_MS


def _median_ms(browser: Browser, assets: str, query: str, strangers: set[str]) -> float:
    contender = replace(DELAYED, path=DELAYED.path + query)
    with page(browser, strangers) as opened:
        opened.goto(assets + contender.path)
        with Bench.prepared(contender, opened, phases=3) as bench:
            took = [bench.step(before, after) for before, after in back_and_forth(3, STEPS)]
    return statistics.median(ms for ms in took if ms is not None)
