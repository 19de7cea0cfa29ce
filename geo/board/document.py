"""The board as one self-contained HTML document: a Folium map with the postures of all phases and readings.

Folium is handed numbers, ids made here and fixed strings. Text from data enters the finished document afterwards, as
JSON in one block that no template engine sees, and reaches the page through `textContent` only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import folium
from branca.element import Figure, MacroElement
from folium.elements import JSCSSMixin
from folium.map import CustomPane
from folium.template import Template

from geo import basemap, posture, style, words
from geo.coverage import Coverage, coverage, why_context, worded_by
from geo.glossary import GLOSSARY
from geo.model import Base, Basis, Change, Kind, Phase, Quantity, Scenario, Status, StatusRow, View

ZOOM_MAX = 10
"""Closest zoom, in Leaflet's levels: past it a basemap at 1:10m has no more to show."""
PANES = {"basemap": 200, "areas": 350, "marks": 620}
"""Our panes and their z-index among Leaflet's own (tiles 200, overlays 400, markers 600)."""
COORDINATE_DIGITS = {"site": 4, "city": 1, "province": 0}
"""Decimals of a degree a place is known to: about 10 m, 10 km and 100 km."""
DWELL_MS = 3000
"""How long a phase stands while playing, ms: time to read its headline aloud."""
USES_LISTED = 8
"""Most places a document names that a claim drives; it carries the number of all."""
CHANGES_LISTED = 8
"""Most changes a document lists at one phase, the room the rail has; it carries the number of all."""
SYMBOLS = Path(__file__).resolve().parents[2] / "data" / "symbols"
"""Military symbols of the statuses, built with milsymbol; what they are stands in the README there."""
_SVG_SAFE = " =:/,;()'"
SCRIPTS = (
    *("words", "dom", "postures", "view", "mgrs", "marks", "labels", "rail", "traces", "lights", "evidence"),
    *("reference", "names", "symbols", "picker", "measure", "detail", "aids"),
    *("twin", "ghosts", "compare", "player", "room", "contact"),
)
"""Scripts of `geo/board/scripts` in the order they build on one another; `phase_slider.js` comes last."""
STYLES = (
    "styles/board.css",
    *(f"styles/{name}.css" for name in ("evidence", "aids", "detail", "compare", "room", "contact")),
)
"""Style sheets in the order they build on one another."""
_THEME_ROOTS = {"light": ":root", "dark": ":root[data-theme=dark]"}


class BoardMap(folium.Map):
    """A Folium map that asks nothing of a network: it is drawn with the Leaflet the finished document carries."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class PhaseSlider(JSCSSMixin, MacroElement):
    """Adds a slider that moves the bases of a GeoJSON layer through the phases of a drawdown, live in the browser.

    The layer holds one point a base, its property `i` the base's index in the document's data. The script and style
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


# The finished document


def document(
    scenario: Scenario,
    *,
    reading: str | None = None,
    phase: str | None = None,
    compare: str | None = None,
    view: View | None = None,
    stamp: dict[str, Any] | None = None,
) -> str:
    """Return the board as one HTML document that opens at a reading, phase and view, compared with what is named.

    `compare` is the id of a phase, or that of a reading after `reading:`.

    By default it opens at the first reading and phase and the home view; its home button goes to the home view always.
    It carries a stamp in its data when one is given. The same scenario gives the same text at each call. Raises
    KeyError for an unknown reading or phase.
    """
    start: dict[str, Any] = {
        "reading": scenario.reading(reading or scenario.readings[0].id).id,
        "phase": scenario.phase(phase or scenario.phases[0].id).id,
    }
    if compare is not None:
        scenario.compared(compare)
        start["compare"] = compare
    if view is not None:
        start["view"] = view.model_dump()
    data = _data(scenario, start)
    if stamp is not None:
        data["stamp"] = stamp
    figure = draw_map(scenario).get_root()
    assert isinstance(figure, Figure)
    rendered = figure.render()
    block = f'<script type="application/json" id="board-data">{_json_for_html(data)}</script>'
    return _finished(rendered, block)


def _finished(rendered: str, block: str) -> str:
    """Put policy, style, script, skeleton and data into what Folium rendered, each once and in its place."""
    head = f"<title>Posture board</title>\n<style>{_styles()}</style>\n<script>{_scripts()}</script>"
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    places = (
        (r"<html>", '<html lang="en">'),
        (r'<meta name="viewport"[^>]*>', viewport),
        (r"<head>", f"<head>\n{head}"),
        (r"<body>", f"<body>\n{words.fill(_asset('board.html'))}"),
        (r"</body>", f"{block}\n</body>"),
    )
    for pattern, replacement in places:
        before, found, after = _parted(rendered, pattern)
        assert found, f"Folium renders no {pattern}"
        rendered = f"{before}{replacement}{after}"
    return rendered.replace("<head>", f"<head>\n{_policy(rendered)}", 1)


def _parted(text: str, pattern: str) -> tuple[str, str, str]:
    found = re.search(pattern, text)
    return (text[: found.start()], found.group(), text[found.end() :]) if found else (text, "", "")


def _policy(rendered: str) -> str:
    """A Content-Security-Policy that runs the scripts of this document, by their sums, and lets nothing be fetched."""
    scripts = re.findall(r"<script>(.*?)</script>", rendered, flags=re.DOTALL)
    sums = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    sources = " ".join(f"'sha256-{sum_}'" for sum_ in sums)
    policy = (
        f"default-src 'none'; script-src {sources}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _json_for_html(value: object) -> str:
    r"""Write JSON that stands inside a script element: whatever could end or open a tag is written as an escape.

    >>> _json_for_html("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found.group()):04x}", text)


@cache
def _asset(name: str) -> str:
    return resources.files("geo.board").joinpath(name).read_text(encoding="utf-8")


@cache
def _leaflet(name: str) -> str:
    return resources.files("xstatic.pkg.leaflet").joinpath("data", name).read_text(encoding="utf-8")


def _scripts() -> str:
    ours = [*(_asset(f"scripts/{name}.js") for name in SCRIPTS), _asset("scripts/phase_slider.js")]
    leaflet = re.sub(r"//# sourceMappingURL=.*", "", _leaflet("leaflet.js"))
    said = f"const WORDS = {_json_for_html(words.catalogue())};\n"
    for script in ours:
        words.check(script)
    return f"{leaflet}\n(() => {{\n'use strict';\n{said}{''.join(ours)}}})();"


def _styles() -> str:
    """Leaflet's style without the pictures it asks for, then both themes as custom properties, then ours."""
    without_pictures = re.sub(r"[^{}]*\{[^{}]*url\([^{}]*\}", "", _leaflet("leaflet.css"))
    themes = "".join(f"{_THEME_ROOTS[name]}{{{_properties(name)}}}\n" for name in style.THEMES)
    return f"{without_pictures}\n{themes}:root{{{_symbols()}}}\n{''.join(map(_asset, STYLES))}"


def _properties(theme: str) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in style.THEMES[theme].items())


def _symbols() -> str:
    """The military symbol of each status as a custom property that holds the picture."""
    pictures = {status: (SYMBOLS / f"{status}.svg").read_text(encoding="utf-8").strip() for status in Status}
    return "".join(
        f'--symbol-{status}:url("data:image/svg+xml,{quote(svg, safe=_SVG_SAFE)}");' for status, svg in pictures.items()
    )


# The data block


def _data(scenario: Scenario, start: dict[str, Any]) -> dict[str, Any]:
    """Everything of a scenario that the document shows; postures as the differences from phase to phase."""
    walked = {reading.id: posture.steps(scenario, reading.id) for reading in scenario.readings}
    quantities = [quantity for steps in walked.values() for step in steps for quantity in step.quantities.values()]
    rows = dict.fromkeys(map(_cell, scenario.statuses))
    cells = {cell: number for number, cell in enumerate({_NOTHING_SAID: None} | rows)}
    places = _Places({base.id: number for number, base in enumerate(scenario.bases)}, cells)
    return {
        **_head(scenario, start),
        "scaleTop": style.bar_top(quantities),
        "noData": _quantity(scenario, Quantity(Kind.NO_DATA)),
        **_nouns(scenario),
        "cells": [asdict(cell) for cell in cells],
        "steps": {
            reading: [
                _step(scenario, step, posture.merged(moves), places)
                for step, moves in zip(steps, posture.moves_by_phase(scenario, reading), strict=True)
            ]
            for reading, steps in walked.items()
        },
    }


def _head(scenario: Scenario, start: dict[str, Any]) -> dict[str, Any]:
    """What the document says of itself, and the words and colours it shows a posture with."""
    return {
        "id": scenario.id,
        "title": scenario.title,
        "marking": scenario.marking,
        "markingColour": style.marking_colour(scenario.marking),
        "markingInk": style.marking_ink(scenario.marking),
        "asOf": style.day(scenario.as_of),
        "start": start,
        "view": scenario.view.model_dump(),
        "source": style.source_line(scenario),
        "credit": basemap.CREDIT,
        "rules": style.wording_rules(scenario),
        "ruleClaims": worded_by(scenario),
        "coverage": [_covered(scenario, covered) for covered in coverage(scenario)],
        "glossary": [asdict(chapter) for chapter in GLOSSARY],
        "palettes": style.THEMES,
        "dwellMs": DWELL_MS,
        "box": basemap.BOX,
        "areaRadiusKm": style.AREA_RADIUS_KM,
        "coordinateDigits": COORDINATE_DIGITS,
        "statusWords": {status.value: word for status, word in style.STATUS_WORDS.items()},
    }


def _nouns(scenario: Scenario) -> dict[str, Any]:
    """What postures are told of and rest on, the same at every phase."""
    return {
        "sources": {
            source.id: {"dated": style.dated(source), "reference": style.reference(source)}
            for source in scenario.sources.values()
        },
        "claims": _claims(scenario),
        "readings": [reading.model_dump() for reading in scenario.readings],
        "phases": [_phase(scenario, phase) for phase in scenario.phases],
        "forces": [force.model_dump() for force in scenario.forces],
        "bases": [_base(base) for base in scenario.bases],
        "countries": _countries(scenario),
        "towns": _towns(scenario),
    }


@dataclass(frozen=True)
class _Cell:
    """What a status row says of any base; rows that say the same share one."""

    status: Status
    basis: Basis | None
    claims: tuple[str, ...]
    contestedBy: tuple[str, ...]  # noqa: N815 - a key of the document's data
    note: str


_NOTHING_SAID = _Cell(Status.NOT_STATED, None, (), (), "")


def _cell(row: StatusRow) -> _Cell:
    return _Cell(row.status, row.basis, row.claims, row.contested_by, row.note)


def _claims(scenario: Scenario) -> dict[str, Any]:
    uses, context = posture.uses(scenario), why_context(scenario)
    return {
        claim.id: {
            "source": claim.source,
            "where": claim.where,
            "saidBy": claim.said_by,
            "standing": claim.standing,
            "wording": claim.wording,
            "paraphrase": claim.paraphrase,
            "uses": uses[claim.id][:USES_LISTED],
            "useCount": len(uses[claim.id]),
            "context": context.get(claim.id, ""),
        }
        for claim in scenario.claims.values()
    }


def _covered(scenario: Scenario, covered: Coverage) -> dict[str, Any]:
    passages = [{"where": passage.where, "claims": passage.claims} for passage in covered.passages]
    elsewhere = [{"where": scenario.claims[claim].where, "claims": [claim]} for claim in covered.elsewhere]
    return {"source": covered.source, "passages": passages, "elsewhere": elsewhere}


def _phase(scenario: Scenario, phase: Phase) -> dict[str, Any]:
    headlines = {reading.id: phase.headline(reading.id).model_dump() for reading in scenario.readings}
    named = {"id": phase.id, "label": phase.label, "shown": phase.shown, "claims": phase.claims}
    return {**named, "headlines": headlines}


def _base(base: Base) -> dict[str, Any]:
    texts = {"name": base.name, "label": base.label, "nameAr": base.name_ar, "admin1": base.admin1}
    said = {name: text for name, text in texts.items() if text}
    return {"id": base.id, **said, "country": base.country, "precision": base.precision, "source": base.source}


def _countries(scenario: Scenario) -> list[dict[str, Any]]:
    needed = {*scenario.countries, *(force.country for force in scenario.forces)}
    countries = basemap.countries().reset_index()
    return [
        {
            "iso3": country.iso3,
            "name": country.name_,
            "places": basemap.label_places(country.iso3),
            "focus": country.iso3 in scenario.countries,
            "needed": country.iso3 in needed,
        }
        for country in countries.rename(columns={"name": "name_"}).itertuples()
        if country.label_rank == 1 or country.iso3 in needed
    ]


def _towns(scenario: Scenario) -> list[dict[str, Any]]:
    towns = basemap.towns((base.lon, base.lat) for base in scenario.bases)
    return [{"name": name, "lon": lon, "lat": lat} for name, lon, lat in towns]


@dataclass(frozen=True)
class _Places:
    """Where a base stands in the document's list of bases, and a cell in its list of cells."""

    bases: dict[str, int]
    cells: dict[_Cell, int]


def _step(scenario: Scenario, step: posture.Step, changes: tuple[Change, ...], places: _Places) -> dict[str, Any]:
    return {
        "statuses": [[places.bases[base], places.cells[_cell(row)]] for base, row in step.statuses.items()],
        "quantities": {force: _quantity(scenario, quantity) for force, quantity in step.quantities.items()},
        "changes": [_change(change) for change in changes[:CHANGES_LISTED]],
        "changeCount": len(changes),
    }


def _quantity(scenario: Scenario, quantity: Quantity) -> dict[str, Any]:
    low, high = style.written_bounds(quantity)
    return {
        "kind": quantity.kind,
        "low": low,
        "high": high,
        "label": style.label(quantity),
        "wording": quantity.wording,
        "arithmetic": style.arithmetic(quantity),
        "rules": style.rules_used(scenario, quantity),
        "basis": quantity.basis,
        "claims": quantity.claims,
        "contestedBy": quantity.contested_by,
        "note": quantity.note,
    }


def _change(change: Change) -> dict[str, Any]:
    return {"text": style.sentence(change), "claims": change.claims, "contestedBy": change.contested_by}
