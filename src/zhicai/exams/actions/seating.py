"""Changes to an exam that is set up: another seat for a candidate, an invigilator fewer."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.exams.actions.running import insist_live, locked_exam
from zhicai.exams.models import Exam, Invigilator, JournalEntry, Room, Sitting
from zhicai.exams.queries.running import chief_of, may_run_exams
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text

ENDED = (Sitting.State.SUBMITTED, Sitting.State.ABSENT, Sitting.State.VOID)


@transaction.atomic
def change_seat(
    sitting: Sitting, room: Room, seat: int, *, by: Acting, at: datetime
) -> Sitting:  # fmt: skip
    """Give a candidate another seat; BadInput for one that is taken or that the room has not."""
    exam = locked_exam(sitting.exam)
    if not chief_of(by, exam) or room.exam_id != exam.pk:
        raise OutOfScope
    insist_live(exam)
    row = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if (row.room_id, row.seat) == (room.pk, seat):
        return row
    _insist_on_free(row, room, seat)
    before = f"{row.room_id}-{row.seat}"
    row.room, row.seat = room, seat
    row.save(update_fields=["room", "seat"])
    JournalEntry.objects.create(
        sitting=row, key=f"seat-{at:%Y%m%d%H%M%S%f}", kind="seat", at=at,
        data={"by": by.name, "room": room.name, "seat": str(seat)},
    )  # fmt: skip
    record(by, "exams.seat_changed", exam,
           values={"code": row.code, "from": before, "to": f"{room.pk}-{seat}"})  # fmt: skip
    return row


def _insist_on_free(row: Sitting, room: Room, seat: int) -> None:
    if row.state in ENDED:
        says = Text("这名考生已经考完，不用换座位。", "This candidate has finished.")
        raise BadInput([Fault(says, "seat")])
    if not 0 < seat <= room.seats:
        says = Text(
            f"{room.name}只有 1 到 {room.seats} 号座。", f"{room.name} has seats 1 to {room.seats}."
        )
        raise BadInput([Fault(says, "seat")])
    there = Sitting.objects.filter(room=room, seat=seat).exclude(pk=row.pk)
    taken = there.select_related("person").first()
    if taken is not None:
        says = Text(
            f"{room.name} {seat} 号已是{taken.person.name}的座位，请换一个座号。",
            f"Seat {seat} of {room.name} is {taken.person.name}'s; choose another.",
        )
        raise BadInput([Fault(says, "seat")])


@transaction.atomic
def end_watch(exam: Exam, pk: int, *, by: Acting, at: datetime) -> Invigilator:
    """Let somebody watch no more; the watch so far stays on record."""
    row = locked_exam(exam)
    if not may_run_exams(by, row.training_class):
        raise OutOfScope
    found = row.invigilators.filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    if found.until is None:
        found.until = at
        found.save(update_fields=["until"])
        record(by, "exams.watch_ended", row, values={"name": found.name})
    return found
