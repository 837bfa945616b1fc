"""Note who has opened an edition; acknowledge it; remind those who have not."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.handbooks.announcements import EditionAcknowledged
from zhicai.handbooks.models import Edition, Reading
from zhicai.handbooks.queries import may_edit, own_seats, reader_rows
from zhicai.handbooks.queries.readers import Seat
from zhicai.law.schema import HandbookKind, Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.programmes.models import ProgrammeYear


@transaction.atomic
def note_opened(
    year: ProgrammeYear, kind: HandbookKind, edition: Edition, *, by: Acting, on: date
) -> None:
    """Note that an addressee has opened an edition; any other reader's look notes nothing."""
    for seat in own_seats(by, year, kind):
        _reading(edition, seat, on=on)


def _reading(edition: Edition, seat: Seat, *, on: date) -> Reading:
    wanted = {
        "edition": edition,
        "place_id": seat.place_id,
        "level": seat.level,
        "organisation_id": seat.organisation_id,
    }
    return Reading.objects.get_or_create(**wanted, defaults={"opened_on": on})[0]


@transaction.atomic
def acknowledge_edition(
    year: ProgrammeYear, kind: HandbookKind, edition: Edition, *, by: Acting, on: date
) -> list[Reading]:
    """Confirm for one's own office or organisation that it has read; the first time counts.

    OutOfScope for whom the document does not ask.
    """
    require(by, "handbooks.acknowledge")
    seats = own_seats(by, year, kind)
    if not seats:
        raise OutOfScope
    done = []
    for seat in seats:
        row = Reading.objects.select_for_update().get(pk=_reading(edition, seat, on=on).pk)
        if row.acknowledged_on is None:
            row.acknowledged_on, row.acknowledged_by = on, by.name
            row.save(update_fields=["acknowledged_on", "acknowledged_by"])
            record(
                by,
                "handbooks.edition_acknowledged",
                row,
                place=by.place_code,
                clause=kind.clause[0],
                values={"key": kind.id, "number": edition.number, "level": row.level},
            )
            announce(EditionAcknowledged(row.pk))
        done.append(row)
    return done


@transaction.atomic
def remind_readers(
    year: ProgrammeYear, kind: HandbookKind, edition: Edition, *, by: Acting, at: datetime
) -> int:
    """Remind everyone who has not acknowledged; once a day. Return how many were written to."""
    require(by, "handbooks.edit")
    on = at.astimezone(CHINA).date()
    if not may_edit(by, year, kind, on=on):
        raise OutOfScope
    waiting = [
        row for row in reader_rows(year, kind, edition, on=on) if row.acknowledged_on is None
    ]
    title = Text(
        f"请阅读并确认《{kind.name.zh}》第 {edition.number} 版",
        f"Please read and acknowledge version {edition.number} of “{kind.name.en}”",
    )
    link = reverse("handbooks:document", args=[kind.id])
    drafts = [
        Draft(
            addressee_of(row.seat),
            title,
            Text("打开文件后，在页面上确认已阅。", "Open the document and confirm on its page."),
            key=f"handbook-{edition.pk}-remind-{on}-{key_of(row.seat)}",
            link=link,
            about=f"handbook-{edition.pk}",
        )
        for row in waiting
    ]
    sent = send_messages(drafts, kind=Message.Kind.REMINDER, by=by, at=at)
    if sent:
        record(
            by,
            "handbooks.readers_reminded",
            edition,
            place=year.province.code,
            clause=kind.clause[0],
            values={"key": kind.id, "number": edition.number, "reminded": len(sent)},
        )
    return len(sent)


def addressee_of(seat: Seat) -> Addressee:
    """Return to whom a message for a seat goes."""
    if seat.organisation_id is not None:
        return Addressee(organisation_id=seat.organisation_id)
    return Addressee(place_id=seat.place_id, level=Level(seat.level))


def key_of(seat: Seat) -> str:
    """Return what names a seat in a message's key."""
    if seat.organisation_id is not None:
        return f"o{seat.organisation_id}"
    return f"p{seat.place_id}-{seat.level}"
