"""One person: posts, slips, deputies, leaving."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.models import User
from zhicai.accounts.queries import tickets_of
from zhicai.audit.queries import history_of
from zhicai.audit.verbs import verb_words
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.staff import actions
from zhicai.staff.forms import ContactForm, DeputyForm, LeaveForm
from zhicai.staff.presenters import contact_facts, state_tag, ticket_rows
from zhicai.staff.queries import (
    Office,
    Post,
    kept_whole,
    offices_for,
    person_for,
    posts_of,
    successors_for,
)
from zhicai.ui.asked import take_faults

MOST_HISTORY = 30


def _found(request: OfficeRequest, pk: int) -> tuple[User, list[Office], list[Post]]:
    on = clock.today()
    user = person_for(request.acting, pk, on=on, at=clock.now())
    offices = offices_for(request.acting, on=on)
    return user, offices, posts_of(request.acting, [user], offices, on=on).get(user.pk, [])


@require_safe
def _person(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show someone's account: posts, slips, history."""
    return _page(request, pk, ContactForm())


person = needs("staff.manage")(_person)


def _page(request: OfficeRequest, pk: int, form: ContactForm, status: int = 200) -> HttpResponse:
    user, _offices, posts = _found(request, pk)
    oneself = user.pk == request.acting.user_id
    state: str = user.state  # type: ignore[attr-defined]
    history = [
        {"entry": entry, "words": verb_words(entry.verb)}
        for entry in history_of(user)[:MOST_HISTORY]
    ]
    kept = any(post.managed for post in posts)
    context = {
        "person": user,
        "tag": state_tag(state),
        "posts": posts,
        "oneself": oneself,
        "kept": kept,
        "whole": user.pk in kept_whole({user.pk: posts}, on=clock.today()) and not oneself,
        "locked": state == "locked",
        "invited": state == "invited",
        "facts": [
            {"label": _("账号"), "value": user.username},
            *contact_facts(user, oneself=oneself),
        ],
        "tickets": ticket_rows(tickets_of(user)[:10], at=clock.now()),
        "history": history,
        "form": form,
    }
    return render(request, "staff/person.html", context, status=status)


@require_POST
def _change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Unlock, withdraw the slip, correct the contacts, end a deputy."""
    by, at = request.acting, clock.now()
    user = person_for(by, pk, on=clock.today(), at=at)
    do = request.POST.get("do")
    if do == "contacts":
        return _contacts(request, user)
    if do == "unlock":
        actions.unlock([user], by=by, at=at)
        messages.success(request, _("已解除锁定"))
    elif do == "withdraw":
        actions.withdraw_slip(user, by=by, at=at)
        messages.success(request, _("单据已收回，原来的链接不能再用"))
    elif do == "end-deputy":
        actions.end_deputies(user, request.POST.get("office", ""), by=by, at=at)
        messages.success(request, _("代理已结束"))
    return HttpResponseRedirect(reverse("staff:person", args=[pk]))


change = needs("staff.manage")(_change)


def _contacts(request: OfficeRequest, user: User) -> HttpResponse:
    form = ContactForm(request.POST)
    if form.is_valid():
        phone, email = (form.cleaned_data[name].strip() for name in ("phone", "email"))
        try:
            actions.correct_contacts(
                user, phone=phone, email=email, by=request.acting, at=clock.now()
            )
        except BadInput as error:
            take_faults(form, error)
        else:
            messages.success(request, _("联系方式已更正"))
            return HttpResponseRedirect(reverse("staff:person", args=[user.pk]))
    return _page(request, user.pk, form, status=422)


@needs("staff.manage")
def leave(request: OfficeRequest, pk: int) -> HttpResponse:
    """End someone's post in an office, at once, and say who takes over."""
    user, post = _of_post(request, pk, oneself=False)
    form = LeaveForm(request.POST or None)
    _offer(request, form, user, post)

    def act(given: dict[str, Any]) -> str:
        actions.leave(user, post.office, by=request.acting, at=clock.now(), **given)
        return _("已办理离岗，%(name)s 立即不能再办理%(office)s的业务") % {
            "name": user.name,
            "office": post.name,
        }

    return _form_page(request, "staff/leave.html", form, act, user=user, post=post)


@needs("staff.manage")
def deputy(request: OfficeRequest, pk: int) -> HttpResponse:
    """Name who stands in for someone from one day to another."""
    user, post = _of_post(request, pk, oneself=True)
    form = DeputyForm(request.POST or None, initial={"since": clock.today()})
    _offer(request, form, user, post)

    def act(given: dict[str, Any]) -> str:
        actions.name_deputy(user, post.office, by=request.acting, at=clock.now(), **given)
        return _("已指定代理人，到期自动结束")

    return _form_page(request, "staff/deputy.html", form, act, user=user, post=post)


def _of_post(request: OfficeRequest, pk: int, *, oneself: bool) -> tuple[User, Post]:
    """The person and the post that the page is about: ``?office=``, else the only one."""
    user, _offices, posts = _found(request, pk)
    own = oneself and user.pk == request.acting.user_id
    open_posts = [post for post in posts if post.managed or (own and post.present)]
    wanted = request.GET.get("office")
    for post in open_posts:
        if wanted in (None, "", post.office):
            return user, post
    raise OutOfScope


def _offer(request: OfficeRequest, form: LeaveForm | DeputyForm, user: User, post: Post) -> None:
    people = successors_for(request.acting, user, post, on=clock.today())
    form.offer([(str(one.pk), f"{one.name}（{one.username}）") for one in people])


def _form_page(
    request: OfficeRequest,
    template: str,
    form: LeaveForm | DeputyForm,
    act: Callable[[dict[str, Any]], str],
    *,
    user: User,
    post: Post,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                messages.success(request, act(form.cleaned_data))
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                return HttpResponseRedirect(reverse("staff:person", args=[user.pk]))
    context = {"person": user, "post": post, "form": form}
    return render(request, template, context, status=status)
