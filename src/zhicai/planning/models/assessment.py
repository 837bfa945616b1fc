"""The working group's yearly package: its draft, the classes in force, the sealed exam content."""

from django.db import models
from django.db.models import F, Q

from zhicai.accounts.models import User
from zhicai.filing.models import Filing, Version
from zhicai.foundation.sealed import SealedTextField
from zhicai.places.models import Organisation, Place
from zhicai.planning.models.plans import FORMS
from zhicai.programmes.models import ProgrammeYear


class Package(models.Model):
    """The package of a year: class plan, course designs, exam content, sent as one document."""

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="packages"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="packages"
    )
    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="package")
    draft = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme_year"], name="planning_one_package_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.programme_year}"


class PackageLeave(models.Model):
    """The province lets a class lie outside the window, or one batch more be run; with a reason.

    ``key`` is the class's key in the package, empty for what is about the package as a whole.
    """

    class What(models.TextChoices):
        """What is let pass."""

        WINDOW = "window"
        BATCHES = "batches"

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="leaves")
    what = models.CharField(max_length=8, choices=What.choices)
    key = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=400)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "what", "key"], name="planning_one_leave_a_matter"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="planning_leave_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.key}"


class PackageLine(models.Model):
    """A class of the package in force; ``key`` is its identity from version to version.

    ``gap`` is the reason for items of the standard that its course design leaves out.
    """

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="lines")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    batch = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    city = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    venue = models.CharField(max_length=200)
    seats = models.PositiveIntegerField()
    undertaking = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    standard = models.PositiveSmallIntegerField(null=True, blank=True)
    gap = models.CharField(max_length=400, blank=True)
    in_force_on = models.DateField()
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "starts_on", "position"]
        constraints = [
            models.UniqueConstraint(fields=["package", "key"], name="planning_one_line_a_key"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="planning_line_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(seats__gt=0), name="planning_line_has_seats"),
        ]

    def __str__(self) -> str:
        return self.title


class LineCourse(models.Model):
    """A course of the design of a class in force. ``hours`` are class hours."""

    line = models.ForeignKey(PackageLine, on_delete=models.CASCADE, related_name="courses")
    key = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    form = models.CharField(max_length=10, choices=FORMS)
    lecturer = models.CharField(max_length=120, blank=True)
    items = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["line", "key"], name="planning_one_line_course_a_key"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="planning_line_course_has_hours"),
        ]

    def __str__(self) -> str:
        return self.title


class LineItem(models.Model):
    """An item of the curriculum that the design of a class in force covers."""

    line = models.ForeignKey(PackageLine, on_delete=models.CASCADE, related_name="items")
    item = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "item"], name="planning_one_line_an_item")
        ]

    def __str__(self) -> str:
        return self.item


class ExamPaper(models.Model):
    """Exam content in the sealed slot of a package: kept encrypted, opened by named people alone.

    ``content`` is the file as base64 inside the seal; ``sha256`` is that of the file itself.
    ``standard`` is the version of the capability standard that it goes by, ``items`` are those of
    the standard that it meets (HB-3.2.5.f). ``in_draft`` is False for one that was taken out after
    a version had it. What an app above holds sealed itself has no content here: ``source`` names
    that app's registered source, ``source_key`` the paper in it.
    """

    class Sort(models.TextChoices):
        """What the file holds: what is asked in the examination, or a task on the systems."""

        PAPER = "paper"
        TASK = "practical-task"

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = SealedTextField()
    sort = models.CharField(max_length=16, choices=Sort.choices, default=Sort.PAPER)
    standard = models.PositiveSmallIntegerField(null=True, blank=True)
    items = models.JSONField(default=list)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=120)
    in_draft = models.BooleanField(default=True)
    source = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "sha256"],
                condition=Q(in_draft=True),
                name="planning_one_paper_a_content",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="planning_paper_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class PaperReader(models.Model):
    """Someone who may open the exam content of a package, named with day and by whom."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "user"],
                condition=Q(ended_at=None),
                name="planning_one_reader_a_package",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.package}"


class PaperOpening(models.Model):
    """Exam content was opened: by whom, when, why. Never changed."""

    paper = models.ForeignKey(ExamPaper, on_delete=models.PROTECT, related_name="openings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="planning_opening_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.name} {self.at}"
