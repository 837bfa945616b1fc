"""Keep the pool of lecturers: propose, admit, change, rest, mark as the team; take in a list."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.training.actions.locking import day_of
from zhicai.training.models import Lecturer

_LONGEST = {"name": 60, "employer": 120, "title": 80, "fields": 200, "phone": 30, "email": 120}


@dataclass(frozen=True, slots=True)
class LecturerFacts:
    """A lecturer as entered; ``items`` and ``proven`` are ids of the curriculum."""

    name: str
    employer: str
    title: str = ""
    fields: str = ""
    items: tuple[str, ...] = ()
    proven: tuple[str, ...] = ()
    evidence: str = ""
    phone: str = ""
    email: str = ""


def lecturer_faults(facts: LecturerFacts) -> list[Fault]:
    """Return what is wrong: name and employer are there, proven experience has its evidence."""
    found = []
    if not facts.name.strip():
        found.append(Fault(Text("请写明姓名。", "Enter the name."), "name"))
    if not facts.employer.strip():
        found.append(Fault(Text("请写明工作单位。", "Enter the employer."), "employer"))
    if facts.proven and not facts.evidence.strip():
        says = Text(
            "标了实战经验，请写明依据（案件、课题、岗位）。",
            "Practical experience needs its evidence (cases, projects, posts).",
        )
        found.append(Fault(says, "evidence"))
    for name, longest in _LONGEST.items():
        if len(getattr(facts, name)) > longest:
            says = Text(f"请控制在 {longest} 字以内。", f"Keep it to {longest} characters.")
            found.append(Fault(says, name))
    return found


@transaction.atomic
def enter_lecturer(
    facts: LecturerFacts, *, by: Acting, at: datetime, serves: Sequence[Place] = ()
) -> Lecturer:
    """Enter a lecturer: the province admits at once, a city or base proposes (HB-2.1.b).

    BadInput where the pool has someone of that name and employer already.
    """
    require(by, "training.propose")
    province = Place.objects.get(code=by.province)
    faults = lecturer_faults(facts)
    same = Lecturer.objects.filter(
        province=province, name=facts.name.strip(), employer=facts.employer.strip()
    )
    if not faults and same.exists():
        says = Text(
            f"讲师库里已有{facts.employer.strip()}的{facts.name.strip()}。",
            f"The pool has {facts.name.strip()} of {facts.employer.strip()} already.",
        )
        faults.append(Fault(says, "name"))
    if faults:
        raise BadInput(faults)
    row = _new(facts, province, by=by, at=at)
    row.save(force_insert=True)
    row.serves.set(serves)
    record(by, "training.lecturer_entered", row, values={"state": row.state})
    return row


def _new(facts: LecturerFacts, province: Place, *, by: Acting, at: datetime) -> Lecturer:
    row = Lecturer(province=province, organisation_id=by.organisation_id, entered_at=at,
                   entered_by=by.office)  # fmt: skip
    _write(row, facts)
    row.state = Lecturer.State.PROPOSED
    if holds(by, "training.keep"):
        row.state, row.admitted_on, row.admitted_by = Lecturer.State.ACTIVE, day_of(at), by.name
    return row


def _write(row: Lecturer, facts: LecturerFacts) -> None:
    for name, value in asdict(facts).items():
        plain = list(value) if isinstance(value, tuple) else value.strip()
        setattr(row, name, plain)


@transaction.atomic
def enter_lecturers(rows: Sequence[LecturerFacts], *, by: Acting, at: datetime) -> tuple[int, int]:
    """Take in a whole list, all rows or none; return how many are new and how many changed.

    The province changes those that the pool has; who proposes leaves them as they are.
    """
    require(by, "training.propose")
    province = Place.objects.get(code=by.province)
    faults = [
        Fault(fault.says, fault.field, number)
        for number, facts in enumerate(rows, start=1)
        for fault in lecturer_faults(facts)
    ]
    if faults:
        raise BadInput(faults)
    have = {(one.name, one.employer): one for one in Lecturer.objects.filter(province=province)}
    fresh: dict[tuple[str, str], Lecturer] = {}
    changed = []
    for facts in rows:
        key = (facts.name.strip(), facts.employer.strip())
        if key in have:
            if holds(by, "training.keep"):
                _write(have[key], facts)
                changed.append(have[key])
        else:
            fresh[key] = _new(facts, province, by=by, at=at)
    Lecturer.objects.bulk_create(fresh.values())
    Lecturer.objects.bulk_update(changed, list(asdict(rows[0])) if rows else ["name"])
    values = {"new": len(fresh), "changed": len(changed)}
    record(by, "training.lecturers_taken_in", province, place=by.place_code, values=values)
    return len(fresh), len(changed)


def _locked(pk: int, by: Acting) -> Lecturer:
    found = Lecturer.objects.select_for_update().filter(pk=pk, province__code=by.province).first()
    if found is None:
        raise OutOfScope
    return found


@transaction.atomic
def change_lecturer(
    lecturer: Lecturer,
    facts: LecturerFacts,
    *,
    by: Acting,
    at: datetime,
    serves: Sequence[Place] | None = None,
) -> Lecturer:
    """Change a lecturer: the province any, who proposed someone until the province has admitted."""
    require(by, "training.propose")
    row = _locked(lecturer.pk, by)
    proposer = row.state == Lecturer.State.PROPOSED and row.entered_by == by.office
    if not holds(by, "training.keep") and not proposer:
        raise OutOfScope
    if faults := lecturer_faults(facts):
        raise BadInput(faults)
    clash = Lecturer.objects.filter(
        province=row.province_id, name=facts.name.strip(), employer=facts.employer.strip()
    ).exclude(pk=row.pk)
    if clash.exists():
        says = Text("讲师库里已有同名同单位的人。", "The pool has this name and employer already.")
        raise BadInput([Fault(says, "name")])
    _write(row, facts)
    row.save()
    if serves is not None:
        row.serves.set(serves)
    record(by, "training.lecturer_changed", row, values={"on": day_of(at).isoformat()})
    return row


@transaction.atomic
def set_state(lecturer: Lecturer, state: str, *, reason: str, by: Acting, at: datetime) -> Lecturer:
    """Admit, rest or let go a lecturer; the province alone keeps the pool (HB-2.1.b)."""
    require(by, "training.keep")
    row = _locked(lecturer.pk, by)
    if state not in Lecturer.State.values or state == Lecturer.State.PROPOSED:
        says = Text("请选择状态。", "Choose the state.")
        raise BadInput([Fault(says, "state")])
    if state != Lecturer.State.ACTIVE and not reason.strip():
        raise BadInput([Fault(Text("请写明原因。", "Give the reason."), "reason")])
    if state == Lecturer.State.ACTIVE and row.admitted_on is None:
        row.admitted_on, row.admitted_by = day_of(at), by.name
    row.state = state
    if state == Lecturer.State.LEFT:
        row.team = False
    row.save()
    record(by, "training.lecturer_state", row, reason=reason, values={"state": state})
    return row


@transaction.atomic
def mark_team(lecturers: Sequence[Lecturer], team: bool, *, by: Acting, at: datetime) -> int:
    """Mark lecturers as members of the professional team, or take the mark back (HB-2.1.g).

    BadInput for someone without proven experience in any skill; nobody is marked then.
    """
    require(by, "training.keep")
    rows = [_locked(one.pk, by) for one in lecturers]
    lacking = [row for row in rows if team and not (row.proven and row.state == "active")]
    if lacking:
        names = "、".join(row.name for row in lacking)
        says = Text(
            f"{names}没有标明的实战经验或不在库，不能列入专业化队伍。",
            f"No proven experience, or not active in the pool: {names}.",
        )
        raise BadInput([Fault(says, "selected")])
    for row in rows:
        row.team = team
        row.save(update_fields=["team"])
        record(by, "training.team_marked", row, values={"team": team, "on": str(day_of(at))})
    return len(rows)
