"""What specialists write of their career, who guides them, for what they are kept in reserve."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.files.models import StoredFile
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.surveys.models import Round


class Claim(models.Model):
    """What a specialist writes of the own career; it counts once an officer has confirmed it.

    ``kind`` is the law's word for a title's level or an achievement's kind; ``name`` is the title,
    the achievement, or the new employer. ``programme`` is the one under which it was written.
    """

    class What(models.TextChoices):
        """What it is about."""

        TITLE = "title", _("职称")
        ACHIEVEMENT = "achievement", _("业绩成果")
        CAREER = "career", _("任职变化")

    class State(models.TextChoices):
        """Where it stands."""

        CLAIMED = "claimed", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        REFUSED = "refused", _("未确认")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    programme = models.CharField(max_length=60)
    what = models.CharField(max_length=12, choices=What.choices)
    kind = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=80, blank=True)
    is_ip_post = models.BooleanField(default=False)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    on = models.DateField()
    says = models.CharField(max_length=400, blank=True)
    evidence = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLAIMED)
    claimed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="claimed", decided_at=None)
                | (~Q(state="claimed") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="archive_a_claim_is_open_or_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="archive_a_refusal_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(what="title") | Q(evidence__isnull=False) & ~Q(kind=""),
                name="archive_a_title_has_its_level_and_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(what="career") | Q(place__isnull=False),
                name="archive_an_employer_sits_somewhere",
            ),
            models.UniqueConstraint(
                fields=["person", "what", "kind", "name", "post", "on"],
                condition=~Q(state="refused"),
                name="archive_nothing_is_claimed_twice",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "what"], name="archive_claim_state"),
            models.Index(fields=["person", "on"], name="archive_claim_person"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.name}"


class Adviser(models.Model):
    """Who guides a specialist, from a day on; one at a time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="advisers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    office = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    named_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until=None), name="archive_one_adviser_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["user", "until"], name="archive_adviser_user")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.name}"


class Talk(models.Model):
    """A guidance talk: what was said, and what is to follow by which day."""

    adviser = models.ForeignKey(Adviser, on_delete=models.PROTECT, related_name="talks")
    on = models.DateField()
    summary = models.CharField(max_length=1000)
    follow_up = models.CharField(max_length=400, blank=True)
    follow_up_by = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_says = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(follow_up="", follow_up_by=None)
                | (~Q(follow_up="") & Q(follow_up_by__isnull=False)),
                name="archive_a_follow_up_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(done_says=""), name="archive_what_followed_is_said"
            ),
        ]
        indexes = [models.Index(fields=["done_on", "follow_up_by"], name="archive_talk_follow_up")]

    def __str__(self) -> str:
        return f"{self.adviser_id} {self.on}"


class Reserve(models.Model):
    """A specialist is kept in mind: for the think tank of an industry chain, or for the top."""

    class Kind(models.TextChoices):
        """For what."""

        THINK_TANK = "think-tank", _("产业链智库储备")
        HIGH_END = "high-end", _("高端人才储备")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reserve_marks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    chain = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=400)
    ended_reason = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=120)
    office = models.CharField(max_length=200)

    class Meta:
        ordering = ["kind", "chain", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "chain"],
                condition=Q(until=None),
                name="archive_one_present_mark_a_kind_and_chain",
            ),
            models.CheckConstraint(
                condition=Q(kind="think-tank") & ~Q(chain="") | Q(kind="high-end", chain=""),
                name="archive_a_think_tank_is_of_a_chain",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | ~Q(ended_reason=""),
                name="archive_the_end_of_a_mark_says_why",
            ),
        ]
        indexes = [models.Index(fields=["kind", "chain", "until"], name="archive_reserve_chain")]

    def __str__(self) -> str:
        return f"{self.kind} {self.chain}"


class FollowUp(models.Model):
    """The yearly survey of specialists: which round asked it, of which year."""

    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year"], name="archive_one_follow_up_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"
