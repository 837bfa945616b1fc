"""Public lists: publishing, objections and their answers, withdrawal."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import may
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.places.queries import path_of
from zhicai.publicity import actions, queries
from zhicai.publicity.forms.items import AnswerForm, ListForm, OpinionForm
from zhicai.publicity.queries.places import own_place
from zhicai.publicity.views.page import put_faults, show, to
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("title", gettext_lazy("公示"), ("title",)),
    Column("office", gettext_lazy("单位"), ("office",)),
    Column("starts", gettext_lazy("开始"), ("starts_on",)),
    Column("ends", gettext_lazy("截止"), ("ends_on",)),
    Column("received", gettext_lazy("异议"), ("received",), numeric=True),
    Column("unanswered", gettext_lazy("未答复"), ("unanswered",), numeric=True),
)


@needs("publicity.read")
def lists(request: OfficeRequest) -> HttpResponse:
    """List the public lists of the offices within the user's reach."""
    rows = queries.lists_visible_to(request.acting, on=clock.today())
    page = ListPage(request, rows, columns=COLUMNS, default_sort="-starts")
    return show(request, "lists", "lists", page=page)


@needs("publicity.lists")
def new(request: OfficeRequest) -> HttpResponse:
    """Put a list before the public."""
    form = ListForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        terms = actions.ListTerms(
            title=given["title"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            contact=given["contact"],
            intro=given["intro"],
            columns=form.heads,
        )
        try:
            made = actions.publish_list(
                terms, form.lines, place=own_place(request.acting), by=request.acting,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("名单已公示，姓名按掩码显示。"))
            return to("list", made.pk)
    return show(request, "list_form", "lists", status=422 if form.errors else 200, form=form)


@needs("publicity.read")
def public_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a list with the objections to it."""
    return _list(request, pk)


def _list(
    request: OfficeRequest, pk: int, *, form: AnswerForm | None = None, answering: int = 0
) -> HttpResponse:
    today = clock.today()
    found = queries.list_for(request.acting, pk, on=today)
    return show(
        request,
        "list",
        "lists",
        status=422 if form is not None else 200,
        list=found,
        rows=found.rows.all(),
        objections=found.objections.select_related("row"),
        keeps=may(request.acting, "publicity.lists", path_of(found.place, on=today)),
        form=form or AnswerForm(),
        answering=answering,
        withdraw_form=OpinionForm(),
    )


@require_POST
def _answer(request: OfficeRequest, pk: int) -> HttpResponse:
    objection = queries.objection_for(request.acting, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_objection(
                objection, **form.cleaned_data, by=request.acting, at=clock.now()
            )
        except BadInput as error:
            put_faults(form, error.faults)
        else:
            toasts.success(request, _("已登记答复，请按联系方式告知本人。"))
            return to("list", objection.public_list_id)
    return _list(request, objection.public_list_id, form=form, answering=pk)


answer = needs("publicity.lists")(_answer)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    found = queries.list_for(request.acting, pk, on=clock.today())
    reason = request.POST.get("opinion", "")
    actions.withdraw_list(found, reason=reason, by=request.acting, at=clock.now())
    toasts.success(request, _("公示已撤下。"))
    return to("list", pk)


withdraw = needs("publicity.lists")(_withdraw)
