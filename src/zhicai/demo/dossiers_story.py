"""November: cities sum up the classes they held; most in time, two late, one not at all.

Yichang sends on the 25th and supplements in December; Tianmen and Enshi are late and Shennongjia
sends nothing. The province reminds whoever is missing and takes the others in.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.accounts.acting import Acting
from zhicai.demo.stage import Event, Stage, at
from zhicai.dossiers import actions
from zhicai.dossiers.queries.asked import SUMMARY, series_of
from zhicai.dossiers.queries.summaries import city_rows
from zhicai.filing.models import Filing
from zhicai.filing.rules import State
from zhicai.law.schema import Level
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of, years

REGISTRAR, OFFICER = "hejing", "linhao"
FIRST = date(2022, 11, 21)
LATE = {"422800": date(2022, 12, 6), "429006": date(2022, 12, 2)}
NEVER = frozenset({"429021"})
SUPPLEMENT = date(2022, 12, 7)
REMINDED = (date(2022, 11, 28), date(2022, 12, 1))
TAKEN_IN = (date(2022, 11, 29), date(2022, 12, 8))
WORDS = {
    "organisation": "市局统一排期和师资，县（市、区）局负责招生和现场，基地驻点指导。",
    "results": "参训企业普遍建起了专利台账，多家企业提交了首件发明专利申请。",
    "shortfall": "个别班次因场地和重大活动顺延或并入下一期，未完成部分列入明年一季度。",
    "next": "明年提前到一季度摸底，实战课程增加上机时间。",
}


def dossiers_chapter(stage: Stage, programme: str, *, city: str) -> Iterator[Event]:
    """Yield the summaries of November and December; nothing happens before."""
    cities = sorted(code for code, level in stage.officers if level is Level.CITY)
    for number, code in enumerate(code for code in cities if code not in NEVER):
        day = LATE.get(code, FIRST + timedelta(days=number % 9))
        yield Event(at(day, 10, number), partial(_sum_up, stage, programme, code))
    for day in REMINDED:
        yield Event(at(day, 9), partial(_remind, stage, programme))
    for day in TAKEN_IN:
        yield Event(at(day, 15), partial(_take_in, stage, programme))
    yield Event(at(SUPPLEMENT, 16), partial(_sum_up, stage, programme, city))


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _sum_up(stage: Stage, programme: str, code: str, moment: datetime) -> None:
    year = _year(programme)
    by: Acting = stage.officer(code, Level.CITY, on=moment.date())
    found = actions.generate(year, city=code, by=by, at=moment)
    words = {**WORDS, **{key: text for key, text in found.words.items() if text}}
    saved = actions.save_words(found, by=by, words=words, revision=found.revision, at=moment)
    actions.send_summary(saved, by=by, at=moment)


def _remind(stage: Stage, programme: str, moment: datetime) -> None:
    year, on = _year(programme), moment.date()
    by = stage.acting(OFFICER, on=on)
    rows = city_rows(by, year, settings_of(year, on=on), on=on)
    actions.remind_missing(rows, year=year, by=by, at=moment)


def _take_in(stage: Stage, programme: str, moment: datetime) -> None:
    year = _year(programme)
    by = stage.acting(REGISTRAR, on=moment.date())
    waiting = list(
        Filing.objects.filter(series=series_of(year), kind=SUMMARY, state=State.SENT).order_by("pk")
    )
    if waiting:
        actions.take_in(waiting, year=year, by=by, at=moment)
