"""Keep the working arrangement of a city and its base; each side writes its own (HB-4.1.e)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.coordination.models import AgreedTask, Arrangement, Meeting, Side
from zhicai.coordination.queries.arrangements import side_of, to_be_opened
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.rules.contacts import fitting, needed, phone_faults
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text

LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Contact:
    """One side's contact, and what both sides have agreed on: how often they meet, who does
    what.
    """

    name: str
    post: str
    phone: str
    rhythm: str = ""
    terms: str = ""

    def trimmed(self) -> "Contact":
        """Return it without blanks around its words."""
        return replace(
            self,
            name=self.name.strip(),
            post=self.post.strip(),
            phone=self.phone.strip(),
            rhythm=self.rhythm.strip(),
            terms=self.terms.strip(),
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting as one side notes it."""

    held_on: date | None
    venue: str
    attendees: str
    minutes: str


@transaction.atomic
def open_arrangement(
    desk: Desk, code: str, organisation_id: int, *, by: Acting, at: datetime
) -> Arrangement:
    """Open the arrangement of a city with a base that serves it; OutOfScope for any other pair."""
    require(by, "coordination.arrange")
    for city, base in to_be_opened(desk):
        if (city.code, base.pk) == (code, organisation_id):
            row = Arrangement(
                place_id=city.id, organisation=base, opened_by=by.name,
                opened_on=at.astimezone(CHINA).date(),
            )  # fmt: skip
            if side_of(by, row) is None:
                raise OutOfScope
            row.save()
            record(
                by, "coordination.arrangement_opened", row, place=code,
                clause=desk.cites("arrangement"), values={"base": base.name},
            )  # fmt: skip
            return row
    raise OutOfScope


def _held(arrangement: Arrangement, by: Acting) -> tuple[Arrangement, Side]:
    rows = Arrangement.objects.select_for_update().select_related("place", "organisation")
    row = rows.get(pk=arrangement.pk)
    side = side_of(by, row)
    if side is None:
        raise OutOfScope
    return row, side


@transaction.atomic
def write_side(
    arrangement: Arrangement, contact: Contact, *, by: Acting, at: datetime
) -> Arrangement:
    """Write one's own side's contact, and the terms that both sides keep together."""
    require(by, "coordination.arrange")
    row, side = _held(arrangement, by)
    given = contact.trimmed()
    faults = [
        *needed("name", given.name, Text("联系人", "the contact"), 40),
        *fitting("post", given.post, Text("职务", "the post"), 80),
        *phone_faults(given.phone, "phone"),
        *fitting("rhythm", given.rhythm, Text("会商频次", "the rhythm"), 200),
        *fitting("terms", given.terms, Text("分工约定", "the terms"), LONGEST),
    ]
    if faults:
        raise BadInput(faults)
    if side is Side.CITY:
        row.city_contact, row.city_post, row.city_phone = given.name, given.post, given.phone
    else:
        row.base_contact, row.base_post, row.base_phone = given.name, given.post, given.phone
    row.rhythm, row.terms = given.rhythm, given.terms
    if row.complete_on is None and row.city_contact and row.base_contact:
        row.complete_on = at.astimezone(CHINA).date()
    row.save()
    record(
        by, "coordination.arrangement_written", row, place=row.place.code,
        values={"side": side.value, "rhythm": row.rhythm, "terms": row.terms},
    )  # fmt: skip
    return row


@transaction.atomic
def note_meeting(arrangement: Arrangement, held: Held, *, by: Acting, at: datetime) -> Meeting:
    """Note a meeting with its minutes; a day to come is refused."""
    require(by, "coordination.arrange")
    row, side = _held(arrangement, by)
    on = at.astimezone(CHINA).date()
    faults = [
        *needed("minutes", held.minutes, Text("会议纪要", "the minutes"), LONGEST),
        *fitting("venue", held.venue, Text("地点", "the venue"), 100),
        *fitting("attendees", held.attendees, Text("参加人员", "who took part"), 300),
    ]
    if held.held_on is None:
        faults.append(Fault(Text("请填写会议日期。", "Give the day."), field="held_on"))
    elif held.held_on > on:
        says = Text(
            f"{held.held_on.isoformat()} 还没有到，会后再登记纪要。",
            f"{held.held_on.isoformat()} lies ahead; note the minutes after the meeting.",
        )
        faults.append(Fault(says, field="held_on"))
    if faults or held.held_on is None:
        raise BadInput(faults)
    meeting = Meeting.objects.create(
        arrangement=row, held_on=held.held_on, venue=held.venue.strip(),
        attendees=held.attendees.strip(), minutes=held.minutes.strip(), side=side, noted_at=at,
        noted_by=by.name,
    )  # fmt: skip
    record(
        by, "coordination.meeting_noted", row, place=row.place.code,
        values={"held_on": held.held_on.isoformat()},
    )  # fmt: skip
    return meeting


@transaction.atomic
def add_agreed_task(
    arrangement: Arrangement,
    *,
    title: str,
    side: str,
    person: str,
    due: date | None,
    by: Acting,
    at: datetime,
) -> AgreedTask:
    """Note what one side has promised: what, who, by when."""
    require(by, "coordination.arrange")
    row, _ = _held(arrangement, by)
    faults = [
        *needed("title", title, Text("约定事项", "what was agreed"), 200),
        *needed("person", person, Text("责任人", "the responsible person"), 40),
    ]
    if side not in Side.values:
        faults.append(
            Fault(Text("请选择由哪一方办理。", "Choose which side does it."), field="side")
        )
    if due is None:
        faults.append(Fault(Text("请填写完成期限。", "Give a due date."), field="due"))
    if faults or due is None:
        raise BadInput(faults)
    task = AgreedTask.objects.create(
        arrangement=row, title=title.strip(), side=side, person=person.strip(), due=due,
        agreed_on=at.astimezone(CHINA).date(), added_by=by.name,
    )  # fmt: skip
    values = {"title": task.title, "side": side, "due": due.isoformat()}
    record(by, "coordination.task_agreed", row, place=row.place.code, values=values)
    return task


@transaction.atomic
def finish_agreed_task(task: AgreedTask, *, note: str, by: Acting, at: datetime) -> AgreedTask:
    """Say that an agreed task is done; only the side that promised it may."""
    require(by, "coordination.arrange")
    row = AgreedTask.objects.select_for_update().select_related("arrangement").get(pk=task.pk)
    arrangement, side = _held(row.arrangement, by)
    if row.side != side:
        says = Text(
            "这件事由对方办理，由对方登记完成。",
            "The other side does this and says when it is done.",
        )
        raise Refused([Reason(says)])
    faults = list(needed("note", note, Text("完成情况", "what was done"), 1000))
    if faults:
        raise BadInput(faults)
    row.note, row.done_on, row.done_by = note.strip(), at.astimezone(CHINA).date(), by.name
    row.save(update_fields=["note", "done_on", "done_by"])
    values = {"title": row.title, "note": row.note}
    record(by, "coordination.agreed_done", row, place=arrangement.place.code, values=values)
    return row
