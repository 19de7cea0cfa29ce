"""The gate of the server, over real sockets: strangers are refused, and nothing is asked of the world outside."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from geo.store import DATA, SHIPPED, VARIABLE
from tests.browser.conftest import HANGS_SECONDS, ROOT, Outside, Server, free_port, wait_until_healthy
from tests.browser.test_page import opened

NO_OUTSIDE = """
import os, socket, time

HERE = ("127.", "::1", "localhost")


def _note(host):
    if host is not None and not str(host).startswith(HERE):
        with open(os.environ["ASKED_OUTSIDE"], "a") as asked:
            print(host, file=asked)
        if os.environ["OUTSIDE"] == "silent":
            time.sleep(3600)
        raise OSError("there is no outside")


_look_up, _connect = socket.getaddrinfo, socket.socket.connect


def getaddrinfo(host, *more, **named):
    _note(host)
    return _look_up(host, *more, **named)


def connect(self, address):
    if isinstance(address, tuple):
        _note(address[0])
    return _connect(self, address)


socket.getaddrinfo, socket.socket.connect = getaddrinfo, connect
"""
"""What a server runs first: every look at the world outside is written down, and refused or left without an answer."""


@pytest.fixture(scope="module", params=["refuses", "silent"])
def alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server to which the world outside refuses every connection, or says nothing; its log has what was asked."""
    folder = tmp_path_factory.mktemp("alone")
    shutil.copytree(DATA / SHIPPED, folder / "data" / SHIPPED)
    (folder / "sitecustomize.py").write_text(NO_OUTSIDE, encoding="utf-8")
    asked = folder / "asked.txt"
    asked.touch()
    port = free_port()
    environment = {
        **os.environ,
        VARIABLE: str(folder / "data"),
        "PYTHONPATH": str(folder),
        "ASKED_OUTSIDE": str(asked),
        "OUTSIDE": request.param,
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as it:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, it)
        yield Server(url, folder, asked)
        it.kill()


def answer(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    """What the server says to a request; `Host` is as given, or its own."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=HANGS_SECONDS)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    found = (response.status, dict(response.getheaders()), response.read().decode("utf-8", "replace"))
    connection.close()
    return found


def shaken(server: Server, **headers: str) -> int:
    """The status with which the server answers the opening of a socket to its stream."""
    key = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    own = server.url.removeprefix("http://")
    lines = {"Host": own, **key, "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", **headers}
    host, _, port = own.partition(":")
    with socket.create_connection((host, int(port)), timeout=HANGS_SECONDS) as opened_:
        request = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        opened_.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{request}\r\n".encode())
        return int(opened_.recv(64).split()[1])


def test_a_stranger_s_socket_is_refused_and_nothing_asked_outside(alone: Server) -> None:
    """Twenty sockets from a page elsewhere are refused, and the server answers on without a look outside."""
    for _ in range(20):
        assert shaken(alone, Origin="https://evil.example") == 403
    assert shaken(alone, Origin="null") == 403
    assert shaken(alone, Host="evil.example", Origin="http://evil.example") == 403
    assert answer(alone, "/_stcore/health")[0] == 200
    assert shaken(alone, Origin=alone.url) == 101
    assert shaken(alone) == 101
    assert alone.log.read_text() == ""


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "localhost.evil.example", "", "x@localhost"])
def test_another_name_is_refused(server: Server, host: str) -> None:
    """Whatever is asked for by a name that the server does not go by is refused with a sentence (DNS rebinding)."""
    for path in ("/", "/state", "/tiles/x/light/0/0/0", "/_stcore/health", "/static/x.js"):
        status, _, told = answer(server, path, Host=host)
        assert (status, told.startswith(f"This server does not answer to the name {host!r}.")) == (421, True)


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1", "[::1]:8501", "192.168.7.9:80", "LOCALHOST"])
def test_addresses_and_localhost_are_names_of_the_server(server: Server, host: str) -> None:
    """An address cannot be pointed elsewhere: by any of them, and as localhost, the page is served."""
    assert answer(server, "/", Host=host)[0] == 200


def test_a_page_elsewhere_may_not_ask(server: Server) -> None:
    """A request that a page of another origin makes is refused; one of the page itself, or of no page, is answered."""
    status, _, told = answer(server, "/state", Origin="http://evil.example")
    assert (status, told) == (403, "Refused: the request came from a page at 'http://evil.example'.")
    assert answer(server, "/state", Origin=server.url)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/script-health-check"),
        *("/_stcore/upload_file/a/b", "/component/x/index.html", "/app/static/x", "/anything"),
        *("/auth/login", "/auth/logout", "/oauth2callback"),
    ],
)
def test_what_the_board_does_not_use_is_closed(server: Server, path: str) -> None:
    """Metrics, uploads, the agent interface, components and static files of others are not there."""
    assert answer(server, path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_is_sent_but_questions(server: Server, method: str) -> None:
    """Nothing can be put, posted or deleted, at no path."""
    assert {answer(server, path, method)[0] for path in ("/", "/media/x", "/state", "/static/x")} == {405}
    assert answer(server, "/_stcore/upload_file/a/b", method)[0] == 404


@pytest.mark.parametrize("path", ["/", "/state", "/nothing", "/_stcore/health"])
def test_every_answer_has_its_rules(server: Server, path: str) -> None:
    """Each answer says what a browser may do with it: load from here alone, be framed here alone, tell no referrer."""
    headers = answer(server, path)[1]
    found = {name.lower(): value for name, value in headers.items()}
    rules = found["content-security-policy"].split("; ")
    assert {"default-src 'self'", "object-src 'none'", "frame-ancestors 'self'", "base-uri 'self'"} <= set(rules)
    assert not any("*" in rule or "http" in rule for rule in rules)
    assert (found["x-frame-options"], found["x-content-type-options"]) == ("SAMEORIGIN", "nosniff")
    assert (found["referrer-policy"], found["cross-origin-resource-policy"]) == ("no-referrer", "same-origin")


def test_the_page_lives_under_its_rules(page: Page, server: Server, outside: Outside) -> None:
    """Board, charts and tables work under the policy, which the browser never has to enforce."""
    frame = opened(page, server)
    expect(frame.locator(".mark")).to_have_count(3)
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(3)
    page.get_by_role("tab", name="Posture").click()
    expect(page.get_by_role("tabpanel", name="Posture").locator("canvas table tbody tr")).to_have_count(6)
    assert (outside.requests, outside.errors) == ([], [])
