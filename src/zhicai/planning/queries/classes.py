"""Reads of planned classes: the list behind the metrics, who organises one, who may guide it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, may, reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Organisation
from zhicai.places.queries import in_force, organisations_serving, path_of, places_under
from zhicai.planning.models import Guidance, PlannedClass, PlannedCourse, Tag
from zhicai.planning.queries.plans import city_of, has_right, is_own
from zhicai.planning.rules.bodies import Organiser, organising_rights
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of

GUIDING_HOSTS = ("city", "base")


def classes_visible_to(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[PlannedClass]:
    """Return the classes in force that the user may see. Uses planning_class_place_start."""
    reach = reach_of(acting, "planning.read")
    mine = Q(plan__organisation_id=acting.organisation_id) if acting.organisation_id else Q()
    scope = Q(place__in=places_under(reach, on=on))
    rows = in_force_classes(year).filter(scope | mine if mine else scope)
    return rows.select_related("place", "plan__organisation", "plan__filing")


def in_force_classes(year: ProgrammeYear) -> QuerySet[PlannedClass]:
    """Return every class in force of a year, whoever asks."""
    return PlannedClass.objects.filter(plan__programme_year=year, dropped_on=None)


def class_for(acting: Acting, pk: int, *, on: date) -> PlannedClass:
    """Return a planned class the user may see; OutOfScope for a foreign one."""
    row = (
        PlannedClass.objects.filter(pk=pk)
        .select_related("place", "plan__programme_year__province", "plan__organisation", "version")
        .first()
    )
    if row is None:
        raise OutOfScope
    own = is_own(acting, row.plan)
    if not own and not may(acting, "planning.read", path_of(row.place, on=on)):
        raise OutOfScope
    return row


def organisers_of(planned: PlannedClass, *, on: date) -> list[Organiser]:
    """Return every organiser of a class by role, named by the rights table of the law.

    Guiding units stand on every class by default (HB-3.1.3.*), the city as host (HB-3.1.4.a), a
    base as co-host where one serves the city (HB-3.1.4.b), the county as undertaking unit
    (HB-3.1.5.a).
    """
    year = planned.plan.programme_year
    law = law_of(year)
    path = path_of(planned.place, on=on)
    found: list[Organiser] = []
    role: str
    for right in organising_rights(law.rights, track=planned.track):
        body = law.bodies[right.body]
        if body.organisation is not None:
            role = "co-host" if right.role == "host" else right.role
            named = _organisations(body.organisation, path, right.role, on)
            names = [Text(o.name, o.english or o.name) for o in named]
            if not names and right.role == "guiding":
                names = [body.name]
        else:
            role, names = right.role, [_office(body.seat, planned, body.name, on)]
        found += [Organiser(role, body.id, name, right.clause) for name in names]
    return found


def _organisations(kind: str, path: str, role: str, on: date) -> Iterable[Organisation]:
    """The organisations of a kind: those that serve the place, for guiding units all there are."""
    if role == "guiding":
        return Organisation.objects.filter(in_force(on), kind=kind).order_by("name")
    return organisations_serving(path, kind, on=on)


def _office(level: Level | None, planned: PlannedClass, body: Text, on: date) -> Text:
    if level is Level.PROVINCE:
        return body
    if level is Level.CITY:
        city = city_of(planned.place, on=on)
        return Text(f"{city.name}知识产权局", f"{city.english or city.name} IP office")
    owner = planned.plan.organisation
    if owner is not None:
        return Text(owner.name, owner.english or owner.name)
    place = planned.place
    return Text(f"{place.name}知识产权管理部门", f"{place.english or place.name} IP department")


def may_guide(acting: Acting, planned: PlannedClass, *, on: date) -> bool:
    """Say whether the user may leave guidance on a class.

    City and base guide only as far as the setting ``city-guidance-right`` goes (A-HB-20).
    """
    if not holds(acting, "planning.guide"):
        return False
    if not may(acting, "planning.guide", path_of(planned.place, on=on)):
        return False
    year = planned.plan.programme_year
    if not has_right(acting, year, "leave-guidance", on=on):
        return False
    host = acting.organisation_kind == "base" or acting.top_level in (Level.CITY, Level.COUNTY)
    return not host or bool(settings_of(year, on=on).get("city-guidance-right"))


def may_arrange(acting: Acting, planned: PlannedClass, *, on: date) -> bool:
    """Say whether the user works on the class as a host: the city, or a base that serves it."""
    if not holds(acting, "planning.arrange"):
        return False
    if not may(acting, "planning.arrange", path_of(planned.place, on=on)):
        return False
    return has_right(acting, planned.plan.programme_year, "appoint-lecturer", on=on)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What is planned for one curriculum item or theme: courses, class hours, classes, people."""

    key: str
    name: Text
    label: Text
    courses: int
    hours: Decimal
    classes: int
    people: int


def totals(classes: QuerySet[PlannedClass]) -> dict[str, int]:
    """Return how many classes, people and fen the rows add up to."""
    found = classes.order_by().aggregate(
        classes=Count("pk"), people=Sum("expected_people"), budget=Sum("budget")
    )
    return {name: int(value or 0) for name, value in found.items()}


def by_tag(
    classes: QuerySet[PlannedClass], sort: Tag.Sort, names: dict[str, tuple[Text, Text]]
) -> list[ReportLine]:
    """Return planned hours and people for each item or theme in ``names``, in that order.

    A course that covers two items counts its hours under both; people are those of its classes,
    each class once. Three queries, whatever the number of classes: the ids are fetched first,
    since PostgreSQL without statistics joins through the nested scope for minutes.
    """
    ids = list(classes.order_by().values_list("pk", flat=True))
    tags = Tag.objects.filter(sort=sort, course__planned_class__in=ids)
    courses: dict[str, Any] = {
        row["key"]: row
        for row in tags.order_by().values("key").annotate(n=Count("pk"), hours=Sum("course__hours"))
    }
    people: dict[str, list[int]] = {}
    pairs = tags.order_by().values_list(
        "key", "course__planned_class", "course__planned_class__expected_people"
    )
    for key, _, number in pairs.distinct():
        people.setdefault(key, []).append(number)
    lines = []
    for key, (label, name) in names.items():
        row = courses.get(key, {"n": 0, "hours": None})
        numbers = people.get(key, [])
        hours = row["hours"] or Decimal(0)
        lines.append(ReportLine(key, name, label, row["n"], hours, len(numbers), sum(numbers)))
    return lines


def courses_of(planned: PlannedClass) -> QuerySet[PlannedCourse]:
    """Return the courses of a class with their tags."""
    return planned.courses.prefetch_related("tags").order_by("position")


def guidance_for(pk: int) -> Guidance:
    """Return a note of guidance; OutOfScope where there is none."""
    note = Guidance.objects.filter(pk=pk).first()
    if note is None:
        raise OutOfScope
    return note
