"""The curriculum in force in a year: the notice's items and what the province added by then."""

from dataclasses import dataclass

from django.db.models import QuerySet

from zhicai.foundation.text import Text
from zhicai.law.schema import CurriculumGroup, CurriculumItem, Linked
from zhicai.programmes.models import CurriculumDecision, ProgrammeYear
from zhicai.programmes.queries.law_in_force import law_of


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item of the list, with the outside system that it teaches and how it got there."""

    item: CurriculumItem
    system: Linked | None
    added: CurriculumDecision | None


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group of the list with its items in force."""

    group: CurriculumGroup
    items: tuple[ListedItem, ...]


def curriculum_of(year: ProgrammeYear) -> list[CurriculumItem]:
    """Return the curriculum in force in a year: the law's items and the province's own by then.

    A later year's additions and withdrawals leave this year's list as it was (HB-2.3.ZHI.5, HUI.6).
    """
    return list(_in_force(year)[0].values())


def additions_of(year: ProgrammeYear) -> dict[str, CurriculumDecision]:
    """Return the province's own items in force in a year, by id."""
    return _in_force(year)[1]


def curriculum_decisions(year: ProgrammeYear) -> QuerySet[CurriculumDecision]:
    """Return what the province decided about the list by this year, in order."""
    rows = CurriculumDecision.objects.filter(
        programme_year__programme=year.programme, programme_year__year__lte=year.year
    )
    return rows.select_related("programme_year").order_by("programme_year__year", "pk")


def listed_curriculum(year: ProgrammeYear) -> list[ListedGroup]:
    """Return the list group by group, for the programme page."""
    law = law_of(year)
    items, added = _in_force(year)
    systems = {system.id: system for system in law.head.systems}
    return [
        ListedGroup(
            group,
            tuple(
                ListedItem(item, systems.get(item.system or ""), added.get(item.id))
                for item in items.values()
                if item.group == group.id
            ),
        )
        for group in law.groups
    ]


def _in_force(
    year: ProgrammeYear,
) -> tuple[dict[str, CurriculumItem], dict[str, CurriculumDecision]]:
    law = law_of(year)
    items = {item.id: item for item in law.curriculum_of(year.year)}
    groups = {group.id: group for group in law.groups}
    added: dict[str, CurriculumDecision] = {}
    numbers: dict[str, int] = {}
    for row in curriculum_decisions(year):
        if row.withdrawn:
            items.pop(row.item, None)
            added.pop(row.item, None)
            continue
        group = groups.get(row.group)
        if group is None:
            continue
        numbers[row.group] = numbers.get(row.group, 0) + 1
        number = numbers[row.group]
        added[row.item] = row
        items[row.item] = CurriculumItem(
            id=row.item,
            group=row.group,
            name=Text(row.zh, row.en),
            label=Text(f"{group.name.zh}增{number}", f"{group.name.en}, added {number}"),
            clause=_clause_of_addition(group),
            since=row.programme_year.year,
        )
    return items, added


def _clause_of_addition(group: CurriculumGroup) -> str:
    """The clause under which a group's list is open at its end: the last one that it names."""
    return group.clause[-1]
