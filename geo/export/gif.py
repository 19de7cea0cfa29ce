"""The phases as a loop: an animated GIF of the board, small enough for a slide or a page."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from geo.export.stamp import stamp_text
from geo.model import Scenario
from geo.print import sheet as figure
from geo.selection import Selection

DWELL_MS = 5_000
"""How long a phase is shown: its headline has about twenty words, read in four seconds, and a second finds the map."""
BYTES_MAX = 2_000_000
"""Most bytes of a loop of AREA_PX; a larger one may have more in proportion."""
AREA_PX = 1_280 * 720
COLOURS = (256, 128, 64, 32)
"""How many colours a loop has: the most with which it keeps to BYTES_MAX, or the least where it does with none."""
_EXACT = 3 / 4
"""Part of the colours taken as they are, the most frequent first, so that flat areas and plain text keep their own."""


Pixels = npt.NDArray[np.int32]
"""Colours as numbers 0xRRGGBB."""


def gif(scenario: Scenario, selection: Selection) -> bytes:
    """Return the phases under a reading, one after the other for DWELL_MS each, over and over.

    No phase is left out, however many there are: many of them, or a large picture, cost colours first and bytes then.
    """
    frames = [_frame(scenario, one) for one in selection.each()]
    comment = stamp_text(scenario, selection, "gif").encode("ascii")
    room = BYTES_MAX * max(1.0, selection.sheet.width_px * selection.sheet.height_px / AREA_PX)
    found = b""
    for colours in COLOURS:
        found = _looped(frames, colours, comment)
        if len(found) <= room:
            break
    return found


def _frame(scenario: Scenario, selection: Selection) -> Pixels:
    """One picture as numbers 0xRRGGBB."""
    drawn = figure.draw(scenario, selection)
    red, green, blue = np.moveaxis(np.asarray(figure.rgb(drawn).convert("RGB"), dtype=np.int32), 2, 0)
    return _numbered(red, green, blue)


def _numbered(red: Pixels, green: Pixels, blue: Pixels) -> Pixels:
    numbers: Pixels = red << 16 | green << 8 | blue
    return numbers


def _looped(frames: Sequence[Pixels], colours: int, comment: bytes) -> bytes:
    palette = _palette(frames, colours)
    first, *rest = (_mapped(frame, palette) for frame in frames)
    buffer = io.BytesIO()
    first.save(
        buffer, "GIF", save_all=True, append_images=rest, duration=DWELL_MS, loop=0, comment=comment, optimize=False
    )
    return buffer.getvalue()


def _palette(frames: Sequence[Pixels], colours: int) -> Pixels:
    """One palette for all frames, so that nothing flickers: the most frequent colours, and a spread of the others."""
    found, counts = np.unique(np.concatenate([frame.ravel() for frame in frames]), return_counts=True)
    ordered = found[np.argsort(-counts, kind="stable")]
    exact = int(colours * _EXACT)
    return np.concatenate([ordered[:exact], _spread(ordered[exact:], colours - exact)])


def _spread(others: Pixels, colours: int) -> Pixels:
    """A few colours in place of many, each of the many counted once."""
    if len(others) <= colours:
        return others
    each = Image.fromarray(_channels(others)[np.newaxis].astype(np.uint8))
    reduced = each.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    red, green, blue = np.asarray(reduced.getpalette(), dtype=np.int32).reshape(-1, 3).T
    return _numbered(red, green, blue)


def _mapped(frame: Pixels, palette: Pixels) -> Image.Image:
    """A picture in the nearest colours of a palette, exactly: Pillow's own search takes near ones for the same."""
    found, places = np.unique(frame, return_inverse=True)
    nearest = np.concatenate([_nearest(part, palette) for part in np.array_split(found, len(found) // _AT_ONCE + 1)])
    picture = Image.fromarray(nearest[places].reshape(frame.shape).astype(np.uint8), mode="P")
    picture.putpalette(_channels(palette).astype(np.uint8).tobytes())
    return picture


_AT_ONCE = 4_096
"""Colours compared with a palette at once, so that a large picture takes no more memory."""


def _nearest(colours: Pixels, palette: Pixels) -> Pixels:
    apart = _channels(colours)[:, np.newaxis] - _channels(palette)[np.newaxis]
    nearest: Pixels = (apart**2).sum(axis=2).argmin(axis=1).astype(np.int32)
    return nearest


def _channels(colours: Pixels) -> Pixels:
    """Red, green and blue, 0 to 255, along a last axis."""
    return np.stack([colours >> 16, colours >> 8 & 0xFF, colours & 0xFF], axis=-1)
