"""The gate before every route of the server: which requests are allowed, and under which rules a browser shows answers.

A request must name a host that this server answers to; otherwise a page elsewhere could reach the board under a name of
its own that it has pointed at this machine (DNS rebinding). It must not come from a page of another origin. What the
board has no use for, such as uploads, metrics and the agent interface, is closed.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from geo.words import say

OPEN = (
    *("", "index.html", "favicon.png", "static/", "media/", "state", "tiles/"),
    *("_stcore/health", "_stcore/host-config", "_stcore/stream", "_stcore/bidi-components/"),
)
"""What the page is made of, below the server's base path; an entry that ends in / is open with all below it."""
METHODS = ("GET", "HEAD")
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' blob:",  # the board's own policy, inside, has the sums of its scripts
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
"""What every answer of the application carries, unless the route says otherwise."""
HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::\d{1,5})?", re.ASCII | re.IGNORECASE)
"""A Host header: an IPv6 address in brackets, or a name or an IPv4 address, and a port."""
FOREIGN_SOCKET = 1008
"""Code by which a socket is closed for breaking the rules (RFC 6455)."""


def middleware(base: str = "") -> list[Middleware]:
    """Return the gate of a server below a base path, by the names that Streamlit's `server.allowedHosts` has."""
    return [Middleware(Gate, hosts=st.get_option("server.allowedHosts"), base=base)]


class Gate:
    """ASGI middleware that passes on the requests that are allowed, and puts `HEADERS` on the answers.

    `hosts` are the names the server answers to, "*." at the front for all below one and "*" for any; without names they
    are its addresses and localhost. `base` is the path it is served below.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = (), base: str = "") -> None:
        self.app = app
        self.hosts = tuple(_plain(host) for host in hosts)
        self.base = f"/{base.strip('/')}/".replace("//", "/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await WebSocketClose(FOREIGN_SOCKET)(scope, receive, send)
        else:
            status, sentence = refusal
            allow = {"Allow": ", ".join(METHODS)} if status == 405 else None
            await PlainTextResponse(sentence, status, allow)(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the sentence with which a request is refused; None where it may pass."""
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._is_ours(host):
            return 421, say("page.gate.name" if self.hosts else "page.gate.host", host=_shown(host))
        # Letter for letter, as Streamlit compares them: where it finds a difference it looks its public address up.
        if origin is not None and origin.partition("://")[2] != host:
            return 403, say("page.gate.origin", origin=_shown(origin))
        if _is_embedded_elsewhere(headers):
            return 403, say("page.gate.embedded")
        if not self._is_open(scope["path"]):
            return 404, say("page.gate.path")
        if scope["type"] == "http" and scope["method"] not in METHODS:
            return 405, say("page.gate.method", method=_shown(scope["method"]))
        return None

    def _is_ours(self, host: str) -> bool:
        """Whether a Host header names this server. An address cannot be pointed elsewhere, so each is taken."""
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = _plain(found[1] or found[2])
        if self.hosts:
            return any(_covers(known, name) for known in self.hosts)
        return name == "localhost" or _is_address(name)

    def _is_open(self, path: str) -> bool:
        if not f"{path}/".startswith(self.base):
            return False
        below = path[len(self.base) :]
        return any(below == entry or (entry[-1:] == "/" and below.startswith(entry)) for entry in OPEN)


def _plain(host: str) -> str:
    """A name as it is compared: in small letters, without the dot that may end it."""
    return host.strip().lower().removesuffix(".")


def _covers(known: str, name: str) -> bool:
    return known in ("*", name) or (known[:2] == "*." and name.endswith(known[1:]))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_embedded_elsewhere(headers: Headers) -> bool:
    """Whether a page of another site loads this into itself, which a browser tells without naming an origin."""
    site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
    return site in ("cross-site", "same-site") and mode != "navigate"


def _shown(text: str) -> str:
    """A text from outside as a sentence shows it."""
    return ascii(text[:80])


def _with_headers(send: Send) -> Send:
    """Put on an answer what it does not carry itself."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
