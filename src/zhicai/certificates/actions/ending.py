"""Replace, reprint and revoke certificates: each with its reason, in the trail and in the log."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.certificates.actions.issuing import note_issued
from zhicai.certificates.announcements import CertificateEnded, CertificateIssued
from zhicai.certificates.models import Certificate, CertificateEvent, IssueRun
from zhicai.certificates.numbering import Wanted, certificate_series, make_certificates
from zhicai.certificates.queries.issuing import facts_of, held_kinds, made_up
from zhicai.certificates.queries.law import END, certificate_law, may_issue_in
from zhicai.certificates.rules import may_issue
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.actions.specialists import end_specialist

LONGEST = 400


def _held(found: Certificate, *, reason: str, by: Acting, at: datetime) -> Certificate:
    """Return a valid certificate under its lock; the reason is asked for first."""
    require(by, END)
    row = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related(
            "person__home", "programme_year__province", "run",
            "outcome__registration__person__home",
            "outcome__registration__training_class__run_by",
            "outcome__registration__training_class__programme_year",
        )
        .get(pk=found.pk)
    )  # fmt: skip
    law = certificate_law(row.programme_year, on=at.astimezone(CHINA).date())
    if not may_issue_in(by, law):
        raise OutOfScope
    if not reason.strip() or len(reason.strip()) > LONGEST:
        says = Text(
            f"请写明原因，最多 {LONGEST} 字。", f"Say why, in at most {LONGEST} characters."
        )  # fmt: skip
        raise BadInput([Fault(says, field="reason")])
    if row.state != Certificate.State.VALID:
        says = Text(
            f"这张证书{row.get_state_display()}，不能再办理。",
            f"This certificate is {row.state}; nothing more can be done with it.",
        )
        raise Refused([Reason(says, law.clauses["award"])])
    return row


def _end(row: Certificate, state: str, *, reason: str, by: Acting, at: datetime) -> None:
    row.state, row.ended_at, row.ended_on = state, at, at.astimezone(CHINA).date()
    row.ended_reason, row.ended_by = reason, by.name
    row.save(update_fields=["state", "ended_at", "ended_on", "ended_reason", "ended_by"])
    _note(row, state, reason=reason, by=by, at=at)


def _note(row: Certificate, kind: str, *, reason: str, by: Acting, at: datetime) -> None:
    CertificateEvent.objects.create(
        certificate=row, kind=kind, at=at, by=by.name, office=by.office, reason=reason
    )


@transaction.atomic
def reprint(found: Certificate, *, reason: str, by: Acting, at: datetime) -> Certificate:
    """Note that a certificate is printed once more, with the reason; its number stays."""
    row = _held(found, reason=reason, by=by, at=at)
    _note(row, CertificateEvent.Kind.REPRINTED, reason=reason.strip(), by=by, at=at)
    record(
        by, "certificates.reprinted", row, place=row.programme_year.province.code,
        reason=reason.strip(), values={"number": row.number},
    )  # fmt: skip
    return row


@transaction.atomic
def revoke(found: Certificate, *, reason: str, by: Acting, at: datetime) -> Certificate:
    """Revoke a certificate; who holds no other valid one is no specialist from that day."""
    row = _held(found, reason=reason, by=by, at=at)
    _end(row, Certificate.State.REVOKED, reason=reason.strip(), by=by, at=at)
    others = Certificate.objects.filter(person=row.person, state=Certificate.State.VALID)
    if not others.exists():
        on = at.astimezone(CHINA).date()
        end_specialist(row.person, on=on, reason=reason.strip(), by=by)
    record(
        by, "certificates.revoked", row, place=row.programme_year.province.code,
        reason=reason.strip(), values={"number": row.number},
    )  # fmt: skip
    announce(CertificateEnded(row.pk, row.state, at))
    return row


@transaction.atomic
def replace(found: Certificate, *, reason: str, by: Acting, at: datetime) -> Certificate:
    """End a certificate (lost, damaged, a wrong name) and issue another with a new number.

    The new one bears the name and number of the person's record as they stand now.
    """
    row = _held(found, reason=reason, by=by, at=at)
    on = at.astimezone(CHINA).date()
    law = certificate_law(row.programme_year, on=on)
    series = certificate_series(row.programme_year, law, also=(row.kind,))
    _end(row, Certificate.State.REPLACED, reason=reason.strip(), by=by, at=at)
    outcome = row.outcome
    facts = facts_of(
        outcome, law, kind=row.kind, held=held_kinds([outcome.pk]).get(outcome.pk, ()),
        again=outcome.registration_id in made_up([outcome]),
    )  # fmt: skip
    may_issue(facts, law.clauses_of(outcome.registration.training_class)).insist()
    run = IssueRun.objects.create(
        key=f"{row.programme_year_id}:replace:{row.pk}", programme_year=row.programme_year,
        training_class=row.run.training_class, total=1, started_at=at, by=by.name,
        office=by.office,
    )  # fmt: skip
    made = make_certificates([Wanted(outcome, row.kind)], law, run, series, on=on, replaces=row)
    note_issued(made, by=by, at=at)
    record(
        by, "certificates.replaced", row, place=row.programme_year.province.code,
        reason=reason.strip(), values={"number": row.number, "by": made[0].number},
    )  # fmt: skip
    announce(CertificateEnded(row.pk, row.state, at))
    announce(CertificateIssued((made[0].pk,), at))
    return made[0]
