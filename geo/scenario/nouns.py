"""Turn records into the nouns of the model, and what pydantic finds wrong with them into our words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Annotated, TypeVar, get_args

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from geo.model import (
    VISIBLE,
    Base,
    Claim,
    Force,
    Id,
    Iso3,
    IsoDate,
    Name,
    Noun,
    Phase,
    Problem,
    Reading,
    Source,
    StatusRow,
    Text,
    TroopsRow,
    View,
    Wording,
)
from geo.scenario.files import PLACE
from geo.scenario.findings import Findings, Record, hint, shortened

N = TypeVar("N", bound=Noun)


class Head(Noun):
    """scenario.toml: what belongs to the scenario as a whole."""

    id: Id
    title: Name
    summary: Text
    as_of: Annotated[IsoDate, Field(min_length=10)]
    marking: Name
    countries: Annotated[tuple[Iso3, ...], Field(min_length=1)]
    view: View | None = None
    wording: Wording = Wording()
    readings: Annotated[tuple[Reading, ...], Field(min_length=1)]
    forces: tuple[Force, ...] = ()
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]


MODELS: dict[str, type[Noun]] = {
    "sources.csv": Source,
    "claims.csv": Claim,
    "bases.geojson": Base,
    "statuses.csv": StatusRow,
    "troops.csv": TroopsRow,
}
"""What a record of each file is."""


def nouns(model: type[N], records: Iterable[Record] | None, findings: Findings) -> list[tuple[Record, N]]:
    """Return the records that are valid with their nouns; what is wrong with the others goes to the findings."""
    sound = takewhile(lambda _: not findings.problems.are_full, records or ())
    pairs = ((record, noun(model, record, findings)) for record in sound if not record.broken)
    return [(record, found) for record, found in pairs if found is not None]


def noun(model: type[N], record: Record, findings: Findings) -> N | None:
    """Return a record as a noun, None when something is wrong with it."""
    try:
        return model.model_validate(record.fields)
    except ValidationError as error:
        findings.problems.extend(_problem(model, record, details) for details in _causes(error))
    return None


def _causes(error: ValidationError) -> list[ErrorDetails]:
    """The errors of a record without those that only follow from others: a list is not empty, its items are wrong."""
    errors = error.errors()
    places = [details["loc"] for details in errors]
    return [
        details
        for details in errors
        if details["type"] != "too_short"
        or not any(place[: len(details["loc"])] == details["loc"] != place for place in places)
    ]


def head_records(head_fields: dict[str, object], table: str) -> list[Record]:
    """Return the tables of scenario.toml under a name, counted from 1, each as a record."""
    tables = head_fields.get(table)
    return [
        Record("scenario.toml", f"{table} {number}", fields)
        for number, fields in enumerate(tables if isinstance(tables, list) else (), start=1)
        if isinstance(fields, dict)
    ]


_RULES: dict[str, str] = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "string_unicode": "contains half of a surrogate pair, which breaks files; remove it",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length:,} characters",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "too_short": "must not be empty",
    "too_long": "must have at most {max_length:,} items",
    "int_type": "must be a whole number",
    "greater_than_equal": "must be at least {ge:.10g}",
    "less_than_equal": "must be at most {le:.10g}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "value_error": "{error}",
}
_PATTERNS: dict[str, str] = {
    VISIBLE: "must not be empty",
    "^([*]|[A-Za-z0-9][A-Za-z0-9-]{0,63})$": "must be the id of a reading, or * for all readings",
    "^[A-Z]{3}$": "must be an ISO 3166-1 alpha-3 country code such as IRQ",
    "^[A-Za-z0-9][A-Za-z0-9-]{0,63}$": "must be an id: at most 64 letters, digits and hyphens, no hyphen first",
}


def _problem(model: type[Noun], record: Record, details: ErrorDetails) -> Problem:
    """Turn one of pydantic's errors into a problem in our words."""
    record_at, place = _located(record, details["loc"])
    kind, found = details["type"], details["input"]
    if kind == "extra_forbidden":
        rule = _unknown_field(record.file, _model_at(model, details["loc"]), details)
    elif kind == "string_pattern_mismatch":
        rule = _PATTERNS[details["ctx"]["pattern"]]
    else:
        rule = _RULES.get(kind, details["msg"][:1].lower() + details["msg"][1:]).format(**details.get("ctx", {}))
    shows_itself = kind == "extra_forbidden" or not isinstance(found, dict) or (model is Head and place == "view")
    return record_at.problem(rule, field=shortened(place), found=found if shows_itself and kind != "missing" else None)


def _located(record: Record, loc: tuple[int | str, ...]) -> tuple[Record, str]:
    """The record and the field an error points to; a table of scenario.toml is a record, and counting starts at 1."""
    if record.file == "scenario.toml" and len(loc) > 1 and isinstance(loc[1], int):
        where = f"{loc[0]} {loc[1] + 1}"
        for table in head_records(record.fields, str(loc[0])):
            if table.where == where:
                record, loc = table, loc[2:]
    return record, ".".join(str(part + 1 if isinstance(part, int) else part) for part in loc if part != "[key]")


def _unknown_field(file: str, model: type[Noun], details: ErrorDetails) -> str:
    if file == "bases.geojson" and re.fullmatch("[≈~<>0-9,. –-]+", str(details["input"])):
        return "a base must not carry a number of troops; put it in troops.csv"
    fields = [name for name in model.model_fields if model is not Base or name not in PLACE]
    return f"unknown field{hint(str(details['loc'][-1]), fields)}"


def _model_at(model: type[Noun], loc: tuple[int | str, ...]) -> type[Noun]:
    """The noun whose field an error points to, such as the phase for a field of a phase."""
    for part in loc[:-1]:
        if part in model.model_fields:
            model = _noun_in(model.model_fields[str(part)].annotation) or model
    return model


def _noun_in(annotation: object) -> type[Noun] | None:
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        return annotation
    found = (_noun_in(part) for part in get_args(annotation))
    return next((noun for noun in found if noun is not None), None)
