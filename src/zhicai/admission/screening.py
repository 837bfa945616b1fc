"""The year's rules of admission, out of its settings: way in, conditions, rank, quotas (A-HB-07).

Every open point of ``admission.screening`` is read here and nowhere else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhicai.admission.rules.screening import RankLine
from zhicai.foundation.text import Text
from zhicai.law.dates import Span
from zhicai.law.engine import effective_span
from zhicai.law.programme import Programme
from zhicai.law.schema import Level, MonthDay, Obligation
from zhicai.planning.queries.packages import package_track, rule_counting
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import date_rules, law_of, reliefs, settings_of, span_in

OPENED, REGISTERED = "admission.registrations_opened", "admission.people_registered"
WAY, CONFIRMS, FREE_TEAM = "admission-way", "office-confirms-registration", "any-region-team"
QUESTIONNAIRE, TEST = "questionnaire-required", "entrance-test"
CONDITIONS, RANK, QUOTAS = "admission-conditions", "screening-rank", "screening-quotas"
TYPES, STRICTNESS = "employer-types-assessment", "employer-type-strictness"
DUE = "recommendation-due"
REGISTRATION = "registration"
CITED = (WAY, CONFIRMS, FREE_TEAM, QUESTIONNAIRE, TEST, CONDITIONS, RANK, QUOTAS, TYPES, DUE)


@dataclass(frozen=True, slots=True)
class AdmissionRules:
    """How people come into a year's assessment and how they are screened.

    ``quotas`` are seats by the code of a city, empty where the shares of candidates decide;
    ``clauses`` by the key of the setting. ``window`` is that of the law, None where it names none.
    """

    year: int
    track: str
    way: str
    confirms: bool
    questionnaire: bool
    test: bool
    conditions: tuple[Text, ...]
    scale: tuple[RankLine, ...]
    quotas: Mapping[str, int]
    window: Span | None = None
    recommended_by: date | None = None
    clauses: Mapping[str, str] = field(default_factory=dict)
    opening: Obligation | None = None

    @property
    def registers(self) -> bool:
        """Whether people register themselves; otherwise they are recommended."""
        return self.way == REGISTRATION

    @property
    def cited(self) -> dict[str, str]:
        """The clauses by names that a template can write."""
        return {key.replace("-", "_"): clause for key, clause in self.clauses.items()}

    def asked(self, own: Iterable[str]) -> tuple[Text, ...]:
        """Return the conditions of the year, then those of a call, each once."""
        texts = [*self.conditions, *(Text(one, one) for one in own)]
        return tuple({one.zh: one for one in texts}.values())


def has_admission(law: Programme) -> bool:
    """Say whether a programme calls for candidates at all."""
    return WAY in law.parameters


def rules_of(year: ProgrammeYear, *, on: date) -> AdmissionRules:
    """Return the rules of admission of a year; before and after it, those of its first or last day.

    What a table holds that makes no number is left out: the page of the setting says so.
    """
    law = law_of(year)
    day = min(max(on, date(year.year, 1, 1)), date(year.year, 12, 31))
    settings = settings_of(year, on=day)
    clauses = {key: law.parameters[key].clause[0] for key in CITED if key in law.parameters}
    opening = rule_counting(law, OPENED)
    if opening is not None and opening.years and year.year not in opening.years:
        opening = None
    return AdmissionRules(
        year=year.year,
        track=package_track(law),
        way=str(settings.get(WAY) or REGISTRATION),
        confirms=bool(settings.get(CONFIRMS)),
        questionnaire=bool(settings.get(QUESTIONNAIRE)),
        test=bool(settings.get(TEST)),
        conditions=tuple(_conditions(settings.get(CONDITIONS))),
        scale=tuple(_scale(settings.get(RANK))),
        quotas=dict(_quotas(settings.get(QUOTAS))),
        window=_window(opening, year, settings),
        recommended_by=_day(settings.get(DUE), year.year),
        clauses=clauses,
        opening=opening,
    )


def _rows(table: Any) -> list[dict[str, str]]:
    return [{key: value.strip() for key, value in row} for row in table or ()]


def _conditions(table: Any) -> Iterable[Text]:
    for row in _rows(table):
        if row.get("zh"):
            yield Text(row["zh"], row.get("en") or row["zh"])


def _scale(table: Any) -> Iterable[RankLine]:
    for row in _rows(table):
        points = _number(row.get("points", ""))
        if points is not None:
            zh = row.get("zh") or row.get("item", "")
            yield RankLine(row.get("item", ""), points, Text(zh, row.get("en") or zh))


def _quotas(table: Any) -> Iterable[tuple[str, int]]:
    for row in _rows(table):
        seats = _number(row.get("seats", ""))
        if row.get("city") and seats is not None and seats >= 0:
            yield row["city"], int(seats)


def _number(written: str) -> Decimal | None:
    try:
        found = Decimal(written)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _window(
    opening: Obligation | None, year: ProgrammeYear, settings: Mapping[str, Any]
) -> Span | None:
    """The days within which the law lets people register, the province's relief counted in."""
    if opening is None:
        return None
    span = span_in(opening, year, settings, date_rules(settings))
    key = (opening.id, year.province_id, Level.PROVINCE)
    return effective_span(span, reliefs(year).get(key))


def _day(value: Any, year: int) -> date | None:
    return value.in_year(year) if isinstance(value, MonthDay) else None
