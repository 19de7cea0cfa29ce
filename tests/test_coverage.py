"""Coverage of the sources: paragraphs read from where claims stand, gaps, and why a claim is context."""

from __future__ import annotations

import pytest

from geo import tables
from geo.evidence import Passage, coverage, paragraphs, why_context, worded_by
from geo.model import Scenario
from tests.conftest import ScenarioCopy
from tests.facts import CONTEXT

COVERED = {
    1: ("C01",),
    2: ("C02", "C03", "C04"),
    3: ("C05",),
    4: ("C06",),
    5: ("C06",),
    6: ("C07",),
    7: ("C08", "C09"),
    8: ("C10", "C11"),
    9: ("C12", "C13"),
    10: ("C14",),
    11: ("C15",),
    12: ("C16",),
    13: ("C16",),
    14: ("C17",),
}
"""The claims of each paragraph of the report."""


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("¶1", (1,)),
        ("¶ 12–13", (12, 13)),
        ("¶4-6", (4, 5, 6)),
        ("¶2, 7 and 9–10", (2, 7, 9, 10)),
        ("¶¶3, ¶5", (3, 5)),
        ("¶9–7", ()),
        ("¶0", ()),
        ("¶1000", ()),
        ("p. 3, ¶2", ()),
        ("annex", ()),
    ],
)
def test_paragraphs_are_read_from_where_a_claim_stands(where: str, named: tuple[int, ...]) -> None:
    """Numbers, ranges and lists after ¶ are paragraphs; a place named otherwise is none."""
    assert paragraphs(where) == named


def test_every_paragraph_of_the_report_has_its_claims(shipped: Scenario) -> None:
    """The fourteen paragraphs stand in order, each with its claims; there is no gap and nothing stands elsewhere."""
    [covered] = coverage(shipped)
    assert covered.passages == tuple(Passage(number, number, claims) for number, claims in COVERED.items())
    assert (covered.gaps, covered.elsewhere) == ((), ())


def test_a_paragraph_without_a_claim_is_a_gap(scenario_copy: ScenarioCopy) -> None:
    """Paragraphs no claim names are shown as a gap, and a claim that names no paragraph comes after the others."""
    scenario_copy.edit("claims.csv", "C14,reuters-2024-09-27,¶10", "C14,reuters-2024-09-27,headline")
    scenario_copy.edit("claims.csv", "C15,reuters-2024-09-27,¶11", "C15,reuters-2024-09-27,caption")
    [covered] = coverage(scenario_copy.load())
    assert [gap.where for gap in covered.gaps] == ["¶10–11"]
    assert covered.elsewhere == ("C14", "C15")
    table = tables.coverage(scenario_copy.load()).frame
    assert list(table["Claim"])[-2:] == ["C14", "C15"]
    assert list(table[table["Claim"] == ""]["Says"]) == ["Not covered by any claim."]


def test_context_says_why(shipped: Scenario) -> None:
    """What is not stated is said by C05; the other five of the context drive no number or status."""
    why = why_context(shipped)
    assert set(why) == CONTEXT
    assert {claim for claim, reason in why.items() if reason == "says what is not stated"} == {"C05"}
    assert {reason for claim, reason in why.items() if claim != "C05"} == {"drives no number or status"}


def test_a_rule_names_the_claims_worded_so(shipped: Scenario) -> None:
    """The word hundreds is that of C08 and of C13."""
    assert worded_by(shipped) == (("C08", "C13"),)


def test_the_page_tells_every_paragraph(shipped: Scenario) -> None:
    """The table of the page has one row for each claim of each paragraph, and each says what it drives or why not."""
    table = tables.coverage(shipped).frame
    expected = [(f"Reuters, 27 Sep 2024, ¶{number}", claim) for number, claims in COVERED.items() for claim in claims]
    assert list(zip(table["Where"], table["Claim"], strict=True)) == expected
    assert all(table["Drives, or why it is context"])
    assert set(table[table["Role"] == "context"]["Claim"]) == CONTEXT


def test_withheld_is_not_called_not_stated(scenario_copy: ScenarioCopy) -> None:
    """A claim by which a figure is kept back, while it leaves a status unstated, is context that says both."""
    before = 'on-record,stage-1,IRQ,us-iraq,unstated,,,,,,C05 C06,,"How many'
    scenario_copy.edit("troops.csv", before, before.replace("unstated", "withheld"))
    assert why_context(scenario_copy.load())["C05"] == "says what is not stated, and what is withheld"
