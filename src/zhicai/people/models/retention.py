"""What is erased because its time is over: listed by rule, approved by an officer, recorded."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.people.models.persons import Person
from zhicai.places.models import Place


class Disposal(models.Model):
    """A batch under one rule at one place: nothing is erased before an officer has approved it."""

    class State(models.TextChoices):
        """Where it stands."""

        LISTED = "listed", _("待审批")
        DONE = "done", _("已删除")
        REFUSED = "refused", _("不删除")

    rule = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.LISTED)
    listed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-listed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "place"], condition=Q(state="listed"), name="people_one_open_batch"
            ),
            models.CheckConstraint(
                condition=Q(state="listed", decided_at=None)
                | (~Q(state="listed") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="people_a_batch_is_open_or_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="people_keeping_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.place_id} {self.state}"


class DisposalItem(models.Model):
    """One person whose data fall under a batch, since the day on which their time was over.

    ``done``: erased; ``held`` says by which hold they stayed when the batch was approved.
    """

    batch = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="items")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disposals")
    since = models.DateField()
    done = models.BooleanField(default=False)
    held = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="people_once_a_batch")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.person_id}"
