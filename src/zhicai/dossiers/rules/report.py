"""The survey and evaluation report (HB-3.2.6.6.d): its sections, the sentences that figures fill.

The sentence of a section changes with the figures and nobody types it; the words beside it are the
working group's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicai.dossiers.rules.class_figures import BY_KEY, Figures, amount
from zhicai.foundation.text import Text

LONGEST = 4000
"""Characters of one section at most."""


NONE = Text("", "")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: ``lead`` is the template of its sentence, ``needed`` asks for words of its own.

    ``figures`` are those that the section shows.
    """

    key: str
    title: Text
    help: Text
    lead: Text = NONE
    needed: bool = False


SECTIONS = (
    Section(
        "overview",
        Text("培训基本情况", "The class"),
        Text("可补充办班背景。", "Add the background if needed."),
        Text(
            "{title}于{starts}至{ends}在{venue}举办，由{host}承办，名额 {seats} 人，录取 "
            "{registered} 人，来自 {places} 个县（市、区）的 {employers} 家单位，实际参加 "
            "{attended} 人。",
            "{title} was held in {venue} from {starts} to {ends}, undertaken by {host}: {seats} "
            "seats, {registered} trainees from {employers} employers in {places} counties, "
            "{attended} attended.",
        ),
    ),
    Section(
        "organisation",
        Text("组织实施情况", "How it was carried out"),
        Text("写课程安排、师资选派、考务组织的做法。", "Courses, lecturers, how tests were run."),
        Text(
            "授课 {class-hours} 学时，{lecturers} 名讲师授课。",
            "{class-hours} class hours were taught by {lecturers} lecturers.",
        ),
        needed=True,
    ),
    Section(
        "survey",
        Text("调研情况", "Survey"),
        Text(
            "写学员和用人单位的需求、反馈和典型意见。",
            "What trainees and employers need, their feedback, typical opinions.",
        ),
        Text(
            "收回学员评价 {answered} 份，平均 {rating} 分（满分 5 分）。",
            "{answered} trainees gave feedback; their mean rating is {rating} of 5.",
        ),
        needed=True,
    ),
    Section(
        "results",
        Text("考核结果", "Results"),
        Text("可补充成绩分析。", "Add an analysis of marks if needed."),
        Text(
            "{decided} 人有结论：合格 {qualified} 人（其中补考合格 {made-up} 人），不合格 "
            "{not-qualified} 人，合格率 {pass-rate}；考试平均 {exam} 分，实操平均 {practical} 分。",
            "{decided} were decided: {qualified} qualified ({made-up} by make-up), "
            "{not-qualified} did not; {pass-rate} qualified. Means: exam {exam}, practical task "
            "{practical}.",
        ),
    ),
    Section(
        "effect",
        Text("培训效果评估", "Effect"),
        Text(
            "首次写报告时带入效果评估里的评价，可以修改。",
            "Begins with the words of the effect evaluation.",
        ),
        Text("实施工作组评分 {effect}（满分 5 分）。", "The working group's score: {effect} of 5."),
    ),
    Section(
        "money",
        Text("经费使用情况", "Money"),
        Text("可补充结余或超支的原因。", "Say why more or less was spent than planned."),
        Text(
            "预算 {budget} 万元，支出 {spent} 万元。",
            "Budget {budget}, spent {spent} (10,000 yuan).",
        ),
    ),
    Section(
        "problems",
        Text("存在的问题", "Problems"),
        Text("逐条写，一行一条。", "One a line."),
        needed=True,
    ),
    Section(
        "next",
        Text("工作建议", "Proposals"),
        Text("对课程、师资、招考和经费的建议。", "On courses, lecturers, admission and money."),
        needed=True,
    ),
)
NO_FEEDBACK = Text("没有收回学员评价。", "No trainee gave feedback.")
FEW_ANSWERS = Text(
    "收回学员评价 {answered} 份，份数少，不显示平均分。",
    "{answered} trainees gave feedback, too few to show a mean.",
)
NO_RESULTS = Text("考核结果还没有定论。", "Results are not decided yet.")


def clean(typed: Mapping[str, Any]) -> dict[str, str]:
    """Return what was typed for each section, trimmed to what a section takes."""
    return {
        one.key: str(typed.get(one.key, "")).replace("\r\n", "\n").strip()[:LONGEST]
        for one in SECTIONS
    }


def unwritten(words: Mapping[str, str]) -> list[Section]:
    """Return the sections that still need words."""
    return [one for one in SECTIONS if one.needed and not words.get(one.key, "").strip()]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences say besides figures, in the words of the page."""

    title: str
    venue: str
    host: str
    starts: Text
    ends: Text
    effect: str = "—"


def leads(figures: Figures, facts: Facts) -> dict[str, Text]:
    """Return the sentence of each section, filled with the figures; empty where it has none."""
    values = {key: amount(kind, figures.get(key)) for key, kind in BY_KEY.items()}
    values |= {"title": facts.title, "venue": facts.venue, "host": facts.host or "—",
               "effect": facts.effect}  # fmt: skip
    zh = values | {"starts": facts.starts.zh, "ends": facts.ends.zh}
    en = values | {"starts": facts.starts.en, "ends": facts.ends.en}
    return {
        one.key: Text(_filled(lead.zh, zh), _filled(lead.en, en))
        for one in SECTIONS
        for lead in [_lead(one, figures)]
    }


def _lead(section: Section, figures: Figures) -> Text:
    """The template of a section's sentence; another one where there is nothing to say a mean of."""
    if section.key == "survey" and not figures.get("answered"):
        return NO_FEEDBACK
    if section.key == "survey" and figures.get("rating") is None:
        return FEW_ANSWERS
    return NO_RESULTS if section.key == "results" and not figures.get("decided") else section.lead


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Fill in one pass: a title that holds a brace stays as it is."""
    parts = []
    rest = template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        parts += [before, values[name]]
    return "".join((*parts, rest))
