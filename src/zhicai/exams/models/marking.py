"""Marking: marks per answer by machine and by people, scores, changed keys, appeals."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.exams.models.papers import PaperItem
from zhicai.exams.models.sittings import Sitting


class Marking(models.Model):
    """Marks for one answer from one person; only ever added to, the latest of a turn counts.

    ``turn`` is 1 and 2 for the two markers, 3 for the third who is asked when those two lie far
    apart, 0 for marks set by a decision: an appeal upheld. ``rubric`` are the marks by point. What
    the machine marks stands in the score alone: key and answer say it again at any time.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="markings")
    number = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()
    marks = models.DecimalField(max_digits=5, decimal_places=1)
    rubric = models.JSONField(default=list, blank=True)
    says = models.CharField(max_length=400, blank=True)
    marker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marker_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(marks__gte=0, turn__lte=3), name="exams_marks_are_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["sitting", "number"], name="exams_marking_answer")]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.number} {self.turn}"


class Score(models.Model):
    """What a sitting scored; counted anew after each marking until the exam is final.

    ``by_item`` holds the marks for each item by its number, None where somebody has yet to mark it.
    """

    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="score")
    marks = models.DecimalField(max_digits=6, decimal_places=1)
    out_of = models.DecimalField(max_digits=6, decimal_places=1)
    percent = models.DecimalField(max_digits=5, decimal_places=1)
    by_item = models.JSONField()
    complete = models.BooleanField()
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(marks__gte=0, marks__lte=models.F("out_of")),
                name="exams_a_score_is_within_the_paper",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.marks}"


class Regrade(models.Model):
    """The key of an item in a paper was changed, or the item voided, with its reason."""

    paper_item = models.ForeignKey(PaperItem, on_delete=models.PROTECT, related_name="regrades")
    reason = models.CharField(max_length=400)
    before = models.JSONField()
    after = models.JSONField()
    changed = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="exams_a_regrade_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.paper_item} {self.reason}"


class Appeal(models.Model):
    """A candidate asks to look into marks again; ``due`` is the day by which it is answered."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("待复核")
        UPHELD = "upheld", _("已更正")
        REFUSED = "refused", _("维持原分")

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="appeals")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    says = models.CharField(max_length=400)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    at = models.DateTimeField()
    due = models.DateField()
    answer = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "number"],
                condition=Q(state="open"),
                name="exams_one_open_appeal_an_item",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="exams_an_answered_appeal_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.state}"
