"""The rows behind a figure, and frozen figures beside those of today."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.law.units import unit_name
from zhicai.people.rules import masked_name
from zhicai.reports import actions
from zhicai.reports.figures import Figure, YearCounted, figure_named
from zhicai.reports.forms import reasons_from
from zhicai.reports.models import Report
from zhicai.reports.queries.counting import Row, live_rows, rows_of
from zhicai.reports.queries.restating import compared, latest_restatements
from zhicai.reports.queries.seen import (
    frozen_figure,
    frozen_rows,
    kind_of,
    own_values,
    paths_read,
    report_for,
    worked_report_for,
    works_on,
)
from zhicai.reports.rules.tables import DIVISIONS
from zhicai.reports.rules.taken import Taken, from_json, written, written_change
from zhicai.reports.sheets import COMPARED, row_out, rows_sheet
from zhicai.reports.views.parts import head_of, page
from zhicai.results.sheets import table
from zhicai.ui.asked import faults_of, said, word
from zhicai.ui.lists import Column, ListPage

MOST_OUT = 20_000
COLUMNS = (
    Column("position", gettext_lazy("序号"), ("position",), numeric=True),
    Column("name", gettext_lazy("名称或姓名"), ("name", "position")),
    Column("place", gettext_lazy("县（市、区）"), ("path", "position")),
)


@needs("reports.read")
def rows(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """Show the rows behind a figure: as frozen, or as they are now while the report is drafted.

    Everybody reads those of the own area; ``?by=…&at=…`` keeps a part of a division.
    """
    found = report_for(request.acting, pk)
    taken = from_json(found.figures).get(key)
    if taken is None:
        raise OutOfScope
    by, at = word(request, "by"), word(request, "at")
    by = by if by in DIVISIONS else ""
    frozen = frozen_figure(found, key)
    figure = figure_named(key)
    if frozen is not None:
        heads = [Text(**one) for one in frozen.heads]
        source: QuerySet[Any] = frozen_rows(
            frozen, paths_read(request.acting, found), division=by, at=at
        )
        listed: ListPage[Any] = ListPage(
            request, source, columns=_columns(COLUMNS, heads), default_sort="position"
        )
    elif figure is not None and works_on(request.acting, found):
        heads = [one.label for one in figure.cells]
        counted = YearCounted(found.programme_year, clock.today())
        source = live_rows(figure, counted, division=by, at=at).order_by("pk")
        plain = tuple(Column(one.key, one.label, numeric=one.numeric) for one in COLUMNS)
        listed = ListPage(request, source, columns=_columns(plain, heads))
    else:
        raise OutOfScope
    names = holds(request.acting, "archive.read")
    if listed.exporting:
        return _out(request, found, taken, heads, listed, figure if frozen is None else None)
    part = taken.parts.get(by, {}).get(at) if by else None
    whole = works_on(request.acting, found)
    return page(
        request, "rows", taken=taken, unit=said(unit_name(taken.unit)), value=written(taken.value),
        by=said(DIVISIONS[by]) if by else "", at=part.label if part else at, page=listed,
        part=written(part.value) if part else "", frozen=frozen, whole=whole,
        own="" if whole else written(own_values(request.acting, found).get(key)),
        rows=_shown(listed.page.object_list, found, figure if frozen is None else None, names,
                    (listed.page.number - 1) * listed.page_size),
        list_url=_list_url(request, figure), restated=latest_restatements(found).get(key),
        **head_of(request, found),
    )  # fmt: skip


def _columns(first: tuple[Column, ...], heads: list[Text]) -> tuple[Column, ...]:
    return (*first, *(Column(f"c{at}", said(head)) for at, head in enumerate(heads)))


def _list_url(request: OfficeRequest, figure: Figure | None) -> str:
    """The page of the app below on which the records are kept, where it takes nothing."""
    if figure is None or not figure.list_page:
        return ""
    try:
        return reverse(figure.list_page)
    except NoReverseMatch:
        return ""


def _shown(
    source: Any, found: Report, figure: Figure | None, names: bool, before: int
) -> list[dict[str, Any]]:
    """Return rows as a page shows them; the names of people masked for who reads no files."""
    if figure is None:
        return [
            {"position": one.position, "name": _name(one.name, one.person_id, names),
             "place": one.place, "cells": one.cells, "person": one.person_id if names else None}
            for one in source
        ]  # fmt: skip
    keys = [one.pk for one in source]
    counted = YearCounted(found.programme_year, clock.today())
    there = figure.records(counted).filter(pk__in=keys)
    live: list[Row] = list(rows_of(figure, counted, (), there))
    return [
        {"position": before + at, "name": _name(one.name, one.person, names), "place": one.place,
         "cells": one.cells, "person": one.person if names else None}
        for at, one in enumerate(live, start=1)
    ]  # fmt: skip


def _name(name: str, person: int | None, whole: bool) -> str:
    if person is None or whole:
        return name or "—"
    return masked_name(name) if name else "—"


def _out(
    request: OfficeRequest, found: Report, taken: Taken, heads: list[Text],
    listed: ListPage[Any], figure: Figure | None,
) -> HttpResponse:  # fmt: skip
    names = holds(request.acting, "archive.read")
    lines = _shown(listed.matching[:MOST_OUT], found, figure, names, 0)
    title = Text(f"{taken.says.zh}明细", f"{taken.says.en}: rows")
    out = [dict(row_out(one["name"], one["place"], one["cells"])) for one in lines]
    return table(rows_sheet(title, heads), out)


@needs("reports.write")
def restate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show frozen figures beside those of today; record differences with their reasons."""
    found = worked_report_for(request.acting, pk)
    if not head_of(request, found)["may_restate"]:
        raise OutOfScope
    faults, typed = [], {}
    if request.method == "POST":
        typed = reasons_from(request.POST, kind_of(found))
        try:
            made = actions.restate(found, typed, by=request.acting, at=clock.now())
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            messages.success(
                request, _("已登记 %(n)d 项数据重述，冻结的数字不变") % {"n": len(made)}
            )
            return HttpResponseRedirect(reverse("reports:restate", args=[pk]))
    last = latest_restatements(found)
    lines = [
        {
            "one": one, "unit": said(unit_name(one.unit)), "frozen": written(one.frozen),
            "now": written(one.now), "change": written_change(one.change),
            "differs": one.moved or one.now != one.frozen, "last": last.get(one.key),
            "url": reverse("reports:rows", args=[pk, one.key]), "typed": typed.get(one.key, ""),
        }
        for one in compared(found, on=clock.today())
    ]  # fmt: skip
    if word(request, "export") == "xlsx":
        return _compared_out(lines)
    names = {key: one.says for key, one in from_json(found.figures).items()}
    moment = f"{found.frozen_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if found.frozen_at else ""
    return page(
        request, "restate", status=422 if faults else 200, lines=lines, faults=faults,
        differ=sum(one["differs"] for one in lines), moment=moment, today=clock.today(),
        past=[{"row": one, "label": said(names[one.key])} for one in found.restatements.all()],
        **head_of(request, found),
    )  # fmt: skip


def _compared_out(lines: list[dict[str, Any]]) -> HttpResponse:
    out = [
        {
            "says": one["one"].says.zh, "frozen": one["one"].frozen, "now": one["one"].now,
            "change": one["one"].change, "reason": one["last"].reason if one["last"] else "",
        }
        for one in lines
    ]  # fmt: skip
    return table(COMPARED, out)
