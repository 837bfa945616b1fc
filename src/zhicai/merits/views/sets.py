"""Rule sets: the versions, one of them, its items, what it would have made of a year."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.merits.actions import sets as actions
from zhicai.merits.forms import ITEM_FORMS, DraftForm, EnactForm, EndForm
from zhicai.merits.models import RuleSet
from zhicai.merits.presenters import kind_words, set_tag, shown_categories, shown_rules
from zhicai.merits.queries.law import (
    MeritLaw,
    grade_word,
    merit_law,
    set_for,
    sets_of,
)
from zhicai.merits.queries.trying import names_of, tried
from zhicai.merits.rules.content import content_of, grade_words, item_of
from zhicai.merits.sheets import SIMULATION
from zhicai.merits.views.parts import page
from zhicai.results.sheets import table
from zhicai.ui.asked import faults_of, number, said, take_faults
from zhicai.ui.lists import Column, ListPage

NEW = "new"
COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("place", gettext_lazy("县（市、区）"), ("place", "name")),
    Column("before", gettext_lazy("现行积分"), ("before",), numeric=True),
    Column("after", gettext_lazy("试算积分"), ("after",), numeric=True),
    Column("change", gettext_lazy("变化"), ("change",), numeric=True),
    Column("grade_before", gettext_lazy("现有级别"), ("grade_before",)),
    Column("grade_after", gettext_lazy("试算级别"), ("grade_after",)),
)


@needs("merits.read")
def sets(request: OfficeRequest) -> HttpResponse:
    """List the versions of the rules; begin a draft."""
    law = merit_law(request.acting, on=clock.today())
    rows = list(sets_of(law.programme))
    makes = holds(request.acting, "merits.rule")
    form, status = DraftForm(request.POST or None), 200
    form.offer(law.examples, rows)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _drafted(request, form, law)
            except (BadInput, Refused) as error:
                take_faults(form, error)
            else:
                messages.success(request, _("草稿已建立"))
                return HttpResponseRedirect(reverse("merits:set", args=[made.pk]))
    return page(
        request, "sets", "sets", law, status=status, form=form if makes else None,
        rows=[{"row": one, "tag": set_tag(one)} for one in rows],
        examples=[{"row": one, "name": said(one.name), "rules": shown_rules(one, law)}
                  for one in law.examples],
    )  # fmt: skip


def _drafted(request: OfficeRequest, form: DraftForm, law: MeritLaw) -> RuleSet:
    kind, _sep, key = form.cleaned_data["source"].partition(":")
    like = sets_of(law.programme).filter(pk=int(key)).first() if kind == "set" else None
    return actions.draft_set(
        law, form.cleaned_data["name"], example=key if kind == "example" else "", like=like,
        by=request.acting, at=clock.now(),
    )  # fmt: skip


@needs("merits.read")
def one(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one version; put the draft in force, drop it, or end the version in force."""
    law = merit_law(request.acting, on=clock.today())
    row = set_for(request.acting, pk, on=law.on)
    makes = holds(request.acting, "merits.rule")
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            to = _decided(request, row, law)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            return HttpResponseRedirect(to)
    content = content_of(row.content)
    draft = row.state == RuleSet.State.DRAFT
    return page(
        request, "set", "sets", law, status=422 if faults else 200, row=row, tag=set_tag(row),
        rules=shown_rules(content, law), content=content, faults=faults,
        grades=[{"row": g, "says": said(g.says)} for g in content.grades],
        categories=shown_categories(content, law),
        edits=makes and draft, ends=makes and row.state == RuleSet.State.IN_FORCE,
        enact=EnactForm(initial={"year": law.on.year}), end=EndForm(), year=law.on.year - 1,
    )  # fmt: skip


def _decided(request: OfficeRequest, row: RuleSet, law: MeritLaw) -> str:
    do, by = request.POST.get("do", ""), request.acting
    here = reverse("merits:set", args=[row.pk])
    if do == "drop":
        actions.drop_draft(row, law, by=by)
        messages.success(request, _("草稿已删除"))
        return reverse("merits:sets")
    if do == "enact":
        year = number(request, "year")
        if year is None:
            raise BadInput([Fault(Text("请填写年度。", "Give the year."), "year")])
        basis = request.POST.get("basis", "")
        actions.enact(row, law, year=year, basis=basis, by=by, at=clock.now())
        messages.success(request, _("规则已启用"))
        return here
    if do == "end":
        actions.end_set(row, law, reason=request.POST.get("reason", ""), by=by)
        messages.success(request, _("规则已停止，已记的分不变"))
        return here
    if do == "lowers":
        wanted = request.POST.get("lowers") == "1"
        actions.put_content(row, law, {**row.content, "lowers": wanted}, by=by)
        return here
    raise BadInput([Fault(Text("请选择要办理的事项。", "Choose what to do."))])


@needs("merits.rule")
def item(request: OfficeRequest, pk: int, part: str, key: str) -> HttpResponse:
    """Add a rule, grade or category to a draft, change it, or take it out."""
    law = merit_law(request.acting, on=clock.today())
    row = set_for(request.acting, pk, on=law.on)
    if part not in ITEM_FORMS:
        raise OutOfScope
    stored = None if key == NEW else item_of(row.content, part, key)
    if key != NEW and stored is None:
        raise OutOfScope
    shape = ITEM_FORMS[part]
    form, status = shape(request.POST or None, initial=shape.start(stored) if stored else {}), 200
    form.shape(kind_words(law))
    if request.method == "POST":
        status = 422
        drops = request.POST.get("do") == "drop" and stored is not None
        if drops or form.is_valid():
            try:
                actions.put_item(
                    row, law, part, None if key == NEW else key, None if drops else form.item(),
                    by=request.acting, revision=number(request, "revision"),
                )  # fmt: skip
            except (BadInput, Refused) as error:
                take_faults(form, error)
            else:
                messages.success(request, _("已保存"))
                return HttpResponseRedirect(f"{reverse('merits:set', args=[row.pk])}#{part}")
    return page(request, "item", "sets", law, status=status, row=row, form=form, part=part,
                key=key, stored=stored)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tried:
    """One line of a trial."""

    pk: int
    name: str
    place: str
    before: Decimal
    after: Decimal
    change: Decimal
    grade_before: str
    grade_after: str
    moved: bool


@needs("merits.rule")
def simulate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show what a version would have made of a year's facts; nothing is written."""
    law = merit_law(request.acting, on=clock.today())
    row = set_for(request.acting, pk, on=law.on)
    year = number(request, "year") or law.on.year - 1
    year = min(max(year, 2000), law.on.year)
    words = grade_words(content_of(row.content))
    outcomes = tried(row, law, year=year)
    who = names_of([one.person for one in outcomes])
    lines = [
        Tried(
            one.person, who[one.person][0], who[one.person][1], one.points_before,
            one.points_after, one.change, said(grade_word(words, one.grade_before)),
            said(grade_word(words, one.grade_after)), one.grade_before != one.grade_after,
        )
        for one in outcomes
    ]  # fmt: skip
    listed: ListPage[list[Tried]] = ListPage(request, lines, columns=COLUMNS,
                                             default_sort="-after")  # fmt: skip
    if listed.exporting:
        keys = [column.key for column in SIMULATION.columns]
        return table(SIMULATION, [{k: getattr(one, k) for k in keys} for one in listed.matching])
    return page(
        request, "simulate", "sets", law, row=row, tag=set_tag(row), year=year, page=listed,
        years=[law.on.year - 1, law.on.year],
        totals={
            "people": len(lines), "before": sum((one.before for one in lines), Decimal(0)),
            "after": sum((one.after for one in lines), Decimal(0)),
            "credited": sum(one.credited for one in outcomes),
            "cut": Decimal(sum(one.cut for one in outcomes)) / 10,
            "moved": sum(one.moved for one in lines),
        },
    )  # fmt: skip
