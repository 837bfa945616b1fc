"""What trainees said: of a lecturer's lessons, of a class; few and anonymous ones stay hidden."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhicai.foundation.text import Text
from zhicai.training.models import Feedback, Lesson, TrainingClass
from zhicai.training.queries.frames import Frame
from zhicai.training.rules.evaluation import Question, questions_of
from zhicai.training.rules.teaching import FEWEST, LESSON, TRAINEE, Rating, rating_of

QUESTIONS, ANONYMOUS, DAYS = (
    "class-evaluation-questions", "trainee-feedback-anonymous", "trainee-feedback-days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What trainees are asked in a year: questions of a lesson, of the class; empty for nothing."""

    lesson: tuple[Question, ...]
    whole: tuple[Question, ...]
    anonymous: bool
    days: int
    table: Any

    @property
    def any(self) -> bool:
        """Whether trainees are asked at all."""
        return bool(self.lesson or self.whole)


def asked_of_trainees(settings: Mapping[str, Any]) -> Asked:
    """Return what the settings of a year ask trainees; nothing where it has no such setting."""
    days = settings.get(DAYS)
    table = settings.get(QUESTIONS) if days else ()
    return Asked(
        tuple(questions_of(table, LESSON)),
        tuple(questions_of(table, TRAINEE)),
        bool(settings.get(ANONYMOUS, True)),
        int(days or 0),
        table,
    )


def takes_feedback(found: TrainingClass, asked: Asked, *, on: date) -> bool:
    """Say whether trainees may give feedback on a class on a day: from its start to the last day.

    The days count from the class's end.
    """
    if not asked.any or found.state not in ("running", "finished", "closed"):
        return False
    return on <= last_day(found, asked)


def last_day(found: TrainingClass, asked: Asked) -> date:
    """Return the last day on which feedback is taken."""
    return (found.finished_on or found.ends_on) + timedelta(days=asked.days)


def lecturer_ratings(lecturers: Iterable[int]) -> dict[int, Rating]:
    """Return the rating of each lecturer (key) with any feedback; one query."""
    return _ratings("lecturer", lecturers)


def lesson_ratings(lessons: Iterable[int]) -> dict[int, Rating]:
    """Return the rating of each lesson (key) with any feedback; one query."""
    return _ratings("lesson", lessons)


def _ratings(field: str, keys: Iterable[int]) -> dict[int, Rating]:
    rows = Feedback.objects.filter(**{f"{field}__in": list(keys)})
    grouped: dict[int, list[tuple[Any, bool]]] = {}
    for key, scores, anonymous in rows.values_list(f"{field}_id", "scores", "anonymous"):
        grouped.setdefault(key, []).append((scores, anonymous))
    return {key: rating_of(found) for key, found in grouped.items()}


def words_on(lessons: Iterable[int]) -> dict[int, list[Feedback]]:
    """Return what was said in words of each lesson (key), where enough people answered."""
    rows = list(Feedback.objects.filter(lesson__in=list(lessons)))
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.lesson_id or 0] = counts.get(row.lesson_id or 0, 0) + 1
    found: dict[int, list[Feedback]] = {}
    for row in sorted(rows, key=lambda one: str(one.pk)):
        if row.says and (not row.anonymous or counts[row.lesson_id or 0] >= FEWEST):
            found.setdefault(row.lesson_id or 0, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a class's feedback: a question of the class, or a lesson with its lecturer."""

    says: Text
    rating: Rating
    lecturer: str = ""


@dataclass(frozen=True, slots=True)
class ClassFeedback:
    """What the trainees said of a class; ``hidden`` while too few have answered anonymously."""

    answered: int
    rating: Rating
    lines: tuple[Line, ...]
    lessons: tuple[Line, ...]
    words: tuple[Feedback, ...]
    hidden: bool


def class_feedback(found: TrainingClass, frame: Frame) -> ClassFeedback:
    """Return what the trainees said of a class and its lessons."""
    asked = asked_of_trainees(frame.settings)
    whole = list(Feedback.objects.filter(training_class=found, lesson=None))
    few = len(whole) < FEWEST and any(one.anonymous for one in whole)
    lines = tuple(
        Line(
            question.says,
            rating_of(
                ({question.key: one.scores[question.key]}, one.anonymous)
                for one in whole
                if question.key in one.scores
            ),
        )
        for question in asked.whole
    )
    rows = Lesson.objects.filter(training_class=found, feedback__isnull=False).distinct()
    lessons = list(rows.select_related("lecturer").order_by("day", "starts", "pk"))
    ratings = lesson_ratings(one.pk for one in lessons)
    return ClassFeedback(
        answered=len(whole),
        rating=rating_of((one.scores, one.anonymous) for one in whole),
        lines=lines,
        lessons=tuple(
            Line(
                Text(one.title, one.title),
                ratings[one.pk],
                one.lecturer.name if one.lecturer else "",
            )
            for one in lessons
        ),
        words=() if few else tuple(sorted((o for o in whole if o.says), key=lambda o: str(o.pk))),
        hidden=few,
    )
