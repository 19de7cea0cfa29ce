"""Tables for spreadsheets and statistics: a zip of CSV files as a data package, and a workbook."""

from __future__ import annotations

import csv as csv_format
import datetime
import hashlib
import io
import json
import math
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import xlsxwriter

from geo import style
from geo.evidence import kind_rules
from geo.export.stamp import TOOL, described, stamp, stamp_text
from geo.export.zip import unzipped, zipped
from geo.model import Scenario
from geo.selection import Selection
from geo.tables import Column, Table, changes, claims, postures, sources
from geo.words import say

_LEADER = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")


def inert(text: str) -> str:
    """Return a text as a spreadsheet may have it: what would run as a formula gets an apostrophe before it.

    >>> inert("=1+1"), inert("'=1+1"), inert("≈2,500")
    ("'=1+1", "''=1+1", '≈2,500')
    """
    return f"'{text}" if _LEADER.match(text) else text


def _tables(scenario: Scenario, selection: Selection) -> tuple[Table, ...]:
    return postures(scenario, selection), changes(scenario, selection), claims(scenario), sources(scenario)


BOM = "\ufeff".encode()
"""Begins every CSV file: without it Excel reads UTF-8 as its own code page, and other readers skip it."""


def csv(scenario: Scenario, selection: Selection) -> bytes:
    """Return a zip of CSV files and datapackage.json, a Frictionless tabular data package that says what is in them.

    The files are UTF-8 with a byte-order mark, lines end as RFC 4180 has it, an empty cell is an absent value.
    """
    tables = _tables(scenario, selection)
    files = {f"{table.name}.csv": _csv(table) for table in tables}
    package = _package(scenario, selection) | {
        "resources": [_resource(table, files[f"{table.name}.csv"]) for table in tables]
    }
    described_by = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    return zipped({"datapackage.json": described_by.encode(), **files})


def _csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv_format.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_csv_cell(cell) for cell in line] for line in table.lines())
    return BOM + text.getvalue().encode()


def _csv_cell(cell: str | int | float | bool | None) -> str | int | float:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str):
        return inert(cell)
    return "" if cell is None else cell


_FIELD_TYPES = {"text": "string", "ids": "string", "names": "string"}


def _package(scenario: Scenario, selection: Selection) -> dict[str, Any]:
    cited = [(style.reference(source), source) for source in scenario.sources.values()]
    return {
        "profile": "tabular-data-package",
        "name": scenario.id.lower(),
        "title": scenario.title,
        "description": f"{described(scenario, selection)} {style.source_line(scenario)} {_cautions()}",
        "marking": scenario.marking,
        "sources": [
            {"title": title, **({"path": source.url} if source.url else {}), "licence": source.licence}
            for title, source in cited
        ],
        "wording_rules": list(style.wording_rules(scenario)),
        "kinds": kind_rules(),
        TOOL: stamp(scenario, selection, "csv"),
    }


def _cautions() -> str:
    return f"{say('table.sums')} {say('sheet.inert')}"


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {"fields": [_field(column) for column in table.columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, str]:
    kind = _FIELD_TYPES.get(column.type, column.type)
    return {"name": column.name, "type": kind, "title": column.title, "description": column.says}


WIDTHS = {
    "reading_label": 16,
    "phase_label": 16,
    "shown": 16,
    "name": 20,
    "label": 17,
    "wording": 15,
    "note": 32,
    "arithmetic": 32,
    "sentence": 46,
    "paraphrase": 64,
    "drives": 52,
    "said_by": 28,
    "standing": 18,
    "publisher": 20,
    "title": 52,
    "authors": 28,
    "licence": 44,
    "members": 24,
    "source": 20,
    "claims": 14,
    "contested_by": 14,
    "place_source": 16,
    "moved_label": 20,
    "basis_words": 15,
    "before": 20,
    "after": 20,
}
"""Widths of columns in characters; any other is as wide as its heading."""
FOLDED = frozenset(
    {
        *("reading", "phase", "deadline", "id", "status", "written_low", "written_high", "basis", "name_ar"),
        *("country", "admin1", "members", "precision", "lon", "lat", "place_source"),
    }
)
"""Columns for machines, folded away in the sheets of postures and changes so that the rest fits a printed page."""
LEAST_WIDTH = 10
"""Width of a narrow column, in characters."""
HEADING_POINTS = 32
"""Height of the row of headings, in points: two lines."""
LINE_POINTS = 15
"""Height of a line of text, in points."""
ROOMY = 1.15
"""How much room a text is given beside what its letters take on average."""
A4 = 9
"""Excel's number for A4 paper."""
READ_ME_WIDTHS = (22, 100)
"""Widths of the two columns of the first sheet, in characters."""
PROPERTY_MAX_CHARS = 255
"""Longest custom property Excel takes; the stamp whole stands in the comments and on the first sheet."""


def xlsx(scenario: Scenario, selection: Selection) -> bytes:
    """Return a workbook: what it is, then postures, changes, claims and sources, a sheet each.

    Texts are written as texts and never as formulas, counts as numbers. The zip is written anew, since the library's
    own names the system it was made on.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        _properties(workbook, scenario, selection)
        looks = _Looks(workbook)
        _read_me(workbook, looks, scenario, selection)
        for table in _tables(scenario, selection):
            _sheet(workbook, looks, table, scenario.marking)
    return zipped(unzipped(buffer.getvalue()))


class _Looks:
    """The formats of a workbook's cells."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        common = {"font_name": "Calibri", "font_size": 11, "valign": "top", "font_color": style.PALETTE["ink"]}
        self.text = workbook.add_format({**common, "text_wrap": True})
        self.number = workbook.add_format({**common, "num_format": "#,##0"})
        self.degrees = workbook.add_format({**common, "num_format": "0.0000##"})
        self.title = workbook.add_format({**common, "font_size": 18, "bold": True})
        self.name = workbook.add_format({**common, "bold": True, "text_wrap": True})
        paper = {"bg_color": style.PALETTE["ink"], "font_color": style.PALETTE["paper"]}
        self.heading = workbook.add_format({**common, **paper, "bold": True, "text_wrap": True, "valign": "vcenter"})

    def of(self, column: Column, cell: str | int | float | bool | None) -> Any:
        """The format of a cell: a count, degrees or text."""
        if cell is None or isinstance(cell, bool | str):
            return self.text
        return self.degrees if column.type == "number" else self.number


def _properties(workbook: xlsxwriter.Workbook, scenario: Scenario, selection: Selection) -> None:
    """Say where a workbook comes from; its creation is the day of the report, the same each time it is written."""
    workbook.set_properties(
        {
            "title": scenario.title,
            "subject": described(scenario, selection),
            "author": style.source_line(scenario),
            "category": scenario.marking,
            "keywords": scenario.id,
            "comments": stamp_text(scenario, selection, "xlsx"),
            "created": datetime.datetime.fromisoformat(scenario.as_of),
        }
    )
    for name, value in stamp(scenario, selection, "xlsx").items():
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            workbook.set_custom_property(f"{TOOL}.{name}", text[:PROPERTY_MAX_CHARS], "text")


def _read_me(workbook: xlsxwriter.Workbook, looks: _Looks, scenario: Scenario, selection: Selection) -> None:
    sheet = workbook.add_worksheet(say("sheet.title"))
    _set_page(sheet, scenario.marking)
    for place, width in enumerate(READ_ME_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, inert(scenario.title), looks.title)
    for line, (name, text) in enumerate(_said(scenario, selection), start=2):
        sheet.write_string(line, 0, inert(name), looks.name)
        sheet.write_string(line, 1, inert(text), looks.text)
        sheet.set_row(line, _height_points((name, text), READ_ME_WIDTHS))


def _said(scenario: Scenario, selection: Selection) -> list[tuple[str, str]]:
    """What the first sheet says, by name."""
    return [
        (say("sheet.marking"), scenario.marking),
        (say("sheet.summary"), scenario.summary),
        *((say("sheet.reading"), _reading(scenario, reading)) for reading in selection.readings),
        *((say("sheet.phase"), f"{stop.label}, {stop.shown}") for stop in map(scenario.phase, selection.phases)),
        (say("sheet.as_of"), style.day(scenario.as_of)),
        (say("sheet.source"), style.source_line(scenario)),
        *(
            (say("sheet.cited"), f"{style.reference(source)}. {source.licence}.")
            for source in scenario.sources.values()
        ),
        *((say("sheet.rule"), rule) for rule in style.wording_rules(scenario)),
        (say("sheet.fingerprint"), scenario.fingerprint),
        *((say("sheet.kind", kind=kind), rule) for kind, rule in kind_rules().items()),
        (say("sheet.columns"), say("sheet.folded")),
        (say("sheet.sums"), say("table.sums")),
        (say("sheet.texts"), say("sheet.inert")),
        (say("sheet.stamp"), stamp_text(scenario, selection, "xlsx")),
    ]


def _reading(scenario: Scenario, reading: str) -> str:
    found = scenario.reading(reading)
    return f"{found.label}. {found.summary}".strip()


def _set_page(sheet: Any, marking: str) -> None:
    """Set a sheet up for print: landscape, as wide as the paper, the marking above and below."""
    written = marking.replace("&", "&&")
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.75)
    sheet.set_header(f"&C{written}")
    sheet.set_footer(f"&C{written}&R&P/&N")


def _sheet(workbook: xlsxwriter.Workbook, looks: _Looks, table: Table, marking: str) -> None:
    sheet = workbook.add_worksheet(table.title)
    _set_page(sheet, marking)
    table, open_columns = _folded_last(table)
    fold = {"level": 1, "hidden": True}
    widths = [WIDTHS.get(column.name, max(LEAST_WIDTH, len(column.title) + 3)) for column in table.columns]
    for place, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(place, place, width, None, fold if place >= open_columns else None)
        sheet.write_string(0, place, column.title, looks.heading)
    lines = list(table.lines())
    for number, line in enumerate(lines, start=1):
        sheet.set_row(number, _height_points(line[:open_columns], widths))
        for place, (column, cell) in enumerate(zip(table.columns, line, strict=True)):
            _write(sheet, (number, place), cell, looks.of(column, cell))
    sheet.set_row(0, HEADING_POINTS)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(lines), len(table.columns) - 1)


def _height_points(cells: Iterable[object], widths: Iterable[int]) -> int:
    """Height of a row in which every text is seen whole: not every program finds it by itself.

    >>> _height_points(["a word", "words " * 20], [20, 30])
    75
    """
    sizes = ((len(cell), width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str))
    return LINE_POINTS * max((math.ceil(ROOMY * letters / width) for letters, width in sizes), default=1)


def _folded_last(table: Table) -> tuple[Table, int]:
    """Return a table with its columns for machines at the end, and how many columns stand before them."""
    if table.name not in ("postures", "changes"):
        return table, len(table.columns)
    columns = sorted(table.columns, key=lambda column: column.name in FOLDED)
    return replace(table, columns=tuple(columns)), sum(column.name not in FOLDED for column in columns)


def _write(sheet: Any, at: tuple[int, int], cell: str | int | float | bool | None, look: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(*at, cell, look)
    elif isinstance(cell, str):
        sheet.write_string(*at, inert(cell), look)
    elif cell is None:
        sheet.write_blank(*at, None, look)
    else:
        sheet.write_number(*at, cell, look)
