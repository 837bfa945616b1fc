"""Yiling's people: an enterprise with three, one certified, one who signs in and asks.

Guo Jianjun has an account of his own, has answered the notice and asks for a correction; Yang Lan
is a certified specialist from an earlier training, was rewarded, and her employer has confirmed her
post. Xu Peng's post is not confirmed yet.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.demo.people import with_check
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.people.actions import (
    answer_purposes,
    ask,
    confirm_post,
    enter_people,
    name_specialist,
    open_login,
    record_incentive,
    unmask,
)
from zhicai.people.models import Person
from zhicai.people.rules.identity import EmployerFacts, PersonFacts
from zhicai.people.rules.incentives import IncentiveFacts
from zhicai.places.actions import name_organisation
from zhicai.places.models import Organisation

FIRM = "湖北夷陵智能装备有限公司"
OWN, CONTACT = "guojianjun", "yiling.zb"
PEOPLE = (
    ("郭建军", "42050619880312451X", "13800001234", "知识产权主管", True),
    ("杨岚", "420506199004211022", "13800002235", "专利工程师", True),
    ("徐鹏", "420506199207150313", "13800003236", "研发项目经理", False),
)
CERTIFIED = ("杨岚", "徐鹏")
BASIS = "2021 年省专利专员培训考核合格（示例）"


def people_chapter(stage: Stage, *, county: str) -> Iterator[Event]:
    """Yield the story of one county's people."""
    yield Event(at(date(2022, 2, 23), 9, 40), partial(_enter, stage, county))
    yield Event(at(date(2022, 2, 24), 10, 5), partial(_name, stage, county))
    yield Event(at(date(2022, 3, 1), 15, 10), partial(_confirm, stage))
    yield Event(at(date(2022, 3, 4), 11, 20), partial(_reward, stage, county))
    yield Event(at(date(2022, 3, 21), 9, 15), partial(_look, stage, county))
    yield Event(at(date(2022, 3, 25), 19, 30), partial(_ask, stage))


def _person(name: str) -> Person:
    return Person.objects.select_related("home").get(name=name)


def _enter(stage: Stage, county: str, moment: datetime) -> None:
    day = moment.date()
    officer = stage.officer(county, Level.COUNTY, on=day)
    home = stage.places[county]
    firm = name_organisation(
        kind="enterprise", name=FIRM, home=home, since=day, serves=[], by=officer
    )
    _let_in(stage, firm, county, moment)
    facts = [
        PersonFacts(
            name,
            home.pk,
            id_kind="resident",
            id_number=with_check(number),
            phone=phone,
            employer=EmployerFacts(
                organisation_id=firm.pk, kind="high-tech-enterprise", post=post, is_ip_post=ip
            ),
        )
        for name, number, phone, post, ip in PEOPLE
    ]
    enter_people(facts, by=officer, at=moment)
    # Whoever of the cast signs in has the demo's one password, hashed once.
    principal = User.objects.get(username=stage.officers[county, Level.COUNTY])
    open_login(_person("郭建军"), OWN, by=officer, at=moment)
    User.objects.filter(username=OWN).update(password=principal.password, last_login=moment)
    stage.users[OWN] = User.objects.get(username=OWN)


def _let_in(stage: Stage, firm: Organisation, county: str, moment: datetime) -> None:
    officer = stage.officer(county, Level.COUNTY, on=moment.date())
    principal = User.objects.get(username=stage.officers[county, Level.COUNTY])
    user = open_account(CONTACT, name="田野", by=officer)
    give_membership(
        user,
        Role.MEMBER,
        place=stage.places[county],
        organisation=firm,
        by=officer,
        since=moment.date(),
    )
    User.objects.filter(pk=user.pk).update(password=principal.password, last_login=moment)


def _name(stage: Stage, county: str, moment: datetime) -> None:
    officer = stage.officer(county, Level.COUNTY, on=moment.date())
    for name in CERTIFIED:
        name_specialist(_person(name), since=date(2021, 12, 20), basis=BASIS, by=officer)


def _confirm(stage: Stage, moment: datetime) -> None:
    contact = actings_of(User.objects.get(username=CONTACT), on=moment.date())[0]
    confirm_post(
        _person("杨岚"), post="专利工程师", is_ip_post=True, since=date(2021, 6, 1), by=contact,
        at=moment,
    )  # fmt: skip


def _reward(stage: Stage, county: str, moment: datetime) -> None:
    facts = IncentiveFacts(
        kind="reward",
        given_on=date(2022, 3, 2),
        basis="夷陵区知识产权奖励办法（示例）",
        amount=500_000,
        honour="区优秀专利专员",
    )
    officer = stage.officer(county, Level.COUNTY, on=moment.date())
    record_incentive(_person("杨岚"), facts, by=officer, at=moment)


def _look(stage: Stage, county: str, moment: datetime) -> None:
    officer = stage.officer(county, Level.COUNTY, on=moment.date())
    unmask(_person("郭建军"), by=officer, reason="核对报名材料原件", on=moment.date())


def _ask(stage: Stage, moment: datetime) -> None:
    user = User.objects.get(username=OWN)
    me, by = _person("郭建军"), actings_of(user, on=moment.date())[0]
    answer_purposes(me, ["contact", "publicity"], by=by, at=moment)
    ask(
        me, "correction", field="post", proposed="知识产权部部长",
        says="3 月起任部长，任命文件可提供。", by=by, at=moment,
    )  # fmt: skip
