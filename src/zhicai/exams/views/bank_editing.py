"""The editor of items: every kind in one form, without a script, faults at their fields."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.exams.actions.items import change_item, propose_items, write_item
from zhicai.exams.forms.bank import ACCEPTED
from zhicai.exams.interchange.drafts import Draft, Found, Raw, settle
from zhicai.exams.models import Item, ItemVersion
from zhicai.exams.models.bank import Kind
from zhicai.exams.practical.registry import task_kind, task_kinds
from zhicai.exams.presenters.bank import field_name
from zhicai.exams.queries import bank as queries
from zhicai.exams.rules.editing import bases_of, content_of, laid_out, nested, offered_kinds
from zhicai.exams.rules.items import marks_of
from zhicai.exams.views.bank import bank_of, tabs_for
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.ui.asked import faults_of, number, said, word

ABOUT = ("id", "topic", "difficulty", "marks", "source")
LEAST_BASES = 2


@needs("exams.write")
def new(request: OfficeRequest) -> HttpResponse:
    """Choose a kind, then write a new item; ``from`` takes an item of the bank as its beginning."""
    year = bank_of(request)
    kind = word(request, "kind")
    copied = number(request, "from")
    if copied is not None:
        origin = queries.item_for(request.acting, copied)
        kind = origin.kind
    if kind not in Kind.values:
        context = {"tabs": tabs_for(request, "items"), "kinds": Kind.choices}
        return render(request, "exams/bank/new.html", context)
    if request.method != "POST":
        values: dict[str, Any] = {"kind": kind, "difficulty": "3", "marks": "2"}
        if copied is not None:
            values = _values(origin, queries.latest_of(origin)) | {"id": ""}
        return _page(request, year, values)
    return _save(request, year, kind, None)


@needs("exams.write")
def edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write the next version of an item."""
    item = queries.item_for(request.acting, pk)
    year = bank_of(request)
    version = queries.latest_of(item)
    waits = item.state == Item.State.PROPOSED
    own = request.acting.user_id in queries.standings_of([item.pk])[item.pk].writers
    if item.state == Item.State.RETIRED or (waits and not own):
        # An editor shows the key, which a second reader does not see.
        raise OutOfScope
    if request.method != "POST":
        return _page(request, year, _values(item, version), item=item)
    return _save(request, year, item.kind, item)


def _values(item: Item, version: ItemVersion) -> dict[str, Any]:
    """Return an item as the raw item that the form shows."""
    return {
        **version.content,
        "kind": item.kind,
        "id": item.code,
        "topic": item.topic,
        "difficulty": str(item.difficulty),
        "marks": f"{version.marks:g}",
        "source": item.source,
        "basis": [
            {"of": one.basis_version.basis.code, "version": one.basis_version.version,
             "article": one.article}
            for one in version.bases.all()
        ],
    }  # fmt: skip


def _sent(request: OfficeRequest, kind: str, item: Item | None) -> dict[str, Any]:
    """Return what was sent as a raw item."""
    sent = nested({name: request.POST.getlist(name) for name in request.POST})
    values = {**content_of(kind, sent), "kind": kind, "basis": bases_of(sent)}
    values |= {name: word(request, name) for name in ABOUT}
    if item is not None:
        values["id"] = item.code
    return values


def _save(
    request: OfficeRequest, year: ProgrammeYear, kind: str, item: Item | None
) -> HttpResponse:
    values = _sent(request, kind, item)
    do, _space, path = word(request, "do").partition(" ")
    if do == "add":
        return _page(request, year, values, item=item, more=path)
    draft, faults = _draft(year, values)
    if draft is None:
        return _page(request, year, values, item=item, faults=faults, status=422)
    by, at = request.acting, clock.now()
    try:
        if item is None:
            kept = write_item(year, draft, by=by, at=at)
        else:
            kept = change_item(
                item, draft, revision=number(request, "revision") or 0,
                reason=word(request, "reason"), by=by, at=at,
            )  # fmt: skip
        if do == "propose" and kept.state in (Item.State.DRAFT, Item.State.REVIEW):
            propose_items([kept], by=by, at=at)
    except (BadInput, Refused, Stale) as error:
        return _page(request, year, values, item=item, faults=faults_of(error), status=error.status)
    done = _("已保存并送二读") if do == "propose" else _("草稿已保存")
    messages.success(request, done)
    return HttpResponseRedirect(reverse("exams:bank_item", args=[kept.pk]))


def _draft(year: ProgrammeYear, values: Mapping[str, Any]) -> tuple[Draft | None, list[Fault]]:
    asked = queries.asked_of(year, on=clock.today())
    parsed = settle(Found([Raw(1, values)]), asked)
    faults = [replace(one, row=None) for one in parsed.faults]
    if isinstance(values.get("config"), str):
        says = Text("设置要写成 JSON，请检查括号和引号。", "Settings are JSON; check the brackets.")
        faults.append(Fault(says, "config"))
    return (None, faults) if faults else (parsed.drafts[0], [])


def _named(fault: Fault) -> Fault:
    """Return a fault for the list above the form: with the name of its field."""
    if fault.field is None:
        return fault
    name = field_name(fault.field)
    return replace(fault, says=Text(f"{name}：{fault.says.zh}", f"{name}: {fault.says.en}"))


def _page(
    request: OfficeRequest, year: ProgrammeYear, values: Mapping[str, Any], *,
    item: Item | None = None, faults: list[Fault] | None = None, more: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    kind = str(values["kind"])
    found = faults or []
    by_path: dict[str, list[Text]] = {}
    for one in found:
        by_path.setdefault(one.field or "", []).append(one.says)
    bases = [
        {"value": f"{one.get('of')}@{one.get('version')}", "article": one.get("article", "")}
        for one in values.get("basis", ())
    ]
    bases += [{} for _n in range(max(LEAST_BASES - len(bases), 2 if more == "basis" else 0))]
    context = {
        "tabs": tabs_for(request, "items"),
        "item": item,
        "kind": kind,
        "kind_label": Kind(kind).label,
        "values": values,
        "fields": laid_out(kind, values, by_path, more=more),
        "summed": kind in ("case", "short", "upload"),
        "sum": marks_of(kind, values) or "",
        "bases": bases,
        "texts": queries.texts_offered(),
        "topics": [(key, said(name)) for key, name in queries.topics_of(year).items()],
        "levels": [str(n) for n in range(1, 6)],
        "part_kinds": [one for one in Kind.choices if one[0] in offered_kinds()],
        "accepted": ACCEPTED,
        "tasks": task_kinds(),
        "known_task": task_kind(str(values.get("task", ""))),
        "faults": [_named(one) for one in found],
        "said": by_path,
    }
    return render(request, "exams/bank/edit.html", context, status=status)
