"""Postures, countries, changes, evidence and glossary as tables, each made once, each column described once.

Cells are plain values; page, command line, deck, spreadsheets and layers choose the columns they have and write the
cells. An absent number is None and a zero is 0: zero, not stated, withheld and no data are told apart by `kind`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import basemap, evidence, style
from geo.model import Change, Entry, Quantity, Scenario
from geo.posture import course
from geo.selection import Selection
from geo.words import say

Cell = str | int | float | bool | tuple[str, ...] | None
"""A value of a row; a tuple holds ids or names."""
ColumnType = Literal["text", "ids", "names", "integer", "number", "boolean"]
"""What the cells of a column hold."""
Row = dict[str, Cell]
"""One line of a table: cells by the names of its columns."""
SEPARATORS = {"ids": " ", "names": "; "}
"""What separates the parts of a cell that holds several: ids have no spaces, as in the scenario's own files."""
DEGREE_DIGITS = 6
"""Decimals of a degree kept, about 0.1 m on the ground; RFC 7946, section 11.2, calls six enough."""


@dataclass(frozen=True)
class Column:
    """A column by name, the kind of its values, and its entry in the catalogue where that is not its name."""

    name: str
    type: ColumnType = "text"
    entry: str = ""

    @property
    def title(self) -> str:
        """Its heading."""
        return say(f"column.{self.entry or self.name}")

    @property
    def says(self) -> str:
        """What its cells say."""
        return say(f"column.{self.entry or self.name}.says")


@dataclass(frozen=True)
class Table:
    """Rows under columns; rows may have cells of other columns too, which can be chosen."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return say(f"table.{self.name}")

    def choose(self, *names: str) -> Table:
        """Return the table with the columns of some names, in that order."""
        return replace(self, columns=columns_of(self.name, names))

    def lines(self) -> Iterator[list[str | int | float | bool | None]]:
        """The cells of every row in the order of the columns, those that hold several written as one text."""
        for row in self.rows:
            yield [flat(row.get(column.name), column) for column in self.columns]

    @property
    def records(self) -> tuple[Row, ...]:
        """The rows with the cells of the columns alone."""
        names = {column.name for column in self.columns}
        return tuple({name: cell for name, cell in row.items() if name in names} for row in self.rows)

    @property
    def frame(self) -> pd.DataFrame:
        """The table as text to read, under the headings of its columns; what is absent is empty."""
        lines = [[read(row.get(column.name)) for column in self.columns] for row in self.rows]
        return pd.DataFrame(lines, columns=[column.title for column in self.columns], dtype="string")


def flat(cell: Cell, column: Column) -> str | int | float | bool | None:
    """Write a cell that holds several ids or names as one text; an empty text is absent.

    >>> flat(("C05", "C06"), column("claims"))
    'C05 C06'
    """
    if isinstance(cell, tuple):
        cell = SEPARATORS[column.type].join(cell)
    return None if cell == "" else cell


def read(cell: Cell) -> str:
    """Write a cell as text to read.

    >>> read(("C05", "C06")), read(None)
    ('C05, C06', '')
    """
    return ", ".join(cell) if isinstance(cell, tuple) else "" if cell is None else str(cell)


_TYPES: dict[ColumnType, tuple[str, ...]] = {
    "integer": ("low", "best", "high", "written_low", "written_high", "change", "moved_low", "moved_high"),
    "boolean": ("approximate",),
    "ids": ("claims", "contested_by", "after_claims", "forces"),
    "names": ("members", "force_names"),
    "number": ("lon", "lat"),
}
"""The columns that hold something else than text."""


STOP = ("reading", "reading_label", "phase", "phase_label", "deadline", "shown")
FIGURE = ("kind", "low", "best", "high", "approximate", "written_low", "written_high", "wording")
GROUNDS = ("basis", "basis_words", "claims", "contested_by", "note")
_PLACE = ("name_ar", "country", "admin1", "precision", "lon", "lat", "place_source")
_MOVE = ("moved", "moved_label", "moved_low", "moved_high")
_AFTER = ("after_basis", "after_claims", "after_note")
_BASES = (*STOP, "id", "name", "label", "status", *GROUNDS, *_PLACE)
_FORCES = (*STOP, "id", "name", "label", *FIGURE, *GROUNDS, "arithmetic", "country", "members")
_POSTURES = (
    *STOP,
    *("item", "id", "name", "label", "status", *FIGURE, *GROUNDS, "arithmetic"),
    *("name_ar", "country", "admin1", "members", "precision", "lon", "lat", "place_source"),
)
_CHANGES = (*STOP, "change", "id", "name", "before", "after", *_AFTER, "sentence", *_MOVE, "claims", "contested_by")
_CLAIMS = ("id", "source", "where", "said_by", "standing", "wording", "paraphrase", "role", "drives")
_SOURCES = ("id", "kind", "publisher", "title", "published", "authors", "url", "licence")
_COVERAGE = ("cited", "id", "role", "paraphrase", "reason")
_GLOSSARY = ("chapter", "word", "means")
_COUNTRIES = (*STOP, "country", "name", "forces", "force_names", "label", *FIGURE, *GROUNDS, "arithmetic")
_OWN = (("claims", "id"), ("coverage", "id"), ("claims", "wording"), ("sources", "id"), ("sources", "kind"))
"""Columns that say something else in one table than in the others."""


def columns_of(table: str, names: tuple[str, ...]) -> tuple[Column, ...]:
    """Return the columns of a table by their names, in order."""
    return tuple(column(name, f"{table}.{name}" if (table, name) in _OWN else "") for name in names)


def column(name: str, entry: str = "") -> Column:
    """Return a column by its name.

    >>> column("claims")
    Column(name='claims', type='ids', entry='')
    """
    return Column(name, next((kind for kind, named in _TYPES.items() if name in named), "text"), entry)


def postures(scenario: Scenario, selection: Selection) -> Table:
    """Return one row per force, then one per base, for every posture selected."""
    rows: list[Row] = []
    for one in selection.each():
        rows += [{**row, "item": "force"} for row in _forces(scenario, one)]
        rows += [{**row, "item": "base"} for row in _bases(scenario, one)]
    return Table("postures", columns_of("postures", _POSTURES), tuple(rows))


def bases(scenario: Scenario, selection: Selection) -> Table:
    """Return one row per base for every posture selected; no row has a number of troops."""
    rows = tuple(row for one in selection.each() for row in _bases(scenario, one))
    return Table("bases", columns_of("bases", _BASES), rows)


def base_outlines(scenario: Scenario, selection: Selection) -> Table:
    """Return the rows of the bases that were given as areas."""
    areas = {base.id for base in scenario.bases if base.polygons}
    every = bases(scenario, selection)
    return replace(every, name="base_outlines", rows=tuple(row for row in every.rows if row["id"] in areas))


def forces(scenario: Scenario, selection: Selection) -> Table:
    """Return one row per force for every posture selected."""
    rows = tuple(row for one in selection.each() for row in _forces(scenario, one))
    return Table("forces", columns_of("forces", _FORCES), rows)


def changes(scenario: Scenario, selection: Selection) -> Table:
    """Return what moved up to each phase selected since the one before it, as its rows state it.

    One row per base or force, as before and after are its own; rows that one sentence states have one number.
    """
    rows = tuple(row for one in selection.each() for row in _changes(scenario, one))
    return Table("changes", columns_of("changes", _CHANGES), rows)


def claims(scenario: Scenario) -> Table:
    """Return every claim of a scenario, with what it drives."""
    return Table("claims", columns_of("claims", _CLAIMS), _claims(scenario))


def _claims(scenario: Scenario) -> tuple[Row, ...]:
    driven, silent, context = evidence.uses(scenario), evidence.silences(scenario), evidence.why_context(scenario)
    rows: list[Row] = []
    for claim in scenario.claims.values():
        drives = driven_words((*driven[claim.id], *([silent[claim.id]] if claim.id in silent else [])))
        rows.append(
            {
                **claim.model_dump(),
                "role": "context" if claim.id in context else "drives",
                "drives": drives,
                "cited": f"{style.dated(scenario.sources[claim.source])}, {claim.where}",
                "reason": context.get(claim.id, drives),
            }
        )
    return tuple(rows)


def driven_words(places: tuple[str, ...]) -> str:
    """Write what a claim drives, the first few and how many more.

    >>> driven_words(("Erbil: After stage 1", "Erbil: After stage 2"))
    'Erbil: After stage 1; Erbil: After stage 2'
    """
    more = len(places) - style.USES_LISTED
    rest = [say("changes.more", count=f"{more:,}")] if more > 0 else []
    return "; ".join([*places[: style.USES_LISTED], *rest])


def coverage(scenario: Scenario) -> Table:
    """Return every paragraph of the sources in order, one row per claim that names it; a gap has a row without a claim.

    Claims that name no paragraph come after those of their source that do.
    """
    by_id = {str(row["id"]): row for row in _claims(scenario)}
    rows: list[Row] = []
    for covered in evidence.coverage(scenario):
        dated = style.dated(scenario.sources[covered.source])
        for passage in covered.passages:
            cited: Row = {"cited": f"{dated}, {passage.where}"}
            rows += [by_id[claim] | cited for claim in passage.claims]
            rows += [] if passage.claims else [{**cited, "role": "gap", "paraphrase": say("coverage.gap")}]
        rows += [by_id[claim] for claim in covered.elsewhere]
    return Table("coverage", columns_of("coverage", _COVERAGE), tuple(rows))


def glossary(scenario: Scenario) -> Table:  # noqa: ARG001 - the same for every scenario
    """Return the words of the board with their meanings."""
    rows: list[Row] = [
        {"chapter": chapter.title, "word": term.word, "means": term.says}
        for chapter in evidence.GLOSSARY
        for term in chapter.terms
    ]
    return Table("glossary", columns_of("glossary", _GLOSSARY), tuple(rows))


def sources(scenario: Scenario) -> Table:
    """Return every source of a scenario."""
    rows = tuple(source.model_dump() for source in scenario.sources.values())
    return Table("sources", columns_of("sources", _SOURCES), rows)


def stop(scenario: Scenario, one: Selection) -> Row:
    """Return what one posture is of: its reading, its phase, and the date of the phase."""
    phase = scenario.phase(one.phase)
    return {
        "reading": one.reading,
        "reading_label": scenario.reading(one.reading).label,
        "phase": phase.id,
        "phase_label": phase.label,
        "deadline": phase.deadline.text,
        "shown": phase.shown,
    }


def _bases(scenario: Scenario, one: Selection) -> Iterator[Row]:
    at = stop(scenario, one)
    for found in course(scenario, one.reading).posture(one.phase).bases:
        base = found.base
        yield at | {
            **{noun: getattr(base, noun) for noun in ("id", "name", "name_ar", "country", "admin1", "precision")},
            "label": style.value(found.status),
            "status": found.status.value,
            "lon": round(base.lon, DEGREE_DIGITS),
            "lat": round(base.lat, DEGREE_DIGITS),
            "place_source": base.source,
            **_grounds(found),
        }


def _forces(scenario: Scenario, one: Selection) -> Iterator[Row]:
    at = stop(scenario, one)
    for found in course(scenario, one.reading).posture(one.phase).forces:
        yield at | {
            "id": found.id,
            "name": found.name,
            "country": found.force.country,
            "members": found.force.members,
            **_figure(found.quantity),
            **_grounds(found),
        }


def _figure(quantity: Quantity) -> Row:
    written_low, written_high = style.written_bounds(quantity)
    return {
        "label": style.label(quantity),
        "kind": quantity.kind.value,
        "low": quantity.low,
        "best": quantity.best,
        "high": quantity.high,
        "approximate": quantity.approximate if quantity.kind.has_number else None,
        "written_low": written_low,
        "written_high": written_high,
        "wording": quantity.wording,
        "arithmetic": style.arithmetic(quantity),
    }


def _grounds(found: Entry) -> Row:
    return {
        "basis": None if found.basis is None else found.basis.value,
        "basis_words": style.basis(found.basis),
        "claims": found.claims,
        "contested_by": found.contested_by,
        "note": found.note,
    }


def _changes(scenario: Scenario, one: Selection) -> Iterator[Row]:
    at, walked = stop(scenario, one), course(scenario, one.reading)
    step = walked.step(one.phase)
    by_subject = {move.subjects[0]: move for move in step.moves}
    found = {entry.id: entry for entry in walked.posture(one.phase).entries}
    for number, change in enumerate(step.changes, start=1):
        for subject in change.subjects:
            yield at | {"change": number, "id": subject} | _move(by_subject[subject]) | _after(found[subject])


def _after(found: Entry) -> Row:
    return {
        "after_basis": style.basis(found.basis),
        "after_claims": found.claims,
        "after_note": found.note,
    }


def _move(move: Change) -> Row:
    way, quantity = move.moved or (None, None)
    return {
        "name": move.name,
        "before": style.value(move.before),
        "after": style.value(move.after),
        "sentence": style.sentence(move),
        "moved": way,
        "moved_label": None if quantity is None else style.label(quantity),
        "moved_low": None if quantity is None else quantity.low,
        "moved_high": None if quantity is None else quantity.high,
        "claims": move.claims,
        "contested_by": move.contested_by,
    }


# Countries


@dataclass(frozen=True)
class Country:
    """A country by ISO 3166-1 alpha-3, None where the basemap has no ground of it.

    Its polygon is in EPSG:4326, by the right-hand rule and cut at 180 degrees (RFC 7946, sections 3.1.6 and 3.1.9).
    """

    iso3: str
    name: str
    polygon: BaseGeometry | None = None
    label_point: tuple[float, float] | None = None


def countries(scenario: Scenario) -> dict[str, Country]:
    """Return the countries a scenario or one of its forces names, by code, in that order."""
    named = dict.fromkeys([*scenario.countries, *(force.country for force in scenario.forces if force.country)])
    return {iso3: _of_basemap(iso3) for iso3 in named}


@cache
def _of_basemap(iso3: str) -> Country:
    known = basemap.country(iso3)
    if known is None:
        return Country(iso3, iso3)
    if known.geometry.is_empty:
        return Country(iso3, known.name)
    return Country(iso3, known.name, shapely.orient_polygons(known.geometry, exterior_cw=False), known.label)


def figures(scenario: Scenario, selection: Selection) -> Table:
    """Return one row per country for every posture selected, with the figures of its forces.

    The columns of a figure are filled where a country has one force. Several forces are never added up, as no source
    does: their figures follow one another, and `label` names them all.
    """
    named = countries(scenario).values()
    rows: list[Row] = []
    for one in selection.each():
        at, held = stop(scenario, one), forces(scenario, one).rows
        for country in named:
            rows.append(at | _country(country, [force for force in held if force["country"] == country.iso3]))
    return Table("countries", columns_of("countries", _COUNTRIES), tuple(rows))


def _country(country: Country, held: list[Row]) -> Row:
    every = "; ".join(f"{force['name']}: {force['label']}" for force in held)
    (only,) = held if len(held) == 1 else ({"label": every},)
    figure = {column: only.get(column) for column in ("label", *FIGURE, *GROUNDS, "arithmetic")}
    return {
        "country": country.iso3,
        "name": country.name,
        "forces": tuple(str(force["id"]) for force in held),
        "force_names": tuple(str(force["name"]) for force in held),
        **figure,
    }


def heading(scenario: Scenario, reading: str, phase: str) -> str:
    """Write which posture a table shows: phase, date shown, reading."""
    shown = scenario.phase(phase)
    return f"{shown.label} · {shown.shown} · {scenario.reading(reading).label}"


def told(scenario: Scenario, reading: str, phase: str) -> str:
    """Write a posture as sentences, for readers who cannot see the picture: each force's figure, each base's status."""
    entries = course(scenario, reading).posture(phase).entries
    sentences = [f"{style.qualified(f'{found.name}: {style.value(found.value)}', found)}." for found in entries]
    return " ".join([f"{heading(scenario, reading, phase)}.", *sentences])


def footing(scenario: Scenario) -> str:
    """Write what belongs under every table: marking, sources, rules of reading."""
    return " ".join([scenario.marking + ".", style.source_line(scenario)])
