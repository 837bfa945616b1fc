"""Items with their steps, publicity actions, public lists with objections."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhicai.places.models import LEVELS, Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.publicity.rules.items import Kind, State
from zhicai.publicity.rules.logging import Channel


class Item(models.Model):
    """A piece of news, a story, or a specialist's portrait (then with consent).

    ``above`` is the office that may review besides colleagues; ``programme_year`` is the year that
    its figures are of.
    """

    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in Kind])
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=200)
    above = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    person = models.CharField(max_length=60, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    consent_on = models.DateField(null=True, blank=True)
    consent_note = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in State], default=State.DRAFT.value
    )
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    sent_on = models.DateField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reviewed_by = models.CharField(max_length=120, blank=True)
    published_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published")
                | (
                    Q(reviewer__isnull=False, published_on__isnull=False)
                    & ~Q(reviewed_by="")
                    & ~Q(reviewer=F("author"))
                ),
                name="publicity_published_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(kind="specialist", state="published") | Q(consent_on__isnull=False),
                name="publicity_a_portrait_has_consent",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_on"], name="publicity_item_published"),
            models.Index(fields=["place", "state"], name="publicity_item_place"),
        ]

    def __str__(self) -> str:
        return self.title


class ItemStep(models.Model):
    """One thing that happened to an item: who, when, with which opinion."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    opinion = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item} {self.what}"


class Activity(models.Model):
    """A publicity action, online or offline; struck out with a reason, never deleted."""

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    office = models.CharField(max_length=200)
    title = models.CharField(max_length=120)
    on = models.DateField()
    channel = models.CharField(max_length=8, choices=[(c.value, c.value) for c in Channel])
    medium = models.CharField(max_length=60)
    reach = models.PositiveIntegerField(null=True, blank=True)
    venue = models.CharField(max_length=120, blank=True)
    link = models.CharField(max_length=300, blank=True)
    logged_at = models.DateTimeField()
    logged_by = models.CharField(max_length=120)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.CharField(max_length=120, blank=True)
    struck_why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["programme_year", "place", "on"], name="publicity_activity_year"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_why="")
                | (Q(struck_at__isnull=False) & ~Q(struck_why="")),
                name="publicity_what_is_struck_out_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PublicList(models.Model):
    """Names put before the public for some days, with masked names and objections.

    ``about`` is the key of the app that publishes it; ``columns`` are the heads beside the name.
    """

    about = models.CharField(max_length=80, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=200)
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True)
    contact = models.CharField(max_length=200)
    columns = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="publicity_list_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["about"], name="publicity_list_about")]

    def __str__(self) -> str:
        return self.title


class ListRow(models.Model):
    """One line of a public list; only the masked name is stored here."""

    public_list = models.ForeignKey(PublicList, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    cells = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["public_list", "number"], name="publicity_one_row_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Objection(models.Model):
    """What somebody holds against a list; who it is stays with the office."""

    public_list = models.ForeignKey(PublicList, on_delete=models.PROTECT, related_name="objections")
    row = models.ForeignKey(
        ListRow, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(max_length=60)
    contact = models.CharField(max_length=120)
    says = models.TextField()
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", upheld=None)
                | (Q(answered_at__isnull=False, upheld__isnull=False) & ~Q(answer="")),
                name="publicity_an_answered_objection_has_an_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_list}: {self.says[:40]}"
