"""Keeps the words of a report at each step, with the hashes of the papers made of them then."""

import hashlib
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.reports.models import Report, Version
from zhicai.reports.papers import docx_of, pdf_of
from zhicai.reports.queries.body import body_of_report


@transaction.atomic
def keep_version(
    row: Report, step: str, *, by: Acting, at: datetime, note: str = "", papers: bool = True
) -> Version:
    """Keep the words of a report as they are at a step; the report is locked."""
    body = body_of_report(row)
    return Version.objects.create(
        report=row, number=row.versions.count() + 1, step=step, revision=row.revision, note=note,
        words={one.chapter.id: one.words for one in body.chapters}, at=at, by=by.name,
        office=by.office,
        docx_sha256=hashlib.sha256(docx_of(body)).hexdigest() if papers else "",
        pdf_sha256=hashlib.sha256(pdf_of(body)).hexdigest() if papers else "",
    )  # fmt: skip
