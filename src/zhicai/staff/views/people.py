"""The list of people, what is done to several at once, and the slips that are printed."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.models import User
from zhicai.accounts.permissions import holds
from zhicai.documents.qr import qr_picture
from zhicai.foundation import clock
from zhicai.staff import actions
from zhicai.staff.forms import PeopleFilters
from zhicai.staff.presenters import office_choices, person_row
from zhicai.staff.queries import offices_for, people_for, person_for, posts_of
from zhicai.staff.sheets import people_sheet
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("username", gettext_lazy("账号"), ("username",)),
    Column("office", gettext_lazy("单位和岗位")),
    Column("state", gettext_lazy("状态"), ("state", "username")),
    Column("login", gettext_lazy("最近登录"), ("last_login",)),
)
MOST_SLIPS = 200
"""Slips in one print; each is a page of A5."""
BULK_REASON = gettext_lazy("批量办理离岗")


def _list(request: OfficeRequest) -> ListPage[QuerySet[User]]:
    people = people_for(request.acting, on=clock.today(), at=clock.now())
    return ListPage(
        request, people, columns=COLUMNS, filters=PeopleFilters, default_sort="username"
    )


@needs("staff.manage")
def people(request: OfficeRequest) -> HttpResponse:
    """List everyone of one's own office and those below; unlock, end or print for several."""
    on, at = clock.today(), clock.now()
    offices = offices_for(request.acting, on=on)
    page = _list(request)
    if isinstance(page.filters, PeopleFilters):
        page.filters.offer(office_choices(offices))
    if page.exporting:
        rows = list(page.matching)
        return people_sheet(rows, posts_of(request.acting, rows, offices, on=on))
    if request.method == "POST":
        return _batch(request, page)
    shown = list(page)
    posts = posts_of(request.acting, shown, offices, on=on)
    context = {
        "page": page,
        "rows": [person_row(user, posts.get(user.pk, []), at=at) for user in shown],
        "several": len(offices) > 1,
        "opens": any(office.posts(request.acting) for office in offices),
        "enterprises": holds(request.acting, "staff.enterprises"),
        "tab": "people",
        "batch": [
            {"label": _("打印开通单或重置单"), "name": "do", "value": "slips", "icon": "printer",
             "primary": True,
             "confirm": _("以前打印的单据随即失效。单据只显示这一次，请打印后当面交付。")},
            {"label": _("解除锁定"), "name": "do", "value": "unlock", "icon": "lock"},
            {"label": _("办理离岗"), "name": "do", "value": "leave", "icon": "logout",
             "confirm": _("所选人员立即不能再办理这些单位的业务，单位的材料不受影响。")},
        ],
    }  # fmt: skip
    return render(request, "staff/people.html", context)


def _batch(request: OfficeRequest, page: ListPage[QuerySet[User]]) -> HttpResponse:
    chosen = list(page.chosen(request.POST)[: MOST_SLIPS + 1])
    do, by, at = request.POST.get("do"), request.acting, clock.now()
    back = HttpResponseRedirect(request.get_full_path())
    if len(chosen) > MOST_SLIPS:
        messages.warning(request, _("一次最多办理 %(n)d 人，请先筛选") % {"n": MOST_SLIPS})
    elif not chosen:
        messages.warning(request, _("请先选择人员"))
    elif do == "slips":
        return _slips(request, chosen) or back
    elif do == "unlock":
        n = actions.unlock(chosen, by=by, at=at)
        messages.success(
            request,
            ngettext("已解除 %(n)d 个账号的锁定", "已解除 %(n)d 个账号的锁定", n) % {"n": n},
        )
    elif do == "leave":
        gone, kept = actions.leave_many(chosen, reason=str(BULK_REASON), by=by, at=at)
        messages.success(
            request, ngettext("已办理 %(n)d 人离岗", "已办理 %(n)d 人离岗", gone) % {"n": gone}
        )
        if kept:
            words = _("%(names)s 离岗后单位没有人办理，请逐个办理并指定接替人")
            messages.warning(request, words % {"names": "、".join(kept)})
    return back


@require_POST
def _one_slip(request: OfficeRequest, pk: int) -> HttpResponse:
    """Print the slip of one person."""
    user = person_for(request.acting, pk, on=clock.today(), at=clock.now())
    done = _slips(request, [user])
    return done or HttpResponseRedirect(reverse("staff:person", args=[pk]))


slip = needs("staff.manage")(_one_slip)


def _slips(request: OfficeRequest, chosen: list[User]) -> HttpResponse | None:
    present = [user for user in chosen if user.state != "left"]  # type: ignore[attr-defined]
    slips = actions.hand_slips(present, by=request.acting, at=clock.now())
    if not slips:
        messages.warning(
            request, _("所选人员里没有由您打印单据的：已离岗，或另有岗位由别的单位管理")
        )
        return None
    context = {
        "slips": [_paper(request, one) for one in slips],
        "left_out": len(chosen) - len(slips),
        "office": request.acting.office,
        "site": request.build_absolute_uri("/"),
        "back": reverse("staff:people"),
    }
    answer = render(request, "staff/slips.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _paper(request: OfficeRequest, one: actions.Slip) -> dict[str, Any]:
    url = request.build_absolute_uri(reverse("staff:enter", args=[one.token]))
    return {
        "slip": one,
        "url": url,
        "picture": qr_picture(url),
        "invitation": one.ticket.kind == "invitation",
    }
