"""What an upgrade review and a commendation are both: a round of a year."""

from typing import TypeVar

from django.db import models

from zhicai.programmes.models import ProgrammeYear
from zhicai.publicity.models import PublicList
from zhicai.reviews.models.criteria import CriteriaSet


class Round(models.Model):
    """A round of a year under a version of the criteria, from ``opens_on`` to ``closes_on``, both
    included.

    ``public_list`` is the list of those who passed or were selected; ``final_at``: what the round
    gives was given.
    """

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    criteria = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="+")
    opens_on = models.DateField()
    closes_on = models.DateField()
    public_list = models.OneToOneField(
        PublicList, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-opens_on", "-pk"]


RoundT = TypeVar("RoundT", bound=Round)
