"""Approve a report, take that back, set it aside, publish it, attach the signed copy."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file, keep_made
from zhicai.files.models import StoredFile
from zhicai.files.rules import PICTURES, Kind
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.reports.actions.drafting import State, locked, refuse_stale, refuse_unless
from zhicai.reports.actions.keeping import keep_version
from zhicai.reports.models import Report
from zhicai.reports.papers import docx_of, file_name, pdf_of, xlsx_of
from zhicai.reports.queries.body import body_of_report
from zhicai.reports.queries.seen import APPROVE, kind_of
from zhicai.reports.rules.sentences import unwritten

SCANS = frozenset({Kind.PDF, *PICTURES})


@transaction.atomic
def approve_report(report: Report, *, revision: int, by: Acting, at: datetime) -> Report:
    """Approve the words and the frozen figures of a report; from then on nothing is written.

    Refused while a chapter that must have words has none; Stale where the words were changed after
    they were read.
    """
    row = locked(report, by, APPROVE)
    if row.state == State.APPROVED:
        return row
    refuse_unless(row, State.FROZEN)
    refuse_stale(row, revision)
    open_chapters = unwritten(kind_of(row), row.words)
    if open_chapters:
        raise Refused(
            [
                Reason(
                    Text(f"“{one.name.zh}”还没有写。", f"“{one.name.en}” is not written yet."),
                    one.clause[0],
                )
                for one in open_chapters
            ]
        )
    row.state, row.approved_at, row.approved_by = State.APPROVED, at, by.name
    row.save(update_fields=["state", "approved_at", "approved_by"])
    keep_version(row, "approved", by=by, at=at)
    record(by, "reports.approved", row, place=row.programme_year.province.code,
           clause=kind_of(row).clause[0], values={"revision": row.revision})  # fmt: skip
    return row


@transaction.atomic
def reopen_words(report: Report, *, reason: str, by: Acting, at: datetime) -> Report:
    """Take an approval back, so that the words are mended; the figures stay frozen."""
    row = locked(report, by, APPROVE)
    refuse_unless(row, State.APPROVED)
    says = _reason(reason)
    row.state, row.approved_at, row.approved_by = State.FROZEN, None, ""
    row.save(update_fields=["state", "approved_at", "approved_by"])
    keep_version(row, "reopened", by=by, at=at, note=says, papers=False)
    record(by, "reports.reopened", row, place=row.programme_year.province.code, reason=says)
    return row


@transaction.atomic
def set_aside(report: Report, *, reason: str, by: Acting, at: datetime) -> Report:
    """Set a report aside that was frozen by mistake or too early; the next edition begins anew.

    What was frozen stays readable. A published report is never set aside.
    """
    row = locked(report, by, APPROVE)
    refuse_unless(row, State.FROZEN, State.APPROVED)
    row.set_aside_for = _reason(reason)
    row.state = State.SET_ASIDE
    row.save(update_fields=["state", "set_aside_for"])
    record(by, "reports.set_aside", row, place=row.programme_year.province.code,
           reason=row.set_aside_for)  # fmt: skip
    return row


def _reason(reason: str) -> str:
    says = reason.strip()[:400]
    if not says:
        wanted = Text("请写明原因。", "Say why.")
        raise BadInput([Fault(wanted, field="reason")])
    return says


@transaction.atomic
def publish_report(report: Report, *, by: Acting, at: datetime) -> Report:
    """Publish an approved report: its documents are made and kept, everybody reads the public one.

    It meets the obligation that the law names (HB-2.4.2.d). Published already, it stays.
    """
    row = locked(report, by, APPROVE)
    if row.state == State.PUBLISHED:
        return row
    refuse_unless(row, State.APPROVED)
    body, public = body_of_report(row), body_of_report(row, public=True)

    def kept(content: bytes, kind: Kind) -> StoredFile:
        return keep_made(
            content, kind=kind, name=file_name(body, kind.value), by=by, at=at,
            place_code=row.programme_year.province.code,
        )  # fmt: skip

    row.docx, row.pdf = kept(docx_of(body), Kind.DOCX), kept(pdf_of(body), Kind.PDF)
    row.xlsx = kept(xlsx_of(body), Kind.XLSX)
    row.public = kept(pdf_of(public, public=True), Kind.PDF)
    row.state, row.published_by = State.PUBLISHED, by.name
    row.published_on = at.astimezone(CHINA).date()
    row.save()
    keep_version(row, "published", by=by, at=at)
    record(by, "reports.published", row, place=row.programme_year.province.code,
           clause=kind_of(row).clause[0],
           values={"docx": row.docx.sha256, "pdf": row.pdf.sha256})  # fmt: skip
    return row


@transaction.atomic
def attach_signed(
    report: Report, upload: "UploadedFile[Any] | None", *, by: Acting, at: datetime
) -> Report:
    """Attach the scan of the signed copy (PDF or picture) to an approved report; a later one takes
    its place, both stand in the audit log.
    """
    row = locked(report, by, APPROVE)
    refuse_unless(row, State.APPROVED, State.PUBLISHED)
    row.signed = keep_file(upload, by=by, at=at, kinds=SCANS)
    row.save(update_fields=["signed"])
    record(by, "reports.signed_attached", row, place=row.programme_year.province.code,
           values={"sha256": row.signed.sha256})  # fmt: skip
    return row
