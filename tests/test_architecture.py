"""The house as it is built: which way imports run, who may touch files, the network and the clock."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

from geo.export import FORMATS
from tests.conftest import ROOT

FLOORS = (
    {"model"},
    {"basemap", "words"},
    {"posture", "scenario", "style"},
    {"evidence", "selection", "store"},
    {"tables"},
    {"board", "print", "tiles"},
    {"export"},
    {"page", "__main__"},
    {"app"},
)
"""The rooms from the ground up: a room imports rooms of the floors below it, and nothing beside or above it."""

MAY_READ_FILES = {
    *("scenario.files", "basemap", "store", "words", "board.document", "board.modules", "print.typeface", "__main__"),
    *("page.component", "page.heartbeat"),
    *("tiles.pmtiles", "tiles.folder", "tiles.source"),
    *("export", "export.bundle", "export.geojson_gpkg", "export.verify"),
}
"""Modules that touch files: the reader of scenarios, those with assets of their own, those that write or verify."""
FORMAT_NAMES = {"http://www.opengis.net/kml/2.2"}
"""Names that XML formats have, which look like addresses."""
PAGE_LINES_MAX = 150
NETWORK = {"requests", "httpx", "aiohttp", "http", "socket", "ssl", "ftplib", "smtplib", "websockets", "urllib3"}
"""Packages that fetch; `urllib.parse` takes addresses apart and fetches nothing."""
HOMES = {
    "streamlit": {"app", "page"},
    "folium": {"board"},
    "branca": {"board"},
    "starlette": {"page"},
    "argparse": {"__main__"},
    "xlsxwriter": {"export"},
    "pyogrio": {"export"},
    "pptx": {"export"},
    "pmtiles": {"tiles"},
    "mapbox_vector_tile": {"tiles"},
    "tomllib": {"scenario"},
}
"""Libraries that one room knows alone; Streamlit is known to the page and its door."""


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


def room(name: str) -> str:
    return name.partition(".")[0]


@cache
def imported(name: str) -> frozenset[str]:
    """Every module a module imports, by its full dotted name; `from a import b` counts as a and a.b."""
    found: set[str] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports by a relative name"
            module = node.module or ""
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def imported_of_ours(name: str) -> set[str]:
    ours = {f"geo.{module}": module for module in sources()}
    return {ours[module] for module in imported(name) if module in ours} - {name}


def packages(name: str) -> set[str]:
    return {module.partition(".")[0] for module in imported(name)}


def calls(module: str) -> set[str]:
    """The names of all that a module calls, as `open` or `.read_text`."""
    found = (node.func for node in ast.walk(tree(module)) if isinstance(node, ast.Call))
    return {f".{call.attr}" if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in found}


def foreign(files: Iterable[Path]) -> set[str]:
    """The packages that files import and that are neither ours nor Python's own."""
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"geo", "tests", "app"}


def undeclared(files: Iterable[Path], *lists: str) -> set[str]:
    """The packages that files import and no list of requirements declares with a lower and an upper bound."""
    lines = [line for name in lists for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    declared = {name.lower() for name in re.findall(r"^([\w-]+)>=[\d.]+,<[\d.]+$", "\n".join(lines), re.MULTILINE)}
    known = packages_distributions()
    distributions = {
        name: {found.lower().replace("_", "-") for found in known.get(name, [name])} for name in foreign(files)
    }
    return {name for name, found in distributions.items() if not found & declared}


def test_what_the_product_imports_is_declared() -> None:
    """Every package that the product imports stands, bounded, in its requirements."""
    assert undeclared(sources().values(), "requirements.txt") == set()


def test_what_the_tests_import_is_declared() -> None:
    """Every package that the tests import stands, bounded, in their requirements or those of the product."""
    files = [path for path in (ROOT / "tests").rglob("*.py") if not {"bench", "proof"} & set(path.parts)]
    assert undeclared(files, "requirements.txt", "tests/requirements.txt") == set()


def test_what_the_proof_imports_is_declared() -> None:
    """Every package that the proof imports stands, bounded, in one of the three lists; it need not be installed."""
    lists = ("requirements.txt", "tests/requirements.txt", "tests/proof/requirements.txt")
    assert undeclared((ROOT / "tests" / "proof").rglob("*.py"), *lists) == set()


def test_every_room_has_a_floor_and_every_floor_a_room() -> None:
    """The floors name every room there is, each once, and no other."""
    named = [room for floor in FLOORS for room in sorted(floor)]
    assert sorted(named) == sorted({room(module) for module in sources()})


def test_rooms_import_downward_only() -> None:
    """A room imports rooms of lower floors only."""
    floor_of = {name: number for number, floor in enumerate(FLOORS) for name in floor}
    upward = [
        f"{module} imports {other}"
        for module in sources()
        for other in sorted(imported_of_ours(module))
        if room(other) != room(module) and floor_of[room(other)] >= floor_of[room(module)]
    ]
    assert upward == []


def test_no_module_imports_itself_over_others() -> None:
    """Imports run in no circle, within a room neither."""
    assert list(TopologicalSorter({module: imported_of_ours(module) for module in sources()}).static_order())


def test_a_library_has_one_home() -> None:
    """Folium is known to the board alone, Altair and Streamlit to the page, the arguments to the command line."""
    homes = {package: {room(module) for module in sources() if package in packages(module)} for package in HOMES}
    assert homes == HOMES


def test_no_module_uses_pyplot() -> None:
    """Pyplot keeps figures in a state that threads share, so no module imports it."""
    assert [module for module in sources() if any("pyplot" in name for name in imported(module))] == []


def test_no_module_fetches() -> None:
    """No module imports what asks a network for anything."""
    fetching = [
        module
        for module in sources()
        if packages(module) & NETWORK or any(name.startswith("urllib.request") for name in imported(module))
    ]
    assert fetching == []


def test_no_module_names_a_host() -> None:
    """No text in a module is an address that something could be fetched from; the name of a format is none."""
    texts = [
        (module, node.value)
        for module in sources()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in FORMAT_NAMES
    ]
    assert [found for found in texts if re.search(r"(?:https?|wss?|ftp)://", found[1])] == []


def test_arithmetic_and_views_read_no_files() -> None:
    """Nouns, arithmetic, style, tables and most of the page neither read nor write files."""
    file_calls = {"open", ".read_text", ".read_bytes", ".write_text", ".write_bytes"}
    reading = {module for module in sources() if calls(module) & file_calls}
    assert reading - MAY_READ_FILES == set()


def test_only_the_scenario_room_reads_csv() -> None:
    """One other module imports csv, and it only writes."""
    assert {module for module in sources() if "csv" in packages(module) and room(module) != "scenario"} == {
        "export.csv_xlsx"
    }
    assert "csv_format.reader" not in sources()["export.csv_xlsx"].read_text(encoding="utf-8")


def test_nothing_is_printed_but_by_the_command_line() -> None:
    """Only the command line prints."""
    assert {module for module in sources() if "print" in calls(module)} == {"__main__"}


def test_nothing_depends_on_the_clock_or_on_chance() -> None:
    """No module that makes something asks the time or throws dice, so the same scenario gives the same output.

    `store.last_valid` asks how long files have been still.
    """
    by_chance = [
        module
        for module in sources()
        if packages(module) & {"time", "random", "secrets", "uuid"} or calls(module) & {".now", ".today", ".utcnow"}
    ]
    assert by_chance == ["store.last_valid"]


def test_a_format_is_made_by_the_function_of_its_name() -> None:
    """What the table of formats names is there: a module of exports with a function called like the format."""
    made_by = {name: (format_.content.__module__, format_.content.__name__) for name, format_ in FORMATS.items()}
    assert made_by == {name: (f"geo.export.{format_.module}", name) for name, format_ in FORMATS.items()}


def test_the_page_is_short() -> None:
    """The page is layout and widgets, in under 150 lines."""
    assert len(sources()["app"].read_text(encoding="utf-8").splitlines()) < PAGE_LINES_MAX
