"""Which money may pay for what: levels by the notice, the province's note, ring-fences."""

from dataclasses import dataclass

from zhicai.finance.rules.kinds import COSTS, FARE, PAYERS, TRAINEE_FARE
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """What the notice and its settings say of the money of one cost object.

    ``payers`` are the levels that may pay, the usual one first; None where the notice says nothing
    of this kind of class. ``noted`` says whether another source may pay once the province has noted
    why. The clauses are None where the notice has none.
    """

    payers: tuple[str, ...] | None
    noted: bool
    payers_clause: str | None = None
    note_clause: str | None = None
    fence_clause: str | None = None
    fare_clause: str | None = None
    own_costs: tuple[str, ...] = ()

    @property
    def usual(self) -> str | None:
        """The level that pays unless somebody says otherwise."""
        return self.payers[0] if self.payers else None


@dataclass(frozen=True, slots=True)
class Source:
    """The money of a line: whose, for which track alone (empty: any), under which name.

    ``noted``: the province has noted why it may pay for this cost object. ``special``: it is a
    special fund, not the yearly money of an office.
    """

    name: str
    payer: str
    ring_fenced: bool = False
    track: str = ""
    noted: bool = False
    special: bool = False


def decide_source(source: Source, terms: SourceTerms) -> Decision:
    """Say whether a source may pay (HB-4.3.b, A-HB-18): by its level, or by the province's note."""
    if terms.payers is None or source.payer in terms.payers:
        return Decision.yes()
    payer = PAYERS[source.payer]
    allowed = [PAYERS[one] for one in terms.payers]
    zh, en = "、".join(a.zh for a in allowed), ", ".join(a.en.lower() for a in allowed)
    rule = Text(
        f"“{source.name}”是{payer.zh}，这类班次的经费由{zh}安排",
        f"“{source.name}” is {payer.en.lower()}; such classes are paid with {en}",
    )
    if not terms.noted:
        says = Text(f"{rule.zh}，不能用其他来源。", f"{rule.en}, and no other source may pay.")
        return Decision.refuse(says, terms.payers_clause, field="fund")
    if source.noted:
        return Decision.flag(
            Text(
                f"“{source.name}”经省局说明使用。",
                f"“{source.name}” pays by the province's note.",
            ),
            terms.note_clause,
        )
    says = Text(
        f"{rule.zh}；用其他来源先请省局说明。",
        f"{rule.en}. Ask the province for its note before another source pays.",
    )
    return Decision.refuse(says, terms.payers_clause, field="fund")


def decide_remark(source: Source, note: str, terms: SourceTerms) -> Decision:
    """Ask for a remark on each line that the usual payer does not pay (HB-4.3.b)."""
    if terms.usual is None or source.payer == terms.usual or note.strip():
        return Decision.yes()
    usual = PAYERS[terms.usual]
    says = Text(
        f"“{source.name}”不是{usual.zh}，请在备注里写明使用的原因。",
        f"“{source.name}” is not {usual.en.lower()}; say in the remark why it pays.",
    )
    return Decision.refuse(says, terms.payers_clause, field="note")


def decide_fence(
    source: Source, track: str, names: dict[str, Text], terms: SourceTerms
) -> Decision:
    """Refuse ring-fenced money for another purpose than its own (HB-4.3.f)."""
    if not source.ring_fenced or not source.track or source.track == track:
        return Decision.yes()
    own = names.get(source.track, Text(source.track, source.track))
    says = Text(
        f"“{source.name}”专款专用，只能用于{own.zh}培训，不能用在这里。",
        f"“{source.name}” is ring-fenced for {own.en.lower()} training and cannot pay for this.",
    )
    return Decision.refuse(says, terms.fence_clause, field="fund")


def decide_cost(kind: str, terms: SourceTerms) -> Decision:
    """Refuse a claim for the fare that falls on the trainee (HB-4.3.c)."""
    if kind != TRAINEE_FARE or FARE not in terms.own_costs:
        return Decision.yes()
    says = Text(
        f"{COSTS[kind].zh}由学员自己承担，不能在班次经费里列支或报销。",
        "The fare there and back falls on the trainee; the budget of a class does not pay it.",
    )
    return Decision.refuse(says, terms.fare_clause, field="kind")
