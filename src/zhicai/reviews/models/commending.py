"""Commendation: a round of the year, nominations, those selected, the winners."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.people.models import Incentive, Person
from zhicai.places.models import Organisation, Place
from zhicai.reviews.models.rounds import Round


class CommendationRound(Round):
    """A commendation of a year; its days are those in which offices nominate."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("提名和评选")
        PUBLISHED = "published", _("公示中")
        FINAL = "final", _("已表彰")

    title = models.CharField(_("名称"), max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    awarded_on = models.DateField(null=True, blank=True)

    class Meta(Round.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["programme_year", "title"], name="reviews_one_commendation_a_title"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="reviews_commendation_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(state="open", published_at=None, final_at=None)
                | Q(state="published", published_at__isnull=False, final_at=None)
                | Q(state="final", final_at__isnull=False, awarded_on__isnull=False),
                name="reviews_commendation_states_have_their_moments",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Nomination(models.Model):
    """An office nominates a specialist for an award of the round.

    ``award`` is the id in the criteria; ``incentive`` the honour recorded for a winner.
    """

    class State(models.TextChoices):
        """Where it stands."""

        NOMINATED = "nominated", _("已提名")
        SELECTED = "selected", _("拟表彰")
        NOT_SELECTED = "not-selected", _("未入选")
        STRUCK = "struck", _("已取消")
        WON = "won", _("已表彰")
        WITHDRAWN = "withdrawn", _("已撤回")

    round = models.ForeignKey(
        CommendationRound, on_delete=models.PROTECT, related_name="nominations"
    )
    award = models.CharField(max_length=60)
    award_name = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nominations")
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOMINATED)
    nominator = models.CharField(max_length=8)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    office = models.CharField(max_length=200)
    employer = models.CharField(max_length=200, blank=True)
    reason = models.CharField(_("事迹和理由"), max_length=1000)
    conditions = models.JSONField(default=list)
    votes = models.PositiveIntegerField(default=0)
    order = models.PositiveIntegerField(null=True, blank=True)
    nominated_at = models.DateTimeField()
    nominated_by = models.CharField(max_length=120)
    struck_why = models.CharField(max_length=400, blank=True)
    list_number = models.PositiveIntegerField(null=True, blank=True)
    incentive = models.OneToOneField(
        Incentive, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["award", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "award", "person"],
                condition=~Q(state="withdrawn"),
                name="reviews_nominated_once_for_an_award",
            ),
            models.CheckConstraint(
                condition=Q(state="won", incentive__isnull=False)
                | (~Q(state="won") & Q(incentive=None)),
                name="reviews_a_winner_has_the_honour_recorded",
            ),
            models.CheckConstraint(
                condition=~Q(state="struck") | ~Q(struck_why=""),
                name="reviews_who_is_struck_knows_why",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reviews_a_nomination_says_why"),
        ]
        indexes = [models.Index(fields=["person", "state"], name="reviews_nomination_person")]

    def __str__(self) -> str:
        return f"{self.award_name} {self.person_id}"
