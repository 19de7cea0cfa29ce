"""Records as they were read from a file, and everything found wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from geo.model import Problem

PROBLEMS_MAX = 1_000
"""Most problems that are collected."""
SEPARATE_MAX = 3
"""Most problems of one cause that are listed one by one; more become a single problem with their number."""
HINT_MAX_CHARS = 160
"""Longest list of what there is that is worth reading in a message."""


@dataclass(frozen=True)
class Record:
    """One record of a file: its place in the file and its fields as they were read.

    A broken record has been reported already; it is kept for the id that others name.
    """

    file: str
    where: str
    fields: dict[str, object]
    broken: bool = False

    def problem(self, rule: str, *, field: str = "", found: object = None) -> Problem:
        """Return a problem of this record; the record is named by its id, or by the base or force it is about."""
        named = self.fields.get("id") or self.fields.get("base") or self.fields.get("force")
        name = shortened(named) if isinstance(named, str) else ""
        return Problem(self.file, rule, where=self.where, id=name, field=field, found=found)


class Problems(list[Problem]):
    """Problems up to `PROBLEMS_MAX`; more are dropped, so that a file of nothing else costs neither time nor memory."""

    @property
    def are_full(self) -> bool:
        """Whether no more are taken."""
        return len(self) >= PROBLEMS_MAX

    def append(self, problem: Problem) -> None:
        """Take a problem, unless there are too many."""
        if not self.are_full:
            super().append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take problems until there are too many."""
        for problem in problems:
            self.append(problem)


@dataclass
class Findings:
    """Everything found wrong with a folder so far, and what is odd but legal."""

    problems: Problems = field(default_factory=Problems)
    warnings: list[str] = field(default_factory=list)

    def add(self, file: str, rule: str, *, where: str = "", found: object = None) -> None:
        """Note a problem with a file as a whole."""
        self.problems.append(Problem(file, rule, where=where, found=found))

    def note(self, names: Iterable[str], remark: str) -> None:
        """Warn of the same thing about several bases, forces or countries."""
        listed = list(names)
        if len(listed) > SEPARATE_MAX:
            listed = [f"{', '.join(listed[:SEPARATE_MAX])} and {len(listed) - SEPARATE_MAX:,} more"]
        self.warnings += [f"{name}: {remark}" for name in listed]


def shortened(text: str) -> str:
    """Return a text as a message has room for it; never to be used as a key.

    >>> shortened("x" * 100)
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'
    """
    return text if len(text) <= 40 else f"{text[:40]}…"


def hint(found: str, known: Collection[str]) -> str:
    """Return what was probably meant, else what there is where that is short.

    >>> hint("stage1", ["before", "stage-1"]), hint("x", ["before", "stage-1"])
    (" (did you mean 'stage-1'?)", ' (there are: before, stage-1)')
    """
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(found.casefold()[:HINT_MAX_CHARS], by_folded, n=1)
    if close:
        return f" (did you mean {by_folded[close[0]]!r}?)"
    listed = ", ".join(known)
    return f" (there are: {listed})" if 0 < len(listed) <= HINT_MAX_CHARS else ""


def by_cause(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems with those of one cause as one, where they are more than a few.

    >>> rows = [Problem("troops.csv", "must not be empty", where=f"row {n}", field="verb") for n in range(2, 52)]
    >>> [str(problem) for problem in by_cause(rows)]
    ['troops.csv, 50 rows (2, 3, 4, …), verb: must not be empty']
    """
    problems = list(problems)
    is_all = len(problems) < PROBLEMS_MAX
    causes: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        cause = (problem.file, problem.where.rpartition(" ")[0], problem.field, problem.rule)
        causes.setdefault(cause, []).append(problem)
    told = [
        one
        for alike in causes.values()
        for one in (alike if len(alike) <= SEPARATE_MAX else [_as_one(alike, is_all=is_all)])
    ]
    if is_all:
        return told
    rest = f"has {PROBLEMS_MAX:,} problems or more, which are not all listed; mend these first"
    return [*told, Problem("the scenario", rest)]


def _as_one(alike: list[Problem], *, is_all: bool) -> Problem:
    kind = alike[0].where.rpartition(" ")[0]
    numbers = ", ".join(problem.where.rpartition(" ")[2] for problem in alike[:SEPARATE_MAX])
    values = {str(problem.found): problem.found for problem in alike}
    found = alike[0].found if len(values) == 1 else list(values.values())[:SEPARATE_MAX]
    or_more = "" if is_all else " or more"
    where = f"{len(alike):,}{or_more} {kind.removesuffix('s')}s ({numbers}, …)"
    return replace(alike[0], where=where, id="", found=found)
