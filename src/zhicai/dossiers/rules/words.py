"""The words of a summary: its sections, and what stands in them before anybody has written."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhicai.dossiers.rules.figures import Figures
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain

LONGEST = 4000
"""Characters of one section at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """One section that the office writes."""

    key: str
    title: Text
    help: Text


PARTS = (
    Part("organisation", Text("组织实施", "How it was carried out"),
         Text("写做法，不写数字：数字在上面各表里。",
              "Write what was done; the tables hold the numbers.")),
    Part("results", Text("培训成效", "Results"),
         Text("学员和企业有哪些变化。", "What changed for trainees and enterprises.")),
    Part("shortfall", Text("未完成计划的原因", "Why the plan was not met"),
         Text("班次或人数少于计划、还有班没有结束时填写。",
              "Fill in where classes or people fall short of the plan, or classes go on.")),
    Part("problems", Text("存在的问题", "Problems"),
         Text("首次生成时带入登记的问题，可以修改。", "Begins with the problems on record.")),
    Part("practice", Text("经验做法", "Good practice"),
         Text("首次生成时带入报送的案例，可以修改。", "Begins with the cases handed in.")),
    Part("next", Text("下一步安排", "What comes next"),
         Text("明年的打算和建议。", "Plans and proposals for next year.")),
)  # fmt: skip
PART_KEYS = tuple(part.key for part in PARTS)


def clean(typed: Mapping[str, Any]) -> dict[str, str]:
    """Return what was typed for each section, trimmed to what a section takes."""
    return {
        key: str(typed.get(key, "")).replace("\r\n", "\n").strip()[:LONGEST] for key in PART_KEYS
    }


def field_of(key: str) -> str:
    """Return the name of a section's field on the page."""
    return f"words-{key}"


def overview(figures: Figures) -> Text:
    """Return the sentence that sums the figures up; it changes with them, nobody types it."""

    def value(key: str) -> Decimal | None:
        row = figures.row(key)
        return row.value if row else None

    def plan(key: str) -> str:
        row = figures.row(key)
        return plain(row.plan) if row and row.plan is not None else "0"

    held, ended = value("classes-held") or Decimal(0), value("classes-ended") or Decimal(0)
    zh = (
        f"截至{_cn(figures.as_of)}，{figures.name}共举办培训班 {plain(held)} 期"
        f"（计划 {plan('classes-held')} 期），已结束 {plain(ended)} 期"
    )
    en = (
        f"By {figures.as_of}, {figures.english} had held {plain(held)} classes "
        f"({plan('classes-held')} planned), {plain(ended)} of them ended"
    )
    for key, said in _PEOPLE:
        found = value(key)
        if found is not None:
            zh += f"；{said.zh} {plain(found)} 人"
            en += f"; {plain(found)} people {said.en}"
    hours = value("hours")
    if hours:
        zh += f"；授课 {plain(hours)} 学时"
        en += f"; {plain(hours)} class hours"
    return Text(zh + "。", en + ".")


_PEOPLE = (
    ("people-registered", Text("录取", "registered")),
    ("people-attended", Text("实际参加", "attended")),
    ("people-completed", Text("完成培训", "completed")),
)


def _cn(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"
