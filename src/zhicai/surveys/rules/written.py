"""The written form of a questionnaire, as an officer types it or pastes it from Word.

    # 一、了解程度
    1. 您是否听说过专员培训？【是非】【必答】
    2. 您对培训的了解程度？【1-5】【维度：认知度】【第1题=是】
    3. 您从哪里了解到？【多选】
    - 网站
    - 微信公众号
    4. 请评价各环节 【矩阵】
    * 课程
    * 师资
    - 满意
    - 不满意

A line that begins with a number is a question, ``-`` an option, ``*`` a row of a matrix, ``#`` a
section. 【第3题=甲/乙】 and 【第3题>=4】 say when a question shows.
"""

import re
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.surveys.rules.content import (
    NO,
    YES,
    YES_NO_WORDS,
    Condition,
    Content,
    Kind,
    Question,
    read,
)

KINDS = {
    "单选": Kind.SINGLE,
    "多选": Kind.MULTIPLE,
    "矩阵": Kind.MATRIX,
    "数字": Kind.NUMBER,
    "文字": Kind.TEXT,
    "日期": Kind.DATE,
    "是非": Kind.YES_NO,
}
_WORDS = {kind: word for word, kind in KINDS.items()}
_QUESTION = re.compile(r"\d{1,3}\s*[.、．:：)）]\s*(.+)")
_MARK = re.compile(r"[【\[]([^】\]]*)[】\]]")
_SCALE = re.compile(r"1\s*[-–—~～至到]\s*(5|10)\s*分?")
_CONDITION = re.compile(r"第\s*(\d{1,3})\s*题\s*(=|＝|>=|≥|<=|≤)\s*(.+)")


def parse(written: str) -> tuple[dict[str, Any], list[Fault]]:
    """Return the stored form of a written questionnaire, and what cannot be understood, by line."""
    parser = _Parser()
    for number, line in enumerate(written.splitlines(), 1):
        if line.strip():
            parser.line(line.strip(), number)
    data = parser.data()
    return data, parser.faults + ([] if parser.faults else read(data)[1])


def write(content: Content) -> str:
    """Return the written form of a questionnaire: parsed again it is the same."""
    numbers = {q.id: n for n, q in enumerate(content.questions, 1)}
    lines: list[str] = []
    for section in content.sections:
        if section.title or lines:
            lines += [*([""] if lines else []), f"# {section.title}"]
        for question in section.questions:
            lines.append(
                f"{numbers[question.id]}. {question.says} {_marks(question, content, numbers)}"
            )
            lines += [f"* {row.says}" for row in question.rows]
            lines += [f"- {option.says}" for option in question.options]
    return "\n".join(lines).strip() + "\n"


def _marks(question: Question, content: Content, numbers: dict[str, int]) -> str:
    kind = f"1-{question.high}" if question.kind is Kind.SCALE else _WORDS[question.kind]
    marks = [kind, *(["必答"] if question.required else [])]
    marks += [f"维度：{question.topic}"] if question.topic else []
    if question.show is not None:
        marks.append(_condition_words(question.show, content, numbers))
    return "".join(f"【{mark}】" for mark in marks)


def _condition_words(show: Condition, content: Content, numbers: dict[str, int]) -> str:
    asked = content.by_id[show.question]
    name = f"第{numbers[asked.id]}题"
    if show.values:
        labels = {o.id: o.says for o in asked.options}
        if asked.kind is Kind.YES_NO:
            labels = {key: words.zh for key, words in YES_NO_WORDS.items()}
        return f"{name}={'/'.join(labels.get(value, value) for value in show.values)}"
    return f"{name}>={show.at_least}" if show.at_least is not None else f"{name}<={show.at_most}"


class _Parser:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.sections: list[dict[str, Any]] = []
        self.questions: list[dict[str, Any]] = []
        self.lines: list[int] = []

    def fault(self, number: int, zh: str, en: str) -> None:
        self.faults.append(Fault(Text(zh, en), field="written", row=number))

    def line(self, line: str, number: int) -> None:
        if line.startswith(("#", "＃")):
            title = line.lstrip("#＃ ").strip()
            self.sections.append({"title": title, "questions": []})
        elif line.startswith(("-", "－", "*", "＊")):
            self.choice(line, number)
        elif found := _QUESTION.match(line):
            self.question(found[1], number)
        else:
            self.fault(
                number,
                "这一行看不懂。题目以“1.”开头，选项以“-”开头，分节以“#”开头。",
                "This line is not understood. Questions begin with “1.”, options with “-”, "
                "sections with “#”.",
            )

    def choice(self, line: str, number: int) -> None:
        if not self.questions:
            self.fault(number, "选项前面要先有题目。", "An option needs a question before it.")
            return
        key = "rows" if line[0] in "*＊" else "options"
        many = self.questions[-1].setdefault(key, [])
        many.append({"id": f"{key[0]}{len(many) + 1}", "says": line[1:].strip()})

    def question(self, words: str, number: int) -> None:
        found: dict[str, Any] = {"id": f"q{len(self.questions) + 1}", "kind": ""}
        for mark in _MARK.findall(words):
            self.mark(found, mark.strip(), number)
        found["says"] = _MARK.sub("", words).strip()
        if not self.sections:
            self.sections.append({"title": "", "questions": []})
        self.sections[-1]["questions"].append(found)
        self.questions.append(found)

    def mark(self, found: dict[str, Any], mark: str, number: int) -> None:
        if mark in KINDS:
            found["kind"] = KINDS[mark].value
        elif scale := _SCALE.fullmatch(mark):
            found |= {"kind": Kind.SCALE.value, "low": 1, "high": int(scale[1])}
        elif mark in ("必答", "必填"):
            found["required"] = True
        elif mark.startswith(("维度:", "维度：")):
            found["topic"] = mark[3:].strip()
        elif condition := _CONDITION.fullmatch(mark):
            self.condition(found, condition, number)
        else:
            self.fault(
                number,
                f"【{mark}】看不懂。题型有：{'、'.join(KINDS)}、1-5、1-10。",
                f"【{mark}】 is not understood. Kinds are: {', '.join(KINDS)}, 1-5, 1-10.",
            )

    def condition(self, found: dict[str, Any], condition: re.Match[str], number: int) -> None:
        asked, sign, wanted = int(condition[1]), condition[2], condition[3].strip()
        if not 0 < asked <= len(self.questions):
            self.fault(
                number,
                "显示条件要用前面的题。",
                "The condition must name a question before this one.",
            )
            return
        before = self.questions[asked - 1]
        show: dict[str, Any] = {"question": before["id"]}
        if sign in ("=", "＝"):
            ids = {one["says"]: one["id"] for one in before.get("options", ())}
            ids |= {YES_NO_WORDS[key].zh: key for key in (YES, NO)}
            many = [wanted] if wanted in ids else [word.strip() for word in wanted.split("/")]
            show["is"] = [ids.get(word, word) for word in many]
        else:
            show["at_least" if sign in (">=", "≥") else "at_most"] = wanted
        found["show"] = show

    def data(self) -> dict[str, Any]:
        for question in self.questions:
            if not question["kind"]:
                question["kind"] = (Kind.SINGLE if "options" in question else Kind.TEXT).value
        for number, section in enumerate(self.sections, 1):
            section["id"] = f"s{number}"
        return {"sections": [s for s in self.sections if s["questions"] or s["title"]]}
