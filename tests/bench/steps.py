"""Steps from phase to phase: press the key, and tell when the frame that shows the new phase was drawn.

A film costs the machine about 20 ms of work for each frame, which would slow those that draw many frames before they
are done. So measured steps are not filmed: they are timed in the page, from the input event to the commit of the frame
in which the map was drawn (`measure.js`). Steps filmed beforehand tell which of the frames drawn on the map is the one
that shows the new phase, and how long the display takes from its commit, which is added; a still after each step proves
that the new phase is there.
"""

import itertools
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.bench.contender import Contender
from tests.bench.film import Box, Film, Frame, Picture, changed, first_shown, shows, still

REST_MS = 1_000
"""Pause before a step: longer than the ripple around a mark, and than a server works on after a step."""
PATIENCE_MS = 15_000
"""Longest wait for a step; past it the run stops."""
FILMED_WALKS = 2
"""How often the phases are walked there and back on film."""
EARLY_MS = 4
"""How much earlier than its commit a frame may seem presented: the clocks of two processes."""
DISPLAY_MS = (-EARLY_MS, 50)
"""Least and most the display may take from the commit, three frames; past it the page's own timing is not believed."""


class MeasureError(Exception):
    """Something could not be measured as meant."""


@dataclass
class Bench:
    """A contender on an open page, with the picture of each phase known.

    `ink` is which of the frames drawn on the map after an input shows the new phase, from 1, and `display_ms` the time
    from its commit to its presentation; both are known once `calibrate` has run.
    """

    contender: Contender
    page: Page
    box: Box
    pictures: list[Picture]
    ink: int = 1
    display_ms: float = 0
    wait_ms: float = 2_000

    @classmethod
    def prepared(cls, contender: Contender, page: Page, phases: int) -> "Bench":
        """Learn the picture of each phase on the way there and back, then calibrate."""
        bench = cls(contender, page, contender.box(page), [])
        with Film(page) as film:
            bench.pictures = [bench._settled(film)]
            for before, after in back_and_forth(phases, 2 * (phases - 1)):
                bench._learn(film, before, after)
            bench._calibrate(film, phases)
        return bench

    def _learn(self, film: Film, before: int, after: int) -> None:
        """Keep the picture of a phase; what is seen on the way back counts, when all has long been loaded."""
        self.press(forward=after > before)
        picture = self._settled(film, differing_from=self.pictures[before])
        self.pictures[after : after + 1] = [picture]

    def _calibrate(self, film: Film, phases: int) -> None:
        """Take some steps both on film and in the page, and hold the one against the other."""
        steps = list(back_and_forth(phases, FILMED_WALKS * 2 * (phases - 1)))
        filmed = [found for before, after in steps if (found := self._filmed_step(film, before, after))]
        if len(filmed) < len(steps) / 2:
            raise MeasureError(f"the film of {self.contender.label} lost {len(steps) - len(filmed)} steps")
        self.ink = statistics.mode(ink_of(shown_ms, inks_ms) for shown_ms, inks_ms in filmed)
        self.display_ms = statistics.median(shown_ms - self._drawn_ms(inks_ms) for shown_ms, inks_ms in filmed)
        self.wait_ms = 2 * max(shown_ms for shown_ms, _ in filmed)
        if not DISPLAY_MS[0] <= self.display_ms <= DISPLAY_MS[1]:
            raise MeasureError(f"{self.contender.label} is shown {self.display_ms:.0f} ms after its drawing")

    def step(self, before: int, after: int) -> float:
        """Go one phase on or back, unfilmed; ms from the input event to the frame that shows the new phase."""
        self.press(forward=after > before)
        end = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < end:
            self.page.wait_for_timeout(self.wait_ms)
            inks_ms = self._inks_ms()
            if inks_ms and shows(still(self.page).picture(self.box), self.pictures[before], self.pictures[after]):
                return self._drawn_ms(inks_ms) + self.display_ms
        raise MeasureError(f"{self.contender.label} did not show phase {after} within {PATIENCE_MS} ms")

    def _filmed_step(self, film: Film, before: int, after: int) -> tuple[float, list[float]] | None:
        """Take a step on film: ms to the frame that shows it, and to each drawing; None when the film lost it."""
        self.press(forward=after > before, film=film)
        frame = self.shown(film, before, after)
        inks_ms = self._inks_ms()
        return (frame.at_ms - self.pressed_at_ms(), inks_ms) if frame and inks_ms else None

    def shown(self, film: Film, before: int, after: int) -> Frame | None:
        """The first frame that shows the new phase; None when the page shows it and the film has lost the frame."""
        old, new = self.pictures[before], self.pictures[after]
        end = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < end:
            self.page.wait_for_timeout(self.wait_ms)
            frame = first_shown(list(film.frames), self.box, old, new)
            if frame is not None:
                return frame
        if shows(film.still().picture(self.box), old, new):
            return None
        raise MeasureError(f"{self.contender.label} did not show phase {after} within {PATIENCE_MS} ms")

    def pressed_at_ms(self) -> float:
        """When the last input event happened, in ms by the wall clock."""
        at_ms: float = self.contender.control(self.page).evaluate(
            "() => window.benchInput.at + window.benchClockAhead()"
        )
        return at_ms

    def _inks_ms(self) -> list[float]:
        """When the map was drawn on since the input event, in ms after it."""
        at_ms: list[float] = self.contender.map_on(self.page).evaluate(
            "() => { const ahead = window.benchClockAhead(); return window.benchInks.map((at) => at + ahead); }"
        )
        pressed_at_ms = self.pressed_at_ms()
        return [ms - pressed_at_ms for ms in at_ms if ms > pressed_at_ms]

    def _drawn_ms(self, inks_ms: list[float]) -> float:
        """Which drawing is taken for the one that shows the new phase; drawings in one frame count as one."""
        return inks_ms[min(self.ink, len(inks_ms)) - 1]

    def press(self, *, forward: bool, film: Film | None = None) -> None:
        """Give the keys to the control, as a person does before the first of them, rest, and press the key."""
        control = self.contender.control(self.page, forward=forward)
        if self.contender.forward[0] != "body":
            control.focus()
        self.page.wait_for_timeout(REST_MS)
        if film:
            film.frames.clear()
        self.page.keyboard.press(self.contender.forward[1] if forward else self.contender.back[1])

    def _settled(self, film: Film, differing_from: Picture | None = None) -> Picture:
        """The picture once it has stopped changing for a while."""
        end = time.monotonic() + PATIENCE_MS / 1000
        last = film.still().picture(self.box)
        while time.monotonic() < end:
            self.page.wait_for_timeout(1_000)
            now = film.still().picture(self.box)
            moved = differing_from is None or changed(now, differing_from).any()
            if moved and not changed(now, last).any():
                return now
            last = now
        raise MeasureError(f"{self.contender.label} did not come to rest in a new picture")


def ink_of(shown_ms: float, inks_ms: list[float]) -> int:
    """Which drawing is the one that was shown, from 1: the last that was committed by then.

    >>> ink_of(120, [8, 110, 140]), ink_of(20, [22])
    (2, 1)
    """
    return max(1, sum(ms <= shown_ms + EARLY_MS for ms in inks_ms))


def back_and_forth(phases: int, steps: int) -> Iterator[tuple[int, int]]:
    """Steps over the phases to the last and back again, from the first.

    >>> list(back_and_forth(3, 5))
    [(0, 1), (1, 2), (2, 1), (1, 0), (0, 1)]
    """
    there = list(itertools.pairwise(range(phases)))
    back = [(after, before) for before, after in reversed(there)]
    return itertools.islice(itertools.cycle(there + back), steps)
