"""Uploaded lists of enterprises, column names of offices, codes that do not check, letters."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.places.models import Organisation, Place


class ListUpload(models.Model):
    """A dated list as uploaded, checked, imported, taken back; an imported one is a version.

    ``list_id`` is the law's word for the list, ``place`` the area whose enterprises it holds.
    ``content`` is the file (base64), dropped once nothing is left to mend; ``entries`` are its
    sound rows as read, ``found`` what the last check found, both JSON. ``entered`` and ``added``
    are the organisations that began here, and those that a supplement put into the list.
    """

    class Mode(models.TextChoices):
        """Whether the file is the whole list of its area."""

        WHOLE = "whole", _("完整名录")
        MORE = "more", _("补充到现有名录")

    class State(models.TextChoices):
        """How far it is; an unread file waits for its columns to be named."""

        UNREAD = "unread", _("待对应列")
        CHECKED = "checked", _("已检查")
        IMPORTED = "imported", _("已导入")
        UNDONE = "undone", _("已撤销")

    list_id = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    listed_on = models.DateField()
    source = models.CharField(max_length=200)
    mode = models.CharField(max_length=5, choices=Mode.choices, default=Mode.WHOLE)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.TextField(blank=True)
    entries = models.TextField(blank=True)
    found = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    entered = models.JSONField(default=list, blank=True)
    added = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-listed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("unread", "checked")) | Q(imported_at__isnull=False),
                name="registers_what_was_imported_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["list_id", "state", "listed_on"], name="registers_list_versions"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.listed_on}"


class ListColumnName(models.Model):
    """How an office heads a column of its lists: the heading, made plain, and what it means."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    heading = models.CharField(max_length=120)
    column = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "heading"], name="registers_one_meaning_a_heading"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column}"


class DoubtfulCode(models.Model):
    """A credit code whose check sign does not fit, and what the province says after a look."""

    class State(models.TextChoices):
        """What was said."""

        ASKED = "asked", _("待核对")
        ACCEPTED = "accepted", _("已确认无误")
        REFUSED = "refused", _("代码有误")

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None)
                | (~Q(state="asked") & Q(decided_at__isnull=False) & ~Q(reason="")),
                name="registers_a_code_is_asked_or_decided_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class Letter(models.Model):
    """An office wrote to an enterprise: about what, when, and whether it went to its account.

    ``about`` is the key of the app that wrote it; the words are kept as they went out.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="letters")
    about = models.CharField(max_length=160)
    title = models.CharField(max_length=200)
    says = models.TextField()
    by_account = models.BooleanField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["about", "organisation"], name="registers_letters_about"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.title}"
