"""What the tests' files are made of: small .xlsx, .xls and .csv, and ways to spoil them."""

import io
import struct
import zipfile

import xlsxwriter

from zhicai.foundation.text import Text
from zhicai.sheets.shape import Choice, Column, Kind, SheetShape

TRACK = (
    Choice("preparatory", Text("专员（预科）", "Specialist (preparatory)"), ("预科",)),
    Choice("formal", Text("专员（正式）", "Specialist (formal)"), ("正式",)),
)
ITEMS = (
    Choice("patents", Text("专利", "Patents")),
    Choice("marks", Text("商标、地理标志", "Trade marks and geographical indications")),
)

PLAN = SheetShape(
    name="plan",
    title=Text("年度培训计划", "Yearly training plan"),
    instructions=(Text("带 * 的列必填。", "Columns with * are required."),),
    columns=(
        Column("dates", Text("培训时间", "Dates"), Kind.DATE_RANGE, required=True),
        Column(
            "people",
            Text("预计人数", "Expected people"),
            Kind.INTEGER,
            required=True,
            lowest=1,
            highest=500,
            unit=Text("人", "people"),
            aliases=("人数",),
        ),
        Column("venue", Text("培训地点", "Venue"), longest=40),
        Column("track", Text("班次", "Track"), Kind.CHOICE, choices=TRACK),
        Column("items", Text("课程内容", "Curriculum"), Kind.CHOICES, choices=ITEMS),
        Column("practical", Text("安排实务", "Practical course"), Kind.YES_NO),
        Column("budget", Text("经费预算", "Budget"), Kind.MONEY, lowest=0),
        Column("hours", Text("学时", "Class hours"), Kind.DECIMAL),
        Column("due", Text("报送日期", "Filed on"), Kind.DATE),
        Column("id_number", Text("身份证号", "Resident ID"), Kind.RESIDENT_ID),
        Column("mobile", Text("手机号", "Mobile"), Kind.MOBILE),
    ),
)

HEAD = ["序号", "培训时间", "预计人数", "培训地点"]
ROWS = [[1, "2022-04-01", 120, "武汉"], [2, "2022年5月6日至5月8日", "80人", "宜昌"]]


def xlsx(rows, *, merges=(), sheet="计划", more=(), dates="yyyy-mm-dd", hidden=()):
    """Return an .xlsx; a cell ``("=1/0", "#DIV/0!")`` is a formula with its stored value."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": dates}) as book:
        for name, of_sheet, merged in [(sheet, rows, merges), *((n, r, ()) for n, r in more)]:
            page = book.add_worksheet(name)
            if name in hidden:
                page.hide()
            for top, left, bottom, right in merged:
                page.merge_range(top, left, bottom, right, "")
            for row, cells in enumerate(of_sheet):
                for column, value in enumerate(cells):
                    if isinstance(value, tuple):
                        page.write_formula(row, column, value[0], None, value[1])
                    elif isinstance(value, str):
                        page.write_string(row, column, value)
                    elif value is not None:
                        page.write(row, column, value)
    return made.getvalue()


def csv(rows, encoding="utf-8", separator=","):
    lines = [separator.join("" if cell is None else str(cell) for cell in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def repacked(data, change=None, **added):
    """Return the zip with parts changed by name, and parts added (``xl__media__x`` as key)."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, (change or {}).get(name, lambda same: same)(content))
        for name, content in added.items():
            new.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def _record(kind, body=b""):
    return struct.pack("<HH", kind, len(body)) + body


def _string(text):
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def workbook_stream(rows, *, before=b"", form=0, sheet="计划", far=None):
    """Return a BIFF8 stream of one sheet; a cell ``("#REF!", code)`` is an error."""
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            at = struct.pack("<HHH", row, column, 0)
            if isinstance(value, tuple):
                cells += _record(0x0205, at + bytes([value[1], 1]))
            elif isinstance(value, str):
                cells += _record(0x0204, at + _string(value))
            elif value is not None:
                cells += _record(0x0203, at + struct.pack("<d", value))
    if far is not None:
        cells += _record(0x0203, struct.pack("<HHHd", *far, 0, 1.0))
    end = _record(0x000A)
    part = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + end
    opening = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + before
    name = bytes([len(sheet), 1]) + sheet.encode("utf-16-le")
    start = len(opening) + 4 + 6 + len(name) + len(end)
    bound = _record(0x0085, struct.pack("<IBB", start, 0, form) + name)
    return opening + bound + end + part


def compound(**streams):
    """Return a compound file with these streams, each filled up to 4096 bytes at least."""
    sector, free, last, table = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    bodies = {name: body.ljust(4096, b"\0") for name, body in streams.items()}
    chain, blocks, starts = [table, last], [], {}
    for name, body in bodies.items():
        count = -(-len(body) // sector)
        starts[name] = len(chain)
        first = len(chain)
        chain += [first + n + 1 for n in range(count - 1)] + [last]
        blocks.append(body.ljust(count * sector, b"\0"))
    assert len(chain) <= 128
    entries = [_entry("Root Entry", 5, last, 0, child=1 if bodies else free)]
    for number, name in enumerate(bodies, start=1):
        right = number + 1 if number < len(bodies) else free
        entries.append(_entry(name, 2, starts[name], len(bodies[name]), right=right))
    directory = b"".join(entries).ljust(sector, b"\0")[:sector]
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0
    )
    header += struct.pack("<109I", 0, *([free] * 108))
    numbers = struct.pack("<128I", *chain, *([free] * (128 - len(chain))))
    return header.ljust(512, b"\0") + numbers + directory + b"".join(blocks)


def _entry(name, kind, start, size, *, child=0xFFFFFFFF, right=0xFFFFFFFF):
    written = name.encode("utf-16-le") + b"\0\0"
    entry = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, right, child) + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)


def xls(rows, **how):
    return compound(Workbook=workbook_stream(rows, **how))
