"""Entries and the seals over batches of them."""

from django.db import models


class Entry(models.Model):
    """One action: who, in which office, did what to what, when and why, with the values then."""

    at = models.DateTimeField()
    username = models.CharField(max_length=150)
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64)
    place = models.CharField(max_length=12, blank=True)
    clause = models.CharField(max_length=32, blank=True)
    reason = models.TextField(blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="audit_entry_subject"),
            models.Index(fields=["place", "at"], name="audit_entry_place_at"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.at:%Y-%m-%d %H:%M} {self.username} {self.verb} {self.subject} {self.subject_id}"
        )


class Seal(models.Model):
    """A hash over a batch of entries and the seal before it: one changed byte breaks the chain.

    ``marks`` is a short hash for each entry's key: it says which entry of a broken batch it is.
    """

    last_entry = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    marks = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"seal over entries up to {self.last_entry}"
