"""Sessions: one is opened, seen, and ended, by its user or by the security administrator."""

from datetime import datetime

from django.contrib.sessions.models import Session as Stored
from django.db import transaction

from zhicai.accounts.actions import set_checked_password
from zhicai.accounts.models import User
from zhicai.audit.actions import Actor, record
from zhicai.signin.models import Browser, Session
from zhicai.signin.rules import browser_words
from zhicai.signin.visitors import Visitor


@transaction.atomic
def open_session(
    user: User, *, key: str, way: str, factor: str, browser: str, by: Visitor, at: datetime
) -> None:
    """Note a session that the door opens, and that the account knows this browser from now on.

    ``key`` is Django's session key, ``browser`` the digest of the browser's cookie.
    """
    Session.objects.filter(user=user).exclude(key__in=Stored.objects.values("session_key")).delete()
    session = Session.objects.create(
        user=user,
        key=key,
        agent=by.agent,
        address=by.address,
        way=way,
        factor=factor,
        opened_at=at,
        last_seen=at,
    )
    _, new = Browser.objects.update_or_create(
        user=user,
        digest=browser,
        defaults={"last_seen": at, "tries": 0, "until": None},
        create_defaults={"first_seen": at, "last_seen": at},
    )
    values = {"way": way, "factor": factor, "address": by.address, "new_browser": new}
    if user.failed_logins:
        values["failed"] = user.failed_logins
    values["browser"] = browser_words(by.agent).zh
    record(user_as_actor(user), "signin.signed_in", session, values=values)


@transaction.atomic
def note_seen(key: str, *, by: Visitor, at: datetime) -> None:
    """Note that a session is still used, and from where."""
    Session.objects.filter(key=key).update(last_seen=at, address=by.address)


@transaction.atomic
def end_session(session: Session, *, by: Actor) -> None:
    """End one session; its cookie is refused from the next request on."""
    Stored.objects.filter(session_key=session.key).delete()
    values = {"username": session.user.username, "address": session.address}
    record(by, "signin.session_ended", session, values=values)
    session.delete()


@transaction.atomic
def end_sessions(user: User, *, by: Actor, keep: str = "", reason: str = "") -> int:
    """End all sessions of a user but ``keep`` (a session key); return how many."""
    rows = Session.objects.filter(user=user).exclude(key=keep)
    keys = list(rows.values_list("key", flat=True))
    Stored.objects.filter(session_key__in=keys).delete()
    rows.delete()
    values = {"username": user.username, "count": len(keys)}
    record(by, "signin.sessions_ended", user, reason=reason, values=values)
    return len(keys)


@transaction.atomic
def change_password(user: User, password: str, *, by: Actor) -> None:
    """Set a new password; BadInput for a weak one. Django refuses every other session by its hash,
    which hangs on the password.
    """
    set_checked_password(user, password)
    user.save(update_fields=["password"])
    record(by, "signin.password_changed", user)


@transaction.atomic
def renew_key(user: User, *, old: str, new: str, by: Actor) -> None:
    """Follow a session whose key was changed; all others of the user are over."""
    Session.objects.filter(key=old).update(key=new)
    end_sessions(user, by=by, keep=new)


def user_as_actor(user: User) -> Visitor:
    """Return the user as the one who acts, where no office is chosen yet."""
    return Visitor(username=user.username, name=user.name)
