"""Open to everyone: setting a password by a slip, and asking for one that was lost."""

from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhicai.accounts.acting import Oneself
from zhicai.accounts.actions import ask_reset
from zhicai.accounts.guard import public
from zhicai.accounts.queries import ticket_for
from zhicai.accounts.rules import TicketState, ticket_state
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Refused
from zhicai.staff.actions import enter as enter_by
from zhicai.staff.forms import LostPasswordForm, NewPasswordForm
from zhicai.ui.asked import take_faults


@never_cache
def _enter(request: HttpRequest, token: str) -> HttpResponse:
    """Set the password by a slip; a token that is none of ours looks like no page at all."""
    ticket, at = ticket_for(token), clock.now()
    state = ticket_state(
        expires_at=ticket.expires_at,
        used_at=ticket.used_at,
        withdrawn_at=ticket.withdrawn_at,
        at=at,
    )
    context = {"ticket": ticket, "state": state.value, "invitation": ticket.kind == "invitation"}
    if state is not TicketState.OPEN:
        return render(request, "staff/void.html", context, status=410)
    form, status = NewPasswordForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            by = Oneself(ticket.user.username, ticket.user.name)
            try:
                enter_by(ticket, password=form.cleaned_data["password"], by=by, at=at)
            except (BadInput, Refused) as error:
                take_faults(form, error)
            else:
                messages.success(request, _("密码已设好，请用账号和新密码登录"))
                return HttpResponseRedirect(reverse("accounts:login"))
    return render(request, "staff/enter.html", {**context, "form": form}, status=status)


enter = public(_enter)


@never_cache
def _lost_password(request: HttpRequest) -> HttpResponse:
    """Take the name of an account; the answer is the same whether there is one or not."""
    form = LostPasswordForm(request.POST or None)
    done = request.method == "POST" and form.is_valid()
    if done:
        make_password(form.cleaned_data["username"])  # far slower than what differs in between
        ask_reset(form.cleaned_data["username"].strip(), at=clock.now())
    status = 422 if request.method == "POST" and not done else 200
    return render(request, "staff/lost_password.html", {"form": form, "done": done}, status=status)


lost_password = public(_lost_password)
