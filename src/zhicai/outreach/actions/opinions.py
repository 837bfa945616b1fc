"""Send an opinion or need, pass it on, answer it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.outreach.actions.deciding import clause_of, refuse_faults, topic_keys
from zhicai.outreach.announcements import OpinionAnswered, OpinionForwarded, OpinionSent
from zhicai.outreach.models import Forwarding, Opinion
from zhicai.outreach.queries import (
    may_answer,
    may_forward,
    opinion_for,
    receipt_of,
    sent_from,
    targets_of,
)
from zhicai.outreach.rules.opinions import OpinionFacts, haste_faults, opinion_faults
from zhicai.outreach.rules.texts import text_faults
from zhicai.places.models import Place
from zhicai.places.queries import is_within, path_of, tree
from zhicai.programmes.models import ProgrammeYear

LONGEST_ANSWER, LONGEST_NOTE = 4000, 1000
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an opinion of the public page comes from, and how the page was filled in."""

    address: str
    opened: datetime | None
    filled_trap: bool


@transaction.atomic
def send_opinion(
    year: ProgrammeYear, facts: OpinionFacts, *, place_id: int, by: Acting, at: datetime
) -> Opinion:
    """Send an opinion or need of one's own organisation, or enter one that an office was told.

    It goes to the city of the place (HB-4.5.c). OutOfScope for an office's entry outside its reach.
    """
    require(by, "outreach.send")
    on = at.astimezone(CHINA).date()
    place = _place(place_id)
    path = path_of(place, on=on)
    if by.organisation_id is None and not any(is_within(path, own) for own in by.paths):
        raise OutOfScope
    if by.organisation_id is not None and place.pk != by.place_id:
        raise OutOfScope
    refuse_faults(opinion_faults(facts, topics=topic_keys(year)))
    source = Opinion.Source.ACCOUNT if by.organisation_id else Opinion.Source.OFFICE
    opinion = _kept(year, facts, place, source=source, at=at)
    opinion.organisation_id = by.organisation_id
    opinion.save(force_insert=True)
    return _told(year, opinion, by)


@transaction.atomic
def tell_opinion(
    year: ProgrammeYear,
    facts: OpinionFacts,
    *,
    place_id: int,
    origin: Origin,
    at: datetime,
    by: Actor = SYSTEM,
) -> tuple[Opinion, str]:
    """Take an opinion or need from the public page; return it with the visitor's code.

    By the code, which nothing but the visitor keeps, one later asks how it stands. BadInput with
    every fault, among them what a machine sends and what is too much from one address.
    """
    on = at.astimezone(CHINA).date()
    mark = salted_hmac("zhicai.outreach.origin", f"{origin.address} {on}").hexdigest()
    refuse_faults(
        [
            *opinion_faults(facts, topics=topic_keys(year)),
            *haste_faults(
                opened=origin.opened,
                at=at,
                filled_trap=origin.filled_trap,
                today=sent_from(mark, on=on),
            ),
        ]
    )
    if Opinion.objects.filter(origin=mark, sent_on=on, says=facts.says.strip()).exists():
        says = Text("这条内容今天已经收到，不用再交。", "This has already come today.")
        raise BadInput([Fault(says)])
    code = "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))
    opinion = _kept(year, facts, _place(place_id), source=Opinion.Source.PUBLIC, at=at)
    opinion.receipt, opinion.origin = receipt_of(code), mark
    opinion.save(force_insert=True)
    return _told(year, opinion, by), code


def _place(place_id: int) -> Place:
    found = Place.objects.filter(pk=place_id).first()
    if found is None:
        raise OutOfScope
    return found


def _kept(
    year: ProgrammeYear, facts: OpinionFacts, place: Place, *, source: str, at: datetime
) -> Opinion:
    """The opinion held by the city of the place; OutOfScope for a place of no city."""
    on: date = at.astimezone(CHINA).date()
    places = tree(year.province.code, on=on)
    own = places.by_id.get(place.pk)
    city = places.city_of(own) if own else None
    if city is None:
        raise OutOfScope
    return Opinion(
        place=place,
        sort=facts.sort,
        topic=facts.topic,
        says=facts.says.strip(),
        sender=facts.sender.strip(),
        contact=facts.contact.strip(),
        phone=facts.phone.strip(),
        source=source,
        sent_on=on,
        sent_at=at,
        holder_place_id=city.id,
        holder_level=Level.CITY.value,
    )


def _told(year: ProgrammeYear, opinion: Opinion, by: Actor) -> Opinion:
    record(
        by,
        "outreach.opinion_sent",
        opinion,
        place=opinion.place.code,
        clause=clause_of(year, "outreach.opinions"),
        values={"sort": opinion.sort, "topic": opinion.topic, "source": opinion.source},
    )
    announce(OpinionSent(opinion.pk))
    return opinion


@transaction.atomic
def forward(pk: int, *, to: str, note: str, by: Acting, at: datetime) -> Forwarding:
    """Pass an open opinion on to a county, an organisation serving the place, or the province.

    Whoever it is passed to answers it from now on; the city still may. ``to`` is a target's key:
    BadInput for one that is none.
    """
    opinion = _locked(by, pk, at)
    if not may_forward(by, opinion, on=at.astimezone(CHINA).date()):
        raise _settled(opinion)
    targets = targets_of(opinion, on=at.astimezone(CHINA).date())
    target = next((one for one in targets if one.key == to), None)
    if target is None:
        says = Text("请选转给谁。", "Choose to whom it goes.")
        raise BadInput([Fault(says, field="to")])
    opinion.holder_place_id = target.place_id
    opinion.holder_level = target.level.value if target.level else ""
    opinion.holder_organisation_id = target.organisation_id
    opinion.save(update_fields=["holder_place", "holder_level", "holder_organisation"])
    row = Forwarding.objects.create(
        opinion=opinion,
        to=target.name.zh,
        note=note.strip()[:LONGEST_NOTE],
        at=at,
        by=by.name,
        office=by.office,
    )
    record(
        by,
        "outreach.opinion_forwarded",
        opinion,
        place=opinion.place.code,
        reason=row.note,
        values={"to": target.key},
    )
    announce(OpinionForwarded(row.pk))
    return row


@transaction.atomic
def answer(pk: int, *, says: str, by: Acting, at: datetime) -> Opinion:
    """Answer an opinion that one holds, or that came to one's city; once."""
    opinion = _locked(by, pk, at)
    if not may_answer(by, opinion, on=at.astimezone(CHINA).date()):
        raise _settled(opinion)
    missing = Text("请写答复。", "Write the answer.")
    refuse_faults(text_faults(says, field="answer", says=missing, most=LONGEST_ANSWER))
    opinion.answer = says.strip()
    opinion.answered_on = at.astimezone(CHINA).date()
    opinion.answered_by, opinion.answering_office = by.name, by.office
    opinion.save(update_fields=["answer", "answered_on", "answered_by", "answering_office"])
    record(by, "outreach.opinion_answered", opinion, place=opinion.place.code)
    announce(OpinionAnswered(opinion.pk))
    return opinion


def _locked(by: Acting, pk: int, at: datetime) -> Opinion:
    require(by, "outreach.answer")
    found = opinion_for(by, pk, on=at.astimezone(CHINA).date())
    return Opinion.objects.select_for_update(of=("self",)).select_related("place").get(pk=found.pk)


def _settled(opinion: Opinion) -> OutOfScope | Refused:
    """Why someone who sees an opinion may not act on it: answered already, or another's."""
    if opinion.answered_on is None:
        return OutOfScope()
    says = Text(
        f"{opinion.answering_office}已在 {opinion.answered_on} 答复，不能再改。",
        f"{opinion.answering_office} answered it on {opinion.answered_on}.",
    )
    return Refused([Reason(says)])
