"""Hubei's 2022 year with a city, a county, a base, an enterprise and the province."""

from datetime import date, timedelta

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import Role
from zhicai.foundation import clock
from zhicai.outreach import actions
from zhicai.outreach.actions import Origin
from zhicai.outreach.rules.cases import CaseFacts
from zhicai.outreach.rules.opinions import OpinionFacts
from zhicai.outreach.rules.visits import VisitFacts
from zhicai.places.actions import name_organisation
from zhicai.programmes.tests import scenes as programme

TODAY = programme.TODAY
NOON = clock.midday(TODAY)
YILING, YICHANG, WUHAN = programme.YILING, programme.YICHANG, programme.WUHAN
SOUND_CODE = "91420000MA4KXXXX0P"


def city(code=YICHANG):
    return programme.city_officer(code)


def county(code=YILING):
    return programme.county_officer(code)


def province():
    return programme.province_officer()


def member(kind, name, code):
    row = name_organisation(
        kind=kind, name=name, home=programme.place(code), since=programme.START,
        serves=[programme.place(YICHANG)] if kind == "base" else [], by=SYSTEM,
    )  # fmt: skip
    user = programme.user(f"{kind}-{name}", code, role=Role.MEMBER, organisation=row)
    return programme.acting(user)


def enterprise(name="宜昌兴发化工有限公司"):
    return member("enterprise", name, YILING)


def base():
    return member("base", "三峡大学知识产权培训基地", YICHANG)


def visit_facts(**changes):
    given = {
        "on": date(2022, 2, 8), "form": "visit", "entity": "宜昌兴发化工有限公司", "code": "",
        "topic": "item:know-3", "people": "张薇、企业法务", "findings": "企业想学风险排查。",
    }  # fmt: skip
    return VisitFacts(**{**given, **changes})


def visited(year, by=None, follow_ups=(), **changes):
    return actions.record_visit(
        year, visit_facts(**changes), follow_ups=follow_ups, by=by or city(), at=NOON
    )


def opinion_facts(**changes):
    given = {
        "sort": "need", "topic": "item:skill-1", "says": "希望多讲检索实操。",
        "sender": "宜昌兴发化工有限公司", "contact": "周工", "phone": "0717-7820000",
    }  # fmt: skip
    return OpinionFacts(**{**given, **changes})


def sent(year, by=None, code=YILING, at=NOON, **changes):
    return actions.send_opinion(
        year, opinion_facts(**changes), place_id=programme.place(code).pk,
        by=by or enterprise(), at=at,
    )  # fmt: skip


def told(year, code=YILING, at=NOON, address="10.0.0.7", trap=False, opened=None, **changes):
    origin = Origin(address, opened or at - timedelta(seconds=40), trap)
    return actions.tell_opinion(
        year, opinion_facts(**changes), place_id=programme.place(code).pk, origin=origin, at=at
    )


def case_facts(**changes):
    given = {
        "title": "送课进园区", "topic": "theme:patent", "summary": "把课开到园区，企业少跑路。",
        "body": "每月一次，课后现场答疑。",
    }  # fmt: skip
    return CaseFacts(**{**given, **changes})


def submitted(year, by=None, **changes):
    who = by or city()
    case = actions.open_case(year, case_facts(**changes), by=who, at=NOON)
    return actions.send_case(year, case.pk, by=who, at=NOON)


def published(year, **changes):
    case = submitted(year, **changes)
    actions.select_case(case.pk, by=province(), at=NOON)
    return actions.publish_case(year, case.pk, by=province(), at=NOON)
