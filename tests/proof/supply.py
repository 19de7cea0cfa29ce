"""The supply chain: what is installed, what is known against it, and whom it asks."""

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from packaging.utils import canonicalize_name

from geo.export import FORMATS
from tests.proof import Row
from tests.proof.namespace import ROOT, NotTriedError, attempts

LOCK = "deploy/run.lock"
TOOLS = ROOT / ".venv" / "tools" / "bin" / "python"
WHEELS = ROOT / "wheels"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
OLD = "pillow==6.0.0\n"
"""A version that the copies of advisories have to know something against."""
TESTS_OF_EXPORTS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").glob("test_export_*.py"))
TESTS_OF_PAGE = ("tests/browser/test_page.py", "tests/browser/test_export_panel.py")

Listed = set[tuple[str, str]]
"""Packages and their versions."""


def rows() -> Iterator[Row]:
    """Try the supply chain; what could not be tried is a row that does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        yield rebuilt(Path(folder))
        yield known(Path(folder))
        yield unplugged("The page asks another host", "served, stepped through and looked at in Chromium", visit())
        yield unplugged("An export asks another host", f"each of {len(FORMATS)} formats", exports(Path(folder)))
        tests = [pytest(*TESTS_OF_EXPORTS), pytest(*TESTS_OF_PAGE)]
        yield unplugged("Their tests ask another host", "the tests of the exports and of the page", tests)


def rebuilt(folder: Path) -> Row:
    """Install from wheels and the lock without a network, and hold it against the SBOM."""
    risk, tried = (
        "The SBOM is not what is installed",
        f"an environment from wheels and {LOCK}, in a namespace without a way out",
    )
    try:
        tries = attempts(*install(folder / "environment", wheels(folder)))
    except NotTriedError as error:
        return Row(risk, tried, f"not tried: {error}", "0 differences", holds=False)
    installed, listed = packages_in(folder / "environment"), packages_of_sbom()
    differences = len(installed ^ listed)
    figure = f"{differences} differences in {len(installed)} packages, {tries} attempts"
    return Row(risk, tried, figure, "0 differences, 0 attempts", holds=differences == tries == 0 < len(installed))


def wheels(folder: Path) -> Path:
    """Return the folder of wheels: the one here, or one that is filled from the package index."""
    if WHEELS.is_dir():
        return WHEELS
    command = [*PIP, "download", "--quiet", "--only-binary", ":all:", "--require-hashes", "--no-deps", "-r", LOCK]
    try:
        subprocess.run([*command, "-d", str(folder / "wheels")], cwd=ROOT, check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        raise NotTriedError("there is neither wheels/ nor a package index") from error
    return folder / "wheels"


def install(environment: Path, wheels: Path) -> list[str]:
    """Make an empty environment and return the command that installs the lock into it, from wheels alone."""
    venv.create(environment, with_pip=False)
    command = [
        *PIP,
        "--isolated",
        "--python",
        str(environment / "bin" / "python"),
        "install",
        "--quiet",
        "--no-compile",
    ]
    return [*command, "--no-index", "--find-links", str(wheels), "--require-hashes", "-r", LOCK]


def packages_in(environment: Path) -> Listed:
    """Return what is installed in an environment."""
    places = [str(path) for path in environment.glob("lib/python*/site-packages")]
    return {(canonicalize_name(each.metadata["Name"]), each.version) for each in distributions(path=places)}


def packages_of_sbom() -> Listed:
    """Return what the SBOM lists."""
    components = json.loads((ROOT / "deploy" / "sbom.cdx.json").read_text(encoding="utf-8"))["components"]
    return {(canonicalize_name(each["name"]), each["version"]) for each in components}


def known(folder: Path) -> Row:
    """Look the lock up in the offline copies of advisories, after a version of which they know something."""
    risk, tried = "A vulnerability is known", f"{LOCK} looked up in copies of advisories, without a network"
    if not TOOLS.exists():
        return Row(risk, tried, "not tried: `make .venv/tools` brings the copies", "0", holds=False)
    old = folder / "old.lock"
    old.write_text(OLD, encoding="utf-8")
    if looked_up(str(old)).returncode != 1:
        return Row(risk, tried, f"not tried: the copies know nothing against {OLD.strip()}", "0", holds=False)
    run = looked_up(LOCK)
    return Row(risk, tried, (run.stdout or run.stderr).splitlines()[-1], "0", holds=run.returncode == 0)


def looked_up(lock: str) -> subprocess.CompletedProcess[str]:
    """Look a lock up; the status is 1 where something is known against it."""
    command = [str(TOOLS), "deploy/advisories.py", lock]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def unplugged(risk: str, what: str, commands: list[list[str]]) -> Row:
    """Run commands where nothing leads out, each in a namespace of its own, and count their attempts."""
    tried = f"{what}, in a namespace without a way out whose kernel counted a trial first"
    try:
        tries = sum(attempts(*command) for command in commands)
    except NotTriedError as error:
        return Row(risk, tried, f"not tried: {error}", "0 attempts", holds=False)
    return Row(risk, tried, f"{tries} attempts", "0 attempts", holds=tries == 0)


def visit() -> list[list[str]]:
    """Return the command that serves the page and looks at it."""
    return [[sys.executable, "-m", "tests.proof.visit"]]


def exports(folder: Path) -> list[list[str]]:
    """Return the command for each format."""
    out = folder / "exports"
    out.mkdir()
    command = [sys.executable, "-m", "geo", "export", "--out", str(out), "--format"]
    return [[*command, name] for name in FORMATS]


def pytest(*files: str) -> list[str]:
    """Return the command that runs tests in two processes, as `make test` does."""
    quiet = ["--quiet", "-p", "no:cacheprovider", "--numprocesses", "2", "--dist", "loadfile"]
    return [sys.executable, "-m", "pytest", *quiet, *files]
