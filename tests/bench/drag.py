"""A drag over the board's slider: what is seen while the button is down, and what goes over the wire meanwhile."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Frame, Page, Request, WebSocket

from tests.bench.browser import page
from tests.bench.contender import Contender
from tests.bench.film import first_shown
from tests.bench.generate import Size
from tests.bench.rounds import open_contender
from tests.bench.steps import Bench, back_and_forth

STAY_MS = 120
"""How long the hand stays at a phase: a drag over three phases and back in half a second."""
AFTER_MS = 1_500
"""How long the wire is watched after the button is up: longer than the board waits before it tells the page."""


@dataclass
class Wire:
    """What a page sends and receives, and the frames it loads."""

    wire_bytes: int = 0
    requests: int = 0
    loads: int = 0

    def watch(self, opened: Page) -> None:
        """Count from now on; the page is to be opened afterwards, so that its sockets are seen."""
        opened.on("websocket", self._watch_socket)
        opened.on("request", self._count_request)
        opened.on("framenavigated", self._count_load)
        opened.on("domcontentloaded", self._count_load)

    def _watch_socket(self, socket: WebSocket) -> None:
        socket.on("framesent", self._count)
        socket.on("framereceived", self._count)

    def _count(self, payload: str | bytes) -> None:
        self.wire_bytes += len(payload.encode() if isinstance(payload, str) else payload)

    def _count_request(self, _: Request) -> None:
        self.requests += 1

    def _count_load(self, loaded: Frame | Page) -> None:
        """Count the loading of a page or of a frame in it; a page that only changes its address does not load."""
        self.loads += isinstance(loaded, Page) or loaded.parent_frame is not None

    def reset(self) -> None:
        """Count from nought."""
        self.wire_bytes = self.requests = self.loads = 0


@dataclass(frozen=True)
class Drag:
    """One drag over the phases to the last, back to the first and on to the second, as quick as a hand.

    `seen` are the phases the film shows with the button still down, of `stops` stops; bytes, requests and loads of
    frames are those while the button was down; `bytes_after` came once it was up.
    """

    contender: str
    bases: int
    stops: int
    seen: int
    wire_bytes: int
    requests: int
    loads: int
    bytes_after: int


def measure_drag(browser: Browser, contender: Contender, size: Size, strangers: set[str]) -> Drag:
    """Drag the slider with the mouse over all phases and back, and let go at another phase than at the start."""
    wire = Wire()
    with page(browser, strangers) as opened:
        wire.watch(opened)
        open_contender(contender, opened, size)
        with Bench.prepared(contender, opened, size.phases) as bench:
            return _drag(bench, wire, size)


def _drag(bench: Bench, wire: Wire, size: Size) -> Drag:
    contender, opened = bench.contender, bench.page
    steps = list(back_and_forth(size.phases, 2 * size.phases - 1))
    places = [_place(contender, opened, phase, size.phases) for phase in range(size.phases)]
    opened.mouse.move(*places[0])
    opened.wait_for_timeout(AFTER_MS)
    opened.mouse.down()
    opened.wait_for_timeout(STAY_MS)  # a beat of the page that was under way is answered, and none follows
    wire.reset()
    bench.film.frames.clear()
    moved_at_ms = [_drag_to(bench, *places[after]) for _, after in steps]
    held = (wire.wire_bytes, wire.requests, wire.loads)
    opened.mouse.up()
    wire.reset()
    opened.wait_for_timeout(AFTER_MS)
    return Drag(contender.id, size.bases, len(steps), _seen(bench, steps, moved_at_ms), *held, wire.wire_bytes)


def _drag_to(bench: Bench, x: float, y: float) -> float:
    """Move the mouse to a place and stay a moment; when the page heard of it, in ms by the wall clock."""
    bench.page.mouse.move(x, y)
    bench.page.wait_for_timeout(STAY_MS)
    return bench.pressed_at_ms()


def _seen(bench: Bench, steps: list[tuple[int, int]], moved_at_ms: list[float]) -> int:
    """How many of the phases were seen before the mouse moved on."""
    spans = zip(moved_at_ms, [*moved_at_ms[1:], float("inf")], strict=True)
    between = [[frame for frame in bench.film.frames if start <= frame.at_ms < end] for start, end in spans]
    pictures = [(bench.pictures[before], bench.pictures[after]) for before, after in steps]
    shown = (first_shown(frames, bench.box, *pair) for frames, pair in zip(between, pictures, strict=True))
    return sum(frame is not None for frame in shown)


def _place(contender: Contender, opened: Page, phase: int, phases: int) -> tuple[float, float]:
    """The middle of the slider's thumb at a phase, in CSS pixels of the viewport."""
    box = contender.control(opened).bounding_box()
    if box is None:
        raise LookupError(f"{contender.label} shows no slider")
    thumb = box["height"]
    x = box["x"] + thumb / 2 + (box["width"] - thumb) * phase / (phases - 1)
    return x, box["y"] + box["height"] / 2
