"""A summary on its way: sent by the city, taken in or returned by the provincial office."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.dossiers.actions.writing import locked_summary, refuse_stale
from zhicai.dossiers.models import ClassSummary
from zhicai.dossiers.queries.asked import SUMMARY, clause_of, document_of, due_of, handling_in
from zhicai.dossiers.queries.summaries import own_summary_for
from zhicai.dossiers.rules.changes import decide_sending
from zhicai.dossiers.rules.figures import figures_of
from zhicai.filing import actions as filing_actions
from zhicai.filing.models import Filing
from zhicai.filing.rules import NUMBER, takes_supplements
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Handling
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of

RECEIVE = "dossiers.receive"


@transaction.atomic
def send_summary(
    summary: ClassSummary, *, by: Acting, at: datetime, revision: int | None = None
) -> Filing:
    """Send the summary to the provincial office; a later one is a supplement (HB-4.5.k).

    Refused where it falls short of the plan and says no reason, under review, or after its due date
    where nothing late is taken (A-HB-14); Stale where ``revision`` is not the present one.
    """
    row = locked_summary(summary, by)
    if revision is not None:
        refuse_stale(row, revision)
    year, on = row.programme_year, at.astimezone(CHINA).date()
    clause = clause_of(year) or None
    decide_sending(figures_of(row.figures), row.words, clause).insist()
    settings = settings_of(year, on=on)
    terms = filing_actions.Sending(
        handling=handling_in(year, settings),
        due=due_of(year, row.place_id, on=on),
        supplement=takes_supplements(settings),
        clause=clause,
    )
    content = {"form": 1, "figures": row.figures, "words": row.words}
    sent = filing_actions.send(row.filing, by=by, content=content, terms=terms, at=at)
    values = {"as_of": row.figures["as_of"], "revision": row.revision}
    record(
        by, "dossiers.summary_sent", row, place=row.place.code, clause=clause or "", values=values
    )
    return sent


@transaction.atomic
def withdraw_summary(summary: ClassSummary, *, by: Acting, at: datetime) -> Filing:
    """Take the summary back, as long as the provincial office has done nothing with it."""
    row = locked_summary(summary, by)
    return filing_actions.withdraw(row.filing, by=by, at=at)


@transaction.atomic
def take_in(
    filings: Iterable[Filing],
    *,
    year: ProgrammeYear,
    by: Acting,
    at: datetime,
    opinion: str = "",
    number: str = "",
) -> list[Filing]:
    """Settle one or many summaries by whatever their handling asks; numbered where it is 备案."""
    require(by, RECEIVE)
    rows = _received(filings)
    numbered = [row for row in rows if Handling(row.handling) is Handling.FILING]
    done = []
    if numbered:
        pattern = document_of(year).number or NUMBER
        done += filing_actions.put_on_file(
            numbered, by=by, at=at, year=year.year, pattern=pattern, number=number
        )
    for row in rows:
        if row not in numbered:
            done.append(filing_actions.settle(row, by=by, at=at, opinion=opinion))
    return done


def _received(filings: Iterable[Filing]) -> list[Filing]:
    """The rows anew; filing itself refuses those that were not sent to the user's office."""
    wanted = {filing.pk for filing in filings}
    rows = list(Filing.objects.filter(pk__in=wanted, kind=SUMMARY).order_by("pk"))
    if len(rows) != len(wanted):
        raise OutOfScope
    return rows


@transaction.atomic
def return_summary(
    filing: Filing,
    *,
    by: Acting,
    opinion: str,
    at: datetime,
    notes: Sequence[filing_actions.Note] = (),
    until: date | None = None,
) -> Filing:
    """Return a summary with remarks at its sections, where its handling allows that (A-HB-17)."""
    require(by, RECEIVE)
    (row,) = _received([filing])
    return filing_actions.return_for_changes(
        row, by=by, opinion=opinion, remarks=notes, until=until, at=at
    )


@transaction.atomic
def answer_opinion(
    summary: ClassSummary, *, remark_id: int, by: Acting, answer: str, at: datetime
) -> None:
    """Say how an opinion on the own summary was met."""
    row = own_summary_for(by, summary.pk)
    remark = row.filing.remarks.select_related("filing").filter(pk=remark_id).first()
    if remark is None:
        raise OutOfScope
    filing_actions.answer_remark(remark, by=by, answer=answer, at=at)
