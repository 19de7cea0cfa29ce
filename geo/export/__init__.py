"""Write a scenario in a format: one module a family of formats, one table of formats, one function to write any."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.export import html
from geo.model import Scenario


@dataclass(frozen=True)
class Wanted:
    """What an export is to show: ids of a reading and a phase."""

    reading: str
    phase: str


@dataclass(frozen=True)
class Format:
    """A format by name: what it is, and how its bytes are made."""

    name: str
    summary: str
    content: Callable[[Scenario, str, str], bytes]


FORMATS = {
    format_.name: format_
    for format_ in (Format("html", "the board as one HTML document that opens without a network", html.content),)
}


def write(scenario: Scenario, format_name: str, wanted: Wanted, path: Path) -> None:
    """Write a scenario to a file, whole or not at all.

    Raises KeyError for an unknown format, reading or phase, OSError when the file cannot be written.
    """
    content = FORMATS[format_name].content(scenario, wanted.reading, wanted.phase)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".board-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
