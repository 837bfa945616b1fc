"""Closing dossiers: the list of classes, one class's dossier, its review, what corrects it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhicai.accounts.acting import Acting
from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.dossiers import actions
from zhicai.dossiers.closing import asks_for_dossiers, dossier_document, dossier_handling, terms_of
from zhicai.dossiers.closing_papers import wan
from zhicai.dossiers.closing_presenters import (
    cards_of,
    left_of,
    remarks_by_item,
    tabs_of,
    tag_of,
    way_of_dossier,
    with_remarks,
)
from zhicai.dossiers.closing_sheets import dossiers_sheet
from zhicai.dossiers.forms import ClosingFilters, day_from, item_notes
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.models.closing import Item
from zhicai.dossiers.queries.class_figures import changed_figures, effect_score
from zhicai.dossiers.queries.closing import (
    ARCHIVE,
    DossierRow,
    class_seen,
    dossier_may_change,
    dossier_of,
    dossier_rows,
    own_dossier_for,
    reads_names,
    row_of,
    shows_content,
    writes_dossiers,
)
from zhicai.dossiers.queries.closing_files import (
    checked,
    files_of,
    version_is_whole,
    version_shown,
)
from zhicai.dossiers.queries.closing_text import evaluation_of
from zhicai.dossiers.rules.closing import EVALUATION, ROSTER, SETTLEMENT, decide_sending
from zhicai.dossiers.views.asked import asked_by
from zhicai.filing.actions.seats import receives_for
from zhicai.filing.rules import RETURNING, State, takes_supplements
from zhicai.finance.queries import settlement_of
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, ZhicaiError
from zhicai.foundation.text import Text
from zhicai.results.queries.outcomes import counts_of
from zhicai.training.models import TrainingClass
from zhicai.training.money import cost_key
from zhicai.training.queries.frames import frame_of
from zhicai.training.views.parts import class_context
from zhicai.ui.asked import faults_of, number, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("title", gettext_lazy("班次"), ("ends_on", "pk")),
    Column("place", gettext_lazy("地点"), ("place",)),
    Column("ends", gettext_lazy("结班日期"), ("ends_on", "pk")),
    Column("due", gettext_lazy("期限"), ("due", "pk")),
    Column("state", gettext_lazy("状态"), ("state", "pk")),
    Column("ready", gettext_lazy("已备材料"), ("ready", "pk"), numeric=True),
    Column("sent", gettext_lazy("报送日期"), ("sent_on", "pk")),
    Column("number", gettext_lazy("归档号")),
)


@needs("dossiers.read_closing")
def closing(request: OfficeRequest) -> HttpResponse:
    """List every class with the due date, the state and the lateness of its dossier."""
    asked = asked_by(request)
    rows: list[DossierRow] = []
    if asks_for_dossiers(asked.year):
        rows = dossier_rows(request.acting, asked.year, asked.settings, on=asked.on)
    page: ListPage[list[DossierRow]] = ListPage(
        request, rows, columns=COLUMNS, filters=ClosingFilters, default_sort="ends"
    )
    if page.exporting:
        return dossiers_sheet(page.matching, asked.year)
    terms = terms_of(asked.year, asked.settings)
    context = {
        "asked": asked,
        "tabs": tabs_of(request.acting, "closing"),
        "page": page,
        "rows": [{"row": row, "tag": tag_of(row), "left": left_of(row)} for row in page],
        "clause": terms.clause,
        "late": [row for row in rows if row.late],
        "tally": {
            "classes": len(rows),
            "sent": sum(row.state == State.SENT for row in rows),
            "settled": sum(row.settled for row in rows),
            "open": sum(row.ended and not row.delivered for row in rows),
        },
    }
    return render(request, "dossiers/closing/list.html", context)


# --- one dossier ----------------------------------------------------------------------------------


@needs("dossiers.read_closing")
def closing_dossier(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the dossier of a class: what is there, what is missing, when it is due, its files."""
    return _page(request, class_seen(request.acting, pk, on=clock.today()))


def head_of_dossier(
    request: OfficeRequest, found: TrainingClass, *, faults: list[Fault] | None = None
) -> dict[str, Any]:
    """Return what every page of a class's dossier shows: head and tabs, how it stands."""
    on, acting = clock.today(), request.acting
    dossier_document(found.programme_year)
    frame = frame_of(found.programme_year, on=on)
    row = row_of(found, on=on)
    dossier = dossier_of(found)
    writes = writes_dossiers(acting)
    context = class_context(request, found, frame, "dossier")
    return context | {
        "row": row,
        "dossier": dossier,
        "terms": terms_of(found.programme_year, frame.settings),
        "dossier_tag": tag_of(row),
        "left": left_of(row),
        "writes": writes,
        "may_change": writes and dossier is not None and dossier_may_change(dossier),
        "shows": dossier is not None and shows_content(acting, dossier),
        "faults": faults or [],
        "supplements": takes_supplements(frame.settings),
    }


def _page(
    request: OfficeRequest, found: TrainingClass, error: ZhicaiError | None = None
) -> HttpResponse:
    faults = faults_of(error) if error is not None else []
    context = head_of_dossier(request, found, faults=faults)
    row, dossier, terms = context["row"], context["dossier"], context["terms"]
    cards = cards_of(row, terms, writes=context["writes"], shows=context["shows"])
    remarks = remarks_by_item(dossier) if dossier is not None and context["shows"] else {}
    handling = dossier_handling(found.programme_year, context["law"].settings)
    context |= {
        "cards": with_remarks(cards, remarks, _details(found, dossier)),
        "changed": context["may_change"] and bool(changed_figures(dossier, on=row.on)),
        "decision": decide_sending(terms, row.lacks),
        "steps": way_of_dossier(row, handling=handling),
        "reviews": dossier is not None and _reviews(request.acting, dossier),
        "returns": handling in RETURNING,
        "handling": handling.value,
        "items": Item.choices,
        "names": reads_names(request.acting, found),
        "posted": request.POST,
        **_sent(dossier, shows=context["shows"]),
    }
    status = error.status if error is not None else 200
    return render(request, "dossiers/closing/dossier.html", context, status=status)


def _sent(dossier: ClosingDossier | None, *, shows: bool) -> dict[str, Any]:
    """The version that stands, its files checked anew, corrections beside it."""
    if dossier is None or not shows:
        return {"version": None, "files": [], "corrections": [], "whole": True}
    version = version_shown(dossier)
    files = checked(files_of(dossier, version.number if version is not None else 0))
    return {
        "version": version,
        "files": files,
        "whole": version_is_whole(version) and all(one.whole for one in files),
        "corrections": list(dossier.corrections.all()) if dossier.archived_at else [],
    }


def _details(found: TrainingClass, dossier: ClosingDossier | None) -> dict[str, Text]:
    """A line on each card: the score, the money, how many qualified."""
    settled, counts = settlement_of(cost_key(found.pk)), counts_of(found.pk)
    evaluation = evaluation_of(dossier) if dossier is not None else None
    details = {}
    if evaluation is not None:
        score = effect_score(evaluation)
        details[EVALUATION] = Text(f"评分 {score} / 5", f"score {score} / 5")
    if settled is not None:
        spent, planned = wan(settled.spent), wan(settled.planned)
        details[SETTLEMENT] = Text(
            f"支出 {spent} 万元，预算 {planned} 万元", f"spent {spent} of {planned} (10,000 yuan)"
        )
    if counts.people:
        details[ROSTER] = Text(
            f"合格 {counts.qualified} 人，共 {counts.people} 人",
            f"{counts.qualified} of {counts.people} qualified",
        )
    return details


def _reviews(acting: Acting, dossier: ClosingDossier) -> bool:
    if dossier.filing.state != State.SENT or not holds(acting, ARCHIVE):
        return False
    return receives_for(acting, dossier.filing)


def read_dossier(request: OfficeRequest, pk: int) -> ClosingDossier:
    """Return the dossier of a class (its id) whose content the user reads; OutOfScope else."""
    found = dossier_of(class_seen(request.acting, pk, on=clock.today()))
    if found is None or not shows_content(request.acting, found):
        raise OutOfScope
    return found


def back_to(found: TrainingClass) -> HttpResponse:
    """Go to the dossier of a class."""
    return HttpResponseRedirect(reverse("dossiers:closing_dossier", args=[found.pk]))


@require_POST
def _begin(request: OfficeRequest, pk: int) -> HttpResponse:
    """Begin the dossier of a class that is over."""
    found = class_seen(request.acting, pk, on=clock.today())
    try:
        actions.open_dossier(found, by=request.acting, at=clock.now())
    except Refused as error:
        return _page(request, found, error)
    messages.success(request, _("已开始编制，数字按今天的记录带入"))
    return back_to(found)


closing_begin = needs("dossiers.close")(_begin)


def _by_group(
    request: OfficeRequest, pk: int, act: Callable[[ClosingDossier], object], says: str
) -> HttpResponse:
    """Let the working group do something with its dossier; what is refused stands on its page."""
    dossier = own_dossier_for(request.acting, pk, on=clock.today())
    try:
        act(dossier)
    except (BadInput, Refused) as error:
        return _page(request, dossier.training_class, error)
    messages.success(request, says)
    return back_to(dossier.training_class)


@require_POST
def _send(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send the dossier to the provincial office."""
    act = partial(actions.send_dossier, by=request.acting, at=clock.now())
    return _by_group(request, pk, act, _("已报送省局办公室"))


closing_send = needs("dossiers.close")(_send)


@require_POST
def _withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take the dossier back before anyone has done anything with it."""
    act = partial(actions.withdraw_dossier, by=request.acting, at=clock.now())
    return _by_group(request, pk, act, _("已撤回，可以继续修改"))


closing_withdraw = needs("dossiers.close")(_withdraw)


@require_POST
def _handle(request: OfficeRequest, pk: int) -> HttpResponse:
    """Archive a dossier, or return it with remarks at its items."""
    dossier = read_dossier(request, pk)
    found = dossier.training_class
    opinion, at, by = word(request, "opinion"), clock.now(), request.acting
    try:
        if word(request, "do") == "return":
            actions.return_dossier(
                dossier, by=by, opinion=opinion, at=at, notes=item_notes(request.POST),
                until=day_from(request.POST, "until"),
            )  # fmt: skip
            messages.success(request, _("已退回，工作组会收到意见"))
        else:
            done = actions.archive_dossier(
                dossier, by=by, at=at, opinion=opinion, number=word(request, "number")
            )
            messages.success(request, _("已归档：%(number)s") % {"number": done.number})
    except (BadInput, Refused) as error:
        return _page(request, found, error)
    return back_to(found)


closing_handle = needs("dossiers.archive")(_handle)


@require_POST
def _answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer an opinion on the dossier."""
    act = partial(
        actions.answer_dossier_opinion, remark_id=number(request, "remark"),
        answer=word(request, "answer"), by=request.acting, at=clock.now(),
    )  # fmt: skip
    return _by_group(request, pk, act, _("已答复意见"))


closing_answer = needs("dossiers.close")(_answer)


@require_POST
def _correct(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter a correction beside an archived dossier."""
    act = partial(
        actions.correct_dossier, item=word(request, "item"), says=word(request, "says"),
        reason=word(request, "reason"), by=request.acting, at=clock.now(),
    )  # fmt: skip
    return _by_group(request, pk, act, _("更正已登记，与原件并列"))


closing_correct = needs("dossiers.close")(_correct)
