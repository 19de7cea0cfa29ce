"""A network namespace without a way out, in which the kernel counts every attempt to leave.

`python -m tests.proof.namespace COMMAND …`, run by `attempts`, is what happens inside.
"""

import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENTER = ("unshare", "--map-root-user", "--net", sys.executable, "-m", "tests.proof.namespace")
COUNTERS = {"Ip OutNoRoutes", "Ip6OutNoRoutes", "Udp NoPorts", "Udp6NoPorts"}
"""What found no route; and what found no listener, as a lookup at a resolver of this machine."""
NOWHERE = ("192.0.2.1", 443)
"""An address that is kept free for examples."""
ASKED_BY_CHROMIUM = ("2001:4860:4860::8888", 443)
"""Chromium asks the kernel, sending nothing, whether there is a route to this; so one is laid, which ends here."""


class NotTriedError(Exception):
    """Nothing was tried; the message says why."""


def attempts(*command: str) -> int:
    """Run a command in a namespace of its own, to success, and return how often it tried to reach another host."""
    try:
        run = subprocess.run([*ENTER, *command], cwd=ROOT, check=False, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotTriedError("unshare is not installed") from error
    if run.returncode != 0:
        said = (run.stderr.strip() or run.stdout.strip() or f"status {run.returncode}").splitlines()
        raise NotTriedError(f"{' '.join(command[1:4])} failed: {said[-1]}")
    return int(run.stdout.splitlines()[-1])


def counted() -> int:
    """Return the sum of the namespace's counters."""
    lines = [line.split() for line in Path("/proc/net/snmp").read_text(encoding="ascii").splitlines()]
    named = dict(line.split() for line in Path("/proc/net/snmp6").read_text(encoding="ascii").splitlines())
    for (group, *names), (_, *values) in zip(lines[::2], lines[1::2], strict=True):
        named |= {f"{group.rstrip(':')} {name}": value for name, value in zip(names, values, strict=True)}
    return sum(int(named[counter]) for counter in COUNTERS)


def lay_routes() -> None:
    """Let processes in the namespace reach one another on 127.0.0.1, and Chromium its answer."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "-6", "route", "add", f"{ASKED_BY_CHROMIUM[0]}/128", "dev", "lo"], check=True)


def connect() -> None:
    """Try to connect to another host."""
    socket.create_connection(NOWHERE, timeout=5).close()


def look_up() -> None:
    """Try to find another host by its name."""
    socket.getaddrinfo("board.example", 443)


def send_where_chromium_asks() -> None:
    """Send what Chromium only asks for."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sending:
        sending.sendto(b"out", ASKED_BY_CHROMIUM)


def prove_the_counter() -> None:
    """Try to leave in each way, and see it counted."""
    for leave in (connect, look_up, send_where_chromium_asks):
        before = counted()
        with suppress(OSError):
            leave()
        if counted() == before:
            sys.exit(f"the kernel does not count this: {leave.__doc__}")


def main(command: list[str]) -> int:
    """Prove the counter, run the command, and print how much was counted meanwhile."""
    lay_routes()
    prove_the_counter()
    before = counted()
    status = subprocess.run(command, check=False, stdout=sys.stderr).returncode
    print(counted() - before)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
