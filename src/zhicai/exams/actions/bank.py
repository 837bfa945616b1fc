"""Items come into the bank: many at once, each once however often they are sent."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting, System
from zhicai.audit.actions import record
from zhicai.exams.interchange.drafts import (
    LONGEST_CODE,
    Asked,
    Draft,
    Known,
    Rest,
    settle,
)
from zhicai.exams.interchange.shipped import FOLDER, WrittenBasis, read_folder
from zhicai.exams.models import (
    Basis,
    BasisVersion,
    Intake,
    Item,
    ItemBasis,
    ItemVersion,
)
from zhicai.exams.queries.bank import latest_versions, topics_of
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear

PROJECT = "知才项目组"
"""The author of the items that ship."""
State = Item.State
LONGEST_PLAIN = 2000


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote items: the name as shown, the user where there is one."""

    name: str
    user: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of drafts: new items, new versions, those that stand already, those left alone
    since somebody here has changed or retired them.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    items: tuple[int, ...] = ()


@transaction.atomic
def load_items(
    year: ProgrammeYear, folder: Path = FOLDER, *, by: Acting | System, at: datetime
) -> Taken:
    """Load a folder of items into the bank of a programme; they wait for a second reader.

    Loading again changes nothing; an item that changed in the folder becomes a new version, one
    that was changed here is left as it is. BadInput names every fault of the folder at once.
    """
    on = at.astimezone(CHINA).date()
    written, found = read_folder(folder)
    _enter_bases(written)
    known = [Known(one.code, one.zh, one.versions) for one in written]
    parsed = settle(found, Asked(topics_of(year), known, on))
    if parsed.faults:
        raise BadInput(parsed.faults)
    taken = take_drafts(
        year.programme, parsed.drafts, author=Author(PROJECT), state=State.PROPOSED, by=by, at=at,
        reason="随软件提供", over_users=False,
    )  # fmt: skip
    if taken.new or taken.changed:
        names = sorted(f"{draft.code}" for draft in parsed.drafts)
        row = Intake.objects.create(
            programme=year.programme, form="shipped", name=folder.name, state=Intake.State.TAKEN,
            sha256="", counts=_counts(taken), uploaded_at=at, settled_at=at, uploaded_by=by.name,
            office=by.office,
        )  # fmt: skip
        values = {"programme": year.programme, "items": len(names), **_counts(taken)}
        record(by, "exams.items_loaded", row, values=values)
    return taken


def _counts(taken: Taken) -> dict[str, int]:
    return {"new": taken.new, "changed": taken.changed, "same": taken.same, "left": taken.left}


def _enter_bases(written: Iterable[WrittenBasis]) -> None:
    """Enter documents and texts that are not there yet; a day that was set here is kept."""
    wanted = {one.code: one for one in written}
    present = {one.code: one for one in Basis.objects.filter(code__in=wanted)}
    Basis.objects.bulk_create(
        Basis(code=one.code, kind=one.kind, zh=one.zh, en=one.en)
        for one in wanted.values()
        if one.code not in present
    )
    bases = {one.code: one for one in Basis.objects.filter(code__in=wanted)}
    texts = {
        (row.basis_id, row.version): row
        for row in BasisVersion.objects.filter(basis__in=bases.values())
    }
    fresh, ended = [], []
    for one in wanted.values():
        for version, since, until in one.versions:
            row = texts.get((bases[one.code].pk, version))
            if row is None:
                row = BasisVersion(basis=bases[one.code], version=version, since=since, until=until)
                fresh.append(row)
            elif until is not None and row.until is None:
                row.until = until
                ended.append(row)
    BasisVersion.objects.bulk_create(fresh)
    BasisVersion.objects.bulk_update(ended, ["until"])


@transaction.atomic
def take_drafts(
    programme: str,
    drafts: Sequence[Draft],
    *,
    author: Author,
    state: str,
    by: Acting | System,
    at: datetime,
    reason: str = "",
    over_users: bool = True,
) -> Taken:
    """Put drafts into a bank in as many queries for a thousand as for ten; recorded by the caller.

    A draft with the code of an item becomes its next version, unless nothing differs. With
    ``over_users`` False items that a user has written a version of are left alone, as retired ones
    always are. BadInput where an item of that code is of another kind.
    """
    coded = {draft.code for draft in drafts if draft.code}
    items = {
        row.code: row
        for row in Item.objects.select_for_update().filter(programme=programme, code__in=coded)
    }
    latest = latest_versions(row.pk for row in items.values())
    rests = _rests_of(latest.values())
    by_users = set(
        ItemVersion.objects.filter(item__in=latest, made_by_user__isnull=False)
        .values_list("item", flat=True)
    )  # fmt: skip
    fresh, wrong, same, left = list[Draft](), list[Fault](), 0, 0
    changed, moved = list[tuple[Item, Draft, int]](), list[tuple[Item, Draft]]()
    for draft in drafts:
        item = items.get(draft.code) if draft.code else None
        if item is None:
            fresh.append(draft)
            continue
        version = latest[item.pk]
        unchanged = _same(version, rests[version.pk], draft)
        if item.kind != draft.kind:
            wrong.append(_other_kind(draft))
        elif unchanged and _about(item) == _about(draft):
            same += 1
        elif item.state == State.RETIRED or (not over_users and item.pk in by_users):
            left += 1
        elif unchanged:
            moved.append((item, draft))
        else:
            changed.append((item, draft, version.number))
    if wrong:
        raise BadInput(wrong)
    made = _new_items(programme, fresh, author, state, at)
    _tell_about([(item, draft) for item, draft, _ in changed] + moved, at)
    _send_back([item for item, _, _ in changed], state)
    pairs = [(item, draft, 1) for item, draft in made]
    pairs += [(item, draft, number + 1) for item, draft, number in changed]
    _write_versions(pairs, author, reason, at)
    return Taken(
        len(made), len(changed) + len(moved), same, left, tuple(item.pk for item, _, _ in pairs)
    )


def _about(one: Item | Draft) -> tuple[str, int]:
    return one.topic, one.difficulty


def _other_kind(draft: Draft) -> Fault:
    says = Text(
        f"题号“{draft.code}”在题库里是另一种题型，不能改题型；请换一个题号。",
        f"“{draft.code}” is of another kind in the bank; give it another number.",
    )
    return Fault(says, field="id", row=draft.row)


def _rests_of(versions: Iterable[ItemVersion]) -> dict[int, set[Rest]]:
    found: dict[int, set[Rest]] = {version.pk: set() for version in versions}
    rows = ItemBasis.objects.filter(item_version__in=found).values_list(
        "item_version", "basis_version__basis__code", "basis_version__version", "article"
    )
    for version, code, text, article in rows:
        found[version].add(Rest(code, text, article))
    return found


def _same(version: ItemVersion, rests: set[Rest], draft: Draft) -> bool:
    return (
        version.marks == draft.marks
        and rests == set(draft.bases)
        and _written(version.content) == _written(draft.content)
    )


def _written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _new_items(
    programme: str, drafts: Sequence[Draft], author: Author, state: str, at: datetime
) -> list[tuple[Item, Draft]]:
    codes = _free_codes(programme, drafts)
    rows = [
        Item(
            programme=programme, code=code, topic=draft.topic, kind=draft.kind,
            difficulty=draft.difficulty, state=state, author=author.name,
            author_user_id=author.user, source=draft.source, made_at=at, changed_at=at,
        )
        for draft, code in zip(drafts, codes, strict=True)
    ]  # fmt: skip
    made = Item.objects.bulk_create(rows)
    return list(zip(made, drafts, strict=True))


def _free_codes(programme: str, drafts: Sequence[Draft]) -> list[str]:
    """Return a code for each draft: its own, or the next number of its topic."""
    last: dict[str, int] = {}
    if any(not draft.code for draft in drafts):
        codes = Item.objects.filter(programme=programme).values_list("code", flat=True)
        for code in (*codes, *(draft.code for draft in drafts)):
            topic, _, number = code.rpartition("-")
            if number.isascii() and number.isdigit():
                last[topic] = max(last.get(topic, 0), int(number))
    found = []
    for draft in drafts:
        if draft.code:
            found.append(draft.code)
            continue
        topic = draft.topic[: LONGEST_CODE - 8]
        last[topic] = last.get(topic, 0) + 1
        found.append(f"{topic}-{last[topic]:03}")
    return found


def _tell_about(changed: Sequence[tuple[Item, Draft]], at: datetime) -> None:
    """Write what an item is about; its text may be as it was."""
    for item, draft in changed:
        item.topic, item.difficulty = draft.topic, draft.difficulty
        item.changed_at, item.revision = at, item.revision + 1
    Item.objects.bulk_update(
        [item for item, _ in changed], ["topic", "difficulty", "changed_at", "revision"]
    )


def _send_back(items: Sequence[Item], state: str) -> None:
    """A text that changed begins its way anew: read again, checked by a lawyer again."""
    for item in items:
        item.state, item.why_review, item.lawyer_checked = state, "", False
    Item.objects.bulk_update(items, ["state", "why_review", "lawyer_checked"])


def _write_versions(
    pairs: Sequence[tuple[Item, Draft, int]], author: Author, reason: str, at: datetime
) -> None:
    versions = ItemVersion.objects.bulk_create(
        ItemVersion(
            item=item, number=number, content=dict(draft.content), plain=plain_of(draft.content),
            marks=draft.marks, made_at=at, made_by=author.name, made_by_user_id=author.user,
            reason=reason,
        )
        for item, draft, number in pairs
    )  # fmt: skip
    texts = _texts({rest.of for _, draft, _ in pairs for rest in draft.bases})
    ItemBasis.objects.bulk_create(
        ItemBasis(
            item_version=version,
            basis_version_id=texts[rest.of, rest.version],
            article=rest.article,
        )
        for version, (_, draft, _) in zip(versions, pairs, strict=True)
        for rest in draft.bases
    )


def _texts(codes: set[str]) -> dict[tuple[str, str], int]:
    rows = BasisVersion.objects.filter(basis__code__in=codes)
    return {(code, version): pk for code, version, pk in
            rows.values_list("basis__code", "version", "pk")}  # fmt: skip


def plain_of(content: Mapping[str, Any]) -> str:
    """Return what lists and search show of an item: its stem, and the stems of its questions."""
    parts = content.get("parts")
    stems = [str(content.get("stem") or content.get("passage") or "")]
    stems += [str(one.get("stem", "")) for one in parts] if isinstance(parts, list) else []
    return "\n".join(stems)[:LONGEST_PLAIN]
