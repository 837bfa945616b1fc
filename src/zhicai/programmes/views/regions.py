"""Regions of admission: who belongs where, arranged by the province with reason and history."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.programmes.actions import arrange_regions, enter_honour
from zhicai.programmes.forms import DayInput, ReasonForm, put_faults
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, organisation_in
from zhicai.programmes.queries.regions import (
    REGIONS,
    arrangement_of,
    cities_of_province,
    has_regions,
    last_arranged_from,
    named_honour,
    region_decisions,
    regions_of,
    team_candidates,
)
from zhicai.programmes.rules.regions import MOST_REGIONS, Arrangement, RegionLine, TeamLine
from zhicai.programmes.scope import year_of
from zhicai.programmes.views.page import back_to, programme_page
from zhicai.ui.asked import said

SPARE = 2
"""Empty lines for further regions."""


class ArrangeForm(ReasonForm):
    """From when an arrangement holds, and why."""

    in_force_from = forms.DateField(label=gettext_lazy("生效日"), widget=DayInput())

    field_order = ("in_force_from", "reason")


class HonourForm(forms.Form):
    """A title that a base was given."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("单位"), coerce=int)
    of_year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1990, max_value=2100)
    title = forms.CharField(
        label=gettext_lazy("荣誉名称"),
        max_length=120,
        help_text=gettext_lazy("不写年度，例如：省级知识产权优秀培训基地"),
    )
    number = forms.CharField(label=gettext_lazy("文号"), max_length=60, required=False)


def _year(request: OfficeRequest) -> ProgrammeYear:
    year = year_of(request)
    if not has_regions(law_of(year)):
        raise OutOfScope
    return year


@needs("programmes.read")
def regions(request: OfficeRequest) -> HttpResponse:
    """Show the regions with cities, venues and teams, the honours of bases, and every decision."""
    return _page(request, _year(request), None)


def _page(request: OfficeRequest, year: ProgrammeYear, form: forms.Form | None) -> HttpResponse:
    on = clock.today()
    present = regions_of(year, on=on)
    cities = cities_of_province(year, on=on)
    candidates = team_candidates(year, on=on)
    placed = {code for one in present.regions for code in one.cities}
    context = programme_page(
        request,
        year,
        "bodies",
        present=present,
        regions=[_shown(one, cities) for one in present.regions],
        outside=[name for code, name in cities.items() if code not in placed],
        candidates=candidates,
        teams={team.pk for team in present.teams},
        honour=named_honour(year, on=on),
        decisions=region_decisions(year),
        clauses=law_of(year).parameters[REGIONS].clause,
    )
    if context["keeps"]:
        offered = form or HonourForm()
        offered.fields["organisation"].choices = [  # type: ignore[attr-defined]
            (row.organisation.pk, row.organisation.name) for row in candidates
        ]
        context["form"] = offered
    status = 422 if form is not None and form.errors else 200
    return render(request, "programmes/regions.html", context, status=status)


def _shown(one: Any, cities: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": one.name,
        "cities": [(cities[code], code in one.venues) for code in one.cities if code in cities],
        "venues": [cities[code] for code in one.venues if code in cities],
        "teams": one.teams,
    }


@require_POST
def _honour(request: OfficeRequest) -> HttpResponse:
    """Enter an honour of a base."""
    year = _year(request)
    form = HonourForm(request.POST)
    on = clock.today()
    form.fields["organisation"].choices = [  # type: ignore[attr-defined]
        (row.organisation.pk, row.organisation.name) for row in team_candidates(year, on=on)
    ]
    if form.is_valid():
        given = form.cleaned_data
        try:
            enter_honour(
                year, organisation_in(year, given["organisation"], on=on),
                of_year=given["of_year"], title=given["title"], number=given["number"],
                by=request.acting, at=clock.now(),
            )  # fmt: skip
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("荣誉已登记"))
            return back_to(request, "regions")
    return _page(request, year, form)


honour = needs("programmes.keep")(_honour)


@needs("programmes.keep")
def arrange(request: OfficeRequest) -> HttpResponse:
    """Put every city into a region and choose the core teams, with the reason."""
    year = _year(request)
    on = clock.today()
    faults: list[Fault] = []
    first = max(on, last_arranged_from(year) or on)
    form = ArrangeForm(request.POST or None, initial={"in_force_from": first})
    found = _read(request.POST, year) if request.method == "POST" else arrangement_of(year, on=on)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            arrange_regions(
                year, found, reason=given["reason"], in_force_from=given["in_force_from"],
                by=request.acting, at=clock.now(),
            )  # fmt: skip
        except BadInput as error:
            put_faults(form, [one for one in error.faults if one.field in form.fields])
            faults = [one for one in error.faults if one.field not in form.fields]
        else:
            toasts.success(request, _("招生区域已保存，从生效日起执行"))
            return back_to(request, "regions")
    context = _editor(request, year, found, faults) | {"form": form}
    status = 422 if faults or form.errors else 200
    return render(request, "programmes/regions_form.html", context, status=status)


def _read(posted: Mapping[str, Any], year: ProgrammeYear) -> Arrangement:
    """Return what was filled in; a region whose name was emptied is gone."""
    cities = {
        code: str(posted.get(f"city-{code}", ""))
        for code in cities_of_province(year, on=clock.today())
    }
    lines = []
    for number in range(1, MOST_REGIONS + 1):
        key = str(number)
        names = {name: str(posted.get(f"region-{key}-{name}", "")).strip() for name in ("zh", "en")}
        inside = tuple(code for code, wanted in cities.items() if wanted == key)
        if names["zh"] or inside:
            venues = tuple(code for code in inside if posted.get(f"venue-{code}"))
            lines.append(RegionLine(key, names["zh"], names["en"], inside, venues))
    teams = []
    for row in team_candidates(year, on=clock.today()):
        field = f"team-{row.organisation.pk}"
        if posted.get(field):
            why = str(posted.get(f"{field}-reason", "")).strip()
            teams.append(TeamLine(row.organisation.pk, str(posted.get(f"{field}-region", "")), why))
    return Arrangement(tuple(lines), tuple(teams))


def _editor(
    request: OfficeRequest, year: ProgrammeYear, found: Arrangement, faults: list[Fault]
) -> dict[str, Any]:
    on = clock.today()
    at = {fault.field: said(fault.says) for fault in faults}
    lines = {line.key: line for line in found.regions}
    shown = min(MOST_REGIONS, max([int(key) for key in lines] or [0]) + SPARE)
    where = {code: line.key for line in found.regions for code in line.cities}
    venues = {code for line in found.regions for code in line.venues}
    teams = {team.organisation: team for team in found.teams}
    return programme_page(
        request,
        year,
        "bodies",
        lines=[
            {"key": key, "line": lines.get(key), "fault": at.get(f"region-{key}-zh")}
            for key in map(str, range(1, shown + 1))
        ],
        cities=[
            {
                "code": code, "name": name, "region": where.get(code, ""),
                "venue": code in venues, "fault": at.get(f"city-{code}"),
            }
            for code, name in cities_of_province(year, on=on).items()
        ],
        options=[(line.key, line.zh or line.key) for line in found.regions],
        candidates=[
            {
                "row": row, "team": teams.get(row.organisation.pk),
                "fault": at.get(f"team-{row.organisation.pk}")
                or at.get(f"team-{row.organisation.pk}-reason")
                or at.get(f"team-{row.organisation.pk}-region"),
            }
            for row in team_candidates(year, on=on)
        ],
        honour=named_honour(year, on=on),
        faults=faults,
        clauses=law_of(year).parameters[REGIONS].clause,
    )  # fmt: skip
