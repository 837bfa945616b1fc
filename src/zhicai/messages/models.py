"""Messages and their readings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.models import User
from zhicai.foundation.text import Text
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
