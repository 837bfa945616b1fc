"""Specialists: the posts that employers confirm, and what offices give them."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs, signed_in
from zhicai.accounts.permissions import holds
from zhicai.files.serving import serve_file
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.people import actions
from zhicai.people.forms import IncentiveForm, PostFilters, PostForm
from zhicai.people.models import Person
from zhicai.people.presenters import person_row, post_tag
from zhicai.people.queries import (
    person_for,
    post_counts,
    posts_of_specialists,
    with_employer,
)
from zhicai.people.queries.specialists import incentive_for, post_of
from zhicai.people.sheets import posts_sheet
from zhicai.people.views.person import form_page
from zhicai.ui.asked import said
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("place", gettext_lazy("县（市、区）"), ("home__code", "name")),
    Column("employer", gettext_lazy("工作单位")),
    Column("certified", gettext_lazy("专员身份起"), ("certified_since",)),
    Column("state", gettext_lazy("岗位确认"), ("confirmed", "confirmed_ip")),
    Column("post", gettext_lazy("确认的岗位")),
)


@needs("people.read")
def posts(request: OfficeRequest) -> HttpResponse:
    """Show who of the certified specialists holds an IP post and who is unconfirmed (HB-4.4.c)."""
    on = clock.today()
    rows = with_employer(posts_of_specialists(request.acting, on=on))
    page: ListPage[QuerySet[Person]] = ListPage(
        request, rows, columns=COLUMNS, filters=PostFilters, default_sort="place"
    )
    counts = post_counts(request.acting, on=on)
    if isinstance(page.filters, PostFilters):
        page.filters.offer([(one.code, one.name) for one in counts])
    if page.exporting:
        return posts_sheet(page.matching)
    context = {
        "page": page,
        "rows": [person_row(one) | {"tag": post_tag(one)} for one in page],
        "counts": counts,
        "everyone": sum(one.everyone for one in counts),
        "in_ip_posts": sum(one.in_ip_posts for one in counts),
        "elsewhere": sum(one.elsewhere for one in counts),
        "unconfirmed": sum(one.unconfirmed for one in counts),
        "confirms": request.acting.organisation_id is not None,
        "tab": "posts",
        "decides": holds(request.acting, "people.decide"),
    }
    return render(request, "people/posts.html", context)


@needs("people.confirm_post")
def confirm(request: OfficeRequest, pk: int) -> HttpResponse:
    """Let the employer confirm the post of one of its specialists."""
    work = post_of(request.acting, pk, on=clock.today())
    initial = {
        "post": work.post,
        "is_ip_post": "1" if work.is_ip_post else None,
        "since": work.valid_from,
    }
    form = PostForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        actions.confirm_post(work.person, by=request.acting, at=clock.now(), **given)
        return _("已确认 %(name)s 的岗位") % {"name": work.person.name}

    return form_page(
        request, "people/confirm_post.html", form, act, person=work.person,
        back=reverse("people:posts"),
    )  # fmt: skip


@needs("people.reward")
def incentive(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record what the office gave a specialist (HB-4.4.b)."""
    found = person_for(request.acting, pk, on=clock.today())
    form = IncentiveForm(request.POST or None, request.FILES or None)

    def act(given: dict[str, Any]) -> str:
        actions.record_incentive(
            found, form.facts(), upload=given["file"], by=request.acting, at=clock.now()
        )
        return _("激励已登记，显示在专员档案中")

    return form_page(request, "people/incentive.html", form, act, person=found)


@require_safe
def _incentive_file(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Hand out the evidence of an incentive."""
    found = incentive_for(request.acting, pk, on=clock.today())
    if found.file is None:
        raise OutOfScope
    return serve_file(found.file, inline=request.GET.get("inline") == "1")


incentive_file = signed_in(_incentive_file)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take back an incentive recorded by mistake."""
    found = incentive_for(request.acting, pk, on=clock.today())
    reason = request.POST.get("reason", "")[:200]
    try:
        actions.withdraw_incentive(found, reason=reason, by=request.acting, at=clock.now())
    except BadInput as error:
        messages.warning(request, said(error.says))
    else:
        messages.success(request, _("激励记录已撤销，操作日志保留"))
    return HttpResponseRedirect(reverse("people:person", args=[found.person_id]))


withdraw = needs("people.reward")(_withdraw)
