"""The Folium map of the board: basemap, bases and the plugin that moves them through the phases.

Folium is handed numbers, ids made here and fixed strings; no text from data passes through its templates.
"""

from __future__ import annotations

from typing import Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.map import CustomPane
from folium.template import Template

from geo import style
from geo.board import terrain
from geo.model import Base, Scenario

ZOOM_MAX = 10
"""Closest zoom, in Leaflet's levels: past it a basemap at 1:10m has no more to show."""
PANES = {"ground": 150, "relief": 160, "basemap": 200, "areas": 350, "marks": 620}
"""Our panes and their z-index among Leaflet's own (tiles 200, overlays 400, markers 600)."""
FILL = {"stroke": False, "fill": True, "fill_opacity": 1}
LINE = {"fill": False}
LAYERS: dict[str, dict[str, Any]] = {
    "world": {"pane": "ground", "role": "land", **FILL},
    "land": {"pane": "ground", "role": "land", **FILL},
    "focus": {"pane": "ground", "role": "focus", **FILL},
    "sea": {"role": "water", **FILL},
    "lakes": {"role": "water", **FILL},
    "admin1_lines": {"theme": "provinces", "role": "line", "weight": 0.8, **LINE},
    "rivers": {"theme": "rivers", "role": "river", "weight": 1.1, **LINE},
    "coast": {"role": "coast", "weight": 0.8, **LINE},
    "borders": {"role": "border", "weight": 1.2, **LINE},
    "outline": {"role": "outline", "weight": 2, **LINE},
    "disputed": {"role": "border", "weight": 1.3, "dash_array": "5 4", **LINE},
}
"""The layers of the ground in drawing order; `role` lets the document colour them anew for another theme."""


class BoardMap(folium.Map):
    """A Folium map that asks nothing of a network: it is drawn with the Leaflet the finished document carries."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class PhaseSlider(JSCSSMixin, MacroElement):
    """Adds a slider that moves the bases of a GeoJSON layer through the phases of a drawdown, live in the browser.

    The layer has one point per base, its property `i` the base's index in the document's data. The script and style
    of the plugin are put into the document by `document`, as is the data.

    Examples
    --------
    >>> m = BoardMap(tiles=None)
    >>> bases = folium.GeoJson({"type": "FeatureCollection", "features": []}).add_to(m)
    >>> _ = PhaseSlider(bases).add_to(m)
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            L.phaseSlider({{ this._parent.get_name() }}, {{ this.layer.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, layer: folium.GeoJson) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # folium has no types here
        self._name = "PhaseSlider"
        self.layer = layer


def draw_map(scenario: Scenario) -> folium.Map:
    """Draw a scenario's Folium map: basemap, bases, phase slider; ids are the same at each call."""
    west, south, east, north = scenario.view.box
    board = BoardMap(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=6,
        tiles=None,
        prefer_canvas=True,
        zoom_snap=0,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=120,
        maxZoom=ZOOM_MAX,
        max_bounds_viscosity=1,
        keyboard=False,
        attribution_control=False,
    )
    _named(board, "board")
    for name, z_index in PANES.items():
        _named(CustomPane(name, z_index=z_index, pointer_events=name == "marks").add_to(board), f"pane_{name}")
    for name, shapes in terrain.shapes(scenario).items():
        _named(_layer(name, shapes).add_to(board), name)
    points = folium.GeoJson(
        _points(scenario.bases, (west + east) / 2), name="bases", marker=folium.CircleMarker(), show=False
    )
    bases = _named(points.add_to(board), "bases")
    _named(PhaseSlider(bases).add_to(board), "phase_slider")
    return board


def _named(element: Any, name: str) -> Any:
    """Give an element of Folium a fixed id, for its own is random at each rendering."""
    element._id = name
    return element


def _points(bases: tuple[Base, ...], middle: float) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {"i": index},
            "geometry": {"type": "Point", "coordinates": [terrain.beside(base.lon, middle), base.lat]},
        }
        for index, base in enumerate(bases)
    ]
    return {"type": "FeatureCollection", "features": features}


def _layer(name: str, shapes: list[dict[str, Any]]) -> folium.GeoJson:
    """A layer of the ground, as shapes without a word of text in them."""
    options = {"pane": "basemap", "interactive": False, **LAYERS[name]}
    bare = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": bare}, color=style.PALETTE[options["role"]], **options
    )
