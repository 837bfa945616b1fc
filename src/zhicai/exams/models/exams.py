"""An exam of a class: when, with which paper, in which rooms, under whom, and what happened."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.exams.models.papers import Blueprint, Paper
from zhicai.training.models import TrainingClass


class Exam(models.Model):
    """One test at one time. ``minutes`` are worked from a candidate's own start to the deadline.

    ``latest_start`` is how many minutes after ``starts_at`` one may still begin. A paused exam
    stands still for everyone; the pauses are added to the deadlines, and their sum
    (``paused_seconds``) to the time of those who begin after them. ``training_class`` is empty for
    a mock test. ``revision`` rises with what candidates are to hear while they write (a word to
    all, a voided item): each save tells it, and their pages ask for the news.
    """

    class State(models.TextChoices):
        """From being planned to the final result."""

        PLANNED = "planned", _("已安排")
        RUNNING = "running", _("考试中")
        PAUSED = "paused", _("已暂停")
        ENDED = "ended", _("已结束")
        PUBLISHED = "published", _("已公布")
        FINAL = "final", _("已定")
        CANCELLED = "cancelled", _("已取消")

    class Round(models.TextChoices):
        """Whether it is the one make-up."""

        FIRST = "first", _("首考")
        MAKE_UP = "makeup", _("补考")
        MOCK = "mock", _("模拟")

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="exams", null=True, blank=True
    )
    part = models.CharField(max_length=10, choices=Blueprint.Part.choices)
    round = models.CharField(max_length=8, choices=Round.choices)
    title = models.CharField(max_length=160)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="exams")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    latest_start = models.PositiveSmallIntegerField(default=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    objections_until = models.DateField(null=True, blank=True)
    said = models.CharField(max_length=400, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "part", "round", "starts_at"],
                condition=~Q(state="cancelled") & Q(training_class__isnull=False),
                name="exams_one_exam_a_class_part_and_hour",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="exams_an_exam_takes_time"),
            models.CheckConstraint(
                condition=Q(state="paused", paused_at__isnull=False)
                | (~Q(state="paused") & Q(paused_at=None)),
                name="exams_only_a_paused_exam_stands_still",
            ),
        ]
        indexes = [models.Index(fields=["training_class", "part"], name="exams_exam_class")]

    def __str__(self) -> str:
        return self.title


class Room(models.Model):
    """A room of an exam with its seats."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=80)
    seats = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "name"], name="exams_one_room_a_name"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="exams_a_room_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name


class Invigilator(models.Model):
    """Someone who watches over a room, or over the whole exam where ``room`` is empty."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="invigilators")
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="invigilators", null=True, blank=True
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "user"], condition=Q(until=None), name="exams_one_watch_a_user"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Incident(models.Model):
    """Something that happened in an exam, to one candidate or to all; never changed."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="incidents")
    sitting = models.ForeignKey(
        "exams.Sitting", on_delete=models.PROTECT, related_name="incidents", null=True, blank=True
    )
    kind = models.CharField(max_length=20)
    says = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.exam} {self.kind}"


class Leave(models.Model):
    """A decision with its reason: a late start, more time, another device, online instead of with
    the pack; for one or for all.

    ``seconds`` is the time given with it.
    """

    class What(models.TextChoices):
        """What was let."""

        LATE = "late", _("迟到开考")
        TIME = "time", _("延长时间")
        DEVICE = "device", _("更换设备")
        RESUME = "resume", _("恢复作答")
        ONLINE = "online", _("移出考试包")

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="leaves")
    sitting = models.ForeignKey(
        "exams.Sitting", on_delete=models.PROTECT, related_name="leaves", null=True, blank=True
    )
    what = models.CharField(max_length=8, choices=What.choices)
    seconds = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="exams_a_leave_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.exam} {self.what}"


class Minutes(models.Model):
    """The minutes of a room as signed: figures and words as they stood, with their hash."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="minutes_signed")
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="minutes_signed", null=True, blank=True
    )
    figures = models.JSONField()
    words = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"{self.exam} {self.signed_by}"
