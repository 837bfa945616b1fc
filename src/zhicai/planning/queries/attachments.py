"""Reads of a plan's files: those of the draft, those that a version froze, who may fetch which."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.filing.models import Version
from zhicai.foundation.errors import OutOfScope
from zhicai.planning.models import Attachment, Plan
from zhicai.planning.queries.plans import Reading, may_see_draft, own_plan_for, plan_for
from zhicai.programmes.queries import settings_of

KEY = "attachments"
"""Under which a version keeps the ids, names and hashes of its files."""


def draft_attachments(plan: Plan) -> QuerySet[Attachment]:
    """Return the files that the next version will have."""
    return plan.attachments.filter(in_draft=True).select_related("file").order_by("pk")


def frozen_attachments(plan: Plan) -> dict[str, Any]:
    """Return what a version keeps of the draft's files; empty without any."""
    rows = [
        {"id": row.pk, "name": row.file.name, "sha256": row.file.sha256, "size": row.file.size}
        for row in draft_attachments(plan)
    ]
    return {KEY: rows} if rows else {}


def attachments_in(plan: Plan, reading: Reading) -> QuerySet[Attachment]:
    """Return the files of the draft or version that is read."""
    if reading.version is None:
        return draft_attachments(plan)
    rows = plan.attachments.filter(pk__in=ids_in(reading.version))
    return rows.select_related("file").order_by("pk")


def ids_in(version: Version) -> list[int]:
    """Return the ids of the files that a version froze."""
    return [row["id"] for row in version.content.get(KEY, ())]


def is_in_a_version(attachment: Attachment) -> bool:
    """Say whether a version that was sent has this file."""
    versions = attachment.plan.filing.versions.all()
    return any(attachment.pk in ids_in(version) for version in versions)


def attachment_for(acting: Acting, pk: int, *, on: date) -> Attachment:
    """Return a file of a plan the user may see: of a version that was sent, or of a draft that the
    user may read. OutOfScope for any other.
    """
    row = _found(pk)
    plan = plan_for(acting, row.plan_id, on=on)
    settings = settings_of(plan.programme_year, on=on)
    if row.in_draft and may_see_draft(acting, plan, settings, on=on):
        return row
    if not is_in_a_version(row):
        raise OutOfScope
    return row


def own_attachment_for(acting: Acting, pk: int) -> Attachment:
    """Return a file of the user's own plan; OutOfScope for any other."""
    row = _found(pk)
    own_plan_for(acting, row.plan_id)
    return row


def _found(pk: int) -> Attachment:
    row = Attachment.objects.filter(pk=pk).select_related("file", "plan__filing").first()
    if row is None:
        raise OutOfScope
    return row
