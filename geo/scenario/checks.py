"""Rules that span rows and files: ids, references, order in time, wordings, arithmetic, labels."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from geo.model import Kind, Phase, Quantity, StatusRow, TroopsRow
from geo.scenario.findings import Record, hint
from geo.scenario.nouns import head_records
from geo.scenario.places import check_places
from geo.scenario.whole import Whole

HINTS_MAX = 10_000
"""Most comparisons of an unknown id with one there is, by which similar ones are sought."""


def check_across(whole: Whole) -> None:
    """Check all that spans rows and files; what is wrong goes to the findings."""
    for check in (
        _check_references,
        _check_unique_ids,
        _check_phases,
        _check_unique_rows,
        _check_wordings,
        _check_arithmetic,
        _check_labels,
        _check_names,
        check_places,
        _check_first_phase,
    ):
        check(whole)


# Ids


NOUNS = {
    "sources.csv": "source",
    "claims.csv": "claim",
    "bases.geojson": "base",
    "forces": "force",
    "phases": "phase",
    "readings": "reading",
}
"""What has an id, by its file or its table of scenario.toml."""


@dataclass(frozen=True)
class Mention:
    """An id that a field of a record names, and where the record of that id must be."""

    record: Record
    field: str
    target: str
    id: str


def _check_unique_ids(whole: Whole) -> None:
    """An id is used once in a file or table; bases and forces share one set of ids, for changes name both."""
    for names in (("sources.csv",), ("claims.csv",), ("readings",), ("phases",), ("bases.geojson", "forces")):
        first: dict[str, Record] = {}
        for record in itertools.chain(*(whole.table(name) or () for name in names)):
            id_ = record.fields.get("id")
            if isinstance(id_, str) and id_ in first:
                rule = f"this id is already used in {_place(first[id_], record)}; choose another"
                whole.add(record, rule, field="id", found=id_)
            elif isinstance(id_, str):
                first[id_] = record


def _place(record: Record, seen_from: Record) -> str:
    return record.where if record.file == seen_from.file else f"{record.file}, {record.where}"


def _check_references(whole: Whole) -> None:
    known = {name: _known_ids(whole, name) for name in NOUNS}
    unknown = [mention for mention in _mentions(whole) if not _is_known(mention, known[mention.target])]
    distinct = {(mention.target, mention.id) for mention in unknown}
    few = sum(len(known[target] or ()) for target, _ in distinct) <= HINTS_MAX
    for mention in unknown:
        place = mention.target if "." in mention.target else "scenario.toml"
        rule = f"there is no {NOUNS[mention.target]} with this id in {place}"
        rule += hint(mention.id, known[mention.target] or ()) if few else ""
        whole.add(mention.record, rule, field=mention.field, found=mention.id)


def _is_known(mention: Mention, ids: Collection[str] | None) -> bool:
    """Whether a mention names what there is, or cannot be judged because not all ids could be read."""
    return ids is None or mention.id in ids or (mention.target == "readings" and mention.id == "*")


def _known_ids(whole: Whole, name: str) -> dict[str, None] | None:
    """The ids of a table in their order; None where one could not be read, for it may be the one that is named."""
    records = whole.table(name)
    if records is None or any(not isinstance(record.fields.get("id"), str) for record in records):
        return None
    places = {(problem.file, problem.where) for problem in whole.findings.problems if problem.field == "id"}
    if any((record.file, record.where) in places for record in records):
        return None
    return {str(record.fields["id"]): None for record in records}


def _mentions(whole: Whole) -> Iterator[Mention]:
    yield from (Mention(record, "source", "sources.csv", claim.source) for record, claim in whole.claims)
    yield from (Mention(record, "source", "sources.csv", base.source) for record, base in whole.bases)
    for record, status in whole.statuses:
        yield Mention(record, "base", "bases.geojson", status.base)
        yield from _mentions_of_row(record, status)
    for record, troops in whole.troops:
        yield Mention(record, "force", "forces", troops.force)
        yield from _mentions_of_row(record, troops)
    for record, phase in whole.phases():
        yield from _mentions_of_phase(record, phase)


def _mentions_of_row(record: Record, row: StatusRow | TroopsRow) -> Iterator[Mention]:
    yield Mention(record, "phase", "phases", row.phase)
    yield Mention(record, "reading", "readings", row.reading)
    yield from (Mention(record, "claims", "claims.csv", claim) for claim in row.claims)
    yield from (Mention(record, "contested_by", "claims.csv", claim) for claim in row.contested_by)


def _mentions_of_phase(record: Record, phase: Phase) -> Iterator[Mention]:
    yield from (Mention(record, "claims", "claims.csv", claim) for claim in phase.claims)
    for reading, statement in phase.summary.items():
        yield Mention(record, "summary", "readings", reading)
        yield from (Mention(record, f"summary.{reading}.claims", "claims.csv", claim) for claim in statement.claims)


# Phases and rows


def _check_phases(whole: Whole) -> None:
    for (_, earlier), (record, later) in itertools.pairwise(whole.phases()):
        if later.deadline.latest < earlier.deadline.latest:
            rule = f"ends before the phase above it, {earlier.id} ({earlier.deadline}); put phases in order of time"
            whole.add(record, rule, field="deadline", found=later.deadline.text)


def _check_unique_rows(whole: Whole) -> None:
    """A base or force has one row per phase and reading; a row for all readings is the only one of its phase."""
    _check_one_row_each(whole, "base", ((record, row, row.base) for record, row in whole.statuses))
    _check_one_row_each(whole, "force", ((record, row, row.force) for record, row in whole.troops))


def _check_one_row_each(whole: Whole, noun: str, rows: Iterable[tuple[Record, StatusRow | TroopsRow, str]]) -> None:
    seen: dict[tuple[str, str], dict[str, Record]] = {}
    for record, row, subject in rows:
        before = seen.setdefault((row.phase, subject), {})
        other = next((reading for reading in before if row.reading == reading or "*" in (row.reading, reading)), None)
        if other is not None:
            rule = f"{before[other].where} already covers this phase, {noun} and reading; remove one of them"
            whole.add(record, rule, field="reading", found=row.reading)
        before.setdefault(row.reading, record)


# Wordings and numbers


def _check_wordings(whole: Whole) -> None:
    """The wording of a number is the wording of one of its claims; a force stays in its country."""
    wordings = {claim.id: claim.wording for _, claim in whole.claims}
    forces = {force.id: force for force in whole.head.forces} if whole.head else {}
    for record, troops in whole.troops:
        of_claims = [wordings.get(claim) for claim in troops.claims]
        if troops.wording and of_claims and None not in of_claims and troops.wording not in of_claims:
            rule = "matches the wording of none of the row's claims; copy one of them exactly"
            whole.add(record, rule, field="wording", found=troops.wording)
        if troops.force in forces and forces[troops.force].country != troops.country:
            rule = f"differs from the force's country in scenario.toml, {forces[troops.force].country or 'none'}"
            whole.add(record, rule, field="country", found=troops.country or "")


def _check_arithmetic(whole: Whole) -> None:
    """Every row states a number that is possible, and no withdrawal takes more than is there, under any reading."""
    if whole.head is None:
        return
    forces = [force.id for force in whole.head.forces if force.id not in _doubtful_forces(whole)]
    found: set[tuple[str, str]] = set()
    for reading, force in itertools.product(whole.head.readings, forces):
        held = Quantity(Kind.NO_DATA)
        for record, troops in _course(whole, reading.id, force):
            try:
                held = troops.applied_to(held, whole.head.wording)
            except ValueError as error:
                if (record.where, str(error)) not in found:
                    whole.add(record, str(error), field="wording, low, best, high", found=_numbers(troops))
                found.add((record.where, str(error)))


def _doubtful_forces(whole: Whole) -> set[object]:
    """The forces with a row that has a problem already: their sums would only repeat it."""
    wrong = {problem.where for problem in whole.findings.problems if problem.file == "troops.csv"}
    return {record.fields.get("force") for record in whole.records["troops.csv"] or () if record.where in wrong}


def _course(whole: Whole, reading: str, force: str) -> list[tuple[Record, TroopsRow]]:
    order = {phase.id: number for number, (_, phase) in enumerate(whole.phases())}
    rows = [(record, row) for record, row in whole.troops if row.force == force and row.reading in (reading, "*")]
    return sorted(rows, key=lambda pair: order[pair[1].phase])


def _numbers(troops: TroopsRow) -> str:
    cells = (troops.wording, troops.low, troops.best, troops.high)
    return ", ".join(str(cell) for cell in cells if cell not in (None, ""))


# Labels and rows that are left out


def _check_labels(whole: Whole) -> None:
    """What a reader tells apart by its words has words of its own: forces, readings, phases with their dates."""
    if whole.head is None:
        return
    words = {
        "forces": [force.label for force in whole.head.forces],
        "readings": [reading.label for reading in whole.head.readings],
        "phases": [f"{phase.label} {phase.shown}" for phase in whole.head.phases],
    }
    for table, labels in words.items():
        for number, (record, label) in enumerate(zip(head_records(whole.head_fields, table), labels, strict=True)):
            if label in labels[:number]:
                rule = f"is the same as that of {table} {labels.index(label) + 1}; change one, or readers mix them up"
                whole.add(record, rule, field="label", found=label)


def _check_names(whole: Whole) -> None:
    """Warn of bases of one name, which a reader cannot tell apart."""
    ids: dict[str, list[str]] = {}
    for _, base in whole.bases:
        ids.setdefault(base.name.casefold(), []).append(base.id)
    alike = (" and ".join(found) for found in ids.values() if len(found) > 1)
    whole.findings.note(alike, "bases of one name; readers will mix them up")


def _check_first_phase(whole: Whole) -> None:
    """Warn of bases and forces without a row at the first phase."""
    if whole.head is None:
        return
    first = whole.head.phases[0].id
    stated = {row.base for _, row in whole.statuses if row.phase == first}
    silent = (base.short for _, base in whole.bases if base.id not in stated)
    whole.findings.note(silent, f"no status at {first}; shown as not stated")
    counted = {row.force for _, row in whole.troops if row.phase == first}
    missing = (force.label for force in whole.head.forces if force.id not in counted)
    whole.findings.note(missing, f"no row at {first}; shown as no data")
