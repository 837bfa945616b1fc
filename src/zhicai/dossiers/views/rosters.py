"""The roster of qualified specialists: a class's draft, the year's, frozen, corrected, exported."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.documents.pdf import write_pdf
from zhicai.dossiers import actions
from zhicai.dossiers.closing import asks_for_dossiers, terms_of
from zhicai.dossiers.closing_papers import roster_paper
from zhicai.dossiers.closing_presenters import tabs_of
from zhicai.dossiers.closing_sheets import roster_sheet
from zhicai.dossiers.forms import RosterFilters
from zhicai.dossiers.models import Roster, RosterCorrection
from zhicai.dossiers.queries.closing import class_seen, dossier_rows, writes_dossiers
from zhicai.dossiers.queries.rosters import (
    RosterView,
    is_whole,
    roster_view,
)
from zhicai.dossiers.rules.closing import ONCE_A_YEAR, ROSTER
from zhicai.dossiers.views.asked import Asked, asked_by
from zhicai.dossiers.views.closing import head_of_dossier
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, ZhicaiError
from zhicai.foundation.text import Text
from zhicai.people.rules import masked_name
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.sheets.downloads import download
from zhicai.training.models import TrainingClass
from zhicai.ui.asked import faults_of, number, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("position", gettext_lazy("序号"), ("position",), numeric=True),
    Column("name", gettext_lazy("姓名")),
    Column("employer", gettext_lazy("工作单位"), ("employer", "position")),
    Column("place", gettext_lazy("所在地"), ("place_code", "position")),
    Column("class", gettext_lazy("考核班"), ("class_id", "position")),
    Column("hours", gettext_lazy("学时"), numeric=True),
    Column("exam", gettext_lazy("考试"), numeric=True),
    Column("practical", gettext_lazy("实操"), numeric=True),
    Column("decided", gettext_lazy("合格日期"), ("decided_on", "position")),
)


def _list(request: OfficeRequest, view: RosterView) -> dict[str, Any]:
    page: ListPage[Any] = ListPage(
        request, view.lines, columns=COLUMNS, filters=RosterFilters, default_sort="position"
    )
    return {
        "page": page,
        "rows": [{"line": one, "name": masked_name(one.line.name)} for one in page],
        "view": view,
    }


def _export(page: ListPage[Any], title: Text) -> HttpResponse:
    """Hand the rows of a list out, names masked."""
    rows = [(one.position, one.line) for one in page.matching]
    return roster_sheet(rows, title, masked=True)


@needs("dossiers.read_closing")
def closing_roster(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the roster of one class: its draft, or as it was frozen with the dossier."""
    found = class_seen(request.acting, pk, on=clock.today())
    context = head_of_dossier(request, found)
    shown = _list(request, roster_view(found.programme_year, found=found))
    if shown["page"].exporting:
        return _export(shown["page"], title_of(found.programme_year, found))
    context |= {**shown, "clause": context["terms"].clause_of(ROSTER)}
    return render(request, "dossiers/closing/roster.html", context)


def title_of(year: ProgrammeYear, found: TrainingClass | None = None) -> Text:
    """Return the title of a roster, of a class or of the year."""
    if found is not None:
        return Text(f"{found.title}合格专员名册", f"Qualified specialists of {found.title}")
    return Text(f"{year.year} 年度合格专员名册", f"Qualified specialists of {year.year}")


@needs("dossiers.read_roster")
def rosters(request: OfficeRequest) -> HttpResponse:
    """Show the roster of the year: the draft by class, or as it was frozen."""
    asked = asked_by(request)
    return _page(request, asked)


def _page(request: OfficeRequest, asked: Asked, error: ZhicaiError | None = None) -> HttpResponse:
    year, acting = asked.year, request.acting
    view = roster_view(year)
    shown = _list(request, view)
    if shown["page"].exporting:
        return _export(shown["page"], title_of(year))
    terms = terms_of(year, asked.settings)
    asks = asks_for_dossiers(year)
    rows = dossier_rows(acting, year, asked.settings, on=asked.on) if asks else []
    writes = writes_dossiers(acting)
    context = shown | {
        "asked": asked,
        "tabs": tabs_of(acting, "roster"),
        "classes": [{"row": row, "n": view.by_class.get(row.pk, 0)} for row in rows],
        "clause": terms.clause_of(ROSTER),
        "yearly": terms.frozen == ONCE_A_YEAR,
        "may_freeze": writes and view.roster is None and terms.frozen == ONCE_A_YEAR and asks,
        "may_correct": writes and view.roster is not None,
        "may_unmask": holds(acting, "dossiers.unmask"),
        "whole": view.roster is None or is_whole(view.roster),
        "kinds": RosterCorrection.Kind.choices,
        "faults": faults_of(error) if error is not None else [],
        "posted": request.POST,
    }
    status = error.status if error is not None else 200
    return render(request, "dossiers/closing/rosters.html", context, status=status)


def _back(asked: Asked) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('dossiers:rosters')}?year={asked.year.pk}")


@require_POST
def _freeze(request: OfficeRequest) -> HttpResponse:
    """Freeze the roster of the year."""
    asked = asked_by(request)
    try:
        made = actions.freeze_year(asked.year, by=request.acting, at=clock.now())
    except (BadInput, Refused) as error:
        return _page(request, asked, error)
    messages.success(request, _("名册已定稿，共 %(n)d 人") % {"n": made.people})
    return _back(asked)


rosters_freeze = needs("dossiers.close")(_freeze)


@require_POST
def _correct(request: OfficeRequest) -> HttpResponse:
    """Enter a correction beside the frozen roster."""
    asked = asked_by(request)
    roster = roster_view(asked.year).roster
    if roster is None:
        raise OutOfScope
    try:
        actions.correct_roster(
            roster, kind=word(request, "kind"), row_id=_row_id(roster, request),
            says=word(request, "says"), reason=word(request, "reason"), by=request.acting,
            at=clock.now(),
        )  # fmt: skip
    except (BadInput, Refused) as error:
        return _page(request, asked, error)
    messages.success(request, _("更正已登记，与原名册并列"))
    return _back(asked)


rosters_correct = needs("dossiers.close")(_correct)


def _row_id(roster: Roster, request: OfficeRequest) -> int | None:
    """The row at the position that was typed, None where there is none."""
    position = number(request, "position")
    found = roster.rows.filter(position=position or 0).first()
    return found.pk if found is not None else None


@require_POST
def _unmask(request: OfficeRequest) -> HttpResponse:
    """Hand the roster out with whole names and numbers; the reason is recorded."""
    asked = asked_by(request)
    view = roster_view(asked.year)
    try:
        if not view.lines:
            says = Text("名册上还没有人。", "There is nobody on the roster yet.")
            raise BadInput([Fault(says, field="reason")])
        numbers = actions.unmask_roster(
            view.plain, asked.year, reason=word(request, "reason"), by=request.acting
        )
    except (BadInput, Refused) as error:
        return _page(request, asked, error)
    rows = [(one.position, one.line) for one in view.lines]
    return roster_sheet(rows, title_of(asked.year), masked=False, numbers=numbers)


rosters_unmask = needs("dossiers.unmask")(_unmask)


@needs("dossiers.read_roster")
def rosters_print(request: OfficeRequest) -> HttpResponse:
    """Show the roster of the year on A4 paper."""
    asked = asked_by(request)
    view = roster_view(asked.year)
    context = {
        "asked": asked,
        "view": view,
        "title": title_of(asked.year),
        "issuer": view.roster.office if view.roster is not None else "",
        "clause": terms_of(asked.year, asked.settings).clause_of(ROSTER),
    }
    return render(request, "dossiers/closing/roster_print.html", context)


@needs("dossiers.read_roster")
def rosters_pdf(request: OfficeRequest) -> HttpResponse:
    """Hand the roster of the year out as PDF in the official layout."""
    asked = asked_by(request)
    view = roster_view(asked.year)
    title = title_of(asked.year).zh + ("" if view.roster is not None else "（草稿）")
    paper = roster_paper(
        title,
        view.plain,
        issuer=view.roster.office if view.roster is not None else request.acting.office,
        dated=view.roster.frozen_on if view.roster is not None else asked.on,
        clause=terms_of(asked.year, asked.settings).clause_of(ROSTER),
        notice=law_of(asked.year).head.notice.title.zh,
        notes=_notes(view.corrections),
    )
    return download(write_pdf(paper), f"{title}.pdf")


def _notes(corrections: Sequence[RosterCorrection]) -> list[str]:
    return [
        f"{one.at:%Y-%m-%d} {one.get_kind_display()}"
        f"{f'（第 {one.row.position} 号）' if one.row is not None else ''}：{one.says}。"
        f"原因：{one.reason}。{one.office}"
        for one in corrections
    ]
