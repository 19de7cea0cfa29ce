"""Verify: what was exported holds, what was altered differs, what cannot be checked is told why."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from openpyxl.styles import Font
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pptx import Presentation
from pptx.dml.color import RGBColor

from geo.export import FORMATS, Holds, planned
from geo.export.stamp_reader import StampError, read_stamp
from geo.export.verify import Standing, verified
from geo.export.zip import unzipped, zipped
from geo.model import Scenario
from geo.selection import ALL
from tests.conftest import SHIPPED, ScenarioCopy, run_command, run_process
from tests.exports import select
from tests.facts import PHASES, READINGS

FINGERPRINT_CHARS = 12


@pytest.fixture(scope="session")
def exported(shipped: Scenario) -> dict[str, bytes]:
    """A file of each format as reported: all phases where a format is cheap or wants them, else the last."""
    return {name: _made(shipped, name) for name in FORMATS}


def _made(scenario: Scenario, name: str) -> bytes:
    format_ = FORMATS[name]
    phase = {Holds.READING: None, Holds.SCENARIO: ALL}.get(format_.holds, "stage-2")
    small = FORMATS["gif"].size if "size" in format_.options else None
    (wanted,) = planned(scenario, format_, select("reported", phase, size=small))
    return format_.content(scenario, wanted)


def kept(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


def told(tmp_path: Path, content: bytes, folder: Path | None = None) -> tuple[str, str]:
    """How a file stands, and the sentence."""
    verdict = verified(kept(tmp_path, content), folder)
    return verdict.standing.value, verdict.sentence


def replaced(content: bytes, before: str, after: str) -> bytes:
    assert before.encode() in content, f"there is no {before!r}"
    return content.replace(before.encode(), after.encode(), 1)


def repacked(content: bytes, name_part: str, alter: Callable[[bytes], bytes]) -> bytes:
    """An archive with the first member whose name holds a text altered."""
    members = unzipped(content)
    name = next(name for name in members if name_part in name)
    return zipped({**members, name: alter(members[name])})


@pytest.mark.parametrize("name", FORMATS)
def test_an_exported_file_holds(exported: dict[str, bytes], tmp_path: Path, name: str) -> None:
    """A file as it was exported holds to the byte, and the sentence names what it shows."""
    standing, sentence = told(tmp_path, exported[name])
    assert standing == "holds"
    assert sentence.startswith("every byte follows from iraq-2024 (reported; ")
    assert f"; {name}), fingerprint " in sentence


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_carries_its_stamp(exported: dict[str, bytes], shipped: Scenario, name: str) -> None:
    """Each format gives back scenario, fingerprint, reading and phases from inside the file."""
    stamp = read_stamp(exported[name])
    assert (stamp.format, stamp.scenario, stamp.fingerprint) == (name, "iraq-2024", shipped.fingerprint)
    assert stamp.readings == ["reported"]
    assert stamp.phases in (["stage-2"], list(PHASES))


@pytest.mark.parametrize("name", ["png", "svg", "pdf"])
@pytest.mark.parametrize(("phase", "compare"), [("stage-2", "reading:on-record"), ("before", "stage-2")])
def test_a_print_of_two_readings_or_a_later_phase_holds(
    shipped: Scenario, tmp_path: Path, name: str, phase: str, compare: str
) -> None:
    """A print beside another reading, or beside a later phase, carries what it compares, and holds to the byte."""
    (wanted,) = planned(shipped, FORMATS[name], select("reported", phase, compare, size=FORMATS["gif"].size))
    content = FORMATS[name].content(shipped, wanted)
    assert read_stamp(content).compare == compare
    assert told(tmp_path, content)[0] == "holds"


def test_a_figure_that_is_altered_in_a_print_of_two_readings_differs(shipped: Scenario, tmp_path: Path) -> None:
    """Where one reading says not stated, a number instead of it is found, and so is the other reading in its place."""
    (wanted,) = planned(shipped, FORMATS["svg"], select("reported", "stage-2", "reading:on-record"))
    content = FORMATS["svg"].content(shipped, wanted)
    for before, after in ((">U.S. not stated<", ">U.S. 2,500<"), (">0<", ">≈2,500<"), ("reading:on-record", "stage-1")):
        assert told(tmp_path, replaced(content, before, after))[0] == "differs"


# Altered


def _png_painted(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        said = PngInfo()
        for name, text in picture.text.items():
            said.add_itxt(name, text)
        painted = picture.convert("RGB")
    painted.putpixel((100, 200), (255, 0, 255))
    buffer = io.BytesIO()
    painted.save(buffer, "PNG", pnginfo=said)
    return buffer.getvalue()


def _gif_painted(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        comment = picture.info["comment"]
        frames = []
        for frame in range(picture.n_frames):
            picture.seek(frame)
            frames.append(picture.convert("RGB"))
    frames[1].paste((255, 0, 255), (100, 200, 130, 220))
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], comment=comment)
    return buffer.getvalue()


def _pdf_altered(content: bytes) -> bytes:
    at = content.index(b"stream") + 40
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def _gpkg_altered(content: bytes) -> bytes:
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(content)
        tables = [row[0] for row in opened.execute("SELECT table_name FROM gpkg_contents ORDER BY 1")]
        table, column = next(
            (table, name)
            for table in tables
            for _, name, *_ in opened.execute(f'PRAGMA table_info("{table}")')
            if name in ("label", "status")
        )
        for trigger in [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:
            opened.execute(f'DROP TRIGGER "{trigger}"')
        opened.execute(f'UPDATE "{table}" SET "{column}" = ?', ("about 3,000",))
        opened.commit()
        return opened.serialize()


def _pptx_altered(content: bytes) -> bytes:
    deck = Presentation(io.BytesIO(content))
    table = next(shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table)
    cell = next(cell for row in table.rows for cell in row.cells if "≈900" in cell.text)
    cell.text = "≈1,900"
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _xlsx_altered(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    cell = next(cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == 1501)
    cell.value = 1500
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


ALTERED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "png": (_png_painted, "picture 1, pixels 100, 200 to 101, 201; "),
    "svg": (lambda content: replaced(content, "≈900", "≈901"), "line "),
    "pdf": (_pdf_altered, "from byte "),
    "pptx": (_pptx_altered, "slides."),
    "gif": (_gif_painted, "picture "),
    "html": (
        lambda content: replaced(content, "approximately 2,500", "approximately 2,600"),
        "data.claims.C02.wording",
    ),
    "geojson": (lambda content: replaced(content, "1501", "1500"), "$.features["),
    "gpkg": (_gpkg_altered, "table "),
    "kmz": (lambda content: repacked(content, "doc.kml", lambda kml: replaced(kml, "≈900", "≈901")), "doc.kml, line "),
    "csv": (lambda content: repacked(content, "postures", lambda csv: replaced(csv, "1501", "1500")), "postures.csv, "),
    "xlsx": (_xlsx_altered, "sheets."),
}
"""How a figure of each format is altered, and how the sentence begins that says where."""


@pytest.mark.parametrize("name", FORMATS)
def test_an_altered_figure_is_found(exported: dict[str, bytes], tmp_path: Path, name: str) -> None:
    """An altered figure differs, and the sentence says where: the line, the value, the pixels, the row, the cell."""
    alter, where = ALTERED[name]
    standing, sentence = told(tmp_path, alter(exported[name]))
    assert standing == "differs"
    assert sentence.startswith(where)


def test_a_false_stamp_is_found(exported: dict[str, bytes], tmp_path: Path) -> None:
    """A file whose stamp is altered to name another phase differs from that phase."""
    content = exported["html"]
    false = content.replace(b'"phases":["stage-2"]', b'"phases":["stage-1"]')
    assert false != content
    assert told(tmp_path, false)[0] == "differs"


# Saved again by another program


def compared(sentence: str) -> str:
    """What a sentence says was compared."""
    return sentence.partition(", but ")[2].partition(" follows")[0]


def test_a_deck_saved_again_is_told(exported: dict[str, bytes], tmp_path: Path) -> None:
    """A deck that another program saved, every word in its place, is told, with what was compared and what was not."""
    buffer = io.BytesIO()
    deck = Presentation(io.BytesIO(exported["pptx"]))
    deck.core_properties.revision = 7
    deck.save(buffer)
    standing, sentence = told(tmp_path, buffer.getvalue())
    assert standing == "saved again"
    assert sentence.startswith(
        "the bytes are not those of the export, but every word, figure, colour and picture follows from iraq-2024 "
    )
    assert sentence.endswith("; not checked: fonts, sizes of type, themes, effects, transitions, data behind charts")


def test_a_workbook_saved_again_is_told(exported: dict[str, bytes], tmp_path: Path) -> None:
    """A workbook that another program saved, every cell as it was, is told."""
    buffer = io.BytesIO()
    load_workbook(io.BytesIO(exported["xlsx"])).save(buffer)
    standing, sentence = told(tmp_path, buffer.getvalue())
    assert (standing, compared(sentence)) == ("saved again", "every cell with its format, colours and visibility")


def test_a_layer_saved_again_is_told(exported: dict[str, bytes], tmp_path: Path) -> None:
    """GeoJSON with other spaces and order of names is told, value for value the same."""
    again = json.dumps(json.loads(exported["geojson"]), indent=4, sort_keys=True).encode()
    standing, sentence = told(tmp_path, again)
    assert (standing, compared(sentence)) == ("saved again", "every value")


def test_a_layer_of_much_more_is_not_read(exported: dict[str, bytes], tmp_path: Path) -> None:
    """A layer more than ten times as long as the export differs, and is not taken apart to say where."""
    content = exported["geojson"]
    padded = content.rstrip()[:-1] + b" " * 10 * len(content) + b"}"
    standing, sentence = told(tmp_path, padded)
    assert standing == "differs"
    assert f"; it has {len(padded):,} bytes, not {len(content):,}; derived from " in sentence


def test_a_layer_with_a_name_twice_differs(exported: dict[str, bytes], tmp_path: Path) -> None:
    """GeoJSON in which a name stands twice, so that each reader takes its own, does not hold."""
    twice = replaced(exported["geojson"], '"type"', '"type": "Nothing", "type"')
    assert told(tmp_path, twice)[0] == "differs"


def test_a_picture_saved_again_is_told(exported: dict[str, bytes], tmp_path: Path) -> None:
    """A PNG packed harder, pixel for pixel the same with all its words, is told."""
    with Image.open(io.BytesIO(exported["png"])) as picture:
        said = PngInfo()
        for name, text in picture.text.items():
            said.add_itxt(name, text)
        buffer = io.BytesIO()
        picture.save(buffer, "PNG", pnginfo=said, compress_level=1)
    assert buffer.getvalue() != exported["png"]
    standing, sentence = told(tmp_path, buffer.getvalue())
    assert (standing, compared(sentence)) == ("saved again", "every pixel and word")


def test_an_archive_packed_again_is_told(exported: dict[str, bytes], tmp_path: Path) -> None:
    """Tables packed again by another program are told, file for file the same."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in unzipped(exported["csv"]).items():
            archive.writestr(name, content)
    standing, sentence = told(tmp_path, buffer.getvalue())
    assert (standing, compared(sentence)) == ("saved again", "every file in it")


# What changes what is seen, and no figure of the data


def _saved_with(read: Callable[[io.BytesIO], Any], alter: Callable[[Any], None]) -> Callable[[bytes], bytes]:
    """What opens a file with a library, alters it, and saves it again."""

    def altered(content: bytes) -> bytes:
        opened, buffer = read(io.BytesIO(content)), io.BytesIO()
        alter(opened)
        opened.save(buffer)
        return buffer.getvalue()

    return altered


_deck_with = partial(_saved_with, Presentation)
_book_with = partial(_saved_with, load_workbook)


def _white(deck: Any) -> None:
    shape = next(shape for shape in deck.slides[1].shapes if shape.has_text_frame and shape.text_frame.text.strip())
    shape.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(254, 254, 254)


def _on_layout(deck: Any) -> None:
    layout = deck.slides[1].slide_layout
    box = layout.shapes._spTree.add_textbox(99, "more", 0, 0, 9_000_000, 900_000)
    box.get_or_add_txBody().p_lst[0].add_r("9,500")


def _cropped(deck: Any) -> None:
    next(shape for slide in deck.slides for shape in slide.shapes if hasattr(shape, "image")).crop_left = 0.5


def _covered(deck: Any) -> None:
    deck.slides[1].shapes.add_textbox(0, 0, 9_000_000, 9_000_000).fill.solid()


def _axis(deck: Any) -> None:
    chart = next(shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart)
    chart.value_axis.maximum_scale = 99_999


def _format(book: Any) -> None:
    for row in book["Postures"].iter_rows():
        for cell in row:
            if isinstance(cell.value, int) and not isinstance(cell.value, bool):
                cell.number_format = '"9,500"'


def _pale(book: Any) -> None:
    book["Postures"]["A2"].font = Font(color="FFFFFFFF")


def _part(name_part: str, before: str, after: str) -> Callable[[bytes], bytes]:
    """An archive with a text of one of its parts replaced."""
    return lambda content: repacked(content, name_part, lambda part: replaced(part, before, after))


def _decoy(content: bytes) -> bytes:
    """A workbook that opens with another first part, the true one left in it."""
    parts = unzipped(content)
    parts["xl/other.xml"] = parts["xl/workbook.xml"]
    parts["_rels/.rels"] = replaced(parts["_rels/.rels"], "xl/workbook.xml", "xl/other.xml")
    return zipped(parts)


def _unlisted(content: bytes) -> bytes:
    """An archive with a member in front that its directory does not list."""
    with io.BytesIO() as front:
        with zipfile.ZipFile(front, "w") as archive:
            archive.writestr("postures.csv", "9,500")
        local = front.getvalue()[: archive.start_dir]
    buffer = io.BytesIO(local)
    buffer.seek(0, io.SEEK_END)
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, member in unzipped(content).items():
            archive.writestr(name, member)
    return buffer.getvalue()


def _png_chunk(kind: bytes, body: bytes) -> Callable[[bytes], bytes]:
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return lambda content: content[:33] + chunk + content[33:]


SEEN_OTHERWISE = {
    "a hidden slide": ("pptx", _deck_with(lambda deck: deck.slides[1].element.set("show", "0")), "slides.2.hidden"),
    "white text": ("pptx", _deck_with(_white), "slides.2.shape "),
    "text on a layout": ("pptx", _deck_with(_on_layout), "slides.2.layout"),
    "a cropped picture": ("pptx", _deck_with(_cropped), "slides."),
    "a covering shape": ("pptx", _deck_with(_covered), "slides.2"),
    "an axis": ("pptx", _deck_with(_axis), "slides."),
    "a hidden sheet": ("xlsx", _book_with(lambda book: setattr(book["Claims"], "sheet_state", "hidden")), "sheets."),
    "a hidden row": (
        "xlsx",
        _book_with(lambda book: setattr(book["Postures"].row_dimensions[3], "hidden", True)),
        "sheets.",
    ),
    "a number format": ("xlsx", _book_with(_format), "sheets.Postures."),
    "pale letters": ("xlsx", _book_with(_pale), "sheets.Postures.A2"),
    "a header": (
        "xlsx",
        _book_with(lambda book: setattr(book["Postures"].oddHeader.center, "text", "Open")),
        "sheets.",
    ),
    "a picture on a sheet": (
        "xlsx",
        _book_with(lambda book: book["Postures"].add_image(Picture(_dot()), "A1")),
        "'xl/drawings/drawing1.xml', ",
    ),
    "a comment": (
        "xlsx",
        _book_with(lambda book: setattr(book["Postures"]["A2"], "comment", Comment("9,500", "x"))),
        "'xl/comments/comment1.xml', ",
    ),
    "another first part": ("xlsx", _decoy, "'xl/other.xml', which does not belong in it"),
    "merged cells": ("xlsx", _book_with(lambda book: book["Postures"].merge_cells("G2:K9")), "sheets."),
    "no zeros": ("xlsx", _book_with(lambda book: setattr(book["Postures"].sheet_view, "showZeros", False)), "sheets."),
    "a hidden shape": ("pptx", _part("slides/slide2.xml", "<p:cNvPr ", '<p:cNvPr hidden="1" '), "slides.2."),
    "struck letters": ("pptx", _part("slides/slide2.xml", "<a:rPr ", '<a:rPr strike="sngStrike" '), "slides.2."),
    "points of a chart": ("pptx", _part("charts/chart", '<c:pt idx="0">', '<c:pt idx="1">'), "slides."),
    "gamma": ("png", _png_chunk(b"gAMA", struct.pack(">I", 1)), "chunks"),
    "a checksum": ("png", lambda content: content[:-1] + bytes([content[-1] ^ 1]), "from byte "),
    "bytes after a picture": ("png", lambda content: content + b"9,500", "from byte "),
}
"""How what is seen of a file is changed while its words and figures are not, and how the sentence begins."""


def _dot() -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGB", (2, 2)).save(buffer, "PNG")
    buffer.seek(0)
    return buffer


@pytest.mark.parametrize("name", SEEN_OTHERWISE)
def test_what_changes_what_is_seen_differs(exported: dict[str, bytes], tmp_path: Path, name: str) -> None:
    """Hidden, recoloured, cropped, covered or reformatted: the file differs, and the sentence says where."""
    format_name, alter, where = SEEN_OTHERWISE[name]
    standing, sentence = told(tmp_path, alter(exported[format_name]))
    assert standing == "differs", sentence
    assert sentence.startswith(where)


# What cannot be checked


def test_a_member_that_is_not_listed_is_refused(exported: dict[str, bytes], tmp_path: Path) -> None:
    """An archive with bytes between its members, which some programs read as one more, is not checked."""
    assert told(tmp_path, _unlisted(exported["csv"])) == (
        "cannot be checked",
        "it has bytes before its member 'datapackage.json' that belong to none",
    )


def test_a_database_with_changes_beside_it_is_refused(exported: dict[str, bytes], tmp_path: Path) -> None:
    """A GeoPackage whose changes wait in a file beside it is not what other programs read."""
    path = kept(tmp_path, exported["gpkg"])
    path.with_name(path.name + "-wal").write_bytes(b"")
    assert str(verified(path)) == (
        "cannot be checked: there are changes to it in file-wal beside it; close what has it open"
    )


def test_exit_statuses_tell_the_verdict(exported: dict[str, bytes], tmp_path: Path) -> None:
    """Verify says one line on standard output and ends with 0 when the file holds, 1, 2 and 3 for all else."""
    content = exported["geojson"]
    for changed, status, word in (
        (content, 0, "holds: "),
        (content + b" ", 3, "saved again: "),
        (replaced(content, "1501", "1500"), 1, "differs: "),
        (b"", 2, "cannot be checked: the file is empty"),
    ):
        done = run_command("verify", kept(tmp_path, changed))
        assert (done.returncode, done.stderr, done.stdout.count("\n")) == (status, "", 1)
        assert done.stdout.startswith(word)


def test_another_version_cannot_be_checked(exported: dict[str, bytes], tmp_path: Path) -> None:
    """A file of another version is not compared; both versions are named."""
    content = replaced(exported["html"], '"version":"0.1.0"', '"version":"9.9.9"')
    assert told(tmp_path, content) == (
        "cannot be checked",
        "it was made by version '9.9.9', but this is version '0.1.0'; verify it with the version that made it",
    )


def test_a_changed_scenario_cannot_be_checked(
    exported: dict[str, bytes], tmp_path: Path, scenario_copy: ScenarioCopy, shipped: Scenario
) -> None:
    """A file of a scenario that has changed since is not compared; both fingerprints are named."""
    scenario_copy.edit("claims.csv", "formed in 2014", "formed in the year 2014")
    standing, sentence = told(tmp_path, exported["html"], scenario_copy.folder)
    changed = scenario_copy.load().fingerprint
    assert standing == "cannot be checked"
    assert sentence == (
        f"the scenario iraq-2024 has changed since the file was made: its fingerprint was "
        f"{shipped.fingerprint[:FINGERPRINT_CHARS]} and is now {changed[:FINGERPRINT_CHARS]}"
    )


def test_a_scenario_may_be_named(tmp_path: Path, scenario_copy: ScenarioCopy) -> None:
    """A file of a scenario of one's own is checked against the folder that --scenario names."""
    scenario_copy.edit("scenario.toml", 'id = "iraq-2024"', 'id = "elsewhere"')
    out = tmp_path / "board.html"
    assert run_command("export", scenario_copy.folder, "--out", out).returncode == 0
    alone = run_command("verify", out)
    assert alone.returncode == 2
    assert alone.stdout.startswith("cannot be checked: the scenario elsewhere here cannot be read (")
    assert alone.stdout.endswith("; --scenario names its folder\n")
    named = run_command("verify", out, "--scenario", scenario_copy.folder)
    assert (named.returncode, named.stdout.partition(":")[0]) == (0, "holds")


def test_a_scenario_of_another_id_is_named(
    exported: dict[str, bytes], tmp_path: Path, scenario_copy: ScenarioCopy
) -> None:
    """A folder with another scenario than the file's is told by both names."""
    scenario_copy.edit("scenario.toml", 'id = "iraq-2024"', 'id = "elsewhere"')
    assert told(tmp_path, exported["html"], scenario_copy.folder) == (
        "cannot be checked",
        "it was made from the scenario iraq-2024, but the folder contains elsewhere",
    )


@pytest.mark.parametrize(
    ("folder", "reason"), [("nowhere", "there is no such folder"), ("broken", "the file is missing")]
)
def test_a_scenario_that_cannot_be_read_is_a_sentence(
    exported: dict[str, bytes], tmp_path: Path, folder: str, reason: str
) -> None:
    """A folder that holds no scenario leaves the file unchecked; the first problem is told."""
    (tmp_path / "broken").mkdir()
    standing, sentence = told(tmp_path, exported["html"], tmp_path / folder)
    assert standing == "cannot be checked"
    assert reason in sentence


# Files from anybody


def stamped(**changed: object) -> bytes:
    """A JSON file with a stamp of which some keys are changed."""
    stamp = {
        "tool": "posture-board",
        "version": "0.1.0",
        "format": "png",
        "scenario": "iraq-2024",
        "fingerprint": "0" * 64,
        "readings": ["reported"],
        "phases": ["before"],
        "compare": None,
        "size": "1080p",
        "view": None,
    }
    return json.dumps({"stamp": stamp | changed}).encode()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"version": 1}, "its stamp has invalid values: version"),
        ({"fingerprint": "short"}, "its stamp has invalid values: fingerprint"),
        ({"scenario": "../../etc"}, "its stamp has invalid values: scenario"),
        ({"readings": "reported"}, "its stamp has invalid values: readings"),
        ({"phases": [1]}, "its stamp has invalid values: phases"),
        ({"view": ["a"]}, "its stamp has invalid values: view"),
        ({"size": "x" * 10_000}, "its stamp has invalid values: size"),
        ({"format": None, "size": 7}, "its stamp has invalid values: format, size"),
        ({"format": "docx"}, "its stamp names an unknown format, 'docx'"),
        (
            {"size": "999999x999999"},
            "its stamp describes something that cannot be exported: the size 999999x999999 is out of bounds",
        ),
        (
            {"size": "9000x9000"},
            "its stamp describes something that cannot be exported: the size 9000x9000 is out of bounds",
        ),
        ({"view": [0, 0, 0.1, 1]}, "its stamp describes something that cannot be exported: the view "),
        ({"view": [float("nan")] * 4}, "its stamp describes something that cannot be exported: the view "),
        ({"view": [1.0] * 99}, "its stamp describes something that cannot be exported: the view "),
        ({"phases": ["stage-9"]}, "its stamp describes something that cannot be exported: there is no phase 'stage-9'"),
        ({"readings": []}, "its stamp names readings and phases that no single export contains"),
        ({"phases": ["before", "stage-2"]}, "its stamp names readings and phases that no single export contains"),
        ({"readings": ["reported"] * 9_999}, "its stamp names readings and phases that no single export contains"),
        (
            {"compare": "before"},
            "its stamp describes something that cannot be exported: before is the phase that is shown",
        ),
        ({"format": "csv", "phases": list(PHASES), "readings": list(READINGS), "compare": "before"}, "its stamp d"),
    ],
)
def test_a_stamp_that_no_export_has_is_refused(
    shipped: Scenario, tmp_path: Path, changed: dict[str, object], reason: str
) -> None:
    """A stamp with wrong types or absurd wishes is a sentence, and nothing is made for it."""
    content = stamped(**({"fingerprint": shipped.fingerprint} | changed))
    tracemalloc.start()
    standing, sentence = told(tmp_path, content)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (standing, sentence[: len(reason)]) == ("cannot be checked", reason)
    assert most_bytes < 50_000_000


def archive_of(members: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def bomb() -> bytes:
    """A small archive that unpacks to more than is read."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("doc.kml", "w", force_zip64=True) as member,
    ):
        for _ in range(301):
            member.write(bytes(1_000_000))
    return buffer.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PNG = b"\x89PNG\r\n\x1a\n"
ENTITIES = '<!DOCTYPE kml [<!ENTITY a "posture-board">{}]><svg>&j;</svg>'.format(
    "".join(f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in zip("abcdefghi", "bcdefghij", strict=True))
).encode()
OUTSIDE = b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>posture-board &a;</svg>'

HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "one byte": lambda: b"P",
    "random": lambda: random.Random(7).randbytes(100_000),
    "text": lambda: b"posture-board",
    "deep json": lambda: b'{"tool posture-board":' + b"[" * 200_000,
    "deep json in json": lambda: json.dumps({"a": '{"posture-board":' + "[" * 200_000}).encode(),
    "large number": lambda: b'{"tool": "posture-board", "version": ' + b"9" * 10_000 + b"}",
    "json list": lambda: b"[" + b"1," * 500_000 + b'"posture-board"]',
    "half json": lambda: stamped()[:-20],
    "not utf-8": lambda: b'{"\xff posture-board',
    "entities": lambda: ENTITIES,
    "outside": lambda: OUTSIDE,
    "half xml": lambda: b"<svg><a>posture-board",
    "half html": lambda: b'<!DOCTYPE html><script id="board-data">{"posture-board"',
    "png without end": lambda: PNG + struct.pack(">I4s", 2**31, b"iTXt") + b"posture-board",
    "png of chunks": lambda: PNG + chunk(b"tEXt", b"") * 50_000,
    "png packed text": lambda: PNG + chunk(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(bytes(100_000_000))),
    "gif of comments": lambda: b"GIF89a" + b"!\xfe\xff" * 500_000,
    "pdf of keywords": lambda: b"%PDF-1.4" + b"/Keywords (" * 200_000,
    "pdf of backslashes": lambda: b"%PDF-1.4/Keywords (" + b"\\(" * 1_000_000,
    "broken database": lambda: b"SQLite format 3\0" + random.Random(7).randbytes(50_000),
    "broken zip": lambda: b"PK\3\4" + random.Random(7).randbytes(50_000),
    "zip bomb": bomb,
    "zip of many": lambda: archive_of([(str(number), b"") for number in range(6_000)]),
    "zip that leads out": lambda: archive_of([("../../doc.kml", stamped()), ("/etc/doc.kml", stamped())]),
    "zip with a drive": lambda: archive_of([("c:\\doc.kml", stamped())]),
    "zip with control characters": lambda: archive_of([("../\x1b[2Jdoc.kml", b"")]),
    "zip of an xml bomb": lambda: archive_of([("doc.kml", ENTITIES)]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_sentence(tmp_path: Path, name: str) -> None:
    """A file made to do harm is one printable sentence, in memory and time that have bounds."""
    content = HOSTILE[name]()
    tracemalloc.start()
    standing, sentence = told(tmp_path, content)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert standing == "cannot be checked"
    assert sentence
    assert sentence.isprintable()
    assert len(sentence) < 400
    assert most_bytes < 10 * len(content) + 50_000_000


def database(view: str) -> bytes:
    """A database whose metadata is a view, which is no longer than its text until it is asked."""
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.execute(f"CREATE VIEW gpkg_metadata AS {view}")
        opened.commit()
        return opened.serialize()


def endless_database() -> bytes:
    return database(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS metadata FROM n WHERE i < 0"
    )


def huge_database() -> bytes:
    return database("SELECT hex(zeroblob(400000000)) AS metadata")


def test_a_database_that_never_ends_is_a_sentence(tmp_path: Path) -> None:
    """A database whose metadata is a query without end is given up."""
    standing, sentence = told(tmp_path, endless_database())
    assert (standing, sentence) == ("cannot be checked", "it cannot be read as a GeoPackage: interrupted")


def test_a_database_of_one_huge_value_is_a_sentence(tmp_path: Path) -> None:
    """A value of the metadata that is longer than any of ours is refused."""
    standing, sentence = told(tmp_path, huge_database())
    assert standing == "cannot be checked"
    assert sentence.startswith("it cannot be read as a GeoPackage: ")


def test_a_duplicated_member_is_refused(exported: dict[str, bytes], tmp_path: Path) -> None:
    """An archive with a member twice, of which each reader takes its own, is refused by the member's name."""
    members = [*unzipped(exported["csv"]).items()]
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = archive_of([*members, members[0]])
    standing, sentence = told(tmp_path, content)
    assert (standing, sentence) == ("cannot be checked", f"it has {members[0][0]!r} more than once")


@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_file_never_breaks_verify(exported: dict[str, bytes], tmp_path: Path, name: str) -> None:
    """A file cut short, or with bytes overwritten anywhere, does not hold and gives a sentence."""
    chance = random.Random(name)
    content = exported[name]
    for _ in range(4):
        at = chance.randrange(len(content))
        for damaged in (content[:at], content[:at] + chance.randbytes(64) + content[at + 64 :]):
            try:
                stamp = read_stamp(damaged)
            except StampError as error:
                assert str(error)  # noqa: PT017
                continue
            assert stamp.tool == "posture-board"
    standing, sentence = told(tmp_path, content[: len(content) * 2 // 3])
    assert standing != "holds"
    assert sentence.isprintable()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("folder", "is a folder; verify takes one file"),
        ("nowhere", "cannot be read: No such file or directory"),
        ("n" * 300, "cannot be read: File name too long"),
        ("/dev/zero", "is not a file"),
    ],
)
def test_what_is_no_file_is_a_sentence(tmp_path: Path, path: str, reason: str) -> None:
    """A folder, nothing, or a device without end is told, with status 2."""
    (tmp_path / "folder").mkdir()
    done = run_command("verify", tmp_path / path)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout == f"cannot be checked: {tmp_path / path} {reason}\n"


def test_a_file_of_no_export_is_named_for_what_it_looks_like(tmp_path: Path) -> None:
    """A picture of somebody else is told to be a picture without a stamp."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    assert told(tmp_path, buffer.getvalue()) == (
        "cannot be checked",
        "not a posture-board export: a PNG picture without a stamp",
    )


def test_verify_works_in_a_process_of_its_own(tmp_path: Path) -> None:
    """What one process exports, another verifies, whatever its time zone and hash seed."""
    out = tmp_path / "board.geojson"
    assert run_process("export", SHIPPED, "--out", out, TZ="Asia/Tokyo", PYTHONHASHSEED="1").returncode == 0
    done = run_process("verify", out, TZ="America/Lima", PYTHONHASHSEED="2")
    assert (done.returncode, done.stderr, done.stdout.partition(":")[0]) == (0, "", Standing.HOLDS)
