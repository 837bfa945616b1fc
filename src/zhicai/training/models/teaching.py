"""What lecturers answer, hand in and are paid; handouts of courses; what trainees say."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.files.models import StoredFile
from zhicai.planning.models import Course
from zhicai.training.models.classes import Lecturer, Lesson, TrainingClass


class LecturerReply(models.Model):
    """What a lecturer answered to being assigned to a lesson; added, never changed.

    ``assigned_by`` is the office that had asked. The latest one of a lesson rules.
    """

    class State(models.TextChoices):
        """Yes or no."""

        ACCEPTED = "accepted", _("已接受")
        DECLINED = "declined", _("不能授课")

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="replies")
    lecturer = models.ForeignKey(Lecturer, on_delete=models.PROTECT, related_name="replies")
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=400, blank=True)
    assigned_by = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "lecturer replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="accepted") | ~Q(reason=""),
                name="training_who_declines_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lecturer_id} {self.state}"


class LessonMaterial(models.Model):
    """A file that the lecturer of a lesson, or the office that runs the class, hands in for it."""

    class Kind(models.TextChoices):
        """What it is."""

        SLIDES = "slides", _("课件")
        HANDOUT = "handout", _("讲义")
        EXERCISE = "exercise", _("练习")

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="materials")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HANDOUT)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.kind}"


class LessonFee(models.Model):
    """What was agreed with a lecturer for one lesson: fen for each class hour, before tax.

    It holds for ``lecturer`` alone: a substitute has a fee of their own.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="fees")
    lecturer = models.ForeignKey(Lecturer, on_delete=models.PROTECT, related_name="fees")
    per_hour = models.PositiveBigIntegerField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "lecturer"], name="training_one_fee_a_lesson_and_lecturer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.per_hour}"


class CourseHandout(models.Model):
    """One version of the handout of a course in a library; older versions stay."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="handouts")
    version = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["course", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "version"], name="training_one_handout_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.course_id} v{self.version}"


class Feedback(models.Model):
    """What one trainee says of a lesson, or of the whole class (``lesson`` empty).

    ``scores`` holds 1–5 by the key of the question. An anonymous one has neither day nor name; the
    key is random, so that the order of the rows tells nothing. Who has given one is known to the
    app that knows the registrations.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="feedback"
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="feedback", null=True, blank=True
    )
    lecturer = models.ForeignKey(
        Lecturer, on_delete=models.PROTECT, related_name="feedback", null=True, blank=True
    )
    scores = models.JSONField(default=dict)
    says = models.TextField(blank=True)
    anonymous = models.BooleanField(default=True)
    given_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(given_on=None, by=""),
                name="training_anonymous_feedback_has_neither_day_nor_name",
            ),
            models.CheckConstraint(
                condition=Q(lecturer=None) | Q(lesson__isnull=False),
                name="training_feedback_on_a_lecturer_is_on_a_lesson",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.lesson_id or ''}"
