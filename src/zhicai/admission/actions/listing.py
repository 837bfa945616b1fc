"""Lists of trainees in draft: drawn up from the screening, with the bounds that placing keeps."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.actions.deciding import OVER
from zhicai.admission.models import AdmissionList, Call, ListEntry, Placement
from zhicai.admission.queries.lists import ListDesk, accepted_of, desk_for, entries_of
from zhicai.admission.queries.placing import (
    BYS,
    Term,
    classes_to_choose,
    kept_term,
    names_of,
)
from zhicai.admission.rules.lists import ListFacts, may_seal
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text

MOST_QUOTAS, MOST_PEOPLE = 400, 100_000
CHANGED = Text(
    "这份名单刚被别人改过，没有覆盖。请刷新后再办。",
    "Somebody else has just changed this list; nothing was overwritten. Load the page again.",
)


def held_list(call: Call, by: Acting, at: datetime) -> ListDesk:
    """Return the list of a call with its row under lock; OutOfScope where there is none yet."""
    desk = desk_for(by, call.pk, on=at.astimezone(CHINA).date())
    if not (desk.team or desk.group):
        raise OutOfScope
    rows = AdmissionList.objects.select_for_update(of=("self",)).select_related(
        "call__programme_year__province", "call__team"
    )
    row = rows.filter(call=call.pk).first()
    if row is None:
        raise OutOfScope
    return ListDesk(row.call, desk.frame, desk.rules, row, desk.team, desk.group)


def row_of(desk: ListDesk) -> AdmissionList:
    """Return the row of a held list."""
    assert desk.row is not None
    return desk.row


def only_as_seen(row: AdmissionList, revision: int | None) -> None:
    """Raise Stale where a list is no longer as its officer saw it."""
    if revision is not None and row.revision != revision:
        raise Stale(CHANGED, by=row.sealed_by or row.drafted_by, at="")


@transaction.atomic
def draft_list(call: Call, *, by: Acting, at: datetime) -> AdmissionList:
    """Draw up the list of a call from its screening, or draw it up anew while it is a draft.

    Who stays on it keeps the class. Refused until the screening is finished, and once it is sealed.
    """
    desk = desk_for(by, call.pk, on=at.astimezone(CHINA).date())
    if not desk.team:
        raise OutOfScope
    held = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    accepted = list(accepted_of(held).values_list("pk", flat=True))
    facts = ListFacts(held.state == Call.State.SCREENED, len(accepted))
    decision = may_seal(facts, clause=desk.rules.list_clause)
    if not decision.allowed:
        raise Refused(decision.reasons)
    values = {"drafted_at": at, "drafted_by": by.name}
    row, fresh = AdmissionList.objects.select_for_update(of=("self",)).get_or_create(
        call=held, defaults=values
    )
    if row.state != AdmissionList.State.DRAFT:
        raise Refused([Reason(OVER, desk.rules.list_clause)])
    _fill(row, accepted)
    if not fresh:
        row.drafted_at, row.drafted_by = at, by.name
        row.revision += 1
        row.save(update_fields=["drafted_at", "drafted_by", "revision"])
    record(
        by, "admission.list_drafted", row, clause=desk.rules.list_clause or "",
        values={"people": len(accepted)},
    )  # fmt: skip
    return row


def _fill(row: AdmissionList, accepted: Sequence[int]) -> None:
    """Make the entries those accepted, in order; who stays keeps the class."""
    before = ListEntry.objects.filter(admission_list=row)
    if list(before.order_by("position").values_list("candidate_id", flat=True)) == list(accepted):
        return
    kept = {
        one.entry.candidate_id: one
        for one in Placement.objects.filter(entry__in=before, until=None).select_related("entry")
    }
    Placement.objects.filter(entry__in=before).delete()
    before.delete()
    entries = ListEntry.objects.bulk_create(
        [
            ListEntry(admission_list=row, candidate_id=pk, position=number)
            for number, pk in enumerate(accepted, start=1)
        ]
    )
    again = []
    for entry in entries:
        placed = kept.get(entry.candidate_id)
        if placed is not None:
            placed.pk, placed.entry = None, entry
            placed._state.adding = True
            again.append(placed)
    Placement.objects.bulk_create(again)


@transaction.atomic
def set_bounds(
    call: Call,
    *,
    classes: Sequence[int],
    terms: Sequence[Term],
    revision: int | None = None,
    by: Acting,
    at: datetime,
) -> AdmissionList:
    """Say into which classes a list is placed, and within which quotas; BadInput for each fault.

    ``classes`` are keys, none for those of the own region. Stale if somebody else was first.
    """
    desk = held_list(call, by, at)
    row = row_of(desk)
    if not desk.places:
        raise Refused([Reason(OVER, desk.rules.placing_clause)])
    only_as_seen(row, revision)
    offered = {one.pk for one in classes_to_choose(desk.frame)}
    faults = list(_bound_faults(classes, terms, offered, names_of(desk.frame).keys()))
    if faults:
        raise BadInput(faults)
    row.classes, row.quotas = list(classes), [kept_term(one) for one in terms]
    row.revision += 1
    row.save(update_fields=["classes", "quotas", "revision"])
    values = {"classes": row.classes, "quotas": row.quotas}
    record(
        by, "admission.bounds_set", row, clause=desk.rules.placing_clause or "", values=values
    )  # fmt: skip
    return row


def _bound_faults(
    classes: Sequence[int],
    terms: Sequence[Term],
    offered: set[int],
    known: Iterable[tuple[str, str]],
) -> Iterable[Fault]:
    if set(classes) - offered:
        yield Fault(Text("有的班次不能再编班。", "Some of the classes take nobody."), "classes")
    if len(terms) > MOST_QUOTAS:
        says = Text(f"条件不超过 {MOST_QUOTAS} 条。", f"At most {MOST_QUOTAS} bounds.")
        yield Fault(says, "quotas")
    names, seen = set(known), set()
    for number, term in enumerate(terms):
        quota, field = term.quota, f"quota-{number}"
        key = (term.training_class, quota.by, quota.value)
        if term.training_class not in offered or quota.by not in BYS:
            yield Fault(Text("请选择班次。", "Choose the class."), field)
        elif (quota.by, quota.value) not in names:
            yield Fault(Text("请选择区域、市州或单位类型。", "Choose what it goes by."), field)
        elif key in seen:
            yield Fault(Text("同一班次有重复的条件。", "The class has this bound twice."), field)
        elif not 0 <= quota.least <= MOST_PEOPLE or not 0 <= (quota.most or 0) <= MOST_PEOPLE:
            yield Fault(Text("人数填写整数。", "Write whole numbers of people."), field)
        elif quota.most is not None and quota.most < quota.least:
            yield Fault(Text("上限不能小于下限。", "The most is less than the least."), field)
        seen.add(key)


def list_facts(desk: ListDesk) -> ListFacts:
    """Return what the rules of sealing ask of a held list."""
    row = row_of(desk)
    accepted = set(accepted_of(row.call).values_list("pk", flat=True))
    entries = list(entries_of(row))
    listed = {one.candidate_id for one in entries}
    return ListFacts(
        row.call.state == Call.State.SCREENED,
        len(entries),
        missing=len(accepted - listed),
        astray=len(listed - accepted),
    )
