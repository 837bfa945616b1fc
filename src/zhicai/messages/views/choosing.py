"""How the user and the user's office are told: through which channels, for which kinds."""

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, require
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.messages import actions
from zhicai.messages.forms import ChoicesForm, RobotForm, put_faults
from zhicai.messages.presenters import channel_name, tabs_for
from zhicai.messages.queries.choices import (
    contact_of,
    has_robot,
    wanted_by_office,
    wanted_by_person,
    ways,
)
from zhicai.messages.queries.routes import quiet_hours
from zhicai.ui.asked import said

Wanted = dict[tuple[str, str], bool]


@needs("messages.read")
def settings(request: OfficeRequest) -> HttpResponse:
    """Show and keep how the user, and the user's office, are told."""
    acting = request.acting
    person, office = wanted_by_person(acting), wanted_by_office(acting)
    robot = RobotForm()
    status = 200
    if request.method == "POST":
        whose = request.POST.get("whose", "person")
        if whose == "robot":
            robot = RobotForm(request.POST)
            if _keep_robot(request, robot):
                return HttpResponseRedirect(reverse("messages:settings"))
            status = 422
        else:
            _keep(request, office if whose == "office" else person, office=whose == "office")
            return HttpResponseRedirect(reverse("messages:settings"))
    chooses = holds(acting, "messages.choose")
    context = {
        "tabs": tabs_for(acting, "settings"),
        "person": _form(person) if person else None,
        "office": _form(office) if chooses else None,
        "person_ways": [channel_name(name) for name in _channels(person)],
        "office_ways": [channel_name(name) for name in _channels(office)],
        "robot": robot if chooses and any(one.reach == "robot" for one in ways()) else None,
        "has_robot": chooses and has_robot(acting),
        "contact": contact_of(acting),
        "quiet": quiet_hours(),
    }
    return render(request, "messages/settings.html", context, status=status)


def _channels(wanted: Wanted) -> list[str]:
    return list(dict.fromkeys(channel for _, channel in wanted))


def _form(wanted: Wanted, data: object = None) -> ChoicesForm:
    names = {name: said(channel_name(name)) for name in _channels(wanted)}
    initial = {f"{kind}.{channel}": value for (kind, channel), value in wanted.items()}
    return ChoicesForm(data, keys=wanted, names=names, initial=initial)


def _keep(request: OfficeRequest, wanted: Wanted, *, office: bool) -> None:
    """Keep the ticks that differ from what holds now: what nobody touched follows the office."""
    form = _form(wanted, request.POST)
    if not form.is_valid():  # ticks are never wrong
        return
    changed = {key: tick for key, tick in form.choices.items() if tick != wanted[key]}
    choose = actions.choose_for_office if office else actions.choose_for_oneself
    choose(changed, by=request.acting, at=clock.now())
    toasts.success(request, _("设置已保存，下一条消息起生效。"))


def _keep_robot(request: OfficeRequest, form: RobotForm) -> bool:
    require(request.acting, "messages.choose")
    if not form.is_valid():
        return False
    try:
        actions.keep_robot(form.cleaned_data["robot"], by=request.acting, at=clock.now())
    except BadInput as no:
        put_faults(form, no.faults)
        return False
    toasts.success(request, _("群机器人已保存。"))
    return True
