"""Enter what a trainee or an employer paid, as far as a programme allows any; refund it."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.finance.actions.locking import day_of, own_budget
from zhicai.finance.models import Charge
from zhicai.finance.objects import CostObject
from zhicai.finance.queries.terms import terms_of
from zhicai.finance.rules.charges import decide_charge, is_own_cost
from zhicai.finance.rules.lines import ChargeFacts, charge_faults
from zhicai.foundation.errors import BadInput, OutOfScope


@transaction.atomic
def enter_charge(cost: CostObject, facts: ChargeFacts, *, by: Acting, at: datetime) -> Charge:
    """Enter a payment by a trainee or an employer; Refused with the clause where none is allowed.

    What falls on the trainee anyway (the fare) is kept as own cost, which is no fee (HB-4.3.c, d).
    """
    row = own_budget(cost, by=by, at=at)
    known = row.charges.filter(key=facts.mark).first()
    if known is not None:
        return known
    faults = charge_faults(facts, year=row.programme_year.year)
    if faults:
        raise BadInput(faults)
    terms = terms_of(row.programme_year, on=day_of(at))
    rules = terms.charges()
    decide_charge(facts.payer, facts.item, rules).insist()
    charge = Charge.objects.create(
        budget=row, payer=facts.payer, item=facts.item, amount=facts.amount or 0,
        own_cost=is_own_cost(facts.payer, facts.item, rules), on=facts.on or terms.on,
        says=facts.says.strip()[:200], key=facts.mark, booked_at=at, booked_by=by.name,
        office=by.office,
    )  # fmt: skip
    values = {"fen": charge.amount, "payer": charge.payer, "item": charge.item}
    record(by, "finance.charge_entered", charge, place=row.place.code, values=values)
    return charge


@transaction.atomic
def refund_charge(cost: CostObject, charge_id: int, *, by: Acting, at: datetime) -> Charge:
    """Refund a payment by a counter-entry; one that was refunded returns its refund."""
    row = own_budget(cost, by=by, at=at)
    found = row.charges.filter(pk=charge_id, reverses=None).first()
    if found is None:
        raise OutOfScope
    refund, made = Charge.objects.get_or_create(
        reverses=found,
        defaults={
            "budget": row, "payer": found.payer, "item": found.item, "amount": -found.amount,
            "own_cost": found.own_cost, "on": day_of(at), "says": found.says,
            "key": f"reverses-{found.pk}", "booked_at": at, "booked_by": by.name,
            "office": by.office,
        },
    )  # fmt: skip
    if made:
        record(by, "finance.charge_refunded", refund, place=row.place.code,
               values={"fen": refund.amount})  # fmt: skip
    return refund
