"""The Excel template, in and out: a row an item; the questions of a case are the rows that name it.

Options stand in columns A to J. What other kinds ask goes into the same columns: pairs as
``left → right`` (a right side alone distracts), the steps of an order one after the other.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from zhicai.exams.interchange.drafts import Draft, Found, Raw, raw_of
from zhicai.exams.interchange.marked import KINDS, NAMES, gaps_of
from zhicai.exams.interchange.told import rubric_lines, rubric_of, truth
from zhicai.exams.rules.editing import number
from zhicai.foundation.text import Text
from zhicai.sheets.findings import Note
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Choice, Column, Kind, SheetShape
from zhicai.sheets.table import Row
from zhicai.sheets.writing import write_table, write_template

LETTERS = "ABCDEFGHIJ"
ARROW = " → "
LONG = 5000
_ARROW = re.compile(r"\s*(?:→|->|=>)\s*")
_NAMES_EN = {
    "single": "single choice", "multiple": "multiple choice", "true-false": "true or false",
    "fill-in": "fill in", "matching": "matching", "ordering": "ordering", "short": "short answer",
    "case": "case", "upload": "upload",
}  # fmt: skip
_EXAMPLE = {
    "kind": "single", "topic": "know-1", "difficulty": "2", "marks": "2", "answer": "B",
    "stem": "下列哪一项可以授予发明专利权？", "A": "科学发现", "B": "新的技术方案",
    "C": "智力活动规则", "D": "疾病诊断方法", "why": "发明是对产品、方法提出的新的技术方案。",
    "basis": "专利法第二条",
}  # fmt: skip


def _column(key: str, zh: str, en: str, **more: Any) -> Column:
    return Column(key, Text(zh, en), example=_EXAMPLE.get(key), longest=LONG, **more)


def _others(kind: str, name: str) -> tuple[str, ...]:
    """Other names of a kind."""
    return tuple(other for other, of in KINDS.items() if of == kind and other != name)


SHAPE = SheetShape(
    name="items",
    title=Text("试题导入模板", "Items to import"),
    instructions=(
        Text("一行一道题。单选、多选：选项写在 A–J 列，答案写字母；判断：答案写对或错；"
             "填空：题干里空的位置写 ____，答案各空用；隔开，同一空的不同写法用 | 隔开。",
             "A row an item. Choices: options in A to J, the answer by letter; gaps: ____ in the "
             "stem, answers divided by ; and other ways to write one by |."),
        Text("匹配：A–J 列写“左项 → 右项”，只写右项的是干扰项；排序：A–J 列按正确顺序写步骤；"
             "简答、上传：评分要点一行一个，句末写（2 分）。案例：先写一行案例题（题干写案情），"
             "后面各小题的“所属案例”写它的题号。",
             "Matching: “left → right” in A to J; ordering: the steps in their order; short "
             "answers: a point a line with its marks in brackets; questions of a case name it."),
    ),
    columns=(
        _column("id", "题号", "Number", width=14, aliases=("编号",)),
        Column("kind", Text("题型", "Kind"), Kind.CHOICE, required=True, width=12,
               aliases=("试题类型", "类型"), example="single",
               choices=tuple(
                   Choice(kind, Text(name, _NAMES_EN[kind]), _others(kind, name))
                   for kind, name in NAMES.items()
               )),
        _column("case", "所属案例", "Of the case", width=14),
        _column("topic", "能力条目", "Topic", width=12, aliases=("条目", "知识点")),
        _column("difficulty", "难度", "Difficulty", width=8),
        _column("marks", "分值", "Marks", width=8, aliases=("分数",)),
        _column("stem", "题干", "Stem", required=True, width=48,
                aliases=("题目", "题目内容", "试题内容")),
        *(_column(letter, f"选项{letter}", f"Option {letter}", width=22) for letter in LETTERS),
        _column("answer", "答案", "Answer", width=14, aliases=("正确答案", "参考答案")),
        _column("rubric", "评分要点", "Rubric", width=32, aliases=("评分标准", "得分点")),
        _column("accepts", "文件类型", "Files", width=12),
        _column("why", "解析", "Explanation", width=36, aliases=("答案解析", "试题解析")),
        _column("basis", "依据", "Basis", width=32, aliases=("法律依据",)),
        _column("source", "来源", "Source", width=16),
    ),
)  # fmt: skip


def read(data: bytes) -> Found:
    """Return the items of a workbook in the template's form; faults name row and column.

    BadInput for what is no table.
    """
    table = read_table(data, SHAPE)
    found = Found(faults=list(table.faults))
    found.notes += [Note(row.number, row.says) for row in table.ignored_rows]
    cases: dict[str, dict[str, Any]] = {}
    for row in table.rows:
        values = row.values
        if values["kind"] is None or values["stem"] is None:
            continue
        raw = _raw(row)
        case = _said(values, "case")
        if not case:
            found.raws.append(Raw(row.number, raw))
            if raw["kind"] == "case" and raw.get("id"):
                cases[raw["id"]] = raw
        elif case not in cases:
            found.fault(row.number, f"上面没有题号为“{case}”的案例题。",
                        f"There is no case “{case}” above.", "case")  # fmt: skip
        else:
            about = ("id", "topic", "difficulty", "basis", "source")
            cases[case]["parts"].append({k: v for k, v in raw.items() if k not in about})
    return found


def _said(values: Mapping[str, Any], key: str) -> str:
    return str(values.get(key) or "").strip()


def _raw(row: Row) -> dict[str, Any]:
    values = row.values
    kind = str(values["kind"])
    raw: dict[str, Any] = {"kind": kind, "stem": _said(values, "stem")}
    for key in ("id", "topic", "difficulty", "basis", "source", "why"):
        if _said(values, key):
            raw[key] = _said(values, key)
    if _said(values, "marks") and kind not in ("short", "upload", "case"):
        raw["marks"] = number(_said(values, "marks").rstrip("分 "))
    cells = [(letter, _said(values, letter)) for letter in LETTERS]
    answer = _said(values, "answer")
    match kind:
        case "single" | "multiple":
            right = set(re.findall("[A-J]", answer.upper()))
            filled = [letter for letter, text in cells if text]
            raw["options"] = [
                {"text": text, "right": True} if letter in right else {"text": text}
                for letter, text in cells
                if text or (letter in right and filled)
            ]
        case "true-false":
            if (said := truth(answer)) is not None:
                raw["right"] = said
        case "fill-in":
            raw["blanks"] = gaps_of(answer)
        case "matching":
            _pairs(raw, [text for _, text in cells if text])
        case "ordering":
            raw["steps"] = [text for _, text in cells if text]
        case "case":
            raw |= {"passage": raw.pop("stem"), "parts": []}
        case _:
            raw["rubric"] = rubric_of(_said(values, "rubric"))
            if kind == "upload":
                raw["accepts"] = re.findall(r"[a-z]{3,4}", _said(values, "accepts").lower())
    return raw


def _pairs(raw: dict[str, Any], texts: Iterable[str]) -> None:
    pairs, others = [], []
    for text in texts:
        left, *right = _ARROW.split(text, maxsplit=1)
        if right and left:
            pairs.append({"left": left, "right": right[0]})
        else:
            others.append(right[0] if right else left)
    raw["pairs"] = pairs
    if others:
        raw["distractors"] = others


def template(language: str) -> bytes:
    """Return the empty template with a sample row."""
    return write_template(SHAPE, language=language)


def write(drafts: Iterable[Draft], language: str = "zh-hans") -> bytes:
    """Return items in the template's form; practical tasks are left out."""
    return write_table(SHAPE, list(_rows(drafts)), language=language)


def _rows(drafts: Iterable[Draft]) -> Iterable[dict[str, Any]]:
    for draft in drafts:
        if draft.kind == "task":
            continue
        raw = raw_of(draft)
        about = {
            "id": raw["id"] or None, "topic": raw["topic"], "difficulty": str(raw["difficulty"]),
            "basis": "\n".join(raw["basis"]) or None, "source": raw["source"] or None,
            "why": raw.get("why") or None,
        }  # fmt: skip
        yield about | _cells(raw)
        for part in raw.get("parts", ()):
            yield {"case": raw["id"], "why": part.get("why") or None, **_cells(part)}


def _cells(raw: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(raw["kind"])
    row: dict[str, Any] = {"kind": kind, "stem": raw["passage"] if kind == "case" else raw["stem"]}
    if kind not in ("short", "upload", "case"):
        row["marks"] = f"{float(raw.get('marks', 1)):g}"
    match kind:
        case "single" | "multiple":
            options = [one if isinstance(one, Mapping) else {"text": one} for one in raw["options"]]
            row |= _spread(str(one["text"]) for one in options)
            row["answer"] = "".join(
                LETTERS[n] for n, one in enumerate(options) if one.get("right") is True
            )
        case "true-false":
            row["answer"] = "对" if raw["right"] else "错"
        case "fill-in":
            gaps = (one if isinstance(one, list) else [one] for one in raw["blanks"])
            row["answer"] = "；".join("|".join(map(str, gap)) for gap in gaps)
        case "matching":
            pairs = [f"{one['left']}{ARROW}{one['right']}" for one in raw["pairs"]]
            row |= _spread([*pairs, *map(str, raw.get("distractors", ()))])
        case "ordering":
            row |= _spread(map(str, raw["steps"]))
        case "short" | "upload":
            row["rubric"] = rubric_lines(raw["rubric"])
            if kind == "upload":
                row["accepts"] = ", ".join(raw["accepts"])
        case _:
            pass
    return row


def _spread(texts: Iterable[str]) -> dict[str, str]:
    return dict(zip(LETTERS, texts, strict=False))
