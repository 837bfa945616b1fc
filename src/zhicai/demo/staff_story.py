"""A county's people in spring: a newcomer is invited, one stands in, one leaves, one is entered.

Dianjun has four officers before it begins; Yichang looks after them. The newcomer's invitation is
about to run out on the demo's day.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.staff.actions import enter_enterprise, hand_slips, leave, name_deputy, open_people
from zhicai.staff.rules import Newcomer

COLLEAGUES = (("hu.yun", "胡云"), ("tan.jie", "谭杰"))
LEAVER, NEWCOMER = ("ran.bo", "冉波"), ("xiang.lan", "向兰")


def chapters(stage: Stage, *, city: str, county: str, year: int) -> Iterator[Event]:
    """Yield the story of one county and the city above it, by their codes."""
    yield Event(at(date(year, 1, 17), 9, 5), partial(_open, stage, city, county))
    yield Event(at(date(year, 2, 21), 15, 20), partial(_leave, stage, city, county))
    yield Event(at(date(year, 3, 27), 10, 40), partial(_invite, stage, city, county))
    yield Event(at(date(year, 4, 1), 16, 10), partial(_deputise, stage, county))
    yield Event(at(date(year, 3, 2), 11, 15), partial(_enterprise, stage, county))


def _office(stage: Stage, code: str) -> str:
    return f"p{stage.places[code].pk}"


def _open(stage: Stage, city: str, county: str, moment: datetime) -> None:
    officer = stage.officer(city, Level.CITY, on=moment.date())
    office = _office(stage, county)
    people = [
        Newcomer(username, name, office, Role.OFFICER.value, phone=f"1390000{number:04}")
        for number, (username, name) in enumerate((*COLLEAGUES, LEAVER), start=1)
    ]
    opened = open_people(people, by=officer, at=moment)
    principal = User.objects.get(username=stage.officers[county, Level.COUNTY])
    # They have all signed in long ago: the demo's one password, hashed once for the whole cast.
    User.objects.filter(pk__in=[user.pk for user in opened]).update(
        password=principal.password, last_login=moment
    )


def _leave(stage: Stage, city: str, county: str, moment: datetime) -> None:
    officer = stage.officer(city, Level.CITY, on=moment.date())
    leaver = User.objects.get(username=LEAVER[0])
    heir = User.objects.get(username=COLLEAGUES[0][0])
    leave(
        leaver, _office(stage, county), successor=heir.pk, reason="调往区审计局", by=officer,
        at=moment,
    )  # fmt: skip


def _invite(stage: Stage, city: str, county: str, moment: datetime) -> None:
    officer = stage.officer(city, Level.CITY, on=moment.date())
    one = Newcomer(*NEWCOMER, _office(stage, county), Role.OFFICER.value, phone="13900000009")
    hand_slips(open_people([one], by=officer, at=moment), by=officer, at=moment)


def _deputise(stage: Stage, county: str, moment: datetime) -> None:
    day = moment.date()
    principal = User.objects.get(username=COLLEAGUES[0][0])
    stand_in = User.objects.get(username=COLLEAGUES[1][0])
    name_deputy(
        principal, _office(stage, county), deputy=stand_in.pk, since=day,
        until=day + timedelta(days=20), reason="参加省局跟班学习",
        by=actings_of(principal, on=day)[0], at=moment,
    )  # fmt: skip


def _enterprise(stage: Stage, county: str, moment: datetime) -> None:
    officer = stage.officer(county, Level.COUNTY, on=moment.date())
    firm = enter_enterprise("宜昌点军智造科技有限公司", by=officer, at=moment)
    contact = Newcomer("dianjun.zz", "方晴", f"o{firm.pk}", Role.MEMBER.value)
    hand_slips(open_people([contact], by=officer, at=moment), by=officer, at=moment)
