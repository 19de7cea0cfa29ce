"""The board as a print: a picture of a posture, or of two side by side, drawn without a browser.

The same words, marks and colours as the document's, from `geo.style`; the same bytes each time. `geo.drawing` has the
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

from geo import __version__, basemap, posture, style
from geo.drawing.atlas import Moment, draw_atlas
from geo.drawing.canvas import Box, Canvas, Pen, shortened, text_width, wrapped
from geo.drawing.rail import Rail, draw_rail
from geo.model import Change, Claim, Phase, Posture, Quantity, Scenario, View
from geo.sheet import Size

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
HEADLINE = Pen(24)
HEADLINE_LINE = 31
PANEL_TITLE_UNITS = 42
PNG_COMPRESSION = 3
"""Effort of the PNG, 0 to 9."""
FINGERPRINT_CHARS = 12
"""How much of the fingerprint is written: enough to tell two versions of a scenario apart."""


@dataclass(frozen=True)
class _Shown:
    """What a print shows: a reading and a phase, an earlier one beside it, a view."""

    scenario: Scenario
    reading: str
    phase: str
    compare: str | None
    view: View | None

    @cached_property
    def moment(self) -> Moment:
        """The posture with the one it is set against: the compared, or the one a step earlier."""
        order = [phase.id for phase in self.scenario.phases]
        step = order.index(self.phase) - 1
        earlier = self.compare if self.compare is not None else order[step] if step >= 0 else None
        return Moment(self.scenario, self._posture(self.phase), self._posture(earlier) if earlier else None)

    def moment_compared(self) -> Moment:
        """The earlier posture, drawn by itself."""
        assert self.compare is not None, "nothing is compared"
        return Moment(self.scenario, self._posture(self.compare))

    def _posture(self, phase: str) -> Posture:
        return posture.posture(self.scenario, self.reading, phase)


def draw(
    scenario: Scenario,
    reading: str,
    phase: str,
    *,
    size: Size,
    compare: str | None = None,
    view: View | None = None,
) -> Figure:
    """Draw the whole board of a phase under a reading; `compare` puts the posture of an earlier phase beside it.

    Raises KeyError for an unknown reading or phase.
    """
    shown = _Shown(scenario, scenario.reading(reading).id, scenario.phase(phase).id, compare, view)
    canvas = Canvas(size)
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


def draw_map(
    scenario: Scenario,
    reading: str,
    phase: str,
    *,
    size: Size,
    compare: str | None = None,
    view: View | None = None,
) -> Figure:
    """Draw the map of a phase alone, or two maps, without the words around it.

    Raises KeyError for an unknown reading or phase.
    """
    shown = _Shown(scenario, scenario.reading(reading).id, scenario.phase(phase).id, compare, view)
    height = MAP_UNITS if compare is None else PAIR_UNITS
    canvas = Canvas(size, (height * size.width_px / size.height_px, height))
    _draw_maps(canvas, Box(0, 0, canvas.width, canvas.height), shown)
    return canvas.figure


def _draw_maps(canvas: Canvas, box: Box, shown: _Shown) -> None:
    if shown.compare is None:
        draw_atlas(canvas, box, shown.moment, shown.view)
        return
    middle = (box.left + box.right) / 2
    halves = box._replace(right=middle - 2), box._replace(left=middle + 2)
    moments = shown.moment_compared(), shown.moment
    for half, moment, phase in zip(halves, moments, (shown.compare, shown.phase), strict=True):
        stop = shown.scenario.phase(phase)
        title = f"{stop.label} · {stop.shown}"
        canvas.box(half._replace(bottom=half.top + PANEL_TITLE_UNITS), "paper")
        pen = Pen(21, "bold")
        canvas.text(half.left + MARGIN, half.top + 28, shortened(title, pen, half.width - 2 * MARGIN), pen)
        panel = half._replace(top=half.top + PANEL_TITLE_UNITS)
        draw_atlas(canvas, panel, moment, shown.view, keyed=phase == shown.compare)


def _rail(shown: _Shown) -> Rail:
    scenario = shown.scenario
    steps = posture.steps(scenario, shown.reading)
    since = shown.compare or scenario.phases[0].id
    first = posture.posture(scenario, shown.reading, since).forces
    quantities: dict[str, Quantity] = dict(zip(first["id"], first["quantity"], strict=True))
    return Rail(
        moment=shown.moment,
        first=quantities,
        top=style.bar_top(quantity for step in steps for quantity in step.quantities.values()),
        changes=_changes(shown),
        claims=_claims(shown),
        before=scenario.phase(since).label,
        since=f" since {scenario.phase(shown.compare).label}" if shown.compare else "",
    )


def _changes(shown: _Shown) -> tuple[tuple[str, tuple[Change, ...]], ...]:
    """What is stated to change, phase by phase, since the compared posture or the one a step earlier."""
    stated = posture.changes_by_phase(shown.scenario, shown.reading, shown.phase, since=shown.compare)
    return tuple((f"{stop.label} · {stop.shown}", changes) for stop, changes in stated)


def _claims(shown: _Shown) -> tuple[Claim, ...]:
    """The claims that a print names, in the order of the scenario."""
    scenario, now = shown.scenario, shown.moment.now
    stop = scenario.phase(shown.phase)
    moved = [change for _, changes in _changes(shown) for change in changes]
    rows = [*now.forces.itertuples(), *now.bases.itertuples(), *moved]
    named = {*stop.claims, *stop.headline(shown.reading).claims}
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
    """Write the reading at the right, under it the stops with this one filled; return where it begins."""
    right = canvas.width - MARGIN
    pen, small = Pen(22, "bold"), Pen(15, colour="mute")
    label = shortened(shown.scenario.reading(shown.reading).label, pen, 0.36 * canvas.width)
    canvas.text(right, 60, "Reading", small, anchor="right")
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
    from geo.drawing.typeface import typefaces  # a tenth of a second that no other export waits for

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
