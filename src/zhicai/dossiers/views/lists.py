"""Where an office goes first, and the list of all cities: late, missing, sent, taken in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.dossiers import actions
from zhicai.dossiers.closing_presenters import tabs_of
from zhicai.dossiers.forms import SummaryFilters
from zhicai.dossiers.queries.asked import clause_of
from zhicai.dossiers.queries.summaries import CityRow, city_rows
from zhicai.dossiers.sheets import list_sheet
from zhicai.dossiers.views.asked import Asked, asked_by
from zhicai.filing.rules import SETTLED, State
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.planning.presenters.words import days_left, state_tag
from zhicai.ui.asked import word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("place", gettext_lazy("市州"), ("code",)),
    Column("state", gettext_lazy("状态"), ("state", "code")),
    Column("sent", gettext_lazy("报送日期"), ("sent_on", "code")),
    Column("left", gettext_lazy("期限"), ("left", "code")),
    Column("classes", gettext_lazy("已办期数"), ("classes",), numeric=True),
    Column("people", gettext_lazy("录取"), ("people",), numeric=True),
    Column("completed", gettext_lazy("完成培训"), ("completed",), numeric=True),
    Column("number", gettext_lazy("编号")),
)


@needs("dossiers.open")
def home(request: OfficeRequest) -> HttpResponse:
    """Go to the city's own summary, to the closing dossiers, or to the list of all."""
    acting = request.acting
    own = acting.organisation_id is None and acting.at_level(Level.CITY)
    if own and holds(acting, "dossiers.read"):
        page = "summary"
    elif holds(acting, "dossiers.read_closing"):
        page = "closing"
    else:
        page = "summaries"
    return HttpResponseRedirect(reverse(f"dossiers:{page}"))


@needs("dossiers.read")
def summaries(request: OfficeRequest) -> HttpResponse:
    """List every city's summary; take in those chosen, remind those that are missing."""
    asked = asked_by(request)
    rows = city_rows(request.acting, asked.year, asked.settings, on=asked.on)
    page: ListPage[list[CityRow]] = ListPage(
        request, rows, columns=COLUMNS, filters=SummaryFilters, default_sort="place"
    )
    if request.method == "POST":
        return _batch(request, page, asked)
    if page.exporting:
        return list_sheet(page.matching, asked.year)
    missing = [row for row in rows if row.missing]
    context = {
        "asked": asked,
        "hub": tabs_of(request.acting, "summaries"),
        "clause": clause_of(asked.year),
        "page": page,
        "rows": [_row(row, asked) for row in page],
        "batch": _buttons(request),
        "missing": missing,
        "late": [row for row in missing if row.late],
        "may_remind": holds(request.acting, "dossiers.remind"),
        "due": next((row.due for row in rows), None),
        "tally": {
            "cities": len(rows),
            "sent": sum(row.state == State.SENT for row in rows),
            "settled": sum(row.state in SETTLED for row in rows),
            "classes": sum(row.classes or 0 for row in rows),
            "people": sum(row.people or 0 for row in rows),
        },
    }
    return render(request, "dossiers/summaries.html", context)


def _buttons(request: OfficeRequest) -> list[dict[str, Any]]:
    buttons: list[dict[str, Any]] = []
    if holds(request.acting, "dossiers.remind"):
        buttons.append(
            {"label": _("催报所选"), "name": "do", "value": "remind", "icon": "bell",
             "confirm": _("只催还没有报送的市州，一天一次。")}
        )  # fmt: skip
    if holds(request.acting, "dossiers.receive"):
        buttons.append(
            {"label": _("登记所选"), "name": "do", "value": "take", "icon": "rubber-stamp",
             "primary": True, "confirm": _("办理日期为今天。")}
        )  # fmt: skip
    return buttons


def _row(row: CityRow, asked: Asked) -> dict[str, Any]:
    tag = (
        {"label": _("未报送"), "tone": "idle", "icon": ""}
        if row.state in ("none", State.DRAFT)
        else state_tag(row.state, waits_for=_("待办理"))
    )
    opens = row.filing is not None and row.filing.last_sent_on is not None
    return {
        "row": row,
        "tag": tag,
        "left": days_left(row.due, asked.on) if row.left is not None else None,
        "url": f"{reverse('dossiers:summary')}?place={row.code}" if opens else "",
    }


def _batch(request: OfficeRequest, page: ListPage[list[CityRow]], asked: Asked) -> HttpResponse:
    at, by = clock.now(), request.acting
    if word(request, "do") == "remind":
        chosen = page.rows if word(request, "missing") == "1" else page.chosen(request.POST)
        gone = actions.remind_missing(chosen, year=asked.year, by=by, at=at)
        if gone:
            messages.success(
                request, ngettext("已催报 %(n)d 个市州", "已催报 %(n)d 个市州", gone) % {"n": gone}
            )
        else:
            messages.warning(request, _("所选市州都已报送，或今天已经催过"))
    elif word(request, "do") == "take":
        waiting = [
            row.filing
            for row in page.chosen(request.POST)
            if row.filing is not None and row.state == State.SENT
        ]
        if waiting:
            done = actions.take_in(waiting, year=asked.year, by=by, at=at)
            messages.success(request, _("已登记 %(n)d 份汇总") % {"n": len(done)})
        else:
            messages.warning(request, _("所选市州里没有待办理的"))
    return HttpResponseRedirect(request.get_full_path())
