"""What a person does with the own data: answer the notice, ask, take back; what an office answers.

What persons do themselves is recorded without their name, so that the log needs no erasing.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from zhicai.accounts.acting import Acting, Oneself
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor, record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.actions.erasing import erase
from zhicai.people.holds import holds_on
from zhicai.people.likeness import note_likeness
from zhicai.people.models import Consent, Employment, Person, RightsRequest
from zhicai.people.queries.privacy import consents_of, privacy, working_days
from zhicai.people.queries.records import hash_of
from zhicai.people.queries.requests import request_for
from zhicai.people.rules.identity import PersonFacts, cleaned, sex_of
from zhicai.people.rules.pinyin import initials
from zhicai.people.rules.requests import (
    due_after,
    faults_of_answer,
    faults_of_request,
)
from zhicai.places.queries import path_of

State, Kind = RightsRequest.State, RightsRequest.Kind


def oneself(person: Person) -> Oneself:
    """Return under which name a person's own doing is recorded: the record's key, no name."""
    return Oneself(f"person-{person.pk}", "本人", "")


def _own(person: Person, by: Acting) -> Person:
    held = Person.objects.select_for_update().filter(pk=person.pk, user_id=by.user_id).first()
    if held is None or held.erased_at is not None:
        raise OutOfScope
    return held


@transaction.atomic
def answer_purposes(
    person: Person, given: Collection[str], *, by: Acting, at: datetime
) -> list[Consent]:
    """Note a person's answer to every purpose of the notice in force (PIPL 14, 15).

    Purposes that the duties need are taken note of, the others are consented to or refused;
    refusing one costs nothing (PIPL 16). Only what changes is written.
    """
    held = _own(person, by)
    notice = privacy()
    fresh = []
    for state in consents_of(held):
        yes = state.purpose.needed or state.purpose.id in given
        if not state.current or state.given != yes:
            fresh.append(
                Consent(
                    person=held,
                    purpose=state.purpose.id,
                    version=notice.version,
                    given=yes,
                    at=at,
                )
            )
    Consent.objects.bulk_create(fresh)
    if fresh:
        answers = {row.purpose: row.given for row in fresh}
        values = {"version": notice.version, "answers": answers}
        record(oneself(held), "people.purposes_answered", held, values=values)
    return fresh


@transaction.atomic
def ask(
    person: Person,
    kind: str,
    *,
    by: Acting,
    at: datetime,
    says: str = "",
    field: str = "",
    proposed: str = "",
) -> RightsRequest:
    """Ask to read, correct, erase or contest what is kept; the office has until ``due``.

    BadInput names what is missing, or the open request that already asks for the same.
    """
    held = _own(person, by)
    if kind not in Kind.values:
        choose = Text("请选择申请的种类。", "Choose what you ask for.")
        raise BadInput([Fault(choose, field="kind")])
    named = field if kind == Kind.CORRECTION else ""
    wanted = proposed.strip() if named else ""
    faults = faults_of_request(kind, named, wanted, says)
    if not faults and named:
        faults = _faults_of_correction(held, named, wanted, at)
    if faults:
        raise BadInput(faults)
    on = at.astimezone(CHINA).date()
    due = due_after(on, privacy().response.working_days, working_days())
    request = RightsRequest(
        person=held, kind=kind, field=named, before=_value_of(held, named), proposed=wanted,
        says=says.strip(), asked_at=at, due=due,
    )  # fmt: skip
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        twice = Text(
            "同样的申请正在办理中，先等答复，或撤回后再提。",
            "The same request is open already; wait for the answer or take it back first.",
        )
        raise BadInput([Fault(twice, field="kind")]) from error
    values = {"kind": kind, "field": named, "due": due.isoformat()}
    record(oneself(held), "people.asked", request, place=held.home.code, values=values)
    return request


@transaction.atomic
def withdraw_request(request: RightsRequest, *, by: Acting, at: datetime) -> RightsRequest:
    """Take an open request back; OutOfScope for anybody else's."""
    held = _open(request)
    if held.person.user_id != by.user_id:
        raise OutOfScope
    held.state, held.decided_at = State.WITHDRAWN, at
    held.save(update_fields=["state", "decided_at"])
    record(oneself(held.person), "people.request_withdrawn", held, place=held.person.home.code)
    return held


@transaction.atomic
def decide_request(
    request: RightsRequest, *, grant: bool, answer: str, by: Acting, at: datetime
) -> RightsRequest:
    """Answer a request; granting a correction writes it, granting an erasure erases.

    Refused with the legal holds where data must stay; BadInput where the reason is missing or what
    is proposed does not fit the field.
    """
    on = at.astimezone(CHINA).date()
    request_for(by, request.pk, on=on)
    held = _open(request)
    require(by, "people.decide", path_of(held.person.home, on=on))
    faults = faults_of_answer(answer)
    if faults:
        raise BadInput(faults)
    place = held.person.home.code
    held.state = State.GRANTED if grant else State.REFUSED
    held.decided_at, held.decided_by, held.office = at, by.name, by.office
    held.answer = answer.strip()
    held.save(update_fields=["state", "decided_at", "decided_by", "office", "answer"])
    values = {"kind": held.kind, "field": held.field, "granted": grant}
    record(by, "people.request_decided", held, place=place, values=values)
    if grant and held.kind == Kind.CORRECTION:
        _correct(held, by=by, at=at)
    if grant and held.kind == Kind.ERASURE:
        reasons = holds_on(held.person)
        if reasons:
            raise Refused(reasons)
        erase(held.person, by=by, at=at)
        held.refresh_from_db()
    return held


def _open(request: RightsRequest) -> RightsRequest:
    held = (
        RightsRequest.objects.select_for_update(of=("self",))
        .select_related("person__home")
        .get(pk=request.pk)
    )
    if held.state != State.OPEN:
        says = Text("这项申请已经办结。", "This request has been closed.")
        raise Refused([Reason(says)])
    return held


# --- corrections ---------------------------------------------------------------------------------


def _present(person: Person) -> Employment | None:
    return person.employments.filter(valid_to=None).select_related("organisation").first()


def _value_of(person: Person, field: str) -> str:
    """Return what a field says now."""
    if field in ("employer", "post"):
        work = _present(person)
        if work is None:
            return ""
        named = work.organisation.name if work.organisation else work.employer_name
        return named if field == "employer" else work.post
    return str(getattr(person, field)) if field else ""


def _faults_of_correction(person: Person, field: str, value: str, at: datetime) -> list[Fault]:
    """Return what is wrong with a proposed value, said at the form's own field."""
    _facts, faults = cleaned(_supposing(person, field, value), on=at.astimezone(CHINA).date())
    found = [Fault(fault.says, field="proposed") for fault in faults if fault.field == field]
    if field in ("employer", "post") and _present(person) is None:
        says = Text("还没有登记工作单位，请先由单位登记。", "No employer is on the record yet.")
        found.append(Fault(says, field="field"))
    most = {"employer": 120, "post": 80, "email": 120}.get(field)
    if most is not None and len(value) > most:
        says = Text(f"最多 {most} 字。", f"At most {most} characters.")
        found.append(Fault(says, field="proposed"))
    if field == "email" and ("@" not in value or " " in value):
        says = Text("邮箱应形如 name@example.cn。", "An e-mail address is like name@example.cn.")
        found.append(Fault(says, field="proposed"))
    return found


def _supposing(person: Person, field: str, value: str) -> PersonFacts:
    known: Mapping[str, str] = {field: value} if field in ("name", "phone", "id_number") else {}
    return PersonFacts(
        name=known.get("name", person.name),
        home_id=person.home_id,
        id_kind=person.id_kind or "resident",
        id_number=known.get("id_number", ""),
        phone=known.get("phone", ""),
    )


def _correct(request: RightsRequest, *, by: Actor, at: datetime) -> None:
    """Write a granted correction into its field; the log says which field, not what."""
    person, field = Person.objects.select_for_update().get(pk=request.person_id), request.field
    faults = _faults_of_correction(person, field, request.proposed, at)
    if faults:
        raise BadInput([Fault(one.says, field="answer") for one in faults])
    if field in ("employer", "post"):
        _correct_work(person, field, request.proposed)
    elif field == "id_number":
        _correct_number(person, request.proposed, at)
    else:
        facts, _faults = cleaned(
            _supposing(person, field, request.proposed), on=at.astimezone(CHINA).date()
        )
        value = {"name": facts.name, "phone": facts.phone}.get(field, request.proposed)
        setattr(person, field, value)
        person.pinyin = initials(person.name)
        person.save(update_fields=[field, "pinyin"])
    if field in ("name", "phone", "id_number"):
        note_likeness([person])
    record(by, "people.corrected", person, place=person.home.code, values={"field": field})


def _correct_work(person: Person, field: str, value: str) -> None:
    work = _present(person)
    if work is None:
        return
    if field == "post":
        work.post = value
        work.save(update_fields=["post"])
    else:
        work.organisation, work.employer_name = None, value
        work.save(update_fields=["organisation", "employer_name"])


def _correct_number(person: Person, value: str, at: datetime) -> None:
    facts, _faults = cleaned(_supposing(person, "id_number", value), on=at.astimezone(CHINA).date())
    hashed = hash_of(facts.id_kind, facts.id_number)
    others = Person.objects.filter(id_kind=facts.id_kind, id_hash=hashed)
    if others.exclude(pk=person.pk).exists():
        says = Text(
            "这个证件号码已在另一份档案上，先核对两份档案是不是同一个人。",
            "This number stands on another record; find out first whether both are one person.",
        )
        raise Refused([Reason(says)])
    person.id_kind, person.id_number, person.id_hash = facts.id_kind, facts.id_number, hashed
    person.sex = sex_of(facts.id_kind, facts.id_number) or person.sex
    person.save(update_fields=["id_kind", "id_number", "id_hash", "sex"])
