"""The skills record of a person: classes completed and entries, item by item (HB-2.1.f)."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.results.models import Completion, SkillEntry
from zhicai.results.queries.law import ResultsLaw
from zhicai.results.rules.skills import Evidence, Reached, rank_of, reached
from zhicai.training.models import Lesson


def live_entries() -> QuerySet[SkillEntry]:
    """Return the entries that stand."""
    return SkillEntry.objects.filter(withdrawn_at=None)


def entry_of(pk: int) -> SkillEntry:
    """Return an entry that stands, else OutOfScope; who may touch it is asked elsewhere."""
    found = live_entries().select_related("person").filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def evidence_of(people: Iterable[int]) -> dict[int, list[Evidence]]:
    """Return what shows the skills of people (keys): three queries for all of them."""
    keys = list(people)
    rows = Completion.objects.filter(registration__person__in=keys, completed=True).values_list(
        "registration__person", "registration__training_class", "completed_on",
        "registration__training_class__title", "registration__training_class__ability",
    )  # fmt: skip
    classes = list(rows)
    items = _items_of({row[1] for row in classes})
    found: dict[int, list[Evidence]] = defaultdict(list)
    for person, class_id, day, title, ability in classes:
        says = Text(f"结业：{title}", f"Completed: {title}")
        found[person] += [Evidence(one, ability, day, says) for one in items[class_id] if ability]
    for entry in live_entries().filter(person__in=keys):
        says = Text(f"{entry.evidence}（{entry.office}）", f"{entry.evidence} ({entry.office})")
        found[entry.person_id].append(
            Evidence(entry.item, entry.level, entry.on, says, entry.practical, entry.pk)
        )
    return found


def _items_of(classes: set[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Lesson.objects.filter(training_class__in=classes, cancelled=False)
    for class_id, items in rows.values_list("training_class", "items"):
        found[class_id].update(items)
    return found


def record_of(person_id: int, law: ResultsLaw) -> list[Reached]:
    """Return the level of one person in each item of the curriculum, practical course included."""
    return reached((item.id for item in law.frame.items), evidence_of([person_id])[person_id])


def records_of(people: Iterable[int], law: ResultsLaw) -> dict[int, list[Reached]]:
    """Return the records of people by their keys; three queries."""
    keys = list(people)
    evidence = evidence_of(keys)
    items = [item.id for item in law.frame.items]
    return {key: reached(items, evidence.get(key, [])) for key in keys}


def people_with(item: str, level: str, *, practical: bool = False) -> set[int]:
    """Return the people (keys) who have reached a level, or more, in an item.

    ``practical`` asks for proven practical experience, which only entries show.
    """
    least = rank_of(level) or 1
    entries = live_entries().filter(item=item)
    if practical:
        entries = entries.filter(practical=True)
    found = {
        person for person, reached_level in entries.values_list("person", "level")
        if rank_of(reached_level) >= least
    }  # fmt: skip
    if practical:
        return found
    rows = Lesson.objects.filter(cancelled=False, training_class__state__in=("finished", "closed"))
    covering = {
        class_id
        for class_id, items, ability in rows.values_list(
            "training_class", "items", "training_class__ability"
        )
        if item in items and rank_of(ability) >= least
    }
    completions = Completion.objects.filter(
        completed=True, registration__training_class__in=covering
    )
    return found | set(completions.values_list("registration__person", flat=True))
