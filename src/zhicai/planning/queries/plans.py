"""Reads of plans: which a user may see, in which version, with which opinions, due when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, may, reach_of, require
from zhicai.filing.models import Filing, Remark, Version
from zhicai.filing.queries import current_version
from zhicai.filing.rules import State
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Place, Seat
from zhicai.places.queries import in_force, is_within, path_of, places_under
from zhicai.planning.models import Plan
from zhicai.planning.queries.asked import COUNTY_PLAN, document_in, held_of, kind_of
from zhicai.planning.rules.content import PlanContent, from_json
from zhicai.planning.rules.reading import read_draft
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import due_for, law_of, rights_of

READ = "planning.read"


def visible_to(acting: Acting, *, on: date) -> QuerySet[Plan]:
    """Return every plan the user may see something of: one's own, and those in reach."""
    rows = Plan.objects.select_related(
        "programme_year", "place", "organisation", "filing", "filing__in_force"
    )
    return rows.filter(_own(acting) | Q(place__in=places_under(reach_of(acting, READ), on=on)))


def _own(acting: Acting) -> Q:
    if acting.organisation_id is not None:
        return Q(organisation_id=acting.organisation_id)
    levels = [duty.level.value for duty in acting.duties if duty.level]
    return Q(organisation=None, place_id=acting.place_id, level__in=levels)


def own_plans(acting: Acting) -> QuerySet[Plan]:
    """Return the plans of the user's own office or organisation, the latest year first."""
    rows = Plan.objects.select_related("programme_year", "place", "organisation", "filing")
    return rows.filter(_own(acting)).order_by("-programme_year__year", "level")


def plan_for(acting: Acting, pk: int, *, on: date) -> Plan:
    """Return a plan the user may see; OutOfScope for a foreign one and for none at all."""
    plan = visible_to(acting, on=on).filter(pk=pk).first()
    if plan is None:
        raise OutOfScope
    return plan


def own_plan_for(acting: Acting, pk: int) -> Plan:
    """Return a plan of the user's own office; OutOfScope for any other."""
    require(acting, "planning.draft")
    plan = own_plans(acting).filter(pk=pk).first()
    if plan is None:
        raise OutOfScope
    return plan


def is_own(acting: Acting, plan: Plan) -> bool:
    """Say whether the plan is of the user's own office or organisation."""
    if plan.organisation_id is not None:
        return plan.organisation_id == acting.organisation_id
    own = acting.organisation_id is None and plan.place_id == acting.place_id
    return own and acting.at_level(Level(plan.level))


def may_edit(acting: Acting, plan: Plan) -> bool:
    """Say whether the user may change the draft now: one's own, and no version under review."""
    if not is_own(acting, plan) or not holds(acting, "planning.draft"):
        return False
    return plan.filing.state not in (State.SENT, State.ARCHIVED)


def may_see_draft(acting: Acting, plan: Plan, settings: Mapping[str, Any], *, on: date) -> bool:
    """Say whether the user may read what has not been sent: one's own, and a guide's (A-HB-20)."""
    return is_own(acting, plan) or may_comment(acting, plan, settings, on=on)


def may_comment(acting: Acting, plan: Plan, settings: Mapping[str, Any], *, on: date) -> bool:
    """Say whether the user may leave opinions on a county's plan (HB-2.2.1.b).

    The city and the base that serves it may by the rights table; on a draft or while nothing stands
    as sent only as far as the setting ``city-guidance-right`` goes (A-HB-20).
    """
    if plan.level != Level.COUNTY or not holds(acting, "planning.comment"):
        return False
    if not may(acting, "planning.comment", path_of(plan.place, on=on)):
        return False
    if not has_right(acting, plan.programme_year, "comment-plan", on=on):
        return False
    sent = plan.filing.state not in (State.DRAFT, State.RETURNED)
    return sent or bool(settings.get("city-guidance-right"))


def has_right(acting: Acting, year: ProgrammeYear, right: str, *, on: date) -> bool:
    """Say whether the user's body has a right on the planned classes by the law's table."""
    track = held_of(law_of(year)).track
    return any(row.track == track and right in row.may for row in rights_of(year, acting, on=on))


def city_of(place: Place, *, on: date) -> Place:
    """Return the place with a city seat at or above a place; a direct unit is its own (A-HB-06)."""
    codes = path_of(place, on=on).split("/")
    seats = Seat.objects.filter(in_force(on), level=Level.CITY, place__code__in=codes)
    found = {seat.place.code: seat.place for seat in seats.select_related("place")}
    for code in reversed(codes):
        if code in found:
            return found[code]
    raise OutOfScope


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan as it is read: which version, its facts, and the version before it to compare with."""

    version: Version | None
    content: PlanContent
    before: Version | None
    draft: bool = False


def reading_of(plan: Plan, *, number: int | None = None, draft: bool = False) -> Reading:
    """Return a version of a plan (the current one by default), or its draft.

    OutOfScope for a version that is not there, and where nothing has been sent.
    """
    if draft:
        content, _ = read_draft(plan.draft)
        return Reading(None, content, current_version(plan.filing), draft=True)
    versions = list(plan.filing.versions.order_by("number"))
    current = current_version(plan.filing) if number is None else None
    version = next((v for v in versions if v.number == number), None) or current
    if version is None:
        raise OutOfScope
    earlier = [v for v in versions if v.number < version.number]
    return Reading(version, from_json(version.content), earlier[-1] if earlier else None)


def due_of(plan: Plan, *, on: date) -> date | None:
    """Return the day by which a plan is due, reliefs counted in; None where no date is set."""
    document = document_in(plan.programme_year, kind_of(plan))
    if document.due is None or not plan.level:
        return None
    return due_for(
        plan.programme_year, document.due, place_id=plan.place_id, level=Level(plan.level), on=on
    )


def returned_until(filing: Filing) -> date | None:
    """Return the day by which a returned document is to come back, None if none was set."""
    if filing.state != State.RETURNED:
        return None
    step = filing.steps.filter(what="returned").order_by("-pk").first()
    return step.due if step else None


def remarks_by_field(plan: Plan) -> dict[str, list[Remark]]:
    """Return every opinion on a plan by the field it stands at, in order."""
    found: dict[str, list[Remark]] = {}
    for remark in plan.filing.remarks.order_by("pk"):
        found.setdefault(remark.field, []).append(remark)
    return found


def previous_plan(plan: Plan) -> Plan | None:
    """Return the same office's plan of the year before, as far as there is one."""
    same = Plan.objects.filter(
        programme_year__programme=plan.programme_year.programme,
        programme_year__year__lt=plan.programme_year.year,
    )
    if plan.organisation_id is not None:
        same = same.filter(organisation_id=plan.organisation_id)
    else:
        same = same.filter(organisation=None, place_id=plan.place_id, level=plan.level)
    return same.select_related("filing").order_by("-programme_year__year").first()


def last_content(plan: Plan) -> PlanContent:
    """Return what a plan last said: the version in force, else the one sent, else its draft."""
    version = plan.filing.in_force or current_version(plan.filing)
    return from_json(version.content) if version else read_draft(plan.draft)[0]


def owner_name(plan: Plan) -> Text:
    """Return whose plan it is."""
    if plan.organisation is not None:
        zh, en = plan.organisation.name, plan.organisation.english or plan.organisation.name
    else:
        zh, en = plan.place.name, plan.place.english or plan.place.name
    return Text(zh, en)


def below(acting: Acting, path: str) -> bool:
    """Say whether a place lies within the user's own area."""
    return any(is_within(path, own) for own in acting.paths)


def county_plans(year: ProgrammeYear) -> QuerySet[Plan]:
    """Return the plans of all counties of a year."""
    return Plan.objects.filter(programme_year=year, filing__kind=COUNTY_PLAN)
