"""Steps and changes of a class: each posts one action and goes back to the class."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, Stale
from zhicai.places.queries import tree
from zhicai.training import actions
from zhicai.training.forms import MoveForm, PostponeForm, ReasonForm
from zhicai.training.models import TrainingClass
from zhicai.training.queries.classes import class_for, guidance_for, own_class_for
from zhicai.training.rules.steps import STEP_WORDS
from zhicai.training.views.asked import frame
from zhicai.training.views.classes import class_page
from zhicai.training.views.parts import areas
from zhicai.ui.asked import form_faults, number, said, word


def _done(
    request: OfficeRequest, pk: int, act: Callable[[], object], says: str, anchor: str = ""
) -> HttpResponse:
    """Act and go back to the class; what is refused stands on its page."""
    try:
        act()
    except (BadInput, Refused, Stale) as error:
        return class_page(request, pk, error)
    messages.success(request, says)
    return HttpResponseRedirect(reverse("training:class", args=[pk]) + anchor)


@require_POST
def _step(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the next step of a class."""
    found = own_class_for(request.acting, pk, on=clock.today())
    step = word(request, "step")
    if step not in STEP_WORDS:
        raise OutOfScope
    return _done(
        request,
        pk,
        lambda: actions.take_step(found, step, by=request.acting, at=clock.now()),
        _("已办理：%(step)s") % {"step": said(STEP_WORDS[step])},
    )


step = needs("training.run")(_step)


def _checked(form: PostponeForm | MoveForm | ReasonForm) -> None:
    faults = form_faults(form)
    if faults:
        raise BadInput(faults)


@require_POST
def _postpone(request: OfficeRequest, pk: int) -> HttpResponse:
    """Move a class to other days."""
    found = own_class_for(request.acting, pk, on=clock.today())

    def act() -> None:
        form = PostponeForm(request.POST)
        _checked(form)
        actions.postpone(found, **form.cleaned_data, by=request.acting, at=clock.now())

    return _done(request, pk, act, _("已改期，已告知各单位"))


postpone = needs("training.run")(_postpone)


@require_POST
def _move(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hold a class elsewhere."""
    found = own_class_for(request.acting, pk, on=clock.today())
    asked = frame(request, found.programme_year)

    def act() -> None:
        form = MoveForm(request.POST)
        form.offer(areas(tree(asked.year.province.code, on=asked.on), request.acting.place_path))
        _checked(form)
        actions.move(found, **form.cleaned_data, by=request.acting, at=clock.now())

    return _done(request, pk, act, _("已改地点，已告知各单位"))


move = needs("training.run")(_move)


@require_POST
def _cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    """Cancel a class."""
    found = own_class_for(request.acting, pk, on=clock.today())
    reason = word(request, "reason")
    return _done(
        request,
        pk,
        lambda: actions.cancel_class(found, reason=reason, by=request.acting, at=clock.now()),
        _("班次已取消，已告知各单位"),
    )


cancel = needs("training.run")(_cancel)


@require_POST
def _allow(request: OfficeRequest, pk: int) -> HttpResponse:
    """Allow a class outside the window."""
    found = class_for(request.acting, pk, on=clock.today())
    reason = word(request, "reason")
    return _done(
        request,
        pk,
        lambda: actions.allow_outside(found, reason=reason, by=request.acting, at=clock.now()),
        _("已同意，已告知各单位"),
    )


allow = needs("training.allow")(_allow)


@require_POST
def _partner(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add a partner to a class, or take one off."""
    found: TrainingClass = own_class_for(request.acting, pk, on=clock.today())
    gone = number(request, "remove")

    def act() -> None:
        if gone is not None:
            actions.remove_partner(found, gone, by=request.acting, at=clock.now())
        else:
            chosen = number(request, "organisation") or 0
            actions.add_partner(found, chosen, by=request.acting, at=clock.now())

    return _done(request, pk, act, _("合作单位已更新"), "#organisers")


partner = needs("training.run")(_partner)


@require_POST
def _guide(request: OfficeRequest, pk: int) -> HttpResponse:
    """Leave guidance on a class."""
    found = class_for(request.acting, pk, on=clock.today())
    says = word(request, "says")
    return _done(
        request,
        pk,
        lambda: actions.leave_guidance(found, says=says, by=request.acting, at=clock.now()),
        _("指导意见已发给承办单位"),
        "#guidance",
    )


guide = needs("training.guide")(_guide)


@require_POST
def _answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer guidance on a class of one's own."""
    note = guidance_for(request.acting, pk, on=clock.today())
    words = word(request, "answer")
    return _done(
        request,
        note.training_class_id,
        lambda: actions.answer_guidance(note, answer=words, by=request.acting, at=clock.now()),
        _("已答复"),
        "#guidance",
    )


answer = needs("training.run")(_answer)
