"""Give a grade, end it, reckon everybody's by the rules and apply what was shown."""

from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting, System
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.merits.actions.telling import tell_grade
from zhicai.merits.models import GradeChange, GradeRun, GradeSpell
from zhicai.merits.permissions import GRADE
from zhicai.merits.queries.law import (
    GRADES,
    MeritLaw,
    law_of_person,
    set_of_year,
    words_of,
)
from zhicai.merits.queries.reckoning import changes_due, standings_of
from zhicai.people.models import Person
from zhicai.people.queries import specialist_of
from zhicai.places.queries import path_of

LONGEST = 400
By = Acting | System


@transaction.atomic
def give_grade(
    person: Person, grade: int, *, cause: str, says: str, on: date, by: By, at: datetime
) -> GradeSpell:
    """Give a specialist a grade from a day on; the same again is the spell that stands.

    The specialist is told. ``cause`` is one of :class:`GradeSpell.Cause`. Refused while grades are
    not in use (setting grades-open, HB-2.4.1.h) and for who is no specialist; BadInput for a grade
    that the rules do not know, a day before the present grade began, or no reason where a hand
    gives it.
    """
    held = Person.objects.select_for_update(of=("self",)).select_related("home").get(pk=person.pk)
    law = law_of_person(held, on=on)
    if law is None or held.erased_at is not None:
        raise OutOfScope
    if isinstance(by, Acting):
        require(by, GRADE.name, path_of(held.home, on=at.astimezone(CHINA).date()))
    law.insist(GRADES)
    if specialist_of(held, on=on) is None:
        no = Text("级别只给持证专员。", "Grades are given to certified specialists.")
        raise Refused([Reason(no, law.clause(GRADES))])
    present = GradeSpell.objects.select_for_update().filter(person=held, until=None).first()
    if present is not None and present.grade == grade:
        return present
    faults = _faults(law, present, grade, cause, says, on)
    if faults:
        raise BadInput(faults)
    if present is not None:
        present.until, present.ended_says = on, says.strip()[:LONGEST]
        present.save(update_fields=["until", "ended_says"])
    made = GradeSpell.objects.create(
        person=held, grade=grade, since=on, cause=cause, says=says.strip(), at=at, by=by.name,
        office=by.office,
    )  # fmt: skip
    record(
        by, "merits.graded", made, place=held.home.code, clause=law.clause(GRADES) or "",
        reason=made.says,
        values={"grade": grade, "before": present.grade if present else None, "cause": cause},
    )  # fmt: skip
    tell_grade(made, words_of(law)[grade], by=by, at=at)
    return made


def _faults(
    law: MeritLaw, present: GradeSpell | None, grade: int, cause: str, says: str, on: date
) -> list[Fault]:
    found = []
    known = words_of(law)
    if grade not in known:
        names = "、".join(str(one) for one in known)
        no = Text(f"规则里没有 {grade} 级，可用的级别：{names}。",
                  f"The rules know no grade {grade}; the grades are {names}.")  # fmt: skip
        found.append(Fault(no, "grade"))
    if cause not in GradeSpell.Cause.values:
        found.append(Fault(Text("没有这种定级原因。", "There is no such cause."), "cause"))
    if present is not None and on < present.since:
        since = present.since.isoformat()
        no = Text(f"日期不能早于现有级别的起始日期（{since}）。",
                  f"The day cannot be before the present grade began ({since}).")  # fmt: skip
        found.append(Fault(no, "on"))
    if len(says.strip()) > LONGEST or (cause != GradeSpell.Cause.CERTIFICATE and not says.strip()):
        no = Text(f"请写明理由，不超过 {LONGEST} 字。",
                  f"Say why, in at most {LONGEST} characters.")  # fmt: skip
        found.append(Fault(no, "says"))
    return found


@transaction.atomic
def end_grade(person: Person, *, says: str, on: date, by: By) -> GradeSpell | None:
    """End the present grade of who is no specialist any more; None where there is none."""
    Person.objects.select_for_update().get(pk=person.pk)
    present = GradeSpell.objects.select_for_update().filter(person=person, until=None).first()
    if present is None:
        return None
    present.until, present.ended_says = max(on, present.since), says.strip()[:LONGEST]
    present.save(update_fields=["until", "ended_says"])
    record(by, "merits.grade_ended", present, place=person.home.code, reason=present.ended_says,
           values={"grade": present.grade})  # fmt: skip
    return present


# --- everybody, by the rules ---------------------------------------------------------------------


@transaction.atomic
def make_run(law: MeritLaw, *, by: By, at: datetime) -> GradeRun | None:
    """Reckon everybody's grade by the rules and keep what would change; nothing changes yet.

    A run that waits is dropped for the new one, unless both say the same. None where nothing would
    change. Refused where grades are not in use or no rules are in force.
    """
    if isinstance(by, Acting):
        require(by, GRADE.name, law.province)
    law.insist(GRADES)
    ruling = set_of_year(law.programme, law.on.year)
    if ruling is None:
        no = Text("今年没有执行中的规则。", "No rules are in force this year.")
        raise Refused([Reason(no, law.clause(GRADES))])
    due = changes_due(law, standings_of(law))
    waits = GradeRun.objects.select_for_update().filter(
        programme=law.programme, state=GradeRun.State.PROPOSED
    ).first()  # fmt: skip
    if waits is not None:
        kept = list(waits.changes.values_list("person", "before", "after", "tenths"))
        if sorted(kept) == sorted((one.person, one.before, one.after, one.tenths) for one in due):
            return waits
        _decide(waits, GradeRun.State.DROPPED, by, at)
    if not due:
        return None
    made = GradeRun.objects.create(
        programme=law.programme, rule_set=ruling, made_at=at, made_by=by.name
    )
    GradeChange.objects.bulk_create(
        [
            GradeChange(run=made, person_id=one.person, before=one.before, after=one.after,
                        tenths=one.tenths)
            for one in due
        ],
        batch_size=500,
    )  # fmt: skip
    record(by, "merits.run_made", made, place=law.province, values={"people": len(due)})
    return made


def _decide(run: GradeRun, state: str, by: By, at: datetime) -> None:
    run.state, run.decided_at, run.decided_by = state, at, by.name
    run.save(update_fields=["state", "decided_at", "decided_by"])


@transaction.atomic
def apply_run(run: GradeRun, law: MeritLaw, *, by: Acting, at: datetime) -> int:
    """Give everybody the grade that a run showed; returns how many changed.

    Who has another grade by now, or is no specialist any more, is left as is and said in the run.
    """
    require(by, GRADE.name, law.province)
    law.insist(GRADES)
    held = GradeRun.objects.select_for_update().filter(pk=run.pk, programme=law.programme).first()
    if held is None:
        raise OutOfScope
    if held.state != GradeRun.State.PROPOSED:
        raise Refused([Reason(Text("这次试算已经办理。", "This run has been decided."))])
    now = {one.person: one for one in standings_of(law)}
    done, on = 0, law.on
    for change in held.changes.select_related("person__home"):
        stands = now.get(change.person_id)
        if stands is None or stands.standing.grade != change.before:
            change.skipped = "级别已变动，未核定"
            change.save(update_fields=["skipped"])
            continue
        says = f"按规则第 {held.rule_set.number} 版核定，有效积分 {change.points}"
        try:
            give_grade(change.person, change.after, cause="rule", says=says, on=on, by=by, at=at)
        except (Refused, BadInput) as error:
            change.skipped = str(error.says)[:200]
            change.save(update_fields=["skipped"])
            continue
        done += 1
    _decide(held, GradeRun.State.APPLIED, by, at)
    record(by, "merits.run_applied", held, place=law.province, values={"people": done})
    return done


@transaction.atomic
def drop_run(run: GradeRun, law: MeritLaw, *, by: Acting, at: datetime) -> None:
    """Put a run aside; nobody's grade changes."""
    require(by, GRADE.name, law.province)
    held = GradeRun.objects.select_for_update().filter(pk=run.pk, programme=law.programme).first()
    if held is None:
        raise OutOfScope
    if held.state == GradeRun.State.PROPOSED:
        _decide(held, GradeRun.State.DROPPED, by, at)
        record(by, "merits.run_dropped", held, place=law.province)
