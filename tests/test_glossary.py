"""The glossary: complete, one plain sentence a word, written once."""

from __future__ import annotations

from typing import get_args

import pytest

from geo import style, tables
from geo.evidence import GLOSSARY, Chapter, Term
from geo.model import Basis, Claim, Kind, Quantity, Scenario, Status

TERMS = [term for chapter in GLOSSARY for term in chapter.terms]


def test_every_word_of_the_board_is_explained() -> None:
    """Each status, basis, standing and kind there is has its term, and contested stands beside the bases."""
    explained = {chapter.id: [term.id for term in chapter.terms] for chapter in GLOSSARY}
    assert explained == {
        "status": [status.value for status in Status],
        "basis": [*(basis.value for basis in Basis), "contested"],
        "standing": list(get_args(Claim.model_fields["standing"].annotation)),
        "kind": [kind.value for kind in Kind],
    }


@pytest.mark.parametrize("chapter", GLOSSARY, ids=lambda chapter: chapter.id)
def test_words_are_those_of_the_views(chapter: Chapter) -> None:
    """A word is written as the views write it."""
    written = {status.value: style.value(status) for status in Status} if chapter.id == "status" else {}
    written |= {basis.value: style.basis(basis) for basis in Basis} if chapter.id == "basis" else {}
    unnumbered = [kind for kind in Kind if not kind.has_number] if chapter.id == "kind" else []
    written |= {kind.value: style.label(Quantity(kind)) for kind in unnumbered}
    assert {term.id: term.word for term in chapter.terms if term.id in written} == written


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.word)
def test_a_meaning_is_a_plain_sentence(term: Term) -> None:
    """A meaning begins with a capital, ends with a full stop, and fits on a card."""
    assert term.says[0].isupper()
    assert term.says.endswith(".")
    assert len(term.says) <= 100


def test_zero_is_told_from_every_silence() -> None:
    """Each of not stated, withheld and no data says that it is not zero."""
    [kinds] = [chapter for chapter in GLOSSARY if chapter.id == "kind"]
    assert [term.id for term in kinds.terms if "not zero" in term.says] == ["not_stated", "withheld", "no_data"]


def test_the_page_shows_every_word(shipped: Scenario) -> None:
    """The table of the page has one row per word."""
    table = tables.glossary(shipped).frame
    assert list(table["Word"]) == [term.word for term in TERMS]
