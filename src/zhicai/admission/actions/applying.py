"""Candidates: entered by county, city or employer, by oneself; confirmed, sent back, withdrawn."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.permissions import require
from zhicai.admission.actions.deciding import LEAST_WORDS, OVER
from zhicai.admission.actions.registering import (
    OTHER_NAME,
    Application,
    Receipt,
    differences,
    new_code,
    of_enterprise,
    snapshot,
    whole_application,
)
from zhicai.admission.announcements import CandidateLeft
from zhicai.admission.checks import reasons_against
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.asking import Asking, asking_for_year
from zhicai.admission.queries.calls import (
    LIVE_CANDIDATES,
    SEND,
    CallFrame,
    call_at,
    candidate_for,
    candidates_seen,
    frame_of,
    runs,
    takes_registrations,
    to_confirm,
)
from zhicai.admission.rules.eligibility import as_json
from zhicai.admission.rules.screening import STEPS
from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.people.actions.records import enter_people
from zhicai.people.queries.records import find_by_number
from zhicai.places.models import Place
from zhicai.places.queries import is_within
from zhicai.programmes.models import ProgrammeYear

State, Source = Candidate.State, Candidate.Source
TWICE = Text("这个人已是当年的考核人选。", "This person is a candidate of the year already.")
NO_REGION = Text(
    "工作单位所在地不属于任何招生区域，请联系省局。",
    "The employer lies in no region of admission; ask the provincial office.",
)
NOT_OPEN = Text(
    "现在不在本区域的报名时间，不能报名。",
    "Registration of this region is not open now.",
)
BY_OTHERS = Text(
    "当年由市州、县（市、区）和基地推荐，不开放报名。",
    "This year candidates are recommended by city, county and base; nobody registers.",
)
ELSEWHERE = Text(
    "工作单位不在本单位的辖区，由单位所在地登记。",
    "The employer lies outside your area; its own county enters the person.",
)
SECOND = Text(
    "另有人用这个证件号码报名，填写的姓名或手机号不同，请向本人核对。",
    "Someone registered with this document and another name or phone; ask the person.",
)


def asking_here(year: ProgrammeYear, by: Acting, *, frame: CallFrame) -> Asking:
    """Return what is asked of the candidates whom an office or enterprise enters."""
    place = Place.objects.get(pk=by.place_id)
    paths = by.paths if by.organisation_id is None else ()
    return asking_for_year(year, place=place, within=paths, on=frame.on)


def open_call_at(place_id: int, frame: CallFrame) -> Call:
    """Return the call to which someone of a place is routed; Refused where it takes nobody now."""
    clauses, opening = frame.rules.clauses, frame.rules.opening
    if not frame.rules.registers:
        raise Refused([Reason(BY_OTHERS, clauses.get("admission-way"))])
    if frame.region_at(place_id) is None:
        raise Refused([Reason(NO_REGION, field="employer_place")])
    found = call_at(place_id, frame)
    if found is None or not takes_registrations(found, frame):
        raise Refused([Reason(NOT_OPEN, opening.clause if opening is not None else None)])
    return found


@transaction.atomic
def enter_candidate(
    year: ProgrammeYear, application: Application, *, by: Acting, at: datetime
) -> Candidate:
    """Enter one of the own trainees as a candidate (HB-3.1.BZ.b).

    Entered by county or city, the candidacy is confirmed; an enterprise's own people wait for the
    county where the setting says so. BadInput by field; Refused with the clause outside the window,
    for another type of employer where that refuses, and for every reason of the apps above.
    """
    require(by, SEND)
    frame = frame_of(year, on=at.astimezone(CHINA).date())
    before = _same_key(application.key)
    if before is not None:
        return before
    own = by.organisation_id is not None
    asking = asking_here(year, by, frame=frame)
    whole = whole_application(asking, of_enterprise(application, by) if own else application)
    place = asking.places.by_id[whole.person.home_id]
    if not own and not any(is_within(place.path, path) for path in by.paths):
        raise BadInput([Fault(ELSEWHERE, field="employer_place")])
    call = open_call_at(place.id, frame)
    known = find_by_number(whole.person.id_kind, whole.person.id_number)
    if known is not None and known.name != whole.person.name:
        raise BadInput([Fault(OTHER_NAME, field="name")])
    person_id = enter_people([whole.person], by=by, at=at)[0]
    if _live(year, person_id) is not None:
        raise Refused([Reason(TWICE, field="id_number")])
    if against := reasons_against(year, [person_id], on=frame.on).get(person_id):
        raise Refused(against)
    row = _row(call, person_id, snapshot(asking, whole), by=by, at=at)
    _settle(row, frame, confirmed=not own, by=by, at=at)
    row.save()
    _note(row, by)
    return row


def _row(
    call: Call, person_id: int, facts: dict[str, Any], *, by: Actor, at: datetime
) -> Candidate:
    return Candidate(
        call=call,
        programme_year_id=call.programme_year_id,
        region_key=call.region_key,
        person_id=person_id,
        source=Source.REGISTRATION,
        applied_at=at,
        applied_on=at.astimezone(CHINA).date(),
        entered_by=by.name,
        office=by.office,
        **facts,
    )


def _settle(row: Candidate, frame: CallFrame, *, confirmed: bool, by: Actor, at: datetime) -> None:
    """Confirm a new candidate at once where the office entered it or none has to."""
    if confirmed or not frame.rules.confirms:
        row.state, row.confirmed_at = State.CONFIRMED, at
        row.confirmed_by = by.name if confirmed else ""
        row.confirmed_office = by.office if confirmed else ""


def _same_key(key: str) -> Candidate | None:
    return Candidate.objects.filter(key=key).first() if key else None


def _live(year: ProgrammeYear, person_id: int) -> Candidate | None:
    rows = Candidate.objects.filter(
        programme_year=year, person_id=person_id, state__in=LIVE_CANDIDATES
    )
    return rows.select_related("person").first()


def _note(row: Candidate, by: Actor) -> None:
    values = {"call": row.call_id, "state": row.state, "source": row.source}
    record(by, "admission.candidate_entered", row, place=row.employer_place.code, values=values)


@transaction.atomic
def register_candidate_oneself(
    year: ProgrammeYear, application: Application, *, by: Actor, at: datetime
) -> Receipt:
    """Register oneself for the assessment of a year; return the code to keep (HB-3.1.BZ.a).

    The employer's city decides whose call it is. Nobody learns from the answer who is a candidate
    or what the record of a person holds: reasons of the apps above become flags for the office.
    BadInput by field; Refused outside the window or where the employer's type refuses.
    """
    frame = frame_of(year, on=at.astimezone(CHINA).date())
    before = _same_key(application.key)
    if before is not None:
        return Receipt(before.code)
    asking = asking_for_year(year, place=year.province, on=frame.on)
    whole = whole_application(asking, application)
    call = open_call_at(whole.person.home_id, frame)
    known = find_by_number(whole.person.id_kind, whole.person.id_number)
    live = _live(year, known.pk) if known is not None else None
    if live is not None:
        return _asked_again(live, whole)
    person_id = enter_people([whole.person], by=by, at=at)[0]
    row = _row(call, person_id, snapshot(asking, whole), by=by, at=at)
    against = reasons_against(year, [person_id], on=frame.on).get(person_id, ())
    row.flags = [*row.flags, *differences(known, whole), *as_json(tuple(against))]
    row.code = new_code()
    _settle(row, frame, confirmed=False, by=by, at=at)
    row.save()
    _note(row, by)
    if row.state == State.CONFIRMED:
        _tell_office(row, at=at)
    return Receipt(row.code)


def _asked_again(live: Candidate, whole: Application) -> Receipt:
    """Answer a second registration: the own code to the same person, another to a stranger."""
    same = live.person.name == whole.person.name and live.person.phone == whole.person.phone
    if same and live.person.phone:
        if not live.code:
            live.code = new_code()
            live.save(update_fields=["code"])
        return Receipt(live.code)
    flag = as_json((Reason(SECOND),))[0]
    if flag not in live.flags:
        live.flags = [*live.flags, flag]
        live.save(update_fields=["flags"])
    return Receipt(new_code())


def _tell_office(row: Candidate, *, at: datetime) -> None:
    """Tell the county of a candidate whom it need not confirm."""
    title = Text(
        f"{row.employer_name}有人报名考核培训", f"Someone of {row.employer_name} registered"
    )
    draft = Draft(
        Addressee(place_id=row.employer_place_id, level=Level.COUNTY),
        title,
        Text("", ""),
        f"admission.candidate:{row.pk}:applied",
        reverse("admission:candidate", args=[row.pk]),
        f"admission.candidate:{row.pk}",
    )
    send_messages([draft], kind=Message.Kind.NOTICE, by=SYSTEM, at=at)


@transaction.atomic
def confirm_candidates(
    keys: Iterable[int], year: ProgrammeYear, *, by: Acting, at: datetime
) -> int:
    """Confirm candidates (keys) of the own area; return how many. OutOfScope for any other."""
    require(by, SEND)
    frame = frame_of(year, on=at.astimezone(CHINA).date())
    wanted = set(keys)
    rows = to_confirm(by, candidates_seen(by, frame), on=frame.on).filter(pk__in=wanted)
    found = list(Candidate.objects.select_for_update(of=("self",)).filter(pk__in=rows.values("pk")))
    if len(found) != len(wanted) or not found:
        raise Refused([Reason(OVER)])
    for row in found:
        _step(row, State.CONFIRMED)
        row.confirmed_at, row.confirmed_by, row.confirmed_office = at, by.name, by.office
        row.revision += 1
    fields = ["state", "confirmed_at", "confirmed_by", "confirmed_office", "revision"]
    Candidate.objects.bulk_update(found, fields, batch_size=500)
    values = {"count": len(found), "candidates": [row.pk for row in found][:200]}
    clause = frame.rules.clauses.get("office-confirms-registration", "")
    record(
        by, "admission.candidates_confirmed", found[0], place=by.place_code, clause=clause,
        values=values,
    )  # fmt: skip
    return len(found)


def _step(row: Candidate, state: str) -> None:
    if state not in STEPS[row.state]:
        raise Refused([Reason(OVER)])
    row.state = state


@transaction.atomic
def return_candidate(row: Candidate, *, reason: str, by: Acting, at: datetime) -> Candidate:
    """Send an application back with a reason that the person reads; one may apply anew."""
    seen, frame = candidate_for(by, row.pk, on=at.astimezone(CHINA).date())
    if not to_confirm(by, candidates_seen(by, frame), on=frame.on).filter(pk=seen.pk).exists():
        raise OutOfScope
    held = _held(seen)
    says = written_reason(reason)
    _step(held, State.RETURNED)
    held.said = says
    held.revision += 1
    held.save(update_fields=["state", "said", "revision"])
    record(by, "admission.candidate_returned", held, place=held.employer_place.code, reason=says)
    tell_candidates(
        [held], Text(f"考核报名被退回：{says}", f"Your registration was sent back: {says}"),
        key="returned", at=at,
    )  # fmt: skip
    return held


@transaction.atomic
def withdraw_candidate(row: Candidate, *, reason: str, by: Acting, at: datetime) -> Candidate:
    """Take a candidate out, with a reason: the office of the area, the employer, the core team."""
    seen, frame = candidate_for(by, row.pk, on=at.astimezone(CHINA).date())
    mine = by.organisation_id is not None and seen.organisation_id == by.organisation_id
    team = seen.call is not None and runs(by, seen.call, frame)
    office = by.organisation_id is None and not by.at_level(Level.PROVINCE)
    require(by, SEND if not team else "admission.screen")
    if not (mine or team or office):
        raise OutOfScope
    return _withdraw(_held(seen), written_reason(reason), by=by, at=at)


@transaction.atomic
def withdraw_candidacy(row: Candidate, *, by: Actor, at: datetime) -> Candidate:
    """Withdraw one's own candidacy; the caller has checked that it is one's own."""
    return _withdraw(_held(row), "", by=by, at=at)


def _withdraw(held: Candidate, reason: str, *, by: Actor, at: datetime) -> Candidate:
    _step(held, State.WITHDRAWN)
    held.said = reason
    held.revision += 1
    held.save(update_fields=["state", "said", "revision"])
    code = held.employer_place.code
    record(by, "admission.candidate_withdrawn", held, place=code, reason=reason)
    announce(CandidateLeft(held.pk, held.person_id, reason, at))
    return held


def _held(row: Candidate) -> Candidate:
    rows = Candidate.objects.select_for_update(of=("self",))
    return rows.select_related("person", "employer_place", "call").get(pk=row.pk)


def written_reason(written: str) -> str:
    """Return a reason as it is kept; BadInput for one that says nothing."""
    says = written.strip()[:400]
    if len(says) < LEAST_WORDS:
        wanted = Text(
            f"请写明理由，至少 {LEAST_WORDS} 个字；本人和推荐单位能看到。",
            f"Say why in at least {LEAST_WORDS} characters; the person and the office read it.",
        )
        raise BadInput([Fault(wanted, field="reason")])
    return says


def tell_candidates(rows: Sequence[Candidate], says: Text, *, key: str, at: datetime) -> None:
    """Send candidates who sign in a message about their own candidacy."""
    drafts = [
        Draft(
            Addressee(user_id=row.person.user_id),
            Text(says.zh[:200], says.en[:300]),
            Text("", ""),
            f"admission.candidate:{row.pk}:{key}:{row.revision}",
            reverse("admission:my_candidacy", args=[row.pk]),
            f"admission.candidate:{row.pk}",
        )
        for row in rows
        if row.person.user_id is not None
    ]
    send_messages(drafts, kind=Message.Kind.NOTICE, by=SYSTEM, at=at)
