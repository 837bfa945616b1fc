"""Which classes a user sees and runs, and those open to everyone."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, may, reach_of, require
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.queries import path_of, places_under
from zhicai.planning.models import PlannedClass
from zhicai.planning.queries.plans import is_own
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, rights_of
from zhicai.training.models import ClassGuidance, TrainingClass
from zhicai.training.queries.frames import frame_of, track_held
from zhicai.training.queries.organisers import evaluators


def visible_to(acting: Acting, *, on: date) -> QuerySet[TrainingClass]:
    """Return every class the user may see: those of the area, and those it organises itself.

    Uses training_class_place_start. An organiser sees the class wherever it is held (HB-2.1.a).
    """
    rows = TrainingClass.objects.select_related(
        "place", "venue_place", "programme_year", "programme_year__province", "planned", "run_by"
    )
    mine = organised_by(acting)
    scope = Q(place__in=places_under(reach_of(acting, "training.oversee"), on=on))
    return rows.filter(scope | Q(pk__in=mine.values("pk")))


def classes_visible_to(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[TrainingClass]:
    """Return the classes of a year that the user may see."""
    return visible_to(acting, on=on).filter(programme_year=year)


def organised_by(acting: Acting) -> QuerySet[TrainingClass]:
    """Return the classes in which the user's own office or organisation has a role."""
    if acting.organisation_id is not None:
        wanted = Q(organisers__organisation_id=acting.organisation_id)
    else:
        levels = [duty.level.value for duty in acting.duties if duty.level]
        wanted = Q(organisers__place_id=acting.place_id, organisers__level__in=levels)
    return TrainingClass.objects.filter(wanted)


def class_for(acting: Acting, pk: int, *, on: date) -> TrainingClass:
    """Return a class the user may see; OutOfScope for a foreign one and for none at all."""
    require(acting, "training.read")
    found = visible_to(acting, on=on).filter(pk=pk).first() or _evaluated_by(acting, pk, on=on)
    if found is None:
        raise OutOfScope
    return found


def _evaluated_by(acting: Acting, pk: int, *, on: date) -> TrainingClass | None:
    """Return a class that has ended and that the user's body evaluates in place of a base.

    A core team sees the classes of its region's cities without a base only so far (A-HB-21).
    """
    if not holds(acting, "training.evaluate"):
        return None
    rows = TrainingClass.objects.filter(pk=pk, state__in=("finished", "closed"))
    found = rows.select_related(
        "place", "venue_place", "programme_year__province", "planned"
    ).first()
    if found is None or found.programme_year.province.code != acting.province:
        return None
    owed = evaluators(found, frame_of(found.programme_year, on=on))
    return found if any(one.is_of(acting) for one in owed) else None


def own_class_for(acting: Acting, pk: int, *, on: date) -> TrainingClass:
    """Return a class that the user's own office runs; OutOfScope for any other."""
    require(acting, "training.run")
    found = class_for(acting, pk, on=on)
    if not may_run(acting, found):
        raise OutOfScope
    return found


def may_run(acting: Acting, found: TrainingClass) -> bool:
    """Say whether the user's own office runs the class, or the organisation that undertakes it."""
    if not holds(acting, "training.run"):
        return False
    if found.run_by_id is not None:
        return acting.organisation_id == found.run_by_id
    if acting.organisation_id is not None:
        return False
    return found.place_id == acting.place_id and acting.at_level(Level(found.level))


def run_levels(acting: Acting, year: ProgrammeYear, track: str, *, on: date) -> list[Level]:
    """Return the levels at which the user's office may run classes of a track by the law."""
    if acting.organisation_id is not None or not holds(acting, "training.run"):
        return []
    bodies = law_of(year).bodies
    rows = [r for r in rights_of(year, acting, on=on) if r.track == track and "run-class" in r.may]
    seats = (bodies[row.body].seat for row in rows)
    return [seat for seat in seats if seat is not None and acting.at_level(seat)]


def may_open(acting: Acting, planned: PlannedClass) -> bool:
    """Say whether the user may open a class from a plan line: it is of the own office's plan."""
    own = holds(acting, "training.run") and is_own(acting, planned.plan)
    return own and planned.plan.organisation_id is None


def has_right(acting: Acting, found: TrainingClass, right: str, *, on: date) -> bool:
    """Say whether the user's body has a right on the class's track by the law's table."""
    rows = rights_of(found.programme_year, acting, on=on)
    return any(row.track == found.track and right in row.may for row in rows)


def may_guide(acting: Acting, found: TrainingClass, *, on: date) -> bool:
    """Say whether the user may leave guidance on a class (HB-2.2.1.b)."""
    if not holds(acting, "training.guide"):
        return False
    if not may(acting, "training.guide", path_of(found.place, on=on)):
        return False
    return has_right(acting, found, "leave-guidance", on=on)


def open_classes(on: date, *, words: str = "") -> QuerySet[TrainingClass]:
    """Return the classes that anyone may see and join on a day, the next to begin first.

    A class of the package is filled from the lists of calls and stands apart. ``words`` narrows
    the rows to those with it in title, county or venue.
    """
    open_now = TrainingClass.objects.filter(state=TrainingClass.State.OPEN, ends_on__gte=on)
    rows = open_now.filter(line=None)
    if words:
        rows = rows.filter(
            Q(title__contains=words) | Q(place__name__contains=words) | Q(venue__contains=words)
        )
    return rows.select_related("place", "venue_place", "programme_year").order_by("starts_on", "pk")


def public_class(number: str, *, on: date) -> TrainingClass:
    """Return a class that is or was open to everyone, by its number; OutOfScope for any other."""
    hidden = (TrainingClass.State.PLANNED,)
    rows = TrainingClass.objects.filter(number=number, opened_at__isnull=False)
    found = rows.exclude(state__in=hidden).select_related(
        "place", "venue_place", "programme_year__province"
    )
    row = found.order_by("-pk").first()
    if row is None:
        raise OutOfScope
    return row


def guidance_for(acting: Acting, pk: int, *, on: date) -> ClassGuidance:
    """Return a note on a class that the user's office runs; OutOfScope for any other."""
    note = ClassGuidance.objects.filter(pk=pk).first()
    if note is None:
        raise OutOfScope
    own_class_for(acting, note.training_class_id, on=on)
    return note


def totals(rows: QuerySet[TrainingClass]) -> dict[str, int]:
    """Return how many classes there are in each state, and in all."""
    counted = rows.order_by().values_list("state").annotate(n=Count("pk"))
    found = dict.fromkeys(TrainingClass.State.values, 0) | dict(counted)
    return found | {"all": sum(found.values())}


def in_track(year: ProgrammeYear) -> QuerySet[TrainingClass]:
    """Return the classes of a year on the track that counties' plans hold."""
    return TrainingClass.objects.filter(programme_year=year, track=track_held(year))
