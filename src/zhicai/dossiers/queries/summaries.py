"""Summaries a user may see: the own draft, what was sent, the row of each city."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, may, require
from zhicai.dossiers.models import ClassSummary
from zhicai.dossiers.queries.asked import SUMMARY, document_of, series_of
from zhicai.dossiers.rules.figures import Figures, Row, figures_of
from zhicai.filing.models import Filing, Remark, Step, Version
from zhicai.filing.queries import at_seat_of, current_version, in_series, remarks_on, waiting_at
from zhicai.filing.rules import AT_ONCE, DELIVERED, SETTLED, State, long_unanswered
from zhicai.foundation.errors import OutOfScope
from zhicai.law.dates import Span
from zhicai.law.engine import effective_span
from zhicai.law.schema import Handling, Level
from zhicai.places.queries import PlaceFacts, path_of, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import date_rules, law_of, reliefs, span_in

READ, SUMMARISE = "dossiers.read", "dossiers.summarise"


def city_for(acting: Acting, code: str, *, on: date) -> PlaceFacts:
    """Return a city whose summary the user may see; OutOfScope for any other place."""
    city = tree(acting.province, on=on).by_code.get(code)
    if city is None or Level.CITY not in city.levels or not may(acting, READ, city.path):
        raise OutOfScope
    return city


def is_own(acting: Acting, place_id: int) -> bool:
    """Say whether the user writes the summary of a city: its own city office."""
    own = acting.organisation_id is None and acting.place_id == place_id
    return own and acting.at_level(Level.CITY) and holds(acting, SUMMARISE)


def _rows() -> QuerySet[ClassSummary]:
    return ClassSummary.objects.select_related(
        "place", "programme_year__province", "filing__sender", "filing__receiver",
        "filing__in_force",
    )  # fmt: skip


def summary_of(city_id: int, year: ProgrammeYear) -> ClassSummary | None:
    """Return a city's summary of a year, None as long as none was generated."""
    return _rows().filter(programme_year=year, place_id=city_id).first()


def summary_for(acting: Acting, pk: int, *, on: date) -> ClassSummary:
    """Return a summary the user may see: the own draft, or one that was sent; else OutOfScope."""
    require(acting, READ)
    found = _rows().filter(pk=pk).first()
    if found is None or not may(acting, READ, path_of(found.place, on=on)):
        raise OutOfScope
    if not sees_draft(acting, found.place_id) and found.filing.last_sent_on is None:
        raise OutOfScope
    return found


def sees_draft(acting: Acting, place_id: int) -> bool:
    """Say whether the user sees what the city has not sent yet: whoever sits in its office."""
    return acting.organisation_id is None and acting.place_id == place_id


def own_summary_for(acting: Acting, pk: int) -> ClassSummary:
    """Return the own office's summary; OutOfScope for any other."""
    require(acting, SUMMARISE)
    found = _rows().filter(pk=pk).first()
    if found is None or not is_own(acting, found.place_id):
        raise OutOfScope
    return found


def may_edit(filing: Filing) -> bool:
    """Say whether the draft may be changed: not while a version is under review or archived.

    What decides nothing (汇总报送, 备案) takes a supplement at any time.
    """
    if filing.state == State.ARCHIVED:
        return False
    return filing.state != State.SENT or Handling(filing.handling) in AT_ONCE


@dataclass(frozen=True, slots=True)
class Shown:
    """A summary as a page shows it: the draft (``version`` None) or a version that was sent."""

    figures: Figures
    words: Mapping[str, str]
    version: Version | None = None


def shown_of(summary: ClassSummary, acting: Acting, *, number: int | None = None) -> Shown:
    """Return what the user sees of a summary: a version by its number, else draft or last sent.

    OutOfScope for a version that there is not.
    """
    if number is not None:
        version = summary.filing.versions.filter(number=number).first()
        if version is None:
            raise OutOfScope
        return _sent(version)
    if sees_draft(acting, summary.place_id):
        return Shown(figures_of(summary.figures), summary.words)
    current = current_version(summary.filing) or summary.filing.versions.order_by("-number").first()
    if current is None:
        raise OutOfScope
    return _sent(current)


def _sent(version: Version) -> Shown:
    return Shown(figures_of(version.content["figures"]), version.content["words"], version)


def figure_in(shown: Shown, key: str) -> Row:
    """Return a figure of a summary by its key; OutOfScope for one it does not have."""
    row = shown.figures.row(key)
    if row is None:
        raise OutOfScope
    return row


def open_remarks(summary: ClassSummary) -> dict[str, list[Remark]]:
    """Return the opinions still to be met, by the field they were left at."""
    found: dict[str, list[Remark]] = {}
    for remark in remarks_on(summary.filing, unanswered=True):
        found.setdefault(remark.field, []).append(remark)
    return found


def returned_until(filing: Filing) -> date | None:
    """Return the day by which a returned summary is wanted again."""
    if filing.state != State.RETURNED:
        return None
    step = Step.objects.filter(filing=filing, state=State.RETURNED).order_by("-pk").first()
    return step.due if step else None


# --- the province's list --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CityRow:
    """One city of the list: whether its summary is there, when, what it says."""

    place: PlaceFacts
    summary: ClassSummary | None
    filing: Filing | None
    figures: Figures | None
    state: str
    due: date | None
    left: int | None
    late: bool
    waiting_long: bool = False

    @property
    def pk(self) -> str:
        """Names the row in a batch."""
        return self.place.code

    @property
    def code(self) -> str:
        """Code of the city, for sorting."""
        return self.place.code

    @property
    def missing(self) -> bool:
        """Say whether nothing stands as sent."""
        return self.state not in DELIVERED

    @property
    def sent_on(self) -> date | None:
        """When it was sent last."""
        return self.filing.last_sent_on if self.filing else None

    def value(self, key: str) -> Any:
        """Return a figure of what was sent, None without one."""
        row = self.figures.row(key) if self.figures else None
        return row.value if row else None

    @property
    def classes(self) -> Any:
        """Classes held."""
        return self.value("classes-held")

    @property
    def people(self) -> Any:
        """People registered."""
        return self.value("people-registered")

    @property
    def completed(self) -> Any:
        """People who completed."""
        return self.value("people-completed")

    def fits(self, state: str) -> bool:
        """Say whether the row is in a state of the filter."""
        if state == "late":
            return self.late
        if state == "missing":
            return self.missing
        if state == "settled":
            return self.state in SETTLED
        return self.state == state


def city_rows(
    acting: Acting, year: ProgrammeYear, settings: Mapping[str, Any], *, on: date
) -> list[CityRow]:
    """Return a row for every city seat in the user's reach; the queries do not grow."""
    places = tree(year.province.code, on=on)
    filings = {row.sender_id: row for row in in_series(series_of(year), SUMMARY)}
    sent = Version.objects.filter(filing__in=[f.pk for f in filings.values()]).order_by("number")
    latest = {version.filing_id: version for version in sent}
    summaries = {row.place_id: row for row in ClassSummary.objects.filter(programme_year=year)}
    span, others = _dues(year, settings)
    rows = []
    for city in places.seats(Level.CITY):
        if not may(acting, READ, city.path):
            continue
        filing = filings.get(city.id)
        version = latest.get(filing.pk) if filing and filing.last_sent_on else None
        rows.append(
            _row(city, filing, version, summaries.get(city.id), others.get(city.id, span), on,
                 settings)
        )  # fmt: skip
    return rows


def _dues(
    year: ProgrammeYear, settings: Mapping[str, Any]
) -> tuple[date | None, dict[int, date | None]]:
    rule = law_of(year).obligations.get(document_of(year).due or "")
    if rule is None:
        return None, {}
    span: Span | None = span_in(rule, year, settings, date_rules(settings))
    others: dict[int, date | None] = {}
    for (obligation, place, seat), relief in reliefs(year).items():
        if obligation == rule.id and seat is Level.CITY:
            moved = effective_span(span, relief)
            others[place] = moved.due if moved else None
    return (span.due if span else None), others


def _row(
    city: PlaceFacts,
    filing: Filing | None,
    version: Version | None,
    summary: ClassSummary | None,
    due: date | None,
    on: date,
    settings: Mapping[str, Any],
) -> CityRow:
    state = filing.state if filing else "none"
    delivered = state in DELIVERED
    sent = filing.last_sent_on if filing else None
    first = filing.first_sent_on if filing else None
    late = due is not None and (first > due if delivered and first else on > due)
    waits = filing is not None and state == State.SENT
    return CityRow(
        city,
        summary,
        filing,
        figures_of(version.content["figures"]) if version else None,
        state,
        due,
        (due - on).days if due and not delivered else None,
        late,
        waits and long_unanswered(sent, on, settings),
    )


# --- what waits -----------------------------------------------------------------------------------


def documents_waiting(acting: Acting, year: ProgrammeYear) -> QuerySet[Filing]:
    """Return the summaries that wait for the user: to handle, or to mend and send again."""
    series = series_of(year)
    found = Q(pk__in=[])
    if holds(acting, "dossiers.receive"):
        found |= Q(pk__in=waiting_at(acting, kinds=(SUMMARY,), series=series))
    if holds(acting, SUMMARISE):
        found |= at_seat_of(acting, "sender") & Q(series=series, kind=SUMMARY, state=State.RETURNED)
    return Filing.objects.filter(found)
