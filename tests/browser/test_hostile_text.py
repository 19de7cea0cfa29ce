"""Whatever stands in a scenario's texts is shown as text: nothing runs, nothing is asked for, the map still draws."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from geo import scenario as scenarios
from geo.board.document import document
from geo.store import DATA, SHIPPED
from tests.browser.conftest import Outside

NAMES = (
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{# note",
    "}} {{",
    "<b>bold</b>",
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "<!--",
    "${window.hit=1}",
    "`tick`",
    "\"double\" 'single'",
    "![x](http://192.0.2.1/x.png)",
    "$\\alpha$",
    "\\u003cb\\u003e",
    "&lt;&amp;",
    "عين الأسد 2,500",
    "W" * 120,
)


def renamed(name: str) -> str:
    """The shipped document with every text that a person wrote replaced by one name."""
    shipped = scenarios.load(DATA / SHIPPED)
    claims = {
        key: claim.model_copy(update={"paraphrase": name, "said_by": name}) for key, claim in shipped.claims.items()
    }
    bases = tuple(base.model_copy(update={"name": name, "label": name, "name_ar": name}) for base in shipped.bases)
    forces = tuple(force.model_copy(update={"label": name, "short": name}) for force in shipped.forces)
    phases = tuple(phase.model_copy(update={"label": name, "shown": name}) for phase in shipped.phases)
    changed = replace(shipped, title=name, marking=name, claims=claims, bases=bases, forces=forces, phases=phases)
    return document(changed)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: json.dumps(name)[:24])
def test_braces_in_a_name_stay_text(
    open_board: Callable[[Path], Page], tmp_path: Path, outside: Outside, name: str
) -> None:
    """A name stands on the board letter for letter, in the title, the label, the rail and the evidence."""
    path = tmp_path / "board.html"
    path.write_text(renamed(name), encoding="utf-8")
    board = open_board(path)
    assert board.locator(".mark").count() == 3
    assert board.locator("[data-slot=title]").text_content() == name
    assert board.locator(".label-base .label-name").first.text_content() == name
    assert board.locator(".rail .base .name").first.text_content() == name
    board.locator(".mark").first.dispatch_event("click")
    assert name in board.locator("#evidence").text_content()
    assert board.evaluate("window.hit") is None
    assert outside.requests == []
    assert outside.errors == []
    assert board.evaluate("board.setPhase(2) && board.state().bases.erbil") == "vacated"
