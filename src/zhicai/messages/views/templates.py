"""The words in which messages leave: every kind, and the form that rewords one."""

from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.messages import actions
from zhicai.messages.forms import TemplateForm, put_faults, words_of
from zhicai.messages.models import Message
from zhicai.messages.presenters import tabs_for
from zhicai.messages.queries.wordings import wordings
from zhicai.messages.rules.wording import LONGEST_SHORT, PLACEHOLDERS, start_of


@needs("messages.reword")
def templates(request: OfficeRequest) -> HttpResponse:
    """Show the words of every kind of message."""
    own = wordings()
    rows = [
        (kind, label, own.get(kind) or start_of(kind), kind in own)
        for kind, label in Message.Kind.choices
    ]
    context = {"rows": rows, "tabs": tabs_for(request.acting, "templates")}
    return render(request, "messages/templates.html", context)


@needs("messages.reword")
def template(request: OfficeRequest, kind: str) -> HttpResponse:
    """Show the words of one kind of message and change them; every fault is told at once."""
    if kind not in Message.Kind.values:
        raise OutOfScope
    start = start_of(kind)
    form = TemplateForm(initial=words_of(wordings().get(kind) or start))
    if request.method == "POST":
        again = "restore" in request.POST
        form = TemplateForm(words_of(start) if again else request.POST)
        if form.is_valid():
            try:
                actions.reword(Message.Kind(kind), form.template, by=request.acting, at=clock.now())
            except BadInput as no:
                put_faults(form, no.faults)
            else:
                toasts.success(request, _("模板已保存，下一次投递起生效。"))
                return HttpResponseRedirect(reverse("messages:templates"))
    context = {
        "form": form,
        "kind": Message.Kind(kind),
        "placeholders": [(f"{{{name}}}", says) for name, says in PLACEHOLDERS.items()],
        "longest": LONGEST_SHORT,
    }
    status = 422 if form.errors else 200
    return render(request, "messages/template.html", context, status=status)
