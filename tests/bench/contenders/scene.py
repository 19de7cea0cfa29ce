"""What the contenders in Python share: the drawdown as features and colours, and folium with its scripts at home."""

import os
from typing import Any

import folium
from folium.plugins import TimestampedGeoJson

from tests.bench.generate import VIEW, Drawdown

COLOURS = {"present": "#0b4f8a", "reduced": "#a84300", "vacated": "#6d7680"}
RADIUS_PX = 6
MAP_HEIGHT_PX = 800
CENTRE = ((VIEW[1] + VIEW[3]) / 2, (VIEW[0] + VIEW[2]) / 2)
"""Latitude and longitude of the middle of the view."""
ZOOM = 7
ASSETS = os.environ.get("BENCH_ASSETS", "")
"""Address of the server of assets on this machine."""

LEAFLET_JS = [
    ("leaflet", "leaflet/dist/leaflet.js"),
    ("jquery", "jquery/dist/jquery.min.js"),
    ("bootstrap", "bootstrap/dist/js/bootstrap.bundle.min.js"),
    ("awesome_markers", "leaflet.awesome-markers/dist/leaflet.awesome-markers.min.js"),
]
LEAFLET_CSS = [
    ("leaflet_css", "leaflet/dist/leaflet.css"),
    ("bootstrap_css", "bootstrap/dist/css/bootstrap.min.css"),
    ("awesome_markers_font_css", "@fortawesome/fontawesome-free/css/all.min.css"),
    ("awesome_markers_css", "leaflet.awesome-markers/dist/leaflet.awesome-markers.css"),
]
TIME_JS = [
    ("jqueryui", "jquery-ui-dist/jquery-ui.min.js"),
    ("iso8601", "iso8601-js-period/iso8601.js"),
    ("leaflet.timedimension", "leaflet-timedimension/dist/leaflet.timedimension.min.js"),
    ("moment", "moment/min/moment.min.js"),
]
TIME_CSS = [("leaflet.timedimension_css", "timedimension.css")]


def _at_home(files: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, f"{ASSETS}/node_modules/{path}") for name, path in files]


class HomeMap(folium.Map):
    """A Folium map whose scripts and styles come from this machine."""

    default_js = _at_home(LEAFLET_JS)
    default_css = _at_home(LEAFLET_CSS)


class HomeTimestampedGeoJson(TimestampedGeoJson):
    """Folium's TimestampedGeoJson with its scripts and styles from this machine."""

    default_js = _at_home(TIME_JS)
    default_css = _at_home(TIME_CSS)


def bare_map() -> folium.Map:
    """A map without tiles, drawn on canvas."""
    return HomeMap(location=CENTRE, zoom_start=ZOOM, tiles=None, prefer_canvas=True)


def features(drawdown: Drawdown, phase: int) -> dict[str, Any]:
    """The bases of one phase as a GeoJSON FeatureCollection with `name` and `status`."""
    pairs = zip(drawdown.places, drawdown.statuses[phase], strict=True)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": place.id,
                "properties": {"name": place.name, "status": status},
                "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            }
            for place, status in pairs
        ],
    }


def layer(collection: dict[str, Any]) -> folium.GeoJson:
    """One layer of circles, coloured by status."""
    circle = folium.CircleMarker(radius=RADIUS_PX, fill=True, weight=1)
    return folium.GeoJson(collection, marker=circle, style_function=_style)


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    colour = COLOURS[feature["properties"]["status"]]
    return {"color": "#ffffff", "fillColor": colour, "fillOpacity": 1}
