"""What the board must show, typed by hand from the report's facts; no code under test has a hand in it.

The truth table: for each reading and phase the status of every base and the figure of every force.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BaseFact:
    """What stands at a base: status, basis, claims, and the claims that contest it."""

    status: str
    basis: str | None
    claims: tuple[str, ...]
    contested_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForceFact:
    """What is known of a force: label letter for letter, kind, exact bounds in troops, basis, claims."""

    label: str
    kind: str
    low: int | None
    high: int | None
    basis: str | None
    claims: tuple[str, ...]
    contested_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class PostureFact:
    """What stands at one phase under one reading, by the ids of bases and forces."""

    bases: dict[str, BaseFact]
    forces: dict[str, ForceFact]


READINGS = {"reported": "The plan as reported", "on-record": "On the record"}
"""Labels of the readings by id; the first is the default."""

PHASES = {
    "before": ("Before the drawdown", "as reported 27 Sep 2024"),
    "stage-1": ("After stage 1", "by Sep 2025"),
    "stage-2": ("After stage 2", "by end of 2026"),
}
"""Labels and dates shown of the phases by id, in order of time."""

BASES = {"ain-al-asad": "Ain al-Asad Air Base", "baghdad": "Baghdad", "erbil": "Erbil"}
"""Names of the bases by id."""

FORCES = {"us-iraq": "U.S. in Iraq", "us-syria": "U.S. in Syria", "coalition-other": "Other coalition nations"}
"""Labels of the forces by id."""

FORCE_COUNTRIES = {"us-iraq": "IRQ", "us-syria": "SYR", "coalition-other": None}
"""Where a force is drawn; None is on no point of the map."""

_NOT_STATED_BASE = BaseFact("not_stated", None, ("C05", "C06"))
_NOT_STATED_IRAQ = ForceFact("not stated", "not_stated", None, None, None, ("C05", "C06"))
_SYRIA_CONTINUES = ForceFact("≈900", "counted", 900, 900, "reported", ("C03", "C14"))
_OTHERS_NOT_STATED = ForceFact("not stated", "not_stated", None, None, None, ())

_BEFORE = PostureFact(
    bases={
        "ain-al-asad": BaseFact("present", "derived", ("C10",)),
        "baghdad": BaseFact("present", "derived", ("C11",)),
        "erbil": BaseFact("present", "derived", ("C12",)),
    },
    forces={
        "us-iraq": ForceFact("≈2,500", "counted", 2500, 2500, "reported", ("C02",)),
        "us-syria": ForceFact("≈900", "counted", 900, 900, "reported", ("C03",)),
        "coalition-other": ForceFact("hundreds (200–999)", "counted", 200, 999, "reported", ("C13",)),
    },
)

_ON_RECORD = PostureFact(
    bases={"ain-al-asad": _NOT_STATED_BASE, "baghdad": _NOT_STATED_BASE, "erbil": _NOT_STATED_BASE},
    forces={"us-iraq": _NOT_STATED_IRAQ, "us-syria": _SYRIA_CONTINUES, "coalition-other": _OTHERS_NOT_STATED},
)

TRUTH: dict[tuple[str, str], PostureFact] = {
    ("reported", "before"): _BEFORE,
    ("reported", "stage-1"): PostureFact(
        bases={
            "ain-al-asad": BaseFact("vacated", "reported", ("C10",)),
            "baghdad": BaseFact("reduced", "reported", ("C11",)),
            "erbil": BaseFact("present", "reported", ("C12",)),
        },
        forces={
            "us-iraq": ForceFact("≈1,500–2,300", "counted", 1501, 2300, "assumed", ("C02", "C08")),
            "us-syria": _SYRIA_CONTINUES,
            "coalition-other": _OTHERS_NOT_STATED,
        },
    ),
    ("reported", "stage-2"): PostureFact(
        bases={
            "ain-al-asad": BaseFact("vacated", "reported", ("C10",)),
            "baghdad": BaseFact("vacated", "derived", ("C09",)),
            "erbil": BaseFact("vacated", "derived", ("C09",), contested_by=("C12",)),
        },
        forces={
            "us-iraq": ForceFact("0", "zero", 0, 0, "reported", ("C09",), contested_by=("C06",)),
            "us-syria": _SYRIA_CONTINUES,
            "coalition-other": _OTHERS_NOT_STATED,
        },
    ),
    ("on-record", "before"): _BEFORE,
    ("on-record", "stage-1"): _ON_RECORD,
    ("on-record", "stage-2"): _ON_RECORD,
}
"""The truth table by reading and phase."""

BASIS_WORDS = {None: "", "reported": "reported", "derived": "derived", "assumed": "derived on an assumption"}
"""Bases as they are written."""

STATUS_WORDS = {"present": "present", "reduced": "reduced", "vacated": "vacated", "not_stated": "not stated"}
"""Statuses as they are written."""

LABELS = {"≈2,500", "≈1,500–2,300", "0", "≈900", "hundreds (200–999)", "not stated", "withheld", "no data"}
"""Every way a force may be written, letter for letter."""

CONTEXT = {"C04", "C05", "C07", "C15", "C16", "C17"}
"""Claims that drive no number and no status."""


@dataclass(frozen=True)
class ClaimFact:
    """A claim of the report: paragraph, who says so, how it stands, what it says."""

    where: str
    said_by: str
    standing: str
    paraphrase: str


CLAIMS = {
    "C01": ClaimFact(
        "¶1",
        "United States and Iraq, joint statement",
        "on the record",
        "The coalition's military mission in Iraq ends by September 2025 and gives way to bilateral security "
        "partnerships.",
    ),
    "C02": ClaimFact("¶2", "Reuters, background", "background", "The U.S. has approximately 2,500 troops in Iraq."),
    "C03": ClaimFact(
        "¶2",
        "Reuters, background",
        "background",
        "The U.S. has (approximately) 900 troops in Syria: one “approximately” governs both numbers of the sentence.",
    ),
    "C04": ClaimFact(
        "¶2",
        "Reuters, background",
        "background",
        "The coalition was formed in 2014 against Islamic State in both countries.",
    ),
    "C05": ClaimFact(
        "¶3",
        "Reuters, of the joint statement",
        "background",
        "The statement does not say how many U.S. troops would leave Iraq, nor from which bases.",
    ),
    "C06": ClaimFact(
        "¶4–5",
        "a senior U.S. official, unnamed",
        "official, unnamed",
        "It is a transition to a wider bilateral relationship and not a withdrawal; "
        "declined to say whether any troops leave.",
    ),
    "C07": ClaimFact(
        "¶6",
        "Prime Minister al-Sudani",
        "on the record",
        "Opened talks in January 2024; values the help, but U.S. troops draw attacks and strike back often without "
        "coordination.",
    ),
    "C08": ClaimFact("¶7", "Reuters, earlier reporting", "reported", "Hundreds of troops leave by September 2025."),
    "C09": ClaimFact("¶7", "Reuters, earlier reporting", "reported", "The remainder leaves by the end of 2026."),
    "C10": ClaimFact(
        "¶8",
        "the plan, as reported",
        "reported",
        "All coalition forces leave Ain al-Asad airbase, western Anbar, by September 2025.",
    ),
    "C11": ClaimFact(
        "¶8", "the plan, as reported", "reported", "Presence in Baghdad is reduced significantly by September 2025."
    ),
    "C12": ClaimFact(
        "¶9",
        "Reuters",
        "reported",
        "U.S. and other coalition troops are expected to remain in Erbil. No end date is given.",
    ),
    "C13": ClaimFact(
        "¶9",
        "Reuters, background",
        "background",
        "Other nations, Germany, France, Spain and Italy among them, contribute hundreds of troops to the coalition.",
    ),
    "C14": ClaimFact("¶10", "officials, to reporters", "official, unnamed", "The U.S. mission in Syria continues."),
    "C15": ClaimFact("¶11", "Reuters", "background", "The drawdown is a marked change of U.S. posture in the region."),
    "C16": ClaimFact(
        "¶12–13",
        "U.S. officials, unnamed",
        "official, unnamed",
        "The presence also serves against Iranian influence; U.S. forces in Iraq shot down rockets and drones aimed at "
        "Israel in recent months.",
    ),
    "C17": ClaimFact(
        "¶14", "Reuters", "background", "Likely a political gain for al-Sudani between Washington and Tehran."
    ),
}
"""Every claim of the report by id."""

WORDINGS = {"C02": "approximately 2,500", "C03": "(approximately) 900", "C08": "hundreds", "C13": "hundreds"}
"""The report's own words for the quantities that become numbers."""


@dataclass(frozen=True)
class PlaceFact:
    """A place: names, governorate, degrees WGS 84, how closely it is known."""

    name: str
    name_ar: str
    admin1: str
    lat: float
    lon: float
    precision: str


PLACES = {
    "ain-al-asad": PlaceFact("Ain al-Asad Air Base", "عين الأسد", "Al-Anbar", 33.7856, 42.4412, "site"),
    "baghdad": PlaceFact("Baghdad", "بغداد", "Baghdad", 33.3152, 44.3661, "city"),
    "erbil": PlaceFact("Erbil", "أربيل", "Erbil", 36.1911, 44.0092, "city"),
}
"""The three places by id."""
