"""Browsers that an account knows, sessions that are open, wrong tries.

Second factors and linked outside identities lie in django-allauth's own tables.
"""

from typing import Any, ClassVar

from django.db import models

from zhicai.accounts.models import User


class Browser(models.Model):
    """A browser in which a user has signed in before; its cookie is kept as a digest."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="browsers")
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "digest"], name="signin_browser_of_a_user_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.digest[:8]}"


class Session(models.Model):
    """A session that the door has opened: where, how, and when it was last used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=45, blank=True)
    way = models.CharField(max_length=40)
    factor = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-last_seen", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.address} {self.opened_at:%Y-%m-%d %H:%M}"


class Tried(models.Model):
    """Wrong tries of what is no account and no known browser: unknown names, codes, passwords.

    ``key`` is a purpose and a digest; it goes when the tries are forgotten.
    """

    key = models.CharField(max_length=80, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.key} {self.tries}"


class NameTried(models.Model):
    """An account name that failed from an address, in a browser that the account does not know."""

    network = models.CharField(max_length=45)
    name = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["network", "name"], name="signin_name_once_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.name[:8]}"


class Sent(models.Model):
    """What one address has sent to a public form since ``since``; goes when that is long ago.

    ``key`` is what it was and a digest of the address.
    """

    key = models.CharField(max_length=120, unique=True)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key} {self.count}"
