"""Funds, the budgets drawn on them, expenses with vouchers, and what somebody was charged."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.files.models import StoredFile
from zhicai.outreach.models import Opinion
from zhicai.places.models import LEVELS, Place
from zhicai.programmes.models import ProgrammeYear


class Payer(models.TextChoices):
    """Whose money it is."""

    PROVINCE = "province", _("省级资金")
    CITY = "city", _("市州资金")
    COUNTY = "county", _("县（市、区）资金")
    OTHER = "other", _("其他来源")


class Cost(models.TextChoices):
    """What a line of a budget pays for; the words are those of ``rules.kinds.COSTS``."""

    LECTURERS = "lecturers", _("讲课费")
    LECTURER_TRAVEL = "lecturer-travel", _("师资交通食宿费")
    VENUE = "venue", _("场地费")
    MEALS = "meals", _("伙食费")
    LODGING = "lodging", _("住宿费")
    MATERIALS = "materials", _("资料费")
    TRANSPORT = "transport", _("现场教学用车")
    SERVICE = "service", _("承办服务费")
    MISC = "misc", _("其他培训费用")
    TRAINEE_FARE = "trainee-fare", _("学员往返交通费")


class Part(models.TextChoices):
    """Which part of a class's money a line is, where the notice tells launch from expansion."""

    LAUNCH = "launch", _("启动经费")
    CLASSES = "expansion-classes", _("班次拓展经费")
    PEOPLE = "expansion-people", _("人员拓展经费")


class Fund(models.Model):
    """Money that an office has for a programme year; ``amount`` is fen.

    ``level`` is the office that keeps it, ``payer`` whose money it is: the office's own, or another
    source. A ring-fenced one pays for its ``track`` alone (empty: for all training of the
    programme). ``shared``: the offices below may draw budgets on it. ``needs`` and ``answers`` are
    the needs of enterprises for which the yearly money is set aside (HB-4.2.b).
    """

    class Kind(models.TextChoices):
        """What money it is."""

        YEARLY = "yearly", _("年度培训资金")
        SPECIAL = "special", _("专项资金")
        OTHER = "other", _("其他来源")

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="funds"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="funds")
    level = models.CharField(max_length=10, choices=LEVELS)
    payer = models.CharField(max_length=10, choices=Payer.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    placed_on = models.DateField()
    purpose = models.CharField(max_length=400)
    track = models.CharField(max_length=40, blank=True)
    ring_fenced = models.BooleanField(default=True)
    shared = models.BooleanField(default=False)
    answers = models.CharField(max_length=400, blank=True)
    needs = models.ManyToManyField(Opinion, related_name="funds", blank=True)
    revision = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["place__code", "placed_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="finance_fund_holds_money"),
            models.CheckConstraint(
                condition=Q(kind="other", payer="other") | (~Q(kind="other") & Q(payer=F("level"))),
                name="finance_fund_is_the_offices_own_or_another_source",
            ),
            models.UniqueConstraint(
                fields=["programme_year", "place", "level", "name"],
                name="finance_one_fund_a_name",
            ),
        ]
        indexes = [models.Index(fields=["programme_year", "place"], name="finance_fund_place")]

    def __str__(self) -> str:
        return self.name


class Budget(models.Model):
    """The budget of one cost object, an opaque id such as ``training.class:12``.

    Place, level, track, title, days and people are those of the cost object when the budget was
    last set. ``set_on`` is the day on which it first had a line: until then it is only prepared.
    """

    class State(models.TextChoices):
        """Whether it may still be spent."""

        OPEN = "open", _("执行中")
        CLOSED = "closed", _("已结清")

    cost_object = models.CharField(max_length=60, unique=True)
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="budgets"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="budgets")
    level = models.CharField(max_length=10, choices=LEVELS)
    track = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    people = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    set_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_for = models.CharField(max_length=400, blank=True)
    revision = models.PositiveIntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None)
                | Q(state="closed", closed_on__isnull=False),
                name="finance_closed_with_its_day",
            ),
        ]
        indexes = [models.Index(fields=["programme_year", "place"], name="finance_budget_place")]

    def __str__(self) -> str:
        return self.title


class BudgetLine(models.Model):
    """What a budget spends on one purpose out of one fund; ``amount`` is fen.

    ``part`` is empty where the notice knows no launch and expansion money (A-HB-18).
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="lines")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="lines")
    part = models.CharField(max_length=20, choices=Part.choices, blank=True, default="")
    kind = models.CharField(max_length=20, choices=Cost.choices)
    amount = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="finance_line_holds_money"),
            models.UniqueConstraint(
                fields=["budget", "fund", "part", "kind"],
                name="finance_one_line_a_fund_part_and_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget} {self.kind}"


class SourceNote(models.Model):
    """An office asks the province to note why another source may pay for a cost object."""

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked", _("待省局说明")
        GIVEN = "given", _("省局已说明")
        REFUSED = "refused", _("省局不同意")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="notes")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="notes")
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    answer = models.CharField(max_length=400, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "fund"],
                condition=Q(state__in=["asked", "given"]),
                name="finance_one_live_note_a_source",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_on=None)
                | (~Q(state="asked") & Q(answered_on__isnull=False) & ~Q(answer="")),
                name="finance_what_is_answered_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget} ← {self.fund}"


class Expense(models.Model):
    """Money paid out of a line of a budget; ``amount`` is fen.

    The table is only ever added to: what was wrong is undone by a counter-entry of the negative
    amount, which ``reverses`` it and says why. ``key`` marks one entry of one hand.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="expenses")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="expenses")
    paid_on = models.DateField()
    payee = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    says = models.CharField(max_length=200, blank=True)
    voucher = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="reversal", null=True, blank=True
    )
    reason = models.CharField(max_length=400, blank=True)
    booked_at = models.DateTimeField()
    booked_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses=None)
                | (Q(amount__lt=0, reverses__isnull=False) & ~Q(reason="")),
                name="finance_only_a_counter_entry_is_negative",
            ),
            models.UniqueConstraint(fields=["budget", "key"], name="finance_one_expense_a_key"),
        ]
        indexes = [models.Index(fields=["budget", "paid_on"], name="finance_expense_budget")]

    def __str__(self) -> str:
        return f"{self.paid_on} {self.payee}"


class Voucher(models.Model):
    """A file that proves an expense."""

    expense = models.ForeignKey(Expense, on_delete=models.PROTECT, related_name="vouchers")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.expense} {self.file}"


class Charge(models.Model):
    """A payment by a trainee or an employer, as far as a programme allows any; ``amount`` is fen.

    ``own_cost``: it falls on the trainee anyway (the fare) and is no fee. Only ever added to, like
    expenses.
    """

    class By(models.TextChoices):
        """Who paid."""

        TRAINEE = "trainee", _("学员")
        EMPLOYER = "employer", _("学员所在单位")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="charges")
    payer = models.CharField(max_length=10, choices=By.choices)
    item = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    own_cost = models.BooleanField(default=False)
    on = models.DateField()
    says = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=64)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="reversal", null=True, blank=True
    )
    booked_at = models.DateTimeField()
    booked_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses=None) | Q(amount__lt=0, reverses__isnull=False),
                name="finance_only_a_refund_is_negative",
            ),
            models.UniqueConstraint(fields=["budget", "key"], name="finance_one_charge_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.item}"


class Settlement(models.Model):
    """The money of a cost object as settled: figures and their hash; nothing of it changes after.

    ``planned`` and ``spent`` are fen; ``figures`` holds lines with their differences explained,
    expenses with the hashes of their vouchers, notes and payments. The database refuses every later
    write to the budget, its lines, expenses, vouchers, notes and payments (HB-3.2.6.6.b).
    """

    budget = models.OneToOneField(Budget, on_delete=models.PROTECT, related_name="settlement")
    planned = models.BigIntegerField()
    spent = models.BigIntegerField()
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    settled_on = models.DateField()
    settled_at = models.DateTimeField()
    settled_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["settled_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned__gt=0, spent__gte=0), name="finance_settlement_has_its_sums"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget} {self.sha256[:8]}"


class Refusal(models.Model):
    """An expense or a line of a budget that somebody entered and the rules refused; kept for good.

    ``reasons`` are ``{zh, en, clause}``; ``amount`` is fen, None where it could not be read.
    """

    class What(models.TextChoices):
        """What was tried."""

        EXPENSE = "expense", _("支出")
        LINE = "line", _("预算")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="refusals")
    what = models.CharField(max_length=10, choices=What.choices)
    fund = models.CharField(max_length=120, blank=True)
    part = models.CharField(max_length=20, choices=Part.choices, blank=True)
    kind = models.CharField(max_length=20, choices=Cost.choices, blank=True)
    amount = models.BigIntegerField(null=True, blank=True)
    payee = models.CharField(max_length=120, blank=True)
    says = models.CharField(max_length=200, blank=True)
    voucher = models.CharField(max_length=60, blank=True)
    reasons = models.JSONField()
    refused_at = models.DateTimeField()
    tried_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["refused_at", "pk"]

    def __str__(self) -> str:
        return f"{self.budget} {self.what}"


class Support(models.Model):
    """What an office gives to the training in a year: staff, money beside its funds, policies.

    ``people`` counts staff, ``amount`` is fen. One that was entered by mistake is withdrawn with a
    reason (HB-4.2.c).
    """

    class Kind(models.TextChoices):
        """In which way it supports."""

        STAFF = "staff", _("人力")
        MONEY = "money", _("财力")
        POLICY = "policy", _("政策")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="supports")
    level = models.CharField(max_length=10, choices=LEVELS)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    says = models.CharField(max_length=400, blank=True)
    on = models.DateField()
    people = models.PositiveIntegerField(null=True, blank=True)
    amount = models.BigIntegerField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_for = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-year", "place__code", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="staff", people__gt=0, amount=None)
                | Q(kind="money", amount__gt=0, people=None)
                | Q(kind="policy", people=None, amount=None),
                name="finance_support_counts_what_its_kind_counts",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_for=""),
                name="finance_support_withdrawn_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["year", "place"], name="finance_support_place")]

    def __str__(self) -> str:
        return self.title
