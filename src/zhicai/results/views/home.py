"""People trained and completed by county, city and year; the people behind each number."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest, needs
from zhicai.accounts.permissions import reach_of
from zhicai.admission.models import Registration
from zhicai.law.schema import Level
from zhicai.places.queries import is_within, tree
from zhicai.results.forms import CountFilters, PeopleFilters
from zhicai.results.queries.counts import CountLine, by_year, counts_of, people_behind, totals
from zhicai.results.queries.law import ResultsLaw
from zhicai.results.queries.people import names_whole
from zhicai.results.sheets import COUNTS, PEOPLE, table
from zhicai.results.views.parts import law_for, shown_name, tabs_for
from zhicai.ui.asked import word
from zhicai.ui.lists import Column, ListPage

TRAINED, COMPLETED = "trained", "completed"
COLUMNS = (
    Column("place", gettext_lazy("县（市、区）"), ("code",)),
    Column("city", gettext_lazy("市州")),
    Column("trained", gettext_lazy("培训人数"), ("trained", "code"), numeric=True),
    Column("needed", gettext_lazy("应训人数"), numeric=True),
    Column("share", gettext_lazy("进度")),
    Column("missing", gettext_lazy("还差"), ("missing", "code"), numeric=True),
    Column("completed", gettext_lazy("结业人数"), ("completed", "code"), numeric=True),
)
BEHIND = (
    Column("name", gettext_lazy("姓名"), ("person__name",)),
    Column("employer", gettext_lazy("工作单位"), ("employer_name",)),
    Column("place", gettext_lazy("承办单位"), ("training_class__place__code",)),
    Column("class", gettext_lazy("班次"), ("training_class__starts_on", "training_class")),
    Column("hours", gettext_lazy("到课学时"), ("completion__hours",), numeric=True),
    Column("done", gettext_lazy("结业"), ("completion__completed", "person__name")),
)


@needs("results.read")
def home(request: OfficeRequest) -> HttpResponse:
    """Show people trained and completed by county, city and year (HB-1.h, HB-2.2.1.f)."""
    law = law_for(request)
    counts = counts_of(request.acting, law)
    page: ListPage[list[CountLine]] = ListPage(
        request, counts.counties, columns=COLUMNS, filters=CountFilters, default_sort="place"
    )
    if isinstance(page.filters, CountFilters):
        page.filters.offer(city=[(one.code, one.name) for one in counts.cities])
    if page.exporting:
        return table(COUNTS, [_counted(line) for line in page.matching])
    context = tabs_for(request, "home", law) | {
        "page": page,
        "counts": counts,
        "years": by_year(request.acting, law),
        "quota": law.quota,
        "tiles": _tiles(counts, law),
        "one": len(counts.counties) <= 1,
    }
    return render(request, "results/home.html", context)


def _counted(line: CountLine) -> dict[str, Any]:
    return {
        "city": line.city.name if line.city else "",
        "place": line.name,
        "trained": line.trained,
        "needed": line.needed,
        "missing": line.missing,
        "completed": line.completed,
    }


def _tiles(counts: Any, law: ResultsLaw) -> list[dict[str, Any]]:
    people = reverse("results:people")
    year = f"year={law.year.pk}"
    share = counts.trained / counts.needed if counts.needed else None
    short = counts.missing
    return [
        {
            "icon": "users",
            "label": _("培训人数"),
            "value": f"{counts.trained:,}",
            "of": _("/ %(n)s 人") % {"n": f"{counts.needed:,}"} if counts.needed else "",
            "share": share,
            "tone": "green" if short == 0 else "info",
            "left": _("还差 %(n)s 人") % {"n": f"{short:,}"} if short else "",
            "url": f"{people}?{year}&what={TRAINED}",
        },
        {
            "icon": "circle-check",
            "label": _("结业人数"),
            "value": f"{counts.completed:,}",
            "note": _("到课满规定学时的人，重复参加只算一人"),
            "url": f"{people}?{year}&what={COMPLETED}",
        },
        {
            "icon": "map-pin",
            "label": _("达到人数的县（市、区）"),
            "value": str(counts.reached),
            "of": f"/ {len(counts.counties)}",
            "share": counts.reached / len(counts.counties) if counts.counties else None,
            "tone": "info",
            "url": f"{reverse('results:home')}?{year}&state=short",
            "action": _("查看人数不足的"),
        },
    ]


@needs("results.read")
def people(request: OfficeRequest) -> HttpResponse:
    """List the people behind a number, from the same rows as the number."""
    law = law_for(request)
    what = COMPLETED if word(request, "what") == COMPLETED else TRAINED
    rows = people_behind(request.acting, law, what)
    page: ListPage[Any] = ListPage(
        request, rows, columns=BEHIND, filters=PeopleFilters, default_sort="class"
    )
    if isinstance(page.filters, PeopleFilters):
        _offer_places(request, page.filters, law)
    whole = names_whole(request.acting)
    if page.exporting:
        return table(PEOPLE, [_behind(row, whole=whole) for row in page.matching[:20_000]])
    context = tabs_for(request, "home", law) | {
        "page": page,
        "rows": [{"row": row, "name": shown_name(row.person, whole=whole)} for row in page],
        "what": what,
        "totals": totals(page.matching),
        "views": [
            {"label": label, "url": page.address(what=key, page=None), "current": key == what}
            for key, label in ((TRAINED, _("培训人员")), (COMPLETED, _("结业人员")))
        ],
    }
    return render(request, "results/people.html", context)


def _offer_places(request: OfficeRequest, filters: PeopleFilters, law: ResultsLaw) -> None:
    reach = reach_of(request.acting, "results.read")
    places = tree(law.year.province.code, on=law.on)
    seen = [p for p in places.by_code.values() if any(is_within(p.path, r) for r in reach)]
    seats = [p for p in seen if p.levels & {Level.CITY, Level.COUNTY}]
    filters.offer(place=[(p.code, p.name) for p in seats])
    filters.under = {p.code: [one.id for one in seen if is_within(one.path, p.path)] for p in seats}


def _behind(row: Registration, *, whole: bool) -> dict[str, Any]:
    done = getattr(row, "completion", None)
    return {
        "name": shown_name(row.person, whole=whole),
        "employer": row.employer_name,
        "place": row.training_class.place.name,
        "class": row.training_class.title,
        "hours": done.hours if done else None,
        "needed": done.needed if done else None,
        "done": done_word(done.completed if done else None),
    }


def done_word(completed: bool | None) -> str:
    """Return whether someone completed, in a word."""
    if completed is None:
        return _("未认定")
    return _("已结业") if completed else _("未结业")
