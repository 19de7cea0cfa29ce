"""Marks of the print: shape, fill and word tell a status, never colour alone; the same shapes as on the screen."""

from __future__ import annotations

from typing import Any

from matplotlib.patches import Circle, Patch, Polygon, Wedge

from geo import style
from geo.model import Status
from geo.print.canvas import Canvas, Pen

MARK_SCALE = 1.2
"""Units of the sheet a unit of the marks' own grid, 24 wide: a mark on the map is 29 units across."""
LEGEND_SCALE = 0.95
DOT_SCALE = 0.55
"""Scale of the marks where many bases stand on one map."""
_DASHES = (0, (2.2, 1.8))
_DIAMOND = ((8.5, -15), (15, -8.5), (8.5, -2), (2, -8.5))


def draw_mark(
    canvas: Canvas, x: float, y: float, status: Status, *, contested: bool = False, scale: float = MARK_SCALE
) -> None:
    """Draw the mark of a status around a point of the sheet."""
    paper, accent, gone = (style.PALETTE[role] for role in ("paper", "accent", "gone"))
    ring: dict[str, Any] = {"facecolor": "none", "linewidth": 2.2 * scale * canvas.pt_a_unit}
    canvas.add(Circle((x, y), 11.5 * scale, facecolor=paper, alpha=0.9, linewidth=0))
    if status is Status.PRESENT:
        canvas.add(Circle((x, y), 9.4 * scale, facecolor=accent, linewidth=0))
    elif status is Status.REDUCED:
        canvas.add(Wedge((x, y), 8.4 * scale, 90, 270, facecolor=accent, linewidth=0))
        canvas.add(Circle((x, y), 8.4 * scale, edgecolor=accent, **ring))
    elif status is Status.VACATED:
        canvas.add(Circle((x, y), 8.4 * scale, edgecolor=gone, linestyle=_DASHES, **ring))
    else:
        ring["linewidth"] *= 0.75
        canvas.add(Circle((x, y), 8.4 * scale, edgecolor=gone, **ring))
        canvas.text(x, y + 4.6 * scale, "?", Pen(13 * scale, "bold", "gone"), anchor="center")
    if contested:
        draw_diamond(canvas, x + 8.5 * scale, y - 8.5 * scale, scale)


def draw_diamond(canvas: Canvas, x: float, y: float, scale: float) -> None:
    """Draw the diamond that marks what is contested, its middle on a point."""
    corners = [(x + (dx - 8.5) * scale, y + (dy + 8.5) * scale) for dx, dy in _DIAMOND]
    paper = style.PALETTE["paper"]
    canvas.add(
        Polygon(corners, facecolor=style.PALETTE["assumption"], edgecolor=paper, linewidth=scale * canvas.pt_a_unit)
    )


def draw_area(canvas: Canvas, x: float, y: float, radius: float, clip: Patch | None = None) -> None:
    """Draw the soft area of a place known only so far, its radius in units."""
    gone = style.PALETTE["gone"]
    canvas.add(Circle((x, y), radius, facecolor=gone, alpha=0.07, linewidth=0), clip)
    edge: dict[str, Any] = {"facecolor": "none", "edgecolor": gone, "alpha": 0.85, "linestyle": (0, (2.4, 2.4))}
    canvas.add(Circle((x, y), radius, linewidth=1.1 * canvas.pt_a_unit, **edge), clip)
