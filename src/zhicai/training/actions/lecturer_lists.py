"""Appoint lecturers to an assessment class, file their list a week ahead, version by version."""

from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.filing import actions as filing_actions
from zhicai.filing.actions import Numbering
from zhicai.filing.rules import NUMBER, handling_of, takes_supplements
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Organisation
from zhicai.planning.queries.asked import document_in, series_of
from zhicai.planning.queries.packages import LECTURER_LIST
from zhicai.programmes.queries import law_of, settings_of
from zhicai.training.actions.locking import day_of, locked_class
from zhicai.training.models import Appointment, Lecturer, LecturerList, TrainingClass
from zhicai.training.queries.assessment import (
    appointments_of,
    appoints,
    list_content,
    list_due,
    number_pattern,
)
from zhicai.training.rules.steps import LIVE

APPOINT, FILE = "training.appoint", "training.file_lists"


def _locked(found: TrainingClass, by: Acting, on: date) -> TrainingClass:
    """The class with its row locked; only the working group appoints, before the class ends."""
    require(by, APPOINT)
    row = locked_class(found.pk)
    if row.line_id is None or not appoints(by, row.programme_year, on=on):
        raise OutOfScope
    if row.programme_year.province.code != by.province:
        raise OutOfScope
    if row.state not in LIVE:
        says = Text("班次已结束，师资不能再改。", "The class has ended; its lecturers are final.")
        raise Refused([Reason(says, law_of(row.programme_year).cites("training.appointing"))])
    return row


@transaction.atomic
def appoint(
    found: TrainingClass, lecturer: Lecturer, *, by: Acting, at: datetime, teaches: str = ""
) -> Appointment:
    """Appoint a lecturer of the pool to a class (HB-3.2.6.3.a); once more changes nothing."""
    on = day_of(at)
    row = _locked(found, by, on)
    year = row.programme_year
    clause = law_of(year).cites("training.appointing")
    if lecturer.province_id != year.province_id or lecturer.state != Lecturer.State.ACTIVE:
        says = Text(
            f"{lecturer.name}不在讲师库，不能委派。",
            f"{lecturer.name} is not active in the pool and cannot be appointed.",
        )
        raise Refused([Reason(says, clause)])
    present = appointments_of(row).filter(lecturer=lecturer).first()
    if present is not None:
        return present
    made = Appointment.objects.create(
        training_class=row, lecturer=lecturer, teaches=teaches.strip()[:200], appointed_on=on,
        appointed_by=by.name, office=by.office,
    )  # fmt: skip
    values = {"lecturer": lecturer.pk, "name": lecturer.name}
    record(by, "training.lecturer_appointed", row, place=row.place.code, clause=clause or "",
           values=values)  # fmt: skip
    return made


@transaction.atomic
def appoint_taught(found: TrainingClass, *, by: Acting, at: datetime) -> int:
    """Appoint everyone whom the timetable names; return how many there were new."""
    row = _locked(found, by, day_of(at))
    listed = set(appointments_of(row).values_list("lecturer_id", flat=True))
    taught = Lecturer.objects.filter(
        lessons__training_class=row, lessons__cancelled=False, state=Lecturer.State.ACTIVE
    ).distinct()
    fresh = [one for one in taught if one.pk not in listed]
    for one in fresh:
        appoint(row, one, by=by, at=at)
    return len(fresh)


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, reason: str, by: Acting, at: datetime
) -> Appointment:
    """Take an appointment back with its reason; it stays on record beside the list."""
    on = day_of(at)
    row = _locked(appointment.training_class, by, on)
    found = appointments_of(row).filter(pk=appointment.pk).first()
    if found is None:
        raise OutOfScope
    if not reason.strip():
        raise BadInput([Fault(Text("请写明原因。", "Give the reason."), field="reason")])
    found.ended_on, found.ended_by, found.ended_for = on, by.name, reason.strip()[:400]
    found.save(update_fields=["ended_on", "ended_by", "ended_for"])
    record(by, "training.appointment_ended", row, place=row.place.code, reason=reason.strip(),
           values={"lecturer": found.lecturer_id})  # fmt: skip
    return found


@transaction.atomic
def send_list(found: TrainingClass, *, by: Acting, at: datetime) -> LecturerList:
    """Send the lecturer list of a class to the provincial office (HB-3.2.6.3.b).

    A changed list is a new version; the same list sent twice is sent once. After its due date it is
    marked late, or refused where nothing late is taken.
    """
    on = day_of(at)
    row = _locked(found, by, on)
    year = row.programme_year
    document = document_in(year, LECTURER_LIST)
    content = list_content(row)
    if not content["lecturers"]:
        says = Text("名单还是空的，请先委派讲师。", "The list is empty; appoint lecturers first.")
        raise Refused([Reason(says, document.clause[0])])
    settings = settings_of(year, on=on)
    handling = handling_of(document, settings)
    listed = LecturerList.objects.filter(training_class=row).select_related("filing").first()
    if listed is None:
        organisation = Organisation.objects.select_related("home").get(pk=by.organisation_id or 0)
        filing = filing_actions.open_filing(
            kind=LECTURER_LIST,
            series=f"{series_of(year)}/{row.pk}",
            title=f"{row.title}师资名单"[:200],
            sender=organisation.home,
            organisation=organisation,
            receiver=year.province,
            receiver_level=Level.PROVINCE,
            handling=handling,
            by=by,
        )
        listed, _made = LecturerList.objects.get_or_create(
            training_class=row, defaults={"filing": filing}
        )
    again = listed.filing.first_sent_on is not None
    terms = filing_actions.Sending(
        handling=handling,
        due=None if again else list_due(row, on=on),
        supplement=takes_supplements(settings),
        clause=document.clause[0],
    )
    listed.filing = filing_actions.send(listed.filing, by=by, content=content, terms=terms, at=at)
    values = {"lecturers": len(content["lecturers"])}
    record(by, "training.lecturer_list_sent", row, place=row.place.code,
           clause=document.clause[0], values=values)  # fmt: skip
    return listed


@transaction.atomic
def file_list(
    listed: LecturerList, *, by: Acting, at: datetime, number: str = "", opinion: str = ""
) -> LecturerList:
    """Put a lecturer list on file with number and date (HB-3.2.6.3.c).

    A later version keeps its number. Numbers run on over all classes of the year.
    """
    require(by, FILE)
    row = LecturerList.objects.select_related("filing", "training_class__programme_year").get(
        pk=listed.pk
    )
    year = row.training_class.programme_year
    if year.province.code != by.province:
        raise OutOfScope
    numbering = Numbering(
        year.year, number_pattern(year) or NUMBER, number.strip(), within=series_of(year) + "/"
    )
    row.filing = filing_actions.settle(
        row.filing, by=by, at=at, opinion=opinion, numbering=numbering
    )
    clause = law_of(year).cites("training.filing-lecturers") or ""
    record(by, "training.lecturer_list_filed", row.training_class,
           place=row.training_class.place.code, clause=clause,
           values={"number": row.filing.number})  # fmt: skip
    return row
