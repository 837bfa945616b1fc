"""What admission keeps of a person: handed out on request, erased with the person."""

from django.db import transaction

from zhicai.admission.models import Call, Candidate, Registration, SecondAsking
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.people.announcements import PersonErased
from zhicai.people.exports import Rows, register_export
from zhicai.people.models import Person


def _rows(person: Person) -> Rows:
    for row in Registration.objects.filter(person=person).select_related("training_class"):
        yield {
            "class": row.training_class.title,
            "on": row.registered_at,
            "employer": row.employer_name,
            "post": row.post,
            "state": str(row.get_state_display()),
            "said": row.said,
        }


def _candidacies(person: Person) -> Rows:
    for row in Candidate.objects.filter(person=person).select_related("programme_year", "call"):
        told = row.call is not None and row.call.state == Call.State.SCREENED
        yield {
            "year": row.programme_year.year,
            "on": row.applied_at,
            "employer": row.employer_name,
            "post": row.post,
            "state": str(row.get_state_display()),
            "said": row.said,
            "decision": str(row.get_decision_display()) if told else "",
            "reason": row.reason if told else "",
        }


@transaction.atomic
def erase(event: PersonErased) -> None:
    """Blank what says where the person worked; the rows stay, so that counts do not change."""
    rows = Registration.objects.filter(person_id=event.person_id)
    SecondAsking.objects.filter(registration__in=rows).delete()
    blank = {"organisation": None, "employer_name": "", "employer_code": "", "post": "",
             "remark": "", "code": ""}  # fmt: skip
    rows.update(**blank)
    Candidate.objects.filter(person_id=event.person_id).update(**blank, token="")


register_export(
    "admission",
    Text("报名记录", "Registrations"),
    {
        "class": Text("班次", "Class"),
        "on": Text("报名时间", "Registered"),
        "employer": Text("工作单位", "Employer"),
        "post": Text("岗位", "Post"),
        "state": Text("状态", "State"),
        "said": Text("说明", "Said"),
    },
    _rows,
)
register_export(
    "candidacies",
    Text("考核报名", "Candidacies for assessment"),
    {
        "year": Text("年度", "Year"),
        "on": Text("报名时间", "Registered"),
        "employer": Text("工作单位", "Employer"),
        "post": Text("岗位", "Post"),
        "state": Text("状态", "State"),
        "said": Text("说明", "Said"),
        "decision": Text("遴选", "Screening"),
        "reason": Text("理由", "Reason"),
    },
    _candidacies,
)
subscribe(PersonErased, erase, within=True)
