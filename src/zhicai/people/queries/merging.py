"""What a merge of two records would do: told before it is done, done as it was told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from zhicai.accounts.models import Membership, Role
from zhicai.accounts.queries import holding
from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.people.merging import Once, Share, shares
from zhicai.people.models import Person

IDENTITY = ("pinyin", "id_kind", "id_number", "id_hash", "sex", "phone", "email", "user_id")
"""What the record that stays takes over where it lacks it."""
ACCOUNT = "people.account"
"""Stands for the share of the accounts: a membership that ends with the merge."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is changed so that both can stand on one record, and its new values."""

    share: str
    row: Model
    values: dict[str, Any]
    says: Text


@dataclass(slots=True)
class Plan:
    """What a merge moves, changes, leaves with the pointer, takes over, and why it is refused."""

    moves: list[tuple[Share, Any]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    left: list[tuple[Share, Any]] = field(default_factory=list)
    taken: dict[str, Any] = field(default_factory=dict)
    refusals: list[Reason] = field(default_factory=list)


def rows_of(share: Share, person: Person) -> QuerySet[Any]:
    """Return what a table holds of a person, by key."""
    rows = share.model._base_manager.filter(**{share.field: person.pk})
    return rows.order_by("pk")


def plan_of(duplicate: Person, kept: Person, *, on: date) -> Plan:
    """Return what merging ``duplicate`` into ``kept`` on a day would do; two queries a table."""
    plan = Plan(taken=_taken(duplicate, kept))
    for share in shares():
        rows = list(rows_of(share, duplicate))
        if not rows:
            continue
        staying: set[int] = set()
        for once in share.once:
            for row, other in _twins(share, once, duplicate, kept):
                _settle(plan, share, once, row, other, on, staying)
        plan.moves += [(share, row) for row in rows if row.pk not in staying]
        plan.left += [(share, row) for row in rows if row.pk in staying]
    plan.changes += _accounts(duplicate, kept, on)
    return plan


def _twins(share: Share, once: Once, duplicate: Person, kept: Person) -> Iterator[tuple[Any, Any]]:
    """Yield the rows of both records of which a person can have only one."""
    stands = {_key(once, row): row for row in rows_of(share, kept).filter(once.when)}
    for row in rows_of(share, duplicate).filter(once.when):
        if _key(once, row) in stands:
            yield row, stands[_key(once, row)]


def _key(once: Once, row: Any) -> tuple[Any, ...]:
    return tuple(row.serializable_value(name) for name in once.fields)


def _settle(
    plan: Plan, share: Share, once: Once, row: Any, other: Any, on: date, staying: set[int]
) -> None:
    if once.refuses is not None:
        plan.refusals.append(Reason(once.refuses(row)))
    elif once.settles is not None:
        if once.changes_other is not None and once.changes_other(row, other):
            row, other = other, row
        values = dict(once.settles(row, other, on))
        plan.changes.append(Change(share.key, row, values, share.said(row)))
    else:
        staying.add(row.pk)


def _taken(duplicate: Person, kept: Person) -> dict[str, Any]:
    """What the record that stays lacks and the duplicate has; a document goes as a whole."""
    names = [name for name in ("phone", "email", "sex") if not getattr(kept, name)]
    if not kept.id_hash and duplicate.id_hash:
        names += ["id_kind", "id_number", "id_hash"]
        names = sorted({*names, "sex"})
    if kept.user_id is None:
        names.append("user_id")
    return {name: getattr(duplicate, name) for name in names if getattr(duplicate, name)}


def _accounts(duplicate: Person, kept: Person, on: date) -> list[Change]:
    """Where both have an account, the duplicate's own one ends: it is of nobody any more."""
    if duplicate.user_id is None or kept.user_id is None:
        return []
    rows = Membership.objects.filter(
        holding(on), user_id=duplicate.user_id, role=Role.PERSON
    ).select_related("user")
    return [
        Change(
            ACCOUNT, row, {"valid_to": max(on, row.valid_from), "at_once": True},
            Text(f"账号 {row.user.username} 停用", f"the account {row.user.username} ends"),
        )
        for row in rows
    ]  # fmt: skip


def identity_of(person: Person) -> dict[str, Any]:
    """Return what says who a person is, as a merge keeps it to be undone."""
    return {name: getattr(person, name) for name in IDENTITY}


def plain(row: Model, names: Any) -> dict[str, Any]:
    """Return a row's values by field as they go into JSON."""
    values = {name: row.serializable_value(name) for name in names}
    found: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return found
