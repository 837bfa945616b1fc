"""Opinions and needs: the list with age, one opinion, sending, answering, the summary by topic."""

from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.outreach import actions
from zhicai.outreach.answering import answering
from zhicai.outreach.forms import (
    AnswerForm,
    ForwardForm,
    OpinionFilters,
    OpinionForm,
    place_choices,
    put_faults,
)
from zhicai.outreach.models import Opinion
from zhicai.outreach.queries import (
    may_answer,
    may_forward,
    opinion_for,
    opinions_visible_to,
    summary_of,
    targets_of,
)
from zhicai.outreach.rules.opinions import age
from zhicai.outreach.sheets import opinions_sheet, topics_sheet
from zhicai.outreach.views.hub import Setting
from zhicai.places.queries import is_within
from zhicai.programmes.queries import law_of
from zhicai.ui.asked import said
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("sent", gettext_lazy("提出日期"), ("sent_on",)),
    Column("sender", gettext_lazy("单位和内容")),
    Column("topic", gettext_lazy("主题")),
    Column("place", gettext_lazy("所在地区"), ("place__code", "sent_on")),
    Column("state", gettext_lazy("状态"), ("answered_on", "sent_on")),
    Column("age", gettext_lazy("已历"), ("-sent_on",), numeric=True, under=gettext_lazy("天")),
    Column("holder", gettext_lazy("现由谁办")),
)


@needs("outreach.hear")
def opinions(request: OfficeRequest) -> HttpResponse:
    """List the opinions and needs that the user may see, the open ones first, with their age."""
    setting = Setting(request)
    visible = opinions_visible_to(request.acting, on=setting.on)
    page: ListPage[Any] = ListPage(request, visible, columns=COLUMNS, filters=OpinionFilters)
    if isinstance(page.filters, OpinionFilters):
        page.filters.offer(setting.topics, setting.places)
    if page.exporting:
        return opinions_sheet(page.matching, setting.names, on=setting.on)
    context = setting.page(
        "opinions",
        page=page,
        rows=[
            {
                "row": row,
                "topic": setting.names.get(row.topic),
                "age": age(row.sent_on, answered_on=row.answered_on, on=setting.on),
            }
            for row in page
        ],
        open=visible.filter(answered_on=None).count(),
        sends=holds(request.acting, "outreach.send"),
        enters=request.acting.organisation_id is None,
    )
    return render(request, "outreach/opinions.html", context)


@needs("outreach.send")
def new(request: OfficeRequest) -> HttpResponse:
    """Send an opinion of one's organisation, or enter one that the office was told."""
    setting = Setting(request)
    acting = request.acting
    posted = request.POST if request.method == "POST" else None
    own = acting.organisation_id is not None
    initial = {"place": acting.place_code, "sender": acting.office if own else ""}
    initial |= {"contact": acting.name} if own else {}
    form = OpinionForm(posted, topics=setting.topics, initial=initial)
    choices = place_choices(setting.places, first=_("请选择"))
    reach = (acting.place_path,) if own else acting.paths
    mine = {
        place.code
        for place in setting.places.by_code.values()
        if any(place.path == path if own else is_within(place.path, path) for path in reach)
    }
    form.fields["place"].choices = _within(choices, mine)  # type: ignore[attr-defined]
    if posted is not None and form.is_valid():
        by_code = {place.code: place.id for place in setting.places.by_code.values()}
        try:
            made = actions.send_opinion(
                setting.year,
                form.facts(),
                place_id=by_code[form.cleaned_data["place"]],
                by=acting,
                at=clock.now(),
            )
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("已提交，答复会出现在这里"))
            return HttpResponseRedirect(reverse("outreach:opinion", args=[made.pk]))
    context = setting.page("opinions", form=form, own=own)
    return render(
        request, "outreach/opinion_form.html", context, status=422 if form.errors else 200
    )


def _within(choices: list[Any], codes: set[str]) -> list[Any]:
    """The offered places that are the user's own, under their cities."""
    found: list[Any] = [choices[0]]
    for city, rows in choices[1:]:
        kept = [row for row in rows if row[0] in codes]
        if kept:
            found.append((city, kept))
    return found


@needs("outreach.hear")
def opinion(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one opinion with the way it went; its holder answers or passes it on here."""
    setting = Setting(request)
    return _page(request, setting, opinion_for(request.acting, pk, on=setting.on))


def _page(
    request: OfficeRequest,
    setting: Setting,
    row: Opinion,
    *,
    form: AnswerForm | None = None,
    passing: ForwardForm | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    forwards = may_forward(request.acting, row, on=setting.on)
    context = setting.page(
        "opinions",
        opinion=row,
        topic=setting.names.get(row.topic),
        age=age(row.sent_on, answered_on=row.answered_on, on=setting.on),
        forwardings=row.forwardings.all(),
        answers=may_answer(request.acting, row, on=setting.on),
        form=form or AnswerForm(),
        passing=passing or (_forward_form(row, setting) if forwards else None),
        refusal=refusal,
        holder=row.holder_organisation or row.holder_place,
    )
    return render(request, "outreach/opinion.html", context, status=status)


def _forward_form(row: Opinion, setting: Setting, posted: Any = None) -> ForwardForm:
    form = ForwardForm(posted)
    targets = [(one.key, said(one.name)) for one in targets_of(row, on=setting.on)]
    form.fields["to"].choices = [("", _("请选择")), *targets]  # type: ignore[attr-defined]
    return form


@require_POST
def _answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer an opinion."""
    setting = Setting(request)
    row = opinion_for(request.acting, pk, on=setting.on)
    form = AnswerForm(request.POST)
    words = request.POST.get("answer", "")
    try:
        actions.answer(pk, says=words, by=request.acting, at=clock.now())
    except BadInput as error:
        if form.is_valid():
            put_faults(form, error.faults)
        return _page(request, setting, row, form=form, status=422)
    except Refused as error:
        return _page(request, setting, row, refusal=error, status=error.status)
    toasts.success(request, _("已答复"))
    return HttpResponseRedirect(reverse("outreach:opinion", args=[pk]))


answer = needs("outreach.answer")(_answer)


@require_POST
def _forward(request: OfficeRequest, pk: int) -> HttpResponse:
    """Pass an opinion on."""
    setting = Setting(request)
    row = opinion_for(request.acting, pk, on=setting.on)
    form = _forward_form(row, setting, request.POST)
    to, note = request.POST.get("to", ""), request.POST.get("note", "")
    try:
        actions.forward(pk, to=to, note=note, by=request.acting, at=clock.now())
    except BadInput as error:
        if form.is_valid():
            put_faults(form, error.faults)
        return _page(request, setting, row, passing=form, status=422)
    except Refused as error:
        return _page(request, setting, row, refusal=error, status=error.status)
    toasts.success(request, _("已转办，对方会收到通知"))
    return HttpResponseRedirect(reverse("outreach:opinions"))


forward = needs("outreach.answer")(_forward)


@needs("outreach.read")
def topics(request: OfficeRequest) -> HttpResponse:
    """Show the year's opinions and needs by topic, beside the courses that answer them."""
    setting = Setting(request)
    rows = summary_of(request.acting, setting.year, on=setting.on)
    if request.GET.get("export") == "xlsx":
        return topics_sheet(rows)
    context = setting.page(
        "topics",
        rows=rows,
        sources=answering(),
        total=sum(row.total for row in rows),
        open=sum(row.open for row in rows),
        unmet=sum(row.unmet for row in rows),
        clause=law_of(setting.year).cites("outreach.opinions") or "",
    )
    return render(request, "outreach/topics.html", context)
