"""What Hubei tells the public that spring: two stories out, one waiting, actions logged, a list
before the public, and the survey of the three scores, of last winter and of this spring.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from zhicai.accounts.acting import Acting
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years
from zhicai.publicity.actions import (
    Action,
    ListTerms,
    Row,
    Words,
    log_action,
    object_to,
    publish_item,
    publish_list,
    send_item,
    write_item,
)
from zhicai.publicity.queries import SCORES
from zhicai.publicity.rules.items import Kind
from zhicai.publicity.rules.logging import Channel
from zhicai.publicity.starting import STARTING
from zhicai.surveys.actions import Terms, answer, begin, draft_questionnaire, open_round, publish
from zhicai.surveys.models import Questionnaire, Round
from zhicai.surveys.queries import invitation_by_token
from zhicai.surveys.rules.written import parse

YICHANG, WUHAN, XIANGYANG, ENSHI, EZHOU = "420500", "420100", "420600", "422800", "420700"
ASKED = {WUHAN: 8, YICHANG: 7, XIANGYANG: 5, ENSHI: 4, EZHOU: 2}
"""How many entities of a city answer; two are too few to be shown."""
WINTER, SPRING = date(2022, 1, 7), date(2022, 3, 14)
NEWS = Words(
    Kind.NEWS,
    "全省县（市）区预科班计划编报过半",
    "各县（市）区按通知要求编报年度预科班计划，市州逐一审核。\n\n## 计划情况\n"
    "截至目前，全省计划开班 {{figure:planning.planned_classes}}，"
    "计划培训 {{figure:planning.planned_people}}。\n\n"
    "- 课程由各地按“四知”“五会”安排\n- 师资由省局实战讲师和培训基地共同承担",
    "各地预科班计划陆续审核通过，计划数可随时查询。",
)
STORY = Words(
    Kind.SPECIALIST,
    "车间里走出来的专利能手",
    "参加预科班以前，她只管设备台账。学会检索以后，她和班组一起把三项工艺改进写成了专利申请。\n\n"
    "“以前觉得专利离车间很远，现在每次改动都先查一查。”",
    "把工艺改进写成专利申请的设备管理员。",
    person="邹丽华",
    employer="宜昌某精密制造公司",
    consent_on=date(2022, 3, 1),
    consent_note="书面同意书，存宜昌市局",
)
WAITING = Words(
    Kind.STORY,
    "基地老师把课堂搬进企业",
    "三峡大学培训基地的老师走进夷陵区企业，现场讲解专利检索。",
)
LOGGED = (
    (
        WUHAN,
        Action("公众号推送培训通知解读", date(2022, 1, 18), Channel.ONLINE, "微信公众号", 5200),
    ),
    (
        YICHANG,
        Action("专员培训宣讲会", date(2022, 2, 16), Channel.OFFLINE, "宣讲会", 120, "夷陵区"),
    ),
    (YICHANG, Action("门户网站专题上线", date(2022, 2, 22), Channel.ONLINE, "门户网站", 860)),
    (
        XIANGYANG,
        Action("送培训手册进园区", date(2022, 3, 3), Channel.OFFLINE, "入企走访", 75, "高新区"),
    ),
    (
        ENSHI,
        Action("州电视台访谈", date(2022, 3, 21), Channel.OFFLINE, "广播电视", 20000, "恩施市"),
    ),
)


def publicity(stage: Stage) -> Iterator[Event]:
    """Yield what the public is told and asked."""
    yield Event(at(date(2022, 3, 2), 10), partial(_publish, stage, YICHANG, STORY))
    yield Event(at(date(2022, 3, 25), 10), partial(_publish, stage, "420000", NEWS))
    yield Event(at(date(2022, 4, 7), 16), partial(_write, stage))
    for code, action in LOGGED:
        yield Event(at(action.on, 17), partial(_log, stage, code, action))
    yield Event(at(WINTER, 9), partial(_ask, stage, "2021 年三度调查", date(2022, 1, 20)))
    yield Event(at(date(2022, 1, 12), 9), partial(_answer, stage, 2))
    yield Event(at(SPRING, 9), partial(_ask, stage, "2022 年三度调查", date(2022, 3, 31)))
    yield Event(at(date(2022, 3, 20), 9), partial(_answer, stage, 3))
    yield Event(at(date(2022, 4, 6), 9), partial(_list, stage))


def _year() -> ProgrammeYear:
    found = years().first()
    if found is None:
        raise LookupError("the story opens its year first")
    return found


def _office(stage: Stage, code: str, on: date) -> Acting:
    if code == stage.province:
        return stage.acting("linhao", on=on)
    return stage.officer(code, Level.CITY, on=on)


def _publish(stage: Stage, code: str, words: Words, moment: datetime) -> None:
    author = _office(stage, code, moment.date())
    item = write_item(words, year=_year(), by=author, at=moment)
    reviewer = "zhoumin" if code == stage.province else "linhao"
    publish_item(
        send_item(item, by=author, at=moment),
        by=stage.acting(reviewer, on=moment.date()),
        at=moment,
    )


def _write(stage: Stage, moment: datetime) -> None:
    author = _office(stage, YICHANG, moment.date())
    send_item(write_item(WAITING, year=_year(), by=author, at=moment), by=author, at=moment)


def _log(stage: Stage, code: str, action: Action, moment: datetime) -> None:
    log_action(action, year=_year(), by=_office(stage, code, moment.date()), at=moment)


def _ask(stage: Stage, title: str, closes: date, moment: datetime) -> None:
    by, province = stage.acting("linhao", on=moment.date()), stage.places[stage.province]
    drafted = Questionnaire.objects.filter(use=SCORES).first() or draft_questionnaire(
        "专员培训三度调查", place=province, content=parse(STARTING)[0], by=by, at=moment, use=SCORES
    )
    terms = Terms(
        title,
        opens_on=moment.date(),
        closes_on=closes,
        anonymous=True,
        asks_place=True,
        about=SCORES,
        expected={stage.places[code]: count + 2 for code, count in ASKED.items()},
    )
    version = publish(drafted, by=by, at=moment)
    open_round(version, place=province, terms=terms, by=by, on=moment.date())


def _answer(stage: Stage, base: int, moment: datetime) -> None:
    """Everyone of every city answers; how well they think of it differs by person and city."""
    round_ = Round.objects.filter(about=SCORES).latest("opens_on")
    for at_city, (code, count) in enumerate(ASKED.items()):
        for number in range(count):
            _answer_one(round_, stage.places[code], base + (number + at_city) % 3, number, moment)


def _answer_one(round_: Round, place: Place, points: int, number: int, moment: datetime) -> None:
    scales = {q: str(min(5, points)) for q in ("q5", "q6", "q8", "q9")}
    given = {
        "q1": "o1",
        "q2": "yes" if number else "no",
        "q3": str(min(5, points + number % 2)),
        "q4": ["o2", "o3"][: 1 + number % 2],
        "q7": "no" if number % 4 == 3 else "yes",
        "q10": "希望多安排实操。" if number == 1 else "",
        **scales,
    }
    token = begin(round_, place=place, on=moment.date())
    answer(invitation_by_token(token), given, on=moment.date())


def _list(stage: Stage, moment: datetime) -> None:
    by = _office(stage, YICHANG, moment.date())
    rows = [
        Row(name, [unit])
        for name, unit in (
            ("郭志军", "宜昌某化工公司"),
            ("欧阳文斌", "宜昌某生物公司"),
            ("施晓燕", "三峡某机械公司"),
        )
    ]
    terms = ListTerms(
        "宜昌市预科班实战讲师拟聘名单",
        starts_on=moment.date(),
        ends_on=date(2022, 4, 12),
        contact="市局人事科 0717-0000000",
        intro="按通知要求公示拟聘讲师，公示期内可以提出异议。",
        columns=["工作单位"],
    )
    listed = publish_list(terms, rows, place=stage.places[YICHANG], by=by, at=moment)
    object_to(
        listed,
        row=listed.rows.first(),
        name="李先生",
        contact="13900000000",
        says="请核实该讲师的从业年限。",
        at=moment,
    )
