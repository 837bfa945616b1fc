"""An open paper on paper: the questions, then an answer sheet; the fallback of an exam."""

from datetime import date
from pathlib import Path
from typing import Any

from zhicai.documents.pdf import FACE, Template, compile_pdf
from zhicai.documents.reading import printable
from zhicai.exams.models import Paper
from zhicai.exams.models.bank import Kind
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.rules.items import (
    BLANK,
    Case,
    Choice,
    Content,
    FillIn,
    Matching,
    Ordering,
    TrueFalse,
)

PRINTED = Template("paper.typ", Path(__file__).parent / "typst")
LETTERS = "ABCDEFGHIJ"
LINES = 6
"""Lines for an answer in words on the sheet."""


def paper_pdf(paper: Paper, *, on: date) -> bytes:
    """Return an open paper as PDF/A: questions by kind, then the answer sheet."""
    blueprint = paper.blueprint
    data = {
        "face": FACE,
        "title": printable(blueprint.title),
        "label": printable(paper.label),
        "minutes": blueprint.minutes,
        "total": f"{paper.total.normalize():f}",
        "sha": paper.sha256[:16],
        "made": [on.year, on.month, on.day],
        "questions": [_question(one) for one in opened(paper.pk)],
    }
    return compile_pdf(PRINTED, data, dated=on)


def _question(one: Question) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": str(Kind(one.kind).label),
        "marks": f"{one.marks.normalize():f}",
        "stem": printable(one.content.stem.replace(BLANK, "＿＿＿＿")),
        "lines": [printable(line) for line in _lines(one.content)],
        "answer": _answer(one.content),
    }


def _lines(content: Content) -> list[str]:
    match content:
        case Choice():
            pairs = zip(LETTERS, content.options, strict=False)
            return [f"{letter}. {one.text}" for letter, one in pairs]
        case Matching():
            left = [f"（{n}）{one}" for n, (one, _) in enumerate(content.pairs, start=1)]
            right = zip(LETTERS, sorted(content.rights), strict=False)
            return [*left, *(f"{letter}. {one}" for letter, one in right)]
        case Ordering():
            return [f"{letter}. {one}" for letter, one in zip(LETTERS, sorted(content.steps),
                                                             strict=False)]  # fmt: skip
        case Case():
            found = []
            for n, part in enumerate(content.parts, start=1):
                found.append(f"（{n}）{part.content.stem}（{part.marks.normalize():f} 分）")
                found += _lines(part.content)
            return found
        case _:
            return []


def _answer(content: Content) -> dict[str, Any]:
    """What the answer sheet has room for: boxes with letters, gaps, or lines."""
    match content:
        case Choice():
            return {"boxes": [LETTERS[: len(content.options)]], "lines": 0}
        case TrueFalse():
            return {"boxes": ["√×"], "lines": 0}
        case FillIn():
            return {"boxes": [], "lines": len(content.blanks)}
        case Matching():
            rights = LETTERS[: len(content.rights)]
            return {"boxes": [rights] * len(content.pairs), "lines": 0}
        case Ordering():
            return {"boxes": [], "lines": 1}
        case Case():
            parts = [_answer(part.content) for part in content.parts]
            boxes = [box for part in parts for box in part["boxes"]]
            return {"boxes": boxes, "lines": sum(part["lines"] for part in parts)}
        case _:
            return {"boxes": [], "lines": LINES}
