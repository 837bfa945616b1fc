"""Opening accounts: one by a form, many from Excel, enterprises of one's own place."""

from base64 import b64encode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.models import Role
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused
from zhicai.foundation.text import Text
from zhicai.sheets.marking import mark_faults
from zhicai.staff import actions
from zhicai.staff.forms import AccountForm, EnterpriseForm
from zhicai.staff.presenters import office_choices
from zhicai.staff.queries import Office, enterprises_of, offices_for
from zhicai.staff.sheets import Upload, read_people, template_sheet
from zhicai.ui.asked import take_faults

MOST_BYTES = 1_500_000
"""A marked file larger than this is not handed back inside the page."""
NO_FILE = Text("请选择要导入的 Excel 文件。", "Choose the Excel file to import.")


def _offices(request: OfficeRequest) -> list[Office]:
    """The offices for which one opens accounts; a page of its own where there is none."""
    offices = offices_for(request.acting, on=clock.today())
    return [office for office in offices if office.posts(request.acting)]


@needs("staff.manage")
def open_account(request: OfficeRequest) -> HttpResponse:
    """Open one account."""
    offices = _offices(request)
    form = AccountForm(request.POST or None, initial={"office": request.GET.get("office")})
    held = {role for office in offices for role in office.posts(request.acting)}
    form.offer(office_choices(offices), [role for role in Role if role in held])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                people = actions.open_people([form.newcomer()], by=request.acting, at=clock.now())
            except (BadInput, Refused) as error:
                take_faults(form, error)
                status = error.status
            else:
                return _opened(request, form, [user.pk for user in people])
    context = {"form": form, "tab": "people"}
    return render(request, "staff/open.html", context, status=status)


def _opened(request: OfficeRequest, form: AccountForm, people: list[int]) -> HttpResponse:
    if not people:
        messages.warning(request, _("这个账号已有这个岗位，没有重复开通"))
        return HttpResponseRedirect(reverse("staff:people"))
    messages.success(request, _("账号已开通，请打印开通单交给本人"))
    return HttpResponseRedirect(reverse("staff:person", args=[people[0]]))


@require_safe
def _template(request: OfficeRequest) -> HttpResponse:
    """Hand out the empty table."""
    return template_sheet(_offices(request), request.acting)


template = needs("staff.manage")(_template)


@needs("staff.manage")
def import_people(request: OfficeRequest) -> HttpResponse:
    """Check a table of newcomers; open the accounts of all rows, or of all sound rows, or none."""
    offices = _offices(request)
    if request.method != "POST":
        return _page(request, None)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, BadInput([Fault(NO_FILE, field="file")]))
    original = upload.read()
    try:
        sheet = read_people(original, offices, by=request.acting, at=clock.now())
    except BadInput as error:
        return _page(request, error)
    do = request.POST.get("do")
    if do == "check" or (sheet.faults and do != "sound") or not sheet.sound:
        return _page(request, None, sheet, original)
    people = actions.open_people(sheet.sound, by=request.acting, at=clock.now())
    n, there = len(people), len(sheet.sound) - len(people)
    messages.success(request, ngettext("已开通 %(n)d 人", "已开通 %(n)d 人", n) % {"n": n})
    if there:
        messages.warning(request, _("%(n)d 人已有这个岗位，没有重复开通") % {"n": there})
    if sheet.faults:
        return _page(request, None, sheet, original, opened=n)
    return HttpResponseRedirect(reverse("staff:people") + "?state=invited")


def _page(
    request: OfficeRequest,
    error: BadInput | None,
    sheet: Upload | None = None,
    original: bytes = b"",
    *,
    opened: int | None = None,
) -> HttpResponse:
    faults = list(error.faults) if error else list(sheet.faults) if sheet else []
    context = {
        "faults": faults,
        "rows": len({fault.row for fault in faults if fault.row}),
        "sound": len(sheet.sound) if sheet else 0,
        "checked": sheet is not None,
        "opened": opened,
        "marked": _marked(sheet, original) if sheet and sheet.faults else "",
        "tab": "people",
    }
    return render(request, "staff/import.html", context, status=422 if faults else 200)


def _marked(sheet: Upload, original: bytes) -> str:
    """The user's own file with red cells, as an address inside the page."""
    language = get_language() or "zh-hans"
    content = mark_faults(original, sheet.table, sheet.faults, language=language)
    if len(content) > MOST_BYTES:
        return ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return f"data:{kind};base64,{b64encode(content).decode()}"


@needs("staff.enterprises")
def enterprises(request: OfficeRequest) -> HttpResponse:
    """List the enterprises at home in one's own place; enter another."""
    form, status = EnterpriseForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.enter_enterprise(
                    form.cleaned_data["name"].strip(), by=request.acting, at=clock.now()
                )
            except BadInput as error:
                take_faults(form, error)
            else:
                messages.success(request, _("企业已登记，请为其开通账号"))
                return HttpResponseRedirect(f"{reverse('staff:open')}?office=o{made.pk}")
    context = {
        "form": form,
        "rows": enterprises_of(request.acting, on=clock.today()),
        "tab": "enterprises",
        "enterprises": True,
    }
    return render(request, "staff/enterprises.html", context, status=status)
