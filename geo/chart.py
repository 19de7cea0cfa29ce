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
    return tuple(_panel(rows[rows["force"] == force.label], phase, top) for force in scenario.forces)


def chart_rows(scenario: Scenario, reading: str) -> pd.DataFrame:
    """Return one row a force and phase: force, phase, stop, low, high, label, basis, claims, contested_by, note.

    `stop` is the phase as the axis writes it; low and high are as written, missing where no number is stated.
    """
    rows = []
    for phase in scenario.phases:
        for force in posture.posture(scenario, reading, phase.id).forces.itertuples():
            low, high = style.written_bounds(force.quantity)
            rows.append(
                {
                    "force": force.label,
                    "phase": phase.id,
                    "stop": "\n".join([*wrap(phase.label, TICK_CHARS), *wrap(phase.shown, TICK_CHARS)]),
                    "low": low,
                    "high": high,
                    "label": style.label(force.quantity),
                    "basis": force.basis or "",
                    "claims": " ".join(force.claims),
                    "contested_by": " ".join(force.contested_by),
                    "note": force.note,
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
    scale = alt.Scale(domain=[0, top])
    layers = (_now(chart, phase), *_bars(chart, scale), _words(chart, scale), _contested(chart, scale))
    layered = alt.layer(*layers).properties(title=rows["force"].iloc[0], height=PANEL_HEIGHT_PX)
    ink = style.PALETTE["ink"]
    configured: alt.LayerChart = layered.configure_view(stroke=None).configure_axis(
        labelColor=ink, titleColor=ink, labelFontSize=12, titleFontWeight="normal"
    )
    return configured


TOLD = ("stop", "label", "basis", "claims", "contested_by", "note")
"""Columns told when the pointer rests on a phase."""
HIGHEST = "isValid(datum.high) ? datum.high : isValid(datum.low) ? datum.low : 0"


def _now(chart: alt.Chart, phase: str) -> alt.Chart:
    mark: alt.Chart = chart.transform_filter(alt.datum.phase == phase).mark_rect(color=style.PALETTE["track"])
    return mark


def _bars(chart: alt.Chart, scale: alt.Scale) -> tuple[alt.Chart, alt.Chart]:
    accent = style.PALETTE["accent"]
    least = chart.transform_filter("isValid(datum.low)").mark_bar(color=accent)
    spread = chart.transform_filter("isValid(datum.high)").mark_bar(color=accent, opacity=0.35)
    floor = "isValid(datum.low) ? datum.low : 0"
    return (
        least.encode(y=alt.Y("low:Q", scale=scale, title="Troops")),
        spread.transform_calculate(floor=floor).encode(y=alt.Y("floor:Q", scale=scale), y2="high:Q"),
    )


def _words(chart: alt.Chart, scale: alt.Scale) -> alt.Chart:
    stated = alt.condition("isValid(datum.low)", alt.value(style.PALETTE["ink"]), alt.value(style.PALETTE["gone"]))
    mark = chart.transform_calculate(top=HIGHEST).mark_text(dy=-9, fontSize=14, fontWeight="bold")
    words: alt.Chart = mark.encode(y=alt.Y("top:Q", scale=scale), text="label:N", color=stated)
    return words


def _contested(chart: alt.Chart, scale: alt.Scale) -> alt.Chart:
    mark = (
        chart.transform_filter("datum.contested_by != ''")
        .transform_calculate(top=HIGHEST)
        .mark_text(dy=-27, fontSize=12, fontWeight="bold", color=style.PALETTE["assumption"])
    )
    word: alt.Chart = mark.encode(y=alt.Y("top:Q", scale=scale), text=alt.value("contested"))
    return word
