"""Two records of one person become one, in one transaction; and apart again, row by row."""

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Membership
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.likeness import note_likeness
from zhicai.people.merging import share_of, shares
from zhicai.people.models import Merge, MergedRow, NotSame, Person
from zhicai.people.queries.merging import ACCOUNT, IDENTITY, identity_of, plain, plan_of
from zhicai.people.queries.records import person_for
from zhicai.places.queries import path_of

RIGHT = "people.merge"
WHY = Text("请写明理由，至少 4 个字。", "Say why, in at least four characters.")


@transaction.atomic
def merge(duplicate: Person, kept: Person, *, reason: str, by: Acting, at: datetime) -> Merge:
    """Make one record of two: every row of ``duplicate`` moves to ``kept``, which stays.

    BadInput without a reason; OutOfScope for a record that is not in reach; Refused where the two
    cannot be one (two certificates of a year, two seats of a class), naming each ground.
    """
    on = at.astimezone(CHINA).date()
    _reason(reason)
    gone, stays = _both(duplicate, kept, by, on)
    plan = plan_of(gone, stays, on=on)
    if plan.refusals:
        raise Refused(plan.refusals)
    before = {"kept": identity_of(stays), "duplicate": identity_of(gone)}
    done = Merge.objects.create(
        kept=stays, duplicate=gone, place=stays.home, reason=reason.strip(),
        before=json.dumps(before), after="{}", highest=_highest(), at=at, by=by.name,
        office=by.office,
    )  # fmt: skip
    rows = []
    for change in plan.changes:
        old = plain(change.row, change.values)
        for name, value in change.values.items():
            setattr(change.row, name, value)
        change.row.save(update_fields=list(change.values))
        rows.append(_row(done, change.share, change.row, change.says, old, change.values))
    for share, row in plan.moves:
        rows.append(_row(done, share.key, row, share.said(row)))
    MergedRow.objects.bulk_create(rows)
    for share in shares():
        keys = [row.pk for one, row in plan.moves if one is share]
        share.model._base_manager.filter(pk__in=keys).update(**{share.field: stays.pk})
    _take_over(gone, stays, plan.taken)
    done.after = json.dumps({"kept": identity_of(stays), "duplicate": identity_of(gone)})
    done.save(update_fields=["after"])
    note_likeness([gone, stays])
    values = {"duplicate": gone.pk, "rows": len(plan.moves), "changed": len(plan.changes)}
    record(by, "people.merged", stays, place=stays.home.code, reason=reason.strip(), values=values)
    return done


def _reason(reason: str) -> None:
    if len(reason.strip()) < 4:
        raise BadInput([Fault(WHY, field="reason")])


def _both(duplicate: Person, kept: Person, by: Acting, on: date) -> tuple[Person, Person]:
    """Lock both records, in one order; each must be in reach and stand for itself."""
    if duplicate.pk == kept.pk:
        raise OutOfScope
    for one in (duplicate, kept):
        person_for(by, one.pk, on=on)
    locked = Person.objects.select_for_update(of=("self",)).select_related("home")
    found = {row.pk: row for row in locked.filter(pk__in=[duplicate.pk, kept.pk]).order_by("pk")}
    gone, stays = found[duplicate.pk], found[kept.pk]
    for one in (gone, stays):
        require(by, RIGHT, path_of(one.home, on=on))
        if one.merged_into_id is not None or one.erased_at is not None:
            raise OutOfScope
    return gone, stays


def _row(
    done: Merge, share: str, row: Model, says: Text, before: dict[str, Any] | None = None,
    values: dict[str, Any] | None = None,
) -> MergedRow:  # fmt: skip
    after = plain(row, values) if values else {}
    return MergedRow(
        merge=done, share=share, row=row.pk, says=says.zh[:200], before=before or {}, after=after
    )


def _highest() -> dict[str, int]:
    """The last key of every table that moves."""
    return {
        share.key: share.model._base_manager.aggregate(last=Max("pk"))["last"] or 0
        for share in shares()
    }


def _take_over(gone: Person, stays: Person, taken: dict[str, Any]) -> None:
    """The duplicate gives its document and account away before the other takes them."""
    for name in taken:
        empty = None if name == "user_id" else ""
        setattr(gone, name, empty)
    gone.merged_into = stays
    gone.save(update_fields=[*(_field(name) for name in IDENTITY), "merged_into"])
    for name, value in taken.items():
        setattr(stays, name, value)
    if taken:
        stays.save(update_fields=[_field(name) for name in taken])


def _field(name: str) -> str:
    return name.removesuffix("_id")


@transaction.atomic
def undo_merge(done: Merge, *, reason: str, by: Acting, at: datetime) -> Merge:
    """Put exactly what moved back; Refused, saying why, once something was built on the merge."""
    on = at.astimezone(CHINA).date()
    _reason(reason)
    held = Merge.objects.select_for_update(of=("self",)).get(pk=done.pk)
    locked = Person.objects.select_for_update(of=("self",)).select_related("home")
    found = {
        row.pk: row
        for row in locked.filter(pk__in=[held.kept_id, held.duplicate_id]).order_by("pk")
    }
    stays, gone = found[held.kept_id], found[held.duplicate_id]
    require(by, RIGHT, path_of(stays.home, on=on))
    require(by, RIGHT, path_of(gone.home, on=on))
    if held.undone_at is not None:
        return held
    rows = list(held.rows.order_by("pk"))
    grounds = _grounds(held, stays, gone, rows)
    if grounds:
        raise Refused(grounds)
    _put_back(stays, gone, rows)
    before = json.loads(held.before)
    for person, names in ((stays, before["kept"]), (gone, before["duplicate"])):
        for name, value in names.items():
            setattr(person, name, value)
    gone.merged_into = None
    stays.save(update_fields=[_field(name) for name in IDENTITY])
    gone.save(update_fields=[*(_field(name) for name in IDENTITY), "merged_into"])
    held.undone_at, held.undone_by, held.undone_reason = at, by.name, reason.strip()
    held.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    note_likeness([gone, stays])
    values = {"duplicate": gone.pk, "rows": len(rows)}
    record(
        by, "people.merge_undone", stays, place=stays.home.code, reason=reason.strip(),
        values=values,
    )  # fmt: skip
    return held


def _grounds(held: Merge, stays: Person, gone: Person, rows: list[MergedRow]) -> list[Reason]:
    """Why it cannot be undone: what was changed, moved on or entered since."""
    found = []
    after = json.loads(held.after)
    if stays.merged_into_id is not None or stays.erased_at is not None:
        says = Text(
            "保留的档案后来又被合并或删除，不能撤销。",
            "The record that stayed was merged or erased since; it cannot be undone.",
        )
        return [Reason(says)]
    if identity_of(stays) != after["kept"] or identity_of(gone) != after["duplicate"]:
        says = Text(
            "合并后改过证件、联系方式或账号，不能撤销。",
            "Document, contact or account were changed since; it cannot be undone.",
        )
        found.append(Reason(says))
    for share in shares():
        if share.builds:
            fresh = share.model._base_manager.filter(
                **{share.field: stays.pk}, pk__gt=held.highest.get(share.key, 0)
            ).order_by("pk").first()  # fmt: skip
            if fresh is not None:
                says = share.said(fresh)
                found.append(Reason(Text(
                    f"合并后新增了{share.says.zh}：{says.zh}。",
                    f"Since then came {share.says.en}: {says.en}.",
                )))  # fmt: skip
    return found + [_changed(row) for row in rows if not _stands(row, stays)]


def _changed(row: MergedRow) -> Reason:
    return Reason(Text(f"合并后改动过：{row.says}。", f"Changed since the merge: {row.says}."))


def _stands(row: MergedRow, stays: Person) -> bool:
    """Say whether a row still stands as the merge left it."""
    model, field = _table(row)
    if model is None:
        return False
    held = model._base_manager.filter(pk=row.row).first()
    if held is None:
        return False
    if row.after:
        return bool(plain(held, row.after) == row.after)
    return bool(getattr(held, f"{field}_id") == stays.pk)


def _table(row: MergedRow) -> tuple[type[Model] | None, str]:
    if row.share == ACCOUNT:
        return Membership, "user"
    share = share_of(row.share)
    return (share.model, share.field) if share else (None, "")


def _put_back(stays: Person, gone: Person, rows: list[MergedRow]) -> None:
    """Move the rows back, then give those that were changed their old values."""
    for row in rows:
        model, field = _table(row)
        if model is not None and not row.after:
            model._base_manager.filter(pk=row.row).update(**{field: gone.pk})
    for row in reversed(rows):
        model, _ = _table(row)
        if model is not None and row.after:
            held = model._base_manager.get(pk=row.row)
            for name, value in row.before.items():
                setattr(held, name, model._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
            held.save(update_fields=list(row.before))


@transaction.atomic
def tell_apart(first: Person, second: Person, *, reason: str, by: Acting, at: datetime) -> NotSame:
    """Note that two records that look alike are of two people; they are no longer listed."""
    on = at.astimezone(CHINA).date()
    _reason(reason)
    one, other = sorted(_both(first, second, by, on), key=lambda row: row.pk)
    found, fresh = NotSame.objects.get_or_create(
        first=one, second=other,
        defaults={"reason": reason.strip(), "at": at, "by": by.name, "office": by.office},
    )  # fmt: skip
    if fresh:
        values = {"other": other.pk}
        record(by, "people.told_apart", one, place=one.home.code, reason=reason.strip(),
               values=values)  # fmt: skip
    return found
