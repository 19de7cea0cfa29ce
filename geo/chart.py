"""Troops over the phases with their ranges, as an Altair chart; nothing is drawn between two phases."""

from __future__ import annotations

from textwrap import wrap

import altair as alt
import pandas as pd

from geo import posture, style
from geo.model import Scenario

PANEL_HEIGHT_PX = 320
"""Height of a panel with its title and axis, px."""
TICK_CHARS = 15
"""Longest line of a phase on the axis."""
CROWD = 8
"""From this many phases on the axis leaves out labels that would touch."""


def draw_charts(scenario: Scenario, reading: str, phase: str) -> tuple[alt.LayerChart, ...]:
    """Draw a panel a force on one scale: solid to the least, light to the most, words where no number is stated.

    The current phase is marked. Raises KeyError for an unknown reading or phase.
    """
    scenario.phase(phase)
    rows = chart_rows(scenario, reading)
    top = style.bar_top(quantity for step in posture.steps(scenario, reading) for quantity in step.quantities.values())
    return tuple(_panel(rows[rows["id"] == force.id], phase, top) for force in scenario.forces)


def chart_rows(scenario: Scenario, reading: str) -> pd.DataFrame:
    """Return one row a force and phase.

    Columns: id, force, phase, stop, low, high, kind, label, basis, claims, contested_by, note, caution; `stop` is the
    phase as the axis writes it, low and high are as written and missing where no number is stated.
    """
    rows = []
    for phase in scenario.phases:
        for force in posture.posture(scenario, reading, phase.id).forces.itertuples():
            low, high = style.written_bounds(force.quantity)
            rows.append(
                {
                    "id": force.id,
                    "force": force.label,
                    "phase": phase.id,
                    "stop": "\n".join([*wrap(phase.label, TICK_CHARS), *wrap(phase.shown, TICK_CHARS)]),
                    "low": low,
                    "high": high,
                    "kind": force.kind.value,
                    "label": style.label(force.quantity),
                    "basis": style.basis(force.basis),
                    "claims": " ".join(force.claims),
                    "contested_by": " ".join(force.contested_by),
                    "note": force.note,
                    "caution": style.caution(force.basis, force.contested_by),
                }
            )
    return pd.DataFrame(rows)


def _panel(rows: pd.DataFrame, phase: str, top: int) -> alt.LayerChart:
    axis = alt.Axis(
        labelAngle=0,
        labelExpr="split(datum.label, '\\n')",
        labelLimit=0,
        labelOverlap=len(rows) >= CROWD,
        labelFlush=False,
        title=None,
    )
    tooltip = [alt.Tooltip(f"{name}:N", title=name.replace("_", " ")) for name in TOLD]
    chart = alt.Chart(rows).encode(
        x=alt.X("stop:N", sort=list(rows["stop"]), axis=axis, scale=alt.Scale(paddingInner=0.45)), tooltip=tooltip
    )
    scale = alt.Scale(domain=[0, HEADROOM * top])
    layers = (
        _unnumbered(chart),
        *_bars(chart, scale, top),
        _now(chart, phase),
        _words(chart, scale),
        _cautions(chart, scale),
    )
    layered = alt.layer(*layers).properties(title=rows["force"].iloc[0], height=PANEL_HEIGHT_PX)
    ink = style.PALETTE["ink"]
    configured: alt.LayerChart = (
        layered.configure_view(stroke=None)
        .configure_mark(aria=False)
        .configure_axis(labelColor=ink, titleColor=ink, labelFontSize=12, titleFontWeight="normal")
    )
    return configured


TOLD = ("stop", "label", "basis", "claims", "contested_by", "note")
"""Columns told when the pointer rests on a phase."""
BOX_WIDTH = alt.RelativeBandSize(1.5)
"""How much wider than a bar a box around a phase is: wide enough for the words in it."""
HEADROOM = 1.2
"""How much higher a panel is than the end of the scale: room for two lines of words above the highest bar."""
HIGHEST = "isValid(datum.high) ? datum.high : isValid(datum.low) ? datum.low : 0"
NUMBERED = "datum.kind == 'counted' || datum.kind == 'zero'"


def _now(chart: alt.Chart, phase: str) -> alt.Chart:
    """The outline around the current phase."""
    current = chart.transform_filter(alt.datum.phase == phase)
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
        least="isValid(datum.low) ? datum.low : 0", most=f"isValid(datum.high) ? datum.high : {top}"
    )
    y = alt.Y("least:Q", scale=scale, title="Troops", stack=None)
    return (
        ends.mark_bar(color=accent).encode(y=y),
        ends.mark_bar(color=accent, opacity=0.35).encode(y=y, y2="most:Q"),
    )


def _words(chart: alt.Chart, scale: alt.Scale) -> alt.Chart:
    stated = alt.condition(NUMBERED, alt.value(style.PALETTE["ink"]), alt.value(style.PALETTE["gone"]))
    return _above(chart, scale, dy=-9).encode(text="label:N", color=stated)


def _cautions(chart: alt.Chart, scale: alt.Scale) -> alt.Chart:
    return _above(chart, scale, dy=-27).encode(text="caution:N", color=alt.value(style.PALETTE["assumption"]))


def _above(chart: alt.Chart, scale: alt.Scale, *, dy: int) -> alt.Chart:
    """Words above a bar, or in the middle of the panel where no number is stated; `dy` in px."""
    middle = f"{NUMBERED} ? ({HIGHEST}) : {scale.domain[1] / 2}"
    mark = chart.transform_calculate(top=middle).mark_text(dy=dy, fontSize=14, fontWeight="bold")
    words: alt.Chart = mark.encode(y=alt.Y("top:Q", scale=scale))
    return words
