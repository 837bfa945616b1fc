"""The second reader: answers without seeing the key, then finds the item sound or says why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.exams.models import BankMember, BlindAnswer, Item, ItemVersion, Reading
from zhicai.exams.queries.bank import READ_AGAIN, require_right, standings_of
from zhicai.exams.rules.bank import Standing, may_go_live, may_read, outdated, same_key
from zhicai.exams.rules.items import read_content
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text

State = Item.State
LONGEST_WORDS = 400
OTHER_KEY = Text(
    "您的答案与命题人的不同，这道题不能认可；请写明分歧，题目退回命题人。",
    "Your answer differs from the key, so the item cannot be found sound; say where you differ.",
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a second reader found of a version: the answer, whether it is sound, the words."""

    version: int
    answer: Any
    sound: bool
    says: str = ""


@transaction.atomic
def answer_blind(version: ItemVersion, answer: Any, *, by: Acting, at: datetime) -> BlindAnswer:
    """Keep what a second reader answers before the key is shown; it is never changed.

    Refused for the author and for an item that does not wait for a reader. The answer that was
    kept first stands.
    """
    require_right(by, version.item.programme, READ_AGAIN)
    present = BlindAnswer.objects.filter(item_version=version, reader=by.user_id).first()
    if present is not None:
        return present
    may_read(_standing(version), by.user_id).insist()
    if answer in (None, "", [], {}):
        raise BadInput([Fault(Text("请先作答。", "Answer first."), field="answer")])
    return BlindAnswer.objects.create(
        item_version=version, reader_id=by.user_id, answer=answer,
        same_key=_compared(version, answer), at=at,
    )  # fmt: skip


@transaction.atomic
def judge(version: ItemVersion, *, sound: bool, says: str, by: Acting, at: datetime) -> Reading:
    """Find a version sound, so that it goes live, or send it back to its author with words.

    Refused before one has answered, and where one's answer was another than the key.
    """
    blind = BlindAnswer.objects.filter(item_version=version, reader=by.user_id).first()
    if blind is None:
        raise OutOfScope
    found = read_items([Read(version.pk, blind.answer, sound, says)], by=by, at=at)
    return found[0]


@transaction.atomic
def read_items(reads: Sequence[Read], *, by: Acting, at: datetime) -> list[Reading]:
    """Take the readings of many versions at once: what is sound goes live, the others come back.

    Refused where one of them does not wait for a reader, is one's own, or is found sound with
    another key; BadInput where one is unsound without words.
    """
    versions = {
        row.pk: row
        for row in ItemVersion.objects.filter(pk__in=[one.version for one in reads])
        .select_related("item")
    }  # fmt: skip
    items = {
        row.pk: row
        for row in Item.objects.select_for_update()
        .filter(pk__in={version.item_id for version in versions.values()})
        .order_by("pk")
    }
    for programme in {item.programme for item in items.values()}:
        require_right(by, programme, READ_AGAIN)
    standings = standings_of(items)
    blind = _kept_blind(reads, versions, by, at)
    _insist(reads, versions, standings, blind, by)
    readings = Reading.objects.bulk_create(
        Reading(
            item_version_id=one.version, reader_id=by.user_id, reader_name=by.name,
            answer=blind[one.version].answer, sound=one.sound, at=at,
            same_key=_agreed(blind[one.version], one), says=one.says.strip()[:LONGEST_WORDS],
        )
        for one in reads
    )  # fmt: skip
    _move(reads, versions, items, at)
    _note(reads, versions, items, by)
    return readings


def _standing(version: ItemVersion) -> Standing:
    found = standings_of([version.item_id])[version.item_id]
    newest = version.item.versions.order_by("-number").values_list("pk", flat=True)[0]
    if newest != version.pk:
        raise OutOfScope
    return found


def _compared(version: ItemVersion, answer: Any) -> bool | None:
    content = read_content(version.item.kind, version.content)
    return None if isinstance(content, tuple) else same_key(content, answer)


def _agreed(blind: BlindAnswer, one: Read) -> bool:
    """Where only a person can compare, the answer is the key's if the reader finds it sound."""
    return one.sound if blind.same_key is None else blind.same_key


def _kept_blind(
    reads: Iterable[Read], versions: Mapping[int, ItemVersion], by: Acting, at: datetime
) -> dict[int, BlindAnswer]:
    present = BlindAnswer.objects.filter(item_version__in=versions, reader=by.user_id)
    found = {row.item_version_id: row for row in present}
    fresh = [
        BlindAnswer(
            item_version_id=one.version, reader_id=by.user_id, answer=one.answer, at=at,
            same_key=_compared(versions[one.version], one.answer),
        )
        for one in reads
        if one.version in versions and one.version not in found
    ]  # fmt: skip
    for row in BlindAnswer.objects.bulk_create(fresh):
        found[row.item_version_id] = row
    return found


def _insist(
    reads: Sequence[Read], versions: Mapping[int, ItemVersion], standings: Mapping[int, Standing],
    blind: Mapping[int, BlindAnswer], by: Acting,
) -> None:  # fmt: skip
    latest = _latest(standings)
    reasons: list[Reason] = []
    for one in reads:
        version = versions.get(one.version)
        if version is None or latest[version.item_id] != version.number:
            raise OutOfScope
        reasons += may_read(standings[version.item_id], by.user_id).reasons
        if one.sound and blind[one.version].same_key is False:
            reasons.append(Reason(OTHER_KEY, field="sound"))
        if not one.sound and not one.says.strip():
            says = Text("请写明问题在哪里。", "Say what is wrong with it.")
            raise BadInput([Fault(says, field="says")])
    if reasons:
        raise Refused(reasons)


def _latest(items: Iterable[int]) -> dict[int, int]:
    rows = ItemVersion.objects.filter(item__in=items).order_by("item", "number")
    return dict(rows.values_list("item", "number"))


def _move(
    reads: Sequence[Read], versions: Mapping[int, ItemVersion], items: Mapping[int, Item],
    at: datetime,
) -> None:  # fmt: skip
    on = at.astimezone(CHINA).date()
    standings = standings_of(items)
    for one in reads:
        item = items[versions[one.version].item_id]
        standing = standings[item.pk]
        item.changed_at, item.revision = at, item.revision + 1
        if not one.sound:
            item.state, item.why_review = State.DRAFT, one.says.strip()[:LONGEST_WORDS]
        elif may_go_live(standing, on).allowed:
            item.state, item.why_review = State.LIVE, ""
        else:
            says = outdated(standing.resting, on) or may_go_live(standing, on).reasons[0].says
            item.state, item.why_review = State.REVIEW, says.zh[:LONGEST_WORDS]
    Item.objects.bulk_update(items.values(), ["state", "why_review", "changed_at", "revision"])


def _note(
    reads: Sequence[Read], versions: Mapping[int, ItemVersion], items: Mapping[int, Item],
    by: Acting,
) -> None:  # fmt: skip
    """One entry an item, or one for a whole batch, on the naming of whoever read it."""
    told = [(items[versions[one.version].item_id], one) for one in reads]
    if len(told) == 1:
        item, one = told[0]
        record(by, "exams.item_read", item, reason=one.says,
               values={"code": item.code, "sound": one.sound, "state": item.state})  # fmt: skip
        return
    member = BankMember.objects.filter(user=by.user_id, ended_at__isnull=True).first()
    if member is not None:
        values = {
            "sound": [item.code for item, one in told if one.sound],
            "returned": [item.code for item, one in told if not one.sound],
        }
        record(by, "exams.items_read", member, values=values)
