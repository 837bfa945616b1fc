"""What several pages of admission's calls show: tabs, names, the numbers of places."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.accounts.guard import OfficeRequest
from zhicai.accounts.permissions import holds
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.calls import (
    READ,
    SEND,
    CallFrame,
    Numbers,
    call_at,
    calls_there,
    frame_of,
    numbers_by_place,
    own_regions,
    runs,
    summed,
    takes_registrations,
)
from zhicai.admission.queries.lists import READ as LISTS
from zhicai.admission.queries.lists import is_sealed
from zhicai.admission.rules.eligibility import OTHER
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.people.rules import masked_name
from zhicai.places.queries import PlaceFacts, is_within
from zhicai.programmes.scope import year_of, year_or_none

STATE_TONES = {"draft": "idle", "open": "info", "closed": "amber", "screened": "green"}
CANDIDATE_TONES = {
    "applied": ("amber", "hourglass"),
    "confirmed": ("green", "circle-check"),
    "withdrawn": ("idle", "ban"),
    "returned": ("red", "arrow-back-up"),
}
DECISION_TONES = {
    "accept": ("green", "circle-check"),
    "reserve": ("amber", "clock"),
    "refuse": ("red", "ban"),
}


@dataclass(frozen=True, slots=True)
class CallTab:
    """A part of a call with a page of its own; ``shown`` says to whom."""

    name: str
    label: str | Promise
    shown: Callable[[OfficeRequest, Call, CallFrame], bool]


def _always(_request: OfficeRequest, _call: Call, _frame: CallFrame) -> bool:
    return True


def _team(request: OfficeRequest, call: Call, frame: CallFrame) -> bool:
    """Show a part to the core team and, once there is something in it, to the province."""
    wide = request.acting.organisation_id is None and request.acting.at_level(Level.PROVINCE)
    return runs(request.acting, call, frame) or wide


def _listed(request: OfficeRequest, call: Call, frame: CallFrame) -> bool:
    """Show the list to those who make it, and to the other offices once it is sealed."""
    return holds(request.acting, LISTS) and (_team(request, call, frame) or is_sealed(call))


CALL_TABS: list[CallTab] = [
    CallTab("call", gettext_lazy("概况"), _always),
    CallTab("questions", gettext_lazy("问卷"), _team),
    CallTab("screening", gettext_lazy("遴选"), _team),
    CallTab("list", gettext_lazy("学员名单"), _listed),
]
"""The parts of a call, in order; a later part of admission appends its own."""


def call_tabs(
    request: OfficeRequest, call: Call, frame: CallFrame, current: str
) -> list[dict[str, Any]]:
    """Return the tabs of a call that the user has; the candidates are the hub's, narrowed."""
    found = [
        {
            "label": tab.label,
            "url": reverse(f"admission:{tab.name}", args=[call.pk]),
            "current": tab.name == current,
        }
        for tab in CALL_TABS
        if tab.shown(request, call, frame)
    ]
    people = {
        "label": _("人选"),
        "url": reverse("admission:candidates") + f"?call={call.pk}",
        "current": False,
    }
    return [*found[:1], people, *found[1:]]


def hub_tabs(request: OfficeRequest, current: str) -> list[dict[str, Any]]:
    """Return the tabs of the hub; one alone where the year's programme calls for nobody."""
    year = year_or_none(request)
    shown = [("home", _("班次报名"))]
    if year is not None and calls_there(year) and holds(request.acting, READ):
        shown += [("calls", _("考核招考")), ("candidates", _("考核人选"))]
    if year is not None and calls_there(year) and holds(request.acting, LISTS):
        shown.append(("lists", _("学员名单")))
    return [
        {"label": label, "url": reverse(f"admission:{name}"), "current": name == current}
        for name, label in shown
    ]


def hub_frame(request: OfficeRequest) -> CallFrame:
    """Return the admission of the year that a page is about; OutOfScope where there is none."""
    year = year_of(request)
    if not calls_there(year):
        raise OutOfScope
    return frame_of(year, on=clock.today())


def enters(request: OfficeRequest, frame: CallFrame) -> bool:
    """Say whether the user may enter candidates now: who, and the call of the own region."""
    if not holds(request.acting, SEND) or not frame.rules.registers:
        return False
    found = call_at(request.acting.place_id, frame)
    return found is not None and takes_registrations(found, frame)


def whole_names(request: OfficeRequest, row: Candidate, frame: CallFrame) -> bool:
    """Say whether the user reads a candidate's whole name: own office, team, employer."""
    acting = request.acting
    if acting.organisation_id is not None:
        own = any(one.key == row.region_key for one in own_regions(acting, frame))
        return own or row.organisation_id == acting.organisation_id
    return not acting.at_level(Level.PROVINCE)


def name_of(request: OfficeRequest, row: Candidate, frame: CallFrame) -> str:
    """Return a candidate's name as the user may read it."""
    name = row.person.name
    return name if whole_names(request, row, frame) else masked_name(name)


def kind_of(row: Candidate, kinds: dict[str, Any]) -> Any:
    """Return the words for a candidate's type of employer."""
    return kinds.get(row.employer_type, kinds[OTHER])


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A city with its numbers and those of its counties."""

    place: PlaceFacts
    numbers: Numbers
    counties: tuple[tuple[PlaceFacts, Numbers], ...]


def place_lines(
    frame: CallFrame, rows: Any, within: Iterable[str]
) -> tuple[list[PlaceLine], Numbers]:
    """Return cities and counties with their candidates as submitted, and the sum (HB-2.2.2.i).

    ``within`` are the paths of the places to list; a county without candidates stands with zeros.
    """
    counts = numbers_by_place(rows)
    paths = tuple(within)
    lines = []
    for city in frame.places.seats(Level.CITY):
        if not any(is_within(city.path, p) or is_within(p, city.path) for p in paths):
            continue
        counties = tuple(
            (one, counts.get(one.id, Numbers()))
            for one in frame.places.seats(Level.COUNTY, city.path)
            if any(is_within(one.path, p) for p in paths)
        )
        own = () if any(one.id == city.id for one, _ in counties) else (city.id,)
        numbers = [n for _, n in counties] + [counts[pk] for pk in own if pk in counts]
        lines.append(PlaceLine(city, summed(numbers), counties))
    return lines, summed(line.numbers for line in lines)


def region_paths(frame: CallFrame, keys: Iterable[str]) -> list[str]:
    """Return the paths of the cities of some regions."""
    wanted = set(keys)
    codes = [code for one in frame.regions.regions if one.key in wanted for code in one.cities]
    return [frame.places.by_code[code].path for code in codes if code in frame.places.by_code]
