"""Blueprints and the papers solved from them; a paper's content lies sealed until its hour."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.exams.models.bank import ItemVersion
from zhicai.foundation.sealed import SealedTextField
from zhicai.programmes.models import ProgrammeYear


class Blueprint(models.Model):
    """What a paper is made of: rows of topic, kind, difficulty, count and marks; ``minutes`` long.

    ``rows`` are as ``rules.blueprints`` reads them. ``part`` is exam or practical. One in use is
    never changed: a change makes another.
    """

    class Part(models.TextChoices):
        """Which of the two tests."""

        EXAM = "exam", _("考试")
        PRACTICAL = "practical", _("实操")

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="blueprints"
    )
    track = models.CharField(max_length=40)
    part = models.CharField(max_length=10, choices=Part.choices)
    title = models.CharField(max_length=120)
    rows = models.JSONField()
    total = models.DecimalField(max_digits=6, decimal_places=1)
    minutes = models.PositiveSmallIntegerField()
    standard = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gt=0, minutes__gt=0), name="exams_a_blueprint_has_marks_and_time"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """One form of a blueprint. ``sealed`` is its content, encrypted with the paper's own ``key``.

    The key lies sealed with the key ring and is handed out from the hour on, never before;
    ``items_hashed`` are keyed hashes of its items, so that two papers can be told apart unread.
    ``difficulty`` is the expected one, weighted by marks. ``sha256`` is that of the plain content.
    """

    class Use(models.TextChoices):
        """What it is for."""

        FIRST = "first", _("首考")
        MAKE_UP = "makeup", _("补考")
        MOCK = "mock", _("模拟")

    class State(models.TextChoices):
        """Sealed until its hour, then open; a withdrawn one is never used."""

        SEALED = "sealed", _("已密封")
        OPEN = "open", _("已启封")
        WITHDRAWN = "withdrawn", _("已作废")

    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="papers")
    label = models.CharField(max_length=40)
    use = models.CharField(max_length=8, choices=Use.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SEALED)
    sealed = models.BinaryField()
    key = SealedTextField()
    items_hashed = models.JSONField()
    count = models.PositiveSmallIntegerField()
    total = models.DecimalField(max_digits=6, decimal_places=1)
    difficulty = models.DecimalField(max_digits=4, decimal_places=2)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    opened_at = models.DateTimeField(null=True, blank=True)
    withdrawn_for = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["blueprint", "label"]
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "label"], name="exams_one_paper_a_label"),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(opened_at__isnull=False),
                name="exams_an_open_paper_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_for=""),
                name="exams_a_withdrawn_paper_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blueprint} {self.label}"


class PaperItem(models.Model):
    """An item of an open paper at its number; there is none while the paper is sealed.

    ``voided_for`` says why the item counts for nobody (everyone gets its marks).
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    marks = models.DecimalField(max_digits=5, decimal_places=1)
    voided_for = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["paper", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="exams_one_item_a_place"),
            models.UniqueConstraint(
                fields=["paper", "item_version"], name="exams_an_item_once_a_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.number}"
