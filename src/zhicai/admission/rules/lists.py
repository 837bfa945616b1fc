"""Sealing a list: what must be so, what the seal covers, who moves up, how long one objects."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

BEGUN = ("running", "finished", "closed", "cancelled")
"""States of a class into which and out of which nobody is placed any more."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the seal says of one trainee: by keys, so that a person can still be forgotten."""

    position: int
    candidate: int
    person: int
    rank: int


@dataclass(frozen=True, slots=True)
class Head:
    """Whose list it is, when and by whom it was sealed (UTC, ISO)."""

    programme: str
    year: int
    region: str
    sealed_at: str
    sealed_by: str
    office: str


def seal_of(head: Head, body: Iterable[Any]) -> str:
    """Return the SHA-256 (hex) over the head and the body as canonical JSON."""
    content = {"head": asdict(head), "body": list(body)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def people_body(lines: Sequence[Line]) -> list[dict[str, int]]:
    """Return who is on a list as the seal covers it, by position."""
    return [asdict(one) for one in sorted(lines, key=lambda one: one.position)]


def classes_body(placed: Mapping[int, str]) -> list[list[Any]]:
    """Return which class (its number) each position has as the seal covers it."""
    return [[position, placed[position]] for position in sorted(placed)]


@dataclass(frozen=True, slots=True)
class ListFacts:
    """A list about to be sealed.

    ``missing`` and ``astray`` are how many were accepted since it was drafted, and how many on it
    are not accepted any more; ``over`` are classes (their titles) with more people than seats,
    ``begun`` those that have begun.
    """

    screened: bool
    people: int
    missing: int = 0
    astray: int = 0
    unplaced: int = 0
    over: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()


def may_seal(facts: ListFacts, *, clause: str | None) -> Decision:
    """Say whether the list of trainees may be sealed."""
    reasons = []
    if not facts.screened:
        says = Text(
            "遴选还没有完成，先在遴选页完成。", "Screening is not finished; finish it first."
        )
        reasons.append(Reason(says, clause))
    if not facts.people:
        reasons.append(Reason(Text("名单里没有人。", "Nobody is on the list."), clause))
    if facts.missing or facts.astray:
        says = Text(
            f"遴选结果已变：{facts.missing} 人新录取，{facts.astray} 人不再录取。先重新生成名单。",
            f"Decisions have changed: {facts.missing} accepted since, {facts.astray} no longer. "
            "Draw the list up again.",
        )
        reasons.append(Reason(says, clause))
    return Decision(not reasons, tuple(reasons))


def may_settle(facts: ListFacts, *, clause: str | None) -> Decision:
    """Say whether the classes of a list may be sealed: everyone in one that has a seat."""
    reasons = []
    if facts.unplaced:
        says = Text(
            f"还有 {facts.unplaced} 人没有编班；编班、调整条件，或在遴选里改为候补。",
            f"{facts.unplaced} have no class; place them, change the bounds, or put them in "
            "reserve.",
        )
        reasons.append(Reason(says, clause))
    for title in facts.over:
        says = Text(f"{title}的人数超过名额。", f"{title} has more people than seats.")
        reasons.append(Reason(says, clause))
    for title in facts.begun:
        says = Text(f"{title}已开班或取消。", f"{title} has begun or is cancelled.")
        reasons.append(Reason(says, clause))
    return Decision(not reasons, tuple(reasons))


def may_move(name: str, state: str, free: int, *, clause: str | None) -> Decision:
    """Say whether somebody may be placed in a class: it has not begun, and has a seat."""
    if state in BEGUN:
        says = Text(f"{name}已开班或取消，不再调整。", f"{name} has begun or is cancelled.")
        return Decision.refuse(says, clause, field="training_class")
    if free < 1:
        says = Text(f"{name}名额已满。", f"All seats of {name} are taken.")
        return Decision.refuse(says, clause, field="training_class")
    return Decision.yes()


def objections_until(published_on: date, days: int) -> date:
    """Return the last day on which one may object; the day of publication counts as the first."""
    return published_on + timedelta(days=max(0, days - 1))


def next_reserve(reserves: Iterable[tuple[int, int | None]]) -> int | None:
    """Return who moves up: of candidates (key, rank) the best-ranked, the earlier where alike."""
    rows = sorted(reserves, key=lambda one: (one[1] is None, one[1] or 0, one[0]))
    return rows[0][0] if rows else None
