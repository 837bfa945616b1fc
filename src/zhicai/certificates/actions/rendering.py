"""Make the documents of certificates, some at a time: wherever it was stopped, it goes on."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import SYSTEM, Acting, System
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.certificates.models import Certificate, CertificateEvent, IssueRun
from zhicai.certificates.papers import certificate_pdf, lacking, lacking_says
from zhicai.certificates.queries.issued import progress_of, to_render
from zhicai.certificates.queries.law import END
from zhicai.certificates.signing import sign_pdf
from zhicai.files.actions import keep_file, keep_made
from zhicai.files.rules import Kind
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text

AT_ONCE = 25
"""Documents that one commit keeps: a killed process loses no more work than that."""
MAKERS = min(os.cpu_count() or 1, 4)
"""Threads that make documents; more would take a server's cores from who waits for a page."""
_Made = bytes | tuple[str, ...]
"""A document, or the characters for want of which there is none."""
SITE = "http://localhost:8000"
"""Where the code of a document leads on a site that names no address of its own."""


def site_address() -> str:
    """Return the address that stands in documents: the site's own."""
    return settings.ZHICAI_SITE or SITE


def render(
    run: IssueRun, *, limit: int, by: Acting | System = SYSTEM, at: datetime, site: str = ""
) -> int:
    """Make at most ``limit`` documents of a run that are still to be made; return how many.

    Those with a character that no font has are put on the list of what needs a hand. Called again,
    it goes on where it stopped. ``site`` is the address that stands in them, else the site's own.
    """
    rows = to_render().filter(run=run).select_related("programme_year__province").order_by("pk")
    done = _render(list(rows[:limit]), by=by, at=at, site=site)
    _finish([run.pk], at=at)
    return done


def render_one(
    found: Certificate, *, by: Acting | System = SYSTEM, at: datetime, site: str = ""
) -> Certificate:
    """Make the document of one certificate unless it stands; return the certificate as it is."""
    if found.document_id is None:
        _free([found.pk])
        _render([found], by=by, at=at, site=site)
        found.refresh_from_db(fields=["document", "sha256", "needs_hand", "needs_hand_says"])
    return found


def render_waiting(*, limit: int, by: Acting | System = SYSTEM, at: datetime) -> int:
    """Make at most ``limit`` documents of whatever run; those of runs nobody watches any more."""
    rows = to_render().select_related("programme_year__province").order_by("pk")
    found = list(rows[:limit])
    done = _render(found, by=by, at=at, site="")
    _finish({one.run_id for one in found}, at=at)
    return done


def _render(rows: Sequence[Certificate], *, by: Acting | System, at: datetime, site: str) -> int:
    """Make documents on several cores, those of the next commit while one is being kept."""
    done = 0
    waiting: deque[tuple[Sequence[Certificate], Iterator[_Made]]] = deque()
    with ThreadPoolExecutor(max_workers=MAKERS) as makers:
        for start in range(0, len(rows) + AT_ONCE, AT_ONCE):
            some = rows[start : start + AT_ONCE]
            waiting.append((some, makers.map(partial(_made, site=site), some)))
            if start:
                done += _keep(list(zip(*waiting.popleft(), strict=True)), by=by, at=at)
    return done


@transaction.atomic
def _finish(runs: Iterable[int], *, at: datetime) -> None:
    """Note that all documents of runs are made, where they are."""
    for run in IssueRun.objects.filter(pk__in=list(runs), finished_at=None):
        if progress_of(run).done:
            IssueRun.objects.filter(pk=run.pk, finished_at=None).update(finished_at=at)


@transaction.atomic
def _free(keys: Sequence[int]) -> None:
    """Put certificates back to be made."""
    rows = Certificate.objects.filter(pk__in=keys, document=None)
    rows.update(needs_hand=False, needs_hand_says="")


def _made(found: Certificate, *, site: str) -> _Made:
    """Return the document, or the characters that keep it from being made; asks no database."""
    signs = lacking(found)
    return signs or sign_pdf(certificate_pdf([found], site=site or site_address()))


@transaction.atomic
def _keep(
    made: Sequence[tuple[Certificate, _Made]], *, by: Acting | System, at: datetime
) -> int:  # fmt: skip
    """Keep the documents of those that still lack one."""
    keys = [one.pk for one, _ in made]
    rows = Certificate.objects.select_for_update().filter(
        pk__in=keys, document=None, needs_hand=False
    )  # fmt: skip
    open_ones = {row.pk: row for row in rows.defer("person")}
    events, changed = [], []
    for one, content in made:
        row = open_ones.get(one.pk)
        if row is None:
            continue
        changed.append(row)
        if isinstance(content, tuple):
            row.needs_hand, row.needs_hand_says = True, lacking_says(content).zh
            continue
        stored = keep_made(
            content, kind=Kind.PDF, name=f"{row.number} {row.name}.pdf", by=by, at=at,
            place_code=one.programme_year.province.code,
        )  # fmt: skip
        row.document, row.sha256 = stored, stored.sha256
        events.append(_event(row, CertificateEvent.Kind.RENDERED, by=by, at=at))
    Certificate.objects.bulk_update(
        changed, ["document", "sha256", "needs_hand", "needs_hand_says"]
    )  # fmt: skip
    CertificateEvent.objects.bulk_create(events)
    return len(changed)


def _event(
    row: Certificate, kind: str, *, by: Acting | System, at: datetime, reason: str = ""
) -> CertificateEvent:
    return CertificateEvent(
        certificate=row, kind=kind, at=at, by=by.name, office=by.office, reason=reason
    )


@transaction.atomic
def upload_document(
    found: Certificate, upload: "UploadedFile[Any] | None", *, by: Acting, at: datetime
) -> Certificate:
    """Take the finished PDF of a certificate whose name no font can show.

    BadInput where it is no PDF; Refused where the document was made here.
    """
    require(by, END, found.programme_year.province.code)
    row = Certificate.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if row.document_id is not None or not row.needs_hand:
        says = Text("这张证书的文件已经生成。", "The document of this certificate is there.")
        raise Refused([Reason(says)])
    stored = keep_file(upload, by=by, at=at, kinds=(Kind.PDF,))
    row.document, row.sha256 = stored, stored.sha256
    row.save(update_fields=["document", "sha256"])
    _event(row, CertificateEvent.Kind.RENDERED, by=by, at=at, reason="人工制作上传").save()
    record(by, "certificates.uploaded", row, place=by.place_code, values={"number": row.number})
    return row


@transaction.atomic
def try_again(run_ids: Sequence[int], *, by: Acting, at: datetime) -> int:
    """Put certificates that need a hand back to be made, as a font was added; return how many."""
    rows = Certificate.objects.filter(run__in=run_ids, document=None, needs_hand=True)
    keys = [row.pk for row in rows if not lacking(row)]
    _free(keys)
    IssueRun.objects.filter(certificates__in=keys).update(finished_at=None)
    return len(keys)


@transaction.atomic
def note(found: Certificate, kind: str, *, by: Acting, at: datetime) -> None:
    """Note that a document was downloaded or printed."""
    _event(found, kind, by=by, at=at).save()


@transaction.atomic
def note_many(found: Sequence[Certificate], kind: str, *, by: Acting, at: datetime) -> None:
    """Note of many that they were downloaded or printed."""
    CertificateEvent.objects.bulk_create(
        [_event(one, kind, by=by, at=at) for one in found], batch_size=500
    )
