"""The list of specialists with points, grade and categories; sorting a batch; one's own page."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs, signed_in
from zhicai.accounts.home_cards import own_frame
from zhicai.accounts.permissions import holds
from zhicai.archive.forms import FileFilters
from zhicai.archive.queries.law import archive_law
from zhicai.archive.queries.people import certificate_years, homes, industries
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, Refused
from zhicai.foundation.text import Text
from zhicai.merits.actions.sorting import sort_into, take_out
from zhicai.merits.models import Category, whole
from zhicai.merits.presenters import ledger_rows, shown_standing
from zhicai.merits.queries.law import CATEGORIES, MeritLaw, grade_word, merit_law, words_of
from zhicai.merits.queries.standing import open_categories, standings_seen
from zhicai.merits.sheets import STANDINGS
from zhicai.merits.views.parts import page
from zhicai.people.models import Person
from zhicai.people.presenters import person_row
from zhicai.people.queries import own_record, with_employer
from zhicai.people.views.own import own_tabs
from zhicai.results.sheets import table
from zhicai.ui.asked import faults_of, said
from zhicai.ui.lists import Column, ListPage

COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("place", gettext_lazy("县（市、区）"), ("home__code", "name")),
    Column("employer", gettext_lazy("工作单位")),
    Column("grade", gettext_lazy("级别"), ("grade", "name")),
    Column("points", gettext_lazy("有效积分"), ("tenths", "name"), numeric=True),
    Column("categories", gettext_lazy("类别")),
    Column("state", gettext_lazy("状态"), ("certified", "name")),
)
MOST_OUT, MOST_SORTED = 20_000, 5_000


@needs("merits.read")
def standings(request: OfficeRequest) -> HttpResponse:
    """List the specialists in reach; put those chosen into a category, or take them out."""
    on = clock.today()
    law = merit_law(request.acting, on=on)
    listed = _listed(request, law)
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            n = _sort(request, listed, law)
        except (BadInput, Refused) as error:
            faults = faults_of(error)
        else:
            messages.success(request, _("已办理 %(n)s 人") % {"n": n})
            return HttpResponseRedirect(request.get_full_path())
    words = words_of(law)
    if listed.exporting:
        rows = [_line_out(_line(one, words)) for one in listed.matching[:MOST_OUT]]
        return table(STANDINGS, rows)
    return page(
        request, "standings", "standings", law, status=422 if faults else 200, page=listed,
        rows=[_line(one, words) for one in listed], faults=faults, batch=_batch(request, law),
    )  # fmt: skip


def _listed(request: OfficeRequest, law: MeritLaw) -> ListPage[QuerySet[Person]]:
    acting, on = request.acting, law.on
    listed: ListPage[QuerySet[Person]] = ListPage(
        request, with_employer(standings_seen(acting, on=on)), columns=COLUMNS,
        filters=FileFilters, default_sort="-points" if law.parts["points"] else "place",
    )  # fmt: skip
    if isinstance(listed.filters, FileFilters):
        listed.filters.law = archive_law(acting, on=on)
        listed.filters.take_more(acting, on)
        listed.filters.offer(
            year=[(str(year), str(year)) for year in certificate_years()],
            place=homes(acting, on=on),
            industry=[(name, name) for name in industries(acting, on=on)],
        )
    return listed


def _line(person: Any, words: dict[int, Text]) -> dict[str, Any]:
    return person_row(person) | {
        "grade": said(grade_word(words, person.grade)) if person.grade else "",
        "points": whole(person.tenths),
        "belongs": [said(one.category.says) for one in person.belongs],
    }  # fmt: skip


def _line_out(line: dict[str, Any]) -> dict[str, Any]:
    person: Any = line["person"]
    return {
        "name": person.name, "place": person.home.name, "employer": line["employer"],
        "number": person.number or "", "grade": line["grade"], "points": line["points"],
        "categories": "、".join(line["belongs"]),
        "state": _("专员") if person.certified else _("曾是专员"),
    }  # fmt: skip


def _batch(request: OfficeRequest, law: MeritLaw) -> list[dict[str, Any]]:
    """What may be done with a selection: into each category kept by hand, and out of it."""
    if not law.is_open(CATEGORIES) or not holds(request.acting, "merits.sort"):
        return []
    found = []
    for one in open_categories(law.programme).filter(how=Category.How.HAND):
        name = said(one.says)
        found.append({"name": "do", "value": f"in:{one.key}", "icon": "plus",
                      "label": _("归入%(name)s") % {"name": name}})  # fmt: skip
        found.append({"name": "do", "value": f"out:{one.key}", "icon": "minus",
                      "label": _("移出%(name)s") % {"name": name}})  # fmt: skip
    return found


def _sort(request: OfficeRequest, listed: ListPage[QuerySet[Person]], law: MeritLaw) -> int:
    do, _sep, key = request.POST.get("do", "").partition(":")
    rows = listed.chosen(request.POST)
    people = [int(pk) for pk in rows.values_list("pk", flat=True)[:MOST_SORTED]]
    if do not in ("in", "out") or not people:
        raise BadInput([Fault(Text("请先选择专员。", "Choose specialists first."))])
    if do == "in":
        return sort_into(law, key, people, by=request.acting, at=clock.now())
    return take_out(law, key, people, by=request.acting)


@signed_in
def mine(request: OfficeRequest) -> HttpResponse:
    """Show one's own points with every entry, the grade with its history, the categories."""
    context: dict[str, Any] = own_frame(request.acting, "people") | {"tabs": own_tabs("merits")}
    person = own_record(request.acting)
    if person is not None:
        law = merit_law(request.acting, on=clock.today())
        rows = ledger_rows(person) if law.parts["points"] else []
        context |= {"shown": shown_standing(person, law), "rows": rows, "person": person}
    answer = render(request, "merits/mine.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer
