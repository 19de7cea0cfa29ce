"""Scenarios at other places on earth, made from the shipped one: bases, focus country and view of a place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geo.model import Base, Scenario, View


@dataclass(frozen=True)
class Elsewhere:
    """A place to print: its focus countries, its bases by name, and the view west, south, east, north."""

    countries: tuple[str, ...]
    bases: dict[str, tuple[float, float]]
    view: tuple[float, float, float, float]


ELSEWHERE = {
    "suva": Elsewhere(
        ("FJI",),
        {"Suva": (178.44, -18.14), "Nadi": (177.44, -17.76), "Taveuni": (-179.95, -16.8), "Lakeba": (-178.8, -18.2)},
        (175.5, -20.5, -176.5, -15),
    ),
    "svalbard": Elsewhere(
        ("NOR",),
        {"Longyearbyen": (15.63, 78.22), "Ny-Ålesund": (11.93, 78.92), "Kinnvika": (18.2, 80.05)},
        (8, 76, 30, 81),
    ),
    "mcmurdo": Elsewhere(
        ("ATA",),
        {"McMurdo": (166.67, -77.85), "Scott Base": (166.77, -77.85), "Zucchelli": (164.11, -74.69)},
        (150, -80, 180, -72),
    ),
    "guam": Elsewhere(("USA",), {"Andersen": (144.93, 13.58), "Apra": (144.66, 13.44)}, (144.4, 13.1, 145.3, 13.8)),
    "bamako": Elsewhere(
        ("MLI",),
        {
            "Bamako": (-8.0, 12.65),
            "Gao": (-0.05, 16.27),
            "Kidal": (1.4, 18.44),
            "Ménaka": (2.4, 15.92),
            "Timbuktu": (-3.0, 16.77),
            "Sévaré": (-4.1, 14.5),
            "Tessalit": (1.0, 20.2),
        },
        (-12.5, 10, 4.5, 25),
    ),
    "falklands": Elsewhere(
        ("FLK",), {"Mount Pleasant": (-58.45, -51.82), "Stanley": (-57.85, -51.69)}, (-62, -53, -57, -50.8)
    ),
    "singapore": Elsewhere(
        ("SGP",),
        {"Changi": (103.99, 1.36), "Sembawang": (103.82, 1.45), "Paya Lebar": (103.91, 1.36)},
        (103.5, 1.1, 104.2, 1.6),
    ),
}


def elsewhere(shipped: Scenario, name: str, place: Elsewhere | None = None) -> Scenario:
    """The shipped scenario moved to a place: each base is present under every reading, a force is in the country."""
    there = place or ELSEWHERE[name]
    (west, south, east, north), country = there.view, there.countries[0]
    bases = tuple(_base(shipped, number, *each, country) for number, each in enumerate(there.bases.items()))
    statuses = tuple(row for base in bases for row in _statuses(shipped, base))
    force = shipped.forces[0].model_copy(update={"country": country})
    troops = tuple(
        row.model_copy(update={"country": country}) for row in shipped.troops if row.force in (force.id, "*")
    )
    return replace(
        shipped,
        id=name,
        fingerprint=f"{name}-{len(bases)}-{there.view}",
        view=View(west=west, south=south, east=east, north=north),
        countries=there.countries,
        forces=(force,),
        bases=bases,
        statuses=statuses,
        troops=troops,
    )


def _base(shipped: Scenario, number: int, name: str, at: tuple[float, float], country: str) -> Base:
    update = {"id": f"b{number}", "name": name, "label": "", "name_ar": "", "country": country, "precision": "site"}
    return shipped.bases[0].model_copy(update={**update, "lon": at[0], "lat": at[1]})


def _statuses(shipped: Scenario, base: Base) -> list[object]:
    return [row.model_copy(update={"base": base.id}) for row in shipped.statuses if row.base == shipped.bases[0].id]
