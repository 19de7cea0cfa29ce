"""Measure many viewers of one page: `python -m tests.bench.viewers [--checkout FOLDER]` prints a table.

Each viewer speaks what Streamlit's own page speaks over its socket, and asks `/state` every second as the heartbeat
does; no browser runs, for the processors are the server's as far as they can be. A first page lasts from the
connection to the end of its run, a move from the message of a slider at rest to the end of the run it causes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from geo.store import VARIABLE
from tests.bench.report import machine, table
from tests.browser.conftest import ROOT, free_port, wait_until_healthy

PHASES = ("before", "stage-1", "stage-2")
THINKING_SECONDS = (2.0, 10.0)
MOVES = 4
"""Moves of each viewer, after its first page."""
IDLE_SECONDS = 20.0
MESSAGE_MAX_BYTES = 50_000_000
SEED = 9


@dataclass
class Measured:
    """Seconds from what a viewer does to its answer, and what failed."""

    opened: list[float] = field(default_factory=list)
    moved: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass
class Viewer:
    """One open page: its socket, and what of the first run a later message has to name."""

    socket: ClientConnection
    board: str = ""
    fragment: str = ""
    page: str = ""
    document: str = ""

    async def run(self, message: BackMsg) -> None:
        """Send a message and take what comes until its run has ended, or the one that this run asked for."""
        await self.socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(bytes(await self.socket.recv()))
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self.page = told.new_session.page_script_hash
            if kind == "delta":
                self.learn(told)
            if kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def learn(self, told: ForwardMsg) -> None:
        """Keep what a later message has to name of an element that the page is to show."""
        found = told.delta.new_element.bidi_component
        if found.id.endswith("-board"):
            self.board, self.fragment = found.id, told.delta.fragment_id
            self.document = json.loads(found.bytes or found.json)["id"]

    async def move(self, phase: str) -> None:
        stop = {"id": self.document, "reading": "reported", "phase": phase, "compare": None, "view": None}
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = self.fragment
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.json_value = self.board, json.dumps({"stop": stop})
        await self.run(message)


async def view(port: int, measured: Measured, moves: int, thinking: random.Random, all_open: asyncio.Barrier) -> None:
    """Open a page, then, when all have, move its slider now and then, as somebody who thinks in between."""
    try:
        started = time.perf_counter()
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=MESSAGE_MAX_BYTES, open_timeout=120) as socket:
            viewer = Viewer(socket)
            message = BackMsg()
            message.rerun_script.SetInParent()
            await viewer.run(message)
            measured.opened.append(time.perf_counter() - started)
            await all_open.wait()
            for number in range(moves):
                await asyncio.sleep(thinking.uniform(*THINKING_SECONDS))
                started = time.perf_counter()
                await viewer.move(PHASES[(number + 1) % len(PHASES)])
                measured.moved.append(time.perf_counter() - started)
    except (OSError, ValueError, TimeoutError, asyncio.BrokenBarrierError) as error:
        await all_open.abort()
        measured.failures.append(str(error))


async def watch(port: int, scenario: str, until: float) -> None:
    """Ask every second whether anything has changed, over one connection, as an idle page does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = (
        f"GET /state?scenario={scenario} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n\r\n"
    )
    await asyncio.sleep(random.Random(id(reader)).random())
    while time.perf_counter() < until:
        writer.write(request.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        await reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]))
        await asyncio.sleep(1)
    writer.close()


async def crowd(port: int, count: int, moves: int) -> Measured:
    """Let many viewers open their pages at once, then move."""
    measured, thinking, all_open = Measured(), random.Random(SEED), asyncio.Barrier(count)
    await asyncio.gather(*(view(port, measured, moves, thinking, all_open) for _ in range(count)))
    return measured


async def idle(port: int, count: int) -> None:
    until = time.perf_counter() + IDLE_SECONDS
    await asyncio.gather(*(watch(port, "iraq-2024", until) for _ in range(count)))


@contextmanager
def served(checkout: Path, data: Path | None = None) -> Iterator[tuple[int, int]]:
    """Serve the page of a checkout, over another folder of scenarios if one is given; give its port and its process."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | ({VARIABLE: str(data)} if data else {})
    with subprocess.Popen(
        command, cwd=checkout, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        wait_until_healthy(f"http://127.0.0.1:{port}", process)
        asyncio.run(crowd(port, 1, 3))  # warm
        yield port, process.pid
        process.send_signal(signal.SIGTERM)


def processor_seconds(pid: int) -> float:
    """The processor time a process has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    """The least value that a share of all does not exceed.

    >>> percentile([4.0, 1.0, 3.0, 2.0], 0.5)
    2.0
    """
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def measure(checkout: Path) -> list[tuple[str, str, str]]:
    """Return each figure with its target."""
    rows = []
    with served(checkout) as (port, pid):
        for count, aim in ((1, ""), (40, "≤ 0.5"), (200, "≤ 1")):
            found, before = asyncio.run(crowd(port, count, MOVES)), processor_seconds(pid)
            who = "one viewer" if count == 1 else f"{count} viewers"
            rows += [
                (
                    f"first page, {who} at once, p95, s",
                    f"{percentile(found.opened, 0.95):.2f}",
                    "≤ 3" if count == 40 else "",
                ),
                (f"move, {who}, median, s", f"{percentile(found.moved, 0.5):.3f}", ""),
                (f"move, {who}, p95, s", f"{percentile(found.moved, 0.95):.3f}", aim),
                (f"failures, {who}", str(len(found.failures)), "0"),
            ]
        before = processor_seconds(pid)
        asyncio.run(crowd(port, 1, 0))
        opened = processor_seconds(pid) - before
        asyncio.run(one_after_another(port))
        rows.append(("processor time of a move, s", f"{(processor_seconds(pid) - before - 2 * opened) / 50:.3f}", ""))
        before = processor_seconds(pid)
        asyncio.run(idle(port, 100))
        rows.append(
            ("100 idle viewers, share of a core", f"{(processor_seconds(pid) - before) / IDLE_SECONDS:.1%}", "≤ 10 %")
        )
    return rows


async def one_after_another(port: int) -> None:
    """Fifty moves of one viewer without a pause."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=MESSAGE_MAX_BYTES) as socket:
        viewer, message = Viewer(socket), BackMsg()
        message.rerun_script.SetInParent()
        await viewer.run(message)
        for number in range(50):
            await viewer.move(PHASES[number % len(PHASES)])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.viewers", description=__doc__)
    parser.add_argument("--checkout", type=Path, action="append", help="folder of a checkout; again for another")
    for checkout in parser.parse_args().checkout or [ROOT]:
        print(f"{checkout}\n\n{machine()}\n{table(['', 'found', 'target'], measure(checkout))}")


if __name__ == "__main__":
    main()
