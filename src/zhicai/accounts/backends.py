"""Signs users in by name and password; stops guessing without locking a whole office."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db import transaction
from django.http import HttpRequest

from zhicai.accounts.models import User
from zhicai.foundation import clock

TRIES = 5
LOCKED_FOR = timedelta(minutes=30)


class OfficeBackend(BaseBackend):
    """Five wrong passwords lock the account (never the address) for half an hour."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        """Return the user whose name and password these are, or None."""
        if username is None or password is None:
            return None
        with transaction.atomic():
            user = User.objects.select_for_update().filter(username=username).first()
            if user is None:
                User().set_password(password)  # the same time as a real check: names leak nothing
                return None
            if user.locked_until is not None and user.locked_until > clock.now():
                return None
            if not user.check_password(password):
                _count_failure(user)
                return None
            if user.failed_logins or user.locked_until:
                user.failed_logins, user.locked_until = 0, None
                user.save(update_fields=["failed_logins", "locked_until"])
        return user if user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """Return the active user with this id."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def _count_failure(user: User) -> None:
    user.failed_logins += 1
    if user.failed_logins >= TRIES:
        user.failed_logins, user.locked_until = 0, clock.now() + LOCKED_FOR
    user.save(update_fields=["failed_logins", "locked_until"])
