"""Where an item of the bank may go next, and why not.

    draft ──propose──► proposed ──sound reading by another──► live ──► retired
      ▲                   │ unsound                             │
      └───────────────────┘                basis ended ──► review ──new version──► draft

Nothing goes live without a sound reading of its present version by somebody else; nothing is live
whose basis has ended.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhicai.exams.rules.items import (
    Case,
    Choice,
    Content,
    FillIn,
    Matching,
    Ordering,
    Task,
    TrueFalse,
    Upload,
    Written,
)
from zhicai.exams.rules.marking import NONE, mark
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

DRAFT, PROPOSED, LIVE, REVIEW, RETIRED = "draft", "proposed", "live", "review", "retired"
_WHOLE = Decimal(10)


@dataclass(frozen=True, slots=True)
class Resting:
    """The text that an item rests on: the document's name, and from when to when it is in force.

    ``next_since`` is when the next text of the document comes, None where there is none.
    """

    name: str
    version: str
    article: str
    since: date
    until: date | None
    next_since: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an item: its state, who wrote it, who found its present version sound.

    ``writers`` and ``sound_by`` are ids of users.
    """

    state: str
    writers: frozenset[int]
    sound_by: frozenset[int] = frozenset()
    resting: tuple[Resting, ...] = ()


def may_change(standing: Standing) -> Decision:
    """Say whether a new version may be written."""
    if standing.state == RETIRED:
        return Decision.refuse(
            Text(
                "这道题已停用，不能再修改；可以复制成新题。",
                "A retired item is not changed; copy it.",
            )
        )
    return Decision.yes()


def may_propose(standing: Standing, on: date) -> Decision:
    """Say whether the present version may be laid before a second reader."""
    if standing.state not in (DRAFT, REVIEW):
        return Decision.refuse(
            Text(
                "这道题不在草稿或待复核状态，不用再送二读。", "It is neither a draft nor in review."
            )
        )
    return _rests_well(standing.resting, on)


def may_read(standing: Standing, reader: int) -> Decision:
    """Say whether someone may be the second reader of the present version."""
    if standing.state != PROPOSED:
        return Decision.refuse(Text("这道题不在等待二读。", "It does not wait for a reader."))
    if reader in standing.writers:
        return Decision.refuse(
            Text(
                "这道题由您编写，要由另一个人二读。",
                "You wrote this item; somebody else has to read it.",
            )
        )
    return Decision.yes()


def may_go_live(standing: Standing, on: date) -> Decision:
    """Say whether the present version may be used in papers."""
    if not standing.sound_by - standing.writers:
        return Decision.refuse(
            Text("还没有另一个人二读认可。", "Nobody else has found it sound yet.")
        )
    return _rests_well(standing.resting, on)


def _rests_well(resting: Sequence[Resting], on: date) -> Decision:
    if not resting:
        return Decision.refuse(
            Text("请先写明依据的文件和条款。", "Name the document and article that it rests on."),
            field="basis",
        )
    says = outdated(resting, on)
    return Decision.refuse(says, field="basis") if says else Decision.yes()


def outdated(resting: Iterable[Resting], on: date) -> Text | None:
    """Return why an item has to be looked at again: a text it rests on has ended by this day."""
    for one in resting:
        if one.until is not None and one.until < on:
            return Text(
                f"{one.name}（{one.version}）到 {one.until} 为止施行，"
                f"{one.article}要按现行文本复核。",
                f"{one.name} ({one.version}) ended on {one.until}; check {one.article} against "
                "the text in force.",
            )
    return None


def replaced(name: str, old: str, new: str, since: date) -> Text:
    """Return why items that rest on an old text are looked at again once a new one is entered."""
    return Text(
        f"{name}有新文本（{new}，{since} 起施行），原依据 {old} 要复核。",
        f"There is a new text of {name} ({new}, in force from {since}); check what rests on {old}.",
    )


def by_machine(content: Content) -> bool:
    """Say whether a machine can tell if two answers are the same."""
    if isinstance(content, Case):
        return all(by_machine(part.content) for part in content.parts)
    return not isinstance(content, Written | Upload | Task)


def same_key(content: Content, answer: Any) -> bool | None:
    """Say whether an answer is the key, whole and exact; None where only a person can tell.

    Of a case the questions that a machine can mark decide; None if they agree and others are left.
    """
    if isinstance(content, Case):
        given = answer if isinstance(answer, list) else []
        found = [
            same_key(part.content, given[n] if n < len(given) else None)
            for n, part in enumerate(content.parts)
        ]
        if False in found:
            return False
        return None if None in found else True
    if not by_machine(content):
        return None
    return mark(content, answer, _WHOLE, partial=NONE).marks == _WHOLE


def key_of(content: Content) -> Any:
    """Return the answer that is the key of an item; None where a person marks it."""
    match content:
        case Case():
            return [key_of(part.content) for part in content.parts]
        case Choice():
            return content.key[0] if len(content.key) == 1 else list(content.key)
        case TrueFalse():
            return content.right
        case FillIn():
            return [accepted[0] for accepted in content.blanks]
        case Matching():
            return list(range(len(content.pairs)))
        case Ordering():
            return list(range(len(content.steps)))
        case _:
            return None
