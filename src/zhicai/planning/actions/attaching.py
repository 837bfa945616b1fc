"""Files of a plan: attached and removed while its draft may be changed; a version keeps its own."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file, let_go
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.planning.actions.drafting import locked_plan, refuse_under_review
from zhicai.planning.models import Attachment, Plan
from zhicai.planning.queries.attachments import draft_attachments, is_in_a_version

MOST = 20
"""Files of one plan."""


@transaction.atomic
def attach_file(
    plan: Plan, *, by: Acting, upload: "UploadedFile[Any] | None", at: datetime
) -> Attachment:
    """Attach a file to the draft of one's own plan.

    BadInput where the file is not taken, is there already, or is one too many; Refused while a
    version is under review.
    """
    row = locked_plan(plan, by)
    refuse_under_review(row)
    there = list(draft_attachments(row))
    if len(there) >= MOST:
        says = Text(
            f"一份计划最多 {MOST} 个附件，请先移除不需要的。",
            f"A plan has at most {MOST} attachments; remove one that is not needed.",
        )
        raise BadInput([Fault(says, field="file")])
    stored = keep_file(upload, by=by, at=at)
    same = next((one for one in there if one.file.sha256 == stored.sha256), None)
    if same is not None:
        says = Text(
            f"这份文件已经在附件里：{same.file.name}。",
            f"This file is attached already: {same.file.name}.",
        )
        raise BadInput([Fault(says, field="file")])
    made = Attachment.objects.create(plan=row, file=stored)
    values = {"name": stored.name, "sha256": stored.sha256}
    record(by, "planning.file_attached", row, place=row.place.code, values=values)
    return made


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: Acting) -> None:
    """Take a file out of the draft of one's own plan; versions that were sent with it keep it.

    OutOfScope where the draft has no such file, Refused while a version is under review.
    """
    row = locked_plan(attachment.plan, by)
    refuse_under_review(row)
    found = draft_attachments(row).filter(pk=attachment.pk).first()
    if found is None:
        raise OutOfScope
    values = {"name": found.file.name, "sha256": found.file.sha256}
    record(by, "planning.file_removed", row, place=row.place.code, values=values)
    if is_in_a_version(found):
        found.in_draft = False
        found.save(update_fields=["in_draft"])
        return
    stored = found.file
    found.delete()
    let_go(stored, by=by)
