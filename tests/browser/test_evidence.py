"""Evidence both ways: from everything shown to its claims, and from a claim to everything it drives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo import scenario as scenarios
from geo.board.document import document
from geo.evidence import GLOSSARY
from tests.browser.conftest import Outside, resize
from tests.conftest import ScenarioCopy
from tests.facts import CLAIMS, CONTEXT, PHASES, READINGS, TRUTH
from tests.test_coverage import COVERED

SIZES = ((1366, 768), (1920, 1080), (1024, 768))
STOPS = [(reading, phase) for reading in READINGS for phase in PHASES]
BASE_KEYS = {"ain-al-asad": "base:0", "baghdad": "base:1", "erbil": "base:2"}
DATES = {"before": {"C02", "C03", "C13"}, "stage-1": {"C01"}, "stage-2": {"C09"}}
"""The claims of each phase's date."""
HEADLINES = {
    ("reported", "before"): {"C02", "C03", "C10", "C11", "C12"},
    ("reported", "stage-1"): {"C08", "C10", "C11", "C12"},
    ("reported", "stage-2"): {"C09", "C06", "C12"},
    ("on-record", "before"): {"C02", "C03", "C10", "C11", "C12"},
    ("on-record", "stage-1"): {"C01", "C05"},
    ("on-record", "stage-2"): {"C05", "C06", "C14"},
}
"""The claims of each headline."""
CHANGES = {
    ("reported", "stage-1"): [{"C10"}, {"C11"}, {"C08"}, set()],
    ("reported", "stage-2"): [{"C09"}, {"C09", "C12"}, {"C09", "C06"}],
    ("on-record", "stage-1"): [{"C05", "C06"}, set()],
}
"""The claims of each change sentence, those that contest it too."""


def stop_at(board: Page, reading: str, phase: str) -> None:
    board.evaluate("([r, p]) => { board.setReading(r); board.setPhase(p); }", [reading, phase])


def expected_roles(claim: str, reading: str, phase: str) -> dict[str, str]:
    """What a claim has a role in at a stop, by subject, from the truth table and the sentences typed here."""
    truth = TRUTH[reading, phase]
    found = {}
    things = [(BASE_KEYS[base], fact, fact.status == "not_stated") for base, fact in truth.bases.items()]
    things += [(f"force:{force}", fact, fact.low is None) for force, fact in truth.forces.items()]
    for key, fact, silent in things:
        if claim in fact.claims:
            found[key] = "silent" if silent else "drives"
        elif claim in fact.contested_by:
            found[key] = "contests"
    if claim in DATES[phase]:
        found["said:date"] = "drives"
    if claim in HEADLINES[reading, phase]:
        found["said:headline"] = "told"
    for index, claims in enumerate(CHANGES.get((reading, phase), [])):
        if claim in claims:
            found[f"change:{index}"] = "told"
    return found


LISTED = """() => Object.fromEntries([...document.querySelectorAll('#evidence [data-stop]')].map((stop) =>
    [stop.dataset.stop, Object.fromEntries([...stop.querySelectorAll('[data-drives]')]
        .map((item) => [item.dataset.drives, item.dataset.role]))]))"""
LIT = """() => {
  const found = {};
  for (const e of document.querySelectorAll('[data-lit]')) {
    const { opens, lit } = e.dataset;
    if (found[opens] !== undefined && found[opens] !== lit) found[opens] = 'two roles';
    else found[opens] = lit;
  }
  return found;
}"""


def open_claim(board: Page, claim: str) -> None:
    """Open a claim by way of the coverage, where every one of them is."""
    board.keyboard.press("Escape")
    board.keyboard.press("e")
    board.locator("#evidence .coverage [data-opens=" + f"'claim:{claim}']").first.click()
    expect(board.locator("#evidence-title")).to_have_text(f"Claim {claim}")


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_leads_to_exactly_what_it_drives(board: Page, claim: str) -> None:
    """A claim lists every stop and thing it drives, contests or says nothing of, and lights just these at each stop."""
    open_claim(board, claim)
    wanted = {(reading, phase): expected_roles(claim, reading, phase) for reading, phase in STOPS}
    listed = {f"{reading} {phase}": roles for (reading, phase), roles in wanted.items() if roles}
    assert board.evaluate(LISTED) == listed
    for (reading, phase), roles in wanted.items():
        stop_at(board, reading, phase)
        lit = board.evaluate(LIT)
        assert {key: role for key, role in lit.items() if role != "dim"} == roles, (reading, phase)
        things = {*BASE_KEYS.values(), "force:us-iraq", "force:us-syria", "force:coalition-other"}
        assert things | {"said:date", "said:headline"} <= set(lit)
        assert board.locator("#evidence [aria-current]").count() == (1 if roles else 0)
    told = board.locator("#evidence").inner_text()
    assert ("Context: it" in told) == (claim in CONTEXT)


def test_a_stop_of_a_claim_is_one_click_away(board: Page) -> None:
    """A button of the list goes to its phase and reading; the claim stays open, the focus where it was."""
    open_claim(board, "C14")
    board.locator("#evidence [data-stop='on-record stage-2'] button").click()
    state = board.evaluate("board.state()")
    assert (state["reading"], state["phase"]) == ("on-record", "stage-2")
    assert board.evaluate("document.activeElement.closest('[data-stop]').dataset.stop") == "on-record stage-2"
    assert board.locator("#evidence .here").inner_text() == "shown now"


def test_marks_rows_and_figures_are_lit_alike(board: Page) -> None:
    """With C09 open after stage 2, mark, row, label figure, date and sentences carry its role, the rest is dimmed."""
    board.keyboard.press("3")
    open_claim(board, "C09")
    role = "element => element.dataset.lit"
    for selector, expected in {
        ".mark[data-base=baghdad]": "drives",
        ".rail [data-base=erbil]": "drives",
        ".mark[data-base=ain-al-asad]": "dim",
        ".label-figure[data-opens='force:us-iraq']": "drives",
        ".label-figure[data-opens='force:us-syria']": "dim",
        ".rail [data-force=coalition-other]": "dim",
        "#said-date": "drives",
        ".changes li:nth-child(3) .sentence": "told",
    }.items():
        assert board.locator(selector).evaluate(role) == expected, selector
    board.keyboard.press("Escape")
    assert board.evaluate(LIT) == {}
    assert board.locator("[data-open-now], [aria-expanded=true]").count() == 0


FROM = [
    (".mark[data-base=erbil]", "Erbil", {"C09", "C12"}),
    (".rail [data-base=baghdad]", "Baghdad", {"C09"}),
    (".rail [data-force=us-iraq]", "U.S. in Iraq", {"C09", "C06"}),
    (".rail [data-force=us-syria] .bar", "U.S. in Syria", {"C03", "C14"}),
    (".label-figure[data-opens='force:us-iraq']", "U.S. in Iraq", {"C09", "C06"}),
    (".label-base[data-opens='base:0'] .label-status", "Ain al-Asad", {"C10"}),
    ("#said-date", "Date", {"C09"}),
    ("#said-headline", "Headline", {"C09", "C06", "C12"}),
    (".changes li:nth-child(2) .sentence", "What changed", {"C09", "C12"}),
    (".legend .rule .sentence", "How a word is read", {"C08", "C13"}),
    (".changes [data-claim=C12]", "Claim C12", {"C12"}),
    ("#phase-claims .chip", "Claim C09", {"C09"}),
]
"""What can be asked after stage 2 as reported, the title that opens, and the claims it shows."""
CARDS = ".evidence .card > p:first-child > :first-child"


@pytest.mark.parametrize(("selector", "title", "claims"), FROM, ids=[row[0] for row in FROM])
def test_everything_shown_is_one_click_from_its_claims(
    board: Page, selector: str, title: str, claims: set[str]
) -> None:
    """A click on a mark, figure, bar, date, sentence, rule or claim id opens its claims, each with who says it."""
    board.keyboard.press("3")
    board.locator(selector).first.click()
    assert title in board.locator("#evidence-title").inner_text()
    assert set(board.locator(CARDS).all_inner_texts()) == claims
    told = board.locator("#evidence").inner_text()
    assert all(CLAIMS[claim].said_by in told for claim in claims)


@pytest.mark.parametrize("key", ["Enter", " "])
@pytest.mark.parametrize("selector", [row[0] for row in FROM if ".bar" not in row[0] and "label-base" not in row[0]])
def test_everything_opens_by_key_and_gives_the_focus_back(board: Page, selector: str, key: str) -> None:
    """Enter and Space open it, it says that it is open, nothing plays or moves, and Escape brings the focus back."""
    board.keyboard.press("3")
    opener = board.locator(selector).first
    expect(opener).to_have_attribute("aria-expanded", "false")
    assert opener.get_attribute("aria-controls") == "evidence"
    opener.press(key)
    expect(board.locator("#evidence")).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    assert board.evaluate("board.state().phase") == "stage-2"
    assert board.evaluate("document.getElementById('evidence').contains(document.activeElement)")
    board.keyboard.press("Escape")
    expect(opener).to_have_attribute("aria-expanded", "false")
    assert opener.evaluate("element => element === document.activeElement")


def test_focus_returns_to_the_like_of_an_opener_that_is_gone(board: Page) -> None:
    """When a new phase has put another chip in the opener's place, the focus goes to that one."""
    board.keyboard.press("2")
    board.locator("#headline-claims [data-claim=C12]").press("Enter")
    board.keyboard.press("3")
    board.keyboard.press("Escape")
    assert board.evaluate("document.activeElement.dataset.claim") == "C12"


@pytest.mark.parametrize(
    ("selector", "shown", "stands", "contests"),
    [
        (".rail [data-force=us-iraq]", "0", "C09", "C06"),
        (".rail [data-base=erbil]", "vacated", "C09", "C12"),
        (".changes li:nth-child(2) .sentence", "The presence in Erbil ends", "C09", "C12"),
    ],
)
def test_contested_shows_both_sides(board: Page, selector: str, shown: str, stands: str, contests: str) -> None:
    """Beside what the board shows with its claims stands the claim that contests it: what, who, standing, where."""
    board.keyboard.press("3")
    board.locator(selector).click()
    left, right = board.locator(".sides > section").all()
    assert shown in left.locator(".side-shown").inner_text()
    for side, claim in ((left, stands), (right, contests)):
        told, fact = side.inner_text(), CLAIMS[claim]
        assert all(words in told for words in (claim, fact.paraphrase, fact.said_by, fact.standing, fact.where))
    boxes = [side.bounding_box() for side in (left, right)]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]


def test_what_nothing_contests_has_one_side(board: Page) -> None:
    """At the baseline no base or force is shown with two sides."""
    for row in board.locator(".rail :is([data-force], [data-base])").all():
        row.press("Enter")
        assert board.locator(".sides").count() == 0
        assert board.locator("#evidence h3").first.inner_text().casefold() == "based on"
        board.keyboard.press("Escape")


def test_open_sentence_and_date_follow_the_slider(board: Page) -> None:
    """An open headline or date is that of the phase shown."""
    board.locator("#said-date").click()
    board.keyboard.press("2")
    assert board.locator(".evidence .said").inner_text() == "by Sep 2025"
    board.locator("#said-headline").click()
    board.keyboard.press("r")
    assert board.locator(".evidence .said").inner_text().startswith("The coalition mission in Iraq ends;")
    assert board.locator("#said-headline").get_attribute("aria-expanded") == "true"


def test_coverage_names_every_paragraph(board: Page) -> None:
    """E lists ¶1 to ¶14 in order, each with its claims; each claim drives something or says why it is context."""
    board.keyboard.press("e")
    passages = board.locator("#evidence .coverage > li")
    found = {
        int(passage.get_attribute("data-where")[1:]): tuple(passage.locator(".chip").all_inner_texts())
        for passage in passages.all()
    }
    assert found == COVERED
    assert list(found) == sorted(found)
    assert board.locator("#evidence .gap").count() == 0
    told = "Claims: 17. Every paragraph up to ¶14, the last one cited, is covered by a claim."
    assert board.locator("#evidence .coverage-told").inner_text() == told
    reasons = board.locator("#evidence .coverage .context").all_inner_texts()
    assert sorted(reasons) == ["Context: it drives no number or status."] * 6 + ["Context: it says what is not stated."]
    driven = board.locator("#evidence .coverage [data-where='¶8'] li").all_inner_texts()
    assert driven == [
        "Ain al-Asad: Before the drawdown (every reading)",
        "Ain al-Asad: After stage 1, After stage 2 (The plan as reported)",
        "Baghdad: Before the drawdown (every reading)",
        "Baghdad: After stage 1 (The plan as reported)",
    ]


def test_coverage_shows_gaps_and_what_names_no_paragraph(
    open_board: Callable[[Path], Page], scenario_copy: ScenarioCopy, tmp_path: Path
) -> None:
    """A paragraph no claim names is shown as a gap in its place; a claim of no paragraph comes last."""
    scenario_copy.edit("claims.csv", "C14,reuters-2024-09-27,¶10", "C14,reuters-2024-09-27,caption")
    path = tmp_path / "board.html"
    path.write_text(document(scenarios.load(scenario_copy.folder)), encoding="utf-8")
    board = open_board(path)
    board.keyboard.press("e")
    assert board.locator(".coverage .gap").inner_text().split() == ["¶10", "Not", "covered", "by", "any", "claim."]
    assert "Not covered by any claim: ¶10." in board.locator(".coverage-told").inner_text()
    assert board.locator(".coverage > li").last.get_attribute("data-where") == "caption"


def test_glossary_holds_every_word(board: Page) -> None:
    """G lists every status, basis, standing and kind, each with its meaning; G again closes it."""
    board.keyboard.press("g")
    words = board.locator("#evidence .glossary dt").all_inner_texts()
    meanings = board.locator("#evidence .glossary dd").all_inner_texts()
    assert list(zip(words, meanings, strict=True)) == [
        (term.word, term.says) for chapter in GLOSSARY for term in chapter.terms
    ]
    assert len(words) == 4 + 4 + 4 + 5
    board.keyboard.press("g")
    assert not board.locator("#evidence").is_visible()


def test_a_word_leads_to_its_meaning_and_back(board: Page) -> None:
    """In the evidence, basis, standing and status lead to their terms in the glossary, and Back returns."""
    board.keyboard.press("2")
    board.locator(".rail [data-force=us-iraq]").click()
    board.locator("#evidence .finding .word").click()
    current = board.locator("#evidence [aria-current=location]")
    assert current.inner_text() == "derived on an assumption"
    board.get_by_role("button", name="Back").click()
    assert board.locator("#evidence-title").inner_text() == "U.S. in Iraq"
    board.locator("#evidence .card .word").first.click()
    assert current.inner_text() == "background"
    board.get_by_role("button", name="Back").press("Enter")
    assert not board.locator("#evidence-back").is_visible()
    board.keyboard.press("Escape")
    assert board.evaluate("document.activeElement.dataset.force") == "us-iraq"


def test_keys_and_buttons_of_the_reference_are_named(board: Page) -> None:
    """The list of keys names E and G, and the foot has a button for each."""
    board.keyboard.press("?")
    listed = board.locator("#keys dt").all_inner_texts()
    assert {"E", "G"} <= set(listed)
    board.keyboard.press("Escape")
    for name, title in (("Evidence E", "Evidence, paragraph by paragraph"), ("Glossary G", "Glossary")):
        board.get_by_role("button", name=name, exact=True).click()
        assert board.locator("#evidence-title").inner_text() == title


def test_folded_panel_lets_the_lit_rail_be_seen(board: Page) -> None:
    """Folded away, the panel is its title; the rail above it is lit and can be clicked; unfolded it is whole again."""
    board.keyboard.press("3")
    open_claim(board, "C06")
    fold = board.get_by_role("button", name="Fold away")
    fold.click()
    expect(fold).to_have_attribute("aria-pressed", "true")
    assert not board.locator("#evidence-body").is_visible()
    board.locator(".rail [data-force=us-iraq]").click()
    assert board.locator("#evidence-title").inner_text() == "U.S. in Iraq"
    expect(fold).to_have_attribute("aria-pressed", "false")
    assert board.locator("#evidence-body").is_visible()


LAYOUT = """() => JSON.stringify([...document.querySelectorAll(
    '.mark, .label:not([hidden]), .force, .bases .base, .rail h2, .head, .foot, .legend, #phase-slider, .changes li')]
    .map((e) => e.getBoundingClientRect()).map((b) => [b.x, b.y, b.width, b.height].map(Math.round)))"""
CUT = """() => {
  const panel = document.getElementById('evidence');
  const box = panel.getBoundingClientRect();
  const found = panel.scrollWidth > panel.clientWidth + 1 ? ['scrolls sideways'] : [];
  const { scrollWidth, scrollHeight } = document.documentElement;
  if (scrollWidth > innerWidth || scrollHeight > innerHeight) found.push('page scrolls');
  const rail = document.querySelector('.rail').getBoundingClientRect();
  const inside = (b, c) => b.left >= c.left - 1 && b.right <= c.right + 1 && b.bottom <= c.bottom + 1;
  if (!inside(box, rail)) found.push('leaves the rail');
  for (const e of panel.querySelectorAll('h2, h3, p, dt, dd, button')) {
    const b = e.getBoundingClientRect();
    if (b.width > 0 && (b.left < box.left || b.right > box.right + 0.5)) found.push(['cut', e.textContent]);
  }
  const tops = [...panel.querySelectorAll('.bar-top > h2, .tools > :not([hidden])')];
  const boxes = tops.map((e) => e.getBoundingClientRect());
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    const [x, y] = [Math.min(a.right, b.right), Math.min(a.bottom, b.bottom)];
    if (x - Math.max(a.left, b.left) > 1 && y - Math.max(a.top, b.top) > 1) found.push('tools overlap');
  }));
  return found;
}"""


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_open_evidence_moves_nothing_and_is_not_cut(board: Page, size: tuple[int, int]) -> None:
    """At each screen size, with each kind of page open at each stop, the board stands as it did; nothing is cut."""
    resize(board, *size)
    before = {}
    for stop in STOPS:
        stop_at(board, *stop)
        before[stop] = board.evaluate(LAYOUT)
    openers = [".mark[data-base=erbil]", ".rail [data-force=us-iraq]", "#said-headline", "[data-book=coverage]"]
    for selector in [*openers, "[data-book=glossary]", "#phase-claims .chip"]:
        board.locator(selector).first.press("Enter")
        for stop in STOPS:
            stop_at(board, *stop)
            assert board.evaluate(LAYOUT) == before[stop], (selector, stop)
            assert board.evaluate(CUT) == [], (selector, stop)
        board.keyboard.press("Escape")


CONTRASTS = """() => {
  const light = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const parts = ['name', 'figure', 'note', 'status', 'label-name', 'label-status'].map((part) => `.${part}`);
  return [...document.querySelectorAll(`[data-lit=dim], [data-lit=dim] :is(${parts})`)]
    .filter((e) => e.offsetParent && e.textContent.trim())
    .map((e) => [e.textContent, getComputedStyle(e)])
    .map(([text, { color, opacity }]) => [text, 1.05 / (luminance(color.match(/[0-9.]+/g)) + 0.05), opacity])
    .filter(([, contrast, opacity]) => contrast < 7 || opacity !== '1');
}"""


def test_what_is_dimmed_stays_readable(board: Page) -> None:
    """Text that a claim dims keeps 7:1 on paper, whatever claim is open."""
    board.keyboard.press("3")
    for claim in ("C06", "C09", "C15"):
        open_claim(board, claim)
        assert board.evaluate(CONTRASTS) == []


def test_evidence_asks_nothing_and_breaks_nothing(board: Page, outside: Outside) -> None:
    """Every page of the evidence draws without an error and without a request."""
    for key in ("e", "g", "3", "r", "Escape"):
        board.keyboard.press(key)
    assert (outside.errors, outside.requests) == ([], [])
