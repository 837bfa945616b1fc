"""Take in the office calendar of a year."""

from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.law.holidays import parse_holidays
from zhicai.programmes import rules
from zhicai.programmes.actions.deciding import decided, refuse_faults, require_keeper
from zhicai.programmes.models import HolidayTable, ProgrammeYear

LARGEST = 200_000
"""Bytes of an uploaded calendar; ten years take below 10 kB."""


@transaction.atomic
def upload_holidays(
    year: ProgrammeYear, content: bytes | str, *, reason: str, by: Acting, at: datetime
) -> list[HolidayTable]:
    """Take in an office calendar (YAML, see :mod:`law.holidays`), a table for each year it covers.

    BadInput names every wrong line. The latest table of a year is in force, in all programmes.
    """
    require_keeper(by, year)
    refuse_faults(rules.reason_faults(reason))
    found = parse_holidays(_text(content))
    if not found.years:
        says = Text("没有写年份，例如 year: 2023。", "It names no year, such as year: 2023.")
        raise BadInput([Fault(says, field="table", row=1)])
    tables = []
    for number in sorted(found.years):
        table = HolidayTable.objects.create(
            programme_year=year,
            year=number,
            days_off=_of_year(found.off, number),
            days_worked=_of_year(found.worked, number),
            **decided(by, at=at, reason=reason),
        )
        record(
            by,
            "programmes.holidays_uploaded",
            table,
            place=year.province.code,
            reason=reason.strip(),
            values={"year": number, "off": table.days_off, "worked": table.days_worked},
        )
        tables.append(table)
    return tables


def _text(content: bytes | str) -> str:
    if len(content) > LARGEST:
        kilobytes = LARGEST // 1000
        says = Text(f"文件超过 {kilobytes} KB。", f"The file exceeds {kilobytes} kB.")
        raise BadInput([Fault(says, field="file")])
    if isinstance(content, str):
        return content
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    says = Text("文件不是文本，请存成 UTF-8 编码。", "The file is no text; save it as UTF-8.")
    raise BadInput([Fault(says, field="file")])


def _of_year(days: frozenset[date], year: int) -> list[str]:
    return sorted(day.isoformat() for day in days if day.year == year)
