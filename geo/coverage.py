"""What of its sources a scenario covers: every paragraph in order, the claims that name it, and the gaps.

Paragraphs are read from the `where` of claims; how many a source has beyond the last one named is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.model import Claim, Scenario
from geo.posture import silences, uses

SAYS_NOT_STATED = "says what is not stated"
DRIVES_NOTHING = "drives no number or status"


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
    """Return why each claim that drives nothing is context: it says what is not stated, or drives nothing shown."""
    driven, silent = uses(scenario), silences(scenario)
    return {
        claim: SAYS_NOT_STATED if claim in silent else DRIVES_NOTHING for claim in scenario.claims if not driven[claim]
    }


def worded_by(scenario: Scenario) -> tuple[tuple[str, ...], ...]:
    """Return, for each rule by which a word is read as a range, the claims whose wording is that word."""
    return tuple(
        tuple(claim.id for claim in scenario.claims.values() if claim.wording.casefold() == word.casefold())
        for word in scenario.wording.ranges
    )
