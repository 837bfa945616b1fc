"""The course library of an office: what it has designed and uses again."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.foundation.units import plain
from zhicai.planning import actions
from zhicai.planning.forms import course_from
from zhicai.planning.presenters.editor import forms
from zhicai.planning.queries.courses import library_of
from zhicai.planning.rules.content import FORM_WORDS, Form
from zhicai.planning.rules.drafts import empty_course
from zhicai.planning.views.asked import names, setting_of
from zhicai.ui.asked import faults_of, number


@needs("planning.draft")
def courses(request: OfficeRequest) -> HttpResponse:
    """Show the library; keep what is posted."""
    setting = setting_of(request)
    asked = setting.asked()
    typed, faults, status = empty_course(), [], 200
    if request.method == "POST":
        typed = course_from(request.POST, "new")
        try:
            actions.keep_course(typed, by=request.acting, known=asked.known)
        except BadInput as error:
            faults, status = faults_of(error), 422
        else:
            messages.success(request, _("已存入课程库"))
            return HttpResponseRedirect(reverse("planning:courses"))
    words = names(asked)
    kept = library_of(request.acting)
    known = number(request, "edit")
    chosen = kept.filter(pk=known).first() if known else None
    if chosen is not None and request.method != "POST":
        typed = {
            "title": chosen.title, "hours": plain(chosen.hours), "form": chosen.form,
            "lecturer": chosen.lecturer, "items": chosen.items, "themes": chosen.themes,
            "local": chosen.local,
        }  # fmt: skip
    rows = [
        {
            "course": row,
            "form": FORM_WORDS[Form(row.form)],
            "covers": asked.covered(row.items),
            "themes": [words[key] for key in row.themes if key in words],
        }
        for row in kept
    ]
    context = {
        "setting": setting,
        "rows": rows,
        "asked": asked,
        "forms": forms(),
        "typed": typed,
        "faults": faults,
        "editing": chosen,
    }
    return render(request, "planning/courses.html", context, status=status)


@require_POST
def _drop(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a course out of the library."""
    actions.drop_course(pk, by=request.acting, at=clock.now())
    messages.success(request, _("已移出课程库，用过它的计划不受影响"))
    return HttpResponseRedirect(reverse("planning:courses"))


drop = needs("planning.draft")(_drop)
