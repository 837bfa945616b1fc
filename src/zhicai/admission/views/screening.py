"""The screening table of a call: filters, batches, conditions, test marks, finishing."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.admission import actions
from zhicai.admission.actions import Pick
from zhicai.admission.call_sheets import screening_sheet
from zhicai.admission.forms import ScreenFilters
from zhicai.admission.models import Call
from zhicai.admission.queries.calls import CallFrame, call_for, runs
from zhicai.admission.queries.lists import is_sealed
from zhicai.admission.queries.screening import Line, Screening, screening_of
from zhicai.admission.views.call_parts import (
    CALL_TABS,
    DECISION_TONES,
    STATE_TONES,
    call_tabs,
    whole_names,
)
from zhicai.admission.views.candidates import kinds_of
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.people.rules import masked_name
from zhicai.ui.asked import faults_of, said
from zhicai.ui.lists import Column, ListPage

DECIDES = {"accept": "accept", "reserve": "reserve", "refuse": "refuse"}
LONGEST_SEEN = 400_000


def _columns(table: Screening) -> tuple[Column, ...]:
    test = [Column("test", gettext_lazy("测试"), numeric=True)]
    conditions = [Column(f"c{n}", said(one)) for n, one in enumerate(table.conditions)]
    return (
        Column("rank", gettext_lazy("排序"), ("rank",), numeric=True),
        Column("name", gettext_lazy("姓名")),
        Column("employer", gettext_lazy("工作单位")),
        Column("city", gettext_lazy("市州"), ("city_code", "rank")),
        Column("on", gettext_lazy("报名"), ("applied_at",)),
        Column("ways", gettext_lazy("推荐"), under=gettext_lazy("问卷 / 岗位")),
        *(test if table.frame.rules.test else []),
        *conditions,
        Column("proposed", gettext_lazy("建议"), ("proposed", "rank")),
        Column("decision", gettext_lazy("决定"), ("decision", "rank")),
    )


@needs("admission.calls")
def screening(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the candidates of a call ranked by the published rule; the core team decides."""
    row, frame = call_for(request.acting, pk, on=clock.today())
    tab = next(one for one in CALL_TABS if one.name == "screening")
    if not tab.shown(request, row, frame):
        raise OutOfScope
    error: BadInput | Refused | Stale | None = None
    if request.method == "POST":
        try:
            return _act(request, row, frame)
        except (BadInput, Refused, Stale) as refused:
            error = refused
            row, frame = call_for(request.acting, pk, on=clock.today())
    return _show(request, row, frame, error)


def _page(request: OfficeRequest, table: Screening) -> ListPage[Any]:
    page: ListPage[Any] = ListPage(
        request, list(table.lines), columns=_columns(table), filters=ScreenFilters,
        default_sort="rank", page_size=100,
    )  # fmt: skip
    if isinstance(page.filters, ScreenFilters):
        cities = [(q.city.code, said_place(q.city)) for q in table.quotas if q.city is not None]
        page.filters.offer(cities)
    return page


def said_place(place: Any) -> str:
    """Return the name of a place in the language of the page."""
    return said(Text(place.name, place.en))


def _show(request: OfficeRequest, row: Call, frame: CallFrame, error: Any = None) -> HttpResponse:
    table = screening_of(row, frame)
    page = _page(request, table)
    mine = runs(request.acting, row, frame)
    if page.exporting:
        if not mine:
            raise OutOfScope
        return screening_sheet(table, page.matching, kinds_of(frame))
    counted = table.counted()
    context = {
        "call": row,
        "year": frame.year,
        "rules": frame.rules,
        "region": frame.region(row.region_key),
        "tone": STATE_TONES[row.state],
        "tabs": call_tabs(request, row, frame, "screening"),
        "table": table,
        "page": page,
        "lines": [_line(request, line, table) for line in page],
        "seen": ",".join(f"{line.pk}:{line.row.revision}" for line in page.matching),
        "screens": mine and row.state == Call.State.CLOSED,
        "finishes": mine and row.state == Call.State.CLOSED and bool(table.lines),
        "reopens": mine and row.state == Call.State.SCREENED and not is_sealed(row),
        "begins": mine and row.state == Call.State.OPEN and frame.on > row.closes_on,
        "counted": {key: counted[key] for key in ("accept", "reserve", "refuse")},
        "left": counted[""],
        "reason": request.POST.get("reason", "")[:400],
        "stale": error if isinstance(error, Stale) else None,
        "faults": faults_of(error) if error and not isinstance(error, Stale) else [],
    }
    status = error.status if error else 200
    return render(request, "admission/screening.html", context, status=status)


def _line(request: OfficeRequest, line: Line, table: Screening) -> dict[str, Any]:
    row = line.row
    whole = whole_names(request, row, table.frame)
    tone, icon = DECISION_TONES.get(row.decision, ("idle", ""))
    return {
        "line": line,
        "row": row,
        "name": row.person.name if whole else masked_name(row.person.name),
        "met": [row.conditions_met.get(one.zh) for one in table.conditions],
        "tone": tone,
        "icon": icon,
        "proposed_tone": DECISION_TONES[line.proposed][0],
    }


def _seen(written: str) -> dict[int, int]:
    """The revisions that the officer's page showed, as ``key:revision`` separated by commas."""
    found = {}
    for part in written[:LONGEST_SEEN].split(","):
        pk, _colon, revision = part.partition(":")
        if pk.isascii() and pk.isdigit() and revision.isascii() and revision.isdigit():
            found[int(pk)] = int(revision)
    return found


def _picks(request: OfficeRequest) -> list[Pick]:
    seen = _seen(request.POST.get("seen", ""))
    if request.POST.get("everything") == "1":
        return [Pick(pk, revision) for pk, revision in seen.items()]
    chosen = [int(k) for k in request.POST.getlist("selected") if k.isascii() and k.isdigit()]
    return [Pick(pk, seen[pk]) for pk in chosen if pk in seen]


def _act(request: OfficeRequest, row: Call, frame: CallFrame) -> HttpResponse:
    do, by, at = request.POST.get("do", ""), request.acting, clock.now()
    reason = request.POST.get("reason", "")
    back = request.get_full_path()
    if do in DECIDES:
        done = actions.screen(row, _picks(request), do, reason=reason, by=by, at=at)
        messages.success(request, _("已决定 %(n)d 人") % {"n": done})
    elif do.startswith(("met-", "unmet-")):
        word, _dash, number = do.partition("-")
        asked = frame.rules.asked(row.conditions)
        if not number.isdigit() or int(number) >= len(asked):
            raise OutOfScope
        condition = asked[int(number)].zh
        done = actions.judge(row, _picks(request), condition, met=word == "met", by=by, at=at)
        messages.success(request, _("已判定 %(n)d 人") % {"n": done})
    elif do == "tests":
        done = actions.enter_tests(row, _marks(request), by=by, at=at)
        messages.success(request, _("已保存 %(n)d 人的成绩") % {"n": done})
    elif do == "begin":
        actions.begin_screening(row, by=by, at=at)
        messages.success(request, _("已开始遴选。"))
    elif do == "finish":
        actions.finish_screening(row, by=by, at=at)
        messages.success(request, _("遴选已完成，人选和推荐单位已收到结果。"))
        back = reverse("admission:screening", args=[row.pk])
    elif do == "reopen":
        actions.reopen_screening(row, reason=reason, by=by, at=at)
        messages.success(request, _("已重新开始遴选。"))
    else:
        raise OutOfScope
    return HttpResponseRedirect(back)


def _marks(request: OfficeRequest) -> dict[int, Decimal | None]:
    """The marks of the rows on the page; BadInput for what is no number."""
    found: dict[int, Decimal | None] = {}
    faults = []
    for name, written in request.POST.items():
        key = name.removeprefix("test-")
        if key == name or not key.isdigit():
            continue
        try:
            mark = Decimal(str(written).strip()) if str(written).strip() else None
        except InvalidOperation:
            mark = Decimal("NaN")
        if mark is not None and not mark.is_finite():
            faults.append(Fault(Text("成绩填写数字。", "A mark is a number."), field=name))
        else:
            found[int(key)] = mark
    if faults:
        raise BadInput(faults)
    return found
