"""What happens below and matters here: a claim confirmed, certificates issued or ended."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.archive.announcements import ClaimConfirmed
from zhicai.archive.models import Claim
from zhicai.certificates.announcements import CertificateEnded, CertificateIssued
from zhicai.certificates.models import Certificate
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.clock import CHINA
from zhicai.merits.actions.grades import end_grade, give_grade
from zhicai.merits.actions.ledger import book
from zhicai.merits.queries.facts import certified
from zhicai.merits.queries.law import GRADES, law_of_person
from zhicai.merits.queries.standing import grade_of
from zhicai.people.models import Person
from zhicai.people.queries import specialist_of

BATCH = 200


def _book(people: list[Person], at: datetime) -> None:
    """Book for people of one province, at once where they are few, else by night."""
    if not people or len(people) > BATCH:
        return
    law = law_of_person(people[0], on=at.astimezone(CHINA).date())
    if law is not None:
        book(law, people=[one.pk for one in people], at=at)


def on_claim(event: ClaimConfirmed) -> None:
    """Credit what was confirmed."""
    row = Claim.objects.select_related("person__home").filter(pk=event.claim_id).first()
    if row is not None and row.what != Claim.What.CAREER:
        _book([row.person], event.at)


def on_issued(event: CertificateIssued) -> None:
    """Give the grade that comes with the certificate, and credit it."""
    keys = Certificate.objects.filter(pk__in=event.certificate_ids).values("person")
    people = list(Person.objects.filter(pk__in=keys, erased_at=None).select_related("home"))
    if len(people) <= BATCH:
        grade_at_certificate(people, event.at)
    _book(people, event.at)


@transaction.atomic
def grade_at_certificate(people: list[Person], at: datetime) -> int:
    """Give those who hold a certificate and have no grade the one that comes with it (A-HB-24)."""
    on = at.astimezone(CHINA).date()
    law = law_of_person(people[0], on=on) if people else None
    if law is None or not law.is_open(GRADES):
        return 0
    rows = Person.objects.filter(pk__in=[one.pk for one in people])
    hold, done = certified(rows, on=on), 0
    for one in people:
        if one.pk not in hold or grade_of(one.pk, on=on) is not None:
            continue
        if specialist_of(one, on=on) is None:
            continue
        give_grade(one, law.at_certificate, cause="certificate", says="取得专员证书", on=on,
                   by=SYSTEM, at=at)  # fmt: skip
        done += 1
    return done


def on_ended(event: CertificateEnded) -> None:
    """Take back what a revoked certificate gave: its points, and the grade with the last one."""
    row = Certificate.objects.select_related("person__home").get(pk=event.certificate_id)
    if row.state != Certificate.State.REVOKED:
        return
    on = event.at.astimezone(CHINA).date()
    if not certified(Person.objects.filter(pk=row.person_id), on=on):
        end_grade(row.person, says=f"证书 {row.number} 已撤销", on=on, by=SYSTEM)
    _book([row.person], event.at)


subscribe(ClaimConfirmed, on_claim)
subscribe(CertificateIssued, on_issued)
subscribe(CertificateEnded, on_ended)
