"""What a settlement says and when there may be one: budget against actual, figures, their hash."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from zhicai.finance.rules.kinds import COSTS
from zhicai.finance.rules.parts import PARTS
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

FORM = 1
"""Version of the shape of the figures."""


@dataclass(frozen=True, slots=True)
class SettledLine:
    """A line of a settled budget: planned and spent in fen, and why they differ."""

    line: int
    part: str
    kind: str
    fund: str
    payer: str
    special: bool
    planned: int
    spent: int
    why: str = ""

    @property
    def difference(self) -> int:
        """What was not spent, below zero what was spent beyond; fen."""
        return self.planned - self.spent

    @property
    def name(self) -> Text:
        """What it pays for."""
        part, cost = PARTS.get(self.part), COSTS[self.kind]
        if part is None:
            return cost
        return Text(f"{part.zh}·{cost.zh}", f"{part.en}: {cost.en.lower()}")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a budget and its settlement.

    ``bare`` counts expenses without the file of a voucher, ``open_notes`` notes still awaited.
    """

    lines: int
    live: bool
    bare: int
    open_notes: int
    clause: str | None = None


def decide_settling(facts: Readiness) -> Decision:
    """Say whether a budget may be settled: ended, paid with vouchers, nothing awaited."""
    missing = []
    if not facts.lines:
        missing.append(
            Text("还没有编制预算，不能核定。", "There is no budget, so nothing to settle.")
        )
    if facts.live:
        missing.append(
            Text("培训结束以后才能核定经费。", "Money is settled once the class has ended.")
        )
    if facts.bare:
        missing.append(
            Text(
                f"{facts.bare} 笔支出没有凭证附件，请补传以后再核定。",
                f"{facts.bare} expenses have no file of their voucher; add them first.",
            )
        )
    if facts.open_notes:
        missing.append(
            Text(
                "还有待省局说明的来源，答复后再核定。",
                "A note of the province is still awaited; settle after it.",
            )
        )
    return Decision.all_of(Decision.refuse(says, facts.clause) for says in missing)


def unexplained(lines: Iterable[SettledLine], clause: str | None = None) -> list[Fault]:
    """Return which differences between budget and actual nobody explains, line by line."""
    return [
        Fault(
            Text(
                f"“{one.name.zh}”预算和实际不一致，请写明原因。",
                f"“{one.name.en}” differs from its budget; say why.",
            ),
            f"why_{one.line}",
            clause=clause,
        )
        for one in lines
        if one.difference and not one.why.strip()
    ]


def settled_figures(
    facts: Mapping[str, Any],
    lines: Sequence[SettledLine],
    *,
    expenses: Sequence[Mapping[str, Any]],
    notes: Sequence[Mapping[str, Any]],
    charges: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the figures as they are kept; amounts are fen, days ISO."""
    return {
        "form": FORM,
        **facts,
        "planned": sum(one.planned for one in lines),
        "spent": sum(one.spent for one in lines),
        "lines": [
            {
                "id": one.line, "part": one.part, "kind": one.kind, "fund": one.fund,
                "payer": one.payer, "special": one.special, "planned": one.planned,
                "spent": one.spent, "difference": one.difference, "why": one.why.strip(),
            }
            for one in lines
        ],
        "expenses": [dict(one) for one in expenses],
        "notes": [dict(one) for one in notes],
        "charges": [dict(one) for one in charges],
    }  # fmt: skip


def lines_in(figures: Mapping[str, Any]) -> tuple[SettledLine, ...]:
    """Return the lines of kept figures."""
    return tuple(
        SettledLine(
            one["id"], one["part"], one["kind"], one["fund"], one["payer"], one["special"],
            one["planned"], one["spent"], one["why"],
        )
        for one in figures["lines"]
    )  # fmt: skip


def figures_digest(figures: Mapping[str, Any]) -> str:
    """Return the SHA-256 of figures, the same whatever order their keys are kept in."""
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
