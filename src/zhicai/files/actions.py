"""Writes: keep a file, let one go, sweep what nobody knows."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import Actor, record
from zhicai.files import storage
from zhicai.files.inspection import inspect
from zhicai.files.models import StoredFile
from zhicai.files.queries import is_known, orphans
from zhicai.files.rules import EVIDENCE, Kind, clean_name, faults_of
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text

GRACE = timedelta(days=1)
"""How long a content may lie without a row: its row may still be on its way to its commit."""

NO_FILE = Text("请选择要上传的文件。", "Choose a file to upload.")


@transaction.atomic
def keep_file(
    upload: "UploadedFile[Any] | None",
    *,
    by: Acting,
    at: datetime,
    kinds: Collection[Kind] = EVIDENCE,
    field: str = "file",
) -> StoredFile:
    """Keep an uploaded file; whether ``by`` may is for the calling app to have asked.

    BadInput names everything that is wrong with it, at ``field``: kind (by content), size,
    password, macros, XML entities, what unpacks to too much. The content is on disk before the row.
    """
    if upload is None or upload.file is None:
        raise BadInput([Fault(NO_FILE, field=field)])
    facts = inspect(cast(BinaryIO, upload.file))
    faults = faults_of(facts, kinds)
    if faults or facts.kind is None:
        raise BadInput([Fault(says, field=field) for says in faults])
    digest, size = storage.put(upload.chunks())
    stored = StoredFile.objects.create(
        sha256=digest, size=size, kind=facts.kind.value,
        name=clean_name(upload.name or "", facts.kind), kept_at=at, kept_by=by.name,
        username=by.username, office=by.office, place_code=by.place_code,
    )  # fmt: skip
    values = {"name": stored.name, "sha256": digest, "size": size}
    record(by, "files.kept", stored, place=by.place_code, values=values)
    return stored


@transaction.atomic
def keep_made(
    content: bytes, *, kind: Kind, name: str, by: Actor, at: datetime, place_code: str
) -> StoredFile:
    """Keep a file that Zhicai itself has made; the calling app records the act.

    Nothing is inspected: it comes from nobody.
    """
    digest, size = storage.put([content])
    return StoredFile.objects.create(
        sha256=digest, size=size, kind=kind.value, name=clean_name(name, kind), kept_at=at,
        kept_by=by.name, username=by.username, office=by.office, place_code=place_code,
    )  # fmt: skip


@transaction.atomic
def let_go(stored: StoredFile, *, by: Acting) -> None:
    """Drop the row of a file; its content goes with the next sweep, unless another row knows it.

    ProtectedError where a record still points at it.
    """
    values = {"name": stored.name, "sha256": stored.sha256}
    record(by, "files.let_go", stored, place=by.place_code, values=values)
    storage.renew(stored.sha256)
    stored.delete()


def sweep() -> int:
    """Remove every content that has had no row for :data:`GRACE`; return how many there were."""
    removed = storage.remove_unfinished(older_than=GRACE)
    for digest in orphans():
        old = storage.age_of(storage.path_of(digest)) > GRACE and not is_known(digest)
        removed += old and storage.remove(digest, older_than=GRACE)
    return removed
