"""Quantities and their arithmetic, problems, and the small types rows are made of."""

from __future__ import annotations

import itertools
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from geo.model import (
    COUNT_MAX,
    Base,
    BaseStatus,
    Basis,
    Change,
    Claim,
    Count,
    DataError,
    Deadline,
    Derivation,
    Force,
    ForceFigure,
    Id,
    Ids,
    IsoDate,
    Kind,
    Name,
    Problem,
    Quantity,
    Reading,
    Source,
    Status,
    Text,
    TroopsRow,
    View,
    Wording,
    bounds,
    plain_text,
    weakest,
)

BASE = {"id": "b", "name": "B", "country": "IRQ", "precision": "city", "source": "g", "lon": 44.3, "lat": 33.3}
UNNUMBERED = (Kind.NOT_STATED, Kind.WITHHELD, Kind.NO_DATA)
REPRODUCIBLE = settings(derandomize=True, deadline=None, max_examples=300)
HIGHEST = 6
"""Largest count of the enumerated ranges: small enough to try every pair of numbers."""

small_bounds = st.tuples(*[st.none() | st.integers(0, HIGHEST)] * 2).filter(
    lambda bounds: bounds != (None, None) and (None in bounds or bounds[0] <= bounds[1])
)


def counted(low: int | None, high: int | None, **rest: Any) -> Quantity:
    return Quantity.counted(low, high, **{"claims": ("C02",), **rest})


def troops_row(**cells: str) -> TroopsRow:
    row = dict.fromkeys(TroopsRow.model_fields, "")
    given_ = {
        "reading": "*",
        "phase": "before",
        "force": "us-iraq",
        "verb": "set",
        "basis": "reported",
        "claims": "C02",
    }
    return TroopsRow.model_validate(row | given_ | cells)


# Arithmetic


def test_hundreds_leave_an_approximate_total() -> None:
    """2,500 less 200…999 is 1,501…2,300: the most that leave from the least there, the least from the most."""
    left = counted(2500, 2500) - counted(200, 999)
    assert (left.low, left.high) == (1501, 2300)


def numbers_within(low: int | None, high: int | None, top: int) -> range:
    return range(low or 0, (top if high is None else high) + 1)


@REPRODUCIBLE
@given(small_bounds, small_bounds)
def test_subtraction_holds_every_pair_and_no_more(left: tuple[Any, Any], right: tuple[Any, Any]) -> None:
    """The range of a difference is that of all differences of numbers in the two ranges, none below zero."""
    found = counted(*left) - counted(*right)
    top = 3 * HIGHEST
    pairs = itertools.product(numbers_within(*left, top), numbers_within(*right, top))
    differences = {max(0, one - other) for one, other in pairs}
    assert (found.low or 0) == min(differences)
    assert found.high == (None if left[1] is None else max(differences))


@REPRODUCIBLE
@given(small_bounds, small_bounds)
def test_addition_holds_every_pair_and_no_more(left: tuple[Any, Any], right: tuple[Any, Any]) -> None:
    """The range of a sum is that of all sums of numbers in the two ranges; an open end stays open."""
    found = counted(*left) + counted(*right)
    top = 3 * HIGHEST
    sums = {sum(pair) for pair in itertools.product(numbers_within(*left, top), numbers_within(*right, top))}
    assert (found.low or 0) == min(sums)
    assert found.high == (None if None in (left[1], right[1]) else max(sums))


@REPRODUCIBLE
@given(small_bounds, small_bounds, st.sampled_from(["-", "+"]))
def test_arithmetic_leaves_its_terms_alone(left: tuple[Any, Any], right: tuple[Any, Any], sign: str) -> None:
    """A difference or sum is a new value; its terms stand in its derivation unchanged."""
    one, other = counted(*left, claims=("C02",)), counted(*right, claims=("C08",))
    found = one - other if sign == "-" else one + other
    assert found.derivation is not None
    assert (found.derivation.left, found.derivation.right) == (one, other)
    assert (one, other) == (counted(*left, claims=("C02",)), counted(*right, claims=("C08",)))


@pytest.mark.parametrize("kind", UNNUMBERED)
@pytest.mark.parametrize("number", [(0, 0), (200, 999)])
@pytest.mark.parametrize("sign", ["-", "+"])
@pytest.mark.parametrize("order", ["left", "right"])
def test_what_is_not_known_stays_unknown(kind: Kind, number: tuple[int, int], sign: str, order: str) -> None:
    """Arithmetic with what is not stated, withheld or without data is the same kind, and carries no number."""
    terms = [Quantity(kind, claims=("C05",)), counted(*number)]
    one, other = terms if order == "left" else reversed(terms)
    found = one - other if sign == "-" else one + other
    assert (found.kind, found.low, found.best, found.high, found.derivation) == (kind, None, None, None, None)
    assert set(found.claims) == {"C02", "C05"}


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(UNNUMBERED, 2)))
def test_the_left_of_two_unknowns_wins(one: Kind, other: Kind) -> None:
    """Of two quantities without a number, the one that stood there first decides the kind."""
    assert (Quantity(one) - Quantity(other)).kind is one


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [((900, 900), (900, 900), Kind.ZERO), ((900, 900), (0, 0), Kind.COUNTED), ((0, 0), (0, 0), Kind.ZERO)],
)
def test_a_difference_of_nothing_is_zero(left: tuple[int, int], right: tuple[int, int], kind: Kind) -> None:
    """A difference is of the kind zero exactly when its bounds are both 0."""
    assert (counted(*left) - counted(*right)).kind is kind


def test_arithmetic_keeps_the_weakest_basis() -> None:
    """What is derived from something assumed is assumed."""
    found = counted(2500, 2500) - counted(200, 999, basis=Basis.ASSUMED)
    assert found.basis is Basis.ASSUMED


def test_arithmetic_on_reports_is_derived() -> None:
    """No source says a difference, so of two reported figures it is derived, never reported."""
    assert (counted(2500, 2500) - counted(200, 999)).basis is Basis.DERIVED


@pytest.mark.parametrize(("one", "other"), [(True, False), (False, True), (True, True)])
def test_arithmetic_stays_approximate(one: bool, other: bool) -> None:
    """What is derived from an approximate figure is approximate."""
    assert (counted(9, 9, approximate=one) - counted(2, 2, approximate=other)).approximate


def test_arithmetic_on_exact_figures_is_exact() -> None:
    """What is derived from exact figures is not approximate."""
    assert not (counted(9, 9) - counted(2, 2)).approximate


def test_arithmetic_unites_what_stands_behind() -> None:
    """Claims, contesting claims and notes of both terms go into the result, each once."""
    one = counted(9, 9, claims=("C02", "C03"), contested_by=("C06",), note="one")
    other = counted(2, 2, claims=("C03", "C08"), contested_by=("C12",), note="other")
    found = one - other
    assert (found.claims, found.contested_by, found.note) == (("C02", "C03", "C08"), ("C06", "C12"), "one; other")


def test_arithmetic_does_not_keep_the_wording() -> None:
    """A difference has no wording, for no source words it."""
    assert (counted(2500, 2500, wording="2,500") - counted(200, 999, wording="hundreds")).wording == ""


@pytest.mark.parametrize(("one", "other", "best"), [(1000, 600, 400), (1000, None, None), (None, 600, None)])
def test_a_best_needs_two(one: int | None, other: int | None, best: int | None) -> None:
    """A difference has a likeliest number only when both terms have one; none is made up."""
    found = counted(900, 1100, best=one) - counted(200, 999, best=other)
    assert found.best == best


@pytest.mark.parametrize(("one", "other", "best"), [(1000, 600, 1600), (1000, None, None), (None, 600, None)])
def test_a_sum_has_a_best_of_two(one: int | None, other: int | None, best: int | None) -> None:
    """A sum has a likeliest number only when both terms have one."""
    assert (counted(900, 1100, best=one) + counted(200, 999, best=other)).best == best


def test_a_likeliest_difference_is_not_below_zero() -> None:
    """Where likeliest more leave than are there, none are left."""
    found = counted(100, 300, best=200) - counted(150, 400, best=300)
    assert (found.low, found.best, found.high) == (0, 0, 150)


@pytest.mark.parametrize(("one", "other"), [((None, 500), (10, None)), ((10, None), (None, 500))])
def test_arithmetic_on_open_bounds(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> None:
    """At most 500 with at least 10 are at least 10; what at least 10 leave of at most 500 is at most 490."""
    found = counted(*one) + counted(*other)
    assert (found.low, found.high) == (10, None)
    left = counted(None, 500) - counted(10, None)
    assert (left.low, left.high) == (None, 490)


def test_a_sum_of_open_bounds_stays_open() -> None:
    """At most 5 with at most 6 are at most 11, and no lower bound is made up."""
    found = counted(None, 5) + counted(None, 6)
    assert (found.low, found.high) == (None, 11)


def test_what_is_counted_is_reported_unless_said_otherwise() -> None:
    """A quantity made from its bounds is reported; the weaker of two terms decides, on whichever side it stands."""
    assert counted(1, 2).basis is Basis.REPORTED
    assert (counted(5, 9, basis=Basis.ASSUMED) - counted(1, 2)).basis is Basis.ASSUMED
    assert (counted(5, 9, basis=Basis.ASSUMED) + counted(1, 2)).basis is Basis.ASSUMED


def test_nothing_known_of_a_difference_is_at_least_none() -> None:
    """At least 10 less at most 500 may be any number from 0, and no upper bound is made up."""
    left = counted(10, None) - counted(None, 500)
    assert (left.kind, left.low, left.high) == (Kind.COUNTED, 0, None)


def test_arithmetic_says_how() -> None:
    """A sum and a difference keep their terms and their sign, and a note that both terms have once."""
    one, other = counted(9, 9, note="same"), counted(2, 2, note="same")
    assert (one - other).derivation == Derivation(one, "−", other)
    assert (one + other).derivation == Derivation(one, "+", other)
    assert ((one - other).note, (one + counted(2, 2)).note) == ("same", "same")


def test_the_unknown_keeps_what_stands_behind_it() -> None:
    """Arithmetic with what is not stated keeps claims, contesting claims and notes of both."""
    unknown = Quantity(Kind.NOT_STATED, claims=("C05",), contested_by=("C06",), note="one")
    found = counted(9, 9, note="other") - unknown
    expected = Quantity(Kind.NOT_STATED, claims=("C02", "C05"), contested_by=("C06",), note="other; one")
    assert found == expected


def test_a_row_states_all_it_has() -> None:
    """A row's quantity has its bounds, wording, basis, claims for and against, and note."""
    grounds = {"basis": "derived", "claims": "C02 C03", "contested_by": "C06", "note": "why"}
    behind: dict[str, Any] = {"claims": ("C02", "C03"), "contested_by": ("C06",), "note": "why"}
    wording = "(approximately) 900"
    number = Quantity.counted(900, 900, best=900, wording=wording, approximate=True, basis=Basis.DERIVED, **behind)
    assert troops_row(wording=wording, best="900", **grounds).stated(RULES) == number
    assert troops_row(verb="unstated", **grounds).stated(RULES) == Quantity(Kind.NOT_STATED, **behind)
    assert troops_row(verb="withheld", **grounds).stated(RULES) == Quantity(Kind.WITHHELD, **behind)


@pytest.mark.parametrize(("low", "high"), [("200", ""), ("", "999"), ("100", "999"), ("200", "998")])
def test_bounds_beside_a_wording_are_both_its_own(low: str, high: str) -> None:
    """Bounds beside a word that is read as a range are both those of the range."""
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the whole sentence is compared
        troops_row(wording="hundreds", low=low, high=high).stated(RULES)
    assert str(error.value) == "the wording means 200 to 999, but low and high differ; leave them empty"
    assert troops_row(wording="hundreds", low="200", high="999").stated(RULES).high == 999


# Kinds and bounds


@pytest.mark.parametrize("kind", UNNUMBERED)
@pytest.mark.parametrize("field", ["low", "best", "high"])
def test_a_kind_without_a_number_refuses_one(kind: Kind, field: str) -> None:
    """Not stated, withheld and no data carry no number, and not 0 either."""
    with pytest.raises(ValueError, match="must not carry a number"):
        Quantity(kind, claims=("C05",), **{field: 0})


@pytest.mark.parametrize(("low", "high"), [(5, 5), (0, 5), (None, 0), (0, None), (None, 5)])
def test_zero_is_nothing_but_zero(low: int | None, high: int | None) -> None:
    """The kind zero has both bounds 0."""
    with pytest.raises(ValueError, match="zero means exactly 0 to 0"):
        Quantity(Kind.ZERO, low, high, claims=("C09",))


def test_nothing_but_zero_is_zero() -> None:
    """A counted quantity from 0 to 0 has to be of the kind zero."""
    with pytest.raises(ValueError, match="exactly 0 to 0 means zero"):
        Quantity(Kind.COUNTED, 0, 0, claims=("C09",))


@pytest.mark.parametrize(("low", "high"), [(0, 999), (None, 999), (0, None)])
def test_an_open_or_wide_range_from_zero_is_counted(low: int | None, high: int | None) -> None:
    """A range that only may be zero is counted: an open bound is not 0."""
    assert counted(low, high).kind is Kind.COUNTED


def test_at_most_nothing_is_zero() -> None:
    """What is at most 0 is 0."""
    assert (counted(None, 0).kind, counted(None, 0).low) == (Kind.ZERO, 0)


def test_what_is_about_zero_is_not_zero() -> None:
    """Nearly equal figures leave about none, which no source says is none."""
    rest = counted(900, 900, approximate=True) - counted(900, 900, approximate=True)
    assert (rest.kind, rest.low, rest.high, rest.approximate) == (Kind.COUNTED, 0, 0, True)


def test_best_of_an_exact_figure_is_itself() -> None:
    """2,500 less 200 to 999, best 600, is best 1,900."""
    assert (counted(2500, 2500) - counted(200, 999, best=600)).best == 1900


@pytest.mark.parametrize("wording", ["more or less a thousand", "More or Less 900"])
def test_approximately_may_take_several_words(wording: str) -> None:
    """A phrase that means approximately is found as a whole."""
    assert Wording(approximate=("more or less",)).says_approximately(wording)
    assert not Wording(approximate=("more or less",)).says_approximately("more 900")


@pytest.mark.parametrize("kind", [Kind.COUNTED, Kind.ZERO])
@pytest.mark.parametrize("best", [None, 0, 5])
def test_a_count_has_a_bound(kind: Kind, best: int | None) -> None:
    """A quantity with both bounds open is no number; a likeliest number alone does not bound it."""
    with pytest.raises(ValueError, match="needs a lower bound, an upper bound or both"):
        Quantity(kind, None, None, best, claims=("C02",))


@pytest.mark.parametrize(
    ("low", "best", "high"), [(9, None, 5), (2, 1, 5), (2, 6, 5), (None, 6, 5), (2, 1, None), (5, 5, 4)]
)
def test_bounds_are_in_order(low: int | None, best: int | None, high: int | None) -> None:
    """Least, likeliest and most stand in this order, as far as they are given."""
    with pytest.raises(ValueError, match="low, best and high must be in ascending order"):
        counted(low, high, best=best)


@pytest.mark.parametrize(("low", "high"), [(-1, 5), (-5, -1), (None, -1), (-1, None)])
def test_no_count_is_below_zero(low: int | None, high: int | None) -> None:
    """Troops are never fewer than none."""
    with pytest.raises(ValueError, match="must not be negative"):
        counted(low, high)


@pytest.mark.parametrize("high", [0, 999])
def test_a_number_stands_on_a_claim(high: int) -> None:
    """A number without a claim is refused, zero too."""
    with pytest.raises(ValueError, match="a number must rest on a claim"):
        Quantity.counted(0, high)


def test_a_quantity_is_frozen() -> None:
    """A quantity cannot be changed once made."""
    with pytest.raises(FrozenInstanceError):
        counted(1, 2).low = 0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        ((Basis.REPORTED, Basis.DERIVED), Basis.DERIVED),
        ((Basis.ASSUMED, Basis.REPORTED), Basis.ASSUMED),
        ((Basis.DERIVED, None), Basis.DERIVED),
        ((), Basis.REPORTED),
    ],
)
def test_weakest_basis(bases: tuple[Basis | None, ...], expected: Basis) -> None:
    """Reported is firmer than derived, derived firmer than assumed."""
    assert weakest(*bases) is expected


# Wording


RULES = Wording(approximate=("approximately", "about"), ranges={"hundreds": (200, 999), "Dozens": (24, 99)})


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("approximately 2,500", (2500, 2500, True)),
        ("(approximately) 900", (900, 900, True)),
        ("About 900", (900, 900, True)),
        ("2500", (2500, 2500, False)),
        ("0", (0, 0, False)),
        ("hundreds", (200, 999, False)),
        ("Hundreds", (200, 999, False)),
        ("dozens", (24, 99, False)),
        ("the remainder", None),
        ("", None),
        ("nearly 900", None),
        ("thousands", None),
        ("2,50", None),
        ("1,2500", None),
        ("2.500", None),
        ("-5", None),
        ("٩٠٠", None),
        ("by September 2025", None),
        ("approximately", None),
        ("9999999999", None),
    ],
)
def test_wording_is_read_by_rules_only(wording: str, expected: tuple[int, int, bool] | None) -> None:
    """Words become a number only by a stated rule; all others hold none."""
    assert RULES.quantity(wording) == expected


def test_a_range_runs_upwards() -> None:
    """A word read from 999 to 200 is refused."""
    with pytest.raises(ValidationError, match="must have the smaller number first"):
        Wording(ranges={"hundreds": (999, 200)})


# Rows


@pytest.mark.parametrize("verb", ["set", "withdraw", "add"])
@pytest.mark.parametrize(("field", "rule"), [("claims", "must rest on a claim"), ("basis", "must have a basis")])
def test_a_row_with_a_number_says_why(verb: str, field: str, rule: str) -> None:
    """A row that states a number has a claim and a basis."""
    with pytest.raises(ValidationError, match=rule):
        troops_row(verb=verb, wording="hundreds", **{field: ""})


@pytest.mark.parametrize("verb", ["unstated", "withheld"])
@pytest.mark.parametrize("cells", [{"low": "0"}, {"best": "5"}, {"high": "999"}, {"wording": "hundreds"}])
def test_a_row_without_a_number_refuses_one(verb: str, cells: dict[str, str]) -> None:
    """A row that says the number is unstated or withheld states none, in figures or in words."""
    with pytest.raises(ValueError, match=f"a row with the verb {verb} must not carry a number"):
        troops_row(verb=verb, **cells).stated(RULES)


@pytest.mark.parametrize(
    ("verb", "kind"), [("unstated", Kind.NOT_STATED), ("withheld", Kind.WITHHELD), ("set", Kind.COUNTED)]
)
def test_verb_decides_the_kind(verb: str, kind: Kind) -> None:
    """Unstated and withheld are two different kinds, and neither is a count."""
    cells = {"wording": "hundreds"} if verb == "set" else {}
    assert troops_row(verb=verb, **cells).applied_to(counted(900, 900), RULES).kind is kind


@pytest.mark.parametrize("cells", [{}, {"wording": "the remainder"}, {"best": "5"}])
def test_a_row_states_a_number(cells: dict[str, str]) -> None:
    """A row of a number gives it in words that have a rule, or as a bound."""
    with pytest.raises(ValueError, match="the row gives no number"):
        troops_row(**cells).stated(RULES)


def test_wording_and_bounds_agree() -> None:
    """A row whose words and figures differ is refused."""
    with pytest.raises(ValueError, match="the wording means 200 to 999, but low and high differ"):
        troops_row(wording="hundreds", low="200", high="500").stated(RULES)


def test_a_best_stands_beside_a_wording() -> None:
    """A likeliest number within the range of a word is kept with it."""
    found = troops_row(wording="hundreds", best="600").stated(RULES)
    assert (found.low, found.best, found.high) == (200, 600, 999)


def test_bounds_keep_the_sign_of_their_wording() -> None:
    """Words without a rule still say that the figures beside them are approximate."""
    assert troops_row(wording="approximately a thousand", low="900", high="1100").stated(RULES).approximate


@pytest.mark.parametrize(("verb", "expected"), [("set", (200, 999)), ("withdraw", (1501, 2300)), ("add", (2700, 3499))])
def test_verbs(verb: str, expected: tuple[int, int]) -> None:
    """Set replaces, withdraw takes away, add adds."""
    found = troops_row(verb=verb, wording="hundreds").applied_to(counted(2500, 2500), RULES)
    assert (found.low, found.high) == expected


@pytest.mark.parametrize(("held", "leaves"), [((100, 199), "200"), ((0, 0), "1")])
def test_no_more_leave_than_can_be_there(held: tuple[int, int], leaves: str) -> None:
    """A withdrawal of more than the most there can be is refused."""
    with pytest.raises(ValueError, match="but at most"):
        troops_row(verb="withdraw", low=leaves).applied_to(counted(*held), RULES)


@pytest.mark.parametrize("held", [(0, 200), (100, 400), (None, 200), (200, None)])
def test_as_many_may_leave_as_can_be_there(held: tuple[int | None, int | None]) -> None:
    """A withdrawal that the most there can be allows for leaves none below zero."""
    found = troops_row(verb="withdraw", low="200", high="200").applied_to(counted(*held), RULES)
    assert (found.low or 0) >= 0


@pytest.mark.parametrize("kind", UNNUMBERED)
def test_a_withdrawal_from_the_unknown_is_unknown(kind: Kind) -> None:
    """Hundreds leaving a force of unknown size leave a force of unknown size."""
    assert troops_row(verb="withdraw", wording="hundreds").applied_to(Quantity(kind), RULES).kind is kind


# Small types


@pytest.mark.parametrize("cell", ["0", "7", "999999999"])
def test_count_is_digits(cell: str) -> None:
    """A count is written in digits."""
    assert TypeAdapter(Count).validate_python(cell) == int(cell)


def test_an_empty_count_is_none_and_not_zero() -> None:
    """An empty cell is an open bound; it is never 0."""
    assert TypeAdapter(Count).validate_python("") is None


@pytest.mark.parametrize(
    "cell", ["-1", "+1", "1.0", "1e3", "1,000", " 1", "1 ", "٣", "0x10", "1_000", "NaN", "inf", "1e999", "9" * 5000]
)
def test_count_is_nothing_else(cell: str) -> None:
    """Signs, fractions, exponents, other digits, words and numbers beyond a billion are refused."""
    with pytest.raises(ValidationError, match=f"from 0 to {COUNT_MAX:,}"):
        TypeAdapter(Count).validate_python(cell)


@pytest.mark.parametrize(
    "text",
    [
        "2024-09-27",
        "2025-09",
        "2026",
        "../2025-09",
        "2024/2025",
        "2025-09/..",
        "2025-09/2025",
        "2024-02-29",
        "2024/2024-01",
    ],
)
def test_deadline_is_edtf(text: str) -> None:
    """A deadline is a date, a month, a year, or an interval of two with an open end."""
    assert TypeAdapter(Deadline).validate_python(text) == Deadline(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "..", "../..", "/", "2025-9", "2025-13", "2025-02-30", "2023-02-29", "25-09", "0000", "20250930"),
        *(
            "September 2025",
            "2025-09-30T00:00",
            "../2025-09/2026",
            "2026/2025",
            "2025-10/2025-09",
            "2025-09-02/2025-09-01",
        ),
        *("2025-09\n", " 2025", "٢٠٢٥", "by 2025"),
    ],
)
def test_deadline_is_nothing_else(text: str) -> None:
    """A deadline in words, with a month or day there is not, or that ends before it begins is refused."""
    with pytest.raises(ValidationError, match=r"EDTF date|ends before it begins"):
        TypeAdapter(Deadline).validate_python(text)


@pytest.mark.parametrize("text", ["2024-9-27", "2024-09", "27 Sep 2024", "2024-02-30", "2024-09-27\n"])
def test_date_is_a_day(text: str) -> None:
    """A date of publication is a day of ISO 8601."""
    with pytest.raises(ValidationError, match="must be a date such as 2024-09-27"):
        TypeAdapter(IsoDate).validate_python(text)


@pytest.mark.parametrize("text", ["a", "Ain-Al-Asad-2", "9", "constructor", "x" * 64])
def test_id_is_letters_digits_hyphens(text: str) -> None:
    """An id starts with a letter or digit and has at most 64 characters."""
    assert TypeAdapter(Id).validate_python(text) == text


@pytest.mark.parametrize(
    "text", ["", "-a", "a b", "a_b", "é", "a\n", "a/../b", "*", "{{7}}", "<b>", "x" * 65, "__proto__"]
)
def test_id_is_nothing_else(text: str) -> None:
    """Whatever could be more than a name in a file, an address or a page is no id."""
    with pytest.raises(ValidationError):
        TypeAdapter(Id).validate_python(text)


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u3000 ", "\u200f", "\u200c\u200d \u061c", "\ufe0f"])
def test_a_name_can_be_seen(text: str) -> None:
    """A name of nothing but spaces and marks that are not drawn is refused."""
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python(text)


@pytest.mark.parametrize(("kind", "longest"), [(Name, 120), (Text, 2000)])
def test_text_has_a_longest(kind: Any, longest: int) -> None:
    """A name has at most 120 characters, any text at most 2,000."""
    assert TypeAdapter(kind).validate_python("ا" * longest)
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python("ا" * (longest + 1))


@pytest.mark.parametrize(
    "code",
    [
        *(0x00, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9F, 0x2028, 0x2029),
        *(0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069),
        *(0xD800, 0xDFFF, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF),
        *(0x00AD, 0x034F, 0x1160, 0x17B4, 0x200B, 0x2060, 0x2064, 0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFB),
        *(0x1BCA0, 0x1D173, 0xE0001, 0xE0041, 0xE007F, 0xE0100, 0xE0FFF),
    ],
)
def test_text_refuses_what_breaks_files_or_misleads(code: int) -> None:
    """What is no character, is not drawn, ends a line or turns the direction of text is refused by name."""
    with pytest.raises(ValueError, match=rf"contains U\+{code:04X} \(.+\), which [a-z ]+; remove it"):
        plain_text(f"Ain{chr(code)}Asad")


@pytest.mark.parametrize(
    "text",
    [
        "عين الأسد",
        "{{7*7}}",
        "</script>",
        "`${x}`",
        "**bold**",
        "=1+1",
        "e\u0301",
        "می\u200cخواهم",
        "🛩\ufe0f",
        "\u200f",
        "العراق\u061c\u200e",
    ],
)
def test_text_keeps_the_rest(text: str) -> None:
    """Any script, any sign and any markup is text like other text."""
    assert plain_text(text) == text


@pytest.mark.parametrize("lon", [True, "44.3", None])
def test_a_coordinate_is_a_number(lon: object) -> None:
    """Truth values, text and nothing are no coordinates."""
    fields = {"id": "b", "name": "B", "country": "IRQ", "precision": "city", "source": "g", "lon": lon, "lat": 33.3}
    with pytest.raises(ValidationError, match="lon"):
        Base.model_validate(fields)


@pytest.mark.parametrize(
    "corner",
    [{"south": 38.0}, {"west": 49.4}, {"north": 29.4}, {"west": 180, "east": -180}, {"west": 180, "east": 180}],
)
def test_a_view_has_an_area(corner: dict[str, float]) -> None:
    """A first view has a width and runs from south to north."""
    with pytest.raises(ValidationError, match=r"the same meridian|south must be less than north"):
        View(**{"west": 35.2, "south": 29.4, "east": 49.4, "north": 37.6, **corner})


@pytest.mark.parametrize(
    ("west", "east", "box"),
    [
        (35.2, 49.4, (35.2, 49.4)),
        (176.0, -178.0, (176.0, 182.0)),
        (160.0, -165.0, (160.0, 195.0)),
        (180.0, -170.0, (180.0, 190.0)),
        (170.0, -180.0, (170.0, 180.0)),
        (-180.0, 180.0, (-180.0, 180.0)),
        (10.0, 9.0, (10.0, 369.0)),
    ],
)
def test_a_view_may_run_across_180_degrees(west: float, east: float, box: tuple[float, float]) -> None:
    """A west that lies east of the east is meant: the box runs on beyond 180, and its edges are as they were given."""
    view = View(west=west, south=-20, east=east, north=-10)
    assert view.box == (box[0], -20, box[1], -10)
    assert view.edges == (west, -20, east, -10)


@pytest.mark.parametrize("box", [(35.2, 29.4, 49.4, 37.6), (176.0, -20.0, 182.0, -10.0), (-180.0, -85.0, 180.0, 85.0)])
def test_a_view_comes_back_from_its_box(box: tuple[float, float, float, float]) -> None:
    """The view of a box has that box."""
    assert View.of_box(box).box == box


def test_a_box_is_brought_into_the_map() -> None:
    """A box west of -180 is written by the longitudes people use, one wider than the earth shows all of it."""
    assert View.of_box((-190.0, -20.0, -175.0, 90.0)).edges == (170.0, -20.0, -175.0, 85.0)
    assert View.of_box((-300.0, -89.0, 300.0, 89.0)).edges == (-180.0, -85.0, 180.0, 85.0)
    assert View.of_box((530.0, 0.0, 540.5, 1.0)).edges == (170.0, 0.0, -179.5, 1.0)


@pytest.mark.parametrize(
    ("lon", "lat", "is_shown"),
    [
        (177.4, -17.8, True),
        (-179.9, -16.8, True),
        (180.0, -18.0, True),
        (-180.0, -18.0, True),
        (-177.0, -18.0, False),
        (175.9, -18.0, False),
        (0.0, -18.0, False),
        (179.0, -21.0, False),
    ],
)
def test_a_view_across_180_degrees_shows_both_sides(lon: float, lat: float, is_shown: bool) -> None:
    """What lies in a view is in it whichever side of 180 degrees it lies."""
    assert View(west=176, south=-20, east=-178, north=-12).shows(lon, lat) is is_shown


@pytest.mark.parametrize(
    ("places", "box"),
    [
        ([(44.0, 33.0)], (44.0, 33.0, 44.0, 33.0)),
        ([(44.0, 33.0), (42.0, 36.0)], (42.0, 33.0, 44.0, 36.0)),
        ([(178.4, -18.1), (-179.0, -16.0)], (178.4, -18.1, 181.0, -16.0)),
        ([(-70.0, 0.0), (100.0, 1.0)], (-70.0, 0.0, 100.0, 1.0)),
        ([(-100.0, 0.0), (100.0, 1.0)], (100.0, 0.0, 260.0, 1.0)),
        ([(180.0, 0.0), (-180.0, 1.0)], (180.0, 0.0, 180.0, 1.0)),
    ],
)
def test_the_box_round_places_is_the_smallest(places: list[tuple[float, float]], box: tuple[float, ...]) -> None:
    """Places on both sides of 180 degrees have a box across it where that is the narrower one."""
    assert bounds(places) == box


@pytest.mark.parametrize(
    ("noun", "field"),
    [
        (Problem("troops.csv", "is wrong"), "rule"),
        (Deadline("2024"), "text"),
        (Derivation(counted(5, 9), "−", counted(1, 2)), "sign"),
        (ForceFigure(Force(id="f", label="F", short="F"), counted(1, 2)), "quantity"),
        (BaseStatus(Base.model_validate(BASE)), "status"),
        (Change((), "F", counted(1, 2), counted(1, 2), "", (), ()), "sentence"),
    ],
)
def test_values_are_frozen(noun: object, field: str) -> None:
    """No value can be changed once made, so that whoever holds one may rely on it."""
    with pytest.raises(FrozenInstanceError):
        setattr(noun, field, None)
    assert hash(noun) == hash(replace(noun))  # type: ignore[type-var]


def test_a_noun_refuses_fields_it_does_not_know() -> None:
    """A field nobody knows is a slip of the pen, and refused."""
    with pytest.raises(ValidationError, match="colour"):
        Reading.model_validate({"id": "reported", "label": "The plan", "colour": "red"})


def test_what_may_be_left_out_has_its_default() -> None:
    """What is optional is empty, and what nobody spoke of is not stated."""
    assert Reading(id="r", label="R").summary == ""
    assert (Force(id="f", label="F", short="F").country, Force(id="f", label="F", short="F").members) == (None, ())
    assert (Wording().approximate, Wording().ranges) == (("approximately",), {})
    source = Source(id="s", kind="report", publisher="P", title="T", licence="L")
    assert (source.published, source.authors, source.url) == ("", "", "")
    base = BaseStatus(Base.model_validate(BASE))
    assert (base.value, base.basis, base.claims, base.contested_by, base.note) == (Status.NOT_STATED, None, (), (), "")
    assert (base.base.label, base.base.name_ar, base.base.admin1, base.base.short) == ("", "", "", "B")
    empty = Quantity(Kind.NO_DATA)
    assert (empty.wording, empty.approximate, empty.basis, empty.note) == ("", False, None, "")
    assert (empty.claims, empty.contested_by, empty.derivation) == ((), (), None)
    assert Change((), "F", empty, empty, "", (), ()).moved is None


def test_nouns_are_frozen() -> None:
    """What was read from a file cannot be changed afterwards."""
    reading = Reading(id="reported", label="The plan as reported")
    with pytest.raises(ValidationError, match="frozen"):
        reading.label = "another"


BOX = {"west": 35.2, "south": 29.4, "east": 49.4, "north": 37.6}


@pytest.mark.parametrize(
    "edge", [{"west": -180.1}, {"south": -85.1}, {"east": 180.1}, {"north": 85.1}, {"west": "35.2"}, {"north": True}]
)
def test_a_view_is_on_the_map(edge: dict[str, object]) -> None:
    """A view ends at 180 degrees east and west and 85 degrees north and south, and its edges are numbers."""
    assert View(west=-180, south=-85, east=180, north=85).edges == (-180, -85, 180, 85)
    with pytest.raises(ValidationError, match=next(iter(edge))):
        View.model_validate(BOX | edge)


@pytest.mark.parametrize("edges", [(180.5, 85.5, 180.7, 85.7), (-180.7, -85.7, -180.5, -85.5)])
def test_every_edge_off_the_map_is_told(edges: tuple[float, ...]) -> None:
    """Each edge of a view that lies wholly off the map is refused by itself."""
    with pytest.raises(ValidationError) as error:
        View.model_validate(dict(zip(BOX, edges, strict=True)))
    assert [details["loc"] for details in error.value.errors()] == [("west",), ("south",), ("east",), ("north",)]


@pytest.mark.parametrize(
    ("corner", "rule"),
    [
        ({"west": 49.4}, "west and east must not be the same meridian"),
        ({"south": 37.6}, "south must be less than north"),
        ({"west": 49.4, "south": 37.7}, "west and east must not be the same meridian"),
    ],
)
def test_a_view_without_an_area_is_told(corner: dict[str, float], rule: str) -> None:
    """A view of no width or no height is refused in one sentence."""
    with pytest.raises(ValidationError) as error:
        View.model_validate(BOX | corner)
    assert [details["msg"] for details in error.value.errors()] == [f"Value error, {rule}"]


@pytest.mark.parametrize("precision", ["site", "city", "province"])
def test_a_place_is_known_to_a_degree(precision: str) -> None:
    """The place of a base is known as a site, a city or a province."""
    assert Base.model_validate(BASE | {"precision": precision}).precision == precision


@pytest.mark.parametrize(
    "place", [{"lon": -180, "lat": -85}, {"lon": 180, "lat": 85}, {"lon": 0, "lat": 0}, {"lon": 44.3, "lat": 33.3}]
)
def test_a_base_may_lie_anywhere(place: dict[str, float]) -> None:
    """A base may lie at any edge of the map."""
    base = Base.model_validate(BASE | place)
    assert (base.point.x, base.point.y) == (place["lon"], place["lat"])
    assert (base.polygons, base.outline, base.area.is_empty) == ((), (), True)


@pytest.mark.parametrize(
    ("lat", "rule"),
    [
        (85.1, "the map ends at 85 degrees north and south, so the base cannot be shown"),
        (-90, "the map ends at 85 degrees north and south, so the base cannot be shown"),
        (126.9, "must be from -90 to 90; longitude comes first, so lon and lat may be swapped"),
    ],
)
def test_a_base_that_cannot_be_shown_is_refused(lat: float, rule: str) -> None:
    """A base nearer to a pole than the map, or off the globe, is refused in a sentence."""
    with pytest.raises(ValidationError) as error:
        Base.model_validate(BASE | {"lat": lat})
    assert [details["msg"] for details in error.value.errors()] == [f"Value error, {rule}"]


def test_a_base_keeps_its_polygons_as_given() -> None:
    """Polygons keep their rings, clockwise ones too; the area follows the right-hand rule."""
    outer = [[44.0, 33.0], [44.0, 33.2], [44.2, 33.2], [44.2, 33.0], [44.0, 33.0]]
    hole = [[44.1, 33.1], [44.15, 33.1], [44.15, 33.15], [44.1, 33.1]]
    base = Base.model_validate(BASE | {"lon": 44.05, "lat": 33.05, "polygons": [[outer, hole]]})
    assert base.outline == (tuple(map(tuple, outer)), tuple(map(tuple, hole)))
    assert base.area.geoms[0].exterior.is_ccw
    assert not base.area.geoms[0].interiors[0].is_ccw
    assert hash(base) == hash(base.model_copy())


@pytest.mark.parametrize("field", ["label", "name_ar", "admin1"])
def test_a_name_that_may_be_empty_is_a_name(field: str) -> None:
    """A label, an Arabic name or a province has at most 120 characters, all of which can be seen."""
    assert getattr(Base.model_validate(BASE | {field: "x" * 120}), field) == "x" * 120
    for text in ("x" * 121, "x\u200b"):
        with pytest.raises(ValidationError, match=field):
            Base.model_validate(BASE | {field: text})


@pytest.mark.parametrize("standing", ["on the record", "official, unnamed", "reported", "background"])
def test_a_claim_stands_as_its_speaker_does(standing: str) -> None:
    """Four standings there are."""
    fields = {"id": "C1", "source": "s", "where": "p. 1", "said_by": "X", "paraphrase": "Y."}
    assert Claim.model_validate(fields | {"standing": standing}).standing == standing


@pytest.mark.parametrize(
    ("text", "begin", "end", "latest"),
    [
        ("2024", "2024", "2024", "2024-12-31"),
        ("2024-02", "2024-02", "2024-02", "2024-02-29"),
        ("2025-09-30", "2025-09-30", "2025-09-30", "2025-09-30"),
        ("2024/2025-04", "2024", "2025-04", "2025-04-30"),
        ("../2025", None, "2025", "2025-12-31"),
        ("2025-09/..", "2025-09", None, "9999-12-31"),
    ],
)
def test_a_deadline_has_a_last_day(text: str, begin: str | None, end: str | None, latest: str) -> None:
    """A deadline begins and ends as written, and ends for good on the last day of its day, month or year."""
    deadline = Deadline(text)
    assert (deadline.begin, deadline.end, deadline.is_bound) == (begin, end, begin is None)
    assert (str(deadline), deadline.last, deadline.latest.isoformat()) == (text, end or begin, latest)


def test_a_deadline_is_written_as_it_was_read() -> None:
    """In JSON a deadline is its text."""
    assert TypeAdapter(Deadline).dump_json(Deadline("../2025-09")) == b'"../2025-09"'


@pytest.mark.parametrize("text", ["2025-13", "September", "2024/2025/2026", ".."])
def test_what_is_no_deadline_is_told_with_examples(text: str) -> None:
    """Every text that is no deadline is refused in the same sentence."""
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the whole sentence is compared
        Deadline(text)
    assert str(error.value) == "must be an EDTF date (2024-09-27, 2025-09 or 2026) or interval (../2025-09)"


@pytest.mark.parametrize(
    ("cell", "ids"), [("", ()), ("C01", ("C01",)), ("C01  C02", ("C01", "C02")), (["C01", "C02"], ("C01", "C02"))]
)
def test_ids_of_a_cell(cell: object, ids: tuple[str, ...]) -> None:
    """Ids in a cell are separated by spaces; a list of TOML is taken as it is."""
    assert TypeAdapter(Ids).validate_python(cell) == ids


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("C01,C02", "ids in one cell must be separated by spaces, without commas"),
        ("C01 C02 C02", "C02 is listed twice; remove one"),
        (["C01", "C02", "C01"], "C01 is listed twice; remove one"),
        (["", ""], " is listed twice; remove one"),
    ],
)
def test_what_is_no_list_of_ids_is_told(cell: object, rule: str) -> None:
    """Ids with commas between them, or one of them twice, are refused."""
    with pytest.raises(ValidationError) as error:
        TypeAdapter(Ids).validate_python(cell)
    assert error.value.errors()[0]["msg"] == f"Value error, {rule}"


# Problems


@pytest.mark.parametrize(
    ("found", "written"),
    [
        ("x" * 80, f"'{'x' * 80}'"),
        ("x" * 81, f"'{'x' * 60}…' (81 characters)"),
        ([1] * 26, str([1] * 26)),
        ([1] * 27, f"{str([1] * 27)[:60]}… (81 characters)"),
    ],
)
def test_a_value_of_80_characters_is_shown_whole(found: object, written: str) -> None:
    """A value found is shown whole up to 80 characters, text in quotes and anything else without."""
    assert str(Problem("troops.csv", "is wrong", found=found)) == f"troops.csv: is wrong; found {written}"


WHOLE = Problem("troops.csv", "low is above high", where="row 3", id="us-iraq", field="low", found=900)


def test_a_problem_is_one_sentence() -> None:
    """A problem names file, row, id, field, rule and the value found, in this order."""
    assert str(WHOLE) == "troops.csv, row 3, us-iraq, low: low is above high; found 900"


def test_a_problem_leaves_out_what_it_does_not_know() -> None:
    """A problem of a whole file names the file and the rule."""
    assert str(Problem("claims.csv", "the file is missing")) == "claims.csv: the file is missing"


@pytest.mark.parametrize(("found", "written"), [(0, "found 0"), ("", "found ''"), (False, "found False")])
def test_a_problem_shows_a_value_that_is_nothing_much(found: object, written: str) -> None:
    """Zero, empty text and false were found, and are shown."""
    assert str(replace(WHOLE, found=found)).endswith(f"; {written}")


def test_a_problem_shortens_a_long_value() -> None:
    """Of a long value the first 60 characters are shown, and how many there were."""
    assert str(replace(WHOLE, found="x" * 10_000)).endswith(f"; found '{'x' * 60}…' (10,000 characters)")


@pytest.mark.parametrize("field", ["where", "id", "field", "found"])
@pytest.mark.parametrize("hidden", ["\x1b[2J", "\u202e", "\n", "\ud800", "\x00"])
def test_a_problem_shows_what_a_terminal_would_obey(field: str, hidden: str) -> None:
    """Escapes, overrides and line breaks stand in a problem as codes, and it stays one line."""
    written = str(replace(WHOLE, **{field: f"a{hidden}b"}))
    assert written.isprintable()
    assert hidden.encode("unicode_escape").decode() in written


def test_an_error_holds_all_problems() -> None:
    """A DataError keeps its problems and writes one a line."""
    error = DataError([WHOLE, Problem("claims.csv", "the file is missing")])
    assert len(error.problems) == 2
    assert str(error).splitlines() == [str(problem) for problem in error.problems]
