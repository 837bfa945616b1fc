"""Text tables (.csv): UTF-8 with or without BOM, UTF-16 with BOM (Excel's “Unicode text”),
GB18030.
"""

import codecs
import csv
import io
import re

from zhicai.sheets import limits, refusals
from zhicai.sheets.grid import Cell, Sheet, TooLarge

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BINARY = re.compile(b"[\x00-\x08\x0e-\x1f]")
_SEPARATORS = (",", "\t", ";")


def read_delimited(data: bytes) -> Sheet:
    """Return the one sheet of a text table; BadInput when it is no text, or a page in disguise."""
    text = _decoded(data)
    _refuse_disguise(text[:2000].lstrip().lower())
    rows: list[list[Cell]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            if len(rows) >= limits.LAST_ROW and any(record):
                raise refusals.too_large(TooLarge("", len(rows) + 1, 1))
            if any(record[limits.MAX_COLUMNS :]):
                raise refusals.too_large(TooLarge("", len(rows) + 1, len(record)))
            if len(rows) < limits.LAST_ROW:
                rows.append([written or None for written in record[: limits.MAX_COLUMNS]])
    except csv.Error as error:
        raise refusals.damaged() from error
    return Sheet("", rows)


def _decoded(data: bytes) -> str:
    """Return the text. UTF-8 is tried first: GB18030 text is almost never valid UTF-8."""
    encodings = ["utf-8-sig", "gb18030"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    furthest = 0
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            furthest = max(furthest, error.start)
            continue
        if not _NOT_TEXT.search(text):
            return text
    if _BINARY.search(data):
        raise refusals.not_a_table("系统不认识的文件", "a file of an unknown kind")
    raise refusals.mixed_encodings(data.count(b"\n", 0, furthest) + 1)


def _refuse_disguise(start: str) -> None:
    """Refuse what other systems export as .xls though it is a web page or XML."""
    if "urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise refusals.other_format("XML 表格（2003）", "an XML spreadsheet (2003)")
    if start.startswith(
        ("<html", "<!doctype", "<table", "<head", "<meta", "<style", "mime-version:")
    ):
        raise refusals.other_format("网页格式的表格", "a table in web page format")
    if start.startswith(("<?xml", "{", "[{")):
        raise refusals.not_a_table("程序之间用的数据文件", "a data file for programs")


def _separator(text: str) -> str:
    """Return the separator that the first lines use most; a comma in doubt."""
    start = text[:20_000].split("\n", limits.HEAD_ROWS)[: limits.HEAD_ROWS]
    return max(_SEPARATORS, key="".join(start).count)
