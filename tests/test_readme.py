"""The README names what there is."""

from __future__ import annotations

import re

import pytest

from geo.export import FORMATS
from tests.conftest import ROOT, run_command

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_readme_names_every_format(name: str) -> None:
    """Each format stands in the README's table of formats."""
    rows = [line.split("|")[1] for line in README.splitlines() if line.startswith("| `")]
    assert any(f"`{name}`" in row for row in rows)


@pytest.mark.parametrize("command", ["validate", "show", "export", "bundle", "verify"])
def test_readme_shows_every_command(command: str) -> None:
    """Each command stands in the README as it is typed."""
    assert f"python -m geo {command}" in README


def test_readme_names_no_command_or_option_there_is_not() -> None:
    """Whatever the README types after `python -m geo` is taken by the command line."""
    for line in re.findall(r"python -m geo ([^#\n]*)", README):
        command, *words = line.split()
        known = run_command(command, "--help").stdout
        assert known, command
        for option in (word for word in words if word.startswith("--")):
            assert option in known, (command, option)


def test_readme_shows_pictures_there_are() -> None:
    """Each picture of the README lies where it says."""
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert len(pictures) >= 2
    assert all((ROOT / picture).is_file() for picture in pictures)
