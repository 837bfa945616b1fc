"""Search the reserve of trained people (HB-2.2.f); select the professional team (HB-2.1.g)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, require
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.people.models import Employment, Person
from zhicai.people.presenters import employer_name
from zhicai.people.queries import with_employer
from zhicai.people.rules import masked_phone
from zhicai.results import actions
from zhicai.results.forms import ReserveFilters, TeamFilters
from zhicai.results.queries.law import ResultsLaw
from zhicai.results.queries.people import names_whole
from zhicai.results.queries.reserve import LECTURER, Proven, homes, industries, proven, reserve
from zhicai.results.queries.skills import people_with, records_of
from zhicai.results.rules.skills import LEVEL_WORDS, Reached
from zhicai.results.sheets import RESERVE, TEAM, table
from zhicai.results.views.parts import law_for, shown_name, skill_tags, tabs_for
from zhicai.ui.asked import faults_of, said
from zhicai.ui.lists import Column, ListPage

MOST_OUT = 20_000
COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("place", gettext_lazy("县（市、区）"), ("home__code", "name")),
    Column("employer", gettext_lazy("工作单位")),
    Column("industry", gettext_lazy("行业"), ("industry", "name")),
    Column("skills", gettext_lazy("技能")),
    Column("certificate", gettext_lazy("证书"), ("certified", "ever", "name")),
)
TEAM_COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("kind", gettext_lazy("人员"), ("kind", "name")),
    Column("employer", gettext_lazy("工作单位"), ("employer", "name")),
    Column("items", gettext_lazy("实战技能")),
    Column("evidence", gettext_lazy("依据")),
    Column("member", gettext_lazy("队伍"), ("member", "name")),
)


@needs("results.reserve")
def search(request: OfficeRequest) -> HttpResponse:
    """Search the reserve by county, industry, skill and certificate."""
    law, by = law_for(request), request.acting
    rows = reserve(by, on=law.on)
    page: ListPage[Any] = ListPage(
        request, with_employer(rows), columns=COLUMNS, filters=ReserveFilters,
        default_sort="place",
    )  # fmt: skip
    if isinstance(page.filters, ReserveFilters):
        _offer(request, page.filters, law)
    whole = names_whole(by)
    if page.exporting:
        require(by, "results.export")
        return _out(list(page.matching[:MOST_OUT]), law, whole=whole)
    found: list[Person] = list(page)
    records = records_of([row.pk for row in found], law)
    context = tabs_for(request, "reserve", law) | {
        "page": page,
        "rows": [_line(row, records[row.pk], law, whole=whole) for row in found],
        "exports": holds(by, "results.export"),
    }
    return render(request, "results/reserve.html", context)


def _offer(request: OfficeRequest, filters: ReserveFilters, law: ResultsLaw) -> None:
    by = request.acting
    filters.offer(
        place=homes(by, on=law.on),
        industry=[(name, name) for name in industries(by, on=law.on)],
        skill=_items(law),
        level=[(key, said(words)) for key, words in LEVEL_WORDS.items()],
    )
    if "skill" in filters.given:
        filters.able = people_with(filters.given["skill"], filters.given.get("level", ""))


def _items(law: ResultsLaw) -> list[tuple[str, str]]:
    return [(item.id, f"{said(item.label)} {said(item.name)}") for item in law.frame.items]


def _line(row: Person, record: list[Reached], law: ResultsLaw, *, whole: bool) -> dict[str, Any]:
    present: list[Employment] = getattr(row, "present", [])
    return {
        "row": row,
        "name": shown_name(row, whole=whole),
        "employer": employer_name(present[0] if present else None),
        "phone": masked_phone(row.phone),
        "skills": skill_tags(record, law),
    }


def _out(rows: list[Person], law: ResultsLaw, *, whole: bool) -> HttpResponse:
    records = records_of([row.pk for row in rows], law)
    lines = [(_line(row, records[row.pk], law, whole=whole), row) for row in rows]
    return table(
        RESERVE,
        [
            {
                "name": line["name"],
                "place": row.home.name,
                "employer": line["employer"],
                "industry": getattr(row, "industry", "") or "",
                "skills": "；".join(
                    f"{said(tag['item'].label)} {said(tag['reached'].words)}"
                    for tag in line["skills"]
                ),
                "certificate": certificate_word(row),
                "phone": line["phone"],
            }
            for line, row in lines
        ],
    )


def certificate_word(row: Any) -> str:
    """Return the state of someone's certificate in words."""
    if row.certified:
        return _("专员")
    return _("曾是专员") if row.ever else _("没有证书")


def _team_page(request: OfficeRequest, law: ResultsLaw) -> ListPage[list[Proven]]:
    page: ListPage[list[Proven]] = ListPage(
        request, proven(request.acting, on=law.on), columns=TEAM_COLUMNS, filters=TeamFilters,
        default_sort="name",
    )  # fmt: skip
    if isinstance(page.filters, TeamFilters):
        page.filters.offer(skill=_items(law))
    return page


@needs("results.team")
def team(request: OfficeRequest) -> HttpResponse:
    """List lecturers and certified specialists by proven practical experience."""
    return _team(request)


def _team(request: OfficeRequest, error: BadInput | None = None) -> HttpResponse:
    law = law_for(request)
    page = _team_page(request, law)
    labels = {item.id: item for item in law.frame.items}
    if page.exporting:
        return table(TEAM, [_member(one, law) for one in page.matching])
    context = tabs_for(request, "team", law) | {
        "page": page,
        "rows": [
            {"row": one, "items": [labels[key] for key in one.items if key in labels]}
            for one in page
        ],
        "members": sum(1 for one in page.rows if one.member),
        "batch": [
            {"label": _("列入专业化队伍"), "name": "do", "value": "team", "icon": "star",
             "primary": True},
            {"label": _("移出专业化队伍"), "name": "do", "value": "out"},
        ],
        "faults": faults_of(error) if error else [],
    }  # fmt: skip
    return render(request, "results/team.html", context, status=error.status if error else 200)


def _member(one: Proven, law: ResultsLaw) -> dict[str, Any]:
    labels = {item.id: said(item.label) for item in law.frame.items}
    return {
        "name": one.name,
        "kind": _("讲师") if one.kind == LECTURER else _("专员"),
        "employer": one.employer,
        "skills": "、".join(labels[key] for key in one.items if key in labels),
        "evidence": one.evidence,
        "member": _("已列入") if one.member else _("未列入"),
    }


@require_POST
def _mark(request: OfficeRequest) -> HttpResponse:
    """Mark the chosen as members of the professional team, or take them out."""
    page = _team_page(request, law_for(request))
    chosen = page.chosen(request.POST)
    try:
        n = actions.mark_team(
            chosen, request.POST.get("do") == "team", by=request.acting, at=clock.now()
        )
    except BadInput as error:
        return _team(request, error)
    messages.success(request, _("已更新 %(n)d 人") % {"n": n})
    return HttpResponseRedirect(reverse("results:team"))


mark = needs("results.team")(_mark)
