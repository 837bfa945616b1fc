"""Whose attendance a user sees and takes."""

from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, require
from zhicai.admission.models import Registration
from zhicai.attendance.models import ClassPhoto, LeaveRequest, SignSheet
from zhicai.foundation.errors import OutOfScope
from zhicai.training.models import Lesson, TrainingClass
from zhicai.training.queries import class_for, may_run

TAKEN = (TrainingClass.State.RUNNING, TrainingClass.State.FINISHED)
"""States of a class in which attendance is taken and corrected."""


def may_enter(acting: Acting, found: TrainingClass) -> bool:
    """Say whether the user takes the attendance of a class: its own office runs it."""
    return holds(acting, "attendance.enter") and may_run(acting, found)


def class_read(acting: Acting, pk: int, *, on: date) -> TrainingClass:
    """Return a class whose attendance the user may see, else OutOfScope."""
    require(acting, "attendance.read")
    return class_for(acting, pk, on=on)


def class_entered(acting: Acting, pk: int, *, on: date) -> TrainingClass:
    """Return a class whose attendance the user takes, else OutOfScope."""
    require(acting, "attendance.enter")
    found = class_for(acting, pk, on=on)
    if not may_enter(acting, found):
        raise OutOfScope
    return found


def class_of_seat(acting: Acting, pk: int, *, on: date) -> TrainingClass:
    """Return the class of a registration whose attendance the user takes, else OutOfScope."""
    row = Registration.objects.only("training_class_id").filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    return class_entered(acting, row.training_class_id, on=on)


def lesson_read(acting: Acting, pk: int, *, on: date) -> tuple[Lesson, TrainingClass]:
    """Return a lesson whose attendance the user may see, with its class, else OutOfScope."""
    lesson = _lesson(pk)
    return lesson, class_read(acting, lesson.training_class_id, on=on)


def lesson_entered(acting: Acting, pk: int, *, on: date) -> tuple[Lesson, TrainingClass]:
    """Return a lesson whose attendance the user takes, with its class, else OutOfScope."""
    lesson = _lesson(pk)
    return lesson, class_entered(acting, lesson.training_class_id, on=on)


def _lesson(pk: int) -> Lesson:
    found = Lesson.objects.select_related("lecturer").filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def seated_in(found: TrainingClass, pk: int) -> Registration:
    """Return someone on the roster of a class, else OutOfScope."""
    row = people_of(found).filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    return row


def people_of(found: TrainingClass) -> QuerySet[Registration]:
    """Return who is on the roster of a class; the sealed number is not read."""
    rows = Registration.objects.filter(
        training_class=found, state=Registration.State.ACCEPTED
    ).select_related("person")
    return rows.defer("person__id_number").order_by("pk")


def sheet_read(acting: Acting, pk: int, *, on: date) -> SignSheet:
    """Return a scanned sheet whose class the user takes the attendance of, else OutOfScope.

    It shows names and signatures.
    """
    row = SignSheet.objects.select_related("file").filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    class_entered(acting, row.training_class_id, on=on)
    return row


def photo_read(acting: Acting, pk: int, *, on: date) -> ClassPhoto:
    """Return a photo of a class that the user may see, else OutOfScope."""
    row = ClassPhoto.objects.select_related("file").filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    class_read(acting, row.training_class_id, on=on)
    return row


def leave_decided(acting: Acting, pk: int, *, on: date) -> LeaveRequest:
    """Return a request for leave that the user's office decides, else OutOfScope."""
    rows = LeaveRequest.objects.select_related("registration__person", "lesson__training_class")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    class_entered(acting, row.lesson.training_class_id, on=on)
    return row


def leave_waiting(acting: Acting) -> QuerySet[LeaveRequest]:
    """Return the requests for leave that wait for the user's own office."""
    levels = [duty.level.value for duty in acting.duties if duty.level]
    return LeaveRequest.objects.filter(
        state=LeaveRequest.State.ASKED,
        lesson__training_class__place_id=acting.place_id,
        lesson__training_class__level__in=levels,
        lesson__training_class__state__in=("open", *TAKEN),
    )


def leaves_asked(found: TrainingClass) -> QuerySet[LeaveRequest]:
    """Return the requests for leave of a class that are not decided."""
    rows = LeaveRequest.objects.filter(lesson__training_class=found, state="asked")
    return rows.select_related("registration__person", "lesson")


def sheets_of(found: TrainingClass) -> QuerySet[SignSheet]:
    """Return the scans of signed sheets of a class."""
    rows = SignSheet.objects.filter(training_class=found)
    return rows.select_related("file").prefetch_related("lessons")


def photos_of(found: TrainingClass) -> QuerySet[ClassPhoto]:
    """Return the photos of a class."""
    return ClassPhoto.objects.filter(training_class=found).select_related("file")
