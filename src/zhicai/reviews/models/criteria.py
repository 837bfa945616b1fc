"""Versions of criteria: a draft is changed, what was put in force never is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CriteriaSet(models.Model):
    """One version of the criteria of a kind; in force for one ``year`` of a programme.

    ``content`` is what :mod:`zhicai.reviews.rules.content` checks. ``is_example``: taken from the
    example that ships with the programme and not changed since.
    """

    class Kind(models.TextChoices):
        """For what."""

        UPGRADE = "upgrade", _("升级评定标准")
        COMMENDATION = "commendation", _("表彰办法")
        EVALUATION = "evaluation", _("人才评价指标")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("草稿")
        IN_FORCE = "in-force", _("执行中")
        ENDED = "ended", _("已停止")

    programme = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("名称"), max_length=80)
    is_example = models.BooleanField(default=False)
    content = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    enacted_at = models.DateTimeField(null=True, blank=True)
    enacted_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["programme", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "number"], name="reviews_criteria_number"
            ),
            models.UniqueConstraint(
                fields=["programme", "kind", "year"],
                condition=Q(state="in-force"),
                name="reviews_one_set_in_force_a_year",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", year=None, enacted_at=None)
                | (
                    ~Q(state="draft")
                    & Q(year__isnull=False, enacted_at__isnull=False)
                    & ~Q(basis="")
                ),
                name="reviews_what_is_in_force_says_its_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.kind} {self.number}"
