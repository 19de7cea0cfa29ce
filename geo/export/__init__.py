"""Write a scenario in a format: one module per family of formats, one table of formats, one function to write any."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import cast

from geo.model import Phase, Reading, Scenario
from geo.selection import ALL, SIZES, Selection, Size, size
from geo.words import say

FILE_NAME_MAX_CHARS = 200
"""Longest name of a file before its ending; most disks take 255 bytes."""


class Holds(StrEnum):
    """How much of a scenario one file of a format holds."""

    PHASE = "phase"
    PHASES = "phases"
    READING = "reading"
    SCENARIO = "scenario"

    @property
    def says(self) -> str:
        """How much it is, in words."""
        return say(f"holds.{self.value}")


@dataclass(frozen=True)
class Format:
    """A format by name: what a file of it holds, which options it takes, the end of its files' names.

    Its bytes are made by the function of its name in `geo.export.<module>`, which is imported when it is first asked
    for: libraries of other formats are not loaded.
    """

    name: str
    module: str
    holds: Holds
    options: frozenset[str] = frozenset()
    size: Size = SIZES["1080p"]
    suffix: str = ""

    @property
    def summary(self) -> str:
        """What it is, in a few words."""
        return say(f"format.{self.name}")

    @property
    def draws(self) -> bool:
        """Whether there are pictures in it, which are drawn here."""
        return self.name in ("png", "svg", "pdf", "pptx", "gif")

    @property
    def ending(self) -> str:
        """The end of the names of its files."""
        return self.suffix or f".{self.name}"

    @property
    def content(self) -> Callable[[Scenario, Selection], bytes]:
        """The function that makes the bytes of a file."""
        made_by = getattr(import_module(f"geo.export.{self.module}"), self.name)
        return cast(Callable[[Scenario, Selection], bytes], made_by)


_PRINT = frozenset({"size", "view", "compare"})
FORMATS = {
    format_.name: format_
    for format_ in (
        Format("png", "png_svg_pdf", Holds.PHASE, _PRINT),
        Format("svg", "png_svg_pdf", Holds.PHASE, _PRINT),
        Format("pdf", "png_svg_pdf", Holds.PHASES, _PRINT, size=SIZES["a4"]),
        Format("pptx", "deck.pptx", Holds.READING),
        Format("gif", "gif", Holds.READING, frozenset({"size", "view"}), size=size("1280x720")),
        Format("html", "html", Holds.PHASE, frozenset({"view", "compare"})),
        Format("geojson", "geojson_gpkg", Holds.SCENARIO),
        Format("gpkg", "geojson_gpkg", Holds.SCENARIO),
        Format("kmz", "kmz", Holds.SCENARIO),
        Format("csv", "csv_xlsx", Holds.SCENARIO, suffix="_csv.zip"),
        Format("xlsx", "csv_xlsx", Holds.SCENARIO),
    )
}
"""Every format by name. A new format is one entry here and one function."""


def planned(scenario: Scenario, format_: Format, asked: Selection) -> tuple[Selection, ...]:
    """Return what each file of an export shows, in order: several where one file does not hold all that is asked.

    Raises KeyError for an unknown reading or phase, ValueError for what the format does not hold or take.
    """
    _check_options(format_, asked)
    readings, phases = _readings(scenario, format_, asked), _phases(scenario, format_, asked)
    if asked.compare is not None:
        why_not = _why_not_compared(scenario, readings, phases, asked.compare)
        if why_not:
            raise ValueError(why_not)
    whole = replace(asked, readings=readings, phases=phases, size=asked.size or format_.size)
    if format_.holds is Holds.PHASE:
        return tuple(whole.each())
    if format_.holds is Holds.SCENARIO:
        return (whole,)
    return tuple(replace(whole, readings=(reading,)) for reading in whole.readings)


def comparable(scenario: Scenario, format_: Format, asked: Selection) -> tuple[str, ...]:
    """Return the entries of `Scenario.comparable` that an export does not show itself.

    Raises what `planned` does.
    """
    if "compare" not in format_.options:
        return ()
    readings, phases = _readings(scenario, format_, asked), _phases(scenario, format_, asked)
    return tuple(name for name in scenario.comparable if not _why_not_compared(scenario, readings, phases, name))


def _why_not_compared(scenario: Scenario, readings: tuple[str, ...], phases: tuple[str, ...], compare: str) -> str:
    """Say why readings and phases are not compared with something; empty where they can be. Raises KeyError."""
    other = scenario.compared(compare)
    if isinstance(other, Phase) and len(phases) > 1:
        return "a comparison shows one phase beside another; ask for one phase"
    noun, shown = ("reading", readings) if isinstance(other, Reading) else ("phase", phases)
    return f"{other.id} is the {noun} that is shown; a comparison needs another" if other.id in shown else ""


def _check_options(format_: Format, asked: Selection) -> None:
    given = {option for option in ("compare", "size", "view") if getattr(asked, option) is not None}
    for option in sorted(given - format_.options):
        raise ValueError(f"{format_.name} has no option {option}; leave it out")


def _phases(scenario: Scenario, format_: Format, asked: Selection) -> tuple[str, ...]:
    every = tuple(phase.id for phase in scenario.phases)
    if not asked.phases:
        return every if format_.holds in (Holds.READING, Holds.SCENARIO) else every[:1]
    if asked.phases == ALL:
        return every
    phases = tuple(scenario.phase(phase).id for phase in asked.phases)
    if format_.holds is Holds.READING:
        raise ValueError(f"{format_.name} holds {format_.holds.says}; leave the phase out")
    return phases


def _readings(scenario: Scenario, format_: Format, asked: Selection) -> tuple[str, ...]:
    every = tuple(reading.id for reading in scenario.readings)
    if asked.readings == ALL:
        return every
    if not asked.readings:
        return every if format_.holds is Holds.SCENARIO and asked.phases in ((), ALL) else every[:1]
    return tuple(scenario.reading(reading).id for reading in asked.readings)


def file_name(scenario: Scenario, format_: Format, selection: Selection) -> str:
    """Return the name of a file: scenario, reading, phase with its date, comparison, size.

    Like iraq-2024_reported_stage-1_2025-09_1080p.png.
    """
    parts = [scenario.id, *_named(selection.readings, len(scenario.readings), "readings")]
    parts += _named(selection.phases, len(scenario.phases), "phases")
    if len(selection.phases) == 1:
        parts.append(scenario.phase(selection.phase).deadline.last)
    if selection.compare is not None:
        parts.append(_beside(scenario, selection, scenario.compared(selection.compare)))
    if "size" in format_.options:
        parts.append(selection.sheet.name)
    if selection.view is not None:
        parts.append("view")
    return _fitting("_".join(parts)) + format_.ending


def _fitting(name: str) -> str:
    """A name itself, or its beginning with a checksum of the whole where a disk would refuse it as too long."""
    if len(name) <= FILE_NAME_MAX_CHARS:
        return name
    return f"{name[:FILE_NAME_MAX_CHARS]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _beside(scenario: Scenario, selection: Selection, other: Phase | Reading) -> str:
    order = scenario.phases
    is_earlier = isinstance(other, Phase) and order.index(other) < order.index(scenario.phase(selection.phase))
    return f"{'since' if is_earlier else 'beside'}-{other.id}"


def _named(ids: tuple[str, ...], every: int, noun: str) -> list[str]:
    return [f"all-{noun}"] if len(ids) == every > 1 else ["-".join(ids)]


BEFORE, AFTER = ".board-", ".tmp"
"""How the name of a file begins and ends that is not whole yet."""


class WriteError(Exception):
    """A file that cannot be written, in one sentence."""


def write(content: bytes, path: Path, *, force: bool = True) -> None:
    """Write a file whole or not at all; without `force` only where there is none. Raises WriteError."""
    write_all([(path, content)], force=force)


def write_all(files: Iterable[tuple[Path, bytes]], *, force: bool = True) -> None:
    """Write files as they come, and put them in their places once the last is on the disk; raises WriteError.

    Whatever goes wrong before, in the making of a content too, leaves every place as it was. Without `force` no file is
    replaced, also none that another program puts there meanwhile.
    """
    with ExitStack() as stack:
        temporaries: dict[Path, Path] = {}
        for path, content in files:
            temporaries[path] = stack.enter_context(_temporary(path))
            _fill(temporaries[path], content, path)
        _put(temporaries, force=force)


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    """Make an empty file beside where a file will stand, locked as long as it is in use; clear those left behind."""
    _clear(path.parent)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=BEFORE, suffix=AFTER)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
        os.close(handle)


def _clear(folder: Path) -> None:
    """Remove what an export that was killed left in a folder: whatever of ours nobody holds a lock on."""
    for left in folder.glob(f"{BEFORE}*{AFTER}"):
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _fill(temporary: Path, content: bytes, path: Path) -> None:
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
    except OSError as error:
        raise WriteError(f"{path} cannot be written: {error.strerror}") from error


def _put(temporaries: dict[Path, Path], *, force: bool) -> None:
    written: list[str] = []
    for path, temporary in temporaries.items():
        try:
            if force or not _linked(temporary, path):
                os.replace(temporary, path)
        except OSError as error:
            before = f"; written before it: {', '.join(written)}" if written else ""
            raise WriteError(f"{path} cannot be written: {error.strerror}{before}") from error
        written.append(path.name)


def _linked(temporary: Path, path: Path) -> bool:
    """Give a file its name if nothing has it, in one step; False where the disk cannot do that. Raises OSError."""
    try:
        os.link(temporary, path)
    except FileExistsError as error:
        raise FileExistsError(error.errno, say("export.taken")) from error
    except OSError:
        if path.exists():
            raise
        return False
    return True


def check_writable(path: Path) -> None:
    """Raise WriteError where no file can be made beside a path, before anyone waits for its content."""
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> WriteError:
    reason = error.strerror if path.parent.exists() else f"there is no folder {path.parent}; make it first"
    return WriteError(f"{path} cannot be written: {reason}")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
