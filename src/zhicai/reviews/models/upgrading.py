"""The upgrade review: a round, applications with evidence, blind reviews."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.files.models import StoredFile
from zhicai.people.models import Person
from zhicai.reviews.models.rounds import Round


class UpgradeRound(Round):
    """An upgrade review of a year; its days are those in which specialists apply."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("评定中")
        PUBLISHED = "published", _("公示中")
        FINAL = "final", _("已办结")

    title = models.CharField(_("名称"), max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta(Round.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "title"], name="reviews_one_upgrade_round_a_title"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="reviews_upgrade_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(state="open", published_at=None, final_at=None)
                | Q(state="published", published_at__isnull=False, final_at=None)
                | Q(state="final", published_at__isnull=False, final_at__isnull=False),
                name="reviews_upgrade_states_have_their_moments",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Application(models.Model):
    """A specialist asks for a grade. ``conditions`` are those of the criteria with what was found
    on the day of applying; ``score`` and ``says`` are the decision.
    """

    class State(models.TextChoices):
        """Where it stands."""

        SUBMITTED = "submitted", _("待核查")
        RETURNED = "returned", _("已退回")
        REVIEWING = "reviewing", _("评审中")
        PASSED = "passed", _("评定通过")
        FAILED = "failed", _("评定未通过")
        STRUCK = "struck", _("已取消")
        GRANTED = "granted", _("已升级")
        WITHDRAWN = "withdrawn", _("已撤回")

    round = models.ForeignKey(UpgradeRound, on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="upgrade_applications"
    )
    grade = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUBMITTED)
    says = models.CharField(_("申请说明"), max_length=1000, blank=True)
    conditions = models.JSONField(default=list)
    applied_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_zh = models.CharField(max_length=300, blank=True)
    decision_en = models.CharField(max_length=300, blank=True)
    list_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["applied_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=~Q(state="withdrawn"),
                name="reviews_one_application_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "failed", "granted"])
                | Q(score__isnull=False, decided_at__isnull=False),
                name="reviews_a_decision_has_its_score",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "struck"]) | ~Q(reason=""),
                name="reviews_what_is_sent_back_says_why",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=100),
                name="reviews_scores_are_of_a_hundred",
            ),
            models.CheckConstraint(
                condition=Q(grade__gte=2, grade__lte=10), name="reviews_grades_rise"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="reviews_application_state")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id} {self.grade}"


class Evidence(models.Model):
    """A file that a specialist puts with an application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.file_id}"


class Review(models.Model):
    """One reviewer's blind scores of an application; number 3 is asked where two lie far apart."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    scores = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    opinion = models.CharField(max_length=1000, blank=True)
    assigned_at = models.DateTimeField()
    assigned_by = models.CharField(max_length=120)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="reviews_numbered_once"),
            models.UniqueConstraint(
                fields=["application", "reviewer"], name="reviews_a_reviewer_scores_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=3), name="reviews_at_most_three_reviewers"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, total=None)
                | Q(submitted_at__isnull=False, total__gte=0, total__lte=100),
                name="reviews_what_is_handed_in_has_a_total",
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "submitted_at"], name="reviews_of_reviewer")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number}"
