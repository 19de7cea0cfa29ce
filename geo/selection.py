"""What is selected to be shown: readings, phases, what they are compared with, size and view.

One value that page, command line, prints, exports and stamps pass on; and how a size and a view are written in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from geo.model import View
from geo.words import say

MM_PER_INCH = 25.4
SCREEN_DPI = 96
"""Pixels per inch of a screen, as in CSS."""
PRINT_DPI = 300
"""Pixels per inch of a print."""
PRINT_MARGIN_MM = 8
"""Margin of a print: office printers reach to within 5 mm of the edge."""
VIEW_LEAST_DEG = 0.2
"""Least width and height of a view: about 20 km, a few details of a basemap at 1:10m."""
EDGE_PX = (480, 8_000)
"""Least and most pixels of an edge: below it the words cannot be read, above it a picture takes gigabytes."""
ASPECT = (0.5, 3.0)
"""Least and most width over height that a sheet is laid out for."""


@dataclass(frozen=True)
class Size:
    """A sheet in pixels, with the pixels per inch that make its true size, and the margin a printer needs."""

    name: str
    width_px: int
    height_px: int
    dpi: int = SCREEN_DPI
    margin_mm: float = 0

    @property
    def margin_px(self) -> float:
        """The margin that stays blank on every side, in pixels."""
        return self.margin_mm / MM_PER_INCH * self.dpi

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height in inches."""
        return self.width_px / self.dpi, self.height_px / self.dpi


def _of_paper(name: str, width_mm: float, height_mm: float) -> Size:
    width_px, height_px = (round(edge_mm / MM_PER_INCH * PRINT_DPI) for edge_mm in (width_mm, height_mm))
    return Size(name, width_px, height_px, PRINT_DPI, PRINT_MARGIN_MM)


SIZES = {
    "1080p": Size("1080p", 1920, 1080),
    "4k": Size("4k", 3840, 2160, 2 * SCREEN_DPI),
    "a4": _of_paper("a4", 297, 210),
}
"""Sizes by name; any other is written as width x height in pixels."""


ALL = ("all",)
"""Selects every reading, or every phase."""


def named(name: str | None) -> tuple[str, ...]:
    """Return the ids that one name selects, `all` being ALL; none for None.

    >>> named("stage-1"), named("all") == ALL, named(None)
    (('stage-1',), True, ())
    """
    return () if name is None else (name,)


@dataclass(frozen=True)
class Selection:
    """What to show: ids of readings and phases, what to compare with, size and view.

    Empty `readings` or `phases`, and a `size` of None, are left to the format; ALL is every one there is. `compare` is
    another phase by its id or another reading by its id after `reading:`. `view` is None for the scenario's home view.
    """

    readings: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    compare: str | None = None
    size: Size | None = None
    view: View | None = None

    @property
    def reading(self) -> str:
        """The one reading of a selection that shows one."""
        (reading,) = self.readings
        return reading

    @property
    def phase(self) -> str:
        """The one phase of a selection that shows one."""
        (phase,) = self.phases
        return phase

    @property
    def sheet(self) -> Size:
        """The size of the sheet, 1080p where none is selected."""
        return SIZES["1080p"] if self.size is None else self.size

    def each(self) -> Iterator[Selection]:
        """Every posture of it alone, reading by reading, phase by phase."""
        for reading in self.readings:
            for phase in self.phases:
                yield replace(self, readings=(reading,), phases=(phase,))


def size(text: str) -> Size:
    """Return a size by its name or by its pixels; raises ValueError with what is wrong with it.

    >>> size("a4").width_px, size("1280x720").height_px
    (3508, 720)
    """
    if text in SIZES:
        return SIZES[text]
    pixels = re.fullmatch(r"([0-9]{1,6})[x×]([0-9]{1,6})", text)
    if pixels is None:
        raise ValueError(say("selection.size.unknown", size=repr(text), sizes=", ".join(SIZES)))
    width_px, height_px = int(pixels[1]), int(pixels[2])
    least, most = EDGE_PX
    if not (least <= width_px <= most and least <= height_px <= most):
        raise ValueError(say("selection.size.bounds", size=text, least=f"{least:,}", most=f"{most:,}"))
    if not ASPECT[0] <= width_px / height_px <= ASPECT[1]:
        raise ValueError(say("selection.size.shape", size=text))
    return Size(f"{width_px}x{height_px}", width_px, height_px)


def view(text: str) -> View:
    """Return a view from west, south, east, north in degrees; raises ValueError with what is wrong with it.

    >>> view("38,29,49,38").north, view("178,-19,-178,-16").box
    (38.0, (178.0, -19.0, 182.0, -16.0))
    """
    try:
        west, south, east, north = (float(edge) for edge in text.split(","))
        asked = View(west=west, south=south, east=east, north=north)
    except ValidationError as error:
        raise ValueError(say("selection.view.invalid", view=text, rule=_fault(error.errors()[0]))) from error
    except ValueError as error:
        raise ValueError(say("selection.view.numbers", view=repr(text))) from error
    _check_shown(text, asked)
    return asked


def _check_shown(text: str, asked: View) -> None:
    """Raise ValueError for a view too small to show anything."""
    west, south, east, north = asked.box
    if min(east - west, north - south) < VIEW_LEAST_DEG:
        raise ValueError(say("selection.view.small", view=text, least=f"{VIEW_LEAST_DEG:g}"))


def _fault(details: ErrorDetails) -> str:
    """What pydantic found wrong with a view: the edge and its limit, or that two edges are the wrong way round."""
    rule = details["msg"].removeprefix("Value error, ").replace("Input should", "must")
    return f"{details['loc'][0]} {rule}, but is {details['input']:g}" if details["loc"] else rule
