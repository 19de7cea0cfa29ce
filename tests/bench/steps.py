"""Steps from phase to phase: press the key, wait for the picture, and tell from the film how long it took."""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.bench.contender import Contender
from tests.bench.film import Box, Film, Frame, Picture, changed, first_shown, shows

REST_MS = 250
"""A page at rest presents no frame for this long."""
WAIT_MS = 200
"""Shortest wait before the film of a step is looked at: looking takes time from a machine of two cores."""
PATIENCE_MS = 15_000
"""Longest wait for a step; past it the run stops."""


class MeasureError(Exception):
    """Something could not be measured as meant."""


@dataclass
class Bench:
    """A contender on an open page, with its film running and the picture of each phase known."""

    contender: Contender
    page: Page
    film: Film
    box: Box
    pictures: list[Picture]
    clock_ahead_ms: float
    wait_ms: float = 2_000

    @classmethod
    @contextmanager
    def prepared(cls, contender: Contender, page: Page, phases: int) -> "Iterator[Bench]":
        """Film a page, learn the picture of each phase on the way there and back, and warm up with a few steps."""
        ahead: float = contender.control(page).evaluate("() => window.benchClockAhead()")
        with Film(page) as film:
            bench = cls(contender, page, film, contender.box(page), [], ahead)
            bench.pictures = [bench._settled()]
            for before, after in back_and_forth(phases, 2 * (phases - 1)):
                bench._learn(before, after)
            took = [bench.step(before, after) or 0 for before, after in back_and_forth(phases, 2 * (phases - 1))]
            bench.wait_ms = max(WAIT_MS, 2 * max(took))
            yield bench

    def _learn(self, before: int, after: int) -> None:
        """Keep the picture of a phase; what is seen on the way back counts, when all has long been loaded."""
        self._aim(forward=after > before)
        self._press(forward=after > before)
        picture = self._settled(differing_from=self.pictures[before])
        self.pictures[after : after + 1] = [picture]

    def step(self, before: int, after: int) -> float | None:
        """Go one phase on or back; ms from the input event to the frame that shows it, None if the film lost it."""
        forward = after > before
        self._aim(forward=forward)
        self._rest()
        self._press(forward=forward)
        frame = self.shown(before, after)
        return None if frame is None else frame.at_ms - self.pressed_at_ms()

    def pressed_at_ms(self) -> float:
        """When the last input event happened, in ms by the wall clock."""
        control = self.contender.control(self.page)
        at_ms: float = control.evaluate("() => window.benchInput.at")
        return at_ms + self.clock_ahead_ms

    def _aim(self, *, forward: bool) -> None:
        """Give the keys to the control, as a person does before the first of them."""
        control = self.contender.control(self.page, forward=forward)
        if self.contender.forward[0] != "body":
            control.focus()

    def _rest(self) -> None:
        """Wait until nothing moves on the page: no ripple of the step before, no sign of a server at work."""
        end = time.monotonic() + PATIENCE_MS / 1000
        moving = True
        while moving and time.monotonic() < end:
            self.film.frames.clear()
            self.page.wait_for_timeout(REST_MS)
            moving = bool(self.film.frames)

    def _press(self, *, forward: bool) -> None:
        self.page.keyboard.press(self.contender.forward[1] if forward else self.contender.back[1])

    def shown(self, before: int, after: int) -> Frame | None:
        """The first frame that shows the new phase; None when the page shows it and the film has lost the frame."""
        old, new = self.pictures[before], self.pictures[after]
        end = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < end:
            self.page.wait_for_timeout(self.wait_ms)
            frame = first_shown(list(self.film.frames), self.box, old, new)
            if frame is not None:
                return frame
        if shows(self.film.still().picture(self.box), old, new):
            return None
        raise MeasureError(f"{self.contender.label} did not show phase {after} within {PATIENCE_MS} ms")

    def _settled(self, differing_from: Picture | None = None) -> Picture:
        """The picture once it has stopped changing for a while."""
        end = time.monotonic() + PATIENCE_MS / 1000
        last = self.film.still().picture(self.box)
        while time.monotonic() < end:
            self.page.wait_for_timeout(1_000)
            now = self.film.still().picture(self.box)
            moved = differing_from is None or changed(now, differing_from).any()
            if moved and not changed(now, last).any():
                return now
            last = now
        raise MeasureError(f"{self.contender.label} did not come to rest in a new picture")


def back_and_forth(phases: int, steps: int) -> Iterator[tuple[int, int]]:
    """Steps over the phases to the last and back again, from the first.

    >>> list(back_and_forth(3, 5))
    [(0, 1), (1, 2), (2, 1), (1, 0), (0, 1)]
    """
    there = list(itertools.pairwise(range(phases)))
    back = [(after, before) for before, after in reversed(there)]
    return itertools.islice(itertools.cycle(there + back), steps)
