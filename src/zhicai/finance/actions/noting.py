"""Ask the province to note why another source may pay, and let it answer."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.finance.actions.locking import day_of, insist_open, own_budget
from zhicai.finance.models import Budget, SourceNote
from zhicai.finance.objects import CostObject, described
from zhicai.finance.queries.funds import funds_for, wants_note
from zhicai.finance.queries.notes import note_for
from zhicai.finance.queries.terms import terms_of
from zhicai.finance.rules.parts import LAUNCH
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee


@transaction.atomic
def ask_note(
    cost: CostObject, fund_id: int | None, *, reason: str, by: Acting, at: datetime
) -> SourceNote:
    """Ask the province to note why a fund may pay for a cost object (HB-4.3.a, A-HB-18).

    Refused where no note helps, or where the fund may pay as it is. Asked again while one is open
    or given, the same note comes back.
    """
    row = own_budget(cost, by=by, at=at)
    terms = terms_of(row.programme_year, on=day_of(at))
    sources = terms.sources(cost.track)
    parts = terms.parts(cost.track)
    payers_clause = parts.clauses[LAUNCH] if parts else sources.payers_clause
    fund = funds_for(cost, row.programme_year, by=by, on=terms.on).filter(pk=fund_id or 0).first()
    faults = []
    if fund is None:
        faults.append(Fault(Text("请选择资金来源。", "Choose the fund."), "note_fund"))
    if not reason.strip():
        says = Text("请写明为什么要用这个来源。", "Say why this source is to pay.")
        faults.append(Fault(says, "note_reason"))
    if faults or fund is None:
        raise BadInput(faults)
    if not wants_note(fund, terms, cost.track):
        says = Text("这笔资金本来就可以用，不需要说明。", "This fund may pay without a note.")
        raise Refused([Reason(says, payers_clause)])
    if not sources.noted:
        says = Text("省局没有开放其他来源。", "The province allows no other source.")
        raise Refused([Reason(says, payers_clause)])
    live = row.notes.exclude(state=SourceNote.State.REFUSED).filter(fund=fund).first()
    if live is not None:
        return live
    note = SourceNote.objects.create(
        budget=row, fund=fund, reason=reason.strip()[:400], asked_on=terms.on, asked_by=by.name,
        office=by.office,
    )  # fmt: skip
    clause = payers_clause or ""
    record(by, "finance.note_asked", note, place=row.place.code, clause=clause, reason=note.reason,
           values={"fund": fund.name})  # fmt: skip
    return note


@transaction.atomic
def answer_note(note: SourceNote, *, give: bool, says: str, by: Acting, at: datetime) -> SourceNote:
    """Give or refuse the province's note, with its words; the office is told.

    Refused where it was answered before or the budget is closed.
    """
    require(by, "finance.note")
    found = note_for(by, note.pk, on=day_of(at))
    # The budget comes first, as everywhere: two who write lock in the same order.
    budget = Budget.objects.select_for_update(of=("self",)).get(pk=found.budget_id)
    rows = SourceNote.objects.select_for_update(of=("self",))
    row = rows.select_related("budget__place", "fund").get(pk=found.pk)
    if row.state != SourceNote.State.ASKED:
        words = Text("这份说明已经答复过。", "This has been answered.")
        raise Refused([Reason(words)])
    insist_open(budget)
    if not says.strip():
        words = Text("请写明同意或不同意的理由。", "Give the reason for your answer.")
        raise BadInput([Fault(words, "answer")])
    row.state = SourceNote.State.GIVEN if give else SourceNote.State.REFUSED
    row.answer, row.answered_on, row.answered_by = says.strip()[:400], day_of(at), by.name
    row.save()
    terms = terms_of(row.budget.programme_year, on=day_of(at))
    parts = terms.parts(row.budget.track)
    clause = (parts.note_clause if parts else terms.cites("note")) or ""
    verb = "finance.note_given" if give else "finance.note_refused"
    _record(verb, row, clause, by)
    _tell(row, give=give, by=by, at=at)
    return row


def _record(verb: str, row: SourceNote, clause: str, by: Acting) -> None:
    record(by, verb, row, place=row.budget.place.code, clause=clause, reason=row.answer,
           values={"fund": row.fund.name, "fen": row.fund.amount})  # fmt: skip


def _tell(row: SourceNote, *, give: bool, by: Acting, at: datetime) -> None:
    done = Text("省局已说明，可以使用", "the province has noted it") if give else Text(
        "省局不同意使用", "the province does not allow it"
    )  # fmt: skip
    name = row.fund.name
    title = Text(f"资金来源“{name}”：{done.zh}"[:200], f"Source “{name}”: {done.en}"[:300])
    cost = described([row.budget.cost_object]).get(row.budget.cost_object)
    link = cost.url if cost else reverse("finance:notes")
    to = Addressee(place_id=row.budget.place_id, level=Level(row.budget.level))
    body = Text(row.answer, row.answer)
    draft = Draft(to, title, body, f"finance.note:{row.pk}", link, row.budget.cost_object)
    send_messages([draft], kind=Message.Kind.NOTICE, by=by, at=at)
