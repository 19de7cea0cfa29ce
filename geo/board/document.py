"""The board as one self-contained HTML document: a Folium map with the postures of all phases and readings.

Text from data enters the document after Folium has rendered it, as JSON in one block that no template engine sees, and
reaches the page through `textContent` only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from branca.element import Figure

from geo import style, words
from geo.board import modules
from geo.board.data import data_block, edges
from geo.board.folium_map import draw_map
from geo.model import Scenario, Status
from geo.selection import Selection

SYMBOLS = Path(__file__).resolve().parents[2] / "data" / "symbols"
"""Military symbols of the statuses, built with milsymbol; the README there describes them."""
_SVG_SAFE = " =:/,;()'"
STYLES = (
    "styles/board.css",
    *(f"styles/{name}.css" for name in ("evidence", "map_menu", "detail", "compare", "looks", "notices")),
)
"""Style sheets in the order they build on one another."""
_THEME_ROOTS = {"light": ":root", "dark": ":root[data-theme=dark]"}


def document(scenario: Scenario, selection: Selection | None = None, *, stamp: dict[str, Any] | None = None) -> str:
    """Return the board as one HTML document that opens at the reading, phase, comparison and view selected.

    By default it opens at the first reading and phase and the home view; its home button goes to the home view always.
    It carries a stamp in its data when one is given. The same scenario gives the same text at each call. Raises
    KeyError for an unknown reading or phase.
    """
    data = data_block(scenario, _start(scenario, selection or Selection()))
    if stamp is not None:
        data["stamp"] = stamp
    figure = draw_map(scenario).get_root()
    assert isinstance(figure, Figure)
    rendered = figure.render()
    block = f'<script type="application/json" id="board-data">{_json_for_html(data)}</script>'
    return _finished(rendered, block)


def _start(scenario: Scenario, selection: Selection) -> dict[str, Any]:
    reading, phase = selection.readings or (scenario.readings[0].id,), selection.phases or (scenario.phases[0].id,)
    start: dict[str, Any] = {"reading": scenario.reading(*reading).id, "phase": scenario.phase(*phase).id}
    if selection.compare is not None:
        scenario.compared(selection.compare)
        start["compare"] = selection.compare
    if selection.view is not None:
        start["view"] = edges(selection.view.box, scenario)
    return start


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
    """A Content-Security-Policy that runs the scripts of this document, by their hashes, and forbids every request."""
    scripts = re.findall(r"<script>(.*?)</script>", rendered, flags=re.DOTALL)
    sums = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    sources = " ".join(f"'sha256-{sum_}'" for sum_ in sums)
    policy = (
        f"default-src 'none'; script-src {sources}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _json_for_html(value: object) -> str:
    r"""Write JSON for a script element: whatever could end or open a tag is escaped.

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
    """Leaflet, then the board with every module it imports; `catalogue` is the one that holds the words."""
    leaflet = re.sub(r"//# sourceMappingURL=.*", "", _leaflet("leaflet.js"))
    sources = modules.sources("geo.board", "scripts")
    for source in sources.values():
        words.check(source)
    catalogue = f"export const WORDS = {_json_for_html(words.of_the_document())};\n"
    board = modules.joined({**sources, "catalogue": catalogue}, "board")
    return f"{leaflet}\n(() => {{\n'use strict';\n{board}}})();"


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
