"""The loop, read back by Pillow."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image, ImageChops, ImageStat

from geo.export.gif import gif
from geo.export.stamp import stamp
from geo.model import Scenario, View
from geo.print import sheet as figure
from geo.scenario import load
from geo.selection import Selection, size
from tests.conftest import COMMAND_SECONDS, ROOT, SHIPPED
from tests.exports import select
from tests.facts import PHASES, READINGS

EACH_READING = pytest.mark.parametrize("reading", list(READINGS))
SCREEN = size("1280x720")
SMALL = size("480x480")
BYTES_MAX = 2_000_000


@cache
def content(reading: str) -> bytes:
    return gif(load(SHIPPED), Selection((reading,), tuple(PHASES), size=SCREEN))


def opened(made: bytes) -> Image.Image:
    return Image.open(io.BytesIO(made))


def frames(made: bytes) -> list[Image.Image]:
    found = opened(made)
    shown = []
    for number in range(found.n_frames):
        found.seek(number)
        shown.append(found.convert("RGB"))
    return shown


@EACH_READING
def test_loop_shows_each_phase_once_and_begins_again(reading: str) -> None:
    """A loop of three phases has three pictures of 1280×720, five seconds each, and never stops."""
    made = opened(content(reading))
    durations = []
    for number in range(made.n_frames):
        made.seek(number)
        durations.append(made.info["duration"])
    assert (made.format, made.size, made.info["loop"], durations) == ("GIF", (1280, 720), 0, [5000, 5000, 5000])


@EACH_READING
def test_loop_is_small(reading: str) -> None:
    """A loop of 1280×720 has at most 2 MB."""
    assert len(content(reading)) <= BYTES_MAX


@EACH_READING
def test_loop_says_where_it_came_from(reading: str, shipped: Scenario) -> None:
    """The comment of the file is its stamp."""
    wanted = Selection((reading,), tuple(PHASES), size=SCREEN)
    assert json.loads(opened(content(reading)).info["comment"]) == stamp(shipped, wanted, "gif")


@EACH_READING
def test_no_two_pictures_are_alike(reading: str) -> None:
    """Each picture of a loop differs from every other."""
    for one, other in itertools.combinations(frames(content(reading)), 2):
        assert ImageChops.difference(one, other).getbbox() is not None


@EACH_READING
def test_pictures_are_those_of_the_print(reading: str, shipped: Scenario) -> None:
    """Each picture is the print of its phase, in fewer colours: no channel is off by more than 1 of 255 on average."""
    for phase, shown in zip(PHASES, frames(content(reading)), strict=True):
        drawn = figure.rgb(figure.draw(shipped, select(reading, phase, size=SCREEN))).convert("RGB")
        assert max(ImageStat.Stat(ImageChops.difference(drawn, shown)).mean) < 1


def test_flat_areas_keep_their_colour() -> None:
    """The band of the marking is green without a speck, as in the print: nothing is dithered."""
    for shown in frames(content("reported")):
        assert set(shown.crop((4, 4, 300, 14)).get_flattened_data()) == {(0x00, 0x5C, 0x29)}


def test_loop_takes_a_size_and_a_view(shipped: Scenario) -> None:
    """A loop has the size that is asked for, and another view is another picture."""
    wanted = Selection(("reported",), ("before",), size=SMALL)
    home = gif(shipped, wanted)
    near = gif(shipped, replace(wanted, view=View(west=42, south=32, east=46, north=35)))
    assert opened(home).size == opened(near).size == (480, 480)
    assert home != near


def test_many_phases_stay_a_small_loop(shipped: Scenario) -> None:
    """Twelve phases are twelve pictures, and under 2 MB."""
    first = shipped.phases[0]
    phases = [first.model_copy(update={"id": f"p{n}", "label": f"After month {n}"}) for n in range(11)]
    scenario = replace(shipped, phases=(first, *phases))
    made = gif(scenario, Selection(("reported",), tuple(phase.id for phase in scenario.phases), size=SMALL))
    assert opened(made).n_frames == 12
    assert len(made) <= BYTES_MAX


PROGRAM = """
import hashlib, pathlib
from geo import scenario
from geo.export.gif import gif
from geo.selection import Selection
from geo.selection import size
loaded = scenario.load(pathlib.Path("data/iraq-2024"))
wanted = Selection(("reported",), tuple(phase.id for phase in loaded.phases), size=size("1280x720"))
print(hashlib.sha256(gif(loaded, wanted)).hexdigest())
"""


def test_loop_is_the_same_bytes_everywhere() -> None:
    """The loop is the same bytes in another process, time zone and order of hashes."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "11", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=COMMAND_SECONDS,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(content("reported")).hexdigest()
