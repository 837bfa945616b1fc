"""Keep a file with a record: the agreement, evidence of a task, papers of a problem."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.coordination.models import Attachment
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.files import may_attach, record_for
from zhicai.files.actions import keep_file
from zhicai.foundation.errors import OutOfScope


@transaction.atomic
def attach_file(
    desk: Desk, about: str, upload: "UploadedFile[Any] | None", *, by: Acting, at: datetime
) -> Attachment:
    """Keep a file with a record (``arrangement:3``) that the user writes.

    BadInput says what is wrong with the file; OutOfScope for a record that is not the user's.
    """
    require(by, "coordination.read")
    subject = record_for(desk, about)
    if not may_attach(desk, subject):
        raise OutOfScope
    stored = keep_file(upload, by=by, at=at)
    row = Attachment.objects.create(
        about=about, file=stored, added_at=at, added_by=by.name, office=by.office
    )
    values = {"file": stored.name, "about": about}
    record(by, "coordination.file_attached", subject, place=by.place_code, values=values)
    return row
