"""Files of records, and who sees and adds them: whoever sees and writes the record."""

from collections.abc import Iterable

from django.urls import reverse

from zhicai.coordination.models import Arrangement, Attachment, Copy, Problem
from zhicai.coordination.queries.arrangements import arrangement_for, side_of
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.problems import may_handle, problem_for
from zhicai.coordination.queries.tasks import is_recipient
from zhicai.foundation.errors import OutOfScope

Record = Arrangement | Copy | Problem


def attachments_of(about: Iterable[str]) -> dict[str, list[Attachment]]:
    """Return the files of records by their key; one query."""
    found: dict[str, list[Attachment]] = {}
    for row in Attachment.objects.filter(about__in=list(about)).select_related("file"):
        found.setdefault(row.about, []).append(row)
    return found


def record_for(desk: Desk, about: str) -> Record:
    """Return the record that a key names, in reach; OutOfScope for any other."""
    kind, _sep, written = about.partition(":")
    pk = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
    if kind == "arrangement":
        return arrangement_for(desk, pk)
    if kind == "problem":
        return problem_for(desk, pk)
    if kind == "copy":
        rows = Copy.objects.select_related("assignment", "place")
        copy = rows.filter(pk=pk, place_id__in=desk.place_ids).first()
        if copy is not None:
            return copy
    raise OutOfScope


def may_attach(desk: Desk, record: Record) -> bool:
    """Say whether the user writes a record and so may add files to it."""
    if isinstance(record, Arrangement):
        return side_of(desk.acting, record) is not None
    if isinstance(record, Problem):
        return record.closed_on is None and may_handle(desk, record)
    return record.assignment.closed_on is None and is_recipient(desk.acting, record)


def attachment_for(desk: Desk, pk: int) -> Attachment:
    """Return a file of a record in reach; OutOfScope for any other."""
    row = Attachment.objects.select_related("file").filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    record_for(desk, row.about)
    return row


def page_of(desk: Desk, about: str) -> str:
    """Return the page of a record in reach that the user may write."""
    record = record_for(desk, about)
    if not may_attach(desk, record):
        raise OutOfScope
    if isinstance(record, Copy):
        return reverse("coordination:task", args=[record.assignment_id])
    name = "arrangement" if isinstance(record, Arrangement) else "problem"
    return reverse(f"coordination:{name}", args=[record.pk])
