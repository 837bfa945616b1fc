"""Marks of assessment classes, the one make-up, and what was decided from the three facts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.admission.models import Registration
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear


class MakeUp(models.Model):
    """The one make-up of a registration (HB-3.2.6.5.e): the database holds no second.

    ``parts`` are those it repeats; it is held within ``until``. ``allowed_for`` is why the province
    let it be held later, ``excused_for`` why it gave a new day to someone who missed it.
    """

    class State(models.TextChoices):
        """How far it is; sat is final, a missed or declined one may be excused once."""

        OFFERED = "offered", _("待补考")
        SAT = "sat", _("已补考")
        MISSED = "missed", _("缺考")
        DECLINED = "declined", _("放弃")

    registration = models.OneToOneField(
        Registration, on_delete=models.PROTECT, related_name="make_up"
    )
    parts = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFERED)
    offered_on = models.DateField()
    until = models.DateField()
    set_for = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    allowed_for = models.CharField(max_length=400, blank=True)
    excused_for = models.CharField(max_length=400, blank=True)
    excused_at = models.DateTimeField(null=True, blank=True)
    says = models.CharField(max_length=400, blank=True)
    offered_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sat") | Q(held_on__isnull=False),
                name="results_a_make_up_that_was_sat_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(set_for=None) | Q(set_for__lte=F("until")) | ~Q(allowed_for=""),
                name="results_a_make_up_lies_within_its_window",
            ),
            models.CheckConstraint(
                condition=Q(excused_at=None) | ~Q(excused_for=""),
                name="results_an_excuse_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.state}"


class Mark(models.Model):
    """A mark of one part in one round; never changed: the next row ``supersedes`` it, with why.

    ``value`` is out of 100, None for somebody who did not come to the test. ``key`` is what the
    sender of a mark calls it, so that sending twice enters it once.
    """

    class Part(models.TextChoices):
        """What was tested."""

        EXAM = "exam", _("考试")
        PRACTICAL = "practical", _("实操")

    class Round(models.TextChoices):
        """In the class, or at the make-up."""

        FIRST = "first", _("首次")
        MAKE_UP = "makeup", _("补考")

    class Source(models.TextChoices):
        """How it came."""

        ENTERED = "entered", _("录入")
        IMPORTED = "imported", _("导入")
        EXAM = "exam", _("考试系统")

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="marks")
    part = models.CharField(max_length=10, choices=Part.choices)
    round = models.CharField(max_length=6, choices=Round.choices, default=Round.FIRST)
    value = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="successor", null=True, blank=True
    )
    source = models.CharField(max_length=8, choices=Source.choices)
    key = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    reason = models.CharField(max_length=400, blank=True)
    entered_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0, value__lte=100),
                name="results_a_mark_is_out_of_a_hundred",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(reason=""),
                name="results_a_correction_says_why",
            ),
            models.UniqueConstraint(
                fields=["registration", "part", "round"],
                condition=Q(supersedes=None),
                name="results_one_first_mark_a_part_and_round",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="results_one_mark_a_key"
            ),
        ]
        indexes = [models.Index(fields=["registration", "round", "part"], name="results_mark_part")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.part} {self.value}"


class Outcome(models.Model):
    """What the three facts of one registration come to (HB-3.2.6.5.a–c), by the rule alone.

    ``reasons`` are the unmet facts, each ``{"zh", "en", "clause"}``. ``hours_by_test``: the make-up
    stands in for missing hours. ``place`` is the venue's. Once locked, nothing of it changes.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PENDING = "pending", _("待定")
        QUALIFIED = "qualified", _("合格")
        MAKE_UP = "makeup", _("须补考")
        NOT_QUALIFIED = "not_qualified", _("不合格")

    registration = models.OneToOneField(
        Registration, on_delete=models.PROTECT, related_name="outcome"
    )
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="outcomes"
    )
    track = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=13, choices=State.choices, default=State.PENDING)
    hours = models.DecimalField(max_digits=6, decimal_places=1)
    hours_needed = models.DecimalField(max_digits=6, decimal_places=1)
    exam = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    practical = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    made_up = models.BooleanField(default=False)
    hours_by_test = models.BooleanField(default=False)
    hours_done = models.BooleanField(default=False)
    exam_passed = models.BooleanField(default=False)
    practical_passed = models.BooleanField(default=False)
    reasons = models.JSONField(default=list, blank=True)
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="qualified")
                | Q(hours_done=True, exam_passed=True, practical_passed=True),
                name="results_who_qualified_has_all_three",
            ),
            models.CheckConstraint(
                condition=Q(hours_done=False)
                | Q(hours_by_test=True, made_up=True)
                | Q(hours__gte=F("hours_needed"), hours_needed__gt=0),
                name="results_hours_done_are_enough",
            ),
            models.CheckConstraint(
                condition=(Q(exam_passed=False) | Q(exam__isnull=False))
                & (Q(practical_passed=False) | Q(practical__isnull=False)),
                name="results_no_part_is_passed_without_a_mark",
            ),
        ]
        indexes = [
            models.Index(fields=["programme_year", "state", "place"], name="results_outcome_year")
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.state}"
