"""The marks of bases as small pictures, for formats that take icons: the shapes and colours of every other view."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

from geo.model import Status
from geo.style import PALETTE

EDGE_PX = 64
"""Edge of an icon: twice what Google Earth shows at scale 1, for dense screens."""
_FINE = 4
"""How many times larger an icon is drawn before it is scaled down, so that its edges are smooth."""
_RADIUS = 0.3
"""Radius of a mark, as a part of the icon's edge; the rest is room for the halo and the diamond."""
_STROKE = 0.075
"""Width of a ring, as a part of the icon's edge."""
_DASHES = 8
"""Dashes round a ring."""
_Box = tuple[float, float, float, float]


def mark(status: Status, *, contested: bool) -> bytes:
    """Return the mark of a status as PNG, its ground transparent; what is contested has a diamond beside it.

    The "?" is drawn in strokes, since a font would make the bytes depend on the machine.
    """
    size = EDGE_PX * _FINE
    image = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse(_round(size, _RADIUS + _STROKE), fill=PALETTE["focus"])
    _SHAPES[status](pen, size)
    if contested:
        _diamond(pen, size)
    return _png(image.resize((EDGE_PX, EDGE_PX), Image.Resampling.LANCZOS))


def clear() -> bytes:
    """Return a picture of nothing as PNG, for a label that stands without a mark."""
    return _png(Image.new("RGBA", (1, 1), (255, 255, 255, 0)))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


def _round(size: int, radius: float, *, x: float = 0.5, y: float = 0.5) -> _Box:
    """The box of a circle from parts of the icon's edge."""
    return (x - radius) * size, (y - radius) * size, (x + radius) * size, (y + radius) * size


def _present(pen: ImageDraw.ImageDraw, size: int) -> None:
    pen.ellipse(_round(size, _RADIUS), fill=PALETTE["accent"])


def _reduced(pen: ImageDraw.ImageDraw, size: int) -> None:
    pen.pieslice(_round(size, _RADIUS), 90, 270, fill=PALETTE["accent"])
    pen.ellipse(_round(size, _RADIUS), outline=PALETTE["accent"], width=round(_STROKE * size))


def _vacated(pen: ImageDraw.ImageDraw, size: int) -> None:
    turn = 360 / _DASHES
    for dash in range(_DASHES):
        start = dash * turn
        pen.arc(_round(size, _RADIUS), start, start + 0.6 * turn, fill=PALETTE["gone"], width=round(_STROKE * size))


def _not_stated(pen: ImageDraw.ImageDraw, size: int) -> None:
    colour, width = PALETTE["mute"], round(_STROKE * size)
    pen.ellipse(_round(size, _RADIUS), outline=colour, width=width)
    pen.arc(_round(size, 0.1, y=0.42), 180, 450, fill=colour, width=width * 2 // 3)
    pen.line([(0.5 * size, 0.49 * size), (0.5 * size, 0.57 * size)], fill=colour, width=width * 2 // 3)
    pen.ellipse(_round(size, 0.035, y=0.65), fill=colour)


def _diamond(pen: ImageDraw.ImageDraw, size: int) -> None:
    middle, reach = (0.8 * size, 0.2 * size), 0.19 * size
    for scale, colour in ((1.0, PALETTE["focus"]), (0.78, PALETTE["assumption"])):
        corners = [(math.cos(turn * math.pi / 2), math.sin(turn * math.pi / 2)) for turn in range(4)]
        pen.polygon([(middle[0] + scale * reach * x, middle[1] + scale * reach * y) for x, y in corners], fill=colour)


_SHAPES = {
    Status.PRESENT: _present,
    Status.REDUCED: _reduced,
    Status.VACATED: _vacated,
    Status.NOT_STATED: _not_stated,
}
