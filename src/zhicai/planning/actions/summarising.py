"""The city's summary: rolled up, sent to the provincial office, put on file there."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.filing import actions as filing_actions
from zhicai.filing.models import Filing
from zhicai.filing.rules import NUMBER, takes_supplements
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.planning.queries.asked import (
    CITY_SUMMARY,
    asked_of,
    document_in,
    handling_in,
    series_of,
)
from zhicai.planning.queries.summaries import (
    city_for,
    due_of_summary,
    roll_up,
    summaries_visible_to,
    summary_filing,
)
from zhicai.planning.rules.rollup import decide_summary, summary_json
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of

SUMMARISE, FILE = "planning.summarise", "planning.file"


@transaction.atomic
def send_summary(
    year: ProgrammeYear, *, city: Place, by: Acting, at: datetime, reason: str = ""
) -> Filing:
    """Roll up the plans in force in the city and send them to the provincial office (HB-3.1.7.2.b).

    A later county makes a later version; the same summary sent twice is sent once. Refused without
    any accepted plan, without a reason where counties are missing, or late where nothing late is
    taken.
    """
    on = at.astimezone(CHINA).date()
    place = city_for(by, city.code, on=on)
    require(by, SUMMARISE, place.path)
    settings = settings_of(year, on=on)
    summary = roll_up(place, year, on=on, reason=reason.strip())
    decision = decide_summary(summary, asked_of(year, settings))
    decision.insist()
    document = document_in(year, CITY_SUMMARY)
    handling = handling_in(year, CITY_SUMMARY, settings)
    filing = summary_filing(city, year) or filing_actions.open_filing(
        kind=CITY_SUMMARY,
        series=series_of(year),
        title=f"{city.name} {year.year} 年度培训计划汇总",
        sender=city,
        sender_level=Level.CITY,
        receiver=year.province,
        receiver_level=Level.PROVINCE,
        handling=handling,
        by=by,
    )
    terms = filing_actions.Sending(
        handling=handling,
        due=due_of_summary(year, city.pk, on=on),
        supplement=takes_supplements(settings),
        clause=document.clause[0],
    )
    sent = filing_actions.send(filing, by=by, content=summary_json(summary), terms=terms, at=at)
    record(
        by, "planning.summary_sent", sent, place=city.code, clause=document.clause[0],
        reason=reason.strip(), values={"missing": [code for code, _ in summary.missing]},
    )  # fmt: skip
    return sent


@transaction.atomic
def withdraw_summary(filing: Filing, *, by: Acting, at: datetime) -> Filing:
    """Take the summary back, as long as the provincial office has done nothing with it."""
    require(by, SUMMARISE)
    return filing_actions.withdraw(filing, by=by, at=at)


@transaction.atomic
def file_summaries(
    filings: Iterable[Filing],
    *,
    year: ProgrammeYear,
    by: Acting,
    at: datetime,
    number: str = "",
) -> list[Filing]:
    """Put one or many city summaries on file with number and date, all or none (HB-3.1.7.2.c)."""
    require(by, FILE)
    wanted = _in_scope(filings, year, by, at)
    pattern = document_in(year, CITY_SUMMARY).number or NUMBER
    return filing_actions.put_on_file(
        wanted, by=by, at=at, year=year.year, pattern=pattern, number=number
    )


def _in_scope(
    filings: Iterable[Filing], year: ProgrammeYear, by: Acting, at: datetime
) -> list[Filing]:
    wanted = {filing.pk for filing in filings}
    visible = summaries_visible_to(by, year, on=at.astimezone(CHINA).date())
    found = list(visible.filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise OutOfScope
    return found


@transaction.atomic
def settle_summary(
    filing: Filing, *, year: ProgrammeYear, by: Acting, at: datetime, opinion: str = ""
) -> Filing:
    """Settle a summary that is handled otherwise than by 备案 (A-HB-17)."""
    require(by, FILE)
    (found,) = _in_scope([filing], year, by, at)
    return filing_actions.settle(found, by=by, at=at, opinion=opinion)


@transaction.atomic
def return_summary(
    filing: Filing,
    *,
    year: ProgrammeYear,
    by: Acting,
    opinion: str,
    at: datetime,
    until: date | None = None,
) -> Filing:
    """Return a summary where its handling allows that (A-HB-17); 备案 does not."""
    require(by, FILE)
    (found,) = _in_scope([filing], year, by, at)
    return filing_actions.return_for_changes(found, by=by, opinion=opinion, until=until, at=at)
