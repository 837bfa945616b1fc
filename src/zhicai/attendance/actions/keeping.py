"""Photos of a class, kept as evidence."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.attendance.actions.lines import insist_taker
from zhicai.attendance.models import ClassPhoto
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file, let_go
from zhicai.files.rules import PICTURES
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.models import TrainingClass

MOST_PHOTOS = 200
FULL = Text(
    f"一个班最多存 {MOST_PHOTOS} 张照片，请先删去不需要的。",
    f"A class keeps {MOST_PHOTOS} photos at most; remove some first.",
)
CLOSED = Text("班次已结班，照片不再变动。", "The class is closed; its photos stay as they are.")


@transaction.atomic
def keep_photo(
    found: TrainingClass,
    upload: "UploadedFile[Any] | None",
    *,
    says: str = "",
    taken_on: date | None = None,
    by: Acting,
    at: datetime,
) -> ClassPhoto:
    """Keep a photo of a class; BadInput for a file that is no picture, Refused once it is closed.

    Without ``taken_on`` it is of the day it was sent.
    """
    insist_taker(by, found)
    _insist_open(found)
    if ClassPhoto.objects.filter(training_class=found).count() >= MOST_PHOTOS:
        raise BadInput([Fault(FULL, field="file")])
    file = keep_file(upload, by=by, at=at, kinds=PICTURES)
    photo = ClassPhoto.objects.create(
        training_class=found, file=file, says=" ".join(says.split())[:120], at=at, by=by.name,
        office=by.office, taken_on=taken_on or at.astimezone(CHINA).date(),
    )  # fmt: skip
    record(by, "attendance.photo_kept", photo, place=found.place.code, values={"file": file.pk})
    return photo


@transaction.atomic
def drop_photo(photo: ClassPhoto, *, by: Acting) -> None:
    """Remove a photo of a class; Refused once the class is closed."""
    found = photo.training_class
    insist_taker(by, found)
    _insist_open(found)
    file = photo.file
    record(by, "attendance.photo_dropped", photo, place=found.place.code, values={"file": file.pk})
    photo.delete()
    let_go(file, by=by)


def _insist_open(found: TrainingClass) -> None:
    if found.state in (found.State.CLOSED, found.State.CANCELLED):
        raise Refused([Reason(CLOSED)])
