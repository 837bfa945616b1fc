"""The user's own file back, with what is wrong in it marked."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.sheets.table import Table


def mark_faults(
    original: bytes,
    table: Table,
    faults: Sequence[Fault],
    *,
    language: str = "zh-hans",
    only_faulty: bool = False,
) -> bytes:
    """Return an .xlsx with the faults marked in it.

    ``original`` are the bytes that ``table`` was read from. An .xlsx comes back as it was, with
    its columns, order, formulas and other sheets; an .xls or .csv becomes a fresh .xlsx with the
    same columns. ``only_faulty`` gives a fresh file with the head and the faulty rows only, to be
    mended and sent again.
    """
    found: bytes = _marker().marked(
        original, table, faults, language=language, only_faulty=only_faulty
    )
    return found


@cache
def _marker() -> Any:
    """What marks: openpyxl brings numpy, which every process would else load at its start."""
    return import_module("zhicai.sheets.marked_file")
