"""Scripts of the board and the page say what they import, and are joined so that nothing leaks between them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from geo.board.modules import ModuleError, joined, sources
from geo.page.component import script
from tests.conftest import ROOT


def ran(*arguments: str) -> str:
    """What Node prints."""
    run = subprocess.run(
        [Path(sys.executable).with_name("node"), *arguments], check=False, capture_output=True, text=True
    )
    return run.stdout + run.stderr


def said(scripts: dict[str, str]) -> str:
    """What the joined script of the entry `main` prints where it runs."""
    return ran("--eval", joined(scripts, "main"))


def test_a_module_uses_what_it_imports() -> None:
    """A name is imported as it is or under another name, over several lines too; each module runs once."""
    scripts = {
        "main": 'import {\n  one,\n  Two as Pair,\n} from "./parts.js";\nimport { start } from "./count.js";\n'
        "console.log(one(), new Pair().size, start);\n",
        "parts": 'import { start } from "./count.js";\n'
        "export function one() {\n  return start;\n}\nexport class Two {\n  size = 2;\n}\n",
        "count": 'export const start = 1;\nconsole.log("counted");\n',
    }
    assert said(scripts) == "counted\n1 2 1\n"


def test_what_a_module_keeps_to_itself_is_not_seen() -> None:
    """Two modules have a name of their own alike; the third, which imports neither, has none."""
    scripts = {
        "main": 'import { here } from "./left.js";\nimport { there } from "./right.js";\n'
        "console.log(here, there, typeof own, typeof left);\n",
        "left": 'const own = "left";\nexport const here = own;\n',
        "right": 'const own = "right";\nexport const there = own;\n',
    }
    assert said(scripts) == "left right undefined undefined\n"


def test_a_default_export_makes_the_whole_a_module() -> None:
    """The entry's default export is the one export of the joined script, which Streamlit loads as a module."""
    scripts = {"main": "export default function mount() {\n  return 7;\n}\n"}
    assert (
        joined(scripts, "main") == "export default (() => {\nfunction mount() {\n  return 7;\n}\nreturn mount;\n})();\n"
    )


def test_a_comment_before_code_stays() -> None:
    """A comment that ends within a line, such as a cast, stays with its line and with those that follow."""
    body = "const one =\n  /** @type {any} */ (1);\nconsole.log(one);\n"
    assert joined({"main": f"{body}/** Last. */\n"}, "main") == f"(() => {{\n{body}}})();\n"


def test_comments_stay_behind() -> None:
    """Comments on lines of their own are left out, and read for nothing: not even for imports."""
    scripts = {"main": '// import { a } from "./a.js";\n/**\n * export * from "b"\n */\nconsole.log("//x");\n'}
    assert joined(scripts, "main") == '(() => {\nconsole.log("//x");\n})();\n'


@pytest.mark.parametrize(
    ("main", "parts", "found"),
    [
        ('import { one } from "./gone.js";\n', "", r"main\.js imports \./gone\.js, but there is no such module"),
        ('import { two } from "./parts.js";\n', "export const one = 1;\n", r"imports two, but parts\.js exports no"),
        (
            'import { one } from "./parts.js";\nexport const main = one;\n',
            'import { main } from "./main.js";\nexport const one = main;\n',
            "circle: main.js → parts.js → main.js|circle: parts.js → main.js → parts.js",
        ),
        ('import { main } from "./main.js";\nexport const main = 1;\n', "", "circle: main.js → main.js"),
        ('import one from "./parts.js";\n', "", "cannot read “import one from"),
        ('import * as parts from "./parts.js";\n', "", "cannot read “import"),
        ('import "./parts.js";\n', "", "cannot read “import"),
        ('import { one } from "leaflet";\n', "", "cannot read “import"),
        ('import { "one" as two } from "./parts.js";\n', "", "cannot read “import"),
        ('import { one two } from "./parts.js";\n', "", "the imported name “one two”"),
        ('const parts = await import("./parts.js");\n', "", "cannot read “import"),
        ("console.log(import.meta.url);\n", "", "cannot read “import"),
        ("export { one };\n", "", "cannot read “export"),
        ('export * from "./parts.js";\n', "", "cannot read “export"),
        ("export let one = 1;\n", "", "cannot read “export let"),
        ("export default 1;\n", "", "cannot read “export default"),
        ("export const { one } = { one: 1 };\n", "", "cannot read “export const"),
        ('import { one } from "./parts.js";\n', "export default function one() {}\n", "exports no such name"),
    ],
)
def test_whatever_cannot_be_joined_is_an_error(main: str, parts: str, found: str) -> None:
    """An unknown module or name, a circle, and every other form of import and export are named with their module."""
    with pytest.raises(ModuleError, match=found):
        joined({"main": main, "parts": parts}, "main")


def test_a_second_default_export_is_an_error() -> None:
    """Only the entry may have a default export."""
    parts = "export const one = 1;\nexport default function two() {}\n"
    with pytest.raises(ModuleError, match=r"parts\.js has a default export"):
        joined({"main": 'import { one } from "./parts.js";\n', "parts": parts}, "main")


def test_no_style_looks_inside() -> None:
    """No style of the board asks what an element has in it: with `:has()` each change of text styles the whole anew."""
    styles = (ROOT / "geo" / "board" / "styles").glob("*.css")
    assert [path.name for path in styles if ":has(" in path.read_text("utf-8")] == []


def test_every_script_is_used() -> None:
    """Each script of the board is an entry or imported by another; so is each of the page."""
    board, page = sources("geo.board", "scripts"), sources("geo.page")
    imported = set(re.findall(r'from "\./(\w+)\.js"', "".join([*board.values(), *page.values()])))
    assert sorted({*board, *page} - imported) == ["board", "component", "heartbeat", "steer"]


@pytest.mark.parametrize("entry", ["component", "heartbeat", "steer"])
def test_scripts_of_the_page_are_modules(entry: str) -> None:
    """Streamlit is handed one module without an import and with one default export."""
    assert re.findall(r"^(?:import|export)\b.*", script(entry), re.MULTILINE) == ["export default (() => {"]
