"""The lists of trainees: drawn up, placed, sealed and published on 10 May, and what came after.

In Wuhan somebody leaves and the first reserve moves up; in Yichang a neighbour objects and is
answered; one objection there is still open.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from zhicai.accounts.acting import Acting
from zhicai.admission.actions import (
    ObjectionFacts,
    answer_objection,
    draft_list,
    place_list,
    publish_list,
    raise_objection,
    seal_list,
    set_bounds,
    take_off,
)
from zhicai.admission.models import AdmissionList, Call, Objection
from zhicai.admission.queries.lists import desk_for, entries_of, reserves_of
from zhicai.admission.queries.placing import Term, classes_used
from zhicai.admission.rules.placement import CITY, Quota
from zhicai.demo.stage import Event, Stage, at

TEAMS = {"420100": "zhengqi", "420500": "xiaolan", "420300": "fangze"}
WUHAN, YICHANG = "420100", "420500"
FAR = "421100"
SEALED = date(2022, 5, 10)
KEY = "demo-objection-{}"


def lists_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield the lists of the three regions, a withdrawal, two objections."""
    for number, venue in enumerate(TEAMS):
        yield Event(at(SEALED, 9, 10 * number), partial(settle_list, stage, programme, venue))
    yield Event(at(date(2022, 5, 11), 15), partial(_object, stage, programme, 1, 12))
    yield Event(at(date(2022, 5, 12), 10), partial(_leave, stage, programme))
    yield Event(at(date(2022, 5, 13), 11), partial(_answer, stage, programme))
    yield Event(at(date(2022, 5, 13), 20), partial(_object, stage, programme, 2, 31))


def settle_list(stage: Stage, programme: str, venue: str, moment: datetime) -> None:
    """Draw up the list of a region, place everyone, seal and publish it."""
    call, team = _call(stage, programme, venue, moment)
    draft_list(call, by=team, at=moment)
    if venue == WUHAN:
        _bound(call, team, moment)
    place_list(call, by=team, at=moment)
    seal_list(call, by=team, at=moment)
    publish_list(call, by=team, at=moment)


def _bound(call: Call, team: Acting, moment: datetime) -> None:
    """Ask for at least twenty people of a city far from the venue."""
    desk = desk_for(team, call.pk, on=moment.date())
    terms = [Term(one.pk, Quota(CITY, FAR, least=20)) for one in classes_used(desk)]
    set_bounds(call, classes=[], terms=terms, by=team, at=moment)


def _call(stage: Stage, programme: str, venue: str, moment: datetime) -> tuple[Call, Acting]:
    team = stage.acting(TEAMS[venue], on=moment.date())
    calls = Call.objects.filter(programme_year__programme=programme, programme_year__year=2022)
    return calls.get(team=team.organisation_id), team


def _list(
    stage: Stage, programme: str, venue: str, moment: datetime
) -> tuple[AdmissionList, Acting]:
    call, team = _call(stage, programme, venue, moment)
    rows = AdmissionList.objects.select_related("call__programme_year")
    return rows.get(call=call), team


def _object(stage: Stage, programme: str, number: int, position: int, moment: datetime) -> None:
    row, _team = _list(stage, programme, YICHANG, moment)
    says = "名单上这名学员已于今年三月离开原单位，请核实是否仍符合条件。"
    raise_objection(row, ObjectionFacts(says, KEY.format(number), position), at=moment)


def _answer(stage: Stage, programme: str, moment: datetime) -> None:
    _row, team = _list(stage, programme, YICHANG, moment)
    found = Objection.objects.get(key=KEY.format(1))
    says = "经向单位和社保部门核实，该学员仍在原单位任职，符合条件，维持名单。"
    answer_objection(found, upheld=False, answer=says, by=team, at=moment)


def _leave(stage: Stage, programme: str, moment: datetime) -> None:
    row, team = _list(stage, programme, WUHAN, moment)
    entry = entries_of(row).filter(left_by=None).order_by("-position").first()
    if entry is not None and reserves_of(row.call).exists():
        take_off(row.call, entry.pk, reason="所在单位安排出国，不能参加", by=team, at=moment)
