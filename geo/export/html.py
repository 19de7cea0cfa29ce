"""The board itself as a file: one HTML document."""

from __future__ import annotations

from geo.board.document import document
from geo.export.wanted import Wanted, stamp
from geo.model import Scenario


def html(scenario: Scenario, wanted: Wanted) -> bytes:
    """Return the document, opening at what is wanted, in UTF-8; it carries its stamp in its data."""
    opened = document(
        scenario,
        reading=wanted.reading,
        phase=wanted.phase,
        compare=wanted.compare,
        view=wanted.view,
        stamp=stamp(scenario, wanted, "html"),
    )
    return opened.encode()
