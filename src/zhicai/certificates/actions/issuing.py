"""Issue certificates: one, a class, many, as a run that is decided and numbered in one piece."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.certificates.announcements import CertificateIssued
from zhicai.certificates.models import Certificate, CertificateEvent, IssueRun
from zhicai.certificates.numbering import (
    BATCH,
    Wanted,
    certificate_series,
    make_certificates,
)
from zhicai.certificates.queries.issuing import facts_of, held_kinds, made_up
from zhicai.certificates.queries.law import (
    ISSUE,
    CertificateLaw,
    certificate_law,
    may_issue_in,
)
from zhicai.certificates.rules import (
    may_issue,
)
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.people.actions.specialists import Naming, name_specialists
from zhicai.programmes.models import ProgrammeYear
from zhicai.results.models import Outcome
from zhicai.training.models import TrainingClass

LONGEST_KEY = 60
MOST_SAID = 20
"""Reasons of how many people a refusal lists."""


@transaction.atomic
def issue(
    year: ProgrammeYear, outcomes: Collection[int], *, key: str, by: Acting, at: datetime,
    of_class: TrainingClass | None = None,
) -> IssueRun:  # fmt: skip
    """Issue the certificates of outcomes; ``key`` sent twice is the same run.

    All of them or none: Refused with everyone's reasons and clauses, BadInput where nobody is
    chosen, NotYourPage and OutOfScope for who does not issue. The documents are made afterwards.
    """
    require(by, ISSUE)
    on = at.astimezone(CHINA).date()
    law = certificate_law(year, on=on)
    if not may_issue_in(by, law):
        raise _not_issuing(law) if by.province == year.province.code else OutOfScope()
    series = certificate_series(year, law)
    key = _key(year, key)
    if (run := IssueRun.objects.filter(key=key).first()) is not None:
        return run
    rows = _locked(outcomes)
    if not rows:
        says = Text("请先选择要发证的学员。", "Choose whom to issue a certificate to.")
        raise BadInput([Fault(says, field="selected")])
    wanted = _allowed(rows, law)
    run = IssueRun.objects.create(
        key=key, programme_year=year, training_class=of_class, total=len(wanted), started_at=at,
        by=by.name, office=by.office,
    )  # fmt: skip
    made = make_certificates(wanted, law, run, series, on=on)
    note_issued(made, by=by, at=at)
    _name(made, by=by)
    record(
        by, "certificates.issued", run, place=year.province.code,
        clause=law.clauses["award"] or "",
        values={"certificates": len(made), "first": made[0].number, "last": made[-1].number},
    )  # fmt: skip
    _tell(made, by=by, at=at)
    announce(CertificateIssued(tuple(one.pk for one in made), at))
    return run


def _key(year: ProgrammeYear, key: str) -> str:
    """Return the key of a run within its year; BadInput where none was sent."""
    if not key.isascii() or not key.isprintable() or not 1 <= len(key) <= LONGEST_KEY:
        says = Text(
            "页面已过期，请刷新后再试。", "The page is out of date; reload it and try again."
        )
        raise BadInput([Fault(says, field="key")])
    return f"{year.pk}:{key}"


def _not_issuing(law: CertificateLaw) -> Refused:
    if not law.issues:
        says = Text("本项目不颁发证书。", "This programme issues no certificates.")
        return Refused([Reason(says, law.clauses["issues"])])
    issuer = law.law.head.notice.issuer
    says = Text(f"证书由{issuer.zh}颁发。", f"Certificates are issued by {issuer.en}.")
    return Refused([Reason(says, law.clauses["award"])])


def _locked(outcomes: Iterable[int]) -> list[Outcome]:
    """Return the outcomes under their lock, class by class in the order of their entry."""
    keys = sorted(set(outcomes))
    found: list[Outcome] = []
    for start in range(0, len(keys), BATCH):
        rows = Outcome.objects.select_for_update(of=("self",)).filter(
            pk__in=keys[start : start + BATCH]
        )
        found += rows.select_related(
            "registration__person__home", "registration__training_class__run_by",
            "registration__training_class__programme_year",
        ).order_by("pk")  # fmt: skip
    return sorted(found, key=_order)


def _order(row: Outcome) -> tuple[date, str, int]:
    found = row.registration.training_class
    return found.starts_on, found.number, row.pk


def _allowed(rows: Sequence[Outcome], law: CertificateLaw) -> list[Wanted]:
    """Return what is to be issued; Refused, naming everyone who may not get one."""
    held, again = held_kinds(row.pk for row in rows), made_up(rows)
    clauses = {row.registration.training_class_id: row.registration.training_class for row in rows}
    by_class = {pk: law.clauses_of(found) for pk, found in clauses.items()}
    wanted, against = [], []
    for row in rows:
        mine = held.get(row.pk, set())
        for kind in [one for one in law.kinds if one not in mine] or law.kinds[:1]:
            facts = facts_of(
                row, law, kind=kind, held=mine, again=row.registration_id in again
            )  # fmt: skip
            decision = may_issue(facts, by_class[row.registration.training_class_id])
            if decision.allowed:
                wanted.append(Wanted(row, kind))
            else:
                against += [_of(row, reason) for reason in decision.reasons]
    if against:
        raise Refused(against[:MOST_SAID])
    return wanted


def _of(row: Outcome, reason: Reason) -> Reason:
    name = row.registration.person.name
    return Reason(
        Text(f"{name}：{reason.says.zh}", f"{name}: {reason.says.en}"), reason.clause, reason.field
    )


@transaction.atomic
def note_issued(made: Sequence[Certificate], *, by: Acting, at: datetime) -> None:
    """Begin the trail of new certificates."""
    CertificateEvent.objects.bulk_create(
        [
            CertificateEvent(
                certificate=one, kind=CertificateEvent.Kind.ISSUED, at=at, by=by.name,
                office=by.office,
            )
            for one in made
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _name(made: Sequence[Certificate], *, by: Acting) -> None:
    """Note everyone as a certified specialist, once."""
    first: dict[int, Naming] = {}
    for one in made:
        source = f"certificates.certificate:{one.pk}"
        person = one.outcome.registration.person
        first.setdefault(one.person_id, Naming(person, one.issued_on, one.number, source))
    name_specialists(list(first.values()), by=by)


def _tell(made: Sequence[Certificate], *, by: Acting, at: datetime) -> None:
    """Tell those who have an account that theirs is there."""
    link = reverse("certificates:mine")
    drafts = []
    for one in made:
        user = one.outcome.registration.person.user_id
        if user is None:
            continue
        title = Text(f"{one.title}已颁发", f"Certificate {one.number} issued")
        body = Text(
            f"证书编号 {one.number}，可在“我的证书”查看、下载和出示。",
            f"Number {one.number}; view, download and show it under “My certificates”.",
        )
        about = f"certificates.certificate:{one.pk}"
        drafts.append(Draft(Addressee(user_id=user), title, body, about, link, about))
    if drafts:
        send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at)
