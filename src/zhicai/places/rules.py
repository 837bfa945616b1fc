"""A division table held against itself: columns, levels, lengths, and who stands above."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

SEATS_OF_LEVEL = {
    "province": (Level.PROVINCE,),
    "prefecture": (Level.CITY,),
    "direct": (Level.CITY, Level.COUNTY),  # directly under the province (A-HB-06)
    "county": (Level.COUNTY,),
}
"""The office seats that a row's ``level`` gives its place."""

ABOVE = {"prefecture": "province", "direct": "province", "county": "prefecture"}
"""The level that a row's parent must have; a province has none."""

LONGEST = {"code": 12, "name": 60, "short": 20, "english": 80, "type": 20}
"""Characters of each column that must hold something, ``english`` apart, which may be empty."""

NEEDED = ("code", "name", "level", "type", "parent_code", "short", "english")
LINE = "line"
"""Under this key a row that was read from a file knows its line."""

Divisions = Mapping[str, str]
"""One row of a division table."""


def read_division_table(text: str) -> list[dict[str, str]]:
    """Read a division table: CSV with code, name, short, english, level, type, parent_code.

    Further columns are let pass. Each row knows its line (``line``). BadInput where a column or a
    cell is missing.
    """
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        faults = list(_missing_columns(reader.fieldnames or ()))
        rows = [{**row, LINE: str(reader.line_num)} for row in reader] if not faults else []
    except csv.Error as error:
        says = Text(
            f"这里不是 CSV（{error}），请检查引号和逗号。",
            f"this is not CSV ({error}); check quotation marks and commas.",
        )
        raise BadInput([Fault(says, row=reader.line_num + 1)]) from error
    for row in rows:
        faults += _uneven(row)
    if faults:
        raise BadInput(faults)
    return rows


def _missing_columns(columns: Sequence[str]) -> Iterator[Fault]:
    for column in NEEDED:
        if column not in columns:
            says = Text(
                f"第一行缺少列“{column}”；要有的列：{'、'.join(NEEDED)}。",
                f"the first line has no column “{column}”; it needs {', '.join(NEEDED)}.",
            )
            yield Fault(says, row=1, column=column)


def _uneven(row: Mapping[str | None, object]) -> Iterator[Fault]:
    """A row with fewer or more cells than the first line has columns."""
    if None in row or None in row.values():
        says = Text(
            "这一行的格数与第一行不同，请补齐或删去逗号。",
            "this row has not as many cells as the first line; add or remove commas.",
        )
        yield Fault(says, row=int(str(row[LINE])))


def divisions_of(rows: Iterable[Divisions], province: str) -> dict[str, Divisions]:
    """Return the rows of one province by code; BadInput with every fault and its row.

    A row belongs to the province to which its parents lead, whatever the digits of its code. One
    that leads to no province at all is a fault, whoever it was meant for.
    """
    numbered = [(int(row.get(LINE, n)), row) for n, row in enumerate(rows, start=2)]
    table: dict[str, Divisions] = {}
    faults: list[Fault] = []
    for line, row in numbered:
        faults += _cell_faults(row, line)
        if row["code"] in table:
            says = Text(f"代码 {row['code']} 写了两次。", f"the code {row['code']} stands twice.")
            faults.append(Fault(says, row=line, column="code"))
        table.setdefault(row["code"], row)
    faults += [fault for line, row in numbered for fault in _parent_faults(row, line, table)]
    if province not in table:
        says = Text(
            f"表中没有省级代码 {province} 这一行。",
            f"there is no row for the province, {province}.",
        )
        faults.append(Fault(says, column="code"))
    elif table[province]["level"] != "province":
        says = Text(
            f"{province} 的 level 应是 province。", f"the level of {province} must be province."
        )
        line = next(line for line, row in numbered if row["code"] == province)
        faults.append(Fault(says, row=line, column="level"))
    if faults:
        raise BadInput(sorted(faults, key=lambda fault: fault.row or 0))
    return {code: row for code, row in table.items() if path_in(table, code)[0] == province}


def path_in(table: Mapping[str, Divisions], code: str) -> list[str]:
    """Return the codes from the province down to ``code``, in a table without faults."""
    codes = [code]
    while above := table[codes[0]]["parent_code"]:
        codes.insert(0, above)
    return codes


def _cell_faults(row: Divisions, line: int) -> Iterator[Fault]:
    for column, most in LONGEST.items():
        if not row[column].strip() and column != "english":
            yield Fault(Text("不能空着。", "must not be empty."), row=line, column=column)
        elif len(row[column]) > most:
            says = Text(f"不超过 {most} 字。", f"at most {most} characters.")
            yield Fault(says, row=line, column=column)
    if row["level"] not in SEATS_OF_LEVEL:
        says = Text(
            f"可选：{'、'.join(SEATS_OF_LEVEL)}（现为“{row['level']}”）。",
            f"is one of {', '.join(SEATS_OF_LEVEL)} (now “{row['level']}”).",
        )
        yield Fault(says, row=line, column="level")


def _parent_faults(row: Divisions, line: int, table: Mapping[str, Divisions]) -> Iterator[Fault]:
    """What is wrong with the place above: it must be there, and of the level above."""
    code, above, wanted = row["code"], row["parent_code"], ABOVE.get(row["level"])
    if row["level"] not in SEATS_OF_LEVEL or (wanted is None and not above):
        return
    if wanted is None:
        says = Text("省级一行没有上级，请清空。", "a province has no parent; empty this cell.")
    elif above not in table:
        says = Text(
            f"{row['name']}（{code}）的上级 {above or '（空）'} 不在表中。",
            f"the parent {above or '(empty)'} of {row['name']} ({code}) is not in the table.",
        )
    elif table[above]["level"] != wanted:
        says = Text(
            f"{row['name']}（{code}）的上级 {above} 的 level 应是 {wanted}。",
            f"the parent {above} of {row['name']} ({code}) must have the level {wanted}.",
        )
    else:
        return
    yield Fault(says, row=line, column="parent_code")


_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_LENGTH = 18


def read_credit_code(written: str) -> tuple[str, Text | None]:
    """Return a unified social credit code in one writing, and what is doubtful about it.

    18 places without I O S V Z, the last a check sign (weights 3^i mod 31, GB 32100-2015). A wrong
    check sign is a warning: some codes in use were issued so. BadInput for any other form.
    """
    code = "".join(unicodedata.normalize("NFKC", written).split()).upper()
    if len(code) != _CODE_LENGTH or set(code) - set(_CODE_SIGNS):
        says = Text(
            f"统一社会信用代码有 18 位数字和字母（不含 I、O、S、V、Z），现为 {len(code)} 位。",
            f"A unified social credit code has 18 digits and letters (no I, O, S, V, Z), not "
            f"{len(code)}.",
        )
        raise BadInput([Fault(says, field="code")])
    total = sum(_CODE_SIGNS.index(sign) * pow(3, i, 31) for i, sign in enumerate(code[:17]))
    if _CODE_SIGNS[(31 - total % 31) % 31] == code[17]:
        return code, None
    return code, Text(
        "统一社会信用代码的校验位不对，请对照营业执照核对。",
        "The check sign of the code does not fit; compare it with the licence.",
    )
