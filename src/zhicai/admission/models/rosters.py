"""Registrations for classes, uploaded rosters, and how an office heads its columns."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.foundation.sealed import SealedTextField
from zhicai.people.models import Person
from zhicai.places.models import Organisation, Place
from zhicai.training.models import Lesson, TrainingClass


class KeptFile(models.Model):
    """A file of people as an office uploaded it; the file and its rows lie sealed.

    ``content`` is the file (base64), dropped once nothing is left to mend; ``entries`` are its
    sound rows as read, ``found`` the faults and notes of the last check, both JSON. An office is a
    place, or an organisation.
    """

    class State(models.TextChoices):
        """How far it is; an unread file waits for its columns to be named."""

        UNREAD = "unread", _("待对应列")
        CHECKED = "checked", _("已检查")
        IMPORTED = "imported", _("已导入")
        UNDONE = "undone", _("已撤销")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = SealedTextField(blank=True)
    entries = SealedTextField(blank=True)
    found = SealedTextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    counts = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class RosterUpload(KeptFile):
    """A roster of a class as uploaded, checked, imported, taken back.

    ``before`` holds what an update replaced.
    """

    class Mode(models.TextChoices):
        """What the rows are for."""

        ADD = "add", _("只新增")
        UPDATE = "update", _("只更新")
        BOTH = "both", _("新增和更新")

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="roster_uploads"
    )
    before = SealedTextField(blank=True)
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.ADD)
    over_waits = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(KeptFile.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("unread", "checked")) | Q(imported_at__isnull=False),
                name="admission_what_was_imported_has_its_moment",
            ),
        ]


class Registration(models.Model):
    """One person's registration for one class, with the employment as it was then.

    ``line`` orders those that wait; the least is next. ``flags`` are the reasons for a second look,
    each ``{"zh", "en", "clause"}``. ``code`` is what someone who registered by phone keeps; ``key``
    makes a form sent twice one registration. ``first_entered``: the person's record began here.
    """

    class State(models.TextChoices):
        """Where a registration stands."""

        APPLIED = "applied", _("待审核")
        ACCEPTED = "accepted", _("已录取")
        WAITING = "waiting", _("候补")
        WITHDRAWN = "withdrawn", _("已取消")
        REFUSED = "refused", _("未通过")

    class Source(models.TextChoices):
        """How it came."""

        PHONE = "phone", _("手机报名")
        COUNTY = "county", _("主办单位录入")
        ENTERPRISE = "enterprise", _("单位报名")
        IMPORT = "import", _("名单导入")
        LIST = "list", _("遴选录取")

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="registrations"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(max_length=10, choices=State.choices)
    line = models.IntegerField(null=True, blank=True)
    jumped_for = models.CharField(max_length=400, blank=True)
    said = models.CharField(max_length=400, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="registrations", null=True, blank=True
    )
    employer_name = models.CharField(max_length=120, blank=True)
    employer_code = models.CharField(max_length=18, blank=True)
    employer_type = models.CharField(max_length=40, blank=True)
    employer_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=80, blank=True)
    is_ip_post = models.BooleanField(default=False)
    remark = models.CharField(max_length=200, blank=True)
    flags = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    upload = models.ForeignKey(
        RosterUpload,
        on_delete=models.PROTECT,
        related_name="registrations",
        null=True,
        blank=True,
    )
    first_entered = models.BooleanField(default=False)
    key = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=12, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["training_class", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "person"],
                condition=Q(state__in=("applied", "accepted", "waiting")),
                name="admission_one_live_registration_a_class",
            ),
            models.UniqueConstraint(
                fields=["training_class", "line"],
                condition=Q(line__isnull=False),
                name="admission_one_a_place_in_line",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="admission_one_registration_a_key"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="admission_one_registration_a_code"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", line__isnull=False)
                | (~Q(state="waiting") & Q(line=None)),
                name="admission_only_who_waits_stands_in_line",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(said=""),
                name="admission_a_refusal_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["training_class", "state"], name="admission_class_state"),
            models.Index(fields=["organisation", "state"], name="admission_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"


class SecondAsking(models.Model):
    """Someone registered a person who is registered already, and wrote another name or phone.

    The asker gets a code like anyone else, so that nobody learns who is registered; the office
    looks into it.
    """

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="second_askings"
    )
    key = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=12, unique=True)
    phone = SealedTextField(blank=True)
    other_name = models.BooleanField(default=False)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.asked_at}"


class FeedbackGiven(models.Model):
    """That a trainee has given feedback, so that nobody gives it twice; what was said lies apart.

    ``lesson`` is empty for the feedback on the whole class. Neither when nor what is kept here.
    """

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="feedback_given"
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name_plural = "feedback given"
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "lesson"],
                condition=Q(lesson__isnull=False),
                name="admission_one_feedback_a_lesson",
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(lesson=None),
                name="admission_one_feedback_a_class",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.lesson_id or ''}"


class ColumnName(models.Model):
    """How an office heads a column of its rosters: the heading, made plain, and what it means."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    heading = models.CharField(max_length=120)
    column = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "heading"],
                condition=Q(organisation=None),
                name="admission_one_meaning_a_heading_of_an_office",
            ),
            models.UniqueConstraint(
                fields=["organisation", "heading"],
                condition=Q(organisation__isnull=False),
                name="admission_one_meaning_a_heading_of_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column}"
