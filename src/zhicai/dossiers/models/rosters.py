"""Rosters of qualified specialists as they were frozen, and what corrects them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.dossiers.models.closing import Beside
from zhicai.programmes.models import ProgrammeYear
from zhicai.results.models import Outcome
from zhicai.training.models import TrainingClass


class Roster(models.Model):
    """A roster frozen for a year, or for one class where the setting says so (HB-3.2.6.6.c).

    ``sha256`` is that of its rows. The database takes no change and no second one.
    """

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="rosters"
    )
    training_class = models.OneToOneField(
        TrainingClass, on_delete=models.PROTECT, related_name="frozen_roster", null=True, blank=True
    )
    people = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    frozen_on = models.DateField()
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year"],
                condition=Q(training_class=None),
                name="dossiers_one_roster_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_year} {self.sha256[:8]}"


class RosterRow(models.Model):
    """One qualified specialist of a frozen roster, with the facts as they stood then."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "position"], name="dossiers_one_row_a_position"
            ),
            models.UniqueConstraint(
                fields=["roster", "outcome"], name="dossiers_one_row_a_specialist"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1), name="dossiers_positions_begin_at_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.position}"


class RosterCorrection(Beside):
    """A correction of a frozen roster: it stands beside the rows, never over them.

    ``row`` is the one that it is about, None for somebody who is missing.
    """

    class Kind(models.TextChoices):
        """What is to be read otherwise."""

        CHANGE = "change", _("更正信息")
        REMOVE = "remove", _("应予移出")
        ADD = "add", _("应予补入")

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="corrections")
    row = models.ForeignKey(
        RosterRow, on_delete=models.PROTECT, related_name="corrections", null=True, blank=True
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    says = models.CharField(max_length=400)

    class Meta(Beside.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(says="") & ~Q(reason=""), name="dossiers_roster_correction_says_why"
            ),
            models.CheckConstraint(
                condition=Q(kind="add", row=None) | (~Q(kind="add") & Q(row__isnull=False)),
                name="dossiers_roster_correction_names_its_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.kind}"
