"""Read a scenario folder and check it: the only reader of scenario files.

Files become records (`files`), records become nouns (`nouns`), and what spans rows and files is checked last
(`checks`). Everything wrong is collected and raised in one `DataError`. What a posture is, is left to `geo.posture`.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterable
from pathlib import Path

from geo import basemap
from geo.model import Base, Claim, DataError, Problem, Scenario, Source, StatusRow, TroopsRow, View
from geo.scenario.checks import check_across
from geo.scenario.files import FILES, content, records, toml_record
from geo.scenario.findings import Findings, Record, by_cause
from geo.scenario.nouns import MODELS, Head, noun, nouns
from geo.scenario.seal import SEAL, check_seal, sums
from geo.scenario.whole import Whole

__all__ = ["FILES", "SEAL", "Head", "fingerprint", "load", "seal", "state"]


def load(folder: Path) -> Scenario:
    """Read and check a scenario folder; raises DataError with every problem in it."""
    return _loaded(folder, is_sealing=False)[0]


def seal(folder: Path) -> str:
    """Check a scenario folder, whatever its seal; return the new seal, to be written as `SEAL`. Raises DataError."""
    return sums(_loaded(folder, is_sealing=True)[1])


def _loaded(folder: Path, *, is_sealing: bool) -> tuple[Scenario, dict[str, bytes]]:
    if not os.path.isdir(folder):
        rule = "is a file, but a scenario is a folder" if os.path.exists(folder) else "there is no such folder"
        raise DataError([Problem(folder.name or str(folder), rule)])
    inside = sorted(path.parent.name for path in folder.glob("*/scenario.toml"))
    if inside and not (folder / "scenario.toml").exists():
        rule = f"is a folder of scenarios, not a scenario; name one of those in it: {', '.join(inside)}"
        raise DataError([Problem(folder.name or str(folder), rule)])
    findings = Findings()
    contents = {name: content(folder / name, findings) for name in FILES}
    if not is_sealing:
        check_seal(folder, contents, findings)
    whole = _read(contents, findings)
    try:
        check_across(whole)
    except basemap.BasemapError as error:
        raise DataError([Problem("basemap", str(error))]) from error
    if findings.problems or whole.head is None:
        raise DataError(by_cause(findings.problems))
    scenario = Scenario(
        **{**dict(whole.head), "view": whole.head.view or _home(whole.head, whole.bases)},
        sources={source.id: source for _, source in whole.sources},
        claims={claim.id: claim for _, claim in whole.claims},
        bases=tuple(base for _, base in whole.bases),
        statuses=tuple(row for _, row in whole.statuses),
        troops=tuple(row for _, row in whole.troops),
        fingerprint=_digest(contents),
        warnings=tuple(findings.warnings),
    )
    return scenario, {name: found for name, found in contents.items() if found is not None}


def _home(head: Head, bases: Iterable[tuple[Record, Base]]) -> View:
    """The home view of a scenario that gives none: its bases with their outlines, and its countries."""
    places = [place for _, base in bases for place in ((base.lon, base.lat), *itertools.chain(*base.outline))]
    return View.of_box(basemap.home(head.countries, places))


def _read(contents: dict[str, bytes | None], findings: Findings) -> Whole:
    head_record = toml_record("scenario.toml", contents["scenario.toml"], findings)
    read = {name: records(name, contents[name], list(model.model_fields), findings) for name, model in MODELS.items()}
    return Whole(
        head_fields={} if head_record is None else head_record.fields,
        head=None if head_record is None else noun(Head, head_record, findings),
        records=read,
        sources=nouns(Source, read["sources.csv"], findings),
        claims=nouns(Claim, read["claims.csv"], findings),
        bases=nouns(Base, read["bases.geojson"], findings),
        statuses=nouns(StatusRow, read["statuses.csv"], findings),
        troops=nouns(TroopsRow, read["troops.csv"], findings),
        findings=findings,
    )


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of a scenario folder's files as they are now; a file that cannot be read counts as empty."""
    return _digest({name: content(folder / name, Findings()) for name in FILES})


def state(folder: Path) -> str:
    """Return a sum that changes whenever a file of a scenario, or its seal, does."""
    return _digest({name: content(folder / name, Findings()) for name in (*FILES, SEAL)})


def _digest(contents: dict[str, bytes | None]) -> str:
    digest = hashlib.sha256()
    for name, found in contents.items():
        digest.update(f"{name} {len(found or b'')}\n".encode())
        digest.update(found or b"")
    return digest.hexdigest()
