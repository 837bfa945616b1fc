"""Sending: check, freeze, number, write receipts and messages; recall and supersede."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.notices.actions.drafting import WRITE, locked_draft, open_draft, refuse_stale
from zhicai.notices.announcements import NoticeSent
from zhicai.notices.letters import tell_ended, tell_sent
from zhicai.notices.models import Attachment, Notice, Receipt
from zhicai.notices.queries import directory_of, known_of, may_end, own_notice_for
from zhicai.notices.queries.reach import Target
from zhicai.notices.rules.content import content_of, day_of, digest_of, faults_of, number_for
from zhicai.places.models import Place

LONGEST_REASON = 500


@transaction.atomic
def send_notice(notice: Notice, *, by: Acting, revision: int, at: datetime) -> Notice:
    """Send a draft to everyone whom it addresses, with its number, receipts and messages.

    BadInput names everything to mend at once; Stale where somebody changed it meanwhile. Where it
    replaces another notice, that one ends in the same transaction.
    """
    Place.objects.select_for_update().get(pk=notice.place_id)  # one number after the other
    row = locked_draft(notice, by)
    refuse_stale(row, revision)
    on = at.astimezone(CHINA).date()
    directory = directory_of(row, on=on)
    known = known_of(row, row.draft, directory, on=on)
    faults = faults_of(row.draft, known)
    if faults:
        raise BadInput(faults)
    number = number_for(row.draft, known.used, on)
    row.content = content_of(
        row.draft,
        number=str(number),
        on=on,
        addressed=directory.words(row.draft["to"]),
        clauses=known.clauses,
        files=[one.title for one in row.attachments.all()],
        forwarded=row.forwards.content if row.forwards else None,
    )
    row.prefix, row.number_year, row.count = number.prefix, number.year, number.count
    row.state, row.title = Notice.State.SENT, " ".join(row.content["title"].split())[:200]
    row.due, row.sent_at, row.sent_by = day_of(row.draft["due"]), at, by.name
    row.save()
    _carry_files(row)
    receipts = _deliver(row, directory.chosen(row.draft["to"]), at)
    values = {"number": str(number), "addressees": len(receipts), "digest": digest_of(row.content)}
    record(by, "notices.sent", row, place=by.place_code, values=values)
    if row.supersedes is not None:
        reason = f"由《{row.title}》（{number}）替代"
        _end(row.supersedes, Notice.State.SUPERSEDED, by=by, reason=reason, at=at)
    tell_sent(row, receipts, by=by, at=at)
    announce(NoticeSent(row.pk))
    return row


def _carry_files(notice: Notice) -> None:
    """What is passed on keeps the files of the notice that it passes on."""
    if notice.forwards is None:
        return
    have = set(notice.attachments.values_list("file_id", flat=True))
    Attachment.objects.bulk_create(
        Attachment(notice=notice, file_id=one.file_id, title=one.title)
        for one in notice.forwards.attachments.all()
        if one.file_id not in have
    )


def _deliver(notice: Notice, targets: list[Target], at: datetime) -> list[Receipt]:
    day = at.astimezone(CHINA).date()
    return Receipt.objects.bulk_create(
        Receipt(
            notice=notice,
            place_id=one.place_id,
            level=one.level.value if one.level else "",
            organisation_id=one.organisation_id,
            delivered_on=day,
        )
        for one in targets
    )


def _end(notice: Notice, state: Notice.State, *, by: Acting, reason: str, at: datetime) -> None:
    """Take a notice out of force; whoever has it is told, and can still read it."""
    row = Notice.objects.select_for_update().get(pk=notice.pk)
    if not may_end(by, row):
        raise Refused([Reason(Text("这份通知已撤回或被替代。", "It is no longer in force."))])
    row.state, row.ended_at, row.ended_by, row.reason = state, at, by.name, reason
    row.save(update_fields=["state", "ended_at", "ended_by", "reason"])
    record(by, f"notices.{state.value}", row, place=by.place_code, reason=reason)
    tell_ended(row, list(row.receipts.all()), by=by, at=at)


def _given(reason: str) -> str:
    written = " ".join(reason.split())
    if not written:
        says = Text("写明理由，收文单位都能看到。", "Give the reason; every addressee sees it.")
        raise BadInput([Fault(says, field="reason")])
    if len(written) > LONGEST_REASON:
        says = Text(
            f"理由不超过 {LONGEST_REASON} 个字，请缩短。",
            f"A reason takes at most {LONGEST_REASON} characters; shorten it.",
        )
        raise BadInput([Fault(says, field="reason")])
    return written


@transaction.atomic
def recall_notice(notice: Notice, *, by: Acting, reason: str, at: datetime) -> None:
    """Recall a notice with a reason: nobody has to acknowledge it any more, all can read it."""
    require(by, WRITE)
    found = own_notice_for(by, notice.pk)
    _end(found, Notice.State.RECALLED, by=by, reason=_given(reason), at=at)


@transaction.atomic
def supersede_notice(notice: Notice, *, by: Acting, at: datetime) -> Notice:
    """Begin the notice that replaces one in force, with its text; the old one stands until then.

    A draft that was begun for it already is returned as it is.
    """
    require(by, WRITE)
    found = own_notice_for(by, notice.pk)
    if not may_end(by, found):
        raise OutOfScope
    begun = found.successors.filter(state=Notice.State.DRAFT).first()
    if begun is not None:
        return begun
    given = {**found.draft, "number": "", "dated": ""}
    fresh = open_draft(
        found.programme_year, by=by, at=at, given=given, supersedes=found, forwards=found.forwards
    )
    Attachment.objects.bulk_create(
        Attachment(notice=fresh, file_id=one.file_id, title=one.title)
        for one in found.attachments.all()
    )
    return fresh
