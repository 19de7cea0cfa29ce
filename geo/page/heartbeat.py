"""Keep the page in touch with its server, and with the files that it shows.

The browser asks a route of the server every second whether anything has changed on disk (`heartbeat.js`); the page runs
again only when it has.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
from datetime import timedelta

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geo.page.component import script
from geo.page.problems import Failsafe
from geo.page.tile_routes import prefixed, standing
from geo.store import FolderStore
from geo.store.last_valid import LastValidStore
from geo.tiles import Tiles

STORE = FolderStore()
SCENARIOS = LastValidStore(STORE)
"""The scenarios as all viewers see them."""
NEVER_MIND = timedelta(hours=1)
"""How often the page runs by itself. After a restart it asks for a whole run only if some fragment has a clock."""
SAME_SECONDS = 0.5
"""How long what was found on disk is told again."""
NAMES_MAX = 1_000
"""Most names of scenarios, known or not, for which it is kept."""
_HEARD: dict[str, tuple[float, str]] = {}
"""When the state of a scenario was found, by the loop's own clock, and what it was."""
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

_heart = st.components.v2.component("heart", js=script("heartbeat"))


def state_on_disk(name: str) -> str:
    """Return a sum that changes when the list of scenarios, the one shown, its files or the detail tiles change."""
    tiles = standing()
    seen = (
        SCENARIOS.names(shown=name),
        SCENARIOS.standing(name) if name else "",
        tiles.version if isinstance(tiles, Tiles) else tiles,
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def routes(base: str = "") -> list[BaseRoute]:
    """Return the route that tells the sum of what is on disk, for the scenario that the browser shows."""
    return [Route(prefixed(base, "state"), _told, methods=["GET"])]


async def _told(request: Request) -> Response:
    """Answer a beat from what another has found just now, so that many viewers cost little more than one."""
    name = request.query_params.get("scenario", "")
    heard, state = _HEARD.get(name, (-math.inf, ""))
    if asyncio.get_running_loop().time() - heard > SAME_SECONDS:
        state = await run_in_threadpool(state_on_disk, name)
        if len(_HEARD) >= NAMES_MAX:
            _HEARD.clear()
        _HEARD[name] = asyncio.get_running_loop().time(), state
    return PlainTextResponse(state, headers=HEADERS)


@st.fragment(run_every=NEVER_MIND)
@Failsafe()
def keep_contact(name: str, shown: str) -> None:
    """Let the browser ask for changes; run the page again when what is on disk is no longer what is `shown`."""
    heard = _heart(key="heart", data={"scenario": name, "shown": shown}, on_change_change=lambda: None)
    if heard.get("change"):
        st.rerun()
