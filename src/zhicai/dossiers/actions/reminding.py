"""The province reminds the cities whose summary is missing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.dossiers.queries.asked import clause_of
from zhicai.dossiers.queries.summaries import CityRow
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions.sending import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.programmes.models import ProgrammeYear

REMIND = "dossiers.remind"


@transaction.atomic
def remind_missing(
    rows: Iterable[CityRow], *, year: ProgrammeYear, by: Acting, at: datetime
) -> int:
    """Write to each city whose summary is missing, once a day; return how many went."""
    require(by, REMIND)
    missing = [row for row in rows if row.missing]
    for row in missing:
        require(by, REMIND, row.place.path)
    day = at.astimezone(CHINA).date()
    clause = clause_of(year)
    drafts = [_draft(row, year, clause, f"summary-{year.pk}-{row.code}-{day}") for row in missing]
    gone = send_messages(drafts, kind=Message.Kind.REMINDER, by=by, at=at)
    if gone:
        codes = [row.code for row in missing]
        record(by, "dossiers.reminded", year, place=by.place_code, clause=clause,
               values={"cities": codes, "sent": len(gone)})  # fmt: skip
    return len(gone)


def _draft(row: CityRow, year: ProgrammeYear, clause: str, key: str) -> Draft:
    title = Text(
        f"请报送 {year.year} 年度班次落实汇总", f"Send the summary of classes of {year.year}"
    )
    zh, en = [], []
    if row.due is not None:
        late = row.left is not None and row.left < 0
        zh.append(
            f"期限 {row.due}，"
            + (f"已逾期 {-row.left} 天。" if late and row.left else f"剩 {row.left} 天。")
        )
        en.append(
            f"Due {row.due}, "
            + (f"{-row.left} days late." if late and row.left else f"{row.left} days left.")
        )
    if clause:
        zh.append(f"依据 {clause}。")
        en.append(f"Clause {clause}.")
    return Draft(
        Addressee(place_id=row.place.id, level=Level.CITY),
        title,
        Text("".join(zh), " ".join(en)),
        key,
        link=f"{reverse('dossiers:summary')}?place={row.code}",
    )
