"""Read the files of a scenario folder: bytes to text, and TOML, CSV and GeoJSON to records. Knows no rule of a noun."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from geo.model import Problem
from geo.scenario.findings import Findings, Record, hint, shortened
from geo.scenario.outlines import place

FILES = ("scenario.toml", "sources.csv", "claims.csv", "bases.geojson", "statuses.csv", "troops.csv")
FILE_MAX_BYTES = 5_000_000
"""Largest file read; 10,000 bases take about 2.5 MB."""
TOML_MAX_BYTES = 500_000
"""Largest scenario.toml read: TOML takes a second per megabyte."""
ROWS_MAX = 50_000
"""Most rows or bases read of a file."""
OBJECTS_MAX = 4 * ROWS_MAX
"""Most objects of a layer: a base has three, and its texts may have braces."""
MAX_DEPTH = 32
"""Deepest nesting of a JSON or TOML file read; a GeoJSON layer of polygons has 9 levels."""
_TOO_MANY = f"the file has more than {ROWS_MAX:,} {{}}, the most that are read; split the scenario"
_MISSING = "the file is missing; add it to the scenario folder"
PLACE = frozenset({"lon", "lat", "polygons"})
"""Fields of a base that its geometry gives."""
TOO_DEEP = f"lists and tables are nested more than {MAX_DEPTH} levels deep; flatten them"


def content(path: Path, findings: Findings) -> bytes | None:
    """Return the bytes of a whole file; one that is missing, too large or being rewritten is a problem."""
    most = TOML_MAX_BYTES if path.suffix == ".toml" else FILE_MAX_BYTES
    if not path.is_file():
        rule = "this is not a regular file; replace it with one" if path.exists() else _MISSING
        findings.add(path.name, rule)
        return None
    if not path.resolve().is_relative_to(path.parent.resolve()):
        findings.add(path.name, "the file is a link that leads out of the scenario's folder; put the file itself there")
        return None
    try:
        size = path.stat().st_size
        found = path.read_bytes() if size <= most else b""
    except OSError as error:
        findings.add(path.name, f"the file cannot be read ({error.strerror}); check its permissions")
        return None
    if size > most:
        rule = f"the file has {size:,} bytes, but at most {most:,} are read; split the scenario"
        findings.add(path.name, rule)
        return None
    if len(found) != size:
        findings.add(path.name, "the file changed while it was being read; try again")
        return None
    return found


def _check_ending(name: str, text: str, findings: Findings) -> None:
    """Refuse a file that is sound but for its end: one cut short, as by a copy under way, mostly ends within a line."""
    if text and not text.endswith(("\n", "\r")):
        lines = text.splitlines()
        rule = "the last line has no line end, so the file may be cut short; check that it is whole and end it with one"
        findings.add(name, rule, where=f"row {len(lines):,}", found=lines[-1])


def toml_record(name: str, found: bytes | None, findings: Findings) -> Record | None:
    """Return a TOML file as one record; None where it cannot be read."""
    text = _decoded(name, found, findings)
    if text is None:
        return None
    try:
        record = Record(name, "", _strict_toml(text))
    except RecursionError:
        findings.add(name, TOO_DEEP)
    except ValueError as error:
        findings.add(name, f"not valid TOML: {_reason(error)}", found=_line_of(error, text))
    else:
        _check_ending(name, text, findings)
        return record
    return None


def _line_of(error: ValueError, text: str) -> str | None:
    """The line that a parser names, if it does and there is something on it."""
    place = re.search(r"at line (\d+)", str(error))
    lines = text.split("\n")
    return (lines[int(place[1]) - 1].strip() or None) if place and int(place[1]) <= len(lines) else None


def records(name: str, found: bytes | None, columns: Sequence[str], findings: Findings) -> list[Record] | None:
    """Return the rows of a CSV file or the features of a GeoJSON file; None where it cannot be read."""
    text = _decoded(name, found, findings)
    if text is None:
        return None
    if name.endswith(".geojson"):
        return _features(name, text, findings)
    known = len(findings.problems)
    rows = _rows(name, text, columns, findings)
    if len(findings.problems) == known:
        _check_ending(name, text, findings)
    return rows


# Text


def _decoded(name: str, found: bytes | None, findings: Findings) -> str | None:
    if found is None:
        return None
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{found[error.start]:02X} at offset {error.start:,}"
        findings.add(name, f"the file is not UTF-8 ({byte}), it looks like {_encoding(found)}; save it as UTF-8")
        return None


def _encoding(found: bytes) -> str:
    if found.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "UTF-32"
    if found.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    return "an 8-bit encoding such as Windows-1252 or Windows-1256"


# TOML and JSON


_KEY = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(rf"(?<![\w-]){_KEY}(?:[ \t]*+[.][ \t]*+{_KEY}){{{MAX_DEPTH}}}")


def _strict_toml(text: str) -> dict[str, object]:
    """Parse TOML without deep nesting; raises ValueError or RecursionError."""
    if _DEEP_KEY.search(text):  # tomllib takes a time that grows with the square of such a key's parts
        raise RecursionError
    document: dict[str, object] = tomllib.loads(text)
    _check_depth(document)
    return document


def _strict_json(text: str) -> object:
    """Parse JSON without duplicate keys, NaN or deep nesting; raises ValueError or RecursionError."""
    document: object = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    _check_depth(document)
    return document


def _check_depth(value: object) -> None:
    """Raise RecursionError when lists or tables are nested too deep."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [child for parent in level for child in _children(parent)]
    if level:
        raise RecursionError


def _children(parent: object) -> Iterable[object]:
    return parent.values() if isinstance(parent, dict) else parent if isinstance(parent, list) else ()


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if repeated:
        raise ValueError(f"the key {shortened(repeated[0])!r} appears twice in one object; remove one")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number of JSON; write digits")


def _reason(error: ValueError) -> str:
    """What a parser says is wrong, without the advice on settings of Python that it adds."""
    return str(error).removesuffix("; use sys.set_int_max_str_digits() to increase the limit")


# CSV


def _rows(name: str, text: str, columns: Sequence[str], findings: Findings) -> list[Record] | None:
    """Return the rows of a CSV file; `where` is the line a row begins on, the header being row 1."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Record] = []
    line = 1
    try:
        header = next(reader, [])
        if sorted(header) != sorted(columns):
            findings.problems.append(_header_problem(name, header, columns))
            return None
        line = reader.line_num + 1
        for cells in reader:
            if len(rows) >= ROWS_MAX:
                findings.add(name, _TOO_MANY.format("rows"))
                break
            if findings.problems.are_full:
                break
            if cells:
                rows.append(_row(Record(name, f"row {line}", {}), header, cells, findings))
            line = reader.line_num + 1
    except csv.Error as error:
        findings.add(name, f"not valid CSV ({error}); check the quotation marks in this row", where=f"row {line}")
        rows.append(Record(name, f"row {line}", {}, broken=True))
    return rows


def _row(record: Record, header: list[str], cells: list[str], findings: Findings) -> Record:
    row = replace(record, fields=dict(zip(header, cells, strict=False)), broken=len(cells) != len(header))
    if row.broken:
        cure = "put cells that contain a comma in quotation marks" if len(cells) > len(header) else "add the rest"
        findings.problems.append(row.problem(f"has {len(cells)} cells, but the header has {len(header)}; {cure}"))
    return row


def _header_problem(name: str, header: list[str], columns: Sequence[str]) -> Problem:
    """Say which columns are unknown, missing or repeated."""
    unknown = [column for column in header if column not in columns]
    missing = [column for column in columns if column not in header]
    repeated = [column for column, count in Counter(header).items() if count > 1 and column in columns]
    if len(missing) == len(columns):
        rule = f"the first row must name the columns, separated by commas: {', '.join(columns)}"
        return Problem(name, rule, where="row 1", found=", ".join(header))
    faults = [
        *(f"unknown column {shortened(column)!r}{hint(column, missing)}" for column in unknown),
        *(f"column {column!r} appears more than once" for column in repeated),
        *([f"missing: {', '.join(missing)}"] if missing else []),
    ]
    return Problem(name, f"{'; '.join(faults)}; the columns must be {', '.join(columns)}", where="row 1")


# GeoJSON


def _features(name: str, text: str, findings: Findings) -> list[Record] | None:
    if text.count("{") > OBJECTS_MAX:
        findings.add(name, _TOO_MANY.format("bases"))
        return None
    try:
        document = _strict_json(text)
    except RecursionError:
        findings.add(name, TOO_DEEP)
        return None
    except ValueError as error:
        findings.add(name, f"not valid JSON: {_reason(error)}")
        return None
    layer = document if isinstance(document, dict) else {}
    features = layer.get("features")
    if layer.get("type") != "FeatureCollection" or not isinstance(features, list):
        findings.add(name, f"{_not_a_layer(document)}; save the bases as one GeoJSON FeatureCollection")
        return None
    if "crs" in layer:
        rule = "the layer names a coordinate reference system, but GeoJSON is always WGS 84; reproject it, remove crs"
        findings.add(name, rule, found=layer["crs"])
    return [_feature(name, number, feature, findings) for number, feature in enumerate(features, start=1)]


def _not_a_layer(document: object) -> str:
    if not isinstance(document, dict):
        return f"the file contains {_kind(document)}"
    if document.get("type") != "FeatureCollection":
        return f'the "type" is {shortened(str(document.get("type", "missing")))}'
    return 'the FeatureCollection has no list "features"'


def _kind(value: object) -> str:
    if value is None:
        return "null"
    kinds = {list: "a list", str: "a text", bool: "a truth value"}
    return kinds.get(type(value), "a number")


def _feature(name: str, number: int, feature: object, findings: Findings) -> Record:
    """Return a feature's properties with the place and outline its geometry gives."""
    parts = feature if isinstance(feature, dict) else {}
    properties, geometry = parts.get("properties"), parts.get("geometry")
    record = Record(name, f"feature {number}", properties if isinstance(properties, dict) else {})
    found = _feature_problem(record, feature) or place(record, geometry)
    if isinstance(found, Problem):
        findings.problems.append(found)
        return replace(record, broken=True)
    return replace(record, fields={**record.fields, **found})


def _feature_problem(record: Record, feature: object) -> Problem | None:
    if not isinstance(feature, dict):
        return record.problem(f"must be a GeoJSON Feature, but is {_kind(feature)}")
    if feature.get("type") != "Feature":
        return record.problem('the "type" must be Feature', found=feature.get("type", "no type"))
    if not isinstance(feature.get("properties"), dict):
        return record.problem('the Feature has no "properties"; add them as an object')
    if PLACE & record.fields.keys():
        rule = "lon, lat and polygons must be in the geometry only; remove them from the properties"
        return record.problem(rule, field="properties")
    return None
