"""Files for lessons and courses: a lecturer's materials, the versions of a course's handout."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.files.actions import keep_file, let_go
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.planning.models import Course
from zhicai.planning.queries.courses import library_of
from zhicai.training.models import CourseHandout, Lesson, LessonMaterial, TrainingClass
from zhicai.training.queries.classes import may_run
from zhicai.training.rules.teaching import MOST_MATERIALS


def _may(lesson: Lesson, by: Acting) -> None:
    """The lecturer of the lesson, or the office that runs its class."""
    mine = lesson.lecturer is not None and lesson.lecturer.user_id == by.user_id
    if lesson.cancelled or not (mine or may_run(by, lesson.training_class)):
        raise OutOfScope


def _locked(pk: int) -> Lesson:
    rows = Lesson.objects.select_for_update(of=("self",))
    return rows.select_related("lecturer", "training_class__place").get(pk=pk)


@transaction.atomic
def add_material(
    lesson: Lesson, upload: "UploadedFile[Any] | None", *, kind: str, by: Acting, at: datetime
) -> LessonMaterial:
    """Keep a file for a lesson; BadInput for its kind, its size, and beyond ten files.

    The trainees of the class can fetch it.
    """
    row = _locked(lesson.pk)
    _may(row, by)
    if kind not in LessonMaterial.Kind.values:
        raise BadInput([Fault(Text("请选择资料种类。", "Choose what it is."), "kind")])
    if row.training_class.state == TrainingClass.State.CANCELLED:
        raise BadInput([Fault(Text("班次已取消。", "The class is cancelled."), "file")])
    if row.materials.count() >= MOST_MATERIALS:
        says = Text(
            f"每节课最多 {MOST_MATERIALS} 个文件，先移除不用的。",
            f"A lesson has at most {MOST_MATERIALS} files; remove one that is not needed.",
        )
        raise BadInput([Fault(says, "file")])
    kept = keep_file(upload, by=by, at=at)
    made = LessonMaterial.objects.create(
        lesson=row, file=kept, kind=kind, added_at=at, added_by=by.name
    )
    values = {"lesson": row.pk, "name": kept.name}
    found = row.training_class
    record(by, "training.material_added", found, place=found.place.code, values=values)
    return made


@transaction.atomic
def remove_material(material: LessonMaterial, *, by: Acting) -> None:
    """Take a file of a lesson away."""
    row = _locked(material.lesson_id)
    _may(row, by)
    held = row.materials.filter(pk=material.pk).select_related("file").first()
    if held is None:
        raise OutOfScope
    stored = held.file
    held.delete()
    values = {"lesson": row.pk, "name": stored.name}
    found = row.training_class
    record(by, "training.material_removed", found, place=found.place.code, values=values)
    let_go(stored, by=by)


@transaction.atomic
def add_handout(
    course: Course, upload: "UploadedFile[Any] | None", *, says: str, by: Acting, at: datetime
) -> CourseHandout:
    """Keep the next version of the handout of a course of the own library; older ones stay."""
    require(by, "training.library")
    row = library_of(by).select_for_update(of=("self",)).filter(pk=course.pk).first()
    if row is None:
        raise OutOfScope
    kept = keep_file(upload, by=by, at=at)
    last = CourseHandout.objects.filter(course=row).aggregate(last=Max("version"))["last"] or 0
    made = CourseHandout.objects.create(
        course=row, version=last + 1, file=kept, says=says.strip()[:200], added_at=at,
        added_by=by.name, office=by.office,
    )  # fmt: skip
    values = {"course": row.title, "version": made.version, "name": kept.name}
    record(by, "training.handout_added", row, place=by.place_code, values=values)
    return made
