"""Evaluation: the indicator set of a year, a sheet for each person, a score for each indicator."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.people.models import Person
from zhicai.programmes.models import ProgrammeYear
from zhicai.reviews.models.criteria import CriteriaSet


class Evaluation(models.Model):
    """The evaluation of a year; a re-evaluation is a further ``number`` beside the one before.

    Once closed its sheets and scores never change: the database refuses it.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("评价中")
        CLOSED = "closed", _("已定稿")

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    criteria = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    why = models.CharField(_("重新评价的理由"), max_length=400, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    counted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-programme_year__year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "number"], name="reviews_evaluation_number"
            ),
            models.UniqueConstraint(
                fields=["programme_year"],
                condition=Q(state="open"),
                name="reviews_one_open_evaluation_a_year",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | Q(state="closed", closed_at__isnull=False),
                name="reviews_a_closed_evaluation_says_when",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(why=""), name="reviews_a_re_evaluation_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_year_id} {self.number}"


class Sheet(models.Model):
    """The score sheet of a person; ``total`` is weighted, ``missing`` hand scores still to come."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="sheets")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="evaluation_sheets")
    total = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    missing = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-total", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "person"], name="reviews_one_sheet_a_person"
            ),
            models.CheckConstraint(
                condition=Q(total__gte=0, total__lte=100), name="reviews_totals_are_of_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.person_id} {self.total}"


class Score(models.Model):
    """One indicator of a sheet: ``value`` and ``lines`` of a fact, or a score by hand."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="scores")
    indicator = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=9, decimal_places=1, null=True, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    lines = models.JSONField(default=list)
    at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "indicator"], name="reviews_one_score_an_indicator"
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=100),
                name="reviews_indicator_scores_are_of_a_hundred",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.indicator} {self.score}"
