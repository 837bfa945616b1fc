"""Planned classes: the list behind the metrics, one class with organisers, the report."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceTree, places_under, tree
from zhicai.planning import actions
from zhicai.planning.forms import ClassFilters
from zhicai.planning.models import Guidance, PlannedClass, Tag
from zhicai.planning.queries.classes import (
    by_tag,
    class_for,
    classes_visible_to,
    courses_of,
    guidance_for,
    may_arrange,
    may_guide,
    organisers_of,
    totals,
)
from zhicai.planning.queries.plans import is_own
from zhicai.planning.rules.content import FORM_WORDS, Form
from zhicai.planning.sheets import classes_sheet
from zhicai.planning.views.asked import Setting, names, setting_of
from zhicai.ui.asked import said, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("starts", gettext_lazy("时间"), ("starts_on", "place__code", "position")),
    Column("title", gettext_lazy("班次"), ("title",)),
    Column("place", gettext_lazy("承办单位"), ("place__code", "starts_on")),
    Column("venue", gettext_lazy("地点")),
    Column("items", gettext_lazy("课程清单")),
    Column("people", gettext_lazy("预计人数"), ("expected_people",), numeric=True),
    Column("budget", gettext_lazy("预算"), ("budget",), numeric=True, under=gettext_lazy("万元")),
)


def _list(request: OfficeRequest, setting: Setting, places: PlaceTree) -> ListPage[Any]:
    rows = classes_visible_to(request.acting, setting.year, on=setting.on)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=ClassFilters, default_sort="starts"
    )
    filters = page.filters
    if isinstance(filters, ClassFilters):
        asked = setting.asked()
        cities = [c for c in places.seats(Level.CITY) if _reaches(request, c.path)]
        window = asked.window
        months = range(window.opens.month, window.due.month + 1) if window else range(1, 13)
        filters.offer(
            unit=[(city.code, city.name) for city in cities],
            month=[(str(n), _("%(n)d 月") % {"n": n}) for n in months],
            item=[(item.id, f"{said(item.label)} {said(item.name)}") for item in asked.items],
            theme=[(theme.id, said(theme.name)) for theme in asked.themes],
        )
        wanted = {word(request, name) for name in ("unit", "place")} & set(places.by_code)
        filters.within = {
            code: places_under((places.by_code[code].path,), on=setting.on) for code in wanted
        }
        for name in ("unit", "place"):
            if word(request, name) and word(request, name) not in wanted:
                filters.given.pop(name, None)
    return page


def _reaches(request: OfficeRequest, path: str) -> bool:
    return any(
        path == own or path.startswith(f"{own}/") for own in request.acting.paths
    ) or request.acting.organisation_kind in (
        "working-group",
        "development-centre",
        "national-base",
    )


@needs("planning.read")
def classes(request: OfficeRequest) -> HttpResponse:
    """List the planned classes in force within the user's reach."""
    setting = setting_of(request)
    places = tree(setting.year.province.code, on=setting.on)
    page = _list(request, setting, places)
    if page.exporting:
        return classes_sheet(page.matching, setting.year, places)
    asked = setting.asked()
    rows: list[PlannedClass] = list(page)
    prefetch_related_objects(rows, "courses__tags")
    context = {
        "setting": setting,
        "page": page,
        "rows": [
            {
                "row": row,
                "unit": places.city_of(places.by_id[row.place_id]),
                "covered": asked.covered(_items(row)),
            }
            for row in rows
        ],
        "sums": totals(page.matching),
    }
    return render(request, "planning/classes.html", context)


def _items(row: PlannedClass) -> list[str]:
    return [tag.key for c in row.courses.all() for tag in c.tags.all() if tag.sort == Tag.Sort.ITEM]


@needs("planning.read")
def planned_class(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one planned class: organisers by role, courses, guidance."""
    setting = setting_of(request)
    row = class_for(request.acting, pk, on=setting.on)
    if row.plan.programme_year_id != setting.year.pk:
        setting = setting_of(request, row.plan.programme_year)
    asked = setting.asked()
    words = names(asked)
    courses: list[dict[str, Any]] = [
        {
            "course": course,
            "form": FORM_WORDS[Form(course.form)],
            "covers": asked.covered(t.key for t in course.tags.all() if t.sort == Tag.Sort.ITEM),
            "themes": [
                words[t.key]
                for t in course.tags.all()
                if t.sort == Tag.Sort.THEME and t.key in words
            ],
        }
        for course in courses_of(row)
    ]
    context = {
        "setting": setting,
        "row": row,
        "courses": courses,
        "hours": sum(c["course"].hours for c in courses),
        "organisers": organisers_of(row, on=setting.on),
        "guidance": list(row.guidance.all()),
        "may_guide": may_guide(request.acting, row, on=setting.on),
        "may_arrange": may_arrange(request.acting, row, on=setting.on),
        "own": is_own(request.acting, row.plan),
    }
    return render(request, "planning/class.html", context)


@require_POST
def _guide(request: OfficeRequest, pk: int) -> HttpResponse:
    """Leave guidance on a class."""
    row = class_for(request.acting, pk, on=clock.today())
    actions.leave_guidance(row, by=request.acting, says=word(request, "says"), at=clock.now())
    messages.success(request, _("指导意见已发给承办单位"))
    return HttpResponseRedirect(reverse("planning:class", args=[pk]) + "#guidance")


guide = needs("planning.guide")(_guide)


@require_POST
def _answer_guidance(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer guidance on a class of one's own."""
    note: Guidance = guidance_for(pk)
    actions.answer_guidance(note, by=request.acting, answer=word(request, "answer"), at=clock.now())
    messages.success(request, _("已答复"))
    url = reverse("planning:class", args=[note.planned_class_id])
    return HttpResponseRedirect(url + "#guidance")


answer_guidance = needs("planning.draft")(_answer_guidance)


@require_POST
def _arrange(request: OfficeRequest, pk: int) -> HttpResponse:
    """Say whom the hosts send for the courses of a class."""
    row = class_for(request.acting, pk, on=clock.today())
    courses = {str(course.pk): course for course in courses_of(row)}
    for key, course in courses.items():
        typed = request.POST.get(f"lecturer-{key}", course.arranged)
        if course.arranged != typed.strip():
            actions.arrange_lecturer(course, by=request.acting, name=typed, at=clock.now())
    messages.success(request, _("师资安排已保存"))
    return HttpResponseRedirect(reverse("planning:class", args=[pk]) + "#courses")


arrange = needs("planning.arrange")(_arrange)


@needs("planning.read")
def curriculum(request: OfficeRequest) -> HttpResponse:
    """Show planned hours and people for each curriculum item and theme, for all or one place."""
    setting = setting_of(request)
    places = tree(setting.year.province.code, on=setting.on)
    rows = classes_visible_to(request.acting, setting.year, on=setting.on)
    code = word(request, "place")
    if code:
        place = places.by_code.get(code)
        if place is None or not _reaches(request, place.path):
            raise OutOfScope
        rows = rows.filter(place__in=places_under((place.path,), on=setting.on))
    asked = setting.asked()
    items = by_tag(rows, Tag.Sort.ITEM, {item.id: (item.label, item.name) for item in asked.items})
    context = {
        "setting": setting,
        "items": [
            (name, [line for line, item in zip(items, asked.items, strict=True) if item.group == g])
            for g, name in asked.groups.items()
        ],
        "themes": by_tag(rows, Tag.Sort.THEME, {t.id: (t.name, t.name) for t in asked.themes}),
        "sums": totals(rows),
        "most": max((line.hours for line in items), default=0),
        "code": code,
        "units": [
            {"code": p.code, "name": p.name, "city": p.code == p.path.split("/")[1]}
            for p in places.by_code.values()
            if len(p.path.split("/")) > 1 and _reaches(request, p.path)
        ],
    }
    return render(request, "planning/curriculum.html", context)
