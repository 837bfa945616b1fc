"""Uploaded rosters of one's own office, and how it heads its columns."""

import base64
from typing import Any

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.admission.models import CandidateUpload, ColumnName, KeptFile, RosterUpload
from zhicai.foundation.errors import OutOfScope
from zhicai.sheets.findings import Found, found_from


def office_of(acting: Acting) -> dict[str, Any]:
    """Return the fields that say whose an upload or a heading is."""
    return {"place_id": acting.place_id, "organisation_id": acting.organisation_id}


def uploads_for(acting: Acting) -> QuerySet[RosterUpload]:
    """Return the rosters that the user's own office has uploaded; what lies sealed is not read."""
    require(acting, "admission.enrol")
    rows = RosterUpload.objects.select_related("training_class__place")
    rows = rows.defer("content", "entries", "found", "before")
    return rows.filter(**office_of(acting))


def upload_for(acting: Acting, pk: int) -> RosterUpload:
    """Return one roster of the own office, else OutOfScope."""
    found = uploads_for(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def candidate_uploads_for(acting: Acting) -> QuerySet[CandidateUpload]:
    """Return the lists of candidates of the user's own office; what lies sealed is not read."""
    require(acting, "admission.candidates")
    rows = CandidateUpload.objects.select_related("call__programme_year__province")
    return rows.defer("content", "entries", "found").filter(**office_of(acting))


def candidate_upload_for(acting: Acting, pk: int) -> CandidateUpload:
    """Return one list of candidates of the own office, else OutOfScope."""
    found = candidate_uploads_for(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def found_in(upload: KeptFile) -> Found:
    """Return what the last check of a roster found."""
    return found_from(upload.found)


def content_kept(upload: KeptFile) -> bytes:
    """Return the file as it was uploaded; OutOfScope once it was dropped."""
    if not upload.content:
        raise OutOfScope
    return base64.b64decode(upload.content)


def column_names(acting: Acting) -> dict[str, str]:
    """Return how the office heads its columns: the heading, made plain, and the column it means."""
    rows = ColumnName.objects.filter(**office_of(acting))
    return dict(rows.values_list("heading", "column"))
