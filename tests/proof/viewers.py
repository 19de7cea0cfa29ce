"""Rows about many viewers of one server: whose figures are in whose file, what it costs to wait, and what memory grows.

They speak what Streamlit's own page speaks over its socket, as in `tests.bench.viewers`.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from geo.export import FORMATS
from geo.model import Scenario
from geo.page.export_panel import POLL_SECONDS
from geo.scenario import load
from geo.selection import Selection
from tests.bench.generate import Size, drawdown, write
from tests.bench.viewers import MESSAGE_MAX_BYTES, Viewer, measure, served
from tests.conftest import ROOT
from tests.proof import Row, none_of

SESSIONS, MOVES = 20, 50
PHASES = 25
"""Phases of the drawdown that is exported: more than the server keeps files of."""
FORMAT = "csv"
RERUNS = 300
VISITS = 200
GROWTH_MAX_BYTES = 30_000_000


def rows() -> Iterator[Row]:
    """Let many viewers move and export at once, then only move, then come and go."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = load(write(drawdown(Size(bases=12, phases=PHASES)), Path(folder)))
        with served(ROOT, Path(folder)) as (port, _):
            wrong = asyncio.run(all_export(port, scenario))
    figure, target, holds = none_of(SESSIONS * MOVES, wrong, "are not byte for byte the viewer's own")
    tried = f"{SESSIONS} sessions that each move and export {MOVES} times, all at once"
    yield Row("Another viewer's figures are in a file", tried, figure, target, holds)
    for what, found, aim in measure(ROOT):
        if aim:
            holds = float(found.strip("%")) <= float(aim.strip("≤ %"))
            yield Row(f"Many wait: {what}", "`tests.bench.viewers`: clients on the same two cores", found, aim, holds)
    yield grows()


# Whose figures


@dataclass
class Exporter(Viewer):
    """A viewer who also exports: the panel's fragment and widgets, and where the last file is to be fetched."""

    panel: str = ""
    kind: str = ""
    named: str = ""
    button: str = ""
    url: str = ""

    def learn(self, told: ForwardMsg) -> None:
        super().learn(told)
        element = told.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "selectbox" and element.selectbox.id.endswith("-export kind"):
            self.kind, self.panel = element.selectbox.id, told.delta.fragment_id
            [self.named] = [option for option in element.selectbox.options if option.endswith(f"({FORMAT})")]
        if kind == "button" and element.button.id.endswith("-export make"):
            self.button = element.button.id
        if kind == "download_button":
            self.url = element.download_button.url

    async def ask(self, *, is_pressed: bool) -> None:
        """Run the export panel, its button pressed or not."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = self.panel
        states = message.rerun_script.widget_states.widgets
        states.add(id=self.kind, string_value=self.named)
        if is_pressed:
            states.add(id=self.button, trigger_value=True)
        await self.run(message)

    async def exported(self, port: int) -> bytes:
        """Make the file of what is shown and fetch it, as the page does: press, look now and then, download."""
        await self.ask(is_pressed=False)
        self.url = ""
        await self.ask(is_pressed=True)
        while not self.url:
            await asyncio.sleep(POLL_SECONDS)
            await self.ask(is_pressed=False)
        return await asyncio.to_thread(fetched, f"http://127.0.0.1:{port}{self.url}")


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


@asynccontextmanager
async def opened(port: int) -> AsyncIterator[Exporter]:
    """Open a page and take its first run."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=MESSAGE_MAX_BYTES, open_timeout=120) as socket:
        viewer, message = Exporter(socket), BackMsg()
        message.rerun_script.SetInParent()
        await viewer.run(message)
        yield viewer


async def all_export(port: int, scenario: Scenario) -> list[str]:
    """Let all sessions move and export at once; return what is not byte for byte what the viewer's phase exports."""
    phases = [phase.id for phase in scenario.phases]
    due = {phase: FORMATS[FORMAT].content(scenario, Selection(("reported",), (phase,))) for phase in phases}
    wrong: list[str] = []

    async def session(number: int) -> None:
        chance = random.Random(number)
        async with opened(port) as viewer:
            for move in range(MOVES):
                phase = chance.choice(phases)
                await viewer.move(phase)
                found = await viewer.exported(port)
                if found != due[phase]:
                    whose = next((named for named, content in due.items() if content == found), "nobody")
                    wrong.append(f"session {number}, move {move}: of {whose}, not {phase}")

    await asyncio.gather(*(session(number) for number in range(SESSIONS)))
    return wrong


# Memory


def grows() -> Row:
    """Run the page many times, then open and leave it many times: once warm, memory grows no more."""
    with served(ROOT) as (port, pid):
        asyncio.run(runs(port, RERUNS // 3))
        asyncio.run(visits(port, VISITS * 3 // 4))
        before = memory(pid)
        asyncio.run(runs(port, RERUNS))
        asyncio.run(visits(port, VISITS))
        grown = memory(pid) - before
    figure = f"{grown / 1e6:.0f} MB more, of {before / 1e6:.0f} MB"
    tried = f"{RERUNS} runs of one page and {VISITS} visits, after some to warm up"
    target = f"≤ {GROWTH_MAX_BYTES / 1e6:.0f} MB"
    return Row("The server's memory grows", tried, figure, target, grown <= GROWTH_MAX_BYTES)


async def runs(port: int, count: int) -> None:
    async with opened(port) as viewer:
        for number in range(count):
            await viewer.move(("before", "stage-1", "stage-2")[number % 3])


async def visits(port: int, count: int) -> None:
    for _ in range(count):
        async with opened(port):
            pass


def memory(pid: int) -> int:
    """Bytes that a process holds."""
    return 1024 * int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0])
