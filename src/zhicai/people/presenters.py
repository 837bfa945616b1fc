"""Words that the pages of people share: masked facts, tags of states."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from zhicai.foundation.text import Text
from zhicai.people.merging import share_of
from zhicai.people.models import Disposal, Employment, Merge, Person, RightsRequest, Transfer
from zhicai.people.queries.merging import ACCOUNT, Plan
from zhicai.people.rules.identity import masked_number, masked_phone
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


# --- merges, transfers, retention ----------------------------------------------------------------

ALIKE = {
    "birth": Text("姓名和出生日期相同", "same name and birthday"),
    "phone": Text("姓名和手机号相同", "same name and phone"),
    "number": Text("证件号码写法相近", "numbers written alike"),
}
_TRANSFERS = {
    Transfer.State.ASKED: ("amber", "hourglass"),
    Transfer.State.DONE: ("green", "circle-check"),
    Transfer.State.REFUSED: ("red", "circle-x"),
    Transfer.State.WITHDRAWN: ("idle", "arrow-back-up"),
}
_BATCHES = {
    Disposal.State.LISTED: ("amber", "hourglass"),
    Disposal.State.DONE: ("green", "circle-check"),
    Disposal.State.REFUSED: ("idle", "lock"),
}


def transfer_tag(asked: Transfer) -> dict[str, str]:
    """Return the tag of a transfer's state."""
    tone, icon = _TRANSFERS[Transfer.State(asked.state)]
    return {"label": str(asked.get_state_display()), "tone": tone, "icon": icon}


def batch_tag(batch: Disposal) -> dict[str, str]:
    """Return the tag of a batch's state."""
    tone, icon = _BATCHES[Disposal.State(batch.state)]
    return {"label": str(batch.get_state_display()), "tone": tone, "icon": icon}


def side_facts(kept: Person, gone: Person, plan: Plan) -> list[dict[str, str]]:
    """Return the facts of two records side by side, masked; ``new``: the first takes it over."""
    rows = []
    for label, name, shown in (
        (_("姓名"), "name", str),
        (_("证件类型"), "id_kind", None),
        (_("证件号码"), "id_number", masked_number),
        (_("手机号"), "phone", masked_phone),
        (_("邮箱"), "email", str),
        (_("本人账号"), "user_id", None),
        (_("档案所在地"), "home_id", None),
    ):
        told = [_fact(one, name, shown) for one in (kept, gone)]
        new = told[1] if name in plan.taken else ""
        rows.append({"label": label, "kept": told[0], "gone": told[1], "new": new})
    return rows


def _fact(person: Person, name: str, shown: Callable[[str], str] | None) -> str:
    if name == "id_kind":
        return str(person.get_id_kind_display()) or "—"
    if name == "user_id":
        return person.user.username if person.user else "—"
    if name == "home_id":
        return person.home.name
    value = str(getattr(person, name) or "")
    return (shown(value) if shown and value else value) or "—"


def plan_lines(plan: Plan) -> list[dict[str, str]]:
    """Return what a merge would do, row by row: the table, the row, what becomes of it."""
    changed = {(one.share, one.row.pk) for one in plan.changes}
    lines = [
        {
            "table": said(share.says), "row": said(share.said(row)),
            "what": _("先改为结束，再移入") if (share.key, row.pk) in changed else _("移入"),
        }
        for share, row in plan.moves
    ]  # fmt: skip
    moved = {(share.key, row.pk) for share, row in plan.moves}
    lines += [
        {"table": said(ACCOUNT_SAYS), "row": said(one.says), "what": _("随合并结束")}
        if one.share == ACCOUNT
        else {"table": _table(one.share), "row": said(one.says), "what": _("改为结束")}
        for one in plan.changes
        if (one.share, one.row.pk) not in moved
    ]
    return lines + [
        {"table": said(share.says), "row": said(share.said(row)), "what": _("与保留的相同，不移动")}
        for share, row in plan.left
    ]


def _table(key: str) -> str:
    share = share_of(key)
    if key == ACCOUNT:
        return said(ACCOUNT_SAYS)
    return said(share.says) if share else key


def merge_lines(done: Merge) -> list[dict[str, str]]:
    """Return what a merge did, row by row."""
    return [
        {
            "table": _table(row.share), "row": row.says,
            "what": _("改动") if row.after else _("移入"),
        }
        for row in done.rows.all()
    ]  # fmt: skip


ACCOUNT_SAYS = Text("本人账号", "the own account")
