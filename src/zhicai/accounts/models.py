"""Users and their memberships."""

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
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="zh-hans")
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name as shown."""
        return self.name


class Membership(Dated):
    """A user's role in an office (a place at a level) or an organisation, from a day on."""

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
                condition=(Q(organisation=None) & ~Q(level=""))
                | (Q(organisation__isnull=False) & Q(level="")),
                name="accounts_membership_is_of_an_office_or_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.place}"
