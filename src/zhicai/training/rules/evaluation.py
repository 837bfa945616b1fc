"""Questions and scores of evaluations: the form is the province's to set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

EFFECT, PLANNING, RUNNING, CLOSING = "effect", "planning", "running", "closing"
STEPS = (PLANNING, RUNNING, CLOSING)
KIND_WORDS: Mapping[str, Text] = {
    EFFECT: Text("效果评估", "Effect evaluation"),
    PLANNING: Text("筹备阶段", "Planning"),
    RUNNING: Text("实施阶段", "Running"),
    CLOSING: Text("结班阶段", "Closing"),
}
REACHED: Mapping[str, tuple[str, ...]] = {
    EFFECT: ("finished", "closed"),
    PLANNING: ("planned", "open", "running", "finished", "closed"),
    RUNNING: ("running", "finished", "closed"),
    CLOSING: ("finished", "closed"),
}
"""The states of a class in which a kind of evaluation can be entered."""
LEAST, MOST = 1, 5
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an evaluation, answered from 1 to 5."""

    key: str
    says: Text


def questions_of(table: Any, kind: str) -> list[Question]:
    """Return the questions of a kind out of the setting's table, in its order."""
    rows: Iterable[dict[str, Any]] = [dict(row) for row in table or ()]
    return [
        Question(str(row.get("key", "")), Text(str(row.get("zh", "")), str(row.get("en", ""))))
        for row in rows
        if row.get("step") == kind and row.get("key")
    ]


def score_faults(
    questions: Iterable[Question], scores: Mapping[str, int | None], says: str
) -> list[Fault]:
    """Return what is missing: every question has a score, and words where any is 2 or less."""
    found = []
    for question in questions:
        score = scores.get(question.key)
        if score is None or not LEAST <= score <= MOST:
            words = Text(
                f"“{question.says.zh}”请选 {LEAST} 至 {MOST} 分。",
                f"Choose {LEAST} to {MOST} for “{question.says.en}”.",
            )
            found.append(Fault(words, field=f"score-{question.key}"))
    low = any(score is not None and score <= 2 for score in scores.values())
    if low and not says.strip():
        words = Text(
            "有 2 分以下的评分，请写明问题和改进建议。",
            "Some scores are 2 or less; say what is wrong and how to mend it.",
        )
        found.append(Fault(words, field="says"))
    if len(says) > LONGEST:
        words = Text(f"请控制在 {LONGEST} 字以内。", f"Keep it to {LONGEST} characters.")
        found.append(Fault(words, field="says"))
    return found


def average(scores: Mapping[str, int]) -> Decimal | None:
    """Return the mean score with one decimal, None without any."""
    if not scores:
        return None
    return (Decimal(sum(scores.values())) / len(scores)).quantize(Decimal("0.1"))
