"""Indicators for local evaluations, marks of counties, the record of one county."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, require
from zhicai.coordination import actions
from zhicai.coordination.forms import MarkForm, offer
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.duties import duties_of, without_owner
from zhicai.coordination.queries.indicators import (
    Evaluation,
    EvaluationRow,
    MarkKind,
    evaluation_of,
    exports_of,
    mark_kinds,
    marks_of,
)
from zhicai.coordination.queries.leaders import leader_rows
from zhicai.coordination.queries.problems import tally, visible
from zhicai.coordination.queries.targets import sheet_of
from zhicai.coordination.rules.indicators import score_of
from zhicai.coordination.sheets import indicators_sheet
from zhicai.coordination.views.asked import checked, desk_in, done
from zhicai.coordination.views.tabs import frame
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.foundation.units import plain
from zhicai.law.schema import Level
from zhicai.law.units import unit_name
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.queries.targets import TIERS
from zhicai.ui.asked import faults_of, said, word


def _cells(row: EvaluationRow) -> list[dict[str, Any]]:
    return [
        {
            "applies": one.applies,
            "value": None if one.value is None else plain(one.value),
            "goal": None if one.goal is None else plain(one.goal),
            "points": None if one.points is None else plain(one.points),
        }
        for one in row.indicators
    ]


def _lines(desk: Desk, evaluation: Evaluation, kinds: dict[str, MarkKind]) -> list[dict[str, Any]]:
    return [
        {
            "place": row.place,
            "level": said(TIERS[row.level]),
            "city": desk.tree.city_of(row.place),
            "marks": [kinds[mark].name for mark in row.marks if mark in kinds],
            "cells": _cells(row),
            "points": None if row.score.points is None else plain(row.score.points),
            "of": plain(row.score.of),
            "complete": row.score.complete,
            "county": row.level is Level.COUNTY,
        }
        for row in evaluation.rows
    ]


def _narrowed(evaluation: Evaluation, level: str, mark: str) -> Evaluation:
    rows = evaluation.rows
    if level in set(Level):
        rows = tuple(row for row in rows if row.level.value == level)
    if mark:
        rows = tuple(row for row in rows if mark in row.marks)
    return Evaluation(evaluation.weights, evaluation.levels, rows)


@needs("coordination.read")
def indicators(request: OfficeRequest) -> HttpResponse:
    """Show the indicators of the year by city and county, with weights and points."""
    desk = desk_in(request)
    kinds = mark_kinds(desk)
    level, mark = word(request, "level"), word(request, "mark")
    evaluation = _narrowed(evaluation_of(desk), level, mark)
    exports = holds(request.acting, "coordination.evaluate")
    context = frame(
        desk, "indicators", lines=_lines(desk, evaluation, kinds), evaluation=evaluation,
        weights=[
            {"rule": one.rule, "weight": plain(one.weight), "unit": unit_name(one.rule.unit)}
            for one in evaluation.weights
        ],
        total=plain(evaluation.total), exports=exports, kinds=list(kinds.values()),
        level=level, mark=mark,
        levels=[(one.value, said(TIERS[one])) for one in evaluation.levels],
        history=list(exports_of(desk)[:5]) if exports else [],
        clause=desk.cites("evaluation"), keeps=holds(request.acting, "programmes.keep"),
    )  # fmt: skip
    return render(request, "coordination/indicators.html", context)


@require_POST
def _export(request: OfficeRequest) -> HttpResponse:
    """Hand out the indicators as Excel, and note that they were."""
    desk = desk_in(request)
    evaluation = _narrowed(evaluation_of(desk), word(request, "level"), word(request, "mark"))
    actions.note_export(desk, evaluation, by=request.acting, at=clock.now())
    return indicators_sheet(evaluation, desk, mark_kinds(desk))


export = needs("coordination.evaluate")(_export)


@needs("coordination.evaluate")
def marks(request: OfficeRequest) -> HttpResponse:
    """List the marks of counties; mark several, end one."""
    desk = desk_in(request)
    kinds = mark_kinds(desk)
    form = MarkForm(initial={"since": desk.on})
    faults, status = [], 200
    counties = [(place.code, place.name) for place in desk.seats(Level.COUNTY)]
    choices = [(kind.id, said(kind.name)) for kind in kinds.values()]
    if request.method == "POST":
        form = MarkForm(request.POST)
        offer(form, "mark", choices)
        offer(form, "place", counties)
        try:
            checked(form)
            data = form.cleaned_data
            made = actions.mark_county(
                desk, data["place"], mark=data["mark"], basis=data["basis"], since=data["since"],
                by=request.acting, at=clock.now(),
            )  # fmt: skip
        except (BadInput, Refused) as error:
            faults, status = faults_of(error), error.status
        else:
            n = len(made)
            words = ngettext("已标记 %(n)d 个县（市、区）", "已标记 %(n)d 个县（市、区）", n)
            return done(request, words % {"n": n}, reverse("coordination:marks"))
    offer(form, "mark", choices)
    offer(form, "place", counties)
    rows = [
        {"row": row, "kind": kinds.get(row.mark), "ended": row.valid_to is not None}
        for row in marks_of(desk)
    ]
    context = frame(
        desk, "indicators", rows=rows, form=form, faults=faults, kinds=list(kinds.values())
    )
    return render(request, "coordination/marks.html", context, status=status)


@require_POST
def _end(request: OfficeRequest, pk: int) -> HttpResponse:
    """End a mark today."""
    desk = desk_in(request)
    row = marks_of(desk).filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    actions.end_mark(row, by=request.acting, at=clock.now())
    return done(request, _("标记已结束"), reverse("coordination:marks"))


end_mark = needs("coordination.evaluate")(_end)


@needs("coordination.read")
def county(request: OfficeRequest, code: str) -> HttpResponse:
    """Show the record of one county: marks, support, targets, indicators, leader, problems."""
    desk = desk_in(request)
    place = desk.place(code)
    if Level.COUNTY not in place.levels:
        raise OutOfScope
    require(request.acting, "coordination.read", place.path)
    kinds = mark_kinds(desk)
    return render(request, "coordination/county.html", _record(desk, place, kinds))


def _record(desk: Desk, place: PlaceFacts, kinds: dict[str, MarkKind]) -> dict[str, Any]:
    rows = list(marks_of(desk).filter(place_id=place.id))
    carried = {
        row.mark: row
        for row in rows
        if row.valid_from <= desk.on and (row.valid_to is None or row.valid_to >= desk.on)
    }
    counting = [kind for kind in kinds.values() if kind.counts]
    evaluation = evaluation_of(desk, [place])
    mine = [row for row in evaluation.rows if row.level is Level.COUNTY]
    city = desk.tree.city_of(place)
    sheet = sheet_of(desk, city) if city is not None else None
    duties = [d for d in duties_of(desk) if d.place.id == place.id and d.level is Level.COUNTY]
    leader = next(
        (one for one in leader_rows(desk) if one.place.id == place.id
         and one.level is Level.COUNTY), None,
    )  # fmt: skip
    indicators_shown = []
    if mine:
        indicators_shown = [
            {"rule": weight.rule, "unit": unit_name(weight.rule.unit), "cell": cell,
             "weight": plain(weight.weight)}
            for weight, cell in zip(evaluation.weights, _cells(mine[0]), strict=True)
        ]  # fmt: skip
    return frame(
        desk, "indicators", place=place, city=city,
        marks=[{"row": row, "kind": kinds.get(row.mark)} for row in rows],
        support=[
            {"kind": kind, "mark": carried.get(kind.id)} for kind in counting
        ],
        indicators=indicators_shown,
        score=score_of(mine[0].indicators) if mine else None,
        targets=[
            {"target": target, "value": sheet.issued.get(target.rule, {}).get(place.code)}
            for target in sheet.targets if target.level is Level.COUNTY
        ] if sheet else [],
        issued=sheet.row.issued_on if sheet and sheet.row else None,
        leader=leader, bare=len(without_owner(duties)), duties=len(duties),
        tally=tally(visible(desk).filter(place_id=place.id), desk.on),
    )  # fmt: skip
