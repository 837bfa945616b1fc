"""The ledger of attendance, requests for leave, scanned sign-in sheets, photos of a class."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.admission.models import Registration
from zhicai.files.models import StoredFile
from zhicai.training.models import Lesson, TrainingClass


class SignSheet(models.Model):
    """A signed sheet of lessons as it was scanned; the entries made from it point here."""

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="sign_sheets"
    )
    lessons = models.ManyToManyField(Lesson, related_name="sign_sheets")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.training_class} {self.file}"


class ClassPhoto(models.Model):
    """A photo of a class, kept as evidence that it was held."""

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="photos"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=120, blank=True)
    taken_on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["taken_on", "pk"]

    def __str__(self) -> str:
        return f"{self.training_class} {self.taken_on}"


class LeaveRequest(models.Model):
    """Someone asks not to come to a lesson; the office that runs the class decides.

    ``reason`` is the person's own words and is blanked with the person.
    """

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", _("待审批")
        GRANTED = "granted", _("已准假")
        REFUSED = "refused", _("未准假")
        WITHDRAWN = "withdrawn", _("已撤回")

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="leave_requests"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="leave_requests")
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "lesson"],
                condition=Q(state__in=["asked", "granted"]),
                name="attendance_one_live_request_a_lesson",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="attendance_a_refused_leave_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.lesson_id} {self.state}"


class Entry(models.Model):
    """One line of the ledger: someone came, left, was ticked, was on leave, or a line was undone.

    The table is append-only. ``at`` is when it was so, ``entered_at`` when it was written. ``turn``
    counts how often lines of this kind were undone before for this person and lesson: together
    with the guard of the database it lets at most one of a kind stand. ``key`` is made where the
    line arises, so that a line sent twice is written once.
    """

    class Kind(models.TextChoices):
        """What the line says."""

        SIGNED_IN = "signed_in", _("签到")
        SIGNED_OUT = "signed_out", _("签退")
        STAFF_TICK = "staff_tick", _("工作人员点名")
        PAPER = "paper", _("纸质签到表")
        LEAVE = "leave", _("请假")
        MANUAL = "manual", _("补登")
        REVERSAL = "reversal", _("撤销")

    class Way(models.TextChoices):
        """How it came about."""

        CODE = "code", _("扫码")
        SCAN = "scan", _("工作人员扫码")
        OFFLINE = "offline", _("离线签到")
        LIST = "list", _("名单勾选")
        SHEET = "sheet", _("纸质签到表")
        OFFICE = "office", _("办理")

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="attendance_entries"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="attendance_entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    way = models.CharField(max_length=8, choices=Way.choices)
    turn = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    key = models.CharField(max_length=64, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="reversal", null=True, blank=True
    )
    sheet = models.ForeignKey(
        SignSheet, on_delete=models.PROTECT, related_name="entries", null=True, blank=True
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "lesson", "kind", "turn"],
                condition=~Q(kind="reversal"),
                name="attendance_one_of_a_kind_stands",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="attendance_one_entry_a_key"
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) & ~Q(reason="")
                | ~Q(kind="reversal") & Q(reverses=None),
                name="attendance_a_reversal_names_what_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="manual") | ~Q(reason=""),
                name="attendance_manual_entry_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(kind="paper") | Q(sheet__isnull=False),
                name="attendance_paper_has_its_scan",
            ),
        ]
        indexes = [
            models.Index(fields=["lesson", "registration"], name="attendance_lesson"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.lesson_id} {self.kind}"
