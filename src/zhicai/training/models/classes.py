"""Classes, their organisers and lessons, the pool of lecturers, who was asked to send one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.places.models import LEVELS, Organisation, Place
from zhicai.planning.models import Course, PackageLine, PlannedClass
from zhicai.programmes.models import ProgrammeYear


class TrainingClass(models.Model):
    """One class of a track in a programme year; ``place`` runs it, from its office at ``level``.

    ``planned`` is the accepted plan line it was opened from, None where it was not planned (then
    ``unplanned_for`` says why). ``away``: the venue lies outside the area of who runs it.
    ``allowed_for`` is the province's reason for dates outside the window.
    ``capacity`` are seats; ``ability`` is the level that the track trains to (elementary …).
    ``line`` is its class in the assessment package, ``run_by`` the organisation that undertakes it.
    """

    class State(models.TextChoices):
        """Where a class is between plan and file."""

        PLANNED = "planned", _("筹备中")
        OPEN = "open", _("报名中")
        RUNNING = "running", _("进行中")
        FINISHED = "finished", _("已结束")
        CLOSED = "closed", _("已结班")
        CANCELLED = "cancelled", _("已取消")

    class Audience(models.TextChoices):
        """Popular law education or professional advancement (HB-2.1.k)."""

        POPULAR = "popular", _("大众化普法")
        PROFESSIONAL = "professional", _("专业化提高")

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="training_classes"
    )
    track = models.CharField(max_length=40, blank=True)
    planned = models.ForeignKey(
        PlannedClass,
        on_delete=models.PROTECT,
        related_name="training_classes",
        null=True,
        blank=True,
    )
    line = models.ForeignKey(
        PackageLine, on_delete=models.PROTECT, related_name="classes", null=True, blank=True
    )
    run_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="runs", null=True, blank=True
    )
    batch = models.PositiveSmallIntegerField(null=True, blank=True)
    unplanned_for = models.CharField(max_length=400, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="training_classes")
    level = models.CharField(max_length=10, choices=LEVELS)
    number = models.CharField(max_length=40)
    title = models.CharField(_("班次名称"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    starts_on = models.DateField(_("开班日期"))
    ends_on = models.DateField(_("结班日期"))
    venue = models.CharField(_("地点"), max_length=200)
    venue_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveIntegerField(_("名额"))
    registration_opens = models.DateField(_("报名开始"), null=True, blank=True)
    registration_closes = models.DateField(_("报名截止"), null=True, blank=True)
    audience = models.CharField(
        max_length=12, choices=Audience.choices, default=Audience.PROFESSIONAL
    )
    ability = models.CharField(max_length=20, blank=True)
    contact = models.CharField(_("联系人"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    notes = models.TextField(blank=True)
    away = models.BooleanField(default=False)
    allowed_for = models.CharField(max_length=400, blank=True)
    allowed_by = models.CharField(max_length=200, blank=True)
    allowed_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    cancelled_for = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "number"], name="training_one_class_a_number"
            ),
            models.UniqueConstraint(
                fields=["planned"],
                condition=Q(planned__isnull=False) & ~Q(state="cancelled"),
                name="training_one_live_class_a_plan_line",
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(line__isnull=False) & ~Q(state="cancelled"),
                name="training_one_live_class_a_package_line",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="training_class_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="training_class_has_seats"),
            models.CheckConstraint(
                condition=~Q(state="cancelled")
                | (Q(cancelled_on__isnull=False) & ~Q(cancelled_for="")),
                name="training_cancelled_with_day_and_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme_year", "track", "state"], name="training_class_year_track"
            ),
            models.Index(fields=["place", "starts_on"], name="training_class_place_start"),
            models.Index(fields=["state", "starts_on"], name="training_class_state_start"),
        ]

    def __str__(self) -> str:
        return self.title


class ClassOrganiser(models.Model):
    """A body that organises a class: guiding, host, co-host, undertaking, partner (HB-2.1.a).

    An office stands as place and level, an organisation as itself.
    """

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.CASCADE, related_name="organisers"
    )
    role = models.CharField(max_length=20)
    body = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="organises", null=True, blank=True
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, organisation=None) & ~Q(level="")
                | Q(place=None, level="", organisation__isnull=False),
                name="training_organiser_is_an_office_or_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["training_class", "role", "organisation"],
                condition=Q(organisation__isnull=False),
                name="training_one_organisation_a_role",
            ),
            models.UniqueConstraint(
                fields=["training_class", "role", "place", "level"],
                condition=Q(organisation=None),
                name="training_one_office_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation or self.place}"


class Lecturer(models.Model):
    """Someone in the pool of lecturers: who may be sent to teach which items (HB-2.1.b).

    ``items`` are ids of the curriculum, ``proven`` those with proven practical experience
    (HB-2.1.g). ``user`` is there once the lecturer signs in.
    """

    class State(models.TextChoices):
        """Whether a lecturer can be sent."""

        PROPOSED = "proposed", _("待入库")
        ACTIVE = "active", _("在库")
        RESTING = "resting", _("暂停")
        LEFT = "left", _("出库")

    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="lecturers")
    name = models.CharField(_("姓名"), max_length=60)
    employer = models.CharField(_("工作单位"), max_length=120)
    title = models.CharField(_("职称或职务"), max_length=80, blank=True)
    fields = models.CharField(_("研究方向"), max_length=200, blank=True)
    items = models.JSONField(default=list, blank=True)
    proven = models.JSONField(default=list, blank=True)
    evidence = models.TextField(_("依据"), blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    team = models.BooleanField(default=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="lecturers", null=True, blank=True
    )
    serves = models.ManyToManyField(Place, related_name="+", blank=True)
    admitted_on = models.DateField(null=True, blank=True)
    admitted_by = models.CharField(max_length=120, blank=True)
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="lecturer", null=True, blank=True
    )
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "name", "employer"], name="training_one_lecturer_an_employer"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Lesson(models.Model):
    """One session of a class: a course at a time, in a room, by a lecturer.

    ``hours`` are class hours; ``practical`` marks the compulsory practical course, ``items`` are
    the curriculum items it covers; ``form`` and ``breadth`` serve HB-2.1.i and HB-2.1.j. ``course``
    is the course of a library that it was taken from.
    """

    class Form(models.TextChoices):
        """Theory or practice (HB-2.1.j)."""

        THEORY = "theory", _("理论")
        PRACTICE = "practice", _("实操")

    class Breadth(models.TextChoices):
        """General or professional knowledge (HB-2.1.i)."""

        GENERAL = "general", _("一般性")
        PROFESSIONAL = "professional", _("专业性")

    class Kind(models.TextChoices):
        """Teaching, a seminar in groups, or an assessment session (HB-3.2.5.b–e)."""

        TEACHING = "teaching", _("教学")
        SEMINAR = "seminar", _("研讨")
        EXAM = "exam", _("考试")
        PRACTICAL_TEST = "practical-test", _("实操考核")

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.CASCADE, related_name="lessons"
    )
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.TEACHING)
    title = models.CharField(_("课程"), max_length=200)
    day = models.DateField(_("日期"))
    starts = models.TimeField(_("开始"))
    ends = models.TimeField(_("结束"))
    hours = models.DecimalField(_("学时"), max_digits=4, decimal_places=1)
    room = models.CharField(_("教室"), max_length=80, blank=True)
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.THEORY)
    breadth = models.CharField(max_length=12, choices=Breadth.choices, default=Breadth.PROFESSIONAL)
    practical = models.BooleanField(default=False)
    items = models.JSONField(default=list, blank=True)
    lecturer = models.ForeignKey(
        Lecturer, on_delete=models.PROTECT, related_name="lessons", null=True, blank=True
    )
    lecturer_state = models.CharField(
        max_length=10,
        choices=[("", ""), ("asked", _("待确认")), ("accepted", _("已接受"))],
        blank=True,
    )
    assigned_by = models.CharField(max_length=200, blank=True)
    assigned_on = models.DateField(null=True, blank=True)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="lessons", null=True, blank=True
    )
    cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ["day", "starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="training_lesson_has_hours"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")), name="training_lesson_ends_after_it_starts"
            ),
        ]
        indexes = [
            models.Index(fields=["day", "lecturer"], name="training_lesson_day_lecturer"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.title}"


class LecturerRequest(models.Model):
    """Someone above is asked to send a lecturer: the province, or the working group for experts.

    A practical lesson makes one to the province (HB-2.3.f); a class in a city without a base makes
    one to the working group (HB-3.1.7.3.a). ``lesson`` is empty for a whole class.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        PRACTICAL = "practical", _("实战讲师")
        EXPERT = "expert", _("专家")

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("待派")
        SENT = "sent", _("已派")
        DECLINED = "declined", _("无法派出")
        WITHDRAWN = "withdrawn", _("已撤回")

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.CASCADE, related_name="requests"
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.CASCADE, related_name="requests", null=True, blank=True
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    says = models.CharField(max_length=400, blank=True)
    lecturer = models.ForeignKey(
        Lecturer, on_delete=models.PROTECT, related_name="requests", null=True, blank=True
    )
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=200)
    due = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "kind"],
                condition=Q(state__in=["open", "sent"], lesson__isnull=False),
                name="training_one_live_request_a_lesson",
            ),
            models.UniqueConstraint(
                fields=["training_class", "kind"],
                condition=Q(state__in=["open", "sent"], lesson=None),
                name="training_one_live_request_a_class",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(lecturer__isnull=False),
                name="training_what_was_sent_has_a_lecturer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.training_class}"


class Change(models.Model):
    """What happened to a class: a step, a postponement, a move, a substitute, with its reason."""

    class What(models.TextChoices):
        """What happened."""

        CREATED = "created", _("建班")
        CHANGED = "changed", _("修改班次信息")
        TIMETABLE = "timetable", _("调整课表")
        OPENED = "opened", _("开放报名")
        STARTED = "started", _("开班")
        FINISHED = "finished", _("结束")
        CLOSED = "closed", _("结班")
        POSTPONED = "postponed", _("改期")
        MOVED = "moved", _("改地点")
        SUBSTITUTED = "substituted", _("换讲师")
        DECLINED = "declined", _("讲师不能授课")
        ALLOWED = "allowed", _("同意窗口外办班")
        CANCELLED = "cancelled", _("取消")

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.CASCADE, related_name="changes"
    )
    what = models.CharField(max_length=12, choices=What.choices)
    says = models.CharField(max_length=400, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.training_class}"


class ClassGuidance(models.Model):
    """A note that a guiding or hosting body leaves on a class; who runs it answers."""

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.CASCADE, related_name="guidance"
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


class Evaluation(models.Model):
    """One evaluation of a class: of its effect by the teaching team, or at a step by an office.

    ``scores`` holds 1–5 by the key of the question; ``says`` the words.
    """

    class Kind(models.TextChoices):
        """What was evaluated, when."""

        EFFECT = "effect", _("效果评估")
        PLANNING = "planning", _("筹备阶段")
        RUNNING = "running", _("实施阶段")
        CLOSING = "closing", _("结班阶段")

    training_class = models.ForeignKey(
        TrainingClass, on_delete=models.PROTECT, related_name="evaluations"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    scores = models.JSONField(default=dict)
    says = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "kind", "office"],
                name="training_one_evaluation_an_office_and_step",
            )
        ]

    def __str__(self) -> str:
        return f"{self.training_class} {self.kind}"
