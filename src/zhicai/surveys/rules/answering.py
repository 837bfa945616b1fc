"""What a respondent may answer: drafts are kept as they are, a submission is checked as a whole."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.surveys.rules.content import (
    NO,
    YES,
    Answers,
    Content,
    Kind,
    Question,
    as_number,
    is_shown,
)

LONGEST_TEXT = 2000


def read_posted(question: Question, posted: Mapping[str, list[str]]) -> Any:
    """Take a question's answer out of a form's fields as it stands; None if nothing was given."""
    if question.kind is Kind.MATRIX:
        cells = {row.id: posted.get(f"{question.id}-{row.id}", [""])[0] for row in question.rows}
        return {row: cell for row, cell in cells.items() if cell} or None
    given = [value for value in posted.get(question.id, []) if value.strip()]
    if question.kind is Kind.MULTIPLE:
        return given or None
    return given[0][: LONGEST_TEXT + 1] if given else None


def draft_of(content: Content, answers: Answers) -> dict[str, Any]:
    """Keep the answers whose questions exist: what a draft holds."""
    return {key: value for key, value in answers.items() if key in content.by_id and value}


def check(content: Content, answers: Answers) -> tuple[dict[str, Any], list[Fault]]:
    """Return the answers that count and everything that is wrong with them.

    A question that is not shown is neither required nor kept. ``field`` of a fault is the question.
    """
    kept: dict[str, Any] = {}
    faults: list[Fault] = []
    for number, question in enumerate(content.questions, 1):
        if not is_shown(question, content, answers):
            continue
        given = answers.get(question.id)
        if given in (None, "", [], {}):
            if question.required:
                says = Text(
                    f"第 {number} 题还没有回答。", f"Question {number} is not answered yet."
                )
                faults.append(Fault(says, field=question.id))
            continue
        wrong = _wrong(question, given, number)
        if wrong is not None:
            faults.append(Fault(wrong, field=question.id))
            continue
        kept[question.id] = given
    return kept, faults


def _wrong(question: Question, given: Any, number: int) -> Text | None:
    if question.kind is Kind.MATRIX:
        return _matrix(question, given, number)
    if question.kind is Kind.MULTIPLE:
        known = {option.id for option in question.options}
        many = given if isinstance(given, list) else [given]
        return None if set(many) <= known and len(set(many)) == len(many) else _no_option(number)
    if not isinstance(given, str):
        return _no_option(number)
    if question.kind is Kind.SINGLE:
        return None if given in {o.id for o in question.options} else _no_option(number)
    if question.kind is Kind.SCALE:
        return None if given in question.steps else _no_option(number)
    if question.kind is Kind.YES_NO:
        return None if given in (YES, NO) else _no_option(number)
    if question.kind is Kind.NUMBER and as_number(given) is None:
        return Text(f"第 {number} 题请填数字。", f"Question {number} asks for a number.")
    if question.kind is Kind.DATE and not _is_day(given):
        return Text(
            f"第 {number} 题请填日期，如 2022-06-20。",
            f"Question {number} asks for a date such as 2022-06-20.",
        )
    if len(given) > LONGEST_TEXT:
        return Text(
            f"第 {number} 题最多 {LONGEST_TEXT} 字，请删短。",
            f"Question {number} takes at most {LONGEST_TEXT} characters; shorten the answer.",
        )
    return None


def _matrix(question: Question, given: Any, number: int) -> Text | None:
    rows, options = {row.id for row in question.rows}, {o.id for o in question.options}
    if (
        not isinstance(given, Mapping)
        or not set(given) <= rows
        or not set(given.values()) <= options
    ):
        return _no_option(number)
    missing = [row.says for row in question.rows if row.id not in given]
    if question.required and missing:
        return Text(
            f"第 {number} 题还有没答的行：{'、'.join(missing)}。",
            f"Question {number} has rows without an answer: {', '.join(missing)}.",
        )
    return None


def _no_option(number: int) -> Text:
    return Text(
        f"第 {number} 题请从给出的选项里选。",
        f"Choose among the answers given for question {number}.",
    )


def _is_day(given: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        return False
    try:
        date.fromisoformat(given)
    except ValueError:
        return False
    return True
