"""All that was read of a scenario folder, as the checks go through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geo.model import Base, Claim, Phase, Source, StatusRow, TroopsRow
from geo.scenario.findings import Findings, Record
from geo.scenario.nouns import Head, head_records


@dataclass(frozen=True)
class Whole:
    """All that was read of a folder: raw records (None: unreadable), the nouns that are valid, and the findings."""

    head_fields: dict[str, object]
    head: Head | None
    records: dict[str, list[Record] | None]
    sources: list[tuple[Record, Source]]
    claims: list[tuple[Record, Claim]]
    bases: list[tuple[Record, Base]]
    statuses: list[tuple[Record, StatusRow]]
    troops: list[tuple[Record, TroopsRow]]
    findings: Findings

    @property
    def head_record(self) -> Record:
        """The record of scenario.toml itself."""
        return Record("scenario.toml", "", self.head_fields)

    def add(self, record: Record, rule: str, *, field: str = "", found: object = None) -> None:
        """Note a problem with a record."""
        self.findings.problems.append(record.problem(rule, field=field, found=found))

    def table(self, name: str) -> list[Record] | None:
        """Return the records of a file, or of a table of scenario.toml; None where not all of them could be read."""
        if name in self.records:
            return self.records[name]
        tables = self.head_fields.get(name, [] if self.head else None)
        found = head_records(self.head_fields, name)
        return found if isinstance(tables, list) and len(found) == len(tables) else None

    def phases(self) -> Iterator[tuple[Record, Phase]]:
        """Each phase with its record."""
        if self.head is not None:
            yield from zip(head_records(self.head_fields, "phases"), self.head.phases, strict=True)
