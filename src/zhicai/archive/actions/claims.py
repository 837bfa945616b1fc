"""A specialist writes of the own career; an officer confirms it or refuses it with the reason."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.archive.announcements import ClaimConfirmed
from zhicai.archive.models import Claim
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.archive.queries.people import CONFIRM, claim_for, is_specialist
from zhicai.archive.rules import ACHIEVEMENT, CAREER, TITLE, ClaimFacts, faults_of_claim
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.people.actions import enter_employer
from zhicai.people.actions.rights import oneself
from zhicai.people.models import Person
from zhicai.people.queries.records import organisation_named
from zhicai.people.rules import EmployerFacts
from zhicai.places.models import Place
from zhicai.places.queries import path_of

LONGEST_REASON = 400
NOT_YET = Text(
    "取得专员证书后才有专员档案可以填写。",
    "There is a file to write in once you hold the certificate of a specialist.",
)
DONE = Text("这一项已经办理，请看最新的状态。", "This has been decided; see how it stands.")


@transaction.atomic
def claim(
    person: Person, facts: ClaimFacts, law: ArchiveLaw, *, by: Acting, at: datetime,
    upload: "UploadedFile[Any] | None" = None,
) -> Claim:  # fmt: skip
    """Write something into one's own file; the same again is the entry that stands.

    OutOfScope for anybody else's file; Refused where there is none; BadInput with every fault.
    """
    held = Person.objects.select_for_update(of=("self",)).select_related("home").get(pk=person.pk)
    if held.user_id != by.user_id or held.erased_at is not None:
        raise OutOfScope
    if not is_specialist(held):
        raise Refused([Reason(NOT_YET, law.cites["file"])])
    kinds = {TITLE: law.levels, ACHIEVEMENT: law.kinds}.get(facts.what, {})
    today = at.astimezone(CHINA).date()
    faults = faults_of_claim(facts, kinds=tuple(kinds), evidence=upload is not None, today=today)
    if faults or facts.on is None:
        raise BadInput(faults)
    place = Place.objects.filter(pk=facts.place or 0).first() if facts.what == CAREER else None
    same = Claim.objects.filter(
        person=held, what=facts.what, kind=facts.kind, name=facts.name.strip(),
        post=facts.post.strip(), on=facts.on,
    ).exclude(state=Claim.State.REFUSED)  # fmt: skip
    if there := same.first():
        return there
    evidence = keep_file(upload, by=by, at=at) if upload is not None else None
    made = Claim.objects.create(
        person=held, programme=law.programme, what=facts.what, kind=facts.kind,
        name=facts.name.strip(), post=facts.post.strip(), is_ip_post=facts.is_ip_post,
        place=place, on=facts.on, says=facts.says.strip(), evidence=evidence, claimed_at=at,
    )  # fmt: skip
    record(oneself(held), "archive.claimed", made, place=held.home.code,
           values={"what": made.what, "kind": made.kind})  # fmt: skip
    return made


@transaction.atomic
def decide_claim(
    found: Claim, *, confirm: bool, reason: str, by: Acting, at: datetime
) -> Claim:  # fmt: skip
    """Confirm what a specialist wrote, or refuse it with the reason, which the specialist reads.

    A confirmed change of employer or post is entered into the record. Nobody decides the own file.
    """
    on = at.astimezone(CHINA).date()
    claim_for(by, found.pk, on=on)
    row = Claim.objects.select_for_update(of=("self",)).select_related("person__home", "place").get(
        pk=found.pk
    )  # fmt: skip
    require(by, CONFIRM, path_of(row.person.home, on=on))
    words = reason.strip()
    if row.state != Claim.State.CLAIMED:
        raise Refused([Reason(DONE)])
    if len(words) > LONGEST_REASON or (not confirm and not words):
        says = Text(
            f"请写明不予确认的理由，不超过 {LONGEST_REASON} 字，本人会看到。",
            f"Say why, in at most {LONGEST_REASON} characters; the specialist reads it.",
        )
        raise BadInput([Fault(says, "reason")])
    row.state = Claim.State.CONFIRMED if confirm else Claim.State.REFUSED
    row.decided_at, row.decided_by, row.office, row.reason = at, by.name, by.office, words
    row.save(update_fields=["state", "decided_at", "decided_by", "office", "reason"])
    if confirm and row.what == Claim.What.CAREER and row.place is not None:
        _enter(row, row.place, by)
    verb = "archive.confirmed" if confirm else "archive.refused"
    record(by, verb, row, place=row.person.home.code, reason=words, values={"what": row.what})
    _tell(row, by, at)
    if confirm:
        announce(ClaimConfirmed(row.pk, at))
    return row


def _enter(row: Claim, place: Place, by: Acting) -> None:
    listed = organisation_named(row.name, on=row.on)
    facts = EmployerFacts(
        organisation_id=listed.pk if listed else None, name="" if listed else row.name,
        kind=row.kind or (listed.kind if listed else ""), post=row.post, is_ip_post=row.is_ip_post,
    )  # fmt: skip
    enter_employer(row.person, facts, place=place, since=row.on, by=by)


def _tell(row: Claim, by: Acting, at: datetime) -> None:
    if row.person.user_id is None:
        return
    yes = row.state == Claim.State.CONFIRMED
    title = Text(
        f"{row.name}{'已确认' if yes else '未获确认'}",
        f"{row.name}: {'confirmed' if yes else 'not confirmed'}",
    )
    draft = Draft(
        Addressee(user_id=row.person.user_id), title, Text(row.reason, row.reason),
        f"archive.claim:{row.pk}:{row.state}", "/archive/me/", f"archive.claim:{row.pk}",
    )  # fmt: skip
    send_messages([draft], kind=Message.Kind.NOTICE, by=by, at=at)
