"""At which office a record was kept from day to day, and how it goes to the next."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.people.models.persons import Person
from zhicai.places.models import Dated, Place


class Home(Dated):
    """The place that kept a record before its present one; ``valid_to`` is its last day there.

    The present place is ``Person.home``. Written when a record moves, so that a county still reads
    what it kept up to that day.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former_homes")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_to", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False) & Q(valid_to__gte=F("valid_from")),
                name="people_a_former_home_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["place", "person"], name="people_home_place")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.place_id}"


class Transfer(models.Model):
    """A record is to go from one county to another: one asks, the other or the province decides."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("待确认")
        DONE = "done", _("已转移")
        REFUSED = "refused", _("未同意")
        WITHDRAWN = "withdrawn", _("已撤回")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    origin = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    asked_by_destination = models.BooleanField()
    reason = models.CharField(_("理由"), max_length=400)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    asked_office = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_office = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="asked"), name="people_one_open_transfer"
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")), name="people_a_transfer_leads_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None)
                | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="people_a_transfer_is_open_or_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""),
                name="people_a_refused_transfer_says_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="people_transfer_state")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.origin_id} → {self.destination_id}"
