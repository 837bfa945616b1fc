"""The marked form: plain text as teachers write it in Word, or paste.

    1.【单选题】下列哪一项可以授予发明专利权？
    A. 科学发现
    B. 新的技术方案
    答案：B
    解析：发明是新的技术方案。
    依据：专利法第二条
    难度：2
    分值：2
    条目：know-1

Kinds tell themselves where 【】 is missing: by options, by 对 and 错, by gaps (____), by 评分要点.
A list after a label goes on line by line (评分要点：, 配对：, 步骤：, 干扰项：). The questions of a
【案例题】 begin with （1）, （2）.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhicai.exams.interchange.drafts import Draft, Found, Raw, raw_of
from zhicai.exams.interchange.told import rubric_lines, rubric_of, truth
from zhicai.exams.rules.editing import number
from zhicai.exams.rules.items import BLANK

KINDS = {
    "单选题": "single", "单选": "single", "单项选择题": "single",
    "多选题": "multiple", "多选": "multiple", "多项选择题": "multiple", "不定项选择题": "multiple",
    "判断题": "true-false", "判断": "true-false", "填空题": "fill-in", "填空": "fill-in",
    "匹配题": "matching", "连线题": "matching", "排序题": "ordering",
    "简答题": "short", "简答": "short", "论述题": "short", "问答题": "short",
    "案例题": "case", "案例分析题": "case", "上传文件题": "upload", "上传题": "upload",
}  # fmt: skip
"""Names of kinds as teachers write them."""
NAMES = {
    "single": "单选题", "multiple": "多选题", "true-false": "判断题", "fill-in": "填空题",
    "matching": "匹配题", "ordering": "排序题", "short": "简答题", "case": "案例题",
    "upload": "上传文件题",
}  # fmt: skip
_NUMBER = re.compile(r"^\s*(?P<n>\d{1,4})\s*[.．、)）](?!\d)\s*")
_KIND = re.compile(r"^\s*[【\[](?P<kind>[^】\]]{2,8})[】\]]\s*")
_PART = re.compile(r"^\s*[（(](?P<n>\d{1,2})[）)]\s*")
_OPTION = re.compile(r"^\s*(?P<letter>[A-Ja-j])\s*[.．、)）:：]\s*(?P<text>.*)$")
_INLINE = re.compile(r"\s{2,}(?=[B-J]\s*[.．、]\s*\S)|\t+(?=[B-J]\s*[.．、])")
"""Options that stand side by side in one line."""
_LABEL = re.compile(
    r"^\s*[【\[]?(?P<label>参考答案|正确答案|标准答案|答案|解析|说明|依据|法律依据|难度|分值|分数|条目|知识点|能力条目"
    r"|题号|来源|评分要点|评分标准|得分点|配对|步骤|干扰项|文件类型)[】\]]?\s*[:：]\s*(?P<rest>.*)$"
)  # fmt: skip
_LABELS = {
    "参考答案": "answer", "正确答案": "answer", "标准答案": "answer", "答案": "answer",
    "解析": "why", "说明": "why", "依据": "basis", "法律依据": "basis", "难度": "difficulty",
    "分值": "marks", "分数": "marks", "条目": "topic", "知识点": "topic", "能力条目": "topic",
    "题号": "id", "来源": "source", "评分要点": "rubric", "评分标准": "rubric", "得分点": "rubric",
    "配对": "pairs", "步骤": "steps", "干扰项": "distractors", "文件类型": "accepts",
}  # fmt: skip
_LISTS = {"why", "rubric", "pairs", "steps", "distractors", "basis", "answer"}
"""Labels whose text goes on over the following lines."""
_BULLET = re.compile(r"^\s*(?:[-–•·*]\s*|\d{1,2}[.．、)）]\s*)")
_PAIR = re.compile(r"\s*(?:→|——|—|->|=>|＝|=)\s*")


@dataclass(slots=True)
class _Block:
    """An item, or a question of a case, as its lines come in."""

    row: int
    kind: str = ""
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    labels: dict[str, list[str]] = field(default_factory=dict)
    parts: list["_Block"] = field(default_factory=list)
    label: str = ""

    def text(self, key: str) -> str:
        """Return what stands under a label."""
        return "\n".join(self.labels.get(key, ())).strip()

    @property
    def empty(self) -> bool:
        """Say whether nothing was written yet."""
        return not (self.stem or self.options or self.labels or self.parts)


class _Reader:
    """Puts lines where they belong."""

    def __init__(self) -> None:
        self.blocks: list[_Block] = []
        self.at: _Block | None = None
        self.section = ""

    def take(self, row: int, line: str) -> None:
        """Take one line."""
        if not line.strip():
            return
        if self.at is not None and self.at.label and self._goes_on(line):
            self.at.labels[self.at.label].append(line.strip())
            return
        label = _LABEL.match(line)
        if label and self.at is not None:
            key = _LABELS[label["label"]]
            self.at.label = key if key in _LISTS else ""
            self.at.labels.setdefault(key, []).append(label["rest"].strip())
            return
        if self._begins(row, line):
            return
        if self.at is None:
            self.blocks.append(_Block(row))
            self.at = self.blocks[-1]
        self._words(line)

    def _goes_on(self, line: str) -> bool:
        """Say whether a line still belongs to the list under a label."""
        if _LABEL.match(line) or _KIND.match(_NUMBER.sub("", line)):
            return False
        key = self.at.label if self.at else ""
        if key in ("answer", "basis", "why"):
            return not (_NUMBER.match(line) or _PART.match(line))
        # Points of a list are often numbered themselves.
        if key == "rubric":
            return bool(re.search(r"分\s*[）)][。；;]?\s*$", line))
        if key == "pairs":
            return bool(_PAIR.search(line))
        return bool(_BULLET.match(line)) or not _NUMBER.match(line)

    def _begins(self, row: int, line: str) -> bool:
        """Begin an item or a question of a case where a line says so."""
        rest, numbered = _NUMBER.sub("", line), bool(_NUMBER.match(line))
        kind = _KIND.match(rest)
        known = KINDS.get(kind["kind"].strip(), "") if kind else ""
        case = self.blocks[-1] if self.blocks and self.blocks[-1].kind == "case" else None
        part = _PART.match(line)
        if part and case is not None:
            inner = line[part.end() :]
            marked = _KIND.match(inner)
            found = _Block(row, KINDS.get(marked["kind"].strip(), "") if marked else "")
            case.parts.append(found)
            self.at = found
            self._words(inner[marked.end() :] if marked else inner)
            return True
        section = re.match(r"^\s*[一二三四五六七八九十]{1,3}[、.．]\s*(\S{2,8}题)", line)
        if section and section[1] in KINDS:
            # Under choices the answers themselves tell how many are right.
            kind_below = KINDS[section[1]]
            self.section = "" if kind_below in ("single", "multiple") else kind_below
            self.at = None
            return True
        if not (known or numbered):
            return False
        if numbered and not known and self.at is not None and self.at.empty:
            return False
        self.blocks.append(_Block(row, known or self.section))
        self.at = self.blocks[-1]
        words = rest[kind.end() :] if kind and known else rest
        if words.strip():
            self._words(words)
        return True

    def _words(self, line: str) -> None:
        block = self.at
        if block is None:
            return
        block.label = ""
        for piece in _INLINE.split(line):
            option = _OPTION.match(piece)
            if option and ord(option["letter"].upper()) - 65 == len(block.options):
                block.options.append(option["text"].strip())
            elif block.options and not option:
                block.options[-1] = f"{block.options[-1]}\n{piece.strip()}".strip()
            else:
                block.stem.append(piece.strip())


def read(text: str) -> Found:
    """Return the items of a text in the marked form; faults name the line an item begins on."""
    reader = _Reader()
    for row, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        reader.take(row, line)
    found = Found()
    for block in reader.blocks:
        values = _values(found, block)
        if block.kind == "case":
            _take_over(block)
        for key in ("difficulty", "topic", "id", "source", "marks"):
            if block.text(key):
                values[key] = block.text(key)
        if block.text("basis"):
            values["basis"] = block.text("basis")
        if block.kind == "case":
            values.pop("marks", None)
        if block.text("why"):
            values["why"] = block.text("why")
        found.raws.append(Raw(block.row, values))
    return found


def _take_over(case: _Block) -> None:
    """Give a case what was written about it below its last question."""
    for key in ("basis", "topic", "id", "difficulty", "source"):
        for part in case.parts:
            if part.text(key):
                case.labels.setdefault(key, part.labels[key])


def _values(found: Found, block: _Block) -> dict[str, Any]:
    kind = block.kind = block.kind or _kind_of(block)
    stem = "\n".join(block.stem)
    if kind == "case":
        parts = []
        for one in block.parts:
            part = _values(found, one)
            if part["kind"] not in ("short", "upload") and one.text("marks"):
                part["marks"] = number(one.text("marks").rstrip("分 "))
            if one.text("why"):
                part["why"] = one.text("why")
            parts.append(part)
        return {"kind": "case", "passage": stem, "parts": parts}
    values: dict[str, Any] = {"kind": kind, "stem": stem}
    match kind:
        case "single" | "multiple":
            values["options"] = _options(found, block)
        case "true-false":
            if (right := truth(block.text("answer"))) is not None:
                values["right"] = right
        case "fill-in":
            values["blanks"] = gaps_of(block.text("answer"))
        case "matching":
            pairs = [_PAIR.split(_bare(one), maxsplit=1) for one in block.text("pairs").split("\n")]
            values["pairs"] = [
                {"left": one[0], "right": one[1] if len(one) > 1 else ""} for one in pairs if one[0]
            ]
            if others := _list(block, "distractors"):
                values["distractors"] = others
        case "ordering":
            values["steps"] = _list(block, "steps")
        case _:
            values["rubric"] = rubric_of(block.text("rubric"))
            if kind == "upload":
                values["accepts"] = re.findall(r"[a-z]{3,4}", block.text("accepts").lower())
    return values


def _kind_of(block: _Block) -> str:
    """Tell the kind of an item that does not say it."""
    answer = block.text("answer")
    if block.options:
        return "multiple" if len(_letters(answer)) > 1 else "single"
    if truth(answer) is not None:
        return "true-false"
    for key, kind in (("pairs", "matching"), ("steps", "ordering"), ("accepts", "upload"),
                      ("rubric", "short")):  # fmt: skip
        if key in block.labels:
            return kind
    return "fill-in" if any(BLANK in line for line in block.stem) else "short"


def _letters(answer: str) -> list[str]:
    return [one for one in answer.upper() if "A" <= one <= "J"]


def _options(found: Found, block: _Block) -> list[dict[str, Any]]:
    letters = _letters(block.text("answer"))
    right = {ord(one) - 65 for one in letters}
    if not letters or max(right) >= len(block.options):
        shown = block.text("answer")
        found.fault(
            block.row, f"答案“{shown}”不是选项里的字母。" if shown else "没有写答案。",
            f"The answer “{shown}” is no letter of the options.", "options",
        )  # fmt: skip
    return [
        {"text": text, "right": True} if n in right else {"text": text}
        for n, text in enumerate(block.options)
    ]


def gaps_of(answer: str) -> list[list[str]]:
    """Return the texts accepted in each gap: gaps by ；, other ways to write one by |."""
    gaps = re.split(r"[；;\n]", answer)
    return [[one.strip() for one in re.split(r"[|｜]", gap) if one.strip()]
            for gap in gaps if gap.strip()]  # fmt: skip


def _bare(line: str) -> str:
    return _BULLET.sub("", line).strip()


def _list(block: _Block, key: str) -> list[str]:
    return [_bare(one) for one in block.text(key).split("\n") if _bare(one)]


def write(drafts: Iterable[Draft]) -> str:
    """Return items in the marked form; practical tasks are left out."""
    rows = [raw_of(draft) for draft in drafts if draft.kind != "task"]
    return "\n".join("\n".join(_lines(f"{n}.", raw, top=True)) for n, raw in enumerate(rows, 1))


def _lines(sign: str, raw: Mapping[str, Any], *, top: bool) -> list[str]:
    kind = str(raw["kind"])
    stem = raw["passage"] if kind == "case" else raw["stem"]
    lines = [f"{sign}【{NAMES[kind]}】{stem}", *_asked(kind, raw)]
    if raw.get("why"):
        lines.append(f"解析：{raw['why']}")
    if top:
        lines += [f"依据：{'；'.join(raw['basis'])}", f"难度：{raw['difficulty']}"]
        lines += [f"条目：{raw['topic']}", f"题号：{raw['id']}"]
        if raw.get("source"):
            lines.append(f"来源：{raw['source']}")
    if kind not in ("case", "short", "upload") and raw.get("marks"):
        lines.append(f"分值：{raw['marks']}")
    for n, part in enumerate(raw.get("parts", ()), 1):
        lines += _lines(f"（{n}）", part, top=False)
    return [*lines, ""] if top else lines


def _asked(kind: str, raw: Mapping[str, Any]) -> list[str]:
    match kind:
        case "single" | "multiple":
            options = [one if isinstance(one, Mapping) else {"text": one} for one in raw["options"]]
            key = "".join(chr(65 + n) for n, one in enumerate(options) if one.get("right") is True)
            return [f"{chr(65 + n)}. {one['text']}" for n, one in enumerate(options)] + [
                f"答案：{key}"
            ]
        case "true-false":
            return [f"答案：{'对' if raw['right'] else '错'}"]
        case "fill-in":
            gaps = (one if isinstance(one, list) else [one] for one in raw["blanks"])
            return ["答案：" + "；".join("|".join(map(str, gap)) for gap in gaps)]
        case "matching":
            lines = ["配对：", *(f"- {one['left']} → {one['right']}" for one in raw["pairs"])]
            others = [f"- {one}" for one in raw.get("distractors", ())]
            return lines + (["干扰项：", *others] if others else [])
        case "ordering":
            return ["步骤：", *(f"- {one}" for one in raw["steps"])]
        case "short" | "upload":
            lines = ["评分要点：", *rubric_lines(raw["rubric"]).split("\n")]
            return lines + ([f"文件类型：{'、'.join(raw['accepts'])}"] if kind == "upload" else [])
        case _:
            return []
