"""Read a scenario folder and check it: the only reader of scenario files.

Everything wrong is collected and raised in one `DataError`. What a posture is, is left to `geo.posture`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

import shapely
from pydantic import Field, ValidationError

from geo import basemap
from geo.model import (
    VISIBLE,
    Base,
    Claim,
    DataError,
    Force,
    Id,
    Iso3,
    IsoDate,
    Kind,
    Name,
    Noun,
    Phase,
    Problem,
    Quantity,
    Reading,
    Scenario,
    Source,
    StatusRow,
    Text,
    TroopsRow,
    View,
    Wording,
)

FILES = ("scenario.toml", "sources.csv", "claims.csv", "bases.geojson", "statuses.csv", "troops.csv")
FILE_MAX_BYTES = 5_000_000
"""Largest file read; 10,000 bases take about 2.5 MB."""
MAX_DEPTH = 32
"""Deepest nesting of a JSON or TOML file read; a GeoJSON layer of points has 6 levels."""
BORDER_TOLERANCE_DEG = 0.1
"""How far outside its country a base may lie: about 10 km, more than the basemap's borders are simplified by."""

Record = dict[str, Any]
Model = TypeVar("Model", bound=Noun)


class Head(Noun):
    """scenario.toml: what belongs to the scenario as a whole."""

    id: Id
    title: Name
    summary: Text
    as_of: Annotated[IsoDate, Field(min_length=10)]
    marking: Name
    countries: Annotated[tuple[Iso3, ...], Field(min_length=1)]
    view: View
    wording: Wording = Wording()
    readings: Annotated[tuple[Reading, ...], Field(min_length=1)]
    forces: tuple[Force, ...] = ()
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]


@dataclass(frozen=True)
class _Row:
    """One record of a file as it was read: where it stands, its id if it has one, its fields.

    A broken record has been reported; it is kept for the id that others name.
    """

    file: str
    where: str
    fields: Record
    broken: bool = False

    @property
    def id(self) -> str:
        found = self.fields.get("id") or self.fields.get("base") or self.fields.get("force") or ""
        return _shown(found) if isinstance(found, str) else ""

    def problem(self, rule: str, *, field: str = "", found: object = None) -> Problem:
        return Problem(self.file, rule, where=self.where, id=self.id, field=field, found=found)


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


@dataclass
class _Findings:
    """What has been read of a folder so far and everything found wrong with it."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def load(folder: Path) -> Scenario:
    """Read and check a scenario folder; raises DataError with every problem in it."""
    if not os.path.isdir(folder):
        raise DataError([Problem(folder.name or str(folder), "there is no such folder")])
    findings = _Findings()
    contents = {name: _read(folder / name, findings) for name in FILES}
    head_row = _read_toml("scenario.toml", contents["scenario.toml"], findings)
    rows = {name: _read_rows(name, contents[name], findings) for name in FILES[1:]}
    head = _model(Head, head_row, findings) if head_row else None
    nouns: dict[str, list[tuple[_Row, Any]]] = {
        name: _models(model, rows[name] or [], findings) for name, model in _MODELS.items()
    }
    _check_across(_Whole(head_row.fields if head_row else {}, head, rows, nouns, contents, findings))
    if findings.problems or head is None:
        raise DataError(findings.problems)
    return Scenario(
        **{name: getattr(head, name) for name in Head.model_fields},
        sources={noun.id: noun for _, noun in nouns["sources.csv"]},
        claims={noun.id: noun for _, noun in nouns["claims.csv"]},
        bases=tuple(noun for _, noun in nouns["bases.geojson"]),
        statuses=tuple(noun for _, noun in nouns["statuses.csv"]),
        troops=tuple(noun for _, noun in nouns["troops.csv"]),
        fingerprint=_fingerprint(contents),
        warnings=tuple(findings.warnings),
    )


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of a scenario folder's files as they are now; a file that cannot be read counts as empty."""
    return _fingerprint({name: _read(folder / name, _Findings()) for name in FILES})


def _fingerprint(contents: dict[str, bytes | None]) -> str:
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name} {len(content or b'')}\n".encode())
        digest.update(content or b"")
    return digest.hexdigest()


# Bytes and text


def _read(path: Path, findings: _Findings) -> bytes | None:
    """Read a whole file; a file that is missing, no file, too large or being rewritten is a problem."""
    if not path.is_file():
        rule = "is not a file" if path.exists() else "the file is missing; add it to the scenario folder"
        findings.problems.append(Problem(path.name, rule))
        return None
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= FILE_MAX_BYTES else b""
    except OSError as error:
        findings.problems.append(Problem(path.name, f"the file cannot be read: {error.strerror}"))
        return None
    if size > FILE_MAX_BYTES:
        rule = f"the file is larger than {FILE_MAX_BYTES:,} bytes; split the scenario"
        findings.problems.append(Problem(path.name, rule, found=f"{size:,} bytes"))
        return None
    if len(content) != size:
        findings.problems.append(Problem(path.name, "the file changed while it was read; read it again"))
        return None
    return content


def _decoded(name: str, content: bytes | None, findings: _Findings) -> str | None:
    if content is None:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        rule = f"the file is not UTF-8, it looks like {_encoding(content)}; save it as UTF-8"
        found = f"byte 0x{content[error.start]:02X} at offset {error.start:,}"
        findings.problems.append(Problem(name, rule, found=found))
        return None


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "UTF-32"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    return "an 8-bit encoding such as Windows-1252 or Windows-1256"


# Records


def _read_toml(name: str, content: bytes | None, findings: _Findings) -> _Row | None:
    text = _decoded(name, content, findings)
    if text is None:
        return None
    try:
        return _Row(name, "", _strict_toml(text))
    except RecursionError:
        findings.problems.append(Problem(name, f"is nested more than {MAX_DEPTH} levels deep"))
    except ValueError as error:
        findings.problems.append(Problem(name, f"is not TOML: {_reason(error)}"))
    return None


_KEY = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(rf"(?<![\w-]){_KEY}(?:[ \t]*+[.][ \t]*+{_KEY}){{{MAX_DEPTH}}}")


def _strict_toml(text: str) -> Record:
    """Parse TOML without deep nesting; raises ValueError or RecursionError."""
    if _DEEP_KEY.search(text):  # tomllib takes a time that grows with the square of such a key's parts
        raise RecursionError
    return cast(Record, _not_deep(tomllib.loads(text)))


def _not_deep(value: object) -> object:
    """Return a parsed value unchanged; raises RecursionError when lists or tables stand too deep in one another."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [child for parent in level if isinstance(parent, dict | list) for child in _children(parent)]
    if level:
        raise RecursionError
    return value


def _children(parent: Record | list[Any]) -> Iterable[object]:
    return parent.values() if isinstance(parent, dict) else parent


def _reason(error: ValueError) -> str:
    """What a parser says is wrong, without the advice on settings of Python it adds after a semicolon."""
    return str(error).partition(";")[0]


def _read_rows(name: str, content: bytes | None, findings: _Findings) -> list[_Row] | None:
    text = _decoded(name, content, findings)
    if text is None:
        return None
    return _read_features(name, text, findings) if name.endswith(".geojson") else _read_csv(name, text, findings)


def _read_csv(name: str, text: str, findings: _Findings) -> list[_Row] | None:
    """Return the rows of a CSV file; `where` is the line a row begins on, the header being row 1."""
    columns = list(_MODELS[name].model_fields)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    line = 1
    try:
        header = next(reader, [])
        if sorted(header) != sorted(columns):
            rule = f"the columns are {', '.join(columns)}, separated by commas"
            findings.problems.append(Problem(name, rule, where="row 1", found=", ".join(header)))
            return None
        line = reader.line_num + 1
        for cells in reader:
            broken = len(cells) != len(header)
            row = _Row(name, f"row {line}", dict(zip(header, cells, strict=False)), broken)
            line = reader.line_num + 1
            if cells:
                rows.append(row)
            if cells and broken:
                rule = f"cells: the header has {len(header)}, this row {len(cells)}; quote cells that hold a comma"
                findings.problems.append(row.problem(rule))
    except csv.Error as error:
        findings.problems.append(Problem(name, f"is not CSV: {error}", where=f"row {line}"))
    return rows


def _read_features(name: str, text: str, findings: _Findings) -> list[_Row] | None:
    try:
        document = _strict_json(text)
    except RecursionError:
        findings.problems.append(Problem(name, f"is nested more than {MAX_DEPTH} levels deep"))
        return None
    except ValueError as error:
        findings.problems.append(Problem(name, f"is not JSON as GeoJSON wants it: {_reason(error)}"))
        return None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        findings.problems.append(Problem(name, "is a GeoJSON FeatureCollection with a list of features"))
        return None
    if "crs" in document:
        findings.problems.append(Problem(name, "GeoJSON is in degrees WGS 84; remove crs", found=document["crs"]))
    return [_feature(name, number, feature, findings) for number, feature in enumerate(features, start=1)]


def _strict_json(text: str) -> Any:
    """Parse JSON without duplicate keys, NaN or deep nesting; raises ValueError or RecursionError."""
    return _not_deep(json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant))


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Record:
    repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if repeated:
        raise ValueError(f"the key {_shown(repeated[0])!r} stands twice in one object")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _feature(name: str, number: int, feature: object, findings: _Findings) -> _Row:
    """Return a feature's properties with its lon and lat; a height is left out, nothing here needs it."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    row = _Row(name, f"feature {number}", properties if isinstance(properties, dict) else {})
    coordinates: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(feature, dict) or feature.get("type") != "Feature" or not isinstance(properties, dict):
        findings.problems.append(row.problem("is a Feature with properties"))
    elif {"lon", "lat"} & properties.keys():
        findings.problems.append(row.problem("lon and lat stand in the geometry only", field="properties"))
    elif not isinstance(geometry, dict) or geometry.get("type") != "Point":
        found = geometry.get("type") if isinstance(geometry, dict) else "no geometry"
        findings.problems.append(row.problem("a base is a Point", field="geometry", found=found))
    elif not _is_position(coordinates):
        findings.problems.append(row.problem("a point is [lon, lat]", field="coordinates", found=coordinates))
    else:
        return _Row(name, row.where, {**properties, "lon": coordinates[0], "lat": coordinates[1]})
    return replace(row, broken=True)


def _is_position(value: Any) -> bool:
    return isinstance(value, list) and len(value) in (2, 3) and all(isinstance(part, int | float) for part in value)


# Models

_MODELS: dict[str, type[Noun]] = {
    "sources.csv": Source,
    "claims.csv": Claim,
    "bases.geojson": Base,
    "statuses.csv": StatusRow,
    "troops.csv": TroopsRow,
}


def _models(model: type[Model], rows: Iterable[_Row], findings: _Findings) -> list[tuple[_Row, Model]]:
    pairs = ((row, _model(model, row, findings)) for row in rows if not row.broken)
    return [(row, noun) for row, noun in pairs if noun is not None]


def _model(model: type[Model], row: _Row, findings: _Findings) -> Model | None:
    try:
        return model.model_validate(row.fields)
    except ValidationError as error:
        findings.problems += [_sentence(row, details) for details in error.errors()]
    return None


_RULES: dict[str, str] = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "string_unicode": "holds half of a surrogate pair, which breaks files",
    "invalid_key": "must be named by text",
    "string_too_short": "must not be empty",
    "string_too_long": "is longer than {max_length:,} characters",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "too_short": "must not be empty",
    "too_long": "holds more than {max_length:,}",
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
    "^([*]|[A-Za-z0-9][A-Za-z0-9-]{0,63})$": "must be the id of a reading, or * for all",
    "^[A-Z]{3}$": "must be an ISO 3166-1 alpha-3 country code such as IRQ",
    "^[A-Za-z0-9][A-Za-z0-9-]{0,63}$": "must be an id: letters, digits and hyphens, at most 64",
}


def _sentence(row: _Row, details: Any) -> Problem:
    """Turn one of pydantic's errors into a problem in our words."""
    kind, context = details["type"], details.get("ctx", {})
    row, place = _place(row, details["loc"])
    if kind == "extra_forbidden":
        counted = row.file == "bases.geojson" and re.fullmatch("[≈~<>0-9,. –-]+", str(details["input"]))
        rule = "a base carries no count; counts stand in troops.csv" if counted else "is not a field known here"
        return row.problem(f"{rule}; see data/README.md", field=_shown(place), found=details["input"])
    if kind == "string_pattern_mismatch":
        rule = _PATTERNS.get(context["pattern"], "is not written as it must be")
    else:
        rule = _RULES.get(kind, details["msg"][:1].lower() + details["msg"][1:]).format(**context)
    found = None if kind == "missing" or isinstance(details["input"], dict) else details["input"]
    return row.problem(rule, field=_shown(place), found=found)


def _place(row: _Row, loc: tuple[int | str, ...]) -> tuple[_Row, str]:
    """The record and the field an error points to; a table of scenario.toml is a record, and counting starts at 1."""
    if row.file == "scenario.toml" and len(loc) > 1 and isinstance(loc[1], int):
        table = row.fields[str(loc[0])][loc[1]]
        if isinstance(table, dict):
            row, loc = _head_row(str(loc[0]), loc[1], table), loc[2:]
    return row, ".".join(str(part + 1 if isinstance(part, int) else part) for part in loc if part != "[key]")


def _head_row(table: str, index: int, fields: Record) -> _Row:
    return _Row("scenario.toml", f"{table} {index + 1}", fields)


# What spans rows and files


@dataclass(frozen=True)
class _Whole:
    """All that was read of a folder: raw rows (None: unreadable), the models that hold, and the findings."""

    head_fields: Record
    head: Head | None
    rows: dict[str, list[_Row] | None]
    nouns: dict[str, list[tuple[_Row, Any]]]
    contents: dict[str, bytes | None]
    findings: _Findings

    def add(self, row: _Row, rule: str, *, field: str = "", found: object = None) -> None:
        self.findings.problems.append(row.problem(rule, field=field, found=found))

    def ids(self, name: str) -> set[str] | None:
        """The ids a file or a table of scenario.toml declares, valid or not; None where it could not be read."""
        if name.endswith(("csv", "geojson")):
            rows = self.rows[name]
            return None if rows is None else {row.fields["id"] for row in rows if isinstance(row.fields.get("id"), str)}
        if not isinstance(self.head_fields.get(name), list):
            return set() if self.head else None
        return {str(row.fields["id"]) for row in _head_rows(self.head_fields, name) if "id" in row.fields}


def _check_across(whole: _Whole) -> None:
    for check in (
        _check_unique_ids,
        _check_references,
        _check_phases,
        _check_unique_rows,
        _check_places,
        _check_wordings,
        _check_arithmetic,
        _check_labels,
        _check_reach,
        _check_first_phase,
    ):
        check(whole)


def _check_unique_ids(whole: _Whole) -> None:
    """No id stands twice in a file or table; bases and forces share one set of ids, for changes name both."""
    of_files = {name: whole.rows[name] or [] for name in ("sources.csv", "claims.csv", "bases.geojson")}
    of_head = {table: list(_head_rows(whole.head_fields, table)) for table in ("readings", "forces", "phases")}
    subjects = of_files.pop("bases.geojson") + of_head.pop("forces")
    for rows in (*of_files.values(), *of_head.values(), subjects):
        ids = [(row, row.fields["id"]) for row in rows if isinstance(row.fields.get("id"), str)]
        seen: set[str] = set()
        for row, found in ids:
            if found in seen:
                whole.add(row, "the id stands twice", field="id", found=found)
            seen.add(found)


def _head_rows(head_fields: Record, table: str) -> Iterator[_Row]:
    tables = head_fields.get(table)
    for index, fields in enumerate(tables if isinstance(tables, list) else ()):
        if isinstance(fields, dict):
            yield _head_row(table, index, fields)


def _references(whole: _Whole) -> Iterator[tuple[_Row, str, str, str]]:
    """Every mention of an id: the row it stands in, the field, what it names, the id."""
    for row, claim in whole.nouns["claims.csv"]:
        yield row, "source", "sources.csv", claim.source
    for row, base in whole.nouns["bases.geojson"]:
        yield row, "source", "sources.csv", base.source
    for name, field_name, target in (("statuses.csv", "base", "bases.geojson"), ("troops.csv", "force", "forces")):
        for row, noun in whole.nouns[name]:
            yield row, field_name, target, getattr(noun, field_name)
            yield row, "phase", "phases", noun.phase
            yield row, "reading", "readings", noun.reading
            yield from ((row, "claims", "claims.csv", claim) for claim in noun.claims)
            yield from ((row, "contested_by", "claims.csv", claim) for claim in noun.contested_by)
    for row, phase in _phases(whole):
        yield from ((row, "claims", "claims.csv", claim) for claim in phase.claims)
        for reading, statement in phase.summary.items():
            yield row, "summary", "readings", reading
            yield from ((row, f"summary.{reading}.claims", "claims.csv", claim) for claim in statement.claims)


def _phases(whole: _Whole) -> Iterator[tuple[_Row, Phase]]:
    if whole.head is not None:
        yield from zip(_head_rows(whole.head_fields, "phases"), whole.head.phases, strict=True)


def _check_references(whole: _Whole) -> None:
    names = ("sources.csv", "claims.csv", "bases.geojson", "forces", "phases", "readings")
    known = {name: whole.ids(name) for name in names}
    for row, field_name, target, named in _references(whole):
        ids = known[target]
        if ids is not None and named not in ids and not (target == "readings" and named == "*"):
            place = target if "." in target else f"the {target} of scenario.toml"
            whole.add(row, f"names nothing that stands in {place}", field=field_name, found=named)


def _check_phases(whole: _Whole) -> None:
    for (_, earlier), (row, later) in itertools.pairwise(_phases(whole)):
        if later.deadline.latest < earlier.deadline.latest:
            rule = f"phases stand in order of time; {earlier.id} before it has {earlier.deadline}"
            whole.add(row, rule, field="deadline", found=later.deadline.text)


def _check_unique_rows(whole: _Whole) -> None:
    """A base or force has one row a phase and reading; a row for all readings stands alone."""
    for name, field_name in (("statuses.csv", "base"), ("troops.csv", "force")):
        seen: dict[tuple[str, str], set[str]] = {}
        for row, noun in whole.nouns[name]:
            readings = seen.setdefault((noun.phase, getattr(noun, field_name)), set())
            if noun.reading in readings or (readings and "*" in readings | {noun.reading}):
                whole.add(row, f"another row speaks of the same phase, {field_name} and reading", found=noun.reading)
            readings.add(noun.reading)


def _check_places(whole: _Whole) -> None:
    """A base lies inside its country, as far as the basemap knows the country."""
    reach = _reach()
    for row, base in whole.nouns["bases.geojson"]:
        if base.country not in reach:
            whole.findings.warnings.append(f"{base.short}: the basemap does not hold {base.country}; place not checked")
        elif not reach[base.country].intersects(base.point):
            swapped = abs(base.lon) <= 90 and reach[base.country].intersects(shapely.Point(base.lat, base.lon))
            hint = "; lon and lat look swapped, GeoJSON is [lon, lat]" if swapped else ""
            rule = f"lies outside its country {base.country}{hint}"
            whole.add(row, rule, field="coordinates", found=[base.lon, base.lat])


@cache
def _reach() -> dict[str, shapely.Geometry]:
    """The countries of the basemap with the tolerance around them; making them takes nine tenths of a load."""
    countries = basemap.countries()["geometry"].items()
    reach = {str(iso3): shapely.buffer(shape, BORDER_TOLERANCE_DEG) for iso3, shape in countries}
    shapely.prepare(list(reach.values()))
    return reach


def _check_wordings(whole: _Whole) -> None:
    """The wording of a number is the wording of one of its claims; a force stays in its country."""
    wordings = {claim.id: claim.wording for _, claim in whole.nouns["claims.csv"]}
    forces = {force.id: force for force in whole.head.forces} if whole.head else {}
    for row, troops in whole.nouns["troops.csv"]:
        of_claims = [wordings[claim] for claim in troops.claims if claim in wordings]
        if troops.wording and of_claims and troops.wording not in of_claims:
            whole.add(row, "is the wording of none of its claims", field="wording", found=troops.wording)
        if troops.force in forces and forces[troops.force].country != troops.country:
            rule = f"the force stands under {forces[troops.force].country or 'no country'} in scenario.toml"
            whole.add(row, rule, field="country", found=troops.country)


def _check_arithmetic(whole: _Whole) -> None:
    """Every row states a number that holds, and no withdrawal takes more than is there, under any reading."""
    if whole.head is None:
        return
    found: set[tuple[str, str]] = set()
    for reading, force in itertools.product(whole.head.readings, whole.head.forces):
        held = Quantity(Kind.NO_DATA)
        for row, troops in _course(whole, reading.id, force.id):
            try:
                held = troops.applied_to(held, whole.head.wording)
            except ValueError as error:
                if (row.where, str(error)) not in found:
                    cells = (troops.wording, troops.low, troops.best, troops.high)
                    numbers = ", ".join(str(cell) for cell in cells if cell not in (None, ""))
                    whole.add(row, str(error), field="wording, low, best, high", found=numbers)
                found.add((row.where, str(error)))


def _course(whole: _Whole, reading: str, force: str) -> list[tuple[_Row, TroopsRow]]:
    order = {phase.id: number for number, phase in enumerate(whole.head.phases if whole.head else ())}
    rows = [
        (row, troops)
        for row, troops in whole.nouns["troops.csv"]
        if troops.force == force and troops.reading in (reading, "*") and troops.phase in order
    ]
    return sorted(rows, key=lambda pair: order[pair[1].phase])


def _check_reach(whole: _Whole) -> None:
    """Warn of what the basemap cannot show: countries it does not hold, a home view beyond its edge."""
    if whole.head is None:
        return
    named = {*whole.head.countries, *(force.country for force in whole.head.forces if force.country)}
    missing = sorted(named - set(_reach()))
    whole.findings.warnings += [f"{iso3}: the basemap does not hold this country; it is not drawn" for iso3 in missing]
    view, (west, south, east, north) = whole.head.view, basemap.BOX
    if view.west < west or view.south < south or view.east > east or view.north > north:
        edge = f"{west:g} to {east:g}° E, {south:g} to {north:g}° N"
        whole.findings.warnings.append(f"the home view reaches beyond the basemap ({edge}); the board stays inside it")


def _check_labels(whole: _Whole) -> None:
    """What a reader tells apart by its words has words of its own: forces, readings, phases with their dates."""
    if whole.head is None:
        return
    said: set[tuple[str, str]] = set()
    for table in ("forces", "readings", "phases"):
        for number, noun in enumerate(getattr(whole.head, table), start=1):
            words = (table, f"{noun.label} {getattr(noun, 'shown', '')}".strip())
            if words in said:
                row = _Row("scenario.toml", f"{table} {number}", {"id": noun.id})
                whole.add(
                    row, "another one says the same; readers could not tell them apart", field="label", found=words[1]
                )
            said.add(words)


def _check_first_phase(whole: _Whole) -> None:
    """Warn of bases and forces of which nothing is said at the first phase."""
    if whole.head is None:
        return
    first = whole.head.phases[0].id
    said = {noun.base for _, noun in whole.nouns["statuses.csv"] if noun.phase == first}
    silent = [base.short for _, base in whole.nouns["bases.geojson"] if base.id not in said]
    whole.findings.warnings += [f"{name}: no status at {first}; shown as not stated" for name in silent]
    counted = {noun.force for _, noun in whole.nouns["troops.csv"] if noun.phase == first}
    missing = [force.label for force in whole.head.forces if force.id not in counted]
    whole.findings.warnings += [f"{name}: no row at {first}; shown as no data" for name in missing]
