"""What a step of a class is judged by, read together."""

from zhicai.filing.rules import SETTLED
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.planning.models import Plan
from zhicai.planning.queries.asked import CITY_SUMMARY, NAMES
from zhicai.planning.queries.plans import city_of
from zhicai.planning.queries.summaries import summary_filing
from zhicai.training.models import Evaluation, TrainingClass
from zhicai.training.queries.assessment import with_package
from zhicai.training.queries.frames import Frame
from zhicai.training.queries.organisers import evaluators
from zhicai.training.rules.conditions import asked
from zhicai.training.rules.steps import (
    CLOSED,
    FOLLOWS,
    OPEN,
    RUNNING,
    StepFacts,
    decide_step,
)


def next_step(found: TrainingClass) -> str | None:
    """Return the step a class may take next, None for one that is closed or cancelled."""
    return FOLLOWS.get(found.state)


def decision_on(found: TrainingClass, step: str, frame: Frame) -> Decision:
    """Say whether a class may take a step: our own rule, and the conditions of other apps."""
    own = decide_step(step, step_facts(found, step, frame))
    return own.and_(asked(step, found.pk, frame.on))


def step_facts(found: TrainingClass, step: str, frame: Frame) -> StepFacts:
    """Return the facts by which a step is judged; only those that this step asks for are read."""
    timed = step in (OPEN, RUNNING)
    lessons = list(found.lessons.filter(cancelled=False)) if timed else []
    practical = [one for one in lessons if one.practical]
    who = evaluators(found, frame) if step == CLOSED else []
    unsettled = _unsettled(found, frame) if step == RUNNING else ()
    facts = StepFacts(
        on=frame.on,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        lessons=len(lessons),
        compulsory=frame.compulsory_names(),
        practical=len(practical),
        unsent=sum(one.lecturer_id is None for one in practical),
        unassigned=sum(one.lecturer_id is None and not one.practical for one in lessons),
        window=frame.window(found.track),
        allowed_outside=bool(found.allowed_for),
        away=found.away,
        registration_opens=found.registration_opens,
        registration_closes=found.registration_closes,
        unsettled=unsettled,
        evaluator=who[0].name if who else None,
        evaluated=step == CLOSED and found.evaluations.filter(kind=Evaluation.Kind.EFFECT).exists(),
        cites=frame.cites,
    )
    return with_package(facts, found, on=frame.on)


def _unsettled(found: TrainingClass, frame: Frame) -> tuple[Text, ...]:
    """Documents that the setting ``start-needs`` asks for and that are not settled (A-HB-17)."""
    wanted = frame.settings.get("start-needs") or ()
    if CITY_SUMMARY not in wanted or found.track != frame.track:
        return ()
    city = city_of(found.place, on=frame.on)
    filing = summary_filing(city, frame.year)
    settled = filing is not None and (filing.state in SETTLED or filing.in_force_id is not None)
    return () if settled else (NAMES[CITY_SUMMARY],)


def plan_of(found: TrainingClass) -> Plan | None:
    """Return the plan whose line a class was opened from."""
    return found.planned.plan if found.planned is not None else None
