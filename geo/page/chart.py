"""Troops over the phases with their ranges, as charts in the grammar of Vega-Lite.

No figure is drawn between two phases. Between them is the deadline of the later one: the latest its change may come,
not a day on a scale of time.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

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
TOOLTIP = ("stop", "shown", "label", "basis", "claims", "contested_by", "note")
"""Columns shown when the pointer rests on a phase."""
BAR_WIDTH = {"band": 0.5}
BOX_WIDTH = {"band": 0.8}
"""How wide a bar, and a box around a phase with the words in it, are; 1 is from one phase to the next."""
HEADROOM = 1.2
"""How much higher a panel is than the end of the scale: room for two lines of words above the highest bar."""
PICK = "pick"
"""Name of the selection a click on a phase adds to or, if the phase is in it, takes from; it holds ids as `phase`."""
UNDER, TARGETS = "under", "targets"
"""Names of the selection of the phase under the pointer, and of the layer that both selections listen to."""
CLICK = {"on": "click[event.detail == 1]", "toggle": "true", "clear": False}
HOVER = {"on": "pointerover", "clear": "pointerout"}
HIGHEST = "isValid(datum.written_high) ? datum.written_high : isValid(datum.written_low) ? datum.written_low : 0"
CONTESTED = "datum.contested_by != ''"
NUMBERED = "datum.kind == 'counted' || datum.kind == 'zero'"
INK, MUTE, GONE = style.PALETTE["ink"], style.PALETTE["mute"], style.PALETTE["gone"]

Spec = dict[str, Any]
"""A chart or a part of one as Vega-Lite writes it."""


def draw_charts(scenario: Scenario, stop: Selection) -> tuple[Spec, ...]:
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


def _panel(rows: pd.DataFrame, top: int) -> Spec:
    axis = {
        "labelAngle": 0,
        "labelExpr": "split(datum.label, '\\n')",
        "labelLimit": 0,
        "labelOverlap": len(rows) >= CROWD,
        "labelFlush": False,
        "title": None,
    }
    order = list(rows["stop"])
    y = {"type": "quantitative", "scale": {"domain": [0, HEADROOM * top]}}
    return {
        "title": {"text": rows["force"].iloc[0], "offset": TITLE_OFFSET_PX},
        "height": PANEL_HEIGHT_PX,
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "stop", "type": "nominal", "sort": order, "axis": axis, "scale": {"padding": 0}},
            "tooltip": [{"field": name, "type": "nominal", "title": say(f"page.chart.{name}")} for name in TOOLTIP],
        },
        "layer": [
            _unnumbered(),
            *_bars(y, top),
            *_deadlines(worded=len(rows) < CROWD),
            _now(),
            _words(y),
            _cautions(y),
            _targets(),
        ],
        "params": [
            {"name": PICK, "select": {"type": "point", "fields": ["phase"], **CLICK}, "views": [TARGETS]},
            {"name": UNDER, "select": {"type": "point", "fields": ["phase"], **HOVER}, "views": [TARGETS]},
        ],
        "config": {
            "view": {"stroke": None},
            "mark": {"aria": False},
            "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontWeight": "normal"},
        },
    }


def _now() -> Spec:
    """The outline around the current phase, which is in the data, so that a step changes data and not the chart."""
    mark = {"type": "rect", "fillOpacity": 0, "stroke": INK, "strokeWidth": 1.5, "width": BOX_WIDTH}
    return {"transform": [{"filter": "datum.now"}], "mark": mark}


def _unnumbered() -> Spec:
    """A dashed box where no number is stated, so that nothing there is taken for zero."""
    mark = {"type": "rect", "fillOpacity": 0, "stroke": GONE, "strokeDash": [3, 3], "width": BOX_WIDTH}
    return {"transform": [{"filter": f"!({NUMBERED})"}], "mark": mark}


def _bars(y: Spec, top: int) -> tuple[Spec, Spec]:
    """Solid to the least, light to the most; an open end runs to the end of the scale."""
    transform = [
        {"filter": NUMBERED},
        {"calculate": "isValid(datum.written_low) ? datum.written_low : 0", "as": "least"},
        {"calculate": f"isValid(datum.written_high) ? datum.written_high : {top}", "as": "most"},
    ]
    mark = {"type": "bar", "color": style.PALETTE["accent"], "width": BAR_WIDTH}
    least = y | {"field": "least", "title": say("page.chart.troops"), "stack": None}
    return (
        {"transform": transform, "mark": mark, "encoding": {"y": least}},
        {"transform": transform, "mark": mark | {"opacity": 0.35}, "encoding": {"y": least, "y2": {"field": "most"}}},
    )


def _deadlines(*, worded: bool) -> tuple[Spec, ...]:
    """Before a phase its deadline, as a line and a word that point to the time up to it."""
    due = [{"filter": "isValid(datum.deadline)"}]
    edge = {"field": "stop", "type": "nominal", "sort": None, "bandPosition": 0}
    line = {"type": "rule", "color": MUTE, "strokeDash": [1, 3]}
    word = {"type": "text", "color": MUTE, "dy": -8, "fontSize": 13}
    text = {"field": "deadline", "type": "nominal"}
    layers = (
        {"transform": due, "mark": line, "encoding": {"x": edge}},
        {"transform": due, "mark": word, "encoding": {"x": edge, "y": {"value": 0}, "text": text}},
    )
    return layers if worded else layers[:1]


def _targets() -> Spec:
    """What a pointer meets: the whole height of a phase, faintly lit under it; a click picks the phase."""
    return {
        "name": TARGETS,
        "mark": {"type": "rect", "color": INK, "cursor": "pointer"},
        "encoding": {"fillOpacity": {"condition": {"param": UNDER, "empty": False, "value": 0.06}, "value": 0}},
    }


def _words(y: Spec) -> Spec:
    stated = {"condition": {"test": NUMBERED, "value": INK}, "value": GONE}
    return _above(y, -9, {"text": {"field": "label", "type": "nominal"}, "color": stated})


def _cautions(y: Spec) -> Spec:
    text = {"field": "caution", "type": "nominal"}
    layer = _above(y, -27, {"text": text, "color": {"value": style.PALETTE["assumption"]}})
    marked = {"calculate": f"{CONTESTED} ? '◆ ' + datum.caution : datum.caution", "as": "caution"}
    return layer | {"transform": [marked, *layer["transform"]]}


def _above(y: Spec, dy_px: int, encoding: Spec) -> Spec:
    """Words above a bar, or in the middle of the panel where no number is stated."""
    middle = f"{NUMBERED} ? ({HIGHEST}) : {y['scale']['domain'][1] / 2}"
    return {
        "transform": [{"calculate": middle, "as": "top"}],
        "mark": {"type": "text", "dy": dy_px, "fontSize": 14, "fontWeight": "bold"},
        "encoding": encoding | {"y": y | {"field": "top"}},
    }
