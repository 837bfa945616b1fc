"""What must be known of an .xls before it is opened: sheets, how far they reach, errors, password,
macros.

Walks the records of the workbook stream (MS-XLS) without making sense of text or formats.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from zhicai.sheets import limits

_BOF, _EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0022, 0x0085
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
_BOOLERR = 0x0205
_VALUES = frozenset({0x00FD, 0x0203, 0x0204, 0x027E, 0x00D6, _BOOLERR, *_FORMULAS})
"""LABELSST, NUMBER, LABEL, RK, RSTRING and those above; blank cells are none."""
_MULRK = 0x00BD
_WORKSHEET, _MACRO_SHEETS = 0, frozenset({1, 6})

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class RecordError(ValueError):
    """The records of the stream cannot be followed."""


@dataclass(slots=True)
class SheetFacts:
    """One worksheet; ``place`` is its number among all sheets of the file, rows and columns count
    from 0.
    """

    place: int
    visible: bool
    last_row: int = -1
    last_column: int = -1
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class WorkbookFacts:
    """A whole stream."""

    sheets: list[SheetFacts] = field(default_factory=list)
    encrypted: bool = False
    macros: bool = False
    from_1904: bool = False


def facts_of(stream: bytes) -> WorkbookFacts:
    """Return the facts of a workbook stream; RecordError when it breaks off."""
    facts = WorkbookFacts()
    starts: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            facts.encrypted = True
            return facts
        if kind == _DATEMODE and len(body) >= 2:
            facts.from_1904 = body[0] == 1
        elif kind == _BOUNDSHEET and len(body) >= 6:
            start, state, form = struct.unpack_from("<IBB", body)
            facts.macros = facts.macros or form in _MACRO_SHEETS
            if form == _WORKSHEET:
                facts.sheets.append(SheetFacts(len(starts), visible=state & 3 == 0))
            starts.append(start)
    if not starts or len(starts) > limits.MAX_SHEETS or len(set(starts)) != len(starts):
        raise RecordError("sheets")
    for sheet in facts.sheets:
        _measure(sheet, stream, starts[sheet.place])
    return facts


def _measure(sheet: SheetFacts, stream: bytes, start: int) -> None:
    """Fill in how far a sheet reaches and where its errors stand."""
    for kind, body in _records(stream, start):
        if kind in _VALUES and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            last = column
            code = _error(kind, body)
            if code is not None:
                sheet.errors[row, column] = _ERRORS.get(code, "#N/A")
        elif kind == _MULRK and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            last = max(column, struct.unpack_from("<H", body, len(body) - 2)[0])
        else:
            continue
        sheet.last_row = max(sheet.last_row, row)
        sheet.last_column = max(sheet.last_column, last)


def _error(kind: int, body: bytes) -> int | None:
    """Return the error code of a BOOLERR or FORMULA record that holds one."""
    if kind == _BOOLERR and len(body) >= 8 and body[7] == 1:
        return body[6]
    if kind in _FORMULAS and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        return body[8]
    return None


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and body of each record of one substream, those of charts inside it left out."""
    depth = 0
    at = start
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        at += 4 + length
        if at == start + 4 + length and kind != _BOF:
            raise RecordError("no beginning")
        if len(body) < length:
            break
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth == 0:
                return
        elif depth == 1:
            yield kind, body
    raise RecordError("no end")
