"""Publish who passed an upgrade review, strike a line, give the grades."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.merits.actions.grades import give_grade
from zhicai.people.queries import specialist_of
from zhicai.reviews.actions.applying import tell
from zhicai.reviews.actions.rounds import (
    Publishing,
    held_round,
    insist_list_over,
    publish_names,
    said_why,
)
from zhicai.reviews.models import Application, UpgradeRound
from zhicai.reviews.permissions import CONCLUDE
from zhicai.reviews.queries.law import UPGRADE, ReviewLaw
from zhicai.reviews.queries.upgrading import passed_of, round_for, undecided_of
from zhicai.reviews.rules.content import content_of

Round = UpgradeRound.State
State = Application.State
HEADS = ("所在地", "评定级别")
STRUCK = Text("升级评定结果已取消", "Your result was struck")


def _held(found: UpgradeRound, by: Acting, at: datetime) -> tuple[UpgradeRound, ReviewLaw]:
    round_for(by, found.pk)
    row, law = held_round(UpgradeRound.objects.all(), found.pk, at=at)
    require(by, CONCLUDE.name, law.province)
    return row, law


@transaction.atomic
def publish_results(
    found: UpgradeRound, how: Publishing, *, by: Acting, at: datetime
) -> UpgradeRound:  # fmt: skip
    """Put who passed before the public, with masked names; applicants now read their scores.

    Refused before the last day and while an application is not decided. With nobody passed there
    is no list. Published already, it stands.
    """
    row, law = _held(found, by, at)
    if row.state != Round.OPEN:
        return row
    clause, reasons = law.clause(UPGRADE), []
    if law.on <= row.closes_on:
        says = Text(
            f"申请到 {row.closes_on} 截止，之后才能公布结果。",
            f"Applications are taken until {row.closes_on}; publish after that day.",
        )
        reasons.append(Reason(says, clause))  # fmt: skip
    if open_ := undecided_of(row):
        says = Text(f"还有 {open_} 份申请没有评定。", f"{open_} applications are not decided yet.")
        reasons.append(Reason(says, clause))
    if reasons:
        raise Refused(reasons)
    passed = list(passed_of(row).select_for_update(of=("self",)))
    words = {one.grade: one.zh for one in content_of(row.criteria.content).levels}
    if passed:
        row.public_list = publish_names(
            f"{row.title}结果公示", f"reviews.upgrade:{row.pk}",
            [(one.person, words[one.grade]) for one in passed], HEADS, how,
            intro="按升级评定标准，下列专员评定通过，现予公示。", by=by, at=at,
        )  # fmt: skip
    for number, one in enumerate(passed, 1):
        one.list_number = number
    Application.objects.bulk_update(passed, ["list_number"])
    row.state, row.published_at = Round.PUBLISHED, at
    row.save(update_fields=["state", "published_at", "public_list"])
    record(by, "reviews.upgrade_published", row, place=law.province, clause=clause or "",
           values={"passed": len(passed)})  # fmt: skip
    decided = row.applications.filter(state__in=(State.PASSED, State.FAILED))
    for one in decided.select_related("person"):
        title = Text(f"{row.title}：评定结果已公布", f"{row.title}: the result is out")
        tell(one, title, Text(one.decision_zh, one.decision_en), by=by, at=at)
    return row


@transaction.atomic
def strike_application(found: Application, *, reason: str, by: Acting, at: datetime) -> Application:
    """Take someone who passed off the result, with the reason (an objection was upheld)."""
    round_, law = _held(found.round, by, at)
    row = Application.objects.select_for_update(of=("self",)).select_related("person__home").get(
        pk=found.pk
    )  # fmt: skip
    if row.person.user_id == by.user_id:
        raise OutOfScope
    if row.state == State.STRUCK:
        return row
    if row.state != State.PASSED or round_.state != Round.PUBLISHED:
        no = Text("只有公示中的人选可以取消。", "Only who stands on the published list is struck.")
        raise Refused([Reason(no, law.clause(UPGRADE))])
    row.state, row.reason = State.STRUCK, said_why(reason)
    row.save(update_fields=["state", "reason"])
    record(by, "reviews.struck", row, place=row.person.home.code, reason=row.reason)
    tell(row, STRUCK, Text(row.reason, row.reason), by=by, at=at)
    return row


@transaction.atomic
def conclude_upgrade(found: UpgradeRound, *, by: Acting, at: datetime) -> UpgradeRound:
    """Give the grades to who passed, once the list stood its days and objections are answered.

    Who is no specialist any more is struck with that reason. Concluded already, nothing changes.
    """
    row, law = _held(found, by, at)
    clause = law.clause(UPGRADE)
    if row.state == Round.FINAL:
        return row
    if row.state != Round.PUBLISHED:
        no = Text("结果公示后才能办结。", "It is concluded after the results were published.")
        raise Refused([Reason(no, clause)])
    passed = list(passed_of(row).select_for_update(of=("self",)))
    insist_list_over(row.public_list, on=law.on, standing=[one.list_number or 0 for one in passed])
    for one in passed:
        if specialist_of(one.person, on=law.on) is None:
            one.state, one.reason = State.STRUCK, "办结时已不是专员"
            one.save(update_fields=["state", "reason"])
            record(by, "reviews.struck", one, place=one.person.home.code, reason=one.reason)
            tell(one, STRUCK, Text(one.reason, "You were no specialist any more when it was "
                 "concluded."), by=by, at=at)  # fmt: skip
            continue
        spell = give_grade(one.person, one.grade, cause="review",
                           says=f"{row.title}，得分 {one.score}", on=law.on, by=by,
                           at=at)  # fmt: skip
        one.state = State.GRANTED
        one.save(update_fields=["state"])
        if spell.at != at:  # of a new grade the person hears from merits
            since = spell.since.isoformat()
            tell(one, Text(f"{row.title}：已办结，级别不变", f"{row.title}: your grade stays"),
                 Text(f"您自 {since} 起已是这个级别。", f"You have had this grade since {since}."),
                 by=by, at=at)  # fmt: skip
    row.state, row.final_at = Round.FINAL, at
    row.save(update_fields=["state", "final_at"])
    granted = sum(one.state == State.GRANTED for one in passed)
    record(by, "reviews.upgrade_final", row, place=law.province, clause=clause or "",
           values={"granted": granted})  # fmt: skip
    return row
