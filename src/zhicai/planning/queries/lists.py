"""The lists of a year: every county's plan and every city's summary, the missing ones too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import may
from zhicai.filing.models import Filing, Version
from zhicai.filing.queries import in_series
from zhicai.filing.rules import DELIVERED, SETTLED, State, long_unanswered
from zhicai.law.engine import effective_span
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts, PlaceTree, tree
from zhicai.planning.models import Plan
from zhicai.planning.queries.asked import (
    CITY_SUMMARY,
    COUNTY_PLAN,
    OWN_PLAN,
    document_in,
    series_of,
)
from zhicai.planning.rules.content import PlanContent, from_json
from zhicai.planning.rules.rollup import Summary, summary_of
from zhicai.programmes.ledger import seats_owing
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import date_rules, law_of, reliefs, span_in


@dataclass(frozen=True, slots=True)
class Row:
    """One office of a list: its place, its document if there is one, how near the due date."""

    place: PlaceFacts
    unit: PlaceFacts
    filing: Filing | None
    due: date | None
    left: int | None
    state: str
    late: bool

    @property
    def unit_code(self) -> str:
        """Code of the city the office belongs to."""
        return self.unit.code

    @property
    def path(self) -> list[str]:
        """Codes from the province down to the place."""
        return self.place.path.split("/")

    @property
    def code(self) -> str:
        """Code of the place, for sorting."""
        return self.place.code

    @property
    def search(self) -> str:
        """What the words of a filter are looked for in."""
        return f"{self.place.name}{self.place.short_name}{self.place.en}{self.unit.name}"

    @property
    def sent_on(self) -> date | None:
        """The day of the last sending."""
        return self.filing.last_sent_on if self.filing else None

    @property
    def settled(self) -> bool:
        """Whether the receiver has done its part."""
        return self.state in SETTLED

    def fits(self, wanted: str) -> bool:
        """Say whether the row is in a state of the filter."""
        if wanted == "settled":
            return self.settled
        if wanted == "late":
            return self.late
        return self.state == wanted


@dataclass(frozen=True, slots=True)
class CountyRow(Row):
    """A county's plan in the list of a city or the province. Budget in fen."""

    plan: Plan | None = None
    content: PlanContent | None = None
    version: int = 0

    @property
    def pk(self) -> int | None:
        """Key of the plan, for batch actions."""
        return self.plan.pk if self.plan else None

    @property
    def classes(self) -> int | None:
        """Classes planned, None where nothing was sent."""
        return len(self.content.classes) if self.content else None

    @property
    def people(self) -> int | None:
        """People expected, None where nothing was sent."""
        return self.content.people if self.content else None

    @property
    def budget(self) -> int | None:
        """Budget in fen, None where nothing was sent."""
        return self.content.budget if self.content else None


@dataclass(frozen=True, slots=True)
class SummaryRow(Row):
    """A city's summary in the province's list."""

    content: Summary | None = None
    counties: int = 0
    accepted: int = 0
    waiting_long: bool = False

    @property
    def pk(self) -> int | None:
        """Key of the document, for batch actions."""
        return self.filing.pk if self.filing else None

    @property
    def people(self) -> int | None:
        """People in the summary that was sent."""
        return self.content.people if self.content else None

    @property
    def classes(self) -> int | None:
        """Classes in the summary that was sent."""
        return self.content.classes if self.content else None

    def fits(self, wanted: str) -> bool:
        """Say whether the row is in a state of the filter."""
        if wanted == "none":
            return self.state in ("none", "draft")
        if wanted == "waiting":
            return self.waiting_long
        return Row.fits(self, wanted)


def dues_of(
    year: ProgrammeYear, kind: str, settings: Mapping[str, Any], level: Level
) -> tuple[date | None, dict[int, date]]:
    """Return the due date of a kind of document, and the one of each place that has another."""
    law = law_of(year)
    rule = law.obligations.get(document_in(year, kind).due or "")
    if rule is None:
        return None, {}
    span = span_in(rule, year, settings, date_rules(settings))
    others = {
        place: moved.due
        for (obligation, place, seat), relief in reliefs(year).items()
        if obligation == rule.id and seat is level and (moved := effective_span(span, relief))
    }
    return (span.due if span else None), others


def county_rows(
    acting: Acting, year: ProgrammeYear, settings: Mapping[str, Any], *, on: date
) -> list[CountyRow]:
    """Return a row for every county seat in the user's reach, by code; the queries do not grow."""
    places = tree(year.province.code, on=on)
    rule = law_of(year).obligations.get(document_in(year, COUNTY_PLAN).due or "")
    owing = seats_owing(rule, places, settings) if rule else places.seats(Level.COUNTY)
    seats = [place for place in owing if may(acting, "planning.read", place.path)]
    plans = {
        plan.place_id: plan
        for plan in Plan.objects.filter(programme_year=year, filing__kind=COUNTY_PLAN)
        .filter(place_id__in=[place.id for place in seats])
        .select_related("filing", "place")
    }
    latest = _latest_versions([plan.filing_id for plan in plans.values()])
    due, others = dues_of(year, COUNTY_PLAN, settings, Level.COUNTY)
    rows = []
    for place in seats:
        plan = plans.get(place.id)
        version = _shown(plan.filing, latest) if plan else None
        rows.append(
            CountyRow(
                **_row(place, places, plan.filing if plan else None, others.get(place.id, due), on),
                plan=plan,
                content=from_json(version.content) if version else None,
                version=version.number if version else 0,
            )
        )
    return sorted(rows, key=lambda row: row.code)


def _row(
    place: PlaceFacts, places: PlaceTree, filing: Filing | None, due: date | None, on: date
) -> dict[str, Any]:
    state = filing.state if filing else "none"
    delivered = state in DELIVERED
    sent = filing.last_sent_on if filing else None
    late = due is not None and (sent > due if delivered and sent else on > due)
    return {
        "place": place,
        "unit": places.city_of(place) or place,
        "filing": filing,
        "due": due,
        "left": (due - on).days if due and not delivered else None,
        "state": state,
        "late": late,
    }


def _latest_versions(filings: list[int]) -> dict[int, Version]:
    rows = Version.objects.filter(filing_id__in=filings).order_by("filing", "number")
    return {version.filing_id: version for version in rows}


def _shown(filing: Filing, latest: Mapping[int, Version]) -> Version | None:
    """The version whose figures a list shows: none of a draft never sent or taken back."""
    if filing.state == State.DRAFT:
        return None
    return latest.get(filing.pk)


def summary_rows(
    acting: Acting, year: ProgrammeYear, settings: Mapping[str, Any], *, on: date
) -> list[SummaryRow]:
    """Return a row for every city seat in the user's reach, by code."""
    places = tree(year.province.code, on=on)
    filings = {
        filing.sender_id: filing
        for filing in in_series(series_of(year), CITY_SUMMARY).select_related("sender")
    }
    latest = _latest_versions([filing.pk for filing in filings.values()])
    due, others = dues_of(year, CITY_SUMMARY, settings, Level.CITY)
    accepted = _accepted_by_place(year)
    rows = []
    for city in places.seats(Level.CITY):
        if not may(acting, "planning.read", city.path):
            continue
        filing = filings.get(city.id)
        version = _shown(filing, latest) if filing else None
        counties = places.seats(Level.COUNTY, city.path)
        waits = filing is not None and filing.state == State.SENT
        sent = filing.last_sent_on if filing else None
        rows.append(
            SummaryRow(
                **_row(city, places, filing, others.get(city.id, due), on),
                content=summary_of(version.content) if version else None,
                counties=len(counties),
                accepted=sum(county.id in accepted for county in counties),
                waiting_long=waits and long_unanswered(sent, on, settings),
            )
        )
    return sorted(rows, key=lambda row: row.code)


def _accepted_by_place(year: ProgrammeYear) -> set[int]:
    return set(
        Plan.objects.filter(
            programme_year=year, filing__kind=COUNTY_PLAN, filing__in_force__isnull=False
        ).values_list("place_id", flat=True)
    )


def own_plans_in(city: PlaceFacts, year: ProgrammeYear) -> list[Plan]:
    """Return the own plans that come to a city: its own, and those of bases that sit there."""
    rows = Plan.objects.filter(programme_year=year, filing__kind=OWN_PLAN)
    mine = rows.filter(place_id=city.id) | rows.filter(filing__receiver_id=city.id)
    return list(mine.select_related("filing", "place", "organisation").order_by("pk"))
