"""Loading what is good: what a folder becomes, what may be left out, where scenarios are found."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from geo import scenario, style
from geo.export import FORMATS, file_name
from geo.model import Claim, DataError, Scenario, Wording
from geo.posture import course
from geo.scenario import SEAL
from geo.scenario.files import FILES
from geo.selection import Selection
from geo.store import FolderStore
from tests.conftest import ROOT, SHIPPED, ScenarioCopy, run_command
from tests.facts import CLAIMS, FORCES, PHASES, PLACES, READINGS

EVERY_FILE = pytest.mark.parametrize("name", FILES)

ELSEWHERE = {
    "scenario.toml": """
id = "niger-2024"
title = "Withdrawal from Niger"
summary = "Another drawdown, made up for this test."
as_of = "2024-09-15"
marking = "TEST"
countries = ["NER"]
view = {west = -1.0, south = 11.0, east = 17.0, north = 24.0}

[[readings]]
id = "only"
label = "The only account"

[[forces]]
id = "force"
label = "The force"
short = "Force"
country = "NER"

[[phases]]
id = "start"
label = "Start"
deadline = "2024-09-15"
shown = "15 Sep 2024"
summary = {"*" = "A sentence without claims."}

[[phases]]
id = "end"
label = "End"
deadline = "2025/.."
shown = "from 2025"
summary = {}
""",
    "sources.csv": "id,kind,publisher,title,published,authors,url,licence\nmade-up,report,Nobody,,,,,Free\n",
    "claims.csv": (
        "id,source,where,said_by,standing,wording,paraphrase\n1,made-up,p. 1,Nobody,reported,about 1000,All of it.\n"
    ),
    "bases.geojson": json.dumps(
        {
            "type": "FeatureCollection",
            "name": "bases",
            "features": [
                {
                    "type": "Feature",
                    "id": 1,
                    "bbox": [8.0, 17.0, 8.0, 17.0],
                    "geometry": {"type": "Point", "coordinates": [8, 17]},
                    "properties": {
                        "id": "base",
                        "name": "Base",
                        "country": "NER",
                        "precision": "province",
                        "source": "made-up",
                    },
                }
            ],
        }
    ),
    "statuses.csv": (
        "reading,phase,base,status,basis,claims,contested_by,change,note\n*,end,base,vacated,reported,1,,,\n"
    ),
    "troops.csv": (
        "reading,phase,country,force,verb,wording,low,best,high,basis,claims,contested_by,change,note\n"
        "*,start,NER,force,set,,900,,1100,reported,1,,,\n"
    ),
}
"""A scenario of another country with as little in it as there may be."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Scenario:
    folder = tmp_path / "niger-2024"
    folder.mkdir()
    for name, text in ELSEWHERE.items():
        (folder / name).write_text(text, encoding="utf-8")
    return scenario.load(folder)


def test_the_shipped_folder_becomes_one_value(shipped: Scenario) -> None:
    """What was read stands in the order of its file, claims and sources by their ids."""
    assert (shipped.id, shipped.title) == ("iraq-2024", "Coalition drawdown in Iraq")
    assert [reading.id for reading in shipped.readings] == list(READINGS)
    assert [phase.id for phase in shipped.phases] == list(PHASES)
    assert [force.id for force in shipped.forces] == list(FORCES)
    assert [base.id for base in shipped.bases] == list(PLACES)
    assert list(shipped.claims) == list(CLAIMS)


def test_a_drawdown_elsewhere_needs_no_code(elsewhere: Scenario) -> None:
    """Another country, reading and phases come from a folder alone."""
    shown = course(elsewhere, "only").posture("end")
    assert [found.status for found in shown.bases] == ["vacated"]
    assert [style.label(found.quantity) for found in shown.forces] == ["900–1,100"]


def test_what_is_not_written_is_not_stated(elsewhere: Scenario) -> None:
    """A base without a row at the first phase is not stated there, and a note says so."""
    assert [found.status for found in course(elsewhere, "only").posture("start").bases] == ["not_stated"]
    assert "Base: no status at start; shown as not stated" in elsewhere.warnings


def test_what_may_be_left_out_has_its_default(elsewhere: Scenario) -> None:
    """A base without a label is called by its name, and words mean approximately without a rule of the scenario."""
    [base] = elsewhere.bases
    assert (base.short, base.name_ar, base.admin1) == ("Base", "", "")
    assert elsewhere.wording.approximate == ("approximately",)
    assert elsewhere.forces[0].members == ()


def test_whole_degrees_are_coordinates(elsewhere: Scenario) -> None:
    """Coordinates without a fraction are read as degrees."""
    [base] = elsewhere.bases
    assert (base.lon, base.lat) == (8.0, 17.0)


@pytest.mark.parametrize(("phase", "headline"), [("start", "A sentence without claims."), ("end", "")])
def test_a_headline_may_be_bare_or_missing(elsewhere: Scenario, phase: str, headline: str) -> None:
    """A headline may be a sentence alone; a phase without one has an empty one."""
    found = elsewhere.phase(phase).headline("only")
    assert (found.text, found.claims) == (headline, ())


def test_a_headline_of_a_reading_comes_before_that_of_all(shipped: Scenario) -> None:
    """A phase has the headline of its reading, and that of all readings where it has none."""
    assert shipped.phase("before").headline("reported") == shipped.phase("before").headline("on-record")
    assert shipped.phase("stage-1").headline("reported") != shipped.phase("stage-1").headline("on-record")


def test_an_empty_headline_of_a_reading_stays_empty(scenario_copy: ScenarioCopy) -> None:
    """A reading with a headline of its own shows that one, an empty one too, never that of all."""
    scenario_copy.edit(
        "scenario.toml", '[phases.summary."*"]', '[phases.summary.reported]\ntext = ""\n\n[phases.summary."*"]'
    )
    assert scenario_copy.load().phase("before").headline("reported").text == ""


def test_every_field_is_read(shipped: Scenario) -> None:
    """A source, a claim, a base, rows and the head have every field of their records."""
    assert (shipped.as_of, shipped.marking) == ("2024-09-27", "UNCLASSIFIED // PUBLIC SOURCES")
    assert shipped.summary == "The end of the coalition's military mission in Iraq, as reported on 27 September 2024."
    assert (shipped.countries, shipped.view.edges) == (("IRQ", "SYR"), (35.2, 28.9, 49.4, 37.6))
    assert shipped.wording == Wording(approximate=("approximately",), ranges={"hundreds": (200, 999)})
    assert list(shipped.sources) == ["reuters-2024-09-27", "gazetteer"]
    assert shipped.claims["C03"] == Claim(
        id="C03",
        source="reuters-2024-09-27",
        where="¶2",
        said_by="Reuters, background",
        standing="background",
        wording="(approximately) 900",
        paraphrase=(
            "The U.S. has (approximately) 900 troops in Syria: "
            "one “approximately” governs both numbers of the sentence."
        ),
    )
    assert (len(shipped.statuses), len(shipped.troops), shipped.warnings) == (11, 8, ())
    assert (shipped.troops[3].verb, shipped.troops[3].basis, shipped.troops[3].claims) == (
        "withdraw",
        "assumed",
        ("C08",),
    )


def test_what_can_be_compared_is_named(shipped: Scenario) -> None:
    """A posture can be compared with any phase, and with any reading after `reading:`."""
    assert shipped.comparable == ("before", "stage-1", "stage-2", "reading:reported", "reading:on-record")
    assert [shipped.compared(name) for name in shipped.comparable] == [*shipped.phases, *shipped.readings]


@pytest.mark.parametrize(
    ("compare", "sides"),
    [
        (None, (("reported", "stage-1"),)),
        ("before", (("reported", "before"), ("reported", "stage-1"))),
        ("stage-1", (("reported", "stage-1"), ("reported", "stage-1"))),
        ("stage-2", (("reported", "stage-1"), ("reported", "stage-2"))),
        ("reading:on-record", (("on-record", "stage-1"), ("reported", "stage-1"))),
    ],
)
def test_sides_run_from_left_to_right(
    shipped: Scenario, compare: str | None, sides: tuple[tuple[str, str], ...]
) -> None:
    """Of two phases the earlier is on the left, of two readings the one in question on the right."""
    assert shipped.sides("reported", "stage-1", compare) == sides


@pytest.mark.parametrize(
    ("compare", "told"),
    [
        ("stage-9", "there is no phase 'stage-9'; there are before, stage-1, stage-2"),
        ("reading:rumour", "there is no reading 'rumour'; there are reported, on-record"),
    ],
)
def test_what_cannot_be_compared_is_told(shipped: Scenario, compare: str, told: str) -> None:
    """An unknown phase or reading to compare with is refused in a sentence that names what there is."""
    with pytest.raises(KeyError) as error:
        shipped.compared(compare)
    assert error.value.args == (told,)


def test_a_scenario_is_known_by_its_files(shipped: Scenario, scenario_copy: ScenarioCopy) -> None:
    """Scenarios of the same files are one key of a mapping; with warnings more they are equal, with other files not."""
    same = scenario_copy.load()
    assert {shipped: 1}[same] == 1
    assert replace(same, warnings=("odd",)) == shipped
    scenario_copy.edit("claims.csv", "Reuters, background", "Reuters")
    assert scenario_copy.load() != shipped


def sum_by_hand(folder: Path) -> str:
    """The SHA-256 of each file's name, size and bytes, in the order of the documentation."""
    names = ("scenario.toml", "sources.csv", "claims.csv", "bases.geojson", "statuses.csv", "troops.csv")
    contents = {name: (folder / name).read_bytes() for name in names}
    return hashlib.sha256(b"".join(f"{name} {len(c)}\n".encode() + c for name, c in contents.items())).hexdigest()


def test_a_fingerprint_is_of_names_sizes_and_bytes(shipped: Scenario) -> None:
    """The fingerprint of a folder is that of the scenario in it, and a sum that can be made elsewhere."""
    assert scenario.fingerprint(SHIPPED) == shipped.fingerprint == sum_by_hand(SHIPPED)


def test_a_missing_file_counts_as_empty(scenario_copy: ScenarioCopy) -> None:
    """A folder has a fingerprint and a state whatever is in it, and both say what is missing or changed."""
    folder = scenario_copy.folder
    whole, state = scenario.fingerprint(folder), scenario.state(folder)
    assert state != whole
    (folder / SEAL).write_text("", encoding="utf-8")
    assert scenario.state(folder) == state
    (folder / SEAL).write_text(scenario.seal(folder), encoding="utf-8")
    assert scenario.state(folder) != state
    assert scenario.fingerprint(folder) == whole
    (folder / "claims.csv").unlink()
    missing = scenario.fingerprint(folder)
    (folder / "claims.csv").touch()
    assert missing == scenario.fingerprint(folder) == sum_by_hand(folder)


def test_loading_twice_gives_equal_values(shipped: Scenario) -> None:
    """The same folder gives the same value each time."""
    assert scenario.load(SHIPPED) == shipped


def test_what_is_read_and_walked_is_frozen(shipped: Scenario) -> None:
    """A scenario, its courses, their steps and postures cannot be changed by whoever shows them."""
    walked = course(shipped, "reported")
    for value in (shipped, walked, walked.step("before"), walked.posture("before")):
        with pytest.raises(FrozenInstanceError):
            value.phase = None


def test_a_scenario_can_be_kept(shipped: Scenario) -> None:
    """A scenario goes through pickle unchanged, which is how the page keeps it."""
    assert pickle.loads(pickle.dumps(shipped)) == shipped


def test_10_000_bases_load(scenario_copy: ScenarioCopy) -> None:
    """A layer of 10,000 bases, with a status each, is within the limits."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "id": f"b{n}",
                "name": f"Base {n}",
                "country": "IRQ",
                "precision": "site",
                "source": "gazetteer",
            },
            "geometry": {"type": "Point", "coordinates": [43 + n % 100 / 100, 33 + n // 100 / 100]},
        }
        for n in range(10_000)
    ]
    scenario_copy.write("bases.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    header = "reading,phase,base,status,basis,claims,contested_by,change,note\n"
    rows = "".join(f"*,before,b{n},present,derived,C10,,,\n" for n in range(10_000))
    scenario_copy.write("statuses.csv", header + rows)
    loaded = scenario_copy.load()
    assert (len(loaded.bases), loaded.warnings) == (10_000, ())


# Ids


def long_id(kind: str, last: str) -> str:
    """An id as long as one may be, which differs from others of its kind in its last character only."""
    return f"{kind}-".ljust(63, "x") + last


@pytest.fixture
def long_ids(tmp_path: Path) -> Path:
    """A folder of two sources, claims, bases, forces, phases and readings, each pair alike in 63 characters."""
    source, claim, base, force, phase, reading = (
        (long_id(kind, "1"), long_id(kind, "2")) for kind in ("source", "claim", "base", "force", "phase", "reading")
    )
    head = {
        "id": long_id("scenario", "1"),
        "title": "Long ids",
        "summary": "",
        "as_of": "2024-09-15",
        "marking": "TEST",
        "countries": ["IRQ"],
        "view": {"west": 38.0, "south": 29.0, "east": 49.0, "north": 38.0},
        "readings": [{"id": id_, "label": f"Reading {n}"} for n, id_ in enumerate(reading)],
        "forces": [{"id": id_, "label": f"F{n}", "short": f"F{n}", "country": "IRQ"} for n, id_ in enumerate(force)],
        "phases": [
            {"id": id_, "label": f"Phase {n}", "deadline": "2025", "shown": "2025", "summary": {}, "claims": [claim[n]]}
            for n, id_ in enumerate(phase)
        ],
    }
    folder = tmp_path / "long-ids"
    folder.mkdir()
    toml = "".join(f"{key} = {inline_toml(value)}\n" for key, value in head.items())
    (folder / "scenario.toml").write_text(toml, encoding="utf-8")
    features = [
        {
            "type": "Feature",
            "properties": {"id": id_, "name": f"B{n}", "country": "IRQ", "precision": "site", "source": source[n]},
            "geometry": {"type": "Point", "coordinates": [43 + n, 33]},
        }
        for n, id_ in enumerate(base)
    ]
    layer = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "bases.geojson").write_text(layer, encoding="utf-8")
    header = {name: text.partition("\n")[0] for name, text in ELSEWHERE.items()}
    rows = {
        "sources.csv": [f"{id_},report,Nobody,Title {n},,,,Free" for n, id_ in enumerate(source)],
        "claims.csv": [f"{id_},{source[n]},p. {n},Nobody,reported,{n + 7}00,Said {n}." for n, id_ in enumerate(claim)],
        "statuses.csv": [
            f"{reading[n]},{phase[n]},{id_},present,reported,{claim[n]},,,Note {n}" for n, id_ in enumerate(base)
        ],
        "troops.csv": [
            f"*,{phase[n]},IRQ,{id_},set,{n + 7}00,,,,reported,{claim[n]},{claim[1 - n]},,"
            for n, id_ in enumerate(force)
        ],
    }
    for name, lines in rows.items():
        (folder / name).write_text("\n".join([header[name], *lines, ""]), encoding="utf-8")
    return folder


def inline_toml(value: object) -> str:
    """Write plain values as TOML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {inline_toml(inner)}" for key, inner in value.items()) + "}"
    return "[" + ", ".join(map(inline_toml, value)) + "]" if isinstance(value, list) else json.dumps(value)


def test_long_ids_stay_apart(long_ids: Path) -> None:
    """Records whose ids are alike in 63 of 64 characters are two records, each under its whole id."""
    loaded = scenario.load(long_ids)
    assert list(loaded.sources) == [long_id("source", "1"), long_id("source", "2")]
    assert {id_: claim.where for id_, claim in loaded.claims.items()} == {
        long_id("claim", "1"): "p. 0",
        long_id("claim", "2"): "p. 1",
    }
    assert [claim.id for claim in loaded.claims.values()] == list(loaded.claims)


def test_long_ids_are_shown_whole(long_ids: Path) -> None:
    """The command line gives each base and force with its own figures under its whole id."""
    second = ("--reading", long_id("reading", "2"), "--phase", long_id("phase", "2"))
    shown = json.loads(run_command("show", long_ids, "--json", *second).stdout)
    assert [(base["id"], base["status"]) for base in shown["bases"]] == [
        (long_id("base", "1"), "not_stated"),
        (long_id("base", "2"), "present"),
    ]
    assert [(force["id"], force["best"], force["low"], force["claims"]) for force in shown["forces"]] == [
        (long_id("force", "1"), None, 700, [long_id("claim", "1")]),
        (long_id("force", "2"), None, 800, [long_id("claim", "2")]),
    ]


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_takes_long_ids(long_ids: Path, format_name: str) -> None:
    """A scenario with the longest ids is exported in every format, and a format of data has both ids of each kind."""
    out = long_ids.parent / "out"
    out.mkdir()
    done = run_command("export", long_ids, "--format", format_name, "--out", out)
    assert (done.returncode, done.stderr.count("wrote ")) == (0, 1)
    assert long_id("scenario", "1") in next(out.iterdir()).name


def test_tables_and_layers_have_ids_whole(long_ids: Path) -> None:
    """The CSV tables and the GeoJSON layer of an export have every id in full."""
    loaded = scenario.load(long_ids)
    wanted = Selection((long_id("reading", "1"),), (long_id("phase", "1"), long_id("phase", "2")))
    packed = zipfile.ZipFile(io.BytesIO(FORMATS["csv"].content(loaded, wanted)))
    tables = "".join(packed.read(name).decode("utf-8-sig") for name in packed.namelist() if name.endswith(".csv"))
    kinds = ("source", "claim", "base", "force", "phase")
    assert [id_ for kind in kinds for last in "12" if (id_ := long_id(kind, last)) not in tables] == []
    layer = FORMATS["geojson"].content(loaded, wanted).decode()
    assert [id_ for last in "12" if (id_ := long_id("base", last)) not in layer] == []


def test_a_file_name_is_no_longer_than_a_disk_takes(long_ids: Path) -> None:
    """Exports of different comparisons have different names of at most 255 bytes, even with the longest ids."""
    loaded = scenario.load(long_ids)
    readings, phases = (tuple(long_id(kind, last) for last in "12") for kind in ("reading", "phase"))
    compared = [
        file_name(loaded, FORMATS["png"], Selection((reading,), (phases[0],), compare))
        for reading, other in (readings, readings[::-1])
        for compare in (phases[1], f"reading:{other}")
    ]
    assert len(set(compared)) == 4
    assert all(len(name) <= 255 and name.endswith(".png") for name in compared)


# Fingerprint


def test_a_fingerprint_is_of_all_files() -> None:
    """A fingerprint is the SHA-256 of each file's name, length and bytes, in the order of the dictionary."""
    digest = hashlib.sha256()
    for name in ("scenario.toml", "sources.csv", "claims.csv", "bases.geojson", "statuses.csv", "troops.csv"):
        content = (SHIPPED / name).read_bytes()
        digest.update(name.encode() + b" " + str(len(content)).encode() + b"\n" + content)
    assert scenario.fingerprint(SHIPPED) == digest.hexdigest()


def test_a_loaded_scenario_has_the_fingerprint_of_its_folder(shipped: Scenario) -> None:
    """What was loaded can be told from what is on the disk now."""
    assert shipped.fingerprint == scenario.fingerprint(SHIPPED)


@EVERY_FILE
def test_a_fingerprint_changes_with_any_byte(scenario_copy: ScenarioCopy, name: str) -> None:
    """One byte more in any file gives another fingerprint."""
    before = scenario.fingerprint(scenario_copy.folder)
    scenario_copy.append(name, "")
    assert scenario.fingerprint(scenario_copy.folder) != before


@EVERY_FILE
def test_a_fingerprint_of_a_broken_folder_is_one_too(scenario_copy: ScenarioCopy, name: str) -> None:
    """A missing file changes the fingerprint and raises nothing, so that its return is noticed."""
    (scenario_copy.folder / name).unlink()
    assert scenario.fingerprint(scenario_copy.folder) != scenario.fingerprint(SHIPPED)


# Where scenarios come from


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    for name in ("zagros", "iraq-2024", "anbar"):
        shutil.copytree(SHIPPED, tmp_path / name)
    (tmp_path / "basemap").mkdir()
    (tmp_path / "scenario.toml").write_text("")
    return FolderStore(tmp_path)


def test_a_store_names_folders_that_are_scenarios(store: FolderStore) -> None:
    """Folders with a scenario.toml are scenarios: the shipped one first, the rest by name, others not."""
    assert store.names() == ("iraq-2024", "anbar", "zagros")


def with_scenario_toml(folder: Path) -> None:
    folder.mkdir()
    (folder / "scenario.toml").write_text("")


def name_in_latin_1(root: Path) -> None:
    with_scenario_toml(root / os.fsdecode("D\u00fcsseldorf".encode("latin-1")))


def name_with_an_escape(root: Path) -> None:
    with_scenario_toml(root / "red\x1b[31m")


def name_with_a_line_end(root: Path) -> None:
    with_scenario_toml(root / "two\nlines")


def name_turned_around(root: Path) -> None:
    with_scenario_toml(root / "left\u202eright")


def folder_called_scenario_toml(root: Path) -> None:
    (root / "folder" / "scenario.toml").mkdir(parents=True)


def file_linked_to_itself(root: Path) -> None:
    (root / "loop").mkdir()
    (root / "loop" / "scenario.toml").symlink_to("scenario.toml")


def folder_linked_to_itself(root: Path) -> None:
    (root / "circle").symlink_to("circle")


def file_linked_to_nothing(root: Path) -> None:
    (root / "dangling").mkdir()
    (root / "dangling" / "scenario.toml").symlink_to("nowhere")


@pytest.mark.parametrize(
    "make",
    [
        name_in_latin_1,
        name_with_an_escape,
        name_with_a_line_end,
        name_turned_around,
        folder_called_scenario_toml,
        file_linked_to_itself,
        folder_linked_to_itself,
        file_linked_to_nothing,
    ],
)
def test_a_store_leaves_out_what_is_no_scenario(store: FolderStore, make: Callable[[Path], None]) -> None:
    """A folder with a name that cannot be shown, or without a readable scenario.toml, is left out, the rest stays."""
    make(store.root)
    assert store.names() == ("iraq-2024", "anbar", "zagros")
    with pytest.raises(DataError, match="no such scenario; there are: iraq-2024, anbar, zagros"):
        store.load("nowhere")


def test_a_folder_that_may_not_be_read_is_left_out(tmp_path: Path) -> None:
    """A folder closed to the user of the server, here one who is not root, is left out, the rest stays."""
    for name in ("closed", "open"):
        with_scenario_toml(tmp_path / name)
    (tmp_path / "closed").chmod(0)
    tmp_path.chmod(0o755)
    code = (
        "import os, pathlib, sys\n"
        "from geo.store import FolderStore\n"
        "os.chdir(sys.argv[1])\n"
        "if os.geteuid() == 0:\n"
        "    os.setuid(65534)\n"
        "print(FolderStore(pathlib.Path()).names())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    (tmp_path / "closed").chmod(0o755)
    assert (done.stdout, done.stderr) == ("('open',)\n", "")


@pytest.mark.parametrize("name", ["x" * 255, "with spaces", "a&b=c#d?e", "100%", "عين الأسد", "+", "{{7*7}}"])
def test_a_store_has_any_name_that_can_be_read(store: FolderStore, name: str, shipped: Scenario) -> None:
    """A scenario's folder may have any printable name a disk takes, also one that an address has to encode."""
    shutil.copytree(SHIPPED, store.root / name)
    assert name in store.names()
    assert store.load(name) == shipped


@pytest.mark.parametrize("root", ["nowhere", "scenario.toml", "x" * 300])
def test_a_store_without_a_folder_is_empty(store: FolderStore, root: str) -> None:
    """A data folder that is missing, is a file or cannot be read has no scenarios."""
    assert FolderStore(store.root / root).names() == ()


def test_the_store_of_the_project_has_the_shipped_scenario() -> None:
    """The project's own data folder holds the shipped scenario, and its basemap is none."""
    assert FolderStore().names()[0] == "iraq-2024"
    assert "basemap" not in FolderStore().names()


def test_a_store_loads_by_name(store: FolderStore, shipped: Scenario) -> None:
    """A store loads a scenario by the name of its folder, with the folder's fingerprint."""
    assert store.load("anbar") == shipped
    assert store.fingerprint("anbar") == shipped.fingerprint


@pytest.mark.parametrize("name", ["", ".", "..", "../anbar", "anbar/../zagros", "basemap", "nowhere", "/etc", "a\x00b"])
@pytest.mark.parametrize("call", ["load", "fingerprint"])
def test_a_store_knows_no_other_names(store: FolderStore, name: str, call: str) -> None:
    """A name that is not one of the store's, a path too, is refused in a sentence that names those there are."""
    with pytest.raises(DataError, match="no such scenario; there are: iraq-2024, anbar, zagros"):
        getattr(store, call)(name)


@pytest.mark.parametrize("name", ["<script>", "{{7*7}}", "a\x1b[2J", "x" * 10_000, "\u202e"])
def test_a_name_that_is_refused_is_shown_tame(store: FolderStore, name: str) -> None:
    """What a refused name holds beyond letters, digits, dots and hyphens is not repeated, nor more than 60 of it."""
    with pytest.raises(DataError) as error:
        store.load(name)
    shown = str(error.value).partition(":")[0]
    assert len(shown) <= 60
    assert not set(shown) & set("<>{}\x1b\u202e[")


# The seal


def test_a_sealed_scenario_takes_no_other_files(scenario_copy: ScenarioCopy) -> None:
    """Sealed, the same files load, a row less is refused in a sentence, and a new seal takes it."""
    folder = scenario_copy.folder
    (folder / SEAL).write_text(scenario.seal(folder), encoding="utf-8")
    assert scenario.load(folder).fingerprint == scenario_copy.load().fingerprint
    troops = (folder / "troops.csv").read_bytes()
    (folder / "troops.csv").write_bytes(b"".join(troops.splitlines(keepends=True)[:-1]))
    assert scenario_copy.problems() == [
        "troops.csv: it is not the file that was sealed in SHA256SUMS; "
        "put back the file that was sealed, or seal the scenario again"
    ]
    (folder / SEAL).write_text(scenario.seal(folder), encoding="utf-8")
    assert scenario.load(folder).fingerprint == scenario_copy.load().fingerprint


def test_a_seal_names_every_file(scenario_copy: ScenarioCopy) -> None:
    """A seal that is cut short, or is none, seals nothing: each file that is not in it is told."""
    folder = scenario_copy.folder
    for broken in ("", scenario.seal(folder)[:70]):
        (folder / SEAL).write_text(broken, encoding="utf-8")
        assert "SHA256SUMS: troops.csv is not in it; seal the scenario again" in scenario_copy.problems()


def test_seal_is_as_other_programs_write_it(scenario_copy: ScenarioCopy) -> None:
    """The command writes what `sha256sum` checks, and seals nothing that has problems."""
    folder = scenario_copy.folder
    assert run_command("seal", folder).returncode == 0
    subprocess.run(["sha256sum", "--check", "--strict", SEAL], cwd=folder, check=True, capture_output=True)
    before = (folder / SEAL).read_bytes()
    scenario_copy.edit("claims.csv", "C05", "C99")
    assert run_command("seal", folder).returncode == 1
    assert (folder / SEAL).read_bytes() == before
