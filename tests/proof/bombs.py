"""Rows about files that cost more than they hold: each kind is read in a process of its own, timed and weighed."""

from __future__ import annotations

import io
import json
import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from geo.export import FORMATS, planned
from geo.export.verify import verified
from geo.model import DataError
from geo.scenario import load
from geo.selection import Selection
from geo.tiles import TilesError
from geo.tiles.picture import checked, drawn
from tests import conftest, test_tiles, test_verify
from tests.proof import Row
from tests.tiles import vector

FORK = multiprocessing.get_context("fork")
HANGS_SECONDS = 120
SECONDS_MAX = 1.0
BYTES_MAX = 100_000_000
CSV_HEADER = "reading,phase,country,force,verb,wording,low,best,high,basis,claims,contested_by,change,note\n"


def scenario_file(name: str, content: str) -> Callable[[Path], Callable[[], object]]:
    """A bomb in a file of a scenario."""

    def prepare(folder: Path) -> Callable[[], object]:
        shutil.copytree(conftest.SHIPPED, folder / "scenario")
        (folder / "scenario" / name).write_text(content, encoding="utf-8")
        return lambda: load(folder / "scenario")

    return prepare


def tiles_of(*statements: str) -> Callable[[Path], Callable[[], object]]:
    """A bomb in a database of tiles."""

    def prepare(folder: Path) -> Callable[[], object]:
        test_tiles.database(folder, *statements)
        return lambda: test_tiles.read(folder)

    return prepare


def packed_tiles(metadata: bytes, root: bytes) -> Callable[[Path], Callable[[], object]]:
    """A bomb in what a file of tiles packs."""

    def prepare(folder: Path) -> Callable[[], object]:
        test_tiles.pmtiles_with(folder, metadata=metadata, root=root)
        return lambda: test_tiles.read(folder)

    return prepare


def exported(content: Callable[[], bytes]) -> Callable[[Path], Callable[[], object]]:
    """A bomb that says it was exported here."""

    def prepare(folder: Path) -> Callable[[], object]:
        path = folder / "file"
        path.write_bytes(content())
        return lambda: verified(path).standing.value

    return prepare


def zigzag(_: Path) -> Callable[[], object]:
    tile = vector(
        {"water": [("LINESTRING ({})".format(", ".join(f"{n % 4096} {n % 7}" for n in range(1_000_000))), {})]}
    )
    return lambda: drawn(tile, 8, "light") or "cannot be drawn"


def large_picture(_: Path) -> Callable[[], object]:
    made = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(made, "PNG")
    return lambda: checked(made.getvalue()) or "cannot be shown"


def large_layer() -> bytes:
    """A layer as exported, with half a million features beside its own: 30 MB."""
    shown = load(conftest.SHIPPED)
    (wanted,) = planned(shown, FORMATS["geojson"], Selection(("reported",)))
    layer = json.loads(FORMATS["geojson"].content(shown, wanted))
    layer["features"] += [{"type": "Feature", "properties": {}, "geometry": None}] * 500_000
    return json.dumps(layer).encode()


BOMBS: dict[str, Callable[[Path], Callable[[], object]]] = {
    "a table of nothing but faults": scenario_file("troops.csv", CSV_HEADER + "a\n" * 2_400_000),
    "JSON nested without end": scenario_file("bases.geojson", '{"type":[' * 500_000),
    "JSON of empty bases": scenario_file("bases.geojson", '{"features": [' + "{}," * 1_600_000 + "{}]}"),
    "TOML nested without end": scenario_file("scenario.toml", "a = " + "[" * 490_000),
    "TOML of dotted keys": scenario_file("scenario.toml", "a" + ".a" * 240_000 + " = 1\n"),
    **{f"tiles: {name}": tiles_of(*statements) for name, statements in test_tiles.BOMBS.items()},
    "tiles: packed metadata of 400 MB": packed_tiles(b'"' + b" " * 400_000_000 + b'"', b"\0"),
    "tiles: a directory of ten million": packed_tiles(b'{"attribution": "x"}', b"\x80\xad\xe2\x04" + bytes(40_000_000)),
    "tiles: a line of a million points": zigzag,
    "tiles: a picture of 900 million pixels": large_picture,
    "verify: an archive that unpacks to 301 MB": exported(test_verify.bomb),
    "verify: a layer of 30 MB": exported(large_layer),
    "verify: a picture of 5 million chunks": exported(
        lambda: test_verify.PNG + test_verify.chunk(b"tEXt", b"") * 5_000_000
    ),
    **{
        f"verify: {name}": exported(test_verify.HOSTILE[name])
        for name in ("entities", "deep json", "png packed text", "gif of comments", "pdf of backslashes", "zip of many")
    },
    "verify: a database that never ends": exported(test_verify.endless_database),
    "verify: a database of one huge value": exported(test_verify.huge_database),
}


def rows() -> Iterator[Row]:
    """Read each bomb in a process of its own."""
    measured = {name: in_a_process(name) for name in BOMBS}
    slowest = max(measured, key=lambda name: measured[name][0])
    largest = max(measured, key=lambda name: measured[name][1])
    shown = [name for name, (_, _, is_refused) in measured.items() if not is_refused]
    tried = f"{len(BOMBS)} kinds: scenario files, tiles, files given to `verify`; each in a process of its own"
    figure = f"{len(shown)} of {len(BOMBS)} taken; longest {measured[slowest][0]:.2f} s ({slowest}), " + (
        f"most memory {measured[largest][1] / 1e6:.0f} MB ({largest})"
    )
    holds = not shown and measured[slowest][0] <= SECONDS_MAX and measured[largest][1] <= BYTES_MAX
    yield Row("A small file takes the machine", tried, figure, "0 taken, 1 s and 100 MB each", holds)


def in_a_process(name: str) -> tuple[float, int, bool]:
    """Return the seconds and bytes that reading a bomb takes in a process of its own, and whether it is refused.

    What making it takes does not count.
    """
    load(conftest.SHIPPED)  # whatever is read once for all is read by now
    results = FORK.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        process = FORK.Process(target=lambda: results.put(read(BOMBS[name](Path(folder)))))
        process.start()
        process.join(HANGS_SECONDS)
        if process.exitcode != 0:
            process.kill()
            return float("inf"), 0, False
    return results.get()


def read(reading: Callable[[], object]) -> tuple[float, int, bool]:
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before, started = peak(), time.perf_counter()
    try:
        found = reading()
    except (DataError, TilesError) as error:
        found = str(error)
    return time.perf_counter() - started, peak() - before, isinstance(found, str) and found != "holds"


def peak() -> int:
    """Most bytes of memory that this process has had at once since the peak was set back."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])
