"""The seal of a scenario: the sums of its files, so that a file that is cut short or swapped is refused.

A cut at the end of a line cannot be seen in a file itself. `SHA256SUMS` beside the files is as `sha256sum` writes it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from geo.scenario.files import content
from geo.scenario.findings import Findings

SEAL = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def sums(contents: Mapping[str, bytes]) -> str:
    r"""Write the SHA-256 of each file, one per line, as `sha256sum` and BagIt have it.

    >>> sums({"troops.csv": b""})
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  troops.csv\n'
    """
    return "".join(f"{hashlib.sha256(found).hexdigest()}  {name}\n" for name, found in contents.items())


def check_seal(folder: Path, contents: Mapping[str, bytes | None], findings: Findings) -> None:
    """Refuse every file that is not the one that was sealed; a folder without a seal passes."""
    if not os.path.lexists(folder / SEAL):
        return
    found = content(folder / SEAL, findings)
    if found is None:
        return
    declared = {line[2]: line[1] for line in map(_LINE.fullmatch, found.decode(errors="replace").splitlines()) if line}
    cure = "put back the file that was sealed, or seal the scenario again"
    for name, held in contents.items():
        if held is None:
            continue
        if name not in declared:
            findings.add(SEAL, f"{name} is not in it; seal the scenario again")
        elif hashlib.sha256(held).hexdigest() != declared[name]:
            findings.add(name, f"it is not the file that was sealed in {SEAL}; {cure}")
