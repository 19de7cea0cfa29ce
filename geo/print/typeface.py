"""The typefaces of a drawing put inside it, cut down to the letters it uses, so that it looks the same anywhere."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import lru_cache

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from matplotlib.text import Text

from geo.print.canvas import Weight, font_file

COMMON = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("≈–−·→…“”‘’¶°ÜüÉé")
"""Letters every typeface keeps, so that most sheets share one cut."""
_WEIGHTS: dict[int, Weight] = {400: "regular", 600: "semibold", 700: "bold"}


def typefaces(figure: Figure) -> str:
    """Return a style element of SVG with every typeface a figure's texts are set in, as data."""
    letters: dict[tuple[str, int], set[str]] = {}
    for text in figure.findobj(Text):
        (family,), weight = text.get_fontfamily(), text.get_fontweight()
        if text.get_text() and isinstance(weight, int):
            letters.setdefault((family, weight), set()).update(text.get_text())
    faces = (_face(family, weight, frozenset(used | COMMON)) for (family, weight), used in sorted(letters.items()))
    return f'<style type="text/css">{"".join(faces)}</style>'


@lru_cache(maxsize=32)
def _face(family: str, weight: int, letters: frozenset[str]) -> str:
    data = base64.b64encode(_subset(font_file(_WEIGHTS[weight], family).read_bytes(), letters)).decode()
    source = f"url(data:font/ttf;base64,{data}) format('truetype')"
    return f"@font-face{{font-family:'{family}';font-weight:{weight};src:{source}}}"


def _subset(font: bytes, letters: Iterable[str]) -> bytes:
    """A typeface less all that some letters do not need; what shapes Arabic stays."""
    cut = TTFont(io.BytesIO(font), recalcTimestamp=False)
    options = Options(hinting=False, notdef_outline=True)
    options.drop_tables = [*options.drop_tables, "FFTM"]  # a time stamp of the editor it was made with
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(letters)))
    subsetter.subset(cut)
    buffer = io.BytesIO()
    cut.save(buffer)
    return buffer.getvalue()
