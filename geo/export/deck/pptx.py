"""A scenario's phases as slides to edit: what each slide says. How it is set is left to `geo.export.deck.slides`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geo import basemap, style, tables
from geo.export.deck import fitting, presentation, slides
from geo.export.deck.fitting import Box, Columns, Row, Words, shortened
from geo.export.deck.presentation import BODY, Deck, Properties
from geo.export.deck.slides import Bar, Part
from geo.export.stamp import TOOL, described, stamp_text
from geo.model import Basis, Change, Entry, Phase, Posture, Quantity, Scenario, Source, View
from geo.posture import course
from geo.print import sheet as figure
from geo.selection import Selection, Size
from geo.words import say

PICTURE_WIDTH_PX = 1_600
"""Width of a map picture: twice what a projector shows of it."""
NAMED_IN_ALT = 8
"""Up to this many bases are named one by one where a picture is told in words."""
PHASES_SIDE_BY_SIDE = 4
"""Up to this many phases stand side by side on the opening slide."""
BARS_BESIDE_MAP = 5
"""Most bars that fit beside a map; more have slides of their own."""
BARS_A_SLIDE = 12
GAP_IN = 0.14

_MAP = Box(BODY.left, BODY.top, 6.75, 4.27)
_SIDE = Box(7.4, BODY.top, 5.433, 4.32)
_CHANGES_TOP = 5.93
_CHANGES = (Box(BODY.left, _CHANGES_TOP, 6.75, 0.82), Box(7.4, _CHANGES_TOP, 5.433, 0.82))
"""Below the map, and from there on beside it."""
_PAIR = Box(BODY.left, BODY.top, 8.2, BODY.height - 0.1)
_BESIDE_PAIR = Box(8.95, BODY.top, 3.883, BODY.height)
_BARS_HEIGHT = (0.3, 0.32)
"""Height in inches of a chart without bars, and of each bar in it."""

_GROUNDS = tuple(column.title for column in tables.columns_of("postures", ("basis_words", "claims")))
_FORCES = Columns((say("deck.force"), say("deck.troops"), *_GROUNDS), (1.72, 1.2, 1.25, 1.263))
_BASES = Columns((say("deck.base"), say("deck.status"), *_GROUNDS), _FORCES.widths)
_WIDE = (4.0, 3.0, 2.6, 2.733)
_CLAIM = ("id", "paraphrase", "said_by", "standing", "cited", "drives")
_EVIDENCE = Columns(
    tuple(column.title for column in tables.columns_of("claims", _CLAIM)), (0.75, 3.8, 1.7, 1.25, 1.5, 3.333)
)
_SOURCES = Columns((say("deck.what"), say("deck.full")), (2.2, 10.133))


@dataclass(frozen=True)
class _Shown:
    """A posture on a slide, with the one before it and what changed."""

    scenario: Scenario
    posture: Posture
    changes: tuple[Change, ...]
    view: View | None
    title: str

    @property
    def phase(self) -> Phase:
        return self.posture.phase

    @property
    def reading(self) -> str:
        return self.posture.reading.id

    @property
    def when(self) -> str:
        return _when(self.phase)


def _when(phase: Phase) -> str:
    return f"{phase.label} · {phase.shown}"


def pptx(scenario: Scenario, selection: Selection) -> bytes:
    """Return a deck of the phases under a reading: title, one slide per phase, before and after, evidence, sources."""
    deck = Deck(scenario.marking, style.marking_colour(scenario.marking), _foot(scenario))
    _opening(deck, scenario, selection)
    walked = course(scenario, selection.reading)
    for phase in selection.phases:
        held, moved = walked.posture(phase), walked.step(phase).changes
        _phase(deck, _Shown(scenario, held, moved, selection.view, _when(held.phase)))
    if len(selection.phases) > 1:
        _before_and_after(deck, scenario, selection)
    _evidence(deck, scenario)
    _sources(deck, scenario)
    return presentation.packed(deck.file, _said(scenario, selection))


def _said(scenario: Scenario, selection: Selection) -> Properties:
    return Properties(
        title=scenario.title,
        subject=described(scenario, selection),
        keywords=", ".join([scenario.id, selection.reading, scenario.marking]),
        author=TOOL,
        description=stamp_text(scenario, selection, "pptx"),
        day=scenario.as_of,
    )


def _foot(scenario: Scenario) -> str:
    mark = f"{scenario.id} {scenario.fingerprint[: figure.FINGERPRINT_CHARS]}"
    return f"{_as_of(scenario)} · {mark} · {style.source_line(scenario)} {basemap.CREDIT}"


def _as_of(scenario: Scenario) -> str:
    return say("deck.asOf", day=style.day(scenario.as_of))


def _opening(deck: Deck, scenario: Scenario, selection: Selection) -> None:
    reading = scenario.reading(selection.reading)
    slide = deck.slide(
        scenario.title, layout=deck.opening, title_box=presentation.OPENING_TITLE, sizes=(40, 34, 28, 22, 18)
    )
    presentation.subtitle(slide, say("deck.reading", reading=reading.label))
    overview = _overview(scenario, selection)
    cited = f"{_as_of(scenario)}. {style.source_line(scenario)}"
    said = [Words(text, colour="mute") for text in (reading.summary, scenario.summary, cited) if text]
    room = Box(BODY.left, 2.35, BODY.width, 1.0 if overview else 4.2)
    each = replace(room, height=room.height / len(said))
    about = Part(room, say("deck.about"))
    slides.draw_text(slide, about, [fitting.fitted(words, each, (14, 13, 12)) for words in said])
    if overview:
        slides.draw_table(slide, Part(_OVERVIEW, say("deck.overview")), *overview)
    deck.close(slide, _notes([scenario.title, scenario.summary, reading.label, reading.summary], scenario))


_OVERVIEW = Box(BODY.left, 3.55, BODY.width, 3.15)


def _overview(scenario: Scenario, selection: Selection) -> tuple[Columns, list[Row]] | None:
    """What stands at every phase side by side, where it fits the opening slide: forces and bases, or forces alone."""
    held = list(map(course(scenario, selection.reading).posture, selection.phases))
    if len(held) > PHASES_SIDE_BY_SIDE:
        return None
    first = 3.2
    names = ("", *(shown.phase.label for shown in held))
    columns = Columns(names, (first, *[(_OVERVIEW.width - first) / len(held)] * len(held)))
    forces = _across([list(_force_words(shown)) for shown in held])
    bases = _across([list(_base_words(shown)) for shown in held])
    for rows in ([*forces, *bases], forces):
        if fitting.table_in(columns, rows) <= _OVERVIEW.height:
            return columns, rows
    return None


def _across(held: list[list[tuple[str, Words]]]) -> list[Row]:
    """A row for each name, with its words at each phase."""
    return [
        (Words(name, pt=_OVERVIEW_PT), *(phase[number][1] for phase in held))
        for number, (name, _) in enumerate(held[0])
    ]


_OVERVIEW_PT = 14


def _force_words(held: Posture) -> Iterator[tuple[str, Words]]:
    for row in held.forces:
        yield row.name, _standing(style.label(row.quantity), row)


def _base_words(held: Posture) -> Iterator[tuple[str, Words]]:
    for row in held.bases:
        yield row.name, _standing(style.value(row.status), row)


def _standing(value: str, row: Entry) -> Words:
    return Words(
        value,
        tail=style.short_basis(row.basis),
        tail_colour="mute",
        doubt=style.contested(row.contested_by),
        pt=_OVERVIEW_PT,
        bold=True,
    )


def _phase(deck: Deck, shown: _Shown) -> None:
    """Write the slide of a phase, and more where it has more bases, forces or changes than one slide holds."""
    slide = deck.slide(shown.title)
    _head(slide, shown.posture.reading.label, _headline(shown))
    picture = _map_picture(shown, _MAP)
    slides.draw_picture(slide, Part(_MAP, say("map.title"), _alt(shown)), picture)
    left = [_HEADING, *(_bullets(shown.changes) or [_unchanged(shown)]), *_assumptions(shown.posture)]
    for box, name in zip(_CHANGES, (say("rail.changes"), say("deck.moreChanges")), strict=True):
        fit, left = fitting.fitting_text(left, box)
        if fit:
            slides.draw_text(slide, Part(box, name), fit)
    rows = _side(slide, shown)
    deck.close(slide, _phase_notes(shown))
    _continued(deck, shown, left, rows)


_HEADING = Words(say("rail.changes"), bold=True, colour="mute")


def _unchanged(shown: _Shown) -> Words:
    return Words(say("changes.baseline" if shown.phase == shown.scenario.phases[0] else "changes.none"))


def _head(slide: Any, reading: str, headline: Words) -> None:
    aside = fitting.fitted(Words(say("deck.reading", reading=reading), colour="mute"), presentation.ASIDE, (14, 12))
    slides.draw_text(slide, Part(presentation.ASIDE, say("head.reading")), [aside], right=True)
    if headline.text:
        fitted = fitting.fitted(headline, presentation.LEAD, (16, 14, 12))
        slides.draw_text(slide, Part(presentation.LEAD, say("evidence.headline")), [fitted])


def _headline(shown: _Shown) -> Words:
    said = shown.phase.headline(shown.reading)
    return Words(said.text, tail=style.bracketed(said.claims), colour="mute")


def _bullets(found: Iterable[Change]) -> list[Words]:
    return [
        Words(
            style.sentence(change),
            tail=style.bracketed(change.claims),
            doubt=style.contested(change.contested_by),
            bullet=True,
        )
        for change in found
    ]


def _assumptions(held: Posture) -> list[Words]:
    """What a figure assumes, said where it is seen."""
    rows = (row for row in held.forces if row.basis is Basis.ASSUMED and row.note)
    return [Words(f"{row.name}, {style.label(row.quantity)}: {row.note}.", colour="assumption") for row in rows]


def _map_picture(shown: _Shown, box: Box) -> bytes:
    alone = Selection((shown.reading,), (shown.phase.id,), size=_picture_size(box), view=shown.view)
    drawn = figure.draw_map(shown.scenario, alone)
    return figure.png(drawn, {})


def _picture_size(box: Box) -> Size:
    height_px = round(PICTURE_WIDTH_PX * box.height / box.width)
    return Size(f"{PICTURE_WIDTH_PX}x{height_px}", PICTURE_WIDTH_PX, height_px)


def _alt(shown: _Shown) -> str:
    """Write what the map shows in one sentence."""
    bases = [_named(row) for row in shown.posture.bases]
    if len(bases) > NAMED_IN_ALT:
        words = [style.value(row.status) for row in shown.posture.bases]
        bases = [say("deck.basesAre", count=f"{words.count(word):,}", status=word) for word in dict.fromkeys(words)]
    forces = [_named(row) for row in shown.posture.forces]
    more = len(forces) - NAMED_IN_ALT
    left = [say("deck.moreForces", count=f"{more:,}")] if more > 0 else []
    said = "; ".join([*bases, *forces[:NAMED_IN_ALT], *left])
    return say("deck.mapAlt", phase=shown.when, reading=shown.posture.reading.label, said=said)


def _named(row: Entry) -> str:
    return style.qualified(f"{row.name} {style.value(row.value)}", row)


def _side(slide: Any, shown: _Shown) -> tuple[list[Row], list[Row]]:
    """Write forces, their bars and the bases beside a map, and return the rows that did not fit."""
    forces, bases = _force_rows(shown.posture), _base_rows(shown.posture)
    bars = _bars(shown.posture) if len(forces) <= BARS_BESIDE_MAP else []
    bars_in = _bars_in(len(bars)) if bars else 0
    fit, forces_left = fitting.fitting_rows(_FORCES, forces, _SIDE.height - bars_in - _BASES_LEAST_IN)
    top = _SIDE.top
    if fit:
        slides.draw_table(slide, Part(_SIDE, say("rail.forces")), _FORCES, fit)
        top += fitting.table_in(_FORCES, fit) + GAP_IN
    if bars:
        _draw_bars(slide, Box(_SIDE.left, top, _SIDE.width, bars_in), shown, bars)
        top += bars_in + GAP_IN
    room = Box(_SIDE.left, top, _SIDE.width, _SIDE.top + _SIDE.height - top)
    fit, bases_left = fitting.fitting_rows(_BASES, bases, room.height)
    if forces_left or bases_left:
        fit, bases_left = fitting.fitting_rows(_BASES, bases, room.height - _LEFT_IN)
        _tell_left(slide, forces_left, bases_left)
    if fit:
        slides.draw_table(slide, Part(room, say("rail.bases")), _BASES, fit)
    return forces_left, bases_left


_LEFT_IN = 0.22
"""Height in inches of the line that says how much stands on other slides."""


def _tell_left(slide: Any, forces: Sequence[Row], bases: Sequence[Row]) -> None:
    nouns = ((forces, "deck.moreForces"), (bases, "deck.moreBases"))
    counted = [say(noun, count=f"{len(rows):,}") for rows, noun in nouns if rows]
    box = Box(_SIDE.left, _SIDE.top + _SIDE.height - _LEFT_IN, _SIDE.width, _LEFT_IN)
    told = Words(say("deck.seeNext", what=say("deck.and").join(counted)), colour="mute")
    slides.draw_text(slide, Part(box, say("deck.more")), [told])


_BASES_LEAST_IN = 1.3
"""Height in inches kept for bases, however many forces there are."""


def _bars_in(count: int) -> float:
    return _BARS_HEIGHT[0] + count * _BARS_HEIGHT[1]


def _force_rows(held: Posture) -> list[Row]:
    return [_row(row.name, style.label(row.quantity), row) for row in held.forces]


def _base_rows(held: Posture) -> list[Row]:
    return [_row(row.name, style.value(row.status), row) for row in held.bases]


def _row(name: str, value: str, row: Entry) -> Row:
    firm = "assumption" if row.basis is Basis.ASSUMED else "ink"
    claims = Words(", ".join(row.claims), doubt=style.contested(row.contested_by), colour="accent")
    return Words(name), Words(value, bold=True), Words(style.basis(row.basis), colour=firm), claims


def _bars(held: Posture) -> list[Bar]:
    found = []
    for row in held.forces:
        low, high = style.written_bounds(row.quantity)
        name = shortened(row.name, _BAR_NAME, fitting.BODY_PT)
        caution = style.caution(row.basis, row.contested_by)
        found.append(Bar(f"{name}: {style.label(row.quantity)}{f' · {caution}' if caution else ''}", low, high))
    return found


_BAR_NAME = (2.3, 0.25)
"""Width and height in inches of a force's name beside its bar."""


def _bar_top(shown: _Shown) -> int:
    """The end of the one scale of all phases, so that a bar means the same on every slide."""
    return style.bar_top(course(shown.scenario, shown.reading).every_quantity())


def _draw_bars(slide: Any, box: Box, shown: _Shown, bars: Sequence[Bar]) -> None:
    alt = say("deck.barsAlt", phase=shown.when, said="; ".join(bar.label for bar in bars))
    slides.draw_bars(slide, Part(box, say("deck.troops"), alt), bars, _bar_top(shown))


def _continued(deck: Deck, shown: _Shown, said: list[Words], rows: tuple[list[Row], list[Row]]) -> None:
    """Write what did not fit the slide of a phase on slides of its own; `rows` are of forces and of bases."""
    if len(shown.posture.forces) > BARS_BESIDE_MAP:
        bars = _bars(shown.posture)
        for first in range(0, len(bars), BARS_A_SLIDE):
            page = bars[first : first + BARS_A_SLIDE]
            slide = _more(deck, shown)
            _draw_bars(slide, BODY, shown, page)
            deck.close(slide, _phase_notes(shown))
    for name, columns, left in zip(("rail.forces", "rail.bases"), (_FORCES, _BASES), rows, strict=True):
        wide = Columns(columns.names, _WIDE)
        for fit in fitting.pages(wide, left, BODY.height):
            slide = _more(deck, shown)
            slides.draw_table(slide, Part(BODY, say(name)), wide, fit)
            deck.close(slide, _phase_notes(shown))
    _more_changes(deck, shown, said)


def _more(deck: Deck, shown: _Shown) -> Any:
    """Add a slide that continues another, under a title no other slide has."""
    begun = f"{shown.title} (" + say("deck.continued")
    before = sum(slide.shapes.title.text_frame.text.startswith(begun) for slide in deck.file.slides)
    slide = deck.slide(f"{begun}, {before + 1})" if before else f"{begun})")
    _head(slide, shown.posture.reading.label, Words(""))
    return slide


def _more_changes(deck: Deck, shown: _Shown, said: list[Words]) -> None:
    while said:
        fit, said = fitting.fitting_text(said, BODY)
        fit = fit or [fitting.fitted(said.pop(0), BODY, (fitting.BODY_PT,))]
        slide = _more(deck, shown)
        slides.draw_text(slide, Part(BODY, say("rail.changes")), fit)
        deck.close(slide, _phase_notes(shown))


def _before_and_after(deck: Deck, scenario: Scenario, selection: Selection) -> None:
    """Write the last phase beside the first, with every change between them."""
    first, last = selection.phases[0], selection.phases[-1]
    walked = course(scenario, selection.reading)
    stated = walked.changes(last, since=first)
    between = tuple(change for _, moved in stated for change in moved)
    shown = _Shown(scenario, walked.posture(last), between, selection.view, say("deck.beforeAndAfter"))
    before = scenario.phase(first)
    slide = deck.slide(shown.title)
    _head(slide, shown.posture.reading.label, Words(f"{_when(before)} → {shown.when}", colour="mute"))
    pair = replace(selection, phases=(last,), compare=first, size=_picture_size(_PAIR))
    drawn = figure.draw_map(scenario, pair)
    slides.draw_picture(slide, Part(_PAIR, say("deck.maps"), _pair_alt(shown, before)), figure.png(drawn, {}))
    said = _dated_bullets(stated) or [Words(say("changes.none"))]
    fit, left = fitting.fitting_text([_HEADING, *said], _BESIDE_PAIR)
    slides.draw_text(slide, Part(_BESIDE_PAIR, say("rail.changes")), fit)
    earlier = _Shown(scenario, walked.posture(first), (), selection.view, _when(before))
    deck.close(slide, "\n".join([_phase_notes(shown), "", say("deck.beside"), _phase_notes(earlier)]))
    _more_changes(deck, shown, left)


def _dated_bullets(stated: Iterable[tuple[Phase, tuple[Change, ...]]]) -> list[Words]:
    """What is stated to change, under the phase and date of each."""
    said: list[Words] = []
    for phase, moved in stated:
        said += [Words(_when(phase), bold=True), *_bullets(moved)] if moved else []
    return said


def _pair_alt(shown: _Shown, before: Phase) -> str:
    earlier = course(shown.scenario, shown.reading).posture(before.id)
    left = _alt(_Shown(shown.scenario, earlier, (), shown.view, _when(before)))
    return say("deck.mapsAlt", left=left, right=_alt(shown))


def _phase_notes(shown: _Shown) -> str:
    """Write all that a slide stands on in full: headline, rows with their arithmetic, changes, claims, sources."""
    said = shown.phase.headline(shown.reading)
    rows = [_in_full(entry) for entry in shown.posture.entries]
    moved = [words.whole for words in _bullets(shown.changes)]
    found = [*said.claims, *shown.phase.claims]
    for stands in (*shown.posture.entries, *shown.changes):
        found += [*stands.claims, *stands.contested_by]
    heading = tables.heading(shown.scenario, shown.reading, shown.phase.id)
    headline = f"{said.text} {style.bracketed(said.claims)}".strip()
    return _notes(
        [heading, headline, *rows, say("deck.changed"), *(moved or [_unchanged(shown).text])], shown.scenario, found
    )


def _in_full(entry: Entry) -> str:
    """Write a line of a posture with its basis, claims, what contests it, arithmetic and note."""
    claims = say("deck.claims", claims=", ".join(entry.claims)) if entry.claims else ""
    exact = style.arithmetic(entry.value) if isinstance(entry.value, Quantity) else ""
    said = (style.basis(entry.basis), claims, style.contested(entry.contested_by), exact, entry.note)
    return f"{entry.name}: {style.value(entry.value)}" + "".join(f"; {part}" for part in said if part)


def _notes(paragraphs: Iterable[str], scenario: Scenario, found: Iterable[str] = ()) -> str:
    """Write paragraphs, then claims and their sources in full."""
    named = set(found)
    claims = [claim for claim in scenario.claims.values() if claim.id in named]
    cited = {claim.source for claim in claims}
    told = [f"{claim.id}: {claim.paraphrase} ({claim.said_by}; {claim.standing}; {claim.where})" for claim in claims]
    full = [style.reference(source) for source in scenario.sources.values() if not cited or source.id in cited]
    parts = [
        *paragraphs,
        *([say("deck.claimsBelow"), *told] if told else []),
        say("deck.sourcesBelow"),
        *full,
        *style.wording_rules(scenario),
    ]
    return "\n".join(part for part in [scenario.marking, *parts] if part)


def _evidence(deck: Deck, scenario: Scenario) -> None:
    """Write every claim with what it says and drives, as many slides as it takes."""
    rows = [
        (
            Words(claim["id"], bold=True, colour="accent"),
            Words(claim["paraphrase"], tail=f"“{claim['wording']}”" if claim["wording"] else "", tail_colour="mute"),
            *(Words(claim[name]) for name in ("said_by", "standing", "cited")),
            Words(claim["drives"] or claim["role"], colour="ink" if claim["drives"] else "mute"),
        )
        for claim in ({name: tables.read(cell) for name, cell in row.items()} for row in tables.claims(scenario).rows)
    ]
    _paged(deck, say("foot.coverage"), (_EVIDENCE, rows), scenario)


def _sources(deck: Deck, scenario: Scenario) -> None:
    """Write how words are read, every source in full, the basemap's credit and the scenario's fingerprint."""
    rules = [(say("deck.rule"), rule) for rule in (*style.wording_rules(scenario), say("source.approximately"))]
    sources = [(say("deck.source", kind=source.kind), _licensed(source)) for source in scenario.sources.values()]
    rest = [
        (say("deck.basemap"), basemap.CREDIT),
        (say("deck.scenario"), f"{scenario.id}, SHA-256 {scenario.fingerprint}"),
    ]
    rows = [(Words(what, bold=True), Words(text)) for what, text in [*rules, *sources, *rest]]
    _paged(deck, say("deck.sources"), (_SOURCES, rows), scenario)


def _licensed(source: Source) -> str:
    return f"{style.reference(source)}. {source.licence}"


def _paged(deck: Deck, title: str, table: tuple[Columns, Sequence[Row]], scenario: Scenario) -> None:
    columns, rows = table
    body = Box(BODY.left, 1.15, BODY.width, 5.5)
    found = fitting.pages(columns, rows, body.height)
    for number, page in enumerate(found, start=1):
        slide = deck.slide(
            title if len(found) == 1 else say("deck.page", title=title, number=str(number), count=str(len(found)))
        )
        slides.draw_table(slide, Part(body, title), columns, page)
        deck.close(slide, _notes([title], scenario))
