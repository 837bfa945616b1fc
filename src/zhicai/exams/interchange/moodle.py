"""Moodle XML, in and out: what ``question/format/xml`` of Moodle 3.9 to 5 reads and writes.

Fill-in items are cloze questions, uploads essays with an attachment; a case is a description with
the questions that carry its tag ``案例:``. Practical tasks stay here. What Moodle has no field for
(difficulty, basis, topic) stands in tags.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from zhicai.exams.interchange.drafts import Draft, Found, Raw, raw_of
from zhicai.exams.interchange.markup import (
    child,
    element,
    lines_of,
    parse,
    words_of_html,
    written,
)
from zhicai.exams.interchange.told import rubric_lines, rubric_of, tags_of, told
from zhicai.exams.rules.editing import number
from zhicai.exams.rules.items import BLANK

_CLOZE = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.S)
_GAPS = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_PERCENT = re.compile(r"^(?:=|%(-?\d{1,3}(?:\.\d+)?)%)")
_KINDS_ZH = {
    "numerical": "数值题", "calculated": "计算题", "ddwtos": "拖放填空题",
    "ddimageortext": "拖放图题", "ddmarker": "拖放标记题", "gapselect": "选词填空题",
    "randomsamatch": "随机匹配题", "calculatedmulti": "计算选择题",
    "calculatedsimple": "简单计算题",
}  # fmt: skip


def read(data: bytes) -> Found:
    """Return the items of a Moodle XML file; rows count its questions from 1."""
    found = Found()
    root = parse(data)
    topic = ""
    cases: dict[str, dict[str, Any]] = {}
    for row, question in enumerate((one for one in root if one.tag == "question"), start=1):
        kind = question.get("type", "")
        if kind == "category":
            topic = _text(child(question, "category")).rpartition("/")[2].strip()
            continue
        values = _about(question, topic)
        case = str(values.pop("case", ""))
        asked = _asked(found, row, question, kind, values)
        if asked is None:
            continue
        if case and kind == "description":
            cases[case] = asked
            found.raws.append(Raw(row, asked))
        elif case and case in cases:
            about = ("id", "topic", "difficulty", "basis", "source")
            part = {key: asked[key] for key in asked if key not in about}
            cases[case]["parts"].append(part)
        elif kind == "description":
            found.note(row, "说明文字没有导入。", "A description was left aside.")
        else:
            found.raws.append(Raw(row, asked))
    return found


def _about(question: Element, topic: str) -> dict[str, Any]:
    tags = [_text(one) for one in question.iter("tag")]
    values = told(tags)
    values.setdefault("topic", topic)
    code = child(question, "idnumber")
    if code is not None and (code.text or "").strip():
        values.setdefault("id", (code.text or "").strip())
    if why := _words(child(question, "generalfeedback"))[0]:
        values["why"] = why
    grade = child(question, "defaultgrade")
    if grade is not None and (grade.text or "").strip():
        values["marks"] = number(_trimmed(grade.text or ""))
    return values


def _trimmed(written: str) -> str:
    """``1.0000000`` is 1."""
    text = written.strip()
    return text.rstrip("0").rstrip(".") if "." in text else text


def _asked(
    found: Found, row: int, question: Element, kind: str, values: dict[str, Any]
) -> dict[str, Any] | None:
    stem, pictures = _words(child(question, "questiontext"))
    if pictures:
        found.note(row, "题干里的图片没有导入，请核对。", "Pictures of the stem were left aside.")
    values |= {"stem": stem}
    match kind:
        case "multichoice":
            _choices(question, values)
        case "truefalse":
            right = [_text(one).strip().lower() for one in question.findall("answer")
                     if _fraction(one) > 0]  # fmt: skip
            values |= {"kind": "true-false", "right": right == ["true"]}
        case "shortanswer":
            accepted = [_words(one)[0] for one in question.findall("answer") if _fraction(one) > 0]
            values |= {"kind": "fill-in", "blanks": [accepted]}
            values["stem"] = stem if BLANK in stem else f"{stem} {BLANK}".strip()
        case "cloze":
            return _cloze(found, row, values)
        case "matching" | "match":
            _pairs(question, values)
        case "ordering":
            steps = [_words(one)[0] for one in question.findall("answer")]
            values |= {"kind": "ordering", "steps": steps}
        case "essay":
            _essay(question, values)
        case "description":
            values |= {"kind": "case", "passage": values.pop("stem"), "parts": []}
        case _:
            name = _KINDS_ZH.get(kind, kind or "?")
            found.fault(row, f"“{name}”这种题型不支持，没有导入；可改成单选、多选或填空。",
                        f"Questions of the type “{kind}” are not taken.", "kind")  # fmt: skip
            return None
    return values


def _choices(question: Element, values: dict[str, Any]) -> None:
    options = []
    for one in question.findall("answer"):
        option: dict[str, Any] = {"text": _words(one)[0]}
        if _fraction(one) > 0:
            option["right"] = True
        options.append(option)
    single = child(question, "single")
    several = single is not None and (single.text or "").strip().lower() in ("false", "0")
    values |= {"kind": "multiple" if several else "single", "options": options}
    if not several:
        best = max((_fraction(one) for one in question.findall("answer")), default=0)
        for option, one in zip(options, question.findall("answer"), strict=True):
            if option.get("right") and _fraction(one) < best:
                del option["right"]


def _cloze(found: Found, row: int, values: dict[str, Any]) -> dict[str, Any] | None:
    blanks = []
    for gap in _CLOZE.finditer(values["stem"]):
        if gap[2] not in _GAPS:
            found.fault(row, f"完形题里的“{gap[2]}”不支持，请改成填空或单选题。",
                        f"“{gap[2]}” inside of a cloze question is not taken.", "kind")  # fmt: skip
            return None
        blanks.append(_accepted(gap[3]))
    return values | {"kind": "fill-in", "stem": _CLOZE.sub(BLANK, values["stem"]), "blanks": blanks}


def _accepted(written: str) -> list[str]:
    """Return the texts of a gap that earn anything."""
    found = []
    for one in re.split(r"(?<!\\)~", written):
        match = _PERCENT.match(one)
        if match is None or (match[1] is not None and float(match[1]) <= 0):
            continue
        words = re.split(r"(?<!\\)#", one[match.end() :])[0]
        found.append(re.sub(r"\\(.)", r"\1", words).strip())
    return [one for one in found if one]


def _pairs(question: Element, values: dict[str, Any]) -> None:
    pairs, others = [], []
    for one in question.findall("subquestion"):
        left, right = _words(one)[0], _text(child(one, "answer")).strip()
        if left:
            pairs.append({"left": left, "right": right})
        elif right:
            others.append(right)
    values |= {"kind": "matching", "pairs": pairs}
    if others:
        values["distractors"] = others


def _essay(question: Element, values: dict[str, Any]) -> None:
    rubric = rubric_of(_words(child(question, "graderinfo"))[0])
    attached = child(question, "attachments")
    upload = attached is not None and (attached.text or "0").strip() not in ("", "0")
    values |= {"kind": "upload" if upload else "short", "rubric": rubric}
    values.pop("marks", None)
    if upload:
        kinds = child(question, "filetypeslist")
        listed = re.split(r"[\s,;]+", (kinds.text or "") if kinds is not None else "")
        values["accepts"] = [one.lstrip(".") for one in listed if one] or ["docx", "pdf"]


def _fraction(one: Element) -> float:
    try:
        return float(one.get("fraction", "0"))
    except ValueError:
        return 0.0


def _text(one: Element | None) -> str:
    inner = None if one is None else child(one, "text")
    return (inner.text or "") if inner is not None else ""


def _words(one: Element | None) -> tuple[str, bool]:
    """Return the words of an element in its format, and whether pictures were left aside."""
    text = _text(one)
    if one is None or one.get("format", "html") in ("plain_text", "markdown"):
        return lines_of(text), False
    return words_of_html(text)


def write(drafts: Iterable[Draft]) -> bytes:
    """Return items as a Moodle XML file; practical tasks are left out."""
    root = Element("quiz")
    topic = None
    for draft in drafts:
        if draft.kind == "task":
            continue
        raw = raw_of(draft)
        if draft.topic != topic:
            topic = draft.topic
            category = element(element(root, "question", type="category"), "category")
            element(category, "text", f"$course$/知才/{topic}")
        for one in _questions(raw):
            _question(root, raw, one)
    return written(root)


def _questions(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the questions that an item becomes; a case becomes several."""
    code = raw["id"]
    if raw["kind"] != "case":
        yield {**raw, "name": code, "tags": tags_of(raw)}
        return
    tags = [*tags_of(raw), f"案例:{code}"]
    yield {**raw, "stem": raw["passage"], "name": code, "tags": tags}
    for n, part in enumerate(raw["parts"], 1):
        yield {**part, "name": f"{code}（{n}）", "tags": [f"案例:{code}"], "id": ""}


def _question(root: Element, raw: Mapping[str, Any], one: Mapping[str, Any]) -> None:
    kind = one["kind"]
    types = {
        "single": "multichoice", "multiple": "multichoice", "true-false": "truefalse",
        "fill-in": "cloze", "matching": "matching", "ordering": "ordering", "short": "essay",
        "upload": "essay", "case": "description",
    }  # fmt: skip
    made = element(root, "question", type=types[kind])
    _said(made, "name", one["name"] or "-", plain=False)
    stem = _gapped(one) if kind == "fill-in" else one["stem"]
    _said(made, "questiontext", stem)
    _said(made, "generalfeedback", str(one.get("why", "")))
    if kind in ("short", "upload"):
        marks = sum(float(point["marks"]) for point in one["rubric"])
        element(made, "defaultgrade", f"{marks:g}")
    elif kind != "case":
        element(made, "defaultgrade", f"{float(one.get('marks', 1)):g}")
    element(made, "penalty", "0")
    element(made, "hidden", "0")
    element(made, "idnumber", str(one.get("id") or ""))
    _answers(made, kind, one)
    tags = element(made, "tags")
    for tag in one["tags"]:
        element(element(tags, "tag"), "text", tag)


def _said(parent: Element, tag: str, text: str, *, plain: bool = True) -> Element:
    made = element(parent, tag, **({"format": "plain_text"} if plain else {}))
    element(made, "text", text)
    return made


def _gapped(one: Mapping[str, Any]) -> str:
    stem, *rest = str(one["stem"]).split(BLANK)
    for accepted, after in zip(one["blanks"], rest, strict=False):
        texts = accepted if isinstance(accepted, list) else [accepted]
        words = "~".join(f"={_escaped(str(text))}" for text in texts)
        stem += f"{{1:SHORTANSWER:{words}}}{after}"
    return stem


def _escaped(text: str) -> str:
    return re.sub(r'([\\}#~/"])', r"\\\1", text)


def _answers(made: Element, kind: str, one: Mapping[str, Any]) -> None:
    if kind in ("single", "multiple"):
        element(made, "single", "true" if kind == "single" else "false")
        element(made, "shuffleanswers", "true")
        element(made, "answernumbering", "ABCD")
        right = sum(option.get("right") is True for option in _options(one))
        wrong = len(_options(one)) - right
        for option in _options(one):
            good = option.get("right") is True
            share = 100 / right if good else -100 / wrong if kind == "multiple" else 0
            _answer(made, str(option["text"]), f"{share:.5f}".rstrip("0").rstrip("."))
    elif kind == "true-false":
        for word in ("true", "false"):
            good = (word == "true") is one["right"]
            answer = element(made, "answer", fraction="100" if good else "0")
            element(answer, "text", word)
    elif kind == "matching":
        element(made, "shuffleanswers", "true")
        for pair in one["pairs"]:
            _pair(made, str(pair["left"]), str(pair["right"]))
        for right in one.get("distractors", ()):
            _pair(made, "", str(right))
    elif kind == "ordering":
        for tag, value in (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0"),
                           ("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST")):  # fmt: skip
            element(made, tag, value)
        for n, step in enumerate(one["steps"], 1):
            _answer(made, str(step), str(n))
    elif kind in ("short", "upload"):
        _essay_out(made, kind, one)


def _options(one: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [row if isinstance(row, Mapping) else {"text": row} for row in one["options"]]


def _answer(made: Element, text: str, fraction: str) -> None:
    answer = element(made, "answer", fraction=fraction, format="plain_text")
    element(answer, "text", text)


def _pair(made: Element, left: str, right: str) -> None:
    row = element(made, "subquestion", format="plain_text")
    element(row, "text", left)
    element(element(row, "answer"), "text", right)


def _essay_out(made: Element, kind: str, one: Mapping[str, Any]) -> None:
    upload = kind == "upload"
    element(made, "responseformat", "noinline" if upload else "plain")
    element(made, "responserequired", "0" if upload else "1")
    element(made, "attachments", "1" if upload else "0")
    element(made, "attachmentsrequired", "1" if upload else "0")
    if upload:
        element(made, "filetypeslist", ",".join(f".{end}" for end in one["accepts"]))
    _said(made, "graderinfo", rubric_lines(one["rubric"]))
