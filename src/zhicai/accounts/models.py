"""Users, their memberships and deputies, and the tickets by which a password is set."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhicai.places.models import LEVELS, Dated, Organisation, Place


class Role(models.TextChoices):
    """What a person does in an office or organisation."""

    OFFICER = "officer", _("经办人")
    REGISTRAR = "registrar", _("办公室备案")
    RULE_KEEPER = "rule_keeper", _("方案管理")
    MEMBER = "member", _("成员")
    READER = "reader", _("查阅")
    PERSON = "person", _("本人")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""No one may hold two of these at once (三员分立)."""


class UserManager(BaseUserManager["User"]):
    """Finds users by their login name."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with this login name."""
        return self.get(username=username)


class User(AbstractBaseUser):
    """Someone who signs in. There is no superuser: rights come from memberships alone."""

    username = models.CharField(_("账号"), max_length=150, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    email = models.EmailField(_("邮箱"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="zh-hans")
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    reset_asked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name as shown."""
        return self.name


class Membership(Dated):
    """A user's role in an office (a place at a level) or an organisation, from a day on.

    ``at_once``: it ended in the middle of its last day, which it therefore no longer holds. The
    role PERSON is of nobody but oneself: neither level nor organisation, ``place`` is one's home.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="memberships")
    level = models.CharField(max_length=10, choices=LEVELS, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
    )
    at_once = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(valid_to=None, role__in=[role.value for role in ADMINISTRATORS]),
                name="accounts_one_administration_a_person",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "place", "level"],
                condition=Q(valid_to=None, organisation=None),
                name="accounts_one_present_office_membership",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(valid_to=None, organisation__isnull=False),
                name="accounts_one_present_organisation_membership",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="accounts_membership_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=(~Q(role="person") & Q(organisation=None) & ~Q(level=""))
                | (~Q(role="person") & Q(organisation__isnull=False) & Q(level=""))
                | Q(role="person", organisation=None, level=""),
                name="accounts_membership_is_of_an_office_an_organisation_or_oneself",
            ),
            models.CheckConstraint(
                condition=Q(at_once=False) | Q(valid_to__isnull=False),
                name="accounts_membership_ends_at_once_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.place}"


class Deputy(Dated):
    """A user who stands in for another's membership from one day to another, both included.

    It ends by itself; ``at_once``: it was ended in the middle of its last day.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stands_in")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="deputies")
    reason = models.CharField(max_length=200)
    at_once = models.BooleanField(default=False)
    named_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False) & Q(valid_to__gte=F("valid_from")),
                name="accounts_deputy_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} 代 {self.membership}"


class Ticket(models.Model):
    """A slip that lets its holder set the password of one account, once and until a moment.

    The database knows the secret part by its SHA-256 alone; ``selector`` finds the row.
    """

    class Kind(models.TextChoices):
        """What it is for."""

        INVITATION = "invitation", _("开通单")
        RESET = "reset", _("重置单")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tickets")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    selector = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120)
    office = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="accounts_one_open_ticket_a_person",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")),
                name="accounts_ticket_expires_after_it_is_issued",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None),
                name="accounts_ticket_is_used_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.selector}"
