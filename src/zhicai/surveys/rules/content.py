"""What a questionnaire holds, read from JSON with every fault at once, and which questions show.

The stored form: ``{"sections": [{"id", "title", "questions": [{"id", "kind", "says", "required",
"options": [{"id", "says"}], "rows": [{"id", "says"}], "low", "high", "topic", "show":
{"question", "is": [...], "at_least", "at_most"}}]}]}``. The same condition is evaluated here and,
word for word, by ``data-zc-show`` in ``zc.js``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

MOST_QUESTIONS = 100
MOST_OPTIONS = 40
LONGEST = 300


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    MATRIX = "matrix"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    YES_NO = "yes_no"


WITH_OPTIONS = (Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX)
YES, NO = "yes", "no"
YES_NO_WORDS = {YES: Text("是", "Yes"), NO: Text("否", "No")}
SCALES = ((1, 5), (1, 10))

Answers = Mapping[str, Any]
"""Question id → its answer: a string, a list of option ids, or row id → option id."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, or one row of a matrix."""

    id: str
    says: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Shows a question only if an earlier one was answered so."""

    question: str
    values: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the stored form, which ``zc.js`` evaluates too."""
        found: dict[str, Any] = {"question": self.question}
        if self.values:
            found["is"] = list(self.values)
        for name in ("at_least", "at_most"):
            bound = getattr(self, name)
            if bound is not None:
                found[name] = str(bound)
        return found


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``topic`` gathers questions into one score (0 to 100)."""

    id: str
    kind: Kind
    says: str
    required: bool = False
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    low: int = 1
    high: int = 5
    topic: str = ""
    show: Condition | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """The points of a scale, as they are stored."""
        return tuple(str(step) for step in range(self.low, self.high + 1))

    @property
    def scores(self) -> bool:
        """Say whether an answer is a point between two ends."""
        return self.kind in (Kind.SCALE, Kind.YES_NO)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions that share a screen."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole questionnaire."""

    sections: tuple[Section, ...]
    by_id: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {q.id: q for section in self.sections for q in section.questions}
        object.__setattr__(self, "by_id", found)

    @property
    def questions(self) -> Iterator[Question]:
        """Every question in its order."""
        return iter(self.by_id.values())

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that are scored, in the order of the questions."""
        return tuple(dict.fromkeys(q.topic for q in self.questions if q.topic and q.scores))


def read(data: Any) -> tuple[Content, list[Fault]]:
    """Read the stored form; whatever cannot be read is a fault, all of them at once."""
    reader = _Reader()
    sections = tuple(reader.section(raw, n) for n, raw in enumerate(_list(data, "sections"), 1))
    if not any(section.questions for section in sections):
        reader.fault("问卷里还没有问题。", "The questionnaire holds no question yet.")
    if len(reader.seen) > MOST_QUESTIONS:
        reader.fault(
            f"一份问卷最多 {MOST_QUESTIONS} 题。",
            f"A questionnaire holds at most {MOST_QUESTIONS} questions.",
        )
    return Content(sections), reader.faults


def content_of(data: Any) -> Content:
    """Read what has been published: it was checked then."""
    return read(data)[0]


def is_shown(question: Question, content: Content, answers: Answers) -> bool:
    """Say whether a question is asked: its condition holds, and so does that of what it hangs on.

    An answer to a question that is not shown counts as not given.
    """
    condition = question.show
    if condition is None:
        return True
    asked = content.by_id.get(condition.question)
    if asked is None or not is_shown(asked, content, answers):
        return False
    return holds(condition, answers.get(condition.question))


def holds(condition: Condition, answer: Any) -> bool:
    """Say whether an answer meets a condition: one of the values, or within the bounds."""
    given = [str(one) for one in answer] if isinstance(answer, list | tuple) else [str(answer)]
    if answer in (None, "", []):
        return False
    if condition.values and not set(given) & set(condition.values):
        return False
    if condition.at_least is None and condition.at_most is None:
        return True
    number = as_number(given[0])
    if number is None:
        return False
    low = condition.at_least is None or number >= condition.at_least
    return low and (condition.at_most is None or number <= condition.at_most)


def as_number(written: Any) -> Decimal | None:
    """Read a plain number of moderate size; None if it is none."""
    try:
        number = Decimal(str(written).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 12 else None


def _list(data: Any, key: str) -> list[Any]:
    found = data.get(key) if isinstance(data, Mapping) else None
    return found if isinstance(found, list) else []


def _text(raw: Any, key: str) -> str:
    found = raw.get(key, "") if isinstance(raw, Mapping) else ""
    return str(found).strip() if isinstance(found, str | int) else ""


class _Reader:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.seen: dict[str, Question] = {}

    def fault(self, zh: str, en: str, row: int | None = None) -> None:
        self.faults.append(Fault(Text(zh, en), field="written", row=row))

    def section(self, raw: Any, number: int) -> Section:
        questions = []
        for one in _list(raw, "questions"):
            question = self.question(one)
            self.seen[question.id] = question
            questions.append(question)
        title = _text(raw, "title")[:LONGEST]
        return Section(_text(raw, "id") or f"s{number}", title, tuple(questions))

    def question(self, raw: Any) -> Question:
        number = len(self.seen) + 1
        written = _text(raw, "kind")
        known = written in list(Kind)
        kind = Kind(written) if known else Kind.TEXT
        if not known:
            self.fault(f"第 {number} 题没有可用的题型。", f"Question {number} has no known kind.")
        name = _text(raw, "id") or f"q{number}"
        if name in self.seen:
            self.fault(f"第 {number} 题的编号重复。", f"Question {number} repeats an id.")
        says = _text(raw, "says")
        if not says or len(says) > LONGEST:
            self.fault(
                f"第 {number} 题的题目应为 1 到 {LONGEST} 字。",
                f"Question {number} needs a wording of 1 to {LONGEST} characters.",
            )
        question = Question(
            name,
            kind,
            says,
            bool(isinstance(raw, Mapping) and raw.get("required")),
            self.options(raw, "options", number) if kind in WITH_OPTIONS else (),
            self.options(raw, "rows", number) if kind is Kind.MATRIX else (),
            *self.ends(raw, kind, number),
            _text(raw, "topic"),
            self.condition(raw, number),
        )
        if question.topic and not question.scores:
            self.fault(
                f"第 {number} 题不是打分题，不能计入“{question.topic}”。",
                f"Question {number} is no scale, so it cannot count for “{question.topic}”.",
            )
        return question

    def options(self, raw: Any, key: str, number: int) -> tuple[Option, ...]:
        lowest = 1 if key == "rows" else 2
        found = tuple(
            Option(_text(one, "id") or f"{key[0]}{n}", _text(one, "says"))
            for n, one in enumerate(_list(raw, key), 1)
        )
        says = [one.says for one in found]
        if not lowest <= len(found) <= MOST_OPTIONS or not all(says):
            what = "行" if key == "rows" else "选项"
            self.fault(
                f"第 {number} 题应有 {lowest} 到 {MOST_OPTIONS} 个{what}。",
                f"Question {number} needs {lowest} to {MOST_OPTIONS} {key}.",
            )
        if len({one.id for one in found}) < len(found) or len(set(says)) < len(says):
            self.fault(f"第 {number} 题的选项重复。", f"Question {number} repeats an option.")
        return found

    def ends(self, raw: Any, kind: Kind, number: int) -> tuple[int, int]:
        if kind is not Kind.SCALE:
            return 1, 5
        low, high = raw.get("low", 1), raw.get("high", 5)
        if (low, high) not in SCALES:
            self.fault(
                f"第 {number} 题的分值应为 1–5 或 1–10。",
                f"The scale of question {number} runs from 1 to 5 or from 1 to 10.",
            )
            return 1, 5
        return low, high

    def condition(self, raw: Any, number: int) -> Condition | None:
        show = raw.get("show") if isinstance(raw, Mapping) else None
        if not show:
            return None
        asked = self.seen.get(_text(show, "question"))
        if asked is None:
            self.fault(
                f"第 {number} 题的显示条件要用前面的题。",
                f"The condition of question {number} must name a question before it.",
            )
            return None
        values = tuple(str(value) for value in _list(show, "is"))
        low, high = (as_number(show.get(key)) for key in ("at_least", "at_most"))
        possible = {option.id for option in asked.options} | (
            set(asked.steps) if asked.kind is Kind.SCALE else set()
        )
        possible |= {YES, NO} if asked.kind is Kind.YES_NO else set()
        numeric = asked.kind in (Kind.SCALE, Kind.NUMBER)
        bounded = (low is not None or high is not None) and numeric
        if not (values and set(values) <= possible) and not (bounded and not values):
            self.fault(
                f"第 {number} 题的显示条件不是第 {list(self.seen).index(asked.id) + 1} 题的答案。",
                f"The condition of question {number} is no answer of the question it names.",
            )
        return Condition(asked.id, values, low, high)
