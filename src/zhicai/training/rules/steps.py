"""The states of a class and what each step asks for: facts in, a Decision out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from zhicai.foundation.text import Text
from zhicai.law.dates import Span
from zhicai.law.decision import Decision

PLANNED, OPEN, RUNNING = "planned", "open", "running"
FINISHED, CLOSED, CANCELLED = "finished", "closed", "cancelled"
FOLLOWS = {PLANNED: OPEN, OPEN: RUNNING, RUNNING: FINISHED, FINISHED: CLOSED}
"""The step that each state may take next."""
LIVE = (PLANNED, OPEN, RUNNING)
"""States in which a class still takes rooms and lecturers."""
HELD = (RUNNING, FINISHED, CLOSED)
"""States in which a class counts as held."""

STEP_WORDS: Mapping[str, Text] = {
    OPEN: Text("开放报名", "Open for enrolment"),
    RUNNING: Text("开班", "Start the class"),
    FINISHED: Text("结束培训", "Finish the class"),
    CLOSED: Text("结班", "Close the class"),
}
ABILITY_WORDS: Mapping[str, Text] = {
    "elementary": Text("初级", "Elementary"),
    "intermediate": Text("中级", "Intermediate"),
    "advanced": Text("高级", "Advanced"),
}


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What a step is judged by. ``compulsory`` names what every class must have, empty for none.

    ``practical`` counts its lessons, ``unsent`` those without a lecturer, ``unassigned`` the other
    lessons without one. ``unsettled`` are documents that must be settled before a class may start.
    ``evaluator`` is who owes the effect evaluation, None where the track asks for none.
    """

    on: date
    starts_on: date
    ends_on: date
    lessons: int = 0
    compulsory: tuple[Text, ...] = ()
    practical: int = 0
    unsent: int = 0
    unassigned: int = 0
    window: Span | None = None
    allowed_outside: bool = False
    away: bool = False
    registration_opens: date | None = None
    registration_closes: date | None = None
    unsettled: tuple[Text, ...] = ()
    evaluator: Text | None = None
    evaluated: bool = False
    cites: Mapping[str, str | None] = field(default_factory=dict)


def decide_step(step: str, facts: StepFacts) -> Decision:
    """Say whether a class may take a step; every missing thing is named with its clause."""
    return _STEPS[step](facts)


def decide_window(facts: StepFacts) -> Decision:
    """Refuse dates outside the track's window unless the province allowed them (HB-3.1.1.a)."""
    window = facts.window
    if window is None or facts.allowed_outside:
        return Decision.yes()
    if window.opens <= facts.starts_on and facts.ends_on <= window.due:
        return Decision.yes()
    says = Text(
        f"培训时间 {facts.starts_on} 至 {facts.ends_on} 不在 {window.opens} 至 {window.due} 之内。"
        "请改期，或请省局说明理由后同意。",
        f"The class from {facts.starts_on} to {facts.ends_on} lies outside {window.opens} to "
        f"{window.due}. Change the dates or ask the province to allow it with a reason.",
    )
    return Decision.refuse(says, facts.cites.get("window"), field="starts_on")


def decide_practical(facts: StepFacts) -> Decision:
    """Refuse a timetable without the compulsory practical course (HB-2.3.e)."""
    if not facts.compulsory or facts.practical:
        return Decision.yes()
    zh = "、".join(item.zh for item in facts.compulsory)
    en = ", ".join(item.en for item in facts.compulsory)
    says = Text(
        f"课表缺必选的实战课程，请至少排一门：{zh}。",
        f"The timetable lacks the compulsory practical course; add at least one of: {en}.",
    )
    return Decision.refuse(says, facts.cites.get("practical"))


def _open(facts: StepFacts) -> Decision:
    found = [decide_window(facts), decide_practical(facts)]
    if not facts.lessons:
        says = Text("课表还没有课程，请先排课。", "The timetable is empty; enter its lessons.")
        found.append(Decision.refuse(says, facts.cites.get("running")))
    if facts.registration_opens is None or facts.registration_closes is None:
        says = Text("请填写报名开始和截止日期。", "Enter the first and last day of registration.")
        found.append(Decision.refuse(says, field="registration_opens"))
    if facts.away:
        found.append(_away(facts))
    if facts.on > facts.ends_on:
        says = Text(
            "培训时间已过，请先改期。", "The dates of the class have passed; change them first."
        )
        found.append(Decision.refuse(says, field="starts_on"))
    return Decision.all_of(found)


def _away(facts: StepFacts) -> Decision:
    says = Text(
        "培训地点不在本辖区，驾驶舱会标出。",
        "The venue lies outside the area of who runs the class; the cockpit marks it.",
    )
    return Decision.flag(says, facts.cites.get("venue"), field="venue")


def _running(facts: StepFacts) -> Decision:
    found = [decide_window(facts), decide_practical(facts)]
    if facts.on < facts.starts_on:
        says = Text(
            f"开班日期是 {facts.starts_on}，到当天再开班；提前开班请先改期。",
            f"The class starts on {facts.starts_on}; start it then, or change the date first.",
        )
        found.append(Decision.refuse(says, field="starts_on"))
    for name in facts.unsettled:
        says = Text(f"{name.zh}还没有办结，暂不能开班。", f"Not settled yet: {name.en}.")
        found.append(Decision.refuse(says, facts.cites.get("start-needs")))
    if facts.unsent:
        says = Text(
            f"{facts.unsent} 节实战课程还没有派定讲师。",
            f"{facts.unsent} practical lessons have no lecturer yet.",
        )
        found.append(Decision.flag(says, facts.cites.get("practical-lecturer")))
    if facts.unassigned:
        says = Text(
            f"{facts.unassigned} 节课还没有派定讲师。",
            f"{facts.unassigned} lessons lack a lecturer.",
        )
        found.append(Decision.flag(says, facts.cites.get("assigning")))
    return Decision.all_of(found)


def _finished(facts: StepFacts) -> Decision:
    if facts.on >= facts.ends_on:
        return Decision.yes()
    says = Text(
        f"结班日期是 {facts.ends_on}，还没有到；提前结束请先改期。",
        f"The class runs until {facts.ends_on}; change the date first to finish it earlier.",
    )
    return Decision.refuse(says, field="ends_on")


def _closed(facts: StepFacts) -> Decision:
    if facts.evaluator is None or facts.evaluated:
        return Decision.yes()
    who = facts.evaluator
    says = Text(
        f"还没有效果评估，由{who.zh}填写后才能结班。",
        f"The effect evaluation is missing; {who.en} enters it before the class can be closed.",
    )
    return Decision.refuse(says, facts.cites.get("effect"))


_STEPS: Mapping[str, Callable[[StepFacts], Decision]] = {
    OPEN: _open,
    RUNNING: _running,
    FINISHED: _finished,
    CLOSED: _closed,
}
