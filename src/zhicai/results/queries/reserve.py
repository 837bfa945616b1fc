"""The reserve of trained people, and those with proven practical experience (HB-2.2.f, 2.1.g)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.people.models import Employment, Person, Specialist
from zhicai.places.models import Organisation, Place
from zhicai.places.queries import in_force, places_under
from zhicai.results.models import Completion, TeamMember
from zhicai.results.queries.skills import live_entries
from zhicai.training.models import Lecturer

NOW, FORMER, NONE = "now", "former", "none"


def reserve(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the trained people within reach: who completed a class, or is certified.

    Annotated: ``certified`` (a specialist on the day), ``ever`` (once was), ``industry`` of the
    present employer.
    """
    within = places_under(reach_of(acting, "results.reserve"), on=on)
    spells = Specialist.objects.filter(person=OuterRef("pk"))
    done = Completion.objects.filter(registration__person=OuterRef("pk"), completed=True)
    work = Employment.objects.filter(person=OuterRef("pk"), valid_to=None)
    rows = Person.objects.defer("id_number").filter(erased_at=None, home__in=within)
    return (
        rows.annotate(
            certified=Exists(spells.filter(in_force(on))),
            ever=Exists(spells),
            industry=Subquery(work.values("organisation__industry")[:1]),
        )
        .filter(Q(ever=True) | Exists(done))
        .select_related("home")
    )


def industries(acting: Acting, *, on: date) -> list[str]:
    """Return the industries of the employers within reach, by name."""
    within = places_under(reach_of(acting, "results.reserve"), on=on)
    rows = Organisation.objects.filter(home__in=within, employments__valid_to=None)
    named = rows.exclude(industry="").order_by("industry").values_list("industry", flat=True)
    return list(named.distinct())


def homes(acting: Acting, *, on: date) -> list[tuple[str, str]]:
    """Return the places (code, name) within reach where records of people are kept."""
    within = places_under(reach_of(acting, "results.reserve"), on=on)
    rows = Place.objects.filter(pk__in=within, people__isnull=False).order_by("code")
    return list(rows.values_list("code", "name").distinct())


@dataclass(frozen=True, slots=True)
class Proven:
    """A lecturer or a certified specialist with proven practical experience in some skills."""

    pk: str
    kind: str
    key: int
    name: str
    employer: str
    place: str
    items: tuple[str, ...]
    evidence: str
    member: bool


LECTURER, SPECIALIST = "lecturer", "specialist"


def proven(acting: Acting, *, on: date) -> list[Proven]:
    """Return who may stand in the professional team, by name (HB-2.1.g); five queries.

    Lecturers of the pool with proven items, and certified specialists with an entry that proves
    practical experience; those named already stand in the list whatever happened since.
    """
    if not holds(acting, "results.team"):
        return []
    return sorted([*_lecturers(acting), *_specialists(acting, on)], key=lambda one: one.name)


def _lecturers(acting: Acting) -> list[Proven]:
    rows = Lecturer.objects.filter(province__code=acting.province, state="active")
    return [
        Proven(
            f"l{row.pk}", LECTURER, row.pk, row.name, row.employer, "", tuple(row.proven),
            row.evidence, row.team,
        )
        for row in rows
        if row.proven or row.team
    ]  # fmt: skip


def _specialists(acting: Acting, on: date) -> list[Proven]:
    members = {row.person_id: row for row in TeamMember.objects.filter(until=None)}
    shown: dict[int, list[tuple[str, str]]] = {}
    entries = live_entries().filter(practical=True).order_by("on", "pk")
    for key, item, says in entries.values_list("person", "item", "evidence"):
        shown.setdefault(key, []).append((item, says))
    within = places_under(reach_of(acting, "results.team"), on=on)
    certified = Specialist.objects.filter(in_force(on)).values("person")
    people = Person.objects.defer("id_number").filter(erased_at=None, home__in=within)
    people = people.filter(
        Q(pk__in=certified) & Q(pk__in=list(shown)) | Q(pk__in=list(members))
    ).select_related("home")
    work = {
        row.person_id: row
        for row in Employment.objects.filter(
            person__in=people.values("pk"), valid_to=None
        ).select_related("organisation")
    }
    found = []
    for person in people:
        row = work.get(person.pk)
        employer = (row.organisation.name if row.organisation else row.employer_name) if row else ""
        lines = shown.get(person.pk, [])
        items = tuple(dict.fromkeys(item for item, _ in lines))
        if not lines and person.pk in members:
            items = tuple(members[person.pk].items)
        evidence = "；".join(dict.fromkeys(says for _, says in lines if says))
        found.append(
            Proven(
                f"p{person.pk}", SPECIALIST, person.pk, person.name, employer, person.home.name,
                items, evidence, person.pk in members,
            )
        )  # fmt: skip
    return found
