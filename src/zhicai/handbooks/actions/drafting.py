"""Save a document's draft as typed; ask its owner to decide on it."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Stale
from zhicai.foundation.text import Text
from zhicai.handbooks.models import Handbook
from zhicai.handbooks.queries import may_edit
from zhicai.handbooks.queries.documents import EMPTY, parts_in
from zhicai.handbooks.rules.content import Draft, laid_out, may_publish
from zhicai.law.schema import HandbookKind
from zhicai.programmes.models import ProgrammeYear


@transaction.atomic
def save_draft(
    year: ProgrammeYear,
    kind: HandbookKind,
    draft: Draft,
    *,
    revision: int,
    by: Acting,
    at: datetime,
) -> Handbook:
    """Save the draft as typed (ADR 4); the same draft again changes nothing.

    Stale where someone else has saved since ``revision``.
    """
    row = locked_for(year, kind, by=by, at=at)
    if row.draft == draft:
        return row
    if row.revision != revision:
        says = Text(
            "这份文件刚被别人修改过，您的修改没有保存。",
            "Someone else has just changed this document; your changes were not saved.",
        )
        raise Stale(says, by=row.edited_by, at=f"{row.edited_at.astimezone(CHINA):%H:%M}")
    row.draft = draft
    row.revision += 1
    row.edited_by, row.edited_at = by.name, at
    row.save(update_fields=["draft", "revision", "edited_by", "edited_at"])
    return row


@transaction.atomic
def locked_for(year: ProgrammeYear, kind: HandbookKind, *, by: Acting, at: datetime) -> Handbook:
    """Return the document's row locked, made if there is none, for one who may edit it."""
    require(by, "handbooks.edit")
    if by.province != year.province.code or not may_edit(
        by, year, kind, on=at.astimezone(CHINA).date()
    ):
        raise OutOfScope
    wanted = {"programme": year.programme, "province": year.province, "key": kind.id}
    fresh = {"draft": dict(EMPTY), "edited_by": by.name, "edited_at": at}
    Handbook.objects.get_or_create(**wanted, defaults=fresh)
    return Handbook.objects.select_for_update().get(**wanted)


@transaction.atomic
def ask_for_decision(
    year: ProgrammeYear, kind: HandbookKind, *, by: Acting, at: datetime
) -> Handbook:
    """Ask the document's owner to decide on the draft; Refused while a part is empty."""
    row = locked_for(year, kind, by=by, at=at)
    sections = laid_out(parts_in(year, kind), row.draft)
    may_publish(sections, clause=kind.clause[0]).insist()
    if row.asked_at is None:
        row.asked_by, row.asked_at = by.name, at
        row.save(update_fields=["asked_by", "asked_at"])
        record(
            by,
            "handbooks.decision_asked",
            row,
            place=year.province.code,
            clause=kind.clause[0],
            values={"key": kind.id, "revision": row.revision},
        )
    return row
