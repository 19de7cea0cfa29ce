"""A presentation as a file: its master, slides with title, markings and foot, and the same bytes each time."""

from __future__ import annotations

import copy
import datetime
import io
import re
from dataclasses import dataclass
from typing import Any

import pptx
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from geo.export.deck.fitting import Box, Words, fitting_pt, shortened
from geo.export.deck.slides import FONT, bare, child_of, draw_run, rgb
from geo.export.zip import unzipped, zipped
from geo.style import PALETTE, marking_ink
from geo.words import say

FOOT_PT = 10
"""Size of the foot and of a marking."""
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
        self._mark(slide, top, say("deck.markingTop"))
        slide.shapes._spTree.insert(2, slide.shapes[-1]._element)  # read first
        return slide

    def close(self, slide: Any, notes: str) -> None:
        """Write what is read last: foot, number, marking; and the notes."""
        for holder in slide.slide_layout.placeholders:
            if holder.placeholder_format.idx in (11, 12):
                slide.shapes._spTree.append(copy.deepcopy(holder._element))
        foot = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == 11)
        foot.text_frame.text = shortened(self.foot, (FOOT.width, FOOT.height), FOOT_PT)
        self._mark(slide, MARKINGS[1], say("deck.markingBottom"))
        _number_shapes(slide)
        slide.notes_slide.notes_text_frame.text = notes

    def _mark(self, slide: Any, box: Box, name: str) -> None:
        shape = slide.shapes.add_textbox(*box.emu)
        shape.name = name
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(self.marking_colour)
        bare(shape.text_frame, MSO_ANCHOR.MIDDLE)
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.CENTER
        pt = fitting_pt(self.marking, (box.width, box.height), (11, FOOT_PT, 9, 8), bold=True)
        draw_run(paragraph, self.marking, Words("", pt=pt, bold=True), marking_ink(self.marking))


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
    bare(frame, MSO_ANCHOR.BOTTOM if kind in ("TITLE", "CENTER_TITLE") else MSO_ANCHOR.TOP)
    style = frame._txBody.find(qn("a:lstStyle"))
    for child in list(style):
        style.remove(child)
    level = child_of(style, "a:lvl1pPr", algn="r" if kind == "SLIDE_NUMBER" else "l", marL="0", indent="0")
    child_of(level, "a:buNone")
    small = kind in ("FOOTER", "SLIDE_NUMBER")
    letters = child_of(
        level, "a:defRPr", sz=str(100 * (FOOT_PT if small else 26)), b="1" if "TITLE" in kind[-5:] else "0"
    )
    letters.set("b", "1" if kind in ("TITLE", "CENTER_TITLE") else "0")
    child_of(child_of(letters, "a:solidFill"), "a:srgbClr", val=PALETTE["mute" if small else "ink"][1:])


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
        (found if found is not None else child_of(element, tag)).text = text
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
