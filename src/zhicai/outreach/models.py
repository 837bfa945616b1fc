"""Visits with follow-ups, opinions and needs with the way they went, good-practice cases."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.filing.models import Filing
from zhicai.places.models import LEVELS, Organisation, Place


class Visit(models.Model):
    """An office's visit to, or research on, an innovation entity (HB-4.5.b)."""

    class Form(models.TextChoices):
        """How it was done."""

        VISIT = "visit", _("上门走访")
        MEETING = "meeting", _("座谈")
        RESEARCH = "research", _("专题调研")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    form = models.CharField(max_length=10, choices=Form.choices)
    visited_on = models.DateField()
    entity = models.CharField(max_length=120)
    entity_code = models.CharField(max_length=18, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    topic = models.CharField(max_length=80)
    people = models.CharField(max_length=200, blank=True)
    findings = models.TextField()
    entered_by = models.CharField(max_length=120)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-visited_on", "-pk"]
        indexes = [
            models.Index(fields=["place", "visited_on"], name="outreach_visit_place_day"),
        ]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.entity}"


class FollowUp(models.Model):
    """What a visit leaves to be done: by whom, until when, and what came of it."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="follow_ups")
    what = models.CharField(max_length=300)
    owner = models.CharField(max_length=60)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, result="") | (Q(done_on__isnull=False) & ~Q(result="")),
                name="outreach_what_is_done_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Opinion(models.Model):
    """An opinion or need of an enterprise, and who holds it now (HB-4.5.c).

    ``place`` is where the enterprise sits; the holder is the office or organisation that is to
    answer. ``receipt`` is the digest of the code by which a visitor asks how it stands, ``origin``
    that of the address it came from on that day.
    """

    class Sort(models.TextChoices):
        """What it is."""

        OPINION = "opinion", _("意见建议")
        NEED = "need", _("培训需求")

    class Source(models.TextChoices):
        """How it came."""

        ACCOUNT = "account", _("登录提交")
        PUBLIC = "public", _("公开页面")
        OFFICE = "office", _("单位代录")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=10, choices=Sort.choices)
    topic = models.CharField(max_length=80)
    says = models.TextField()
    sender = models.CharField(max_length=120)
    contact = models.CharField(max_length=60)
    phone = models.CharField(max_length=60)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    source = models.CharField(max_length=10, choices=Source.choices)
    sent_on = models.DateField()
    sent_at = models.DateTimeField()
    receipt = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=64, blank=True)
    holder_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    holder_level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    holder_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answering_office = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = [F("answered_on").asc(nulls_first=True), "sent_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="")
                | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="outreach_what_is_answered_has_an_answer",
            ),
            models.CheckConstraint(
                condition=(Q(holder_organisation=None) & ~Q(holder_level=""))
                | (Q(holder_organisation__isnull=False) & Q(holder_level="")),
                name="outreach_holder_is_an_office_or_an_organisation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["holder_place", "holder_level", "answered_on"],
                name="outreach_opinion_holder",
            ),
            models.Index(fields=["origin", "sent_on"], name="outreach_opinion_origin"),
            models.Index(fields=["place", "sent_on"], name="outreach_opinion_place"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.says[:30]}"


class Forwarding(models.Model):
    """An opinion passed on: to whom, why, by whom."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="forwardings")
    to = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.office} → {self.to}"


class PracticeCase(models.Model):
    """A good-practice case as its city writes it; its way to the province is a filing (HB-4.5.g).

    What all offices read is the version that was in force when it was published.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="practice_case")
    title = models.CharField(max_length=120)
    topic = models.CharField(max_length=80)
    summary = models.CharField(max_length=300)
    body = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField()
    published = models.JSONField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on=None, published=None)
                | Q(published_on__isnull=False, published__isnull=False),
                name="outreach_what_is_published_has_its_text",
            ),
        ]

    def __str__(self) -> str:
        return self.title
