"""A practical task that was handed in: what it rests its marks on, for markers and candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from zhicai.exams.models import Sitting
from zhicai.exams.practical.registry import Step, task_kind
from zhicai.exams.queries.papers import Question
from zhicai.exams.queries.sittings import steps_of
from zhicai.exams.rules.items import Content, Task
from zhicai.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that was looked for: its words, how much was found in percent, tone of its tag."""

    says: Text
    percent: int
    tone: str


def evidence_of(content: Content, answer: Any) -> list[Shown]:
    """Return what the machine found in the answer to a practical task; nothing for other kinds."""
    kind = task_kind(content.task) if isinstance(content, Task) else None
    if kind is None or not isinstance(content, Task) or not isinstance(answer, dict):
        return []
    return [
        Shown(one.says, _percent(one.share), _tone(one.share))
        for one in kind.evidence(content.config, answer)
    ]


def tries_of(content: Content, steps: Sequence[Step]) -> list[Text]:
    """Return what was tried in a practical task while working, the first first, in words."""
    kind = task_kind(content.task) if isinstance(content, Task) else None
    if kind is None or kind.steps is None:
        return []
    return [kind.steps.says(one.data) for one in steps]


def tried_in(sitting: Sitting, question: Question) -> list[Text]:
    """Return what a candidate tried in one practical task, for whoever marks or decides on it."""
    if not isinstance(question.content, Task):
        return []
    return tries_of(question.content, steps_of(sitting).get(question.number, ()))


def _percent(share: Decimal) -> int:
    return int((share * 100).quantize(Decimal(1), ROUND_DOWN))


def _tone(share: Decimal) -> str:
    if share >= 1:
        return "green"
    return "amber" if share else "red"
