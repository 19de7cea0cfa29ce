"""The basemap as it is committed, against facts known from elsewhere, and the part of it that a view reads."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import Point, box

from geo import basemap
from geo.basemap import files, relief

FOLDER = Path(__file__).parent.parent / "data" / "basemap"
LEVANT = (30.0, 22.0, 58.0, 42.0)
COLUMNS = {
    "land": {"level"},
    "countries": {"level", "iso3", "name", "sovereign", "label_lon", "label_lat", "rank"},
    "borders": {"level", "featurecla", "between"},
    "disputed": {"sides"},
    "lakes": {"level", "name", "rank"},
    "rivers": {"level", "name", "rank"},
    "admin1_lines": {"level", "iso3"},
    "admin1": {"iso3", "name", "aliases"},
    "towns": {"name", "iso3", "rank", "population"},
    "seas": {"name", "rank"},
}
EVERY_LAYER = pytest.mark.parametrize("name", COLUMNS)
AROUND_IRAQ = {"IRN", "JOR", "KWT", "SAU", "SYR", "TUR"}


@cache
def whole(name: str, level: int | None = None) -> gpd.GeoDataFrame:
    return files.frame(name, level=level)


@cache
def countries(level: int = 0) -> gpd.GeoSeries:
    return whole("countries", level).set_index("iso3").geometry


# The files


@EVERY_LAYER
def test_geometry_is_valid_and_on_earth(name: str) -> None:
    """A layer has features; every geometry of it is valid, not empty, and between -180 and 180°, -90 and 90°."""
    shapes = whole(name).geometry
    assert len(shapes) > 0
    assert shapes.is_valid.all()
    assert not shapes.is_empty.any()
    assert shapes.within(box(-180, -90, 180, 90).buffer(1e-9)).all()


@EVERY_LAYER
def test_columns_are_those_written_down(name: str) -> None:
    """Every layer has the columns its README lists, each with a value in every row."""
    frame = whole(name).drop(columns=["geometry", "bbox"], errors="ignore")
    assert set(frame.columns) == COLUMNS[name]
    assert not frame.isna().any().any()


@EVERY_LAYER
def test_readme_describes_the_layer(name: str) -> None:
    """The README has a row for the layer that names each of its columns."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    [row] = [line for line in readme.splitlines() if line.startswith(f"| `{name}.parquet` |")]
    assert [column for column in sorted(COLUMNS[name]) if f"`{column}`" not in row] == []


def test_files_are_the_layers_and_the_relief() -> None:
    """Every Parquet file of the folder is a layer with a row in the README, or the relief."""
    assert {file.stem for file in FOLDER.glob("*.parquet")} == {*COLUMNS, "relief"}


def test_files_are_lean() -> None:
    """All files of the basemap together take at most 25 MB."""
    assert sum(file.stat().st_size for file in FOLDER.iterdir() if file.is_file()) <= 25_000_000


@pytest.mark.parametrize(
    "fact", ["EPSG:4326", "public domain", "endorses none", basemap.CREDIT, "shadedrelief.jpg", "0.7.1"]
)
def test_readme_says(fact: str) -> None:
    """The README gives the packages with their versions, CRS, licence and credit."""
    assert fact in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_readme_explains_every_kind_of_border() -> None:
    """The README has a row for each featurecla that more than a stray piece of border has."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    counts = whole("borders").featurecla.value_counts()
    assert [kind for kind, count in counts.items() if f"| `{kind}` |" not in readme and count > 8] == []


def test_help_of_the_builder_fetches_nothing(tmp_path: Path) -> None:
    """`build.py --help` prints how to use it and ends; nothing is downloaded."""
    import subprocess
    import sys

    command = [sys.executable, str(FOLDER / "build.py"), "--help"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env={"PATH": ""})
    assert told.stdout.startswith("usage: build.py")
    assert list(tmp_path.iterdir()) == []


# The countries


@pytest.mark.parametrize(
    ("country", "area_km2"),
    [
        *(("IRQ", 438_317), ("SYR", 185_180), ("JOR", 89_342), ("KWT", 17_818), ("AFG", 652_864), ("MLI", 1_240_192)),
        *(("COD", 2_344_858), ("DJI", 23_200), ("FJI", 18_274), ("KOR", 100_210), ("ISL", 103_000), ("FLK", 12_173)),
        *(("RUS", 17_098_246), ("NZL", 268_021), ("PAN", 75_417), ("GUF", 83_534), ("SJM", 62_422), ("CYP", 9_251)),
    ],
)
def test_area_is_that_of_the_yearbooks(country: str, area_km2: int) -> None:
    """A country has the area that statistical yearbooks give, to 6 %, across 180° and near the pole too."""
    area_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(countries()[country]))
    assert abs(area_m2) / 1e6 == pytest.approx(area_km2, rel=0.06)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "iso3"),
    [
        *(("Bamako", -8.0, 12.64, "MLI"), ("Kabul", 69.17, 34.53, "AFG"), ("Goma", 29.2, -1.6, "COD")),
        *(("Guam", 144.85, 13.55, "GUM"), ("Suva", 178.3, -18.05, "FJI"), ("Labasa", 179.4, -16.45, "FJI")),
        *(("Longyearbyen", 15.7, 78.2, "SJM"), ("Stanley", -58.0, -51.75, "FLK"), ("Seoul", 127.0, 37.55, "KOR")),
        *(("Djibouti", 42.9, 11.5, "DJI"), ("Kaliningrad", 20.6, 54.7, "RUS"), ("Honolulu", -157.95, 21.45, "USA")),
        *(("Panama", -79.6, 9.05, "PAN"), ("İzmir", 27.25, 38.4, "TUR"), ("Muscat", 58.4, 23.55, "OMN")),
        *(
            ("Khamis Mushait", 42.73, 18.3, "SAU"),
            ("Ross Island", 168.0, -77.55, "ATA"),
            ("Uelen", -170.5, 66.1, "RUS"),
        ),
        *(("Cayenne", -52.4, 4.85, "GUF"), ("Saint-Denis", 55.5, -21.0, "REU"), ("Pristina", 21.1, 42.6, "XKX")),
        *(
            ("Kyrenia", 33.4, 35.25, "CYP"),
            ("Hargeisa", 44.1, 9.55, "SOM"),
            ("Goose Green", -58.7, -51.83, "FLK"),
        ),
    ],
)
def test_a_place_lies_in_its_country(place: str, lon: float, lat: float, iso3: str) -> None:
    """A place known from an atlas lies on the ground of its country."""
    assert basemap.ground(lon, lat).countries[0] == iso3, place


def test_names_are_the_usual_english_short_forms() -> None:
    """Countries have their usual English names, none of them shortened."""
    names = {iso3: country.name for iso3, country in basemap.countries().items()}
    assert (names["TUR"], names["SYR"], names["COD"], names["CIV"]) == ("Türkiye", "Syria", "DR Congo", "Côte d'Ivoire")
    assert (names["MKD"], names["SSD"], names["FRO"]) == ("North Macedonia", "South Sudan", "Faroe Islands")
    assert [name for name in names.values() if " Is." in name or "Rep." in name or "�" in name] == []


def test_every_country_has_a_code_of_three_letters_once() -> None:
    """There are at least the 193 members of the United Nations, each code is there once at each level."""
    codes = whole("countries", 0).iso3
    assert codes.is_unique
    assert codes.str.fullmatch("[A-Z]{3}").all()
    assert len(codes) >= 193
    for level in (1, 2, 3):
        assert set(whole("countries", level).iso3) == set(codes)


@pytest.mark.parametrize(
    ("iso3", "sovereign"), [("GUM", "USA"), ("IOT", "GBR"), ("REU", "FRA"), ("IRQ", "IRQ"), ("SJM", "NOR")]
)
def test_an_area_belongs_to_its_state(iso3: str, sovereign: str) -> None:
    """An area with a code of its own names the state it belongs to; a state names itself."""
    assert basemap.countries()[iso3].sovereign == sovereign


def test_labels_lie_in_their_country() -> None:
    """The label point of a country lies on it, or among its islands."""
    astray = []
    for iso3, country in basemap.countries().items():
        shape = countries()[iso3]
        size = max(shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1])
        if shape.distance(Point(country.label)) > 0.5 * size:
            astray.append(iso3)
    assert astray == []


def test_neighbours_share_their_edges() -> None:
    """No two countries overlap by more than slivers of the grid."""
    shapes = countries().to_numpy()
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="overlaps")
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    assert shared.max(initial=0) < 0.005


def test_land_is_all_countries_and_the_reefs_of_nobody() -> None:
    """Land and the countries together are the same area, but for reefs that have no code."""
    land, together = whole("land", 0).union_all(), shapely.union_all(countries().to_numpy())
    assert shapely.symmetric_difference(land, together, grid_size=0.001).area < 0.02


# Borders and disputed ground


def test_iraq_borders_its_six_neighbours() -> None:
    """Iraq has a border with Iran, Jordan, Kuwait, Saudi Arabia, Syria and Türkiye, and with none else."""
    pairs = [set(pair.split("-")) for pair in whole("borders", 0).between]
    assert set().union(*(pair for pair in pairs if "IRQ" in pair)) - {"IRQ"} == AROUND_IRAQ


def test_disputed_borders_are_dashed_in_the_levant() -> None:
    """The borders of Lebanon, the Golan, the West Bank and Gaza are dashed, and those in Cyprus."""
    shown = basemap.layer("borders", (33.0, 31.0, 37.0, 36.0))
    dashed = {
        pair for kind, pair in zip(shown.featurecla, shown.between, strict=True) if not basemap.is_international(kind)
    }
    assert {"CYP-CYP", "ISR-LBN", "ISR-PSE", "ISR-SYR", "LBN-SYR"} <= dashed
    assert "JOR-SYR" not in dashed


@pytest.mark.parametrize(
    ("place", "lon", "lat", "sides"),
    [
        *(("Golan", 35.75, 33.0, {"ISR", "SYR"}), ("Crimea", 34.1, 45.0, {"RUS", "UKR"})),
        *(("Kashmir valley", 74.8, 34.1, {"IND", "PAK"}), ("Aksai Chin", 79.2, 35.0, {"CHN", "IND"})),
        *(("Arunachal", 94.0, 28.0, {"CHN", "IND"}), ("Laayoune", -13.15, 27.1, {"ESH", "MAR"})),
        *(("Pristina", 21.1, 42.6, {"SRB", "XKX"}), ("Stanley", -58.0, -51.75, {"ARG", "FLK", "GBR"})),
        *(("Abyei", 28.5, 9.6, {"SDN", "SSD"}), ("Essequibo", -59.5, 6.0, {"GUY", "VEN"})),
        *(("Iturup", 147.9, 45.1, {"JPN", "RUS"}), ("Guantanamo", -75.22, 19.93, {"CUB", "USA"})),
        *(("Taipei", 121.5, 25.0, {"CHN", "TWN"}),),
    ],
)
def test_either_side_is_named_on_disputed_ground(place: str, lon: float, lat: float, sides: set[str]) -> None:
    """Ground that more than one side claims tells all of them, and that it is disputed."""
    found = basemap.ground(lon, lat)
    assert found.disputed, place
    assert set(found.countries) == sides


@pytest.mark.parametrize(
    ("lon", "lat"), [(44.37, 33.32), (69.17, 34.53), (34.8, 32.1), (116.4, 39.9), (37.6, 55.75), (2.35, 48.85)]
)
def test_capitals_are_undisputed(lon: float, lat: float) -> None:
    """Baghdad, Kabul, Tel Aviv, Beijing, Moscow and Paris lie on ground of one country."""
    found = basemap.ground(lon, lat)
    assert (len(found.countries), found.disputed) == (1, False)


# Points


def test_a_point_at_sea_is_far_from_land() -> None:
    """Farsi Island, which the source does not have, is at sea, some 90 km from Saudi Arabia and 106 from Iran."""
    found = basemap.ground(50.17, 27.99)
    assert (found.countries, found.nearest) == ((), "SAU")
    assert found.land_km == pytest.approx(88, abs=5)
    assert basemap.away_km("IRN", 50.17, 27.99) == pytest.approx(106, abs=5)


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        *(
            (42.4412, 33.7856, ("IRQ", "Al-Anbar")),
            (44.3661, 33.3152, ("IRQ", "Baghdad")),
            (44.0092, 36.1911, ("IRQ", "Erbil")),
        ),
        *((44.39, 35.47, ("IRQ", "Kirkuk")), (47.81, 30.51, ("IRQ", "Basra")), (36.29, 33.51, ("SYR", "Damascus"))),
        *(
            (40.14, 35.33, ("SYR", "Deir ez-Zor")),
            (35.84, 33.12, ("SYR", "Quneitra")),
            (65.7, 31.6, ("AFG", "Kandahar")),
        ),
        *((29.2, -1.6, ("COD", "Nord-Kivu")), (0.0, 16.27, ("MLI", "Gao")), (-157.9, 21.45, ("USA", "Hawaii"))),
    ],
)
def test_places_lie_in_their_province(lon: float, lat: float, expected: tuple[str, str]) -> None:
    """A place known from an atlas lies in the province it belongs to."""
    found = basemap.ground(lon, lat).province
    assert found is not None
    assert (found.iso3, found.name) == expected


@pytest.mark.parametrize(
    ("name", "iso3", "lon", "lat"),
    [
        *(("Aleppo", "SYR", 37.16, 36.20), ("Amman", "JOR", 35.93, 31.95), ("Baghdad", "IRQ", 44.37, 33.32)),
        *(("Basra", "IRQ", 47.78, 30.51), ("Damascus", "SYR", 36.29, 33.51), ("Erbil", "IRQ", 44.01, 36.19)),
        *(("Mosul", "IRQ", 43.13, 36.34), ("Kabul", "AFG", 69.18, 34.52), ("Bamako", "MLI", -8.00, 12.65)),
        *(("Seoul", "KOR", 127.00, 37.57), ("Suva", "FJI", 178.44, -18.13), ("Reykjavík", "ISL", -21.9, 64.15)),
        *(("Timbuktu", "MLI", -3.01, 16.77), ("Kyiv", "UKR", 30.52, 50.43), ("Tripoli", "LBN", 35.85, 34.43)),
    ],
)
def test_town_is_where_an_atlas_has_it(name: str, iso3: str, lon: float, lat: float) -> None:
    """A town stands once in its country, within 0.1 degrees of its known place."""
    towns = whole("towns")
    [town] = towns[(towns["name"] == name) & (towns.iso3 == iso3)].geometry
    assert (town.x, town.y) == pytest.approx((lon, lat), abs=0.1)


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        *(("Lake Tharthar", 43.30, 33.95), ("Lake Van", 42.90, 38.60), ("Lake Urmia", 45.40, 37.70)),
        *(("Lake Victoria", 33.0, -1.0), ("Lake Baikal", 108.0, 53.5), ("Lake Superior", -88.0, 47.8)),
    ],
)
def test_lake_is_where_an_atlas_has_it(name: str, lon: float, lat: float) -> None:
    """A lake is there under its English name."""
    lakes = whole("lakes", 0)
    assert lakes[lakes["name"] == name].contains(Point(lon, lat)).any()


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        *(("Tigris", 44.38, 33.33), ("Tigris", 43.14, 36.35), ("Euphrates", 40.15, 35.34), ("Euphrates", 42.83, 33.64)),
        *(("Danube", 19.05, 47.5), ("Niger", -3.0, 16.7), ("Nile", 31.23, 30.05)),
    ],
)
def test_river_passes_its_towns(name: str, lon: float, lat: float) -> None:
    """A river passes within 8 km of the towns on its banks."""
    rivers = whole("rivers", 0)
    courses = rivers.geometry[rivers["name"] == name].to_numpy()
    assert shapely.distance(courses, Point(lon, lat)).min() < 0.08


def test_no_name_of_water_lost_its_letters() -> None:
    """No name of a river or lake has a question mark or a replacement sign in it."""
    names = {*whole("rivers", 0)["name"], *whole("lakes", 0)["name"]}
    assert [name for name in names if "?" in name or "�" in name] == []


def test_seas_lie_at_sea() -> None:
    """No name of a sea stands on land."""
    land = whole("land", 0)
    assert list(whole("seas").sjoin(land)["name"]) == []


# What a view reads


def test_layer_is_cut_to_the_box() -> None:
    """Nothing of a layer lies outside the box that was asked for."""
    for name in ("land", "countries", "borders", "rivers", "towns", "coast", "sea", "provinces"):
        assert basemap.layer(name, (40.0, 30.0, 48.0, 37.0)).within(box(40, 30, 48, 37).buffer(1e-6)).all(), name


def test_a_box_across_180_reads_both_sides_without_a_seam() -> None:
    """Fiji comes whole in longitudes that run on, and no line stands at 180°; the same from the other side."""
    east = basemap.layer("land", (175.0, -20.0, 185.0, -14.0))
    west = basemap.layer("land", (-185.0, -20.0, -175.0, -14.0))
    taveuni, ashore = Point(180.1, -16.75), Point(178.0, -17.8)
    assert shapely.distance(east.geometry.to_numpy(), taveuni).min() < 0.2
    assert east.contains(ashore).any()
    turned = shapely.transform(west.union_all(), lambda degrees: degrees + np.array([360, 0]))
    assert shapely.symmetric_difference(turned, east.union_all()).area < 0.001
    coast = basemap.layer("coast", (160.0, 60.0, 195.0, 72.0))
    assert not coast.within(shapely.box(179.99, -90, 180.01, 90)).any()


def test_sea_and_land_fill_the_box() -> None:
    """The sea is the box without the land."""
    here = (20.0, 34.0, 28.0, 40.0)
    area = basemap.layer("sea", here).union_all().area + basemap.layer("land", here).union_all().area
    assert area == pytest.approx(48, abs=1e-6)


def test_coast_is_where_land_meets_the_sea() -> None:
    """The coast lies on the outline of the sea, and not on the edge of the box."""
    here = (20.0, 34.0, 28.0, 40.0)
    coast = basemap.layer("coast", here).union_all()
    assert coast.difference(basemap.layer("sea", here).boundary.union_all().buffer(1e-6)).length < 1e-3
    assert coast.intersection(box(*here).exterior).length == 0


def test_wider_boxes_are_coarser() -> None:
    """A wider box has the level of detail that suits it, down to the fourth for the whole earth."""
    assert [basemap.level_of((0, 0, wide, wide / 4)) for wide in (10, 40, 120, 360)] == [0, 1, 2, 3]
    near, far = (len(shapely.get_coordinates(whole("land", level).geometry)) for level in (0, 3))
    assert near > 15 * far


def test_layer_is_fresh() -> None:
    """What one reader does to a layer no other reader sees."""
    del basemap.layer("towns", LEVANT)["name"]
    assert "name" in basemap.layer("towns", LEVANT).columns


def test_unknown_layer_is_refused_in_a_sentence() -> None:
    """A layer that does not exist is named in the error."""
    with pytest.raises(ValueError, match=r"^The basemap has no layer 'roads'; it has land, .*\.$"):
        basemap.layer("roads", LEVANT)


@pytest.mark.parametrize("iso3", ["IRQ", "FJI", "RUS", "MCO", "ATA"])
def test_places_for_a_name_lie_in_the_country(iso3: str) -> None:
    """Every place for the name of a country in sight lies in it."""
    west, south, east, north = countries()[iso3].bounds
    around = (west, max(south, -85), east, min(north, 85))
    places = basemap.label_places(iso3, around)
    assert len(places) >= 1
    shape = basemap.outline(iso3, around)
    assert [place for place in places if shape.distance(Point(place)) > 0.02] == []


def test_names_of_water_have_a_place_and_a_slope() -> None:
    """The Euphrates runs from north-west to south-east, so its name slopes down to the right."""
    river = next(water for water in basemap.waters((38.0, 31.0, 46.0, 36.0)) if water.name == "Euphrates")
    assert river.kind == "river"
    assert 0 < river.angle < 70


# Views


@pytest.mark.parametrize(
    ("focus", "points", "holds"),
    [
        (("IRQ", "SYR"), [(42.44, 33.79)], [(35.8, 33.0), (48.5, 29.9), (44.0, 37.3)]),
        (("FJI",), [(178.4, -18.1)], [(178.4, -18.1), (180.0, -16.8)]),
        (("USA",), [(144.8, 13.5)], [(144.8, 13.5)]),
        (("NOR",), [(15.6, 78.2)], [(15.6, 78.2)]),
        ((), [(179.0, 52.0), (-178.0, 51.0)], [(179.0, 52.0), (182.0, 51.0)]),
    ],
)
def test_home_view_holds_its_subject(
    focus: tuple[str, ...], points: list[tuple[float, float]], holds: list[tuple[float, float]]
) -> None:
    """The view that is worked out holds the bases, and the countries in focus where those fit one map."""
    west, south, east, north = basemap.home(focus, points)
    assert all(west < lon < east and south < lat < north for lon, lat in holds)


def test_home_view_of_a_large_country_is_that_of_its_bases() -> None:
    """Two bases in Alaska are shown closely, not with all of the United States."""
    west, _, east, _ = basemap.home(("USA",), [(-147.7, 64.7), (-149.8, 61.25)])
    assert east - west < 6


# Relief


def test_relief_is_dark_in_mountains_and_nowhere_at_sea() -> None:
    """The Zagros are darker than the desert of western Iraq, and the Mediterranean has no shade at all."""
    mountains, _ = basemap.shade((46.0, 33.0, 48.0, 35.0))
    desert, _ = basemap.shade((40.0, 31.0, 42.0, 33.0))
    sea, _ = basemap.shade((30.0, 33.0, 32.0, 34.0))
    assert mountains.mean() > 2 * desert.mean()
    assert sea.max() == 0


def test_relief_covers_the_box_across_180() -> None:
    """Shade on both sides of 180° is the same as that of each side alone."""
    both, covered = basemap.shade((175.0, 65.0, 185.0, 69.0))
    east, _ = basemap.shade((-180.0, 65.0, -175.0, 69.0))
    assert covered == (175.0, 65.0, 185.0, 69.0)
    assert both.shape == (4 * relief.PX_A_DEG, 10 * relief.PX_A_DEG)
    assert np.array_equal(both[:, 150:], east)


# Damage


@pytest.fixture
def spoiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the basemap whose files a test may spoil."""
    for file in FOLDER.glob("*.parquet"):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    return tmp_path


def test_a_missing_file_is_a_sentence(spoiled: Path) -> None:
    """A file of the basemap that is not there is named, and where to put it."""
    (spoiled / "seas.parquet").unlink()
    with pytest.raises(
        basemap.BasemapError, match=r"^The basemap file seas.parquet is missing from .*; copy it there again\.$"
    ):
        files.frame("seas")


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"not a table at all" * 9])
def test_a_damaged_file_is_a_sentence(spoiled: Path, damage: bytes) -> None:
    """A file of the basemap that is cut or holds something else is named, and what to do."""
    (spoiled / "seas.parquet").write_bytes(damage)
    with pytest.raises(basemap.BasemapError, match=r"seas.parquet is damaged; replace it with a sound copy\.$"):
        files.frame("seas")


def test_a_file_with_a_flipped_middle_is_a_sentence(spoiled: Path) -> None:
    """A file whose middle was overwritten is told as damaged, not as a fault of the program."""
    content = bytearray((spoiled / "rivers.parquet").read_bytes())
    content[1000:3000] = bytes(2000)
    (spoiled / "rivers.parquet").write_bytes(content)
    with pytest.raises(basemap.BasemapError, match="damaged"):
        files.frame("rivers")
