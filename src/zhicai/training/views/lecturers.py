"""Lecturers of a class, and the pool that the province keeps."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.places.queries import tree
from zhicai.programmes.queries.organisations import places_by_code
from zhicai.training import actions
from zhicai.training.forms import LecturerFilters, LecturerForm, chosen_lecturers
from zhicai.training.models import Lecturer
from zhicai.training.queries.classes import class_for, may_run
from zhicai.training.queries.feedback import lecturer_ratings
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.lecturers import (
    active_pool,
    lecturer_for,
    lecturers_visible_to,
    lessons_taught,
    may_assign,
    may_change,
    may_send_practical,
    taught_by,
)
from zhicai.training.queries.own import can_be_asked_again, last_replies, materials_of
from zhicai.training.queries.requests import requests_of
from zhicai.training.queries.timetable import lessons_of
from zhicai.training.rules.steps import LIVE, PLANNED
from zhicai.training.sheets import (
    Unreadable,
    lecturers_sheet,
    lecturers_template,
    read_lecturers,
)
from zhicai.training.views.asked import frame, posted
from zhicai.training.views.parts import class_context, hub
from zhicai.training.views.timetable import NO_FILE, marked
from zhicai.ui.asked import faults_of, form_faults, said, word
from zhicai.ui.lists import Column, ListPage

# --- lecturers of one class ----------------------------------------------------------------------


@needs("training.read")
def lecturers(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show who teaches the lessons of a class; who may assigns."""
    return _lecturers(request, pk)


def _lecturers(
    request: OfficeRequest, pk: int, error: BadInput | Refused | None = None
) -> HttpResponse:
    found = class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)
    assigns = may_assign(request.acting, found, asked) and found.state in LIVE
    sends = may_send_practical(request.acting, found, asked) and found.state in LIVE
    pool = list(active_pool(found.programme_year.province_id)) if assigns or sends else []
    typed = chosen_lecturers(request.POST) if error else {}
    rows = list(lessons_of(found))
    keys = [row.pk for row in rows]
    replies, files = last_replies(keys), materials_of(keys)
    requests = list(requests_of(found))
    again = can_be_asked_again(requests) if may_run(request.acting, found) else set()
    lessons = [
        {
            "row": row,
            "reply": replies.get(row.pk),
            "files": files.get(row.pk, []),
            "items": asked.labels(row.items),
            "may": sends if row.practical else assigns,
            "choices": _fitting(pool, row.items) if (sends if row.practical else assigns) else [],
            "chosen": typed.get(row.pk, row.lecturer_id),
        }
        for row in rows
    ]
    context = class_context(request, found, asked, "lecturers") | {
        "lessons": lessons,
        "assigns": assigns or sends,
        "requests": requests,
        "again": again if found.state in LIVE else set(),
        "needs_reason": found.state != PLANNED,
        "faults": faults_of(error) if error else [],
    }
    status = error.status if error else 200
    return render(request, "training/lecturers.html", context, status=status)


def _fitting(pool: list[Lecturer], items: list[str]) -> list[tuple[int, str]]:
    """The pool for one lesson: who teaches its items first."""
    wanted = set(items)
    rows = sorted(pool, key=lambda one: (not wanted.intersection(one.items), one.name))
    return [
        (one.pk, f"{'★ ' if wanted.intersection(one.items) else ''}{one.name}（{one.employer}）")
        for one in rows
    ]


@require_POST
def _assign(request: OfficeRequest, pk: int) -> HttpResponse:
    """Assign lecturers to lessons."""
    found = class_for(request.acting, pk, on=clock.today())
    chosen = chosen_lecturers(request.POST)
    try:
        n = actions.assign_lecturers(
            found, chosen, by=request.acting, at=clock.now(), reason=word(request, "reason")
        )
    except (BadInput, Refused) as error:
        return _lecturers(request, pk, error)
    if n:
        messages.success(request, _("已安排 %(n)d 节课的讲师") % {"n": n})
    return HttpResponseRedirect(reverse("training:lecturers", args=[pk]))


assign = needs("training.assign")(_assign)

# --- the pool ------------------------------------------------------------------------------------

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("employer", gettext_lazy("工作单位"), ("employer", "name")),
    Column("items", gettext_lazy("可授课程")),
    Column("proven", gettext_lazy("实战经验")),
    Column("taught", gettext_lazy("授课"), numeric=True, under=gettext_lazy("节 / 学时")),
    Column("rating", gettext_lazy("学员评价"), numeric=True, under=gettext_lazy("满分 5 / 份数")),
    Column("state", gettext_lazy("状态"), ("state", "name")),
)
TONES = {"proposed": "amber", "active": "green", "resting": "idle", "left": "idle"}


def _pool(request: OfficeRequest, asked: Frame) -> ListPage[Any]:
    rows = lecturers_visible_to(request.acting)
    page: ListPage[Any] = ListPage(
        request, rows, columns=COLUMNS, filters=LecturerFilters, default_sort="name"
    )
    if isinstance(page.filters, LecturerFilters):
        page.filters.offer(_items(asked))
        wanted = {name: word(request, name) for name in ("item", "proven")}
        known = {item.id for item in asked.items}
        facts = list(rows.values_list("pk", "items", "proven")) if any(wanted.values()) else []
        page.filters.found = {
            f"{name}:{wanted[name]}": [
                pk
                for pk, items, proven in facts
                if wanted[name] in (items if name == "item" else proven)
            ]
            for name in ("item", "proven")
            if wanted[name] in known
        }
    return page


def _items(asked: Frame) -> list[tuple[str, str]]:
    return [(item.id, f"{said(item.label)} {said(item.name)}") for item in asked.items]


@needs("training.pool")
def pool(request: OfficeRequest) -> HttpResponse:
    """List the pool of lecturers; the province marks the professional team (HB-2.1.b, g)."""
    return _pool_page(request)


def _pool_page(request: OfficeRequest, error: BadInput | None = None) -> HttpResponse:
    asked = frame(request)
    page = _pool(request, asked)
    if page.exporting:
        return lecturers_sheet(list(page.matching), asked)
    rows: list[Lecturer] = list(page)
    taught = taught_by([row.pk for row in rows])
    ratings = lecturer_ratings([row.pk for row in rows])
    context = {
        "law": asked,
        "hub": hub(request, "pool"),
        "page": page,
        "rows": [
            {
                "row": row,
                "items": asked.labels(row.items),
                "proven": asked.labels(row.proven),
                "taught": taught.get(row.pk),
                "rating": ratings.get(row.pk),
                "tone": TONES[row.state],
            }
            for row in rows
        ],
        "keeps": holds(request.acting, "training.keep"),
        "proposes": holds(request.acting, "training.propose"),
        "faults": faults_of(error) if error else [],
    }
    return render(request, "training/pool.html", context, status=error.status if error else 200)


@require_POST
def _team(request: OfficeRequest) -> HttpResponse:
    """Mark the chosen lecturers as the professional team, or take the mark back."""
    page = _pool(request, frame(request))
    chosen = list(page.chosen(request.POST))
    wanted = word(request, "do") == "team"
    try:
        n = actions.mark_team(chosen, wanted, by=request.acting, at=clock.now())
    except BadInput as error:
        return _pool_page(request, error)
    messages.success(request, _("已更新 %(n)d 位讲师") % {"n": n})
    return HttpResponseRedirect(reverse("training:pool"))


team = needs("training.keep")(_team)


def _cities(asked: Frame) -> list[tuple[str, str]]:
    places = tree(asked.year.province.code, on=asked.on)
    return [(city.code, city.name) for city in places.seats(Level.CITY)]


def _facts(form: LecturerForm) -> actions.LecturerFacts:
    data = dict(form.cleaned_data)
    data.pop("serves")
    return actions.LecturerFacts(
        name=data["name"],
        employer=data["employer"],
        title=data["title"],
        fields=data["fields_of"],
        items=tuple(data["items"]),
        proven=tuple(data["proven"]),
        evidence=data["evidence"],
        phone=data["phone"],
        email=data["email"],
    )


def _served(form: LecturerForm) -> list[Place]:
    return list(places_by_code(form.cleaned_data["serves"]).values())


@needs("training.propose")
def new(request: OfficeRequest) -> HttpResponse:
    """Enter or propose a lecturer."""
    asked = frame(request)
    form = LecturerForm(posted(request))
    form.offer(_items(asked), _cities(asked))
    faults: list[Fault] = []
    status = 200
    if request.method == "POST":
        faults = form_faults(form)
        status = 422
        if not faults:
            try:
                row = actions.enter_lecturer(
                    _facts(form), by=request.acting, at=clock.now(), serves=_served(form)
                )
                messages.success(request, _("讲师已登记"))
                return HttpResponseRedirect(reverse("training:lecturer", args=[row.pk]))
            except BadInput as error:
                faults = faults_of(error)
    context = {
        "law": asked, "form": form, "faults": faults,
        "title": _("登记讲师") if holds(request.acting, "training.keep") else _("推荐讲师入库"),
    }  # fmt: skip
    return render(request, "training/lecturer_form.html", context, status=status)


@needs("training.pool")
def lecturer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a lecturer of the pool; the province admits, rests or lets go."""
    return _lecturer_page(request, pk)


def _lecturer_page(
    request: OfficeRequest,
    pk: int,
    error: BadInput | Refused | None = None,
    slip: dict[str, Any] | None = None,
) -> HttpResponse:
    asked = frame(request)
    row = lecturer_for(request.acting, pk)
    keeps = holds(request.acting, "training.keep")
    states = [one for one in Lecturer.State if one not in (row.state, Lecturer.State.PROPOSED)]
    words = {
        Lecturer.State.ACTIVE: _("审核入库") if row.state == "proposed" else _("恢复在库"),
        Lecturer.State.RESTING: _("暂停派出"),
        Lecturer.State.LEFT: _("移出讲师库"),
    }
    context = {
        "law": asked,
        "row": row,
        "tone": TONES[row.state],
        "items": asked.labels(row.items),
        "proven": asked.labels(row.proven),
        "served": list(row.serves.all()),
        "lessons": list(lessons_taught(row)[:50]),
        "taught": taught_by([row.pk]).get(row.pk),
        "rating": lecturer_ratings([row.pk]).get(row.pk),
        "slip": slip,
        "username": word(request, "username"),
        "keeps": keeps,
        "states": [(one.value, words[one]) for one in states] if keeps else [],
        "may_change": may_change(request.acting, row),
        "faults": faults_of(error) if error else [],
    }
    return render(request, "training/lecturer.html", context, status=error.status if error else 200)


@require_POST
def _state(request: OfficeRequest, pk: int) -> HttpResponse:
    """Admit, rest or let go a lecturer."""
    row = lecturer_for(request.acting, pk)
    try:
        actions.set_state(
            row, word(request, "state"), reason=word(request, "reason"), by=request.acting,
            at=clock.now(),
        )  # fmt: skip
    except BadInput as error:
        return _lecturer_page(request, pk, error)
    messages.success(request, _("状态已更新"))
    return HttpResponseRedirect(reverse("training:lecturer", args=[pk]))


state = needs("training.keep")(_state)


@require_POST
def _login(request: OfficeRequest, pk: int) -> HttpResponse:
    """Open the lecturer's own account and show its slip once."""
    row = lecturer_for(request.acting, pk)
    try:
        made = actions.open_lecturer_login(
            row, word(request, "username"), by=request.acting, at=clock.now()
        )
    except (BadInput, Refused) as error:
        return _lecturer_page(request, pk, error)
    if made is None:
        messages.success(request, _("已关联本人账号，讲师用原来的密码登录"))
        return HttpResponseRedirect(reverse("training:lecturer", args=[pk]))
    ticket, token = made
    url = request.build_absolute_uri(reverse("staff:enter", args=[token]))
    return _lecturer_page(request, pk, slip={"ticket": ticket, "url": url})


login = needs("training.keep")(_login)


@needs("training.propose")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a lecturer's entry."""
    asked = frame(request)
    row = lecturer_for(request.acting, pk)
    served = [place.code for place in row.serves.all()]
    initial = {
        "name": row.name, "employer": row.employer, "title": row.title, "fields_of": row.fields,
        "items": row.items, "proven": row.proven, "evidence": row.evidence, "phone": row.phone,
        "email": row.email, "serves": served,
    }  # fmt: skip
    form = LecturerForm(posted(request), initial=initial)
    form.offer(_items(asked), _cities(asked))
    faults: list[Fault] = []
    status = 200
    if request.method == "POST":
        faults = form_faults(form)
        status = 422
        if not faults:
            try:
                actions.change_lecturer(
                    row, _facts(form), by=request.acting, at=clock.now(), serves=_served(form)
                )
                messages.success(request, _("讲师信息已保存"))
                return HttpResponseRedirect(reverse("training:lecturer", args=[pk]))
            except BadInput as error:
                faults = faults_of(error)
    context = {
        "law": asked, "form": form, "faults": faults, "row": row, "title": _("修改讲师信息"),
    }  # fmt: skip
    return render(request, "training/lecturer_form.html", context, status=status)


@require_safe
def _template(request: OfficeRequest) -> HttpResponse:
    """Hand out the empty table of lecturers."""
    return lecturers_template(frame(request))


template = needs("training.propose")(_template)


@needs("training.propose")
def import_lecturers(request: OfficeRequest) -> HttpResponse:
    """Take in a list of lecturers from Excel, all rows or none."""
    asked = frame(request)
    error: BadInput | None = None
    original = b""
    if request.method == "POST":
        upload = request.FILES.get("file")
        original = upload.read() if upload else b""
        try:
            if upload is None:
                raise BadInput([Fault(NO_FILE, field="file")])
            facts = read_lecturers(original, asked)
            new_ones, changed = actions.enter_lecturers(facts, by=request.acting, at=clock.now())
            says = _("新登记 %(new)d 人，更新 %(changed)d 人")
            messages.success(request, says % {"new": new_ones, "changed": changed})
            return HttpResponseRedirect(reverse("training:pool"))
        except BadInput as failed:
            error = failed
    context = {
        "law": asked,
        "faults": faults_of(error) if error else [],
        "marked": marked(error, original) if isinstance(error, Unreadable) else "",
        "title": _("导入讲师"),
        "template": reverse("training:lecturers_template"),
        "back": reverse("training:pool"),
        "replaces": "",
    }
    return render(request, "training/import.html", context, status=error.status if error else 200)
