"""Issue the programme's notice; open it; confirm receipt."""

from datetime import date

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import OutOfScope
from zhicai.programmes import rules
from zhicai.programmes.actions.deciding import refuse_faults
from zhicai.programmes.actions.receiving import mark_acknowledged, mark_opened
from zhicai.programmes.announcements import NoticeAcknowledged, NoticeIssued
from zhicai.programmes.models import Notice, ProgrammeYear, Receipt
from zhicai.programmes.queries import is_addressee, law_of, not_yet_reached

LONGEST_TITLE, LONGEST_NUMBER = 200, 60


@transaction.atomic
def issue_notice(
    year: ProgrammeYear, *, by: Acting, on: date, title: str = "", number: str = ""
) -> Notice:
    """Send the notice to every seat and organisation that it is addressed to (HB-0.a, HB-0.e).

    ``title`` and ``number`` default to what is printed on it. Issuing again reaches only those who
    have come since; the first title, number and date stand.
    """
    require(by, "programmes.issue", year.province.code)
    printed = law_of(year).head.notice
    title, number = title.strip() or printed.title.zh, number.strip() or printed.number or ""
    refuse_faults(
        [
            *rules.text_faults(title, field="title", most=LONGEST_TITLE),
            *rules.text_faults(number, field="number", most=LONGEST_NUMBER, required=False),
        ]
    )
    notice, _ = Notice.objects.get_or_create(
        programme_year=year,
        defaults={"title": title, "number": number, "issued_on": on, "issued_by": by.name},
    )
    fresh = _deliver(notice, on=on)
    if fresh:
        record(
            by,
            "programmes.notice_issued",
            notice,
            place=year.province.code,
            clause=printed.clause[0],
            values={"title": notice.title, "number": notice.number, "addressees": len(fresh)},
        )
        announce(NoticeIssued(notice.pk, tuple(receipt.pk for receipt in fresh)))
    return notice


def _deliver(notice: Notice, *, on: date) -> list[Receipt]:
    """Write a receipt for every addressee that has none; return these."""
    fresh = [
        Receipt(
            notice=notice,
            place_id=one.place_id,
            level=one.level.value if one.level else "",
            organisation_id=one.organisation_id,
            delivered_on=on,
        )
        for one in not_yet_reached(notice.programme_year, on=on)
    ]
    return Receipt.objects.bulk_create(fresh)


@transaction.atomic
def open_notice(receipt: Receipt, *, by: Acting, on: date) -> None:
    """Note that an addressee has opened the notice; anyone else who looks at it opens nothing."""
    if receipt.opened_on is not None or not is_addressee(by, receipt):
        return
    if holds(by, "programmes.acknowledge"):
        mark_opened(receipt, by=by, on=on)


@transaction.atomic
def acknowledge(receipt: Receipt, *, by: Acting, on: date) -> Receipt:
    """Confirm receipt for the addressee's office or organisation; once, the first time counts."""
    require(by, "programmes.acknowledge")
    if not is_addressee(by, receipt):
        raise OutOfScope
    locked = Receipt.objects.select_for_update().get(pk=receipt.pk)
    if locked.acknowledged_on is not None:
        return locked
    mark_acknowledged(locked, by=by, on=on)
    record(
        by,
        "programmes.notice_acknowledged",
        locked,
        place=by.place_code,
        clause=law_of(receipt.notice.programme_year).head.notice.clause[-1],
        values={"notice": receipt.notice_id, "level": locked.level},
    )
    announce(NoticeAcknowledged(locked.pk))
    return locked
