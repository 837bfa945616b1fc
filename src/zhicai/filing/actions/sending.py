"""The sender's verbs: open a document, send a version of it, take it back before anyone acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.filing.actions.seats import locked, require_sender, state_of, write_step
from zhicai.filing.announcements import FilingSent
from zhicai.filing.models import Filing, Remark, Version
from zhicai.filing.models import Step as StepRow
from zhicai.filing.queries import current_version, standing_sendings, state_before
from zhicai.filing.rules import AT_ONCE, State, Step, digest, late_sending, next_state
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.law.schema import Handling, Level
from zhicai.places.models import Organisation, Place


@transaction.atomic
def open_filing(
    *,
    kind: str,
    series: str,
    title: str,
    sender: Place,
    receiver: Place,
    receiver_level: Level,
    handling: Handling,
    by: Acting,
    sender_level: Level | None = None,
    organisation: Organisation | None = None,
) -> Filing:
    """Return the document of this office (or organisation) in this series, opened if it is new."""
    office: dict[str, Any] = {"sender_organisation": organisation}
    if organisation is None:
        office |= {"sender": sender, "sender_level": sender_level or ""}
    way = {
        "title": title,
        "sender": sender,
        "sender_level": sender_level or "",
        "receiver": receiver,
        "receiver_level": receiver_level,
        "handling": handling,
        "state": State.DRAFT,
    }
    wanted = {"kind": kind, "series": series, **office}
    require_sender(by, Filing(**{**way, **wanted}))
    filing, fresh = Filing.objects.get_or_create(**wanted, defaults=way)
    if fresh:
        values = {"kind": kind, "series": series}
        record(by, "filing.opened", filing, place=sender.code, values=values)
    return filing


@dataclass(frozen=True, slots=True)
class Sending:
    """The terms of a sending: handled how, due when, what holds after it (A-HB-14)."""

    handling: Handling
    due: date | None = None
    supplement: bool = True
    clause: str | None = None


@transaction.atomic
def send(
    filing: Filing, *, by: Acting, content: Mapping[str, Any], terms: Sending, at: datetime
) -> Filing:
    """Send a version: frozen with its hash, dated, told to the receiver.

    ``content`` is JSON-ready. The same content sent twice is the same version, and a second
    press of the button does nothing. Refused while a version is under review, when archived, or
    after the due date where nothing late is taken; a return that set a later day moves the due
    date to it.
    """
    filing = locked(filing)
    require_sender(by, filing)
    fingerprint = digest(content)
    current = current_version(filing)
    if filing.state == State.SENT and current is not None and current.digest == fingerprint:
        return filing
    on = at.astimezone(CHINA).date()
    lateness = late_sending(
        on, _due(filing, terms.due), supplement=terms.supplement, clause=terms.clause
    )
    move = next_state(terms.handling, state_of(filing), Step.SEND)
    Decision.all_of([move.decision, lateness]).insist()
    version = filing.versions.filter(digest=fingerprint).first() or Version.objects.create(
        filing=filing, number=filing.versions.count() + 1, content=dict(content),
        digest=fingerprint, sent_at=at, sent_by=by.name,
    )  # fmt: skip
    filing.state, filing.handling = State.SENT, terms.handling
    if terms.handling in AT_ONCE:
        filing.in_force = version
    filing.first_sent_on = filing.first_sent_on or on
    filing.last_sent_on = on
    filing.save()
    late = bool(lateness.reasons)
    step = write_step(filing, "sent", by=by, at=at, version=version)
    step.late = late
    step.save()
    values = {"version": version.number, "digest": fingerprint, "late": late}
    record(
        by,
        "filing.sent",
        filing,
        place=filing.sender.code,
        clause=terms.clause or "",
        values=values,
    )
    announce(FilingSent(filing.pk, filing.kind, filing.series, late))
    return filing


def _due(filing: Filing, due: date | None) -> date | None:
    """The due date, or the later day that the last return gave."""
    if due is None or filing.state != State.RETURNED:
        return due
    returned = filing.steps.filter(what="returned").order_by("-pk").first()
    return max(due, returned.due) if returned is not None and returned.due else due


@transaction.atomic
def withdraw(filing: Filing, *, by: Acting, at: datetime) -> Filing:
    """Take back what was sent last, as long as the receiver has done nothing with it.

    The document is then where it was before that sending: in draft, returned, sent or settled in an
    earlier version. Refused once the receiver has left an opinion on it.
    """
    filing = locked(filing)
    require_sender(by, filing)
    standing = standing_sendings(filing)
    current = standing[-1] if standing else None
    before = state_before(current) if current else State.DRAFT
    move = next_state(Handling(filing.handling), state_of(filing), Step.WITHDRAW, before=before)
    Decision.all_of([move.decision, _untouched(current)]).insist()
    days = [step.at.astimezone(CHINA).date() for step in standing[:-1]]
    filing.state = before
    filing.first_sent_on, filing.last_sent_on = (days[0], days[-1]) if days else (None, None)
    if filing.handling in AT_ONCE:
        filing.in_force = standing[-2].version if days else None
    filing.save(update_fields=["state", "first_sent_on", "last_sent_on", "in_force"])
    version = current.version if current else None
    write_step(filing, "withdrawn", by=by, at=at, version=version).save()
    record(by, "filing.withdrawn", filing, place=filing.sender.code)
    return filing


def _remarked(sending: StepRow) -> bool:
    return Remark.objects.filter(version=sending.version, at__gte=sending.at).exists()


def _untouched(sending: StepRow | None) -> Decision:
    if sending is None or not _remarked(sending):
        return Decision.yes()
    says = Text(
        "收件单位已经对这一版提出意见，不能撤回。请等退回，或联系对方退回。",
        "The receiver has already commented on this version, so it cannot be withdrawn. "
        "Ask for it to be returned.",
    )
    return Decision.refuse(says)
