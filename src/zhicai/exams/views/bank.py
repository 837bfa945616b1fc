"""The bank: its items with filters, one item with all that is known of it, its versions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.exams.actions.bank import load_items
from zhicai.exams.actions.items import note_lawyer, propose_items, retire_items
from zhicai.exams.actions.papers import exam_clause
from zhicai.exams.forms.bank import ItemFilters, ReasonForm, offer
from zhicai.exams.models import Item
from zhicai.exams.models.bank import Kind
from zhicai.exams.presenters import bank as shown
from zhicai.exams.presenters.moulds import body_html
from zhicai.exams.queries import bank as queries
from zhicai.exams.rules.bank import outdated
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.scope import year_of
from zhicai.ui.asked import faults_of, said, word
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("code", gettext_lazy("题号"), ("code",)),
    Column("stem", gettext_lazy("题干")),
    Column("topic", gettext_lazy("能力条目"), ("topic", "code")),
    Column("kind", gettext_lazy("题型"), ("kind", "code")),
    Column("difficulty", gettext_lazy("难度"), ("difficulty", "code"), numeric=True),
    Column("marks", gettext_lazy("分值"), ("marks", "code"), numeric=True),
    Column("state", gettext_lazy("状态"), ("state", "code")),
    Column("share", gettext_lazy("得分率"), ("share", "code"), numeric=True),
    Column("changed", gettext_lazy("更新"), ("changed_at",)),
)


def bank_of(request: OfficeRequest) -> ProgrammeYear:
    """Return the year whose programme's bank a page is about; raises for whoever was not named."""
    year = year_of(request)
    queries.require_named(request.acting, year.programme)
    return year


def tabs_for(request: OfficeRequest, current: str) -> list[dict[str, Any]]:
    """Return the parts of the bank that the user has."""
    rows = (
        ("items", _("试题"), "exams:bank", queries.WRITE),
        ("reading", _("待我二读"), "exams:bank_reading", queries.READ_AGAIN),
        ("bases", _("依据"), "exams:bank_bases", queries.WRITE),
        ("import", _("导入"), "exams:bank_import", queries.WRITE),
        ("papers", _("试卷"), "exams:papers", queries.COMPOSE),
        ("exams", _("考试"), "exams:exams", "exams.see"),
        ("marking", _("阅卷"), "exams:marking", "exams.mark"),
        ("appeals", _("复核申请"), "exams:appeals", "exams.publish"),
        ("people", _("题库人员"), "exams:bank_people", queries.COMPOSE),
    )
    return [
        {"label": label, "url": reverse(name), "current": key == current}
        for key, label, name, permission in rows
        if holds(request.acting, permission)
    ]


@needs("exams.write")
def bank(request: OfficeRequest) -> HttpResponse:
    """List the items of the bank; lay chosen ones before a second reader, load what ships."""
    year = _year_or_naming(request)
    if isinstance(year, HttpResponse):
        return year
    page: ListPage[Any] = ListPage(
        request, queries.listed_in(year.programme), columns=COLUMNS, filters=ItemFilters,
        default_sort="code",
    )  # fmt: skip
    topics = queries.topics_of(year)
    _offer(request, page, year)
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            _many(request, page, year)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            return HttpResponseRedirect(request.get_full_path())
    counts = queries.counts_by_state(year.programme)
    context = {
        "tabs": tabs_for(request, "items"),
        "page": page,
        "rows": [_row(item, topics) for item in page],
        "counts": [(value, label, counts.get(value, 0)) for value, label in Item.State.choices],
        "empty": not counts,
        "composes": holds(request.acting, queries.COMPOSE),
        "actions": [{"label": _("送二读"), "name": "do", "value": "propose", "icon": "send"}],
        "faults": faults,
        "clause": exam_clause(year),
        "short": _short_topics(year),
    }
    return render(request, "exams/bank/list.html", context, status=422 if faults else 200)


def _year_or_naming(request: OfficeRequest) -> ProgrammeYear | HttpResponse:
    """Lead those who name people and were not named themselves to the page of names."""
    year = year_of(request)
    if holds(request.acting, queries.COMPOSE) and not queries.is_named(
        request.acting, year.programme
    ):
        messages.info(request, _("您还没有被指定查看题库，请先在这里指定人员。"))
        return HttpResponseRedirect(reverse("exams:bank_people"))
    return bank_of(request)


def _offer(request: OfficeRequest, page: ListPage[Any], year: ProgrammeYear) -> None:
    if not isinstance(page.filters, ItemFilters):
        return
    page.filters.user = request.acting.user_id
    topics = queries.topics_of(year)
    offer(page.filters, "topic", [(key, said(name)) for key, name in topics.items()])
    offer(page.filters, "basis", [(one.code, one.zh) for one in queries.known_bases()])


def _row(item: Any, topics: Any) -> dict[str, Any]:
    return {
        "item": item,
        "tag": shown.state_tag(item),
        "topic": topics.get(item.topic, item.topic),
        "percent": None if item.share is None else item.share * 100,
        "flags": shown.flag_tags(item.flags or ()),
    }


def _short_topics(year: ProgrammeYear) -> list[dict[str, Any]]:
    """Return how many items are in use for each topic, for the line above the list."""
    live = queries.live_by_topic(year.programme)
    return [
        {"name": name, "n": live.get(key, 0), "key": key}
        for key, name in queries.topics_of(year).items()
        if key in live
    ]


def _many(request: OfficeRequest, page: ListPage[Any], year: ProgrammeYear) -> None:
    by, at = request.acting, clock.now()
    do = word(request, "do")
    if do == "load":
        taken = load_items(year, by=by, at=at)
        messages.success(request, _("已载入 %(n)d 道试题，等待二读") % {"n": taken.new})
    elif do == "propose":
        chosen = list(page.chosen(request.POST))
        sent = propose_items(chosen, by=by, at=at)
        messages.success(request, _("已送二读 %(n)d 道") % {"n": sent})
    else:
        raise OutOfScope


@needs("exams.write")
def item(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one item: as a candidate sees it, its key, basis, versions, readings, figures."""
    found = queries.item_for(request.acting, pk)
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            _one(request, found)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            return HttpResponseRedirect(reverse("exams:bank_item", args=[pk]))
    context = _item_context(request, found) | {"form": ReasonForm(), "faults": faults}
    return render(request, "exams/bank/item.html", context, status=422 if faults else 200)


def _one(request: OfficeRequest, found: Item) -> None:
    by, at, do = request.acting, clock.now(), word(request, "do")
    reason = word(request, "reason")
    if do == "propose":
        propose_items([found], by=by, at=at)
        messages.success(request, _("已送二读，由另一个人作答核对"))
    elif do == "retire":
        retire_items([found], reason=reason, by=by, at=at)
        messages.success(request, _("已停用"))
    elif do == "lawyer":
        note_lawyer([found], says=reason, by=by, at=at)
        messages.success(request, _("已登记律师核对"))
    else:
        raise OutOfScope


def _item_context(request: OfficeRequest, found: Item) -> dict[str, Any]:
    version, on = queries.latest_of(found), clock.today()
    versions = list(found.versions.order_by("-number"))
    question = shown.question_of(found, version)
    asked = shown.shown(question, seed=f"bank {version.pk}") if question else None
    standing = queries.standings_of([found.pk])[found.pk]
    year = year_of(request)
    own = request.acting.user_id in standing.writers
    return {
        "tabs": tabs_for(request, "items"),
        "item": found,
        "tag": shown.state_tag(found),
        "version": version,
        "topic": queries.topics_of(year).get(found.topic, found.topic),
        "kind": Kind(found.kind).label,
        "q": asked,
        "body": body_html(asked) if asked else "",
        # Whoever has still to read it a second time does not see the key here either.
        "hidden": found.state == Item.State.PROPOSED
        and not own
        and not queries.read_by(request.acting, version),
        "key": shown.key_lines(question.content, version.content) if question else [],
        "why": version.content.get("why", ""),
        "bases": version.bases.all(),
        "outdated": outdated(standing.resting, on),
        "on": on,
        "versions": versions,
        "readings": queries.readings_of(one.pk for one in versions),
        "statistic": shown.statistic_facts(queries.statistic_of(version), question),
        "proposable": found.state in (Item.State.DRAFT, Item.State.REVIEW),
        "readable": found.state == Item.State.PROPOSED and not own,
        "retired": found.state == Item.State.RETIRED,
        "composes": holds(request.acting, queries.COMPOSE),
    }


@needs("exams.write")
def versions(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what changed between two versions of an item."""
    found = queries.item_for(request.acting, pk)
    context = _item_context(request, found)
    if context["hidden"]:
        raise OutOfScope
    rows = {
        row.number: row
        for row in found.versions.prefetch_related("bases__basis_version__basis").order_by(
            "-number"
        )
    }
    numbers = sorted(rows)
    after = rows.get(_number(request, "to", numbers[-1]))
    before = rows.get(_number(request, "from", numbers[-2] if len(numbers) > 1 else 0))
    if after is None:
        raise OutOfScope
    changed = shown.differences(before, after, found.kind) if before else ()
    context |= {
        "before": before,
        "after": after,
        "versions": list(rows.values()),
        "changes": [one for one in changed if one.state != "same"],
        "same": sum(one.state == "same" for one in changed),
    }
    return render(request, "exams/bank/versions.html", context)


def _number(request: OfficeRequest, name: str, otherwise: int) -> int:
    written = word(request, name)
    return (
        int(written) if written.isascii() and written.isdigit() and len(written) < 5 else otherwise
    )
