"""The receiver's verbs: return, accept, put on file, approve, archive, record as received."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.filing.actions.remarks import Note, write_remarks
from zhicai.filing.actions.seats import locked, require_receiver, state_of, write_step
from zhicai.filing.announcements import FilingReturned, FilingSettled
from zhicai.filing.models import Filing
from zhicai.filing.queries import current_version
from zhicai.filing.rules import (
    NUMBER,
    SETTLING,
    State,
    Step,
    next_serial,
    next_state,
    number_of,
)
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.law.schema import Handling

WHAT = {
    Step.ACCEPT: "accepted",
    Step.FILE: "filed",
    Step.APPROVE: "approved",
    Step.ARCHIVE: "archived",
    Step.RECORD: "recorded",
}
"""How the history names each settling step."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How a document is numbered: by a pattern in a year, or with a number given by hand.

    ``within`` is what the series begin with over which numbers run on; empty for its own alone.
    """

    year: int
    pattern: str = NUMBER
    number: str = ""
    within: str = ""


@transaction.atomic
def return_for_changes(
    filing: Filing,
    *,
    by: Acting,
    opinion: str,
    at: datetime,
    remarks: Sequence[Note] = (),
    until: date | None = None,
) -> Filing:
    """Send a document back with an opinion, remarks at its fields and a day by which to resend it.

    BadInput without an opinion or with a day that has passed; Refused where the handling only
    files or records (A-HB-17).
    """
    filing = locked(filing)
    require_receiver(by, filing)
    next_state(Handling(filing.handling), state_of(filing), Step.RETURN).insist()
    _check_return(opinion, until, at.astimezone(CHINA).date())
    version = current_version(filing)
    filing.state = State.RETURNED
    filing.save(update_fields=["state"])
    step = write_step(filing, "returned", by=by, at=at, version=version, opinion=opinion.strip())
    step.due = until
    step.save()
    write_remarks(filing, remarks, by=by, at=at, version=version)
    record(by, "filing.returned", filing, place=filing.sender.code, reason=opinion.strip())
    announce(FilingReturned(filing.pk, filing.kind, filing.series))
    return filing


def _check_return(opinion: str, until: date | None, on: date) -> None:
    faults = []
    if not opinion.strip():
        says = Text(
            "退回时要写明意见，对方才知道改什么。", "Say what has to change before returning it."
        )
        faults.append(Fault(says, field="opinion"))
    if until is not None and until < on:
        says = Text(
            f"修改期限 {until} 已经过去，请填今天或以后的日期。",
            f"{until} has passed; give today or a later day.",
        )
        faults.append(Fault(says, field="until"))
    if faults:
        raise BadInput(faults)


def accept(filing: Filing, *, by: Acting, at: datetime, opinion: str = "") -> Filing:
    """Accept a document that is handled by 审核; its version is in force from now on."""
    return _settle(filing, Step.ACCEPT, by=by, at=at, opinion=opinion)


def approve(filing: Filing, *, by: Acting, at: datetime, opinion: str = "") -> Filing:
    """Decide a document that is handled by 审定; what it is about may begin."""
    return _settle(filing, Step.APPROVE, by=by, at=at, opinion=opinion)


def archive(filing: Filing, *, by: Acting, at: datetime, opinion: str = "") -> Filing:
    """Archive a document that is handled by 审核存档; from now on it is read-only."""
    return _settle(filing, Step.ARCHIVE, by=by, at=at, opinion=opinion)


def record_receipt(filing: Filing, *, by: Acting, at: datetime, opinion: str = "") -> Filing:
    """Record that a document handled by 汇总报送 was received."""
    return _settle(filing, Step.RECORD, by=by, at=at, opinion=opinion)


@transaction.atomic
def settle(
    filing: Filing,
    *,
    by: Acting,
    at: datetime,
    opinion: str = "",
    numbering: Numbering | None = None,
) -> Filing:
    """Do the one step by which this document's handling ends, whichever it is.

    A document handled by 备案 needs a number: give its ``numbering``, or :func:`put_on_file`.
    """
    step = SETTLING[Handling(filing.handling)][0]
    if numbering is None:
        return _settle(filing, step, by=by, at=at, opinion=opinion)
    row = _numbered(filing, numbering)
    return _settle_row(row, step, by=by, at=at, opinion=opinion)


@transaction.atomic
def put_on_file(
    filings: Iterable[Filing],
    *,
    by: Acting,
    at: datetime,
    year: int,
    pattern: str = NUMBER,
    number: str = "",
) -> list[Filing]:
    """Put one or many documents of one series and kind on file, each with number and date (备案).

    Numbers run on within series and kind; a document that is filed anew in a later version keeps
    its number. A ``number`` given by hand is for a single document; BadInput where it is taken.
    """
    wanted = list(filings)
    if number.strip() and len(wanted) != 1:
        says = Text("一次备案多份时，编号自动连排。", "Several at once are numbered automatically.")
        raise BadInput([Fault(says, field="number")])
    done = []
    for filing in wanted:
        row = _numbered(filing, Numbering(year, pattern, number.strip()))
        done.append(_settle_row(row, Step.FILE, by=by, at=at, opinion=""))
    return done


def _numbered(filing: Filing, numbering: Numbering) -> Filing:
    """Lock the document and give it its number; a later version keeps the one it has."""
    # Every document of the series is locked: two registrars at once give two numbers.
    series = Filing.objects.select_for_update(of=("self",)).order_by("pk")
    same = (
        {"series__startswith": numbering.within} if numbering.within else {"series": filing.series}
    )
    rows = series.filter(kind=filing.kind, **same)
    given = set(rows.values_list("number", flat=True)) - {""}
    row = locked(filing)
    if numbering.number:
        _refuse_taken(row, numbering.number, given)
        row.number = numbering.number
    elif not row.number:
        serial = next_serial(numbering.pattern, year=numbering.year, given=given)
        row.number = number_of(numbering.pattern, year=numbering.year, serial=serial)
    return row


def _refuse_taken(filing: Filing, number: str, given: set[str]) -> None:
    if number in given and number != filing.number:
        says = Text(
            f"编号 {number} 已经用过，请换一个，或留空自动编号。",
            f"{number} is taken; choose another or leave it empty.",
        )
        raise BadInput([Fault(says, field="number")])


@transaction.atomic
def _settle(filing: Filing, step: Step, *, by: Acting, at: datetime, opinion: str) -> Filing:
    return _settle_row(locked(filing), step, by=by, at=at, opinion=opinion)


def _settle_row(filing: Filing, step: Step, *, by: Acting, at: datetime, opinion: str) -> Filing:
    require_receiver(by, filing)
    state = next_state(Handling(filing.handling), state_of(filing), step).insist()
    version = current_version(filing)
    filing.state, filing.in_force = state, version
    filing.settled_on = at.astimezone(CHINA).date()
    filing.save(update_fields=["state", "in_force", "settled_on", "number"])
    row = write_step(filing, WHAT[step], by=by, at=at, version=version, opinion=opinion.strip())
    row.number = filing.number
    row.save()
    values = {"version": version.number if version else None, "number": filing.number}
    record(by, f"filing.{WHAT[step]}", filing, place=filing.sender.code, values=values)
    announce(FilingSettled(filing.pk, filing.kind, filing.series, state))
    return filing
