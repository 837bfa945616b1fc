"""What became of the marked tests, each with the version of the code it ran on."""

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[3]
Result = Literal["passed", "failed", "not run"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test as it ran: its node id, the clauses it is marked with, and how it ended."""

    nodeid: str
    clauses: tuple[str, ...]
    result: Result

    @property
    def function(self) -> str:
        """The node id without the parameters of a parametrised test."""
        return self.nodeid.partition("[")[0]


def outcomes_file() -> Path:
    """Return where outcomes are kept: ``trace/outcomes.json`` in the data folder."""
    return Path(os.environ.get("ZHICAI_DATA", ROOT / "var")) / "trace" / "outcomes.json"


def code_version(root: Path = ROOT) -> str | None:
    """Return the commit, with ``+changes`` where the work tree differs; None outside of git."""
    commit = _git(root, "rev-parse", "HEAD")
    if not commit:
        return None
    return f"{commit}+changes" if _git(root, "status", "--porcelain") else commit


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def read_outcomes(file: Path, version: str | None) -> tuple[Outcome, ...]:
    """Return what was recorded at ``version``; older and undated records count as not run."""
    return tuple(
        Outcome(nodeid, tuple(row["clauses"]), row["result"])
        for nodeid, row in _rows(file).items()
        if version is not None and row["version"] == version
    )


def merge_outcomes(file: Path, fresh: Iterable[Outcome], version: str | None) -> None:
    """Replace the records of the tests that ran, keep this version's others, drop older ones.

    The file changes in one step.
    """
    rows = {nodeid: row for nodeid, row in _rows(file).items() if row["version"] == version}
    for outcome in fresh:
        row = asdict(outcome)
        rows[row.pop("nodeid")] = row | {"version": version}
    file.parent.mkdir(parents=True, exist_ok=True)
    waiting = file.with_name(f"{file.name}.{os.getpid()}")
    text = json.dumps(dict(sorted(rows.items())), ensure_ascii=False, indent=1)
    waiting.write_text(text + "\n", encoding="utf-8")
    waiting.replace(file)


def _rows(file: Path) -> Mapping[str, dict[str, Any]]:
    try:
        rows: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return rows
