"""Zhejiang's first months: the action is issued and acknowledged; the rest stays grey."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.programmes.actions import acknowledge, issue_notice, open_year
from zhicai.programmes.queries import receipts_for, years

ISSUED = date(2024, 9, 11)
SLOW = {"331100": 40, "330900": 75}
"""Cities that acknowledge so many days after the issue."""


def chapters(stage: Stage) -> Iterator[Event]:
    """Yield the events of the story; the stage has its places and people."""
    yield Event(at(ISSUED, 9), partial(_begin, stage))
    cities = sorted(code for code, level in stage.officers if level is Level.CITY)
    for number, code in enumerate(cities):
        day = ISSUED + timedelta(days=SLOW.get(code, 1 + number % 6))
        yield Event(at(day, 10, number), partial(_confirm, stage, code))


def _begin(stage: Stage, moment: datetime) -> None:
    day = moment.date()
    keeper = stage.acting("lurong", on=day)
    year = open_year("zhejiang-2024", year=2024, province=stage.places["330000"], by=keeper, on=day)
    issue_notice(year, by=keeper, on=day)


def _confirm(stage: Stage, code: str, moment: datetime) -> None:
    officer = stage.officer(code, Level.CITY, on=moment.date())
    year = years().get(programme="zhejiang-2024")
    for receipt in receipts_for(officer).filter(notice__programme_year=year):
        acknowledge(receipt, by=officer, on=moment.date())
