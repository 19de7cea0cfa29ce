"""The house as it is built: who may import whom, how long the page is, what is nowhere used."""

from __future__ import annotations

import ast
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from geo.export import FORMATS, Format
from tests.conftest import ROOT

IMPORTS = {
    "model": set(),
    "basemap": set(),
    "posture": {"model"},
    "style": {"model"},
    "scenario": {"model", "basemap"},
    "sheet": {"model", "basemap"},
    "store": {"model", "scenario"},
    "glossary": {"model", "style"},
    "coverage": {"model", "posture"},
    "tables": {"model", "posture", "style", "coverage", "glossary"},
    "chart": {"model", "posture", "style"},
    "words": set(),
    "webmap": {"model", "posture", "style", "basemap", "coverage", "glossary", "words"},
    "editions": {"model", "store"},
    "component": set(),
    "heart": {"component"},
    "notice": {"editions"},
    "timeline": {"model", "chart", "component"},
    # The print: parts, then the whole.
    "drawing": set(),
    "drawing.canvas": {"style", "sheet"},
    "drawing.typeface": {"drawing.canvas"},
    "drawing.labels": {"drawing.canvas"},
    "drawing.marks": {"model", "style", "drawing.canvas"},
    "drawing.terrain": {"model", "style", "basemap", "drawing.canvas"},
    "drawing.atlas": {
        "model",
        "style",
        "basemap",
        *(f"drawing.{part}" for part in ("canvas", "labels", "marks", "terrain")),
    },
    "drawing.rail": {"model", "style", "drawing.canvas", "drawing.marks", "drawing.atlas"},
    "figure": {
        *("model", "posture", "style", "basemap", "sheet"),
        *(f"drawing.{part}" for part in ("canvas", "typeface", "atlas", "rail")),
    },
    # Exports: the plan, then a module a family of formats; the plan imports these by name, when they are asked for.
    "export.wanted": {"model", "style", "sheet"},
    "export": {"model", "sheet", "export.wanted"},
    "export.archive": set(),
    "export.html": {"model", "webmap", "export.wanted"},
    "export.pictures": {"model", "style", "tables", "figure", "export.wanted"},
    "export.loop": {"model", "figure", "export.wanted"},
    "export.lettering": set(),
    "export.fitting": {"export.lettering"},
    "export.slides": {"style", "export.fitting"},
    "export.presentation": {"style", *(f"export.{part}" for part in ("archive", "fitting", "lettering", "slides"))},
    "export.deck": {
        *("model", "posture", "style", "basemap", "sheet", "tables", "figure", "export"),
        *(f"export.{part}" for part in ("wanted", "lettering", "fitting", "slides", "presentation")),
    },
    "export.rows": {"model", "posture", "style", "tables", "export.wanted"},
    "export.countries": {"model", "basemap", "export.wanted", "export.rows"},
    "export.icons": {"model", "style"},
    "export.layers": {"model", "style", "basemap", "glossary", "export.wanted", "export.rows", "export.countries"},
    "export.earth": {
        *("model", "posture", "style", "basemap"),
        *(f"export.{part}" for part in ("wanted", "archive", "rows", "countries", "icons")),
    },
    "export.sheets": {"model", "style", "glossary", "export.wanted", "export.archive", "export.rows"},
    "export.bundle": {"model", "scenario", "style", "export", "export.wanted", "export.archive"},
    "export.stamps": {"model", "export.wanted"},
    "export.compared": {"export.stamps"},
    "export.verify": {
        *("model", "scenario", "sheet", "store", "export"),
        *(f"export.{part}" for part in ("wanted", "bundle", "stamps", "compared")),
    },
    "press": {"model", "export", "export.wanted", "export.bundle"},
    "panel": {
        "model",
        "sheet",
        "component",
        "press",
        "export",
        *(f"export.{part}" for part in ("archive", "bundle", "wanted")),
    },
    "workshop": {"model", "tables", "component", "panel", "timeline"},
    "__main__": {
        *("model", "scenario", "posture", "style", "tables", "sheet", "store"),
        *("export", "export.wanted", "export.bundle", "export.verify"),
    },
    "app": {
        *("model", "editions", "component", "heart", "notice", "timeline", "workshop"),
        *("store", "webmap"),
    },
}
"""What each module imports of ours, decided once; a module that is not here has no place in the house yet."""

MAY_READ_FILES = {
    *("scenario", "basemap", "store", "webmap", "words", "component", "heart", "drawing.typeface", "__main__"),
    *("export", "export.bundle", "export.layers", "export.verify"),
}
"""Modules that touch files: the reader of scenarios, those with assets of their own, those that write or verify."""

FORMAT_NAMES = {"http://www.opengis.net/kml/2.2"}
"""Names that XML formats have, which look like addresses."""
PAGE_LINES_MAX = 150
PAGE = {"app", "component", "heart", "notice", "panel", "timeline", "workshop"}
"""Modules of the page, which alone import Streamlit."""
NETWORK = {"requests", "httpx", "aiohttp", "http", "socket", "ssl", "ftplib", "smtplib", "websockets", "urllib3"}
"""Packages that fetch; `urllib.parse` takes addresses apart and fetches nothing."""


@cache
def sources() -> dict[str, Path]:
    """Every module of the product by its dotted name, without the leading `geo`."""
    found = {"app": ROOT / "app.py"}
    for path in sorted((ROOT / "geo").rglob("*.py")):
        parts = path.relative_to(ROOT / "geo").with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name:
            found[name] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(sources()[name].read_text(encoding="utf-8"))


def imported(name: str) -> set[str]:
    """Every module a module imports, by its full dotted name; `from a import b` counts as a and a.b."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports by a relative name"
            module = node.module or ""
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def imported_of_ours(name: str) -> set[str]:
    ours = {f"geo.{module}": module for module in sources()}
    return {ours[module] for module in imported(name) if module in ours} - {name}


def packages(name: str) -> set[str]:
    return {module.partition(".")[0] for module in imported(name)}


EVERY_MODULE = pytest.mark.parametrize("module", sorted(sources()))


@EVERY_MODULE
def test_module_imports_what_was_decided(module: str) -> None:
    """A module imports of ours what the table says, and no more and no less."""
    assert module in IMPORTS, f"{module} has no place in the table"
    assert imported_of_ours(module) == IMPORTS[module]


def test_the_table_names_no_module_there_is_not() -> None:
    """Every module of the table is there."""
    assert set(IMPORTS) <= set(sources())


def test_imports_run_downward_only() -> None:
    """No module imports, over however many others, itself."""
    order = list(TopologicalSorter({module: imported_of_ours(module) for module in sources()}).static_order())
    assert order.index("model") < order.index("posture") < order.index("webmap") < order.index("app")


@EVERY_MODULE
def test_streamlit_stays_on_the_page(module: str) -> None:
    """Streamlit is imported by the modules of the page alone."""
    assert ("streamlit" in packages(module)) == (module in PAGE)


@pytest.mark.parametrize(
    ("package", "modules"),
    [
        ("folium", {"webmap"}),
        ("branca", {"webmap"}),
        ("altair", {"chart"}),
        ("argparse", {"__main__"}),
        ("xlsxwriter", {"export.sheets"}),
        ("pyogrio", {"export.layers"}),
    ],
)
def test_a_library_has_one_home(package: str, modules: set[str]) -> None:
    """Folium is known to the map alone, Altair to the chart alone, the arguments to the command line alone."""
    assert {module for module in sources() if package in packages(module)} == modules


@EVERY_MODULE
def test_no_module_uses_pyplot(module: str) -> None:
    """Pyplot keeps figures in a state that threads share, so no module imports it."""
    assert not any("pyplot" in name for name in imported(module))


@EVERY_MODULE
def test_no_module_fetches(module: str) -> None:
    """No module imports what asks a network for anything."""
    assert not packages(module) & NETWORK
    assert not any(name.startswith("urllib.request") for name in imported(module))


@EVERY_MODULE
def test_no_module_names_a_host(module: str) -> None:
    """No text in a module is an address that something could be fetched from; the name of a format is none."""
    texts = {node.value for node in ast.walk(tree(module)) if isinstance(node, ast.Constant)} - FORMAT_NAMES
    assert [text for text in texts if isinstance(text, str) and re.search(r"(?:https?|wss?|ftp)://", text)] == []


def calls(module: str) -> set[str]:
    """The names of all that a module calls, as `open` or `.read_text`."""
    found = (node.func for node in ast.walk(tree(module)) if isinstance(node, ast.Call))
    return {f".{call.attr}" if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in found}


@pytest.mark.parametrize("module", sorted(set(IMPORTS) - MAY_READ_FILES))
def test_arithmetic_and_views_read_no_files(module: str) -> None:
    """Nouns, arithmetic, style, tables and the page neither read nor write files."""
    assert not calls(module) & {"open", ".read_text", ".read_bytes", ".write_text", ".write_bytes"}


def test_scenario_is_the_only_reader_of_scenario_files() -> None:
    """No other module parses TOML or CSV; one more writes CSV."""
    assert {module for module in sources() if "tomllib" in packages(module)} == {"scenario"}
    assert {module for module in sources() if "csv" in packages(module)} == {"scenario", "export.sheets"}
    assert "csv_format.reader" not in sources()["export.sheets"].read_text(encoding="utf-8")


@EVERY_MODULE
def test_nothing_is_printed_but_by_the_command_line(module: str) -> None:
    """Only the command line prints."""
    assert "print" not in calls(module) or module == "__main__"


@EVERY_MODULE
def test_no_error_is_swallowed_whole(module: str) -> None:
    """No module catches every exception there is."""
    caught = [node.type for node in ast.walk(tree(module)) if isinstance(node, ast.ExceptHandler)]
    assert None not in caught
    names = {node.id for type_ in caught if type_ for node in ast.walk(type_) if isinstance(node, ast.Name)}
    assert not names & {"Exception", "BaseException"}


@EVERY_MODULE
def test_nothing_depends_on_the_clock_or_on_chance(module: str) -> None:
    """No module asks the time or throws dice, so the same scenario gives the same output."""
    assert not packages(module) & {"time", "random", "secrets", "uuid"}
    assert not calls(module) & {".now", ".today", ".utcnow"}


@pytest.mark.parametrize("format_", FORMATS.values(), ids=FORMATS)
def test_a_format_is_made_by_the_function_of_its_name(format_: Format) -> None:
    """What the table of formats names is there: a module of exports with a function called like the format."""
    assert format_.content.__name__ == format_.name
    assert format_.content.__module__ == f"geo.export.{format_.module}"


def test_the_page_is_short() -> None:
    """The page is layout and widgets, in under 150 lines."""
    assert len(sources()["app"].read_text(encoding="utf-8").splitlines()) < PAGE_LINES_MAX


@EVERY_MODULE
def test_module_says_what_it_is_for(module: str) -> None:
    """Every module opens with a docstring."""
    assert ast.get_docstring(tree(module))
