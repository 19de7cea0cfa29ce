"""The data block of the document: everything of a scenario that the board shows, as JSON values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from geo import basemap, style
from geo.evidence import GLOSSARY, Coverage, coverage, uses, why_context, worded_by
from geo.model import Base, Basis, Change, Kind, Phase, Quantity, Scenario, Status, StatusRow
from geo.posture import Step, course
from geo.style import CHANGES_LISTED, USES_LISTED

DWELL_MS = 3000
"""How long a phase is shown while playing, ms: time to read its headline aloud."""


def data_block(scenario: Scenario, start: dict[str, Any]) -> dict[str, Any]:
    """Return everything of a scenario that the document shows; postures as the differences from phase to phase."""
    courses = [course(scenario, reading.id) for reading in scenario.readings]
    rows = dict.fromkeys(map(_cell, scenario.statuses))
    cells = {cell: number for number, cell in enumerate({_NOTHING_SAID: None} | rows)}
    places = _Places({base.id: number for number, base in enumerate(scenario.bases)}, cells)
    return {
        **_head(scenario, start),
        "scaleTop": style.bar_top(quantity for walked in courses for quantity in walked.every_quantity()),
        "noData": _quantity(scenario, Quantity(Kind.NO_DATA)),
        **_nouns(scenario),
        "cells": [asdict(cell) for cell in cells],
        "steps": {walked.reading.id: [_step(scenario, step, places) for step in walked.steps] for walked in courses},
    }


def _head(scenario: Scenario, start: dict[str, Any]) -> dict[str, Any]:
    """What identifies the document, and the words and colours it shows a posture with."""
    return {
        "id": scenario.id,
        "title": scenario.title,
        "marking": scenario.marking,
        "markingColour": style.marking_colour(scenario.marking),
        "markingInk": style.marking_ink(scenario.marking),
        "asOf": style.day(scenario.as_of),
        "start": start,
        "view": scenario.view.model_dump(),
        "source": style.source_line(scenario),
        "credit": basemap.CREDIT,
        "rules": style.wording_rules(scenario),
        "ruleClaims": worded_by(scenario),
        "coverage": [_covered(scenario, covered) for covered in coverage(scenario)],
        "glossary": [asdict(chapter) for chapter in GLOSSARY],
        "palettes": style.THEMES,
        "dwellMs": DWELL_MS,
        "box": basemap.BOX,
        "precisions": {name: _precision(known) for name, known in style.PRECISIONS.items()},
        "changesListed": CHANGES_LISTED,
        "marks": {
            "halo": asdict(style.MARK_HALO),
            "statuses": {status.value: [asdict(shape) for shape in shapes] for status, shapes in style.MARKS.items()},
            "contested": [asdict(shape) for shape in style.MARK_CONTESTED],
        },
        "statusWords": {status.value: word for status, word in style.STATUS_WORDS.items()},
        "basesNamed": style.BASES_NAMED,
        "basesListed": style.BASES_LISTED,
        "softArea": asdict(style.SOFT_AREA),
    }


def _precision(known: style.Precision) -> dict[str, int]:
    return {
        "radiusKm": known.radius_km,
        "knownKm": known.known_km,
        "digits": known.digits,
        "gridDigits": known.grid_digits,
    }


def _nouns(scenario: Scenario) -> dict[str, Any]:
    """The nouns that postures refer to, the same at every phase."""
    return {
        "sources": {
            source.id: {"dated": style.dated(source), "reference": style.reference(source)}
            for source in scenario.sources.values()
        },
        "claims": _claims(scenario),
        "readings": [reading.model_dump() for reading in scenario.readings],
        "phases": [_phase(scenario, phase) for phase in scenario.phases],
        "forces": [force.model_dump() for force in scenario.forces],
        "bases": [_base(base) for base in scenario.bases],
        "countries": _countries(scenario),
        "towns": _towns(scenario),
    }


@dataclass(frozen=True)
class _Cell:
    """What a status row states, whatever the base; rows that state the same share one."""

    status: Status
    basis: Basis | None
    claims: tuple[str, ...]
    contestedBy: tuple[str, ...]  # noqa: N815 - a key of the document's data
    note: str


_NOTHING_SAID = _Cell(Status.NOT_STATED, None, (), (), "")


def _cell(row: StatusRow) -> _Cell:
    return _Cell(row.status, row.basis, row.claims, row.contested_by, row.note)


def _claims(scenario: Scenario) -> dict[str, Any]:
    driven, context = uses(scenario), why_context(scenario)
    return {
        claim.id: {
            "source": claim.source,
            "where": claim.where,
            "saidBy": claim.said_by,
            "standing": claim.standing,
            "wording": claim.wording,
            "paraphrase": claim.paraphrase,
            "uses": driven[claim.id][:USES_LISTED],
            "useCount": len(driven[claim.id]),
            "context": context.get(claim.id, ""),
        }
        for claim in scenario.claims.values()
    }


def _covered(scenario: Scenario, covered: Coverage) -> dict[str, Any]:
    passages = [{"where": passage.where, "claims": passage.claims} for passage in covered.passages]
    elsewhere = [{"where": scenario.claims[claim].where, "claims": [claim]} for claim in covered.elsewhere]
    return {"source": covered.source, "passages": passages, "elsewhere": elsewhere}


def _phase(scenario: Scenario, phase: Phase) -> dict[str, Any]:
    headlines = {reading.id: phase.headline(reading.id).model_dump() for reading in scenario.readings}
    named = {"id": phase.id, "label": phase.label, "shown": phase.shown, "claims": phase.claims}
    return {**named, "headlines": headlines}


def _base(base: Base) -> dict[str, Any]:
    texts = {"name": base.name, "label": base.label, "nameAr": base.name_ar, "admin1": base.admin1}
    said = {name: text for name, text in texts.items() if text}
    return {"id": base.id, **said, "country": base.country, "precision": base.precision, "source": base.source}


def _countries(scenario: Scenario) -> list[dict[str, Any]]:
    needed = {*scenario.countries, *(force.country for force in scenario.forces)}
    countries = basemap.countries().reset_index()
    return [
        {
            "iso3": country.iso3,
            "name": country.name_,
            "places": basemap.label_places(country.iso3),
            "focus": country.iso3 in scenario.countries,
            "needed": country.iso3 in needed,
        }
        for country in countries.rename(columns={"name": "name_"}).itertuples()
        if country.label_rank == 1 or country.iso3 in needed
    ]


def _towns(scenario: Scenario) -> list[dict[str, Any]]:
    towns = basemap.towns((base.lon, base.lat) for base in scenario.bases)
    return [{"name": name, "lon": lon, "lat": lat} for name, lon, lat in towns]


@dataclass(frozen=True)
class _Places:
    """The index of each base in the document's list of bases, and of each cell in its list of cells."""

    bases: dict[str, int]
    cells: dict[_Cell, int]


def _step(scenario: Scenario, step: Step, places: _Places) -> dict[str, Any]:
    changes = step.changes
    return {
        "statuses": [[places.bases[base], places.cells[_cell(row)]] for base, row in step.statuses.items()],
        "quantities": {force: _quantity(scenario, quantity) for force, quantity in step.quantities.items()},
        "changes": [_change(change) for change in changes[:CHANGES_LISTED]],
        "changeCount": len(changes),
    }


def _quantity(scenario: Scenario, quantity: Quantity) -> dict[str, Any]:
    written_low, written_high = style.written_bounds(quantity)
    return {
        "kind": quantity.kind,
        "writtenLow": written_low,
        "writtenHigh": written_high,
        "label": style.label(quantity),
        "wording": quantity.wording,
        "arithmetic": style.arithmetic(quantity),
        "rules": style.rules_used(scenario, quantity),
        "basis": quantity.basis,
        "claims": quantity.claims,
        "contestedBy": quantity.contested_by,
        "note": quantity.note,
        "noteParts": style.note_parts(quantity),
    }


def _change(change: Change) -> dict[str, Any]:
    return {"text": style.sentence(change), "claims": change.claims, "contestedBy": change.contested_by}
