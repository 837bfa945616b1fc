"""Measures what ``benchmarks/`` holds: each figure beside its baseline, taken in the same run.

A benchmark is ``benchmarks/NAME.py`` with a docstring and ``measure() -> Iterable[Row]``. It runs
with Django set up on an empty data folder of its own, which is thrown away.

``--json`` prints ``{"name", "machine", "rows": [{"what", "value", "unit", "baseline", "ratio",
"aim", "met"}]}``, a list of them without NAME. Exit code 1 where an aim is not met.
"""

import argparse
import importlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "benchmarks"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. The aim bounds the ratio to the baseline, or the value where there is none."""

    what: str
    value: float
    unit: str
    baseline: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None

    @property
    def aim(self) -> str | None:
        sign = "×" if self.baseline is not None else self.unit
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {sign}"
        return f"≥ {self.at_least:g} {sign}" if self.at_least is not None else None

    @property
    def met(self) -> bool | None:
        judged = self.value if self.ratio is None else self.ratio
        if self.at_most is not None:
            return judged <= self.at_most
        return judged >= self.at_least if self.at_least is not None else None

    def as_json(self) -> dict[str, Any]:
        names = ("what", "value", "unit", "baseline", "ratio", "aim", "met")
        figures = {name: getattr(self, name) for name in names}
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()}


def machine() -> str:
    """This machine in a line: processor, cores, memory, Python, and how busy it is."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    cpu = names[0] if names else platform.processor() or platform.machine()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}{load}"


def table(name: str, rows: Iterable[Row]) -> Table:
    shown = Table(title=name, title_justify="left", box=None, pad_edge=False)
    for head in ("what", "value", "unit", "baseline", "ratio", "aim", "met"):
        shown.add_column(head, justify="left" if head in ("what", "unit", "met") else "right")
    marks = {True: "[green]✓[/]", False: "[bold red]✗[/]", None: ""}
    for row in rows:
        shown.add_row(
            row.what,
            f"{row.value:,.4g}",
            row.unit,
            "" if row.baseline is None else f"{row.baseline:,.4g}",
            "" if row.ratio is None else f"{row.ratio:.2f} ×",
            row.aim or "",
            marks[row.met],
        )
    return shown


def main() -> int:
    known = sorted(file.stem for file in FOLDER.glob("*.py") if file.stem != "__init__")
    parser = argparse.ArgumentParser(
        prog="./dev bench", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("name", nargs="?", choices=known, help=", ".join(known) or "none yet")
    parser.add_argument("--json", action="store_true")
    wants = parser.parse_args()
    names = [wants.name] if wants.name else known
    with tempfile.TemporaryDirectory(prefix="zhicai-bench-") as data:
        os.environ["ZHICAI_DATA"] = data
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicai.project.settings")
        django.setup()
        # A benchmark says `from bench import Row` and must get this module, not a second copy.
        sys.modules["bench"] = sys.modules[__name__]
        sys.path.insert(0, str(ROOT))
        results = {}
        for name in names:
            results[name] = list(importlib.import_module(f"benchmarks.{name}").measure())
            if not wants.json:
                Console().print(table(name, results[name]))
    here = machine()
    if wants.json:
        reports = [
            {"name": name, "machine": here, "rows": [row.as_json() for row in rows]}
            for name, rows in results.items()
        ]
        print(json.dumps(reports[0] if wants.name else reports, ensure_ascii=False, indent=1))
    else:
        print(here)
    return 1 if any(row.met is False for rows in results.values() for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
