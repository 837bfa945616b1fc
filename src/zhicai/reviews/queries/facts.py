"""The facts of many specialists at once: a query or two for each kind, whatever their number."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Min, QuerySet, Sum

from zhicai.archive.models import Claim
from zhicai.certificates.models import Certificate
from zhicai.foundation.text import Text
from zhicai.law.schema.reviews import ConditionRule
from zhicai.merits.models import Entry, GradeSpell
from zhicai.people.models import Incentive, Person
from zhicai.results.models import Completion, Outcome
from zhicai.reviews.rules.facts import Asked, Checked, FactLine, checked, full_years

Found = Iterator[tuple[int, FactLine]]
ONE = Decimal(1)
TENTH = Decimal("0.1")


def _points(who: QuerySet[Person], asked: Asked, on: date) -> Found:
    rows = Entry.objects.filter(
        person__in=who.values("pk"), side=Entry.Side.PERSON, posting__on__lte=on
    )
    if asked.year is not None:
        rows = rows.filter(posting__year=asked.year)
    summed = rows.order_by().values("person").annotate(n=Sum("tenths"))
    for key, tenths in summed.values_list("person", "n"):
        if tenths:
            yield key, FactLine(on, Text("积分账户余额", "balance of points"), tenths * TENTH)


def _certificate_years(who: QuerySet[Person], _asked: Asked, on: date) -> Found:
    rows = Certificate.objects.filter(person__in=who.values("pk")).order_by().values("person")
    first = rows.annotate(day=Min("issued_on")).values_list("person", "day")
    for key, day in first:
        says = Text("首次取得专员证书", "first specialist certificate")
        yield key, FactLine(day, says, Decimal(full_years(day, on)))


def _grade_years(who: QuerySet[Person], _asked: Asked, on: date) -> Found:
    rows = GradeSpell.objects.filter(person__in=who.values("pk"), since__lte=on, until=None)
    for key, grade, since in rows.values_list("person", "grade", "since"):
        says = Text(f"任 {grade} 级", f"grade {grade}")
        yield key, FactLine(since, says, Decimal(full_years(since, on)))


def _claims(what: str) -> Callable[[QuerySet[Person], Asked, date], Found]:
    def found(who: QuerySet[Person], asked: Asked, on: date) -> Found:
        rows = Claim.objects.filter(
            person__in=who.values("pk"), what=what, state=Claim.State.CONFIRMED, on__lte=on
        )
        if asked.kinds:
            rows = rows.filter(kind__in=asked.kinds)
        if asked.year is not None:
            rows = rows.filter(on__year=asked.year)
        for key, day, name in rows.order_by("on", "pk").values_list("person", "on", "name"):
            yield key, FactLine(day, Text(name, name), ONE)

    return found


def _hours(who: QuerySet[Person], asked: Asked, on: date) -> Found:
    done = Completion.objects.filter(
        registration__person__in=who.values("pk"), completed=True, completed_on__lte=on
    )
    exams = Outcome.objects.filter(
        registration__person__in=who.values("pk"), published_at__isnull=False, decided_on__lte=on,
        registration__completion=None,
    )  # fmt: skip
    if asked.year is not None:
        done = done.filter(completed_on__year=asked.year)
        exams = exams.filter(decided_on__year=asked.year)
    names = ("registration__person", "hours", "registration__training_class__title")
    told = (
        *done.order_by("completed_on", "pk").values_list("completed_on", *names),
        *exams.order_by("decided_on", "pk").values_list("decided_on", *names),
    )
    for day, key, hours, title in told:
        yield key, FactLine(day, Text(title, title), hours)


def _honours(who: QuerySet[Person], asked: Asked, on: date) -> Found:
    rows = Incentive.objects.filter(
        person__in=who.values("pk"), withdrawn_at=None, given_on__lte=on
    )
    if asked.kinds:
        rows = rows.filter(kind__in=asked.kinds)
    if asked.year is not None:
        rows = rows.filter(given_on__year=asked.year)
    words = dict(Incentive.Kind.choices)
    told = rows.order_by("given_on", "pk").values_list("person", "given_on", "honour", "kind")
    for key, day, honour, kind in told:
        says = honour or str(words[kind])
        yield key, FactLine(day, Text(says, says), ONE)


_SOURCES: Mapping[str, Callable[[QuerySet[Person], Asked, date], Found]] = {
    "points": _points,
    "certificate-years": _certificate_years,
    "grade-years": _grade_years,
    "titles": _claims(Claim.What.TITLE),
    "achievements": _claims(Claim.What.ACHIEVEMENT),
    "hours": _hours,
    "honours": _honours,
}

Lines = dict[int, dict[Asked, list[FactLine]]]


def lines_of(who: QuerySet[Person], asked: Iterable[Asked], *, on: date) -> Lines:
    """Return by person what stands behind each fact; a query or two for each that is asked."""
    told: Lines = defaultdict(lambda: defaultdict(list))
    for one in dict.fromkeys(asked):
        for key, line in _SOURCES[one.fact](who, one, on):
            told[key][one].append(line)
    return told


def checked_of(
    who: QuerySet[Person], rules: Iterable[ConditionRule], words: Mapping[str, Text], *, on: date
) -> dict[int, list[Checked]]:
    """Return by person each condition beside what was found on a day."""
    asked = list(rules)
    lines = lines_of(who, [Asked(one.fact, one.kinds) for one in asked], on=on)
    return {
        key: checked(asked, lines.get(key, {}), words)
        for key in who.order_by().values_list("pk", flat=True)
    }
