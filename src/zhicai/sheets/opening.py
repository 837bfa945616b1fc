"""From bytes to sheets: what the file is (by its content, its name is not asked), and its cells.

Whatever cannot be taken is BadInput with the reason and the way out; nothing else is raised for
any file.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from zhicai.sheets import biff, limits, refusals
from zhicai.sheets.compound import MAGIC, Compound, CompoundError, open_compound
from zhicai.sheets.delimited import read_delimited
from zhicai.sheets.grid import Broken, Cell, Format, Merge, Sheet, TooLarge, Workbook
from zhicai.sheets.package import names_in, open_package

_READER = Path(__file__).with_name("calamine_process.py")

_MEDIA = (
    (b"%PDF", "PDF 文件", "a PDF file"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"Rar!", "压缩包", "an archive"),
    (b"7z\xbc\xaf", "压缩包", "an archive"),
    (b"\x1f\x8b", "压缩包", "an archive"),
)
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")


class Readable(Protocol):
    """A file as Django hands it over: an UploadedFile, or any binary file."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to ``size`` bytes."""


def content_of(file: bytes | Readable) -> bytes:
    """Return the bytes of an uploaded file, to keep for :func:`marking.mark_faults`.

    Reads no more than the limit; BadInput when the file is empty or larger.
    """
    data = file if isinstance(file, bytes) else file.read(limits.MAX_BYTES + 1)
    if not data:
        raise refusals.empty()
    if len(data) > limits.MAX_BYTES:
        raise refusals.too_big()
    return data


def open_workbook(data: bytes) -> Workbook:
    """Return the visible sheets of a .xlsx, .xls or .csv; BadInput when it is none or not safe to
    open.
    """
    for magic, zh, en in _MEDIA:
        if data.startswith(magic):
            raise refusals.not_a_table(zh, en)
    if data.startswith(b"PK\x03\x04"):
        return _xlsx(data)
    if data.startswith(MAGIC):
        return _xls(data)
    if data.startswith(_OLD_EXCEL):
        raise refusals.other_format("很早的 Excel 格式（95 以前）", "a very old Excel format")
    return Workbook(Format.CSV, (read_delimited(data),))


def _xlsx(data: bytes) -> Workbook:
    names = names_in(data)
    if "xl/workbook.xml" not in names:
        raise _other_zip(names)
    package = open_package(data)
    fit: list[str | int] = []
    too_large = []
    for sheet in package.sheets:
        if sheet.last_row >= limits.LAST_ROW or sheet.last_column >= limits.MAX_COLUMNS:
            too_large.append(TooLarge(sheet.name, sheet.last_row + 1, sheet.last_column + 1))
        elif sheet.visible:
            fit.append(sheet.name)
    broken = {sheet.name: sheet.broken for sheet in package.sheets}
    return Workbook(
        Format.XLSX,
        tuple(_with_broken(sheet, broken[sheet.name]) for sheet in _cells(package.clean, fit)),
        tuple(too_large),
        package.from_1904,
        sum(sheet.cells for sheet in package.sheets),
    )


def _other_zip(names: frozenset[str]) -> Exception:
    """Say what a zip is that is no .xlsx."""
    if "xl/workbook.bin" in names:
        return refusals.other_format("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)")
    if any(name.startswith("word/") for name in names):
        return refusals.not_a_table("Word 文档", "a Word document")
    if any(name.startswith("ppt/") for name in names):
        return refusals.not_a_table("演示文稿", "a presentation")
    if "content.xml" in names and "mimetype" in names:
        return refusals.other_format("OpenDocument 文件", "an OpenDocument file")
    return refusals.not_a_table("压缩包", "an archive")


def _xls(data: bytes) -> Workbook:
    try:
        compound = open_compound(data)
        facts = biff.facts_of(_workbook_stream(compound))
    except (CompoundError, biff.RecordError) as error:
        raise refusals.damaged() from error
    if facts.encrypted:
        raise refusals.encrypted()
    if facts.macros or any("VBA_PROJECT" in name.upper() for name in compound.names):
        raise refusals.macros()
    beyond = [
        sheet
        for sheet in facts.sheets
        if sheet.last_row >= limits.LAST_ROW or sheet.last_column >= limits.MAX_COLUMNS
    ]
    if beyond:  # calamine lays out every sheet of an .xls, so one that is too large stops all
        raise refusals.too_large(
            TooLarge("", beyond[0].last_row + 1, beyond[0].last_column + 1),
        )
    visible = [sheet for sheet in facts.sheets if sheet.visible]
    read = _cells(data, [sheet.place for sheet in visible])
    found = zip(read, visible, strict=True)
    sheets = tuple(_with_broken(sheet, known.errors) for sheet, known in found)
    return Workbook(Format.XLS, sheets, from_1904=facts.from_1904)


def _workbook_stream(compound: Compound) -> bytes:
    """Return the stream with the sheets; refuses what is no workbook."""
    names = compound.names
    for name in ("Workbook", "Book"):
        if name in names:
            return compound.stream(name)
    if "EncryptedPackage" in names:
        raise refusals.encrypted()
    if "WordDocument" in names:
        raise refusals.not_a_table("Word 文档", "a Word document")
    if "PowerPoint Document" in names:
        raise refusals.not_a_table("演示文稿", "a presentation")
    raise refusals.not_a_table("其他程序的文件", "a file of another program")


def _cells(data: bytes, which: Sequence[str | int]) -> list[Sheet]:
    """Read sheets by name (.xlsx) or number (.xls) in a process of its own; refuses what makes it
    fail.
    """
    if not which:
        return []
    seconds = limits.READER_SECONDS
    asked = {"sheets": list(which), "memory": limits.READER_MEMORY, "seconds": seconds}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_READER)],
            input=json.dumps(asked).encode() + b"\n" + data,
            capture_output=True,
            timeout=seconds,
            env={**os.environ, "RUST_BACKTRACE": "0"},
            check=True,
        )
        return [_sheet(json.loads(line)) for line in done.stdout.splitlines()]
    except (subprocess.SubprocessError, BrokenPipeError, json.JSONDecodeError) as error:
        raise refusals.damaged() from error


def _sheet(read: Mapping[str, Any]) -> Sheet:
    merges = tuple(Merge(*corners) for corners in read["merges"])
    return Sheet(read["name"], [[_cell(value) for value in row] for row in read["rows"]], merges)


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        kind, written = value
        return datetime.fromisoformat(written) if kind == "t" else date.fromisoformat(written)
    return value  # type: ignore[no-any-return]


def _with_broken(sheet: Sheet, broken: Mapping[tuple[int, int], str]) -> Sheet:
    """Put errors where calamine shows empty cells."""
    for (row, column), code in broken.items():
        if not (0 <= row < limits.LAST_ROW and 0 <= column < limits.MAX_COLUMNS):
            continue
        while len(sheet.rows) <= row:
            sheet.rows.append([])
        cells = sheet.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = Broken(code)
    return sheet
