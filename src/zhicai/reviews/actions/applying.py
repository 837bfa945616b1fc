"""Open an upgrade review; a specialist applies with evidence; the office checks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.merits.queries.law import GRADES, grade_words, grades_open
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.people.actions.rights import oneself
from zhicai.people.models import Person
from zhicai.people.queries import specialist_of
from zhicai.places.queries import path_of
from zhicai.reviews.actions.rounds import RoundTerms, day_of, open_round, said_why
from zhicai.reviews.models import Application, Evidence, UpgradeRound
from zhicai.reviews.permissions import RUN
from zhicai.reviews.queries.law import UPGRADE, ReviewLaw, law_of_year
from zhicai.reviews.queries.upgrading import application_for, conditions_in, next_grade
from zhicai.reviews.rules.content import content_of
from zhicai.reviews.rules.facts import all_met
from zhicai.reviews.rules.upgrading import level_of

State = Application.State
MOST_FILES, LONGEST_SAYS = 6, 1000
OPEN_STATES = (State.SUBMITTED, State.RETURNED)


@transaction.atomic
def open_upgrade(
    law: ReviewLaw, terms: RoundTerms, *, by: Acting, at: datetime
) -> UpgradeRound:  # fmt: skip
    """Open an upgrade review; Refused, with HB-2.4.1.f, while it is switched off; with HB-2.4.1.h
    while grades are not in use or the rules do not know a grade of the criteria.
    """
    require(by, RUN.name, law.province)
    criteria = law.insist(UPGRADE)
    _insist_grades(law, [one.grade for one in content_of(criteria.content).levels])
    return open_round(UpgradeRound.objects.all(), UPGRADE, law, terms, by=by, at=at)


def _insist_grades(law: ReviewLaw, grades: Sequence[int]) -> None:
    clause = law.law.cites(f"merits.{GRADES}")
    if not grades_open(law.year, law.on):
        says = Text(
            "省里还没有启用专员分级，评定结果无法落到级别上。",
            "Grades are not in use, so that no result could become a grade.",
        )
        raise Refused([Reason(says, clause)])  # fmt: skip
    known = grade_words(law.year, law.on)
    unknown = [str(one) for one in grades if one not in known]
    if unknown:
        names = "、".join(unknown)
        says = Text(
            f"级别规则里没有 {names} 级，先在级别规则里设定。",
            f"The rules of grades know no grade {names}; set it there first.",
        )
        raise Refused([Reason(says, clause)])  # fmt: skip


@transaction.atomic
def apply_for_upgrade(
    person: Person, round_: UpgradeRound, *, says: str = "",
    uploads: "Sequence[UploadedFile[Any]]" = (), by: Acting, at: datetime,
) -> Application:  # fmt: skip
    """Apply for the grade above the present one; what was returned is handed in anew.

    Refused with every condition that is not met and the clause, outside the days, for who is no
    specialist, and for a grade that the criteria do not know. OutOfScope for anybody else.
    """
    on = day_of(at)
    held = Person.objects.select_for_update(of=("self",)).select_related("home").get(pk=person.pk)
    if held.user_id != by.user_id or held.erased_at is not None:
        raise OutOfScope
    found = UpgradeRound.objects.select_related("programme_year__province", "criteria").get(
        pk=round_.pk
    )
    law = law_of_year(found.programme_year, on=on)
    there = Application.objects.filter(round=found, person=held).exclude(state=State.WITHDRAWN)
    present = there.select_for_update().first()
    if present is not None and present.state != State.RETURNED:
        return present
    grade = next_grade(held, on=on)
    conditions = _insist_conditions(held, law, found, grade)
    words = says.strip()
    if len(words) > LONGEST_SAYS or len(uploads) > MOST_FILES:
        no = Text(f"说明不超过 {LONGEST_SAYS} 字，材料不超过 {MOST_FILES} 份。",
                  f"At most {LONGEST_SAYS} characters and {MOST_FILES} files.")  # fmt: skip
        raise BadInput([Fault(no, "says")])
    values = {"grade": grade, "says": words, "conditions": conditions, "applied_at": at,
              "state": State.SUBMITTED}  # fmt: skip
    if present is None:
        row = Application.objects.create(round=found, person=held, **values)
    else:
        row = present
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    if row.evidence.count() + len(uploads) > MOST_FILES:
        no = Text(f"材料不超过 {MOST_FILES} 份。", f"At most {MOST_FILES} files.")
        raise BadInput([Fault(no, "files")])
    for upload in uploads:
        kept = keep_file(upload, by=by, at=at, field="files")
        Evidence.objects.create(application=row, file=kept)
    record(oneself(held), "reviews.applied", row, place=held.home.code,
           clause=law.clause(UPGRADE) or "", values={"grade": grade})  # fmt: skip
    return row


def _insist_conditions(
    held: Person, law: ReviewLaw, found: UpgradeRound, grade: int
) -> list[dict[str, Any]]:
    clause, on = law.clause(UPGRADE), law.on
    law.still_open(UPGRADE)
    if found.state != UpgradeRound.State.OPEN or not found.opens_on <= on <= found.closes_on:
        says = Text(
            f"申请时间是 {found.opens_on} 至 {found.closes_on}，现在不受理。",
            f"Applications are taken from {found.opens_on} to {found.closes_on}, not now.",
        )
        raise Refused([Reason(says, clause)])
    if specialist_of(held, on=on) is None:
        says = Text("只有现任专员可以申请升级。", "Only present specialists apply for an upgrade.")
        raise Refused([Reason(says, clause)])
    if level_of(content_of(found.criteria.content), grade) is None:
        says = Text(f"这次评定没有 {grade} 级。", f"This review has no grade {grade}.")
        raise Refused([Reason(says, clause)])
    checks = conditions_in(held, law, found, grade)
    all_met(checks, clause).insist()
    return [one.stored() for one in checks]


@transaction.atomic
def withdraw_application(found: Application, *, by: Acting) -> Application:
    """Withdraw one's own application before it is reviewed; withdrawn it stays."""
    row = Application.objects.select_for_update(of=("self",)).select_related("person__home").get(
        pk=found.pk
    )  # fmt: skip
    if row.person.user_id != by.user_id:
        raise OutOfScope
    if row.state == State.WITHDRAWN:
        return row
    if row.state not in OPEN_STATES:
        says = Text("申请已进入评审，不能撤回。", "It is under review and cannot be withdrawn.")
        raise Refused([Reason(says)])
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    record(oneself(row.person), "reviews.withdrawn", row, place=row.person.home.code)
    return row


@transaction.atomic
def check_application(
    found: Application, *, accept: bool, reason: str = "", by: Acting, at: datetime
) -> Application:
    """Accept an application for review, or return it with the reason; nobody checks the own.

    The same decision again changes nothing; Refused for any other state.
    """
    on = day_of(at)
    seen = application_for(by, found.pk, on=on)
    require(by, RUN.name, path_of(seen.person.home, on=on))
    row = Application.objects.select_for_update(of=("self",)).select_related(
        "person__home", "round__programme_year__province"
    ).get(pk=found.pk)  # fmt: skip
    target = State.REVIEWING if accept else State.RETURNED
    if row.state == target:
        return row
    if row.state != State.SUBMITTED:
        no = Text("这份申请不在待核查状态。", "This application does not wait for the check.")
        raise Refused([Reason(no)])
    words = reason.strip() if accept else said_why(reason)
    row.state, row.reason = target, words[:400]
    row.checked_at, row.checked_by, row.office = at, by.name, by.office
    row.save(update_fields=["state", "reason", "checked_at", "checked_by", "office"])
    verb = "reviews.accepted" if accept else "reviews.returned"
    record(by, verb, row, place=row.person.home.code, reason=words)
    title = Text(
        "升级申请已进入评审" if accept else "升级申请被退回，请补充后再交",
        "Your application is under review" if accept else "Your application was returned",
    )
    tell(row, title, Text(words, words), by=by, at=at)
    return row


def tell(row: Application, title: Text, says: Text, *, by: Acting, at: datetime) -> None:
    """Send a word to the applicant, once for each state."""
    if row.person.user_id is None:
        return
    draft = Draft(
        Addressee(user_id=row.person.user_id), title, says,
        f"reviews.application:{row.pk}:{row.state}:{at.isoformat()}", "/reviews/me/",
        f"reviews.application:{row.pk}",
    )  # fmt: skip
    send_messages([draft], kind=Message.Kind.NOTICE, by=by, at=at)
