"""Decide an open point of the notice."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Parameter
from zhicai.law.schema.base import Expected
from zhicai.programmes import rules
from zhicai.programmes.actions.deciding import decided, refuse_faults, require_keeper
from zhicai.programmes.announcements import SettingDecided
from zhicai.programmes.models import ProgrammeYear, RegionDecision, SettingDecision
from zhicai.programmes.queries import history_of_setting, law_of, settings_of
from zhicai.programmes.queries.regions import FREE_TEAM, REGIONS
from zhicai.programmes.settings_in_force import as_json

ARRANGED = frozenset({REGIONS, FREE_TEAM})
"""Settings that only give the start of what is arranged on a page of its own."""


@transaction.atomic
def decide_setting(
    year: ProgrammeYear,
    parameter: str,
    value: Any,
    *,
    reason: str,
    in_force_from: date,
    by: Acting,
    at: datetime,
) -> SettingDecision:
    """Set the value of an open point from a day on; what was decided before stays on record.

    ``value`` is read by :meth:`Parameter.parse`. Deciding the same again (a double click) returns
    the decision that stands. BadInput names every fault; OutOfScope for an unknown parameter.
    """
    require_keeper(by, year)
    known = law_of(year).parameters.get(parameter)
    if known is None:
        raise OutOfScope
    faults = list(rules.reason_faults(reason))
    if in_force_from < date(year.year, 1, 1):
        says = Text(
            f"生效日不能早于 {year.year}-01-01，即本年度的第一天。",
            f"It can come into force on {year.year}-01-01 at the earliest, the year's first day.",
        )
        faults.append(Fault(says, field="in_force_from"))
    written = _written(year, known, value, faults)
    last = history_of_setting(year, parameter).order_by("-pk").first()
    if last is not None and (last.value, last.in_force_from, last.reason, last.decided_by) == (
        written,
        in_force_from,
        reason.strip(),
        by.name,
    ):
        return last
    _refuse_arranged(year, known)
    before = as_json(settings_of(year, on=in_force_from).get(parameter))
    decision = SettingDecision.objects.create(
        programme_year=year,
        parameter=parameter,
        value=written,
        in_force_from=in_force_from,
        **decided(by, at=at, reason=reason),
    )
    record(
        by,
        "programmes.setting_decided",
        decision,
        place=year.province.code,
        clause=known.clause[0],
        reason=reason.strip(),
        values={
            "parameter": parameter,
            "value": written,
            "before": before,
            "in_force_from": in_force_from.isoformat(),
        },
    )
    announce(SettingDecided(year.pk, parameter, in_force_from))
    return decision


def _refuse_arranged(year: ProgrammeYear, known: Parameter) -> None:
    """Refuse the start values of the regions once the province has arranged them on their page."""
    if known.id in ARRANGED and RegionDecision.objects.filter(programme_year=year).exists():
        says = Text(
            "招生区域已经划定，请在“招生区域”页面调整。",
            "The regions are arranged; change them on the page of the regions.",
        )
        raise BadInput([Fault(says, field="value")])


def _written(year: ProgrammeYear, parameter: Parameter, value: Any, faults: list[Fault]) -> Any:
    """The value as it is stored; BadInput with all faults where it cannot be read."""
    law = law_of(year)
    parsed: Any = None
    try:
        parsed = parameter.parse(value)
    except Expected as error:
        faults.append(Fault(error.says, field="value"))
    if parsed is not None and parameter.kind == "table":
        faults += rules.table_faults(parameter, parsed, clauses=law.clauses, bodies=law.bodies)
        if parameter.id == "milestone-path":
            faults += rules.path_faults(parsed, law.obligations)
    refuse_faults(faults)
    return as_json(parsed)
