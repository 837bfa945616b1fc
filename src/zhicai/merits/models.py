"""Rule sets, the ledger of points, settled years, grades and categories of specialists."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.programmes.models import ProgrammeYear


class RuleSet(models.Model):
    """One version of the rules of points, grades and categories of a programme.

    ``content`` is what :mod:`zhicai.merits.rules.content` checks. It counts for the years
    ``in_force_from`` to ``in_force_to``; a draft has neither. ``is_example`` says that it was taken
    from the example that ships with the programme and was never changed.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("草稿")
        IN_FORCE = "in-force", _("执行中")
        ENDED = "ended", _("已停止")

    programme = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("名称"), max_length=80)
    is_example = models.BooleanField(default=False)
    content = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    in_force_from = models.PositiveSmallIntegerField(null=True, blank=True)
    in_force_to = models.PositiveSmallIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    enacted_at = models.DateTimeField(null=True, blank=True)
    enacted_by = models.CharField(max_length=120, blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="merits_one_set_a_programme_and_number"
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state="in-force"),
                name="merits_one_set_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", in_force_from=None, enacted_at=None)
                | (~Q(state="draft") & Q(in_force_from__isnull=False, enacted_at__isnull=False)),
                name="merits_what_is_in_force_says_from_when",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", in_force_to__isnull=False)
                | (~Q(state="ended") & Q(in_force_to=None)),
                name="merits_what_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.number}"


class Posting(models.Model):
    """One booking of points to a person; its two :class:`Entry` lines sum to nothing.

    Points are whole tenths. ``key`` names the fact once and for all (event, object): nothing is
    booked twice. ``on`` is the day of booking, ``happened_on`` that of the fact; ``year`` is the
    year that it counts to. ``cut`` are the tenths that the cap ``cut_by`` took away. Postings are
    never changed: the database refuses it; a correction is a further posting.
    """

    class Kind(models.TextChoices):
        """What it is."""

        CREDIT = "credit", _("记分")
        EXPIRY = "expiry", _("到期")
        REVERSAL = "reversal", _("冲销")
        CORRECTION = "correction", _("更正")

    class Cap(models.TextChoices):
        """Which cap took tenths away."""

        YEAR = "year", _("年度上限")
        ALL = "all", _("累计上限")

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merit_postings")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="postings")
    rule = models.CharField(max_length=60)
    tenths = models.IntegerField()
    cut = models.PositiveIntegerField(default=0)
    cut_by = models.CharField(max_length=4, choices=Cap.choices, blank=True)
    happened_on = models.DateField()
    on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    event = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    says_zh = models.CharField(max_length=300)
    says_en = models.CharField(max_length=300)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="reversed_by", null=True, blank=True
    )
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses=None)),
                name="merits_only_a_reversal_reverses",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["credit", "expiry"]) | ~Q(reason=""),
                name="merits_a_correction_says_why",
            ),
            models.CheckConstraint(
                condition=Q(cut=0, cut_by="") | (Q(cut__gt=0) & ~Q(cut_by="")),
                name="merits_what_was_cut_names_its_cap",
            ),
            models.CheckConstraint(
                condition=~Q(kind="credit") | Q(tenths__gte=0),
                name="merits_a_credit_gives",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "programme", "year"], name="merits_posting_person"),
            models.Index(fields=["programme", "year"], name="merits_posting_year"),
            models.Index(fields=["expires_on"], name="merits_posting_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.tenths}"

    @property
    def says(self) -> Text:
        """What it is for."""
        return Text(self.says_zh, self.says_en)

    @property
    def points(self) -> Decimal:
        """The points, with one place."""
        return Decimal(self.tenths) / 10

    @property
    def cut_points(self) -> Decimal:
        """The points that a cap took away."""
        return Decimal(self.cut) / 10


class Entry(models.Model):
    """One line of a posting: to the person's account, or from that of the rule."""

    class Side(models.TextChoices):
        """Whose account."""

        PERSON = "person", _("个人账户")
        RULE = "rule", _("规则账户")

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="entries")
    side = models.CharField(max_length=6, choices=Side.choices)
    account = models.CharField(max_length=120)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="merit_entries", null=True, blank=True
    )
    tenths = models.IntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["posting", "side"], name="merits_two_lines_a_posting"),
            models.CheckConstraint(
                condition=Q(side="person", person__isnull=False) | Q(side="rule", person=None),
                name="merits_a_line_is_a_persons_or_a_rules",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="merits_entry_person")]

    def __str__(self) -> str:
        return f"{self.account} {self.tenths}"


class Settlement(models.Model):
    """A year that the province settled: nothing is booked to it any more.

    ``tenths`` is the sum booked to the year, ``people`` how many have any.
    """

    programme_year = models.OneToOneField(
        ProgrammeYear, on_delete=models.PROTECT, related_name="merit_settlement"
    )
    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()
    tenths = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year"], name="merits_settled_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"

    @property
    def points(self) -> Decimal:
        """The sum in points."""
        return Decimal(self.tenths) / 10


class SettledTotal(models.Model):
    """What a person had of a settled year, and in all at its settlement; frozen with it."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="totals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merit_totals")
    tenths = models.IntegerField()
    balance = models.IntegerField()
    grade = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-tenths", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "person"], name="merits_one_total_a_person_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.person_id} {self.tenths}"


class GradeSpell(models.Model):
    """The grade of a person from ``since`` up to, not including, ``until``; one is open."""

    class Cause(models.TextChoices):
        """By what."""

        CERTIFICATE = "certificate", _("取得证书")
        RULE = "rule", _("按规则核定")
        REVIEW = "review", _("升级评定")
        CORRECTION = "correction", _("更正")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grade_spells")
    grade = models.PositiveSmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    cause = models.CharField(max_length=12, choices=Cause.choices)
    says = models.CharField(max_length=400, blank=True)
    ended_says = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until=None), name="merits_one_open_grade"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="merits_a_grade_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=10), name="merits_grades_are_one_to_ten"
            ),
        ]
        indexes = [models.Index(fields=["grade", "until"], name="merits_grade_open")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.grade} {self.since}"


class GradeRun(models.Model):
    """What the rules would make of everybody's grade: shown first, applied by an officer."""

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("待核定")
        APPLIED = "applied", _("已核定")
        DROPPED = "dropped", _("已作废")

    programme = models.CharField(max_length=60)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="grade_runs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state="proposed"),
                name="merits_one_run_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.made_at}"


class GradeChange(models.Model):
    """One line of a run: from which grade to which, by how many valid tenths of points."""

    run = models.ForeignKey(GradeRun, on_delete=models.PROTECT, related_name="changes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    after = models.PositiveSmallIntegerField()
    tenths = models.IntegerField()
    skipped = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="merits_one_change_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.before} → {self.after}"

    @property
    def points(self) -> Decimal:
        """The points that it rests on."""
        return Decimal(self.tenths) / 10


class Category(models.Model):
    """A category of specialists, kept by its key while rule sets come and go.

    ``how`` says by what one belongs to it: by hand, by the kind of employer, by its industry;
    ``values`` are those kinds or industries. ``ended_on``: the rules in force have it no more.
    """

    class How(models.TextChoices):
        """By what one belongs to it."""

        HAND = "hand", _("手工归类")
        EMPLOYER = "employer-type", _("按单位类型")
        INDUSTRY = "industry", _("按行业")

    programme = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    how = models.CharField(max_length=14, choices=How.choices)
    values = models.JSONField(default=list)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["programme", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "key"], name="merits_one_category_a_programme_and_key"
            )
        ]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def says(self) -> Text:
        """Its name."""
        return Text(self.name_zh, self.name_en)


class Membership(models.Model):
    """A person belongs to a category from ``since`` up to, not including, ``until``."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="categories")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    by_rule = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["category", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category"],
                condition=Q(until=None),
                name="merits_in_a_category_once",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="merits_membership_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["category", "until"], name="merits_membership_open")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.category_id}"


class Night(models.Model):
    """The nights on which all was reckoned anew: once a programme and day."""

    programme = models.CharField(max_length=60)
    on = models.DateField()
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "on"], name="merits_one_reckoning_a_night")
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.on}"


def whole(tenths: Any) -> Decimal:
    """Return tenths as points."""
    return Decimal(int(tenths or 0)) / 10
