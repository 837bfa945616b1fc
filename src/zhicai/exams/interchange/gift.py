"""GIFT, Moodle's plain text: ``::name:: stem { =right ~wrong }``.

Choice, several right with weights, true or false, short answer as a gap, matching, essay, a missing
word inside of the stem; numerical answers with a tolerance are no kind of ours.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from zhicai.exams.interchange.drafts import Found, Raw
from zhicai.exams.interchange.markup import lines_of, words_of_html
from zhicai.exams.interchange.told import rubric_of, told
from zhicai.exams.rules.items import BLANK

_NAME = re.compile(r"^\s*::(.*?)(?<!\\)::", re.S)
_FORMAT = re.compile(r"^\s*\[(html|markdown|plain|moodle)\]\s*")
_CATEGORY = re.compile(r"^\$CATEGORY\s*:\s*(.*)$")
_WEIGHT = re.compile(r"^%(-?\d{1,3}(?:\.\d+)?)%\s*")
_TRUTH = re.compile(r"^(T|TRUE|F|FALSE)$", re.IGNORECASE)
_ESCAPES = {"n": "\n", "\\": "\\"}
_SIGNS = "=~#{}:\\"
MOST_ANSWERS = 500
"""Signs of an answer in one item; what is more is no item."""


@dataclass(slots=True)
class _Answer:
    """One line of an answer: its sign (= or ~), weight, words and what comes after an arrow."""

    sign: str
    words: str
    weight: float | None = None
    right: str | None = None


def read(text: str) -> Found:
    """Return the items of a GIFT file; faults name the line on which an item begins."""
    found, topic = Found(), ""
    for row, block in _blocks(text):
        category = _CATEGORY.match(block.strip())
        if category:
            topic = category[1].strip().rpartition("/")[2]
            continue
        _item(found, row, block, topic)
    return found


def _blocks(text: str) -> list[tuple[int, str]]:
    """Return (line, text) of what stands between empty lines, comments left out."""
    blocks: list[tuple[int, list[str]]] = []
    open_row = 0
    for row, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.lstrip().startswith("//"):
            continue
        if not line.strip():
            open_row = 0
            continue
        if _CATEGORY.match(line.strip()):
            blocks.append((row, [line]))
            open_row = 0
        elif open_row:
            blocks[-1][1].append(line)
        else:
            blocks.append((row, [line]))
            open_row = row
    return [(row, "\n".join(lines)) for row, lines in blocks]


def _item(found: Found, row: int, block: str, topic: str) -> None:
    name = _NAME.match(block)
    values: dict[str, Any] = told([f"题号:{_plain(name[1])}"]) if name else {}
    if topic:
        values["topic"] = topic
    body = block[name.end() :] if name else block
    marked = _FORMAT.match(body)
    body = body[marked.end() :] if marked else body
    start, end = _brace(body, "{", 0), -1
    if start >= 0:
        end = _brace(body, "}", start + 1)
    if start < 0:
        found.note(row, "这一段没有答案，按说明文字略过。", "No answer: a description, left aside.")
        return
    if end < 0:
        found.fault(row, "答案缺少右花括号 }。", "The answer has no closing brace.", "stem")
        return
    before, inside, after = body[:start], body[start + 1 : end], body[end + 1 :]
    stem, rest = _words(before, marked), _words(after, marked)
    inside, why = _general_feedback(inside)
    if why:
        values["why"] = why
    _answered(found, row, values, stem, rest, inside.strip())


def _brace(text: str, sign: str, since: int) -> int:
    """Return where an unescaped brace stands, -1 where none does."""
    at = text.find(sign, since)
    while at > 0 and _escaped(text, at):
        at = text.find(sign, at + 1)
    return at


def _escaped(text: str, at: int) -> bool:
    count = 0
    while at > 0 and text[at - 1] == "\\":
        count, at = count + 1, at - 1
    return count % 2 == 1


def _general_feedback(inside: str) -> tuple[str, str]:
    at = inside.find("####")
    if at < 0 or _escaped(inside, at):
        return inside, ""
    return inside[:at], lines_of(_plain(inside[at + 4 :]))


def _answered(
    found: Found, row: int, values: dict[str, Any], stem: str, rest: str, inside: str
) -> None:
    if inside.startswith("#"):
        found.fault(
            row, "数值题（带误差）不支持，请改成填空题或单选题。",
            "Numerical answers are not taken; make it a gap or a choice.", "kind",
        )  # fmt: skip
        return
    whole = " ".join(one for one in (stem, rest) if one)
    first = inside.partition("#")[0].strip()
    if not inside:
        rubric = rubric_of(values.pop("why", ""))
        values |= {"kind": "short", "stem": whole, "rubric": rubric}
        found.raws.append(Raw(row, values))
        return
    if _TRUTH.match(first):
        right = first.upper().startswith("T")
        found.raws.append(Raw(row, values | {"kind": "true-false", "stem": whole, "right": right}))
        return
    if sum(inside.count(sign) for sign in "=~") > MOST_ANSWERS:
        found.fault(
            row, f"一道题的答案超过 {MOST_ANSWERS} 个。",
            f"The item has more than {MOST_ANSWERS} answers.", "options",
        )  # fmt: skip
        return
    answers = _answers(inside)
    if not answers:
        found.fault(
            row, "花括号里没有以 = 或 ~ 开头的答案。", "No answer begins with = or ~.", "options"
        )
        return
    gap = f"{stem}{BLANK}{rest}" if rest else f"{stem} {BLANK}"
    if all(one.right is not None and one.sign == "=" for one in answers):
        pairs = [{"left": one.words, "right": one.right} for one in answers if one.words]
        others = [one.right for one in answers if not one.words]
        values |= {"kind": "matching", "stem": whole, "pairs": pairs}
        if others:
            values["distractors"] = others
    elif all(one.sign == "=" and one.weight in (None, 100.0) for one in answers):
        values |= {"kind": "fill-in", "stem": gap, "blanks": [[one.words for one in answers]]}
    else:
        good = [one.sign == "=" or (one.weight or 0) > 0 for one in answers]
        values |= {
            "kind": "multiple" if sum(good) > 1 else "single",
            "stem": gap if rest else stem,
            "options": [
                {"text": one.words, "right": True} if right_one else {"text": one.words}
                for one, right_one in zip(answers, good, strict=True)
            ],
        }
    found.raws.append(Raw(row, values))


def _answers(inside: str) -> list[_Answer]:
    starts = [at for at, sign in enumerate(inside) if sign in "=~" and not _escaped(inside, at)]
    found = []
    for at, end in pairwise([*starts, len(inside)]):
        written = inside[at + 1 : end].strip()
        weight = _WEIGHT.match(written)
        written = written[weight.end() :] if weight else written
        words, right = _without_feedback(written), None
        if "->" in words:
            left, _arrow, other = words.partition("->")
            words, right = left.strip(), lines_of(_plain(other))
        found.append(
            _Answer(
                inside[at], lines_of(_plain(words)), float(weight[1]) if weight else None, right
            )
        )
    return found


def _without_feedback(written: str) -> str:
    for at, sign in enumerate(written):
        if sign == "#" and not _escaped(written, at):
            return written[:at].strip()
    return written


def _words(written: str, marked: re.Match[str] | None) -> str:
    plain = _plain(written)
    if marked and marked[1] in ("html", "moodle"):
        return words_of_html(plain)[0]
    return lines_of(plain)


def _plain(written: str) -> str:
    """Return text without its escapes."""
    found, at = [], 0
    while at < len(written):
        sign = written[at]
        if sign == "\\" and at + 1 < len(written):
            following = written[at + 1]
            if following in _ESCAPES or following in _SIGNS:
                found.append(_ESCAPES.get(following, following))
                at += 2
                continue
        found.append(sign)
        at += 1
    return "".join(found)
