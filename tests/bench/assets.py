"""What the others need from outside, fetched once into `.build` and served from this machine ever after."""

import functools
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BUILD = HERE / ".build"
SITE = BUILD / "site"
MODULES = BUILD / "node_modules"
DOCUMENTS = BUILD / "documents"


class SetupError(Exception):
    """The bench cannot be set up."""


def fetch() -> None:
    """Put streamlit-folium and the browser packages into `.build`, unless what is there is what is asked for."""
    wanted = "".join((HERE / name).read_text() for name in ("requirements.txt", "package-lock.json"))
    stamp = BUILD / "stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError("npm is needed once, to fetch the scripts which the other contenders load; install it first.")
    SITE.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", str(SITE)]
    _run([*pip, "--requirement", str(HERE / "requirements.txt")], HERE)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, BUILD / name)
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], BUILD)
    _bring_home_timedimension()
    stamp.write_text(wanted)


def _bring_home_timedimension() -> None:
    """Drop the icon font which the style of Leaflet.TimeDimension asks of another host."""
    style = (MODULES / "leaflet-timedimension/dist/leaflet.timedimension.control.min.css").read_text()
    (MODULES / "timedimension.css").write_text(re.sub(r"@font-face{[^}]*}", "", style))


def _run(command: list[str], folder: Path) -> None:
    if subprocess.run(command, cwd=folder, check=False).returncode != 0:
        raise SetupError(f"{Path(command[0]).name} failed; its message stands above.")


def versions() -> dict[str, str]:
    """The version of each browser package, as asked for in package.json."""
    wanted: dict[str, str] = json.loads((HERE / "package.json").read_text())["dependencies"]
    return wanted


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves `.build`; scripts and styles may be kept by the browser, as a well-kept server would allow."""

    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        kept = "/node_modules/" in self.path
        self.send_header("Cache-Control", "max-age=86400, immutable" if kept else "no-store")
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – the name is the base class's
        """Stay silent."""


@contextmanager
def served() -> Iterator[str]:
    """Serve `.build` on this machine; yields the address without a slash at its end."""
    DOCUMENTS.mkdir(parents=True, exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(BUILD)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
