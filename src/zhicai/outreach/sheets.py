"""The lists of outreach as Excel."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.text import Text
from zhicai.outreach.models import Opinion, PracticeCase, Visit
from zhicai.outreach.queries import TopicRow
from zhicai.outreach.rules.opinions import age
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

VISITS = SheetShape(
    name="visits",
    title=Text("走访调研台账", "Visits and research"),
    columns=(
        Column("on", Text("日期", "Date"), Kind.DATE),
        Column("place", Text("走访单位（局）", "Office")),
        Column("form", Text("方式", "Form")),
        Column("entity", Text("走访对象", "Entity")),
        Column("code", Text("统一社会信用代码", "Unified code")),
        Column("topic", Text("主题", "Topic")),
        Column("people", Text("参加人员", "People")),
        Column("findings", Text("了解到的情况", "Findings")),
        Column("follow_ups", Text("后续事项", "Follow-ups")),
    ),
)
OPINIONS = SheetShape(
    name="opinions",
    title=Text("意见需求台账", "Opinions and needs"),
    columns=(
        Column("on", Text("提出日期", "Sent"), Kind.DATE),
        Column("sender", Text("单位", "Enterprise")),
        Column("place", Text("所在地区", "Place")),
        Column("sort", Text("类别", "Kind")),
        Column("topic", Text("主题", "Topic")),
        Column("says", Text("内容", "What it says")),
        Column("age", Text("已历天数", "Days open"), Kind.INTEGER),
        Column("answered", Text("答复日期", "Answered"), Kind.DATE),
        Column("by", Text("答复单位", "Answered by")),
        Column("answer", Text("答复", "Answer")),
    ),
)
TOPICS = SheetShape(
    name="topics",
    title=Text("意见需求按主题汇总", "Opinions and needs by topic"),
    columns=(
        Column("topic", Text("主题", "Topic")),
        Column("opinions", Text("意见建议", "Opinions"), Kind.INTEGER),
        Column("needs", Text("培训需求", "Needs"), Kind.INTEGER),
        Column("open", Text("待答复", "Open"), Kind.INTEGER),
        Column("oldest", Text("最久天数", "Longest open, days"), Kind.INTEGER),
        Column("answers", Text("对应课程数", "Courses that answer it"), Kind.INTEGER),
        Column("titles", Text("课程举例", "Some of them")),
    ),
)
CASES = SheetShape(
    name="practice-cases",
    title=Text("经验案例", "Good-practice cases"),
    columns=(
        Column("on", Text("发布日期", "Published"), Kind.DATE),
        Column("place", Text("报送单位", "City")),
        Column("title", Text("标题", "Title")),
        Column("topic", Text("主题", "Topic")),
        Column("summary", Text("摘要", "Summary")),
    ),
)


def _file(shape: SheetShape, rows: Iterable[Mapping[str, Any]]) -> HttpResponse:
    language = get_language() or "zh-hans"
    content = write_table(shape, rows, language=language)
    return download(content, f"{shape.title.zh}.xlsx")


def _word(names: Mapping[str, Text], key: str) -> str:
    return names.get(key, Text(key, key)).in_language(get_language() or "zh-hans")


def visits_sheet(rows: Iterable[Visit], names: Mapping[str, Text]) -> HttpResponse:
    """Return visits with what follows from each; ``names`` are the topics'."""
    return _file(
        VISITS,
        (
            {
                "on": row.visited_on,
                "place": row.place.name,
                "form": str(row.get_form_display()),
                "entity": row.entity,
                "code": row.entity_code,
                "topic": _word(names, row.topic),
                "people": row.people,
                "findings": row.findings,
                "follow_ups": "；".join(
                    f"{one.what}（{one.owner}，{one.done_on or one.due}）"
                    for one in row.follow_ups.all()
                ),
            }
            for row in rows
        ),
    )


def opinions_sheet(rows: Iterable[Opinion], names: Mapping[str, Text], *, on: date) -> HttpResponse:
    """Return opinions with their age on a day; without whom to contact."""
    return _file(
        OPINIONS,
        (
            {
                "on": row.sent_on,
                "sender": row.sender,
                "place": row.place.name,
                "sort": str(row.get_sort_display()),
                "topic": _word(names, row.topic),
                "says": row.says,
                "age": age(row.sent_on, answered_on=row.answered_on, on=on),
                "answered": row.answered_on,
                "by": row.answering_office,
                "answer": row.answer,
            }
            for row in rows
        ),
    )


def topics_sheet(rows: Iterable[TopicRow]) -> HttpResponse:
    """Return the summary by topic."""
    language = get_language() or "zh-hans"
    return _file(
        TOPICS,
        (
            {
                "topic": row.topic.name.in_language(language),
                "opinions": row.opinions,
                "needs": row.needs,
                "open": row.open,
                "oldest": row.oldest,
                "answers": sum(found.count for _source, found in row.answers if found),
                "titles": "、".join(
                    title for _source, found in row.answers if found for title in found.titles
                ),
            }
            for row in rows
        ),
    )


def cases_sheet(rows: Iterable[PracticeCase], names: Mapping[str, Text]) -> HttpResponse:
    """Return published cases."""
    return _file(
        CASES,
        (
            {
                "on": row.published_on,
                "place": row.place.name,
                "title": row.title,
                "topic": _word(names, row.topic),
                "summary": row.summary,
            }
            for row in rows
        ),
    )
