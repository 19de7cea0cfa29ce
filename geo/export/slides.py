"""Slides and what stands on them, as python-pptx makes it: text, tables, bars, pictures, each inside its box.

What the slides say is left to `geo.export.deck`, how much room text takes to `geo.export.lettering`.
"""

from __future__ import annotations

import copy
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt

from geo.export.archive import unzipped, zipped
from geo.export.lettering import fitting_pt, height_in, lines, shortened
from geo.style import PALETTE

FONT = "Arial"
"""On every machine, or Liberation Sans in its place, which is as wide."""
BODY_PT = 12
"""Least size of what is read on a slide."""
FOOT_PT = 10
"""Size of the foot and of a marking."""
BULLET_IN = 0.18
"""Indent of a bulleted paragraph."""
BAR_NAMES_IN = 2.85
"""Width in inches of the names beside the bars of a chart."""
CELL_IN = (0.06, 0.035)
"""Margin of a cell at its sides, and above and below."""


@dataclass(frozen=True)
class Box:
    """A part of a slide, in inches from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Left, top, width and height as python-pptx wants them."""
        return tuple(Inches(edge) for edge in (self.left, self.top, self.width, self.height))  # type: ignore[return-value] # four


PAGE = Box(0, 0, 13.333, 7.5)
TITLE = Box(0.5, 0.36, 8.9, 0.6)
ASIDE = Box(9.5, 0.36, 3.333, 0.6)
LEAD = Box(0.5, 0.97, 12.333, 0.55)
BODY = Box(0.5, 1.58, 12.333, 5.17)
FOOT = Box(0.5, 6.82, 11.5, 0.36)
NUMBER = Box(12.1, 6.82, 0.733, 0.36)
OPENING_TITLE = Box(0.5, 0.7, 12.333, 1.0)
SUBTITLE = Box(0.5, 1.76, 12.333, 0.4)
MARKINGS = (Box(0, 0, 13.333, 0.27), Box(0, 7.23, 13.333, 0.27))


@dataclass(frozen=True)
class Words:
    """A paragraph or a cell: a text, its grounds, what contests it; size in points, colours by their role."""

    text: str
    tail: str = ""
    doubt: str = ""
    pt: int = BODY_PT
    bold: bool = False
    colour: str = "ink"
    tail_colour: str = "accent"
    bullet: bool = False

    @property
    def whole(self) -> str:
        """The text and what follows it."""
        return " ".join(part for part in (self.text, self.tail, self.doubt) if part)

    def lines_in(self, width: float) -> list[str]:
        """The lines it takes in a width in inches."""
        indent = BULLET_IN if self.bullet else 0
        return lines(self.whole, width - indent, self.pt, bold=self.bold)


@dataclass(frozen=True)
class Columns:
    """The columns of a table: their names and their widths in inches."""

    names: tuple[str, ...]
    widths: tuple[float, ...]

    def row_in(self, cells: Sequence[Words]) -> float:
        """The height of a row in inches."""
        return 2 * CELL_IN[1] + max(height_in(*self._tallest(cell, width)) for cell, width in self._cells(cells))

    def _cells(self, cells: Sequence[Words]) -> Iterable[tuple[Words, float]]:
        return zip(cells, (width - 2 * CELL_IN[0] for width in self.widths), strict=True)

    def _tallest(self, cell: Words, width: float) -> tuple[int, int]:
        return max(1, len(cell.lines_in(width))), cell.pt

    def head(self) -> tuple[Words, ...]:
        """The first row: the names of the columns."""
        return tuple(Words(name, bold=True, colour="mute") for name in self.names)

    def parted(self, cells: Sequence[Words], height: float) -> list[tuple[Words, ...]]:
        """A row, or as many as it takes where its cells hold more than fits a height in inches."""
        room = max(1, int((height - 2 * CELL_IN[1]) / height_in(1, BODY_PT)))
        broken = [cell.lines_in(width) for cell, width in self._cells(cells)]
        parts = range(0, max(map(len, broken)), room)
        if len(parts) <= 1:
            return [tuple(cells)]
        return [
            tuple(
                replace(cell, text="".join(found[part : part + room]).strip(), tail="", doubt="")
                for cell, found in zip(cells, broken, strict=True)
            )
            for part in parts
        ]


Row = tuple[Words, ...]


def fitting_rows(columns: Columns, rows: Sequence[Row], height: float) -> tuple[list[Row], list[Row]]:
    """Return the rows that fit a height in inches below the head of their table, and the rest."""
    used = columns.row_in(columns.head())
    for count, row in enumerate(rows):
        used += columns.row_in(row)
        if used > height:
            return list(rows[:count]), list(rows[count:])
    return list(rows), []


def pages(columns: Columns, rows: Iterable[Row], height: float) -> list[list[Row]]:
    """Return rows page by page, each at most a height in inches with the head; a row too high for one is parted."""
    most = height - columns.row_in(columns.head())
    rest = [part for row in rows for part in columns.parted(row, most)]
    found = []
    while rest:
        page, rest = fitting_rows(columns, rest, height)
        found.append(page)
    return found


def table_in(columns: Columns, rows: Sequence[Row]) -> float:
    """Return the height of a table in inches."""
    return sum(columns.row_in(row) for row in [columns.head(), *rows])


def text_in(paragraphs: Iterable[Words], width: float) -> float:
    """Return the height of paragraphs in inches, the space between them included."""
    return sum(height_in(len(words.lines_in(width)), words.pt) + _gap_in(words) for words in paragraphs)


def _gap_in(words: Words) -> float:
    return height_in(1, words.pt) / 4 if words.bullet else 0


def fitting_text(paragraphs: Sequence[Words], box: Box) -> tuple[list[Words], list[Words]]:
    """Return the paragraphs that fit a box, and the rest."""
    for count in range(len(paragraphs), 0, -1):
        if text_in(paragraphs[:count], box.width) <= box.height:
            return list(paragraphs[:count]), list(paragraphs[count:])
    return [], list(paragraphs)


class Deck:
    """Slides of one size, with one marking above and below and one foot on each of them."""

    def __init__(self, marking: str, marking_colour: str, foot: str) -> None:
        self.file = pptx.Presentation()
        self.marking, self.marking_colour, self.foot = marking, marking_colour, foot
        self.file.slide_width, self.file.slide_height = PAGE.emu[2:]
        for layout in list(self.file.slide_layouts):
            if layout.name not in ("Title Slide", "Title Only"):
                self.file.slide_layouts.remove(layout)
        self.opening, self.plain = self.file.slide_layouts
        _lay_out(self.file)

    def slide(self, title: str, *, layout: Any = None, title_box: Box = TITLE, sizes: tuple[int, ...] = ()) -> Any:
        """Add a slide with a native title, markings, foot and number, and return it."""
        slide = self.file.slides.add_slide(layout or self.plain)
        _title(slide.shapes.title, title, title_box, sizes or (26, 22, 18, 16, 14, 12))
        top, _ = MARKINGS
        _mark(slide, top, self.marking, self.marking_colour, "Marking, top")
        slide.shapes._spTree.insert(2, slide.shapes[-1]._element)  # read first
        return slide

    def close(self, slide: Any, notes: str) -> None:
        """Write what is read last: foot, number, marking; and the notes."""
        for holder in slide.slide_layout.placeholders:
            if holder.placeholder_format.idx in (11, 12):
                slide.shapes._spTree.append(copy.deepcopy(holder._element))
        foot = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == 11)
        foot.text_frame.text = shortened(self.foot, (FOOT.width, FOOT.height), FOOT_PT)
        _mark(slide, MARKINGS[1], self.marking, self.marking_colour, "Marking, bottom")
        _number_shapes(slide)
        slide.notes_slide.notes_text_frame.text = notes


def _number_shapes(slide: Any) -> None:
    """Give each shape an id of its own: those of the layout's came with them."""
    for number, shape in enumerate(slide.shapes, start=2):
        shape._element.xpath(".//p:cNvPr")[0].set("id", str(number))


def _lay_out(file: Any) -> None:
    """Set the places and letters of the master and its layouts for this size of slide."""
    for sheet in (file.slide_master, *file.slide_layouts):
        for holder in list(sheet.placeholders):
            kind = holder.placeholder_format.type.name
            if kind == "DATE":
                holder._element.getparent().remove(holder._element)
            elif kind in _PLACES:
                _put(holder, _PLACES[kind])
                _letter(holder, kind)
    theme = file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _themed(theme.blob)
    for reference in [key for key, found in file.part.rels.items() if found.reltype.endswith("/printerSettings")]:
        file.part.rels.pop(reference)
    package = file.part.package
    for reference in [key for key, found in package._rels.items() if found.reltype.endswith("/thumbnail")]:
        package._rels.pop(reference)


_PLACES = {
    "TITLE": TITLE,
    "CENTER_TITLE": OPENING_TITLE,
    "SUBTITLE": SUBTITLE,
    "BODY": BODY,
    "FOOTER": FOOT,
    "SLIDE_NUMBER": NUMBER,
}


def _put(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = box.emu


def _letter(holder: Any, kind: str) -> None:
    """Give a placeholder of a layout its margins, anchor, alignment, size and colour."""
    frame = holder.text_frame
    _bare(frame, MSO_ANCHOR.BOTTOM if kind in ("TITLE", "CENTER_TITLE") else MSO_ANCHOR.TOP)
    style = frame._txBody.find(qn("a:lstStyle"))
    for child in list(style):
        style.remove(child)
    level = _child(style, "a:lvl1pPr", algn="r" if kind == "SLIDE_NUMBER" else "l", marL="0", indent="0")
    _child(level, "a:buNone")
    small = kind in ("FOOTER", "SLIDE_NUMBER")
    letters = _child(
        level, "a:defRPr", sz=str(100 * (FOOT_PT if small else 26)), b="1" if "TITLE" in kind[-5:] else "0"
    )
    letters.set("b", "1" if kind in ("TITLE", "CENTER_TITLE") else "0")
    _child(_child(letters, "a:solidFill"), "a:srgbClr", val=PALETTE["mute" if small else "ink"][1:])


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(name, value)
    parent.append(child)
    return child


def _bare(frame: Any, anchor: Any) -> None:
    """Leave a frame no margins and no sizing of its own: its text was measured."""
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _themed(theme: bytes) -> bytes:
    """Return a theme in our letters and colours, so that what is added by hand is of a piece."""
    text = theme.decode("utf-8").replace('typeface="Calibri"', f'typeface="{FONT}"')
    text = text.replace('script="Arab" typeface="Times New Roman"', f'script="Arab" typeface="{FONT}"')
    colours = {"4F81BD": "accent", "C0504D": "assumption", "9BBB59": "marking", "8064A2": "mute", "4BACC6": "river"}
    for old, role in colours.items():
        text = text.replace(f'<a:srgbClr val="{old}"/>', f'<a:srgbClr val="{PALETTE[role][1:].upper()}"/>')
    return text.encode("utf-8")


def _title(shape: Any, text: str, box: Box, sizes: tuple[int, ...]) -> None:
    pt = fitting_pt(text, (box.width, box.height), sizes, bold=True)
    shape.text_frame.text = shortened(text, (box.width, box.height), pt, bold=True)
    shape.text_frame.paragraphs[0].runs[0].font.size = Pt(pt)


def subtitle(slide: Any, text: str) -> None:
    """Write the line under the title of the opening slide."""
    _title(slide.placeholders[1], text, SUBTITLE, (22, 18, 16, 14, 12))


def _mark(slide: Any, box: Box, marking: str, colour: str, name: str) -> None:
    shape = slide.shapes.add_textbox(*box.emu)
    shape.name = name
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(colour)
    _bare(shape.text_frame, MSO_ANCHOR.MIDDLE)
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    pt = fitting_pt(marking, (box.width, box.height), (11, FOOT_PT, 9, 8), bold=True)
    _run(paragraph, marking, Words("", pt=pt, bold=True), "paper")


def _rgb(colour: str) -> RGBColor:
    red, green, blue = bytes.fromhex(colour.lstrip("#"))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call] # python-pptx has no types here


def _run(paragraph: Any, text: str, words: Words, colour: str) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(words.pt), words.bold, FONT
    run.font.color.rgb = _rgb(PALETTE[colour])


def write_text(slide: Any, box: Box, paragraphs: Sequence[Words], *, name: str, right: bool = False) -> None:
    """Write paragraphs that were fitted to a box."""
    shape = slide.shapes.add_textbox(*box.emu)
    shape.name = name
    _bare(shape.text_frame, MSO_ANCHOR.BOTTOM if right else MSO_ANCHOR.TOP)
    for number, words in enumerate(paragraphs):
        paragraph = shape.text_frame.paragraphs[0] if number == 0 else shape.text_frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(_gap_in(words) * 72)
        if words.bullet:
            _bulleted(paragraph)
        _write_words(paragraph, words)


def _bulleted(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Inches(BULLET_IN)))
    properties.set("indent", str(-Inches(BULLET_IN)))
    _child(properties, "a:buFont", typeface=FONT)
    _child(properties, "a:buChar", char="•")


def _write_words(paragraph: Any, words: Words) -> None:
    """Write the parts of a text, each in its colour, as runs of one paragraph."""
    parts = ((words.text, words.colour), (words.tail, words.tail_colour), (words.doubt, "assumption"))
    written = ""
    for text, colour in parts:
        if text:
            _run(paragraph, f" {text}" if written else text, words, colour)
            written += text
    if not written:  # or an empty cell takes the height of PowerPoint's own letters
        _child(paragraph._p, "a:endParaRPr", sz=str(100 * words.pt))


def fitted(words: Words, box: Box, sizes: tuple[int, ...]) -> Words:
    """Return one paragraph in the first size at which it fits a box, cut short where it fits at none."""
    room = (box.width, box.height)
    pt = fitting_pt(words.whole, room, sizes, bold=words.bold)
    short = shortened(words.whole, room, pt, bold=words.bold)
    return replace(words, pt=pt) if short == words.whole else replace(words, text=short, tail="", doubt="", pt=pt)


_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's table style without fill or lines."""


def write_table(slide: Any, box: Box, columns: Columns, rows: Sequence[Row], *, name: str) -> None:
    """Write a native table whose first row names the columns, a thin rule under each row."""
    every = [columns.head(), *rows]
    shape = slide.shapes.add_table(len(every), len(columns.names), *box.emu[:3], Inches(table_in(columns, rows)))
    shape.name = name
    describe(shape, name)
    table = shape.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
    table.horz_banding = False
    for column, width in zip(table.columns, columns.widths, strict=True):
        column.width = Inches(width)
    for line, cells, is_head in zip(table.rows, every, [True] + [False] * len(rows), strict=True):
        line.height = Inches(columns.row_in(cells))
        for cell, words in zip(line.cells, cells, strict=True):
            _write_cell(cell, words, "mute" if is_head else "rule")


def _write_cell(cell: Any, words: Words, rule: str) -> None:
    cell.margin_left = cell.margin_right = Inches(CELL_IN[0])
    cell.margin_top = cell.margin_bottom = Inches(CELL_IN[1])
    _write_words(cell.text_frame.paragraphs[0], words)
    line = _child(cell._tc.get_or_add_tcPr(), "a:lnB", w=str(Pt(0.75)))
    _child(_child(line, "a:solidFill"), "a:srgbClr", val=PALETTE[rule][1:])


def describe(shape: Any, text: str) -> None:
    """Give a shape the text that is read in its place."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)


def write_picture(slide: Any, box: Box, picture: bytes, *, name: str, alt: str) -> None:
    """Write a picture with the text that is read in its place."""
    shape = slide.shapes.add_picture(io.BytesIO(picture), *box.emu)
    shape.name = name
    describe(shape, alt)


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: its words, solid from 0 to low, light from low to high; None draws nothing."""

    label: str
    low: int | None
    high: int | None


def write_bars(slide: Any, box: Box, bars: Sequence[Bar], top: int, *, name: str, alt: str) -> None:
    """Write a native chart of horizontal bars from 0 to `top`, with its figures in its own sheet."""
    data: Any = CategoryChartData(number_format="#,##0")  # type: ignore[no-untyped-call] # python-pptx has no types here
    data.categories = [_inert(bar.label) for bar in bars]
    data.add_series("at least", [bar.low for bar in bars])
    data.add_series("up to at most", [_width(bar) for bar in bars])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *box.emu, data)
    frame.name = name
    describe(frame, alt)
    _draw_bars(frame.chart, top)
    _keep_room_for_names(frame.chart, BAR_NAMES_IN / box.width)


def _keep_room_for_names(chart: Any, part: float) -> None:
    """Let the bars of a chart begin at a part of its width, the same on every slide."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = OxmlElement("c:layout")
    area.insert(0, layout)
    places = _child(layout, "c:manualLayout")
    _child(places, "c:layoutTarget", val="inner")
    for name, found in (
        ("xMode", "edge"),
        ("yMode", "edge"),
        ("x", part),
        ("y", 0.02),
        ("w", 0.98 - part),
        ("h", 0.96),
    ):
        _child(places, f"c:{name}", val=str(found) if isinstance(found, str) else f"{found:.4f}")


def _inert(label: str) -> str:
    """Return a label that the chart's own sheet takes for text: one it would run or follow begins with a space."""
    return f" {label}" if _LIVE.match(label) else label


_LIVE = re.compile(r"[^\w≈]|(https?|ftps?|file|mailto|internal|external):", re.IGNORECASE)


def _width(bar: Bar) -> int | None:
    if bar.high is None or bar.high == bar.low:
        return None
    return bar.high - (bar.low or 0)


def _draw_bars(chart: Any, top: int) -> None:
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.name = Pt(BODY_PT), FONT
    chart.font.color.rgb = _rgb(PALETTE["ink"])
    names, scale = chart.category_axis, chart.value_axis
    names.reverse_order = True
    names.major_tick_mark, names.format.line.color.rgb = XL_TICK_MARK.NONE, _rgb(PALETTE["border"])
    scale.minimum_scale, scale.maximum_scale = 0, top
    scale.has_major_gridlines, scale.visible = False, False
    scale.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    for series, role in zip(plot.series, ("accent", "river"), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(PALETTE[role])


@dataclass(frozen=True)
class Properties:
    """What a file says of itself: title, subject, keywords, author, description, and its day (YYYY-MM-DD)."""

    title: str
    subject: str
    keywords: str
    author: str
    description: str
    day: str


def packed(file: Any, said: Properties) -> bytes:
    """Return a presentation as the same bytes each time, saying of itself what is given."""
    core = file.core_properties
    core.revision = 1
    core.created = core.modified = datetime.datetime.fromisoformat(said.day)
    core.last_modified_by, core.language = said.author, "en"
    element = core._element
    for tag, text in {  # written past python-pptx, which cuts at 255 characters
        "dc:title": said.title,
        "dc:subject": said.subject,
        "cp:keywords": said.keywords,
        "dc:creator": said.author,
        "dc:description": said.description,
    }.items():
        found = element.find(qn(tag))
        (found if found is not None else _child(element, tag)).text = text
    buffer = io.BytesIO()
    file.save(buffer)
    return zipped({name: _settled(name, part, said.day) for name, part in unzipped(buffer.getvalue()).items()})


def _settled(name: str, part: bytes, day: str) -> bytes:
    """Return a part of a file without the time it was made at: a chart's own workbook holds one."""
    if name == "docProps/app.xml":
        return _application(part)
    if not name.endswith(".xlsx"):
        return part
    inner = unzipped(part)
    dated = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>" + f"{day}T00:00:00Z".encode(), inner["docProps/core.xml"])
    return zipped(inner | {"docProps/core.xml": dated})


def _application(part: bytes) -> bytes:
    """Return what a file says of the program that wrote it, without the template's counts, which are not its own."""
    head = re.match(rb".*?<Properties[^>]*>", part, re.DOTALL)
    assert head, "a presentation names its application"
    return head.group() + b"<Application>Microsoft Office PowerPoint</Application></Properties>"
