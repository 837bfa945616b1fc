"""Notices, their files, and their receipts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.files.models import StoredFile
from zhicai.places.models import LEVELS, Place
from zhicai.programmes.models import Addressed, ProgrammeYear


class Notice(models.Model):
    """One notice of an office: a draft as typed, then what was sent, frozen in ``content``."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("草稿")
        SENT = "sent", _("已发送")
        RECALLED = "recalled", _("已撤回")
        SUPERSEDED = "superseded", _("已被替代")
        DROPPED = "dropped", _("已删除")

    programme_year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    draft = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField()
    content = models.JSONField(null=True)
    prefix = models.CharField(max_length=12, blank=True)
    number_year = models.PositiveSmallIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="successors", null=True, blank=True
    )
    forwards = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="forwarded", null=True, blank=True
    )

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "level", "prefix", "number_year", "count"],
                condition=Q(count__isnull=False),
                name="notices_one_notice_a_number",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], sent_at=None, content=None)
                | Q(state="sent", sent_at__isnull=False, content__isnull=False)
                | (
                    Q(state__in=["recalled", "superseded"], sent_at__isnull=False)
                    & Q(content__isnull=False, ended_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="notices_what_is_sent_is_frozen_and_ends_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "level", "state"], name="notices_of_an_office"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)


class Attachment(models.Model):
    """A file that goes with a notice as an annex; what was sent is not taken out again."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Receipt(Addressed):
    """One addressee of a notice: delivered, opened and acknowledged, by whom; last reminded."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="receipts")
    opened_by = models.CharField(max_length=120, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta(Addressed.Meta):
        indexes = [
            models.Index(fields=["place", "level"], name="notices_receipts_of_an_office"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} → {self.organisation or self.place}"
