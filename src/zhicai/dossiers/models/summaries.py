"""A city's summary of the classes held: its figures as generated, the words around them."""

from django.db import models
from django.db.models import Q

from zhicai.filing.models import Filing
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear


class ClassSummary(models.Model):
    """One city's summary of a year (HB-4.5.k): the draft; what was sent are the filing's versions.

    ``figures`` are fixed at ``generated_at`` and nobody types them; ``words`` are by section.
    """

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="class_summaries"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="class_summaries")
    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="class_summary")
    figures = models.JSONField()
    generated_at = models.DateTimeField()
    generated_by = models.CharField(max_length=120)
    words = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "class summaries"
        ordering = ["place__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "place"], name="dossiers_one_summary_a_city_and_year"
            ),
            models.CheckConstraint(
                condition=Q(revision__gte=1), name="dossiers_summary_revision_begins_at_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.programme_year}"
