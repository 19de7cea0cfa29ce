"""Postures and changes of scenarios other than the shipped one: what is inherited, what is unsaid, what moved."""

from __future__ import annotations

import pytest

from geo import style
from geo.evidence import uses
from geo.model import BaseStatus, Basis, Change, Kind, Quantity, Scenario, Status
from geo.posture import course
from tests.conftest import ScenarioCopy
from tests.exports import changes
from tests.facts import PHASES, READINGS

OF_ERBIL = "reported,stage-1,erbil,present,reported,C12,,,Expected to remain; no end date is given.\n"


def status_of(copy: ScenarioCopy, base: str, reading: str, phase: str) -> Status:
    return course(copy.load(), reading).posture(phase).base(base).status


def label_of(copy: ScenarioCopy, force: str, reading: str, phase: str) -> str:
    return style.label(course(copy.load(), reading).posture(phase).force(force).quantity)


def test_a_phase_inherits_the_one_before(scenario_copy: ScenarioCopy) -> None:
    """A base without a row at a phase stands as it stood, with the claims it stood on."""
    scenario_copy.edit("statuses.csv", OF_ERBIL, "")
    shown = course(scenario_copy.load(), "reported").posture("stage-1").base("erbil")
    assert (shown.status, shown.basis, shown.claims) == ("present", "derived", ("C12",))


def test_a_base_nobody_speaks_of_is_not_stated(scenario_copy: ScenarioCopy) -> None:
    """A base without any row is not stated, without basis or claims."""
    scenario_copy.edit(
        "statuses.csv", "*,before,erbil,present,derived,C12,,,Implied by C12: what remains was there.\n", ""
    )
    shown = course(scenario_copy.load(), "reported").posture("before").base("erbil")
    assert (shown.status, shown.basis, shown.claims) == ("not_stated", None, ())


def test_a_force_nobody_speaks_of_is_no_data(scenario_copy: ScenarioCopy) -> None:
    """A force without a row is no data, which is neither zero nor not stated."""
    scenario_copy.edit(
        "troops.csv",
        '*,before,,coalition-other,set,hundreds,,,,reported,C13,,,"',
        '*,stage-2,,coalition-other,set,hundreds,,,,reported,C13,,,"',
    )
    assert label_of(scenario_copy, "coalition-other", "reported", "before") == "no data"
    assert label_of(scenario_copy, "coalition-other", "reported", "stage-2") == "hundreds (200–999)"


def test_a_withheld_number_is_withheld(scenario_copy: ScenarioCopy) -> None:
    """A row that says the number is withheld shows as withheld from then on."""
    scenario_copy.edit("troops.csv", "on-record,stage-1,IRQ,us-iraq,unstated", "on-record,stage-1,IRQ,us-iraq,withheld")
    assert label_of(scenario_copy, "us-iraq", "on-record", "stage-2") == "withheld"


@pytest.mark.parametrize(
    ("low", "high", "label"), [("400", "", "at least 400"), ("", "400", "at most 400"), ("0", "0", "0")]
)
def test_open_bounds_come_through(scenario_copy: ScenarioCopy, low: str, high: str, label: str) -> None:
    """An empty bound in a row is open in the posture, and 0 is 0."""
    scenario_copy.edit("troops.csv", "the remainder,0,,0", f",{low},,{high}")
    assert label_of(scenario_copy, "us-iraq", "reported", "stage-2") == label


def test_readings_do_not_mix(scenario_copy: ScenarioCopy) -> None:
    """A row of one reading changes nothing under the other."""
    before = {phase: status_of(scenario_copy, "erbil", "on-record", phase) for phase in PHASES}
    scenario_copy.edit("statuses.csv", OF_ERBIL, OF_ERBIL.replace("present", "vacated"))
    assert {phase: status_of(scenario_copy, "erbil", "on-record", phase) for phase in PHASES} == before
    assert status_of(scenario_copy, "erbil", "reported", "stage-1") == "vacated"


def test_a_posture_says_where_it_is(shipped: Scenario) -> None:
    """A posture has its reading and its phase, and every line of it by its id."""
    shown = course(shipped, "on-record").posture("stage-1")
    assert (shown.reading, shown.phase) == (shipped.reading("on-record"), shipped.phase("stage-1"))
    assert [entry.id for entry in shown.entries] == [
        *("us-iraq", "us-syria", "coalition-other"),
        *("ain-al-asad", "baghdad", "erbil"),
    ]
    assert (shown.base("erbil").id, shown.force("us-syria").id) == ("erbil", "us-syria")


def test_a_line_of_a_base_has_all_of_its_row(shipped: Scenario) -> None:
    """Status, basis, claims for and against, and the note of a base are those of its row."""
    shown = course(shipped, "reported").posture("stage-2").base("erbil")
    [erbil] = [base for base in shipped.bases if base.id == "erbil"]
    note = "Derived from C09: the remainder leaves. C12 expects troops to remain in Erbil, with no end date."
    assert shown == BaseStatus(erbil, Status.VACATED, Basis.DERIVED, ("C09",), ("C12",), note)
    assert (shown.id, shown.name, shown.value) == ("erbil", "Erbil", Status.VACATED)


def test_a_line_of_a_force_is_its_quantity(shipped: Scenario) -> None:
    """Figure, basis, claims for and against, and note of a force are those of its quantity; its label is its name."""
    left, rest = (course(shipped, "reported").posture(phase).force("us-iraq") for phase in ("stage-1", "stage-2"))
    assert (left.id, left.name, left.value, left.basis) == ("us-iraq", "U.S. in Iraq", left.quantity, Basis.ASSUMED)
    assert (left.claims, left.note) == (("C02", "C08"), "assumes the “hundreds” are U.S. troops")
    assert rest.contested_by == ("C06",)


def test_order_of_rows_does_not_matter(scenario_copy: ScenarioCopy) -> None:
    """Rows are put in order by their phases, not by their place in the file."""
    expected = {(r, p): label_of(scenario_copy, "us-iraq", r, p) for r in READINGS for p in PHASES}
    header, *rows = (scenario_copy.folder / "troops.csv").read_text(encoding="utf-8").splitlines()
    scenario_copy.write("troops.csv", "\n".join([header, *reversed(rows)]) + "\n")
    assert {(r, p): label_of(scenario_copy, "us-iraq", r, p) for r in READINGS for p in PHASES} == expected


def test_a_scenario_may_have_no_bases(scenario_copy: ScenarioCopy) -> None:
    """A scenario of forces only has a posture without bases."""
    scenario_copy.write("bases.geojson", '{"type": "FeatureCollection", "features": []}')
    scenario_copy.write("statuses.csv", "reading,phase,base,status,basis,claims,contested_by,change,note\n")
    shown = course(scenario_copy.load(), "reported").posture("stage-1")
    assert (len(shown.bases), len(shown.forces)) == (0, 3)


def test_a_point_is_in_degrees(scenario_copy: ScenarioCopy) -> None:
    """The place of a base is a point in degrees, longitude first."""
    shown = course(scenario_copy.load(), "reported").posture("before").base("ain-al-asad")
    assert (shown.base.point.x, shown.base.point.y) == (42.4412, 33.7856)


def test_two_withdrawals_are_worst_case_twice(scenario_copy: ScenarioCopy) -> None:
    """Hundreds that leave twice leave 2,500 − 2 × (200…999): 502 to 2,100, written outward."""
    scenario_copy.edit(
        "troops.csv",
        "reported,stage-2,IRQ,us-iraq,set,the remainder,0,,0,reported,C09",
        "reported,stage-2,IRQ,us-iraq,withdraw,hundreds,,,,reported,C08",
    )
    left = course(scenario_copy.load(), "reported").quantities("stage-2")["us-iraq"]
    assert (left.low, left.high) == (502, 2100)
    assert label_of(scenario_copy, "us-iraq", "reported", "stage-2") == "≈500–2,100"


def test_changes_since_an_earlier_phase_are_all_those_between(scenario_copy: ScenarioCopy) -> None:
    """From the baseline to stage 2, what changed is what changed at stage 1 and then at stage 2."""
    loaded = scenario_copy.load()
    both = changes(loaded, "reported", "stage-1") + changes(loaded, "reported", "stage-2")
    assert changes(loaded, "reported", "stage-2", since="before") == both


@pytest.mark.parametrize("phase", PHASES)
def test_nothing_changes_since_itself(scenario_copy: ScenarioCopy, phase: str) -> None:
    """Since a phase itself, nothing has changed."""
    assert changes(scenario_copy.load(), "reported", phase, since=phase) == ()


def test_a_repeated_row_is_no_change(scenario_copy: ScenarioCopy) -> None:
    """A row that states what stood already, without a sentence, moves nothing: Erbil and Syria at stage 1."""
    moved = {subject for change in changes(scenario_copy.load(), "reported", "stage-1") for subject in change.subjects}
    assert moved == {"ain-al-asad", "baghdad", "us-iraq", "coalition-other"}


def change_of(scenario: Scenario, subject: str, phase: str) -> Change | None:
    """What changes of a base or force at a phase as reported."""
    return next((found for found in changes(scenario, "reported", phase) if found.subjects == (subject,)), None)


def test_a_change_of_a_base_says_what_its_row_says(shipped: Scenario) -> None:
    """A base that moves is told with its name, both statuses, the sentence and the claims for and against."""
    sentence = "The presence in Erbil ends with the remainder (derived)."
    expected = Change(("erbil",), "Erbil", Status.PRESENT, Status.VACATED, sentence, ("C09",), ("C12",))
    assert change_of(shipped, "erbil", "stage-2") == expected


def test_a_change_of_a_force_says_what_its_row_says(shipped: Scenario) -> None:
    """A force that moves is told with its label, both figures, what leaves, the sentence and the claims of its row."""
    found = change_of(shipped, "us-iraq", "stage-1")
    assert found is not None
    hundreds = Quantity.counted(
        *(200, 999),
        wording="hundreds",
        basis=Basis.ASSUMED,
        claims=("C08",),
        note="assumes the “hundreds” are U.S. troops",
    )
    before = Quantity.counted(2500, 2500, wording="approximately 2,500", approximate=True, claims=("C02",))
    sentence = "Hundreds of troops depart; whose, the report does not say."
    after = before - hundreds
    expected = Change(("us-iraq",), "U.S. in Iraq", before, after, sentence, ("C08",), (), ("leave", hundreds))
    assert found == expected


def test_what_arrives_is_told_and_what_is_set_is_not_moved(scenario_copy: ScenarioCopy) -> None:
    """Troops that a row adds arrive; a row that sets a new value moves nobody, and is told with what contests it."""
    scenario_copy.edit("troops.csv", "us-iraq,withdraw,hundreds", "us-iraq,add,hundreds")
    loaded = scenario_copy.load()
    added, remainder = (change_of(loaded, "us-iraq", phase) for phase in ("stage-1", "stage-2"))
    assert added is not None
    assert remainder is not None
    assert added.moved is not None
    assert (added.moved[0], added.moved[1].high) == ("arrive", 999)
    assert (remainder.moved, remainder.contested_by) == (None, ("C06",))


def test_a_change_starts_from_the_last_row_there_was(scenario_copy: ScenarioCopy) -> None:
    """A base without a row at a phase moves at the next from where it stood; a step keeps the rows of its forces."""
    scenario_copy.edit("statuses.csv", OF_ERBIL, "")
    loaded = scenario_copy.load()
    found = change_of(loaded, "erbil", "stage-2")
    assert found is not None
    assert (found.before, found.after) == (Status.PRESENT, Status.VACATED)
    assert set(course(loaded, "reported").step("stage-2").troops) == {"us-iraq"}


def test_that_none_leave_is_told(scenario_copy: ScenarioCopy) -> None:
    """A row that says none leave changes no number, and is told all the same."""
    scenario_copy.edit(
        "troops.csv", "us-syria,set,(approximately) 900,,,,reported,C03 C14", "us-syria,withdraw,,0,,0,reported,C14"
    )
    found = change_of(scenario_copy.load(), "us-syria", "stage-1")
    assert found is not None
    assert found.moved is not None
    assert found.moved[1].kind is Kind.ZERO


@pytest.mark.parametrize(
    ("name", "row", "contested", "subject"),
    [
        ("statuses.csv", "{},{},erbil,present,reported,C12,{},,\n", "reported,stage-1", "erbil"),
        ("troops.csv", "{},{},SYR,us-syria,set,(approximately) 900,,,,reported,C03,{},,\n", "*,stage-1", "us-syria"),
    ],
)
def test_what_is_newly_contested_has_changed(
    scenario_copy: ScenarioCopy, name: str, row: str, contested: str, subject: str
) -> None:
    """A claim against what stays as it was is a change at its first phase; at the next only another claim is one."""
    lines = (scenario_copy.folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if f",{subject}," not in line or ",before," in line]
    reading, phase = contested.split(",")
    first, again = row.format(reading, phase, "C06"), row.format("reported", "stage-2", "C06")
    scenario_copy.write(name, "".join([*kept, first, again]))
    loaded = scenario_copy.load()
    told = change_of(loaded, subject, "stage-1")
    assert told is not None
    assert told.contested_by == ("C06",)
    assert change_of(loaded, subject, "stage-2") is None
    scenario_copy.write(name, "".join([*kept, first, again.replace("C06", "C06 C05")]))
    assert change_of(scenario_copy.load(), subject, "stage-2") is not None


def test_a_reading_is_walked_once(shipped: Scenario) -> None:
    """The course of a reading, and each posture of it, are made once and kept."""
    assert course(shipped, "reported") is course(shipped, "reported")
    assert course(shipped, "reported").posture("stage-1") is course(shipped, "reported").posture("stage-1")


@pytest.mark.parametrize(
    ("since", "phases"),
    [(None, ["stage-2"]), ("before", ["stage-1", "stage-2"]), ("stage-1", ["stage-2"]), ("stage-2", [])],
)
def test_changes_stand_under_their_phase(shipped: Scenario, since: str | None, phases: list[str]) -> None:
    """Each phase after the earlier one, up to the one asked for, has its changes; by default it is that phase alone."""
    found = course(shipped, "reported").changes("stage-2", since=since)
    assert [phase.id for phase, _ in found] == phases


def test_nothing_has_changed_at_the_first_phase(shipped: Scenario) -> None:
    """What stands at the first phase did not change, whatever its rows say."""
    walked = course(shipped, "reported")
    assert (walked.changes("before"), walked.step("before").changes) == ((), ())


def test_every_quantity_is_every_row(shipped: Scenario) -> None:
    """As reported, three figures are set before, three at stage 1 and one at stage 2."""
    found = [(quantity.low, quantity.high) for quantity in course(shipped, "reported").every_quantity()]
    assert found == [(2500, 2500), (900, 900), (200, 999), (1501, 2300), (900, 900), (None, None), (0, 0)]


def test_rows_of_one_sentence_are_one_change(scenario_copy: ScenarioCopy) -> None:
    """What is not stated of three bases and a force in the same words is told once, and names all four."""
    [change] = [c for c in changes(scenario_copy.load(), "on-record", "stage-1") if "erbil" in c.subjects]
    assert set(change.subjects) == {"ain-al-asad", "baghdad", "erbil", "us-iraq"}


def test_rows_without_a_sentence_are_told_apart(scenario_copy: ScenarioCopy) -> None:
    """Changes that are told from both ends stay one a subject, also on the same claims."""
    for name in ("Baghdad", "Erbil"):
        scenario_copy.edit("statuses.csv", f"The presence in {name} ends with the remainder (derived).", "")
    told = [style.sentence(change) for change in changes(scenario_copy.load(), "reported", "stage-2")]
    assert told == ["Baghdad: reduced → vacated.", "Erbil: present → vacated.", "The remainder leaves."]


def test_a_change_from_not_stated_to_zero_is_one(scenario_copy: ScenarioCopy) -> None:
    """Not stated and zero are different, so going from one to the other is a change."""
    scenario_copy.edit(
        "troops.csv",
        "reported,stage-1,IRQ,us-iraq,withdraw,hundreds,,,,assumed,C08",
        "reported,stage-1,IRQ,us-iraq,unstated,,,,,,C05",
    )
    [change] = [c for c in changes(scenario_copy.load(), "reported", "stage-2") if c.subjects == ("us-iraq",)]
    assert (change.before.kind, change.after.kind) == (Kind.NOT_STATED, Kind.ZERO)


@pytest.mark.parametrize(("reading", "phase"), [("rumour", "before"), ("reported", "stage-9"), ("", "")])
def test_an_unknown_stop_is_named_with_those_there_are(scenario_copy: ScenarioCopy, reading: str, phase: str) -> None:
    """An unknown reading or phase is refused in a sentence that names what there is."""
    with pytest.raises(KeyError, match=r"there are (reported, on-record|before, stage-1, stage-2)"):
        course(scenario_copy.load(), reading).posture(phase)


def test_an_unknown_earlier_phase_is_refused(scenario_copy: ScenarioCopy) -> None:
    """Changes since a phase there is not are refused."""
    with pytest.raises(KeyError, match="there is no phase 'stage-9'"):
        changes(scenario_copy.load(), "reported", "stage-2", since="stage-9")


def test_steps_hold_only_what_changes(scenario_copy: ScenarioCopy) -> None:
    """A step names the bases and forces that have a row there, and no others."""
    walked = course(scenario_copy.load(), "on-record").steps
    assert [(set(step.statuses), set(step.quantities)) for step in walked][1:] == [
        ({"ain-al-asad", "baghdad", "erbil"}, {"us-iraq", "us-syria", "coalition-other"}),
        (set(), set()),
    ]


def test_a_claim_that_only_says_not_stated_is_context(scenario_copy: ScenarioCopy) -> None:
    """That something is not stated drives nothing, under whatever verb."""
    scenario_copy.edit("troops.csv", "us-iraq,unstated,,,,,,C05 C06", "us-iraq,withheld,,,,,,C05 C06")
    assert uses(scenario_copy.load())["C05"] == ()


def test_two_bases_of_one_name_are_driven_apart(scenario_copy: ScenarioCopy) -> None:
    """A claim that drives two bases of one name at the same phases drives two things, each under every reading."""
    scenario_copy.edit("bases.geojson", '"name": "Erbil"', '"name": "Baghdad"')
    scenario_copy.edit("statuses.csv", "*,before,erbil,present,derived,C12", "*,before,erbil,present,derived,C11")
    driven = uses(scenario_copy.load())["C11"]
    assert driven.count("Baghdad: Before the drawdown (every reading)") == 2
