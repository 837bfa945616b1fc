"""Run as a process of its own: reads one checked workbook with calamine and writes its cells as
JSON.

A workbook made to hurt can still make calamine take all memory or abort, which no ``except``
catches; here it ends this process only (measured: a byte changed in an .xls is enough). Imports
nothing of Zhicai.

In: a line of JSON ``{"sheets": [name or number, …], "memory": bytes, "seconds": n}``, then the
file. Out: a line of JSON for each sheet: ``{"name", "rows", "merges"}``; a date is ``["d", iso]``,
a moment ``["t", iso]``.
"""

import io
import json
import sys
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook

try:
    import resource
except ImportError:  # Windows, where the parent's time limit stands alone
    resource = None  # type: ignore[assignment]


def main() -> None:
    """Read standard input, write standard output; any failure is the exit code's to tell."""
    asked = json.loads(sys.stdin.buffer.readline())
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
        resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for which in asked["sheets"]:
        name = book.sheet_names[which] if isinstance(which, int) else which
        sheet = book.get_sheet_by_name(name)
        sys.stdout.write(json.dumps(_written(name, sheet), ensure_ascii=True) + "\n")


def _written(name: str, sheet: CalamineSheet) -> dict[str, Any]:
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return {"name": name, "rows": rows, "merges": merges}


def _cell(value: Any) -> Any:
    if value == "":
        return None
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return str(value)


if __name__ == "__main__":
    main()
