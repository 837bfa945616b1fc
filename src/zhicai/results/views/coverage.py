"""Coverage of listed enterprises: shares by place, the enterprises behind them, letters."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.acting import Acting
from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, reach_of
from zhicai.documents.writing import write_paper
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.people.rules import masked_name
from zhicai.places.queries import PlaceFacts, PlaceTree, is_within, tree
from zhicai.programmes.queries import date_rules, law_of, span_in
from zhicai.programmes.scope import year_of
from zhicai.registers.models import Letter
from zhicai.registers.tabs import tabs_of
from zhicai.results.actions.coverage import Written, write_letters
from zhicai.results.coverage_paper import letter_paper
from zhicai.results.coverage_sheets import enterprises_sheet, letters_sheet
from zhicai.results.queries.coverage import (
    CoverageLaw,
    Share,
    coverage_law,
    covered_on,
    enterprise_seen,
    enterprises_seen,
    letters_seen,
    letters_to,
    lists_of,
    people_of,
    shares_by_place,
    summed,
    trained_people,
)
from zhicai.sheets.downloads import download
from zhicai.training.queries import open_classes
from zhicai.ui.lists import Column, FilterForm, ListPage

READ, WRITE = "results.read_coverage", "results.write_coverage"
COVERED, UNCOVERED = "covered", "uncovered"
MOST_PEOPLE = 200
COLUMNS = (
    Column("name", gettext_lazy("企业名称"), ("organisation__name",)),
    Column("place", gettext_lazy("所在地"), ("organisation__home__code", "organisation__name")),
    Column("state", gettext_lazy("覆盖"), ("covered_on", "organisation__name")),
    Column("people", gettext_lazy("受训人数"), numeric=True),
    Column("letter", gettext_lazy("最近发函")),
)
LETTERS = (
    Column("on", gettext_lazy("发函时间"), ("written_at",)),
    Column("name", gettext_lazy("企业名称"), ("organisation__name", "written_at")),
    Column("place", gettext_lazy("所在地"), ("organisation__home__code", "written_at")),
    Column("way", gettext_lazy("送达方式"), ("by_account", "written_at")),
    Column("by", gettext_lazy("发函人"), ("office", "written_at")),
)


class EnterpriseFilters(FilterForm[QuerySet[Any]]):
    """Filters of the enterprises of a list."""

    q = forms.CharField(label=gettext_lazy("企业名称或代码"), required=False, max_length=60)
    place = forms.ChoiceField(label=gettext_lazy("地区"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("覆盖"),
        required=False,
        choices=[
            ("", gettext_lazy("全部")),
            (UNCOVERED, gettext_lazy("未覆盖")),
            (COVERED, gettext_lazy("已覆盖")),
        ],
    )
    on: date
    under: dict[str, list[int]]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the enterprises that fit."""
        if "q" in self.given:
            words = self.given["q"].strip()
            named = Q(organisation__name__icontains=words)
            rows = rows.filter(named | Q(organisation__code__istartswith=words))
        if "place" in self.given:
            rows = rows.filter(organisation__home__in=self.under[self.given["place"]])
        if "state" in self.given:
            if self.given["state"] == UNCOVERED:
                return self.missing(rows, self.on)
            rows = rows.filter(covered_on__lte=self.on)
        return rows

    @staticmethod
    def missing(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
        """Return the enterprises that are not covered on a day."""
        return rows.filter(Q(covered_on=None) | Q(covered_on__gt=on))


def _law(request: OfficeRequest) -> CoverageLaw:
    return coverage_law(year_of(request), on=clock.today())


def _scope(acting: Acting, places: PlaceTree, code: str) -> PlaceFacts:
    """Return the place asked for within reach, else the user's own; OutOfScope beyond reach."""
    reach = reach_of(acting, READ)
    found = places.by_code.get(code or acting.place_code)
    if found is None or not any(is_within(found.path, own) for own in reach):
        raise OutOfScope
    return found


def _units(places: PlaceTree, scope: PlaceFacts) -> list[PlaceFacts]:
    """Return the places into which a page divides its area: cities, below them counties."""
    if Level.PROVINCE in scope.levels:
        return places.seats(Level.CITY)
    if Level.CITY in scope.levels and Level.COUNTY not in scope.levels:
        return places.seats(Level.COUNTY, scope.path)
    return [scope]


def _tick(law: CoverageLaw, metric: str | None) -> Decimal | None:
    """Return how much of the time has gone by in which a list is to be covered."""
    rules = law_of(law.year).obligations_of(law.year.year)
    rule = next((rule for rule in rules if rule.metric == metric), None)
    span = rule and span_in(rule, law.year, law.settings, date_rules(law.settings))
    if not span or span.opens is None or span.due is None:
        return None
    days = (span.due - span.opens).days + 1
    gone = (law.on - span.opens).days + 1
    return Decimal(min(max(gone, 0), days)) / Decimal(days)


@needs("results.read_coverage")
def coverage(request: OfficeRequest) -> HttpResponse:
    """Show the share of listed enterprises that training has reached, list by list and by place."""
    law = _law(request)
    places = tree(law.year.province.code, on=law.on)
    scope = _scope(request.acting, places, request.GET.get("place", ""))
    found = shares_by_place(request.acting, law)
    below = {place.id for place in places.below(scope.path)}
    units = _units(places, scope)
    rows = [_unit_row(unit, law, found, places, scope) for unit in units]
    rows.sort(key=lambda row: (-row["missing"], row["unit"].code))
    tiles = []
    for kind in law.kinds:
        whole = summed(share for pk, share in found[kind.id].items() if pk in below)
        tiles.append({"kind": kind, "kpi": _tile(kind, whole, _tick(law, kind.metric), scope.code)})
    context = {
        "tabs": tabs_of(request.acting, "coverage"),
        "law": law,
        "kinds": law.kinds,
        "tiles": tiles,
        "rows": rows,
        "scope": scope,
        "home": scope.code == request.acting.place_code,
        "basis": BASIS_WORDS.get(law.rule.basis, BASIS_WORDS["attended"]),
    }
    return render(request, "results/coverage.html", context)


BASIS_WORDS = {
    "attended": Text("到过课", "attended"),
    "completed": Text("已结业", "completed"),
    "certified": Text("取得证书", "hold a certificate"),
}


def _unit_row(
    unit: PlaceFacts,
    law: CoverageLaw,
    found: dict[str, dict[int, Share]],
    places: PlaceTree,
    scope: PlaceFacts,
) -> dict[str, Any]:
    inside = {place.id for place in places.below(unit.path)}
    cells, missing = [], 0
    for kind in law.kinds:
        share = summed(one for pk, one in found[kind.id].items() if pk in inside)
        missing += share.missing
        path = reverse("results:coverage_list", args=[kind.id])
        cells.append(
            {
                "kind": kind,
                "share": share,
                "url": f"{path}?{urlencode({'place': unit.code})}",
                "missing_url": f"{path}?{urlencode({'place': unit.code, 'state': UNCOVERED})}",
            }
        )
    deeper = Level.CITY in unit.levels and Level.COUNTY not in unit.levels and unit != scope
    return {
        "unit": unit,
        "cells": cells,
        "missing": missing,
        "url": f"{reverse('results:coverage')}?place={unit.code}" if deeper else "",
    }


def _tile(kind: Any, whole: Share, tick: Decimal | None, code: str) -> dict[str, Any]:
    behind = whole.share is not None and tick is not None and Decimal(whole.share) < tick
    path = reverse("results:coverage_list", args=[kind.id])
    percent = int(whole.covered * 1000 / whole.total) / 10 if whole.total else None
    return {
        "icon": "building",
        "label": Text(kind.name.zh, kind.name.en),
        "value": "—" if percent is None else f"{percent:g}%",
        "of": _("%(c)d / %(n)d 家") % {"c": whole.covered, "n": whole.total},
        "share": whole.share,
        "tick": tick,
        "tone": "amber" if behind else "green" if whole.total and not whole.missing else "info",
        "left": "",
        "right": _("距 100%% 还差 %(n)d 家") % {"n": whole.missing} if whole.missing else "",
        "url": f"{path}?{urlencode({'place': code})}",
        "note": _("还没有导入名录") if not whole.total else "",
    }


def _page(request: OfficeRequest, law: CoverageLaw, kind: Any, places: PlaceTree) -> ListPage[Any]:
    rows = enterprises_seen(request.acting, law, kind)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=EnterpriseFilters, default_sort="place"
    )
    filters = page.filters
    assert isinstance(filters, EnterpriseFilters)
    reach = reach_of(request.acting, READ)
    seen = [p for p in places.by_code.values() if any(is_within(p.path, own) for own in reach)]
    field = filters.fields["place"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("全部")), *((p.code, p.name) for p in seen)]
    filters.on = law.on
    chosen = [p for p in seen if p.code == filters.given.get("place")]
    filters.under = {p.code: [one.id for one in places.below(p.path)] for p in chosen}
    return page


def _lines(law: CoverageLaw, rows: Sequence[Any], places: PlaceTree) -> list[dict[str, Any]]:
    keys = [row.organisation_id for row in rows]
    people, letters = people_of(law, keys), letters_to(law, keys)
    return [
        {
            "row": row,
            "covered": row.covered_on is not None and row.covered_on <= law.on,
            "people": people.get(row.organisation_id, 0),
            "letter": letters.get(row.organisation_id),
            "city": _city(places, row.organisation.home_id),
        }
        for row in rows
    ]


def _city(places: PlaceTree, place_id: int) -> PlaceFacts | None:
    home = places.by_id.get(place_id)
    city = places.city_of(home) if home else None
    return city if city is not None and home is not None and city.id != home.id else None


@needs("results.read_coverage")
def coverage_list(request: OfficeRequest, kind: str) -> HttpResponse:
    """List the enterprises behind a number; those not covered can be written to."""
    law = _law(request)
    found = law.kind(kind)
    places = tree(law.year.province.code, on=law.on)
    page = _page(request, law, found, places)
    if page.exporting:
        title = Text(f"{found.name.zh}培训覆盖情况", f"{found.name.en} reached by training")
        return enterprises_sheet(_lines(law, list(page.matching), places), title, places)
    state = page.filters.given.get("state") if page.filters else ""
    writes = holds(request.acting, WRITE) and state != COVERED
    missing = EnterpriseFilters.missing(page.matching, law.on).count() if writes else 0
    context = {
        "tabs": tabs_of(request.acting, "coverage"),
        "law": law,
        "kind": found,
        "page": page,
        "rows": _lines(law, list(page), places),
        "writes": writes,
        "missing": missing,
        "days": law.rule.letter_days,
        "query": request.GET.urlencode(),
        "actions": [
            {"label": _("向所选未覆盖企业发函"), "name": "do", "value": "write", "icon": "mail",
             "confirm": _("发函给所选的未覆盖企业？有账号的在系统内送达，其余生成纸质函。")},
        ],
    }  # fmt: skip
    return render(request, "results/coverage_list.html", context)


@require_POST
def _write(request: OfficeRequest, kind: str) -> HttpResponse:
    """Write to the enterprises chosen on the list."""
    law = _law(request)
    found = law.kind(kind)
    places = tree(law.year.province.code, on=law.on)
    rows = _page(request, law, found, places).chosen(request.POST)
    chosen = set(rows.values_list("organisation_id", flat=True))
    again = request.POST.get("again") == "1"
    at = clock.now()
    done = write_letters(law, found, chosen, again=again, by=request.acting, at=at)
    _report(request, done, law)
    back = f"{reverse('results:coverage_list', args=[kind])}?{request.GET.urlencode()}"
    if not done.letters:
        return HttpResponseRedirect(back)
    query = urlencode({"at": at.isoformat()})
    return HttpResponseRedirect(f"{reverse('results:coverage_letters')}?{query}")


coverage_write = needs("results.write_coverage")(_write)


def _report(request: OfficeRequest, done: Written, law: CoverageLaw) -> None:
    if done.letters:
        words = _("已发函 %(n)d 家：账号内送达 %(a)d 家，需寄纸质函 %(p)d 家")
        counts = {"n": len(done.letters), "a": done.by_account, "p": done.on_paper}
        messages.success(request, words % counts)
    if done.lately:
        words = _("%(n)d 家 %(days)d 天内已发过函，没有重复发")
        messages.info(request, words % {"n": done.lately, "days": law.rule.letter_days})
    if done.covered:
        messages.info(request, _("%(n)d 家已覆盖，没有发函") % {"n": done.covered})
    if not (done.letters or done.lately or done.covered):
        messages.info(request, _("没有选中企业，请先勾选"))


def _batch(request: OfficeRequest, law: CoverageLaw) -> tuple[QuerySet[Letter], datetime | None]:
    """Return the letters of the page, of one moment where the address names it."""
    rows = letters_seen(request.acting, law)
    at = _moment(request.GET.get("at", ""))
    return (rows if at is None else rows.filter(written_at=at)), at


def _moment(written: str) -> datetime | None:
    try:
        found = parse_datetime(written)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


@needs("results.read_coverage")
def coverage_letters(request: OfficeRequest) -> HttpResponse:
    """List who was written to, when, by whom, and on which way."""
    law = _law(request)
    rows, at = _batch(request, law)
    page: ListPage[Any] = ListPage(request, rows, columns=LETTERS, default_sort="-on")
    places = tree(law.year.province.code, on=law.on)
    if page.exporting:
        return letters_sheet(page.matching, places)
    context = {
        "tabs": tabs_of(request.acting, "letters"),
        "law": law,
        "page": page,
        "rows": [{"row": row, "city": _city(places, row.organisation.home_id)} for row in page],
        "at": at,
        "paper": f"{reverse('results:coverage_papers')}?{urlencode({'at': at.isoformat()})}"
        if at is not None
        else "",
    }
    return render(request, "results/coverage_letters.html", context)


def _paper_of(letters: list[Letter], law: CoverageLaw) -> HttpResponse:
    if not letters:
        raise OutOfScope
    places = tree(law.year.province.code, on=law.on)
    area = {place.id for place in places.below(places.by_id[letters[0].place_id].path)}
    nearby = [one for one in open_classes(law.on) if one.place_id in area]
    paper = letter_paper(letters, nearby, law)
    return download(write_paper(paper), f"{paper.title}.docx")


@require_safe
def _paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand out one letter as a paper."""
    law = _law(request)
    return _paper_of(list(letters_seen(request.acting, law).filter(pk=pk)), law)


coverage_paper = needs("results.read_coverage")(_paper)


@require_safe
def _papers(request: OfficeRequest) -> HttpResponse:
    """Hand out the letters of one moment as a paper with the list of enterprises; without one,
    lead to all letters.
    """
    law = _law(request)
    rows, at = _batch(request, law)
    letters = list(rows.order_by("organisation__home__code", "pk")) if at else []
    if not letters:
        return HttpResponseRedirect(reverse("results:coverage_letters"))
    return _paper_of(letters, law)


coverage_papers = needs("results.read_coverage")(_papers)


@needs("results.read_coverage")
def coverage_enterprise(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one enterprise: the lists it stands in, its people trained, the letters to it."""
    law = _law(request)
    found = enterprise_seen(request.acting, pk, on=law.on)
    people = trained_people(law.year, law.rule).filter(organisation=found)
    people = people.select_related("person", "training_class").order_by("-trained_on", "pk")
    context = {
        "tabs": tabs_of(request.acting, "coverage"),
        "law": law,
        "found": found,
        "covered_on": covered_on(law, found),
        "lists": lists_of(found, law.year),
        "people": [
            {"row": row, "name": masked_name(row.person.name)} for row in people[:MOST_PEOPLE]
        ],
        "letters": letters_seen(request.acting, law).filter(organisation=found),
        "basis": BASIS_WORDS.get(law.rule.basis, BASIS_WORDS["attended"]),
    }
    return render(request, "results/coverage_enterprise.html", context)
