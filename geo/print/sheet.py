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
from geo.print.atlas import Moment, draw_atlas
from geo.print.canvas import Box, Canvas, Pen, shortened, text_width, wrapped
from geo.print.rail import Account, Difference, Rail, Saying, Told, draw_rail
from geo.selection import Selection

MARKING_UNITS = 28
RAIL_UNITS = 500
MAP_UNITS = 640.0
"""Height of a map alone, in units: on half a slide its names have 11 points."""
PAIR_UNITS = 760.0
"""The same for two maps side by side."""
RAIL_STACKED_UNITS = 790
"""Height of the rail where it stands below the map."""
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
"""Height of the title of one of two maps, a line; what stands below it takes PANEL_LINE each."""
PANEL_HEADLINE = Pen(17)
PANEL_LINE = 23
PNG_COMPRESSION = 3
"""Effort of the PNG, 0 to 9."""
FINGERPRINT_CHARS = 12
"""How much of the fingerprint is written: enough to tell two versions of a scenario apart."""


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
    def moments(self) -> tuple[Moment, ...]:
        """What is drawn from left to right, the right one set against the left, one alone against the step before."""
        ids = self.scenario.sides(self.reading, self.phase, self.selection.compare)
        sides = [course(self.scenario, reading).posture(phase) for reading, phase in ids]
        against = (self._step_before(),) if self.selection.compare is None else (None, sides[0])
        return tuple(Moment(self.scenario, side, earlier) for side, earlier in zip(sides, against, strict=True))

    @property
    def moment(self) -> Moment:
        """The one in question."""
        ids = self.reading, self.phase
        return next(each for each in self.moments if (each.now.reading.id, each.now.phase.id) == ids)

    @property
    def other(self) -> Moment | None:
        """The one it is compared with."""
        return next((each for each in self.moments if each is not self.moment), None)

    @property
    def compares_readings(self) -> bool:
        """Whether two readings are compared."""
        return self.moments[0].now.reading != self.moments[-1].now.reading

    @property
    def told(self) -> tuple[Moment, ...]:
        """What the rail tells of: the one in question, or that of each of two readings."""
        return self.moments if self.compares_readings else (self.moment,)

    def stops(self) -> tuple[Phase, ...]:
        """The phases that are shown, from left to right."""
        return tuple(each.now.phase for each in self.moments)

    def _step_before(self) -> Posture | None:
        step = [phase.id for phase in self.scenario.phases].index(self.phase) - 1
        return course(self.scenario, self.reading).posture(self.scenario.phases[step].id) if step >= 0 else None


def draw(scenario: Scenario, selection: Selection) -> Figure:
    """Draw the whole board of the one phase and reading selected, with what it is compared with beside it.

    Raises KeyError for an unknown reading or phase.
    """
    shown = _Shown(scenario, selection)
    canvas = Canvas(selection.sheet)
    foot = _draw_foot(canvas, scenario)
    head = _draw_head(canvas, shown)
    body = Box(0, head, canvas.width, foot)
    if canvas.width >= canvas.height:
        rail = Box(body.right - RAIL_UNITS, body.top, body.right, body.bottom)
        maps = Box(body.left, body.top, rail.left, body.bottom)
    else:
        rail = Box(body.left, body.bottom - RAIL_STACKED_UNITS, body.right, body.bottom)
        maps = Box(body.left, body.top, body.right, rail.top)
    _draw_maps(canvas, maps, shown)
    draw_rail(canvas, Box(rail.left + MARGIN, rail.top + 18, rail.right - MARGIN, rail.bottom - 8), _rail(shown))
    return canvas.figure


def draw_map(scenario: Scenario, selection: Selection) -> Figure:
    """Draw the map of a phase alone, or two maps, without the words around it.

    Raises KeyError for an unknown reading or phase.
    """
    shown = _Shown(scenario, selection)
    size, height = selection.sheet, MAP_UNITS if selection.compare is None else PAIR_UNITS
    canvas = Canvas(size, (height * size.width_px / size.height_px, height))
    _draw_maps(canvas, Box(0, 0, canvas.width, canvas.height), shown)
    return canvas.figure


def _draw_maps(canvas: Canvas, box: Box, shown: _Shown) -> None:
    if shown.other is None:
        draw_atlas(canvas, box, shown.moment, shown.selection.view)
        return
    middle = (box.left + box.right) / 2
    halves = box._replace(right=middle - 2), box._replace(left=middle + 2)
    width = halves[0].width - 2 * MARGIN
    heads = [_panel_head(moment.now, width, is_reading=shown.compares_readings) for moment in shown.moments]
    height = PANEL_TITLE_UNITS + PANEL_LINE * max(len(lines) - 1 for lines in heads)
    for half, lines, moment in zip(halves, heads, shown.moments, strict=True):
        panel = half._replace(top=half.top + height)
        canvas.box(half._replace(bottom=panel.top), "paper")
        for number, (line, pen) in enumerate(lines):
            canvas.text(half.left + MARGIN, half.top + 28 + PANEL_LINE * number, line, pen)
        draw_atlas(canvas, panel, moment, shown.selection.view, keyed=moment is shown.moments[0])


def _panel_head(now: Posture, width: float, *, is_reading: bool) -> list[tuple[str, Pen]]:
    """The title of one of two maps: its phase, or its reading with what that says in a sentence; each line's pen."""
    if not is_reading:
        return [(shortened(f"{now.phase.label} · {now.phase.shown}", PANEL_TITLE, width), PANEL_TITLE)]
    said = wrapped(_headline(now.phase, now.reading.id), PANEL_HEADLINE, width)
    return [(shortened(now.reading.label, PANEL_TITLE, width), PANEL_TITLE), *((line, PANEL_HEADLINE) for line in said)]


def _rail(shown: _Shown) -> Rail:
    scenario, first = shown.scenario, _first(shown)
    readings = [moment.now.reading.id for moment in shown.told]
    courses = [course(scenario, reading) for reading in readings]
    firsts = [walked.quantities(first.id) for walked in courses]
    return Rail(
        accounts=tuple(map(Account, shown.told, firsts)),
        top=style.bar_top(quantity for walked in courses for quantity in walked.every_quantity()),
        told=_differing(shown) if shown.compares_readings else _changed(shown),
        claims=_claims(shown),
        before=first.label,
    )


def _first(shown: _Shown) -> Phase:
    """The phase whose figures the ticks of the bars stand for: the one compared, or the first."""
    if shown.other is None or shown.compares_readings:
        return shown.scenario.phases[0]
    return shown.other.now.phase


def _changed(shown: _Shown) -> Told:
    """What is stated to change, phase by phase, between the two that are compared or since the one a step earlier."""
    since = "" if shown.other is None else f" since {shown.stops()[0].label}"
    is_baseline = shown.other is None and shown.moment.earlier is None
    nothing = "The baseline." if is_baseline else "Nothing is stated to change."
    parts = tuple((f"{stop.label} · {stop.shown}", changes) for stop, changes in _changes(shown))
    return Told(f"What changed{since}", parts, nothing)


def _changes(shown: _Shown) -> tuple[tuple[Phase, tuple[Change, ...]], ...]:
    """The stated changes of each phase that is shown, none where readings are compared."""
    if shown.compares_readings:
        return ()
    first, last = shown.stops()[0], shown.stops()[-1]
    since = None if shown.other is None else first.id
    return course(shown.scenario, shown.reading).changes(last.id, since=since)


def _differing(shown: _Shown) -> Told:
    """What each reading says of every base and force of which they do not say the same."""
    pairs = zip(*map(_sayings, shown.moments), strict=True)
    found = tuple(Difference(name, (one, other)) for (name, one), (_, other) in pairs if one.text != other.text)
    return Told("Where the readings differ", (("", found),), "Both readings say the same.")


def _sayings(moment: Moment) -> list[tuple[str, Saying]]:
    """The name of every base and force with what the reading of a moment says of it."""
    names = names_of(moment.scenario)
    reading = moment.now.reading.label
    entries: tuple[Entry, ...] = (*moment.now.bases, *moment.now.forces)
    return [
        (names[row.id], Saying(reading, style.value(row.value), row.basis, row.claims, row.contested_by))
        for row in entries
    ]


def _claims(shown: _Shown) -> tuple[Claim, ...]:
    """The claims that a print names, in the order of the scenario."""
    scenario, stop = shown.scenario, shown.moment.now.phase
    rows: list[Change | Entry] = [change for _, changes in _changes(shown) for change in changes]
    rows += [row for moment in shown.told for row in moment.now.entries]
    named = {*stop.claims, *(claim for each in shown.told for claim in stop.headline(each.now.reading.id).claims)}
    named |= {claim for row in rows for claim in (*row.claims, *row.contested_by)}
    return tuple(claim for claim in scenario.claims.values() if claim.id in named)


# Head and foot


def _draw_head(canvas: Canvas, shown: _Shown) -> float:
    """Draw marking, title, reading and headline; return where they end."""
    scenario, stop = shown.scenario, shown.scenario.phase(shown.phase)
    _draw_marking(canvas, Box(0, 0, canvas.width, MARKING_UNITS), scenario)
    reading = _draw_reading(canvas, shown)
    kicker = f"{scenario.title} · as reported {style.day(scenario.as_of)}"
    pen = Pen(18, colour="mute")
    canvas.text(MARGIN, 60, shortened(kicker, pen, reading - 2 * MARGIN), pen)
    _draw_title(canvas, stop.label, stop.shown, style.bracketed(stop.claims), reading - 2 * MARGIN)
    if shown.compares_readings:
        return HEAD_UNITS
    width = canvas.width - 2 * MARGIN
    for number, line in enumerate(wrapped(_headline(stop, shown.reading), HEADLINE, width)):
        canvas.text(MARGIN, 141 + HEADLINE_LINE * number, line, HEADLINE)
    texts = (_headline(phase, each.id) for phase in scenario.phases for each in scenario.readings)
    most = max(len(wrapped(text, HEADLINE, width)) for text in texts)
    return 141 + HEADLINE_LINE * (most - 1) + 20


def _headline(stop: Phase, reading: str) -> str:
    headline = stop.headline(reading)
    return f"{headline.text} {style.bracketed(headline.claims)}".strip()


def _draw_title(canvas: Canvas, label: str, shown: str, claims: str, room: float) -> None:
    """Write phase, date and, where there is room, their claims on one line, as large as the room allows."""
    said = Pen(18, "semibold", "accent")
    whole = text_width(label, TITLE) + text_width(f" · {shown}", replace(TITLE, weight="regular")) + 1
    beside = text_width(claims, said) + 14
    beside = beside if TITLE.size * (room - beside) / whole >= TITLE_LEAST else 0
    bold = replace(TITLE, size=min(TITLE.size, max(TITLE_LEAST, TITLE.size * (room - beside) / whole)))
    x = MARGIN + canvas.text(MARGIN, 106, shortened(label, bold, room), bold)
    date = replace(bold, weight="regular", colour="mute")
    if x - MARGIN < room:
        x += canvas.text(x, 106, shortened(f" · {shown}", date, room - (x - MARGIN)), date) + 14
    canvas.text(x, 106, claims if beside else "", said)


def _draw_reading(canvas: Canvas, shown: _Shown) -> float:
    """Write the reading, or both, at the right, under it the stops with this one filled; return where it begins."""
    right = canvas.width - MARGIN
    pen, small = Pen(22, "bold"), Pen(15, colour="mute")
    labels = dict.fromkeys(moment.now.reading.label for moment in shown.moments)
    label = shortened(" · ".join(labels), pen, 0.36 * canvas.width)
    canvas.text(right, 60, "Reading" if len(labels) == 1 else "Readings", small, anchor="right")
    canvas.text(right, 88, label, pen, anchor="right")
    left = right - max(text_width(label, pen), 130)
    _draw_stops(canvas, left, right, shown)
    return left


STOPS_DRAWN = 12
"""Up to this many stops are drawn one by one."""


def _draw_stops(canvas: Canvas, left: float, right: float, shown: _Shown) -> None:
    stops = [phase.id for phase in shown.scenario.phases]
    if not 1 < len(stops) <= STOPS_DRAWN:
        return
    y, here = 106, stops.index(shown.phase)
    xs = [left + 7 + (right - left - 14) * number / (len(stops) - 1) for number in range(len(stops))]
    canvas.line([(xs[0], y), (xs[-1], y)], "rule", 2)
    canvas.line([(xs[0], y), (xs[here], y)], "accent", 2)
    for number, x in enumerate(xs):
        canvas.dot(x, y, 6.5 if number == here else 5, "accent" if number <= here else "border")
        if number != here:
            canvas.dot(x, y, 3, "paper")


def _draw_marking(canvas: Canvas, box: Box, scenario: Scenario) -> None:
    canvas.box(box, style.marking_colour(scenario.marking))
    pen = Pen(15, "bold", style.marking_ink(scenario.marking))
    text = shortened(scenario.marking, pen, box.width - 2 * MARGIN)
    canvas.text((box.left + box.right) / 2, box.bottom - 9, text, pen, anchor="center")


def _draw_foot(canvas: Canvas, scenario: Scenario) -> float:
    """Draw source, credit, fingerprint and marking; return where they begin."""
    bottom = canvas.height - MARKING_UNITS
    _draw_marking(canvas, Box(0, bottom, canvas.width, canvas.height), scenario)
    made = f"Scenario {scenario.id} {scenario.fingerprint[:FINGERPRINT_CHARS]}, posture board {__version__}."
    width = canvas.width - 2 * MARGIN
    said = style.source_line(scenario)
    texts = [f"{said} {basemap.CREDIT} {made}"]
    if text_width(texts[0], FOOT) > width:
        texts = [said, f"{basemap.CREDIT} {made}"]
    lines = [line for text in texts for line in wrapped(text, FOOT, width)]
    top = bottom - FOOT_LINE * len(lines) - 9
    canvas.line([(0, top), (canvas.width, top)], "rule")
    for number, line in enumerate(lines, 1):
        canvas.text(MARGIN, top + FOOT_LINE * number, line, FOOT)
    return top


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
