"""The facts that earn points: certificates, titles, achievements, training, honours, talks."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q, QuerySet

from zhicai.archive.models import Claim, Talk
from zhicai.certificates.models import Certificate
from zhicai.foundation.text import Text
from zhicai.merits.queries.law import MeritLaw
from zhicai.merits.rules.earning import Fact
from zhicai.people.models import Incentive, Person, Specialist
from zhicai.places.queries import places_under
from zhicai.results.models import Completion


def specialists_of(law: MeritLaw) -> QuerySet[Person]:
    """Return everybody in the province who is or was a specialist."""
    within = places_under((law.province,), on=law.on)
    ever = Specialist.objects.values("person")
    return Person.objects.filter(pk__in=ever, home__in=within, erased_at=None)


def facts_of(
    law: MeritLaw, *, since: date, people: Collection[int] | None = None
) -> list[Fact]:  # fmt: skip
    """Return every fact from a day on that stands now, of some specialists or all. Six queries."""
    who = specialists_of(law)
    if people is not None:
        who = who.filter(pk__in=people)
    return [*_certificates(who, since), *_claims(who, since), *_training(who, since),
            *_honours(who, since), *_talks(who, since)]  # fmt: skip


def _certificates(who: QuerySet[Person], since: date) -> Iterator[Fact]:
    rows = Certificate.objects.filter(
        person__in=who.values("pk"), issued_on__gte=since, state=Certificate.State.VALID
    )
    for one in rows.only(
        "person_id", "outcome_id", "kind", "number", "issued_on", "title", "title_english"
    ):
        says = Text(f"{one.title} {one.number}", f"{one.title_english or one.title} {one.number}")
        yield Fact(
            f"certificate:{one.outcome_id}:{one.kind}", "certificate", one.person_id,
            one.issued_on, says, one.kind, evidence=True, object_id=one.pk,
        )  # fmt: skip


def _claims(who: QuerySet[Person], since: date) -> Iterator[Fact]:
    rows = Claim.objects.filter(
        person__in=who.values("pk"), on__gte=since, state=Claim.State.CONFIRMED,
        what__in=[Claim.What.TITLE, Claim.What.ACHIEVEMENT],
    )  # fmt: skip
    for one in rows:
        yield Fact(
            f"{one.what}:{one.pk}", one.what, one.person_id, one.on, Text(one.name, one.name),
            one.kind, evidence=one.evidence_id is not None, object_id=one.pk,
        )  # fmt: skip


def _training(who: QuerySet[Person], since: date) -> Iterator[Fact]:
    rows = Completion.objects.filter(
        registration__person__in=who.values("pk"), completed=True, completed_on__gte=since
    )
    for one in rows.select_related("registration__training_class"):
        title = one.registration.training_class.title
        yield Fact(
            f"training:{one.registration_id}", "training", one.registration.person_id,
            one.completed_on, Text(title, title), one.track, evidence=True, object_id=one.pk,
        )  # fmt: skip


def _honours(who: QuerySet[Person], since: date) -> Iterator[Fact]:
    rows = Incentive.objects.filter(
        person__in=who.values("pk"), given_on__gte=since, withdrawn_at=None
    )
    for one in rows:
        words = one.honour or str(one.get_kind_display())
        yield Fact(
            f"honour:{one.pk}", "honour", one.person_id, one.given_on, Text(words, words),
            one.kind, evidence=one.file_id is not None, object_id=one.pk,
        )  # fmt: skip


def _talks(who: QuerySet[Person], since: date) -> Iterator[Fact]:
    rows = Talk.objects.filter(adviser__person__in=who.values("pk"), on__gte=since)
    for one in rows.select_related("adviser"):
        says = Text(f"与{one.adviser.name}的指导谈话", f"guidance talk with {one.adviser.name}")
        yield Fact(
            f"talk:{one.pk}", "talk", one.adviser.person_id, one.on, says, object_id=one.pk
        )  # fmt: skip


def certified(people: QuerySet[Person], *, on: date) -> set[int]:
    """Return who of some people holds a valid specialist certificate on a day."""
    rows = Certificate.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=on), person__in=people.values("pk"),
        state=Certificate.State.VALID, kind=Certificate.Kind.SPECIALIST,
    )  # fmt: skip
    return {int(pk) for pk in rows.values_list("person", flat=True)}
