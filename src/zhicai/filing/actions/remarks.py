"""Opinions at a field: a reviewer leaves one, the sender says how it was met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.filing.actions.seats import locked, require_sender
from zhicai.filing.announcements import FilingRemarked
from zhicai.filing.models import Filing, Remark, Version
from zhicai.filing.queries import current_version
from zhicai.filing.rules import State
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Note:
    """An opinion to be left: at which field, and what it says."""

    field: str
    says: str


@transaction.atomic
def remark(filing: Filing, *, by: Acting, notes: Sequence[Note], at: datetime) -> list[Remark]:
    """Leave opinions at fields; on a draft they stand before any version.

    Who may see and comment belongs to the app that owns the document: it checks before it calls.
    """
    filing = locked(filing)
    version = current_version(filing) if filing.state != State.DRAFT else None
    made = write_remarks(filing, notes, by=by, at=at, version=version)
    if not made:
        says = Text("请写明意见。", "Write the opinion first.")
        raise BadInput([Fault(says, field="says")])
    for row in made:
        announce(FilingRemarked(filing.pk, filing.kind, filing.series, row.field))
    return made


@transaction.atomic
def write_remarks(
    filing: Filing, notes: Sequence[Note], *, by: Acting, at: datetime, version: Version | None
) -> list[Remark]:
    """Save the notes that say something, inside the caller's transaction."""
    made = [
        Remark.objects.create(
            filing=filing,
            version=version,
            field=note.field,
            says=note.says.strip(),
            at=at,
            by=by.name,
            office=by.office,
        )
        for note in notes
        if note.says.strip()
    ]
    if made:
        fields = [row.field for row in made]
        record(by, "filing.remarked", filing, place=filing.sender.code, values={"fields": fields})
    return made


@transaction.atomic
def answer_remark(remark: Remark, *, by: Acting, answer: str, at: datetime) -> Remark:
    """Say how an opinion was met; answered ones stay on record. BadInput without words."""
    filing = locked(remark.filing)
    require_sender(by, filing)
    if not answer.strip():
        says = Text("请写明怎样修改了，或为什么不改。", "Say what was changed, or why not.")
        raise BadInput([Fault(says, field="answer")])
    remark.answered_at, remark.answered_by, remark.answer = at, by.name, answer.strip()
    remark.save(update_fields=["answered_at", "answered_by", "answer"])
    record(by, "filing.remark_answered", filing, place=filing.sender.code, reason=answer.strip())
    return remark
