"""The gate's rules for a server that has names and a path of its own; over real sockets see `browser/test_gate.py`."""

from __future__ import annotations

from typing import Any

import pytest

from geo.page.gate import Gate

NAMES = ("wall.example", "*.board.example")


async def passed(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"referrer-policy", b"same-origin")]})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def asked(gate: Gate, path: str, **headers: str) -> tuple[int, dict[bytes, bytes]]:
    """The status and the headers with which a gate answers, or lets through."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    lines = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": lines}
    with pytest.raises(StopIteration):  # it waits for nothing
        gate(scope, send, send).send(None)  # type: ignore[arg-type] # nothing is received
    return sent[0]["status"], dict(sent[0]["headers"])


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *(("wall.example", 200), ("WALL.example:443", 200), ("a.board.example", 200), ("a.b.board.example", 200)),
        *(("board.example", 421), ("127.0.0.1:8501", 421), ("localhost", 421), ("xboard.example", 421)),
        *(("wall.example.", 200), ("wall.example:x", 421), ("[::1", 421), ("a]b", 421), ("[::1].wall.example", 421)),
        *(("wall.example.evil", 421), ("evil@wall.example", 421), ("wall.example\xff", 421), ("wall.example/", 421)),
    ],
)
def test_a_server_with_names_goes_by_them_alone(host: str, status: int) -> None:
    """Where `server.allowedHosts` has names, those and no other are taken; "*." stands for all below one."""
    assert asked(Gate(passed, NAMES), "/", host=host)[0] == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(
            ("/wall", 200),
            ("/wall/", 200),
            ("/wall/state", 200),
            ("/wall/static/a.js", 200),
            ("/wall/_stcore/stream", 200),
        ),
        *(("/static/a.js", 404), ("//static/a.js", 404), ("/state", 404), ("/wallstate", 404)),
        *(("/wall/_stcore/metrics", 404), ("/wall/statement", 404), ("/wall/x/static/a.js", 404)),
    ],
)
def test_the_gate_stands_below_the_server_s_path(path: str, status: int) -> None:
    """Below a base path the same is open as at the root, and nothing else."""
    assert asked(Gate(passed, base="wall"), path, host="localhost")[0] == status


def test_an_origin_is_compared_letter_for_letter() -> None:
    """What Streamlit would take for another origin, and look its own address up for, does not reach it."""
    gate = Gate(passed, ["*"])
    assert asked(gate, "/", host="Board.example", origin="https://board.example")[0] == 403
    assert asked(gate, "/", host="board.example", origin="https://board.example")[0] == 200
    assert asked(gate, "/", host="board.example", origin="http://[")[0] == 403


@pytest.mark.parametrize(("site", "mode", "status"), [
    *(("cross-site", "no-cors", 403), ("same-site", "cors", 403), ("cross-site", "navigate", 200)),
    *(("same-origin", "cors", 200), ("none", "navigate", 200)),
])  # fmt: skip
def test_another_site_may_link_but_not_load(site: str, mode: str, status: int) -> None:
    """A link from another site opens the board; a picture, script or request of its pages is refused."""
    fetched = {"host": "localhost", "sec-fetch-site": site, "sec-fetch-mode": mode}
    assert asked(Gate(passed), "/state", **fetched)[0] == status


def test_a_route_keeps_what_it_says_itself() -> None:
    """A header that a route sets stays; the others are added."""
    headers = asked(Gate(passed), "/", host="localhost")[1]
    assert headers[b"referrer-policy"] == b"same-origin"
    assert headers[b"x-content-type-options"] == b"nosniff"
