"""The pure machine behind every document sent up: which step may follow which, what blocks.

Kinds of handling (A-HB-17): 审核 returns or accepts, 备案 numbers and dates and never blocks,
审定 decides and blocks until it has, 审核存档 may return and then keeps read-only, 汇总报送
only records.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from zhicai.foundation.errors import Refused
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.law.schema import DocumentKind, Handling


class State(StrEnum):
    """Where a document is."""

    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    FILED = "filed"
    APPROVED = "approved"
    ARCHIVED = "archived"
    RECORDED = "recorded"


class Step(StrEnum):
    """What somebody does with a document."""

    SEND = "send"
    WITHDRAW = "withdraw"
    RETURN = "return"
    ACCEPT = "accept"
    FILE = "file"
    APPROVE = "approve"
    ARCHIVE = "archive"
    RECORD = "record"


SETTLING: Mapping[Handling, tuple[Step, State]] = {
    Handling.ACCEPTANCE: (Step.ACCEPT, State.ACCEPTED),
    Handling.FILING: (Step.FILE, State.FILED),
    Handling.APPROVAL: (Step.APPROVE, State.APPROVED),
    Handling.REVIEW: (Step.ARCHIVE, State.ARCHIVED),
    Handling.SUBMISSION: (Step.RECORD, State.RECORDED),
}
"""The one step by which each kind of handling comes to its end, and the state it ends in."""

SETTLED = frozenset(state for _, state in SETTLING.values())
"""States in which the receiver has done what the handling asks."""

DELIVERED = SETTLED | {State.SENT}
"""States in which the sender has done its part and nobody has sent the document back."""

RETURNING = frozenset({Handling.ACCEPTANCE, Handling.APPROVAL, Handling.REVIEW})
"""Only who decides may return; 备案 and 汇总报送 take what comes (A-HB-17)."""

AT_ONCE = frozenset(Handling) - RETURNING
"""Handlings that decide nothing: what is sent is in force at once."""

STATE_WORDS: Mapping[State, Text] = {
    State.DRAFT: Text("草稿", "draft"),
    State.SENT: Text("已报送", "sent"),
    State.RETURNED: Text("退回修改", "returned"),
    State.ACCEPTED: Text("已通过", "accepted"),
    State.FILED: Text("已备案", "filed"),
    State.APPROVED: Text("已审定", "approved"),
    State.ARCHIVED: Text("已归档", "archived"),
    State.RECORDED: Text("已登记", "recorded"),
}

HANDLING_WORDS: Mapping[Handling, Text] = {
    Handling.ACCEPTANCE: Text("审核", "acceptance"),
    Handling.FILING: Text("备案", "filing"),
    Handling.APPROVAL: Text("审定", "approval"),
    Handling.REVIEW: Text("审核存档", "review and archiving"),
    Handling.SUBMISSION: Text("汇总报送", "submission"),
}

STEP_WORDS: Mapping[Step, Text] = {
    Step.SEND: Text("报送", "send"),
    Step.WITHDRAW: Text("撤回", "withdraw"),
    Step.RETURN: Text("退回", "return"),
    Step.ACCEPT: Text("审核通过", "accept"),
    Step.FILE: Text("备案", "put on file"),
    Step.APPROVE: Text("审定", "approve"),
    Step.ARCHIVE: Text("归档", "archive"),
    Step.RECORD: Text("登记收件", "record as received"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """What a step leads to: the state after it, or None where the decision refuses it."""

    decision: Decision
    state: State | None

    def insist(self) -> State:
        """Return the state after the step; raise Refused where there is none."""
        if self.state is None:
            raise Refused(self.decision.reasons)
        return self.state


def next_state(
    handling: Handling, state: State, step: Step, *, before: State = State.DRAFT
) -> Move:
    """Return what ``step`` does to a document in ``state`` under a kind of handling.

    ``before`` is the state the last sending came from; a withdrawal goes back to it. Total: every
    combination gets an answer. What is archived never changes; what is settled otherwise changes
    only by sending a new version, while the settled one stays in force.
    """
    if step is Step.SEND:
        return _sending(handling, state)
    if state is not State.SENT:
        return _refused(handling, state, step)
    if step is Step.WITHDRAW:
        return Move(Decision.yes(), before)
    if step is Step.RETURN:
        if handling in RETURNING:
            return Move(Decision.yes(), State.RETURNED)
        return _refused(handling, state, step)
    settling, settled = SETTLING[handling]
    return Move(Decision.yes(), settled) if step is settling else _refused(handling, state, step)


def _sending(handling: Handling, state: State) -> Move:
    if state is State.ARCHIVED:
        says = Text(
            "已归档的材料只读，不能再报送新的版本。",
            "What is archived is read-only; no new version can be sent.",
        )
        return Move(Decision.refuse(says), None)
    if state is State.SENT and handling in RETURNING:
        says = Text(
            "上一版正在审核，不能同时再送一版。要改，请先撤回，或等审核意见。",
            "The last version is under review. Withdraw it first, or wait for the opinion.",
        )
        return Move(Decision.refuse(says), None)
    return Move(Decision.yes(), State.SENT)


def _refused(handling: Handling, state: State, step: Step) -> Move:
    what, where, how = STEP_WORDS[step], STATE_WORDS[state], HANDLING_WORDS[handling]
    says = Text(
        f"这份材料按“{how.zh}”办理，现在是“{where.zh}”，不能{what.zh}。",
        f"This document is handled by {how.en} and is {where.en} now; one cannot {what.en} it.",
    )
    return Move(Decision.refuse(says), None)


def blocks(handling: Handling, state: State) -> bool:
    """Say whether what the document is about must wait: only 审定 blocks, until it has decided."""
    return handling is Handling.APPROVAL and state is not State.APPROVED


def late_sending(
    on: date, due: date | None, *, supplement: bool, clause: str | None = None
) -> Decision:
    """Say whether a document may be sent on a day: late only as a supplement (A-HB-14)."""
    if due is None or on <= due:
        return Decision.yes()
    if supplement:
        says = Text(
            f"截止日 {due} 已过，作为补报收下，记为逾期。",
            f"The due date {due} has passed; this is taken as a late supplement.",
        )
        return Decision.flag(says, clause)
    says = Text(
        f"截止日 {due} 已过，本省的设定是逾期不再收件。请联系省局延期后再报送。",
        f"The due date {due} has passed and this province takes nothing late. Ask the provincial "
        "office for an extension first.",
    )
    return Decision.refuse(says, clause)


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of a document's content, whatever the order of keys."""
    line = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(line.encode()).hexdigest()


NUMBER = "〔{year}〕{serial}号"
"""How a file number runs where the document's own pattern is not set."""


def number_of(pattern: str, *, year: int, serial: int) -> str:
    """Fill a number pattern: ``鄂知培备〔{year}〕{serial}号`` gives ``鄂知培备〔2022〕7号``."""
    return pattern.replace("{year}", str(year)).replace("{serial}", str(serial))


def next_serial(pattern: str, *, year: int, given: Iterable[str]) -> int:
    """Return the serial after the highest that has been given out by this pattern in this year."""
    filled = re.escape(pattern.replace("{year}", str(year))).replace(r"\{serial\}", r"(\d+)")
    found = (re.fullmatch(filled, number) for number in given)
    return max((int(match[1]) for match in found if match), default=0) + 1


def handling_of(document: DocumentKind, settings: Mapping[str, Any]) -> Handling:
    """Return how a document is handled: as its setting says, else as the notice does."""
    chosen = settings.get(document.handling_by) if document.handling_by else None
    return Handling(chosen) if chosen else document.handling


def takes_supplements(settings: Mapping[str, Any]) -> bool:
    """Say whether something may still be sent after its due date (A-HB-14)."""
    return bool(settings.get("supplement-after-due", True))


def long_unanswered(sent_on: date | None, on: date, settings: Mapping[str, Any]) -> bool:
    """Say whether a document has waited longer for an answer than is set (A-HB-17)."""
    days = settings.get("province-answer-days")
    return days is not None and sent_on is not None and (on - sent_on).days > int(days)
