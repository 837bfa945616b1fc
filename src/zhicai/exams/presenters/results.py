"""What a candidate scored, item by item; a mock test shows the right answers too."""

from decimal import Decimal
from typing import Any

from zhicai.exams.models import Exam, Score, Sitting
from zhicai.exams.presenters.asking import LETTERS
from zhicai.exams.presenters.bank import answer_lines
from zhicai.exams.presenters.tasks import evidence_of, tries_of
from zhicai.exams.queries.appeals import own_appeals
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.sittings import answers_of, explanations_of, steps_of
from zhicai.exams.rules.items import (
    Case,
    Choice,
    FillIn,
    Matching,
    Ordering,
    Plain,
    Task,
    TrueFalse,
    Upload,
    Written,
)
from zhicai.exams.rules.shuffling import items_in_order, options_in_order
from zhicai.foundation.text import Text

YES, NO = Text("正确", "True"), Text("错误", "False")


def lines_of(sitting: Sitting, score: Score) -> list[dict[str, Any]]:
    """Return a line for each item in the order of the candidate's own screen.

    A practical task says what its marks rest on; a mock test shows answers and keys too.
    """
    questions = opened(sitting.exam.paper_id)
    mock = sitting.exam.round == Exam.Round.MOCK
    tasks = any(isinstance(one.content, Task) for one in questions)
    answers = answers_of(sitting) if mock or tasks else {}
    steps = steps_of(sitting) if tasks else {}
    why = explanations_of(sitting.exam.paper_id) if mock else {}
    found = []
    for place, n in enumerate(items_in_order(sitting.seed, [q.kind for q in questions]), start=1):
        one = questions[n]
        marks = score.by_item.get(str(one.number))
        line = {"place": place, "question": one, "marks": None if marks is None else Decimal(marks)}
        answer = answers.get(one.number)
        value = answer.value if answer else None
        line["evidence"] = evidence_of(one.content, value)
        line["tries"] = tries_of(one.content, steps.get(one.number, ()))
        if mock:
            line |= {
                "parts": _parts(sitting.seed, one, value),
                "why": why.get(one.number, ""),
            }
        found.append(line)
    return found


def appeals_in_order(sitting: Sitting) -> list[dict[str, Any]]:
    """Return what a candidate asked to have looked at again, items by their place on the screen."""
    rows = own_appeals(sitting)
    questions = opened(sitting.exam.paper_id) if rows else ()
    order = items_in_order(sitting.seed, [one.kind for one in questions])
    places = {questions[n].number: place for place, n in enumerate(order, start=1)}
    return [{"one": row, "place": places.get(row.number or 0)} for row in rows]


def _parts(seed: str, one: Question, value: Any) -> list[dict[str, Any]]:
    if not isinstance(one.content, Case):
        return [_part(seed, one.number, one.content, value, None)]
    given = value if isinstance(value, list) else []
    return [
        _part(seed, one.number, part.content, given[n] if n < len(given) else None, n)
        for n, part in enumerate(one.content.parts)
    ]


def _part(seed: str, number: int, content: Plain, value: Any, part: int | None) -> dict[str, Any]:
    def signs(count: int) -> dict[int, str]:
        shuffled = options_in_order(seed, number, count, part=part)
        return {n: LETTERS[place] for place, n in enumerate(shuffled)}

    told: dict[str, Any] = {"stem": content.stem, "given": [], "right": [], "points": ()}
    match content:
        case Choice():
            sign = signs(len(content.options))
            given = value if isinstance(value, list) else [value]
            rows = {n: f"{sign[n]} {one.text}" for n, one in enumerate(content.options)}
            told |= {"given": sorted(rows[n] for n in given if n in rows),
                     "right": sorted(rows[n] for n in content.key)}  # fmt: skip
        case TrueFalse():
            told |= {"given": [YES if value else NO] if isinstance(value, bool) else [],
                     "right": [YES if content.right else NO]}  # fmt: skip
        case FillIn():
            given = value if isinstance(value, list) else []
            told |= {"given": [str(one or "—") for one in given],
                     "right": [" / ".join(one) for one in content.blanks]}  # fmt: skip
        case Matching():
            told |= _matched(content, value)
        case Ordering():
            rows = dict(enumerate(content.steps))
            order = value if isinstance(value, list) else []
            told |= {"given": _numbered(rows[n] for n in order if n in rows),
                     "right": _numbered(content.steps)}  # fmt: skip
        case Task():
            told |= {"given": answer_lines(content, value)[0]}
        case Written() | Upload():
            told |= {"given": [value] if isinstance(value, str) else [], "points": content.rubric}
        case _:
            pass
    return told


def _matched(content: Matching, value: Any) -> dict[str, list[str]]:
    given = value if isinstance(value, list) else []
    rights = dict(enumerate(content.rights))
    lefts = [left for left, _ in content.pairs]
    return {
        "given": [
            f"{left} — {rights.get(one, '—')}" for left, one in zip(lefts, given, strict=False)
        ],
        "right": [f"{left} — {right}" for left, right in content.pairs],
    }


def _numbered(steps: Any) -> list[str]:
    return [f"{n}. {one}" for n, one in enumerate(steps, start=1)]
