"""Troops over the phases with their ranges, as an Altair chart.

No figure is drawn between two phases. Between them is the deadline of the later one: the latest its change may come,
not a day on a scale of time.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

import altair as alt
import pandas as pd

from geo import style
from geo.model import Phase, Scenario
from geo.posture import course
from geo.selection import Selection
from geo.words import say

PANEL_HEIGHT_PX = 320
"""Height of a panel with its title and axis, px."""
TITLE_OFFSET_PX = 14
"""Room between a panel's title and the panel, for the deadlines, px."""
TICK_CHARS = 15
"""Longest line of a phase on the axis."""
CROWD = 8
"""From this many phases on the axis leaves out labels that would touch."""


def draw_charts(scenario: Scenario, stop: Selection) -> tuple[alt.LayerChart, ...]:
    """Draw one panel per force on one scale: solid to the least, light to the most, words where no number is stated.

    The current phase is marked. Raises KeyError for an unknown reading or phase.
    """
    rows = chart_rows(scenario, stop.reading)
    rows["now"] = rows["phase"] == scenario.phase(stop.phase).id
    top = style.bar_top(course(scenario, stop.reading).every_quantity())
    return tuple(_panel(rows[rows["id"] == force.id], top) for force in scenario.forces)


def chart_rows(scenario: Scenario, reading: str) -> pd.DataFrame:
    """Return one row per force and phase.

    Columns: id, force, phase, stop, shown, deadline, written_low, written_high, kind, label, basis, claims,
    contested_by, note, caution; `stop` is the phase as the axis writes it, `deadline` its date where that is an upper
    bound, else missing; the bounds are as written, rounded, and missing where no number is stated.
    """
    rows, stops = [], _stops(scenario.phases)
    for phase in scenario.phases:
        for force in course(scenario, reading).posture(phase.id).forces:
            written_low, written_high = style.written_bounds(force.quantity)
            rows.append(
                {
                    "id": force.id,
                    "force": force.name,
                    "phase": phase.id,
                    "stop": stops[phase.id],
                    "shown": phase.shown,
                    "deadline": f"← {phase.shown}" if phase.deadline.is_bound else None,
                    "written_low": written_low,
                    "written_high": written_high,
                    "kind": force.quantity.kind.value,
                    "label": style.label(force.quantity),
                    "basis": style.basis(force.basis),
                    "claims": " ".join(force.claims),
                    "contested_by": " ".join(force.contested_by),
                    "note": force.note,
                    "caution": style.caution(force.basis, force.contested_by),
                }
            )
    return pd.DataFrame(rows)


def _stops(phases: Iterable[Phase]) -> dict[str, str]:
    """Each phase by its id as the axis writes it: no two alike, for the axis joins what is written alike."""
    stops: dict[str, str] = {}
    for phase in phases:
        bare, dated = wrap(phase.label, TICK_CHARS), wrap(phase.shown, TICK_CHARS)
        ways = ([] if phase.deadline.is_bound else dated, dated, [*dated, phase.id])
        written = ("\n".join([*bare, *below]) for below in ways)
        stops[phase.id] = next(stop for stop in written if stop not in stops.values())
    return stops


def _panel(rows: pd.DataFrame, top: int) -> alt.LayerChart:
    axis = alt.Axis(
        labelAngle=0,
        labelExpr="split(datum.label, '\\n')",
        labelLimit=0,
        labelOverlap=len(rows) >= CROWD,
        labelFlush=False,
        title=None,
    )
    tooltip = [alt.Tooltip(f"{name}:N", title=say(f"page.chart.{name}")) for name in TOOLTIP]
    chart = alt.Chart(rows).encode(
        x=alt.X("stop:N", sort=list(rows["stop"]), axis=axis, scale=alt.Scale(padding=0)), tooltip=tooltip
    )
    scale = alt.Scale(domain=[0, HEADROOM * top])
    layers = (
        _unnumbered(chart),
        *_bars(chart, scale, top),
        *_deadlines(chart, worded=len(rows) < CROWD),
        _now(chart),
        _words(chart, scale),
        _cautions(chart, scale),
        _targets(chart),
    )
    layered = alt.layer(*layers).properties(
        title=alt.Title(rows["force"].iloc[0], offset=TITLE_OFFSET_PX), height=PANEL_HEIGHT_PX
    )
    ink = style.PALETTE["ink"]
    configured: alt.LayerChart = (
        layered.configure_view(stroke=None)
        .configure_mark(aria=False)
        .configure_axis(labelColor=ink, titleColor=ink, labelFontSize=12, titleFontWeight="normal")
    )
    return configured


TOOLTIP = ("stop", "shown", "label", "basis", "claims", "contested_by", "note")
"""Columns shown when the pointer rests on a phase."""
BAR_WIDTH = alt.RelativeBandSize(0.5)
BOX_WIDTH = alt.RelativeBandSize(0.8)
"""How wide a bar, and a box around a phase with the words in it, are; 1 is from one phase to the next."""
HEADROOM = 1.2
"""How much higher a panel is than the end of the scale: room for two lines of words above the highest bar."""
PICK = "pick"
"""Name of the selection a click on a phase adds to or, if the phase is in it, takes from; it holds ids as `phase`."""
HIGHEST = "isValid(datum.written_high) ? datum.written_high : isValid(datum.written_low) ? datum.written_low : 0"
CONTESTED = "datum.contested_by != ''"
NUMBERED = "datum.kind == 'counted' || datum.kind == 'zero'"


def _now(chart: alt.Chart) -> alt.Chart:
    """The outline around the current phase, which is in the data, so that a step changes data and not the chart."""
    current = chart.transform_filter("datum.now")
    mark: alt.Chart = current.mark_rect(fillOpacity=0, stroke=style.PALETTE["ink"], strokeWidth=1.5, width=BOX_WIDTH)
    return mark


def _unnumbered(chart: alt.Chart) -> alt.Chart:
    """A dashed box where no number is stated, so that nothing there is taken for zero."""
    empty = chart.transform_filter(f"!({NUMBERED})")
    mark: alt.Chart = empty.mark_rect(fillOpacity=0, stroke=style.PALETTE["gone"], strokeDash=[3, 3], width=BOX_WIDTH)
    return mark


def _bars(chart: alt.Chart, scale: alt.Scale, top: int) -> tuple[alt.Chart, alt.Chart]:
    """Solid to the least, light to the most; an open end runs to the end of the scale."""
    accent = style.PALETTE["accent"]
    ends = chart.transform_filter(NUMBERED).transform_calculate(
        least="isValid(datum.written_low) ? datum.written_low : 0",
        most=f"isValid(datum.written_high) ? datum.written_high : {top}",
    )
    y = alt.Y("least:Q", scale=scale, title=say("page.chart.troops"), stack=None)
    return (
        ends.mark_bar(color=accent, width=BAR_WIDTH).encode(y=y),
        ends.mark_bar(color=accent, width=BAR_WIDTH, opacity=0.35).encode(y=y, y2="most:Q"),
    )


def _deadlines(chart: alt.Chart, *, worded: bool) -> tuple[alt.Chart, ...]:
    """Before a phase its deadline, as a line and a word that point to the time up to it."""
    due = chart.transform_filter("isValid(datum.deadline)")
    edge = alt.X("stop:N", sort=None, bandPosition=0)
    line = due.mark_rule(color=style.PALETTE["mute"], strokeDash=[1, 3]).encode(x=edge)
    words = due.mark_text(color=style.PALETTE["mute"], dy=-8, fontSize=13).encode(
        x=edge, y=alt.value(0), text="deadline:N"
    )
    return (line, words) if worded else (line,)


def _targets(chart: alt.Chart) -> alt.Chart:
    """What a pointer meets: the whole height of a phase, faintly lit under it; a click picks the phase."""
    pick = alt.selection_point(name=PICK, fields=["phase"], on="click[event.detail == 1]", toggle="true", clear=False)
    under = alt.selection_point(name="under", fields=["phase"], on="pointerover", clear="pointerout", empty=False)
    lit = alt.condition(under, alt.value(0.06), alt.value(0))
    mark: alt.Chart = chart.mark_rect(color=style.PALETTE["ink"], cursor="pointer")
    return mark.encode(fillOpacity=lit).add_params(pick, under).properties(name="targets")


def _words(chart: alt.Chart, scale: alt.Scale) -> alt.Chart:
    stated = alt.condition(NUMBERED, alt.value(style.PALETTE["ink"]), alt.value(style.PALETTE["gone"]))
    return _above(chart, scale, dy=-9).encode(text="label:N", color=stated)


def _cautions(chart: alt.Chart, scale: alt.Scale) -> alt.Chart:
    marked = chart.transform_calculate(caution=f"{CONTESTED} ? '◆ ' + datum.caution : datum.caution")
    return _above(marked, scale, dy=-27).encode(text="caution:N", color=alt.value(style.PALETTE["assumption"]))


def _above(chart: alt.Chart, scale: alt.Scale, *, dy: int) -> alt.Chart:
    """Words above a bar, or in the middle of the panel where no number is stated; `dy` in px."""
    middle = f"{NUMBERED} ? ({HIGHEST}) : {scale.domain[1] / 2}"
    mark = chart.transform_calculate(top=middle).mark_text(dy=dy, fontSize=14, fontWeight="bold")
    words: alt.Chart = mark.encode(y=alt.Y("top:Q", scale=scale))
    return words
