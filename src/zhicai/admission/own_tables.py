"""What admission keeps of a person: handed out on request, erased with the person."""

from django.db import transaction

from zhicai.admission.models import Registration, SecondAsking
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


@transaction.atomic
def erase(event: PersonErased) -> None:
    """Blank what says where the person worked; the rows stay, so that counts do not change."""
    rows = Registration.objects.filter(person_id=event.person_id)
    SecondAsking.objects.filter(registration__in=rows).delete()
    rows.update(organisation=None, employer_name="", employer_code="", post="", remark="", code="")


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
subscribe(PersonErased, erase, within=True)
