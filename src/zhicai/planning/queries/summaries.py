"""Reads of city summaries: the roll-up as it stands, what was sent, who is missing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import may, reach_of
from zhicai.filing.models import Filing, Version
from zhicai.filing.queries import current_version, in_series
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.places.queries import PlaceFacts, places_under, tree
from zhicai.planning.models import Plan
from zhicai.planning.queries.asked import (
    CITY_SUMMARY,
    COUNTY_PLAN,
    OWN_PLAN,
    document_in,
    series_of,
)
from zhicai.planning.rules.content import from_json
from zhicai.planning.rules.rollup import Line, Summary, line_of, summary_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import due_for


def summaries_visible_to(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[Filing]:
    """Return the city summaries of a year that the user may see."""
    reach = reach_of(acting, "planning.read")
    rows = in_series(series_of(year), CITY_SUMMARY).filter(
        Q(sender__in=places_under(reach, on=on)) | Q(sender_id=acting.place_id)
    )
    return rows.select_related("sender", "in_force").order_by("sender__code")


def summary_filing(city: Place, year: ProgrammeYear) -> Filing | None:
    """Return the document of a city's summary, None as long as nothing has been sent."""
    rows = in_series(series_of(year), CITY_SUMMARY).filter(sender=city, sender_level=Level.CITY)
    return rows.select_related("sender", "receiver", "in_force").first()


def city_for(acting: Acting, code: str, *, on: date) -> PlaceFacts:
    """Return a city whose summary the user may see; OutOfScope for any other place."""
    places = tree(acting.province, on=on)
    city = places.by_code.get(code)
    if city is None or Level.CITY not in city.levels:
        raise OutOfScope
    if not may(acting, "planning.read", city.path):
        raise OutOfScope
    return city


def roll_up(city: PlaceFacts, year: ProgrammeYear, *, on: date, reason: str = "") -> Summary:
    """Return the summary as it would be sent now: versions in force, counties without one."""
    places = tree(year.province.code, on=on)
    counties = {place.id: place for place in places.seats(Level.COUNTY, city.path)}
    plans = (
        Plan.objects.filter(programme_year=year, filing__in_force__isnull=False)
        .filter(
            Q(filing__kind=COUNTY_PLAN, place_id__in=counties)
            | Q(filing__kind=OWN_PLAN, place_id=city.id)
            | Q(filing__kind=OWN_PLAN, filing__receiver_id=city.id)
        )
        .select_related("filing__in_force", "place", "organisation")
        .order_by("filing__kind", "place__code")
    )
    lines = tuple(_line(plan) for plan in plans)
    planned = {plan.place_id for plan in plans if plan.filing.kind == COUNTY_PLAN}
    missing = tuple((p.code, p.name) for p in counties.values() if p.id not in planned)
    return Summary(city=city.code, name=city.name, lines=lines, missing=missing, reason=reason)


def _line(plan: Plan) -> Line:
    version = plan.filing.in_force
    assert version is not None  # the caller filters on it
    return line_of(
        from_json(version.content),
        code=plan.place.code,
        name=plan.organisation.name if plan.organisation else plan.place.name,
        plan=plan.pk,
        version=version.number,
        digest=version.digest,
        sent_on=version.sent_at.date().isoformat(),
        own=plan.filing.kind == OWN_PLAN,
    )


@dataclass(frozen=True, slots=True)
class SentSummary:
    """A summary as it was sent: the version, what it said, and the version before."""

    version: Version
    content: Summary
    before: Summary | None


def sent_summary(filing: Filing | None, *, number: int | None = None) -> SentSummary | None:
    """Return a sent version of a summary (the current one by default), None if there is none."""
    if filing is None:
        return None
    current = current_version(filing) if number is None else None
    versions = list(filing.versions.order_by("number"))
    version = next((v for v in versions if v.number == number), None) or current
    if version is None:
        return None
    earlier = [v for v in versions if v.number < version.number]
    before = summary_of(earlier[-1].content) if earlier else None
    return SentSummary(version, summary_of(version.content), before)


def due_of_summary(year: ProgrammeYear, city_id: int, *, on: date) -> date | None:
    """Return the day by which a city's summary is due, reliefs counted in."""
    document = document_in(year, CITY_SUMMARY)
    if document.due is None:
        return None
    return due_for(year, document.due, place_id=city_id, level=Level.CITY, on=on)


def place_of(code: str) -> Place:
    """Return a place by its code; OutOfScope where there is none."""
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise OutOfScope
    return place
