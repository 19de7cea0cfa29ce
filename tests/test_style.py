"""How quantities, changes, dates and sources are written, letter for letter."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import style
from geo.model import Change, Kind, Quantity, Scenario, Source, Status
from tests.conftest import ScenarioCopy

REPRODUCIBLE = settings(derandomize=True, deadline=None, max_examples=300)
EVERY_LABEL = [
    (Quantity.counted(2500, 2500, wording="approximately 2,500", approximate=True, claims=("C02",)), "≈2,500"),
    (Quantity.counted(900, 900, wording="(approximately) 900", approximate=True, claims=("C03",)), "≈900"),
    (Quantity.counted(200, 999, wording="hundreds", claims=("C13",)), "hundreds (200–999)"),
    (Quantity.counted(0, 0, wording="the remainder", claims=("C09",)), "0"),
    (Quantity(Kind.NOT_STATED), "not stated"),
    (Quantity(Kind.WITHHELD), "withheld"),
    (Quantity(Kind.NO_DATA), "no data"),
]


def counted(low: int | None, high: int | None, **rest: Any) -> Quantity:
    return Quantity.counted(low, high, **{"claims": ("C02",), **rest})


@pytest.mark.parametrize(("quantity", "written"), EVERY_LABEL, ids=[written for _, written in EVERY_LABEL])
def test_label_letter_for_letter(quantity: Quantity, written: str) -> None:
    """Each kind of quantity is written in its one way."""
    assert style.label(quantity) == written


def test_label_of_a_difference() -> None:
    """What is left of ≈2,500 when hundreds leave is written ≈1,500–2,300."""
    left = EVERY_LABEL[0][0] - EVERY_LABEL[2][0]
    assert style.label(left) == "≈1,500–2,300"


def test_no_two_kinds_are_written_alike() -> None:
    """Zero, not stated, withheld and no data are four different words."""
    labels = [style.label(quantity) for quantity, _ in EVERY_LABEL]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("low", "high", "rest", "written"),
    [
        (400, None, {}, "at least 400"),
        (None, 400, {}, "at most 400"),
        (0, None, {}, "at least 0"),
        (None, 0, {}, "0"),
        (400, None, {"approximate": True}, "at least ≈400"),
        (400, None, {"wording": "several hundred"}, "several hundred (at least 400)"),
        (200, 999, {"best": 600}, "200–999, best 600"),
        (200, 999, {"best": 600, "wording": "hundreds"}, "hundreds (200–999, best 600)"),
        (0, 999, {}, "0–999"),
        (1234567, 1234567, {}, "1,234,567"),
        (1500, 2300, {"wording": "1,500 to 2,300"}, "1,500–2,300"),
    ],
)
def test_label_of_open_and_best(low: int | None, high: int | None, rest: dict[str, Any], written: str) -> None:
    """An open bound is written in words, a likeliest number beside its range, and 0 as 0."""
    assert style.label(counted(low, high, **rest)) == written


@pytest.mark.parametrize("quantity", [counted(1501, 2300), counted(1501, 2300, approximate=True), counted(None, 951)])
def test_what_is_stated_is_not_rounded(quantity: Quantity) -> None:
    """Exact figures, and approximate ones a source gives itself, are written as they are."""
    assert style.written_bounds(quantity) == (quantity.low, quantity.high)


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (1501, 2300, (1500, 2300)),
        (1501, 2301, (1500, 2400)),
        (1500, 2300, (1500, 2300)),
        (99, 101, (0, 200)),
        (None, 1, (None, 100)),
        (199, None, (100, None)),
        (0, 0, (0, 0)),
    ],
)
def test_rounding_is_outward_to_the_hundred(low: int | None, high: int | None, written: tuple[Any, Any]) -> None:
    """What is derived from an approximate figure is written from the hundred below to the hundred above."""
    assert style.written_bounds(counted(low, high, approximate=True) - counted(0, 0)) == written


figures = st.none() | st.integers(0, 10**6)


@REPRODUCIBLE
@given(figures, figures, st.booleans(), st.booleans())
def test_rounding_never_narrows(one: int | None, other: int | None, derived: bool, approximate: bool) -> None:
    """A written range holds the exact one, reaches less than 100 beyond it, and opens no bound and closes none."""
    if one is None and other is None:
        return
    low, high = (one, other) if None in (one, other) else sorted((one, other))
    stated = counted(low, high, approximate=approximate)
    written_low, written_high = style.written_bounds(stated - counted(0, 0) if derived else stated)
    low = 0 if high == 0 and not approximate else low
    assert (written_low is None, written_high is None) == (low is None, high is None)
    if low is not None and written_low is not None:
        assert low - 100 < written_low <= low
    if high is not None and written_high is not None:
        assert high <= written_high < high + 100


@REPRODUCIBLE
@given(st.tuples(st.integers(0, 5000), st.integers(0, 5000)), st.tuples(st.integers(0, 5000), st.integers(0, 5000)))
def test_written_difference_holds_every_difference(left: tuple[int, int], right: tuple[int, int]) -> None:
    """The range written of a difference of approximate figures holds the differences of all corners of the two."""
    one = counted(min(left), max(left), approximate=True)
    other = counted(min(right), max(right))
    low, high = style.written_bounds(one - other)
    corners = [max(0, most - least) for most in left for least in right]
    assert low == math.floor(min(corners) / 100) * 100
    assert high == math.ceil(max(corners) / 100) * 100


@pytest.mark.parametrize(
    ("quantity", "written"),
    [
        (counted(9, 9) - counted(2, 4), "9 − 2…4 = 5…7; worst case"),
        (counted(9, 9) + counted(2, 2), "9 + 2 = 11"),
        (counted(9, None) - counted(2, 2), "at least 9 − 2 = at least 7; worst case"),
        (counted(9, 9), ""),
        (Quantity(Kind.NOT_STATED) - counted(2, 2), ""),
    ],
)
def test_arithmetic_is_written_out(quantity: Quantity, written: str) -> None:
    """A derived figure shows its terms, its exact result and how that is written; others show nothing."""
    assert style.arithmetic(quantity) == written


def test_arithmetic_of_a_second_step_starts_from_the_exact_first() -> None:
    """A range that was derived once is the exact term of the next step, not the rounded one."""
    first = EVERY_LABEL[0][0] - EVERY_LABEL[2][0]
    assert style.arithmetic(first - counted(1, 1)).startswith("1,501…2,300 − 1 = 1,500…2,299, written ≈1,500–2,300")


@pytest.mark.parametrize(
    ("quantities", "top"), [([], 1), ([Quantity(Kind.NO_DATA)], 1), ([counted(0, 0)], 1), ([counted(400, None)], 420)]
)
def test_the_scale_of_bars_has_a_length(quantities: list[Quantity], top: int) -> None:
    """The scale of the range bars ends a little beyond the largest figure, and is never without length."""
    assert style.bar_top(quantities) == top


@pytest.mark.parametrize("status", Status)
def test_status_in_words(status: Status) -> None:
    """A status is written in words without underscores."""
    assert style.value(status) == status.value.replace("_", " ")


def test_a_change_without_a_sentence_is_told_from_both_ends() -> None:
    """Where a row gives no sentence, the change is what stood before and what stands after."""
    change = Change(("us-iraq",), "U.S. in Iraq", EVERY_LABEL[0][0], EVERY_LABEL[3][0], "", ("C09",), ())
    assert style.sentence(change) == "U.S. in Iraq: ≈2,500 → 0."


@pytest.mark.parametrize(
    ("date", "written"), [("2024-09-27", "27 Sep 2024"), ("2025-01-01", "1 Jan 2025"), ("2026-12-31", "31 Dec 2026")]
)
def test_day(date: str, written: str) -> None:
    """A day is written as day, month in three letters, year."""
    assert style.day(date) == written


def test_the_report_is_cited(shipped: Scenario) -> None:
    """The report is cited by publisher, day and authors."""
    cited = style.citation(shipped.sources["reuters-2024-09-27"])
    assert cited == "Reuters, 27 Sep 2024 (Idrees Ali, Phil Stewart)"


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, "P: T"),
        ({"published": "2024-09-27"}, "P, 27 Sep 2024: T"),
        ({"authors": "A"}, "P (A): T"),
        ({"url": "https://example.org"}, "P: T, https://example.org"),
    ],
)
def test_a_reference_leaves_out_what_is_not_known(fields: dict[str, str], written: str) -> None:
    """A source without a date, authors or address is written without them."""
    source = Source(id="s", kind="report", publisher="P", title="T", licence="L", **fields)
    assert style.reference(source) == written


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("text", ["ink", "mute", "accent", "assumption"])
@pytest.mark.parametrize("ground", ["paper", "focus"])
@pytest.mark.parametrize("theme", style.THEMES)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    """Colours of text keep a contrast of 7:1 on paper and on the focus countries."""
    colours = style.THEMES[theme]
    assert contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("mark", ["ink", "accent", "assumption", "gone"])
@pytest.mark.parametrize("ground", ["focus", "land"])
@pytest.mark.parametrize("theme", style.THEMES)
def test_marks_can_be_seen(theme: str, mark: str, ground: str) -> None:
    """Colours of marks keep a contrast of 3:1 on land and on the focus countries."""
    colours = style.THEMES[theme]
    assert contrast(colours[mark], colours[ground]) >= 3


@pytest.mark.parametrize("theme", style.THEMES)
@pytest.mark.parametrize("name", style.PALETTE)
def test_colours_are_six_hex_digits(theme: str, name: str) -> None:
    """Every colour of either theme is written as # and six hexadecimal digits, which every view reads."""
    assert re.fullmatch("#[0-9a-f]{6}", style.THEMES[theme][name])


def test_themes_have_the_same_roles() -> None:
    """What has a colour by day has one by night."""
    assert list(style.DARK) == list(style.PALETTE)


@pytest.mark.parametrize(
    ("marking", "band", "words"),
    [
        ("UNCLASSIFIED // PUBLIC SOURCES", "#005c29", "#ffffff"),
        ("CUI", "#502b85", "#ffffff"),
        ("CONFIDENTIAL//NOFORN", "#0033a0", "#ffffff"),
        ("secret", "#a6192e", "#ffffff"),
        ("TOP SECRET", "#ff8c00", "#000000"),
        ("TOP SECRET // NOFORN", "#ff8c00", "#000000"),
        ("TOP SECRET // SCI", "#fce83a", "#000000"),
        ("RESTRICTED", "#16202b", "#ffffff"),
        ("SECRETARIAT ONLY", "#16202b", "#ffffff"),
    ],
)
def test_marking_has_the_colours_of_the_convention(marking: str, band: str, words: str) -> None:
    """A marking's band follows the usual convention, its words keep 7:1, and what the convention lacks is ink."""
    assert (style.marking_colour(marking), style.marking_ink(marking)) == (band, words)
    assert contrast(band, words) >= 7


def test_many_sources_are_cited_in_few_lines(scenario_copy: ScenarioCopy) -> None:
    """A line of sources names six reports and how many more there are, and leaves the map its room."""
    for number in range(30):
        scenario_copy.append("sources.csv", f"s{number},report,Paper {number},T,2024-09-01,,,Free")
    line = style.source_line(scenario_copy.load())
    assert "; Paper 4, 1 Sep 2024; and 25 more. " in line
    assert "Paper 5" not in line
