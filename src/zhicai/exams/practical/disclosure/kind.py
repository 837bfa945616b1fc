"""The disclosure sheet: its parts, how complete it is; what it is worth a person says by rubric."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhicai.exams.practical.configs import Config, decimal_of, told
from zhicai.exams.practical.registry import Evidence, Line, TaskKind
from zhicai.exams.rules.items import MOST_MARKS, Point
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

KEY = "disclosure-sheet"
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the sheet: ``rows`` high on the page; from ``least`` characters on it is written.

    All parts together fit into one answer as it is saved.
    """

    key: str
    label: Text
    hint: Text
    rows: int
    most: int
    least: int


PARTS = (
    Part("title", Text("发明名称", "Title"),
         Text("写明产品或方法，不用商品名。", "The product or method, no trade name."), 1, 60, 4),
    Part("field", Text("技术领域", "Technical field"),
         Text("一句话写明所属和应用的领域。", "One sentence."), 2, 200, 8),
    Part("background", Text("背景技术", "Background"),
         Text("现有的做法和它的缺点，写明来源。", "What is done today, what is wrong with it."),
         4, 500, 30),
    Part("problem", Text("要解决的技术问题", "Problem solved"),
         Text("由缺点导出，不写商业目标。", "Follows from the defect; no business aims."),
         3, 250, 10),
    Part("solution", Text("技术方案", "Solution"),
         Text("部件、连接、步骤、参数，写到本领域的人能照着做；区别于现有技术的地方单独写明。",
              "Parts, connections, steps, values, so that others can do it; name what is new."),
         9, 1000, 60),
    Part("effects", Text("有益效果", "Effects"),
         Text("每个效果对应一个技术特征，有数据写数据。", "Each effect with feature and figures."),
         4, 450, 20),
    Part("drawings", Text("附图说明", "Drawings"),
         Text("每幅图画什么，主要标号指什么。", "What each figure shows, what its numerals mean."),
         3, 300, 8),
    Part("keywords", Text("关键词", "Keywords"),
         Text("供检索用，三到八个，用分号隔开。", "Three to eight for searching."), 1, 100, 4),
)  # fmt: skip


def check(config: Mapping[str, Any], marks: Decimal) -> tuple[Fault, ...]:
    """Return everything that is wrong with a config; the rubric adds up to the item's marks."""
    reading = Config(config)
    reading.only("interview", "rubric")
    for n, one in enumerate(reading.rows("interview", least=2), start=1):
        said = Config(one)
        said.only("who", "says")
        said.words("who")
        said.words("says")
        for fault in said.faults:
            reading.fault(f"interview {n}", fault.says.zh, fault.says.en)
    total = NOTHING
    for n, one in enumerate(reading.rows("rubric"), start=1):
        worth = decimal_of(one.get("marks"))
        if not (isinstance(one.get("point"), str) and one["point"].strip()):
            reading.fault(f"rubric {n}", "要点要有文字（point）。", "Words are missing (point).")
        if worth is None or not 0 < worth <= MOST_MARKS or worth * 10 % 1:
            reading.fault(
                f"rubric {n}", f"分值（marks）大于 0，不超过 {MOST_MARKS}，最多一位小数。",
                f"marks are above 0, at most {MOST_MARKS}, in tenths.",
            )  # fmt: skip
        else:
            total += worth
    if not reading.faults and total != marks:
        reading.fault(
            "rubric", f"各要点合计 {total:g} 分，题目是 {marks:g} 分，要相等。",
            f"The points add up to {total:g}, the item gives {marks:g}; they must be equal.",
        )  # fmt: skip
    return tuple(reading.faults)


def points(config: Mapping[str, Any]) -> tuple[Point, ...]:
    """Return what people mark it by."""
    return tuple(
        Point(str(one["point"]).strip(), Decimal(str(one["marks"]))) for one in config["rubric"]
    )


def page(config: Mapping[str, Any], answer: Any) -> Mapping[str, Any]:
    """Return the interview and the parts of the sheet with what stands in them."""
    parts = [{"part": part, "text": told(answer, part.key)} for part in PARTS]
    return {"interview": config["interview"], "parts": parts}


def score(_config: Mapping[str, Any], answer: Any) -> Decimal | None:
    """Nothing for an empty sheet; every other is marked by people."""
    return None if any(told(answer, part.key) for part in PARTS) else NOTHING


def evidence(_config: Mapping[str, Any], answer: Any) -> tuple[Evidence, ...]:
    """Say how complete the sheet is and what is missing; that alone a machine can tell."""
    lacks = [part.label for part in PARTS if len(told(answer, part.key)) < part.least]
    whole, written = len(PARTS), len(PARTS) - len(lacks)
    zh = f"，过短或没写的有{'、'.join(one.zh for one in lacks)}" if lacks else ""
    en = f"; too short or missing: {', '.join(one.en for one in lacks)}" if lacks else ""
    says = Text(
        f"完整程度：{whole} 个部分写了 {written} 个{zh}",
        f"Completeness: {written} of {whole} parts{en}",
    )
    return (Evidence(says, Decimal(written) / whole),)


def lines(_config: Mapping[str, Any], answer: Any) -> tuple[Line, ...]:
    """Return the sheet as it was handed in."""
    return tuple(Line(part.label, told(answer, part.key)) for part in PARTS)


def right(config: Mapping[str, Any]) -> tuple[Text, ...]:
    """Return the rubric, for those who see the key."""
    return tuple(
        Text(f"{one.says}（{one.marks:g} 分）", f"{one.says} ({one.marks:g})")
        for one in points(config)
    )


DISCLOSURE = TaskKind(
    KEY, Text("技术交底书", "Technical-disclosure sheet"), "exams/tasks/disclosure.html", check,
    page, score, evidence, lines, right, points,
)  # fmt: skip
