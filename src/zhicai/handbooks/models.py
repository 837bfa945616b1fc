"""Drafts of documents, their editions, who has opened and acknowledged each, who names one."""

from django.db import models
from django.db.models import Q

from zhicai.places.models import LEVELS, Organisation, Place


class Handbook(models.Model):
    """One document of a programme: its draft as typed (ADR 4), and whether a decision is asked."""

    programme = models.CharField(max_length=60)
    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="handbooks")
    key = models.CharField(max_length=60)
    draft = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "province", "key"], name="handbooks_one_document_a_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.key}"


class Edition(models.Model):
    """A published version, frozen: in force from a day until the next one is."""

    handbook = models.ForeignKey(Handbook, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.TextField()
    in_force_from = models.DateField()
    published_on = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["handbook", "number"], name="handbooks_one_edition_a_number"
            ),
            models.CheckConstraint(
                condition=Q(in_force_from__gte=models.F("published_on")),
                name="handbooks_in_force_after_it_is_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handbook} v{self.number}"


class Reading(models.Model):
    """One office or organisation that opened an edition, and when it acknowledged it."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="readings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    opened_on = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "place", "level"],
                condition=Q(organisation=None),
                name="handbooks_one_reading_an_office",
            ),
            models.UniqueConstraint(
                fields=["edition", "organisation"],
                condition=Q(organisation__isnull=False),
                name="handbooks_one_reading_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on=None, acknowledged_by="")
                | (Q(acknowledged_on__isnull=False) & ~Q(acknowledged_by="")),
                name="handbooks_who_acknowledges_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} → {self.organisation or self.place}"


class StandardNaming(models.Model):
    """A course design, paper or practical task that names the edition and items it meets."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="namings")
    sort = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64)
    items = models.JSONField()
    named_on = models.DateField()
    named_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id"], name="handbooks_one_naming_a_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} → {self.edition}"
