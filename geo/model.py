"""The nouns of a drawdown and their rules: sources, claims, quantities, phases, bases, forces, postures.

Values are frozen. What spans several rows or files is checked in `geo.scenario`; how a value is written is decided in
`geo.style`.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeVar

import shapely
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import core_schema

TEXT_MAX_CHARS = 2_000
"""Longest text of a field; the longest paraphrase of a claim seen so far has 140 characters."""
NAME_MAX_CHARS = 120
"""Longest name or label; the longest official base name in the gazetteers consulted has 60 characters."""
COMPARED_READING = "reading:"
"""What is compared is a phase by its id, or after this a reading by its id."""
COUNT_MAX = 999_999_999
"""Largest count read, in troops."""
VISIBLE = r"[^\s\p{DI}]"
"""Pattern of pydantic for a character that is seen: neither a space nor ignorable by default, as Unicode has it."""
FOUND_MAX_CHARS = 80
"""Longest value found that a problem shows whole."""
MAP_END_DEG = 85
"""Latitude at which the map ends, north and south: a square Mercator map ends at 85.06 degrees."""
LON_DIGITS = 6
"""Decimals kept of a longitude that is brought back to the range of -180 to 180, about 0.1 m."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a scenario, where it is, and the value found.

    >>> str(Problem("troops.csv", "low is above high", where="row 3", id="us-iraq", field="low", found=900))
    'troops.csv, row 3, us-iraq, low: low is above high; found 900'
    """

    file: str
    rule: str
    where: str = ""
    id: str = ""
    field: str = ""
    found: object = None

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.where, self.id, self.field) if part)
        found = "" if self.found is None else f"; found {_shortened(self.found)}"
        return _printable(f"{place}: {self.rule}{found}")


def _shortened(found: object) -> str:
    text = found if isinstance(found, str) else str(found)
    length = f" ({len(text):,} characters)" if len(text) > FOUND_MAX_CHARS else ""
    shown = f"{text[:60]}…" if length else text
    return f"{shown!r}{length}" if isinstance(found, str) else f"{shown}{length}"


def _printable(text: str) -> str:
    """Write what a terminal would obey or hide, such as an escape or a bidi override, as its code."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


class DataError(Exception):
    """Everything wrong with a scenario, one sentence per problem.

    >>> str(DataError([Problem("claims.csv", "the file is missing")]))
    'claims.csv: the file is missing'
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Basis(StrEnum):
    """How firm a value is; arithmetic keeps the weakest."""

    REPORTED = "reported"
    DERIVED = "derived"
    ASSUMED = "assumed"


def weakest(*bases: Basis | None) -> Basis:
    """Return the weakest of some bases.

    >>> weakest(Basis.REPORTED, Basis.ASSUMED, None).value
    'assumed'
    """
    order = list(Basis)
    return max((basis for basis in bases if basis is not None), key=order.index, default=Basis.REPORTED)


class Kind(StrEnum):
    """The five kinds of quantity; none of them replaces another."""

    COUNTED = "counted"
    ZERO = "zero"
    NOT_STATED = "not_stated"
    WITHHELD = "withheld"
    NO_DATA = "no_data"

    @property
    def has_number(self) -> bool:
        """Whether quantities of this kind carry a number.

        >>> Kind.ZERO.has_number, Kind.NOT_STATED.has_number
        (True, False)
        """
        return self in (Kind.COUNTED, Kind.ZERO)


@dataclass(frozen=True)
class Derivation:
    """The arithmetic behind a quantity: left, sign, right."""

    left: Quantity
    sign: Literal["−", "+"]
    right: Quantity


@dataclass(frozen=True)
class Quantity:
    """A number of troops with its range, wording, basis and claims; a bound of None is open.

    Raises ValueError when a number has no claim, bounds are out of order or below zero, both are open, both are 0 but
    the kind is not zero, or a kind without a number carries one.

    >>> Quantity.counted(200, 999, wording="hundreds", claims=("C13",)).kind.value
    'counted'
    """

    kind: Kind
    low: int | None = None
    high: int | None = None
    best: int | None = None
    wording: str = ""
    approximate: bool = False
    basis: Basis | None = None
    claims: tuple[str, ...] = ()
    contested_by: tuple[str, ...] = ()
    note: str = ""
    derivation: Derivation | None = None

    def __post_init__(self) -> None:
        numbers = [number for number in (self.low, self.best, self.high) if number is not None]
        if self.kind.has_number:
            if self.low is None and self.high is None:
                raise ValueError("a counted quantity needs a lower bound, an upper bound or both")
            _check_numbers(numbers, self.claims)
            if (self.kind is Kind.ZERO) != (self.low == 0 and self.high == 0 and not self.approximate):
                raise ValueError("zero means exactly 0 to 0, and exactly 0 to 0 means zero")
        elif numbers:
            raise ValueError(f"{self.kind.value.replace('_', ' ')} must not carry a number")

    @classmethod
    def counted(cls, low: int | None, high: int | None, **rest: Any) -> Self:
        """Return a quantity from its bounds; at most 0, said exactly, makes it the kind zero.

        >>> Quantity.counted(0, 0, claims=("C09",)).kind.value
        'zero'
        """
        rest.setdefault("basis", Basis.REPORTED)
        if high == 0 and not rest.get("approximate"):
            return cls(Kind.ZERO, 0, 0, **rest)
        return cls(Kind.COUNTED, low, high, **rest)

    def __sub__(self, other: Quantity) -> Quantity:
        """Subtract in the worst case: least less most, most less least, and never below zero.

        >>> stated = Quantity.counted(2500, 2500, approximate=True, claims=("C02",))
        >>> left = stated - Quantity.counted(200, 999, claims=("C08",))
        >>> (left.low, left.high, left.approximate, left.claims, left.basis.value)
        (1501, 2300, True, ('C02', 'C08'), 'derived')
        """
        low = None if self.low is None else 0 if other.high is None else max(0, self.low - other.high)
        high = None if self.high is None else max(0, self.high - (other.low or 0))
        best = None if (terms := self._bests(other)) is None else max(0, terms[0] - terms[1])
        return self._derived(other, "−", (low, high, best))

    def __add__(self, other: Quantity) -> Quantity:
        """Add in the worst case: least with least, most with most.

        >>> one = Quantity.counted(200, 999, claims=("C13",))
        >>> (one + one).high
        1998
        """
        low = None if self.low is None and other.low is None else (self.low or 0) + (other.low or 0)
        high = None if self.high is None or other.high is None else self.high + other.high
        best = None if (terms := self._bests(other)) is None else sum(terms)
        return self._derived(other, "+", (low, high, best))

    def _bests(self, other: Quantity) -> tuple[int, int] | None:
        """The best figures of two terms, an exact one being its own; None where neither or only one has one."""
        if self.best is None and other.best is None:
            return None
        mine, theirs = (term.low if term.low == term.high else term.best for term in (self, other))
        return None if mine is None or theirs is None else (mine, theirs)

    def _derived(
        self, other: Quantity, sign: Literal["−", "+"], numbers: tuple[int | None, int | None, int | None]
    ) -> Quantity:
        low, high, best = numbers
        claims = _union(self.claims, other.claims)
        contested_by = _union(self.contested_by, other.contested_by)
        note = "; ".join(dict.fromkeys(note for note in (self.note, other.note) if note))
        for term in (self, other):
            if not term.kind.has_number:
                return Quantity(term.kind, claims=claims, contested_by=contested_by, note=note)
        return Quantity.counted(
            0 if low is None and high is None else low,
            high,
            best=best,
            approximate=self.approximate or other.approximate,
            basis=weakest(Basis.DERIVED, self.basis, other.basis),
            claims=claims,
            contested_by=contested_by,
            note=note,
            derivation=Derivation(self, sign, other),
        )


def _check_numbers(numbers: list[int], claims: tuple[str, ...]) -> None:
    if not claims:
        raise ValueError("a number must rest on a claim")
    if min(numbers) < 0:
        raise ValueError("a count must not be negative")
    if numbers != sorted(numbers):
        raise ValueError("low, best and high must be in ascending order")


def _union(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(left + right))


class Status(StrEnum):
    """What is known of a base in a posture."""

    PRESENT = "present"
    REDUCED = "reduced"
    VACATED = "vacated"
    NOT_STATED = "not_stated"


# Characters that no text may contain, by what is wrong with them. Not refused although nothing is drawn for them:
# joiners and marks of direction (U+061C, U+200C to U+200F) and variation selectors (U+180B to U+180F, U+FE00 to
# U+FE0F), which Arabic, Persian, Mongolian and emoji are written with.
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(end)}{chr(end + 1)}" for end in range(0xFFFE, 0x110000, 0x10000))
_REFUSED = {
    "breaks files": re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029{_NO_CHARACTERS}]"),
    "changes the order in which text is read": re.compile("[\u202a-\u202e\u2066-\u2069]"),
    "is invisible": re.compile(
        "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
        "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    ),
}


def plain_text(text: str) -> str:
    r"""Return the text unchanged, or raise ValueError when a character in it can break a file or mislead a reader.

    >>> plain_text("Ain {al-Asad} <b>")
    'Ain {al-Asad} <b>'
    >>> plain_text("left\u202eright")
    Traceback (most recent call last):
    ValueError: contains U+202E (RIGHT-TO-LEFT OVERRIDE), which changes the order in which text is read; remove it
    """
    for fault, pattern in _REFUSED.items():
        if refused := pattern.search(text):
            raise ValueError(f"contains {_named_character(refused.group())}, which {fault}; remove it")
    return text


def _named_character(sign: str) -> str:
    unnamed = "a control character" if unicodedata.category(sign) == "Cc" else "not a character"
    return f"U+{ord(sign):04X} ({unicodedata.name(sign, unnamed)})"


def _split_ids(cell: object) -> object:
    if isinstance(cell, str) and "," in cell:
        raise ValueError("ids in one cell must be separated by spaces, without commas")
    ids = cell.split() if isinstance(cell, str) else cell
    if not isinstance(ids, list):
        return ids
    twice = next((found for place, found in enumerate(ids) if found in ids[:place]), None)
    if twice is not None:
        raise ValueError(f"{twice} is listed twice; remove one")
    return tuple(ids)


def _whole_number(cell: object) -> object:
    if cell == "":
        return None
    if isinstance(cell, str):
        if not re.fullmatch(r"[0-9]{1,9}", cell):
            raise ValueError(f"must be a whole number in digits only, from 0 to {COUNT_MAX:,}")
        return int(cell)
    return cell


def _blank_is_none(cell: object) -> object:
    return None if cell == "" else cell


def _days(text: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a day, a month or a year; raises ValueError for any other text."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise ValueError(f"{text!r} is not a date")
    first = datetime.date.fromisoformat(text + "-01" * (2 - text.count("-")))
    end_of_month = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, {4: first.replace(month=12, day=31), 7: end_of_month, 10: first}[len(text)]


@dataclass(frozen=True)
class Deadline:
    """When a phase ends: a date or an interval in Extended Date/Time Format (EDTF), levels 0 and 1, as written.

    A date is a day, a month or a year; an interval has two dates, or one date and `..` for an open side.

    >>> by = Deadline("../2025-09")
    >>> by.begin, by.end, by.is_bound, by.last, by.latest
    (None, '2025-09', True, '2025-09', datetime.date(2025, 9, 30))
    >>> since = Deadline("2026/..")
    >>> since.begin, since.end, since.is_bound, since.last, since.latest
    ('2026', None, False, '2026', datetime.date(9999, 12, 31))
    """

    text: str

    def __post_init__(self) -> None:
        try:
            days = [None if side == ".." else _days(side) for side in self._sides]
        except ValueError as error:
            raise ValueError(_EDTF_RULE) from error
        if len(days) > 2 or not any(days):
            raise ValueError(_EDTF_RULE)
        begin, end = days[0], days[-1]
        if begin is not None and end is not None and end[1] < begin[0]:
            raise ValueError("the interval ends before it begins; put the earlier date first")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> core_schema.CoreSchema:
        text = core_schema.str_schema()
        written = core_schema.to_string_ser_schema()
        return core_schema.no_info_after_validator_function(cls, text, serialization=written)

    @property
    def _sides(self) -> list[str]:
        return self.text.split("/")

    @property
    def begin(self) -> str | None:
        """The date it begins at, as written; None where the beginning is open. A single date is begin and end."""
        return None if self.is_bound else self._sides[0]

    @property
    def end(self) -> str | None:
        """The date it ends at, as written; None where the end is open."""
        return None if self._sides[-1] == ".." else self._sides[-1]

    @property
    def is_bound(self) -> bool:
        """Whether only the latest date is known: the beginning is open."""
        return self._sides[0] == ".."

    @property
    def last(self) -> str:
        """The last date written: the end, or the beginning where the end is open."""
        return [side for side in self._sides if side != ".."][-1]

    @property
    def latest(self) -> datetime.date:
        """The last day it can mean, by which deadlines are sorted; the last day there is where the end is open."""
        return datetime.date.max if self.end is None else _days(self.end)[1]


_EDTF_RULE = "must be an EDTF date (2024-09-27, 2025-09 or 2026) or interval (../2025-09)"


def _iso_date(text: str) -> str:
    try:
        is_day = text == "" or len(set(_days(text))) == 1
    except ValueError as error:
        raise ValueError(_DAY_RULE) from error
    if not is_day:
        raise ValueError(_DAY_RULE)
    return text


_DAY_RULE = "must be a date such as 2024-09-27"


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,63}$")]
"""Letters, digits and hyphens; at most 64 characters."""
Compared = Annotated[str, StringConstraints(pattern=r"^(reading:)?[A-Za-z0-9][A-Za-z0-9-]{0,63}$")]
"""The id of a phase, or after `reading:` that of a reading."""
ReadingId = Annotated[str, StringConstraints(pattern=r"^([*]|[A-Za-z0-9][A-Za-z0-9-]{0,63})$")]
"""The id of a reading, or * for all readings."""
Text = Annotated[str, StringConstraints(max_length=TEXT_MAX_CHARS), AfterValidator(plain_text)]
Name = Annotated[str, StringConstraints(pattern=VISIBLE, max_length=NAME_MAX_CHARS), AfterValidator(plain_text)]
OptionalName = Annotated[str, StringConstraints(max_length=NAME_MAX_CHARS), AfterValidator(plain_text)]
IsoDate = Annotated[str, AfterValidator(_iso_date)]
Iso3 = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_split_ids)]
Count = Annotated[int | None, BeforeValidator(_whole_number)]
Bound = Annotated[int, Field(strict=True, ge=0, le=COUNT_MAX)]
Degrees = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Noun(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Noun):
    """Where claims or coordinates come from."""

    id: Id
    kind: Literal["report", "gazetteer"]
    publisher: Name
    title: Text
    published: IsoDate = ""
    authors: Text = ""
    url: Text = ""
    licence: Annotated[Text, StringConstraints(min_length=1)]


Standing = Literal["on the record", "official, unnamed", "reported", "background"]
"""How firmly a claim stands, by who says so."""


class Claim(Noun):
    """One thing a source says: where in the source, who says so, and how firmly."""

    id: Id
    source: Id
    where: Name
    said_by: Name
    standing: Standing
    wording: Text = ""
    paraphrase: Annotated[Text, StringConstraints(min_length=1)]


class Statement(Noun):
    """A sentence with the claims it rests on."""

    text: Text
    claims: Ids = ()


class Phase(Noun):
    """A stop of the slider; `summary` holds one statement a reading, or one for all under `*`."""

    id: Id
    label: Name
    deadline: Deadline
    shown: Name
    summary: dict[ReadingId, Annotated[Statement, BeforeValidator(lambda text: _statement(text))]]
    claims: Ids = ()

    def headline(self, reading: str) -> Statement:
        """Return the sentence of this phase under a reading; empty where none is written."""
        return self.summary.get(reading) or self.summary.get("*") or Statement(text="")


def _statement(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Reading(Noun):
    """One of the accounts a source holds; a board shows one of them, never a blend."""

    id: Id
    label: Name
    summary: Text = ""


def _on_the_map(lat: float) -> float:
    if abs(lat) > 90:
        raise ValueError("must be from -90 to 90; longitude comes first, so lon and lat may be swapped")
    if abs(lat) > MAP_END_DEG:
        raise ValueError(f"the map ends at {MAP_END_DEG} degrees north and south, so the base cannot be shown")
    return lat


Lon = Annotated[Degrees, Field(ge=-180, le=180)]
Position = tuple[Lon, Degrees]
"""Longitude and latitude, in degrees WGS 84."""
Rings = tuple[tuple[Position, ...], ...]
"""Closed rings of positions: of a polygon the outer one, then its holes."""


class Base(Noun):
    """A place where forces are based, never with a number of troops.

    Its mark is at lon, lat, in degrees WGS 84. A base that was given as an area has its polygons too, which are valid
    and have the mark inside; `geo.scenario` sees to both.
    """

    id: Id
    name: Name
    label: OptionalName = ""
    name_ar: OptionalName = ""
    country: Iso3
    admin1: OptionalName = ""
    precision: Literal["site", "city", "province"]
    source: Id
    lon: Lon
    lat: Annotated[Degrees, AfterValidator(_on_the_map)]
    polygons: tuple[Rings, ...] = ()

    @property
    def point(self) -> shapely.Point:
        """The place of the mark as a point in EPSG:4326."""
        return shapely.Point(self.lon, self.lat)

    @property
    def outline(self) -> Rings:
        """Every ring of its polygons, holes too, as they were given; none for a base that is a point."""
        return tuple(ring for rings in self.polygons for ring in rings)

    @property
    def area(self) -> shapely.MultiPolygon:
        """Its polygons in EPSG:4326, by the right-hand rule; empty for a base that is a point."""
        polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in self.polygons]
        return shapely.orient_polygons(shapely.MultiPolygon(polygons), exterior_cw=False)

    @property
    def short(self) -> str:
        """The name as a map label has room for."""
        return self.label or self.name


class Force(Noun):
    """A body of troops counted together; without a country it is drawn on no map point."""

    id: Id
    label: Name
    short: Name
    country: Iso3 | None = None
    members: tuple[Name, ...] = ()


class StatusRow(Noun):
    """One row of statuses.csv: a base takes a status at a phase."""

    reading: ReadingId
    phase: Id
    base: Id
    status: Status
    basis: Annotated[Basis | None, BeforeValidator(_blank_is_none)]
    claims: Ids
    contested_by: Ids
    change: Text
    note: Text

    @model_validator(mode="after")
    def _stands_on_a_claim(self) -> Self:
        if self.status is not Status.NOT_STATED:
            _check_grounds("a status", self.claims, self.basis)
        return self


def _check_grounds(what: str, claims: tuple[str, ...], basis: Basis | None) -> None:
    if not claims:
        raise ValueError(f"{what} must rest on a claim, but claims is empty; name at least one")
    if basis is None:
        raise ValueError(f"{what} must have a basis, but basis is empty; enter reported, derived or assumed")


def wrapped(lon: float) -> float:
    """Return a longitude of any number of turns as the one from -180 to 180 that means the same, in degrees.

    >>> wrapped(190.5), wrapped(-190.5), wrapped(180)
    (-169.5, 169.5, 180)
    """
    return lon if -180 <= lon <= 180 else round((lon + 180) % 360 - 180, LON_DIGITS)


def bounds(places: Iterable[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return the smallest box round some places, unwrapped: west to east over 180 degrees where that is shorter.

    >>> bounds([(179.5, -17), (-179.5, -18)])
    (179.5, -18, 180.5, -17)
    """
    lons, lats = zip(*places, strict=True)
    around = sorted(set(lons))
    gaps = [(lon - before, lon) for before, lon in zip([around[-1] - 360, *around[:-1]], around, strict=True)]
    west = max(gaps)[1]
    east = max(lon if lon >= west else lon + 360 for lon in around)
    return west, min(lats), east, max(lats)


def between(places: Iterable[tuple[float, float]]) -> str:
    """Write where some places lie, by the corners of the box round them, each its longitude and latitude in degrees.

    >>> between([(42.4412, 33.7856), (44.0092, 36.1911)])
    'between 42.4412, 33.7856 and 44.0092, 36.1911'
    """
    west, south, east, north = bounds(places)
    return f"between {west:.6g}, {south:.6g} and {wrapped(east):.6g}, {north:.6g}"


class View(Noun):
    """A box on the map, degrees WGS 84; one whose west lies east of its east runs across 180 degrees.

    >>> View(west=176, south=-20, east=-178, north=-12).box
    (176.0, -20.0, 182.0, -12.0)
    """

    west: Lon
    south: Annotated[Degrees, Field(ge=-MAP_END_DEG, le=MAP_END_DEG)]
    east: Lon
    north: Annotated[Degrees, Field(ge=-MAP_END_DEG, le=MAP_END_DEG)]

    @model_validator(mode="after")
    def _has_an_area(self) -> Self:
        if self.box[0] == self.box[2]:
            raise ValueError("west and east must not be the same meridian")
        if self.south >= self.north:
            raise ValueError("south must be less than north")
        return self

    @classmethod
    def of_box(cls, box: tuple[float, float, float, float]) -> Self:
        """Return the view of an unwrapped box, cut where the map ends; one of a full turn or more shows all longitudes.

        >>> View.of_box((170, -25, 195, 89)).edges
        (170.0, -25.0, -165.0, 85.0)
        """
        west, south, east, north = box
        south, north = max(south, -MAP_END_DEG), min(north, MAP_END_DEG)
        if east - west >= 360:
            return cls(west=-180, south=south, east=180, north=north)
        return cls(west=wrapped(west), south=south, east=wrapped(east), north=north)

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge, degrees."""
        return self.west, self.south, self.east, self.north

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The same edges unwrapped, west always less than east: east runs on beyond 180 where the view crosses it."""
        return self.west, self.south, self.east + 360 if self.east < self.west else self.east, self.north

    def shows(self, lon: float, lat: float) -> bool:
        """Return whether a place lies in it.

        >>> View(west=176, south=-20, east=-178, north=-12).shows(-179.5, -18)
        True
        """
        west, south, east, north = self.box
        return south <= lat <= north and any(west <= lon + turn <= east for turn in (0, 360))


class Wording(Noun):
    """How words of quantity are read: words that mean approximately, and words that mean a range."""

    approximate: tuple[Name, ...] = ("approximately",)
    ranges: dict[Name, tuple[Bound, Bound]] = {}

    @model_validator(mode="after")
    def _has_ranges_in_order(self) -> Self:
        known: dict[str, str] = {}
        for word, (low, high) in self.ranges.items():
            if word.casefold() in known:
                raise ValueError(
                    f"{known[word.casefold()]!r} and {word!r} are read as one word; keep one of their ranges"
                )
            known[word.casefold()] = word
            if low > high:
                raise ValueError(f"the range of {word!r} must have the smaller number first, but is {low} to {high}")
        return self

    def quantity(self, wording: str) -> tuple[int, int, bool] | None:
        """Return low, high and whether it is approximate for a wording; None when the words hold no number.

        >>> rules = Wording(ranges={"hundreds": (200, 999)})
        >>> rules.quantity("hundreds"), rules.quantity("(approximately) 2,500"), rules.quantity("the remainder")
        ((200, 999, False), (2500, 2500, True), None)
        """
        words = wording.replace("(", "").replace(")", "").strip().casefold()
        ranges = {word.casefold(): bounds for word, bounds in self.ranges.items()}
        if words in ranges:
            return (*ranges[words], False)
        head, _, tail = words.rpartition(" ")
        number = re.fullmatch(r"[0-9]{1,3}(,[0-9]{3}){0,2}|[0-9]{1,9}", tail)
        if number is None or (head and head not in [word.casefold() for word in self.approximate]):
            return None
        count = int(tail.replace(",", ""))
        return count, count, bool(head)

    def says_approximately(self, wording: str) -> bool:
        """Tell whether a wording holds one of the words for approximately.

        >>> Wording().says_approximately("approximately a thousand")
        True
        """
        return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", wording, re.IGNORECASE) for word in self.approximate)


class TroopsRow(Noun):
    """One row of troops.csv: what a source says of a force at a phase."""

    reading: ReadingId
    phase: Id
    country: Annotated[Iso3 | None, BeforeValidator(_blank_is_none)]
    force: Id
    verb: Literal["set", "withdraw", "add", "unstated", "withheld"]
    wording: Text
    low: Count
    best: Count
    high: Count
    basis: Annotated[Basis | None, BeforeValidator(_blank_is_none)]
    claims: Ids
    contested_by: Ids
    change: Text
    note: Text

    @model_validator(mode="after")
    def _stands_on_a_claim(self) -> Self:
        if self.verb not in ("unstated", "withheld"):
            _check_grounds("a number", self.claims, self.basis)
        return self

    def stated(self, wording: Wording) -> Quantity:
        """Return the quantity the row itself states; raises ValueError when it states none, or two that disagree."""
        read = wording.quantity(self.wording)
        bounds = None if self.low is None and self.high is None else (self.low, self.high)
        if self.verb in ("unstated", "withheld"):
            if read is not None or bounds is not None or self.best is not None:
                raise ValueError(f"a row with the verb {self.verb} must not carry a number; empty its cells")
            kind = Kind.WITHHELD if self.verb == "withheld" else Kind.NOT_STATED
            return Quantity(kind, claims=self.claims, contested_by=self.contested_by, note=self.note)
        if read is None and bounds is None:
            wording_said = "its wording is not one that can be read" if self.wording else "it has no wording"
            raise ValueError(f"the row gives no number: {wording_said}; fill in low or high")
        if read is not None and bounds is not None and read[:2] != bounds:
            raise ValueError(f"the wording means {read[0]:,} to {read[1]:,}, but low and high differ; leave them empty")
        low, high, approximate = read or (self.low, self.high, wording.says_approximately(self.wording))
        return Quantity.counted(
            low,
            high,
            best=self.best,
            wording=self.wording,
            approximate=approximate,
            basis=self.basis,
            claims=self.claims,
            contested_by=self.contested_by,
            note=self.note,
        )

    def applied_to(self, held: Quantity, wording: Wording) -> Quantity:
        """Return what a force holds after this row; raises ValueError when more leave than can be there."""
        stated = self.stated(wording)
        if self.verb == "add":
            return held + stated
        if self.verb != "withdraw":
            return stated
        if held.high is not None and stated.low is not None and stated.low > held.high:
            raise ValueError(f"withdraws at least {stated.low:,}, but at most {held.high:,} are there")
        return held - stated


@dataclass(frozen=True)
class Scenario:
    """A whole drawdown as read and checked from its folder.

    `fingerprint` is the SHA-256 of the scenario's files.
    """

    id: str
    title: str
    summary: str
    as_of: str
    marking: str
    view: View
    countries: tuple[str, ...]
    wording: Wording
    sources: dict[str, Source]
    claims: dict[str, Claim]
    phases: tuple[Phase, ...]
    readings: tuple[Reading, ...]
    forces: tuple[Force, ...]
    bases: tuple[Base, ...]
    statuses: tuple[StatusRow, ...]
    troops: tuple[TroopsRow, ...]
    fingerprint: str
    warnings: tuple[str, ...] = field(compare=False)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def phase(self, name: str) -> Phase:
        """Return a phase by its id; raises KeyError naming the phases there are."""
        return _named(self.phases, "phase", name)

    def reading(self, name: str) -> Reading:
        """Return a reading by its id; raises KeyError naming the readings there are."""
        return _named(self.readings, "reading", name)

    @property
    def comparable(self) -> tuple[str, ...]:
        """What a posture can be compared with: a phase by its id, a reading by its id after `reading:`."""
        readings = (f"{COMPARED_READING}{reading.id}" for reading in self.readings)
        return (*(phase.id for phase in self.phases), *readings)

    def compared(self, name: str) -> Phase | Reading:
        """Return what one of `comparable` names; raises KeyError naming the phases or readings there are."""
        if name.startswith(COMPARED_READING):
            return self.reading(name.removeprefix(COMPARED_READING))
        return self.phase(name)

    def sides(self, reading: str, phase: str, compare: str | None = None) -> tuple[tuple[str, str], ...]:
        """Return reading and phase of what a comparison shows from left to right; of the one where nothing is compared.

        Two phases are in order of time; of two readings the one in question is on the right.
        """
        now = self.reading(reading).id, self.phase(phase).id
        if compare is None:
            return (now,)
        other = self.compared(compare)
        if isinstance(other, Reading):
            return (other.id, now[1]), now
        is_later = self.phases.index(other) > self.phases.index(self.phase(phase))
        return (now, (now[0], other.id)) if is_later else ((now[0], other.id), now)


_Stop = TypeVar("_Stop", Phase, Reading)


def _named(stops: tuple[_Stop, ...], kind: str, name: str) -> _Stop:
    for stop in stops:
        if stop.id == name:
            return stop
    raise KeyError(f"there is no {kind} {name!r}; there are {', '.join(stop.id for stop in stops)}")


@dataclass(frozen=True)
class BaseStatus:
    """The status of one base in a posture, with its basis and claims."""

    base: Base
    status: Status = Status.NOT_STATED
    basis: Basis | None = None
    claims: tuple[str, ...] = ()
    contested_by: tuple[str, ...] = ()
    note: str = ""

    @property
    def id(self) -> str:
        """The id of the base."""
        return self.base.id

    @property
    def name(self) -> str:
        """The full name of the base."""
        return self.base.name

    @property
    def value(self) -> Status:
        """The status."""
        return self.status


@dataclass(frozen=True)
class ForceFigure:
    """The figure of one force in a posture; basis, claims and note are those of its quantity."""

    force: Force
    quantity: Quantity

    @property
    def id(self) -> str:
        """The id of the force."""
        return self.force.id

    @property
    def name(self) -> str:
        """The label of the force."""
        return self.force.label

    @property
    def value(self) -> Quantity:
        """The quantity."""
        return self.quantity

    @property
    def basis(self) -> Basis | None:
        """How firm the quantity is."""
        return self.quantity.basis

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims the quantity rests on."""
        return self.quantity.claims

    @property
    def contested_by(self) -> tuple[str, ...]:
        """Ids of the claims that contest the quantity."""
        return self.quantity.contested_by

    @property
    def note(self) -> str:
        """What else the source or the scenario says of the quantity."""
        return self.quantity.note


Entry = BaseStatus | ForceFigure
"""One line of a posture: both kinds have id, name, value, basis, claims, contested_by and note."""


@dataclass(frozen=True)
class Posture:
    """The status of every base and the figure of every force at one phase under one reading, in scenario order."""

    reading: Reading
    phase: Phase
    bases: tuple[BaseStatus, ...]
    forces: tuple[ForceFigure, ...]

    def base(self, name: str) -> BaseStatus:
        """Return the line of a base by its id."""
        return next(found for found in self.bases if found.id == name)

    def force(self, name: str) -> ForceFigure:
        """Return the line of a force by its id."""
        return next(found for found in self.forces if found.id == name)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every force, then every base."""
        return (*self.forces, *self.bases)


@dataclass(frozen=True)
class Change:
    """What moved between two postures, in one sentence, with the claims it rests on.

    `moved` is what a row says leaves or arrives, None where a row sets a new value.
    """

    subjects: tuple[str, ...]
    name: str
    before: Status | Quantity
    after: Status | Quantity
    sentence: str
    claims: tuple[str, ...]
    contested_by: tuple[str, ...]
    moved: tuple[Literal["leave", "arrive"], Quantity] | None = None
