"""Degrees along the edges of a map, and its scale bar: where a frame lies and how large it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from geo.print.canvas import Box, Canvas, Pen, text_width
from geo.print.frame import GEOD, Array, Frame

TICK_STEPS_DEG = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 45)
"""Steps of the graticule; the first that gives few enough ticks is taken."""
TICKS_MOST = 8
"""Most ticks along an edge."""
TICK_UNITS = 7
TICK_PEN = Pen(13, colour="mute", halo="focus")
TICK_GAP = 14
"""Least room between two degrees along an edge, units."""
LEFT_UNITS = 56
"""Room of the degrees along the left edge."""
BOTTOM_UNITS = 30
"""Room of the degrees along the bottom edge."""
EDGE_POINTS = 400

SCALE_STEPS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
SCALE_MOST_UNITS = 190
"""Longest scale bar, in units, where the map is wide."""
SCALE_MOST_SHARE = 0.3
"""Longest scale bar over the width of the map."""
SCALE_PEN = Pen(15, anchor="center", halo="focus")
SCALE_UNITS = 30
"""Height of the scale bar with its words."""


@dataclass(frozen=True)
class Edge:
    """The bottom or the left edge of a frame: points along it, and the longitude or latitude at each."""

    along: Array
    degrees: Array
    is_bottom: bool

    @property
    def span(self) -> float:
        """How many degrees it spans."""
        return float(np.nanmax(self.degrees) - np.nanmin(self.degrees)) if np.isfinite(self.degrees).any() else 0.0

    def crossings(self, step: float) -> Iterator[tuple[float, float]]:
        """Where each multiple of a step meets it: the place along it, and the degree."""
        for (a, one), (b, other) in zip(self._points(), self._points()[1:], strict=False):
            low, high = min(one, other), max(one, other)
            for number in range(math.ceil(low / step), math.floor(high / step) + 1):
                if number * step != high:
                    yield a + (b - a) * (number * step - one) / (other - one), round(number * step, 2)

    def _points(self) -> list[tuple[float, float]]:
        return [(a, b) for a, b in zip(self.along.tolist(), self.degrees.tolist(), strict=True) if math.isfinite(b)]


def draw_ticks(canvas: Canvas, frame: Frame) -> None:
    """Mark degrees along the left and bottom edge of a frame, both at one step where that suits both."""
    bottom, left = _bottom(frame), _left(frame)
    wide = max(bottom.span, left.span)
    for edge in (bottom, left):
        span = wide if edge.span > 2 * _step(wide) else edge.span
        _draw_edge(canvas, frame, edge, _step(span))


def _step(span: float) -> float:
    return next((step for step in TICK_STEPS_DEG if span / step <= TICKS_MOST), TICK_STEPS_DEG[-1])


def _bottom(frame: Frame) -> Edge:
    xs = np.linspace(frame.box.left, frame.box.right, EDGE_POINTS)
    lons, _ = frame.degrees(xs, np.full_like(xs, frame.box.bottom))
    return Edge(xs, lons, is_bottom=True)


def _left(frame: Frame) -> Edge:
    ys = np.linspace(frame.box.top, frame.box.bottom, EDGE_POINTS)
    _, lats = frame.degrees(np.full_like(ys, frame.box.left), ys)
    return Edge(ys, lats, is_bottom=False)


def _draw_edge(canvas: Canvas, frame: Frame, edge: Edge, step: float) -> None:
    """Draw the ticks of an edge from one end to the other, less those too near to the one before or to a corner."""
    start, end = (frame.box.left, frame.box.right) if edge.is_bottom else (frame.box.top, frame.box.bottom)
    free = start + (LEFT_UNITS if edge.is_bottom else 20)
    for at, degrees in sorted(edge.crossings(step)):
        text = longitude(degrees) if edge.is_bottom else latitude(degrees)
        half = (text_width(text, TICK_PEN) if edge.is_bottom else TICK_PEN.size) / 2
        if at - half > free and at + half < end - (10 if edge.is_bottom else BOTTOM_UNITS):
            _draw_tick(canvas, frame, at, text, is_bottom=edge.is_bottom)
            free = at + half + TICK_GAP


def _draw_tick(canvas: Canvas, frame: Frame, at: float, text: str, *, is_bottom: bool) -> None:
    if is_bottom:
        end = frame.box.bottom - TICK_UNITS
        canvas.line([(at, frame.box.bottom), (at, end)], "mute")
        canvas.text(at, end - 4, text, replace(TICK_PEN, anchor="center"))
    else:
        end = frame.box.left + TICK_UNITS
        canvas.line([(frame.box.left, at), (end, at)], "mute")
        canvas.text(end + 4, at + 4.5, text, TICK_PEN)


def longitude(degrees: float) -> str:
    """Write a longitude, unwrapped or not.

    >>> longitude(185.0), longitude(180.0), longitude(0.0), longitude(44.25)
    ('175° W', '180°', '0°', '44.25° E')
    """
    wrapped = round((degrees + 180) % 360 - 180, 2)
    return f"{abs(wrapped):g}°" + ("" if wrapped in (0, -180) else " E" if wrapped > 0 else " W")


def latitude(degrees: float) -> str:
    """Write a latitude.

    >>> latitude(-18.5), latitude(0.0)
    ('18.5° S', '0°')
    """
    return f"{abs(degrees):g}°" + (" N" if degrees > 0 else " S" if degrees < 0 else "")


def scale_bar(frame: Frame) -> tuple[int, float]:
    """Return the length of a frame's scale bar, in km and in units: it is true in the middle of the frame."""
    most = min(SCALE_MOST_UNITS, SCALE_MOST_SHARE * frame.box.width)
    units_a_km = _units_a_km(frame)
    fits = [km for km in SCALE_STEPS_KM if km * units_a_km <= most]
    km = fits[-1] if fits else SCALE_STEPS_KM[0]
    return km, km * units_a_km


def _units_a_km(frame: Frame) -> float:
    """Units of the sheet per km on the ground, along the middle of a frame."""
    x, y = frame.middle
    half = min(50.0, frame.box.width / 4)
    lons, lats = frame.degrees(np.array([x - half, x + half]), np.array([y, y]))
    if np.isnan(lats).any():
        return frame.units_a_km
    _, _, metres = GEOD.inv(lons[0], lats[0], lons[1], lats[1])
    return 2000 * half / float(metres)


def scale_size(frame: Frame) -> tuple[float, float]:
    """Return how wide and high the scale bar is with its words, in units."""
    km, units = scale_bar(frame)
    return max(units, text_width(f"{km:,} km", SCALE_PEN)) + 16, SCALE_UNITS


def draw_scale(canvas: Canvas, frame: Frame, room: Box) -> None:
    """Draw the scale bar in its room."""
    km, units = scale_bar(frame)
    middle, bottom = (room.left + room.right) / 2, room.bottom - 6
    left, right = middle - units / 2, middle + units / 2
    canvas.line([(left, bottom - 16), (left, bottom), (right, bottom), (right, bottom - 16)], "ink", 2)
    canvas.text(middle, bottom - 6, f"{km:,} km", SCALE_PEN)
