"""The clause ids a mark may name."""

import re
from pathlib import Path

from zhicai.law.library import PACKAGED

_ID = re.compile(r"^- id: (\S+)\s*$", re.MULTILINE)


def clause_ids(programmes: Path = PACKAGED) -> frozenset[str]:
    """Return the ids of every clause of the programmes in a folder.

    Read line by line and not as YAML: this runs at the start of every test run.
    """
    return frozenset(
        clause
        for file in programmes.glob("*/clauses.yaml")
        for clause in _ID.findall(file.read_text(encoding="utf-8"))
    )
