"""The data block of the document: everything of a scenario that the board shows, as JSON values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import shapely

from geo import basemap, style
from geo.basemap import Box
from geo.board import terrain
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
        "view": edges(scenario.view.box, scenario),
        "world": terrain.world(scenario.view.box),
        "relief": terrain.relief(scenario),
        "inset": terrain.inset(scenario),
        "source": style.source_line(scenario),
        "credit": basemap.CREDIT,
        "rules": style.wording_rules(scenario),
        "ruleClaims": worded_by(scenario),
        "coverage": [_covered(scenario, covered) for covered in coverage(scenario)],
        "glossary": [asdict(chapter) for chapter in GLOSSARY],
        "palettes": style.THEMES,
        "dwellMs": DWELL_MS,
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
    middle = (scenario.view.box[0] + scenario.view.box[2]) / 2
    return {
        "sources": {
            source.id: {"dated": style.dated(source), "reference": style.reference(source)}
            for source in scenario.sources.values()
        },
        "claims": _claims(scenario),
        "readings": [reading.model_dump() for reading in scenario.readings],
        "phases": [_phase(scenario, phase) for phase in scenario.phases],
        "forces": [force.model_dump() for force in scenario.forces],
        "bases": [_base(base, middle) for base in scenario.bases],
        "countries": _countries(scenario),
        "towns": _towns(scenario),
        "waters": _waters(scenario),
        "provinces": _provinces(scenario),
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


def _base(base: Base, middle: float) -> dict[str, Any]:
    texts = {"name": base.name, "label": base.label, "nameAr": base.name_ar, "admin1": base.admin1}
    said = {name: text for name, text in texts.items() if text}
    known = {"id": base.id, **said, "country": base.country, "precision": base.precision, "source": base.source}
    rings = [[(terrain.beside(lon, middle), lat) for lon, lat in ring] for ring in base.outline]
    return {**known, "outline": rings} if rings else known


def edges(box: Box, scenario: Scenario) -> dict[str, float]:
    """Return the edges of a box in the longitudes of a scenario's map."""
    home, (west, south, east, north) = scenario.view.box, box
    turned = terrain.beside((west + east) / 2, (home[0] + home[2]) / 2) - (west + east) / 2
    return {"west": west + turned, "south": south, "east": east + turned, "north": north}


NAMED_AFAR = 3
"""Largest rank of the countries that are named outside the window, for who zooms out."""
PLACES_MOST = 12
"""Most places for the name of a country that need not be named."""
TOWNS_MOST, WATERS_MOST = 500, 300
"""Most towns and names of water that a document carries, the most important ones."""
TOWN_APART_DEG = 0.2
"""A town nearer to a base than this, about 20 km, is the place of the base."""


def _countries(scenario: Scenario) -> list[dict[str, Any]]:
    """The countries of the window, and the large ones of the rest of the earth at their one best place."""
    view = scenario.view.box
    near = terrain.window(view)
    needed = {*scenario.countries, *(force.country for force in scenario.forces)}
    shown = [_country(scenario, country, near, needed) for country in basemap.countries_in(near)]
    seen = {country["iso3"] for country in shown}
    middle = (view[0] + view[2]) / 2
    afar = [
        {**_called(scenario, country, needed), "places": [[terrain.beside(country.label[0], middle), country.label[1]]]}
        for country in basemap.countries().values()
        if country.iso3 not in seen and (country.label_rank <= NAMED_AFAR or country.iso3 in needed)
    ]
    return shown + afar


def _country(scenario: Scenario, country: basemap.Country, near: Box, needed: set[str | None]) -> dict[str, Any]:
    places = basemap.label_places(country.iso3, near)
    most = len(places) if country.iso3 in needed else PLACES_MOST
    rings = _rings(basemap.outline(country.iso3, near))
    return {**_called(scenario, country, needed), "places": places[:most], "rings": rings}


def _called(scenario: Scenario, country: basemap.Country, needed: set[str | None]) -> dict[str, Any]:
    return {
        "iso3": country.iso3,
        "name": country.name,
        "rank": country.label_rank,
        "rings": [],
        "focus": country.iso3 in scenario.countries,
        "needed": country.iso3 in needed,
    }


def _rings(shape: shapely.Geometry) -> list[list[list[float]]]:
    rings = shapely.get_exterior_ring(shapely.get_parts(shape))
    return [shapely.get_coordinates(ring).round(2).tolist() for ring in rings if ring is not None]


def _towns(scenario: Scenario) -> list[dict[str, Any]]:
    """The towns of the window, the most important first, less those that are the place of a base."""
    near = terrain.window(scenario.view.box)
    middle = (near[0] + near[2]) / 2
    bases = shapely.MultiPoint([(terrain.beside(base.lon, middle), base.lat) for base in scenario.bases])
    towns = basemap.layer("towns", near)
    apart = towns[~shapely.dwithin(towns.geometry.to_numpy(), bases, TOWN_APART_DEG)] if scenario.bases else towns
    ranked = apart.sort_values(["rank", "population"], ascending=[True, False], kind="stable")[:TOWNS_MOST]
    return [
        {"name": name, "lon": point.x, "lat": point.y, "rank": int(rank)}
        for name, rank, point in zip(ranked["name"], ranked["rank"], ranked.geometry, strict=True)
    ]


def _waters(scenario: Scenario) -> list[dict[str, Any]]:
    return [asdict(water) for water in basemap.waters(terrain.window(scenario.view.box))[:WATERS_MOST]]


def _provinces(scenario: Scenario) -> list[dict[str, Any]]:
    """The provinces of the countries in focus, each where its name is written."""
    near = basemap.layer("provinces", terrain.window(scenario.view.box))
    own = near[near.iso3.isin(scenario.countries)]
    return [
        {"name": name, "lon": round(point.x, 2), "lat": round(point.y, 2)}
        for name, point in zip(own["name"], own.geometry, strict=True)
    ]


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
