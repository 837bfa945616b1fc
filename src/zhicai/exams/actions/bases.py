"""Documents and their texts: a new text lays what rests on the old one before a reviewer."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from zhicai.accounts.acting import Acting, System
from zhicai.audit.actions import record
from zhicai.exams.actions.bank import Author, take_drafts
from zhicai.exams.interchange.drafts import LONGEST_ARTICLE, Rest
from zhicai.exams.models import Basis, BasisVersion, Item, ItemBasis, ItemVersion
from zhicai.exams.queries.bank import (
    WRITE,
    drafts_of,
    outdated_rests,
    require_right,
    resting_of,
)
from zhicai.exams.rules.bank import outdated, replaced
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear

State = Item.State
IN_USE = (State.LIVE, State.PROPOSED)
"""States from which an item goes to review."""
LONGEST_WORDS = 400


@dataclass(frozen=True, slots=True)
class NewText:
    """A text of a document as it is entered: its version (the day it was passed) and from when."""

    version: str
    since: date | None
    until: date | None = None


@transaction.atomic
def enter_basis(
    year: ProgrammeYear, *, code: str, kind: str, zh: str, en: str, text: NewText, by: Acting,
    at: datetime,
) -> Basis:  # fmt: skip
    """Enter a document with its text; BadInput names every field that is wrong."""
    require_right(by, year.programme, WRITE)
    faults = _faults(text)
    code, zh = code.strip(), zh.strip()
    if not code.replace("-", "").isalnum() or not code.isascii() or len(code) > 60:
        says = Text("代号用小写字母、数字和连字符，如 patent-law。", "Letters, digits and hyphens.")
        faults.append(Fault(says, field="code"))
    elif Basis.objects.filter(Q(code=code) | Q(zh=zh)).exists():
        says = Text("目录里已有这份文件，请在它下面登记新文本。", "It is in the list already.")
        faults.append(Fault(says, field="code"))
    if not zh:
        faults.append(Fault(Text("请写文件名称。", "Write its title."), field="zh"))
    if kind not in Basis.Kind.values:
        faults.append(Fault(Text("请选择文件种类。", "Choose its kind."), field="kind"))
    if faults or text.since is None:
        raise BadInput(faults)
    basis = Basis.objects.create(code=code, kind=kind, zh=zh[:200], en=en.strip()[:300])
    _enter(basis, text, text.since)
    record(by, "exams.basis_entered", basis, values={"code": code, "version": text.version})
    return basis


def _faults(text: NewText) -> list[Fault]:
    faults = []
    if not text.version.strip() or len(text.version) > 40:
        says = Text("请写文本的版本，如通过日期 2020-10-17。", "Write the version of the text.")
        faults.append(Fault(says, field="version"))
    if text.since is None:
        says = Text("请写施行日期。", "Write from when it is in force.")
        faults.append(Fault(says, field="since"))
    elif text.until is not None and text.until < text.since:
        says = Text("失效日期早于施行日期，请核对。", "It ends before it begins; check the days.")
        faults.append(Fault(says, field="until"))
    return faults


def _enter(basis: Basis, text: NewText, since: date) -> BasisVersion:
    return BasisVersion.objects.create(
        basis=basis, version=text.version.strip(), since=since, until=text.until
    )


@transaction.atomic
def enter_text(
    year: ProgrammeYear, basis: Basis, text: NewText, *, by: Acting, at: datetime
) -> tuple[BasisVersion, int]:
    """Enter a new text of a document: the one before ends the day before, what rests on it is
    reviewed.

    Returns the text and how many items went to review. BadInput for a version that stands already
    and for a text that is not the latest.
    """
    require_right(by, year.programme, WRITE)
    held = Basis.objects.select_for_update().get(pk=basis.pk)
    faults = _faults(text)
    older = list(held.versions.order_by("since"))
    if any(one.version == text.version.strip() for one in older):
        says = Text("这个文本已经登记过。", "This text stands already.")
        faults.append(Fault(says, field="version"))
    if text.since and older and text.since <= older[-1].since:
        says = Text(
            f"已有 {older[-1].since} 起施行的文本，新文本的施行日期要更晚。",
            f"A text in force from {older[-1].since} stands; a new one comes later.",
        )
        faults.append(Fault(says, field="since"))
    if faults or text.since is None:
        raise BadInput(faults)
    fresh = _enter(held, text, text.since)
    ends = text.since - timedelta(days=1)
    for one in older:
        if one.until is None or one.until > ends:
            one.until = ends
            one.save(update_fields=["until"])
    moved = 0
    for one in older:
        says = replaced(held.zh, one.version, fresh.version, fresh.since)
        moved += _review(_resting_on(one), says, at)
    record(by, "exams.text_entered", fresh, values={
        "code": held.code, "version": fresh.version, "since": fresh.since.isoformat(),
        "reviewed": moved,
    })  # fmt: skip
    return fresh, moved


@transaction.atomic
def end_text(
    year: ProgrammeYear, text: BasisVersion, until: date, *, by: Acting, at: datetime
) -> int:
    """Say until when a text is in force where no other follows; return how many go to review."""
    require_right(by, year.programme, WRITE)
    held = BasisVersion.objects.select_for_update(of=("self",)).select_related("basis").get(
        pk=text.pk
    )  # fmt: skip
    if held.until is not None and held.basis.versions.filter(since__gt=held.since).exists():
        raise OutOfScope
    if until < held.since:
        says = Text("失效日期早于施行日期，请核对。", "It ends before it begins; check the day.")
        raise BadInput([Fault(says, field="until")])
    held.until = until
    held.save(update_fields=["until"])
    record(by, "exams.text_ended", held,
           values={"code": held.basis.code, "until": until.isoformat()})  # fmt: skip
    return review_outdated(by=by, at=at)


@transaction.atomic
def move_to_text(
    year: ProgrammeYear, basis: Basis, items: Collection[int], articles: Mapping[int, str], *,
    by: Acting, at: datetime,
) -> int:  # fmt: skip
    """Let items in review rest on the newest text of a document, where only the article may differ.

    ``articles`` are those of the new text by the ``ItemBasis`` of the old one. Each becomes a new
    version that waits for a second reader, who is not whoever moved it. BadInput names every
    article that is missing.
    """
    require_right(by, year.programme, WRITE)
    chosen = [row for row in outdated_rests(basis, year.programme)
              if row.item_version.item_id in items]  # fmt: skip
    newest = basis.versions.order_by("-since").first()
    if not chosen or newest is None:
        says = Text("请选择要改用新文本的试题。", "Choose the items to move to the new text.")
        raise BadInput([Fault(says, field="selected")])
    faults, moves = list[Fault](), dict[str, dict[Rest, Rest]]()
    for row in chosen:
        article = articles.get(row.pk, row.article).strip()
        if not 0 < len(article) <= LONGEST_ARTICLE:
            says = Text("请写新文本里的条款。", "Write the article of the new text.")
            faults.append(Fault(says, field=f"article-{row.pk}"))
        old = Rest(basis.code, row.basis_version.version, row.article)
        new = Rest(basis.code, newest.version, article)
        moves.setdefault(row.item_version.item.code, {})[old] = new
    if faults:
        raise BadInput(faults)
    drafts = [
        replace(
            draft,
            bases=tuple(dict.fromkeys(moves[draft.code].get(one, one) for one in draft.bases)),
        )
        for draft in drafts_of({row.item_version.item_id for row in chosen})
    ]
    taken = take_drafts(
        year.programme, drafts, author=Author(by.name, by.user_id), state=State.PROPOSED, by=by,
        at=at, reason=f"依据改用{basis.zh} {newest.version}"[:LONGEST_WORDS],
    )  # fmt: skip
    values = {"code": basis.code, "version": newest.version, "items": taken.changed}
    record(by, "exams.items_moved", newest, values=values)
    return taken.changed


@transaction.atomic
def review_outdated(*, by: Acting | System, at: datetime) -> int:
    """Lay every item in use whose basis has ended by now before a reviewer; for the nightly run."""
    on = at.astimezone(CHINA).date()
    newest = _newest().filter(bases__basis_version__until__lt=on, item__state__in=IN_USE)
    versions = dict(newest.values_list("pk", "item"))
    resting = resting_of(versions)
    moved = 0
    for version, item in versions.items():
        if says := outdated(resting[version], on):
            moved += _review([item], says, at)
    if moved:
        basis = Basis.objects.filter(versions__until__lt=on).order_by("pk").last()
        if basis is not None:
            record(by, "exams.items_outdated", basis, values={"items": moved})
    return moved


def _newest() -> QuerySet[ItemVersion]:
    latest = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-number")
    return ItemVersion.objects.filter(pk=Subquery(latest.values("pk")[:1]))


def _resting_on(text: BasisVersion) -> list[int]:
    rows = ItemBasis.objects.filter(basis_version=text, item_version__in=_newest())
    return list(rows.values_list("item_version__item", flat=True).distinct())


def _review(items: Iterable[int], says: Text, at: datetime) -> int:
    held = list(
        Item.objects.select_for_update().filter(pk__in=list(items), state__in=IN_USE).order_by("pk")
    )
    for item in held:
        item.state, item.why_review = State.REVIEW, says.zh[:LONGEST_WORDS]
        item.changed_at, item.revision = at, item.revision + 1
    Item.objects.bulk_update(held, ["state", "why_review", "changed_at", "revision"])
    return len(held)
