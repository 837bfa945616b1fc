"""Evaluate classes: their effect by the teaching team, each step by the city."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.actions.locking import day_of, locked_class
from zhicai.training.models import Evaluation, TrainingClass
from zhicai.training.queries.classes import class_for
from zhicai.training.queries.evaluations import may_evaluate
from zhicai.training.queries.frames import frame_of
from zhicai.training.rules.evaluation import (
    EFFECT,
    KIND_WORDS,
    REACHED,
    questions_of,
    score_faults,
)


@transaction.atomic
def evaluate(
    found: TrainingClass,
    kind: str,
    scores: Mapping[str, int | None],
    *,
    says: str,
    by: Acting,
    at: datetime,
) -> Evaluation:
    """Enter an evaluation of a class, or mend the own office's one until the class is closed.

    The effect is evaluated by the base's teaching team or its substitute (HB-3.1.7.4.c, A-HB-21),
    each step by the city (HB-4.5.f). BadInput with every question that has no score.
    """
    require(by, "training.evaluate")
    class_for(by, found.pk, on=day_of(at))
    if kind not in KIND_WORDS:
        raise OutOfScope
    row = locked_class(found.pk)
    frame = frame_of(row.programme_year, on=day_of(at))
    clause = frame.cites.get("effect" if kind == EFFECT else "steps")
    if not may_evaluate(by, row, kind, frame):
        words = KIND_WORDS[kind]
        refused = Text(
            f"按分工，“{words.zh}”由其他单位填写。", f"Another body enters “{words.en}”."
        )
        raise Refused([Reason(refused, clause)])
    if row.state not in REACHED[kind]:
        early = Text("班次还没有到这个阶段。", "The class has not reached this step.")
        raise Refused([Reason(early, clause)])
    faults = score_faults(questions_of(frame.settings.get("class-evaluation-questions"), kind),
                          scores, says)  # fmt: skip
    if faults:
        raise BadInput(faults)
    before = row.evaluations.filter(kind=kind, office=by.office).first()
    if before is not None and row.state == TrainingClass.State.CLOSED:
        final = Text("班次已结班，评估不能再改。", "The class is closed; evaluations are final.")
        raise Refused([Reason(final, clause)])
    written, _ = Evaluation.objects.update_or_create(
        training_class=row,
        kind=kind,
        office=by.office,
        defaults={
            "scores": dict(scores), "says": says.strip(), "on": frame.on, "at": at, "by": by.name,
        },
    )  # fmt: skip
    values = {"kind": kind, "scores": dict(scores)}
    record(by, "training.class_evaluated", row, place=row.place.code, clause=clause or "",
           values=values)  # fmt: skip
    return written
