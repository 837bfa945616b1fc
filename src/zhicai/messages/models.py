"""Messages and their readings; what leaves the site, how offices want it, in which words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.foundation.sealed import SealedTextField
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.rules.outbox import State
from zhicai.places.models import LEVELS, Organisation, Place


class Message(models.Model):
    """One message: to an office, an organisation or a person, in both languages.

    ``key`` is what makes it this message and no other; ``about`` names what it is about in the
    words of the app that sends it, so that everything sent about one thing can be found again.
    """

    class Kind(models.TextChoices):
        """What sort of message it is."""

        REMINDER = "reminder", _("催办提醒")
        NOTICE = "notice", _("通知")
        FILING = "filing", _("报送办理")
        SYSTEM = "system", _("系统")
        URGENT = "urgent", _("紧急事项")
        ACCOUNT = "account", _("账号安全")

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=160, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    body_zh = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)
    sender_office = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, organisation=None, user=None) & ~Q(level="")
                | Q(place=None, level="", organisation__isnull=False, user=None)
                | Q(place=None, level="", organisation=None, user__isnull=False),
                name="office_messages_one_addressee",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "level", "-sent_at"], name="office_messages_to_office"),
            models.Index(fields=["organisation", "-sent_at"], name="office_messages_to_org"),
            models.Index(fields=["user", "-sent_at"], name="office_messages_to_user"),
            models.Index(fields=["about", "-sent_at"], name="office_messages_about"),
            models.Index(fields=["sender_office", "-sent_at"], name="office_messages_from"),
        ]

    def __str__(self) -> str:
        return self.title_zh

    @property
    def office_level(self) -> Level | None:
        """The level of the office that it is for; None for an organisation or a person."""
        return Level(self.level) if self.level else None

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return Text(self.title_zh, self.title_en)

    @property
    def body(self) -> Text:
        """The text in both languages."""
        return Text(self.body_zh, self.body_en)


class Reading(models.Model):
    """Who has opened a message, and when first."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["read_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "user"], name="office_messages_one_reading_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.message}"


class Delivery(models.Model):
    """One message on its way out of the site: to one recipient through one channel.

    Written in the transaction of its message. ``key`` goes with it to the provider, so that the
    same delivery tried again can be known as the same. ``user`` is None where it goes to the office
    as a whole. A letter without a message (an invitation, a call to another system) lies sealed in
    ``letter`` until it has gone; ``until`` is when it is of no more use.
    """

    key = models.CharField(max_length=64, unique=True)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="deliveries", null=True, blank=True
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Message.Kind.choices)
    name = models.CharField(max_length=200, blank=True)
    letter = SealedTextField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in State], default=State.WAITING.value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_try = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    problem_zh = models.CharField(max_length=300, blank=True)
    problem_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.SENT.value, sent_at__isnull=False, letter__isnull=True)
                | (~Q(state=State.SENT.value) & Q(sent_at=None)),
                name="office_messages_sent_is_dated_and_erased",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING.value)
                | (~Q(claim="") & Q(claimed_at__isnull=False)),
                name="office_messages_sending_is_claimed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try"],
                condition=Q(state__in=[State.WAITING.value, State.FAILED.value]),
                name="office_messages_due",
            ),
            models.Index(
                fields=["state", "-created_at"],
                condition=~Q(state=State.SENT.value),
                name="office_messages_unsent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"

    @property
    def problem(self) -> Text:
        """What the last try came up against, in both languages."""
        return Text(self.problem_zh, self.problem_en)


class _Choosing(models.Model):
    """Whose choice it is: an office's (place and level), an organisation's or a person's."""

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        abstract = True


class Preference(_Choosing):
    """Whether messages of a kind go out through a channel; absent: as the site has it."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=10, choices=Message.Kind.choices)
    channel = models.CharField(max_length=20)
    wanted = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, organisation=None, user=None) & ~Q(level="")
                | Q(place=None, level="", organisation__isnull=False, user=None)
                | Q(place=None, level="", organisation=None, user__isnull=False),
                name="office_messages_one_chooser",
            ),
            models.UniqueConstraint(
                fields=["place", "level", "kind", "channel"],
                condition=Q(place__isnull=False),
                name="office_messages_one_choice_an_office",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "channel"],
                condition=Q(organisation__isnull=False),
                name="office_messages_one_choice_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "channel"],
                condition=Q(user__isnull=False),
                name="office_messages_one_choice_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} {self.wanted}"


class Robot(_Choosing):
    """The address of an office's own group robot; a secret, since whoever has it can post."""

    address = SealedTextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, organisation=None) & ~Q(level="")
                | Q(place=None, level="", organisation__isnull=False),
                name="office_messages_one_robot_holder",
            ),
            models.UniqueConstraint(
                fields=["place", "level"],
                condition=Q(place__isnull=False),
                name="office_messages_one_robot_an_office",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(organisation__isnull=False),
                name="office_messages_one_robot_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place or self.organisation}"


class QuietHours(models.Model):
    """Hours in which nothing but urgent matters leaves; the latest decision holds."""

    begins = models.TimeField()
    ends = models.TimeField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


class Wording(models.Model):
    """The words in which messages of a kind leave the site; absent: the site's own."""

    kind = models.CharField(max_length=10, choices=Message.Kind.choices, unique=True)
    short_zh = models.CharField(max_length=200)
    short_en = models.CharField(max_length=200)
    subject_zh = models.CharField(max_length=200)
    subject_en = models.CharField(max_length=200)
    body_zh = models.TextField()
    body_en = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.kind
