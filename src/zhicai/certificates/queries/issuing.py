"""Who waits for a certificate, and the facts on which one is issued."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhicai.admission.models import Registration
from zhicai.certificates.models import Certificate
from zhicai.certificates.queries.law import CertificateLaw
from zhicai.certificates.rules import Facts
from zhicai.results.models import MakeUp, Outcome
from zhicai.results.queries.marks import kept_reasons
from zhicai.training.models import TrainingClass


def _of_year(law: CertificateLaw) -> QuerySet[Outcome]:
    return Outcome.objects.filter(
        programme_year=law.year, track=law.track, registration__state=Registration.State.ACCEPTED
    )


def waiting(law: CertificateLaw) -> QuerySet[Outcome]:
    """Return the outcomes of a year that are qualified and published and lack a certificate."""
    if not law.issues:
        return Outcome.objects.none()
    lacks = Q()
    for kind in law.kinds:
        held = Certificate.objects.filter(
            outcome=OuterRef("pk"), kind=kind, state=Certificate.State.VALID
        )
        lacks |= Q(~Exists(held))
    rows = _of_year(law).filter(
        lacks, state=Outcome.State.QUALIFIED, published_at__isnull=False
    )  # fmt: skip
    return rows.select_related(
        "registration__person", "registration__training_class", "registration__employer_place",
    ).defer("registration__person__id_number")  # fmt: skip


def late(law: CertificateLaw) -> QuerySet[Outcome]:
    """Return those who wait longer after their class than the setting says."""
    day = law.late_before
    if day is None:
        return Outcome.objects.none()
    return waiting(law).filter(registration__training_class__ends_on__lt=day)


def closed_as_failed(law: CertificateLaw) -> QuerySet[Outcome]:
    """Return those closed as not qualified: no certificate, with the reason kept."""
    rows = _of_year(law).filter(state=Outcome.State.NOT_QUALIFIED, published_at__isnull=False)
    return rows.select_related(
        "registration__person", "registration__training_class", "registration__employer_place",
    ).defer("registration__person__id_number")  # fmt: skip


def held_kinds(outcomes: Iterable[int]) -> dict[int, set[str]]:
    """Return the kinds of valid certificates by outcome; one statement."""
    found: dict[int, set[str]] = {}
    rows = Certificate.objects.filter(outcome__in=list(outcomes), state=Certificate.State.VALID)
    for outcome, kind in rows.values_list("outcome", "kind"):
        found.setdefault(outcome, set()).add(kind)
    return found


def made_up(outcomes: Iterable[Outcome]) -> set[int]:
    """Return the registrations whose make-up is used up; one statement."""
    keys = [row.registration_id for row in outcomes]
    rows = MakeUp.objects.filter(registration__in=keys).exclude(state=MakeUp.State.OFFERED)
    return set(rows.values_list("registration", flat=True))


def facts_of(
    row: Outcome, law: CertificateLaw, *, kind: str, held: Collection[str], again: bool
) -> Facts:
    """Return on what a certificate of a kind is decided for one outcome."""
    return Facts(
        issues=bool(law.issues),
        certified_track=row.track == law.track and row.programme_year_id == law.year.pk,
        state=row.state if row.registration.state == Registration.State.ACCEPTED else "",
        hours_done=row.hours_done,
        exam_passed=row.exam_passed,
        practical_passed=row.practical_passed,
        published=row.published_at is not None,
        made_up=again,
        kind=kind,
        kinds=law.kinds,
        held=held,
        reasons=kept_reasons(row),
    )


def classes_waiting(law: CertificateLaw) -> QuerySet[TrainingClass]:
    """Return the classes in which somebody waits for a certificate."""
    keys = waiting(law).order_by().values("registration__training_class")
    return TrainingClass.objects.filter(pk__in=keys).order_by("starts_on", "number")
