"""The sealed slot of the package: exam content put in, readers named, each opening recorded."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.files.inspection import inspect
from zhicai.files.rules import DOCUMENTS, MEDIA_TYPES, MEGABYTE, Kind, clean_name, faults_of
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.handbooks.queries import standard_in_force
from zhicai.handbooks.queries.standards import standard_kind
from zhicai.handbooks.rules.standard import may_name
from zhicai.planning.actions.packages import day_of, locked_package, refuse_under_review
from zhicai.planning.models import ExamPaper, Package, PaperOpening, PaperReader
from zhicai.planning.queries.packages import (
    DRAFT,
    package_for,
    readers_of,
    readers_offered,
    reads_papers,
)
from zhicai.planning.sources import source_called
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of

LARGEST = 10 * MEGABYTE
MOST = 20
"""Papers in one slot."""
LONGEST_REASON = 400
KINDS = DOCUMENTS | {Kind.ZIP}


def papers_clause(year: ProgrammeYear) -> str:
    """Return the clause that asks for the exam content, empty where none does."""
    return law_of(year).cites("planning.package-papers") or ""


@transaction.atomic
def seal_paper(
    package: Package,
    upload: "UploadedFile[Any] | None",
    *,
    by: Acting,
    at: datetime,
    sort: str = ExamPaper.Sort.PAPER,
    items: Sequence[str] = (),
) -> ExamPaper:
    """Put a file into the sealed slot: encrypted at once, its content shown to nobody unnamed.

    ``items`` of the capability standard may be named now or by ``name_items`` later, before the
    package is sent (HB-3.2.5.f). BadInput names what is wrong with the file; Refused while a
    version is under review.
    """
    require(by, DRAFT)
    row = locked_package(package, by)
    refuse_under_review(row)
    if upload is None or upload.file is None:
        raise BadInput([Fault(Text("请选择文件。", "Choose a file."), field="file")])
    facts = inspect(cast(BinaryIO, upload.file))
    says = faults_of(facts, KINDS)
    if facts.size > LARGEST:
        says.append(Text("考题文件不超过 10 MB。", "Exam content has at most 10 MB."))
    if row.papers.filter(in_draft=True).count() >= MOST:
        says.append(Text(f"密封袋最多 {MOST} 份。", f"The slot holds at most {MOST} files."))
    if says or facts.kind is None:
        raise BadInput([Fault(one, field="file") for one in says])
    version, kept = _naming(row, items, on=day_of(at)) if items else (None, [])
    content = b"".join(upload.chunks())
    digest = sha256(content).hexdigest()
    same = row.papers.filter(sha256=digest, in_draft=True).defer("content").first()
    if same is not None:
        return same
    paper = ExamPaper.objects.create(
        package=row, name=clean_name(upload.name or "", facts.kind),
        media_type=MEDIA_TYPES[facts.kind], size=len(content), sha256=digest,
        content=b64encode(content).decode(), kept_at=at, kept_by=by.name,
        sort=_known(sort), standard=version, items=kept,
    )  # fmt: skip
    year = row.programme_year
    values = {"name": paper.name, "sha256": digest, "size": paper.size, "items": kept}
    record(by, "planning.paper_sealed", paper, place=year.province.code,
           clause=papers_clause(year), values=values)  # fmt: skip
    return paper


@transaction.atomic
def seal_from_source(
    package: Package, source: str, key: str, *, items: Sequence[str] = (), by: Acting, at: datetime
) -> ExamPaper:  # fmt: skip
    """Put a paper that an app above holds sealed into the slot, in place of a file.

    Nothing of its content comes here. It meets the items that it is made for unless others are
    named. OutOfScope for what the source does not offer; Refused while a version is under review.
    """
    require(by, DRAFT)
    row = locked_package(package, by)
    refuse_under_review(row)
    year = row.programme_year
    known = source_called(source)
    offered = known.offered(year) if known else ()
    found = next((one for one in offered if one.key == key), None)
    if found is None:
        raise OutOfScope
    present = row.papers.filter(in_draft=True).defer("content")
    same = present.filter(sha256=found.sha256).first()
    if same is not None:
        return same
    if present.count() >= MOST:
        says = Text(f"密封袋最多 {MOST} 份。", f"The slot holds at most {MOST} files.")
        raise BadInput([Fault(says, field="paper")])
    on = day_of(at)
    # Without a standard in force there is nothing to name yet; the slot's check says so.
    wanted = items or (found.items if standard_in_force(year, on=on) else ())
    version, kept = _naming(row, wanted, on=on) if wanted else (None, [])
    paper = ExamPaper.objects.create(
        package=row, name=found.name[:200], media_type="", size=found.size, sha256=found.sha256,
        content="", kept_at=at, kept_by=by.name, sort=_known(found.sort), standard=version,
        items=kept, source=source, source_key=key,
    )  # fmt: skip
    values = {"name": paper.name, "sha256": paper.sha256, "source": source, "items": kept}
    record(by, "planning.paper_sealed", paper, place=year.province.code,
           clause=papers_clause(year), values=values)  # fmt: skip
    return paper


@transaction.atomic
def drop_from_slot(source: str, key: str, *, reason: str, by: Acting, at: datetime) -> int:
    """Take a paper out of every slot that holds it, because its app withdrew it; return how many.

    A version that had it keeps its row. A class then waits until the slot holds exam content again.
    """
    held = ExamPaper.objects.filter(source=source, source_key=key, in_draft=True).defer("content")
    rows = list(held.select_related("package__programme_year__province").select_for_update(
        of=("self",)))  # fmt: skip
    for row in rows:
        row.in_draft = False
        row.save(update_fields=["in_draft"])
        year = row.package.programme_year
        values = {"name": row.name, "sha256": row.sha256, "at": at.isoformat()}
        record(by, "planning.paper_removed", row, place=year.province.code,
               clause=papers_clause(year), reason=reason, values=values)  # fmt: skip
    return len(rows)


def _naming(package: Package, items: Sequence[str], *, on: date) -> tuple[int, list[str]]:
    """Return the version of the standard in force with the items of it; Refused for any other."""
    year = package.programme_year
    kind, standard = standard_kind(year), standard_in_force(year, on=on)
    if kind is None:
        raise OutOfScope
    version, wanted = standard.version if standard else None, list(dict.fromkeys(items))
    may_name(
        wanted, version=version or 0, in_force=version, clause=kind.clause[0],
        held={item.key: item for item in standard.items} if standard else {},
    ).insist()  # fmt: skip
    return version or 0, wanted


def _known(sort: str) -> str:
    if sort not in ExamPaper.Sort.values:
        raise OutOfScope
    return sort


@transaction.atomic
def name_items(
    paper: ExamPaper, *, sort: str, items: Sequence[str], by: Acting, at: datetime
) -> ExamPaper:
    """Say what a file in the slot is and which items of the standard in force it meets.

    Serves HB-3.2.5.f; the file itself stays sealed. Refused, with the clause, for no item or one
    that the standard does not hold, and while a version is under review.
    """
    require(by, DRAFT)
    row = locked_package(paper.package, by)
    refuse_under_review(row)
    if not paper.in_draft:
        raise OutOfScope
    year = row.programme_year
    paper.sort = _known(sort)
    paper.standard, paper.items = _naming(row, items, on=day_of(at))
    paper.save(update_fields=["sort", "standard", "items"])
    kind = standard_kind(year)
    values = {"name": paper.name, "sort": sort, "standard": paper.standard, "items": paper.items}
    record(by, "planning.paper_named", paper, place=year.province.code,
           clause=kind.clause[0] if kind else "", values=values)  # fmt: skip
    return paper


@transaction.atomic
def remove_paper(paper: ExamPaper, *, by: Acting) -> None:
    """Take a paper out of the slot; one that a version had stays sealed beside it."""
    require(by, DRAFT)
    row = locked_package(paper.package, by)
    refuse_under_review(row)
    sent = row.filing.versions.exists() or PaperOpening.objects.filter(paper=paper).exists()
    values = {"name": paper.name, "sha256": paper.sha256}
    record(by, "planning.paper_removed", paper, place=row.programme_year.province.code,
           values=values)  # fmt: skip
    if sent:
        ExamPaper.objects.filter(pk=paper.pk).update(in_draft=False)
    else:
        ExamPaper.objects.filter(pk=paper.pk).delete()


@transaction.atomic
def name_reader(package: Package, user: User, *, by: Acting, at: datetime) -> PaperReader:
    """Name someone who may open the exam content: of the working group or the provincial office."""
    require(by, DRAFT)
    row = locked_package(package, by)
    present = readers_of(row).filter(user=user).first()
    if present is not None:
        return present
    if not readers_offered(row, on=day_of(at)).filter(pk=user.pk).exists():
        says = Text(
            "启封人只能是工作组成员或省局人员。",
            "Only members of the working group and the provincial office can be named.",
        )
        raise BadInput([Fault(says, field="user")])
    found = PaperReader.objects.create(package=row, user=user, named_at=at, named_by=by.name)
    record(by, "planning.reader_named", row, place=row.programme_year.province.code,
           clause=papers_clause(row.programme_year), values={"user": user.username})  # fmt: skip
    return found


@transaction.atomic
def end_reader(package: Package, user_id: int, *, by: Acting, at: datetime) -> None:
    """Take someone's right to open the exam content away; what was opened stays on record."""
    require(by, DRAFT)
    row = locked_package(package, by)
    found = readers_of(row).filter(user_id=user_id).first()
    if found is None:
        raise OutOfScope
    found.ended_at, found.ended_by = at, by.name
    found.save(update_fields=["ended_at", "ended_by"])
    record(by, "planning.reader_ended", row, place=row.programme_year.province.code,
           values={"user": found.user.username})  # fmt: skip


@transaction.atomic
def open_paper(paper: ExamPaper, *, reason: str, by: Acting, at: datetime) -> bytes:
    """Return the content of a paper to someone named, for a reason; every opening is recorded.

    Refused to everyone else, whatever the office; a deputy does not open for whom he stands in.
    """
    package = package_for(by, paper.package_id)
    year = package.programme_year
    if not reads_papers(by, package):
        says = Text(
            "只有指定的启封人可以打开考题内容。", "Only those named may open the exam content."
        )
        raise Refused([Reason(says, papers_clause(year))])
    if paper.source:
        says = Text(
            "这份试卷密封在考试系统里，到开考时间由系统启封，任何人都不能提前打开。",
            "This paper lies sealed with the exams and opens at its hour; nobody opens it before.",
        )
        raise Refused([Reason(says, papers_clause(year))])
    if not reason.strip() or len(reason) > LONGEST_REASON:
        says = Text(f"请写明启封理由，不超过 {LONGEST_REASON} 字。", "Say why it is opened.")
        raise BadInput([Fault(says, field="reason")])
    PaperOpening.objects.create(
        paper_id=paper.pk, user_id=by.user_id, name=by.name, office=by.office,
        reason=reason.strip(), at=at,
    )  # fmt: skip
    values = {"name": paper.name}
    record(by, "planning.paper_opened", paper, place=year.province.code,
           clause=papers_clause(year), reason=reason.strip(), values=values)  # fmt: skip
    return b64decode(ExamPaper.objects.get(pk=paper.pk).content)
