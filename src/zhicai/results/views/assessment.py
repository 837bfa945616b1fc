"""Results of assessment over the classes of a year: by venue, and the people behind each number."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import reach_of
from zhicai.law.schema import Level
from zhicai.places.queries import is_within, tree
from zhicai.results.mark_forms import OutcomeFilters
from zhicai.results.models import Outcome
from zhicai.results.queries.assessing import (
    CERTIFIED,
    TRAINED,
    Behind,
    behind,
    class_lines,
    summed,
    targets,
)
from zhicai.results.queries.keeping import READ, outcomes_seen
from zhicai.results.queries.law import ResultsLaw
from zhicai.results.queries.marks import kept_reasons
from zhicai.results.queries.people import names_whole
from zhicai.results.sheets import CERTIFIED_PEOPLE, OUTCOMES, TRAINED_PEOPLE, table
from zhicai.results.views.marks import state_tag
from zhicai.results.views.parts import law_for, shown_name, tabs_for
from zhicai.ui.asked import said
from zhicai.ui.lists import Column, ListPage

PEOPLE = (
    Column("name", gettext_lazy("姓名"), ("registration__person__name",)),
    Column("employer", gettext_lazy("工作单位"), ("registration__employer_name",)),
    Column("home", gettext_lazy("所在地"), ("registration__employer_place__code",)),
    Column("class", gettext_lazy("班次"), ("registration__training_class__starts_on",)),
    Column("hours", gettext_lazy("学时"), ("hours",), numeric=True),
    Column("exam", gettext_lazy("考试"), ("exam",), numeric=True),
    Column("practical", gettext_lazy("实操"), ("practical",), numeric=True),
    Column("state", gettext_lazy("结果"), ("state",)),
    Column("why", gettext_lazy("原因和条款")),
)
BEHIND = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("employer", gettext_lazy("工作单位"), ("employer", "name")),
    Column("place", gettext_lazy("办班地或所在地"), ("place", "name")),
    Column("basis", gettext_lazy("班次或依据"), ("basis", "name")),
    Column("on", gettext_lazy("计入日期"), ("counted_on", "name")),
)


@needs("results.marks")
def overview(request: OfficeRequest) -> HttpResponse:
    """Show trained and certified apart, and the classes by venue (HB-1.i, HB-3.2.6.1.b)."""
    law = law_for(request)
    lines = class_lines(request.acting, law)
    context = tabs_for(request, "assessment", law) | {
        "lines": lines,
        "total": summed(lines),
        "tiles": [_tile(one, law) for one in targets(law)] if _whole_province(request) else [],
    }
    return render(request, "results/assessment.html", context)


def _whole_province(request: OfficeRequest) -> bool:
    """Say whether the user's reach is the whole province: its targets are no county's."""
    return request.acting.province in reach_of(request.acting, READ)


def _tile(one: Any, law: ResultsLaw) -> dict[str, Any]:
    query = f"?year={law.year.pk}"
    return {
        "icon": one.icon,
        "label": one.says,
        "value": f"{one.count:,}",
        "of": _("/ %(n)s 人") % {"n": f"{one.needed:,}"} if one.needed else "",
        "share": one.share,
        "tone": "green" if one.met else "info",
        "left": "" if one.needed is None else _("已达到") if one.met
        else _("还差 %(n)s 人") % {"n": f"{one.needed - one.count:,}"},
        "right": "、".join(one.clauses),
        "note": one.note,
        "url": reverse(one.page) + query,
    }  # fmt: skip


@needs("results.marks")
def people(request: OfficeRequest) -> HttpResponse:
    """List the results that the user reads, trainee by trainee."""
    law = law_for(request)
    rows = outcomes_seen(request.acting, on=law.on).filter(programme_year=law.year)
    page: ListPage[Any] = ListPage(
        request, rows, columns=PEOPLE, filters=OutcomeFilters, default_sort="class"
    )
    if isinstance(page.filters, OutcomeFilters):
        _offer(request, page.filters, law)
    whole = names_whole(request.acting)
    if page.exporting:
        return table(OUTCOMES, [_outcome(row, whole=whole) for row in page.matching[:20_000]])
    context = tabs_for(request, "assessment", law) | {
        "page": page,
        "rows": [
            {
                "row": row,
                "name": shown_name(row.registration.person, whole=whole),
                "tag": state_tag(row.state, str(row.get_state_display())),
                "reasons": kept_reasons(row),
            }
            for row in page
        ],
    }
    return render(request, "results/outcomes.html", context)


def _offer(request: OfficeRequest, filters: OutcomeFilters, law: ResultsLaw) -> None:
    places = tree(law.year.province.code, on=law.on)
    reach = reach_of(request.acting, READ)
    cities = places.seats(Level.CITY)
    seen = [p for p in places.by_code.values() if any(is_within(p.path, r) for r in reach)]
    homes = [p for p in seen if p.levels & {Level.CITY, Level.COUNTY}]
    filters.offer(place=[(p.code, p.name) for p in cities], home=[(p.code, p.name) for p in homes])
    filters.under = {
        p.code: [one.id for one in places.below(p.path)] for p in {*cities, *homes}
    }  # fmt: skip


def _outcome(row: Outcome, *, whole: bool) -> dict[str, Any]:
    seat = row.registration
    return {
        "name": shown_name(seat.person, whole=whole),
        "employer": seat.employer_name,
        "place": seat.employer_place.name,
        "class": seat.training_class.title,
        "hours": row.hours,
        "needed": row.hours_needed,
        "exam": row.exam,
        "practical": row.practical,
        "state": str(row.get_state_display()),
        "why": " ".join(said(one.says) for one in kept_reasons(row)),
        "clause": "、".join(dict.fromkeys(one["clause"] for one in row.reasons if one["clause"])),
        "on": row.decided_on,
    }


@needs("results.marks")
def trained(request: OfficeRequest) -> HttpResponse:
    """List the people trained in assessment classes: the same rows as the number."""
    return _behind(request, TRAINED)


@needs("results.marks")
def certified(request: OfficeRequest) -> HttpResponse:
    """List the people certified: the same rows as the number."""
    return _behind(request, CERTIFIED)


def _behind(request: OfficeRequest, name: str) -> HttpResponse:
    law = law_for(request)
    page: ListPage[list[Behind]] = ListPage(
        request, behind(request.acting, law, name), columns=BEHIND, default_sort="on"
    )
    whole = names_whole(request.acting)
    if page.exporting:
        shape = CERTIFIED_PEOPLE if name == CERTIFIED else TRAINED_PEOPLE
        return table(shape, [_line(row, whole=whole) for row in page.matching[:20_000]])
    context = tabs_for(request, "assessment", law) | {
        "page": page,
        "rows": [_line(row, whole=whole) | {"row": row} for row in page],
        "certified": name == CERTIFIED,
        "target": next(one for one in targets(law) if one.page.endswith(_SHOWN[name])),
        "views": [
            {"label": label, "url": f"{reverse(url)}?year={law.year.pk}", "current": key == name}
            for key, label, url in (
                (TRAINED, _("考核培训人员"), "results:assessed"),
                (CERTIFIED, _("考核认证人员"), "results:certified"),
            )
        ],
    }
    return render(request, "results/assessed.html", context)


_SHOWN = {TRAINED: ":assessed", CERTIFIED: ":certified"}


def _line(row: Behind, *, whole: bool) -> dict[str, Any]:
    return {
        "name": shown_name(row.person, whole=whole),
        "employer": row.employer,
        "place": row.place,
        "basis": row.basis,
        "on": row.counted_on,
    }
