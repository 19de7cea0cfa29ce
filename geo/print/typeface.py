"""The typefaces of a drawing put inside it, cut down to the letters it uses, so that it looks the same anywhere."""

from __future__ import annotations

import base64
import dataclasses
import io
from collections.abc import Iterable, Iterator
from functools import lru_cache

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from matplotlib.text import Text
from pydantic import BaseModel

from geo.model import Scenario
from geo.print.canvas import Weight, font_file, unprintable

COMMON = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("≈–−·→…“”‘’¶°ÜüÉé")
"""Letters every typeface keeps, so that most sheets share one cut."""
LETTERS_SHOWN = 20
"""Most missing letters that a note lists."""
_WEIGHTS: dict[int, Weight] = {400: "regular", 600: "semibold", 700: "bold"}


def typefaces(figure: Figure) -> str:
    """Return a style element of SVG with every typeface a figure's texts are set in, as data."""
    letters: dict[tuple[str, int, str], set[str]] = {}
    for text in figure.findobj(Text):
        (family,), weight = text.get_fontfamily(), text.get_fontweight()
        if text.get_text() and isinstance(weight, int):
            letters.setdefault((family, weight, text.get_fontstyle()), set()).update(text.get_text())
    faces = (_face(*font, frozenset(used | COMMON)) for font, used in sorted(letters.items()))
    return f'<style type="text/css">{"".join(faces)}</style>'


@lru_cache(maxsize=32)
def _face(family: str, weight: int, slant: str, letters: frozenset[str]) -> str:
    file = font_file("italic" if slant == "italic" else _WEIGHTS[weight], family)
    data = base64.b64encode(_subset(file.read_bytes(), letters)).decode()
    source = f"url(data:font/ttf;base64,{data}) format('truetype')"
    return f"@font-face{{font-family:'{family}';font-style:{slant};font-weight:{weight};src:{source}}}"


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


@lru_cache(maxsize=16)
def missing_letters(scenario: Scenario) -> str:
    """Return the letters of a scenario's texts that prints draw as boxes, each once."""
    return unprintable("".join(_texts(dataclasses.astuple(scenario))))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        yield from _texts(value.model_dump())
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
