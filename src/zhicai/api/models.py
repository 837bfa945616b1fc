"""Tokens, webhooks and their calls, and the exports that were made."""

from django.db import models
from django.db.models import F, Q

from zhicai.accounts.models import Membership, User
from zhicai.foundation.sealed import SealedTextField
from zhicai.messages.models import Delivery
from zhicai.places.models import Organisation, Place


class Token(models.Model):
    """What a system shows so that it may act for a user in one office.

    ``prefix`` finds the row, ``digest`` is the SHA-256 of the whole token, which nobody can learn
    from here. ``window`` and ``calls`` count the calls of the minute. It ends with ``membership``.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=200)
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    window = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="api_token_expires_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"


class Subscription(models.Model):
    """Where an office wants to be told of which events; ``secret`` signs each call.

    It is the office's, whoever made it: ``duties`` (pairs of role and level) say what the office
    may know.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    duties = models.JSONField()
    office = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    events = models.JSONField()
    secret = SealedTextField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["ended_at"], condition=Q(ended_at=None), name="api_hooks_open"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.url}"


class Call(models.Model):
    """One event told to one subscription; ``body`` holds ids and links, nothing about persons."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="calls")
    delivery = models.OneToOneField(
        Delivery, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    event = models.CharField(max_length=40)
    body = models.JSONField()
    at = models.DateTimeField()
    again = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.event} → {self.subscription}"


class Export(models.Model):
    """A full export that was made: by which account of the machine, with what in it, and why."""

    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    opened = models.BooleanField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened=False) | ~Q(reason=""), name="api_export_in_the_clear_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.made_by}"
