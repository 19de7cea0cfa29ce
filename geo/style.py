"""Palette, marks, scales, and the one way to write a quantity; every view takes them from here."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from geo.model import Basis, Change, Derivation, Entry, Kind, Quantity, Scenario, Source, Status
from geo.words import say

PALETTE = {
    "ink": "#16202b",
    "mute": "#434c57",
    "accent": "#0b4f8a",
    "assumption": "#943a00",
    "gone": "#434c57",
    "land": "#ebe8e2",
    "focus": "#fbfaf6",
    "water": "#cddbe4",
    "paper": "#ffffff",
    "rule": "#d5d9de",
    "track": "#e9ecf0",
    "border": "#7d858e",
    "line": "#c3c4c2",
    "river": "#8fb0c8",
    "coast": "#5f7f96",
    "outline": "#4d565f",
    "waterName": "#1b4460",
    "place": "#333b45",
    "marking": "#005c29",
}
"""Colours by their role. Text colours keep 7:1 on paper and focus, mark colours 3:1 on focus and land (WCAG 2.2)."""

DARK = {
    "ink": "#f1f4f7",
    "mute": "#bcc5ce",
    "accent": "#86c6ff",
    "assumption": "#ffb378",
    "gone": "#bcc5ce",
    "land": "#1b232b",
    "focus": "#252f38",
    "water": "#0d1c29",
    "paper": "#141b22",
    "rule": "#36414c",
    "track": "#2a343e",
    "border": "#7b8792",
    "line": "#44505b",
    "river": "#3d5a72",
    "coast": "#5f7f96",
    "outline": "#aab4be",
    "waterName": "#a9cbe3",
    "place": "#bcc5ce",
    "marking": "#005c29",
}
"""The same roles for a dark room, under the same rules; pictures, prints and slides keep to PALETTE."""

THEMES = {"light": PALETTE, "dark": DARK}

MARKING_COLOURS = {
    "TOP SECRET//SCI": "#fce83a",
    "TOP SECRET": "#ff8c00",
    "SECRET": "#a6192e",
    "CONFIDENTIAL": "#0033a0",
    "CUI": "#502b85",
    "UNCLASSIFIED": PALETTE["marking"],
}
"""Colours of marking bands by the usual U.S. convention, the longest first; the red keeps 7:1 under white text."""
DARK_TEXT_MARKINGS = ("#fce83a", "#ff8c00")
"""Bands that only dark text can be read on."""


@dataclass(frozen=True)
class Precision:
    """How closely a place is known, and what follows from it.

    `radius_km` is the radius of its soft area, 0 for a mark alone; `known_km` the side of the square it is known to,
    to which distances are rounded; `digits` the decimals of a degree and `grid_digits` the digits of an MGRS axis.
    """

    radius_km: int
    known_km: int
    digits: int
    grid_digits: int


PRECISIONS = {
    "site": Precision(radius_km=0, known_km=1, digits=4, grid_digits=2),
    "city": Precision(radius_km=15, known_km=10, digits=1, grid_digits=1),
    "province": Precision(radius_km=60, known_km=100, digits=0, grid_digits=0),
}
"""What each precision of a base means; the radii are Baghdad's built-up area and an Iraqi governorate."""


@dataclass(frozen=True)
class SoftArea:
    """The look of the area of a place known only so far, in px at 16 px type or units of the print.

    `least` is its least radius, clear of the mark in its middle; `fill` and `edge` are opacities; the edge is a line
    `width` wide in dashes as long as the gaps between them.
    """

    least: float = 21
    fill: float = 0.07
    edge: float = 0.85
    width: float = 1.2
    dash: float = 3


SOFT_AREA = SoftArea()
BASES_NAMED = 60
"""A map with up to this many bases names each that has room; with more their marks are dots, and a board names up to as
many at a time."""
BASES_LISTED = 8
"""Beside the map up to this many bases are listed one by one; more are counted by status."""
CHANGES_LISTED = 8
"""Most changes, or differences of two readings, that the board lists beside the map: the room it has."""
REPORTS_LISTED = 6
"""Most reports that a line of sources cites; tables and evidence have them all."""
USES_LISTED = 8
"""Most uses of a claim that are listed; what lists them also says how many there are."""

STATUS_WORDS = {status: say(f"status.{status.value}") for status in Status}


@dataclass(frozen=True)
class Shape:
    """One shape of a mark, on a grid 24 units wide with the mark's middle at 0, 0 and y pointing down.

    `form` is a filled disc, the filled left `half` of a disc, a `ring` (a stroke `width` wide, in `dashes` of drawn and
    blank length where it has any), a filled diamond, or the letter of a `query`, "?" in bold. `size` is the radius; a
    diamond's from its middle to each corner, a letter's the size of its type. `x`, `y` is the middle; of a letter,
    the middle of its baseline. `role` names its colour in the palette.
    """

    form: Literal["disc", "half", "ring", "diamond", "query"]
    role: str
    size: float
    x: float = 0
    y: float = 0
    width: float = 0
    dashes: tuple[float, ...] = ()
    opacity: float = 1


MARK_HALO = Shape("disc", "paper", 11.5, opacity=0.9)
"""What lies under each mark, so that it can be seen on any ground."""
MARKS = {
    Status.PRESENT: (Shape("disc", "accent", 9.4),),
    Status.REDUCED: (Shape("half", "accent", 8.4), Shape("ring", "accent", 8.4, width=2.2)),
    Status.VACATED: (Shape("ring", "gone", 8.4, width=2.2, dashes=(3.6, 3)),),
    Status.NOT_STATED: (Shape("ring", "gone", 8.4, width=1.6), Shape("query", "gone", 12, y=4.4)),
}
"""The mark of each status, as shapes in drawing order: shape and fill carry the meaning, never colour alone."""
MARK_CONTESTED = (Shape("diamond", "paper", 7.2, x=8.5, y=-8.5), Shape("diamond", "assumption", 5.8, x=8.5, y=-8.5))
"""What is drawn over the mark of a contested status; a legend shows it alone, its middle moved to 0, 0."""

BASIS_WORDS = {basis: say(f"basis.{basis.value}") for basis in Basis}
KIND_WORDS = {kind: say(f"kind.{kind.value}") for kind in (Kind.NOT_STATED, Kind.WITHHELD, Kind.NO_DATA)}

DERIVED_ROUNDING = 100
"""Step to which what is derived from an approximate figure is rounded outward: reports approximate to hundreds."""
BAR_HEADROOM = 1.05
"""How much longer the common scale of the range bars is than the largest figure."""


def mark(status: Status, *, contested: bool = False) -> tuple[Shape, ...]:
    """Return the shapes of a base's mark in drawing order.

    >>> [shape.form for shape in mark(Status.PRESENT)]
    ['disc', 'disc']
    """
    return (MARK_HALO, *MARKS[status], *(MARK_CONTESTED if contested else ()))


def label(quantity: Quantity) -> str:
    """Write a quantity as every view and export writes it.

    >>> stated = Quantity.counted(2500, 2500, approximate=True, claims=("C02",))
    >>> hundreds = Quantity.counted(200, 999, wording="hundreds", claims=("C08",))
    >>> label(stated), label(hundreds), label(stated - hundreds), label(Quantity(Kind.NOT_STATED))
    ('≈2,500', 'hundreds (200–999)', '≈1,500–2,300', 'not stated')
    """
    if quantity.kind in KIND_WORDS:
        return KIND_WORDS[quantity.kind]
    sign = "≈" if quantity.approximate else ""
    low, high = written_bounds(quantity)
    span = _span(low, high, sign=sign)
    if quantity.best is not None and low != high:
        span = say("quantity.best", span=span, best=f"{sign}{quantity.best:,}")
    return f"{quantity.wording} ({span})" if _is_word_of_range(quantity) else span


def _span(low: int | None, high: int | None, *, sign: str = "", dash: str = "–") -> str:
    if low is None:
        return say("quantity.most", count=f"{sign}{high:,}")
    if high is None:
        return say("quantity.least", count=f"{sign}{low:,}")
    return f"{sign}{low:,}" if low == high else f"{sign}{low:,}{dash}{high:,}"


def _is_word_of_range(quantity: Quantity) -> bool:
    has_digits = any(character.isdigit() for character in quantity.wording)
    return bool(quantity.wording) and quantity.low != quantity.high and not has_digits


def written_bounds(quantity: Quantity) -> tuple[int | None, int | None]:
    """Return low and high as written: what is derived from approximate figures is rounded outward to the hundred.

    >>> stated = Quantity.counted(2500, 2500, approximate=True, claims=("C02",))
    >>> written_bounds(stated - Quantity.counted(200, 999, claims=("C08",)))
    (1500, 2300)
    """
    if not quantity.approximate or quantity.derivation is None:
        return quantity.low, quantity.high
    low = None if quantity.low is None else quantity.low // DERIVED_ROUNDING * DERIVED_ROUNDING
    high = None if quantity.high is None else -(-quantity.high // DERIVED_ROUNDING) * DERIVED_ROUNDING
    return low, high


def arithmetic(quantity: Quantity) -> str:
    """Write out the arithmetic behind a derived quantity, exactly; empty where there is none.

    >>> stated = Quantity.counted(2500, 2500, approximate=True, claims=("C02",))
    >>> arithmetic(stated - Quantity.counted(200, 999, claims=("C08",)))
    '≈2,500 − 200…999 = 1,501…2,300, written ≈1,500–2,300; worst case'
    >>> exact = Quantity.counted(250, 250, claims=("C08",))
    >>> arithmetic(Quantity.counted(200, 999, claims=("C13",)) - exact)
    '200…999 − 250 = 0…749; worst case; cut off at 0, since a count cannot be negative'
    """
    derivation = quantity.derivation
    if derivation is None or quantity.kind in KIND_WORDS:
        return ""
    terms = f"{_term(derivation.left)} {derivation.sign} {_term(derivation.right)}"
    exact = _span(quantity.low, quantity.high, dash="…")
    written = (
        "" if label(quantity) == _span(quantity.low, quantity.high) else say("quantity.written", label=label(quantity))
    )
    worst = say("quantity.worst") if quantity.low != quantity.high else ""
    floored = say("quantity.floored") if _is_floored(derivation) else ""
    return f"{terms} = {exact}{written}{worst}{floored}"


def _is_floored(derivation: Derivation) -> bool:
    """Whether a difference could be below zero: what is taken away may be more than the least there is."""
    least, most = derivation.left.low, derivation.right.high
    return derivation.sign == "−" and least is not None and (most is None or least < most)


def _term(quantity: Quantity) -> str:
    sign = "≈" if quantity.approximate and quantity.derivation is None else ""
    return _span(quantity.low, quantity.high, sign=sign, dash="…")


def bar_top(quantities: Iterable[Quantity]) -> int:
    """Return the number of troops at the end of the one scale all range bars share.

    >>> bar_top([Quantity.counted(2500, 2500, claims=("C02",)), Quantity(Kind.NOT_STATED)])
    2625
    """
    bounds = [bound for quantity in quantities for bound in written_bounds(quantity) if bound is not None]
    return max(1, round(BAR_HEADROOM * max(bounds, default=1)))


def value(found: Status | Quantity) -> str:
    """Write a status or a quantity in words.

    >>> value(Status.NOT_STATED)
    'not stated'
    """
    return STATUS_WORDS[found] if isinstance(found, Status) else label(found)


def sentence(change: Change) -> str:
    """Write a change as its row states it, or from what leaves or arrives and the values before and after.

    >>> sentence(Change(("erbil",), "Erbil", Status.PRESENT, Status.VACATED, "", ("C09",), ()))
    'Erbil: present → vacated.'
    """
    moved = say(f"moved.{change.moved[0]}", count=label(change.moved[1])) if change.moved else ""
    return change.sentence or f"{change.name}: {moved}{value(change.before)} → {value(change.after)}."


def wording_rules(scenario: Scenario) -> tuple[str, ...]:
    """Write the rules by which words are read as ranges, such as “Hundreds” is read as 200–999."""
    return tuple(_rule(word, low, high) for word, (low, high) in scenario.wording.ranges.items())


def rules_used(scenario: Scenario, quantity: Quantity) -> tuple[str, ...]:
    """Write the rules by which a quantity, or a term it is derived from, was read."""
    words = {term.wording.casefold() for term in _terms(quantity)}
    ranges = scenario.wording.ranges.items()
    return tuple(_rule(word, low, high) for word, (low, high) in ranges if word.casefold() in words)


def _terms(quantity: Quantity) -> Iterator[Quantity]:
    yield quantity
    if quantity.derivation:
        yield from _terms(quantity.derivation.left)
        yield from _terms(quantity.derivation.right)


def _rule(word: str, low: int, high: int) -> str:
    return say("source.rule", word=f"{word[:1].upper()}{word[1:]}", range=_span(low, high))


def basis(found: Basis | None) -> str:
    """Write a basis in words; empty where nothing is stated.

    >>> basis(Basis.ASSUMED)
    'derived on an assumption'
    """
    return "" if found is None else BASIS_WORDS[found]


def qualified(text: str, found: Entry) -> str:
    """Write a text with how firm what it says is, and what contests it, in brackets.

    >>> from geo.model import Force, ForceFigure
    >>> nobody = Quantity.counted(0, 0, basis=Basis.ASSUMED, claims=("C09",), contested_by=("C06",))
    >>> qualified("none left", ForceFigure(Force(id="f", label="Force", short="Force"), nobody))
    'none left (derived on an assumption, contested by C06)'
    """
    firm = "" if found.basis is Basis.REPORTED else basis(found.basis)
    said = ", ".join(part for part in (firm, contested(found.contested_by)) if part)
    return f"{text} ({said})" if said else text


def cautioned(quantity: Quantity) -> str:
    """Write a figure that appears beside another, with its caution if there is one.

    >>> cautioned(Quantity.counted(0, 0, claims=("C09",), contested_by=("C06",)))
    '0 (contested)'
    """
    said = caution(quantity.basis, quantity.contested_by)
    return say("rail.cautioned", figure=label(quantity), caution=said) if said else label(quantity)


def caution(found: Basis | None, contested_by: tuple[str, ...]) -> str:
    """Write what has to be said beside a figure of such a basis: assumed, contested, both, or nothing.

    >>> [caution(Basis.ASSUMED, against) for against in ((), ("C06",))], caution(Basis.REPORTED, ("C06",))
    (['assumed', 'assumed, contested'], 'contested')
    """
    if contested_by:
        return say("caution.both" if found is Basis.ASSUMED else "caution.contested")
    return say("caution.assumed") if found is Basis.ASSUMED else ""


def short_basis(found: Basis | None) -> str:
    """Write in a word beside a figure or status that it is not reported; empty where it is, or nothing is stated.

    >>> short_basis(Basis.ASSUMED), short_basis(Basis.DERIVED), short_basis(Basis.REPORTED)
    ('assumed', 'derived', '')
    """
    if found is Basis.DERIVED:
        return say("basis.derived")
    return caution(found, ())


def note_parts(quantity: Quantity) -> tuple[tuple[str, bool], ...]:
    """Return the basis and the note written under a figure, each with whether it is a caution.

    The note of an assumed figure says what is assumed; without one the basis says that something is.

    >>> note_parts(Quantity.counted(200, 999, basis=Basis.ASSUMED, claims=("C08",), note="as many leave as came"))
    (('derived', False), ('as many leave as came', True))
    """
    assumed, noted = quantity.basis is Basis.ASSUMED, bool(quantity.note)
    derived = quantity.basis is Basis.DERIVED or (assumed and noted)
    parts = (
        (say("basis.derived") if derived else "", False),
        (say("basis.assumed") if assumed and not noted else "", True),
        (quantity.note, assumed),
    )
    return tuple((text, is_caution) for text, is_caution in parts if text)


def bracketed(claims: Iterable[str]) -> str:
    """Write the ids of claims as a brief does; empty where there are none.

    >>> bracketed(("C08", "C10"))
    '[C08, C10]'
    """
    ids = ", ".join(claims)
    return f"[{ids}]" if ids else ""


def contested(claims: Iterable[str]) -> str:
    """Write which claims contest something; empty where none does.

    >>> contested(("C06",)), contested(())
    ('contested by C06', '')
    """
    ids = ", ".join(claims)
    return say("rail.contestedBy", claims=ids) if ids else ""


def day(date: str) -> str:
    """Write an ISO date as a day of a brief.

    >>> day("2024-09-27")
    '27 Sep 2024'
    """
    parsed = datetime.date.fromisoformat(date)
    months = say("date.months").split()
    return f"{parsed.day} {months[parsed.month - 1]} {parsed.year}"


def citation(source: Source) -> str:
    """Write a source in one line: publisher, date, authors.

    >>> citation(Source(id="r", kind="report", publisher="Reuters", title="Report", published="2024-09-27",
    ...                 authors="Idrees Ali, Phil Stewart", licence="All rights reserved"))
    'Reuters, 27 Sep 2024 (Idrees Ali, Phil Stewart)'
    """
    return f"{dated(source)} ({source.authors})" if source.authors else dated(source)


def dated(source: Source) -> str:
    """Write a source by its publisher and date.

    >>> dated(Source(id="g", kind="gazetteer", publisher="Gazetteer", title="Places", licence="Public"))
    'Gazetteer'
    """
    return f"{source.publisher}, {day(source.published)}" if source.published else source.publisher


@cache
def marking_colour(marking: str) -> str:
    """Return the colour of a marking's band by the usual U.S. convention; ink for a marking that is none of its own.

    The words are the author's: the band is coloured by them and says nothing that they do not.

    >>> marking_colour("UNCLASSIFIED // PUBLIC SOURCES") == PALETTE["marking"], marking_colour("RESTRICTED")
    (True, '#16202b')
    """
    words = re.sub(r"\s*//\s*", "//", marking.strip().upper())
    colours = (colour for level, colour in MARKING_COLOURS.items() if re.match(rf"{level}\b", words))
    return next(colours, PALETTE["ink"])


def marking_ink(marking: str) -> str:
    """Return the colour of the words on a marking's band.

    >>> marking_ink("UNCLASSIFIED"), marking_ink("TOP SECRET//SCI")
    ('#ffffff', '#000000')
    """
    return "#000000" if marking_colour(marking) in DARK_TEXT_MARKINGS else "#ffffff"


def reference(source: Source) -> str:
    """Write a source in full: publisher, date, authors, title, address.

    >>> reference(Source(id="g", kind="gazetteer", publisher="Gazetteer", title="Places", licence="Public"))
    'Gazetteer: Places'
    """
    address = f", {source.url}" if source.url else ""
    return f"{citation(source)}: {source.title}{address}"


def source_line(scenario: Scenario) -> str:
    """Write the reports a scenario is based on, the first few and how many more, and how its words are read."""
    cited = [citation(source) for source in scenario.sources.values() if source.kind == "report"]
    more = [say("source.more", count=f"{len(cited) - REPORTS_LISTED:,}")] if len(cited) > REPORTS_LISTED else []
    reports = [*cited[:REPORTS_LISTED], *more]
    sources = [say("source.reports", reports="; ".join(reports))] if reports else []
    return " ".join([*sources, *wording_rules(scenario), say("source.approximately")])
