"""A sheet to draw on in units of its layout: text with a known width, boxes, lines; the origin is at the top left.

All matplotlib of the print is here and in `geo.print.marks` and `geo.print.terrain`. Text is never read as
mathematics, and comes from two typefaces that packages bring, so that it looks the same on every machine.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path as File
from typing import Any, Literal, NamedTuple

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox, Transform, TransformedBbox
from PIL import Image

from geo import style
from geo.selection import Size

LAYOUT_UNITS = (1500, 1060)
"""The layout's least width and height in units: a unit is a pixel of a screen 1080 pixels high."""
STACKED_UNITS = (1060, 1500)
"""The same for a sheet that is higher than wide."""
MEASURED_SIZE = 100
"""Size at which a text is measured once, whatever its own."""
HALO_UNITS = 3.2
"""Width of the paper around the letters of a label on the map."""
HALO_OPACITY = 0.85
STRIPE_UNITS = 2.8
STRIPE_STEP = 7.2
"""Width and distance of the stripes of a range, units."""
STRIPE_SLANT = 0.47
"""How far a stripe leans to the right, over its height."""

mpl.rcParams.update(
    {
        "svg.fonttype": "none",  # text stays text
        "svg.hashsalt": "posture-board",
        "pdf.fonttype": 42,  # fonts are embedded as they are, and text can be selected
        "text.hinting": "none",  # or a width would depend on the size
        "path.simplify": False,
    }
)

Weight = Literal["regular", "semibold", "bold", "italic"]
Anchor = Literal["left", "center", "right"]
Point = tuple[float, float]
"""A point of the sheet, in units from its left and top edge."""

FAMILY = "Source Sans Pro"
_SANS = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold", "italic": "It"}
_DEJAVU = {
    "regular": "DejaVuSans",
    "semibold": "DejaVuSans-Bold",
    "bold": "DejaVuSans-Bold",
    "italic": "DejaVuSans-Oblique",
}
_CSS_WEIGHTS = {"regular": 400, "semibold": 600, "bold": 700, "italic": 400}


class Box(NamedTuple):
    """A box on the sheet, in units."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width in units."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height in units."""
        return self.bottom - self.top

    def distance(self, x: float, y: float) -> float:
        """How far a point is from it, in units; 0 for a point inside."""
        return math.hypot(max(self.left - x, 0, x - self.right), max(self.top - y, 0, y - self.bottom))

    def contains(self, other: Box) -> bool:
        """Whether a box lies inside it."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def overlaps(self, other: Box) -> bool:
        """Whether it shares room with a box; boxes that touch share none."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def inset(self, units: float) -> Box:
        """The box less so many units on every side."""
        return Box(self.left + units, self.top + units, self.right - units, self.bottom - units)


@dataclass(frozen=True)
class Pen:
    """How a text is written: size in units, weight, colour by its role in the palette, which point of it is placed.

    `halo` is the role of the colour around its letters, None for none; `spacing` the room between letters over the
    size; `angle` how far it is turned clockwise around the point that is placed, in degrees.
    """

    size: float
    weight: Weight = "regular"
    colour: str = "ink"
    anchor: Anchor = "left"
    halo: str | None = None
    spacing: float = 0
    angle: float = 0


@lru_cache
def font_file(weight: Weight, family: str = FAMILY) -> File:
    """The file of a typeface."""
    if family == FAMILY:
        folder = File(str(resources.files("font_source_sans_pro").joinpath("files")))
        return folder / f"SourceSansPro-{_SANS[weight]}.ttf"
    return File(mpl.get_data_path()) / "fonts" / "ttf" / f"{_DEJAVU[weight]}.ttf"


def family_of(text: str) -> str:
    """The typeface a text is set in: the second one, Arabic and much else in it, where the first lacks a letter.

    >>> family_of("≈1,500–2,300"), family_of("أربيل")
    ('Source Sans Pro', 'DejaVu Sans')
    """
    return FAMILY if all(ord(letter) in _letters() for letter in text) else "DejaVu Sans"


@lru_cache
def _letters(family: str = FAMILY) -> frozenset[int]:
    return frozenset(get_font(font_file("regular", family)).get_charmap())


def unprintable(text: str) -> str:
    """Return the letters of a text that neither typeface has, which are drawn as boxes, each once.

    >>> unprintable("Erbil أربيل 北京北")
    '北京'
    """
    known = _letters() | _letters("DejaVu Sans")
    return "".join(dict.fromkeys(letter for letter in text if ord(letter) not in known))


@lru_cache(maxsize=256)
def _font(size_pt: float, weight: Weight, family: str) -> FontProperties:
    return FontProperties(
        family=[family],
        fname=str(font_file(weight, family)),
        style="italic" if weight == "italic" else "normal",
        weight=_CSS_WEIGHTS[weight],
        size=size_pt,
    )


_RULER: RendererBase = RendererAgg(1, 1, 72)  # type: ignore[no-untyped-call]  # matplotlib has no types here


@lru_cache(maxsize=8192)
def _measured(text: str, weight: Weight) -> float:
    font = _font(MEASURED_SIZE, weight, family_of(text))
    width, _, _ = _RULER.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / MEASURED_SIZE


def text_width(text: str, pen: Pen) -> float:
    """Return how wide a text is, in units.

    >>> text_width("present", Pen(40)) == 2 * text_width("present", Pen(20))
    True
    """
    return (_measured(text, pen.weight) + pen.spacing * (len(text) - 1)) * pen.size if text else 0.0


def wrapped(text: str, pen: Pen, width: float) -> list[str]:
    """Return a text as lines of at most a width in units; a word that is wider alone is cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, pen) <= width:
            lines[-1] = joined
        else:
            lines.append(shortened(word, pen, width))
    return lines


def shortened(text: str, pen: Pen, width: float) -> str:
    """Return a text that is no wider than a width in units, with … where it was cut."""
    if text_width(text, pen) <= width:
        return text
    kept = len(text)
    while kept > 1 and text_width(f"{text[:kept]}…", pen) > width:
        kept = min(kept - 1, int(kept * width / text_width(text[:kept], pen)) + 1)
    return f"{text[:kept].rstrip()}…"


def layout_units(size: Size) -> tuple[float, float]:
    """Return width and height of a sheet inside its margin in units, as large as leaves room for the layout."""
    least = LAYOUT_UNITS if size.width_px >= size.height_px else STACKED_UNITS
    width_px, height_px = size.width_px - 2 * size.margin_px, size.height_px - 2 * size.margin_px
    px_a_unit = min(width_px / least[0], height_px / least[1])
    return width_px / px_a_unit, height_px / px_a_unit


class _Written(Text):
    """A line of text on its baseline whose left end is known, so that matplotlib need not lay it out on each sheet."""

    start: Point = (0.0, 0.0)
    is_seen = True
    """Whether it is drawn, or only there to be found and selected over letters that are drawn as shapes."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw it."""
        if not (self.is_seen or renderer.option_scale_image()):
            return  # in pixels nothing is found
        x, y = self.get_transform().transform(self.start)
        y = renderer.get_canvas_width_height()[1] - y if renderer.flipy() else y
        pen = renderer.new_gc()
        pen.set_foreground(self.get_color())
        pen.set_alpha(1 if self.is_seen else 0)
        renderer.open_group("text")
        turned, font = self.get_rotation(), self.get_fontproperties()
        renderer.draw_text(pen, x, y, self.get_text(), font, turned, ismath=False, mtext=self)
        renderer.close_group("text")
        pen.restore()


class _Shade(Artist):
    """Black with an opacity at each pixel, the same pixels in every format: SVG and PDF enlarge them themselves."""

    def __init__(self, opacity: npt.NDArray[np.uint8], box: Box, pixel_units: float, units: Transform) -> None:
        super().__init__()
        rows, columns = opacity.shape
        self.opacity = opacity
        right, low = box.left + columns * pixel_units, box.top + rows * pixel_units
        self.corners = np.array([(box.left, low), (right, box.top)])
        self.units = units

    def draw(self, renderer: RendererBase) -> None:
        """Draw it."""
        (left, bottom), (right, top) = self.units.transform(self.corners)
        pen = renderer.new_gc()
        self._set_gc_clip(pen)  # type: ignore[attr-defined]  # of every artist, in no stub
        if renderer.option_scale_image():
            # Inside it is that of SVG or PDF, which draws a picture as large as its pixels at so many an inch are.
            vector: Any = getattr(renderer, "_renderer", renderer)
            dpi, vector.image_dpi = vector.image_dpi, 72 * self.opacity.shape[1] / (right - left)
            vector.draw_image(pen, left, bottom, _black(self.opacity))
            vector.image_dpi = dpi
        else:
            size = round(right - left), round(top - bottom)
            large = Image.fromarray(self.opacity).resize(size, Image.Resampling.BILINEAR)
            renderer.draw_image(pen, round(left), round(bottom), _black(np.asarray(large)))
        pen.restore()


def _black(opacity: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Black with an opacity at each pixel, the lowest row first."""
    pixels = np.zeros((*opacity.shape, 4), np.uint8)
    pixels[..., 3] = opacity[::-1]
    return pixels


def _stripe(box: Box, left: float, slant: float) -> Path:
    right = left + STRIPE_UNITS
    corners = [(left, box.bottom), (right, box.bottom), (right + slant, box.top), (left + slant, box.top)]
    return Path([*corners, corners[0]])


class Canvas:
    """A figure of a size, drawn on in units; `units` is the transform from there to its pixels.

    It has no axes, for each shape would be clipped to them by a transform of its own.
    """

    def __init__(self, size: Size, units: tuple[float, float] | None = None) -> None:
        warnings.filterwarnings("ignore", message="(?i)glyph")  # `unprintable` says so instead
        self.width, self.height = units or layout_units(size)
        self.figure = Figure(figsize=size.inches, dpi=size.dpi, facecolor=style.PALETTE["paper"])
        across, up = size.margin_px / size.width_px, size.margin_px / size.height_px
        inside = Affine2D().scale((1 - 2 * across) / self.width, (2 * up - 1) / self.height).translate(across, 1 - up)
        self.units = inside + self.figure.transFigure
        self.pt_a_unit = (size.width_px - 2 * size.margin_px) / size.dpi * 72 / self.width
        self._order = 0

    def next_order(self) -> int:
        """The drawing order of what comes next: later is above."""
        self._order += 1
        return self._order

    def add(self, artist: Patch | Line2D, clip: Patch | None = None) -> None:
        """Add a shape above all that is there; outside `clip` it is not seen."""
        artist.set_zorder(self.next_order())
        if not artist.is_transform_set():
            artist.set_transform(self.units)
        self.figure.add_artist(artist)
        if clip is not None:
            artist.set_clip_path(clip)

    def box(self, box: Box, fill: str | None = None, *, edge: str | None = None, edge_units: float = 1) -> Patch:
        """Draw a box filled and edged in colours of the palette; return it, to clip with."""
        patch = Rectangle(
            (box.left, box.top),
            box.width,
            box.height,
            facecolor=style.PALETTE.get(fill or "", fill or "none"),
            edgecolor=style.PALETTE.get(edge or "", edge or "none"),
            linewidth=edge_units * self.pt_a_unit if edge else 0,
        )
        self.add(patch)
        return patch

    def shade(
        self, box: Box, opacity: npt.NDArray[np.uint8], pixel_units: float, within: Path, to_units: Affine2D
    ) -> None:
        """Darken a box by an opacity at each pixel, 0 to 255, from its upper left corner on; only within a path."""
        picture = _Shade(opacity, box, pixel_units, self.units)
        picture.set_clip_box(TransformedBbox(Bbox([[box.left, box.top], [box.right, box.bottom]]), self.units))
        picture.set_clip_path(within, to_units + self.units)
        picture.set_zorder(self.next_order())
        self.figure.add_artist(picture)

    def frame(self, box: Box, colour: str, dashes: tuple[float, float]) -> None:
        """Draw a dashed frame; dashes and gaps are in widths of its line."""
        frame = Rectangle(
            (box.left, box.top),
            box.width,
            box.height,
            facecolor="none",
            edgecolor=style.PALETTE[colour],
            linestyle=(0, dashes),
            linewidth=1.4 * self.pt_a_unit,
        )
        self.add(frame)

    def stripes(self, box: Box, colour: str) -> None:
        """Fill a box with slanted stripes."""
        slant, clip = STRIPE_SLANT * box.height, self.box(box)
        starts = (
            box.left - slant + number * STRIPE_STEP for number in range(int((box.width + slant) / STRIPE_STEP) + 1)
        )
        path = Path.make_compound_path(*(_stripe(box, x, slant) for x in starts))
        self.add(PathPatch(path, facecolor=style.PALETTE[colour], linewidth=0), clip)

    def diamond(self, x: float, y: float, radius: float, colour: str = "assumption") -> None:
        """Draw a diamond around a point, from its middle to a corner so many units."""
        corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        self.add(Polygon(corners, facecolor=style.PALETTE[colour], linewidth=0))

    def line(
        self,
        points: Iterable[tuple[float, float]],
        colour: str,
        width: float = 1,
        *,
        dashes: tuple[float, float] | None = None,
    ) -> None:
        """Draw a line through points in units, `width` in units; dashes and gaps are in widths of the line."""
        xs, ys = zip(*points, strict=True)
        line = Line2D(
            xs,
            ys,
            color=style.PALETTE[colour],
            linewidth=width * self.pt_a_unit,
            linestyle=(0, dashes) if dashes else "-",
            dash_capstyle="butt",
            solid_capstyle="butt",
        )
        self.add(line)

    def shape(self, rings: list[npt.NDArray[np.float64]], colour: str, opacity: float, clip: Patch) -> None:
        """Draw an area by its rings, its edge in a colour and its fill as opaque as asked; none where it has none."""
        if not rings:
            return
        path, look = Path.make_compound_path(*map(Path, rings)), style.PALETTE[colour]
        self.add(PathPatch(path, facecolor=look, linewidth=0, alpha=opacity), clip)
        self.add(PathPatch(path, facecolor="none", edgecolor=look, linewidth=1.4 * self.pt_a_unit), clip)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """Draw a disc around a point, its radius in units."""
        self.add(Circle((x, y), radius, facecolor=style.PALETTE[colour], linewidth=0))

    def text(self, x: float, y: float, text: str, pen: Pen) -> float:
        """Write a text on its baseline, with its halo if the pen has one; return its width in units."""
        if not text:
            return 0.0
        start = _turned((-_ANCHORED[pen.anchor] * text_width(text, pen), 0), (x, y), pen.angle)
        if pen.halo is not None:
            self._outline(start, text, pen, edgecolor=style.PALETTE[pen.halo], alpha=HALO_OPACITY)
        if pen.spacing:  # no format of matplotlib spaces letters, so they are drawn, and the text lies on them unseen
            self._outline(start, text, pen, facecolor=style.PALETTE.get(pen.colour, pen.colour))
        self._write((x, y), start, text, pen)
        return text_width(text, pen)

    def _write(self, at: Point, start: Point, text: str, pen: Pen) -> None:
        written = _Written(
            *at,
            text,
            color=style.PALETTE.get(pen.colour, pen.colour),
            fontproperties=_font(pen.size * self.pt_a_unit, pen.weight, family_of(text)),
            horizontalalignment=pen.anchor,
            verticalalignment="baseline",
            rotation=-pen.angle,
            rotation_mode="anchor",
            parse_math=False,
            transform=self.units,
            zorder=self.next_order(),
        )
        written.start, written.is_seen = start, not pen.spacing
        self.figure.add_artist(written)

    def _outline(self, start: Point, text: str, pen: Pen, **look: Any) -> None:
        """Draw the letters of a text as shapes: a halo, so that the text itself can stay text above it, or spaced."""
        scale = pen.size / MEASURED_SIZE
        letters = Affine2D().scale(scale, -scale).rotate_deg(pen.angle).translate(*start)
        halo = {"facecolor": "none", "linewidth": 2 * HALO_UNITS * self.pt_a_unit, "joinstyle": "round"}
        self.add(
            PathPatch(
                _outline(text, pen.weight, pen.spacing),
                transform=letters + self.units,
                **({"linewidth": 0, **look} if "facecolor" in look else {**halo, **look}),
            )
        )


def _turned(by: Point, around: Point, angle: float) -> Point:
    """A point so far from another before both were turned clockwise, in degrees."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return around[0] + by[0] * cos - by[1] * sin, around[1] + by[0] * sin + by[1] * cos


_ANCHORED = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Which part of a text's width lies left of its anchor."""


@lru_cache(maxsize=1024)
def _outline(text: str, weight: Weight, spacing: float) -> Path:
    """The letters of a text as shapes at MEASURED_SIZE."""
    if spacing:
        step = MEASURED_SIZE * spacing
        lefts = [MEASURED_SIZE * _measured(text[:number], weight) + number * step for number in range(len(text))]
        letters = [pair for pair in zip(lefts, text, strict=True) if not pair[1].isspace()]
        return Path.make_compound_path(*(_letters_at(left, letter, weight) for left, letter in letters))
    return _letters_at(0, text, weight)


def _letters_at(left: float, text: str, weight: Weight) -> Path:
    unread = text.replace("$", r"\$")  # or a text between two of them is read as mathematics
    font = _font(MEASURED_SIZE, weight, family_of(text))
    return TextPath((left, 0), unread, prop=font, size=MEASURED_SIZE, usetex=False)
