"""Questionnaires: the list, writing with a preview, publishing."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import may
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Stale
from zhicai.places.queries import path_of
from zhicai.publicity.forms.surveys import WRITTEN_EXAMPLE, QuestionnaireForm
from zhicai.publicity.queries import SCORES
from zhicai.publicity.queries.places import own_place
from zhicai.publicity.starting import STARTING
from zhicai.publicity.views.page import put_faults, show, to
from zhicai.surveys import actions
from zhicai.surveys.models import Questionnaire
from zhicai.surveys.queries import questionnaire_for, questionnaires_visible_to
from zhicai.surveys.rules.content import content_of
from zhicai.surveys.rules.written import parse, write
from zhicai.surveys.screens import asked_in
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("title", gettext_lazy("问卷"), ("title",)),
    Column("place", gettext_lazy("单位"), ("place__code",)),
    Column("published", gettext_lazy("已发布版本"), ("published",), numeric=True),
    Column("edited", gettext_lazy("最近改动"), ("edited_at",)),
)


@needs("surveys.read")
def questionnaires(request: OfficeRequest) -> HttpResponse:
    """List the questionnaires within the user's reach."""
    rows = questionnaires_visible_to(request.acting, on=clock.today())
    page = ListPage(request, rows, columns=COLUMNS, default_sort="-edited")
    return show(request, "questionnaires", "rounds", page=page)


@needs("surveys.run")
def new(request: OfficeRequest) -> HttpResponse:
    """Begin a questionnaire; ``?use=scores`` starts from the one for the three scores."""
    scores = request.GET.get("use") == "scores"
    use = SCORES if scores else "general"
    title = _("专员培训认知度、认可度、满意度调查") if scores else ""
    initial = {"title": title, "written": STARTING if scores else WRITTEN_EXAMPLE}
    form = QuestionnaireForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        content, faults = parse(form.cleaned_data["written"])
        put_faults(form, faults)
        try:
            if not faults:
                made = actions.draft_questionnaire(
                    form.cleaned_data["title"], place=own_place(request.acting), content=content,
                    by=request.acting, at=clock.now(), use=use,
                )  # fmt: skip
                return _done(request, made)
        except BadInput as error:
            put_faults(form, error.faults)
    return _form(request, form, None)


@needs("surveys.read")
def questionnaire(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a questionnaire with a preview; its office changes and publishes it here."""
    today = clock.today()
    found = questionnaire_for(request.acting, pk, on=today)
    if request.method != "POST":
        initial = {"title": found.title, "revision": found.revision}
        initial["written"] = write(content_of(found.draft))
        return _form(request, QuestionnaireForm(initial=initial), found)
    form = QuestionnaireForm(request.POST)
    stale = None
    if form.is_valid():
        content, faults = parse(form.cleaned_data["written"])
        put_faults(form, faults)
        try:
            if not faults:
                made = actions.save_draft(
                    found, title=form.cleaned_data["title"], content=content,
                    revision=form.cleaned_data["revision"] or 0, by=request.acting, at=clock.now(),
                )  # fmt: skip
                return _done(request, made)
        except BadInput as error:
            put_faults(form, error.faults)
        except Stale as error:
            stale = error
    return _form(request, form, found, stale=stale)


def _done(request: OfficeRequest, made: Questionnaire) -> HttpResponse:
    if request.POST.get("go") == "publish":
        version = actions.publish(made, by=request.acting, at=clock.now())
        said = _("第 %(number)d 版已发布，内容不再改变。") % {"number": version.number}
        toasts.success(request, said)
    else:
        toasts.success(request, _("问卷已保存。"))
    return to("questionnaire", made.pk)


def _form(
    request: OfficeRequest,
    form: QuestionnaireForm,
    found: Questionnaire | None,
    *,
    stale: Stale | None = None,
) -> HttpResponse:
    content = content_of(found.draft) if found is not None else None
    runs = found is None or may(
        request.acting, "surveys.run", path_of(found.place, on=clock.today())
    )
    return show(
        request,
        "questionnaire",
        "rounds",
        status=stale.status if stale else 422 if form.errors else 200,
        form=form,
        questionnaire=found,
        versions=found.versions.all() if found is not None else (),
        preview=[(s, asked_in(content, s, {})) for s in content.sections] if content else (),
        stale=stale,
        edits=runs,
    )
