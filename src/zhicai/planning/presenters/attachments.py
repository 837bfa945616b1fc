"""The files of a plan as its pages show them."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from zhicai.files.attachments import Attached, Attachments
from zhicai.foundation.errors import Fault
from zhicai.planning.models import Attachment, Plan


def attachments_shown(
    plan: Plan,
    rows: Iterable[Attachment],
    *,
    may_change: bool = True,
    faults: Sequence[Fault] = (),
) -> Attachments:
    """Return a plan's files; ``may_change`` offers to add and to remove."""
    return Attachments(
        rows=[
            Attached(
                file=row.file,
                url=reverse("planning:attachment", args=[row.pk]),
                remove_url=reverse("planning:remove_attachment", args=[row.pk])
                if may_change
                else "",
            )
            for row in rows
        ],
        upload_url=reverse("planning:attach", args=[plan.pk]) if may_change else "",
        faults=faults,
    )
