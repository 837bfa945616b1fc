"""The list of people within reach."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.people.forms import PeopleFilters
from zhicai.people.models import Person
from zhicai.people.presenters import person_row
from zhicai.people.queries import visible_people, with_employer
from zhicai.people.queries.records import employer_types, homes_in_reach, homes_of
from zhicai.people.queries.words import employer_word
from zhicai.people.sheets import people_sheet
from zhicai.ui.asked import said
from zhicai.ui.bounded import BoundedList
from zhicai.ui.lists import Column

COLUMNS = (
    Column("name", _("姓名"), ("name",)),
    Column("phone", _("手机号")),
    Column("place", _("县（市、区）"), ("home__code", "name")),
    Column("employer", _("工作单位")),
    Column("kind", _("单位类型")),
    Column("post", _("岗位")),
)


@needs("people.read")
def people(request: OfficeRequest) -> HttpResponse:
    """List the people whose records the office keeps, or who work for the organisation."""
    rows = visible_people(request.acting, on=clock.today())
    page: BoundedList[Person] = BoundedList(
        request, with_employer(rows), columns=COLUMNS, filters=PeopleFilters, default_sort="name"
    )
    if isinstance(page.filters, PeopleFilters) and request.acting.organisation_id is None:
        page.filters.homes = homes_in_reach(request.acting, on=clock.today())
    kinds = [(kind, said(employer_word(kind))) for kind in employer_types(rows)]
    if isinstance(page.filters, PeopleFilters):
        page.filters.offer(homes_of(rows), kinds)
    if page.exporting:
        return people_sheet(page.matching)
    words = dict(kinds)
    shown = [person_row(one) for one in page]
    for line in shown:
        work = line["work"]
        line["kind"] = words.get(work.employer_type, "") if work else ""
    context = {
        "page": page,
        "rows": shown,
        "tab": "people",
        "decides": holds(request.acting, "people.decide"),
    }
    return render(request, "people/people.html", context)
