"""Commendations: rounds, nominations in reach, who may be nominated, who was commended."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, reach_of
from zhicai.admission.models import Registration
from zhicai.archive.queries.people import files_seen
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.people.models import Person, Specialist
from zhicai.people.queries import consenting
from zhicai.places.queries import in_force, places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.publicity.rules.names import masked
from zhicai.reviews.models import CommendationRound, Nomination
from zhicai.reviews.permissions import NOMINATE, READ, RUN
from zhicai.reviews.queries.law import own_years

State = Nomination.State
NAMED_IN_PUBLIC = "publicity"
"""The purpose of the notice by which someone lets name and employer be published."""


def commendations_seen(acting: Acting) -> QuerySet[CommendationRound]:
    """Return the commendations of the user's province, the latest first, with ``received``."""
    rows = CommendationRound.objects.filter(programme_year__in=own_years(acting).values("pk"))
    counted = Count("nominations", filter=~Q(nominations__state=State.WITHDRAWN))
    return rows.select_related("programme_year", "criteria", "public_list").annotate(
        received=counted
    )


def commendation_for(acting: Acting, pk: int) -> CommendationRound:
    """Return a commendation of the user's province, else OutOfScope."""
    found = commendations_seen(acting).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def nominations_seen(acting: Acting, *, on: date) -> QuerySet[Nomination]:
    """Return the nominations that the user reads: of people in the area, and the own office's."""
    if not holds(acting, READ.name):
        return Nomination.objects.none()
    rows = Nomination.objects.exclude(state=State.WITHDRAWN).filter(person__erased_at=None)
    if acting.organisation_id is not None and not holds(acting, RUN.name):
        rows = rows.filter(organisation=acting.organisation_id)
    else:
        within = places_under(reach_of(acting, READ.name), on=on)
        rows = rows.filter(Q(person__home__in=within) | Q(place=acting.place_id, organisation=None))
    return rows.select_related("person__home", "round", "place")


def nomination_for(acting: Acting, pk: int, *, on: date) -> Nomination:
    """Return a nomination that the user reads, else OutOfScope."""
    found = nominations_seen(acting, on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def nominator_of(acting: Acting) -> str | None:
    """Return as what an office nominates: a city, a county, a base; None where it may not."""
    if not holds(acting, NOMINATE.name):
        return None
    if acting.organisation_id is not None:
        return "base"
    return {Level.CITY: "city", Level.COUNTY: "county"}.get(acting.top_level or Level.PROVINCE)


def nominable(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the present specialists whom the user may nominate: of the area, or, for a base, those
    who joined a class that it ran. Nobody nominates oneself.
    """
    who = nominator_of(acting)
    if who is None:
        return Person.objects.none()
    spells = Specialist.objects.filter(in_force(on), person=OuterRef("pk"))
    if who != "base":
        within = places_under(reach_of(acting, NOMINATE.name), on=on)
        rows = files_seen(acting, on=on).filter(home__in=within)
    else:
        joined = Registration.objects.filter(
            training_class__run_by=acting.organisation_id, state=Registration.State.ACCEPTED
        )
        rows = Person.objects.defer("id_number").select_related("home")
        rows = rows.filter(pk__in=joined.values("person"), erased_at=None)
    return rows.filter(Exists(spells)).exclude(user=acting.user_id).order_by("name", "pk")


def nominated_by_office(acting: Acting, round_: CommendationRound, award: str) -> int:
    """Return how many the user's office has nominated for an award."""
    rows = round_.nominations.filter(award=award).exclude(state=State.WITHDRAWN)
    return rows.filter(place=acting.place_id, organisation=acting.organisation_id).count()


def awards_of(person: Person) -> QuerySet[Nomination]:
    """Return the commendations that a person won, the latest first."""
    rows = Nomination.objects.filter(person=person, state=State.WON)
    return rows.select_related("round").order_by("-round__awarded_on", "-pk")


def to_select(acting: Acting, *, on: date) -> QuerySet[CommendationRound]:
    """Return the commendations whose time of nominating is over and that wait to be selected."""
    if not holds(acting, RUN.name):
        return CommendationRound.objects.none()
    rows = commendations_seen(acting).filter(state=CommendationRound.State.OPEN, closes_on__lt=on)
    return rows.order_by("closes_on", "pk")


# --- the public ----------------------------------------------------------------------------------


def commended(*, year: int | None = None, province: str = "") -> QuerySet[Nomination]:
    """Return who was commended, the latest round first."""
    rows = Nomination.objects.filter(
        state=State.WON, round__state=CommendationRound.State.FINAL,
        incentive__withdrawn_at=None, person__erased_at=None,
    )  # fmt: skip
    if year is not None:
        rows = rows.filter(round__programme_year__year=year)
    if province:
        rows = rows.filter(round__programme_year__province__code=province)
    return rows.select_related("person__home", "round__programme_year__province").order_by(
        "-round__awarded_on", "-round", "award", "list_number", "pk"
    )


def commended_years() -> list[int]:
    """Return the years with a commendation, the latest first."""
    rows = ProgrammeYear.objects.filter(
        pk__in=CommendationRound.objects.filter(state=CommendationRound.State.FINAL).values(
            "programme_year"
        )
    )
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def public_lines(rows: list[Nomination]) -> list[dict[str, str]]:
    """Return winners as the public reads them: the name masked unless the person agreed to it.

    The employer is named with the name alone; one query for all.
    """
    agreed = consenting([one.person_id for one in rows], NAMED_IN_PUBLIC)
    return [
        {
            "name": one.person.name if agreed.get(one.person_id) else masked(one.person.name),
            "award": one.award_name,
            "place": one.person.home.name,
            "employer": one.employer if agreed.get(one.person_id) else "",
        }
        for one in rows
    ]
