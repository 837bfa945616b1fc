"""Aiken: a question, its options by letter, the letter of the right one.

    下列哪一项可以授予专利权？
    A. 科学发现
    B. 新的技术方案
    ANSWER: B

What teachers write beyond the form is taken too: several letters, ``答案：``, ``解析：``.
"""

import re

from zhicai.exams.interchange.drafts import Found, Raw

_OPTION = re.compile(r"^\s*([A-Za-z])\s*[.)．、）]\s*(.+)$")
_ANSWER = re.compile(r"^\s*(?:ANSWER|答案)\s*[:：]\s*(.*)$", re.IGNORECASE)
_WHY = re.compile(r"^\s*(?:FEEDBACK|EXPLANATION|解析)\s*[:：]\s*(.*)$", re.IGNORECASE)


def read(text: str) -> Found:
    """Return the items of a text in Aiken form; faults name the line."""
    found = Found()
    stem: list[str] = []
    options: list[list[str]] = []
    begun = 0
    for row, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not line.strip():
            continue
        if answer := _ANSWER.match(line):
            _close(found, begun or row, stem, options, answer[1])
            stem, options, begun = [], [], 0
        elif (why := _WHY.match(line)) and not stem and found.raws:
            last = found.raws[-1]
            found.raws[-1] = Raw(last.row, {**last.values, "why": why[1].strip()})
        elif (option := _OPTION.match(line)) and stem and _follows(option[1], options):
            options.append([option[2].strip()])
        elif options:
            options[-1].append(line.strip())
        else:
            begun = begun or row
            stem.append(line.strip())
    if stem:
        found.fault(
            begun, "这道题没有写答案（ANSWER: B）。", "This item has no ANSWER line.", "options"
        )
    return found


def _follows(letter: str, options: list[list[str]]) -> bool:
    return ord(letter.upper()) - ord("A") == len(options)


def _close(found: Found, row: int, stem: list[str], options: list[list[str]], answer: str) -> None:
    letters = [one for one in re.sub(r"[\s,，、和]", "", answer).upper() if one.isalpha()]
    right = {ord(one) - ord("A") for one in letters}
    if not right or any(not 0 <= one < len(options) for one in right):
        found.fault(
            row, f"答案“{answer.strip()}”不是选项里的字母。",
            f"The answer “{answer.strip()}” is no letter of the options.", "options",
        )  # fmt: skip
        return
    values = {
        "kind": "single" if len(right) == 1 else "multiple",
        "stem": "\n".join(stem),
        "options": [
            {"text": text, "right": True} if n in right else {"text": text}
            for n, text in enumerate("\n".join(lines) for lines in options)
        ],
    }
    found.raws.append(Raw(row, values))
