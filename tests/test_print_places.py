"""Prints of places all over the earth: the projection, what lies where on the map, what the rail says is missing."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
from matplotlib.text import Text
from pyproj import Geod, Transformer

from geo import basemap
from geo import scenario as scenarios
from geo.basemap.projection import projection
from geo.export import FORMATS
from geo.model import Scenario, View
from geo.print import sheet as figure
from geo.print.atlas import Atlas
from geo.print.canvas import Box, layout_units
from geo.print.graticule import scale_bar
from geo.print.terrain import Window, coast_path
from geo.selection import Selection, size
from tests import world
from tests.elsewhere import ELSEWHERE, Elsewhere, elsewhere
from tests.exports import select
from tests.world import PLACES, Place

SIZES = [*((name, "1080p") for name in ELSEWHERE), ("suva", "1080x1920"), ("bamako", "1024x768"), ("mcmurdo", "a4")]
"""Places with the size they are printed at."""
EVERYWHERE = pytest.mark.parametrize("name", ELSEWHERE)
GEOD = Geod(ellps="WGS84")


@cache
def maps(
    scenario: Scenario, asked: str = "1080p", compare: str | None = None, view: View | None = None
) -> tuple[Atlas, ...]:
    selection = select("reported", "stage-1", size=size(asked), compare=compare, view=view)
    return figure.sheet(scenario, selection).maps


def texts(scenario: Scenario, asked: str = "1080p", view: View | None = None) -> list[str]:
    drawn = figure.draw(scenario, select("reported", "stage-1", size=size(asked), view=view))
    return [text.get_text() for text in drawn.findobj(Text)]


@pytest.mark.parametrize(
    ("box", "kind"),
    [
        ((35, 29, 49, 38), "lcc"),
        ((-125, 24, -66, 50), "lcc"),
        ((-12, 35, 45, 72), "lcc"),
        ((160, -50, 195, -30), "lcc"),
        ((103, 0, 105, 2), "merc"),
        ((-20, -36, 52, 38), "merc"),
        ((8, 76, 30, 81), "stere"),
        ((150, -80, 180, -72), "stere"),
        ((-180, 60, 180, 85), "stere"),
        ((30, 41, 190, 82), "stere"),
        ((-180, -85, 180, 85), "eqearth"),
        ((110, -50, 250, 50), "eqearth"),
    ],
)
def test_a_view_has_the_projection_that_suits_it(box: tuple[float, float, float, float], kind: str) -> None:
    """Conic in the middle latitudes, Mercator near the equator, polar near the poles, Equal Earth where very wide."""
    assert f"+proj={kind} " in projection(box).proj


@pytest.mark.parametrize("box", [(160, -25, 195, -10), (170, 50, 200, 66), (160, 70, 200, 80), (-190, -20, -165, -10)])
def test_a_projection_has_no_seam_at_180_degrees(box: tuple[float, float, float, float]) -> None:
    """Places a metre apart on both sides of 180° are a metre apart on the map, and come back with their longitudes."""
    chosen, lat = projection(box), np.full(2, (box[1] + box[3]) / 2)
    easts, norths = chosen.forward(np.array([179.999995, -179.999995]), lat)
    assert np.hypot(np.diff(easts), np.diff(norths))[0] < 0.003
    lons, _ = chosen.inverse(*chosen.forward(np.array([box[0], box[2]]), lat))
    assert lons == pytest.approx([box[0], box[2]])


@pytest.mark.parametrize(("name", "asked"), SIZES)
def test_every_base_is_where_it_is_on_earth(shipped: Scenario, name: str, asked: str) -> None:
    """At each place and size every base has its mark in the frame, where an independent projection puts it."""
    there = elsewhere(shipped, name)
    (drawn,) = maps(there, asked)
    frame = drawn.keys.frame
    transformer = Transformer.from_crs("EPSG:4326", frame.projection.proj, always_xy=True)
    assert set(drawn.marks) == {base.id for base in there.bases}
    for base in there.bases:
        east, north = transformer.transform(base.lon, base.lat)
        mark, (x, y) = drawn.marks[base.id], frame.middle
        found = (mark.left + mark.right) / 2 - x, y - (mark.top + mark.bottom) / 2
        assert found == pytest.approx(
            ((east - frame.east) * frame.units_a_km, (north - frame.north) * frame.units_a_km), abs=0.01
        )
        assert frame.box.contains(mark)


def over(drawn: Atlas) -> list[tuple[str, Box]]:
    """What lies over a map beside its marks: names, legend, scale, locator, the degrees along its edges."""
    keys = drawn.keys
    legend = [("legend", keys.legend_room)] if keys.legend_room else []
    inset = [("inset", drawn.inset)] if drawn.inset else []
    edges = list(zip(("left", "bottom"), keys.ticks, strict=True))
    return [*drawn.names, *legend, *inset, ("scale", keys.scale_room), *edges]


def assert_nothing_overlaps(drawn: Atlas) -> None:
    boxes = over(drawn)
    for (one, a), (other, b) in combinations(boxes, 2):
        assert not a.overlaps(b) or {one, other} == {"left", "bottom"}, (one, other)
    for name, box in boxes:
        assert drawn.keys.frame.box.contains(box), name
        assert not [base for base, mark in drawn.marks.items() if mark.overlaps(box)], name


@pytest.mark.parametrize(("name", "asked"), SIZES)
def test_nothing_on_a_map_overlaps(shipped: Scenario, name: str, asked: str) -> None:
    """No name, legend, scale, locator, degree or mark lies on another, alone and on two maps."""
    there = elsewhere(shipped, name)
    for compare in (None, "before") if name == "bamako" else (None,):
        for drawn in maps(there, asked, compare):
            assert_nothing_overlaps(drawn)


@EVERYWHERE
def test_the_scale_bar_is_as_long_as_it_says(shipped: Scenario, name: str) -> None:
    """In the middle of the map the bar spans the km it names, to 3 %, by the geodesic on WGS 84."""
    (drawn,) = maps(elsewhere(shipped, name))
    frame = drawn.keys.frame
    km, units = scale_bar(frame)
    transformer = Transformer.from_crs("EPSG:4326", frame.projection.proj, always_xy=True)
    half = units / 2 / frame.units_a_km
    lons, lats = transformer.transform([frame.east - half, frame.east + half], [frame.north] * 2, direction="INVERSE")
    _, _, metres = GEOD.inv(lons[0], lats[0], lons[1], lats[1])
    assert metres / 1000 == pytest.approx(km, rel=0.03)


@pytest.mark.parametrize("name", ["suva", "mcmurdo", "svalbard"])
def test_no_shape_is_smeared_over_the_map(shipped: Scenario, name: str) -> None:
    """Across 180° and near a pole no piece of the coast is a long straight line."""
    (drawn,) = maps(elsewhere(shipped, name))
    path = coast_path(Window.of(drawn.keys.frame))
    steps = np.hypot(*np.diff(path.vertices, axis=0).T)
    assert steps[path.codes[1:] == path.LINETO].max() * drawn.keys.frame.units_a_km < 150


def test_a_base_outside_a_view_is_told_in_the_rail(shipped: Scenario) -> None:
    """What lies elsewhere has no mark, and the rail says so."""
    there = elsewhere(shipped, "bamako")
    view = View(west=-9, south=11, east=-2, north=15)
    (drawn,) = maps(there, view=view)
    assert drawn.outside == ("Gao", "Kidal", "Ménaka", "Timbuktu", "Tessalit")
    said = " ".join(texts(there, view=view))
    assert "Outside this map: Gao, Kidal, Ménaka, Timbuktu, Tessalit" in said


def grid(count: int) -> Elsewhere:
    """Bases all over a view, at its corners too, so that some lie wherever legend and scale could."""
    columns = 10
    lons = np.linspace(-11, 3, columns).round(3).tolist()
    lats = np.linspace(11, 24, -(-count // columns)).round(3).tolist()
    places = [(lon, lat) for lat in lats for lon in lons][:count]
    names = (f"Post {number}" for number in range(count))
    return Elsewhere(("MLI",), dict(zip(names, places, strict=True)), (-11.2, 10.8, 3.2, 24.2))


@pytest.mark.parametrize(("count", "asked"), [(20, "1024x768"), (51, "1080p"), (100, "1080p"), (140, "1024x768")])
def test_a_view_shrinks_until_legend_and_scale_cover_no_base(shipped: Scenario, count: int, asked: str) -> None:
    """With bases in each corner all of them are on the map, clear of what lies over it; names without room are told."""
    there = elsewhere(shipped, f"grid-{count}", grid(count))
    (drawn,) = maps(there, asked)
    assert len(drawn.marks) == count
    assert_nothing_overlaps(drawn)
    named = {name for name, _ in drawn.names}
    assert all((base.short in named) != (base.short in drawn.dropped) for base in there.bases)
    if drawn.dropped:
        assert any(text.startswith("No room on the map for: ") for text in texts(there, asked))


def test_the_legend_lies_beside_the_countries_in_focus(shipped: Scenario) -> None:
    """Where a corner is free of the country in focus, legend and locator lie there."""
    kabul = Elsewhere(("AFG",), {"Kabul": (69.2, 34.55), "Kandahar": (65.85, 31.5)}, (59.5, 28.5, 76, 39.5))
    (drawn,) = maps(elsewhere(shipped, "kabul", kabul))
    frame, outline = drawn.keys.frame, basemap.outline("AFG", (55, 25, 80, 42))
    for box in (drawn.keys.legend_room, drawn.inset):
        assert box is not None
        lons, lats = frame.degrees(
            *(np.array(each) for each in zip((box.left, box.top), (box.right, box.bottom), strict=True))
        )
        assert not outline.intersects(shapely.box(min(lons), min(lats), max(lons), max(lats)))


def test_a_narrow_view_has_a_locator_and_a_wide_one_none(shipped: Scenario) -> None:
    """Where a corner is empty a map of the region says where the frame is; a map of half a continent needs none."""
    (near,) = maps(elsewhere(shipped, "singapore"))
    assert near.inset is not None
    africa = View(west=-20, south=-36, east=52, north=38)
    (wide,) = maps(elsewhere(shipped, "bamako"), view=africa)
    assert wide.inset is None


def test_the_relief_lies_on_its_map_in_svg(shipped: Scenario) -> None:
    """The picture in an SVG is as wide as the map, and begins where it does, whatever the dots per inch."""
    there = elsewhere(shipped, "bamako")
    (drawn,) = maps(there, "a4")
    root = ET.fromstring(FORMATS["svg"].content(there, select("reported", "stage-1", size=size("a4"))))
    (picture,) = root.iter("{http://www.w3.org/2000/svg}image")
    pt_a_unit = (float(root.get("viewBox", "").split()[2]) - 2 * size("a4").margin_mm / 25.4 * 72) / layout_units(
        size("a4")
    )[0]
    assert float(picture.get("width", "")) == pytest.approx(drawn.keys.frame.box.width * pt_a_unit, abs=1.5)


@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
def test_a_print_of_anywhere_shows_every_post(place: Place, tmp_path: Path) -> None:
    """All round the world every post is on the map, nothing overlaps, and the country is named there or in the rail."""
    scenario = scenarios.load(world.write(place, tmp_path / place.name))
    (drawn,) = figure.sheet(scenario, Selection(("told",), ("after",))).maps
    assert set(drawn.marks) == {world.post_id(spot) for spot in place.posts}
    assert_nothing_overlaps(drawn)
    named = {name.casefold().replace("\u2009", "").replace("\u200a", "") for name, _ in drawn.names}
    assert any(place.country_name.casefold() in name for name in named | {name.casefold() for name in drawn.dropped})


def test_figures_stay_where_they_are_from_phase_to_phase(shipped: Scenario) -> None:
    """On the map of each phase the names of the countries with their figures stand in the same place."""
    found = set()
    for phase in (phase.id for phase in shipped.phases):
        (drawn,) = figure.sheet(shipped, select("reported", phase, size=size("1080p"))).maps
        found.add(tuple(box for name, box in drawn.names if name in ("IRAQ", "SYRIA")))
    assert len(found) == 1
    assert len(found.pop()) == 2
