"""Rules of places: countries there are, bases on their ground or in their waters, provinces, the home view."""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from geo import basemap
from geo.model import Base, between, bounds
from geo.scenario.findings import Record, hint
from geo.scenario.nouns import head_records
from geo.scenario.whole import Whole

BORDER_TOLERANCE_KM = 10
"""How far outside its country a base may lie: more than the basemap's borders are simplified by."""
WATERS_KM = 370
"""How far off its country's land its waters reach: 200 nautical miles, its exclusive economic zone (UNCLOS 57)."""
FURTHEST_KM = 1_000
"""How far off a base may lie if no slip explains it: outposts on reefs that the basemap lacks lie some 450 km off."""
OUTLINE_WIDE_DEG = 2.0
"""Widest outline that looks like that of a base, about 200 km; the largest ranges of armies are 150 km long."""
WITHOUT_GROUND = {"BES": "NLD", "VAT": "ITA"}
"""Codes of ISO 3166-1 that the basemap has no ground of, and on whose ground they lie there."""
AROUND_DEG = 0.1
"""How far round a base the province it names is sought: about 10 km, as for borders of countries."""
PROVINCE_ALIKE = 0.85
"""How alike two names of a province are, from 0 to 1, that are taken for one name in two spellings."""


def check_places(whole: Whole) -> None:
    """Check where bases lie and what the home view shows; what is wrong goes to the findings."""
    _check_countries(whole)
    _check_grounds(whole)
    _check_outlines(whole)
    _check_view(whole)


# Countries


def _check_countries(whole: Whole) -> None:
    """A country that is named exists; one that the basemap does not draw by itself is noted."""
    named = list(_named_countries(whole))
    groundless = sorted({iso3 for _, _, iso3 in named} & WITHOUT_GROUND.keys())
    for iso3 in groundless:
        whole.findings.note([iso3], f"the basemap draws it as part of {_called(WITHOUT_GROUND[iso3])}")
    for record, field, iso3 in named:
        if iso3 not in groundless and basemap.country(iso3) is None:
            rule = f"there is no country with this code in ISO 3166-1{_country_hint(iso3)}"
            whole.add(record, rule, field=field, found=iso3)


def _named_countries(whole: Whole) -> Iterator[tuple[Record, str, str]]:
    """Every code of a country with the record and the field that name it; a row of troops has that of its force."""
    if whole.head is not None:
        for number, iso3 in enumerate(whole.head.countries, start=1):
            yield whole.head_record, f"countries.{number}", iso3
        for record, force in zip(head_records(whole.head_fields, "forces"), whole.head.forces, strict=True):
            if force.country is not None:
                yield record, "country", force.country
    for record, base in whole.bases:
        yield record, "country", base.country


@cache
def _country_hint(found: str) -> str:
    """Return the code that was probably meant: of a country whose name begins so, else one that is written alike."""
    begins = [named for named in basemap.countries().values() if named.name.casefold().startswith(found.casefold())]
    if begins:
        return " (did you mean {}?)".format(" or ".join(f"{named.iso3}, {named.name}" for named in begins[:3]))
    return hint(found, basemap.countries())


# Ground and sea


def _check_grounds(whole: Whole) -> None:
    """A base lies in its country, near its border or in its waters; what is odd about its place is noted."""
    odd: dict[str, list[str]] = {}
    for record, base in whole.bases:
        if basemap.country(_drawn(base.country)) is None:
            continue
        if whole.findings.problems.are_full:
            break
        standing = _Standing(base, basemap.ground(base.lon, base.lat))
        fault = standing.fault()
        if fault:
            whole.add(record, fault, field="coordinates", found=[base.lon, base.lat])
            continue
        for remark in filter(None, (standing.remark(), _province_remark(base, standing.ground))):
            odd.setdefault(remark, []).append(base.short)
    for remark, names in odd.items():
        whole.findings.note(names, remark)


@dataclass(frozen=True)
class _Standing:
    """A base and the ground it lies on."""

    base: Base
    ground: basemap.Ground

    def fault(self) -> str:
        """Say in which other country it lies, or that it is far out at sea, and what would be right; empty for none."""
        own, is_at_sea = _called(self.base.country), self.ground.land_km > 0
        if self.away_km <= (WATERS_KM if is_at_sea else BORDER_TOLERANCE_KM):
            return ""
        slip = _slip(self.base)
        if is_at_sea and not slip and self.away_km <= FURTHEST_KM:
            return ""
        where = f"at sea, more than {WATERS_KM} km from" if is_at_sea else f"in {_called(self.ground.nearest)}, not in"
        return f"is {where} {own}; {slip or 'check coordinates and country'}"

    def remark(self) -> str:
        """Say what is odd but legal about the ground; empty for nothing."""
        base, ground = self.base, self.ground
        if ground.disputed:
            states = dict.fromkeys(_sovereign(iso3) for iso3 in ground.countries)
            return f"is on ground held or claimed by {_listed(map(_name, states))}; shown under {base.country}"
        if base.country in ground.countries[1:]:
            dependent, own = _called(ground.countries[0]), _name(base.country)
            return f"is in {dependent}, which belongs to {own}; shown under {base.country}"
        if ground.land_km > 0 and self.away_km > BORDER_TOLERANCE_KM:
            return "is at sea, or on an island smaller than the basemap keeps"
        return ""

    @cached_property
    def away_km(self) -> float:
        """How far it is from the ground of its country, on either side of 180 degrees, in km."""
        iso3, lon, lat = _drawn(self.base.country), self.base.lon, self.base.lat
        if iso3 in self.ground.countries:
            return 0.0
        if iso3 in (self.ground.nearest, _sovereign(self.ground.nearest)):
            return self.ground.land_km
        return min(basemap.away_km(iso3, lon + turn, lat) for turn in (0, -360 if lon > 0 else 360))


def _slip(base: Base) -> str:
    """Say what slip explains where a base lies, if one would put it into its country; empty for none."""
    slips = {
        (base.lat, base.lon): "lon and lat look swapped, longitude comes first",
        (-base.lon, base.lat): "the longitude looks as if it had the wrong sign, west is negative",
        (base.lon, -base.lat): "the latitude looks as if it had the wrong sign, south is negative",
        (-base.lon, -base.lat): "both look as if they had the wrong sign, west and south are negative",
    }
    meant = (cure for (lon, lat), cure in slips.items() if abs(lat) <= 90 and _is_in(_drawn(base.country), lon, lat))
    return next(meant, "")


def _is_in(iso3: str, lon: float, lat: float) -> bool:
    """Whether a place is in a country, or off its coast by no more than the coast is simplified."""
    ground = basemap.ground(lon, lat)
    return iso3 in ground.countries or (ground.nearest == iso3 and ground.land_km <= BORDER_TOLERANCE_KM)


def _drawn(iso3: str) -> str:
    """The code under which the basemap has the ground of a country."""
    return WITHOUT_GROUND.get(iso3, iso3)


def _sovereign(iso3: str) -> str:
    country = basemap.country(iso3)
    return iso3 if country is None else country.sovereign


def _name(iso3: str) -> str:
    country = basemap.country(iso3)
    return iso3 if country is None else country.name


def _called(iso3: str) -> str:
    return f"{_name(iso3)} ({iso3})"


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


# Provinces


def _province_remark(base: Base, ground: basemap.Ground) -> str:
    """Say that a base lies in another province than its admin1 names, as far as the basemap knows that name."""
    here = ground.province
    meant = _meant(base.admin1, here) if base.admin1 and here else None
    if here is None or meant in (None, here) or meant in (basemap.ground(*place).province for place in _around(base)):
        return ""
    return f"is in {here.name}, but its admin1 says {base.admin1}"


@lru_cache(maxsize=4096)
def _meant(name: str, here: basemap.Province) -> basemap.Province | None:
    """Return the province of a country that a name means, the one here where it may; None for a name of none."""
    known = ((_likeness(name, province), province == here, province) for province in basemap.provinces_of(here.iso3))
    likeness, _, meant = max(known, key=lambda found: found[:2])
    return meant if likeness >= PROVINCE_ALIKE else None


def _around(base: Base) -> Iterator[tuple[float, float]]:
    """Places as far from a base as a border may be wrong, in eight directions."""
    for east, north in itertools.product((-AROUND_DEG, 0, AROUND_DEG), repeat=2):
        yield base.lon + east, base.lat + north


def _likeness(name: str, province: basemap.Province) -> float:
    """Return how alike a name and one of those of a province are, from 0 to 1, whatever accents and words for it.

    >>> anbar = basemap.Province("IRQ", "Anbar")
    >>> _likeness("Al-Anbar Governorate", anbar), _likeness("Wasit", anbar) < 0.5
    (1.0, True)
    """
    words = _words(name)
    return max(_ratio(words, _words(other)) for other in (province.name, *province.aliases))


def _ratio(words: tuple[str, ...], others: tuple[str, ...]) -> float:
    return 1.0 if words == others else difflib.SequenceMatcher(None, "".join(words), "".join(others)).ratio()


_NO_NAMES = frozenset(
    {
        *("al", "el", "as", "ad", "an", "ar", "at", "az", "ash", "the", "of", "de", "du", "da", "do", "la", "le"),
        *("governorate", "governate", "province", "provincia", "provincie", "region", "state", "district", "county"),
        *("department", "departement", "departamento", "oblast", "krai", "prefecture", "emirate", "municipality"),
        *("muhafazah", "muhafazat", "wilayah", "wilaya", "ostan", "viloyat", "territory", "division"),
    }
)
"""Words that say what kind of a province it is, and articles: names are the same with and without them."""


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    """The words of a name in order of the alphabet, small, without accents and without those that name nothing."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    words = re.findall(r"[^\W\d_]+", re.sub("['’‘ʿʾ`]", "", plain))
    return tuple(sorted(word for word in words if word not in _NO_NAMES) or words)


# Outlines and the home view


def _check_outlines(whole: Whole) -> None:
    """An outline as large as a province is noted."""
    wide = [base.short for _, base in whole.bases if base.outline and _across_deg(base) > OUTLINE_WIDE_DEG]
    whole.findings.note(wide, f"its outline is more than {OUTLINE_WIDE_DEG:g} degrees across, as large as a province")


def _across_deg(base: Base) -> float:
    west, south, east, north = bounds(position for ring in base.outline for position in ring)
    return max(east - west, north - south)


def _check_view(whole: Whole) -> None:
    """A home view shows a base where there are any; bases outside it are noted, and a view round the far side."""
    if whole.head is None or whole.head.view is None:
        return
    view, bases = whole.head.view, [base for _, base in whole.bases]
    outside = [base.short for base in bases if not view.shows(base.lon, base.lat)]
    if bases and len(outside) == len(whole.records["bases.geojson"] or ()):
        where = between((base.lon, base.lat) for base in bases)
        rule = (
            f"no base lies in the view, the bases lie {where}; change the view, or leave it out to have it worked out"
        )
        whole.add(whole.head_record, rule, field="view", found=",".join(f"{edge:g}" for edge in view.edges))
    else:
        whole.findings.note(outside, "is outside the home view")
    west, _, east, _ = view.box
    if view.east < view.west and east - west > 180:
        remark = (
            f"the home view runs {east - west:g} degrees round, across 180; if that is not meant, swap west and east"
        )
        whole.findings.warnings.append(remark)
