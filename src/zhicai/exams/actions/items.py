"""Writing items: a new one, a new version, laying before a second reader, retiring, law checked."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.exams.actions.bank import Author, take_drafts
from zhicai.exams.interchange.drafts import Draft
from zhicai.exams.models import Item
from zhicai.exams.queries.bank import (
    COMPOSE,
    WRITE,
    item_for,
    require_right,
    standings_of,
)
from zhicai.exams.rules.bank import may_change, may_propose
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.programmes.models import ProgrammeYear

State = Item.State
LONGEST_WORDS = 400


@transaction.atomic
def write_item(year: ProgrammeYear, draft: Draft, *, by: Acting, at: datetime) -> Item:
    """Write a new item; a draft until it is proposed."""
    require_right(by, year.programme, WRITE)
    if draft.code and Item.objects.filter(programme=year.programme, code=draft.code).exists():
        says = Text("这个题号已经用过，请换一个或留空。", "This number is taken; choose another.")
        raise BadInput([Fault(says, field="id")])
    taken = take_drafts(
        year.programme, [draft], author=Author(by.name, by.user_id), state=State.DRAFT, by=by, at=at
    )
    item = Item.objects.get(pk=taken.items[0])
    _note(by, "exams.item_written", item)
    return item


@transaction.atomic
def change_item(
    item: Item, draft: Draft, *, revision: int, reason: str, by: Acting, at: datetime
) -> Item:
    """Write a new version of an item, or new facts about it where its text is as it was.

    What is changed is a draft again and needs a second reader anew. Stale where somebody else
    changed it meanwhile; Refused for a retired one.
    """
    held = _held(item, by)
    if held.revision != revision:
        says = Text(
            "这道题刚被别人改过，您的修改没有保存；请核对后再改。",
            "Somebody else has just changed this item; yours was not saved.",
        )
        raise Stale(says, by=held.author, at=f"{held.changed_at.astimezone(CHINA):%m-%d %H:%M}")
    may_change(standings_of([held.pk])[held.pk]).insist()
    taken = take_drafts(
        held.programme, [draft], author=Author(by.name, by.user_id), state=State.DRAFT, by=by,
        at=at, reason=reason[:LONGEST_WORDS],
    )  # fmt: skip
    held.refresh_from_db()
    if taken.changed:
        _note(by, "exams.item_changed", held, reason=reason)
    return held


def _held(item: Item, by: Acting, permission: str = WRITE) -> Item:
    """Return an item under lock, of a bank that the person may change."""
    require_right(by, item_for(by, item.pk).programme, permission)
    return Item.objects.select_for_update().get(pk=item.pk)


@transaction.atomic
def propose_items(items: Iterable[Item], *, by: Acting, at: datetime) -> int:
    """Lay items before a second reader; Refused with what stands in the way of each."""
    held = _all_held(items, by)
    on = at.astimezone(CHINA).date()
    standings = standings_of(held)
    _insist(held, {pk: may_propose(one, on) for pk, one in standings.items()})
    _move(held, State.PROPOSED, "", at)
    for item in held.values():
        _note(by, "exams.item_proposed", item)
    return len(held)


@transaction.atomic
def retire_items(items: Iterable[Item], *, reason: str, by: Acting, at: datetime) -> int:
    """Take items out of use for good, with the reason; papers that have them keep them."""
    if not reason.strip():
        says = Text("请写明停用的原因。", "Say why they are retired.")
        raise BadInput([Fault(says, field="reason")])
    held = _all_held(items, by)
    standing = {pk: item for pk, item in held.items() if item.state != State.RETIRED}
    _move(standing, State.RETIRED, reason.strip()[:LONGEST_WORDS], at)
    for item in standing.values():
        _note(by, "exams.item_retired", item, reason=reason.strip())
    return len(standing)


@transaction.atomic
def note_lawyer(items: Iterable[Item], *, says: str, by: Acting, at: datetime) -> int:
    """Note that a lawyer has confirmed the keys of items, and who; for those who compose papers."""
    if not says.strip():
        fault = Text("请写明由谁核对、何时核对。", "Say which lawyer checked them, and when.")
        raise BadInput([Fault(fault, field="reason")])
    held = _all_held(items, by, COMPOSE)
    fresh = {pk: item for pk, item in held.items() if not item.lawyer_checked}
    Item.objects.filter(pk__in=fresh).update(lawyer_checked=True, changed_at=at)
    for item in fresh.values():
        _note(by, "exams.lawyer_checked", item, reason=says.strip()[:LONGEST_WORDS])
    return len(fresh)


def _all_held(items: Iterable[Item], by: Acting, permission: str = WRITE) -> dict[int, Item]:
    rows = Item.objects.select_for_update().filter(pk__in=[item.pk for item in items])
    held = {row.pk: row for row in rows.order_by("pk")}
    for programme in {row.programme for row in held.values()}:
        require_right(by, programme, permission)
    return held


def _insist(items: dict[int, Item], decisions: dict[int, Decision]) -> None:
    """Refuse with every item that may not, named by its code where there are several."""
    reasons = [
        Reason(_named(items[pk], one.says) if len(items) > 1 else one.says, one.clause, one.field)
        for pk, decision in decisions.items()
        if not decision.allowed
        for one in decision.reasons
    ]
    if reasons:
        raise Refused(reasons)


def _named(item: Item, says: Text) -> Text:
    return Text(f"{item.code}：{says.zh}", f"{item.code}: {says.en}")


def _move(items: dict[int, Item], state: str, why: str, at: datetime) -> None:
    for item in items.values():
        item.state, item.why_review, item.changed_at = state, why, at
        item.revision += 1
    Item.objects.bulk_update(items.values(), ["state", "why_review", "changed_at", "revision"])


def _note(by: Acting, verb: str, item: Item, *, reason: str = "") -> None:
    record(by, verb, item, reason=reason, values={"code": item.code, "state": item.state})
