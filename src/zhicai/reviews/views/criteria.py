"""Criteria: the versions of each kind, one as tables, the draft's editor."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.foundation import clock
from zhicai.foundation.errors import Fault, OutOfScope
from zhicai.reviews.actions import criteria as actions
from zhicai.reviews.models import CriteriaSet
from zhicai.reviews.presenters import SPARE, content_in, tables_of, tag_of, tagged
from zhicai.reviews.queries.law import criteria_for, criteria_seen
from zhicai.reviews.rules.content import KINDS
from zhicai.reviews.views.parts import law_for, may_do, page, tried
from zhicai.ui.asked import number, said, word
from zhicai.ui.lists import ListPage


@needs("reviews.read")
def sets(request: OfficeRequest) -> HttpResponse:
    """List the versions of every kind; begin a draft."""
    law = law_for(request)
    faults: list[Fault] = []
    if request.method == "POST":
        kind, _sep, start = word(request, "start").partition(":")
        made: list[CriteriaSet] = []
        faults = tried(
            lambda: made.append(
                actions.draft_criteria(
                    law, kind, start=start, by=request.acting, at=clock.now()
                )
            )
        )  # fmt: skip
        if not faults:
            messages.success(request, _("草稿已建立，修改后再执行"))
            return HttpResponseRedirect(reverse("reviews:criteria_set", args=[made[0].pk]))
    rows = list(criteria_seen(request.acting, on=clock.today()))
    if not may_do(request)["run"]:
        rows = [one for one in rows if one.state != CriteriaSet.State.DRAFT]
    listed: ListPage[list[CriteriaSet]] = ListPage(request, rows, page_size=200)
    starts = [(f"{one.kind}:{one.id}", said(one.name)) for one in law.examples]
    starts += [(f"{kind}:", _("空白：") + said(words)) for kind, words in KINDS.items()]
    return page(
        request, "criteria", "criteria", law, status=422 if faults else 200, page=listed,
        rows=tagged(listed), faults=faults, may=may_do(request), starts=starts,
        kinds=[
            {"says": says, "clause": law.clause(kind), "open": law.is_open(kind),
             "set": law.in_force(kind)}
            for kind, says in KINDS.items()
        ],
    )  # fmt: skip


@needs("reviews.read")
def one(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a set as tables; change a draft, put it in force, take it as a new draft, delete it."""
    found = criteria_for(request.acting, pk, on=clock.today())
    law = law_for(request)
    may = may_do(request)
    draft = found.state == CriteriaSet.State.DRAFT
    if draft and not may["run"]:
        raise OutOfScope
    faults: list[Fault] = []
    if request.method == "POST":
        faults, to = _act(request, found)
        if not faults:
            return HttpResponseRedirect(to)
    content, edits = found.content, draft and may["set"]
    if faults and word(request, "do") == "save":
        content = content_in(found.kind, request.POST.dict(), law)
    return page(
        request, "criteria_set", "criteria", law, status=422 if faults else 200, set=found,
        tag=tag_of(found), clause=law.clause(found.kind), faults=faults, may=may, edits=edits,
        tables=tables_of(content, law, spare=SPARE if edits else 0),
        wrong={fault.field for fault in faults if fault.field},
        written={"name": word(request, "name") or found.name, "basis": word(request, "basis")},
        words=[said(one) for one in law.kind_words.values()], year=law.year.year,
    )  # fmt: skip


def _act(request: OfficeRequest, found: CriteriaSet) -> tuple[list[Fault], str]:
    by, law, do = request.acting, law_for(request), word(request, "do")
    here, home = request.path, reverse("reviews:criteria")
    if do == "save":
        faults = tried(
            lambda: actions.revise_criteria(
                found, law, name=word(request, "name"),
                content=content_in(found.kind, request.POST.dict(), law),
                revision=number(request, "revision") or 0, by=by,
            )
        )  # fmt: skip
        done, to = _("已保存"), here
    elif do == "enact":
        faults = tried(
            lambda: actions.enact_criteria(
                found, law, basis=word(request, "basis"), by=by, at=clock.now()
            )
        )
        done, to = _("标准已开始执行"), here
    elif do == "copy":
        made: list[CriteriaSet] = []
        faults = tried(
            lambda: made.append(
                actions.draft_criteria(
                    law, found.kind, start=f"set-{found.pk}", by=by, at=clock.now()
                )
            )
        )
        to = reverse("reviews:criteria_set", args=[made[0].pk]) if made else here
        done = _("草稿已建立，修改后再执行")
    elif do == "drop":
        faults = tried(lambda: actions.drop_draft(found, law, by=by))
        done, to = _("草稿已删除"), home
    else:
        raise OutOfScope
    if not faults:
        messages.success(request, done)
    return faults, to
