"""Hubei's documents that spring: written, decided on, published, read; one waits for a decision.

Every text is our own short sample and says so.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial

from zhicai.demo.stage import Event, Stage, at
from zhicai.handbooks.actions import acknowledge_edition, ask_for_decision, publish, save_draft
from zhicai.handbooks.queries import edition_for, handbook_of, parts_in
from zhicai.law.schema import Level
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, years

GUIDE, STANDARD, MEASURES, WORKBOOK = (
    "training-guide",
    "capability-standard",
    "management-measures",
    "work-handbook",
)
GUIDE_FIRST = {
    "business-training": "（示例）每期先摸底，再定课。\n- 上午讲方法，下午上机练\n"
    "- 每门课留一道本企业的题\n- 课后一周内收齐作业",
    "assessment": "（示例）出勤、作业、上机三项合计。\n- 上机限时完成一次检索并写出结论\n"
    "- 不合格的可以补一次",
}
GUIDE_SECOND = GUIDE_FIRST | {
    "assessment": "（示例）出勤、作业、上机三项合计，各占三成、三成、四成。\n"
    "- 上机限时完成一次检索并写出结论\n- 不合格的可以补一次，补考在结班后一个月内",
    "s1": "（示例）教室有网，每人一台电脑；提前一天试登录。",
}
MEASURES_TEXT = {
    "rules": "（示例）专员由所在企业推荐，市州登记。\n- 每年登记一次变动\n- 调离的当月注销\n"
    "- 有突出成果的优先推荐进修",
}
WORKBOOK_TEXT = {
    "daily-work": "（示例）接到研发立项：先查新，再开交底会。\n- 查新记录存档三年\n"
    "- 交底书一周内送代理机构\n- 每季度盘点一次年费",
}
WORKBOOK_NEXT = {
    "daily-work": f"{WORKBOOK_TEXT['daily-work']}\n- 收到警告函当天报告法务",
}
ABLE = {
    "know-1": ("查到并讲清一部新法对本企业的影响", "列出本企业要改的三处做法"),
    "know-2": ("为一个新项目做一份简要分析评议", "看懂一张专利导航图并说出去向"),
    "know-3": ("找出产品上市前的主要风险点", "写一页应对预案"),
    "know-4": ("从一项工艺改进里挖出可保护的点", "说明为什么值得申请"),
    "skill-1": ("独立写出检索式并说明取舍", "一小时内给出查新结论"),
    "skill-2": ("把技术方案写成交底书", "画出与现有技术的对照表"),
    "skill-3": ("写出一份完整的项目申报书", "把绩效指标写得能核对"),
    "skill-4": ("收到警告函后按步骤应对", "固定一次网络侵权的证据"),
    "skill-5": ("画出本企业的知识产权管理闭环", "按季度做一次自查"),
    "practical-1": ("在系统里完成一次检索并导出结果",),
    "practical-2": ("登记一项供给、一项需求并完成匹配",),
}
WRITTEN = date(2022, 1, 10)
PUBLISHED = date(2022, 1, 14)
SECOND, SECOND_IN_FORCE = date(2022, 2, 25), date(2022, 3, 1)
READ, READ_AGAIN = date(2022, 1, 18), date(2022, 3, 2)


def handbooks_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield the events of the documents; ``programme`` names the year's programme."""
    standard = {key: "\n".join(f"（示例）{line}" for line in able) for key, able in ABLE.items()}
    first = ((GUIDE, GUIDE_FIRST), (STANDARD, standard), (MEASURES, MEASURES_TEXT))
    for number, (key, text) in enumerate(first):
        yield Event(at(WRITTEN, 10, number), partial(_write, stage, programme, "linhao", key, text))
        yield Event(
            at(PUBLISHED, 9, number),
            partial(_publish, stage, programme, key, PUBLISHED, "首次发布"),
        )
    yield Event(
        at(date(2022, 1, 20), 9),
        partial(_write, stage, programme, "linhao", WORKBOOK, WORKBOOK_TEXT),
    )
    yield Event(
        at(date(2022, 1, 20), 10),
        partial(_publish, stage, programme, WORKBOOK, date(2022, 1, 20), "首次发布"),
    )
    yield Event(at(READ, 10), partial(_read, stage, programme, (GUIDE, MEASURES), 1))
    yield Event(at(SECOND, 9), partial(_write, stage, programme, "wuyue", GUIDE, GUIDE_SECOND))
    yield Event(
        at(SECOND, 15),
        partial(_publish, stage, programme, GUIDE, SECOND_IN_FORCE, "写明三项成绩的占比和补考时间"),
    )
    yield Event(at(READ_AGAIN, 10), partial(_read, stage, programme, (GUIDE,), 2))
    yield Event(
        at(date(2022, 3, 15), 16),
        partial(_write, stage, programme, "wuyue", WORKBOOK, WORKBOOK_NEXT),
    )
    yield Event(at(date(2022, 3, 15), 17), partial(_ask, stage, programme, WORKBOOK))


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _write(
    stage: Stage,
    programme: str,
    username: str,
    key: str,
    text: Mapping[str, str],
    moment: datetime,
) -> None:
    year = _year(programme)
    kind, row = law_of(year).handbooks[key], handbook_of(year, key)
    parts = [part.key for part in parts_in(year, kind)]
    own = [name for name in text if name not in parts]
    sections = [
        {"key": name, "title": "场地和设备" if name in own else "", "body": text.get(name, "")}
        for name in (*parts, *own)
    ]
    save_draft(
        year,
        kind,
        {"sections": sections, "note": ""},
        revision=row.revision if row else 1,
        by=stage.acting(username, on=moment.date()),
        at=moment,
    )


def _publish(
    stage: Stage, programme: str, key: str, since: date, note: str, moment: datetime
) -> None:
    year = _year(programme)
    publish(
        year,
        law_of(year).handbooks[key],
        in_force_from=since,
        note=note,
        by=stage.acting("linhao", on=moment.date()),
        at=moment,
    )


def _ask(stage: Stage, programme: str, key: str, moment: datetime) -> None:
    year = _year(programme)
    ask_for_decision(
        year,
        law_of(year).handbooks[key],
        by=stage.acting("wuyue", on=moment.date()),
        at=moment,
    )


def _read(
    stage: Stage, programme: str, keys: tuple[str, ...], every: int, moment: datetime
) -> None:
    """Every so many cities' offices, the base's teacher and one county read and acknowledge."""
    year, on = _year(programme), moment.date()
    cities = sorted(name for (_code, level), name in stage.officers.items() if level is Level.CITY)
    for key in keys:
        kind, edition = law_of(year).handbooks[key], edition_for(year, key, on=on)
        if edition is None:
            continue
        for username in (*dict.fromkeys(cities[::every]), "xiaolan", "chenliqun"):
            reader = stage.acting(username, on=on)
            acknowledge_edition(year, kind, edition, by=reader, on=on)
