"""The closing dossier of an assessment class: evaluation, report, its files, what corrects it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.files.models import StoredFile
from zhicai.filing.models import Filing
from zhicai.programmes.models import ProgrammeYear
from zhicai.training.models import TrainingClass


class Item(models.TextChoices):
    """The four items of a dossier; the setting ``dossier-items`` says which are bound."""

    EVALUATION = "evaluation", _("效果评估")
    SETTLEMENT = "settlement", _("经费核定")
    ROSTER = "roster", _("合格名册")
    REPORT = "report", _("调研评估报告")


class ClosingDossier(models.Model):
    """The dossier of one class (HB-3.2.6.6.e): the draft; what was sent are the filing's versions.

    ``figures`` are those of the report, fixed at ``generated_at`` and never typed; ``words`` are
    its sections. From ``archived_at`` on the database refuses every change.
    """

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="closing_dossiers"
    )
    training_class = models.OneToOneField(
        TrainingClass, on_delete=models.PROTECT, related_name="closing_dossier"
    )
    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="closing_dossier")
    figures = models.JSONField()
    generated_at = models.DateTimeField()
    generated_by = models.CharField(max_length=120)
    words = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField()
    number = models.CharField(max_length=60, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["training_class__ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(archived_at=None) | (~Q(number="") & ~Q(archived_by="")),
                name="dossiers_what_is_archived_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(revision__gte=1), name="dossiers_dossier_revision_begins_at_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.training_class)


class EffectEvaluation(models.Model):
    """What a class brought about, as the working group sees it (HB-3.2.6.6.a).

    ``figures`` are the feedback and results it was drawn from, ``scores`` by question from 1 to 5.
    """

    dossier = models.OneToOneField(
        ClosingDossier, on_delete=models.PROTECT, related_name="evaluation"
    )
    figures = models.JSONField()
    scores = models.JSONField()
    words = models.JSONField(default=dict)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.on}"


class DossierFile(models.Model):
    """One file of a version that was sent, with the checksum it had then."""

    dossier = models.ForeignKey(ClosingDossier, on_delete=models.PROTECT, related_name="files")
    version = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=12, choices=Item.choices)
    name = models.CharField(max_length=200)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "version", "position"], name="dossiers_one_file_a_place"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Beside(models.Model):
    """What stands beside something that is final: why, and who entered it when."""

    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        abstract = True
        ordering = ["pk"]


class DossierCorrection(Beside):
    """What turned out to be otherwise after archiving: it stands beside the dossier, never over."""

    dossier = models.ForeignKey(
        ClosingDossier, on_delete=models.PROTECT, related_name="corrections"
    )
    item = models.CharField(max_length=12, choices=Item.choices)
    says = models.TextField()

    class Meta(Beside.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(says="") & ~Q(reason=""), name="dossiers_a_correction_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.item}"
