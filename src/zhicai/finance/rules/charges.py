"""What someone may be charged for a class: nothing but what falls on the trainee (HB-4.3.d)."""

from dataclasses import dataclass

from zhicai.finance.rules.kinds import EMPLOYER, ITEMS, TRAINEE
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision


@dataclass(frozen=True, slots=True)
class ChargeTerms:
    """Whether trainees pay nothing, what falls on them all the same, and what employers may pay."""

    trainees_free: bool
    own_costs: tuple[str, ...] = ()
    employers_pay: bool = False
    fee_clause: str | None = None
    fare_clause: str | None = None

    @property
    def takes_any(self) -> bool:
        """Whether a fee can be entered at all."""
        return not self.trainees_free or self.employers_pay


def is_own_cost(payer: str, item: str, terms: ChargeTerms) -> bool:
    """Say whether a cost is what falls on the trainee anyway, and so no fee."""
    return payer == TRAINEE and terms.trainees_free and item in terms.own_costs


def decide_charge(payer: str, item: str, terms: ChargeTerms) -> Decision:
    """Say whether a payment by a trainee or an employer may be entered (HB-4.3.d, A-HB-19)."""
    if not terms.trainees_free or is_own_cost(payer, item, terms):
        return Decision.yes()
    if payer == EMPLOYER and terms.employers_pay:
        return Decision.yes()
    if payer == EMPLOYER:
        says = Text(
            "不能向学员所在单位收费，这笔款不能登记。",
            "A trainee's employer is not charged; this payment cannot be entered.",
        )
        return Decision.refuse(says, terms.fee_clause, field="payer")
    own = [ITEMS[one] for one in terms.own_costs if one in ITEMS]
    zh = f"除{'、'.join(one.zh for one in own)}外" if own else ""
    en = f", apart from {', '.join(one.en.lower() for one in own)}" if own else ""
    name = ITEMS[item]
    says = Text(
        f"{zh}不得向学员收取任何费用，{name.zh}不能登记为学员付款。",
        f"Trainees are charged nothing{en}; {name.en.lower()} cannot be entered as paid by one.",
    )
    return Decision.refuse(says, terms.fee_clause, field="item")
