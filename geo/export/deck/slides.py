"""What stands on a slide, as python-pptx writes it: text, tables, bars, pictures, each inside its box.

What fits a box is decided in `geo.export.deck.fitting`, what a slide says in `geo.export.deck.pptx`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Inches, Pt

from geo.export.deck.fitting import BODY_PT, BULLET_IN, CELL_IN, Box, Columns, Row, Words, gap_in, table_in
from geo.style import PALETTE
from geo.words import say

FONT = "Arial"
"""On every machine, or Liberation Sans in its place, which is as wide."""
BAR_NAMES_IN = 2.85
"""Width in inches of the names beside the bars of a chart."""


def child_of(parent: Any, tag: str, **attributes: str) -> Any:
    """Append an element with attributes to another, and return it."""
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(name, value)
    parent.append(child)
    return child


def bare(frame: Any, anchor: Any) -> None:
    """Leave a frame no margins and no sizing of its own: its text was measured."""
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def rgb(colour: str) -> RGBColor:
    """Return a colour written as #rrggbb."""
    red, green, blue = bytes.fromhex(colour.lstrip("#"))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call] # no types


def draw_run(paragraph: Any, text: str, words: Words, colour: str) -> None:
    """Write a part of a paragraph, sized and weighted as its words, in a colour by its role or as #rrggbb."""
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(words.pt), words.bold, FONT
    run.font.color.rgb = rgb(PALETTE.get(colour, colour))


@dataclass(frozen=True)
class Part:
    """A part of a slide: where it is, its name, and for a picture or chart the text that is read in its place."""

    box: Box
    name: str
    alt: str = ""


def draw_text(slide: Any, part: Part, paragraphs: Sequence[Words], *, right: bool = False) -> None:
    """Write paragraphs that were fitted to a part's box."""
    shape = slide.shapes.add_textbox(*part.box.emu)
    shape.name = part.name
    bare(shape.text_frame, MSO_ANCHOR.BOTTOM if right else MSO_ANCHOR.TOP)
    for number, words in enumerate(paragraphs):
        paragraph = shape.text_frame.paragraphs[0] if number == 0 else shape.text_frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(gap_in(words) * 72)
        if words.bullet:
            _bulleted(paragraph)
        _draw_words(paragraph, words)


def _bulleted(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(BULLET_IN)))
    properties.set("indent", str(-Inches(BULLET_IN)))
    child_of(properties, "a:buFont", typeface=FONT)
    child_of(properties, "a:buChar", char="•")


def _draw_words(paragraph: Any, words: Words) -> None:
    """Write the parts of a text, each in its colour, as runs of one paragraph."""
    parts = ((words.text, words.colour), (words.tail, words.tail_colour), (words.doubt, "assumption"))
    written = ""
    for text, colour in parts:
        if text:
            draw_run(paragraph, f" {text}" if written else text, words, colour)
            written += text
    if not written:  # or an empty cell takes the height of PowerPoint's own letters
        child_of(paragraph._p, "a:endParaRPr", sz=str(100 * words.pt))


_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's table style without fill or lines."""


def draw_table(slide: Any, part: Part, columns: Columns, rows: Sequence[Row]) -> None:
    """Write a native table whose first row names the columns, a thin rule under each row."""
    every = [columns.head(), *rows]
    shape = slide.shapes.add_table(len(every), len(columns.names), *part.box.emu[:3], Inches(table_in(columns, rows)))
    shape.name = part.name
    describe(shape, part.name)
    table = shape.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
    table.horz_banding = False
    for column, width in zip(table.columns, columns.widths, strict=True):
        column.width = Inches(width)
    for line, cells, is_head in zip(table.rows, every, [True] + [False] * len(rows), strict=True):
        line.height = Inches(columns.row_in(cells))
        for cell, words in zip(line.cells, cells, strict=True):
            _draw_cell(cell, words, "mute" if is_head else "rule")


def _draw_cell(cell: Any, words: Words, rule: str) -> None:
    cell.margin_left = cell.margin_right = Inches(CELL_IN[0])
    cell.margin_top = cell.margin_bottom = Inches(CELL_IN[1])
    _draw_words(cell.text_frame.paragraphs[0], words)
    line = child_of(cell._tc.get_or_add_tcPr(), "a:lnB", w=str(Pt(0.75)))
    child_of(child_of(line, "a:solidFill"), "a:srgbClr", val=PALETTE[rule][1:])


def describe(shape: Any, text: str) -> None:
    """Give a shape the text that is read in its place."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


def draw_picture(slide: Any, part: Part, picture: bytes) -> None:
    """Write a picture with the text that is read in its place."""
    shape = slide.shapes.add_picture(io.BytesIO(picture), *part.box.emu)
    shape.name = part.name
    describe(shape, part.alt)


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: its words, solid from 0 to low, light from low to high; None draws nothing."""

    label: str
    low: int | None
    high: int | None


def draw_bars(slide: Any, part: Part, bars: Sequence[Bar], top: int) -> None:
    """Write a native chart of horizontal bars from 0 to `top`, with its figures in its own sheet."""
    data: Any = CategoryChartData(number_format="#,##0")  # type: ignore[no-untyped-call] # no types
    data.categories = [_inert(bar.label) for bar in bars]
    data.add_series(say("deck.atLeast"), [bar.low for bar in bars])
    data.add_series(say("deck.range"), [_width(bar) for bar in bars])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *part.box.emu, data)
    frame.name = part.name
    describe(frame, part.alt)
    _draw_bars(frame.chart, top)
    _keep_room_for_names(frame.chart, BAR_NAMES_IN / part.box.width)


def _keep_room_for_names(chart: Any, part: float) -> None:
    """Let the bars of a chart begin at a part of its width, the same on every slide."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = OxmlElement("c:layout")
    area.insert(0, layout)
    places = child_of(layout, "c:manualLayout")
    child_of(places, "c:layoutTarget", val="inner")
    for name, found in (
        ("xMode", "edge"),
        ("yMode", "edge"),
        ("x", part),
        ("y", 0.02),
        ("w", 0.98 - part),
        ("h", 0.96),
    ):
        child_of(places, f"c:{name}", val=str(found) if isinstance(found, str) else f"{found:.4f}")


def _inert(label: str) -> str:
    """Return a label that the chart's own sheet takes for text: one it would run or follow begins with a space."""
    return f" {label}" if _LIVE.match(label) else label


_LIVE = re.compile(r"[^\w≈]|(https?|ftps?|file|mailto|internal|external):", re.IGNORECASE)


def _width(bar: Bar) -> int | None:
    """From the least to the most; None where no most is stated, for the chart's own sheet must not name one."""
    if bar.high is None or bar.high == bar.low:
        return None
    return bar.high - (bar.low or 0)


def _draw_bars(chart: Any, top: int) -> None:
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.name = Pt(BODY_PT), FONT
    chart.font.color.rgb = rgb(PALETTE["ink"])
    names, scale = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.major_tick_mark, names.format.line.color.rgb = XL_TICK_MARK.NONE, rgb(PALETTE["border"])
    scale.minimum_scale, scale.maximum_scale = 0, top
    scale.has_major_gridlines, scale.visible = False, False
    scale.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    for series, role in zip(plot.series, ("accent", "river"), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(PALETTE[role])
