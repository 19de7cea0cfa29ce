"""The words of the board, each in one plain sentence: status, basis, standing, and the five kinds of quantity.

Written once here; document, page and exports take them, and the data dictionary is held to them.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo import style
from geo.model import Basis, Status


@dataclass(frozen=True)
class Term:
    """A word as the scenario's files have it, as views write it, and what it means."""

    id: str
    word: str
    says: str


@dataclass(frozen=True)
class Chapter:
    """Words that answer one question."""

    id: str
    title: str
    terms: tuple[Term, ...]


STATUS_RULES = {
    Status.PRESENT: "Forces stand there.",
    Status.REDUCED: "Fewer stand there than before; how many is never shown at a base.",
    Status.VACATED: "Forces have left.",
    Status.NOT_STATED: "The sources do not say.",
}
"""What each status of a base means."""

BASIS_RULES = {
    Basis.REPORTED: "A source says so.",
    Basis.DERIVED: "It follows from what a source says; the note says how.",
    Basis.ASSUMED: "It takes something no source says; the note says what.",
}
"""How firmly a value stands, from firm to weak."""

CONTESTED_RULE = "Another claim speaks against it; both sides are shown."
"""What it means that a status or figure is contested, whatever its basis."""

STANDING_RULES = {
    "on the record": "Said openly, by whoever is named.",
    "official, unnamed": "Said by officials whom the source does not name.",
    "reported": "Reported by the source; nobody is named as saying it openly.",
    "background": "Told by the source in its own voice, as background.",
}
"""How firmly a claim stands, by who says so."""

KIND_RULES = (
    (
        "counted",
        "A number or a range: as the source has it, as a stated rule reads it, or worked out from claims.",
    ),
    ("zero", "None are there: a claim says so, or it follows from claims."),
    ("not_stated", "not stated: the source does not say. It is not zero."),
    ("withheld", "withheld: the source says that the figure is kept back. It is not zero."),
    ("no_data", "no data: nothing is on record. It is not zero."),
)
"""What the five kinds of a figure mean."""


def _kind(kind: str, rule: str) -> Term:
    """A kind by its word; where the rule opens with the word, the word stands once."""
    word = kind.replace("_", " ")
    says = rule.removeprefix(f"{word}: ")
    return Term(kind, word, says[:1].upper() + says[1:])


GLOSSARY = (
    Chapter(
        "status",
        "Status of a base",
        tuple(Term(status.value, style.STATUS_WORDS[status], rule) for status, rule in STATUS_RULES.items()),
    ),
    Chapter(
        "basis",
        "Basis of a status or figure",
        (
            *(Term(basis.value, style.BASIS_WORDS[basis], rule) for basis, rule in BASIS_RULES.items()),
            Term("contested", "contested", CONTESTED_RULE),
        ),
    ),
    Chapter(
        "standing",
        "Standing of a claim",
        tuple(Term(standing, standing, rule) for standing, rule in STANDING_RULES.items()),
    ),
    Chapter("kind", "Kind of a figure", tuple(_kind(kind, rule) for kind, rule in KIND_RULES)),
)
"""Every word of the board, chapter by chapter."""
