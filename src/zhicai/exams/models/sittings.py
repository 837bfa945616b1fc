"""One candidate's sitting: where it stands, every answer, and the journal of all that came in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.admission.models import Registration
from zhicai.exams.models.exams import Exam, Room
from zhicai.files.models import StoredFile
from zhicai.people.models import Person


class Sitting(models.Model):
    """A candidate in an exam. ``deadline`` is the server's, with extra time and pauses in it.

    ``seed`` shuffles items and options for this candidate, the same way each time; ``device`` is a
    keyed hash of the browser that writes, ``code`` stands on the admission slip. ``entered`` counts
    journal entries. ``registration`` is empty in a mock test, which alone may be written again:
    each ``attempt`` is a sitting of its own. ``pack`` is the sealed pack that is out with the seat:
    while it is, the exam is not written online.
    """

    class State(models.TextChoices):
        """From being expected to handed in."""

        EXPECTED = "expected", _("未签到")
        PRESENT = "present", _("已签到")
        WRITING = "writing", _("作答中")
        SUBMITTED = "submitted", _("已交卷")
        ABSENT = "absent", _("缺考")
        VOID = "void", _("作废")

    class Submission(models.TextChoices):
        """Who handed in."""

        SELF = "self", _("本人交卷")
        TIME = "time", _("到时自动交卷")
        STAFF = "staff", _("监考交卷")
        PACK = "pack", _("离线答卷导入")

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="sittings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sittings")
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="sittings", null=True, blank=True
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="sittings", null=True, blank=True
    )
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    pack = models.ForeignKey(
        "exams.ExamPack", on_delete=models.PROTECT, related_name="seats", null=True, blank=True
    )
    attempt = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=16, unique=True)
    seed = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=State.choices, default=State.EXPECTED)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    extra_seconds = models.PositiveIntegerField(default=0)
    device = models.CharField(max_length=64, blank=True)
    entered = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.CharField(max_length=6, choices=Submission.choices, blank=True)

    class Meta:
        ordering = ["exam", "room", "seat", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "person", "attempt"], name="exams_one_sitting_a_person"
            ),
            models.UniqueConstraint(
                fields=["room", "seat"],
                condition=Q(seat__isnull=False),
                name="exams_one_candidate_a_seat",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("writing", "submitted")) | Q(started_at__isnull=False),
                name="exams_who_writes_has_started",
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False)
                | (~Q(state="submitted") & Q(submitted_at=None)),
                name="exams_handed_in_with_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["exam", "state"], name="exams_sitting_state"),
            models.Index(
                fields=["deadline"], condition=Q(state="writing"), name="exams_sitting_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam} {self.code}"


class Answer(models.Model):
    """The latest answer to one item. ``revision`` is the candidate's own count: the highest wins.

    ``number`` is the item's number in the paper, not on the shuffled screen.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    value = models.JSONField()
    flagged = models.BooleanField(default=False)
    revision = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["sitting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="exams_one_answer_an_item")
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.number}"


class JournalEntry(models.Model):
    """All that came in from one sitting, in order: saves, leaving the page, devices, handing in.

    Only ever added to. ``key`` is made by the browser, so that what is sent twice stands once;
    ``at`` is the server's time, ``sent_at`` the browser's.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="journal")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    data = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "journal entries"
        constraints = [
            models.UniqueConstraint(fields=["sitting", "key"], name="exams_one_entry_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.kind}"


class AnswerFile(models.Model):
    """A file that a candidate handed in; the answer names it by the key of ``file``.

    Whoever reads such an answer looks here whether the file was handed in with this sitting. Only
    ever added to: a candidate who takes another file leaves the first one behind.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["sitting", "number"], name="exams_answer_file")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.number}"
