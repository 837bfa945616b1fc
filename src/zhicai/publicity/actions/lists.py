"""Put a list before the public, take objections, answer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.places.queries import path_of
from zhicai.publicity.announcements import ListPublished, ObjectionAnswered, ObjectionReceived
from zhicai.publicity.models import ListRow, Objection, PublicList
from zhicai.publicity.rules.names import masked

MOST_ROWS = 5000
MOST_OBJECTIONS_A_DAY = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the full name, which is masked before it is stored, and the cells beside it."""

    name: str
    cells: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ListTerms:
    """What a list is and from when to when objections are taken (both days inclusive).

    ``about`` is the key of the app that publishes it; ``columns`` are the heads of the cells.
    """

    title: str
    starts_on: date
    ends_on: date
    contact: str
    intro: str = ""
    columns: Sequence[str] = ()
    about: str = ""


@transaction.atomic
def publish_list(
    terms: ListTerms, rows: Sequence[Row], *, place: Place, by: Acting, at: datetime
) -> PublicList:
    """Put a list before the public; names are stored masked. BadInput for all that is wrong."""
    on = localtime(at).date()
    require(by, "publicity.lists", path_of(place, on=on))
    faults = _list_faults(terms, rows, on)
    if faults:
        raise BadInput(faults)
    published = PublicList.objects.create(
        about=terms.about,
        place=place,
        office=by.office,
        title=terms.title.strip(),
        intro=terms.intro.strip(),
        contact=terms.contact.strip(),
        columns=list(terms.columns),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        published_at=at,
        published_by=by.name,
    )
    ListRow.objects.bulk_create(
        ListRow(public_list=published, number=n, name=masked(row.name), cells=list(row.cells))
        for n, row in enumerate(rows, 1)
    )
    values = {"title": published.title, "rows": len(rows), "ends": terms.ends_on.isoformat()}
    record(by, "publicity.list_published", published, place=place.code, values=values)
    announce(ListPublished(published.pk, published.about))
    return published


def _list_faults(terms: ListTerms, rows: Sequence[Row], on: date) -> list[Fault]:
    faults = []
    if not terms.title.strip():
        faults.append(Fault(Text("请写公示标题。", "Give the list a title."), field="title"))
    if not terms.contact.strip():
        says = Text("请写受理异议的联系方式。", "Say how the office can be reached.")
        faults.append(Fault(says, field="contact"))
    if terms.starts_on < on or terms.ends_on < terms.starts_on:
        says = Text(
            "公示从今天或以后开始，截止不早于开始。",
            "A list starts today or later and does not end before it starts.",
        )
        faults.append(Fault(says, field="ends_on"))
    if not 0 < len(rows) <= MOST_ROWS:
        says = Text(f"名单应有 1 到 {MOST_ROWS} 行。", f"A list has 1 to {MOST_ROWS} rows.")
        faults.append(Fault(says, field="rows"))
    wide = len(terms.columns)
    for number, row in enumerate(rows, 1):
        if not row.name.strip() or len(row.name) > 60 or len(row.cells) != wide:
            says = Text(
                f"应有姓名和另外 {wide} 栏。", f"There should be a name and {wide} more cells."
            )
            faults.append(Fault(says, field="rows", row=number))
    return faults


@transaction.atomic
def withdraw_list(public_list: PublicList, *, reason: str, by: Acting, at: datetime) -> PublicList:
    """Take a list from the public with a reason; its objections stay with the office."""
    found = PublicList.objects.select_for_update(of=("self",)).select_related("place")
    public_list = found.get(pk=public_list.pk)
    require(by, "publicity.lists", path_of(public_list.place, on=localtime(at).date()))
    if not reason.strip():
        says = Text("请写明撤下的理由。", "Say why it is withdrawn.")
        raise BadInput([Fault(says, field="reason")])
    if public_list.withdrawn_on is None:
        public_list.withdrawn_on, public_list.withdrawn_why = localtime(at).date(), reason.strip()
        public_list.save(update_fields=["withdrawn_on", "withdrawn_why"])
        code = public_list.place.code
        record(by, "publicity.list_withdrawn", public_list, place=code, reason=reason.strip())
    return public_list


@transaction.atomic
def object_to(
    public_list: PublicList,
    *,
    row: ListRow | None,
    name: str,
    contact: str,
    says: str,
    at: datetime,
    by: Actor = SYSTEM,
) -> Objection:
    """Take an objection of anyone, while the list stands before the public.

    Who objects is written into no log: the office alone reads it.
    """
    on = localtime(at).date()
    if not public_list.starts_on <= on <= public_list.ends_on or public_list.withdrawn_on:
        words = Text(
            f"异议受理时间是 {public_list.starts_on} 至 {public_list.ends_on}，现在不受理。",
            f"Objections are taken from {public_list.starts_on} to {public_list.ends_on}, not now.",
        )
        raise Refused([Reason(words)])
    today = Objection.objects.filter(public_list=public_list, received_at__gte=_day_begins(at))
    if today.count() >= MOST_OBJECTIONS_A_DAY:
        words = Text(
            "今天收到的异议已很多，请改用电话或书面联系。",
            "Many objections came in today; please phone or write.",
        )
        raise Refused([Reason(words)])
    objection = Objection.objects.create(
        public_list=public_list,
        row=row,
        name=name.strip(),
        contact=contact.strip(),
        says=says.strip(),
        received_at=at,
    )
    record(by, "publicity.objection_received", objection, place=public_list.place.code)
    announce(ObjectionReceived(objection.pk, public_list.about))
    return objection


def _day_begins(at: datetime) -> datetime:
    return localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def answer_objection(
    objection: Objection, *, upheld: bool, answer: str, by: Acting, at: datetime
) -> Objection:
    """Answer an objection once: upheld or not, with reasons."""
    rows = Objection.objects.select_for_update(of=("self",)).select_related("public_list__place")
    objection = rows.get(pk=objection.pk)
    place = objection.public_list.place
    require(by, "publicity.lists", path_of(place, on=localtime(at).date()))
    if not answer.strip():
        says = Text("请写明核查结果和答复。", "Write what was found and the answer.")
        raise BadInput([Fault(says, field="answer")])
    if objection.answered_at is not None:
        says = Text("这条异议已经答复。", "This objection has been answered.")
        raise Refused([Reason(says)])
    objection.answered_at, objection.answered_by = at, by.name
    objection.upheld, objection.answer = upheld, answer.strip()
    objection.save(update_fields=["answered_at", "answered_by", "upheld", "answer"])
    record(
        by,
        "publicity.objection_answered",
        objection,
        place=place.code,
        reason=answer.strip(),
        values={"upheld": upheld},
    )
    announce(ObjectionAnswered(objection.pk, objection.public_list.about, upheld))
    return objection
