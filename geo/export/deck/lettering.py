"""How much room text takes, measured before it is written, so that none leaves its box.

The measure is Helvetica's, which is Arial's letter for letter; what Helvetica lacks is measured in DejaVu Sans, which
is wider. Both come with matplotlib.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import matplotlib
from fontTools import agl
from fontTools.afmLib import AFM
from PIL import ImageFont

POINTS_PER_INCH = 72
LEADING = 1.2
"""Height of a line over the size of its letters, as PowerPoint sets it."""
_EM = 1_000
"""Units of an em in which letters are measured."""
_MARGIN = 1.02
"""How much wider than measured a text is taken to be: programs round where letters stand."""
_METRICS = {False: "Helvetica", True: "Helvetica-Bold"}
_FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}


def _fonts() -> Path:
    return Path(matplotlib.get_data_path()) / "fonts"


@cache
def _widths(bold: bool) -> dict[str, float]:
    metrics = AFM(str(_fonts() / "pdfcorefonts" / f"{_METRICS[bold]}.afm"))
    return {agl.toUnicode(name): metrics[name][1] / _EM for name in metrics.chars()}


@cache
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_fonts() / "ttf" / _FACES[bold]), _EM, layout_engine=ImageFont.Layout.BASIC)


@cache
def _letter_em(letter: str, bold: bool) -> float:
    known = _widths(bold).get(letter)
    if known is not None:
        return known
    wide = 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.0
    return max(wide, _face(bold).getlength(letter) / _EM)


def width_in(text: str, pt: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in inches.

    >>> width_in("wide", 12) < width_in("wide", 12, bold=True) < width_in("wide", 24)
    True
    """
    return sum(_letter_em(letter, bold) for letter in text) * _MARGIN * pt / POINTS_PER_INCH


def height_in(lines: int, pt: float) -> float:
    """Return the height of lines of text in inches.

    >>> round(height_in(3, 10), 2)
    0.5
    """
    return lines * pt * LEADING / POINTS_PER_INCH


def lines(text: str, width: float, pt: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of a width in inches, at its spaces, or inside a word that is wider than a line.

    >>> lines("The remainder leaves.", 1.2, 12)
    ['The remainder ', 'leaves.']
    """
    broken = [""]
    for word in _words(text, width, pt, bold):
        if broken[-1] and width_in((broken[-1] + word).rstrip(), pt, bold=bold) > width:
            broken.append("")
        broken[-1] += word
    return broken


def _words(text: str, width: float, pt: float, bold: bool) -> list[str]:
    found = []
    for word in re.findall(r"\s*\S+\s*", text):
        while width_in(word.rstrip(), pt, bold=bold) > width and len(word) > 1:
            whole = next(n for n in range(len(word), 0, -1) if n == 1 or width_in(word[:n], pt, bold=bold) <= width)
            found.append(word[:whole])
            word = word[whole:]
        found.append(word)
    return found


def fitting_pt(text: str, box: tuple[float, float], sizes: tuple[int, ...], *, bold: bool = False) -> int:
    """Return the first of some sizes in points at which a text fits a width and height in inches, or else the last.

    >>> fitting_pt("The remainder leaves.", (2.0, 0.3), (40, 20, 10))
    10
    """
    width, height = box
    for pt in sizes:
        if height_in(len(lines(text, width, pt, bold=bold)), pt) <= height:
            return pt
    return sizes[-1]


def shortened(text: str, box: tuple[float, float], pt: float, *, bold: bool = False) -> str:
    """Return a text as it fits a width and height in inches, cut at a word and ended with … where it is longer.

    >>> shortened("The remainder leaves by then.", (2.0, 0.2), 12)
    'The remainder leaves …'
    """
    width, height = box
    room = max(1, int(height / height_in(1, pt) + 1e-6))
    broken = lines(text, width, pt, bold=bold)
    if len(broken) <= room:
        return text
    kept = "".join(broken[:room]).rstrip()
    while kept and len(lines(f"{kept} …", width, pt, bold=bold)) > room:
        kept = kept.rpartition(" ")[0] or kept[:-1]
    return f"{kept} …"
