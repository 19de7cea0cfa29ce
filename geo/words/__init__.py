"""The words of every view and format: one catalogue, `geo/words/en.json`, so that a language is a file.

Python and the scripts of the document ask for a text with `say("section.key")`, the skeleton holds `{{section.key}}`.
What they ask for and the catalogue lacks stops the build. Words of a scenario are not here: they are data.
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from importlib import resources
from typing import cast

_SERVER_SECTIONS = (
    "bundle",
    "cli",
    "column",
    "export",
    "format",
    "gone",
    "glossary",
    "holds",
    "page",
    "selection",
    "sheet",
    "table",
)
_SLOT = re.compile(r"\{\{([^{}]*)\}\}")
_SAID = re.compile(r"\bsay\(([^,()]*)")
_KEY = re.compile(r'"([a-z]+\.[\w.-]+)"')


@cache
def catalogue() -> dict[str, str]:
    """Return every text by its key.

    >>> catalogue()["aids.menu"]
    'Map'
    """
    text = resources.files("geo.words").joinpath("en.json").read_text(encoding="utf-8")
    return cast(dict[str, str], json.loads(text))


def of_the_document() -> dict[str, str]:
    """Return the texts by key without those of page, files and command line, which the document has no use for.

    >>> "aids.menu" in of_the_document(), "page.title" in of_the_document()
    (True, False)
    """
    return {key: text for key, text in catalogue().items() if key.split(".")[0] not in _SERVER_SECTIONS}


def say(key: str, **values: str) -> str:
    """Return the text of a key, its `{name}` places filled. Raises KeyError for a key or a value that is missing.

    A text of two parts, with " | " between them, has the first for a count of 1.

    >>> say("changes.more", count="7"), say("deck.moreBases", count="1"), say("deck.moreBases", count="7")
    ('and 7 more', '1 more base', '7 more bases')
    """
    one, _, many = catalogue()[key].partition(" | ")
    return (many if many and values["count"] != "1" else one).format_map(values)


def fill(skeleton: str) -> str:
    """Put the texts of the catalogue into a skeleton of HTML. Raises KeyError for a key that it lacks.

    >>> fill("<b>{{aids.menu}}</b>")
    '<b>Map</b>'
    """
    return _SLOT.sub(lambda slot: html.escape(catalogue()[slot[1]]), skeleton)


def asked(script: str) -> set[str]:
    """Return the keys that code asks for: what `say` is given, and every text in the form of a known section's key.

    >>> sorted(asked('say(on ? "light.on" : "light.off"); group("aids.layers"); match("button.base")'))
    ['aids.layers', 'light.off', 'light.on']
    """
    sections = {key.split(".")[0] for key in catalogue()}
    said = {key for given in _SAID.findall(script) for key in _KEY.findall(given)}
    return said | {key for key in _KEY.findall(script) if key.split(".")[0] in sections}


def check(script: str) -> None:
    """Raise KeyError when a script asks for a text that the catalogue lacks.

    >>> check('say("aids.menu")')
    """
    missing = asked(script) - catalogue().keys()
    if missing:
        raise KeyError(f"The catalogue of the interface, geo/words/en.json, lacks {', '.join(sorted(missing))}.")
