"""Reports of a year, their frozen figures with rows, versions of their words, restatements."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.files.models import StoredFile
from zhicai.people.models import Person
from zhicai.programmes.models import ProgrammeYear


class Report(models.Model):
    """One report of a programme year. ``kind`` is the law's word for it.

    ``figures`` are those taken over last; from ``frozen_at`` on neither they nor ``layout`` (what
    the law said of the report then) change, the database sees to it. ``words`` holds the chapters
    that were written; the others say what the figures say. ``edition`` counts from one: a report
    that was set aside is followed by the next.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFTING = "drafting", _("编制中")
        FROZEN = "frozen", _("数据已冻结")
        APPROVED = "approved", _("已审定")
        PUBLISHED = "published", _("已发布")
        SET_ASIDE = "set-aside", _("已作废")

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="reports"
    )
    kind = models.CharField(max_length=60)
    edition = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTING)
    title = models.CharField(max_length=200)
    layout = models.JSONField()
    figures = models.JSONField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=120)
    words = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_by = models.CharField(max_length=120, blank=True)
    set_aside_for = models.CharField(max_length=400, blank=True)
    docx = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    pdf = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    xlsx = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    public = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    signed = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["-programme_year__year", "kind", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "kind", "edition"], name="reports_one_of_an_edition"
            ),
            models.UniqueConstraint(
                fields=["programme_year", "kind"],
                condition=~Q(state="set-aside"),
                name="reports_one_of_a_kind_and_year",
            ),
            models.CheckConstraint(
                condition=Q(state="drafting", frozen_at=None)
                | (~Q(state="drafting") & Q(frozen_at__isnull=False)),
                name="reports_beyond_drafting_figures_are_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"])
                | (Q(approved_at__isnull=False) & ~Q(approved_by="")),
                name="reports_what_is_approved_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(
                    published_on__isnull=False, docx__isnull=False, pdf__isnull=False,
                    xlsx__isnull=False, public__isnull=False,
                ),
                name="reports_what_is_published_has_its_files",
            ),
            models.CheckConstraint(
                condition=~Q(state="set-aside") | ~Q(set_aside_for=""),
                name="reports_what_is_set_aside_says_why",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class FrozenFigure(models.Model):
    """A figure as it was frozen: how many rows it rests on and the hash of their keys."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="frozen")
    key = models.CharField(max_length=60)
    heads = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="reports_a_figure_frozen_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.key}"


class FrozenRow(models.Model):
    """A row behind a frozen figure, readable as it was; a name goes where a person is erased.

    ``path`` are the codes of its place from the province down; ``parts`` the parts of divisions
    that it belongs to, a line each (``city=420500``), with a line break before and behind.
    """

    figure = models.ForeignKey(FrozenFigure, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=40)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=80)
    place = models.CharField(max_length=60, blank=True)
    cells = models.JSONField(default=list)
    parts = models.TextField(default="\n")

    class Meta:
        ordering = ["figure", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "position"], name="reports_a_row_has_its_position"
            )
        ]
        indexes = [
            models.Index(fields=["figure", "path"], name="reports_row_path"),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id} {self.key}"


class Version(models.Model):
    """The words of a report at a step on its way, with the hashes of the papers made of them."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=12)
    words = models.JSONField()
    revision = models.PositiveIntegerField()
    docx_sha256 = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="reports_one_version_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"


class Restatement(models.Model):
    """A frozen figure as it would be counted later, and why it differs; it stands beside it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="restatements")
    key = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="reports_a_restatement_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.key}"
