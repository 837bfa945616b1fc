"""A training notice of the province, passed on by Yichang; some have not acknowledged it yet.

Ezhou and Shennongjia are slow again; Xiangyang's first draft is still being written.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.notices.actions import (
    acknowledge_notice,
    forward_notice,
    open_draft,
    open_notice,
    save_draft,
    send_notice,
)
from zhicai.notices.models import Notice
from zhicai.notices.queries import receipts_for
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years

YICHANG, XIANGYANG = "420500", "420600"
SENT, PASSED_ON = date(2022, 3, 7), date(2022, 3, 9)
SLOW = {"420700", "422800", "429021"}
READ_ONLY = {"421100"}
TEXT = """为提高预科班教学质量，决定举办知识产权专员预科培训师资班。现将有关事项通知如下：
一、培训时间和地点
2022年4月18日至20日，4月17日下午报到。地点在国家知识产权培训（湖北）基地。
二、参训人员
（一）名额。各市州按附件1所列名额组织报名，优先安排承担预科班教学任务的人员。
（二）条件。参训人员应当具备下列条件：
1.熟悉知识产权基础知识；
2.本年度承担不少于一门预科课程。
三、有关要求
请各市州于3月18日前确认收悉，4月8日前报送参训人员名单。培训不收取费用，往返交通费自理。
附件：参训名额分配表
单位\t名额（人）\t备注
武汉市\t8\t含自贸区基地
宜昌市\t4\t含三峡大学基地
襄阳市\t4\t
其他市州\t各2\t
附件：参训人员报名回执
姓名\t单位\t承担课程\t手机
\t\t\t
"""


def notices_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield the events of the notices; ``programme`` is the one whose year they belong to."""
    yield Event(at(SENT, 15), partial(_send, stage, programme))
    cities = sorted(code for code, level in stage.officers if level is Level.CITY)
    for number, code in enumerate(cities):
        if code not in SLOW:
            day = SENT + timedelta(days=1 if code == YICHANG else 1 + number * 5 % 8)
            yield Event(at(day, 11, number), partial(_receive, stage, code))
    yield Event(at(date(2022, 3, 10), 9), partial(_confirm, stage, "luoping"))
    yield Event(at(PASSED_ON, 16), partial(_pass_on, stage, programme))
    counties = sorted(
        code for code, level in stage.officers if level is Level.COUNTY and code[:4] == "4205"
    )
    for number, code in enumerate(counties[: len(counties) // 2]):
        moment = at(PASSED_ON + timedelta(days=1 + number % 3), 10, number)
        yield Event(moment, partial(_confirm, stage, stage.officers[code, Level.COUNTY]))
    yield Event(at(date(2022, 3, 15), 10), partial(_begin, stage, programme))


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=SENT.year)


def _send(stage: Stage, programme: str, moment: datetime) -> None:
    officer = stage.acting("linhao", on=moment.date())
    notice = open_draft(_year(programme), by=officer, at=moment)
    draft = {
        **notice.draft,
        "title": "湖北省知识产权局关于举办2022年知识产权专员预科培训师资班的通知",
        "text": TEXT,
        "sign": "鄂知发",
        "due": "2022-03-18",
        "contact": "联系人：林浩",
        "printed_by": "湖北省知识产权局办公室",
        "to": ["all:city", "kind:base", "kind:national-base"],
    }
    notice = save_draft(notice, by=officer, draft=draft, revision=0, at=moment)
    send_notice(notice, by=officer, revision=notice.revision, at=moment)


def _first(stage: Stage, username: str, moment: datetime) -> Notice:
    return receipts_for(stage.acting(username, on=moment.date()))[0].notice


def _receive(stage: Stage, code: str, moment: datetime) -> None:
    username = stage.officers[code, Level.CITY]
    if code in READ_ONLY:
        officer = stage.acting(username, on=moment.date())
        open_notice(_first(stage, username, moment), by=officer, on=moment.date())
    else:
        _confirm(stage, username, moment)


def _confirm(stage: Stage, username: str, moment: datetime) -> None:
    officer = stage.acting(username, on=moment.date())
    acknowledge_notice(_first(stage, username, moment), by=officer, on=moment.date())


def _pass_on(stage: Stage, programme: str, moment: datetime) -> None:
    officer = stage.acting("zhangwei", on=moment.date())
    original = _first(stage, "zhangwei", moment)
    notice = forward_notice(original, _year(programme), by=officer, at=moment)
    draft = {**notice.draft, "sign": "宜知函", "to": ["all:county", "kind:base"]}
    notice = save_draft(notice, by=officer, draft=draft, revision=0, at=moment)
    send_notice(notice, by=officer, revision=notice.revision, at=moment)


def _begin(stage: Stage, programme: str, moment: datetime) -> None:
    officer = stage.officer(XIANGYANG, Level.CITY, on=moment.date())
    notice = open_draft(_year(programme), by=officer, at=moment)
    draft = {**notice.draft, "title": "关于报送预科培训师资的通知", "to": ["all:county"]}
    save_draft(notice, by=officer, draft=draft, revision=0, at=moment)
