"""Uploaded lists of one's own office, how it heads its columns, versions, codes to check."""

import base64
from collections.abc import Iterable

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of, require
from zhicai.foundation.errors import OutOfScope
from zhicai.places.models import Parentage
from zhicai.places.queries import is_within
from zhicai.registers.models import DoubtfulCode, ListColumnName, ListUpload
from zhicai.registers.rules import Version, overlapping

Imported = ListUpload.State.IMPORTED


def uploads_for(acting: Acting) -> QuerySet[ListUpload]:
    """Return the lists that the user's own office has uploaded, the latest first."""
    require(acting, "registers.keep")
    rows = ListUpload.objects.filter(place_id=acting.place_id).select_related("place")
    return rows.defer("content", "entries", "found").order_by("-uploaded_at", "-pk")


def upload_for(acting: Acting, pk: int) -> ListUpload:
    """Return one list of the own office, else OutOfScope."""
    found = uploads_for(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def content_kept(upload: ListUpload) -> bytes:
    """Return the file as it was uploaded; OutOfScope once it was dropped."""
    if not upload.content:
        raise OutOfScope
    return base64.b64decode(upload.content)


def column_names(acting: Acting) -> dict[str, str]:
    """Return how the office heads its columns: the heading, made plain, and the column it means."""
    rows = ListColumnName.objects.filter(place_id=acting.place_id)
    return dict(rows.values_list("heading", "column"))


def versions_of(list_id: str) -> list[Version]:
    """Return every imported list of an id with its area; two queries."""
    rows = ListUpload.objects.filter(list_id=list_id, state=Imported)
    facts = list(rows.values_list("pk", "place_id", "listed_on"))
    standing = Parentage.objects.filter(place_id__in={place for _, place, _ in facts})
    paths = dict(standing.filter(valid_to=None).values_list("place_id", "path"))
    return [Version(pk, paths.get(place, ""), on) for pk, place, on in facts]


def versions_seen(acting: Acting, list_id: str) -> list[ListUpload]:
    """Return the versions that touch what the user reads: of its area, above it or below it."""
    paths = reach_of(acting, "registers.read")
    keys = {
        version.pk
        for path in (*paths, acting.place_path)
        for version in overlapping(versions_of(list_id), path)
    }
    rows = ListUpload.objects.filter(pk__in=keys).select_related("place")
    return list(rows.defer("content", "entries", "found"))


def latest_first(versions: Iterable[Version], upload: ListUpload, path: str) -> bool:
    """Say whether nothing stands upon an imported list: it is the latest where it reaches."""
    shared = overlapping(versions, path)
    return bool(shared) and shared[0].pk == upload.pk


def codes_asked(acting: Acting) -> QuerySet[DoubtfulCode]:
    """Return the codes that wait for a look, the oldest first."""
    require(acting, "registers.accept_code")
    return _codes(acting).filter(state=DoubtfulCode.State.ASKED).order_by("asked_at", "pk")


def codes_decided(acting: Acting) -> QuerySet[DoubtfulCode]:
    """Return the codes that were looked at, the latest first."""
    require(acting, "registers.accept_code")
    rows = _codes(acting).exclude(state=DoubtfulCode.State.ASKED)
    return rows.order_by("-decided_at", "-pk")


def code_for(acting: Acting, pk: int) -> DoubtfulCode:
    """Return one code that the user may look at, else OutOfScope."""
    require(acting, "registers.accept_code")
    found = _codes(acting).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def _codes(acting: Acting) -> QuerySet[DoubtfulCode]:
    paths = reach_of(acting, "registers.accept_code")
    standing = Parentage.objects.filter(valid_to=None).values_list("place_id", "path")
    within = {pk for pk, path in standing if any(is_within(path, own) for own in paths)}
    return DoubtfulCode.objects.filter(place_id__in=within).select_related("place")
