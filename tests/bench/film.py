"""The measuring method: a film of the page, and the first of its frames that shows what was asked for.

Chromium's screencast hands over every frame its compositor presents, with the time by the wall clock. It knows
nothing of how a map is drawn, so that marks, SVG, canvas, WebGL and frames within frames are all measured alike. A
frame shows the new picture once three in four of the pixels that the step changes are near it (`shows`); a map that
has gone blank is not near, and a decoration such as a ripple around a mark may cover the rest.
"""

import base64
import io
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import CDPSession, Page

from tests.bench.browser import VIEWPORT

SCALE = 0.5
"""Size of the film as a share of the viewport: sharp enough for a mark of 12 pixels, encoded without being felt."""
JPEG_QUALITY = 70
LAST_FRAMES_MS = 100
"""Time for the frames on their way when filming stops."""

CHANGED = 48
"""Least distance of two colours, summed over red, green and blue, that counts as a change; JPEG noise is less."""
NEAR = 0.5
"""A pixel is near the new picture when its distance is less than this share of the distance between old and new."""
STEP_SHARE = 0.75
"""Share of the changed pixels that are near the new picture when a step is shown."""
LOAD_SHARE = 0.9995
"""The same when a map has loaded: three small marks are a tiny share of a basemap."""

Picture: TypeAlias = NDArray[np.int16]


@dataclass(frozen=True)
class Box:
    """A part of the viewport, in CSS pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Frame:
    """One presented frame: when, in ms by the wall clock, and the whole viewport as JPEG."""

    at_ms: float
    jpeg: bytes

    def picture(self, box: Box) -> Picture:
        """The part of the frame inside a box."""
        image = Image.open(io.BytesIO(self.jpeg)).convert("RGB")
        left, top = round(box.x * SCALE), round(box.y * SCALE)
        right, bottom = round((box.x + box.width) * SCALE), round((box.y + box.height) * SCALE)
        return np.asarray(image.crop((left, top, right, bottom)), dtype=np.int16)


class Film:
    """The frames which a page presents while it is being filmed, from entering the context to leaving it."""

    def __init__(self, page: Page) -> None:
        self.frames: list[Frame] = []
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)

    def __enter__(self) -> Self:
        self._session.on("Page.screencastFrame", self._keep)
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._page.wait_for_timeout(LAST_FRAMES_MS)
        self._session.remove_listener("Page.screencastFrame", self._keep)
        self._session.detach()

    def _keep(self, event: dict[str, Any]) -> None:
        self._session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})
        at_ms = event["metadata"]["timestamp"] * 1000
        self.frames.append(Frame(at_ms, base64.b64decode(event["data"])))

    def _start(self) -> None:
        """Start filming; Chromium presents one frame at once."""
        size = {"maxWidth": round(VIEWPORT[0] * SCALE), "maxHeight": round(VIEWPORT[1] * SCALE)}
        self._session.send("Page.startScreencast", {"format": "jpeg", "quality": JPEG_QUALITY, **size})

    def _stop(self) -> None:
        self._session.send("Page.stopScreencast")

    def still(self) -> Frame:
        """What the page shows now, as a frame of the film."""
        self._stop()
        self.frames.clear()
        self._start()
        while not self.frames:
            self._page.wait_for_timeout(10)
        return self.frames[-1]


def changed(before: Picture, after: Picture) -> NDArray[np.bool_]:
    """The pixels in which two pictures differ."""
    return np.asarray(_distance(before, after) >= CHANGED)


def shows(picture: Picture, before: Picture, after: Picture, share: float = STEP_SHARE) -> bool:
    """Whether a picture shows the new one: a share of the pixels that change are near it."""
    where = changed(before, after)
    whole = _distance(before, after)[where]
    left = _distance(picture, after)[where]
    return bool(whole.size) and bool(np.mean(left < NEAR * whole) >= share)


def _distance(one: Picture, other: Picture) -> NDArray[np.int32]:
    return np.asarray(np.abs(one - other).sum(axis=2, dtype=np.int32))


def first_shown(
    frames: list[Frame], box: Box, before: Picture, after: Picture, share: float = STEP_SHARE
) -> Frame | None:
    """The first frame that shows the new picture, if any does; frames may come in another order than presented."""
    in_order = sorted(frames, key=lambda frame: frame.at_ms)
    return next((frame for frame in in_order if shows(frame.picture(box), before, after, share)), None)
