"""Assign advisers, record their talks and what followed; mark specialists as reserve."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.archive.models import Adviser, Reserve, Talk
from zhicai.archive.queries.guidance import GUIDE, adviser_of, advisers_offered
from zhicai.archive.queries.people import file_for
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.places.queries import path_of

MOST_SUMMARY, MOST_WORDS, MOST_CHAIN = 1000, 400, 60
Kind = Reserve.Kind
NO_DAY = Text("请填写谈话日期，不能晚于今天。", "Give the day of the talk, not later than today.")
TOGETHER = Text("后续事项和期限要一起填写。", "A follow-up and its day go together.")


@dataclass(frozen=True, slots=True)
class TalkFacts:
    """A guidance talk, and what is to follow by which day."""

    on: date | None
    summary: str
    follow_up: str = ""
    follow_up_by: date | None = None


def _held(person: Person, by: Acting, on: date) -> Person:
    """The specialist, locked, for who guides at the place of the record."""
    file_for(by, person.pk, on=on)
    require(by, GUIDE, path_of(person.home, on=on))
    return Person.objects.select_for_update(of=("self",)).select_related("home").get(pk=person.pk)


def _said(words: str, field: str, most: int = MOST_WORDS) -> str:
    found = words.strip()
    if not 0 < len(found) <= most:
        says = Text(f"请填写，不超过 {most} 字。", f"Write it, at most {most} characters.")
        raise BadInput([Fault(says, field)])
    return found


@transaction.atomic
def name_adviser(person: Person, user_id: int | None, *, by: Acting, at: datetime) -> Adviser:
    """Assign an adviser from the list; the one before ends. The same again changes nothing."""
    on = at.astimezone(CHINA).date()
    held = _held(person, by, on)
    offered = dict(advisers_offered(by, on=on))
    if user_id not in offered or user_id == held.user_id or user_id is None:
        raise BadInput([Fault(Text("请从名单里选导师。", "Choose from the list."), "user")])
    present = adviser_of(held)
    if present is not None:
        if present.user_id == user_id:
            return present
        _end(present, by, on)
    name, _, office = offered[user_id].partition("（")
    made = Adviser.objects.create(
        person=held, user_id=user_id, name=name, office=office.removesuffix("）"), since=on,
        named_by=by.name,
    )  # fmt: skip
    record(by, "archive.adviser_named", held, place=held.home.code, values={"adviser": name})
    return made


@transaction.atomic
def end_adviser(person: Person, *, by: Acting, at: datetime) -> None:
    """End the assignment of the present adviser; without one nothing changes."""
    on = at.astimezone(CHINA).date()
    held = _held(person, by, on)
    present = adviser_of(held)
    if present is not None:
        _end(present, by, on)


def _end(present: Adviser, by: Acting, on: date) -> None:
    present.until = on
    present.save(update_fields=["until"])
    record(by, "archive.adviser_ended", present.person, values={"adviser": present.name})


@transaction.atomic
def record_talk(person: Person, facts: TalkFacts, *, by: Acting, at: datetime) -> Talk:
    """Record a guidance talk; only the present adviser does. The same again is the one that stands.

    BadInput with every fault: no day, no words, a follow-up without its day.
    """
    today = at.astimezone(CHINA).date()
    adviser = _own_advisee(person, by)
    faults = []
    if facts.on is None or facts.on > today:
        faults.append(Fault(NO_DAY, "on"))
    if not 0 < len(facts.summary.strip()) <= MOST_SUMMARY:
        faults.append(Fault(Text(f"请写谈话内容，不超过 {MOST_SUMMARY} 字。",
                                 f"Say what was talked about, at most {MOST_SUMMARY} characters."),
                            "summary"))  # fmt: skip
    follow = facts.follow_up.strip()
    if len(follow) > MOST_WORDS or bool(follow) != (facts.follow_up_by is not None):
        faults.append(Fault(TOGETHER, "follow_up_by"))
    if faults or facts.on is None:
        raise BadInput(faults)
    summary = facts.summary.strip()
    there = Talk.objects.filter(adviser=adviser, on=facts.on, summary=summary).first()
    if there is not None:
        return there
    made = Talk.objects.create(
        adviser=adviser, on=facts.on, summary=summary, follow_up=follow,
        follow_up_by=facts.follow_up_by, recorded_at=at, recorded_by=by.name,
    )  # fmt: skip
    record(by, "archive.talked", made, place=person.home.code)
    return made


@transaction.atomic
def note_followed(talk: Talk, *, says: str, by: Acting, at: datetime) -> Talk:
    """Note what came of a follow-up; what is noted stays."""
    _own_advisee(talk.adviser.person, by)
    row = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if row.done_on is None and row.follow_up:
        row.done_says, row.done_on = _said(says, "says"), at.astimezone(CHINA).date()
        row.save(update_fields=["done_says", "done_on"])
        record(by, "archive.followed", row)
    return row


def _own_advisee(person: Person, by: Acting) -> Adviser:
    present = adviser_of(person)
    if present is None or present.user_id != by.user_id:
        raise OutOfScope
    return present


# --- the reserve ---------------------------------------------------------------------------------


@transaction.atomic
def mark_reserve(
    person: Person, *, kind: str, chain: str = "", reason: str, by: Acting, at: datetime
) -> Reserve:
    """Mark a certified specialist as reserve: of an industry chain's think tank, or of the top.

    Refused for who is no specialist any more; marked already, the mark stands.
    """
    on = at.astimezone(CHINA).date()
    held = _held(person, by, on)
    if kind not in Kind.values:
        raise BadInput([Fault(Text("请选择储备的种类。", "Choose the kind of reserve."), "kind")])
    named = _said(chain, "chain", MOST_CHAIN) if kind == Kind.THINK_TANK else ""
    words = _said(reason, "reason")
    spells = held.specialist_spells.filter(valid_to=None)
    if not spells.exists():
        says = Text("只有现任专员可以列入储备。", "Only present specialists become reserve.")
        raise Refused([Reason(says)])
    there = Reserve.objects.filter(person=held, kind=kind, chain=named, until=None).first()
    if there is not None:
        return there
    made = Reserve.objects.create(
        person=held, kind=kind, chain=named, since=on, reason=words, by=by.name, office=by.office
    )
    record(by, "archive.reserved", held, place=held.home.code, reason=words,
           values={"kind": kind, "chain": named})  # fmt: skip
    return made


@transaction.atomic
def release_reserve(mark: Reserve, *, reason: str, by: Acting, at: datetime) -> Reserve:
    """Take a specialist out of the reserve, with the reason; the mark stays in the history."""
    on = at.astimezone(CHINA).date()
    held = _held(mark.person, by, on)
    row = Reserve.objects.select_for_update(of=("self",)).get(pk=mark.pk)
    if row.until is None:
        row.until, row.ended_reason = on, _said(reason, "reason")
        row.save(update_fields=["until", "ended_reason"])
        record(by, "archive.released", held, place=held.home.code, reason=row.ended_reason,
               values={"kind": row.kind, "chain": row.chain})  # fmt: skip
    return row
