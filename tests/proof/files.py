"""Rows about files: mutated and good ones, reading what was not asked for, swaps, a full disk, killed exports."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from geo.export import AFTER, BEFORE, FORMATS
from geo.export.stamp_reader import StampError, read_stamp
from geo.export.verify import verified
from geo.model import DataError, Scenario
from geo.scenario import FILES, load
from geo.selection import Selection
from geo.store import SHIPPED, FolderStore
from geo.store.last_valid import LastValidStore, contents, left_out
from geo.tables import told
from geo.tiles import TilesError
from geo.tiles.source import find
from tests import conftest
from tests.bench.generate import Size, drawdown, write
from tests.proof import Row, none_of
from tests.test_bad_input import TEMPTING

SEED = 9
MUTATIONS = 1_000
"""Mutated files in the watched folder."""
GOOD = 120
"""Good scenarios: generated ones, and the shipped one in other orders and notations."""
SWAPS = 300
"""Swaps of a scenario that another thread reads meanwhile."""
KILLS = 12
"""Exports killed at moments spread over their life."""
MANY_ROWS = b"a\n" * 99
FLIPS = 10
"""Single flipped bits in a file of each format."""


def rows() -> Iterator[Row]:
    """Try files in every state that a disk, an editor or a stranger gives them."""
    for tried in (watched, cuts, good, outside, swaps, full_disk, killed, flipped):
        with tempfile.TemporaryDirectory() as folder:
            yield tried(Path(folder))


def figures(scenario: Scenario) -> str:
    """Everything a scenario says at every stop."""
    return "".join(told(scenario, reading.id, phase.id) for reading in scenario.readings for phase in scenario.phases)


def copy_of_shipped(folder: Path) -> Path:
    return Path(shutil.copytree(conftest.SHIPPED, folder / SHIPPED))


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to six places cut out, put in or overwritten."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content) + 1)
        put = chance.choice((chance.choice((*TEMPTING, MANY_ROWS)), chance.randbytes(chance.randint(1, 4))))
        content = content[:at] + put + content[at + chance.randint(0, 12) :]
    return content


def watched(folder: Path) -> Row:
    """Whatever is written into a watched folder, the last good scenario stays, or the new one is shown and differs."""
    scenario, chance = copy_of_shipped(folder), random.Random(SEED)
    store = LastValidStore(FolderStore(folder))
    whole = store.version(SHIPPED).scenario
    wrong: list[str] = []
    for number in range(MUTATIONS):
        name = FILES[number % len(FILES)]
        before = (scenario / name).read_bytes()
        (scenario / name).write_bytes(mutated(before, chance))
        try:
            version = store.version(SHIPPED)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the row counts
            wrong.append(f"{name}: {error!r}")
        else:
            if version.problems and version.scenario is not whole:
                wrong.append(f"{name}: told as broken, yet another scenario is shown")
        (scenario / name).write_bytes(before)
        whole = store.version(SHIPPED).scenario
    figure, target, holds = none_of(MUTATIONS, wrong, "broke it or were shown as whole")
    return Row("A broken file takes the board down", "mutated files in a watched folder", figure, target, holds)


def cuts(folder: Path) -> Row:
    """A file cut at any byte is refused, or what went is told, or every figure is the same."""
    scenario = copy_of_shipped(folder)
    shipped = load(scenario)
    wrong, count = [], 0
    for name in FILES:
        whole = (scenario / name).read_bytes()
        for length in range(0, len(whole), 7):
            count += 1
            (scenario / name).write_bytes(whole[:length])
            try:
                found = load(scenario)
            except DataError:
                continue
            if not left_out(contents(shipped), contents(found)) and figures(found) != figures(shipped):
                wrong.append(f"{name} cut at byte {length}")
        (scenario / name).write_bytes(whole)
    figure, target, holds = none_of(count, wrong, "shown with other figures in silence")
    tried = "each file of the shipped scenario cut at every seventh byte; `tests/test_last_valid.py` cuts at every one"
    return Row("A half-written file is shown as if it were whole", tried, figure, target, holds)


def good(folder: Path) -> Row:
    """Good files are taken, whatever their size, order of rows, line ends, byte order mark or sealing."""
    wrong = []
    for number in range(GOOD):
        place = folder / str(number)
        if number % 2:
            place = write(drawdown(Size(bases=1 + number, phases=2 + number % 9), seed=number), place)
        else:
            shutil.copytree(conftest.SHIPPED, place)
            rewrite(place, random.Random(number))
        try:
            load(place)
        except DataError as error:
            wrong.append(f"{number}: {error}")
    figure, target, holds = none_of(GOOD, wrong, "refused")
    tried = (
        "generated scenarios of up to 120 bases and 10 phases; the shipped one with rows, line ends and marks changed"
    )
    return Row("A good file is refused", tried, figure, target, holds)


def rewrite(scenario: Path, chance: random.Random) -> None:
    """Write the same scenario in another order of rows, with other line ends, and with byte order marks."""
    for name in FILES:
        content = (scenario / name).read_bytes()
        if (
            name.endswith(".csv")
            and b'"' not in content.replace(b'",', b"").replace(b',"', b"")
            and chance.random() < 0.5
        ):
            header, *lines = content.splitlines(keepends=True)
            content = header + b"".join(chance.sample(lines, len(lines)))
        if chance.random() < 0.5:
            content = content.replace(b"\n", b"\r\n")
        if chance.random() < 0.5:
            content = b"\xef\xbb\xbf" + content
        (scenario / name).write_bytes(content)


SECRET = "root-of-all-secrets"
"""What stands in a file outside, and may appear nowhere."""


def outside(folder: Path) -> Row:
    """No name, link or address makes the board read a file outside its folders."""
    secret = folder / "secret"
    secret.write_text(SECRET)
    (folder / "data").mkdir()
    scenario = copy_of_shipped(folder / "data")
    tries: list[tuple[str, str]] = []
    for name in FILES:
        tries += [(f"{name} as a link {way}", read_through(scenario, name, to)) for way, to in links(secret)]
    for way in ("..", "../..", "../secret", "/etc", str(secret), "iraq-2024/../..", "\0", "x" * 5_000, "~", "%2e%2e"):
        tries.append(
            (f"a scenario named {way[:20]!r}", of_error(lambda way=way: FolderStore(folder / "data").load(way)))
        )
    for number, link in enumerate(("6", "6/38", "6/38/25.png", "x.mbtiles", "metadata.json")):
        tries.append(
            (f"tiles as a link {link}", of_error(lambda n=number, to=link: tile_through(folder / str(n), to, secret)))
        )
    wrong = [name for name, found in tries if SECRET in found]
    figure, target, holds = none_of(len(tries), wrong, "read")
    return Row(
        "A file outside is read", "links, names and addresses that lead out of the data folder", figure, target, holds
    )


def links(secret: Path) -> Iterator[tuple[str, Path]]:
    yield "to a file outside", secret
    yield "through the parent", Path("..") / ".." / "secret"
    yield "to a system file", Path("/etc/hostname")
    yield "to this process", Path("/proc/self/environ")


def read_through(scenario: Path, name: str, to: Path) -> str:
    """Return all that is told of a scenario one file of which is a link; the secret where it quotes what is there."""
    before = (scenario / name).read_bytes()
    (scenario / name).unlink()
    (scenario / name).symlink_to(to)
    try:
        found = of_error(lambda: load(scenario))
        there = Path(os.path.realpath(scenario / name)).read_text(errors="replace").strip()
        return SECRET if there and there[:40] in found else found
    finally:
        (scenario / name).unlink()
        (scenario / name).write_bytes(before)


def of_error(done: Callable[[], object]) -> str:
    """Return what an error says, or what was returned."""
    try:
        return str(done())
    except (DataError, TilesError, OSError, ValueError) as error:
        return str(error)


def tile_through(folder: Path, link: str, secret: Path) -> object:
    place = folder / link
    place.parent.mkdir(parents=True)
    (folder / "credit.txt").write_text("x")
    place.symlink_to(secret if "." in link else secret.parent)
    found = find(folder)
    return found and found.archive.tile(6, 38, 25)


def swaps(folder: Path) -> Row:
    """While one thread swaps a scenario for another, all that is read is one of the two, or told as being rewritten."""
    scenario = copy_of_shipped(folder)
    one = load(scenario)
    other_folder = Path(shutil.copytree(scenario, folder / "other"))
    toml = other_folder / "scenario.toml"
    toml.write_text(toml.read_text("utf-8").replace("Coalition drawdown", "Another drawdown"), encoding="utf-8")
    troops = other_folder / "troops.csv"
    troops.write_text(troops.read_text("utf-8").replace("2,500", "2,700"), encoding="utf-8")
    claims = other_folder / "claims.csv"
    claims.write_text(claims.read_text("utf-8").replace("2,500", "2,700"), encoding="utf-8")
    allowed = {figures(one), figures(load(other_folder))}
    done = threading.Event()

    def swap() -> None:
        for number in range(SWAPS):
            source = (other_folder, conftest.SHIPPED)[number % 2]
            for name in FILES:
                shutil.copy(source / name, scenario / f".{name}")
                os.replace(scenario / f".{name}", scenario / name)
            time.sleep(0.005)
        done.set()

    thread, reads, wrong = threading.Thread(target=swap), 0, []
    thread.start()
    while not done.is_set():
        reads += 1
        try:
            found = figures(load(scenario))
        except DataError:
            continue
        if found not in allowed:
            wrong.append(f"read {reads}")
    thread.join()
    figure, target, holds = none_of(reads, wrong, f"mixed, in {SWAPS} swaps")
    return Row(
        "Files are swapped while they are read", "a scenario replaced file by file by another", figure, target, holds
    )


FULL = 'mount -t tmpfs -o size=256k none "$1" && shift && exec "$@"'
"""Runs a command in a mount namespace of its own, in which a folder is a disk of 256 KiB."""


def full_disk(folder: Path) -> Row:
    """An export to a disk without room ends in a sentence and leaves nothing, the file that was there as it was."""
    wrong, tries = [], ("html", "png", "pdf", "pptx")
    script = (
        'echo before > "$0/out"; python="$1"; shift; "$python" -m geo export --out "$0/out" --force "$@"; '
        'echo "status $?"; ls -A "$0"; cat "$0/out"'
    )
    for name in tries:
        command = ["unshare", "--map-root-user", "--mount", "sh", "-c", FULL, "sh", str(folder)]
        command += ["sh", "-c", script, str(folder), sys.executable, "--format", name]
        done = subprocess.run(command, cwd=conftest.ROOT, capture_output=True, text=True, check=False)
        told = [line for line in done.stderr.splitlines() if "cannot be written" in line]
        if not (done.stdout == "status 2\nout\nbefore\n" and told and "Traceback" not in done.stderr):
            wrong.append(f"{name}: {done.stdout} {done.stderr}")
    figure, target, holds = none_of(len(tries), wrong, "left something else than the file before and a sentence")
    return Row("The disk is full", "exports to a disk of 256 KiB", figure, target, holds)


def killed(folder: Path) -> Row:
    """An export killed at any moment leaves the file before or the whole new one; the next clears what else is left."""
    out = folder / "out.geojson"
    export = [sys.executable, "-m", "geo", "export", "--format", "geojson", "--out", str(out), "--force"]

    def run() -> bytes:
        subprocess.run(export, cwd=conftest.ROOT, capture_output=True, check=True)
        return out.read_bytes()

    started = time.perf_counter()
    whole = run()
    lasts = time.perf_counter() - started
    wrong = []
    for number in range(KILLS):
        out.write_bytes(b"before")
        with subprocess.Popen(
            export, cwd=conftest.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(lasts * (0.7 + 0.35 * number / KILLS))
            process.kill()
        if out.read_bytes() not in (b"before", whole):
            wrong.append(f"kill {number}: {out.stat().st_size} bytes")
    (folder / f"{BEFORE}dead{AFTER}").write_bytes(b"left")
    run()
    left = [path.name for path in folder.iterdir() if path != out]
    wrong += [f"left behind: {name}" for name in left]
    figure, target, holds = none_of(KILLS, wrong, "left half a file or a hidden one")
    return Row("An export is killed", "killed at moments around its writing", figure, target, holds)


def flipped(folder: Path) -> Row:
    """No file with a single flipped bit holds."""
    shown, chance, wrong = load(conftest.SHIPPED), random.Random(SEED), []
    selection = Selection((shown.readings[0].id,), (shown.phases[-1].id,))
    for name, format_ in FORMATS.items():
        whole, path = format_.content(shown, selection), folder / f"flipped{format_.ending}"
        for _ in range(FLIPS):
            at = chance.randrange(len(whole))
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
            try:
                read_stamp(path.read_bytes())
            except StampError:
                continue  # cannot be checked, so it does not hold
            if str(verified(path).standing) == "holds":
                wrong.append(f"{name} at byte {at}")
    figure, target, holds = none_of(FLIPS * len(FORMATS), wrong, "hold")
    return Row("A file that was changed holds", "one bit flipped in a file of each format", figure, target, holds)
