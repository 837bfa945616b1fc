"""Tries of passwords and codes, each paid for before it is looked at.

The toll is written first and given back when the try proves right, so that a hundred tries at once
cost a hundred, and no lock is held while a password is hashed.

Whom a wrong password costs:

* A browser that has signed in to the account before pays alone. Strangers' tries do not touch it,
  so that nobody is locked out of the own desk by someone who guesses.
* All browsers that the account does not know pay together, on the account: five tries are free,
  then the wait doubles from half a minute to half an hour, forgotten after a day of peace. An owner
  at a new browser shares that wait; the own browser, a slip from the superior office or the
  security administrator lets him or her in.
* An address is never locked for wrong passwords: an office of fifty sits behind one. Only the
  number of *different* account names that fail there, in browsers that those accounts do not know,
  is limited (200 an hour), far above what people mistype and far below what spraying needs.

Names that do not exist pay exactly as those that do: nothing tells which names there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from zhicai.accounts.models import User
from zhicai.audit.actions import Actor, record
from zhicai.signin.models import Browser, NameTried, Tried
from zhicai.signin.rules import (
    FORGOTTEN_AFTER,
    FREE_TRIES,
    NAMES_AN_HOUR,
    NAMES_WITHIN,
    Tries,
    digest_of,
)
from zhicai.signin.visitors import Visitor

FREE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: the user, or how long to wait, or neither where it was wrong."""

    user: User | None = None
    wait: timedelta = FREE


def try_password(username: str, password: str, *, by: Visitor, at: datetime) -> Outcome:
    """Try a name and a password; an inactive user is answered as a wrong password."""
    name = digest_of(username, key=settings.SECRET_KEY)
    user = User.objects.filter(username=username).first()
    if wait := _charge_password(user, name, by=by, at=at):
        return Outcome(wait=wait)
    if user is None:
        User().set_password(password)  # the same time as a real check: names leak nothing
        return Outcome()
    if not user.check_password(password) or not user.is_active:
        return Outcome()
    _settle_password(user, name, by=by, at=at)
    return Outcome(user=user)


def try_own_password(user: User, password: str, *, by: Visitor, at: datetime) -> Outcome:
    """Try the password of someone signed in, before something that a stolen session must not do."""
    return _try(f"own:{user.pk}", lambda: user.check_password(password), user, by=by, at=at)


def try_code(user: User, right: Callable[[], bool], *, by: Visitor, at: datetime) -> Outcome:
    """Try a code of a second factor; ``right`` looks at it, and is not asked during a wait."""
    known = Browser.objects.filter(user=user, digest=by.browser).exists() if by.browser else False
    key = f"code:{user.pk}:{by.browser[:32] if known else ''}"
    return _try(key, right, user, by=by, at=at)


def _try(key: str, right: Callable[[], bool], user: User, *, by: Visitor, at: datetime) -> Outcome:
    if wait := _charge(key, user, by=by, at=at):
        return Outcome(wait=wait)
    if not right():
        return Outcome()
    _settle(key)
    return Outcome(user=user)


@transaction.atomic
def _charge_password(user: User | None, name: str, *, by: Visitor, at: datetime) -> timedelta:
    """Note one more wrong try, or return the wait during which none is taken."""
    if user is not None and (browser := _known(user, by)):
        tries = Tries(browser.tries, browser.until)
        if wait := tries.wait(at):
            return wait
        more = tries.one_more(at)
        browser.tries, browser.until = more.count, more.until
        browser.save(update_fields=["tries", "until"])
        return _told(more, user, by=by)
    if wait := _wait_of_address(by.network, name, at):
        return wait
    if user is None:
        wait = _charge(f"name:{name}", None, by=by, at=at)
    else:
        wait = _charge_account(user, by=by, at=at)
    if not wait and by.network:
        NameTried.objects.update_or_create(network=by.network, name=name, defaults={"at": at})
    return wait


@transaction.atomic
def _charge_account(user: User, *, by: Visitor, at: datetime) -> timedelta:
    row = User.objects.select_for_update().get(pk=user.pk)
    tries = Tries(row.failed_logins, row.locked_until)
    if wait := tries.wait(at):
        return wait
    more = tries.one_more(at)
    row.failed_logins, row.locked_until = more.count, more.until
    row.save(update_fields=["failed_logins", "locked_until"])
    return _told(more, user, by=by)


@transaction.atomic
def _charge(key: str, user: User | None, *, by: Visitor, at: datetime) -> timedelta:
    _, fresh = Tried.objects.get_or_create(key=key)
    if fresh:
        Tried.objects.filter(until__lt=at - FORGOTTEN_AFTER).delete()
    row = Tried.objects.select_for_update().get(key=key)
    tries = Tries(row.tries, row.until)
    if wait := tries.wait(at):
        return wait
    more = tries.one_more(at)
    row.tries, row.until = more.count, more.until
    row.save(update_fields=["tries", "until"])
    return _told(more, user, by=by)


def _told(tries: Tries, user: User | None, *, by: Visitor) -> timedelta:
    """Tell the audit log when the free tries are used up, not each try: it is no drum to beat."""
    if user is not None and tries.count == FREE_TRIES:
        values = {"username": user.username, "tries": tries.count, "address": by.address}
        record(by, "signin.held", user, values=values)
    return FREE


def _known(user: User, by: Visitor) -> Browser | None:
    if not by.browser:
        return None
    return Browser.objects.select_for_update().filter(user=user, digest=by.browser).first()


def _wait_of_address(network: str, name: str, at: datetime) -> timedelta:
    """Return how long an address waits that has tried too many different names."""
    NameTried.objects.filter(at__lt=at - NAMES_WITHIN).delete()
    others = NameTried.objects.filter(network=network).exclude(name=name).order_by("-at")
    times = list(others.values_list("at", flat=True)[NAMES_AN_HOUR - 1 : NAMES_AN_HOUR])
    return times[0] + NAMES_WITHIN - at if network and times else FREE


@transaction.atomic
def _settle_password(user: User, name: str, *, by: Visitor, at: datetime) -> None:
    """Give back what a right password had paid."""
    if browser := _known(user, by):
        browser.tries, browser.until = 0, None
        browser.save(update_fields=["tries", "until"])
        return
    row = User.objects.select_for_update().get(pk=user.pk)
    less = Tries(row.failed_logins, row.locked_until).one_less(at)
    row.failed_logins, row.locked_until = less.count, less.until
    row.save(update_fields=["failed_logins", "locked_until"])
    NameTried.objects.filter(network=by.network, name=name).delete()


@transaction.atomic
def _settle(key: str) -> None:
    Tried.objects.filter(key=key).delete()


@transaction.atomic
def release(user: User, *, by: Actor, reason: str) -> None:
    """Let an account be tried again at once, by strangers and by its own browsers."""
    User.objects.filter(pk=user.pk).update(failed_logins=0, locked_until=None)
    Browser.objects.filter(user=user).update(tries=0, until=None)
    Tried.objects.filter(key__startswith=f"code:{user.pk}:").delete()
    Tried.objects.filter(key=f"own:{user.pk}").delete()
    record(by, "signin.released", user, reason=reason, values={"username": user.username})
