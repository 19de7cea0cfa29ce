"""The phases as a loop: an animated GIF of the board, small enough for a slide or a page."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from typing import cast

from PIL import Image

from geo import figure
from geo.export.wanted import Wanted, stamp_text
from geo.model import Scenario

DWELL_MS = 5_000
"""How long a phase stands: its headline has about twenty words, read in four seconds, and a second finds the map."""
BYTES_MAX = 2_000_000
"""Most bytes of a loop of AREA_PX; a larger one may have more in proportion."""
AREA_PX = 1_280 * 720
COLOURS = (256, 128, 64, 32)
"""How many colours a loop has: the most with which it keeps to BYTES_MAX, or the least where it does with none."""
_EXACT = 3 / 4
"""Part of the colours taken as they are, the most frequent first, so that flat areas and plain text keep their own."""


Colour = tuple[int, int, int]
"""Red, green, blue, each 0 to 255."""


def gif(scenario: Scenario, wanted: Wanted) -> bytes:
    """Return the phases under a reading, one after the other for DWELL_MS each, over and over.

    No phase is left out, however many there are: many of them, or a large picture, cost colours first and bytes then.
    """
    frames = [_frame(scenario, wanted, phase) for phase in wanted.phases]
    comment = stamp_text(scenario, wanted, "gif").encode("ascii")
    room = BYTES_MAX * max(1.0, wanted.size.width_px * wanted.size.height_px / AREA_PX)
    found = b""
    for colours in COLOURS:
        found = _looped(frames, colours, comment)
        if len(found) <= room:
            break
    return found


def _frame(scenario: Scenario, wanted: Wanted, phase: str) -> Image.Image:
    drawn = figure.draw(scenario, wanted.reading, phase, size=wanted.size, view=wanted.view)
    return figure.rgb(drawn).convert("RGB")


def _looped(frames: Sequence[Image.Image], colours: int, comment: bytes) -> bytes:
    palette = _palette(frames, colours)
    first, *rest = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    buffer = io.BytesIO()
    first.save(
        buffer, "GIF", save_all=True, append_images=rest, duration=DWELL_MS, loop=0, comment=comment, optimize=False
    )
    return buffer.getvalue()


def _palette(frames: Sequence[Image.Image], colours: int) -> Image.Image:
    """One palette for all frames, so that nothing flickers: the most frequent colours, and a spread of the others."""
    counted: Counter[Colour] = Counter()
    for frame in frames:
        for count, colour in frame.getcolors(frame.width * frame.height) or []:
            counted[cast(Colour, colour)] += count
    ordered = sorted(counted, key=lambda colour: (-counted[colour], colour))
    exact, others = ordered[: int(colours * _EXACT)], ordered[int(colours * _EXACT) :]
    found = [*exact, *_spread(others, colours - len(exact))]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in found for part in colour])
    return palette


def _spread(others: Sequence[Colour], colours: int) -> list[Colour]:
    """Some colours that stand for many, each of the many counted once."""
    if len(others) <= colours:
        return list(others)
    each = Image.new("RGB", (len(others), 1))
    each.putdata(list(others))
    reduced = each.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette() or []
    return [(reduced[at], reduced[at + 1], reduced[at + 2]) for at in range(0, 3 * colours, 3) if at + 2 < len(reduced)]
