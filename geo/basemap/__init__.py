"""The offline basemap: the whole earth by Natural Earth from `data/basemap`, cut to what a view shows.

`data/basemap/build.py` makes the files, and the README beside it describes them. The views decide how they are drawn.
"""

from geo.basemap.countries import Country, countries, countries_in, country, label_places, outline
from geo.basemap.files import WORLD, BasemapError, Box
from geo.basemap.ground import Ground, Province, away_km, ground, provinces_of
from geo.basemap.layers import is_international, layer, level_of
from geo.basemap.relief import FOCUS_SHARE, LAND_MOST, shade
from geo.basemap.view import home
from geo.basemap.waters import Water, waters

__all__ = [
    "CREDIT",
    "FOCUS_SHARE",
    "LAND_MOST",
    "WORLD",
    "BasemapError",
    "Box",
    "Country",
    "Ground",
    "Province",
    "Water",
    "away_km",
    "countries",
    "countries_in",
    "country",
    "ground",
    "home",
    "is_international",
    "label_places",
    "layer",
    "level_of",
    "outline",
    "provinces_of",
    "shade",
    "waters",
]

CREDIT = "Basemap: Natural Earth, relief too; de facto borders, no endorsement. Dashed: disputed or indefinite."
"""What is printed on every view that shows the basemap."""
