"""The way of a plan through the offices (办理进度): what happened, whose turn it is, what comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhicai.filing.models import Filing, Step
from zhicai.filing.rules import HANDLING_WORDS, State
from zhicai.foundation.text import Text
from zhicai.law.schema import Handling
from zhicai.planning.presenters.words import days_left, does, moment, version_words
from zhicai.ui.asked import said

_DONE = {
    "sent": Text("报送", "Sent"),
    "returned": Text("退回修改", "Returned"),
    "withdrawn": Text("撤回", "Withdrawn"),
    "accepted": Text("审核通过", "Accepted"),
    "filed": Text("备案", "Put on file"),
    "approved": Text("审定", "Approved"),
    "archived": Text("归档", "Archived"),
    "recorded": Text("登记收件", "Received"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """Where a document goes: who sends, who handles, what follows after."""

    sender: str
    receiver: str
    after: Sequence[dict[str, Any]] = ()


def timeline(
    filing: Filing, steps: Iterable[Step], way: Way, *, due: date | None, on: date
) -> list[dict[str, Any]]:
    """Return the steps of a document for ``components/timeline.html``."""
    lines = [_past(step) for step in steps]
    state = State(filing.state)
    handling = said(HANDLING_WORDS[Handling(filing.handling)])
    coming = does(way.receiver, handling)
    if state in (State.DRAFT, State.RETURNED):
        lines += [_mending(filing, steps, way, due, on), {"title": coming, "state": "todo"}]
    elif state is State.SENT:
        lines.append({"title": coming, "state": "current", "at": _("等待办理")})
    return [*lines, *way.after]


def _past(step: Step) -> dict[str, Any]:
    words = said(_DONE.get(step.what, Text(step.what, step.what)))
    version = version_words(step.version.number) if step.version else ""
    line: dict[str, Any] = {
        "title": does(step.office, words),
        "state": "returned" if step.what in ("returned", "withdrawn") else "done",
        "who": step.by,
        "at": " · ".join(part for part in (moment(step.at), version, step.number) if part),
        "opinion": step.opinion,
    }
    if step.late:
        line |= {"tag": _("逾期报送"), "tone": "amber"}
    return line


def _mending(
    filing: Filing, steps: Iterable[Step], way: Way, due: date | None, on: date
) -> dict[str, Any]:
    """The sender's turn: drafting, or mending what came back by the day that was set."""
    returned = [step for step in steps if step.what == "returned"]
    back = filing.state == State.RETURNED
    until = returned[-1].due if back and returned else None
    day = until or due
    left = days_left(day, on)
    doing = _("修改中") if back else _("编制中")
    title = does(way.sender, doing)
    line: dict[str, Any] = {"title": title, "state": "current"}
    if day is not None:
        line |= {"tag": left["words"], "tone": left["tone"]}
        line["at"] = _("截止 %(day)s") % {"day": day.isoformat()}
    return line


def city_steps(summary: Filing | None, *, city: str, included: bool) -> list[dict[str, Any]]:
    """Return what follows for a county's plan: the city's summary, the province's number."""
    sent = _("%(city)s汇总报送") % {"city": city}
    filed = _("省局办公室备案")
    if summary is None or not included or summary.last_sent_on is None:
        return [{"title": sent, "state": "todo"}, {"title": filed, "state": "todo"}]
    done = {"title": sent, "state": "done", "at": summary.last_sent_on.isoformat()}
    if summary.state == State.SENT:
        return [done, {"title": filed, "state": "current", "at": _("等待办理")}]
    if summary.settled_on is None:
        return [done, {"title": filed, "state": "todo"}]
    at = " · ".join(part for part in (summary.settled_on.isoformat(), summary.number) if part)
    return [done, {"title": filed, "state": "done", "at": at}]
