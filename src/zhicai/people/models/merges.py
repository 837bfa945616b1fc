"""Two records of one person made one, and every row that moved, so that it can be undone."""

from django.db import models
from django.db.models import F, Q

from zhicai.foundation.sealed import SealedTextField
from zhicai.people.models.persons import Person
from zhicai.places.models import Place


class Merge(models.Model):
    """``duplicate`` became a pointer to ``kept``.

    ``before`` and ``after`` (JSON, sealed) are what says who the two are, before and after it;
    ``highest`` the last key of every table then: what is younger was built upon the merge.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    duplicate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_by")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    before = SealedTextField()
    after = SealedTextField()
    highest = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=120, blank=True)
    undone_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate"], condition=Q(undone_at=None), name="people_merged_once"
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("duplicate")), name="people_a_merge_is_of_two"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | ~Q(undone_reason=""),
                name="people_an_undoing_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duplicate_id} → {self.kept_id}"


class MergedRow(models.Model):
    """One row that moved in a merge (``before`` empty), or that the merge changed."""

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="rows")
    share = models.CharField(max_length=60)
    row = models.BigIntegerField()
    says = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.share} {self.row}"


class NotSame(models.Model):
    """Two records that look alike and are of two people, as an office found."""

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="people_told_apart_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="people_told_apart_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
