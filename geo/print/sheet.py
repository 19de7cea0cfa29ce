"""The board as a print: a picture of a posture, or of two side by side, drawn without a browser.

The same words, marks and colours as the document's, from `geo.style`; the same bytes each time. `geo.print` has the
parts; this module puts them on the sheet and writes PNG, SVG and PDF.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo import __version__, basemap, style
from geo.model import Change, Claim, Entry, Phase, Posture, Scenario
from geo.posture import course, names_of
from geo.print.atlas import Atlas, Side, draw_atlas
from geo.print.canvas import Box, Canvas, Pen, shortened, text_width, wrapped
from geo.print.frame import Edges
from geo.print.keys import fitted
from geo.print.rail import Difference, Listing, Rail, Statement, draw_rail
from geo.selection import Selection
from geo.words import say

MARKING_UNITS = 28
RAIL_UNITS = 500
MAP_UNITS = 640.0
"""Height of a map alone, in units: on half a slide its names have 11 points."""
PAIR_UNITS = 760.0
"""The same for two maps side by side."""
RAIL_STACKED_UNITS = 790
"""Height of the rail where it is below the map."""
MARGIN = 26
FOOT = Pen(14, colour="mute")
FOOT_LINE = 19
TITLE = Pen(42, "bold")
TITLE_LEAST = 30
"""Least size of the title beside its claims, in units: where it does not fit they give way, then it is cut."""
HEAD_UNITS = 124
"""Height of marking and title."""
HEADLINE = Pen(24)
HEADLINE_LINE = 31
PANEL_TITLE = Pen(21, "bold")
PANEL_TITLE_UNITS = 42
"""Height of the title of one of two maps, a line; each line below it takes PANEL_LINE."""
PANEL_HEADLINE = Pen(17)
PANEL_LINE = 23
PNG_COMPRESSION = 3
"""Effort of the PNG, 0 to 9."""
FINGERPRINT_CHARS = 12
"""How much of the fingerprint is written: enough to distinguish two versions of a scenario."""


@dataclass(frozen=True)
class _Shown:
    """What a print shows of a scenario; raises KeyError for an unknown reading or phase."""

    scenario: Scenario
    selection: Selection

    def __post_init__(self) -> None:
        self.scenario.reading(self.reading), self.scenario.phase(self.phase)

    @property
    def reading(self) -> str:
        """The id of the reading in question."""
        return self.selection.reading

    @property
    def phase(self) -> str:
        """The id of the phase in question."""
        return self.selection.phase

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """What is drawn from left to right: the right set against the left, one alone against the phase before."""
        postures = [course(self.scenario, reading).posture(phase) for reading, phase in self._ids()]
        against = (self._phase_before(),) if self.selection.compare is None else (None, postures[0])
        return tuple(
            Side(self.scenario, now, earlier, course(self.scenario, now.reading.id).quantities(self.first.id))
            for now, earlier in zip(postures, against, strict=True)
        )

    @property
    def side(self) -> Side:
        """The one in question."""
        ids = self.reading, self.phase
        return next(each for each in self.sides if (each.now.reading.id, each.now.phase.id) == ids)

    @property
    def compares_readings(self) -> bool:
        """Whether two readings are compared."""
        return self.selection.compare is not None and len({reading for reading, _ in self._ids()}) > 1

    @property
    def first(self) -> Phase:
        """The phase whose figures the ticks of the bars mark: the one compared, or the first."""
        others = [phase for _, phase in self._ids() if phase != self.phase]
        return self.scenario.phase(others[0]) if others else self.scenario.phases[0]

    @property
    def in_rail(self) -> tuple[Side, ...]:
        """The sides the rail is about: the one in question, or that of each of two readings."""
        return self.sides if self.compares_readings else (self.side,)

    @property
    def changes(self) -> tuple[tuple[Phase, tuple[Change, ...]], ...]:
        """The stated changes of each phase that is shown, none where readings are compared."""
        if self.compares_readings:
            return ()
        first, last = self.sides[0].now.phase.id, self.sides[-1].now.phase.id
        since = None if self.selection.compare is None else first
        return course(self.scenario, self.reading).changes(last, since=since)

    def _ids(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.scenario.sides(self.reading, self.phase, self.selection.compare))

    def _phase_before(self) -> Posture | None:
        number = self.scenario.phases.index(self.scenario.phase(self.phase))
        before = self.scenario.phases[:number]
        return course(self.scenario, self.reading).posture(before[-1].id) if before else None


@dataclass(frozen=True)
class Sheet:
    """A print: the figure, and each map on it as it was drawn, from left to right."""

    figure: Figure
    maps: tuple[Atlas, ...]


def draw(scenario: Scenario, selection: Selection) -> Figure:
    """Draw the whole board of the one phase and reading selected, with what it is compared with beside it.

    Raises KeyError for an unknown reading or phase.
    """
    return sheet(scenario, selection).figure


def sheet(scenario: Scenario, selection: Selection) -> Sheet:
    """Draw the same; return where what is on its maps lies, too."""
    shown = _Shown(scenario, selection)
    canvas = Canvas(selection.sheet)
    foot = _draw_foot(canvas, scenario)
    head = _draw_head(canvas, shown)
    maps, rail = _parted(Box(0, head, canvas.width, foot), is_wide=canvas.width >= canvas.height)
    drawn = _draw_maps(canvas, maps, shown)
    room = Box(rail.left + MARGIN, rail.top + 18, rail.right - MARGIN, rail.bottom - 8)
    draw_rail(canvas, room, _rail(shown, drawn))
    return Sheet(canvas.figure, drawn)


def _parted(body: Box, *, is_wide: bool) -> tuple[Box, Box]:
    """The box of the maps and that of the rail: beside each other on a wide sheet, else one below the other."""
    if is_wide:
        middle = body.right - RAIL_UNITS
        return body._replace(right=middle), body._replace(left=middle)
    middle = body.bottom - RAIL_STACKED_UNITS
    return body._replace(bottom=middle), body._replace(top=middle)


def draw_map(scenario: Scenario, selection: Selection) -> Figure:
    """Draw the map of a phase alone, or two maps, without the words around it.

    Raises KeyError for an unknown reading or phase.
    """
    shown = _Shown(scenario, selection)
    size, height = selection.sheet, MAP_UNITS if selection.compare is None else PAIR_UNITS
    canvas = Canvas(size, (height * size.width_px / size.height_px, height))
    _draw_maps(canvas, Box(0, 0, canvas.width, canvas.height), shown)
    return canvas.figure


def _draw_maps(canvas: Canvas, box: Box, shown: _Shown) -> tuple[Atlas, ...]:
    view = shown.selection.view or shown.scenario.view
    panels = [box] if shown.selection.compare is None else _draw_panel_heads(canvas, box, shown)
    keys = fitted(Edges(*view.box), panels[0], shown.scenario)
    every = (keys, *(keys.beside(panel) for panel in panels[1:]))
    return tuple(draw_atlas(canvas, each, side) for each, side in zip(every, shown.sides, strict=True))


def _draw_panel_heads(canvas: Canvas, box: Box, shown: _Shown) -> list[Box]:
    """Write what each of two maps shows above it; return the boxes that are left for the maps."""
    middle = (box.left + box.right) / 2
    halves = box._replace(right=middle - 2), box._replace(left=middle + 2)
    width = halves[0].width - 2 * MARGIN
    heads = [_panel_head(side.now, width, is_reading=shown.compares_readings) for side in shown.sides]
    top = box.top + PANEL_TITLE_UNITS + PANEL_LINE * max(len(lines) - 1 for lines in heads)
    for half, lines in zip(halves, heads, strict=True):
        canvas.box(half._replace(bottom=top), "paper")
        for number, (line, pen) in enumerate(lines):
            canvas.text(half.left + MARGIN, half.top + 28 + PANEL_LINE * number, line, pen)
    return [half._replace(top=top) for half in halves]


def _panel_head(now: Posture, width: float, *, is_reading: bool) -> list[tuple[str, Pen]]:
    """The title of one of two maps: its phase, or its reading with what that says in a sentence; each line's pen."""
    if not is_reading:
        return [(shortened(_dated(now.phase), PANEL_TITLE, width), PANEL_TITLE)]
    said = wrapped(_headline(now.phase, now.reading.id), PANEL_HEADLINE, width)
    return [(shortened(now.reading.label, PANEL_TITLE, width), PANEL_TITLE), *((line, PANEL_HEADLINE) for line in said)]


def _dated(phase: Phase) -> str:
    return f"{phase.label} · {phase.shown}"


def _rail(shown: _Shown, maps: Iterable[Atlas]) -> Rail:
    maps = tuple(maps)
    courses = [course(shown.scenario, side.now.reading.id) for side in shown.in_rail]
    return Rail(
        sides=shown.in_rail,
        top=style.bar_top(quantity for walked in courses for quantity in walked.every_quantity()),
        listing=_differing(shown) if shown.compares_readings else _changed(shown),
        claims=_claims(shown),
        before=shown.first.label,
        dropped=_once(name for drawn in maps for name in drawn.dropped),
        outside=_once(name for drawn in maps for name in drawn.outside),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _changed(shown: _Shown) -> Listing:
    """What is stated to change, phase by phase, between the two that are compared or since the phase before."""
    parts = tuple((_dated(phase), changes) for phase, changes in shown.changes)
    if shown.selection.compare is not None:
        title = say("compare.since", phase=shown.sides[0].now.phase.label)
        return Listing(title, parts, say("changes.none"))
    nothing = say("changes.baseline") if shown.side.earlier is None else say("changes.none")
    return Listing(say("rail.changes"), parts, nothing)


def _differing(shown: _Shown) -> Listing:
    """What each reading says of every base and force of which they do not say the same."""
    pairs = zip(*map(_statements, shown.sides), strict=True)
    found = tuple(Difference(name, (one, other)) for (name, one), (_, other) in pairs if one.text != other.text)
    return Listing(say("compare.differ"), (("", found),), say("compare.same"))


def _statements(side: Side) -> list[tuple[str, Statement]]:
    """The name of every base and force with what the reading of a side says of it."""
    names = names_of(side.scenario)
    reading = side.now.reading.label
    entries: tuple[Entry, ...] = (*side.now.bases, *side.now.forces)
    return [
        (names[row.id], Statement(reading, style.value(row.value), row.basis, row.claims, row.contested_by))
        for row in entries
    ]


def _claims(shown: _Shown) -> tuple[Claim, ...]:
    """The claims that a print names, in the order of the scenario."""
    phase = shown.side.now.phase
    rows: list[Change | Entry] = [change for _, changes in shown.changes for change in changes]
    rows += [row for side in shown.in_rail for row in side.now.entries]
    named = {*phase.claims, *(claim for side in shown.in_rail for claim in phase.headline(side.now.reading.id).claims)}
    named |= {claim for row in rows for claim in (*row.claims, *row.contested_by)}
    return tuple(claim for claim in shown.scenario.claims.values() if claim.id in named)


# Head and foot


KICKER = Pen(18, colour="mute")
READING = Pen(22, "bold", anchor="right")
READING_KEY = Pen(15, colour="mute", anchor="right")
TITLE_CLAIMS = Pen(18, "semibold", "accent")


def _draw_head(canvas: Canvas, shown: _Shown) -> float:
    """Draw marking, title, reading and headline; return where they end."""
    scenario, phase = shown.scenario, shown.side.now.phase
    _draw_marking(canvas, Box(0, 0, canvas.width, MARKING_UNITS), scenario)
    room = _draw_reading(canvas, shown) - 2 * MARGIN
    kicker = f"{scenario.title} · {say('head.reported')} {style.day(scenario.as_of)}"
    canvas.text(MARGIN, 60, shortened(kicker, KICKER, room), KICKER)
    _draw_title(canvas, phase, room)
    return HEAD_UNITS if shown.compares_readings else _draw_headline(canvas, shown)


def _draw_headline(canvas: Canvas, shown: _Shown) -> float:
    """Draw the headline; return where the longest of the scenario would end, so that maps of all phases are alike."""
    scenario, width = shown.scenario, canvas.width - 2 * MARGIN
    for number, line in enumerate(wrapped(_headline(shown.side.now.phase, shown.reading), HEADLINE, width)):
        canvas.text(MARGIN, 141 + HEADLINE_LINE * number, line, HEADLINE)
    texts = (_headline(phase, each.id) for phase in scenario.phases for each in scenario.readings)
    most = max(len(wrapped(text, HEADLINE, width)) for text in texts)
    return 141 + HEADLINE_LINE * (most - 1) + 20


def _headline(phase: Phase, reading: str) -> str:
    headline = phase.headline(reading)
    return f"{headline.text} {style.bracketed(headline.claims)}".strip()


def _draw_title(canvas: Canvas, phase: Phase, room: float) -> None:
    """Write phase, date and, where there is room, their claims on one line, as large as the room allows."""
    claims, date = style.bracketed(phase.claims), f" · {phase.shown}"
    whole = text_width(phase.label, TITLE) + text_width(date, replace(TITLE, weight="regular")) + 1
    beside = text_width(claims, TITLE_CLAIMS) + 14
    beside = beside if TITLE.size * (room - beside) / whole >= TITLE_LEAST else 0
    bold = replace(TITLE, size=min(TITLE.size, max(TITLE_LEAST, TITLE.size * (room - beside) / whole)))
    x = MARGIN + canvas.text(MARGIN, 106, shortened(phase.label, bold, room), bold)
    pen = replace(bold, weight="regular", colour="mute")
    if x - MARGIN < room:
        x += canvas.text(x, 106, shortened(date, pen, room - (x - MARGIN)), pen) + 14
    canvas.text(x, 106, claims if beside else "", TITLE_CLAIMS)


def _draw_reading(canvas: Canvas, shown: _Shown) -> float:
    """Write the reading, or both, at the right, under it the phases with this one filled; return where it begins."""
    right = canvas.width - MARGIN
    labels = dict.fromkeys(side.now.reading.label for side in shown.sides)
    label = shortened(" · ".join(labels), READING, 0.36 * canvas.width)
    canvas.text(right, 60, say("head.reading") if len(labels) == 1 else say("head.readings"), READING_KEY)
    canvas.text(right, 88, label, READING)
    left = right - max(text_width(label, READING), 130)
    _draw_phases(canvas, left, right, shown)
    return left


PHASES_DRAWN = 12
"""Up to this many phases are drawn one by one."""


def _draw_phases(canvas: Canvas, left: float, right: float, shown: _Shown) -> None:
    """Draw a dot per phase on a line, those up to the one in question in colour and that one filled."""
    phases = [phase.id for phase in shown.scenario.phases]
    if not 1 < len(phases) <= PHASES_DRAWN:
        return
    y, here = 106, phases.index(shown.phase)
    xs = [left + 7 + (right - left - 14) * number / (len(phases) - 1) for number in range(len(phases))]
    canvas.line([(xs[0], y), (xs[-1], y)], "rule", 2)
    canvas.line([(xs[0], y), (xs[here], y)], "accent", 2)
    for number, x in enumerate(xs):
        canvas.dot(x, y, 6.5 if number == here else 5, "accent" if number <= here else "border")
        if number != here:
            canvas.dot(x, y, 3, "paper")


def _draw_marking(canvas: Canvas, box: Box, scenario: Scenario) -> None:
    canvas.box(box, style.marking_colour(scenario.marking))
    pen = Pen(15, "bold", style.marking_ink(scenario.marking), anchor="center")
    text = shortened(scenario.marking, pen, box.width - 2 * MARGIN)
    canvas.text((box.left + box.right) / 2, box.bottom - 9, text, pen)


def _draw_foot(canvas: Canvas, scenario: Scenario) -> float:
    """Draw source, credit, fingerprint and marking; return where they begin."""
    bottom = canvas.height - MARKING_UNITS
    _draw_marking(canvas, Box(0, bottom, canvas.width, canvas.height), scenario)
    lines = _foot_lines(scenario, canvas.width - 2 * MARGIN)
    top = bottom - FOOT_LINE * len(lines) - 9
    canvas.line([(0, top), (canvas.width, top)], "rule")
    for number, line in enumerate(lines, 1):
        canvas.text(MARGIN, top + FOOT_LINE * number, line, FOOT)
    return top


def _foot_lines(scenario: Scenario, width: float) -> list[str]:
    """The lines of the foot: all in one where there is room, else the source apart."""
    fingerprint = scenario.fingerprint[:FINGERPRINT_CHARS]
    made = say("print.made", scenario=scenario.id, fingerprint=fingerprint, version=__version__)
    source, rest = style.source_line(scenario), f"{basemap.CREDIT} {made}"
    whole = f"{source} {rest}"
    texts = [source, rest] if text_width(whole, FOOT) > width else [whole]
    return [line for text in texts for line in wrapped(text, FOOT, width)]


# Files


def png(figure: Figure, texts: Mapping[str, str]) -> bytes:
    """Return a figure as PNG with some texts inside by keyword."""
    info = PngInfo()
    for keyword, text in texts.items():
        info.add_itxt(keyword, text)
    buffer = io.BytesIO()
    rgb(figure).save(buffer, "PNG", pnginfo=info, dpi=(figure.dpi, figure.dpi), compress_level=PNG_COMPRESSION)
    return buffer.getvalue()


def rgb(figure: Figure) -> Image.Image:
    """Return a figure as pixels."""
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")


def svg(figure: Figure, metadata: Mapping[str, str | list[str]]) -> bytes:
    """Return a figure as SVG whose text is text, its typefaces inside; `metadata` in Dublin Core terms."""
    from geo.print.typeface import typefaces  # a tenth of a second that no other export waits for

    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, **metadata})
    return buffer.getvalue().replace(b"<defs>", b"<defs>" + typefaces(figure).encode(), 1)


def pdf(figures: Iterable[Figure], metadata: Mapping[str, str]) -> bytes:
    """Return figures as the pages of a PDF whose text can be selected, its typefaces inside."""
    from matplotlib.backends.backend_pdf import PdfPages  # likewise

    buffer = io.BytesIO()
    undated = {"CreationDate": None, "Creator": None, "Producer": None}
    with PdfPages(buffer, metadata={**undated, **metadata}) as pages:
        for figure in figures:
            pages.savefig(figure)
    return buffer.getvalue()
