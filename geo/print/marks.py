"""Marks of the print, drawn from the shapes of `geo.style`, as the marks on the screen are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.patches import Circle, Patch, RegularPolygon, Wedge

from geo import style
from geo.print.canvas import Canvas, Pen
from geo.style import Shape

MARK_SCALE = 1.2
"""Units of the sheet per unit of the marks' own grid, 24 wide: a mark on the map is 29 units across."""
LEGEND_SCALE = 0.95
DOT_SCALE = 0.55
"""Scale of the marks where many bases are on one map."""


@dataclass(frozen=True)
class Grid:
    """Where the grid of a mark lies on the sheet: its middle in units, and units of the sheet per unit of the grid."""

    x: float
    y: float
    scale: float = MARK_SCALE

    def middle(self, shape: Shape) -> tuple[float, float]:
        """The middle of a shape on the sheet."""
        return self.x + shape.x * self.scale, self.y + shape.y * self.scale


def draw_mark(canvas: Canvas, grid: Grid, shapes: Iterable[Shape]) -> None:
    """Draw the shapes of a mark, in their order."""
    for shape in shapes:
        if shape.form == "query":
            pen = Pen(shape.size * grid.scale, "bold", shape.role, anchor="center")
            canvas.text(*grid.middle(shape), "?", pen)
        else:
            patch = _outline(grid, shape)
            patch.set(**(_stroke(shape, grid.scale * canvas.pt_a_unit) if shape.form == "ring" else _fill(shape)))
            canvas.add(patch)


def draw_contested(canvas: Canvas, grid: Grid) -> None:
    """Draw the diamond that marks what is contested alone, its middle in the middle of the grid."""
    diamond = style.MARK_CONTESTED[0]
    middle = Grid(grid.x - diamond.x * grid.scale, grid.y - diamond.y * grid.scale, grid.scale)
    draw_mark(canvas, middle, style.MARK_CONTESTED)


def draw_area(canvas: Canvas, grid: Grid, clip: Patch | None = None) -> None:
    """Draw the soft area of a place known only so far; the grid's unit is its radius."""
    gone, middle, look = style.PALETTE["gone"], (grid.x, grid.y), style.SOFT_AREA
    canvas.add(Circle(middle, grid.scale, facecolor=gone, alpha=look.fill, linewidth=0), clip)
    dashes = (look.dash / look.width,) * 2  # matplotlib counts them in widths of the line
    edge = {"edgecolor": gone, "linewidth": look.width * canvas.pt_a_unit, "linestyle": (0, dashes)}
    canvas.add(Circle(middle, grid.scale, facecolor="none", alpha=look.edge, **edge), clip)


def _outline(grid: Grid, shape: Shape) -> Patch:
    middle, size = grid.middle(shape), shape.size * grid.scale
    if shape.form == "half":
        return Wedge(middle, size, 90, 270)
    return RegularPolygon(middle, 4, radius=size) if shape.form == "diamond" else Circle(middle, size)


def _fill(shape: Shape) -> dict[str, object]:
    return {"facecolor": style.PALETTE[shape.role], "alpha": shape.opacity, "linewidth": 0}


def _stroke(shape: Shape, pt_a_unit: float) -> dict[str, object]:
    """The look of a ring; matplotlib counts dashes in widths of the line."""
    dashes = tuple(length / shape.width for length in shape.dashes)
    line = {"edgecolor": style.PALETTE[shape.role], "linewidth": shape.width * pt_a_unit}
    return {"facecolor": "none", **line, "linestyle": (0, dashes) if dashes else "-"}
