"""Who is a specialist, in which post the employer uses them, what offices give them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor, record
from zhicai.files.actions import keep_file
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.models import Employment, Incentive, Person, PostConfirmation, Specialist
from zhicai.people.queries.records import person_for
from zhicai.people.queries.specialists import specialist_of
from zhicai.people.rules.incentives import IncentiveFacts, faults_of
from zhicai.places.queries import path_of

NO_SPECIALIST = Text(
    "此人现在不是专员：取得证书后才登记激励和岗位。",
    "This person is no certified specialist at present; both come after the certificate.",
)


@transaction.atomic
def name_specialist(
    person: Person, *, since: date, basis: str, by: Actor, source: str = ""
) -> Specialist:
    """Note that someone is a certified specialist from a day on; whoever is one stays as it is.

    Called by the app that issues certificates, under its own permission.
    """
    spell, fresh = Specialist.objects.get_or_create(
        person=person,
        valid_to=None,
        defaults={"valid_from": since, "basis": basis, "source": source, "named_by": by.name},
    )
    if fresh:
        values = {"since": since.isoformat(), "source": source}
        record(by, "people.specialist_named", person, place=person.home.code, values=values)
    return spell


@dataclass(frozen=True, slots=True)
class Naming:
    """Who is a specialist from which day on, on what basis, and where that stands."""

    person: Person
    since: date
    basis: str
    source: str = ""


@transaction.atomic
def name_specialists(named: Sequence[Naming], *, by: Actor) -> None:
    """Note many as certified specialists, as :func:`name_specialist` does one; each person once."""
    keys = [one.person.pk for one in named]
    rows = Specialist.objects.filter(person__in=keys, valid_to=None)
    known = set(rows.values_list("person", flat=True))
    fresh = [one for one in named if one.person.pk not in known]
    Specialist.objects.bulk_create(
        Specialist(
            person=one.person, valid_from=one.since, basis=one.basis, source=one.source,
            named_by=by.name,
        )
        for one in fresh
    )  # fmt: skip
    for one in fresh:
        values = {"since": one.since.isoformat(), "source": one.source}
        place = one.person.home.code
        record(by, "people.specialist_named", one.person, place=place, values=values)


@transaction.atomic
def end_specialist(person: Person, *, on: date, reason: str, by: Actor) -> None:
    """End that someone is a specialist (a revoked certificate); nothing where nobody is one."""
    for spell in Specialist.objects.select_for_update().filter(person=person, valid_to=None):
        spell.valid_to = max(on, spell.valid_from)
        spell.save(update_fields=["valid_to"])
        record(by, "people.specialist_ended", person, place=person.home.code, reason=reason)


@transaction.atomic
def confirm_post(
    person: Person, *, post: str, is_ip_post: bool, since: date, by: Acting, at: datetime
) -> PostConfirmation:
    """Let the employer say in which post it uses its certified specialist (HB-4.4.c).

    BadInput by field; Refused for who is no specialist; OutOfScope for another's employee.
    """
    require(by, "people.confirm_post")
    on = at.astimezone(CHINA).date()
    work = (
        Employment.objects.select_for_update(of=("self",))
        .filter(person=person, valid_to=None, organisation_id=by.organisation_id or 0)
        .select_related("person__home", "organisation")
        .first()
    )
    if work is None:
        raise OutOfScope
    if specialist_of(person, on=on) is None:
        raise Refused([Reason(NO_SPECIALIST)])
    faults = []
    if not post.strip() or len(post.strip()) > 80:
        says = Text("请填写岗位，最多 80 字。", "Name the post, in at most 80 characters.")
        faults.append(Fault(says, field="post"))
    if since > on:
        says = Text("起始日期不能晚于今天。", "It cannot begin after today.")
        faults.append(Fault(says, field="since"))
    if faults:
        raise BadInput(faults)
    work.post, work.is_ip_post = post.strip(), is_ip_post
    work.save(update_fields=["post", "is_ip_post"])
    said = PostConfirmation.objects.create(
        employment=work, post=work.post, is_ip_post=is_ip_post, since=since,
        confirmed_at=at, confirmed_by=by.name, office=by.office,
    )  # fmt: skip
    values = {"is_ip_post": is_ip_post, "since": since.isoformat()}
    record(by, "people.post_confirmed", person, place=work.person.home.code, values=values)
    return said


@transaction.atomic
def record_incentive(
    person: Person,
    facts: IncentiveFacts,
    *,
    by: Acting,
    at: datetime,
    upload: "UploadedFile[Any] | None" = None,
) -> Incentive:
    """Record what an office gives a specialist: money or an honour (HB-4.4.b).

    BadInput by field; Refused for who is no specialist.
    """
    on = at.astimezone(CHINA).date()
    held = person_for(by, person.pk, on=on)
    require(by, "people.reward", path_of(held.home, on=on))
    if specialist_of(held, on=on) is None:
        raise Refused([Reason(NO_SPECIALIST)])
    faults = faults_of(facts, on=on)
    if facts.kind not in Incentive.Kind.values:
        faults.append(Fault(Text("请选择种类。", "Choose the kind."), field="kind"))
    if faults:
        raise BadInput(faults)
    kept = keep_file(upload, by=by, at=at) if upload is not None else None
    given = Incentive.objects.create(
        person=held, kind=facts.kind, amount=facts.amount, honour=facts.honour.strip(),
        given_on=facts.given_on, basis=facts.basis.strip(), file=kept, place=held.home,
        office=by.office, recorded_at=at, recorded_by=by.name,
    )  # fmt: skip
    values = {"kind": facts.kind, "amount": facts.amount, "on": facts.given_on.isoformat()}
    record(by, "people.incentive_recorded", held, place=held.home.code, values=values)
    return given


@transaction.atomic
def withdraw_incentive(incentive: Incentive, *, reason: str, by: Acting, at: datetime) -> Incentive:
    """Take back what was recorded by mistake, with a reason; the row stays in the log."""
    on = at.astimezone(CHINA).date()
    held = person_for(by, incentive.person_id, on=on)
    require(by, "people.reward", path_of(held.home, on=on))
    if not reason.strip():
        says = Text("请写明撤销的理由。", "Say why it is taken back.")
        raise BadInput([Fault(says, field="reason")])
    row = Incentive.objects.select_for_update().get(pk=incentive.pk)
    row.withdrawn_at = row.withdrawn_at or at
    row.save(update_fields=["withdrawn_at"])
    record(
        by, "people.incentive_withdrawn", held, place=held.home.code, reason=reason.strip(),
        values={"incentive": row.pk},
    )  # fmt: skip
    return row
