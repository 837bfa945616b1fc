"""The tab 成绩 of an assessment class: who stands where, marks entered, worked out, published."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.results import actions
from zhicai.results.mark_forms import LineFilters, MakeUpForm, given_in
from zhicai.results.mark_sheets import plain, results_sheet
from zhicai.results.models import Mark
from zhicai.results.queries.completions import ENDED
from zhicai.results.queries.keeping import class_kept, class_read, may_mark
from zhicai.results.queries.marks import FIRST, Board, Line, board_of
from zhicai.results.queries.people import names_whole
from zhicai.results.rules.decision import PART_WORDS, PARTS
from zhicai.results.views.parts import shown_name
from zhicai.training.models import TrainingClass
from zhicai.training.queries.frames import frame_of
from zhicai.training.views.parts import class_context
from zhicai.ui.asked import faults_of, form_faults, said, word
from zhicai.ui.lists import Column, ListPage

TONES = {
    "pending": ("idle", "hourglass"),
    "qualified": ("green", "circle-check"),
    "makeup": ("amber", "refresh"),
    "not_qualified": ("red", "circle-x"),
}
COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("employer", gettext_lazy("工作单位")),
    Column("hours", gettext_lazy("学时"), ("hours", "name"), numeric=True),
    Column("missing", gettext_lazy("差学时"), ("missing", "name"), numeric=True),
    Column("exam", gettext_lazy("考试"), ("exam", "name"), numeric=True),
    Column("practical", gettext_lazy("实操"), ("practical", "name"), numeric=True),
    Column("state", gettext_lazy("结果"), ("state", "name")),
    Column("why", gettext_lazy("原因和条款")),
)


def state_tag(state: str, label: str) -> dict[str, str]:
    """Return the tag of where someone stands."""
    tone, icon = TONES[state]
    return {"label": label, "tone": tone, "icon": icon}


def line_tag(line: Line) -> dict[str, str]:
    """Return the tag of a trainee's outcome."""
    label = line.stands.get_state_display() if line.stands else _("待定")
    return state_tag(line.state, str(label))


def names_of(request: OfficeRequest, found: TrainingClass) -> bool:
    """Say whether names are shown whole: to who keeps the records, and to who runs the class."""
    return names_whole(request.acting) or may_mark(request.acting, found)


def marks_context(request: OfficeRequest, found: TrainingClass) -> dict[str, Any]:
    """Return what every page of a class's results shows."""
    frame = frame_of(found.programme_year, on=clock.today())
    return class_context(request, found, frame, "marks")


def row_of(line: Line, *, whole: bool) -> dict[str, Any]:
    """Return one trainee as a table shows it."""
    return {
        "line": line,
        "name": shown_name(line.row.person, whole=whole),
        "tag": line_tag(line),
        "marks": [
            {
                "part": part,
                "first": plain(line.first(part)),
                "again": plain(line.again(part)),
                "passed": part in line.verdict.passed,
            }
            for part in PARTS
        ],
    }


@needs("results.marks")
def marks(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show hours, marks and outcome of everyone in a class, each unmet fact with its clause."""
    return shown(request, class_read(request.acting, pk, on=clock.today()))


def shown(
    request: OfficeRequest, found: TrainingClass, *, faults: list[Any] | None = None,
    status: int = 200, form: MakeUpForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Return the tab."""
    board = board_of(found)
    page: ListPage[list[Line]] = ListPage(
        request, list(board.lines), columns=COLUMNS, filters=LineFilters, default_sort="name"
    )
    whole = names_of(request, found)
    if page.exporting:
        return results_sheet(board, page.matching, whole=whole)
    keeps = may_mark(request.acting, found)
    context = marks_context(request, found) | {
        "board": board,
        "page": page,
        "rows": [row_of(line, whole=whole) for line in page],
        "keeps": keeps,
        "ended": found.state in ENDED,
        "tiles": tiles(board, page),
        "arranging": [one for one in board.lines if one.make_up and one.make_up.state == "offered"],
        "form": form or MakeUpForm(initial=_proposed(board)),
        "faults": faults or [],
    }
    return render(request, "results/marks.html", context, status=status)


def _proposed(board: Board) -> dict[str, Any]:
    """The day and place that stand already, else those of the class."""
    for line in board.lines:
        if line.make_up is not None and line.make_up.set_for is not None:
            return {"set_for": line.make_up.set_for, "venue": line.make_up.venue}
    return {"venue": board.found.venue}


def tiles(board: Board, page: ListPage[Any]) -> list[dict[str, Any]]:
    """Return how many stand where, each opening its people."""
    shown_states = (
        ("qualified", _("合格"), "green"), ("makeup", _("须补考"), "amber"),
        ("not_qualified", _("不合格"), "red"), ("pending", _("待定"), "idle"),
    )  # fmt: skip
    everyone = len(board.lines)
    return [
        {
            "icon": TONES[state][1],
            "label": label,
            "value": str(board.counts[state]),
            "of": _("/ %(n)s 人") % {"n": everyone},
            "url": page.address(state=state, page=None),
            "share": board.counts[state] / everyone if everyone else None,
            "tone": tone,
        }
        for state, label, tone in shown_states
    ]


# --- entered in a table ---------------------------------------------------------------------------


def turn_of(request: OfficeRequest) -> str:
    """Return for which round marks are entered."""
    return word(request, "round") if word(request, "round") in Mark.Round.values else FIRST


def to_enter(board: Board, turn: str) -> list[Line]:
    """Return who lacks a mark of a round."""
    if turn == FIRST:
        return [line for line in board.lines if any(p not in line.facts.first for p in PARTS)]
    return list(board.to_mark)


@needs("results.mark")
def enter(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter marks of a whole class in one table, every fault at once."""
    found = class_kept(request.acting, pk, on=clock.today())
    turn, board = turn_of(request), board_of(found)
    faults: list[Any] = []
    if request.method == "POST":
        given, faults = given_in(request.POST, board)
        if not faults:
            try:
                n = actions.enter_marks(
                    found, given, turn=turn, by=request.acting, at=clock.now()
                )  # fmt: skip
            except BadInput as error:
                faults = _named(error, board)
            else:
                messages.success(request, _("已登记 %(n)d 个成绩") % {"n": n})
                return HttpResponseRedirect(reverse("results:marks", args=[pk]))
    wrong = {fault.field for fault in faults}
    context = marks_context(request, found) | {
        "board": board,
        "turn": turn,
        "rows": [_inputs(line, turn, request.POST, wrong) for line in to_enter(board, turn)],
        "parts": [PART_WORDS[part] for part in PARTS],
        "turns": _turns(board, turn, pk),
        "faults": faults,
    }
    return render(request, "results/marks_enter.html", context, status=422 if faults else 200)


def _named(error: BadInput, board: Board) -> list[Any]:
    """Put the name of the trainee before what is wrong with a mark."""
    names = {str(line.pk): line.name for line in board.lines}
    found = []
    for fault in error.faults:
        name = names.get((fault.field or "").partition("-")[2], "")
        says = fault.says.format_map({})
        if name:
            says = type(says)(f"{name}：{says.zh}", f"{name}: {says.en}")
        found.append(type(fault)(says, fault.field, clause=fault.clause))
    return found


def _inputs(
    line: Line, turn: str, posted: Mapping[str, Any], wrong: set[str | None]
) -> dict[str, Any]:
    """Return the cells of a trainee: a mark that stands, an empty one, or none to be sat."""
    cells = []
    for part in PARTS:
        name = f"{part}-{line.pk}"
        stands = line.first(part) if turn == FIRST else line.again(part)
        open_ = stands is None and (turn == FIRST or part in line.open_parts)
        cells.append(
            {
                "name": name,
                "label": f"{line.name} {said(PART_WORDS[part])}",
                "stands": plain(stands),
                "open": open_,
                "value": posted.get(name, ""),
                "wrong": name in wrong,
            }
        )
    return {"line": line, "cells": cells}


def _turns(board: Board, turn: str, pk: int) -> list[dict[str, Any]]:
    address = reverse("results:enter_marks", args=[pk])
    options = [(FIRST, _("首次成绩"))]
    if board.to_mark or turn != FIRST:
        options.append((Mark.Round.MAKE_UP.value, _("补考成绩")))
    return [
        {"label": label, "url": f"{address}?round={key}", "current": key == turn}
        for key, label in options
    ]


# --- worked out, published, make-ups arranged -----------------------------------------------------


@require_POST
def _act(request: OfficeRequest, pk: int) -> HttpResponse:
    """Work results out anew, publish them, or arrange the make-up of the class."""
    found = class_kept(request.acting, pk, on=clock.today())
    do, form = request.POST.get("do", ""), None
    try:
        if do == "decide":
            n = actions.decide_outcomes(found, by=request.acting, at=clock.now())
            messages.success(request, _("已重新计算，%(n)d 人的结果有变动") % {"n": n})
        elif do == "publish":
            n = actions.publish(found, by=request.acting, at=clock.now())
            messages.success(request, _("已公布 %(n)d 人的结果，并通知有账号的学员") % {"n": n})
        elif do == "makeup":
            form = MakeUpForm(request.POST)
            if not form.is_valid():
                return shown(request, found, faults=form_faults(form), status=422, form=form)
            _arrange(request, found, form)
        else:
            raise OutOfScope
    except (Refused, BadInput) as error:
        return shown(request, found, faults=faults_of(error), status=error.status, form=form)
    return HttpResponseRedirect(reverse("results:marks", args=[pk]))


def _arrange(request: OfficeRequest, found: TrainingClass, form: MakeUpForm) -> None:
    facts = form.cleaned_data
    done = actions.arrange_make_up(
        found, facts["set_for"], venue=facts["venue"], by=request.acting, at=clock.now()
    )
    messages.success(
        request,
        _("已安排 %(n)d 人补考，%(moved)d 人改期") % {"n": done.offered, "moved": done.moved},
    )
    for reason in done.decision.reasons:
        messages.warning(request, f"{said(reason.says)} {reason.clause or ''}".strip())


act = needs("results.mark")(_act)


# --- on paper -------------------------------------------------------------------------------------


@require_safe
def _print(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the results of a class as a sheet to be printed."""
    found = class_read(request.acting, pk, on=clock.today())
    board = board_of(found)
    whole = names_of(request, found)
    lines = sorted(board.lines, key=lambda line: (line.name, line.pk))
    context = {
        "found": found,
        "board": board,
        "rows": [row_of(line, whole=whole) for line in lines],
        "issuer": found.run_by.name if found.run_by else found.place.name,
        "at": clock.now(),
    }
    return render(request, "results/marks_print.html", context)


print_sheet = needs("results.marks")(_print)
