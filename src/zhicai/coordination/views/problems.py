"""Problems: the list by age with batch handling, logging one, one with its handling."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, may, require
from zhicai.coordination import actions
from zhicai.coordination.actions.problems import Handling, Report
from zhicai.coordination.forms import HandlingForm, ProblemFilters, ProblemForm, offer
from zhicai.coordination.models import Problem
from zhicai.coordination.queries.desk import Desk, Office
from zhicai.coordination.queries.problems import may_handle, problem_for, tally, visible
from zhicai.coordination.queries.tasks import steps_of
from zhicai.coordination.rules.problems import age, is_late
from zhicai.coordination.sheets import problems_sheet
from zhicai.coordination.views.asked import checked, desk_in, done
from zhicai.coordination.views.attaching import shown_files
from zhicai.coordination.views.tabs import frame
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import is_within
from zhicai.programmes.ledger import rules_in_force
from zhicai.programmes.queries.targets import seat_name
from zhicai.ui.asked import faults_of, said, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("age", gettext_lazy("已过天数"), ("-raised_on", "pk"), numeric=True),
    Column("title", gettext_lazy("问题"), ("title",)),
    Column("place", gettext_lazy("单位"), ("place__code", "raised_on")),
    Column("state", gettext_lazy("状态"), ("state", "raised_on")),
    Column("owner", gettext_lazy("责任人"), ("owner_unit", "owner_person")),
    Column("due", gettext_lazy("整改期限"), ("due", "raised_on")),
)

NOTHING = Text("请先勾选还没有销号的问题。", "Tick problems that are not closed first.")


def _list(request: OfficeRequest, desk: Desk) -> ListPage[Any]:
    page: ListPage[Any] = ListPage(
        request, visible(desk), columns=COLUMNS, filters=ProblemFilters, default_sort="-age"
    )
    filters = page.filters
    if isinstance(filters, ProblemFilters):
        everything = gettext_lazy("全部")
        offer(filters, "rule", [
            ("", str(everything)),
            *((rule.id, said(rule.short)) for rule in rules_in_force(desk.year, desk.settings)),
        ])  # fmt: skip
        offer(filters, "city", [
            ("", str(everything)), *((city.code, city.short_name) for city in desk.cities),
        ])  # fmt: skip
        filters.on = desk.on
        wanted = {word(request, name) for name in ("city", "place")}
        filters.within = {
            code: [
                one.id
                for one in desk.tree.by_id.values()
                if is_within(one.path, desk.tree.by_code[code].path)
            ]
            for code in wanted & set(desk.tree.by_code)
        }
    return page


@needs("coordination.read")
def problems(request: OfficeRequest) -> HttpResponse:
    """List the problems in reach, the oldest first; handle those ticked together."""
    desk = desk_in(request)
    page = _list(request, desk)
    if page.exporting:
        return problems_sheet(page.matching, desk)
    form, faults, status = HandlingForm(), [], 200
    if request.method == "POST":
        require(request.acting, "coordination.handle")
        form = HandlingForm({**request.POST.dict(), "owner": ""})
        try:
            n = _assign(request, desk, page, form)
        except (BadInput, Refused) as error:
            faults, status = faults_of(error), error.status
        else:
            words = ngettext(
                "已为 %(n)d 个问题落实责任人和对策", "已为 %(n)d 个问题落实责任人和对策", n
            )
            return done(request, words % {"n": n}, request.get_full_path())
    rows = [
        {
            "row": row,
            "age": age(row.raised_on, row.closed_on, desk.on),
            "late": is_late(row.due, row.state, desk.on),
            "seat": seat_name(desk.tree.by_id[row.place_id], Level(row.level)),
        }
        for row in page
    ]
    acting = request.acting
    context = frame(
        desk, "problems", page=page, rows=rows, form=form, faults=faults,
        tally=tally(visible(desk), desk.on), handles=holds(acting, "coordination.handle"),
        logs=holds(acting, "coordination.log"), clause=desk.cites("problems"),
    )  # fmt: skip
    return render(request, "coordination/problems.html", context, status=status)


def _assign(request: OfficeRequest, desk: Desk, page: ListPage[Any], form: HandlingForm) -> int:
    checked(form)
    chosen = list(page.chosen(request.POST).exclude(state=Problem.State.CLOSED)[:500])
    if not chosen:
        raise BadInput([Fault(NOTHING, field="selected")])
    made = actions.assign_problems(desk, chosen, _handling(form), by=request.acting, at=clock.now())
    return len(made)


def _handling(form: HandlingForm) -> Handling:
    data = form.cleaned_data
    return Handling(data["unit"], data["person"], data["measure"], data["due"])


@require_POST
def _raise(request: OfficeRequest) -> HttpResponse:
    """Let the rules raise what is missed in the user's reach, now."""
    desk = desk_in(request)
    raised = actions.raise_in_reach(desk, by=request.acting, at=clock.now())
    words = _("新登记问题 %(new)d 个，建议销号 %(over)d 个") % {
        "new": raised.raised,
        "over": raised.proposed,
    }
    return done(request, words, reverse("coordination:problems"))


raise_now = needs("coordination.handle")(_raise)


@needs("coordination.log")
def new_problem(request: OfficeRequest) -> HttpResponse:
    """Log a problem of an office in reach."""
    desk = desk_in(request)
    offices = {
        f"{place.code}@{level.value}": (place, level)
        for place, level in desk.offices
        if may(request.acting, "coordination.log", place.path)
    }
    own = f"{desk.acting.place_code}@{desk.own_levels[-1].value}" if desk.own_levels else ""
    form = ProblemForm(
        request.POST if request.method == "POST" else None,
        initial={"office": word(request, "office") or own, "about": word(request, "about")[:160]},
    )
    offer(form, "office", [(key, said(seat_name(*office))) for key, office in offices.items()])
    offer(form, "rule", [
        ("", _("不涉及具体事项")),
        *((rule.id, said(rule.short)) for rule in rules_in_force(desk.year, desk.settings)),
    ])  # fmt: skip
    faults, status = [], 200
    if request.method == "POST":
        office = offices.get(word(request, "office"))
        try:
            checked(form)
            if office is None:
                raise OutOfScope
            data = form.cleaned_data
            report = Report(data["title"], data["text"], data["about"], data["rule"])
            row = actions.log_problem(desk, office, report, by=request.acting, at=clock.now())
        except BadInput as error:
            faults, status = faults_of(error), 422
        else:
            here = reverse("coordination:problem", args=[row.pk])
            return done(request, _("问题已登记，接下来落实责任人和对策"), here)
    context = frame(desk, "problems", form=form, faults=faults, clause=desk.cites("problems"))
    return render(request, "coordination/problem_new.html", context, status=status)


@needs("coordination.read")
def problem(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one problem with its handling."""
    desk = desk_in(request)
    return _page(request, desk, problem_for(desk, pk))


def _owners(desk: Desk, row: Problem) -> dict[str, Office]:
    """The offices that may be given a problem: its own and those above it, in reach."""
    path = desk.tree.by_id[row.place_id].path.split("/")
    return {
        f"{place.code}@{level.value}": (place, level)
        for place, level in reversed(desk.offices)
        if place.code in path
    }


def _page(
    request: OfficeRequest,
    desk: Desk,
    row: Problem,
    *,
    faults: list[Fault] | None = None,
    form: HandlingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    handles = may_handle(desk, row) and holds(request.acting, "coordination.handle")
    owners = _owners(desk, row)
    form = form or HandlingForm(
        initial={
            "owner": f"{row.owner_place.code}@{row.owner_level}",
            "unit": row.owner_unit,
            "person": row.owner_person,
            "due": row.due,
            "measure": row.measure,
        }
    )
    offer(form, "owner", [(key, said(seat_name(*one))) for key, one in owners.items()])
    rule = desk.law.obligations.get(row.rule)
    context = frame(
        desk, "problems", row=row, form=form, faults=faults or [], handles=handles,
        seat=seat_name(desk.tree.by_id[row.place_id], Level(row.level)), rule=rule,
        age=age(row.raised_on, row.closed_on, desk.on),
        late=is_late(row.due, row.state, desk.on), steps=list(steps_of(f"problem:{row.pk}")),
        attachments=shown_files(
            desk, f"problem:{row.pk}", writes=handles and row.closed_on is None
        ),
        clause=desk.cites("solving"),
    )  # fmt: skip
    return render(request, "coordination/problem.html", context, status=status)


@require_POST
def _handle(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give a problem owner and measure, close it, or open it again."""
    desk = desk_in(request)
    row = problem_for(desk, pk)
    if not may_handle(desk, row):
        raise OutOfScope
    at, by, wish = clock.now(), request.acting, word(request, "do")
    here = reverse("coordination:problem", args=[pk])
    form = None
    try:
        if wish == "close":
            actions.close_problem(desk, row, note=word(request, "note"), by=by, at=at)
            return done(request, _("问题已销号"), here)
        if wish == "reopen":
            actions.reopen_problem(desk, row, reason=word(request, "reason"), by=by, at=at)
            return done(request, _("问题已重新打开"), here)
        form = HandlingForm(request.POST)
        owners = _owners(desk, row)
        offer(form, "owner", [(key, key) for key in owners])
        checked(form)
        owner = owners.get(form.cleaned_data["owner"])
        actions.handle_problem(desk, row, _handling(form), owner=owner, by=by, at=at)
    except (BadInput, Refused) as error:
        return _page(request, desk, row, faults=faults_of(error), form=form, status=error.status)
    return done(request, _("责任人、对策和期限已保存"), here)


handle = needs("coordination.handle")(_handle)
