"""The shipped scenario, record by record, against the facts typed by hand; a bad record fails under its own name."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from geo import style
from geo.board.document import document
from geo.evidence import uses
from geo.model import Base, BaseStatus, Scenario
from geo.posture import course
from tests.exports import changes
from tests.facts import CLAIMS, CONTEXT, FORCES, PHASES, PLACES, READINGS, TRUTH, WORDINGS

EVERY_CLAIM = pytest.mark.parametrize("claim", CLAIMS)
EVERY_PLACE = pytest.mark.parametrize("place", PLACES)
MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}|\b{MONTH}\s+\d{{1,2}}\b(?!\d)|\d{{4}}-\d{{2}}-\d{{2}}"
)
"""A day as people write it: 30 Sep, September 30, 2025-09-30."""


@EVERY_CLAIM
def test_claim_says_what_the_report_says(shipped: Scenario, claim: str) -> None:
    """A claim has the report's paragraph, speaker and standing, and the paraphrase of the facts."""
    found, fact = shipped.claims[claim], CLAIMS[claim]
    assert (found.where, found.said_by, found.standing) == (fact.where, fact.said_by, fact.standing)
    assert found.paraphrase == fact.paraphrase
    assert found.source == "reuters-2024-09-27"


def test_the_claims_cover_the_report(shipped: Scenario) -> None:
    """C01 to C17, and no others, are in the scenario, in order."""
    assert list(shipped.claims) == [f"C{number:02}" for number in range(1, 18)]


@pytest.mark.parametrize("claim", WORDINGS)
def test_claim_keeps_the_wording_of_its_quantity(shipped: Scenario, claim: str) -> None:
    """A claim that becomes a number keeps the report's own words for it."""
    assert shipped.claims[claim].wording == WORDINGS[claim]


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim not in WORDINGS])
def test_no_other_wording_is_read_as_a_number(shipped: Scenario, claim: str) -> None:
    """The wording of a claim that states no quantity is read as none."""
    assert shipped.wording.quantity(shipped.claims[claim].wording) is None


def test_the_report_is_the_only_report(shipped: Scenario) -> None:
    """Everything said comes from the Reuters report of 27 September 2024; the gazetteer gives coordinates only."""
    report, gazetteer = shipped.sources["reuters-2024-09-27"], shipped.sources["gazetteer"]
    assert set(shipped.sources) == {"reuters-2024-09-27", "gazetteer"}
    assert (report.kind, report.publisher, report.published) == ("report", "Reuters", "2024-09-27")
    assert report.authors == "Idrees Ali, Phil Stewart"
    assert gazetteer.kind == "gazetteer"


@pytest.mark.parametrize("name", ["Costas Pitas", "Eric Beech", "Cynthia Osterman"])
def test_the_report_names_who_else_worked_on_it(shipped: Scenario, name: str) -> None:
    """Additional reporters and the editor of the report are named."""
    assert name in shipped.sources["reuters-2024-09-27"].title


@pytest.mark.parametrize("source", ["reuters-2024-09-27", "gazetteer"])
def test_source_states_its_terms(shipped: Scenario, source: str) -> None:
    """The report's rights are its publisher's; coordinates are public knowledge."""
    terms = {"reuters-2024-09-27": "rights reserved by the publisher", "gazetteer": "Public knowledge"}
    assert terms[source] in shipped.sources[source].licence


def base_of(shipped: Scenario, place: str) -> Base:
    return next(base for base in shipped.bases if base.id == place)


@EVERY_PLACE
def test_place_lies_where_the_gazetteer_has_it(shipped: Scenario, place: str) -> None:
    """A place has the coordinates of the facts, longitude first in the point, from the gazetteer."""
    base, fact = base_of(shipped, place), PLACES[place]
    assert (base.lat, base.lon) == (fact.lat, fact.lon)
    assert (base.point.x, base.point.y) == (fact.lon, fact.lat)
    assert base.source == "gazetteer"


@EVERY_PLACE
def test_place_is_named_in_both_scripts(shipped: Scenario, place: str) -> None:
    """A place has its English and Arabic names and its governorate in Iraq."""
    base, fact = base_of(shipped, place), PLACES[place]
    assert (base.name, base.name_ar) == (fact.name, fact.name_ar)
    assert (base.country, base.admin1) == ("IRQ", fact.admin1)


@EVERY_PLACE
def test_place_is_no_more_precise_than_the_report(shipped: Scenario, place: str) -> None:
    """Ain al-Asad is a site; in Baghdad and Erbil the report names no base, so they are cities."""
    assert base_of(shipped, place).precision == PLACES[place].precision


def test_there_are_three_places(shipped: Scenario) -> None:
    """The report names three places, and the scenario has these three."""
    assert [base.id for base in shipped.bases] == list(PLACES)


@pytest.mark.parametrize("field", ["troops", "low", "high", "best", "count", "strength"])
def test_a_base_has_no_place_for_a_number(field: str) -> None:
    """A base never carries a number: neither the noun nor the posture has a field for one."""
    assert field not in Base.model_fields
    assert field not in {each.name for each in dataclasses.fields(BaseStatus)}


@pytest.mark.parametrize("reading", READINGS)
def test_no_text_of_a_base_holds_a_number_of_troops(shipped: Scenario, reading: str) -> None:
    """What is written of a base holds no digits but those of claim ids."""
    texts = [row.change + row.note for row in shipped.statuses if row.reading in (reading, "*")]
    assert [text for text in texts if re.search(r"\d", re.sub(r"\bC\d\d\b", "", text))] == []


def test_other_nations_have_one_number_together(shipped: Scenario) -> None:
    """C13 is one number for all nations together: one force, on no point of the map, four nations without a number."""
    [others] = [force for force in shipped.forces if force.id == "coalition-other"]
    assert others.country is None
    assert others.members == ("Germany", "France", "Spain", "Italy")
    assert {row.force for row in shipped.troops if "C13" in row.claims} == {"coalition-other"}
    assert [force.id for force in shipped.forces] == list(FORCES)


def test_hundreds_has_one_rule(shipped: Scenario) -> None:
    """“Hundreds” is 200 to 999, written once and printed; no other word means a range."""
    assert shipped.wording.ranges == {"hundreds": (200, 999)}
    assert style.wording_rules(shipped) == ("“Hundreds” is read as 200–999.",)


def test_no_row_states_a_midpoint(shipped: Scenario) -> None:
    """The report names no likeliest number, so no row does."""
    assert [row for row in shipped.troops if row.best is not None] == []


def test_departures_come_from_the_claim(shipped: Scenario) -> None:
    """Stage 1's departures are those of C08, not a difference of two totals."""
    [row] = [
        row for row in shipped.troops if row.phase == "stage-1" and row.force == "us-iraq" and row.verb != "unstated"
    ]
    assert (row.verb, row.wording, row.claims, row.basis) == ("withdraw", "hundreds", ("C08",), "assumed")


def test_the_default_reading_is_the_plan(shipped: Scenario) -> None:
    """The plan as reported is shown first; the other reading is what is on the record."""
    assert {reading.id: reading.label for reading in shipped.readings} == READINGS
    assert shipped.readings[0].id == "reported"


def test_phases_are_shown_as_the_report_bounds_them(shipped: Scenario) -> None:
    """The three phases have the labels and dates of the facts, and the deadlines are upper bounds."""
    assert {phase.id: (phase.label, phase.shown) for phase in shipped.phases} == PHASES
    assert [phase.deadline.text for phase in shipped.phases] == ["2024-09-27", "../2025-09", "../2026"]


def words_of_phase(scenario: Scenario, phase: str) -> Iterator[str]:
    """Every text a view writes of a phase: label, date, headlines, changes, notes, labels of forces."""
    stop = scenario.phase(phase)
    yield from (stop.label, stop.shown)
    for reading in READINGS:
        yield stop.headline(reading).text
        yield from (style.sentence(change) for change in changes(scenario, reading, phase))
        shown = course(scenario, reading).posture(phase)
        yield from (style.label(found.quantity) for found in shown.forces)
        yield from (found.note for found in shown.entries)


@pytest.mark.parametrize("phase", ["stage-1", "stage-2"])
def test_no_view_prints_a_day_for_a_deadline(shipped: Scenario, phase: str) -> None:
    """A deadline is a month or a year, and no text of its phase names a day."""
    assert [text for text in words_of_phase(shipped, phase) if DAY.search(text)] == []


@pytest.mark.parametrize("written", ["30 Sep 2025", "September 30, 2025", "by 1st of January", "2025-09-30"])
def test_a_day_would_be_found(written: str) -> None:
    """The pattern that looks for a day finds one however it is written."""
    assert DAY.search(written)


@pytest.mark.parametrize("written", ["by Sep 2025", "by end of 2026", "in September 2025", "≈2,500 U.S. troops"])
def test_a_month_is_no_day(written: str) -> None:
    """The pattern that looks for a day leaves months, years and figures alone."""
    assert not DAY.search(written)


def test_the_document_writes_no_day_but_that_of_the_report(shipped: Scenario) -> None:
    """The only day in the document's data is 27 September 2024, when the report was published."""
    [data] = re.findall(r'<script type="application/json" id="board-data">(.*?)</script>', document(shipped))
    assert {found.strip() for found in DAY.findall(data)} <= {"27 Sep", "2024-09-27"}


@pytest.mark.parametrize("claim", sorted(CONTEXT))
def test_context_drives_nothing(shipped: Scenario, claim: str) -> None:
    """A claim of context drives no number, no status and no phase."""
    assert uses(shipped)[claim] == ()


@pytest.mark.parametrize("claim", sorted(set(CLAIMS) - CONTEXT))
def test_every_other_claim_drives_something(shipped: Scenario, claim: str) -> None:
    """A claim that is not context is named by at least one thing on the board."""
    assert uses(shipped)[claim] != ()


@pytest.mark.parametrize(
    ("claim", "driven"),
    [
        ("C01", ("Phase: After stage 1, by Sep 2025",)),
        (
            "C02",
            (
                "Phase: Before the drawdown, as reported 27 Sep 2024",
                "U.S. in Iraq: Before the drawdown (every reading)",
                "U.S. in Iraq: After stage 1 (The plan as reported)",
            ),
        ),
        ("C06", ("contests U.S. in Iraq: After stage 2 (The plan as reported)",)),
        ("C08", ("U.S. in Iraq: After stage 1 (The plan as reported)",)),
        (
            "C10",
            (
                "Ain al-Asad: Before the drawdown (every reading)",
                "Ain al-Asad: After stage 1, After stage 2 (The plan as reported)",
            ),
        ),
        ("C14", ("U.S. in Syria: After stage 1, After stage 2 (every reading)",)),
    ],
)
def test_ledger_names_what_a_claim_drives(shipped: Scenario, claim: str, driven: tuple[str, ...]) -> None:
    """A claim's uses are told as subject, phase and reading."""
    assert uses(shipped)[claim] == driven


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("phase", PHASES)
def test_headline_rests_on_claims(shipped: Scenario, reading: str, phase: str) -> None:
    """Each phase has a headline under each reading, and the claims it rests on."""
    headline = shipped.phase(phase).headline(reading)
    assert headline.text
    assert headline.claims


@pytest.mark.parametrize(("reading", "phase"), TRUTH)
def test_a_headline_writes_figures_as_the_board_does(shipped: Scenario, reading: str, phase: str) -> None:
    """A figure in a headline is a label of a force at that stop, letter for letter."""
    labels = {force.label for force in TRUTH[reading, phase].forces.values()}
    figures = re.findall(r"≈?\d[\d,–]*\d", shipped.phase(phase).headline(reading).text)
    assert set(figures) <= labels


def test_nothing_is_odd_about_it(shipped: Scenario) -> None:
    """The shipped scenario loads without a note."""
    assert shipped.warnings == ()


def test_it_is_marked_and_dated(shipped: Scenario) -> None:
    """The shipped scenario is of public sources, as of the day of the report, on Iraq and Syria."""
    assert shipped.marking == "UNCLASSIFIED // PUBLIC SOURCES"
    assert shipped.as_of == "2024-09-27"
    assert shipped.countries == ("IRQ", "SYR")
