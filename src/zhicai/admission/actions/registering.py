"""Registering people: one by an office, oneself by phone."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.actions.seats import free_seats, locked, waiting_of
from zhicai.admission.announcements import Registered
from zhicai.admission.models import Registration, SecondAsking
from zhicai.admission.queries.asking import Asking, ClassAsking, asking_of
from zhicai.admission.queries.employers import Known, employers
from zhicai.admission.queries.rosters import LIVE, may_enrol, sends_people, takes_public
from zhicai.admission.rules.eligibility import as_json
from zhicai.admission.rules.line import last_place
from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.actions.records import enter_people
from zhicai.people.models import Person
from zhicai.people.queries.records import find_by_number
from zhicai.people.rules import EmployerFacts, PersonFacts, cleaned
from zhicai.places.rules import read_credit_code
from zhicai.training.models import TrainingClass

State, Source = Registration.State, Registration.Source
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
OTHER_NAME = Text(
    "姓名与这个证件号码已有的记录不一致，请对照证件核对。",
    "The name differs from the record of this document; compare it with the card.",
)
SHUT = Text(
    "本班现在不接受报名；可选其他班次，或联系主办单位。",
    "The class takes no registrations now; choose another or ask its organiser.",
)
TWICE = Text("这个人已报名本班。", "This person is registered for the class already.")
NUMBER_NEEDED = Text("请填写证件号码。", "Write the number of the document.")
EMPLOYER_NEEDED = Text("请填写工作单位。", "Name the employer.")


@dataclass(frozen=True, slots=True)
class Application:
    """Who applies, with the employer as written; ``person.home_id`` is where the employer sits.

    ``key`` makes a form that is sent twice one registration.
    """

    person: PersonFacts
    employer_code: str = ""
    remark: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What someone who registered by phone is told, whoever else may be registered already."""

    code: str


def new_code() -> str:
    """Return a code of eight signs that cannot be guessed or misread."""
    return "".join(secrets.choice(SIGNS) for _ in range(8))


def application_faults(asking: Asking, application: Application) -> list[Fault]:
    """Return everything wrong with an application, by field; a person needs a document here."""
    facts = application.person
    faults = cleaned(facts, on=asking.on)[1]
    if not facts.id_number.strip():
        faults.append(Fault(NUMBER_NEEDED, field="id_number"))
    if facts.employer is None:
        faults.append(Fault(EMPLOYER_NEEDED, field="employer"))
    elif facts.employer.kind not in asking.kinds():
        says = Text("请选择单位类型。", "Choose the type of the employer.")
        faults.append(Fault(says, field="employer_type"))
    if facts.home_id not in asking.places.by_id:
        says = Text("请选择单位所在县（市、区）。", "Choose the county of the employer.")
        faults.append(Fault(says, field="employer_place"))
    if application.employer_code.strip():
        try:
            read_credit_code(application.employer_code)
        except BadInput as error:
            faults.append(Fault(error.says, field="employer_code"))
    return faults


def whole_application(asking: Asking, application: Application) -> Application:
    """Return an application in one writing, its employer found in the lists; BadInput, Refused."""
    faults = application_faults(asking, application)
    if faults:
        raise BadInput(faults)
    facts = cleaned(application.person, on=asking.on)[0]
    employer = facts.employer
    assert employer is not None
    code = read_credit_code(application.employer_code)[0] if application.employer_code else ""
    known: Known | None = None
    if employer.organisation_id is None:
        some = employers([employer.name.strip()], [code], types=asking.asked.names, on=asking.on)
        known = some.find(employer.name.strip(), code)
    if known is not None:
        employer = replace(employer, organisation_id=known.id, name=known.name)
        code = code or known.code
    decided = asking.eligibility(employer.kind, facts.home_id)
    if not decided.allowed:
        raise Refused(decided.reasons)
    return replace(application, person=replace(facts, employer=employer), employer_code=code)


def snapshot(asking: Asking, whole: Application) -> dict[str, Any]:
    """Return the employment of an application in the fields that keep it, with its flags."""
    employer = whole.person.employer or EmployerFacts()
    decided = asking.eligibility(employer.kind, whole.person.home_id)
    return {
        "organisation_id": employer.organisation_id,
        "employer_name": employer.name.strip()[:120],
        "employer_code": whole.employer_code,
        "employer_type": employer.kind,
        "employer_place_id": whole.person.home_id,
        "post": employer.post.strip()[:80],
        "is_ip_post": employer.is_ip_post,
        "remark": whole.remark.strip()[:200],
        "flags": as_json(decided.reasons),
        "key": whole.key,
    }


def _row(asking: ClassAsking, whole: Application, person_id: int, source: str) -> Registration:
    return Registration(
        training_class=asking.found, person_id=person_id, source=source, **snapshot(asking, whole)
    )


def _settle(row: Registration, found: TrainingClass, *, accepted: bool, at: datetime) -> None:
    """Give a new row a seat of a locked class, or the last place in line."""
    if accepted:
        row.decided_at = at
    if free_seats(found):
        row.state = State.ACCEPTED if accepted else State.APPLIED
    else:
        row.state, row.line = State.WAITING, last_place(waiting_of(found))


@transaction.atomic
def register(
    found: TrainingClass, application: Application, *, by: Acting, at: datetime
) -> Registration:
    """Register one person for a class; a full class puts the person on the waiting list.

    The office that runs the class accepts at once; an enterprise applies for its own people. Sent
    again with the same key, it is the same registration. BadInput by field; Refused where the law
    or the state of the class says no (HB-1.e, HB-2.2.c).
    """
    on = at.astimezone(CHINA).date()
    if not may_enrol(by, found, on=on):
        raise OutOfScope if not sends_people(by) else Refused([Reason(SHUT)])
    held = locked(found)
    before = _same_key(application)
    if before is not None:
        return before
    own = sends_people(by)
    given = of_enterprise(application, by) if own else application
    whole = whole_application(asking_of(held, on=on), given)
    known = find_by_number(whole.person.id_kind, whole.person.id_number)
    if known is not None and known.name != whole.person.name:
        raise BadInput([Fault(OTHER_NAME, field="name")])
    person_id = enter_people([whole.person], by=by, at=at)[0]
    if _live(held, person_id) is not None:
        raise Refused([Reason(TWICE, field="id_number")])
    row = _row(
        asking_of(held, on=on), whole, person_id, Source.ENTERPRISE if own else Source.COUNTY
    )
    row.first_entered = known is None
    _settle(row, held, accepted=not own, at=at)
    _keep(row, by=by, at=at)
    return row


def of_enterprise(application: Application, by: Acting) -> Application:
    """Return an application whose employer is the enterprise that sends it."""
    employer = application.person.employer or EmployerFacts()
    own = replace(employer, organisation_id=by.organisation_id, name=by.office)
    return replace(application, person=replace(application.person, employer=own))


def _same_key(application: Application) -> Registration | None:
    if not application.key:
        return None
    return Registration.objects.filter(key=application.key).first()


def _live(found: TrainingClass, person_id: int) -> Registration | None:
    rows = Registration.objects.filter(training_class=found, person_id=person_id, state__in=LIVE)
    return rows.select_related("person").first()


def _keep(row: Registration, *, by: Actor, at: datetime) -> None:
    row.registered_at, row.registered_by, row.office = at, by.name, by.office
    row.save()
    values = {"class": row.training_class_id, "state": row.state, "source": row.source}
    record(by, "admission.registered", row, place=row.training_class.place.code, values=values)
    announce(Registered(row.training_class_id, (row.pk,), at))


@transaction.atomic
def register_oneself(
    found: TrainingClass, application: Application, *, by: Actor, at: datetime
) -> Receipt:
    """Register the person who fills in the public page; return the code to keep.

    Nobody learns from the answer who is registered or known: a second asking for someone who is
    registered already gets a code as well, its own one where name and phone are the same. BadInput
    by field, Refused where the law or the state of the class says no.
    """
    on: date = at.astimezone(CHINA).date()
    if not takes_public(found, on=on):
        raise Refused([Reason(SHUT)])
    held = locked(found)
    before = _same_key(application) or SecondAsking.objects.filter(key=application.key).first()
    if before is not None:
        return Receipt(before.code)
    asking = asking_of(held, on=on)
    whole = whole_application(asking, application)
    known = find_by_number(whole.person.id_kind, whole.person.id_number)
    live = _live(held, known.pk) if known is not None else None
    if live is not None:
        return _asked_again(live, whole, by=by, at=at)
    person_id = enter_people([whole.person], by=by, at=at)[0]
    row = _row(asking, whole, person_id, Source.PHONE)
    row.first_entered, row.code = known is None, new_code()
    row.flags = [*row.flags, *differences(known, whole)]
    _settle(row, held, accepted=False, at=at)
    _keep(row, by=by, at=at)
    return Receipt(row.code)


def differences(known: Person | None, whole: Application) -> list[dict[str, str]]:
    """Return what someone wrote of a known person otherwise than the record has it."""
    if known is None:
        return []
    reasons = []
    if known.name != whole.person.name:
        reasons.append(Reason(OTHER_NAME))
    if whole.person.phone and known.phone != whole.person.phone:
        says = Text(
            "手机号与已有记录不一致，请向本人核对。",
            "The phone number differs from the record; ask the person.",
        )
        reasons.append(Reason(says))
    return as_json(tuple(reasons))


def _asked_again(live: Registration, whole: Application, *, by: Actor, at: datetime) -> Receipt:
    """Answer a second registration of a person: the own code to the same person."""
    same_name = live.person.name == whole.person.name
    if same_name and live.person.phone and live.person.phone == whole.person.phone:
        if not live.code:
            live.code = new_code()
            live.save(update_fields=["code"])
        return Receipt(live.code)
    asked = SecondAsking.objects.create(
        registration=live,
        key=whole.key or secrets.token_hex(16),
        code=new_code(),
        phone=whole.person.phone,
        other_name=not same_name,
        asked_at=at,
    )
    record(by, "admission.asked_again", live, place=live.training_class.place.code)
    return Receipt(asked.code)
