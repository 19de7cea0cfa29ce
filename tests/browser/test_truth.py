"""The truth table in the browser: the document's state, its visible text, and the page's table all say it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, until
from tests.browser.test_page import opened
from tests.facts import BASES, BASIS_WORDS, FORCES, LABELS, PHASES, READINGS, STATUS_WORDS, TRUTH

COMBINATIONS = sorted(TRUTH)
SHORT = {"ain-al-asad": "Ain al-Asad", "baghdad": "Baghdad", "erbil": "Erbil"}
COUNTRIES = {"us-iraq": "IRAQ", "us-syria": "SYRIA"}


@pytest.fixture
def at(board: Page, reading: str, phase: str) -> Page:
    """The board at one reading and phase."""
    board.evaluate("([r, p]) => { board.setReading(r); board.setPhase(p); }", [reading, phase])
    return board


@pytest.mark.parametrize(("reading", "phase"), COMBINATIONS)
def test_state_is_the_truth_table(at: Page, reading: str, phase: str) -> None:
    """`board.state()` gives the status of every base and the label of every force."""
    state = at.evaluate("board.state()")
    assert (state["reading"], state["phase"], state["phaseIndex"]) == (reading, phase, list(PHASES).index(phase))
    assert state["bases"] == {base: fact.status for base, fact in TRUTH[reading, phase].bases.items()}
    assert state["forces"] == {force: fact.label for force, fact in TRUTH[reading, phase].forces.items()}


@pytest.mark.parametrize(("reading", "phase"), COMBINATIONS)
def test_head_names_the_stop(at: Page, reading: str, phase: str) -> None:
    """Above the map stand the phase, its date as stated, and the reading."""
    label, shown = PHASES[phase]
    assert at.locator("h1").inner_text() == f"{label} · {shown}"
    assert at.locator("#readings [aria-pressed=true]").inner_text() == READINGS[reading]


@pytest.mark.parametrize(("reading", "phase"), COMBINATIONS)
def test_bases_say_their_status_in_words_and_marks(at: Page, reading: str, phase: str) -> None:
    """Map label, map mark and rail agree on every base, and a contested status carries its word."""
    for base, fact in TRUTH[reading, phase].bases.items():
        word = STATUS_WORDS[fact.status]
        contested = " · contested" if fact.contested_by else ""
        label = at.locator(".label-base", has_text=SHORT[base])
        assert label.locator(".label-status").inner_text() == f"{word}{contested}"
        mark = at.locator(f".mark[data-base={base}]")
        assert mark.get_attribute("data-status") == fact.status
        assert mark.get_attribute("aria-label") == f"{BASES[base]}: {word}{contested}. Show the evidence."
        assert at.locator(f".rail [data-base={base}] .status").inner_text() == f"{word}{contested}"


@pytest.mark.parametrize(("reading", "phase"), COMBINATIONS)
def test_forces_say_their_figure_in_rail_and_country(at: Page, reading: str, phase: str) -> None:
    """Rail and country label write each figure letter for letter; the coalition total is on no map point."""
    for force, fact in TRUTH[reading, phase].forces.items():
        row = at.locator(f".rail [data-force={force}]")
        assert row.locator(".figure").inner_text() == fact.label
        assert fact.label in LABELS
        assert ("contested by" in row.inner_text()) == bool(fact.contested_by)
        if force in COUNTRIES:
            caution = " · contested" if fact.contested_by else " · assumed" if fact.basis == "assumed" else ""
            label = at.locator(".label-country.focus", has_text=COUNTRIES[force].title())
            assert label.locator(".label-figure").inner_text() == f"U.S. {fact.label}{caution}"
    assert "Others" not in at.locator("#labels").inner_text()


@pytest.mark.parametrize(("reading", "phase"), COMBINATIONS)
def test_range_bars_show_the_bounds_on_one_scale(at: Page, reading: str, phase: str) -> None:
    """Solid runs to the least and hatched to the most as written, on one scale; nothing where no number is stated."""
    widths = at.locator(".rail .bar").evaluate_all(
        "bars => bars.map((b) => ['.bar-low', '.bar-range'].map((s) => b.querySelector(s).offsetWidth / b.offsetWidth))"
    )
    top = 2625  # a twentieth more than the largest figure, ≈2,500
    for (low, spread), fact in zip(widths, TRUTH[reading, phase].forces.values(), strict=True):
        least, most = {1501: (1500, 2300)}.get(fact.low, (fact.low or 0, fact.high or 0))
        assert low == pytest.approx(least / top, abs=0.004)
        assert spread == pytest.approx((most - least) / top, abs=0.004)


def test_four_absences_have_four_looks(board: Page) -> None:
    """Zero, not stated, withheld and no data differ in their bars without a word."""
    board.evaluate("board.setPhase(2)")
    row = board.locator("[data-force=us-iraq]")
    looks = set()
    for kind in ("zero", "not_stated", "withheld", "no_data"):
        row.evaluate("(row, kind) => { row.dataset.kind = kind; }", kind)
        looks.add(row.locator(".bar").screenshot())
    assert len(looks) == 4


@pytest.mark.parametrize(("reading", "phase"), COMBINATIONS)
def test_no_view_prints_a_day_for_a_deadline(at: Page) -> None:
    """`By Sep 2025` stays a bound: the only day on the board is that of the report."""
    days = at.evaluate(r"document.body.innerText.match(/\b\d{1,2} (?:[A-Z][a-z]{2,8}) \d{4}\b|\d{4}-\d{2}-\d{2}/g)")
    assert set(days) == {"27 Sep 2024"}


def test_page_table_is_the_truth_table(page: Page, server: Server) -> None:
    """At every stop the table on the page says the same words, claims and contested marks as the board."""
    frame = opened(page, server)
    page.get_by_role("tab", name="Posture").click()
    tab = page.get_by_role("tabpanel", name="Posture")
    for reading, phase in COMBINATIONS:
        frame.get_by_role("button", name=READINGS[reading], exact=True).click()
        frame.get_by_test_id("phase-slider").press(str(1 + list(PHASES).index(phase)))
        expect(tab.get_by_text(" · ".join([*PHASES[phase], READINGS[reading]]))).to_be_visible()
        truth = TRUTH[reading, phase]
        forces = [(FORCES[force], fact.label, fact) for force, fact in truth.forces.items()]
        bases = [(BASES[base], STATUS_WORDS[fact.status], fact) for base, fact in truth.bases.items()]
        until(
            page,
            TABLE_SAYS,
            arg=[
                [name, value, BASIS_WORDS[fact.basis], ", ".join(fact.claims), ", ".join(fact.contested_by)]
                for name, value, fact in [*forces, *bases]
            ],
        )


TABLE_SAYS = """(expected) => {
  const found = [...document.querySelectorAll('[role=tabpanel]:not([hidden]) canvas table tbody tr')]
    .map((row) => [...row.querySelectorAll('td')].slice(0, 5).map((cell) => cell.textContent));
  return JSON.stringify(found) === JSON.stringify(expected);
}"""
"""Whether the table of the tab in sight has these rows, in their first five columns."""
