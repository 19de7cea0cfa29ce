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

from geo import basemap, style
from geo.model import Base, Scenario

ZOOM_MAX = 10
"""Closest zoom, in Leaflet's levels: past it a basemap at 1:10m has no more to show."""
PANES = {"basemap": 200, "areas": 350, "marks": 620}
"""Our panes and their z-index among Leaflet's own (tiles 200, overlays 400, markers 600)."""


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
    view = scenario.view
    board = BoardMap(
        location=[(view.south + view.north) / 2, (view.west + view.east) / 2],
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
    for name, layer in _basemap_layers(scenario).items():
        _named(layer.add_to(board), name)
    points = folium.GeoJson(_points(scenario.bases), name="bases", marker=folium.CircleMarker(), show=False)
    bases = _named(points.add_to(board), "bases")
    _named(PhaseSlider(bases).add_to(board), "phase_slider")
    return board


def _named(element: Any, name: str) -> Any:
    """Give an element of Folium a fixed id, for its own is random at each rendering."""
    element._id = name
    return element


def _points(bases: tuple[Base, ...]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {"i": index},
            "geometry": {"type": "Point", "coordinates": [base.lon, base.lat]},
        }
        for index, base in enumerate(bases)
    ]
    return {"type": "FeatureCollection", "features": features}


def _basemap_layers(scenario: Scenario) -> dict[str, folium.GeoJson]:
    """The layers of the basemap in drawing order, as shapes without a word of text in them."""
    fill = {"stroke": False, "fill": True, "fill_opacity": 1}
    line = {"fill": False}
    borders = basemap.layer("borders")["features"]
    focus = [shape for shape in basemap.layer("countries")["features"] if _iso3(shape) in scenario.countries]
    inner = [shape for shape in basemap.layer("admin1_lines")["features"] if _iso3(shape) in scenario.countries]
    solid = [border for border in borders if basemap.is_international(border)]
    dashed = [border for border in borders if not basemap.is_international(border)]
    return {
        "land": _shapes(basemap.layer("land")["features"], role="land", **fill),
        "focus": _shapes(focus, role="focus", **fill),
        "lakes": _shapes(basemap.layer("lakes")["features"], role="water", **fill),
        "admin1_lines": _shapes(inner, theme="provinces", role="line", weight=0.8, **line),
        "rivers": _shapes(basemap.layer("rivers")["features"], theme="rivers", role="river", weight=1.1, **line),
        "borders": _shapes(solid, role="border", weight=1.3, **line),
        "borders_disputed": _shapes(dashed, role="border", weight=1.3, dash_array="5 4", **line),
    }


def _iso3(shape: dict[str, Any]) -> str:
    return str(shape["properties"]["iso3"])


def _shapes(features: list[dict[str, Any]], *, role: str, **options: Any) -> folium.GeoJson:
    """A layer in the colour of its role; the option `role` lets the document colour it anew for another theme."""
    bare = [{"type": "Feature", "properties": {}, "geometry": shape["geometry"]} for shape in features]
    collection = {"type": "FeatureCollection", "features": bare}
    return folium.GeoJson(
        collection, pane="basemap", interactive=False, role=role, color=style.PALETTE[role], **options
    )
