"""Plans as typed, the classes and courses planned in force, the course library, guidance."""

from django.db import models
from django.db.models import F, Q

from zhicai.files.models import StoredFile
from zhicai.filing.models import Filing, Version
from zhicai.places.models import LEVELS, Organisation, Place
from zhicai.planning.rules.content import Form
from zhicai.programmes.models import ProgrammeYear

FORMS = [(form.value, form.value) for form in Form]


class Plan(models.Model):
    """One office's or organisation's plan of a year: the draft as typed, its way as a filing."""

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="plans"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="plans")
    level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="plans", null=True, blank=True
    )
    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="plan")
    draft = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "place", "level"],
                condition=Q(organisation=None),
                name="planning_one_plan_an_office_and_year",
            ),
            models.UniqueConstraint(
                fields=["programme_year", "organisation"],
                condition=Q(organisation__isnull=False),
                name="planning_one_plan_an_organisation_and_year",
            ),
            models.CheckConstraint(
                condition=(Q(organisation=None) & ~Q(level=""))
                | (Q(organisation__isnull=False) & Q(level="")),
                name="planning_plan_is_of_an_office_or_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.place} {self.programme_year}"


class Attachment(models.Model):
    """A file of a plan. Each version freezes the ids and hashes of those that were in the draft.

    ``in_draft`` is False for one that was removed after a version had it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    in_draft = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["file"], name="planning_one_attachment_a_kept_file")
        ]

    def __str__(self) -> str:
        return str(self.file)


class PlannedClass(models.Model):
    """A class of the version in force; ``key`` is its identity from version to version.

    ``budget`` is fen; it counts from ``in_force_on`` until a later version drops it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="classes")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="planned_classes")
    key = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    track = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    venue = models.CharField(max_length=200)
    expected_people = models.PositiveIntegerField()
    budget = models.BigIntegerField(default=0)
    practical = models.BooleanField()
    in_force_on = models.DateField()
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "place__code", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="planning_one_class_a_key"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="planning_class_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(budget__gte=0), name="planning_budget_not_negative"),
        ]
        indexes = [
            models.Index(fields=["place", "starts_on"], name="planning_class_place_start"),
            models.Index(fields=["plan", "dropped_on"], name="planning_class_plan_dropped"),
        ]

    def __str__(self) -> str:
        return self.title


class PlannedCourse(models.Model):
    """A course of a planned class. ``hours`` are class hours; ``arranged`` is who is sent."""

    planned_class = models.ForeignKey(
        PlannedClass, on_delete=models.CASCADE, related_name="courses"
    )
    key = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    form = models.CharField(max_length=10, choices=FORMS)
    lecturer = models.CharField(max_length=120, blank=True)
    arranged = models.CharField(max_length=120, blank=True)
    arranged_by = models.CharField(max_length=200, blank=True)
    local = models.BooleanField(default=False)
    practical = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["planned_class", "key"], name="planning_one_course_a_key"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="planning_course_has_hours"),
        ]

    def __str__(self) -> str:
        return self.title


class Tag(models.Model):
    """A curriculum item that a planned course covers, or a theme that it is about (HB-1.d)."""

    class Sort(models.TextChoices):
        """What the key names."""

        ITEM = "item"
        THEME = "theme"

    course = models.ForeignKey(PlannedCourse, on_delete=models.CASCADE, related_name="tags")
    sort = models.CharField(max_length=6, choices=Sort.choices)
    key = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "sort", "key"], name="planning_one_tag_a_course"
            )
        ]
        indexes = [models.Index(fields=["sort", "key"], name="planning_tag_sort_key")]

    def __str__(self) -> str:
        return self.key


class Course(models.Model):
    """A course that an office has designed once and reuses in its classes (HB-2.3.d)."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="course_library")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="course_library",
        null=True,
        blank=True,
    )
    title = models.CharField(max_length=200)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    form = models.CharField(max_length=10, choices=FORMS)
    lecturer = models.CharField(max_length=120, blank=True)
    items = models.JSONField(default=list)
    themes = models.JSONField(default=list)
    local = models.BooleanField(default=False)
    kept_by = models.CharField(max_length=120)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "title"],
                condition=Q(organisation=None, dropped_on=None),
                name="planning_one_library_course_a_title",
            ),
            models.UniqueConstraint(
                fields=["organisation", "title"],
                condition=Q(organisation__isnull=False, dropped_on=None),
                name="planning_one_organisation_course_a_title",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Guidance(models.Model):
    """A note that a guiding or hosting body leaves on a planned class; the county may answer it."""

    planned_class = models.ForeignKey(
        PlannedClass, on_delete=models.PROTECT, related_name="guidance"
    )
    says = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "guidance"

    def __str__(self) -> str:
        return self.says
