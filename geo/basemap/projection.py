"""The projection that suits a view: shapes are true to the eye anywhere on earth, across 180° too.

Every projection is centred on the middle meridian of the view and cuts the earth on the far side of it, so no view has
a seam in it. `geo.print` draws with it; the document has a projection of its own, Leaflet's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from geo.basemap.files import Box

Degrees = npt.NDArray[np.float64]
"""Longitudes or latitudes, WGS 84."""
Kilometres = npt.NDArray[np.float64]
"""Projected kilometres east or north of a projection's origin."""

WIDE_DEG = 100
"""From this width or height on no conformal projection is fit to be seen: areas at the edge look several times larger.

Equal Earth keeps areas, its parallels are straight, and unlike an azimuthal projection it does not turn what is far
away on its side.
"""
POLAR_LAT = 70
"""A view whose middle is nearer to a pole is drawn around it."""
HIGH_LAT = 50
"""From here on a view is drawn around the pole if it reaches nearly as far, for a cone has a gap behind its pole."""
REACH = 1.2
"""How near the pole is then, in times of half a view's diagonal."""
LOW_LAT = 20
"""A view whose middle is nearer to the equator is drawn in Mercator: a cone would be nearly a cylinder there."""
HALF_TURN = 179.9999
"""Degrees from the middle meridian to the cut, less some metres, so that its two sides stay apart."""
MERCATOR_LAT = 89.0
"""Latitude at which Mercator is cut: the pole lies at infinity."""
ROUND_TRIP_DEG = 1e-6
"""A point of the sheet is on earth if its place comes back to it so closely."""


@dataclass(frozen=True)
class Projection:
    """A projection in kilometres on WGS 84: its PROJ string, its middle meridian, and the furthest latitude it shows.

    >>> suva = projection((170.0, -24.0, 190.0, -12.0))
    >>> east, north = suva.forward(np.array([180.0, -180.0]), np.array([0.0, 0.0]))
    >>> bool(abs(east[0] - east[1]) < 1e-9)
    True
    """

    proj: str
    lon: float
    lat_most: float = 90.0

    def forward(self, lons: Degrees, lats: Degrees) -> tuple[Kilometres, Kilometres]:
        """Return kilometres east and north for degrees; longitudes may be unwrapped in any way."""
        easts, norths = _transformer(self.proj).transform(lons, np.clip(lats, -self.lat_most, self.lat_most))
        return easts, norths

    def inverse(self, easts: Kilometres, norths: Kilometres) -> tuple[Degrees, Degrees]:
        """Return degrees for kilometres, the longitude within half a turn of the middle meridian."""
        lons, lats = _transformer(self.proj).transform(easts, norths, direction="INVERSE")
        return self.lon + (np.asarray(lons) - self.lon + 180) % 360 - 180, lats

    def on_earth(self, easts: Kilometres, norths: Kilometres) -> npt.NDArray[np.bool_]:
        """Return which points lie on the map of the earth, not beside it."""
        with np.errstate(invalid="ignore"):
            back = self.forward(*self.inverse(easts, norths))
            apart = np.hypot(back[0] - easts, back[1] - norths)
            return np.asarray(apart < ROUND_TRIP_DEG * 111)

    def within(self, box: Box) -> Box:
        """Return the part of a box that the projection shows in one piece."""
        west, south, east, north = box
        half = self.lon - HALF_TURN, self.lon + HALF_TURN
        return max(west, half[0]), max(south, -self.lat_most), min(east, half[1]), min(north, self.lat_most)


@lru_cache(maxsize=64)
def _transformer(proj: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", proj, always_xy=True)


def projection(box: Box) -> Projection:
    """Return the projection for a view: conic, Mercator, polar or, where it is very wide, Equal Earth.

    >>> [projection(box).proj.split()[0] for box in (
    ...     (35.0, 29.0, 49.0, 38.0), (103.0, 0.0, 105.0, 2.0), (10.0, 74.0, 30.0, 81.0), (-180.0, -60.0, 180.0, 80.0))]
    ['+proj=lcc', '+proj=merc', '+proj=stere', '+proj=eqearth']
    """
    west, south, east, north = box
    middle = (west + east) / 2, (south + north) / 2
    if _is_polar(box):
        return _projection(f"+proj=stere +lat_0={math.copysign(90, middle[1]):g} +lat_ts={middle[1]:.6f}", middle[0])
    if max(east - west, north - south) > WIDE_DEG:
        return _projection("+proj=eqearth", middle[0])
    if abs(middle[1]) < LOW_LAT or south < 0 < north:
        return _projection("+proj=merc", middle[0], MERCATOR_LAT)
    sixth = (north - south) / 6
    parallels = f"+lat_1={south + sixth:.6f} +lat_2={north - sixth:.6f} +lat_0={middle[1]:.6f}"
    return _projection(f"+proj=lcc {parallels}", middle[0])


def _is_polar(box: Box) -> bool:
    """Whether a pole lies in a view or so near that its frame could show it."""
    west, south, east, north = box
    lat = abs(south + north) / 2
    reach = math.hypot((east - west) * math.cos(math.radians(lat)), north - south) / 2
    return lat > POLAR_LAT or (lat > HIGH_LAT and 90 - lat < REACH * reach)


def _projection(proj: str, lon: float, lat_most: float = 90.0) -> Projection:
    return Projection(f"{proj} +lon_0={lon:.6f} +ellps=WGS84 +units=km +no_defs", lon, lat_most)
