"""What of marks waits for the unit that runs an assessment class: marks, make-ups, publication."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.admission.models import Registration
from zhicai.foundation.text import Text
from zhicai.results.decision import ended_on, rules_of, window_of
from zhicai.results.models import MakeUp, Outcome
from zhicai.training.models import TrainingClass

ARRANGE, MARK_AGAIN, MARKS, PUBLISH = "n_arrange", "n_again", "n_marks", "n_publish"
WORDS = {
    MARKS: Text("录入“{c}”{n} 人的成绩", "Enter marks of {n} in “{c}”"),
    ARRANGE: Text("安排“{c}”{n} 人的补考", "Arrange the make-up of {n} in “{c}”"),
    MARK_AGAIN: Text("录入“{c}”{n} 人的补考成绩", "Enter make-up marks of {n} in “{c}”"),
    PUBLISH: Text("公布“{c}”{n} 人的结果", "Publish the results of {n} in “{c}”"),
}


@dataclass(frozen=True, slots=True)
class Owed:
    """What a unit still owes for a class."""

    class_id: int
    what: str
    people: int


def owed(acting: Acting, on: date) -> list[Owed]:
    """Return what the user's unit owes for its classes that have ended; one statement."""
    if acting.organisation_id is None or not holds(acting, "results.mark"):
        return []
    again = Q(registration__make_up__state=MakeUp.State.OFFERED)
    decided = ~Q(state=Outcome.State.PENDING)
    kinds = {
        MARKS: Q(state=Outcome.State.PENDING),
        ARRANGE: Q(state=Outcome.State.MAKE_UP, registration__make_up=None),
        MARK_AGAIN: again & Q(registration__make_up__set_for__lte=on),
        PUBLISH: decided & Q(published_at=None),
    }
    rows = Outcome.objects.filter(
        registration__training_class__run_by=acting.organisation_id,
        registration__state=Registration.State.ACCEPTED,
        locked_at=None,
    ).order_by()
    counted = rows.values("registration__training_class").annotate(
        **{what: Count("pk", filter=asked) for what, asked in kinds.items()}
    )
    found = []
    shown = counted.values_list("registration__training_class", *kinds)
    for class_id, *numbers in shown.order_by("registration__training_class"):
        found += [Owed(class_id, what, n) for what, n in zip(kinds, numbers, strict=True) if n]
    return found


def count(acting: Acting, on: date) -> int:
    """Return how many tasks wait."""
    return len(owed(acting, on))


def lines(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the tasks that wait, each with the day by which it is due where there is one."""
    rows = owed(acting, on)[:limit]
    classes = _classes(row.class_id for row in rows)
    return [_line(row, classes[row.class_id]) for row in rows]


def _classes(keys: Iterable[int]) -> dict[int, TrainingClass]:
    rows = TrainingClass.objects.select_related("programme_year__province")
    return rows.in_bulk(list(keys))


def _line(row: Owed, found: TrainingClass) -> Waiting:
    rules = rules_of(found)
    page, query = "results:marks", ""
    if row.what in (MARKS, MARK_AGAIN):
        page, query = "results:enter_marks", "?round=makeup" if row.what == MARK_AGAIN else ""
    return Waiting(
        title=WORDS[row.what].format_map({"c": found.title, "n": row.people}),
        url=reverse(page, args=[found.pk]) + query,
        since=ended_on(found),
        due=window_of(found, rules).until if row.what == ARRANGE else None,
        clause=rules.clauses.get("make-up" if row.what in (ARRANGE, MARK_AGAIN) else "exam") or "",
    )


register_source(
    Source("results.marks", Text("考核成绩", "results of assessment"), "certificate", count, lines)
)
