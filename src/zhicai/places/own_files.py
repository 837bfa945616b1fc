"""What a programme folder may hold beside its YAML: the division table and the grid of tiles.

Both are optional: ``divisions.csv`` takes the place of the package's table, ``tile_grid.json`` of
its grid. Every fault comes with file and line, as those of the YAML do.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zhicai.foundation.errors import BadInput, Fault, LawError
from zhicai.foundation.text import Text
from zhicai.law.library import REFERENCE
from zhicai.law.programme import Programme
from zhicai.law.schema import Level
from zhicai.places.rules import divisions_of, read_division_table

DIVISIONS, TILE_GRID = "divisions.csv", "tile_grid.json"
"""The names of the two files."""

SECTIONS = {Level.CITY: "prefecture", Level.COUNTY: "county"}
"""The part of a grid that lays out the places of a level."""

WIDEST = 40
"""Columns and rows that a grid may have; more would be no map but a strip."""

Spot = tuple[int, int]
"""Column and row, both from 0, at the top left."""


def problems_of(law: Programme) -> list[LawError]:
    """Return what is wrong with a programme's division table and its own grid."""
    problems: list[LawError] = []
    try:
        read_divisions(law)
    except LawError as problem:
        problems.append(problem)
    except BadInput as refusal:
        name = _name(division_table(law))
        problems += [_problem(name, fault) for fault in refusal.faults]
    grid = _own(law, TILE_GRID)
    if grid is not None:
        try:
            read_grid(grid)
        except LawError as problem:
            problems.append(problem)
    return problems


def division_table(law: Programme) -> Path:
    """Return the file of a programme's divisions: the folder's own, else the package's."""
    return _own(law, DIVISIONS) or REFERENCE / DIVISIONS


def read_divisions(law: Programme) -> list[dict[str, str]]:
    """Return the rows of a programme's division table, held against its province.

    BadInput with every fault and its row; LawError where the file cannot be read at all.
    """
    rows = read_division_table(_text(division_table(law)))
    divisions_of(rows, law.head.province)
    return rows


def _own(law: Programme, name: str) -> Path | None:
    path = law.folder / name if law.folder is not None else None
    return path if path is not None and path.exists() else None


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _problem(name: str, fault: Fault) -> LawError:
    says = fault.says
    if fault.column:
        says = Text(f"{fault.column}：{says.zh}", f"{fault.column}: {says.en}")
    return LawError(name, fault.row or 1, says)


def _text(path: Path) -> str:
    try:
        written = path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        says = Text(f"文件读不出来（{why}）。", f"the file cannot be read ({why}).")
        raise LawError(_name(path), 1, says) from error
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        says = Text("请把文件存成 UTF-8 编码。", "save the file as UTF-8.")
        raise LawError(_name(path), written[: error.start].count(b"\n") + 1, says) from error


# --- the grid of tiles -------------------------------------------------------------------------


def read_grid(path: Path) -> dict[str, dict[str, Spot]]:
    """Read a programme folder's own grid; LawError with file, line and what is expected.

    The file looks as one province's part of the package's does:
    ``{"prefecture": {"cells": [{"code": "990100", "col": 0, "row": 1}, …]}, "county": …}``.
    """
    name = _name(path)
    try:
        raw = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        says = Text("这里不是 JSON，请检查引号和逗号。", "not JSON; check quotes and commas.")
        raise LawError(name, getattr(error, "lineno", 1), says) from error
    return grid_in(raw, name)


def grid_in(raw: Any, name: str) -> dict[str, dict[str, Spot]]:
    """Read a grid from JSON already parsed; ``name`` is what a fault calls the file."""
    sections = {section: _cells(raw, section) for section in SECTIONS.values()}
    known = isinstance(raw, dict) and set(raw) <= set(sections)
    if not known or any(cells is None for cells in sections.values()):
        says = Text(
            "应写成 {“prefecture”: {“cells”: […]}, “county”: {“cells”: […]}}。",
            "expected {“prefecture”: {“cells”: […]}, “county”: {“cells”: […]}}.",
        )
        raise LawError(name, 1, says)
    return {section: _spots(cells or [], section, name) for section, cells in sections.items()}


def _cells(raw: Any, section: str) -> list[Any] | None:
    part = raw.get(section, {"cells": []}) if isinstance(raw, dict) else None
    cells = part.get("cells") if isinstance(part, dict) else None
    return cells if isinstance(cells, list) else None


def _spots(cells: Iterable[Any], section: str, name: str) -> dict[str, Spot]:
    spots: dict[str, Spot] = {}
    for number, cell in enumerate(cells, start=1):
        where = f"{section} {number}"
        code, spot = _cell(cell)
        if code is None or spot is None:
            most = WIDEST - 1
            says = Text(
                f"{where}：要写 code、col、row，后两个是 0 到 {most} 的整数。",
                f"{where}: needs code, col and row, the last two whole numbers from 0 to {most}.",
            )
        elif code in spots:
            says = Text(f"{where}：{code} 写了两次。", f"{where}: {code} stands twice.")
        elif spot in spots.values():
            says = Text(
                f"{where}：{code} 的位置已经有别的地方。",
                f"{where}: another place stands where {code} is put.",
            )
        else:
            spots[code] = spot
            continue
        raise LawError(name, 1, says)
    return spots


def _cell(raw: Any) -> tuple[str | None, Spot | None]:
    cell = raw if isinstance(raw, dict) else {}
    code, column, row = cell.get("code"), cell.get("col"), cell.get("row")
    whole = [n for n in (column, row) if type(n) is int and 0 <= n < WIDEST]
    spot = (whole[0], whole[1]) if len(whole) == 2 else None
    return (code if isinstance(code, str) else None), spot
