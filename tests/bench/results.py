"""What a run found, and what follows from it: medians, 95th percentiles, ratios, targets."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from tests.bench.contender import BOARD_DOCUMENT, BOARDS, DRESSED, FEATURE_GROUP, PYDECK, REBUILD, TIMESTAMPED
from tests.bench.drag import Drag
from tests.bench.growth import Document
from tests.bench.plan import CHANGING, STILL, Plan
from tests.bench.rounds import Round
from tests.bench.selfcheck import FRAME_MS, SelfCheck

P95_MS = {3: 33, 1_000: 33, 10_000: 100}
"""Bases and the most the 95th percentile of a step may be, ms."""
TIMES_FASTER = {3: 4, 1_000: 8, 10_000: 8}
"""Bases and how many times faster than each of Streamlit's ways the board is to be."""
SHIPPED_BYTES, SHIPPED_MS = 1_500_000, 1_500
"""Most bytes of the shipped document, and ms until it shows its map."""
LOST_SHARE = 0.05
"""Share of steps the film may lose; past it the run is void."""


@dataclass(frozen=True)
class Results:
    """All that a run has measured."""

    plan: Plan
    self_check: SelfCheck
    rounds: tuple[Round, ...]
    drags: tuple[Drag, ...]
    documents: tuple[Document, ...]
    shipped: Document

    def took_ms(self, contender: str, bases: int) -> list[float]:
        """Every step of a contender at a size."""
        return [ms for found in self._of(contender, bases) for ms in found.took_ms]

    def median_ms(self, contender: str, bases: int) -> float:
        return statistics.median(self.took_ms(contender, bases))

    def p95_ms(self, contender: str, bases: int) -> float:
        return percentile_95(self.took_ms(contender, bases))

    def ratio(self, contender: str, board: str, bases: int) -> tuple[float, float, float]:
        """How many times longer than the board a contender takes: the middle, least and most of the rounds' medians."""
        pairs = zip(self._of(contender, bases), self._of(board, bases), strict=True)
        ratios = [statistics.median(one.took_ms) / statistics.median(other.took_ms) for one, other in pairs]
        return statistics.median(ratios), min(ratios), max(ratios)

    def lost(self) -> tuple[int, int]:
        """Steps the film has lost, and all steps."""
        lost = sum(found.lost for found in self.rounds)
        return lost, lost + sum(len(found.took_ms) for found in self.rounds)

    def document(self, bases: int, phases: int = 3, changing: float = 0.5) -> Document:
        """The board's document of a size."""
        return next(
            found
            for found in self.documents
            if found.size and (found.size.bases, found.size.phases, found.size.changing) == (bases, phases, changing)
        )

    def _of(self, contender: str, bases: int) -> list[Round]:
        found = [found for found in self.rounds if (found.contender, found.bases) == (contender, bases)]
        return sorted(found, key=lambda round_: round_.number)


def percentile_95(took: Iterable[float]) -> float:
    """The 95th percentile, by linear interpolation.

    >>> percentile_95(range(101))
    95.0
    """
    return statistics.quantiles(took, n=20, method="inclusive")[-1]


@dataclass(frozen=True)
class Target:
    """Something the issue asks, what was found, and whether that is enough."""

    asked: str
    found: str
    met: bool


def targets(results: Results) -> list[Target]:
    """Every target of the issue against the results."""
    found = []
    for board in BOARDS:
        for bases in (size.bases for size in results.plan.sizes):
            found += [_p95(results, board.id, board.label, bases), *_streamlit(results, board.id, board.label, bases)]
            found.append(_timestamped(results, board.id, board.label, bases))
    return [*found, *_dressed(results), *_wire(results), *_growth(results), *_shipped(results)]


def _p95(results: Results, board: str, label: str, bases: int) -> Target:
    most, p95 = P95_MS[bases], results.p95_ms(board, bases)
    return Target(f"{label}, {bases:,} bases: p95 of a step at most {most} ms", f"{p95:.1f} ms", p95 <= most)


def _streamlit(results: Results, board: str, label: str, bases: int) -> Iterable[Target]:
    least = TIMES_FASTER[bases]
    for other in (REBUILD, FEATURE_GROUP, PYDECK):
        ratio = results.ratio(other.id, board, bases)[0]
        asked = f"{label}, {bases:,} bases: at least {least} × faster than {other.label}"
        yield Target(asked, f"{ratio:.1f} ×", ratio >= least)


def _timestamped(results: Results, board: str, label: str, bases: int) -> Target:
    ratio = results.ratio(TIMESTAMPED.id, board, bases)[0]
    asked = f"{label}, {bases:,} bases: {{}} {TIMESTAMPED.label}"
    if bases == 3:
        later = results.median_ms(board, bases) - results.median_ms(TIMESTAMPED.id, bases)
        return Target(asked.format("within a frame of"), f"{later:+.1f} ms", later <= FRAME_MS)
    if bases == 1_000:
        return Target(asked.format("faster than"), f"{ratio:.2f} ×", ratio > 1)
    return Target(asked.format("at least 3 × faster than"), f"{ratio:.2f} ×", ratio >= 3)


def _dressed(results: Results) -> Iterable[Target]:
    for board in DRESSED:
        for bases in (size.bases for size in results.plan.sizes):
            later = results.median_ms(board.id, bases) - results.median_ms(BOARD_DOCUMENT.id, bases)
            asked = f"{board.label}, {bases:,} bases: within a frame of the document as it comes"
            yield Target(asked, f"{later:+.1f} ms", later <= FRAME_MS)


def _wire(results: Results) -> Iterable[Target]:
    for drag in results.drags:
        label = next(board.label for board in BOARDS if board.id == drag.contender)
        where = f"{label}, {drag.bases:,} bases"
        seen, sent = f"{drag.seen} of {drag.stops}", f"{drag.wire_bytes:,} bytes, {drag.requests} requests"
        yield Target(f"{where}: each stop seen with the button down", seen, drag.seen == drag.stops)
        yield Target(f"{where}: nothing on the wire meanwhile", sent, drag.wire_bytes + drag.requests == 0)
        yield Target(f"{where}: no frame loads again", str(drag.loads), drag.loads == 0)


def _growth(results: Results) -> Iterable[Target]:
    few, many = results.document(1_000, 3, CHANGING), results.document(1_000, 120, CHANGING)
    still_few, still_many = results.document(1_000, 3, STILL), results.document(1_000, 120, STILL)
    grown, still = many.size_bytes - few.size_bytes, still_many.size_bytes - still_few.size_bytes
    changes = 117 * (few.size.changes - still_few.size.changes) if few.size and still_few.size else 0
    each, naive = (grown - still) / changes, still / (117 * 1_000)
    asked = "From 3 to 120 phases, bytes grow with what changes: less than 1 byte for each base and phase that does not"
    yield Target(asked, f"{naive:.2f} bytes; {each:.0f} for each change", naive < 1)


def _shipped(results: Results) -> Iterable[Target]:
    shipped = results.shipped
    slowest = max(shipped.load_ms)
    asked = f"The shipped document has at most {SHIPPED_BYTES / 1e6:.1f} MB"
    yield Target(asked, f"{shipped.size_bytes / 1e6:.2f} MB", shipped.size_bytes <= SHIPPED_BYTES)
    asked = f"It shows its map within {SHIPPED_MS / 1000} s of opening from disk"
    yield Target(asked, f"{slowest:.0f} ms at the slowest of {len(shipped.load_ms)}", slowest <= SHIPPED_MS)
