"""The route that serves tiles: `/tiles/{version}/{theme}/{zoom}/{column}/{row}`, pictures only, from this server alone.

A version that is not the present one is empty, so nothing of a file that was swapped mixes with what came after; a page
that has not heard of the swap yet meets no error.
Each answer carries the sum of the tile as its ETag, so that a browser asks again and is seldom sent anything.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geo import style
from geo.tiles import Tiles, TilesError
from geo.tiles.drawing import VERSION
from geo.tiles.picture import Picture, checked, drawn
from geo.tiles.source import find

DRAWN_BYTES_MAX = 64_000_000
"""How much of what was drawn or checked is kept, in bytes: some thousand tiles."""
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
DIGITS_MAX = 8
"""Most digits of a number in an address; a column of zoom 22 has seven."""


class Kept:
    """Pictures by a key, the least lately used forgotten first; all of them together keep within a number of bytes."""

    def __init__(self, bytes_max: int) -> None:
        self.bytes_max = bytes_max
        self.size = 0
        self._pictures: OrderedDict[str, Picture | None] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], Picture | None]) -> Picture | None:
        """Return a picture, made now if it is not kept; one is made at a time, so that the page keeps a processor."""
        with self._lock:
            if key not in self._pictures:
                self._keep(key, make())
            self._pictures.move_to_end(key)
            return self._pictures[key]

    def _keep(self, key: str, made: Picture | None) -> None:
        self._pictures[key] = made
        self.size += _bytes(key, made)
        while self.size > self.bytes_max and len(self._pictures) > 1:
            self.size -= _bytes(*self._pictures.popitem(last=False))


def _bytes(key: str, made: Picture | None) -> int:
    return len(key) + (0 if made is None else len(made[1]))


KEPT = Kept(DRAWN_BYTES_MAX)


def routes(base: str = "") -> list[BaseRoute]:
    """Return the routes of the tiles below the server's base path; whatever else begins like them is not found."""
    return [
        Route(prefixed(base, "tiles/{version}/{theme}/{zoom}/{column}/{row}"), tile, methods=["GET"]),
        Route(prefixed(base, "tiles/{rest:path}"), _nothing, methods=["GET"]),
    ]


def prefixed(base: str, path: str) -> str:
    """Return a path below the server's base path.

    >>> prefixed("", "tiles"), prefixed("/wall/", "tiles")
    ('/tiles', '/wall/tiles')
    """
    return f"/{base.strip('/')}".rstrip("/") + f"/{path}"


def _nothing(request: Request) -> Response:  # noqa: ARG001 - as routes call it
    return PlainTextResponse("There is no such tile.", 404, HEADERS)


class Place(NamedTuple):
    """Which tile is asked for, in which theme."""

    theme: str
    zoom: int
    column: int
    row: int


def tile(request: Request) -> Response:
    """Answer with a tile's picture, or with nothing (204) where there is none or it is no picture."""
    try:
        tiles, place = find(), _place(request.path_params)
        if place is None:
            return _nothing(request)
        if tiles is None or tiles.version != request.path_params["version"]:
            return Response(status_code=204, headers=HEADERS)
        if not tiles.holds(place.zoom, place.column, place.row):
            return _nothing(request)
        return _answer(tiles, place, request.headers.get("if-none-match"))
    except TilesError as error:
        return PlainTextResponse(str(error), 503, HEADERS)


def _place(given: dict[str, str]) -> Place | None:
    """Return what an address asks for; None where it is no theme and numbers."""
    numbers = [given[name] for name in ("zoom", "column", "row")]
    if not all(number.isascii() and number.isdigit() and len(number) <= DIGITS_MAX for number in numbers):
        return None
    return Place(given["theme"], *map(int, numbers)) if given["theme"] in style.THEMES else None


def _answer(tiles: Tiles, place: Place, known: str | None) -> Response:
    stored = tiles.archive.tile(place.zoom, place.column, place.row)
    if not stored:
        return Response(status_code=204, headers=HEADERS)
    manner = f"{VERSION} {place.theme} {place.zoom} " if tiles.is_vector else ""
    key = hashlib.sha256(manner.encode() + stored).hexdigest()
    headers = HEADERS | {"ETag": f'"{key}"'}
    if known == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    made = KEPT.get(key, lambda: drawn(stored, place.zoom, place.theme) if tiles.is_vector else checked(stored))
    if made is None:
        return Response(status_code=204, headers=headers)
    return Response(made[1], headers=headers, media_type=made[0])


def standing() -> Tiles | str | None:
    """Return the tiles there are now, None for none; a sentence where something keeps them from being shown."""
    try:
        return find()
    except TilesError as error:
        return str(error)


def offer(base: str = "") -> dict[str, Any] | None:
    """Return what the page tells the board: where tiles are, how deep they go, and their credit; None for no tiles."""
    tiles = standing()
    if not isinstance(tiles, Tiles):
        return None
    described = tiles.described
    return {
        "url": prefixed(base, f"tiles/{tiles.version}"),
        "zoomMin": described.zoom_min,
        "zoomMax": described.zoom_max,
        "box": described.box,
        "isVector": tiles.is_vector,
        "credit": tiles.credit,
    }


def problems() -> tuple[str, ...]:
    """Return what keeps the tiles from being shown, in sentences for the page."""
    found = standing()
    return (found,) if isinstance(found, str) else ()
