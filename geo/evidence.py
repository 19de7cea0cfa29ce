"""The evidence: what each claim drives, which paragraphs of the sources are covered, and what the words mean.

Paragraphs are read from the `where` of claims; how many a source has beyond the last one named is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from geo import style
from geo.model import Basis, Claim, Kind, Phase, Quantity, Scenario, Standing, Status, StatusRow, TroopsRow
from geo.posture import course, names_of
from geo.words import say

# What claims drive


def uses(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return what each claim drives, in words; a claim that drives nothing is context.

    A claim drives a phase it bounds, and every status or number that rests on it or is contested by it, at each phase
    where it holds. That something is *not stated* drives nothing: a claim that only says so is context.
    """
    found: dict[str, list[str]] = {claim: [] for claim in scenario.claims}
    for phase in scenario.phases:
        for claim in phase.claims:
            found[claim].append(f"Phase: {phase.label}, {phase.shown}")
    under: dict[tuple[str, str, str], list[str]] = {}
    for reading in scenario.readings:
        for use in _driven(scenario, reading.id):
            under.setdefault(use, []).append(reading.label)
    for (claim, _, stretch), readings in under.items():
        every = len(readings) == len(scenario.readings)
        found[claim].append(f"{stretch} ({'every reading' if every else ', '.join(readings)})")
    return {claim: tuple(sentences) for claim, sentences in found.items()}


def _driven(scenario: Scenario, reading: str) -> Iterator[tuple[str, str, str]]:
    """Every claim under something a reading states, the id of the base or force, and where it is so, in words."""
    names = names_of(scenario)
    for subject, found, first, last in _stretches(scenario, reading):
        phases = _phases(scenario.phases[first : last + 1])
        states = found.status is not Status.NOT_STATED if isinstance(found, StatusRow) else found.kind.has_number
        yield from ((claim, subject, f"{names[subject]}: {phases}") for claim in found.claims if states)
        yield from ((claim, subject, f"contests {names[subject]}: {phases}") for claim in found.contested_by)


def _stretches(scenario: Scenario, reading: str) -> Iterator[tuple[str, StatusRow | Quantity, int, int]]:
    """What is stated of each base and force, with the first and last phase it holds at, counted from 0."""
    standing: dict[str, tuple[StatusRow | Quantity, int]] = {}
    for number, step in enumerate(course(scenario, reading).steps):
        moved: dict[str, StatusRow | Quantity] = {**step.statuses, **step.quantities}
        for subject, found in moved.items():
            if subject in standing:
                yield (subject, *standing[subject], number - 1)
            standing[subject] = (found, number)
    for subject, (found, first) in standing.items():
        yield subject, found, first, len(scenario.phases) - 1


def _phases(phases: tuple[Phase, ...]) -> str:
    labels = [phase.label for phase in phases]
    return ", ".join(labels) if len(labels) <= _PHASES_NAMED else f"{labels[0]} to {labels[-1]}"


_PHASES_NAMED = 3
"""Up to this many phases in a row are named one by one."""


def silences(scenario: Scenario) -> dict[str, str]:
    """Return the claims by which something is not stated or withheld, each with which of the two, in words."""
    rows: list[StatusRow | TroopsRow] = [row for row in scenario.statuses if row.status is Status.NOT_STATED]
    rows += [row for row in scenario.troops if row.verb == "unstated"]
    unstated = {claim for row in rows for claim in row.claims}
    withheld = {claim for row in scenario.troops if row.verb == "withheld" for claim in row.claims}
    return {
        **dict.fromkeys(unstated, say("claim.notStated")),
        **dict.fromkeys(withheld, say("claim.withheld")),
        **dict.fromkeys(unstated & withheld, say("claim.both")),
    }


# Coverage


@dataclass(frozen=True)
class Passage:
    """Paragraphs of a source, first to last, and the claims that name them; a gap runs on and has no claim."""

    first: int
    last: int
    claims: tuple[str, ...]

    @property
    def where(self) -> str:
        """The paragraphs as a claim writes them.

        >>> Passage(4, 4, ("C06",)).where, Passage(4, 5, ()).where
        ('¶4', '¶4–5')
        """
        return f"¶{self.first}" if self.first == self.last else f"¶{self.first}–{self.last}"


@dataclass(frozen=True)
class Coverage:
    """The passages of one source in order, and the claims that name no paragraph of it."""

    source: str
    passages: tuple[Passage, ...]
    elsewhere: tuple[str, ...]

    @property
    def gaps(self) -> tuple[Passage, ...]:
        """The passages no claim names."""
        return tuple(passage for passage in self.passages if not passage.claims)


_NUMBER = r"[1-9][0-9]{0,2}"
_SPAN = rf"{_NUMBER}(?:\s*[–-]\s*{_NUMBER})?"
_WHERE = re.compile(rf"¶{{1,2}}\s*{_SPAN}(?:\s*(?:,|and|&)\s*¶*\s*{_SPAN})*")


def paragraphs(where: str) -> tuple[int, ...]:
    """Return the paragraphs a `where` names, each once and in order; none when it does not name its place by ¶.

    >>> paragraphs("¶4–5"), paragraphs("¶2, 7 and ¶9"), paragraphs("p. 3")
    ((4, 5), (2, 7, 9), ())
    """
    if not _WHERE.fullmatch(where.strip()):
        return ()
    named: set[int] = set()
    for first, last in re.findall(rf"({_NUMBER})(?:\s*[–-]\s*({_NUMBER}))?", where):
        named |= set(range(int(first), int(last or first) + 1))
    return tuple(sorted(named))


def coverage(scenario: Scenario) -> tuple[Coverage, ...]:
    """Return the coverage of every source that claims come from, in the order of the sources."""
    by_source: dict[str, list[Claim]] = {}
    for claim in scenario.claims.values():
        by_source.setdefault(claim.source, []).append(claim)
    return tuple(_covered(source, by_source[source]) for source in scenario.sources if source in by_source)


def _covered(source: str, claims: list[Claim]) -> Coverage:
    named: dict[int, list[str]] = {}
    for claim in claims:
        for number in paragraphs(claim.where):
            named.setdefault(number, []).append(claim.id)
    passages: list[Passage] = []
    for number in sorted(named):
        reached = passages[-1].last if passages else 0
        if number > reached + 1:
            passages.append(Passage(reached + 1, number - 1, ()))
        passages.append(Passage(number, number, tuple(named[number])))
    return Coverage(source, tuple(passages), tuple(claim.id for claim in claims if not paragraphs(claim.where)))


def why_context(scenario: Scenario) -> dict[str, str]:
    """Return why each claim that drives nothing is context: it says what is not stated or withheld, or is not used."""
    driven, silent = uses(scenario), silences(scenario)
    return {claim: silent.get(claim, say("claim.drivesNothing")) for claim in scenario.claims if not driven[claim]}


def worded_by(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """Return, for each rule by which a word is read as a range, the claims whose wording is that word."""
    return tuple(
        tuple(claim.id for claim in scenario.claims.values() if claim.wording.casefold() == word.casefold())
        for word in scenario.wording.ranges
    )


# Glossary


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


def kind_rules() -> dict[str, str]:
    """Return what the kinds of a figure mean, each by its id."""
    return {kind.value: say(f"glossary.kind.{kind.value}") for kind in Kind}


def _kind(kind: str, rule: str) -> Term:
    """A kind by its word; where the rule opens with the word, the word stands once."""
    word = kind.replace("_", " ")
    says = rule.removeprefix(f"{word}: ")
    return Term(kind, word, says[:1].upper() + says[1:])


def _chapter(name: str, terms: Iterable[Term]) -> Chapter:
    return Chapter(name, say(f"glossary.{name}"), tuple(terms))


def _term(chapter: str, name: str, word: str) -> Term:
    return Term(name, word, say(f"glossary.{chapter}.{name.replace(', ', '-').replace(' ', '-')}"))


GLOSSARY = (
    _chapter("status", (_term("status", status.value, style.STATUS_WORDS[status]) for status in Status)),
    _chapter(
        "basis",
        (
            *(_term("basis", basis.value, style.BASIS_WORDS[basis]) for basis in Basis),
            _term("basis", "contested", say("caution.contested")),
        ),
    ),
    _chapter("standing", (_term("standing", standing, standing) for standing in get_args(Standing))),
    _chapter("kind", (_kind(kind, rule) for kind, rule in kind_rules().items())),
)
"""Every word of the board, chapter by chapter."""
