"""Read back what an exported file says of itself: the stamp, wherever the format keeps it.

A file from anybody is taken for hostile: sizes are limited, no entity is resolved, no path of an archive is followed.
What a stamp is, is left to `geo.export.stamp`; whether it is true, to `geo.export.verify`.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from itertools import islice
from typing import Annotated, Any, Literal

from lxml import etree
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from geo.export.stamp import TOOL
from geo.model import Compared, Id

FILE_MAX_BYTES = 300_000_000
"""Largest file read, and most that an archive may unpack to."""
MEMBERS_MAX = 5_000
"""Most members of an archive read; a bundle of 20 phases has under 300."""
TEXT_MAX_BYTES = 1_000_000
"""Longest text that a stamp is looked for in where the format is a picture or a database."""
COMMENTS_MAX = 100
"""Most places of a GIF tried for a comment."""
BLOCKS_MAX = 250
"""Most blocks of a comment read; a stamp takes about four."""
PLACES_MAX = 20
"""Most places of a text tried for a stamp, and before each of them for its beginning."""
CHUNKS_MAX = 10_000
"""Most chunks of a PNG in which a text is looked for; a picture of 4K has under 100."""
QUERY_STEPS_MAX = 5_000_000
"""Most steps of a database's own machine that a query may take, less than a second."""
VALUE_MAX_BYTES = 10_000_000
"""Longest value of a database, in bytes; the largest country has a tenth of that."""
ELEMENTS_MAX = 2_000_000
"""Most elements of XML in which a stamp is looked for, some seconds."""
XML_MAX_BYTES = 10_000_000
"""Largest XML parsed in one piece: it takes forty times its size in memory."""
DESCRIPTOR_MAX_BYTES = 24
"""Most bytes of a member's description after it, where its length was not known before."""

Short = Annotated[str, StringConstraints(max_length=200)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9×]{1,20}$")]


class StampError(ValueError):
    """A file without a stamp that can be read, in one sentence."""


class Stamp(BaseModel):
    """What a file says of itself; the keys of `stamp.stamp` that it can be derived from again."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    tool: Literal["posture-board"]
    version: Short
    format: Name
    scenario: Id
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    readings: Annotated[list[Id], ...]
    phases: Annotated[list[Id], ...]
    compare: Compared | None
    size: Name
    view: list[float] | None


def read_stamp(content: bytes) -> Stamp:
    """Return the stamp of an exported file or bundle; raises StampError when it has none that can be read."""
    if not content:
        raise StampError("the file is empty")
    kind, texts = _kind(content)
    if texts is None:
        raise StampError("not a posture-board export (unrecognised file type)")
    for text in texts(content):
        found = _stamp_in(text)
        if found is not None:
            return _checked(found)
    raise StampError(f"not a posture-board export: {kind} without a stamp")


def _checked(found: dict[str, Any]) -> Stamp:
    try:
        return Stamp.model_validate(found)
    except ValidationError as error:
        names = sorted({str(problem["loc"][0]) for problem in error.errors() if problem["loc"]})
        raise StampError(f"its stamp has invalid values: {', '.join(names)}") from error


def _stamp_in(text: str) -> dict[str, Any] | None:
    """Find the JSON object of a stamp in a text, alone, among words or deep in other JSON, which is not read."""
    decoder = json.JSONDecoder()
    for named in islice(_NAMED.finditer(text), PLACES_MAX):
        brace = named.start()
        for _ in range(PLACES_MAX):
            brace = text.rfind("{", 0, brace)
            if brace < 0:
                break
            with suppress(ValueError, RecursionError):
                found, _ = decoder.raw_decode(text, brace)
                if found.get("tool") == TOOL:
                    return dict(found)
    return None


_NAMED = re.compile(rf'"tool":\s*"{TOOL}"')


# Kinds of files, told from how they begin

Texts = Callable[[bytes], Iterable[str]]


def _kind(content: bytes) -> tuple[str, Texts | None]:
    """Return what a file looks like, and the function that finds the texts a stamp may be in, None for other kinds."""
    for beginning, kind, texts in _KINDS:
        if content.startswith(beginning):
            return kind, texts
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "an HTML page", _html_texts
    if start.startswith(b"<"):
        return "XML", xml_texts
    if start.startswith((b"{", b"[")):
        return "JSON", _json_texts
    return "", None


def _png_texts(content: bytes) -> Iterator[str]:
    """The texts of a PNG's chunks tEXt and iTXt."""
    at = 8
    for _ in range(CHUNKS_MAX):
        if at + 12 > len(content):
            break
        length, kind = struct.unpack_from(">I4s", content, at)
        chunk = content[at + 8 : at + 8 + min(length, TEXT_MAX_BYTES)]
        if kind == b"tEXt":
            yield chunk.partition(b"\0")[2].decode("latin-1")
        if kind == b"iTXt":
            yield _international_text(chunk)
        at += 12 + length


def _international_text(chunk: bytes) -> str:
    flags = chunk.partition(b"\0")[2]
    text = flags[2:].partition(b"\0")[2].partition(b"\0")[2]
    if flags[:1] == b"\1":
        try:
            text = zlib.decompressobj().decompress(text, TEXT_MAX_BYTES)
        except zlib.error:
            return ""
    return text.decode(errors="replace")


def _gif_texts(content: bytes) -> Iterator[str]:
    """The comments of a GIF, each in blocks of at most 255 bytes behind a byte that gives their length."""
    for place in islice(re.finditer(b"!\xfe", content), COMMENTS_MAX):
        at = place.end()
        blocks: list[bytes] = []
        while at < len(content) and content[at] and len(blocks) < BLOCKS_MAX:
            blocks.append(content[at + 1 : at + 1 + content[at]])
            at += 1 + content[at]
        yield b"".join(blocks).decode(errors="replace")


def _pdf_texts(content: bytes) -> Iterator[str]:
    """The keywords of a PDF, a text in brackets with some characters escaped."""
    for found in re.finditer(rb"/Keywords\s*\(((?:[^\\()]|\\.)*+)\)", content, re.DOTALL):
        yield re.sub(rb"\\([\\()])", rb"\1", found[1][:TEXT_MAX_BYTES]).decode("latin-1")


def _html_texts(content: bytes) -> Iterator[str]:
    yield from data_block(content.decode(errors="replace"))


def data_block(page: str) -> list[str]:
    """Return the JSON that a page carries, if it carries any."""
    opening = page.find('id="board-data">')
    ending = page.find("</script>", opening)
    return [page[opening + len('id="board-data">') : ending]] if -1 < opening < ending else []


def _json_texts(content: bytes) -> Iterator[str]:
    yield content.decode(errors="replace")


def parsed_xml(content: bytes) -> etree._Element:
    """Parse XML without resolving an entity or asking for a file; raises StampError."""
    if len(content) > XML_MAX_BYTES:
        raise StampError(f"it has {len(content):,} bytes of XML in one piece, more than {XML_MAX_BYTES:,}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise StampError(f"it is not well-formed XML: {str(error)[:100]}") from error


def xml_texts(content: bytes) -> Iterator[str]:
    """The texts of XML, of elements and of attributes, read piece by piece; raises StampError."""
    reading = etree.iterparse(
        io.BytesIO(content), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for _, element in islice(reading, ELEMENTS_MAX):
            for text in (element.text, element.tail, *element.attrib.values()):
                if text and TOOL in text:
                    yield str(text)
            element.clear(keep_tail=True)
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise StampError(f"it is not well-formed XML: {str(error)[:100]}") from error


STAMPED_MEMBERS = ("docProps/core.xml", "doc.kml", "datapackage.json")
"""Members of an archive that carry its stamp."""
BAG_INFO = "bag-info.txt"
"""The member that carries the stamp of a bundle, inside the bundle's one folder."""


def _zip_texts(content: bytes) -> Iterator[str]:
    for name, member in _unpacked(content, _is_stamped).items():
        if name.endswith(("xml", "kml")):
            yield from xml_texts(member)
        else:
            yield member.decode(errors="replace")


def _is_stamped(name: str) -> bool:
    return name in STAMPED_MEMBERS or name.partition("/")[2] == BAG_INFO


def members(content: bytes) -> dict[str, bytes]:
    """Return the members of an archive by name; raises StampError when it is broken, too large or tricky."""
    return _unpacked(content, lambda _: True)


def _unpacked(content: bytes, is_wanted: Callable[[str], bool]) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive.infolist())
            _check_room(archive)
            wanted = (member for member in archive.infolist() if is_wanted(member.filename))
            return {member.filename: archive.read(member) for member in wanted}
    except _BROKEN_ZIP as error:
        raise StampError(f"the archive is damaged: {shown(error)}") from error


_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, UnicodeDecodeError)


def _check_members(found: list[zipfile.ZipInfo]) -> None:
    times = Counter(member.filename for member in found)
    if len(found) > MEMBERS_MAX:
        raise StampError(f"it has {len(found):,} members, but at most {MEMBERS_MAX:,} are read")
    if sum(member.file_size for member in found) > FILE_MAX_BYTES:
        raise StampError(f"it unpacks to more than {FILE_MAX_BYTES:,} bytes, the most that is read")
    for member in found:
        name = member.filename
        if times[name] > 1:
            raise StampError(f"it has {shown(name)} more than once")
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            raise StampError(f"the path of its member {shown(name)} leads out of the archive")
        if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise StampError(f"its member {shown(name)} is encrypted or compressed by a method that is not supported")


def _check_room(archive: zipfile.ZipFile) -> None:
    """Refuse bytes between the members: some programs read members there that are not in the directory."""
    at = 0
    for member in sorted(archive.infolist(), key=lambda member: member.header_offset):
        if not 0 <= member.header_offset - at <= DESCRIPTOR_MAX_BYTES:
            raise StampError(f"it has bytes before its member {shown(member.filename)} that belong to none")
        with archive.open(member) as opened:  # reads the member's own header, whose length only it tells
            start = archive.fp.tell() if archive.fp is not None else 0
            opened.close()
        at = start + member.compress_size
    if not 0 <= archive.start_dir - at <= DESCRIPTOR_MAX_BYTES:
        raise StampError("it has bytes after its last member that belong to none")


def shown(text: object) -> str:
    """Write a text of a file in quotes, short and with nothing in it that a terminal obeys."""
    written = str(text)
    return repr(written if len(written) <= 80 else f"{written[:80]}…")


def _database_texts(content: bytes) -> Iterator[str]:
    with closing(database(content)) as opened:
        try:
            rows = opened.execute(
                "SELECT metadata FROM gpkg_metadata WHERE length(metadata) < 1000000 LIMIT 10"
            ).fetchall()
        except sqlite3.Error as error:
            raise StampError(f"it cannot be read as a GeoPackage: {error}") from error
    for (text,) in rows:
        yield str(text)


def database(content: bytes) -> sqlite3.Connection:
    """Open a database from its bytes, limited in the steps and the length of texts it may take; raises StampError."""
    opened = sqlite3.connect(":memory:")
    try:
        opened.deserialize(content)
        opened.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_MAX_BYTES)
        opened.set_progress_handler(lambda: 1, QUERY_STEPS_MAX)
        opened.execute("PRAGMA trusted_schema = OFF")
    except (sqlite3.Error, OverflowError) as error:
        opened.close()
        raise StampError(f"it cannot be read as a database: {error}") from error
    return opened


_KINDS: tuple[tuple[bytes, str, Texts], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", _png_texts),
    (b"GIF8", "a GIF picture", _gif_texts),
    (b"%PDF-", "a PDF document", _pdf_texts),
    (b"PK", "an archive", _zip_texts),
    (b"SQLite format 3\0", "a database", _database_texts),
)
