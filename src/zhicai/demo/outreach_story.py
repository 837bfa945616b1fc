"""What Yichang and others hear that spring.

Visits with follow-ups; opinions answered, passed on and open; good-practice cases: one published,
one selected, one sent, one returned.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.outreach.actions import (
    Origin,
    answer,
    forward,
    open_case,
    publish_case,
    record_visit,
    return_case,
    select_case,
    send_case,
    send_opinion,
    settle,
    tell_opinion,
)
from zhicai.outreach.models import FollowUp, Opinion, PracticeCase
from zhicai.outreach.queries import targets_of
from zhicai.outreach.rules.cases import CaseFacts
from zhicai.outreach.rules.opinions import OpinionFacts
from zhicai.outreach.rules.visits import ToDo, VisitFacts
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years

WUHAN, HUANGSHI, YICHANG, YILING, XIANGYANG = "420100", "420200", "420500", "420506", "420600"
VISITS = (
    (
        date(2022, 2, 22), YICHANG, "visit", "宜昌某精密制造公司", "item:skill-2",
        "张薇，企业总工程师和三名研发人员",
        "交底书写得简单，代理人反复来问。想让研发人员学会画对照表。",
        ToDo("四月班安排半天交底书实练", "张薇", date(2022, 4, 15)),
    ),
    (
        date(2022, 3, 2), YICHANG, "meeting", "磷化工产业联盟", "item:know-3",
        "张薇、肖岚，十二家企业代表",
        "出口企业遇到海外警告函，不知道先做什么。愿意派人参加风险防范的课。",
        ToDo("请基地开一场海外风险讲座", "肖岚", date(2022, 3, 20)),
    ),
    (
        date(2022, 3, 4), YILING, "visit", "夷陵茶业合作社", "theme:geographical-indication",
        "陈立群，合作社理事长", "茶叶有地理标志，但包装使用不统一。", None,
    ),
    (
        date(2022, 3, 9), WUHAN, "research", "光电企业专题调研", "item:know-2",
        "市局两人，光电企业六家", "新项目立项前很少做分析评议，主要是不会做。",
        ToDo("编一份分析评议样例", "市局培训负责人", date(2022, 4, 30)),
    ),
)  # fmt: skip
OPINIONS = (
    (
        date(2022, 2, 16), "420506", "need", "item:skill-1", "夷陵某磷化工公司", "周工",
        "检索课希望上机时间长一点，最好带自己的课题来练。",
        "四月的班上机由两小时加到四小时，可带课题。",
    ),
    (
        date(2022, 2, 24), "420503", "need", "item:skill-4", "伍家岗某电子公司", "李经理",
        "收到过两次警告函，想学怎么回。", "",
    ),
    (
        date(2022, 3, 1), "420504", "opinion", "theme:trademark", "点军某食品厂", "王主任",
        "商标的课少，县里的班能不能每期讲一次？", "",
    ),
    (
        date(2022, 3, 3), "420106", "need", "item:know-2", "武昌某光电公司", "陈工",
        "想要一份能照着做的分析评议样例。", "",
    ),
    (
        date(2022, 3, 7), "420502", "opinion", "other", "西陵某软件公司", "赵女士",
        "报名通知来得晚，建议提前两周。", "今后提前三周发通知，并发到企业联系人手机上。",
    ),
    (
        date(2022, 3, 10), "420602", "need", "theme:patent", "襄城某汽配公司", "孙工",
        "希望有针对车间班组长的半天短课。", "",
    ),
)  # fmt: skip
CASES = (
    (
        YICHANG, "published", "送课进园区",
        "theme:patent", "每月一次把课开到园区，企业骨干不出园区就能学，全年少跑三百多人次。",
        "（示例）做法：园区出场地，基地出老师，市局排课。\n\n成效：参加人数翻了一番，"
        "课后当场答疑四十多件。\n\n提醒：先收题，再备课。",
    ),
    (
        XIANGYANG, "selected", "班组长半天课",
        "item:know-4", "给车间班组长开半天短课，专讲从工艺改进里找保护点。",
        "（示例）半天时间，三个本厂案例，一张对照表。",
    ),
    (
        WUHAN, "sent", "分析评议一页纸",
        "item:know-2", "把分析评议缩成一页纸模板，中小企业两天能做完。",
        "（示例）一页纸四栏：项目、现状、风险、建议。",
    ),
    (
        HUANGSHI, "returned", "老师互换",
        "other", "相邻两市互换老师，各讲拿手的课。",
        "（示例）两市各出三名老师。",
    ),
)  # fmt: skip


def outreach_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield the events of what offices hear; ``programme`` names the year's programme."""
    for number, visit in enumerate(VISITS):
        yield Event(at(visit[0], 16, number), partial(_visit, stage, programme, number))
    yield Event(at(date(2022, 3, 14), 9), partial(_settle, stage))
    for number, row in enumerate(OPINIONS):
        yield Event(at(row[0], 11, number), partial(_tell, stage, programme, number))
        if row[-1]:
            replied = row[0] + timedelta(days=3)
            yield Event(at(replied, 10, number), partial(_answer, stage, row[4], row[-1]))
    yield Event(at(date(2022, 3, 8), 14), partial(_enter, stage, programme))
    yield Event(at(date(2022, 3, 2), 15), partial(_forward, stage))
    for number, case in enumerate(CASES):
        yield Event(at(date(2022, 2, 28), 10, number), partial(_case, stage, programme, number))
        if case[1] != "sent":
            yield Event(
                at(date(2022, 3, 7), 10, number), partial(_decide, stage, programme, number)
            )


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _visit(stage: Stage, programme: str, number: int, moment: datetime) -> None:
    on, code, form, entity, topic, people, findings, to_do = VISITS[number]
    level = Level.CITY if code.endswith("00") else Level.COUNTY
    record_visit(
        _year(programme),
        VisitFacts(on, form, entity, "", topic, people, findings),
        follow_ups=[to_do] if to_do else [],
        by=stage.officer(code, level, on=on),
        at=moment,
    )


def _settle(stage: Stage, moment: datetime) -> None:
    row = FollowUp.objects.filter(owner="肖岚").first()
    if row is not None:
        officer = stage.officer(YICHANG, Level.CITY, on=moment.date())
        settle(row.pk, result="3 月 12 日在联盟开讲，四十人参加。", by=officer, at=moment)


def _tell(stage: Stage, programme: str, number: int, moment: datetime) -> None:
    _on, code, sort, topic, sender, contact, says, _answer = OPINIONS[number]
    tell_opinion(
        _year(programme),
        OpinionFacts(sort, topic, says, sender, contact, f"0717-78200{number:02}"),
        place_id=stage.places[code].pk,
        origin=Origin(f"192.0.2.{number}", moment - timedelta(minutes=3), filled_trap=False),
        at=moment,
    )


def _enter(stage: Stage, programme: str, moment: datetime) -> None:
    facts = OpinionFacts(
        "need",
        "item:know-3",
        "希望讲讲海外警告函怎么应对。",
        "宜都某生物公司",
        "何经理",
        "0717-7820099",
    )
    officer = stage.officer(YICHANG, Level.CITY, on=moment.date())
    place = stage.places["420581"]
    send_opinion(_year(programme), facts, place_id=place.pk, by=officer, at=moment)


def _answer(stage: Stage, sender: str, says: str, moment: datetime) -> None:
    row = Opinion.objects.filter(sender=sender, answered_on=None).first()
    if row is not None:
        officer = stage.officer(YICHANG, Level.CITY, on=moment.date())
        answer(row.pk, says=says, by=officer, at=moment)


def _forward(stage: Stage, moment: datetime) -> None:
    """The city passes on to its base what the base knows best."""
    row = Opinion.objects.filter(topic="item:skill-4", answered_on=None).first()
    if row is None:
        return
    bases = [one for one in targets_of(row, on=moment.date()) if one.name.zh.endswith("培训基地")]
    officer = stage.officer(YICHANG, Level.CITY, on=moment.date())
    forward(
        row.pk, to=bases[0].key, note="请基地老师答复，并考虑排进四月的课。", by=officer, at=moment
    )


def _case(stage: Stage, programme: str, number: int, moment: datetime) -> None:
    code, _state, title, topic, summary, body = CASES[number]
    year, officer = _year(programme), stage.officer(code, Level.CITY, on=moment.date())
    case = open_case(year, CaseFacts(title, topic, summary, body), by=officer, at=moment)
    send_case(year, case.pk, by=officer, at=moment)


def _decide(stage: Stage, programme: str, number: int, moment: datetime) -> None:
    _code, state, title, *_rest = CASES[number]
    case, province = PracticeCase.objects.get(title=title), stage.acting("linhao", on=moment.date())
    if state == "returned":
        return_case(
            case.pk, by=province, at=moment, opinion="请补充讲了哪些课、多少人听、反馈如何。"
        )
        return
    select_case(case.pk, by=province, at=moment, opinion="做法具体，别处学得来。")
    if state == "published":
        publish_case(_year(programme), case.pk, by=province, at=moment)
