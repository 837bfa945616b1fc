"""What several pages of attendance share: head of a class, tags, faults."""

from typing import Any

from django.http import HttpRequest

from zhicai.accounts.guard import OfficeRequest
from zhicai.admission.models import Registration
from zhicai.attendance.rules import Presence
from zhicai.attendance.words import state_tag
from zhicai.people.rules import masked_name
from zhicai.training.models import TrainingClass
from zhicai.training.views.asked import frame
from zhicai.training.views.parts import class_context


def head(request: OfficeRequest, found: TrainingClass) -> dict[str, Any]:
    """Return what the head and the tabs of a class need."""
    asked = frame(request, found.programme_year)
    return class_context(request, found, asked, "attendance")


def person_line(row: Registration, *, whole: bool) -> dict[str, Any]:
    """Return someone as lists show it; names are whole for who runs the class."""
    name = row.person.name
    return {"row": row, "name": name if whole else masked_name(name)}


def cell(one: Presence | None) -> dict[str, Any] | None:
    """Return how someone attended a lesson, as a table's cell."""
    return None if one is None else {"tag": state_tag(one.state), "presence": one}


def address(request: HttpRequest, path: str) -> str:
    """Return an address as a phone must call it."""
    return request.build_absolute_uri(path)
