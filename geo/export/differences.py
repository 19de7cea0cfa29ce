"""Where a file differs from what is derived: the line, the value, the pixels, the row, the member.

Each format is compared by what it shows, so that a file which another program only saved again is recognised.
"""

from __future__ import annotations

import hashlib
import io
import json
import posixpath
import re
import sqlite3
import struct
import warnings
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from PIL import Image, ImageChops, ImageSequence, UnidentifiedImageError
from pptx import Presentation
from pptx.exc import PythonPptxError

from geo.export.stamp_reader import StampError, data_block, database, members, parsed_xml, shown

BUILT_IN = {"0": "General", "3": "#,##0"}
"""Formats of numbers that a workbook may name by id alone (ECMA-376, 18.8.30): those that ours use."""
COLUMNS_MAX = 16_384
"""Most columns of a sheet."""
CONTEXT_CHARS = 30
"""How much of a line is shown on either side of where it differs."""
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JSON_FACTOR_MAX = 10
"""How many times longer than the export JSON may be that is compared value by value; spaces make it four times."""
TEXT_ENDINGS = (".txt", ".csv", ".json", ".geojson", ".kml", ".xml", ".rels", ".svg", ".html", ".toml", ".md")
"""Ends of the names of an archive's members that are text."""


@dataclass(frozen=True)
class Comparison:
    """How a format is compared where the bytes are not the same.

    What of it is compared, the function that tells where it differs, None for nowhere, and what is not compared.
    """

    what: str
    where: Callable[[bytes, bytes], str | None]
    unchecked: str


def where_differs(format_name: str, found: bytes, derived: bytes) -> str | None:
    """Return where a file differs from what is derived, None where only the way it was saved does."""
    try:
        return comparison(format_name).where(found, derived)
    except (StampError, *_BROKEN) as error:
        why = str(error) if type(error) is ValueError else type(error).__name__
        return f"{_byte(found, derived)}; the rest cannot be read ({shown(why)[1:-1]})"


def comparison(format_name: str) -> Comparison:
    """Return how a format is compared; by its bytes when nothing better is known."""
    return _COMPARISONS.get(format_name, Comparison("byte", _byte, "nothing"))


_BROKEN = (
    *(ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError, NotImplementedError),
    *(OSError, EOFError, SyntaxError, struct.error, zlib.error, sqlite3.Error, PythonPptxError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning, UnidentifiedImageError),
)
"""What the readers of the formats raise on a file that is damaged."""


def _byte(found: bytes, derived: bytes) -> str:
    lengths = "" if len(found) == len(derived) else f"; it has {len(found):,} bytes, not {len(derived):,}"
    return f"from byte {_first_difference(found, derived):,}{lengths}"


def _first_difference(found: bytes | str, derived: bytes | str) -> int:
    """The first place where two texts are not the same, counted from 0."""
    low, high = 0, min(len(found), len(derived))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if found[:middle] == derived[:middle] else (low, middle - 1)
    return low


def _line(found: bytes, derived: bytes) -> str | None:
    for number, (is_, should) in enumerate(zip_longest(_lines(found), _lines(derived)), 1):
        if is_ is None or should is None:
            return f"line {number}, where {'it ends' if is_ is None else 'it should end'}"
        if is_ != should:
            return f"line {number}, {_excerpt(is_, should)}"
    return None


def _lines(content: bytes) -> list[str]:
    return content.decode(errors="surrogateescape").replace("\r\n", "\n").split("\n")


def _excerpt(found: str, derived: str) -> str:
    at = _first_difference(found, derived)
    around = slice(max(0, at - CONTEXT_CHARS), at + CONTEXT_CHARS)
    return f"{shown(found[around])}, not {shown(derived[around])}"


# JSON and the page


def _json(found: bytes, derived: bytes) -> str | None:
    if len(found) > JSON_FACTOR_MAX * len(derived):
        return _byte(found, derived)
    return value_differs(_values(found), _values(derived))


def _values(content: bytes) -> Any:
    return json.loads(content, object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name occurs twice")
    return dict(pairs)


def value_differs(found: Any, derived: Any, path: str = "$") -> str | None:
    """Return the path of the first value that differs, with both values; None when all are equal."""
    if isinstance(found, dict) and isinstance(derived, dict):
        if found.keys() != derived.keys():
            return f"{path}, names {shown(sorted(found.keys() ^ derived.keys()))}"
        inner = ((f"{path}.{name}", found[name], derived[name]) for name in derived)
    elif isinstance(found, list) and isinstance(derived, list):
        if len(found) != len(derived):
            return f"{path}, {len(found):,} values, not {len(derived):,}"
        inner = ((f"{path}[{i}]", *pair) for i, pair in enumerate(zip(found, derived, strict=True)))
    else:
        same = found == derived and isinstance(found, bool) == isinstance(derived, bool)
        return None if same else f"{path}, {shown(found)}, not {shown(derived)}"
    return next((where for place, is_, should in inner if (where := value_differs(is_, should, place))), None)


def _page(found: bytes, derived: bytes) -> str | None:
    is_, should = (data_block(content.decode(errors="surrogateescape")) for content in (found, derived))
    where = is_ and is_ != should and value_differs(json.loads(is_[0]), json.loads(should[0]), "data")
    return where or _line(found, derived)


# Pictures


def _picture(found: bytes, derived: bytes) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(found)) as is_, Image.open(io.BytesIO(derived)) as should:
            if is_.size != should.size:
                return "{} × {} pixels, not {} × {}".format(*is_.size, *should.size)
            return _pixels(is_, should) or _said(is_, should)


_PLAIN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
"""Chunks of a PNG that the pixels and words read from it account for; any other may change how it looks."""


def _png(found: bytes, derived: bytes) -> str | None:
    """Where a PNG differs: damage, chunks that change its look, what follows its end, pixels, words."""
    is_, should = _chunks(found), _chunks(derived)
    return value_differs(is_, {kind: should.get(kind) for kind in is_}, "chunks") or _picture(found, derived)


def _chunks(content: bytes) -> dict[str, list[str]]:
    """The chunks of a PNG that its pixels do not account for, by kind; raises ValueError for damage, or more bytes."""
    chunks: dict[str, list[str]] = {}
    at, kind = len(PNG_SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        body, at = content[at + 8 : at + 8 + length], at + 12 + length
        if struct.unpack_from(">I", content, at - 4)[0] != zlib.crc32(kind + body):
            raise ValueError(f"the checksum of its chunk {kind!r} is wrong")
        if kind not in _PLAIN:
            chunks.setdefault(kind.decode("latin-1"), []).append(hashlib.sha256(body).hexdigest())
    if at < len(content):
        raise ValueError("there are bytes after its end")
    return chunks


def _pixels(found: Image.Image, derived: Image.Image) -> str | None:
    frames = zip_longest(ImageSequence.Iterator(found), ImageSequence.Iterator(derived))
    for number, (is_, should) in enumerate(frames, 1):
        if is_ is None or should is None:
            return f"picture {number}, where {'it ends' if is_ is None else 'it should end'}"
        if is_.info.get("duration") != should.info.get("duration"):
            return f"picture {number}, how long it stays"
        box = ImageChops.difference(is_.convert("RGBA"), should.convert("RGBA")).getbbox(alpha_only=False)
        if box is not None:
            return "picture {}, pixels {}, {} to {}, {}".format(number, *box)
    return None


def _said(found: Image.Image, derived: Image.Image) -> str | None:
    """Where the words that a picture carries differ."""
    is_, should = (
        {name: str(text) for name, text in image.info.items() if isinstance(text, str | bytes)}
        for image in (found, derived)
    )
    return value_differs(is_, should, "texts")


# A database


def _rows(found: bytes, derived: bytes) -> str | None:
    with closing(database(found)) as is_, closing(database(derived)) as should:
        schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
        tables = {"sqlite_master": schema} | {
            name: 'SELECT * FROM "{}"'.format(name.replace('"', '""'))  # noqa: S608 - a name we derived, quoted
            for kind, name, sql in should.execute(schema).fetchall()
            if kind == "table" and not str(sql).upper().startswith("CREATE VIRTUAL")
        }
        for table, query in tables.items():
            rows = zip_longest(is_.execute(query), should.execute(query))
            for number, (row, meant) in enumerate(rows, 1):
                if row != meant:
                    return f"table {table}, row {number}{_column(should, query, row, meant)}"
    return None


def _column(opened: sqlite3.Connection, query: str, found: Any, derived: Any) -> str:
    if found is None or derived is None or len(found) != len(derived):
        return ""
    names = [column[0] for column in opened.execute(query).description]
    name, is_, should = next(cell for cell in zip(names, found, derived, strict=True) if cell[1] != cell[2])
    return f", column {name}, {shown(is_)}, not {shown(should)}"


# Archives


def _members(found: bytes, derived: bytes) -> str | None:
    return member_differs(members(found), members(derived))


def member_differs(found: dict[str, bytes], derived: dict[str, bytes]) -> str | None:
    """Return which member of an archive differs and where; None when all are equal."""
    for name in derived:
        if name not in found:
            return f"{name}, which is missing"
    for name in found:
        if name not in derived:
            return f"{shown(name)}, which does not belong in it"
    for name, content in derived.items():
        if found[name] != content:
            inside = _line if name.endswith(TEXT_ENDINGS) else _byte
            return f"{name}, {inside(found[name], content) or 'in how its lines end'}"
    return None


_OF_PROGRAMS = re.compile(
    r"docProps/|customXml/|xl/(theme|printerSettings)/|xl/calcChain\.xml|"
    r"ppt/(theme|printerSettings|changesInfos)/|ppt/(revisionInfo|presProps|viewProps|tableStyles)\.xml"
)
"""Parts that programs add to a workbook or deck of their own accord, and that hold nothing that is read."""


def _added(found: bytes, derived: bytes) -> str | None:
    """Return the first part of a workbook or deck that an export has not: other programs may show it instead."""
    known = members(derived)
    added = next((name for name in members(found) if name not in known and not _OF_PROGRAMS.match(name)), None)
    return None if added is None else f"{shown(added)}, which does not belong in it"


def _deck(found: bytes, derived: bytes) -> str | None:
    if _members(found, derived) is None:
        return None
    return _added(found, derived) or value_differs(_slides(found), _slides(derived), "slides")


_LOOKS = {
    *("srgbClr", "schemeClr", "sysClr", "prstClr", "alpha", "noFill", "highlight", "bg", "srcRect", "xfrm"),
    *("min", "max", "orientation", "numFmt", "delete", "pt", "AlternateContent", "svgBlip", "hlinkClick"),
}
"""Elements of a slide by which what is written may be hidden or say something else: colours, cropping, axes."""


def _slides(content: bytes) -> dict[str, dict[str, Any]]:
    """Every slide by number: its shapes, each with place, words, alt text, chart and picture, and its notes."""
    slides = enumerate(Presentation(io.BytesIO(content)).slides, 1)
    return {str(number): _slide(slide) for number, slide in slides}


def _slide(slide: Any) -> dict[str, Any]:
    below = {"layout": slide.slide_layout, "master": slide.slide_layout.slide_master}
    return {
        **{f"shape {number}": _shape(shape) for number, shape in enumerate(slide.shapes, 1)},
        "hidden": slide.element.get("show"),
        "whole": [_words(slide.element), _looks(slide.element)],
        "notes": _notes(slide),
        **{name: [_words(part.element), _looks(part.element)] for name, part in below.items()},
    }


_HIDING = {"cNvPr": ("hidden",), "rPr": ("strike", "cap", "baseline")}
"""Attributes by which a shape is hidden, or letters are struck through or made to look like others."""


def _looks(element: Any) -> list[list[Any]]:
    """What of an element changes how it looks, in order."""
    found: list[list[Any]] = []
    for part in element.iter("{*}*"):
        name = str(part.tag).rpartition("}")[2]
        if name in _LOOKS:
            found.append([name, *sorted(map(list, part.attrib.items()))])
        found += [[name, attribute, part.get(attribute)] for attribute in _HIDING.get(name, ()) if part.get(attribute)]
    return found


def _shape(shape: Any) -> dict[str, Any]:
    return {
        "place": [shape.left, shape.top, shape.width, shape.height],
        "words": _words(shape.element),
        "looks": _looks(shape.element),
        "alt text": [name.get("descr") for name in shape.element.iter("{*}cNvPr")],
        "chart": [_words(shape.chart._chartSpace), _looks(shape.chart._chartSpace)] if shape.has_chart else None,
        "picture": hashlib.sha256(shape.image.blob).hexdigest() if hasattr(shape, "image") else None,
    }


def _words(element: Any) -> str:
    return " ".join(text for text in element.itertext() if text.strip())


def _notes(slide: Any) -> str:
    return _words(slide.notes_slide.element) if slide.has_notes_slide else ""


def _workbook(found: bytes, derived: bytes) -> str | None:
    if _members(found, derived) is None:
        return None
    return _added(found, derived) or value_differs(_cells(found), _cells(derived), "sheets")


def _cells(content: bytes) -> dict[str, dict[str, Any]]:
    """Every sheet by name: its cells with their formats, what is hidden, headers, and what lies on it."""
    parts = members(content)
    strings = parsed_xml(parts.get("xl/sharedStrings.xml", b"<sst/>"))
    shared = ["".join(text.text or "" for text in item.iter("{*}t")) for item in strings.iter("{*}si")]
    formats = _cell_formats(parsed_xml(parts["xl/styles.xml"]))
    links = {link.get("Id"): link.get("Target") for link in parsed_xml(parts["xl/_rels/workbook.xml.rels"])}
    sheets: dict[str, dict[str, Any]] = {"": {"letters of several looks": len(list(strings.iter("{*}rPr")))}}
    for sheet in parsed_xml(parts["xl/workbook.xml"]).iter("{*}sheet"):
        (link,) = (value for name, value in sheet.attrib.items() if str(name).endswith("}id"))
        root = parsed_xml(parts[posixpath.normpath(posixpath.join("/xl", str(links[link])))[1:]])
        cells = ((cell, _cell(cell, shared)) for cell in root.iter("{*}c"))
        sheets[str(sheet.get("name"))] = {
            **{
                str(cell.get("r")): [value, formats[int(cell.get("s", "0"))]]
                for cell, value in cells
                if value is not None
            },
            "hidden": [sheet.get("state", "visible"), *_hidden(root)],
            "over cells": [name for name in _OVER_CELLS for _ in root.iter(f"{{*}}{name}")],
            "headers": [text.text for name in ("oddHeader", "oddFooter") for text in root.iter(f"{{*}}{name}")],
        }
    return sheets


_OVER_CELLS = (
    "mergeCell",
    "conditionalFormatting",
    "dataValidation",
    "drawing",
    "legacyDrawing",
    "picture",
    "oleObject",
)
"""Elements of a sheet that hide cells, lie over them, or change what is shown of them."""


def _hidden(sheet: Any) -> list[str]:
    """The rows and columns of a sheet that are hidden, or have no height or width."""
    zeros = ["zeros" for view in sheet.iter("{*}sheetView") if view.get("showZeros") in ("0", "false")]
    rows = [f"row {row.get('r')}" for row in sheet.iter("{*}row") if _is_hidden(row, "ht")]
    columns = [column for column in sheet.iter("{*}col") if _is_hidden(column, "width")]
    spans = ((int(column.get("min")), int(column.get("max"))) for column in columns)
    return (
        zeros
        + rows
        + [f"column {number}" for first, last in spans for number in range(first, min(last, COLUMNS_MAX) + 1)]
    )


def _is_hidden(part: Any, size: str) -> bool:
    return part.get("hidden") in ("1", "true") or float(part.get(size, "1")) == 0


def _cell_formats(styles: Any) -> list[list[Any]]:
    """What a cell of each format is written as, and the colours of its letters and its ground."""
    codes = BUILT_IN | {code.get("numFmtId"): code.get("formatCode") for code in styles.iter("{*}numFmt")}
    fonts, fills = ([_colours(part) for part in styles.find(f"{{*}}{name}")] for name in ("fonts", "fills"))
    return [
        [
            codes.get(cell.get("numFmtId"), cell.get("numFmtId")),
            fonts[int(cell.get("fontId"))],
            fills[int(cell.get("fillId"))],
        ]
        for cell in styles.find("{*}cellXfs")
    ]


def _colours(part: Any) -> list[str]:
    return [
        colour.get("rgb") for name in ("color", "fgColor") for colour in part.iter(f"{{*}}{name}") if colour.get("rgb")
    ]


def _cell(cell: Any, shared: list[str]) -> Any:
    formula, value = cell.findtext("{*}f"), cell.findtext("{*}v")
    kind = cell.get("t", "n")
    if formula is not None:
        return f"={formula}"
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter("{*}t"))
    if value is None:
        return None
    return shared[int(value)] if kind == "s" else float(value) if kind == "n" else [kind, value]


ARCHIVE_UNCHECKED = "the order, times and comments of the archive"
_DATABASE_UNCHECKED = "indexes, triggers and unused pages"
_COMPARISONS = {
    "png": Comparison("pixel and word", _png, "how the pixels are packed"),
    "gif": Comparison("pixel and word", _picture, "how the pixels are packed, and how often the loop runs"),
    "svg": Comparison("line", _line, "how lines end"),
    "html": Comparison("line", _page, "how lines end"),
    "geojson": Comparison("value", _json, "spaces, and the order of names"),
    "gpkg": Comparison("row", _rows, _DATABASE_UNCHECKED),
    "kmz": Comparison("file in it", _members, ARCHIVE_UNCHECKED),
    "csv": Comparison("file in it", _members, ARCHIVE_UNCHECKED),
    "pptx": Comparison(
        "word, figure, colour and picture",
        _deck,
        "fonts, sizes of type, themes, effects, transitions, data behind charts",
    ),
    "xlsx": Comparison("cell with its format, colours and visibility", _workbook, "fonts, widths, themes, print setup"),
}
