"""What the security administrator sees of accounts' sign-in, and does about it with a reason."""

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.models import User
from zhicai.foundation import clock
from zhicai.signin import queries
from zhicai.signin.actions import factors, sessions, tries
from zhicai.signin.forms import AccountFilters, ReasonForm
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("username", gettext_lazy("账号"), ("username",)),
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("factor", gettext_lazy("第二步验证")),
    Column("sessions", gettext_lazy("登录设备"), numeric=True),
    Column("last", gettext_lazy("最近登录"), ("came_last",)),
)


@needs("signin.oversee")
def accounts(request: OfficeRequest) -> HttpResponse:
    """List the accounts that one looks after."""
    page = ListPage(
        request,
        queries.accounts_for(request.acting, on=clock.today(), now=timezone.now()),
        columns=COLUMNS,
        filters=AccountFilters,
        default_sort="username",
    )
    return render(request, "signin/accounts.html", {"page": page, "now": clock.now()})


@needs("signin.oversee")
def account(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one account; end its sessions, reset its second factor, let it be tried again."""
    found = queries.account_for(request.acting, pk, on=clock.today(), now=timezone.now())
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _do(request, found, request.POST.get("do", ""), form.cleaned_data["reason"])
        return HttpResponseRedirect(reverse("signin:account", args=[found.pk]))
    context = {
        "account": found,
        "form": form,
        "factors": queries.factors_of(found),
        "sessions": queries.sessions_of(found, now=timezone.now()),
        "identities": queries.identities_of(found).values(),
        "held": found.locked_until is not None and found.locked_until > clock.now(),
    }
    return render(request, "signin/account.html", context)


def _do(request: OfficeRequest, found: User, what: str, reason: str) -> None:
    if what == "end":
        sessions.end_sessions(found, by=request.acting, reason=reason)
        toasts.success(request, _("这个账号的全部登录已结束。"))
    elif what == "reset":
        factors.remove_factors(found, by=request.acting, reason=reason)
        sessions.end_sessions(found, by=request.acting, reason=reason)
        toasts.success(request, _("第二步验证已重置，全部登录已结束。"))
    elif what == "release":
        tries.release(found, by=request.acting, reason=reason)
        toasts.success(request, _("已解除等待，现在就可以登录。"))
