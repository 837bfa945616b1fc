"""Filings, their sent versions, steps and remarks."""

from django.db import models
from django.db.models import Q

from zhicai.filing.rules import State
from zhicai.law.schema import Handling
from zhicai.places.models import LEVELS, Organisation, Place


class Filing(models.Model):
    """One document of one office on its way to another; ``series`` is the programme year's key.

    ``in_force`` is the version last accepted, approved or archived, or last sent where the handling
    decides nothing; it stays so while a newer one is under way.
    """

    kind = models.CharField(max_length=60)
    series = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    sender = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="filings_sent")
    sender_level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    sender_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="filings_sent",
        null=True,
        blank=True,
    )
    receiver = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="filings_received")
    receiver_level = models.CharField(max_length=10, choices=LEVELS)
    handling = models.CharField(max_length=12, choices=[(h.value, h.value) for h in Handling])
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in State], default=State.DRAFT.value
    )
    in_force = models.ForeignKey(
        "filing.Version", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    first_sent_on = models.DateField(null=True, blank=True)
    last_sent_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "series", "sender", "sender_level"],
                condition=Q(sender_organisation=None),
                name="filing_one_document_an_office_and_year",
            ),
            models.UniqueConstraint(
                fields=["kind", "series", "sender_organisation"],
                condition=Q(sender_organisation__isnull=False),
                name="filing_one_document_an_organisation_and_year",
            ),
            models.CheckConstraint(
                condition=(Q(sender_organisation=None) & ~Q(sender_level=""))
                | (Q(sender_organisation__isnull=False) & Q(sender_level="")),
                name="filing_sender_is_an_office_or_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["series", "kind", "number"],
                condition=~Q(number=""),
                name="filing_one_document_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="filed") | (~Q(number="") & Q(settled_on__isnull=False)),
                name="filing_what_is_filed_has_number_and_date",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(last_sent_on__isnull=False),
                name="filing_what_is_under_way_was_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["series", "kind", "state"], name="filing_series_kind_state"),
            models.Index(fields=["receiver", "state"], name="filing_receiver_state"),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """What was sent, frozen; a later version stands beside it, never over it."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="filing_one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.filing} v{self.number}"


class Step(models.Model):
    """One thing that happened to a filing: who, for which office, when, with which opinion.

    ``state`` is the state after it; ``late`` marks a sending after its due date.
    """

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="steps")
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="steps", null=True, blank=True
    )
    what = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State])
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    opinion = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    late = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.filing} {self.what}"


class Remark(models.Model):
    """A reviewer's opinion at one field of a version, open until the sender says how it was met."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="remarks")
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="remarks", null=True, blank=True
    )
    field = models.CharField(max_length=120)
    says = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.says}"
