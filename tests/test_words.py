"""The words of every view come from one catalogue, complete and without leftovers."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geo import words
from geo.board import modules
from tests.conftest import ROOT

DOCUMENT = ROOT / "geo" / "board"
FROM_PARTS = re.compile(r"""say\((?:`|f")([a-z]+(?:\.[a-z]+)*)\.\$?\{""")
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN = {"aria-label", "title", "placeholder", "alt", "aria-valuetext"}
KEY_NAMES = {"Enter", "Escape", "Home", "End"}
"""Names of keys as browsers give them; those of two words have no space."""


def scripts() -> dict[str, str]:
    """Every script of the document by its name."""
    return dict(modules.sources("geo.board", "scripts"))


def python() -> dict[str, str]:
    """Every module of the package by its path, but the catalogue's own."""
    files = [ROOT / "app.py", *sorted((ROOT / "geo").rglob("*.py"))]
    return {str(file): file.read_text(encoding="utf-8") for file in files if file.parent.name != "words"}


def test_a_text_the_catalogue_lacks_stops_the_build() -> None:
    """A script or skeleton that asks for an unknown key raises an error that names the key."""
    with pytest.raises(KeyError, match=r"aids\.nothing"):
        words.check('make("p", {}, say("aids.nothing"))')
    with pytest.raises(KeyError, match=r"aids\.nothing"):
        words.fill("<p>{{aids.nothing}}</p>")


def test_python_asks_for_texts_of_the_catalogue() -> None:
    """Every key that `say` is given in Python is in the catalogue."""
    given = {key for code in python().values() for key in re.findall(r"""\bsay\(\s*"([^"]*)\"""", code)}
    assert given - words.catalogue().keys() == set()


def test_no_text_of_the_catalogue_is_unused() -> None:
    """Every key is asked for by a script, the skeleton or Python, by name or as one of a section."""
    code = "\n".join([*scripts().values(), *python().values()])
    used = words.asked(code) | set(re.findall(r"\{\{([^{}]*)\}\}", (DOCUMENT / "board.html").read_text("utf-8")))
    whole = tuple(f"{section}." for section in FROM_PARTS.findall(code))
    assert [key for key in words.catalogue() if key not in used and not key.startswith(whole)] == []


class Prose(HTMLParser):
    """What a skeleton says itself: letters in its text or in an attribute that is read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = tag
        self.found += [value for name, value in attrs if name in SPOKEN and value and LETTERS.search(value)]

    def handle_data(self, data: str) -> None:
        if self.tag != "kbd" and LETTERS.search(data):
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - after any element plain text goes on
        self.tag = ""


def test_skeleton_says_nothing_itself() -> None:
    """Every word of the skeleton but the names on keys comes from the catalogue."""
    skeleton = re.sub(r"\{\{[^{}]*\}\}", "", (DOCUMENT / "board.html").read_text(encoding="utf-8"))
    prose = Prose()
    prose.feed(skeleton)
    assert prose.found == []


def literals(script: str) -> list[str]:
    """The texts a script holds itself, without those that name a class, a shape, an event or a font."""
    code = re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)
    code = re.sub(r"(?:^|(?<=\s))//[^\n]*", "", code)
    code = re.sub(r'(?:\b(?:class|className|d|viewBox|dashArray): |classList\.\w+\()["`][^"`]*["`]', "", code)
    code = re.sub(r'(?:\.(?:on|once)\(|\.font = |matchMedia\()"[^"]*"', "", code)
    return [next(filter(None, found)) for found in re.findall(r'"([^"\n]+)"|`([^`]+)`', code)]


def is_prose(text: str) -> bool:
    """Whether a text is for people: a capitalised word or several words, neither a selector nor the name of a key."""
    said = re.sub(r"\$\{[^{}]*\}", "", text)
    if text in KEY_NAMES or re.search(r"[#=\[>{]|^\.|^:|\w\(|^[a-z0-9]+(?:[ -][a-z]+)*, |data:", said):
        return False
    return bool(re.fullmatch(r"[A-Z][a-z]+\W*", said) or re.search(r"[A-Za-z]{2,}\W* \W*[a-z]{2,}", said))


@pytest.mark.parametrize("name", sorted(scripts()))
def test_script_says_nothing_itself(name: str) -> None:
    """Every sentence and every capitalised word a script shows comes from the catalogue."""
    assert [text for text in literals(scripts()[name]) if is_prose(text)] == []


PRINT_NAMES = {"Regular", "Semibold", "It", "Bold", "Creator", "Producer", "Date", "Axis"}
"""Names that the print gives to cuts of a typeface, fields of a file and a type."""


@pytest.mark.parametrize(
    "module", [*sorted((ROOT / "geo" / "print").glob("*.py")), ROOT / "geo" / "style.py"], ids=lambda path: path.stem
)
def test_print_says_nothing_itself(module: Path) -> None:
    """Every sentence and every capitalised word of the print, and of what all views write, comes from the catalogue."""
    nodes = list(ast.walk(ast.parse(module.read_text(encoding="utf-8"))))
    docs = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in docs}
    assert {text for text in texts if isinstance(text, str) and is_prose(text)} <= PRINT_NAMES


def test_prose_is_told_from_code() -> None:
    """The rule that finds stray words finds a sentence and a name on a button, and passes selectors and keys."""
    script = (
        'make("p", { class: "two words" }, "Nothing changed."); on("Escape", `.a .b`, `${count} bases more`, "Play")'
    )
    assert [text for text in literals(script) if is_prose(text)] == ["Nothing changed.", "${count} bases more", "Play"]
