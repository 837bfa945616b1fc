"""The secret addresses under which an office's calendar can be read."""

from django.db import models
from django.db.models import Q

from zhicai.places.models import Organisation, Place


class CalendarFeed(models.Model):
    """An office's (or organisation's) deadlines as a calendar, under an address that can be
    revoked.

    The address holds ``nonce`` and a signature made with the site's key: who reads the database
    alone cannot forge it.
    """

    nonce = models.CharField(max_length=43, unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    office = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=120)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(organisation=None, revoked_at=None),
                name="monitoring_one_feed_an_office",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(organisation__isnull=False, revoked_at=None),
                name="monitoring_one_feed_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=models.F("created_at")),
                name="monitoring_feed_is_revoked_after_it_is_made",
            ),
        ]

    def __str__(self) -> str:
        return self.office
