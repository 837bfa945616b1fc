"""Why one seat's obligation is in the state it is in: everything that the page of it says."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.engine import State, Verdict
from zhicai.law.schema import Clause, Force, Level
from zhicai.messages.models import Message
from zhicai.messages.queries import sent_about
from zhicai.monitoring.queries.reckoning import Step, reckoning
from zhicai.monitoring.queries.scope import Scope, scope_for
from zhicai.programmes.ledger import Standing
from zhicai.programmes.models import DeadlineDecision, ProgrammeYear
from zhicai.programmes.queries import deadline_decisions
from zhicai.programmes.registry import Metric, metric


@dataclass(frozen=True, slots=True)
class Explained:
    """A standing with its clauses, the reckoning of its date, its metric and what was sent about
    it.
    """

    scope: Scope
    standing: Standing
    clauses: tuple[Clause, ...]
    body: Text | None
    steps: tuple[Step, ...]
    decisions: tuple[DeadlineDecision, ...]
    metric: Metric | None
    reminders: QuerySet[Message]

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.standing.verdict

    @property
    def why(self) -> Text:
        """The state in one sentence."""
        return sentence(self.verdict)


def explained(
    acting: Acting, *, rule: str, code: str, level: Level, on: date, year: int | None = None
) -> Explained:
    """Return why a seat's obligation is in its state; OutOfScope where the user may not see it."""
    scope = scope_for(acting, on=on, code=code, year=year, rules=[rule])
    standing = scope.ledger.find(rule, code, level)
    if standing is None:
        raise OutOfScope
    law = scope.law
    decisions = tuple(
        row
        for row in deadline_decisions(scope.year)
        if (row.obligation, row.place_id, row.level) == (rule, standing.place.id, level.value)
    )
    in_force = decisions[0] if decisions else None
    if in_force is not None and in_force.kind == DeadlineDecision.Kind.RESTORED:
        in_force = None
    named = standing.verdict.rule.body
    return Explained(
        scope,
        standing,
        tuple(law.clauses[clause] for clause in standing.verdict.rule.clauses),
        law.bodies[named].name if named else None,
        tuple(
            reckoning(standing, year=scope.year, settings=scope.ledger.settings, decision=in_force)
        ),
        decisions,
        metric(standing.verdict.rule.metric),
        sent_about(about(scope.year, standing)),
    )


def about(year: ProgrammeYear, standing: Standing) -> str:
    """Return what messages name a standing by."""
    return f"{year.programme}/{year.year}/{standing.key}"


def sentence(verdict: Verdict) -> Text:
    """Say in one sentence why a verdict is what it is; one for each of the eight states."""
    match verdict.state:
        case State.OVERDUE:
            late = -(verdict.remaining or 0)
            return Text(
                f"期限已过 {late} 天，要求还没有达到。",
                f"The due date passed {late} day{'s' if late > 1 else ''} ago; it is not met.",
            )
        case State.AT_RISK:
            return _at_risk(verdict)
        case State.MET_LATE:
            return Text("已经完成，但完成时期限已过。", "Met, but only after the due date.")
        case State.ON_TRACK:
            return _on_track(verdict)
        case State.NOT_DUE:
            return _not_due(verdict)
        case State.MET:
            return Text("已在期限内完成。", "Met in time.")
        case State.WAIVED:
            reason = verdict.relief.reason if verdict.relief else ""
            return Text(f"省局已免除这一项：{reason}", f"The province has waived this: {reason}")
        case State.NOT_MEASURED:
            return Text(
                "还没有数据来源统计这一项，所以不作判定，也不算完成。",
                "Nobody counts this yet, so it is not judged, and not taken as met.",
            )


def _at_risk(verdict: Verdict) -> Text:
    if verdict.excess:
        return Text("已经超出上限。", "The limit is exceeded.")
    left = verdict.remaining
    if left is not None and left < 0:
        return Text(
            f"期限已过 {-left} 天；这一项只是争取目标，不算逾期。",
            f"The due date passed {-left} days ago; as an aim it is not called overdue.",
        )
    if verdict.rule.pace == "linear":
        return Text("进度低于序时。", "Behind the time-proportional target.")
    return Text(f"离期限只有 {left} 天，还没有完成。", f"Due in {left} days and not met yet.")


def _on_track(verdict: Verdict) -> Text:
    if verdict.rule.only_limits:
        return Text(
            "到目前没有超出上限，期满再判定。", "Within the limit so far; judged at the end."
        )
    if verdict.rule.pace == "linear":
        return Text("进度不低于序时。", "In step with the time-proportional target.")
    return Text("在办理期内，离期限还早。", "Its time has begun and the due date is some way off.")


def _not_due(verdict: Verdict) -> Text:
    if verdict.span is None:
        return Text(
            "还没有期限，所以不判定早晚。",
            "It has no due date yet, so it is neither early nor late.",
        )
    opens = verdict.span.opens
    return Text(
        f"{opens.month} 月 {opens.day} 日才开始办理。", f"Its time begins on {opens.isoformat()}."
    )


FORCES = {
    Force.BINDING: Text("硬性要求，逾期会标红", "binding: marked overdue when late"),
    Force.AIM: Text("争取目标，只跟踪，不算逾期", "an aim: tracked, never overdue"),
    Force.ENCOURAGED: Text("鼓励事项，只跟踪，不算逾期", "encouraged: tracked, never overdue"),
}
