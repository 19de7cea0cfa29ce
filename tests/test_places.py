"""Places as they are: bases by outline, at sea, on small islands and disputed ground; the home view and its countries."""

# ruff: noqa: E501 - a sentence expected stands on one line, as it is written

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo import basemap, scenario
from geo.basemap import files
from geo.export.stamp_reader import read_stamp
from geo.model import Base
from geo.page.component import _view
from tests.conftest import SHIPPED, ScenarioCopy, run_command

ASAD = "bases.geojson, feature 1, ain-al-asad"
AT_SEA = "is at sea, or on an island smaller than the basemap keeps"
SWAPPED = "lon and lat look swapped, longitude comes first"


def features(copy: ScenarioCopy) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((copy.folder / "bases.geojson").read_text(encoding="utf-8"))["features"]
    return found


def save(copy: ScenarioCopy, held: list[dict[str, Any]]) -> None:
    copy.write("bases.geojson", json.dumps({"type": "FeatureCollection", "features": held}))


def without_view(copy: ScenarioCopy) -> None:
    """Leave the home view out."""
    text = (copy.folder / "scenario.toml").read_text(encoding="utf-8")
    copy.write("scenario.toml", re.sub(r"\[view\]\n(\w+ = .*\n){4}", "", text))


def put(copy: ScenarioCopy, geometry: dict[str, Any], **properties: str) -> None:
    """Put the first base somewhere else, named without its province, in a scenario without a home view."""
    held = features(copy)
    held[0]["geometry"] = geometry
    held[0]["properties"] |= {"admin1": ""} | properties
    save(copy, held)
    without_view(copy)


def at(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def area(*polygons: list[list[list[float]]]) -> dict[str, Any]:
    """A Polygon, or a MultiPolygon of several."""
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": list(polygons)}


def square(lon: float, lat: float, deg: float) -> list[list[float]]:
    """A closed ring counter-clockwise from its south-western corner."""
    return [[lon, lat], [lon + deg, lat], [lon + deg, lat + deg], [lon, lat + deg], [lon, lat]]


def first(copy: ScenarioCopy) -> Base:
    return copy.load().bases[0]


# Ground and sea


@pytest.mark.parametrize(
    ("country", "lon", "lat"),
    [
        ("IRQ", 42.4412, 33.7856),
        ("TUR", 27.14, 38.42),
        ("OMN", 58.41, 23.59),
        ("SAU", 42.73, 18.31),
        ("DJI", 43.15, 11.55),
        ("COD", 29.23, -1.67),
        ("GUM", 144.92, 13.58),
        ("IOT", 72.41, -7.31),
        ("FJI", 178.44, -18.14),
        ("FJI", -179.98, -16.6),
        ("SJM", 15.63, 78.22),
        ("FLK", -58.45, -51.82),
        ("ATA", 166.67, -77.85),
        ("BHR", 50.6, 26.21),
    ],
)
def test_a_base_on_its_ground_is_not_noted(scenario_copy: ScenarioCopy, country: str, lon: float, lat: float) -> None:
    """A base in its country, harbours and both sides of 180 degrees too, is taken without a word, disputed ground apart."""
    put(scenario_copy, at(lon, lat), country=country)
    warnings = [warning for warning in scenario_copy.load().warnings if "claimed by" not in warning]
    assert warnings == []


@pytest.mark.parametrize(
    ("country", "lon", "lat", "problem"),
    [
        ("IRQ", 38.0, 35.0, "is in Syria (SYR), not in Iraq (IRQ); check coordinates and country"),
        ("KOR", 127.03, -36.96, "is at sea, more than 370 km from South Korea (KOR); the latitude looks as if it had the wrong sign, south is negative"),
        ("PAN", 79.57, 8.98, "is at sea, more than 370 km from Panama (PAN); the longitude looks as if it had the wrong sign, west is negative"),
        ("FLK", 58.45, 51.82, "is in Russia (RUS), not in Falkland Islands (FLK); both look as if they had the wrong sign, west and south are negative"),
        ("DEU", 50.05, 8.6, f"is in Somalia (SOM), not in Germany (DEU); {SWAPPED}"),
        ("MLI", 12.53, -7.95, f"is at sea, more than 370 km from Mali (MLI); {SWAPPED}"),
        ("GUM", -98.0, 31.0, "is in United States (USA), not in Guam (GUM); check coordinates and country"),
        ("IRQ", 60.0, 20.0, "is at sea, more than 370 km from Iraq (IRQ); check coordinates and country"),
    ],
)  # fmt: skip
def test_a_base_elsewhere_is_refused(
    scenario_copy: ScenarioCopy, country: str, lon: float, lat: float, problem: str
) -> None:
    """A base in another country or far out at sea is told where it is and, anywhere on earth, which slip explains it."""
    put(scenario_copy, at(lon, lat), country=country)
    assert scenario_copy.problems() == [f"{ASAD}, coordinates: {problem}; found {[lon, lat]}"]


def test_swapped_coordinates_off_the_globe_are_told(scenario_copy: ScenarioCopy) -> None:
    """A base in the Far East whose coordinates are swapped has a latitude there is not, and is told of the swap."""
    put(scenario_copy, at(37.0, 127.0), country="KOR")
    [problem] = scenario_copy.problems()
    assert (
        problem
        == f"{ASAD}, lat: must be from -90 to 90; longitude comes first, so lon and lat may be swapped; found 127.0"
    )


def test_a_base_may_lie_a_little_outside(scenario_copy: ScenarioCopy) -> None:
    """Seven kilometres west of Iraq's westernmost point are let pass, twenty are not."""
    west = basemap.countries()["IRQ"].geometry.bounds[0]
    put(scenario_copy, at(west - 0.07, 33.37), country="IRQ")
    assert scenario_copy.load().warnings == ()
    put(scenario_copy, at(west - 0.21, 33.37), country="IRQ")
    [problem] = scenario_copy.problems()
    assert problem.startswith(f"{ASAD}, coordinates: is in ")
    assert "not in Iraq (IRQ); check coordinates and country" in problem


@pytest.mark.parametrize(
    ("country", "lon", "lat"),
    [
        ("IRN", 50.17, 27.99),
        ("IRN", 52.0, 27.0),
        ("NOR", 2.0, 61.2),
        ("USA", -150.0, 58.0),
        ("FJI", 179.9, -21.0),
        ("USA", -68.0, 34.0),
    ],
)
def test_a_base_at_sea_is_noted(scenario_copy: ScenarioCopy, country: str, lon: float, lat: float) -> None:
    """An island the basemap does not keep, a platform or a ship in its country's waters is taken, with a note."""
    put(scenario_copy, at(lon, lat), country=country)
    loaded = scenario_copy.load()
    assert f"Ain al-Asad: {AT_SEA}" in loaded.warnings
    assert (loaded.bases[0].lon, loaded.bases[0].lat) == (lon, lat)


@pytest.mark.parametrize(
    ("country", "lon", "lat", "remark"),
    [
        ("SYR", 35.75, 33.0, "is on ground held or claimed by Israel and Syria; shown under SYR"),
        ("ISR", 35.75, 33.0, "is on ground held or claimed by Israel and Syria; shown under ISR"),
        ("USA", 144.92, 13.58, "is in Guam (GUM), which belongs to United States; shown under USA"),
        ("GBR", 72.41, -7.31, "is in British Indian Ocean Territory (IOT), which belongs to United Kingdom; shown under GBR"),
    ],
)  # fmt: skip
def test_ground_that_two_may_name_is_noted(
    scenario_copy: ScenarioCopy, country: str, lon: float, lat: float, remark: str
) -> None:
    """On disputed ground either side is taken, on dependent ground its sovereign too, and a note names both."""
    put(scenario_copy, at(lon, lat), country=country)
    [warning] = [found for found in scenario_copy.load().warnings if "shown under" in found]
    assert warning == f"Ain al-Asad: {remark}" or (country == "GBR" and "claimed by" in warning)


@pytest.mark.parametrize(("country", "name"), [("JOR", "Jordan"), ("LBN", "Lebanon")])
def test_disputed_ground_is_not_anybodys(scenario_copy: ScenarioCopy, country: str, name: str) -> None:
    """A third country on disputed ground is refused, unless its border is near."""
    put(scenario_copy, at(35.8, 33.0), country=country)
    [problem] = scenario_copy.problems()
    assert f"not in {name} ({country})" in problem


# Countries


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        ("GER", "did you mean DEU, Germany"),
        ("IRA", "did you mean IRN, Iran or IRQ, Iraq"),
        ("LEB", "did you mean LBN, Lebanon"),
        ("XYZ", ""),
    ],
)
def test_a_country_that_does_not_exist_is_refused(scenario_copy: ScenarioCopy, code: str, cure: str) -> None:
    """A code that is none is refused wherever it stands: in focus, with a force, with a base; the one meant is named."""
    scenario_copy.edit("scenario.toml", '["IRQ", "SYR"]', f'["IRQ", "{code}"]')
    scenario_copy.edit("scenario.toml", 'country = "SYR"', f'country = "{code}"')
    put(scenario_copy, at(42.4412, 33.7856), country=code)
    told = [problem for problem in scenario_copy.problems() if "ISO 3166-1" in problem]
    assert [problem.partition(": there is no country with this code")[0] for problem in told] == [
        "scenario.toml, iraq-2024, countries.2",
        "scenario.toml, forces 2, us-syria, country",
        f"{ASAD}, country",
    ]
    assert all(cure in problem and problem.endswith(f"; found '{code}'") for problem in told)


@pytest.mark.parametrize(
    ("code", "lon", "lat"), [("BES", -68.27, 12.15), ("VAT", 12.453, 41.903), ("REU", 55.5, -21.1)]
)
def test_every_code_of_the_standard_is_taken(scenario_copy: ScenarioCopy, code: str, lon: float, lat: float) -> None:
    """A code that the basemap draws as part of another country is none the less one."""
    put(scenario_copy, at(lon, lat), country=code)
    scenario_copy.edit("scenario.toml", '["IRQ", "SYR"]', f'["IRQ", "{code}"]')
    assert scenario_copy.problems() == []


# Provinces


@pytest.mark.parametrize(
    ("admin1", "lon", "lat", "country"),
    [
        ("Al-Anbar", 42.44, 33.79, "IRQ"),
        ("anbar governorate", 42.44, 33.79, "IRQ"),
        ("Al Anbār", 42.44, 33.79, "IRQ"),
        ("Baghdad", 44.37, 33.32, "IRQ"),
        ("Erbil", 44.01, 36.19, "IRQ"),
        ("Nineveh", 43.13, 36.34, "IRQ"),
        ("Nord-Kivu", 29.23, -1.67, "COD"),
        ("North Kivu", 29.23, -1.67, "COD"),
        ("Somewhere else", 42.44, 33.79, "IRQ"),
        ("", 42.44, 33.79, "IRQ"),
    ],
)
def test_a_province_in_another_spelling_is_the_same(
    scenario_copy: ScenarioCopy, admin1: str, lon: float, lat: float, country: str
) -> None:
    """Accents, articles, words for "province", and names the basemap does not know, are no reason for a note."""
    put(scenario_copy, at(lon, lat), admin1=admin1, country=country)
    assert scenario_copy.load().warnings == ()


@pytest.mark.parametrize(
    ("admin1", "lon", "lat", "country", "here"),
    [
        ("Baghdad", 42.44, 33.79, "IRQ", "Al-Anbar"),
        ("Al-Anbar", 47.78, 30.51, "IRQ", "Basra"),
        ("South Kivu", 29.23, -1.0, "COD", "Nord-Kivu"),
    ],
)
def test_a_base_in_another_province_is_noted(
    scenario_copy: ScenarioCopy, admin1: str, lon: float, lat: float, country: str, here: str
) -> None:
    """A base that lies in another province than it says is taken, and a note names both."""
    put(scenario_copy, at(lon, lat), admin1=admin1, country=country)
    assert scenario_copy.load().warnings == (f"Ain al-Asad: is in {here}, but its admin1 says {admin1}",)


# Outlines


def test_a_polygon_is_a_base_with_a_mark_inside(scenario_copy: ScenarioCopy) -> None:
    """A Polygon is taken as given; its mark has four decimals and lies inside, outside of its hole."""
    put(scenario_copy, area([square(42.4, 33.7, 0.1), square(42.42, 33.72, 0.06)[::-1]]))
    base = first(scenario_copy)
    assert base.outline[0] == tuple(map(tuple, square(42.4, 33.7, 0.1)))
    assert base.area.contains(base.point)
    assert (round(base.lon, 4), round(base.lat, 4)) == (base.lon, base.lat)


def test_the_mark_lies_in_the_largest_polygon(scenario_copy: ScenarioCopy) -> None:
    """Of two polygons the larger one has the mark; both are kept, in their order."""
    put(scenario_copy, area([square(42.4, 33.7, 0.01)], [square(42.6, 33.9, 0.05)]))
    base = first(scenario_copy)
    assert 42.6 < base.lon < 42.65
    assert len(base.polygons) == len(base.outline) == 2


def test_a_mark_stays_inside_a_narrow_outline(scenario_copy: ScenarioCopy) -> None:
    """Where four decimals would put the mark outside, it has more."""
    put(scenario_copy, area([[[42.40001, 33.7], [42.40003, 33.7], [42.40003, 33.8], [42.40001, 33.7]]]))
    base = first(scenario_copy)
    assert base.area.contains(base.point)


def test_an_outline_may_lie_across_180_degrees(scenario_copy: ScenarioCopy) -> None:
    """What is cut at 180 degrees into two polygons is one base, not wider than both together."""
    east, west = square(179.9, -16.7, 0.1), square(-180.0, -16.7, 0.05)
    put(scenario_copy, area([east], [west]), country="FJI")
    loaded = scenario_copy.load()
    assert not [warning for warning in loaded.warnings if "across" in warning]
    assert shapely.box(179.9, -16.7, 180, -16.6).contains(loaded.bases[0].point)


def test_heights_of_an_outline_are_left_out(scenario_copy: ScenarioCopy) -> None:
    """An outline with heights, as QGIS writes it, is the outline without them."""
    ring = square(42.4, 33.7, 0.1)
    put(scenario_copy, area([[[*position, 188.0] for position in ring]]))
    with_heights = first(scenario_copy)
    put(scenario_copy, area([ring]))
    assert first(scenario_copy) == with_heights


def test_an_outline_as_large_as_a_province_is_noted(scenario_copy: ScenarioCopy) -> None:
    """An outline of more than two degrees is legal, and noted."""
    put(scenario_copy, area([square(41.0, 32.0, 2.1)]))
    remark = "its outline is more than 2 degrees across, as large as a province"
    assert f"Ain al-Asad: {remark}" in scenario_copy.load().warnings


BOW = [[42.4, 33.7], [42.5, 33.8], [42.5, 33.7], [42.4, 33.8], [42.4, 33.7]]
PARTS = "must be rings of positions, [lon, lat], and not be empty"


@pytest.mark.parametrize(
    ("geometry", "problem"),
    [
        ({"type": "Polygon", "coordinates": []}, f"the coordinates of a Polygon {PARTS}; found []"),
        ({"type": "MultiPolygon", "coordinates": []}, f"the coordinates of a MultiPolygon {PARTS}; found []"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, f"the coordinates of a MultiPolygon {PARTS}; found []"),
        ({"type": "Polygon", "coordinates": [[]]}, f"the coordinates of a Polygon {PARTS}; found []"),
        ({"type": "Polygon", "coordinates": "42,33"}, f"the coordinates of a Polygon {PARTS}; found '42,33'"),
        ({"type": "Polygon"}, f"the coordinates of a Polygon {PARTS}"),
        (area([[[42.4, 33.7], [42.5]]]), "a position of a Polygon must be two numbers, [lon, lat]; found [42.5]"),
        (area([[[42.4, "33.7"]]]), "a position of a Polygon must be two numbers, [lon, lat]; found [42.4, '33.7']"),
        (area([[[42.4, True]]]), "a position of a Polygon must be two numbers, [lon, lat]; found [42.4, True]"),
        (
            area([[[42.4, 33.7], [42.5, 33.7], [42.4, 33.7]]]),
            "a ring must have at least 4 positions, the last as the first; found [[42.4, 33.7], [42.5, 33.7], [42.4, 33.7]]",
        ),
        (
            area([square(42.4, 33.7, 0.5)[:-1]]),
            "a ring must end where it begins; repeat its first position at its end; found [42.4, 34.2]",
        ),
        (
            area([[*square(42.4, 33.7, 0.5)[:-1], [42.4, 99.0], [42.4, 33.7]]]),
            "is not on the globe: longitude comes first, from -180 to 180, then latitude, from -90 to 90; found [42.4, 99.0]",
        ),
        (area([BOW]), "the outline is not valid: self-intersection near 42.45, 33.75; mend it, as by Fix geometries of QGIS"),
        (
            area([square(42.4, 33.7, 0.1), square(43.4, 33.7, 0.1)]),
            "the outline is not valid: hole lies outside shell near 43.4, 33.7; mend it, as by Fix geometries of QGIS",
        ),
        (
            area([[[-179.9, 10.0], [179.9, 10.0], [179.9, 10.1], [-179.9, 10.0]]]),
            "spans more than 180 degrees; cut it at 180 degrees into two polygons of a MultiPolygon; found [-179.9, 179.9]",
        ),
        (
            area([[[42.4 + step / 1e5, 33.7] for step in range(10_001)] + [[42.4, 33.8], [42.4, 33.7]]]),
            "the outline has 10,003 positions, but at most 10,000 are read; simplify it",
        ),
    ],
)  # fmt: skip
def test_an_outline_that_is_none_is_refused(scenario_copy: ScenarioCopy, geometry: Any, problem: str) -> None:
    """What is no outline, or one that cannot be drawn, is told with the place and the cure, and nothing else is."""
    put(scenario_copy, geometry)
    assert scenario_copy.problems() == [f"{ASAD}, coordinates: {problem}"]


def test_an_outpost_on_a_reef_far_off_is_noted(scenario_copy: ScenarioCopy) -> None:
    """Thitu, held by the Philippines some 450 km off Palawan, is on no basemap: it is taken, and a note says so."""
    put(scenario_copy, {"type": "Point", "coordinates": [114.28, 11.05]}, country="PHL")
    assert "Ain al-Asad: is at sea, or on an island smaller than the basemap keeps" in scenario_copy.load().warnings


def test_swapped_outlines_are_found(scenario_copy: ScenarioCopy) -> None:
    """An outline with latitude first is told as a point is, by its mark."""
    put(scenario_copy, area([[[lat, lon] for lon, lat in square(42.4, 33.7, 0.1)]]))
    [problem] = scenario_copy.problems()
    assert f"; {SWAPPED}; found [33." in problem


def test_an_outline_near_a_pole_is_refused(scenario_copy: ScenarioCopy) -> None:
    """An outline whose mark lies beyond the map cannot be shown."""
    put(scenario_copy, area([square(10.0, 85.2, 0.1)]), country="NOR")
    [problem] = scenario_copy.problems()
    assert problem.startswith(f"{ASAD}, lat: the map ends at 85 degrees north and south, so the base cannot be shown")


# The home view


def test_a_view_that_is_left_out_is_worked_out(scenario_copy: ScenarioCopy) -> None:
    """Without a view the first one shows every base, and half the earth is not in it."""
    without_view(scenario_copy)
    loaded = scenario_copy.load()
    west, _, east, _ = loaded.view.box
    assert all(loaded.view.shows(base.lon, base.lat) for base in loaded.bases)
    assert east - west < 40


def test_a_view_worked_out_shows_outlines(scenario_copy: ScenarioCopy) -> None:
    """A view that is worked out shows an outline whole, also one across 180 degrees."""
    held = features(scenario_copy)[:1]
    held[0]["geometry"] = area([square(178.0, -18.0, 0.2)], [square(-180.0, -17.0, 0.5)])
    held[0]["properties"] |= {"country": "FJI", "admin1": ""}
    save(scenario_copy, held)
    without_view(scenario_copy)
    scenario_copy.edit("scenario.toml", '["IRQ", "SYR"]', '["FJI"]')
    lines = (scenario_copy.folder / "statuses.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line is lines[0] or ",ain-al-asad," in line]
    scenario_copy.write("statuses.csv", "".join(kept))
    view = scenario_copy.load().view
    assert view.west > view.east
    assert all(view.shows(lon, lat) for ring in scenario_copy.load().bases[0].outline for lon, lat in ring)


def test_a_view_that_shows_no_base_is_refused(scenario_copy: ScenarioCopy) -> None:
    """A home view without a base is refused with where the bases are, across 180 degrees too."""
    rule = (
        "no base lies in the view, the bases lie between 42.4412, 33.3152 and 44.3661, 36.1911; "
        "change the view, or leave it out to have it worked out"
    )
    for name, before, after in (
        ("west", 35.2, 176.0),
        ("south", 28.9, -20.0),
        ("east", 49.4, -178.0),
        ("north", 37.6, -12.0),
    ):
        scenario_copy.edit("scenario.toml", f"{name} = {before}", f"{name} = {after}")
    assert scenario_copy.problems() == [f"scenario.toml, iraq-2024, view: {rule}; found '176,-20,-178,-12'"]


def test_a_view_without_bases_to_show_is_taken(scenario_copy: ScenarioCopy) -> None:
    """A scenario without bases may look anywhere."""
    save(scenario_copy, [])
    lines = (scenario_copy.folder / "statuses.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    scenario_copy.write("statuses.csv", lines[0])
    scenario_copy.edit("scenario.toml", "west = 35.2", "west = 49.0")
    assert scenario_copy.load().view.west == 49.0


def test_bases_outside_the_home_view_are_noted(scenario_copy: ScenarioCopy) -> None:
    """Bases that the first view leaves out are named."""
    scenario_copy.edit("scenario.toml", "north = 37.6", "north = 34.0")
    assert scenario_copy.load().warnings == ("Erbil: is outside the home view",)


def test_a_view_round_the_far_side_is_noted(scenario_copy: ScenarioCopy) -> None:
    """West and east the wrong way round make a view of nearly all longitudes; it is legal, and noted."""
    scenario_copy.edit("scenario.toml", "west = 35.2", "west = 50.4")
    remark = "the home view runs 359 degrees round, across 180; if that is not meant, swap west and east"
    assert scenario_copy.load().warnings == (remark,)


def test_a_view_given_to_a_command_that_shows_no_base_is_noted(tmp_path: Path) -> None:
    """A view without a base may be meant: the picture is made, and a note says where the bases are."""
    out = tmp_path / "fiji.html"
    done = run_command("export", "--format", "html", "--view", "176,-20,-178,-12", "--out", out)
    note = "the view 176,-20,-178,-12 shows no base; the bases lie between 42.4412, 33.3152 and 44.3661, 36.1911"
    assert (done.returncode, done.stderr) == (0, f"note: {note}\nwrote {out}\n")


@pytest.mark.parametrize("edges", ["176,-20,-178,-12", "-10,30,50,38"])
def test_a_view_goes_through_a_file_and_back(tmp_path: Path, edges: str) -> None:
    """A view is stamped as it was given, west above east across 180 degrees, and the file is verified by its stamp."""
    out = tmp_path / "view.html"
    assert run_command("export", "--format", "html", "--view", edges, "--out", out).returncode == 0
    assert read_stamp(out.read_bytes()).view == [float(edge) for edge in edges.split(",")]
    done = run_command("verify", out)
    assert (done.returncode, done.stdout[:5]) == (0, "holds")


@pytest.mark.parametrize(
    ("reported", "edges"),
    [
        ([176, -20, 182, -12], (176.0, -20.0, -178.0, -12.0)),
        ([-190.5, -20, -175, -12], (169.5, -20.0, -175.0, -12.0)),
        ([-260, -89, 260, 89], (-180.0, -85.0, 180.0, 85.0)),
        ([35.2, 29.4, 49.4, 37.6], (35.2, 29.4, 49.4, 37.6)),
        ([49.4, 29.4, 35.2, 37.6], None),
        ([35.2, 37.6, 49.4, 29.4], None),
        ([35.2, 29.4, 49.4], None),
        (["35.2", 29.4, 49.4, 37.6], None),
        ([float("nan"), 29.4, 49.4, 37.6], None),
        ([35.2, 29.4, float("inf"), 37.6], None),
    ],
)
def test_a_view_from_the_browser_is_brought_into_the_map(
    reported: list[object], edges: tuple[float, ...] | None
) -> None:
    """What the map shows beyond 180 degrees is written by the longitudes people use; what is no view is none."""
    view = _view(reported)
    assert (None if view is None else view.edges) == edges


# The basemap itself


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_a_basemap_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    """A file of the basemap that is missing or damaged is told in a sentence with the cure, and nothing is drawn."""
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    for cached in (basemap.countries, basemap.ground):
        getattr(cached, "cache_clear", lambda: None)()
    if damage == "damaged":
        (tmp_path / "countries.parquet").write_bytes(b"PAR1 and no more")
    done = run_command("validate", SHIPPED)
    basemap.countries.cache_clear()
    assert (done.returncode, done.stdout) == (1, "")
    assert damage in done.stderr
    assert "countries.parquet" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_export_without_relief_is_told(
    scenario_copy: ScenarioCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that only the picture needs is told as well, before anything is written."""
    put(scenario_copy, at(47.5, -18.9), country="MDG")
    folder = tmp_path / "basemap"
    folder.mkdir()
    for path in files.FOLDER.glob("*.parquet"):
        if path.name != "relief.parquet":
            (folder / path.name).symlink_to(path)
    out = tmp_path / "board.html"
    monkeypatch.setattr(files, "FOLDER", folder)
    done = run_command("export", scenario_copy.folder, "--format", "html", "--out", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert "relief.parquet is missing" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not out.exists()


def test_the_shipped_scenario_has_nothing_odd() -> None:
    """Nothing about the places of the shipped scenario is worth a note."""
    assert scenario.load(SHIPPED).warnings == ()
