"""Scenarios all round the world, made up: a place, the country it is in, and some posts there and near it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

Spot = tuple[str, float, float]


@dataclass(frozen=True)
class Place:
    """Somewhere on earth: the country in focus, and posts on its ground by name, longitude and latitude."""

    name: str
    iso3: str
    posts: tuple[Spot, ...]
    country_name: str


def _place(name: str, iso3: str, country_name: str, *posts: Spot) -> Place:
    return Place(name, iso3, posts, country_name)


PLACES = (
    _place(
        "bamako",
        "MLI",
        "Mali",
        ("Bamako", -7.95, 12.53),
        ("Gao", -0.01, 16.25),
        ("Kidal", 1.35, 18.43),
        ("Timbuktu", -3.0, 16.73),
    ),
    _place("kabul", "AFG", "Afghanistan", ("Bagram", 69.26, 34.95), ("Kandahar", 65.85, 31.5), ("Herat", 62.23, 34.21)),
    _place("goma", "COD", "DR Congo", ("Goma", 29.2, -1.64), ("Bunia", 30.22, 1.57), ("Beni", 29.47, 0.49)),
    _place("guam", "GUM", "Guam", ("Andersen", 144.92, 13.58), ("Apra", 144.67, 13.43)),
    _place(
        "diego-garcia",
        "IOT",
        "British Indian Ocean Territory",
        ("Diego Garcia", 72.41, -7.31),
    ),
    _place("suva", "FJI", "Fiji", ("Suva", 178.44, -18.12), ("Labasa", 179.4, -16.45), ("Taveuni", -179.88, -16.7)),
    _place("svalbard", "SJM", "Svalbard and Jan Mayen", ("Longyearbyen", 15.7, 78.2), ("Ny-Ålesund", 11.9, 78.92)),
    _place("falklands", "FLK", "Falkland Islands", ("Mount Pleasant", -58.45, -51.82), ("Stanley", -57.86, -51.69)),
    _place(
        "seoul",
        "KOR",
        "South Korea",
        ("Humphreys", 127.03, 36.96),
        ("Osan", 127.03, 37.09),
        ("Casey", 127.07, 37.9),
        ("Daegu", 128.6, 35.85),
    ),
    _place("djibouti", "DJI", "Djibouti", ("Lemonnier", 43.13, 11.54), ("Doraleh", 43.05, 11.58)),
    _place("kaliningrad", "RUS", "Russia", ("Baltiysk", 19.92, 54.66), ("Chernyakhovsk", 21.8, 54.63)),
    _place("hawaii", "USA", "United States", ("Wheeler", -158.04, 21.48), ("Pohakuloa", -155.55, 19.75)),
    _place("panama", "PAN", "Panama", ("Howard", -79.59, 8.92), ("Colón", -79.88, 9.34)),
    _place("mcmurdo", "ATA", "Antarctica", ("McMurdo", 166.68, -77.85), ("Scott", 166.78, -77.83)),
    _place(
        "thule",
        "GRL",
        "Greenland",
        ("Pituffik", -68.7, 76.53),
    ),
    _place("aleutians", "USA", "United States", ("Adak", -176.65, 51.88), ("Shemya", 174.11, 52.72)),
    _place("kyiv", "UKR", "Ukraine", ("Yavoriv", 23.4, 49.95), ("Odesa", 30.68, 46.43), ("Kharkiv", 36.25, 50.0)),
    _place("tallinn", "EST", "Estonia", ("Tapa", 25.95, 59.26), ("Ämari", 24.2, 59.26)),
    _place("vilnius", "LTU", "Lithuania", ("Rukla", 24.4, 55.05), ("Šiauliai", 23.4, 55.89)),
    _place("rzeszow", "POL", "Poland", ("Rzeszów", 22.02, 50.11), ("Powidz", 17.85, 52.38), ("Redzikowo", 17.1, 54.48)),
    _place("pristina", "XKX", "Kosovo", ("Bondsteel", 21.25, 42.36), ("Film City", 21.15, 42.65)),
    _place("limassol", "CYP", "Cyprus", ("Akrotiri", 32.98, 34.59), ("Dhekelia", 33.74, 35.0)),
    _place("sinai", "EGY", "Egypt", ("El Gorah", 34.13, 31.07), ("Sharm el-Sheikh", 34.3, 27.95)),
    _place("naqoura", "LBN", "Lebanon", ("Naqoura", 35.14, 33.12), ("Marjayoun", 35.59, 33.36)),
    _place(
        "doha",
        "QAT",
        "Qatar",
        ("Al Udeid", 51.31, 25.12),
    ),
    _place(
        "bahrain",
        "BHR",
        "Bahrain",
        ("Juffair", 50.6, 26.2),
    ),
    _place("juba", "SSD", "South Sudan", ("Juba", 31.6, 4.87), ("Malakal", 31.65, 9.56), ("Wau", 27.98, 7.73)),
    _place("mogadishu", "SOM", "Somalia", ("Baledogle", 44.79, 2.67), ("Kismayo", 42.45, -0.37)),
    _place("agadez", "NER", "Niger", ("Agadez", 7.95, 16.95), ("Niamey", 2.18, 13.48), ("Arlit", 7.35, 18.75)),
    _place("bangui", "CAF", "Central African Republic", ("Bangui", 18.52, 4.4), ("Bria", 21.99, 6.53)),
    _place("laayoune", "ESH", "Western Sahara", ("Laayoune", -13.2, 27.14), ("Tifariti", -10.6, 26.15)),
    _place("cabo-delgado", "MOZ", "Mozambique", ("Pemba", 40.52, -12.98), ("Palma", 40.45, -10.78)),
    _place(
        "cayenne",
        "GUF",
        "French Guiana",
        ("Kourou", -52.68, 5.15),
    ),
    _place("guantanamo", "CUB", "Cuba", ("Guantanamo", -75.13, 19.93), ("Havana", -82.4, 23.0)),
    _place("port-au-prince", "HTI", "Haiti", ("Port-au-Prince", -72.28, 18.58), ("Cap-Haïtien", -72.19, 19.73)),
    _place(
        "soto-cano",
        "HND",
        "Honduras",
        ("Soto Cano", -87.62, 14.38),
    ),
    _place("punta-arenas", "CHL", "Chile", ("Punta Arenas", -70.85, -53.0), ("Iquique", -70.15, -20.55)),
    _place("okinawa", "JPN", "Japan", ("Kadena", 127.77, 26.36), ("Yokota", 139.35, 35.75), ("Misawa", 141.37, 40.7)),
    _place("kurils", "RUS", "Russia", ("Iturup", 147.88, 45.0), ("Kunashir", 145.7, 43.97)),
    _place("spratlys", "PHL", "Philippines", ("Palawan", 118.75, 9.74), ("Thitu", 114.28, 11.05)),
    _place(
        "singapore",
        "SGP",
        "Singapore",
        ("Changi", 103.98, 1.37),
    ),
    _place("dili", "TLS", "Timor-Leste", ("Dili", 125.53, -8.57), ("Suai", 125.28, -9.31)),
    _place("honiara", "SLB", "Solomon Islands", ("Honiara", 160.05, -9.45), ("Munda", 157.3, -8.31)),
    _place("darwin", "AUS", "Australia", ("Darwin", 130.87, -12.42), ("Tindal", 132.38, -14.52)),
    _place("christchurch", "NZL", "New Zealand", ("Burnham", 172.3, -43.6), ("Ohakea", 175.39, -40.2)),
    _place("anadyr", "RUS", "Russia", ("Anadyr", 177.74, 64.78), ("Provideniya", -173.23, 64.42)),
    _place("alert", "CAN", "Canada", ("Alert", -62.34, 82.5), ("Eureka", -85.9, 79.99)),
    _place(
        "reykjavik",
        "ISL",
        "Iceland",
        ("Keflavík", -22.6, 63.97),
    ),
)
"""Every climate, hemisphere and projection: islands, 180°, the pole, the equator, states smaller than their name."""


def write(place: Place, folder: Path) -> Path:
    """Write the scenario of a place: at the first stop its posts are held, at the second the first of them is left."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "scenario.toml": _toml(place),
        "sources.csv": SOURCES,
        "claims.csv": CLAIMS,
        "bases.geojson": json.dumps(
            {"type": "FeatureCollection", "features": [_base(place, spot) for spot in place.posts]}
        ),
        "statuses.csv": _statuses(place),
        "troops.csv": TROOPS.replace("ISO", place.iso3),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def post_id(spot: Spot) -> str:
    """The id of a post."""
    return f"post-{abs(round(spot[1] * 100))}-{abs(round(spot[2] * 100))}"


def _toml(place: Place) -> str:
    return f'''id = "{place.name}"
title = "Posts around {place.name.replace("-", " ").title()}"
summary = "Made up."
as_of = "2026-01-01"
marking = "UNCLASSIFIED // EXAMPLE"
countries = ["{place.iso3}"]

[[readings]]
id = "told"
label = "As told"
summary = "Made up."

[[forces]]
id = "force"
label = "Troops in {place.country_name}"
short = "Troops"
country = "{place.iso3}"

[[phases]]
id = "before"
label = "Before"
deadline = "2026-01-01"
shown = "as told"
claims = ["C1"]
summary."*" = "Troops are at every post."

[[phases]]
id = "after"
label = "After"
deadline = "../2027"
shown = "by 2027"
claims = ["C1"]
summary."*" = "The first post is left."
'''


SOURCES = "id,kind,publisher,title,published,authors,url,licence\nexample,report,Example,Made up,2026-01-01,,,made up\n"
CLAIMS = 'id,source,where,said_by,standing,wording,paraphrase\nC1,example,p. 1,Example,on the record,"1,200",Made up.\n'
TROOPS = (
    "reading,phase,country,force,verb,wording,low,best,high,basis,claims,contested_by,change,note\n"
    '*,before,ISO,force,set,"1,200",,,,reported,C1,,,\n'
)


def _statuses(place: Place) -> str:
    rows = [f"*,before,{post_id(spot)},present,reported,C1,,,\n" for spot in place.posts]
    rows.append(f"*,after,{post_id(place.posts[0])},vacated,reported,C1,,Left.,\n")
    return "reading,phase,base,status,basis,claims,contested_by,change,note\n" + "".join(rows)


def _base(place: Place, spot: Spot) -> dict[str, object]:
    name, lon, lat = spot
    properties = {"id": post_id(spot), "name": name, "country": place.iso3, "precision": "site", "source": "example"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}}
