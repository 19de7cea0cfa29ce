"""The phases in time for Google Earth: KML 2.2 with its icons, zipped as KMZ.

Written by hand with an XML library and checked against the OGC schema. Nothing in it names an address to fetch.
"""

from __future__ import annotations

import datetime
import html
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import shapely
from lxml import etree
from PIL import Image, ImageColor, ImageDraw

from geo import style
from geo.basemap import CREDIT
from geo.export.stamp import TOOL, described, stamp_text
from geo.export.zip import zipped
from geo.model import Base, Basis, Change, Deadline, Phase, Scenario, Status, wrapped
from geo.posture import course
from geo.selection import Selection
from geo.tables import (
    DEGREE_DIGITS,
    FIGURE,
    GROUNDS,
    Country,
    Row,
    bases,
    claims,
    column,
    countries,
    flat,
    forces,
    stop,
)
from geo.words import say

NAMESPACE = "http://www.opengis.net/kml/2.2"
METRES_PER_DEGREE = 111_320
"""Length of a degree of latitude, and of longitude at the equator, in metres (WGS 84)."""
AREA_CORNERS = 36
"""Corners of the ring round a place known only as a city or a province."""
ICON_PX = 96
"""Edge of an icon: three times what Google Earth shows at scale 1, for dense screens."""
_FINE = 4
"""How many times larger an icon is drawn before it is scaled down, so that its edges are smooth."""
_GRID = 32
"""Units of the marks' grid across an icon; the diamond beside a mark reaches 15.7 from its middle."""
Element: TypeAlias = etree._Element


def kmz(scenario: Scenario, selection: Selection) -> bytes:
    """Return a KMZ: one folder per reading, one shown at a time; in it one folder per phase with its span of time.

    Everything stands beside doc.kml in the archive, the icons too.
    """
    icons = {_icon(status, contested): icon(status, contested=contested) for status, contested in _LOOKS}
    document = etree.tostring(_kml(scenario, selection), xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return zipped({"doc.kml": document, **icons, _CLEAR: _png(Image.new("RGBA", (1, 1), (255, 255, 255, 0)))})


def icon(status: Status, *, contested: bool) -> bytes:
    """Return the mark of a status as PNG, drawn from the shapes of `geo.style`, its ground transparent."""
    pencil = _Pencil(Image.new("RGBA", (ICON_PX * _FINE, ICON_PX * _FINE), (255, 255, 255, 0)))
    for shape in style.mark(status, contested=contested):
        pencil.draw(shape)
    return _png(pencil.image.resize((ICON_PX, ICON_PX), Image.Resampling.LANCZOS))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


class _Pencil:
    """Draws the shapes of a mark on an icon."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self._pen = ImageDraw.Draw(image)
        self._unit = image.width / _GRID

    def draw(self, shape: style.Shape) -> None:
        colour = (*ImageColor.getrgb(style.PALETTE[shape.role])[:3], round(255 * shape.opacity))
        if shape.form == "half":
            self._pen.pieslice(self._box(shape.size, shape.x, shape.y), 90, 270, fill=colour)
        elif shape.form == "diamond":
            reach = ((shape.size, 0), (0, shape.size), (-shape.size, 0), (0, -shape.size))
            self._pen.polygon([self._at(shape.x + x, shape.y + y) for x, y in reach], fill=colour)
        elif shape.form == "query":
            self._query(shape, colour)
        elif shape.form == "ring":
            self._ring(shape, colour)
        else:
            self._pen.ellipse(self._box(shape.size, shape.x, shape.y), fill=colour)

    def _ring(self, shape: style.Shape, colour: tuple[int, ...]) -> None:
        box, width = self._box(shape.size + shape.width / 2, shape.x, shape.y), round(shape.width * self._unit)
        if not shape.dashes:
            self._pen.ellipse(box, outline=colour, width=width)
            return
        drawn, blank = (math.degrees(length / shape.size) for length in shape.dashes)
        for dash in range(round(360 / (drawn + blank))):
            start = dash * (drawn + blank)
            self._pen.arc(box, start, start + drawn, fill=colour, width=width)

    def _query(self, letter: style.Shape, colour: tuple[int, ...]) -> None:
        """Draw the "?" in strokes, since a font would make the bytes depend on the machine."""
        x, top, em, width = letter.x, letter.y - 0.52 * letter.size, letter.size, round(0.13 * letter.size * self._unit)
        self._pen.arc(self._box(0.27 * em, x, top), 180, 450, fill=colour, width=width)
        self._pen.line([self._at(x, top + 0.2 * em), self._at(x, top + 0.33 * em)], fill=colour, width=width)
        self._pen.ellipse(self._box(0.085 * em, x, letter.y - 0.06 * em), fill=colour)

    def _box(self, radius: float, x: float, y: float) -> tuple[float, float, float, float]:
        """The box of a circle on the marks' grid."""
        return (*self._at(x - radius, y - radius), *self._at(x + radius, y + radius))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        middle = self.image.width / 2
        return middle + x * self._unit, middle + y * self._unit


_LOOKS = [(status, contested) for status in Status for contested in (False, True)]
_CLEAR = "icons/clear.png"


def _icon(status: Status, contested: bool) -> str:
    return f"icons/{_look(status.value, contested)}.png"


def _look(status: str, contested: bool) -> str:
    return f"{status}-contested" if contested else status


def span(scenario: Scenario, phase: Phase) -> tuple[str | None, str | None]:
    """Return when a posture begins and ends on the time slider, as precisely as the deadlines and no more.

    KML has no word for "by then at latest", and spans that all began in the open would show every posture at once. So
    a posture begins when its deadline has passed, with the month or year after it, for only then does it stand at the
    latest; it ends where the next one begins. A month stays a month (xsd:gYearMonth) and a year a year: no day is made
    up. What has no bound stays open: the end of the last phase, and the beginning of the first where its deadline is
    itself a bound.
    """
    place = scenario.phases.index(phase)
    later = scenario.phases[place + 1 : place + 2]
    begin = None if place == 0 and phase.deadline.is_bound else _date(phase.deadline)
    return begin, _date(later[0].deadline) if later else None


def _date(deadline: Deadline) -> str:
    """The date of a deadline, or when it has passed where it is a bound."""
    return after(deadline.last) if deadline.is_bound else deadline.last


def after(date: str) -> str:
    """Return the day, month or year that follows one.

    >>> after("2025-12"), after("2026"), after("2024-02-29")
    ('2026-01', '2027', '2024-03-01')
    """
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 3:
        return (datetime.date(*parts) + datetime.timedelta(days=1)).isoformat()
    if len(parts) == 1:
        return f"{parts[0] + 1:04}"
    year, month = divmod(12 * parts[0] + parts[1], 12)
    return f"{year:04}-{month + 1:02}"


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child: Element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", **attributes)
    child.text = text
    return child


def _kml(scenario: Scenario, selection: Selection) -> Element:
    root: Element = etree.Element(f"{{{NAMESPACE}}}kml", nsmap={None: NAMESPACE})
    document = _add(root, "Document", id=f"scenario-{scenario.id}")
    _add(document, "name", scenario.title)
    _add(document, "open", "1")
    _add(document, "Snippet", scenario.marking, maxLines="2")
    _add(document, "description", _plain(_about(scenario, selection)))
    _look_at(document, scenario)
    _styles(document)
    _data(document, _stamped(scenario, selection))
    folder = _add(document, "Folder")
    _add(folder, "name", say("kmz.readings"))
    _add(folder, "open", "1")
    _add(folder, "styleUrl", "#readings")
    for reading in selection.readings:
        _reading(folder, scenario, selection, reading)
    return root


def _about(scenario: Scenario, selection: Selection) -> list[str]:
    lines = [scenario.marking, described(scenario, selection), style.source_line(scenario), say("kmz.time"), CREDIT]
    return [*lines, say("kmz.stamp", stamp=stamp_text(scenario, selection, "kmz"))]


def _stamped(scenario: Scenario, selection: Selection) -> list[tuple[str, str]]:
    said = [
        (str(row["id"]), f"{row['said_by']} ({row['where']}): {row['paraphrase']}") for row in claims(scenario).rows
    ]
    return [
        (TOOL, stamp_text(scenario, selection, "kmz")),
        ("fingerprint", scenario.fingerprint),
        ("marking", scenario.marking),
        ("source", style.source_line(scenario)),
        ("as_of", scenario.as_of),
        *((f"claim.{claim}", words) for claim, words in said),
    ]


def _look_at(document: Element, scenario: Scenario) -> None:
    west, south, east, north = scenario.view.box
    lat = (south + north) / 2
    across = max(north - south, (east - west) * math.cos(math.radians(lat)))
    camera = _add(document, "LookAt")
    _add(camera, "longitude", f"{wrapped((west + east) / 2):.{DEGREE_DIGITS}f}")
    _add(camera, "latitude", f"{lat:.{DEGREE_DIGITS}f}")
    _add(camera, "range", f"{across * METRES_PER_DEGREE:.0f}")


def _styles(document: Element) -> None:
    for status, contested in _LOOKS:
        name, icon = f"base-{_look(status.value, contested)}", _icon(status, contested)
        _style(document, name, icon, ("mute", "mute"))
    _style(document, "country", _CLEAR, ("ink", "focus"))
    readings = _add(document, "Style", id="readings")
    _add(_add(readings, "ListStyle"), "listItemType", "radioFolder")


def _style(document: Element, name: str, icon: str, roles: tuple[str, str]) -> None:
    """Add a style with the roles of the colours of its lines and its fill."""
    line, fill = roles
    found = _add(document, "Style", id=name)
    icon_style = _add(found, "IconStyle")
    _add(icon_style, "scale", "1.2")
    _add(_add(icon_style, "Icon"), "href", icon)
    _add(_add(found, "LabelStyle"), "scale", "0.9")
    _add(_add(found, "LineStyle"), "color", _colour(line, "b0"))
    _add(_add(found, "PolyStyle"), "color", _colour(fill, "30"))
    _add(_add(found, "BalloonStyle"), "text", "$[description]")


def _colour(role: str, opacity: str) -> str:
    """A colour as KML writes it: opacity, blue, green, red."""
    red, green, blue = (style.PALETTE[role][place : place + 2] for place in (1, 3, 5))
    return f"{opacity}{blue}{green}{red}"


def _reading(parent: Element, scenario: Scenario, selection: Selection, reading: str) -> None:
    is_shown = reading == selection.readings[0]
    folder = _folder(parent, scenario.reading(reading).label, is_shown=is_shown)
    for one in selection.each():
        if one.reading == reading:
            _phase(folder, scenario, one, is_shown=is_shown)


def _folder(parent: Element, name: str, *, is_shown: bool) -> Element:
    folder = _add(parent, "Folder")
    _add(folder, "name", name)
    _add(folder, "visibility", str(int(is_shown)))
    _add(folder, "open", str(int(is_shown)))
    return folder


@dataclass(frozen=True)
class _Scene:
    """The posture whose placemarks are written: its words at the foot of every balloon, its time, whether it shows."""

    at: Row
    foot: tuple[str, ...]
    when: tuple[str | None, str | None]
    is_shown: bool


@dataclass(frozen=True)
class _Said:
    """What a placemark says: its name, its style, the lines of its balloon, its data by name."""

    name: str
    look: str
    lines: tuple[str, ...]
    data: tuple[tuple[str, Any], ...]


def _phase(parent: Element, scenario: Scenario, one: Selection, *, is_shown: bool) -> None:
    phase = scenario.phase(one.phase)
    scene = _Scene(
        stop(scenario, one), (style.source_line(scenario), scenario.marking), span(scenario, phase), is_shown
    )
    folder = _folder(parent, f"{phase.label} · {phase.shown}", is_shown=is_shown)
    moved = [_change(change) for change in course(scenario, one.reading).step(one.phase).changes]
    _add(folder, "description", _plain([phase.headline(one.reading).text, *moved, *scene.foot]))
    _time_span(folder, scene.when)
    held = forces(scenario, one).rows
    for country in countries(scenario).values():
        here = [force for force in held if force["country"] == country.iso3]
        _territory(_placemark(folder, scene, _said_of_country(country, here)), country)
    for force in held:
        if force["country"] is None:
            _placemark(folder, scene, _said_of_forces("force", [force]))
    for base, row in zip(scenario.bases, bases(scenario, one).rows, strict=True):
        _place(_placemark(folder, scene, _said_of_base(row)), base)


def _change(change: Change) -> str:
    contested = style.contested(change.contested_by)
    grounds = "; ".join(part for part in (", ".join(change.claims), contested) if part)
    return f"{style.sentence(change)} ({grounds})" if grounds else style.sentence(change)


def _time_span(parent: Element, when: tuple[str | None, str | None]) -> None:
    if when == (None, None):
        return
    found = _add(parent, "TimeSpan")
    for tag, date in zip(("begin", "end"), when, strict=True):
        if date is not None:
            _add(found, tag, date)


def _placemark(parent: Element, scene: _Scene, said: _Said) -> Element:
    placemark = _add(parent, "Placemark")
    at = scene.at
    _add(placemark, "name", said.name)
    _add(placemark, "visibility", str(int(scene.is_shown)))
    posture = f"{at['phase_label']} · {at['shown']} · {at['reading_label']}"
    _add(placemark, "description", _plain([said.name, posture, *said.lines, *scene.foot]))
    _time_span(placemark, scene.when)
    _add(placemark, "styleUrl", f"#{said.look}")
    _data(placemark, [*at.items(), *said.data])
    return placemark


def _data(parent: Element, pairs: Iterable[tuple[str, Any]]) -> None:
    """Write data by name; what is absent has none, so that no reader takes it for a zero."""
    extended = _add(parent, "ExtendedData")
    for name, value in pairs:
        if value is not None and value not in ("", ()):
            _add(_add(extended, "Data", name=name), "value", _written(value))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _plain(lines: Iterable[str]) -> str:
    """Write lines of plain text for a balloon, which reads them as HTML and replaces $[…] by data."""
    return "<br>".join(html.escape(line).replace("$", "&#36;") for line in lines if line)


def _grounds(row: Row) -> list[str]:
    contested = _written(row["contested_by"])
    parts = [
        say("kmz.basis", basis=str(row["basis_words"])) if row["basis_words"] else "",
        say("kmz.claims", claims=_written(row["claims"])) if row["claims"] else "",
        say("kmz.contestedBy", claims=contested) if contested else "",
    ]
    return ["; ".join(part for part in parts if part), str(row["note"] or ""), str(row.get("arithmetic") or "")]


def _said_of_base(base: Row) -> _Said:
    lines = (str(base["name_ar"] or ""), *_grounds(base), _known(str(base["precision"])))
    columns = ("id", "name", "name_ar", "country", "admin1", "precision", "status", "label", *GROUNDS, "place_source")
    data = (("feature", "base"), *((column, base[column]) for column in columns))
    return _Said(_named(base), f"base-{_look(str(base['status']), bool(base['contested_by']))}", lines, data)


def _known(precision: str) -> str:
    return "" if precision == "site" else say("kmz.known", precision=precision)


def _said_of_country(country: Country, here: list[Row]) -> _Said:
    said = _said_of_forces("country", here)
    data = (*said.data, ("country", country.iso3), ("country_name", country.name))
    return _Said(said.name or country.name, said.look, said.lines, data)


def _said_of_forces(feature: str, held: list[Row]) -> _Said:
    """What is said of the forces in one place; data of each bear its id before their names, as there may be many."""
    name = "; ".join(map(_named, held))
    lines = [line for force in held for line in ([_named(force)] if len(held) > 1 else []) + _grounds(force)]
    columns = ("name", "label", *FIGURE, *GROUNDS, "arithmetic", "members")
    data: list[tuple[str, Any]] = [("feature", feature), ("forces", tuple(str(force["id"]) for force in held))]
    for force in held:
        data += [(f"{force['id']}.{name}", flat(force[name], column(name))) for name in columns]
    return _Said(name, "country", tuple(lines), tuple(data))


def _named(row: Row) -> str:
    """A base with its status or a force with its figure, and in brackets its caution and that a status is derived."""
    basis, against = Basis(str(row["basis"])) if row["basis"] else None, row["contested_by"]
    caution = style.caution(basis, against if isinstance(against, tuple) else ())
    if "status" in row and basis is Basis.DERIVED:
        caution = ", ".join(part for part in (style.short_basis(basis), caution) if part)
    said = f"{row['name']}: {row['label']}"
    return say("rail.cautioned", figure=said, caution=caution) if caution else said


def _territory(placemark: Element, country: Country) -> None:
    """Draw a country and, on a point without a mark, its label; none where the basemap has no such country."""
    if country.polygon is None or country.label_point is None:
        return
    several = _add(placemark, "MultiGeometry")
    _point(several, *country.label_point)
    _polygons(several, country.polygon)


def _polygons(parent: Element, shape: shapely.Geometry) -> None:
    for part in getattr(shape, "geoms", [shape]):
        polygon = _add(parent, "Polygon")
        _ring(polygon, "outerBoundaryIs", part.exterior.coords)
        for hole in part.interiors:
            _ring(polygon, "innerBoundaryIs", hole.coords)


def _place(placemark: Element, base: Base) -> None:
    """Draw a base as a point, with its outline, or with a soft area round it where its place is known only so far."""
    radius_km = style.PRECISIONS[base.precision].radius_km
    if not base.polygons and radius_km == 0:
        _point(placemark, base.lon, base.lat)
        return
    several = _add(placemark, "MultiGeometry")
    _point(several, base.lon, base.lat)
    if base.polygons:
        _polygons(several, base.area)
    else:
        _ring(_add(several, "Polygon"), "outerBoundaryIs", _circle(base.lon, base.lat, radius_km))


def _circle(lon: float, lat: float, radius_km: float) -> list[tuple[float, float]]:
    """A ring round a place, counter-clockwise and closed, in degrees."""
    reach = radius_km * 1000 / METRES_PER_DEGREE
    turns = [2 * math.pi * (corner % AREA_CORNERS) / AREA_CORNERS for corner in range(AREA_CORNERS + 1)]
    shrink = math.cos(math.radians(lat))
    return [(lon + reach * math.cos(turn) / shrink, lat + reach * math.sin(turn)) for turn in turns]


def _ring(polygon: Element, boundary: str, corners: Iterable[tuple[float, ...]]) -> None:
    ring = _add(_add(polygon, boundary), "LinearRing")
    _add(ring, "coordinates", " ".join(_corner(lon, lat) for lon, lat in corners))


def _point(parent: Element, lon: float, lat: float) -> None:
    _add(_add(parent, "Point"), "coordinates", _corner(lon, lat))


def _corner(lon: float, lat: float) -> str:
    return f"{round(wrapped(lon), DEGREE_DIGITS)!r},{round(lat, DEGREE_DIGITS)!r}"
