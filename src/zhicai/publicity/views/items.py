"""Items: the list, writing, review, publishing, withdrawal."""

from datetime import datetime
from typing import Any

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import may
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Stale
from zhicai.places.queries import path_of
from zhicai.programmes.scope import year_or_none
from zhicai.publicity import actions, queries
from zhicai.publicity.forms.items import ItemFilters, ItemForm, OpinionForm
from zhicai.publicity.models import Item
from zhicai.publicity.rules.items import (
    EDITABLE,
    KIND_WORDS,
    STATE_TONES,
    STATE_WORDS,
    STEP_WORDS,
    Kind,
    State,
)
from zhicai.publicity.views.page import put_faults, show, to
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("title", gettext_lazy("标题"), ("title",)),
    Column("kind", gettext_lazy("类别"), ("kind",)),
    Column("office", gettext_lazy("单位"), ("office",)),
    Column("state", gettext_lazy("状态"), ("state",)),
    Column("published", gettext_lazy("发布日期"), ("published_on",)),
    Column("edited", gettext_lazy("最近改动"), ("edited_at",)),
)


@needs("publicity.read")
def items(request: OfficeRequest) -> HttpResponse:
    """List the items within the user's reach."""
    page = ListPage(
        request,
        queries.items_visible_to(request.acting, on=clock.today()),
        columns=COLUMNS,
        filters=ItemFilters,
        default_sort="-edited",
    )
    rows = [described(one) for one in page]
    return show(request, "items", "items", page=page, rows=rows)


def described(one: Item) -> dict[str, Any]:
    """Return an item with its words for kind and state."""
    state = State(one.state)
    return {
        "item": one,
        "kind": KIND_WORDS[Kind(one.kind)],
        "state": STATE_WORDS[state],
        "tone": STATE_TONES[state],
    }


@needs("publicity.write")
def new(request: OfficeRequest) -> HttpResponse:
    """Write a new item."""
    form = ItemForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_item(
                form.words, year=year_or_none(request), by=request.acting, at=clock.now()
            )
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            return _saved(request, made)
    return _form(request, form, None)


@needs("publicity.write")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change an item that is not before a reviewer or the public."""
    found = queries.item_for(request.acting, pk, on=clock.today())
    if request.method != "POST":
        names = [*actions.Words.__dataclass_fields__, "revision"]
        form = ItemForm(initial={name: getattr(found, name) for name in names})
        return _form(request, form, found)
    form = ItemForm(request.POST)
    stale = None
    if form.is_valid():
        try:
            made = actions.save_item(
                found,
                form.words,
                revision=form.cleaned_data["revision"] or 0,
                by=request.acting,
                at=clock.now(),
            )
        except BadInput as error:
            put_faults(form, error.faults)
        except Stale as error:
            stale = error
        else:
            return _saved(request, made)
    return _form(request, form, found, stale=stale)


def _saved(request: OfficeRequest, made: Item) -> HttpResponse:
    toasts.success(request, _("稿件已保存，可以预览后送审。"))
    return to("item", made.pk)


def _form(
    request: OfficeRequest, form: ItemForm, found: Item | None, *, stale: Stale | None = None
) -> HttpResponse:
    status = stale.status if stale else 422 if form.errors else 200
    choices = queries.figure_choices()
    return show(
        request, "item_form", "items", status=status, form=form, item=found, stale=stale,
        choices=choices,
    )  # fmt: skip


@needs("publicity.read")
def item(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an item as the public will read it, with its way through the offices."""
    return _item(request, pk, OpinionForm())


def _item(request: OfficeRequest, pk: int, form: OpinionForm, *, status: int = 200) -> HttpResponse:
    today = clock.today()
    found = queries.item_for(request.acting, pk, on=today)
    blocks, figures = queries.shown(found, on=today)
    path = path_of(found.place, on=today)
    state = State(found.state)
    own = found.author_id == request.acting.user_id
    reviewer = may(request.acting, "publicity.review", path)
    writer = may(request.acting, "publicity.write", path)
    return show(
        request,
        "item",
        "items",
        status=status,
        **described(found),
        blocks=blocks,
        figures=figures,
        form=form,
        steps=_steps(found),
        edits=writer and state in EDITABLE,
        reviews=reviewer and state is State.REVIEW and not own,
        own_review=reviewer and state is State.REVIEW and own,
        withdraws=reviewer and state is State.PUBLISHED,
    )


def _steps(found: Item) -> list[dict[str, Any]]:
    return [
        {
            "title": STEP_WORDS[step.what],
            "state": "returned" if step.what in ("returned", "withdrawn") else "done",
            "who": f"{step.by} · {step.office}",
            "at": _moment(step.at),
            "opinion": step.opinion,
        }
        for step in found.steps.all()
    ]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"


@require_POST
def _send(request: OfficeRequest, pk: int) -> HttpResponse:
    found = queries.item_for(request.acting, pk, on=clock.today())
    form = OpinionForm()
    try:
        actions.send_item(found, by=request.acting, at=clock.now())
    except BadInput as error:
        form = OpinionForm(request.POST)
        form.is_valid()
        put_faults(form, error.faults)
        return _item(request, pk, form, status=422)
    toasts.success(request, _("稿件已送审，审核人可以在待我办理里看到。"))
    return to("item", pk)


send = needs("publicity.write")(_send)


@require_POST
def _review(request: OfficeRequest, pk: int) -> HttpResponse:
    found = queries.item_for(request.acting, pk, on=clock.today())
    form = OpinionForm(request.POST)
    publishing = request.POST.get("go") == "publish"
    if form.is_valid():
        try:
            if publishing:
                actions.publish_item(found, by=request.acting, at=clock.now())
                toasts.success(request, _("稿件已发布，公众现在可以看到。"))
            else:
                opinion = form.cleaned_data["opinion"]
                actions.return_item(found, opinion=opinion, by=request.acting, at=clock.now())
                toasts.success(request, _("稿件已退回作者修改。"))
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            return to("item", pk)
    return _item(request, pk, form, status=422)


review = needs("publicity.review")(_review)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    found = queries.item_for(request.acting, pk, on=clock.today())
    form = OpinionForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["opinion"]
        try:
            actions.withdraw_item(found, reason=reason, by=request.acting, at=clock.now())
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("稿件已撤下，公众不再看到。"))
            return to("item", pk)
    return _item(request, pk, form, status=422)


withdraw = needs("publicity.review")(_withdraw)
