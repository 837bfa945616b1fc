"""Blueprints, papers solved from them and sealed at once, opened at the hour and not before.

A paper's content is encrypted with a key of its own (AES-256-GCM), which lies sealed with the key
ring; only ``open_paper`` takes it out, from the hour of an exam on. Until then the database holds
no item of it: keyed hashes alone tell that two papers share none.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.db.models import F

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.exams.models import Blueprint, Exam, Item, ItemVersion, Paper, PaperItem
from zhicai.exams.models.bank import Kind
from zhicai.exams.queries.composing import SOURCE, Proposal, proposal
from zhicai.exams.rules.blueprints import Form, read_rows
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.keyring import keyed_hash
from zhicai.foundation.text import Text
from zhicai.planning.actions import drop_from_slot
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, law_of

COMPOSE = "exams.compose"
NONCE, KEY = 12, 32
MINUTES = (5, 600)
LONGEST_TITLE, LONGEST_REASON = 120, 400


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper to be made of a blueprint: its label and what it is for (``Paper.Use``)."""

    label: str
    use: str


def exam_clause(year: ProgrammeYear) -> str:
    """Return the clause that asks for the exam content of the year's classes."""
    return law_of(year).cites("planning.package-papers") or ""


@transaction.atomic
def make_blueprint(
    year: ProgrammeYear, *, track: str, part: str, title: str, minutes: int,
    rows: Sequence[Mapping[str, Any]], standard: int | None, by: Acting, at: datetime,
) -> Blueprint:  # fmt: skip
    """Keep a blueprint; BadInput names every fault by row and column, nothing is kept then."""
    require(by, COMPOSE)
    topics = [item.id for item in curriculum_of(year)]
    found = read_rows(rows, topics=topics, kinds=Kind.values)
    faults = [one for one in found if isinstance(one, Fault)]
    if not 0 < len(title.strip()) <= LONGEST_TITLE:
        says = Text(f"名称不超过 {LONGEST_TITLE} 字，不能空着。",
                    f"The title has 1 to {LONGEST_TITLE} characters.")  # fmt: skip
        faults.append(Fault(says, "title"))
    if not MINUTES[0] <= minutes <= MINUTES[1]:
        says = Text(f"时长 {MINUTES[0]} 到 {MINUTES[1]} 分钟。",
                    f"The test takes {MINUTES[0]} to {MINUTES[1]} minutes.")  # fmt: skip
        faults.append(Fault(says, "minutes"))
    if part not in Blueprint.Part.values or track not in {
        one.id for one in law_of(year).head.tracks
    }:
        raise OutOfScope
    if faults:
        raise BadInput(faults)
    total = sum((one.count * one.marks for one in found if not isinstance(one, Fault)), Decimal(0))
    kept = Blueprint.objects.create(
        programme_year=year, track=track, part=part, title=title.strip(), minutes=minutes,
        rows=[dict(row) for row in rows], total=total, standard=standard, made_at=at,
        made_by=by.name, office=by.office,
    )  # fmt: skip
    record(by, "exams.blueprint_made", kept, place=year.province.code, clause=exam_clause(year),
           values={"title": kept.title, "part": part, "total": str(total)})  # fmt: skip
    return kept


@transaction.atomic
def seal_papers(
    blueprint: Blueprint, wanted: Sequence[Wanted], *, seed: str, by: Acting, at: datetime
) -> list[Paper]:
    """Solve parallel papers and seal each at once; sealing the same labels again changes nothing.

    Refused, with what the bank lacks, where the blueprint cannot be met; BadInput for a label or
    use that is none.
    """
    require(by, COMPOSE)
    row = Blueprint.objects.select_for_update().get(pk=blueprint.pk)
    labels = [one.label.strip() for one in wanted]
    known = {one.label: one for one in row.papers.all()}
    if labels and set(labels) <= set(known):
        return [known[label] for label in labels]
    _insist_on_labels(wanted, known)
    mock = all(one.use == Paper.Use.MOCK for one in wanted)
    found = proposal(row, len(wanted), seed=seed, on=at, mock=mock)
    if found.reasons:
        raise Refused([Reason(says, exam_clause(row.programme_year)) for says in found.reasons])
    papers = [
        _sealed(row, one, form, by, at) for one, form in zip(wanted, found.forms, strict=True)
    ]
    for paper in papers:
        record(by, "exams.paper_sealed", paper, place=row.programme_year.province.code,
               clause=exam_clause(row.programme_year),
               values={"label": paper.label, "use": paper.use, "sha256": paper.sha256})  # fmt: skip
    return papers


def _insist_on_labels(wanted: Sequence[Wanted], known: Mapping[str, Paper]) -> None:
    labels = [one.label.strip() for one in wanted]
    if not labels or any(one.use not in Paper.Use.values for one in wanted):
        says = Text("请选择要组的试卷和用途。", "Choose which papers to make and for what.")
        raise BadInput([Fault(says, "papers")])
    if len(set(labels)) < len(labels) or not all(labels) or set(labels) & set(known):
        says = Text("每份试卷要有不同的编号，不能和已有的相同。",
                    "Each paper has a label of its own, unlike those that are there.")  # fmt: skip
        raise BadInput([Fault(says, "papers")])


def _sealed(blueprint: Blueprint, wanted: Wanted, form: Form, by: Acting, at: datetime) -> Paper:
    plain = json.dumps(
        [[one.item.key, str(one.marks)] for one in form.items], separators=(",", ":")
    ).encode()
    key, nonce = secrets.token_bytes(KEY), secrets.token_bytes(NONCE)
    return Paper.objects.create(
        blueprint=blueprint, label=wanted.label.strip(), use=wanted.use,
        sealed=nonce + AESGCM(key).encrypt(nonce, plain, b""), key=b64encode(key).decode(),
        items_hashed=sorted(_hashed(one.item.key) for one in form.items), count=len(form.items),
        total=form.total, difficulty=form.difficulty.quantize(Decimal("0.01")),
        sha256=sha256(plain).hexdigest(), made_at=at, made_by=by.name,
    )  # fmt: skip


def _hashed(item_version: int) -> str:
    return keyed_hash(f"item {item_version}")


@transaction.atomic
def open_paper(exam: Exam, *, by: Acting, at: datetime) -> Paper:
    """Open the paper of an exam whose hour has come, and lay out its items; once opened it stays.

    Refused before the hour, for a cancelled exam and a withdrawn paper.
    """
    paper = Paper.objects.select_for_update().get(pk=exam.paper_id)
    if paper.state == Paper.State.OPEN:
        return paper
    reasons = []
    if at < exam.starts_at:
        reasons.append(Text("没有到开考时间，试卷不能启封。",
                            "The hour has not come; the paper stays sealed."))  # fmt: skip
    if exam.state == Exam.State.CANCELLED:
        reasons.append(Text("考试已取消，试卷不能启封。", "The exam is cancelled."))
    if paper.state == Paper.State.WITHDRAWN:
        reasons.append(Text("试卷已作废，请换一份。", "The paper is withdrawn; take another."))
    year = paper.blueprint.programme_year
    if reasons:
        raise Refused([Reason(says, exam_clause(year)) for says in reasons])
    lines = unsealed(paper)
    PaperItem.objects.bulk_create(
        [
            PaperItem(paper=paper, number=number, item_version_id=key, marks=Decimal(marks))
            for number, (key, marks) in enumerate(lines, start=1)
        ]
    )
    items = ItemVersion.objects.filter(pk__in=[key for key, _ in lines]).values("item")
    Item.objects.filter(pk__in=items).update(exposures=F("exposures") + 1)
    paper.state, paper.opened_at = Paper.State.OPEN, at
    paper.save(update_fields=["state", "opened_at"])
    record(by, "exams.paper_opened", paper, place=year.province.code, clause=exam_clause(year),
           values={"label": paper.label, "sha256": paper.sha256})  # fmt: skip
    return paper


def unsealed(paper: Paper) -> list[tuple[int, str]]:
    """Return the keys of a sealed paper's item versions with their marks; never shown to anybody.

    Refused where the paper was tampered with.
    """
    sealed = bytes(paper.sealed)
    try:
        plain = AESGCM(b64decode(paper.key)).decrypt(sealed[:NONCE], sealed[NONCE:], b"")
    except InvalidTag as error:
        raise _changed(paper) from error
    if sha256(plain).hexdigest() != paper.sha256:
        raise _changed(paper)
    return [(key, marks) for key, marks in json.loads(plain)]


def _changed(paper: Paper) -> Refused:
    says = Text(
        "密封的试卷被改动过，不能启封。请换用备用卷，并报告系统管理员。",
        "The sealed paper was tampered with and cannot be opened. Take the reserve paper and tell "
        "the administrator.",
    )
    return Refused([Reason(says, exam_clause(paper.blueprint.programme_year))])


@transaction.atomic
def withdraw_paper(paper: Paper, *, reason: str, by: Acting, at: datetime) -> Paper:
    """Withdraw a sealed paper, with the reason: it is never used; its items may be used again."""
    require(by, COMPOSE)
    row = Paper.objects.select_for_update().get(pk=paper.pk)
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        says = Text(f"请写明作废理由，不超过 {LONGEST_REASON} 字。",
                    f"Give the reason, at most {LONGEST_REASON} characters.")  # fmt: skip
        raise BadInput([Fault(says, "reason")])
    year = row.blueprint.programme_year
    if row.state == Paper.State.OPEN:
        says = Text("试卷已启封，不能作废。", "The paper is open and cannot be withdrawn.")
        raise Refused([Reason(says, exam_clause(year))])
    if row.state == Paper.State.SEALED:
        row.state, row.withdrawn_for = Paper.State.WITHDRAWN, words
        row.save(update_fields=["state", "withdrawn_for"])
        record(by, "exams.paper_withdrawn", row, place=year.province.code, reason=words,
               values={"label": row.label, "at": at.isoformat()})  # fmt: skip
        drop_from_slot(SOURCE, str(row.pk), reason=words, by=by, at=at)
    return row


__all__ = [
    "Proposal", "Wanted", "exam_clause", "make_blueprint", "open_paper", "seal_papers",
    "unsealed", "withdraw_paper",
]  # fmt: skip
