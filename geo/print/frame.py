"""The frame of a map on the sheet: which part of the earth it shows, in which projection, at which scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.transforms import Affine2D
from pyproj import Geod

from geo.basemap.projection import Projection, projection
from geo.print.canvas import Box, Point

Array = npt.NDArray[np.float64]

CURVE_STEP_DEG = 0.5
"""A line along a parallel is bent at least so often."""
EDGE_POINTS = 60
"""Points along each edge of a frame at which it is asked what lies there."""
BLEED = 0.02
"""How much more than the frame shows is drawn on every side, over its height in degrees: lines end there."""
KM_A_DEG = 111.2
"""Kilometres of a degree of a great circle."""
GEOD = Geod(ellps="WGS84")


class Edges(NamedTuple):
    """A box on earth in degrees, unwrapped: west is always less than east."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Frame:
    """What a box of the sheet shows of the earth: a projection, its middle in projected km, and units per km."""

    box: Box
    projection: Projection
    east: float
    north: float
    units_a_km: float

    def place(self, lon: float, lat: float) -> Point:
        """Return where a place lies on the sheet, in units."""
        xs, ys = self.places(np.array([lon]), np.array([lat]))
        return float(xs[0]), float(ys[0])

    def places(self, lons: Array, lats: Array) -> tuple[Array, Array]:
        """Return where places lie on the sheet, in units."""
        return self.on_sheet(*self.projection.forward(lons, lats))

    def on_sheet(self, easts: Array, norths: Array) -> tuple[Array, Array]:
        """Return where projected km lie on the sheet, in units."""
        x, y = self.middle
        return x + (easts - self.east) * self.units_a_km, y - (norths - self.north) * self.units_a_km

    def projected(self, xs: Array, ys: Array) -> tuple[Array, Array]:
        """Return projected km for points of the sheet."""
        x, y = self.middle
        return self.east + (xs - x) / self.units_a_km, self.north - (ys - y) / self.units_a_km

    def degrees(self, xs: Array, ys: Array) -> tuple[Array, Array]:
        """Return longitudes and latitudes of points of the sheet, those off the earth as NaN."""
        easts, norths = self.projected(xs, ys)
        on_earth = self.projection.on_earth(easts, norths)
        lons, lats = self.projection.inverse(easts, norths)
        return np.where(on_earth, lons, np.nan), np.where(on_earth, lats, np.nan)

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point of the sheet lies in the box."""
        return self.box.left <= x <= self.box.right and self.box.top <= y <= self.box.bottom

    def km_box(self, box: Box) -> shapely.Polygon:
        """Return a box of the sheet in projected km."""
        (west, east), (north, south) = self.projected(np.array([box.left, box.right]), np.array([box.top, box.bottom]))
        return shapely.box(west, south, east, north)

    def units(self, km: float, lon: float, lat: float) -> float:
        """Return how long so many km on the ground are at a place, in units."""
        lons, lats, _ = GEOD.fwd(lon, lat, 90, km * 1000)
        xs, ys = self.places(np.array([lon, lons]), np.array([lat, lats]))
        return float(np.hypot(np.diff(xs), np.diff(ys))[0])

    @property
    def width_deg(self) -> float:
        """How wide it is in degrees of a great circle."""
        return self.box.width / self.units_a_km / KM_A_DEG

    @property
    def middle(self) -> Point:
        """The middle of the box, in units."""
        return (self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2

    @property
    def seen(self) -> Edges:
        """The box in degrees in which all that it shows lies, and a little more."""
        return _seen(self)

    @property
    def transform(self) -> Affine2D:
        """From projected km to units."""
        x, y = self.middle
        scale = self.units_a_km
        return Affine2D().scale(scale, -scale).translate(x - self.east * scale, y + self.north * scale)


def outline(edges: Iterable[float]) -> Array:
    """Return points along the edge of a box in degrees, close enough to bend with the parallels."""
    west, south, east, north = edges
    bent = shapely.segmentize(shapely.box(west, south, east, north), CURVE_STEP_DEG)
    return np.asarray(shapely.get_coordinates(bent))


@lru_cache(maxsize=64)
def _seen(frame: Frame) -> Edges:
    edge = shapely.segmentize(shapely.box(*frame.box), max(frame.box.width, frame.box.height) / EDGE_POINTS)
    lons, lats = frame.degrees(*shapely.get_coordinates(edge).T)
    poles = [lat for lat in (-90.0, 90.0) if frame.holds(*frame.place(frame.projection.lon, lat))]
    west, east = frame.projection.lon - 180, frame.projection.lon + 180
    if np.isnan(lats).any():
        return Edges(*frame.projection.within((west, -90, east, 90)))
    bleed = BLEED * float(np.ptp(lats))
    if not poles:
        west, east = float(lons.min()) - bleed, float(lons.max()) + bleed
    south, north = min([float(lats.min()) - bleed, *poles]), max([float(lats.max()) + bleed, *poles])
    return Edges(*frame.projection.within((west, max(south, -90), east, min(north, 90))))


def framed(view: Edges, box: Box) -> Frame:
    """Return the frame that shows a view whole, as large as the box allows."""
    chosen = projection(view)
    easts, norths = chosen.forward(*outline(view).T)
    units_a_km = min(box.width / np.ptp(easts), box.height / np.ptp(norths))
    middle = (easts.min() + easts.max()) / 2, (norths.min() + norths.max()) / 2
    return Frame(box, chosen, float(middle[0]), float(middle[1]), float(units_a_km))


SMALLER = 0.95
"""By how much a view is drawn smaller each time there is no room beside what lies in it."""
SMALLER_TIMES = 24
"""How often that is tried: then it is drawn at a third of the size."""


def moved(frame: Frame, view: Edges) -> Iterator[Frame]:
    """Frames that show a view whole, the largest first: in the middle, then moved as far as its box has room."""
    easts, norths = frame.projection.forward(*outline(view).T)
    size = np.ptp(easts), np.ptp(norths)
    for times in range(SMALLER_TIMES):
        scale = frame.units_a_km * SMALLER**times
        spare = [
            float(max(room / scale - km, 0)) / 2
            for room, km in zip((frame.box.width, frame.box.height), size, strict=True)
        ]
        for across, up in sorted(
            product((0, 0.5, -0.5, 1, -1), repeat=2), key=lambda move: abs(move[0]) + abs(move[1])
        ):
            yield replace(
                frame, units_a_km=scale, east=frame.east + across * spare[0], north=frame.north + up * spare[1]
            )
