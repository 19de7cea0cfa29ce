"""Tiles of a detail basemap: what is read from each way to store them, how they are drawn, and what is refused."""

from __future__ import annotations

import contextlib
import gzip
import io
import sqlite3
import struct
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from pmtiles.tile import Compression, TileType

from geo.page.tile_routes import Kept
from geo.tiles import Box, TilesError
from geo.tiles.drawing import NotATile, draw
from geo.tiles.picture import checked, drawn
from geo.tiles.source import find
from tests.tiles import CREDIT, RED, picture, vector, write_folder, write_mbtiles, write_pmtiles

BLUE = (0, 0, 255)
TILES = {(6, 39, 25): picture(RED), (7, 78, 51): picture(BLUE)}
"""Two tiles of different zoom, neither of them on the middle row, so that a row counted the wrong way is another's."""
WRITERS: dict[str, Callable[[Path], None]] = {
    "pmtiles": lambda folder: write_pmtiles(folder / "some.pmtiles", TILES),
    "mbtiles": lambda folder: write_mbtiles(folder / "some.mbtiles", TILES),
    "folder": lambda folder: write_folder(folder, TILES),
}
EVERY_WAY = pytest.mark.parametrize("way", WRITERS)

# Reading


@EVERY_WAY
def test_a_tile_is_found_at_its_place(tmp_path: Path, way: str) -> None:
    """Each way of storing gives back each tile at its zoom, column and row from the north, and none elsewhere."""
    WRITERS[way](tmp_path)
    tiles = find(tmp_path)
    assert tiles is not None
    assert {place: tiles.archive.tile(*place) for place in TILES} == TILES
    assert tiles.archive.tile(6, 39, 38) is None  # the row counted from the other side
    assert tiles.archive.tile(6, 38, 25) is None


@EVERY_WAY
def test_zooms_and_kind_are_told(tmp_path: Path, way: str) -> None:
    """Each way of storing tells its least and closest zoom, that its tiles are pictures, and its credit."""
    WRITERS[way](tmp_path)
    tiles = find(tmp_path)
    assert tiles is not None
    assert (tiles.described.zoom_min, tiles.described.zoom_max) == (6, 7)
    assert not tiles.is_vector
    assert tiles.credit == "© Somebody"


@EVERY_WAY
def test_only_places_on_the_world_may_be_asked_for(tmp_path: Path, way: str) -> None:
    """A zoom the tiles do not have and a column or row off the world are refused before any file is read."""
    WRITERS[way](tmp_path)
    tiles = find(tmp_path)
    assert tiles is not None
    assert tiles.holds(6, 63, 63)
    assert not any(tiles.holds(*place) for place in [(5, 0, 0), (8, 0, 0), (6, 64, 0), (6, 0, 64), (6, -1, 0)])


def test_bounds_are_read(tmp_path: Path) -> None:
    """The edges in an MBTiles file's metadata are told; edges that are none are left out."""
    write_mbtiles(tmp_path / "some.mbtiles", TILES, bounds="38.5,29,48.75,37.5")
    tiles = find(tmp_path)
    assert tiles is not None
    assert tiles.described.box == Box(38.5, 29, 48.75, 37.5)
    write_mbtiles(tmp_path / "other.mbtiles", TILES, bounds="everywhere")
    (tmp_path / "some.mbtiles").unlink()
    other = find(tmp_path)
    assert other is not None
    assert other.described.box is None


@pytest.mark.parametrize("ending", [".jpg", ".jpeg", ".webp", ".pbf", ".mvt"])
def test_folder_takes_every_usual_ending(tmp_path: Path, ending: str) -> None:
    """A folder's tiles may end in any of the usual ways; two of them mean vector tiles."""
    write_folder(tmp_path, TILES, ending=ending)
    tiles = find(tmp_path)
    assert tiles is not None
    assert tiles.archive.tile(6, 39, 25) == picture(RED)
    assert tiles.is_vector == (ending in {".pbf", ".mvt"})


@pytest.mark.parametrize("state", ["no folder", "an empty one", "a hidden file", "a credit alone"])
def test_without_tiles_there_are_none(tmp_path: Path, state: str) -> None:
    """No folder, or one with nothing in it but hidden files or a credit, is no error."""
    folder = tmp_path / "tiles"
    if state != "no folder":
        folder.mkdir()
    if state == "a hidden file":
        (folder / ".keep").touch()
    if state == "a credit alone":
        (folder / "credit.txt").write_text(CREDIT, encoding="utf-8")
    assert find(folder) is None


def test_a_swapped_file_is_another_version(tmp_path: Path) -> None:
    """The same file has the same version however often it is asked for; one put in its place has another."""
    write_pmtiles(tmp_path / "some.pmtiles", TILES)
    before, again = find(tmp_path), find(tmp_path)
    write_pmtiles(tmp_path / "some.pmtiles", {(6, 39, 25): picture(BLUE)})
    after = find(tmp_path)
    assert before is not None
    assert after is not None
    assert before is again
    assert before.version != after.version
    assert after.archive.tile(6, 39, 25) == picture(BLUE)


def test_a_database_is_left_as_it_is(tmp_path: Path) -> None:
    """Reading an MBTiles file in write-ahead mode leaves no file beside it, so it can lie on media nobody can write."""
    path = tmp_path / "some.mbtiles"
    write_mbtiles(path, TILES)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    tiles = find(tmp_path)
    assert tiles is not None
    assert tiles.archive.tile(6, 39, 25) == picture(RED)
    assert [found.name for found in tmp_path.iterdir()] == ["some.mbtiles"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    """A tile, a row of tiles or a zoom that is a link to somewhere else is not there."""
    outside, folder = tmp_path / "outside", tmp_path / "tiles"
    write_folder(outside, {(8, 1, 1): picture(BLUE)})
    write_folder(folder, {(6, 39, 25): picture(RED), (8, 0, 0): picture(RED)})
    (folder / "6" / "39" / "26.png").symlink_to(outside / "8" / "1" / "1.png")
    (folder / "8" / "1").symlink_to(outside / "8" / "1")
    tiles = find(folder)
    assert tiles is not None
    assert tiles.archive.tile(6, 39, 25) == picture(RED)
    assert tiles.archive.tile(6, 39, 26) is None
    assert tiles.archive.tile(8, 1, 1) is None


@pytest.mark.parametrize("way", ["mbtiles", "folder"])
def test_a_huge_tile_is_left_out(tmp_path: Path, way: str) -> None:
    """A tile of more than 2 MB is not read."""
    huge = {(6, 39, 25): picture(RED), (6, 39, 26): b"\x89PNG" + bytes(2_000_000)}
    if way == "mbtiles":
        write_mbtiles(tmp_path / "some.mbtiles", huge)
    else:
        write_folder(tmp_path, huge)
    tiles = find(tmp_path)
    assert tiles is not None
    assert tiles.archive.tile(6, 39, 25) == picture(RED)
    assert tiles.archive.tile(6, 39, 26) is None


# The credit


def test_credit_is_plain_text(tmp_path: Path) -> None:
    """A credit in HTML is told without its tags, its scripts and whatever turns the direction of writing."""
    written = (
        '<a href="/copyright" onclick="x()">&copy; Some\u202ebody</a><script>alert(1)</script>\n and <b>others</b>'
    )
    write_pmtiles(tmp_path / "some.pmtiles", TILES, attribution=written)
    tiles = find(tmp_path)
    assert tiles is not None
    assert tiles.credit == "© Somebody and others"


def test_credit_beside_the_tiles_counts(tmp_path: Path) -> None:
    """A credit.txt stands in place of the credit a file brings, also with a byte order mark."""
    write_pmtiles(tmp_path / "some.pmtiles", TILES, attribution=None)
    (tmp_path / "credit.txt").write_bytes("\ufeff© Surveyors of somewhere\n".encode())
    tiles = find(tmp_path)
    assert tiles is not None
    assert tiles.credit == "© Surveyors of somewhere"


# What is refused, each in a sentence


def said(folder: Path) -> str:
    with pytest.raises(TilesError) as refusal:
        find(folder)
    return str(refusal.value)


@EVERY_WAY
def test_tiles_without_a_credit_are_refused(tmp_path: Path, way: str) -> None:
    """However they are stored, tiles without a credit are not shown, and a sentence says where to write one."""
    if way == "pmtiles":
        write_pmtiles(tmp_path / "some.pmtiles", TILES, attribution=None)
    if way == "mbtiles":
        write_mbtiles(tmp_path / "some.mbtiles", TILES, attribution=" <i></i> ")
    if way == "folder":
        write_folder(tmp_path, TILES, credit=None)
    assert said(tmp_path) == (
        "The tiles in data/tiles have no credit, so they are not shown; write who made them, and under which "
        "licence, into data/tiles/credit.txt."
    )


def test_two_sets_at_once_are_refused(tmp_path: Path) -> None:
    """With two files, or a file and folders, the sentence names them."""
    write_pmtiles(tmp_path / "a.pmtiles", TILES)
    write_mbtiles(tmp_path / "b.mbtiles", TILES)
    write_folder(tmp_path, TILES)
    assert "data/tiles/a.pmtiles, data/tiles/b.mbtiles, folders by zoom; leave one of them" in said(tmp_path)


def test_files_that_are_no_tiles_are_told(tmp_path: Path) -> None:
    """A folder that holds only other files is told, with what belongs there."""
    (tmp_path / "iraq.tif").write_bytes(b"II*\x00")
    assert "There are files in data/tiles, but no tiles: put one .pmtiles or .mbtiles file there" in said(tmp_path)


@pytest.mark.parametrize("length", [0, 5, 127, 140, 200])
def test_a_pmtiles_file_cut_short_is_told(tmp_path: Path, length: int) -> None:
    """Wherever a PMTiles file breaks off before its tiles, the sentence says so and names it."""
    path = tmp_path / "some.pmtiles"
    write_pmtiles(path, TILES)
    path.write_bytes(path.read_bytes()[:length])
    assert said(tmp_path) == (
        "data/tiles/some.pmtiles cannot be read as PMTiles of version 3: it is cut short, damaged or another kind of "
        "file; copy it again, or remove it."
    )


def test_a_pmtiles_file_without_its_last_tiles_is_told_when_they_are_asked_for(tmp_path: Path) -> None:
    """A file that breaks off within its tiles gives those that are there, and a sentence for the others."""
    path = tmp_path / "some.pmtiles"
    write_pmtiles(path, TILES)
    path.write_bytes(path.read_bytes()[:-20])
    tiles = find(tmp_path)
    assert tiles is not None
    assert tiles.archive.tile(6, 39, 25) == picture(RED)
    with pytest.raises(TilesError, match="cut short"):
        tiles.archive.tile(7, 78, 51)


@pytest.mark.parametrize("position", range(0, 400, 7))
def test_a_damaged_pmtiles_file_gives_a_sentence_or_its_tiles(tmp_path: Path, position: int) -> None:
    """Whichever byte of header, directory or metadata is wrong, nothing but a TilesError is raised."""
    path = tmp_path / "some.pmtiles"
    write_pmtiles(path, TILES)
    content = bytearray(path.read_bytes())
    content[position] ^= 0xFF
    path.write_bytes(content)
    with contextlib.suppress(TilesError):
        tiles = find(tmp_path)
        assert tiles is not None
        tiles.archive.tile(6, 39, 25)


@pytest.mark.parametrize("length", [0, 20, 100, 3000])
def test_an_mbtiles_file_cut_short_is_told(tmp_path: Path, length: int) -> None:
    """Wherever an MBTiles file breaks off, the sentence says so and names it."""
    path = tmp_path / "some.mbtiles"
    write_mbtiles(path, TILES)
    path.write_bytes(path.read_bytes()[:length])
    assert "data/tiles/some.mbtiles cannot be read as MBTiles" in said(tmp_path)


def test_a_database_at_work_is_told(tmp_path: Path) -> None:
    """While another program holds an MBTiles file for writing, the sentence says that."""
    path = tmp_path / "some.mbtiles"
    write_mbtiles(path, TILES)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("DELETE FROM tiles")
        assert said(tmp_path) == (
            "data/tiles/some.mbtiles is being written by another program; close that program, then reload the page."
        )
        writer.execute("ROLLBACK")
    assert find(tmp_path) is not None


def test_an_mbtiles_file_without_tiles_is_told(tmp_path: Path) -> None:
    """A database with its tables and no tile in them has no zoom, and is told so."""
    write_mbtiles(tmp_path / "some.mbtiles", {})
    assert said(tmp_path) == "data/tiles/some.mbtiles contains no tiles; replace it with a file that does."


@pytest.mark.parametrize("kind", [TileType.AVIF, TileType.UNKNOWN, TileType.MLT])
def test_unknown_kinds_of_tile_are_told(tmp_path: Path, kind: TileType) -> None:
    """A kind of tile the board cannot show is named."""
    write_pmtiles(tmp_path / "some.pmtiles", TILES, kind=kind)
    assert f"contains tiles of type {kind.name}, which the board does not support" in said(tmp_path)


@pytest.mark.parametrize("compression", [Compression.BROTLI, Compression.ZSTD])
def test_unknown_compressions_are_told(tmp_path: Path, compression: Compression) -> None:
    """A compression the board cannot undo is named, with the one to use."""
    write_pmtiles(tmp_path / "some.pmtiles", TILES, kind=TileType.MVT, compression=compression)
    assert f"is compressed with {compression.name}, which the board does not support; use gzip." in said(tmp_path)


def test_a_name_that_could_deceive_is_shown_without_its_marks(tmp_path: Path) -> None:
    """A file name in a sentence keeps no character that turns the writing."""
    (tmp_path / "a\u202eb.pmtiles").write_bytes(b"nothing")
    assert said(tmp_path).startswith("data/tiles/a?b.pmtiles cannot be read")


# Pictures


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "webp")])
def test_a_picture_is_passed_on_as_it_is(kind: str, content_type: str) -> None:
    """A raster tile that is a picture goes out byte for byte, under its own content type."""
    tile = picture(RED, kind=kind)
    assert checked(tile) == (f"image/{content_type}", tile)


@pytest.mark.parametrize(
    "tile",
    [b"", b"<html>", picture()[:200], picture(kind="JPEG")[:400], picture(kind="BMP"), picture(kind="GIF")],
    ids=["nothing", "html", "half a PNG", "half a JPEG", "BMP", "GIF"],
)
def test_what_is_no_picture_stays_blank(tile: bytes) -> None:
    """Whatever cannot be decoded to its last row as PNG, JPEG or WebP has no picture."""
    assert checked(tile) is None


def test_a_picture_too_large_stays_blank() -> None:
    """A tile of 1024 px a side is shown, one of 1025 is not."""
    assert checked(picture(side=1024)) is not None
    assert checked(picture(side=1025)) is None


# Vector tiles, drawn. 512 px stand for 4096 units, so 8 units are a pixel.


WATER, ROAD, CLEAR = (205, 219, 228, 255), (195, 196, 194, 255), 0
WEST_HALF = "POLYGON ((0 0, 2048 0, 2048 4096, 0 4096, 0 0))"
ISLAND = "POLYGON ((0 0, 4096 0, 4096 4096, 0 4096, 0 0), (1024 1024, 1024 3072, 3072 3072, 3072 1024, 1024 1024))"
ACROSS = "LINESTRING (0 1024, 4096 1024)"


def pixels(tile: bytes, zoom: int = 12, theme: str = "light") -> Image.Image:
    return Image.open(io.BytesIO(draw(tile, zoom, theme)))


def test_water_is_filled_and_land_is_clear() -> None:
    """Water over the western half is the board's water there, and nothing at all in the east."""
    image = pixels(vector({"water": [(WEST_HALF, {})]}))
    assert image.size == (512, 512)
    assert image.getpixel((100, 256)) == WATER
    assert image.getpixel((400, 256))[3] == CLEAR


def test_an_island_is_clear() -> None:
    """The hole of an area is land."""
    image = pixels(vector({"water": [(ISLAND, {})]}))
    assert image.getpixel((40, 40)) == WATER
    assert image.getpixel((256, 256))[3] == CLEAR


def test_rows_run_from_the_north() -> None:
    """A road a quarter down from the north edge is drawn a quarter down."""
    image = pixels(vector({"roads": [(ACROSS, {"kind": "highway"})]}))
    assert image.getpixel((256, 128)) == ROAD
    assert image.getpixel((256, 384))[3] == CLEAR


@pytest.mark.parametrize(
    ("layer", "properties"),
    [
        ("roads", {"kind": "highway"}),
        ("transportation", {"class": "motorway"}),
        ("streets", {"kind": "trunk"}),
        ("road", {"class": "motorway"}),
    ],
)
def test_roads_go_by_the_names_of_four_schemas(layer: str, properties: dict[str, str]) -> None:
    """Protomaps, OpenMapTiles, Shortbread and Mapbox Streets name roads each in a way of their own."""
    assert pixels(vector({layer: [(ACROSS, properties)]})).getpixel((256, 128)) == ROAD


@pytest.mark.parametrize("layer", ["water", "ocean", "water_polygons"])
def test_water_goes_by_the_names_of_the_schemas(layer: str) -> None:
    """Water is water whatever its layer is called."""
    assert pixels(vector({layer: [(WEST_HALF, {})]})).getpixel((100, 256)) == WATER


@pytest.mark.parametrize(
    ("layer", "wkt", "properties"),
    [
        ("boundaries", ACROSS, {"kind": "country"}),
        ("boundary", ACROSS, {"admin_level": "2"}),
        ("admin", ACROSS, {"admin_level": "2"}),
        ("places", "POINT (2048 1024)", {"name": "Baghdad"}),
        ("pois", "POINT (2048 1024)", {"kind": "peak"}),
        ("roads", ACROSS, {"kind": "ferry"}),
        ("roads", ACROSS, {"kind": "path"}),
        ("earth", WEST_HALF, {"kind": "earth"}),
    ],
)
def test_boundaries_names_and_small_ways_are_not_drawn(layer: str, wkt: str, properties: dict[str, str]) -> None:
    """Borders have one voice, the board's own; a picture of boundaries, names, paths or plain land is clear."""
    assert pixels(vector({layer: [(wkt, properties)]})).getchannel("A").getextrema() == (0, 0)


def test_buildings_and_built_up_land_are_faint() -> None:
    """A building leaves most of the land below it, built-up land nearly all."""
    alpha = {
        layer: pixels(vector({layer: [(WEST_HALF, {"kind": kind})]})).getpixel((100, 256))[3]
        for layer, kind in [("buildings", "building"), ("landuse", "residential")]
    }
    assert alpha == {"buildings": pytest.approx(0.14 * 255, abs=1), "landuse": pytest.approx(0.05 * 255, abs=1)}


def test_small_roads_wait_for_a_close_view() -> None:
    """A minor road is not drawn at zoom 10, and is at zoom 11."""
    tile = vector({"roads": [(ACROSS, {"kind": "minor_road"})]})
    assert pixels(tile, 10).getpixel((256, 128))[3] == CLEAR
    assert pixels(tile, 11).getpixel((256, 128))[3] > 200


def test_the_dark_theme_has_its_own_water() -> None:
    """In the dark theme water has the colour of dark water."""
    assert pixels(vector({"water": [(WEST_HALF, {})]}), theme="dark").getpixel((100, 256)) == (13, 28, 41, 255)


def test_another_extent_is_another_scale() -> None:
    """A tile of 512 units a side has a unit a pixel."""
    image = pixels(vector({"water": [("POLYGON ((0 0, 256 0, 256 512, 0 512, 0 0))", {})]}, extent=512))
    assert image.getpixel((200, 256)) == WATER
    assert image.getpixel((300, 256))[3] == CLEAR


def test_gzip_makes_no_difference() -> None:
    """A vector tile may be stored packed or not."""
    tile = vector({"water": [(WEST_HALF, {})]})
    assert drawn(gzip.compress(tile), 8, "light") == drawn(tile, 8, "light") is not None


def test_the_same_tile_gives_the_same_bytes() -> None:
    """Drawing is reproducible."""
    tile = vector({"water": [(ISLAND, {})], "roads": [(ACROSS, {"kind": "highway"})]})
    assert draw(tile, 9) == draw(tile, 9)


@pytest.mark.parametrize(
    "tile",
    [
        b"\x1f\x8b" + bytes(20),
        gzip.compress(vector({"water": [(WEST_HALF, {})]}))[:-12],
        gzip.compress(bytes(5_000_000)),
        picture(),
        b"\xff" * 300,
        vector({"water": [(ISLAND, {})]})[:-9],
    ],
    ids=["no gzip", "half a gzip", "a huge one", "a picture", "noise", "half a tile"],
)
def test_what_is_no_vector_tile_stays_blank(tile: bytes) -> None:
    """Whatever cannot be decoded, or unpacks to more than 4 MB, has no picture."""
    assert drawn(tile, 8, "light") is None


def test_far_points_are_cut_off() -> None:
    """Points beyond any buffer are drawn no farther than the drawing can count."""
    far = "POLYGON ((-9e8 -9e8, 2048 -9e8, 2048 9e8, -9e8 9e8, -9e8 -9e8))"
    image = pixels(vector({"water": [(far, {})]}))
    assert image.getpixel((100, 256)) == WATER
    assert image.getpixel((400, 256))[3] == CLEAR


def test_a_damaged_geometry_is_no_tile() -> None:
    """A tile whose commands ask for points it does not have raises an error of its own."""
    tile = bytearray(vector({"water": [(ISLAND, {})]}))
    start = tile.index(b"\x22") + 2
    tile[start] = 0xFA
    with pytest.raises(NotATile):
        draw(bytes(tile), 8)


# What is kept


def test_pictures_kept_are_bounded_in_bytes() -> None:
    """Past its bound, what was asked for longest ago is forgotten and made anew; what was asked for lately is not."""
    kept, made = Kept(bytes_max=250), []

    def get(key: str) -> None:
        kept.get(key, lambda: (made.append(key), ("image/png", bytes(100)))[1])

    for key in "ababcab":
        get(key)
    assert made == ["a", "b", "c", "a", "b"]
    assert kept.size <= 250


# Files that cost more than they hold


def refused(folder: Path) -> str:
    """The sentence with which tiles are refused, when they are described or when one is asked for; little memory."""
    tracemalloc.start()
    with pytest.raises(TilesError) as caught:
        read(folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
    return str(caught.value)


def read(folder: Path) -> None:
    found = find(folder)
    assert found is not None
    found.archive.tile(6, 38, 25)


def database(folder: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(folder / "x.mbtiles")) as made:
        for statement in statements:
            made.execute(statement)
        made.commit()
    return folder


METADATA = "CREATE TABLE metadata AS SELECT 'format' AS name, 'png' AS value UNION SELECT 'attribution', 'x'"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
PLACE = "6 AS zoom_level, 38 AS tile_column, 38 AS tile_row"
BOMBS = {
    "an endless view": (
        METADATA,
        f"CREATE VIEW tiles AS {ENDLESS} SELECT {PLACE}, x'00' AS tile_data FROM n WHERE i < 0",
    ),
    "a huge blob": (METADATA, f"CREATE VIEW tiles AS SELECT {PLACE}, zeroblob(900000000) AS tile_data"),
    "no number": (
        "CREATE TABLE metadata AS SELECT 'format' AS name, 'png' AS value",
        "CREATE TABLE tiles AS SELECT 'abc' AS zoom_level, 1 AS tile_column, 1 AS tile_row, x'00' AS tile_data",
    ),
    "endless metadata": (
        f"CREATE VIEW metadata AS {ENDLESS} SELECT 'x' || i AS name, 'y' AS value FROM n",
        f"CREATE TABLE tiles AS SELECT {PLACE}, x'00' AS tile_data",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_database_that_never_ends_is_refused(tmp_path: Path, name: str) -> None:
    """Views that go on for ever, or make values larger than any tile, end in the sentence of a damaged file."""
    sentence = refused(database(tmp_path, *BOMBS[name]))
    assert sentence.startswith("data/tiles/x.mbtiles cannot be read as MBTiles: ")


def pmtiles_with(folder: Path, *, metadata: bytes, root: bytes) -> Path:
    """A PMTiles file whose metadata and root directory are as given, packed."""
    write_pmtiles(folder / "x.pmtiles", {(6, 38, 25): picture()})
    content = bytearray((folder / "x.pmtiles").read_bytes()[:127])
    parts = [gzip.compress(root), gzip.compress(metadata)]
    struct.pack_into("<4Q", content, 8, 127, len(parts[0]), 127 + len(parts[0]), len(parts[1]))
    (folder / "x.pmtiles").write_bytes(bytes(content) + b"".join(parts))
    return folder


@pytest.mark.parametrize(
    ("metadata", "root"),
    [(b'"' + b" " * 400_000_000 + b'"', b"\0"), (b'{"attribution": "x"}', b"\x80\xad\xe2\x04" + bytes(40_000_000))],
    ids=["metadata", "a directory of ten million entries"],
)
def test_what_unpacks_without_end_is_refused(tmp_path: Path, metadata: bytes, root: bytes) -> None:
    """Metadata and directories are unpacked up to a size, and refused as a damaged file beyond it."""
    sentence = refused(pmtiles_with(tmp_path, metadata=metadata, root=root))
    assert sentence.startswith("data/tiles/x.pmtiles cannot be read as PMTiles of version 3: ")


def test_a_zigzag_of_many_points_stays_blank() -> None:
    """A line of more points than are drawn has no picture; one of many has."""
    for points, is_drawn in ((20_000, True), (300_000, False)):
        zigzag = ", ".join(f"{number % 4096} {number % 7}" for number in range(points))
        tile = vector({"water": [(f"LINESTRING ({zigzag})", {})]})
        assert (drawn(tile, 8, "light") is not None) is is_drawn
