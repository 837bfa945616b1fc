"""What rule keepers do beside deciding: open a year, reload the rules, keep texts and holidays."""

from typing import Any

from django import forms
from django.contrib import messages as toasts
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds, require
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, OutOfScope, Stale
from zhicai.programmes.actions import open_year, reload_law, reword, upload_holidays
from zhicai.programmes.actions.holidays import LARGEST
from zhicai.programmes.forms import ReasonForm, put_faults
from zhicai.programmes.queries import history_of_text, library, texts_of
from zhicai.programmes.queries.calendar_years import holiday_years, template_for
from zhicai.programmes.queries.opening import openable_years, province_of
from zhicai.programmes.scope import year_of
from zhicai.programmes.views.page import back_to, programme_page
from zhicai.sheets.downloads import download


class OpenYearForm(forms.Form):
    """Which programme, which year: one choice of the two together."""

    choice = forms.ChoiceField(label=gettext_lazy("项目和年度"), widget=forms.RadioSelect)


@needs("programmes.keep")
def open_next_year(request: OfficeRequest) -> HttpResponse:
    """Offer the programme years that can be opened, and open one."""
    offered = openable_years(request.acting, on=clock.today())
    form = OpenYearForm(request.POST or None)
    form.fields["choice"].choices = [  # type: ignore[attr-defined]
        (f"{one.programme}/{one.year}", one.name) for one in offered if one.decision.allowed
    ]
    if request.method == "POST" and form.is_valid():
        programme, _slash, year = form.cleaned_data["choice"].partition("/")
        opened = open_year(
            programme,
            year=int(year),
            province=province_of(request.acting),
            by=request.acting,
            on=clock.today(),
        )
        said = _("已开启 %(year)d 年度，各单位可以编报计划。") % {"year": opened.year}
        toasts.success(request, said)
        return HttpResponseRedirect(reverse("programmes:overview") + f"?year={opened.pk}")
    context = {"form": form, "offered": offered, "problems": library().problems}
    status = 422 if form.errors else 200
    return render(request, "programmes/open_year.html", context, status=status)


@needs("programmes.keep")
def rules(request: OfficeRequest) -> HttpResponse:
    """Show the rule folders as read, and what is wrong in which file and line."""
    held = library()
    context = {"problems": held.problems, "programmes": held.programmes.values()}
    return render(request, "programmes/rules.html", context)


@require_POST
def _reload(request: OfficeRequest) -> HttpResponse:
    found = reload_law(by=request.acting)
    if found.problems:
        toasts.error(request, _("有规则文件读不出来，仍按上一个可用的版本执行。"))
    else:
        said = _("规则已重新读取，%(count)d 个项目有变化。") % {"count": len(found.changed)}
        toasts.success(request, said)
    return back_to(request, "rules")


reload_rules = needs("programmes.keep")(_reload)


# --- texts ---------------------------------------------------------------------------------------


class TextForm(ReasonForm):
    """The words in both languages, and the version that they change."""

    zh = forms.CharField(label=gettext_lazy("中文"), widget=forms.Textarea(attrs={"rows": 8}))
    en = forms.CharField(
        label=gettext_lazy("英文"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("留空时，英文界面显示中文。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("zh", "en", "reason", "version")

    def __init__(self, shape: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shape == "page":
            return
        for name in ("zh", "en"):
            self.fields[name].widget = forms.TextInput()
        if shape == "address":
            self.fields["zh"].label = _("网址")
            self.fields["zh"].required = False
            del self.fields["en"]


@needs("programmes.read")
def text(request: OfficeRequest, key: str) -> HttpResponse:
    """Show one text of the programme with its versions; a rule keeper rewords it here."""
    year = year_of(request)
    shown = texts_of(year).get(key)
    if shown is None:
        raise OutOfScope
    form, status, stale = None, 200, None
    if request.method == "POST":
        require(request.acting, "programmes.keep", year.province.code)
        form = TextForm(shown.form, request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                reword(
                    year,
                    key,
                    zh=given["zh"],
                    en=given.get("en", ""),
                    reason=given["reason"],
                    version=given["version"],
                    by=request.acting,
                    at=clock.now(),
                )
            except BadInput as error:
                put_faults(form, error.faults)
            except Stale as error:
                stale = error
            else:
                toasts.success(request, _("新版本已发布，旧版本仍可查看。"))
                return HttpResponseRedirect(request.get_full_path())
        status = stale.status if stale else 422
    elif holds(request.acting, "programmes.keep"):
        initial = {"zh": shown.says.zh, "en": shown.says.en, "version": shown.version}
        form = TextForm(shown.form, initial=initial)
    history = history_of_text(year, key)
    context = programme_page(
        request, year, "overview", text=shown, form=form, history=history, stale=stale
    )
    return render(request, "programmes/text.html", context, status=status)


# --- holidays ------------------------------------------------------------------------------------


class HolidayForm(ReasonForm):
    """A file, or the same typed."""

    file = forms.FileField(label=gettext_lazy("放假安排文件"), required=False)
    table = forms.CharField(
        label=gettext_lazy("或直接填写"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    field_order = ("file", "table", "reason")


@needs("programmes.read")
def holidays(request: OfficeRequest) -> HttpResponse:
    """Show the years whose office calendar is known; a rule keeper uploads one here."""
    year = year_of(request)
    form, status = None, 200
    if request.method == "POST":
        require(request.acting, "programmes.keep", year.province.code)
        form = HolidayForm(request.POST, request.FILES)
        if form.is_valid() and _upload(request, form):
            return HttpResponseRedirect(request.get_full_path())
        status = 422
    elif holds(request.acting, "programmes.keep"):
        form = HolidayForm(initial={"table": template_for(year.year + 1)})
    context = programme_page(
        request, year, "calendar", form=form, known=holiday_years(clock.today())
    )
    return render(request, "programmes/holidays.html", context, status=status)


def _upload(request: OfficeRequest, form: HolidayForm) -> bool:
    sent = form.cleaned_data["file"]
    try:
        tables = upload_holidays(
            year_of(request),
            sent.read(LARGEST + 1) if sent else form.cleaned_data["table"],
            reason=form.cleaned_data["reason"],
            by=request.acting,
            at=clock.now(),
        )
    except BadInput as error:
        put_faults(form, error.faults)
        return False
    years = _("、").join(str(table.year) for table in tables)
    toasts.success(
        request, _("已收下 %(years)s 年的放假安排，期限已按新表推算。") % {"years": years}
    )
    return True


@needs("programmes.read")
def holiday_template(request: OfficeRequest) -> HttpResponse:
    """Hand out a table to fill in for the coming year."""
    year = clock.today().year + 1
    return download(template_for(year).encode(), f"holidays-{year}.yaml")
