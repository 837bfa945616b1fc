"""Enter the money that an office has for a year, and change it."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.finance.actions.locking import day_of, locked_funds
from zhicai.finance.models import Fund, Payer
from zhicai.finance.queries.funds import keeps, needs_offered, own_levels, uses_of
from zhicai.finance.queries.terms import Terms, terms_of
from zhicai.finance.rules.kinds import ELSEWHERE
from zhicai.finance.rules.lines import FundFacts, fund_faults
from zhicai.finance.rules.money import yuan
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.programmes.models import ProgrammeYear


@transaction.atomic
def enter_fund(
    year: ProgrammeYear, facts: FundFacts, *, by: Acting, at: datetime, level: Level | None = None
) -> Fund:
    """Enter a fund of the user's own office for a programme year (HB-4.2.b).

    ``level`` says for which of the office's seats, the lowest if none is given. BadInput with
    everything that is wrong, the needs it answers among it.
    """
    require(by, "finance.keep")
    levels = own_levels(by)
    if not levels or year.province.code != by.province:
        raise OutOfScope
    chosen = level or levels[-1]
    if chosen not in levels:
        raise OutOfScope
    terms = terms_of(year, on=day_of(at))
    faults = _faults(facts, terms)
    same = Fund.objects.filter(
        programme_year=year, place_id=by.place_id, level=chosen.value, name=facts.name.strip()
    )
    if same.exists():
        faults.append(_taken(facts.name))
    if faults:
        raise BadInput(faults)
    row = Fund.objects.create(
        programme_year=year, place_id=by.place_id, level=chosen.value,
        payer=_payer(facts, chosen), **_stored(facts), entered_at=at, entered_by=by.name,
        office=by.office,
    )  # fmt: skip
    _link(row, facts, terms, by)
    clause = terms.cites("appropriation") or ""
    record(by, "finance.fund_entered", row, place=by.place_code, clause=clause, values=_said(row))
    return row


@transaction.atomic
def change_fund(
    fund: Fund, facts: FundFacts, *, by: Acting, at: datetime, revision: int | None = None
) -> Fund:
    """Change a fund of the user's own office; never below what budgets hold of it.

    Stale where it has changed since ``revision``. A change to the same facts writes nothing.
    """
    require(by, "finance.keep")
    row = locked_funds([fund.pk]).get(fund.pk)
    if row is None or not keeps(by, row):
        raise OutOfScope
    if revision is not None and revision != row.revision:
        says = Text("这笔资金刚刚改过，您的修改没有保存。", "The fund has changed meanwhile.")
        raise Stale(says, by=row.entered_by, at=f"{row.entered_at:%Y-%m-%d %H:%M}")
    terms = terms_of(row.programme_year, on=day_of(at))
    faults = _faults(facts, terms)
    same = Fund.objects.filter(
        programme_year=row.programme_year, place=row.place, level=row.level,
        name=facts.name.strip(),
    ).exclude(pk=row.pk)  # fmt: skip
    if same.exists():
        faults.append(_taken(facts.name))
    if faults:
        raise BadInput(faults)
    before = _said(row) | {"needs": sorted(row.needs.values_list("pk", flat=True))}
    for name, value in _stored(facts).items():
        setattr(row, name, value)
    row.payer = _payer(facts, Level(row.level))
    _still_holds(row, terms)
    after = _said(row) | {"needs": sorted(facts.needs)}
    if before == after:
        return row
    row.revision += 1
    row.entered_at, row.entered_by = at, by.name
    row.save()
    _link(row, facts, terms, by)
    changed = {name: after[name] for name in after if after[name] != before[name]}
    record(by, "finance.fund_changed", row, place=by.place_code, values=changed)
    return row


def _faults(facts: FundFacts, terms: Terms) -> list[Fault]:
    wanted = terms.cites("appropriation")
    faults = fund_faults(facts, year=terms.year.year, needs_wanted=wanted)
    if facts.track and facts.track not in terms.tracks:
        says = Text("请选择本项目的培训类别。", "Choose a track of the programme.")
        faults.append(Fault(says, "track"))
    return faults


def _taken(name: str) -> Fault:
    says = Text(f"本年度已有名为“{name}”的资金。", f"There is a fund named “{name}” already.")
    return Fault(says, "name")


def _payer(facts: FundFacts, level: Level) -> str:
    return Payer.OTHER.value if facts.kind == ELSEWHERE else level.value


def _stored(facts: FundFacts) -> dict[str, object]:
    return {
        "name": facts.name.strip()[:120], "kind": facts.kind, "amount": facts.amount,
        "placed_on": facts.placed_on, "purpose": facts.purpose.strip()[:400],
        "track": facts.track, "ring_fenced": facts.ring_fenced, "shared": facts.shared,
        "answers": facts.answers.strip()[:400],
    }  # fmt: skip


def _said(row: Fund) -> dict[str, object]:
    return {
        "name": row.name, "kind": row.kind, "fen": row.amount, "placed_on": str(row.placed_on),
        "purpose": row.purpose, "track": row.track, "ring_fenced": row.ring_fenced,
        "shared": row.shared, "answers": row.answers,
    }  # fmt: skip


def _link(row: Fund, facts: FundFacts, terms: Terms, by: Acting) -> None:
    """Link the needs that lie in the office's area; others cannot be ticked."""
    offered = needs_offered(by, row.programme_year, on=terms.on).filter(pk__in=facts.needs)
    row.needs.set(offered)


def _still_holds(row: Fund, terms: Terms) -> None:
    """Refuse a change that would leave budgets without their money, or against its purpose."""
    bound = uses_of([row.pk])[row.pk].bound
    reasons = []
    if row.amount < bound:
        says = Text(
            f"各班预算已安排 {yuan(bound)} 元，资金不能少于这个数。",
            f"Budgets hold {yuan(bound)} yuan of it; it cannot become less.",
        )
        reasons.append(Reason(says, field="amount"))
    if row.ring_fenced and row.track:
        astray = row.lines.exclude(budget__track=row.track).select_related("budget").first()
        if astray is not None:
            says = Text(
                f"“{astray.budget.title}”已用这笔资金，不能再限定为其他用途。",
                f"“{astray.budget.title}” draws on it; it cannot be kept for another purpose.",
            )
            reasons.append(Reason(says, terms.cites("ring-fence"), "track"))
    if reasons:
        raise Refused(reasons)
