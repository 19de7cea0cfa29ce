"""Generated drawdowns: the same bases and statuses for every contender, and as a scenario folder for the board.

A drawdown follows from its `Size` and the seed alone, so that two programs which name the same size have the same data.
"""

import csv
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

STATUSES = ("present", "reduced", "vacated")

WELL_INSIDE_IRAQ = (42.0, 31.5, 45.5, 36.0)
"""West, south, east, north in degrees: a box which no border of Iraq enters."""

VIEW = (41.0, 31.0, 46.5, 36.5)
"""West, south, east, north in degrees: what every contender shows at first."""

SEED = 20240927

SOURCES = (
    ("id", "kind", "publisher", "title", "published", "authors", "url", "licence"),
    ("report", "report", "The bench", "A generated report", "2024-09-27", "", "", "CC0"),
    ("gazetteer", "gazetteer", "The bench", "Generated coordinates", "", "", "", "CC0"),
)

CLAIMS = (
    ("id", "source", "where", "said_by", "standing", "wording", "paraphrase"),
    ("C01", "report", "¶1", "The bench", "reported", "", "Bases change as generated."),
    ("C02", "report", "¶2", "The bench", "background", "approximately 2,500", "Approximately 2,500 troops are there."),
)

STATUS_COLUMNS = ("reading", "phase", "base", "status", "basis", "claims", "contested_by", "change", "note")

TROOPS = (
    (*("reading", "phase", "country", "force", "verb", "wording", "low", "best", "high"), *STATUS_COLUMNS[4:]),
    ("*", "p0", "IRQ", "us-iraq", "set", "approximately 2,500", "", "", "", "reported", "C02", "", "", ""),
)

SCENARIO = """\
id = "{id}"
title = "Generated drawdown of {bases} bases over {phases} phases"
summary = "Generated for measuring; it says nothing about any force."
as_of = "2024-09-27"
marking = "UNCLASSIFIED // GENERATED"
countries = ["IRQ"]

[view]
west = {west}
south = {south}
east = {east}
north = {north}

[wording]
approximate = ["approximately"]

[wording.ranges]
hundreds = [200, 999]

[[readings]]
id = "reported"
label = "As generated"
summary = "The only account there is."

[[forces]]
id = "us-iraq"
label = "U.S. in Iraq"
short = "U.S."
country = "IRQ"
"""

PHASE = """
[[phases]]
id = "p{index}"
label = "Phase {index}"
deadline = "{deadline}"
shown = "{shown}"
claims = ["C01"]

[phases.summary."*"]
text = "{changes} of {bases} bases change."
claims = ["C01"]
"""


@dataclass(frozen=True)
class Size:
    """How large a drawdown is: bases, phases, and the share of the bases whose status changes at each phase."""

    bases: int
    phases: int = 3
    changing: float = 0.5

    @property
    def id(self) -> str:
        return f"bench-{self.bases}x{self.phases}x{self.changes}"

    @property
    def changes(self) -> int:
        """How many bases change status at each phase."""
        return max(1, round(self.bases * self.changing))


@dataclass(frozen=True)
class Place:
    """A generated base."""

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Drawdown:
    """Bases and, for each phase, the status of each base in the same order."""

    size: Size
    places: tuple[Place, ...]
    statuses: tuple[tuple[str, ...], ...]


def drawdown(size: Size, seed: int = SEED) -> Drawdown:
    """The drawdown of a size.

    >>> three = drawdown(Size(bases=3))
    >>> len(three.places), len(three.statuses), three == drawdown(Size(bases=3))
    (3, 3, True)
    >>> sum(before != after for before, after in zip(*drawdown(Size(1000, 2, 0.05)).statuses))
    50
    """
    rng = random.Random(seed)
    places = tuple(_place(index, rng) for index in range(size.bases))
    phases = [tuple(rng.choice(STATUSES) for _ in places)]
    while len(phases) < size.phases:
        phases.append(_next_phase(phases[-1], size.changes, rng))
    return Drawdown(size, places, tuple(phases))


def _place(index: int, rng: random.Random) -> Place:
    west, south, east, north = WELL_INSIDE_IRAQ
    lon, lat = round(rng.uniform(west, east), 4), round(rng.uniform(south, north), 4)
    return Place(f"base-{index}", f"Base {index}", lon, lat)


def _next_phase(statuses: tuple[str, ...], changes: int, rng: random.Random) -> tuple[str, ...]:
    after = list(statuses)
    for index in rng.sample(range(len(statuses)), changes):
        after[index] = rng.choice([status for status in STATUSES if status != statuses[index]])
    return tuple(after)


def write(generated: Drawdown, data: Path) -> Path:
    """Write a drawdown as a scenario folder inside `data` and return the folder."""
    folder = data / generated.size.id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scenario.toml").write_text(_scenario(generated.size), encoding="utf-8")
    (folder / "bases.geojson").write_text(json.dumps(_bases(generated)), encoding="utf-8")
    _write_csv(folder / "sources.csv", SOURCES)
    _write_csv(folder / "claims.csv", CLAIMS)
    _write_csv(folder / "troops.csv", TROOPS)
    _write_csv(folder / "statuses.csv", _status_rows(generated))
    return folder


def _scenario(size: Size) -> str:
    west, south, east, north = VIEW
    head = SCENARIO.format(
        id=size.id, bases=size.bases, phases=size.phases, west=west, south=south, east=east, north=north
    )
    return head + "".join(_phase(index, size) for index in range(size.phases))


def _phase(index: int, size: Size) -> str:
    year, month = 2025 + (index - 1) // 12, (index - 1) % 12 + 1
    deadline, shown = (
        ("2024-09-27", "on 27 Sep 2024") if index == 0 else (f"../{year}-{month:02}", f"by {year}-{month:02}")
    )
    changes = 0 if index == 0 else size.changes
    return PHASE.format(index=index, deadline=deadline, shown=shown, changes=changes, bases=size.bases)


def _bases(generated: Drawdown) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": [_feature(place) for place in generated.places]}


def _feature(place: Place) -> dict[str, object]:
    properties = {"id": place.id, "name": place.name, "name_ar": "", "country": "IRQ", "admin1": ""}
    return {
        "type": "Feature",
        "properties": properties | {"precision": "site", "source": "gazetteer"},
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
    }


def _status_rows(generated: Drawdown) -> Iterator[tuple[str, ...]]:
    yield STATUS_COLUMNS
    before: tuple[str | None, ...] = (None,) * generated.size.bases
    for index, after in enumerate(generated.statuses):
        for place, was, is_ in zip(generated.places, before, after, strict=True):
            if was != is_:
                change = "" if was is None else f"{place.name} is now {is_}."
                yield "*", f"p{index}", place.id, is_, "reported", "C01", "", change, ""
        before = after


def _write_csv(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
