"""Words that the pages of people share: masked facts, tags of states."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from zhicai.people.models import Employment, Person, RightsRequest
from zhicai.people.rules.identity import masked_phone
from zhicai.people.rules.requests import CORRECTABLE
from zhicai.ui.asked import said

_STATES = {
    RightsRequest.State.OPEN: ("amber", "hourglass"),
    RightsRequest.State.GRANTED: ("green", "circle-check"),
    RightsRequest.State.REFUSED: ("red", "circle-x"),
    RightsRequest.State.WITHDRAWN: ("idle", "arrow-back-up"),
}


def employer_name(work: Employment | None) -> str:
    """Return where someone works, empty where that is not known."""
    if work is None:
        return ""
    return work.organisation.name if work.organisation else work.employer_name


def person_row(person: Person) -> dict[str, Any]:
    """Return one line of the list, the phone masked; ``present`` was read with the page."""
    present: list[Employment] = getattr(person, "present", [])
    work = present[0] if present else None
    return {
        "person": person,
        "phone": masked_phone(person.phone),
        "work": work,
        "employer": employer_name(work),
    }


def request_tag(request: RightsRequest) -> dict[str, str]:
    """Return the tag of a request's state."""
    tone, icon = _STATES[RightsRequest.State(request.state)]
    return {"label": str(request.get_state_display()), "tone": tone, "icon": icon}


def request_rows(rows: Iterable[RightsRequest]) -> list[dict[str, Any]]:
    """Return requests with their tags and the field in words."""
    return [
        {
            "request": row,
            "tag": request_tag(row),
            "field": said(CORRECTABLE[row.field]) if row.field else "",
        }
        for row in rows
    ]


def post_tag(person: Any) -> dict[str, str]:
    """Return the tag of what the employer has said about a specialist's post."""
    if not person.confirmed:
        return {"label": _("未确认"), "tone": "amber", "icon": "hourglass"}
    if person.confirmed_ip:
        return {"label": _("知识产权岗位"), "tone": "green", "icon": "circle-check"}
    return {"label": _("其他岗位"), "tone": "info", "icon": "id"}
