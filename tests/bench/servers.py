"""Streamlit servers on free ports of this machine, started and ended by the bench."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.store import VARIABLE
from tests.bench.assets import ROOT, SITE, SetupError

START_S = 60
"""Longest a server may take to answer."""

OPTIONS = {
    "server.headless": "true",
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "logger.level": "error",
}


@contextmanager
def streamlit(script: Path, assets: str, data: Path) -> Iterator[str]:
    """Run a Streamlit script; yields its address without a slash at its end. `data` is where the board looks."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += [f"--{name}={value}" for name, value in OPTIONS.items()]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{SITE}", "BENCH_ASSETS": assets}
    environment[VARIABLE] = str(data)
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(process, f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise SetupError(f"Streamlit did not start: {' '.join(map(str, process.args))}")  # type: ignore[arg-type]
