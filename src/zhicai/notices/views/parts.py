"""What several pages of notices show: tabs, the paper, tags."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import holds
from zhicai.documents.counting import counted, title_lines
from zhicai.documents.paper import Block, Citation, Code, Heading, Paper, Table
from zhicai.documents.writing import chinese_day
from zhicai.notices.models import Notice
from zhicai.notices.navigation import owed
from zhicai.notices.queries import own_drafts
from zhicai.notices.rules.content import Content, paper_of

TONES = {
    Notice.State.DRAFT: ("idle", "pencil"),
    Notice.State.SENT: ("green", "send"),
    Notice.State.RECALLED: ("red", "arrow-back-up"),
    Notice.State.SUPERSEDED: ("amber", "refresh"),
    Notice.State.DROPPED: ("idle", "trash"),
}


def tabs_of(request: OfficeRequest, current: str) -> list[dict[str, Any]]:
    """Return the tabs of the hub that this user has."""
    acting = request.acting
    tabs = [_tab("received", _("收到的通知"), current, owed(request) or None, alarm=True)]
    if acting.organisation_id is None:
        tabs.append(_tab("sent", _("已发通知"), current))
    if holds(acting, "notices.write"):
        tabs.append(_tab("drafts", _("草稿"), current, own_drafts(acting).count() or None))
    return tabs


def _tab(
    name: str, label: str, current: str, count: int | None = None, *, alarm: bool = False
) -> dict[str, Any]:
    url = reverse(f"notices:{name}")
    return {
        "label": label, "url": url, "current": name == current, "count": count, "alarm": alarm,
    }  # fmt: skip


def tag_of(notice: Notice) -> dict[str, str]:
    """Return the tag of a notice's state."""
    state = Notice.State(notice.state)
    tone, icon = TONES[state]
    return {"label": str(state.label), "tone": tone, "icon": icon}


def code_of(request: OfficeRequest, notice: Notice) -> Code:
    """Return the QR code that leads to a notice's page."""
    address = request.build_absolute_uri(reverse("notices:notice", args=[notice.pk]))
    return Code(address, "扫码查看通知、确认收悉")


def paper_parts(content: Content) -> dict[str, Any]:
    """Return a content as ``notices/parts/paper.html`` shows it."""
    paper: Paper = paper_of(content)
    return {
        "paper": paper,
        "title": title_lines(paper.title),
        "body": _shown(paper.body),
        "annexes": [{"title": annex.title, "body": _shown(annex.body)} for annex in paper.annexes],
        "addressed": "、".join(paper.addressees),
        "day": chinese_day(paper.dated) if paper.dated else "",
        "printed": chinese_day(paper.printed_on) if paper.printed_on else "",
        "copies": "，".join(paper.copies_to),
    }


def _shown(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, block in counted(blocks):
        if isinstance(block, Heading):
            found.append({"sort": f"level{block.level}", "number": number, "block": block})
        elif isinstance(block, Table):
            found.append({"sort": "table", "block": block, "heads": block.rows[: block.head],
                          "rows": block.rows[block.head :]})  # fmt: skip
        elif isinstance(block, Citation):
            found.append({"sort": "citation", "block": block})
        else:
            found.append({"sort": "paragraph", "block": block})
    return found
