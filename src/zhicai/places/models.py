"""Places, their dated parents and seats; organisations and the cities they serve; approved map
layers.
"""

from django.db import models
from django.db.models import F, Q

from zhicai.law.schema import Level

LEVELS = [(level.value, level.value) for level in Level]


class Place(models.Model):
    """A division (GB/T 2260 code) or a custom unit below one, such as a development zone."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=20)
    english = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20)
    custom = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """Something that holds from a day on, and until a day (inclusive) or for good."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Parentage(Dated):
    """Under whom a place stands in a span of time, with the path of codes from the province."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="parentages")
    parent = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    path = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(valid_to=None), name="places_one_present_parentage"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="places_parentage_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="places_parentage_path")]

    def __str__(self) -> str:
        return self.path


class Seat(Dated):
    """An office level that a place holds; what owes something is a seat, not a place."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="seats")
    level = models.CharField(max_length=10, choices=LEVELS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "level"],
                condition=Q(valid_to=None),
                name="places_one_present_seat_a_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} ({self.level})"


class Organisation(Dated):
    """A training base, centre, working group, agency or enterprise; ``kind`` is the law's word for
    it, ``code`` its unified social credit code (GB 32100-2015), empty where it is not known.
    """

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=18, blank=True)
    industry = models.CharField(max_length=60, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    english = models.CharField(max_length=160, blank=True)
    home = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="organisations")

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="places_one_organisation_a_name"),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="places_one_organisation_a_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Service(Dated):
    """An organisation works for a place and all below it (a base for its city, HB-2.2.1.a)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="services"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="served_by")
    clause = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place"],
                condition=Q(valid_to=None),
                name="places_one_present_service",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.place}"


class Listing(Dated):
    """An organisation stands in a published list (high-tech enterprises, …) from a day on.

    ``list_id`` is the law's word for the list; ``source`` says where and when it was published.
    """

    list_id = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="listings"
    )
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["list_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["list_id", "organisation"],
                condition=Q(valid_to=None),
                name="places_in_a_list_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="places_listing_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id}: {self.organisation}"


class MapLayer(models.Model):
    """An approved map (GeoJSON) of a province with its approval number (审图号), uploaded by the
    office.
    """

    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="map_layers")
    approval_number = models.CharField(max_length=60)
    outline = models.JSONField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province"],
                condition=Q(withdrawn_at=None),
                name="places_one_map_layer_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.approval_number
