"""Targets of a city: the grid, copying the minimum, Excel in and out, issuing."""

from base64 import b64encode
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.coordination import actions
from zhicai.coordination.forms import FileForm
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.targets import Sheet, sheet_of, sheets_of
from zhicai.coordination.rules.targets import CITY, holds, least, minimum_draft, read_share
from zhicai.coordination.sheets import Unreadable, read_targets, targets_sheet
from zhicai.coordination.views.asked import desk_in, done, number
from zhicai.coordination.views.tabs import frame
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts
from zhicai.sheets.marking import mark_faults
from zhicai.ui.asked import faults_of, word

MOST_BYTES = 1_500_000
Shares = dict[str, dict[str, int]]


def _city(desk: Desk, code: str) -> PlaceFacts | None:
    """The city a page is about: the one asked for, else one's own or the only one."""
    if code:
        return desk.city(code)
    own = [city for city in desk.cities if city.code == desk.acting.place_code]
    if own and Level.CITY in desk.own_levels:
        return own[0]
    return desk.cities[0] if len(desk.cities) == 1 else None


@needs("coordination.read")
def targets(request: OfficeRequest) -> HttpResponse:
    """Show a city's breakdown, to its own officer as a grid; the province sees all cities first."""
    desk = desk_in(request)
    city = _city(desk, word(request, "place"))
    if city is None:
        return _overview(request, desk)
    return _page(request, desk, sheet_of(desk, city))


def _overview(request: OfficeRequest, desk: Desk) -> HttpResponse:
    sheets = sheets_of(desk, desk.cities)
    used = next((sheet.targets for sheet in sheets if sheet.targets), ())
    shown = [target for target in used if target.level is Level.COUNTY]
    rows = []
    for sheet in sheets:
        issued = sheet.row.issued_on if sheet.row else None
        shares = sheet.issued
        cells = []
        for target in shown:
            given = shares.get(target.rule, {})
            parts = [given[h.key] for h in sheet.holders if h.kind == "county" and h.key in given]
            whole = given.get(CITY)
            short = whole is not None and sum(parts) < whole
            cells.append({"sum": sum(parts) if parts else None, "whole": whole, "short": short})
        counties = [
            {
                "name": holder.name,
                "cells": [shares.get(t.rule, {}).get(holder.key) for t in shown],
            }
            for holder in sheet.holders
            if holder.kind == "county"
        ]
        rows.append({"sheet": sheet, "issued": issued, "cells": cells, "counties": counties})
    waiting = sum(row["issued"] is None for row in rows)
    context = frame(desk, "targets", targets=shown, rows=rows, waiting=waiting)
    return render(request, "coordination/targets_overview.html", context)


def _page(
    request: OfficeRequest,
    desk: Desk,
    sheet: Sheet,
    *,
    faults: list[Fault] | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    city = sheet.city
    edits = desk.may("coordination.split", city) and Level.CITY in desk.own_levels
    sees_all = desk.sees(city)
    wrong = {fault.field for fault in faults or ()}
    shares = sheet.draft if edits else sheet.issued
    counties = sum(holder.kind == "county" for holder in sheet.holders)
    rows = []
    for holder in sheet.holders:
        if not sees_all and holder.key != desk.acting.place_code:
            continue
        cells = []
        for target in sheet.targets:
            key = f"{target.rule}--{holder.key}"
            value = shares.get(target.rule, {}).get(holder.key)
            cells.append(
                {
                    "key": key,
                    "holds": holds(target, holder),
                    "value": typed.get(key, "") if typed is not None else value,
                    "issued": sheet.issued.get(target.rule, {}).get(holder.key),
                    "least": least(target, holder, counties),
                    "wrong": key in wrong,
                    "target": target,
                }
            )
        rows.append({"holder": holder, "cells": cells})
    context = frame(
        desk, "targets", sheet=sheet, rows=rows, edits=edits, faults=faults or [],
        sums=sheet.sums if edits else [], gaps=len(sheet.gaps) if edits else 0,
        clause=desk.cites("targets"), revision=sheet.row.revision if sheet.row else 0,
        form=FileForm(),
    )  # fmt: skip
    return render(request, "coordination/targets.html", context, status=status)


def _own_sheet(request: OfficeRequest) -> tuple[Desk, Sheet]:
    desk = desk_in(request)
    city = _city(desk, word(request, "place") or desk.acting.place_code)
    if city is None or not desk.may("coordination.split", city):
        raise OutOfScope
    return desk, sheet_of(desk, city)


@require_POST
def _save(request: OfficeRequest) -> HttpResponse:
    """Save the grid as a draft, fill it with the minimum, or issue it."""
    desk, sheet = _own_sheet(request)
    city, at = sheet.city, clock.now()
    here = f"{reverse('coordination:targets')}?place={city.code}"
    wish = word(request, "do")
    typed = {key: str(value) for key, value in request.POST.items() if "--" in key}
    try:
        if wish == "minimum":
            given = minimum_draft(sheet.targets, sheet.holders)
            given = {
                rule: {**shares, **_bases(sheet.draft.get(rule, {}))}
                for rule, shares in given.items()
            }
        else:
            given = _given(typed)
        actions.save_breakdown(
            desk, city, given, by=request.acting, revision=number(request, "revision"), at=at
        )
        if wish == "issue":
            _row, told = actions.issue_breakdown(desk, city, by=request.acting, at=at)
            words = ngettext(
                "目标已下达，通知了 %(n)d 个单位", "目标已下达，通知了 %(n)d 个单位", told
            )
            return done(request, words % {"n": told}, here)
    except (BadInput, Stale) as error:
        fresh = sheet_of(desk, city)
        return _page(
            request, desk, fresh, faults=faults_of(error), typed=typed, status=error.status
        )
    words = (
        _("已按最低要求填好，可以再改") if wish == "minimum" else _("目标分解已保存，还没有下达")
    )
    return done(request, words, here)


save = needs("coordination.split")(_save)


def _bases(shares: Any) -> dict[str, int]:
    """What a base has been given; filling in the minimum leaves it."""
    return {key: value for key, value in shares.items() if key.startswith("o")}


def _given(typed: dict[str, str]) -> Shares:
    found: Shares = {}
    faults = []
    for key, words in typed.items():
        rule, _sep, holder = key.partition("--")
        try:
            value = read_share(words)
        except ValueError:
            says = Text(f"“{words[:20]}”不是整数。", f"“{words[:20]}” is no whole number.")
            faults.append(Fault(says, field=key))
            continue
        if value is not None:
            found.setdefault(rule, {})[holder] = value
    if faults:
        raise BadInput(faults)
    return found


@require_safe
def _table(request: OfficeRequest) -> HttpResponse:
    """Hand out a city's breakdown as Excel; the empty one is the template."""
    desk = desk_in(request)
    city = _city(desk, word(request, "place"))
    if city is None or not desk.sees(city):
        raise OutOfScope
    return targets_sheet(sheet_of(desk, city), desk)


table = needs("coordination.read")(_table)


@require_POST
def _take_in(request: OfficeRequest) -> HttpResponse:
    """Take a breakdown from Excel as the draft; a file with faults changes nothing."""
    desk, sheet = _own_sheet(request)
    here = f"{reverse('coordination:targets')}?place={sheet.city.code}"
    upload = request.FILES.get("file")
    original = upload.read() if upload is not None else b""
    try:
        if upload is None:
            says = Text("请选择要导入的 Excel 文件。", "Choose the Excel file to import.")
            raise BadInput([Fault(says, field="file")])
        given = read_targets(original, sheet)
        actions.save_breakdown(
            desk, sheet.city, given, by=request.acting, revision=number(request, "revision"),
            at=clock.now(),
        )  # fmt: skip
    except (BadInput, Stale) as error:
        context = frame(
            desk, "targets", sheet=sheet, faults=faults_of(error), form=FileForm(),
            marked=_marked(error, original), revision=sheet.row.revision if sheet.row else 0,
        )  # fmt: skip
        return render(request, "coordination/targets_import.html", context, status=error.status)
    return done(request, _("已导入，请核对后下达"), here)


take_in = needs("coordination.split")(_take_in)


def _marked(error: BadInput | Stale, original: bytes) -> str:
    """The user's own file with red cells, as an address inside the page."""
    if not isinstance(error, Unreadable):
        return ""
    language = get_language() or "zh-hans"
    content = mark_faults(original, error.table, error.faults, language=language)
    if len(content) > MOST_BYTES:
        return ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return f"data:{kind};base64,{b64encode(content).decode()}"
