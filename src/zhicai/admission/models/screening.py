"""Calls of the regions for assessment training, and their candidates with what was decided."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.admission.models.rosters import KeptFile
from zhicai.foundation.sealed import SealedTextField
from zhicai.people.models import Person
from zhicai.places.models import Organisation, Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.surveys.models import Invitation, Questionnaire, Round


class Call(models.Model):
    """The call of one region for a year's assessment training (HB-2.2.2.p).

    ``conditions`` are what the team asks beyond the settings of the year, one a line. Nobody
    applies before ``opens_on`` or after ``closes_on``. ``round`` asks the candidates the
    ``questionnaire``. ``revision`` rises with every change.
    """

    class State(models.TextChoices):
        """How far it is; an open call takes applications between its two days alone."""

        DRAFT = "draft", _("筹备")
        OPEN = "open", _("报名")
        CLOSED = "closed", _("遴选")
        SCREENED = "screened", _("遴选完成")

    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="calls"
    )
    track = models.CharField(max_length=40)
    region_key = models.CharField(max_length=40)
    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="calls")
    opens_on = models.DateField()
    closes_on = models.DateField()
    seats = models.PositiveIntegerField(default=0)
    conditions = models.JSONField(default=list, blank=True)
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    opened_by = models.CharField(max_length=120, blank=True)
    opened_office = models.CharField(max_length=200, blank=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    screened_by = models.CharField(max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["programme_year", "region_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "region_key"], name="admission_one_call_a_region"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="admission_call_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opened_at__isnull=False, opened_on__isnull=False),
                name="admission_an_open_call_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="screened") | Q(screened_at__isnull=False),
                name="admission_a_screened_call_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_year_id} {self.region_key}"


class CandidateUpload(KeptFile):
    """A list of candidates of an office as uploaded, checked and imported (HB-3.1.BZ.b)."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="uploads")

    class Meta(KeptFile.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("unread", "checked")) | Q(imported_at__isnull=False),
                name="admission_an_imported_list_has_its_moment",
            ),
        ]


class Candidate(models.Model):
    """Someone who registered or was put forward for a year's assessment, with the employment then.

    ``call`` is empty while no call of the region stands. ``state`` is how far the application is,
    ``decision`` what the team made of it, with the ``reason`` the candidate and the office read;
    ``said`` is why it was returned or withdrawn. ``conditions_met`` says of each condition whether
    it is met. ``flags`` are reasons for a second look. ``recommendation`` is the key of the
    recommendation in the app above. ``revision`` rises with every decision: who saw an older one is
    told.
    """

    class State(models.TextChoices):
        """How far an application is."""

        APPLIED = "applied", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        WITHDRAWN = "withdrawn", _("已退出")
        RETURNED = "returned", _("已退回")

    class Source(models.TextChoices):
        """By which way someone came."""

        REGISTRATION = "registration", _("报名")
        RECOMMENDATION = "recommendation", _("推荐")

    class Decision(models.TextChoices):
        """What the screening found."""

        ACCEPT = "accept", _("录取")
        RESERVE = "reserve", _("候补")
        REFUSE = "refuse", _("不录取")

    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="candidates", null=True, blank=True
    )
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="candidates"
    )
    region_key = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    employer_name = models.CharField(max_length=120, blank=True)
    employer_code = models.CharField(max_length=18, blank=True)
    employer_type = models.CharField(max_length=40, blank=True)
    employer_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=80, blank=True)
    is_ip_post = models.BooleanField(default=False)
    remark = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=14, choices=Source.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.APPLIED)
    flags = models.JSONField(default=list, blank=True)
    said = models.CharField(max_length=400, blank=True)
    key = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=12, blank=True)
    upload = models.ForeignKey(
        CandidateUpload,
        on_delete=models.PROTECT,
        related_name="candidates",
        null=True,
        blank=True,
    )
    applied_at = models.DateTimeField()
    applied_on = models.DateField()
    entered_by = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_office = models.CharField(max_length=200, blank=True)
    recommended_by = models.CharField(max_length=400, blank=True)
    recommended_at = models.DateTimeField(null=True, blank=True)
    recommendation = models.PositiveBigIntegerField(null=True, blank=True)
    invitation = models.OneToOneField(
        Invitation, on_delete=models.PROTECT, related_name="candidate", null=True, blank=True
    )
    token = SealedTextField(blank=True)
    test_mark = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    conditions_met = models.JSONField(default=dict, blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["call", "rank", "applied_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme_year"],
                condition=Q(state__in=("applied", "confirmed")),
                name="admission_one_live_candidacy_a_year",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="admission_one_candidate_a_key"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="admission_one_candidate_a_code"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(said=""),
                name="admission_a_returned_candidate_knows_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="admission_a_confirmation_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(decision="")
                | Q(state__in=("confirmed", "withdrawn"), decided_at__isnull=False),
                name="admission_only_the_confirmed_are_decided",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | ~Q(reason=""),
                name="admission_a_decision_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(source="recommendation") | ~Q(recommended_by=""),
                name="admission_who_is_put_forward_names_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "decision"], name="admission_call_state"),
            models.Index(fields=["programme_year", "state"], name="admission_candidate_year"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state} {self.decision}"
