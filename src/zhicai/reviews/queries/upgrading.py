"""Upgrade reviews: rounds, applications in reach, what a reviewer scores, what oneself reads."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Membership, Role, User
from zhicai.accounts.permissions import declared, holds, reach_of
from zhicai.accounts.queries import holding
from zhicai.files.models import StoredFile
from zhicai.foundation.errors import OutOfScope
from zhicai.merits.queries.standing import grade_of
from zhicai.people.models import Employment, Person
from zhicai.people.queries import own_record
from zhicai.places.queries import places_under
from zhicai.reviews.models import Application, Evidence, Review, UpgradeRound
from zhicai.reviews.permissions import READ, RUN, SCORE
from zhicai.reviews.queries.facts import checked_of
from zhicai.reviews.queries.law import ReviewLaw, law_of_year, own_years
from zhicai.reviews.rules.content import content_of
from zhicai.reviews.rules.facts import Checked

State = Application.State


def rounds_seen(acting: Acting) -> QuerySet[UpgradeRound]:
    """Return the upgrade reviews of the user's province, the latest first, with ``received``."""
    rows = UpgradeRound.objects.filter(programme_year__in=own_years(acting).values("pk"))
    counted = Count("applications", filter=~Q(applications__state=State.WITHDRAWN))
    return rows.select_related("programme_year", "criteria", "public_list").annotate(
        received=counted
    )


def round_for(acting: Acting, pk: int) -> UpgradeRound:
    """Return an upgrade review of the user's province, else OutOfScope."""
    found = rounds_seen(acting).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def applications_seen(acting: Acting, *, on: date) -> QuerySet[Application]:
    """Return the applications of specialists in the user's area, as they came in.

    Those of one's own person are left out: nobody handles them oneself. Annotated with
    ``assigned`` and ``submitted`` reviews.
    """
    if not holds(acting, READ.name) or (
        acting.organisation_id is not None and not holds(acting, RUN.name)
    ):
        return Application.objects.none()
    within = places_under(reach_of(acting, READ.name), on=on)
    rows = Application.objects.filter(person__home__in=within, person__erased_at=None)
    rows = rows.exclude(state=State.WITHDRAWN).exclude(person__user=acting.user_id)
    return rows.select_related(
        "person__home", "round__programme_year__province", "round__criteria"
    ).annotate(
        assigned=Count("reviews"),
        submitted=Count("reviews", filter=Q(reviews__submitted_at__isnull=False)),
    )  # fmt: skip


def application_for(acting: Acting, pk: int, *, on: date) -> Application:
    """Return an application in the user's area, else OutOfScope."""
    found = applications_seen(acting, on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def to_check(acting: Acting, *, on: date) -> QuerySet[Application]:
    """Return the applications that wait for the check of who runs the review."""
    if not holds(acting, RUN.name):
        return Application.objects.none()
    rows = applications_seen(acting, on=on)
    return rows.filter(state=State.SUBMITTED).order_by("applied_at", "pk")


# --- reviewers -----------------------------------------------------------------------------------


def reviewers_offered(acting: Acting, *, on: date) -> list[tuple[int, str, str]]:
    """Return who in the province may review: the user's key, name, office; by office and name."""
    holders = declared()[SCORE.name].holders
    kinds = {one.organisation for one in holders if one.organisation}
    levels = {one.level for one in holders if one.level}
    rows = Membership.objects.filter(
        holding(on), user__is_active=True, place__in=places_under((acting.province,), on=on)
    ).select_related("user", "organisation", "place")
    bodies = rows.filter(role=Role.MEMBER, organisation__kind__in=kinds)
    offices = rows.filter(role=Role.OFFICER, level__in=levels)
    told = {
        row.user_id: (row.user.name, str(row.organisation or row.place))
        for row in (*bodies, *offices)
    }
    return sorted(((key, *one) for key, one in told.items()), key=lambda one: (one[2], one[1]))


def units_of(users: list[int], *, on: date) -> dict[int, frozenset[int]]:
    """Return by user the organisations for which one works or acts on a day."""
    told: dict[int, set[int]] = {key: set() for key in users}
    members = Membership.objects.filter(holding(on), user__in=users, organisation__isnull=False)
    for key, unit in members.values_list("user", "organisation"):
        told[key].add(unit)
    works = Employment.objects.filter(
        person__user__in=users, valid_to=None, organisation__isnull=False
    )
    for key, unit in works.values_list("person__user", "organisation"):
        told[key].add(unit)
    return {key: frozenset(units) for key, units in told.items()}


def users_named(users: list[int]) -> dict[int, User]:
    """Return users by key."""
    return User.objects.in_bulk(users)


def own_reviews(acting: Acting) -> QuerySet[Review]:
    """Return what the user is asked to score, what is open first."""
    if not holds(acting, SCORE.name):
        return Review.objects.none()
    rows = Review.objects.filter(reviewer=acting.user_id, application__person__erased_at=None)
    return rows.select_related(
        "application__person__home", "application__round__criteria",
        "application__round__programme_year__province",
    ).order_by("submitted_at", "assigned_at", "pk")  # fmt: skip


def open_reviews(acting: Acting) -> QuerySet[Review]:
    """Return what the user has still to score, the oldest first."""
    rows = own_reviews(acting).filter(submitted_at=None, application__state=State.REVIEWING)
    return rows.order_by("assigned_at", "pk")


def review_for(acting: Acting, pk: int) -> Review:
    """Return an application that the user is asked to score, else OutOfScope."""
    found = own_reviews(acting).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def evidence_for(acting: Acting, pk: int, *, on: date) -> StoredFile:
    """Return a file of an application: for oneself, its reviewers, the offices in reach."""
    row = Evidence.objects.filter(pk=pk).select_related("application__person", "file").first()
    if row is None:
        raise OutOfScope
    own = own_record(acting)
    mine = own is not None and own.pk == row.application.person_id
    asked = own_reviews(acting).filter(application=row.application_id).exists()
    seen = applications_seen(acting, on=on).filter(pk=row.application_id).exists()
    if not (mine or asked or seen):
        raise OutOfScope
    return row.file


# --- oneself -------------------------------------------------------------------------------------


def open_rounds(acting: Acting, *, on: date) -> QuerySet[UpgradeRound]:
    """Return the reviews for which specialists may apply on a day."""
    return rounds_seen(acting).filter(
        state=UpgradeRound.State.OPEN, opens_on__lte=on, closes_on__gte=on
    )


def own_applications(person: Person) -> QuerySet[Application]:
    """Return a specialist's own applications, the latest first."""
    rows = Application.objects.filter(person=person).order_by("-applied_at", "-pk")
    return rows.select_related(
        "round__programme_year__province", "round__criteria", "round__public_list"
    ).prefetch_related("evidence__file")


def own_application(acting: Acting, pk: int) -> Application:
    """Return one of the user's own applications, else OutOfScope."""
    own = own_record(acting)
    found = own_applications(own).filter(pk=pk).first() if own and pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def next_grade(person: Person, *, on: date) -> int:
    """Return the grade above the present one; without one, the second."""
    return (grade_of(person.pk, on=on) or 1) + 1


def conditions_for(
    person: Person, round_: UpgradeRound, grade: int, *, on: date
) -> list[Checked]:  # fmt: skip
    """Return the conditions of a grade beside what the records hold on a day."""
    law = law_of_year(round_.programme_year, on=on)
    return conditions_in(person, law, round_, grade)


def conditions_in(
    person: Person, law: ReviewLaw, round_: UpgradeRound, grade: int
) -> list[Checked]:  # fmt: skip
    """Return the conditions of a grade under a law that is at hand."""
    rules = [one for one in content_of(round_.criteria.content).conditions if one.of == str(grade)]
    who = Person.objects.filter(pk=person.pk)
    return checked_of(who, rules, law.kind_words, on=law.on)[person.pk]


def passed_of(round_: UpgradeRound) -> QuerySet[Application]:
    """Return who passed in a round, by grade and name."""
    rows = round_.applications.filter(state=State.PASSED).select_related("person__home")
    return rows.order_by("grade", "person__name", "pk")


def undecided_of(round_: UpgradeRound) -> int:
    """Return how many applications of a round are not decided yet."""
    return round_.applications.filter(
        state__in=(State.SUBMITTED, State.RETURNED, State.REVIEWING)
    ).count()
