"""The city's summary and the province's list of them, put on file one or many at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.filing.actions.seats import receives_for
from zhicai.filing.models import Filing
from zhicai.filing.queries import history_of
from zhicai.filing.rules import RETURNING, State
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.law.schema import Handling, Level
from zhicai.places.queries import PlaceFacts
from zhicai.planning import actions
from zhicai.planning.forms import SummaryFilters, day_from
from zhicai.planning.presenters.timeline import Way, timeline
from zhicai.planning.presenters.words import days_left, state_tag
from zhicai.planning.queries.asked import CITY_SUMMARY, handling_in
from zhicai.planning.queries.lists import SummaryRow, own_plans_in, summary_rows
from zhicai.planning.queries.summaries import (
    city_for,
    due_of_summary,
    place_of,
    roll_up,
    sent_summary,
    summary_filing,
)
from zhicai.planning.rules.rollup import decide_summary, line_changes
from zhicai.planning.sheets import summary_sheet
from zhicai.planning.views.asked import Setting, setting_of
from zhicai.ui.asked import faults_of, number, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("place", gettext_lazy("市州"), ("code",)),
    Column("state", gettext_lazy("状态"), ("state", "code")),
    Column("sent", gettext_lazy("报送日期"), ("sent_on", "code")),
    Column("left", gettext_lazy("期限"), ("left", "code")),
    Column("counties", gettext_lazy("县（市、区）"), ("accepted",), numeric=True,
           under=gettext_lazy("已通过 / 应报")),
    Column("classes", gettext_lazy("期数"), ("classes",), numeric=True),
    Column("people", gettext_lazy("人数"), ("people",), numeric=True),
    Column("number", gettext_lazy("备案号")),
)  # fmt: skip


@needs("planning.read")
def summary(request: OfficeRequest) -> HttpResponse:
    """Show a city's summary: as it would be sent now, as it was sent, and where it is."""
    setting = setting_of(request)
    code = word(request, "place") or _own_city(request)
    city = city_for(request.acting, code, on=setting.on)
    if request.method != "POST":
        return _page(request, city, setting)
    try:
        return _done(request, city, setting)
    except (BadInput, Refused) as error:
        page = _page(request, city, setting, faults=faults_of(error))
        page.status_code = error.status
        return page


def _own_city(request: OfficeRequest) -> str:
    if request.acting.at_level(Level.CITY):
        return request.acting.place_code
    raise OutOfScope


def _done(request: OfficeRequest, city: PlaceFacts, setting: Setting) -> HttpResponse:
    """Do what the page's button says."""
    at, by, do = clock.now(), request.acting, word(request, "do")
    place = place_of(city.code)
    if do == "send":
        actions.send_summary(setting.year, city=place, by=by, at=at, reason=word(request, "reason"))
        messages.success(request, _("已报送省局办公室"))
        return HttpResponseRedirect(request.get_full_path())
    filing = summary_filing(place, setting.year)
    if filing is None:
        raise OutOfScope
    if do == "withdraw":
        actions.withdraw_summary(filing, by=by, at=at)
        messages.success(request, _("已撤回"))
    elif do == "file":
        _settle(filing, request, setting)
        messages.success(request, _("已办理，市州可以看到结果"))
    elif do == "return":
        actions.return_summary(
            filing, year=setting.year, by=by, opinion=request.POST.get("opinion", ""), at=at,
            until=day_from(request.POST, "until"),
        )  # fmt: skip
        messages.success(request, _("已退回"))
    return HttpResponseRedirect(request.get_full_path())


def _settle(filing: Filing, request: OfficeRequest, setting: Setting) -> None:
    at, by = clock.now(), request.acting
    if filing.handling == Handling.FILING:
        number_given = word(request, "number")
        actions.file_summaries([filing], year=setting.year, by=by, at=at, number=number_given)
    else:
        opinion = request.POST.get("opinion", "")
        actions.settle_summary(filing, year=setting.year, by=by, at=at, opinion=opinion)


def _page(
    request: OfficeRequest, city: PlaceFacts, setting: Setting, faults: list[Any] | None = None
) -> HttpResponse:
    place = place_of(city.code)
    filing = summary_filing(place, setting.year)
    sent = sent_summary(filing, number=number(request, "version"))
    own = request.acting.place_id == city.id and holds(request.acting, "planning.summarise")
    live = roll_up(city, setting.year, on=setting.on, reason=word(request, "reason"))
    shown = sent.content if sent and not (own and word(request, "version") == "") else live
    if word(request, "export") == "xlsx":
        return summary_sheet(shown, setting.year)
    stored = sent_summary(filing)
    fresh = stored is None or bool(line_changes(stored.content, live)) or _fewer(stored, live)
    due = due_of_summary(setting.year, city.id, on=setting.on)
    context = {
        "setting": setting,
        "city": city,
        "place": place,
        "filing": filing,
        "summary": shown,
        "live": shown is live,
        "sent": sent,
        "own": own,
        "fresh": fresh,
        "changes": line_changes(stored.content, live) if stored and shown is live else (),
        "decision": decide_summary(live, setting.asked()) if own else None,
        "own_plans": own_plans_in(city, setting.year),
        "versions": list(filing.versions.order_by("-number")) if filing else [],
        "tag": state_tag(filing.state, waits_for=_("省局办理中")) if filing else None,
        "due": due,
        "left": days_left(due, setting.on) if filing is None or not filing.last_sent_on else None,
        "supplement": _supplement(setting, due),
        "steps": _steps(filing, city, setting, due),
        "faults": faults or [],
        "registers": _registers(request, filing),
        "returns": filing is not None and Handling(filing.handling) in RETURNING,
        "may_withdraw": own and filing is not None and filing.state == State.SENT,
    }
    return render(request, "planning/summary.html", context)


def _fewer(stored: Any, live: Any) -> bool:
    return len(stored.content.lines) != len(live.lines)


def _supplement(setting: Setting, due: Any) -> bool:
    """Whether something may still be sent today (A-HB-14)."""
    late = due is not None and setting.on > due
    return not late or bool(setting.settings.get("supplement-after-due", True))


def _registers(request: OfficeRequest, filing: Filing | None) -> bool:
    if filing is None or filing.state != State.SENT:
        return False
    return holds(request.acting, "planning.file") and receives_for(request.acting, filing)


def _steps(
    filing: Filing | None, city: PlaceFacts, setting: Setting, due: Any
) -> list[dict[str, Any]]:
    handling = handling_in(setting.year, CITY_SUMMARY, setting.settings)
    shown = filing or Filing(kind=CITY_SUMMARY, state=State.DRAFT, handling=handling)
    steps = list(history_of(filing)) if filing else []
    way = Way(city.name, _("省局办公室"))
    return timeline(shown, steps, way, due=due, on=setting.on)


@needs("planning.read")
def summaries(request: OfficeRequest) -> HttpResponse:
    """List the city summaries of the year; put those chosen on file."""
    setting = setting_of(request)
    rows = summary_rows(request.acting, setting.year, setting.settings, on=setting.on)
    page: ListPage[list[SummaryRow]] = ListPage(
        request, rows, columns=COLUMNS, filters=SummaryFilters, default_sort="place"
    )
    if request.method == "POST":
        return _batch(request, page, setting)
    context = {
        "setting": setting,
        "page": page,
        "rows": [_row(row, setting) for row in page],
        "files": holds(request.acting, "planning.file"),
        "tally": {
            "cities": len(rows),
            "sent": sum(row.state == State.SENT for row in rows),
            "settled": sum(row.settled for row in rows),
            "late": sum(row.late and not row.sent_on for row in rows),
            "people": sum(row.people or 0 for row in rows),
            "classes": sum(row.classes or 0 for row in rows),
        },
        "batch": [
            {"label": _("备案所选"), "name": "do", "value": "file", "icon": "rubber-stamp",
             "primary": True, "confirm": _("编号自动连排，日期为今天。")},
        ],
    }  # fmt: skip
    return render(request, "planning/summaries.html", context)


def _row(row: SummaryRow, setting: Setting) -> dict[str, Any]:
    empty = row.state in ("none", State.DRAFT)
    tag = (
        {"label": _("未报送"), "tone": "idle", "icon": ""}
        if empty
        else state_tag(row.state, waits_for=_("待备案"))
    )
    return {
        "row": row,
        "tag": tag,
        "left": days_left(row.due, setting.on) if row.left is not None else None,
        "url": reverse("planning:summary") + f"?place={row.code}",
    }


def _batch(
    request: OfficeRequest, page: ListPage[list[SummaryRow]], setting: Setting
) -> HttpResponse:
    chosen = [row.filing for row in page.chosen(request.POST) if row.filing]
    waiting = [filing for filing in chosen if filing.state == State.SENT]
    if not waiting:
        messages.warning(request, _("所选市州里没有待备案的"))
    else:
        done = actions.file_summaries(waiting, year=setting.year, by=request.acting, at=clock.now())
        messages.success(request, _("已备案 %(n)d 份汇总") % {"n": len(done)})
    return HttpResponseRedirect(request.get_full_path())
