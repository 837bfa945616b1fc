"""What lecturers answer and are paid, what trainees say: faults, sums, means. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from zhicai.foundation.errors import Fault, Reason
from zhicai.foundation.text import Text
from zhicai.training.rules.evaluation import LEAST, LONGEST, MOST, Question, questions_of

LESSON, TRAINEE = "lesson", "trainee"
"""The steps of the table of questions that trainees answer: of each lesson, of the whole class."""
FEWEST = 3
"""Anonymous feedback of fewer people is never shown."""
MOST_MATERIALS = 10
MOST_FEE = 10_000_000
"""Fen for one class hour; more is a slip of the pen."""
ONE = Decimal("0.1")


def reason_faults(reason: str) -> list[Fault]:
    """Return what is wrong with why a lecturer cannot teach."""
    if not reason.strip():
        says = Text("请写明不能授课的原因。", "Say why you cannot teach it.")
        return [Fault(says, "reason")]
    if len(reason) > 400:
        return [Fault(Text("请控制在 400 字以内。", "Keep it to 400 characters."), "reason")]
    return []


# --- fees ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """What a fee is judged by: ``per_hour`` is fen for a class hour, ``title`` the lecturer's."""

    class_id: int
    lesson: str
    hours: Decimal
    per_hour: int
    title: str
    on: date


Ceiling = Callable[[FeeFacts], Sequence[Reason]]
"""Returns why a fee is too high, with the clause; nothing where it is allowed."""

_ceilings: dict[str, Ceiling] = {}


def register_ceiling(key: str, ask: Ceiling) -> None:
    """Let another app hold fees to its ceiling; called from ``ready``, ``key`` is ``app.what``."""
    _ceilings[key] = ask


def over_ceiling(facts: FeeFacts) -> list[Reason]:
    """Return what every ceiling says against a fee."""
    return [reason for key in sorted(_ceilings) for reason in _ceilings[key](facts)]


def read_fee(written: str) -> int | None:
    """Return yuan as fen, None where it is no amount of at most two decimals from 0 up."""
    try:
        value = Decimal(written.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    if not value.is_finite() or value < 0 or value * 100 > MOST_FEE:
        return None
    fen = value * 100
    return int(fen) if fen == fen.to_integral_value() else None


def amount(hours: Decimal, per_hour: int) -> int:
    """Return the fee of a lesson in fen, half a fen rounded up."""
    return int((hours * per_hour).quantize(Decimal(1), rounding=ROUND_HALF_UP))


# --- feedback ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """What a trainee said of one lesson (its key), or of the class where ``lesson`` is None."""

    lesson: int | None
    scores: Mapping[str, int | None]
    says: str = ""

    @property
    def touched(self) -> bool:
        """Whether anything was filled in."""
        return bool(self.says.strip()) or any(one is not None for one in self.scores.values())


def has_ended(day: date, ends: time, now: datetime) -> bool:
    """Say whether a lesson is over; ``now`` is a moment in China."""
    return (day, ends) <= (now.date(), now.time())


def said_faults(said: Said, table: Any, *, title: str) -> list[Fault]:
    """Return what is missing of one part: every question has 1 to 5; words are kept short."""
    questions: list[Question] = questions_of(table, LESSON if said.lesson else TRAINEE)
    part = said.lesson or "class"
    found = [
        Fault(
            Text(
                f"《{title}》“{one.says.zh}”请选 {LEAST} 至 {MOST} 分。",
                f"{title}: choose {LEAST} to {MOST} for “{one.says.en}”.",
            ),
            f"score-{part}-{one.key}",
        )
        for one in questions
        if (score := said.scores.get(one.key)) is None or not LEAST <= score <= MOST
    ]
    if len(said.says) > LONGEST:
        words = Text(f"意见请控制在 {LONGEST} 字以内。", f"Keep it to {LONGEST} characters.")
        found.append(Fault(words, f"says-{part}"))
    return found


@dataclass(frozen=True, slots=True)
class Rating:
    """The mean of what people said, and of how many; ``mean`` None where it stays hidden."""

    mean: Decimal | None
    count: int


def rating_of(rows: Iterable[tuple[Mapping[str, int], bool]]) -> Rating:
    """Return the mean over (scores, anonymous); hidden while an anonymous few could be told."""
    means, hidden = [], False
    count = 0
    for scores, anonymous in rows:
        count += 1
        hidden = hidden or anonymous
        if scores:
            means.append(Decimal(sum(scores.values())) / len(scores))
    if not means or (hidden and count < FEWEST):
        return Rating(None, count)
    return Rating((sum(means, Decimal(0)) / len(means)).quantize(ONE, ROUND_HALF_UP), count)
