"""Break the yearly targets down, and issue them to counties and bases (HB-4.1.g)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.coordination.models import Breakdown
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.targets import Sheet, sheet_of
from zhicai.coordination.rules.targets import (
    CITY,
    Target,
    changed_holders,
    holds,
    known_only,
    share_faults,
)
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.places.queries import PlaceFacts

Given = Mapping[str, Mapping[str, int]]


@transaction.atomic
def save_breakdown(
    desk: Desk, city: PlaceFacts, given: Given, *, by: Acting, revision: int, at: datetime
) -> Breakdown:
    """Keep a city's breakdown as a draft; nothing reaches the counties before it is issued.

    BadInput, each cell with its clause, for a share below its minimum; Stale where someone else has
    saved since ``revision``.
    """
    require(by, "coordination.split", city.path)
    sheet = _locked(desk, city)
    kept = known_only(
        given, {one.rule for one in sheet.targets}, {one.key for one in sheet.holders}
    )
    faults = list(share_faults(kept, sheet.targets, sheet.holders))
    if faults:
        raise BadInput(faults)
    row = sheet.row
    if row is None:
        row = Breakdown(programme_year=desk.year, city_id=city.id, revision=0)
    if revision != row.revision:
        says = Text(
            f"{row.edited_by}刚刚改过这张表，您的内容没有保存；请核对后再存一次。",
            f"{row.edited_by} has just changed this table; yours was not saved. Check and save "
            "again.",
        )
        raise Stale(says, by=row.edited_by, at=row.edited_at.isoformat() if row.pk else "")
    row.draft = {rule: dict(shares) for rule, shares in kept.items()}
    row.revision, row.edited_at, row.edited_by = row.revision + 1, at, by.name
    row.save()
    record(by, "coordination.targets_saved", row, place=city.code, values={"draft": row.draft})
    return row


@transaction.atomic
def issue_breakdown(
    desk: Desk, city: PlaceFacts, *, by: Acting, at: datetime
) -> tuple[Breakdown, int]:
    """Issue a city's draft to its counties and bases; return it and how many were told.

    BadInput for cells of counties that are still empty, and for what the rules have come to refuse
    since it was saved. Who already had the same numbers is not told again.
    """
    require(by, "coordination.split", city.path)
    sheet = _locked(desk, city)
    row = sheet.row
    if row is None:
        raise OutOfScope
    faults = [
        Fault(
            Text(
                f"{holder.name.zh}的“{target.short.zh}”还没有填。",
                f"{holder.name.en}: {target.short.en} is still empty.",
            ),
            field=f"{target.rule}--{holder.key}",
            clause=target.clause,
        )
        for target, holder in sheet.gaps
    ]
    faults += share_faults(sheet.draft, sheet.targets, sheet.holders)
    if faults:
        raise BadInput(faults)
    changed = changed_holders(row.issued, row.draft) - {CITY}
    row.issued = row.draft
    row.issued_on, row.issued_by = at.astimezone(CHINA).date(), by.name
    row.save(update_fields=["issued", "issued_on", "issued_by"])
    clause = desk.cites("targets")
    record(
        by, "coordination.targets_issued", row, place=city.code, clause=clause,
        values={"issued": row.issued},
    )  # fmt: skip
    sent = send_messages(
        _letters(desk, sheet, row, changed), kind=Message.Kind.NOTICE, by=by, at=at
    )
    return row, len(sent)


def _locked(desk: Desk, city: PlaceFacts) -> Sheet:
    """The city's sheet, its row held until the end of the transaction."""
    rows = Breakdown.objects.select_for_update()
    list(rows.filter(programme_year=desk.year, city_id=city.id))
    return sheet_of(desk, city)


def _letters(desk: Desk, sheet: Sheet, row: Breakdown, changed: set[str]) -> list[Draft]:
    drafts = []
    for holder in sheet.holders:
        if holder.key not in changed:
            continue
        lines = [
            _line(target, row.issued[target.rule][holder.key])
            for target in sheet.targets
            if holds(target, holder) and holder.key in row.issued.get(target.rule, {})
        ]
        if holder.kind == "base":
            to = Addressee(organisation_id=int(holder.key[1:]))
        else:
            place = desk.tree.by_code[holder.key]
            if place.id == sheet.city.id:
                continue
            to = Addressee(place_id=place.id, level=Level.COUNTY)
        year = desk.year.year
        drafts.append(
            Draft(
                to,
                Text(f"{year} 年度目标已下达", f"Targets of {year} have been issued"),
                Text("\n".join(one.zh for one in lines), "\n".join(one.en for one in lines)),
                f"targets:{desk.year.pk}:{sheet.city.code}:{row.revision}:{holder.key}",
                link=f"{reverse('coordination:targets')}?place={sheet.city.code}",
                about=f"targets-{desk.year.pk}-{sheet.city.code}",
            )
        )
    return drafts


def _line(target: Target, value: int) -> Text:
    return Text(
        f"{target.short.zh}：{value} {target.unit.zh}",
        f"{target.short.en}: {value} {target.unit.en}",
    )
