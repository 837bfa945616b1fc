"""A questionnaire as its screens: one section at a time, each question with what was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.surveys.rules.content import (
    YES_NO_WORDS,
    Answers,
    Content,
    Kind,
    Question,
    Section,
    is_shown,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as drawn."""

    value: str
    label: str | Text
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a matrix as drawn."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as drawn by ``surveys/parts/question.html``."""

    question: Question
    number: int
    value: str
    choices: tuple[Choice, ...]
    lines: tuple[Line, ...]
    fault: Text | None
    show: str
    """The condition as JSON for the page, empty where the server has decided."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One section: ``number`` of ``of``, the step before and after it that has something to ask."""

    section: Section
    number: int
    of: int
    asked: tuple[Asked, ...]
    before: int | None
    after: int | None


def screen_of(
    content: Content, answers: Answers, *, step: int, faults: Iterable[Fault] = ()
) -> Screen:
    """Return the screen of a step (from 1); a step without questions leads on to the next."""
    asked = [
        n for n, section in enumerate(content.sections, 1) if _asks(section, content, answers)
    ] or [1]
    number = next((n for n in asked if n >= step), asked[-1])
    at = asked.index(number)
    return Screen(
        content.sections[number - 1],
        at + 1,
        len(asked),
        asked_in(content, content.sections[number - 1], answers, faults),
        asked[at - 1] if at else None,
        asked[at + 1] if at + 1 < len(asked) else None,
    )


def step_of(content: Content, question: str) -> int:
    """Return the step on which a question stands."""
    for number, section in enumerate(content.sections, 1):
        if any(one.id == question for one in section.questions):
            return number
    return 1


def asked_in(
    content: Content, section: Section, answers: Answers, faults: Iterable[Fault] = ()
) -> tuple[Asked, ...]:
    """Return the questions of a section that may show, each with its answer and what is wrong."""
    wrong = {fault.field: fault.says for fault in faults}
    numbers = {question.id: n for n, question in enumerate(content.questions, 1)}
    return tuple(
        _asked(
            question, numbers[question.id], answers.get(question.id), wrong.get(question.id), here
        )
        for question in section.questions
        if (here := _depends_here(question, section)) or is_shown(question, content, answers)
    )


def _asks(section: Section, content: Content, answers: Answers) -> bool:
    return any(is_shown(question, content, answers) for question in section.questions)


def _depends_here(question: Question, section: Section) -> bool:
    """Say whether what a question hangs on stands on the same screen: the page then shows it."""
    here = {one.id for one in section.questions}
    return question.show is not None and question.show.question in here


def _asked(question: Question, number: int, given: Any, wrong: Text | None, here: bool) -> Asked:
    show = question.show.as_data() if here and question.show is not None else None
    return Asked(
        question,
        number,
        given if isinstance(given, str) else "",
        _choices(question, given),
        _lines(question, given),
        wrong,
        dumps(show, ensure_ascii=False) if show else "",
    )


def _choices(question: Question, given: Any) -> tuple[Choice, ...]:
    many = given if isinstance(given, list) else [given]
    if question.kind is Kind.YES_NO:
        return tuple(Choice(key, words, key in many) for key, words in YES_NO_WORDS.items())
    if question.kind is Kind.SCALE:
        return tuple(Choice(step, step, step in many) for step in question.steps)
    return tuple(Choice(one.id, one.says, one.id in many) for one in question.options)


def _lines(question: Question, given: Any) -> tuple[Line, ...]:
    cells = given if isinstance(given, Mapping) else {}
    return tuple(
        Line(
            f"{question.id}-{row.id}",
            row.says,
            tuple(Choice(o.id, o.says, cells.get(row.id) == o.id) for o in question.options),
        )
        for row in question.rows
    )
