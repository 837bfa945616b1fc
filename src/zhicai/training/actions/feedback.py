"""Keep what trainees say of lessons and of the class; who may say it is admission's to know."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicai.audit.actions import Actor
from zhicai.training.actions.locking import day_of
from zhicai.training.models import Feedback, Lesson, TrainingClass
from zhicai.training.rules.teaching import Said


@transaction.atomic
def keep_feedback(
    found: TrainingClass, said: Sequence[Said], *, anonymous: bool, by: Actor, at: datetime
) -> list[Feedback]:
    """Keep what one trainee said, each part a row of its own; the caller has checked all of it.

    Nothing is written into the audit log where it is anonymous: not who, not when.
    """
    lessons = {
        one.pk: one
        for one in Lesson.objects.filter(
            pk__in=[one.lesson for one in said if one.lesson], training_class=found
        )
    }
    rows = [
        Feedback(
            training_class=found,
            lesson=lessons[one.lesson] if one.lesson else None,
            lecturer_id=lessons[one.lesson].lecturer_id if one.lesson else None,
            scores={key: score for key, score in one.scores.items() if score is not None},
            says=one.says.strip(),
            anonymous=anonymous,
            given_on=None if anonymous else day_of(at),
            by="" if anonymous else by.name,
        )
        for one in said
    ]
    return Feedback.objects.bulk_create(rows)
