"""The interface's words come from one catalogue, complete and without leftovers."""

from __future__ import annotations

import re

import pytest

from geo import words
from geo.webmap import SCRIPTS
from tests.conftest import ROOT

DOCUMENT = ROOT / "geo" / "document"
FROM_PARTS = re.compile(r"say\(`([a-z]+)\.\$\{")


def scripts() -> dict[str, str]:
    """Every script of the document by its name."""
    files = [*(DOCUMENT / f"{name}.js" for name in SCRIPTS), ROOT / "geo" / "phase_slider.js"]
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def test_a_text_the_catalogue_lacks_stops_the_build() -> None:
    """A script or skeleton that asks for an unknown key raises an error that names the key."""
    with pytest.raises(KeyError, match=r"aids\.nothing"):
        words.check('make("p", {}, say("aids.nothing"))')
    with pytest.raises(KeyError, match=r"aids\.nothing"):
        words.fill("<p>{{aids.nothing}}</p>")


def test_no_text_of_the_catalogue_is_unused() -> None:
    """Every key is asked for by a script or the skeleton, by name or as one of a section."""
    code = "\n".join(scripts().values())
    used = words.asked(code) | set(re.findall(r"\{\{([^{}]*)\}\}", (DOCUMENT / "board.html").read_text("utf-8")))
    whole = tuple(f"{section}." for section in FROM_PARTS.findall(code))
    assert [key for key in words.catalogue() if key not in used and not key.startswith(whole)] == []
