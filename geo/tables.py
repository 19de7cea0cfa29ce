"""A posture and the evidence as tables of plain text, for the page and the command line."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from geo import style
from geo.evidence import GLOSSARY, SAYS_NOT_STATED, coverage, silences, uses, why_context
from geo.model import Basis, Entry, Quantity, Scenario
from geo.posture import course

POSTURE = ("What", "Stands at", "Basis", "Claims", "Contested by", "Note")
"""Columns of a posture."""
LEDGER = ("Claim", "Role", "Says", "Wording", "Said by", "Standing", "Where", "Drives")
"""Columns of the evidence."""
COVERAGE = ("Where", "Claim", "Role", "Says", "Drives, or why it is context")
"""Columns of the coverage."""
GLOSSARY_COLUMNS = ("Of", "Word", "Means")
"""Columns of the glossary."""
GAP = "no claim names it"
PLACES_NAMED = 8
"""Most places named of what a claim drives."""


def heading(scenario: Scenario, reading: str, phase: str) -> str:
    """Write which posture a table shows: phase, date shown, reading."""
    stop = scenario.phase(phase)
    return f"{stop.label} · {stop.shown} · {scenario.reading(reading).label}"


def posture_table(scenario: Scenario, reading: str, phase: str) -> pd.DataFrame:
    """Return the posture as text, a row a force, then a row a base.

    Columns: what, stands at, basis, claims, contested by, note.
    """
    rows = [
        (
            entry.name,
            style.value(entry.value),
            style.basis(entry.basis),
            ", ".join(entry.claims),
            ", ".join(entry.contested_by),
            _note(entry),
        )
        for entry in course(scenario, reading).posture(phase).entries
    ]
    return pd.DataFrame(rows, columns=POSTURE, dtype="string")


def _note(entry: Entry) -> str:
    arithmetic = style.arithmetic(entry.value) if isinstance(entry.value, Quantity) else ""
    return "; ".join(part for part in (arithmetic, entry.note) if part)


def told(scenario: Scenario, reading: str, phase: str) -> str:
    """Write a posture as sentences, for who cannot see the picture: every force's figure, every base's status."""
    table = posture_table(scenario, reading, phase)
    rows = table.itertuples(index=False, name=None)
    sentences = [f"{name}: {value}{_footing(basis, contested)}." for name, value, basis, _, contested, _ in rows]
    return " ".join([f"{heading(scenario, reading, phase)}.", *sentences])


def _footing(basis: str, contested_by: str) -> str:
    said = [basis] if basis not in ("", style.BASIS_WORDS[Basis.REPORTED]) else []
    said += [f"contested by {contested_by}"] if contested_by else []
    return f" ({', '.join(said)})" if said else ""


def driven_words(places: tuple[str, ...]) -> str:
    """Write what a claim drives, the first few and how many more.

    >>> driven_words(("Erbil: After stage 1", "Erbil: After stage 2"))
    'Erbil: After stage 1; Erbil: After stage 2'
    """
    more = len(places) - PLACES_NAMED
    return "; ".join([*places[:PLACES_NAMED], *([f"and {more:,} more"] if more > 0 else [])])


def driven_by_claim(scenario: Scenario) -> dict[str, str]:
    """Write for every claim what it drives, what it contests, and whether it says what is not stated."""
    driven, silent = uses(scenario), silences(scenario)
    return {
        claim: driven_words((*driven[claim], *([SAYS_NOT_STATED] if claim in silent else [])))
        for claim in scenario.claims
    }


def footing(scenario: Scenario) -> str:
    """Write what stands under every table: marking, sources, rules of reading."""
    return " ".join([scenario.marking + ".", style.source_line(scenario)])


def ledger(scenario: Scenario) -> pd.DataFrame:
    """Return every claim as text, with what it drives on the board; a claim that drives nothing is context.

    Columns: claim, role, says, wording, said by, standing, where (source and paragraph), drives.
    """
    driven, told = uses(scenario), driven_by_claim(scenario)
    rows = [
        (
            claim.id,
            "drives" if driven[claim.id] else "context",
            claim.paraphrase,
            claim.wording,
            claim.said_by,
            claim.standing,
            f"{style.dated(scenario.sources[claim.source])}, {claim.where}",
            told[claim.id],
        )
        for claim in scenario.claims.values()
    ]
    return pd.DataFrame(rows, columns=LEDGER, dtype="string")


def coverage_table(scenario: Scenario) -> pd.DataFrame:
    """Return every paragraph of the sources in order, a row a claim that names it; a gap is a row without a claim.

    Claims that name no paragraph come after those of their source that do.
    Columns: where (source and paragraph), claim, role, says, what it drives or why it is context.
    """
    told = _drives_or_why(scenario)
    rows = []
    for covered in coverage(scenario):
        dated = style.dated(scenario.sources[covered.source])
        for passage in covered.passages:
            where = f"{dated}, {passage.where}"
            rows += [(where, *told[claim]) for claim in passage.claims]
            rows += [(where, "", "gap", GAP, "")] if not passage.claims else []
        rows += [(f"{dated}, {scenario.claims[claim].where}", *told[claim]) for claim in covered.elsewhere]
    return pd.DataFrame(rows, columns=COVERAGE, dtype="string")


def _drives_or_why(scenario: Scenario) -> dict[str, tuple[str, str, str, str]]:
    """Every claim by its id: id, role, what it says, and what it drives or why it is context."""
    driven, context = driven_by_claim(scenario), why_context(scenario)
    return {
        claim.id: (
            claim.id,
            "context" if claim.id in context else "drives",
            claim.paraphrase,
            context.get(claim.id) or driven[claim.id],
        )
        for claim in scenario.claims.values()
    }


def glossary_table(scenario: Scenario) -> pd.DataFrame:  # noqa: ARG001 - the same for every scenario
    """Return the words of the board with their meanings; columns: of what, word, means."""
    rows = [(chapter.title, term.word, term.says) for chapter in GLOSSARY for term in chapter.terms]
    return pd.DataFrame(rows, columns=GLOSSARY_COLUMNS, dtype="string")


EVIDENCE: dict[str, Callable[[Scenario], pd.DataFrame]] = {
    "Claims": ledger,
    "Coverage": coverage_table,
    "Glossary": glossary_table,
}
"""The tables of the evidence by their names on the page."""
