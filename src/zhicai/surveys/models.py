"""Questionnaires, their published versions, rounds, who was asked, drafts and answers."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhicai.places.models import Place


class Questionnaire(models.Model):
    """A questionnaire of an office, as it is being written; what is asked is a version of it.

    ``use`` is the word of the app that asks (``general``, or e.g. ``awareness``).
    """

    title = models.CharField(max_length=120)
    use = models.CharField(max_length=40, default="general")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    draft = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.CharField(max_length=120)
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "title"], name="surveys_one_questionnaire_a_title"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """What has been published: it never changes (the database itself forbids it)."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="surveys_one_version_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} v{self.number}"


class Round(models.Model):
    """A version asked of someone from a day to a day, both inclusive.

    ``about`` is the key of what it is asked about, given by the app that asks. ``link`` opens it to
    whoever has it; empty where only those invited may answer. ``asks_place`` lets those who come by
    the link say which place they belong to.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=80, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    opens_on = models.DateField()
    closes_on = models.DateField()
    anonymous = models.BooleanField()
    link = models.CharField(max_length=40, blank=True)
    asks_place = models.BooleanField(default=False)
    opened_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="surveys_round_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["link"], condition=~Q(link=""), name="surveys_one_round_a_link"
            ),
        ]
        indexes = [
            models.Index(fields=["about"], name="surveys_round_about"),
            models.Index(fields=["place", "-opens_on"], name="surveys_round_place"),
        ]

    def __str__(self) -> str:
        return self.title


class Target(models.Model):
    """How many answers a round expects from a place: the whole of the response rate."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="targets")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    expected = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="surveys_one_target_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.place}: {self.expected}"


class Invitation(models.Model):
    """Someone who may answer once; only the hash of their token is kept.

    ``label`` says who it is and is empty in anonymous rounds for those who came by the link.
    ``used`` is all that is known of an anonymous answer: not when, not which.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    label = models.CharField(max_length=120, blank=True)
    used = models.BooleanField(default=False)
    draft = models.JSONField(default=dict)
    step = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user"],
                condition=Q(user__isnull=False),
                name="surveys_one_invitation_a_user",
            ),
            models.CheckConstraint(
                condition=Q(used=False) | Q(draft={}), name="surveys_who_has_answered_has_no_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"invitation to {self.round}"


class Answer(models.Model):
    """What one respondent answered; ``invitation`` only in rounds by name.

    The key is random: the order of the rows tells nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="answers")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answers = models.JSONField()
    given_on = models.DateField(null=True, blank=True)
    invitation = models.OneToOneField(
        Invitation, on_delete=models.PROTECT, related_name="answer", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(given_on=None, invitation=None)
                | Q(given_on__isnull=False, invitation__isnull=False),
                name="surveys_an_anonymous_answer_has_neither_day_nor_name",
            )
        ]

    def __str__(self) -> str:
        return f"answer to {self.round}"
