"""Assessment over the classes of a year: who counts as trained, who as certified, where (A-HB-01).

``certified-target-basis`` says whether decisions or certificates count, ``certified-target-year``
to which year a make-up in the next one belongs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.admission.models import Registration
from zhicai.attendance.queries import attended
from zhicai.foundation.text import Text
from zhicai.law.schema import Obligation
from zhicai.people.models import Person, Specialist
from zhicai.people.queries import home_on
from zhicai.places.models import Place
from zhicai.places.queries import places_under, tree
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.results.models import MakeUp, Outcome
from zhicai.results.queries.counted import assessed
from zhicai.results.queries.keeping import READ
from zhicai.results.queries.law import ResultsLaw
from zhicai.results.queries.outcomes import OutcomeCounts, counts_by_class, qualified
from zhicai.training.models import TrainingClass
from zhicai.training.queries.assessment import in_assessment
from zhicai.training.queries.classes import visible_to

TRAINED, CERTIFIED = "results.assessment_people", "results.specialists_certified"
BASIS, YEAR = "certified-target-basis", "certified-target-year"
DECISIONS, ISSUE_YEAR = "decisions", "issue-year"


def certified(counting: Counting) -> QuerySet[Any]:
    """Return who counts as certified, annotated ``counted_on``, ``counted_at`` and ``head``.

    By decision the outcomes, each at its venue; by certificate the specialists, each where the
    record was kept at the end of the year, without those whose certificate was revoked within it.
    """
    if counting.settings.get(BASIS) == DECISIONS:
        rows: QuerySet[Any] = Outcome.objects.filter(
            state=Outcome.State.QUALIFIED,
            registration__state=Registration.State.ACCEPTED,
            programme_year__programme=counting.programme_year.programme,
            programme_year__province=counting.programme_year.province_id,
        )
        rows = rows.annotate(
            of_class=F("programme_year__year"), of_issue=ExtractYear("decided_on"),
            counted_at=F("place"), head=F("registration__person"), day=F("decided_on"),
        )  # fmt: skip
    else:
        mine = Outcome.objects.filter(
            registration__person=OuterRef("person"), state=Outcome.State.QUALIFIED,
            decided_on__lte=OuterRef("valid_from"),
        ).order_by("-decided_on")  # fmt: skip
        year = Subquery(mine.values("programme_year__year")[:1])
        issued = ExtractYear("valid_from")
        ended = Q(valid_to__lte=date(counting.year, 12, 31))
        rows = Specialist.objects.exclude(ended).annotate(
            of_class=Coalesce(year, issued), of_issue=issued,
            counted_at=home_on("person", day=date(counting.year, 12, 31)),
            head=F("person"), day=F("valid_from"),
        )  # fmt: skip
    by_issue = counting.settings.get(YEAR) == ISSUE_YEAR
    rows = rows.filter(**{"of_issue" if by_issue else "of_class": counting.year})
    return rows.annotate(counted_on=_within(counting.year))


def _within(year: int) -> Case:
    """The day on which something counts: one after the year's end counts on its last day."""
    last = date(year, 12, 31)
    return Case(When(day__gt=last, then=Value(last)), default=F("day"), output_field=DateField())


def decided_certified(counting: Counting) -> QuerySet[Outcome]:
    """Return who qualified in the classes of the year."""
    return qualified([counting.programme_year_id])


def with_all_hours(counting: Counting) -> QuerySet[Outcome]:
    """Return who qualified and did every class hour required."""
    return decided_certified(counting).filter(hours__gte=F("hours_needed"))


def make_ups(counting: Counting) -> QuerySet[MakeUp]:
    """Return the make-ups given in the classes of the year; the database holds one for each."""
    classes = in_assessment(counting.programme_year)
    return MakeUp.objects.filter(registration__training_class__in=classes)


# --- the overview ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """A number of the year against what is owed, with the clauses that ask for it."""

    says: Text
    icon: str
    page: str
    count: int
    needed: int | None
    clauses: tuple[str, ...]
    note: Text

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.needed is not None and self.count >= self.needed

    @property
    def share(self) -> Decimal | None:
        """Part of what is owed."""
        return Decimal(self.count) / self.needed if self.needed else None


def targets(law: ResultsLaw) -> list[Target]:
    """Return trained and certified apart, over the whole province (HB-1.i, HB-3.2.6.1.b)."""
    shown = (
        (TRAINED, Text("考核培训人数", "Trained in assessment classes"), "users"),
        (CERTIFIED, Text("考核认证人数", "Certified"), "award"),
    )
    found = []
    for name, says, icon in shown:
        rules = [r for r in law.law.obligations_of(law.year.year) if r.metric == name]
        owed = [int(rule.at_least) for rule in rules if rule.at_least is not None]
        found.append(
            Target(
                says, icon, "results:assessed" if name == TRAINED else "results:certified",
                count_of(name, law), max(owed, default=None), _clauses(rules), _basis(name, law),
            )
        )  # fmt: skip
    return found


_COUNTED = {
    "enrolled": Text("按已报名计", "counted as enrolled"),
    "attended": Text("按到过课计", "counted as attended"),
    "completed": Text("按修满学时计", "counted as having done all hours"),
}


def _basis(name: str, law: ResultsLaw) -> Text:
    """Say on which basis a number counts; those who passed and hold no certificate stand beside."""
    if name == TRAINED:
        return _COUNTED[law.settings.get("assessment-count-basis") or "attended"]
    if law.settings.get(BASIS) == DECISIONS:
        return Text("按合格决定计", "counted by decision")
    n = qualified([law.year.pk]).filter(decided_on__lte=law.on).count()
    return Text(
        f"按已发证书计；已判合格 {n} 人", f"counted by certificate issued; {n} have qualified"
    )


def _clauses(rules: Iterable[Obligation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.clause for rule in rules))


def count_of(name: str, law: ResultsLaw) -> int:
    """Return a metric of the year over the whole province, as the cockpit counts it."""
    found = metric(name)
    if found is None:
        return 0
    into = {place.id: 0 for place in tree(law.year.province.code, on=law.on).by_code.values()}
    counting = Counting.of(law.year, law.settings)
    return int(measure(found, counting, [law.on], into=into).get(0, {}).get(law.on, 0))


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One assessment class: who has a seat, who was there, who stands where."""

    found: TrainingClass | None
    counts: OutcomeCounts
    attended: int

    @property
    def rate(self) -> Decimal | None:
        """Part of those decided for good who qualified."""
        final = self.counts.qualified + self.counts.not_qualified
        return Decimal(self.counts.qualified) / final if final else None


def class_lines(acting: Acting, law: ResultsLaw) -> list[ClassLine]:
    """Return the assessment classes of the year that the user sees, by venue; five statements."""
    rows = list(
        visible_to(acting, on=law.on)
        .filter(pk__in=in_assessment(law.year).values("pk"))
        .exclude(state=TrainingClass.State.CANCELLED)
        .select_related("venue_place", "run_by", "place", "programme_year__province")
        .order_by("venue_place__code", "starts_on", "pk")
    )
    keys = [row.pk for row in rows]
    counts, there = counts_by_class(keys), attended(keys)
    seats = Registration.objects.filter(pk__in=there, state=Registration.State.ACCEPTED)
    by_class: dict[int, int] = {}
    for class_id in seats.values_list("training_class", flat=True):
        by_class[class_id] = by_class.get(class_id, 0) + 1
    return [ClassLine(row, counts[row.pk], by_class.get(row.pk, 0)) for row in rows]


def summed(lines: Iterable[ClassLine]) -> ClassLine:
    """Return classes as one line."""
    rows = list(lines)
    names = ("people", "decided", "qualified", "makeup", "not_qualified")
    total = OutcomeCounts(**{n: sum(getattr(r.counts, n) for r in rows) for n in names})
    return ClassLine(None, total, sum(row.attended for row in rows))


# --- the records behind a number ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Behind:
    """One person behind a number."""

    pk: int
    person: Person
    employer: str
    place: str
    basis: str
    counted_on: date

    @property
    def name(self) -> str:
        """The person's name, to sort by."""
        return self.person.name


def behind(acting: Acting, law: ResultsLaw, name: str) -> list[Behind]:
    """Return the people behind trained or certified within the user's reach, each person once."""
    within = set(places_under(reach_of(acting, READ), on=law.on).values_list("pk", flat=True))
    counting = Counting.of(law.year, law.settings)
    if name == TRAINED:
        rows: Iterable[Behind] = _trained(counting, law, within)
    elif counting.settings.get(BASIS) == DECISIONS:
        rows = _decided(counting, law, within)
    else:
        rows = _issued(counting, law, within)
    people: dict[int, Behind] = {}
    for row in rows:
        people.setdefault(row.pk, row)
    return list(people.values())


def _trained(counting: Counting, law: ResultsLaw, within: set[int]) -> list[Behind]:
    rows: Any = assessed(counting).filter(training_class__place__in=within)
    rows = rows.filter(counted_on__lte=law.on).select_related("person", "training_class__place")
    return [
        Behind(
            row.person_id, row.person, row.employer_name, row.training_class.place.name,
            row.training_class.title, row.counted_on,
        )
        for row in rows.defer("person__id_number").order_by("training_class__starts_on", "pk")
    ]  # fmt: skip


def _decided(counting: Counting, law: ResultsLaw, within: set[int]) -> list[Behind]:
    rows = certified(counting).filter(place__in=within, counted_on__lte=law.on)
    rows = rows.select_related("registration__person", "registration__training_class", "place")
    found = []
    for row in rows.defer("registration__person__id_number").order_by("decided_on", "pk"):
        seat = row.registration
        found.append(
            Behind(
                seat.person_id, seat.person, seat.employer_name, row.place.name,
                seat.training_class.title, row.counted_on,
            )
        )  # fmt: skip
    return found


def _issued(counting: Counting, law: ResultsLaw, within: set[int]) -> list[Behind]:
    rows = certified(counting).filter(counted_at__in=within, counted_on__lte=law.on)
    rows = rows.select_related("person").defer("person__id_number")
    names = dict(Place.objects.filter(pk__in=within).values_list("pk", "name"))
    return [
        Behind(row.person_id, row.person, "", names[row.counted_at], row.basis, row.counted_on)
        for row in rows.order_by("valid_from", "pk")
    ]
