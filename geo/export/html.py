"""The board itself as a file: one HTML document."""

from __future__ import annotations

from geo.board.document import document
from geo.export.stamp import stamp
from geo.model import Scenario
from geo.selection import Selection


def html(scenario: Scenario, selection: Selection) -> bytes:
    """Return the document, opening at what is selected, in UTF-8; it carries its stamp in its data."""
    return document(scenario, selection, stamp=stamp(scenario, selection, "html")).encode()
