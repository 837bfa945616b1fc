"""An exam without network: its sealed packs, who had them in hand, answers that came back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.exams.models.exams import Exam
from zhicai.foundation.sealed import SealedTextField


class ExamPack(models.Model):
    """A sealed pack of an exam; made again, it gets the next number and the last one is void.

    ``key`` opens it, ``veil`` is the seed by which its questions were put into another order;
    ``public`` proves that answers come from its room.
    """

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=32, unique=True)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    key = SealedTextField()
    veil = SealedTextField()
    public = models.BinaryField()
    candidates = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_for = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["exam", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "number"], name="exams_one_pack_a_number"),
            models.UniqueConstraint(
                fields=["exam"], condition=Q(voided_at=None), name="exams_one_pack_in_use"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_for="")
                | (Q(voided_at__isnull=False) & ~Q(voided_for="")),
                name="exams_a_void_pack_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam} #{self.number}"


class PackHandling(models.Model):
    """Someone took a pack, or saw or printed its key; only ever added to."""

    class What(models.TextChoices):
        """What was done; nobody has both in hand before the hour."""

        FETCHED = "fetched", _("下载考试包")
        KEY = "key", _("查看密钥")
        LETTER = "letter", _("打印密封信")

    pack = models.ForeignKey(ExamPack, on_delete=models.PROTECT, related_name="handlings")
    what = models.CharField(max_length=8, choices=What.choices)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    by_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pack} {self.what}"


class AnswersBrought(models.Model):
    """An answers file that came back and was found sound; the same file stands once.

    ``found`` counts what was in it, ``added`` what was new when it was merged.
    """

    class State(models.TextChoices):
        """Checked by a machine, then merged by a person."""

        CHECKED = "checked", _("待合并")
        MERGED = "merged", _("已合并")

    pack = models.ForeignKey(ExamPack, on_delete=models.PROTECT, related_name="brought")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    number = models.PositiveIntegerField()
    exported_at = models.DateTimeField()
    found = models.JSONField(default=dict)
    added = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.CHECKED)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    merged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "answers brought"
        constraints = [
            models.UniqueConstraint(fields=["pack", "sha256"], name="exams_one_answers_file"),
            models.CheckConstraint(
                condition=Q(state="checked", merged_at=None)
                | Q(state="merged", merged_at__isnull=False),
                name="exams_merged_answers_have_their_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.number}"


class RoomPack(models.Model):
    """On the machine of a room without network: the one pack that it serves.

    There is no row on a site with network. ``exam`` stands once the key opened it; ``exports``
    counts how often answers were handed out.
    """

    data = models.BinaryField()
    code = models.CharField(max_length=32, unique=True)
    exam = models.OneToOneField(
        Exam, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    watcher = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    signing = SealedTextField(blank=True)
    exports = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="exams_a_room_serves_one_pack"),
        ]

    def __str__(self) -> str:
        return self.code
