"""What several pages of results show: the hub's tabs, the law of the year, a person's line."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import holds
from zhicai.foundation import clock
from zhicai.people.models import Person
from zhicai.people.rules import masked_name
from zhicai.planning.rules.asked import Item
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import year_for
from zhicai.results.hub_tabs import hub_tabs
from zhicai.results.queries.law import ResultsLaw, recommends, results_law
from zhicai.results.rules.skills import Reached
from zhicai.ui.asked import number


def hub(request: OfficeRequest, current: str) -> list[dict[str, Any]]:
    """Return the tabs of the hub page that the user has."""
    acting = request.acting
    shown = (
        ("home", _("结业人数"), "results.read"),
        ("assessment", _("考核成绩"), "results.marks"),
        ("recommendations", _("推荐名单"), "results.read"),
        ("ladder", _("人才梯队"), "results.read"),
        ("reserve", _("人才储备"), "results.reserve"),
        ("team", _("专业化队伍"), "results.team"),
    )
    own = [(name, label, f"results:{name}", permission) for name, label, permission in shown]
    more = [(tab.key, tab.label, tab.url_name, tab.permission) for tab in hub_tabs()]
    return [
        {"label": label, "url": reverse(url), "current": key == current}
        for key, label, url, permission in (*own[:2], *more, *own[2:])
        if holds(acting, permission)
    ]


def law_for(request: OfficeRequest, year: ProgrammeYear | None = None) -> ResultsLaw:
    """Return the law of the year a request asks for (``?year=ID``, else the day's)."""
    on = clock.today()
    found = year or year_for(request.acting, on=on, wanted=number(request, "year"))
    return results_law(found, on=on)


def shown_name(person: Person, *, whole: bool) -> str:
    """Return a person's name, whole for those who keep the record."""
    return person.name if whole else masked_name(person.name)


def skill_lines(record: list[Reached], law: ResultsLaw) -> list[dict[str, Any]]:
    """Return a record item by item with the words of the curriculum, group by group."""
    items = {item.id: item for item in law.frame.items}
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in record:
        item: Item = items[one.item]
        groups.setdefault(item.group, []).append({"item": item, "reached": one})
    names = {group.id: group.name for group in law.law.groups}
    return [{"name": names[key], "lines": lines} for key, lines in groups.items()]


def skill_tags(record: list[Reached], law: ResultsLaw) -> list[dict[str, Any]]:
    """Return the items in which someone has reached a level, for one line of a list."""
    items = {item.id: item for item in law.frame.items}
    return [
        {"item": items[one.item], "reached": one}
        for one in record
        if one.level and not items[one.item].compulsory
    ]


def tabs_for(request: OfficeRequest, current: str, law: ResultsLaw) -> dict[str, Any]:
    """Return what every page of the hub shows."""
    return {"law": law, "hub": hub(request, current), "recommends": recommends(law.year)}
