"""Why a state is what it is, as shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhicai.accounts.permissions import may
from zhicai.foundation.text import Text
from zhicai.law.engine import State, goal_in_words, time_share
from zhicai.law.schema import Clause
from zhicai.law.units import amount
from zhicai.monitoring.presenters.words import Addresses, office, page_for
from zhicai.monitoring.queries.explained import FORCES, Explained
from zhicai.monitoring.rules import days_left, reached_share, why_no_reminder
from zhicai.ui.asked import said
from zhicai.ui.states import STATES


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the facts: name, value, a smaller remark, a link."""

    label: str
    value: str
    note: str = ""
    url: str = ""


def why_view(found: Explained, to: Addresses) -> dict[str, Any]:
    """Return everything that the page says."""
    standing, verdict = found.standing, found.verdict
    acting = found.scope.acting
    counted = found.metric
    mend = page_for(counted.mend_page, standing.place, acting) if counted else ""
    own = standing.place.code == acting.place_code
    return {
        "scope": found.scope,
        "found": found,
        "standing": standing,
        "verdict": verdict,
        "rule": verdict.rule,
        "title": f"{office(standing.place, standing.level)} · {said(verdict.rule.short)}",
        "look": STATES[verdict.state.value],
        "why": found.why,
        "facts": facts_of(found),
        "clauses": clauses_of(found.clauses),
        "steps": found.steps,
        "meter": meter_of(found),
        "evidence": page_for(counted.list_page, standing.place, acting) if counted else "",
        "mend": mend,
        "may_remind": (
            not own
            and why_no_reminder(verdict) is None
            and may(acting, "monitoring.remind", standing.place.path)
        ),
        "may_keep": may(acting, "programmes.keep", standing.place.path),
        "list_url": to.obligations(rule=verdict.rule.id),
    }


def clauses_of(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """Return the clauses with where each stands."""
    return [{"id": clause.id, "says": clause.says, "place": clause.section} for clause in clauses]


def facts_of(found: Explained) -> list[Fact]:
    """Return who owes what, by when, and how far it is."""
    standing, verdict = found.standing, found.verdict
    rule = verdict.rule
    facts = [Fact(_("责任单位"), office(standing.place, standing.level))]
    if found.body is not None:
        facts.append(Fact(_("承担者"), said(found.body)))
    facts += [
        Fact(_("要求"), said(goal_in_words(rule))),
        Fact(_("约束力"), said(FORCES[verdict.force])),
        _due(found),
        _value(found),
    ]
    if verdict.missing:
        facts.append(Fact(_("还差"), said(amount(verdict.missing, rule.unit))))
    if verdict.excess:
        facts.append(Fact(_("超出"), said(amount(verdict.excess, rule.unit))))
    return facts


def _due(found: Explained) -> Fact:
    span = found.verdict.span
    if span is None:
        return Fact(_("期限"), _("没有期限"))
    left = said(days_left(span.due, found.verdict.on))
    opens = _("%(opens)s 起可办理") % {"opens": span.opens.isoformat()}
    due = _("%(due)s（%(left)s）") % {"due": span.due.isoformat(), "left": left}
    return Fact(_("期限"), due, opens)


def _value(found: Explained) -> Fact:
    verdict, counted = found.verdict, found.metric
    if verdict.facts.value is None or counted is None:
        return Fact(_("现有"), _("未计量"), _("还没有应用统计这一项"))
    url = page_for(counted.list_page, found.standing.place, found.scope.acting)
    value = said(amount(verdict.facts.value, verdict.rule.unit))
    note = said(counted.says)
    in_time = verdict.facts.in_time
    if verdict.state is State.MET_LATE and in_time is not None:
        by_due = said(amount(in_time, verdict.rule.unit))
        note = _("%(what)s；期限前 %(count)s") % {"what": note, "count": by_due}
    return Fact(_("现有"), value, note, url)


def meter_of(found: Explained) -> dict[str, Any] | None:
    """Return the meter with its tick, None where no figure is compared."""
    verdict = found.verdict
    if verdict.facts.value is None or verdict.rule.only_limits or verdict.goal is None:
        return None
    tick = time_share(verdict.span, verdict.on) if verdict.span else None
    tone = {"late": "red", "none": "info", "idle": "info"}.get(
        STATES[verdict.state.value].tone, STATES[verdict.state.value].tone
    )
    expected = verdict.expected
    words = None
    if expected is not None and verdict.rule.pace == "linear":
        written = amount(expected.quantize(expected.__class__("0.1")), verdict.rule.unit)
        words = Text(f"按序时应有 {written.zh}", f"in proportion {written.en}")
    return {
        "share": reached_share(verdict),
        "tick": tick if verdict.rule.pace == "linear" else None,
        "tone": tone,
        "words": words,
    }
