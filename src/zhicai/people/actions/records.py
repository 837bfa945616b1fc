"""Writes of people: enter one or many, change employer or phone, unmask a number."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor, record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.people.homes import move_home
from zhicai.people.likeness import keep_likeness, note_likeness
from zhicai.people.models import Employment, Person
from zhicai.people.queries.records import find_by_numbers, hash_of, person_for
from zhicai.people.rules.identity import (
    EmployerFacts,
    PersonFacts,
    cleaned,
    cleaned_name,
    sex_of,
)
from zhicai.people.rules.pinyin import initials
from zhicai.places.models import Place
from zhicai.places.queries import path_of

BATCH = 500


@transaction.atomic
def enter_person(facts: PersonFacts, *, by: Actor, at: datetime) -> Person:
    """Enter a person, or return the one who has this document: one person, one record.

    A known person's name, phone and employer are left as they are. BadInput names each field.
    Who may enter whom is the business of the app that enters, under its own permission.
    """
    pk = enter_people([facts], by=by, at=at)[0]
    return Person.objects.select_related("home").get(pk=pk)


@transaction.atomic
def enter_people(rows: Sequence[PersonFacts], *, by: Actor, at: datetime) -> list[int]:
    """Enter many people with few queries; return their keys in the order of the rows.

    Two rows with one document are one person. BadInput (with row numbers from 1) refuses them all.
    """
    on = at.astimezone(CHINA).date()
    checked, faults = [], []
    for number, row in enumerate(rows, start=1):
        facts, found = cleaned(row, on=on)
        checked.append(facts)
        faults += [Fault(f.says, row=number, field=f.field) for f in found]
    if faults:
        raise BadInput(faults)
    keyed = [(f.id_kind, f.id_number) for f in checked if f.id_number]
    known = find_by_numbers(keyed)
    fresh = _unknown(checked, known)
    made = Person.objects.bulk_create([_person(facts, by, at) for facts in fresh], batch_size=BATCH)
    Employment.objects.bulk_create(
        [
            _employment(person, facts.employer, facts.home_id, on)
            for person, facts in zip(made, fresh, strict=True)
            if facts.employer is not None
        ],
        batch_size=BATCH,
    )
    for person, facts in zip(made, fresh, strict=True):
        if facts.id_number:
            known[facts.id_kind, facts.id_number] = person.pk
    keep_likeness(made)
    _record_entering(made, by)
    nameless = iter([p.pk for p, f in zip(made, fresh, strict=True) if not f.id_number])
    return [known[f.id_kind, f.id_number] if f.id_number else next(nameless) for f in checked]


def _unknown(rows: Sequence[PersonFacts], known: dict[tuple[str, str], int]) -> list[PersonFacts]:
    fresh: dict[tuple[str, str], PersonFacts] = {}
    for position, facts in enumerate(rows):
        key = (facts.id_kind, facts.id_number) if facts.id_number else ("", str(position))
        if key not in known:
            fresh.setdefault(key, facts)
    return list(fresh.values())


def _person(facts: PersonFacts, by: Actor, at: datetime) -> Person:
    number = facts.id_number
    return Person(
        name=facts.name,
        pinyin=initials(facts.name),
        id_kind=facts.id_kind,
        id_number=number,
        id_hash=hash_of(facts.id_kind, number) if number else "",
        sex=sex_of(facts.id_kind, number),
        phone=facts.phone,
        email=facts.email.strip(),
        home_id=facts.home_id,
        entered_at=at,
        entered_by=by.name,
    )


def _employment(person: Person, facts: EmployerFacts, place_id: int, on: date) -> Employment:
    return Employment(
        person=person,
        organisation_id=facts.organisation_id,
        employer_name=cleaned_name(facts.name)[:120],
        employer_type=facts.kind,
        place_id=place_id,
        post=facts.post.strip()[:80],
        is_ip_post=facts.is_ip_post,
        valid_from=on,
    )


def _record_entering(made: Sequence[Person], by: Actor) -> None:
    """One entry for one person; one for a whole batch, which names its first and last."""
    if len(made) == 1:
        record(by, "people.entered", made[0])
    elif made:
        values = {"count": len(made), "first": made[0].pk, "last": made[-1].pk}
        record(by, "people.entered_many", made[0], values=values)


@transaction.atomic
def change_employer(
    person: Person, facts: EmployerFacts, *, place: Place, by: Acting, at: datetime
) -> Employment:
    """Note a new employer or post from today on; the one before stays on the record.

    The record moves with it: ``place`` is where the new employer sits.
    """
    on = at.astimezone(CHINA).date()
    _may_keep(person, by, on)
    if facts.organisation_id is None and not facts.name.strip():
        raise BadInput([Fault(Text("请填写工作单位。", "Name the employer."), field="employer")])
    held = Person.objects.select_for_update().get(pk=person.pk)
    for present in held.employments.filter(valid_to=None):
        present.valid_to = on
        present.save(update_fields=["valid_to"])
    fresh = _employment(held, facts, place.pk, on)
    fresh.save()
    move_home(held, place, on=on)
    record(by, "people.employer_changed", held, place=place.code, values={"post": fresh.post})
    return fresh


@transaction.atomic
def enter_employer(
    person: Person, facts: EmployerFacts, *, place: Place, since: date, by: Actor
) -> Employment:
    """Note an employer or post from a day on; whether ``by`` may is for the calling app to ask.

    A day after the present one began makes it the present, and the record moves with it; an earlier
    day is filled into the past.
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    fresh = _employment(held, facts, place.pk, since)
    present = held.employments.filter(valid_to=None).first()
    later = held.employments.filter(valid_from__gte=since).order_by("valid_from").first()
    if later is not None:
        fresh.valid_to = max(since, later.valid_from - timedelta(days=1))
    else:
        if present is not None:
            present.valid_to = since - timedelta(days=1)
            present.save(update_fields=["valid_to"])
        move_home(held, place, on=since)
    fresh.save()
    record(by, "people.employer_changed", held, place=place.code, values={"post": fresh.post})
    return fresh


@transaction.atomic
def change_contact(person: Person, *, phone: str, email: str, by: Acting, at: datetime) -> Person:
    """Change phone and e-mail; the person may do so as well as who keeps the record."""
    on = at.astimezone(CHINA).date()
    _may_keep(person, by, on)
    probe = PersonFacts(person.name, person.home_id, phone=phone, email=email)
    facts, faults = cleaned(probe, on=on)
    if faults:
        raise BadInput(faults)
    held = Person.objects.select_for_update().get(pk=person.pk)
    held.phone, held.email = facts.phone, facts.email.strip()
    held.save(update_fields=["phone", "email"])
    note_likeness([held])
    record(by, "people.contact_changed", held)
    return held


@transaction.atomic
def unmask(person: Person, *, by: Acting, reason: str, on: date) -> str:
    """Return a person's whole document number; who asked, when and why is recorded.

    The person sees it without a reason. BadInput where the reason is missing.
    """
    held = person_for(by, person.pk, on=on)
    if held.user_id != by.user_id:
        require(by, "people.unmask", path_of(held.home, on=on))
        if len(reason.strip()) < 4:
            says = Text(
                "请写明查看完整证件号码的理由，本人能看到这条记录。",
                "Say why you need the whole number; the person can read this.",
            )
            raise BadInput([Fault(says, field="reason")])
    number = Person.objects.values_list("id_number", flat=True).get(pk=held.pk)
    record(by, "people.unmasked", held, place=held.home.code, reason=reason.strip())
    return str(number)


def _may_keep(person: Person, by: Acting, on: date) -> None:
    """Let the person and who keeps the record pass; OutOfScope for others."""
    held = person_for(by, person.pk, on=on)
    if held.user_id == by.user_id:
        return
    office = by.organisation_id is None
    require(by, "people.keep", path_of(held.home, on=on) if office else None)
