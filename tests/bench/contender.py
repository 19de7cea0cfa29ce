"""The contenders: where each is served, where its map is on the page, and which keys move its phase."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, Page

from tests.bench.assets import DOCUMENTS, HERE, ROOT, SetupError
from tests.bench.browser import VIEWPORT
from tests.bench.film import Box
from tests.bench.generate import Size
from tests.bench.servers import streamlit


@dataclass(frozen=True)
class Contender:
    """One way of moving a map.

    `path` is filled with a size to give the address; `frame` is the frame with the map and `control_frame` the one with
    the control, each a selector, or empty for the page itself; `forward` and `back` are a selector and a key each;
    `below_px` is cut off the map's lower edge, where a control lies on it; the slow ones are given fewer steps.
    """

    id: str
    label: str
    path: str
    map: str
    forward: tuple[str, str]
    back: tuple[str, str]
    frame: str = ""
    control_frame: str = ""
    below_px: int = 0
    slow: bool = True
    server: str = ""

    def address(self, size: Size) -> str:
        """The address of the contender with the data of a size."""
        query = {"id": size.id, "bases": size.bases, "phases": size.phases, "changing": size.changing}
        return self.server + self.path.format(**query)

    def control(self, page: Page, *, forward: bool = True) -> Locator:
        """The element that takes the key."""
        return _inside(page, self.control_frame).locator(self.forward[0] if forward else self.back[0])

    def map_on(self, page: Page) -> Locator:
        """The element of the map."""
        return _inside(page, self.frame).locator(self.map).first

    def box(self, page: Page) -> Box:
        """Where the map is on the page, in CSS pixels of the viewport."""
        box = self.map_on(page).bounding_box()
        if box is None:
            raise LookupError(f"{self.label} shows no map")
        left, top = max(box["x"], 0), max(box["y"], 0)
        right, bottom = min(box["x"] + box["width"], VIEWPORT[0]), min(box["y"] + box["height"], VIEWPORT[1])
        return Box(left, top, right - left, bottom - top - self.below_px)


def _inside(page: Page, frame: str) -> Page | FrameLocator:
    return page.frame_locator(frame) if frame else page


QUERY = "/?bases={bases}&phases={phases}&changing={changing}"
STREAMLIT_SLIDER = "[data-testid=stSlider] input[type=range]"
RIGHT, LEFT = (STREAMLIT_SLIDER, "ArrowRight"), (STREAMLIT_SLIDER, "ArrowLeft")
BOARD_SLIDER = "[data-testid=phase-slider]"
BOARD_RIGHT, BOARD_LEFT = (BOARD_SLIDER, "ArrowRight"), (BOARD_SLIDER, "ArrowLeft")
BOARD_FRAME = "iframe[data-testid=board-frame]"
FOLIUM_FRAME = "iframe[title*='st_folium']"

DELAYED = Contender(
    "delayed",
    "Page that waits on purpose",
    "/delayed.html",
    "canvas",
    ("body", "ArrowRight"),
    ("body", "ArrowLeft"),
)
REBUILD = Contender(
    "rebuild",
    "streamlit-folium, map rebuilt",
    QUERY,
    "#map_div",
    RIGHT,
    LEFT,
    frame=FOLIUM_FRAME,
)
FEATURE_GROUP = replace(REBUILD, id="feature_group", label="streamlit-folium, `feature_group_to_add`")
PYDECK = Contender("pydeck_chart", "`st.pydeck_chart`", QUERY, "[data-testid=stDeckGlJsonChart]", RIGHT, LEFT)
TIMESTAMPED = Contender(
    "timestamped",
    "folium `TimestampedGeoJson`",
    "/documents/{id}-timestamped.html",
    ".folium-map",
    (".timecontrol-forward", "Enter"),
    (".timecontrol-backward", "Enter"),
    below_px=60,
    slow=False,
)
BOARD_DOCUMENT = Contender(
    "document",
    "Board, the document alone",
    "/documents/{id}.html",
    ".folium-map",
    BOARD_RIGHT,
    BOARD_LEFT,
    slow=False,
)
BOARD_PAGE = Contender(
    "page",
    "Board, mounted in the page",
    "/?scenario={id}",
    ".folium-map",
    BOARD_RIGHT,
    BOARD_LEFT,
    frame=BOARD_FRAME,
    control_frame=BOARD_FRAME,
    slow=False,
)

DRESSED = tuple(
    replace(
        BOARD_DOCUMENT, id=name, label=f"Board, the document alone, {label}", path=f"/documents/{{id}}.html?{query}"
    )
    for name, label, query in (
        ("dressed", "dark and in large type", "theme=dark&type=large"),
        ("twin", "compared on two maps", "compare=p0"),
        ("ghosts", "compared by ghosts", "compare=p0&maps=one"),
    )
)
"""The board with what can be switched on, which is not to slow it."""

BOARDS = (BOARD_DOCUMENT, BOARD_PAGE)
OTHERS = (REBUILD, FEATURE_GROUP, PYDECK, TIMESTAMPED)


@contextmanager
def all_served(assets: str, data: Path) -> Iterator[tuple[Contender, ...]]:
    """Serve every contender at once, the boards first; `data` is the folder of the generated scenarios."""
    with ExitStack() as servers:

        def served(contender: Contender) -> Contender:
            if contender in (BOARD_DOCUMENT, *DRESSED, TIMESTAMPED):
                return replace(contender, server=assets)
            script = ROOT / "app.py" if contender is BOARD_PAGE else HERE / "contenders" / f"{contender.id}.py"
            return replace(contender, server=servers.enter_context(streamlit(script, assets, data)))

        yield tuple(served(contender) for contender in (*BOARDS, *DRESSED, *OTHERS))


def write_timestamped(size: Size, assets: str) -> None:
    """Write the document of TimestampedGeoJson for a size, in a process of its own that knows where the assets are."""
    file = DOCUMENTS / f"{size.id}-timestamped.html"
    asked = (str(size.bases), str(size.phases), str(size.changing), str(file))
    command = [sys.executable, "-m", "tests.bench.contenders.timestamped", *asked]
    if subprocess.run(command, cwd=ROOT, env=os.environ | {"BENCH_ASSETS": assets}, check=False).returncode != 0:
        raise SetupError("TimestampedGeoJson was not written; its message stands above.")
