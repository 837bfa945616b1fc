"""Draft criteria, change a draft, put it in force for a year; what is in force never changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.reviews.models import CriteriaSet
from zhicai.reviews.permissions import SET
from zhicai.reviews.queries.law import ReviewLaw
from zhicai.reviews.rules.content import KINDS, content_of, empty, stored_of

State = CriteriaSet.State
LONGEST_NAME, LONGEST_BASIS = 80, 200
KEPT = Text(
    "这套标准已经执行，不能再改；需要修改时另存为新的草稿。",
    "These criteria were put in force and never change; take them as a new draft instead.",
)
CHANGED = Text(
    "这份草稿刚被别人改过，没有覆盖。请刷新后再改。",
    "Somebody else has just changed this draft; nothing was overwritten. Load the page again.",
)


def _named(name: str) -> str:
    words = name.strip()
    if not 0 < len(words) <= LONGEST_NAME:
        says = Text(f"请填写名称，不超过 {LONGEST_NAME} 字。",
                    f"Give a name of at most {LONGEST_NAME} characters.")  # fmt: skip
        raise BadInput([Fault(says, "name")])
    return words


@transaction.atomic
def draft_criteria(
    law: ReviewLaw, kind: str, *, start: str = "", by: Acting, at: datetime
) -> CriteriaSet:
    """Begin a draft: from an example (its id), from a set (``set-KEY``), or from nothing.

    BadInput for a kind or a start that does not exist.
    """
    require(by, SET.name, law.province)
    if kind not in KINDS:
        raise BadInput([Fault(Text("请选择标准的种类。", "Choose the kind of criteria."), "kind")])
    name, content, example = _start(law, kind, start)
    rows = CriteriaSet.objects.select_for_update().filter(programme=law.programme, kind=kind)
    last = max(rows.values_list("number", flat=True), default=0)
    made = CriteriaSet.objects.create(
        programme=law.programme, kind=kind, number=last + 1, name=name[:LONGEST_NAME],
        is_example=example, content=content, made_at=at, made_by=by.name,
    )  # fmt: skip
    record(by, "reviews.drafted", made, place=law.province, clause=law.clause(kind) or "",
           values={"kind": kind, "number": made.number, "example": example})  # fmt: skip
    return made


def _start(law: ReviewLaw, kind: str, start: str) -> tuple[str, dict[str, Any], bool]:
    if not start:
        return KINDS[kind].zh, empty(kind), False
    for one in law.examples:
        if one.id == start and one.kind == kind:
            return one.name.zh, stored_of(one), True
    key = start.removeprefix("set-")
    if start.startswith("set-") and key.isascii() and key.isdigit() and len(key) < 18:
        found = CriteriaSet.objects.filter(
            pk=int(key), programme=law.programme, kind=kind
        ).first()  # fmt: skip
        if found is not None:
            return found.name, found.content, found.is_example
    raise BadInput([Fault(Text("请从列出的标准开始。", "Begin from one that is listed."), "start")])


def _held(found: CriteriaSet, law: ReviewLaw) -> CriteriaSet:
    row = CriteriaSet.objects.select_for_update().filter(pk=found.pk).first()
    if row is None or row.programme != law.programme:
        raise OutOfScope
    return row


def _draft(found: CriteriaSet, law: ReviewLaw) -> CriteriaSet:
    row = _held(found, law)
    if row.state != State.DRAFT:
        raise Refused([Reason(KEPT, law.clause(row.kind))])
    return row


@transaction.atomic
def revise_criteria(
    found: CriteriaSet, law: ReviewLaw, *, name: str, content: Mapping[str, Any], revision: int,
    by: Acting,
) -> CriteriaSet:  # fmt: skip
    """Change a draft as a whole. Refused once in force, Stale after somebody else's change,
    BadInput with every fault of the tables.
    """
    require(by, SET.name, law.province)
    row = _draft(found, law)
    if row.revision != revision:
        raise Stale(CHANGED, by=row.made_by, at="")
    words = _named(name)
    stored = stored_of(content_of({**content, "kind": row.kind}))
    if (words, stored) == (row.name, row.content):
        return row
    row.is_example = row.is_example and stored == row.content
    row.name, row.content, row.revision = words, stored, row.revision + 1
    row.save(update_fields=["name", "content", "revision", "is_example"])
    record(by, "reviews.revised", row, place=law.province, values={"revision": row.revision})
    return row


@transaction.atomic
def enact_criteria(
    found: CriteriaSet, law: ReviewLaw, *, basis: str, by: Acting, at: datetime
) -> CriteriaSet:
    """Put a draft in force for the law's year; the set in force before it ends.

    Rounds that were opened keep the set that they were opened under. BadInput without the basis or
    where the tables do not hold together.
    """
    require(by, SET.name, law.province)
    row = _held(found, law)
    if row.state == State.IN_FORCE and row.year == law.year.year:
        return row
    if row.state != State.DRAFT:
        raise Refused([Reason(KEPT, law.clause(row.kind))])
    words = basis.strip()
    if not 0 < len(words) <= LONGEST_BASIS:
        says = Text(
            f"请写明依据的文件，不超过 {LONGEST_BASIS} 字。",
            f"Name the document it rests on, in at most {LONGEST_BASIS} characters.",
        )
        raise BadInput([Fault(says, "basis")])  # fmt: skip
    content_of(row.content)
    before = CriteriaSet.objects.select_for_update().filter(
        programme=row.programme, kind=row.kind, year=law.year.year, state=State.IN_FORCE
    )
    for one in before:
        one.state = State.ENDED
        one.save(update_fields=["state"])
    row.state, row.year, row.basis = State.IN_FORCE, law.year.year, words
    row.enacted_at, row.enacted_by = at, by.name
    row.save(update_fields=["state", "year", "basis", "enacted_at", "enacted_by"])
    record(
        by,
        "reviews.enacted",
        row,
        place=law.province,
        clause=law.clause(row.kind) or "",
        reason=words,
        values={"kind": row.kind, "number": row.number, "year": row.year},
    )
    return row  # fmt: skip


@transaction.atomic
def drop_draft(found: CriteriaSet, law: ReviewLaw, *, by: Acting) -> None:
    """Delete a draft; Refused for what was put in force."""
    require(by, SET.name, law.province)
    row = _draft(found, law)
    record(by, "reviews.dropped", row, place=law.province, values={"number": row.number})
    row.delete()
