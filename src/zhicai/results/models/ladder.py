"""Completion per registration, entries of skills, recommendations and who joined in, the team."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.admission.models import Registration
from zhicai.law.schema import Level
from zhicai.people.models import Person
from zhicai.places.models import LEVELS, Place
from zhicai.programmes.models import ProgrammeYear


class Completion(models.Model):
    """Whether one registration ended in completion (HB-1.h); decided anew after corrections.

    ``hours`` were present, ``needed`` by the setting of that day, ``held`` by the class; it counts
    from ``completed_on``, the day the class ended. ``place`` is who ran the class.
    """

    registration = models.OneToOneField(
        Registration, on_delete=models.PROTECT, related_name="completion"
    )
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="completions"
    )
    track = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    completed = models.BooleanField()
    hours = models.DecimalField(max_digits=6, decimal_places=1)
    held = models.DecimalField(max_digits=6, decimal_places=1)
    needed = models.DecimalField(max_digits=6, decimal_places=1)
    completed_on = models.DateField()
    decided_at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gte=0, held__gte=0, needed__gte=0),
                name="results_hours_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(completed=False) | Q(hours__gte=models.F("needed"), held__gt=0),
                name="results_who_completed_has_the_hours",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme_year", "track", "completed", "place"],
                name="results_completion_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.completed}"


class SkillEntry(models.Model):
    """Someone's level in one item of the curriculum, as a base or the province entered it.

    ``practical`` says that it proves practical experience (HB-2.1.g); an entry made by mistake is
    withdrawn, never changed.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="skill_entries")
    item = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    practical = models.BooleanField(default=False)
    evidence = models.CharField(max_length=400, blank=True)
    on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "skill entries"
        indexes = [models.Index(fields=["item", "level"], name="results_skill_item")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.item} {self.level}"


class Recommendation(models.Model):
    """A candidate for the assessment of ``for_year`` (HB-2.2.1.g), sent by an office at ``place``.

    ``completion`` is the class on whose results it rests. It counts once nobody is awaited.
    """

    class State(models.TextChoices):
        """Where a recommendation stands."""

        SENT = "sent", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        RETURNED = "returned", _("已退回")
        WITHDRAWN = "withdrawn", _("已撤回")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recommendations")
    programme_year = models.ForeignKey(
        ProgrammeYear, on_delete=models.PROTECT, related_name="recommendations"
    )
    for_year = models.PositiveSmallIntegerField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=LEVELS, default=Level.COUNTY.value)
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    awaits_city = models.BooleanField(default=False)
    awaits_base = models.BooleanField(default=False)
    says = models.CharField(max_length=400, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "for_year"],
                condition=Q(state__in=("sent", "confirmed")),
                name="results_one_live_recommendation_a_year",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(awaits_city=False, awaits_base=False),
                name="results_confirmed_awaits_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(says=""),
                name="results_a_return_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["for_year", "state", "place"], name="results_recommendation_year"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.for_year} {self.state}"


class Joining(models.Model):
    """What one body said to a recommendation: county, city or base joined in, or sent it back.

    ``level`` is that of the office, empty for a base; ``place`` is the office's, or the base's.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="joinings"
    )
    body = models.CharField(max_length=10)
    level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    joined = models.BooleanField()
    says = models.CharField(max_length=400, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "body"],
                condition=Q(joined=True),
                name="results_a_body_joins_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.body} {self.joined}"


class TeamMember(models.Model):
    """A certified specialist in the professional team (HB-2.1.g); lecturers carry their own mark.

    ``items`` are the skills whose proven experience counted then.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="team_spells")
    province = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=list)
    since = models.DateField()
    named_by = models.CharField(max_length=120)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until=None), name="results_one_present_membership"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since}"
