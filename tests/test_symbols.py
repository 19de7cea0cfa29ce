"""The built military symbols: small, inert, one a status, and in the document as they are in the folder."""

from __future__ import annotations

from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from geo.board.document import SYMBOLS, document
from geo.model import Scenario, Status

FRAME = "M25,50 l150,0 0,100 -150,0 z"
"""The frame of a friendly installation, as milsymbol draws it."""
FRIEND = "rgb(128,224,255)"
"""The blue of a friend on a light ground, MIL-STD-2525D table XIII."""
INERT = {"svg", "path"}


def read(status: Status) -> str:
    return (SYMBOLS / f"{status}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("status", Status)
def test_symbol_is_a_small_inert_picture_with_the_frame(status: Status) -> None:
    """Each is under a kilobyte, holds nothing but shapes, and has the standard's frame."""
    symbol = read(status)
    elements = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(symbol).iter()}
    assert len(symbol.encode()) < 1_000
    assert elements == INERT
    assert FRAME in symbol


def test_only_what_is_held_is_filled_with_the_colour_of_a_friend() -> None:
    """Present and reduced carry the friend's blue, vacated and not stated do not."""
    assert [status.value for status in Status if FRIEND in read(status)] == ["present", "reduced"]


def test_document_carries_the_symbols_of_the_folder(shipped: Scenario) -> None:
    """What the folder holds stands in the document, word for word."""
    text = unquote(document(shipped))
    assert [
        status for status in Status if f'--symbol-{status}:url("data:image/svg+xml,{read(status).strip()}")' not in text
    ] == []


def test_readme_names_every_symbol_and_the_sidc_of_the_build() -> None:
    """The README beside the symbols lists every file and the code they are built from."""
    readme = (SYMBOLS / "README.md").read_text(encoding="utf-8")
    sidc = "10032000001208020000"
    assert [status for status in Status if f"`{status}.svg`" not in readme] == []
    assert sidc in (SYMBOLS / "build.mjs").read_text(encoding="utf-8")
    assert sidc in readme.replace(" ", "")
