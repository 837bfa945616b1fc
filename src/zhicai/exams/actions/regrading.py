"""Keys change and items are voided: everyone is scored anew, and the trace stays."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.exams.actions.locking import words
from zhicai.exams.actions.scoring import score_submitted
from zhicai.exams.models import Exam, ItemVersion, PaperItem, Regrade, Score, Sitting
from zhicai.exams.queries.marking import PUBLISH
from zhicai.exams.queries.regrading import counted_anew
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee

ALL_FINAL = Text(
    "用这份试卷的考试都已定分，不能再更正。",
    "Every exam with this paper is final; nothing of it changes.",
)


@transaction.atomic
def change_key(
    paper_item: PaperItem, version: ItemVersion, *, reason: str, by: Acting, at: datetime
) -> Regrade:  # fmt: skip
    """Let another version of an item, with another key, count in a paper; score everyone anew."""
    if version.item_id != paper_item.item_version.item_id:
        raise OutOfScope
    row = _paper_item(paper_item, by)
    before = {"version": row.item_version.number, "content": row.item_version.content}
    after = {"version": version.number, "content": version.content}
    row.item_version = version
    row.save(update_fields=["item_version"])
    return _regraded(row, before, after, words(reason), by, at)


@transaction.atomic
def void_item(paper_item: PaperItem, *, reason: str, by: Acting, at: datetime) -> Regrade:
    """Void an item of an open paper: everyone gets its marks, and everyone is scored anew."""
    row, why = _paper_item(paper_item, by), words(reason)
    if row.voided_for:
        return row.regrades.filter(after={"voided": True}).latest("pk")
    row.voided_for = why
    row.save(update_fields=["voided_for"])
    return _regraded(row, {"voided": False}, {"voided": True}, why, by, at)


@transaction.atomic
def void_as_in_the_room(
    paper_item: PaperItem, *, reason: str, said_by: str, said_at: datetime, by: Acting,
    at: datetime,
) -> bool:  # fmt: skip
    """Let an item be void that the room of a pack voided; say whether that is new.

    The decision was the room's: the trace names who took it there and when. ``by`` only brings it.
    """
    row = _locked(paper_item, by)
    if row.voided_for:
        return False
    row.voided_for = reason
    row.save(update_fields=["voided_for"])
    _regraded(row, {"voided": False}, {"voided": True}, reason, by, at, said=(said_by, said_at))
    return True


def _paper_item(paper_item: PaperItem, by: Acting) -> PaperItem:
    require(by, PUBLISH)
    return _locked(paper_item, by)


def _locked(paper_item: PaperItem, by: Acting) -> PaperItem:
    rows = PaperItem.objects.select_for_update(of=("self",)).select_related(
        "item_version", "paper__blueprint__programme_year__province"
    )
    row = rows.get(pk=paper_item.pk)
    if row.paper.blueprint.programme_year.province.code != by.province:
        raise OutOfScope
    exams = Exam.objects.filter(paper=row.paper_id).exclude(state=Exam.State.CANCELLED)
    states = set(exams.values_list("state", flat=True))
    if states and states <= {Exam.State.FINAL}:
        raise Refused([Reason(ALL_FINAL)])
    return row


def _regraded(
    row: PaperItem, before: dict[str, Any], after: dict[str, Any], reason: str, by: Acting,
    at: datetime, *, said: tuple[str, datetime] | None = None,
) -> Regrade:  # fmt: skip
    keys = list(counted_anew(row.paper_id).values_list("pk", flat=True))
    # Locked in the order of their keys, like the marking of one of them.
    list(Sitting.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    scores = Score.objects.filter(sitting__in=keys)
    old = dict(scores.values_list("sitting", "marks"))
    score_submitted(keys, now=at)
    new = dict(scores.values_list("sitting", "marks"))
    who, when = said or (by.name, at)
    made = Regrade.objects.create(
        paper_item=row, reason=reason, before=before, after=after, at=when, by=who,
        changed=sum(old.get(pk) != new.get(pk) for pk in keys),
    )  # fmt: skip
    record(by, "exams.regraded", row, reason=reason,
           values={"number": row.number, "changed": made.changed})  # fmt: skip
    _tell(made, [pk for pk in keys if old.get(pk) != new.get(pk)], by, at)
    return made


def _tell(made: Regrade, changed: list[int], by: Acting, at: datetime) -> None:
    """Write to the candidates whose published marks have moved."""
    rows = Sitting.objects.filter(
        pk__in=changed, exam__state=Exam.State.PUBLISHED, person__user__isnull=False
    )
    title = Text("成绩有更正", "Your marks have changed")
    body = Text(
        f"试卷一道题已更正：{made.reason}。新的分数见成绩页面。",
        f"An item of the paper was put right: {made.reason}. Your result shows the new marks.",
    )
    drafts = [
        Draft(Addressee(user_id=user), title, body, f"exams.regrade:{made.pk}:{pk}",
              reverse("exams:result", args=[code]), f"exams.exam:{exam}")
        for pk, code, exam, user in rows.values_list("pk", "code", "exam", "person__user")
    ]  # fmt: skip
    send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at)
