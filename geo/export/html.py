"""The board itself as a file: one HTML document."""

from __future__ import annotations

from geo.model import Scenario
from geo.webmap import document


def content(scenario: Scenario, reading: str, phase: str) -> bytes:
    """Return the document, opening at a reading and phase, in UTF-8."""
    return document(scenario, reading=reading, phase=phase).encode()
