"""Publish a version: decided by the document's owner, frozen, in force from a day (审定)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.handbooks.actions.drafting import locked_for
from zhicai.handbooks.announcements import EditionPublished
from zhicai.handbooks.models import Edition, Handbook
from zhicai.handbooks.queries import may_decide, owner_of
from zhicai.handbooks.queries.documents import parts_in
from zhicai.handbooks.rules.content import Section, laid_out, may_publish, publishing_faults
from zhicai.handbooks.rules.standard import Statement, numbered
from zhicai.law.decision import Decision
from zhicai.law.schema import HandbookKind
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of


@transaction.atomic
def publish(
    year: ProgrammeYear,
    kind: HandbookKind,
    *,
    in_force_from: date,
    note: str,
    by: Acting,
    at: datetime,
) -> Edition:
    """Publish the draft as the next version (HB-2.1.c, HB-2.4.1.a, HB-2.4.2.f).

    Refused while a part that is asked for is empty, each named with its clause (HB-2.1.d, e), and
    for anyone but the task's owner (A-HB-30). BadInput without a note, for a day that has passed,
    and where nothing has changed.
    """
    row = locked_for(year, kind, by=by, at=at)
    on = at.astimezone(CHINA).date()
    sections = laid_out(parts_in(year, kind), row.draft)
    Decision.all_of(
        [_decided_by_owner(year, kind, by, on), may_publish(sections, clause=kind.clause[0])]
    ).insist()
    faults = publishing_faults(sections, note, in_force_from=in_force_from, on=on)
    editions = list(row.editions.order_by("number"))
    content = _frozen(sections, editions)
    mark = hashlib.sha256(
        json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()
    if editions and editions[-1].digest == mark:
        says = Text("内容和上一版相同，没有需要发布的修改。", "Nothing has changed since then.")
        faults.append(Fault(says))
    if faults:
        raise BadInput(faults)
    edition = Edition.objects.create(
        handbook=row,
        number=len(editions) + 1,
        content=content,
        digest=mark,
        note=note.strip(),
        in_force_from=in_force_from,
        published_on=on,
        published_at=at,
        published_by=by.name,
        office=by.office,
    )
    _tell(row, edition, year, kind, by)
    return edition


def _tell(
    row: Handbook, edition: Edition, year: ProgrammeYear, kind: HandbookKind, by: Acting
) -> None:
    row.asked_by, row.asked_at = "", None
    row.draft = {**row.draft, "note": ""}
    row.revision += 1
    row.save(update_fields=["asked_by", "asked_at", "draft", "revision"])
    record(
        by,
        "handbooks.edition_published",
        edition,
        place=year.province.code,
        clause=kind.clause[0],
        reason=edition.note,
        values={
            "key": kind.id,
            "number": edition.number,
            "digest": edition.digest,
            "in_force_from": edition.in_force_from.isoformat(),
        },
    )
    announce(EditionPublished(edition.pk, kind.id))


def _decided_by_owner(year: ProgrammeYear, kind: HandbookKind, by: Acting, on: date) -> Decision:
    if may_decide(by, year, kind, on=on):
        return Decision.yes()
    owner = law_of(year).bodies[owner_of(year, kind, on=on)].name
    says = Text(
        f"这份文件由{owner.zh}审定发布，您可以送审定。",
        f"{owner.en} decides on this document; you may ask for the decision.",
    )
    return Decision.refuse(says, kind.clause[0])


def _frozen(sections: Iterable[Section], editions: Iterable[Edition]) -> list[dict[str, Any]]:
    """The content as it is kept: what is written, with the clause of each part and statements."""
    earlier: dict[str, list[Statement]] = {}
    for edition in editions:
        for row in edition.content:
            known = earlier.setdefault(row["key"], [])
            known += [Statement(one["id"], one["says"]) for one in row.get("statements", ())]
    return [
        {
            "key": section.key,
            "title": section.title.zh,
            "title_en": section.title.en,
            "body": section.body,
            "clause": section.clause,
        }
        | _statements(section, earlier.get(section.key, ()))
        for section in sections
        if not section.empty
    ]


def _statements(section: Section, earlier: Iterable[Statement]) -> dict[str, Any]:
    """The numbered statements of a part of the standard; nothing for any other part."""
    if section.part is None or not section.part.statements:
        return {}
    rows = numbered(section.key, section.body, earlier)
    return {"statements": [{"id": one.id, "says": one.says} for one in rows]}
